//! What the lines that tell a pair of pages show of it, for those of which no word is known.

use std::collections::HashSet;

use super::words::{letters_cost, words};
use crate::model::letters::{is_alphabetic, LAST_OF_LATIN};
use crate::model::plausibility::BIT;
use crate::repair::evidence::spelling::{alphabet_with, is_known};
use crate::repair::undo::wrong_encoding::Reader;

/// What is beyond ASCII in the lines that tell a pair of pages.
#[derive(Default)]
pub(crate) struct Shown {
    /// Letters and signs as the pair reads them, in small letters.
    letters: HashSet<char>,
    /// What stands there with no more than one letter: `†` for `å`.
    short: HashSet<String>,
}

/// Letters of the shortest word that is more than a sign.
const SHORTEST: usize = 2;
/// Letters of the shortest word that needs no line that shows its letters.
const LONG: usize = 3;
/// What a line gains at the least if no line shows its letters, in eighths of a bit. It brings back 133 more of 14,593 damaged lines in documents of 90 pairs and
/// languages; of 10,562 intact lines between them six are changed with it and without.
const NOT_SHOWN: i32 = 20 * BIT;

impl Shown {
    /// Adds what a line that tells the pair shows.
    pub(crate) fn add(&mut self, line: &str, reader: &Reader) {
        self.letters.extend(beyond_ascii(&reader.read(line)));
        for (stood, read) in changed(line, reader) {
            if letters_of(&read) < SHORTEST {
                self.short.insert(stood.to_owned());
            }
        }
    }

    /// Adds the other letters of the language, if one alone has all letters that were shown.
    pub(crate) fn complete(&mut self) {
        let letters: Vec<char> = self.letters.iter().copied().filter(|c| is_alphabetic(*c)).collect();
        self.letters.extend(alphabet_with(&letters).chars());
    }

    /// True if a line of which no word is known went through the pair, too: its words are likelier as the pair reads them, and other lines show its letters. What
    /// is intact has units, names and words of other languages, which become less likely or have letters that no line shows.
    pub(crate) fn explains(&self, line: &str, reader: &Reader) -> bool {
        // A letter that both pages have tells the language only among those of Latin: Russian has all that a page of Cyrillic has in common with others.
        let stays_other = |stood: char, read: char| stood == read && read > LAST_OF_LATIN;
        let is_shown = |read: char| read.to_lowercase().all(|c| self.letters.contains(&c));
        let are_shown = || {
            let read = reader.read(line);
            let mut both = line.chars().zip(read.chars()).filter(|(_, read)| !read.is_ascii());
            both.all(|(stood, read)| is_shown(read) || stays_other(stood, read))
        };
        let (mut gain, mut has_word, mut are_long) = (0, false, true);
        for (stood, read) in changed(line, reader) {
            // What may stand so says nothing.
            if is_drawn(stood) || loses_capital(stood, &read) || stands_as_sign(stood, &read) {
                continue;
            }
            gain += letters_cost(stood) - letters_cost(&read);
            has_word |= letters_of(&read) >= SHORTEST || self.short.contains(stood);
            let word = read.trim_matches(|c| !is_alphabetic(c));
            are_long &= word.chars().all(is_alphabetic) && letters_of(word) >= LONG;
        }
        has_word && (gain >= 0 && are_shown() || are_long && gain >= NOT_SHOWN)
    }
}

/// The words of a line that a pair of pages changes, as they stand and as it reads them.
fn changed<'a>(line: &'a str, reader: &'a Reader) -> impl Iterator<Item = (&'a str, String)> {
    let read = |stood: &'a str| (stood, reader.read(stood));
    words(line).filter(|word| !word.is_ascii()).map(read).filter(|(stood, read)| stood != read)
}

/// True for a row of lines: `└──`, `╚═══╝`.
fn is_drawn(stood: &str) -> bool {
    stood.contains("──") || stood.contains("══")
}

/// True if a word would begin with the same letter, but a small one, or with a small one before capitals: of Mac Cyrillic `Яблоко` would be `яблоко`, of DOS
/// `ŽILINA` `éILINA`.
fn loses_capital(stood: &str, read: &str) -> bool {
    let (Some(capital), Some(small)) = (stood.chars().next(), read.chars().next()) else { return false };
    let is_same = || capital.to_lowercase().eq(small.to_lowercase());
    // KOI8 has capitals in the place of the small letters of windows-1251.
    let are_capitals = || stood.chars().nth(1).is_some_and(|c| c.is_uppercase() && c <= LAST_OF_LATIN);
    capital.is_uppercase() && small.is_lowercase() && (is_same() || are_capitals())
}

/// True if all that differs is a sign at one end of a word of ASCII, as units, powers, ordinals and marks of trade have it, or a dash or an ellipsis beside a word
/// that is known: `µm`, `m³`, `Nº`, `ACME™`, `wait…`. Of 7,330 damaged lines of documents nine fewer come back with it and the two above.
fn stands_as_sign(stood: &str, read: &str) -> bool {
    let word = stood.trim_matches(|c: char| !c.is_ascii());
    // Polish has `ł` at the end of words, where units are short.
    let is_sign = |c: char| match c {
        'µ' | 'º' | 'ª' | '°' | '™' | '®' | '§' => true,
        '¹' | '²' | '³' => word.len() <= 2,
        _ => false,
    };
    let signs = || stood.chars().filter(|c| !c.is_ascii());
    word.is_ascii()
        && !signs().any(|c| is_alphabetic(c) && !is_sign(c))
        && (signs().all(is_sign) || signs().all(|c| matches!(c, '…' | '–' | '—')) && is_known(word))
        && read.contains(word)
}

/// What is beyond ASCII, in small letters.
fn beyond_ascii(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_ascii()).flat_map(char::to_lowercase)
}

fn letters_of(word: &str) -> usize {
    word.chars().filter(|c| is_alphabetic(*c)).count()
}
