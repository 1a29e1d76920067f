//! Lines that begin with a label and a colon.
//!
//! Many lines do that are no turns: a list of pros and cons, `Note:`, a sentence with a colon early on. What settles it
//! is what recurs. A document's turns share one *shape* of label (bare, in brackets, bold, behind a time …), the same
//! speakers come back, and turns enclose whatever else looks like a label: so of all the shapes in which labels recur,
//! the one that opens first is the shape of the turns.

mod clock_line;
mod inline;
mod record;
mod said;
mod tally;

use crate::turn::census::{ChatRole, LabelCounts, Likeness, Seen};
use crate::turn::label::{self, Label, Shape};
use crate::turn::lines::{is_blank, lines_in, Line};
use crate::turn::stamp::time_of_day;
use crate::turn::{vocabulary, Grammar, Head, Mark};
use clock_line::{clock_above, is_clock};
use record::{is_examination, is_header, is_record};
pub(in crate::turn) use said::Said;
use std::cmp::Reverse;
use std::ops::Range;
use tally::{Opening, Tally};

/// Shapes weighed: a text with more has no habit worth finding.
const MOST_SHAPES: usize = 32;

/// The share of a document's lines with text that labels must open before a label seen once is believed, in percent.
/// Lower, and `Here is my point:` inside a long turn becomes a speaker; higher, and a guest with one line is missed.
const DENSE: usize = 50;

/// The same in a short document.
const DENSE_SHORT: usize = 40;

/// How often a label that is not written as a name must come before it is believed.
const CLAUSE_RECURS: u32 = 3;

pub(super) fn grammar(named: bool) -> Box<dyn Grammar> {
    Box::new(SpeakerLines { named, ..SpeakerLines::default() })
}

#[derive(Default)]
struct SpeakerLines {
    /// The caller says that the text has this format: less is asked of the labels.
    named: bool,
    census: LabelCounts,
    habit: Option<Habit>,
    /// Several turns stand on a line.
    inline: Option<inline::Cast>,
    /// The level of the headings that end a turn.
    parted_by: Option<usize>,
    /// The beginning of the text has been seen.
    begun: bool,
    found: bool,
}

/// How the turns of this document are labelled.
#[derive(Clone, Copy)]
struct Habit {
    shape: Shape,
    cast: AllowedSpeakers,
    /// Labels seen only once count.
    single: bool,
    /// Speakers are called by letters.
    letters: bool,
    /// Speakers are called in capitals.
    capitals: bool,
}

/// Who may speak.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AllowedSpeakers {
    Anybody,
    /// Only parts such as `Q` and `A`: the rest of the labels in this shape are too many and too various for speakers.
    Parts,
    /// The two sides of a conversation with a language model: other labels belong to what the model writes.
    Model,
}

/// A line that could begin a turn.
struct Candidate {
    line: Line,
    label: Label,
    seen: Seen,
    /// Runs of blank lines before it.
    paragraph: usize,
    /// Lines with text before it, in its block.
    filled: usize,
    /// The number of the line, behind which the label stands.
    number: Option<u32>,
}

/// Lines of a text with something in them.
#[derive(Clone, Copy)]
struct Lines {
    filled: usize,
    /// Those that begin with `#`.
    headings: usize,
    /// Those that end as code does.
    code: usize,
    /// Those that begin with a time and have no label.
    clocked: usize,
    /// Those before the first label.
    before: usize,
}

