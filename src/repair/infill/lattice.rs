//! The lattice of a text with gaps: the candidates of each gap, and the means to choose among them.
//!
//! Gaps that their known neighbours settle are settled first, one by one ([`local_scores`](crate::repair::infill::local_scores)), and are known neighbours
//! from then on. What is left falls into short chains of gaps that share windows, which are searched ([`forward_backward`](crate::repair::infill::forward_backward)).
//! Last, the document's own habits are heard ([`document_prior`](crate::repair::infill::document_prior), [`recurrence`](crate::repair::infill::recurrence)).

use std::ops::Range;

use crate::model::restoration::feature;
use crate::model::restoration::view::{GapKind, Place, Views, GAP};
use crate::model::restoration::Weights;
use crate::model::words::key::is_of_word;
use crate::repair::evidence::words::{self, Vocabulary, Way, Words};
use crate::repair::infill::calibrate;
use crate::repair::infill::choice::Choice;
use crate::repair::infill::confusion_set::{
    is_usually_damaged, ConfusionSet, SetMember, MANY, SET_CANDIDATES, SET_MARGIN, USUAL_CANDIDATES,
};
use crate::repair::infill::document_prior::DocumentPrior;
use crate::repair::infill::forward_backward::Chains;
use crate::repair::infill::intact_occurrences::IntactOccurrences;
use crate::repair::infill::local_scores::{Candidate, Local, Settler};
use crate::repair::infill::recurrence::{self, Keys, Recurrence};
use crate::repair::infill::word_search;

mod in_capitals;

use in_capitals::Case;

/// How far below the best (in nats) the next candidate of a gap may stand for the wide view to be asked. More would cost time, and change
/// nothing; less would leave errors.
const OPEN_MARGIN: f32 = 4.0;

/// Where more than one symbol in so many is an open gap, guesses stand around guesses, and the wide view does harm: of what windows-1253 does
/// to Chinese (two in five are open) .829 comes back with it, and .849 without. Of what windows-1254 does, one in ten is open.
const OPEN_ONE_IN: u64 = 4;

/// Least probability of a letter that counts among the company of its line.
const SURE: f32 = 0.9;

/// The two candidates of the highest scores.
fn best_two(candidates: &[Candidate]) -> (Option<Candidate>, Option<Candidate>) {
    candidates.iter().fold((None, None), |(best, next), &one| {
        let beats = |other: Option<Candidate>| other.is_none_or(|other| one.score > other.score);
        match (beats(best), beats(next)) {
            (true, _) => (Some(one), best),
            (_, true) => (best, Some(one)),
            _ => (best, next),
        }
    })
}

/// Slots of one text, in order, and the means to fill its gaps.
pub(crate) struct Lattice<W> {
    weights: W,
    sets: Vec<SetMember>,
    set_candidates: Vec<Candidate>,
    /// All letters of alphabets that each set has, likely or not.
    letters: Vec<Vec<char>>,
    slots: Vec<u32>,
    gaps: Vec<ConfusionSet>,
    kinds: Vec<GapKind>,
    views: Views,
    settler: Settler,
    candidates: Vec<Candidate>,
    /// Gaps that their known neighbours leave open.
    locals: Vec<Local>,
    /// Gaps that these settle, though their sets could be another character.
    settled: Vec<Local>,
    chains: Chains,
    choices: Vec<Choice>,
    document_prior: DocumentPrior,
    recurrence: Recurrence,
    keys: Vec<Keys>,
    /// What sets are called in other texts, as far as they were given names, and the way in which the text of each was read.
    names: Vec<(u32, Way)>,
    /// The case of the letters of each set.
    cases: Vec<Case>,
    /// Slots of words in capitals, and the gaps there, in order.
    words_in_capitals: Vec<Range<usize>>,
    in_capitals: Vec<u32>,
}

impl<W: Weights> Lattice<W> {
    /// An empty lattice over a model.
    pub(crate) fn new(weights: W) -> Self {
        Lattice {
            weights,
            sets: Vec::new(),
            set_candidates: Vec::new(),
            letters: Vec::new(),
            slots: Vec::new(),
            gaps: Vec::new(),
            kinds: Vec::new(),
            views: Views::default(),
            settler: Settler::default(),
            candidates: Vec::new(),
            locals: Vec::new(),
            settled: Vec::new(),
            chains: Chains::default(),
            choices: Vec::new(),
            document_prior: DocumentPrior::default(),
            recurrence: Recurrence::default(),
            keys: Vec::new(),
            names: Vec::new(),
            cases: Vec::new(),
            words_in_capitals: Vec::new(),
            in_capitals: Vec::new(),
        }
    }

