//! Lines that begin with a label and a colon.
//!
//! Many lines do that are no turns: a list of pros and cons, `Note:`, a sentence with a colon early on. What settles it
//! is what recurs. A document's turns share one *shape* of label (bare, in brackets, bold, behind a time …), the same
//! speakers come back, and turns enclose whatever else looks like a label: so of all the shapes in which labels recur,
//! the one that opens first is the shape of the turns.

use crate::turn::census::{Census, Likeness, Seen, Side};
use crate::turn::clock::{clock, Millis};
use crate::turn::label::{self, Label, Shape};
use crate::turn::lines::{is_blank, line_above, lines, lines_in, trim_invisible, Line};
use crate::turn::{vocabulary, Grammar, Head, Mark};
use std::cmp::Reverse;
use std::ops::Range;

/// Shapes weighed: a text with more has no habit worth finding.
const MOST_SHAPES: usize = 32;

/// The share of a document's lines with text that labels must open before a label seen once is believed, in percent.
/// Lower, and `Here is my point:` inside a long turn becomes a speaker; higher, and a guest with one line is missed.
const DENSE: usize = 50;

/// The share that labels must open which are set in by blanks, as the keys of a record are.
const DENSE_SET_IN: usize = 80;

/// The share of lines with text that recurring labels must open where the document does not begin with one, in
/// percent: below lie technical texts with a few labelled lists, above transcripts with turns of many paragraphs.
const SPARSEST: usize = 4;

/// The share that labels must open which stand alone on their lines, in percent.
const DENSE_ALONE: usize = 8;

/// The same in a short document.
const DENSE_SHORT: usize = 40;

/// The share of the lines behind the first label that labels must open where a short text does not open with one, in percent.
const NEARLY_ALL: usize = 70;

/// The same where much text stands before the first bare label: manuals are full of fields that recur.
const SPARSEST_FAR: usize = 25;

/// Lines with text that may stand before the first turn without raising doubt: a title, a date, those present.
const LONGEST_PREAMBLE: usize = 12;

/// The share of a bare shape's labels that must come back, in percent.
const RECURRING: usize = 60;

/// A text of nothing but labels that come once is a conversation only if it has no more lines.
const FEW: usize = 3;

/// Distinct labels of one letter of Greek, Cyrillic and their like: more are an alphabet.
const MOST_LETTERS: usize = 6;

/// Up to so many labels it is too early to say that few of them come back.
const SHORT: usize = 8;

/// How often a label that is not written as a name must come before it is believed.
const CLAUSE_RECURS: u32 = 3;

pub(super) fn grammar(named: bool) -> Box<dyn Grammar> {
    Box::new(SpeakerLines { named, ..SpeakerLines::default() })
}

#[derive(Default)]
struct SpeakerLines {
    /// The caller says that the text has this format: less is asked of the labels.
    named: bool,
    census: Census,
    habit: Option<Habit>,
    /// The beginning of the text has been seen.
    begun: bool,
    found: bool,
}

/// How the turns of this document are labelled.
#[derive(Clone, Copy)]
struct Habit {
    shape: Shape,
    cast: Cast,
    /// Labels seen only once count.
    single: bool,
    /// Speakers are called by letters.
    letters: bool,
}

/// Who may speak.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cast {
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
}

/// Lines of a text with something in them.
#[derive(Clone, Copy)]
struct Lines {
    filled: usize,
    /// Those that begin with `#`.
    headings: usize,
    /// Those before the first label.
    before: usize,
}

