//! Escapes of JSON strings: what they stand for, where it is written, and what escapes that spell mojibake were.

use crate::repair::Certainty;
use crate::repair::Repaired;
use std::borrow::Cow;
use std::ops::Range;

/// The text that a JSON string stands for: its escapes read, and repaired where they spell mojibake.
pub(super) fn read(string: &str) -> Cow<'_, str> {
    match unescape(string) {
        Cow::Borrowed(plain) => Cow::Borrowed(plain),
        Cow::Owned(plain) => match repaired(string, &plain) {
            Some(repaired) => Cow::Owned(repaired.into_text().into_owned()),
            None => Cow::Owned(plain),
        },
    }
}

/// Where in a JSON string `range` of the text stands that [`read`] gives.
pub(super) fn place(string: &str, range: Range<usize>) -> Range<usize> {
    let plain = unescape(string);
    let range = match repaired(string, &plain) {
        Some(repaired) => repaired.source(range),
        None => range,
    };
    escaped_place(string, range.start)..escaped_place(string, range.end)
}

/// What `plain`, the text of a string whose escapes are read, was before it was garbled; `None` if it was not garbled by what wrote the
/// escapes, or cannot be had back exactly.
///
/// Messenger and Instagram write each byte of UTF-8 as if it were a character of Latin-1: `\u00c3\u00a9` for `é`. The pipeline has repaired
/// the text of the file before, so only escapes are in question here.
fn repaired<'p>(string: &str, plain: &'p str) -> Option<Restored<'p>> {
    if !string.contains("\\u00") || plain.is_ascii() {
        return None;
    }
    if let Some(latin) = Latin::of(plain) {
        return Some(Restored::Latin(latin));
    }
    let repaired = crate::repair::repair(plain);
    let exact = repaired.repairs().all(|repair| repair.certainty() == Certainty::Exact);
    (exact && repaired.repairs().len() > 0).then(|| Restored::Repaired(Box::new(repaired)))
}

enum Restored<'p> {
    Latin(Latin),
    Repaired(Box<Repaired<'p>>),
}

impl<'p> Restored<'p> {
    fn into_text(self) -> Cow<'p, str> {
        match self {
            Restored::Latin(latin) => Cow::Owned(latin.text),
            Restored::Repaired(repaired) => repaired.into_text(),
        }
    }

    fn source(&self, range: Range<usize>) -> Range<usize> {
        match self {
            Restored::Latin(latin) => latin.source(range.start)..latin.source(range.end),
            Restored::Repaired(repaired) => repaired.source(range),
        }
    }
}

/// A text whose characters are all of Latin-1 and, taken as bytes, UTF-8.
struct Latin {
    text: String,
}

impl Latin {
    fn of(plain: &str) -> Option<Latin> {
        let bytes: Option<Vec<u8>> = plain.chars().map(|c| u8::try_from(c).ok()).collect();
        String::from_utf8(bytes?).ok().map(|text| Latin { text })
    }

    /// Where in the garbled text the place `at` of the text is.
    fn source(&self, at: usize) -> usize {
        // Each byte became a character: one byte long below 0x80, two bytes above.
        self.text.as_bytes()[..at].iter().map(|byte| 1 + usize::from(*byte >= 0x80)).sum()
    }
}

