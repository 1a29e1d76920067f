//! The document as evidence: what one occurrence of a damaged word leaves open, another may settle.
//!
//! A character that the channel damages is damaged each time, so intact text says nothing of it; but its other
//! occurrences stand in other sentences. Gaps of one form with the same neighbour (known, or damaged the same way) are
//! taken to be the same word, and their distributions are drawn together.

use super::lattice::{Choice, Form, RUNNERS_UP};
use crate::model::restoration::feature;
use crate::model::restoration::view::GAP;

/// Weight of a gap's own distribution beside each other occurrence's.
const OWN: f32 = 1.0;
/// How far a distribution moves to that of the occurrences with the same neighbour on one side.
const PULL: f32 = 0.35;
/// Candidates remembered for each key.
const HELD: usize = 6;

#[derive(Clone, Copy, Default)]
struct Entry {
    key: u32,
    count: u32,
    mass: [(char, f32); HELD],
}

/// Sums of the distributions of gaps alike. Reusable.
#[derive(Default)]
pub(crate) struct Habit {
    entries: Vec<Entry>,
}

/// Symbols of a word of letters that a key takes in, on each side of the gap.
const LETTERS: usize = 10;

/// The keys of the gap at `view[at]`, `best` being its likeliest candidate. In Chinese, Japanese and Korean: the neighbour
/// on each side. Elsewhere two neighbouring letters say nothing: the word is the key.
pub(crate) fn keys(view: &[u32], at: usize, best: char, gaps: &[Form]) -> [u64; 2] {
    let symbol =
        |i: usize| view.get(i).map(|&s| if s & GAP != 0 { GAP | gaps[(s & !GAP) as usize].0 } else { s });
    let own = symbol(at).unwrap_or(0) as u64;
    if best as u32 >= 0x2E80 {
        return [(at.wrapping_sub(1), 0), (at + 1, 1)].map(|(i, side)| match symbol(i) {
            None | Some(feature::EDGE) => 0,
            Some(s) => (s as u64) << 32 | (own & 0xFFFF) << 1 | side,
        });
    }
    if !best.is_alphabetic() {
        return [0; 2];
    }
    let letter = |i: usize| match view.get(i) {
        Some(&s) if s & GAP != 0 => symbol(i),
        Some(&s) if char::from_u32(s).is_some_and(|c| c.is_alphanumeric() || s > 0x300 && s < 0x2000) => {
            Some(s)
        }
        _ => None,
    };
    let mut key = own + 1;
    let mut length = 1;
    for i in (at.saturating_sub(LETTERS)..at).rev() {
        let Some(s) = letter(i) else { break };
        key = scramble(key ^ s as u64);
        length += 1;
    }
    key = scramble(key ^ 0xFFFF_FFFF);
    for i in at + 1..at + 1 + LETTERS {
        let Some(s) = letter(i) else { break };
        key = scramble(key ^ s as u64);
        length += 1;
    }
    [if length >= 3 { key | 1 << 63 } else { 0 }, 0]
}

fn scramble(key: u64) -> u64 {
    let h = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    h ^ (h >> 29)
}

impl Habit {
    fn find(&mut self, key: u64) -> &mut Entry {
        let h = scramble(key);
        let tag = (h >> 32) as u32 | 1;
        let mask = self.entries.len() - 1;
        let mut at = h as usize & mask;
        while self.entries[at].key != 0 && self.entries[at].key != tag {
            at = (at + 1) & mask;
        }
        let entry = &mut self.entries[at];
        entry.key = tag;
        entry
    }

    /// Draws the choices of gaps with equal keys together. A key of 0 counts as none.
    pub(crate) fn apply(&mut self, keys: &[[u64; 2]], choices: &mut [Choice]) {
        self.entries.clear();
        self.entries.resize((keys.len() * 4).next_power_of_two().max(4), Entry::default());
        for (keys, choice) in keys.iter().zip(&*choices) {
            for &key in keys.iter().filter(|k| **k != 0) {
                let entry = self.find(key);
                entry.count += 1;
                for (c, p) in shares(choice) {
                    if p <= 0.0 {
                        break;
                    }
                    let mass = &mut entry.mass;
                    match mass.iter().position(|m| m.0 == c || m.1 == 0.0) {
                        Some(at) => mass[at] = (c, mass[at].1 + p),
                        None => break,
                    }
                }
            }
        }
        for (keys, choice) in keys.iter().zip(choices) {
            if choice.confidence > 0.9999 {
                continue;
            }
            let mut shares = shares(choice);
            let mut logs = [f32::NEG_INFINITY; RUNNERS_UP + 1];
            for (log, share) in logs.iter_mut().zip(&shares) {
                *log = share.1.max(1e-9).ln();
            }
            let old = logs;
            for &key in keys.iter().filter(|k| **k != 0) {
                let entry = *self.find(key);
                if entry.count < 2 {
                    continue;
                }

                for (i, &(c, p)) in shares.iter().enumerate() {
                    let all = entry.mass.iter().find(|m| m.0 == c && m.1 > 0.0).map_or(p, |m| m.1.max(p));
                    let drawn = (all - p + OWN * p) / (entry.count as f32 - 1.0 + OWN);
                    logs[i] += PULL * (drawn.max(1e-9).ln() - old[i]);
                }
            }
            let high = logs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let mut total = 0.0;
            let before: f32 = shares.iter().map(|s| s.1).sum();
            for (share, log) in shares.iter_mut().zip(logs) {
                share.1 = if share.0 == '\0' { 0.0 } else { (log - high).exp() };
                total += share.1;
            }
            for share in &mut shares {
                share.1 *= before / total;
            }
            shares.sort_by(|a, b| b.1.total_cmp(&a.1));
            (choice.best, choice.confidence) = shares[0];
            choice.runners_up.copy_from_slice(&shares[1..]);
        }
    }
}

fn shares(choice: &Choice) -> [(char, f32); RUNNERS_UP + 1] {
    let mut all = [(choice.best, choice.confidence); RUNNERS_UP + 1];
    all[1..].copy_from_slice(&choice.runners_up);
    all
}
