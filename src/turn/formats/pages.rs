//! Pages of court records whose lines are numbered, as depositions are printed: ` 5      Q.   And when was that?`
//!
//! The numbers run on from line to line and begin anew on each page. They are mark-up, and so are the heads of the pages.

use super::name_lines::{court, Style};
use crate::turn::lines::{is_blank, lines_in};
use crate::turn::{Extra, Grammar, Head, Kind, Mark};
use std::ops::Range;

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Pages { are_pages: None, heads: 0 })
}

struct Pages {
    /// What the beginning of the text says of its lines.
    are_pages: Option<bool>,
    heads: usize,
}

impl Grammar for Pages {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        if !*self.are_pages.get_or_insert_with(|| are_pages(text, block.clone())) {
            return;
        }
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            let Some((_, number)) = numbered(content) else { continue };
            let Some((style, name, said)) = head(&content[number..]) else { continue };
            self.heads += 1;
            let from = line.start + number;
            marks.push(Mark::Turn(match style {
                Style::Examiner => Head { kind: Kind::System, ..Head::at(line.start, from) },
                _ => Head {
                    speaker: Some(from + name.start..from + name.end),
                    ..Head::at(line.start, from + said)
                },
            }));
        }
    }

    /// What is said has no numbers of lines in it.
    fn close(&self, text: &str, head: &mut Head, content: Range<usize>) -> Range<usize> {
        if self.heads == 0 {
            return content;
        }
        let mut pieces = Vec::new();
        let mut end = content.start;
        for line in lines_in(text, content.clone()) {
            let shown = &text[line.text()];
            let from = match numbered(shown) {
                _ if line.start == content.start && head.speaker.is_some() => line.start,
                Some((_, number)) => line.start + number,
                None if is_head_of_page(shown) => continue,
                None => line.start,
            };
            if from < line.end {
                // The end of the line before, and then this one.
                pieces.push(from..line.next.min(content.end));
                end = line.end;
            }
        }
        if let Some(last) = pieces.last_mut() {
            last.end = end;
        }
        if pieces.len() > 1 || pieces.first().is_some_and(|first| first.start > content.start) {
            head.extra = Some(Box::new(Extra { role: None, pieces }));
        }
        content.start..end.max(content.start)
    }

    fn found(&self) -> bool {
        self.heads > 0
    }

    fn signs(&self) -> usize {
        // A line in so many has a head; the others are known by their numbers.
        self.heads * 4
    }
}

/// Whether nearly all lines are numbered, the numbers run on, and several who speak are named, some of whom ask.
fn are_pages(text: &str, block: Range<usize>) -> bool {
    const LOOKED_AT: usize = 200;
    const FEWEST: usize = 3;
    const NUMBERED: usize = 70;
    const RUNNING: usize = 80;
    let (mut filled, mut count, mut running, mut heads, mut asks) = (0, 0, 0, 0, false);
    let mut last = 0;
    let mut names: Vec<&str> = Vec::new();
    for line in lines_in(text, block) {
        let content = &text[line.text()];
        if is_blank(content) {
            continue;
        }
        filled += 1;
        if let Some((number, behind)) = numbered(content) {
            count += 1;
            running += usize::from(number == last + 1 || number == 1);
            last = number;
            if let Some((_, name, _)) = head(&content[behind..]) {
                heads += 1;
                let name = &content[behind..][name];
                names.extend(Some(name).filter(|_| !names.contains(&name)));
            }
        }
        asks |= content.contains('?');
        if filled == LOOKED_AT {
            break;
        }
    }
    asks && heads >= FEWEST
        && names.len() > 1
        && count * 100 >= filled * NUMBERED
        && running * 100 >= count * RUNNING
}

/// The number of a line, and where what stands behind it begins.
fn numbered(line: &str) -> Option<(u32, usize)> {
    const MOST_DIGITS: usize = 2;
    let blanks = |text: &str| text.bytes().take_while(|b| matches!(b, b' ' | b'\t')).count();
    let from = blanks(line);
    let digits = line[from..].bytes().take_while(u8::is_ascii_digit).count();
    let number = line[from..from + digits].parse().ok().filter(|_| digits <= MOST_DIGITS)?;
    let behind = blanks(&line[from + digits..]);
    let at = from + digits + behind;
    (behind > 0 || at == line.len()).then_some((number, at))
}

/// `MR. LEE:  Objection.`, `Q.   And then?`, `Q   And then?`
fn head(line: &str) -> Option<(Style, Range<usize>, usize)> {
    let part = line.strip_prefix(['Q', 'A']).filter(|behind| {
        behind.starts_with(". ") || behind.starts_with("  ") || behind.starts_with(['\t', '\u{A0}'])
    });
    if let Some(behind) = part {
        let said = behind.strip_prefix('.').unwrap_or(behind).trim_start();
        return Some((Style::Inline, 0..1, line.len() - said.len()));
    }
    let (style, name, said) = court(line, 0..line.trim_end().len())?;
    Some((style, name, said?))
}

/// `Page 12`, `12`
fn is_head_of_page(line: &str) -> bool {
    let number = line.trim().trim_start_matches(|c: char| c.is_alphabetic()).trim();
    is_blank(line) || !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
}
