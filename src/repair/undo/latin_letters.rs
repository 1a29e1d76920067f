//! Text of a page of Latin letters, read with a multi-byte page: `fran鏰is` was `français` in windows-1252, and GBK read it.
//!
//! A letter beyond ASCII and the letter behind it became one character of East Asia. It stands within a Latin word, where no text has one by itself, and the
//! word tells what it was. In front of anything but a letter the page could not read the byte: a mark is left, which stays.

mod pages;
mod reader;

use crate::repair::evidence::odds::Left;
use crate::repair::evidence::stands::Stands;
use crate::repair::log::provenance::Log;
use crate::repair::undo::multi_byte::next_beyond_ascii;
use crate::repair::undo::{Changes, Part};

pub(crate) use pages::{candidates, rarity};
pub(crate) use reader::Reader;

/// Undoes a page in some lines of `text`, wherever Latin words come of it. `log` tells what was undone before, in `original`.
pub(crate) fn undo(original: &str, text: &str, parts: &[Part<Reader>], log: &Log) -> Changes {
    let mut changes = Changes::default();
    for part in parts {
        let line = &text[..part.range.end];
        let stands = Stands::glanced_at(line);
        let mut left = Left::default();
        let mut at = part.range.start;
        while let Some(next) = next_beyond_ascii(line, at) {
            let Some(word) = part.by.weigh(&stands, next, left.of(line, next)) else {
                at = next + line[next..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            left.note(&word.run);
            at = word.run.end;
            for unit in &word.units {
                let source = unit.source.clone();
                changes.exact_unit((original, text), source, unit.chars(), part.by.pair, log);
            }
        }
    }
    changes
}
