//! What words say of a pair of pages.

use super::super::sources::is_of_cyrillic;
use super::super::Reader;
use super::{makes_contraction, SHORTEST};
use crate::model::letters::is_alphabetic;
use crate::model::plausibility::BIT;
use crate::model::text::State;
use crate::repair::evidence::odds::EXCEPTION;
use crate::repair::evidence::priors::{
    CONTRACTION, MIXED_SCRIPTS, MOST_OF_ICELANDIC, NO_WORD, ODD_PLACE, OF_ICELANDIC,
};
use crate::repair::evidence::spelling::{has_inner_capital, is_known, share_of, words_gain, Spelling};

/// Words that are none either way, for each that a pair makes one, at the most, in letters of Icelandic and Faroese: in a long line of these a few words of
/// Croatian or Turkish are met by chance.
const UNKNOWN: i32 = 3;

/// What the words of a line speak for a pair of pages.
pub(in super::super) struct Said {
    /// Eighths of a bit, each different word once.
    pub(in super::super) gain: i32,
    /// The same where nearly all lines went through the pair: all that their letters and signs gain counts.
    pub(in super::super) among_damaged: i32,
    /// True if all that is read otherwise is a word then, and none as it stands.
    pub(in super::super) are_all_mended: bool,
    /// True if the pair changes words, and none speaks against it.
    pub(in super::super) is_unopposed: bool,
}

/// What the words of a line that [could be](could_be_of) of the pair of a reader say of it. What its letters and signs gain by their places, `places`, counts as far as words do.
pub(in super::super) fn said(line: &str, reader: &Reader, places: i32) -> Said {
    let mut words: Vec<&str> = words(line).filter(|word| !word.is_ascii()).collect();
    words.sort_unstable();
    words.dedup();
    let (mut gain, mut mended, mut unknown, mut are_all_mended) = (letters_gain(line, reader), 0, 0, true);
    // Words with letters of another script that are Latin then.
    let (mut others, mut unsure, mut footnotes, mut told) = (0, 0, 0, 0);
    let (mut opposed, mut differs) = (false, false);
    for stood in words {
        let read = reader.read(stood);
        others += i32::from(is_mixed(stood, &read));
        if stood == read {
            // Another pair could read its signs.
            are_all_mended &= stood.chars().all(is_alphabetic);
            continue;
        }
        // A word of another script alone may be meant.
        differs |= match reader.makes_latin_of_others() {
            true => is_mixed(stood, &read) && stood.contains(|c: char| c.is_ascii_alphabetic()),
            false => read.trim_matches(|c| !is_alphabetic(c)).chars().all(is_alphabetic),
        };
        // What may be a formula or look like Latin letters tells nothing by itself, but where nearly all lines went through the pair.
        if has_other_script(stood) && is_latin(&read) && !is_told_by_script(stood) {
            unsure += words_gain(&read);
            continue;
        }
        // A sign of a footnote tells nothing by itself, either.
        if is_footnote(stood, &read) {
            footnotes += words_gain(&read);
            continue;
        }
        let spelt = if is_likely(stood, &read) { words_gain(&read) } else { 0 };
        let (before, behind) = (words_gain(stood), spelt + contraction_gain(stood, reader));
        let stays = before > 0 && behind == 0
            || is_rather_whole(stood, &read)
            || loses_stress(stood, &read, behind > 0, reader);
        opposed |= stays || is_odd(&read);
        gain += if stays { -EXCEPTION } else { behind - before + place_gain(stood, &read, behind > 0) };
        let is_long = read.chars().nth(SHORTEST - 1).is_some();
        told += behind;
        mended += i32::from(before == 0 && behind > 0 && is_long);
        unknown += i32::from(before == 0 && behind == 0 && is_long);
        are_all_mended &= before == 0 && behind > 0;
    }
    let is_unopposed = differs && !opposed;
    // Letters and names of other languages say nothing where no word does: Icelandic has those that windows-1254 has for Turkish.
    if mended == 0 || unknown > UNKNOWN * mended && is_of_icelandic(line) {
        // Of Cyrillic, what letters and signs gain by their places tells much, but not by itself; and so do letters of another script in text of Latin ones.
        let among_damaged = match () {
            () if is_of_cyrillic(reader.layer.source) => gain + places,
            () if reader.makes_latin_of_others() && !has_word_of_another_script(line, 2) => {
                gain + unsure + ODD_PLACE * others
            }
            () => 0,
        };
        return Said { gain: gain.min(0), among_damaged, are_all_mended, is_unopposed };
    }
    gain += footnotes;
    // Few words may be known by chance.
    let doubt = match line.contains(['ð', 'þ', 'Ð', 'Þ']) && is_of_icelandic(line) {
        true if mended <= unknown => OF_ICELANDIC,
        true if mended == 1 => (told - MOST_OF_ICELANDIC).max(0),
        _ => 0,
    };
    Said {
        gain: gain + places.min(gain.max(0)) - doubt,
        among_damaged: gain + unsure + places,
        are_all_mended,
        is_unopposed,
    }
}

