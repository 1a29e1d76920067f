//! UTF-8 read with a multi-byte page: `浣犲ソ` was `你好`.
//!
//! Characters of the page are pairs of bytes, so they fall across the characters of the text. What aligns are *pieces*: the shortest
//! stretches that begin and end where both begin and end. U+FFFD stands for one byte that the page could not read; a piece with such
//! bytes is a row of known characters and gaps.

use std::cell::RefCell;
use std::collections::HashMap;

use super::infer::Beam;
use super::odds::{Left, Run, Tally};
use super::scan;
use super::score::Score;
use super::stands::Stands;
use crate::channel::multi_byte::{MultiByte, Reading};
use crate::channel::Garbling;
use crate::model::plausibility;
use crate::model::text::State;

/// Bytes of the longest piece. Pieces of Han are of three or six bytes; what never aligns is no damage.
const LONGEST: usize = 48;
/// Candidates that count when a gap is weighed as evidence.
const LIKELY: usize = 6;
/// Letters of two bytes that tell as much as one of three.
const LETTERS: i32 = 4;

/// A character of the original, as far as its bytes survived.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Part {
    Whole(char),
    Gap(Gap),
}

/// The bytes of a character of which some are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Gap {
    /// 0 where a byte is lost.
    bytes: [u8; 4],
    len: u8,
    /// The byte after the character, or 0 where that is lost too: the page could not read the last byte with it.
    next: u8,
}

impl Gap {
    /// A name that hardly another gap has.
    pub(crate) fn name(&self) -> u32 {
        let bytes = self
            .bytes
            .iter()
            .fold(u64::from(self.next) << 8 | u64::from(self.len), |name, byte| name << 8 | u64::from(*byte));
        (bytes.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) as u32
    }
}

/// Reads pieces of one page.
pub(crate) struct Reader {
    pub(crate) page: MultiByte,
    likely: RefCell<HashMap<Gap, [char; LIKELY]>>,
}

impl Reader {
    pub(crate) fn new(page: MultiByte) -> Reader {
        Reader { page, likely: RefCell::default() }
    }

    /// The bytes of the page's character `c`; 0 stands for a lost one.
    fn bytes(&self, c: char, items: &mut [u8; LONGEST + 4], len: &mut usize) -> bool {
        if c == char::REPLACEMENT_CHARACTER {
            items[*len] = 0;
            *len += 1;
            return true;
        }
        let Some(bytes) = self.page.encode_for_utf8(c).filter(|_| c != '\0') else { return false };
        let bytes = bytes.as_slice();
        items[*len..*len + bytes.len()].copy_from_slice(bytes);
        *len += bytes.len();
        true
    }

    /// The piece that `text` begins with: its parts are put into `parts`, its length in bytes of `text` is returned; `None` if there
    /// is none. Never begins with ASCII.
    pub(crate) fn piece(&self, text: &str, parts: &mut Vec<Part>) -> Option<usize> {
        parts.clear();
        let mut items = [0u8; LONGEST + 4];
        let (mut filled, mut parsed, mut taken) = (0, 0, 0);
        let mut chars = text.chars();
        // Bytes that the character begun at `parsed` still wants; only known once there is a lead byte.
        loop {
            let c = chars.next()?;
            if (taken == 0 && c.is_ascii()) || c == '\n' || filled >= LONGEST {
                return None;
            }
            if !self.bytes(c, &mut items, &mut filled) {
                return None;
            }
            taken += c.len_utf8();
            // All characters that are complete by now.
            while parsed < filled {
                let wanted = match items[parsed] {
                    0 => self.headless(&items[parsed..filled], chars.as_str())?,
                    0x01..=0x7F => 1,
                    0xC2..=0xDF => 2,
                    0xE0..=0xEF => 3,
                    0xF0..=0xF4 => 4,
                    _ => return None,
                };
                let have = &items[parsed..filled.min(parsed + wanted)];
                if have.iter().skip(1).any(|&byte| byte != 0 && !is_continuation(byte)) {
                    return None;
                }
                if have.len() < wanted {
                    break;
                }
                let next = match items[..filled].get(parsed + wanted) {
                    Some(&byte) => byte,
                    None => self.first_byte(chars.as_str()),
                };
                parts.push(self.part(&items[parsed..parsed + wanted], next)?);
                parsed += wanted;
            }
            if parsed == filled {
                return Some(taken);
            }
        }
    }

