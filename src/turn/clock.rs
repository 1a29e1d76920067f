//! Clock readings inside transcripts: `0:14`, `00:01:02`, `00:01:02.345`, `00:01:02,345`.

/// A time from the start of a recording, in milliseconds.
pub(crate) type Millis = u32;

/// Reads a time that a cell or a value holds: a clock, or a number of units of so many milliseconds, which may have an `s` behind it.
pub(crate) fn of_value(written: &str, unit: f64) -> Option<Millis> {
    let written = written.trim();
    if written.contains(':') {
        let whole = |(length, _): &(usize, Millis)| *length == written.len();
        return clock(written.as_bytes()).filter(whole).map(|(_, millis)| millis);
    }
    let millis = written.trim_end_matches('s').parse::<f64>().ok()? * unit;
    // What is more than some weeks is a date, counted from 1970.
    (0.0..f64::from(u32::MAX)).contains(&millis).then(|| millis.round() as Millis)
}

/// Reads a clock at the start of `text`: how many bytes it takes and the time it gives.
///
/// Two or three fields divided by colons, the last two below 60, with an optional fraction of a second.
pub(crate) fn clock(text: &[u8]) -> Option<(usize, Millis)> {
    let mut fields = [0u32; 3];
    let mut count = 0;
    let mut at = 0;
    loop {
        let digits = text[at..].iter().take(4).take_while(|b| b.is_ascii_digit()).count();
        // The first field may count hours or minutes without an upper bound; those after it have two digits.
        if digits == 0 || digits > 3 || (count > 0 && digits != 2) {
            return None;
        }
        fields[count] = text[at..at + digits].iter().fold(0, |n, b| n * 10 + u32::from(b - b'0'));
        if count > 0 && fields[count] >= 60 {
            return None;
        }
        at += digits;
        count += 1;
        let more = text.get(at) == Some(&b':') && text.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !more || count == 3 {
            break;
        }
        at += 1;
    }
    if count < 2 || text.get(at).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let seconds = fields[..count].iter().fold(0u32, |n, field| n * 60 + field);
    let mut millis = seconds.checked_mul(1000)?;
    if matches!(text.get(at), Some(b'.' | b',')) {
        let digits = text[at + 1..].iter().take(6).take_while(|b| b.is_ascii_digit()).count();
        if digits > 0 {
            let scale = [100, 10, 1];
            for (digit, scale) in text[at + 1..at + 1 + digits].iter().zip(scale) {
                millis = millis.checked_add(u32::from(digit - b'0') * scale)?;
            }
            at += 1 + digits;
        }
    }
    Some((at, millis))
}

#[cfg(test)]
mod tests {
    use super::clock;

    #[test]
    fn clocks() {
        let cases: [(&str, Option<(usize, u32)>); 12] = [
            ("0:14", Some((4, 14_000))),
            ("00:01:02", Some((8, 62_000))),
            ("00:01:02.345", Some((12, 62_345))),
            ("00:01:02,3 x", Some((10, 62_300))),
            ("75:10", Some((5, 4_510_000))),
            ("12:3", None),
            ("12:60", None),
            ("1:02:3", None),
            ("12", None),
            ("3:16, Paul", Some((4, 196_000))),
            (":30", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(clock(text.as_bytes()), expected, "{text}");
        }
    }
}
