//! The languages that the words of a script may be in.

use super::{
    context::{Choice, Sample, Survey, SPELT},
    habits::MOST,
    han::{told, Told},
    letters,
    script::Script,
    telling,
    words::{Pause, Word},
};
use crate::{model::lexicon, Lang};

/// How many words are looked at to find the languages.
const ENOUGH: usize = 3_000;
/// How many of them are asked about every language of the script, to leave few of these: the dearest part of reading a short transcript.
const GLANCED: usize = 400;
/// How many languages are told apart with the help of the words around, after a look at the words by themselves.
const LIKELY: usize = 4;
/// The most languages of one script where the caller names none. A third is rarely there, and finds words enough that
/// look like its own.
const MOST_FOUND: usize = 2;
/// A language with less than this share of the words is not there.
const LEAST_SHARE: f32 = 0.015;
/// The same where most of the conversation is in another script: words that stand alone are easily taken for others.
const LEAST_SHARE_SET_IN: f32 = 0.25;
/// Nor is a language there that has fewer words than this.
const LEAST_WORDS: f32 = 1.5;
/// How many times likelier English is than another language, before a word is seen: words set into a text of another
/// script are nearly always English.
const ENGLISH: f32 = 50.0;
/// The same where the words are few and stand alone.
const ENGLISH_ALONE: f32 = 3.0;
/// Words are in a language without a lexicon if there are so many of them at the least, if they are so much likelier (in nats) in such a
/// language than each in whichever of those told, in all and by word, and if whatlang names one with this confidence: it states less for names
/// and for slang.
const FEWEST_UNLISTED: usize = 4;
const LEAST_GAIN: f32 = 8.0;
const LEAST_GAIN_A_WORD: f32 = 1.0;
const LEAST_CONFIDENCE: f32 = 0.05;
/// What is left of the confidence in a language that does not explain the words.
const DOUBT: f32 = 0.5;
/// A text of which the lexicons of its languages know a smaller share of the words is in another language.
const LEAST_KNOWN: f32 = 0.5;
/// Words less likely than this do not count as known: lexicons hold strays from other languages.
const WELL_KNOWN: u8 = lexicon::level(-11.5);
/// How many words it takes to ask for that.
const WORDS_TO_DOUBT: usize = 20;
/// How many times likelier a sentence of Han is Chinese than Japanese, as far as there is as much of both, if nothing tells: Japanese has
/// kana in most sentences.
const CHINESE_WITHOUT_SIGN: usize = 4;
/// How much text whatlang gets to see; more does not make it surer.
pub(super) const BYTES_TO_ASK: usize = 4_000;

/// The languages among `given` that are written in `script`.
pub(crate) fn named(script: Script, given: &[Lang]) -> Vec<Lang> {
    let mut langs: Vec<Lang> = Vec::new();
    for &lang in given {
        if scripts_of(lang).contains(&script) && !langs.contains(&lang) {
            langs.push(lang);
        }
    }
    langs
}

/// The languages that the words in `script` speak for, the most used first, and how sure it is that they are there; no languages where
/// nothing speaks for any.
pub(crate) fn found(script: Script, sample: &Sample<'_>) -> (Vec<Lang>, f32) {
    let own = sample.words().iter().filter(|w| w.script == script).count();
    if own == 0 {
        return (Vec::new(), 1.0);
    }
    if script == Script::HAN {
        return (languages_of_han(sample), 1.0);
    }
    if script == Script::LATIN {
        match sample.without_abbreviations(script) {
            Some(rest) if rest.words().iter().all(|w| w.script != script) => return (vec![Lang::ENG], 1.0),
            Some(rest) => return found_in_words(script, &rest),
            None => {}
        }
    }
    found_in_words(script, sample)
}

