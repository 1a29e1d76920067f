//! The pairs of encodings that are tried, and what each costs.

use crate::channel::encoding::Encoding;
use crate::channel::multi_byte::{Mark, MultiByte};
use crate::channel::wide::{Wide, WideLegacy};
use crate::channel::Garbling;
use crate::repair::evidence::score::Score;
use crate::repair::evidence::stands::Stands;
use crate::repair::scan::east_asian;
use crate::repair::undo::east_asian::Reader;

/// The encoding that a text was in, the page that read it, and the bits that the pair asks for.
const PAIRS: [(MultiByte, MultiByte, i32); 14] = [
    (MultiByte::WINDOWS_31J, MultiByte::WINDOWS_936, 0),
    (MultiByte::WINDOWS_949, MultiByte::WINDOWS_936, 0),
    (MultiByte::BIG5_HKSCS, MultiByte::WINDOWS_936, 0),
    (MultiByte::WINDOWS_936, MultiByte::BIG5_HKSCS, 0),
    (MultiByte::WINDOWS_31J, MultiByte::WINDOWS_949, 0),
    (MultiByte::WINDOWS_936, MultiByte::WINDOWS_949, 2),
    (MultiByte::EUC_JP, MultiByte::BIG5_HKSCS, 2),
    (MultiByte::EUC_JP, MultiByte::WINDOWS_949, 2),
    (MultiByte::EUC_JP, MultiByte::WINDOWS_31J, 2),
    (MultiByte::WINDOWS_936, MultiByte::WINDOWS_31J, 2),
    (MultiByte::WINDOWS_949, MultiByte::WINDOWS_31J, 4),
    (MultiByte::BIG5_HKSCS, MultiByte::WINDOWS_31J, 4),
    (MultiByte::WINDOWS_949, MultiByte::BIG5_HKSCS, 4),
    (MultiByte::BIG5_HKSCS, MultiByte::WINDOWS_949, 6),
];

/// What a pair asks for that is never tried unless it is named.
const RAREST: i32 = 8;

/// Bits that a pair asks for beyond others.
pub(crate) fn rarity(pair: WideLegacy) -> i32 {
    let known = PAIRS
        .iter()
        .find(|(source, page, _)| (Encoding::Multi(*source), *page) == (pair.source, pair.read.page));
    known.map_or(RAREST, |(_, _, price)| *price)
}

/// Pairs that a line with a sign of them could have gone through, each with what it gains.
pub(crate) fn candidates(line: &Stands) -> Vec<(Garbling, Score)> {
    if !east_asian::is_in(line.text) {
        return Vec::new();
    }
    PAIRS
        .into_iter()
        .map(|(source, page, _)| Reader::new(source, Wide::of_bytes(page, Mark::Replacement)))
        .filter(|reader| reader.may_gain(line.text) && reader.could_gain(line.text))
        .map(|reader| (Garbling::WideLegacy(reader.pair), reader.score(line)))
        .filter(|(_, score)| score.gain > 0)
        .collect()
}
