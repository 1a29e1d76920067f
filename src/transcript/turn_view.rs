//! A turn of a transcript, as it is shown.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use super::entry::Entry;
use super::Transcript;
use crate::iter::{Lacunae, Repairs, Segments};
use crate::mixing::Mixing;
use crate::turn::{self, Format, Kind, Writing};

/// A turn: what stands under one speaker label or message head.
///
/// The same speaker may have several turns in a row. A turn may have no speaker, or be a line of the program ([`Turn::is_system`]). A view into a
/// [`Transcript`], free to copy. Two turns are equal if text, speaker, role and times are equal, and if both or neither are
/// [system lines](Turn::is_system) or [continued](Turn::is_continued). Their positions do not count.
///
/// ```
/// let chat = "31/12/21, 21:15 - Ana: Feliz año!\n31/12/21, 21:16 - Bo joined\n";
/// let transcript = lacuna::Transcript::parse(chat);
/// let turn = transcript.turns().next().unwrap();
/// assert_eq!(turn.speaker(), Some("Ana"));
/// assert_eq!(turn.time(), Some("31/12/21, 21:15"));
/// assert_eq!(turn.text(), "Feliz año!");
/// assert!(transcript.turns().nth(1).unwrap().is_system());
/// ```
#[derive(Clone, Copy)]
pub struct Turn<'a> {
    pub(super) transcript: &'a Transcript,
    pub(super) number: usize,
}

