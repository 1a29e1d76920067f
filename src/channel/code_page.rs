//! Single-byte code pages: which character each byte becomes, and back.
//!
//! Most tables come from encoding_rs. Bytes that a page leaves unassigned pass as the character of the same number (a C1
//! control, or a Latin-1 character above 9F): that is what browsers do with the C1 range, and what the tools that make
//! mojibake do in practice. Only the upper half is stored; in all pages the lower half is ASCII.

use std::sync::OnceLock;

use encoding_rs::Encoding;

use super::char_map::CharMap;
use super::names::is_name_of;

/// The rows from A0 on that pages of DOS share which have other letters before them.
macro_rules! rows_of_437 {
    () => {
        concat!(
            "áíóúñÑªº¿⌐¬½¼¡«»",
            "░▒▓│┤╡╢╖╕╣║╗╝╜╛┐",
            "└┴┬├─┼╞╟╚╔╩╦╠═╬╧",
            "╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀",
            "αßΓπΣσµτΦΘΩδ∞φε∩",
            "≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
        )
    };
}

/// The upper half of a page that encoding_rs lacks, as printed in the vendor's chart, row by row from 80.
const CP437: &str = concat!("ÇüéâäàåçêëèïîìÄÅ", "ÉæÆôöòûùÿÖÜ¢£¥₧ƒ", rows_of_437!(),);

const CP862: &str = concat!("אבגדהוזחטיךכלםמן", "נסעףפץצקרשת¢£¥₧ƒ", rows_of_437!(),);

const MAC_CE: &str = concat!(
    "ÄĀāÉĄÖÜáąČäčĆćéŹ",
    "źĎíďĒēĖóėôöõúĚěü",
    "†°Ę£§•¶ß®©™ę¨≠ģĮ",
    "įĪ≤≥īĶ∂∑łĻļĽľĹĺŅ",
    "ņŃ¬√ńŇ∆«»…\u{A0}ňŐÕőŌ",
    "–—“”‘’÷◊ōŔŕŘ‹›řŖ",
    "ŗŠ‚„šŚśÁŤťÍŽžŪÓÔ",
    "ūŮÚůŰűŲųÝýķŻŁżĢˇ",
);

/// What Windows has for three bytes that IBM857 leaves unassigned are characters of no meaning.
const CP857: &str = concat!(
    "ÇüéâäàåçêëèïîıÄÅ",
    "ÉæÆôöòûùİÖÜø£ØŞş",
    "áíóúñÑĞğ¿®¬½¼¡«»",
    "░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤",
    "ºªÊËÈ\u{F8BB}ÍÎÏ┘┌█▄¦Ì▀",
    "ÓßÔÒõÕµ\u{F8BC}×ÚÛÙìÿ¯´",
    "\u{AD}±\u{F8BD}¾¶§÷¸°¨·¹³²■\u{A0}",
);

const CP850: &str = concat!(
    "ÇüéâäàåçêëèïîìÄÅ",
    "ÉæÆôöòûùÿÖÜø£Ø×ƒ",
    "áíóúñÑªº¿®¬½¼¡«»",
    "░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤",
    "ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀",
    "ÓßÔÒõÕµþÞÚÛÙýÝ¯´",
    "\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}",
);
const CP852: &str = concat!(
    "ÇüéâäůćçłëŐőîŹÄĆ",
    "ÉĹĺôöĽľŚśÖÜŤťŁ×č",
    "áíóúĄąŽžĘę¬źČş«»",
    "░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐",
    "└┴┬├─┼Ăă╚╔╩╦╠═╬¤",
    "đĐĎËďŇÍÎě┘┌█▄ŢŮ▀",
    "ÓßÔŃńňŠšŔÚŕŰýÝţ´",
    "\u{AD}˝˛ˇ˘§÷¸°¨˙űŘř■\u{A0}",
);

