//! The document as evidence: which candidates of a set its author uses.
//!
//! The model knows how often a character is used in the text that it learnt from. A document has its own shares: 卻 where others
//! write 去, the digits of one script, one name. They show where the context leaves no doubt, and count where it does.

use crate::repair::evidence::words::{Item, Words};
use crate::repair::infill::choice::Choice;
use crate::repair::infill::confusion_set::{ConfusionSet, SetMember};
use crate::repair::infill::local_scores::Candidate;
use crate::repair::infill::log_space::{exp, ln};

/// How far a candidate's log-probability follows its share in the document. The whole way would count the context twice.
const FOLLOW: f32 = 0.25;
/// The same for letters of an alphabet: a language does without most of the letters that a set could be, `č` in Vietnamese, and says so
/// in every line.
const FOLLOW_LETTERS: f32 = 0.8;
/// How many gaps the model's own expectation counts for: few gaps say little of what the author uses.
const EXPECTED: f32 = 30.0;
/// Least share that a candidate is expected to have, and the most that its log-probability may change: one rare character that was
/// taken for sure is not to win everywhere.
const LEAST_SHARE: f32 = 1e-4;
const MOST: f32 = 2.0;

/// Sums of the distributions of all gaps of a set. Reusable.
#[derive(Default)]
pub(crate) struct DocumentPrior {
    /// For each candidate of each set: its probability, summed over the gaps.
    mass: Vec<f32>,
    /// For each set: how many gaps of other texts could have it.
    elsewhere: Vec<f32>,
    /// For each candidate: the probability that the model expects in one gap.
    expected: Vec<f32>,
}

impl DocumentPrior {
    /// Moves the choices towards what the document uses, and what other texts did. `gaps` has the set of each gap.
    pub(crate) fn apply(
        &mut self,
        gaps: &[ConfusionSet],
        sets: &[SetMember],
        candidates: &[Candidate],
        words: &Words,
        choices: &mut [Choice],
    ) {
        self.mass.clear();
        self.mass.resize(candidates.len(), 0.0);
        for (&set, choice) in gaps.iter().zip(&*choices) {
            let set = &sets[set.0 as usize];
            let own = &candidates[set.range()];
            for (c, share) in choice.shares().into_iter().take_while(|(_, share)| *share > 0.0) {
                if let Some(at) = own.iter().position(|candidate| candidate.c == c) {
                    self.mass[set.range().start + at] += share;
                }
            }
        }
        self.elsewhere.clear();
        self.elsewhere.resize(sets.len(), 0.0);
        for (number, _) in
            gaps.iter().zip(&*choices).filter(|(_, choice)| !words.is_empty() && !choice.is_settled())
        {
            let (set, elsewhere) = (&sets[number.0 as usize], &mut self.elsewhere[number.0 as usize]);
            if *elsewhere > 0.0 {
                continue;
            }
            for (mass, candidate) in self.mass[set.range()].iter_mut().zip(&candidates[set.range()]) {
                let count = words.count(Item::filling(candidate.c));
                *mass += count;
                *elsewhere += count;
            }
        }
        self.expect(sets, candidates);
        for (&set, choice) in gaps.iter().zip(choices) {
            if choice.is_settled() {
                continue;
            }
            let elsewhere = self.elsewhere[set.0 as usize];
            let set = &sets[set.0 as usize];
            let own = &candidates[set.range()];
            // One of the other texts is this one itself, if it is among those that were read.
            let counted = 1.0 + elsewhere.min(1.0);
            let follow = if set.is_alphabetic() { FOLLOW_LETTERS } else { FOLLOW };
            choice.shift(|c, share| {
                let Some(at) = own.iter().position(|candidate| candidate.c == c) else { return 0.0 };
                let expected = self.expected[set.range().start + at];
                let others =
                    (self.mass[set.range().start + at] - counted * share).max(0.0) + EXPECTED * expected;
                let seen = others / (set.gaps as f32 + elsewhere - counted + EXPECTED);
                (follow * ln(seen / expected)).clamp(-MOST, MOST)
            });
        }
    }

    /// How many gaps of other texts could have the set with this number, where a gap of it is open.
    pub(crate) fn elsewhere(&self, set: ConfusionSet) -> f32 {
        self.elsewhere.get(set.0 as usize).copied().unwrap_or(0.0)
    }

