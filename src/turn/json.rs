//! Conversations with chat models in JSON: ShareGPT (`from`, `value`) and OpenAI messages (`role`, `content`), as one
//! document or as JSON Lines.
//!
//! The text is not turned into values. A scanner follows the brackets and takes down where the strings stand, so turns
//! are ranges into the text like those of any other format, and escapes stay as they are written; [`unescape`]
//! reads them.

use super::{Grammar, Head, Kind, Mark};
use std::borrow::Cow;
use std::ops::Range;

/// Levels of brackets that are followed. Messages lie a few levels deep; deeper ones are counted, not looked into.
const DEEPEST: usize = 32;

/// Bytes at the beginning in which both keys of a message must show.
const SAMPLE: usize = 1 << 16;

pub(super) fn heads_messages(text: &str) -> bool {
    has_keys(text, "\"role\"", "\"content\"")
}

pub(super) fn heads_sharegpt(text: &str) -> bool {
    has_keys(text, "\"from\"", "\"value\"")
}

fn has_keys(text: &str, role: &str, content: &str) -> bool {
    let sample = &text.as_bytes()[..text.len().min(SAMPLE)];
    let second = text.get(1..).map_or("", str::trim_start);
    let json = match text.as_bytes().first() {
        Some(b'{') => second.starts_with('"'),
        Some(b'[') => second.starts_with(['{', '[']),
        _ => false,
    };
    json && memchr::memmem::find(sample, role.as_bytes()).is_some()
        && memchr::memmem::find(sample, content.as_bytes()).is_some()
}

pub(super) fn messages(_named: bool) -> Box<dyn Grammar> {
    Box::new(Json::new(["role", "content"]))
}

pub(super) fn sharegpt(_named: bool) -> Box<dyn Grammar> {
    Box::new(Json::new(["from", "value"]))
}

