//! Text in an encoding of East Asia that a single-byte page read and that lost bytes then: `ƒvƒŒƒCƒ„[` was `プレイヤー`, of which the byte 81 is no
//! character of windows-1252.
//!
//! Unlike those of UTF-8, the bytes that are left do not say where a character begins: behind a lost byte, pairs could be read across two characters. So a
//! stretch is read as the likeliest row of characters, some of them short of a byte, and each is as sure as all rows together say that have it there.

mod lattice;
mod losses;
mod reader;
mod stretches;
mod walk;

use crate::channel::Channel;
use crate::repair::log::provenance::Log;
use crate::repair::undo::{Changes, Part};
use lattice::Unit;

pub(crate) use losses::losses;
pub(crate) use reader::Reader;

/// From here on, nothing else could stand there that is worth naming.
const SURE: f32 = 0.9995;

/// Undoes a layer in some lines of `text`, wherever a stretch is better read so. `log` tells what was undone before.
pub(crate) fn undo(original: &str, text: &str, parts: &[Part<Reader>], log: &Log) -> Changes {
    let mut changes = Changes::default();
    for Part { range, by: reader, credit } in parts {
        reader.read(&text[..range.end], range.start, |_, run, row| {
            if run.gain + credit.least() <= 0 {
                return;
            }
            for Unit { source, choice, is_short } in &row.units {
                let stood = &text[source.clone()];
                let c = choice.best;
                if stood.starts_with(c) || !reader.layer.makes(c, stood) {
                    continue;
                }
                let channel = match log.records.is_empty() {
                    true => Some(Channel::of(reader.layer)),
                    false => log.channel_at((original, text), source.clone(), reader.layer, Some(c)),
                };
                let Some(channel) = channel else { continue };
                if *is_short || choice.confidence < SURE {
                    // What stood there, and a character that is cut out of it otherwise, are none of what the layer damaged so.
                    let choice = choice.keeping(|c| reader.layer.makes(c, stood));
                    changes.inferred(source.clone(), c.encode_utf8(&mut [0; 4]), channel, choice);
                } else {
                    changes.exact_char(source.clone(), c, channel);
                }
            }
        });
    }
    changes
}
