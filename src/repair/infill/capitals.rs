//! Words in capitals, which are filled as if they were in small letters.
//!
//! The model's windows of letters know no case, but what it says of a letter by itself, and of what stands beside it, it learnt from text of which one letter
//! in thirty is a capital: of `ZÃJEM` it would make `ZíJEM`. So such a word is given to the models in small letters, with those candidates that have a
//! capital form, and what they choose is written in capitals.

use std::ops::Range;

use crate::model::letters::is_alphabetic;
use crate::model::restoration::view::GAP;
use crate::model::text::{self, ngram};

/// Capitals that a word must have by itself.
const OF_WORD: usize = 2;
/// Capitals that a line must have, and how many to a small letter, for its words of one letter to be words in capitals, too.
const OF_LINE: usize = 4;

/// What a slot is to the word that it stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letter {
    /// No letter, or one of a script without case: no word goes over it.
    No,
    Capital,
    Small,
    /// A letter of either case.
    Either,
}

impl Letter {
    pub(crate) fn of(c: char) -> Letter {
        match c {
            '\u{300}'..='\u{36F}' => Letter::Either,
            _ if c.is_uppercase() => Letter::Capital,
            _ if c.is_lowercase() && is_alphabetic(c) => Letter::Small,
            _ => Letter::No,
        }
    }

    /// The letter that both are.
    pub(crate) fn or(self, other: Letter) -> Letter {
        match (self, other) {
            (Letter::No, one) | (one, Letter::No) => one,
            (Letter::Capital, Letter::Capital) => Letter::Capital,
            (Letter::Small, Letter::Small) => Letter::Small,
            (Letter::Capital | Letter::Small | Letter::Either, _) => Letter::Either,
        }
    }
}

/// The small letter of a capital that is the capital of it.
pub(crate) fn small(c: char) -> Option<char> {
    Some(ngram::small(c)).filter(|small| *small != c && text::capital(*small) == c)
}

/// The capital of a small letter, if it is one character.
pub(crate) fn capital(c: char) -> Option<char> {
    Some(text::capital(c)).filter(|capital| *capital != c)
}

/// Letters of a word or line, by their case.
#[derive(Clone, Copy, Default)]
struct Count {
    capitals: usize,
    small: usize,
    gaps: usize,
}

impl Count {
    fn note(&mut self, letter: Letter, is_gap: bool) {
        self.capitals += usize::from(letter == Letter::Capital);
        self.small += usize::from(letter == Letter::Small);
        self.gaps += usize::from(is_gap);
    }

    fn is_of_capitals(&self, line: &Count) -> bool {
        let own = self.small == 0 && self.capitals >= OF_WORD;
        own || self.small == 0 && line.capitals >= OF_LINE && line.capitals >= OF_LINE * line.small
    }
}

/// The words in capitals among these slots that have a gap. `gap` tells what the candidates of a gap are.
pub(crate) fn words(slots: &[u32], gap: impl Fn(usize) -> Letter) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    for line in slots.split_inclusive(|slot| *slot == u32::from('\n')) {
        let of = |slot: &u32| match slot & GAP {
            0 => (char::from_u32(*slot).map_or(Letter::No, Letter::of), false),
            _ => (gap((slot & !GAP) as usize), true),
        };
        let mut all = Count::default();
        line.iter()
            .map(of)
            .filter(|(letter, _)| *letter != Letter::No)
            .for_each(|(letter, is_gap)| all.note(letter, is_gap));
        if all.gaps > 0 && all.capitals > 0 {
            let mut at = 0;
            for word in line.split(|slot| of(slot).0 == Letter::No) {
                let mut own = Count::default();
                word.iter().map(of).for_each(|(letter, is_gap)| own.note(letter, is_gap));
                if own.gaps > 0 && own.is_of_capitals(&all) {
                    found.push(from + at..from + at + word.len());
                }
                at += word.len() + 1;
            }
        }
        from += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words in capitals with a gap in a text, of which `_` is a gap of either case, `^` one of capitals and `*` no letter.
    fn found(text: &str) -> Vec<String> {
        let mut gaps = Vec::new();
        let slot = |c: char| match c {
            '_' | '^' | '*' => {
                gaps.push(c);
                GAP | (gaps.len() - 1) as u32
            }
            _ => u32::from(c),
        };
        let slots: Vec<u32> = text.chars().map(slot).collect();
        let letter = |gap: usize| match gaps[gap] {
            '_' => Letter::Either,
            '^' => Letter::Capital,
            _ => Letter::No,
        };
        let all: Vec<char> = text.chars().collect();
        words(&slots, letter).into_iter().map(|range| all[range].iter().collect()).collect()
    }

    #[test]
    fn words_in_capitals_are_told_by_themselves_or_by_their_line() {
        for (text, expected) in [
            ("CIDAD_ nova", &["CIDAD_"][..]),
            ("J_ nova", &[]),
            ("A J_, PROTO_E", &["J_", "PROTO_E"]),
            ("A J_, ten\nPROTOZE", &[]),
            ("^^ ^е", &["^^"]),
            ("McDON_LD", &[]),
            ("ABC_中_DEF", &["ABC_", "_DEF"]),
            ("USA* OK", &[]),
            ("O\u{301}N_", &["O\u{301}N_"]),
            ("_ _ _", &[]),
            ("", &[]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn a_small_letter_and_its_capital_are_each_the_form_of_the_other() {
        for c in '\0'..=char::MAX {
            if let Some(small) = small(c) {
                assert_eq!(capital(small), Some(c));
            }
        }
        assert_eq!(
            (small('Á'), small('Ж'), small('İ'), small('\u{212A}')),
            (Some('á'), Some('ж'), None, None)
        );
        assert_eq!((capital('ß'), capital('a'), capital('中')), (None, Some('A'), None));
    }
}
