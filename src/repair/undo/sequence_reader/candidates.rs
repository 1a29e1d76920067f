//! What a character can have been that lost bytes.

use std::rc::Rc;

use super::{bit, ByteSet, SequenceReader};
use crate::model::marks::place;
use crate::model::plausibility::State;
use crate::repair::infill::text_model_search;
use crate::repair::undo::likely::{Likely, LIKELY, LIKELY_OF_MANY};
use crate::repair::undo::sequence::{scalar, Gap, Sequence, PLACEHOLDER};
use crate::repair::undo::twice::Lower;

/// Candidates of one gap that are ever looked at. The widest gap of the usual channels (a Han character with two of six to
/// eight bytes lost) has 64; only four-byte characters read as Latin-1 have more, and nearly all of those are unassigned.
const MAX_CANDIDATES: usize = 1 << 12;

/// The byte behind F0 of emoji, and hardly of anything else: where it is lost, they are looked at first, for not all can be.
const EMOJI: u8 = 0x9F;

/// Gaps whose candidates are remembered: more than any text has that was not made to have them.
const MOST_REMEMBERED: usize = 1 << 14;

impl SequenceReader {
    /// The likelier candidates of a gap, padded with NUL: nothing else if there is none. Takes time for the first gap of its
    /// kind only.
    pub(crate) fn likely(&self, gap: &Gap) -> Likely {
        let mut known = self.likely.borrow_mut();
        if known.len() >= MOST_REMEMBERED {
            known.clear();
        }
        *known.entry(*gap).or_insert_with(|| {
            let mut all = Vec::new();
            self.candidates(gap, &mut |c| all.push(c));
            let most = if all.len() > LIKELY { LIKELY_OF_MANY } else { LIKELY };
            match gap.is_mark_alone() {
                true => marks_first(&all),
                false => likely_first(all, most),
            }
        })
    }

    /// What a sequence was, if it could be nothing else.
    pub(crate) fn only(&self, sequence: &Sequence) -> Option<char> {
        match sequence {
            Sequence::Whole(c) | Sequence::Surrogates(c) => Some(*c),
            Sequence::Gap(gap) => match self.likely(gap)[..] {
                [only] => Some(only),
                _ => None,
            },
        }
    }

    /// The same of a character that went through the page twice.
    pub(crate) fn likely_below(&self, lower: &Lower) -> Likely {
        let known = self.likely_below.borrow().get(lower).copied();
        known.unwrap_or_else(|| {
            let likely = likely_first(lower.candidates(self), LIKELY);
            let mut known = self.likely_below.borrow_mut();
            if known.len() >= MOST_REMEMBERED {
                known.clear();
            }
            known.insert(*lower, likely);
            likely
        })
    }

    /// The likely candidates of a gap that [is a mark alone](Gap::is_mark_alone).
    pub(crate) fn likely_marks(&self, gap: &Gap) -> Rc<[char]> {
        let mut known = self.marks.borrow_mut();
        let marks = known.entry(*gap).or_insert_with(|| {
            let mut all = Vec::new();
            self.candidates(gap, &mut |c| all.push(c));
            text_model_search::likely(&all).into()
        });
        Rc::clone(marks)
    }

    /// Calls `each` with every character that this layer turns into what survived, in no particular order. None is given twice.
    pub(crate) fn candidates(&self, gap: &Gap, each: &mut dyn FnMut(char)) {
        let mut left = MAX_CANDIDATES;
        self.fill(gap, 0, 0, u32::from(gap.lead), &mut left, each);
    }

    fn fill(
        &self,
        gap: &Gap,
        filled: u8,
        used: u8,
        bytes: u32,
        left: &mut usize,
        each: &mut dyn FnMut(char),
    ) {
        if *left == 0 {
            return;
        }
        if filled == gap.wanted {
            if let Some(c) = scalar(bytes, gap.wanted) {
                *left -= 1;
                each(c);
            }
            return;
        }
        if used < gap.survivors {
            for byte in members(self.set(gap.places[usize::from(used)])) {
                self.fill(gap, filled + 1, used + 1, bytes << 8 | u32::from(byte), left, each);
            }
        }
        if gap.wanted - filled > gap.survivors - used {
            let first = self.lost & if bytes == 0xF0 { bit(EMOJI) } else { 0 };
            for byte in members(first).chain(members(self.lost & !first)) {
                self.fill(gap, filled + 1, used, bytes << 8 | u32::from(byte), left, each);
            }
        }
    }

    /// True if this layer turns `c` into what survived.
    pub(crate) fn is_candidate(&self, gap: &Gap, c: char) -> bool {
        match c.encode_utf8(&mut [0; 4]).as_bytes() {
            [lead, bytes @ ..] => {
                *lead == gap.lead && bytes.len() == usize::from(gap.wanted) && self.leaves(gap, bytes, 0)
            }
            [] => false,
        }
    }

    /// True if of these bytes the places of the gap from `used` on are left.
    fn leaves(&self, gap: &Gap, bytes: &[u8], used: u8) -> bool {
        let [first, rest @ ..] = bytes else { return used == gap.survivors };
        let survives = || used < gap.survivors && self.set(gap.places[usize::from(used)]) & bit(*first) != 0;
        survives() && self.leaves(gap, rest, used + 1)
            || self.lost & bit(*first) != 0 && self.leaves(gap, rest, used)
    }

    /// The bytes that a place of a gap can have held.
    fn set(&self, place: u8) -> ByteSet {
        match place.checked_sub(PLACEHOLDER) {
            None => 1 << place,
            Some(number) => self.placeholders[usize::from(number)].1,
        }
    }
}

/// So many of the characters that are likeliest without context, those first.
fn likely_first(all: Vec<char>, most: usize) -> Likely {
    let cost = |c: char| CONTEXTS.iter().map(|before| State::after(*before).then(c).0).min().unwrap_or(0);
    let mut found: Vec<(i32, char)> = all.into_iter().map(|c| (cost(c), c)).collect();
    found.sort_unstable();
    Likely::of(found.into_iter().take(most).map(|(_, c)| c))
}

/// Marks that count when one is weighed of which the first byte is left, and symbols besides.
const LIKELY_MARKS: usize = 8;
const LIKELY_SYMBOLS: usize = 2;

/// The marks among these that are met most, and some symbols.
fn marks_first(all: &[char]) -> Likely {
    let marks: Vec<char> = place::known().filter(|c| all.contains(c)).take(LIKELY_MARKS).collect();
    let others = all.iter().copied().filter(|c| place::is_shared(place::kind(*c))).collect();
    Likely::of(marks.into_iter().chain(likely_first(others, LIKELY_SYMBOLS).iter().copied()))
}

/// What stands before a gap when its candidates are ranked for all contexts: a line's beginning, Latin, Han, Cyrillic.
const CONTEXTS: [char; 4] = ['\n', 'a', '中', 'а'];

fn members(mut set: ByteSet) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        (set != 0).then(|| {
            let lowest = set.trailing_zeros() as u8;
            set &= set - 1;
            0x80 | lowest
        })
    })
}
