//! How the lines of a text end, and what became of it where a mark took a byte of that.

use super::class::known;
use super::closing_of;
use crate::repair::undo::multi_byte::{Gap, Part};

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnds {
    /// In CR and LF: behind a mark, the first was lost.
    Returns,
    /// In LF, and once in CR and LF: those behind a mark lost the first. Or nothing tells.
    Kept,
    /// In LF: those behind a mark were lost.
    Taken,
}

impl LineEnds {
    /// `is_restored`: of each place of the row, whether it was damaged.
    pub(super) fn of(row: &[Part], is_restored: &[bool]) -> LineEnds {
        match () {
            () if ends_in_returns(row) => LineEnds::Returns,
            () if are_taken(row, is_restored) => LineEnds::Taken,
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

/// True if line ends were lost, too: of those behind restored characters that are not ASCII hardly any has a mark in front of it, as half of those do that end in
/// CR and LF; and what follows some marks begins as lines do. Where an empty line follows, the first of two line ends may be what was lost.
fn are_taken(row: &[Part], is_restored: &[bool]) -> bool {
    let (mut lost, mut kept, mut line) = (0, 0, 0);
    let mut has_another = false;
    for (at, part) in row.iter().enumerate() {
        let ends = row.get(at + 1) == Some(&Part::Whole('\n'));
        match part {
            Part::Whole('\n') => {
                lost += if has_another { BEGINNING } else { 0 };
                has_another = false;
                line = at + 1;
            }
            Part::Whole(c) => {
                lost += usize::from(ends && !c.is_ascii() && is_restored.get(at) == Some(&true))
            }
            Part::Gap(gap) if *gap == Gap::ASCII => {
                has_another |= is_indented(&row[at + 1..]) || begin_alike(&row[line..at], &row[at + 1..]);
            }
            Part::Gap(gap) if *gap == Gap::LINE_END => {
                let is_empty = row.get(at + 2).is_none_or(|next| *next == Part::Whole('\n'));
                kept += usize::from(ends && !is_empty && closing_of(&row[line..at], &[]).is_none());
            }
            Part::Gap(_) => {}
        }
    }
    lost >= ENOUGH * (1 + kept)
}

/// What a line counts in which another seems to begin behind a mark, against one that ends in a character that is not ASCII.
const BEGINNING: usize = 2;
/// So many for each line that ends in a mark, and one more, tell.
const ENOUGH: usize = 5;

/// True if what follows begins as its line does: with a bracket, as an item of a list. Cells of a table are no lines.
fn begin_alike(line: &[Part], behind: &[Part]) -> bool {
    let beginning = |row: &[Part]| {
        let folded = |part: &Part| match known(Some(part)) {
            c if c.is_ascii_digit() => '0',
            c if c.is_ascii() => c,
            _ => '中',
        };
        row.iter().take(2).map(folded).collect::<String>()
    };
    let own = beginning(line);
    matches!(own.as_str(), "[中" | "- " | "* " | "0." | "0、" | "//") && own == beginning(behind)
}

/// True if a line is indented, and not as a cell of a table is.
fn is_indented(row: &[Part]) -> bool {
    let blank = |part: &&Part| matches!(part, Part::Whole(' ' | '\t'));
    let len = row.iter().take_while(blank).count();
    len > 1 && row.get(len).is_some_and(|next| !matches!(next, Part::Whole('|' | '\n' | '\r' | '=' | ':')))
}
