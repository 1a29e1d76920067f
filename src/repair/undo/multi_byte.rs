//! UTF-8 read with a multi-byte page: `浣犲ソ` was `你好`.
//!
//! Characters of the page are pairs of bytes, so they fall across the characters of the text. What aligns are *pieces*: the shortest
//! stretches that begin and end where both begin and end. A mark (U+FFFD, `?`, `・`) stands for one byte that the page could not read; a piece
//! with such bytes is a row of known characters and gaps.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::channel::multi_byte::{Mark, MultiByte, Reading};
use crate::channel::{Garbling, Wide};
use crate::model::letters::is_alphabetic;
use crate::model::plausibility;
use crate::model::text::State;
use crate::repair::evidence::beam::Beam;
use crate::repair::evidence::odds::{Left, Run, Tally};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::stands::Stands;
use crate::repair::infill::text_model_search;
use crate::repair::scan;

/// Bytes of the longest piece. Pieces of Han are of three or six bytes; what never aligns is no damage.
const LONGEST: usize = 48;
/// Candidates that count when a gap is weighed as evidence.
const LIKELY: usize = 6;
/// Letters of two bytes that tell as much as one of three.
const LETTERS: i32 = 4;
/// Characters short of a byte that tell as much as a whole one: of those that lost the last, and of those that lost the first.
const ENDLESS: i32 = 1;
const HEADLESS: i32 = 2;
/// Bytes that are read ahead to tell characters apart that lost their first bytes.
const AHEAD: usize = 24;
/// Question marks in front of a stretch that may be bytes of it.
const MOST_MARKS: usize = 6;

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

    fn survivors(&self) -> usize {
        self.bytes.iter().filter(|byte| **byte != 0).count()
    }
}

/// Reads pieces of one page.
pub(crate) struct Reader {
    pub(crate) wide: Wide,
    page: MultiByte,
    mark: char,
    likely: RefCell<HashMap<Gap, [char; LIKELY]>>,
    remembered: RefCell<Remembered>,
}

/// The candidates of gaps that were met, and how many characters these are.
#[derive(Default)]
struct Remembered {
    candidates: HashMap<Gap, Rc<Candidates>>,
    count: usize,
}

/// The characters that a gap can have been.
pub(crate) struct Candidates {
    pub(crate) all: Vec<char>,
    /// Those that are likely without context.
    pub(crate) likely: Vec<char>,
}

thread_local! {
    /// The readers of this thread: what they know does not depend on the text.
    static KNOWN: RefCell<HashMap<Wide, Rc<Reader>>> = RefCell::default();
}

/// Gaps whose likely candidates are remembered.
const MOST_REMEMBERED: usize = 1 << 14;
/// Characters that are remembered as candidates, of all gaps together.
const MOST_CANDIDATES: usize = 1 << 17;

impl Reader {
    /// The reader of a page, the same for all texts of a thread.
    pub(crate) fn of(wide: Wide) -> Rc<Reader> {
        let known = |known: &RefCell<HashMap<Wide, Rc<Reader>>>| {
            Rc::clone(known.borrow_mut().entry(wide).or_insert_with(|| Rc::new(Reader::new(wide))))
        };
        // A thread that is about to end has none left.
        KNOWN.try_with(known).unwrap_or_else(|_| Rc::new(Reader::new(wide)))
    }

    fn new(wide: Wide) -> Reader {
        Reader {
            wide,
            page: wide.page,
            mark: wide.mark.char(),
            likely: RefCell::default(),
            remembered: RefCell::default(),
        }
    }

