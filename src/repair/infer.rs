//! Which channel a text came through: evidence from all of it, weighed in bits.
//!
//! For each stretch that could be mojibake of a layer, the gain is the cost of what stands there less the cost of what it
//! would restore to, both as the plausibility model prices them: the logarithm of the odds, but for the prior. Gains of a layer
//! add up over the text; the layer that explains most is the channel, if it explains enough.

use super::scan;
use super::unit::{Inverter, Unit};
use crate::channel::code_page::{tables, CodePage};
use crate::channel::{Fate, Layer, Loss};
use crate::model::plausibility::{Glyph, BIT};

/// Bits that a layer must gain over a whole text before the text is touched. Lower, and clean lines with an odd letter before an odd
/// mark are "repaired"; higher, and single garbled letters in a short line stay.
const ENOUGH: i32 = 11 * BIT;
/// Bits that each kind of loss must earn before it is believed.
const LOSS_PRIOR: i32 = 6 * BIT;
/// Runs that are weighed for every layer before the likeliest alone go on.
const SAMPLE_RUNS: usize = 400;

/// A stretch of units without a break.
pub(crate) struct Run {
    pub(crate) end: usize,
    /// Eighths of a bit that reading it as mojibake gains.
    pub(crate) gain: i32,
}

/// Reads the longest run of units from `start` and weighs it; `before` is the character in front of it as it is in the result.
pub(crate) fn weigh(inverter: &Inverter, text: &str, start: usize, before: char) -> Option<Run> {
    let mut at = start;
    let mut restored = 0;
    let left = Glyph::of(before);
    let mut glyph = left;
    while let Some((unit, len)) = inverter.unit(&text[at..]) {
        match unit {
            Unit::Whole(c) => {
                let here = Glyph::of(c);
                restored += here.after(glyph);
                glyph = here;
            }
            Unit::Gap(gap) => {
                // What survived was made by any of the candidates: their probabilities add up.
                let mut sum = 0.0f32;
                let mut best = (i32::MAX, glyph);
                inverter.candidates(&gap, &mut |c| {
                    let here = Glyph::of(c);
                    let cost = here.after(glyph);
                    sum += (-(cost as f32) / BIT as f32).exp2();
                    if cost < best.0 {
                        best = (cost, here);
                    }
                });
                restored += (-sum.log2() * BIT as f32) as i32;
                glyph = best.1;
            }
        }
        at += len;
    }
    if at == start {
        return None;
    }
    let after = text[at..].chars().next().map_or(Glyph::START, Glyph::of);
    restored += after.after(glyph);
    let mut stands = 0;
    let mut glyph = left;
    for c in text[start..at].chars() {
        let here = Glyph::of(c);
        stands += here.after(glyph);
        glyph = here;
    }
    stands += after.after(glyph);
    Some(Run { end: at, gain: stands - restored })
}

/// The layer that a text last went through, and how readily to believe it of one stretch.
pub(crate) struct Found {
    pub(crate) inverter: Inverter,
    /// Eighths of a bit that a stretch may lack and still be mojibake: the document's own odds.
    pub(crate) credit: i32,
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
    fn of(&self, pass: usize, layer: Layer) -> i32 {
        match self.gains.get(pass) {
            Some((known, gain)) if *known == layer => *gain,
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
    scan::next_suspect(text, 0)?;
    let stripped = Loss { controls: true, ..Loss::NONE };
    let mut ranked: Vec<(i32, Layer)> = Vec::new();
    let present = pages_present(text);
    for page in CodePage::all().filter(|page| present >> page.index() & 1 == 1) {
        let [whole, any] = [Loss::NONE, stripped].map(|loss| {
            let layer = Layer::new(page, loss);
            tally(text, &Inverter::new(layer)).gain + evidence.of(pass, layer)
        });
        // Gaps alone prove nothing: almost any letter is a gap of some layer.
        if whole >= ENOUGH {
            ranked.push((whole.max(any - LOSS_PRIOR), Layer::new(page, Loss::NONE)));
        }
    }
    ranked.sort_by_key(|(gain, _)| -gain);
    let mut best: Option<(i32, Layer, Tally)> = None;
    for (_, layer) in ranked.into_iter().take(3) {
        for (price, loss) in losses() {
            let layer = Layer::new(layer.page, loss);
            let tally = tally(text, &Inverter::new(layer));
            let gain = tally.gain - price * LOSS_PRIOR + evidence.of(pass, layer);
            if gain >= ENOUGH && best.as_ref().is_none_or(|(most, _, _)| gain > *most) {
                best = Some((gain, layer, tally));
            }
        }
    }
    let (gain, layer, tally) = best?;
    evidence.note(pass, layer, gain);
    let odds = ((tally.likely as f32 + 0.5) / (tally.unlikely as f32 + 0.5)).log2();
    Some(Found { inverter: Inverter::new(layer), credit: (odds * BIT as f32) as i32 })
}

/// Losses to try, each with the number of separate things that it supposes.
fn losses() -> impl Iterator<Item = (i32, Loss)> {
    let fates = [Fate::Kept, Fate::Dropped, Fate::Replaced, Fate::Questioned];
    let plain = fates.map(|unassigned| Loss { unassigned, ..Loss::NONE });
    let stripped = Loss { controls: true, ..Loss::NONE };
    plain.into_iter().chain([stripped]).map(|loss| (i32::from(loss != Loss::NONE), loss))
}

/// Pages of which the text has a lead and a continuation side by side, a bit for each.
fn pages_present(text: &str) -> u32 {
    let mut present = 0;
    let mut at = 0;
    let mut seen = 0;
    while let Some(suspect) = scan::next_suspect(text, at) {
        let mut chars = text[suspect..].chars();
        let first = chars.next().and_then(|c| tables().entry(c)).map_or(0, |entry| entry.lead);
        let second = chars.next().and_then(|c| tables().entry(c)).map_or(0, |entry| entry.continuation);
        present |= first & second;
        at = suspect + 1;
        seen += 1;
        if seen > SAMPLE_RUNS * 4 {
            break;
        }
    }
    present
}

/// What a layer would explain of a text.
#[derive(Default)]
struct Tally {
    gain: i32,
    /// Runs that are mojibake more likely than not, and characters that no run explains.
    likely: u32,
    unlikely: u32,
}

fn tally(text: &str, inverter: &Inverter) -> Tally {
    let mut tally = Tally::default();
    let mut at = 0;
    while let Some(suspect) = scan::next_suspect(text, at) {
        let before = text[..suspect].chars().next_back().unwrap_or('\n');
        match weigh(inverter, text, suspect, before) {
            Some(run) => {
                if run.gain > 0 {
                    tally.gain += run.gain;
                    tally.likely += 1;
                } else {
                    tally.unlikely += 1;
                }
                at = run.end;
            }
            None => {
                tally.unlikely += 1;
                at = suspect + 1;
            }
        }
        if tally.likely as usize > SAMPLE_RUNS {
            break;
        }
    }
    tally
}
