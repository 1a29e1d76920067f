//! Where a text may be cut: blocks that are held in memory, and lines that are judged by themselves.

use std::ops::Range;

use crate::channel::code_page::tables;

/// Bytes of text that are judged together. The evidence for a channel comes from one block and those before it, so that a reader
/// that holds one block in memory finds what a reader of the whole finds. Fuzzing has small ones: its inputs are small, and what goes from
/// block to block is to be tried, too.
pub(crate) const BLOCK: usize = if cfg!(fuzzing) { 1 << 10 } else { 1 << 20 };

/// Bytes of a line that are judged together.
const LONGEST: usize = 1 << 10;
/// Characters near a place that is wanted for a cut.
const NEAR: usize = 64;

/// The length in bytes of the block that `text` begins with: whole lines if possible, else words, else what no sequence of a single-byte page
/// lies across, if that is near.
pub(crate) fn block_len(text: &str) -> usize {
    if text.len() <= BLOCK {
        return text.len();
    }
    let bytes = &text.as_bytes()[..BLOCK];
    let cut = memchr::memrchr(b'\n', bytes).or_else(|| bytes.iter().rposition(u8::is_ascii));
    if let Some(last) = cut {
        return last + 1;
    }
    let Some(end) = (0..=BLOCK).rev().find(|&len| text.is_char_boundary(len)) else { return text.len() };
    let near = || text[..end].char_indices().rev().take(NEAR);
    first_lead(near).filter(|at| *at > 0).unwrap_or(end)
}

/// The first place with a character that windows-1252 has for the first byte of a sequence of UTF-8; if there is none, that any page has.
fn first_lead<I: Iterator<Item = (usize, char)>>(chars: impl Fn() -> I) -> Option<usize> {
    let of = |pages: u32| {
        chars()
            .find(|(_, c)| tables().entry(*c).is_some_and(|entry| entry.lead & pages != 0))
            .map(|(at, _)| at)
    };
    of(1).or_else(|| of(u32::MAX))
}

/// The line, or the part of a long one, that `place` is in; none of what is before `from`. It ends behind its line feed, or else between
/// two characters of ASCII if there are any near: there no sequence of any page is cut.
pub(crate) fn line_around(text: &str, from: usize, place: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let mut start = memchr::memrchr(b'\n', &bytes[from..place]).map_or(from, |at| from + at + 1);
    if place - start > LONGEST / 2 {
        start = cut(text, start, place - LONGEST / 4, place);
    }
    let end = memchr::memchr(b'\n', &bytes[place..]).map_or(bytes.len(), |at| place + at + 1);
    if end - start <= LONGEST {
        return start..end;
    }
    start..cut(text, place + text[place..].chars().next().map_or(1, char::len_utf8), start + LONGEST, end)
}

/// A place to cut at or before `wanted`, but not before `least`: between two characters of ASCII. If there is none, one behind it, at the most
/// at `end`: in front of what some page has for the first byte of a character, if that is near.
fn cut(text: &str, least: usize, wanted: usize, end: usize) -> usize {
    let bytes = text.as_bytes();
    let wanted = wanted.max(least);
    let between = (least.max(1)..=wanted).rev().find(|&at| bytes[at - 1].is_ascii() && bytes[at].is_ascii());
    if let Some(at) = between {
        return at;
    }
    let Some(next) = (wanted..end).find(|&at| text.is_char_boundary(at)) else { return end };
    let near = || text[next..end].char_indices().take(NEAR).map(|(at, c)| (next + at, c));
    first_lead(near).unwrap_or(next)
}

/// The parts of ranges that lie in `part`, by their places in it.
pub(crate) fn within(ranges: &[Range<usize>], part: Range<usize>) -> Vec<Range<usize>> {
    let first = ranges.partition_point(|range| range.end <= part.start);
    let here = ranges[first..].iter().take_while(|range| range.start < part.end);
    here.map(|range| range.start.max(part.start) - part.start..range.end.min(part.end) - part.start).collect()
}
