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

/// The lines of `text[block]`, by their places in `text`.
pub(crate) fn lines_in(text: &str, block: Range<usize>) -> impl Iterator<Item = Line> + '_ {
    let from = block.start;
    lines(&text[block]).map(move |line| Line {
        start: line.start + from,
        end: line.end + from,
        next: line.next + from,
    })
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

/// True for the last byte of a line end. Before the first line there is none: nothing, or a byte order mark.
pub(crate) fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// The line above the one that starts at `start`, if it has no more than `longest` bytes.
pub(crate) fn line_above(text: &str, start: usize, longest: usize) -> Option<Range<usize>> {
    let mut end = start.checked_sub(1).filter(|end| is_line_end(text.as_bytes()[*end]))?;
    if text.as_bytes()[end] == b'\n' && end > 0 && text.as_bytes()[end - 1] == b'\r' {
        end -= 1;
    }
    let from = end.saturating_sub(longest + 1);
    match memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[from..end]) {
        Some(at) => Some(from + at + 1..end),
        None if from == 0 => Some(0..end),
        None => None,
    }
}

/// The name on the line above the one that starts at `start`: where that line begins, and the name.
pub(crate) fn name_above(text: &str, start: usize, longest: usize) -> Option<(usize, Range<usize>)> {
    let above = line_above(text, start, longest + 8)?;
    let name = trim_invisible(text, above.clone());
    (!name.is_empty()).then_some((above.start, name))
}

/// Where a block of whole lines ends that starts at `from` and has at least `size` bytes, if `text` has as many.
pub(crate) fn block_end(text: &str, from: usize, size: usize) -> usize {
    let bytes = text.as_bytes();
    let reach = from.saturating_add(size);
    let Some(rest) = bytes.get(reach..) else {
        return bytes.len();
    };
    let Some(found) = memchr::memchr2(b'\n', b'\r', rest) else {
        return bytes.len();
    };
    let pair = rest[found] == b'\r' && rest.get(found + 1) == Some(&b'\n');
    reach + found + 1 + usize::from(pair)
}

/// Where a block of JSON ends: behind a comma, since there may be no line end for long. A comma lies inside no number and no escape.
pub(crate) fn json_block_end(text: &str, from: usize, size: usize) -> usize {
    let reach = from.saturating_add(size);
    let rest = text.as_bytes().get(reach..).unwrap_or_default();
    memchr::memchr(b',', rest).map_or(text.len(), |found| reach + found + 1)
}

/// `text` without the blank lines at its end; the last line that has text keeps its own trailing blanks.
pub(crate) fn trim_blank_lines(text: &str) -> &str {
    // Nearly always there is one line end, and text before it.
    if let [.., last, b'\n'] = text.as_bytes() {
        if last.is_ascii_graphic() {
            return &text[..text.len() - 1];
        }
    }
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

/// Whether a line shows nothing.
pub(crate) fn is_blank(line: &str) -> bool {
    !line.as_bytes().first().is_some_and(u8::is_ascii_graphic) && line.chars().all(is_hidden)
}

/// Bytes of the byte order mark that `text` begins with; 0 if there is none.
pub(crate) fn byte_order_mark(text: &str) -> usize {
    let mark = '\u{FEFF}';
    if text.starts_with(mark) {
        mark.len_utf8()
    } else {
        0
    }
}

/// Bytes at the start of `text` that show nothing: blanks, byte order marks, zero-width and direction marks.
pub(crate) fn invisible_prefix(text: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += match &text[at..] {
            [b'!'..=b'~', ..] => return at,
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
    let part = &text[range.clone()];
    if let [b'!'..=b'~', .., b'!'..=b'~'] = part.as_bytes() {
        return range;
    }
    let start = range.end - part.trim_start_matches(is_hidden).len();
    let kept = text[start..range.end].trim_end_matches(is_hidden).len();
    start..start + kept
}

/// Whether a character shows nothing: blanks, byte order marks, zero-width and direction marks.
fn is_hidden(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}')
}
