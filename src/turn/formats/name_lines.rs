//! Names alone: on a line of their own with the words below, as in plays, screenplays and interviews, or with a stop behind, as in the records of
//! courts and parliaments. Headings of Markdown that name the part of a speaker are such lines, too.
//!
//! Many lines look like that: headings, lists, signatures. As with labels, what settles it is what recurs: a document has one style of them, at
//! least two of its names come back, and they are no rare thing in it.

mod style;

use super::Said;
use crate::turn::census::is_in_capitals;
use crate::turn::lines::{is_blank, lines_in, Line};
use crate::turn::{stamp, vocabulary, Grammar, Head, Kind, Mark};
use std::collections::HashMap;
use std::ops::Range;
use style::STYLES;
pub(super) use style::{court, Style};

/// Names that are remembered.
const MOST_NAMES: usize = 1 << 14;

/// The share of paragraphs that begin with a name where it is said that all do, in percent.
const EVERYWHERE: usize = 90;

/// Fewer different names could be keys that stand in a fixed order.
const FEWEST_KEYS: usize = 4;

pub(super) fn grammar(named: bool) -> Box<dyn Grammar> {
    Box::new(NameLines { named, ..NameLines::default() })
}

#[derive(Default)]
struct NameLines {
    /// The caller says that the text has this format: less is asked of the names.
    named: bool,
    /// How often each name has come, by its style.
    counts: HashMap<(Style, Box<str>), u32>,
    habit: Option<Habit>,
    /// The line before this one was blank, or there was none.
    after_blank: Option<bool>,
    found: bool,
}

#[derive(Clone, Copy)]
struct Habit {
    style: Style,
    /// Paragraphs without a name tell what is done, not said.
    screenplay: bool,
    /// There are questions and answers: others put in a word between them.
    court: bool,
}

struct Candidate {
    line: Line,
    style: Style,
    name: Range<usize>,
    content: usize,
}

/// What a block holds.
#[derive(Default)]
struct Block {
    candidates: Vec<Candidate>,
    /// Lines that begin a paragraph.
    paragraphs: Vec<usize>,
    /// `INT. HOUSE - DAY`
    scenes: usize,
    /// Names far to the right.
    set_in: usize,
    /// Paragraphs that end as code does.
    code: usize,
}

impl Block {
    /// Whether there are questions and answers in this style, as in a court.
    fn is_court(&self, style: Style, text: &str) -> bool {
        let is_part = |candidate: &Candidate| {
            candidate.style == Style::Inline && matches!(&text[candidate.name.clone()], "Q" | "A")
        };
        style == Style::Inline && self.candidates.iter().any(is_part)
    }
}

/// Whether two letters take turns, in the given order, and the first of them asks.
fn is_interview<'c>(order: &[usize], text: &str, mut letters: impl Iterator<Item = &'c Candidate>) -> bool {
    const FEWEST: usize = 4;
    let asks = letters.next().is_some_and(|first| text[first.line.text()].contains('?'));
    let alternate = order.iter().enumerate().all(|(nth, letter)| nth % 2 == *letter);
    order.len() >= FEWEST && alternate && asks
}

/// Whether names of these styles have words behind them, not the values of fields, and take turns.
fn is_talk<'c>(order: &[usize], text: &str, heads: impl Iterator<Item = &'c Candidate>) -> bool {
    /// The share of heads with words, and of those by whoever did not speak just before, in percent.
    const WORDED: usize = 60;
    const TURNS: usize = 70;
    let worded = |head: &&Candidate| {
        matches!(Said::of(&text[head.content..head.line.end]), Said::Words | Said::Sentence)
    };
    let turns = order.windows(2).filter(|pair| pair[0] != pair[1]).count();
    heads.filter(worded).count() * 100 >= order.len() * WORDED && turns * 100 >= (order.len() - 1) * TURNS
}

