//! Reading garbled characters back as the UTF-8 bytes that they were: one damaged character at a time.

mod candidates;

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::rc::Rc;

use crate::channel::code_page::{tables, Tables};
use crate::channel::{Layer, Loss, WhiteSpace};
use crate::model::text::is_seldom;
use crate::repair::undo::likely::Likely;
use crate::repair::undo::sequence::{Gap, GapHasher, Sequence, A_GRAVE, BLANK, NO_BREAK_SPACE, PLACEHOLDER};
use crate::repair::undo::twice::Lower;

/// How references begin to characters from 80 on that one byte has, in HTML and in JSON.
const REFERENCES: [&str; 5] = ["&#1", "&#x8", "&#x9", "\\u008", "\\u009"];

/// See [`UnassignedByte::Dotted`](crate::channel::UnassignedByte::Dotted).
const DOT: char = '\u{30FB}';

/// A set of continuation bytes: bit n stands for 80 + n.
type ByteSet = u64;

/// Bytes that a line has in whole sequences.
#[derive(Default)]
pub(crate) struct Used {
    leads: ByteSet,
    continuations: ByteSet,
}

impl Used {
    pub(crate) fn note(&mut self, byte: u8) {
        let set = if byte < 0xC0 { &mut self.continuations } else { &mut self.leads };
        *set |= bit(byte);
    }
}

/// Reads sequences of one layer.
pub(crate) struct SequenceReader {
    pub(crate) layer: Layer,
    tables: &'static Tables,
    /// Continuation bytes that come out as the page's character for them.
    made: ByteSet,
    /// Lead bytes that do: a page may leave some unassigned.
    leads: ByteSet,
    /// Nothing vanishes but no-break spaces before a space.
    merges_blanks: bool,
    /// Continuation bytes that vanish without a trace.
    lost: ByteSet,
    /// What an ASCII character, U+FFFD or the dot of Japanese can stand for.
    placeholders: [(char, ByteSet); 8],
    /// The likelier candidates of the gaps met so far.
    likely: RefCell<HashMap<Gap, Likely, BuildHasherDefault<GapHasher>>>,
    /// Those of characters that went through the page twice.
    likely_below: RefCell<HashMap<Lower, Likely>>,
    /// Those of marks that lost all bytes but the first.
    marks: RefCell<HashMap<Gap, Rc<[char]>, BuildHasherDefault<GapHasher>>>,
}

thread_local! {
    /// The readers of this thread: what they know does not depend on the text, and short texts have no time to find it out anew.
    static KNOWN: RefCell<HashMap<Layer, Rc<SequenceReader>, BuildHasherDefault<GapHasher>>> = RefCell::default();
}

impl SequenceReader {
    /// The reader of a layer, the same for all texts of a thread.
    pub(crate) fn of(layer: Layer) -> Rc<SequenceReader> {
        let known = |known: &RefCell<HashMap<Layer, Rc<SequenceReader>, BuildHasherDefault<GapHasher>>>| {
            Rc::clone(known.borrow_mut().entry(layer).or_insert_with(|| Rc::new(SequenceReader::new(layer))))
        };
        // A thread that is about to end has none left.
        KNOWN.try_with(known).unwrap_or_else(|_| Rc::new(SequenceReader::new(layer)))
    }

    pub(crate) fn new(layer: Layer) -> SequenceReader {
        let mut reader = SequenceReader {
            layer,
            tables: tables(),
            made: 0,
            leads: 0,
            merges_blanks: matches!(
                layer.loss.white_space,
                WhiteSpace::NoBreakDropped | WhiteSpace::AllDropped
            ) && Loss { white_space: WhiteSpace::Kept, ..layer.loss } == Loss::NONE,
            lost: 0,
            placeholders: ['?', ' ', '\'', '"', '.', '_', char::REPLACEMENT_CHARACTER, DOT].map(|c| (c, 0)),
            likely: RefCell::default(),
            likely_below: RefCell::default(),
            marks: RefCell::default(),
        };
        if layer.loss == Loss::NONE {
            (reader.made, reader.leads) = (ByteSet::MAX, ByteSet::MAX);
            return reader;
        }
        for byte in 0x80..=0xFF {
            let left = layer.emit(byte);
            let is_made = left == Some(layer.page.char_of(byte));
            let set = match byte {
                0xC0.. if is_made => &mut reader.leads,
                0xC0.. => continue,
                _ if is_made => &mut reader.made,
                _ => match left {
                    None => &mut reader.lost,
                    Some(c) => match reader.placeholders.iter_mut().find(|(stand_in, _)| *stand_in == c) {
                        Some((_, set)) => set,
                        None => continue,
                    },
                },
            };
            *set |= bit(byte);
        }
        reader
    }

