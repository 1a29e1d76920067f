//! Pairs of characters that intact text does not hold: `Ã¡`, `Ä°`, `Î±` are damage, wherever they stand.
//!
//! A text model that knows a sign at any place, since footnotes and units stand behind anything, prices such pairs too low. Counted in 103,000
//! text files of packages and in 450 MB of prose: a capital of Latin letters beyond ASCII with such a sign behind it is part of a chart of characters, which
//! goes on beside it, or damage; nothing else was found but units (`Å³`) and what stands behind whole words (`CAFÉ®`, `É´S`). Of a capital within a
//! word of small letters, with a quotation mark, a dash or a letter behind it (`CreÃ«er`), and of what pages of DOS and of the Macintosh make of a
//! letter beside a word (`caf├⌐`, `comando √® un`), nothing was found at all but damage and tables of code pages.

use std::ops::Range;

use crate::model::letters::is_alphabetic;
use crate::repair::evidence::priors::{NEVER_SEEN, ODD_PLACE};

/// Eighths of a bit that the place of the characters from one place to another speaks for damage: `priors::ODD_PLACE` for a pair that intact
/// text does not hold there, `priors::NEVER_SEEN` for pairs and the three bytes of a mark (`ΓÇô`) of which no text of those counted held one.
pub(crate) fn gain(text: &str, run: &Range<usize>) -> i32 {
    let before = text[..run.start].chars().next_back().unwrap_or('\n');
    let behind = text[run.end..].chars().next().unwrap_or('\n');
    if !before.is_ascii() || !behind.is_ascii() {
        return 0;
    }
    let mut chars = text[run.clone()].chars();
    let (Some(first), Some(second)) = (chars.next(), chars.next()) else { return 0 };
    let never = match (chars.next(), chars.next()) {
        (None, _) => {
            let place = Place::of(text, run, before, behind);
            if place.is_of_mathematics(first, second) {
                return 0;
            }
            match is_sign_of_capital(&place, first, second) {
                true if first == 'Â' && is_odd_behind_letters(second) => true,
                true => return ODD_PLACE,
                false => is_never_seen(&place, first, second),
            }
        }
        (Some(third), None) => is_beginning_of_mark(first, second) && !third.is_ascii(),
        _ => false,
    };
    if never {
        NEVER_SEEN
    } else {
        0
    }
}

/// True for the root of a constant, in a formula: `2√π`, `x√Ω`.
pub(crate) fn is_root_of_constant(text: &str, run: &Range<usize>) -> bool {
    let before = text[..run.start].chars().next_back().unwrap_or('\n');
    let mut chars = text[run.clone()].chars();
    let (Some(first), Some(second)) = (chars.next(), chars.next()) else { return false };
    first == '√' && Place::of(text, run, before, '\n').is_of_mathematics(first, second)
}

/// What is beside a pair.
struct Place {
    before: char,
    behind: char,
    /// A word of small letters in front of it, right there or before a blank, and behind it. A letter by itself is a variable.
    behind_word: bool,
    before_word: bool,
}

impl Place {
    fn of(text: &str, run: &Range<usize>, before: char, behind: char) -> Place {
        let small = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase());
        let (left, right) = (&text[..run.start], &text[run.end..]);
        let mut left = left.strip_suffix(' ').unwrap_or(left).chars().rev();
        let mut right = right.strip_prefix(' ').unwrap_or(right).chars();
        let behind_word = small(left.next()) && small(left.next());
        let before_word = small(right.next()) && small(right.next());
        Place { before, behind, behind_word, before_word }
    }

    /// True for the root of a constant, in a formula: `2√π`, `x√Ω`.
    fn is_of_mathematics(&self, first: char, second: char) -> bool {
        let in_word = self.before.is_ascii_alphabetic() && self.behind_word;
        first == '√' && matches!(second, 'π' | 'Ω' | '∑' | '∏') && !in_word
    }
}

