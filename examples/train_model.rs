//! Trains the restoration model. See `src/model/README.md`.
//!
//!     train_model CORPORA EMOJI_FREQ DICTIONARIES MODEL_DIR [SHARE]
//!
//! writes `restore.bin` and `bilinear.bin` into `MODEL_DIR`. The table of variants (`variants.bin`), which this program and the library compile in, is
//! learnt first; if the corpora give another one, that is written and nothing is trained: build again, and run again. `SHARE` is the
//! share of the lines to train on, 1 for what ships. The same text gives the same file, bit for bit, wherever `exp` and `ln` do.
#[path = "../src/model/restoration/around.rs"]
#[allow(dead_code)]
mod around;
#[path = "../src/model/restoration/build.rs"]
mod build;
#[path = "train_model/embed.rs"]
mod embed;
#[path = "../src/model/restoration/feature.rs"]
#[allow(dead_code)]
mod feature;
#[path = "../src/model/restoration/format.rs"]
#[allow(dead_code)]
mod format;
#[path = "train_model/lessons.rs"]
mod lessons;
#[path = "train_model/variants.rs"]
mod variants;
#[path = "../src/model/restoration/view.rs"]
#[allow(dead_code)]
mod view;
#[path = "train_model/words.rs"]
mod words;

use embed::Net;
use format::LEVELS;
use lessons::Lesson;
use std::collections::{HashMap, HashSet};
use std::time::Instant;
use view::{windows, GapKind, Views, GAP};

/// Byte values that the trained channel loses.
const LOST: [u8; 8] = [0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E, 0xAD];
/// Candidates of a form that take part in training.
const RIVALS: usize = 48;
/// Of these, how many take part each time.
const COMMON: usize = 12;
const NONE: u16 = u16::MAX;
/// Times that a window must occur to become a feature.
const LEAST_COUNT: usize = 2;
/// The windows are counted in as many parts, to need less memory.
const PARTS: u64 = 2;
/// Features kept after the first round.
const KEEP_FIRST: usize = 9_000_000;
/// Features that ship. With 1.125 cells of 12 bits each: 3.7 MB.
const KEEP: usize = 2_200_000;
/// AdaGrad's step.
const RATE: f32 = 0.3;
/// AdaGrad's sum of squares at the start: the greater, the more cautious the first steps.
const START_SQUARES: f32 = 0.3;
/// The most that a sum of squares counts for when a new round begins.
const MOST_SQUARES: f32 = 10.0;
/// How much a weight shrinks at each step, beside what the gap pulls at it: keeps what was seen a few times from deciding alone.
const SHRINK: f32 = 0.005;
/// The step of the last round, which fits the weights to the levels.
const LAST_RATE: f32 = RATE * 0.3;
/// How much a word of the lexicon counts for beside a line of text: in the priors, and in training.
const WORD_COUNT: f32 = 0.2;
const WORD_SHARE: f32 = 0.5;

/// Scripts, and how much a gap's loss counts when features are chosen: smaller bodies of text would get nothing.
const SCRIPTS: [(&str, f32); 12] = [
    ("Han", 0.8),
    ("kana", 1.2),
    ("Hangul", 2.2),
    ("Thai", 3.0),
    ("Devanagari", 3.0),
    ("Cyrillic", 2.0),
    ("Greek", 2.5),
    ("Hebrew", 2.5),
    ("Arabic", 3.0),
    ("Latin", 2.5),
    ("other", 1.5),
    ("Vietnamese", 5.0),
];
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
        _ => 10,
    }
}

fn form_key(c: char) -> Option<u32> {
    let mut b = [0; 4];
    let s = c.encode_utf8(&mut b).as_bytes();
    if !s.iter().any(|x| LOST.contains(x)) {
        return None;
    }
    Some(s.iter().filter(|x| !LOST.contains(x)).fold(0, |k, &x| k << 8 | x as u32))
}

struct Rng(u64);
impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

struct FormInfo {
    candidates: Vec<char>,
    kind: GapKind,
}

/// What is known of characters before the features.
struct Alphabet {
    prior: Vec<f32>,
    /// Sum of squared gradients; infinite where the prior stays as it is.
    squares: Vec<f32>,
    forms: Vec<FormInfo>,
    form_of: HashMap<u32, u16>,
    place_of: Vec<(u16, u16)>,
}

