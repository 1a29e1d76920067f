//! Text exports of Otter and its like: `Alice  0:14` on a line, the text below, a blank line between.

use super::clock::{clock, Millis};
use super::lines::{lines_in, trim_invisible};
use super::{Grammar, Head, Kind, Mark};
use std::ops::Range;

/// Longest name, in bytes.
const LONGEST_NAME: usize = 80;

pub(super) fn opens(line: &str) -> bool {
    read(line).is_some()
}

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Otter)
}

struct Otter;

impl Grammar for Otter {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            if content.starts_with("Transcribed by https://otter.ai") {
                marks.push(Mark::Turn(Head { kind: Kind::Markup, ..Head::at(line.start, line.start) }));
                marks.push(Mark::End(line.start));
            }
            let Some((speaker, stamp, start)) = read(content) else { continue };
            let shift = |range: Range<usize>| range.start + line.start..range.end + line.start;
            marks.push(Mark::Turn(Head {
                speaker: Some(shift(speaker)),
                stamp: Some(shift(stamp)),
                start: Some(start),
                ..Head::at(line.start, line.next)
            }));
        }
    }
}

/// The name, the time as written, the time.
fn read(line: &str) -> Option<(Range<usize>, Range<usize>, Millis)> {
    if line.len() > LONGEST_NAME + 40 {
        return None;
    }
    let shown = trim_invisible(line, 0..line.len());
    let bytes = &line.as_bytes()[..shown.end];
    if !bytes.last()?.is_ascii_digit() {
        return None;
    }
    let length = bytes.iter().rev().take_while(|b| b.is_ascii_digit() || **b == b':').count();
    let stamp = shown.end - length..shown.end;
    let (read, start) = clock(&bytes[stamp.clone()])?;
    let before = &line[..stamp.start];
    let apart = before.ends_with("  ") || before.ends_with('\t') || before.ends_with('\u{A0}');
    let name = trim_invisible(line, 0..before.len());
    let shown = &line[name.clone()];
    let fits = !name.is_empty() && name.len() <= LONGEST_NAME && !shown.contains(['?', '!', ';', ':', '"']);
    (read == length && apart && fits && shown.contains(char::is_alphabetic)).then_some((name, stamp, start))
}
