//! Latin letters that were read with another page of Latin letters: `pøi` was `při`, `f³r` was `für`, `direcciÛn` was `dirección`.
//!
//! A letter in place of a letter is about as plausible as the other, so words tell: one letter stands where a word of that language has none, and the
//! page of another makes it a word. Which letters can be such a sign is told before any word is looked up, since all text in Latin letters has some.

use std::ops::Range;
use std::sync::OnceLock;

use super::InputKind;
use super::Reader;
use crate::channel::code_page::CodePage;
use crate::channel::encoding::Encoding;
use crate::channel::Layer;
use crate::model::letters::is_alphabetic;
use crate::repair::scan::next_beyond_ascii;
use crate::model::plausibility::BIT;
use crate::repair::evidence::priors::ODD_PLACE;
use crate::repair::evidence::spelling::{italian_share, spelt_share, Spelling};

/// The page that text was in, the one that it was read with, and the bits that it asks for beyond others. The Macintosh and DOS are met as programs
/// that read text of Windows, and as those that wrote it.
const PAIRS: [(&str, &str, i32); 12] = [
    ("windows-1250", "windows-1252", 0),
    ("windows-1254", "windows-1252", 1),
    ("ISO-8859-2", "windows-1252", 2),
    ("macintosh", "windows-1252", 4),
    ("IBM850", "windows-1252", 6),
    ("IBM437", "windows-1252", 8),
    ("IBM852", "windows-1252", 8),
    ("windows-1252", "macintosh", 4),
    ("windows-1252", "IBM850", 6),
    ("windows-1252", "IBM437", 8),
    ("windows-1252", "windows-1250", 6),
    ("windows-1250", "macintosh", 12),
];

/// A pair of pages and the bits that it asks for.
type Pair = (Layer, i32);

fn pairs() -> &'static [Pair] {
    static LAYERS: OnceLock<Vec<Pair>> = OnceLock::new();
    LAYERS.get_or_init(|| {
        let layer = |(source, page, price): (&str, &str, i32)| {
            let source = Encoding::Single(CodePage::from_name(source)?);
            Some((Layer::legacy(source, CodePage::from_name(page)?), price))
        };
        PAIRS.into_iter().filter_map(layer).collect()
    })
}

/// The bits that a pair of pages asks for beyond others; `None` for what is no pair.
pub(super) fn rarity(layer: Layer) -> Option<i32> {
    let is_same = |known: &Layer| known.source == layer.source && known.page == layer.page;
    pairs().iter().find(|(known, _)| is_same(known)).map(|(_, price)| *price)
}

/// Readers of the pairs of pages that make words of a line.
pub(super) fn readers(line: &str) -> Vec<(Reader, i32)> {
    let mut makes = vec![false; pairs().len()];
    for at in suspects(line) {
        let word = word_around(line.as_bytes(), at);
        for ((layer, _), makes) in pairs().iter().zip(&mut makes) {
            *makes = *makes || is_word_of(*layer, &line[word.clone()], at - word.start);
        }
    }
    let made = pairs().iter().zip(makes).filter(|(_, makes)| *makes);
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
    letters_around(word, at).is_none_or(|letters| !is_word(letters))
        && pairs().iter().any(|(layer, _)| is_word_of(*layer, word, at))
}

/// Letters of the shortest word that tells.
const SHORTEST: usize = 3;
/// Bytes of a word on either side that are looked at.
const LONGEST: usize = 40;

/// True if the pair of pages makes a word of the letters around `at`.
fn is_word_of(layer: Layer, word: &str, at: usize) -> bool {
    let Encoding::Single(source) = layer.source else { return false };
    let read = |c: char| {
        let byte = layer.page.byte_of(c)?;
        (!source.leaves_unassigned(byte)).then(|| source.char_of(byte))
    };
    let stood = word[at..].chars().next();
    if !stood.and_then(read).is_some_and(|c| Some(c) != stood && is_alphabetic(c)) {
        return false;
    }
    let mut letters = String::with_capacity(word.len());
    for (here, c) in word.char_indices() {
        match read(c) {
            Some(c) if is_alphabetic(c) => letters.push(c),
            Some(_) if here > at => break,
            Some(_) => letters.clear(),
            None => return false,
        }
    }
    letters.chars().nth(SHORTEST - 1).is_some() && is_word(&letters)
}

/// True if some language spells a word so; no capital stands behind a small letter.
fn is_word(letters: &str) -> bool {
    share_of(letters).is_some() && !has_inner_capital(letters)
}

fn share_of(word: &str) -> Option<f32> {
    spelt_share(word.chars()).or_else(|| italian_share(word))
}