impl Grammar for SpeakerLines {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        if !self.begun {
            self.inline = inline::Cast::of(text, block.clone());
        }
        if let Some(cast) = &self.inline {
            self.found |= cast.mark(text, block, marks);
            self.begun = true;
            return;
        }
        let mut candidates = Vec::new();
        let mut filled = 0;
        let mut paragraph = 0;
        let front = if self.begun { block.start } else { front_matter(text, block.clone()) };
        let (mut headings, mut code, mut clocked) = (0, 0, 0);
        let mut sections = Vec::new();
        let mut last_paragraph = 0;
        for line in lines_in(text, front..block.end) {
            let content = &text[line.text()];
            if is_blank(content) {
                paragraph += 1;
                continue;
            }
            // A clock on a line of its own belongs to the label below it.
            if is_clock(content) {
                continue;
            }
            filled += 1;
            headings += usize::from(content.starts_with('#'));
            if let Some(level) = heading_level(content).filter(|_| paragraph > last_paragraph) {
                sections.push(Section { start: line.start, level, filled: filled - 1 });
            }
            last_paragraph = paragraph;
            code += usize::from(ends_as_code(content));
            let numbered = label::read_numbered(content);
            let number = numbered.as_ref().map(|(number, _)| *number);
            let label = numbered.map(|(_, label)| label).or_else(|| label::read(content));
            clocked += usize::from(label.is_none() && time_of_day(content).is_some());
            if let Some(mut label) = label {
                label.shape.alone = !label.shape.is_strong() && is_blank(&content[label.content..]);
                let seen = self.census.count(label.shape, &content[label.name.clone()]);
                candidates.push(Candidate { line, label, seen, paragraph, filled: filled - 1, number });
            }
        }
        if self.habit.is_none() {
            self.habit =
                self.settle(text, front, &candidates, Lines { filled, headings, code, clocked, before: 0 });
        }
        self.begun = true;
        let Some(habit) = self.habit else { return };
        let mut turns: Vec<Candidate> =
            candidates.into_iter().filter(|candidate| self.is_turn(text, candidate, habit)).collect();
        self.drop_lists(text, &mut turns);
        self.found |= !turns.is_empty();
        if self.parted_by.is_none() {
            self.parted_by = level_between(&sections, &turns, habit);
        }
        let mut sections =
            sections.into_iter().filter(|section| Some(section.level) == self.parted_by).peekable();
        for turn in turns {
            while let Some(section) = sections.next_if(|section| section.start < turn.line.start) {
                marks.push(Mark::Turn(Head::at(section.start, section.start)));
            }
            marks.push(Mark::Turn(turn.head(text)));
        }
        marks.extend(sections.map(|section| Mark::Turn(Head::at(section.start, section.start))));
    }

    /// `**Q: Why?**`: the line is bold to its end.
    fn close(&self, text: &str, head: &mut Head, content: Range<usize>) -> Range<usize> {
        let lead = &text[head.whole..content.start];
        let inside = &text[content.clone()];
        match inside.strip_suffix("**").filter(|_| lead.starts_with("**") && lead.matches("**").count() == 1)
        {
            Some(said) if !said.contains("**") => content.start..content.start + said.len(),
            _ => content,
        }
    }

    fn found(&self) -> bool {
        self.found
    }
}

impl SpeakerLines {
    /// Finds the shape of the turns, if there are turns.
    fn settle(&self, text: &str, front: usize, candidates: &[Candidate], lines: Lines) -> Option<Habit> {
        let filled = lines.filled;
        let mut tallies: Vec<Tally> = Vec::new();
        let mut seen = vec![false; self.census.len()];
        for candidate in candidates {
            let times = self.census.times(candidate.seen);
            let counts = candidate.seen.likeness != Likeness::Heading
                || self.is_given(candidate.label.shape)
                || candidate.is_number(text);
            if !counts {
                continue;
            }
            if candidate.label.tight && times < 2 {
                continue;
            }
            let shape = candidate.label.shape;
            let index = match tallies.iter().position(|tally| tally.shape == shape) {
                Some(index) => index,
                None if tallies.len() < MOST_SHAPES => {
                    tallies.push(Tally::new(shape, candidate.line.start));
                    tallies.len() - 1
                }
                None => continue,
            };
            let new = !std::mem::replace(&mut seen[candidate.seen.index as usize], true);
            tallies[index].add(candidate, text, times, new);
        }
        // Lines with text before the first label.
        let before = |tally: &Tally| {
            let first = candidates.partition_point(|candidate| candidate.line.start < tally.first);
            candidates.get(first).map_or(0, |candidate| candidate.filled)
        };
        // The tallies stand in the order in which their shapes open.
        let outermost = tallies.iter().find(|tally| {
            let opening = if self.begun { Opening::Far } else { Opening::of(&text[front..tally.first]) };
            let lines = Lines { before: before(tally), ..lines };
            tally.qualifies(lines, opening)
                && !is_record(tally, candidates)
                && !is_header(tally, candidates, text)
                && !is_examination(tally, candidates, text)
        });
        let most = || tallies.iter().max_by_key(|tally| (tally.recurring, tally.all, Reverse(tally.first)));
        let tally = outermost.or_else(|| most().filter(|_| self.named))?;
        let least = if tally.shape.alone { DENSE_SHORT / 2 } else { DENSE };
        let dense = tally.all * 100 >= (filled - before(tally).min(filled)) * least;
        Some(Habit {
            shape: tally.shape,
            cast: tally.cast(),
            letters: tally.letters >= 2 || tally.shape.is_strong() || self.named,
            capitals: tally.is_in_capitals(),
            single: self.named || dense || tally.shape.is_strong(),
        })
    }

