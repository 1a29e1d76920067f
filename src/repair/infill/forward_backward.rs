//! The search over gaps that share windows.
//!
//! A chain of such gaps is walked from left to right with a bounded set of states (a state is a choice for each of the last few
//! gaps); what was kept is then walked back, which gives each gap a distribution over its candidates, not only a winner.

use crate::model::restoration::feature::REACH;
use crate::model::restoration::view::{windows, Place};
use crate::model::restoration::Weights;
use crate::repair::infill::choice::{Choice, RUNNERS_UP};
use crate::repair::infill::local_scores::{local_margin, Alone, Candidate, Local, LOCAL_CANDIDATES};
use crate::repair::infill::log_space::{add, exp};

/// States kept at each gap. Through Latin-1 without its controls, with 32, 64 and 128 of them .679, .692 and .702 of Thai come back, .323, .326
/// and .329 of Hebrew, .808, .812 and .811 of Russian; where gaps are few, there are never so many.
const STATES: usize = 64;
/// How far below the best state (in nats) a state may stand.
const STATE_MARGIN: f32 = 10.0;
/// The same two under the losses of windows-1252 and windows-1254, where few gaps stand together: more cost time and change nothing.
const FEW_STATES: usize = 8;
const FEW_MARGIN: f32 = 5.0;
/// Gaps in a chain before the search commits itself: bounds the memory of one endless line.
const CHAIN: usize = 512;

/// What a capital costs (in nats) behind a small letter of its own word, where both are open gaps: windows know letters without their case,
/// and case is not known of a neighbour that is a gap, so that `Νέα` comes back as `έΝα`. At 2, two more of 1,933 Greek gaps go wrong; at 8,
/// one fewer.
pub(crate) const CAPITAL_BEHIND_SMALL: f32 = 4.0;

/// Bits of a choice in a state.
const PICK_BITS: u32 = 5;
const _: () = assert!(LOCAL_CANDIDATES <= 1 << PICK_BITS && (REACH - 1) * PICK_BITS as usize <= 60);

/// The choice for the gap that is so many back, the latest 1.
#[inline]
fn pick_of(picks: u64, back: u32) -> usize {
    (picks >> (PICK_BITS * (back - 1))) as usize & ((1 << PICK_BITS) - 1)
}

/// A choice for each of the last gaps, the latest lowest.
#[derive(Clone, Copy)]
struct State {
    picks: u64,
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
    own: Alone,
    /// How many gaps back, and the factor, of each earlier gap.
    earlier: [(u8, u64); REACH - 1],
    count: usize,
}

/// Where a gap's part of each list ends.
#[derive(Clone, Copy, Default)]
struct Ends {
    states: usize,
    arcs: usize,
}

/// Fills chains of gaps. Reusable.
#[derive(Default)]
pub(crate) struct Chains {
    /// The gaps of one view that are still open, as places in the list of locals.
    open: Vec<u32>,
    states: Vec<State>,
    arcs: Vec<Arc>,
    ends: Vec<Ends>,
    shared: Vec<Shared>,
    /// The shared windows' sums under one state.
    sums: Vec<Alone>,
    merged: Vec<State>,
    seen: Seen,
    steps: Vec<Arc>,
}

/// Where the merged state of certain picks is.
#[derive(Default)]
struct Seen {
    /// The picks, and the place and 1; 0 where nothing is.
    slots: Vec<(u64, u32)>,
}

impl Seen {
    /// Forgets all, and makes room for so many.
    fn clear(&mut self, most: usize) {
        self.slots.clear();
        self.slots.resize((2 * most).next_power_of_two(), (0, 0));
    }

    /// The place of these picks; `next` if they are new.
    fn place(&mut self, picks: u64, next: usize) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = (picks.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) as usize & mask;
        loop {
            match self.slots[at] {
                (_, 0) => {
                    self.slots[at] = (picks, next as u32 + 1);
                    return next;
                }
                (own, place) if own == picks => return place as usize - 1,
                _ => at = (at + 1) & mask,
            }
        }
    }
}

struct Problem<'a, W> {
    locals: &'a mut [Local],
    candidates: &'a mut [Candidate],
    view: &'a [u32],
    places: &'a [Place],
    weights: &'a W,
}

impl<W> Problem<'_, W> {
    fn of(&self, local: u32) -> &[Candidate] {
        let local = &self.locals[local as usize];
        &self.candidates[local.from as usize..local.to as usize]
    }

    fn at(&self, local: u32) -> usize {
        self.places[self.locals[local as usize].gap as usize].at as usize
    }
}

