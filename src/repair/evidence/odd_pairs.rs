//! Pairs of characters that intact text does not hold: `Ã¡`, `Ä°`, `Î±` are damage, wherever they stand.
//!
//! A text model that knows a sign at any place, since footnotes and units stand behind anything, prices such pairs too low. Counted in 103,000
//! text files of packages and in 450 MB of prose: a capital of Latin letters beyond ASCII with such a sign behind it is part of a chart of characters, which
//! goes on beside it, or damage; nothing else was found but units (`Å³`) and what stands behind whole words (`CAFÉ®`, `É´S`).

use std::ops::Range;

/// True if the characters from one place to another are such a pair.
pub(crate) fn is_odd(text: &str, pair: &Range<usize>) -> bool {
    let mut chars = text[pair.clone()].chars();
    let (Some(capital), Some(sign), None) = (chars.next(), chars.next(), chars.next()) else { return false };
    let before = text[..pair.start].chars().next_back().unwrap_or('\n');
    let behind = text[pair.end..].chars().next().unwrap_or('\n');
    if !before.is_ascii() || !behind.is_ascii() {
        return false;
    }
    // A root has a letter, a number or a bracket behind it; in the middle of a word it is damage of the Macintosh.
    if capital == '√' {
        return before.is_ascii_alphabetic()
            && matches!(sign, '©' | '®' | '±' | '≤' | '≥' | '¶' | '≠' | '´' | '¨');
    }
    if !matches!(capital, 'À'..='Ž') || !capital.is_uppercase() {
        return false;
    }
    // Ångström and diameter.
    let is_unit = matches!(capital, 'Å' | 'Ø');
    let begins = !before.is_ascii_alphanumeric();
    match Sign::of(sign) {
        Some(Sign::Never) => true,
        Some(Sign::OfQuantity) => !is_unit && !behind.is_ascii_digit() || behind.is_ascii_lowercase(),
        Some(Sign::BehindWords) => {
            begins && !is_unit || behind.is_ascii_alphabetic() && !matches!(sign, '´' | '·')
        }
        None => false,
    }
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

    fn has_one(text: &str) -> bool {
        let at = text
            .char_indices()
            .find(|(_, c)| matches!(c, 'À'..='Ž' | '√') && !c.is_lowercase())
            .map_or(0, |(at, _)| at);
        let len: usize = text[at..].chars().take(2).map(char::len_utf8).sum();
        is_odd(text, &(at..at + len))
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
}