    /// Makes a set known: its candidates, each with a bias (natural logarithm, usually 0).
    pub(crate) fn set(&mut self, candidates: impl Iterator<Item = (char, f32)>) -> ConfusionSet {
        let from = self.set_candidates.len();
        self.set_candidates.extend(candidates.map(|(c, bias)| Candidate {
            c,
            symbol: feature::symbol(c),
            score: bias,
            held: 0,
        }));
        let own = &mut self.set_candidates[from..];
        self.cases.push(Case::of(own));
        let other_loss = own.iter().any(|candidate| !is_usually_damaged(candidate.c));
        own.iter_mut().for_each(|candidate| candidate.score += self.weights.prior(candidate.c));
        own.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.c.cmp(&b.c)));
        let kind = own.first().map_or(GapKind::default(), |best| GapKind::of(best.c));
        let kind = GapKind { other_loss, ..kind };
        let is_letter = |c: &char| is_of_word(*c);
        self.letters.push(match kind.is_alphabetic() {
            true => own.iter().map(|candidate| candidate.c).filter(is_letter).collect(),
            false => Vec::new(),
        });
        let is_open = own.len() > 1;
        let least = own.first().map_or(0.0, |best| best.score) - SET_MARGIN;
        let most = if own.len() > MANY { SET_CANDIDATES } else { USUAL_CANDIDATES };
        let kept = own.iter().take(most).take_while(|c| c.score >= least).count();
        self.set_candidates.truncate(from + kept);
        self.sets.push(SetMember { from, to: from + kept, kind, is_open, gaps: 0 });
        ConfusionSet(self.sets.len() as u32 - 1)
    }

    /// The same, with a name that the set has in other texts, too.
    pub(crate) fn set_named(
        &mut self,
        name: u32,
        way: Way,
        candidates: impl Iterator<Item = (char, f32)>,
    ) -> ConfusionSet {
        let set = self.set(candidates);
        self.names.resize(set.0 as usize, (0, Way::INTACT));
        self.names.push((name, way));
        set
    }

    /// The next character of the text is known.
    #[inline]
    pub(crate) fn known(&mut self, c: char) {
        self.slots.push(c as u32);
    }

    /// The next character of the text is a gap of this set.
    #[inline]
    pub(crate) fn gap(&mut self, set: ConfusionSet) {
        self.slots.push(GAP | self.gaps.len() as u32);
        self.gaps.push(set);
        let entry = &mut self.sets[set.0 as usize];
        entry.gaps += 1;
        self.kinds.push(entry.kind);
    }

    /// Fills the gaps: a choice for each, in order. The lattice is of no use afterwards.
    pub(crate) fn solve(&mut self, vocabulary: &mut Vocabulary) -> &[Choice] {
        self.choose(vocabulary.known());
        self.choose_capitals();
        self.hear_document(vocabulary);
        self.search_words();
        self.calibrate();
        self.mark_guesses();
        self.write_capitals();
        &self.choices
    }

    /// The same, and nothing is kept but the choices.
    pub(crate) fn into_choices(mut self, vocabulary: &mut Vocabulary) -> Vec<Choice> {
        self.solve(vocabulary);
        self.choices
    }

    /// States probabilities that hold. See [`calibrate`].
    fn calibrate(&mut self) {
        for local in self.locals.iter().chain(&self.settled) {
            let class = self.class(local);
            let choice = &mut self.choices[local.gap as usize];
            if self.in_capitals.binary_search(&local.gap).is_ok() {
                calibrate::temper_capital(choice, class);
            } else if local.kind.other_loss || !calibrate::is_learnt(choice) {
                calibrate::temper(choice, class);
            }
        }
    }

    /// Marks what chance chose: see [`Choice::is_guess`].
    fn mark_guesses(&mut self) {
        /// Letters of a word to one that may be a guess.
        const LETTERS: usize = 3;
        let mut end = 0;
        for gap in 0..self.gaps.len() {
            let at = self.views.places[gap].at as usize;
            if at < end || self.kinds[gap].latin || !calibrate::is_of_unlearnt_script(self.choices[gap].best)
            {
                continue;
            }
            let view = self.views.of(false);
            let number = |at: usize| (view[at] & GAP != 0).then_some((view[at] & !GAP) as usize);
            let is_letter = |at: &usize| {
                let c = match number(*at) {
                    Some(gap) => self.choices.get(gap).map(|choice| choice.best),
                    None => char::from_u32(view[*at]),
                };
                c.is_some_and(calibrate::is_of_unlearnt_script)
            };
            let from = at - (end..at).rev().take_while(is_letter).count();
            end = at + (at..view.len()).take_while(is_letter).count();
            let guesses: Vec<usize> = (from..end).filter_map(number).collect();
            if guesses.len() * LETTERS > end - from {
                guesses.into_iter().for_each(|gap| self.choices[gap].is_guess = true);
            }
        }
    }

    /// See [`calibrate::class`].
    fn class(&self, local: &Local) -> (usize, usize) {
        const BESIDE: usize = 4;
        let gap = local.gap as usize;
        let beside = gap.saturating_sub(BESIDE)..(gap + BESIDE + 1).min(self.choices.len());
        let candidates = self.sets[self.gaps[gap].0 as usize].range().len();
        let view = self.views.of(self.kinds[gap].latin);
        let at = self.views.places[gap].at as usize;
        let around = at.saturating_sub(calibrate::AROUND)..(at + calibrate::AROUND + 1).min(view.len());
        // What stands in the place of an intact character is no gap of the text.
        let is_open = |symbol: &&u32| **symbol & GAP != 0 && ((**symbol & !GAP) as usize) < self.gaps.len();
        let open = view[around].iter().filter(is_open).count().saturating_sub(1);
        calibrate::class(&self.choices[gap], open, &self.choices[beside], candidates)
    }

    /// Fills the gaps, each by what stands near it.
    fn choose(&mut self, words: &Words) -> &[Choice] {
        self.find_capitals();
        self.views.build(&self.slots, &self.kinds);
        // The views say all that the slots did, and the search needs the room; but capitals are chosen by the slots.
        if self.in_capitals.is_empty() {
            self.slots = Vec::new();
        }
        if !words.is_empty() && self.kinds.iter().any(|kind| kind.latin) {
            self.views.keep_elsewhere(words.letters());
        }
        self.choices.resize(self.gaps.len(), Choice::NONE);
        self.candidates.clear();
        self.locals.clear();
        self.settled.clear();
        self.settle(|_| true);
        self.look_around(words);
        for latin in [false, true] {
            self.search(latin);
        }
        if self.keep_company() {
            self.choose_letters_anew();
        }
        &self.choices
    }

    /// Searches what is open in one view.
    fn search(&mut self, latin: bool) {
        self.chains.fill(
            |gap| self.kinds[gap].latin == latin,
            &mut self.locals,
            &mut self.candidates,
            self.views.of(latin),
            &self.views.places,
            &self.weights,
            &mut self.choices,
        );
    }

    /// Counts the letters that are found among the company of each line. Gives whether that changed anything.
    fn keep_company(&mut self) -> bool {
        let (choices, kinds) = (&self.choices, &self.kinds);
        let filled = |gap: usize| {
            Some(choices[gap].best).filter(|_| kinds[gap].latin && choices[gap].confidence >= SURE)
        };
        let could_be = |gap: usize, letter: u32| {
            let own = &self.set_candidates[self.sets[self.gaps[gap].0 as usize].range()];
            own.iter().any(|candidate| candidate.symbol == letter)
        };
        kinds.iter().any(|kind| kind.latin) && self.views.keep_filled(filled, could_be)
    }

    /// Chooses the letters of the spelt view once more.
    fn choose_letters_anew(&mut self) {
        self.locals.retain(|local| !local.kind.latin);
        self.settled.retain(|local| !local.kind.latin);
        for (gap, _) in self.kinds.iter().enumerate().filter(|(_, kind)| kind.latin) {
            self.views.spelt[self.views.places[gap].at as usize] = GAP | gap as u32;
        }
        self.settle(|kind| kind.latin);
        self.search(true);
    }

    /// Settles what known neighbours settle, and notes the rest in `locals`.
    fn settle(&mut self, here: impl Fn(&GapKind) -> bool) {
        for (gap, &ConfusionSet(number)) in self.gaps.iter().enumerate() {
            let set = &self.sets[number as usize];
            if !here(&set.kind) {
                continue;
            }
            let place = &self.views.places[gap];
            let local = self.settler.settle(
                number,
                set.kind,
                &self.set_candidates[set.from..set.to],
                place,
                self.views.of(set.kind.latin),
                &self.weights,
                &mut self.candidates,
            );
            match self.candidates[local.from as usize..local.to as usize] {
                [only] => {
                    self.choices[gap] = Choice::sure(only.c);
                    if set.is_open {
                        self.settled.push(Local { gap: gap as u32, ..local });
                    }
                    self.candidates.truncate(local.from as usize);
                    let at = place.at as usize;
                    self.views.of_mut(set.kind.latin)[at] = only.symbol;
                }
                [] => {}
                _ => self.locals.push(Local { gap: gap as u32, ..local }),
            }
        }
    }

    /// Adds what the wide view says of candidates that the windows leave open, unless too much is open to see by.
    fn look_around(&mut self, words: &Words) {
        let open = words.open.saturating_add(self.locals.len() as u64);
        if open > words.symbols.saturating_add(self.symbols()) / OPEN_ONE_IN {
            return;
        }
        // To its neighbours, an open gap is what seems best so far.
        for local in &self.locals {
            let (best, _) = best_two(&self.candidates[local.from as usize..local.to as usize]);
            self.choices[local.gap as usize].best = best.map_or('\u{fffd}', |best| best.c);
        }
        let vectors = self.weights.vectors();
        let known = |gap: u32| feature::symbol(self.choices[gap as usize].best);
        for local in self.locals.iter().filter(|local| !local.kind.is_alphabetic()) {
            let own = &mut self.candidates[local.from as usize..local.to as usize];
            if let (Some(best), Some(next)) = best_two(own) {
                if best.score - next.score < OPEN_MARGIN {
                    let at = self.views.places[local.gap as usize].at as usize;
                    let around = vectors.look(&self.views.folded, at, known);
                    own.iter_mut().for_each(|one| one.score += vectors.weigh(&around, one.symbol));
                }
            }
        }
    }

    /// Lets the whole document inform each gap.
    fn hear_document(&mut self, vocabulary: &mut Vocabulary) {
        if self.gaps.is_empty() {
            return;
        }
        for gap in 0..self.gaps.len() {
            let latin = self.kinds[gap].latin;
            let at = self.views.places[gap].at as usize;
            // A settled gap is a gap again: what it was settled to may differ from place to place.
            self.views.of_mut(latin)[at] = GAP | gap as u32;
        }
        let own = self.gaps.len();
        self.use_intact_occurrences();
        self.keys.clear();
        for gap in 0..self.gaps.len() {
            let view = self.views.of(self.kinds[gap].latin);
            let at = self.views.places[gap].at as usize;
            let set = |gap: usize| self.gaps[gap].0;
            self.keys.push(recurrence::keys(view, at, self.choices[gap].best, GAP | set(gap), set));
        }
        let words = match vocabulary {
            Vocabulary::Known(words) => *words,
            Vocabulary::Noting(words) => {
                self.note(words);
                &words::NONE
            }
        };
        self.document_prior.apply(&self.gaps, &self.sets, &self.set_candidates, words, &mut self.choices);
        let alike = |gap: usize| self.sets[self.gaps[gap].0 as usize].gaps as f32;
        self.recurrence.apply(&self.keys, alike, &mut self.choices);
        if !words.is_empty() {
            let elsewhere = (0..own).map(|gap| self.keys_elsewhere(gap)).collect::<Vec<_>>();
            let alike = |gap: usize| self.document_prior.elsewhere(self.gaps[gap]);
            recurrence::recall(&elsewhere, alike, words, &mut self.choices[..own]);
        }
        self.gaps.truncate(own);
        self.kinds.truncate(own);
        self.choices.truncate(own);
    }

    /// Looks the words up that the gaps stand in.
    fn search_words(&mut self) {
        let candidates =
            |gap: usize| self.letters.get(self.gaps[gap].0 as usize).map_or(&[][..], Vec::as_slice);
        word_search::choose(&self.views, &self.kinds, &self.weights, candidates, &mut self.choices);
    }

    /// The keys of a gap as other texts have them.
    fn keys_elsewhere(&self, gap: usize) -> Keys {
        let view = self.views.of(self.kinds[gap].latin);
        let at = self.views.places[gap].at as usize;
        let name = |set: ConfusionSet| self.names.get(set.0 as usize).copied().unwrap_or_default();
        let keys = recurrence::keys(view, at, self.choices[gap].best, 0, |gap| name(self.gaps[gap]).0);
        Keys { way: name(self.gaps[gap]).1, ..keys }
    }

    /// Symbols of the folded view.
    fn symbols(&self) -> u64 {
        self.views.folded.iter().filter(|symbol| **symbol != feature::EDGE).count() as u64
    }

    /// Notes what stands in the gaps, for other texts.
    fn note(&self, words: &mut Words) {
        words.open = words.open.saturating_add(self.locals.len() as u64);
        words.symbols = words.symbols.saturating_add(self.symbols());
        for (gap, choice) in self.choices.iter().enumerate() {
            words.add_gap(self.keys_elsewhere(gap), &choice.shares());
        }
    }

    /// Puts gaps in the place of known characters that the channel would have damaged, and settles them.
    fn use_intact_occurrences(&mut self) {
        let occurrences = IntactOccurrences::new(&self.sets, &self.set_candidates, |set| !set.kind.latin);
        for (at, symbol) in self.views.folded.iter_mut().enumerate() {
            let Some((set, c)) = occurrences.of(*symbol) else { continue };
            *symbol = GAP | self.gaps.len() as u32;
            self.gaps.push(set);
            self.kinds.push(self.sets[set.0 as usize].kind);
            self.sets[set.0 as usize].gaps += 1;
            self.choices.push(Choice::sure(c));
            self.views.places.push(Place { at: at as u32, ..Place::default() });
        }
    }
}

#[cfg(test)]
mod tests;
