//! Letters that were read with another page of the same alphabet: `pøi` was `při`, `f³r` was `für`, `direcciÛn` was `dirección`, `рТЙЧЕФ` was `Привет`.
//!
//! A letter in place of a letter is about as plausible as the other, so words tell: one letter stands where a word of that language has none, and the
//! page of another makes it a word. Where no word is known, letters tell that no language has side by side (`no_language`). Which letters can be such
//! a sign is told before any word is looked up, since all text in these alphabets has some.

pub(crate) mod cyrillic;
pub(crate) mod latin;
mod no_language;
mod shown;
mod words;

use std::ops::Range;
use std::sync::OnceLock;

use super::sources::PAIRS;
use super::suspect::is_pinyin;
use super::{InputKind, Reader};
use crate::channel::code_page::tables;
use crate::channel::encoding::Encoding;
use crate::channel::Layer;
use crate::model::letters::{is_alphabetic, LAST_OF_LATIN};
use crate::repair::evidence::spelling::{is_known, is_spelt_with_any};
use crate::repair::scan::chars::char_at;
use crate::repair::scan::lines::line_around;
use crate::repair::scan::{contractions, next_beyond_ascii};
use words::{is_likely, is_rather_whole, is_word};

pub(super) use no_language::told;
pub(crate) use shown::Shown;
pub(super) use words::{could_be_of, said};

