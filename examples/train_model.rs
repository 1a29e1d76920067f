//! Trains the restoration model. See `src/model/README.md`.
//!
//! train_model CORPORA EMOJI_FREQ OUT [key=value ...]
#![allow(clippy::needless_range_loop)]
#[path = "../src/model/restoration/feature.rs"]
#[allow(dead_code)]
mod feature;
#[path = "../src/model/restoration/format.rs"]
#[allow(dead_code)]
mod format;
#[path = "../src/model/restoration/view.rs"]
#[allow(dead_code)]
mod view;

use std::collections::{HashMap, HashSet};
use std::time::Instant;
use view::{windows, GapKind, Views, GAP};

/// (language, file without .txt, from, to): the share of the file's lines that is used.
const PLAN: &[(&str, &str, f32, f32)] = &[
    ("zh", "sayit_transcripts_tw2s", 0.0, 0.65),
    ("zh", "smile_chat", 0.0, 0.6),
    ("zh", "emollm", 0.0, 1.0),
    ("zh", "coldataset", 0.0, 1.0),
    ("zh", "crosswoz_valtest", 0.0, 1.0),
    ("zh", "common_voice", 0.0, 1.0),
    ("zh", "react_docs", 0.0, 1.0),
    ("zh", "javaguide", 0.0, 1.0),
    ("zh", "llm_action", 0.0, 1.0),
    ("zh", "d2l_zh", 0.0, 1.0),
    ("zh", "rust_book_cn", 0.0, 1.0),
    ("zh", "howtocook", 0.0, 1.0),
    ("zh", "opensource_guide", 0.0, 1.0),
    ("zh", "python_docs", 0.0, 1.0),
    ("zh", "tensorflow_docs", 0.0, 1.0),
    ("zh", "chatterbot", 0.0, 1.0),
    ("zh", "gutenberg_modern_tw2s", 0.0, 1.0),
    ("zh", "gutenberg_vernacular_novels_tw2s", 0.0, 0.1),
    ("zh", "hf_course", 0.0, 1.0),
    ("zh", "azd_beginners", 0.0, 1.0),
    ("zh", "edgeai_beginners", 0.0, 1.0),
    ("zh", "pd_laoshe", 0.0, 1.0),
    ("zh", "pd_modern_prose", 0.0, 1.0),
    ("zh", "pd_died_1967_68", 0.0, 1.0),
    ("zh", "pd_cuore_xia_mianzun", 0.0, 1.0),
    ("zh", "bible_cuv", 0.0, 0.3),
    ("zh", "chatgpt_questions", 0.0, 0.8),
    ("zh", "lobe_agents", 0.0, 1.0),
    ("zh", "prompts_chat_zh", 0.0, 1.0),
    ("zh", "prc_laws_cases", 0.0, 0.3),
    ("zh", "prc_policy", 0.0, 1.0),
    ("zh", "huatuo_med", 0.0, 1.0),
    ("zh", "cvalues_prompts", 0.0, 1.0),
    ("zh", "i18n_vscode", 0.0, 0.5),
    ("zh", "i18n_osm_tags", 0.0, 1.0),
    ("zh", "i18n_python_apps", 0.0, 0.5),
    ("zh", "paddle_docs", 0.0, 0.5),
    ("zh", "iotdb_docs", 0.0, 0.5),
    ("zh", "vue_docs", 0.0, 1.0),
    ("zh", "electron_docs", 0.0, 0.5),
    ("zh", "go_web_book", 0.0, 1.0),
    ("zh", "angular_cn", 0.0, 0.5),
    ("zh", "dify_docs", 0.0, 1.0),
    ("zh", "webpack_docs", 0.0, 0.5),
    ("zh", "echarts_doc", 0.0, 0.5),
    ("zh-Hant", "sayit_transcripts", 0.65, 1.0),
    ("zh-Hant", "common_voice", 0.0, 1.0),
    ("zh-Hant", "chatterbot", 0.0, 1.0),
    ("zh-Hant", "gutenberg_modern", 0.0, 1.0),
    ("zh-Hant", "gutenberg_vernacular_novels", 0.9, 1.0),
    ("zh-Hant", "opensource_guide", 0.0, 1.0),
    ("zh-Hant", "hf_course", 0.0, 1.0),
    ("zh-Hant", "azd_beginners", 0.0, 1.0),
    ("zh-Hant", "edgeai_beginners", 0.0, 1.0),
    ("yue", "common_voice", 0.0, 1.0),
    ("ja", "*", 0.0, 1.0),
    ("ko", "*", 0.0, 1.0),
    ("ru", "*", 0.0, 1.0),
    ("uk", "*", 0.0, 1.0),
    ("el", "*", 0.0, 1.0),
    ("ar", "*", 0.0, 1.0),
    ("he", "*", 0.0, 1.0),
    ("hi", "*", 0.0, 1.0),
    ("th", "*", 0.0, 1.0),
    ("vi", "*", 0.0, 1.0),
    ("es", "*", 0.0, 1.0),
    ("fr", "*", 0.0, 1.0),
    ("de", "*", 0.0, 1.0),
    ("pt", "*", 0.0, 1.0),
    ("tr", "*", 0.0, 1.0),
    ("pl", "*", 0.0, 1.0),
    ("cs", "*", 0.0, 1.0),
    ("en", "sayit_transcripts_en", 0.0, 0.2),
    ("en", "common_voice", 0.0, 1.0),
];

