//! Tells how an input, and each line of it, is to be read: as UTF-8, as UTF-16, or as bytes of another encoding.

use super::{utf8, whole_utf8};

/// How an input is read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// Of another encoding, but for lines that are surely UTF-8.
    Bytes,
}

/// Bytes of an input that tell whether it is UTF-8 at all.
pub(super) const BEGINNING: usize = 1 << 16;

impl Encoding {
    /// UTF-16 is recognised by its byte order mark.
    pub(super) fn of(beginning: &[u8]) -> Encoding {
        match beginning {
            [0xFF, 0xFE, ..] => Encoding::Utf16Le,
            [0xFE, 0xFF, ..] => Encoding::Utf16Be,
            _ if is_foreign(beginning) => Encoding::Bytes,
            _ => Encoding::Utf8,
        }
    }
}

/// True if the bytes beyond ASCII are of another encoding. Of such text up to two thirds look like UTF-8 in a short line, for a third of
/// all pairs of letters do; in UTF-8 that holds strays, the strays are few.
fn is_foreign(input: &[u8]) -> bool {
    let beginning = match input.get(..BEGINNING) {
        Some(beginning) => &beginning[..whole_utf8(beginning)],
        None => input,
    };
    if utf8(beginning).is_some() || !has_too_many_strays(beginning) {
        return false;
    }
    // A file put together from others has lines of both.
    let (mut sure, mut foreign) = (0, 0);
    for line in beginning.split(|byte| *byte == b'\n') {
        match utf8(line) {
            Some(text) => {
                sure += u32::from(text.bytes().filter(|byte| !byte.is_ascii()).count() >= NO_CHANCE)
            }
            None => foreign += u32::from(looks_foreign(line)),
        }
    }
    4 * sure < foreign
}

fn has_too_many_strays(bytes: &[u8]) -> bool {
    let (mut sound, mut stray, mut at, mut end) = (0, 0, 0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        at += chunk.valid().len();
        if at >= end {
            end = at + forbidden_len(&bytes[at..]);
        }
        at += chunk.invalid().len();
        stray += at.saturating_sub(end).min(chunk.invalid().len());
    }
    2 * stray > sound
}

/// The length of a sequence at the beginning of `bytes` that has the shape of UTF-8 and that the standard forbids, though programs write it: half of
/// a pair of UTF-16, NUL in two bytes, what is beyond the last code point. No stray: other encodings hardly have it. 0 if there is none.
fn forbidden_len(bytes: &[u8]) -> usize {
    match bytes {
        [0xC0, 0x80, ..] => 2,
        [0xED, 0xA0..=0xBF, 0x80..=0xBF, ..] => 3,
        [0xF4, 0x90..=0xBF, 0x80..=0xBF, 0x80..=0xBF, ..] => 4,
        _ => 0,
    }
}

/// True if a line that is not UTF-8 looks like text of another encoding.
fn looks_foreign(line: &[u8]) -> bool {
    has_too_many_strays(line) && !is_cut(line) && !has_letter_of_utf8(line)
}

/// True if a letter of Latin-1 or Latin Extended-A stands within a word as UTF-8 has it, `ni\xC3\xB1o`: other encodings have capitals and symbols
/// for its bytes, or half a word. The strays of such a line were put in from elsewhere.
fn has_letter_of_utf8(line: &[u8]) -> bool {
    memchr::memchr3_iter(0xC3, 0xC4, 0xC5, line).any(|at| {
        let before = at.checked_sub(1).map_or(b' ', |before| line[before]);
        let behind = line.get(at + 2).copied().unwrap_or(b' ');
        line.get(at + 1).is_some_and(|second| (0x80..=0xBF).contains(second))
            && before.is_ascii()
            && behind.is_ascii()
            && (before.is_ascii_lowercase() || behind.is_ascii_lowercase())
    })
}

/// True if a line is UTF-8 of which the last character was cut: programs cut at a number of bytes.
fn is_cut(line: &[u8]) -> bool {
    let end = line.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |last| last + 1);
    let line = &line[..end];
    let Some(error) = std::str::from_utf8(line).err().filter(|error| error.error_len().is_none()) else {
        return false;
    };
    let (sound, left) = line.split_at(error.valid_up_to());
    let sound = sound.iter().filter(|byte| !byte.is_ascii()).count();
    match left {
        // Dashes, quotation marks and emoji stand in lines without any other such character.
        [0xE2, _] | [0xF0, 0x9F, ..] => true,
        [_] => sound > 2,
        _ => sound > 1,
    }
}

/// Bytes beyond ASCII of a line that are UTF-8 by no chance, whatever the lines around it are.
const NO_CHANCE: usize = 12;
/// True if a line of an input that `encoding` names, and that is not UTF-8 as a whole, is of another encoding.
pub(super) fn is_foreign_line(line: &[u8], encoding: Encoding) -> bool {
    match utf8(line) {
        Some(text) if encoding == Encoding::Bytes => {
            let beyond = text.bytes().filter(|byte| !byte.is_ascii()).count();
            0 < beyond && beyond < NO_CHANCE
        }
        Some(_) => false,
        None => encoding == Encoding::Bytes || looks_foreign(line),
    }
}
