//! What the known neighbours of one gap say of its candidates.

use crate::model::restoration::feature::{self, Template};
use crate::model::restoration::view::{GapKind, Place, GAP};
use crate::model::restoration::window::{licensed, near, whole_bit, whole_licence, Near};
use crate::model::restoration::{is_held, Weights};
use crate::repair::infill::confusion_set::SET_CANDIDATES;
use crate::repair::infill::score_cache::ScoreCache;

/// How far below the best a candidate may stand after the shortest windows.
const SHORT_MARGIN: f32 = 5.0;
/// The same after all windows that no other gap shares.
const LOCAL_MARGIN: f32 = 5.0;
/// What a simplified character costs (in nats) in a line of traditional ones, and the reverse, beside what the model says of it: the levels
/// of its weights end before they could say how seldom that is. More would cost documents that mix both.
pub(crate) const OTHER_VARIETY: f32 = 2.0;
/// Candidates of a gap that enter the search.
pub(crate) const LOCAL_CANDIDATES: usize = 32;
/// The same where much is known around the gap: there, more cost time and change nothing.
const FEW_CANDIDATES: usize = 8;
/// Both margins where other gaps stand close on both sides: little is known of them yet. Through Latin-1 without its controls, .703 of Thai
/// comes back with this and all of `LOCAL_CANDIDATES`, and .661 with the margins and candidates of elsewhere.
const CROWDED_MARGIN: f32 = 8.0;

/// How far below the best a candidate may stand after all windows that no other gap shares.
#[inline]
pub(crate) fn local_margin(near: Near, kind: GapKind) -> f32 {
    if kind.other_loss && near.is_crowded() {
        CROWDED_MARGIN
    } else {
        LOCAL_MARGIN
    }
}

/// A candidate of a set or of a gap.
#[derive(Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) c: char,
    pub(crate) symbol: u32,
    pub(crate) score: f32,
    /// Bits of the windows that the model holds with this candidate.
    pub(crate) held: u32,
}

/// A gap that its known neighbours leave open, or settle.
#[derive(Clone, Copy)]
pub(crate) struct Local {
    pub(crate) gap: u32,
    /// Its candidates' range.
    pub(crate) from: u32,
    /// See `from`.
    pub(crate) to: u32,
    /// Which symbols around it were known.
    pub(crate) near: Near,
    pub(crate) kind: GapKind,
}

/// A window in which only the candidate is still open.
#[derive(Clone, Copy, Default)]
pub(crate) struct Alone {
    pub(crate) base: u64,
    pub(crate) factor: u64,
    pub(crate) bit: u32,
    pub(crate) licence: u32,
    /// Whether the gap is a letter of an alphabet.
    pub(crate) letters: bool,
}

impl Alone {
    /// What the window says of a candidate.
    #[inline]
    pub(crate) fn look_up<W: Weights>(&self, weights: &W, symbol: u32) -> f32 {
        let sum = self.base.wrapping_add(self.factor.wrapping_mul(symbol as u64 + 1));
        weights.look_up(feature::finish(sum), self.letters)
    }

    /// Adds to a candidate's score what the window says of it.
    #[inline]
    pub(crate) fn weigh<W: Weights>(&self, weights: &W, symbol: u32, score: &mut f32, held: &mut u32) {
        if licensed(self.licence, *held) {
            let weight = self.look_up(weights, symbol);
            *score += weight;
            *held |= if is_held(weight) { self.bit } else { 0 };
        }
    }
}

/// Scores of a set's candidates, all at once.
struct Scores {
    count: usize,
    score: [f32; SET_CANDIDATES],
    held: [u32; SET_CANDIDATES],
}

impl Scores {
    fn add(&mut self, row: &[f32], bit: u32) {
        for ((score, held), &weight) in self.score.iter_mut().zip(&mut self.held).zip(row) {
            *score += weight;
            *held |= if is_held(weight) { bit } else { 0 };
        }
    }

    fn best(&self) -> f32 {
        self.score[..self.count].iter().copied().fold(f32::NEG_INFINITY, f32::max)
    }
}

#[derive(Default)]
pub(crate) struct Settler {
    cache: ScoreCache,
}

