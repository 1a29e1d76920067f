//! Layers that could explain a line: pages by what reads as UTF-8, then losses.

use crate::channel::code_page::{tables, CodePage, Entry};
use crate::channel::{Garbling, Layer, Loss, UnassignedByte, WhiteSpace};
use crate::model::plausibility::{self, BIT};
use crate::repair::evidence::line::{score, score_and_words};
use crate::repair::evidence::no_break_space;
use crate::repair::evidence::only_damage;
use crate::repair::evidence::present::{Present, SCRIPTS_OF_PAGES};
use crate::repair::evidence::priors::BEYOND_DOUBT;
use crate::repair::evidence::score::Score;
use crate::repair::evidence::skeleton::Skeleton;
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::weigh::next_beyond_ascii;
use crate::repair::scan::lone;
use crate::repair::undo::twice;
use crate::repair::undo::utf8_sequence::{Sequence, SequenceReader, Used};

/// Pages that are tried with every loss. Pages that read a line alike differ in what they leave unassigned.
const RIVALS: usize = 4;

/// The layers that could explain a line, each with what it gains. `pages` are those that have a pair in it, a bit for each, or leads alone.
pub(crate) fn candidates(
    line: &Stands,
    pages: u32,
    permitted: u32,
    present: Present,
) -> Vec<(Garbling, Score)> {
    // Gaps alone prove nothing, since almost any letter is a gap of some layer: so what is whole ranks the pages.
    let mut with_sequence = present.sequence & permitted;
    // Most intact text in the letters of a page is done here.
    if with_sequence & !present.mostly_strays == 0 {
        with_sequence = 0;
    }
    let readings = readings(line.text, with_sequence);
    let covered: Vec<usize> = readings.iter().map(|reading| in_characters(&reading.bytes)).collect();
    let mut distinct: Vec<(&PageReading, usize)> = Vec::new();
    let mut alike: Vec<(CodePage, usize)> = Vec::new();
    for (reading, covered) in readings.iter().zip(covered) {
        // Nothing to restore.
        if covered == 0 && !reading.begins_surrogate {
            continue;
        }
        let known = distinct.iter().position(|(known, _)| known.bytes == reading.bytes);
        alike.push((reading.page, known.unwrap_or(distinct.len())));
        if known.is_none() {
            distinct.push((reading, covered));
        }
    }
    // Pages that read a line alike gain alike.
    let of = |(reading, _): &(&PageReading, usize)| {
        (!reading.is_by_chance(line.text))
            .then(|| score(line, &SequenceReader::of(Layer::new(reading.page, Loss::NONE))))
    };
    let commonest = alike.iter().find(|(page, _)| *page == CodePage::WINDOWS_1252).map(|(_, number)| *number);
    let of_commonest = commonest.and_then(|number| of(&distinct[number]));
    // What pages that share few letters with the commonest one make of UTF-8 is not UTF-8 in it.
    let settles = of_commonest.is_some_and(|score| score.complete && score.gain >= BEYOND_DOUBT);
    let is_ruled_out = |reading: &PageReading| {
        settles && commonest.is_some_and(|own| !reading.shares_letters(distinct[own].0))
    };
    // A page that explains much less than another one that gains is not asked: what explains most may do so by chance.
    let mut scores: Vec<Option<Score>> = vec![None; distinct.len()];
    let mut by_covered: Vec<usize> = (0..distinct.len()).collect();
    by_covered.sort_by_key(|number| std::cmp::Reverse(distinct[*number].1));
    let mut most = 0;
    for number in by_covered {
        let covered = distinct[number].1;
        if 3 * covered < 2 * most {
            break;
        }
        let score = match commonest {
            Some(own) if own == number => of_commonest,
            _ if is_ruled_out(distinct[number].0) => None,
            _ => of(&distinct[number]),
        };
        if score.is_some_and(|score| score.gain > 0) {
            most = most.max(covered);
        }
        scores[number] = score;
    }
    let mut ranked: Vec<(i32, CodePage, usize, Score)> = alike
        .into_iter()
        .filter_map(|(page, number)| {
            scores[number].map(|score| (score.gain - page.rarity() * BIT, page, number, score))
        })
        .filter(|(.., score)| score.gain > 0)
        .collect();
    ranked.sort_by_key(|(gain, ..)| -gain);
    let most = ranked.first().map_or(0, |(gain, ..)| *gain);
    // A rare page that gains more than the likeliest one may be that of the whole document.
    let first = ranked.first().map_or(0, |(.., score)| score.gain);
    ranked
        .retain(|(gain, .., score)| *gain >= most - most.max(0) / 4 || score.complete && score.gain > first);
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
        let reader = SequenceReader::of(Layer::new(*page, Loss::NONE));
        places.push(Places::of(line.text, &reader));
        let print = Reading::of(line, &places[places.len() - 1], &reader).print;
        weighed.push((*number, print, *whole));
    }
    let losses = (!ranked.is_empty()).then(|| losses(line.text));
    // What a page that explains all of the line gains where nothing was lost.
    let mut most_complete = i32::MIN;
    for loss in losses.into_iter().flatten() {
        for ((_, page, number, whole), places) in ranked.iter().zip(&places) {
            // A page that lacks some of its characters cannot have made all of it.
            if whole.strangers > 0 && whole.gain < most_complete {
                continue;
            }
            // Elsewhere it says no more than that no-break spaces became spaces.
            if loss.white_space == WhiteSpace::AllSpaced && page.char_of(0x85) != '\u{85}' {
                continue;
            }
            // Any text has blanks and full stops behind letters, and a byte that was dropped before one looks the same.
            if is_as_any_text(loss) && !page.leaves_unassigned(0x80) {
                continue;
            }
            let layer = Layer::new(*page, loss);
            let reader = SequenceReader::of(layer);
            let Reading { print, ends_in_space } = Reading::of(line, places, &reader);
            let known = weighed.iter().find(|(other, known, _)| other == number && *known == print);
            let score = match known {
                Some((_, _, score)) => *score,
                None => {
                    let words = if ends_in_space { no_break_space::joined(line.text, &reader) } else { 0 };
                    let score = score(line, &reader).and_words(words);
                    weighed.push((*number, print, score));
                    score
                }
            };
            // Such a loss explains next to anything: so it must explain all that is there.
            if is_as_any_text(loss) && !score.explains_all {
                continue;
            }
            if score.complete {
                most_complete = most_complete.max(whole.gain);
            }
            if score.gain > whole.gain {
                found.push((layer.into(), score));
            }
        }
    }
    // What leads alone are left of ranks no page.
    if lone::is_in(line.text)
        || lone::leads_of_east_asia_abound(line.text)
        || twice::may_be_in(line.text)
        || line.text.contains(only_damage::OF_EMOJI)
    {
        for layer in lone::layers(line.text).filter(|layer| pages >> layer.page.index() & 1 == 1) {
            if !found.iter().any(|(known, _)| *known == layer.into()) {
                let score = score_and_words(line, &SequenceReader::of(layer));
                if !is_as_any_text(layer.loss) || score.explains_all {
                    found.push((layer.into(), score));
                }
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
    fn of(line: &str, reader: &SequenceReader) -> Places {
        let mut places = Places { list: Vec::with_capacity(line.len() / 4), used: Used::default() };
        let mut at = 0;
        loop {
            at = next_beyond_ascii(line, at);
            let Some(c) = line[at..].chars().next() else { return places };
            let sequence = reader.sequence(&line[at..]);
            places.list.push((at, sequence));
            let end = at + sequence.map_or(c.len_utf8(), |(_, len)| len);
            if let Some((Sequence::Whole(_), _)) = sequence {
                line[at..end].chars().for_each(|c| places.used.note(reader.byte(c)));
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
    fn of(stands: &Stands, places: &Places, reader: &SequenceReader) -> Reading {
        let line = stands.text;
        let mut skeleton = Skeleton::default();
        let (mut print, mut ends_in_space) = (0u64, false);
        let mut note = |what: u64| print = (print ^ what).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
        // What is whole stays so where the layer leaves all bytes as they are; only the rest can become gaps.
        let keeps = reader.keeps(&places.used);
        let mut end = 0;
        for &(at, whole) in places.list.iter() {
            if at < end {
                continue;
            }
            let sequence = match whole {
                Some((Sequence::Whole(_), _)) if keeps => whole,
                _ => reader.sequence(&line[at..]),
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
                    note(reader.likely(&gap).print);
                    ends_in_space |= line[at..end].ends_with(' ');
                }
            }
        }
        stands.note_skeleton(reader.layer, skeleton);
        Reading { print, ends_in_space }
    }
}

/// How these pages read a line.
fn readings(line: &str, pages: u32) -> Vec<PageReading> {
    if pages == 0 {
        return Vec::new();
    }
    let characters = Characters::of(line);
    let present = CodePage::all().filter(|page| pages >> page.index() & 1 == 1);
    present.map(|page| PageReading::of(&characters, page)).collect()
}

/// The characters of a line, each with what it is in the pages.
struct Characters(Vec<Character>);

struct Character {
    /// `None` if it is ASCII or in no page.
    entry: Option<&'static Entry>,
    is_ascii: bool,
    /// True if it is one of `SCRIPTS_OF_PAGES`.
    is_letter_of_page: bool,
}

impl Characters {
    fn of(line: &str) -> Characters {
        let tables = tables();
        let of = |c: char| Character {
            entry: if c.is_ascii() { None } else { tables.entry(c) },
            is_ascii: c.is_ascii(),
            is_letter_of_page: SCRIPTS_OF_PAGES.contains(&c),
        };
        let mut characters = Vec::with_capacity(line.len() / 2);
        characters.extend(line.chars().map(of));
        Characters(characters)
    }
}

/// How a page reads a line.
struct PageReading {
    page: CodePage,
    /// The page's byte for each character; 0 for a character that it does not have, a blank for ASCII.
    bytes: Vec<u8>,
    /// True if it has two bytes that a surrogate could begin with.
    begins_surrogate: bool,
    /// What begins and ends as a character of UTF-8 does, and letters that stand where only its continuation bytes do.
    sequences: usize,
    strays: usize,
}

impl PageReading {
    fn of(characters: &Characters, page: CodePage) -> PageReading {
        let mut bytes = Vec::with_capacity(characters.0.len());
        let (mut wanted, mut last, mut begins_surrogate) = (0, 0, false);
        let (mut sequences, mut strays) = (0, 0);
        for character in &characters.0 {
            let byte = match character.entry {
                Some(entry) => entry.byte(page),
                None if character.is_ascii => b' ',
                None => 0,
            };
            bytes.push(byte);
            begins_surrogate |= last == 0xED && (0xA0..=0xAF).contains(&byte);
            last = byte;
            wanted = match byte {
                0x80..=0xBF if wanted > 0 => {
                    sequences += usize::from(wanted == 1);
                    wanted - 1
                }
                0x80..=0xBF => {
                    strays += usize::from(character.is_letter_of_page);
                    0
                }
                0xC2..=0xDF => 1,
                0xE0..=0xEF => 2,
                0xF0..=0xF4 => 3,
                _ => 0,
            };
        }
        PageReading { page, bytes, begins_surrogate, sequences, strays }
    }

    /// True if half of what is beyond ASCII in a line, or more, are the same bytes in both.
    fn shares_letters(&self, other: &PageReading) -> bool {
        let beyond_ascii = self.bytes.iter().zip(&other.bytes).filter(|(own, _)| **own != b' ');
        let (same, all) = beyond_ascii
            .fold((0, 0), |(same, all), (own, other)| (same + usize::from(own == other), all + 1));
        2 * same >= all
    }

    /// True if a line, which is the `text`, reads as UTF-8 here and there by chance, as text in the letters of a page does: more letters than there
    /// are whole characters stand where only a continuation byte would, and nothing that begins a sequence is before them.
    fn is_by_chance(&self, text: &str) -> bool {
        self.strays > self.sequences || self.strays > 0 && classes_gain(text, &self.bytes) < BY_CHANCE
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

/// What straightened quotes would have been.
const CURLED: [char; 4] = ['\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}'];

/// Losses to try. The text must have what a loss leaves behind.
fn losses(text: &str) -> impl Iterator<Item = Loss> {
    let none = Loss::NONE;
    let replaced = text.contains(char::REPLACEMENT_CHARACTER);
    let questioned = memchr::memchr(b'?', text.as_bytes()).is_some();
    let spaced = !text.contains('\u{A0}');
    let next_line = spaced && !text.contains('\u{85}');
    let stands_in = |stand_in: &str| lone::may_stand_in(text, stand_in);
    let blank_stands_in = stands_in(" ");
    let quoted = memchr::memchr2(b'"', b'\'', text.as_bytes()).is_some() && !text.contains(CURLED);
    let candidates = [
        (Loss { controls: true, ..none }, true),
        (Loss { unassigned: UnassignedByte::Dropped, ..none }, true),
        (Loss { unassigned: UnassignedByte::Replaced, ..none }, replaced),
        (Loss { unassigned: UnassignedByte::Questioned, ..none }, questioned),
        (Loss { unassigned: UnassignedByte::Spaced, ..none }, blank_stands_in),
        (
            Loss { unassigned: UnassignedByte::Spaced, white_space: WhiteSpace::NoBreakSpaced, ..none },
            spaced && blank_stands_in,
        ),
        (Loss { unassigned: UnassignedByte::Stopped, ..none }, stands_in(".")),
        (Loss { unassigned: UnassignedByte::LowLined, ..none }, stands_in("_")),
        (Loss { white_space: WhiteSpace::NoBreakSpaced, ..none }, spaced),
        (Loss { white_space: WhiteSpace::NoBreakDropped, ..none }, spaced),
        (Loss { quotes: true, ..none }, quoted),
        (Loss { white_space: WhiteSpace::NoBreakSpaced, controls: true, ..none }, spaced),
        (Loss { white_space: WhiteSpace::AllSpaced, ..none }, next_line),
        (Loss { white_space: WhiteSpace::AllSpaced, controls: true, ..none }, next_line),
        (
            Loss { white_space: WhiteSpace::NoBreakSpaced, unassigned: UnassignedByte::Replaced, ..none },
            spaced && replaced,
        ),
        (Loss { quotes: true, controls: true, ..none }, quoted),
        (Loss { white_space: WhiteSpace::NoBreakSpaced, quotes: true, ..none }, spaced && quoted),
    ];
    candidates.into_iter().filter(|(_, possible)| *possible).map(|(loss, _)| loss)
}

/// True if what stands for a byte is a character that any text has.
fn is_as_any_text(loss: Loss) -> bool {
    match loss.unassigned {
        UnassignedByte::Spaced | UnassignedByte::Stopped | UnassignedByte::LowLined => true,
        UnassignedByte::Kept
        | UnassignedByte::Dropped
        | UnassignedByte::Replaced
        | UnassignedByte::Questioned
        | UnassignedByte::Dotted => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::channel::Channel;
    use crate::dice::Dice;

    /// One pass for all pages says what a pass for each would.
    #[test]
    fn what_is_present_is_what_each_page_has() {
        let mut letters: Vec<char> = "aé ÐÑÂâ€í\u{A0}привет ελ ไทย中\n".chars().collect();
        letters.extend(
            CodePage::all()
                .flat_map(|page| [0x80, 0xA4, 0xBF, 0xC3, 0xE1, 0xED, 0xF0].map(|byte| page.char_of(byte))),
        );
        let mut dice = Dice::new(5);
        let mut seen = [0; 3];
        for _ in 0..4000 {
            let line: String = (0..dice.roll(30)).map(|_| letters[dice.roll(letters.len())]).collect();
            let present = Present::of(&line);
            let characters = Characters::of(&line);
            for page in CodePage::all() {
                let has = |pages: u32| pages >> page.index() & 1 == 1;
                let reading = PageReading::of(&characters, page);
                let lead = |byte: u8| (0xC2..=0xF4).contains(&byte);
                let pair =
                    reading.bytes.windows(2).any(|two| lead(two[0]) && (0x80..=0xBF).contains(&two[1]));
                assert_eq!(has(present.pair), pair, "{line}");
                assert_eq!(has(present.mostly_strays), reading.strays > reading.sequences, "{line}");
                let sequence = in_characters(&reading.bytes) > 0 || reading.begins_surrogate;
                assert!(has(present.sequence) || !sequence, "{line}");
                [pair, has(present.mostly_strays), sequence]
                    .iter()
                    .zip(&mut seen)
                    .for_each(|(is, count)| *count += usize::from(*is));
            }
        }
        assert!(seen.iter().all(|count| *count > 1000), "{seen:?}");
    }

    /// All of the line is UTF-8 of windows-1252 that lost bytes: windows-1254, which has no `ž`, is not tried with losses.
    #[test]
    fn a_page_that_lacks_characters_is_not_tried_with_losses() {
        let channel: Channel = "UTF-8 read as windows-1252, controls stripped".parse().unwrap();
        let losses_of = |line: &str| {
            let line = channel.apply(line);
            let present = Present::of(&line);
            let found = candidates(&Stands::weighed(&line), present.pair, u32::MAX, present);
            let lossy = |(garbling, _): &(Garbling, Score)| match garbling {
                Garbling::Narrow(layer) if layer.loss != Loss::NONE => Some(layer.page.name()),
                _ => None,
            };
            found.iter().filter_map(lossy).collect::<BTreeSet<&str>>()
        };
        assert_eq!(losses_of("这个模型很大，你喜欢这种类型吗？"), BTreeSet::from(["windows-1252"]));
        assert!(losses_of("Příliš žluťoučký kůň").contains("windows-1254"), "it has all of them");
    }
}
