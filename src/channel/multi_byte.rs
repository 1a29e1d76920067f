//! Multi-byte pages of East Asia: which character each sequence of bytes becomes, and back.
//!
//! The tables come from encoding_rs, cut down to what each page held before the Web's standard widened it, for it is the
//! narrower decoders that turn bytes into U+FFFD. As the names say: `GBK` ends where GB 18030 begins, `Shift_JIS` and `EUC-KR`
//! are the national standards, `windows-31J` and `windows-949` Microsoft's extensions of them. `windows-936` is GBK with the euro sign in 80, and private-use
//! characters for pairs that GBK leaves to its users: Windows and many editors read so, where Python and Java write marks. `Big5-HKSCS` is what the Web calls
//! Big5: with the characters of Hong Kong, and with those that Taiwan's systems had in rows of the users.

mod pages;

use std::sync::OnceLock;

use encoding_rs as whatwg;

use super::encoding::Bytes;
use pages::{Page, PAGES};

/// A multi-byte page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MultiByte(u8);

/// What a page makes of the bytes at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A character, and how many bytes it takes.
    Char(char, usize),
    /// The first byte begins no sequence that the page knows.
    Bad,
    /// The bytes end within a sequence.
    Cut,
}

/// What decoders write for a byte that they cannot read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Mark {
    /// U+FFFD: the Web, Python, ICU.
    Replacement,
    /// A question mark: Windows, Java, many programs that save what they read in a legacy encoding.
    Question,
    /// The middle dot of Japanese: Windows in Japan.
    Dot,
}

impl Mark {
    pub(crate) const ALL: [Mark; 3] = [Mark::Replacement, Mark::Question, Mark::Dot];

    pub(crate) fn char(self) -> char {
        match self {
            Mark::Replacement => char::REPLACEMENT_CHARACTER,
            Mark::Question => '?',
            Mark::Dot => '\u{30FB}',
        }
    }
}

/// First and last lead byte, and the first trail byte, of all pages.
const LEADS: std::ops::RangeInclusive<u8> = 0x81..=0xFE;
const TRAILS: std::ops::RangeInclusive<u8> = 0x40..=0xFE;
const ROW: usize = 192;

/// The bytes that announce half-width kana, and three bytes of JIS X 0212, in EUC-JP.
const SS3: u8 = 0x8F;

impl MultiByte {
    pub(crate) const COUNT: usize = 10;
    pub(crate) const GBK: MultiByte = MultiByte(0);
    pub(crate) const GB18030: MultiByte = MultiByte(1);
    pub(crate) const BIG5: MultiByte = MultiByte(2);
    pub(crate) const SHIFT_JIS: MultiByte = MultiByte(3);
    pub(crate) const WINDOWS_31J: MultiByte = MultiByte(4);
    pub(crate) const EUC_KR: MultiByte = MultiByte(5);
    pub(crate) const WINDOWS_949: MultiByte = MultiByte(6);
    pub(crate) const EUC_JP: MultiByte = MultiByte(7);
    pub(crate) const WINDOWS_936: MultiByte = MultiByte(8);
    pub(crate) const BIG5_HKSCS: MultiByte = MultiByte(9);

    pub(crate) fn all() -> impl Iterator<Item = MultiByte> {
        (0..Self::COUNT as u8).map(MultiByte)
    }

    pub(crate) fn from_name(name: &str) -> Option<MultiByte> {
        Self::all().find(|page| super::names::is_name_of(name, page.name()))
    }

