//! The hidden Markov chain over the words of a turn.
//!
//! People who mix languages do it in two ways: they go over from one language to the other, and they set single words
//! of one into sentences of the other. So a state of the chain is a pair: the *matrix* language, which goes on until
//! something speaks against it, and the *current* language, which is the matrix language or that of an insertion, soon
//! over. How often either happens differs from conversation to conversation ([`Habits`]).

use super::{
    context::Choice,
    evidence::Memory,
    habits::{Habits, Tally, BETWEEN_TURNS},
    words::{Pause, Traits, Word},
};

/// One word of the chain.
#[derive(Clone, Copy)]
pub(crate) struct Observation<const N: usize> {
    pause: Pause,
    /// Whether the word begins with a capital; none where that says nothing.
    capital: Option<bool>,
    /// The likelihood of each language, 0 beyond the languages there are.
    pub(super) likelihoods: [f32; N],
}

impl<const N: usize> Observation<N> {
    /// The evidence of a word of `text`.
    #[inline]
    pub(crate) fn of(text: &str, word: &Word, memory: &mut Memory<N>) -> Observation<N> {
        let mut likelihoods = memory.likelihoods(text, word);
        if word.traits.has(Traits::REPEATED) {
            // Said twice is not twice as sure.
            likelihoods = likelihoods.map(|p| if p > 0.0 { 1.0 } else { 0.0 });
        }
        Observation { pause: word.pause, capital: word.capital(), likelihoods }
    }

    /// Weighs the capital letter: German nouns have one, Turkish ones do not.
    #[inline]
    fn weigh_case(&mut self, habits: &Habits) {
        let Some(capital) = self.capital else { return };
        for (p, &rate) in self.likelihoods.iter_mut().zip(&habits.capitals) {
            *p *= if capital { rate } else { 1.0 - rate };
        }
    }
}

/// A weight for each state: by matrix language, then by current language.
type States<const N: usize> = [[f32; N]; N];

/// Finds the languages of the words of one script, turn by turn; `N` is at least the number of languages.
pub(crate) struct Decoder<const N: usize> {
    memory: Memory<N>,
    links: Vec<Observation<N>>,
    forward: Vec<States<N>>,
    posteriors: Vec<[f32; N]>,
    /// What is known of the states at the end of the last turn.
    carried: States<N>,
}

impl<const N: usize> Decoder<N> {
    /// For about so many words.
    pub(crate) fn new(choice: &Choice, words: usize) -> Self {
        let (links, forward, posteriors) = Default::default();
        let memory = Memory::new(&choice.numbers, words);
        let mut decoder = Decoder { memory, links, forward, posteriors, carried: [[0.0; N]; N] };
        decoder.forget(choice);
        decoder
    }

    /// Begins anew: nothing is known of the languages but their shares.
    pub(crate) fn forget(&mut self, choice: &Choice) {
        let shares = choice.habits(None).shares;
        self.carried = std::array::from_fn(|m| std::array::from_fn(|c| if m == c { shares[m] } else { 0.0 }));
    }

