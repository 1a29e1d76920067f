//! Cyrillic letters that could be those of another page of Cyrillic, told without a look at any word.

/// Of the second byte of capitals behind `D0`: below this.
pub(crate) const SMALL: u8 = 0xB0;
/// Second bytes of signs behind `E2` that stand for letters: currencies, `№` and `™`, mathematics, lines and blocks.
pub(crate) const SIGNS: [u8; 6] = [0x82, 0x84, 0x88, 0x94, 0x95, 0x96];

/// True for two bytes that are a letter of Russian or Ukrainian.
#[inline(always)]
pub(crate) const fn is_letter([first, second]: [u8; 2]) -> bool {
    (first == 0xD0) & (second >= 0x80) & (second < 0xC0)
        | (first == 0xD1) & (second >= 0x80) & (second < 0xA0)
}

/// True for two bytes that are a small one.
#[inline(always)]
pub(crate) const fn is_small([first, second]: [u8; 2]) -> bool {
    is_letter([first, second]) & ((first == 0xD1) | (second >= SMALL))
}

/// True for the first two bytes of a sign that pages have in the place of a letter.
#[inline(always)]
pub(crate) const fn begins_sign(first: u8, second: u8) -> bool {
    let mut is_of_three = false;
    let mut sign = 0;
    while sign < SIGNS.len() {
        is_of_three |= SIGNS[sign] == second;
        sign += 1;
    }
    // No control, no-break space, soft hyphen or closing quotation mark.
    (first == 0xC2) & (second > 0xA0) & (second != 0xAD) & (second != 0xBB) | (first == 0xE2) & is_of_three
}

/// True for what is worth a look at its word: a capital behind a small letter, a sign behind any. `before` are the two bytes in front of the character that
/// `bytes` begins with.
#[inline(always)]
pub(crate) fn could_be(before: [u8; 2], bytes: &[u8]) -> bool {
    match bytes {
        [0xD0, second, ..] => *second < SMALL && is_small(before),
        [first, second, ..] => begins_sign(*first, *second) && is_letter(before),
        _ => false,
    }
}

/// Capitals of the shortest word that is looked at if it has nothing else.
const CAPITALS: usize = 5;

/// True for the first two bytes of a capital.
#[inline(always)]
pub(crate) const fn is_capital(two: [u8; 2]) -> bool {
    is_letter(two) & !is_small(two)
}

/// True for a byte that a word can begin behind.
#[inline(always)]
pub(crate) const fn is_between_words(byte: u8) -> bool {
    byte.is_ascii() & !byte.is_ascii_alphabetic()
}

/// True where a word in capitals begins: pages that have capitals for small letters make `В одной` of `ч ПДОПК`. `before` is the byte in front of what `bytes`
/// begin with.
#[inline(always)]
pub(crate) fn could_begin(before: u8, bytes: &[u8]) -> bool {
    let are_capitals = || {
        let letters = || bytes.chunks_exact(2).take(CAPITALS);
        let count = letters().filter(|two| is_capital([two[0], two[1]])).count();
        let differ = |two: &[u8]| letters().filter(|other| other[1] == two[1]).count() < CAPITALS / 2;
        count == CAPITALS && letters().any(differ)
    };
    is_between_words(before) && are_capitals()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_behind_small_letters_and_signs_behind_letters_could_be() {
        let places = |text: &str| -> Vec<usize> {
            let bytes = text.as_bytes();
            (2..bytes.len()).filter(|at| could_be([bytes[at - 2], bytes[at - 1]], &bytes[*at..])).collect()
        };
        for text in ["Привет, Мир! «Да» — ООО", "ВНИМАНИЕ", "20 °С, № 5", "це її, ґанок", "word слово—слово"]
        {
            assert!(places(text).is_empty(), "{text}");
        }
        for (text, place) in
            [("рТЙЧЕФ", 2), ("Ї®¤", 2), ("хЄё", 2), ("дл€", 4), ("хорошаЯ", 12), ("Ё╥╔╫", 2), ("Я№шт", 2)]
        {
            assert_eq!(places(text).first(), Some(&place), "{text}");
        }
        let begins = |text: &str| {
            let bytes = text.as_bytes();
            (1..bytes.len()).any(|at| could_begin(bytes[at - 1], &bytes[at..]))
        };
        assert!(begins("ч ПДОПК ЖХЖБКЛЕ") && begins("//ЛБЦЕФУС"));
        assert!(!begins("В одной, в США") && !begins("xВНИМАНИЕ") && !begins("в Xxxxxxxx"));
    }
}
