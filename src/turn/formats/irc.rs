//! Logs of IRC clients: `<alice> text`, with a time before it or not; `* alice waves`; `-bot- text`; who came and went.
//!
//! Each line is an entry of its own. What is neither said nor done by somebody was written by the program.

mod report;

use crate::turn::hash::{hash, ByHash};
use crate::turn::lines::{invisible_prefix, is_blank, lines_in};
use crate::turn::stamp;
use crate::turn::{names, Grammar, Head, Kind, Mark};
use report::is_report;
use std::collections::HashSet;
use std::ops::Range;

/// Longest nickname, in bytes, with what may stand behind it.
const LONGEST_NICK: usize = 80;

/// Nicknames that are remembered.
const MOST_NICKS: usize = 1 << 14;

/// Tags of HTML that a line may begin with; no nicknames.
const TAGS: &[&str] = &[
    "a", "b", "body", "br", "code", "div", "em", "h1", "h2", "h3", "head", "html", "i", "li", "ol", "p",
    "pre", "section", "span", "strong", "table", "td", "title", "tr", "u", "ul", "v",
];

/// What lines of the program begin with.
const SIGNS: &[&str] = &[
    "***", "-!-", "---", "-->", "<--", "==>", "<==", "=!=", "==", ">>>", "<<<", "→", "←", "⇒", "⇐", "⇨", "⇦",
    "↔", "•", "=-=",
];

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Irc::default())
}

#[derive(Default)]
struct Irc {
    /// Who has spoken: the numbers of their names.
    nicks: HashSet<u64, ByHash>,
    /// How far the last entry is set in, if the line before was one or went on with it.
    open: Option<usize>,
    /// Lines about who came and went.
    reports: usize,
    found: bool,
}

struct Entry {
    stamp: Option<Range<usize>>,
    speaker: Option<Range<usize>>,
    content: usize,
    /// Where the content ends: a time may stand behind it.
    end: usize,
    /// Done, not said, and marked by what could mark something else: `* alice waves` without a time, `— alice waves`.
    unsure: bool,
}

impl Grammar for Irc {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            if is_blank(content) {
                self.open = None;
                continue;
            }
            let mut entry = read(content);
            let set_in = content.len() - content.trim_start().len();
            if self.open.is_some_and(|last| set_in > last) && is_continued(content, &entry) {
                continue;
            }
            self.open = Some(set_in);
            if let Some(name) = entry.speaker.clone().map(|name| hash(0, content[name].as_bytes())) {
                // It could be an item of a list or a report of a program, unless somebody of that name speaks.
                if entry.unsure && !self.nicks.contains(&name) {
                    entry.speaker = None;
                    entry.content = 0;
                }
                if !entry.unsure && self.nicks.len() < MOST_NICKS {
                    self.nicks.insert(name);
                }
            }
            let shift = |range: Range<usize>| range.start + line.start..range.end + line.start;
            let kind = if entry.speaker.is_some() { Kind::Speech } else { Kind::System };
            self.found |= entry.speaker.is_some();
            self.reports += usize::from(kind == Kind::System && is_report(&content[entry.content..]));
            marks.push(Mark::Turn(Head {
                stamp: entry.stamp.map(shift),
                speaker: entry.speaker.map(shift),
                kind,
                ..Head::at(line.start, line.start + entry.content)
            }));
            if entry.end < content.len() {
                marks.push(Mark::End(line.start + entry.end));
            }
        }
    }

    fn found(&self) -> bool {
        self.found || self.reports > 0
    }

    fn signs(&self) -> usize {
        self.reports
    }
}

fn read(line: &str) -> Entry {
    let bytes = line.as_bytes();
    let from = invisible_prefix(bytes);
    let (stamp, start) = times(line, from);
    let tabbed = start > from && bytes[start - 1] == b'\t';
    let system =
        Entry { stamp: stamp.clone(), speaker: None, content: start, end: line.len(), unsure: false };
    let rest = &line[start..];
    let said = |name: Range<usize>, after: usize, mark: &str| {
        let content = after + usize::from(matches!(bytes.get(after), Some(b' ' | b'\t')));
        let mut entry =
            Entry { stamp: stamp.clone(), speaker: Some(name), content, end: line.len(), unsure: false };
        if entry.stamp.is_none() {
            if let Some((end, time)) = time_behind(&line[content..]) {
                entry.end = content + end;
                entry.stamp = Some(content + time.start..content + time.end);
            }
        }
        entry.unsure = !mark.is_empty() && (entry.stamp.is_none() || mark.starts_with('—'));
        entry
    };
    if rest.starts_with('<')
        && !rest.starts_with("<--")
        && !rest.starts_with("<==")
        && !rest.starts_with("<<<")
    {
        let found =
            nick(line, start + 1, ">").or_else(|| stamp.as_ref().and_then(|_| two_words(line, start + 1)));
        let Some((name, after)) = found else { return system };
        let tag = if stamp.is_none() { line[name.clone()].to_ascii_lowercase() } else { String::new() };
        let bare = stamp.is_none() && (TAGS.contains(&tag.as_str()) || rest.contains(&format!("</{tag}")));
        // Without a time, a tag alone on its line is mark-up of some other sort.
        let speaks =
            matches!(bytes.get(after), Some(b' ' | b'\t')) || after == bytes.len() && stamp.is_some();
        return if bare || !speaks { system } else { said(name, after, "") };
    }
    // `* alice waves`, `*alice waves`, `— alice waves`, `Action: alice waves`
    let action = ["* ", "*\t", "— ", "—\t", "Action: ", "Action\t", "** ", "-*- "]
        .iter()
        .find(|mark| rest.starts_with(**mark));
    if let Some(mark) = action {
        let at = start + mark.len();
        let at = at + invisible_prefix(&bytes[at..]);
        // `*   You came from the other room`
        if is_report(&line[at..]) || line[start + mark.len()..].starts_with("  ") {
            return system;
        }
        return match nick(line, at, " ") {
            Some((name, after)) => said(name, after.saturating_sub(1), mark),
            None => system,
        };
    }
    if SIGNS.iter().any(|sign| rest.starts_with(sign)) || rest.starts_with("--\t") || rest.starts_with("-- ")
    {
        return system;
    }
    // `-bot- text`, `-bot:#channel- text`, `-bot(~u@h)- text`
    if rest.starts_with('-') && stamp.is_some() {
        if let Some((name, after)) = nick(line, start + 1, "- ") {
            let end = line[name.clone()].find([':', '(']).map_or(name.end, |at| name.start + at);
            if end > name.start {
                return said(name.start..end, after - 1, "");
            }
        }
        return system;
    }
    // WeeChat parts time, nickname and text by tabs.
    if tabbed && stamp.is_some() {
        if let Some((name, after)) = nick(line, start, "\t") {
            if bytes.get(name.end.saturating_sub(1)) != Some(&b':') {
                return said(name, after - 1, "");
            }
        }
    }
    system
}