impl Grammar for SpeakerLines {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        let mut candidates = Vec::new();
        let mut filled = 0;
        let mut paragraph = 0;
        let front = if self.begun { block.start } else { front_matter(text, block.clone()) };
        let mut headings = 0;
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
            if let Some(mut label) = label::read(content) {
                label.shape.alone = !label.shape.is_strong() && is_blank(&content[label.content..]);
                let seen = self.census.count(label.shape, &content[label.name.clone()]);
                candidates.push(Candidate { line, label, seen, paragraph, filled: filled - 1 });
            }
        }
        if self.habit.is_none() {
            self.habit = self.settle(text, front, &candidates, Lines { filled, headings, before: 0 });
        }
        self.begun = true;
        let Some(habit) = self.habit else { return };
        for candidate in candidates {
            if self.is_turn(text, &candidate, habit) {
                self.found = true;
                marks.push(Mark::Turn(candidate.head(text)));
            }
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
        for candidate in candidates.iter().filter(|candidate| candidate.seen.likeness != Likeness::Heading) {
            let times = self.census.times(candidate.seen);
            if candidate.label.tight && times < 2 {
                continue;
            }
            let shape = candidate.label.shape;
            let index = match tallies.iter().position(|tally| tally.shape == shape) {
                Some(index) => index,
                None if tallies.len() < MOST_SHAPES => {
                    tallies.push(Tally { shape, first: candidate.line.start, ..Tally::default() });
                    tallies.len() - 1
                }
                None => continue,
            };
            let new = !std::mem::replace(&mut seen[candidate.seen.index as usize], true);
            tallies[index].add(candidate, times, new);
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
            tally.qualifies(lines, opening) && !is_record(tally, candidates)
        });
        let most = || tallies.iter().max_by_key(|tally| (tally.recurring, tally.all, Reverse(tally.first)));
        let tally = outermost.or_else(|| most().filter(|_| self.named))?;
        let least = if tally.shape.alone { DENSE_SHORT / 2 } else { DENSE };
        let dense = tally.all * 100 >= (filled - before(tally).min(filled)) * least;
        Some(Habit {
            shape: tally.shape,
            cast: tally.cast(),
            letters: tally.letters >= 2 || tally.shape.is_strong() || self.named,
            single: self.named || dense || tally.shape.is_strong(),
        })
    }

    fn is_turn(&self, text: &str, candidate: &Candidate, habit: Habit) -> bool {
        let cast = match habit.cast {
            Cast::Anybody => true,
            Cast::Parts => candidate.seen.likeness == Likeness::Part,
            Cast::Model => candidate.seen.side != Side::None,
        };
        if candidate.label.shape != habit.shape {
            // Some turns of a speaker may lack the time that others have.
            let shape = candidate.label.shape;
            let untimed = Shape { timed: shape.timed, alone: shape.alone, ..habit.shape } == shape;
            return untimed && self.census.recurs(habit.shape, &text[candidate.name()]);
        }
        if !cast {
            return false;
        }
        let times = self.census.times(candidate.seen);
        match candidate.seen.likeness {
            _ if candidate.label.tight && times < 2 => false,
            Likeness::Heading => habit.shape.is_strong() && times > 1,
            // `D: oh no` among names is a face.
            Likeness::Part => times > 1 || habit.letters || candidate.label.name.len() > 1,
            Likeness::Name => habit.single || times > 1,
            Likeness::Clause => times >= CLAUSE_RECURS || habit.shape.is_strong(),
        }
    }
}

/// What speaks for one shape being that of the turns.
#[derive(Default)]
struct Tally {
    shape: Shape,
    /// Where the first label of this shape stands.
    first: usize,
    /// Lines that have a label of this shape.
    lines: usize,
    /// Those whose label could be a speaker.
    all: usize,
    distinct: usize,
    /// Labels that come back, with repeats.
    recurring: usize,
    distinct_recurring: usize,
    /// Labels that name a part, with repeats.
    parts: usize,
    distinct_parts: usize,
    /// Distinct labels of one letter.
    letters: usize,
    model_side: bool,
    user_side: bool,
    /// Labels in capitals.
    capitals: usize,
    /// Distinct labels of one character that is not ASCII.
    single: usize,
}

impl Tally {
    fn add(&mut self, candidate: &Candidate, times: u32, new: bool) {
        let new = usize::from(new);
        self.lines += 1;
        // Clauses may turn out to be speakers where there are others, but make no conversation by themselves.
        if candidate.seen.likeness == Likeness::Clause && !self.shape.is_strong() {
            return;
        }
        self.all += 1;
        self.capitals += usize::from(candidate.seen.capitals);
        self.single += new & usize::from(candidate.label.name.len() == 2);
        self.distinct += new;
        if times > 1 {
            self.recurring += 1;
            self.distinct_recurring += new;
        }
        if candidate.seen.likeness == Likeness::Part {
            self.parts += 1;
            self.letters += new & usize::from(candidate.label.name.len() == 1);
            self.distinct_parts += new;
        }
        self.model_side |= candidate.seen.side == Side::Model;
        self.user_side |= candidate.seen.side == Side::User;
    }

