//! Characters of ASCII that were lost together with the byte in front of them: what they can have been, and what they likely were. And the byte order
//! mark that a file begins with, which loses its last byte so.

use std::collections::HashMap;

use super::gaps::BYTE_ORDER_MARK;
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

/// How many places that were seen the usual shares count as.
const USUAL: f32 = 3.0;

/// What a tag begins with.
const TAG: char = '<';

/// Calls `each` with all that can have been lost.
pub(super) fn candidates(wide: Wide, each: &mut dyn FnMut(char)) {
    let is_lost = |byte: &u8| !matches!(wide.read(&[LEAD, *byte]), Reading::Char(..));
    (b' '..=b'~').filter(is_lost).chain([b'\t']).for_each(|byte| each(char::from(byte)));
}

/// Takes the likeliest character for each that was lost in a row; gives the choices, each with its number among all gaps of the row.
pub(crate) fn choose(row: &mut [Part], wide: Wide) -> Vec<(usize, Choice)> {
    let mut found = Vec::new();
    let mut intact = None;
    let takes_line_ends = takes_line_ends(row);
    let (mut number, mut line) = (0, 0);
    for at in 0..row.len() {
        let choice = match row[at] {
            Part::Whole('\n') => {
                line = at + 1;
                continue;
            }
            Part::Whole(_) => continue,
            Part::Gap(gap) if gap == Gap::ASCII => {
                let intact = intact.get_or_insert_with(|| Intact::of(row, wide, takes_line_ends));
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
        line = if choice.best == '\n' { at + 1 } else { line };
        found.push((number, choice));
        number += 1;
    }
    found
}

/// How often each character that can be lost so stands behind one that is not ASCII, by what stands behind it.
struct Intact {
    lost: Vec<char>,
    counts: HashMap<(Class, char), f32>,
}

impl Intact {
    fn of(row: &[Part], wide: Wide, takes_line_ends: bool) -> Intact {
        let mut lost = Vec::new();
        candidates(wide, &mut |c| lost.push(c));
        lost.extend(takes_line_ends.then_some('\n'));
        let mut counts = HashMap::new();
        for at in 1..row.len() {
            let Part::Whole(c) = row[at] else { continue };
            if c.is_ascii() && !known(row.get(at - 1)).is_ascii() && lost.contains(&c) {
                *counts.entry((Class::of(&row[at + 1..]), c)).or_insert(0.0) += 1.0;
            }
        }
        Intact { lost, counts }
    }

    /// The shares of those that are lost in front of `behind`, likelier ones first.
    fn shares(&self, behind: &[Part]) -> Vec<(char, f32)> {
        let class = Class::of(behind);
        let usual = class.usual();
        let of_line_ends = if self.lost.contains(&'\n') { class.begins_lines() } else { 0.0 };
        let of_usual = |c: char| match c {
            '\n' => USUAL * of_line_ends,
            _ => usual
                .iter()
                .find(|(other, _)| *other == c)
                .map_or(0.0, |(_, share)| USUAL * share * (1.0 - of_line_ends)),
        };
        let seen = |c: char| self.counts.get(&(class, c)).copied().unwrap_or(0.0);
        let mut shares: Vec<(char, f32)> = self.lost.iter().map(|c| (*c, of_usual(*c) + seen(*c))).collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let all = shares.iter().map(|(_, share)| share).sum::<f32>().max(USUAL);
        shares.iter_mut().for_each(|(_, share)| *share /= all);
        shares
    }
}

/// True if line ends were lost, too: of those behind characters that are not ASCII hardly any has a mark in front of it, as half of those do that end in
/// CR and LF; and what follows some marks is indented as lines are. Where an empty line follows, the first of two line ends may be what was lost.
fn takes_line_ends(row: &[Part]) -> bool {
    let (mut lost, mut kept) = (0, 0);
    let mut is_indented_within = false;
    for (at, part) in row.iter().enumerate() {
        let ends = row.get(at + 1) == Some(&Part::Whole('\n'));
        match part {
            Part::Whole('\n') => {
                lost += if is_indented_within { INDENTED } else { 0 };
                is_indented_within = false;
            }
            Part::Whole(c) => lost += usize::from(ends && !c.is_ascii()),
            Part::Gap(gap) if *gap == Gap::ASCII => is_indented_within |= is_indented(&row[at + 1..]),
            Part::Gap(gap) if gap.ends_line() => {
                kept += usize::from(row.get(at + 2).is_some_and(|next| *next != Part::Whole('\n')));
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

/// What was lost at `at` of a line, as far as it tells.
fn likely(line: &[Part], at: usize, intact: &Intact) -> Choice {
    let text = |parts: &[Part]| parts.iter().map(|part| known(Some(part))).collect::<String>();
    let (before, behind) = (&line[at.saturating_sub(NEAR)..at], &line[at + 1..]);
    let behind = text(&behind[..behind.len().min(NEAR)]);
    let clear = match text(before).as_str() {
        "\u{FEFF}" => Some((first_of_file(&behind), BEGINS_A_FILE)),
        before => closing(before, &behind).map(|c| (c, CLOSES)),
    };
    let clear = clear.filter(|(c, _)| intact.lost.contains(c));
    let rest = 1.0 - clear.map_or(0.0, |(_, share)| share);
    let others = intact.shares(&line[at + 1..]).into_iter();
    let others = others.filter(|(c, _)| clear.is_none_or(|(clear, _)| clear != *c));
    let all = clear.into_iter().chain(others.map(|(c, share)| (c, rest * share)));
    let mut shares = [('\0', 0.0); RUNNERS_UP + 1];
    for (slot, share) in shares.iter_mut().zip(all.filter(|(_, share)| *share > 0.0)) {
        *slot = share;
    }
    let mut choice = Choice::sure(shares[0].0);
    choice.set_shares(&shares);
    choice
}

/// What a file begins with that goes on so, if it is one below the letters: a comment, a tag, a directive.
fn first_of_file(behind: &str) -> char {
    match behind.chars().next() {
        Some('"') => '"',
        Some('/' | '*') => '/',
        Some('-') => '-',
        Some('!') if behind.starts_with("!/") => '#',
        Some('?' | '!') => TAG,
        Some(c) if c.is_ascii_alphabetic() && ends_a_tag(behind) => TAG,
        _ => '#',
    }
}

/// True if a tag ends in a text in which none begins before.
fn ends_a_tag(text: &str) -> bool {
    text.chars().find(|c| [TAG, '>'].contains(c)) == Some('>')
}

fn known(part: Option<&Part>) -> char {
    match part {
        Some(Part::Whole(c)) => *c,
        Some(Part::Gap(_)) => char::REPLACEMENT_CHARACTER,
        None => '\n',
    }
}

/// Bytes or characters on each side of a place in which brackets and quotation marks are looked for.
const NEAR: usize = 256;

/// What closes the last quotation or bracket that is open at a place of a line, and that nothing behind closes; or what a closing tag begins with.
pub(super) fn closing(before: &str, behind: &str) -> Option<char> {
    let start = (before.len().saturating_sub(NEAR)..).find(|at| before.is_char_boundary(*at))?;
    let end = (0..=behind.len().min(NEAR)).rev().find(|at| behind.is_char_boundary(*at))?;
    let (before, behind) = (&before[start..], &behind[..end]);
    let (before, behind) = (before.rsplit('\n').next()?, behind.split('\n').next()?);
    if behind.starts_with('/') && ends_a_tag(behind) {
        return Some(TAG);
    }
    let count = |text: &str, c: char| text.matches(c).count();
    before.chars().rev().find_map(|c| match c {
        '(' => {
            let (open, closed) = (count(before, '('), count(before, ')'));
            (open > closed + count(behind, ')').saturating_sub(count(behind, '('))).then_some(')')
        }
        '"' | '\'' => (count(before, c) % 2 == 1 && count(behind, c) % 2 == 0).then_some(c),
        _ => None,
    })
}

/// What stands behind a character that was lost.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Class {
    Latin,
    Digit,
    Opening,
    Space,
    /// Two blanks or more.
    Blanks,
    Operator,
    FullStop,
    Comma,
    Colon,
    Slash,
    Percent,
    LineEnd,
    Closing,
    Han,
    Other,
}

impl Class {
    fn of(behind: &[Part]) -> Class {
        let is_blank = |part: Option<&Part>| matches!(part, Some(Part::Whole(' ' | '\t')));
        match known(behind.first()) {
            '*' if known(behind.get(1)) == '/' => Class::Other,
            _ if is_blank(behind.first()) && is_blank(behind.get(1)) => Class::Blanks,
            'a'..='z' | 'A'..='Z' => Class::Latin,
            '0'..='9' => Class::Digit,
            '(' | '[' | '_' | '#' | '$' | '@' | '"' | '\'' | '+' | '=' | '`' => Class::Opening,
            ' ' | '\t' => Class::Space,
            '-' | '*' | '<' | '>' => Class::Operator,
            '.' => Class::FullStop,
            ',' => Class::Comma,
            ':' => Class::Colon,
            '/' | '|' | '\\' | '&' | '{' => Class::Slash,
            '%' => Class::Percent,
            '\n' | '\r' => Class::LineEnd,
            ')' | ']' | '}' | ';' => Class::Closing,
            '\u{3400}'..='\u{9FFF}' | char::REPLACEMENT_CHARACTER => Class::Han,
            _ => Class::Other,
        }
    }

    /// How often a line begins so where line ends were lost, before the text itself tells.
    fn begins_lines(self) -> f32 {
        match self {
            Class::Blanks => 0.9,
            Class::Slash | Class::Operator | Class::Opening | Class::LineEnd | Class::Closing => 0.6,
            Class::Latin | Class::Digit | Class::Han => 0.4,
            Class::Space | Class::FullStop | Class::Comma | Class::Colon | Class::Percent | Class::Other => {
                0.1
            }
        }
    }

    /// What stands between a Han character and one of this class in most texts, with its share: counted in 700,000 places of Chinese.
    fn usual(self) -> &'static [(char, f32)] {
        match self {
            Class::Latin => &[(' ', 0.97), ('(', 0.01)],
            Class::Digit => &[(' ', 0.42), ('1', 0.25), ('2', 0.13), ('3', 0.06), ('5', 0.04)],
            Class::Opening => &[(' ', 0.96), ('"', 0.01)],
            Class::Space => &[(',', 0.3), (' ', 0.26), (':', 0.21), (')', 0.12), ('"', 0.03)],
            Class::Blanks => &[(' ', 0.8), (':', 0.1), (',', 0.05)],
            Class::Operator => &[(' ', 0.8), ('*', 0.05), ('-', 0.04), ('(', 0.03)],
            Class::FullStop => &[('.', 0.55), (' ', 0.12), ('4', 0.11), ('0', 0.05)],
            Class::Comma => &[('"', 0.31), ('1', 0.15), ('2', 0.12), (')', 0.1), ('3', 0.1)],
            Class::Colon => &[(':', 0.58), (' ', 0.32), ('"', 0.03), (')', 0.03)],
            Class::Slash => &[(' ', 0.67), ('1', 0.21), ('2', 0.03)],
            Class::Percent => &[(' ', 0.42), ('5', 0.2), ('1', 0.1), ('2', 0.08)],
            Class::LineEnd => &[(':', 0.34), (')', 0.21), ('?', 0.15), ('"', 0.13), ('.', 0.08)],
            Class::Closing => &[('"', 0.4), (')', 0.3), ('\'', 0.2)],
            Class::Han => &[(' ', 0.25), (')', 0.11), ('1', 0.07), ('5', 0.06), ('/', 0.06)],
            Class::Other => &[(' ', 0.61), (')', 0.13), ('"', 0.05), ('1', 0.03)],
        }
    }
}