struct Json {
    /// The keys of role and content.
    keys: [&'static str; 2],
    stack: Vec<Frame>,
    /// Brackets open beyond `DEEPEST`.
    deeper: usize,
    /// Where the string begins that the text at hand ends in.
    string: Option<usize>,
    /// Where the last message ended; none may begin before.
    done: usize,
    found: bool,
}

/// An open bracket.
#[derive(Default)]
struct Frame {
    start: usize,
    object: bool,
    /// In an object, a key comes next, not a value.
    key_next: bool,
    key: Key,
    role: Option<Range<usize>>,
    name: Option<Range<usize>>,
    text: Option<Range<usize>>,
    contents: Vec<Range<usize>>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Key {
    Role,
    Content,
    Name,
    Text,
    #[default]
    Other,
}

impl Grammar for Json {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        let bytes = text.as_bytes();
        let mut at = block.start;
        while at < block.end {
            if let Some(start) = self.string {
                match string_end(&bytes[..block.end], at) {
                    Some(end) => {
                        self.string = None;
                        self.take(text, start..end);
                        at = end + 1;
                    }
                    None => return,
                }
                continue;
            }
            match bytes[at] {
                b'"' => self.string = Some(at + 1),
                open @ (b'{' | b'[') => self.open(at, open == b'{'),
                b'}' | b']' => self.shut(text, at + 1, marks),
                b',' => {
                    if let Some(frame) = self.stack.last_mut().filter(|_| self.deeper == 0) {
                        frame.key_next = frame.object;
                    }
                }
                b':' => {
                    if let Some(frame) = self.stack.last_mut().filter(|_| self.deeper == 0) {
                        frame.key_next = false;
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn rebase(&mut self, by: usize) {
        // A string may have begun in a part of a turn that was too long to hold.
        self.string = self.string.map(|start| start.saturating_sub(by));
        self.done = self.done.saturating_sub(by);
        for frame in &mut self.stack {
            // Brackets that enclose the messages may lie in what is gone; nothing asks where.
            frame.start = frame.start.saturating_sub(by);
            for range in [&mut frame.role, &mut frame.name, &mut frame.text]
                .into_iter()
                .flatten()
                .chain(&mut frame.contents)
            {
                *range = range.start.saturating_sub(by)..range.end.saturating_sub(by);
            }
        }
    }

    fn found(&self) -> bool {
        self.found
    }
}

/// Where the quotation mark stands that ends the string at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

impl Json {
    fn new(keys: [&'static str; 2]) -> Self {
        Json { keys, stack: Vec::new(), deeper: 0, string: None, done: 0, found: false }
    }

    fn open(&mut self, at: usize, object: bool) {
        if self.stack.len() < DEEPEST {
            self.stack.push(Frame { start: at, object, key_next: object, ..Frame::default() });
        } else {
            self.deeper += 1;
        }
    }

    /// Takes in a string, a key or a value.
    fn take(&mut self, text: &str, range: Range<usize>) {
        if self.deeper > 0 {
            return;
        }
        let Some((frame, below)) = self.stack.split_last_mut() else { return };
        if !frame.object {
            // `"content": ["first", "second"]`
            if let Some(outer) = below.last_mut().filter(|outer| outer.key == Key::Content && outer.object) {
                outer.contents.push(range);
            }
            return;
        }
        if frame.key_next {
            let [role, content] = self.keys;
            frame.key = match &text[range] {
                key if key == role => Key::Role,
                key if key == content => Key::Content,
                "name" => Key::Name,
                "text" => Key::Text,
                _ => Key::Other,
            };
            return;
        }
        match frame.key {
            Key::Role => frame.role = Some(range),
            Key::Content => frame.contents.push(range),
            Key::Name => frame.name = Some(range),
            Key::Text => frame.text = Some(range),
            Key::Other => {}
        }
    }

    /// Closes the innermost bracket; a message ends with it, or a part of one.
    fn shut(&mut self, text: &str, end: usize, marks: &mut Vec<Mark>) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(frame) = self.stack.pop() else { return };
        if !frame.object {
            return;
        }
        if frame.role.is_some() && !frame.contents.is_empty() {
            self.message(frame, text, end, marks);
        } else if let (Some(part), Some([.., outer, list])) = (frame.text, self.stack.get_mut(..)) {
            // `"content": [{"type": "text", "text": "…"}, …]`
            if !list.object && outer.object && outer.key == Key::Content {
                outer.contents.push(part);
            }
        }
    }

    fn message(&mut self, frame: Frame, text: &str, end: usize, marks: &mut Vec<Mark>) {
        // A message around another: the inner one has been given out, and turns do not overlap.
        if frame.start < self.done {
            return;
        }
        if !self.found && !text[..frame.start].trim_start_matches('\u{FEFF}').trim().is_empty() {
            marks.push(Mark::Turn(Head { kind: Kind::Markup, ..Head::at(0, 0) }));
            marks.push(Mark::End(0));
        }
        self.found = true;
        self.done = end;
        let next = frame.contents.get(1).map_or(end, |part| part.start);
        let inside =
            |range: Option<Range<usize>>| range.filter(|range| range.end <= next && !range.is_empty());
        let role = inside(frame.role);
        for (number, content) in frame.contents.into_iter().enumerate() {
            let head = if number == 0 {
                let speaker = inside(frame.name.clone()).or_else(|| role.clone());
                Head { speaker, role: role.clone(), ..Head::at(frame.start, content.start) }
            } else {
                Head { kind: Kind::Continued, ..Head::at(content.start, content.start) }
            };
            marks.push(Mark::Turn(head));
            marks.push(Mark::End(content.end));
        }
    }
}

/// The text that a JSON string stands for. Broken escapes are left as they are.
pub(crate) fn unescape(string: &str) -> Cow<'_, str> {
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
pub(crate) fn escaped_place(string: &str, at: usize) -> usize {
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
    use super::{escaped_place, unescape};

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
}
