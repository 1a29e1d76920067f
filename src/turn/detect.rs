//! Tells the format of a text: the one that explains most lines of its beginning.
//!
//! Every format of the table is tried on the beginning of the text, and what it finds is weighed: heads of turns that name somebody who
//! could be a person, the lines below such heads, lines that the program wrote. A format that hardly explains anything, or whose speakers
//! are no names, or never come back where they should, is none.

use super::formats::Said;
use super::formats::{Evidence, Reader, Spec, SPECS};
use super::lines::{invisible_prefix, is_blank, lines};
use super::stamp::{self, has_clock, is_time_of_day};
use super::{label, layout, names, vocabulary, Format, Kind, Mark, BLOCK};
use std::collections::{HashMap, HashSet};

/// Bytes at the beginning of a text that are looked at to tell its format.
const SAMPLE: usize = 1 << 15;

/// Lines with text of them: first so few, and more if these show nothing.
const SAMPLE_LINES: [usize; 2] = [60, 300];

/// Lines with text that may stand before the first line that shows the format, unless the format explains much of the rest.
const LONGEST_PREAMBLE: usize = 12;

/// The share of lines with text that a format must explain, in percent; and where it begins late.
const SPARSEST: usize = 4;
const SPARSEST_FAR: usize = 30;

/// The same for nicknames without times.
const SPARSEST_BARE: usize = 9;

/// From so many heads on it tells something that the same is said again and again; and how often each thing may be said by nicknames without times.
const MANY: usize = 12;
const MOST_ALIKE: usize = 8;

/// The share of the speakers found that must be plausible names, in percent.
const PLAUSIBLE: usize = 80;

/// The share of heads whose speaker must come back, in percent, for formats that could be something else.
const RECURRING: usize = 50;

/// The row of the named format, or that of which `text`, whole or in its beginning, shows signs.
pub(super) fn choose(text: &str, named: Option<Format>) -> &'static Spec {
    let rows: Vec<&'static Spec> =
        SPECS.iter().filter(|spec| named.is_none_or(|format| spec.format == format)).collect();
    let last = rows.last().copied().unwrap_or(&SPECS[SPECS.len() - 1]);
    if rows.len() == 1 {
        return last;
    }
    let sample = Sample::of(text, SAMPLE_LINES[0]);
    let shown = &sample.text[invisible_prefix_and_lines(sample.text)..];
    for spec in &rows {
        if let Evidence::Beginning(begins) = spec.evidence {
            if begins(shown) {
                return spec;
            }
        }
    }
    let start = invisible_prefix_and_lines(text);
    if let Some(spec) = objects(&rows, &text[start..]) {
        return spec;
    }
    let found = SAMPLE_LINES.iter().find_map(|lines| weigh(&rows, &Sample::of(text, *lines)));
    match found {
        Some(spec) => spec,
        None if named.is_some() => rows[0],
        None => last,
    }
}

