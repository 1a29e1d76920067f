//! Candidates of each gap, and the search for the likeliest.
//!
//! Gaps that share no window are independent. A chain of gaps that do share windows is walked from left to right with a
//! bounded set of states (a state is a choice for each of the last few gaps); what was kept is then walked back, which
//! gives each gap a distribution over its candidates, not only a winner.

use crate::model::restoration::feature::{self, FOLDED, SPELT};
use crate::model::restoration::view::{licensed, windows, GapKind, Views, GAP};
use crate::model::restoration::Weights;

use super::habit::{self, Habit};

/// Candidates kept for a form, by their standing without context. Rarer ones never win.
const FORM_CANDIDATES: usize = 40;
/// How far below the best of its form (in nats) a candidate may stand without context.
const FORM_MARGIN: f32 = 13.0;
/// How far below the best a candidate may stand after the shortest windows.
const SHORT_MARGIN: f32 = 7.0;
/// Windows that can hold one gap, over all templates of a view.
const WINDOWS: usize = 24;
/// How far below the best a candidate may stand after the windows that no other gap shares.
const LOCAL_MARGIN: f32 = 8.0;
/// Candidates of a gap that enter the search.
const LOCAL_CANDIDATES: usize = 8;
/// States kept at each gap.
const STATES: usize = 8;
/// How far below the best state a state may stand.
const STATE_MARGIN: f32 = 7.0;
/// Gaps in a chain before the search commits itself: bounds the memory of one endless line.
const CHAIN: usize = 512;
/// Runners-up that a choice names.
pub(crate) const RUNNERS_UP: usize = 4;

/// A damaged form: names the candidates of a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Form(pub u32);

/// What stands in a gap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice {
    /// The likeliest candidate.
    pub(crate) best: char,
    /// The probability that it is right.
    pub(crate) confidence: f32,
    /// The next likeliest, with their probabilities; NUL where there are fewer.
    pub(crate) runners_up: [(char, f32); RUNNERS_UP],
}

#[derive(Clone, Copy)]
struct Candidate {
    c: char,
    symbol: u32,
    score: f32,
    /// Bits of the windows that the model holds with this candidate.
    held: u32,
}

struct FormEntry {
    from: usize,
    to: usize,
    kind: GapKind,
}

impl Choice {
    /// The next likeliest candidates, with their probabilities.
    pub(crate) fn runners_up(&self) -> impl Iterator<Item = (char, f32)> + '_ {
        self.runners_up.iter().copied().take_while(|(c, _)| *c != '\0')
    }
}

/// Slots of one text, in order, and the means to fill its gaps. Buffers and forms outlive [`clear`](Lattice::clear).
pub(crate) struct Lattice<W> {
    weights: W,
    forms: Vec<FormEntry>,
    form_candidates: Vec<Candidate>,
    slots: Vec<u32>,
    gaps: Vec<Form>,
    kinds: Vec<GapKind>,
    views: Views,
    choices: Vec<Choice>,
    search: Search,
    habit: Habit,
    keys: Vec<[u64; 2]>,
}

impl<W: Weights> Lattice<W> {
    /// An empty lattice over a model.
    pub(crate) fn new(weights: W) -> Self {
        Lattice {
            weights,
            forms: Vec::new(),
            form_candidates: Vec::new(),
            slots: Vec::new(),
            gaps: Vec::new(),
            kinds: Vec::new(),
            views: Views::default(),
            choices: Vec::new(),
            search: Search::default(),
            habit: Habit::default(),
            keys: Vec::new(),
        }
    }

