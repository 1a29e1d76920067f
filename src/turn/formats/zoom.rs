//! What Zoom saves beside its WebVTT: the chat (`21:15:32 From Alice to Everyone: text`, or `21:15:32<tab> Alice:<tab>text`)
//! and closed captions (`[Alice] 21:15:32` on a line, the text below). The chat is in the language of the program.

use crate::turn::lines::{invisible_prefix, lines_in, trim_invisible};
use crate::turn::stamp::{self, time_of_day};
use crate::turn::{Grammar, Head, Mark};
use std::ops::Range;

/// Longest name or pair of names, in bytes.
const LONGEST_NAME: usize = 160;

/// Words before the sender, between sender and receiver, and for all who are there.
const LANGUAGES: [(&str, &str, &str); 10] = [
    ("Von ", " an ", "Alle"),
    ("De ", " a ", "Todos"),
    ("De ", " para ", "Todos"),
    ("De ", " à ", "Tous"),
    ("Da ", " a ", "Tutti"),
    ("От ", " ", "Всем"),
    ("開始 ", " 終了 ", "全員"),
    ("从 ", " 到 ", "所有人"),
    ("從 ", " 至 ", "所有人"),
    ("", "에서 ", "모두에게"),
];

pub(super) fn grammar(named: bool) -> Box<dyn Grammar> {
    Box::new(Zoom { met: named })
}

struct Zoom {
    /// A message to all who are there has been seen, in words that are not English: others may go to anybody.
    met: bool,
}

struct Message {
    stamp: Range<usize>,
    speaker: Range<usize>,
    /// `None`: on the next line.
    content: Option<usize>,
}

impl Grammar for Zoom {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let Some(message) = self.read(&text[line.text()]) else { continue };
            let shift = |range: Range<usize>| range.start + line.start..range.end + line.start;
            marks.push(Mark::Turn(Head {
                stamp: Some(shift(message.stamp)),
                speaker: Some(shift(message.speaker)),
                ..Head::at(line.start, message.content.map_or(line.next, |content| line.start + content))
            }));
        }
    }
}

impl Zoom {
    fn read(&mut self, line: &str) -> Option<Message> {
        let bytes = line.as_bytes();
        let from = invisible_prefix(bytes);
        match bytes.get(from)? {
            b'[' => caption(line, from),
            b'0'..=b'9' => self.chat(line, from),
            _ => None,
        }
    }

    /// `21:15:32 From Alice to Everyone: text`
    fn chat(&mut self, line: &str, from: usize) -> Option<Message> {
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
        let colon = start + memchr::memchr(b':', &bytes[start..reach])?;
        let sent = &line[start..colon];
        let speaker = match sent.strip_prefix("From ") {
            Some(sent) => {
                let to = [" to ", " To "].iter().filter_map(|to| sent.rfind(to)).min();
                colon - sent.len()..to.map_or(colon, |to| colon - sent.len() + to)
            }
            None => match self.sender(sent) {
                Some(sender) => start + sender.start..start + sender.end,
                None if tab => start..colon,
                None => return None,
            },
        };
        let speaker = trim_invisible(line, speaker);
        let content = colon + 1 + usize::from(matches!(bytes.get(colon + 1), Some(b' ' | b'\t')));
        let below = line[content.min(line.len())..].trim().is_empty();
        (!speaker.is_empty()).then_some(Message { stamp, speaker, content: (!below).then_some(content) })
    }

    /// Where the sender stands in `Von Alice an Alle`.
    fn sender(&mut self, sent: &str) -> Option<Range<usize>> {
        let to_all = |(from, to, all): &(&str, &str, &str)| {
            let rest = sent.strip_prefix(*from)?;
            let end = rest.rfind(*to)?;
            let receiver = rest[end + to.len()..].trim();
            (self.met || receiver.to_lowercase() == all.to_lowercase())
                .then_some(from.len()..from.len() + end)
        };
        let sender = LANGUAGES.iter().find_map(to_all)?;
        self.met = true;
        Some(sender)
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