    /// The bytes of the page's character `c`; 0 stands for a lost one.
    fn bytes(&self, c: char, items: &mut [u8; LONGEST + 4], len: &mut usize) -> bool {
        if c == self.mark {
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
    /// is none. Never begins with ASCII, but for a question mark that stands for a byte.
    pub(crate) fn piece(&self, text: &str, parts: &mut Vec<Part>) -> Option<usize> {
        parts.clear();
        let mut items = [0u8; LONGEST + 4];
        let (mut filled, mut parsed, mut taken) = (0, 0, 0);
        let mut chars = text.chars();
        // Bytes that the character begun at `parsed` still wants; only known once there is a lead byte.
        loop {
            let c = chars.next()?;
            if (taken == 0 && c.is_ascii() && c != self.mark) || c == '\n' || filled >= LONGEST {
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

    /// The length of a character that lost its lead byte; `None` if that cannot be told. What follows tells: bytes that begin no character,
    /// up to one that does, are shared out among as few and as likely characters as will do.
    fn headless(&self, items: &[u8], rest: &str) -> Option<usize> {
        let mut ahead = [0u8; LONGEST + 4];
        let mut len = items.len().min(AHEAD);
        ahead[..len].copy_from_slice(&items[..len]);
        let is_open = |byte: u8| byte == 0 || is_continuation(byte);
        let mut chars = rest.chars();
        while len < AHEAD && ahead[..len].iter().all(|byte| is_open(*byte)) {
            let Some(c) = chars.next() else { break };
            if c == '\n' || !self.bytes(c, &mut ahead, &mut len) {
                break;
            }
        }
        let row = ahead[..len].iter().take(AHEAD).take_while(|byte| is_open(**byte)).count();
        let behind = if row < len { ahead[row] } else { b'\n' };
        ahead[row] = behind;
        // What all from each place on costs, and the length of the character there; 0 for a question mark that is one.
        let mut best = [(IMPOSSIBLE, 0); AHEAD + 1];
        best[row].0 = 0;
        for at in (0..row).rev().filter(|at| ahead[*at] == 0) {
            if self.mark == '?' {
                best[at] = (best[at + 1].0 + A_QUESTION, 0);
            }
            for (wanted, price) in [(3, 0), (2, OF_TWO), (4, OF_FOUR)] {
                if at + wanted > row || best[at + wanted].0 + price >= best[at].0 {
                    continue;
                }
                let own = &ahead[at..at + wanted];
                let is_known = own.iter().any(|byte| *byte != 0);
                let fits = match wanted {
                    // Emoji have four bytes, and the second is theirs alone.
                    4 => own[1] == 0x9F,
                    3 => true,
                    _ => is_known,
                };
                let cost = best[at + wanted].0 + price + if is_known { 0 } else { NOTHING_LEFT };
                if fits && cost < best[at].0 && self.part(own, ahead[at + wanted]).is_some() {
                    best[at] = (cost, wanted);
                }
            }
        }
        match best[0] {
            (IMPOSSIBLE.., _) | (_, 0) => None,
            (_, wanted) => Some(wanted),
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
        let mut known = self.likely.borrow_mut();
        if known.len() >= MOST_REMEMBERED {
            known.clear();
        }
        known.insert(*gap, likely);
        likely
    }

    /// The candidates of a gap. Takes time for the first gap of its kind only: in a text, the same ones come again and again.
    pub(crate) fn candidates_of(&self, gap: &Gap) -> Rc<Candidates> {
        if let Some(known) = self.remembered.borrow().candidates.get(gap) {
            return Rc::clone(known);
        }
        let mut all = Vec::new();
        self.candidates(gap, &mut |c| all.push(c));
        let likely = text_model_search::likely(&all);
        let found = Rc::new(Candidates { all, likely });
        let mut remembered = self.remembered.borrow_mut();
        if remembered.count > MOST_CANDIDATES {
            *remembered = Remembered::default();
        }
        remembered.count += found.all.len() + found.likely.len();
        remembered.candidates.insert(*gap, Rc::clone(&found));
        found
    }

    /// Calls `each` with every character that agrees with what survived, and of which the page would have lost those very bytes.
    pub(crate) fn candidates(&self, gap: &Gap, each: &mut dyn FnMut(char)) {
        let mut bytes = gap.bytes;
        self.fill(gap, &mut bytes, 0, each);
    }

    fn fill(&self, gap: &Gap, bytes: &mut [u8; 4], at: usize, each: &mut dyn FnMut(char)) {
        let len = usize::from(gap.len);
        // What the page reads together was not lost.
        let (before, here) = (at.wrapping_sub(1), bytes[at.min(3)]);
        if (1..len).contains(&at)
            && gap.bytes[before] == 0
            && gap.bytes[at] != 0
            && !self.is_lost(bytes[before], here)
        {
            return;
        }
        if at >= 2 && gap.bytes[at - 2] == 0 && !self.is_lost(bytes[at - 2], bytes[at - 1]) {
            return;
        }
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
        // Characters of three bytes or more that came through whole or short of one byte, and letters of two bytes: chance makes the former
        // seldom, of the latter a row.
        let (mut sound, mut endless, mut headless, mut has_gaps) = (0, 0, 0, false);
        let (mut letters, mut latin) = (0, 0);
        while let Some(len) = self.piece(&text[at..], &mut parts) {
            each(&parts, len);
            for part in &parts {
                match part {
                    Part::Whole(c) => {
                        sound += i32::from(*c >= '\u{800}');
                        letters += i32::from(('\u{370}'..'\u{700}').contains(c));
                        latin += i32::from(('\u{C0}'..'\u{250}').contains(c));
                        beam.pass(*c, State::then_supposed);
                    }
                    Part::Gap(gap) => {
                        has_gaps = true;
                        let two = i32::from(gap.survivors() >= 2);
                        headless += if gap.bytes[0] == 0 { two } else { 0 };
                        endless += if gap.bytes[0] == 0 { 0 } else { two };
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
        // A single character of East Asia within a Latin word is no part of it.
        let in_word = latin > 0 && is_in_word(text, start, at);
        let short = endless >= ENDLESS || headless >= HEADLESS;
        let telling = sound > 0 || short || letters >= LETTERS || in_word;
        Some(Run { end: at, gain, telling, has_gaps, state })
    }

    /// Where a run would begin of which `at` is the first place beyond ASCII: question marks may be bytes of it, but none before `floor`.
    pub(crate) fn beginning(&self, text: &str, at: usize, floor: usize) -> usize {
        if self.mark != '?' {
            return at;
        }
        let marks = text[floor..at].bytes().rev().take_while(|byte| *byte == b'?').take(MOST_MARKS).count();
        let mut parts = Vec::new();
        let begins = |count: &usize| self.piece(&text[at - count..], &mut parts).is_some();
        at - (1..=marks).rev().find(begins).unwrap_or(0)
    }

    /// False if no piece begins with `c`, which is not ASCII.
    fn could_begin(&self, c: char) -> bool {
        c == self.mark
            || self.page.encode_for_utf8(c).is_some_and(|bytes| match bytes.as_slice() {
                [0xC2..=0xF4, rest @ ..] => rest.first().is_none_or(|byte| is_continuation(*byte)),
                _ => false,
            })
    }

    /// The place at or after `from` of the first stretch of a text that can be read from its beginning to its end: whole text begins as no
    /// character of UTF-8 does, and goes on so.
    pub(crate) fn next_stretch(&self, text: &str, from: usize) -> Option<usize> {
        let mut parts = Vec::new();
        let mut at = from;
        while let Some(next) = next_beyond_ascii(text, at) {
            let start = self.beginning(text, next, at);
            let end = next
                + text[next..].find(|c: char| c.is_ascii() && c != self.mark).unwrap_or(text.len() - next);
            at = start;
            while let Some(len) = self.piece(&text[at..], &mut parts).filter(|_| at < end) {
                at += len;
            }
            if at >= end {
                return Some(start);
            }
            at = end;
        }
        None
    }

    /// What a line gains.
    pub(crate) fn score(&self, stands: &Stands) -> Score {
        let line = stands.text;
        let mut tally = Tally::default();
        let mut left = Left::default();
        let mut at = 0;
        let mut last_other = usize::MAX;
        // Letters that are read, with bytes that the page could not, and letters that cannot be.
        let (mut read, mut others) = (0, 0);
        while let Some(next) = next_beyond_ascii(line, at) {
            at = self.beginning(line, next, at);
            let Some(c) = line[next..].chars().next() else { break };
            if at < next || self.could_begin(c) {
                if let Some(run) = self.weigh(stands, at, left.of(line, at), |_, _| {}) {
                    read += line[at..run.end].chars().filter(|c| is_alphabetic(*c)).count();
                    tally.run(&run, &line[at..run.end]);
                    left.note(&run);
                    at = run.end;
                    continue;
                }
            }
            // Neighbours count as one stretch.
            if last_other != next {
                tally.other();
            }
            others += usize::from(is_alphabetic(c));
            at = next + c.len_utf8();
            last_other = at;
        }
        let has_gaps = tally.has_gaps;
        let mut score = tally.score();
        // Marks fit anything, and all of a line went through the page: where most letters did not, the marks were there.
        if has_gaps && others >= read {
            score.gain = score.gain.min(0);
            score.among_damaged = score.among_damaged.min(0);
        }
        score
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
    let weigh = |wide: Wide| (Garbling::Wide(wide), Reader::of(wide).score(line));
    // A line without a mark says nothing of marks.
    let marks =
        Mark::ALL.into_iter().filter(|mark| *mark == Mark::Replacement || line.text.contains(mark.char()));
    marks
        .flat_map(|mark| MultiByte::all().map(move |page| weigh(Wide { page, mark })))
        .filter(|(_, score)| score.gain > 0)
        .collect()
}

/// True if letters of ASCII stand on one side of a stretch at least.
fn is_in_word(text: &str, start: usize, end: usize) -> bool {
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    is_letter(text.as_bytes()[..start].last()) || is_letter(text.as_bytes().get(end))
}

/// What it costs, in bits, to share out bytes so that a character has two or four of them, has none of its own left, or that a question mark
/// is one.
const OF_TWO: u32 = 4;
const OF_FOUR: u32 = 5;
const NOTHING_LEFT: u32 = 6;
const A_QUESTION: u32 = 3;
/// More than any bytes cost that can be shared out.
const IMPOSSIBLE: u32 = 1 << 16;
