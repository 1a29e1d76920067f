//! A channel built from its parts, and taken apart.

use std::fmt;
use std::str::FromStr;

use super::code_page::CodePage;
use super::encoding::Encoding;
use super::multi_byte::{Mark, MultiByte};
use super::wide::{Unread, Wide, WideLegacy};
use super::{Channel, Garbling, Layer, Quotes, UnassignedByte, WhiteSpace};
use crate::error::Error;

/// One thing that was lost after bytes were read with the wrong code page.
///
/// Prints as the words that a channel has for it, which [`str::parse`] reads back.
///
/// ```
/// use lacuna::{Channel, Loss};
///
/// let loss: Loss = "no-break spaces as spaces".parse()?;
/// assert_eq!(loss, Loss::NoBreakSpacesSpaced);
/// let channel = Channel::new("UTF-8", "windows-1252", &[loss])?;
/// assert_eq!(channel.apply("là"), "lÃ ");
/// assert_eq!(channel.to_string(), "UTF-8 read as windows-1252, no-break spaces as spaces");
/// # Ok::<(), lacuna::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Loss {
    /// Control and format characters (categories Cc and Cf) were removed, tab and line ends excepted: `controls stripped`.
    ControlsStripped,
    /// Bytes that the page leaves unassigned were dropped: `unassigned bytes dropped`. The standards of ISO 8859 assign nothing to 80 to 9F.
    UnassignedDropped,
    /// Bytes that the page leaves unassigned became U+FFFD: `unassigned bytes as U+FFFD`.
    UnassignedReplaced,
    /// Bytes that the page leaves unassigned became question marks: `unassigned bytes as ?`.
    UnassignedQuestioned,
    /// Bytes that the page leaves unassigned became middle dots of Japanese: `unassigned bytes as ・`.
    UnassignedDotted,
    /// Bytes that the page leaves unassigned became spaces: `unassigned bytes as spaces`.
    UnassignedSpaced,
    /// Bytes that the page leaves unassigned became full stops: `unassigned bytes as .`.
    UnassignedStopped,
    /// Bytes that the page leaves unassigned became low lines: `unassigned bytes as _`.
    UnassignedLowLined,
    /// No-break spaces became spaces: `no-break spaces as spaces`.
    NoBreakSpacesSpaced,
    /// White space beyond ASCII became spaces: no-break spaces, and U+0085 (next line) where the page has that control, as the pages of ISO 8859 do:
    /// `white space as spaces`.
    WhiteSpaceSpaced,
    /// No-break spaces became spaces, and were merged with the space after them: `no-break spaces dropped`.
    NoBreakSpacesDropped,
    /// White space beyond ASCII became spaces, and was merged with the space after it: `white space dropped`.
    WhiteSpaceDropped,
    /// Typographic quotes became straight ones, low quotes (`„`) as well: `quotes straightened`.
    QuotesStraightened,
    /// Only the curly quotes (`‘`, `’`, `“`, `”`) became straight ones: `curly quotes straightened`.
    CurlyQuotesStraightened,
    /// A byte that a multi-byte page could not read became U+FFFD together with the byte after it, even if that is ASCII:
    /// `unassigned pairs as U+FFFD`. In a page with longer sequences (GB18030, EUC-JP), a sequence that is broken off became one U+FFFD.
    PairsReplaced,
    /// The same with a question mark, as Windows writes it: `unassigned pairs as ?`.
    PairsQuestioned,
    /// The same with the middle dot that Windows writes in Japanese: `unassigned pairs as ・`.
    PairsDotted,
    /// A line feed after such a byte was lost with it: two lines became one. Only together with a loss of pairs: `line ends taken`.
    LineEndsTaken,
}