    /// Finds the posteriors of the languages of `words`, the words of a turn in the script of the decoder's choice. Gives the number of
    /// words that other languages know better.
    pub(crate) fn decode<'w>(
        &mut self,
        text: &str,
        words: impl Iterator<Item = &'w Word>,
        habits: &Habits,
    ) -> usize {
        self.memory.strange = 0;
        self.links.clear();
        self.links.extend(words.map(|word| Observation::of(text, word, &mut self.memory)));
        self.run(habits, None);
        self.memory.strange
    }

    /// The same for the words of a turn whose evidence was gathered before, with a tally of what happens in them.
    pub(crate) fn survey(&mut self, links: &[Observation<N>], habits: &Habits, tally: &mut Tally) {
        self.links.clear();
        self.links.extend_from_slice(links);
        self.run(habits, Some(tally));
    }

    /// The best language of each word, by its number in the choice, with its posterior.
    pub(crate) fn best(&self) -> impl Iterator<Item = (usize, f32)> + '_ {
        self.posteriors.iter().map(|posterior| {
            let ranked = posterior.iter().copied().enumerate();
            ranked.fold((0, f32::MIN), |best, next| if next.1 > best.1 { next } else { best })
        })
    }

    fn run(&mut self, habits: &Habits, tally: Option<&mut Tally>) {
        self.posteriors.clear();
        self.posteriors.resize(self.links.len(), [0.0; N]);
        if self.links.is_empty() {
            return;
        }
        self.links.iter_mut().for_each(|link| link.weigh_case(habits));
        let step = Step::<N>::new(habits);
        self.forward(&step);
        self.backward(&step, tally);
        self.carried = self.forward[self.links.len() - 1];
    }

    /// Weighs the states of each word by what stands before it and by the word itself.
    fn forward(&mut self, step: &Step<'_, N>) {
        self.forward.clear();
        let mut state = self.carried;
        for (i, link) in self.links.iter().enumerate() {
            state = step.predict(&state, kind(i, link.pause));
            for row in &mut state {
                row.iter_mut().zip(&link.likelihoods).for_each(|(p, likelihood)| *p *= likelihood);
            }
            rescale(&mut state);
            self.forward.push(state);
        }
    }

    /// Finds the posteriors from the forward weights and from what stands after each word.
    fn backward(&mut self, step: &Step<'_, N>, mut tally: Option<&mut Tally>) {
        let mut after = [[1.0; N]; N];
        for i in (0..self.links.len()).rev() {
            let link = &self.links[i];
            let kind = kind(i, link.pause);
            let forward = &self.forward[i];
            let mut supported = after;
            let mut posterior = [0.0; N];
            let mut total = 0.0;
            for m in 0..N {
                for c in 0..N {
                    let p = forward[m][c] * after[m][c];
                    posterior[c] += p;
                    total += p;
                    supported[m][c] *= link.likelihoods[c];
                }
            }
            let one = 1.0 / total.max(f32::MIN_POSITIVE);
            self.posteriors[i] = posterior.map(|p| p * one);
            if let Some(tally) = tally.as_deref_mut() {
                for m in 0..N {
                    tally.matrix[m] += (0..N).map(|c| forward[m][c] * after[m][c]).sum::<f32>() * one;
                }
                if let Some(capital) = link.capital {
                    for (l, p) in self.posteriors[i].iter().enumerate() {
                        tally.cased[l] += p;
                        tally.capitals[l] += if capital { *p } else { 0.0 };
                    }
                }
                let before = if i == 0 { &self.carried } else { &self.forward[i - 1] };
                step.count(before, &supported, kind, tally);
            }
            after = step.recall(&supported, kind);
            rescale(&mut after);
        }
    }
}

/// The kind of pause before word `i` of a turn.
fn kind(i: usize, pause: Pause) -> usize {
    if i == 0 {
        BETWEEN_TURNS
    } else {
        pause as usize
    }
}

/// Brings weights that have become small back to a sum of 1; only what they are to each other counts.
#[inline(always)]
fn rescale<const N: usize>(states: &mut States<N>) {
    // One word takes off a factor of 1e10 at most, and the weights from both sides are multiplied.
    const SMALL: f32 = 1e-6;
    let total: f32 = states.iter().flatten().sum();
    if total < SMALL {
        let one = 1.0 / total.max(f32::MIN_POSITIVE);
        states.iter_mut().flatten().for_each(|p| *p *= one);
    }
}

/// The transition from one word to the next.
struct Step<'h, const N: usize> {
    habits: &'h Habits,
    /// The probability that an insertion begins in one given language.
    each: f32,
}

impl<'h, const N: usize> Step<'h, N> {
    fn new(habits: &'h Habits) -> Self {
        let langs = habits.shares.iter().filter(|&&s| s > 0.0).count();
        Step { habits, each: habits.insertion / langs.saturating_sub(1).max(1) as f32 }
    }

