//! Words as evidence: a reading that makes words of some language, spelt with its letters, is likelier than one that does not.
//!
//! Between pages that put Latin letters in place of Latin letters little else decides: `pøi` is as plausible as `při`, until one knows
//! that Czech has the one and nobody the other.

use std::f32::consts::LOG2_E;

use crate::model::lexicon::features::{marked, Letters};
use crate::model::lexicon::{self, WIDTH};
use crate::model::plausibility::BIT;

/// Bits that a word counts for: how much likelier a word of a text is in the lexicon than what a wrong page makes of it.
const KNOWN: f32 = 8.0;
/// The same for a word that all pages read alike: it tells the language only, and many words are of several.
const PLAIN: f32 = 3.0;
/// Bits that one letter speaks against a language at the most: a name or a loan is no proof.
const UNUSUAL: f32 = 9.0;
/// What a letter beyond ASCII costs in a language that the lexicon lacks, in bits.
const FOREIGN: f32 = 4.0;
/// Letters that a word must have; shorter ones are in the lexicon of some language whatever they are.
const LEAST_LETTERS: usize = 2;

/// What the words of a text say for each language that the lexicon has.
#[derive(Default)]
pub(crate) struct Spelling {
    bits: [f32; WIDTH],
    /// The same for a language that it does not have.
    other: f32,
}

impl Spelling {
    /// Reads all of `text`.
    pub(crate) fn of(text: &str) -> Spelling {
        let mut spelling = Spelling::default();
        text.split(|c: char| !is_of_word(c)).for_each(|word| spelling.note(word));
        spelling
    }

    fn note(&mut self, word: &str) {
        let letters = Letters::of(word);
        if letters.as_slice().len() < LEAST_LETTERS {
            return;
        }
        let known = lexicon::look_up(letters.hash()).unwrap_or_default();
        let mut against = [0.0; WIDTH];
        for letter in word.chars().filter_map(marked) {
            self.other -= FOREIGN;
            let penalties = lexicon::letter_penalties(letter);
            against.iter_mut().zip(penalties).for_each(|(sum, nats)| *sum += (nats * LOG2_E).min(UNUSUAL));
        }
        let worth = if word.is_ascii() { PLAIN } else { KNOWN };
        for ((bits, level), against) in self.bits.iter_mut().zip(known).zip(against) {
            let worth = if level > 0 { worth } else { 0.0 };
            *bits += worth - against;
        }
    }

    /// Eighths of a bit that the words speak for the text, read in the language that they suit best.
    pub(crate) fn gain(&self) -> i32 {
        let best = self.bits.iter().take(lexicon::LANGS.len()).copied().fold(self.other, f32::max);
        (best * BIT as f32) as i32
    }
}

/// True for letters, and for the marks that some encodings keep apart from them.
fn is_of_word(c: char) -> bool {
    c.is_alphabetic() || ('\u{300}'..='\u{36F}').contains(&c)
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
        for text in ["", "12:30", "中文", "x"] {
            assert_eq!(Spelling::of(text).gain(), 0, "{text}");
        }
    }
}
