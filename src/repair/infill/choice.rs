//! What stands in a gap, and what else it could be.

use crate::repair::infill::log_space::{exp, ln};

/// Runners-up that a choice names.
pub(crate) const RUNNERS_UP: usize = 4;

/// What stands in a gap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    /// The likeliest candidate.
    pub(crate) best: char,
    /// The probability that it is right.
    pub(crate) confidence: f32,
    /// The next likeliest, with their probabilities; NUL where there are fewer.
    pub(crate) runners_up: [(char, f32); RUNNERS_UP],
    /// True if the word that it stands in is of a script that no model was learnt for, and much of it is open: then chance chose.
    pub(crate) is_guess: bool,
}

/// Which choices are named, but not made.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Caution {
    /// Those of less confidence.
    pub(crate) least_confidence: f32,
    /// False for guesses, too.
    pub(crate) fills_guesses: bool,
}

impl Caution {
    /// All are made.
    pub(crate) const NONE: Caution = Caution { least_confidence: 0.0, fills_guesses: true };

    pub(crate) fn withholds(&self, choice: &Choice) -> bool {
        choice.confidence < self.least_confidence || choice.is_guess && !self.fills_guesses
    }
}

impl Choice {
    /// The next likeliest candidates, with their probabilities.
    pub(crate) fn runners_up(&self) -> impl Iterator<Item = (char, f32)> + '_ {
        self.runners_up.iter().copied().take_while(|(c, _)| *c != '\0')
    }

    pub(crate) const NONE: Choice =
        Choice { best: '\u{fffd}', confidence: 0.0, runners_up: [('\0', 0.0); RUNNERS_UP], is_guess: false };

    /// A choice among these, likelier ones first.
    #[cfg(test)]
    pub(crate) fn of(shares: &[(char, f32)]) -> Choice {
        let mut choice = Choice { best: shares[0].0, confidence: shares[0].1, ..Choice::NONE };
        choice.runners_up[..shares.len() - 1].copy_from_slice(&shares[1..]);
        choice
    }

    /// A choice that leaves nothing open.
    pub(crate) fn sure(best: char) -> Choice {
        Choice { best, confidence: 1.0, ..Choice::NONE }
    }

    /// The same if it holds only with a probability.
    pub(crate) fn scaled(&self, probability: f32) -> Choice {
        let mut choice = *self;
        choice.confidence *= probability;
        choice.runners_up.iter_mut().for_each(|(_, share)| *share *= probability);
        choice
    }

    /// Takes each probability to a power, and lets them add up to as much as before.
    pub(crate) fn temper(&mut self, power: f32) {
        self.shift(|_, share| (power - 1.0) * ln(share));
    }

    /// The same without the runners-up of which `keeps` is false.
    pub(crate) fn keeping(&self, keeps: impl Fn(char) -> bool) -> Choice {
        let mut choice = Choice { runners_up: Choice::NONE.runners_up, ..*self };
        let kept = self.runners_up().filter(|(c, _)| keeps(*c));
        choice.runners_up.iter_mut().zip(kept).for_each(|(slot, runner_up)| *slot = runner_up);
        choice
    }

    /// The same with other characters.
    pub(crate) fn written(&self, as_: impl Fn(char) -> char) -> Choice {
        let mut choice = *self;
        choice.best = as_(choice.best);
        choice.runners_up.iter_mut().for_each(|(c, _)| *c = as_(*c));
        choice
    }

    /// Whether no other evidence could change the choice.
    pub(crate) fn is_settled(&self) -> bool {
        const SETTLED: f32 = 0.9999;
        self.confidence > SETTLED
    }

    /// Takes these for the likeliest candidates, which are in order.
    pub(crate) fn set_shares(&mut self, shares: &[(char, f32); RUNNERS_UP + 1]) {
        (self.best, self.confidence) = shares[0];
        self.runners_up.copy_from_slice(&shares[1..]);
    }

    /// The likeliest candidates with their probabilities, in order; NUL and 0 where there are fewer.
    pub(crate) fn shares(&self) -> [(char, f32); RUNNERS_UP + 1] {
        let mut all = [(self.best, self.confidence); RUNNERS_UP + 1];
        all[1..].copy_from_slice(&self.runners_up);
        all
    }

    /// Adds to each candidate's log-probability what `by` gives for it and its probability.
    pub(crate) fn shift(&mut self, mut by: impl FnMut(char, f32) -> f32) {
        let mut shares = self.shares();
        let before: f32 = shares.iter().map(|(_, share)| share).sum();
        // The powers of what is added may be too small for a number, all of them: only their ratios count.
        let mut added = [f32::NEG_INFINITY; RUNNERS_UP + 1];
        let named = shares.iter().take_while(|(_, share)| *share >= f32::MIN_POSITIVE);
        added.iter_mut().zip(named).for_each(|(added, (c, share))| *added = by(*c, *share));
        let most = added.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        if most.is_finite() {
            shares.iter_mut().zip(added).for_each(|((_, share), added)| *share *= exp(added - most));
            let total: f32 = shares.iter().map(|(_, share)| share).sum();
            shares.iter_mut().for_each(|(_, share)| *share *= before / total);
            shares.sort_by(|a, b| b.1.total_cmp(&a.1));
            self.set_shares(&shares);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_probabilities_whatever_is_added() {
        for by in [0.0, -80.0, -100.0, -1000.0, 1000.0] {
            let mut choice = Choice::of(&[('a', 0.75), ('c', 0.25), ('b', 1e-30)]);
            choice.shift(|c, _| if c == 'b' { by } else { by - 1.0 });
            let total: f32 = choice.shares().iter().map(|(_, share)| share).sum();
            assert!((total - 1.0).abs() < 1e-5, "{by}: {:?}", choice.shares());
            assert!((choice.confidence - 0.75).abs() < 1e-5, "{by}: {:?}", choice.shares());
        }
    }
}
