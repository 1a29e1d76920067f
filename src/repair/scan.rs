//! Finding the places where damage could begin, without reading the rest.
//!
//! Mojibake of UTF-8 needs a character that some code page puts where UTF-8 has its lead bytes, and after it one that the
//! same page puts where UTF-8 has its continuation bytes; the other kinds of damage have their signs too (`legacy`, `multi_byte`).
//! All of them show in few bytes, and whole text seldom has these side by side. So one pass serves all kinds: stretches of ASCII are
//! passed over as such, and of the rest blocks of bytes are screened at once, in loops that compilers turn into SIMD. A screen lets
//! every sign through and little else; what it lets through is looked at one by one.

mod avx2;
pub(crate) mod chars;
pub(crate) mod contractions;
pub(crate) mod east_asian;
mod halves;
pub(crate) mod leads;
pub(crate) mod lines;
pub(crate) mod lone;
mod misspelt;
mod multi_byte;
mod pairs;
mod screen;
pub(crate) mod signs;
pub(crate) mod vocabulary;
mod whole_words;

use std::ops::Range;

use crate::channel::code_page::tables;
use crate::repair::undo::wrong_encoding::{self, alphabets};
use screen::{Any, MultiByte, Screen, BLOCK};

/// The place of the next character at or after `from` that any kind of damage could begin at.
pub(crate) fn next_suspect_of_any_kind(text: &str, from: usize) -> Option<usize> {
    search::<Any>(text.as_bytes(), from, |range| {
        first_in(text, range, |at| {
            let bytes = text.as_bytes();
            let is_of_other = match bytes[at] {
                0xC2 | 0xC3 => wrong_encoding::is_suspect(bytes, at) || lone::is_suspect(bytes, at),
                0xCE | 0xCF => wrong_encoding::is_suspect(bytes, at),
                multi_byte::LEAST_LEAD.. => {
                    multi_byte::is_suspect(bytes, at) || east_asian::is_suspect(bytes, at)
                }
                _ => false,
            };
            is_of_other || alphabets::is_suspect(bytes, at)
        })
    })
}

/// The place of the next character at or after `from` that begins what could be mojibake of a single-byte page.
#[cfg(test)]
pub(crate) fn next_suspect(text: &str, from: usize) -> Option<usize> {
    search::<screen::Pairs>(text.as_bytes(), from, |range| first_in(text, range, |_| false))
}

/// The place of the next character at or after `from` that UTF-8 becomes when a multi-byte page reads it, and that is rare otherwise.
pub(crate) fn next_multi_byte_suspect(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    search::<MultiByte>(bytes, from, |mut range| range.find(|&at| multi_byte::is_suspect(bytes, at)))
}

/// True if a line has a character of East Asia that a letter of Latin and the next one became, see `multi_byte`.
pub(crate) fn has_letters_of_latin(line: &str) -> bool {
    multi_byte::has_letters(line)
}

/// The place at or after `from` that `first` finds in the first block that has one. The screen is to let every such block through.
#[inline(always)]
fn search<S: Screen>(
    bytes: &[u8],
    from: usize,
    mut first: impl FnMut(Range<usize>) -> Option<usize>,
) -> Option<usize> {
    let mut at = from;
    loop {
        at = screen::skip::<S>(bytes, at);
        if screen::end_is_quiet::<S>(bytes, at) {
            return None;
        }
        let end = bytes.len().min(at + BLOCK);
        let hit = first(at..end);
        if hit.is_some() || end == bytes.len() {
            return hit;
        }
        at = end;
    }
}

/// The place of the next byte at or after `from` that is not ASCII, or the end.
#[inline]
pub(crate) fn next_beyond_ascii(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(&eight) = bytes[at..].first_chunk() {
        let high = u64::from_le_bytes(eight) & 0x8080_8080_8080_8080;
        if high != 0 {
            return at + high.trailing_zeros() as usize / 8;
        }
        at += 8;
        while bytes[at..]
            .first_chunk::<BLOCK>()
            .is_some_and(|block| block.iter().fold(0, |all, byte| all | byte) < 0x80)
        {
            at += BLOCK;
        }
    }
    bytes[at..].iter().position(|byte| !byte.is_ascii()).map_or(bytes.len(), |found| at + found)
}

