//! Lines that are no text: data with controls, tables of the codes of a page.

use crate::channel::code_page::CodePage;

/// True for what is no text: two characters, and one in 32, are controls that no text has, or there are four kinds of these. Some separate records or fields,
/// strike letters over, or format messages. A string of a program has them as escapes, so that a module in one string is bytes, too. And tables of the
/// codes of a page.
pub(super) fn is_binary(line: &str) -> bool {
    let bytes = line.as_bytes();
    let escaped = escaped_controls(bytes);
    // Most lines have none, which is told many bytes at a time.
    if escaped == 0 && bytes.iter().filter(|byte| **byte < 0x20 || **byte == 0x7F).count() <= 1 {
        return is_table_of_codes(line);
    }
    let is_control =
        |byte: &&u8| matches!(**byte, 0x4..=0x7 | 0xB | 0xE | 0x10 | 0x13..=0x15 | 0x17..=0x1A | 0x7F);
    let controls = bytes.iter().filter(is_control).count() - of_bullets(bytes) + escaped;
    let kinds = bytes.iter().filter(is_control).fold(0, |kinds: u128, byte| kinds | 1 << byte).count_ones();
    controls > 1 && 32 * controls >= line.chars().count() || kinds >= KINDS || is_table_of_codes(line)
}

/// Controls that no text has, written as escapes (`\0`, `\x01`, `\u0002`), if they are many: a text in code has a few, and `\033` in front of a colour.
fn escaped_controls(bytes: &[u8]) -> usize {
    let is_escaped = |at: &usize| match bytes[at + 1..] {
        [b'0', b'0'..=b'9', ..] => false,
        [b'0', ..] => true,
        [b'x', first, last, ..] => is_control([first, last]),
        [b'u', b'0', b'0', first, last, ..] => is_control([first, last]),
        _ => false,
    };
    let count = memchr::memchr_iter(b'\\', bytes).filter(is_escaped).count();
    if count >= ESCAPES && SHARE_OF_ESCAPES * count >= bytes.len() {
        count
    } else {
        0
    }
}

/// True for the digits of a control that no text has.
fn is_control(digits: [u8; 2]) -> bool {
    matches!(
        digits,
        [b'0', b'0'..=b'7' | b'b' | b'B' | b'e' | b'E' | b'f' | b'F'] | [b'1', b'0'..=b'9' | b'a' | b'A']
    )
}

/// Controls of the bullets of CHAT, which link a turn to its recording: `\u{15}0_1500\u{15}`.
fn of_bullets(bytes: &[u8]) -> usize {
    const BULLET: u8 = 0x15;
    let mut controls = 0;
    let mut ends = memchr::memchr_iter(BULLET, bytes).peekable();
    while let Some(start) = ends.next() {
        let is_times = |end: &usize| {
            let mut times = bytes[start + 1..*end].split(|byte| *byte == b'_');
            let is_time = |time: &[u8]| !time.is_empty() && time.iter().all(u8::is_ascii_digit);
            times.by_ref().take(2).filter(|time| is_time(time)).count() == 2 && times.next().is_none()
        };
        controls += if ends.next_if(is_times).is_some() { 2 } else { 0 };
    }
    controls
}

/// True for a table of the codes of a page: eight controls beyond ASCII in the order of their codes, beside one another or with little between them, or twelve
/// of which each stands there once, or three that stand each behind the mark that windows-1252 has for it, and what is of ASCII (`"€":"\u{80}"`).
fn is_table_of_codes(line: &str) -> bool {
    let (mut last, mut end, mut row, mut paired) = ('\0', 0, 1, 0);
    let (mut free, mut kinds) = (0, 0u32);
    let bytes = line.as_bytes();
    for at in memchr::memchr_iter(0xC2, bytes).filter(|at| matches!(bytes.get(at + 1), Some(0x80..=0x9F))) {
        let c = char::from(bytes[at + 1]);
        row = if line[end..at].is_ascii() && at - end <= BETWEEN && c as u32 == last as u32 + 1 {
            row + 1
        } else {
            1
        };
        // Behind other bytes of UTF-8 or of East Asia they are parts of characters.
        if !line[..at].ends_with(|c: char| ('\u{80}'..='\u{FF}').contains(&c)) {
            free += 1;
            kinds |= 1 << (c as u32 & 0x1F);
        }
        (last, end) = (c, at + 2);
        let mark = CodePage::WINDOWS_1252.char_of(bytes[at + 1]);
        let is_mapped = |before: &str| {
            before.ends_with(|c: char| c.is_ascii()) && before.chars().rev().take(MAPPED).any(|c| c == mark)
        };
        paired += u32::from(mark != c && is_mapped(&line[..at]));
        if row == CODES || paired == MAPS {
            return true;
        }
    }
    free >= EACH_ONCE && kinds.count_ones() == free
}

/// Escapes of controls of the shortest data, and one in how many bytes they are at the least.
const ESCAPES: usize = 8;
const SHARE_OF_ESCAPES: usize = 24;
/// Kinds of controls that no text has.
const KINDS: u32 = 4;
/// Controls in order that are a table, those of which each stands there once, and those that stand behind their marks; bytes and characters between two.
const CODES: u32 = 8;
const EACH_ONCE: u32 = 12;
const BETWEEN: usize = 6;
const MAPS: u32 = 3;
const MAPPED: usize = 4;