    /// The length of a character that lost its lead byte, by what follows: as many continuation bytes as there are, up to three.
    fn headless(&self, items: &[u8], rest: &str) -> Option<usize> {
        let mut ahead = [0u8; LONGEST + 4];
        let mut len = 0;
        for &item in items.iter().take(8) {
            ahead[len] = item;
            len += 1;
        }
        for c in rest.chars() {
            if len >= 8 || c.is_ascii() || !self.bytes(c, &mut ahead, &mut len) {
                break;
            }
        }
        let row = ahead[1..len].iter().take_while(|&&byte| byte == 0 || is_continuation(byte)).count() + 1;
        let known = |range: std::ops::Range<usize>| ahead[range].iter().any(|byte| *byte != 0);
        match row {
            2..=3 if known(1..row) => Some(row),
            // Emoji have four bytes, and the second is theirs alone; else the first belonged to something that is gone.
            4 if ahead[1] == 0x9F => Some(4),
            // Several characters in a row lost their lead bytes: most have three.
            5.. if ahead[3] == 0 && known(1..3) => Some(3),
            5.. if ahead[2] == 0 && known(1..2) => Some(2),
            _ => None,
        }
    }

    fn first_byte(&self, text: &str) -> u8 {
        let mut items = [0u8; LONGEST + 4];
        let mut len = 0;
        match text.chars().next() {
            Some(c) if self.bytes(c, &mut items, &mut len) => items[0],
            _ => b'\n',
        }
    }

    fn part(&self, bytes: &[u8], next: u8) -> Option<Part> {
        if bytes.contains(&0) {
            let mut own = [0; 4];
            own[..bytes.len()].copy_from_slice(bytes);
            // Without a single byte left there is nothing to go by.
            if own == [0; 4] {
                return None;
            }
            let gap = Gap { bytes: own, len: bytes.len() as u8, next };
            return (self.likely(&gap)[0] != '\0').then_some(Part::Gap(gap));
        }
        let mut chars = std::str::from_utf8(bytes).ok()?.chars();
        chars.next().map(Part::Whole)
    }

    /// The candidates of a gap that are likeliest without context, padded with NUL.
    pub(crate) fn likely(&self, gap: &Gap) -> [char; LIKELY] {
        if let Some(known) = self.likely.borrow().get(gap) {
            return *known;
        }
        let mut found: Vec<(i32, char)> = Vec::new();
        self.candidates(gap, &mut |c| {
            let price = CONTEXTS
                .iter()
                .map(|before| plausibility::State::after(*before).then(c).0)
                .min()
                .unwrap_or(0);
            found.push((price, c));
        });
        found.sort_unstable();
        let likely = std::array::from_fn(|i| found.get(i).map_or('\0', |(_, c)| *c));
        self.likely.borrow_mut().insert(*gap, likely);
        likely
    }

    /// Calls `each` with every character that agrees with what survived, and of which the page would have lost those very bytes.
    pub(crate) fn candidates(&self, gap: &Gap, each: &mut dyn FnMut(char)) {
        let mut bytes = gap.bytes;
        self.fill(gap, &mut bytes, 0, each);
    }

