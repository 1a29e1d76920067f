//! Losses that a line can show.

use crate::channel::{Loss, Quotes, UnassignedByte, WhiteSpace};
use crate::repair::scan::lone;

/// What straightened quotes would have been.
const CURLED: [char; 4] = ['\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}'];

/// Low quotes, which some programs straighten, too.
const LOW: [char; 2] = ['\u{201A}', '\u{201E}'];

/// Losses to try. The text must have what a loss leaves behind.
pub(super) fn losses(text: &str) -> impl Iterator<Item = Loss> {
    let none = Loss::NONE;
    let replaced = text.contains(char::REPLACEMENT_CHARACTER);
    let questioned = memchr::memchr(b'?', text.as_bytes()).is_some();
    let spaced = !text.contains('\u{A0}');
    let next_line = spaced && !text.contains('\u{85}');
    let stands_in = |stand_in: &str| lone::may_stand_in(text, stand_in);
    let blank_stands_in = stands_in(" ");
    let quoted = memchr::memchr2(b'"', b'\'', text.as_bytes()).is_some() && !text.contains(CURLED);
    // What straightens low quotes leaves none.
    let quotes = if text.contains(LOW) { Quotes::CurlyStraightened } else { Quotes::Straightened };
    let quoted = quoted && (quotes == Quotes::Straightened || lone::quotes_may_be_bytes(text));
    let candidates = [
        (Loss { controls: true, ..none }, true),
        (Loss { unassigned: UnassignedByte::Dropped, ..none }, true),
        (Loss { unassigned: UnassignedByte::Replaced, ..none }, replaced),
        (Loss { unassigned: UnassignedByte::Questioned, ..none }, questioned),
        (Loss { unassigned: UnassignedByte::Spaced, ..none }, blank_stands_in),
        (
            Loss { unassigned: UnassignedByte::Spaced, white_space: WhiteSpace::NoBreakSpaced, ..none },
            spaced && blank_stands_in,
        ),
        (Loss { unassigned: UnassignedByte::Stopped, ..none }, stands_in(".")),
        (Loss { unassigned: UnassignedByte::LowLined, ..none }, stands_in("_")),
        (Loss { white_space: WhiteSpace::NoBreakSpaced, ..none }, spaced),
        (Loss { white_space: WhiteSpace::NoBreakDropped, ..none }, spaced),
        (Loss { quotes, ..none }, quoted),
        (Loss { white_space: WhiteSpace::NoBreakSpaced, controls: true, ..none }, spaced),
        (Loss { white_space: WhiteSpace::AllSpaced, ..none }, next_line),
        (Loss { white_space: WhiteSpace::AllSpaced, controls: true, ..none }, next_line),
        (
            Loss { white_space: WhiteSpace::NoBreakSpaced, unassigned: UnassignedByte::Replaced, ..none },
            spaced && replaced,
        ),
        (Loss { quotes, controls: true, ..none }, quoted),
        (Loss { white_space: WhiteSpace::NoBreakSpaced, quotes, ..none }, spaced && quoted),
        (Loss { white_space: WhiteSpace::NoBreakSpaced, quotes, controls: true, ..none }, spaced && quoted),
    ];
    candidates.into_iter().filter(|(_, possible)| *possible).map(|(loss, _)| loss)
}

/// True if what stands for a byte is a character that any text has.
pub(super) fn is_as_any_text(loss: Loss) -> bool {
    match loss.unassigned {
        UnassignedByte::Spaced | UnassignedByte::Stopped | UnassignedByte::LowLined => true,
        UnassignedByte::Kept
        | UnassignedByte::Dropped
        | UnassignedByte::Replaced
        | UnassignedByte::Questioned
        | UnassignedByte::Dotted => false,
    }
}
