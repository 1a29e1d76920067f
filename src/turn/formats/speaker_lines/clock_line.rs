//! Clocks on lines of their own.

use crate::turn::clock::{clock, Millis};
use crate::turn::lines::{is_blank, line_above, trim_invisible};
use std::ops::Range;

/// Whether a line has a clock and nothing else, perhaps in brackets.
pub(super) fn is_clock(line: &str) -> bool {
    clock_in(line).is_some()
}

/// The clock of a line that has nothing else: its place and what it reads.
fn clock_in(line: &str) -> Option<(Range<usize>, Millis)> {
    if line.len() > LONGEST_CLOCK || !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let shown = trim_invisible(line, 0..line.len());
    let text = &line[shown.clone()];
    let open = usize::from(text.starts_with(['[', '(']));
    let (length, start) = clock(&text.as_bytes()[open..])?;
    let close = &text[open + length..];
    let closed = if open > 0 { matches!(close, "]" | ")") } else { close.is_empty() };
    closed.then(|| (shown.start + open..shown.start + open + length, start))
}

/// Longest line that can be a clock, in bytes.
const LONGEST_CLOCK: usize = 24;

/// The clock on the line above the one at `at`, or above a blank line before that: where its line begins, its place and what it reads.
pub(super) fn clock_above(text: &str, at: usize) -> Option<(usize, Range<usize>, Millis)> {
    // The line above mostly ends in neither a digit nor a bracket.
    let ends = |b: &u8| b.is_ascii_digit() || matches!(b, b']' | b')' | b'\n' | b'\r' | b' ' | b'\t');
    if !text.as_bytes()[..at].iter().rev().nth(1).is_some_and(ends) {
        return None;
    }
    let mut above = line_above(text, at, LONGEST_CLOCK)?;
    if is_blank(&text[above.clone()]) {
        above = line_above(text, above.start, LONGEST_CLOCK)?;
    }
    let (clock, start) = clock_in(&text[above.clone()])?;
    Some((above.start, above.start + clock.start..above.start + clock.end, start))
}
