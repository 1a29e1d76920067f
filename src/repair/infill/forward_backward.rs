//! The search over gaps that share windows.
//!
//! A chain of such gaps is walked from left to right with a bounded set of states (a state is a choice for each of the last few
//! gaps); what was kept is then walked back, which gives each gap a distribution over its candidates, not only a winner.

use std::ops::Range;

use crate::model::restoration::feature::REACH;
use crate::model::restoration::view::Place;
use crate::model::restoration::window::windows;
use crate::model::restoration::{is_held, Weights, NOT_HELD};
use crate::repair::infill::choice::{Choice, RUNNERS_UP};
use crate::repair::infill::local_scores::{local_margin, Alone, Candidate, Local, LOCAL_CANDIDATES};
use crate::repair::infill::log_space::{add, exp, ln};

/// States kept at each gap. Through Latin-1 without its controls, with 32, 64 and 128 of them .679, .692 and .702 of Thai come back, .323, .326
/// and .329 of Hebrew, .808, .812 and .811 of Russian; where gaps are few, there are never so many.
const STATES: usize = 64;
/// How far below the best state (in nats) a state may stand.
const STATE_MARGIN: f32 = 10.0;
/// How far below the best (in nats) a state and a candidate may stand together before the windows that they share are asked. Through Latin-1
/// without its controls, one of 2,540 Japanese characters more is wrong with it, and none of 16,692 in six other languages; at 8, three more in
/// Japanese, one in Thai and one in Hebrew.
const HOPELESS: f32 = 10.0;
/// How far below the best so far (in nats) the two may stand when the shared windows of one length are counted in, before longer ones are asked.
/// Through Latin-1 without its controls, this takes a third of the time off Russian and a sixth off Chinese, and the share of no language of
/// nineteen moves by more than .001; at 5, another third, but .704 of Thai becomes .683, and .799 of Ukrainian .790.
const OUTDONE: f32 = 7.0;
/// States and their margin under the losses of windows-1252 and windows-1254, where few gaps stand together: more cost time and change nothing. None is
/// outdone there.
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
    /// Its symbols from the first to the last.
    len: usize,
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
    rows: Rows,
    /// By window: the best that a state and a candidate came to before it.
    bests: Vec<f32>,
    /// The states of the last gap, the likeliest first.
    order: Vec<u32>,
    groups: Groups,
    /// What the likely ones of groups and candidates come to, and the states that all of these become.
    likely: Vec<f32>,
    names: Vec<u32>,
    /// What each state and candidate gain by each other, a row of all candidates for each state; minus infinity if they are not looked at.
    gains: Vec<f32>,
}

/// A number for each candidate of a gap.
type Row = [f32; LOCAL_CANDIDATES];

/// What the shared windows say of each candidate of the newest gap. States in which a window sees the same choices share a row, so most weights
/// are looked up once for many states.
#[derive(Default)]
struct Rows {
    /// By window, slots for twice as many sums as there can be states: the number of the row of each, and one more; 0 if there is none.
    slots: Vec<u16>,
    bases: Vec<u64>,
    /// The weights of each row; which candidates were asked for, and which of them the model holds in its window, a bit for each.
    weights: Vec<Row>,
    asked: Vec<u32>,
    held: Vec<u32>,
}

impl Rows {
    const SLOTS: usize = 2 * STATES;

    fn clear(&mut self, windows: usize) {
        self.slots.clear();
        self.slots.resize(windows * Self::SLOTS, 0);
        self.bases.clear();
        self.weights.clear();
        self.asked.clear();
        self.held.clear();
    }

    /// The number of the row of a window's sum; a new one knows no candidate.
    #[inline]
    fn place(&mut self, window: usize, base: u64) -> usize {
        let hash = base.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut at = (hash >> 32) as usize % Self::SLOTS;
        let slots = &mut self.slots[window * Self::SLOTS..][..Self::SLOTS];
        loop {
            match usize::from(slots[at]) {
                0 => break,
                row if self.bases[row - 1] == base => return row - 1,
                _ => at = (at + 1) % Self::SLOTS,
            }
        }
        self.bases.push(base);
        self.weights.push([NOT_HELD; LOCAL_CANDIDATES]);
        self.asked.push(0);
        self.held.push(0);
        slots[at] = self.bases.len() as u16;
        self.bases.len() - 1
    }

    /// Adds to a row what its window says of these candidates, if it is not there.
    #[inline]
    fn ask<W: Weights>(&mut self, row: usize, window: &Alone, own: &[Candidate], wanted: u32, weights: &W) {
        let new = wanted & !self.asked[row];
        if new == 0 {
            return;
        }
        self.asked[row] |= new;
        let mut held = 0;
        let row_weights = &mut self.weights[row];
        each_bit(new, |pick| row_weights[pick] = window.look_up(weights, own[pick].symbol));
        each_bit(new, |pick| held |= u32::from(is_held(row_weights[pick])) << pick);
        self.held[row] |= held;
    }
}

