//! A message of JSON, as it was found: ranges of its parts.

use super::shape::{Field, Fields, Shape, Unit};
use crate::turn::clock::{self, Millis};
use crate::turn::label;
use crate::turn::{Extra, Head, Kind, Mark};
use std::ops::Range;

pub(super) struct Message {
    pub(super) whole: Range<usize>,
    speaker: Option<Range<usize>>,
    role: Option<Range<usize>>,
    stamp: Option<Range<usize>>,
    start: Option<Millis>,
    end: Option<Millis>,
    content: Range<usize>,
    /// Further parts of what is said.
    further: Vec<Range<usize>>,
    system: bool,
}

impl Message {
    /// The message in `whole` of which `values` were found; `None` if it is none.
    pub(super) fn read(
        shape: &Shape,
        fields: &Fields,
        whole: Range<usize>,
        values: &[(usize, Range<usize>)],
        text: &str,
    ) -> Option<Message> {
        let field = |index: usize| fields.list[index].field;
        // What comes first among the preferred; empty strings name nobody.
        let best = |rank: fn(Field) -> Option<u8>| {
            let ranked = values.iter().filter_map(|(index, range)| Some((rank(field(*index))?, range)));
            ranked
                .filter(|(_, range)| !range.is_empty())
                .min_by_key(|(rank, _)| *rank)
                .map(|(_, range)| range.clone())
        };
        let one = |wanted: Field| {
            values
                .iter()
                .find(|(index, range)| field(*index) == wanted && !range.is_empty())
                .map(|(_, range)| range.clone())
        };
        let needed = (0..shape.needs.len())
            .all(|number| values.iter().any(|(index, _)| field(*index) == Field::Need(number as u8)));
        if !needed || values.iter().any(|(index, _)| field(*index) == Field::Lack) {
            return None;
        }
        let sort = one(Field::Sort).map(|range| &text[range]);
        let speaker = best(|field| if let Field::Speaker(rank) = field { Some(rank) } else { None });
        let system = match (shape.sort, sort) {
            (Some((_, ordinary)), Some(sort)) => !ordinary.contains(&sort),
            _ => false,
        };
        if speaker.is_none() && !shape.anonymous && !system {
            return None;
        }
        let rank = |index: usize| if let Field::Says(rank) = field(index) { Some(rank) } else { None };
        let mut content: Option<(u8, Range<usize>)> = None;
        let mut further = Vec::new();
        let mut nothing = None;
        for (index, range) in values {
            let Some(rank) = rank(*index) else { continue };
            match &content {
                _ if range.is_empty() => nothing = nothing.or(Some(range.start)),
                Some((best, _)) if rank == *best => further.push(range.clone()),
                Some((best, _)) if rank > *best => {}
                _ => {
                    content = Some((rank, range.clone()));
                    further.clear();
                }
            }
        }
        let content = match content {
            Some((_, content)) => content,
            None => {
                let at =
                    nothing.filter(|_| shape.wordless).or_else(|| shape.silent.then_some(whole.end - 1))?;
                at..at
            }
        };
        let unit = if shape.unit == Unit::Seconds { 1000.0 } else { 1.0 };
        let time = |range: Option<Range<usize>>| range.and_then(|range| clock::of_value(&text[range], unit));
        let (start, end) = (one(Field::Start), one(Field::End));
        Some(Message {
            speaker: speaker.filter(|_| !system),
            role: best(|field| if let Field::Role(rank) = field { Some(rank) } else { None }),
            stamp: one(Field::Stamp).or_else(|| start.clone()),
            start: time(start),
            end: time(end),
            content,
            further,
            system,
            whole,
        })
    }

    /// Marks the turn, or the turns where several strings are not one text.
    pub(super) fn mark(self, joined: bool, marks: &mut Vec<Mark>) {
        let kind = if self.system { Kind::System } else { Kind::Speech };
        let (first, rest) = (self.content, self.further);
        let next = if joined { None } else { rest.first() };
        // What stands behind the next part of the message does not belong to the turn of the first.
        let reach = next.map_or(self.whole.end, |part| part.start);
        let inside =
            |range: Option<Range<usize>>| range.filter(|range| range.end <= reach && !range.is_empty());
        let role = inside(self.role);
        let extra = |pieces| Some(Box::new(Extra { role: role.clone(), pieces }));
        let head = Head {
            speaker: inside(self.speaker),
            stamp: inside(self.stamp),
            start: self.start,
            end: self.end,
            kind,
            ..Head::at(self.whole.start, first.start)
        };
        if joined && !rest.is_empty() {
            let end = rest[rest.len() - 1].end;
            let pieces = std::iter::once(first).chain(rest).collect();
            marks.push(Mark::Turn(Head { extra: extra(pieces), ..head }));
            marks.push(Mark::End(end));
            return;
        }
        let extra = if role.is_some() { extra(Vec::new()) } else { None };
        marks.push(Mark::Turn(Head { extra, ..head }));
        marks.push(Mark::End(first.end));
        for part in rest {
            marks.push(Mark::Turn(Head { kind: Kind::Continued, ..Head::at(part.start, part.start) }));
            marks.push(Mark::End(part.end));
        }
    }

