//! Messages from Discord: as DiscordChatExporter writes them (`[12/31/2021 9:15 PM] alice`) and as they are copied from
//! the window (`alice — Today at 9:15 PM`, on one line or on three), the text on the lines below.

use crate::turn::lines::{invisible_prefix, line_above, lines_in, name_above, trim_invisible, Line};
use crate::turn::stamp::{is_date_time, time_of_day, LONGEST};
use crate::turn::{Grammar, Head, Kind, Mark};
use std::ops::Range;

/// Longest name, in bytes.
const LONGEST_NAME: usize = 80;

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Discord)
}

struct Discord;

impl Grammar for Discord {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            if let Some((speaker, stamp)) = read(content) {
                let shift = |range: Range<usize>| range.start + line.start..range.end + line.start;
                // The name may be on the line above.
                let named = if speaker.is_empty() {
                    name_above(text, line.start, LONGEST_NAME)
                } else {
                    Some((line.start, shift(speaker)))
                };
                let Some((whole, speaker)) = named else { continue };
                marks.push(Mark::Turn(Head {
                    speaker: Some(speaker),
                    stamp: Some(shift(stamp)),
                    ..Head::at(whole, line.next)
                }));
            } else if let Some((whole, speaker, stamp)) = read_below_dash(text, line) {
                marks.push(Mark::Turn(Head {
                    speaker: Some(speaker),
                    stamp: Some(stamp),
                    ..Head::at(whole, line.next)
                }));
            } else if is_rule(content) {
                // The exporter's lines about the channel and the number of messages stand between such rules.
                marks.push(Mark::Turn(Head { kind: Kind::Markup, ..Head::at(line.start, line.start) }));
                marks.push(Mark::End(line.start));
            }
        }
    }
}

/// Where the head begins, the name, and the time, if the line is a time below a dash below a name.
fn read_below_dash(text: &str, line: Line) -> Option<(usize, Range<usize>, Range<usize>)> {
    const LONGEST_DASH: usize = 8;
    let stamp = trim_invisible(text, line.text());
    if !is_when(&text[stamp.clone()]) {
        return None;
    }
    let dash = line_above(text, line.start, LONGEST_DASH)?;
    if text[dash.clone()].trim() != "—" {
        return None;
    }
    let (whole, speaker) = name_above(text, dash.start, LONGEST_NAME)?;
    Some((whole, speaker, stamp))
}

fn is_rule(line: &str) -> bool {
    line.len() >= 40 && line.bytes().all(|b| b == b'=')
}

/// The name and the time on a line that has nothing else; the name is empty where the line begins with the dash.
fn read(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    if line.len() > LONGEST_NAME + LONGEST + 16 {
        return None;
    }
    let bytes = line.as_bytes();
    let from = invisible_prefix(bytes);
    if bytes.get(from) == Some(&b'[') {
        let close = from + memchr::memchr(b']', &bytes[from..])?;
        let stamp = from + 1..close;
        let shown = line.trim_end();
        let shown = shown.strip_suffix("(pinned)").unwrap_or(shown);
        let name = trim_invisible(line, (close + 1).min(shown.len())..shown.len());
        let shown = &line[name.clone()];
        // With a colon it is a message on one line, and not Discord's.
        let fits =
            !name.is_empty() && name.len() <= LONGEST_NAME && !shown.contains(": ") && !shown.ends_with(':');
        return (fits && is_date_time(line.get(stamp.clone())?)).then_some((name, stamp));
    }
    let shown = &line[from..];
    let dash =
        if shown.starts_with("— ") { from } else { memchr::memmem::find(bytes, " — ".as_bytes())? + 1 };
    let name = trim_invisible(line, from.min(dash)..dash);
    let stamp = trim_invisible(line, dash + "— ".len()..line.len());
    let fits = name.len() <= LONGEST_NAME && is_when(&line[stamp.clone()]);
    fits.then_some((name, stamp))
}

/// `Today at 9:15 PM`, `12/31/2021 9:15 PM`, `9:15 PM`, `Gestern um 21:15 Uhr`: a few words or a date, and a time of day.
fn is_when(text: &str) -> bool {
    if text.len() > LONGEST {
        return false;
    }
    if is_date_time(text) {
        return true;
    }
    let Some(digit) = text.find(|c: char| c.is_ascii_digit()) else { return false };
    let before = text[..digit].trim_end();
    let words = before.split(' ').filter(|word| !word.is_empty()).count();
    let plain = before.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '’' | '\'' | ','));
    let Some((length, _)) = time_of_day(&text[digit..]) else { return false };
    let after = text[digit + length..].trim();
    plain && words <= 4 && (after.is_empty() || after == "Uhr" || after == "h")
}