impl Chains {
    /// Chooses among the candidates of every open gap of one view: of those for which `here` holds.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn fill<W: Weights>(
        &mut self,
        here: impl Fn(usize) -> bool,
        locals: &mut [Local],
        candidates: &mut [Candidate],
        view: &[u32],
        places: &[Place],
        weights: &W,
        choices: &mut [Choice],
    ) {
        self.open.clear();
        self.open.extend((0..locals.len() as u32).filter(|&l| here(locals[l as usize].gap as usize)));
        let mut problem = Problem { locals, candidates, view, places, weights };
        let mut first = 0;
        while first < self.open.len() {
            let end = self.forwards(first, &mut problem);
            self.backwards(first, end, &problem, choices);
            first = end;
        }
    }

    /// Walks the chain that begins at `open[first]`; gives where the next begins.
    fn forwards<W: Weights>(&mut self, first: usize, p: &mut Problem<W>) -> usize {
        self.states.clear();
        self.arcs.clear();
        self.ends.clear();
        self.states.push(State { picks: 0, alpha: 0.0, beta: 0.0 });
        self.ends.push(Ends { states: 1, arcs: 0 });
        let mut nth = first;
        loop {
            self.join(first, nth, p);
            // How many gaps, this one included, the next one may share windows with.
            let mut keep = 0;
            if let Some(&next) = self.open.get(nth + 1) {
                let next = p.at(next);
                while keep < REACH - 1 && keep <= nth - first && next - p.at(self.open[nth - keep]) < REACH {
                    keep += 1;
                }
            }
            self.step(first, nth, keep, p);
            nth += 1;
            if keep == 0 || nth - first >= CHAIN {
                return nth;
            }
        }
    }

    /// Counts in the windows that other gaps' settling made known, and notes those that earlier gaps of the chain share.
    fn join<W: Weights>(&mut self, first: usize, nth: usize, p: &mut Problem<W>) {
        let local = p.locals[self.open[nth] as usize];
        let own = &mut p.candidates[local.from as usize..local.to as usize];
        let (shared, open, locals) = (&mut self.shared, &self.open, &*p.locals);
        shared.clear();
        let at = p.places[local.gap as usize].at as usize;
        windows(p.view, at, local.kind.templates(), |window| {
            if window.count == 0 && local.near.covers(&window) {
                return;
            }
            let factor = window.template.factors[window.at];
            let letters = local.kind.is_alphabetic();
            let alone =
                Alone { base: window.base, factor, bit: window.bit, licence: window.licence, letters };
            if window.count == 0 {
                for candidate in own.iter_mut() {
                    alone.weigh(p.weights, candidate.symbol, &mut candidate.score, &mut candidate.held);
                }
                return;
            }
            let mut note = Shared { own: alone, earlier: [(0, 0); REACH - 1], count: 0 };
            for &(other, place) in &window.others[..window.count] {
                // Windows that hold later gaps are theirs; those that hold gaps before the chain's first were cut off.
                let back = (1..=(nth - first).min(REACH - 1))
                    .find(|&back| locals[open[nth - back] as usize].gap == other);
                let Some(back) = back else { return };
                note.earlier[note.count] = (back as u8, window.template.factors[place as usize]);
                note.count += 1;
            }
            shared.push(note);
        });
        let best = own.iter().map(|c| c.score).fold(f32::NEG_INFINITY, f32::max);
        let margin = local_margin(local.near, local.kind);
        let mut kept = 0;
        for i in 0..own.len() {
            if own[i].score >= best - margin {
                own[kept] = own[i];
                kept += 1;
            }
        }
        p.locals[self.open[nth] as usize].to = local.from + kept as u32;
    }

    /// Takes every state over every candidate of the newest gap; merges states that no later window can tell apart.
    fn step<W: Weights>(&mut self, first: usize, nth: usize, keep: usize, p: &Problem<W>) {
        let to = self.ends[self.ends.len() - 1].states;
        let from = if self.ends.len() == 1 { 0 } else { self.ends[self.ends.len() - 2].states };
        let mask = !(u64::MAX << (PICK_BITS * keep.max(1) as u32));
        self.merged.clear();
        self.seen.clear((to - from) * p.of(self.open[nth]).len());
        self.steps.clear();
        let last = (nth > first).then(|| self.open[nth - 1]);
        let beside = last.filter(|&last| p.at(last) + 1 == p.at(self.open[nth]));
        let in_word = beside.filter(|_| p.locals[self.open[nth] as usize].kind.is_alphabetic());
        for number in from..to {
            let state = self.states[number];
            let before = in_word.map(|last| p.of(last)[pick_of(state.picks, 1)].c);
            self.sums.clear();
            for window in &self.shared {
                let mut base = window.own.base;
                for &(back, factor) in &window.earlier[..window.count] {
                    let pick = pick_of(state.picks, u32::from(back));
                    let symbol = p.of(self.open[nth - back as usize])[pick].symbol;
                    base = base.wrapping_add(factor.wrapping_mul(symbol as u64 + 1));
                }
                self.sums.push(Alone { base, ..window.own });
            }
            for (pick, candidate) in p.of(self.open[nth]).iter().enumerate() {
                let (mut weight, mut held) = (candidate.score, candidate.held);
                for window in &self.sums {
                    window.weigh(p.weights, candidate.symbol, &mut weight, &mut held);
                }
                if before.is_some_and(char::is_lowercase) && candidate.c.is_uppercase() {
                    weight -= CAPITAL_BEHIND_SMALL;
                }
                let picks = (state.picks << PICK_BITS | pick as u64) & mask;
                let alpha = state.alpha + weight;
                let place = self.seen.place(picks, self.merged.len());
                match self.merged.get_mut(place) {
                    Some(merged) => merged.alpha = add(merged.alpha, alpha),
                    None => self.merged.push(State { picks, alpha, beta: f32::NEG_INFINITY }),
                }
                self.steps.push(Arc { from: number as u32, to: place as u32, weight });
            }
        }
        let other_loss = p.locals[self.open[nth] as usize].kind.other_loss;
        let (most, margin) = if other_loss { (STATES, STATE_MARGIN) } else { (FEW_STATES, FEW_MARGIN) };
        self.keep_best(most, margin);
    }

    /// Keeps the best of the merged states, so many at the most, and the arcs that lead to them.
    fn keep_best(&mut self, most: usize, margin: f32) {
        let mut alphas = [f32::NEG_INFINITY; STATES * LOCAL_CANDIDATES];
        for (alpha, state) in alphas.iter_mut().zip(&self.merged) {
            *alpha = state.alpha;
        }
        let alphas = &mut alphas[..self.merged.len()];
        let best = alphas.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut least = best - margin;
        if alphas.len() > most {
            let (_, nth, _) = alphas.select_nth_unstable_by(most - 1, |a, b| b.total_cmp(a));
            least = least.max(*nth);
        }
        let mut renamed = [u32::MAX; STATES * LOCAL_CANDIDATES];
        let from = self.states.len();
        for (name, state) in renamed.iter_mut().zip(&self.merged) {
            // Equals of the last one would be too many.
            if state.alpha >= least && self.states.len() - from < most {
                *name = self.states.len() as u32;
                self.states.push(State { alpha: state.alpha - best, ..*state });
            }
        }
        for step in &self.steps {
            let to = renamed[step.to as usize];
            if to != u32::MAX {
                self.arcs.push(Arc { to, ..*step });
            }
        }
        self.ends.push(Ends { states: self.states.len(), arcs: self.arcs.len() });
    }

    /// Walks the kept states back, and writes the choices.
    fn backwards<W>(&mut self, first: usize, end: usize, p: &Problem<W>, choices: &mut [Choice]) {
        let last = self.ends[end - first - 1].states;
        for state in &mut self.states[last..] {
            state.beta = 0.0;
        }
        for nth in (first..end).rev() {
            let before = self.ends[nth - first];
            let own = before.states..self.ends[nth - first + 1].states;
            let mass = self.mass(own);
            let local = p.locals[self.open[nth] as usize];
            choices[local.gap as usize] = choice(&mass, p.of(self.open[nth]));
            for arc in &self.arcs[before.arcs..self.ends[nth - first + 1].arcs] {
                let beta = self.states[arc.to as usize].beta + arc.weight;
                let from = &mut self.states[arc.from as usize].beta;
                *from = add(*from, beta);
            }
            // Keep the numbers small.
            let earlier = if nth == first { 0 } else { self.ends[nth - first - 1].states };
            let earlier = &mut self.states[earlier..before.states];
            let high = earlier.iter().map(|s| s.beta).fold(f32::NEG_INFINITY, f32::max);
            earlier.iter_mut().for_each(|s| s.beta -= high);
        }
    }

    /// The share of each candidate in the states of one gap.
    fn mass(&self, states: std::ops::Range<usize>) -> [f32; LOCAL_CANDIDATES] {
        let states = &self.states[states];
        let high = states.iter().map(|s| s.alpha + s.beta).fold(f32::NEG_INFINITY, f32::max);
        let mut mass = [0.0; LOCAL_CANDIDATES];
        let mut total = 0.0;
        for state in states {
            let share = exp(state.alpha + state.beta - high);
            mass[pick_of(state.picks, 1)] += share;
            total += share;
        }
        mass.map(|share| share / total)
    }
}

/// The choice among candidates with these shares.
fn choice(mass: &[f32; LOCAL_CANDIDATES], candidates: &[Candidate]) -> Choice {
    let mut ranked = [('\0', 0.0); LOCAL_CANDIDATES];
    for (count, (candidate, &share)) in candidates.iter().zip(mass).enumerate() {
        // Insertion: most gaps have two or three.
        let at = ranked[..count].iter().position(|r| share > r.1).unwrap_or(count);
        ranked.copy_within(at..count, at + 1);
        ranked[at] = (candidate.c, share);
    }
    let (best, confidence) = ranked[0];
    let mut runners_up = [('\0', 0.0); RUNNERS_UP];
    runners_up.copy_from_slice(&ranked[1..=RUNNERS_UP]);
    Choice { best, confidence, runners_up }
}
