//! All that a character which lost bytes could have been.

use std::collections::HashSet;

use crate::channel::encoding::Encoding;
use crate::channel::{Channel, Garbling};
use crate::model::restoration::{restoration, Weights};
use crate::repair::undo::sequence::Sequence;
use crate::repair::undo::sequence_reader::SequenceReader;

/// The characters that `channel` turns into the same as those that are `likely`: these first, then more usual ones.
///
/// Bytes were lost by the innermost layer; the layers above it kept all that it left.
pub(crate) fn readings(channel: &Channel, likely: Vec<char>) -> Vec<char> {
    let mut seen = HashSet::new();
    let mut likely: Vec<char> = likely.into_iter().filter(|c| seen.insert(*c)).collect();
    let (Some(Garbling::Narrow(layer)), Some(first)) = (channel.garblings().first(), likely.first()) else {
        return likely;
    };
    if layer.source != Encoding::Utf8 {
        return likely;
    }
    let left: String = first.encode_utf8(&mut [0; 4]).bytes().filter_map(|byte| layer.emit(byte)).collect();
    let reader = SequenceReader::of(*layer);
    // A blank that was merged with the one behind it shows only there.
    let sequence = [left.clone(), left + " "].iter().find_map(|left| reader.sequence(left));
    if let Some((Sequence::Gap(gap), _)) = sequence {
        let mut others = Vec::new();
        reader.candidates(&gap, &mut |c| {
            if seen.insert(c) {
                others.push((restoration().prior(c), c));
            }
        });
        others.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        likely.extend(others.into_iter().map(|(_, c)| c));
    }
    likely
}
