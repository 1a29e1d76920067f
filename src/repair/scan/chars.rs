//! Characters of a text whose bytes are at hand.

/// The character that begins at `at`; `None` at the end, and where none begins.
#[inline(always)]
pub(crate) fn char_at(bytes: &[u8], at: usize) -> Option<char> {
    let rest = |by: usize| bytes.get(at + by).map(|byte| u32::from(byte & 0x3F));
    let first = u32::from(*bytes.get(at)?);
    char::from_u32(match first {
        0..=0x7F => first,
        0xC2..=0xDF => (first & 0x1F) << 6 | rest(1)?,
        0xE0..=0xEF => (first & 0xF) << 12 | rest(1)? << 6 | rest(2)?,
        0xF0..=0xF4 => (first & 7) << 18 | rest(1)? << 12 | rest(2)? << 6 | rest(3)?,
        _ => return None,
    })
}

/// The character in front of the one that begins at `at`; `None` at the beginning.
#[inline(always)]
pub(crate) fn char_before(bytes: &[u8], at: usize) -> Option<char> {
    let begins = |at: &usize| bytes[*at] & 0xC0 != 0x80;
    char_at(bytes, (at.saturating_sub(4)..at).rev().find(begins)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_those_of_the_text() {
        let text = "aé\u{80}中\u{FFFF}😀\u{10FFFF}z";
        let mut before = None;
        for (at, c) in text.char_indices() {
            assert_eq!(char_at(text.as_bytes(), at), Some(c));
            assert_eq!(char_before(text.as_bytes(), at), before);
            before = Some(c);
        }
        assert_eq!(char_at(text.as_bytes(), text.len()), None);
        assert_eq!(char_before(text.as_bytes(), text.len()), before);
        assert_eq!(char_at(text.as_bytes(), 2), None);
    }
}
