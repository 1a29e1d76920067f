//! What the whole conversation says before a single turn is cut: which languages there are, and how they are mixed.

use super::{
    chain::{self, Habits, Tally, MOST},
    evidence::Number,
    script::Script,
    words::{words, Pause, Word},
};
use crate::{model::lexicon::LANGS, Lang};

/// The languages of a conversation, and how they are used.
#[derive(Debug)]
pub(crate) struct Context {
    choices: Vec<Choice>,
}

/// The languages that a script leaves open.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    pub(crate) langs: Vec<Lang>,
    /// The same languages by their numbers in the lexicon.
    pub(crate) numbers: Vec<Number>,
    /// By speaker; the last is of the whole conversation, and of speakers not surveyed.
    habits: Vec<Habits>,
}

/// The scripts whose words the lexicon tells apart.
pub(crate) const SPELT: [Script; 2] = [Script::LATIN, Script::CYRILLIC];

/// How many words of a conversation are surveyed: enough to know its habits, few beside what is to be cut.
const SURVEYED: usize = 20_000;
/// How many of them are surveyed while all languages are still possible, which is slow.
const SURVEYED_FIRST: usize = 3_000;
/// How often habits are estimated anew; they hardly move after that.
const ROUNDS: usize = 3;
/// The most languages of one script that are told apart where the caller names none. A third is rarely there, and finds
/// words enough that look like its own.
const KEPT: usize = 2;
/// A language with less than this share of the words is not there, unless the caller names it.
const LEAST_SHARE: f32 = 0.02;
/// Nor is one with fewer words than this.
const LEAST_WORDS: f32 = 2.0;

/// How many times likelier English is than another language, before a word is seen: words set into a text of another
/// script are nearly always English.
const ENGLISH: f32 = 10.0;

impl Choice {
    fn of(langs: Vec<Lang>) -> Choice {
        let number = |lang: &Lang| LANGS.iter().position(|l| l == lang).map(|n| n as u8);
        let langs: Vec<Lang> = langs.into_iter().take(MOST).collect();
        let habits = vec![Habits::usual(langs.len())];
        Choice { numbers: langs.iter().map(number).collect(), habits, langs }
    }

    /// Whether words decide.
    pub(crate) fn is_open(&self) -> bool {
        self.langs.len() > 1
    }

    /// The habits of a speaker.
    pub(crate) fn habits(&self, speaker: Option<usize>) -> &Habits {
        let whole = self.habits.len() - 1;
        &self.habits[speaker.map_or(whole, |s| s.min(whole))]
    }
}

/// A turn that is surveyed.
struct Sample<'t> {
    speaker: Option<usize>,
    text: &'t str,
    words: Vec<Word>,
}

impl Context {
    /// Surveys a conversation: its turns in order, each with the number of its speaker, if it has one. `given` are the
    /// languages that the caller names; without any, those that the words speak for are found.
    pub(crate) fn survey<'t>(
        turns: impl Iterator<Item = (Option<usize>, &'t str)>,
        given: &[Lang],
    ) -> Context {
        let mut samples = Vec::new();
        let mut seen = [0; Script::COUNT];
        let mut count = 0;
        for (speaker, text) in turns {
            let mut found = Vec::new();
            words(text, &mut found);
            found.iter().for_each(|w| seen[w.script.index()] += 1);
            count += found.len();
            samples.push(Sample { speaker, text, words: found });
            if count > SURVEYED {
                break;
            }
        }
        let mut choices: Vec<Choice> =
            (0..Script::COUNT).map(|s| Choice::of(named(Script::all(s), given))).collect();
        for script in SPELT {
            let choice = &mut choices[script.index()];
            if choice.langs.is_empty() && seen[script.index()] > 0 {
                *choice = Choice::of(found(script, &samples));
            }
            if choice.is_open() {
                choice.habits = learn(script, choice, &samples);
            }
        }
        let han = &mut choices[Script::HAN.index()];
        if han.langs.is_empty() {
            *han = Choice::of(languages_of_han(&samples));
        }
        Context { choices }
    }

    /// The languages that a script leaves open.
    pub(crate) fn choice(&self, script: Script) -> &Choice {
        &self.choices[script.index()]
    }
}

/// The languages among `given` that are written in `script`.
fn named(script: Script, given: &[Lang]) -> Vec<Lang> {
    let mut langs: Vec<Lang> = Vec::new();
    for &lang in given {
        if scripts_of(lang).contains(&script) && !langs.contains(&lang) {
            langs.push(lang);
        }
    }
    langs
}

