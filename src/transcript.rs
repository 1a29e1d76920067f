//! A conversation, from bytes to speakers, turns, segments and repairs.

mod build;
mod entry;
mod given;
mod languages;
mod segments;

use std::fmt;
use std::ops::Range;
use std::sync::OnceLock;
use std::time::Duration;

use crate::lacuna::{self, Kind as LacunaKind};
use crate::lang::Lang;
use crate::mixing::Mixing;
use crate::options::Options;
use crate::repair::provenance::Log;
use crate::repair::{self, Repair};
use crate::segment;
use crate::turn::{self, Format, Kind, Writing};

use build::Missing;
use entry::{Entry, Rest, Times};
use segments::Segments;

pub(crate) use build::Index;
pub(crate) use languages::{Beginning, Conversation, Lead, SURVEYED};

/// A conversation: its restored text, and an index of who said what in which language, and of what was repaired.
///
/// Owns one string. Turns, segments, repairs and lacunae are views of byte ranges of that string, free to copy; ranges of the input
/// are to be had by [`Transcript::source`]. [`Display`](fmt::Display) writes the restored transcript in the format in which it came.
///
/// ```
/// let bytes = "[A]: å—¯ï¼Œæ˜¯çš„ã€‚\n[B]: Itâ€™s been a while!\n".as_bytes();
/// let transcript = lacuna::Transcript::parse(bytes);
/// let turns: Vec<_> = transcript.turns().map(|turn| (turn.speaker(), turn.text())).collect();
/// assert_eq!(turns, [(Some("A"), "嗯，是的。"), (Some("B"), "It’s been a while!")]);
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
    rests: Vec<Rest>,
    /// In the order of their turns.
    lacunae: Vec<Missing>,
    speakers: Vec<Speaker>,
    /// What the languages are judged by.
    conversation: Conversation,
    /// Found when they are first asked for.
    segments: OnceLock<Segments>,
}

#[derive(Clone)]
struct Speaker {
    name: Box<str>,
    turns: usize,
}

impl Transcript {
    /// Reads a transcript from bytes: decodes, repairs, finds turns and lacunae.
    ///
    /// Any bytes give a transcript. UTF-8 and UTF-16 (by its byte order mark) are read as such; an input that is neither is repaired as
    /// [`repair_bytes`](crate::repair_bytes) repairs it, and no byte of it is lost. A text in which no speakers are found is one turn
    /// without a speaker; an empty input has no turns. Takes time and memory in step with the length of the input. [`Options::parse`]
    /// does the same with more said.
    ///
    /// Languages are told apart when [`Turn::segments`] or a [`Mixing`] is first asked for, and then for all turns at once: turns alone cost
    /// nothing of it. Where the caller names no languages, they are judged by the first 768 KiB.
    pub fn parse(input: &[u8]) -> Transcript {
        Options::new().parse(input)
    }

    pub(crate) fn with(input: &[u8], options: &Options) -> Transcript {
        let (text, log) = repair::bytes_with(input, options).into_parts();
        let text = text.into_owned();
        let mut missing = Vec::new();
        lacuna::find(&text, &mut missing);
        let mut missing = missing.into_iter().peekable();
        let mut index = Index::new(None);
        let format = turn::split(&text, options.format, |format, span| {
            index.push(&text, format, span, &mut missing);
        });
        let conversation = Conversation::Whole { named: options.languages.clone() };
        index.finish(text, log, format, conversation)
    }

    /// The whole restored text, speaker lines and all.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The format in which the turns were found; `None` if no speakers were found.
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// The turns in order. They do not overlap; what lies between them is the format's mark-up.
    pub fn turns(&self) -> impl ExactSizeIterator<Item = Turn<'_>> {
        (0..self.turns.len()).map(|number| Turn { transcript: self, number })
    }

    /// The speakers' names in the order of their first turns, each with the number of its turns.
    pub fn speakers(&self) -> impl ExactSizeIterator<Item = (&str, usize)> {
        self.speakers.iter().map(|speaker| (speaker.name.as_ref(), speaker.turns))
    }

    /// The repairs in the order of the text.
    pub fn repairs(&self) -> impl ExactSizeIterator<Item = Repair<'_>> {
        self.log.repairs()
    }

    /// How languages are mixed in the whole conversation. What programs wrote, and what stands for pictures and the like, is not counted.
    /// Counted anew at each call, in one pass over the text; the segments are found
    /// first if they have not been.
    pub fn mixing(&self) -> Mixing {
        self.mixing_of(self.turns())
    }

    /// How languages are mixed by the speaker of this name, over all of the speaker's turns; `None` if nobody has that name.
    /// Counted anew at each call.
    pub fn mixing_of_speaker(&self, name: &str) -> Option<Mixing> {
        let voice = self.speakers().position(|(known, _)| known == name)?;
        Some(self.mixing_of(self.turns().filter(|turn| turn.entry().voice() == Some(voice))))
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

    /// The byte range of the input that became `range` of the restored text: the smallest one that covers it.
    ///
    /// Takes time in step with the logarithm of the number of repairs, and the length of the repairs at both ends.
    ///
    /// # Panics
    ///
    /// If `range` is not on character boundaries of [`Transcript::text`].
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        self.log.source(&self.text, range)
    }

    /// The input, rebuilt from the restored text and the repairs.
    pub fn original(&self) -> Vec<u8> {
        self.log.original(&self.text)
    }
}

