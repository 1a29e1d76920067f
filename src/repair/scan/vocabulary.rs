//! Vocabularies of language models over bytes. They write each byte as a letter, as GPT-2 did: every token beyond ASCII looks like mojibake, and is meant so.

/// The first byte of the letters that tell, in UTF-8.
const FIRST: u8 = 0xC4;
/// The second byte of `Ġ`, which stands for a blank: with one, most words begin.
const BLANK: u8 = 0xA0;
/// The same of letters that stand for bytes from 82 to 9D, and that no code page has: `Ĥ ĥ Ħ ħ Ĩ ĩ Ĭ ĭ Ĳ ĳ Ĵ ĵ ĸ Ŀ`.
const BYTES: [u8; 14] = [0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAC, 0xAD, 0xB2, 0xB3, 0xB4, 0xB5, 0xB8, 0xBF];
/// Letters of Maltese, which has words that begin with `Ġ`, and no such vocabulary writes.
const MALTESE: [char; 2] = ['ġ', 'ż'];
/// Bytes of text for each sign, at the most.
const SPARSE: usize = 400;

/// True for a text of such tokens. Takes time in step with its length, so it is asked where something looks damaged.
pub(crate) fn is_byte_level(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins_token = |at: usize| at.checked_sub(1).is_none_or(|before| is_between_tokens(bytes[before]));
    let is_behind_byte = |at: usize| text[..at].ends_with(|c| matches!(c, 'À'..='ô' | 'Ģ'..='Ń'));
    let is_sign = |at: &usize| match bytes[at + 1] {
        BLANK => begins_token(*at),
        second => BYTES.contains(&second) && is_behind_byte(*at),
    };
    let signs = memchr::memchr_iter(FIRST, bytes).filter(is_sign).count();
    signs > 0 && signs * SPARSE >= text.len() && !text.contains(MALTESE)
}

fn is_between_tokens(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::is_byte_level;

    #[test]
    fn tokens_are_told_from_mojibake() {
        for text in ["\"ĠPokÃ©\": 7", "Ġfe Ã©", "\"Ø§ÙĦ\": 23525", "å»ºçŃĳ"] {
            assert!(is_byte_level(text), "{text}");
        }
        let sparse = format!("Ġ{}", "word ".repeat(100));
        for text in ["PokÃ©mon", "Ġorġ u l-ħin tiegħu", "Äľ Ĺ‚", "xĠ", "ħobż", &sparse, ""] {
            assert!(!is_byte_level(text), "{text}");
        }
    }
}
