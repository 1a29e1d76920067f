//! Words as evidence: a reading that makes words of some language, spelt with its letters, is likelier than one that does not.
//!
//! Between pages that put Latin letters in place of Latin letters little else decides: `pøi` is as plausible as `při`, until one knows
//! that Czech has the one and nobody the other.

use crate::model::letters::{is_alphabetic, LAST_OF_LATIN};
use std::f32::consts::LOG2_E;

use crate::model::lexicon::features::{marked, Letters};
use crate::model::lexicon::{self, log_probability, WIDTH};
use crate::model::plausibility::BIT;
use crate::model::restoration::{self, feature, Weights};
use crate::model::words::key::{Spelt, Tongue};
use crate::repair::evidence::priors::{MOST_OF_CYRILLIC_WORD, MOST_OF_SPELT_WORD};
use crate::Lang;

/// Bits that a word costs which no language knows: a little more than the rarest word of the lexicon.
const UNKNOWN: f32 = 20.0;
/// Bits that one letter speaks against a language at the most: a name or a loan is no proof.
const UNUSUAL: f32 = 9.0;
/// What a letter beyond ASCII costs in a language that the lexicon lacks, in bits.
const FOREIGN: f32 = 4.0;
/// A language that the lexicon lacks, by its letters beyond ASCII.
struct Alphabet {
    letters: &'static str,
    /// Letters that stand where another page has those of a language that is met more often.
    doubtful: &'static str,
}

/// Without them Danish, Icelandic and Estonian in windows-1252 become Czech, Turkish and Hungarian.
const ALPHABETS: [Alphabet; 12] = [
    // Danish and Norwegian
    Alphabet { letters: "æøåéó", doubtful: "" },
    // Icelandic and Faroese
    Alphabet { letters: "áéíóúæöø", doubtful: "ýðþ" },
    // Swedish and Finnish
    Alphabet { letters: "åäöé", doubtful: "" },
    // Estonian
    Alphabet { letters: "äõöüšž", doubtful: "" },
    // Albanian
    Alphabet { letters: "ëç", doubtful: "" },
    // Catalan
    Alphabet { letters: "àçèéíïòóúü", doubtful: "" },
    // Hungarian
    Alphabet { letters: "áéíóöőúüű", doubtful: "" },
    // Romanian
    Alphabet { letters: "ăâîșțşţ", doubtful: "" },
    // Slovak
    Alphabet { letters: "áäčďéíĺľňóôŕšťúýž", doubtful: "" },
    // Croatian and Slovene
    Alphabet { letters: "čćđšž", doubtful: "" },
    // Lithuanian
    Alphabet { letters: "ąčęėįšųūž", doubtful: "" },
    // Latvian
    Alphabet { letters: "āčēģīķļņšūž", doubtful: "" },
];
/// What it costs to suppose one of these languages, and what each doubtful letter does, in bits.
const RARER: f32 = 2.0;
const DOUBTFUL: f32 = 3.0;

impl Alphabet {
    /// What a letter costs in this language, in bits.
    fn cost(&self, letter: char) -> f32 {
        match () {
            () if self.letters.contains(letter) => 0.0,
            () if self.doubtful.contains(letter) => DOUBTFUL,
            () => UNUSUAL,
        }
    }
}

/// The letters of the one alphabet that has all of some small letters; none if several have, or no one.
pub(crate) fn alphabet_with(letters: &[char]) -> &'static str {
    let mut having =
        ALPHABETS.iter().filter(|alphabet| letters.iter().all(|c| alphabet.letters.contains(*c)));
    match (having.next(), having.next()) {
        (Some(alphabet), None) => alphabet.letters,
        _ => "",
    }
}

/// What the words of a text say, beyond what words that nobody knows would, for each language that the
/// lexicon has.
#[derive(Default)]
pub(crate) struct Spelling {
    bits: [f32; WIDTH],
    /// The same for a language that it does not have.
    other: f32,
    /// The same for each of the alphabets.
    alphabets: [f32; ALPHABETS.len()],
    words: u16,
}

/// True if some language of the lexicon has the word.
pub(crate) fn is_known(word: &str) -> bool {
    lexicon::look_up(Letters::of(word).hash()).is_some()
}

/// True for a word that some language spells with just these letters, in capitals or not.
pub(crate) fn is_spelt(word: impl Iterator<Item = char> + Clone) -> bool {
    spelt_share(word).is_some()
}

/// The same of the words that fill gaps: of rarer ones, too many are names with another letter (`DURÃES`).
pub(crate) fn is_spelt_commonly(word: impl Iterator<Item = char> + Clone) -> bool {
    let tongues = word.clone().next().map_or(&[][..], Tongue::of);
    share_in(tongues, word).is_some()
}

