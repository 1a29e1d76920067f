//! Where a text could be of another encoding.

use crate::channel::code_page::CodePage;

/// The place of the next suspect at or after `from`: of three characters in a row, or of a control, that windows-1252 or Latin-1 put there, of which one is of
/// the block of two bytes that clean text in other scripts has few of; of five Latin letters; of Greek beside lines.
pub(crate) fn next_suspect(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_suspect = |place: &usize| is_suspect(bytes, *place);
    let western = memchr::memchr2_iter(0xC2, 0xC3, &bytes[from..]).map(|at| from + at).find(is_suspect);
    let before = &bytes[from..western.unwrap_or(bytes.len())];
    let greek = memchr::memchr2_iter(GREEK[0], GREEK[1], before).map(|at| from + at).find(is_suspect);
    greek.or(western)
}

/// Characters of the shortest text that could be Cyrillic of DOS.
const WORD: usize = 6;

/// True if all that a line has beyond ASCII is where IBM866 has letters of Cyrillic, as windows-1252 or Latin-1 read it: small letters of Russian are leads
/// and continuations of UTF-8, and many of them are whole characters by chance (`тел` is `⥫`).
pub(crate) fn could_be_of_ibm866(line: &str) -> bool {
    let is_letter = |byte: u8| matches!(byte, 0x80..=0xAF | 0xE0..=0xF1);
    let byte = |c: char| match c {
        '\u{80}'..='\u{FF}' => Some(c as u8),
        _ => CodePage::WINDOWS_1252.byte_of(c),
    };
    let mut beyond = line.chars().filter(|c| !c.is_ascii());
    beyond.clone().nth(WORD - 1).is_some() && beyond.all(|c| byte(c).is_some_and(is_letter))
}

/// The first bytes of most letters of Greek.
const GREEK: [u8; 2] = [0xCE, 0xCF];

/// True if a letter of Greek is at `at`, and beside it a line or block of IBM437.
fn is_beside_line(bytes: &[u8], at: usize) -> bool {
    let is_line = |at: usize| {
        bytes.get(at) == Some(&0xE2) && bytes.get(at + 1).is_some_and(|second| (0x94..=0x96).contains(second))
    };
    GREEK.contains(&bytes[at]) && (is_line(at + 2) || at >= 3 && is_line(at - 3))
}

/// True if such a control, letter or line is at `at`, or one of such characters with another one behind it. Of two alone no encoding but Shift_JIS can
/// be told (see [`Reader::shape`](super::Reader::shape)), and words have them: `stěží`, `współ`.
pub(crate) fn is_suspect(bytes: &[u8], at: usize) -> bool {
    let control = bytes[at] == 0xC2 && matches!(bytes.get(at + 1), Some(0x80..=0x9F));
    if control || !matches!(bytes[at], 0xC2 | 0xC3) {
        return control || is_beside_line(bytes, at);
    }
    let is_next = |at: usize| is_page_character(&bytes[at.min(bytes.len())..]);
    let is_last = |len: usize| at.checked_sub(len).is_some_and(is_next);
    is_next(at + 2)
        && (is_next(at + 2 + if bytes[at + 2] == 0xE2 { 3 } else { 2 }) || is_last(2) || is_last(3))
        || are_letters(bytes, at)
        || is_pinyin(bytes, at)
}

/// True if the letter at `at` is one of five Latin letters beyond ASCII in a row: `Ďđčâĺň`. Czech has four (`věříš`).
fn are_letters(bytes: &[u8], at: usize) -> bool {
    let is_letter = |at: &Option<usize>| at.is_some_and(|at| matches!(bytes.get(at), Some(0xC3..=0xC5)));
    let behind = (0..5).map(|letters| Some(at + 2 * letters)).take_while(is_letter).count();
    let before = (1..5).map(|letters| at.checked_sub(2 * letters)).take_while(is_letter).count();
    before + behind >= 5
}

/// True if what windows-1252 has for a letter of Pinyin in GBK is at `at`, behind a letter of ASCII: `Gu¨ªa` was `Guía`, which a system of China saved.
pub(super) fn is_pinyin(bytes: &[u8], at: usize) -> bool {
    let is_behind_letter = at.checked_sub(1).is_some_and(|before| bytes[before].is_ascii_alphabetic());
    is_behind_letter && matches!(bytes[at..], [0xC2, 0xA8, 0xC2, 0xA1..=0xBA, ..])
}

/// True if `bytes` begin with what windows-1252 has beyond ASCII, or any other mark of general punctuation.
fn is_page_character(bytes: &[u8]) -> bool {
    match bytes {
        [0xC2 | 0xC3 | 0xE2, ..] => true,
        // ŒœŠšŸŽž, ƒ, ˆ˜
        [0xC5, second, ..] => matches!(second, 0x92 | 0x93 | 0xA0 | 0xA1 | 0xB8 | 0xBD | 0xBE),
        [0xC6, second, ..] => *second == 0x92,
        [0xCB, second, ..] => matches!(second, 0x86 | 0x9C),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::next_suspect;

    #[test]
    fn two_letters_of_a_word_are_no_sign() {
        for word in ["stěží", "příští", "spółka", "věříš", "Účet", "naïve", "être"] {
            assert_eq!(next_suspect(word, 0), None, "{word}");
        }
        for text in ["Ïðèâåò", "xÄãºÃ", "a\u{93}", "šéž", "äë˙ Ďđčâĺň", "─π║├"] {
            assert!(next_suspect(text, 0).is_some(), "{text}");
        }
    }
}
