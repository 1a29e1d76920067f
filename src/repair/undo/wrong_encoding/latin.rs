//! Latin letters that were read with another page of Latin letters: `pøi` was `při`, `f³r` was `für`, `direcciÛn` was `dirección`.
//!
//! A letter in place of a letter is about as plausible as the other, so words tell: one letter stands where a word of that language has none, and the
//! page of another makes it a word. Which letters can be such a sign is told before any word is looked up, since all text in Latin letters has some.

mod sign;
mod words;

use std::ops::Range;
use std::sync::OnceLock;

use super::sources::PAIRS;
use super::{InputKind, Reader};
use crate::channel::encoding::Encoding;
use crate::channel::Layer;
use crate::model::letters::is_alphabetic;
use crate::repair::scan::next_beyond_ascii;
use words::{is_rather_whole, is_word};

pub(crate) use sign::{begins, could_be, SECONDS};
pub(super) use words::said;

/// Readers of the pairs of pages that make words of a line.
pub(super) fn readers(line: &str) -> Vec<(Reader, i32)> {
    let mut makes = vec![false; PAIRS.len()];
    for at in suspects(line) {
        let word = word_around(line.as_bytes(), at);
        for ((layer, _), makes) in PAIRS.iter().zip(&mut makes) {
            *makes = *makes || is_word_of(*layer, &line[word.clone()], at - word.start);
        }
    }
    let made = PAIRS.iter().zip(makes).filter(|(_, makes)| *makes);
    made.map(|((layer, price), _)| (Reader::new(*layer, InputKind::Characters), *price)).collect()
}

/// True if a line has a word that tells.
pub(crate) fn is_in(line: &str) -> bool {
    suspects(line).next().is_some()
}

/// The places of all letters and signs in a line that tell.
fn suspects(line: &str) -> impl Iterator<Item = usize> + '_ {
    let bytes = line.as_bytes();
    let next = |at: usize| Some(next_beyond_ascii(bytes, at)).filter(|at| *at < bytes.len());
    std::iter::successors(next(0), move |at| next(at + 1)).filter(|at| is_suspect(bytes, *at))
}

/// True if the character at `at`, a letter or sign within a word, is none of that word, and some pair of pages makes it one.
#[inline(always)]
pub(crate) fn is_suspect(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map_or(0, |before| bytes[before]);
    could_be(before, &bytes[at..]) && is_mended(bytes, at)
}

/// The same where it could be.
fn is_mended(bytes: &[u8], at: usize) -> bool {
    let range = word_around(bytes, at);
    let Ok(word) = std::str::from_utf8(&bytes[range.clone()]) else { return false };
    let at = at - range.start;
    let Some(stood) = word[at..].chars().next() else { return false };
    let changing = changing(stood);
    let mut last = None;
    let makes_word = |(number, (layer, _)): (usize, &(Layer, i32))| {
        if changing >> number & 1 == 0 {
            return false;
        }
        let Some(letters) = read(*layer, word, at) else { return false };
        // Pages of one region have most letters in the same places.
        let is_new = last.as_ref().is_none_or(|last: &OtherWord| !last.iter().eq(letters.iter()));
        let makes_word = is_new && tells(letters.iter());
        last = Some(letters);
        makes_word
    };
    let stands = || letters_around(word, at).is_some_and(|letters| is_word(letters.chars()));
    PAIRS.iter().enumerate().any(makes_word) && !stands()
}

/// Letters of the shortest word that tells.
const SHORTEST: usize = 3;
/// Bytes of a word on either side that are looked at.
const LONGEST: usize = 40;

/// The pairs that have another letter in the place of a character, a bit for each.
fn changing(c: char) -> u16 {
    static OF_LATIN: OnceLock<[u16; LATIN]> = OnceLock::new();
    let of = |c: char| {
        let changes = |(number, (layer, _)): (usize, &(Layer, i32))| match other_letter(*layer, c) {
            Some(_) => 1 << number,
            None => 0,
        };
        PAIRS.iter().enumerate().map(changes).sum()
    };
    let of_number = |number: usize| char::from_u32(number as u32).map_or(0, of);
    match OF_LATIN.get_or_init(|| std::array::from_fn(of_number)).get(c as usize) {
        Some(pairs) => *pairs,
        None => of(c),
    }
}

