//! The document as evidence: what one occurrence of a damaged word leaves open, another may settle.
//!
//! A character that the channel damages is damaged each time, so intact text says nothing of it; but its other
//! occurrences stand in other sentences. Gaps of one set with the same neighbour (known, or damaged the same way) are
//! taken to be the same word if the two stand together more often than chance would have it, and their distributions are drawn
//! together.

use crate::model::letters::is_alphabetic;
use crate::model::restoration::feature;
use crate::model::restoration::view::GAP;
use crate::repair::evidence::words::{Item, Way, Words};
use crate::repair::infill::choice::Choice;
use crate::repair::infill::log_space::ln;

/// How far a distribution moves to that of the other occurrences of its word, where a word is a run of letters.
const PULL: f32 = 0.35;
/// The same for each neighbour in Chinese, Japanese and Korean, if all occurrences are of one word.
const PULL_BESIDE: f32 = 0.55;
/// Chance is given the benefit: it is taken to bring neighbours together so many times as often as their numbers say.
const CHANCE: f32 = 1.5;
/// Least share that others can give a candidate: none of them may rule one out.
const LEAST_SHARE: f32 = 1e-9;
/// Candidates remembered for each key.
const HELD: usize = 6;
/// Symbols of a word of letters that a key takes in, on each side of the gap.
const LETTERS: usize = 10;

/// Names of the words that a gap may be part of, as hashes; 0 for none.
#[derive(Clone, Copy, Default)]
pub(crate) struct Keys {
    /// In Chinese, Japanese and Korean the set with its neighbour on each side; elsewhere the word.
    pub(crate) words: [u64; 2],
    /// The neighbour by itself; 0 where a word needs no proof.
    pub(crate) beside: [u64; 2],
    /// The way in which the text was read.
    pub(crate) way: Way,
}

