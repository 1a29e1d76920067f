//! Words as evidence: a reading that makes words of some language, spelt with its letters, is likelier than one that does not.
//!
//! Between pages that put Latin letters in place of Latin letters little else decides: `pøi` is as plausible as `při`, until one knows
//! that Czech has the one and nobody the other.

use crate::model::lexicon::features::{marked, Letters};
use crate::model::lexicon::{self, WIDTH};
use crate::model::plausibility::BIT;

/// Bits that a word counts for: how much likelier a word of a text is in the lexicon than what a wrong page makes of it.
const KNOWN: f32 = 8.0;
/// Bits that the letters of one word speak against a language at the most: a name or a loan is no proof.
const UNUSUAL: f32 = 6.0;
/// Letters that a word must have; shorter ones are in the lexicon of some language whatever they are.
const LEAST_LETTERS: usize = 2;

/// What the words of a text say for each language that the lexicon has.
#[derive(Default)]
pub(crate) struct Spelling {
    bits: [f32; WIDTH],
}

impl Spelling {
    /// Reads all of `text`.
    pub(crate) fn of(text: &str) -> Spelling {
        let mut spelling = Spelling::default();
        text.split(|c: char| !c.is_alphabetic()).for_each(|word| spelling.note(word));
        spelling
    }

    /// Takes in a word, if it has letters beyond ASCII.
    fn note(&mut self, word: &str) {
        if word.is_ascii() {
            return;
        }
        let letters = Letters::of(word);
        let known = match letters.as_slice().len() {
            LEAST_LETTERS.. => lexicon::look_up(letters.hash()).unwrap_or_default(),
            _ => [0; WIDTH],
        };
        let mut against = [0.0; WIDTH];
        for letter in word.chars().filter_map(marked) {
            let penalties = lexicon::letter_penalties(letter);
            against.iter_mut().zip(penalties).for_each(|(sum, nats)| *sum += nats * std::f32::consts::LOG2_E);
        }
        for ((bits, level), against) in self.bits.iter_mut().zip(known).zip(against) {
            *bits += if level > 0 { KNOWN } else { 0.0 } - against.min(UNUSUAL + if level > 0 { KNOWN } else { 0.0 });
        }
    }

    /// Eighths of a bit that the words speak for the text, read in the language that they suit best.
    pub(crate) fn gain(&self) -> i32 {
        let best = self.bits.iter().take(lexicon::LANGS.len()).copied().fold(f32::MIN, f32::max);
        (best * BIT as f32) as i32
    }
}
