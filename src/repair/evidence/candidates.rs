//! Layers that could explain a line: pages by what reads as UTF-8, then losses.

use crate::channel::code_page::{tables, CodePage};
use crate::channel::{Garbling, Layer, Loss, NoBreakSpace, UnassignedByte};
use crate::model::plausibility::{self, BIT};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::weigh::{next_beyond_ascii, score, Skeleton};
use crate::repair::scan::lone;
use crate::repair::undo::no_break_space;
use crate::repair::undo::utf8_sequence::{Sequence, SequenceReader, Used};

/// Pages that are tried with every loss. Pages that read a line alike differ in what they leave unassigned.
const RIVALS: usize = 4;

/// The layers that could explain a line, each with what it gains. `pages` are those that have a pair in it, a bit for each.
pub(crate) fn candidates(line: &Stands, pages: u32) -> Vec<(Garbling, Score)> {
    // Gaps alone prove nothing, since almost any letter is a gap of some layer: so what is whole ranks the pages.
    let mut readings: Vec<(CodePage, Vec<u8>)> = Vec::new();
    let mut alike: Vec<(CodePage, usize)> = Vec::new();
    let present = CodePage::all().filter(|page| pages >> page.index() & 1 == 1);
    for page in present.filter(|page| has_sequence(line.text, *page)) {
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
                .then(|| score(line, &SequenceReader::of(Layer::new(*page, Loss::NONE))))
        })
        .collect();
    let mut ranked: Vec<(i32, CodePage, usize, Score)> = alike
        .into_iter()
        .filter_map(|(page, number)| {
            scores[number].map(|score| (score.gain - page.rarity() * BIT, page, number, score))
        })
        .filter(|(.., score)| score.gain > 0)
        .collect();
    ranked.sort_by_key(|(gain, ..)| -gain);
    let most = ranked.first().map_or(0, |(gain, ..)| *gain);
    ranked.retain(|(gain, ..)| *gain >= most - most.max(0) / 4);
    ranked.truncate(RIVALS);
    let mut found: Vec<(Garbling, Score)> =
        ranked.iter().map(|(_, page, _, whole)| (Layer::new(*page, Loss::NONE).into(), *whole)).collect();
    // Nothing was lost where nothing is missing.
    if ranked.iter().any(|(.., score)| score.complete) {
        return found;
    }
    // Many losses come to the same in one line, and so do pages that have the same bytes for it: each reading is weighed once.
    let mut weighed: Vec<(usize, u64, Score)> = Vec::new();
    let mut places: Vec<Places> = Vec::new();
    for (_, page, number, whole) in &ranked {
        let inverter = SequenceReader::of(Layer::new(*page, Loss::NONE));
        places.push(Places::of(line.text, &inverter));
        let print = Reading::of(line, &places[places.len() - 1], &inverter).print;
        weighed.push((*number, print, *whole));
    }
    for loss in losses(line.text) {
        for ((_, page, number, whole), places) in ranked.iter().zip(&places) {
            let layer = Layer::new(*page, loss);
            let inverter = SequenceReader::of(layer);
            let Reading { print, ends_in_space } = Reading::of(line, places, &inverter);
            let known = weighed.iter().find(|(other, known, _)| other == number && *known == print);
            let mut score = match known {
                Some((_, _, score)) => *score,
                None => {
                    let score = score(line, &inverter);
                    weighed.push((*number, print, score));
                    score
                }
            };
            let words = if ends_in_space { no_break_space::joined(line.text, &inverter) } else { 0 };
            (score.gain, score.among_damaged) = (score.gain + words, score.among_damaged + words);
            if score.gain > whole.gain {
                found.push((layer.into(), score));
            }
        }
    }
    // What leads alone are left of ranks no page.
    if lone::is_in(line.text) {
        for layer in lone::layers().into_iter().filter(|layer| pages >> layer.page.index() & 1 == 1) {
            if !found.iter().any(|(known, _)| *known == layer.into()) {
                let inverter = SequenceReader::of(layer);
                let mut score = score(line, &inverter);
                let words = no_break_space::joined(line.text, &inverter);
                (score.gain, score.among_damaged) = (score.gain + words, score.among_damaged + words);
                found.push((layer.into(), score));
            }
        }
    }
    found
}

/// What a page that lost nothing finds in a line, place by place: what begins there, if it is a sequence, with its length.
struct Places {
    list: Vec<(usize, Option<(Sequence, usize)>)>,
    used: Used,
}

impl Places {
    fn of(line: &str, inverter: &SequenceReader) -> Places {
        let mut places = Places { list: Vec::with_capacity(line.len() / 4), used: Used::default() };
        let mut at = 0;
        loop {
            at = next_beyond_ascii(line, at);
            let Some(c) = line[at..].chars().next() else { return places };
            let sequence = inverter.sequence(&line[at..]);
            places.list.push((at, sequence));
            let end = at + sequence.map_or(c.len_utf8(), |(_, len)| len);
            if let Some((Sequence::Whole(_), _)) = sequence {
                line[at..end].chars().for_each(|c| places.used.note(inverter.byte(c)));
            }
            at = end;
        }
    }
}

