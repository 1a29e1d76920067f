//! Formats that are told by the build of their lines: a format is a few templates, and this reads any of them.
//!
//! A template is the line as it looks, with names in braces for what varies:
//!
//! | in a template | stands for |
//! |---|---|
//! | `{stamp}` | a date with a time of day |
//! | `{moment}` | the same, written in numbers |
//! | `{short}` | a month, a day and a time of day in numbers: `08-24 20:32:05` |
//! | `{time}` | a time of day or of a recording, without a date |
//! | `{when}` | either |
//! | `{ago}` | how long ago that was: `3h ago`, `2 days ago` |
//! | `{date}` | a date without a time of day, perhaps with more behind it |
//! | `{day}` | a date and nothing else, perhaps with a weekday |
//! | `{name}` | a name; bold marks about it, and its colon, are mark-up |
//! | `{Name}` | a name written as one: few words, with capitals |
//! | `{nick}` | a name without blanks |
//! | `{alias}` | a name built in any way: `0098`, `Ann/94/Leeds` |
//! | `{number}` | digits |
//! | `{dash}` | a dash of any width, with blanks or without |
//! | `{any}` | anything |
//! | `{text}` | what is said, to the end of the line; a template without it has the words on the lines below |
//! | blank | one blank or more, of any kind; two stand for at least two, or one that is no ordinary blank |
//! | line feed | the same: the line before is part of the template |

use super::formats::{Reader, SPECS};
use super::lines::{invisible_mark, invisible_prefix, is_blank, line_above, lines_in, trim_invisible, Line};
use super::names;
use super::stamp::{self, has_clock, is_day};
use super::{Grammar, Head, Kind, Mark, Millis};
use std::ops::Range;
use std::sync::LazyLock;

/// Stands for a name built in any way.
const ALIAS: &str = "{alias}";

/// Longest name, in bytes.
const LONGEST_NAME: usize = 120;

/// Shortest time, in bytes.
const SHORTEST_TIME: usize = 4;

/// Longest line that can be the head of a message whose words are on the lines below.
const LONGEST_HEAD: usize = 240;

/// A format as templates.
pub(super) struct Layout {
    /// The lines that begin a message. The first that fits is taken.
    pub(super) heads: &'static [&'static str],
    /// The lines that the program writes: who came, what day it is.
    pub(super) system: &'static [&'static str],
    /// Lines behind which nobody speaks any more: what produced the file.
    pub(super) foot: &'static [&'static str],
    /// Lines that a page has between the name and the message, in any number: the name again, and what the members of a project are.
    pub(super) between: &'static [&'static str],
    /// Lines that a page has below a message: its buttons. They are taken off its end, and a number beside them.
    pub(super) buttons: &'static [&'static str],
    /// What stands before the first message was written by the program.
    pub(super) preamble: bool,
    /// A message of several lines stands in quotation marks.
    pub(super) quoted: bool,
}

impl Layout {
    pub(super) const PLAIN: Layout = Layout {
        heads: &[],
        system: &[],
        foot: &[],
        between: &[],
        buttons: &[],
        preamble: false,
        quoted: false,
    };

