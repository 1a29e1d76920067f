//! Which channel a text came through: evidence from all of it, weighed in bits.
//!
//! For each stretch that could be mojibake of a layer, the gain is the cost of what stands there less the cost of what it
//! would restore to, both as the plausibility model prices them: the logarithm of the odds, but for the prior. Gains of a layer
//! add up over the text; the layer that explains most is the channel, if it explains enough.

use std::ops::Range;

use super::unit::{Inverter, Unit};
use super::{blank, scan};
use crate::channel::char_map::CharMap;
use crate::channel::code_page::{tables, CodePage};
use crate::channel::{Blank, Fate, Layer, Loss};
use crate::model::plausibility::BIT;
use crate::model::text::{State, REACH};

/// Bits that a layer must gain over a whole text before the text is touched: the odds that a text is garbled at all, and by this page
/// of all pages. Lower, and clean lines with an odd letter before an odd mark are "repaired"; higher, and single garbled letters in a
/// short line stay.
const ENOUGH: i32 = 17 * BIT;
/// Bits that each kind of loss must earn before it is believed.
const LOSS_PRIOR: i32 = 6 * BIT;
/// Bytes of a block that are weighed for every layer, from the first suspect on.
const SAMPLE: usize = 1 << 14;
/// Bytes of a sample that are enough to pass over the pages that gain less than half of what the best one does, if that is `SURE`. With all
/// of them weighed at length, 4 kB that lost nothing would take twice as long.
const PEEK: usize = 1 << 9;
/// Bytes that are enough for a first ranking of the others, if they gain `SURE`.
const GLANCE: usize = 1 << 12;
const SURE: i32 = 200 * BIT;
/// Where fewer than one stretch in so many is clear mojibake, a text is mostly whole, and only what glares is touched: a dash before a
/// letter or a letter before a quotation mark is a quirk that returns, not damage.
const FEW: usize = 4;
/// Bits that a run must gain in such a text.
const GLARING: i32 = 24 * BIT;
/// Bits that a character costs a page that does not have it, where another page does: more than the wider choice gains that a page with
/// more unassigned bytes has for the gaps of a sample.
const STRANGER: i32 = 20 * BIT;
/// Strangers that are counted; more say nothing new.
const MANY_STRANGERS: i32 = 64;
/// Pages that are tried with every loss. Pages that read a text alike differ in what they leave unassigned.
const RIVALS: usize = 4;
/// Bits that a run must gain to count as mojibake before the share of mojibake in the text is known.
pub(crate) const CLEAR: i32 = 6 * BIT;

/// The units of a run, with the length in bytes of each.
pub(crate) type Units = Vec<(Unit, usize)>;

/// Reads the longest run of units from `start`, and gives its end: `start` itself if there is none.
#[inline]
pub(crate) fn read_run(inverter: &Inverter, text: &str, start: usize, units: &mut Units) -> usize {
    units.clear();
    let mut at = start;
    while let Some((unit, len)) = inverter.unit(&text[at..]) {
        units.push((unit, len));
        at += len;
    }
    at
}

/// What the result has in front of a run.
#[derive(Default)]
pub(crate) struct Before {
    /// The last characters restored, and where in the text they ended.
    restored: String,
    end: usize,
}

/// Characters in front of a run that tell whether it is at home there.
const PRECEDING: usize = 6;

impl Before {
    /// Notes a run that was, or would be, restored.
    pub(crate) fn note(&mut self, inverter: &Inverter, units: &Units, text: &str, run: Range<usize>) {
        self.note_place(text, run);
        let last = &units[units.len().saturating_sub(PRECEDING)..];
        self.restored.extend(last.iter().map(|(unit, _)| match unit {
            Unit::Whole(c) | Unit::Surrogates(c) => *c,
            Unit::Gap(gap) => inverter.likely(gap)[0],
        }));
    }

    /// Notes a run that was restored to `restored`.
    pub(crate) fn note_restored(&mut self, text: &str, run: Range<usize>, restored: &str) {
        self.note_place(text, run);
        let last = restored.char_indices().rev().nth(PRECEDING - 1).map_or(0, |(at, _)| at);
        self.restored.push_str(&restored[last..]);
    }

    fn note_place(&mut self, text: &str, run: Range<usize>) {
        let between = &text[self.end..run.start];
        if between.len() + self.restored.len() > 4 * PRECEDING {
            self.restored.clear();
        }
        if between.len() <= PRECEDING {
            self.restored.push_str(between);
        }
        self.end = run.end;
    }

