//! What the whole conversation says before a single turn is cut: which languages there are, how each speaker mixes them.

use super::{
    chain::{decode, Habits, Link, Tally, MOST},
    evidence::{likelihoods, Number},
    script::Script,
    words::{words, Word},
};
use crate::{
    model::lexicon::LANGS,
    tune::t,
    Lang,
};

/// The languages of a conversation and how they are mixed in it.
#[derive(Debug)]
pub(crate) struct Context {
    /// For each script, the languages it may be in; one alone decides, none leaves the language open.
    pub(crate) candidates: [Vec<Lang>; Script::COUNT],
    /// The same by their numbers in the lexicon.
    pub(crate) numbers: [Vec<Number>; Script::COUNT],
    /// By speaker; the first is the whole conversation.
    pub(crate) habits: Vec<Habits>,
}

/// The scripts whose words the lexicon tells apart.
const SPELT: [Script; 2] = [Script::LATIN, Script::CYRILLIC];

/// How many words of a conversation are looked at to learn its habits, which keeps the survey of a long one short.
const SAMPLE: usize = 60_000;

/// The scripts a language is written in.
fn scripts_of(lang: Lang) -> &'static [Script] {
    match lang.code() {
        "zho" | "cmn" | "yue" | "wuu" | "nan" | "hak" | "lzh" => &[Script::HAN],
        "jpn" => &[Script::HAN, Script::KANA],
        "kor" => &[Script::HANGUL],
        "rus" | "ukr" | "bul" | "mkd" | "bel" | "kaz" | "kir" | "mon" | "tgk" => &[Script::CYRILLIC],
        "srp" => &[Script::CYRILLIC, Script::LATIN],
        "ell" => &[Script::GREEK],
        "heb" | "yid" => &[Script::HEBREW],
        "ara" | "arb" | "arz" | "apc" | "fas" | "pes" | "urd" | "pus" | "ckb" | "snd" => &[Script::ARABIC],
        "hin" => &[Script::DEVANAGARI, Script::LATIN],
        "mar" | "nep" | "san" => &[Script::DEVANAGARI],
        "tha" => &[Script::THAI],
        "hye" => &[Script::ARMENIAN],
        "ben" | "asm" => &[Script::BENGALI],
        "pan" => &[Script::GURMUKHI],
        "guj" => &[Script::GUJARATI],
        "ori" => &[Script::ORIYA],
        "tam" => &[Script::TAMIL],
        "tel" => &[Script::TELUGU],
        "kan" => &[Script::KANNADA],
        "mal" => &[Script::MALAYALAM],
        "sin" => &[Script::SINHALA],
        "lao" => &[Script::LAO],
        "bod" | "dzo" => &[Script::TIBETAN],
        "mya" => &[Script::MYANMAR],
        "kat" => &[Script::GEORGIAN],
        "amh" | "tir" => &[Script::ETHIOPIC],
        "khm" => &[Script::KHMER],
        _ => &[Script::LATIN],
    }
}

