//! Trains `src/model/lexicon.bin`.
//!
//! Corpora hold `train/<lang>/*.txt` and `words/<lang>/*.tsv`; a second folder the unpacked `*_lexeme_prob.json` of
//! spacy-lookups-data 1.0.5 (MIT).

use crate::shared::features::{self, marked, Letters, MARKED};
use std::{collections::BTreeMap, error::Error, fs, path::Path};

const WIDTH: usize = 16;
const BUCKET_BITS: u32 = 16;
const NGRAM_BITS: u32 = 14;
const QUANTUM: f64 = 0.23;
const MOST_LIKELY: f64 = -2.0;
const NGRAM_QUANTUM: f64 = 0.2;
const LETTER_QUANTUM: f64 = 0.6;

/// A language of the lexicon: its number is its place in the list.
struct Language {
    code: &'static str,
    words: usize,
    /// Where its words come from, with the weight of each source; plain text for files that end in `.txt`.
    sources: &'static [(&'static str, f64)],
}

const LANGUAGES: &[Language] = &[
    Language {
        code: "eng",
        words: 22_000,
        sources: &[
            ("spacy/en", 0.4),
            ("words/en/tubelex.tsv", 0.3),
            ("words/en/commonvoice.tsv", 0.2),
            ("train/en/common_voice.txt", 0.1),
            ("train/en/sayit_transcripts_en.txt", 0.1),
        ],
    },
    Language {
        code: "spa",
        words: 22_000,
        sources: &[
            ("spacy/es", 0.6),
            ("words/es/commonvoice.tsv", 0.2),
            ("train/es/chatterbot.txt", 0.02),
            ("train/es/common_voice.txt", 0.05),
            ("words/es/aosp.tsv", 0.05),
        ],
    },
    Language {
        code: "fra",
        words: 18_000,
        sources: &[
            ("words/fr/commonvoice.tsv", 0.5),
            ("words/fr/aosp.tsv", 0.2),
            ("train/fr/common_voice.txt", 0.2),
            ("train/fr/chatterbot.txt", 0.02),
            ("train/fr/opensource_guide.txt", 0.05),
        ],
    },
    Language {
        code: "deu",
        words: 22_000,
        sources: &[
            ("spacy/de", 0.6),
            ("words/de/commonvoice.tsv", 0.2),
            ("train/de/common_voice.txt", 0.1),
            ("train/de/chatterbot.txt", 0.02),
        ],
    },
    Language {
        code: "por",
        words: 18_000,
        sources: &[
            ("words/pt/commonvoice.tsv", 0.5),
            ("words/pt/aosp.tsv", 0.2),
            ("train/pt/common_voice.txt", 0.2),
            ("train/pt/chatterbot.txt", 0.05),
        ],
    },
    Language {
        code: "tur",
        words: 24_000,
        sources: &[
            ("words/tr/commonvoice.tsv", 0.5),
            ("words/tr/aosp.tsv", 0.25),
            ("train/tr/common_voice.txt", 0.1),
            ("train/tr/chatterbot.txt", 0.03),
            ("train/tr/opensource_guide.txt", 0.1),
            ("train/tr/react_docs.txt", 0.03),
        ],
    },
    Language {
        code: "pol",
        words: 18_000,
        sources: &[
            ("words/pl/commonvoice.tsv", 0.5),
            ("words/pl/aosp.tsv", 0.2),
            ("train/pl/common_voice.txt", 0.1),
            ("train/pl/opensource_guide.txt", 0.1),
        ],
    },
    Language {
        code: "ces",
        words: 18_000,
        sources: &[
            ("words/cs/commonvoice.tsv", 0.5),
            ("words/cs/aosp.tsv", 0.2),
            ("train/cs/common_voice.txt", 0.1),
            ("train/cs/hasek_svejk_1_2.txt", 0.1),
            ("train/cs/capek_povidky.txt", 0.1),
        ],
    },
    Language {
        code: "vie",
        words: 7_000,
        sources: &[
            ("words/vi/commonvoice.tsv", 0.5),
            ("train/vi/common_voice.txt", 0.3),
            ("train/vi/hf_course.txt", 0.1),
            ("train/vi/edgeai_beginners.txt", 0.05),
        ],
    },
    Language {
        code: "hin",
        words: 22_000,
        sources: &[
            ("words/hi-Latn/rule_romanised_commonvoice.tsv", 0.4),
            ("words/hi-Latn/hinglish_top_nonenglish.tsv", 0.35),
            ("words/hi-Latn/openhinglish.tsv", 0.25),
        ],
    },
    Language {
        code: "ita",
        words: 15_000,
        sources: &[("words/it/commonvoice.tsv", 0.6), ("words/it/aosp.tsv", 0.3)],
    },
    Language {
        code: "nld",
        words: 15_000,
        sources: &[("words/nl/commonvoice.tsv", 0.6), ("words/nl/aosp.tsv", 0.3)],
    },
    Language {
        code: "ind",
        words: 12_000,
        sources: &[("words/id/tubelex.tsv", 0.6), ("words/id/commonvoice.tsv", 0.3)],
    },
    Language {
        code: "rus",
        words: 18_000,
        sources: &[
            ("train/ru/koziev_jokes_dialogues.txt", 0.4),
            ("train/ru/koziev_facts_questions.txt", 0.1),
            ("words/ru/commonvoice.tsv", 0.1),
            ("words/ru/aosp.tsv", 0.3),
        ],
    },
    Language {
        code: "ukr",
        words: 18_000,
        sources: &[
            ("words/uk/commonvoice.tsv", 0.5),
            ("train/uk/ua_gec.txt", 0.4),
            ("train/uk/common_voice.txt", 0.1),
        ],
    },
];