    /// Works out what the model expects of a set without context.
    fn expect(&mut self, sets: &[SetMember], candidates: &[Candidate]) {
        self.expected.clear();
        self.expected.resize(candidates.len(), 1.0);
        for set in sets.iter().filter(|set| set.gaps > 0) {
            let own = &candidates[set.range()];
            // The first is the likeliest.
            let share = |candidate: &Candidate| exp(candidate.score - own[0].score);
            let total: f32 = own.iter().map(share).sum();
            for (expected, candidate) in self.expected[set.range()].iter_mut().zip(own) {
                *expected = (share(candidate) / total).max(LEAST_SHARE);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DocumentPrior;
    use crate::repair::evidence::words;
    use crate::repair::infill::choice::{Choice, RUNNERS_UP};
    use crate::repair::infill::confusion_set::{ConfusionSet, SetMember};
    use crate::repair::infill::local_scores::Candidate;
    use crate::repair::infill::recurrence::Keys;

    fn candidate(c: char, score: f32) -> Candidate {
        Candidate { c, symbol: c as u32, score, held: 0 }
    }

    /// The share of `b` in a gap that is left open between `a` and `b`, where `sure` other gaps of the set are surely `b`.
    fn share_of_b(sure: usize) -> f32 {
        share_in_set(sure, |set| set)
    }

    fn share_in_set(sure: usize, kind: fn(SetMember) -> SetMember) -> f32 {
        let candidates = [candidate('a', 0.2), candidate('b', 0.0), candidate('c', -30.0)];
        let open = Choice::of(&[('a', 0.6), ('b', 0.4)]);
        let mut choices = vec![open];
        choices.resize(sure + 1, Choice::of(&[('b', 1.0)]));
        let sets = [kind(SetMember::of(0..3, choices.len() as u32))];
        let gaps = vec![ConfusionSet(0); choices.len()];
        DocumentPrior::default().apply(&gaps, &sets, &candidates, &words::NONE, &mut choices);
        assert!(choices[1..].iter().all(|choice| (choice.best, choice.confidence) == ('b', 1.0)));
        let shares = choices[0].shares();
        assert!((shares.iter().map(|share| share.1).sum::<f32>() - 1.0).abs() < 1e-5, "{shares:?}");
        assert!(shares.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{shares:?}");
        assert_eq!(shares[2..], [('\0', 0.0); RUNNERS_UP - 1]);
        shares.iter().find(|(c, _)| *c == 'b').unwrap().1
    }

    #[test]
    fn what_the_document_uses_gains_with_each_use_but_only_so_far() {
        let shares = [0, 3, 30, 300, 30_000].map(share_of_b);
        assert!((shares[0] - 0.4).abs() < 0.01, "one gap alone says nothing: {shares:?}");
        assert!(shares.windows(2).all(|pair| pair[0] < pair[1]), "{shares:?}");
        assert!(shares[2] > 0.42 && shares[4] < 0.9, "{shares:?}");
    }

    #[test]
    fn letters_follow_the_document_further() {
        for sure in [30, 300] {
            let letters = share_in_set(sure, |set| set.like('đ'));
            assert!(letters > share_of_b(sure) + 0.05, "{sure}: {letters} {}", share_of_b(sure));
        }
    }

    #[test]
    fn what_other_texts_use_counts_as_what_this_one_does() {
        let share = |times: usize| {
            let candidates = [candidate('a', 0.2), candidate('b', 0.0), candidate('c', -30.0)];
            let mut words = words::Words::default();
            (0..times).for_each(|_| words.add(words::Item::filling('b'), 1.0));
            let mut choices = vec![Choice::of(&[('a', 0.6), ('b', 0.4)])];
            let sets = [SetMember::of(0..3, 1)];
            DocumentPrior::default().apply(&[ConfusionSet(0)], &sets, &candidates, &words, &mut choices);
            choices[0].shares().iter().find(|(c, _)| *c == 'b').unwrap().1
        };
        for times in [3, 300] {
            assert!(
                (share(times) - share_of_b(times)).abs() < 0.01,
                "{} {}",
                share(times),
                share_of_b(times)
            );
        }
    }

    /// Evidence that was gathered from this text as well holds what it guesses itself, which says nothing.
    #[test]
    fn what_this_text_said_itself_does_not_count() {
        let candidates = [candidate('b', 2.0), candidate('a', 0.0), candidate('c', -30.0)];
        let mut words = words::Words::default();
        let shares = [('a', 0.6), ('b', 0.4)];
        words.add_gap(Keys::default(), &shares);
        let mut choices = [Choice::of(&shares)];
        DocumentPrior::default().apply(
            &[ConfusionSet(0)],
            &[SetMember::of(0..3, 1)],
            &candidates,
            &words,
            &mut choices,
        );
        assert!((choices[0].confidence - 0.6).abs() < 1e-3, "{:?}", choices[0]);
    }

    #[test]
    fn a_set_without_candidates_is_left_alone() {
        let sets = [SetMember::of(0..0, 2)];
        let mut choices = [Choice::NONE; 2];
        DocumentPrior::default().apply(&[ConfusionSet(0); 2], &sets, &[], &words::NONE, &mut choices);
        assert!(choices.iter().all(|choice| choice.confidence == 0.0));
    }
}
