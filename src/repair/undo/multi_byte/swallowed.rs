//! Characters of ASCII that were lost together with the byte in front of them: what they can have been, and what they likely were. And the byte order
//! mark that a file begins with, which loses its last byte so.

mod class;
mod closing;
mod line_ends;

use std::collections::HashMap;

pub(super) use class::odds;
use class::{known, Class};
pub(super) use closing::closing;
use closing::{ends_a_tag, is_open, NEAR, TAG};
use line_ends::LineEnds;

pub(crate) use super::gaps::BYTE_ORDER_MARK;
use super::{Gap, Part};
use crate::channel::multi_byte::Reading;
use crate::channel::wide::Wide;
use crate::repair::infill::choice::{Choice, RUNNERS_UP};

/// A lead byte whose row is full in all pages: what cannot stand behind it is lost with any.
const LEAD: u8 = 0x89;

/// How sure it is that a bracket or quotation mark was lost that closes what is open.
const CLOSES: f32 = 0.9;

/// How sure it is that a byte order mark was lost, and what a file began with that follows one.
const MARKS_A_FILE: f32 = 0.99;
const BEGINS_A_FILE: f32 = 0.8;

/// How sure it is that only a line end was lost with the last byte of a line, before the text itself tells.
const NOTHING_ELSE: f32 = 0.9;

/// How many places that were seen the usual shares count as.
const USUAL: f32 = 3.0;

/// What stands in the place of a digit, and the confidence in it.
const OPEN: char = '?';
const A_DIGIT: f32 = 0.02;

/// What a choice has where no character was.
pub(crate) const NOTHING: char = '\0';

/// Calls `each` with all that can have been lost.
pub(super) fn candidates(wide: Wide, each: &mut dyn FnMut(char)) {
    let is_lost = |byte: &u8| !matches!(wide.read(&[LEAD, *byte]), Reading::Char(..));
    (b' '..=b'~').filter(is_lost).chain([b'\t']).for_each(|byte| each(char::from(byte)));
}

/// Takes the likeliest character for each that was lost in a row, or [`NOTHING`]; gives the choices, each with its number among all gaps of the row.
/// `is_restored`: of each place of the row, whether it was damaged.
pub(crate) fn choose(row: &mut Vec<Part>, is_restored: &[bool], wide: Wide) -> Vec<(usize, Choice)> {
    let mut found = Vec::new();
    let mut intact = None;
    let (mut number, mut line, mut has_nothing) = (0, 0, false);
    for at in 0..row.len() {
        let choice = match row[at] {
            Part::Whole('\n') => {
                line = at + 1;
                continue;
            }
            Part::Whole(_) => continue,
            Part::Gap(gap) if gap == Gap::ASCII || gap == Gap::LINE_END => {
                let intact = intact.get_or_insert_with(|| Intact::of(row, is_restored, wide));
                likely(&row[line..], at - line, intact)
            }
            Part::Gap(gap) if at == line && gap.is_byte_order_mark() => {
                Choice { confidence: MARKS_A_FILE, ..Choice::sure(BYTE_ORDER_MARK) }
            }
            Part::Gap(_) => {
                number += 1;
                continue;
            }
        };
        row[at] = Part::Whole(choice.best);
        has_nothing |= choice.best == NOTHING;
        line = if choice.best == '\n' { at + 1 } else { line };
        found.push((number, choice));
        number += 1;
    }
    if has_nothing {
        row.retain(|part| *part != Part::Whole(NOTHING));
    }
    found
}

/// How often each character that can be lost so stands behind one that is not ASCII, by what stands behind it.
struct Intact {
    lost: Vec<char>,
    line_ends: LineEnds,
    counts: HashMap<(Class, char), f32>,
}

impl Intact {
    fn of(row: &[Part], is_restored: &[bool], wide: Wide) -> Intact {
        let line_ends = LineEnds::of(row, is_restored);
        let mut lost = Vec::new();
        candidates(wide, &mut |c| lost.push(c));
        lost.extend((line_ends == LineEnds::Taken).then_some('\n'));
        let mut counts = HashMap::new();
        for at in 1..row.len() {
            let (Part::Whole(c), false) = (row[at], known(row.get(at - 1)).is_ascii()) else { continue };
            if lost.contains(&c) {
                *counts.entry((Class::of(&row[at + 1..]), c)).or_insert(0.0) += 1.0;
            }
            if matches!(c, '\n' | '\r') {
                *counts.entry((Class::LineEnd, NOTHING)).or_insert(0.0) += 1.0;
            }
        }
        Intact { lost, line_ends, counts }
    }

