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

pub(crate) const COMMONEST: Layer =
    Layer { source: Encoding::Utf8, page: CodePage::WINDOWS_1252, loss: Loss::NONE };

/// True if the commonest damage explains all lines of a text that are not ASCII, by a glance.
pub(crate) fn is_all(text: &str, permits: &Permits) -> bool {
    if !permits.allow(COMMONEST.into()) {
        return false;
    }
    let reader = SequenceReader::of(COMMONEST);
    let mut sequences = Sequences::new();
    let (mut at, mut is_known) = (0, false);
    loop {
        let next = next_beyond_ascii(text, at);
        if next == text.len() {
            return is_known;
        }
        let range = line_around(text, at, next);
        at = range.end;
        let line = &text[range];
        // The first line makes it known to the others.
        let is_damaged = match is_known {
            true => glance(line, &reader, &mut sequences, Clearly::BY_ITSELF).is_some(),
            false => is_line(line, &mut sequences),
        };
        if !is_damaged || is_binary(line) {
            return false;
        }
        is_known = true;
    }
}

/// True if it explains all of one line.
pub(super) fn is_line(line: &str, sequences: &mut Sequences) -> bool {
    if is_surely_of(COMMONEST.page, line) {
        return !may_be_of_sister(line, COMMONEST.page);
    }
    glance(line, &SequenceReader::of(COMMONEST), sequences, Clearly::OF_A_LINE_ALONE).is_some()
}

/// True for what is no text: two characters, and one in 32, are controls that no text has. Some separate records or fields, strike letters over, or
/// format messages.
pub(super) fn is_binary(line: &str) -> bool {
    let is_control =
        |byte: &u8| matches!(byte, 0x4..=0x7 | 0xB | 0xE | 0x10 | 0x13..=0x15 | 0x17..=0x1A | 0x7F);
    let controls = line.bytes().filter(is_control).count();
    controls > 1 && 32 * controls >= line.chars().count()
}