/// Names of sources whose English words are left out.
const TECHNICAL: &[&str] = &["hf_course", "azd_", "edgeai_", "opensource_guide", "react_docs"];

/// The file's bytes.
pub fn train(corpora: &Path, spacy: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut types = Vec::new();
    let mut letters = Vec::new();
    let mut english: Option<Words> = None;
    for language in LANGUAGES {
        let mut words = read_language(language, corpora, spacy, english.as_ref())?;
        if language.code == "hin" {
            // English words in Devanagari come out as English words again.
            words.retain(|word, p| {
                *p > 1e-4 || english.as_ref().and_then(|e| e.get(word)).is_none_or(|e| e < p)
            });
            add_chat_spellings(&mut words);
        }
        letters.push(letter_penalties(&words));
        types.push(by_letters(&words));
        english.get_or_insert(words);
    }
    let entries = choose_entries(&types);
    let mut data = bucket_table(&entries);
    data.extend(ngram_table(&train_ngrams(&types)));
    for letter in 0..MARKED {
        for pair in 0..WIDTH / 2 {
            let level = |lang: usize| letters.get(lang).map_or(0, |row: &Vec<u8>| row[letter]);
            data.push(level(2 * pair) | level(2 * pair + 1) << 4);
        }
    }
    eprintln!("{} entries, {} bytes", entries.len(), data.len());
    Ok(data)
}

// ---------------------------------------------------------------------------------------------------------- reading

type Words = BTreeMap<String, f64>;

/// Relative frequencies of the words of a language, its sources mixed by their weights.
fn read_language(
    language: &Language,
    corpora: &Path,
    spacy: &Path,
    english: Option<&Words>,
) -> Result<Words, Box<dyn Error>> {
    let mut words = Words::new();
    let weights: f64 = language.sources.iter().map(|s| s.1).sum();
    for (source, weight) in language.sources {
        let counts = match source.strip_prefix("spacy/") {
            Some(code) => read_probabilities(&spacy.join(format!("{code}_lexeme_prob.json")))?,
            None if source.ends_with(".txt") => read_text(&corpora.join(source))?,
            None => read_counts(&corpora.join(source))?,
        };
        let total: f64 = counts.values().sum();
        // Technical texts are full of English.
        let is_technical = TECHNICAL.iter().any(|t| source.contains(t));
        let is_english = |word: &str, p: f64| english.and_then(|e| e.get(word)).is_some_and(|&e| e > 0.1 * p);
        for (word, count) in counts {
            if is_technical && is_english(&word, count / total) {
                continue;
            }
            *words.entry(word).or_default() += count / total * weight / weights;
        }
    }
    Ok(words)
}

/// Whether every character is a letter or an apostrophe within, so that the crate would read it as one word.
fn is_word(word: &str) -> bool {
    word.starts_with(char::is_alphabetic)
        && word.ends_with(char::is_alphabetic)
        && word.chars().all(|c| features::fold(c).is_some() || ('\u{300}'..'\u{370}').contains(&c))
}

fn read_counts(path: &Path) -> Result<Words, Box<dyn Error>> {
    let mut words = Words::new();
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    for (word, count) in text.lines().filter_map(|l| l.split_once('\t')) {
        if is_word(word) {
            *words.entry(word.to_owned()).or_default() += count.trim().parse::<f64>()?;
        }
    }
    Ok(words)
}

fn read_text(path: &Path) -> Result<Words, Box<dyn Error>> {
    let mut words = Words::new();
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    for word in text.split(|c: char| !(c.is_alphabetic() || c == '\'' || c == '’')) {
        let word = word.trim_matches(|c: char| !c.is_alphabetic());
        if is_word(word) {
            *words.entry(word.to_lowercase()).or_default() += 1.0;
        }
    }
    Ok(words)
}