    /// The shares of those that are lost in front of `behind`, likelier ones first. `or_nothing`: or no character was.
    fn shares(&self, behind: &[Part], or_nothing: bool) -> Vec<(char, f32)> {
        let class = Class::of(behind);
        let of_line_ends = match self.line_ends {
            LineEnds::Taken => class.begins_lines(),
            LineEnds::Kept | LineEnds::Returns => 0.0,
        };
        let of_nothing = if or_nothing { NOTHING_ELSE } else { 0.0 };
        let of_usual = |c: char| {
            let share = match c {
                '\n' => of_line_ends * (1.0 - of_nothing),
                NOTHING => of_nothing,
                _ => {
                    let own = class.usual().iter().find(|(other, _)| *other == c);
                    own.map_or(0.0, |(_, share)| share * (1.0 - of_line_ends) * (1.0 - of_nothing))
                }
            };
            USUAL * share
        };
        let seen = |c: char| self.counts.get(&(class, c)).copied().unwrap_or(0.0);
        let all = self.lost.iter().copied().chain(or_nothing.then_some(NOTHING));
        let mut shares: Vec<(char, f32)> = all.map(|c| (c, of_usual(c) + seen(c))).collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let sum = shares.iter().map(|(_, share)| share).sum::<f32>().max(USUAL);
        shares.iter_mut().for_each(|(_, share)| *share /= sum);
        shares
    }
}

/// What was lost at `at` of a line, as far as it tells.
fn likely(line: &[Part], at: usize, intact: &Intact) -> Choice {
    let (before, behind) = (&line[..at], &line[at + 1..]);
    let ends = line[at] == Part::Gap(Gap::LINE_END);
    // A carriage return that is still there was not lost.
    if ends && intact.line_ends == LineEnds::Returns && behind.first() == Some(&Part::Whole('\n')) {
        return Choice::sure('\r');
    }
    let clear = match before {
        [Part::Whole(BYTE_ORDER_MARK)] => first_of_file(&text(behind)).map(|c| (c, BEGINS_A_FILE)),
        _ => closing_of(before, behind).map(|c| (c, CLOSES)),
    };
    let clear = clear.filter(|(c, _)| intact.lost.contains(c));
    let rest = 1.0 - clear.map_or(0.0, |(_, share)| share);
    let returns = intact.line_ends == LineEnds::Returns && behind.first() == Some(&Part::Whole('\r'));
    let or_nothing = ends && !returns;
    let is_within = is_open(&text(last(before))) || matches!(behind.first(), Some(Part::Whole('{')));
    let others = intact.shares(behind, or_nothing).into_iter();
    let others = others.filter(|(c, _)| *c != '\n' || !is_within);
    let others = others.filter(|(c, _)| clear.is_none_or(|(clear, _)| clear != *c));
    let all = clear.into_iter().chain(others.map(|(c, share)| (c, rest * share)));
    let mut all: Vec<(char, f32)> = all.filter(|(_, share)| *share > 0.0).collect();
    // Nothing tells which digit it was: a question mark, which can have stood there, too, shows that something is missing.
    let of_digits: f32 = all.iter().filter(|(c, _)| c.is_ascii_digit()).map(|(_, share)| share).sum();
    if of_digits > all.first().map_or(0.0, |(c, share)| if c.is_ascii_digit() { 0.0 } else { *share }) {
        all.retain(|(c, _)| *c != OPEN);
        all.insert(0, (OPEN, A_DIGIT));
    }
    let mut shares = [('\0', 0.0); RUNNERS_UP + 1];
    for (slot, share) in shares.iter_mut().zip(all) {
        *slot = share;
    }
    let mut choice = Choice::sure(shares[0].0);
    choice.set_shares(&shares);
    choice
}

/// What a file begins with that goes on so, if it is one below the letters: a comment, a tag, a directive.
pub(super) fn first_of_file(behind: &str) -> Option<char> {
    const DIRECTIVES: [&str; 10] =
        ["include", "define", "pragma", "region", "if", "import", "coding", "-*-", "#", " "];
    match behind.chars().next()? {
        '"' => Some('"'),
        '/' | '*' => Some('/'),
        '!' if behind.starts_with("!/") => Some('#'),
        '?' | '!' => Some(TAG),
        c if c.is_ascii_alphabetic() && ends_a_tag(behind) => Some(TAG),
        '-' if !behind.starts_with("-*-") => Some('-'),
        _ => DIRECTIVES.iter().any(|directive| behind.starts_with(directive)).then_some('#'),
    }
}

/// The first characters of a row.
fn text(row: &[Part]) -> String {
    row.iter().take(NEAR).map(|part| known(Some(part))).collect()
}

/// What closes what is open in front of a place of a line: see [`closing`].
fn closing_of(before: &[Part], behind: &[Part]) -> Option<char> {
    closing(&text(last(before)), &text(behind))
}

/// The last characters of a row.
fn last(row: &[Part]) -> &[Part] {
    &row[row.len().saturating_sub(NEAR)..]
}
