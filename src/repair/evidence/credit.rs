//! What a stretch of a line may lack to be taken for damaged: the rest of the line speaks for it.

use crate::repair::evidence::line::script;
use crate::repair::undo::sequence::Sequence;

/// Eighths of a bit that a stretch may lack, or (if negative) must gain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Credit {
    of_any: i32,
    /// One that is in keeping with the rest of its line, and no single letter: a letter may be intact beside a garbled sentence (`Älv`, `‘Å’`).
    in_keeping: i32,
    /// The scripts of the rest of the line, a bit for each.
    scripts: u8,
}

/// Where every stretch has been weighed.
const CERTAIN: i32 = 1 << 20;

impl Credit {
    /// That of lines of which every stretch has been weighed.
    pub(crate) const CERTAIN: Credit = Credit::of_any(CERTAIN);

    /// The same for every stretch.
    pub(crate) const fn of_any(credit: i32) -> Credit {
        Credit { of_any: credit, in_keeping: credit, scripts: 0 }
    }

    /// The same, but more for stretches that are in keeping with a line of these scripts.
    pub(crate) fn and_in_keeping(self, more: i32, scripts: u8) -> Credit {
        Credit { in_keeping: self.in_keeping + more, scripts, ..self }
    }

    /// The same, and what other lines speak for damage.
    pub(crate) fn and_of_document(self, more: i32) -> Credit {
        Credit { of_any: self.of_any + more, in_keeping: self.in_keeping + more, ..self }
    }

    /// No more than `most`.
    pub(crate) fn at_most(self, most: Credit) -> Credit {
        Credit {
            of_any: self.of_any.min(most.of_any),
            in_keeping: self.in_keeping.min(most.in_keeping),
            scripts: self.scripts & most.scripts,
        }
    }

    /// True if no stretch need be weighed.
    pub(crate) fn is_certain(self) -> bool {
        self.of_any >= CERTAIN
    }

    /// What any stretch may lack.
    pub(crate) fn least(self) -> i32 {
        self.of_any
    }

    /// What a stretch of these sequences may lack.
    pub(crate) fn of(self, sequences: &[(Sequence, usize)]) -> i32 {
        let is_in_keeping = |(sequence, _): &(Sequence, usize)| match sequence {
            Sequence::Gap(gap) if gap.is_of_four() && gap.is_lead_alone() => false,
            _ => script(sequence, None).is_none_or(|script| self.scripts >> script & 1 == 1),
        };
        match sequences {
            [(Sequence::Whole(..='\u{24F}'), _)] => self.of_any,
            [(Sequence::Gap(gap), _)] if gap.is_lead_alone() => self.of_any,
            _ if sequences.iter().all(is_in_keeping) => self.in_keeping,
            _ => self.of_any,
        }
    }
}
