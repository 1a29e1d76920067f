//! A line as bytes of a page, and what of it reads as UTF-8.

use crate::channel::code_page::{tables, CodePage, Entry};
use crate::model::plausibility::{self, BIT};
use crate::repair::evidence::present::SCRIPTS_OF_PAGES;

/// How these pages read a line.
pub(super) fn readings(line: &str, pages: u32) -> Vec<PageReading> {
    if pages == 0 {
        return Vec::new();
    }
    let characters = Characters::of(line);
    CodePage::of_bits(pages).map(|page| PageReading::of(&characters, page)).collect()
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
pub(super) struct PageReading {
    pub(super) page: CodePage,
    /// The page's byte for each character; 0 for a character that it does not have, a blank for ASCII.
    pub(super) bytes: Vec<u8>,
    /// True if it has two bytes that a surrogate could begin with.
    pub(super) begins_surrogate: bool,
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
    pub(super) fn shares_letters(&self, other: &PageReading) -> bool {
        let beyond_ascii = self.bytes.iter().zip(&other.bytes).filter(|(own, _)| **own != b' ');
        let (same, all) = beyond_ascii
            .fold((0, 0), |(same, all), (own, other)| (same + usize::from(own == other), all + 1));
        2 * same >= all
    }

    /// True if a line, which is the `text`, reads as UTF-8 here and there by chance, as text in the letters of a page does: more letters than there
    /// are whole characters stand where only a continuation byte would, and nothing that begins a sequence is before them.
    pub(super) fn is_by_chance(&self, text: &str) -> bool {
        self.strays > self.sequences || self.strays > 0 && classes_gain(text, &self.bytes) < BY_CHANCE
    }
}

/// The line's bytes as a page has them; 0 for a character that it does not have, a blank for ASCII.
pub(crate) fn bytes_of(line: &str, page: CodePage) -> Vec<u8> {
    let byte = |c: char| if c.is_ascii() { b' ' } else { tables().upper_byte(c, page) };
    line.chars().map(byte).collect()
}

/// Bytes that belong to whole characters of UTF-8.
pub(super) fn in_characters(bytes: &[u8]) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;
    use crate::repair::evidence::present::Present;

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
}
