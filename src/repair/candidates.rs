//! Layers that could explain a line: pages by what reads as UTF-8, then losses.

use super::blank;
use super::infer::{next_beyond_ascii, score};
use super::score::Score;
use super::stands::Stands;
use super::unit::{Inverter, Unit};
use crate::channel::code_page::{tables, CodePage};
use crate::channel::{Blank, Fate, Garbling, Layer, Loss};
use crate::model::plausibility::{self, BIT};

/// Pages that are tried with every loss. Pages that read a line alike differ in what they leave unassigned.
const RIVALS: usize = 4;

/// The layers that could explain a line, each with what it gains. `pages` are those that have a pair in it, a bit for each.
pub(crate) fn candidates(line: &Stands, pages: u32) -> Vec<(Garbling, Score)> {
    // Gaps alone prove nothing, since almost any letter is a gap of some layer: so what is whole ranks the pages.
    let mut readings: Vec<(CodePage, Vec<u8>)> = Vec::new();
    let mut alike: Vec<(CodePage, usize)> = Vec::new();
    for page in CodePage::all().filter(|page| pages >> page.index() & 1 == 1) {
        let bytes = bytes_of(line.text, page);
        match readings.iter().position(|(_, known)| *known == bytes) {
            Some(number) => alike.push((page, number)),
            None => {
                alike.push((page, readings.len()));
                readings.push((page, bytes));
            }
        }
    }
    let covered: Vec<usize> = readings.iter().map(|(_, bytes)| in_characters(bytes)).collect();
    let most = covered.iter().copied().max().unwrap_or(0);
    // Pages that read a line alike gain alike.
    let scores: Vec<Option<Score>> = readings
        .iter()
        .zip(&covered)
        .map(|((page, bytes), own)| {
            (2 * own >= most && !is_read_by_chance(line.text, bytes))
                .then(|| score(line, &Inverter::of(Layer::new(*page, Loss::NONE))))
        })
        .collect();
    let mut ranked: Vec<(i32, CodePage, Score)> = alike
        .into_iter()
        .filter_map(|(page, number)| {
            scores[number].map(|score| (score.gain - page.rarity() * BIT, page, score))
        })
        .filter(|(_, _, score)| score.gain > 0)
        .collect();
    ranked.sort_by_key(|(gain, _, _)| -gain);
    let most = ranked.first().map_or(0, |(gain, _, _)| *gain);
    ranked.retain(|(gain, _, _)| *gain >= most - most.max(0) / 4);
    ranked.truncate(RIVALS);
    let mut found: Vec<(Garbling, Score)> =
        ranked.iter().map(|(_, page, whole)| (Layer::new(*page, Loss::NONE).into(), *whole)).collect();
    // Nothing was lost where nothing is missing.
    if ranked.iter().any(|(_, _, score)| score.complete) {
        return found;
    }
    // Many losses come to the same in one line: each reading is weighed once.
    let mut weighed: Vec<(CodePage, u64, Score)> = Vec::new();
    for (_, page, whole) in &ranked {
        let print = reading(line.text, &Inverter::of(Layer::new(*page, Loss::NONE)));
        weighed.push((*page, print, *whole));
    }
    for loss in losses(line.text) {
        for (_, page, whole) in &ranked {
            let layer = Layer::new(*page, loss);
            let inverter = Inverter::of(layer);
            let print = reading(line.text, &inverter);
            let known = weighed.iter().find(|(other, known, _)| other == page && *known == print);
            let mut score = match known {
                Some((_, _, score)) => *score,
                None => {
                    let score = score(line, &inverter);
                    weighed.push((*page, print, score));
                    score
                }
            };
            let words = blank::joined(line.text, &inverter);
            (score.gain, score.among_damaged) = (score.gain + words, score.among_damaged + words);
            if score.gain > whole.gain {
                found.push((layer.into(), score));
            }
        }
    }
    found
}

/// A hash of the units that a layer finds in a line, and of what may fill the gaps among them.
fn reading(line: &str, inverter: &Inverter) -> u64 {
    let mut print = 0u64;
    let mut note = |what: u64| print = (print ^ what).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
    let mut at = 0;
    loop {
        at = next_beyond_ascii(line, at);
        let Some(c) = line[at..].chars().next() else { return print };
        let Some((unit, len)) = inverter.unit(&line[at..]) else {
            at += c.len_utf8();
            continue;
        };
        note((at as u64) << 32 | len as u64);
        match unit {
            Unit::Whole(_) => {}
            Unit::Surrogates(_) => note(1),
            Unit::Gap(gap) => inverter.likely(&gap).iter().for_each(|c| note(u64::from(*c))),
        }
        at += len;
    }
}

