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

use std::ops::Range;

/// A lacuna in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The mark that stands for what is missing; empty where nothing stands for it.
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind,
}

/// What sort of thing is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// Adds the lacunae of `text` to `out`, in order, without overlaps.
///
/// Every range lies on character boundaries. Linear time; text without any of the rare marks that a lacuna leaves is
/// passed over at the speed of a few substring searches.
pub(crate) fn find(text: &str, out: &mut Vec<Found>) {
    let from = out.len();
    marked::find(text, out);
    let mut at = 0;
    while at < text.len() {
        let reach = (at + BLOCK).min(text.len());
        let end =
            memchr::memchr(b'\n', &text.as_bytes()[reach..]).map_or(text.len(), |line| reach + line + 1);
        elided::find(&text[at..end], at, out);
        at = end;
    }
    let mut new = out.split_off(from);
    new.sort_by_key(|found| (found.range.start, found.range.end));
    let mut end = 0;
    for found in new {
        // Two marks for one place are one lacuna.
        if found.range.start >= end {
            end = found.range.end.max(found.range.start + 1);
            out.push(found);
        }
    }
}

/// Bytes of whole lines within which a text's habits are judged: a long file may be many people's work.
const BLOCK: usize = 1 << 16;

#[cfg(test)]
mod tests;