impl Settler {
    /// Scores the candidates of one gap by the windows that hold no other, and writes those to `out` that are still likely.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn settle<W: Weights>(
        &mut self,
        set: u32,
        kind: GapKind,
        all: &[Candidate],
        place: &Place,
        view: &[u32],
        weights: &W,
        out: &mut Vec<Candidate>,
    ) -> Local {
        let from = out.len();
        let at = place.at as usize;
        let templates = kind.templates();
        let scores = self.short(set, kind, all, place, view, weights);
        let near = self::near(view, at);
        let margin = if kind.other_loss && near.is_crowded() { CROWDED_MARGIN } else { SHORT_MARGIN };
        let least = scores.best() - margin;
        for (i, candidate) in all.iter().enumerate() {
            if scores.score[i] >= least {
                out.push(Candidate { score: scores.score[i], held: scores.held[i], ..*candidate });
            }
        }
        if out.len() - from > 1 {
            let letters = kind.is_alphabetic();
            each_long(view, at, near, templates, letters, |window| {
                for candidate in &mut out[from..] {
                    window.weigh(weights, candidate.symbol, &mut candidate.score, &mut candidate.held);
                }
            });
            prune(out, from, near, kind);
        }
        Local { gap: 0, from: from as u32, to: out.len() as u32, near, kind }
    }

    /// What the prior, the shape, the pairs, the variety of writing and both bigrams say of all of a set's candidates.
    fn short<W: Weights>(
        &mut self,
        set: u32,
        kind: GapKind,
        all: &[Candidate],
        place: &Place,
        view: &[u32],
        weights: &W,
    ) -> Scores {
        let count = all.len();
        let look_up = |feature| weights.look_up(feature, kind.is_alphabetic());
        let mut scores = Scores { count, score: [0.0; SET_CANDIDATES], held: [0; SET_CANDIDATES] };
        let own = (set as u64 + 1).wrapping_mul(0xA24B_AED4_963E_E407);
        let shape = feature::shape_base(place.left, place.right);
        let variety = if kind.wide { place.variety as u64 + 1 } else { 0 };
        let row = self.cache.row(own ^ shape ^ variety << 60, count, |row| {
            for (sum, candidate) in row.iter_mut().zip(all) {
                *sum = candidate.score
                    + look_up(feature::finish(shape.wrapping_add(feature::shape_part(candidate.c))));
                if kind.is_alphabetic() {
                    let case = feature::case_base(place.left, place.right);
                    *sum += look_up(feature::finish(case.wrapping_add(feature::case_part(candidate.c))));
                }
                if kind.wide {
                    if feature::are_opposed(place.variety, candidate.c) {
                        *sum -= OTHER_VARIETY;
                    }
                    for part in feature::variety_sums(place.variety, candidate.c) {
                        *sum += look_up(feature::finish(part));
                    }
                }
            }
        });
        scores.add(row, 0);
        let start = feature::start_base(place.second, place.left).filter(|_| kind.is_alphabetic());
        if let Some(base) = start {
            let row = self.cache.row(own ^ base, count, |row| {
                for (weight, candidate) in row.iter_mut().zip(all) {
                    let part = feature::start_part(candidate.c);
                    *weight = look_up(feature::finish(base.wrapping_add(part)));
                }
            });
            scores.add(row, 0);
        }
        for &letter in place.company.iter().take_while(|letter| kind.latin && **letter != 0) {
            let base = feature::company_base(letter);
            let row = self.cache.row(own ^ base, count, |row| {
                for (weight, candidate) in row.iter_mut().zip(all) {
                    let part = feature::company_part(candidate.symbol);
                    *weight = look_up(feature::finish(base.wrapping_add(part)));
                }
            });
            scores.add(row, 0);
        }
        if kind.punctuation {
            for (side, base) in feature::pair_bases(place.before, place.after).into_iter().enumerate() {
                let row = self.cache.row(own ^ base, count, |row| {
                    for (weight, candidate) in row.iter_mut().zip(all) {
                        let part = feature::pair_parts(candidate.c)[side];
                        *weight = look_up(feature::finish(base.wrapping_add(part)));
                    }
                });
                scores.add(row, 0);
            }
        }
        let pair = &kind.templates()[0];
        let at = place.at as usize;
        for (offset, other) in [(0, at + 1), (1, at.wrapping_sub(1))] {
            let Some(&symbol) = view.get(other) else { continue };
            if symbol & GAP != 0 || symbol == feature::UNKNOWN {
                continue;
            }
            let base = pair.seed.wrapping_add(feature::part(pair, 1 - offset, symbol));
            let factor = pair.factors[offset];
            let row = self.cache.row(own ^ base, count, |row| {
                for (weight, candidate) in row.iter_mut().zip(all) {
                    let sum = base.wrapping_add(factor.wrapping_mul(candidate.symbol as u64 + 1));
                    *weight = look_up(feature::finish(sum));
                }
            });
            scores.add(row, whole_bit(2, offset));
        }
        scores
    }
}

/// Calls `each` for every window longer than two of which the gap at `at` is the only unknown.
#[inline]
fn each_long(
    view: &[u32],
    at: usize,
    near: Near,
    templates: &[Template],
    letters: bool,
    mut each: impl FnMut(&Alone),
) {
    for template in &templates[1..] {
        let len = template.len;
        if template.whole {
            let (left, right) = (near.left as usize, near.right as usize);
            for offset in (len - 1).saturating_sub(right)..=left.min(len - 1) {
                let mut base = template.seed;
                for (i, &symbol) in view[at - offset..][..len].iter().enumerate() {
                    if i != offset {
                        base = base.wrapping_add(feature::part(template, i, symbol));
                    }
                }
                let factor = template.factors[offset];
                each(&Alone {
                    base,
                    factor,
                    bit: whole_bit(len, offset),
                    licence: whole_licence(len, offset),
                    letters,
                });
            }
        } else {
            for (offset, other, apart) in
                [(0, at + len - 1, near.apart_right), (len - 1, at.wrapping_sub(len - 1), near.apart_left)]
            {
                if apart & 1 << len != 0 {
                    let base =
                        template.seed.wrapping_add(feature::part(template, len - 1 - offset, view[other]));
                    each(&Alone { base, factor: template.factors[offset], bit: 0, licence: 0, letters });
                }
            }
        }
    }
}

/// Keeps the likely ones of the candidates from `from` on.
pub(crate) fn prune(candidates: &mut Vec<Candidate>, from: usize, near: Near, kind: GapKind) {
    let own = &mut candidates[from..];
    let best = own.iter().map(|c| c.score).fold(f32::NEG_INFINITY, f32::max);
    let margin = local_margin(near, kind);
    let mut kept = 0;
    for i in 0..own.len() {
        if own[i].score >= best - margin {
            own[kept] = own[i];
            kept += 1;
        }
    }
    let most = if kind.other_loss && near.is_crowded() { LOCAL_CANDIDATES } else { FEW_CANDIDATES };
    if kept > most {
        own[..kept].sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.c.cmp(&b.c)));
        kept = most;
    }
    candidates.truncate(from + kept);
}
