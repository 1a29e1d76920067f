//! From symbols to the table: counts, discounts, what is left out, and where each entry stands.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use crate::shared::ngram::{self, Context, BACKOFF_STEP, BUCKET, MOST_STEPS, REACH, SLOT, SYMBOL_STEP};
use crate::shared::plausibility::{self, BIT};

/// What is taken off each count, for what was not seen.
const DISCOUNT: f64 = 0.75;
/// N-grams of so many symbols are counted if they were seen so often.
const LEAST: [u32; REACH + 1] = [3, 2, 3, 4, 4];
/// Slots of the table, and how many of them may be filled: more find no place.
const SLOTS: usize = 496_000;
const FILLED: usize = SLOTS / 100 * 96;

/// Symbols behind one another, the last lowest: 21 bits each.
type Gram = u128;

/// One symbol after one context.
struct Entry {
    gram: Gram,
    count: u32,
    p: f64,
    /// What the shorter context gives it.
    below: f64,
    kept: bool,
}

/// N-grams of one length, in order.
struct Level {
    entries: Vec<Entry>,
    places: HashMap<Gram, u32, BuildHasherDefault<Mix>>,
    /// What is left to shorter contexts, for each context.
    left: HashMap<Gram, f64, BuildHasherDefault<Mix>>,
}

#[derive(Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..part.len()].copy_from_slice(part);
            self.0 = (self.0.rotate_left(29) ^ u64::from_le_bytes(eight)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 29
    }
}

pub fn learn(text: Vec<u32>) -> Vec<u8> {
    let mut levels: Vec<Level> = Vec::new();
    for order in 1..=REACH {
        let level = count(&text, order, levels.last());
        eprintln!("contexts of {order}: {} n-grams", level.entries.len());
        levels.push(level);
    }
    let symbols = symbols(&text);
    let filled = FILLED - symbols.len();
    let total = text.len() as f64;
    // The least that an n-gram must add for the table to hold all that are kept.
    let (mut low, mut high) = (0.0f64, 1.0f64);
    for _ in 0..40 {
        let middle = (low * high.max(1e-300)).max(1e-12).sqrt().clamp(low.max(1e-12), high);
        match keep(&mut levels, middle, total) > filled {
            true => low = middle,
            false => high = middle,
        }
    }
    let kept = keep(&mut levels, high, total);
    eprintln!("{kept} entries, each adds {high:e} bits a symbol; {} symbols", symbols.len());
    let mut all = entries(&levels);
    all.extend(symbols);
    write(&all)
}

/// What each symbol costs, whatever stands before it.
fn symbols(text: &[u32]) -> Vec<(u64, u32)> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    text.iter().for_each(|symbol| *counts.entry(*symbol).or_insert(0) += 1);
    let cost = |count: u32| steps(f64::from(count) / text.len() as f64, SYMBOL_STEP);
    let seen = counts.into_iter().filter(|(_, count)| *count >= LEAST[0]);
    seen.map(|(symbol, count)| (Context::NONE.then(symbol), cost(count))).collect()
}

/// A probability in steps of its cost.
fn steps(p: f64, step: i32) -> u32 {
    ((-p.max(1e-12).log2()) * f64::from(BIT) / f64::from(step)).round().clamp(0.0, f64::from(MOST_STEPS))
        as u32
}

/// Counts the n-grams of `order` symbols before the last, and what each is worth.
fn count(text: &[u32], order: usize, below: Option<&Level>) -> Level {
    let mut grams: Vec<Gram> = Vec::with_capacity(text.len());
    for window in text.windows(order + 1) {
        // What stands in front of a line is no news.
        if window[order - 1..] == [u32::from(b'\n'); 2] {
            continue;
        }
        grams.push(window.iter().fold(0, |gram, symbol| gram << 21 | Gram::from(*symbol)));
    }
    grams.sort_unstable();
    let mut entries = Vec::new();
    let mut left: HashMap<Gram, f64, BuildHasherDefault<Mix>> = HashMap::default();
    let mut at = 0;
    while at < grams.len() {
        let context = grams[at] >> 21;
        let end = at + grams[at..].partition_point(|gram| gram >> 21 == context);
        let sum = (end - at) as f64;
        let first = entries.len();
        let mut seen = 0.0;
        while at < end {
            let gram = grams[at];
            let next = at + grams[at..end].partition_point(|other| *other == gram);
            let count = (next - at) as u32;
            if count >= LEAST[order] {
                let p = (f64::from(count) - DISCOUNT) / sum;
                seen += p;
                entries.push(Entry { gram, count, p, below: 0.0, kept: false });
            }
            at = next;
        }
        if entries.len() == first {
            continue;
        }
        let rest = 1.0 - seen;
        left.insert(context, rest);
        for entry in &mut entries[first..] {
            entry.below = match below {
                Some(level) => level.p(entry.gram & ((1 << (21 * order)) - 1)),
                None => of_classes(entry.gram),
            };
            entry.p += rest * entry.below;
        }
    }
    let places = entries.iter().enumerate().map(|(place, entry)| (entry.gram, place as u32)).collect();
    Level { entries, places, left }
}

impl Level {
    /// The probability of an n-gram's last symbol, also where this level has not got it: then what the classes say must do, since it hardly
    /// matters to what was seen often.
    fn p(&self, gram: Gram) -> f64 {
        match self.places.get(&gram) {
            Some(place) => self.entries[*place as usize].p,
            None => self.left.get(&(gram >> 21)).copied().unwrap_or(1.0) * of_classes(gram),
        }
    }
}