    /// The byte that `c` stands for in this layer's page, 0 if it is ASCII or not in the page.
    #[inline]
    pub(crate) fn byte(&self, c: char) -> u8 {
        self.tables.upper_byte(c, self.layer.page)
    }

    /// True if there may be gaps.
    pub(crate) fn is_lossy(&self) -> bool {
        self.lost != 0 || self.placeholders.iter().any(|(_, set)| *set != 0)
    }

    /// True if so many continuation bytes vanish that almost any letter can be explained.
    pub(crate) fn loses_many(&self) -> bool {
        self.lost.count_ones() > 12
    }

    /// True if the page's characters for these bytes are left as they are.
    pub(crate) fn keeps(&self, used: &Used) -> bool {
        used.leads & !self.leads == 0 && used.continuations & !self.made == 0
    }

    /// True if all bytes that `other` loses are lost here, too, and leave the same behind.
    pub(crate) fn loses_all_of(&self, other: &SequenceReader) -> bool {
        let places = self.placeholders.iter().zip(&other.placeholders);
        other.lost & !self.lost == 0 && places.into_iter().all(|((_, own), (_, other))| other & !own == 0)
    }

    /// The sequence that begins at the start of `text`, and its length in bytes; `None` if there is none.
    #[inline]
    pub(crate) fn sequence(&self, text: &str) -> Option<(Sequence, usize)> {
        let mut chars = text.chars();
        let first = chars.next()?;
        let lead = self.lead(first);
        let wanted = match lead {
            0xC2..=0xDF => 1,
            0xE0..=0xEF => 2,
            0xF0..=0xF4 => 3,
            _ => return None,
        };
        let mut gap = Gap { lead, wanted, survivors: 0, places: [0; 3] };
        let mut len = first.len_utf8();
        let mut certain = true;
        while gap.survivors < wanted {
            let Some(c) = chars.next() else { break };
            let Some(place) = self.continuation(c) else {
                // What this layer loses is still here: so this did not go through it.
                if self.loses(c) {
                    return None;
                }
                break;
            };
            certain &= place < PLACEHOLDER;
            gap.places[usize::from(gap.survivors)] = place;
            gap.survivors += 1;
            len += c.len_utf8();
        }
        if certain && gap.survivors == wanted {
            return match gap.only_reading() {
                Some(c) => Some((Sequence::Whole(c), len)),
                None => self
                    .surrogates(&gap, chars.as_str())
                    .map(|(c, more)| (Sequence::Surrogates(c), len + more)),
            };
        }
        // No character is assigned there: `ñ` is a letter, and so is `ò`.
        if matches!(lead, 0xF1 | 0xF2) {
            return None;
        }
        // A space behind a lead is no byte of a letter of two that is hardly ever used: `Ñ ` is a `я` that lost its byte, and no `Ѡ`.
        if wanted == 1 && gap.places[0] == BLANK && self.likely(&gap).iter().all(|c| is_seldom(*c)) {
            gap = Gap { survivors: 0, places: [0; 3], ..gap };
            len = first.len_utf8();
        }
        // A straight quotation mark that closes a string of code is none, either.
        if wanted == 1 && gap.survivors == 1 && closes_string(&text[first.len_utf8()..]) {
            gap = Gap { survivors: 0, places: [0; 3], ..gap };
            len = first.len_utf8();
        }
        // Nor is one behind most of a sign or emoji, with a word behind it: `ðŸ˜ see` was `😍 see`, and no `😠see`; `â¬ 25` was `€ 25`, and no `⬆25`.
        // Of what loses other bytes, it speaks against that loss that it makes a `⬆`.
        let may_lack = gap.is_of_four() || self.lost == 0;
        let is_sign = may_lack && gap.is_sign_before_blank() && begins_word(&text[len..]);
        if is_sign || gap.is_selector_before_blank() {
            gap.survivors -= 1;
            gap.places[usize::from(gap.survivors)] = 0;
            len -= 1;
        }
        if gap.survivors < wanted && self.lost == 0 {
            return None;
        }
        // Of an emoji, something that stands for each byte tells nothing: `ð...` may be a letter.
        if gap.is_of_four() && gap.survivors == 3 && gap.places.iter().all(|place| *place >= PLACEHOLDER) {
            return None;
        }
        // Bytes that are written as references are there: `â&#128;&#153;`.
        if gap.survivors < wanted && REFERENCES.iter().any(|begin| text[len..].starts_with(begin)) {
            return None;
        }
        // A no-break space was merged with the space that followed, which is there to show for it, or trimmed at the end of a line: that of `à`, which may
        // have gone through the page twice; other letters that end in one end hardly any word.
        let is_end = || text[len..].is_empty() || text[len..].starts_with(['\n', '\r']);
        let is_merged =
            || text[len..].starts_with(' ') || matches!(lead, A_GRAVE | NO_BREAK_SPACE) && is_end();
        if gap.survivors < wanted && self.merges_blanks && !is_merged() {
            return None;
        }
        (!self.likely(&gap).is_empty()).then_some((Sequence::Gap(gap), len))
    }