    /// Whether the caller and square brackets say that these are names: then none is too odd.
    fn is_given(&self, shape: Shape) -> bool {
        self.named && shape.is_bracketed()
    }

    /// Takes out what somebody lists: several lines in a row with labels that come once, and values behind them (`Eggs: 12`).
    fn drop_lists(&self, text: &str, turns: &mut Vec<Candidate>) {
        let is_value = |turn: &Candidate| {
            Said::of(&text[turn.line.start + turn.label.content..turn.line.end]) == Said::Value
        };
        let values: Vec<bool> = turns.iter().map(is_value).collect();
        let is_item = |(turn, is_value): (&Candidate, &bool)| {
            turn.seen.likeness == Likeness::Name
                && !turn.label.shape.is_strong()
                && self.census.times(turn.seen) == 1
                && *is_value
        };
        let items: Vec<bool> = turns.iter().zip(&values).map(is_item).collect();
        let places: Vec<usize> = turns.iter().map(|turn| turn.filled).collect();
        let beside = |at: usize, other: usize| {
            items.get(other) == Some(&true) && places[at].abs_diff(places[other]) == 1
        };
        // To a question, and to a call, people answer with a number each.
        let mut answers = vec![false; turns.len()];
        for at in (1..turns.len()).filter(|at| values[*at]) {
            let before = turns[at - 1].line;
            answers[at] = match values[at - 1] {
                true => answers[at - 1],
                false => text[before.start..before.end].trim_end().ends_with(['?', '？', '!', '！']),
            };
        }
        let is_listed =
            |at: usize| items[at] && (beside(at, at + 1) || at > 0 && beside(at, at - 1)) && !answers[at];
        let listed: Vec<bool> = (0..turns.len()).map(is_listed).collect();
        if listed.iter().all(|listed| *listed) {
            return;
        }
        let mut at = listed.into_iter();
        turns.retain(|_| !at.next().unwrap_or_default());
    }

    fn is_turn(&self, text: &str, candidate: &Candidate, habit: Habit) -> bool {
        let cast = match habit.cast {
            AllowedSpeakers::Anybody => true,
            AllowedSpeakers::Parts => candidate.seen.likeness == Likeness::Part,
            AllowedSpeakers::Model => candidate.seen.side != ChatRole::None,
        };
        if candidate.label.shape != habit.shape {
            // Some turns of a speaker may lack the time that others have.
            let shape = candidate.label.shape;
            let untimed = Shape { timed: shape.timed, alone: shape.alone, ..habit.shape } == shape;
            let name = &text[candidate.name()];
            // A prompt may end in the label of whoever is to answer.
            let is_open = shape.alone && candidate.seen.side != ChatRole::None;
            return untimed
                && (self.census.recurs(habit.shape, name) || is_open && self.census.has(habit.shape, name));
        }
        if !cast {
            return false;
        }
        let times = self.census.times(candidate.seen);
        match candidate.seen.likeness {
            _ if candidate.label.tight && times < 2 => false,
            Likeness::Heading => habit.shape.is_strong() && (times > 1 || self.is_given(habit.shape)),
            // `D: oh no` among names is a face.
            Likeness::Part => times > 1 || habit.letters || candidate.label.name.len() > 1,
            Likeness::Name => habit.single || times > 1 || habit.capitals && candidate.is_titled(text),
            Likeness::Clause => times >= CLAUSE_RECURS || habit.shape.is_strong(),
        }
    }
}

