//! Labels with mark-up of any sort: quotation and list marks, bold, brackets, times.

use super::name::{bracket, could_be_name, emoticon, name_end};
use super::times::{aside, clock_at_end, leading_time, time_behind};
use super::{Label, Shape, LONGEST};
use crate::turn::census::is_in_capitals;
use crate::turn::clock::clock;
use crate::turn::lines::{invisible_prefix, trim_invisible};

/// Reads a label however it is marked up.
pub(super) fn read_any(line: &str) -> Option<Label> {
    let bytes = line.as_bytes();
    let mut shape = Shape::default();
    let mut at = invisible_prefix(bytes);
    if bytes.starts_with(b"  ") || bytes.starts_with(b"\t") {
        shape.lead = b' ';
    }
    at += lead(&bytes[at..], &mut shape);

    let mut stamp = None;
    let mut start = None;
    let mut end = None;
    if let Some(time) = leading_time(&line[at..]) {
        stamp = Some(at + time.text.start..at + time.text.end);
        (start, end) = (time.start, time.end);
        shape.timed = true;
        at += time.length;
    }

    let emphasis = bytes[at..].iter().take(3).take_while(|&&b| b == b'*' || b == b'_').count();
    let mark = &bytes[at..at + emphasis];
    if emphasis > 0 {
        shape.emphasis = mark[0];
        at += emphasis;
    }
    // `**[0:14] Alice:**`
    if let Some(time) = leading_time(&line[at..]).filter(|_| emphasis > 0 && stamp.is_none()) {
        stamp = Some(at + time.text.start..at + time.text.end);
        (start, end) = (time.start, time.end);
        shape.timed = true;
        at += time.length;
    }
    let mut close: &[u8] = b"";
    if let Some((length, closing)) = bracket(&bytes[at..]) {
        shape.bracket = bytes[at + length - 1];
        close = closing;
        at += length;
    }

    let name_start = at;
    let name_end = name_end(bytes, at, close).filter(|&end| end > at)?;
    at = name_end;
    if !close.is_empty() {
        at += close.len();
    }
    let mut emphasised = emphasis > 0;
    if emphasised && bytes[at..].starts_with(mark) {
        at += emphasis;
        emphasised = false;
    }

    // `Alice (0:14):`, `Alice [0:14]:`, `Alice 0:14:`, `Alice (she/her):`, `Alice (Leeds) (Ind):`
    let mut name_end = name_end;
    let asides = at;
    // Keys of a keyboard stand in angle brackets, one behind another.
    let may_follow = |at: usize| at == asides || at - asides <= LONGEST && bytes[at..].starts_with(b" (");
    while let Some(aside) = aside(&bytes[at..]).filter(|_| may_follow(at)) {
        if let Some((time, millis)) = aside.clock {
            stamp = Some(at + time.start..at + time.end);
            start = Some(millis);
            shape.timed = true;
        }
        at += aside.length;
    }
    if at > asides {
        at += title(&line[at..]).unwrap_or(0);
    } else if let Some(digits) = clock_at_end(&bytes[name_start..name_end], bytes, name_start) {
        let (length, millis) = clock(&bytes[digits..])?;
        stamp = Some(digits..digits + length);
        start = Some(millis);
        shape.timed = true;
        name_end = digits;
        at = digits + length;
    }
    if emphasised && bytes[at..].starts_with(mark) {
        at += emphasis;
        emphasised = false;
    }

    let blank_before = invisible_prefix(&bytes[at..]);
    if blank_before > 3 {
        return None;
    }
    at += blank_before;
    let wide = match &bytes[at..] {
        [b':', ..] => false,
        [0xEF, 0xBC, 0x9A, ..] => true,
        _ => return None,
    };
    at += if wide { 3 } else { 1 };
    if emphasised {
        if bytes[at..].starts_with(mark) {
            at += emphasis;
        } else if emphasis == 2 && bytes[at..].trim_ascii_end().ends_with(mark) {
            // `**Q: Why?**`: all of the line is bold, which says nothing about the label.
            shape.emphasis = 0;
        } else {
            return None;
        }
    }

    let tight = match &bytes[at..] {
        [] => false,
        [b'/', b'/', ..] | [b':' | b'\\' | b'=', ..] => return None,
        [b' ' | b'\t' | 0x80.., ..] => false,
        _ if wide || emphasis > 0 => false,
        // `A:yes`, `Ann:3 of them`, but not `16:9`, and no emoticon.
        [next, ..] if next.is_ascii_alphanumeric() || *next == b'"' => {
            let before = bytes[name_end - 1];
            if emoticon(&bytes[at..])
                || before.is_ascii_digit()
                || is_code(bytes[at.saturating_sub(2)], &bytes[at..])
            {
                return None;
            }
            true
        }
        _ => return None,
    };
    at += match &bytes[at..] {
        [b' ' | b'\t', ..] => 1,
        [0xC2, 0xA0, ..] => 2,
        [0xE3, 0x80, 0x80, ..] => 3,
        _ => 0,
    };

    // `Alice: [0:14] text`
    if stamp.is_none() {
        if let Some(time) = time_behind(&line[at..]) {
            stamp = Some(at + time.text.start..at + time.text.end);
            (start, end) = (time.start, time.end);
            shape.timed = true;
            at += time.length;
        }
    }

    let mut name = trim_invisible(line, name_start..name_end);
    if stamp.is_some() {
        // `Ann - 0:14: text`
        let shown = line[name.clone()].trim_end_matches(['-', '–', '—', ',', ' ']);
        name.end = name.start + shown.len();
    }
    if !could_be_name(&line[name.clone()], shape) {
        return None;
    }
    if shape.bracket != 0 && line[at..].trim_start().starts_with("http") {
        return None; // `[1]: https://…` is a link's target
    }
    Some(Label { name, content: at, shape, tight, stamp, start, end })
}

