//! Learning from whole lines: what the model itself would write there is pushed down, what stood there is pushed up.
//!
//! The other passes look at each gap with its neighbours as they were. Where most letters of a word are gaps, the search must choose among
//! combinations, and those that differ in several letters were never compared. Here a line is filled by sampling: each gap in turn, by what
//! stands in the others by then (Gibbs sampling). What the weights say of the sample and of the truth is drawn apart (contrastive divergence,
//! Hinton 2002).

use super::alphabet::Alphabet;
use super::feature;
use super::lessons::Lesson;
use super::line::{complete, sums, Line};
use super::losses::LATIN_1;
use super::passes::{softmax, RIVALS};
use super::table::Table;
use super::view::licensed;
use super::{Rng, MOST_SQUARES};

/// Times that each gap is filled anew.
const SWEEPS: usize = 3;
/// Of the lines under the loss that leaves most gaps, one in so many is learnt from.
const ONE_IN: u64 = 2;

/// One pass over the lines that have many gaps.
pub fn contrast(
    lines: &[Lesson],
    line: &mut Line,
    alphabet: &Alphabet,
    table: &mut Table,
    rate: f32,
    say: &impl Fn(String),
) {
    for e in &mut table.entries {
        e.squares = e.squares.min(MOST_SQUARES);
    }
    let mut rng = Rng(5);
    let (mut gaps, mut right) = (0u64, 0u64);
    let dense = lines.iter().filter(|lesson| lesson.loss == LATIN_1 && !lesson.word);
    for lesson in dense {
        if (rng.next() >> 32) % ONE_IN != 0 {
            continue;
        }
        line.read(lesson, alphabet);
        let own: Vec<usize> = line.own_gaps().collect();
        // Half of the lines begin with what stood there, half with anything.
        if rng.next() >> 63 == 0 {
            for &gap in &own {
                let (form, _) = line.current[gap];
                let count = alphabet.forms[form as usize].candidates.len().min(RIVALS);
                line.current[gap] = (form, ((rng.next() >> 32) % count as u64) as u16);
            }
        }
        for _ in 0..SWEEPS {
            for &gap in &own {
                fill(line, gap, alphabet, table, &mut rng);
            }
        }
        gaps += own.len() as u64;
        right += own.iter().filter(|&&gap| line.current[gap] == line.truth[gap]).count() as u64;
        let filled = windows(line, &own, alphabet, table);
        line.current.clone_from(&line.truth);
        let truth = windows(line, &own, alphabet, table);
        for (places, g) in [(truth, -1.0), (filled, 1.0)] {
            for at in places {
                let e = &mut table.entries[at];
                e.squares += 1.0;
                e.weight -= rate * g / e.squares.sqrt();
            }
        }
    }
    say(format!("contrast: {gaps} gaps, right in the samples {:.4}", right as f64 / gaps.max(1) as f64));
}

/// Fills one gap by what stands around it now.
fn fill(line: &mut Line, gap: usize, alphabet: &Alphabet, table: &Table, rng: &mut Rng) {
    let (form, _) = line.current[gap];
    let candidates = &alphabet.forms[form as usize].candidates;
    let count = candidates.len().min(RIVALS);
    let (mut scores, mut held) = ([0f32; RIVALS], [0u32; RIVALS]);
    for (score, c) in scores.iter_mut().zip(&candidates[..count]) {
        *score = alphabet.prior[*c as usize];
    }
    sums(line, gap, alphabet, |base, enter, _, bit, licence| {
        for (k, &c) in candidates[..count].iter().enumerate() {
            if licensed(licence, held[k]) {
                if let Some(at) = table.find(complete(base, enter, c, feature::symbol(c))) {
                    scores[k] += table.weight(at);
                    held[k] |= bit;
                }
            }
        }
    });
    let p = softmax(&scores[..count]);
    let mut dice = (rng.next() >> 40) as f32 / (1u64 << 24) as f32;
    let mut pick = 0;
    while pick + 1 < count && dice >= p[pick] {
        dice -= p[pick];
        pick += 1;
    }
    line.current[gap] = (form, pick as u16);
}

/// The places of all windows that the model holds of a line as it is now, each once, with the last of its gaps.
fn windows(line: &Line, own: &[usize], alphabet: &Alphabet, table: &Table) -> Vec<usize> {
    let mut places = vec![];
    for &gap in own {
        let c = line.character(gap, alphabet);
        let symbol = feature::symbol(c);
        let mut held = 0;
        sums(line, gap, alphabet, |base, enter, last, bit, licence| {
            if last && licensed(licence, held) {
                if let Some(at) = table.find(complete(base, enter, c, symbol)) {
                    places.push(at);
                    held |= bit;
                }
            }
        });
    }
    places
}
