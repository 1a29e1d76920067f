//! The encodings that are tried, and what each costs.

use std::sync::OnceLock;

use super::InputKind;
use crate::channel::code_page::CodePage;
use crate::channel::encoding::Encoding;
use crate::channel::multi_byte::MultiByte;
use crate::channel::Layer;

/// Encodings to try, and the bits that each must gain beyond others: the rarer it is, or the more alike what it makes is to
/// what stands there, the more. GB 18030 comes after GBK, which says the same of all but its sequences of four bytes.
pub(super) fn sources(from: InputKind, with_latin: bool) -> impl Iterator<Item = (Encoding, i32)> {
    static USUAL: OnceLock<Vec<(Encoding, i32)>> = OnceLock::new();
    let usual = USUAL.get_or_init(usual_sources);
    // Latin letters for Latin letters: in a text that came as characters, they may well be meant.
    let latin = latin_sources().iter().filter(move |_| with_latin);
    usual.iter().chain(latin).map(move |&(source, price)| match from {
        InputKind::Bytes if is_macintosh(source) => (source, MACINTOSH_OF_BYTES),
        _ => (source, price),
    })
}

/// Pages of Latin letters other than windows-1252.
pub(super) fn latin_sources() -> &'static [(Encoding, i32)] {
    static OF_LATIN: OnceLock<Vec<(Encoding, i32)>> = OnceLock::new();
    OF_LATIN.get_or_init(|| pages(LATIN))
}

/// Those of any input.
fn usual_sources() -> Vec<(Encoding, i32)> {
    let multi = [
        (MultiByte::GBK, 0),
        (MultiByte::BIG5, 0),
        (MultiByte::WINDOWS_31J, 0),
        (MultiByte::WINDOWS_949, 0),
        (MultiByte::EUC_JP, 4),
        (MultiByte::GB18030, 4),
    ];
    let single = [
        ("windows-1252", CONTROLS_AS_MARKS),
        ("windows-1251", 0),
        ("KOI8-R", 4),
        ("windows-1253", 4),
        ("windows-1255", 4),
        ("windows-1256", 4),
        ("windows-874", 6),
        ("IBM866", 8),
        ("KOI8-U", 5),
        ("ISO-8859-7", 5),
        ("ISO-8859-5", 8),
        ("x-mac-cyrillic", 8),
        ("macintosh", 16),
    ];
    let multi = multi.into_iter().map(|(page, price)| (Encoding::Multi(page), price));
    multi.chain(pages(single)).collect()
}

fn pages<const COUNT: usize>(names: [(&str, i32); COUNT]) -> Vec<(Encoding, i32)> {
    let of = |(name, price): (&str, i32)| Some((Encoding::Single(CodePage::from_name(name)?), price));
    names.into_iter().filter_map(of).collect()
}

/// Pages of Latin letters, with the same price. The last four are of DOS: it had letters where windows-1252 has marks (`ver„ndert`).
const LATIN: [(&str, i32); 9] = [
    ("windows-1250", 0),
    ("windows-1254", 1),
    ("ISO-8859-2", 2),
    ("windows-1257", 6),
    ("windows-1258", 12),
    ("IBM850", 6),
    ("IBM437", 8),
    ("IBM852", 8),
    ("IBM857", 9),
];

/// What Mac Roman asks for where words tell.
const MACINTOSH_OF_BYTES: i32 = 10;
/// What it spares to read controls as the marks that windows-1252 has for their bytes: nobody types them.
const CONTROLS_AS_MARKS: i32 = -6;

/// Bits that an encoding asks for beyond others.
pub(crate) fn rarity(layer: Layer, from: InputKind) -> i32 {
    let of_source = || {
        let source = sources(from, true).find(|(known, _)| *known == layer.source);
        source.map(|(_, price)| price + layer.page.rarity())
    };
    let of_pair = if from == InputKind::Characters { pair_price(layer) } else { None };
    of_pair.or_else(of_source).unwrap_or(0)
}

