//! A few ways to read a line so far, each with what it costs.

use crate::model::text::State;
use crate::repair::infill::log_space::{exp, ln, EIGHTH_OF_A_BIT};

/// What is restored, as far as it is known: a few ways to fill the gaps so far, each with what it costs.
#[derive(Clone, Copy)]
pub(crate) struct Beam {
    ways: [(i32, State); WAYS],
    count: usize,
}

/// Ways that are followed at a time.
const WAYS: usize = 3;

/// What each way costs more than the first, and its state; the least number where there are fewer.
pub(crate) type Ways = [(i32, u128); WAYS];

impl Beam {
    pub(crate) fn of(state: State) -> Beam {
        Beam { ways: [(0, state); WAYS], count: 1 }
    }

    /// Goes on with a character that is known.
    pub(crate) fn pass(&mut self, c: char, mut step: impl FnMut(State, char) -> (i32, State)) {
        for (cost, state) in &mut self.ways[..self.count] {
            let (own, next) = step(*state, c);
            *cost += own;
            *state = next;
        }
        if self.count > 1 && self.ways[1..self.count].iter().all(|way| way.1.is_same(&self.ways[0].1)) {
            self.ways[0].0 = self.cost();
            self.count = 1;
        }
    }

    /// Goes on with one of several.
    pub(crate) fn branch(&mut self, among: &[char], mut step: impl FnMut(State, char) -> (i32, State)) {
        let mut best = [(i32::MAX, self.ways[0].1); WAYS];
        let mut found = 0;
        for &(cost, state) in &self.ways[..self.count] {
            // No character costs less than nothing.
            if found == WAYS && cost >= best[WAYS - 1].0 {
                continue;
            }
            for &c in among {
                let (own, next) = step(state, c);
                let way = (cost + own, next);
                let at = best[..found].iter().position(|other| way.0 < other.0).unwrap_or(found);
                if at < WAYS {
                    best.copy_within(at..WAYS - 1, at + 1);
                    best[at] = way;
                    found = (found + 1).min(WAYS);
                }
            }
        }
        if found > 0 {
            (self.ways, self.count) = (best, found);
        }
    }

    /// True if there is one way only.
    pub(crate) fn is_sure(&self) -> bool {
        self.count == 1
    }

    /// What the first way costs, and what tells this beam from others.
    pub(crate) fn ways(&self) -> (i32, Ways) {
        let base = self.ways[0].0;
        let way = |at: usize| match self.ways[..self.count].get(at) {
            Some((cost, state)) => (cost - base, state.bits()),
            None => (i32::MIN, 0),
        };
        (base, std::array::from_fn(way))
    }

    /// The same, where all before it costs so much more.
    pub(crate) fn dearer_by(&self, cost: i32) -> Beam {
        let mut dearer = *self;
        dearer.ways[..self.count].iter_mut().for_each(|way| way.0 += cost);
        dearer
    }

    /// What all ways cost together.
    pub(crate) fn cost(&self) -> i32 {
        let ways = &self.ways[..self.count];
        let least = ways.iter().map(|way| way.0).min().unwrap_or(0);
        let sum: f32 = ways.iter().map(|way| exp((least - way.0) as f32 * EIGHTH_OF_A_BIT)).sum();
        least - (ln(sum.max(1.0)) / EIGHTH_OF_A_BIT) as i32
    }

    /// Where the likeliest way leads.
    pub(crate) fn state(&self) -> State {
        self.ways[..self.count].iter().min_by_key(|way| way.0).map_or(self.ways[0].1, |way| way.1)
    }
}
