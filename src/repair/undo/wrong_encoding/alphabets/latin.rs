//! Letters and signs that could be those of another page, told without a look at any word: all text in Latin letters has some letters beyond ASCII.

/// The second bytes of the letters that are looked at, by their first: `C3`, then `C4` or `C5`. For each half byte that they end in, a bit for each half that
/// they begin with, 8 to B.
pub(crate) const SECONDS: [[u8; 16]; 2] = {
    let mut seconds = [[0; 16]; 2];
    let mut byte = 0x80;
    while byte < 0xC0u8 {
        let first = [0xC3, 0xC5];
        let mut set = 0;
        while set < first.len() {
            if begins(first[set], byte) {
                seconds[set][(byte & 0xF) as usize] |= 1 << ((byte >> 4) - 8);
            }
            set += 1;
        }
        byte += 1;
    }
    seconds
};

/// The first byte of punctuation, signs of mathematics, blocks and lines.
pub(crate) const MARK: u8 = 0xE2;
/// The least second byte of blocks and lines: two follow.
pub(crate) const LINES: u8 = 0x94;
/// The last bytes of the apostrophes, behind `E2 80`.
pub(crate) const APOSTROPHES: [u8; 2] = [0x98, 0x99];

/// The first bytes of accents by themselves and of letters of Greek and Russian: from CB on, so many more.
pub(crate) const OTHERS: u8 = 0xD1 - 0xCB;

/// True for the first two bytes of what `could_be` is true of, and of little else; without a branch.
#[inline(always)]
pub(crate) const fn begins(first: u8, second: u8) -> bool {
    // À to Þ; ã æ ì í ð õ ø ù û þ.
    let letter = (second.wrapping_sub(0x80) <= 0x1E)
        | (second == 0xA3)
        | (second == 0xA6)
        | (second == 0xAC)
        | (second == 0xAD)
        | (second == 0xB0)
        | (second == 0xB5)
        | (second == 0xB8)
        | (second == 0xB9)
        | (second == 0xBB)
        | (second == 0xBE);
    // ă, ő Œ œ ŕ Š Ÿ Ž, and those between them.
    let extended = (second == 0x83)
        | (second.wrapping_sub(0x91) <= 4)
        | (second == 0xA0)
        | (second == 0xB8)
        | (second == 0xBD);
    let sign = (first == 0xC2) | (first.wrapping_sub(0xCB) <= OTHERS) | (first == MARK);
    sign | (first == 0xC3) & letter | (first.wrapping_sub(0xC4) <= 1) & extended
}

