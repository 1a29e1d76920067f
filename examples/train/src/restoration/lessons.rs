//! What the restoration model learns from: which lines of which corpora, and in which writing.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use super::passes::WORD_SHARE;
use super::{catalogs, losses, marks, variants, words, Rng};
use crate::files;

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
    ("zh", "cvalues_prompts", 0.0, 1.0),
    ("zh", "i18n_vscode", 0.0, 0.5),
    ("zh", "i18n_osm_tags", 0.0, 1.0),
    ("zh", "i18n_python_apps", 0.0, 0.5),
    ("zh", "paddle_docs", 0.0, 0.5),
    ("zh", "iotdb_docs", 0.0, 0.5),
    ("zh", "vue_docs", 0.0, 1.0),
    ("zh", "electron_docs", 0.0, 0.5),
    ("zh", "angular_cn", 0.0, 0.5),
    ("zh", "dify_docs", 0.0, 1.0),
    ("zh", "webpack_docs", 0.0, 0.5),
    ("zh", "echarts_doc", 0.0, 0.5),
    ("zh-Hant", "sayit_transcripts", 0.65, 1.0),
    ("zh-Hant", "common_voice", 0.0, 1.0),
    ("zh-Hant", "chatterbot", 0.0, 1.0),
    ("zh-Hant", "gutenberg_modern", 0.0, 1.0),
    ("zh-Hant", "gutenberg_vernacular_novels", 0.65, 1.0),
    ("zh", "gutenberg_vernacular_novels2_tw2s", 0.0, 0.15),
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

/// How much the gaps of a file count when features are chosen, by how its name begins, if not 1: novels of the Ming and the Qing know words
/// that nothing else has, but nobody talks as they do.
const WORTH: &[(&str, f32)] = &[("gutenberg_vernacular_novels", 0.5)];

/// One Thai line in so many has its digits written in Thai: most text to learn from has the others.
const THAI_DIGITS: u64 = 4;

/// Literature that is learnt in both Chinese scripts: there is little of it in traditional characters.
const IN_BOTH_SCRIPTS: [&str; 4] =
    ["pd_cuore_xia_mianzun", "pd_died_1967_68", "pd_laoshe", "pd_modern_prose"];
/// Of other simplified Chinese, one line in so many is learnt in traditional characters.
const TRADITIONAL: u64 = 8;
/// One line in so many that is written in traditional characters is written as plain programs do it.
const PLAIN: u64 = 3;
/// Files that end so are simplified from traditional ones.
const SIMPLIFIED: &str = "_tw2s";

/// A line to learn from.
pub struct Lesson {
    pub text: String,
    /// Whether it is a word of a lexicon, of which nothing is known on either side.
    pub word: bool,
    /// How much its gaps count when features are chosen.
    pub worth: f32,
    /// The loss that it is learnt under.
    pub loss: u8,
}

pub fn hash(s: &str) -> u64 {
    s.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ b as u64).wrapping_mul(0x100_0000_01b3))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// Whether a line with this hash is not learnt from: what confidences are worth is measured on these.
pub fn is_held_out(hash: u64) -> bool {
    const ONE_IN: u64 = 128;
    (hash >> 20) % ONE_IN == 0
}

/// Documentation that machines translated. It says the same over and over, so that lines of it which were not learnt from are as good as known.
const TRANSLATED: [&str; 2] = ["azd_beginners", "edgeai_beginners"];

/// Writes lines that are not learnt from into a folder, a file a language: as many of each file of the plan, `LINES` of each language at least, and
/// none of what was translated by machines.
pub fn write_held_out(corpora: &str, folder: &Path) -> io::Result<()> {
    const LINES: usize = 400;
    let mut by_language: BTreeMap<&str, Vec<Vec<String>>> = BTreeMap::new();
    for &(lang, name, from, to) in PLAN {
        let is_translated = |file: &PathBuf| {
            file.file_stem().is_some_and(|name| TRANSLATED.iter().any(|translated| name == *translated))
        };
        for file in listed(corpora, lang, name)?.into_iter().filter(|file| !is_translated(file)) {
            let text = files::text(&file)?;
            let own = part(&text, from, to).filter(|line| is_held_out(hash(line)));
            by_language.entry(lang).or_default().push(own.map(str::to_owned).collect());
        }
    }
    std::fs::create_dir_all(folder)?;
    for (lang, files) in by_language {
        let share = LINES.div_ceil(files.len()).max(12);
        let lines: Vec<&str> =
            files.iter().flat_map(|own| own.iter().take(share)).map(String::as_str).collect();
        std::fs::write(folder.join(format!("{lang}.txt")), lines.join("\n"))?;
    }
    Ok(())
}

