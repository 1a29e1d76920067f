//! Dates and times of day as chat programs write them, in whatever locale.
//!
//! Nothing is computed from them: `03/04/21` is the third of April or the fourth of March, and the file does not say
//! which. They are recognised by their build, numbers and what may stand between; of words, only the names of months and days are known.

mod ago;
mod date;

use super::clock::{clock, Millis};
pub(super) use ago::ago;
pub(super) use date::{date, is_day, may_open};
use date::{near_day, Date, BEGINNINGS};

/// Longest date with time, in bytes.
pub(super) const LONGEST: usize = 56;

/// Letters that a date with time may hold: a month's name, a day's, `PM`, `klo`, 下午.
const MOST_LETTERS: u32 = 16;

/// Whether `text` is a date with a time of day: `12/31/21, 9:15 PM`, `31.12.2021 21.15`, `2021/12/31 下午9:15:32`.
pub(super) fn is_date_time(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    if text.is_ascii() {
        return is_ascii_date_time(text.as_bytes());
    }
    let (mut numbers, mut letters, mut colons, mut stops) = (0, 0, 0, 0);
    let mut in_number = false;
    let mut last = ' ';
    for c in text.chars() {
        if c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric()) {
            numbers += u32::from(!in_number);
            in_number = true;
        } else {
            in_number = false;
            match c {
                ':' => colons += 1,
                '.' => stops += 1,
                '/' | '-' | ',' | '،' | '၊' | '\'' | '’' | '+' | '‑' => {}
                _ if c.is_whitespace() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}') => {}
                _ if c.is_alphabetic() || is_combining(c) => letters += 1,
                _ => return false,
            }
        }
        last = c;
    }
    is_enough(numbers, letters, colons, stops) && last != ':' && last != '/'
}

/// The same for ASCII. Every message of a chat begins with one: so bytes are counted without a branch.
fn is_ascii_date_time(text: &[u8]) -> bool {
    let (mut digits, mut counts) = (0u64, 0);
    for (at, &byte) in text.iter().enumerate() {
        digits |= u64::from(byte.is_ascii_digit()) << at;
        counts += COUNTS[usize::from(byte & 0x7F)];
    }
    let numbers = (digits & !(digits << 1)).count_ones();
    let [letters, mut colons, stops, others] = counts.to_le_bytes().map(u32::from);
    // `21 h 15`
    if colons == 0 && letters > 0 {
        colons = u32::from(text.windows(3).any(|mark| mark == b" h "));
    }
    let last = text.last().copied().unwrap_or(b' ');
    others == 0 && is_enough(numbers, letters, colons, stops) && last != b':' && last != b'/'
}

/// For each character of ASCII a one in one of four bytes: letters, colons, stops, what no date has.
static COUNTS: [u32; 128] = {
    let mut counts = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        counts[byte] = match byte as u8 {
            b'0'..=b'9' | b'/' | b'-' | b',' | b'\'' | b'+' | b' ' | b'\t'..=b'\r' => 0,
            b'a'..=b'z' | b'A'..=b'Z' => 1,
            b':' => 1 << 8,
            b'.' => 1 << 16,
            _ => 1 << 24,
        };
        byte += 1;
    }
    counts
};

// No sum runs over into the next byte, and each digit has its bit.
const _: () = assert!(LONGEST < 64);

/// Whether these counts make a date and a time: day, month, year, hour, minute, perhaps a second and a part of it; a month's name takes a
/// number's place.
fn is_enough(numbers: u32, letters: u32, colons: u32, stops: u32) -> bool {
    let enough = numbers >= 5 || (numbers == 4 && letters >= 3);
    let time = colons > 0 || (stops > 0 && numbers >= 5);
    enough && numbers <= 8 && letters <= MOST_LETTERS && time
}

/// Vowel signs, which scripts of India write behind their letters.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{0900}'..='\u{0DFF}' | '\u{0E31}'..='\u{0E4E}')
}