/// The natural logarithm of the share that a word has of the words of the language that spells it so, in capitals or not; `None` if none does.
pub(crate) fn spelt_share(word: impl Iterator<Item = char> + Clone) -> Option<f32> {
    let has_cedillas = || word.clone().any(|c| below_with_comma(c) != c);
    // That the table has the word with other letters tells half as much where they are letters of Turkish, too.
    let doubt = if word.clone().any(|c| matches!(c, 'ţ' | 'Ţ')) { 1.0 } else { 2.0 };
    let with_commas = || share_as_it_is(word.clone().map(below_with_comma)).map(|share| doubt * share);
    share_as_it_is(word.clone()).or_else(|| if has_cedillas() { with_commas() } else { None })
}

/// The letters of Romanian, for which pages have those of Turkish.
fn below_with_comma(c: char) -> char {
    match c {
        'ş' => 'ș',
        'ţ' => 'ț',
        'Ş' => 'Ș',
        'Ţ' => 'Ț',
        _ => c,
    }
}

fn share_as_it_is(word: impl Iterator<Item = char> + Clone) -> Option<f32> {
    // Signs that count as letters: no word has one, but some have the key of one by chance.
    if word.clone().any(|c| matches!(c, 'µ' | 'ª' | 'º')) {
        return None;
    }
    let tongues = word.clone().next().map_or(&[][..], |first| match Tongue::of(first) {
        [Tongue::Other] => &[Tongue::Other, Tongue::Listed],
        tongues => tongues,
    });
    share_in(tongues, word)
}

fn share_in(tongues: &[Tongue], word: impl Iterator<Item = char>) -> Option<f32> {
    let spelt = word.fold(Spelt::NONE, |spelt, c| spelt.then(feature::symbol(c)));
    let shares = tongues.iter().filter_map(|tongue| restoration::restoration().word(spelt.key(*tongue)));
    shares.reduce(f32::max)
}

/// True if one of some letters makes a word that [`spelt_share`] or [`italian_share`] knows of the letters of ASCII before and behind it, and no capital
/// stands behind a small letter. Asked of intact text, too: nothing is allocated, and what comes before is read once.
pub(crate) fn is_spelt_with_any(before: &[u8], letters: &[char], behind: &[u8]) -> bool {
    let then = |spelt: Spelt, byte: &u8| spelt.then(u32::from(byte.to_ascii_lowercase()));
    let start = before.iter().fold(Spelt::NONE, then);
    let is_known = |letter: char| {
        let spelt = behind.iter().fold(start.then(feature::symbol(letter)), then);
        let is_of = |tongue: Tongue| restoration::restoration().word(spelt.key(tongue)).is_some();
        is_of(Tongue::Other) || is_of(Tongue::Listed)
    };
    let is_italian = |letter: char| {
        let word = || before.iter().map(|byte| char::from(*byte)).chain(std::iter::once(letter));
        behind.is_empty() && italian_share(word()).is_some()
    };
    let is_small = |at: Option<&u8>| at.is_some_and(u8::is_ascii_lowercase);
    let is_capital = |at: Option<&u8>| at.is_some_and(u8::is_ascii_uppercase);
    let is_mixed =
        |letters: &[u8]| letters.windows(2).any(|two| is_small(two.first()) && is_capital(two.last()));
    letters.iter().any(|&letter| {
        let is_torn = letter.is_uppercase() && is_small(before.last())
            || letter.is_lowercase() && is_capital(behind.first());
        let other = below_with_comma(letter);
        !is_torn && (is_known(letter) || other != letter && is_known(other) || is_italian(letter))
    }) && !is_mixed(before)
        && !is_mixed(behind)
}

/// The same as `spelt_share` of Italian, which has marks on last vowels alone: nothing of it is lost by most pages, and the table of spelt words has none.
pub(crate) fn italian_share(word: impl Iterator<Item = char> + Clone) -> Option<f32> {
    const ITALIAN: Lang = Lang::from_code(b"ita");
    let mut rest = word.clone().skip_while(char::is_ascii);
    let ends = rest.next().is_some_and(|last| matches!(last, 'à' | 'è' | 'é' | 'ì' | 'ò' | 'ù'));
    if !ends || rest.next().is_some() {
        return None;
    }
    let levels = lexicon::look_up(Letters::of_chars(word).hash())?;
    let number = lexicon::LANGS.iter().position(|lang| *lang == ITALIAN)?;
    (levels[number] > 0).then(|| log_probability(levels[number]))
}

/// Words with a letter beyond ASCII that some language spells so.
pub(crate) fn spelt_words(text: &str) -> i32 {
    let words = text.split(|c: char| !is_alphabetic(c)).filter(|word| !word.is_ascii());
    words.filter(|word| word.chars().nth(1).is_some() && is_spelt(word.chars())).count() as i32
}

/// Bits of a letter by chance.
const LETTER: f32 = 4.7;

/// What words that some language spells so, with a letter beyond ASCII, speak for a text: each what it is likelier than its letters by chance.
pub(crate) fn words_gain(text: &str) -> i32 {
    text.split(|c: char| !is_alphabetic(c))
        .filter(|word| !word.is_ascii() && !has_inner_capital(word.chars()))
        .map(word_gain)
        .sum()
}

