//! The commonest damage, which lost nothing: told by a glance, where nothing is known of other texts.

use super::binary::is_binary;
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
