//! Remembered steps of one line: what a few ways to read it so far become behind the next character.
//!
//! Explanations of a line differ in few of its characters. All else they read alike, and a step that was made under one of them need not be
//! worked out again under the others.

use crate::model::marks;
use crate::model::marks::place::Side;
use crate::model::plausibility::BIT;
use crate::model::text::{Behind, State};
use crate::repair::evidence::beam::{Beam, Ways};
use crate::repair::undo::likely::Likely;

/// Places in the index; two steps of one place forget one another.
const PLACES: usize = 1 << 11;
/// Steps that a line of prose has.
const USUAL: usize = 1 << 7;
/// Steps that are remembered: a line of prose has some hundred different ones.
const MOST: usize = 1 << 12;

/// What is next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// A character that stands there.
    Stands(char),
    /// One that is supposed to have stood there.
    Supposed(char),
    /// One of several that are.
    Among(Likely),
    /// One of several marks, between two sides.
    Mark(Likely, Side, Side),
}

impl Next {
    pub(crate) fn take(&self, beam: &mut Beam) {
        let mut behind = Behind::of(&State::START);
        self.take_by(beam, |kind, state, c| kind.step(state, c, &mut behind));
    }

    /// The same, where `step` tells what one character costs.
    fn take_by(&self, beam: &mut Beam, mut step: impl FnMut(Kind, State, char) -> (i32, State)) {
        match self {
            Next::Stands(c) => beam.pass(*c, |state, c| step(Kind::Stands, state, c)),
            Next::Supposed(c) => beam.pass(*c, |state, c| step(Kind::Supposed, state, c)),
            Next::Among(likely) => beam.branch(likely, |state, c| step(Kind::Supposed, state, c)),
            // What the marks of a language are is hardly known; between what they stand is, and either may tell.
            Next::Mark(likely, left, right) => beam.branch(likely, |state, c| {
                let (cost, next) = step(Kind::Supposed, state, c);
                (cost.min(marks::cost_in_text(*left, *right, c) + BIT), next)
            }),
        }
    }

    fn hash(&self) -> u64 {
        match self {
            Next::Stands(c) => mix(1, u64::from(*c)),
            Next::Supposed(c) => mix(2, u64::from(*c)),
            Next::Among(likely) => mix(3, likely.print),
            Next::Mark(likely, left, right) => mix(mix(4, likely.print), (*left as u64) << 8 | *right as u64),
        }
    }
}

/// Whether a character stands, or is only supposed to have stood.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Stands,
    Supposed,
}

impl Kind {
    fn step(self, state: State, c: char, behind: &mut Behind) -> (i32, State) {
        match self {
            Kind::Stands => state.then(c),
            Kind::Supposed => state.then_one_supposed(c, behind),
        }
    }
}

fn mix(hash: u64, more: u64) -> u64 {
    (hash.rotate_left(23) ^ more).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn hash_of(state: u128) -> u64 {
    mix(state as u64, (state >> 64) as u64)
}

/// Steps of one line, each with what it begins with: of the last ones only, where two have one place.
#[derive(Default)]
pub(crate) struct Steps {
    beams: Table<(Ways, Next), Beam>,
    ways: Table<(u128, Kind, char), (i32, State)>,
}

impl Steps {
    /// Goes on with what is next.
    pub(crate) fn take(&mut self, beam: &mut Beam, next: Next) {
        let Steps { beams, ways: known } = self;
        let mut behind = Behind::of(&State::START);
        let one = |kind: Kind, state: State, c: char| {
            let bits = state.bits();
            let hash = mix(hash_of(bits), u64::from(c) << 1 | kind as u64);
            known.get(hash, (bits, kind, c), || kind.step(state, c, &mut behind))
        };
        if beam.is_sure() && !matches!(next, Next::Among(_) | Next::Mark(..)) {
            return next.take_by(beam, one);
        }
        let (base, ways) = beam.ways();
        let hash = ways
            .iter()
            .fold(next.hash(), |hash, (cost, state)| mix(mix(hash, *cost as u64), hash_of(*state)));
        let after = beams.get(hash, (ways, next), || {
            let mut after = *beam;
            next.take_by(&mut after, one);
            after.dearer_by(-base)
        });
        *beam = after.dearer_by(base);
    }
}

/// Values by keys.
struct Table<K, V> {
    /// For each place: the number of an entry, and 1.
    index: Vec<u16>,
    list: Vec<(K, V)>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Table { index: Vec::new(), list: Vec::new() }
    }
}

impl<K: PartialEq, V: Copy> Table<K, V> {
    /// The value of a key, of which this is a hash; `make` makes it if it is not there.
    fn get(&mut self, hash: u64, key: K, make: impl FnOnce() -> V) -> V {
        if self.index.is_empty() {
            self.index.resize(PLACES, 0);
            self.list.reserve(USUAL);
        }
        let place = (hash >> 40) as usize % PLACES;
        let known = usize::from(self.index[place]).checked_sub(1).and_then(|number| self.list.get(number));
        if let Some((_, value)) = known.filter(|(own, _)| *own == key) {
            return *value;
        }
        let value = make();
        if self.list.len() < MOST {
            self.list.push((key, value));
            self.index[place] = self.list.len() as u16;
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    /// Steps that were remembered lead where they led when they were first made.
    #[test]
    fn what_is_remembered_is_what_is_worked_out() {
        let chars: Vec<char> = "абвabc的中国。, A\n".chars().collect();
        let mut dice = Dice::new(7);
        let mut steps = Steps::default();
        for _ in 0..400 {
            let (mut own, mut remembered) = (Beam::of(State::START), Beam::of(State::START));
            for _ in 0..12 {
                let c = chars[dice.roll(3)];
                let next = match dice.roll(3) {
                    0 => Next::Stands(c),
                    1 => Next::Supposed(chars[dice.roll(chars.len())]),
                    _ => Next::Among(Likely::of([c, chars[dice.roll(chars.len())], 'x'].into_iter())),
                };
                next.take(&mut own);
                steps.take(&mut remembered, next);
                assert_eq!(own.cost(), remembered.cost());
                assert!(own.ways() == remembered.ways());
            }
        }
        assert!(steps.beams.list.len() <= MOST && steps.ways.list.len() <= MOST);
    }
}