fn has_inner_capital(letters: &str) -> bool {
    letters.chars().zip(letters.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase())
}

/// Eighths of a bit that the different words of a line speak for a pair of pages.
pub(super) fn gain(line: &str, reader: &Reader) -> i32 {
    let mut words: Vec<&str> = line.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic()).filter(|word| !word.is_ascii()).collect();
    words.sort_unstable();
    words.dedup();
    words.into_iter().map(|word| gain_of(word, &reader.read(word))).sum::<i32>() + letters_gain(line, reader)
}

/// What the letters of its words speak for it, where letters stand in the place of letters: no language has `ø` and `ý`.
fn letters_gain(line: &str, reader: &Reader) -> i32 {
    let (mut stood, mut read) = (String::new(), String::new());
    for word in line.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic()) {
        let other = reader.read(word);
        if word.chars().chain(other.chars()).all(|c| is_alphabetic(c) && c <= '\u{24F}') {
            stood.push_str(word);
            stood.push(' ');
            read.push_str(&other);
            read.push(' ');
        }
    }
    Spelling::of(&read).gain() - Spelling::of(&stood).gain()
}

/// What else they speak where nearly all lines went through the pair: what is no word either way may be a name.
pub(super) fn gain_among_damaged(line: &str, reader: &Reader) -> i32 {
    let words = line.split(|c: char| c.is_ascii() && !c.is_ascii_alphabetic()).filter(|word| !word.is_ascii());
    let is_open = |word: &&str| {
        let read = reader.read(word);
        read != **word && words_gain(word) == 0 && words_gain(&read) == 0
    };
    OPEN_WORD * words.filter(is_open).count() as i32
}

/// The same of what stands between two characters of ASCII that are no letters.
fn gain_of(stood: &str, read: &str) -> i32 {
    if stood == read {
        return 0;
    }
    let (before, behind) = (words_gain(stood), words_gain(read));
    let is_mended = is_odd(stood) && !is_odd(read);
    let place = match behind {
        0 if is_mended => 0,
        0 => -UNKNOWN_WORD,
        _ if is_mended => ODD_PLACE,
        _ => 0,
    };
    behind - before + place
}

/// What words that some language spells so, with a letter beyond ASCII, speak for a text: each what it is likelier than its letters by chance.
fn words_gain(text: &str) -> i32 {
    text.split(|c: char| !is_alphabetic(c)).filter(|word| !word.is_ascii() && !has_inner_capital(word)).map(word_gain).sum()
}

fn word_gain(word: &str) -> i32 {
    let Some(share) = share_of(word) else { return 0 };
    let by_chance = LETTER * word.chars().count() as f32;
    ((by_chance + share * std::f32::consts::LOG2_E) * BIT as f32).clamp(0.0, MOST_OF_WORD) as i32
}

/// True if a character stands where no word has one: a capital behind a small letter, a sign or a letter of Greek beside two letters, or one, of ASCII.
fn is_odd(word: &str) -> bool {
    let is_sign = |c: char| !is_alphabetic(c) && !matches!(c, '\'' | '’' | '‘' | '-' | '·' | '\u{AD}');
    let is_greek = |c: char| ('\u{370}'..='\u{3FF}').contains(&c);
    let next = |by: usize| word.chars().skip(by).chain(std::iter::repeat('\n'));
    word.chars().zip(next(1)).zip(next(2)).any(|((a, b), c)| {
        a.is_ascii_lowercase() && !b.is_ascii() && b.is_uppercase()
            || a.is_ascii_alphabetic() && is_greek(b)
            || is_greek(a) && b.is_ascii_alphabetic()
            || is_alphabetic(a) && is_sign(b) && is_alphabetic(c)
    })
}

/// Bits of a letter by chance, and eighths of a bit that a word tells at the most.
const LETTER: f32 = 4.7;
const MOST_OF_WORD: f32 = 12.0 * BIT as f32;
const OPEN_WORD: i32 = 3 * BIT;
/// What it speaks against a pair of pages that it makes letters of which no language has a word.
const UNKNOWN_WORD: i32 = BIT;

/// True if the word around a place is one as it stands, and none as a reader has it.
pub(super) fn is_whole(line: &str, run: &Range<usize>, reader: &Reader) -> bool {
    let range = word_around(line.as_bytes(), run.start);
    let word = &line[range.clone()];
    let at = run.start - range.start;
    letters_around(word, at).is_some_and(|letters| letters.chars().nth(SHORTEST - 1).is_some() && is_word(letters))
        && !is_word_of(reader.layer, word, at)
}

