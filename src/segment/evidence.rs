//! What a word alone says about its language.

use super::{
    letters::{self, LACKING},
    script::Script,
    words::{Traits, Word},
};
use crate::model::lexicon::{
    self,
    features::{marked, step, Letters, MAX_LETTERS},
    Known, WIDTH,
};
use crate::repair::infill::log_space::{exp, ln};

/// A language a word may be in, by its number in the lexicon; none for a language the lexicon does not have.
pub(crate) type Number = Option<u8>;

/// The log-probability of a word that a language's lexicon lacks while another has it: its share of all that is rare.
const UNKNOWN: f32 = -17.0;
/// The log-probability of any word in a language that has no lexicon: common words of the others are less likely theirs,
/// rare ones, many of them strays from elsewhere, are more likely its own.
const UNLISTED: f32 = -11.0;
/// Words likelier than this are told apart by how likely they are; rarer ones by their letters too, for the lexicons
/// hold words that one language has from the other (`mall`, `link`), and these keep their letters.
const COMMON: f32 = -7.0;
/// How much more the evidence of a word counts than habit does.
const WEIGHT: f32 = 1.1;
/// What is left of the evidence of hesitations, which people carry over from one language to the other.
const HESITATION: f32 = 0.1;
/// The same holds of words of so many letters where a language has no lexicon: `i` and `to` are words of many.
const SHORT: usize = 2;
/// No word makes a language less likely than this: anything turns up in any language once.
const LEAST: f32 = 6e-6;

/// Remembers what words said, since most words of a conversation have been said before.
pub(crate) struct Memory<const N: usize> {
    langs: Vec<Number>,
    /// By the low bits of the key; a word displaces the one before it. The lowest bit of the key says whether the word is strange.
    entries: Vec<(u64, [f32; N])>,
    /// Words since the last time that it was set to 0 that other languages know better than these.
    pub(crate) strange: usize,
}

/// The bit of a key that says so.
const STRANGE: u64 = 1;
/// How much likelier a word is elsewhere (in nats) that is strange here.
const ELSEWHERE: f32 = 4.0;

/// How many words are remembered at most: the cache of a core holds no more without cost.
const REMEMBERED: usize = 1 << 15;

impl<const N: usize> Memory<N> {
    /// For about so many words, in one of `langs`, of which there are at most `N`.
    pub(crate) fn new(langs: &[Number], words: usize) -> Self {
        // Half of the words of a short text are new.
        let entries = (words / 2).clamp(16, REMEMBERED).next_power_of_two();
        Memory {
            langs: langs.iter().copied().take(N).collect(),
            entries: vec![(0, [0.0; N]); entries],
            strange: 0,
        }
    }

    /// The likelihood of `word` in each language, the greatest 1, and 0 beyond the languages.
    #[inline]
    pub(crate) fn likelihoods(&mut self, text: &str, word: &Word) -> [f32; N] {
        // What is found must be the same whatever was asked before: beyond the letters that are hashed others may count.
        if word.end - word.start > MAX_LETTERS {
            return self.anew(text, word).0;
        }
        let key = match word.traits.has(Traits::MARKED) {
            true => text.as_bytes()[word.start..word.end]
                .iter()
                .fold(word.hash, |key, &byte| step(key, u16::from(byte))),
            false => word.hash,
        };
        let at = (key >> 8) as usize & (self.entries.len() - 1);
        if (self.entries[at].0 ^ key) & !STRANGE != 0 {
            let (found, strange) = self.anew(text, word);
            self.entries[at] = (key & !STRANGE | if strange { STRANGE } else { 0 }, found);
        }
        let (key, found) = self.entries[at];
        self.strange += (key & STRANGE) as usize;
        found
    }

    #[inline(never)]
    fn anew(&self, text: &str, word: &Word) -> ([f32; N], bool) {
        let mut found = [0.0; N];
        let known = lexicon::look_up(word.hash);
        likelihoods(text, word, known, &self.langs, &mut found[..self.langs.len()]);
        (found, known.is_some_and(|known| is_strange(&known, &self.langs)))
    }
}