/// True if all that differs is a sign of a footnote or an ordinal at one end of a word of ASCII: `by³` is `był`, and `legend¹` no `legendą`; `³atwa` is
/// `łatwa`, and `³Kalenderjahr` no `łKalenderjahr`.
fn is_footnote(stood: &str, read: &str) -> bool {
    let is_sign = |c: char| matches!(c, '¹' | '²' | '³' | 'ª' | 'º');
    let word = stood.trim_end_matches(|c: char| !is_alphabetic(c) || matches!(c, 'ª' | 'º'));
    let ends = word.len() < stood.len() && read.starts_with(word) && stood[word.len()..].chars().all(is_sign);
    let behind = stood.trim_start_matches(['¹', '²', '³']);
    let begins = behind.len() < stood.len() && read.ends_with(behind);
    word.is_ascii() && ends || behind.is_ascii() && begins
}

/// True if a capital among small letters of Cyrillic would be a letter that Russian and Ukrainian do not have, or a sign: it may show the stress
/// (`лесовОдство`). A known word may have a mark of punctuation at its end (`словоИ` was `слово»`).
fn loses_stress(stood: &str, read: &str, is_word: bool, reader: &Reader) -> bool {
    let is_of_word = |c: char| {
        matches!(c, 'А'..='я' | 'Ё' | 'ё' | 'Є' | 'є' | 'І' | 'і' | 'Ї' | 'ї' | 'Ґ' | 'ґ' | 'Ў' | 'ў')
    };
    let is_mark = |c: char| matches!(c, '»' | '”' | '“' | '’' | '…' | '—' | '\u{A0}');
    let inner = stood.chars().zip(stood.chars().skip(1)).zip(read.chars().skip(1));
    let is_lost = |((before, capital), read): ((char, char), char)| {
        before.is_lowercase() && capital.is_uppercase() && !(is_of_word(read) || is_word && is_mark(read))
    };
    is_of_cyrillic(reader.layer.source) && stood.chars().all(is_of_word) && inner.into_iter().any(is_lost)
}

/// True if all letters of a line beyond ASCII are those of Icelandic and Faroese.
fn is_of_icelandic(line: &str) -> bool {
    let letters = line.chars().filter(|c| !c.is_ascii() && is_alphabetic(*c));
    letters.flat_map(char::to_lowercase).all(|c| "áðéíóúýþæöø".contains(c))
}

/// Letters of another script in a row that are no letters of Latin: a word of Latin has more of ASCII in it.
const OF_ANOTHER_SCRIPT: usize = 3;

/// False if a line has a control that the page has not, which Latin-1 made as it made all else, or a letter, which is of another text than the line; or a word
/// of another script where the pair makes Latin letters.
pub(in super::super) fn could_be_of(line: &str, reader: &Reader) -> bool {
    if reader.makes_latin_of_others() && has_word_of_another_script(line, OF_ANOTHER_SCRIPT) {
        return false;
    }
    let is_of_none = |c: char| reader.layer.page.byte_of(c).is_none() && (c.is_control() || is_alphabetic(c));
    !line.chars().any(|c| !c.is_ascii() && is_of_none(c))
}

/// True if a word of a line is so many letters of another script than Latin, or has one more in a row (`łóżka` has three of four beyond ASCII).
fn has_word_of_another_script(line: &str, letters: usize) -> bool {
    let is_other = |c: char| c > '\u{36F}' && is_alphabetic(c);
    line.split(|c| !is_alphabetic(c)).any(|word| {
        let longest = word.split(|c| !is_other(c)).map(|row| row.chars().count()).max().unwrap_or(0);
        longest > letters || longest == letters && word.chars().all(is_other)
    })
}