/// Reads a file of `"word":-9.5` lines, words in JSON's escapes.
fn read_probabilities(path: &Path) -> Result<Words, Box<dyn Error>> {
    let mut words = Words::new();
    let text = fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    for line in text.lines() {
        let Some((word, number)) = line.trim().trim_end_matches(',').rsplit_once(':') else { continue };
        let word = unescape(word.trim_matches('"'));
        if is_word(&word) {
            *words.entry(word.to_lowercase()).or_default() += number.trim().parse::<f64>()?.exp();
        }
    }
    Ok(words)
}

/// Adds the spellings of those who type Hindi in a hurry: without the vowel *a* between consonants (`rahi`, `rhi`),
/// the commonest words by their first letter (`ke`, `k`). Words left without any vowel (`kar`, `kr`) are not added: they
/// are as likely abbreviations of English.
fn add_chat_spellings(words: &mut Words) {
    const WITHOUT_A: f64 = 0.15;
    const FIRST_LETTER: (usize, f64) = (10, 0.03);
    let is_vowel = |c: char| "aeiou".contains(c);
    let mut ranked: Vec<(String, f64)> = words.iter().map(|(w, &p)| (w.clone(), p)).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    for (rank, (word, p)) in ranked.iter().enumerate() {
        let letters: Vec<char> = word.chars().collect();
        let between_consonants = |i: usize| {
            i > 0 && !is_vowel(letters[i - 1]) && letters.get(i + 1).is_some_and(|&c| !is_vowel(c))
        };
        let kept = (0..letters.len()).filter(|&i| letters[i] != 'a' || !between_consonants(i));
        let without_a: String = kept.map(|i| letters[i]).collect();
        if without_a != *word && without_a.contains(is_vowel) {
            *words.entry(without_a).or_default() += WITHOUT_A * p;
        }
        if rank < FIRST_LETTER.0
            && letters.iter().filter(|c| !is_vowel(**c)).count() == 1
            && !is_vowel(letters[0])
        {
            *words.entry(letters[0].to_string()).or_default() += FIRST_LETTER.1 * p;
        }
    }
}

/// Undoes `\u` escapes; other escapes stand in no word.
fn unescape(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut units: Vec<u16> = parts.next().unwrap_or_default().encode_utf16().collect();
    for part in parts {
        let digits = part.get(..4).and_then(|d| u16::from_str_radix(d, 16).ok());
        units.push(digits.unwrap_or(0xFFFD));
        units.extend(part.get(4..).unwrap_or_default().encode_utf16());
    }
    String::from_utf16_lossy(&units)
}

// ---------------------------------------------------------------------------------------------------------- lexicon

/// Words by their folded letters.
type Types = BTreeMap<Vec<u16>, f64>;

fn by_letters(words: &Words) -> Types {
    let mut types = Types::new();
    for (word, p) in words {
        *types.entry(Letters::of(word).as_slice().to_vec()).or_default() += p;
    }
    types
}

struct Entry {
    hash: u64,
    lang: usize,
    level: u8,
}

fn hash_of(letters: &[u16]) -> u64 {
    features::finish(letters.iter().fold(features::SEED, |h, &s| features::step(h, s)))
}

