//! Which channel a text came through: evidence from all of it, weighed in bits.
//!
//! For each stretch that could be mojibake of a layer, the gain is the cost of what stands there less the cost of what it
//! would restore to, both as the plausibility model prices them: the logarithm of the odds, but for the prior. Gains of a layer
//! add up over the text; the layer that explains most is the channel, if it explains enough.

use super::scan;
use super::unit::{Inverter, Unit};
use crate::channel::code_page::{tables, CodePage};
use crate::channel::{Fate, Layer, Loss};
use crate::model::plausibility::{State, BIT};

/// Bits that a layer must gain over a whole text before the text is touched: the odds that a text is garbled at all, and by this page
/// of all pages. Lower, and clean lines with an odd letter before an odd mark are "repaired"; higher, and single garbled letters in a
/// short line stay.
const ENOUGH: i32 = 11 * BIT;
/// Bits that each kind of loss must earn before it is believed.
const LOSS_PRIOR: i32 = 6 * BIT;
/// Bytes of a block that are weighed for every layer, from the first suspect on.
const SAMPLE: usize = 1 << 14;
/// Bytes of a sample that are enough for a first ranking of the pages, if they gain `SURE`.
const GLANCE: usize = 1 << 12;
const SURE: i32 = 200 * BIT;
/// Pages that are tried with every loss. Pages that read a text alike differ in what they leave unassigned.
const RIVALS: usize = 4;
/// Bits that a run must gain to count as mojibake before the share of mojibake in the text is known.
const CLEAR: i32 = 6 * BIT;

/// A stretch of units without a break.
pub(crate) struct Run {
    pub(crate) end: usize,
    /// Eighths of a bit that reading it as mojibake gains.
    pub(crate) gain: i32,
}

/// Reads the longest run of units from `start` and weighs it; `before` is the character in front of it as it is in the result.
/// Each unit and its length are shown to `each`.
pub(crate) fn weigh(
    inverter: &Inverter,
    text: &str,
    start: usize,
    before: char,
    mut each: impl FnMut(Unit, usize),
) -> Option<Run> {
    let mut at = start;
    let mut restored = 0;
    let left = State::after(before);
    let mut state = left;
    while let Some((unit, len)) = inverter.unit(&text[at..]) {
        each(unit, len);
        match unit {
            Unit::Whole(c) => {
                let (cost, next) = state.then(c);
                restored += cost;
                state = next;
            }
            Unit::Gap(gap) => {
                // What survived was made by any of the candidates: their probabilities add up.
                let mut sum = 0.0f32;
                let mut best = (i32::MAX, state);
                for c in inverter.likely(&gap).into_iter().take_while(|c| *c != '\0') {
                    let (cost, next) = state.then(c);
                    sum += (-(cost as f32) / BIT as f32).exp2();
                    if cost < best.0 {
                        best = (cost, next);
                    }
                }
                restored += (-sum.log2() * BIT as f32) as i32;
                state = best.1;
            }
        }
        at += len;
    }
    if at == start {
        return None;
    }
    let after = text[at..].chars().next().unwrap_or('\n');
    restored += state.then(after).0;
    let mut stands = 0;
    let mut state = left;
    for c in text[start..at].chars().chain([after]) {
        let (cost, next) = state.then(c);
        stands += cost;
        state = next;
    }
    Some(Run { end: at, gain: stands - restored })
}

/// The place of the next byte that is not ASCII, or the text's end.
pub(crate) fn next_beyond_ascii(text: &str, from: usize) -> usize {
    let bytes = &text.as_bytes()[from..];
    bytes.iter().position(|byte| !byte.is_ascii()).map_or(text.len(), |at| from + at)
}

/// The layer that a text last went through, and how readily to believe it of one stretch.
pub(crate) struct Found {
    pub(crate) inverter: Inverter,
    /// Eighths of a bit that a stretch may lack (or, if negative, must gain) to be taken for mojibake: the document's own odds.
    pub(crate) credit: i32,
    /// Eighths of a bit that the layer gains over the sample that betrayed it.
    pub(crate) gain: i32,
}

/// What earlier blocks of a document said about its channel.
#[derive(Default)]
pub(crate) struct Evidence {
    /// For each pass, the layer that was found and what it gained.
    gains: Vec<(Layer, i32)>,
}

/// Gains of earlier blocks count up to this: enough to settle a doubt, too little to overrule a block that knows better.
const CARRIED: i32 = 2 * ENOUGH;

impl Evidence {
    fn of(&self, pass: usize, page: CodePage) -> i32 {
        match self.gains.get(pass) {
            Some((known, gain)) if known.page == page => *gain,
            _ => 0,
        }
    }

    fn note(&mut self, pass: usize, layer: Layer, gain: i32) {
        if pass < self.gains.len() {
            self.gains[pass] = (layer, gain.min(CARRIED));
        } else {
            self.gains.push((layer, gain.min(CARRIED)));
        }
    }
}

/// The last layer of the text's channel; `None` if the text is better left as it is. `pass` counts the layers undone before.
pub(crate) fn last_layer(text: &str, evidence: &mut Evidence, pass: usize) -> Option<Found> {
    // The first sample that betrays a layer speaks for the block.
    let mut at = 0;
    while let Some(suspect) = scan::next_suspect(text, at) {
        let line =
            memchr::memrchr(b'\n', &text.as_bytes()[at..suspect]).map_or(at, |line_end| at + line_end + 1);
        let sample = &text[line..char_boundary_before(text, (line + SAMPLE).max(suspect + SAMPLE / 2))];
        if let Some(found) = layer_of_sample(sample, evidence, pass) {
            return Some(found);
        }
        at = line + sample.len();
    }
    None
}