/// `});`, `if (a) {`, `b: [1],`: nobody speaks like that.
fn ends_as_code(line: &str) -> bool {
    let line = line.trim();
    line.ends_with(['{', ';'])
        || line.ends_with("},")
        || line.ends_with("],")
        || line.trim_matches(['}', ')', ']', ',']).is_empty()
}

/// A heading behind a blank line.
struct Section {
    start: usize,
    /// The number of its marks.
    level: usize,
    /// Lines with text before it, in its block.
    filled: usize,
}

/// The level of a heading of Markdown: `## Monday`.
fn heading_level(line: &str) -> Option<usize> {
    const DEEPEST: usize = 6;
    let level = line.bytes().take_while(|b| *b == b'#').count();
    ((1..=DEEPEST).contains(&level) && line[level..].starts_with(' ')).then_some(level)
}

/// The level of the headings that part conversations: two of them stand right above a turn. What a model writes has headings of its own.
fn level_between(sections: &[Section], turns: &[Candidate], habit: Habit) -> Option<usize> {
    if habit.cast == AllowedSpeakers::Model {
        return None;
    }
    let above = |section: &&Section| {
        let next = turns.partition_point(|turn| turn.line.start < section.start);
        turns.get(next).is_some_and(|turn| turn.filled == section.filled + 1)
    };
    let mut levels: Vec<usize> = sections.iter().filter(above).map(|section| section.level).collect();
    levels.sort_unstable();
    levels.windows(2).find(|pair| pair[0] == pair[1]).map(|pair| pair[0])
}

/// Where the text begins behind a block of keys between lines of `---`, if it opens with one.
fn front_matter(text: &str, block: Range<usize>) -> usize {
    const LONGEST: usize = 200;
    let mut filled = lines_in(text, block.clone()).filter(|line| !is_blank(&text[line.text()]));
    let rule = |line: &Line| text[line.text()].trim_start_matches('\u{FEFF}').trim_end() == "---";
    if !filled.next().is_some_and(|line| rule(&line)) {
        return block.start;
    }
    filled.take(LONGEST).find(rule).map_or(block.start, |line| line.next)
}

impl Candidate {
    fn name(&self) -> Range<usize> {
        self.line.start + self.label.name.start..self.line.start + self.label.name.end
    }

    /// Whether the name is a number.
    fn is_number(&self, text: &str) -> bool {
        text[self.name()].bytes().all(|b| b.is_ascii_digit())
    }

    /// Whether the label is in capitals, with a title behind a comma: `ANN LEE, LCN ANCHOR: `, `REP. ANN LEE (I-XX), CHAIR: `.
    fn is_titled(&self, text: &str) -> bool {
        let label = self.line.start..self.line.start + self.label.content;
        self.seen.capitals && text[label].contains(", ")
    }

    /// Whether a time without brackets stands behind the name: `Ann 0:14: `.
    fn has_time_behind(&self, text: &str) -> bool {
        let label = &self.label;
        let behind = |stamp: &Range<usize>| {
            stamp.start > label.name.end && text[self.line.start + stamp.end..].starts_with(':')
        };
        label.stamp.as_ref().is_some_and(behind)
    }

    fn head(self, text: &str) -> Head {
        let at = self.line.start;
        let shift = |range: Range<usize>| range.start + at..range.end + at;
        let mut speaker = self.name();
        if self.seen.side != ChatRole::None {
            speaker.end = speaker.start + vocabulary::before_said(&text[speaker.clone()]).len();
        }
        let mut head = Head {
            speaker: Some(speaker),
            stamp: self.label.stamp.map(shift),
            start: self.label.start,
            end: self.label.end,
            ..Head::at(at, at + self.label.content)
        };
        if let Some((whole, stamp, start)) = clock_above(text, at).filter(|_| head.stamp.is_none()) {
            (head.whole, head.stamp, head.start) = (whole, Some(stamp), Some(start));
        }
        head
    }
}