/// The languages of the words in `script`, the most used first.
fn found(script: Script, samples: &[Sample<'_>]) -> Vec<Lang> {
    let mut all = Choice::of(LANGS.iter().copied().filter(|&l| scripts_of(l).contains(&script)).collect());
    all.habits[0].favour(all.langs.iter().position(|&l| l == Lang::ENG), ENGLISH);
    let mut surveyed = 0;
    let first = samples.iter().take_while(|s| {
        let go_on = surveyed < SURVEYED_FIRST;
        surveyed += s.words.iter().filter(|w| w.script == script).count();
        go_on
    });
    let tally = tally(script, &all, &first.collect::<Vec<_>>(), |_| &all.habits[0]).0;
    let total: f32 = tally.words.iter().sum();
    if std::env::var("SHOW").is_ok() {
        for (l, lang) in all.langs.iter().enumerate() {
            eprint!("{lang} {:.1}/{:.1}  ", tally.words[l], tally.matrix[l]);
        }
        eprintln!();
    }
    let mut ranked: Vec<(f32, Lang)> = tally.words.iter().copied().zip(all.langs).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let spoken = |(i, words): (usize, f32)| i == 0 || words > (LEAST_SHARE * total).max(LEAST_WORDS);
    let kept = ranked.iter().enumerate().take_while(|(i, r)| *i < KEPT && spoken((*i, r.0)));
    kept.map(|(_, r)| r.1).collect()
}

/// The habits of each speaker, and of the conversation last.
fn learn(script: Script, choice: &Choice, samples: &[Sample<'_>]) -> Vec<Habits> {
    let langs = choice.langs.len();
    let samples: Vec<&Sample<'_>> = samples.iter().collect();
    let usual = Habits::usual(langs);
    let mut whole = usual.clone();
    let mut by_speaker = Vec::new();
    for _ in 0..ROUNDS {
        let (all, speakers) = tally(script, choice, &samples, |_| &whole);
        whole = usual.after(&all, langs);
        by_speaker = speakers;
    }
    let mut habits: Vec<Habits> = by_speaker.iter().map(|t| whole.of_speaker(t, langs)).collect();
    habits.push(whole);
    habits
}

/// What is expected to have happened in the words of `script`, in all and by speaker.
fn tally<'h>(
    script: Script,
    choice: &Choice,
    samples: &[&Sample<'_>],
    habits: impl Fn(Option<usize>) -> &'h Habits,
) -> (Tally, Vec<Tally>) {
    let mut all = Tally::default();
    let mut speakers = Vec::new();
    let mut decoder = chain::Decoder::<MOST>::new(choice);
    for sample in samples {
        let words = sample.words.iter().filter(|w| w.script == script);
        let mut one = Tally::default();
        decoder.decode(sample.text, words, choice, habits(sample.speaker), Some(&mut one));
        all.add(&one);
        if let Some(speaker) = sample.speaker {
            if speakers.len() <= speaker {
                speakers.resize_with(speaker + 1, Tally::default);
            }
            speakers[speaker].add(&one);
        }
    }
    (all, speakers)
}

/// Chinese, unless there is kana; then Japanese, and Chinese too if much of the Han stands in sentences without kana.
fn languages_of_han(samples: &[Sample<'_>]) -> Vec<Lang> {
    let (mut with, mut without) = (0usize, 0usize);
    for sample in samples {
        for sentence in sample.words.chunk_by(|_, next| next.pause < Pause::Sentence) {
            let han =
                sentence.iter().filter(|w| w.script == Script::HAN).map(|w| w.end - w.start).sum::<usize>();
            let kana = sentence.iter().any(|w| w.script == Script::KANA);
            *(if kana { &mut with } else { &mut without }) += han;
        }
    }
    match (with, without) {
        (0, _) => vec![Lang::ZHO],
        _ if without > with => vec![Lang::ZHO, Lang::JPN],
        _ => vec![Lang::JPN],
    }
}

/// The scripts that a language is written in; Latin for those not listed.
fn scripts_of(lang: Lang) -> &'static [Script] {
    const SCRIPTS: &[(&str, &[Script])] = &[
        ("zho cmn yue wuu nan hak lzh gan hsn cdo", &[Script::HAN]),
        ("jpn", &[Script::HAN, Script::KANA]),
        ("kor", &[Script::HANGUL]),
        ("rus ukr bul mkd bel kaz kir mon tgk tat bak chv che", &[Script::CYRILLIC]),
        ("srp hbs uzb", &[Script::CYRILLIC, Script::LATIN]),
        ("ell grc", &[Script::GREEK]),
        ("heb yid arc", &[Script::HEBREW]),
        ("ara arb arz apc ary ajp acm fas pes prs urd pus ckb snd uig", &[Script::ARABIC]),
        ("hin", &[Script::DEVANAGARI, Script::LATIN]),
        ("mar nep npi san bho mai", &[Script::DEVANAGARI]),
        ("tha", &[Script::THAI]),
        ("hye", &[Script::ARMENIAN]),
        ("ben asm", &[Script::BENGALI]),
        ("pan", &[Script::GURMUKHI]),
        ("guj", &[Script::GUJARATI]),
        ("ori ory", &[Script::ORIYA]),
        ("tam", &[Script::TAMIL]),
        ("tel", &[Script::TELUGU]),
        ("kan", &[Script::KANNADA]),
        ("mal", &[Script::MALAYALAM]),
        ("sin", &[Script::SINHALA]),
        ("lao", &[Script::LAO]),
        ("bod dzo", &[Script::TIBETAN]),
        ("mya", &[Script::MYANMAR]),
        ("kat", &[Script::GEORGIAN]),
        ("amh tir", &[Script::ETHIOPIC]),
        ("khm", &[Script::KHMER]),
    ];
    let row = SCRIPTS.iter().find(|(codes, _)| codes.split(' ').any(|c| c == lang.code()));
    row.map_or(&[Script::LATIN], |r| r.1)
}
