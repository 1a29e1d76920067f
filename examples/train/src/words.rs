//! Makes `src/model/words.bin`: how common words of alphabets are.
//!
//! Words are those of the text that the restoration model learns from and of the corpora's lists, mixed half and half.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

use crate::files;
use crate::restoration::is_held_out;
use crate::shared::build::build_words;
use crate::shared::feature::symbol;
use crate::shared::format::{LEVELS, WORD_COST, WORD_COST_STEP};
use crate::shared::word_key::{is_of_word, Spelt, Tongue};
use crate::shared::LEFT_OUT;

/// A language, the words that are kept of it, and its lists. Of Latin letters only those beyond ASCII can be gaps.
struct Language {
    code: &'static str,
    /// Words that fill gaps, and those after them that only tell pages of Latin letters apart: more words of one language make another one's gaps worse.
    words: [usize; 2],
    lists: &'static [&'static str],
}

const fn language(code: &'static str, words: [usize; 2], lists: &'static [&'static str]) -> Language {
    Language { code, words, lists }
}

const LANGUAGES: [Language; 23] = [
    language("ru", [60_000, 0], &["aosp", "commonvoice"]),
    language("uk", [60_000, 0], &["commonvoice"]),
    language("el", [60_000, 0], &["aosp", "commonvoice"]),
    language("he", [50_000, 0], &["aosp"]),
    language("ar", [40_000, 0], &["commonvoice"]),
    language("hi", [25_000, 0], &["commonvoice"]),
    language("pl", [20_000, 0], &["aosp", "commonvoice"]),
    language("tr", [20_000, 0], &["aosp", "commonvoice"]),
    language("cs", [15_000, 0], &["aosp", "commonvoice"]),
    language("hu", [10_000, 0], &["commonvoice"]),
    language("ro", [10_000, 0], &["aosp"]),
    language("pt", [6_000, 9_000], &["aosp", "commonvoice"]),
    language("es", [5_000, 10_000], &["aosp", "commonvoice"]),
    language("fr", [5_000, 10_000], &["aosp", "commonvoice"]),
    language("de", [5_000, 10_000], &["aosp", "commonvoice"]),
    language("sv", [4_000, 4_000], &["aosp", "commonvoice"]),
    language("da", [4_000, 4_000], &["aosp"]),
    language("nb", [4_000, 4_000], &["aosp"]),
    language("fi", [4_000, 4_000], &["aosp", "commonvoice"]),
    language("hr", [0, 12_000], &["aosp"]),
    language("sl", [0, 12_000], &["aosp"]),
    language("lt", [0, 12_000], &["aosp"]),
    language("lv", [0, 12_000], &["aosp"]),
];

type Counts = HashMap<String, f64>;

/// The file's bytes.
pub fn train(corpora: &Path) -> io::Result<Vec<u8>> {
    let mut levels: BTreeMap<u64, u8> = BTreeMap::new();
    for language in &LANGUAGES {
        let mut words: Vec<(String, f64)> = shares(corpora, language)?.into_iter().collect();
        words.retain(|(word, _)| !word.is_ascii());
        words.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let [filling, telling] = language.words;
        words.truncate(filling + telling);
        for (nth, (word, share)) in words.iter().enumerate() {
            let tongue = if nth < filling { tongue(language, word) } else { Tongue::Listed };
            let key = word.chars().fold(Spelt::NONE, |spelt, c| spelt.then(c as u32)).key(tongue);
            let steps = (-share.ln() - f64::from(WORD_COST)) / f64::from(WORD_COST_STEP);
            let level = steps.round().clamp(0.0, (LEVELS - 1) as f64) as u8;
            // A word of several languages is as common as where it is commonest.
            levels.entry(key).and_modify(|known| *known = level.min(*known)).or_insert(level);
        }
        eprintln!(
            "{}: {} words, down to {:.2e}",
            language.code,
            words.len(),
            words.last().map_or(0.0, |w| w.1)
        );
    }
    let words: Vec<(u64, u8)> = levels.into_iter().collect();
    let data = build_words(&words);
    eprintln!("{} words, {} bytes", words.len(), data.len());
    Ok(data)
}

fn tongue(language: &Language, word: &str) -> Tongue {
    match Tongue::of(word.chars().next().unwrap_or(' ')) {
        [only] => *only,
        _ if language.code == "uk" => Tongue::Ukrainian,
        _ => Tongue::Russian,
    }
}

/// The share that each word has of the words of a language: the text counts half, and so do the lists, each by its length.
fn shares(corpora: &Path, language: &Language) -> io::Result<Counts> {
    let mut text = Counts::new();
    let folder = corpora.join("train").join(language.code);
    let files = if folder.exists() { files::listing(&folder)? } else { Vec::new() };
    for file in files {
        let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        if file.extension().is_some_and(|ending| ending == "txt") && !LEFT_OUT.contains(&name) {
            let all = files::text(&file)?;
            let lines = all.split('\n').map(str::trim).filter(|line| !is_held_out(line));
            lines.for_each(|line| count(line, 1.0, &mut text));
        }
    }
    let mut lists: Vec<Counts> = Vec::new();
    for name in language.lists {
        let file = corpora.join(format!("words/{}/{name}.tsv", language.code));
        let mut list = Counts::new();
        for (word, times) in files::text(&file)?.lines().filter_map(|line| line.split_once('\t')) {
            let times = times.trim().parse().map_err(|_| files::wrong(&file, "a line without a count"))?;
            count(word, times, &mut list);
        }
        lists.push(list);
    }
    // A list that was counted in little text says little of rare words.
    let trust = |list: &Counts| list.values().sum::<f64>().min(1e6);
    let trusted: f64 = lists.iter().map(trust).sum();
    let listed = if text.is_empty() { 1.0 } else { 0.5 };
    let mut shares = Counts::new();
    let weighed = lists.iter().map(|list| (list, listed * trust(list) / trusted));
    for (source, weight) in weighed.chain([(&text, 1.0 - listed)]) {
        let all: f64 = source.values().sum::<f64>().max(1.0);
        source
            .iter()
            .for_each(|(word, times)| *shares.entry(word.clone()).or_default() += times / all * weight);
    }
    Ok(shares)
}

/// Counts the words of a line so many times, with small letters.
fn count(line: &str, times: f64, counts: &mut Counts) {
    for word in line.split(|c: char| !is_of_word(c)).filter(|word| !word.is_empty()) {
        let small = word.chars().filter_map(|c| char::from_u32(symbol(c))).collect();
        *counts.entry(small).or_default() += times;
    }
}
