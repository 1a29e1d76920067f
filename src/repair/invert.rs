//! Undoing one layer over a whole text.

use std::collections::HashMap;

use super::infer::{weigh, Found};
use super::lattice::{Choice, Form, Lattice};
use super::provenance::{Log, Undone};
use super::unit::{Gap, Inverter, Unit};
use crate::channel::code_page::tables;
use crate::channel::Channel;
use crate::model::restoration;

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
    let mut pieces = Vec::new();
    let mut lattice = Lattice::new(restoration::restoration());
    let mut forms: HashMap<Gap, Form> = HashMap::new();
    let mut copied = 0;
    let mut at = 0;
    let mut before = '\n';
    for lead in leads(text, inverter) {
        if lead < at {
            continue;
        }
        if lead > at {
            before = text[..lead].chars().next_back().unwrap_or('\n');
        }
        let Some(run) = weigh(inverter, text, lead, before) else { continue };
        if run.gain + found.credit <= 0 {
            continue;
        }
        text[copied..lead].chars().for_each(|c| lattice.known(c));
        pieces.push(Piece::Copied(copied..lead));
        let mut here = lead;
        while here < run.end {
            let Some((unit, len)) = inverter.unit(&text[here..]) else { break };
            let whole = match unit {
                Unit::Whole(c) => Some(c),
                Unit::Gap(_) => None,
            };
            let channel = log.channel_at((original, text), here..here + len, inverter.layer, whole);
            let Some(channel) = channel else { break };
            match unit {
                Unit::Whole(c) => {
                    lattice.known(c);
                    before = c;
                    pieces.push(Piece::Whole(c, len, channel));
                }
                Unit::Gap(gap) => {
                    let form = *forms.entry(gap).or_insert_with(|| {
                        let mut candidates = Vec::new();
                        inverter.candidates(&gap, &mut |c| candidates.push((c, 0.0)));
                        lattice.form(candidates.into_iter())
                    });
                    lattice.gap(form);
                    before = '\u{FFFD}';
                    pieces.push(Piece::Gap(len, channel));
                }
            }
            here += len;
        }
        copied = here;
        at = here.max(lead + 1);
    }
    text[copied..].chars().for_each(|c| lattice.known(c));
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

/// The places of the characters that the page has where UTF-8 has its lead bytes.
fn leads<'a>(text: &'a str, inverter: &'a Inverter) -> impl Iterator<Item = usize> + 'a {
    let tables = tables();
    let page = inverter.layer.page.index();
    let is_lead =
        move |c: char| !c.is_ascii() && tables.entry(c).is_some_and(|entry| entry.lead >> page & 1 == 1);
    text.char_indices().filter(move |(_, c)| is_lead(*c)).map(|(at, _)| at)
}