/// The letters without a break around `at`; `None` if no letter is there.
fn letters_around(word: &str, at: usize) -> Option<&str> {
    let end = at + word[at..].find(|c| !is_alphabetic(c)).unwrap_or(word.len() - at);
    let start = word[..at].rfind(|c| !is_alphabetic(c)).map_or(0, |last| last + word[last..].chars().next().map_or(1, char::len_utf8));
    (end > at).then(|| &word[start..end])
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

/// The second bytes of the letters that are looked at, by their first: `C3`, and `C4` or `C5`; for each half byte that they end in, a bit for each half that
/// they begin with, 8 to B.
pub(crate) const SECONDS: [[u8; 16]; 2] = {
    let mut seconds = [[0; 16]; 2];
    // Capitals; ã æ ì ð ø þ; ă, ő Œ œ ŕ Š Ÿ Ž.
    let letters: [&[u8]; 2] = [
        &[
            0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90,
            0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0xA3, 0xA6, 0xAC, 0xB0,
            0xB8, 0xBE,
        ],
        &[0x83, 0x91, 0x92, 0x93, 0x95, 0xA0, 0xB8, 0xBD],
    ];
    let mut set = 0;
    while set < 2 {
        let mut at = 0;
        while at < letters[set].len() {
            let byte = letters[set][at];
            seconds[set][(byte & 0xF) as usize] |= 1 << ((byte >> 4) - 8);
            at += 1;
        }
        set += 1;
    }
    seconds
};

/// True for the first two bytes of what `could_be` is true of, and of little else; without a branch.
#[inline(always)]
pub(crate) fn could_begin(first: u8, second: u8) -> bool {
    let capital = second.wrapping_sub(0x80) <= 0x1E;
    let small = (second == 0xA3)
        | (second == 0xA6)
        | (second == 0xAC)
        | (second == 0xB0)
        | (second == 0xB8)
        | (second == 0xBE);
    let extended = (second == 0x83)
        | (second.wrapping_sub(0x91) <= 4)
        | (second == 0xA0)
        | (second == 0xB8)
        | (second == 0xBD);
    let sign = (first == 0xC2) | (first.wrapping_sub(0xCB) <= 4) | (first == 0xE2);
    sign | (first == 0xC3) & (capital | small) | (first.wrapping_sub(0xC4) <= 1) & extended
}

/// True for what `is_suspect` looks at, and for little else of intact text: capitals and signs within a word, and letters that few languages have there.
#[inline(always)]
pub(crate) fn could_be(before: u8, character: &[u8]) -> bool {
    if !before.is_ascii_alphabetic() {
        return false;
    }
    let is_letter = |at: usize| character.get(at).is_some_and(u8::is_ascii_alphabetic);
    match character {
        // Signs and controls, but for the next line, the no-break space, the soft hyphen.
        [0xC2, second, ..] => !matches!(second, 0x85 | 0xA0 | 0xAD) && is_letter(2),
        // Capitals, but for those that the bytes of UTF-8 are; then æ ì ð ø þ.
        [0xC3, 0x80..=0x9E, behind, ..] => before.is_ascii_lowercase() && behind.is_ascii(),
        [0xC3, 0x80..=0x9E] => before.is_ascii_lowercase(),
        // ã, behind which words of Portuguese and Vietnamese have few letters.
        [0xC3, 0xA3, next, ..] => next.is_ascii_alphabetic() && !b"oeisnuy".contains(next),
        [0xC3, 0xA6 | 0xAC | 0xB0 | 0xB8 | 0xBE, ..] => is_letter(2),
        // Œ œ ŕ Š Ÿ Ž
        // ŕ for à; ăo and őe for ão and õe.
        [0xC5, 0x95, ..] | [0xC4, 0x83, b'o', ..] | [0xC5, 0x91, b'e', ..] => true,
        [0xC5, 0x92 | 0x93 | 0xA0 | 0xB8 | 0xBD, ..] => is_letter(2),
        // ˆ ˇ ˘ ˙ ˚ ˛ ˜ ˝ ¸, and letters of Greek
        [0xCB | 0xCE | 0xCF, _, ..] => is_letter(2),
        // Any mark but the apostrophes; signs of mathematics, blocks.
        [0xE2, 0x80, 0x98 | 0x99, ..] => false,
        [0xE2, 0x80 | 0x81 | 0x82 | 0x84 | 0x88 | 0x89 | 0x8C, _, ..] => is_letter(3),
        [0xE2, 0x94..=0x96, _, ..] => true,
        _ => false,
    }
}