    fn fill(&self, gap: &Gap, bytes: &mut [u8; 4], at: usize, each: &mut dyn FnMut(char)) {
        let len = usize::from(gap.len);
        if at == len {
            let read = |at: usize| {
                let next = if at + 1 == len { gap.next } else { bytes[at + 1] };
                // With the next byte unknown too, nothing can be said.
                next == 0 || self.is_lost(bytes[at], next)
            };
            if (0..len).all(|at| gap.bytes[at] != 0 || read(at)) {
                if let Some(c) = std::str::from_utf8(&bytes[..len]).ok().and_then(|text| text.chars().next())
                {
                    each(c);
                }
            }
            return;
        }
        if gap.bytes[at] != 0 {
            return self.fill(gap, bytes, at + 1, each);
        }
        let (first, last) = match (at, len) {
            (0, 2) => (0xC2, 0xDF),
            (0, 3) => (0xE0, 0xEF),
            (0, _) => (0xF0, 0xF4),
            _ => (0x80, 0xBF),
        };
        for byte in first..=last {
            bytes[at] = byte;
            self.fill(gap, bytes, at + 1, each);
        }
        bytes[at] = 0;
    }

    /// True if the page cannot read a byte with the one after it.
    fn is_lost(&self, byte: u8, next: u8) -> bool {
        match self.page.read(&[byte, next]) {
            Reading::Char(..) => false,
            Reading::Bad => true,
            // A longer sequence was broken off, or the line ended.
            Reading::Cut => true,
        }
    }

    /// The run of pieces from `start`, weighed, with `left` in front of it. Each piece is shown to `each`.
    pub(crate) fn weigh(
        &self,
        line: &Stands,
        start: usize,
        left: State,
        mut each: impl FnMut(&[Part], usize),
    ) -> Option<Run> {
        let text = line.text;
        let mut at = start;
        let mut beam = Beam::of(left);
        let mut parts = Vec::new();
        // Characters of three bytes or more that came through whole, and letters of two bytes: chance makes the former seldom, of the
        // latter a row.
        let (mut sound, mut letters, mut has_gaps) = (0, 0, false);
        while let Some(len) = self.piece(&text[at..], &mut parts) {
            each(&parts, len);
            for part in &parts {
                match part {
                    Part::Whole(c) => {
                        sound += i32::from(*c >= '\u{800}');
                        letters += i32::from(('\u{370}'..'\u{700}').contains(c));
                        beam.pass(*c, State::then_supposed);
                    }
                    Part::Gap(gap) => {
                        has_gaps = true;
                        // What survived was made by any of the candidates: their probabilities add up.
                        let likely = self.likely(gap);
                        let count = likely.iter().position(|c| *c == '\0').unwrap_or(likely.len());
                        beam.branch(&likely[..count], State::then_supposed);
                    }
                }
            }
            at += len;
        }
        if at == start {
            return None;
        }
        let is_sure = |c| c != char::REPLACEMENT_CHARACTER && self.page.encode_for_utf8(c).is_none();
        let state = beam.state();
        let gain = line.gain((start, at), beam, is_sure);
        Some(Run { end: at, gain, telling: sound > 0 || letters >= LETTERS, has_gaps, state })
    }

    /// False if no piece begins with `c`, which is not ASCII.
    fn could_begin(&self, c: char) -> bool {
        c == char::REPLACEMENT_CHARACTER
            || self.page.encode_for_utf8(c).is_some_and(|bytes| match bytes.as_slice() {
                [0xC2..=0xF4, rest @ ..] => rest.first().is_none_or(|byte| is_continuation(*byte)),
                _ => false,
            })
    }

    /// What a line gains.
    pub(crate) fn score(&self, stands: &Stands) -> Score {
        let line = stands.text;
        let mut tally = Tally::default();
        let mut left = Left::default();
        let mut at = 0;
        let mut last_other = usize::MAX;
        while let Some(next) = next_beyond_ascii(line, at) {
            at = next;
            let Some(c) = line[at..].chars().next() else { break };
            if self.could_begin(c) {
                if let Some(run) = self.weigh(stands, at, left.of(line, at), |_, _| {}) {
                    tally.run(&run, &line[at..run.end]);
                    left.note(&run);
                    at = run.end;
                    continue;
                }
            }
            // Neighbours count as one stretch.
            if last_other != at {
                tally.other();
            }
            at += c.len_utf8();
            last_other = at;
        }
        tally.score()
    }
}

/// What stands before a gap when its candidates are ranked for all contexts: a line's beginning, Latin, Han, Cyrillic.
const CONTEXTS: [char; 4] = ['\n', 'a', '中', 'а'];