fn is_never_seen(place: &Place, first: char, second: char) -> bool {
    let in_word = place.before.is_ascii_lowercase();
    let within_word = in_word && place.behind.is_ascii_lowercase();
    let beside_word = place.behind_word || place.before_word;
    match first {
        // A root has a letter of Greek, a number or a bracket behind it; what mathematics puts there is damage of the Macintosh in the middle
        // of a word.
        '√' => match second {
            'π' => false,
            '∂' | '∑' | '∏' | '∫' | 'Ω' | '∞' | '≈' | '∆' | '÷' => beside_word && within_word,
            '±' | '≤' | '≥' | '≠' => in_word,
            _ => beside_word,
        },
        'ƒ' => in_word,
        '≈' => in_word && (is_alphabetic(second) || matches!(second, '°' | 'º' | 'ª' | '†')),
        // Boxes are drawn with lines, shades and blanks; what begins a line is a branch of a tree: `├äpfel`.
        '├' | '┼' | '┬' => {
            let is_word = place.behind == ' ' && place.before_word && !is_alphabetic(second);
            beside_word && within_word || (place.behind_word || is_word) && !is_of_boxes(second)
        }
        '─' => beside_word && (within_word || in_word && !is_of_boxes(second)),
        // Pages of Russia and Greece make such letters of Latin ones.
        'Г' | 'Д' | 'Е' | 'Γ' | 'Δ' | 'Ε' if !is_of_words(second) => {
            // Variables have names in Greek, and signs between them; brands have signs behind them.
            let is_letter = is_alphabetic(second) && second != 'µ';
            let is_within = place.before.is_ascii_alphabetic()
                && place.behind.is_ascii_lowercase()
                && beside_word
                && (is_letter || !is_greek(first));
            let is_last = is_letter && in_word && place.behind_word && !place.behind.is_ascii_alphanumeric();
            let is_between = is_letter && place.before == ' ' && place.behind_word && place.before_word;
            is_within || is_last || is_between
        }
        // Whatever it is: a capital does not stand in a word of small letters (`CreÃ«er`, `piĂą`).
        _ => is_capital(first) && in_word && Sign::of(second).is_none(),
    }
}

fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3FF}')
}

/// True for letters that words of Cyrillic and Greek letters are mostly written with.
fn is_of_words(c: char) -> bool {
    matches!(c, 'а'..='я' | 'А'..='Я' | 'α'..='ω' | 'Α'..='Ω')
}

fn is_capital(c: char) -> bool {
    matches!(c, 'À'..='Ž') && c.is_uppercase()
}

fn is_sign_of_capital(place: &Place, capital: char, sign: char) -> bool {
    if !is_capital(capital) {
        return false;
    }
    let Place { before, behind, .. } = *place;
    // Ångström and diameter.
    let is_unit = matches!(capital, 'Å' | 'Ø');
    let begins = !before.is_ascii_alphanumeric();
    match Sign::of(sign) {
        Some(Sign::Never) => true,
        Some(Sign::OfQuantity) => !is_unit && !behind.is_ascii_digit() || behind.is_ascii_lowercase(),
        Some(Sign::BehindWords) => {
            // Variables are squared (`Ä² + Ö²`), and brands are short (`Ö®`); but `Ã³` is a word of many languages.
            begins && matches!(capital, 'Ã' | 'Ă')
                || behind.is_ascii_alphabetic() && !matches!(sign, '´' | '·')
        }
        None => false,
    }
}

/// True for what the first two bytes of dashes, bullets, quotation marks, signs and marks of Chinese are in windows-1252, on the Macintosh and in
/// cp437.
fn is_beginning_of_mark(first: char, second: char) -> bool {
    matches!((first, second), ('Γ' | 'π' | 'Ô', 'Ç') | ('‚' | '„', 'Ä') | ('â', '„' | '‚'))
}

fn is_of_boxes(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21FF}' | '\u{2500}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}')
}

/// True for a sign that never stands directly behind a letter.
pub(crate) fn is_odd_behind_letters(sign: char) -> bool {
    matches!(Sign::of(sign), Some(Sign::Never))
}

/// Where a sign is met behind a capital.
enum Sign {
    Never,
    OfQuantity,
    BehindWords,
}

