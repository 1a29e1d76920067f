//! Chats that LINE for PC saves: a line for each day, then `21:15 Alice text`.
//!
//! Nothing parts the name from the words. A name of several words is known by coming back: all that its owner says begins with the same words.

use crate::turn::hash::{hash, ByHash};
use crate::turn::lines::{is_blank, lines_in};
use crate::turn::{layout, names, stamp, Grammar, Head, Kind, Mark};
use std::collections::HashMap;
use std::ops::Range;

/// What the program writes on the first line, in most versions.
const TITLE: &str = "[LINE]";

/// Words in a name.
const MOST_WORDS: usize = 3;

/// How often somebody must speak before more than one word is a name; and where another name has several words.
const RECURS: usize = 3;
const RECURS_AMONG_OTHERS: usize = 2;

/// People whose names are remembered.
const MOST_NAMES: usize = 1 << 14;

pub(super) fn grammar(named: bool) -> Box<dyn Grammar> {
    Box::new(Line { named, ..Line::default() })
}

#[derive(Default)]
struct Line {
    /// The caller says that the text has this format.
    named: bool,
    /// The beginning has been seen; it is that of such a chat.
    begun: bool,
    fits: bool,
    /// A message has been seen: what stands before it was written by the program.
    met: bool,
    /// Lines of the chat.
    lines: usize,
    /// How many words the names have, by the first one.
    names: HashMap<u64, usize, ByHash>,
}

/// A line with a time.
struct Entry<'t> {
    stamp: Range<usize>,
    /// Where what stands behind the time begins, and what that is.
    start: usize,
    said: &'t str,
}

impl Grammar for Line {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        if !self.begun {
            let begins = begins(&text[block.clone()]);
            // Without a title, what follows must be a chat: people come back in it.
            self.fits = match begins {
                Some(Beginning::Title) => true,
                Some(Beginning::Day) => people_come_back(&text[block.clone()]),
                None => self.named,
            };
            self.begun = true;
        }
        if !self.fits {
            return;
        }
        self.learn(&text[block.clone()]);
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            if is_blank(content) {
                continue;
            }
            self.lines += 1;
            let shift = |range: Range<usize>| range.start + line.start..range.end + line.start;
            let head = match entry(content) {
                Some(entry) => {
                    let head = Head { stamp: Some(shift(entry.stamp)), ..Head::at(line.start, line.start) };
                    match self.name(entry.said) {
                        Some(length) => {
                            self.met = true;
                            let name = entry.start..entry.start + length;
                            let words = entry.said[length..].chars().next().map_or(0, char::len_utf8);
                            let content = line.start + name.end + words;
                            Head { speaker: Some(shift(name)), content, ..head }
                        }
                        None => Head { kind: Kind::System, content: line.start + entry.start, ..head },
                    }
                }
                None if !self.met || stamp::is_day(content.trim_end()) => {
                    Head { kind: Kind::System, ..Head::at(line.start, line.start) }
                }
                None => continue,
            };
            marks.push(Mark::Turn(head));
        }
    }

    fn close(&self, text: &str, head: &mut Head, content: Range<usize>) -> Range<usize> {
        match head.speaker {
            Some(_) => layout::without_quotes(text, content),
            None => content,
        }
    }

    fn found(&self) -> bool {
        self.met
    }

    fn signs(&self) -> usize {
        if self.met {
            self.lines
        } else {
            0
        }
    }
}

impl Line {
    /// Learns how many words the names of a block have.
    fn learn(&mut self, block: &str) {
        let seen = prefixes(block);
        let several = |at_least: usize| {
            move |(prefix, times): &(&str, usize)| {
                *times >= at_least && prefix.contains(' ') && names::is_written_as_name(prefix)
            }
        };
        let others = seen.values().any(|seen| several(RECURS)(seen));
        let is_name = several(if others { RECURS_AMONG_OTHERS } else { RECURS });
        for (first, seen) in &seen {
            if self.names.len() < MOST_NAMES {
                let words = if is_name(seen) { seen.0.split(' ').count() } else { 1 };
                self.names.entry(hash(0, first.as_bytes())).or_insert(words);
            }
        }
    }