fn char_boundary_before(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn layer_of_sample(sample: &str, evidence: &mut Evidence, pass: usize) -> Option<Found> {
    let start = &sample[..char_boundary_before(sample, GLANCE)];
    let weigh_pages = |text: &str, least: i32| {
        let present = pages_present(text);
        let pages = CodePage::all().filter(|page| present >> page.index() & 1 == 1);
        let gains = pages.map(|page| {
            let layer = Layer::new(page, Loss::NONE);
            let gain = tally(text, &Inverter::new(layer)).gain;
            (gain - page.rarity() * BIT + evidence.of(pass, page), layer)
        });
        gains.filter(|(gain, _)| *gain >= least).collect::<Vec<_>>()
    };
    // Gaps alone prove nothing, since almost any letter is a gap of some layer: so what is whole ranks the pages.
    let mut ranked = weigh_pages(start, SURE);
    if ranked.is_empty() {
        ranked = weigh_pages(sample, ENOUGH);
    }
    ranked.sort_by_key(|(gain, _)| -gain);
    let most = ranked.first().map_or(0, |(gain, _)| *gain);
    ranked.retain(|(gain, _)| *gain > most - most / 4);
    ranked.truncate(RIVALS);
    let mut best: Option<(i32, Layer, Tally)> = None;
    'losses: for (price, loss) in losses(sample) {
        for (_, layer) in &ranked {
            let layer = Layer::new(layer.page, loss);
            let tally = tally(sample, &Inverter::new(layer));
            let prior = layer.page.rarity() * BIT + price * LOSS_PRIOR;
            let gain = tally.gain - prior + evidence.of(pass, layer.page);
            if gain >= ENOUGH && best.as_ref().is_none_or(|(most, _, _)| gain > *most) {
                let complete = tally.unexplained == 0;
                best = Some((gain, layer, tally));
                if complete && loss == Loss::NONE {
                    break 'losses;
                }
            }
        }
    }
    let (gain, layer, tally) = best?;
    evidence.note(pass, layer, gain);
    Some(Found { inverter: Inverter::new(layer), credit: tally.credit, gain })
}

/// Losses to try, each with the number of separate things that it supposes. The text must have what a loss leaves behind.
fn losses(text: &str) -> impl Iterator<Item = (i32, Loss)> {
    let none = Loss::NONE;
    let replaced = text.contains(char::REPLACEMENT_CHARACTER);
    let questioned = memchr::memchr(b'?', text.as_bytes()).is_some();
    let candidates = [
        (0, none, true),
        (1, Loss { controls: true, ..none }, true),
        (1, Loss { unassigned: Fate::Dropped, ..none }, true),
        (1, Loss { unassigned: Fate::Replaced, ..none }, replaced),
        (1, Loss { unassigned: Fate::Questioned, ..none }, questioned),
    ];
    candidates.into_iter().filter(|(_, _, possible)| *possible).map(|(price, loss, _)| (price, loss))
}

/// Pages of which the text has a lead and a continuation side by side, a bit for each.
fn pages_present(text: &str) -> u32 {
    let mut present = 0;
    let mut at = 0;
    while let Some(suspect) = scan::next_suspect(text, at) {
        let mut chars = text[suspect..].chars();
        let first = chars.next().and_then(|c| tables().entry(c)).map_or(0, |entry| entry.lead);
        let second = chars.next().and_then(|c| tables().entry(c)).map_or(0, |entry| entry.continuation);
        present |= first & second;
        at = suspect + 1;
    }
    present
}

/// What a layer would explain of a text.
struct Tally {
    /// Eighths of a bit gained over all, the cost of telling mojibake from the rest paid.
    gain: i32,
    /// The odds that a stretch is mojibake, as the text itself has them.
    credit: i32,
    /// Stretches of the page's characters that the layer leaves as they stand.
    unexplained: usize,
}

/// Weighs all of a text as a mixture of stretches that went through the layer and stretches that did not. Which is which must be
/// said too: a text in which the layer explains few stretches of many pays more for each than one in which it explains all.
fn tally(text: &str, inverter: &Inverter) -> Tally {
    let mut gains = Vec::new();
    let mut others = 0;
    let mut last_other = usize::MAX;
    let mut at = 0;
    loop {
        at = next_beyond_ascii(text, at);
        let Some(c) = text[at..].chars().next() else { break };
        let byte = inverter.byte(c);
        if (0xC2..=0xF4).contains(&byte) && inverter.has_unit(&text[at..]) {
            let before = text[..at].chars().next_back().unwrap_or('\n');
            if let Some(run) = weigh(inverter, text, at, before, |_, _| {}) {
                gains.push(run.gain);
                at = run.end;
                continue;
            }
        }
        // Neighbours count as one stretch.
        others += usize::from(byte != 0 && last_other != at);
        at += c.len_utf8();
        last_other = if byte != 0 { at } else { usize::MAX };
    }
    let clear = gains.iter().filter(|gain| **gain > CLEAR).count();
    let total = (gains.len() + others) as f32;
    // One imagined stretch of each kind, shared in halves, keeps the odds finite.
    let share = (clear as f32 + 0.5) / (total + 1.0);
    let yes = (-share.log2() * BIT as f32) as i32;
    let no = (-(1.0 - share).log2() * BIT as f32) as i32;
    let credit = no - yes;
    let gain = gains.iter().map(|gain| (gain - yes).max(-no)).sum::<i32>() - others as i32 * no;
    let unexplained = others + gains.iter().filter(|gain| **gain + credit <= 0).count();
    Tally { gain, credit, unexplained }
}
