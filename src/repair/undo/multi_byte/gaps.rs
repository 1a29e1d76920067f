//! Gaps: characters of which the page could not read some bytes, and what they can have been.

use std::collections::HashMap;
use std::rc::Rc;

use super::{swallowed, Reader};
use crate::channel::multi_byte::Reading;
use crate::channel::wide::Unread;
use crate::model::plausibility;
use crate::model::text::State;
use crate::repair::infill::text_model_search;

/// Candidates that count when a gap is weighed as evidence.
const LIKELY: usize = 6;
/// Gaps whose likely candidates are remembered.
const MOST_REMEMBERED: usize = 1 << 14;
/// Characters that are remembered as candidates, of all gaps together.
const MOST_CANDIDATES: usize = 1 << 17;

/// What a character costs at the most, in eighths of a bit and without context, to be a candidate for a gap of which one byte is left, not the first, or
/// none: a thousand agree with that. Korean that Windows read comes back in .783 of its characters with it and without, and takes a third of the time.
const RARE: i32 = 180;

/// What stands before a gap when its candidates are ranked for all contexts: a line's beginning, Latin, Han, Cyrillic.
const CONTEXTS: [char; 4] = ['\n', 'a', '中', 'а'];

/// What many programs of Windows begin a file with.
pub(crate) const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// The bytes of a character of which some are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Gap {
    /// 0 where a byte is lost.
    pub(super) bytes: [u8; 4],
    pub(super) len: u8,
    /// The byte after the character, or 0 where that is lost too: the page could not read the last byte with it.
    pub(super) next: u8,
    /// True if its first byte was lost together with the byte in front of it.
    pub(super) is_second: bool,
}

impl Gap {
    /// A character of ASCII that was lost together with the byte in front of it.
    pub(super) const ASCII: Gap = Gap { bytes: [0; 4], len: 1, next: 0, is_second: true };

    /// What was lost with the last byte of a line: its carriage return, or a character of ASCII, or nothing.
    pub(super) const LINE_END: Gap = Gap { bytes: [0; 4], len: 1, next: b'\n', is_second: true };

    /// True if it can have been the byte order mark that a file begins with: letters in forms of presentation, the others, begin none.
    pub(super) fn is_byte_order_mark(&self) -> bool {
        self.bytes == [0xEF, 0xBB, 0, 0] && self.len == 3
    }

    /// True if it was a character of ASCII, or nothing.
    fn is_ascii(&self) -> bool {
        self.len == 1
    }

    /// A name that hardly another gap has.
    pub(crate) fn name(&self) -> u32 {
        let other = u64::from(self.is_second) << 16 | u64::from(self.next) << 8 | u64::from(self.len);
        let bytes = self.bytes.iter().fold(other, |name, byte| name << 8 | u64::from(*byte));
        (bytes.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33) as u32
    }

    /// The power that makes the probabilities of its candidates true: the models have learnt nothing of what such pages lose. On development text of Chinese,
    /// Japanese and Korean that Python and Windows read, the calibration error is .020, .025, .015 and .014, .026, .052 with it, and .032, .020, .059 and .026,
    /// .050, .152 without.
    pub(crate) fn power(&self) -> f32 {
        let lost = usize::from(self.len) - self.survivors();
        match (self.bytes[0] == 0, lost) {
            (false, 1) => 0.8,
            (_, 1) | (false, _) => 0.6,
            (true, _) => 0.4,
        }
    }

    pub(super) fn survivors(&self) -> usize {
        self.bytes.iter().filter(|byte| **byte != 0).count()
    }
}

/// What is known of gaps that were met.
#[derive(Default)]
pub(super) struct Remembered {
    /// The candidates that are likeliest without context.
    likely: HashMap<Gap, [char; LIKELY]>,
    /// All candidates, and how many characters these are.
    candidates: HashMap<Gap, Rc<Candidates>>,
    count: usize,
}

/// The characters that a gap can have been.
pub(crate) struct Candidates {
    pub(crate) all: Vec<char>,
    /// Those that are likely without context.
    pub(crate) likely: Vec<char>,
}