impl Loss {
    /// All losses, in the order in which a channel names them.
    pub const ALL: &'static [Loss] = &[
        Loss::ControlsStripped,
        Loss::UnassignedDropped,
        Loss::UnassignedReplaced,
        Loss::UnassignedQuestioned,
        Loss::UnassignedDotted,
        Loss::UnassignedSpaced,
        Loss::UnassignedStopped,
        Loss::UnassignedLowLined,
        Loss::NoBreakSpacesSpaced,
        Loss::WhiteSpaceSpaced,
        Loss::NoBreakSpacesDropped,
        Loss::WhiteSpaceDropped,
        Loss::QuotesStraightened,
        Loss::CurlyQuotesStraightened,
        Loss::PairsReplaced,
        Loss::PairsQuestioned,
        Loss::PairsDotted,
        Loss::LineEndsTaken,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Loss::ControlsStripped => "controls stripped",
            Loss::UnassignedDropped => "unassigned bytes dropped",
            Loss::UnassignedReplaced => "unassigned bytes as U+FFFD",
            Loss::UnassignedQuestioned => "unassigned bytes as ?",
            Loss::UnassignedDotted => "unassigned bytes as ・",
            Loss::UnassignedSpaced => "unassigned bytes as spaces",
            Loss::UnassignedStopped => "unassigned bytes as .",
            Loss::UnassignedLowLined => "unassigned bytes as _",
            Loss::NoBreakSpacesSpaced => "no-break spaces as spaces",
            Loss::WhiteSpaceSpaced => "white space as spaces",
            Loss::NoBreakSpacesDropped => "no-break spaces dropped",
            Loss::WhiteSpaceDropped => "white space dropped",
            Loss::QuotesStraightened => "quotes straightened",
            Loss::CurlyQuotesStraightened => "curly quotes straightened",
            Loss::PairsReplaced => "unassigned pairs as U+FFFD",
            Loss::PairsQuestioned => "unassigned pairs as ?",
            Loss::PairsDotted => "unassigned pairs as ・",
            Loss::LineEndsTaken => "line ends taken",
        }
    }

    /// All that is lost of a single-byte page, if it is this alone; `None` if such a page cannot lose so.
    pub(super) fn alone(self) -> Option<super::Loss> {
        let none = super::Loss::NONE;
        let unassigned = |unassigned| super::Loss { unassigned, ..none };
        let white_space = |white_space| super::Loss { white_space, ..none };
        Some(match self {
            Loss::ControlsStripped => super::Loss { controls: true, ..none },
            Loss::UnassignedDropped => unassigned(UnassignedByte::Dropped),
            Loss::UnassignedReplaced => unassigned(UnassignedByte::Replaced),
            Loss::UnassignedQuestioned => unassigned(UnassignedByte::Questioned),
            Loss::UnassignedDotted => unassigned(UnassignedByte::Dotted),
            Loss::UnassignedSpaced => unassigned(UnassignedByte::Spaced),
            Loss::UnassignedStopped => unassigned(UnassignedByte::Stopped),
            Loss::UnassignedLowLined => unassigned(UnassignedByte::LowLined),
            Loss::NoBreakSpacesSpaced => white_space(WhiteSpace::NoBreakSpaced),
            Loss::WhiteSpaceSpaced => white_space(WhiteSpace::AllSpaced),
            Loss::NoBreakSpacesDropped => white_space(WhiteSpace::NoBreakDropped),
            Loss::WhiteSpaceDropped => white_space(WhiteSpace::AllDropped),
            Loss::QuotesStraightened => super::Loss { quotes: Quotes::Straightened, ..none },
            Loss::CurlyQuotesStraightened => super::Loss { quotes: Quotes::CurlyStraightened, ..none },
            Loss::PairsReplaced | Loss::PairsQuestioned | Loss::PairsDotted | Loss::LineEndsTaken => {
                return None
            }
        })
    }

    /// What the decoder of a multi-byte page wrote for what bytes that it could not read, if that is what this says.
    fn mark(self) -> Option<(Mark, Unread)> {
        match self {
            Loss::UnassignedReplaced => Some((Mark::Replacement, Unread::Byte)),
            Loss::UnassignedQuestioned => Some((Mark::Question, Unread::Byte)),
            Loss::UnassignedDotted => Some((Mark::Dot, Unread::Byte)),
            Loss::PairsReplaced => Some((Mark::Replacement, Unread::Pair)),
            Loss::PairsQuestioned => Some((Mark::Question, Unread::Pair)),
            Loss::PairsDotted => Some((Mark::Dot, Unread::Pair)),
            Loss::ControlsStripped
            | Loss::UnassignedDropped
            | Loss::UnassignedSpaced
            | Loss::UnassignedStopped
            | Loss::UnassignedLowLined
            | Loss::NoBreakSpacesSpaced
            | Loss::WhiteSpaceSpaced
            | Loss::NoBreakSpacesDropped
            | Loss::WhiteSpaceDropped
            | Loss::QuotesStraightened
            | Loss::CurlyQuotesStraightened
            | Loss::LineEndsTaken => None,
        }
    }

    /// The loss that names what a decoder did; U+FFFD for each byte goes without saying.
    fn of(wide: Wide) -> Option<Loss> {
        let unread = if wide.loses_pairs() { Unread::Pair } else { Unread::Byte };
        let is_it = |loss: &Loss| loss.mark() == Some((wide.mark, unread));
        Loss::ALL.iter().copied().find(is_it).filter(|loss| *loss != Loss::UnassignedReplaced)
    }
}

