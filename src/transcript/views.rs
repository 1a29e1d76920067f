//! What a turn consists of, as it is shown: segments, and lacunae.

use std::fmt;
use std::ops::Range;

use super::{Piece, Turn};
use crate::lang::Lang;
use crate::missing::Kind as LacunaKind;

/// A stretch of a turn in one language.
///
/// A view into a [`Transcript`](crate::Transcript), free to copy. Two segments are equal if text, language and
/// confidence are equal; their positions do not count. Digits, punctuation, blanks and emoji belong to the stretch before them. At the beginning
/// of a turn, and where they open what follows (a bracket, a quotation mark), they belong to the one after them.
///
/// ```
/// let transcript = lacuna::Transcript::parse("[A]: 我想用一个 time-travel API，可以吗？\n");
/// let turn = transcript.turns().next().unwrap();
/// let languages: Vec<_> = turn.segments().map(|s| (s.lang().unwrap().code(), s.text())).collect();
/// assert_eq!(languages, [("zho", "我想用一个 "), ("eng", "time-travel API，"), ("zho", "可以吗？")]);
/// ```
#[derive(Clone, Copy)]
pub struct Segment<'a> {
    turn: Turn<'a>,
    start: usize,
    end: usize,
    lang: Option<Lang>,
    confidence: f32,
}

impl<'a> Segment<'a> {
    pub(crate) fn new(turn: Turn<'a>, range: Range<usize>, piece: &Piece) -> Segment<'a> {
        let (lang, confidence) = (piece.lang, piece.confidence);
        Segment { turn, start: range.start, end: range.end, lang, confidence }
    }

    /// The byte range in the turn's text.
    #[must_use]
    pub fn range_in_turn(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The byte range of the transcript's text where it is written.
    #[must_use]
    pub fn range_in_text(&self) -> Range<usize> {
        self.turn.written(self.range_in_turn())
    }

    /// The byte range of the input where it stood: see [`Transcript::source`](crate::Transcript::source).
    #[must_use]
    pub fn source(&self) -> Range<usize> {
        self.turn.transcript.source(self.range_in_text())
    }

    /// The stretch itself.
    #[must_use]
    pub fn text(&self) -> &'a str {
        &self.turn.text()[self.range_in_turn()]
    }

    /// The language; `None` where there are no words, or where nothing tells.
    #[must_use]
    pub fn lang(&self) -> Option<Lang> {
        self.lang
    }

    /// How sure the language is, from 0 to 1: the mean of its words' probabilities. 0 if there is no language.
    #[must_use]
    pub fn confidence(&self) -> f32 {
        self.confidence
    }
}

impl PartialEq for Segment<'_> {
    fn eq(&self, other: &Segment<'_>) -> bool {
        self.text() == other.text() && self.lang == other.lang && self.confidence == other.confidence
    }
}

impl AsRef<str> for Segment<'_> {
    /// The stretch itself.
    fn as_ref(&self) -> &str {
        self.text()
    }
}

impl fmt::Display for Segment<'_> {
    /// Writes the stretch itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text())
    }
}

impl fmt::Debug for Segment<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segment").field("lang", &self.lang()).field("text", &self.text()).finish()
    }
}

/// A place where something is missing that was said.
///
/// A view into a [`Transcript`](crate::Transcript), free to copy. Two are equal if the same sort of thing is missing at the same place of
/// turns that are equal.
///
/// ```
/// use lacuna::{LacunaKind, Transcript};
///
/// let transcript = Transcript::parse("[A]: we met at [inaudible] last year\n");
/// let turn = transcript.turns().next().unwrap();
/// let lacuna = turn.lacunae().next().unwrap();
/// assert_eq!(lacuna.kind(), LacunaKind::Inaudible);
/// assert_eq!(lacuna.text(), "[inaudible]");
/// assert_eq!(lacuna.range_in_turn(), 10..21);
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Lacuna<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: LacunaKind,
}

impl<'a> Lacuna<'a> {
    /// The byte range, in the turn's text, of the mark that stands for what is missing; empty where nothing stands for it.
    #[must_use]
    pub fn range_in_turn(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The byte range of the transcript's text where that mark is written.
    #[must_use]
    pub fn range_in_text(&self) -> Range<usize> {
        self.turn.written(self.range_in_turn())
    }

    /// The byte range of the input where it stood: see [`Transcript::source`](crate::Transcript::source).
    #[must_use]
    pub fn source(&self) -> Range<usize> {
        self.turn.transcript.source(self.range_in_text())
    }

    /// The mark that stands for what is missing; empty where nothing stands for it.
    #[must_use]
    pub fn text(&self) -> &'a str {
        &self.turn.text()[self.range_in_turn()]
    }

    /// What sort of thing is missing.
    #[must_use]
    pub fn kind(&self) -> LacunaKind {
        self.kind
    }
}

impl AsRef<str> for Lacuna<'_> {
    /// The mark that stands for what is missing.
    fn as_ref(&self) -> &str {
        self.text()
    }
}

impl fmt::Display for Lacuna<'_> {
    /// Writes the mark that stands for what is missing.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text())
    }
}

impl fmt::Debug for Lacuna<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lacuna")
            .field("kind", &self.kind)
            .field("range_in_turn", &self.range_in_turn())
            .finish()
    }
}