impl Reader {
    /// The candidates of a gap that are likeliest without context, padded with NUL.
    pub(crate) fn likely(&self, gap: &Gap) -> [char; LIKELY] {
        if let Some(known) = self.remembered.borrow().likely.get(gap) {
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
        let known = &mut self.remembered.borrow_mut().likely;
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
        if gap.bytes[0] == 0 && gap.survivors() <= 1 {
            all.retain(|c| State::START.then_supposed(*c).0 < RARE);
        }
        let likely = text_model_search::likely(&all);
        let found = Rc::new(Candidates { all, likely });
        let mut remembered = self.remembered.borrow_mut();
        if remembered.count > MOST_CANDIDATES {
            (remembered.candidates, remembered.count) = Default::default();
        }
        remembered.count += found.all.len() + found.likely.len();
        remembered.candidates.insert(*gap, Rc::clone(&found));
        found
    }

    /// Calls `each` with every character that agrees with what survived, and of which the page would have lost those very bytes.
    pub(crate) fn candidates(&self, gap: &Gap, each: &mut dyn FnMut(char)) {
        if gap.is_ascii() {
            return swallowed::candidates(self.wide, each);
        }
        let mut bytes = gap.bytes;
        // Where the first byte was lost, letters of phoneticians are among them, which the text model takes for any letters of Latin.
        let is_headless = gap.bytes[0] == 0;
        // Of the selectors that vary a sign, texts have those of emoji.
        let is_selector = |c: char| matches!(c, '\u{FE00}'..='\u{FE0D}');
        self.fill(gap, &mut bytes, 0, &mut |c| {
            let is_phonetic = |c: char| matches!(c, '\u{2C60}'..='\u{2C7F}' | '\u{A720}'..='\u{A7FF}' | '\u{AB30}'..='\u{AB6F}');
            if !(is_selector(c) || is_headless && is_phonetic(c)) {
                each(c);
            }
        });
    }

    fn fill(&self, gap: &Gap, bytes: &mut [u8; 4], at: usize, each: &mut dyn FnMut(char)) {
        let len = usize::from(gap.len);
        if at == len {
            if self.could_lose(gap, bytes, at) {
                if let Some(c) = std::str::from_utf8(&bytes[..len]).ok().and_then(|text| text.chars().next())
                {
                    each(c);
                }
            }
            return;
        }
        if !self.could_lose(gap, bytes, at) {
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

    /// False if the page could read one of the lost bytes among the first `known` of a character.
    fn could_lose(&self, gap: &Gap, bytes: &[u8; 4], known: usize) -> bool {
        let len = usize::from(gap.len);
        let is_open = |at: usize| gap.bytes[at] == 0;
        // The byte behind another one; 0 if it is not known.
        let behind = |at: usize| if at + 1 == len { gap.next } else { bytes[at + 1] };
        match self.wide.unread {
            // What the page reads together was not lost. All up to `known - 2` were looked at before.
            Unread::Byte => {
                let is_right =
                    |at: usize| !is_open(at) || behind(at) == 0 || self.is_lost(bytes[at], behind(at));
                let first = if known == len { 0 } else { known.saturating_sub(2) };
                let last = if known == len { len } else { known.saturating_sub(1) };
                let next_is_known = known < len && known > 0 && !is_open(known);
                (first..last).all(is_right)
                    && (!next_is_known || !is_open(known - 1) || self.is_lost(bytes[known - 1], bytes[known]))
            }
            Unread::Pair | Unread::PairOverLines => {
                let mut at = 0;
                if gap.is_second && is_open(0) {
                    at = 1;
                }
                while at < known {
                    if !is_open(at) {
                        at += 1;
                        continue;
                    }
                    if at + 1 < len && at + 1 >= known {
                        break;
                    }
                    let is_lost = match behind(at) {
                        // The first byte of another character, which is lost, too.
                        0 => self.is_lost(bytes[at], 0xE4) || self.is_lost(bytes[at], 0xEB),
                        next => self.is_lost(bytes[at], next),
                    };
                    if !is_lost {
                        return false;
                    }
                    at += 2;
                }
                true
            }
        }
    }

    /// True if the page cannot read a byte with the one after it.
    fn is_lost(&self, byte: u8, next: u8) -> bool {
        match self.wide.read(&[byte, next]) {
            Reading::Char(..) => false,
            // Cut: a longer sequence was broken off, or the line ended.
            Reading::Bad | Reading::Cut => true,
        }
    }
}
