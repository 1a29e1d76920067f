//! Words in which a lead is all that is left of a letter, and stands where a letter could: among capitals (`FÃR` was `FÜR`), and in front of small letters
//! (`Ãber` was `Über`).
//!
//! That no language spells a word with it, but one does with a letter that it leads, tells it.

use crate::repair::evidence::spelling::{is_spelt, is_spelt_commonly};

/// Letters of the shortest word, and of the longest that is looked at.
const SHORTEST: usize = 3;
const LONGEST: usize = 32;
/// Letters besides it in a word of which most that are none in one language are one in another.
const SHORT: usize = 3;

/// What a word says of a lead in it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Word {
    /// Another letter would make a word of these capitals.
    Misspelt,
    /// Another capital would make a word with the small letters behind it.
    MisspeltFirst,
    /// The same of one so short that many words of one language are spelt like one of another.
    MisspeltShort,
    /// It is a word, or nothing is known of it.
    Possible,
}

/// What the word says that the lead at `at`, one of `lone::CAPITALS`, stands in, if all else of it is ASCII. `could_be` tells of which letters
/// the lead can be all that is left.
pub(super) fn word(bytes: &[u8], at: usize, could_be: impl Fn(char) -> bool) -> Option<Word> {
    let around = around(bytes, at)?;
    Some(match around.letters(own(bytes, at)).any(could_be) {
        true if around.before.len() + around.behind.len() < SHORT => Word::MisspeltShort,
        true if around.behind.starts_with(|c: char| c.is_ascii_lowercase()) => Word::MisspeltFirst,
        true => Word::Misspelt,
        false => Word::Possible,
    })
}

/// What the words around the leads `Ã` of a text say that stand between letters of ASCII, small ones: how many are words with a letter of which Latin-1 without its
/// controls leaves the lead alone (`artÃculo`), and how many with another small one alone, whose second byte was a sign that was lost, too (`nÃmero`).
pub(super) fn words_by_lost_byte(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut of_control, mut of_sign) = (0, 0);
    for (at, _) in text.match_indices('Ã') {
        let behind = &bytes[at + 2..];
        let before =
            bytes[..at].iter().rev().take(LONGEST).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let after = behind.iter().take(LONGEST).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let (before, behind) = (&text[at - before..at], &text[at + 2..at + 2 + after]);
        let is_small = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase());
        // What stands beside it in place of a byte was not lost.
        let is_alone = bytes.get(at + 2 + after).is_none_or(u8::is_ascii);
        if !is_alone
            || before.len() + behind.len() < SHORT
            || !is_small(behind)
            || !is_small(before.get(1..).unwrap_or(""))
        {
            continue;
        }
        let is_word = |c: char| is_spelt(before.chars().chain([c]).chain(behind.chars()));
        // The second byte of `à` is a blank: it may have been one here.
        if behind.is_empty() && is_word('à') {
            continue;
        }
        // Capitals are not among small letters.
        if ['ß', 'í'].into_iter().any(is_word) {
            of_control += 1;
        } else if ('à'..='ÿ').any(is_word) {
            of_sign += 1;
        }
    }
    (of_control, of_sign)
}

/// The letter that is a lead.
fn own(bytes: &[u8], at: usize) -> char {
    char::from(0xC0 | bytes[at + 1] & 0x3F)
}

/// What stands around a letter in its word.
#[derive(Clone, Copy)]
struct Around<'a> {
    before: &'a str,
    behind: &'a str,
}

impl<'a> Around<'a> {
    /// The letters that make a word where the lead `own` makes none.
    fn letters(self, own: char) -> impl Iterator<Item = char> + 'a {
        // Those of which Latin-1 without its controls leaves the lead alone.
        let led = (0x80..=0x9F).map(move |byte: u32| (u32::from(own) & 0x1F) << 6 | byte & 0x3F);
        let led = led.filter_map(char::from_u32).filter(|c| c.is_uppercase() || *c == 'ß');
        let is_none = !self.is_spelt_with(own);
        led.filter(move |c| is_none && is_spelt_commonly(self.with(*c)))
    }

    fn is_spelt_with(&self, c: char) -> bool {
        is_spelt(self.with(c))
    }

    fn with(&self, c: char) -> impl Iterator<Item = char> + Clone + 'a {
        self.before.chars().chain([c]).chain(self.behind.chars())
    }
}