impl fmt::Display for Transcript {
    /// Writes the restored transcript in the format in which it came.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
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

/// What one speaker said until another spoke.
///
/// A view into a [`Transcript`], free to copy.
#[derive(Clone, Copy)]
pub struct Turn<'a> {
    transcript: &'a Transcript,
    number: usize,
}

impl<'a> Turn<'a> {
    fn entry(&self) -> &'a Entry {
        &self.transcript.turns[self.number]
    }

    fn times(&self) -> [Option<Duration>; 2] {
        let duration = |millis: turn::Millis| Duration::from_millis(millis.into());
        self.transcript.times.of(self.number).map(|time| time.map(duration))
    }

    /// The speaker's name as the format gives it, without brackets; `None` for text that nobody is named for.
    pub fn speaker(&self) -> Option<&'a str> {
        self.entry().voice().map(|voice| self.transcript.speakers[voice].name.as_ref())
    }

    /// What was said, without the speaker line's mark-up; paragraphs and their blank lines are kept.
    ///
    /// In a format of JSON this is the message itself, its escapes read: a line break, not `\n`. Elsewhere it is what stands at
    /// [`Turn::range`].
    pub fn text(&self) -> &'a str {
        self.transcript.said(self.entry())
    }

    /// The byte range of the transcript's text where what was said is written.
    ///
    /// As long as [`Turn::text`], unless it is written with escapes; [`Turn::written`] leads there from a part of the text.
    pub fn range(&self) -> Range<usize> {
        self.entry().content(&self.transcript.rests)
    }

    /// The byte range of the transcript's text where `range` of [`Turn::text`] is written.
    ///
    /// Takes time in step with the length of the turn where it is written with escapes.
    ///
    /// ```
    /// let transcript = lacuna::Transcript::parse(br#"[{"role": "user", "content": "one\n\u4e8c"}]"#);
    /// let turn = transcript.turns().next().unwrap();
    /// assert_eq!(turn.text(), "one\n二");
    /// assert_eq!(&transcript.text()[turn.written(4..7)], r"\u4e8c");
    /// ```
    ///
    /// # Panics
    ///
    /// If `range` is not inside [`Turn::text`], on character boundaries.
    pub fn written(&self, range: Range<usize>) -> Range<usize> {
        let text = self.text();
        assert!(
            text.get(range.clone()).is_some(),
            "{range:?} are no character boundaries of the turn's text"
        );
        let content = self.range();
        if self.entry().message(&self.transcript.rests).is_none() {
            return content.start + range.start..content.start + range.end;
        }
        let writing = self.transcript.format.map_or(Writing::Plain, Format::writing);
        let pieces = self.entry().pieces(&self.transcript.rests);
        let within = |piece: &Range<usize>, range: Range<usize>| {
            let place = writing.place(&self.transcript.text[piece.clone()], range);
            piece.start + place.start..piece.start + place.end
        };
        if pieces.is_empty() {
            return within(&content, range);
        }
        // The pieces that the range lies in, one behind another.
        let mut said = 0;
        let mut found: Option<Range<usize>> = None;
        for piece in pieces {
            let written = &self.transcript.text[piece.clone()];
            let length = writing.read(written).map_or(written.len(), |text| text.len());
            let part =
                range.start.clamp(said, said + length) - said..range.end.clamp(said, said + length) - said;
            let touched = range.start < said + length && range.end > said
                || range.is_empty() && found.is_none() && range.start <= said + length;
            if touched {
                let place = within(piece, part);
                found = Some(found.map_or(place.start, |found| found.start)..place.end);
            }
            said += length;
        }
        found.unwrap_or(content.end..content.end)
    }

    /// The byte range of the input where what was said stood: see [`Transcript::source`].
    pub fn source(&self) -> Range<usize> {
        self.transcript.source(self.range())
    }

    /// How languages are mixed in this turn, among the languages of the whole conversation. Counted anew at each call.
    pub fn mixing(&self) -> Mixing {
        self.transcript.mixing_of([*self].into_iter())
    }

    /// The time as the format writes it, where it has one: `31/12/2021, 21:15`, `00:01:02`, `00:01.000 --> 00:04.000`.
    pub fn time(&self) -> Option<&'a str> {
        self.entry().stamp(&self.transcript.rests).map(|range| &self.transcript.text[range])
    }

    /// When the turn begins, where the format counts from the beginning of a recording.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// let subtitles = b"WEBVTT\n\n00:01.500 --> 00:04.000\n<v Ana>Hola\n";
    /// let transcript = lacuna::Transcript::parse(subtitles);
    /// let turn = transcript.turns().next().unwrap();
    /// assert_eq!(turn.time(), Some("00:01.500 --> 00:04.000"));
    /// assert_eq!(turn.start(), Some(Duration::from_millis(1500)));
    /// assert_eq!(turn.end(), Some(Duration::from_secs(4)));
    /// ```
    pub fn start(&self) -> Option<Duration> {
        self.times()[0]
    }

    /// When the turn ends, where the format says so.
    pub fn end(&self) -> Option<Duration> {
        self.times()[1]
    }

    /// The part that the speaker plays (`user`, `assistant`), where the format names it apart from the speaker.
    pub fn role(&self) -> Option<&'a str> {
        self.entry().role(&self.transcript.rests).map(|range| &self.transcript.text[range])
    }

    /// True if the program that wrote the transcript speaks here, not a person: `Alice joined`.
    pub fn is_system(&self) -> bool {
        self.entry().kind() == Kind::System
    }

    /// True if this is not a new turn but more of the one before: a further part of a message in JSON that has several, or of a
    /// turn that a [`Reader`](crate::Reader) found too long to be held.
    pub fn is_continued(&self) -> bool {
        self.entry().kind() == Kind::Continued
    }

    /// The segments: stretches of one language. They cover the turn's text in order without overlapping. Languages that the transcriber
    /// gives (in CHAT, `[- eng]` and `@s:eng`) stand.
    ///
    /// The first call tells the languages of the whole transcript apart, in one pass over the text; it is what takes most of the time on text
    /// that is whole. Calls after that take none, on whichever thread.
    pub fn segments(&self) -> impl ExactSizeIterator<Item = Segment<'a>> {
        let turn = *self;
        self.transcript.segments().of_turn(self.number).map(
            move |segment::Span { range, lang, confidence }| Segment {
                turn,
                start: range.start,
                end: range.end,
                lang,
                confidence,
            },
        )
    }

    /// The places where something is missing from what was said, in order.
    pub fn lacunae(&self) -> impl ExactSizeIterator<Item = Lacuna> + 'a {
        let all = &self.transcript.lacunae;
        let from = all.partition_point(|missing| missing.turn < self.number);
        let to = from + all[from..].partition_point(|missing| missing.turn == self.number);
        all[from..to].iter().map(|Missing { found, .. }| Lacuna {
            start: found.range.start,
            end: found.range.end,
            kind: found.kind,
        })
    }
}

