//! UTF-8 read with a multi-byte page: `浣犲ソ` was `你好`.
//!
//! Characters of the page are pairs of bytes, so they fall across the characters of the text. What aligns are *pieces*: the shortest
//! stretches that begin and end where both begin and end. A mark (U+FFFD, `?`, `・`) stands for one byte that the page could not read, or for two; a piece
//! with such bytes is a row of known characters and gaps.

mod below;
pub(crate) mod evidence;
mod gaps;
mod pairs;
mod pieces;
pub(crate) mod swallowed;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::channel::multi_byte::Mark;
use crate::channel::wide::Wide;
use crate::repair::scan;
use gaps::Remembered;
pub(crate) use gaps::{Candidates, Gap};

/// Bytes of the longest piece. Pieces of Han are of three or six bytes; what never aligns is no damage.
const LONGEST: usize = 48;
/// Question marks in front of a stretch that may be bytes of it.
const MOST_MARKS: usize = 6;

/// A character of the original, as far as its bytes survived.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Part {
    Whole(char),
    Gap(Gap),
}

impl Part {
    /// True for a byte order mark, whole or short of its last byte.
    fn is_byte_order_mark(&self) -> bool {
        match self {
            Part::Whole(c) => *c == gaps::BYTE_ORDER_MARK,
            Part::Gap(gap) => gap.is_byte_order_mark(),
        }
    }
}

/// Reads pieces of one page.
pub(crate) struct Reader {
    pub(crate) wide: Wide,
    mark: char,
    remembered: RefCell<Remembered>,
}

thread_local! {
    /// The readers of this thread: what they know does not depend on the text.
    static KNOWN: RefCell<HashMap<Wide, Rc<Reader>>> = RefCell::default();
}

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
        Reader { wide, mark: wide.mark.char(), remembered: RefCell::default() }
    }

    /// The bytes of the page's character `c`; 0 stands for a lost one.
    fn bytes(&self, c: char, items: &mut [u8; LONGEST + 4], len: &mut usize) -> bool {
        if c == self.mark {
            items[*len] = 0;
            *len += 1;
            return true;
        }
        let Some(bytes) = self.wide.bytes_of(c).filter(|_| c != '\0') else { return false };
        let bytes = bytes.as_slice();
        items[*len..*len + bytes.len()].copy_from_slice(bytes);
        *len += bytes.len();
        true
    }

    /// True for the middle dot in Shift_JIS where it is not the byte 81 and an `E`: in front of what no word goes on with. Windows writes it as a mark.
    fn is_dot_of_japanese(&self, c: char, behind: &str) -> bool {
        c == Mark::Dot.char()
            && c != self.mark
            && self.wide.page.is_shift_jis()
            && !behind.starts_with(|c: char| c.is_ascii_alphanumeric())
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
            || self.wide.bytes_of(c).is_some_and(|bytes| match bytes.as_slice() {
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
}

fn is_continuation(byte: u8) -> bool {
    (0x80..=0xBF).contains(&byte)
}

pub(crate) fn next_beyond_ascii(text: &str, from: usize) -> Option<usize> {
    Some(scan::next_beyond_ascii(text.as_bytes(), from)).filter(|at| *at < text.len())
}
