//! Subtitle files, WebVTT and SubRip: cues with times, sometimes with a speaker.
//!
//! Read leniently: cue numbers may be missing or wrong, hours may be left out, blank lines may stand inside a cue. A cue
//! is a turn. Its speaker is a voice tag (`<v Alice>`) or a label at the start of its text that comes back elsewhere; where labels stand only at
//! a change of speaker, they carry on. `[ALICE] text` names somebody only where half of the cues begin so: elsewhere it is `[DOOR OPENS]`. A
//! second label in a cue begins a turn of its own. Where a cue repeats the last line of the one before, as captions that roll do, that line is mark-up.

use crate::turn::census::{LabelCounts, Likeness, Seen};
use crate::turn::clock::{clock, Millis};
use crate::turn::label::{self, Label, Shape};
use crate::turn::lines::{invisible_prefix, is_blank, is_line_end, lines_in, trim_invisible, Line};
use crate::turn::{names, Grammar, Head, Kind, Mark, Writing};
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

pub(super) fn heads_vtt(text: &str) -> bool {
    text.strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '\n', '\r']))
}

pub(super) fn vtt(_named: bool) -> Box<dyn Grammar> {
    Box::new(Cues { identifiers: true, writing: Writing::WebVtt, ..Cues::default() })
}

/// WebVTT without its first line: told from SubRip by the stops in its times.
pub(super) fn bare_vtt(named: bool) -> Box<dyn Grammar> {
    Box::new(Cues { identifiers: true, writing: Writing::WebVtt, stops: !named, ..Cues::default() })
}

pub(super) fn srt(_named: bool) -> Box<dyn Grammar> {
    Box::new(Cues::default())
}

struct Cues {
    /// Cues may have names that are not numbers (WebVTT).
    identifiers: bool,
    /// Times with commas are none.
    stops: bool,
    writing: Writing,
    census: LabelCounts,
    habit: Option<Habit>,
    /// The line before was a cue's timing, or only what the cue before has shown: this one may name the speaker.
    fresh: bool,
    /// The times of the open cue.
    times: Option<(Millis, Millis)>,
    /// What the last line with text of the open cue shows, and that of the cue before it.
    shown: String,
    shown_before: String,
    /// A label has named somebody who may go on in cues without one.
    named: bool,
    /// The label that the open cue begins with.
    opened_by: Option<(Shape, u32)>,
}

/// What the cues of this file are like.
#[derive(Clone, Copy, Default)]
struct Habit {
    /// Labels name speakers.
    labels: bool,
    /// So do those that come once.
    single: bool,
    /// Names in brackets without a colon are those of speakers.
    tags: bool,
    /// A cue without a label is spoken by whoever was named last.
    carries: bool,
    /// A cue begins with the line that the cue before ended with.
    rolls: bool,
    /// The first line of a cue is the name of its speaker, the words are below.
    names: bool,
}

/// The share of cues that must have labels for those to count that come once; for speakers to carry on; for labels of which none comes back.
const DENSE: usize = 50;
const CARRYING: usize = 25;
const NEARLY_ALL: usize = 80;

/// Longest name on a line of its own, in bytes, and how many of these are counted.
const LONGEST_NAME: usize = 60;
const MOST_NAMES: usize = 1 << 12;

/// The share of cues that must begin as the one before ends, where lines roll.
const ROLLING: usize = 40;

/// The same where only one cue goes on with something new.
const ROLLING_SHORT: usize = 70;

impl Default for Cues {
    fn default() -> Self {
        Cues {
            identifiers: false,
            stops: false,
            writing: Writing::SubRip,
            census: LabelCounts::default(),
            habit: None,
            fresh: false,
            times: None,
            shown: String::new(),
            shown_before: String::new(),
            named: false,
            opened_by: None,
        }
    }
}

struct Timing {
    stamp: Range<usize>,
    start: Millis,
    end: Millis,
}

