//! Places at which a stretch is intact text, whatever else of the document is damaged: what stands beside it cannot have come from damage.
//!
//! Each was found in intact lines that were changed behind damaged ones, or by themselves. `tests/trust.rs` and `tests/data/intact.jsonl` have them.

use std::ops::Range;

use crate::model::letters::{is_alphabetic, letters_after, letters_before, WORD};
use crate::repair::evidence::out_of_keeping::nearby;
use crate::repair::scan::lone;
use crate::repair::undo::sequence::Sequence;
use crate::repair::undo::sequence_reader::SequenceReader;

/// True if a stretch of a text, read as these sequences, stands at such a place.
pub(crate) fn holds(
    reader: &SequenceReader,
    text: &str,
    run: &Range<usize>,
    sequences: &[(Sequence, usize)],
) -> bool {
    let [(sequence, _)] = sequences else { return false };
    let (own, before, behind) = (&text[run.clone()], &text[..run.start], &text[run.end..]);
    match sequence {
        Sequence::Whole(c) | Sequence::Surrogates(c) => {
            is_unit(own, before)
                || is_letter_among_capitals(own, before, behind)
                || is_in_word_of_its_script(*c, own, before, behind)
                || is_preposition(own, behind)
                || is_operand(own, before, behind)
                || is_approximation(own, before, behind)
                || is_letter_in_quotation(own, before)
        }
        Sequence::Gap(gap) => {
            let likely = reader.likely(gap)[0];
            is_sign_behind_word(own, before, behind)
                || is_in_word_of_its_script(likely, own, before, behind)
                || is_word_by_itself(own, before, behind)
                || gap.is_mark_alone() && is_hat(own, text, run)
        }
    }
}

/// True for square and cubic ångström: `64 Å²` is no `64 Ų`.
fn is_unit(own: &str, before: &str) -> bool {
    let number = before.trim_end_matches([' ', '\u{A0}', '\u{202F}']);
    matches!(own, "Å²" | "Å³") && number.ends_with(|c: char| c.is_ascii_digit())
}

/// True for the square of a variable that something is added to (`Â² + B²`), and for a relation that does not hold (`¬≤-refl`). A power has what it is the power of in front of it.
fn is_operand(own: &str, before: &str, behind: &str) -> bool {
    let is_operation = |rest: &str| rest.starts_with(['+', '=', '-', '−', '·', '×', '<', '>', '≤', '≥']);
    let is_square = matches!(own, "Â²" | "Â³") && is_operation(behind.trim_start_matches([' ', '\u{A0}']));
    (is_square || matches!(own, "¬≤" | "¬≥"))
        && !before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']'))
}

/// True for `x≈±3` and `x≈π`: no letter has a number behind it, and no capital stands at the end of a word in small letters.
fn is_approximation(own: &str, before: &str, behind: &str) -> bool {
    match own {
        "≈±" => behind.starts_with(|c: char| c.is_ascii_digit()),
        "≈π" => !before.ends_with(char::is_uppercase) && !behind.starts_with(is_alphabetic),
        _ => false,
    }
}

