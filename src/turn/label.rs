//! Reads one line as a speaker line: mark-up, label, perhaps a time, a colon.
//!
//! This looks at the line alone and says what it could be. Whether it is a turn is settled elsewhere, by what recurs.

use super::clock::{clock, Millis};
use super::lines::{invisible_mark, invisible_prefix, trim_invisible};
use std::ops::Range;

/// Longest label, in bytes, mark-up aside. Names in any script fit; a sentence that happens to hold a colon mostly not.
const LONGEST: usize = 72;

/// Words in a bare label. A label of more is a clause.
const MOST_WORDS: usize = 5;

/// Words in a label that brackets or a time set apart.
const MOST_WORDS_MARKED: usize = 7;

/// A word of letters alone, up to so many of them, is a name as it stands.
const LONGEST_PLAIN: usize = 24;

/// A line that could begin a turn. Ranges are counted from the line's start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) name: Range<usize>,
    /// Behind the colon and one blank.
    pub(super) content: usize,
    pub(super) shape: Shape,
    /// No blank between colon and text (`A:yes`), where ASCII punctuation would have one.
    pub(super) tight: bool,
    pub(super) stamp: Option<Range<usize>>,
    pub(super) start: Option<Millis>,
    pub(super) end: Option<Millis>,
}

/// How a label is marked up. The turns of a document share one shape.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    /// `>` or a list mark before the label, the `#` of a heading, a blank if it is only set in; 0 if none.
    pub(super) lead: u8,
    /// `*` or `_` about the label; 0 if none.
    pub(super) emphasis: u8,
    /// The opening bracket about the label; 0 if none. Brackets of other scripts by the last byte of theirs.
    pub(super) bracket: u8,
    /// A clock before the label, between label and colon, or in brackets behind the colon.
    pub(super) timed: bool,
    /// Nothing stands behind the colon: the words are on the lines below.
    pub(super) alone: bool,
}

impl Shape {
    pub(super) fn packed(self) -> u32 {
        u32::from_le_bytes([
            self.lead,
            self.emphasis,
            self.bracket,
            u8::from(self.timed) | u8::from(self.alone) << 1,
        ])
    }

    /// In square brackets and nothing else: `[Ann]: `.
    pub(super) fn is_bracketed(self) -> bool {
        self == Shape { bracket: b'[', ..Shape::default() }
    }

    /// In square or angled brackets or with a time: ordinary prose hardly has such lines.
    pub(super) fn is_strong(self) -> bool {
        self.timed || (self.bracket != 0 && self.bracket != b'(' && self.bracket != b'{')
    }
}

/// Reads the label at the start of `line`, which has no terminator.
pub(super) fn read(line: &str) -> Option<Label> {
    let bytes = line.as_bytes();
    // Cheap way out: no colon of either width within reach of the longest label and its mark-up.
    let reach = bytes.len().min(LONGEST + 48);
    if memchr::memchr2(b':', 0x9A, &bytes[..reach]).is_none() {
        return read_long(line);
    }

    read_plain(bytes).or_else(|| read_bracketed(bytes)).or_else(|| read_any(line)).or_else(|| read_odd(line))
}

/// Longest name in square brackets that is written without blanks, or of few words.
const LONGEST_BRACKETED: usize = 1 << 13;

/// Square brackets say themselves where a name ends: it may be as long as it likes, and hold what bare names do not.
fn read_long(line: &str) -> Option<Label> {
    line.starts_with('[').then(|| read_odd(line)).flatten()
}

/// Reads `[name]: text` whatever the name is made of.
fn read_odd(line: &str) -> Option<Label> {
    let inside = line.strip_prefix('[')?;
    let reach = &inside.as_bytes()[..inside.len().min(LONGEST_BRACKETED + 3)];
    let close = memchr::memmem::find(reach, b"]: ")?;
    let (name, text) = (&inside[..close], &inside[close + 3..]);
    let shown = trim_invisible(name, 0..name.len());
    // `[1]: https://…` is a link's target, `[^1]: ` a footnote, ``[`f`]: `` a link of a documentation, `[ ]: ` a box.
    let link = ["http", "#", "/", "./", "../", "<", "mailto:"]
        .iter()
        .any(|link| text.trim_start().starts_with(link));
    let note = name.starts_with(['^', '`', '\'', '"', '/']) || text.trim().is_empty();
    let words = name.split_whitespace().count();
    let named = name[shown.clone()].contains(char::is_alphabetic)
        && !name.contains('\t')
        && is_balanced(name)
        && words <= MOST_WORDS_MARKED;
    let shape = Shape { bracket: b'[', ..Shape::default() };
    (named && !link && !note).then(|| Label {
        name: 1 + shown.start..1 + shown.end,
        content: close + 4,
        shape,
        tight: false,
        stamp: None,
        start: None,
        end: None,
    })
}