/// A time of day at the start of `text`: its length, and whether it says morning or afternoon. `9:15 PM`, `21:15:32`,
/// `下午9:15`.
pub(super) fn time_of_day(text: &str) -> Option<(usize, bool)> {
    const BEFORE: [&str; 6] = ["上午", "下午", "오전", "오후", "午前", "午後"];
    let wide = !text.as_bytes().first().is_none_or(u8::is_ascii);
    let half = BEFORE.iter().find(|half| wide && text.starts_with(**half));
    let before = half.map_or(0, |half| half.len());
    let before = before + usize::from(before > 0 && text[before..].starts_with(' '));
    let bytes = text.as_bytes();
    let mut at = before;
    let mut fields = 0;
    while fields < 3 {
        let digits = bytes[at..].iter().take(3).take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 || digits > 2 || (fields > 0 && digits != 2) {
            return None;
        }
        at += digits;
        fields += 1;
        match bytes.get(at..at + 2) {
            Some([b':' | b'.', next]) if next.is_ascii_digit() && fields < 3 => at += 1,
            _ => break,
        }
    }
    if fields < 2 || bytes.get(at).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Some(match half_behind(&text[at..]) {
        0 => (at, before > 0),
        half => (at + half, true),
    })
}

/// Length of the half of the day that stands behind a time, ` AM`, with the blank before it; 0 if there is none.
pub(super) fn half_behind(rest: &str) -> usize {
    const HALVES: [&str; 12] =
        ["AM", "PM", "am", "pm", "a.m.", "p.m.", "a. m.", "p. m.", "Am", "Pm", "a.\u{A0}m.", "p.\u{A0}m."];
    let bytes = rest.as_bytes();
    let from = match bytes {
        [b' ', ..] => 1,
        [0xC2, 0xA0, ..] => 2,
        [0xE2, 0x80, 0xAF, ..] => 3,
        _ => 0,
    };
    if !matches!(bytes.get(from), Some(b'A' | b'P' | b'a' | b'p')) {
        return 0;
    }
    let fits = |half: &&&str| {
        rest[from..].strip_prefix(**half).is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
    };
    HALVES.iter().find(fits).map_or(0, |half| from + half.len())
}

/// Whether `text` is a time of day and nothing else.
pub(super) fn is_time_of_day(text: &str) -> bool {
    time_of_day(text).is_some_and(|(length, _)| length == text.len())
}

/// A time at the start of a line: a date with a time of day, in either order, or a time alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) length: usize,
    /// It has a date.
    pub(super) dated: bool,
    /// It is a time of day and nothing else could be meant: it has a date, or says morning or afternoon.
    pub(super) of_day: bool,
    /// The reading of a recording's clock that it could be.
    pub(super) clock: Option<Millis>,
}

/// Reads the time that `text` starts with: `2021-04-22T10:01:04.123Z`, `Apr 22, 2021 at 10:01 AM`, `2021년 4월 22일 오전 10:01`, `21:15,
/// 31/12/2021`, `0:14`.
pub(super) fn stamp(text: &str) -> Option<Stamp> {
    /// Bytes from a word in front of a time to the first digit.
    const REACH: usize = 48;
    let bytes = text.as_bytes();
    match bytes.first()? {
        b'0'..=b'9' => {}
        // A word: the name of a day, a month, a half of the day. A digit is not far.
        b'A'..=b'Z' | b'a'..=b'z' | 0x80..
            if BEGINNINGS.may_begin(bytes) && bytes.iter().take(REACH).any(u8::is_ascii_digit) => {}
        _ => return None,
    }
    if let Some(date) = date(text) {
        let rest = &text[date.length..];
        if let Some((gap, time)) = time_behind(rest) {
            let at = date.length + gap + time;
            let length = at + year_behind(&text[at..], date);
            return Some(Stamp { length, dated: true, of_day: true, clock: None });
        }
        return None;
    }
    if let Some(day) = near_day(text) {
        let (gap, time) = time_behind(&text[day..])?;
        return Some(Stamp { length: day + gap + time, dated: true, of_day: true, clock: None });
    }
    if let Some((length, start)) = clock(text.as_bytes()) {
        // The frames of a video.
        let frames = text[length..].strip_prefix([':', ';']).map_or(0, |rest| {
            3 * usize::from(rest.bytes().take(3).take_while(u8::is_ascii_digit).count() == 2)
        });
        let length = length + frames;
        let half = time_of_day(text).filter(|(all, half)| *half && *all > length);
        let length = half.map_or(length, |(all, _)| all);
        let length = length + zone_name(&text[length..]);
        if let Some(at) = text[length..].strip_prefix(", ").and_then(date) {
            let length = length + ", ".len() + at.length;
            return Some(Stamp { length, dated: true, of_day: true, clock: None });
        }
        let of_day = half.is_some();
        return Some(Stamp { length, dated: false, of_day, clock: (!of_day).then_some(start) });
    }
    let (length, half) = time_of_day(text)?;
    half.then_some(Stamp { length, dated: false, of_day: true, clock: None })
}

