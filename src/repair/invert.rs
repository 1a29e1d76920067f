//! Undoing one layer over a whole text.

use std::collections::HashMap;
use std::ops::Range;

use super::infer::{next_beyond_ascii, read_run, weigh, Before, Found, Units};
use super::lattice::{Choice, Form, Lattice};
use super::provenance::{number, Log, Undone};
use super::records::short;
use super::unit::{Gap, Unit};
use crate::channel::encoding::Encoding;
use crate::channel::{Channel, Layer};
use crate::model::restoration;

/// Bytes of a run that are read at once where nothing was lost.
const ROOM: usize = 256;

/// Whole units in a row that need no weighing in a text of which more than half went through the layer: by chance, what stands there
/// would hardly be UTF-8 so many times over.
const SELF_EVIDENT: usize = 3;

/// What the result is put together from, in order.
#[derive(Default)]
struct Pieces {
    list: Vec<Piece>,
    /// Characters of which nothing was lost, one behind the other: a piece for each would take more room than all else.
    whole: String,
    channels: Vec<Channel>,
}

/// Lengths are short, and channels are numbers: a text of a megabyte has a hundred thousand pieces.
enum Piece {
    /// So many bytes of the text, as they stand.
    Copied(u32),
    /// So many bytes of `whole`, for so many of the text, by the channel with this number.
    Whole(u32, u32, u32),
    /// One character for so many bytes of the text.
    Gap(u32, u32),
}

impl Pieces {
    fn push_copied(&mut self, len: usize) {
        self.list.push(Piece::Copied(short(len)));
    }

    fn push_whole(&mut self, c: char, len: usize, channel: Channel) {
        self.whole.push(c);
        let (own, len, channel) = (short(c.len_utf8()), short(len), number(&mut self.channels, channel));
        match self.list.last_mut() {
            Some(Piece::Whole(restored, source, last)) if *last == channel => {
                *restored += own;
                *source += len;
            }
            _ => self.list.push(Piece::Whole(own, len, channel)),
        }
    }

    fn push_gap(&mut self, len: usize, channel: Channel) {
        self.list.push(Piece::Gap(short(len), number(&mut self.channels, channel)));
    }
}

/// Undoes `found` wherever a run is better read as mojibake. `log` tells what was undone before: a unit of this layer went through
/// the same layers afterwards with all its bytes. A gap whose best candidate is less likely than `least_confidence` becomes U+FFFD.
pub(crate) fn undo(
    original: &str,
    text: &str,
    found: &Found,
    log: &Log,
    least_confidence: f32,
) -> (String, Vec<Undone>) {
    if log.records.is_empty() && !found.inverter.is_lossy() {
        undo_whole(text, found)
    } else {
        undo_any(original, text, found, log, least_confidence)
    }
}

/// The same as `undo` for a first layer that lost nothing: what stands there is read through a table and checked as UTF-8, a stretch at
/// a time.
fn undo_whole(text: &str, found: &Found) -> (String, Vec<Undone>) {
    let mut bytes = [0; ROOM];
    let inverter = &found.inverter;
    let map = inverter.layer.page.reverse();
    let only = Channel::of(inverter.layer);
    let mut out = String::with_capacity(text.len());
    let mut undone: Vec<Undone> = Vec::new();
    let mut units = Units::new();
    let mut before = Before::default();
    let (mut at, mut copied) = (0, 0);
    loop {
        let next = next_beyond_ascii(text, at);
        let Some(c) = text[next..].chars().next() else { break };
        at = next + c.len_utf8();
        if !matches!(inverter.byte(c), 0xC2..=0xF4) || !inverter.has_unit(&text[next..]) {
            continue;
        }
        let start = out.len() + (next - copied);
        let mut end = next;
        if found.credit > 0 {
            loop {
                let (count, len) = map.look_up(&text[end..], &mut bytes);
                let restored = valid(&bytes[..count]);
                if restored.is_empty() || (end == next && restored.chars().nth(SELF_EVIDENT - 1).is_none()) {
                    break;
                }
                if end == next {
                    out.push_str(&text[copied..next]);
                }
                out.push_str(restored);
                end += match restored.len() == count {
                    true => len,
                    false => text[end..].chars().take(restored.len()).map(char::len_utf8).sum(),
                };
            }
        }
        let evident = end;
        let end = read_run(inverter, text, evident, &mut units);
        if evident == next {
            if end == next
                || weigh(inverter, text, before.state(text, next), next..end, &units) + found.credit <= 0
            {
                continue;
            }
            out.push_str(&text[copied..next]);
        } else {
            push(&mut undone, next..evident, start..out.len(), only);
        }
        let mut here = evident;
        for &(unit, len) in &units {
            let (c, channel) = match unit {
                Unit::Surrogates(c) => (c, Channel::of(Layer { source: Encoding::Cesu8, ..inverter.layer })),
                Unit::Whole(c) => (c, only),
                Unit::Gap(_) => break, // there are none where nothing is lost
            };
            let place = out.len();
            out.push(c);
            push(&mut undone, here..here + len, place..out.len(), channel);
            here += len;
        }
        before.note_restored(text, next..here, &out[start..]);
        (at, copied) = (here, here);
    }
    out.push_str(&text[copied..]);
    (out, undone)
}