/// The likelihood of `word`, of which the lexicon says `known`, in each language of `langs`, the greatest made 1; written to `likelihoods`,
/// which is as long.
fn likelihoods(text: &str, word: &Word, known: Option<Known>, langs: &[Number], likelihoods: &mut [f32]) {
    let spelt = &text[word.start..word.end];
    let known = known.filter(|k| is_known(k, langs));
    let found = known.map(|known| (spelt, known)).or_else(|| another_form(spelt, word.traits, langs));
    likelihoods.fill(1.0);
    let is_common = found.is_some_and(|(_, known)| from_lexicon(&known, langs, likelihoods));
    if !is_common {
        weigh_letters(found.map_or(spelt, |(form, _)| form), langs, likelihoods);
    }
    if word.traits.has(Traits::MARKED) {
        weigh_diacritics(spelt, langs, likelihoods);
    }
    weigh_alphabet(word.script, spelt, langs, likelihoods);
    let says_little = is_hesitation(spelt) || spelt.len() <= SHORT && langs.contains(&None);
    let weight = if says_little { HESITATION } else { WEIGHT };
    let most = likelihoods.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    likelihoods.iter_mut().for_each(|p| *p = exp(weight * ln((*p / most).max(f32::MIN_POSITIVE))).max(LEAST));
}

/// Whether a word is much likelier in another language than in any of `langs`.
fn is_strange(known: &Known, langs: &[Number]) -> bool {
    // A lower level is a greater probability; 0 is none.
    let best = |own: bool| {
        let levels = known
            .iter()
            .enumerate()
            .filter(|(lang, level)| **level > 0 && langs.contains(&Some(*lang as u8)) == own);
        levels.map(|(_, level)| *level).min().map(lexicon::log_probability)
    };
    best(false).is_some_and(|elsewhere| elsewhere > best(true).unwrap_or(UNKNOWN) + ELSEWHERE)
}

fn is_known(known: &Known, langs: &[Number]) -> bool {
    langs.iter().flatten().any(|&l| known[usize::from(l)] > 0)
}

/// The likelihoods that quantised log-probabilities stand for, times a power of e that keeps them well within the range
/// of floats; the first belongs to no word.
static LIKELIHOODS: [f32; 65] = {
    let mut table = [0.0; 65];
    let mut level = 1;
    let mut value = 1.0;
    while level < table.len() {
        table[level] = value;
        value *= lexicon::QUANTUM_RATIO;
        level += 1;
    }
    table
};

/// Sets the likelihoods that the lexicon has. Gives whether the word is common in one of the languages.
fn from_lexicon(known: &Known, langs: &[Number], likelihoods: &mut [f32]) -> bool {
    let mut least = u8::MAX;
    for (p, lang) in likelihoods.iter_mut().zip(langs) {
        *p = match lang.map_or(0, |l| known[usize::from(l)]) {
            0 if lang.is_none() => exp(UNLISTED - lexicon::MOST_LIKELY),
            0 => exp(UNKNOWN - lexicon::MOST_LIKELY),
            level => {
                least = least.min(level);
                LIKELIHOODS[usize::from(level)]
            }
        };
    }
    least <= lexicon::level(COMMON)
}

/// A form of the word that some language knows: the longest part between its apostrophes (`l'homme`, `Uni'de`), or the
/// word said more plainly (`sooo`, `jajaja`). Gives the part too.
fn another_form<'t>(spelt: &'t str, traits: Traits, langs: &[Number]) -> Option<(&'t str, Known)> {
    let find = |letters: Letters| lexicon::look_up(letters.hash()).filter(|k| is_known(k, langs));
    let part = match traits.has(Traits::APOSTROPHE) {
        true => {
            let parts = spelt.split(['\'', '’']);
            parts.max_by_key(|part| Letters::of(part).as_slice().len()).unwrap_or(spelt)
        }
        false => spelt,
    };
    let known = if part.len() < spelt.len() { find(Letters::of(part)) } else { None };
    known.or_else(|| Letters::of(part).plainer().and_then(find)).map(|known| (part, known))
}

