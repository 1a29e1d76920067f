//! What a word alone says about its language.

use super::words::{Traits, Word};
use crate::model::lexicon::{
    self,
    features::{marked, Letters},
    log_probability, Known, WIDTH,
};

/// A language a word may be in, by its number in the lexicon; none for a language the lexicon does not have.
pub(crate) type Number = Option<u8>;

/// The log-probability of a word that a language's lexicon lacks while another has it: its share of all that is rare.
const UNKNOWN: f32 = -17.5;
/// How far the letters of such a word move it.
const UNKNOWN_LETTERS: f32 = 0.7;
/// How far the letters of a word that begins with a capital, and that no lexicon has, are believed: it may be a name.
const NAME: f32 = 0.8;
/// How far letters with diacritics are believed: they are counted apart from the words they stand in.
const DIACRITICS: f32 = 0.7;
/// What is left of the evidence of hesitations, which people carry over from one language to the other.
const HESITATION: f32 = 0.2;
/// No word makes a language less likely than this: anything turns up in any language once.
const LEAST: f32 = 6e-6;

/// The likelihood of `word` in each language of `langs`, the greatest made 1; written to `likelihoods`, which is as
/// long.
pub(crate) fn likelihoods(text: &str, word: &Word, langs: &[Number], likelihoods: &mut [f32]) {
    let spelt = &text[word.start..word.end];
    let known = lexicon::look_up(word.hash).filter(|k| is_known(k, langs));
    match known.or_else(|| another_form(spelt, word.traits, langs)) {
        Some(known) => from_lexicon(spelt, &known, langs, likelihoods),
        None => from_letters(spelt, word.traits, langs, likelihoods),
    }
    if word.traits.has(Traits::MARKED) {
        weigh_diacritics(spelt, langs, likelihoods);
    }
    if is_hesitation(spelt) {
        likelihoods.iter_mut().for_each(|p| *p = p.powf(HESITATION));
    }
    let most = likelihoods.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    likelihoods.iter_mut().for_each(|p| *p = (*p / most).max(LEAST));
}

fn is_known(known: &Known, langs: &[Number]) -> bool {
    langs.iter().flatten().any(|&l| known[usize::from(l)] > 0)
}

/// Log-probabilities are taken from here up, to keep the likelihoods within the range of floats.
const BASE: f32 = -10.0;

fn from_lexicon(spelt: &str, known: &Known, langs: &[Number], likelihoods: &mut [f32]) {
    let level = |lang: &Number| lang.map_or(0, |l| known[usize::from(l)]);
    if langs.iter().any(|l| level(l) == 0) {
        let scores = letter_scores(spelt, langs);
        let most = scores[..langs.len()].iter().copied().fold(f32::MIN, f32::max);
        for (i, p) in likelihoods.iter_mut().enumerate() {
            *p = (UNKNOWN - BASE + UNKNOWN_LETTERS * (scores[i] - most)).exp();
        }
    }
    for (p, lang) in likelihoods.iter_mut().zip(langs) {
        if level(lang) > 0 {
            *p = (log_probability(level(lang)) - BASE).exp();
        }
    }
}

/// A form of the word that some language knows: the longest part between its apostrophes (`l'homme`, `Uni'de`), or the
/// word said more plainly (`sooo`, `jajaja`).
fn another_form(spelt: &str, traits: Traits, langs: &[Number]) -> Option<Known> {
    let find = |letters: Letters| lexicon::look_up(letters.hash()).filter(|k| is_known(k, langs));
    let part = match traits.has(Traits::APOSTROPHE) {
        true => spelt.split(['\'', '’']).max_by_key(|p| p.len()).unwrap_or(spelt),
        false => spelt,
    };
    let known = if part.len() < spelt.len() { find(Letters::of(part)) } else { None };
    known.or_else(|| Letters::of(part).plainer().and_then(find))
}

fn from_letters(spelt: &str, traits: Traits, langs: &[Number], likelihoods: &mut [f32]) {
    let scores = letter_scores(spelt, langs);
    let most = scores[..langs.len()].iter().copied().fold(f32::MIN, f32::max);
    let weight = if traits.has(Traits::CAPITALISED) { NAME } else { 1.0 };
    for (p, score) in likelihoods.iter_mut().zip(scores) {
        *p = (weight * (score - most)).exp();
    }
}

