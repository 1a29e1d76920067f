//! Undoing one layer over a whole text.

use super::infer::{weigh, Found};
use super::lattice::Lattice;
use super::provenance::{Log, Undone};
use super::unit::Unit;
use crate::channel::code_page::tables;

/// A unit, by its place in the text.
enum Piece {
    Copied(std::ops::Range<usize>),
    Whole(char, usize),
    Gap(usize),
}

/// Undoes `found` wherever a run is better read as mojibake. `log` tells what was undone before: a unit of this layer went through the same layers afterwards with all its bytes.
pub(crate) fn undo(text: &str, found: &Found, log: &Log) -> (String, Vec<Undone>) {
    let inverter = &found.inverter;
    let page = inverter.layer.page.index();
    let mut pieces = Vec::new();
    let mut lattice = Lattice::default();
    let mut copied = 0;
    let mut at = 0;
    let mut before = '\n';
    for_each_lead(text, page, &mut |lead| {
        if lead < at {
            return;
        }
        if lead > at {
            before = text[..lead].chars().next_back().unwrap_or('\n');
        }
        let Some(run) = weigh(inverter, text, lead, before) else { return };
        if run.gain + found.credit <= 0 {
            return;
        }
        for c in text[copied..lead].chars() {
            lattice.known(c);
        }
        pieces.push(Piece::Copied(copied..lead));
        let mut here = lead;
        while here < run.end {
            let Some((unit, len)) = inverter.unit(&text[here..]) else { break };
            if !log.is_uniform(here..here + len) {
                break;
            }
            match unit {
                Unit::Whole(c) => {
                    lattice.known(c);
                    before = c;
                    pieces.push(Piece::Whole(c, len));
                }
                Unit::Gap(gap) => {
                    let mut candidates = Vec::new();
                    inverter.candidates(&gap, &mut |c| candidates.push((c, 0.0)));
                    before = candidates[0].0;
                    lattice.gap(candidates.into_iter());
                    pieces.push(Piece::Gap(len));
                }
            }
            here += len;
        }
        copied = here;
        at = here;
    });
    if pieces.is_empty() {
        return (text.to_owned(), Vec::new());
    }
    for c in text[copied..].chars() {
        lattice.known(c);
    }
    pieces.push(Piece::Copied(copied..text.len()));

    let mut choices = lattice.solve().into_iter();
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
            Piece::Whole(c, len) => {
                out.push(c);
                if open {
                    let last = undone.len() - 1;
                    undone[last].source.end += len;
                    undone[last].restored.end = out.len();
                } else {
                    undone.push(Undone { source: source..source + len, restored: start..out.len(), choice: None });
                }
                open = true;
                source += len;
            }
            Piece::Gap(len) => {
                let choice = choices.next();
                out.push(choice.as_ref().map_or(char::REPLACEMENT_CHARACTER, |choice| choice.best));
                undone.push(Undone { source: source..source + len, restored: start..out.len(), choice });
                open = false;
                source += len;
            }
        }
    }
    (out, undone)
}

/// Calls `each` with the place of every character that the page has where UTF-8 has its lead bytes.
fn for_each_lead(text: &str, page: usize, each: &mut dyn FnMut(usize)) {
    let tables = tables();
    for (at, c) in text.char_indices() {
        if !c.is_ascii() && tables.entry(c).is_some_and(|entry| entry.lead >> page & 1 == 1) {
            each(at);
        }
    }
}