/// Where a page's upper half comes from.
enum Source {
    /// Every byte is the Unicode character of the same number.
    Identity,
    /// The WHATWG decoder of this encoding.
    Whatwg(&'static Encoding),
    /// The same, but for the bytes given.
    Patched(&'static Encoding, &'static [(u8, char)]),
    /// Latin-1, but for the bytes given.
    PatchedIdentity(&'static [(u8, char)]),
    /// A chart of 128 characters.
    Chart(&'static str),
}

/// ISO 8859-9 is Latin-1 with six Turkish letters; the WHATWG label means windows-1254, which is another page.
const TURKISH: &[(u8, char)] =
    &[(0xD0, 'Ğ'), (0xDD, 'İ'), (0xDE, 'Ş'), (0xF0, 'ğ'), (0xFD, 'ı'), (0xFE, 'ş')];

/// RFC 2319 keeps two box-drawing characters where the WHATWG table has the Belarusian short U.
const RFC_2319: &[(u8, char)] = &[(0xAE, '╝'), (0xBE, '╬')];

/// All pages. Where two explain a text equally well the earlier one is named, so they stand by how often they do harm.
static PAGES: [(&str, Source); CodePage::COUNT] = [
    ("windows-1252", Source::Whatwg(encoding_rs::WINDOWS_1252)),
    ("ISO-8859-1", Source::Identity),
    ("windows-1254", Source::Whatwg(encoding_rs::WINDOWS_1254)),
    ("windows-1250", Source::Whatwg(encoding_rs::WINDOWS_1250)),
    ("windows-1251", Source::Whatwg(encoding_rs::WINDOWS_1251)),
    ("macintosh", Source::Whatwg(encoding_rs::MACINTOSH)),
    ("IBM437", Source::Chart(CP437)),
    ("IBM850", Source::Chart(CP850)),
    ("windows-1253", Source::Whatwg(encoding_rs::WINDOWS_1253)),
    ("windows-1255", Source::Whatwg(encoding_rs::WINDOWS_1255)),
    ("windows-1256", Source::Whatwg(encoding_rs::WINDOWS_1256)),
    ("windows-1257", Source::Whatwg(encoding_rs::WINDOWS_1257)),
    ("windows-1258", Source::Whatwg(encoding_rs::WINDOWS_1258)),
    ("windows-874", Source::Whatwg(encoding_rs::WINDOWS_874)),
    ("ISO-8859-2", Source::Whatwg(encoding_rs::ISO_8859_2)),
    ("ISO-8859-9", Source::PatchedIdentity(TURKISH)),
    ("ISO-8859-15", Source::Whatwg(encoding_rs::ISO_8859_15)),
    ("IBM852", Source::Chart(CP852)),
    ("IBM866", Source::Whatwg(encoding_rs::IBM866)),
    ("KOI8-R", Source::Whatwg(encoding_rs::KOI8_R)),
    ("KOI8-U", Source::Patched(encoding_rs::KOI8_U, RFC_2319)),
    ("x-mac-cyrillic", Source::Whatwg(encoding_rs::X_MAC_CYRILLIC)),
    ("ISO-8859-7", Source::Whatwg(encoding_rs::ISO_8859_7)),
    ("ISO-8859-5", Source::Whatwg(encoding_rs::ISO_8859_5)),
    ("IBM862", Source::Chart(CP862)),
    ("x-mac-ce", Source::Chart(MAC_CE)),
    ("IBM857", Source::Chart(CP857)),
];

/// A single-byte code page.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CodePage(u8);

impl CodePage {
    pub(crate) const COUNT: usize = 27;
    pub(crate) const WINDOWS_1252: CodePage = CodePage(0);
    pub(crate) const ISO_8859_1: CodePage = CodePage(1);
    pub(crate) const WINDOWS_1254: CodePage = CodePage(2);
    pub(crate) const WINDOWS_1250: CodePage = CodePage(3);
    pub(crate) const WINDOWS_1251: CodePage = CodePage(4);
    pub(crate) const MACINTOSH: CodePage = CodePage(5);
    pub(crate) const IBM437: CodePage = CodePage(6);
    pub(crate) const IBM850: CodePage = CodePage(7);
    pub(crate) const WINDOWS_1253: CodePage = CodePage(8);
    pub(crate) const WINDOWS_1257: CodePage = CodePage(11);
    pub(crate) const ISO_8859_2: CodePage = CodePage(14);
    pub(crate) const ISO_8859_15: CodePage = CodePage(16);
    pub(crate) const IBM852: CodePage = CodePage(17);
    pub(crate) const IBM866: CodePage = CodePage(18);
    pub(crate) const KOI8_R: CodePage = CodePage(19);
    pub(crate) const KOI8_U: CodePage = CodePage(20);
    pub(crate) const MAC_CYRILLIC: CodePage = CodePage(21);
    pub(crate) const ISO_8859_5: CodePage = CodePage(23);
    pub(crate) const IBM857: CodePage = CodePage(26);

    /// Pages that share most letters with this one but for a few, a bit for each: many lead bytes of UTF-8 are the same characters in both, and some
    /// characters are other bytes. Both can read the same line from end to end, and restore different text.
    pub(crate) fn sisters(self) -> u32 {
        static SISTERS: OnceLock<[u32; CodePage::COUNT]> = OnceLock::new();
        let of = |page: CodePage| {
            Self::all()
                .filter(|other| page.is_sister_of(*other))
                .fold(0, |sisters, other| sisters | 1 << other.index())
        };
        SISTERS.get_or_init(|| std::array::from_fn(|index| of(CodePage(index as u8))))[self.index()]
    }

    fn is_sister_of(self, other: CodePage) -> bool {
        /// Leads that two such pages have in the same places.
        const SHARED: usize = 12;
        let bytes = || (0x80..=0xF4u8).filter_map(|byte| Some((byte, other.byte_of(self.char_of(byte))?)));
        let shared = bytes().filter(|(own, others)| own == others && *own >= 0xC2).count();
        shared >= SHARED && bytes().any(|(own, others)| own != others)
    }

    /// Bits of evidence that this page asks for beyond others: how seldom it is the culprit. The first four make most of the
    /// mojibake there is; what an old Macintosh or DOS page would explain is mostly mathematics, line drawing or leet.
    pub(crate) fn rarity(self) -> i32 {
        match self.0 {
            0..=1 => 0,
            2..=4 => 4,
            5..=9 => 12,
            _ => 14,
        }
    }

    /// All pages, the likelier culprits first.
    pub(crate) fn all() -> impl Iterator<Item = CodePage> {
        (0..Self::COUNT as u8).map(CodePage)
    }

    /// Those of which the bit is set, each by its [`index`](CodePage::index); bits of no page may be set, too.
    pub(crate) fn of_bits(bits: u32) -> impl Iterator<Item = CodePage> {
        let mut left = bits & (u32::MAX >> (u32::BITS as usize - Self::COUNT));
        std::iter::from_fn(move || {
            let page = (left != 0).then(|| CodePage(left.trailing_zeros() as u8))?;
            left &= left - 1;
            Some(page)
        })
    }

    pub(crate) fn from_name(name: &str) -> Option<CodePage> {
        Self::all().find(|page| is_name_of(name, page.name()))
    }

    /// The page's preferred IANA or WHATWG name.
    pub(crate) fn name(self) -> &'static str {
        PAGES[self.index()].0
    }

    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The character that `byte` becomes.
    pub(crate) fn char_of(self, byte: u8) -> char {
        if byte < 0x80 {
            return char::from(byte);
        }
        let unit = tables().upper[self.index()][usize::from(byte - 0x80)];
        char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// The byte that becomes `c`, if there is one.
    pub(crate) fn byte_of(self, c: char) -> Option<u8> {
        if c.is_ascii() {
            return Some(c as u8);
        }
        match tables().entry(c)?.bytes[self.index()] {
            0 => None,
            byte => Some(byte),
        }
    }

    /// The bytes of the page's characters beyond ASCII, to be looked up many at a time; [`NOT_UTF8`] for every other character. Made once:
    /// a short text takes less time than its map.
    pub(crate) fn reverse(self) -> &'static CharMap {
        static MAPS: [OnceLock<Box<CharMap>>; CodePage::COUNT] = [const { OnceLock::new() }; CodePage::COUNT];
        let pairs = || (0x80..=0xFF).map(|byte| (self.char_of(byte), byte));
        MAPS[self.index()].get_or_init(|| Box::new(CharMap::new(pairs(), NOT_UTF8)))
    }

    /// True if the page assigns no character to `byte`.
    pub(crate) fn leaves_unassigned(self, byte: u8) -> bool {
        byte >= 0x80 && tables().unassigned[self.index()] >> (byte - 0x80) & 1 == 1
    }
}

/// A byte that no UTF-8 has: stands for what is not in a page.
pub(crate) const NOT_UTF8: u8 = 0xFF;

/// What one character can stand for: a bit or a byte for each page, by `CodePage::index`.
pub(crate) struct Entry {
    /// Pages in which it is the lead byte of a UTF-8 sequence (C2 to F4).
    pub(crate) lead: u32,
    /// Those in which two or three bytes follow (from E0 on), in which three do (from F0 on), and in which it begins a surrogate (ED).
    pub(crate) long_lead: u32,
    pub(crate) longest_lead: u32,
    pub(crate) surrogate: u32,
    /// Pages in which it is a continuation byte (80 to BF).
    pub(crate) continuation: u32,
    bytes: [u8; CodePage::COUNT],
    /// The character itself.
    c: char,
}

impl Entry {
    const NONE: Entry = Entry {
        c: '\0',
        lead: 0,
        long_lead: 0,
        longest_lead: 0,
        surrogate: 0,
        continuation: 0,
        bytes: [0; CodePage::COUNT],
    };

    fn note(&mut self, page: CodePage, byte: u8) {
        let bit = 1 << page.index();
        let mark = |mask: &mut u32, is: bool| *mask |= if is { bit } else { 0 };
        mark(&mut self.lead, (0xC2..=0xF4).contains(&byte));
        mark(&mut self.long_lead, (0xE0..=0xF4).contains(&byte));
        mark(&mut self.longest_lead, (0xF0..=0xF4).contains(&byte));
        mark(&mut self.surrogate, byte == 0xED);
        mark(&mut self.continuation, (0x80..=0xBF).contains(&byte));
        self.bytes[page.index()] = byte;
    }

    /// The byte that becomes the character in a page, 0 if there is none.
    #[inline]
    pub(crate) fn byte(&self, page: CodePage) -> u8 {
        self.bytes[page.index()]
    }
}

/// Everything that the pages say, the way round in which the decode path asks for it.
pub(crate) struct Tables {
    upper: [[u16; 128]; CodePage::COUNT],
    unassigned: [u128; CodePage::COUNT],
    /// First level of the reverse table: a row number for every 64 code points of the BMP, 0 for a row of nothing.
    rows: [u8; 1024],
    /// Second level: rows of 64 entry numbers, 0 for a character that is in no page.
    cells: Vec<[u16; 64]>,
    entries: Vec<Entry>,
}

impl Tables {
    /// The byte that becomes `c` in a page, 0 if there is none or `c` is ASCII.
    #[inline]
    pub(crate) fn upper_byte(&self, c: char, page: CodePage) -> u8 {
        let code = c as usize;
        match self.rows.get(code >> 6) {
            None => 0,
            Some(&row) => {
                let number = self.cells[usize::from(row)][code & 63];
                self.entries[usize::from(number)].bytes[page.index()]
            }
        }
    }

    /// What `c` can stand for; `None` if it is ASCII or in no page.
    #[inline]
    pub(crate) fn entry(&self, c: char) -> Option<&Entry> {
        Some(&self.entries[self.number(c)?])
    }

    /// The place of `c` among [all characters](Tables::chars); `None` if it is ASCII or in no page.
    #[inline]
    pub(crate) fn number(&self, c: char) -> Option<usize> {
        let code = c as usize;
        let row = *self.rows.get(code >> 6)?;
        match self.cells[usize::from(row)][code & 63] {
            0 => None,
            number => Some(usize::from(number)),
        }
    }

    /// All characters beyond ASCII that some page has, each at its [number](Tables::number); at 0 is none of them.
    pub(crate) fn chars(&self) -> impl Iterator<Item = char> + '_ {
        self.entries.iter().map(|entry| entry.c)
    }

    fn build() -> Tables {
        let mut tables = Tables {
            upper: [[0; 128]; CodePage::COUNT],
            unassigned: [0; CodePage::COUNT],
            rows: [0; 1024],
            cells: vec![[0; 64]],
            entries: vec![Entry::NONE],
        };
        for page in CodePage::all() {
            let (upper, unassigned) = upper_half(&PAGES[page.index()].1);
            tables.upper[page.index()] = upper;
            tables.unassigned[page.index()] = unassigned;
            for (byte, &unit) in (0x80u8..=0xFF).zip(&upper) {
                tables.entry_mut(unit).note(page, byte);
            }
        }
        tables
    }

    fn entry_mut(&mut self, unit: u16) -> &mut Entry {
        let row = &mut self.rows[usize::from(unit >> 6)];
        if *row == 0 {
            *row = self.cells.len() as u8;
            self.cells.push([0; 64]);
        }
        let cell = &mut self.cells[usize::from(*row)][usize::from(unit & 63)];
        if *cell == 0 {
            *cell = self.entries.len() as u16;
            let c = char::from_u32(u32::from(unit)).unwrap_or_default();
            self.entries.push(Entry { c, ..Entry::NONE });
        }
        &mut self.entries[usize::from(*cell)]
    }
}

/// The tables, made from encoding_rs when first asked for: some 2,800 insertions, about 20 microseconds. Most clean
/// text never asks for them.
pub(crate) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Box<Tables>> = OnceLock::new();
    TABLES.get_or_init(|| Box::new(Tables::build()))
}

