//! What a line can have lost.

use crate::channel::encoding::Encoding;
use crate::channel::multi_byte::MultiByte;
use crate::channel::{Layer, Loss, UnassignedByte, WhiteSpace};

/// The same layer with each loss that a line may have gone through: it has none of the characters that would have been lost.
pub(crate) fn losses(line: &str, layer: Layer) -> impl Iterator<Item = Layer> {
    let controls = Loss { controls: true, ..Loss::NONE };
    let dropped = Loss { unassigned: UnassignedByte::Dropped, ..Loss::NONE };
    let with = move |loss| Layer { loss, ..layer };
    let keeps_some =
        |loss: &Loss| lost_bytes(with(*loss)).any(|byte| line.contains(layer.page.char_of(byte)));
    let base = [controls, dropped].into_iter().find(|loss| !keeps_some(loss));
    let base = base.filter(|loss| lost_bytes(with(*loss)).next().is_some() && is_known(layer.source));
    // In other encodings no character ends in A0 that is met.
    let has_blanks = layer.source == Encoding::Multi(MultiByte::WINDOWS_31J) && !line.contains('\u{A0}');
    let spaced = base.filter(|_| has_blanks);
    let spaced = spaced.map(|loss| Loss { white_space: WhiteSpace::NoBreakSpaced, ..loss });
    base.into_iter().chain(spaced).map(with)
}

/// False for what has characters of more than two bytes that anybody uses.
fn is_known(source: Encoding) -> bool {
    matches!(source, Encoding::Multi(page) if page != MultiByte::GB18030)
}

/// The bytes beyond ASCII that a layer loses.
pub(super) fn lost_bytes(layer: Layer) -> impl Iterator<Item = u8> {
    (0x80..=0xFF).filter(move |byte| layer.emit(*byte).is_none())
}