/// Readers of the pairs of pages that make words of a line.
pub(super) fn readers(line: &str) -> Vec<(Reader, i32)> {
    let mut makes = vec![false; PAIRS.len()];
    for at in suspects(line) {
        let word = word_around(line.as_bytes(), at);
        let likelier = no_language::pairs(line.as_bytes(), at);
        for (number, ((layer, _), makes)) in PAIRS.iter().zip(&mut makes).enumerate() {
            *makes = *makes
                || likelier >> number & 1 == 1
                || is_word_of(*layer, &line[word.clone()], at - word.start);
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
    let places = std::iter::successors(next(0), move |at| next(at + 1));
    places.filter_map(|at| telling_place(bytes, at)).filter(|at| could_be_told(bytes, *at))
}

/// True if the character at `at`, a letter or sign within a word, is none of that word, and some pair of pages makes it one; or if it begins a letter of Pinyin.
#[inline(always)]
pub(crate) fn is_suspect(bytes: &[u8], at: usize) -> bool {
    telling_place(bytes, at).is_some_and(|place| could_be_told(bytes, place)) || is_pinyin(bytes, at)
}

/// True if a word that is known or letters that no language has side by side could tell what the character at `at` was.
fn could_be_told(bytes: &[u8], at: usize) -> bool {
    is_mended(bytes, at) || no_language::pairs(bytes, at) != 0
}

/// Where a word tells what the character at `at` could be: there, or in the next word, if its own is too short.
#[inline(always)]
fn telling_place(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..];
    let before = |by: usize| at.checked_sub(by).map_or(0, |before| bytes[before]);
    let is_sign = |is: bool| is.then_some(at);
    match rest {
        // Behind a letter of ASCII stands none of Cyrillic.
        [0xD0 | 0xD1, ..] if before(1).is_ascii_alphabetic() => is_sign(latin::could_be(before(1), rest)),
        // Most letters of Cyrillic are small ones.
        [0xD0, cyrillic::SMALL..=0xBF, ..] => None,
        [0xD0, ..] if cyrillic::could_be([before(2), before(1)], rest) => match rest {
            [_, _, b' ', next @ ..] if cyrillic::could_begin(b' ', next) => Some(at + 3),
            _ => Some(at),
        },
        [0xD0, ..] => is_sign(cyrillic::could_begin(before(1), rest)),
        [0xC2 | 0xE2, ..] => {
            is_sign(latin::could_be(before(1), rest) || cyrillic::could_be([before(2), before(1)], rest))
        }
        [0xC3..=0xC5 | 0xCB | 0xCE | 0xCF, ..] => is_sign(latin::could_be(before(1), rest)),
        _ => None,
    }
}

/// The same where it could be.
fn is_mended(bytes: &[u8], at: usize) -> bool {
    let Some(stood) = char_at(bytes, at) else { return false };
    let changes = Changes::of(stood);
    if changes.pairs == 0 {
        return false;
    }
    let end = at + stood.len_utf8();
    let before = bytes[..at].iter().rev().take(LONGEST).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let behind = bytes[end..].iter().take(LONGEST).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let is_of_ascii = |byte: Option<&u8>| byte.is_none_or(u8::is_ascii);
    if is_of_ascii(bytes[..at - before].last()) && is_of_ascii(bytes.get(end + behind)) {
        let (before, behind) = (&bytes[at - before..at], &bytes[end..end + behind]);
        let count = before.len() + 1 + behind.len();
        return is_contraction(changes.apostrophe, stood, before, behind)
            || (SHORTEST..=MOST_LETTERS).contains(&count)
                && is_spelt_with_any(before, &changes.letters, behind)
                && !(is_alphabetic(stood) && is_spelt_with_any(before, &[stood], behind));
    }
    let range = word_around(bytes, at);
    let Ok(word) = std::str::from_utf8(&bytes[range.clone()]) else { return false };
    let at = at - range.start;
    let stands = || letters_around(word, at).is_some_and(|letters| is_word(letters.chars()));
    makes_word(changes, word, at) && !stands()
}

/// True if the letter `stood`, of which some pair makes an apostrophe, stands for that of a contraction: `donÕt`, `ItÆs`. A capital behind small letters
/// may be that of the genitive of a known word.
fn is_contraction(makes_apostrophe: bool, stood: char, before: &[u8], behind: &[u8]) -> bool {
    let is_capital = || stood.is_uppercase() && before.last().is_some_and(u8::is_ascii_lowercase);
    // Genitives of words that are known: Danish and Swedish have an `å` before an `s` (`gennemgås`).
    let is_genitive = || {
        let word = std::str::from_utf8(before).unwrap_or_default();
        behind == b"s" && word.len() >= LONG && is_known(word)
    };
    makes_apostrophe
        && is_alphabetic(stood)
        && (contractions::are_in_place_of_letter(before, behind) || is_capital() && is_genitive())
}

/// True if a pair makes a word of letters of ASCII around `at` a contraction.
pub(super) fn makes_contraction(layer: Layer, word: &str, at: usize) -> bool {
    let Some(stood) = word[at..].chars().next() else { return false };
    let bytes = word.as_bytes();
    let (before, behind) = (&bytes[..at], &bytes[at + stood.len_utf8()..]);
    is_contraction(unit(layer, stood) == Some(APOSTROPHE), stood, before, behind)
}

const APOSTROPHE: char = '\u{2019}';

/// True if a pair that has another letter at `at` makes a word of all around it that tells.
fn makes_word(changes: &Changes, word: &str, at: usize) -> bool {
    let pairs = std::iter::successors(Some(changes.pairs), |left| Some(left & left.wrapping_sub(1)));
    pairs.take_while(|left| *left != 0).map(|left| left.trailing_zeros() as usize).any(|number| {
        let unit = |c: char| if c.is_ascii() { Some(c) } else { Changes::of(c).units[number] };
        read(unit, word, at).is_some_and(|letters| tells(letters.iter()))
    })
}

/// Letters of the shortest word that tells.
const SHORTEST: usize = 3;
/// Letters of the shortest word that tells by its genitive.
const LONG: usize = 5;
/// Bytes of a word on either side that are looked at.
const LONGEST: usize = 40;

/// What pairs of pages have in the place of a character.
struct Changes {
    /// The pairs that have another letter there, a bit for each.
    pairs: u64,
    /// The pairs that have any character there.
    known: u64,
    /// True if one of all pairs has an apostrophe there.
    apostrophe: bool,
    /// Those letters that are Latin, each once.
    letters: Vec<char>,
    /// The character that each pair has there, be it a letter or not.
    units: [Option<char>; PAIRS.len()],
}

impl Changes {
    const NONE: Changes =
        Changes { pairs: 0, known: 0, apostrophe: false, letters: Vec::new(), units: [None; PAIRS.len()] };

    fn of(c: char) -> &'static Changes {
        static OF_NUMBER: OnceLock<Vec<Changes>> = OnceLock::new();
        static NONE: Changes = Changes::NONE;
        let all = || tables().chars().map(Changes::find).collect();
        tables().number(c).and_then(|number| OF_NUMBER.get_or_init(all).get(number)).unwrap_or(&NONE)
    }

    fn find(c: char) -> Changes {
        let mut changes = Changes::NONE;
        for (number, (layer, _)) in PAIRS.iter().enumerate() {
            changes.units[number] = unit(*layer, c);
            changes.known |= u64::from(changes.units[number].is_some()) << number;
            changes.apostrophe |= changes.units[number] == Some(APOSTROPHE);
            let Some(letter) = other_letter(*layer, c) else { continue };
            changes.pairs |= 1 << number;
            if letter <= LAST_OF_LATIN && !changes.letters.contains(&letter) {
                changes.letters.push(letter);
            }
        }
        changes
    }
}

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
    unit(layer, c).filter(|other| *other != c && is_alphabetic(*other) && !matches!(other, 'µ' | 'ª' | 'º'))
}

