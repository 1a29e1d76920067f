//! Undoing a multi-byte page over a whole text, piece by piece.

use std::collections::HashMap;
use std::rc::Rc;

use crate::model::marks::Habit;
use crate::model::plausibility::{State, BIT};
use crate::model::restoration::{self, Weights};
use crate::repair::evidence::odds::Left;
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::words::{Item, Vocabulary, Way, Words};
use crate::repair::infill::choice::{Caution, Choice};
use crate::repair::infill::confusion_set::ConfusionSet;
use crate::repair::infill::lattice::Lattice;
use crate::repair::infill::log_space::ln;
use crate::repair::infill::text_model_search::{self, Cell, Worth};
use crate::repair::log::provenance::{Log, Over};
use crate::repair::undo::multi_byte::{next_beyond_ascii, swallowed, Candidates, Gap, Part, Reader};
use crate::repair::undo::{Changes, Part as LinePart};

/// A stretch of the text, by its place.
enum Stretch {
    Copied(std::ops::Range<usize>),
    /// A piece of this many parts, and of this many bytes of the text; or several where what was undone before cannot be cut between them.
    Piece {
        parts: usize,
        len: usize,
        over: Over,
    },
}

/// Undoes the pages of `parts` wherever a run is better read so. `log` tells what was undone before. A piece whose gaps are less likely than
/// `least_confidence` taken together stays as it stands, or becomes U+FFFD if it is one character.
pub(crate) fn undo(
    original: &str,
    text: &str,
    parts: &[LinePart<Reader>],
    log: &Log,
    caution: Caution,
    vocabulary: &mut Vocabulary,
) -> Changes {
    // Each page has its own way to lose bytes: lines of one page are filled together.
    let mut pages: Vec<&Reader> = Vec::new();
    for part in parts {
        if !pages.iter().any(|known| std::ptr::eq(*known, part.by)) {
            pages.push(part.by);
        }
    }
    let mut all: Vec<Changes> = pages
        .into_iter()
        .map(|reader| {
            let own = parts.iter().filter(|part| std::ptr::eq(part.by, reader));
            undo_page(original, text, reader, own, log, caution, vocabulary)
        })
        .collect();
    match all.len() {
        1 => all.pop().unwrap_or_default(),
        _ => Changes::in_order(all),
    }
}