    /// Tells that the text has lost `by` bytes at the front.
    pub(super) fn rebase(&mut self, by: usize) {
        let parts = [&mut self.speaker, &mut self.role, &mut self.stamp].into_iter().flatten();
        for range in parts.chain(&mut self.further).chain([&mut self.whole, &mut self.content]) {
            *range = range.start.saturating_sub(by)..range.end.saturating_sub(by);
        }
    }

    fn said(whole: Range<usize>, speaker: Range<usize>, content: Range<usize>) -> Message {
        Message {
            whole,
            speaker: Some(speaker),
            role: None,
            stamp: None,
            start: None,
            end: None,
            content,
            further: Vec::new(),
            system: false,
        }
    }
}

/// The messages of an object whose keys speak: keys and values in turn. What is empty says nothing.
pub(super) fn by_keys(start: usize, end: usize, values: &[(usize, Range<usize>)]) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let mut said =
        values.chunks_exact(2).filter(|pair| pair[0].0 == pair[1].0 && !pair[1].1.is_empty()).peekable();
    let mut from = start;
    while let Some(pair) = said.next() {
        // Each goes up to the quotation mark of the next key.
        let to = said.peek().map_or(end, |next| next[0].1.start - 1);
        messages.push(Message::said(from..to, pair[0].1.clone(), pair[1].1.clone()));
        from = to;
    }
    messages
}

/// The messages of a string that holds a dialogue, line feeds as escapes: `\n\nHuman: …\n\nAssistant: …`.
pub(super) fn in_dialogue(start: usize, end: usize, range: Range<usize>, text: &str) -> Vec<Message> {
    const LABELS: [&str; 2] = [r"\n\nHuman:", r"\n\nAssistant:"];
    let inside = &text[range.clone()];
    let mut heads: Vec<(usize, &str)> = LABELS
        .iter()
        .flat_map(|label| inside.match_indices(label))
        .map(|(at, label)| (range.start + at, label))
        .collect();
    heads.sort_unstable();
    let mut messages = Vec::new();
    for (number, (at, label)) in heads.iter().enumerate() {
        let name = at + r"\n\n".len()..at + label.len() - ":".len();
        let blank = usize::from(text.as_bytes().get(name.end + 1) == Some(&b' '));
        let next = heads.get(number + 1).map(|(next, _)| *next);
        let whole = if number == 0 { start } else { *at }..next.unwrap_or(end);
        let content = name.end + 1 + blank..next.unwrap_or(range.end);
        messages.push(Message::said(whole, name, content.start.min(content.end)..content.end));
    }
    messages
}

/// The messages of a string that holds speaker lines, line ends as escapes: `Ann: …\r\nBo: …`. A line without a label goes on.
pub(super) fn in_lines(start: usize, end: usize, range: Range<usize>, text: &str) -> Vec<Message> {
    let mut said: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    for line in escaped_lines(text, range) {
        let label = label::read(&text[line.clone()]).filter(|label| !label.tight);
        match (label, said.last_mut()) {
            (Some(label), _) => {
                let name = line.start + label.name.start..line.start + label.name.end;
                said.push((name, line.start + label.content..line.end));
            }
            (None, Some((_, content))) => content.end = line.end,
            // Whoever begins must be named.
            (None, None) => return Vec::new(),
        }
    }
    if said.len() < 2 {
        return Vec::new();
    }
    let starts: Vec<usize> = said.iter().map(|(name, _)| name.start).collect();
    let messages = said.into_iter().enumerate().map(|(number, (name, content))| {
        let from = if number == 0 { start } else { name.start };
        Message::said(from..starts.get(number + 1).copied().unwrap_or(end), name, content)
    });
    messages.collect()
}

/// The lines of a string with something in them, without their ends, which are escapes.
fn escaped_lines(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let bytes = &text.as_bytes()[..range.end];
    let mut lines = Vec::new();
    let (mut from, mut at) = (range.start, range.start);
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..]) {
        let escape = at + found;
        if matches!(bytes.get(escape + 1), Some(b'n' | b'r')) {
            lines.push(from..escape);
            from = escape + 2;
        }
        at = (escape + 2).min(bytes.len());
    }
    lines.push(from.min(bytes.len())..bytes.len());
    lines.retain(|line| !text[line.clone()].trim().is_empty());
    lines
}
