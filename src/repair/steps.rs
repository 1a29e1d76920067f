//! Remembered steps of one line: what a few ways to read it so far become behind the next character.
//!
//! Explanations of a line differ in few of its characters. All else they read alike, and a step that was made under one of them need not be
//! worked out again under the others.

use super::infer::{Beam, Ways};
use super::unit::Likely;
use crate::model::text::State;

/// Places in the index; two steps of one place forget one another.
const PLACES: usize = 1 << 10;
/// Steps that are remembered: a line of prose has some hundred different ones.
const MOST: usize = 1 << 12;

/// What is next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// A character that stands there.
    Stands(char),
    /// One that is supposed to have stood there.
    Supposed(char),
    /// One of several that are, padded with NUL.
    Among(Likely),
}

impl Next {
    pub(crate) fn take(&self, beam: &mut Beam) {
        match self {
            Next::Stands(c) => beam.pass(*c, State::then),
            Next::Supposed(c) => beam.pass(*c, State::then_supposed),
            Next::Among(likely) => {
                let count = likely.iter().position(|c| *c == '\0').unwrap_or(likely.len());
                beam.branch(&likely[..count], State::then_supposed);
            }
        }
    }

    fn hash(&self) -> u64 {
        let (kind, chars) = match self {
            Next::Stands(c) => (1, std::slice::from_ref(c)),
            Next::Supposed(c) => (2, std::slice::from_ref(c)),
            Next::Among(likely) => (3, &likely[..]),
        };
        chars.iter().fold(kind, |hash, c| mix(hash, u64::from(*c)))
    }
}

fn mix(hash: u64, more: u64) -> u64 {
    (hash.rotate_left(23) ^ more).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Steps by what was before them.
#[derive(Default)]
pub(crate) struct Steps {
    /// For each place: the number of a step, and 1.
    index: Vec<u16>,
    list: Vec<(Ways, Next, Beam)>,
}

impl Steps {
    /// Goes on with what is next.
    pub(crate) fn take(&mut self, beam: &mut Beam, next: Next) {
        if self.index.is_empty() {
            self.index.resize(PLACES, 0);
        }
        let (base, ways) = beam.ways();
        let hash = ways.iter().fold(next.hash(), |hash, (cost, state)| {
            mix(mix(hash, *state as u64 ^ *cost as u64), (*state >> 64) as u64)
        });
        let place = &mut self.index[(hash >> 40) as usize % PLACES];
        let known = usize::from(*place).checked_sub(1).map(|number| &self.list[number]);
        match known.filter(|(before, what, _)| *before == ways && *what == next) {
            Some((_, _, after)) => *beam = after.dearer_by(base),
            None => {
                next.take(beam);
                if self.list.len() < MOST {
                    self.list.push((ways, next, beam.dearer_by(-base)));
                    *place = self.list.len() as u16;
                }
            }
        }
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
                    _ => Next::Among([c, chars[dice.roll(chars.len())], 'x', '\0', '\0', '\0']),
                };
                next.take(&mut own);
                steps.take(&mut remembered, next);
                assert_eq!(own.cost(), remembered.cost());
                assert!(own.ways() == remembered.ways());
            }
        }
        assert!(steps.list.len() <= MOST);
    }
}