/// The same for a script of which words tell the language.
fn found_in_words(script: Script, sample: &Sample<'_>) -> (Vec<Lang>, f32) {
    let own = sample.words().iter().filter(|w| w.script == script).count();
    let langs = if SPELT.contains(&script) { spelt(script, sample) } else { Vec::new() };
    if script.usual_lang().is_none() && langs.is_empty() {
        return (langs, 1.0);
    }
    let english = || {
        (script == Script::LATIN && own >= WORDS_TO_DOUBT && langs.contains(&Lang::ENG)).then_some(Lang::ENG)
    };
    if SPELT.contains(&script) && !is_set_in(script, sample) {
        if let Some((lang, sure)) = telling::language(script, sample) {
            return (std::iter::once(lang).chain(english()).collect(), sure);
        }
    }
    let is_known = |w: &Word| {
        let known = lexicon::look_up(w.hash);
        known.is_some_and(|k| {
            lexicon::LANGS
                .iter()
                .zip(k)
                .any(|(l, level)| level > 0 && level <= WELL_KNOWN && langs.contains(l))
        })
    };
    let known = sample.words().iter().filter(|w| w.script == script && is_known(w)).count();
    if own >= WORDS_TO_DOUBT && (known as f32) < LEAST_KNOWN * own as f32 {
        match other(script, sample) {
            Some(lang) if langs.contains(&Lang::ENG) => return (vec![lang, Lang::ENG], 1.0),
            Some(lang) => return (vec![lang], 1.0),
            None => {}
        }
    }
    // Words set into another script are names, or English.
    if script == Script::LATIN && !is_set_in(script, sample) {
        let doubt = match unlisted(sample, &langs) {
            Unlisted::No => 1.0,
            Unlisted::Unknown => DOUBT,
            Unlisted::Lang(lang, sure) => {
                return (std::iter::once(lang).chain(english()).collect(), sure);
            }
        };
        if langs.len() == 1 && own < WORDS_TO_DOUBT {
            let (lang, sure) = of_all_words(script, sample);
            return (vec![lang], sure * doubt);
        }
    }
    let told = if langs.is_empty() { script.usual_lang().into_iter().collect() } else { langs };
    letters::of_conversation(script, sample, told)
}

/// The languages of the lexicon that are written in `script`.
pub(crate) fn of_lexicon(script: Script) -> Vec<Lang> {
    lexicon::LANGS.iter().copied().filter(|&l| scripts_of(l).contains(&script)).collect()
}

/// The languages of the lexicon that the words in `script` speak for.
fn spelt(script: Script, sample: &Sample<'_>) -> Vec<Lang> {
    let all = of_lexicon(script);
    // Word by word first, to leave the chain few languages to tell apart.
    let sums = Survey::<MOST>::of(script, &Choice::of(all.clone()), sample, GLANCED).sums();
    let mut ranked: Vec<(f32, Lang)> = sums.into_iter().zip(all).collect();
    ranked.iter_mut().filter(|r| r.1 == Lang::ENG).for_each(|r| r.0 *= ENGLISH);
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let likely = Choice::of(ranked.iter().take(LIKELY).map(|r| r.1).collect()).favouring(Lang::ENG, ENGLISH);
    let survey = Survey::<LIKELY>::of(script, &likely, sample, ENOUGH);
    let tally = survey.tally(&likely, likely.habits(None)).0;
    let total: f32 = tally.matrix.iter().sum();
    let mut ranked: Vec<(f32, Lang)> = tally.matrix.into_iter().zip(likely.langs).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let least =
        (if is_set_in(script, sample) { LEAST_SHARE_SET_IN } else { LEAST_SHARE } * total).max(LEAST_WORDS);
    let there = ranked.iter().enumerate().take_while(|(i, r)| *i == 0 || *i < MOST_FOUND && r.0 > least);
    there.map(|(_, r)| r.1).collect()
}

/// Whether most of the conversation is in another script.
fn is_set_in(script: Script, sample: &Sample<'_>) -> bool {
    let own = sample.words().iter().filter(|w| w.script == script).count();
    own * 2 < sample.words().len()
}

/// The language of the lexicon that all words together speak for, and how sure that is.
fn of_all_words(script: Script, sample: &Sample<'_>) -> (Lang, f32) {
    let all = of_lexicon(script);
    let survey = Survey::<MOST>::of(script, &Choice::of(all.clone()), sample, WORDS_TO_DOUBT);
    let english = if is_set_in(script, sample) { ENGLISH } else { ENGLISH_ALONE };
    let scores = survey.log_likelihoods();
    let scores = all
        .iter()
        .zip(scores)
        .map(|(&lang, score)| (lang, score + if lang == Lang::ENG { english.ln() } else { 0.0 }));
    let best =
        scores.clone().fold((Lang::ENG, f32::MIN), |best, next| if next.1 > best.1 { next } else { best });
    let total: f32 = scores.map(|(_, score)| (score - best.1).exp()).sum();
    (best.0, 1.0 / total)
}

/// What the words of Latin letters are in, if none of the languages told explains them.
enum Unlisted {
    No,
    /// They are in another language, of which nothing more is known.
    Unknown,
    /// This language without a lexicon, and how sure it is.
    Lang(Lang, f32),
}

