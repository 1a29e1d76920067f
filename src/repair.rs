//! The pipeline of repair: find what could be damaged, infer the channel, undo it, and note what was done.

pub(crate) mod evidence;
pub(crate) mod infill;
pub(crate) mod log;
pub(crate) mod scan;
pub(crate) mod session;
pub(crate) mod undo;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::channel::Channel;
use crate::decode;
use crate::growth;
use crate::iter::Repairs;
use crate::options::Options;
use crate::repair::log::provenance::Log;
use crate::repair::log::record::{By, Record};
use crate::repair::session::Session;

/// Repairs mojibake in `text`.
///
/// The channel is inferred from the text itself. Characters of which all bytes are there come back exactly; those that lost
/// bytes are inferred, with a stated confidence. Text that is not damaged comes back borrowed and unchanged after one scan.
///
/// Takes time and memory linear in the length of the text.
///
/// ```
/// let repaired = lacuna::repair("Ah, youâ€™re tapping into the soul ðŸ”„");
/// assert_eq!(repaired.text(), "Ah, you’re tapping into the soul 🔄");
/// ```
pub fn repair(text: &str) -> Repaired<'_> {
    with(text, &Options::new())
}

/// Repairs mojibake in an input of any bytes.
///
/// UTF-8 is read as such, and so is UTF-16 with a byte order mark. If a line has bytes that are not UTF-8, its encoding is inferred from words,
/// letters and signs, of this line and of others. It is windows-1252 if nothing tells. What was read with windows-1252 is no repair. What was read
/// with another encoding is one, with a channel such as `IBM850 read as windows-1252`. The text is then repaired as by [`repair`].
///
/// Borrows if the input is UTF-8 and nothing is repaired, and allocates the text if not. UTF-16 and bytes that are not UTF-8 always allocate. Takes
/// time and memory linear in the length of the input.
///
/// ```
/// assert_eq!(lacuna::repair_bytes(b"caf\xC3\x83\xC2\xA9").text(), "café");
/// assert_eq!(lacuna::repair_bytes(b"caf\xE9").text(), "café");
/// assert_eq!(lacuna::repair_bytes(b"caf\xE9").repairs().len(), 0);
/// ```
///
/// Ranges of the input count its bytes, whatever its encoding:
///
/// ```
/// let input = b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA \xE4\xE5\xEB\xE0?";
/// let repaired = lacuna::repair_bytes(input);
/// assert_eq!(repaired.text(), "Привет, как дела?");
/// let at = repaired.text().find("как").unwrap();
/// let stood = repaired.source(at..at + "как".len());
/// assert_eq!(&input[stood], b"\xEA\xE0\xEA");
/// let repair = repaired.repairs().next().unwrap();
/// assert_eq!(repair.channel().to_string(), "windows-1251 read as windows-1252");
/// assert_eq!(&input[repair.source()], b"\xCF\xF0\xE8\xE2\xE5\xF2");
/// ```
pub fn repair_bytes<T: AsRef<[u8]> + ?Sized>(input: &T) -> Repaired<'_> {
    bytes_with(input.as_ref(), &Options::new())
}

pub(crate) fn bytes_with<'a>(input: &'a [u8], options: &Options) -> Repaired<'a> {
    let (text, origin) = decode::decode(input);
    let (text, mut log) = match text {
        Cow::Borrowed(text) => with(text, options).into_parts(),
        Cow::Owned(text) => {
            let (restored, log) = with_foreign(&text, origin.foreign(), options).into_parts();
            let restored = match restored {
                Cow::Owned(restored) => Some(restored),
                Cow::Borrowed(_) => None,
            };
            (Cow::Owned(restored.unwrap_or(text)), log)
        }
    };
    log.origin = origin;
    Repaired { text, log }
}

pub(crate) fn with<'a>(text: &'a str, options: &Options) -> Repaired<'a> {
    with_foreign(text, &[], options)
}

/// Repairs a text of which some lines are bytes of another encoding, each shown as windows-1252 has it.
fn with_foreign<'a>(text: &'a str, foreign: &[Range<usize>], options: &Options) -> Repaired<'a> {
    let mut restored: Option<String> = None;
    let mut log = Log::default();
    let mut session = Session::of(options.known());
    let mut at = 0;
    while let Some(piece) = session.next(text, at, foreign, true, options) {
        match piece.repaired {
            // A short text is one piece: nothing need be put together.
            Some((now, repairs)) if piece.len == text.len() => {
                restored = Some(now.into_owned());
                log = repairs;
            }
            Some((now, repairs)) => {
                let out = restored.get_or_insert_with(|| text[..at].to_owned());
                log.make_room(&repairs, at, text.len());
                log.append(repairs, at, out.len());
                if out.len() + now.len() > out.capacity() {
                    out.reserve_exact(now.len().max(growth::expected(out.len(), at, text.len())));
                }
                out.push_str(&now);
            }
            None => {
                if let Some(out) = &mut restored {
                    out.push_str(&text[at..at + piece.len]);
                }
            }
        }
        at += piece.len;
    }
    match restored {
        None => Repaired { text: Cow::Borrowed(text), log },
        Some(mut out) => {
            out.shrink_to_fit();
            log.shrink();
            Repaired { text: Cow::Owned(out), log }
        }
    }
}

