//! The pages that are tried, and what each pair costs.

use crate::channel::code_page::CodePage;
use crate::channel::encoding::Encoding;
use crate::channel::multi_byte::{Mark, MultiByte};
use crate::channel::wide::{Wide, WideLegacy};
use crate::channel::Garbling;
use crate::model::plausibility::BIT;
use crate::repair::evidence::score::Score;
use crate::repair::evidence::stands::Stands;
use crate::repair::scan;
use crate::repair::undo::latin_letters::Reader;

/// Pages of Latin letters that text was in.
pub(super) const SOURCES: [CodePage; 3] =
    [CodePage::WINDOWS_1252, CodePage::WINDOWS_1250, CodePage::WINDOWS_1254];

/// The page that a text was in, the page that read it, and the bits that the pair asks for.
const PAIRS: [(CodePage, MultiByte, i32); 7] = [
    (CodePage::WINDOWS_1252, MultiByte::WINDOWS_936, 2),
    (CodePage::WINDOWS_1252, MultiByte::WINDOWS_31J, 4),
    (CodePage::WINDOWS_1252, MultiByte::WINDOWS_949, 4),
    (CodePage::WINDOWS_1252, MultiByte::BIG5_HKSCS, 4),
    (CodePage::WINDOWS_1250, MultiByte::WINDOWS_936, 2),
    (CodePage::WINDOWS_1254, MultiByte::WINDOWS_936, 3),
    (CodePage::WINDOWS_1250, MultiByte::WINDOWS_31J, 8),
];

/// What a pair asks for that is never tried unless it is named.
const RAREST: i32 = 10;

/// Pairs of a line that are handed on.
const RIVALS: usize = 3;

/// Bits that a pair asks for beyond others.
pub(crate) fn rarity(pair: WideLegacy) -> i32 {
    let is =
        |source: CodePage, page: MultiByte| (Encoding::Single(source), page) == (pair.source, pair.read.page);
    PAIRS.iter().find(|(source, page, _)| is(*source, *page)).map_or(RAREST, |(_, _, price)| *price)
}

/// Pairs that a line could have gone through, each with what it gains.
pub(crate) fn candidates(line: &Stands) -> Vec<(Garbling, Score)> {
    if !scan::has_letters_of_latin(line.text) {
        return Vec::new();
    }
    let mut found: Vec<(i32, Garbling, Score)> = PAIRS
        .into_iter()
        .map(|(source, page, price)| (Reader::new(source, Wide::of_bytes(page, Mark::Replacement)), price))
        .map(|(reader, price)| (price, Garbling::WideLegacy(reader.pair), reader.score(line)))
        .map(|(price, garbling, score)| (score.gain - price * BIT, garbling, score))
        .filter(|(_, _, score)| score.gain > 0)
        .collect();
    found.sort_by_key(|(gain, _, _)| -gain);
    found.truncate(RIVALS);
    found.into_iter().map(|(_, garbling, score)| (garbling, score)).collect()
}
