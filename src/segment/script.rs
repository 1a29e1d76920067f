//! The script of a character, by table.
//!
//! Scripts matter here as far as they tell languages apart; a character that stands in any language (digits,
//! punctuation, symbols, blanks) is [`Script::COMMON`]. Two-byte characters have a table of their own, three-byte ones
//! a table of blocks of 64 code points, so that long stretches of Han are scanned with one load a character.

use crate::Lang;

/// A class of characters that belong to the same writing system.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Script(u8);

/// One row a script: its name here, and its language where the script alone gives it away.
macro_rules! scripts {
    ($($name:ident $lang:expr,)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u8)]
        enum Number { $($name),* }
        impl Script {
            $(pub(crate) const $name: Script = Script(Number::$name as u8);)*
        }
        const LANGS: &[Option<Lang>] = &[$($lang),*];
    };
}

const fn only(code: &[u8; 3]) -> Option<Lang> {
    Some(Lang::from_code(code))
}

scripts! {
    COMMON None, INHERITED None,
    LATIN None, GREEK only(b"ell"), CYRILLIC None, ARMENIAN only(b"hye"), HEBREW only(b"heb"), ARABIC only(b"ara"),
    DEVANAGARI only(b"hin"), BENGALI only(b"ben"), GURMUKHI only(b"pan"), GUJARATI only(b"guj"), ORIYA only(b"ori"),
    TAMIL only(b"tam"), TELUGU only(b"tel"), KANNADA only(b"kan"), MALAYALAM only(b"mal"), SINHALA only(b"sin"),
    THAI only(b"tha"), LAO only(b"lao"), TIBETAN only(b"bod"), MYANMAR only(b"mya"), GEORGIAN only(b"kat"),
    ETHIOPIC only(b"amh"), KHMER only(b"khm"), MONGOLIAN only(b"mon"), HANGUL only(b"kor"), KANA only(b"jpn"),
    HAN only(b"zho"), OTHER None,
}

impl Script {
    /// The number of scripts.
    pub(crate) const COUNT: usize = LANGS.len();

    /// All scripts, in the order of their numbers.
    pub(crate) fn all() -> impl Iterator<Item = Script> {
        (0..Script::COUNT as u8).map(Script)
    }

    /// The number of this script, below [`Script::COUNT`].
    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// Whether characters of this script are letters, of whatever language.
    pub(crate) fn is_letter(self) -> bool {
        self.0 > Script::INHERITED.0
    }

    /// The language nearly all text in this script is in; none for a script that many languages share.
    pub(crate) fn usual_lang(self) -> Option<Lang> {
        LANGS[self.index()]
    }
}

/// The script of the character at the head of `bytes`, and the character's length; `bytes` is the rest of a `str`.
#[inline]
pub(crate) fn script_at(bytes: &[u8]) -> (Script, usize) {
    match *bytes {
        [a, ..] if a < 0x80 => (Script(ASCII[usize::from(a)]), 1),
        [a, b, ..] if a < 0xE0 => (Script(TWO_BYTES[usize::from(a & 0x1F) << 6 | usize::from(b & 0x3F)]), 2),
        [a, b, c, ..] if a < 0xF0 => {
            let block = usize::from(a & 0x0F) << 6 | usize::from(b & 0x3F);
            match BLOCKS[block] {
                SPLIT => (of_scalar((block as u32) << 6 | u32::from(c & 0x3F)), 3),
                whole => (Script(whole), 3),
            }
        }
        [a, b, c, d, ..] => {
            let scalar = [b, c, d].iter().fold(u32::from(a & 7), |s, x| s << 6 | u32::from(x & 0x3F));
            (of_scalar(scalar), 4)
        }
        _ => (Script::COMMON, bytes.len().max(1)),
    }
}

const fn of_scalar(scalar: u32) -> Script {
    let (mut low, mut high) = (0, RANGES.len());
    while low < high {
        let middle = (low + high) / 2;
        let (first, last, script) = RANGES[middle];
        if scalar < first {
            high = middle;
        } else if scalar > last {
            low = middle + 1;
        } else {
            return script;
        }
    }
    Script::COMMON
}

const fn table<const N: usize>() -> [u8; N] {
    let mut table = [0; N];
    let mut scalar = 0;
    while scalar < N {
        table[scalar] = of_scalar(scalar as u32).0;
        scalar += 1;
    }
    table
}