/// Writes the words that a channel has for it.
impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Loss {
    type Err = Error;

    /// Reads what [`Display`](fmt::Display) writes, in capitals or small letters.
    ///
    /// # Errors
    ///
    /// If it is the name of no loss.
    fn from_str(text: &str) -> Result<Loss, Error> {
        let found = Loss::ALL.iter().copied().find(|loss| loss.name().eq_ignore_ascii_case(text.trim()));
        found.ok_or_else(|| Error::unknown_loss(text))
    }
}

/// One layer of a channel: bytes of an encoding, read with a code page, and what was lost of them.
///
/// Prints as the part of the sentence that a [`Channel`] has for it. The order of layers has no meaning; it is there for sorted collections.
///
/// ```
/// use lacuna::{Channel, Loss};
///
/// let channel: Channel = "UTF-8 read as windows-1254, controls stripped".parse()?;
/// let layer = channel.layers().next().unwrap();
/// assert_eq!((layer.encoding, layer.page), ("UTF-8", "windows-1254"));
/// assert!(layer.losses().eq([Loss::ControlsStripped]));
/// # Ok::<(), lacuna::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct ChannelLayer {
    /// The encoding that the text was saved in.
    pub encoding: &'static str,
    /// The code page or encoding that it was read with.
    pub page: &'static str,
    garbling: Garbling,
}

impl ChannelLayer {
    pub(crate) fn of(garbling: Garbling) -> ChannelLayer {
        let (encoding, page) = match garbling {
            Garbling::Narrow(layer) => (layer.source.name(), layer.page.name()),
            Garbling::Wide(wide) => (Encoding::Utf8.name(), wide.page.name()),
            Garbling::WideLegacy(pair) => (pair.source.name(), pair.read.page.name()),
        };
        ChannelLayer { encoding, page, garbling }
    }

    /// True if each byte was read as one character, by a page such as windows-1252; false for a page such as GBK, which reads two bytes
    /// together.
    #[must_use]
    pub fn is_single_byte(&self) -> bool {
        match self.garbling {
            Garbling::Narrow(_) => true,
            Garbling::Wide(_) | Garbling::WideLegacy(_) => false,
        }
    }

    /// What was lost after the text was read with the wrong page.
    ///
    /// A multi-byte page writes U+FFFD for each byte that it cannot read, and that is no named loss. So an empty list means that every byte is there
    /// only for a single-byte page ([`ChannelLayer::is_single_byte`]).
    pub fn losses(&self) -> impl Iterator<Item = Loss> {
        self.garbling.losses()
    }
}

impl fmt::Display for ChannelLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.garbling.fmt(f)
    }
}

impl fmt::Debug for ChannelLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChannelLayer({self})")
    }
}

impl super::Loss {
    /// Each kind of loss alone.
    pub(crate) fn each_alone() -> impl Iterator<Item = super::Loss> {
        Loss::ALL.iter().filter_map(|loss| loss.alone())
    }
}