fn weigh_letters(spelt: &str, langs: &[Number], likelihoods: &mut [f32]) {
    let scores = letter_scores(spelt, langs);
    let most = scores[..langs.len()].iter().copied().fold(f32::MIN, f32::max);
    likelihoods.iter_mut().zip(scores).for_each(|(p, score)| *p *= exp(score - most));
}

/// What the n-grams say for each of `langs`. A language the lexicon does not have gets what speaks for those not asked
/// for, since it is like none of those asked for.
fn letter_scores(spelt: &str, langs: &[Number]) -> [f32; WIDTH] {
    let letters = Letters::of(spelt);
    let mut scores = [0.0; WIDTH];
    let mut numbers = [0; WIDTH];
    numbers.iter_mut().zip(langs).for_each(|(n, lang)| *n = lang.unwrap_or(0));
    lexicon::ngram_scores(&letters, &numbers[..langs.len().min(WIDTH)], &mut scores);
    if langs.contains(&None) {
        let mut all = [0.0; WIDTH];
        let every: [u8; WIDTH] = std::array::from_fn(|l| l as u8);
        lexicon::ngram_scores(&letters, &every[..lexicon::LANGS.len()], &mut all);
        let rest =
            all.iter().zip(every).take(lexicon::LANGS.len()).filter(|(_, l)| !langs.contains(&Some(*l)));
        let others =
            ln(rest.map(|(score, _)| exp(score.clamp(-40.0, 40.0))).sum::<f32>().max(f32::MIN_POSITIVE));
        scores
            .iter_mut()
            .zip(langs)
            .filter(|(_, lang)| lang.is_none())
            .for_each(|(score, _)| *score = others);
    }
    scores
}

fn weigh_diacritics(spelt: &str, langs: &[Number], likelihoods: &mut [f32]) {
    for letter in spelt.chars().filter_map(marked) {
        let penalties = lexicon::letter_penalties(letter);
        for (p, lang) in likelihoods.iter_mut().zip(langs) {
            *p *= exp(-lang.map_or(0.0, |l| penalties[usize::from(l)]));
        }
    }
}

/// Makes languages unlikely that lack a letter of the word.
fn weigh_alphabet(script: Script, spelt: &str, langs: &[Number], likelihoods: &mut [f32]) {
    let Some(alphabets) = letters::alphabets(script) else { return };
    let lacking = alphabets.lacking(spelt);
    if lacking == 0 {
        return;
    }
    for (p, lang) in likelihoods.iter_mut().zip(langs) {
        if lang.is_some_and(|l| alphabets.excludes(lacking, lexicon::LANGS[usize::from(l)])) {
            *p *= LACKING;
        }
    }
}

/// Whether the word is one of the short sounds of hesitation (`eh`, `ehm`, `ah`, `mh`), spelt like words of no language.
fn is_hesitation(spelt: &str) -> bool {
    // Told from nearly all words by a byte.
    if spelt.bytes().any(|b| b < 0x80 && !b"aeohmAEOHM".contains(&b)) {
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
        likelihoods(text, &found[0], lexicon::look_up(found[0].hash), &numbers, &mut p);
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
    fn remembered_words_say_what_they_said() {
        // Words that share letters, each said before and after the others.
        let text = "the casa The casa the Casa über the über uber Über casa ahh ahhhhh aaa'bb aaaaaa'bb aa'bb sooo soooo \
            l'homme l’homme jaja jajaja jajajajajajajajajajajajajajajajajajaja jajajajajajajajajajajajajajajajajajaj'a \
            ehm EHM ähm u\u{308}ber "
            .repeat(3);
        let numbers: Vec<Number> = vec![Some(0), Some(1)];
        let mut found = Vec::new();
        words(&text, &mut found);
        let mut memory = Memory::<2>::new(&numbers, 4);
        for word in &found {
            let mut anew = [0.0; 2];
            likelihoods(&text, word, lexicon::look_up(word.hash), &numbers, &mut anew);
            assert_eq!(memory.likelihoods(&text, word), anew, "{}", &text[word.start..word.end]);
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
