//! Records: the same keys in the same order, over and over.

use super::tally::Tally;
use super::Candidate;
use crate::turn::label::Shape;

/// Whether the labels of a shape are the keys of records: the same ones in the same order, over and over.
pub(super) fn is_record(tally: &Tally, candidates: &[Candidate]) -> bool {
    /// Fewer keys could be people who take turns.
    const FEWEST: usize = 4;
    if tally.shape.is_strong() || tally.model_side && tally.user_side {
        return false;
    }
    // Fields may be empty.
    let shape = |shape: Shape| Shape { alone: false, ..shape };
    let of_shape =
        || candidates.iter().filter(|candidate| shape(candidate.label.shape) == shape(tally.shape));
    let labels: Vec<(u32, usize)> =
        of_shape().map(|candidate| (candidate.seen.index, candidate.paragraph)).collect();
    let mut different: Vec<u32> = labels.iter().map(|(index, _)| *index).collect();
    different.sort_unstable();
    different.dedup();
    if different.len() + 1 < FEWEST {
        return false;
    }
    // In paragraphs: most have several keys, none twice, and begin with the same one.
    let (mut records, mut keys, mut same_first, mut clean) = (0, 0, 0, 0);
    let mut paragraphs = labels.chunk_by(|a, b| a.1 == b.1);
    let first = labels.first().map(|(index, _)| *index);
    for paragraph in paragraphs.by_ref() {
        let mut sorted: Vec<u32> = paragraph.iter().map(|(index, _)| *index).collect();
        sorted.sort_unstable();
        sorted.dedup();
        records += 1;
        keys += paragraph.len();
        same_first += usize::from(Some(paragraph[0].0) == first);
        clean += usize::from(sorted.len() == paragraph.len());
    }
    if records > 1
        && keys >= records * 3
        && clean * 10 >= records * 8
        && (same_first * 10 >= records * 8 || records < 4)
    {
        return true;
    }
    // Without blank lines: what follows what is fixed.
    let Some(period) = labels.iter().skip(1).position(|(index, _)| Some(*index) == first).map(|at| at + 1)
    else {
        return false;
    };
    let pairs = labels.len() - period;
    let same = labels.iter().zip(&labels[period..]).filter(|(a, b)| a.0 == b.0).count();
    period >= FEWEST && labels.len() >= 2 * period && same * 10 >= pairs * 8
}