/// True if a word that has a letter of another script may be one of Latin letters. Units have two letters (`μs`, `kΩ`), so of two the first must be of ASCII and
/// the other a small one; single letters are words of French, Portuguese and Italian.
fn is_mixed(stood: &str, read: &str) -> bool {
    let mut chars = stood.chars();
    let is_small = |c: Option<char>| c.is_some_and(char::is_lowercase);
    is_latin(read)
        && match (chars.next(), chars.next(), chars.next()) {
            (_, None, _) => matches!(read, "à" | "é" | "è" | "ò" | "ó"),
            (Some(first), other, None) => first.is_ascii_lowercase() && is_small(other),
            _ => has_other_script(stood),
        }
}

/// What it speaks for a pair that it makes words contractions of English.
fn contraction_gain(stood: &str, reader: &Reader) -> i32 {
    let places = stood.char_indices().filter(|(_, c)| !c.is_ascii());
    let are = places.filter(|(at, _)| makes_contraction(reader.layer, stood, *at)).count() as i32;
    are * CONTRACTION
}

/// What the letters of its words speak for it, where letters stand in the place of letters: no language has `ø` and `ý`.
fn letters_gain(line: &str, reader: &Reader) -> i32 {
    let (mut stood, mut read) = (String::new(), String::new());
    for word in words(line) {
        let other = reader.read(word);
        if is_latin(word) && is_latin(&other) {
            stood.push_str(word);
            stood.push(' ');
            read.push_str(&other);
            read.push(' ');
        }
    }
    // Words of ASCII are the same either way. Those of Romanian are not known: they would speak for Portuguese, which has `ã`.
    if is_of_romanian(&read) {
        return Spelling::of_marked(&read).gain() - Spelling::of_marked(&stood).gain();
    }
    Spelling::of(&read).gain() - Spelling::of(&stood).gain()
}

/// True if all letters beyond ASCII are those of Romanian, and one is of no other language: Turkish has `ş`.
fn is_of_romanian(words: &str) -> bool {
    let letters = || words.chars().filter(|c| !c.is_ascii()).flat_map(char::to_lowercase);
    letters().any(|c| "ățţ".contains(c)) && letters().all(|c| "ăâîșțşţ".contains(c))
}

/// What the places of letters and signs within a word say, as it stands and as it would be read.
fn place_gain(stood: &str, read: &str, is_word: bool) -> i32 {
    let is_mixed = has_other_script(stood) && is_latin(read);
    match (is_odd(stood), is_odd(read)) {
        (_, true) => -ODD_PLACE,
        (_, false) if is_mixed => {
            if is_word && is_told_by_script(stood) {
                MIXED_SCRIPTS
            } else {
                0
            }
        }
        // What has three letters is a unit or an abbreviation as well (`m³h`).
        (true, false) if is_word && read.chars().nth(SHORTEST - 1).is_some() => ODD_PLACE,
        (true, false) if are_words(stood) => -NO_WORD,
        (true, false) if is_within_small(stood) && read.chars().nth(LONG - 1).is_some() => ODD_PLACE,
        (true, false) | (false, false) => 0,
    }
}

/// True if a word would have a letter or sign in an odd place, and has none as it stands.
pub(super) fn is_rather_whole(stood: &str, read: &str) -> bool {
    !is_odd(stood) && is_odd(read)
}

/// True for a word of Latin letters alone.
fn is_latin(word: &str) -> bool {
    word.chars().all(|c| is_alphabetic(c) && c <= '\u{24F}')
}

/// Letters of the shortest word in which a sign tells although no language is known to have the word.
const LONG: usize = 6;

/// True if all of a word but signs are small letters of ASCII, behind the first one, and signs stand between two of these: `einzuf³hrende`.
fn is_within_small(word: &str) -> bool {
    let signs = || word.char_indices().filter(|(_, c)| !c.is_ascii());
    let is_between = |(at, c): (usize, char)| {
        let behind = &word[at + c.len_utf8()..];
        word[..at].ends_with(|c: char| c.is_ascii_alphabetic())
            && behind.starts_with(|c: char| c.is_ascii_lowercase())
    };
    word.chars().skip(1).all(|c| c.is_ascii_lowercase() || !c.is_ascii() && is_sign(c))
        && signs().all(is_between)
}

/// True for signs, and for letters that mathematics has.
fn is_sign(c: char) -> bool {
    !is_alphabetic(c) || matches!(c, 'ƒ' | 'ⁿ')
}

