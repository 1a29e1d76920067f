//! Several turns on a line: `Human: What is it? Assistant: A lamp. Human: And that?`, as data sets have a dialogue in a cell.
//!
//! A colon within a line is common and names nobody. So nearly all lines must hold such labels, few names must come back and take turns,
//! and what stands between them must be speech.

use super::Said;
use crate::turn::lines::{is_blank, lines_in};
use crate::turn::{names, vocabulary, Head, Mark};
use std::collections::HashMap;
use std::ops::Range;

/// Lines with text that are looked at.
const LOOKED_AT: usize = 200;
/// Who takes part, at the most.
const MOST: usize = 6;
/// Longest name, in bytes, and its words.
const LONGEST: usize = 28;
const MOST_WORDS: usize = 3;
/// The share of lines that hold a label within, of labels by whoever did not speak just before, of turns that are no values and of those
/// that are sentences, in percent.
const WITHIN: usize = 60;
const IN_TURN: usize = 80;
const WORDED: usize = 70;
const SENTENCES: usize = 25;
/// Labels at the least, where not both sides of a talk with a model are among them.
const FEWEST: usize = 4;

/// What models are taught to end with.
const END_OF_TEXT: &str = "</s>";

/// Who takes part.
pub(super) struct Cast {
    names: Vec<Box<str>>,
    /// Each line is a talk by itself, which the same name begins: then names are told where no sentence ends, too.
    are_talks: bool,
}

/// A label: its name, and where the words behind it begin.
struct Found {
    name: Range<usize>,
    content: usize,
}

impl Cast {
    /// Those who speak in `text[block]`, if several turns stand on its lines.
    pub(super) fn of(text: &str, block: Range<usize>) -> Option<Cast> {
        let lines: Vec<Range<usize>> = lines_in(text, block)
            .map(|line| line.text())
            .filter(|line| !is_blank(&text[line.clone()]))
            .take(LOOKED_AT)
            .collect();
        let several = |line: &&Range<usize>| colons(&text[(*line).clone()]).nth(1).is_some();
        if lines.iter().filter(several).count() * 100 < lines.len() * WITHIN {
            return None;
        }
        let first_name = |line: &Range<usize>| {
            let line = &text[line.clone()];
            colons(line).next().map(|colon| line[..colon].trim())
        };
        let are_talks = lines.windows(2).all(|two| first_name(&two[0]) == first_name(&two[1]));
        let mut all = Cast { names: Vec::new(), are_talks };
        for line in &lines {
            for colon in colons(&text[line.clone()]) {
                let name = name_before(text, line.start, line.start + colon).map(|name| &text[name]);
                let new = name.filter(|name| !all.names.iter().any(|known| **known == **name));
                all.names.extend(new.map(Box::from));
                if all.names.len() > LOOKED_AT {
                    return None;
                }
            }
        }
        let labels = lines.iter().flat_map(|line| all.labels(text, line.clone()));
        let mut counts: HashMap<&str, usize> = HashMap::new();
        labels.for_each(|label| *counts.entry(&text[label.name]).or_default() += 1);
        let model = [vocabulary::is_user_side, vocabulary::is_model_side]
            .iter()
            .all(|side| counts.keys().any(|name| side(name)));
        let takes_part = |name: &str| match model {
            true => is_side(name),
            false => counts[name] > 1,
        };
        let names = counts.keys().filter(|name| takes_part(name)).map(|name| Box::from(*name)).collect();
        let cast = Cast { names, are_talks };
        let fits = (2..=MOST).contains(&cast.names.len()) && cast.is_talk(text, &lines, model);
        fits.then_some(cast)
    }

    fn is_talk(&self, text: &str, lines: &[Range<usize>], model: bool) -> bool {
        let (mut all, mut within, mut in_turn, mut worded, mut sentences) = (0, 0, 0, 0, 0);
        for line in lines {
            let found: Vec<Found> = self.labels(text, line.clone()).collect();
            within += usize::from(found.iter().any(|label| label.name.start > line.start) && found.len() > 1);
            all += found.len();
            in_turn += usize::from(!found.is_empty());
            in_turn +=
                found.windows(2).filter(|two| text[two[0].name.clone()] != text[two[1].name.clone()]).count();
            for (nth, label) in found.iter().enumerate() {
                let end = found.get(nth + 1).map_or(line.end, |next| next.name.start);
                let said = text[label.content.min(end)..end].trim_end();
                let said = Said::of(said.strip_suffix(END_OF_TEXT).unwrap_or(said));
                worded += usize::from(matches!(said, Said::Word | Said::Words | Said::Sentence));
                sentences += usize::from(said == Said::Sentence);
            }
        }
        within * 100 >= lines.len() * WITHIN
            && all >= if model { 2 } else { FEWEST }
            && in_turn * 100 >= all * IN_TURN
            && worded * 100 >= all * WORDED
            && sentences * 100 >= all * SENTENCES
    }