fn undo_page<'a>(
    original: &str,
    text: &str,
    reader: &Reader,
    lines: impl Iterator<Item = &'a LinePart<'a, Reader>>,
    log: &Log,
    caution: Caution,
    vocabulary: &mut Vocabulary,
) -> Changes {
    let mut stretches = Vec::new();
    let mut all_parts: Vec<Part> = Vec::new();
    let mut run_parts: Vec<Part> = Vec::new();
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let mut copied = 0;
    for LinePart { range, credit, .. } in lines {
        let line = &text[..range.end];
        let stands = Stands::glanced_at(line);
        let mut left = Left::default();
        let mut at = range.start;
        while let Some(beyond) = next_beyond_ascii(line, at) {
            let next = reader.beginning(line, beyond, at);
            run_parts.clear();
            pieces.clear();
            let run = reader.weigh(&stands, next, left.of(line, next), |parts, len| {
                run_parts.extend_from_slice(parts);
                pieces.push((parts.len(), len));
            });
            let Some(run) = run else {
                at = beyond + line[beyond..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            at = run.end;
            if run.gain + credit.least() <= 0 {
                continue;
            }
            left.note(&run);
            stretches.push(Stretch::Copied(copied..next));
            copied = next;
            let mut parts = run_parts.as_slice();
            let (mut count, mut len, mut known) = (0, 0, None);
            for piece in &pieces {
                (count, len) = (count + piece.0, len + piece.1);
                let source = copied..copied + len;
                if log.is_joined_at(source.end) {
                    continue;
                }
                let over = match () {
                    () if log.is_joined_at(source.start) => None,
                    () => log.over(text, source.clone(), reader.wide, known),
                };
                let Some(over) = over else { break };
                known = Some((source.end, over.stood.end));
                let (own, rest) = parts.split_at(count);
                parts = rest;
                all_parts.extend_from_slice(own);
                stretches.push(Stretch::Piece { parts: count, len, over });
                copied = source.end;
                (count, len) = (0, 0);
            }
        }
    }
    stretches.push(Stretch::Copied(copied..text.len()));
    let (mut row, is_restored) = row(text, &stretches, &all_parts);
    let open = if reader.wide.loses_pairs() { row.clone() } else { Vec::new() };
    let swallowed = swallowed::choose(&mut row, &is_restored, reader.wide);
    let mut lattice = Lattice::new(restoration::restoration());
    let mut choices = fill(&mut lattice, &row, reader, vocabulary).to_vec();
    choose_anew(&mut choices, &row, reader);
    let gaps = row.iter().filter_map(|part| match part {
        Part::Gap(gap) => Some(gap),
        Part::Whole(_) => None,
    });
    for (choice, gap) in choices.iter_mut().zip(gaps) {
        choice.temper(gap.power());
    }
    let choices =
        with_swallowed(&mut filled(open, &swallowed, &choices), &is_restored, reader, swallowed, choices);
    if let Vocabulary::Noting(words) = vocabulary {
        note_pairs(&row, words);
    }
    Writer { original, parts: &all_parts, choices: &choices, changes: Changes::default() }
        .write(stretches, caution)
}

/// All characters of the result, known and lost, and a line's end behind them: what a text ends with is what ends a line. And of each, whether it was
/// damaged.
fn row(text: &str, stretches: &[Stretch], mut parts: &[Part]) -> (Vec<Part>, Vec<bool>) {
    let mut row = Vec::with_capacity(text.len() / 2);
    let mut is_restored = Vec::with_capacity(text.len() / 2);
    for stretch in stretches {
        match stretch {
            Stretch::Copied(range) => row.extend(text[range.clone()].chars().map(Part::Whole)),
            Stretch::Piece { parts: count, .. } => {
                let (own, rest) = parts.split_at(*count);
                row.extend_from_slice(own);
                parts = rest;
            }
        }
        is_restored.resize(row.len(), matches!(stretch, Stretch::Piece { .. }));
    }
    if row.last().is_some_and(|last| *last != Part::Whole('\n')) {
        row.push(Part::Whole('\n'));
    }
    (row, is_restored)
}

/// A row with its choices; open is only what was lost of ASCII.
fn filled(mut row: Vec<Part>, swallowed: &[(usize, Choice)], choices: &[Choice]) -> Vec<Part> {
    let (mut swallowed, mut choices) = (swallowed.iter().peekable(), choices.iter());
    let gaps = row.iter_mut().filter(|part| matches!(part, Part::Gap(_))).enumerate();
    for (number, part) in gaps {
        let choice = match swallowed.next_if(|(own, _)| *own == number) {
            Some((_, choice)) if choice.best == swallowed::BYTE_ORDER_MARK => Some(choice),
            Some(_) => None,
            None => choices.next(),
        };
        if let Some(choice) = choice {
            *part = Part::Whole(choice.best);
        }
    }
    row
}

/// The choices for all gaps in order. What was lost of ASCII is chosen once more, now that its neighbours are known: `row` has them.
fn with_swallowed(
    row: &mut Vec<Part>,
    is_restored: &[bool],
    reader: &Reader,
    swallowed: Vec<(usize, Choice)>,
    choices: Vec<Choice>,
) -> Vec<Choice> {
    let mut again = swallowed::choose(row, is_restored, reader.wide).into_iter();
    let mut all = Vec::with_capacity(choices.len() + swallowed.len());
    let mut choices = choices.into_iter();
    for (number, first) in swallowed {
        all.extend(choices.by_ref().take(number - all.len()));
        let anew = if first.best == swallowed::BYTE_ORDER_MARK { None } else { again.next() };
        all.push(anew.map_or(first, |(_, choice)| choice));
    }
    all.extend(choices);
    all
}

/// Fills the gaps of a row: a choice for each.
fn fill<'a, W: Weights>(
    lattice: &'a mut Lattice<W>,
    row: &[Part],
    reader: &Reader,
    vocabulary: &mut Vocabulary,
) -> &'a [Choice] {
    let known = |part: Option<&Part>| match part {
        Some(Part::Whole(c)) => *c,
        Some(Part::Gap(_)) => char::REPLACEMENT_CHARACTER,
        None => '\n',
    };
    let usage = Usage::of(row, vocabulary.known());
    let mut sets: HashMap<(Gap, char, char), ConfusionSet> = HashMap::new();
    for (i, part) in row.iter().enumerate() {
        match part {
            Part::Whole(c) => lattice.known(*c),
            Part::Gap(gap) => {
                let before = known(i.checked_sub(1).and_then(|i| row.get(i)));
                let after = known(row.get(i + 1));
                let set = *sets.entry((*gap, before, after)).or_insert_with(|| {
                    let fit = |c| fit(before, c, after) + usage.fit(before, c, after) - favour(c);
                    let candidates = reader.candidates_of(gap);
                    lattice.set_named(gap.name(), Way::WIDE, candidates.all.iter().map(|c| (*c, fit(*c))))
                });
                lattice.gap(set);
            }
        }
    }
    lattice.solve(vocabulary)
}

