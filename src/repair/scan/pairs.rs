//! Pairs of characters that are a lead and a continuation of some single-byte page, and do not stand as in a whole word.

use super::chars::{char_at, char_before};
use super::screen::Window;
use super::whole_words;
use crate::channel::code_page::{tables, Entry, Tables};
use crate::repair::undo::wrong_encoding;

/// True if such a pair begins at `at`, or what another encoding shows there.
pub(super) fn is_suspect(bytes: &[u8], at: usize) -> bool {
    is_pair(bytes, at)
        || matches!(bytes[at], 0xC2 | 0xC3 | 0xCE | 0xCF) && wrong_encoding::is_suspect(bytes, at)
}

/// True if such a pair begins at `at`.
pub(super) fn is_pair(bytes: &[u8], at: usize) -> bool {
    let tables = tables();
    let Some(first) = char_at(bytes, at) else { return false };
    let next = at + first.len_utf8();
    let Some(second) = char_at(bytes, next) else { return false };
    match (tables.entry(first), tables.entry(second)) {
        (Some(lead), Some(continuation)) if lead.lead & continuation.continuation != 0 => {
            let behind = char_at(bytes, next + second.len_utf8());
            is_damage(tables, char_before(bytes, at), (first, lead), (second, continuation), behind)
        }
        _ => false,
    }
}

/// True if one of the first three bytes of `window` is the last of a row that another encoding left and that begins in front of it: a letter behind another
/// one, Greek behind a line.
#[inline(always)]
pub(super) fn ends_row([first, second, third]: [u8; 3], window: &Window) -> bool {
    let is_letter = |byte: u8| (0xC3..=0xC5).contains(&byte);
    let is_line = |first: u8, second: u8| first == 0xE2 && (0x94..=0x96).contains(&second);
    let is_greek = |byte: u8| byte == 0xCE || byte == 0xCF;
    window[0] == 0xC3 && is_letter(second)
        || window[1] == 0xC3 && is_letter(third)
        || is_greek(window[0]) && is_line(first, second)
        || is_greek(window[1]) && is_line(second, third)
        || is_greek(window[2]) && is_line(third, window[0])
}

/// True if a lead and a continuation of some page, between `before` and `behind`, do not stand as in a whole word, or are Latin letters with which
/// `behind` makes a sequence (`Tiáşżng`).
#[inline(always)]
pub(super) fn is_damage(
    tables: &Tables,
    before: Option<char>,
    (first, lead): (char, &Entry),
    (second, continuation): (char, &Entry),
    behind: Option<char>,
) -> bool {
    let third = || behind.and_then(|c| tables.entry(c)).map_or(0, |entry| entry.continuation);
    !whole_words::is_of_word(before, first, second, behind)
        || is_latin(first) && lead.long_lead & continuation.continuation & third() != 0
}

/// True for the letters of Western and Central Europe.
pub(super) fn is_latin(c: char) -> bool {
    c < '\u{180}'
}