/// True for the last letter of a word in capitals and the no-break space behind it, with a capital or number behind that: `LÃ PURA` is no `LàPURA`.
fn is_letter_among_capitals(own: &str, before: &str, behind: &str) -> bool {
    own == "Ã\u{A0}"
        && before.ends_with(char::is_uppercase)
        && behind.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// True for a letter between both marks of a quotation: `“Â”` is a letter that is spoken of.
fn is_letter_in_quotation(own: &str, before: &str) -> bool {
    let mut chars = own.chars();
    let is_letter = chars.next().is_some_and(is_alphabetic);
    let closes = match before.chars().next_back() {
        Some('“') => "”",
        Some('„') => "“”",
        Some('‘') => "’",
        _ => "",
    };
    is_letter && chars.next().is_some_and(|c| closes.contains(c)) && chars.next().is_none()
}

/// A script of which a damaged word has no whole letter.
#[derive(PartialEq)]
enum Script {
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
}

fn script_of(c: char) -> Option<Script> {
    match c {
        // The mark of abbreviations: `רח׳`.
        '\u{5F3}' => Some(Script::Hebrew),
        _ if !is_alphabetic(c) => None,
        '\u{370}'..='\u{3FF}' => Some(Script::Greek),
        '\u{400}'..='\u{52F}' => Some(Script::Cyrillic),
        '\u{590}'..='\u{5FF}' => Some(Script::Hebrew),
        '\u{600}'..='\u{6FF}' => Some(Script::Arabic),
        _ => None,
    }
}

/// True for a letter of a script that would become another letter of it, and that has a whole letter of the same script beside it: of a damaged word, all
/// letters are damaged. `Рјешење` is no `мешење`.
fn is_in_word_of_its_script(restored: char, own: &str, before: &str, behind: &str) -> bool {
    let Some(script) = script_of(restored) else { return false };
    let is_own = |c: Option<char>| c.and_then(script_of).is_some_and(|other| other == script);
    is_own(own.chars().next()) && (is_own(before.chars().next_back()) || is_own(behind.chars().next()))
}

/// True for a preposition of one letter and the no-break space behind it, as Russian typography has them: `В лесу`.
fn is_preposition(own: &str, behind: &str) -> bool {
    let mut next = behind.chars();
    let is_small =
        |c: Option<char>| c.is_some_and(|c| c.is_lowercase() && script_of(c) == Some(Script::Cyrillic));
    own == "В\u{A0}" && is_small(next.next()) && is_small(next.next())
}

/// True for the last letter of a word and a sign that words have behind them: `Brontë²`, `Café®`.
fn is_sign_behind_word(own: &str, before: &str, behind: &str) -> bool {
    let mut chars = own.chars();
    let is_letter = chars.next().is_some_and(|c| c.is_lowercase());
    let is_sign = matches!(chars.as_str(), "¹" | "²" | "³" | "®" | "©");
    is_letter
        && is_sign
        && before.ends_with(|c: char| c.is_ascii_lowercase())
        && !behind.starts_with(is_alphabetic)
}

/// True for a letter between quotation marks, bars or slashes: lists of what damage looks like have such (`'Ã', 'â€™'`), and patterns. The mark that closes may be
/// taken for a byte (`"â€"]`).
pub(crate) fn is_quoted(text: &str, run: &Range<usize>) -> bool {
    let (own, before, behind) = (&text[run.clone()], &text[..run.start], &text[run.end..]);
    let is_one = own.chars().nth(1).is_none();
    let Some(opens) = before.chars().next_back() else { return false };
    let next = behind.chars().next();
    match opens {
        '"' | '\'' if own.ends_with(opens) => !next.is_some_and(char::is_alphanumeric),
        '"' | '\'' | '`' => is_one && next == Some(opens),
        '|' | '/' => is_one && matches!(next, Some('|' | '/')),
        '‘' => is_one && next == Some('’'),
        '“' => is_one && next == Some('”'),
        '«' => is_one && next == Some('»'),
        _ => false,
    }
}

/// True for a letter that is a word among words in Latin letters, and could begin a character of East Asia: `è vero`.
fn is_word_by_itself(own: &str, before: &str, behind: &str) -> bool {
    let mut next = behind.chars();
    matches!(own, "é" | "è" | "ê" | "ë" | "ì" | "í" | "ä" | "å" | "æ" | "ç")
        && matches!(before.chars().next_back(), None | Some('\n' | ' ' | '(' | '\''))
        && before.trim_end().chars().next_back().is_none_or(|c| c.is_ascii())
        && next.next() == Some(' ')
        && next.next().is_some_and(|c| c.is_ascii_alphabetic())
}

/// True for an `â` in a line where several words more end with one than begin with one, or a word of two letters does: transliterations have such words
/// (`Filosofiâ, filologiâ`, `Mme Bâ`), and quotation marks come in pairs. Behind `s` it may be an apostrophe. And in a line where one is within a word as
/// no mark is.
fn is_hat(own: &str, text: &str, run: &Range<usize>) -> bool {
    if own != "â" || lone::is_contraction(text, run.start) {
        return false;
    }
    let (near, start) = nearby(text, run);
    let from = near[..start].rfind('\n').map_or(0, |at| at + 1);
    let to = near[start..].find('\n').map_or(near.len(), |at| start + at);
    let line = &near[from..to];
    let (mut ends, mut begins, mut is_within) = (0, 0, false);
    for (at, hat) in line.match_indices('â') {
        let (before, behind) = (&line[..at], &line[at + hat.len()..]);
        let is_end = !behind.starts_with(is_alphabetic);
        match before.chars().next_back().filter(|c| is_alphabetic(*c)) {
            None => begins += 1,
            Some('s') if is_end => return false,
            Some(_) if is_end => {
                let letters = letters_before(before, WORD);
                ends += match () {
                    // No word of a quotation is so: `âb mâ`.
                    () if letters.chars().all(is_small_consonant) => 1 + SEVERAL,
                    () if letters.chars().count() == 1 => SEVERAL,
                    () => 1,
                }
            }
            Some(_) if lone::is_contraction(line, at) => return false,
            Some(_) => is_within |= is_within_word(letters_before(before, WORD), letters_after(behind, WORD)),
        }
    }
    is_within || ends >= begins + SEVERAL
}

fn is_small_consonant(c: char) -> bool {
    c.is_ascii_lowercase() && !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

/// True for what stands on both sides of an `â` that is a letter: a single letter that is no word, and does not stand for one (`c’est`, `l’homme`), as words
/// on both sides of a dash and an apostrophe are (`good—really`, `rock’n’roll`, Dutch `z’n`).
fn is_within_word(before: &str, behind: &str) -> bool {
    let mut own = before.chars();
    let is_elided = || behind.starts_with(|c: char| !is_small_consonant(c) || c == 'h');
    let begins = matches!((own.next(), own.next()), (Some(c), None) if is_small_consonant(c)) && !is_elided();
    let ends = matches!(behind.as_bytes(), [only] if is_small_consonant(char::from(*only)));
    begins && behind.chars().nth(1).is_some() || ends && before.chars().nth(1).is_some()
}

/// Words that end with `â`, of which one might be a mark.
const SEVERAL: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hats_are_told_from_marks() {
        for (text, expected) in [
            ("Filosofiâ, filologiâ, istoriâ.", true),
            ("Mme Bâ et M. Kâ", true),
            ("Demba Bâ, Chelsea", true),
            ("Lâ ilâhe illallâh", true),
            ("Walâ na, tamâ na", true),
            ("Mâ hamegi injâ hastim, shomâ kojâ, ânhâ ânjâ.", true),
            ("Rhaid cael caniatâd. Cysylltwch â ni.", true),
            ("kiyâm âta mâka kâ", true),
            ("kâll kuâl", true),
            ("nunât âko ilâ", true),
            ("âb mâ", true),
            ("fâ, â", true),
            ("it was goodâreally good", false),
            ("Iâd rather go, and theyâll stay", false),
            ("thatâd be âPlan Bâ", false),
            ("met zân allen", false),
            ("lâhomme quâon attend, jâarrive", false),
            ("un poâ di pane", false),
            ("said âhelloâ to âthemâ", false),
            ("the studentsâ and teachersâ rooms", false),
            ("I donât, he said, likeâ thatâ", false),
            ("câest la vie", false),
        ] {
            let at = text.find('â').unwrap_or_default();
            assert_eq!(is_hat("â", text, &(at..at + 2)), expected, "{text}");
        }
    }
}