/// What the restoration model favours a Han character by, in nats, of which single-byte pages lose a byte: it has learnt what speaks for
/// such a character against others of its kind, and of the rest only how frequent they are.
fn favour(c: char) -> f32 {
    const FAVOUR: f32 = 3.0;
    /// Unassigned in windows-1252 or windows-1254, or a format character there.
    const LOST: [u8; 8] = [0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E, 0xAD];
    let is_han = ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let mut bytes = [0; 4];
    match is_han && c.encode_utf8(&mut bytes).bytes().skip(1).any(|byte| LOST.contains(&byte)) {
        true => FAVOUR,
        false => 0.0,
    }
}

/// Chooses anew by what stands around the gaps.
fn choose_anew(choices: &mut [Choice], row: &[Part], reader: &Reader) {
    let mut known: HashMap<Gap, Rc<Candidates>> = HashMap::new();
    let mut numbers = Vec::with_capacity(row.len());
    let mut count = 0;
    for part in row {
        numbers.push(count);
        if let Part::Gap(gap) = part {
            known.entry(*gap).or_insert_with(|| reader.candidates_of(gap));
            count += 1;
        }
    }
    let given = choices.to_vec();
    let cell = |at: usize| match &row[at] {
        Part::Whole(c) => Cell::Known(*c),
        Part::Gap(gap) => Cell::Gap(
            known.get(gap).map_or(&[], |candidates| &candidates.likely),
            given.get(numbers[at]).unwrap_or(&Choice::NONE),
        ),
    };
    text_model_search::choose(
        row.len(),
        Worth::OF_CHARACTERS,
        cell,
        |_| Habit::USUAL,
        |number, choice| {
            if let Some(slot) = choices.get_mut(number) {
                *slot = choice;
            }
        },
    );
}

/// Which characters stand side by side in what came through whole. A character that is lost in one place is intact in another: that
/// depends on how the bytes before it fell.
struct Usage<'a> {
    pairs: HashMap<(char, char), u32>,
    /// What other texts have.
    words: &'a Words,
}

/// What a pair is worth that the text has already, in nats for each doubling of its count.
const SEEN: f32 = 1.0;

impl Usage<'_> {
    fn of<'a>(row: &[Part], words: &'a Words) -> Usage<'a> {
        let mut pairs = HashMap::new();
        for pair in pairs_of(row) {
            *pairs.entry(pair).or_insert(0) += 1;
        }
        Usage { pairs, words }
    }

    fn fit(&self, before: char, c: char, after: char) -> f32 {
        let count = |a: char, b: char| {
            let (a, b) = (folded(a), folded(b));
            self.pairs.get(&(a, b)).copied().unwrap_or(0) as f32 + self.words.count(Item::pair(a, b))
        };
        SEEN * (ln(1.0 + count(before, c)) + ln(1.0 + count(c, after))) / std::f32::consts::LN_2
    }
}