impl fmt::Debug for Turn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("speaker", &self.speaker()).field("text", &self.text()).finish()
    }
}

/// A stretch of a turn in one language.
///
/// A view into a [`Transcript`], free to copy. Digits, punctuation, blanks and emoji belong to the stretch before them; at the beginning
/// of a turn, and where they open what follows (a bracket, a quotation mark), to the one after them.
#[derive(Clone, Copy)]
pub struct Segment<'a> {
    turn: Turn<'a>,
    start: usize,
    end: usize,
    lang: Option<Lang>,
    confidence: f32,
}

impl<'a> Segment<'a> {
    /// The byte range in the turn's text.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The stretch itself.
    pub fn text(&self) -> &'a str {
        &self.turn.text()[self.range()]
    }

    /// The language; `None` where there are no words, or where nothing tells.
    pub fn lang(&self) -> Option<Lang> {
        self.lang
    }

    /// How sure the language is, from 0 to 1: the mean of its words' probabilities.
    pub fn confidence(&self) -> f32 {
        self.confidence
    }
}

impl fmt::Debug for Segment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segment").field("lang", &self.lang()).field("text", &self.text()).finish()
    }
}

/// A place where something is missing that was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lacuna {
    start: usize,
    end: usize,
    kind: LacunaKind,
}

impl Lacuna {
    /// The byte range, in the turn's text, of the mark that stands for what is missing; empty where nothing stands for it.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// What sort of thing is missing.
    pub fn kind(&self) -> LacunaKind {
        self.kind
    }
}
