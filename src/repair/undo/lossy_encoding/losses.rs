//! What a line can have lost.

use crate::channel::encoding::Encoding;
use crate::channel::multi_byte::{Mark, MultiByte};
use crate::channel::{Layer, Loss, UnassignedByte, WhiteSpace};

/// The same layer with each loss that a line may have gone through: it has none of the characters that would have been lost.
pub(crate) fn losses(line: &str, layer: Layer) -> Vec<Layer> {
    let unassigned = |unassigned| Loss { unassigned, ..Loss::NONE };
    // In other encodings the bytes that windows-1252 leaves unassigned are of rare characters.
    let is_shift_jis = layer.source == Encoding::Multi(MultiByte::WINDOWS_31J);
    let has_mark = line.contains(Mark::Replacement.char());
    let mut found = Vec::new();
    if !has_mark {
        found.push(Loss { controls: true, ..Loss::NONE });
    }
    if is_shift_jis && has_mark {
        found.push(unassigned(UnassignedByte::Replaced));
    } else if is_shift_jis {
        found.push(unassigned(UnassignedByte::Dropped));
        found.extend(is_questioned(line).then_some(unassigned(UnassignedByte::Questioned)));
    }
    found.retain(|loss| may_have_lost(line, layer, *loss));
    // What was dropped with all controls was dropped with fewer, too.
    if found.first().is_some_and(|loss| loss.controls) {
        found.retain(|loss| loss.unassigned != UnassignedByte::Dropped);
    }
    // In other encodings no character that is met ends in A0.
    if is_shift_jis && !line.contains('\u{A0}') {
        let spaced = |loss: &Loss| Loss { white_space: WhiteSpace::NoBreakSpaced, ..*loss };
        found.extend(found.iter().map(spaced).collect::<Vec<Loss>>());
    }
    found.into_iter().map(|loss| Layer { loss, ..layer }).collect()
}

/// True if a loss takes some byte, and a line has none of the characters that it takes.
fn may_have_lost(line: &str, layer: Layer, loss: Loss) -> bool {
    let layer = Layer { loss, ..layer };
    // GB 18030 has characters of four bytes.
    let is_known = layer.source != Encoding::Multi(MultiByte::GB18030);
    let is_changed = |byte: &u8| layer.emit(*byte) != Some(layer.page.char_of(*byte));
    let mut changed = (0x80..=0xFF).filter(is_changed).peekable();
    is_known && changed.peek().is_some() && !changed.any(|byte| line.contains(layer.page.char_of(byte)))
}

/// True if a question mark stands right before or behind what is not ASCII.
fn is_questioned(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr_iter(b'?', bytes).any(|at| {
        let is_beyond_ascii = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii());
        is_beyond_ascii(bytes.get(at + 1))
            || at.checked_sub(1).is_some_and(|at| is_beyond_ascii(bytes.get(at)))
    })
}
