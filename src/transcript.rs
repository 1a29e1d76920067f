//! A conversation, from bytes to speakers, turns, segments and repairs.

mod amend;
mod build;
mod entry;
mod given;
mod languages;
mod segments;
mod turn_view;
mod views;

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;

use crate::iter::{Lacunae, Repairs, Speakers, Turns};
use crate::missing;
use crate::mixing::Mixing;
use crate::options::Options;
use crate::repair;
use crate::repair::log::provenance::Log;
use crate::turn::{self, Format};

use build::Missing;
use entry::{Entry, Rests, Times};
use segments::Segments;

pub(crate) use build::Index;
pub(crate) use languages::{Conversation, PrecedingTurns, Survey, SURVEYED};
pub(crate) use segments::Piece;
pub use turn_view::Turn;
pub use views::{Lacuna, Segment};

/// A conversation: its restored text, and an index of who said what in which language, and of what was repaired.
///
/// Owns one string. Turns, segments, repairs and lacunae are views of byte ranges of that string, free to copy.
/// [`Display`](fmt::Display) writes the restored transcript in the format in which it came. Two transcripts are equal if their texts, turns,
/// segments, repairs and ways back to the input are equal. A comparison may have to find the segments first.
///
/// ```
/// let bytes = "[A]: å—¯ï¼Œæ˜¯çš„ã€‚\n[B]: Itâ€™s been a while!\n";
/// let transcript = lacuna::Transcript::parse(bytes);
/// let turns: Vec<_> = transcript.turns().map(|turn| (turn.speaker(), turn.text())).collect();
/// assert_eq!(turns, [(Some("A"), "嗯，是的。"), (Some("B"), "It’s been a while!")]);
/// ```
///
/// # Where things stand
///
/// A place can be meant in three texts, and every name says in which. Ranges count bytes in all of them.
///
/// | text | what it is | ranges in it |
/// |---|---|---|
/// | the *input* | the bytes that were given | all that is called `source` |
/// | the restored *text* | [`Transcript::text`] | all that is called `range_in_text` |
/// | a *turn* | [`Turn::text`]: the text without mark-up, escapes read | all that is called `range_in_turn` |
///
/// | from | to | by |
/// |---|---|---|
/// | text | input | [`Transcript::source`] |
/// | input | text | [`Transcript::restored`] |
/// | turn | text | [`Turn::written`] |
/// | text | turn | [`Transcript::turn_at`], then [`Turn::locate`] |
/// | any | the repairs there | [`Transcript::repairs_in`], [`Turn::repairs`] |
///
/// ```
/// let input = "[A]: å—¯ï¼Œæ˜¯çš„ã€‚\n[B]: Itâ€™s late\n";
/// let transcript = lacuna::Transcript::parse(input);
/// assert_eq!(transcript.text(), "[A]: 嗯，是的。\n[B]: It’s late\n");
///
/// // From a place in the input, over the text, to a place in a turn, and back.
/// let stood = input.find("â€™").unwrap();
/// let in_text = transcript.restored(stood..stood + "â€™".len());
/// let turn = transcript.turn_at(in_text.start).unwrap();
/// let in_turn = turn.locate(in_text.clone()).unwrap();
/// assert_eq!(&turn.text()[in_turn.clone()], "’");
/// assert_eq!(turn.written(in_turn), in_text);
/// assert_eq!(&input[transcript.source(in_text)], "â€™");
/// ```
#[derive(Clone)]
pub struct Transcript {
    text: String,
    log: Log,
    format: Option<Format>,
    /// What the turns say that the text has in escapes.
    messages: String,
    turns: Vec<Entry>,
    times: Times,
    rests: Rests,
    /// In the order of their turns.
    lacunae: Vec<Missing>,
    speakers: Vec<Speaker>,
    /// What the languages are judged by.
    conversation: Conversation,
    /// Found when they are first asked for.
    segments: OnceLock<Segments>,
}

#[derive(Clone, PartialEq)]
struct Speaker {
    name: Box<str>,
    turns: usize,
}

impl Transcript {
    /// Reads a transcript from bytes: decodes, repairs, finds turns and lacunae.
    ///
    /// Any bytes give a transcript. UTF-8 and UTF-16 (by its byte order mark) are read as such; an input that is neither is repaired as
    /// [`repair_bytes`](crate::repair_bytes) repairs it, and no byte of it is lost. A text in which no speakers are found is one turn
    /// without a speaker; an empty input has no turns. Takes time and memory linear in the length of the input. [`Options::parse`]
    /// takes further options.
    ///
    /// Languages are told apart when [`Turn::segments`] or a [`Mixing`] is first asked for, and then for all turns at once. If only turns are read,
    /// this costs nothing. If the caller names no languages, they are inferred from the first 768 KiB.
    #[must_use]
    pub fn parse(input: impl AsRef<[u8]>) -> Transcript {
        Options::new().parse(input)
    }

