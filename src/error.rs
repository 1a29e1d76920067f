//! The one error type of the crate.

use std::io;

use crate::channel::Channel;

/// What went wrong, in words: what was given, what is wrong with it, and what to do next.
///
/// Opaque, so that new kinds of errors do not break programs. Damage in a text is no error: it is repaired, or reported as
/// lost. An error becomes a [`std::io::Error`], for functions that return one.
///
/// ```
/// use lacuna::Channel;
///
/// let error = "UTF-8 read as windows-9999".parse::<Channel>().unwrap_err();
/// assert!(error.to_string().starts_with("\"windows-9999\" names no encoding or code page"));
///
/// fn channel(name: &str) -> std::io::Result<Channel> {
///     Ok(name.parse::<Channel>()?)
/// }
/// assert_eq!(channel("UTF-8").unwrap_err().kind(), std::io::ErrorKind::InvalidInput);
/// ```
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Kind);

#[derive(Debug, thiserror::Error)]
enum Kind {
    #[error("{0:?} names no channel: write for example \"UTF-8 read as windows-1252, controls stripped\"")]
    UnknownChannel(String),
    #[error("{0:?} has more than {max} layers: leave out the innermost", max = crate::channel::MAX_LAYERS)]
    TooManyLayers(String),
    #[error("{0:?} names no encoding or code page that lacuna knows: `Channel::pages` and `Channel::encodings` list them")]
    UnknownEncoding(String),
    #[error("{0:?} is no page that text can be read with: see `Channel::pages`")]
    NoPage(String),
    #[error("{0:?} lacks a comma: losses are set off by commas, as in \"UTF-8 read as windows-1252, controls stripped\"")]
    NoComma(String),
    #[error("{0:?} names no loss: `Loss::ALL` lists them, \"controls stripped\" is one")]
    UnknownLoss(String),
    #[error("{0:?} is a second loss of its kind: one thing cannot be lost in two ways, leave out one")]
    SecondLoss(String),
    #[error("what {page} makes of text in {encoding} cannot be undone: with a multi-byte page, name UTF-8 or another encoding than CESU-8 and the page itself")]
    NoInverse { encoding: String, page: String },
    #[error("{loss:?} is no loss of {page} that can be undone: with a multi-byte page, name the mark that it wrote (\"unassigned bytes as ?\", for example) or nothing")]
    NoMark { loss: String, page: String },
    #[error("{loss:?} is no loss of {page}, which reads each byte by itself: leave it out, or name a loss of \"unassigned bytes\"")]
    NoPairs { loss: String, page: String },
    #[error("{0:?} is lost only together with pairs: name what became of them, too (\"unassigned pairs as ?\", for example)")]
    NeedsPairs(String),
    #[error("{0:?} is no language code of ISO 639: write for example \"en\" or \"eng\"")]
    UnknownLanguage(String),
    #[error("{choice:?} cannot be put in the place of {stands:?}: choose one of what `Repair::candidates` lists, which {channel} turns into what stood there")]
    NotAReading { choice: String, stands: String, channel: Channel },
    #[error("{0:?} was not inferred, so that nothing can be chosen in its place: only a repair that is inferred, withheld or amended can be")]
    NotInferred(String),
    #[error("{0:?} is a repair of another transcript: take it from the repairs of the one that is to be amended, which is a new one after each amendment")]
    OtherTranscript(String),
    #[error("{0:?} names no format: `Format::ALL` lists them")]
    UnknownFormat(String),
    #[error("{0:?} names no kind of lacuna: `LacunaKind::ALL` lists them")]
    UnknownLacuna(String),
    #[error("the input cannot be read: {0}")]
    Read(#[source] io::Error),
}

/// What an input gave comes out as it was; everything else is of [`io::ErrorKind::InvalidInput`].
impl From<Error> for io::Error {
    fn from(error: Error) -> io::Error {
        match error {
            Error(Kind::Read(error)) => error,
            other => io::Error::new(io::ErrorKind::InvalidInput, other),
        }
    }
}

impl Error {
    pub(crate) fn read(error: io::Error) -> Error {
        Kind::Read(error).into()
    }

    pub(crate) fn not_a_reading(choice: &str, stands: &str, channel: &Channel) -> Error {
        Kind::NotAReading { choice: choice.to_owned(), stands: stands.to_owned(), channel: *channel }.into()
    }

    pub(crate) fn not_inferred(stands: &str) -> Error {
        Kind::NotInferred(stands.to_owned()).into()
    }

    pub(crate) fn other_transcript(stands: &str) -> Error {
        Kind::OtherTranscript(stands.to_owned()).into()
    }

    pub(crate) fn unknown_format(text: &str) -> Error {
        Kind::UnknownFormat(text.to_owned()).into()
    }

    pub(crate) fn unknown_lacuna(text: &str) -> Error {
        Kind::UnknownLacuna(text.to_owned()).into()
    }

    pub(crate) fn unknown_language(text: &str) -> Error {
        Kind::UnknownLanguage(text.to_owned()).into()
    }

    pub(crate) fn unknown_encoding(name: &str) -> Error {
        Kind::UnknownEncoding(name.to_owned()).into()
    }

    pub(crate) fn no_page(name: &str) -> Error {
        Kind::NoPage(name.to_owned()).into()
    }

    pub(crate) fn no_comma(text: &str) -> Error {
        Kind::NoComma(text.to_owned()).into()
    }

    pub(crate) fn unknown_loss(name: &str) -> Error {
        Kind::UnknownLoss(name.to_owned()).into()
    }

    pub(crate) fn losses_of_one_kind(name: &str) -> Error {
        Kind::SecondLoss(name.to_owned()).into()
    }

    pub(crate) fn no_inverse(encoding: &str, page: &str) -> Error {
        Kind::NoInverse { encoding: encoding.to_owned(), page: page.to_owned() }.into()
    }

    pub(crate) fn no_pairs(loss: &str, page: &str) -> Error {
        Kind::NoPairs { loss: loss.to_owned(), page: page.to_owned() }.into()
    }

    pub(crate) fn needs_pairs(loss: &str) -> Error {
        Kind::NeedsPairs(loss.to_owned()).into()
    }

    pub(crate) fn no_mark(loss: &str, page: &str) -> Error {
        Kind::NoMark { loss: loss.to_owned(), page: page.to_owned() }.into()
    }

    pub(crate) fn unknown_channel(text: &str) -> Error {
        Kind::UnknownChannel(text.to_owned()).into()
    }

    pub(crate) fn too_many_layers(text: &str) -> Error {
        Kind::TooManyLayers(text.to_owned()).into()
    }
}
