//! Stretches that were met as damage and as nothing else: the commonest signs, `Â©`, `Âµ`, `Î©`, `âœ”`.
//!
//! A text model prices a rare sign in short text hardly lower than what is left of it, so that what it gains would not make up for what damage
//! costs beforehand. Of 1.6 million lines beyond ASCII in 93,000 text files of packages, 250 have one of these stretches, and all of these are damage or
//! speak about it. All of them are UTF-8 read with a page of western Europe.

use std::ops::Range;

use crate::model::letters::is_alphabetic;

/// What windows-1252 has for the byte order mark of UTF-8.
const BYTE_ORDER_MARK: &str = "ï»¿";

/// True if a stretch of a text is one of those, with ASCII on both sides; or the byte order mark at the beginning, with anything behind it.
pub(crate) fn is(text: &str, run: &Range<usize>) -> bool {
    if run.start == 0 && &text[run.clone()] == BYTE_ORDER_MARK {
        return true;
    }
    let before = text[..run.start].chars().next_back().unwrap_or('\n');
    let behind = text[run.end..].chars().next().unwrap_or('\n');
    let mut chars = text[run.clone()].chars();
    let (Some(first), Some(second)) = (chars.next(), chars.next()) else { return false };
    before.is_ascii()
        && behind.is_ascii()
        && match (chars.next(), chars.next()) {
            (None, _) => !before.is_ascii_uppercase() && is_pair(before, first, second, behind),
            (Some(third), None) => first == 'â' && is_second_of_three(second) && !third.is_ascii(),
            _ => false,
        }
}

/// What windows-1252 has for the first two bytes of emoji: no text has these two letters side by side.
pub(crate) const OF_EMOJI: &str = "ðŸ";

/// What windows-1252 leaves of the selector behind signs that are shown as emoji: a letter and a cedilla, which no text has side by side.
pub(crate) const SELECTOR: &str = "ï¸";

/// What windows-1252 leaves of `❌`, the commonest sign that loses its second byte: no word has these two letters side by side.
pub(crate) const OF_CROSS: &str = "âŒ";

/// True if a run is what is left of `❌`, and no word goes on behind it.
pub(crate) fn is_cross(text: &str, run: &Range<usize>) -> bool {
    &text[run.clone()] == OF_CROSS && !text[run.end..].starts_with(is_alphabetic)
}

/// True if a stretch is what windows-1252 leaves of such signs, one behind another: hearts, hands, `✌️`.
pub(crate) fn are_dressed_signs(stretch: &str) -> bool {
    let is_sign = |sign: &str| sign.starts_with('â') && (2..=3).contains(&sign.chars().count());
    stretch.ends_with(SELECTOR) && stretch.split_terminator(SELECTOR).all(is_sign)
}

/// What windows-1252 leaves of `═`, of which rules in code are drawn, and which loses its last byte.
pub(crate) const OF_RULE: &str = "â•â•â•";

/// True if a stretch is the same letter and mark again and again: what is left of a rule that is drawn across a page.
pub(crate) fn is_rule(stretch: &str) -> bool {
    let mut chars = stretch.chars();
    let pair = (chars.next(), chars.next());
    let is_pair = matches!(pair, (Some('â'), Some(second)) if is_second_of_three(second));
    let all: Vec<char> = stretch.chars().collect();
    is_pair && all.len() >= 6 && all.chunks(2).all(|two| two == &all[..2])
}

/// True if a stretch stands between characters of ASCII.
pub(crate) fn is_in_ascii(text: &str, run: &Range<usize>) -> bool {
    let is_ascii = |c: char| c.is_ascii();
    text[..run.start].chars().next_back().is_none_or(is_ascii)
        && text[run.end..].chars().next().is_none_or(is_ascii)
}

/// True if a stretch between characters of ASCII stands in front of a year, as a sign of copyright does: behind the word, or before whose it is
/// (`漏 2006 Acme`). A year of East Asia has its own word behind, and what is of a year may be a file (`짤 2016.zip`).
pub(crate) fn is_before_year(text: &str, run: &Range<usize>) -> bool {
    const WORD: &str = "copyright";
    let is_ascii = |c: char| c.is_ascii();
    let before = text[..run.start].trim_end_matches([' ', '(', ')', 'c', 'C', ':']);
    let is_behind_word = || {
        let start = before.len().saturating_sub(WORD.len());
        before.get(start..).is_some_and(|word| word.eq_ignore_ascii_case(WORD))
    };
    let Some(behind) = text[run.end..].strip_prefix(' ') else { return false };
    let is_year = matches!(behind.as_bytes(), [b'1', b'9', a, b, ..] | [b'2', b'0', a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit());
    let rest = behind.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | ',' | ' '));
    let is_of_somebody = || rest.starts_with(|c: char| c.is_ascii_uppercase());
    text[..run.start].trim_end_matches(' ').chars().next_back().is_none_or(is_ascii)
        && is_year
        && (is_of_somebody() || is_behind_word() && rest.chars().next().is_none_or(is_ascii))
}

