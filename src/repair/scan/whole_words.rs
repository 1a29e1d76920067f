//! Pairs of characters that words of other scripts are full of, and that are a lead and a continuation of some page by chance.
//!
//! Nearly every line of Russian has a pair that cp866 would read as UTF-8 (`то`), and every line of Thai one of windows-874. Damage shows in other
//! pairs, too: half of the continuations of these pages, or more, are no small letters of the script but capitals, signs and lines of boxes.

use crate::model::letters::is_alphabetic;

/// True if `first` and `second`, a lead and a continuation of some page, stand as they do in a whole word between `before` and `behind`.
pub(super) fn is_of_word(before: Option<char>, first: char, second: char, behind: Option<char>) -> bool {
    let is_ascii_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let is_alone = || !is_ascii_letter(before) && !is_ascii_letter(behind);
    let ends = || behind.is_none_or(|c| c.is_ascii() && !c.is_ascii_alphanumeric());
    match first {
        'а'..='џ' | 'ґ' => {
            is_small_cyrillic(first) && is_small_cyrillic(second) && is_alone()
                || is_mark(second) && before.is_some_and(is_small_cyrillic) && ends()
                // `Бөл № 5`, with a no-break space: in damage these are three bytes of Hangul, which have no such letter in front.
                || second == '\u{A0}'
                    && before.is_some_and(|c| matches!(c, 'а'..='я' | '\u{48A}'..='\u{4FF}'))
                    && behind.is_some_and(|c| !is_alphabetic(c))
                || second == '’'
                    && before.is_none_or(is_before_word)
                    && behind.is_some_and(|c| matches!(c, 'а'..='я' | 'є' | 'ї'))
        }
        // `Він`: where windows-1251 read UTF-8, these begin signs and letters of Latin, which no such letter has behind.
        'В'..='П' | 'Т'..='Я' => {
            matches!(second, 'є' | 'і' | 'ї')
                && before.is_none_or(|c| c.is_ascii() && !c.is_ascii_alphanumeric())
                && behind.is_some_and(|c| matches!(c, 'а'..='я'))
        }
        // What begins with `â` are signs and emoji.
        'ß'..='\u{17E}' if first != 'â' => {
            is_small_latin(first)
                && is_small_latin(second)
                && behind.is_none_or(|c| c.is_ascii() || is_small_latin(c) && c != 'â')
        }
        // `Účet`: what begins a damaged letter of Latin is `Ã`, `Ä`, `Å`, or what other pages have there, and other scripts have another letter behind.
        'É'..='Þ' | 'Č'..='Ķ' | 'Ŕ'..='Ž' => {
            first.is_uppercase()
                && is_small_latin(second)
                && before.is_none_or(|c| c.is_ascii() && !c.is_ascii_alphanumeric())
                && behind.is_some_and(|c| c.is_ascii_lowercase())
        }
        'ก'..='๎' => {
            is_thai(second)
                && is_alone()
                && !is_other_read_as_thai(before, first)
                && !is_thai_read_as_thai(first, second, behind)
        }
        'α'..='ώ' => is_mark(second) && before.is_some_and(|c| matches!(c, 'Ά'..='ώ')) && ends(),
        'ء'..='ي' => {
            matches!(second, '،' | '؛') && before.is_some_and(|c| matches!(c, 'ء'..='ي')) && ends()
        }
        _ => false,
    }
}

/// True for what stands behind a word.
fn is_mark(c: char) -> bool {
    matches!(c, '»' | '…' | '’' | '”' | '—' | '–')
}

fn is_before_word(c: char) -> bool {
    is_small_cyrillic(c) || matches!(c, 'А'..='Я') || c.is_ascii() && !c.is_ascii_alphanumeric()
}

/// `џ` is no letter here, but the second byte of emoji.
fn is_small_cyrillic(c: char) -> bool {
    matches!(c, 'а'..='я' | 'ё' | 'є' | 'і' | 'ї' | 'ў' | 'ґ')
}

/// `œ` is no letter here, but the second byte of dingbats, nor `ź`, that of emoji.
fn is_small_latin(c: char) -> bool {
    matches!(c, 'ß'..='ö' | 'ø'..='ÿ' | '\u{101}'..='\u{17E}') && c.is_lowercase() && !matches!(c, 'œ' | 'ź')
}

fn is_thai(c: char) -> bool {
    matches!(c, 'ก'..='๎')
}

/// True for the first byte of Cyrillic, Hebrew or Arabic read as Thai, where a vowel sign of Thai does not stand: at the beginning of a word, behind
/// another one; and for those of Greek, which Thai hardly ever has.
fn is_other_read_as_thai(before: Option<char>, first: char) -> bool {
    let before = before.unwrap_or(' ');
    let is_consonant = matches!(before, 'ก'..='ฮ');
    match first {
        'ฮ' | 'ฯ' => true,
        'ะ' | 'า' | 'ำ' => !is_consonant && !matches!(before, 'า' | '่'..='๋'),
        'ั' | 'ิ'..='ฺ' => !is_consonant,
        '็'..='๎' => !is_thai(before),
        _ => false,
    }
}

/// True for the first two bytes of a letter of Thai, read as Thai, before what can be the third one or the next letter.
fn is_thai_read_as_thai(first: char, second: char, behind: Option<char>) -> bool {
    first == 'เ'
        && matches!(second, 'ธ' | 'น')
        && behind.is_none_or(|c| !is_thai(c) || matches!(c, 'ก'..='ฟ' | 'เ'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the characters from the second on.
    fn is(text: &str) -> bool {
        let mut chars = text.chars();
        let (before, first, second) = (chars.next(), chars.next().unwrap(), chars.next().unwrap());
        is_of_word(before, first, second, chars.next())
    }

    #[test]
    fn pairs_of_words_are_told_from_damage() {
        for text in [
            "это ",
            "ові ",
            "илё",
            "máš ",
            "těší",
            "nýžd",
            "Gđó ",
            "dół",
            "วันน",
            "กเธอ",
            "ος».",
            "ων… ",
            "مة، ",
            "εν»",
            " Úče",
            " Úředn",
            "ов»,",
            "ит… ",
            "ом’я",
            "өл\u{A0}№",
            " м’я",
            " Він",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "nцёo",
            " РџС",
            "тАЩs",
            "\u{20}âš ",
            "xâœ”",
            "xãƒ¼",
            " áº¯",
            "fรฉ ",
            " ะดะ",
            " ุชู",
            "xฮดฮ",
            "กเธก",
            "กเธเ",
            "aα» ",
            " ط§ظ",
            " ة،ظ",
            "xä¸",
            " Ãše",
            " Úč",
            "xÚče",
            " Ĺže",
            " ÚčÚ",
            " в„–",
            "cГіn",
            "aв» ",
            "тв€“",
            " Рік",
            "nвЂ™",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
