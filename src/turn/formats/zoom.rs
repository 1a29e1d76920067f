//! What Zoom saves beside its WebVTT: the chat (`21:15:32 From Alice to Everyone: text`, or `21:15:32<tab> Alice:<tab>text`)
//! and closed captions (`[Alice] 21:15:32` on a line, the text below).

use crate::turn::lines::{invisible_prefix, lines_in, trim_invisible};
use crate::turn::stamp::{self, time_of_day};
use crate::turn::{Grammar, Head, Mark};
use std::ops::Range;

/// Longest name or pair of names, in bytes.
const LONGEST_NAME: usize = 160;

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Zoom)
}

struct Zoom;

struct Message {
    stamp: Range<usize>,
    speaker: Range<usize>,
    /// `None`: on the next line.
    content: Option<usize>,
}

impl Grammar for Zoom {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let Some(message) = read(&text[line.text()]) else { continue };
            let shift = |range: Range<usize>| range.start + line.start..range.end + line.start;
            marks.push(Mark::Turn(Head {
                stamp: Some(shift(message.stamp)),
                speaker: Some(shift(message.speaker)),
                ..Head::at(line.start, message.content.map_or(line.next, |content| line.start + content))
            }));
        }
    }
}

fn read(line: &str) -> Option<Message> {
    let bytes = line.as_bytes();
    let from = invisible_prefix(bytes);
    match bytes.get(from)? {
        b'[' => caption(line, from),
        b'0'..=b'9' => chat(line, from),
        _ => None,
    }
}

/// `[Alice] 21:15:32`
fn caption(line: &str, from: usize) -> Option<Message> {
    let bytes = line.as_bytes();
    let near = &bytes[from..bytes.len().min(from + LONGEST_NAME)];
    let close = from + memchr::memchr(b']', near)?;
    let stamp = trim_invisible(line, close + 1..line.len());
    let (length, _) = time_of_day(&line[stamp.clone()])?;
    let speaker = trim_invisible(line, from + 1..close);
    // A bracket that holds a number is a time itself.
    let named = line[speaker.clone()].contains(char::is_alphabetic);
    (length == stamp.len() && stamp.len() >= "0:00:00".len() && named).then_some(Message {
        stamp,
        speaker,
        content: None,
    })
}

/// `21:15:32 From Alice to Everyone: text`
fn chat(line: &str, from: usize) -> Option<Message> {
    let bytes = line.as_bytes();
    let length = match time_of_day(&line[from..]) {
        Some((length, _)) => length,
        // With a date before the time.
        None => stamp::stamp(&line[from..])?.length,
    };
    let stamp = from..from + length;
    let start = stamp.end + invisible_prefix(&bytes[stamp.end..]);
    let reach = bytes.len().min(start + LONGEST_NAME);
    let tab = bytes[stamp.end..start].contains(&b'\t');
    let (start, sent) = match bytes[start..].strip_prefix(b"From ") {
        Some(_) => (start + "From ".len(), true),
        None if tab => (start, false),
        None => return None,
    };
    let colon = start + memchr::memchr(b':', bytes.get(start..reach)?)?;
    let mut end = colon;
    if sent {
        let to = [" to ", " To "]
            .iter()
            .filter_map(|to| memchr::memmem::rfind(&bytes[start..colon], to.as_bytes()))
            .min();
        end = to.map_or(colon, |to| start + to);
    }
    let speaker = trim_invisible(line, start..end);
    let content = colon + 1 + usize::from(matches!(bytes.get(colon + 1), Some(b' ' | b'\t')));
    let below = line[content.min(line.len())..].trim().is_empty();
    (!speaker.is_empty()).then_some(Message { stamp, speaker, content: (!below).then_some(content) })
}
