//! The gaps of words in capitals. See [`capitals`].

use super::Lattice;
use crate::model::marks::Habit;
use crate::model::restoration::feature;
use crate::model::restoration::view::GAP;
use crate::model::restoration::Weights;
use crate::repair::evidence::words::Way;
use crate::repair::infill::capitals::{self, Letter};
use crate::repair::infill::choice::Choice;
use crate::repair::infill::confusion_set::ConfusionSet;
use crate::repair::infill::local_scores::Candidate;
use crate::repair::infill::text_model_search::{self, Cell, Worth};

/// How much more (in nats) the likeliest small letter of a set may be met than its likeliest capital, for a word in capitals to have one of it.
const RARER: f32 = 6.0;

/// The case of a set's letters.
pub(super) struct Case {
    letter: Letter,
    /// The candidates in a word in capitals, with their biases: small letters in place of capitals, and no letter that has a capital form itself. Empty if no
    /// candidate is a capital.
    small: Vec<(char, f32)>,
    /// The set of these, once it was needed.
    set: Option<ConfusionSet>,
}

impl Case {
    pub(super) fn of(candidates: &[Candidate]) -> Case {
        let letter = candidates.iter().fold(Letter::No, |letter, one| letter.or(Letter::of(one.c)));
        let small = match letter {
            Letter::No | Letter::Small => Vec::new(),
            Letter::Capital | Letter::Either => {
                let is_left = |one: &&Candidate| capitals::capital(one.c).is_none();
                let in_small = |one: &Candidate| (capitals::small(one.c).unwrap_or(one.c), one.score);
                candidates.iter().filter(is_left).map(in_small).collect()
            }
        };
        Case { letter, small, set: None }
    }
}

impl<W: Weights> Lattice<W> {
    /// Notes the words in capitals, and writes those in Latin letters in small ones: of other alphabets, the restoration model has learnt capitals against
    /// capitals, and the small letters were never lost together.
    pub(super) fn find_capitals(&mut self) {
        let letter = |gap: usize| match self.kinds[gap].is_alphabetic() {
            true => self.cases[self.gaps[gap].0 as usize].letter,
            false => Letter::No,
        };
        let words = capitals::words(&self.slots, letter);
        for at in words.iter().cloned().flatten() {
            let slot = self.slots[at];
            if slot & GAP == 0 {
                let latin = char::from_u32(slot).filter(|c| feature::is_latin(*c));
                self.slots[at] = latin.and_then(capitals::small).map_or(slot, u32::from);
                continue;
            }
            let gap = (slot & !GAP) as usize;
            let own = self.gaps[gap];
            if !self.kinds[gap].latin && self.is_likelier_small(own) {
                continue;
            }
            if self.kinds[gap].latin {
                let Some(small) = self.small_set(own) else { continue };
                self.sets[own.0 as usize].gaps -= 1;
                self.sets[small.0 as usize].gaps += 1;
                self.gaps[gap] = small;
                self.kinds[gap] = self.sets[small.0 as usize].kind;
            }
            self.in_capitals.push(gap as u32);
        }
        self.words_in_capitals = words;
    }

    /// True if hardly a capital of a set is among the letters that text has: what Cyrillic loses behind `Ñ` are small letters, and `Ѡ`.
    fn is_likelier_small(&self, ConfusionSet(number): ConfusionSet) -> bool {
        let candidates = &self.set_candidates[self.sets[number as usize].range()];
        let likeliest = |is_small: bool| {
            let those = candidates.iter().filter(|one| capitals::capital(one.c).is_some() == is_small);
            those.map(|one| self.weights.prior(one.c)).fold(f32::NEG_INFINITY, f32::max)
        };
        likeliest(true) > likeliest(false) + RARER
    }