impl Context {
    /// Surveys a conversation: its turns in order, each with the number of its speaker. `given` are the languages the
    /// caller names, if any.
    pub(crate) fn survey<'t>(turns: impl Iterator<Item = (usize, &'t str)>, given: &[Lang]) -> Context {
        let mut samples = Vec::new();
        let mut count = 0;
        let mut seen = [false; Script::COUNT];
        for (speaker, text) in turns {
            let mut found = Vec::new();
            words(text, &mut found);
            found.iter().for_each(|w| seen[w.script.index()] = true);
            found.retain(|w| SPELT.contains(&w.script));
            count += found.len();
            if !found.is_empty() {
                samples.push(Sample { speaker, text, words: found });
            }
            if count > SAMPLE {
                break;
            }
        }
        let mut candidates: [Vec<Lang>; Script::COUNT] = Default::default();
        for &lang in given {
            for script in scripts_of(lang) {
                if !candidates[script.index()].contains(&lang) {
                    candidates[script.index()].push(lang);
                }
            }
        }
        let kana = seen[Script::KANA.index()];
        let han = &mut candidates[Script::HAN.index()];
        if han.is_empty() && kana {
            han.push(Lang::JPN);
        }
        let mut context = Context { candidates, numbers: Default::default(), habits: Vec::new() };
        let latin = &mut context.candidates[Script::LATIN.index()];
        if latin.is_empty() {
            latin.extend(LANGS.iter().filter(|l| !matches!(l.code(), "rus" | "ukr")));
        }
        let cyrillic = &mut context.candidates[Script::CYRILLIC.index()];
        if cyrillic.is_empty() {
            cyrillic.extend([Lang::RUS, Lang::UKR]);
        }
        context.number();
        context.narrow(&samples);
        context.learn(&samples);
        context
    }

    fn number(&mut self) {
        for (numbers, candidates) in self.numbers.iter_mut().zip(&self.candidates) {
            numbers.clear();
            numbers.extend(
                candidates.iter().take(MOST).map(|c| LANGS.iter().position(|l| l == c).map(|n| n as u8)),
            );
        }
    }

    /// Drops the languages that hardly any word speaks for.
    fn narrow(&mut self, samples: &[Sample<'_>]) {
        for script in SPELT {
            let langs = self.numbers[script.index()].len();
            if langs <= 2 {
                continue;
            }
            let mut shares = [0.0; MOST];
            shares[..langs].fill(1.0 / langs as f32);
            let mut habits = Habits::unknown(shares);
            habits.renewals = [0.0, t("NR_BLANK", 0.02), t("NR_CLAUSE", 0.04), t("NR_SENT", 0.1), 0.5];
            habits.insertion = t("N_INS", 0.003);
            let mut tally = Tally::default();
            for _ in 0..2 {
                tally = Tally::default();
                self.pass(script, samples, |_| &habits, |_, _| {}, &mut tally);
                habits.shares = std::array::from_fn(|l| {
                    (tally.words[l] + 0.1) / (tally.words.iter().sum::<f32>() + 0.1 * langs as f32)
                });
            }
            let total: f32 = tally.words[..langs].iter().sum();
            if std::env::var("SHOW").is_ok() {
                for l in 0..langs { eprintln!("{} {:.4}", self.candidates[script.index()][l], tally.words[l] / total); }
            }
            let most = tally.words[..langs].iter().copied().fold(0.0, f32::max);
            let mut kept: Vec<(f32, Lang)> = self.candidates[script.index()][..langs]
                .iter()
                .enumerate()
                .filter(|(l, _)| {
                    tally.words[*l] == most || tally.words[*l] > (t("LEAST", 0.02) * total).max(2.0)
                })
                .map(|(l, &lang)| (tally.words[l], lang))
                .collect();
            kept.sort_by(|a, b| b.0.total_cmp(&a.0));
            kept.truncate(t("KEEP", 2.0) as usize);
            self.candidates[script.index()] = kept.into_iter().map(|k| k.1).collect();
        }
        self.number();
    }

    fn learn(&mut self, samples: &[Sample<'_>]) {
        let script = Script::LATIN;
        let langs = self.numbers[script.index()].len();
        let mut shares = [0.0; MOST];
        shares[..langs].fill(1.0 / langs.max(1) as f32);
        let unknown = Habits::unknown(shares);
        self.habits = vec![unknown.clone()];
        if langs < 2 {
            return;
        }
        for _ in 0..t("EM", 3.0) as usize {
            let mut tally = Tally::default();
            let habits = self.habits[0].clone();
            self.pass(script, samples, |_| &habits, |_, _| {}, &mut tally);
            self.habits[0] = Habits::learn(&unknown, &tally, langs);
        }
        if std::env::var("SHOW").is_ok() {
            eprintln!("{:?}", self.habits[0]);
        }
    }

    fn pass<'h>(
        &self,
        script: Script,
        samples: &[Sample<'_>],
        habits: impl Fn(usize) -> &'h Habits,
        mut done: impl FnMut(usize, &Tally),
        tally: &mut Tally,
    ) {
        let numbers = &self.numbers[script.index()];
        let mut links: Vec<Link<MOST>> = Vec::new();
        let mut forward = Vec::new();
        let mut carried = [[1.0 / numbers.len().max(1) as f32; MOST]; MOST];
        for sample in samples {
            links.clear();
            for word in sample.words.iter().filter(|w| w.script == script) {
                let mut link = Link { pause: word.pause, likelihoods: [0.0; MOST], capital: word.capital() };
                likelihoods(sample.text, word, numbers, &mut link.likelihoods[..numbers.len()]);
                habits(sample.speaker).weigh_case(&mut link, numbers.len());
                links.push(link);
            }
            decode(&mut links, numbers.len(), habits(sample.speaker), &mut carried, &mut forward, Some(tally));
            done(sample.speaker, tally);
        }
    }
}

struct Sample<'t> {
    speaker: usize,
    text: &'t str,
    words: Vec<Word>,
}
