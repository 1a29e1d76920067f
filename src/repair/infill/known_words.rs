//! Words that the caller knows to be in the text: names above all.
//!
//! The language model chooses for each gap by what is usual. Where the characters around a gap, and the bytes that survived in it, fit a known
//! word, that word is so many times likelier than the model held it.

use crate::model::plausibility::BIT;
use crate::repair::evidence::priors::KNOWN_WORD;
use crate::repair::infill::choice::Choice;
use crate::repair::infill::log_space::{exp, ln};
use crate::repair::undo::Changes;

/// Known words of two characters or more, long ones first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(Vec<Box<[char]>>);

/// No word is known.
pub(crate) static NONE: Names = Names(Vec::new());

impl Names {
    pub(crate) fn new<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> Names {
        let mut words: Vec<Box<[char]>> =
            words.into_iter().map(|word| word.as_ref().chars().collect()).collect();
        // A single character would fit everywhere.
        words.retain(|word| word.len() > 1);
        words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        words.dedup();
        Names(words)
    }
}

/// A character of the result.
struct Cell {
    c: char,
    /// Which list of changes, and which of it, where the character was inferred.
    gap: Option<(usize, usize)>,
}

/// What a candidate has that the choice does not name, of all that is left to such candidates: their number is not known here.
const UNNAMED: f32 = 1.0 / 64.0;
/// The least probability that a candidate is given: where the model settles for one, the others may be as near as five nats, so that this is left
/// to one of those that a choice does not name.
const LEAST: f32 = 1e-4;

/// Puts known words where they fit and are likelier than what was chosen. `all` are the changes of `text`.
pub(crate) fn settle(text: &str, all: &mut [Changes], words: &Names) {
    if words.0.is_empty() || !all.iter().any(Changes::has_gaps) {
        return;
    }
    let cells = cells(text, all);
    // Up to here the cells have been settled by a word.
    let mut settled = 0;
    for (at, cell) in cells.iter().enumerate() {
        if cell.gap.is_none() || at < settled {
            continue;
        }
        let fits = words.0.iter().filter_map(|word| {
            let first_gap = |offset: &usize| {
                at.checked_sub(*offset).is_some_and(|from| {
                    from >= settled && cells[from..at].iter().all(|before| before.gap.is_none())
                })
            };
            let offset = (0..word.len())
                .filter(first_gap)
                .find(|offset| fits(word, &cells, at - offset, text, all))?;
            Some((at - offset, word, odds(word, &cells[at - offset..], all)))
        });
        let best = fits.fold(None, |best: Option<(usize, &Box<[char]>, f32)>, fit| match best {
            Some(best) if best.2 >= fit.2 => Some(best),
            _ => Some(fit),
        });
        if let Some((from, word, odds)) = best.filter(|(_, _, odds)| *odds > 1.0) {
            for (c, cell) in word.iter().zip(&cells[from..]) {
                if let Some((list, number)) = cell.gap {
                    all[list].choose(number, |choice| chosen(choice, *c, odds / (1.0 + odds)));
                }
            }
            settled = from + word.len();
        }
    }
}

/// The characters of the result, near gaps and elsewhere.
fn cells(text: &str, all: &[Changes]) -> Vec<Cell> {
    let mut order: Vec<(usize, usize)> = all
        .iter()
        .enumerate()
        .flat_map(|(list, changes)| (0..changes.len()).map(move |at| (list, at)))
        .collect();
    order.sort_by_key(|(list, at)| all[*list].source(*at).start);
    let mut cells = Vec::with_capacity(text.len() / 2);
    let known = |c| Cell { c, gap: None };
    let mut copied = 0;
    for (list, at) in order {
        let source = all[list].source(at);
        cells.extend(text[copied..source.start].chars().map(known));
        copied = source.end;
        match all[list].gap(at) {
            Some(choice) => cells.push(Cell { c: choice.best, gap: Some((list, at)) }),
            None => cells.extend(all[list].text_of(at).chars().map(known)),
        }
    }
    cells.extend(text[copied..].chars().map(known));
    cells
}

/// Whether `word` may stand at `from`: what is known agrees with it, and its characters leave in the gaps what stands there.
fn fits(word: &[char], cells: &[Cell], from: usize, text: &str, all: &[Changes]) -> bool {
    let Some(place) = cells.get(from..from + word.len()) else { return false };
    let agrees = |(c, cell): (&char, &Cell)| cell.gap.is_some() || cell.c == *c;
    if !word.iter().zip(place).all(agrees) {
        return false;
    }
    // A word of letters begins where no other goes on.
    let is_inside = |before: &Cell| before.c.is_alphabetic() && is_letter(before.c);
    if is_letter(word[0]) && from > 0 && is_inside(&cells[from - 1]) {
        return false;
    }
    word.iter().zip(place).all(|(c, cell)| {
        cell.gap.is_none_or(|(list, number)| {
            cell.c == *c || {
                let stood = all[list].channel(number).apply(c.encode_utf8(&mut [0; 4]));
                stood == text[all[list].source(number)]
            }
        })
    })
}

/// A letter of a script that sets words apart.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        && !matches!(c, '\u{E00}'..='\u{EFF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..)
}

/// How much likelier the word is than anything else there, given that it is known.
fn odds(word: &[char], cells: &[Cell], all: &[Changes]) -> f32 {
    let share = |(c, cell): (&char, &Cell)| {
        let (list, number) = cell.gap?;
        let shares = all[list].gap(number)?.shares();
        let named = shares.iter().find(|(candidate, _)| candidate == c).map(|(_, share)| *share);
        let rest = || (1.0 - shares.iter().map(|(_, share)| share).sum::<f32>()) * UNNAMED;
        Some(named.unwrap_or_else(rest).max(LEAST))
    };
    let together: f32 = word.iter().zip(cells).filter_map(share).map(ln).sum();
    let likely = exp(together).min(1.0 - LEAST);
    exp(together + KNOWN_WORD as f32 / BIT as f32 * std::f32::consts::LN_2) / (1.0 - likely)
}

/// The choice of `c`, with that confidence at least.
fn chosen(choice: &Choice, c: char, confidence: f32) -> Choice {
    let shares = choice.shares();
    let before = shares.iter().find(|(candidate, _)| *candidate == c).map_or(0.0, |(_, share)| *share);
    let confidence = confidence.max(before);
    let left = if before < 1.0 { (1.0 - confidence) / (1.0 - before) } else { 0.0 };
    let mut found = Choice { best: c, confidence, ..Choice::NONE };
    let others = shares.into_iter().filter(|(other, share)| *other != c && *share > 0.0);
    for (slot, (other, share)) in found.runners_up.iter_mut().zip(others) {
        *slot = (other, share * left);
    }
    found
}
