//! Reading garbled characters back as the UTF-8 bytes that they were: one damaged character at a time.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::rc::Rc;

use crate::channel::code_page::{tables, Tables};
use crate::channel::{Layer, Loss, WhiteSpace};
use crate::model::marks::place;
use crate::model::plausibility::State;
use crate::model::text::is_seldom;
use crate::repair::infill::text_model_search;
use crate::repair::undo::likely::{Likely, LIKELY, LIKELY_OF_MANY};
use crate::repair::undo::sequence::{
    scalar, Gap, GapHasher, Sequence, A_GRAVE, BLANK, NO_BREAK_SPACE, PLACEHOLDER,
};
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

/// Candidates of one gap that are ever looked at. The widest gap of the usual channels (a Han character with two of six to
/// eight bytes lost) has 64; only four-byte characters read as Latin-1 have more, and nearly all of those are unassigned.
const MAX_CANDIDATES: usize = 1 << 12;

/// The byte behind F0 of emoji, and hardly of anything else: where it is lost, they are looked at first, for not all can be.
const EMOJI: u8 = 0x9F;

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

/// Gaps whose candidates are remembered: more than any text has that was not made to have them.
const MOST_REMEMBERED: usize = 1 << 14;

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
        // A space behind a lead is no byte of a letter of two that is hardly ever used: `Ñ ` is a `я` that lost its byte, and no `Ѡ`.
        if wanted == 1 && gap.places[0] == BLANK && self.likely(&gap).iter().all(|c| is_seldom(*c)) {
            gap = Gap { survivors: 0, places: [0; 3], ..gap };
            len = first.len_utf8();
        }
        // Nor is one behind most of a sign or emoji, with a word behind it: `ðŸ˜ see` was `😍 see`, and no `😠see`; `â¬ 25` was `€ 25`, and no `⬆25`.
        // Of what loses other bytes, it speaks against that loss that it makes a `⬆`.
        let may_lack = gap.is_of_four() || self.lost == 0;
        if may_lack && gap.is_sign_before_blank() && begins_word(&text[len..]) {
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

    /// The bytes that a place of a gap can have held.
    fn set(&self, place: u8) -> ByteSet {
        match place.checked_sub(PLACEHOLDER) {
            None => 1 << place,
            Some(number) => self.placeholders[usize::from(number)].1,
        }
    }

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

    /// True if the last byte of a character is one that vanishes.
    pub(crate) fn loses_end_of(&self, c: char) -> bool {
        c.encode_utf8(&mut [0; 4]).bytes().last().is_some_and(|byte| self.lost & bit(byte) != 0)
    }

    /// True if `c` is what the page makes of a continuation byte that this layer loses.
    pub(crate) fn loses(&self, c: char) -> bool {
        let byte = self.byte(c);
        (0x80..=0xBF).contains(&byte) && self.lost & bit(byte) != 0
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
}

/// True if a text begins with a letter or number of ASCII: other letters may be bytes.
fn begins_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
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

fn bit(continuation: u8) -> ByteSet {
    1 << (continuation & 0x3F)
}

fn members(mut set: ByteSet) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        (set != 0).then(|| {
            let lowest = set.trailing_zeros() as u8;
            set &= set - 1;
            0x80 | lowest
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::code_page::CodePage;
    use crate::channel::{Channel, Garbling};
    use crate::dice::Dice;

    fn reader(channel: &str) -> (SequenceReader, Channel) {
        let channel: Channel = channel.parse().unwrap();
        let Garbling::Narrow(layer) = channel.garblings()[0] else { panic!("{channel}") };
        (SequenceReader::new(layer), channel)
    }

    const CHANNELS: [&str; 6] = [
        "UTF-8 read as windows-1252",
        "UTF-8 read as windows-1254, controls stripped",
        "UTF-8 read as windows-1252, unassigned bytes as U+FFFD",
        "UTF-8 read as windows-1252, unassigned bytes as ?, no-break spaces as spaces",
        "UTF-8 read as windows-1251, unassigned bytes dropped, quotes straightened",
        "UTF-8 read as IBM437",
    ];

    #[test]
    fn a_garbled_character_is_read_as_itself_or_is_among_its_candidates() {
        for name in CHANNELS {
            let (reader, channel) = reader(name);
            for c in "éàßЖяשع€’”あ中丁吗、】！한🕯😏\u{FE0F}".chars() {
                let garbled = channel.apply(&c.to_string());
                match reader.sequence(&garbled) {
                    Some((Sequence::Whole(read), len)) => {
                        assert_eq!((read, len), (c, garbled.len()), "{name}")
                    }
                    Some((Sequence::Gap(gap), len)) => {
                        assert_eq!(len, garbled.len(), "{name} {c}");
                        let mut found = Vec::new();
                        reader.candidates(&gap, &mut |candidate| found.push(candidate));
                        assert!(found.contains(&c), "{name} {c} not in {found:?}");
                    }
                    other => panic!("{name} {c}: {garbled:?} is read as {other:?}"),
                }
            }
        }
    }

    #[test]
    fn candidates_are_all_the_characters_that_garble_alike_and_no_other() {
        for name in CHANNELS {
            let (reader, channel) = reader(name);
            for c in "í中丁、！".chars() {
                let garbled = channel.apply(&c.to_string());
                let Some((Sequence::Gap(gap), _)) = reader.sequence(&garbled) else { continue };
                let mut found = Vec::new();
                reader.candidates(&gap, &mut |candidate| found.push(candidate));
                found.sort_unstable();
                // The oracle: every character there is, through the channel.
                let alike: Vec<char> =
                    ('\u{80}'..='\u{FFFF}').filter(|c| channel.apply(&c.to_string()) == garbled).collect();
                assert_eq!(found, alike, "{name} {c}");
            }
        }
    }

    /// Any characters of a page in a row, whether or not they were ever UTF-8: what they are read as garbles to them again.
    #[test]
    fn units_are_consistent_in_every_page_with_every_loss() {
        const LOSSES: [&str; 9] = [
            "",
            ", controls stripped",
            ", unassigned bytes dropped",
            ", unassigned bytes as U+FFFD",
            ", unassigned bytes as ?",
            ", unassigned bytes as ・",
            ", no-break spaces as spaces",
            ", quotes straightened",
            ", controls stripped, no-break spaces as spaces",
        ];
        let mut dice = Dice::new(5);
        let mut next = |bound: usize| dice.roll(bound);
        let mut sequences = [0; 2];
        for page in CodePage::all() {
            for loss in LOSSES {
                let (reader, channel) = reader(&format!("UTF-8 read as {}{loss}", page.name()));
                for lead in 0xC2..=0xF4 {
                    let mut text = page.char_of(lead).to_string();
                    for _ in 0..next(4) {
                        text.push(match next(12) {
                            0 => ['?', ' ', '\'', '"', '\u{FFFD}'][next(5)],
                            _ => page.char_of(0x80 + next(0x40) as u8),
                        });
                    }
                    match reader.sequence(&text) {
                        Some((Sequence::Whole(c), len)) => {
                            assert_eq!(channel.apply(&c.to_string()), text[..len], "{channel}");
                            sequences[0] += 1;
                        }
                        Some((Sequence::Gap(gap), len)) => {
                            for &c in reader.likely(&gap).iter() {
                                assert_eq!(channel.apply(&c.to_string()), text[..len], "{channel}: {c}");
                            }
                            sequences[1] += 1;
                        }
                        _ => {}
                    }
                }
            }
        }
        assert!(sequences.iter().all(|count| *count > 500), "{sequences:?}");
    }

    #[test]
    fn emoji_of_which_only_the_lead_is_left_are_among_the_candidates() {
        let (reader, channel) = reader("UTF-8 read as ISO-8859-1, controls stripped");
        for c in "😂🎂👍🙏".chars() {
            let garbled = channel.apply(&c.to_string());
            let Some((Sequence::Gap(gap), _)) = reader.sequence(&garbled) else { panic!("{c}: {garbled:?}") };
            let mut is_found = false;
            reader.candidates(&gap, &mut |candidate| is_found |= candidate == c);
            assert!(is_found, "{c}");
        }
    }

    #[test]
    fn what_no_layer_makes_is_no_unit() {
        let (reader, _) = reader("UTF-8 read as windows-1252");
        for text in ["", "a", "中", "é", "éa", "Ã", "à\u{80}\u{80}", "í\u{A0}€"] {
            assert_eq!(reader.sequence(text), None, "{text:?}");
        }
    }
}