/// Whether a line goes on with the entry before it: it is set in, and nothing else.
fn is_continued(line: &str, entry: &Entry) -> bool {
    let shown = line.trim_start();
    let bare = entry.stamp.is_none() && entry.speaker.is_none();
    bare && (line.starts_with("  ") || line.starts_with('\t'))
        && !SIGNS.iter().any(|sign| shown.starts_with(sign))
        && !is_report(shown)
}

/// The time at the start of a line, in one pair of brackets or two or without, and where what follows begins.
fn times(line: &str, from: usize) -> (Option<Range<usize>>, usize) {
    let bytes = line.as_bytes();
    let Some((first, mut at)) = time(line, from) else { return (None, from) };
    at += invisible_prefix(&bytes[at..]);
    // `[Thu Apr 22 2021] [10:01:04]`
    if let Some((second, behind)) = time(line, at).filter(|_| bytes.get(from) == Some(&b'[')) {
        return (Some(first.start..second.end), behind + invisible_prefix(&bytes[behind..]));
    }
    (Some(first), at)
}

/// One time, and where what follows begins.
fn time(line: &str, from: usize) -> Option<(Range<usize>, usize)> {
    let close = match line.as_bytes().get(from)? {
        b'[' => "]",
        b'(' => ")",
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => "",
        _ => return None,
    };
    let open = from + close.len();
    let inside = &line[open..];
    let length = match stamp::stamp(inside) {
        Some(stamp) => stamp.length,
        // A day alone, where a time follows in brackets of its own.
        None if !close.is_empty() => inside.find(']').filter(|end| stamp::is_day(&inside[..*end]))?,
        None => return None,
    };
    let behind = &inside[length..];
    let fits = if close.is_empty() { behind.starts_with([' ', '\t']) } else { behind.starts_with(close) };
    fits.then(|| (open..open + length, open + length + close.len()))
}

/// A time in brackets at the end of what is said, two blanks before it: where the words end, and where the time stands.
fn time_behind(said: &str) -> Option<(usize, Range<usize>)> {
    let open = said.trim_end().strip_suffix(']')?.rfind('[')?;
    let inside = &said[open + 1..];
    let stamp = stamp::stamp(inside)?;
    let before = said[..open].trim_end();
    (inside[stamp.length..].trim_end() == "]" && open >= before.len() + 2)
        .then(|| (before.len(), open + 1..open + 1 + stamp.length))
}

/// A name with a blank in angle brackets, as bridges to other chats write: `<@Ann Lee> `.
fn two_words(line: &str, from: usize) -> Option<(Range<usize>, usize)> {
    let near = &line.as_bytes()[from..line.len().min(from + LONGEST_NICK)];
    let end = from + memchr::memchr(b'>', near)?;
    let name = line[from..end].trim_start_matches(['@', '+', '%', '&', '~', '!']);
    names::is_written_as_name(name).then(|| (end - name.len()..end, end + 1))
}

/// A nickname from `from` to the mark that closes it, without the sign of its rank: its place and what follows.
fn nick(line: &str, from: usize, close: &str) -> Option<(Range<usize>, usize)> {
    let bytes = line.as_bytes();
    let near = &bytes[from.min(bytes.len())..bytes.len().min(from + LONGEST_NICK)];
    let end = from + memchr::memmem::find(near, close.as_bytes())?;
    let rank = bytes[from..end].iter().take(3).take_while(|b| b" @+%&~!".contains(b)).count();
    // `ann!~ann@example.org`
    let mask = memchr::memchr(b'!', &bytes[from + rank..end]).map(|at| from + rank + at);
    let masked = mask.filter(|at| close == ">" && bytes[*at..end].contains(&b'@'));
    let name = from + rank..masked.unwrap_or(end);
    let fits = !name.is_empty()
        && bytes[name.clone()]
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b"-_[]{}\\|`^.'~:()@/#*+".contains(b) || *b >= 0x80)
        && (close == ">"
            || names::is_plausible(&line[name.clone()])
            || !line[name.clone()].contains(['=', '(', '[']));
    fits.then_some((name, end + close.len()))
}
