//! How the lines of a text end, and what became of it where a mark took a byte of that.

use super::closing;
use crate::repair::undo::multi_byte::{Gap, Part};

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// In CR and LF: behind a mark, the first was lost.
    Returns,
    /// In LF, and once in CR and LF: those behind a mark lost the first.
    Kept,
    /// In LF: those behind a mark were lost.
    Taken,
}

impl LineEnds {
    pub(super) fn of(row: &[Part]) -> LineEnds {
        match () {
            () if ends_in_returns(row) => LineEnds::Returns,
            () if are_taken(row) => LineEnds::Taken,
            () => LineEnds::Kept,
        }
    }
}

/// True if most lines that do not end in a mark end in a carriage return and a line feed.
fn ends_in_returns(row: &[Part]) -> bool {
    let (mut with, mut without) = (0, 0);
    for two in row.windows(2).filter(|two| two[1] == Part::Whole('\n')) {
        match two[0] {
            Part::Whole('\r') => with += 1,
            Part::Whole(_) => without += 1,
            Part::Gap(_) => {}
        }
    }
    with > without
}

/// True if line ends were lost, too: of those behind characters that are not ASCII hardly any has a mark in front of it, as half of those do that end in
/// CR and LF; and what follows some marks is indented as lines are. Where an empty line follows, the first of two line ends may be what was lost.
fn are_taken(row: &[Part]) -> bool {
    let (mut lost, mut kept, mut line) = (0, 0, 0);
    let mut is_indented_within = false;
    for (at, part) in row.iter().enumerate() {
        let ends = row.get(at + 1) == Some(&Part::Whole('\n'));
        match part {
            Part::Whole('\n') => {
                lost += if is_indented_within { INDENTED } else { 0 };
                is_indented_within = false;
                line = at + 1;
            }
            Part::Whole(c) => lost += usize::from(ends && !c.is_ascii()),
            Part::Gap(gap) if *gap == Gap::ASCII => is_indented_within |= is_indented(&row[at + 1..]),
            Part::Gap(gap) if *gap == Gap::LINE_END => {
                let is_empty = row.get(at + 2).is_none_or(|next| *next == Part::Whole('\n'));
                kept += usize::from(ends && !is_empty && closing(&row[line..at], &[]).is_none());
            }
            Part::Gap(_) => {}
        }
    }
    lost >= OUTWEIGHS * (1 + kept)
}

/// What a line in which an indent follows a mark counts, against one that ends in a character that is not ASCII.
const INDENTED: usize = 2;
/// Such lines for each that ends in a mark, at the least.
const OUTWEIGHS: usize = 5;

/// True if a line is indented, and not as a cell of a table is.
fn is_indented(row: &[Part]) -> bool {
    let blank = |part: &&Part| matches!(part, Part::Whole(' ' | '\t'));
    let len = row.iter().take_while(blank).count();
    len > 1 && row.get(len).is_some_and(|next| !matches!(next, Part::Whole('|' | '\n' | '\r' | '=' | ':')))
}