/// Notes an exact repair, in one with the last if it goes on where that ends.
fn push(undone: &mut Vec<Undone>, source: Range<usize>, restored: Range<usize>, channel: Channel) {
    match undone.last_mut().filter(|last| last.source.end == source.start && last.channel == channel) {
        Some(last) => (last.source.end, last.restored.end) = (source.end, restored.end),
        None => undone.push(Undone { source, restored, channel, choice: None }),
    }
}

/// What `bytes` begin with, as far as it is UTF-8.
fn valid(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}

fn undo_any(
    original: &str,
    text: &str,
    found: &Found,
    log: &Log,
    least_confidence: f32,
) -> (String, Vec<Undone>) {
    let inverter = &found.inverter;
    let lossy = inverter.is_lossy();
    let fresh = log.records.is_empty();
    let only = Channel::of(inverter.layer);
    let mut pieces = Pieces::default();
    let mut lattice = Lattice::new(restoration::restoration());
    let mut forms: HashMap<Gap, Form> = HashMap::new();
    let mut units = Units::new();
    let mut before = Before::default();
    let mut copied = 0;
    let mut at = 0;
    loop {
        let next = next_beyond_ascii(text, at);
        let Some(c) = text[next..].chars().next() else { break };
        if !matches!(inverter.byte(c), 0xC2..=0xF4) {
            at = next + c.len_utf8();
            continue;
        }
        let end = read_run(inverter, text, next, &mut units);
        let mut whole = units.iter().filter(|(unit, _)| matches!(unit, Unit::Whole(_)));
        let self_evident = found.credit > 0 && whole.nth(SELF_EVIDENT - 1).is_some();
        if end == next
            || !(self_evident
                || weigh(inverter, text, before.state(text, next), next..end, &units) + found.credit > 0)
        {
            at = next + c.len_utf8();
            continue;
        }
        if lossy {
            text[copied..next].chars().for_each(|c| lattice.known(c));
        }
        pieces.push_copied(next - copied);
        let mut here = next;
        for &(unit, len) in &units {
            let (layer, whole) = match unit {
                Unit::Whole(c) => (inverter.layer, Some(c)),
                Unit::Surrogates(c) => (Layer { source: Encoding::Cesu8, ..inverter.layer }, Some(c)),
                Unit::Gap(_) => (inverter.layer, None),
            };
            let channel = match unit {
                Unit::Whole(_) | Unit::Gap(_) if fresh => Some(only),
                _ => log.channel_at((original, text), here..here + len, layer, whole),
            };
            let Some(channel) = channel else { break };
            match unit {
                Unit::Whole(c) | Unit::Surrogates(c) => {
                    if lossy {
                        lattice.known(c);
                    }
                    pieces.push_whole(c, len, channel);
                }
                Unit::Gap(gap) => {
                    let form = *forms.entry(gap).or_insert_with(|| {
                        let mut candidates = Vec::new();
                        inverter.candidates(&gap, &mut |c| candidates.push((c, 0.0)));
                        lattice.form(candidates.into_iter())
                    });
                    lattice.gap(form);
                    pieces.push_gap(len, channel);
                }
            }
            here += len;
        }
        before.note(inverter, &units, text, next..end);
        copied = here;
        // What is left of a run that was broken off stays as it stands.
        at = end;
    }
    if lossy {
        text[copied..].chars().for_each(|c| lattice.known(c));
    }
    pieces.push_copied(text.len() - copied);
    write(text, &pieces, &lattice.into_choices(), least_confidence)
}

/// Puts the pieces together, and says what became of each.
fn write(text: &str, pieces: &Pieces, choices: &[Choice], least_confidence: f32) -> (String, Vec<Undone>) {
    let mut choices = choices.iter();
    let mut whole = pieces.whole.as_str();
    let mut out = String::with_capacity(text.len());
    let mut undone: Vec<Undone> = Vec::new();
    let mut source = 0;
    let mut open = false; // the last record is exact and ends here
    for piece in &pieces.list {
        let start = out.len();
        match *piece {
            Piece::Copied(len) => {
                let end = source + len as usize;
                open &= len == 0;
                out.push_str(&text[source..end]);
                source = end;
            }
            Piece::Whole(restored, len, channel) => {
                let (len, channel) = (len as usize, pieces.channels[channel as usize]);
                let (own, rest) = whole.split_at(restored as usize);
                out.push_str(own);
                whole = rest;
                match undone.last_mut().filter(|last| open && last.channel == channel) {
                    Some(last) => {
                        last.source.end += len;
                        last.restored.end = out.len();
                    }
                    None => {
                        let source = source..source + len;
                        undone.push(Undone { source, restored: start..out.len(), channel, choice: None });
                    }
                }
                open = true;
                source += len;
            }
            Piece::Gap(len, channel) => {
                let (len, channel) = (len as usize, pieces.channels[channel as usize]);
                let choice = choices.next().copied();
                let sure = choice.filter(|choice| choice.confidence >= least_confidence);
                out.push(sure.map_or(char::REPLACEMENT_CHARACTER, |choice| choice.best));
                undone.push(Undone {
                    source: source..source + len,
                    restored: start..out.len(),
                    channel,
                    choice,
                });
                open = false;
                source += len;
            }
        }
    }
    (out, undone)
}