/// Length of a month, a day and a time of day that `text` starts with, in two digits each: `08-24 20:32:05`. 0 if there are none.
pub(super) fn short(text: &str) -> usize {
    const SHAPE: &[u8; 14] = b"00-00 00:00:00";
    let fits = |(byte, shape): (u8, &u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        mark => byte == *mark,
    };
    match text.bytes().zip(SHAPE).take_while(|pair| fits(*pair)).count() {
        length if length == SHAPE.len() => length,
        _ => 0,
    }
}

/// The gap between a date and the time of day behind it, and the length of the time with its fraction and zone.
fn time_behind(rest: &str) -> Option<(usize, usize)> {
    // `, `, ` at `, `T`, ` um `, `/`, ` | `
    let mut gap = 0;
    for c in rest.chars().take(MOST_BETWEEN) {
        let time = rest[gap..].starts_with(|c: char| !c.is_whitespace()).then(|| time_of_day(&rest[gap..]));
        if let Some((length, _)) = time.flatten() {
            let bare = gap > 0;
            return bare.then(|| (gap, length + zone(&rest[gap + length..])));
        }
        if c.is_ascii_digit() || matches!(c, '[' | ']' | '<' | '(' | ')' | '\t' | '"' | '{' | '=') {
            return None;
        }
        gap += c.len_utf8();
    }
    None
}

/// Characters between a date and its time.
const MOST_BETWEEN: usize = 8;

/// The fraction of a second and the zone behind a time of day.
fn zone(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 0;
    if matches!(bytes.first(), Some(b'.' | b',')) {
        let digits = bytes[1..].iter().take(9).take_while(|b| b.is_ascii_digit()).count();
        at = if digits > 0 { 1 + digits } else { 0 };
    }
    let named = if rest[at..].starts_with('Z') && !rest[at + 1..].starts_with(char::is_alphanumeric) {
        1
    } else {
        zone_name(&rest[at..])
    };
    if named > 0 {
        at += named;
        if !rest[at..].starts_with(['+', '-']) {
            return at;
        }
        // `UTC+02`
        let digits = rest[at + 1..].bytes().take(2).take_while(u8::is_ascii_digit).count();
        return if digits > 0 { at + 1 + digits } else { at };
    }
    let from = at + usize::from(bytes.get(at) == Some(&b' '));
    // `+0100`, `+01:00`
    if matches!(bytes.get(from), Some(b'+' | b'-')) {
        let digits =
            bytes[from + 1..].iter().take(5).take_while(|b| b.is_ascii_digit() || **b == b':').count();
        let digits = digits - usize::from(bytes[from + digits] == b':');
        if digits >= 4 {
            return from + 1 + digits;
        }
    }
    at
}

/// Length of the name of a zone, ` CEST`, with the blank before it.
fn zone_name(rest: &str) -> usize {
    const ZONES: [&str; 22] = [
        "UTC", "GMT", "Z", "CET", "CEST", "EET", "EEST", "WET", "WEST", "BST", "MSK", "EST", "EDT", "CST",
        "CDT", "MST", "MDT", "PST", "PDT", "JST", "KST", "IST",
    ];
    let Some(name) = rest.strip_prefix(' ') else { return 0 };
    let length = name.bytes().take(6).take_while(u8::is_ascii_uppercase).count();
    let known =
        length > 0 && ZONES.contains(&&name[..length]) && !name[length..].starts_with(char::is_alphanumeric);
    if known {
        1 + length
    } else {
        0
    }
}

/// Whether there is something like a time of day: without a colon or a stop between digits, no time is found.
pub(super) fn has_clock(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    memchr::memchr2_iter(b':', b'.', bytes).any(|at| at > 0 && digit(at - 1) && digit(at + 1))
}