    pub(crate) fn name(self) -> &'static str {
        self.page().name
    }

    /// True for the pages that Windows has in China, Japan and Korea.
    pub(crate) fn is_common(self) -> bool {
        matches!(self, Self::GBK | Self::WINDOWS_936 | Self::WINDOWS_31J | Self::WINDOWS_949)
    }

    /// True if decoders are known that write such a mark for two bytes together.
    pub(crate) fn loses_pairs_as(self, mark: Mark) -> bool {
        match mark {
            Mark::Replacement => self.is_common() && self != Self::WINDOWS_936,
            Mark::Question => self.is_common(),
            Mark::Dot => self == Self::WINDOWS_31J,
        }
    }

    fn page(self) -> &'static Page {
        &PAGES[usize::from(self.0)]
    }

    pub(crate) fn is_shift_jis(self) -> bool {
        matches!(self, Self::SHIFT_JIS | Self::WINDOWS_31J)
    }

    /// What the first bytes become. `bytes` must not be empty.
    pub(crate) fn read(self, bytes: &[u8]) -> Reading {
        let Some((&first, rest)) = bytes.split_first() else { return Reading::Cut };
        if first < 0x80 {
            return Reading::Char(char::from(first), 1);
        }
        if let Some(c) = self.single(first) {
            return Reading::Char(c, 1);
        }
        if !LEADS.contains(&first) {
            return Reading::Bad;
        }
        let Some(&second) = rest.first() else { return Reading::Cut };
        if self == Self::GB18030 && second.is_ascii_digit() {
            return match (bytes.get(2), bytes.get(3)) {
                (Some(0x81..=0xFE), None) | (None, _) => Reading::Cut,
                (Some(0x81..=0xFE), Some(b'0'..=b'9')) => match decode_one(whatwg::GB18030, &bytes[..4]) {
                    Some(c) => Reading::Char(c, 4),
                    None => Reading::Bad,
                },
                _ => Reading::Bad,
            };
        }
        if self == Self::EUC_JP && first == SS3 {
            let Some(&third) = rest.get(1) else { return Reading::Cut };
            return match cell(second, third).and_then(|cell| to_char(self.tables().triples[cell])) {
                Some(c) => Reading::Char(c, 3),
                None => Reading::Bad,
            };
        }
        match cell(first, second).and_then(|cell| to_char(self.tables().pairs[cell])) {
            Some(c) => Reading::Char(c, 2),
            None => Reading::Bad,
        }
    }

    /// The character of a byte beyond ASCII that is one by itself.
    fn single(self, byte: u8) -> Option<char> {
        let code = match byte {
            0xA1..=0xDF if self.is_shift_jis() => 0xFF61 + u32::from(byte - 0xA1),
            0x80 if self == Self::WINDOWS_936 => u32::from('€'),
            // Microsoft passes these on, so that no byte is undefined.
            0x80 if self == Self::WINDOWS_31J => 0x80,
            0xA0 if self == Self::WINDOWS_31J => 0xF8F0,
            _ => return None,
        };
        char::from_u32(code)
    }

    /// The bytes of `c`, if there are any.
    pub(crate) fn encode(self, c: char) -> Option<Bytes> {
        if c.is_ascii() {
            return Some(Bytes::one(c as u8));
        }
        if c == '€' && self == Self::WINDOWS_936 {
            return Some(Bytes::one(0x80));
        }
        if self.is_shift_jis() {
            match c as u32 {
                code @ 0xFF61..=0xFF9F => return Some(Bytes::one((code - 0xFF61) as u8 + 0xA1)),
                0x80 if self == Self::WINDOWS_31J => return Some(Bytes::one(0x80)),
                0xF8F0 if self == Self::WINDOWS_31J => return Some(Bytes::one(0xA0)),
                _ => {}
            }
        }
        let tables = self.tables();
        match tables.back.get(c as usize) {
            Some(&pair) if pair != 0 => return Some(Bytes::pair(pair)),
            _ => {}
        }
        match self {
            Self::EUC_JP => match tables.back_to_triples.get(c as usize) {
                Some(&pair) if pair != 0 => {
                    let [second, third] = pair.to_be_bytes();
                    Bytes::of(&[SS3, second, third])
                }
                _ => None,
            },
            // What has no pair has four bytes.
            Self::GB18030 => {
                let mut buffer = [0; 4];
                let (bytes, _, unknown) = whatwg::GB18030.encode(c.encode_utf8(&mut buffer));
                Bytes::of(&bytes).filter(|_| !unknown && bytes.len() == 4)
            }
            _ => None,
        }
    }

    /// The other pairs that the page reads as `c`, if it has it twice or more.
    pub(crate) fn other_pairs(self, c: char) -> impl Iterator<Item = Bytes> {
        let twins = &self.tables().twins;
        let from = twins.partition_point(|(twin, _)| u32::from(*twin) < c as u32);
        twins[from..]
            .iter()
            .take_while(move |(twin, _)| u32::from(*twin) == c as u32)
            .map(|(_, pair)| Bytes::pair(*pair))
    }

    /// The bytes of `c` as they can stand in UTF-8: where the page has a character twice, the sequence that UTF-8 can make.
    pub(crate) fn encode_for_utf8(self, c: char) -> Option<Bytes> {
        let bytes = self.encode(c)?;
        if bytes.as_slice()[0] < 0xF5 || self != Self::WINDOWS_31J {
            return Some(bytes);
        }
        let twin = (0xED40..=0xEEFCu16).find(|pair| {
            let [lead, trail] = pair.to_be_bytes();
            self.read(&[lead, trail]) == Reading::Char(c, 2)
        });
        Some(twin.map_or(bytes, Bytes::pair))
    }

    fn tables(self) -> &'static Tables {
        static TABLES: [OnceLock<Box<Tables>>; MultiByte::COUNT] =
            [const { OnceLock::new() }; MultiByte::COUNT];
        TABLES[usize::from(self.0)].get_or_init(|| Box::new(Tables::build(self)))
    }
}