/// The keys of the gap at `view[at]`, `best` being its likeliest candidate. `set` tells the sets of gaps around it by their numbers, `own` what
/// its own set is to be known by.
pub(crate) fn keys(view: &[u32], at: usize, best: char, own: u32, set: impl Fn(usize) -> u32) -> Keys {
    let symbol =
        |i: usize| view.get(i).map(|&s| if s & GAP != 0 { GAP | set((s & !GAP) as usize) } else { s });
    let own = u64::from(own);
    if best as u32 >= 0x2E80 {
        let mut keys = Keys::default();
        for (side, i) in [at.wrapping_sub(1), at + 1].into_iter().enumerate() {
            if let Some(beside) = symbol(i).filter(|&s| s != feature::EDGE) {
                keys.words[side] = scramble((beside as u64) << 32 | (own & 0xFFFF) << 1 | side as u64) | 1;
                keys.beside[side] = scramble((beside as u64) << 32 | 0xFFFF_FFFE | side as u64) | 1;
            }
        }
        return keys;
    }
    if !best.is_alphabetic() {
        return Keys::default();
    }
    let letter = |i: usize| match view.get(i) {
        Some(&s) if s & GAP != 0 => symbol(i),
        Some(&s)
            if char::from_u32(s)
                .is_some_and(|c| is_alphabetic(c) || c.is_numeric() || s > 0x300 && s < 0x2000) =>
        {
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
    // Two neighbouring letters say nothing.
    Keys { words: [if length >= 3 { scramble(key) | 1 } else { 0 }, 0], ..Keys::default() }
}

fn scramble(key: u64) -> u64 {
    let h = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    h ^ (h >> 29)
}

/// How often a key occurs, and where its sums are.
#[derive(Clone, Copy, Default)]
struct Cell {
    tag: u32,
    count: u32,
    /// Place in the list of sums, and 1; 0 if nobody asks for them.
    sums: u32,
}

/// The distributions of gaps alike, summed.
type Sums = [(char, f32); HELD];

/// Draws gaps together. Reusable.
#[derive(Default)]
pub(crate) struct Recurrence {
    cells: Vec<Cell>,
    sums: Vec<Sums>,
}

impl Recurrence {
    fn find(&mut self, key: u64) -> &mut Cell {
        let tag = (key >> 32) as u32 | 1;
        let mask = self.cells.len() - 1;
        let mut at = (key as usize >> 1) & mask;
        while self.cells[at].tag != 0 && self.cells[at].tag != tag {
            at = (at + 1) & mask;
        }
        let cell = &mut self.cells[at];
        cell.tag = tag;
        cell
    }

    /// Draws the choices of gaps with equal keys together. `alike` tells how many gaps have the set of the gap with a given number.
    pub(crate) fn apply(&mut self, keys: &[Keys], alike: impl Fn(usize) -> f32, choices: &mut [Choice]) {
        self.cells.clear();
        // At most four keys a gap: never more than half full.
        self.cells.resize((keys.len() * 8).next_power_of_two(), Cell::default());
        for key in keys.iter().flat_map(|keys| keys.words.into_iter().chain(keys.beside)).filter(|&k| k != 0)
        {
            self.find(key).count += 1;
        }
        self.sum(keys, choices);
        let all = keys.len() as f32;
        for (gap, (keys, choice)) in keys.iter().zip(choices).enumerate() {
            if choice.is_settled() {
                continue;
            }
            let mut pulls = [(0.0, 0.0, Sums::default()); 2];
            for ((&word, &beside), pull) in keys.words.iter().zip(&keys.beside).zip(&mut pulls) {
                if word == 0 {
                    continue;
                }
                let Cell { count, sums, .. } = *self.find(word);
                if count < 2 {
                    continue;
                }
                let others = count as f32 - 1.0;
                let strength = if beside == 0 {
                    PULL
                } else {
                    let by_chance = CHANCE * self.find(beside).count as f32 * alike(gap) / all;
                    PULL_BESIDE * (1.0 - by_chance / others).max(0.0)
                };
                *pull = (strength, others + 1.0, self.sums[sums as usize - 1]);
            }
            choice.shift(|c, share| {
                let own = ln(share.max(LEAST_SHARE));
                let pulled =
                    pulls.iter().filter(|(strength, ..)| *strength > 0.0).map(|(strength, count, sums)| {
                        let sum = sums
                            .iter()
                            .find(|(other, _)| *other == c)
                            .map_or(share, |(_, sum)| sum.max(share));
                        strength * (ln((sum / count).max(LEAST_SHARE)) - own)
                    });
                pulled.sum()
            });
        }
    }

    /// Sums up the distributions under every key that an open gap shares with another gap.
    fn sum(&mut self, keys: &[Keys], choices: &[Choice]) {
        self.sums.clear();
        for (keys, _) in keys.iter().zip(choices).filter(|(_, choice)| !choice.is_settled()) {
            for key in keys.words.into_iter().filter(|&key| key != 0) {
                let next = self.sums.len() as u32 + 1;
                let cell = self.find(key);
                if cell.count > 1 && cell.sums == 0 {
                    cell.sums = next;
                    self.sums.push(Sums::default());
                }
            }
        }
        for (keys, choice) in keys.iter().zip(choices) {
            for key in keys.words.into_iter().filter(|&key| key != 0) {
                let at = self.find(key).sums as usize;
                let Some(sums) = at.checked_sub(1).map(|at| &mut self.sums[at]) else { continue };
                for (c, share) in choice.shares().into_iter().take_while(|(_, share)| *share > 0.0) {
                    match sums.iter_mut().find(|sum| sum.0 == c || sum.1 == 0.0) {
                        Some(sum) => *sum = (c, sum.1 + share),
                        None => break,
                    }
                }
            }
        }
    }
}

/// Draws choices to what other texts have in the gaps of the same words. `alike` tells how many gaps there could be what is in the gap with a given
/// number.
pub(crate) fn recall(keys: &[Keys], alike: impl Fn(usize) -> f32, words: &Words, choices: &mut [Choice]) {
    let all = (words.gaps as f32).max(1.0);
    for (gap, (keys, choice)) in keys.iter().zip(choices).enumerate() {
        if choice.is_settled() {
            continue;
        }
        for (&word, &beside) in keys.words.iter().zip(&keys.beside).filter(|(word, _)| **word != 0) {
            let shares = choice.shares();
            let count = |c: char| {
                keys.way
                    .witnesses()
                    .map(|(way, worth)| worth * words.count(Item::in_word(word, c, way)))
                    .sum()
            };
            let counts = shares.map(|(c, _)| (c, count(c)));
            let count: f32 = counts.iter().map(|(_, count)| count).sum();
            // One is this text itself, if it is among those that were read.
            let others = count - 1.0;
            if others <= 0.0 {
                continue;
            }
            let strength = if beside == 0 {
                PULL
            } else {
                let by_chance = CHANCE * words.count(Item::beside(beside)) * alike(gap) / all;
                PULL_BESIDE * (1.0 - by_chance / others).max(0.0)
            };
            if strength > 0.0 {
                choice.shift(|c, share| {
                    let seen = counts.iter().find(|(other, _)| *other == c).map_or(0.0, |(_, seen)| *seen);
                    strength * (ln((seen.max(share) / count).max(LEAST_SHARE)) - ln(share.max(LEAST_SHARE)))
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::code_page::CodePage;
    use crate::repair::infill::choice::RUNNERS_UP;

    fn keys(word: u64, beside: u64) -> Keys {
        Keys {
            words: [if word == 0 { 0 } else { scramble(word) | 1 }, 0],
            beside: [if beside == 0 { 0 } else { scramble(beside) | 1 }, 0],
            way: Way::INTACT,
        }
    }

    fn share(choice: &Choice, c: char) -> f32 {
        choice.shares().into_iter().filter(|share| share.0 == c).map(|share| share.1).sum()
    }

    /// One open gap and `others` gaps under `key`, the others surely `b`, among `strangers` gaps of the set elsewhere.
    fn share_of_b(others: usize, key: Keys, strangers: usize) -> f32 {
        let mut all = vec![key; others + 1];
        all.resize(others + 1 + strangers, Keys::default());
        let mut choices = vec![Choice::of(&[('b', 1.0)]); all.len()];
        choices[0] = Choice::of(&[('a', 0.7), ('b', 0.3)]);
        let count = all.len() as f32;
        Recurrence::default().apply(&all, |_| count, &mut choices);
        assert!(choices[1..].iter().all(|choice| choice.confidence == 1.0));
        let shares = choices[0].shares();
        assert!((shares.iter().map(|share| share.1).sum::<f32>() - 1.0).abs() < 1e-5, "{shares:?}");
        assert_eq!(shares[2..], [('\0', 0.0); RUNNERS_UP - 1]);
        share(&choices[0], 'b')
    }

    #[test]
    fn a_word_that_recurs_is_drawn_together() {
        assert_eq!(share_of_b(0, keys(1, 0), 9), 0.3);
        assert!(share_of_b(1, keys(1, 0), 9) > 0.32);
        assert!(share_of_b(20, keys(1, 0), 9) > share_of_b(1, keys(1, 0), 9));
        assert_eq!(share_of_b(20, keys(0, 0), 9), 0.3, "no key, no word");
    }

    #[test]
    fn neighbours_by_chance_are_no_word() {
        // All gaps of the document are of one set: chance alone puts it beside anything.
        assert_eq!(share_of_b(20, keys(1, 2), 0), 0.3);
        let mut all = vec![keys(1, 2); 5];
        all.resize(500, Keys::default());
        let mut choices = vec![Choice::of(&[('b', 1.0)]); all.len()];
        choices[0] = Choice::of(&[('a', 0.7), ('b', 0.3)]);
        Recurrence::default().apply(&all, |_| 5.0, &mut choices);
        assert!(share(&choices[0], 'b') > 0.4, "{:?}", choices[0]);
    }

    /// The share of `b` in an open gap whose word other texts have so many times, always with `b`, among so many other gaps.
    fn recalled_b(times: usize, own: Keys, others: usize, alike: f32) -> f32 {
        let mut words = Words::default();
        (0..times).for_each(|_| words.add_gap(own, &[('b', 1.0)]));
        (0..others).for_each(|_| words.add_gap(Keys::default(), &[('c', 1.0)]));
        let mut choices = [Choice::of(&[('a', 0.7), ('b', 0.3)])];
        recall(&[own], |_| alike, &words, &mut choices);
        share(&choices[0], 'b')
    }

    #[test]
    fn words_of_other_texts_are_recalled() {
        assert_eq!(recalled_b(0, keys(1, 0), 9, 1.0), 0.3);
        assert_eq!(recalled_b(1, keys(1, 0), 9, 1.0), 0.3, "that may be this text itself");
        assert!(recalled_b(20, keys(1, 0), 9, 1.0) > 0.5);
        assert!(recalled_b(20, keys(1, 2), 500, 25.0) > 0.5);
        assert_eq!(recalled_b(20, keys(1, 2), 0, 20.0), 0.3, "chance alone puts it there");
        assert_eq!(recalled_b(20, keys(0, 0), 9, 1.0), 0.3, "no key, no word");
    }

    #[test]
    fn what_another_page_made_of_a_text_is_no_witness() {
        let read = |way: Way| Keys { way, ..keys(1, 0) };
        let [right, wrong, commonest] = [CodePage::ISO_8859_1, CodePage::ISO_8859_15, CodePage::WINDOWS_1252]
            .map(|page| read(Way::page(page)));
        let recalled = |noted: Keys| {
            let mut words = Words::default();
            (0..20).for_each(|_| words.add_gap(noted, &[('b', 1.0)]));
            let mut choices = [Choice::of(&[('a', 0.7), ('b', 0.3)])];
            recall(&[right], |_| 1.0, &words, &mut choices);
            share(&choices[0], 'b')
        };
        assert!(recalled(right) > 0.5);
        assert!(recalled(read(Way::INTACT)) > 0.5, "what stood there intact is one");
        assert_eq!(recalled(wrong), 0.3);
        assert_eq!(recalled(read(Way::WIDE)), 0.3);
        let often = (recalled(right), recalled(commonest));
        assert!(often.0 >= often.1 && often.1 > 0.5, "{often:?}");
    }

    /// Against sums worked out with the standard library's map.
    #[test]
    fn keys_are_told_apart_also_where_they_are_many() {
        let mut dice = 1u64;
        let all: Vec<Keys> = (0..5000)
            .map(|_| {
                dice = scramble(dice.wrapping_add(0x1405_7B7E_F767_814F));
                keys(1 + dice % 1000, 0)
            })
            .collect();
        let open = [('a', 0.7), ('b', 0.3)];
        let mut choices: Vec<Choice> = (0..all.len())
            .map(|i| if i % 3 == 0 { Choice::of(&[('b', 1.0)]) } else { Choice::of(&open) })
            .collect();
        let mut sums = std::collections::HashMap::<u64, (f32, f32)>::new();
        for (keys, choice) in all.iter().zip(&choices) {
            let sum = sums.entry(keys.words[0]).or_default();
            *sum = (sum.0 + 1.0, sum.1 + share(choice, 'b'));
        }
        Recurrence::default().apply(&all, |_| 1.0, &mut choices);
        for (keys, choice) in all.iter().zip(&choices).filter(|(_, choice)| !choice.is_settled()) {
            let (count, b) = sums[&keys.words[0]];
            let odds = |own: f32, all: f32| own.ln() + PULL * ((all / count).ln() - own.ln());
            let (a, b) = (odds(0.7, (count - b).max(0.7)).exp(), odds(0.3, b).exp());
            assert!((share(choice, 'b') - b / (a + b)).abs() < 1e-4, "{choice:?} {count}");
        }
    }
}
