//! The commonest damage, which lost nothing: told by a glance, where nothing is known of other texts.

use crate::channel::code_page::CodePage;
use crate::channel::encoding::Encoding;
use crate::channel::{Layer, Loss};
use crate::repair::evidence::glance::{glance, is_surely_of, Clearly};
use crate::repair::evidence::permits::Permits;
use crate::repair::evidence::sisters::may_be_of_sister;
use crate::repair::evidence::weigh::{next_beyond_ascii, Sequences};
use crate::repair::scan::lines::line_around;
use crate::repair::undo::sequence_reader::SequenceReader;

/// UTF-8 read with the page of Windows in the west, and with that of the first 256 characters, which has controls where the other has marks.
const COMMONEST: [Layer; 2] = [whole(CodePage::WINDOWS_1252), whole(CodePage::ISO_8859_1)];

const fn whole(page: CodePage) -> Layer {
    Layer { source: Encoding::Utf8, page, loss: Loss::NONE }
}

/// The one of them that explains all lines of a text that are not ASCII, by a glance.
pub(crate) fn of_all(text: &str, permits: &Permits) -> Option<Layer> {
    let mut sequences = Sequences::new();
    let (mut at, mut known) = (0, None);
    loop {
        let next = next_beyond_ascii(text, at);
        if next == text.len() {
            return known;
        }
        let range = line_around(text, at, next);
        at = range.end;
        let line = &text[range];
        if is_binary(line) {
            return None;
        }
        // The first line makes it known to the others.
        match known {
            Some(layer) => {
                glance(line, &SequenceReader::of(layer), &mut sequences, Clearly::BY_ITSELF)?;
            }
            None => known = Some(of_line(line, permits, &mut sequences)?),
        }
    }
}

/// The one of them that explains all of one line.
pub(super) fn of_line(line: &str, permits: &Permits, sequences: &mut Sequences) -> Option<Layer> {
    let mut explains = |layer: &Layer| {
        // Without its controls, what the one page reads the other does, too.
        if layer.page == CodePage::ISO_8859_1 && !has_control(line) {
            return false;
        }
        if is_surely_of(layer.page, line) {
            return !may_be_of_sister(line, layer.page);
        }
        glance(line, &SequenceReader::of(*layer), sequences, Clearly::OF_A_LINE_ALONE).is_some()
    };
    COMMONEST.into_iter().filter(|layer| permits.allow((*layer).into())).find(|layer| explains(layer))
}

/// True if a line has a control beyond ASCII.
fn has_control(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memchr_iter(0xC2, bytes).any(|at| bytes.get(at + 1).is_some_and(|next| *next < 0xA0))
}

/// True for what is no text: two characters, and one in 32, are controls that no text has, or there are four kinds of these. Some separate records or fields,
/// strike letters over, or format messages. And tables of the codes of a page.
pub(super) fn is_binary(line: &str) -> bool {
    let bytes = line.as_bytes();
    // Most lines have none, which is told many bytes at a time.
    if bytes.iter().filter(|byte| **byte < 0x20 || **byte == 0x7F).count() <= 1 {
        return is_table_of_codes(line);
    }
    let is_control =
        |byte: &&u8| matches!(**byte, 0x4..=0x7 | 0xB | 0xE | 0x10 | 0x13..=0x15 | 0x17..=0x1A | 0x7F);
    let controls = bytes.iter().filter(is_control).count();
    let kinds = bytes.iter().filter(is_control).fold(0, |kinds: u128, byte| kinds | 1 << byte).count_ones();
    controls > 1 && 32 * controls >= line.chars().count() || kinds >= KINDS || is_table_of_codes(line)
}

/// True for a table of the codes of a page: eight controls beyond ASCII in a row, in the order of their codes, or three that stand each behind the mark that
/// windows-1252 has for it, and what is of ASCII (`"€":"\u{80}"`).
fn is_table_of_codes(line: &str) -> bool {
    let (mut last, mut end, mut row, mut paired) = ('\0', 0, 1, 0);
    let bytes = line.as_bytes();
    for at in memchr::memchr_iter(0xC2, bytes).filter(|at| matches!(bytes.get(at + 1), Some(0x80..=0x9F))) {
        let c = char::from(bytes[at + 1]);
        row = if at == end && c as u32 == last as u32 + 1 { row + 1 } else { 1 };
        (last, end) = (c, at + 2);
        let mark = CodePage::WINDOWS_1252.char_of(bytes[at + 1]);
        let is_mapped = |before: &str| {
            before.ends_with(|c: char| c.is_ascii()) && before.chars().rev().take(MAPPED).any(|c| c == mark)
        };
        paired += u32::from(mark != c && is_mapped(&line[..at]));
        if row == CODES || paired == MAPS {
            return true;
        }
    }
    false
}

/// Kinds of controls that no text has.
const KINDS: u32 = 4;
/// Controls in order that are a table, and those that stand behind their marks; characters between the two.
const CODES: u32 = 8;
const MAPS: u32 = 3;
const MAPPED: usize = 4;