/// Latin letters, of which those pairs are kept.
const LATIN: usize = 0x180;

/// The character that a page has in the place of another.
fn unit(layer: Layer, c: char) -> Option<char> {
    let Encoding::Single(source) = layer.source else { return None };
    if c.is_ascii() {
        return Some(c);
    }
    let byte = layer.page.byte_of(c)?;
    (!source.leaves_unassigned(byte)).then(|| source.char_of(byte))
}

/// The same if it is another letter.
fn other_letter(layer: Layer, c: char) -> Option<char> {
    unit(layer, c).filter(|other| *other != c && is_alphabetic(*other))
}

/// True if the pair of pages makes a word of the letters around `at`.
fn is_word_of(layer: Layer, word: &str, at: usize) -> bool {
    let changes = word[at..].chars().next().is_some_and(|c| other_letter(layer, c).is_some());
    changes && read(layer, word, at).is_some_and(|letters| tells(letters.iter()))
}

/// Letters of a word as another page has them, without an allocation: intact text is looked at, too.
struct OtherWord {
    letters: [char; MOST_LETTERS],
    len: usize,
}

/// Letters of the longest word that tells.
const MOST_LETTERS: usize = 32;

impl OtherWord {
    fn iter(&self) -> impl Iterator<Item = char> + Clone + '_ {
        self.letters[..self.len].iter().copied()
    }
}

/// True for a word that tells.
fn tells(letters: impl Iterator<Item = char> + Clone) -> bool {
    letters.clone().nth(SHORTEST - 1).is_some() && is_word(letters)
}

/// The letters around `at` as the pair of pages has them; `None` if it lacks a character, or there are too many.
fn read(layer: Layer, word: &str, at: usize) -> Option<OtherWord> {
    let mut read = OtherWord { letters: ['\0'; MOST_LETTERS], len: 0 };
    for (here, c) in word.char_indices() {
        match unit(layer, c)? {
            other if is_alphabetic(other) => {
                *read.letters.get_mut(read.len)? = other;
                read.len += 1;
            }
            _ if here > at => break,
            _ => read.len = 0,
        }
    }
    Some(read)
}

/// True if the word around a place is one as it stands, and none as a reader has it.
pub(super) fn is_whole(line: &str, run: &Range<usize>, reader: &Reader) -> bool {
    let range = word_around(line.as_bytes(), run.start);
    let word = &line[range.clone()];
    let at = run.start - range.start;
    let stands = letters_around(word, at).is_some_and(|letters| tells(letters.chars()));
    stands && !is_word_of(reader.layer, word, at) || is_rather_whole(word, &reader.read(word))
}

/// The letters without a break around `at`; `None` if no letter is there.
fn letters_around(word: &str, at: usize) -> Option<&str> {
    let end = at + word[at..].find(|c| !is_alphabetic(c)).unwrap_or(word.len() - at);
    let start = word[..at]
        .rfind(|c| !is_alphabetic(c))
        .map_or(0, |last| last + word[last..].chars().next().map_or(1, char::len_utf8));
    (end > at).then(|| &word[start..end])
}

/// True if a digit is among the letters around `at`.
pub(super) fn has_digit(line: &str, at: usize) -> bool {
    let bytes = line.as_bytes();
    let is_of_word = |byte: &&u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let before = bytes[..at].iter().rev().take(LONGEST).take_while(is_of_word);
    before.chain(bytes[at..].iter().take(LONGEST).take_while(is_of_word)).any(u8::is_ascii_digit)
}

/// The letters of ASCII and the characters beyond it around `at`, without a break.
fn word_around(bytes: &[u8], at: usize) -> Range<usize> {
    let is_of_word = |byte: &u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let is_boundary = |at: usize| bytes.get(at).is_none_or(|byte| !(0x80..0xC0).contains(byte));
    let mut start = at - bytes[..at].iter().rev().take(LONGEST).take_while(|byte| is_of_word(byte)).count();
    let mut end = at + bytes[at..].iter().take(LONGEST).take_while(|byte| is_of_word(byte)).count();
    while !is_boundary(start) {
        start += 1;
    }
    while !is_boundary(end) {
        end -= 1;
    }
    start..end
}