/// True if the pair of pages makes a word of the letters around `at`.
fn is_word_of(layer: Layer, word: &str, at: usize) -> bool {
    let changes = word[at..].chars().next().is_some_and(|c| other_letter(layer, c).is_some());
    makes_contraction(layer, word, at)
        || changes && read(|c| unit(layer, c), word, at).is_some_and(|letters| tells(letters.iter()))
}

/// Letters of a word as another page has them, without an allocation: intact text is looked at, too.
struct OtherWord {
    letters: [char; MOST_LETTERS],
    len: usize,
}

/// Letters of the longest word that tells.
const MOST_LETTERS: usize = 24;

impl OtherWord {
    fn iter(&self) -> impl Iterator<Item = char> + Clone + '_ {
        self.letters[..self.len].iter().copied()
    }
}

/// True for a word that tells.
fn tells(letters: impl Iterator<Item = char> + Clone) -> bool {
    letters.clone().nth(SHORTEST - 1).is_some() && is_word(letters)
}

/// The letters around `at` as a pair of pages has them, by its `unit` for each character; `None` if it lacks one, or there are too many.
fn read(unit: impl Fn(char) -> Option<char>, word: &str, at: usize) -> Option<OtherWord> {
    let mut read = OtherWord { letters: ['\0'; MOST_LETTERS], len: 0 };
    for (here, c) in word.char_indices() {
        match unit(c)? {
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
    let read = reader.read(word);
    let makes_word = is_word_of(reader.layer, word, at);
    if is_mark_in_place(line, run) && !(makes_word && is_likely(word, &read)) {
        return true;
    }
    if !makes_word && stands_beside_contraction(line, run, reader) {
        return true;
    }
    let is_likelier = || no_language::makes_likelier(reader.layer, line.as_bytes(), run.start);
    (stands || is_quoted(word, at)) && !makes_word && !is_likelier() || is_rather_whole(word, &read)
}

/// True for a mark of punctuation that stands as such marks do, and of which the line is no other letter: the apostrophe of an elision, a dash between blanks, both marks
/// of a quotation, a euro sign behind a number.
fn is_mark_in_place(line: &str, run: &Range<usize>) -> bool {
    let (before, behind) = (&line[..run.start], &line[run.end..]);
    let own = &line[line_around(line, 0, run.start)];
    let is_letter = |c: Option<char>| c.is_some_and(is_alphabetic);
    let (left, right) = (before.chars().next_back(), behind.chars().next());
    let is_vowel = |c: char| "aeiouyhàâéèêëîïôûœ".contains(c.to_lowercase().next().unwrap_or(c));
    match &line[run.clone()] {
        "’" => right.is_some_and(is_vowel) && contractions::is_elided(before),
        "–" | "—" | "€" => !is_letter(left) && !is_letter(right),
        "“" | "„" | "”" if is_letter(left) != is_letter(right) => are_quotations(own),
        _ => false,
    }
}

/// True if as many quotations open before a letter as close behind one, and none stands within a word.
fn are_quotations(line: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(is_alphabetic);
    let (mut open, mut closed, mut inner) = (0, 0, 0);
    for (at, c) in line.char_indices().filter(|(_, c)| matches!(c, '“' | '„' | '”')) {
        let left = is_letter(line[..at].chars().next_back());
        let right = is_letter(line[at + c.len_utf8()..].chars().next());
        match (left, right) {
            (true, true) => inner += 1,
            (false, true) => open += 1,
            (true, false) => closed += 1,
            (false, false) => {}
        }
    }
    open == closed && inner == 0
}

/// True if a contraction is all that tells the pair in a line, and what stands is no mark of punctuation that another page read as a letter (`Ò` for `“`): then it
/// stays (`“I donÕt know”`, `20 °C`).
fn stands_beside_contraction(line: &str, run: &Range<usize>, reader: &Reader) -> bool {
    let around = line_around(line, 0, run.start);
    let own = &line[around.clone()];
    if !is_told_by_contraction(own, reader) {
        return false;
    }
    let (before, behind) = (&line[..run.start], &line[run.end..]);
    let stood = line[run.clone()].chars().next().unwrap_or(' ');
    let is_mark = |c: char| matches!(c, '‘' | '’' | '“' | '”' | '–' | '—' | '…');
    let begins_word = !before.ends_with(is_alphabetic) && behind.starts_with(is_alphabetic);
    let read = reader.read(&line[run.clone()]);
    // No quotation opens with the apostrophe.
    let is_of_mark =
        is_alphabetic(stood) && read.chars().all(is_mark) && !(begins_word && read.starts_with(APOSTROPHE));
    !is_of_mark
}

/// True if the words of a line that the pair mends are contractions alone.
fn is_told_by_contraction(line: &str, reader: &Reader) -> bool {
    let around = |at: usize| {
        let range = word_around(line.as_bytes(), at);
        (&line[range.clone()], at - range.start)
    };
    let contracts = |at: usize| {
        let (word, place) = around(at);
        makes_contraction(reader.layer, word, place)
    };
    let beyond_ascii = || line.char_indices().filter(|(_, c)| !c.is_ascii());
    // Most lines have none, which costs no look at a word.
    let could_be = |c: char| unit(reader.layer, c) == Some(APOSTROPHE);
    if !beyond_ascii().any(|(at, c)| could_be(c) && contracts(at)) {
        return false;
    }
    let is_mended = |at: usize| {
        let (word, place) = around(at);
        let stands = || letters_around(word, place).is_some_and(|letters| is_word(letters.chars()));
        is_word_of(reader.layer, word, place) && !stands()
    };
    !beyond_ascii().any(|(at, _)| !contracts(at) && is_mended(at))
}

/// True if a quotation mark is at `at`, at the beginning or end of a word of ASCII that is known: `“fine”` is no `ìfineî`.
fn is_quoted(word: &str, at: usize) -> bool {
    let is_mark = |c: char| matches!(c, '‘' | '’' | '“' | '”');
    let letters = word.trim_matches(is_mark);
    word[at..].starts_with(is_mark) && letters.len() >= SHORTEST && letters.is_ascii() && is_known(letters)
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The same as `is_mended`, pair by pair.
    fn is_mended_naively(text: &str, at: usize) -> bool {
        let range = word_around(text.as_bytes(), at);
        let (word, at) = (&text[range.clone()], at - range.start);
        let makes_word = |(layer, _): &(Layer, i32)| is_word_of(*layer, word, at);
        PAIRS.iter().any(makes_word)
            && !letters_around(word, at).is_some_and(|letters| is_word(letters.chars()))
    }

    #[test]
    fn what_is_mended_is_what_pair_by_pair_is() {
        let sentences = include_str!("../../../../tests/data/sentences.json");
        let is_latin = |word: &&str| {
            word.chars().all(|c| c.is_ascii_alphanumeric() || ('\u{C0}'..='\u{24F}').contains(&c))
        };
        let words =
            sentences.split([' ', '"', '.', ',', '?', '!']).filter(|word| !word.is_empty()).filter(is_latin);
        let signs = "—…’“³ª·ÛÚéóúñçÇæøðþÝýãõŕŸŒşţąęΘ╪é";
        let (mut looked, mut found) = (0, 0);
        for (number, word) in words.enumerate() {
            let others = signs.chars().cycle().skip(number).take(5);
            let places = word.char_indices().map(|(at, c)| at..at + c.len_utf8());
            for (place, sign) in places.cycle().skip(number % 3).zip(others) {
                let text = format!("{}{sign}{}", &word[..place.start], &word[place.end..]);
                let ends = format!("{text}’s");
                for text in [text, ends] {
                    let is_mended = is_mended(text.as_bytes(), place.start);
                    assert_eq!(is_mended, is_mended_naively(&text, place.start), "{text} {}", place.start);
                    looked += 1;
                    found += u32::from(is_mended);
                }
            }
        }
        assert!(looked > 6_000 && found > 60, "{looked} {found}");
    }
}
