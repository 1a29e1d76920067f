//! Messages copied out of Telegram: `Alice, [31.12.21 21:15]` on a line, the text on those below. On macOS there is a colon behind.

use crate::turn::lines::{invisible_prefix, lines_in, trim_invisible};
use crate::turn::stamp::{is_date_time, is_time_of_day, LONGEST};
use crate::turn::{Grammar, Head, Mark};
use std::ops::Range;

/// Longest name, in bytes.
const LONGEST_NAME: usize = 120;

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Telegram)
}

struct Telegram;

impl Grammar for Telegram {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let Some((speaker, stamp)) = read(&text[line.text()]) else { continue };
            let shift = |range: Range<usize>| range.start + line.start..range.end + line.start;
            marks.push(Mark::Turn(Head {
                speaker: Some(shift(speaker)),
                stamp: Some(shift(stamp)),
                ..Head::at(line.start, line.next)
            }));
        }
    }
}

/// The name and the time on a line that has nothing else.
fn read(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    if line.len() > LONGEST_NAME + LONGEST {
        return None;
    }
    let shown = line.trim_end();
    let shown = shown.strip_suffix(':').unwrap_or(shown);
    let close = shown.len().checked_sub(1)?;
    if shown.as_bytes()[close] != b']' {
        return None;
    }
    let open = memchr::memmem::rfind(line.as_bytes(), b", [")?;
    let stamp = open + 3..close;
    let written = line.get(stamp.clone())?;
    let name = trim_invisible(line, invisible_prefix(line.as_bytes()).min(open)..open);
    (!name.is_empty() && (is_date_time(written) || is_time_of_day(written))).then_some((name, stamp))
}