    /// Makes a form known: its candidates, each with a bias (natural logarithm, usually 0).
    pub(crate) fn form(&mut self, candidates: impl Iterator<Item = (char, f32)>) -> Form {
        let from = self.form_candidates.len();
        let weights = &self.weights;
        self.form_candidates.extend(candidates.map(|(c, bias)| Candidate {
            c,
            symbol: feature::symbol(c),
            score: weights.prior(c) + bias,
            held: 0,
        }));
        let own = &mut self.form_candidates[from..];
        own.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.c.cmp(&b.c)));
        let kind = own.first().map_or(GapKind::default(), |best| GapKind {
            latin: feature::is_latin(best.c),
            punctuation: feature::is_punctuation(best.c),
        });
        let least = own.first().map_or(0.0, |best| best.score) - FORM_MARGIN;
        let kept = own.iter().take(FORM_CANDIDATES).take_while(|c| c.score >= least).count();
        self.form_candidates.truncate(from + kept);
        self.forms.push(FormEntry { from, to: from + kept, kind });
        Form(self.forms.len() as u32 - 1)
    }

    /// The next character of the text is known.
    #[inline]
    pub(crate) fn known(&mut self, c: char) {
        self.slots.push(c as u32);
    }

    /// The next character of the text is a gap of this form.
    #[inline]
    pub(crate) fn gap(&mut self, form: Form) {
        self.slots.push(GAP | self.gaps.len() as u32);
        self.gaps.push(form);
        self.kinds.push(self.forms[form.0 as usize].kind);
    }

    /// Fills the gaps: a choice for each, in order.
    pub(crate) fn solve(&mut self) -> &[Choice] {
        self.views.build(&self.slots, &self.kinds);
        self.choices.clear();
        let none = Choice { best: '\u{fffd}', confidence: 0.0, runners_up: [('\0', 0.0); RUNNERS_UP] };
        self.choices.resize(self.gaps.len(), none);
        for latin in [false, true] {
            let (view, templates): (_, &'static [feature::Template]) =
                if latin { (&self.views.spelt, &SPELT) } else { (&self.views.folded, &FOLDED) };
            let reach = templates.iter().map(|t| t.len).max().unwrap_or(1) - 1;
            self.search.order.clear();
            self.search
                .order
                .extend((0..self.gaps.len() as u32).filter(|&g| self.kinds[g as usize].latin == latin));
            let mut at = 0;
            while at < self.search.order.len() {
                at = self.search.chain(
                    at,
                    reach,
                    &Problem {
                        weights: &self.weights,
                        forms: &self.forms,
                        form_candidates: &self.form_candidates,
                        gaps: &self.gaps,
                        views: &self.views,
                        view,
                        templates,
                    },
                    &mut self.choices,
                );
            }
        }
        self.keys.clear();
        for gap in 0..self.gaps.len() {
            let view = if self.kinds[gap].latin { &self.views.spelt } else { &self.views.folded };
            let at = self.views.places[gap].at as usize;
            self.keys.push(habit::keys(view, at, self.choices[gap].best, &self.gaps));
        }
        self.habit.apply(&self.keys, &mut self.choices);
        &self.choices
    }
}

struct Problem<'a, W> {
    weights: &'a W,
    forms: &'a [FormEntry],
    form_candidates: &'a [Candidate],
    gaps: &'a [Form],
    views: &'a Views,
    view: &'a [u32],
    templates: &'static [feature::Template],
}

/// A choice for each of the last gaps, the latest first.
#[derive(Clone, Copy)]
struct State {
    picks: [u8; 8],
    alpha: f32,
    beta: f32,
}

#[derive(Clone, Copy)]
struct Arc {
    from: u32,
    to: u32,
    weight: f32,
}

/// A window that holds this gap and earlier ones.
#[derive(Clone, Copy)]
struct Shared {
    base: u64,
    own: u64,
    /// How many gaps back, and the factor, of each earlier gap.
    earlier: [(u8, u64); feature::REACH],
    count: usize,
    bit: u32,
    licence: u32,
}

/// A window that holds this gap and no other.
#[derive(Clone, Copy, Default)]
struct Alone {
    base: u64,
    factor: u64,
    bit: u32,
    licence: u32,
}

impl Alone {
    #[inline]
    fn with(&self, symbol: u32) -> u64 {
        feature::finish(self.base.wrapping_add(self.factor.wrapping_mul(symbol as u64 + 1)))
    }
}

#[derive(Default)]
struct Search {
    order: Vec<u32>,
    /// Candidates of each gap in the chain that survived the local windows.
    candidates: Vec<Candidate>,
    candidate_ends: Vec<usize>,
    states: Vec<State>,
    state_ends: Vec<usize>,
    arcs: Vec<Arc>,
    arc_ends: Vec<usize>,
    shared: Vec<Shared>,
    /// The shared windows' sums under one state, and the factor of the newest gap.
    sums: Vec<Alone>,
    merged: Vec<State>,
    steps: Vec<Arc>,
    renamed: Vec<u32>,
}

/// ln(e^a + e^b)
fn add(a: f32, b: f32) -> f32 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low < high - 16.0 || low == f32::NEG_INFINITY {
        high
    } else {
        high + (low - high).exp().ln_1p()
    }
}

impl Search {
    /// Fills the chain that begins at `order[first]`; gives where the next begins.
    fn chain<W: Weights>(
        &mut self,
        first: usize,
        reach: usize,
        p: &Problem<W>,
        choices: &mut [Choice],
    ) -> usize {
        self.candidates.clear();
        self.candidate_ends.clear();
        self.states.clear();
        self.state_ends.clear();
        self.arcs.clear();
        self.arc_ends.clear();
        self.states.push(State { picks: [0; 8], alpha: 0.0, beta: 0.0 });
        self.state_ends.push(1);
        let mut k = first;
        loop {
            let gap = self.order[k];
            let here = p.views.places[gap as usize].at as usize;
            self.local(gap, here, k - first, first, p);
            // How many gaps, this one included, the next one shares windows with.
            let next = self.order.get(k + 1).map(|&g| p.views.places[g as usize].at as usize);
            let mut keep = 0;
            if let Some(next) = next {
                while keep < 8
                    && keep <= k - first
                    && next - (p.views.places[self.order[k - keep] as usize].at as usize) <= reach
                {
                    keep += 1;
                }
            }
            self.step(keep, p);
            k += 1;
            if keep == 0 || k - first >= CHAIN {
                break;
            }
        }
        self.back(first, k, choices);
        k
    }