/// A repaired text, and what was done to it.
///
/// Borrows the input if it is UTF-8 and nothing was repaired. Two are equal if their texts, their repairs and their ways back to the input are.
/// `Send` and `Sync`, as all types of this crate.
#[derive(Clone, PartialEq)]
#[must_use]
pub struct Repaired<'a> {
    text: Cow<'a, str>,
    log: Log,
}

impl<'a> Repaired<'a> {
    /// The restored text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The restored text. Borrowed if the input is UTF-8 and nothing was repaired, else owned.
    ///
    /// Bytes that are not UTF-8 are decoded into a new text, even if there are no repairs. The text is owned after [`Repaired::into_owned`], too.
    ///
    /// ```
    /// use std::borrow::Cow;
    ///
    /// assert!(matches!(lacuna::repair("café").into_text(), Cow::Borrowed("café")));
    /// assert!(matches!(lacuna::repair_bytes(b"caf\xE9").into_text(), Cow::Owned(_)));
    /// ```
    #[must_use]
    pub fn into_text(self) -> Cow<'a, str> {
        self.text
    }

    /// The same, to be kept without the input. Copies the text where it is borrowed.
    ///
    /// ```
    /// let kept: Vec<lacuna::Repaired<'static>> =
    ///     ["plain", "cafÃ©"].iter().map(|text| lacuna::repair(&text.to_string()).into_owned()).collect();
    /// assert_eq!(kept[1].text(), "café");
    /// ```
    pub fn into_owned(self) -> Repaired<'static> {
        Repaired { text: Cow::Owned(self.text.into_owned()), log: self.log }
    }

    /// The repairs in the order of the text; they do not overlap.
    ///
    /// A stretch of which nothing was lost is one repair. Each inferred character is one repair. Exception: characters whose bytes a multi-byte page
    /// read together are one repair.
    pub fn repairs(&self) -> Repairs<'_> {
        Repairs::new(&self.log, &self.text, 0..self.log.records.len())
    }

    /// The repairs that share a character with the byte range `range` of the restored text. For an empty range, the repair that it lies inside of.
    ///
    /// Every range is accepted. There are no repairs beyond the end of the text. A range that ends before it begins gives the repair that both its
    /// ends lie inside of, if there is one.
    ///
    /// Takes time logarithmic in the number of repairs.
    ///
    /// ```
    /// let repaired = lacuna::repair("a fiancÃ©e in a cafÃ©");
    /// assert_eq!(repaired.text(), "a fiancée in a café");
    /// assert_eq!(repaired.repairs_in(0..10).len(), 1);
    /// assert_eq!(repaired.repairs_in(0..99).len(), 2);
    /// assert_eq!(repaired.repairs_in(99..200).len(), 0);
    /// # assert_eq!(repaired.repairs_in(std::ops::Range { start: 12, end: 3 }).len(), 0);
    /// ```
    pub fn repairs_in(&self, range: Range<usize>) -> Repairs<'_> {
        Repairs::new(&self.log, &self.text, self.log.records.within(range))
    }

    /// The byte range of the input that became `range` of the restored text: the smallest one that covers it. Where a
    /// multi-byte page made one character of the bytes of two, it counts for the first.
    ///
    /// Takes time logarithmic in the number of repairs, and linear in the length of the repairs at both ends.
    ///
    /// # Panics
    ///
    /// If `range` is not inside [`Repaired::text`], on character boundaries.
    #[must_use]
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        self.log.source(&self.text, range)
    }

    /// The byte range of the restored text that `range` of the input became: the smallest one that covers it. The inverse of
    /// [`Repaired::source`].
    ///
    /// `range` may begin or end inside a character, or between two characters that stand for one. The result has whole characters.
    ///
    /// ```
    /// let repaired = lacuna::repair("a cafÃ©!");
    /// assert_eq!(repaired.restored(6..8), 5..7);
    /// assert_eq!(repaired.source(5..7), 5..9);
    /// ```
    ///
    /// # Panics
    ///
    /// If `range` is not inside the input, or ends before it begins.
    #[must_use]
    pub fn restored(&self, range: Range<usize>) -> Range<usize> {
        self.log.restored(&self.text, range)
    }

    /// The input as it was given, rebuilt from the restored text and the repairs.
    ///
    /// ```
    /// let garbled = "fiancÃ©e, and a cafÃ©";
    /// assert_eq!(lacuna::repair(garbled).original(), garbled.as_bytes());
    /// ```
    #[must_use]
    pub fn original(&self) -> Vec<u8> {
        self.log.original(&self.text)
    }

    pub(crate) fn into_parts(self) -> (Cow<'a, str>, Log) {
        (self.text, self.log)
    }
}