/// `00:00:01.000 --> 00:00:04.000`, with whatever settings behind, or `0:00:01.000,0:00:04.000` alone.
fn timing(line: &str) -> Option<Timing> {
    let bytes = line.as_bytes();
    let from = invisible_prefix(bytes);
    if !bytes.get(from).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let (length, start) = clock(&bytes[from..])?;
    let arrow = from + length + invisible_prefix(&bytes[from + length..]);
    let Some(rest) = bytes[arrow..].strip_prefix(b"-->") else {
        return comma_timing(line, from, length, start);
    };
    let second = arrow + 3 + invisible_prefix(rest);
    let (length, end) = clock(&bytes[second..])?;
    Some(Timing { stamp: from..second + length, start, end })
}

/// SubViewer parts the times by a comma. So do tables: hence nothing else may stand there, and fractions of a second must.
fn comma_timing(line: &str, from: usize, length: usize, start: Millis) -> Option<Timing> {
    let second = from + length + 1;
    let rest = line[from + length..].strip_prefix(',')?;
    let (end_length, end) = clock(rest.as_bytes())?;
    let parts = [&line[from..from + length], &rest[..end_length]];
    let exact = parts.iter().all(|clock| clock.contains('.')) && is_blank(&rest[end_length..]);
    exact.then_some(Timing { stamp: from..second + end_length, start, end })
}

impl Grammar for Cues {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        let labels = self.survey(text, block.clone());
        let habit = *self.habit.get_or_insert_with(|| labels.habit(&self.census));
        let mut labels = labels.list.into_iter().peekable();
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            let label = labels.next_if(|(start, _, _)| *start == line.start);
            if let Some(timing) = self.timing(content) {
                let shift = timing.stamp.start + line.start..timing.stamp.end + line.start;
                let whole = self.cue_start(text, line);
                marks.push(Mark::Turn(Head {
                    stamp: Some(shift),
                    start: Some(timing.start),
                    end: Some(timing.end),
                    speaker: quoted_name(text, whole..line.start),
                    ..Head::at(whole, line.next)
                }));
                self.fresh = true;
                self.opened_by = None;
                self.times = Some((timing.start, timing.end));
                if !self.shown.is_empty() {
                    self.shown_before = std::mem::take(&mut self.shown);
                }
                continue;
            }
            if is_blank(content) {
                continue;
            }
            let first = std::mem::take(&mut self.fresh);
            if first && habit.rolls && self.shows(content) == self.shown_before {
                // The cue before has said it.
                marks.push(Mark::Content(line.next));
                self.shown = self.shown_before.clone();
                self.fresh = true;
                continue;
            }
            if habit.rolls {
                self.shown = self.shows(content).into_owned();
            }
            if self.identifiers && !first && is_remark(text, line) {
                marks.push(Mark::Turn(Head { kind: Kind::Markup, ..Head::at(line.start, line.start) }));
                marks.push(Mark::End(line.start));
                self.times = None;
                continue;
            }
            if first && habit.names {
                let name = trim_invisible(content, 0..content.len());
                if name.len() <= LONGEST_NAME && names::is_written_as_name(&content[name.clone()]) {
                    let speaker = line.start + name.start..line.start + name.end;
                    marks.push(Mark::Label { speaker, content: line.next });
                    continue;
                }
            }
            if let Some((_, label, seen)) = label.as_ref().filter(|_| !first) {
                if let Some((start, end)) =
                    self.times.filter(|_| !habit.rolls && self.is_second(label, *seen, habit))
                {
                    self.named = true;
                    marks.push(Mark::Turn(Head {
                        speaker: Some(line.start + label.name.start..line.start + label.name.end),
                        start: Some(start),
                        end: Some(end),
                        ..Head::at(line.start, line.start + label.content)
                    }));
                    continue;
                }
            }
            // Behind an empty line stands the name of the next cue, in which a tag lets nobody speak.
            let name = || line_before(text, line.start).is_none_or(|(_, before)| before.is_empty());
            let from = marks.len();
            if !(self.identifiers && content.contains("<v") && name()) {
                self.voices(content, line, first, marks);
            }
            if first {
                let mut labels = Vec::new();
                self.label(content, line, label, habit, &mut labels);
                // The label names who begins the cue, not whoever a tag further on in the line lets speak.
                let turn = marks[from..].iter().position(|mark| mark.head().is_some());
                let at = turn.map_or(marks.len(), |turn| from + turn);
                marks.splice(at..at, labels);
            }
        }
    }

    fn close(&self, text: &str, head: &mut Head, content: Range<usize>) -> Range<usize> {
        let inside = &text[content.clone()];
        // All of it was said by the cue before.
        if is_blank(inside) && self.habit.is_some_and(|habit| habit.rolls) && head.speaker.is_none() {
            head.kind = Kind::Markup;
        }
        let end = if inside.ends_with("</v>") { content.end - "</v>".len() } else { content.end };
        content.start..end
    }
}