/// The most frequent words of each language; and what each of the languages that have less room for a word that is
/// among the most frequent of another says of it, since it is the ratio that tells.
fn choose_entries(types: &[Types]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (lang, (language, words)) in LANGUAGES.iter().zip(types).enumerate() {
        let mut ranked: Vec<(&Vec<u16>, f64)> = words.iter().map(|(w, &p)| (w, p)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let kept = ranked.len().min(language.words);
        eprintln!("{} {} words, least {:.2}", language.code, kept, ranked[kept - 1].1.ln());
        for (word, p) in &ranked[..kept] {
            let level = ((MOST_LIKELY - p.ln()) / QUANTUM).round().clamp(0.0, 63.0) as u8;
            entries.push(Entry { hash: hash_of(word), lang, level });
        }
    }
    entries.sort_by_key(|e| (e.hash, e.lang));
    entries
}

fn bucket_table(entries: &[Entry]) -> Vec<u8> {
    let bucket_of = |e: &Entry| (e.hash >> (64 - BUCKET_BITS)) as usize;
    let starts: Vec<usize> =
        (0..=(1usize << BUCKET_BITS) + 15).map(|b| entries.partition_point(|e| bucket_of(e) < b)).collect();
    let mut data = Vec::new();
    for group in starts.chunks(16) {
        data.extend((group[0] as u32).to_le_bytes());
        data.extend(
            group.iter().map(|s| u8::try_from(s - group[0]).expect("a group of buckets is too full")),
        );
    }
    for e in entries {
        let fingerprint = (e.hash >> 24) as u32 & 0x3FFF;
        let bits = fingerprint | (e.lang as u32) << 14 | u32::from(e.level) << 18;
        data.extend(&bits.to_le_bytes()[..3]);
    }
    data
}

// ---------------------------------------------------------------------------------------------------------- letters

/// How rarely a language puts each letter beyond ASCII in the place of its plain one.
fn letter_penalties(words: &Words) -> Vec<u8> {
    // A letter that a language does not have still turns up in names.
    const SMOOTHING: f64 = 1e-4;
    let mut plain: BTreeMap<u16, f64> = BTreeMap::new();
    let mut seen = [0.0; MARKED];
    for (word, p) in words {
        for c in word.chars() {
            if let Some(base) = features::fold(c) {
                *plain.entry(base).or_default() += p;
            }
            for variant in [c].into_iter().chain(Some(upper_of(c)).filter(|&u| u != c)) {
                if let Some(letter) = marked(variant) {
                    seen[letter] += p;
                }
            }
        }
    }
    let letter_at = |letter: usize| {
        let scalar = if letter < 0x190 { letter + 0xC0 } else { letter - 0x190 + 0x1E00 };
        char::from_u32(scalar as u32)
    };
    (0..MARKED)
        .map(|letter| {
            let base = letter_at(letter).and_then(features::fold).and_then(|b| plain.get(&b)).copied();
            let share = seen[letter] / base.unwrap_or(1.0).max(1e-9) + SMOOTHING;
            (-share.min(1.0).ln() / LETTER_QUANTUM).round().clamp(0.0, 15.0) as u8
        })
        .collect()
}

fn upper_of(c: char) -> char {
    c.to_uppercase().next().unwrap_or(c)
}

// ---------------------------------------------------------------------------------------------------------- n-grams

/// Weights of hashed n-grams, WIDTH to a row, fitted so that the softmax over languages of their sums gives the share
/// of each language in a word's use (logistic regression, AdaGrad).
fn train_ngrams(types: &[Types]) -> Vec<f32> {
    const PASSES: usize = 6;
    const RATE: f32 = 0.15;
    // Rare words stand for the unknown ones: a word counts by this power of its frequency.
    const FLATTEN: f64 = 0.25;
    const DECAY: f32 = 1e-7;
    let mut shares: BTreeMap<&[u16], [f32; WIDTH]> = BTreeMap::new();
    for (lang, words) in types.iter().enumerate() {
        for (word, &p) in words {
            if p > 1e-7 && word.len() > 1 {
                shares.entry(word).or_insert([0.0; WIDTH])[lang] = p as f32;
            }
        }
    }
    let mut examples: Vec<(&[u16], [f32; WIDTH])> = shares.into_iter().collect();
    examples.sort_by_key(|e| hash_of(e.0));
    eprintln!("{} words to learn n-grams from", examples.len());
    let rows = 1 << NGRAM_BITS;
    let mut weights = vec![0f32; rows * WIDTH];
    let mut squares = vec![1e-6f32; rows * WIDTH];
    let mut used = Vec::new();
    for pass in 0..PASSES {
        let (mut loss, mut mass) = (0.0, 0.0);
        for (word, share) in &examples {
            let total: f32 = share.iter().sum();
            let emphasis = (f64::from(total) * 1e7).powf(FLATTEN) as f32 * 0.1;
            let text: String = word.iter().filter_map(|&s| char::from_u32(u32::from(s))).collect();
            used.clear();
            Letters::of(&text)
                .ngrams(|hash| used.push((features::finish(hash) >> (64 - NGRAM_BITS)) as usize * WIDTH));
            let mut scores = [0f32; WIDTH];
            for &row in &used {
                for lang in 0..WIDTH {
                    scores[lang] += weights[row + lang];
                }
            }
            let most = scores.iter().copied().fold(f32::MIN, f32::max);
            let exps: [f32; WIDTH] =
                std::array::from_fn(|l| if l < types.len() { (scores[l] - most).exp() } else { 0.0 });
            let sum: f32 = exps.iter().sum();
            for lang in 0..types.len() {
                let (p, target) = (exps[lang] / sum, share[lang] / total);
                if target > 0.0 {
                    loss -= f64::from(emphasis * target * p.max(1e-9).ln());
                }
                let gradient = emphasis * (p - target);
                for &row in &used {
                    let at = row + lang;
                    let g = gradient + DECAY * weights[at];
                    squares[at] += g * g;
                    weights[at] -= RATE * g / squares[at].sqrt();
                }
            }
            mass += f64::from(emphasis);
        }
        eprintln!("pass {pass}: {:.4} nats a word", loss / mass);
    }
    weights
}

fn ngram_table(weights: &[f32]) -> Vec<u8> {
    let level = |w: f32| (f64::from(w) / NGRAM_QUANTUM).round().clamp(-8.0, 7.0) as i8 as u8 & 0xF;
    weights.chunks(2).map(|pair| level(pair[0]) | level(pair[1]) << 4).collect()
}