    fn few_speakers(&self) -> bool {
        self.recurring * 100 >= self.lines * RECURRING
    }

    fn cast(&self) -> Cast {
        if self.model_side && self.user_side {
            Cast::Model
        } else if self.distinct_parts >= 2
            && self.lines > SHORT
            && !self.shape.is_strong()
            && !self.few_speakers()
        {
            Cast::Parts
        } else {
            Cast::Anybody
        }
    }

    /// Whether this is a habit.
    fn qualifies(&self, lines: Lines, opening: Opening) -> bool {
        let filled = lines.filled;
        let first = opening == Opening::First;
        if self.shape.timed && self.shape.bracket == 0 && self.distinct_recurring + self.distinct_parts == 0 {
            // A time table looks the same, line for line; nobody comes back in it.
            return first && self.all == filled;
        }
        if self.shape.is_strong() {
            return first || (self.all >= 2 && self.all * 100 >= filled * SPARSEST);
        }
        // A list of letters.
        if self.single > MOST_LETTERS {
            return false;
        }
        // `### User:` is a turn, `### Example:` or `# Author:` is not; only the part tells.
        if self.shape.lead == b'#' && self.distinct_parts < 2 {
            return false;
        }
        // Two speakers who both come back. A conversation has few speakers with many turns, a form or a manual has many
        // labels with few occurrences.
        if self.distinct_recurring >= 2 {
            let recurring = if self.few_speakers() { self.recurring } else { self.parts };
            let capitals = self.capitals == self.all;
            let share = match (self.shape.lead, opening) {
                // Listed, or set in like the keys of a record.
                (b'-' | b'*' | b'+', _) if lines.headings > 1 => return false,
                (b'-' | b'*' | b'+', _) => DENSE,
                (b' ', _) if !capitals => DENSE_SET_IN,
                // With the words below, each label takes a line of its own.
                (_, _) if self.shape.alone => DENSE_ALONE,
                (_, Opening::First) => 0,
                (_, Opening::Near) => SPARSEST,
                (_, Opening::Far) if self.shape.emphasis != 0 => SPARSEST_FAR / 2,
                (_, Opening::Far) => SPARSEST_FAR,
            };
            if recurring > 0 && recurring * 100 >= filled * share {
                return true;
            }
        }
        // A talk with a model, however short.
        if first && self.user_side && self.model_side && self.all > 1 {
            return true;
        }
        // With the words below, labels take much of a short document.
        if first && self.shape.alone && self.distinct_recurring == 1 && self.distinct > 1 {
            return self.all * 100 >= filled * DENSE_SHORT;
        }
        // Few lines stand before the first label, and nearly all behind it have one.
        let behind = filled - lines.before.min(filled);
        let follows = opening == Opening::Near && self.all > 2 && self.all * 100 >= behind * NEARLY_ALL;
        // Short documents: less recurs, so they must open with a label.
        (first || follows)
            && self.shape.lead != b' '
            && !self.shape.alone
            && (self.distinct_parts > 1
                || (self.distinct_parts == 1 && self.parts * 2 >= self.lines)
                || (self.distinct_recurring >= 1 && self.distinct >= 2 && self.recurring * 3 >= self.all)
                || (self.distinct >= 2 && self.all == filled && self.all <= FEW))
    }
}

/// How far into the document the first label of a shape stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    /// Nothing but blanks before it.
    First,
    /// A few lines before it: a title, a list of those present.
    Near,
    Far,
}

impl Opening {
    fn of(before: &str) -> Self {
        // Only so much is looked at, however far the label.
        let filled = lines(before).map(|line| &before[line.text()]).take(LONGEST_PREAMBLE * 2 + 2);
        match filled.filter(|line| !is_blank(line) && !is_clock(line)).count() {
            0 => Opening::First,
            lines if lines <= LONGEST_PREAMBLE => Opening::Near,
            _ => Opening::Far,
        }
    }
}

/// Whether a line has a clock and nothing else, perhaps in brackets.
fn is_clock(line: &str) -> bool {
    clock_in(line).is_some()
}

