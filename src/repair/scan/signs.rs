//! Signs of damage that a line shows, and lines counted by them.

use crate::channel::encoding::Encoding;
use crate::channel::Garbling;
use crate::repair::evidence::present::Present;
use crate::repair::evidence::SIGNS;
use crate::repair::scan;
use crate::repair::scan::{east_asian, lone};
use crate::repair::undo::wrong_encoding;

/// Signs of damage in a line: the pages that have a pair in it, a bit for each, then those of the other kinds.
pub(crate) fn signs(line: &str, present: Present) -> u32 {
    let mark = |there: bool, bit: u32| if there { bit } else { 0 };
    let latin = lone::PAGES.iter().fold(0, |pages, page| pages | 1 << page.index());
    present.pair
        | mark(lone::is_in(line), latin)
        | mark(has_control(line.as_bytes()), CONTROL)
        | mark(
            wrong_encoding::next_suspect(line, 0).is_some()
                || wrong_encoding::alphabets::is_in(line)
                || east_asian::is_in(line),
            WRONG_ENCODING,
        )
        | mark(scan::next_multi_byte_suspect(line, 0).is_some(), MULTI_BYTE)
}

/// True if a text has a control beyond ASCII.
fn has_control(text: &[u8]) -> bool {
    memchr::memchr_iter(0xC2, text).any(|at| matches!(text.get(at + 1), Some(0x80..=0x9F)))
}

pub(crate) const CONTROL: u32 = 1 << 29;
pub(crate) const WRONG_ENCODING: u32 = 1 << 30;
pub(crate) const MULTI_BYTE: u32 = 1 << 31;

/// The signs of which one must show in a line that an explanation could explain.
pub(crate) fn signs_of(garbling: Garbling) -> u32 {
    match garbling {
        Garbling::Narrow(layer) if layer.source.is_utf8() => 1 << layer.page.index(),
        Garbling::Narrow(layer) if layer.has_controls_for_marks() => CONTROL,
        Garbling::Narrow(_) => WRONG_ENCODING,
        Garbling::Wide(_) => MULTI_BYTE,
        Garbling::WideLegacy(pair) => match pair.source {
            Encoding::Single(_) => MULTI_BYTE,
            Encoding::Multi(_) | Encoding::Utf8 | Encoding::Cesu8 => WRONG_ENCODING,
        },
    }
}

/// Counts the signs of a line.
pub(crate) fn count_signs(mut signs: u32, counts: &mut [u64; SIGNS]) {
    while signs != 0 {
        counts[signs.trailing_zeros() as usize] += 1;
        signs &= signs - 1;
    }
}

/// Lines that showed one of these signs: at least so many.
pub(crate) fn counted(signs: u32, counts: &[u64; SIGNS]) -> u64 {
    counts
        .iter()
        .enumerate()
        .filter(|(sign, _)| signs >> sign & 1 == 1)
        .map(|(_, count)| *count)
        .max()
        .unwrap_or(0)
}
