//! Characters that two Chinese scripts write differently.

use std::collections::HashMap;

/// The table of variants (see `feature.rs`), learnt from texts that the corpora hold in both scripts.
pub fn learn(corpora: &str) -> Vec<u8> {
    const TWINS: [(&str, &str); 3] = [
        ("gutenberg_modern", "gutenberg_modern_tw2s"),
        ("gutenberg_vernacular_novels", "gutenberg_vernacular_novels_tw2s"),
        ("sayit_transcripts", "sayit_transcripts_tw2s"),
    ];
    const SIMPLIFIED: [&str; 6] =
        ["pd_laoshe", "coldataset", "javaguide", "pd_modern_prose", "chatgpt_questions", "crosswoz_valtest"];
    /// Lines of the twin to look ahead for the one that matches: a few differ in number.
    const AHEAD: usize = 60;
    let read = |lang: &str, name: &str| {
        std::fs::read_to_string(format!("{corpora}/train/{lang}/{name}.txt")).unwrap()
    };
    let mut pairs: HashMap<char, HashMap<char, usize>> = HashMap::new();
    let mut traditional: HashMap<char, usize> = HashMap::new();
    let mut simplified: HashMap<char, usize> = HashMap::new();
    for (t, s) in TWINS {
        let (t, s) = (read("zh-Hant", t), read("zh", s));
        let s: Vec<Vec<char>> = s.split('\n').map(|l| l.chars().collect()).collect();
        let mut at = 0;
        for l in t.split('\n') {
            let l: Vec<char> = l.chars().collect();
            let same = |o: &[char]| {
                l.len() == o.len() && 5 * l.iter().zip(o).filter(|(a, b)| a == b).count() >= 2 * l.len()
            };
            if let Some(ahead) = s[at..].iter().take(AHEAD).position(|o| same(o)) {
                for (&a, &b) in l.iter().zip(&s[at + ahead]) {
                    *pairs.entry(a).or_default().entry(b).or_default() += 1;
                    *traditional.entry(a).or_default() += 1;
                }
                at += ahead + 1;
            }
        }
    }
    for name in SIMPLIFIED {
        for c in read("zh", name).chars() {
            *simplified.entry(c).or_default() += 1;
        }
    }
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut map: std::collections::BTreeMap<char, char> = Default::default();
    for (&c, to) in &pairs {
        let (&d, &n) = to.iter().max_by_key(|(d, n)| (**n, **d)).unwrap();
        if c != d && n >= 2 && 2 * n >= to.values().sum() && han(c) && han(d) {
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
    let only: std::collections::BTreeSet<char> = ends
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
    table
        .iter()
        .flat_map(|e| {
            let [a, b] = e.0.to_le_bytes();
            let [c, d] = e.1.to_le_bytes();
            [a, b, c, d]
        })
        .collect()
}