impl AsRef<str> for Repaired<'_> {
    /// The restored text.
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Repaired<'_> {
    /// Writes the restored text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Repaired<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repaired")
            .field("text", &self.text)
            .field("repairs", &self.log.records.len())
            .finish()
    }
}

/// One repair: what stood where, what stands there now, by which channel, and how sure that is.
///
/// A view, free to copy. Two are equal if they say the same of the same place.
///
/// ```
/// let garbled = "at a cafÃ©";
/// let repaired = lacuna::repair(garbled);
/// let repair = repaired.repairs().next().unwrap();
/// assert_eq!(&garbled[repair.source()], "Ã©");
/// assert_eq!(repair.text(), "é");
/// assert_eq!(repair.channel().to_string(), "UTF-8 read as windows-1252");
/// assert_eq!(repair.certainty(), lacuna::Certainty::Exact);
/// ```
#[derive(Clone, Copy)]
pub struct Repair<'a> {
    record: Record,
    log: &'a Log,
    /// The whole restored text.
    text: &'a str,
}

impl<'a> Repair<'a> {
    pub(crate) fn new(record: Record, log: &'a Log, text: &'a str) -> Repair<'a> {
        Repair { record, log, text }
    }

    pub(crate) fn record(&self) -> &Record {
        &self.record
    }

    /// True if this is a repair of `text` as `log` says, or of a text with the same repairs.
    pub(crate) fn is_of(&self, log: &Log, text: &str) -> bool {
        std::ptr::eq(self.log, log) || self.text == text && self.log == log
    }

    /// The byte range of the damaged stretch in the input.
    #[must_use]
    pub fn source(&self) -> Range<usize> {
        self.log.origin.source(self.record.source())
    }

    /// The byte range of the restored stretch in the restored text.
    #[must_use]
    pub fn range_in_text(&self) -> Range<usize> {
        self.record.restored()
    }

    /// The restored stretch. U+FFFD if it was withheld.
    #[must_use]
    pub fn text(&self) -> &'a str {
        &self.text[self.range_in_text()]
    }

    /// The channel that turns the restored stretch into the damaged one. A withheld character counts by any of its candidates.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.log.channel(&self.record)
    }

    /// Whether the repair is exact, and if not, how sure it is.
    #[must_use]
    pub fn certainty(&self) -> Certainty<'a> {
        match self.log.inferred(&self.record) {
            None => Certainty::Exact,
            Some((inferred, candidates)) => match inferred.by {
                By::Model => Certainty::Inferred { confidence: inferred.confidence, runners_up: candidates },
                By::Nobody => Certainty::Withheld { candidates },
                By::Person => Certainty::Amended { candidates },
            },
        }
    }

    /// How sure the repair is, from 0 to 1.
    ///
    /// If a character was inferred, the probability that it is right. 1 if no byte was lost or a person chose. 0 if the character was withheld. It
    /// does not say how sure the channel is: see [`Certainty::Exact`].
    #[must_use]
    pub fn confidence(&self) -> f32 {
        match self.certainty() {
            Certainty::Exact | Certainty::Amended { .. } => 1.0,
            Certainty::Inferred { confidence, .. } => confidence,
            Certainty::Withheld { .. } => 0.0,
        }
    }

    /// All characters that the channel turns into the damaged stretch.
    ///
    /// The character that was chosen comes first, then the runners-up that [`Repair::certainty`] names, then the others, common characters first.
    /// Empty if the repair is exact, or if it restores more than one character. Allocates.
    ///
    /// [`Repair::certainty`] gives the shares of the first ones. The rest, up to 1, belongs to the others.
    /// [`Transcript::amend`](crate::Transcript::amend) takes each of them. If a multi-byte page turns a runner-up into the same bytes only beside its
    /// neighbours, it is left out.
    ///
    /// ```
    /// let channel: lacuna::Channel = "UTF-8 read as windows-1252, controls stripped".parse()?;
    /// let repaired = lacuna::Options::new().channel(channel).repair("VeÄer");
    /// let repair = repaired.repairs().next().unwrap();
    /// assert_eq!(repair.candidates()[0].to_string(), repair.text());
    /// assert!(repair.candidates().iter().all(|c| channel.apply(&c.to_string()) == "Ä"));
    /// # Ok::<(), lacuna::Error>(())
    /// ```
    #[must_use]
    pub fn candidates(&self) -> Vec<char> {
        let Some((inferred, runners_up)) = self.log.inferred(&self.record) else { return Vec::new() };
        let mut chars = self.text().chars();
        let stands = chars.next().filter(|_| inferred.by != By::Nobody && chars.next().is_none());
        let likely: Vec<char> = stands.into_iter().chain(runners_up.iter().map(|(c, _)| *c)).collect();
        let channel = self.channel();
        let mut all = undo::readings::readings(&channel, likely);
        if channel.joins_characters() {
            // By itself, a character may become something else than beside its neighbours.
            let stood = self.log.stood(self.text, &self.record);
            all.retain(|c| channel.apply(c.encode_utf8(&mut [0; 4])) == stood);
        }
        all
    }
}

