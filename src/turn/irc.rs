//! Logs of IRC clients: `<alice> text`, with a time before it or not; `* alice waves`; who came and went.

use super::lines::{invisible_prefix, lines_in};
use super::stamp::time_of_day;
use super::{Grammar, Head, Kind, Mark};
use std::ops::Range;

/// Longest nickname, in bytes.
const LONGEST_NICK: usize = 40;

/// Tags of HTML that a line may begin with; no nicknames.
const TAGS: &[&str] = &[
    "a", "b", "br", "code", "div", "em", "h1", "h2", "h3", "i", "li", "ol", "p", "pre", "span", "strong",
    "td", "tr", "u", "ul", "v",
];

pub(super) fn opens(line: &str) -> bool {
    read(line).is_some_and(|entry| entry.kind == Kind::Speech && (entry.spoken || entry.stamp.is_some()))
}

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Irc)
}

struct Irc;

struct Entry {
    stamp: Option<Range<usize>>,
    speaker: Option<Range<usize>>,
    content: usize,
    kind: Kind,
    /// `<alice>`, not `* alice`.
    spoken: bool,
}

impl Grammar for Irc {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let Some(entry) = read(&text[line.text()]) else { continue };
            let shift = |range: Range<usize>| range.start + line.start..range.end + line.start;
            marks.push(Mark::Turn(Head {
                stamp: entry.stamp.map(shift),
                speaker: entry.speaker.map(shift),
                kind: entry.kind,
                ..Head::at(line.start, line.start + entry.content)
            }));
        }
    }
}

fn read(line: &str) -> Option<Entry> {
    let bytes = line.as_bytes();
    let from = invisible_prefix(bytes);
    let (stamp, start) = stamp(line, from);
    let rest = &bytes[start..];
    let system = |content| {
        Some(Entry { stamp: stamp.clone(), speaker: None, content, kind: Kind::System, spoken: false })
    };
    match rest {
        [b'<', ..]
            if rest.starts_with(b"<-- ") || rest.starts_with(b"<--\t") || rest.starts_with(b"<--|") =>
        {
            system(start)
        }
        [b'<', ..] => {
            let (name, after) = nick(bytes, start + 1, b'>')?;
            let bare = stamp.is_none() && TAGS.contains(&line[name.clone()].to_ascii_lowercase().as_str());
            // Without a time, a tag alone on its line is mark-up of some other sort.
            let said =
                matches!(bytes.get(after), Some(b' ' | b'\t')) || (after == bytes.len() && stamp.is_some());
            if bare || !said {
                return None;
            }
            let content = after + usize::from(after < bytes.len());
            Some(Entry { stamp, speaker: Some(name), content, kind: Kind::Speech, spoken: true })
        }
        [b'*', b'*', b'*', b' ', ..] | [b'-', b'!', b'-', ..] | [b'-', b'-', b'-', b' ', ..] => system(start),
        _ if rest.starts_with(b"--> ") || rest.starts_with(b"-->\t") || rest.starts_with(b"-->|") => {
            system(start)
        }
        _ if rest.starts_with(b"--\t") => system(start),
        [b'*', b' ' | b'\t', ..] => {
            let name = start + 1 + invisible_prefix(&rest[1..]);
            let (name, after) = nick(bytes, name, b' ')?;
            stamp.as_ref()?;
            Some(Entry { stamp, speaker: Some(name), content: after, kind: Kind::Speech, spoken: false })
        }
        // WeeChat parts time, nickname and text by tabs.
        _ => {
            let stamp = stamp.filter(|_| start > 0 && bytes[start - 1] == b'\t')?;
            let (name, after) = nick(bytes, start, b'\t')?;
            Some(Entry {
                stamp: Some(stamp),
                speaker: Some(name),
                content: after,
                kind: Kind::Speech,
                spoken: true,
            })
        }
    }
}

/// The time at the start of a line, if there is one, and where what follows begins.
fn stamp(line: &str, from: usize) -> (Option<Range<usize>>, usize) {
    let bytes = line.as_bytes();
    let open = from + usize::from(matches!(bytes.get(from), Some(b'[' | b'(')));
    if !bytes.get(open).is_some_and(u8::is_ascii_digit) {
        return (None, from);
    }
    // `2021-12-31 21:15:32`, `2021-12-31T21:15:32`
    let date = &bytes[open..bytes.len().min(open + 11)];
    let dated = matches!(date, [_, _, _, _, b'-' | b'/', _, _, b'-' | b'/', _, _, b' ' | b'T']);
    let time = open + if dated { date.len() } else { 0 };
    let Some((length, _)) = line.get(time..).and_then(time_of_day) else { return (None, from) };
    let mut end = time + length;
    let stamp = open..end;
    if open > from {
        if !matches!(bytes.get(end), Some(b']' | b')')) {
            return (None, from);
        }
        end += 1;
    }
    (Some(stamp), end + invisible_prefix(&bytes[end..]))
}

/// A nickname from `from` to the byte that closes it, without the mark of its rank: its place and what follows.
fn nick(bytes: &[u8], from: usize, close: u8) -> Option<(Range<usize>, usize)> {
    let near = &bytes[from.min(bytes.len())..bytes.len().min(from + LONGEST_NICK)];
    let end = from + memchr::memchr(close, near)?;
    let rank = bytes[from..end].iter().take(2).take_while(|b| b" @+%&~".contains(b)).count();
    let name = from + rank..end;
    let fits = !name.is_empty()
        && bytes[name.clone()]
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b"-_[]{}\\|`^.'~".contains(b) || *b >= 0x80);
    (fits).then_some((name, end + 1))
}
