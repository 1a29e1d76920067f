//! How likely each explanation is in a block: what its lines say of it, and what came before.

use super::{Judgement, Line, Pool, State, EXPLORED};
use crate::repair::evidence::explanation::Explanation;
use crate::repair::evidence::line::hash;
use crate::repair::evidence::priors::{self, MOST_CARRIED};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::{Known, Side, LINE, SIGNS};
use crate::repair::scan::signs::{count_signs, signs_of};

/// Lines that one way to lose bytes must explain more than another one of its page that loses fewer, to be the way that all of them went.
const AHEAD: u64 = 2;

impl Pool<'_> {
    /// The explanations that enough speaks for, those of most lines first.
    pub(super) fn believed(&self) -> Vec<usize> {
        let mut numbers: Vec<usize> =
            (0..self.entries.len()).filter(|n| self.entries[*n].is_believed()).collect();
        numbers.sort_by_key(|n| {
            let lines = self.entries[*n].lines + self.entries[*n].carried.lines;
            (self.known_main != Some(*n), std::cmp::Reverse(lines))
        });
        numbers
    }

    /// Counts anew what the lines say of each explanation.
    pub(super) fn count(&mut self, text: &str, lines: &[Line], again: bool) {
        let shares: Vec<i32> = self
            .entries
            .iter()
            .map(|entry| if again { entry.share(self.whole + self.carried_whole) } else { 0 })
            .collect();
        // At first only what is known beforehand tells apart explanations that gain the same.
        let beforehand: Vec<i32> = self
            .entries
            .iter()
            .map(|entry| match again {
                true => -entry.lacking(0, 0, None),
                false => -entry.lacking(i32::MAX, 0, None) - priors::preference(entry.garbling),
            })
            .collect();
        let believed: Vec<bool> = self.entries.iter().map(Explanation::is_believed).collect();
        for entry in &mut self.entries {
            (entry.lines, entry.weighed, entry.spared, entry.bits, entry.contradicted) = (0, 0, 0, 0, 0);
            entry.prints.clear();
            entry.support.0.clear();
        }
        (self.whole, self.most_lost, self.signs) = (0, 0, [0; SIGNS]);
        for line in lines {
            match &line.state {
                State::Settled(number) => {
                    let entry = &mut self.entries[*number];
                    entry.lines += LINE;
                    entry.weighed += LINE;
                    entry.bits = (entry.bits + entry.prior).min(MOST_CARRIED);
                    if entry.support.bits() < MOST_CARRIED {
                        entry.support.add(hash(&text[line.range.clone()]), entry.prior);
                    }
                    count_signs(signs_of(entry.garbling), &mut self.signs);
                }
                State::Open(scores, pages) => {
                    count_signs(*pages, &mut self.signs);
                    for entry in &mut self.entries {
                        if pages & signs_of(entry.garbling) != 0 {
                            entry.weighed += LINE;
                        }
                    }
                    let fewest = scores.iter().map(|(_, score)| score.strangers).min().unwrap_or(0);
                    let most = scores.iter().map(|(_, score)| score.gain).max().unwrap_or(0).max(0);
                    let lost = |gain: i32| {
                        let less = most - gain.max(0);
                        // What loses more kinds of bytes has more to fill each gap with, and gains a little everywhere.
                        if less < priors::ALIKE {
                            0
                        } else {
                            u64::from(less.min(priors::ANOTHER_WAY) as u32)
                        }
                    };
                    self.most_lost += lost(0);
                    for (number, score) in scores {
                        self.entries[*number].spared += lost(0) - lost(score.gain);
                    }
                    let values: Vec<i32> = scores
                        .iter()
                        .map(|(number, score)| {
                            score.gain + shares[*number] + beforehand[*number]
                                - (score.strangers - fewest) * priors::STRANGER
                        })
                        .collect();
                    // A line that others of its kind would speak for says nothing against them.
                    let may_be_damaged = |(number, score): &(usize, Score)| {
                        believed[*number] && score.explains_all && score.among_damaged > 0
                    };
                    if !values.iter().any(|value| *value > 0) && !scores.iter().any(may_be_damaged) {
                        self.whole += 1;
                    }
                    let parts = parts_of_line(&values);
                    if let Some((number, score, lead)) = self.outdone(scores, &parts) {
                        self.entries[number].outdo(score, lead);
                    }
                    for ((number, score), part) in scores.iter().zip(parts) {
                        let entry = &mut self.entries[*number];
                        if score.gain <= 0 {
                            entry.contradicted += score.contradictions * priors::CONTRADICTION;
                        } else if part > 0 {
                            entry.lines += part;
                            if part > LINE / 4 {
                                entry.support(*score, shares[*number]);
                            }
                        }
                    }
                }
            }
        }
    }

    /// An explanation without loss that gains more in a line than the one without loss that the line counts for, which is commoner; and by how much. The
    /// lines of a document add up: those of a rare page outweigh in the end that it is rare.
    fn outdone(&self, scores: &[(usize, Score)], parts: &[u64]) -> Option<(usize, Score, i32)> {
        let whole = |(number, score): &(usize, Score)| score.complete && !self.entries[*number].is_lossy();
        let counted = scores.iter().zip(parts).find(|(one, part)| whole(one) && **part > LINE / 4)?.0;
        let best = scores.iter().filter(|one| whole(one)).max_by_key(|(_, score)| score.gain)?;
        let lead = best.1.gain - counted.1.gain;
        (lead > 0).then_some((best.0, best.1, lead))
    }

    /// True if hardly another way to lose bytes is left that the document could have gone through. One of the same page that loses fewer bytes is no
    /// other way, once there are lines that it does not explain.
    pub(super) fn prevails(&self, number: usize) -> bool {
        let own = |entry: &Explanation| if entry.is_lossy() { entry.lines } else { 0 };
        let all = self.entries.iter().map(own).sum::<u64>() + self.carried_lossy;
        let entry = &self.entries[number];
        let lines = |entry: &Explanation| own(entry) + entry.carried.lines;
        let fewer = || self.entries.iter().filter(|other| other.loses_less_than(entry)).map(lines);
        let is_ahead = || lines(entry) >= fewer().max().unwrap_or(0) + AHEAD * LINE;
        let most = all - all / 8;
        all >= EXPLORED as u64 * LINE
            && (self.known_main == Some(number)
                || lines(entry) >= most
                || lines(entry) + fewer().sum::<u64>() >= most && is_ahead())
    }

    /// What it speaks for damage in a line that nearly all other lines are damaged, in eighths of a bit.
    pub(super) fn all_damaged(&self) -> i32 {
        let damaged = self.entries.iter().map(|entry| entry.lines).sum::<u64>() + self.carried_parts;
        Side::bonus(self.whole + self.carried_whole, damaged)
    }

    /// What the block says.
    pub(super) fn learnt(&self, judgements: &[Judgement]) -> Side {
        let used = |number| judgements.iter().any(|judgement| judgement.explanation == number);
        let mut own =
            Side { whole: self.whole, most_lost: self.most_lost, signs: self.signs, ..Side::default() };
        for (number, entry) in self.entries.iter().enumerate() {
            if entry.spared > 0 || entry.bits > 0 || used(number) {
                let Explanation { support, lines, spared, .. } = entry;
                own.known.insert(
                    entry.garbling,
                    Known { support: support.clone(), parts: *lines, spared: *spared },
                );
            }
        }
        own
    }
}

/// The parts of a line that each explanation has, by what it gains there (Dempster, Laird and Rubin 1977).
fn parts_of_line(values: &[i32]) -> Vec<u64> {
    let best = values.iter().copied().max().unwrap_or(0);
    // Two to the power of so many bits and eighths, in 1024ths; what is ten bits behind has nothing.
    const EIGHTHS: [u64; 8] = [1024, 939, 861, 790, 724, 664, 609, 558];
    let weight = |value: &i32| {
        let behind = (best - value) as u32;
        if behind > 80 {
            0
        } else {
            EIGHTHS[behind as usize % 8] >> (behind / 8)
        }
    };
    let weights: Vec<u64> = values.iter().map(weight).collect();
    let sum: u64 = weights.iter().sum::<u64>().max(1);
    weights.into_iter().map(|weight| (weight * LINE + sum / 2) / sum).collect()
}
