//! Gaps: characters of which the page could not read some bytes, and what they can have been.

use std::collections::HashMap;
use std::rc::Rc;

use super::Reader;
use crate::channel::multi_byte::Reading;
use crate::model::plausibility;
use crate::repair::infill::text_model_search;

/// Candidates that count when a gap is weighed as evidence.
const LIKELY: usize = 6;
/// Gaps whose likely candidates are remembered.
const MOST_REMEMBERED: usize = 1 << 14;
/// Characters that are remembered as candidates, of all gaps together.
const MOST_CANDIDATES: usize = 1 << 17;

/// What stands before a gap when its candidates are ranked for all contexts: a line's beginning, Latin, Han, Cyrillic.
const CONTEXTS: [char; 4] = ['\n', 'a', '中', 'а'];

/// The bytes of a character of which some are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Gap {
    /// 0 where a byte is lost.
    pub(super) bytes: [u8; 4],
    pub(super) len: u8,
    /// The byte after the character, or 0 where that is lost too: the page could not read the last byte with it.
    pub(super) next: u8,
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
}