impl PartialEq for Repair<'_> {
    fn eq(&self, other: &Repair<'_>) -> bool {
        self.source() == other.source()
            && self.range_in_text() == other.range_in_text()
            && self.text() == other.text()
            && self.channel() == other.channel()
            && self.certainty() == other.certainty()
    }
}

impl AsRef<str> for Repair<'_> {
    /// The restored stretch.
    fn as_ref(&self) -> &str {
        self.text()
    }
}

impl fmt::Display for Repair<'_> {
    /// Writes the restored stretch.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text())
    }
}

impl fmt::Debug for Repair<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repair")
            .field("text", &self.text())
            .field("source", &self.source())
            .field("range_in_text", &self.range_in_text())
            .field("channel", &self.channel())
            .field("certainty", &self.certainty())
            .finish()
    }
}

/// How sure a repair is.
///
/// A share is the probability, from 0 to 1, that a character is the right one, given all that stands around it. The shares of the
/// choice and of its runners-up make 1 together with those of the characters that are not named.
///
/// ```
/// use lacuna::Certainty;
///
/// // 话, 怎 and 吗 lost a byte each. The no-break space in what stood for 你 became a space: these four are inferred.
/// let repaired = lacuna::repair("è¿™ä¸ªè¯é¢˜ï¼Œä½ æ€ä¹ˆæƒ³çš„ï¼Ÿ\nItâ€™s a good one. æ˜¯å—ï¼Ÿ\n");
/// for repair in repaired.repairs() {
///     match repair.certainty() {
///         Certainty::Exact => println!("{repair}"),
///         Certainty::Inferred { confidence, runners_up, .. } => println!("{repair} {confidence} {runners_up:?}"),
///         Certainty::Withheld { candidates, .. } | Certainty::Amended { candidates, .. } => println!("{candidates:?}"),
///         _ => {}
///     }
/// }
/// # let inferred = repaired.repairs().filter(|repair| repair.certainty() != Certainty::Exact);
/// # assert_eq!(inferred.map(|repair| repair.text().to_owned()).collect::<String>(), "话你怎吗");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Certainty<'a> {
    /// No byte was lost: this channel turns nothing else into the damaged stretch.
    ///
    /// The channel itself is inferred, and can be wrong: [`guide::accuracy`](crate::guide::accuracy) says how often. Some pages of East Asia have a
    /// character at two places, and where an encoding of East Asia lost other bytes, two characters could be cut elsewhere. Then the clearly likelier
    /// reading was taken.
    Exact,
    /// Bytes were lost, and a language model chose.
    #[non_exhaustive]
    Inferred {
        /// The share of the choice: the probability that it is right.
        confidence: f32,
        /// What else it could be, likelier ones first, each with its share: the best four. May be empty. [`Repair::candidates`] has all.
        runners_up: &'a [(char, f32)],
    },
    /// Bytes were lost, and nothing was chosen: U+FFFD stands in the character's place.
    ///
    /// No candidate reached the confidence that [`Options::least_confidence`] asks for, or there is no evidence for one of them.
    #[non_exhaustive]
    Withheld {
        /// What it could be, likelier ones first, each with its share. At least one.
        candidates: &'a [(char, f32)],
    },
    /// Bytes were lost, and a person chose: see [`Transcript::amend`](crate::Transcript::amend).
    #[non_exhaustive]
    Amended {
        /// What the language model held likely, likelier ones first, each with its share.
        candidates: &'a [(char, f32)],
    },
}