/// What stands around the lead at `at`, if all letters of its word are capitals, or all but the lead small ones behind it.
fn around(bytes: &[u8], at: usize) -> Option<Around<'_>> {
    let end = at + 2;
    let is_first = bytes.get(end).is_some_and(u8::is_ascii_lowercase);
    let is_of_word =
        |byte: &&u8| if is_first { byte.is_ascii_lowercase() } else { byte.is_ascii_uppercase() };
    let in_front = bytes[..at].iter().rev().take(LONGEST).take_while(is_of_word).count();
    let before = if is_first { at } else { at - in_front };
    let behind = end + bytes[end..].iter().take(LONGEST).take_while(is_of_word).count();
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let goes_on = bytes[..before].last().is_some_and(is_letter) || bytes.get(behind).is_some_and(is_letter);
    let letters = 1 + (at - before) + (behind - end);
    if goes_on || !(SHORTEST..=LONGEST).contains(&letters) {
        return None;
    }
    let text = |bytes| std::str::from_utf8(bytes).ok();
    Some(Around { before: text(&bytes[before..at])?, behind: text(&bytes[end..behind])? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Option<String> {
        let at = text.find(['Ã', 'Ä', 'Å']).unwrap();
        let around = around(text.as_bytes(), at)?;
        Some(around.letters(own(text.as_bytes(), at)).collect())
    }

    #[test]
    fn letters_that_make_a_word_are_found() {
        for (text, expected) in [
            ("DIE UNIVERSITÃT.", Some("Ä")),
            ("STRAÃE", Some("ß")),
            ("MÃXICO", Some("É")),
            ("L'ÃCOLE", Some("É")),
            ("WIEDZIEÄ", Some("Ć")),
            ("KÄLTE", Some("")),
            ("SÃO", Some("")),
            ("Ã", None),
            ("FÃR\u{CA}", None),
            ("éFÃR", None),
            ("FÃRst", None),
            ("Ãbersicht", Some("Ü")),
            ("Ãtats-Unis", Some("É")),
            ("Ãrhundrede", Some("Å")),
            ("Ãnderung", Some("Ä")),
            ("Äiti", Some("")),
            ("eÃtats", None),
            ("ÃtatS", None),
        ] {
            assert_eq!(letters(text).as_deref(), expected, "{text}");
        }
        let long = "A".repeat(LONGEST) + "Ã" + &"A".repeat(1 << 16);
        assert_eq!(letters(&long), None);
    }

    #[test]
    fn words_tell_which_bytes_were_lost() {
        for (text, expected) in [
            ("este artÃculo", (1, 0)),
            ("sÃlo contiene nÃmeros", (0, 2)),
            ("fÃr die Fahrt", (0, 0)),
            ("DIE FÃHRT", (0, 0)),
            ("kÃnnen wir", (0, 1)),
            ("qÃxqxz", (0, 0)),
            ("VocÃª estÃ¡ aÃ?", (0, 0)),
            ("caracterÃsticas y nÃmeros", (1, 1)),
        ] {
            assert_eq!(words_by_lost_byte(text), expected, "{text}");
        }
    }

    #[test]
    fn a_short_word_says_less() {
        let of = |text: &str| word(text.as_bytes(), text.find('Ã').unwrap(), |_| true);
        assert!(of("FÃR") == Some(Word::MisspeltShort));
        assert!(of("FÃHRT") == Some(Word::Misspelt));
        assert!(of("Ãtats") == Some(Word::MisspeltFirst));
        assert!(of("QÃQXQ") == Some(Word::Possible));
        assert!(word("FÃHRT".as_bytes(), 1, |c| c == 'Ñ') == Some(Word::Possible));
    }
}
