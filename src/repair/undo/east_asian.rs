//! Text of one encoding of East Asia, read with the page of another one: `偙傟偼` was `これは` in Shift_JIS, and GBK read it.
//!
//! Both have two bytes for most characters, so that most become one character each. Only those by half-width kana do not: they are bytes by themselves.
//! What aligns are *units*, the shortest stretches that begin and end where characters of both do. A pair of bytes that the page could not read
//! left a mark, which says nothing of them: it stays.

mod code_order;
mod half_width;
pub(crate) mod pairs;
mod reader;

use crate::repair::evidence::odds::Left;
use crate::repair::evidence::stands::Stands;
use crate::repair::log::provenance::Log;
use crate::repair::undo::multi_byte::next_beyond_ascii;
use crate::repair::undo::{Changes, Part};

pub(crate) use reader::Reader;
use reader::Weighed;

/// Undoes a page in some lines of `text`, wherever a run is better read so. `log` tells what was undone before, in `original`.
pub(crate) fn undo(original: &str, text: &str, parts: &[Part<Reader>], log: &Log) -> Changes {
    let mut changes = Changes::default();
    let mut units = Vec::new();
    for part in parts {
        let line = &text[..part.range.end];
        let stands = Stands::glanced_at(line);
        let mut left = Left::default();
        let mut at = part.range.start;
        while let Some(next) = next_beyond_ascii(line, at) {
            units.clear();
            let run = part.by.weigh(&stands, next, left.of(line, next), |unit| units.push(unit));
            let Some(Weighed { run, .. }) = run else {
                at = next + line[next..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            at = run.end;
            if run.gain + part.credit.least() <= 0 {
                continue;
            }
            left.note(&run);
            let mut copied = next;
            for unit in &units {
                let source = copied..copied + unit.len;
                copied = source.end;
                changes.exact_unit((original, text), source, unit.chars(), part.by.pair, log);
            }
        }
    }
    changes
}