/// The place of the first character beyond ASCII that begins in a range and stands as damage of a single-byte page would (see [`is_damage`]), or of
/// which `is_sign` is true. Each character is looked up once.
#[inline(always)]
fn first_in(text: &str, range: Range<usize>, is_sign: impl Fn(usize) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let tables = tables();
    let char_at = |at: usize| text[at..].chars().next();
    let mut at = (range.start..range.end).find(|at| text.is_char_boundary(*at))?;
    loop {
        at = next_beyond_ascii(bytes, at);
        if at >= range.end {
            return None;
        }
        let mut before = text[..at].chars().next_back();
        let mut first = char_at(at);
        let mut own = first.and_then(|c| tables.entry(c));
        while let Some(c) = first.filter(|c| !c.is_ascii() && at < range.end) {
            let next = at + c.len_utf8();
            let second = char_at(next);
            let entry = second.and_then(|c| tables.entry(c));
            let third = |second: char| char_at(next + second.len_utf8());
            let is_damage = match (own, second, entry) {
                (Some(own), Some(second), Some(entry)) if own.lead & entry.continuation != 0 => {
                    pairs::is_damage(tables, before, (c, own), (second, entry), third(second))
                }
                _ => false,
            };
            if is_damage || is_sign(at) {
                return Some(at);
            }
            (before, first, own, at) = (first, second, entry, next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::code_page::CodePage;
    use crate::dice::Dice;

    /// The naive oracle: every pair of characters, every page.
    fn naive(text: &str) -> Vec<usize> {
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        let is = |page: CodePage, number: usize, range: std::ops::RangeInclusive<u8>| {
            let byte = chars.get(number).and_then(|(_, c)| page.byte_of(*c));
            byte.is_some_and(|byte| range.contains(&byte))
        };
        let is_damage = |number: usize| {
            let before = number.checked_sub(1).map(|before| chars[before].1);
            let third = chars.get(number + 2).map(|(_, c)| *c);
            let is_sequence = |page| is(page, number, 0xE0..=0xF4) && is(page, number + 2, 0x80..=0xBF);
            CodePage::all()
                .filter(|page| is(*page, number, 0xC2..=0xF4) && is(*page, number + 1, 0x80..=0xBF))
                .any(|page| {
                    pairs::is_latin(chars[number].1) && is_sequence(page)
                        || !whole_words::is_of_word(before, chars[number].1, chars[number + 1].1, third)
                })
        };
        (0..chars.len()).filter(|number| is_damage(*number)).map(|number| chars[number].0).collect()
    }

    fn all(text: &str) -> Vec<usize> {
        std::iter::successors(next_suspect(text, 0), |&at| next_suspect(text, at + 1)).collect()
    }

    #[test]
    fn every_pair_of_page_characters_is_found_at_every_offset() {
        let alphabet: Vec<char> =
            CodePage::all().flat_map(|page| (0x80..=0xFF).map(move |b| page.char_of(b))).collect();
        for (i, &first) in alphabet.iter().enumerate().step_by(7) {
            for &second in alphabet.iter().skip(i % 5).step_by(11) {
                let text = format!("{}{first}{second}中a{second}", "x".repeat(i % 67));
                assert_eq!(all(&text), naive(&text), "{text:?}");
            }
        }
    }

    #[test]
    fn every_sign_of_any_kind_is_found_at_every_offset() {
        let mut text = String::new();
        let mut dice = Dice::new(1);
        for number in 0..40_000u32 {
            let sign = SIGNS[dice.roll(SIGNS.len())];
            // Sparse and dense: most blocks have one sign at the most.
            if dice.roll(16) == 0 || number % 5000 < 300 {
                text.push_str(sign);
            } else {
                text.push_str(
                    ["plain text, ", "你好，世界。", "“Yes” — 中…", "été "][number as usize / 64 % 4],
                );
            }
        }
        let found = |next: fn(&str, usize) -> Option<usize>| {
            std::iter::successors(next(&text, 0), |&at| next(&text, at + 1)).collect::<Vec<usize>>()
        };
        let mut each: Vec<usize> = [
            naive(&text),
            found(wrong_encoding::next_suspect),
            multi_byte::naive(&text),
            east_asian_signs(&text),
            lone_leads(&text),
            latin_letters(&text),
        ]
        .concat();
        each.sort_unstable();
        each.dedup();
        assert_eq!(found(next_suspect_of_any_kind), each);
        assert_eq!(found(next_suspect), naive(&text));
        assert_eq!(found(next_multi_byte_suspect), multi_byte::naive(&text));
        assert!(each.len() > 1000);
    }

    #[test]
    fn the_next_byte_beyond_ascii_is_found() {
        for len in 0..200 {
            for place in [0, 1, 7, 8, 9, 63, 71, 72, 80, 150, 199] {
                let mut bytes = vec![b'x'; len];
                bytes.iter_mut().skip(place).step_by(50).for_each(|byte| *byte = 0x80);
                for from in 0..=len {
                    let wanted =
                        bytes[from..].iter().position(|byte| *byte >= 0x80).map_or(len, |at| from + at);
                    assert_eq!(next_beyond_ascii(&bytes, from), wanted);
                }
            }
        }
    }

    fn east_asian_signs(text: &str) -> Vec<usize> {
        let is_sign = |at: &usize| east_asian::is_suspect(text.as_bytes(), *at);
        text.char_indices().map(|(at, _)| at).filter(is_sign).collect()
    }

    fn lone_leads(text: &str) -> Vec<usize> {
        text.char_indices().map(|(at, _)| at).filter(|at| lone::is_suspect(text.as_bytes(), *at)).collect()
    }

    fn latin_letters(text: &str) -> Vec<usize> {
        text.char_indices()
            .map(|(at, _)| at)
            .filter(|at| alphabets::is_suspect(text.as_bytes(), *at))
            .collect()
    }

    /// What begins or ends a sign of some kind, and what looks like it.
    const SIGNS: [&str; 36] = [
        "偺",
        "绰 ",
        "绰",
        "｣ｬ",
        "鈥",
        "銆",
        "锛",
        "涓",
        "褉",
        "褌",
        "縲",
        "縺",
        "繧",
        "繝",
        "荳",
        "蜿",
        "\u{FFFD}",
        "消",
        "é",
        "Ã",
        "©",
        "\u{85}",
        "’",
        "†",
        "“",
        "•",
        "╨",
        "น",
        "√",
        "р",
        " pøi ",
        "f³r ",
        " direcciÛn",
        " voilŕ",
        " ΘtΘ",
        " søster",
    ];

    #[test]
    fn every_pair_of_one_page_passes_the_screen() {
        for page in CodePage::all() {
            for lead in (0xC2..=0xF4).map(|byte| page.char_of(byte)) {
                for continuation in (0x80..=0xBF).map(|byte| page.char_of(byte)) {
                    let text = format!("{}{lead}{continuation}{}", "中".repeat(4), "x".repeat(BLOCK));
                    let is_of_word = whole_words::is_of_word(Some('中'), lead, continuation, Some('x'));
                    assert_eq!(next_suspect(&text, 0).is_none(), is_of_word, "{lead}{continuation}");
                }
            }
        }
    }

    #[test]
    fn letters_that_are_a_sequence_are_no_word() {
        for (text, place) in [("Tiáşżng", Some(2)), ("těží", None), ("część", None), ("nejširší", None)]
        {
            assert_eq!(next_suspect(text, 0), place, "{text}");
        }
    }

    #[test]
    fn whole_text_without_such_characters_has_no_suspects() {
        for text in ["", "plain", "“中文”——，。", "日本語のテスト", "한국어", "😀👩‍👩‍👧"]
        {
            assert_eq!(next_suspect(text, 0), None, "{text}");
        }
    }
}