/// States that no later window can tell apart, and what they come to.
#[derive(Default)]
struct Groups {
    /// The choices that later windows can still see.
    picks: Vec<u64>,
    /// By state: its group.
    of: Vec<usize>,
    /// By group, a row of all candidates each.
    alphas: Vec<f32>,
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

/// Calls `each` with the number of every bit that is set.
#[inline]
fn each_bit(mut bits: u32, mut each: impl FnMut(usize)) {
    while bits != 0 {
        each(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

/// Candidates that are added up at once.
const LANES: usize = 8;

/// The candidates of which the number is so much at least, a bit for each.
#[inline]
fn at_least(row: &Row, least: f32) -> u32 {
    row.iter().enumerate().fold(0, |bits, (pick, score)| bits | u32::from(*score >= least) << pick)
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
            let mut note =
                Shared { own: alone, len: window.template.len, earlier: [(0, 0); REACH - 1], count: 0 };
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
        let own = p.of(self.open[nth]);
        let width = own.len();
        let to = self.ends[self.ends.len() - 1].states;
        let from = if self.ends.len() == 1 { 0 } else { self.ends[self.ends.len() - 2].states };
        let mask = !(u64::MAX << (PICK_BITS * keep.max(1) as u32));
        self.group(from..to, mask, width);
        self.gains.clear();
        self.gains.resize((to - from) * width, f32::NEG_INFINITY);
        self.rows.clear(self.shared.len());
        let last = (nth > first).then(|| self.open[nth - 1]);
        let beside = last.filter(|&last| p.at(last) + 1 == p.at(self.open[nth]));
        let other_loss = p.locals[self.open[nth] as usize].kind.other_loss;
        let outdone = if other_loss { OUTDONE } else { f32::INFINITY };
        let in_word = beside.filter(|_| p.locals[self.open[nth] as usize].kind.is_alphabetic());
        let best = |all: &mut dyn Iterator<Item = f32>| all.fold(f32::NEG_INFINITY, f32::max);
        let least = best(&mut self.states[from..to].iter().map(|state| state.alpha))
            + best(&mut own.iter().map(|candidate| candidate.score))
            - HOPELESS;
        let mut scores: Row = [f32::NEG_INFINITY; LOCAL_CANDIDATES];
        scores.iter_mut().zip(own).for_each(|(score, candidate)| *score = candidate.score);
        let bits_of = |is: &dyn Fn(&Candidate) -> bool| {
            own.iter().enumerate().fold(0u32, |bits, (pick, one)| bits | u32::from(is(one)) << pick)
        };
        let capitals = if in_word.is_some() { bits_of(&|one| one.c.is_uppercase()) } else { 0 };
        // By bit of a window: which candidates the model holds there.
        let mut known = [0; u32::BITS as usize];
        let all = own.iter().fold(0, |all, candidate| all | candidate.held);
        each_bit(all, |bit| known[bit] = bits_of(&|one| one.held >> bit & 1 == 1));
        self.order.clear();
        self.order.extend(from as u32..to as u32);
        self.order.sort_unstable_by(|a, b| {
            let alpha = |number: &u32| self.states[*number as usize].alpha;
            alpha(b).total_cmp(&alpha(a)).then(a.cmp(b))
        });
        self.bests.clear();
        self.bests.resize(self.shared.len(), f32::NEG_INFINITY);
        for &number in &self.order {
            let state = self.states[number as usize];
            let mut hopeful = at_least(&scores, least - state.alpha);
            if hopeful == 0 {
                break;
            }
            let (mut sums, mut held) = (scores, known);
            let mut len = 0;
            for (number, window) in self.shared.iter().enumerate() {
                if window.len != len {
                    if len > 0 {
                        let best = &mut self.bests[number];
                        each_bit(hopeful, |pick| *best = best.max(state.alpha + sums[pick]));
                        hopeful &= at_least(&sums, *best - outdone - state.alpha);
                        if hopeful == 0 {
                            break;
                        }
                    }
                    len = window.len;
                }
                let mut base = window.own.base;
                for &(back, factor) in &window.earlier[..window.count] {
                    let pick = pick_of(state.picks, u32::from(back));
                    let symbol = p.of(self.open[nth - back as usize])[pick].symbol;
                    base = base.wrapping_add(factor.wrapping_mul(symbol as u64 + 1));
                }
                let row = self.rows.place(number, base);
                let mut licensed = if window.own.licence == 0 { u32::MAX } else { 0 };
                each_bit(window.own.licence, |bit| licensed |= held[bit]);
                self.rows.ask(row, &Alone { base, ..window.own }, own, licensed & hopeful, p.weights);
                let weights = self.rows.weights[row].chunks_exact(LANES);
                for (sums, weights) in sums.chunks_exact_mut(LANES).zip(weights).take(width.div_ceil(LANES)) {
                    sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
                }
                each_bit(window.own.bit, |bit| held[bit] = self.rows.held[row]);
            }
            let before = in_word.map(|last| p.of(last)[pick_of(state.picks, 1)].c);
            if before.is_some_and(char::is_lowercase) {
                each_bit(capitals, |pick| sums[pick] -= CAPITAL_BEHIND_SMALL);
            }
            let gains = &mut self.gains[(number as usize - from) * width..][..width];
            each_bit(hopeful, |pick| gains[pick] = sums[pick]);
        }
        // Groups are numbered as they come; most are of one state.
        let mut groups = 0;
        for (nth, state) in self.states[from..to].iter().enumerate() {
            let (group, gains) = (self.groups.of[nth], &self.gains[nth * width..]);
            let alphas = self.groups.alphas[group * width..][..width].iter_mut().zip(gains);
            if group == groups {
                groups += 1;
                alphas.for_each(|(alpha, gain)| *alpha = state.alpha + gain);
            } else {
                alphas.for_each(|(alpha, gain)| *alpha = add(*alpha, state.alpha + gain));
            }
        }
        let (most, margin) = if other_loss { (STATES, STATE_MARGIN) } else { (FEW_STATES, FEW_MARGIN) };
        self.keep_best(from..to, width, mask, most, margin);
    }

    /// Puts those of these states in one group that are the same under `mask` once one more choice is made.
    fn group(&mut self, states: Range<usize>, mask: u64, width: usize) {
        let groups = &mut self.groups;
        groups.picks.clear();
        groups.of.clear();
        for state in &self.states[states] {
            let picks = state.picks << PICK_BITS & mask;
            let group = groups.picks.iter().position(|own| *own == picks).unwrap_or(groups.picks.len());
            if group == groups.picks.len() {
                groups.picks.push(picks);
            }
            groups.of.push(group);
        }
        groups.alphas.clear();
        groups.alphas.resize(groups.picks.len() * width, f32::NEG_INFINITY);
    }

    /// Keeps the best that groups and candidates come to, so many at the most, and the arcs that lead there from `states`.
    fn keep_best(&mut self, states: Range<usize>, width: usize, mask: u64, most: usize, margin: f32) {
        let all = &self.groups.alphas;
        let best = all.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut least = best - margin;
        self.likely.clear();
        self.likely.extend(all.iter().filter(|alpha| **alpha >= least));
        if self.likely.len() > most {
            least = *self.likely.select_nth_unstable_by(most - 1, |a, b| b.total_cmp(a)).1;
        }
        let names = &mut self.names;
        names.clear();
        names.resize(all.len(), u32::MAX);
        let from = self.states.len();
        for (place, &alpha) in all.iter().enumerate() {
            // Equals of the last one would be too many.
            if alpha >= least && self.states.len() - from < most {
                names[place] = self.states.len() as u32;
                let picks = self.groups.picks[place / width] | (place % width) as u64 & mask;
                self.states.push(State { picks, alpha: alpha - best, beta: f32::NEG_INFINITY });
            }
        }
        let start = states.start;
        for (state, gains) in states.zip(self.gains.chunks_exact(width)) {
            let group = self.groups.of[state - start];
            let names = &self.names[group * width..][..width];
            for (&to, &weight) in names.iter().zip(gains) {
                if to != u32::MAX && weight > f32::NEG_INFINITY {
                    self.arcs.push(Arc { from: state as u32, to, weight });
                }
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
            let arcs = &self.arcs[before.arcs..self.ends[nth - first + 1].arcs];
            for own in arcs.chunk_by(|a, b| a.from == b.from) {
                let behind = |arc: &Arc| self.states[arc.to as usize].beta + arc.weight;
                let most = own.iter().map(behind).fold(f32::NEG_INFINITY, f32::max);
                let sum: f32 = own.iter().map(|arc| exp(behind(arc) - most)).sum();
                self.states[own[0].from as usize].beta = most + ln(sum);
            }
            // Keep the numbers small.
            let earlier = if nth == first { 0 } else { self.ends[nth - first - 1].states };
            let earlier = &mut self.states[earlier..before.states];
            let high = earlier.iter().map(|s| s.beta).fold(f32::NEG_INFINITY, f32::max);
            earlier.iter_mut().for_each(|s| s.beta -= high);
        }
    }

    /// The share of each candidate in the states of one gap.
    fn mass(&self, states: Range<usize>) -> [f32; LOCAL_CANDIDATES] {
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
    Choice { best, confidence, runners_up, is_guess: false }
}