/// A capital, and what does not stand behind one that no other capital is in front of.
fn is_pair(before: char, first: char, second: char, behind: char) -> bool {
    let in_word = before.is_ascii_lowercase();
    match (first, second) {
        // An operator of physics has a hat, and is squared and multiplied.
        ('Â', '²' | '³' | '¹') => in_word || before.is_ascii_digit(),
        ('Â', '·') => in_word && behind.is_ascii_lowercase() || !in_word && behind == ' ',
        ('Â', '±') => behind.is_ascii_digit(),
        // A variable is multiplied, and a number divided.
        ('Ã', '·') => {
            before.is_ascii_whitespace() == behind.is_ascii_whitespace() && !behind.is_ascii_alphabetic()
        }
        ('Î', '·') => !behind.is_ascii_alphabetic(),
        // Below it is a control of Latin-1, where windows-1252 had an apostrophe.
        ('Â', '’') => in_word && behind.is_ascii_lowercase(),
        ('Â' | 'Ã' | 'Î' | 'Ï', '¡'..='¿') => true,
        (
            'Ã' | 'Î' | 'Ï',
            '€' | 'ƒ' | '„' | '†' | '‡' | 'ˆ' | '‰' | 'Š' | 'Œ' | 'Ž' | '˜' | 'š' | 'œ' | 'ž' | 'Ÿ',
        ) => true,
        // A quotation may close behind a letter, and trail off.
        ('Î' | 'Ï', '‘' | '’' | '“' | '”' | '…') => behind.is_ascii_alphanumeric(),
        _ => false,
    }
}

/// What windows-1252 has for the second bytes of signs, arrows, dashes and dingbats.
fn is_second_of_three(c: char) -> bool {
    matches!(
        c,
        '€' | '‚'
            | '„'
            | '†'
            | '‡'
            | 'ˆ'
            | '‰'
            | 'Š'
            | '‹'
            | 'Œ'
            | 'Ž'
            | '•'
            | '˜'
            | '™'
            | 'š'
            | 'œ'
            | 'ž'
            | 'Ÿ'
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_sign_of_copyright_is_told_by_the_year() {
        let is = |text: &str| {
            let at = text.rfind(['漏', '짤']).unwrap();
            super::is_before_year(text, &(at..at + text[at..].chars().next().map_or(0, char::len_utf8)))
        };
        assert!(["漏 2006 Acme", "Copyright 漏 1998-2003, a", "copyright (c) 漏 2001", "(짤 2020, Ann)"]
            .iter()
            .all(|text| is(text)));
        assert!(![
            "漏 2006 年",
            "짤 2016",
            "짤 2016.zip",
            "짤 2020 best",
            "Memes: 짤 2016",
            "Copyright 漏 2006 年",
            "漏 200",
            "漏 水",
            "漏2006",
            "漏 20",
            "漏",
            "x泄 漏 2006"
        ]
        .iter()
        .any(|text| is(text)));
    }

    fn is(text: &str) -> bool {
        let at = text.find(|c: char| !c.is_ascii()).unwrap_or(0);
        let len: usize = text[at..].chars().take_while(|c| !c.is_ascii()).map(char::len_utf8).sum();
        super::is(text, &(at..at + len))
    }

    #[test]
    fn common_signs_are_told_from_what_stands_behind_capitals() {
        for text in [
            "Â© 2020",
            "AcmeÂ®",
            "Â±5 %",
            "5 Âµm",
            "20 mÂ²",
            "colÂ·lega",
            "Â· item",
            "Â¼",
            "nÂº 5",
            "17 U.S.C. Â§ 101",
            "Ã· 2",
            "Î”T",
            "10 kÎ©",
            "Î²-carotene",
            "Hâ‚‚O",
            "âœ” done",
            "ÃŸ",
            "TomÂ’s",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "Â² + B²",
            "ROMÂ®",
            "MAÇÃ®",
            "Â·B",
            "Â ± 2",
            "pâ”—",
            "Â",
            "Ï…",
            "Î” ",
            "10 Å²",
            "Ø±0,05",
            "Ä² + Ö²",
            "âge",
            "Âge",
            "Â©®",
            "dÂ’",
            "Â’s",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