    pub(crate) fn state(&self, text: &str, at: usize) -> State {
        let between = &text[self.end..at];
        if self.end == 0 || between.len() > PRECEDING {
            return in_front_of(text, at);
        }
        let count = self.restored.chars().count();
        let restored = self.restored.chars().skip(count.saturating_sub(PRECEDING));
        restored.chain(between.chars()).fold(State::START, |state, c| state.then(c).1)
    }
}

/// What is in front of the place `at`, where nothing is damaged.
pub(crate) fn in_front_of(text: &str, at: usize) -> State {
    State::at_end_of(&text[..at], PRECEDING)
}

/// Eighths of a bit that it gains to read `run` of the text as mojibake of these units, where `left` is in front of it.
pub(crate) fn weigh(inverter: &Inverter, text: &str, left: State, run: Range<usize>, units: &Units) -> i32 {
    let mut restored = 0;
    let mut state = left;
    for (unit, _) in units {
        match unit {
            Unit::Whole(c) | Unit::Surrogates(c) => {
                let (cost, next) = state.then(*c);
                restored += cost;
                state = next;
            }
            Unit::Gap(gap) => {
                // What survived was made by any of the candidates: their probabilities add up.
                let mut sum = 0.0f32;
                let mut best = (i32::MAX, state);
                for c in inverter.likely(gap).into_iter().take_while(|c| *c != '\0') {
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
    }
    let rest = following(&text[run.end..]);
    for c in rest.chars() {
        let (cost, next) = state.then(c);
        restored += cost;
        state = next;
    }
    let mut stands = 0;
    let mut state = left;
    for c in text[run].chars().chain(rest.chars()) {
        let (cost, next) = state.then(c);
        stands += cost;
        state = next;
    }
    stands - restored
}

/// What follows a run, as far as the run tells what to expect there.
fn following(text: &str) -> &str {
    if text.is_empty() {
        return "\n";
    }
    let mut end = 0;
    for c in text.chars().take(REACH) {
        end += c.len_utf8();
        if c == '\n' {
            break;
        }
    }
    &text[..end]
}

/// The place of the next byte that is not ASCII, or the text's end.
pub(crate) fn next_beyond_ascii(text: &str, from: usize) -> usize {
    scan::next_beyond_ascii(text.as_bytes(), from)
}

/// The layer that a text last went through, and how readily to believe it of one stretch.
pub(crate) struct Found {
    pub(crate) inverter: Inverter,
    /// Eighths of a bit that a stretch may lack (or, if negative, must gain) to be taken for mojibake: the document's own odds.
    pub(crate) credit: i32,
    /// Eighths of a bit that the layer gains over the sample that betrayed it.
    pub(crate) gain: i32,
}

impl Found {
    /// True if the layer explains a great deal, and nearly all of what there is to explain: much of Thai in its own code page looks like
    /// UTF-8.
    pub(crate) fn is_beyond_doubt(&self) -> bool {
        self.gain >= SURE && self.credit >= SETTLED
    }
}

/// What earlier blocks of a document said about its channel.
#[derive(Default)]
pub(crate) struct Evidence {
    /// For each pass, the layer that was found and what it gained.
    gains: Vec<(Layer, i32)>,
    /// The layer that the last block went through first of all, if it lost nothing and explained all there was to explain.
    settled: Option<Layer>,
}

/// The credit of a layer that is settled: the least that leaves none in doubt.
const SETTLED: i32 = 3 * BIT + 1;

/// Gains of earlier blocks count up to this: enough to settle a doubt, too little to overrule a block that knows better.
const CARRIED: i32 = 2 * ENOUGH;

impl Evidence {
    fn of(&self, pass: usize, page: CodePage) -> i32 {
        match self.gains.get(pass) {
            Some((known, gain)) if known.page == page => *gain,
            _ => 0,
        }
    }

    /// The layer to try before all others are weighed.
    pub(crate) fn settled(&self) -> Option<Found> {
        self.settled.map(|layer| Found { inverter: Inverter::new(layer), credit: SETTLED, gain: SURE })
    }

    /// The evidence of a block that went through `layer` throughout.
    #[cfg(test)]
    pub(crate) fn settled_on(layer: Layer) -> Evidence {
        Evidence { settled: Some(layer), ..Evidence::default() }
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
        let sample = &text[line..end_of_sample(text, (line + SAMPLE).max(suspect + SAMPLE / 2))];
        if let Some(found) = layer_of_sample(text, sample, evidence, pass) {
            return Some(found);
        }
        at = line + sample.len();
    }
    None
}

/// A place at or before `at` where a sample can end: behind an ASCII character if there is one near, so that no sequence is cut.
fn end_of_sample(text: &str, at: usize) -> usize {
    if at >= text.len() {
        return text.len();
    }
    let near = at.saturating_sub(SAMPLE / 4);
    if let Some(last) = text.as_bytes()[near..at].iter().rposition(u8::is_ascii) {
        return near + last + 1;
    }
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// All pages, a bit for each.
const ALL: u32 = u32::MAX;

fn layer_of_sample(text: &str, sample: &str, evidence: &mut Evidence, pass: usize) -> Option<Found> {
    let start = |len: usize| &sample[..end_of_sample(sample, len)];
    let weigh_pages = |text: &str, among: u32, least: i32| {
        let present = pages_present(text) & among;
        let pages = CodePage::all().filter(|page| present >> page.index() & 1 == 1);
        let gains = pages.map(|page| {
            let layer = Layer::new(page, Loss::NONE);
            let gain = tally(text, &Inverter::new(layer)).gain;
            (gain - page.rarity() * BIT + evidence.of(pass, page), layer)
        });
        gains.filter(|(gain, _)| *gain >= least).collect::<Vec<_>>()
    };
    // Gaps alone prove nothing, since almost any letter is a gap of some layer: so what is whole ranks the pages.
    let first = weigh_pages(start(PEEK), ALL, SURE / 2);
    let most = first.iter().map(|(gain, _)| *gain).max().unwrap_or(0);
    let near = first.iter().filter(|(gain, _)| *gain > most / 2);
    let near = near.fold(0, |pages, (_, layer)| pages | 1 << layer.page.index());
    let mut ranked = weigh_pages(start(GLANCE), if most >= SURE { near } else { ALL }, SURE);
    if ranked.is_empty() {
        ranked = weigh_pages(sample, ALL, ENOUGH);
    }
    ranked.sort_by_key(|(gain, _)| -gain);
    let most = ranked.first().map_or(0, |(gain, _)| *gain);
    ranked.retain(|(gain, _)| *gain > most - most / 4);
    ranked.truncate(RIVALS);
    // Pages that agree on the sample may differ in the rest of the text.
    let strangers = strangers(text, &ranked);
    let fewest = strangers[..ranked.len()].iter().copied().min().unwrap_or(0);
    let mut best: Option<(i32, Layer, Tally)> = None;
    'losses: for (price, loss) in losses(sample) {
        for ((_, layer), strangers) in ranked.iter().zip(&strangers) {
            let layer = Layer::new(layer.page, loss);
            let inverter = Inverter::new(layer);
            let tally = tally(sample, &inverter);
            let price = price + i32::from(inverter.loses_much());
            let prior = layer.page.rarity() * BIT + price * LOSS_PRIOR + (strangers - fewest) * STRANGER;
            let gain = tally.gain + blank::joined(sample, &inverter) - prior + evidence.of(pass, layer.page);
            if gain >= ENOUGH && best.as_ref().is_none_or(|(most, _, _)| gain > *most) {
                let complete = tally.unexplained == 0 && *strangers == fewest;
                best = Some((gain, layer, tally));
                if complete && loss == Loss::NONE {
                    break 'losses;
                }
            }
        }
    }
    let (gain, layer, tally) = best?;
    evidence.note(pass, layer, gain);
    let found = Found { inverter: Inverter::new(layer), credit: tally.credit, gain };
    if pass == 0 {
        let settled = found.is_beyond_doubt() && layer.loss == Loss::NONE && tally.unexplained == 0;
        evidence.settled = settled.then_some(layer);
    }
    Some(found)
}

/// For each layer, the characters beyond ASCII that its page does not have, up to `MANY_STRANGERS`; 0 for one that has no rivals.
fn strangers(text: &str, ranked: &[(i32, Layer)]) -> [i32; RIVALS] {
    let mut counts = [0; RIVALS];
    if ranked.len() < 2 {
        return counts;
    }
    let lacking = |c: char| {
        let lacks = |(_, layer): &(i32, Layer)| tables().upper_byte(c, layer.page) == 0;
        ranked.iter().enumerate().fold(0, |mask, (i, layer)| mask | u8::from(lacks(layer)) << i)
    };
    let known = ranked.iter().flat_map(|(_, layer)| (0x80..=0xFF).map(|byte| layer.page.char_of(byte)));
    let map = CharMap::new(known.map(|c| (c, lacking(c))), (1 << ranked.len()) - 1);
    let mut masks = [0; 256];
    let mut at = 0;
    while counts[..ranked.len()].iter().any(|count| *count < MANY_STRANGERS) {
        at = next_beyond_ascii(text, at);
        let (found, len) = map.look_up(&text[at..], &mut masks);
        if len == 0 {
            break;
        }
        at += len;
        let masks = &masks[..found];
        if masks.iter().fold(0, |any, mask| any | mask) != 0 {
            for (i, count) in counts[..ranked.len()].iter_mut().enumerate() {
                let more = masks.iter().filter(|mask| *mask >> i & 1 == 1).count();
                *count = (*count + more as i32).min(MANY_STRANGERS);
            }
        }
    }
    counts
}

/// What straightened quotes would have been.
const CURLED: [char; 4] = ['\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}'];

/// Losses to try, each with the number of separate things that it supposes. The text must have what a loss leaves behind.
fn losses(text: &str) -> impl Iterator<Item = (i32, Loss)> {
    let none = Loss::NONE;
    let replaced = text.contains(char::REPLACEMENT_CHARACTER);
    let questioned = memchr::memchr(b'?', text.as_bytes()).is_some();
    let spaced = !text.contains('\u{A0}');
    let quoted = memchr::memchr2(b'"', b'\'', text.as_bytes()).is_some() && !text.contains(CURLED);
    let candidates = [
        (0, none, true),
        (1, Loss { controls: true, ..none }, true),
        (1, Loss { unassigned: Fate::Dropped, ..none }, true),
        (1, Loss { unassigned: Fate::Replaced, ..none }, replaced),
        (1, Loss { unassigned: Fate::Questioned, ..none }, questioned),
        (1, Loss { no_break_spaces: Blank::Spaced, ..none }, spaced),
        (1, Loss { no_break_spaces: Blank::Dropped, ..none }, spaced),
        (1, Loss { quotes: true, ..none }, quoted),
        (2, Loss { no_break_spaces: Blank::Spaced, controls: true, ..none }, spaced),
        (2, Loss { no_break_spaces: Blank::Spaced, unassigned: Fate::Replaced, ..none }, spaced && replaced),
        (2, Loss { quotes: true, controls: true, ..none }, quoted),
        (2, Loss { no_break_spaces: Blank::Spaced, quotes: true, ..none }, spaced && quoted),
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
    let mut units = Units::new();
    let mut before = Before::default();
    let mut others = 0;
    let mut last_other = usize::MAX;
    let mut at = 0;
    loop {
        at = next_beyond_ascii(text, at);
        let Some(c) = text[at..].chars().next() else { break };
        let byte = inverter.byte(c);
        if (0xC2..=0xF4).contains(&byte) {
            let end = read_run(inverter, text, at, &mut units);
            if end > at {
                let gain = weigh(inverter, text, before.state(text, at), at..end, &units);
                if gain > 0 {
                    before.note(inverter, &units, text, at..end);
                }
                // A lone lead is an everyday letter: it counts as a run only where it gains.
                if gain > 0 || inverter.has_unit(&text[at..]) {
                    gains.push(gain);
                    at = end;
                    continue;
                }
            }
        }
        // Neighbours count as one stretch.
        others += usize::from(byte != 0 && last_other != at);
        at += c.len_utf8();
        last_other = if byte != 0 { at } else { usize::MAX };
    }
    let mut clear = gains.iter().filter(|gain| **gain > CLEAR).count();
    let mostly_whole = clear * FEW < gains.len() + others;
    if mostly_whole {
        clear = gains.iter().filter(|gain| **gain > GLARING).count();
    }
    let total = (gains.len() + others) as f32;
    // One imagined stretch of each kind, shared in halves, keeps the odds finite.
    let share = (clear as f32 + 0.5) / (total + 1.0);
    let yes = (-share.log2() * BIT as f32) as i32;
    let no = (-(1.0 - share).log2() * BIT as f32) as i32;
    let mut credit = no - yes;
    if mostly_whole {
        credit = credit.min(-GLARING);
        gains.retain(|gain| *gain > GLARING);
    }
    let gain = gains.iter().map(|gain| (gain - yes).max(-no)).sum::<i32>() - others as i32 * no;
    let unexplained = others + gains.iter().filter(|gain| **gain + credit <= 0).count();
    Tally { gain, credit, unexplained }
}