/// The labels at the beginning of cues, and what else is to be known of them before they are read.
#[derive(Default)]
struct Survey {
    list: Vec<(usize, Label, Seen)>,
    /// Places in the list of those that are not on the first line of their cue.
    later: Vec<usize>,
    cues: usize,
    /// Cues that begin as the one before ended, and those of them that go on with something new.
    repeats: usize,
    grows: usize,
    /// Cues that begin with a line that could be a name and is not the only one, and how often each came.
    names: HashMap<Box<str>, usize>,
}

impl Survey {
    fn habit(&self, census: &LabelCounts) -> Habit {
        let mut names = 0;
        let (mut strong, mut recurring, mut distinct, mut capitals) = (0, 0, 0, 0);
        let (mut tags, mut tagged, mut tagged_again) = (0, 0, 0);
        let mut seen = vec![false; census.len()];
        let mut later = self.later.iter().peekable();
        for (place, (_, label, of)) in self.list.iter().enumerate() {
            if later.next_if_eq(&&place).is_some() {
                continue;
            }
            let name = matches!(of.likeness, Likeness::Name | Likeness::Part);
            if label.shape.alone {
                tags += usize::from(name);
                if name && !std::mem::replace(&mut seen[of.index as usize], true) {
                    tagged += 1;
                    tagged_again += usize::from(census.times(*of) > 1);
                }
                continue;
            }
            names += usize::from(name);
            strong += usize::from(name && label.shape.is_strong());
            if name && !std::mem::replace(&mut seen[of.index as usize], true) {
                distinct += 1;
                capitals += usize::from(of.capitals);
                recurring += usize::from(census.times(*of) > 1);
            }
        }
        let share = |percent: usize| names * 100 >= self.cues * percent;
        let nearly_all = share(NEARLY_ALL) && (distinct > 1 || recurring > 0);
        // Of several labels one comes back: half of the cues have one, or all of these shout.
        let several = recurring > 0 && distinct > 1 && (share(DENSE) || capitals == distinct);
        let labels = recurring > 1 || nearly_all || several || strong > 0;
        let named: usize = self.names.values().sum();
        let come_back = self.names.values().filter(|times| **times > 1).count();
        Habit {
            names: self.cues > 2
                && named * 100 >= self.cues * NEARLY_ALL
                && come_back > 0
                && named >= self.names.len() * 3 / 2,
            labels,
            tags: tags * 100 >= self.cues * DENSE && tagged > 1 && tagged_again > 0,
            single: labels && share(DENSE),
            carries: labels && share(CARRYING),
            rolls: self.grows > 0
                && self.grows * 4 >= self.repeats
                && self.repeats * 100 >= self.cues * if self.grows > 1 { ROLLING } else { ROLLING_SHORT },
        }
    }
}

impl Cues {
    fn timing(&self, line: &str) -> Option<Timing> {
        timing(line).filter(|timing| !self.stops || !line[..timing.stamp.end].contains(','))
    }