const fn blocks() -> [u8; 1024] {
    let mut table = [0; 1024];
    let mut block = 0;
    while block < 1024 {
        let first = of_scalar(block << 6).0;
        table[block as usize] = first;
        let mut scalar = (block << 6) + 1;
        while scalar < (block + 1) << 6 {
            if of_scalar(scalar).0 != first {
                table[block as usize] = SPLIT;
                break;
            }
            scalar += 1;
        }
        block += 1;
    }
    table
}

/// Marks a block whose characters are not all of one script.
const SPLIT: u8 = u8::MAX;
static ASCII: [u8; 128] = table();
static TWO_BYTES: [u8; 0x800] = table();
static BLOCKS: [u8; 1024] = blocks();

/// Ranges of code points in order, after Scripts.txt of the Unicode Character Database, made coarse: marks and
/// unassigned points within a block go with their block, digits and punctuation of a script are common.
const RANGES: &[(u32, u32, Script)] = &[
    (0x41, 0x5A, Script::LATIN),
    (0x61, 0x7A, Script::LATIN),
    (0xAA, 0xAA, Script::LATIN),
    (0xBA, 0xBA, Script::LATIN),
    (0xC0, 0xD6, Script::LATIN),
    (0xD8, 0xF6, Script::LATIN),
    (0xF8, 0x2B8, Script::LATIN),
    (0x300, 0x36F, Script::INHERITED),
    (0x370, 0x373, Script::GREEK),
    (0x376, 0x377, Script::GREEK),
    (0x37B, 0x37D, Script::GREEK),
    (0x37F, 0x37F, Script::GREEK),
    (0x386, 0x386, Script::GREEK),
    (0x388, 0x3FF, Script::GREEK),
    (0x400, 0x52F, Script::CYRILLIC),
    (0x531, 0x588, Script::ARMENIAN),
    (0x591, 0x5BD, Script::HEBREW),
    (0x5BF, 0x5BF, Script::HEBREW),
    (0x5C1, 0x5C2, Script::HEBREW),
    (0x5C4, 0x5C5, Script::HEBREW),
    (0x5C7, 0x5F2, Script::HEBREW),
    (0x610, 0x61A, Script::ARABIC),
    (0x61C, 0x61C, Script::INHERITED),
    (0x620, 0x65F, Script::ARABIC),
    (0x66E, 0x6D3, Script::ARABIC),
    (0x6D5, 0x6DC, Script::ARABIC),
    (0x6DF, 0x6E8, Script::ARABIC),
    (0x6EA, 0x6EF, Script::ARABIC),
    (0x6FA, 0x6FF, Script::ARABIC),
    (0x700, 0x74F, Script::OTHER),
    (0x750, 0x77F, Script::ARABIC),
    (0x780, 0x7BF, Script::OTHER),
    (0x7CA, 0x7F5, Script::OTHER),
    (0x800, 0x85F, Script::OTHER),
    (0x860, 0x86F, Script::OTHER),
    (0x870, 0x8E1, Script::ARABIC),
    (0x8E3, 0x8FF, Script::ARABIC),
    (0x900, 0x963, Script::DEVANAGARI),
    (0x971, 0x97F, Script::DEVANAGARI),
    (0x980, 0x9E5, Script::BENGALI),
    (0x9F0, 0x9FF, Script::BENGALI),
    (0xA00, 0xA65, Script::GURMUKHI),
    (0xA70, 0xA7F, Script::GURMUKHI),
    (0xA80, 0xAE5, Script::GUJARATI),
    (0xAF9, 0xAFF, Script::GUJARATI),
    (0xB00, 0xB65, Script::ORIYA),
    (0xB70, 0xB77, Script::ORIYA),
    (0xB80, 0xBE5, Script::TAMIL),
    (0xC00, 0xC65, Script::TELUGU),
    (0xC80, 0xCE5, Script::KANNADA),
    (0xD00, 0xD65, Script::MALAYALAM),
    (0xD7A, 0xD7F, Script::MALAYALAM),
    (0xD80, 0xDE5, Script::SINHALA),
    (0xDF2, 0xDF3, Script::SINHALA),
    (0xE01, 0xE3A, Script::THAI),
    (0xE40, 0xE4E, Script::THAI),
    (0xE80, 0xECE, Script::LAO),
    (0xEDC, 0xEDF, Script::LAO),
    (0xF00, 0xF00, Script::TIBETAN),
    (0xF18, 0xF19, Script::TIBETAN),
    (0xF35, 0xFBC, Script::TIBETAN),
    (0x1000, 0x103F, Script::MYANMAR),
    (0x1050, 0x108F, Script::MYANMAR),
    (0x10A0, 0x10FA, Script::GEORGIAN),
    (0x10FC, 0x10FF, Script::GEORGIAN),
    (0x1100, 0x11FF, Script::HANGUL),
    (0x1200, 0x135F, Script::ETHIOPIC),
    (0x1380, 0x138F, Script::ETHIOPIC),
    (0x13A0, 0x13FD, Script::OTHER),
    (0x1401, 0x166C, Script::OTHER),
    (0x166F, 0x167F, Script::OTHER),
    (0x1681, 0x169A, Script::OTHER),
    (0x16A0, 0x16EA, Script::OTHER),
    (0x1700, 0x1734, Script::OTHER),
    (0x1740, 0x177F, Script::OTHER),
    (0x1780, 0x17D3, Script::KHMER),
    (0x17DC, 0x17DD, Script::KHMER),
    (0x180B, 0x180D, Script::INHERITED),
    (0x1820, 0x18AF, Script::MONGOLIAN),
    (0x1900, 0x193F, Script::OTHER),
    (0x1950, 0x19C9, Script::OTHER),
    (0x1A00, 0x1A7F, Script::OTHER),
    (0x1AB0, 0x1AFF, Script::INHERITED),
    (0x1B00, 0x1B4F, Script::OTHER),
    (0x1B80, 0x1BAF, Script::OTHER),
    (0x1BBA, 0x1C3F, Script::OTHER),
    (0x1C4D, 0x1C4F, Script::OTHER),
    (0x1C5A, 0x1C7D, Script::OTHER),
    (0x1C80, 0x1C8F, Script::CYRILLIC),
    (0x1C90, 0x1CBF, Script::GEORGIAN),
    (0x1CD0, 0x1CFA, Script::INHERITED),
    (0x1D00, 0x1DBF, Script::LATIN),
    (0x1DC0, 0x1DFF, Script::INHERITED),
    (0x1E00, 0x1EFF, Script::LATIN),
    (0x1F00, 0x1FBC, Script::GREEK),
    (0x1FBE, 0x1FBE, Script::GREEK),
    (0x1FC2, 0x1FCC, Script::GREEK),
    (0x1FD0, 0x1FDB, Script::GREEK),
    (0x1FE0, 0x1FEC, Script::GREEK),
    (0x1FF2, 0x1FFC, Script::GREEK),
    (0x200C, 0x200D, Script::INHERITED),
    (0x2071, 0x2071, Script::LATIN),
    (0x207F, 0x207F, Script::LATIN),
    (0x2090, 0x209C, Script::LATIN),
    (0x20D0, 0x20F0, Script::INHERITED),
    (0x212A, 0x212B, Script::LATIN),
    (0x2160, 0x2188, Script::LATIN),
    (0x2C60, 0x2C7F, Script::LATIN),
    (0x2D00, 0x2D2D, Script::GEORGIAN),
    (0x2D30, 0x2D7F, Script::OTHER),
    (0x2D80, 0x2DDF, Script::ETHIOPIC),
    (0x2DE0, 0x2DFF, Script::CYRILLIC),
    (0x2E80, 0x2FDF, Script::HAN),
    (0x3005, 0x3005, Script::HAN),
    (0x3007, 0x3007, Script::HAN),
    (0x3021, 0x3029, Script::HAN),
    (0x302A, 0x302F, Script::INHERITED),
    (0x3031, 0x3035, Script::KANA),
    (0x3038, 0x303B, Script::HAN),
    (0x3041, 0x3096, Script::KANA),
    (0x3099, 0x309A, Script::INHERITED),
    (0x309D, 0x309F, Script::KANA),
    (0x30A1, 0x30FA, Script::KANA),
    (0x30FC, 0x30FF, Script::KANA),
    (0x3105, 0x312F, Script::HAN),
    (0x3131, 0x318E, Script::HANGUL),
    (0x31A0, 0x31BF, Script::HAN),
    (0x31F0, 0x31FF, Script::KANA),
    (0x3400, 0x4DBF, Script::HAN),
    (0x4E00, 0x9FFF, Script::HAN),
    (0xA000, 0xA4CF, Script::OTHER),
    (0xA4D0, 0xA61F, Script::OTHER),
    (0xA62A, 0xA63F, Script::OTHER),
    (0xA640, 0xA69F, Script::CYRILLIC),
    (0xA722, 0xA787, Script::LATIN),
    (0xA78B, 0xA7FF, Script::LATIN),
    (0xA800, 0xA827, Script::OTHER),
    (0xA840, 0xA873, Script::OTHER),
    (0xA880, 0xA8C5, Script::OTHER),
    (0xA8E0, 0xA8FF, Script::DEVANAGARI),
    (0xA90A, 0xA953, Script::OTHER),
    (0xA960, 0xA97C, Script::HANGUL),
    (0xA980, 0xA9C0, Script::OTHER),
    (0xA9E0, 0xA9EF, Script::MYANMAR),
    (0xAA00, 0xAA4D, Script::OTHER),
    (0xAA60, 0xAA7F, Script::MYANMAR),
    (0xAA80, 0xAADD, Script::OTHER),
    (0xAAE0, 0xAAF6, Script::OTHER),
    (0xAB01, 0xAB2E, Script::ETHIOPIC),
    (0xAB30, 0xAB69, Script::LATIN),
    (0xAB70, 0xABEA, Script::OTHER),
    (0xAC00, 0xD7FF, Script::HANGUL),
    (0xF900, 0xFAFF, Script::HAN),
    (0xFB00, 0xFB06, Script::LATIN),
    (0xFB13, 0xFB17, Script::ARMENIAN),
    (0xFB1D, 0xFB4F, Script::HEBREW),
    (0xFB50, 0xFD3D, Script::ARABIC),
    (0xFD50, 0xFDFB, Script::ARABIC),
    (0xFE00, 0xFE0F, Script::INHERITED),
    (0xFE20, 0xFE2F, Script::INHERITED),
    (0xFE70, 0xFEFC, Script::ARABIC),
    (0xFF21, 0xFF3A, Script::LATIN),
    (0xFF41, 0xFF5A, Script::LATIN),
    (0xFF66, 0xFF9D, Script::KANA),
    (0xFF9E, 0xFF9F, Script::INHERITED),
    (0xFFA0, 0xFFDC, Script::HANGUL),
    (0x10280, 0x103CF, Script::OTHER),
    (0x10400, 0x104FF, Script::OTHER),
    (0x10500, 0x10FFF, Script::OTHER),
    (0x11000, 0x11FFF, Script::OTHER),
    (0x12000, 0x143FA, Script::OTHER),
    (0x14400, 0x16FCF, Script::OTHER),
    (0x17000, 0x18CFF, Script::OTHER),
    (0x1AFF0, 0x1B16F, Script::KANA),
    (0x1D400, 0x1D7CB, Script::LATIN),
    (0x1E000, 0x1E02A, Script::OTHER),
    (0x1E100, 0x1E94B, Script::OTHER),
    (0x1EE00, 0x1EEBB, Script::ARABIC),
    (0x1F3FB, 0x1F3FF, Script::INHERITED),
    (0x20000, 0x3FFFD, Script::HAN),
    (0xE0020, 0xE007F, Script::INHERITED),
    (0xE0100, 0xE01EF, Script::INHERITED),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_in_order() {
        assert!(RANGES.iter().all(|r| r.0 <= r.1));
        assert!(RANGES.windows(2).all(|w| w[0].1 < w[1].0));
    }

    #[test]
    fn tables_agree_with_the_ranges() {
        let mut buffer = [0; 4];
        for c in '\0'..=char::MAX {
            let text = c.encode_utf8(&mut buffer);
            let plain = RANGES.iter().find(|r| (r.0..=r.1).contains(&(c as u32)));
            let expected = plain.map_or(Script::COMMON, |r| r.2);
            assert_eq!(script_at(text.as_bytes()), (expected, c.len_utf8()), "{c:?}");
        }
    }

    #[test]
    fn characters_have_the_script_a_reader_would_name() {
        for (script, characters) in [
            (Script::COMMON, "0 ,.!?'_-×÷¿¡。，、「」😏٣५๓฿॥؟־"),
            (Script::INHERITED, "\u{301}\u{200D}\u{FE0F}\u{1F3FD}\u{3099}"),
            (Script::LATIN, "aZñßıİğạＡｚ"),
            (Script::GREEK, "αΩἀ"),
            (Script::CYRILLIC, "жЇё"),
            (Script::HEBREW, "אבּ"),
            (Script::ARABIC, "عپ"),
            (Script::DEVANAGARI, "कि"),
            (Script::THAI, "กำ"),
            (Script::HANGUL, "한ㅋ"),
            (Script::KANA, "あアーｱ"),
            (Script::HAN, "漢𡃉々〇"),
            (Script::OTHER, "ꀀ"),
        ] {
            for c in characters.chars() {
                assert_eq!(script_at(c.to_string().as_bytes()).0, script, "{c:?}");
            }
        }
    }
}
