//! Reads one line as a speaker line: mark-up, label, perhaps a time, a colon.
//!
//! This looks at the line alone and says what it could be. Whether it is a turn is settled elsewhere, by what recurs.

mod marked;
mod name;
mod times;

use super::clock::Millis;
use super::lines::trim_invisible;
use marked::read_any;
use name::is_balanced;
use std::ops::Range;

/// Longest label, in bytes, mark-up aside. Names in any script fit; a sentence that happens to hold a colon mostly not.
const LONGEST: usize = 72;

/// Words in a bare label. A label of more is a clause.
const MOST_WORDS: usize = 5;

/// Words in a label that brackets or a time set apart.
const MOST_WORDS_MARKED: usize = 7;

/// Words in a label in capitals that has a title behind a comma.
const MOST_WORDS_TITLED: usize = 10;

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
    /// `>` or a list mark before the label, the `#` of a heading, `1` for the number of the line, `.` for one with a stop, a blank if it is only set in; 0 if none.
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
    /// The lead of a label behind a number and a stop, a bracket or a tab.
    pub(super) const NUMBERED: u8 = b'.';

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
        return read_long(line).or_else(|| read_without_colon(line));
    }

    read_plain(bytes)
        .or_else(|| read_bracketed(bytes))
        .or_else(|| read_any(line))
        .or_else(|| read_odd(line))
        .or_else(|| read_without_colon(line))
}

/// Reads `1. Ann: text`, `1) Ann: text` and `1⇥Ann: text`: the number, and the label behind it.
pub(super) fn read_numbered(line: &str) -> Option<(u32, Label)> {
    const MOST_DIGITS: usize = 5;
    let digits = line.bytes().take(MOST_DIGITS).take_while(u8::is_ascii_digit).count();
    let number = line[..digits].parse().ok()?;
    let mark = [". ", ") ", "\t"].into_iter().find(|mark| line[digits..].starts_with(mark))?;
    let from = digits + mark.len();
    let label = read(&line[from..]).filter(|label| label.shape == Shape::default() && !label.tight)?;
    let name = label.name.start + from..label.name.end + from;
    let shape = Shape { lead: Shape::NUMBERED, ..Shape::default() };
    Some((number, Label::without_time(name, label.content + from, shape)))
}

impl Label {
    /// A label that says no time, with a mark or a bracket between it and the text.
    pub(super) fn without_time(name: Range<usize>, content: usize, shape: Shape) -> Label {
        Label { name, content, shape, tight: false, stamp: None, start: None, end: None }
    }
}

/// Reads `[Speaker 1] text`.
fn read_without_colon(line: &str) -> Option<Label> {
    const MARK: &str = "] ";
    let inside = line.strip_prefix('[')?;
    let near = &inside.as_bytes()[..inside.len().min(LONGEST_PLAIN)];
    let name = 1..1 + memchr::memchr(b']', near)?;
    let said = line[name.end..].strip_prefix(MARK).filter(|_| is_numbered_speaker(&line[name.clone()]))?;
    let content = name.end + MARK.len();
    let shape = Shape { bracket: b'[', ..Shape::default() };
    (!said.trim().is_empty()).then(|| Label::without_time(name, content, shape))
}

/// `Speaker 1`, `SPEAKER_00`
fn is_numbered_speaker(name: &str) -> bool {
    const SPEAKER: &str = "speaker";
    let number = name.get(..SPEAKER.len()).filter(|word| word.eq_ignore_ascii_case(SPEAKER));
    let number = number.map_or("", |_| name[SPEAKER.len()..].trim_start_matches([' ', '_']));
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
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
