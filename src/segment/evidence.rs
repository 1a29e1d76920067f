//! What a word alone says about its language.

use super::words::{Traits, Word};
use crate::model::lexicon::{
    self,
    features::{marked, Letters},
    log_probability, Known, WIDTH,
};
use crate::tune::t;

/// A language a stretch may be in: its number in the lexicon, if the lexicon has it.
pub(crate) type Number = Option<u8>;

/// The likelihood of `word` in each language of `langs`, the greatest made 1; written to `likelihoods`, which is as long.
pub(crate) fn likelihoods(text: &str, word: &Word, langs: &[Number], likelihoods: &mut [f32]) {
    let known = lexicon::look_up(word.hash).filter(|k| is_known(k, langs));
    let known = known.or_else(|| another_form(text, word, langs));
    match known {
        Some(known) => {
            from_lexicon(&known, langs, likelihoods);
            let h = t("H", 0.3);
            if h > 0.0 && langs.iter().flatten().any(|&l| known[usize::from(l)] == 0) {
                let scores = lexicon::ngram_scores(&Letters::of(&text[word.start..word.end]));
                let most = langs.iter().flatten().map(|&l| scores[usize::from(l)]).fold(f32::MIN, f32::max);
                for (p, lang) in likelihoods.iter_mut().zip(langs) {
                    if let Some(l) = lang { if known[usize::from(*l)] == 0 {
                        *p *= (h * (scores[usize::from(*l)] - most)).exp();
                    } }
                }
            }
        }
        None => from_letters(text, word, langs, likelihoods),
    }
    if word.traits.has(Traits::MARKED) {
        weigh_marked_letters(&text[word.start..word.end], langs, likelihoods);
    }
    if is_filler(&text[word.start..word.end]) {
        likelihoods.iter_mut().for_each(|p| *p = p.powf(t("FILLER", 0.4)));
    }
    let most = likelihoods.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    let floor = t("FLOOR", -12.0).exp();
    likelihoods.iter_mut().for_each(|p| *p = (*p / most).max(floor));
}

fn is_known(known: &Known, langs: &[Number]) -> bool {
    langs.iter().flatten().any(|&l| known[usize::from(l)] > 0)
}

fn from_lexicon(known: &Known, langs: &[Number], likelihoods: &mut [f32]) {
    let unknown = t("UNKNOWN", -17.5);
    for (p, lang) in likelihoods.iter_mut().zip(langs) {
        let level = lang.map_or(0, |l| known[usize::from(l)]);
        let logp = if level > 0 { log_probability(level) } else { unknown };
        *p = (t("ALPHA", 1.0) * (logp + 10.0)).exp();
    }
}

/// A form of the word that some language knows: the longest part between its apostrophes (`l'homme`, `Uni'de`), or the
/// word said more plainly (`sooo`, `jajaja`).
#[cold]
fn another_form(text: &str, word: &Word, langs: &[Number]) -> Option<Known> {
    let text = &text[word.start..word.end];
    let find = |letters: Letters| lexicon::look_up(letters.hash()).filter(|k| is_known(k, langs));
    let part = match word.traits.has(Traits::APOSTROPHE) {
        true => text.split(['\'', '’']).max_by_key(|p| p.len()).unwrap_or(text),
        false => text,
    };
    if part.len() < text.len() {
        if let Some(known) = find(Letters::of(part)) {
            return Some(known);
        }
    }
    Letters::of(part).plainer().and_then(find)
}

fn from_letters(text: &str, word: &Word, langs: &[Number], likelihoods: &mut [f32]) {
    let scores = lexicon::ngram_scores(&Letters::of(&text[word.start..word.end]));
    let weight = match word.traits.has(Traits::CAPITALISED) {
        true => t("NAME", 0.8),
        false => t("NGRAM", 1.0),
    };
    for (p, lang) in likelihoods.iter_mut().zip(langs) {
        *p = lang.map_or(0.0, |l| (weight * scores[usize::from(l)]).exp());
    }
}

fn weigh_marked_letters(word: &str, langs: &[Number], likelihoods: &mut [f32]) {
    for letter in word.chars().filter_map(marked) {
        let penalties = lexicon::letter_penalties(letter);
        for (p, lang) in likelihoods.iter_mut().zip(langs) {
            *p *= (-t("LETTER", 0.7) * lang.map_or(0.0, |l| penalties[usize::from(l)])).exp();
        }
    }
}

const _: () = assert!(WIDTH <= u8::MAX as usize);

/// Hesitations and backchannels (`ehm`, `uh`, `mmhm`, `ah`): hardly of any language.
fn is_filler(word: &str) -> bool {
    let letters = Letters::of(word);
    let s = letters.as_slice();
    let is = |c: u16, set: &str| set.bytes().any(|b| u16::from(b) == c);
    let vowels = s.iter().filter(|&&c| is(c, "aeo")).count();
    (2..=3).contains(&s.len()) && vowels <= 1 && s.iter().all(|&c| is(c, "aeohm")) && !(vowels == 1 && is(s[0], "hm"))
}