fn is_continuation(byte: u8) -> bool {
    (0x80..=0xBF).contains(&byte)
}

pub(crate) fn next_beyond_ascii(text: &str, from: usize) -> Option<usize> {
    Some(scan::next_beyond_ascii(text.as_bytes(), from)).filter(|at| *at < text.len())
}

/// Multi-byte pages that a line could have been read with, each with what it gains.
pub(crate) fn candidates(line: &Stands) -> Vec<(Garbling, Score)> {
    if scan::next_multi_byte_suspect(line.text, 0).is_none() {
        return Vec::new();
    }
    let weigh = |page: MultiByte| (Garbling::Wide(page), Reader::new(page).score(line));
    MultiByte::all().map(weigh).filter(|(_, score)| score.gain > 0).collect()
}

/// What UTF-8's commonest first bytes become in pages that lose nothing of them: E2 80 (quotation marks, dashes), E3 80 (full stops),
/// E3 81 to 83 (kana), EF BC (full-width commas), and a few frequent Han and Cyrillic letters. None is at home in a language. Where
/// pages lose bytes there is U+FFFD.
pub(crate) const SIGNATURES: [[u8; 3]; 13] = [
    *b"\xE9\x88\xA5", // 鈥, GBK
    *b"\xE9\x8A\x86", // 銆
    *b"\xE9\x94\x9B", // 锛
    *b"\xE6\xB6\x93", // 涓
    *b"\xE8\xA4\x89", // 褉
    *b"\xE8\xA4\x8C", // 褌
    *b"\xE7\xB8\xB2", // 縲, Shift_JIS
    *b"\xE7\xB8\xBA", // 縺
    *b"\xE7\xB9\xA7", // 繧
    *b"\xE7\xB9\x9D", // 繝
    *b"\xE8\x8D\xB3", // 荳
    *b"\xE8\x9C\xBF", // 蜿
    *b"\xEF\xBF\xBD", // U+FFFD
];

/// The least byte that a signature begins with.
pub(crate) const LEAST_LEAD: u8 = 0xE6;

/// True if a signature begins at `at`.
#[inline]
pub(crate) fn is_suspect(bytes: &[u8], at: usize) -> bool {
    let is = |[lead, middle, last]: [u8; 3]| {
        could_be([lead, middle, last]) && SIGNATURES.contains(&[lead, middle, last])
    };
    bytes[at] >= LEAST_LEAD && bytes[at..].first_chunk().is_some_and(|first| is(*first))
}

/// True if a signature could begin among the first bytes of `window`.
#[inline(always)]
pub(crate) fn signatures<const LEN: usize>(window: &[u8; LEN]) -> bool {
    (0..LEN - 2).fold(false, |any, at| any | could_be([window[at], window[at + 1], window[at + 2]]))
}

/// True of all signatures and of little else: two continuation bytes tell nearly as much as all three, and what else passes
/// spares comparisons.
#[inline(always)]
fn could_be([lead, middle, last]: [u8; 3]) -> bool {
    ((middle == 0xB6) & (last == 0x93))
        | ((lead == 0xE7) & (middle | 1 == 0xB9) & ((last | 8 == 0xBA) | (last == 0xA7) | (last == 0x9D)))
        | ((middle == 0x8D) & (last == 0xB3))
        | ((middle == 0x9C) & (last == 0xBF))
        | ((middle == 0xA4) & (last.wrapping_sub(0x89) < 4))
        | ((middle == 0x88) & (last == 0xA5))
        | ((middle == 0x8A) & (last == 0x86))
        | ((middle == 0x94) & (last == 0x9B))
        | ((middle == 0xBF) & (last == 0xBD))
}

#[cfg(test)]
pub(crate) fn naive(text: &str) -> Vec<usize> {
    let signature = |c: &char| SIGNATURES.iter().any(|bytes| c.to_string().as_bytes() == bytes);
    text.char_indices().filter(|(_, c)| signature(c)).map(|(at, _)| at).collect()
}