impl Grammar for NameLines {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        let read = self.read(text, block);
        if self.habit.is_none() {
            self.habit = self.settle(text, &read);
        }
        let Some(habit) = self.habit else { return };
        let court = |style: Style| habit.court && matches!(style, Style::Court | Style::Examiner);
        let mut heads = read
            .candidates
            .into_iter()
            .filter(|candidate| candidate.style == habit.style || court(candidate.style))
            .peekable();
        let mut paragraphs = read.paragraphs.into_iter().peekable();
        loop {
            let head = heads.peek().map(|head| head.line.start);
            match (head, paragraphs.peek().copied()) {
                (Some(head), paragraph) if paragraph.is_none_or(|paragraph| head <= paragraph) => {
                    paragraphs.next_if_eq(&head);
                    let Some(head) = heads.next() else { break };
                    self.found = true;
                    let start = head.line.start;
                    marks.push(Mark::Turn(match head.style {
                        Style::Examiner => Head { kind: Kind::System, ..Head::at(start, start) },
                        _ => Head { speaker: Some(head.name), ..Head::at(start, head.content) },
                    }));
                }
                (_, Some(paragraph)) => {
                    paragraphs.next();
                    if habit.screenplay && self.found {
                        marks.push(Mark::Turn(Head::at(paragraph, paragraph)));
                    }
                }
                _ => break,
            }
        }
    }

    /// What is said ends before the brackets that enclose it, before a rule, and before a time.
    fn close(&self, text: &str, head: &mut Head, content: Range<usize>) -> Range<usize> {
        let inside = text[content.clone()].trim_end();
        // A time below the words, as on the pages of Facebook.
        let last = inside.rfind('\n').map_or(0, |at| at + 1);
        let time = inside[last..].trim_end();
        if stamp::stamp(time).is_some_and(|stamp| stamp.dated && stamp.length == time.len()) {
            head.stamp = Some(content.start + last..content.start + last + time.len());
            return content.start..content.start + inside[..last].trim_end().len();
        }
        let said = match self.habit.map(|habit| habit.style) {
            Some(Style::Corners) => inside.strip_suffix(['」', '』']).unwrap_or(inside),
            Some(Style::Heading | Style::Bold | Style::Page) => match inside.rsplit_once('\n') {
                Some((said, last)) if style::is_rule(last) => said.trim_end(),
                _ if style::is_rule(inside) => "",
                _ => return content,
            },
            _ => return content,
        };
        content.start..content.start + said.len()
    }

    fn found(&self) -> bool {
        self.found
    }
}

impl NameLines {
    fn read(&mut self, text: &str, block: Range<usize>) -> Block {
        let mut read = Block::default();
        let mut lines = lines_in(text, block).peekable();
        while let Some(line) = lines.next() {
            let content = &text[line.text()];
            if is_blank(content) {
                self.after_blank = Some(true);
                continue;
            }
            let ends = lines.peek().is_none_or(|next| is_blank(&text[next.text()]));
            read.code += usize::from(ends && content.trim_end().ends_with([';', '{', '}']));
            let opens = self.after_blank.unwrap_or(true);
            self.after_blank = Some(false);
            if opens {
                read.paragraphs.push(line.start);
            }
            read.scenes += usize::from(style::is_scene(content));
            let below = lines.peek().is_some_and(|next| !is_blank(&text[next.text()]));
            // Both sides of a talk with a model may be above their words on each paragraph, as any names are.
            let page = style::page(content).map(|name| (Style::Page, name, None));
            for (style, name, after) in page
                .into_iter()
                .chain(style::letter(content))
                .chain(style::east_asian(content))
                .chain(style::read(content, opens, below))
            {
                let shown = &content[name.clone()];
                if style != Style::Heading && vocabulary::is_heading(shown) && !vocabulary::is_part(shown) {
                    continue;
                }
                read.set_in += usize::from(style == Style::Capitals && content.starts_with("          "));
                let key = (style, shown.into());
                if self.counts.len() < MOST_NAMES || self.counts.contains_key(&key) {
                    *self.counts.entry(key).or_default() += 1;
                }
                let name = line.start + name.start..line.start + name.end;
                let content = after.map_or(line.next, |after| line.start + after);
                read.candidates.push(Candidate { line, style, name, content });
            }
        }
        read
    }

