//! Characters of ASCII that were lost together with the byte in front of them: what they can have been, and what they likely were.

use std::collections::HashMap;

use super::{Gap, Part};
use crate::channel::multi_byte::Reading;
use crate::channel::wide::Wide;
use crate::repair::infill::choice::{Choice, RUNNERS_UP};

/// A lead byte whose row is full in all pages: what cannot stand behind it is lost with any.
const LEAD: u8 = 0x89;

/// How sure it is that a bracket or quotation mark was lost that closes what is open.
const CLOSES: f32 = 0.9;

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
    if !row.contains(&Part::Gap(Gap::ASCII)) {
        return found;
    }
    let intact = Intact::of(row, wide);
    let (mut number, mut line) = (0, 0);
    for at in 0..row.len() {
        match row[at] {
            Part::Whole('\n') => line = at + 1,
            Part::Whole(_) => {}
            Part::Gap(gap) => {
                if gap == Gap::ASCII {
                    let choice = likely(&row[line..], at - line, &intact);
                    row[at] = Part::Whole(choice.best);
                    found.push((number, choice));
                }
                number += 1;
            }
        }
    }
    found
}

/// How often each character that can be lost so stands behind one that is not ASCII, by what stands behind it.
struct Intact {
    lost: Vec<char>,
    counts: HashMap<(Class, char), f32>,
}

impl Intact {
    fn of(row: &[Part], wide: Wide) -> Intact {
        let mut lost = Vec::new();
        candidates(wide, &mut |c| lost.push(c));
        let mut counts = HashMap::new();
        for three in row.windows(3) {
            let &[before, Part::Whole(c), after] = three else { continue };
            if c.is_ascii() && !known(Some(&before)).is_ascii() && lost.contains(&c) {
                *counts.entry((Class::of(known(Some(&after))), c)).or_insert(0.0) += 1.0;
            }
        }
        Intact { lost, counts }
    }

    /// The shares of those that are lost in front of `next`, likelier ones first.
    fn shares(&self, next: char) -> Vec<(char, f32)> {
        let class = Class::of(next);
        let usual = class.usual();
        let of_usual = |c: char| usual.iter().find(|(other, _)| *other == c).map_or(0.0, |(_, share)| USUAL * share);
        let seen = |c: char| self.counts.get(&(class, c)).copied().unwrap_or(0.0);
        let mut shares: Vec<(char, f32)> = self.lost.iter().map(|c| (*c, of_usual(*c) + seen(*c))).collect();
        shares.sort_by(|a, b| b.1.total_cmp(&a.1));
        let all = shares.iter().map(|(_, share)| share).sum::<f32>().max(USUAL);
        shares.iter_mut().for_each(|(_, share)| *share /= all);
        shares
    }
}

/// What was lost at `at` of a line, as far as it tells.
fn likely(line: &[Part], at: usize, intact: &Intact) -> Choice {
    let closing = closing(line, at).filter(|c| intact.lost.contains(c));
    let rest = if closing.is_some() { 1.0 - CLOSES } else { 1.0 };
    let others = intact.shares(known(line.get(at + 1))).into_iter().filter(|(c, _)| closing != Some(*c));
    let all = closing.map(|c| (c, CLOSES)).into_iter().chain(others.map(|(c, share)| (c, rest * share)));
    let mut shares = [('\0', 0.0); RUNNERS_UP + 1];
    for (slot, share) in shares.iter_mut().zip(all.filter(|(_, share)| *share > 0.0)) {
        *slot = share;
    }
    let mut choice = Choice::sure(shares[0].0);
    choice.set_shares(&shares);
    choice
}

fn known(part: Option<&Part>) -> char {
    match part {
        Some(Part::Whole(c)) => *c,
        Some(Part::Gap(_)) => char::REPLACEMENT_CHARACTER,
        None => '\n',
    }
}

/// What closes the last quotation or bracket that is open at a place, and that nothing behind closes.
fn closing(line: &[Part], at: usize) -> Option<char> {
    let (before, behind) = (&line[..at], &line[at + 1..]);
    let count = |parts: &[Part], c: char| parts.iter().take_while(|part| **part != Part::Whole('\n')).filter(|part| **part == Part::Whole(c)).count();
    let is_tag = known(behind.first()) == '/'
        && behind.iter().position(|part| *part == Part::Whole('>')) < behind.iter().position(|part| *part == Part::Whole(TAG)).or(Some(usize::MAX))
        && behind.contains(&Part::Whole('>'));
    if is_tag {
        return Some(TAG);
    }
    let opening = before.iter().rposition(|part| match part {
        Part::Whole('(') => count(before, '(') > count(before, ')') && count(behind, ')') + count(before, ')') < count(before, '('),
        Part::Whole(c @ ('"' | '\'')) => count(before, *c) % 2 == 1 && count(behind, *c) % 2 == 0,
        _ => false,
    })?;
    match before[opening] {
        Part::Whole('(') => Some(')'),
        Part::Whole(c) => Some(c),
        Part::Gap(_) => None,
    }
}

/// What stands behind a character that was lost.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Class {
    Latin,
    Digit,
    Opening,
    Space,
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
    fn of(c: char) -> Class {
        match c {
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

    /// What stands between a Han character and one of this class in most texts, with its share: counted in 700,000 places of Chinese.
    fn usual(self) -> &'static [(char, f32)] {
        match self {
            Class::Latin => &[(' ', 0.97), ('(', 0.01)],
            Class::Digit => &[(' ', 0.42), ('1', 0.25), ('2', 0.13), ('3', 0.06), ('5', 0.04)],
            Class::Opening => &[(' ', 0.96), ('"', 0.01)],
            Class::Space => &[(',', 0.3), (' ', 0.26), (':', 0.21), (')', 0.12), ('"', 0.03)],
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