/// The characters of bytes 80 to FF, and a bit for each byte that the page leaves unassigned.
fn upper_half(source: &Source) -> ([u16; 128], u128) {
    let mut upper = [0u16; 128];
    let mut unassigned = 0u128;
    for (i, byte) in (0x80u8..=0xFF).enumerate() {
        let found = match source {
            Source::Identity => Some(char::from(byte)),
            Source::PatchedIdentity(patches) => Some(patched(patches, byte).unwrap_or(char::from(byte))),
            Source::Whatwg(encoding) => decode(encoding, byte),
            Source::Patched(encoding, patches) => patched(patches, byte).or_else(|| decode(encoding, byte)),
            Source::Chart(chart) => chart.chars().nth(i),
        };
        // encoding_rs gives the C1 control itself for most unassigned bytes, so those count as unassigned too.
        // The standards of ISO 8859 leave 80 to 9F to another one.
        let assigned = found.filter(|&c| c != char::from(byte) || !c.is_control());
        if assigned.is_none() {
            unassigned |= 1 << i;
        }
        upper[i] = assigned.unwrap_or(char::from(byte)) as u16;
    }
    (upper, unassigned)
}

fn patched(patches: &[(u8, char)], byte: u8) -> Option<char> {
    patches.iter().find(|(at, _)| *at == byte).map(|(_, c)| *c)
}

