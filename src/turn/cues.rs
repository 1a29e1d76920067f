//! Subtitle files, WebVTT and SubRip: cues with times, sometimes with a speaker.
//!
//! Read leniently: cue numbers may be missing or wrong, hours may be left out, blank lines may stand inside a cue. A cue
//! is a turn. Its speaker is a voice tag (`<v Alice>`) or a label at the start of its text that comes back elsewhere.

use super::census::{Census, Likeness, Seen};
use super::clock::{clock, Millis};
use super::label::{self, Label};
use super::lines::{invisible_prefix, is_blank, lines_in, trim_invisible, Line};
use super::{Grammar, Head, Kind, Mark};
use std::ops::Range;

pub(super) fn heads_vtt(text: &str) -> bool {
    text.strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

pub(super) fn opens_vtt(line: &str) -> bool {
    timing(line).is_some_and(|timing| !line[..timing.stamp.end].contains(','))
}

pub(super) fn opens_srt(line: &str) -> bool {
    timing(line).is_some()
}

pub(super) fn vtt(_named: bool) -> Box<dyn Grammar> {
    Box::new(Cues { identifiers: true, ..Cues::default() })
}

pub(super) fn srt(_named: bool) -> Box<dyn Grammar> {
    Box::new(Cues::default())
}

#[derive(Default)]
struct Cues {
    /// Cues may have names that are not numbers (WebVTT).
    identifiers: bool,
    census: Census,
    /// The line before was a cue's timing: this one may name the speaker.
    fresh: bool,
}

struct Timing {
    stamp: Range<usize>,
    start: Millis,
    end: Millis,
}

/// `00:00:01.000 --> 00:00:04.000`, with whatever settings behind.
fn timing(line: &str) -> Option<Timing> {
    let bytes = line.as_bytes();
    let from = invisible_prefix(bytes);
    if !bytes.get(from).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let (length, start) = clock(&bytes[from..])?;
    let arrow = from + length + invisible_prefix(&bytes[from + length..]);
    let rest = bytes[arrow..].strip_prefix(b"-->")?;
    let second = arrow + 3 + invisible_prefix(rest);
    let (length, end) = clock(&bytes[second..])?;
    Some(Timing { stamp: from..second + length, start, end })
}

impl Grammar for Cues {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        // Who is named in this block is counted first: a label counts if it comes back.
        let mut labels = Vec::new();
        let mut fresh = self.fresh;
        for line in lines_in(text, block.clone()) {
            let content = &text[line.text()];
            if fresh {
                if let Some(label) = label::read(content) {
                    let seen = self.census.count(label.shape, &content[label.name.clone()], false);
                    labels.push((line.start, label, seen));
                }
            }
            fresh = timing(content).is_some();
        }
        let mut labels = labels.into_iter().peekable();
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            let label = labels.next_if(|(start, _, _)| *start == line.start);
            if let Some(timing) = timing(content) {
                let shift = timing.stamp.start + line.start..timing.stamp.end + line.start;
                marks.push(Mark::Turn(Head {
                    stamp: Some(shift),
                    start: Some(timing.start),
                    end: Some(timing.end),
                    ..Head::at(self.cue_start(text, line), line.next)
                }));
                self.fresh = true;
                continue;
            }
            if std::mem::take(&mut self.fresh) {
                self.speaker(content, line, label, marks);
            } else if self.identifiers && is_remark(text, line) {
                marks.push(Mark::Turn(Head { kind: Kind::Markup, ..Head::at(line.start, line.start) }));
                marks.push(Mark::End(line.start));
            }
        }
    }

    fn close(&self, text: &str, _head: &mut Head, content: Range<usize>) -> Range<usize> {
        let inside = &text[content.clone()];
        let end = if inside.ends_with("</v>") { content.end - "</v>".len() } else { content.end };
        content.start..end
    }
}

impl Cues {
    /// Where the cue begins whose timing is on `line`: on the line before, if that is its number or name.
    fn cue_start(&self, text: &str, line: Line) -> usize {
        let Some((start, before)) = line_before(text, line.start) else { return line.start };
        let number = !before.trim().is_empty() && trim_marks(before).bytes().all(|b| b.is_ascii_digit());
        let named = self.identifiers
            && !is_blank(before)
            && !heads_vtt(trim_marks(before))
            && line_before(text, start).is_none_or(|(_, line)| is_blank(line));
        if number || named {
            start
        } else {
            line.start
        }
    }

    fn speaker(&self, content: &str, line: Line, label: Option<(usize, Label, Seen)>, marks: &mut Vec<Mark>) {
        if let Some((name, after)) = voice(content) {
            marks.push(Mark::Label {
                speaker: line.start + name.start..line.start + name.end,
                content: line.start + after,
            });
        } else if let Some((_, label, seen)) = label {
            let believed = match seen.likeness {
                Likeness::Part => true,
                Likeness::Name => label.shape.is_strong() || self.census.times(seen) > 1,
                Likeness::Heading | Likeness::Clause => false,
            };
            if believed {
                marks.push(Mark::Label {
                    speaker: line.start + label.name.start..line.start + label.name.end,
                    content: line.start + label.content,
                });
            }
        }
    }
}

/// `<v Alice>` or `<v.loud Alice>` at the start of a cue: the name, and where the text begins.
fn voice(content: &str) -> Option<(Range<usize>, usize)> {
    let from = invisible_prefix(content.as_bytes());
    let rest = content[from..].strip_prefix("<v")?;
    if !rest.starts_with([' ', '.', '\t']) {
        return None;
    }
    let close = memchr::memchr(b'>', rest.as_bytes())?;
    let blank = rest[..close].find([' ', '\t'])?;
    let tag = from + "<v".len();
    let name = trim_invisible(content, tag + blank..tag + close);
    (!name.is_empty()).then_some((name, tag + close + 1))
}

/// A header, a comment or a style block of WebVTT.
fn is_remark(text: &str, line: Line) -> bool {
    let content = trim_marks(&text[line.text()]);
    let word = ["NOTE", "STYLE", "REGION", "WEBVTT"].iter().find(|word| content.starts_with(**word));
    let Some(word) = word else { return false };
    let alone = content.len() == word.len() || content.as_bytes()[word.len()].is_ascii_whitespace();
    alone && line_before(text, line.start).is_none_or(|(_, before)| is_blank(before))
}

fn trim_marks(line: &str) -> &str {
    &line[trim_invisible(line, 0..line.len())]
}

/// The line that ends where the line at `start` begins: its place and its text.
fn line_before(text: &str, start: usize) -> Option<(usize, &str)> {
    let mut end = start.checked_sub(1)?;
    if text.as_bytes()[end] == b'\n' && end > 0 && text.as_bytes()[end - 1] == b'\r' {
        end -= 1;
    }
    // The text of a cue may be one long line; only a short line can be a number or a name.
    const LONGEST: usize = 200;
    let from = end.saturating_sub(LONGEST);
    let found = memchr::memrchr2(b'\n', b'\r', &text.as_bytes()[from..end]);
    let begin = match found {
        Some(at) => from + at + 1,
        None if from == 0 => 0,
        None => return Some((start, "long")),
    };
    Some((begin, &text[begin..end]))
}