/// The place of a pair in a table.
fn cell(lead: u8, trail: u8) -> Option<usize> {
    let row = usize::from(lead.checked_sub(*LEADS.start())?);
    let column = usize::from(trail.checked_sub(*TRAILS.start())?);
    (lead != 0xFF && trail != 0xFF).then_some(row * ROW + column)
}

fn to_char(unit: u16) -> Option<char> {
    char::from_u32(u32::from(unit)).filter(|c| *c != '\0')
}

/// Both directions of one page. Zero stands for nothing.
struct Tables {
    /// The character of each pair of a lead and a trail byte.
    pairs: Vec<u16>,
    /// The pair of each character of the basic plane.
    back: Vec<u16>,
    /// Characters that have more than one pair, in order, each with a pair that is not that of `back`.
    twins: Vec<(u16, u16)>,
    /// The same for the sequences of three bytes in EUC-JP: empty elsewhere.
    triples: Vec<u16>,
    back_to_triples: Vec<u16>,
}

impl Tables {
    /// Made in one call of the decoder: some 24,000 pairs, under a millisecond, at the first text that might need the page.
    fn build(multi: MultiByte) -> Tables {
        let page = multi.page();
        let mut pairs = decode_pairs(page.wider, &[]);
        for (at, unit) in pairs.iter_mut().enumerate() {
            let pair = pair_at(at);
            if page.without.iter().any(|(first, last)| (*first..=*last).contains(&pair))
                || (!page.private_use && (0xE000..0xF900).contains(unit))
            {
                *unit = 0;
            }
            if let Some((_, other)) = page.aliases.iter().copied().flatten().find(|(alias, _)| *alias == pair)
            {
                *unit = *other;
            }
        }
        if multi == MultiByte::EUC_KR {
            // The national standard's trail bytes begin at A1.
            for (at, unit) in pairs.iter_mut().enumerate() {
                if pair_at(at) & 0xFF < 0xA1 {
                    *unit = 0;
                }
            }
        }
        let later = |known: u16, pair: u16| match multi {
            // IBM's kanji are written in the rows that IBM gave them.
            MultiByte::WINDOWS_31J => pair >= 0xFA40 && (0xED40..0xF000).contains(&known),
            // The numerals ten and thirty were among the signs before they were among the characters.
            MultiByte::BIG5 => (0xA2CC..=0xA2CE).contains(&known),
            // What Hong Kong added before its characters came later.
            MultiByte::BIG5_HKSCS => known < 0xA140 && pair >= 0xA140,
            _ => false,
        };
        let back = invert(&pairs, later);
        let (triples, back_to_triples) = if multi == MultiByte::EUC_JP {
            let triples = decode_pairs(page.wider, &[SS3]);
            let back = invert(&triples, |_, _| false);
            (triples, back)
        } else {
            (Vec::new(), Vec::new())
        };
        let is_twin = |(at, unit): (usize, &u16)| {
            (*unit != 0 && back[usize::from(*unit)] != pair_at(at)).then_some((*unit, pair_at(at)))
        };
        let mut twins: Vec<(u16, u16)> = pairs.iter().enumerate().filter_map(is_twin).collect();
        twins.sort_unstable();
        Tables { pairs, back, twins, triples, back_to_triples }
    }
}

fn pair_at(at: usize) -> u16 {
    ((at / ROW) as u16 + u16::from(*LEADS.start())) << 8 | ((at % ROW) as u16 + u16::from(*TRAILS.start()))
}

/// The characters of all pairs after `prefix`.
fn decode_pairs(encoding: &'static whatwg::Encoding, prefix: &[u8]) -> Vec<u16> {
    let mut bytes = Vec::new();
    for lead in LEADS {
        for trail in TRAILS {
            bytes.extend_from_slice(prefix);
            bytes.extend([lead, trail, b'\n']);
        }
    }
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    let mut units = vec![0; LEADS.count() * ROW];
    let places = LEADS.flat_map(|lead| TRAILS.map(move |trail| cell(lead, trail)));
    for (place, line) in places.zip(text.split('\n')) {
        let mut chars = line.chars();
        if let (Some(place), Some(c), None) = (place, chars.next(), chars.next()) {
            if c != char::REPLACEMENT_CHARACTER && !c.is_ascii() {
                units[place] = u16::try_from(c as u32).unwrap_or(0);
            }
        }
    }
    units
}