    /// What a line shows to a viewer.
    fn shows<'t>(&self, line: &'t str) -> Cow<'t, str> {
        match self.writing.read(line) {
            None => Cow::Borrowed(trim_marks(line)),
            Some(shown) => Cow::Owned(trim_marks(&shown).to_owned()),
        }
    }

    /// Counts who is named in a block: a label counts if it comes back.
    fn survey(&mut self, text: &str, block: Range<usize>) -> Survey {
        let mut survey = Survey::default();
        let mut fresh = self.fresh;
        let (mut last, mut before) = ("", "");
        let mut name: Option<&str> = None;
        let mut repeated = false;
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            if self.timing(content).is_some() {
                survey.cues += 1;
                fresh = true;
                (name, repeated) = (None, false);
                before = std::mem::take(&mut last);
                continue;
            }
            if is_blank(content) {
                continue;
            }
            let number = content.bytes().all(|b| b.is_ascii_digit());
            if repeated && !fresh && !number {
                survey.grows += 1;
                repeated = false;
            }
            // The line below a name.
            if let Some(name) = name.take().filter(|_| !fresh && self.habit.is_none()) {
                if survey.names.len() < MOST_NAMES {
                    *survey.names.entry(name.into()).or_default() += 1;
                }
            }
            let opens = std::mem::take(&mut fresh);
            // Before the first cue nobody is looked for: most texts have none.
            let wanted = (opens || survey.cues > 0 || self.times.is_some())
                && self.habit.is_none_or(|habit| habit.labels || habit.tags && opens);
            if let Some(label) = wanted.then(|| cue_label(content, opens)).flatten() {
                let name = &content[label.name.clone()];
                if names::is_plausible(name) {
                    let seen = self.census.count(label.shape, name);
                    if !opens {
                        survey.later.push(survey.list.len());
                    }
                    survey.list.push((line.start, label, seen));
                }
            }
            if opens {
                let shown = trim_marks(content);
                let named = || shown.len() <= LONGEST_NAME && names::is_written_as_name(shown);
                name = (self.habit.is_none() && named()).then_some(shown);
                if self.habit.is_none() && !before.is_empty() && self.shows(content) == self.shows(before) {
                    survey.repeats += 1;
                    repeated = true;
                }
            }
            // The number of the next cue is no line of this one.
            if !number {
                last = content;
            }
        }
        survey
    }

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

    /// Marks the voice tags of a line. What a second voice says in a cue is a turn of its own, at the same time.
    fn voices(&mut self, content: &str, line: Line, first: bool, marks: &mut Vec<Mark>) {
        let mut first = first;
        let mut at = 0;
        while let Some(found) = memchr::memchr(b'<', &content.as_bytes()[at..]) {
            let here = at + found;
            let Some((name, after)) = voice(&content[here..]) else {
                at = here + 1;
                continue;
            };
            let speaker = line.start + here + name.start..line.start + here + name.end;
            let start = line.start + here + after;
            // A dash may stand before a voice that has a line of its own.
            let before = content[..here].trim_end().trim_end_matches(['-', '–', '—']);
            if std::mem::take(&mut first) && is_blank(before) {
                marks.push(Mark::Label { speaker, content: start });
            } else if let Some((from, to)) = self.times {
                let head = Head {
                    speaker: Some(speaker),
                    start: Some(from),
                    end: Some(to),
                    ..Head::at(line.start + if before.is_empty() { 0 } else { here }, start)
                };
                marks.push(Mark::Turn(head));
            }
            self.named = false;
            at = here + after;
        }
    }

    /// Whether a label further down in a cue is that of a second speaker: another one who comes back, named as barely as the first. What is
    /// quoted by somebody whose name stands in brackets names nobody.
    fn is_second(&self, label: &Label, seen: Seen, habit: Habit) -> bool {
        let (shape, first) = self.opened_by.unwrap_or((Shape::default(), seen.index));
        habit.labels
            && label.shape == shape
            && shape == Shape::default()
            && seen.index != first
            && matches!(seen.likeness, Likeness::Name | Likeness::Part)
            && self.census.times(seen) > 1
    }

    /// Marks who speaks by the label that a cue begins with, or by the last one.
    fn label(
        &mut self,
        content: &str,
        line: Line,
        label: Option<(usize, Label, Seen)>,
        habit: Habit,
        marks: &mut Vec<Mark>,
    ) {
        if let Some((_, label, seen)) =
            label.filter(|(_, label, _)| if label.shape.alone { habit.tags } else { habit.labels })
        {
            let believed = match seen.likeness {
                Likeness::Part => true,
                Likeness::Name => label.shape.is_strong() || habit.single || self.census.times(seen) > 1,
                Likeness::Heading | Likeness::Clause => false,
            };
            if believed {
                self.named = true;
                self.opened_by = Some((label.shape, seen.index));
                marks.push(Mark::Label {
                    speaker: line.start + label.name.start..line.start + label.name.end,
                    content: line.start + label.content,
                });
                return;
            }
        }
        // A dash, an arrow, a bracket, a note of music: somebody else, or nobody.
        let shown = trim_marks(content);
        let other = shown.starts_with(['-', '–', '—', '>', '[', '(', '♪', '♫', '*', '<', '#']);
        if habit.carries && self.named && !other {
            marks.push(Mark::Carried);
        }
    }
}