fn decode(encoding: &'static Encoding, byte: u8) -> Option<char> {
    encoding.decode_without_bom_handling_and_without_replacement(&[byte]).and_then(|text| text.chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_bits_are_those_whose_bit_is_set() {
        for bits in [0, 1, 0b1010, 0x00FF_0000, u32::MAX] {
            let by_index = CodePage::all().filter(|page| bits >> page.index() & 1 == 1);
            assert!(CodePage::of_bits(bits).eq(by_index), "{bits:b}");
        }
    }

    #[test]
    fn every_byte_of_every_page_comes_back() {
        for page in CodePage::all() {
            for byte in 0..=0xFF {
                assert_eq!(page.byte_of(page.char_of(byte)), Some(byte), "{} {byte:02X}", page.name());
            }
        }
    }

    #[test]
    fn pages_agree_with_the_published_tables() {
        let published = include_str!("../../tests/data/code-pages.tsv");
        let mut seen = 0;
        for line in published.lines().filter(|line| !line.starts_with('#')) {
            let (name, codes) = line.split_once('\t').expect("name, tab, codes");
            let page = CodePage::from_name(name).expect(name);
            for (byte, code) in (0x80u8..=0xFF).zip(codes.split(' ')) {
                let wanted = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
                assert_eq!(Some(page.char_of(byte)), wanted, "{name} {byte:02X}");
            }
            seen += 1;
        }
        assert_eq!(seen, CodePage::COUNT);
    }

    #[test]
    fn pages_that_have_a_name_here_are_those() {
        for (page, name) in [
            (CodePage::WINDOWS_1252, "windows-1252"),
            (CodePage::ISO_8859_1, "ISO-8859-1"),
            (CodePage::WINDOWS_1254, "windows-1254"),
            (CodePage::WINDOWS_1250, "windows-1250"),
            (CodePage::WINDOWS_1251, "windows-1251"),
            (CodePage::MACINTOSH, "macintosh"),
            (CodePage::WINDOWS_1253, "windows-1253"),
            (CodePage::IBM437, "IBM437"),
            (CodePage::IBM850, "IBM850"),
            (CodePage::WINDOWS_1257, "windows-1257"),
            (CodePage::ISO_8859_2, "ISO-8859-2"),
            (CodePage::ISO_8859_15, "ISO-8859-15"),
            (CodePage::IBM852, "IBM852"),
            (CodePage::IBM866, "IBM866"),
            (CodePage::KOI8_R, "KOI8-R"),
            (CodePage::KOI8_U, "KOI8-U"),
            (CodePage::MAC_CYRILLIC, "x-mac-cyrillic"),
            (CodePage::ISO_8859_5, "ISO-8859-5"),
            (CodePage::IBM857, "IBM857"),
        ] {
            assert_eq!(page.name(), name);
        }
    }

    #[test]
    fn unassigned_bytes_are_known() {
        let count = |name: &str| {
            let page = CodePage::from_name(name).unwrap();
            (0x80..=0xFF).filter(|&byte| page.leaves_unassigned(byte)).collect::<Vec<u8>>()
        };
        assert_eq!(count("windows-1252"), [0x81, 0x8D, 0x8F, 0x90, 0x9D]);
        assert_eq!(count("windows-1254"), [0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E]);
        assert_eq!(count("windows-1257").last(), Some(&0xA5));
        assert_eq!(count("ISO-8859-1"), (0x80..=0x9F).collect::<Vec<u8>>());
        assert!(count("KOI8-R").is_empty());
    }
}