/// What a word must be likelier by its letters than as it stands, where letters stand in the place of letters, and where a sign does: that it is known may be chance, as it is once in
/// some thousand times. Of 10,097 words that 18 pairs of pages made of development text 98 are not so much likelier; of 48 words that intact text was changed
/// to by chance 31 are not, of those with a sign between two letters (`to—whoever`) 20 of 29.
const LIKELIER: i32 = 2 * BIT;
const LIKELIER_THAN_SIGN: i32 = 6 * BIT;

/// Letters of the shortest word of which they tell that.
const LIKELY: usize = 4;

/// True if a word of Latin letters is likely by its letters, too.
pub(super) fn is_likely(stood: &str, read: &str) -> bool {
    let has_sign = stood.trim_matches(|c| !is_alphabetic(c)).contains(is_sign);
    let least = if has_sign { LIKELIER_THAN_SIGN } else { LIKELIER };
    !is_latin(read)
        || read.chars().nth(LIKELY - 1).is_none()
        || letters_cost(stood) - letters_cost(read) >= least
}

/// What the letters of a word cost between two spaces, in eighths of a bit.
pub(super) fn letters_cost(word: &str) -> i32 {
    let of_letter = |(sum, state): (i32, State), c: char| {
        let (own, next) = state.then(c);
        (sum + own, next)
    };
    word.chars().chain([' ']).fold((0, State::START.pass(' ')), of_letter).0
}

/// True for words with a sign between them (`word—word`).
fn are_words(text: &str) -> bool {
    let mut words = text.split(|c: char| !is_alphabetic(c)).filter(|word| !word.is_empty());
    words.all(|word| word.chars().nth(1).is_some() && is_known(word))
}

/// True if a character stands where no word has one: a capital behind a small letter of ASCII or of Cyrillic, a sign between two letters, a letter of Greek
/// beside one of ASCII.
fn is_odd(word: &str) -> bool {
    let is_sign = |c: char| is_sign(c) && !matches!(c, '\'' | '’' | '‘' | '-' | '·' | '\u{AD}');
    let is_greek = |c: char| ('\u{370}'..='\u{3FF}').contains(&c);
    let is_small = |c: char| c.is_ascii_lowercase() || ('\u{430}'..='\u{45F}').contains(&c);
    let next = |by: usize| word.chars().skip(by).chain(std::iter::repeat('\n'));
    word.chars().zip(next(1)).zip(next(2)).any(|((a, b), c)| {
        is_small(a) && !b.is_ascii() && b.is_uppercase()
            || a.is_ascii_alphabetic() && is_greek(b)
            || is_greek(a) && b.is_ascii_alphabetic()
            || is_alphabetic(a) && is_sign(b) && is_alphabetic(c)
    })
}

/// True if a letter of Greek or Russian is in a word, and one of ASCII.
fn has_other_script(word: &str) -> bool {
    word.contains(is_of_other_script) && word.contains(|c: char| c.is_ascii_alphabetic())
}

/// True if such a letter stands where formulas and look-alikes have none: one of Greek is within a word (`cosθ` ends in one, and `alphα` in one that looks like `a`), and one of
/// Russian does not look like a letter of Latin where it begins or ends a word.
fn is_told_by_script(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let is_ascii = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_alphabetic);
    chars.iter().enumerate().any(|(at, c)| {
        let is_inner = is_ascii(at.checked_sub(1)) && is_ascii(Some(at + 1));
        match c {
            'α' | 'ο' | 'Ο' | 'Α' => false,
            '\u{370}'..='\u{3FF}' => is_inner,
            'а' | 'е' | 'о' | 'р' | 'с' | 'у' | 'х' | 'і' | 'ј' | 'ѕ' => is_inner,
            '\u{400}'..='\u{45F}' => true,
            _ => false,
        }
    })
}

fn is_of_other_script(c: char) -> bool {
    ('\u{370}'..='\u{45F}').contains(&c)
}

/// What stands between two characters of ASCII that are no letters, without a digit in it.
pub(super) fn words(line: &str) -> impl Iterator<Item = &str> {
    let has_digit = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
    line.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).filter(move |word| !has_digit(word))
}

/// True if some language spells a word so; no capital stands behind a small letter.
pub(super) fn is_word(letters: impl Iterator<Item = char> + Clone) -> bool {
    !has_inner_capital(letters.clone()) && share_of(letters).is_some()
}
