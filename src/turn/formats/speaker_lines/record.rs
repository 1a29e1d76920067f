//! Records: the same keys in the same order, over and over.

use super::said::Said;
use super::tally::Tally;
use super::Candidate;
use crate::turn::label::Shape;
use crate::turn::vocabulary;

/// Fewer keys could be people who take turns.
const FEWEST: usize = 4;

/// Whether the labels of a shape are the keys of records: the same ones in the same order, over and over.
pub(super) fn is_record(tally: &Tally, candidates: &[Candidate]) -> bool {
    /// So many records, or more, show in which order their keys stand.
    const MANY: usize = 4;
    if tally.shape.is_strong() || tally.model_side && tally.user_side {
        return false;
    }
    // Fields may be empty.
    let shape = |shape: Shape| Shape { alone: false, ..shape };
    let labels: Vec<(u32, usize)> = candidates
        .iter()
        .filter(|candidate| shape(candidate.label.shape) == shape(tally.shape))
        .map(|candidate| (candidate.seen.index, candidate.paragraph))
        .collect();
    let mut different: Vec<u32> = labels.iter().map(|(index, _)| *index).collect();
    different.sort_unstable();
    different.dedup();
    if different.len() + 1 < FEWEST {
        return false;
    }
    // In paragraphs: most have several keys, none twice, and begin with the same one.
    let (mut records, mut keys, mut same_first, mut clean, mut ordered) = (0, 0, 0, 0, 0);
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
        // Labels are numbered as they first come.
        ordered += usize::from(paragraph.is_sorted_by(|a, b| a.0 < b.0));
    }
    // Some fields may be left out, if the others stay where they are. Of two in a paragraph, the first may be who asks.
    if records >= MANY && keys * 3 >= records * 7 && ordered * 10 >= records * 9 {
        return true;
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

/// Whether the labels of a shape are what may be chosen below questions: letters from `A` on, one line each, and a line without a label above
/// each `A`. Two letters alone may be people.
pub(super) fn is_examination(tally: &Tally, candidates: &[Candidate], text: &str) -> bool {
    let letters = candidates.iter().filter(|candidate| candidate.label.shape == tally.shape);
    let mut last: Option<(u8, usize)> = None;
    let mut third = false;
    for candidate in letters {
        let &[letter @ b'A'..=b'Z'] = text[candidate.name()].as_bytes() else { return false };
        let next = last.is_some_and(|(before, at)| letter == before + 1 && candidate.filled == at + 1);
        let question = candidate.filled > last.map_or(0, |(_, at)| at + 1);
        if !next && (letter != b'A' || !question) {
            return false;
        }
        third |= letter > b'B';
        last = Some((letter, candidate.filled));
    }
    third
}

/// Whether the labels of a shape are among the fields of a header, as of mail and packages: in their paragraphs stand keys with hyphens and
/// capitals (`License-File`, `Multi-Arch`). People have such names, too (`Ji-Woo`), but what they say is no list of values.
pub(super) fn is_header(tally: &Tally, candidates: &[Candidate], text: &str) -> bool {
    /// The share of labels in such paragraphs, in percent.
    const MOST: usize = 60;
    /// The share of keys with hyphens in a paragraph, and of values behind these, in percent.
    const KEYS: usize = 12;
    const VALUES: usize = 20;
    if tally.shape != Shape::default() {
        return false;
    }
    let of_shape: Vec<&Candidate> =
        candidates.iter().filter(|candidate| candidate.label.shape == tally.shape).collect();
    let mut within = 0;
    for paragraph in of_shape.chunk_by(|a, b| a.paragraph == b.paragraph) {
        let (mut keys, mut values, mut different) = (0, 0, [None; 2]);
        for candidate in paragraph {
            let name = &text[candidate.name()];
            let known = vocabulary::is_field(name);
            if !known && !is_hyphenated(name) {
                continue;
            }
            keys += 1;
            let value = &text[candidate.line.start + candidate.label.content..candidate.line.end];
            values += usize::from(known || Said::of(value) == Said::Value);
            let index = Some(candidate.seen.index);
            if let Some(free) = different.iter_mut().find(|other| other.is_none() || **other == index) {
                *free = index;
            }
        }
        let mut all: Vec<u32> = paragraph.iter().map(|candidate| candidate.seen.index).collect();
        all.sort_unstable();
        all.dedup();
        let header = different[1].is_some()
            && all.len() >= FEWEST
            && keys * 100 >= paragraph.len() * KEYS
            && values * 100 >= keys * VALUES;
        within += if header { paragraph.len() } else { 0 };
    }
    within * 100 >= of_shape.len() * MOST
}

/// `License-File`
fn is_hyphenated(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.contains('-')
        && name.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphabetic()))
}