impl Sign {
    /// `None` for marks that stand behind any letter: quotation marks, dashes, bullets.
    fn of(c: char) -> Option<Sign> {
        match c {
            '¡'..='¨' | 'ª' | '¬' | '¯' | 'µ' | '¶' | '¸' | 'º' | '¿' | 'ƒ' | 'ˆ'..='ˇ' | '˘'..='˝' | '‰' => {
                Some(Sign::Never)
            }
            '°' | '±' | '¼'..='¾' => Some(Sign::OfQuantity),
            '©' | '®' | '²' | '³' | '´' | '·' | '¹' | '™' => Some(Sign::BehindWords),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the first run of characters beyond ASCII speaks, in bits of `ODD_PLACE` and `NEVER_SEEN`.
    fn gain_of(text: &str, from: char) -> i32 {
        let at = text.find(from).unwrap_or_default();
        let len: usize = text[at..].chars().take_while(|c| !c.is_ascii()).map(char::len_utf8).sum();
        gain(text, &(at..at + len))
    }

    /// Of the first capital with a sign behind it.
    fn has_one(text: &str) -> bool {
        let at = text
            .char_indices()
            .find(|(_, c)| matches!(c, 'À'..='Ž' | '√') && !c.is_lowercase())
            .map_or(0, |(at, _)| at);
        let len: usize = text[at..].chars().take(2).map(char::len_utf8).sum();
        gain(text, &(at..at + len)) > 0
    }

    #[test]
    fn pairs_of_intact_text_are_told_from_damage() {
        for text in [
            "Ã¡",
            "Ä°zmir",
            "Ãºltimo",
            "(Î±)",
            "TNFÎ±-x",
            "IL2RÎ³cKO",
            "8Ì¶",
            "SÃƒO",
            "CÃ™IS",
            "Ã© ",
            "Å¼e",
            "JosĂ¤",
            "mĂˇs",
            "JosĹˇ",
            "Ø´",
            "Ã³",
            "Zam√≤",
            "caf√©",
        ] {
            // A letter of a single word is odd with any sign, but for those of units.
            assert_eq!(has_one(text), text != "Ø´", "{text}");
        }
        for text in [
            "Å³",
            "5 Å²",
            "Ø±0,05",
            "Ø² ",
            "CAFÉ®",
            "CAFÉ´S",
            "T·Ø·R",
            "CAFÉ™ ",
            "ŽIŽ®",
            "»Å«",
            "ÉTÉ…",
            "ÃÄ°",
            "Ø½ Zoll",
            "Ä±0,5",
            "√π",
            "n√n",
            "2√±",
            "ñÑªº",
            "ß®",
        ] {
            assert!(!has_one(text), "{text}");
        }
    }

    #[test]
    fn what_no_text_holds_speaks_more() {
        for text in [
            "CreÃ«er een",
            "aoÃ»t",
            "piĂą recente",
            "wĂĽrzig",
            "muĂź ich",
            "comando √® un",
            "√¶ble",
            "mu√ü",
            "h√∫mid",
            "laskavƒõ",
            "matro≈°.",
            "c├│rka",
            "├¿ un alias",
            "klmn├▒opq",
            "ocen─Ö",
            "Kubi┼íta",
            "ΓÇô",
            "media„ÄÇ",
            "‚Ä¢",
            "naГЇve",
            "StraГџe",
            "comando ГЁ un",
            "MΓΌller",
            "piΓΉ o",
        ] {
            let first = text.chars().find(|c| !c.is_ascii()).unwrap_or_default();
            assert_eq!(gain_of(text, first), NEVER_SEEN, "{text}");
        }
        for text in [
            "√®",
            "√°",
            "2√π",
            "n√π",
            "x√∫y",
            "√Ω",
            "a┼┐a",
            "├┤a",
            "─é",
            "ƒé",
            "≈±5",
            "5≈°",
            "CÃ«",
            "ΓÇ",
            "„Ä",
            "É–",
            "÷√®",
            "SÃ« ",
            "dΓ/dt",
            "sinΔ²",
            "iГрок",
            "the Γ± of",
            "xΔ³y",
            "aД·b",
            "sizeΔµm",
            "LexusГ®",
            "okД…",
            "xГ—y",
            "cosΔ±sin",
            "ГЁ un",
            "GTPΓS",
            "xΔα",
        ] {
            let first = text.chars().find(|c| !c.is_ascii()).unwrap_or_default();
            assert_eq!(gain_of(text, first), 0, "{text}");
        }
    }
}