/// What the n-grams say for each of `langs`. A language the lexicon does not have gets what speaks for those not asked
/// for, since it is like none of those asked for.
fn letter_scores(spelt: &str, langs: &[Number]) -> [f32; WIDTH] {
    let scores = lexicon::ngram_scores(&Letters::of(spelt));
    let others = || {
        let asked = |l: usize| langs.contains(&Some(l as u8));
        let rest =
            (0..lexicon::LANGS.len()).filter(|&l| !asked(l)).map(|l| scores[l].clamp(-40.0, 40.0).exp());
        rest.sum::<f32>().max(f32::MIN_POSITIVE).ln()
    };
    let mut chosen = [0.0; WIDTH];
    for (score, lang) in chosen.iter_mut().zip(langs) {
        *score = lang.map_or_else(others, |l| scores[usize::from(l)]);
    }
    chosen
}

fn weigh_diacritics(spelt: &str, langs: &[Number], likelihoods: &mut [f32]) {
    for letter in spelt.chars().filter_map(marked) {
        let penalties = lexicon::letter_penalties(letter);
        for (p, lang) in likelihoods.iter_mut().zip(langs) {
            *p *= (-DIACRITICS * lang.map_or(0.0, |l| penalties[usize::from(l)])).exp();
        }
    }
}

/// Whether the word is one of the short sounds of hesitation (`eh`, `ehm`, `ah`, `mh`), spelt like words of no language.
fn is_hesitation(spelt: &str) -> bool {
    if spelt.len() > 4 {
        return false;
    }
    let letters = Letters::of(spelt);
    let &[first, ref rest @ ..] = letters.as_slice() else { return false };
    let [h, m, e] = [b'h', b'm', b'e'].map(u16::from);
    let vowel_first = [b'a', b'e', b'o'].map(u16::from).contains(&first);
    (1..=2).contains(&rest.len())
        && rest.iter().all(|&s| s == h || s == m)
        && match vowel_first {
            // `am` is a word.
            true => first == e || rest[0] == h,
            false => first == h || first == m,
        }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{model::lexicon::LANGS, segment::words::words, Lang};

    fn best(text: &str, codes: &[&str]) -> (String, f32) {
        let langs: Vec<Lang> = codes.iter().map(|c| c.parse().unwrap()).collect();
        let numbers: Vec<Number> =
            langs.iter().map(|l| LANGS.iter().position(|m| m == l).map(|n| n as u8)).collect();
        let mut found = Vec::new();
        words(text, &mut found);
        let mut p = vec![0.0; langs.len()];
        likelihoods(text, &found[0], &numbers, &mut p);
        let best = (0..p.len()).max_by(|&a, &b| p[a].total_cmp(&p[b])).unwrap();
        (langs[best].to_string(), 1.0 / p.iter().sum::<f32>())
    }

    #[test]
    fn words_speak_for_their_language() {
        for (word, langs, expected) in [
            ("the", "eng spa", "eng"),
            ("pero", "eng spa", "spa"),
            ("HOWEVER", "eng spa", "eng"),
            ("jajajaja", "eng spa", "spa"),
            ("hahahaha", "eng spa", "eng"),
            ("sooooo", "eng spa", "eng"),
            ("buenoooo", "eng spa", "spa"),
            ("también", "eng spa fra por", "spa"),
            ("tambien", "eng spa", "spa"),
            ("ÇALIŞMAK", "tur deu", "tur"),
            ("Işık", "tur deu", "tur"),
            ("arkadaşlarımla", "tur deu", "tur"),
            ("Geschwindigkeitsbegrenzung", "tur deu eng", "deu"),
            ("Uni'de", "deu eng", "deu"),
            ("l'homme", "fra eng", "fra"),
            ("don’t", "deu eng", "eng"),
            ("nahi", "hin eng", "hin"),
            ("mujhse", "hin eng", "hin"),
            ("что", "rus ukr", "rus"),
            ("який", "rus ukr", "ukr"),
            ("không", "vie eng", "vie"),
            ("jestem", "pol ces", "pol"),
            ("smörgåsbord", "swe eng", "swe"),
            ("house", "swe eng", "eng"),
        ] {
            let codes: Vec<&str> = langs.split(' ').collect();
            let (got, confidence) = best(word, &codes);
            assert_eq!(got, expected, "{word}");
            assert!(confidence > 0.6, "{word} {confidence}");
        }
    }

    #[test]
    fn hesitations_speak_for_none() {
        for word in ["eh", "ehm", "ähm", "Hm", "mh", "ah"] {
            assert!(is_hesitation(word), "{word}");
            assert!(best(word, &["tur", "deu"]).1 < 0.95, "{word}");
        }
        for word in ["he", "me", "ma", "o", "hmmhmm", "mama", ""] {
            assert!(!is_hesitation(word), "{word}");
        }
    }
}
