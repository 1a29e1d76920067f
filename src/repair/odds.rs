//! What a layer must gain, over all of a text and over one stretch, for the layers that are not UTF-8 read with a single-byte page.
//! The reckoning is that of `infer`: gains in bits, and a text as a mixture of stretches that went through the layer and stretches
//! that did not.

use crate::model::plausibility::BIT;
use crate::model::text::State;

/// A stretch that a layer could explain.
pub(crate) struct Run {
    pub(crate) end: usize,
    /// Eighths of a bit that reading it so gains.
    pub(crate) gain: i32,
    /// True if it is of a shape that undamaged text hardly takes by chance: only such runs prove a layer.
    pub(crate) telling: bool,
    /// Eighths of a bit that it speaks against the layer, wherever else that explains something.
    pub(crate) against: i32,
}

/// Bits that a run must gain to count as damaged before the share of damage in the text is known.
const CLEAR: i32 = 6 * BIT;

/// What a stretch that the layer cannot have made speaks against it, where the layer made all or nothing.
const IMPOSSIBLE: i32 = 16 * BIT;

/// Gains of one layer over a text.
#[derive(Default)]
pub(crate) struct Tally {
    gains: Vec<(i32, bool)>,
    others: i32,
    against: i32,
}

/// The verdict on a text.
#[derive(Clone, Copy)]
pub(crate) struct Odds {
    /// Eighths of a bit gained over all, the cost of telling one kind of stretch from the other paid.
    pub(crate) gain: i32,
    /// Eighths of a bit that a stretch may lack, or must have to spare, to be taken for damaged.
    pub(crate) credit: i32,
    /// The part of the gain that telling runs have.
    pub(crate) proof: i32,
}

impl Tally {
    pub(crate) fn run(&mut self, run: &Run) {
        self.gains.push((run.gain, run.telling));
        self.against += run.against;
    }

    /// A stretch that the layer cannot have made.
    pub(crate) fn other(&mut self) {
        self.others += 1;
    }

    /// The verdict on a text that went through the layer as a whole, or not at all.
    pub(crate) fn all_or_nothing(&self) -> Odds {
        let gain = self.gains.iter().map(|(gain, _)| gain).sum::<i32>() - self.others * IMPOSSIBLE;
        let proof = self.gains.iter().filter(|(_, telling)| *telling).map(|(gain, _)| gain).sum();
        Odds { gain, credit: i32::MAX / 2, proof }
    }

    pub(crate) fn odds(&self) -> Odds {
        let clear = self.gains.iter().filter(|(gain, _)| *gain > CLEAR).count();
        let total = (self.gains.len() as i32 + self.others) as f32;
        // One imagined stretch of each kind, shared in halves, keeps the odds finite.
        let share = (clear as f32 + 0.5) / (total + 1.0);
        let yes = (-share.log2() * BIT as f32) as i32;
        let no = (-(1.0 - share).log2() * BIT as f32) as i32;
        let gain = self.gains.iter().map(|(gain, _)| (gain - yes).max(-no)).sum::<i32>() - self.others * no;
        let proof: i32 =
            self.gains.iter().filter(|(_, telling)| *telling).map(|(gain, _)| (gain - yes).max(0)).sum();
        Odds { gain: gain - self.against, credit: no - yes, proof: proof - self.against }
    }
}

/// What a text costs after `before` and in front of `after`.
pub(crate) fn cost(text: impl Iterator<Item = char>, before: char, after: char) -> i32 {
    let mut state = State::after(before);
    let mut sum = 0;
    for c in text.chain([after]) {
        let (cost, next) = state.then(c);
        sum += cost;
        state = next;
    }
    sum
}