/// What the classes give the last symbol after the one before it, in either case.
fn of_classes(gram: Gram) -> f64 {
    let of = |gram: Gram| char::from_u32((gram & 0x1F_FFFF) as u32).unwrap_or('\0');
    let (before, here) = (of(gram >> 21), of(gram));
    let state = plausibility::State::after(before);
    let mut cost = state.then(here).0;
    let mut capital = here.to_uppercase();
    if let (Some(only), None) = (capital.next(), capital.next()) {
        cost = cost.min(state.then(only).0);
    }
    (-f64::from(cost) / f64::from(BIT)).exp2()
}

/// Marks what is worth keeping, and counts the entries that this makes.
fn keep(levels: &mut [Level], least: f64, total: f64) -> usize {
    let mut kept = 0;
    for level in levels {
        let mut last = None;
        for entry in &mut level.entries {
            let rest = level.left[&(entry.gram >> 21)].max(1e-9);
            let gain = f64::from(entry.count) / total * (entry.p / (rest * entry.below)).log2().abs();
            entry.kept = gain >= least;
            if entry.kept {
                kept += 1;
                if last.replace(entry.gram >> 21) != Some(entry.gram >> 21) {
                    kept += 1;
                }
            }
        }
    }
    kept
}

/// Keys and slots of all that is kept.
fn entries(levels: &[Level]) -> Vec<(u64, u32)> {
    let mut out = Vec::new();
    // What each n-gram is worth once others are gone, from short contexts to long ones.
    let mut shorter: HashMap<Gram, f64, BuildHasherDefault<Mix>> = HashMap::default();
    let mut shorter_left: HashMap<Gram, f64, BuildHasherDefault<Mix>> = HashMap::default();
    let mut all: Vec<HashMap<Gram, f64, BuildHasherDefault<Mix>>> = Vec::new();
    let mut all_left: Vec<HashMap<Gram, f64, BuildHasherDefault<Mix>>> = Vec::new();
    for (number, level) in levels.iter().enumerate() {
        let order = number + 1;
        let below = |gram: Gram| -> f64 {
            let mut gram = gram & ((1 << (21 * order)) - 1);
            let mut left = 1.0;
            for number in (0..number).rev() {
                if let Some(p) = all[number].get(&gram) {
                    return left * p;
                }
                left *= all_left[number].get(&(gram >> 21)).copied().unwrap_or(1.0);
                gram &= (1 << (21 * (number + 1))) - 1;
            }
            left * of_classes(gram)
        };
        let mut at = 0;
        let (mut own, mut own_left) = (std::mem::take(&mut shorter), std::mem::take(&mut shorter_left));
        own.clear();
        own_left.clear();
        while at < level.entries.len() {
            let context = level.entries[at].gram >> 21;
            let end = at + level.entries[at..].partition_point(|entry| entry.gram >> 21 == context);
            let group = &level.entries[at..end];
            at = end;
            if !group.iter().any(|entry| entry.kept) {
                continue;
            }
            let (mut seen, mut covered) = (0.0, 0.0);
            for entry in group.iter().filter(|entry| entry.kept) {
                seen += entry.p;
                covered += below(entry.gram);
            }
            let left = ((1.0 - seen).max(1e-4) / (1.0 - covered).max(1e-4)).min(1.0);
            own_left.insert(context, left);
            let key = |context: Gram| {
                let mut symbols = [u32::from(b'\n'); REACH];
                for (i, symbol) in symbols.iter_mut().enumerate().take(order) {
                    *symbol = (context >> (21 * i) & 0x1F_FFFF) as u32;
                }
                Context::all(&symbols)[number]
            };
            out.push((key(context).backoff(), steps(left, BACKOFF_STEP)));
            for entry in group.iter().filter(|entry| entry.kept) {
                own.insert(entry.gram, entry.p);
                out.push((key(context).then((entry.gram & 0x1F_FFFF) as u32), steps(entry.p, SYMBOL_STEP)));
            }
        }
        all.push(own);
        all_left.push(own_left);
    }
    out
}

/// Puts every entry into one of its two buckets (Pagh and Rodler 2001), moving others where both are full.
fn write(entries: &[(u64, u32)]) -> Vec<u8> {
    let count = SLOTS / BUCKET;
    let mut table: Vec<[Option<(u64, u32)>; BUCKET]> = vec![[None; BUCKET]; count];
    let mut lost = 0;
    let mut turn = 0usize;
    for &entry in entries {
        let mut entry = entry;
        let mut bucket = ngram::buckets(entry.0, count)[0];
        let mut placed = false;
        for _ in 0..2000 {
            let free = ngram::buckets(entry.0, count)
                .into_iter()
                .find_map(|bucket| table[bucket].iter().position(Option::is_none).map(|slot| (bucket, slot)));
            if let Some((bucket, slot)) = free {
                table[bucket][slot] = Some(entry);
                placed = true;
                break;
            }
            turn += 1;
            let other = &mut table[bucket][turn % BUCKET];
            let moved = other.replace(entry).unwrap_or(entry);
            entry = moved;
            let [one, two] = ngram::buckets(entry.0, count);
            bucket = if bucket == one { two } else { one };
        }
        lost += usize::from(!placed);
    }
    eprintln!("{lost} entries without a place");
    let mut out = b"lacuna text 1: made by examples/train_text                      ".to_vec();
    assert_eq!(out.len(), 64);
    for slot in table.iter().flatten() {
        let value = slot.map_or(0, |(key, steps)| ngram::slot(key, steps));
        out.extend_from_slice(&value.to_le_bytes()[..SLOT]);
    }
    out
}