    /// The weights of the states of the next word.
    #[inline(always)]
    fn predict(&self, states: &States<N>, kind: usize) -> States<N> {
        if kind == 0 {
            return *states;
        }
        let renewal = self.habits.renewals[kind];
        let (going_on, end) = (1.0 - renewal, self.habits.end);
        let drawn = renewal * states.iter().flatten().sum::<f32>();
        let mut next = [[0.0; N]; N];
        for m in 0..N {
            let inserted = states[m].iter().sum::<f32>() - states[m][m];
            let outside = going_on * states[m][m] + drawn * self.habits.shares[m];
            for c in 0..N {
                next[m][c] = outside * self.each + going_on * (1.0 - end) * states[m][c];
            }
            next[m][m] = outside * (1.0 - self.habits.insertion) + going_on * end * inserted;
        }
        next
    }

    /// How well the states of a word agree with what is known of the next, `next`.
    #[inline(always)]
    fn recall(&self, next: &States<N>, kind: usize) -> States<N> {
        if kind == 0 {
            return *next;
        }
        let renewal = self.habits.renewals[kind];
        let (going_on, end) = (1.0 - renewal, self.habits.end);
        let mut states = [[0.0; N]; N];
        let mut drawn = 0.0;
        for m in 0..N {
            let outside = self.outside(&next[m], m);
            drawn += self.habits.shares[m] * outside;
            for c in 0..N {
                states[m][c] = going_on * (end * next[m][m] + (1.0 - end) * next[m][c]);
            }
            states[m][m] = going_on * outside;
        }
        states.iter_mut().flatten().for_each(|p| *p += renewal * drawn);
        states
    }

    /// How well a word outside insertions, of matrix language `m`, agrees with the next.
    #[inline(always)]
    fn outside(&self, next: &[f32; N], m: usize) -> f32 {
        let inserted = next.iter().sum::<f32>() - next[m];
        (1.0 - self.habits.insertion) * next[m] + self.each * inserted
    }