/// Letters that Hungarian alone has, and letters of the shortest word that is no word of another language with `õ` or `û` in their place: one such word tells.
const OF_HUNGARIAN: [char; 4] = ['ő', 'ű', 'Ő', 'Ű'];
const LONG: usize = 5;

fn word_gain(word: &str) -> i32 {
    let Some(share) = share_of(word.chars()) else { return 0 };
    let letters = word.chars().count();
    if letters >= LONG && word.contains(OF_HUNGARIAN) {
        return 2 * MOST_OF_SPELT_WORD;
    }
    let by_chance = LETTER * letters as f32;
    let most = if word.contains(|c| c > LAST_OF_LATIN) { MOST_OF_CYRILLIC_WORD } else { MOST_OF_SPELT_WORD };
    ((by_chance + share * LOG2_E) * BIT as f32).clamp(0.0, most as f32) as i32
}

/// The same as [`spelt_share`], of Italian, too.
pub(crate) fn share_of(word: impl Iterator<Item = char> + Clone) -> Option<f32> {
    spelt_share(word.clone()).or_else(|| italian_share(word))
}

/// True if a capital stands behind a small letter.
pub(crate) fn has_inner_capital(letters: impl Iterator<Item = char> + Clone) -> bool {
    letters.clone().zip(letters.skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase())
}

impl Spelling {
    /// Reads all of `text`.
    pub(crate) fn of(text: &str) -> Spelling {
        let mut spelling = Spelling::default();
        text.split(|c: char| !is_of_word(c)).for_each(|word| spelling.note(word));
        spelling
    }

    /// Reads the words of `text` that have a letter beyond ASCII.
    pub(crate) fn of_marked(text: &str) -> Spelling {
        let mut spelling = Spelling::default();
        let words = text.split(|c: char| !is_of_word(c));
        words.filter(|word| !word.is_ascii()).for_each(|word| spelling.note(word));
        spelling
    }

    fn note(&mut self, word: &str) {
        let letters = Letters::of(word);
        let known = lexicon::look_up(letters.hash());
        // A letter alone is no word, unless it is one.
        if letters.as_slice().is_empty() || (letters.as_slice().len() == 1 && known.is_none()) {
            return;
        }
        self.words = self.words.saturating_add(1);
        let mut against = [0.0; WIDTH];
        for (c, letter) in word.chars().filter_map(|c| Some((c, marked(c)?))) {
            self.other -= FOREIGN;
            let small = c.to_lowercase().next().unwrap_or(c);
            self.alphabets.iter_mut().zip(&ALPHABETS).for_each(|(bits, of)| *bits -= of.cost(small));
            let penalties = lexicon::letter_penalties(letter);
            against.iter_mut().zip(penalties).for_each(|(sum, nats)| *sum += (nats * LOG2_E).min(UNUSUAL));
        }
        for ((bits, level), against) in self.bits.iter_mut().zip(known.unwrap_or_default()).zip(against) {
            let worth = match level {
                0 => 0.0,
                _ => (UNKNOWN + log_probability(level) * LOG2_E).max(0.0),
            };
            *bits += worth - against;
        }
    }

    /// Eighths of a bit that the words speak for the text, read in the language that they suit best.
    pub(crate) fn gain(&self) -> i32 {
        let rarer = self.alphabets.iter().map(|bits| bits - RARER);
        let best =
            self.bits.iter().take(lexicon::LANGS.len()).copied().chain(rarer).fold(self.other, f32::max);
        (best * BIT as f32) as i32
    }

    /// The log-probability of the words in that language, in eighths of a bit: for readings that differ in how many words they make.
    pub(crate) fn log_probability(&self) -> i32 {
        self.gain() - i32::from(self.words) * (UNKNOWN as i32 * BIT)
    }
}

/// True for letters, and for the marks that some encodings keep apart from them.
fn is_of_word(c: char) -> bool {
    is_alphabetic(c) || ('\u{300}'..='\u{36F}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of each pair the first is a language, the second what a wrong page makes of it.
    #[test]
    fn words_of_a_language_beat_what_a_wrong_page_makes_of_them() {
        for (right, wrong) in [
            ("Přijdeme zítra, protože dnes nemůžeme.", "Pøijdeme zítra, protože dnes nemùžeme."),
            ("Nie podoba się to ani Polakom.", "Nie podoba siê to ani Polakom."),
            ("Yarın akşam dışarı çıkıyoruz.", "Yarýn akþam dýþarý çýkýyoruz."),
            ("La fête a été très réussie.", "La fęte a été trčs réussie."),
            ("Nê\u{301}u khu phô\u{301} nô\u{309}i tiê\u{301}ng", "Nêìu khu phôì nôÒi tiêìng"),
        ] {
            let (right, wrong) = (Spelling::of(right).gain(), Spelling::of(wrong).gain());
            assert!(right > wrong + 4 * BIT, "{right} {wrong}");
        }
    }

    #[test]
    fn what_no_language_has_says_nothing() {
        for text in ["", "12:30", "中文"] {
            assert_eq!(Spelling::of(text).gain(), 0, "{text}");
        }
    }
}