/// Length of the title behind the remark on a name: `ANN LEE (R-OH), RANKING MEMBER: `.
fn title(behind: &str) -> Option<usize> {
    let end = memchr::memchr(b':', &behind.as_bytes()[..behind.len().min(LONGEST)])?;
    let title = behind[..end].strip_prefix(", ")?;
    is_in_capitals(title).then_some(end)
}

/// Whether what stands right behind a colon belongs to a name of a program: `b:did_ftplugin`, `see :mod:`.
fn is_code(before: u8, behind: &[u8]) -> bool {
    let mut word = behind.iter().take_while(|b| !b.is_ascii_whitespace());
    before == b' ' || word.any(|b| *b == b'_')
}

/// Skips a quotation mark, list mark or heading mark with its blank.
pub(super) fn lead(bytes: &[u8], shape: &mut Shape) -> usize {
    if let number @ 1.. = line_number(bytes) {
        shape.lead = b'1';
        return number;
    }
    let (mark, length) = match bytes {
        [b'>', ..] => (b'>', bytes.iter().take(4).take_while(|&&b| b == b'>').count()),
        [mark @ (b'-' | b'*' | b'+'), b' ', ..] => (*mark, 1),
        [b'#', ..] => (b'#', bytes.iter().take(6).take_while(|&&b| b == b'#').count()),
        [0xE2, 0x80, 0xA2 | 0x93 | 0x94, ..] => (bytes[2], 3), // • – —
        [0xE2, 0x96, 0xA0, ..] | [0xE2, 0x97, 0x86 | 0x8F, ..] => (bytes[2], 3), // ■ ◆ ●
        _ => return 0,
    };
    let blanks = bytes[length..].iter().take(4).take_while(|&&b| b == b' ' || b == b'\t').count();
    if blanks == 0 && mark != b'>' && length != 3 {
        return 0;
    }
    shape.lead = mark;
    length + blanks
}

/// Length of the number that a line has in transcripts of linguists and courts, and of the blanks behind: `01 `, `12  `. A name may
/// begin with a number, too, and items of lists do: so there must be a zero before it, or several blanks behind.
fn line_number(bytes: &[u8]) -> usize {
    const MOST_DIGITS: usize = 4;
    const MOST_BLANKS: usize = 32;
    let digits = bytes.iter().take(MOST_DIGITS).take_while(|b| b.is_ascii_digit()).count();
    let blanks = bytes[digits..].iter().take(MOST_BLANKS).take_while(|&&b| b == b' ' || b == b'\t').count();
    let marked = bytes.first() == Some(&b'0') || blanks > 1;
    if digits > 0 && blanks > 0 && marked {
        digits + blanks
    } else {
        0
    }
}