/// The row that explains most of the sample, if any explains enough.
fn weigh(rows: &[&'static Spec], sample: &Sample) -> Option<&'static Spec> {
    let mut best: Option<(&'static Spec, Weight)> = None;
    let mut labels: Option<&'static Spec> = None;
    for spec in rows {
        let weight = match spec.evidence {
            Evidence::Objects | Evidence::Beginning(_) => continue,
            _ if !sample.may_be(spec) => continue,
            _ => Weight::of(spec, sample),
        };
        let opens = || weight.named > 1 && weight.first == 0 && opens_with_speaker(sample.text);
        if matches!(spec.evidence, Evidence::Labels) && labels.is_none() && opens() {
            labels = Some(spec);
        }
        let enough = weight.explained > 0 && weight.is_enough(spec, sample);
        if enough && best.as_ref().is_none_or(|(_, best)| weight.explained > best.explained) {
            // Nothing explains more than all, and nothing opens before the first line.
            let all = weight.explained >= sample.filled.len() && weight.first == 0;
            best = Some((spec, weight));
            if all {
                break;
            }
        }
    }
    let (spec, weight) = best?;
    // A transcript may quote a log: what encloses opens first.
    match labels {
        Some(labels) if weight.first > 0 && !matches!(spec.evidence, Evidence::Labels) => Some(labels),
        _ => Some(spec),
    }
}

/// Blanks and blank lines before the first character that shows.
fn invisible_prefix_and_lines(text: &str) -> usize {
    let mut at = 0;
    loop {
        at += invisible_prefix(&text.as_bytes()[at..]);
        match text.as_bytes().get(at) {
            Some(b'\n' | b'\r') => at += 1,
            _ => return at,
        }
    }
}

/// The row of which the JSON holds most messages.
fn objects(rows: &[&'static Spec], shown: &str) -> Option<&'static Spec> {
    let second = shown.get(1..).map_or("", str::trim_start);
    let json = match shown.as_bytes().first() {
        Some(b'{') => second.starts_with('"'),
        Some(b'[') => second.starts_with(['{', '[']),
        _ => false,
    };
    if !json {
        return None;
    }
    // A document may open with a long message; then more of it is looked at.
    let reach = |bytes: usize| {
        let mut reach = shown.len().min(bytes);
        while !shown.is_char_boundary(reach) {
            reach -= 1;
        }
        &shown[..reach]
    };
    let more = || (shown.len() > SAMPLE).then(|| best_shape(rows, reach(BLOCK))).flatten();
    best_shape(rows, reach(SAMPLE)).or_else(more)
}

fn best_shape(rows: &[&'static Spec], shown: &str) -> Option<&'static Spec> {
    let mut best: Option<(usize, &'static Spec)> = None;
    for spec in rows {
        let Reader::Json(shape) = spec.reader else { continue };
        if shape.generic && best.is_some() {
            continue;
        }
        let found = super::formats::messages_in(shape, shown);
        if found > 0 && best.is_none_or(|(most, _)| found > most) {
            best = Some((found, spec));
        }
    }
    best.map(|(_, spec)| spec)
}

/// The beginning of a text: whole lines of it.
struct Sample<'t> {
    text: &'t str,
    /// Where lines with text begin.
    filled: Vec<usize>,
    /// There is something like a clock.
    timed: bool,
}

impl<'t> Sample<'t> {
    fn of(text: &'t str, most: usize) -> Sample<'t> {
        let mut reach = text.len().min(SAMPLE);
        while !text.is_char_boundary(reach) {
            reach -= 1;
        }
        // What is cut off may be the end of a line.
        let mut sample = &text[..reach];
        if reach < text.len() {
            sample = memchr::memrchr2(b'\n', b'\r', sample.as_bytes()).map_or(sample, |end| &sample[..end]);
        }
        let mut filled = Vec::new();
        for line in lines(sample) {
            if filled.len() == most {
                sample = &sample[..line.start];
                break;
            }
            if !is_blank(&sample[line.text()]) {
                filled.push(line.start);
            }
        }
        let timed = has_clock(sample);
        Sample { text: sample, filled, timed }
    }

    /// Whether there is any reason to try a format.
    fn may_be(&self, spec: &Spec) -> bool {
        match (&spec.reader, &spec.evidence) {
            (Reader::Layout(layout), _) => layout::may_occur(layout, self.text, self.timed),
            (_, Evidence::Times) => self.timed,
            _ => true,
        }
    }

    fn lines_before(&self, at: usize) -> usize {
        self.filled.partition_point(|start| *start < at)
    }
}

/// What a format makes of the beginning of a text.
struct Weight {
    /// Lines with text that it explains.
    explained: usize,
    /// Heads of turns that name somebody, or have times where that counts.
    named: usize,
    /// Those whose speaker is a plausible name.
    plausible: usize,
    /// Those whose speaker comes back.
    recurring: usize,
    /// Lines with text before the first of them.
    first: usize,
    /// Lines that hardly another format has.
    signs: usize,
    /// Different speakers.
    distinct: usize,
    /// Turns whose speaker is named as a part: `Speaker 1`.
    parts: usize,
    /// Turns in which something is said: words behind the head or below it.
    worded: usize,
    /// Heads with nothing below them where the words should be.
    silent: usize,
    /// Different first lines of what is said.
    various: usize,
    /// Heads with a date before the time, or with a nickname in angle brackets behind a time.
    dated: usize,
    /// Heads with a time.
    stamped: usize,
    /// Turns that begin with something else in angle brackets or quotation marks, or that are cells of a table.
    tagged: usize,
    /// Heads whose minutes are a multiple of five.
    round: usize,
    /// Turns whose first line has several words or is a sentence.
    prose: usize,
    /// Heads whose speaker is written as a name.
    written: usize,
    /// Lines that the program wrote.
    system: usize,
    /// Heads that have an address of mail.
    addressed: usize,
    /// Turns that begin with a time, on the line below the head.
    clocked: usize,
    /// Turns that begin with an item of a list, on the line below the head: entries of a log of changes do.
    listed: usize,
}

impl Weight {
    fn of(spec: &Spec, sample: &Sample) -> Weight {
        let mut grammar = spec.reader.grammar(false);
        let mut marks = Vec::new();
        grammar.mark(sample.text, 0..sample.text.len(), &mut marks);
        let signs = grammar.signs();
        let mut weight = Weight {
            explained: 0,
            named: 0,
            plausible: 0,
            recurring: 0,
            first: usize::MAX,
            signs,
            distinct: 0,
            parts: 0,
            worded: 0,
            silent: 0,
            various: 0,
            dated: 0,
            stamped: 0,
            tagged: 0,
            round: 0,
            prose: 0,
            written: 0,
            system: 0,
            addressed: 0,
            clocked: 0,
            listed: 0,
        };
        let mut last = usize::MAX;
        let mut speakers: HashMap<&str, (usize, bool, bool, bool)> = HashMap::new();
        let timed = matches!(spec.evidence, Evidence::Times);
        let heads: HashSet<usize> = marks.iter().filter_map(Mark::head).map(|head| head.whole).collect();
        let mut texts: HashSet<&str> = HashSet::new();
        for mark in &marks {
            let Mark::Turn(head) = mark else { continue };
            let at = sample.lines_before(head.whole);
            if head.kind == Kind::System && head.stamp.is_some() {
                weight.system += usize::from(last != at);
                last = at;
                continue;
            }
            let counts = if timed { head.end.is_some() } else { head.speaker.is_some() };
            if head.kind != Kind::Speech || !counts {
                continue;
            }
            weight.named += 1;
            weight.first = weight.first.min(at);
            let behind = sample.lines_before(head.content.max(head.whole + 1));
            let below = sample.filled.get(behind) == Some(&head.content)
                || head.content >= sample.text.len()
                || sample.text[..head.content].ends_with(['\n', '\r']);
            // The lines of the head, and the first of those below.
            weight.explained += (behind - at).max(1) + usize::from(below && behind < sample.filled.len());
            let said = first_line(&sample.text[head.content.min(sample.text.len())..], below);
            // A head behind a head says nothing.
            let silent = below && sample.filled.get(behind).is_none_or(|next| heads.contains(next));
            weight.silent += usize::from(silent);
            weight.listed += usize::from(below && said.starts_with(['*', '-', '+']));
            weight.clocked += usize::from(below && stamp::time_of_day(said).is_some());
            weight.worded +=
                usize::from(!silent && said.contains(|c: char| c.is_alphabetic() || !c.is_ascii()));
            texts.insert(said);
            weight.prose += usize::from(matches!(Said::of(said), Said::Words | Said::Sentence));
            let stamp = head.stamp.clone().map_or("", |stamp| &sample.text[stamp]);
            let angled = sample.text[..head.content].trim_end().ends_with('>');
            weight.dated += usize::from(!stamp.is_empty() && (angled || !is_time_of_day(stamp)));
            weight.stamped += usize::from(!stamp.is_empty());
            weight.addressed += usize::from(sample.text[head.whole..head.content].contains('@'));
            // A table of keys is set in, and a tab stands between its cells.
            let set_in = sample.text[head.whole..].starts_with(['\t', ' ']);
            let cell = set_in && sample.text[..head.content].ends_with('\t');
            weight.tagged += usize::from(said.starts_with(['<', '"']) || cell);
            weight.round += usize::from(has_round_minutes(stamp));
            match head.speaker.clone().map(|speaker| &sample.text[speaker]) {
                Some(speaker) => {
                    let known = speakers.entry(speaker).or_insert_with(|| {
                        let part = vocabulary::is_part(speaker);
                        let heading = !part && !speaker.contains(' ') && vocabulary::is_heading(speaker);
                        // Services write logs in small letters.
                        let written = names::is_written_as_name(speaker)
                            && (angled || !speaker.starts_with(char::is_lowercase));
                        (0, names::is_plausible(speaker) && !heading, part, written)
                    });
                    known.0 += 1;
                    weight.plausible += usize::from(known.1);
                    weight.parts += usize::from(known.2);
                    weight.written += usize::from(known.3);
                }
                None => weight.plausible += 1,
            }
        }
        // Where people are called anything, it is enough that not all of them could be parts of a program.
        let aliases = matches!(spec.reader, Reader::Layout(layout) if layout.has_aliases());
        let foreign = |name: &&str| name.contains(|c: char| !c.is_ascii() && c.is_alphabetic());
        if aliases && (weight.plausible > 0 || speakers.keys().any(foreign)) {
            weight.plausible = weight.named;
        }
        weight.distinct = speakers.len();
        weight.various = texts.len();
        weight.recurring = speakers.values().map(|known| known.0).filter(|count| *count > 1).sum();
        // A log in which hardly anybody speaks is that of a program, unless its lines say otherwise.
        weight.explained += weight.system.min(weight.named * 4 + signs);
        if matches!(spec.evidence, Evidence::Signs) {
            weight.explained = if signs > 0 { weight.explained.max(signs) } else { 0 };
            weight.first = if weight.named == 0 { 0 } else { weight.first };
        }
        weight.explained = weight.explained.min(sample.filled.len());
        weight
    }

    /// Whether what is said are words, and, unless the format is `strong`,
    /// not always the same ones: tables, schedules and the reports of programs look like conversations, too.
    fn says_something(&self, strong: bool) -> bool {
        const WORDED: usize = 40;
        const VARIOUS: usize = 30;
        const LISTED: usize = 60;
        const FEW: usize = 6;
        // Two entries of a log of changes are none, either: their heads have the address of whoever made them.
        let of_log = self.named >= FEW || self.addressed * 2 > self.named;
        if of_log && self.listed * 100 >= self.named * LISTED {
            return false;
        }
        (self.named < FEW || self.worded * 100 >= self.named * WORDED)
            && self.worded > 0
            && self.silent * 2 <= self.named
            && (strong || self.named < MANY || self.various * 100 >= self.named * VARIOUS)
    }

    /// Whether many people speak, and hardly anybody twice: who comes, who wishes well. Logs and schedules have dates before their lines,
    /// too, so all of it must look like a chat. What is planned begins at round minutes, messages do not.
    fn is_crowd(&self) -> bool {
        const NEARLY_ALL: usize = 80;
        const PROSE: usize = 30;
        const ROUND: usize = 75;
        let share = |some: usize| some * 100 / self.named;
        self.first == 0
            && self.system * 2 <= self.named
            && self.dated == self.named
            && share(self.written) >= NEARLY_ALL
            && share(self.various) >= NEARLY_ALL
            && share(self.prose) >= PROSE
            && share(self.round) < ROUND
    }

    /// Whether this is enough to believe in the format.
    fn is_enough(&self, spec: &Spec, sample: &Sample) -> bool {
        let filled = sample.filled.len();
        let strong = match spec.evidence {
            Evidence::Labels => return self.named > 0 && self.says_something(true),
            Evidence::Signs => return true,
            // A number may stand before the first time.
            Evidence::Times => return self.named > 1 || self.first <= 1,
            Evidence::Heads { strong } => strong,
            Evidence::Beginning(_) | Evidence::Objects => return false,
        };
        let bare = spec.format == Format::Irc && self.stamped * 2 < self.named;
        // A name in angle brackets may be a key of a keyboard, a file or a letter: without times, there must be many, and words behind them.
        if bare
            && ((self.explained + self.signs) * 100 < filled * SPARSEST_BARE
                || self.tagged * 2 > self.named
                || self.named > 2 && self.distinct == self.named && self.various == 1
                || self.named >= MANY && self.various * MOST_ALIKE < self.named)
        {
            return false;
        }
        let share = if self.first <= LONGEST_PREAMBLE { SPARSEST } else { SPARSEST_FAR };
        let all = self.explained >= filled;
        let names = self.plausible * 100 >= self.named * PLAUSIBLE;
        // In a log of IRC it may be long before anybody speaks.
        let signs = self.signs > 2 && self.signs * 2 >= self.explained;
        // A programme of what is on: `20:00 News`, `20:30 Film: The Lamp`.
        if !strong && self.clocked * 2 > self.named {
            return false;
        }
        let some = self.named > 1 || strong && self.first == 0 || signs;
        let recur = strong && self.named < 12
            || self.recurring * 100 >= self.named * RECURRING
            || strong && self.recurring * 100 >= self.named * 20
            || all && self.named < 8
            || strong && self.is_crowd();
        // One speaker alone with a time is no conversation, but for a part that a program names.
        let several = strong || self.distinct > 1 || self.parts > 0;
        names
            && some
            && recur
            && several
            && self.says_something(strong)
            && self.explained * 100 >= filled * share
    }
}

/// The first line that has text, or, if nothing stands behind the head on its line, what is there.
fn first_line(said: &str, below: bool) -> &str {
    let said = if below { said.trim_start() } else { said };
    said.split(['\n', '\r']).next().unwrap_or("").trim()
}

/// Whether the minutes of a time are a multiple of five: `21:15`.
fn has_round_minutes(stamp: &str) -> bool {
    let minutes = stamp.split_once(':').map_or("", |(_, minutes)| minutes);
    matches!(minutes.as_bytes(), [_, b'0' | b'5', ..])
}

/// Whether the first line with text is a speaker line that a log further down cannot outweigh: its label is marked as
/// one or comes back.
fn opens_with_speaker(sample: &str) -> bool {
    let mut filled = lines(sample).map(|line| &sample[line.text()]);
    let Some(first) = filled.find(|line| !is_blank(line)) else { return false };
    let Some(label) = label::read(first) else { return false };
    label.shape.is_strong() || filled.any(|line| line.starts_with(&first[..label.content]))
}
