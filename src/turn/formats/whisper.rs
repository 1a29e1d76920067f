//! What whisper, whisper.cpp and whisperX print: `[00:00.000 --> 00:04.000] [SPEAKER_00]: text`, with or without a speaker; and what users of
//! faster-whisper print, `[0.00s -> 4.00s] text`.

use crate::turn::clock::{clock, of_value, Millis};
use crate::turn::label;
use crate::turn::lines::{invisible_prefix, lines_in, trim_invisible};
use crate::turn::{Grammar, Head, Mark};
use std::ops::Range;

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Whisper)
}

struct Whisper;

struct Segment {
    stamp: Range<usize>,
    start: Millis,
    end: Millis,
    speaker: Option<Range<usize>>,
    content: usize,
}

impl Grammar for Whisper {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let Some(segment) = read(&text[line.text()]) else { continue };
            let shift = |range: Range<usize>| range.start + line.start..range.end + line.start;
            marks.push(Mark::Turn(Head {
                stamp: Some(shift(segment.stamp)),
                start: Some(segment.start),
                end: Some(segment.end),
                speaker: segment.speaker.map(shift),
                ..Head::at(line.start, line.start + segment.content)
            }));
        }
    }
}

fn read(line: &str) -> Option<Segment> {
    let bytes = line.as_bytes();
    let from = invisible_prefix(bytes);
    let open = match bytes.get(from)? {
        b'[' => from + 1,
        _ => return None,
    };
    let (length, start) = time(&line[open..])?;
    let arrow = open + length + invisible_prefix(&bytes[open + length..]);
    let mark = if bytes[arrow..].starts_with(b"->") { 2 } else { 3 };
    let second = arrow + mark + invisible_prefix(bytes[arrow..].strip_prefix(&b"-->"[3 - mark..])?);
    let (length, end) = time(&line[second..])?;
    let close = second + length;
    if bytes.get(close) != Some(&b']') {
        return None;
    }
    // Whisper sets two blanks, whisperX one.
    let content = close + 1 + bytes[close + 1..].iter().take(2).take_while(|&&b| b == b' ').count();
    let mut segment = Segment { stamp: open..close, start, end, speaker: None, content };
    let rest = &line[content..];
    let indent = invisible_prefix(rest.as_bytes());
    if let Some(name) = diarized(&rest[indent..]) {
        let from = content + indent;
        segment.speaker = Some(trim_invisible(line, from + name.start..from + name.end));
        let after = name.end + usize::from(rest[indent + name.end..].starts_with([']', ')']));
        let after = after + usize::from(rest[indent + after..].starts_with(':'));
        segment.content = from + after + usize::from(rest[indent + after..].starts_with(' '));
    } else if let Some(label) =
        label::read(rest).filter(|label| label.shape.is_strong() && !label.shape.timed)
    {
        segment.speaker = Some(content + label.name.start..content + label.name.end);
        segment.content = content + label.content;
    }
    Some(segment)
}

/// A clock, or seconds: `4.00s`.
fn time(text: &str) -> Option<(usize, Millis)> {
    const LONGEST: usize = 16;
    clock(text.as_bytes()).or_else(|| {
        let length = text.bytes().take(LONGEST).take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let written = text.get(..length + 1).filter(|written| written.ends_with('s'))?;
        Some((written.len(), of_value(written, 1000.0)?))
    })
}

/// `SPEAKER_00` at the start of a segment, in brackets or with a colon, or `(speaker 0)`: where the name stands.
fn diarized(rest: &str) -> Option<Range<usize>> {
    const LABELS: [(&str, char); 3] = [("[SPEAKER_", ']'), ("SPEAKER_", ':'), ("(speaker ", ')')];
    let (label, close) = LABELS.into_iter().find(|(label, _)| rest.starts_with(label))?;
    let digits = rest[label.len()..].bytes().take(4).take_while(u8::is_ascii_digit).count();
    let end = label.len() + digits;
    let open = usize::from(label.starts_with(['[', '(']));
    (digits > 0 && rest[end..].starts_with(close)).then_some(open..end)
}
