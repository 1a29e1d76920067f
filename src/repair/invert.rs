//! Undoing one layer over a whole text.

use std::collections::HashMap;

use super::infer::{next_beyond_ascii, read_run, weigh, Before, Found, Units};
use super::lattice::{Choice, Form, Lattice};
use super::provenance::{Log, Undone};
use super::unit::{Gap, Unit};
use crate::channel::encoding::Encoding;
use crate::channel::{Channel, Layer};
use crate::model::restoration;

/// Whole units in a row that need no weighing in a text of which more than half went through the layer: by chance, what stands there
/// would hardly be UTF-8 so many times over.
const SELF_EVIDENT: usize = 3;

/// A unit, by its place in the text.
enum Piece {
    Copied(std::ops::Range<usize>),
    Whole(char, usize, Channel),
    Gap(usize, Channel),
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
    let inverter = &found.inverter;
    let lossy = inverter.is_lossy();
    let fresh = log.records.is_empty();
    let only = Channel::of(inverter.layer);
    let mut pieces = Vec::new();
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
            || !(self_evident || weigh(inverter, text, &before, next..end, &units) + found.credit > 0)
        {
            at = next + c.len_utf8();
            continue;
        }
        if lossy {
            text[copied..next].chars().for_each(|c| lattice.known(c));
        }
        pieces.push(Piece::Copied(copied..next));
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
                    pieces.push(Piece::Whole(c, len, channel));
                }
                Unit::Gap(gap) => {
                    let form = *forms.entry(gap).or_insert_with(|| {
                        let mut candidates = Vec::new();
                        inverter.candidates(&gap, &mut |c| candidates.push((c, 0.0)));
                        lattice.form(candidates.into_iter())
                    });
                    lattice.gap(form);
                    pieces.push(Piece::Gap(len, channel));
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
    pieces.push(Piece::Copied(copied..text.len()));
    write(text, pieces, lattice.solve(), least_confidence)
}

/// Puts the pieces together, and says what became of each.
fn write(text: &str, pieces: Vec<Piece>, choices: &[Choice], least_confidence: f32) -> (String, Vec<Undone>) {
    let mut choices = choices.iter();
    let mut out = String::with_capacity(text.len());
    let mut undone: Vec<Undone> = Vec::new();
    let mut source = 0;
    let mut open = false; // the last record is exact and ends here
    for piece in pieces {
        let start = out.len();
        match piece {
            Piece::Copied(range) => {
                source = range.end;
                open &= range.is_empty();
                out.push_str(&text[range]);
            }
            Piece::Whole(c, len, channel) => {
                out.push(c);
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