/// The label that a line of a cue begins with. `opens`: it is the first line.
fn cue_label(line: &str, opens: bool) -> Option<Label> {
    let mut label = if opens {
        label::read(line).or_else(|| bold_label(line)).or_else(|| bracketed_name(line))?
    } else {
        memchr::memchr(b':', line.as_bytes()).and_then(|_| label::read(line).or_else(|| bold_label(line)))?
    };
    // A dash or `>>` says that somebody else speaks, and nothing about the name.
    label.shape.lead = 0;
    Some(label)
}

/// `<b>Alice:</b> text`
fn bold_label(line: &str) -> Option<Label> {
    let from = invisible_prefix(line.as_bytes());
    if line.as_bytes().get(from) != Some(&b'<') {
        return None;
    }
    let tag = ["<b>", "<i>", "<u>", "<font "].into_iter().find(|tag| line[from..].starts_with(tag))?;
    let name = from + if tag.ends_with('>') { tag.len() } else { line[from..].find('>')? + 1 };
    let colon =
        name + line.as_bytes()[name..].iter().take(LONGEST_NAME).position(|b| matches!(b, b':' | b'<'))?;
    let rest = line[colon..].strip_prefix(":</")?;
    let behind = &rest[rest.find('>')? + 1..];
    let content = line.len() - behind.len() + usize::from(behind.starts_with(' '));
    named(line, name..colon, content, Shape::default())
}

/// `[ALICE] text`, `（花子）text`
fn bracketed_name(line: &str) -> Option<Label> {
    const BRACKETS: [(&str, &str); 3] = [("[", "]"), ("(", ")"), ("（", "）")];
    let from = invisible_prefix(line.as_bytes());
    let (open, close) = BRACKETS.into_iter().find(|(open, _)| line[from..].starts_with(open))?;
    let name = from + open.len();
    let reach = &line.as_bytes()[name..line.len().min(name + LONGEST_NAME)];
    let end = name + memchr::memmem::find(reach, close.as_bytes())?;
    let behind = end + close.len();
    let content = behind + usize::from(line[behind..].starts_with(' '));
    if is_blank(&line[content..])
        || !names::is_written_as_name(&line[name..end])
        || line[name..].starts_with(char::is_lowercase)
    {
        return None;
    }
    named(line, name..end, content, Shape { bracket: b'[', alone: true, ..Shape::default() })
}

fn named(line: &str, name: Range<usize>, content: usize, shape: Shape) -> Option<Label> {
    let name = trim_invisible(line, name);
    (!name.is_empty()).then(|| Label::without_time(name, content, shape))
}

/// Digits of the number that Webex has for somebody, at the least: parts of a lesson have fewer.
const SHORTEST_NUMBER: usize = 5;

/// The name in the line with which Webex begins a cue: `1 "Alice" (3812345)`.
fn quoted_name(text: &str, id: Range<usize>) -> Option<Range<usize>> {
    let line = text[id.clone()].trim_end();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let (name, number) = rest.strip_prefix(" \"")?.strip_suffix(')')?.rsplit_once("\" (")?;
    let at = id.start + line.len() - rest.len() + " \"".len();
    let is_number = number.len() >= SHORTEST_NUMBER && number.bytes().all(|b| b.is_ascii_digit());
    (rest.len() < line.len() && is_number && !name.trim().is_empty()).then_some(at..at + name.len())
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
    let mut end = start.checked_sub(1).filter(|end| is_line_end(text.as_bytes()[*end]))?;
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
