//! Characters that two Chinese scripts write differently.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;

use crate::files;

/// Texts that the corpora hold in both scripts.
const TWINS: [(&str, &str); 3] = [
    ("gutenberg_modern", "gutenberg_modern_tw2s"),
    ("gutenberg_vernacular_novels", "gutenberg_vernacular_novels_tw2s"),
    ("sayit_transcripts", "sayit_transcripts_tw2s"),
];
/// Texts that were simplified from the first.
const SIMPLIFIED: [&str; 6] =
    ["pd_laoshe", "coldataset", "javaguide", "pd_modern_prose", "chatgpt_questions", "crosswoz_valtest"];
/// Lines of the twin to look ahead for the one that matches: a few differ in number.
const AHEAD: usize = 60;

fn read(corpora: &str, lang: &str, name: &str) -> io::Result<String> {
    files::text(format!("{corpora}/train/{lang}/{name}.txt"))
}

/// Calls `each` with every line of the twins: traditional and simplified, character by character.
fn each_twin(corpora: &str, mut each: impl FnMut(&[char], &[char])) -> io::Result<()> {
    for (t, s) in TWINS {
        let (t, s) = (read(corpora, "zh-Hant", t)?, read(corpora, "zh", s)?);
        let s: Vec<Vec<char>> = s.split('\n').map(|l| l.chars().collect()).collect();
        let mut at = 0;
        for l in t.split('\n') {
            let l: Vec<char> = l.chars().collect();
            let same = |o: &[char]| {
                l.len() == o.len() && 5 * l.iter().zip(o).filter(|(a, b)| a == b).count() >= 2 * l.len()
            };
            if let Some(ahead) = s[at..].iter().take(AHEAD).position(|o| same(o)) {
                each(&l, &s[at + ahead]);
                at += ahead + 1;
            }
        }
    }
    Ok(())
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// The table of variants (see `feature.rs`), learnt from texts that the corpora hold in both scripts.
pub fn learn(corpora: &str) -> io::Result<Vec<u8>> {
    let mut pairs: HashMap<char, HashMap<char, usize>> = HashMap::new();
    let mut traditional: HashMap<char, usize> = HashMap::new();
    let mut simplified: HashMap<char, usize> = HashMap::new();
    each_twin(corpora, |t, s| {
        for (&a, &b) in t.iter().zip(s) {
            *pairs.entry(a).or_default().entry(b).or_default() += 1;
            *traditional.entry(a).or_default() += 1;
        }
    })?;
    for name in SIMPLIFIED {
        for c in read(corpora, "zh", name)?.chars() {
            *simplified.entry(c).or_default() += 1;
        }
    }
    let mut map: BTreeMap<char, char> = Default::default();
    for (&c, to) in &pairs {
        let (&d, &n) = to.iter().max_by_key(|(d, n)| (**n, **d)).unwrap();
        if c != d && n >= 2 && 2 * n >= to.values().sum() && is_han(c) && is_han(d) {
            map.insert(c, d);
        }
    }
    // A chain of variants ends at its last.
    let ends: Vec<(char, char)> = map
        .iter()
        .map(|(&c, &d)| {
            let mut d = d;
            for _ in 0..4 {
                d = *map.get(&d).unwrap_or(&d);
            }
            (c, d)
        })
        .collect();
    let (all_t, all_s) =
        (traditional.values().sum::<usize>() as f64, simplified.values().sum::<usize>() as f64);
    let only: BTreeSet<char> = ends
        .iter()
        .map(|e| e.1)
        .filter(|d| {
            let (t, s) = (*traditional.get(d).unwrap_or(&0), *simplified.get(d).unwrap_or(&0));
            s > 5 && t as f64 / all_t < 0.03 * s as f64 / all_s && !map.contains_key(d)
        })
        .collect();
    const BITS: u32 = 13;
    let mut table = vec![(0u16, 0u16); 1 << BITS];
    for (k, v) in ends.into_iter().chain(only.into_iter().map(|d| (d, d))) {
        let mut at = ((k as u32).wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize;
        while table[at].0 != 0 {
            at = (at + 1) % table.len();
        }
        table[at] = (k as u16, v as u16);
    }
    let cells = table.iter().flat_map(|e| {
        let [a, b] = e.0.to_le_bytes();
        let [c, d] = e.1.to_le_bytes();
        [a, b, c, d]
    });
    Ok(cells.collect())
}

/// Writes simplified text in traditional characters, as the twins have them.
pub struct Converter {
    /// Traditional characters of a simplified one, with their counts; those that have but one way to be written are not here.
    choices: HashMap<char, Vec<(char, f32)>>,
    only: HashMap<char, char>,
    /// How often a traditional character stood behind or in front of a simplified neighbour.
    beside: HashMap<(char, char, bool), f32>,
    /// The share of all text that a simplified character is.
    shares: HashMap<char, f32>,
    /// Simplified characters that traditional text uses too, in their own right or by habit.
    kept: BTreeSet<char>,
}

/// Times that a character must stand in traditional text to be taken as it is.
const LEAST_KEPT: f32 = 20.0;
/// Share of its uses that a way to write a character must have.
const LEAST_SHARE: f32 = 0.002;

/// Meetings that chance is given on top, so that a pair that is seldom expected says little.
const DOUBT: f32 = 1.0;

impl Converter {
    pub fn learn(corpora: &str) -> io::Result<Converter> {
        let mut ways: BTreeMap<char, BTreeMap<char, f32>> = Default::default();
        let mut traditional: HashMap<char, f32> = HashMap::new();
        each_twin(corpora, |t, s| {
            for (&t, &s) in t.iter().zip(s).filter(|(_, s)| is_han(**s)) {
                *ways.entry(s).or_default().entry(t).or_default() += 1.0;
                *traditional.entry(t).or_default() += 1.0;
            }
        })?;
        let mut converter = Converter {
            choices: HashMap::new(),
            only: HashMap::new(),
            beside: HashMap::new(),
            shares: HashMap::new(),
            kept: BTreeSet::new(),
        };
        for (s, ways) in ways {
            let all: f32 = ways.values().sum();
            let mut ways: Vec<(char, f32)> =
                ways.into_iter().filter(|w| w.1 >= 2.0 && w.1 >= LEAST_SHARE * all).collect();
            ways.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            match ways[..] {
                [] => {}
                [(t, _)] => {
                    converter.only.insert(s, t);
                }
                _ => {
                    converter.choices.insert(s, ways);
                }
            }
            if traditional.get(&s).is_some_and(|count| *count >= LEAST_KEPT) {
                converter.kept.insert(s);
            }
        }
        let mut all = 0.0;
        each_twin(corpora, |_, s| {
            for &s in s {
                *converter.shares.entry(s).or_default() += 1.0;
                all += 1.0;
            }
        })?;
        converter.shares.values_mut().for_each(|count| *count /= all);
        each_twin(corpora, |t, s| {
            for i in (0..t.len()).filter(|&i| converter.choices.contains_key(&s[i])) {
                if i > 0 {
                    *converter.beside.entry((t[i], s[i - 1], false)).or_default() += 1.0;
                }
                if i + 1 < t.len() {
                    *converter.beside.entry((t[i], s[i + 1], true)).or_default() += 1.0;
                }
            }
        })?;
        Ok(converter)
    }

    /// The line in traditional characters. `plainly`: as simple programs do it, which leave what could be traditional.
    pub fn convert(&self, line: &str, plainly: bool) -> String {
        let s: Vec<char> = line.chars().collect();
        let one = |(i, &c): (usize, &char)| {
            if let Some(&t) = self.only.get(&c) {
                return t;
            }
            let Some(ways) = self.choices.get(&c) else { return c };
            if plainly && self.kept.contains(&c) {
                return c;
            }
            let count = |key| self.beside.get(&key).copied().unwrap_or(0.0);
            let score = |&(t, all): &(char, f32)| {
                // How many times as often as by chance the two meet.
                let side = |other: Option<&char>, behind| {
                    let Some(&other) = other else { return 0.0 };
                    let by_chance = all * self.shares.get(&other).copied().unwrap_or(0.0);
                    ((count((t, other, behind)) + DOUBT) / (by_chance + DOUBT)).ln()
                };
                all.ln() + side(i.checked_sub(1).map(|i| &s[i]), false) + side(s.get(i + 1), true)
            };
            ways.iter().max_by(|a, b| score(a).total_cmp(&score(b))).map_or(c, |way| way.0)
        };
        s.iter().enumerate().map(one).collect()
    }
}