    /// The style of the names, if there is one.
    fn settle(&self, text: &str, block: &Block) -> Option<Habit> {
        let filled = |style: Style| block.candidates.iter().filter(move |candidate| candidate.style == style);
        let qualified = STYLES.iter().filter(|style| self.qualifies(**style, text, block));
        let style = *qualified.max_by_key(|style| filled(**style).count())?;
        let screenplay =
            style == Style::Capitals && (block.scenes > 0 || block.set_in * 2 > filled(style).count());
        let court = block.is_court(style, text);
        Some(Habit { style, screenplay, court })
    }

    fn qualifies(&self, style: Style, text: &str, block: &Block) -> bool {
        let court = block.is_court(style, text);
        let of_style = || {
            let is_of = move |of: Style| of == style || court && of == Style::Court;
            block.candidates.iter().filter(move |candidate| is_of(candidate.style))
        };
        let all = of_style().count();
        // Where nobody asks, `Q` and `A` are keys, or marks of a list.
        let asks = |candidate: &Candidate| text[candidate.line.text()].contains('?');
        if all < 2 || court && !self.named && !of_style().any(asks) {
            return false;
        }
        let (mut recurring, mut distinct_recurring) = (0, 0);
        let (mut user, mut model) = (false, false);
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut order = Vec::with_capacity(all);
        for candidate in of_style() {
            let name = &text[candidate.name.clone()];
            let times = self.counts.get(&(candidate.style, name.into())).copied().unwrap_or(1);
            let known = numbers.len();
            let number = *numbers.entry(name).or_insert(known);
            order.push(number);
            recurring += usize::from(times > 1);
            distinct_recurring += usize::from(number == known && times > 1);
            let prompt = vocabulary::prompt_side(name).filter(|_| style == Style::Heading);
            user |= vocabulary::is_user_side(name) || prompt == Some(true);
            model |= vocabulary::is_model_side(name) || prompt == Some(false);
        }
        if self.named {
            return true;
        }
        if user && model {
            return true;
        }
        if style == Style::Page || style == Style::Letter && !is_interview(&order, text, of_style()) {
            return false;
        }
        // Above a function in C stands what it returns.
        if block.code * 2 > block.paragraphs.len() {
            return false;
        }
        if matches!(style, Style::Lenticular | Style::Circle) && !is_talk(&order, text, of_style()) {
            return false;
        }
        let needed = style.needs();
        // Keys of records, or sections of chapters, that follow one another always in the same order.
        let period = order.iter().skip(1).position(|number| *number == 0).map(|at| at + 1);
        let fixed = period.is_some_and(|period| {
            let same = order.iter().zip(&order[period..]).filter(|(a, b)| a == b).count();
            period >= FEWEST_KEYS && order.len() >= 2 * period && same * 10 >= (order.len() - period) * 8
        });
        let in_capitals =
            style != Style::Bold || numbers.keys().all(|name| !is_in_capitals(name) || name.len() > 1);
        // Nearly every paragraph begins with a name, the first one among them: that is enough for a short text.
        let opens =
            of_style().next().map(|candidate| candidate.line.start) == block.paragraphs.first().copied();
        let everywhere = opens
            && all * 100 >= block.paragraphs.len() * EVERYWHERE
            && numbers.len() > 1
            && recurring * 3 >= all;
        if everywhere && distinct_recurring > 0 && !fixed {
            return true;
        }
        distinct_recurring > 1
            && in_capitals
            && !fixed
            && recurring * 100 >= all * needed.recurring
            && all * 100 >= block.paragraphs.len() * needed.paragraphs
    }
}