fn unlisted(sample: &Sample<'_>, langs: &[Lang]) -> Unlisted {
    // Any language that the lexicon does not have stands for all of them.
    let choice = Choice::of(langs.iter().copied().chain([Lang::SWE]).collect());
    let survey = Survey::<LIKELY>::of(Script::LATIN, &choice, sample, GLANCED);
    let (gain, words) = survey.gain(langs.len());
    if words < FEWEST_UNLISTED || gain < LEAST_GAIN.max(words as f32 * LEAST_GAIN_A_WORD) {
        return Unlisted::No;
    }
    let text = text_of(Script::LATIN, sample);
    let excluded = letters::not_in_latin(&text).filter_map(|lang| whatlang::Lang::from_code(lang.code()));
    let detector = whatlang::Detector::with_denylist(excluded.collect());
    let Some(info) = detector.detect(&text) else { return Unlisted::Unknown };
    let confidence = info.confidence() as f32;
    match info.lang().code().parse() {
        Ok(lang) if confidence > LEAST_CONFIDENCE && named(Script::LATIN, &[lang]) == [lang] => {
            match lexicon::LANGS.contains(&lang) {
                true => Unlisted::Unknown,
                // What whatlang states is how far the next language is behind: of languages that are alike it says little.
                false => Unlisted::Lang(lang, 0.5 + 0.5 * confidence),
            }
        }
        _ => Unlisted::Unknown,
    }
}

/// The language whatlang finds in the words of `script`, where it is one that the lexicon does not have.
fn other(script: Script, sample: &Sample<'_>) -> Option<Lang> {
    let text = text_of(script, sample);
    let info = whatlang::detect(&text).filter(whatlang::Info::is_reliable)?;
    let lang: Lang = info.lang().code().parse().ok()?;
    let is_new = !lexicon::LANGS.contains(&lang) || script.usual_lang().is_some();
    (is_new && scripts_of(lang).contains(&script)).then_some(lang)
}

/// Words of `script`, as whatlang gets to see them.
fn text_of(script: Script, sample: &Sample<'_>) -> String {
    let mut text = String::new();
    for (_, turn, words) in sample.turns() {
        for word in words.iter().filter(|w| w.script == script) {
            text.push_str(&turn[word.start..word.end]);
            text.push(' ');
        }
        if text.len() > BYTES_TO_ASK {
            break;
        }
    }
    text
}

/// The language whatlang finds in `words` among `langs`.
pub(super) fn likeliest(words: &str, langs: &[Lang]) -> Option<Lang> {
    let known: Vec<_> = langs.iter().filter_map(|lang| whatlang::Lang::from_code(lang.code())).collect();
    let found =
        if known.is_empty() { None } else { whatlang::Detector::with_allowlist(known).detect_lang(words) };
    found?.code().parse().ok()
}

/// Japanese where kana or forms of Han tell it, Chinese where forms do; Chinese if nothing tells. Both, if there is kana: then the first is
/// that of sentences in which nothing tells.
fn languages_of_han(sample: &Sample<'_>) -> Vec<Lang> {
    let (mut kana, mut japanese, mut chinese) = (false, 0usize, 0usize);
    for (_, text, words) in sample.turns() {
        for sentence in words.chunk_by(|_, next| next.pause < Pause::Sentence) {
            let own = || sentence.iter().filter(|w| w.script == Script::HAN);
            let bytes = own().map(|w| w.end - w.start).sum::<usize>();
            if sentence.iter().any(|w| w.script == Script::KANA) {
                (kana, japanese) = (true, japanese + bytes);
                continue;
            }
            match told(text, own()) {
                Told::Japanese => japanese += bytes,
                Told::Chinese => chinese += bytes,
                Told::Nothing => {}
            }
        }
    }
    match kana {
        true if chinese == 0 => vec![Lang::JPN],
        true if chinese * CHINESE_WITHOUT_SIGN < japanese => vec![Lang::JPN, Lang::ZHO],
        true => vec![Lang::ZHO, Lang::JPN],
        false if japanese > chinese => vec![Lang::JPN],
        false => vec![Lang::ZHO],
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn what_can_be_detected_is_what_is_listed() {
        let lexicon = lexicon::LANGS.iter().copied();
        let scripts = Script::all().filter_map(Script::usual_lang);
        // Han is told by kana alone.
        let others = whatlang::Lang::all().iter().map(|lang| lang.code()).filter(|code| *code != "cmn");
        let all: BTreeSet<Lang> =
            lexicon.chain(scripts).chain(others.map(|code| code.parse().unwrap())).collect();
        let listed: BTreeSet<Lang> = Lang::detected().collect();
        assert_eq!(listed, all);
        assert!(Lang::detected().eq(listed), "in order");
    }
}