    /// Length of the name that `said` begins with, if words follow.
    fn name(&self, said: &str) -> Option<usize> {
        let first = said.split(' ').next().unwrap_or("");
        let words = self.names.get(&hash(0, first.as_bytes())).copied().unwrap_or(1);
        let name = beginning(said, words)?;
        (!name.contains([':', '\t']) && names::is_plausible(name)).then_some(name.len())
    }
}

/// How such a chat begins.
enum Beginning {
    Title,
    /// `2021.12.31 Friday`, and a message below.
    Day,
}

fn begins(block: &str) -> Option<Beginning> {
    let mut filled =
        lines_in(block, 0..block.len()).map(|line| block[line.text()].trim()).filter(|line| !line.is_empty());
    let first = filled.next()?.trim_start_matches('\u{FEFF}');
    if first.starts_with(TITLE) {
        return Some(Beginning::Title);
    }
    let numbers = first.bytes().take(10).filter(u8::is_ascii_digit).count();
    let stops = first.bytes().take(10).filter(|b| *b == b'.').count();
    let weekday = first.get(10..).is_some_and(|rest| rest.starts_with(' '));
    let day = (numbers, stops) == (8, 2) && weekday && stamp::is_day(first);
    (day && filled.next().and_then(entry).is_some()).then_some(Beginning::Day)
}

/// Whether nearly all messages are by people who speak again, and there are several of these. A colon behind the name is of another program.
fn people_come_back(block: &str) -> bool {
    let seen = prefixes(block);
    let all: usize = seen.values().map(|(_, times)| times).sum();
    let again = || seen.values().map(|(_, times)| *times).filter(|times| *times > 1);
    let said = lines_in(block, 0..block.len()).filter_map(|line| entry(&block[line.text()]));
    let has_colon = |entry: &Entry<'_>| {
        let name: Vec<&str> = entry.said.split(' ').take(MOST_WORDS).collect();
        name.iter().any(|word| word.ends_with([':', '：']))
            || name.first().is_some_and(|word| word.contains('：'))
    };
    let with_colon = said.filter(has_colon).count();
    again().count() > 1 && again().sum::<usize>() * 10 >= all * 9 && with_colon * 2 <= all
}

/// The words with which all messages begin that have the same first word, and how many messages these are.
fn prefixes(block: &str) -> HashMap<&str, (&str, usize), ByHash> {
    let mut seen: HashMap<&str, (&str, usize), ByHash> = HashMap::default();
    for line in lines_in(block, 0..block.len()) {
        let Some(entry) = entry(&block[line.text()]) else { continue };
        let longest = (1..=MOST_WORDS).rev().find_map(|words| beginning(entry.said, words));
        let Some(longest) = longest else { continue };
        let first = longest.split(' ').next().unwrap_or("");
        let (prefix, times) = seen.entry(first).or_insert((longest, 0));
        *prefix = in_common(prefix, longest);
        *times += 1;
    }
    seen
}

/// The first `words` words, if there is something behind them.
fn beginning(said: &str, words: usize) -> Option<&str> {
    let (end, _) = said.match_indices(' ').nth(words - 1)?;
    let name = &said[..end];
    (!name.is_empty() && !name.contains("  ") && !is_blank(&said[end..])).then_some(name)
}

/// The words at the beginning of both.
fn in_common<'t>(one: &'t str, other: &str) -> &'t str {
    let same = one
        .split(' ')
        .zip(other.split(' '))
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len() + 1)
        .sum::<usize>();
    &one[..same.saturating_sub(1)]
}

/// A line with a time, a blank and something behind.
fn entry(line: &str) -> Option<Entry<'_>> {
    let time = stamp::stamp(line).filter(|time| !time.dated)?;
    let said = line[time.length..].strip_prefix(' ')?;
    (!is_blank(said)).then_some(Entry { stamp: 0..time.length, start: time.length + 1, said })
}
