//! What a stretch of a line may lack to be taken for damaged: the rest of the line speaks for it.

use crate::repair::undo::sequence::Sequence;

/// Eighths of a bit that a stretch may lack, or (if negative) must gain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Credit {
    /// One that is a lead short of all other bytes. It may be a letter: `Älv` beside a garbled sentence.
    of_lead_alone: i32,
    of_others: i32,
}

/// Where every stretch has been weighed.
const CERTAIN: i32 = 1 << 20;

impl Credit {
    /// That of lines of which every stretch has been weighed.
    pub(crate) const CERTAIN: Credit = Credit::of_any(CERTAIN);

    /// The same for every stretch.
    pub(crate) const fn of_any(credit: i32) -> Credit {
        Credit { of_lead_alone: credit, of_others: credit }
    }

    /// The same, but more for stretches that are no lead alone.
    pub(crate) fn and_of_others(self, more: i32) -> Credit {
        Credit { of_others: self.of_others + more, ..self }
    }

    /// The same, and what other lines speak for damage.
    pub(crate) fn and_of_document(self, more: i32) -> Credit {
        Credit { of_lead_alone: self.of_lead_alone + more, of_others: self.of_others + more }
    }

    /// No more than `most`.
    pub(crate) fn at_most(self, most: Credit) -> Credit {
        Credit {
            of_lead_alone: self.of_lead_alone.min(most.of_lead_alone),
            of_others: self.of_others.min(most.of_others),
        }
    }

    /// True if no stretch need be weighed.
    pub(crate) fn is_certain(self) -> bool {
        self.of_lead_alone >= CERTAIN
    }

    /// What any stretch may lack.
    pub(crate) fn least(self) -> i32 {
        self.of_lead_alone
    }

    /// What a stretch of these sequences may lack.
    pub(crate) fn of(self, sequences: &[(Sequence, usize)]) -> i32 {
        match sequences {
            [(Sequence::Gap(gap), _)] if gap.is_lead_alone() => self.of_lead_alone,
            _ => self.of_others,
        }
    }
}