    /// The set of a set's capitals in small letters; `None` if it has none.
    fn small_set(&mut self, ConfusionSet(number): ConfusionSet) -> Option<ConfusionSet> {
        let case = &mut self.cases[number as usize];
        if case.set.is_some() || case.small.is_empty() {
            return case.set;
        }
        let small = std::mem::take(&mut case.small).into_iter();
        // Other texts have these letters under a name of their own.
        let set = match self.names.get(number as usize).copied().filter(|named| *named != (0, Way::INTACT)) {
            Some((name, way)) => self.set_named(!name, way, small),
            None => self.set(small),
        };
        self.cases[number as usize].set = Some(set);
        Some(set)
    }

    /// Chooses anew for words in capitals, by the text model, which sees them in small letters. The restoration model has its say for letters of other
    /// alphabets than the Latin one that the usual losses damage.
    pub(super) fn choose_capitals(&mut self) {
        if self.in_capitals.is_empty() {
            return;
        }
        let slots = std::mem::take(&mut self.slots);
        let in_small = |c: char| capitals::small(c).unwrap_or(c);
        let mut likely: Vec<Vec<char>> = vec![Vec::new(); self.sets.len()];
        let mut said = Vec::with_capacity(self.in_capitals.len());
        for &gap in &self.in_capitals {
            let (number, kind) = (self.gaps[gap as usize].0 as usize, self.kinds[gap as usize]);
            if likely[number].is_empty() {
                let candidates = &self.set_candidates[self.sets[number].range()];
                // Of other alphabets the small letters are among them: the channel does not make their capitals.
                let is_capital = |c: char| kind.latin || capitals::capital(c).is_none();
                likely[number] =
                    candidates.iter().filter(|one| is_capital(one.c)).map(|one| in_small(one.c)).collect();
            }
            let knows = !kind.latin && !kind.other_loss;
            said.push(if knows {
                capitals_of(&self.choices[gap as usize]).written(in_small)
            } else {
                Choice::NONE
            });
        }
        let is_in_capitals = |at: usize| {
            let next = self.words_in_capitals.partition_point(|word| word.end <= at);
            self.words_in_capitals.get(next).is_some_and(|word| word.start <= at)
        };
        let cell = |at: usize| {
            let slot = slots[at];
            if slot & GAP == 0 {
                let c = char::from_u32(slot).unwrap_or(char::REPLACEMENT_CHARACTER);
                return Cell::Known(if is_in_capitals(at) { in_small(c) } else { c });
            }
            let gap = slot & !GAP;
            match self.in_capitals.binary_search(&gap) {
                Ok(own) => Cell::Gap(&likely[self.gaps[gap as usize].0 as usize], &said[own]),
                Err(_) => Cell::Known(self.choices[gap as usize].best),
            }
        };
        let mut chosen = Vec::with_capacity(self.in_capitals.len());
        let each = |_, choice| chosen.push(choice);
        text_model_search::choose(slots.len(), Worth::OF_CAPITALS, cell, |_| Habit::USUAL, each);
        for (&gap, choice) in self.in_capitals.iter().zip(&chosen) {
            let is_latin = self.kinds[gap as usize].latin;
            self.choices[gap as usize] = if is_latin { *choice } else { choice.written(in_capital) };
        }
    }

    /// Writes what was chosen for words in capitals in capitals: last, since the sets of Latin letters are of small ones until then.
    pub(super) fn write_capitals(&mut self) {
        for gap in self.in_capitals.drain(..) {
            let choice = &mut self.choices[gap as usize];
            *choice = choice.written(in_capital);
        }
    }
}

/// What a choice says of capitals, and of letters without case.
fn capitals_of(choice: &Choice) -> Choice {
    let mut shares = choice.shares();
    shares.iter_mut().filter(|(c, _)| capitals::capital(*c).is_some()).for_each(|share| *share = ('\0', 0.0));
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut capitals = Choice::NONE;
    capitals.set_shares(&shares);
    capitals
}

fn in_capital(c: char) -> char {
    capitals::capital(c).unwrap_or(c)
}