#[derive(Clone, Copy, Default)]
struct Entry {
    tag: u32,
    weight: f32,
    squares: f32,
    worth: f32,
}

struct Table {
    entries: Vec<Entry>,
    mask: usize,
    used: usize,
    /// Steps of a quantised weight, when training for the shipped form.
    steps: Option<Box<Steps>>,
}

/// Nearest levels of weights from -8 to 8.
struct Steps {
    nearest: [f32; 1024],
    levels: [f32; LEVELS],
}
impl Steps {
    fn new(levels: [f32; LEVELS]) -> Self {
        let mut nearest = [0.0; 1024];
        for (i, n) in nearest.iter_mut().enumerate() {
            let w = (i as f32 + 0.5) / 64.0 - 8.0;
            *n = levels.iter().copied().min_by(|a, b| (a - w).abs().total_cmp(&(b - w).abs())).unwrap();
        }
        Steps { nearest, levels }
    }
    fn nearest_level(&self, weight: f32) -> u8 {
        let distance = |level: &usize| (self.levels[*level] - weight).abs();
        (0..LEVELS).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap() as u8
    }
    #[inline]
    fn of(&self, w: f32) -> f32 {
        self.nearest[((w + 8.0) * 64.0).clamp(0.0, 1023.0) as usize]
    }
}
impl Table {
    fn new(expect: usize) -> Self {
        let size = (expect * 5 / 4).next_power_of_two().max(1024);
        Table { entries: vec![Entry::default(); size], mask: size - 1, used: 0, steps: None }
    }
    #[inline]
    fn tag(h: u64) -> u32 {
        (h as u32) | 1
    }
    #[inline]
    fn find(&self, h: u64) -> Option<usize> {
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
    fn insert(&mut self, h: u64) -> usize {
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

struct Line {
    slots: Vec<u32>,
    kinds: Vec<GapKind>,
    /// Form and candidate.
    truth: Vec<(u16, u16)>,
    views: Views,
}
impl Line {
    fn new() -> Self {
        Line { slots: vec![], kinds: vec![], truth: vec![], views: Views::default() }
    }
    fn read(&mut self, text: &str, alphabet: &Alphabet, word: bool) {
        self.slots.clear();
        self.kinds.clear();
        self.truth.clear();
        if word {
            self.slots.push(feature::UNKNOWN);
        }
        for c in text.chars() {
            let (form, place) = alphabet.place_of[c as usize];
            if form == NONE {
                self.slots.push(c as u32);
            } else {
                self.slots.push(GAP | self.kinds.len() as u32);
                self.kinds.push(alphabet.forms[form as usize].kind);
                self.truth.push((form, place));
            }
        }
        if !self.kinds.is_empty() {
            self.views.build(&self.slots, &self.kinds);
            if word {
                for v in [&mut self.views.folded, &mut self.views.spelt] {
                    for s in v.iter_mut() {
                        if *s == feature::EDGE {
                            *s = feature::UNKNOWN;
                        }
                    }
                }
                for p in &mut self.views.places {
                    p.left = feature::UNKNOWN;
                }
            }
        }
    }
}

impl Line {
    /// Calls `each` for every symbol around a gap, as it was: see [`around::around`].
    fn around(&self, gap: usize, alphabet: &Alphabet, each: impl FnMut(u32, usize)) {
        let at = self.views.places[gap].at as usize;
        let known = |gap: u32| {
            let (form, candidate) = self.truth[gap as usize];
            feature::symbol(alphabet.forms[form as usize].candidates[candidate as usize])
        };
        around::around(&self.views.folded, at, known, each);
    }
}

/// Calls `each` for every feature sum of a gap: the sum without the candidate, and how the candidate enters.
#[derive(Clone, Copy)]
enum Enter {
    Symbol(u64),
    Shape,
    Case,
    Open,
    Close,
    VarietyClass,
    Variety,
}
#[inline]
fn sums(line: &Line, gap: usize, alphabet: &Alphabet, mut each: impl FnMut(u64, Enter, bool, u32, u32)) {
    let kind = line.kinds[gap];
    let place = &line.views.places[gap];
    let view = if kind.latin { &line.views.spelt } else { &line.views.folded };
    windows(view, place.at as usize, kind.templates(), |w| {
        let mut base = w.base;
        let mut last = true;
        for &(other, at) in &w.others[..w.count] {
            let (form, candidate) = line.truth[other as usize];
            let c = alphabet.forms[form as usize].candidates[candidate as usize];
            base = base.wrapping_add(feature::part(w.template, at as usize, feature::symbol(c)));
            last &= (other as usize) < gap;
        }
        each(base, Enter::Symbol(w.template.factors[w.at]), last, w.bit, w.licence);
    });
    if place.left != feature::UNKNOWN {
        each(feature::shape_base(place.left, place.right), Enter::Shape, true, 0, 0);
        if kind.is_alphabetic() {
            each(feature::case_base(place.left, place.right), Enter::Case, true, 0, 0);
        }
        if kind.wide {
            each(place.variety as u64, Enter::VarietyClass, true, 0, 0);
            each(place.variety as u64, Enter::Variety, true, 0, 0);
        }
        if kind.punctuation {
            let [open, close] = feature::pair_bases(place.before, place.after);
            each(open, Enter::Open, true, 0, 0);
            each(close, Enter::Close, true, 0, 0);
        }
    }
}
#[inline]
fn complete(base: u64, enter: Enter, c: char, symbol: u32) -> u64 {
    feature::finish(base.wrapping_add(match enter {
        Enter::Symbol(factor) => factor.wrapping_mul(symbol as u64 + 1),
        Enter::Shape => feature::shape_part(c),
        Enter::Case => feature::case_part(c),
        Enter::VarietyClass => return feature::finish(feature::variety_sums(base as u32, c)[0]),
        Enter::Variety => return feature::finish(feature::variety_sums(base as u32, c)[1]),
        Enter::Open => feature::pair_parts(c)[0],
        Enter::Close => feature::pair_parts(c)[1],
    }))
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (corpora, emoji, dictionaries, directory) = (&args[1], &args[2], &args[3], &args[4]);
    let share = args.get(5).map_or(1.0, |share| share.parse().expect("a share from 0 to 1"));
    let start = Instant::now();
    let say = |s: String| eprintln!("[{:6.1}] {s}", start.elapsed().as_secs_f32());

    let variants = variants::learn(corpora);
    if variants != feature::VARIANTS {
        std::fs::write(format!("{directory}/variants.bin"), variants).unwrap();
        eprintln!("variants.bin is new: build again, and run again");
        std::process::exit(1);
    }
    let lines = lessons::read_lines(corpora, dictionaries, share);
    say(format!("{} lines, {} bytes", lines.len(), lines.iter().map(|l| l.text.len()).sum::<usize>()));
    let mut alphabet = Alphabet::count(&lines, emoji);
    say(format!("{} forms", alphabet.forms.len()));
    let mut line = Line::new();
    let mut net = embed::Net::new(&lines);
    let mut table = find_features(&lines, &mut line, &alphabet, &say);
    // Train, weigh each feature's worth, keep the best.
    for (round, keep) in [(0, KEEP_FIRST), (1, KEEP), (2, usize::MAX)] {
        for e in &mut table.entries {
            e.worth = 0.0;
            if round > 0 {
                e.squares = e.squares.min(MOST_SQUARES);
            }
        }
        // The first time, what the windows say of a gap is not yet learnt from it: so the wide view learns what they leave open.
        let learner = (round == 0).then_some(&mut net);
        train(&lines, &mut line, &mut alphabet, &mut table, Pass { round, rate: RATE, net: learner }, &say);
        if round == 0 {
            std::fs::write(format!("{directory}/bilinear.bin"), net.file()).unwrap();
        }
        if table.used > keep {
            table = rebuild(&lines, &mut line, &alphabet, &mut table, keep);
            say(format!("kept {}", table.used));
        }
    }
    let levels = lloyd(&gather(&alphabet, &table, &lines, &mut line));
    say(format!("levels {levels:.2?}"));
    let steps = Steps::new(levels);
    table.steps = Some(Box::new(Steps::new(levels)));
    train(&lines, &mut line, &mut alphabet, &mut table, Pass { round: 3, rate: LAST_RATE, net: None }, &say);
    let features: Vec<(u64, u8)> = gather(&alphabet, &table, &lines, &mut line)
        .into_iter()
        .map(|(feature, weight)| (feature, steps.nearest_level(weight)))
        .collect();
    let bytes = build::build(&alphabet.prior, &levels, &features);
    say(format!("{} features, {} bytes", features.len(), bytes.len()));
    std::fs::write(format!("{directory}/restore.bin"), bytes).unwrap();
}

impl Alphabet {
    /// Priors by counting, and the damaged forms.
    fn count(lines: &[Lesson], emoji: &str) -> Alphabet {
        let mut counts = vec![0f32; 0x11_0000];
        for Lesson { text: l, word, .. } in lines {
            for c in l.chars() {
                counts[c as usize] += if *word { WORD_COUNT } else { 1.0 };
            }
        }
        let mut frozen = HashSet::new();
        for row in std::fs::read_to_string(emoji).unwrap().lines().skip(1) {
            let mut f = row.split('\t');
            let points = f.nth(1).unwrap();
            let prior: f32 = f.next().unwrap().parse().unwrap();
            for p in points.split(' ') {
                let u = u32::from_str_radix(p, 16).unwrap();
                if u >= 0x1F000 {
                    if frozen.insert(u) {
                        counts[u as usize] *= 0.1;
                    }
                    counts[u as usize] += prior.powf(0.7) * 3e4;
                } else if u > 0x7f {
                    counts[u as usize] += prior * 1e4;
                }
            }
        }
        let mut alphabet = Alphabet {
            prior: vec![f32::NAN; 0x11_0000],
            squares: vec![START_SQUARES * 4.0; 0x11_0000],
            forms: vec![],
            form_of: HashMap::new(),
            place_of: vec![(NONE, 0); 0x11_0000],
        };
        let mut by_form: HashMap<u32, Vec<char>> = HashMap::new();
        for u in 0x80..0x11_0000u32 {
            let Some(c) = char::from_u32(u) else { continue };
            if counts[u as usize] > 0.0 {
                alphabet.prior[u as usize] = counts[u as usize].ln();
                if frozen.contains(&u) {
                    alphabet.squares[u as usize] = f32::INFINITY;
                }
                if let Some(k) = form_key(c) {
                    by_form.entry(k).or_default().push(c);
                }
            }
        }
        let mut keys: Vec<u32> = by_form.keys().copied().collect();
        keys.sort();
        for k in keys {
            let mut candidates = by_form.remove(&k).unwrap();
            candidates.sort_by(|a, b| counts[*b as usize].total_cmp(&counts[*a as usize]).then(a.cmp(b)));
            let best = candidates[0];
            let kind = GapKind::of(best);
            let id = alphabet.forms.len() as u16;
            for (i, c) in candidates.iter().enumerate() {
                alphabet.place_of[*c as usize] = (id, i as u16);
            }
            alphabet.form_of.insert(k, id);
            alphabet.forms.push(FormInfo { candidates, kind });
        }
        alphabet
    }
}

/// The features that occur often enough, untrained.
fn find_features(lines: &[Lesson], line: &mut Line, alphabet: &Alphabet, say: &impl Fn(String)) -> Table {
    let mut kept: Vec<u64> = vec![];
    for part in 0..PARTS {
        let mut buckets: Vec<Vec<u64>> = vec![vec![]; 256];
        for Lesson { text: l, word, .. } in lines {
            line.read(l, alphabet, *word);
            for gap in 0..line.kinds.len() {
                let (form, place) = line.truth[gap];
                let c = alphabet.forms[form as usize].candidates[place as usize];
                let symbol = feature::symbol(c);
                sums(line, gap, alphabet, |base, enter, last, _, _| {
                    if last {
                        let h = complete(base, enter, c, symbol);
                        if h % PARTS == part {
                            buckets[(h >> 56) as usize].push(h);
                        }
                    }
                });
            }
        }
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
                if j - i >= LEAST_COUNT {
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
    for Lesson { text: l, word, .. } in lines {
        line.read(l, alphabet, *word);
        for gap in 0..line.kinds.len() {
            let (form, place) = line.truth[gap];
            let c = alphabet.forms[form as usize].candidates[place as usize];
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
fn rebuild(lines: &[Lesson], line: &mut Line, alphabet: &Alphabet, old: &mut Table, keep: usize) -> Table {
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

/// One time through all lines.
struct Pass<'n> {
    round: usize,
    rate: f32,
    /// Learns beside.
    net: Option<&'n mut Net>,
}

fn train(
    lines: &[Lesson],
    line: &mut Line,
    alphabet: &mut Alphabet,
    table: &mut Table,
    pass: Pass,
    say: &impl Fn(String),
) {
    let Pass { round, rate, mut net } = pass;
    let mut touched: Vec<(u16, usize)> = vec![];
    let mut dice = round as u64 + 1;
    let (mut n, mut right, mut loss) = (0u64, 0u64, 0f64);
    let mut by_script = [(0u64, 0u64); SCRIPTS.len()];
    let step = lines.len() / 5 + 1;
    for (i, Lesson { text: l, word, worth }) in lines.iter().enumerate() {
        line.read(l, alphabet, *word);
        for gap in 0..line.kinds.len() {
            let (form, place) = line.truth[gap];
            let all = &alphabet.forms[form as usize].candidates;
            let mut rivals = [('\0', 0u32); RIVALS + 1];
            let mut count = all.len().min(RIVALS);
            // Rare rivals take part in every fourth gap, for four.
            let mut spare = 0.0;
            if place < COMMON as u16 && count > COMMON {
                dice = dice.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
                if dice >> 62 == 0 {
                    spare = 4f32.ln();
                } else {
                    count = COMMON;
                }
            }
            for (r, &c) in rivals.iter_mut().zip(&all[..count]) {
                *r = (c, feature::symbol(c));
            }
            let target = place as usize;
            // Too rare to be trained: as a rival it would never be pushed down.
            if target >= count {
                continue;
            }
            if count < 2 {
                continue;
            }
            let rivals = &rivals[..count];
            let mut scores = [0f32; RIVALS + 1];
            for (k, (s, r)) in scores.iter_mut().zip(rivals).enumerate() {
                *s = alphabet.prior[r.0 as usize] + if k >= COMMON { spare } else { 0.0 };
            }
            touched.clear();
            let mut held = [0u32; RIVALS];
            sums(line, gap, alphabet, |base, enter, _, bit, licence| {
                for (k, &(c, symbol)) in rivals.iter().enumerate() {
                    if !view::licensed(licence, held[k]) {
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
            let high = scores[..count].iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let mut p = [0f32; RIVALS + 1];
            let mut total = 0.0;
            for (p, score) in p.iter_mut().zip(&scores[..count]) {
                *p = (score - high).exp();
                total += *p;
            }
            p.iter_mut().for_each(|p| *p /= total);
            let ok = (0..count).all(|k| k == target || scores[k] < scores[target]);
            let share = if *word { WORD_SHARE } else { 1.0 };
            let script = script(rivals[target].0);
            let factor = worth * SCRIPTS[script].1;
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

/// Levels for the weights, by Lloyd's algorithm.
fn lloyd(features: &[(u64, f32)]) -> [f32; LEVELS] {
    let mut weights: Vec<f32> = features.iter().map(|f| f.1).collect();
    weights.sort_by(f32::total_cmp);
    let mut levels = [0f32; LEVELS];
    for (i, l) in levels.iter_mut().enumerate() {
        *l = weights[(weights.len() - 1) * (2 * i + 1) / (2 * LEVELS)];
    }
    for _ in 0..60 {
        let (mut sum, mut n) = ([0f64; LEVELS], [0f64; LEVELS]);
        let mut k = 0;
        for &w in &weights {
            while k + 1 < LEVELS && (levels[k + 1] - w).abs() <= (levels[k] - w).abs() {
                k += 1;
            }
            sum[k] += w as f64;
            n[k] += 1.0;
        }
        for k in 0..LEVELS {
            if n[k] > 0.0 {
                levels[k] = (sum[k] / n[k]) as f32;
            }
        }
    }
    levels
}

/// Every feature of the table with its weight, in the order of the text.
fn gather(alphabet: &Alphabet, table: &Table, lines: &[Lesson], line: &mut Line) -> Vec<(u64, f32)> {
    let mut found = vec![];
    let mut done = vec![false; table.entries.len()];
    for Lesson { text: l, word, .. } in lines {
        line.read(l, alphabet, *word);
        for gap in 0..line.kinds.len() {
            let (form, place) = line.truth[gap];
            let c = alphabet.forms[form as usize].candidates[place as usize];
            let symbol = feature::symbol(c);
            sums(line, gap, alphabet, |base, enter, last, _, _| {
                if last {
                    let h = complete(base, enter, c, symbol);
                    if let Some(at) = table.find(h) {
                        if !done[at] {
                            done[at] = true;
                            found.push((h, table.entries[at].weight));
                        }
                    }
                }
            });
        }
    }
    found
}