/// The files of an entry of the plan.
fn listed(corpora: &str, lang: &str, name: &str) -> io::Result<Vec<PathBuf>> {
    let dir = format!("{corpora}/train/{lang}");
    if name != "*" {
        return Ok(vec![PathBuf::from(format!("{dir}/{name}.txt"))]);
    }
    let mut all = files::listing(&dir)?;
    all.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    Ok(all)
}

/// The lines of a part of a text, without blanks around them.
fn part(text: &str, from: f32, to: f32) -> impl Iterator<Item = &str> {
    let all: Vec<&str> = text.split('\n').collect();
    let range = (all.len() as f32 * from) as usize..(all.len() as f32 * to) as usize;
    let own = all[range].to_vec();
    own.into_iter().map(str::trim).filter(|line| !line.is_empty())
}

/// The lines of the plan's files and the lexicons' words, each once, shuffled. `share`: of the lines that are taken.
pub fn read_lines(corpora: &str, dictionaries: &str, share: f32) -> io::Result<Vec<Lesson>> {
    let mut lines: Vec<Lesson> = vec![];
    let mut seen = HashSet::new();
    let converter = variants::Converter::learn(corpora)?;
    for &(lang, name, from, to) in PLAN {
        let worth = WORTH.iter().find(|(start, _)| name.starts_with(start)).map_or(1.0, |(_, worth)| *worth);
        let lesson = |text| Lesson { text, word: false, worth, loss: 0 };
        for file in listed(corpora, lang, name)? {
            let text = files::text(&file)?;
            for l in part(&text, from, to) {
                let h = hash(l);
                let is_taken = (h >> 40) as f32 / (1u64 << 24) as f32 <= share && !is_held_out(h);
                if is_taken && seen.insert(h) {
                    if lang == "zh" && !name.ends_with(SIMPLIFIED) {
                        let dice = h.wrapping_mul(0x5851_F42D_4C95_7F2D) >> 32;
                        let in_both = IN_BOTH_SCRIPTS.contains(&name);
                        if in_both || dice / PLAIN % TRADITIONAL == 0 {
                            lines.push(lesson(converter.convert(l, dice % PLAIN == 0)));
                            if !in_both {
                                continue;
                            }
                        }
                    }
                    lines.push(lesson(l.to_string()));
                }
            }
        }
    }
    for text in catalogs::read(Path::new(&format!("{corpora}/packages")))? {
        if seen.insert(hash(&text)) {
            lines.push(Lesson { text, word: false, worth: 1.0, loss: 0 });
        }
    }
    let words = words::of_corpora(corpora)?.into_iter().chain(words::of_dictionaries(dictionaries)?);
    lines.extend(words.map(|text| Lesson { text, word: true, worth: WORD_SHARE, loss: 0 }));
    let mut more = vec![];
    for Lesson { text, word, loss, worth } in &mut lines {
        if text.contains(is_thai) && hash(text) % THAI_DIGITS == 0 {
            *text = with_thai_digits(text);
        }
        if !*word {
            if let Some(rewritten) = marks::rewritten(text, hash(text) >> 32) {
                *text = rewritten;
            }
        }
        let dice = hash(text).wrapping_mul(0x5851_F42D_4C95_7F2D) >> 20;
        *loss = losses::draw(text, dice);
        if losses::is_in_latin_1_too(text, dice) {
            more.push(Lesson { text: text.clone(), word: *word, worth: *worth, loss: losses::LATIN_1 });
        }
    }
    lines.extend(more);
    let mut rng = Rng(1);
    for i in (1..lines.len()).rev() {
        let j = (rng.next() % (i as u64 + 1)) as usize;
        lines.swap(i, j);
    }
    Ok(lines)
}

fn is_thai(c: char) -> bool {
    ('\u{e01}'..='\u{e2e}').contains(&c)
}

fn with_thai_digits(line: &str) -> String {
    let thai = |digit: u32| char::from_u32(0x0E50 + digit).expect("Thai has ten digits");
    line.chars().map(|c| c.to_digit(10).map_or(c, thai)).collect()
}