/// The clock of a line that has nothing else: its place and what it reads.
fn clock_in(line: &str) -> Option<(Range<usize>, Millis)> {
    if line.len() > LONGEST_CLOCK || !line.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let shown = trim_invisible(line, 0..line.len());
    let text = &line[shown.clone()];
    let open = usize::from(text.starts_with(['[', '(']));
    let (length, start) = clock(&text.as_bytes()[open..])?;
    let close = &text[open + length..];
    let closed = if open > 0 { matches!(close, "]" | ")") } else { close.is_empty() };
    closed.then(|| (shown.start + open..shown.start + open + length, start))
}

/// Longest line that can be a clock, in bytes.
const LONGEST_CLOCK: usize = 24;

/// The clock on the line above the one at `at`, or above a blank line before that: where its line begins, its place and what it reads.
fn clock_above(text: &str, at: usize) -> Option<(usize, Range<usize>, Millis)> {
    // The line above mostly ends in neither a digit nor a bracket.
    let ends = |b: &u8| b.is_ascii_digit() || matches!(b, b']' | b')' | b'\n' | b'\r' | b' ' | b'\t');
    if !text.as_bytes()[..at].iter().rev().nth(1).is_some_and(ends) {
        return None;
    }
    let mut above = line_above(text, at, LONGEST_CLOCK)?;
    if is_blank(&text[above.clone()]) {
        above = line_above(text, above.start, LONGEST_CLOCK)?;
    }
    let (clock, start) = clock_in(&text[above.clone()])?;
    Some((above.start, above.start + clock.start..above.start + clock.end, start))
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

/// Whether the labels of a shape are the keys of records: the same ones in the same order, over and over.
fn is_record(tally: &Tally, candidates: &[Candidate]) -> bool {
    /// Fewer keys could be people who take turns.
    const FEWEST: usize = 4;
    if tally.shape.is_strong() || tally.model_side && tally.user_side {
        return false;
    }
    // Fields may be empty.
    let shape = |shape: Shape| Shape { alone: false, ..shape };
    let of_shape =
        || candidates.iter().filter(|candidate| shape(candidate.label.shape) == shape(tally.shape));
    let labels: Vec<(u32, usize)> =
        of_shape().map(|candidate| (candidate.seen.index, candidate.paragraph)).collect();
    let mut different: Vec<u32> = labels.iter().map(|(index, _)| *index).collect();
    different.sort_unstable();
    different.dedup();
    if different.len() + 1 < FEWEST {
        return false;
    }
    // In paragraphs: most have several keys, none twice, and begin with the same one.
    let (mut records, mut keys, mut same_first, mut clean) = (0, 0, 0, 0);
    let mut paragraphs = labels.chunk_by(|a, b| a.1 == b.1);
    let first = labels.first().map(|(index, _)| *index);
    for paragraph in paragraphs.by_ref() {
        let mut sorted: Vec<u32> = paragraph.iter().map(|(index, _)| *index).collect();
        sorted.sort_unstable();
        sorted.dedup();
        records += 1;
        keys += paragraph.len();
        same_first += usize::from(Some(paragraph[0].0) == first);
        clean += usize::from(sorted.len() == paragraph.len());
    }
    if records > 1
        && keys >= records * 3
        && clean * 10 >= records * 8
        && (same_first * 10 >= records * 8 || records < 4)
    {
        return true;
    }
    // Without blank lines: what follows what is fixed.
    let Some(period) = labels.iter().skip(1).position(|(index, _)| Some(*index) == first).map(|at| at + 1)
    else {
        return false;
    };
    let pairs = labels.len() - period;
    let same = labels.iter().zip(&labels[period..]).filter(|(a, b)| a.0 == b.0).count();
    period >= FEWEST && labels.len() >= 2 * period && same * 10 >= pairs * 8
}

impl Candidate {
    fn name(&self) -> Range<usize> {
        self.line.start + self.label.name.start..self.line.start + self.label.name.end
    }

    fn head(self, text: &str) -> Head {
        let at = self.line.start;
        let shift = |range: Range<usize>| range.start + at..range.end + at;
        let mut speaker = self.name();
        if text[speaker.clone()].ends_with(vocabulary::SAID) && self.seen.side != Side::None {
            speaker.end -= vocabulary::SAID.len();
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
