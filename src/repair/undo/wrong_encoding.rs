//! Text that never was UTF-8, read with a page of Latin letters or with another page of its own letters: which encoding it was in, and the way back.
//!
//! Bytes that a single-byte page read are all there, so a unit is a character of the encoding, whole. The evidence is the
//! plausibility of what comes out: accented capitals in a row are no language, and few encodings make one of them.

pub(crate) mod alphabets;
mod candidates;
mod line_art;
mod meant_controls;
mod reader;
mod sources;
mod suspect;

use crate::channel::{Channel, Loss};
use crate::repair::evidence::odds::Left;
use crate::repair::evidence::stands::Stands;
use crate::repair::log::provenance::Log;
use crate::repair::undo::multi_byte::next_beyond_ascii;
use crate::repair::undo::{Changes, Part};

pub(crate) use candidates::{candidates, is_drawn};
pub(crate) use reader::Reader;
pub(crate) use sources::{is_pair, rarity};
pub(crate) use suspect::{could_be_of_ibm866, is_suspect, next_suspect};

/// What a text was when it was given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputKind {
    Characters,
    /// Bytes that are not UTF-8, each shown as windows-1252 has it: all are of one encoding, and which is to be found out.
    Bytes,
}

/// Undoes a layer in some lines of `text`, wherever a run is better read so. `log` tells what was undone before.
pub(crate) fn undo(original: &str, text: &str, parts: &[Part<Reader>], log: &Log) -> Changes {
    let fresh = log.records.is_empty();
    let mut changes = Changes::default();
    let mut units = Vec::new();
    for part in parts {
        let (reader, layer) = (part.by, part.by.layer);
        let line = &text[..part.range.end];
        let stands = Stands::glanced_at(line);
        let mut left = Left::default();
        let mut at = part.range.start;
        while let Some(next) = next_beyond_ascii(line, at) {
            units.clear();
            let run = reader.weigh(&stands, next, left.of(line, next), |c, len| units.push((c, len)));
            let Some(run) = run else {
                at = next + line[next..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            at = run.end;
            if !reader.undoes(line, &(next..run.end), run.gain + part.credit.least()) {
                continue;
            }
            left.note(&run);
            let mut copied = next;
            for &(c, len) in &units {
                let source = copied..copied + len;
                let channel = if fresh {
                    Some(Channel::of(layer))
                } else {
                    log.channel_at((original, text), source.clone(), layer, Some(c))
                };
                let Some(channel) = channel else { break };
                copied += len;
                // What the layer would have lost or replaced was not made by it.
                let makes = layer.loss == Loss::NONE || layer.makes(c, &text[source.clone()]);
                if makes && !text[source.clone()].starts_with(c) {
                    changes.exact_char(source, c, channel);
                }
            }
        }
    }
    changes
}
