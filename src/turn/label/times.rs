//! Times before, behind and inside a label.

use super::LONGEST;
use crate::turn::clock::{clock, Millis};
use crate::turn::lines::invisible_prefix;
use crate::turn::stamp::{half_behind, time_of_day};
use std::ops::Range;

pub(super) struct Time {
    pub(super) length: usize,
    pub(super) text: Range<usize>,
    /// `None` for a time of day.
    pub(super) start: Option<Millis>,
    pub(super) end: Option<Millis>,
}

/// `[00:01:02] `, `(0:14) `, `00:01:02 `, `10:01 AM `, `[00:00.000 --> 00:04.000] `, perhaps with a dash behind.
pub(super) fn leading_time(text: &str) -> Option<Time> {
    let bytes = text.as_bytes();
    let close = match bytes {
        [b'[', ..] => "]",
        [b'(', ..] => ")",
        [0xEF, 0xBC, 0x88, ..] => "）",
        [b'0'..=b'9' | 0xE4..=0xED, ..] => "",
        _ => return None,
    };
    let from = close.len();
    let (length, start) = match bytes.get(from)? {
        b'0'..=b'9' => clock(&bytes[from..]).map(|(length, start)| (length, Some(start)))?,
        // `上午10:01`
        _ => (time_of_day(&text[from..])?.0, None),
    };
    let mut start = start;
    let mut at = from + length;
    let mut end = None;
    for arrow in [" --> ", " - ", " -> ", "-", " – "] {
        if let Some((length, time)) = bytes[at..].strip_prefix(arrow.as_bytes()).and_then(clock) {
            at += arrow.len() + length;
            end = Some(time);
            break;
        }
    }
    // In brackets it is a chat, and the rows of chats read it.
    let half = if close.is_empty() && start.is_some() { of_day(&text[from..at], &text[at..]) } else { 0 };
    if half > 0 {
        (start, end) = (None, None);
        at += half;
    }
    let written = from..at;
    if !bytes[at..].starts_with(close.as_bytes()) {
        return None;
    }
    at += close.len();
    let blanks = invisible_prefix(&bytes[at..]);
    at += blanks;
    if let [b'-', b' ', ..] = &bytes[at..] {
        at += 2;
    } else if blanks == 0 && close.is_empty() {
        return None;
    }
    Some(Time { length: at, text: written, start, end })
}

/// Length of what says that the time before it is one of the day: ` AM`, ` Uhr`. Afternoons of 24 hours have no half, and a name may be `AM:`.
fn of_day(time: &str, rest: &str) -> usize {
    const HOUR: &str = " Uhr";
    const HOURS: u32 = 12;
    let is_name = |length: usize| !rest[length..].starts_with([' ', '\u{A0}', '\u{202F}']);
    let is_of_half =
        time.split(':').next().and_then(|hour| hour.parse().ok()).is_some_and(|hour: u32| hour <= HOURS);
    let length = match half_behind(rest) {
        0 if rest.starts_with(HOUR) => HOUR.len(),
        half if is_of_half => half,
        _ => 0,
    };
    if length > 0 && is_name(length) {
        0
    } else {
        length
    }
}

/// A time in brackets with a blank behind it, or nothing.
pub(super) fn time_behind(text: &str) -> Option<Time> {
    let bytes = text.as_bytes();
    let time = leading_time(text).filter(|_| matches!(bytes.first(), Some(b'[' | b'(')))?;
    let closed = matches!(bytes[time.length - 1], b' ' | b'\t' | b']' | b')');
    (closed && (time.length == bytes.len() || matches!(bytes[time.length - 1], b' ' | b'\t'))).then_some(time)
}

pub(super) struct Aside {
    pub(super) length: usize,
    pub(super) clock: Option<(Range<usize>, Millis)>,
}

/// A remark in brackets between the name and the colon.
pub(super) fn aside(bytes: &[u8]) -> Option<Aside> {
    let from = invisible_prefix(bytes);
    let close: &[u8] = match bytes.get(from..)? {
        [b'(', ..] => b")",
        [b'[', ..] => b"]",
        [b'<', ..] => b">",
        [0xEF, 0xBC, 0x88, ..] => "）".as_bytes(),
        _ => return None,
    };
    let open = from + close.len();
    let reach = bytes.len().min(open + LONGEST);
    let inside = memchr::memmem::find(bytes.get(open..reach)?, close)?;
    let clock = clock(&bytes[open..]).filter(|(length, _)| *length == inside);
    Some(Aside {
        length: open + inside + close.len(),
        clock: clock.map(|(length, millis)| (open..open + length, millis)),
    })
}

/// Where a clock begins whose first digits end the name that stopped at the clock's own colon.
pub(super) fn clock_at_end(name: &[u8], bytes: &[u8], name_start: usize) -> Option<usize> {
    let digits = name.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let start = name_start + name.len() - digits;
    (digits > 0 && digits < name.len() && bytes[start - 1] == b' ' && clock(&bytes[start..]).is_some())
        .then_some(start)
}