impl Garbling {
    pub(super) fn new(encoding: &str, page: &str, losses: &[Loss]) -> Result<Garbling, Error> {
        let source = Encoding::from_name(encoding).ok_or_else(|| Error::unknown_encoding(encoding))?;
        for (at, loss) in losses.iter().enumerate() {
            if losses[..at].iter().any(|other| is_of_one_kind(*other, *loss)) {
                return Err(Error::losses_of_one_kind(loss.name()));
            }
        }
        if let Some(page) = CodePage::from_name(page) {
            let mut all = super::Loss::NONE;
            for loss in losses {
                all = all.and(loss.alone().ok_or_else(|| Error::no_pairs(loss.name(), page.name()))?);
            }
            return Ok(Layer { source, page, loss: all }.into());
        }
        let page = MultiByte::from_name(page).ok_or_else(|| match Encoding::from_name(page) {
            Some(_) => Error::no_page(page),
            None => Error::unknown_encoding(page),
        })?;
        let source = match source {
            Encoding::Utf8 => None,
            Encoding::Multi(own) if own != page => Some(source),
            Encoding::Single(_) => Some(source),
            Encoding::Multi(_) | Encoding::Cesu8 => {
                return Err(Error::no_inverse(source.name(), page.name()))
            }
        };
        let mut wide = Wide::of_bytes(page, Mark::Replacement);
        for loss in losses.iter().filter(|loss| **loss != Loss::LineEndsTaken) {
            (wide.mark, wide.unread) = loss.mark().ok_or_else(|| Error::no_mark(loss.name(), page.name()))?;
        }
        if losses.contains(&Loss::LineEndsTaken) {
            if !wide.loses_pairs() {
                return Err(Error::needs_pairs(Loss::LineEndsTaken.name()));
            }
            wide.unread = wide.unread.over_lines();
        }
        Ok(source.map_or(wide.into(), |source| WideLegacy { source, read: wide }.into()))
    }

    /// What was lost, in the order in which it is named.
    pub(super) fn losses(self) -> impl Iterator<Item = Loss> {
        let is_lost = move |loss: &Loss| match self {
            Garbling::Narrow(layer) => loss.alone().is_some_and(|alone| layer.loss.includes(alone)),
            Garbling::Wide(wide) | Garbling::WideLegacy(WideLegacy { read: wide, .. }) => match loss {
                Loss::LineEndsTaken => wide.unread == Unread::PairOverLines,
                _ => Loss::of(wide) == Some(*loss),
            },
        };
        Loss::ALL.iter().copied().filter(is_lost)
    }
}

/// Two different losses of one kind.
fn is_of_one_kind(one: Loss, other: Loss) -> bool {
    let are_of_one = match (one.alone(), other.alone()) {
        (Some(a), Some(b)) => {
            a.unassigned != UnassignedByte::Kept && b.unassigned != UnassignedByte::Kept
                || a.white_space != WhiteSpace::Kept && b.white_space != WhiteSpace::Kept
                || a.quotes != Quotes::Kept && b.quotes != Quotes::Kept
        }
        _ => one.mark().is_some() && other.mark().is_some(),
    };
    one != other && are_of_one
}

impl Channel {
    /// The channel of one layer: text saved in `encoding`, read with `page`, of which something was lost.
    ///
    /// Names are those that [`Channel::encodings`] and [`Channel::pages`] list, and others that people use for them: `cp1252`, `latin1`,
    /// `Mac Roman`.
    ///
    /// ```
    /// use lacuna::{Channel, Loss};
    ///
    /// let channel = Channel::new("UTF-8", "cp1254", &[Loss::ControlsStripped])?;
    /// assert_eq!(channel.to_string(), "UTF-8 read as windows-1254, controls stripped");
    /// # Ok::<(), lacuna::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - A name is unknown, or the page is `UTF-8` or `CESU-8`.
    /// - Two different losses are of one kind.
    /// - The page is a multi-byte one, and the encoding is the same one or CESU-8: there is no inverse.
    /// - The page is a multi-byte one, and a loss leaves no mark (U+FFFD, `?` or `・`): there is no inverse.
    /// - The page is a single-byte one, and a loss is one of pairs or of line ends.
    /// - Line ends are lost without a loss of pairs.
    pub fn new(encoding: &str, page: &str, losses: &[Loss]) -> Result<Channel, Error> {
        Garbling::new(encoding, page, losses).map(Channel::of)
    }

