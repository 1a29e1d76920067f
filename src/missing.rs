//! Finds lacunae: places where something that was said is missing from the text, and was missing before it reached us.
//!
//! A lacuna is marked, never filled. Some texts say themselves that something is missing (`[inaudible]`, U+FFFD); those
//! are read off. Where a phrase was cut out of a sentence without a trace, the cut shows in two ways that must come
//! together: marks that no longer fit (a blank before a comma, two blanks inside a clause, an empty pair of quotation
//! marks), and words that ask for what is not there (`the prospect of a —`). See [`elided`] for the evidence.

mod context;
mod elided;
mod marked;
mod scan;
mod words;

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::error::Error;

/// A lacuna in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The mark that stands for what is missing; empty where nothing stands for it.
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
}

/// What sort of thing is missing.
///
/// Prints as its name in small letters, which [`str::parse`] reads back.
///
/// ```
/// use lacuna::{LacunaKind, Transcript};
///
/// let transcript = Transcript::parse("[A]: we met at [inaudible] last year\n[B]: in [redacted], yes\n");
/// let kinds: Vec<_> = transcript.lacunae().map(|lacuna| lacuna.kind()).collect();
/// assert_eq!(kinds, [LacunaKind::Inaudible, LacunaKind::Omitted]);
/// assert_eq!(kinds[0].to_string(), "inaudible");
/// assert_eq!("omitted".parse::<LacunaKind>()?, kinds[1]);
/// # Ok::<(), lacuna::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// A phrase was dropped from a sentence and nothing was put in its place.
    Elided,
    /// The transcriber could not make it out: `[inaudible]`, `xxx` in CHAT.
    Inaudible,
    /// The transcriber left it out: `[…]`, `(...)`, `[redacted]`.
    Omitted,
    /// A picture, a voice message or a file that a chat export did not take along: `<Media omitted>`.
    Media,
    /// Characters that an earlier reader replaced by U+FFFD.
    Unreadable,
}

impl Kind {
    /// All kinds.
    pub const ALL: &'static [Kind] =
        &[Kind::Elided, Kind::Inaudible, Kind::Omitted, Kind::Media, Kind::Unreadable];

    fn name(self) -> &'static str {
        match self {
            Kind::Elided => "elided",
            Kind::Inaudible => "inaudible",
            Kind::Omitted => "omitted",
            Kind::Media => "media",
            Kind::Unreadable => "unreadable",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Kind {
    type Err = Error;

    /// Reads what [`Display`](fmt::Display) writes, in capitals or small letters.
    ///
    /// # Errors
    ///
    /// If it is the name of no kind.
    fn from_str(text: &str) -> Result<Kind, Error> {
        let found = Kind::ALL.iter().copied().find(|kind| kind.name().eq_ignore_ascii_case(text.trim()));
        found.ok_or_else(|| Error::unknown_lacuna(text))
    }
}

/// Adds the lacunae of `text` to `out`, in order, without overlaps.
///
/// Every range lies on character boundaries. Linear time; text without any of the rare marks that a lacuna leaves is
/// passed over at the speed of a few substring searches.
pub(crate) fn find(text: &str, out: &mut Vec<Found>) {
    let mut at = 0;
    while at < text.len() {
        let end = at + block_len(&text[at..]).unwrap_or(text.len() - at);
        find_in_block(&text[at..end], at, out);
        at = end;
    }
}

/// Adds the lacunae of a block of a text, which stands at `at`.
pub(crate) fn find_in_block(block: &str, at: usize, out: &mut Vec<Found>) {
    let from = out.len();
    marked::find(block, out);
    for found in &mut out[from..] {
        found.range = found.range.start + at..found.range.end + at;
    }
    elided::find(block, at, out);
    let mut new = out.split_off(from);
    new.sort_by_key(|found| (found.range.start, found.range.end));
    let mut end = at;
    for found in new {
        // Two marks for one place are one lacuna.
        if found.range.start >= end {
            end = found.range.end.max(found.range.start + 1);
            out.push(found);
        }
    }
}

/// The length of the block that `text` begins with, whole lines if possible; `None` if what comes after `text` decides.
pub(crate) fn block_len(text: &str) -> Option<usize> {
    let reach = &text.as_bytes()[..text.len().min(LONGEST_BLOCK)];
    if let Some(line) = reach.get(BLOCK..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        return Some(BLOCK + line + 1);
    }
    (text.len() >= LONGEST_BLOCK)
        .then(|| (0..=LONGEST_BLOCK).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(text.len()))
}

/// Bytes of whole lines within which a text's habits are judged: a long file may be many people's work.
const BLOCK: usize = 1 << 16;

/// Where a block is cut that has no line end, so that an endless line need not be held.
const LONGEST_BLOCK: usize = 1 << 20;

#[cfg(test)]
mod tests;
