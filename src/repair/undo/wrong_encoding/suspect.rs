//! Where a text could be of another encoding.

/// The place of the next of three characters in a row, or of the next control, at or after `from` that windows-1252 or Latin-1 put there. One
/// of them is of the block of two bytes that clean text in other scripts has few of.
pub(crate) fn next_suspect(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(found) = memchr::memchr2(0xC2, 0xC3, &bytes[at..]) {
        let place = at + found;
        if is_suspect(bytes, place) {
            return Some(place);
        }
        at = place + 2;
    }
    None
}

/// True if such a control is at `at`, or one of such characters with another one behind it. Of two alone no encoding but Shift_JIS can
/// be told (see [`Reader::shape`](super::Reader::shape)), and words have them: `stěží`, `współ`.
pub(crate) fn is_suspect(bytes: &[u8], at: usize) -> bool {
    let control = bytes[at] == 0xC2 && matches!(bytes.get(at + 1), Some(0x80..=0x9F));
    if control || !matches!(bytes[at], 0xC2 | 0xC3) {
        return control;
    }
    let is_next = |at: usize| is_page_character(&bytes[at.min(bytes.len())..]);
    let is_last = |len: usize| at.checked_sub(len).is_some_and(is_next);
    is_next(at + 2)
        && (is_next(at + 2 + if bytes[at + 2] == 0xE2 { 3 } else { 2 }) || is_last(2) || is_last(3))
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
        for text in ["Ïðèâåò", "xÄãºÃ", "a\u{93}", "šéž"] {
            assert!(next_suspect(text, 0).is_some(), "{text}");
        }
    }
}