    /// The character of which `first` is the high surrogate, if `rest` goes on with the low one, and how much of `rest` that is.
    fn surrogates(&self, first: &Gap, rest: &str) -> Option<(char, usize)> {
        const LEAD: u8 = 0xED;
        let high =
            u32::from(first.places[0]).checked_sub(0x20).filter(|high| first.lead == LEAD && *high < 0x10)?;
        let lead = rest.chars().next().filter(|c| self.lead(*c) == LEAD)?;
        let mut chars = rest[lead.len_utf8()..].chars();
        let mut next = || chars.next().and_then(|c| self.continuation(c).map(|place| (place, c.len_utf8())));
        let ((second, second_len), (third, third_len)) = (next()?, next()?);
        let low = u32::from(second).checked_sub(0x30).filter(|low| *low < 0x10 && third < PLACEHOLDER)?;
        let code = 0x1_0000 + ((high << 6 | u32::from(first.places[1])) << 10 | low << 6 | u32::from(third));
        char::from_u32(code).map(|c| (c, lead.len_utf8() + second_len + third_len))
    }

    /// True if `text` begins with a sequence that at least one continuation byte speaks for. A lone lead is an everyday letter.
    pub(crate) fn has_sequence(&self, text: &str) -> bool {
        text.chars().nth(1).is_some_and(|second| self.continuation(second).is_some())
    }

    /// The lead byte that `c` stands for; 0 if it is none, or none that this layer would have left.
    #[inline]
    fn lead(&self, c: char) -> u8 {
        let byte = self.byte(c);
        if byte >= 0xC0 && self.leads & bit(byte) != 0 {
            byte
        } else {
            0
        }
    }

    /// What `c` stands for inside a sequence, as `Gap` has it.
    #[inline]
    fn continuation(&self, c: char) -> Option<u8> {
        if c.is_ascii() || c == char::REPLACEMENT_CHARACTER || c == DOT {
            let number = self.placeholders.iter().position(|(stand_in, set)| *stand_in == c && *set != 0)?;
            return Some(PLACEHOLDER | number as u8);
        }
        let byte = self.byte(c);
        // A character that this layer would have lost or replaced was not made by it.
        ((0x80..=0xBF).contains(&byte) && self.made & bit(byte) != 0).then_some(byte & 0x3F)
    }

    /// True if the last byte of a character is one that vanishes.
    pub(crate) fn loses_end_of(&self, c: char) -> bool {
        c.encode_utf8(&mut [0; 4]).bytes().last().is_some_and(|byte| self.lost & bit(byte) != 0)
    }

    /// True if `c` is what the page makes of a continuation byte that this layer loses.
    pub(crate) fn loses(&self, c: char) -> bool {
        let byte = self.byte(c);
        (0x80..=0xBF).contains(&byte) && self.lost & bit(byte) != 0
    }
}

/// True if a text begins with a straight quotation mark and what stands behind a string in programs: `"×", true`.
fn closes_string(text: &str) -> bool {
    let behind = text.strip_prefix(['"', '\'']);
    behind.is_some_and(|behind| behind.starts_with([',', ';', ')', ']', '}', ':']))
}

/// True if a text begins with a letter or number of ASCII: other letters may be bytes.
fn begins_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
}

fn bit(continuation: u8) -> ByteSet {
    1 << (continuation & 0x3F)
}

#[cfg(test)]
mod tests;