/// The line's bytes as a page has them; 0 for a character that it does not have, a blank for ASCII.
pub(crate) fn bytes_of(line: &str, page: CodePage) -> Vec<u8> {
    let byte = |c: char| if c.is_ascii() { b' ' } else { tables().upper_byte(c, page) };
    line.chars().map(byte).collect()
}

/// Bytes that belong to whole characters of UTF-8.
fn in_characters(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().map(|chunk| chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count()).sum()
}

/// True if a line, of which these are the bytes, reads as UTF-8 here and there by chance, as text in the letters of a page does: more letters
/// than there are whole characters stand where only a continuation byte would, and nothing that begins a sequence is before them.
fn is_read_by_chance(line: &str, bytes: &[u8]) -> bool {
    let (mut units, mut strays, mut wanted) = (0, 0, 0);
    for (c, &byte) in line.chars().zip(bytes) {
        match byte {
            0x80..=0xBF if wanted > 0 => {
                wanted -= 1;
                units += u32::from(wanted == 0);
            }
            0x80..=0xBF => strays += u32::from(SCRIPTS_OF_PAGES.contains(&c)),
            0xC2..=0xDF => wanted = 1,
            0xE0..=0xEF => wanted = 2,
            0xF0..=0xF4 => wanted = 3,
            _ => wanted = 0,
        }
    }
    strays > units || strays > 0 && classes_gain(line, bytes) < BY_CHANCE
}

/// Eighths of a bit that the classes of characters gain where all that is UTF-8 in a line is read so.
fn classes_gain(line: &str, bytes: &[u8]) -> i32 {
    let (mut stands, mut restored) = (plausibility::State::START, plausibility::State::START);
    let (mut gain, mut at, mut end) = (0, 0, 0);
    for c in line.chars() {
        let (cost, next) = stands.then(c);
        stands = next;
        gain += cost;
        if at >= end {
            let len = sequence_len(&bytes[at..]);
            let read = std::str::from_utf8(&bytes[at..at + len]).ok().and_then(|read| read.chars().next());
            let (cost, next) = restored.then(read.filter(|_| len > 0 && bytes[at] >= 0x80).unwrap_or(c));
            restored = next;
            gain -= cost;
            end = at + len.max(1);
        }
        at += 1;
    }
    gain
}

/// The length of the sequence that `bytes` begin with, if it is complete; 0 if not.
fn sequence_len(bytes: &[u8]) -> usize {
    let len = match bytes.first() {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        _ => return 0,
    };
    let whole = bytes.get(1..len).is_some_and(|rest| rest.iter().all(|byte| (0x80..=0xBF).contains(byte)));
    if whole {
        len
    } else {
        0
    }
}

/// What a reading loses by its classes of characters, in eighths of a bit, that is there by chance.
const BY_CHANCE: i32 = -32 * BIT;

/// Greek to Thai: the letters that code pages have beside Latin ones.
const SCRIPTS_OF_PAGES: std::ops::RangeInclusive<char> = '\u{370}'..='\u{E7F}';

/// What straightened quotes would have been.
const CURLED: [char; 4] = ['\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}'];

/// Losses to try. The text must have what a loss leaves behind.
fn losses(text: &str) -> impl Iterator<Item = Loss> {
    let none = Loss::NONE;
    let replaced = text.contains(char::REPLACEMENT_CHARACTER);
    let questioned = memchr::memchr(b'?', text.as_bytes()).is_some();
    let spaced = !text.contains('\u{A0}');
    let quoted = memchr::memchr2(b'"', b'\'', text.as_bytes()).is_some() && !text.contains(CURLED);
    let candidates = [
        (Loss { controls: true, ..none }, true),
        (Loss { unassigned: Fate::Dropped, ..none }, true),
        (Loss { unassigned: Fate::Replaced, ..none }, replaced),
        (Loss { unassigned: Fate::Questioned, ..none }, questioned),
        (Loss { no_break_spaces: Blank::Spaced, ..none }, spaced),
        (Loss { no_break_spaces: Blank::Dropped, ..none }, spaced),
        (Loss { quotes: true, ..none }, quoted),
        (Loss { no_break_spaces: Blank::Spaced, controls: true, ..none }, spaced),
        (Loss { no_break_spaces: Blank::Spaced, unassigned: Fate::Replaced, ..none }, spaced && replaced),
        (Loss { quotes: true, controls: true, ..none }, quoted),
        (Loss { no_break_spaces: Blank::Spaced, quotes: true, ..none }, spaced && quoted),
    ];
    candidates.into_iter().filter(|(_, possible)| *possible).map(|(loss, _)| loss)
}
