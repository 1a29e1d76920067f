//! The document as evidence: characters that stand whole in it although the channel damages them.
//!
//! Where a document went through the channel in part only (one speaker's lines, one of several files), its other part says outright
//! what stands in the gaps: the names and terms are the same.

use crate::repair::infill::confusion_set::{ConfusionSet, SetMember};
use crate::repair::infill::local_scores::Candidate;

/// Symbols that can occur intact and be told apart: those of the basic plane.
const SYMBOLS: usize = 1 << 16;
/// Symbols of a row.
const ROW: usize = 64;
/// In a row: several candidates have this symbol.
const AMBIGUOUS: u16 = u16::MAX;

/// Which symbols would be gaps had they gone through the channel.
pub(crate) struct IntactOccurrences {
    /// For each `ROW` symbols the number of their row, 0 for one without candidates: short texts have few.
    numbers: [u16; SYMBOLS / ROW],
    /// For each symbol 0, the place of its candidate in the list and 1, or [`AMBIGUOUS`].
    rows: Vec<[u16; ROW]>,
    list: Vec<(ConfusionSet, char)>,
}

impl IntactOccurrences {
    /// The candidates of all sets that have gaps and that `takes` names.
    pub(crate) fn new(
        sets: &[SetMember],
        candidates: &[Candidate],
        takes: impl Fn(&SetMember) -> bool,
    ) -> Self {
        let mut found = IntactOccurrences { numbers: [0; SYMBOLS / ROW], rows: vec![[0; ROW]], list: vec![] };
        for (number, set) in sets.iter().enumerate().filter(|(_, set)| set.gaps > 0 && takes(set)) {
            for candidate in &candidates[set.range()] {
                if !is_own(candidate) {
                    continue;
                }
                let symbol = candidate.symbol as usize;
                let Some(row) = found.numbers.get_mut(symbol / ROW) else { continue };
                if *row == 0 {
                    *row = found.rows.len() as u16;
                    found.rows.push([0; ROW]);
                }
                let place = &mut found.rows[usize::from(*row)][symbol % ROW];
                if *place != 0 || found.list.len() + 1 >= usize::from(AMBIGUOUS) {
                    *place = AMBIGUOUS;
                    continue;
                }
                found.list.push((ConfusionSet(number as u32), candidate.c));
                *place = found.list.len() as u16;
            }
        }
        found
    }

    /// The set that the channel makes of a symbol, and the character that the symbol stands for.
    #[inline]
    pub(crate) fn of(&self, symbol: u32) -> Option<(ConfusionSet, char)> {
        let row = *self.numbers.get(symbol as usize / ROW)?;
        match self.rows[usize::from(row)][symbol as usize % ROW] {
            0 | AMBIGUOUS => None,
            place => self.list.get(usize::from(place) - 1).copied(),
        }
    }
}

/// Does the symbol stand for this candidate, and not for a variant of it (里 for 裡) or a small letter (п for П) that the channel might have left
/// whole?
fn is_own(candidate: &Candidate) -> bool {
    candidate.c as u32 == candidate.symbol
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(c: char, symbol: char) -> Candidate {
        Candidate { c, symbol: symbol as u32, score: 0.0, held: 0 }
    }

    #[test]
    fn a_symbol_that_one_candidate_has_is_told_apart() {
        let candidates = [
            candidate('与', '与'),
            candidate('中', '中'),
            candidate('裡', '里'),
            candidate('里', '里'),
            candidate('字', '字'),
            candidate('😏', '😏'),
            candidate('寫', '写'),
            candidate('Ν', 'ν'),
            candidate('与', '与'),
        ];
        let sets =
            [SetMember::of(0..3, 2), SetMember::of(3..4, 1), SetMember::of(4..5, 0), SetMember::of(5..9, 1)];
        let occurrences = IntactOccurrences::new(&sets, &candidates, |_| true);
        let of = |c: char| occurrences.of(c as u32).map(|(set, c)| (set.0, c));
        assert_eq!(of('中'), Some((0, '中')));
        assert_eq!(of('里'), Some((1, '里')), "the traditional character is no rival");
        assert_eq!(of('与'), None, "two sets claim it");
        assert_eq!(of('字'), None, "its set has no gaps");
        assert_eq!(of('😏'), None, "beyond the basic plane");
        assert_eq!(of('天'), None);
        assert_eq!(of('写'), None, "the channel might leave this one whole and damage the other");
        assert_eq!(of('ν'), None, "a small letter, which the channel leaves whole, is no capital");
        assert_eq!(IntactOccurrences::new(&sets, &candidates, |_| false).of('中' as u32), None);
    }
}