    pub(crate) fn with(input: &[u8], options: &Options) -> Transcript {
        let (text, log) = repair::bytes_with(input, options).into_parts();
        let text = text.into_owned();
        let mut missing = Vec::new();
        missing::find(&text, &mut missing);
        let mut missing = missing.into_iter().peekable();
        let mut index = Index::new(None);
        let format = turn::split(&text, options.format, |format, span| {
            index.push(&text, format, span, &mut missing);
        });
        let conversation = Conversation::Whole { named: options.languages.clone() };
        index.finish(text, log, format, conversation)
    }

    /// The whole restored text, speaker lines and all.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The format of the turns. `None` if no format was recognised; if the caller named one, `None` if nothing in the text is written in it.
    #[must_use]
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// The turns in order. They do not overlap; what lies between them is the format's mark-up.
    pub fn turns(&self) -> Turns<'_> {
        Turns::new(self, self.turns.len())
    }

    pub(crate) fn turn(&self, number: usize) -> Turn<'_> {
        Turn { transcript: self, number }
    }

    /// The turn that byte `at` of [`Transcript::text`] belongs to; `None` in mark-up, as in a label or a time, and beyond the end.
    ///
    /// Takes time logarithmic in the number of turns.
    #[must_use]
    pub fn turn_at(&self, at: usize) -> Option<Turn<'_>> {
        let begins_before = |entry: &Entry| entry.content(&self.rests).start <= at;
        let number = self.turns.partition_point(begins_before).checked_sub(1)?;
        Some(self.turn(number)).filter(|turn| at < turn.range_in_text().end)
    }

    /// The speakers' names in the order of their first turns, each with the number of its turns.
    pub fn speakers(&self) -> Speakers<'_> {
        Speakers::new(self, self.speakers.len())
    }

    pub(crate) fn speaker(&self, number: usize) -> (&str, usize) {
        let Speaker { name, turns } = &self.speakers[number];
        (name, *turns)
    }

    /// The places where something is missing from what was said, in the order of the turns.
    ///
    /// ```
    /// let transcript = lacuna::Transcript::parse("[A]: we met at [inaudible]\n[B]: [redacted] no, in [inaudible]\n");
    /// let marks: Vec<&str> = transcript.lacunae().map(|lacuna| lacuna.text()).collect();
    /// assert_eq!(marks, ["[inaudible]", "[redacted]", "[inaudible]"]);
    /// ```
    pub fn lacunae(&self) -> Lacunae<'_> {
        Lacunae::new(self, 0..self.lacunae.len())
    }

    pub(crate) fn lacuna(&self, number: usize) -> Lacuna<'_> {
        let Missing { turn, found } = &self.lacunae[number];
        Lacuna { turn: self.turn(*turn), start: found.range.start, end: found.range.end, kind: found.kind }
    }

    /// The repairs in the order of the text.
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
    /// let transcript = lacuna::Transcript::parse("[A]: Itâ€™s late\n[B]: SÃ­, es tarde\n");
    /// let line = transcript.text().find("[B]").unwrap();
    /// let repairs: Vec<&str> = transcript.repairs_in(line..transcript.text().len()).map(|repair| repair.text()).collect();
    /// assert_eq!(repairs, ["í"]);
    /// assert_eq!(transcript.repairs_in(1000..2000).len(), 0);
    /// ```
    pub fn repairs_in(&self, range: Range<usize>) -> Repairs<'_> {
        Repairs::new(&self.log, &self.text, self.log.records.within(range))
    }

    /// How languages are mixed in the whole conversation.
    ///
    /// Turns that a program wrote are not counted, and neither are turns that are nothing but a mark for a picture or the like (`<Media omitted>`).
    /// Within other turns such marks are counted. Each call counts anew, in one pass over the text. The first call also finds the segments.
    ///
    /// ```
    /// use lacuna::{Lang, Transcript};
    ///
    /// let transcript = Transcript::parse("[A]: 我想用一个 time-travel API，可以吗？\n[B]: 可以。\n");
    /// let mixing = transcript.mixing();
    /// assert_eq!(mixing.languages(), [(Lang::ZHO, 10), (Lang::ENG, 3)]);
    /// assert_eq!(mixing.switches(), 2);
    /// ```
    #[must_use]
    pub fn mixing(&self) -> Mixing {
        self.mixing_of(self.turns())
    }

    /// How languages are mixed by each speaker, over all of the speaker's turns, in the order of [`Transcript::speakers`].
    /// Counted anew at each call, in one pass over the text, however many speakers there are.
    ///
    /// ```
    /// let transcript = lacuna::Transcript::parse("Ana: no sé qué decir\nBo: well, I do\nAna: then say it\n");
    /// for (name, mixing) in transcript.mixing_by_speaker() {
    ///     println!("{name}: {:?}", mixing.languages());
    /// }
    /// ```
    #[must_use]
    pub fn mixing_by_speaker(&self) -> Vec<(&str, Mixing)> {
        let mut all: Vec<(&str, Mixing)> =
            self.speakers().map(|(name, _)| (name, Mixing::default())).collect();
        for turn in self.turns() {
            let voice = turn.entry().voice().filter(|_| turn.entry().is_speech(turn.text()));
            if let Some((_, mixing)) = voice.and_then(|voice| all.get_mut(voice)) {
                turn.segments().for_each(|segment| mixing.add_segment(segment.text(), segment.lang()));
            }
        }
        let languages = self.conversation.count_languages(self.segments());
        all.into_iter().map(|(name, mixing)| (name, mixing.out_of(languages))).collect()
    }

    fn mixing_of<'a>(&'a self, turns: impl Iterator<Item = Turn<'a>>) -> Mixing {
        let mut mixing = Mixing::default();
        let speech = turns.filter(|turn| turn.entry().is_speech(turn.text()));
        for segment in speech.flat_map(|turn| turn.segments()) {
            mixing.add_segment(segment.text(), segment.lang());
        }
        mixing.out_of(self.conversation.count_languages(self.segments()))
    }

    /// What a turn says.
    fn said(&self, entry: &Entry) -> &str {
        match entry.message(&self.rests) {
            Some(message) => &self.messages[message],
            None => &self.text[entry.content(&self.rests)],
        }
    }

    /// The segments of all turns: found by the first who asks, on any thread.
    fn segments(&self) -> &Segments {
        self.segments.get_or_init(|| self.conversation.segment(self))
    }

    /// The byte range of the input that became `range` of the restored text: the smallest one that covers it. Where a
    /// multi-byte page made one character of the bytes of two, it counts for the first.
    ///
    /// Takes time logarithmic in the number of repairs, and linear in the length of the repairs at both ends.
    ///
    /// # Panics
    ///
    /// If `range` is not inside [`Transcript::text`], on character boundaries.
    #[must_use]
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        self.log.source(&self.text, range)
    }

    /// The byte range of the restored text that `range` of the input became: the smallest one that covers it. The inverse of
    /// [`Transcript::source`].
    ///
    /// `range` may begin or end inside a character, or between two characters that stand for one. The result has whole characters.
    ///
    /// # Panics
    ///
    /// If `range` ends before it begins, or is not inside the input. Of a part that a [`Reader`](crate::Reader) gave, the input is what the part was
    /// read from.
    #[must_use]
    pub fn restored(&self, range: Range<usize>) -> Range<usize> {
        self.log.restored(&self.text, range)
    }

    /// The input, rebuilt from the restored text and the repairs.
    #[must_use]
    pub fn original(&self) -> Vec<u8> {
        self.log.original(&self.text)
    }
}

impl PartialEq for Transcript {
    fn eq(&self, other: &Transcript) -> bool {
        let languages =
            |transcript: &Transcript| transcript.conversation.count_languages(transcript.segments());
        self.text == other.text
            && self.format == other.format
            && self.turns == other.turns
            && self.messages == other.messages
            && self.times == other.times
            && self.rests == other.rests
            && self.lacunae == other.lacunae
            && self.speakers == other.speakers
            && self.log == other.log
            && (self.conversation.is_like(&other.conversation)
                || self.segments() == other.segments() && languages(self) == languages(other))
    }
}

impl AsRef<str> for Transcript {
    /// The restored text.
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl<'a> IntoIterator for &'a Transcript {
    type Item = Turn<'a>;
    type IntoIter = Turns<'a>;

    /// The turns.
    fn into_iter(self) -> Turns<'a> {
        self.turns()
    }
}

impl fmt::Display for Transcript {
    /// Writes the restored transcript in the format in which it came.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transcript")
            .field("format", &self.format)
            .field("turns", &self.turns.len())
            .field("repairs", &self.repairs().len())
            .field("text", &self.text)
            .finish()
    }
}
