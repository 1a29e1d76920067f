//! Cuts text into lines, whichever way they end: LF, CRLF or CR alone.

use std::ops::Range;

/// A line of a text: where it starts, where its text ends, where the next line starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) start: usize,
    /// End of the line's text, before its terminator.
    pub(crate) end: usize,
    /// Start of the next line: past the terminator.
    pub(crate) next: usize,
}

impl Line {
    pub(crate) fn text(self) -> Range<usize> {
        self.start..self.end
    }
}

/// The lines of `text`, in order. Their `start..next` ranges cover it.
pub(crate) struct Lines<'t> {
    text: &'t [u8],
    at: usize,
}

pub(crate) fn lines(text: &str) -> Lines<'_> {
    Lines { text: text.as_bytes(), at: 0 }
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        let start = self.at;
        let rest = self.text.get(start..).filter(|rest| !rest.is_empty())?;
        let (end, next) = match memchr::memchr2(b'\n', b'\r', rest) {
            None => (self.text.len(), self.text.len()),
            Some(found) => {
                let end = start + found;
                let pair = self.text[end] == b'\r' && self.text.get(end + 1) == Some(&b'\n');
                (end, end + 1 + usize::from(pair))
            }
        };
        self.at = next;
        Some(Line { start, end, next })
    }
}

/// Where a block of whole lines ends that starts at `from` and has at least `size` bytes, if `text` has as many.
///
/// A CR at the very end of the bytes at hand may be half of a CRLF; the block then goes on to the next line, so that
/// text cut into blocks is cut into the same lines as text taken whole.
pub(crate) fn block_end(text: &str, from: usize, size: usize) -> usize {
    let bytes = text.as_bytes();
    let from = from.saturating_add(size).min(bytes.len());
    let Some(found) = memchr::memchr2(b'\n', b'\r', &bytes[from..]) else { return bytes.len() };
    let at = from + found + 1;
    match bytes.get(at) {
        Some(b'\n') if bytes[at - 1] == b'\r' => at + 1,
        _ => at,
    }
}

/// `text` without the blank lines at its end; the last line that has text keeps its own trailing blanks.
pub(crate) fn trim_blank_lines(text: &str) -> &str {
    let mut end = text.len();
    // Everything behind `end` is blank lines. A terminator may close the last line that has text, so it goes first.
    loop {
        let bytes = &text.as_bytes()[..end];
        let line = memchr::memrchr2(b'\n', b'\r', bytes).map_or(0, |at| at + 1);
        if !text[line..end].trim().is_empty() || line == 0 {
            return &text[..end];
        }
        end = line - 1;
        if text.as_bytes()[end] == b'\n' && end > 0 && text.as_bytes()[end - 1] == b'\r' {
            end -= 1;
        }
    }
}

/// Bytes at the start of `text` that show nothing: blanks, byte order marks, zero-width and direction marks.
pub(crate) fn invisible_prefix(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += match &text[at..] {
            [b' ' | b'\t', ..] => 1,
            [0xC2, 0xA0, ..] => 2,
            rest => match invisible_mark(rest) {
                0 => return at,
                length => length,
            },
        };
    }
}

/// Length of the zero-width mark, direction mark, byte order mark or wide blank that `text` starts with; 0 if none.
pub(crate) fn invisible_mark(text: &[u8]) -> usize {
    match text {
        [0xEF, 0xBB, 0xBF, ..] => 3,        // U+FEFF
        [0xE2, 0x80, 0x8B..=0x8F, ..] => 3, // U+200B-200F
        [0xE2, 0x80, 0xAA..=0xAF, ..] => 3, // U+202A-202E, U+202F
        [0xE2, 0x81, 0xA0..=0xA9, ..] => 3, // U+2060-2069
        [0xE3, 0x80, 0x80, ..] => 3,        // U+3000
        _ => 0,
    }
}

/// `text` without blanks and invisible marks at either end, as a range into it.
pub(crate) fn trim_invisible(text: &str, range: Range<usize>) -> Range<usize> {
    let hidden = |c: char| {
        c.is_whitespace()
            || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
    };
    let part = &text[range.clone()];
    let left = part.len() - part.trim_start_matches(hidden).len();
    let kept = part.trim_matches(hidden).len();
    range.start + left..range.start + left + kept
}