    /// Scores a gap's candidates by the windows that are its own, keeps the best, and notes the windows it shares.
    fn local<W: Weights>(&mut self, gap: u32, here: usize, nth: usize, first: usize, p: &Problem<W>) {
        let form = &p.forms[p.gaps[gap as usize].0 as usize];
        let from = self.candidates.len();
        self.candidates.extend_from_slice(&p.form_candidates[form.from..form.to]);
        self.shared.clear();
        let (own, shared, order) = (&mut self.candidates[from..], &mut self.shared, &self.order);
        let earliest = order[first];
        let position = first + nth;
        // The windows of this gap alone.
        let mut alone = [Alone::default(); WINDOWS];
        let mut count = 0;
        windows(p.view, here, p.templates, |window| {
            let others = &window.others[..window.count];
            let factor = window.template.factors[window.at];
            if others.is_empty() {
                if let Some(slot) = alone.get_mut(count) {
                    *slot = Alone { base: window.base, factor, bit: window.bit, licence: window.licence };
                    count += 1;
                }
            } else if others.iter().all(|&(other, _)| other < gap && other >= earliest) {
                let mut note = Shared {
                    base: window.base,
                    own: factor,
                    earlier: [(0, 0); feature::REACH],
                    count: 0,
                    bit: window.bit,
                    licence: window.licence,
                };
                for &(other, at) in others {
                    let mut back = 0;
                    while order[position - back] != other {
                        back += 1;
                    }
                    note.earlier[note.count] = (back as u8, window.template.factors[at as usize]);
                    note.count += 1;
                }
                shared.push(note);
            }
        });
        let place = &p.views.places[gap as usize];
        let shape = feature::shape_base(place.left, place.right);
        let pair = form.kind.punctuation.then(|| feature::pair_bases(place.before, place.after));
        // The shortest windows first: few candidates survive them.
        let (short, long) = alone[..count].split_at(count.min(2));
        let mut best = f32::NEG_INFINITY;
        for candidate in &mut *own {
            let mut score =
                p.weights.weight(feature::finish(shape.wrapping_add(feature::shape_part(candidate.c))));
            if let Some(bases) = pair {
                for (base, part) in bases.iter().zip(feature::pair_parts(candidate.c)) {
                    score += p.weights.weight(feature::finish(base.wrapping_add(part)));
                }
            }
            for window in short {
                if let Some(weight) = p.weights.held(window.with(candidate.symbol)) {
                    score += weight;
                    candidate.held |= window.bit;
                }
            }
            candidate.score += score;
            best = best.max(candidate.score);
        }
        let mut survivors = 0;
        for i in 0..own.len() {
            if own[i].score >= best - SHORT_MARGIN {
                own[survivors] = own[i];
                survivors += 1;
            }
        }
        let own = &mut own[..survivors];
        for candidate in &mut *own {
            let mut score = 0.0;
            for window in long {
                if licensed(window.licence, candidate.held) {
                    if let Some(weight) = p.weights.held(window.with(candidate.symbol)) {
                        score += weight;
                        candidate.held |= window.bit;
                    }
                }
            }
            candidate.score += score;
        }
        own.sort_by(|a, b| b.score.total_cmp(&a.score));
        let least = own.first().map_or(0.0, |c| c.score) - LOCAL_MARGIN;
        let kept = own.iter().take(LOCAL_CANDIDATES).take_while(|c| c.score >= least).count();
        self.candidates.truncate(from + kept);
        self.candidate_ends.push(from + kept);
    }

    fn candidates_of(&self, nth: usize) -> &[Candidate] {
        let from = if nth == 0 { 0 } else { self.candidate_ends[nth - 1] };
        &self.candidates[from..self.candidate_ends[nth]]
    }

