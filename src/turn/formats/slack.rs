//! Messages from Slack: copied from the window (`Alice  9:15 PM` or `Alice [9:15 PM]`, or the time on a line of its own
//! below the name), and as slackdump writes them (`> Alice [U012AB3CD] @ 31/12/2021 21:15:32 Z:`).

use crate::turn::lines::{lines_in, name_above, trim_invisible};
use crate::turn::stamp::{is_date_time, time_of_day, LONGEST};
use crate::turn::{Grammar, Head, Mark};
use std::ops::Range;

/// Longest name, in bytes.
const LONGEST_NAME: usize = 80;

/// Longest time of day, in bytes.
const LONGEST_TIME: usize = 14;

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Slack)
}

struct Slack;

impl Grammar for Slack {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let Some((speaker, stamp)) = read(&text[line.text()]) else { continue };
            let shift = |range: Range<usize>| range.start + line.start..range.end + line.start;
            // `APP  9:15 PM` stands below the name of a program.
            let badge = |name: &Range<usize>| ["APP", "BOT"].contains(&&text[shift(name.clone())]);
            let (whole, speaker) = match speaker.filter(|name| !badge(name)) {
                Some(speaker) => (line.start, shift(speaker)),
                None => match name_above(text, line.start, LONGEST_NAME) {
                    Some((whole, speaker)) if is_name(&text[speaker.clone()]) => (whole, speaker),
                    _ => continue,
                },
            };
            marks.push(Mark::Turn(Head {
                speaker: Some(speaker),
                stamp: Some(shift(stamp)),
                ..Head::at(whole, line.next)
            }));
        }
    }
}

/// The name, if it stands on this line, and the time.
fn read(line: &str) -> Option<(Option<Range<usize>>, Range<usize>)> {
    if line.len() > LONGEST_NAME + LONGEST {
        return None;
    }
    let bytes = line.as_bytes();
    let shown = trim_invisible(line, 0..line.len());
    // `> Alice [U012AB3CD] @ 31/12/2021 21:15:32 Z:`
    if bytes.get(shown.start) == Some(&b'>') && bytes.get(shown.end - 1) == Some(&b':') {
        let at = memchr::memmem::find(bytes, b"] @ ")?;
        let open = memchr::memrchr(b'[', &bytes[..at])?;
        let name = trim_invisible(line, shown.start + 1..open.max(shown.start + 1));
        let stamp = at + 4..shown.end - 1;
        return (!name.is_empty() && is_date_time(line.get(stamp.clone())?)).then_some((Some(name), stamp));
    }
    // Everything else ends in a time with morning or afternoon, perhaps in brackets.
    let closed = bytes.get(shown.end.checked_sub(1)?) == Some(&b']');
    let end = shown.end - usize::from(closed);
    let start = if closed {
        memchr::memrchr(b'[', &bytes[..end])? + 1
    } else {
        let tail = end.saturating_sub(LONGEST_TIME).max(shown.start);
        // The name may end in a digit, too. A time that begins before the tail would be cut.
        let begins =
            |at: &usize| bytes[*at].is_ascii_digit() && (*at == 0 || !bytes[at - 1].is_ascii_digit());
        (tail..end).filter(begins).find(|at| is_half_time(&line[*at..end]))?
    };
    let stamp = start..end;
    if !is_half_time(line.get(stamp.clone())?) {
        return None;
    }
    let before = &line[..if closed { start - 1 } else { start }];
    let name = trim_invisible(line, 0..without_status(before).len());
    if name.is_empty() {
        return (!closed).then_some((None, stamp));
    }
    let apart = closed || before.ends_with("  ") || before.ends_with('\u{A0}') || before.ends_with('\t');
    (apart && is_name(&line[name.clone()])).then_some((Some(name), stamp))
}

/// Whether this is a time that says morning or afternoon, and nothing else.
fn is_half_time(text: &str) -> bool {
    time_of_day(text).is_some_and(|(length, half)| half && length == text.len())
}

/// A name without the emoji that tell what its owner does: `Alice:house:`.
fn without_status(name: &str) -> &str {
    let mut name = name.trim_end();
    while let Some((before, emoji)) = name.strip_suffix(':').and_then(|name| name.rsplit_once(':')) {
        let is_emoji = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_+-'".contains(&b);
        if emoji.is_empty() || !emoji.bytes().all(is_emoji) {
            break;
        }
        name = before.trim_end();
    }
    name
}

fn is_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME && !name.contains(['?', '!', ';', ':', '"']) && !name.ends_with([',', '.'])
}