/// Byte values that the trained channel loses.
const LOST: [u8; 8] = [0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E, 0xAD];
/// Candidates of a form that take part in training.
const RIVALS: usize = 48;
/// Of these, how many take part each time.
const COMMON: usize = 12;
const NONE: u16 = u16::MAX;

fn form_key(c: char) -> Option<u32> {
    let mut b = [0; 4];
    let s = c.encode_utf8(&mut b).as_bytes();
    if !s.iter().any(|x| LOST.contains(x)) {
        return None;
    }
    Some(s.iter().filter(|x| !LOST.contains(x)).fold(0, |k, &x| k << 8 | x as u32))
}

fn hash(s: &str) -> u64 {
    s.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ b as u64).wrapping_mul(0x100_0000_01b3))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
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
    #[inline]
    fn of(&self, w: f32) -> f32 {
        self.nearest[((w + 8.0) * 64.0).clamp(0.0, 1023.0) as usize]
    }
}
const LEVELS: usize = 1 << format::WEIGHT_BITS;
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

/// Calls `each` for every feature sum of a gap: the sum without the candidate, and how the candidate enters.
#[derive(Clone, Copy)]
enum Enter {
    Symbol(u64),
    Shape,
    Open,
    Close,
}
#[inline]
fn sums(line: &Line, gap: usize, alphabet: &Alphabet, mut each: impl FnMut(u64, Enter, bool, u32, u32)) {
    let kind = line.kinds[gap];
    let place = &line.views.places[gap];
    let (view, templates): (&[u32], &'static [feature::Template]) = if kind.latin {
        (&line.views.spelt, &feature::SPELT)
    } else {
        (&line.views.folded, &feature::FOLDED)
    };
    windows(view, place.at as usize, templates, |w| {
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
        Enter::Open => feature::pair_parts(c)[0],
        Enter::Close => feature::pair_parts(c)[1],
    }))
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let (corpora, emoji, out) = (&args[1], &args[2], &args[3]);
    if args[1] == "pack" {
        let (priors, features) = load(&args[2]);
        pack(&args[3], &priors, &features, None, &|s| eprintln!("{s}"));
        return;
    }
    let opts: HashMap<&str, &str> = args[4..].iter().filter_map(|a| a.split_once('=')).collect();
    let num = |k: &str, d: f32| opts.get(k).map_or(d, |v| v.parse().unwrap());
    let langs = opts.get("langs").copied().unwrap_or("all");
    let rate = num("rate", 0.3);
    let start_squares = num("g0", 0.3);
    let parts = num("parts", 2.0) as u64;
    let min2 = num("min2", 2.0) as usize;
    let keep1 = num("keep1", 9e6) as usize;
    let keep2 = num("keep2", 2.7e6) as usize;
    let sub = num("sub", 1.0);
    let t0 = Instant::now();
    let say = |s: String| eprintln!("[{:6.1}] {s}", t0.elapsed().as_secs_f32());

    // Text.
    let mut lines: Vec<(String, bool)> = vec![];
    let mut seen = HashSet::new();
    for &(lang, name, from, to) in PLAN {
        if langs != "all" && !langs.split(',').any(|l| l == lang) {
            continue;
        }
        let dir = format!("{corpora}/train/{lang}");
        let mut files: Vec<String> = if name == "*" {
            std::fs::read_dir(&dir)
                .unwrap()
                .map(|e| e.unwrap().path().to_str().unwrap().to_string())
                .filter(|f| f.ends_with(".txt"))
                .collect()
        } else {
            vec![format!("{dir}/{name}.txt")]
        };
        files.sort();
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let all: Vec<&str> = text.split('\n').collect();
            let range = (all.len() as f32 * from) as usize..(all.len() as f32 * to) as usize;
            for l in &all[range] {
                let l = l.trim();
                if l.is_empty() {
                    continue;
                }
                let h = hash(l);
                if (h >> 40) as f32 / (1u64 << 24) as f32 > sub {
                    continue;
                }
                if seen.insert(h) {
                    lines.push((l.to_string(), false));
                }
            }
        }
    }
    drop(seen);
    let text_lines = lines.len();
    if langs == "all" || langs.contains("zh") {
        for l in std::fs::read_to_string(format!("{corpora}/jieba_dict.txt")).unwrap().lines() {
            let mut f = l.split(' ');
            let (w, n) = (f.next().unwrap(), f.next().unwrap().parse::<f32>().unwrap());
            if w.chars().count() >= 2 && n >= num("jiebamin", 3.0) {
                lines.push((w.to_string(), true));
            }
        }
    }
    let mut rng = Rng(1);
    for i in (1..lines.len()).rev() {
        let j = (rng.next() % (i as u64 + 1)) as usize;
        lines.swap(i, j);
    }
    say(format!(
        "{text_lines} lines, {} words, {} bytes",
        lines.len() - text_lines,
        lines.iter().map(|l| l.0.len()).sum::<usize>()
    ));

    // Characters.
    let mut counts = vec![0f32; 0x11_0000];
    for (l, word) in &lines {
        for c in l.chars() {
            counts[c as usize] += if *word { 0.2 } else { 1.0 };
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
                counts[u as usize] += prior * 1e5;
            } else if u > 0x7f {
                counts[u as usize] += prior * 1e4;
            }
        }
    }
    let mut alphabet = Alphabet {
        prior: vec![f32::NAN; 0x11_0000],
        squares: vec![start_squares * 4.0; 0x11_0000],
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
        let kind = GapKind { latin: feature::is_latin(best), punctuation: feature::is_punctuation(best) };
        let id = alphabet.forms.len() as u16;
        for (i, c) in candidates.iter().enumerate() {
            alphabet.place_of[*c as usize] = (id, i as u16);
        }
        alphabet.form_of.insert(k, id);
        alphabet.forms.push(FormInfo { candidates, kind });
    }
    say(format!("{} forms", alphabet.forms.len()));

    // Features that occur.
    let mut line = Line::new();
    let mut table;
    if let Some(raw) = opts.get("init") {
        let (priors, mut features) = load(raw);
        alphabet.prior = priors;
        let keep = keep2;
        if features.len() > keep {
            features.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
            features.truncate(keep);
        }
        table = Table::new(features.len());
        for &(h, w) in &features {
            let at = table.insert(h);
            table.entries[at].weight = w;
            table.entries[at].squares = num("g1", 10.0);
        }
        for s in &mut alphabet.squares {
            if s.is_finite() {
                *s = num("g1", 10.0) * 10.0;
            }
        }
        let levels = lloyd(&features).0;
        say(format!("{levels:.2?}"));
        table.steps = Some(Box::new(Steps::new(levels)));
        train(&lines, &mut line, &mut alphabet, &mut table, rate, 3, &say);
        let found = gather(&alphabet, &table, &lines, &mut line);
        say(format!("{} of {} features seen", found.len(), features.len()));
        for f in &mut features {
            f.1 = table.entries[table.find(f.0).unwrap()].weight;
        }
        pack(out, &alphabet.prior, &features, Some(levels), &say);
        return;
    }
    {
        let mut kept: Vec<u64> = vec![];
        for part in 0..parts {
            let mut buckets: Vec<Vec<u64>> = vec![vec![]; 256];
            for (l, word) in &lines {
                line.read(l, &alphabet, *word);
                for gap in 0..line.kinds.len() {
                    let (form, place) = line.truth[gap];
                    let c = alphabet.forms[form as usize].candidates[place as usize];
                    let symbol = feature::symbol(c);
                    sums(&line, gap, &alphabet, |base, enter, last, _, _| {
                        if last {
                            let h = complete(base, enter, c, symbol);
                            if h % parts == part {
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
                    if j - i >= min2 {
                        kept.push(b[i]);
                    }
                    i = j;
                }
                *b = vec![];
            }
            say(format!("part {part}: {n} windows, {} features kept so far", kept.len()));
        }
        table = Table::new(kept.len());
        for h in kept {
            let at = table.insert(h);
            table.entries[at].squares = start_squares;
        }
        say(format!("table {} of {}", table.used, table.entries.len()));
    }

    // Rounds: train, weigh each feature's worth, keep the best.
    for (round, keep) in [(0, keep1), (1, keep2), (2, 0)] {
        for e in &mut table.entries {
            e.worth = 0.0;
            if round > 0 {
                e.squares = e.squares.min(num("gcap", 10.0));
            }
        }
        train(&lines, &mut line, &mut alphabet, &mut table, rate, round, &say);
        if keep > 0 {
            let mut worths: Vec<f32> = table.entries.iter().filter(|e| e.tag != 0).map(|e| e.worth).collect();
            if opts.contains_key("dumpall") {
                dump(&format!("{out}.r{round}"), &alphabet, &table, &lines, &mut line);
            }
            if worths.len() > keep {
                worths.sort_by(|a, b| b.total_cmp(a));
                let least = worths[keep];
                let mut old = std::mem::replace(&mut table, Table::new(keep * 4 / 3));
                // The place of an entry in the old table tells all but a little of its hash: gather by hashing again.
                rebuild(&lines, &mut line, &alphabet, &mut old, &mut table, least);
                say(format!("kept {} (worth {least})", table.used));
            }
        }
    }
    dump(&format!("{out}.raw"), &alphabet, &table, &lines, &mut line);
    let features = gather(&alphabet, &table, &lines, &mut line);
    pack(out, &alphabet.prior, &features, None, &say);
    say("done".into());
}

/// Takes over the features worth more than `least`, and those that license them.
fn rebuild(
    lines: &[(String, bool)],
    line: &mut Line,
    alphabet: &Alphabet,
    old: &mut Table,
    new: &mut Table,
    least: f32,
) {
    let mut found: Vec<(u64, usize, u32, u32)> = vec![];
    for (l, word) in lines {
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
            // From the longest down: whoever is kept keeps the worthier of its licences.
            for i in (0..found.len()).rev() {
                let (h, at, _, licence) = found[i];
                if old.entries[at].worth <= least {
                    continue;
                }
                if licence != 0 {
                    let best = found
                        .iter()
                        .filter(|f| f.2 & licence != 0)
                        .max_by(|a, b| old.entries[a.1].worth.total_cmp(&old.entries[b.1].worth))
                        .map(|f| f.1);
                    if let Some(best) = best {
                        let e = &mut old.entries[best];
                        if e.worth <= least {
                            e.worth = f32::MAX;
                        }
                    }
                }
                let to = new.insert(h);
                new.entries[to] = Entry { tag: Table::tag(h), ..old.entries[at] };
            }
        }
    }
}

fn train(
    lines: &[(String, bool)],
    line: &mut Line,
    alphabet: &mut Alphabet,
    table: &mut Table,
    rate: f32,
    round: usize,
    say: &impl Fn(String),
) {
    let mut touched: Vec<(u16, usize)> = vec![];
    let mut dice = round as u64 + 1;
    let (mut n, mut right, mut loss) = (0u64, 0u64, 0f64);
    let step = lines.len() / 5 + 1;
    for (i, (l, word)) in lines.iter().enumerate() {
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
            let high = scores[..count].iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let mut p = [0f32; RIVALS + 1];
            let mut total = 0.0;
            for k in 0..count {
                p[k] = (scores[k] - high).exp();
                total += p[k];
            }
            for k in 0..count {
                p[k] /= total;
            }
            let ok = (0..count).all(|k| k == target || scores[k] < scores[target]);
            if !*word {
                n += 1;
                right += ok as u64;
                loss -= p[target].max(1e-9).ln() as f64;
            }
            let share = if *word { 0.5 } else { 1.0 };
            for &(k, at) in &touched {
                let k = k as usize;
                let e = &mut table.entries[at];
                let truth = (k == target) as u32 as f32;
                // What the loss of this gap would grow by without the feature.
                if truth != 0.0 || p[k] > 1e-3 {
                    e.worth +=
                        share * ((1.0 - p[k] + p[k] * (-e.weight).exp()).max(1e-9).ln() + truth * e.weight);
                }
                let g = share * (p[k] - truth);
                if g.abs() > 0.003 {
                    e.squares += g * g;
                    e.weight -= rate * g / e.squares.sqrt();
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
        }
    }
}

fn dump(out: &str, alphabet: &Alphabet, table: &Table, lines: &[(String, bool)], line: &mut Line) {
    let mut bytes = b"RAWDUMP1".to_vec();
    let priors: Vec<u32> = (0..0x11_0000u32).filter(|&u| !alphabet.prior[u as usize].is_nan()).collect();
    bytes.extend((priors.len() as u32).to_le_bytes());
    for u in priors {
        bytes.extend(u.to_le_bytes());
        bytes.extend(alphabet.prior[u as usize].to_le_bytes());
    }
    for (h, w) in gather(alphabet, table, lines, line) {
        bytes.extend(h.to_le_bytes());
        bytes.extend(w.to_le_bytes());
    }
    std::fs::write(out, bytes).unwrap();
}

fn load(path: &str) -> (Vec<f32>, Vec<(u64, f32)>) {
    let d = std::fs::read(path).unwrap();
    let word = |at: usize| u32::from_le_bytes(d[at..at + 4].try_into().unwrap());
    let n = word(8) as usize;
    let mut priors = vec![f32::NAN; 0x11_0000];
    for i in 0..n {
        priors[word(12 + 8 * i) as usize] = f32::from_bits(word(16 + 8 * i));
    }
    let features: Vec<(u64, f32)> = d[12 + 8 * n..]
        .chunks(12)
        .map(|b| {
            (u64::from_le_bytes(b[..8].try_into().unwrap()), f32::from_le_bytes(b[8..].try_into().unwrap()))
        })
        .collect();
    (priors, features)
}

fn lloyd(features: &[(u64, f32)]) -> ([f32; LEVELS], f64) {
    // Levels: Lloyd's algorithm on the weights in order.
    let mut weights: Vec<f32> = features.iter().map(|f| f.1).collect();
    weights.sort_by(f32::total_cmp);
    let mut levels = [0f32; LEVELS];
    for (i, l) in levels.iter_mut().enumerate() {
        *l = weights[(weights.len() - 1) * (2 * i + 1) / (2 * LEVELS)];
    }
    let mut error = 0.0;
    for _ in 0..60 {
        let (mut sum, mut n) = ([0f64; LEVELS], [0f64; LEVELS]);
        let mut k = 0;
        error = 0.0;
        for &w in &weights {
            while k + 1 < LEVELS && (levels[k + 1] - w).abs() <= (levels[k] - w).abs() {
                k += 1;
            }
            sum[k] += w as f64;
            n[k] += 1.0;
            error += ((levels[k] - w) as f64).powi(2);
        }
        for k in 0..LEVELS {
            if n[k] > 0.0 {
                levels[k] = (sum[k] / n[k]) as f32;
            }
        }
    }
    (levels, (error / weights.len() as f64).sqrt())
}

/// Packs priors and features into the shipped form.
fn pack(
    out: &str,
    priors: &[f32],
    features: &[(u64, f32)],
    levels: Option<[f32; LEVELS]>,
    say: &impl Fn(String),
) {
    // Priors.
    let mut index = vec![];
    let mut pages = vec![];
    for page in 0..0x11_0000 / format::PAGE {
        let own = &priors[page * format::PAGE..(page + 1) * format::PAGE];
        if own.iter().all(|p| p.is_nan()) {
            index.extend(0xFFFFu16.to_le_bytes());
            continue;
        }
        index.extend(((pages.len() / format::PAGE) as u16).to_le_bytes());
        pages.extend(own.iter().map(|&p| {
            if p.is_nan() {
                0
            } else {
                ((p - format::PRIOR_BASE) / format::PRIOR_STEP).round().clamp(0.0, 254.0) as u8 + 1
            }
        }));
    }
    let (levels, error) = match levels {
        Some(l) => (l, 0.0),
        None => lloyd(features),
    };
    say(format!("levels {levels:.2?} rms {:.3}", error));
    // A binary fuse table.
    let n = features.len();
    let segment = 1u32 << ((n as f64).ln() / 3.33f64.ln() + 2.25).floor().clamp(2.0, 16.0) as u32;
    let factor = (0.875 + 0.25 * 1e6f64.ln() / (n as f64).max(10.0).ln()).max(1.125);
    let segments = ((n as f64 * factor / segment as f64).ceil() as u32).max(3) - 2;
    let count = segment as usize * (segments as usize + 2);
    for seed in 1..100u64 {
        let mut degree = vec![0u32; count];
        let mut which = vec![0u32; count];
        for (i, f) in features.iter().enumerate() {
            for c in format::locate(f.0, seed, segment, segments).0 {
                degree[c as usize] += 1;
                which[c as usize] ^= i as u32;
            }
        }
        let mut queue: Vec<u32> = (0..count as u32).filter(|&c| degree[c as usize] == 1).collect();
        let mut order = vec![];
        while let Some(c) = queue.pop() {
            if degree[c as usize] != 1 {
                continue;
            }
            let i = which[c as usize];
            order.push((i, c));
            for d in format::locate(features[i as usize].0, seed, segment, segments).0 {
                degree[d as usize] -= 1;
                which[d as usize] ^= i;
                if degree[d as usize] == 1 {
                    queue.push(d);
                }
            }
        }
        if order.len() < n {
            say(format!("seed {seed}: {} of {n} peeled", order.len()));
            continue;
        }
        let mut cells = vec![0u16; count];
        for &(i, c) in order.iter().rev() {
            let (h, w) = features[i as usize];
            let (places, check) = format::locate(h, seed, segment, segments);
            let level =
                (0..LEVELS).min_by(|&a, &b| (levels[a] - w).abs().total_cmp(&(levels[b] - w).abs())).unwrap();
            let mut value = (check as u16) << format::WEIGHT_BITS | level as u16;
            for d in places {
                if d != c {
                    value ^= cells[d as usize];
                }
            }
            cells[c as usize] = value;
        }
        let mut packed = vec![0u8; (count * format::CELL_BITS as usize).div_ceil(8) + 2];
        for (i, &v) in cells.iter().enumerate() {
            let bit = i * format::CELL_BITS as usize;
            let v = (v as u32) << (bit % 8);
            for k in 0..3 {
                packed[bit / 8 + k] |= (v >> (8 * k)) as u8;
            }
        }
        let bytes = format::write(
            pages.len() / format::PAGE,
            segment,
            segments,
            seed,
            &levels,
            &index,
            &pages,
            &packed,
        );
        say(format!("{n} features, {count} cells, {} bytes", bytes.len()));
        std::fs::write(out, bytes).unwrap();
        return;
    }
    panic!("no seed peels");
}

fn gather(alphabet: &Alphabet, table: &Table, lines: &[(String, bool)], line: &mut Line) -> Vec<(u64, f32)> {
    let mut found = vec![];
    let mut done = vec![false; table.entries.len()];
    for (l, word) in lines {
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