    /// The channel that does what this one does, and after it what `later` does. Takes constant time.
    ///
    /// ```
    /// use lacuna::Channel;
    ///
    /// let once: Channel = "UTF-8 read as windows-1252".parse()?;
    /// let twice = once.then(once)?;
    /// assert_eq!(twice.apply("é"), "ÃƒÂ©");
    /// assert_eq!(twice.to_string(), "UTF-8 read as windows-1252; then UTF-8 read as windows-1252");
    /// # Ok::<(), lacuna::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If there are more than six layers.
    pub fn then(self, later: Channel) -> Result<Channel, Error> {
        let mut joined = self.layers.iter().take(usize::from(self.depth)).rev();
        let all = joined.try_fold(later, |channel, layer| channel.preceded_by(*layer));
        all.ok_or_else(|| Error::too_many_layers(&format!("{self}; then {later}")))
    }

    /// The layers, in the order in which they happened: one to six.
    ///
    /// ```
    /// let channel: lacuna::Channel = "GBK read as windows-1252; then UTF-8 read as ISO-8859-1".parse()?;
    /// let layers: Vec<_> = channel.layers().map(|layer| (layer.encoding, layer.page)).collect();
    /// assert_eq!(layers, [("GBK", "windows-1252"), ("UTF-8", "ISO-8859-1")]);
    /// # Ok::<(), lacuna::Error>(())
    /// ```
    #[must_use]
    pub fn layers(&self) -> impl ExactSizeIterator<Item = ChannelLayer> + '_ {
        self.garblings().iter().map(|garbling| ChannelLayer::of(*garbling))
    }

    /// The names of all code pages and encodings that a text can have been read with.
    ///
    /// ```
    /// use lacuna::Channel;
    ///
    /// assert!(Channel::pages().any(|page| page == "windows-1252"));
    /// assert!(Channel::pages().all(|page| page != "UTF-8"));
    /// ```
    pub fn pages() -> impl Iterator<Item = &'static str> {
        CodePage::all().map(CodePage::name).chain(MultiByte::all().map(MultiByte::name))
    }

    /// The names of all encodings that a text can have been saved in.
    ///
    /// ```
    /// use lacuna::Channel;
    ///
    /// assert_eq!(Channel::encodings().next(), Some("UTF-8"));
    /// assert!(Channel::encodings().any(|encoding| encoding == "Shift_JIS"));
    /// ```
    pub fn encodings() -> impl Iterator<Item = &'static str> {
        [Encoding::Utf8.name(), Encoding::Cesu8.name()].into_iter().chain(Channel::pages())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_the_sum_of_its_parts() {
        for text in [
            "UTF-8 read as windows-1252",
            "UTF-8 read as KOI8-U, unassigned bytes as ?, quotes straightened",
            "GBK read as windows-1252; then UTF-8 read as ISO-8859-1",
            "UTF-8 read as windows-1252; then UTF-8 read as GBK",
            "UTF-8 read as GBK, unassigned bytes as ?; then UTF-8 read as windows-1252",
            "UTF-8 read as windows-31J, unassigned bytes as ・",
            "GBK read as Big5-HKSCS",
            "windows-1252 read as windows-936",
            "KOI8-R read as windows-31J, unassigned bytes as ?",
            "UTF-8 read as windows-936, unassigned pairs as ?",
            "UTF-8 read as GBK, unassigned pairs as U+FFFD",
            "UTF-8 read as windows-31J, unassigned pairs as ・",
            "UTF-8 read as windows-936, unassigned pairs as ?, line ends taken",
        ] {
            let channel: Channel = text.parse().unwrap();
            let layer = |layer: ChannelLayer| {
                Channel::new(layer.encoding, layer.page, &layer.losses().collect::<Vec<_>>()).unwrap()
            };
            let built = channel.layers().map(layer).reduce(|all, one| all.then(one).unwrap()).unwrap();
            assert_eq!(built, channel);
        }
    }

    #[test]
    fn six_layers_are_the_most() {
        let two = Channel::new("UTF-8", "cp1252", &[]).and_then(|one| one.then(one)).unwrap();
        let four = two.then(two).unwrap();
        assert_eq!(four.then(two).unwrap().layers().len(), 6);
        assert!(four.then(two).unwrap().then(two).is_err());
    }

    #[test]
    fn losses_read_what_they_print() {
        for loss in Loss::ALL {
            assert_eq!(loss.to_string().parse::<Loss>().unwrap(), *loss);
        }
        assert!("eaten".parse::<Loss>().is_err());
    }
}
