//! Characters that a multi-byte page makes of two bytes of UTF-8, or of a letter of Latin and the next one: four sets that take no memory of their own, so that a look at intact text
//! needs no table of the pages.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use encoding_rs::{DecoderResult, Encoding, BIG5, EUC_KR, GBK, SHIFT_JIS};

/// Of which bytes a character can be made.
pub(crate) struct Halves {
    /// Both bytes of a Latin letter, under GBK, windows-949 or Big5.
    pub(crate) latin: Set,
    /// The second and third byte of Hangul, or its third and the first one of another, under windows-949; or the last byte of a dash, quotation mark or ellipsis
    /// and a letter of ASCII.
    pub(crate) end_of_hangul: Set,
    /// The first two bytes of Han, or of signs and lines, under GBK.
    pub(crate) beginning_of_three: Set,
    /// A letter of Latin in windows-1252 and one of ASCII, or the apostrophe of a contraction and what follows it, under any of these pages.
    pub(crate) letters: Set,
}

/// First bytes of Hangul, and of the selector behind signs that are shown as emoji.
const HANGUL: [u8; 5] = [0xEA, 0xEB, 0xEC, 0xED, 0xEF];

/// The last bytes of dashes, quotation marks and the ellipsis.
const MARKS: [u8; 7] = [0x93, 0x94, 0x98, 0x99, 0x9C, 0x9D, 0xA6];

/// The first byte of arrows, lines, dingbats and other signs.
const SIGNS: u8 = 0xE2;

/// Pages, and the first bytes of those pairs that are rare characters there: not all of Big5 and windows-31J that windows-1252 has a letter for.
const LETTERS: [(&Encoding, RangeInclusive<u8>); 4] =
    [(GBK, 0xC0..=0xFE), (SHIFT_JIS, 0xE0..=0xEF), (BIG5, 0xE0..=0xFE), (EUC_KR, 0xC0..=0xC6)];

/// The apostrophe of windows-1252.
const APOSTROPHE: u8 = 0x92;

/// The letters behind the apostrophe of a contraction. In Shift_JIS they are everyday characters (`知`, `致`) but for two, which most contractions have.
const fn contracted(is_shift_jis: bool) -> &'static [u8] {
    if is_shift_jis {
        b"st"
    } else {
        b"dlmrstv"
    }
}

/// A set of characters below U+10000: a bit for each.
pub(crate) struct Set([u64; 1 << 10]);

impl Halves {
    /// Made when first asked for: some thousand characters are decoded.
    pub(crate) fn get() -> &'static Halves {
        static HALVES: OnceLock<Halves> = OnceLock::new();
        HALVES.get_or_init(|| {
            let mut halves = Halves {
                latin: Set::NONE,
                end_of_hangul: Set::NONE,
                beginning_of_three: Set::NONE,
                letters: Set::NONE,
            };
            for (page, leads) in LETTERS {
                for lead in leads {
                    let letters = (b'A'..=b'Z').chain(b'a'..=b'z');
                    letters.for_each(|letter| halves.letters.add(decoded(page, [lead, letter])));
                }
                let contracted = contracted(page == SHIFT_JIS);
                contracted.iter().for_each(|letter| halves.letters.add(decoded(page, [APOSTROPHE, *letter])));
            }
            for third in 0x81..=0xBF {
                for first in HANGUL {
                    halves.end_of_hangul.add(decoded(EUC_KR, [third, first]));
                }
                if MARKS.contains(&third) {
                    let letters = (b'A'..=b'Z').chain(b'a'..=b'z');
                    letters.for_each(|letter| halves.end_of_hangul.add(decoded(EUC_KR, [third, letter])));
                }
            }
            for second in 0x80..=0xBF {
                for first in 0xC3..=0xC5 {
                    halves.latin.add(decoded(GBK, [first, second]));
                    halves.latin.add(decoded(EUC_KR, [first, second]));
                    halves.latin.add(decoded(BIG5, [first, second]));
                }
                for first in 0x81..=0xBF {
                    halves.end_of_hangul.add(decoded(EUC_KR, [first, second]));
                }
                for first in [SIGNS].into_iter().chain(0xE4..=0xE9) {
                    halves.beginning_of_three.add(decoded(GBK, [first, second]));
                }
            }
            halves
        })
    }
}

impl Set {
    const NONE: Set = Set([0; 1 << 10]);

    fn add(&mut self, c: Option<char>) {
        if let Some(cell) = c.and_then(|c| self.0.get_mut(c as usize >> 6)) {
            *cell |= 1 << (c.map_or(0, u32::from) & 63);
        }
    }

    pub(crate) fn has(&self, c: char) -> bool {
        self.has_code(u32::from(c))
    }

    /// The same of a code point.
    pub(crate) fn has_code(&self, code: u32) -> bool {
        self.0.get(code as usize >> 6).is_some_and(|cell| cell >> (code & 63) & 1 == 1)
    }
}

/// What a page has for a pair of bytes.
fn decoded(page: &'static Encoding, pair: [u8; 2]) -> Option<char> {
    let mut text = [0; 8];
    let mut decoder = page.new_decoder_without_bom_handling();
    let (result, _, len) = decoder.decode_to_utf8_without_replacement(&pair, &mut text, true);
    let text = std::str::from_utf8(&text[..len]).ok().filter(|_| result == DecoderResult::InputEmpty)?;
    text.chars().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::multi_byte::MultiByte;

    #[test]
    fn sets_are_those_that_the_pages_have() {
        let pair = |page: MultiByte, c: char| match page.encode(c)?.as_slice() {
            [first, second] => Some([*first, *second]),
            _ => None,
        };
        let halves = Halves::get();
        for c in '\u{80}'..='\u{FFFF}' {
            let (han, hangul) = (pair(MultiByte::GBK, c), pair(MultiByte::WINDOWS_949, c));
            let is_latin = |pair: Option<[u8; 2]>| matches!(pair, Some([0xC3..=0xC5, 0x80..=0xBF]));
            let big5 = pair(MultiByte::BIG5, c);
            assert_eq!(halves.latin.has(c), [han, hangul, big5].into_iter().any(is_latin), "{c}");
            // The tables of GBK and Big5 here leave out what the Web's have.
            let are_letters = |page: MultiByte, leads: RangeInclusive<u8>| {
                let pairs = page.encode(c).into_iter().chain(page.other_pairs(c));
                pairs.into_iter().any(|pair| match *pair.as_slice() {
                    [first, second] => {
                        leads.contains(&first) && second.is_ascii_alphabetic()
                            || first == APOSTROPHE && contracted(page.is_shift_jis()).contains(&second)
                    }
                    _ => false,
                })
            };
            let of_pages = are_letters(MultiByte::GB18030, 0xC0..=0xFE)
                || are_letters(MultiByte::WINDOWS_949, 0xC0..=0xC6)
                || are_letters(MultiByte::WINDOWS_31J, 0xE0..=0xEF)
                || are_letters(MultiByte::BIG5_HKSCS, 0xE0..=0xFE);
            assert_eq!(halves.letters.has(c), of_pages, "{c}");
            assert_eq!(
                halves.end_of_hangul.has(c),
                matches!(hangul, Some([0x81..=0xBF, 0x80..=0xBF | 0xEA..=0xED | 0xEF]))
                    || hangul.is_some_and(|[third, letter]| MARKS.contains(&third) && letter.is_ascii_alphabetic()),
                "{c}"
            );
            assert_eq!(
                halves.beginning_of_three.has(c),
                matches!(han, Some([0xE2 | 0xE4..=0xE9, 0x80..=0xBF])),
                "{c}"
            );
        }
    }
}