    /// Whether people may be called anything.
    pub(super) fn has_aliases(&self) -> bool {
        self.heads.iter().any(|head| head.contains(ALIAS))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Literal(&'static str),
    Blank,
    Blanks,
    Stamp,
    Moment,
    Short,
    Time,
    When,
    Ago,
    Date,
    Day,
    Name,
    StrictName,
    Nick,
    Alias,
    Number,
    Dash,
    Any,
    Text,
}

struct Template {
    /// The lines above that belong to it, the nearest first.
    above: Vec<Vec<Part>>,
    parts: Vec<Part>,
    /// What is said begins on the head's own line.
    inline: bool,
    /// There is a time on the line itself.
    timed: bool,
}

impl Template {
    fn new(template: &'static str) -> Template {
        let mut lines = template.rsplit('\n').map(compile);
        let parts = lines.next().unwrap_or_default();
        let time =
            |part: &Part| matches!(part, Part::Stamp | Part::Moment | Part::Short | Part::Time | Part::When);
        Template {
            above: lines.collect(),
            inline: parts.contains(&Part::Text),
            timed: parts.iter().any(time),
            parts,
        }
    }
}

fn compile(mut template: &'static str) -> Vec<Part> {
    const NAMES: [(&str, Part); 18] = [
        ("{stamp}", Part::Stamp),
        ("{moment}", Part::Moment),
        ("{short}", Part::Short),
        ("{time}", Part::Time),
        ("{when}", Part::When),
        ("{ago}", Part::Ago),
        ("{date}", Part::Date),
        ("{day}", Part::Day),
        ("{name}", Part::Name),
        ("{Name}", Part::StrictName),
        ("{nick}", Part::Nick),
        (ALIAS, Part::Alias),
        ("{number}", Part::Number),
        ("{dash}", Part::Dash),
        ("{any}", Part::Any),
        ("{text}", Part::Text),
        ("  ", Part::Blanks),
        (" ", Part::Blank),
    ];
    let mut parts = Vec::new();
    while !template.is_empty() {
        match NAMES.iter().find(|(name, _)| template.starts_with(name)) {
            Some((name, part)) => {
                parts.push(*part);
                template = &template[name.len()..];
            }
            None => {
                let first = template.chars().next().map_or(1, char::len_utf8);
                let length = template[first..].find(['{', ' ']).map_or(template.len(), |at| at + first);
                parts.push(Part::Literal(&template[..length]));
                template = &template[length..];
            }
        }
    }
    parts
}

/// What a template found on a line.
#[derive(Clone, Default)]
struct Found {
    name: Option<Range<usize>>,
    stamp: Option<Range<usize>>,
    start: Option<Millis>,
    end: Option<Millis>,
    text: Option<usize>,
}

/// The templates of a layout, taken apart.
struct Templates {
    of: &'static Layout,
    heads: Vec<Template>,
    system: Vec<Template>,
    foot: Vec<Template>,
    between: Vec<Template>,
    buttons: Vec<Template>,
}

impl Templates {
    fn new(of: &'static Layout) -> Templates {
        let all = |templates: &[&'static str]| templates.iter().map(|text| Template::new(text)).collect();
        Templates {
            of,
            heads: all(of.heads),
            system: all(of.system),
            foot: all(of.foot),
            between: all(of.between),
            buttons: all(of.buttons),
        }
    }
}

/// Those of all rows of the table, in its order. Short texts are many, so they are taken apart only once.
static TEMPLATES: LazyLock<Vec<Templates>> = LazyLock::new(|| {
    let layout = |reader: &Reader| match reader {
        Reader::Layout(layout) => Some(*layout),
        _ => None,
    };
    SPECS.iter().filter_map(|spec| layout(&spec.reader)).map(Templates::new).collect()
});

/// The templates of a layout of the table.
fn templates(layout: &'static Layout) -> Option<&'static Templates> {
    TEMPLATES.iter().find(|templates| std::ptr::eq(templates.of, layout))
}

/// Whether what never varies in one of the heads occurs in `text`. `timed`: there is something like a clock in it.
pub(super) fn may_occur(layout: &'static Layout, text: &str, timed: bool) -> bool {
    let occurs = |part: &Part| match part {
        Part::Literal(literal) => memchr::memmem::find(text.as_bytes(), literal.as_bytes()).is_some(),
        Part::Dash => ["-", "–", "—"].iter().any(|dash| text.contains(dash)),
        Part::Stamp | Part::Moment | Part::Short | Part::Time | Part::When => timed,
        _ => true,
    };
    let heads = templates(layout).map_or(&[][..], |templates| &templates.heads);
    heads.iter().any(|head| head.above.iter().flatten().chain(&head.parts).all(occurs))
}

pub(super) fn grammar(layout: &'static Layout) -> Box<dyn Grammar> {
    let templates = templates(layout);
    Box::new(Layouts {
        heads: templates.map_or(&[], |templates| &templates.heads),
        system: templates.map_or(&[], |templates| &templates.system),
        foot: templates.map_or(&[], |templates| &templates.foot),
        between: templates.map_or(&[], |templates| &templates.between),
        buttons: templates.map_or(&[], |templates| &templates.buttons),
        preamble: layout.preamble,
        quoted: layout.quoted,
        begun: false,
        found: false,
    })
}

struct Layouts {
    heads: &'static [Template],
    system: &'static [Template],
    foot: &'static [Template],
    between: &'static [Template],
    buttons: &'static [Template],
    preamble: bool,
    quoted: bool,
    /// Something with text has been seen.
    begun: bool,
    found: bool,
}

impl Grammar for Layouts {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            if is_blank(content) {
                continue;
            }
            let timed = has_clock(content);
            let opening = &content.as_bytes()[invisible_prefix(content.as_bytes())..];
            let may_fit =
                |template: &&Template| (timed || !template.timed) && may_open(&template.parts, opening);
            let head = self
                .heads
                .iter()
                .filter(may_fit)
                .find_map(|template| Some((read(template, text, line)?, template.inline)));
            if let Some(((whole, found), inline)) = head {
                self.begun = true;
                self.found = true;
                let content = if inline { found.text.unwrap_or(line.end) } else { line.next };
                marks.push(Mark::Turn(Head {
                    speaker: found.name,
                    stamp: found.stamp,
                    start: found.start,
                    end: found.end,
                    ..Head::at(whole, content)
                }));
                continue;
            }
            if let Some((whole, _)) = self.foot.iter().find_map(|template| read(template, text, line)) {
                marks.push(Mark::Turn(Head { kind: Kind::Markup, ..Head::at(whole, whole) }));
                marks.push(Mark::End(whole));
                continue;
            }
            let system = self.system.iter().filter(may_fit).find_map(|template| read(template, text, line));
            match system {
                Some((whole, found)) => {
                    let content = found.text.unwrap_or(line.start);
                    marks.push(Mark::Turn(Head {
                        stamp: found.stamp,
                        kind: Kind::System,
                        ..Head::at(whole, content)
                    }));
                }
                None if self.preamble && !self.begun => {
                    marks.push(Mark::Turn(Head { kind: Kind::System, ..Head::at(line.start, line.start) }));
                }
                None => {}
            }
            self.begun = true;
        }
    }

    fn close(&self, text: &str, head: &mut Head, content: Range<usize>) -> Range<usize> {
        match &head.speaker {
            Some(_) if self.quoted => without_quotes(text, content),
            Some(speaker) if !self.buttons.is_empty() => {
                let content = without_between(text, content, &text[speaker.clone()], self.between);
                without_buttons(text, content, self.buttons)
            }
            _ => content,
        }
    }

    fn found(&self) -> bool {
        self.found
    }
}

/// A message without the lines above it that repeat the name of `speaker` and say what a member is. Nothing is taken off where nothing would be left.
fn without_between(text: &str, content: Range<usize>, speaker: &str, between: &[Template]) -> Range<usize> {
    let mut repeated = false;
    for line in lines_in(text, content.clone()) {
        if is_blank(&text[line.text()]) {
            continue;
        }
        let mut found =
            between.iter().filter_map(|template| read(template, text, line)).map(|(_, found)| found.name);
        let fits = found.any(|name| match name {
            Some(name) => text[name] == *speaker,
            None => repeated,
        });
        if !fits {
            return if repeated { line.start..content.end } else { content };
        }
        repeated = true;
    }
    content
}

/// A message without the buttons below it. Its first line is never one.
fn without_buttons(text: &str, content: Range<usize>, buttons: &[Template]) -> Range<usize> {
    let is_number = |line: &str| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
    let (mut end, mut is_beside) = (content.end, false);
    let said = &text[content.start..];
    for line in lines_in(text, content.clone()).collect::<Vec<Line>>().into_iter().rev() {
        let shown = &text[line.text()];
        let is_button = buttons.iter().any(|button| read(button, text, line).is_some());
        let is_first = is_blank(&said[..line.start - content.start]);
        if is_first || !(is_blank(shown) || is_button || is_beside && is_number(shown.trim())) {
            break;
        }
        is_beside |= is_button;
        end = if is_beside { line.start } else { end };
    }
    content.start..content.start + text[content.start..end].trim_end().len()
}

/// A message of several lines without the quotation marks that some programs set about it.
pub(super) fn without_quotes(text: &str, content: Range<usize>) -> Range<usize> {
    let inside = &text[content.clone()];
    match inside.strip_prefix('"').and_then(|inside| inside.trim_end().strip_suffix('"')) {
        Some(inner) if inside.contains('\n') => content.start + 1..content.start + 1 + inner.len(),
        _ => content,
    }
}

/// What `template` finds on `line`, and where the head begins.
fn read(template: &Template, text: &str, line: Line) -> Option<(usize, Found)> {
    let length = line.end - line.start;
    if !template.inline && (length > LONGEST_HEAD || template.timed && length < SHORTEST_TIME) {
        return None;
    }
    // A head with a time has digits, before the words at least.
    let reach = &text.as_bytes()[line.start..line.end.min(line.start + LONGEST_HEAD)];
    if template.timed && !reach.iter().any(u8::is_ascii_digit) {
        return None;
    }
    let mut found = Found::default();
    let mut whole = line.start;
    // The line itself is cheaper to refuse than those above.
    if !template.above.is_empty() && !fits(&template.parts, text, line.start..line.end, &mut Found::default())
    {
        return None;
    }
    for above in &template.above {
        let before = line_above(text, whole, LONGEST_HEAD)?;
        let below = found.name.take();
        if !fits(above, text, before.clone(), &mut found) {
            return None;
        }
        // A name that stands twice is the same.
        let is_other = |name: &Range<usize>| {
            below.as_ref().is_some_and(|below| text[below.clone()] != text[name.clone()])
        };
        if found.name.as_ref().is_some_and(is_other) {
            return None;
        }
        found.name = found.name.or(below);
        whole = before.start;
    }
    let above = found.name.take();
    if !fits(&template.parts, text, line.start..line.end, &mut found) {
        return None;
    }
    let is_other = found
        .name
        .as_ref()
        .zip(above.as_ref())
        .is_some_and(|(name, above)| text[name.clone()] != text[above.clone()]);
    found.name = found.name.or(above);
    (!is_other).then_some((whole, found))
}

fn fits(parts: &[Part], text: &str, line: Range<usize>, found: &mut Found) -> bool {
    let from = line.start + invisible_prefix(&text.as_bytes()[line.clone()]);
    follow(parts, text, from, line.end, "", found)
}

/// Whether `parts` fit from `at` to the end of the line at `end`. `mark`: the bold mark that the name opened with and that is to be closed.
fn follow(parts: &[Part], text: &str, at: usize, end: usize, mark: &'static str, found: &mut Found) -> bool {
    let Some((part, rest)) = parts.split_first() else {
        return is_blank(&text[at..end]);
    };
    let line = &text[at..end];
    match part {
        Part::Literal(literal) => {
            // Most lines differ in the first byte already.
            if line.as_bytes().first() != literal.as_bytes().first() {
                return false;
            }
            let Some(behind) = line.strip_prefix(literal) else { return false };
            // `**Ann:**`
            let closed = !mark.is_empty() && behind.starts_with(mark);
            let next = at + literal.len() + if closed { mark.len() } else { 0 };
            follow(rest, text, next, end, if closed { "" } else { mark }, found)
        }
        Part::Blank | Part::Blanks => {
            let blanks = invisible_prefix(line.as_bytes());
            let wide = blanks >= 2 || line.starts_with('\t');
            let enough = blanks > 0 && (*part == Part::Blank || wide);
            // What is said may be nothing.
            let over = line.is_empty() && rest == [Part::Text];
            if rest == [Part::Text] && enough {
                let one = line.chars().next().map_or(0, char::len_utf8);
                return follow(rest, text, at + one, end, mark, found);
            }
            (enough || over) && follow(rest, text, at + blanks, end, mark, found)
        }
        Part::Stamp | Part::Moment | Part::Time | Part::When => {
            // Halves of the day stand before a time in scripts beyond ASCII.
            let written = line.as_bytes().first().is_some_and(|first| match part {
                Part::Moment => first.is_ascii_digit(),
                Part::Time => first.is_ascii_digit() || !first.is_ascii(),
                _ => true,
            });
            if !written {
                return false;
            }
            let Some(stamp) = stamp::stamp(line) else { return false };
            if matches!(part, Part::Stamp | Part::Moment) && !stamp.dated
                || *part == Part::Time && stamp.dated
            {
                return false;
            }
            if found.stamp.is_none() {
                found.stamp = Some(at..at + stamp.length);
                found.start = stamp.clock;
            } else {
                found.end = stamp.clock;
            }
            follow(rest, text, at + stamp.length, end, mark, found)
        }
        Part::Short => {
            let length = stamp::short(line);
            found.stamp = Some(at..at + length);
            length > 0 && follow(rest, text, at + length, end, mark, found)
        }
        Part::Ago => {
            let length = stamp::ago(line);
            found.stamp = Some(at..at + length);
            length > 0 && follow(rest, text, at + length, end, mark, found)
        }
        Part::Date => stamp::date(line).is_some_and(|date| {
            found.stamp = Some(at..at + date.length);
            follow(rest, text, at + date.length, end, mark, found)
        }),
        Part::Day => is_day(line.trim_end()) && rest.is_empty(),
        Part::Number => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            digits > 0 && follow(rest, text, at + digits, end, mark, found)
        }
        Part::Dash => {
            let blanks = invisible_prefix(line.as_bytes());
            let dash = dash_at(line.as_bytes(), blanks);
            if dash == 0 {
                return false;
            }
            let next = at + blanks + dash;
            follow(rest, text, next + invisible_prefix(&text.as_bytes()[next..end]), end, mark, found)
        }
        Part::Any => {
            if rest.is_empty() {
                found.text = Some(at);
                return true;
            }
            ends(line, rest, LONGEST_HEAD).any(|length| follow(rest, text, at + length, end, mark, found))
        }
        Part::Text => {
            found.text = Some(at);
            true
        }
        Part::Name | Part::StrictName | Part::Nick | Part::Alias => {
            let marked = line.starts_with(['*', '_']);
            let (open, mark) = match ["**", "__", "*"].iter().find(|mark| marked && line.starts_with(**mark))
            {
                Some(mark) if *part != Part::Nick => (mark.len(), *mark),
                _ => (0, ""),
            };
            let name = &line[open..];
            let from = at + open;
            ends(name, rest, LONGEST_NAME).any(|length| {
                // Behind most words nothing follows that could be a time.
                if mark.is_empty() && !may_open(rest, &name.as_bytes()[length..]) {
                    return false;
                }
                let shown = &name[..length];
                let (shown, mark) = match mark {
                    "" => (shown, mark),
                    _ => shown.trim_end().strip_suffix(mark).map_or((shown, mark), |shown| (shown, "")),
                };
                let range = trim_invisible(text, from..from + shown.len());
                // What follows is mostly cheaper to refuse than a name.
                let mut trial = Found { name: Some(range.clone()), ..found.clone() };
                if range.is_empty() || !follow(rest, text, from + length, end, mark, &mut trial) {
                    return false;
                }
                let shown = &text[range];
                let named = match part {
                    // `*** Ann joined` is none of `***ann waves`.
                    Part::Nick => {
                        name.starts_with(shown)
                            && !shown.contains([' ', '\t', '\u{A0}', ':'])
                            && names::is_plausible(shown)
                    }
                    Part::StrictName => names::is_written_as_name(shown),
                    Part::Alias => true,
                    _ => names::is_plausible(shown),
                };
                // Nobody is called by a date.
                let fits = named && !shown.contains(['\t', ':', '：']) && !dated(shown);
                if fits {
                    *found = trial;
                }
                fits
            })
        }
    }
}

/// Whether there is a date in a name.
fn dated(name: &str) -> bool {
    name.contains(|c: char| c.is_ascii_digit())
        && (stamp::date(name).is_some() || name.split(' ').any(|word| stamp::date(word).is_some()))
}

/// Lengths of the beginnings of `line` behind which the first of `parts` could fit.
fn ends<'t>(line: &'t str, parts: &'t [Part], longest: usize) -> impl Iterator<Item = usize> + 't {
    let reach = line.len().min(longest + 1);
    let at_end = parts.is_empty().then_some(line.len()).filter(|length| *length <= longest);
    let bytes = line.as_bytes();
    let inside = (1..reach).filter(move |&at| match parts.first() {
        None => false,
        Some(Part::Literal(literal)) => {
            bytes[at] == literal.as_bytes()[0] && bytes[at..].starts_with(literal.as_bytes())
        }
        Some(Part::Blank | Part::Blanks) => blank_at(bytes, at),
        Some(Part::Dash) => blank_at(bytes, at) || dash_at(bytes, at) > 0,
        Some(_) => line.is_char_boundary(at),
    });
    at_end.into_iter().chain(inside)
}

/// Whether `line` may open with `parts`: a look at its first bytes, which refuses most.
fn may_open(parts: &[Part], line: &[u8]) -> bool {
    let Some((part, rest)) = parts.split_first() else { return true };
    match part {
        Part::Literal(literal) => {
            line.first() == literal.as_bytes().first()
                && line.strip_prefix(literal.as_bytes()).is_some_and(|behind| may_open(rest, behind))
        }
        Part::Blank | Part::Blanks => rest == [Part::Text] || may_open(rest, &line[invisible_prefix(line)..]),
        Part::Dash => dash_at(line, invisible_prefix(line)) > 0,
        Part::Time => line.first().is_some_and(|first| first.is_ascii_digit() || !first.is_ascii()),
        Part::Moment | Part::Short => line.first().is_some_and(u8::is_ascii_digit),
        Part::Stamp | Part::When => stamp::may_open(line),
        _ => true,
    }
}

/// Length of the dash at `at`, of any width; 0 if there is none.
fn dash_at(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at..) {
        Some([b'-', ..]) => 1,
        Some([0xE2, 0x80, 0x93 | 0x94, ..]) => 3, // – —
        _ => 0,
    }
}

/// Whether a run of blanks begins at `at`.
fn blank_at(bytes: &[u8], at: usize) -> bool {
    let blank = match bytes[at] {
        b' ' | b'\t' => true,
        0xC2 => bytes.get(at + 1) == Some(&0xA0),
        0xE2 | 0xE3 => invisible_mark(&bytes[at..]) > 0,
        _ => false,
    };
    blank && !matches!(bytes[at - 1], b' ' | b'\t')
}