    /// Adds what is expected to have happened between two words.
    fn count(&self, before: &States<N>, next: &States<N>, kind: usize, tally: &mut Tally) {
        if kind == 0 {
            return;
        }
        let renewal = self.habits.renewals[kind];
        let (going_on, end) = (1.0 - renewal, self.habits.end);
        let total = before.iter().flatten().sum::<f32>();
        let (mut changed, mut outside, mut begun, mut ended, mut kept) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for m in 0..N {
            let mass: f32 = before[m].iter().sum();
            let inserted = next[m].iter().sum::<f32>() - next[m][m];
            let agreement = self.outside(&next[m], m);
            let from = going_on * before[m][m] + renewal * total * self.habits.shares[m];
            outside += from * agreement;
            begun += from * self.each * inserted;
            changed += renewal * self.habits.shares[m] * agreement * (total - mass);
            ended += going_on * (mass - before[m][m]) * end * next[m][m];
            for c in 0..N {
                if c != m {
                    kept += going_on * (1.0 - end) * before[m][c] * next[m][c];
                }
            }
        }
        let one = 1.0 / (outside + ended + kept).max(f32::MIN_POSITIVE);
        tally.pairs[kind] += 1.0;
        tally.changes[kind] += changed * one;
        tally.outside += outside * one;
        tally.begun += begun * one;
        tally.inside += (ended + kept) * one;
        tally.ended += ended * one;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::habits::MOST;

    /// The probability of one state after another, spelt out.
    fn transition(
        habits: &Habits,
        kind: usize,
        (m, c): (usize, usize),
        (n, d): (usize, usize),
        langs: usize,
    ) -> f32 {
        if kind == 0 {
            return if (m, c) == (n, d) { 1.0 } else { 0.0 };
        }
        let each = habits.insertion / (langs - 1) as f32;
        let outside = if d == n { 1.0 - habits.insertion } else { each };
        let renewed = habits.renewals[kind] * habits.shares[n] * outside;
        let went_on = match () {
            () if m != n => 0.0,
            () if c == m => outside,
            () if d == n => habits.end,
            () if d == c => 1.0 - habits.end,
            () => 0.0,
        };
        renewed + (1.0 - habits.renewals[kind]) * went_on
    }

    /// The posteriors, from all ways through the states.
    fn posteriors<const N: usize>(
        links: &[Observation<N>],
        carried: &States<N>,
        habits: &Habits,
        langs: usize,
    ) -> Vec<[f32; N]> {
        let states: Vec<(usize, usize)> = (0..langs * langs).map(|s| (s / langs, s % langs)).collect();
        let mut sums = vec![[0.0; N]; links.len()];
        for way in 0..states.len().pow(links.len() as u32) {
            let at = |i: usize| states[way / states.len().pow(i as u32) % states.len()];
            let mut p: f32 = (0..states.len())
                .map(|s| {
                    carried[states[s].0][states[s].1]
                        * transition(habits, BETWEEN_TURNS, states[s], at(0), langs)
                })
                .sum();
            for (i, link) in links.iter().enumerate() {
                p *= link.likelihoods[at(i).1];
                if i > 0 {
                    p *= transition(habits, link.pause as usize, at(i - 1), at(i), langs);
                }
            }
            (0..links.len()).for_each(|i| sums[i][at(i).1] += p);
        }
        sums.into_iter().map(|s| s.map(|p| p / s.iter().sum::<f32>())).collect()
    }

    #[test]
    fn posteriors_are_those_of_all_ways_together() {
        let likelihoods = [[1.0, 0.01, 0.3], [0.2, 1.0, 0.01], [1.0, 1.0, 1.0], [0.001, 1.0, 0.5]];
        let pauses = [Pause::Sentence, Pause::Blank, Pause::Within, Pause::Clause];
        let choice = Choice::of(["eng", "spa", "fra"].map(|l| l.parse().unwrap()).to_vec());
        let mut habits = Habits::usual(3);
        habits.shares[..3].copy_from_slice(&[0.5, 0.3, 0.2]);
        let links: Vec<Observation<4>> = likelihoods
            .iter()
            .zip(pauses)
            .map(|(l, pause)| Observation { pause, capital: None, likelihoods: [l[0], l[1], l[2], 0.0] })
            .collect();
        let mut decoder = Decoder::<4>::new(&choice, 0);
        for _ in 0..2 {
            let expected = posteriors(&links, &decoder.carried, &habits, 3);
            let mut tally = Tally::default();
            decoder.survey(&links, &habits, &mut tally);
            for (expected, got) in expected.iter().flatten().zip(decoder.posteriors.iter().flatten()) {
                assert!((expected - got).abs() < 1e-4, "{expected} {got}");
            }
            assert!((tally.matrix.iter().sum::<f32>() - 4.0).abs() < 1e-4);
            // The carried weights are on no scale of their own.
            let total: f32 = decoder.carried.iter().flatten().sum();
            decoder.carried.iter_mut().flatten().for_each(|p| *p /= total);
        }
        assert_eq!(habits.shares.len(), MOST);
    }

    #[test]
    fn endless_turns_stay_within_the_range_of_floats() {
        let choice = Choice::of(["eng", "spa"].map(|l| l.parse().unwrap()).to_vec());
        let mut decoder = Decoder::<2>::new(&choice, 0);
        for pause in [Pause::Within, Pause::Blank] {
            let unlikely = |i: usize| if i % 2 == 0 { [1.0, 6e-6] } else { [6e-6, 1.0] };
            let links: Vec<Observation<2>> = (0..10_000)
                .map(|i| Observation { pause, capital: Some(true), likelihoods: unlikely(i) })
                .collect();
            decoder.survey(&links, &Habits::usual(2), &mut Tally::default());
            let wrong = decoder.best().enumerate().find(|(_, (_, p))| !(0.499..1.001).contains(p));
            assert_eq!(wrong, None, "{pause:?}");
        }
    }
}