/// The first pair of each character, or the one that is `later` and better.
fn invert(units: &[u16], later: impl Fn(u16, u16) -> bool) -> Vec<u16> {
    let mut back = vec![0; 0x1_0000];
    for (at, &unit) in units.iter().enumerate().filter(|(_, unit)| **unit != 0) {
        let pair = pair_at(at);
        let known = &mut back[usize::from(unit)];
        if *known == 0 || later(*known, pair) {
            *known = pair;
        }
    }
    back
}

fn decode_one(encoding: &'static whatwg::Encoding, bytes: &[u8]) -> Option<char> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(name: &str, bytes: &[u8]) -> String {
        let page = MultiByte::from_name(name).unwrap();
        let (mut text, mut rest) = (String::new(), bytes);
        while !rest.is_empty() {
            let (c, len) = match page.read(rest) {
                Reading::Char(c, len) => (c, len),
                Reading::Bad => (char::REPLACEMENT_CHARACTER, 1),
                Reading::Cut => (char::REPLACEMENT_CHARACTER, rest.len()),
            };
            text.push(c);
            rest = &rest[len..];
        }
        text
    }

    #[test]
    fn pages_read_bytes_as_their_decoders_do() {
        // As Python's decoders of the same names have them, and Windows.
        for (name, bytes, wanted) in [
            ("GBK", &b"\xe4\xbd\xa0\xe5\xa5\xbd"[..], "浣犲ソ"),
            ("GBK", b"\x80\xff\x810\x81a", "\u{FFFD}\u{FFFD}\u{FFFD}0乤"),
            ("GBK", b"\xa2\xe3 \xaa\xa1\n", "\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}\n"),
            ("windows-936", b"\x80\xaf\xe5\xa3\xa0\xa9\x95\xa2\xe3", "€\u{E21A}\u{E5E5}\u{E7F3}\u{E76C}"),
            ("GB18030", b"\x810\x81", "\u{FFFD}"),
            ("GB18030", b"\x810\x81a", "\u{FFFD}0乤"),
            ("GB18030", b"\xa3\xa0\x94\x39\xfc\x36", "\u{E5E5}😀"),
            ("Big5", b"\xe4\xb8\xf0\x9f\xa1\x45", "銝\u{FFFD}\u{FFFD}•"),
            ("Shift_JIS", b"\xe4\xb8\x8f\xa1\xa1\x81\x60", "荳升｡〜"),
            ("Shift_JIS", b"\xf0\x9f\x98\x80", "\u{FFFD}沽\u{FFFD}"),
            ("windows-31J", b"\xf0\x9f\x98\x80\x81\x60", "\u{E05E}\u{FFFD}\u{80}～"),
            ("EUC-KR", b"\xe4\xb8\x8f\xa1\xa1\xa4\xd4", "訝\u{FFFD}\u{3000}\u{FFFD}\u{FFFD}"),
            ("windows-949", b"\xf0\x9f\x98\x80\xe4a", "\u{FFFD}윑\u{FFFD}\u{FFFD}a"),
            ("EUC-JP", b"\x8f\xb0\xa1\x8f\xa1", "丂\u{FFFD}"),
            ("EUC-JP", b"\x8e\xb1\xe4a", "ｱ\u{FFFD}a"),
        ] {
            assert_eq!(decoded(name, bytes), wanted, "{name} {bytes:02X?}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for page in MultiByte::all() {
            let mut count = 0;
            for c in ('\u{80}'..='\u{FFFF}').chain("😀𠀀".chars()) {
                let Some(bytes) = page.encode(c) else { continue };
                let len = bytes.as_slice().len();
                assert_eq!(page.read(bytes.as_slice()), Reading::Char(c, len), "{} {c:?}", page.name());
                count += 1;
            }
            assert!(count > 6000, "{} {count}", page.name());
        }
    }

    #[test]
    fn ibm_kanji_are_written_in_ibm_rows_and_found_where_utf8_can_make_them() {
        let page = MultiByte::WINDOWS_31J;
        assert_eq!(page.encode('髙').unwrap().as_slice(), b"\xFB\xFC");
        assert_eq!(page.encode_for_utf8('髙').unwrap().as_slice(), b"\xEE\xE0");
    }
}