/// True for what is worth a look at its word: capitals and signs within a word, and letters that few languages have there. `before` is in front of the
/// character that `bytes` begins with.
#[inline(always)]
pub(crate) fn could_be(before: u8, bytes: &[u8]) -> bool {
    if !before.is_ascii_alphabetic() {
        return false;
    }
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    match bytes {
        // Pinyin of GBK.
        [0xC2, 0xA8, 0xC2, ..] => true,
        // ł and ą at the end of a word, with what a footnote has.
        [0xC2, 0xB3 | 0xB9, next, ..] if next.is_ascii() => !next.is_ascii_digit(),
        [0xC2, 0xB3 | 0xB9] => true,
        // ș before a letter of Romanian.
        [0xC2, 0xAA | 0xBA, 0xC3, ..] => true,
        // Signs, and the controls of windows-1252; no next line, no-break space or soft hyphen.
        [0xC2, second, ..] => !matches!(second, 0x85 | 0xA0 | 0xAD) && is_letter(2),
        // Capitals; what has more than ASCII behind it is rather UTF-8.
        [0xC3, 0x80..=0x9E, behind, ..] => before.is_ascii_lowercase() && behind.is_ascii(),
        [0xC3, 0x80..=0x9E] => before.is_ascii_lowercase(),
        // õ and û at the end, which were ő and ű of Hungarian; õ, which was ä, the same as ã.
        [0xC3, 0xB5 | 0xBB] => true,
        [0xC3, 0xB5 | 0xBB, next, ..] if next.is_ascii() && !next.is_ascii_alphanumeric() => true,
        [0xC3, 0xB5, next, ..] => next.is_ascii_alphabetic() && !b"aeimnouy".contains(next),
        // ã ì ù, but before the letters that Vietnamese and Portuguese have behind them.
        [0xC3, 0xA3, next, ..] => next.is_ascii_alphabetic() && !b"aeimnosuy".contains(next),
        [0xC3, 0xAC | 0xB9, next, ..] => {
            next.is_ascii_alphabetic() && !b"aeimnouy".contains(next) || !next.is_ascii()
        }
        // í, which was an apostrophe: `donít`, `itís`.
        [0xC3, 0xAD, b't' | b's', rest @ ..] => {
            rest.first().is_none_or(|next| next.is_ascii() && !next.is_ascii_alphanumeric())
        }
        // æ ð ø þ
        [0xC3, 0xB0 | 0xBE, 0xC3, ..] => true,
        [0xC3, 0xA6 | 0xB0 | 0xB8 | 0xBE, ..] => is_letter(2),
        // ŕ, which was à; ăo and őe, which were ão and õe.
        [0xC5, 0x95, ..] | [0xC4, 0x83, b'o', ..] | [0xC5, 0x91, b'e', ..] => true,
        // Œ œ Š Ÿ Ž
        [0xC5, 0x92 | 0x93 | 0xA0 | 0xB8 | 0xBD, ..] => is_letter(2),
        // Letters of Greek and Russian, accents by themselves.
        [0xCE..=0xD1, _, ..] => true,
        [0xCB, _, ..] => is_letter(2),
        // Any mark but the apostrophes; signs of mathematics; blocks and lines.
        [MARK, 0x80, third, ..] if APOSTROPHES.contains(third) => false,
        [MARK, 0x80 | 0x81 | 0x82 | 0x84 | 0x88 | 0x89 | 0x8C, _, ..] => is_letter(3),
        [MARK, LINES..=0x96, _, ..] => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_begins_so() {
        let mut some = 0;
        for first in 0x80..=0xFF {
            for second in 0x80..=0xBF {
                for behind in [b'o', b'e', b'r', b' ', 0x81, 0xC3] {
                    for last in [b'r', b' '] {
                        let could_be = could_be(b'n', &[first, second, behind, last]);
                        assert!(!could_be || begins(first, second), "{first:x} {second:x}");
                        some += u32::from(could_be);
                    }
                }
            }
        }
        assert!(some > 500, "{some}");
    }

    /// The table has what `begins` has, so that screens in vector instructions and others pass the same.
    #[test]
    fn seconds_are_those_that_begin() {
        for (first, set) in [(0xC3, 0), (0xC4, 1), (0xC5, 1)] {
            for second in 0x80..=0xBFu8 {
                let is_in = SECONDS[set][usize::from(second & 0xF)] >> ((second >> 4) - 8) & 1 == 1;
                assert_eq!(is_in, begins(first, second), "{first:x} {second:x}");
            }
        }
    }

    #[test]
    fn everyday_letters_are_none() {
        for text in [
            "été déjà où",
            "für größere",
            "číslo vždy když",
            "el niño también",
            "l’été – non",
            "“word”—",
            "m² 5 µm",
            "naïve",
            "Łódź",
        ] {
            let bytes = text.as_bytes();
            assert!(!(1..bytes.len()).any(|at| could_be(bytes[at - 1], &bytes[at..])), "{text}");
        }
        for (text, place) in
            [("pøi", 1), ("f³r", 1), ("direcciÛn", 7), ("voilŕ", 4), ("ΘtΘ", 3), ("nŸtzlich", 1), ("sp‚t", 2)]
        {
            let bytes = text.as_bytes();
            assert!(could_be(bytes[place - 1], &bytes[place..]), "{text}");
        }
    }
}
