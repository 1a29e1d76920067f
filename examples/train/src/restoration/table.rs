//! The features: found in the text, weighed, and the best of them kept.

use super::alphabet::Alphabet;
use super::lessons::Lesson;
use super::levels::Steps;
use super::line::{complete, sums, Line};
use super::passes::START_SQUARES;
use crate::shared::feature;

/// The windows are counted in as many parts, to need less memory.
const PARTS: u64 = 2;

/// A feature.
#[derive(Clone, Copy, Default)]
pub struct Entry {
    pub tag: u32,
    pub weight: f32,
    pub squares: f32,
    pub worth: f32,
}

/// Features by hash, with open addressing.
pub struct Table {
    pub entries: Vec<Entry>,
    mask: usize,
    pub used: usize,
    /// Steps of a quantised weight, when training for the shipped form.
    pub steps: Option<Box<Steps>>,
}

impl Table {
    pub fn new(expect: usize) -> Self {
        let size = (expect * 5 / 4).next_power_of_two().max(1024);
        Table { entries: vec![Entry::default(); size], mask: size - 1, used: 0, steps: None }
    }
    #[inline]
    pub fn tag(h: u64) -> u32 {
        (h as u32) | 1
    }
    #[inline]
    pub fn find(&self, h: u64) -> Option<usize> {
        let mut at = (h >> 32) as usize & self.mask;
        let tag = Self::tag(h);
        loop {
            let t = self.entries[at].tag;
            if t == tag {
                return Some(at);
            }
            if t == 0 {
                return None;
            }
            at = (at + 1) & self.mask;
        }
    }
    pub fn insert(&mut self, h: u64) -> usize {
        let mut at = (h >> 32) as usize & self.mask;
        let tag = Self::tag(h);
        while self.entries[at].tag != 0 && self.entries[at].tag != tag {
            at = (at + 1) & self.mask;
        }
        if self.entries[at].tag == 0 {
            self.used += 1;
            self.entries[at].tag = tag;
        }
        at
    }
}

/// Calls `each` with the hash of every window of the lines, as they are: once, with the last of its gaps.
fn each_window(lines: &[Lesson], line: &mut Line, alphabet: &Alphabet, mut each: impl FnMut(u64)) {
    for lesson in lines {
        line.read(lesson, alphabet);
        for gap in line.own_gaps() {
            let c = line.character(gap, alphabet);
            let symbol = feature::symbol(c);
            sums(line, gap, alphabet, |base, enter, last, _, _| {
                // Where not all gaps are learnt from, the last need not be among them.
                if last || line.one_in > 1 {
                    each(complete(base, enter, c, symbol));
                }
            });
        }
    }
}

/// The features that occur often enough, untrained.
pub fn find_features(
    lines: &[Lesson],
    line: &mut Line,
    alphabet: &Alphabet,
    least_count: usize,
    say: &impl Fn(String),
) -> Table {
    let mut kept: Vec<u64> = vec![];
    for part in 0..PARTS {
        let mut buckets: Vec<Vec<u64>> = vec![vec![]; 256];
        each_window(lines, line, alphabet, |h| {
            if h % PARTS == part {
                buckets[(h >> 56) as usize].push(h);
            }
        });
        let mut n = 0;
        for b in &mut buckets {
            b.sort_unstable();
            n += b.len();
            let mut i = 0;
            while i < b.len() {
                let mut j = i + 1;
                while j < b.len() && b[j] == b[i] {
                    j += 1;
                }
                if j - i >= least_count {
                    kept.push(b[i]);
                }
                i = j;
            }
            *b = vec![];
        }
        say(format!("part {part}: {n} windows, {} features kept so far", kept.len()));
    }
    let mut table = Table::new(kept.len());
    for h in kept {
        let at = table.insert(h);
        table.entries[at].squares = START_SQUARES;
    }
    say(format!("table {} of {}", table.used, table.entries.len()));
    table
}

/// Calls `each` with every feature of the table that a gap of the lines has: hash, place, window bit and licence.
fn each_gap(
    lines: &[Lesson],
    line: &mut Line,
    alphabet: &Alphabet,
    old: &mut Table,
    mut each: impl FnMut(&mut Table, &[(u64, usize, u32, u32)]),
) {
    let mut found: Vec<(u64, usize, u32, u32)> = vec![];
    for lesson in lines {
        line.read(lesson, alphabet);
        for gap in line.own_gaps() {
            let c = line.character(gap, alphabet);
            let symbol = feature::symbol(c);
            found.clear();
            sums(line, gap, alphabet, |base, enter, _, bit, licence| {
                let h = complete(base, enter, c, symbol);
                if let Some(at) = old.find(h) {
                    found.push((h, at, bit, licence));
                }
            });
            each(old, &found);
        }
    }
}

/// Keeps the `keep` features of most worth. One that licenses another is worth as much as that one.
pub fn rebuild(
    lines: &[Lesson],
    line: &mut Line,
    alphabet: &Alphabet,
    old: &mut Table,
    keep: usize,
) -> Table {
    each_gap(lines, line, alphabet, old, |old, found| {
        // From the longest down: a feature hands its worth to the worthier of its licences.
        for &(_, at, _, licence) in found.iter().rev().filter(|f| f.3 != 0) {
            let worth = old.entries[at].worth;
            let best = found
                .iter()
                .filter(|f| f.2 & licence != 0)
                .max_by(|a, b| old.entries[a.1].worth.total_cmp(&old.entries[b.1].worth));
            if let Some(&(_, best, _, _)) = best {
                let e = &mut old.entries[best];
                e.worth = e.worth.max(worth);
            }
        }
    });
    let mut worths: Vec<f32> = old.entries.iter().filter(|e| e.tag != 0).map(|e| e.worth).collect();
    worths.sort_by(|a, b| b.total_cmp(a));
    let least = worths[keep];
    let mut new = Table::new(keep * 4 / 3);
    // An entry's place in the old table tells all but a little of its hash: gather by hashing again.
    each_gap(lines, line, alphabet, old, |old, found| {
        for &(h, at, _, _) in found {
            if old.entries[at].worth > least {
                let to = new.insert(h);
                new.entries[to] = Entry { tag: Table::tag(h), ..old.entries[at] };
            }
        }
    });
    new
}

/// Every feature of the table with its weight, in the order of the text.
pub fn gather(alphabet: &Alphabet, table: &Table, lines: &[Lesson], line: &mut Line) -> Vec<(u64, f32)> {
    let mut found = vec![];
    let mut done = vec![false; table.entries.len()];
    each_window(lines, line, alphabet, |h| {
        if let Some(at) = table.find(h) {
            if !done[at] {
                done[at] = true;
                found.push((h, table.entries[at].weight));
            }
        }
    });
    found
}
