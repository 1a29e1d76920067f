//! Contractions of English: which words stand in front of an apostrophe, and what behind it. No other language has most of them, so they tell an apostrophe
//! whatever stands in its place.

use crate::model::letters::{letters_before, WORD};

/// What comes behind the apostrophe of a contraction, and the words that are in front of it: `don’t`, `I’m`, `she’d`; but `mât`, `Khordâd`, and Welsh `caniatâd`.
const ENDINGS: [(&[u8], Contracted); 7] = [
    (b"s", Contracted::Any),
    (b"t", Contracted::One(&NEGATED)),
    (b"d", Contracted::One(&PRONOUNS)),
    (b"m", Contracted::One(&["i"])),
    (b"re", Contracted::One(&PRONOUNS)),
    (b"ll", Contracted::Longer),
    (b"ve", Contracted::One(&WITH_HAVE)),
];

/// The words that an ending contracts with.
enum Contracted {
    Any,
    /// Those of two letters or more, and `I`.
    Longer,
    One(&'static [&'static str]),
}

const NEGATED: [&str; 24] = [
    "ain", "amn", "aren", "can", "couldn", "daren", "didn", "doesn", "don", "hadn", "hasn", "haven", "isn",
    "mayn", "mightn", "mustn", "needn", "oughtn", "shan", "shouldn", "wasn", "weren", "won", "wouldn",
];
const PRONOUNS: [&str; 24] = [
    "anybody",
    "everybody",
    "everyone",
    "he",
    "here",
    "how",
    "i",
    "it",
    "nobody",
    "nothing",
    "she",
    "somebody",
    "someone",
    "that",
    "there",
    "these",
    "they",
    "those",
    "we",
    "what",
    "where",
    "who",
    "why",
    "you",
];
const WITH_HAVE: [&str; 18] = [
    "could", "couldn", "how", "i", "it", "might", "must", "should", "shouldn", "that", "there", "they", "we",
    "what", "who", "would", "wouldn", "you",
];

/// Words that lose their vowel before an apostrophe in French, Catalan and Italian, as they end: `l’`, `qu’`, `dell’`.
const ELIDED: [&str; 14] =
    ["c", "d", "j", "l", "m", "n", "s", "t", "qu", "dell", "all", "nell", "sull", "un"];

/// True if `text` ends in such a word.
pub(crate) fn is_elided(text: &str) -> bool {
    let word = letters_before(text, WORD);
    ELIDED.iter().any(|elided| elided.eq_ignore_ascii_case(word)) || word.ends_with("squ")
}

impl Contracted {
    /// True for the word at the end of `bytes`.
    fn ends(&self, bytes: &[u8]) -> bool {
        let letters =
            bytes.iter().rev().take(LONGEST_CONTRACTED).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let word = &bytes[bytes.len() - letters..];
        // What is left of a quotation mark may be in front of the word.
        let before = &bytes[..bytes.len() - letters];
        let is_begun = before.last().is_none_or(u8::is_ascii) || before.ends_with("â".as_bytes());
        match self {
            Contracted::Any => letters > 0,
            Contracted::Longer => letters > 1 || word.eq_ignore_ascii_case(b"i"),
            Contracted::One(words) => {
                is_begun && words.iter().any(|one| word.eq_ignore_ascii_case(one.as_bytes()))
            }
        }
    }
}

/// Letters of the longest of these words, and one more.
const LONGEST_CONTRACTED: usize = 10;

/// True if an apostrophe between the two would be that of a contraction.
pub(crate) fn are(before: &[u8], behind: &[u8]) -> bool {
    ENDINGS.iter().any(|(ending, words)| ends_with(behind, ending) && words.ends(before))
}

/// The same where a letter stands in its place, which is no capital within a word (`doesnít`, `Hereís`): other languages have words that end so (`maís`).
pub(crate) fn are_in_place_of_letter(before: &[u8], behind: &[u8]) -> bool {
    ENDINGS.iter().any(|(ending, words)| match words {
        Contracted::Any | Contracted::Longer => {
            ends_with(behind, ending) && Contracted::One(&PRONOUNS).ends(before)
        }
        Contracted::One(_) => ends_with(behind, ending) && words.ends(before),
    })
}

fn ends_with(behind: &[u8], ending: &[u8]) -> bool {
    let next = behind.get(ending.len()).copied().unwrap_or(b'\n');
    behind.starts_with(ending) && !next.is_ascii_alphanumeric() && next.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contractions_are_told_from_words() {
        let split = |text: &str, is: fn(&[u8], &[u8]) -> bool| {
            let (before, behind) = text.split_once('_').unwrap_or_default();
            is(before.as_bytes(), behind.as_bytes())
        };
        for text in ["don_t", "I_m", "she_d go", "we_re", "John_s", "they_ll", "would_ve", "it_s,", "âDon_t"]
        {
            assert!(split(text, are), "{text}");
        }
        for text in ["caniat_d", "m_t", "k_ll", "nun_t", "yâ_m", "don_to", "irân_t"] {
            assert!(!split(text, are), "{text}");
        }
        for text in ["doesn_t", "Here_s", "it_s", "you_ll", "I_ve"] {
            assert!(split(text, are_in_place_of_letter), "{text}");
        }
        for text in ["ma_s", "pa_s", "class_s", "Alzheimer_s"] {
            assert!(!split(text, are_in_place_of_letter), "{text}");
        }
    }
}