/// The text that a JSON string stands for. Broken escapes are left as they are.
fn unescape(string: &str) -> Cow<'_, str> {
    if !string.contains('\\') {
        return Cow::Borrowed(string);
    }
    let mut out = String::with_capacity(string.len());
    let mut rest = string;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (character, length) = escape(rest);
        match character {
            Some(character) => out.push(character),
            None => out.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where in a JSON string the place `at` of the text is that it stands for.
fn escaped_place(string: &str, at: usize) -> usize {
    let (mut read, mut written) = (0, 0);
    while let Some(plain) = memchr::memchr(b'\\', &string.as_bytes()[written..]) {
        if read + plain >= at {
            break;
        }
        let (character, length) = escape(&string[written + plain..]);
        let meant = plain + character.map_or(length, char::len_utf8);
        if read + meant > at {
            break;
        }
        read += meant;
        written += plain + length;
    }
    written + (at - read)
}

/// The character of the escape that a string begins with, if it is a whole one, and the length of what was read.
fn escape(string: &str) -> (Option<char>, usize) {
    match string.as_bytes().get(1) {
        Some(b'n') => (Some('\n'), 2),
        Some(b't') => (Some('\t'), 2),
        Some(b'r') => (Some('\r'), 2),
        Some(b'b') => (Some('\u{8}'), 2),
        Some(b'f') => (Some('\u{C}'), 2),
        Some(&plain @ (b'"' | b'\\' | b'/')) => (Some(char::from(plain)), 2),
        Some(b'u') => code_point(string),
        _ => (None, 1),
    }
}

/// The character of `\uXXXX`, or of two of them that make a pair, and the length of what was read.
fn code_point(escape: &str) -> (Option<char>, usize) {
    let unit = |from: usize| {
        let digits = escape.get(from..from + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok().filter(|_| digits.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    match unit(0) {
        Some(high @ 0xD800..=0xDBFF) => match unit(6) {
            Some(low @ 0xDC00..=0xDFFF) => {
                (char::from_u32(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)), 12)
            }
            _ => (None, 6),
        },
        Some(unit) => (char::from_u32(unit), 6),
        None => (None, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{escaped_place, place, read, unescape};

    #[test]
    fn escapes() {
        let cases = [
            ("plain 你好", "plain 你好"),
            (r#"a\nb\t\"c\"\\"#, "a\nb\t\"c\"\\"),
            (r"\u4f60\u597d", "你好"),
            (r"\ud83d\ude00!", "😀!"),
            (r"\ud83d alone", r"\ud83d alone"),
            (r"\u12", r"\u12"),
            (r"\q \", r"\q \"),
            (r"\u00e9é\/", "éé/"),
        ];
        for (written, meant) in cases {
            let text = unescape(written);
            assert_eq!(text, meant, "{written}");
            // Character by character, the places follow one another and lead to what stands for each.
            let mut end = 0;
            for (at, c) in text.char_indices() {
                let place = escaped_place(written, at)..escaped_place(written, at + c.len_utf8());
                assert_eq!(place.start, end);
                end = place.end;
                let one = unescape(&written[place.clone()]);
                assert_eq!(one, c.to_string(), "{written} {at}");
            }
            assert_eq!(end, written.len());
        }
    }

    /// As Messenger writes it: each byte of UTF-8 as the escape of a character.
    fn escaped(text: &str) -> String {
        text.bytes().map(|b| if b < 0x80 { (b as char).to_string() } else { format!("\\u{b:04x}") }).collect()
    }

    #[test]
    fn escapes_of_latin_1() {
        for text in [
            "café",
            "It’s late…",
            "“Ja”, sagte Jörg",
            "¿Qué pasó, mañana?",
            "Привет, как дела?",
            "Γειά σου",
            "你好，世界",
            "こんにちは",
            "안녕하세요",
            "नमस्ते",
            "สวัสดี",
            "שלום",
            "مرحبا",
            "tiếng Việt",
            "à",
            "😂❤️👍🏽",
        ] {
            let written = escaped(text);
            assert_eq!(read(&written), text);
            for (at, c) in text.char_indices() {
                let place = place(&written, at..at + c.len_utf8());
                assert_eq!(written[place], escaped(&c.to_string()), "{text}");
            }
        }
        // Whole text is left as it is, escaped or not; and what is mixed comes back where it can.
        for whole in ["\\u00e9t\\u00e9", "na\\u00efve \\u4f60", "5 \\u00b0C", "plain"] {
            assert_eq!(read(whole), unescape(whole));
        }
        assert_eq!(read("It\\u00e2\\u0080\\u0099s 你好"), "It’s 你好");
    }
}
