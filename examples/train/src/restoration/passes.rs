//! Training: passes through all lines.

use super::alphabet::Alphabet;
use super::embed::Net;
use super::lessons::Lesson;
use super::line::{complete, sums, Line};
use super::losses;
use super::table::Table;
use crate::shared::format::{self, LEVELS};
use crate::shared::{feature, window};

/// Candidates of a form that take part in training.
pub const RIVALS: usize = 96;
/// Of these, how many take part each time.
const COMMON: usize = 12;
/// How far below the best (in nats) a rival has no chance.
const NO_CHANCE: f32 = 12.0;
/// More candidates than these are many.
const MANY: usize = 48;
/// AdaGrad's sum of squares at the start: the greater, the more cautious the first steps.
pub const START_SQUARES: f32 = 0.3;
/// How much a weight shrinks at each step, beside what the gap pulls at it: keeps what was seen a few times from deciding alone.
const SHRINK: f32 = 0.005;
/// How much a word of the lexicon counts for beside a line of text.
pub const WORD_SHARE: f32 = 0.5;

/// Scripts, and how much a gap's loss counts when features are chosen: smaller bodies of text would get nothing.
const SCRIPTS: [(&str, f32); 12] = [
    ("Han", 0.8),
    ("kana", 1.2),
    ("Hangul", 2.2),
    ("Thai", 7.0),
    ("Devanagari", 4.5),
    ("Cyrillic", 3.6),
    ("Greek", 3.0),
    ("Hebrew", 5.0),
    ("Arabic", 3.5),
    ("Latin", 2.5),
    ("other", 1.5),
    ("Vietnamese", 5.0),
];
/// The number of the others.
const OTHER: usize = 10;
/// The same for letters of the "other" scripts: there is little text of each.
const OTHER_LETTERS: f32 = 3.0;
/// The number of a character's script in [`SCRIPTS`].
fn script(c: char) -> usize {
    match c as u32 {
        0x4E00..=0x9FFF => 0,
        0x3041..=0x30FF => 1,
        0xAC00..=0xD7A3 => 2,
        0xE00..=0xE7F => 3,
        0x900..=0x97F => 4,
        0x400..=0x52F => 5,
        0x370..=0x3FF => 6,
        0x590..=0x5FF => 7,
        0x600..=0x6FF => 8,
        0x1EA0..=0x1EF9 => 11,
        0xC0..=0x24F | 0x1E00..=0x1EFF => 9,
        _ => OTHER,
    }
}

/// The probabilities of rivals with these scores.
pub fn softmax(scores: &[f32]) -> [f32; RIVALS] {
    let high = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut p = [0.0; RIVALS];
    let mut total = 0.0;
    for (p, score) in p.iter_mut().zip(scores) {
        *p = (score - high).exp();
        total += *p;
    }
    p.iter_mut().for_each(|p| *p /= total);
    p
}

/// One time through all lines.
pub struct Pass<'n> {
    pub round: usize,
    pub rate: f32,
    /// One line in so many, and which of these.
    pub lines: (usize, usize),
    /// Learns beside.
    pub net: Option<&'n mut Net>,
}