    /// Takes every state over every candidate of the newest gap; merges states that no later window can tell apart.
    fn step<W: Weights>(&mut self, keep: usize, p: &Problem<W>) {
        let nth = self.candidate_ends.len() - 1;
        let state_from = if nth == 0 { 0 } else { self.state_ends[nth - 1] };
        let state_to = self.state_ends[nth];
        let mut merged = std::mem::take(&mut self.merged);
        let mut steps = std::mem::take(&mut self.steps);
        merged.clear();
        steps.clear();
        for from in state_from..state_to {
            let state = self.states[from];
            self.sums.clear();
            for window in &self.shared {
                let mut sum = window.base;
                for &(back, factor) in &window.earlier[..window.count] {
                    let back = back as usize;
                    let symbol = self.candidates_of(nth - back)[state.picks[back - 1] as usize].symbol;
                    sum = sum.wrapping_add(factor.wrapping_mul(symbol as u64 + 1));
                }
                self.sums.push(Alone {
                    base: sum,
                    factor: window.own,
                    bit: window.bit,
                    licence: window.licence,
                });
            }
            for (pick, candidate) in self.candidates_of(nth).iter().enumerate() {
                let mut weight = candidate.score;
                let mut held = candidate.held;
                for window in &self.sums {
                    if licensed(window.licence, held) {
                        if let Some(found) = p.weights.held(window.with(candidate.symbol)) {
                            weight += found;
                            held |= window.bit;
                        }
                    }
                }
                let mut picks = [0; 8];
                picks[0] = pick as u8;
                if keep > 1 {
                    picks[1..keep].copy_from_slice(&state.picks[..keep - 1]);
                }
                let alpha = state.alpha + weight;
                let to = match merged.iter().position(|m: &State| m.picks == picks) {
                    Some(to) => {
                        merged[to].alpha = add(merged[to].alpha, alpha);
                        to
                    }
                    None => {
                        merged.push(State { picks, alpha, beta: f32::NEG_INFINITY });
                        merged.len() - 1
                    }
                };
                steps.push(Arc { from: from as u32, to: to as u32, weight });
            }
        }
        let best = merged.iter().map(|m| m.alpha).fold(f32::NEG_INFINITY, f32::max);
        let mut least = best - STATE_MARGIN;
        if merged.len() > STATES {
            let mut order: Vec<f32> = merged.iter().map(|m| m.alpha).collect();
            order.sort_by(|a, b| b.total_cmp(a));
            least = least.max(order[STATES - 1]);
        }
        self.renamed.clear();
        for state in &merged {
            if state.alpha >= least {
                self.renamed.push(self.states.len() as u32);
                self.states.push(State { alpha: state.alpha - best, ..*state });
            } else {
                self.renamed.push(u32::MAX);
            }
        }
        for step in &steps {
            let to = self.renamed[step.to as usize];
            if to != u32::MAX {
                self.arcs.push(Arc { to, ..*step });
            }
        }
        self.state_ends.push(self.states.len());
        self.arc_ends.push(self.arcs.len());
        self.merged = merged;
        self.steps = steps;
    }

    /// Walks the kept states back, and writes the choices.
    fn back(&mut self, first: usize, end: usize, choices: &mut [Choice]) {
        let count = end - first;
        for state in &mut self.states[self.state_ends[count - 1]..self.state_ends[count]] {
            state.beta = 0.0;
        }
        for nth in (0..count).rev() {
            let (from, to) = (self.state_ends[nth], self.state_ends[nth + 1]);
            let candidates_from = if nth == 0 { 0 } else { self.candidate_ends[nth - 1] };
            let candidates = &self.candidates[candidates_from..self.candidate_ends[nth]];
            let mut mass = [0f32; LOCAL_CANDIDATES];
            let high =
                self.states[from..to].iter().map(|s| s.alpha + s.beta).fold(f32::NEG_INFINITY, f32::max);
            let mut total = 0.0;
            for state in &self.states[from..to] {
                let share = (state.alpha + state.beta - high).exp();
                mass[state.picks[0] as usize] += share;
                total += share;
            }
            let mut ranked = [(0usize, 0f32); LOCAL_CANDIDATES];
            for (i, slot) in ranked.iter_mut().enumerate() {
                *slot = (i, mass[i] / total);
            }
            let ranked = &mut ranked[..candidates.len()];
            ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
            if let Some(&(best, share)) = ranked.first() {
                let choice = &mut choices[self.order[first + nth] as usize];
                choice.best = candidates[best].c;
                choice.confidence = share;
                for (slot, &(i, share)) in choice.runners_up.iter_mut().zip(&ranked[1..]) {
                    *slot = (candidates[i].c, share);
                }
            }
            // Backwards over the arcs into this gap's states.
            let arc_from = if nth == 0 { 0 } else { self.arc_ends[nth - 1] };
            for arc in &self.arcs[arc_from..self.arc_ends[nth]] {
                let beta = self.states[arc.to as usize].beta + arc.weight;
                let from = &mut self.states[arc.from as usize].beta;
                *from = add(*from, beta);
            }
            // Keep the numbers small.
            let (prev_from, prev_to) =
                (if nth == 0 { 0 } else { self.state_ends[nth - 1] }, self.state_ends[nth]);
            let high =
                self.states[prev_from..prev_to].iter().map(|s| s.beta).fold(f32::NEG_INFINITY, f32::max);
            for state in &mut self.states[prev_from..prev_to] {
                state.beta -= high;
            }
        }
    }
}