/// How a layer reads a line.
#[derive(PartialEq, Eq)]
struct Reading {
    /// A hash of the sequences, and of what may fill the gaps among them.
    print: u64,
    /// True if some sequence ends in a space.
    ends_in_space: bool,
}

impl Reading {
    /// By a layer of the page that `places` are of. Notes its skeleton, too.
    fn of(stands: &Stands, places: &Places, inverter: &SequenceReader) -> Reading {
        let line = stands.text;
        let mut skeleton = Skeleton::default();
        let (mut print, mut ends_in_space) = (0u64, false);
        let mut note = |what: u64| print = (print ^ what).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
        // What is whole stays so where the layer leaves all bytes as they are; only the rest can become gaps.
        let keeps = inverter.keeps(&places.used);
        let mut end = 0;
        for &(at, whole) in places.list.iter() {
            if at < end {
                continue;
            }
            let sequence = match whole {
                Some((Sequence::Whole(_), _)) if keeps => whole,
                _ => inverter.sequence(&line[at..]),
            };
            skeleton.note(at, sequence.map(|(sequence, _)| sequence));
            let own = sequence.map_or(0, |(_, len)| len);
            // What is no longer whole leaves some of its characters by themselves.
            if let Some((_, len)) = whole.filter(|(_, len)| own < *len) {
                let first = line[at..].chars().next().map_or(0, char::len_utf8);
                let rest = own.max(first)..len;
                let left = line[at..][rest.clone()].char_indices();
                left.for_each(|(beyond, c)| {
                    if !c.is_ascii() {
                        skeleton.note(at + rest.start + beyond, None)
                    }
                });
            }
            let Some((sequence, len)) = sequence else { continue };
            end = at + len;
            note((at as u64) << 32 | len as u64);
            match sequence {
                Sequence::Whole(_) => {}
                Sequence::Surrogates(_) => note(1),
                Sequence::Gap(gap) => {
                    inverter.likely(&gap).iter().for_each(|c| note(u64::from(*c)));
                    ends_in_space |= line[at..end].ends_with(' ');
                }
            }
        }
        stands.note_skeleton(inverter.layer, skeleton);
        Reading { print, ends_in_space }
    }
}

/// True if what a page has for a whole sequence of UTF-8, or for a surrogate's first byte, stands in a line.
fn has_sequence(line: &str, page: CodePage) -> bool {
    let mut wanted = 0;
    for c in line.chars() {
        let byte = if c.is_ascii() { 0 } else { tables().upper_byte(c, page) };
        wanted = match byte {
            0x80..=0xBF if wanted == 1 => return true,
            0x80..=0xBF if wanted > 1 => wanted - 1,
            0xC2..=0xDF => 1,
            0xED => return true,
            0xE0..=0xEF => 2,
            0xF0..=0xF4 => 3,
            _ => 0,
        };
    }
    false
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
    let (mut sequences, mut strays, mut wanted) = (0, 0, 0);
    for (c, &byte) in line.chars().zip(bytes) {
        match byte {
            0x80..=0xBF if wanted > 0 => {
                wanted -= 1;
                sequences += u32::from(wanted == 0);
            }
            0x80..=0xBF => strays += u32::from(SCRIPTS_OF_PAGES.contains(&c)),
            0xC2..=0xDF => wanted = 1,
            0xE0..=0xEF => wanted = 2,
            0xF0..=0xF4 => wanted = 3,
            _ => wanted = 0,
        }
    }
    strays > sequences || strays > 0 && classes_gain(line, bytes) < BY_CHANCE
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
        (Loss { unassigned: UnassignedByte::Dropped, ..none }, true),
        (Loss { unassigned: UnassignedByte::Replaced, ..none }, replaced),
        (Loss { unassigned: UnassignedByte::Questioned, ..none }, questioned),
        (Loss { no_break_spaces: NoBreakSpace::Spaced, ..none }, spaced),
        (Loss { no_break_spaces: NoBreakSpace::Dropped, ..none }, spaced),
        (Loss { quotes: true, ..none }, quoted),
        (Loss { no_break_spaces: NoBreakSpace::Spaced, controls: true, ..none }, spaced),
        (
            Loss { no_break_spaces: NoBreakSpace::Spaced, unassigned: UnassignedByte::Replaced, ..none },
            spaced && replaced,
        ),
        (Loss { quotes: true, controls: true, ..none }, quoted),
        (Loss { no_break_spaces: NoBreakSpace::Spaced, quotes: true, ..none }, spaced && quoted),
    ];
    candidates.into_iter().filter(|(_, possible)| *possible).map(|(loss, _)| loss)
}