/// Intact characters that stand side by side.
fn pairs_of(row: &[Part]) -> impl Iterator<Item = (char, char)> + '_ {
    row.windows(2).filter_map(|two| match two {
        [Part::Whole(a), Part::Whole(b)] if !a.is_ascii() || !b.is_ascii() => Some((folded(*a), folded(*b))),
        _ => None,
    })
}

/// Notes which characters stand side by side, for other texts: a text begins as a line does.
fn note_pairs(row: &[Part], words: &mut Words) {
    if let Some(Part::Whole(first)) = row.first().filter(|first| **first != Part::Whole('\n')) {
        words.add(Item::pair('\n', folded(*first)), 1.0);
    }
    pairs_of(row).for_each(|(a, b)| words.add(Item::pair(a, b), 1.0));
}

/// Digits are one another's equals, and so are small letters.
fn folded(c: char) -> char {
    match c {
        '0'..='9' => '0',
        'a'..='z' | 'A'..='Z' => 'a',
        _ => c,
    }
}

/// How well a character goes between its neighbours, in nats. The restoration model has learnt to tell characters apart that single-byte
/// pages lose together, and a full stop from a comma is not among its lessons; what class stands beside what, the other model knows.
fn fit(before: char, c: char, after: char) -> f32 {
    let cost = |before: char, after: char| match (before, after) {
        (char::REPLACEMENT_CHARACTER, _) | (_, char::REPLACEMENT_CHARACTER) => 0,
        _ => State::after(before).class_cost(after),
    };
    -((cost(before, c) + cost(c, after)) as f32) / BIT as f32 * std::f32::consts::LN_2
}

/// Says what became of each stretch.
struct Writer<'a> {
    original: &'a str,
    parts: &'a [Part],
    choices: &'a [Choice],
    changes: Changes,
}

impl Writer<'_> {
    fn write(mut self, stretches: Vec<Stretch>, caution: Caution) -> Changes {
        let mut at = 0;
        for stretch in stretches {
            match stretch {
                Stretch::Copied(range) => at = range.end,
                Stretch::Piece { parts, len, over } => {
                    self.piece(parts, at..at + len, &over, caution);
                    at += len;
                }
            }
        }
        self.changes
    }

    fn piece(&mut self, count: usize, source: std::ops::Range<usize>, over: &Over, caution: Caution) {
        let (parts, rest) = self.parts.split_at(count);
        self.parts = rest;
        let gaps = parts.iter().filter(|part| matches!(part, Part::Gap(_))).count();
        let (choices, rest) = self.choices.split_at(gaps.min(self.choices.len()));
        self.choices = rest;
        let mut filled = choices.iter();
        let restored: String = parts
            .iter()
            .map(|part| match part {
                Part::Whole(c) => *c,
                Part::Gap(_) => filled.next().map_or(char::REPLACEMENT_CHARACTER, |choice| choice.best),
            })
            .filter(|c| *c != swallowed::NOTHING)
            .collect();
        // What is said of a character holds only if nothing else was lost with it.
        let (nothing, own): (Vec<&Choice>, Vec<&Choice>) =
            choices.iter().partition(|choice| choice.best == swallowed::NOTHING);
        let certainty = over.confidence * nothing.iter().map(|choice| choice.confidence).product::<f32>();
        let confidence = certainty * own.iter().map(|choice| choice.confidence).product::<f32>();
        let is_sure = gaps == 0 && over.confidence == 1.0;
        let is_one = own.len() == 1 && count == 1 + nothing.len() && over.confidence == 1.0;
        let choice = match own[..] {
            [only] if is_one => only.scaled(certainty),
            // Runners-up would be other readings of all that stood there.
            [first, ..] => Choice { confidence, runners_up: Choice::NONE.runners_up, ..*first },
            [] => Choice { confidence, ..Choice::NONE },
        };
        let mut channel = over.channel;
        if restored.contains('\n') {
            channel = channel.taking_line_ends();
        }
        let stands = channel.apply(&restored) == self.original[over.stood.clone()];
        if !stands || (!is_sure && !is_one && confidence < caution.least_confidence) {
            return;
        }
        match is_sure {
            true => self.changes.exact(source, &restored, channel),
            false => self.changes.inferred(source, &restored, channel, choice),
        }
    }
}
