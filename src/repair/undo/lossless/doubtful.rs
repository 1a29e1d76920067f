//! Which lines that a lossless layer would undo are to be judged by themselves: those that may be UTF-8 by chance.

use std::ops::Range;

use super::{push_line, Run};
use crate::channel::code_page::CodePage;
use crate::model::letters::{is_alphabetic, letters_after, letters_before, WORD};
use crate::model::plausibility::BIT;
use crate::repair::evidence::line::hash;
use crate::repair::evidence::sisters::{is_one_mark, may_be_of_sister};
use crate::repair::evidence::spelling::{is_known, is_spelt};
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::weigh::{in_front_of, read_run, weigh, Sequences};
use crate::repair::scan::lines::line_around;
use crate::repair::undo::sequence_reader::SequenceReader;

/// Bytes in a row that are UTF-8 by no chance where everything before and behind is mojibake, too. Four may be: two letters, each with a
/// mark behind it.
const SELF_EVIDENT: usize = 5;

/// Letters of the shortest word of some language that proves its runs.
const SHORTEST_WORD: usize = 3;

/// Bits that a single stretch may lack where everything around it is mojibake.
const ALL_DAMAGED: i32 = 4 * BIT;

/// The lines with runs that may be UTF-8 by chance, or that may have gone through another page.
pub(super) fn doubtful(
    text: &str,
    restored: &str,
    runs: &[Run],
    reader: &SequenceReader,
    evident: &mut EvidentWords,
) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut sequences = Sequences::new();
    let (mut around, mut stands) = (0..0, Stands::glanced_at(""));
    let mut proof = Proof::default();
    for (number, run) in runs.iter().enumerate() {
        let source = run.source();
        if is_evident(&restored.as_bytes()[run.restored()]) {
            continue;
        }
        if proof.holds(text, &runs[number..]) || lines.last().is_some_and(|line| source.start < line.end) {
            continue;
        }
        let word = word_around(restored, run.restored()).map(|word| &restored[word]);
        if !word.is_some_and(|word| evident.has(word)) {
            if source.end > around.end {
                around = line_around(text, around.end.min(source.start), source.start);
                around.end = around.end.max(source.end);
                stands = Stands::glanced_at(&text[around.clone()]);
            }
            let left = in_front_of(restored, run.restored().start);
            let end = read_run(reader, text, source.start, &mut sequences);
            let place = source.start - around.start..source.end - around.start;
            if end != source.end || weigh(reader, &stands, left, place, &sequences) <= -ALL_DAMAGED {
                push_line(&mut lines, text, source.start);
                continue;
            }
            word.into_iter().for_each(|word| evident.note(word));
        }
        proof.count += 1;
    }
    let mut of_sister = of_sister(text, runs, reader.layer.page);
    if !of_sister.is_empty() {
        of_sister.retain(|line| lines.binary_search_by_key(&line.start, |known| known.start).is_err());
        lines.append(&mut of_sister);
        lines.sort_unstable_by_key(|line| line.start);
    }
    lines
}

/// Whether a run needs no weighing. A mark that stands alone between ASCII is found in every sentence.
fn is_evident(restored: &[u8]) -> bool {
    match restored {
        [_, _, _] => is_one_mark(restored),
        // One character of four bytes.
        [0xF0..=0xF4, _, _, _] => true,
        _ => restored.len() >= SELF_EVIDENT,
    }
}

/// Words that need no weighing: some language has them, or they were weighed before. To look one up takes a tenth of the time.
#[derive(Default)]
pub(super) struct EvidentWords {
    /// Hashes of the last ones, each at a place that it tells.
    hashes: Vec<u64>,
}

impl EvidentWords {
    const MOST: usize = 1 << 12;

    fn has(&self, word: &str) -> bool {
        let hash = hash(word);
        self.hashes.get(Self::place(hash)).is_some_and(|known| *known == hash)
            || word.chars().nth(SHORTEST_WORD - 1).is_some() && (is_known(word) || is_spelt(word.chars()))
    }

    fn note(&mut self, word: &str) {
        let hash = hash(word);
        self.hashes.resize(Self::MOST, 0);
        self.hashes[Self::place(hash)] = hash;
    }

    fn place(hash: u64) -> usize {
        hash as usize % Self::MOST
    }
}

/// What the runs of a line, or of a part of a long one, prove for the others.
#[derive(Default)]
struct Proof {
    /// Where the part ends.
    end: usize,
    /// Runs in it that were found to be mojibake.
    count: usize,
}

impl Proof {
    /// Runs that prove all others.
    const ENOUGH: usize = 3;
    /// Bytes of a part.
    const REACH: usize = 256;

    /// True if the first of some runs needs no weighing.
    fn holds(&mut self, text: &str, runs: &[Run]) -> bool {
        let start = runs.first().map_or(0, |run| run.source().start);
        if start >= self.end {
            let part = &text.as_bytes()[start..text.len().min(start + Self::REACH)];
            self.end = start + memchr::memchr(b'\n', part).unwrap_or(part.len());
            let of_part = runs.iter().take_while(|run| run.source().start < self.end);
            self.count =
                of_part.filter(|run| run.restored().len() >= SELF_EVIDENT).take(Self::ENOUGH).count();
        }
        self.count >= Self::ENOUGH
    }
}

/// The word that a run of letters is in, if it has another letter.
fn word_around(restored: &str, run: Range<usize>) -> Option<Range<usize>> {
    let start = run.start - letters_before(&restored[..run.start], WORD).len();
    let end = run.end + letters_after(&restored[run.end..], WORD).len();
    let is_long = restored[start..end].chars().nth(1).is_some();
    (is_long && restored[run].chars().all(is_alphabetic)).then_some(start..end)
}

/// The lines with runs that another page reads from end to end, too.
fn of_sister(text: &str, runs: &[Run], page: CodePage) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut end = 0;
    for start in runs.iter().map(|run| run.source().start) {
        if start >= end {
            push_line(&mut lines, text, start);
            let Some(line) = lines.last().cloned() else { continue };
            end = line.end;
            if !may_be_of_sister(&text[line], page) {
                lines.pop();
            }
        }
    }
    lines
}