/// Goes through all lines once; of each gap, its features, the priors of its rivals and the vectors learn.
pub fn train(
    lines: &[Lesson],
    line: &mut Line,
    alphabet: &mut Alphabet,
    table: &mut Table,
    pass: Pass,
    say: &impl Fn(String),
) {
    let Pass { round, rate, lines: (of, which), mut net } = pass;
    let mut touched: Vec<(u16, usize)> = vec![];
    let mut dice = round as u64 + 1;
    let (mut n, mut right, mut loss) = (0u64, 0u64, 0f64);
    let mut by_script = [(0u64, 0u64); SCRIPTS.len()];
    let step = lines.len() / 5 + 1;
    for (i, lesson) in lines.iter().enumerate() {
        if i % of != which {
            continue;
        }
        let Lesson { word, worth, loss: own_loss, .. } = lesson;
        line.read(lesson, alphabet);
        for gap in line.own_gaps() {
            let (form, place) = line.truth[gap];
            let all = &alphabet.forms[form as usize].candidates;
            let mut rivals = [('\0', 0u32); RIVALS + 1];
            let mut count = all.len().min(RIVALS);
            // Rare rivals take part in every fourth gap, for four; where there are many, in every eighth.
            let mut spare = 0.0;
            if place < COMMON as u16 && count > COMMON {
                dice = dice.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
                let one_in = if count > MANY { 8 } else { 4 };
                if (dice >> 32) % one_in == 0 {
                    spare = (one_in as f32).ln();
                } else {
                    count = COMMON;
                }
            }
            for (r, &c) in rivals.iter_mut().zip(&all[..count]) {
                *r = (c, feature::symbol(c));
            }
            let target = place as usize;
            // Too rare to be trained: as a rival it would never be pushed down.
            if target >= count || count < 2 {
                continue;
            }
            let rivals = &rivals[..count];
            let mut scores = [0f32; RIVALS + 1];
            for (k, (s, r)) in scores.iter_mut().zip(rivals).enumerate() {
                *s = alphabet.prior[r.0 as usize] + if k >= COMMON { spare } else { 0.0 };
            }
            touched.clear();
            let mut held = [0u32; RIVALS];
            let (mut is_pruned, mut is_out) = (false, [false; RIVALS]);
            sums(line, gap, alphabet, |base, enter, _, bit, licence| {
                // Of many rivals, most have no chance after the shortest windows, and would not learn either.
                if !is_pruned && !line.kinds[gap].is_alphabetic() && (licence != 0 || bit == 0) {
                    is_pruned = true;
                    let best = scores[..count].iter().copied().fold(f32::NEG_INFINITY, f32::max);
                    for (k, score) in scores[..count].iter().enumerate() {
                        is_out[k] = k != target && *score < best - NO_CHANCE;
                    }
                }
                for (k, &(c, symbol)) in rivals.iter().enumerate() {
                    if is_out[k] || !window::licensed(licence, held[k]) {
                        continue;
                    }
                    let h = complete(base, enter, c, symbol);
                    match (table.find(h), &table.steps) {
                        (Some(at), steps) => {
                            let w = table.entries[at].weight;
                            scores[k] += steps.as_ref().map_or(w, |s| s.of(w));
                            touched.push((k as u16, at));
                            held[k] |= bit;
                        }
                        // In the shipped form, one in 2^CHECK_BITS that are not held seems to be.
                        (None, Some(steps)) if h >> 7 & ((1 << format::CHECK_BITS) - 1) == 0 => {
                            scores[k] += steps.levels[(h >> 17) as usize % LEVELS]
                        }
                        _ => {}
                    }
                }
            });
            if let Some(net) = net.as_deref_mut().filter(|_| !line.kinds[gap].is_alphabetic()) {
                net.learn(line, gap, alphabet, rivals, &scores[..count], target);
            }
            let p = softmax(&scores[..count]);
            let ok = (0..count).all(|k| k == target || scores[k] < scores[target]);
            let share = if *word { WORD_SHARE } else { 1.0 };
            let script = script(rivals[target].0);
            let is_other_letter = script == OTHER && line.kinds[gap].is_alphabetic();
            let weight = if is_other_letter { OTHER_LETTERS } else { SCRIPTS[script].1 };
            let factor = worth * losses::worth(*own_loss) * weight * line.one_in as f32;
            if !*word {
                by_script[script].0 += 1;
                by_script[script].1 += ok as u64;
                n += 1;
                right += ok as u64;
                loss -= p[target].max(1e-9).ln() as f64;
            }
            for &(k, at) in &touched {
                let k = k as usize;
                let e = &mut table.entries[at];
                let truth = (k == target) as u32 as f32;
                // What the loss of this gap would grow by without the feature.
                if truth != 0.0 || p[k] > 1e-3 {
                    e.worth +=
                        factor * ((1.0 - p[k] + p[k] * (-e.weight).exp()).max(1e-9).ln() + truth * e.weight);
                }
                let g = share * (p[k] - truth);
                if g.abs() > 0.003 {
                    e.squares += g * g;
                    e.weight -= rate * (g + SHRINK * e.weight) / e.squares.sqrt();
                }
            }
            for (k, &(c, _)) in rivals.iter().enumerate() {
                let g = share * (p[k] - (k == target) as u32 as f32);
                let q = &mut alphabet.squares[c as usize];
                if g.abs() > 0.003 && q.is_finite() && !*word {
                    *q += g * g;
                    alphabet.prior[c as usize] -= rate * g / q.sqrt();
                }
            }
        }
        if i % step == step - 1 || i + 1 == lines.len() {
            say(format!(
                "round {round}: {n} gaps right {:.4} loss {:.4}",
                right as f64 / n.max(1) as f64,
                loss / n.max(1) as f64
            ));
            (n, right, loss) = (0, 0, 0.0);
            if i + 1 == lines.len() || round == 0 {
                say(by_script
                    .iter()
                    .zip(SCRIPTS)
                    .filter(|s| s.0 .0 > 0)
                    .map(|(s, name)| format!("{} {:.4} of {}", name.0, s.1 as f64 / s.0 as f64, s.0))
                    .collect::<Vec<_>>()
                    .join(", "));
                by_script = Default::default();
            }
        }
    }
}