/// Reads a label however it is marked up.
fn read_any(line: &str) -> Option<Label> {
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
    if let Some(time) = leading_time(&bytes[at..]) {
        stamp = Some(at + time.text.start..at + time.text.end);
        (start, end) = (Some(time.start), time.end);
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
    if let Some(time) = leading_time(&bytes[at..]).filter(|_| emphasis > 0 && stamp.is_none()) {
        stamp = Some(at + time.text.start..at + time.text.end);
        (start, end) = (Some(time.start), time.end);
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

    // `Alice (0:14):`, `Alice [0:14]:`, `Alice 0:14:`, `Alice (she/her):`
    let mut name_end = name_end;
    if let Some(aside) = aside(&bytes[at..]) {
        if let Some((time, millis)) = aside.clock {
            stamp = Some(at + time.start..at + time.end);
            start = Some(millis);
            shape.timed = true;
        }
        at += aside.length;
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
        // `A:yes` but not `16:9`, and no emoticon.
        [next, ..] if next.is_ascii_alphabetic() || *next == b'"' => {
            if emoticon(&bytes[at..]) || bytes[name_end - 1].is_ascii_digit() {
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
        if let Some(time) = time_behind(&bytes[at..]) {
            stamp = Some(at + time.text.start..at + time.text.end);
            (start, end) = (Some(time.start), time.end);
            shape.timed = true;
            at += time.length;
        }
    }

    let mut name = trim_invisible(line, name_start..name_end);
    if start.is_some() {
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

/// Whether all brackets inside a name are closed in it: `ann [MOD]`.
fn is_balanced(name: &str) -> bool {
    let mut open = 0usize;
    for byte in name.bytes() {
        match byte {
            b'[' => open += 1,
            b']' if open == 0 => return false,
            b']' => open -= 1,
            _ => {}
        }
    }
    open == 0
}

/// Words of letters, a colon, a blank: most labels, read without asking for anything else.
fn read_plain(bytes: &[u8]) -> Option<Label> {
    // Beyond ASCII, the letters of the blocks that hold no blanks, marks or emoji.
    let letter = |b: u8| b.is_ascii_alphabetic() || matches!(b, 0x80..=0xBF | 0xC3..=0xDF | 0xE4..=0xED);
    let length = bytes.iter().take(LONGEST).take_while(|&&b| letter(b) || b == b' ').count();
    let name = &bytes[..length];
    if !letter(*name.first()?) || !letter(*name.last()?) {
        return None;
    }
    let content = match &bytes[length..] {
        // A time may stand in brackets.
        [b':', b' ', b'[' | b'(', ..] => return None,
        [b':', b' ', ..] => length + 2,
        [0xEF, 0xBC, 0x9A, next, ..] if next.is_ascii_alphanumeric() || matches!(next, 0xE4..=0xED) => {
            length + 3
        }
        _ => return None,
    };
    if name.iter().filter(|&&b| b == b' ').count() >= MOST_WORDS {
        return None;
    }
    let shape = Shape::default();
    Some(Label { name: 0..length, content, shape, tight: false, stamp: None, start: None, end: None })
}

/// One word of ASCII letters and digits in square brackets, a colon, a blank, a letter: the label of many transcripts.
fn read_bracketed(bytes: &[u8]) -> Option<Label> {
    let name = bytes.strip_prefix(b"[")?;
    let length = name.iter().take(LONGEST_PLAIN).take_while(|b| b.is_ascii_alphanumeric()).count();
    let behind = name[length..].strip_prefix(b"]: ")?;
    // A link's target begins with a letter, too, and may have blanks of any kind before it.
    let plain = name[0].is_ascii_alphabetic()
        && behind.first().is_some_and(
            |b| matches!(b, b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | 0xC3..=0xDF | 0xE4..=0xED),
        )
        && !behind.starts_with(b"http");
    let shape = Shape { bracket: b'[', ..Shape::default() };
    plain.then_some(Label {
        name: 1..1 + length,
        content: length + 4,
        shape,
        tight: false,
        stamp: None,
        start: None,
        end: None,
    })
}

/// Skips a quotation mark, list mark or heading mark with its blank.
fn lead(bytes: &[u8], shape: &mut Shape) -> usize {
    let (mark, length) = match bytes {
        [b'>', ..] => (b'>', bytes.iter().take(4).take_while(|&&b| b == b'>').count()),
        [mark @ (b'-' | b'*' | b'+'), b' ', ..] => (*mark, 1),
        [b'#', ..] => (b'#', bytes.iter().take(6).take_while(|&&b| b == b'#').count()),
        [0xE2, 0x80, 0xA2 | 0x93 | 0x94, ..] => (bytes[2], 3), // • – —
        _ => return 0,
    };
    let blanks = bytes[length..].iter().take(4).take_while(|&&b| b == b' ' || b == b'\t').count();
    if blanks == 0 && mark != b'>' && length != 3 {
        return 0;
    }
    shape.lead = mark;
    length + blanks
}

struct Time {
    length: usize,
    text: Range<usize>,
    start: Millis,
    end: Option<Millis>,
}

/// `[00:01:02] `, `(0:14) `, `00:01:02 `, `[00:00.000 --> 00:04.000] `, perhaps with a dash behind.
fn leading_time(bytes: &[u8]) -> Option<Time> {
    let close = match bytes.first()? {
        b'[' => Some(b']'),
        b'(' => Some(b')'),
        b'0'..=b'9' => None,
        _ => return None,
    };
    let from = usize::from(close.is_some());
    let (length, start) = clock(&bytes[from..])?;
    let mut at = from + length;
    let mut end = None;
    for arrow in [" --> ", " - ", " -> ", "-", " – "] {
        if let Some((length, time)) = bytes[at..].strip_prefix(arrow.as_bytes()).and_then(clock) {
            at += arrow.len() + length;
            end = Some(time);
            break;
        }
    }
    let text = from..at;
    if let Some(close) = close {
        if bytes.get(at) != Some(&close) {
            return None;
        }
        at += 1;
    }
    let blanks = invisible_prefix(&bytes[at..]);
    at += blanks;
    if let [b'-', b' ', ..] = &bytes[at..] {
        at += 2;
    } else if blanks == 0 && close.is_none() {
        return None;
    }
    Some(Time { length: at, text, start, end })
}

/// A time in brackets with a blank behind it, or nothing.
fn time_behind(bytes: &[u8]) -> Option<Time> {
    let time = leading_time(bytes).filter(|_| matches!(bytes.first(), Some(b'[' | b'(')))?;
    let closed = matches!(bytes[time.length - 1], b' ' | b'\t' | b']' | b')');
    (closed && (time.length == bytes.len() || matches!(bytes[time.length - 1], b' ' | b'\t'))).then_some(time)
}

/// The opening bracket at the start of `bytes`: its length and the bracket that closes it.
fn bracket(bytes: &[u8]) -> Option<(usize, &'static [u8])> {
    const WIDE: [(&str, &str); 6] =
        [("【", "】"), ("［", "］"), ("（", "）"), ("「", "」"), ("〔", "〕"), ("《", "》")];
    match bytes.first()? {
        b'[' => Some((1, b"]")),
        b'(' => Some((1, b")")),
        b'<' => Some((1, b">")),
        b'{' => Some((1, b"}")),
        0xE3 | 0xEF => WIDE
            .iter()
            .find(|(open, _)| bytes.starts_with(open.as_bytes()))
            .map(|(open, close)| (open.len(), close.as_bytes())),
        _ => None,
    }
}

/// Where the name that starts at `from` ends: at its closing bracket, or at what may follow a bare name.
fn name_end(bytes: &[u8], from: usize, close: &[u8]) -> Option<usize> {
    let mut at = from;
    while at <= from + LONGEST {
        let rest = bytes.get(at..)?;
        if !close.is_empty() {
            if rest.starts_with(close) {
                return Some(at);
            }
            if matches!(rest.first()?, b'[' | b'<' | b'{' | b'"' | b'|') {
                return None;
            }
            at += 1;
            continue;
        }
        match rest {
            [] => return None,
            // Most bytes of a name, before anything is asked of them.
            [b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'_' | b'-', ..] => {}
            [b':', ..] | [0xEF, 0xBC, 0x9A, ..] => return Some(at),
            [b'(' | b'[' | b'<', ..] | [b'*', ..] if at > from => return Some(at),
            [0xEF, 0xBC, 0x88, ..] if at > from => return Some(at), // （
            // `Ann Lee, CEO`, not `However, he said`.
            [b',', b' ', next, ..]
                if at > from && !next.is_ascii_lowercase() && !matches!(next, b'"' | b' ') => {}
            // `Ann/Bo`, `Ann "Bo" Lee`
            [b'/', next, ..] if at > from && next.is_ascii_alphanumeric() => {}
            [b'"', ..] if at > from => {}
            [b'"' | b'?' | b'!' | b';' | b',' | b'=' | b'{' | b'}' | b'|' | b'<' | b'>' | b'/' | b'`'
            | b'$' | b'\\', ..] => return None,
            [b'(' | b')' | b'[' | b']' | b'*', ..] => return None,
            // A full stop ends a sentence unless a short word stands before it (`Dr.`, `J.`) or no blank behind it.
            [b'.', b' ', ..] => {
                let word = bytes[from..at].iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
                if word == 0 || word > 4 {
                    return None;
                }
            }
            // “ ” „ … ‹ › and the marks of Han text
            [0xE2, 0x80, 0x9C..=0x9E | 0xA6 | 0xB9 | 0xBA, ..]
            | [0xE3, 0x80, 0x81 | 0x82 | 0x88..=0x91, ..]
            | [0xEF, 0xBC, 0x81 | 0x8C | 0x9B | 0x9F | 0x89, ..] => return None,
            _ => {}
        }
        at += 1;
    }
    None
}

struct Aside {
    length: usize,
    clock: Option<(Range<usize>, Millis)>,
}

/// A remark in brackets between the name and the colon.
fn aside(bytes: &[u8]) -> Option<Aside> {
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
fn clock_at_end(name: &[u8], bytes: &[u8], name_start: usize) -> Option<usize> {
    let digits = name.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let start = name_start + name.len() - digits;
    (digits > 0 && digits < name.len() && bytes[start - 1] == b' ' && clock(&bytes[start..]).is_some())
        .then_some(start)
}

/// The mouth of an emoticon behind its colon, and nothing after: `XD:P`.
fn emoticon(bytes: &[u8]) -> bool {
    matches!(bytes, [b'D' | b'P' | b'p' | b'O' | b'o' | b'S' | b's' | b'x' | b'X' | b'v' | b'c' | b'3'])
        || matches!(bytes, [b'D' | b'P' | b'p' | b'O' | b'o' | b'S' | b's' | b'x' | b'X', b' ', ..])
}

/// Whether a label can name anybody at all.
fn could_be_name(name: &str, shape: Shape) -> bool {
    let bytes = name.as_bytes();
    let Some(first) = bytes.first() else {
        return false;
    };
    if bytes.len() <= LONGEST_PLAIN && bytes.iter().all(u8::is_ascii_alphabetic) {
        return true;
    }
    // `12:30`, `3:16`, `[^1]:`, `- [ ]:`, `>:(`
    if matches!(first, b'^' | b'-' | b'.' | b'\'' | b'%' | b'&' | b'+' | b'\\' | b'/' | b'`')
        && shape.bracket == 0
    {
        return false;
    }
    // Quotation marks enclose a word of the name: they come in pairs, and something stands before them.
    if bytes.iter().filter(|b| **b == b'"').count() % 2 == 1 {
        return false;
    }
    // An apostrophe stands inside a word or at its end, not before it; backticks quote code.
    let quoted = name.contains(['`', '\t']) || name.contains(" '") || name.starts_with('\'');
    if quoted || *first == b'^' || bytes.iter().all(|b| !b.is_ascii_alphanumeric() && b.is_ascii()) {
        return false;
    }
    let plain_digits = bytes.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b' ' | b'-'));
    if plain_digits && shape.bracket == 0 {
        return false;
    }
    // A verse or a line of speech inside brackets is longer than a name; a bare label of many words is a clause.
    let words = name.split([' ', '\u{A0}']).filter(|word| !word.is_empty()).count();
    words <= if shape.is_strong() { MOST_WORDS_MARKED } else { MOST_WORDS } && invisible_mark(bytes) == 0
}

#[cfg(test)]
mod tests {
    use super::{read_any, read_bracketed, read_plain};

    /// The short way gives what the long way gives, wherever it gives anything.
    #[test]
    fn plain_labels() {
        const PIECES: &[&str] = &[
            "a", "Bob", "É", "王", "한", " ", "  ", ": ", ":", "：", "\u{3000}", "\u{A0}", "x", "1", ".",
            "Ω", "ا", "word ", "\t", "-", "ü", "：x", "e\u{301}", "[", "]: ", "http",
        ];
        let mut dice = crate::dice::Dice::new(1);
        let mut next = |bound: usize| dice.roll(bound);
        let (mut plain, mut bracketed) = (0, 0);
        for _ in 0..200_000 {
            let line: String = (0..next(12)).map(|_| PIECES[next(PIECES.len())]).collect();
            let line = match next(4) {
                0 => format!("[{line}"),
                1 => format!("[{}]: {line}", PIECES[next(PIECES.len())]),
                _ => line,
            };
            if let Some(label) = read_bracketed(line.as_bytes()) {
                assert_eq!(Some(label), read_any(&line), "{line:?}");
                bracketed += 1;
            }
            if let Some(label) = read_plain(line.as_bytes()) {
                assert_eq!(Some(label), read_any(&line), "{line:?}");
                plain += 1;
            }
        }
        assert!(plain > 2000 && bracketed > 500, "{plain} {bracketed}");
    }
}