/// ` 2021` behind `Thu Apr 22 10:01:04`.
fn year_behind(rest: &str, date: Date) -> usize {
    let year = rest.as_bytes().strip_prefix(b" ").filter(|_| date.worded && date.parts == 2);
    let digits = year.map_or(0, |year| year.iter().take(5).take_while(|b| b.is_ascii_digit()).count());
    if digits == 4 {
        5
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::{is_date_time, is_time_of_day, stamp};

    #[test]
    fn stamps() {
        for (text, dated) in [
            ("2021-04-22 10:01:04", true),
            ("2021-04-22T10:01:04.123Z", true),
            ("2021-04-22T10:01:04+0100", true),
            ("22-11-2004/15:01", true),
            ("Apr 22 10:01:04", true),
            ("Thu Apr 22 10:01:04 2021", true),
            ("4/22/2021, 10:01:04 AM", true),
            ("4/22 10:01 AM", true),
            ("April 22, 2021 at 10:01 AM", true),
            ("Apr 22, 2021 10:01:04 AM", true),
            ("22 April 2021 10:01 AM", true),
            ("2021. 4. 22. 오전 10:01", true),
            ("2021년 4월 22일 오전 10:01", true),
            ("2021年4月22日 10:01", true),
            ("31/12, 21:15", true),
            ("31.12.2021 klo 21.15", true),
            ("21:15, 31/12/2021", true),
            ("lun. 3 mai 2021 à 10:01", true),
            ("Thursday, April 22, 2021 at 10:01am UTC+02", true),
            ("Yesterday 10:10 AM", true),
            ("Monday at 10:10", true),
            ("10:01:04 AM CEST", false),
            ("00:00:01:12", false),
            ("10:01", false),
            ("10:01:04 AM", false),
            ("오후 2:30", false),
            ("0:14", false),
            ("00:01:04.120", false),
        ] {
            for behind in ["", " - Ann", "] Ann", ": Ann", ", Ann", "\tAnn", "  <ann>"] {
                let read = stamp(&format!("{text}{behind}"));
                assert_eq!(
                    read.map(|stamp| (stamp.length, stamp.dated)),
                    Some((text.len(), dated)),
                    "{text}{behind}"
                );
            }
        }
        for text in
            ["", "12", "Ann 10:01", "May I ask", "3.14", "1-2-3", "12:60", "Mar", "2021-04-22", "17/06/09"]
        {
            assert_eq!(stamp(text), None, "{text}");
        }
    }

    #[test]
    fn date_times() {
        for stamp in [
            "12/31/21, 9:15 PM",
            "12/31/21, 9:15\u{202F}PM",
            "31/12/2021, 21:15",
            "31.12.21, 21:15:32",
            "31.12.2021 klo 21.15",
            "31.12.2021 21.15",
            "31-12-21 21:15",
            "2021-12-31 21:15",
            "2021. 12. 31. 오후 9:15",
            "2021/12/31 下午9:15:32",
            "2021年12月31日 21:15",
            "31/12/21, 9:15 p. m.",
            "31/12/2021 à 21:15",
            "31.12.21 г., 21:15",
            "٣١\u{200F}/١٢\u{200F}/٢٠٢١، ٩:١٥ م",
            "31-Dec-21 09:15 PM",
            "Dec 31, 2021, 9:15 PM",
            "31/12/2564 21:15",
            "2021-12-31 21 h 15",
            "၃၁-၁၂-၂၁၊ ၂၁:၁၅",
        ] {
            assert!(is_date_time(stamp), "{stamp}");
        }
        for other in [
            "12/31/21",
            "9:15 PM",
            "pages 1, 2, 3, 4 and 5",
            "1.2.3.4",
            "3 - 1",
            "",
            "1, 2, 3, 4, 5",
            "10:30",
        ] {
            assert!(!is_date_time(other), "{other}");
        }
    }

    #[test]
    fn times_of_day() {
        for time in ["9:15 PM", "21:15", "21:15:32", "09.15", "下午9:15", "9:15\u{202F}AM", "9:15 p. m."] {
            assert!(is_time_of_day(time), "{time}");
        }
        for other in ["9", "9:1", "9:15 PMs", "21:155", "now", "9:15 tomorrow", "오전"] {
            assert!(!is_time_of_day(other), "{other}");
        }
    }
}
