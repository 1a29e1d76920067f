//! One space where two were: the last byte of a character, which had become a space, and the space behind it.
//!
//! `Ã la` was `à la` where white space was merged, and `hÃ ng` was `hàng` in any case. Words tell the one from the other.

use crate::model::letters::{is_alphabetic, letters_after, letters_before, WORD};
use crate::model::text::{State, REACH};
use crate::repair::evidence::spelling;
use crate::repair::evidence::weigh::in_front_of;

/// Marks that have a space in front of them, where letters are.
const BEHIND_SPACES: [char; 12] = ['(', '[', '{', '"', '«', '“', '„', '-', '–', '—', '&', '+'];

/// True if a character at the end of `before`, whose last byte stands there as a space, has another space behind it, in front of `after`.
pub(crate) fn is_between(before: &str, after: &str) -> bool {
    let Some(next) = after.chars().next() else { return false };
    if before.ends_with(|c: char| c.is_whitespace() || is_written_without_spaces(c)) {
        return false;
    }
    if !is_alphabetic(next) {
        return next.is_ascii_digit() || BEHIND_SPACES.contains(&next);
    }
    let (word, rest) = (letters_before(before, WORD), letters_after(after, WORD));
    let is_capital_behind_small = word.ends_with(char::is_lowercase) && next.is_uppercase();
    // An article or pronoun before a vowel is a word of its own: `à l’aise`.
    if is_capital_behind_small || after[rest.len()..].starts_with(['\'', '’']) {
        return true;
    }
    match (is_known(&format!("{word}{rest}")), is_known(word) && is_known(rest)) {
        (true, false) => false,
        (false, true) => true,
        _ => costs_less_apart(before, after),
    }
}

/// True if the words before and after a place are known as one.
pub(crate) fn is_one_word(before: &str, after: &str) -> bool {
    let rest = letters_after(after, WORD);
    !rest.is_empty() && is_known(&format!("{}{rest}", letters_before(before, WORD)))
}

/// True for the letters of Thai, Chinese and Japanese.
fn is_written_without_spaces(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{E7F}' | '\u{2E80}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// True for a word that any language has.
fn is_known(word: &str) -> bool {
    spelling::is_known(word) || spelling::is_spelt(word.chars())
}

/// True if letters cost less with a space between them.
fn costs_less_apart(before: &str, after: &str) -> bool {
    let state = in_front_of(before, before.len());
    let cost = |between: &str| {
        let chars = between.chars().chain(after.chars().take(REACH));
        let step = |(sum, state): (i32, State), c| {
            let (cost, next) = state.then(c);
            (sum + cost, next)
        };
        chars.fold((0, state), step).0
    };
    cost(" ") < cost("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_whether_a_space_was_merged() {
        for (before, after) in [
            ("il est à", "la maison"),
            ("à", "l’aise"),
            ("Bừa và", "đập đất"),
            ("в человеческих", "силах."),
            ("вражеских", "атак"),
            ("kaspijską", "ropę"),
            ("jest pielęgniarką", "- chce"),
            ("satış", "Ve"),
            ("σε ύψος του", "2 %"),
        ] {
            assert!(is_between(before, after), "{before}|{after}");
        }
        for (before, after) in [
            ("mặt hà", "ng Việt"),
            ("Là", "m nhỏ"),
            ("trọng tà", "i sẽ"),
            ("com atenção à", "s crianças"),
            ("х", "ороший день"),
            ("погибших", ". Потом"),
            ("το", "ύ"),
            ("voilà", ""),
            ("有座城堠", "但是"),
            ("《钢铁侠", "2》"),
            ("สุขภ", "าพ"),
            ("named\u{A0}", "„scars”"),
            ("作全球首映", "。"),
        ] {
            assert!(!is_between(before, after), "{before}|{after}");
        }
    }
}
