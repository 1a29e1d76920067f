//! Chats that WhatsApp exports, from Android (`12/31/21, 9:15 PM - Alice: text`) and iOS (`[31.12.21, 21:15:32] Alice:
//! text`), in any locale. A line without a date goes on with the message before it.

mod notice;

use crate::turn::lines::{invisible_prefix, lines_in, trim_invisible};
use crate::turn::stamp::{self, is_date_time, LONGEST};
use crate::turn::{Grammar, Head, Kind, Mark};
use notice::{is_notice, is_report, Members};
use std::ops::Range;

/// Longest name, in bytes: names that people give themselves, emoji and all.
const LONGEST_NAME: usize = 120;

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(WhatsApp::default())
}

#[derive(Default)]
struct WhatsApp {
    members: Members,
}

struct Message {
    stamp: Range<usize>,
    /// `None` on the lines that the program writes: who joined, who left.
    speaker: Option<Range<usize>>,
    content: usize,
}

impl Grammar for WhatsApp {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            let Some(mut message) = read(content) else { continue };
            if let Some((name, said)) = self.tight(content, &message) {
                (message.speaker, message.content) = (Some(name), said);
            }
            if let Some(name) = message.speaker.clone() {
                self.members.add(&content[name]);
                message.speaker =
                    message.speaker.filter(|_| !self.members.are_reported(&content[message.content..]));
            }
            let shift = |range: Range<usize>| range.start + line.start..range.end + line.start;
            let kind = if message.speaker.is_some() { Kind::Speech } else { Kind::System };
            marks.push(Mark::Turn(Head {
                stamp: Some(shift(message.stamp)),
                speaker: message.speaker.map(shift),
                kind,
                ..Head::at(line.start, line.start + message.content)
            }));
        }
    }
}

impl WhatsApp {
    /// The name of somebody known and where the words begin, if no blank stands behind the colon: `Ann:hello`.
    fn tight(&self, line: &str, message: &Message) -> Option<(Range<usize>, usize)> {
        if message.speaker.is_some() {
            return None;
        }
        let near = &line.as_bytes()[message.content..];
        let colon = message.content + memchr::memchr(b':', &near[..near.len().min(LONGEST_NAME)])?;
        let name = trim_invisible(line, message.content..colon);
        self.members.has(&line[name.clone()]).then_some((name, colon + 1))
    }
}

fn read(line: &str) -> Option<Message> {
    let bytes = line.as_bytes();
    let from = invisible_prefix(bytes);
    let near = &bytes[from..bytes.len().min(from + LONGEST + 8)];
    let (stamp, rest) = match near.first()? {
        b'[' => {
            let close = from + memchr::memchr(b']', near)?;
            // `[31/12/21, 21:15:32] - Ann: hello`
            let dash = if bytes[close + 1..].starts_with(b" - ") { " -".len() } else { 0 };
            (from + 1..close, close + 1 + dash)
        }
        // Digits, also those of Arabic, Persian, Hindi, Thai and Burmese.
        b'0'..=b'9' | 0xD9 | 0xDB | 0xE0 | 0xE1 => {
            let (dash, length) = dash(near)?;
            (from..from + dash, from + dash + length)
        }
        _ => return None,
    };
    let written = line.get(stamp.clone())?;
    // `[31.12.2021 21:15:32 | Edited 21:16:04] Ann: hello`, as Skype has it.
    let bar = memchr::memchr(b'|', written.as_bytes()).unwrap_or(written.len());
    let written = written[..bar].trim_end();
    let stamp = stamp.start..stamp.start + written.len();
    // `31/12, 21:15` is too short to be told by its build alone.
    let short = || {
        stamp::stamp(written.trim()).is_some_and(|stamp| stamp.dated && stamp.length == written.trim().len())
    };
    if !is_date_time(written) && !short() {
        return None;
    }
    let stamp = trim_invisible(line, stamp);
    let blank = bytes.get(rest) == Some(&b' ');
    let start = rest + usize::from(blank);
    match name_end(bytes, start) {
        Some((end, _)) if is_report(&line[start..end]) => {
            Some(Message { stamp, speaker: None, content: start })
        }
        Some((end, content)) => {
            let name = trim_invisible(line, start..end);
            let speaker = (!is_notice(&line[name.clone()], &line[content..])).then_some(name);
            Some(Message { stamp, speaker, content })
        }
        None => Some(Message { stamp, speaker: None, content: start }),
    }
}

/// Where ` - ` stands, which parts the date from what follows, and its length without the last blank. Some write a longer dash.
fn dash(near: &[u8]) -> Option<(usize, usize)> {
    let plain = memchr::memchr_iter(b'-', near)
        .map(|at| at.saturating_sub(1))
        .find(|&at| near[at..].starts_with(b" - "));
    let long = || {
        [" – ", " — "]
            .iter()
            .find_map(|dash| memchr::memmem::find(near, dash.as_bytes()))
            .map(|at| (at, " –".len()))
    };
    plain.map(|at| (at, " -".len())).or_else(long)
}

/// Where the name that starts at `start` ends, and where the text behind its colon begins.
fn name_end(bytes: &[u8], start: usize) -> Option<(usize, usize)> {
    let near = &bytes[start..bytes.len().min(start + LONGEST_NAME)];
    for at in memchr::memchr_iter(b':', near) {
        let name = &near[..at];
        // `Alice changed the subject to “Trip: Rome”`
        if at == 0 || name.contains(&b'"') || name.windows(3).any(|mark| mark == "“".as_bytes()) {
            return None;
        }
        if !name.is_ascii() && is_in_quotation(name) {
            return None;
        }
        match bytes.get(start + at + 1) {
            None => return Some((start + at, start + at + 1)),
            Some(b' ') => {
                let shows = name[invisible_prefix(name)..].iter().any(|b| !b.is_ascii_whitespace());
                return shows.then_some((start + at, start + at + 2));
            }
            Some(_) => {}
        }
    }
    None
}

/// Whether a quotation has begun and not ended: `Alice hat den Betreff zu „Reise`.
fn is_in_quotation(name: &[u8]) -> bool {
    let mut open = false;
    for c in std::str::from_utf8(name).unwrap_or_default().chars() {
        match c {
            '「' | '『' => open = true,
            '」' | '』' => open = false,
            // Which of them opens is not the same in all languages.
            '„' | '”' | '«' | '»' => open = !open,
            _ => {}
        }
    }
    open
}
