//! Dates and times of day as chat programs write them, in whatever locale.
//!
//! Nothing is computed from them: `03/04/21` is the third of April or the fourth of March, and the file does not say
//! which. They are recognised by their build, numbers and what may stand between, so that no list of locales is needed.

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
                '/' | '-' | ',' | '،' | '\'' | '’' | '+' | '‑' => {}
                _ if c.is_whitespace() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}') => {}
                _ if c.is_alphabetic() || is_combining(c) => letters += 1,
                _ => return false,
            }
        }
        last = c;
    }
    is_enough(numbers, letters, colons, stops) && last != ':' && last != '/'
}

/// The same for ASCII.
fn is_ascii_date_time(text: &[u8]) -> bool {
    let (mut numbers, mut letters, mut colons, mut stops) = (0, 0, 0, 0);
    let mut last = b' ';
    for &byte in text {
        match byte {
            b'0'..=b'9' => numbers += u32::from(!last.is_ascii_digit()),
            b':' => colons += 1,
            b'.' => stops += 1,
            b'/' | b'-' | b',' | b'\'' | b'+' | b' ' | b'\t'..=b'\r' => {}
            b'a'..=b'z' | b'A'..=b'Z' => letters += 1,
            _ => return false,
        }
        last = byte;
    }
    is_enough(numbers, letters, colons, stops) && last != b':' && last != b'/'
}

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
    const AFTER: [&str; 12] =
        ["AM", "PM", "am", "pm", "a.m.", "p.m.", "a. m.", "p. m.", "Am", "Pm", "a.\u{A0}m.", "p.\u{A0}m."];
    let before = BEFORE.iter().find(|half| text.starts_with(**half)).map_or(0, |half| half.len());
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
            Some([b':' | b'.', next]) if next.is_ascii_digit() => at += 1,
            _ => break,
        }
    }
    if fields < 2 || bytes.get(at).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let blank = ["\u{202F}", "\u{A0}", " "].iter().find(|blank| text[at..].starts_with(**blank));
    let from = at + blank.map_or(0, |blank| blank.len());
    let after = AFTER.iter().find(|half| {
        text[from..].starts_with(**half) && !text[from + half.len()..].starts_with(char::is_alphanumeric)
    });
    Some(match after {
        Some(half) => (from + half.len(), true),
        None => (at, before > 0),
    })
}

/// Whether `text` is a time of day and nothing else.
pub(super) fn is_time_of_day(text: &str) -> bool {
    time_of_day(text).is_some_and(|(length, _)| length == text.len())
}

#[cfg(test)]
mod tests {
    use super::{is_date_time, is_time_of_day};

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