    /// The labels of those who take part on a line.
    fn labels<'t>(&'t self, text: &'t str, line: Range<usize>) -> impl Iterator<Item = Found> + 't {
        colons(&text[line.clone()]).filter_map(move |colon| {
            let colon = line.start + colon;
            let before = &text[line.start..colon];
            let is_name = |name: &&str| {
                before.strip_suffix(*name).is_some_and(|before| !before.ends_with(is_part_of_word))
            };
            let name = self.names.iter().map(|name| &**name).filter(is_name).max_by_key(|name| name.len())?;
            let before = &before[..before.len() - name.len()];
            let is_apart = self.are_talks && before.ends_with(' ');
            if !is_apart && !is_at_an_end(before) {
                return None;
            }
            let wide = text[colon..].chars().next().map_or(1, char::len_utf8);
            let content = colon + wide;
            let content = content + usize::from(text[content..line.end].starts_with(' '));
            Some(Found { name: colon - name.len()..colon, content })
        })
    }

    /// Marks the turns of `text[block]`; whether there are any.
    pub(super) fn mark(&self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) -> bool {
        let from = marks.len();
        for line in lines_in(text, block) {
            for found in self.labels(text, line.text()) {
                let before = text[line.start..found.name.start].trim_end();
                let before = before.strip_suffix(END_OF_TEXT).unwrap_or(before).trim_end();
                if !before.is_empty() {
                    marks.push(Mark::End(line.start + before.len()));
                }
                let whole = if before.is_empty() { line.start } else { found.name.start };
                marks.push(Mark::Turn(Head { speaker: Some(found.name), ..Head::at(whole, found.content) }));
            }
            let said = text[line.text()].trim_end();
            if let Some(said) = said.strip_suffix(END_OF_TEXT) {
                marks.push(Mark::End(line.start + said.trim_end().len()));
            }
        }
        marks.len() > from
    }
}

/// What sentences end with, and what closes behind their ends.
const ENDS: [char; 13] = ['.', '?', '!', '…', '。', '？', '！', '"', '”', '」', ')', '>', '～'];

/// Abbreviations of titles, which no sentence ends with.
const TITLES: [&str; 16] = [
    "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Lt", "Sgt", "Capt", "Col", "Gen", "Rev", "Hon", "Sr", "Sra", "Fr",
];

/// Whether a full stop behind `before` is that of a title.
fn is_title(before: &str, stop: char) -> bool {
    let word = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    stop == '.' && TITLES.contains(&word)
}

/// Whether a name may begin behind `before`: a line or a sentence ends there, and no quotation opens. Where blanks set words off, one stands between.
fn is_at_an_end(before: &str) -> bool {
    let said = before.trim_end();
    let Some(last) = said.chars().next_back() else { return true };
    let is_apart = said.len() < before.len() || last == '>' || last > '\u{2E80}';
    is_apart && ENDS.contains(&last) && !is_title(&said[..said.len() - last.len_utf8()], last)
}

/// Whether a name is that of one side of a talk with a model.
fn is_side(name: &str) -> bool {
    vocabulary::is_user_side(name) || vocabulary::is_model_side(name)
}

fn is_part_of_word(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{2E80}' || matches!(c, '_' | '-' | '/' | '.' | '@')
}

/// Where the colons stand on a line behind which there is a blank, or those of full width.
fn colons(line: &str) -> impl Iterator<Item = usize> + '_ {
    let plain = memchr::memchr_iter(b':', line.as_bytes()).filter(|at| line[at + 1..].starts_with(' '));
    let wide = line.match_indices('：').map(|(at, _)| at);
    let mut all: Vec<usize> = plain.chain(wide).collect();
    all.sort_unstable();
    all.into_iter()
}

/// The name between the beginning of the line, or the end of a sentence, and a colon.
fn name_before(text: &str, start: usize, colon: usize) -> Option<Range<usize>> {
    let mut from = colon.saturating_sub(LONGEST).max(start);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let near = &text[from..colon];
    let last = near.rfind(' ').map_or(from, |blank| from + blank + 1);
    if last > from && is_side(&text[last..colon]) {
        return Some(last..colon);
    }
    let is_end = |(at, c): &(usize, char)| ENDS.contains(c) && !is_title(&near[..*at], *c);
    let name = match near.char_indices().rev().find(is_end).map(|(at, _)| at) {
        Some(at) => from + at + near[at..].chars().next().map_or(1, char::len_utf8)..colon,
        None if from == start => start..colon,
        None => return None,
    };
    let name = colon - text[name.clone()].trim_start().len()..colon;
    let shown = &text[name.clone()];
    let part = vocabulary::is_part(shown);
    let named = part || names::is_written_as_name(shown) && !vocabulary::is_heading(shown);
    let few = !shown.is_empty() && !shown.ends_with(' ') && shown.split(' ').count() <= MOST_WORDS;
    (few && named && names::is_plausible(shown)).then_some(name)
}