/// Pairs of pages of the same letters: the one that text of characters was in, the one that it was read with, and the bits that the pair asks for. Programs of
/// the Macintosh and of DOS read text of Windows, and wrote some; Russian had a page for each system. And pages of other letters, in which a word of Latin ones
/// has a letter of another script in it.
pub(super) static PAIRS: [(Layer, i32); 37] = {
    const fn pair(source: CodePage, page: CodePage, price: i32) -> (Layer, i32) {
        (Layer::legacy(Encoding::Single(source), page), price)
    }
    const WINDOWS: CodePage = CodePage::WINDOWS_1252;
    const CYRILLIC: CodePage = CodePage::WINDOWS_1251;
    [
        pair(CodePage::WINDOWS_1250, WINDOWS, 0),
        pair(CodePage::WINDOWS_1254, WINDOWS, 1),
        pair(CodePage::ISO_8859_2, WINDOWS, 2),
        pair(CodePage::WINDOWS_1257, WINDOWS, 4),
        pair(CodePage::MACINTOSH, WINDOWS, 4),
        pair(CodePage::IBM850, WINDOWS, 6),
        pair(CodePage::IBM437, WINDOWS, 8),
        pair(CodePage::IBM852, WINDOWS, 8),
        pair(CodePage::IBM857, WINDOWS, 8),
        pair(WINDOWS, CodePage::MACINTOSH, 4),
        pair(WINDOWS, CodePage::IBM850, 6),
        pair(WINDOWS, CodePage::IBM437, 8),
        pair(WINDOWS, CodePage::WINDOWS_1250, 2),
        pair(CodePage::WINDOWS_1250, CodePage::MACINTOSH, 12),
        pair(CodePage::ISO_8859_2, CodePage::WINDOWS_1250, 8),
        pair(WINDOWS, CodePage::WINDOWS_1257, 6),
        pair(WINDOWS, CodePage::IBM852, 8),
        pair(CodePage::WINDOWS_1254, CodePage::WINDOWS_1250, 8),
        pair(CodePage::IBM850, CodePage::WINDOWS_1250, 8),
        pair(CodePage::IBM852, CodePage::WINDOWS_1250, 8),
        pair(CodePage::WINDOWS_1250, CodePage::IBM852, 8),
        pair(CodePage::KOI8_R, CYRILLIC, 0),
        pair(CodePage::IBM866, CYRILLIC, 0),
        pair(CYRILLIC, CodePage::IBM866, 0),
        pair(CYRILLIC, CodePage::KOI8_R, 0),
        pair(CYRILLIC, CodePage::MAC_CYRILLIC, 0),
        pair(CodePage::KOI8_U, CYRILLIC, 1),
        pair(CodePage::MAC_CYRILLIC, CYRILLIC, 4),
        pair(CodePage::ISO_8859_5, CYRILLIC, 4),
        pair(CYRILLIC, CodePage::ISO_8859_5, 4),
        pair(CodePage::KOI8_R, CodePage::IBM866, 6),
        pair(CodePage::IBM866, CodePage::KOI8_R, 6),
        pair(WINDOWS, CYRILLIC, 4),
        pair(CodePage::WINDOWS_1250, CYRILLIC, 6),
        pair(CodePage::WINDOWS_1254, CYRILLIC, 8),
        pair(WINDOWS, CodePage::WINDOWS_1253, 4),
        pair(WINDOWS, CodePage::KOI8_R, 8),
    ]
};

/// True for a page of Cyrillic letters.
pub(super) fn is_of_cyrillic(source: Encoding) -> bool {
    matches!(source, Encoding::Single(page) if ('\u{400}'..='\u{4FF}').contains(&page.char_of(0xE0)))
}

/// True for one of the pairs.
pub(crate) fn is_pair(layer: Layer) -> bool {
    pair_price(layer).is_some()
}

/// The bits that a pair asks for; `None` for what is no pair.
pub(super) fn pair_price(layer: Layer) -> Option<i32> {
    let is_same = |known: &Layer| known.source == layer.source && known.page == layer.page;
    PAIRS.iter().find(|(known, _)| is_same(known)).map(|(_, price)| *price)
}

/// True for a page of Latin letters of which words are told: of characters, the letters of Mac Roman are told by controls.
pub(super) fn is_latin(source: Encoding, from: InputKind) -> bool {
    LATIN.iter().any(|(name, _)| source.name() == *name) || from == InputKind::Bytes && is_macintosh(source)
}

/// The Macintosh's letters are where windows-1252 has quotation marks and dashes, which any text may use: among characters, only the controls of
/// Latin-1 betray them.
pub(super) fn is_macintosh(source: Encoding) -> bool {
    matches!(source, Encoding::Single(page) if page.name() == "macintosh")
}

/// True for pages that have the lines of DOS.
pub(super) fn is_of_dos(source: Encoding) -> bool {
    matches!(source, Encoding::Single(page) if page.name().starts_with("IBM"))
}

/// Pages of DOS and of the Macintosh have a Latin letter for nearly each control of Latin-1.
pub(super) fn has_letters_for_controls(source: Encoding) -> bool {
    is_macintosh(source)
        || matches!(source, Encoding::Single(page) if matches!(page.name(), "IBM850" | "IBM437" | "IBM852" | "IBM857"))
}