impl<'a> Turn<'a> {
    pub(super) fn entry(&self) -> &'a Entry {
        &self.transcript.turns[self.number]
    }

    fn times(&self) -> [Option<Duration>; 2] {
        let duration = |millis: turn::Millis| Duration::from_millis(millis.into());
        self.transcript.times.of(self.number).map(|time| time.map(duration))
    }

    /// The speaker's name as the format gives it, without brackets; `None` if no speaker is named.
    #[must_use]
    pub fn speaker(&self) -> Option<&'a str> {
        self.entry().voice().map(|voice| self.transcript.speakers[voice].name.as_ref())
    }

    /// What was said, without the speaker line's mark-up; paragraphs and their blank lines are kept.
    ///
    /// In a format of JSON this is the message itself, its escapes read: a line break, not `\n`. Elsewhere it is what stands at
    /// [`Turn::range_in_text`].
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.transcript.said(self.entry())
    }

    /// The byte range of the transcript's text where what was said is written.
    ///
    /// As long as [`Turn::text`], unless it is written with escapes; [`Turn::written`] leads there from a part of the turn.
    #[must_use]
    pub fn range_in_text(&self) -> Range<usize> {
        self.entry().content(&self.transcript.rests)
    }

    /// The byte range of the transcript's text where `range` of [`Turn::text`] is written: from the turn to the text.
    ///
    /// If the turn is written with escapes, this takes time linear in its length.
    ///
    /// ```
    /// let transcript = lacuna::Transcript::parse(r#"[{"role": "user", "content": "one\n\u4e8c"}]"#);
    /// let turn = transcript.turns().next().unwrap();
    /// assert_eq!(turn.text(), "one\n二");
    /// assert_eq!(&transcript.text()[turn.written(4..7)], r"\u4e8c");
    /// ```
    ///
    /// # Panics
    ///
    /// If `range` is not inside [`Turn::text`], on character boundaries.
    #[must_use]
    pub fn written(&self, range: Range<usize>) -> Range<usize> {
        let text = self.text();
        assert!(
            text.get(range.clone()).is_some(),
            "{range:?} are no character boundaries of the turn's text"
        );
        let content = self.range_in_text();
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
        for piece in &pieces {
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

    /// The byte range of [`Turn::text`] that `range` of the transcript's text says: from the text to the turn. The smallest range that covers
    /// it. `None` if nothing of `range` is said in this turn.
    ///
    /// Every range is accepted: only the part that lies in this turn counts. A range that ends before it begins gives `None`.
    ///
    /// If the turn is written with escapes, this takes time linear in its length.
    ///
    /// ```
    /// let transcript = lacuna::Transcript::parse(r#"[{"role": "user", "content": "one\n\u4e8c"}]"#);
    /// let turn = transcript.turns().next().unwrap();
    /// let escape = transcript.text().find(r"\u4e8c").unwrap();
    /// assert_eq!(turn.locate(escape..escape + 6), Some(4..7));
    /// assert_eq!(turn.locate(0..5), None);
    /// assert_eq!(turn.locate(0..1000), Some(0..7));
    /// # assert_eq!(turn.locate(std::ops::Range { start: escape + 6, end: escape }), None);
    /// ```
    #[must_use]
    pub fn locate(&self, range: Range<usize>) -> Option<Range<usize>> {
        let (content, text) = (self.range_in_text(), self.text());
        let (start, end) = (range.start.max(content.start), range.end.min(content.end));
        if start > end || start == end && !range.is_empty() {
            return None;
        }
        if self.entry().message(&self.transcript.rests).is_none() {
            let (mut start, mut end) = (start - content.start, end - content.start);
            while !text.is_char_boundary(start) {
                start -= 1;
            }
            while !text.is_char_boundary(end) {
                end += 1;
            }
            return Some(start..end);
        }
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let chars: Vec<Range<usize>> = places.windows(2).map(|pair| pair[0]..pair[1]).collect();
        let first = chars.partition_point(|c| self.written(c.clone()).end <= start);
        let behind = chars.partition_point(|c| self.written(c.clone()).start < end);
        match range.is_empty() {
            true => Some(places[first]..places[behind.max(first)]),
            false => (first < behind).then(|| places[first]..places[behind]),
        }
    }

    /// The byte range of the input where what was said stood: see [`Transcript::source`].
    #[must_use]
    pub fn source(&self) -> Range<usize> {
        self.transcript.source(self.range_in_text())
    }

    /// The repairs where the turn is written, in order. [`Turn::locate`] says where in the turn's text each is; in a format of JSON a repair
    /// may lie in mark-up between two pieces of what is said.
    ///
    /// ```
    /// let transcript = lacuna::Transcript::parse("[A]: Itâ€™s late\n[B]: SÃ­, es tarde\n");
    /// let turn = transcript.turns().nth(1).unwrap();
    /// let repair = turn.repairs().next().unwrap();
    /// assert_eq!(repair.text(), "í");
    /// assert_eq!(turn.locate(repair.range_in_text()), Some(1..3));
    /// ```
    pub fn repairs(&self) -> Repairs<'a> {
        self.transcript.repairs_in(self.range_in_text())
    }

    /// How languages are mixed in this turn, among the languages of the whole conversation. Counted anew at each call.
    #[must_use]
    pub fn mixing(&self) -> Mixing {
        self.transcript.mixing_of([*self].into_iter())
    }

    /// The time as the format writes it, where it has one: `31/12/2021, 21:15`, `00:01:02`, `00:01.000 --> 00:04.000`.
    #[must_use]
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
    #[must_use]
    pub fn start(&self) -> Option<Duration> {
        self.times()[0]
    }

    /// When the turn ends, where the format says so.
    #[must_use]
    pub fn end(&self) -> Option<Duration> {
        self.times()[1]
    }

    /// The part that the speaker plays (`user`, `assistant`), where the format names it apart from the speaker.
    #[must_use]
    pub fn role(&self) -> Option<&'a str> {
        self.entry().role(&self.transcript.rests).map(|range| &self.transcript.text[range])
    }

    /// True if the program that wrote the transcript speaks here, not a person: `Alice joined`.
    #[must_use]
    pub fn is_system(&self) -> bool {
        self.entry().kind() == Kind::System
    }

    /// True if this is not a new turn but more of the one before: a further part of a message in JSON that has several, or of a
    /// turn that a [`Reader`](crate::Reader) found too long to be held.
    #[must_use]
    pub fn is_continued(&self) -> bool {
        self.entry().kind() == Kind::Continued
    }

    /// The segments: stretches of one language. They cover the turn's text in order without overlapping. Languages that a CHAT file
    /// gives (`[- eng]`, `@s:eng`) are taken from there.
    ///
    /// The first call detects the languages of the whole transcript, in one pass over the text. On intact text this takes most of the time. Calls
    /// after that take none, on whichever thread.
    pub fn segments(&self) -> Segments<'a> {
        Segments::new(*self, self.transcript.segments().of_turn(self.number))
    }

    /// The places where something is missing from what was said, in order.
    pub fn lacunae(&self) -> Lacunae<'a> {
        let all = &self.transcript.lacunae;
        let from = all.partition_point(|missing| missing.turn < self.number);
        let to = from + all[from..].partition_point(|missing| missing.turn == self.number);
        Lacunae::new(self.transcript, from..to)
    }

    /// All that a turn says of itself, but for its place.
    fn facts(&self) -> impl PartialEq + 'a {
        let names = (self.speaker(), self.role(), self.time(), self.times());
        (names, self.text(), self.entry().kind())
    }
}

impl PartialEq for Turn<'_> {
    fn eq(&self, other: &Turn<'_>) -> bool {
        self.facts() == other.facts()
    }
}

impl AsRef<str> for Turn<'_> {
    /// What was said.
    fn as_ref(&self) -> &str {
        self.text()
    }
}

impl fmt::Display for Turn<'_> {
    /// Writes what was said, without the speaker's name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text())
    }
}

impl fmt::Debug for Turn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("speaker", &self.speaker()).field("text", &self.text()).finish()
    }
}
