//! What texts have shown of the channels they went through: sums over lines, so that what is gathered in parts and merged in any order is what is
//! gathered at once.

pub(crate) mod beam;
pub(crate) mod candidates;
mod chart;
pub(crate) mod credit;
pub(crate) mod explainer;
pub(crate) mod explanation;
pub(crate) mod glance;
mod hyphenation;
mod intact_place;
pub(crate) mod learn;
pub(crate) mod letter_list;
pub(crate) mod line;
mod log2;
mod losses;
mod merged_space;
pub(crate) mod mixture;
pub(crate) mod no_break_space;
pub(crate) mod odd_pairs;
pub(crate) mod odds;
pub(crate) mod only_damage;
pub(crate) mod order;
pub(crate) mod out_of_keeping;
pub(crate) mod page_reading;
pub(crate) mod permits;
pub(crate) mod present;
pub(crate) mod priors;
pub(crate) mod score;
pub(crate) mod sisters;
pub(crate) mod skeleton;
pub(crate) mod spelling;
pub(crate) mod stands;
pub(crate) mod steps;
mod trimmed_end;
pub(crate) mod weigh;
pub(crate) mod words;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::channel::{Channel, Garbling, Layer, Loss};
use crate::model::plausibility::BIT;
use crate::repair::evidence::log2::log2_of_share;
use crate::repair::evidence::priors::{MOST_BONUS, MOST_CARRIED, NEARLY_ALL};
use crate::repair::scan::leads::Leads;
use crate::repair::undo::wrong_encoding::InputKind;

/// Parts that a line has: several explanations share one, as far as they would do.
pub(crate) const LINE: u64 = 64;

/// One damaged line in so many went through a channel that is a rarity.
const RARITY: u64 = 1 << 10;

/// Lines that it takes to say what most of them went through.
const MANY: u64 = 16;

/// Signs of damage that a line can show: one for each single-byte page, and those of the other kinds.
pub(crate) const SIGNS: usize = 32;

/// What a document, or many, said of its channels.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Evidence {
    pub(crate) characters: Side,
    /// Lines of bytes that are not UTF-8.
    pub(crate) bytes: Side,
    /// What lies below the layer that was undone first.
    pub(crate) below: Side,
}

/// Which explanations were found for lines of one kind, how much speaks for each, and how often.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Side {
    pub(crate) known: BTreeMap<Garbling, Known>,
    /// Lines that showed signs of damage and that nothing explained.
    pub(crate) whole: u64,
    /// Eighths of a bit that all lines could have lost by an explanation that explains none of them: see [`Known::spared`].
    pub(crate) most_lost: u64,
    /// Lines that showed each sign.
    pub(crate) signs: [u64; SIGNS],
}

/// What is known of one explanation.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// What lines speak for it.
    pub(crate) support: Support,
    /// Parts of lines that it explains best.
    pub(crate) parts: u64,
    /// Eighths of a bit that lines do not lose if it is to explain all of them: `ANOTHER_WAY` each at the most.
    pub(crate) spared: u64,
}

/// A sample of the different lines that speak for an explanation: those with the least hashes, each with eighths of a bit. The same lines
/// in any order give the same sample (a bottom-k sketch, Cohen and Kaplan 2007).
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Support(pub(crate) Vec<(u64, u16)>);

/// Lines of a sample.
pub(crate) const SAMPLE: usize = 16;

impl Support {
    /// Adds a line; the same one again is no further evidence.
    pub(crate) fn add(&mut self, print: u64, bits: i32) {
        let bits = bits.clamp(0, MOST_CARRIED) as u16;
        match self.0.binary_search_by_key(&print, |known| known.0) {
            Ok(at) => self.0[at].1 = self.0[at].1.max(bits),
            Err(at) if at < SAMPLE => {
                self.0.insert(at, (print, bits));
                self.0.truncate(SAMPLE);
            }
            Err(_) => {}
        }
    }

    pub(crate) fn merge(&mut self, other: &Support) {
        other.0.iter().for_each(|(print, bits)| self.add(*print, i32::from(*bits)));
    }

    /// Eighths of a bit that all of it speaks for an explanation, up to `MOST_CARRIED`.
    pub(crate) fn bits(&self) -> i32 {
        self.bits_without(None)
    }

    /// The same without one line.
    pub(crate) fn bits_without(&self, print: Option<u64>) -> i32 {
        let others = self.0.iter().filter(|(known, _)| Some(*known) != print);
        others.map(|(_, bits)| i32::from(*bits)).sum::<i32>().min(MOST_CARRIED)
    }
}

impl Side {
    const NONE: Side = Side { known: BTreeMap::new(), whole: 0, most_lost: 0, signs: [0; SIGNS] };

    fn is_empty(&self) -> bool {
        let Side { known, whole, most_lost, signs } = self;
        known.is_empty() && *whole == 0 && *most_lost == 0 && signs.iter().all(|count| *count == 0)
    }

    pub(crate) fn merge(&mut self, other: &Side) {
        for (garbling, more) in &other.known {
            let known = self.known.entry(*garbling).or_default();
            known.support.merge(&more.support);
            known.parts = sum(known.parts, more.parts);
            known.spared = sum(known.spared, more.spared);
        }
        self.whole = sum(self.whole, other.whole);
        self.most_lost = sum(self.most_lost, other.most_lost);
        self.signs.iter_mut().zip(other.signs).for_each(|(count, more)| *count = sum(*count, more));
    }
}

/// A sum that stays where nothing that is worked out of it overflows.
fn sum(a: u64, b: u64) -> u64 {
    a.saturating_add(b).min(MOST)
}

/// The greatest count: more lines than all computers hold.
pub(crate) const MOST: u64 = 1 << 48;

/// What nearly all damaged lines went through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Main {
    pub(crate) garbling: Garbling,
    /// True if nearly all lines were damaged.
    pub(crate) all_damaged: bool,
}

impl Side {
    /// What it speaks for damage in a line that nearly all other lines are damaged, in eighths of a bit: up to `MOST_BONUS`.
    pub(crate) fn bonus(whole: u64, parts: u64) -> i32 {
        let (whole, least) = (whole * LINE, LINE);
        (-log2_of_share(2 * whole + least, 2 * (whole + parts + least)) - BIT).clamp(0, MOST_BONUS)
    }

    /// What most lines went through, if that is beyond doubt: what explains nearly all of them as well as anything else does.
    pub(crate) fn main(&self, from: InputKind) -> Option<Main> {
        let parts: u64 = self.known.values().map(|known| known.parts).sum();
        // Lines that lost nothing are explained by what loses some bytes, too, where the page is the same.
        let spared = |garbling: Garbling, known: &Known| match garbling {
            Garbling::Narrow(layer) if layer.loss != Loss::NONE => {
                let whole = self.known.get(&Layer { loss: Loss::NONE, ..layer }.into());
                known.spared + whole.map_or(0, |whole| whole.spared)
            }
            _ => known.spared,
        };
        let all = self.believed(from).map(|(garbling, known)| (spared(garbling, known), Reverse(garbling)));
        let (most, Reverse(garbling)) = all.max()?;
        let nearly_all = most >= self.most_lost - self.most_lost / 16;
        let all_damaged = Side::bonus(self.whole, parts) >= NEARLY_ALL;
        (parts >= MANY * LINE && nearly_all).then_some(Main { garbling, all_damaged })
    }

    /// The explanations that enough speaks for, and that are no rarity among the damaged lines: one of a thousand need not be thought of in each
    /// further line, unless that line brings it up.
    pub(crate) fn common(&self, from: InputKind) -> impl Iterator<Item = Garbling> + '_ {
        let parts: u64 = self.known.values().map(|known| known.parts).sum();
        let is_common = move |(_, known): &(Garbling, &Known)| known.parts >= parts / RARITY;
        self.believed(from).filter(is_common).map(|(garbling, _)| garbling)
    }

    /// The explanations that enough speaks for.
    fn believed(&self, from: InputKind) -> impl Iterator<Item = (Garbling, &Known)> {
        let known = self.known.iter().map(|(garbling, known)| (*garbling, known));
        known.filter(move |(garbling, known)| known.support.bits() >= priors::of(*garbling, from))
    }
}

impl Default for Side {
    fn default() -> Side {
        Side::NONE
    }
}

/// What is known where nothing was given.
pub(crate) static NONE: Evidence = Evidence { characters: Side::NONE, bytes: Side::NONE, below: Side::NONE };

impl Default for Evidence {
    fn default() -> Evidence {
        NONE.clone()
    }
}

impl Evidence {
    pub(crate) fn merge(&mut self, other: &Evidence) {
        self.characters.merge(&other.characters);
        self.bytes.merge(&other.bytes);
        self.below.merge(&other.below);
    }

    pub(crate) fn is_empty(&self) -> bool {
        [&self.characters, &self.bytes, &self.below].into_iter().all(Side::is_empty)
    }

    /// What enough speaks for, with the number of lines, those of most lines first.
    pub(crate) fn channels(&self) -> Vec<(Channel, u64)> {
        let mut found: Vec<(Channel, u64)> = Vec::new();
        for (side, from) in [(&self.characters, InputKind::Characters), (&self.bytes, InputKind::Bytes)] {
            found.extend(
                side.believed(from)
                    .map(|(garbling, known)| (Channel::of(garbling), (known.parts + LINE / 2) / LINE)),
            );
        }
        found.retain(|(_, lines)| *lines > 0);
        found.sort_by_key(|(_, lines)| Reverse(*lines));
        found
    }

    /// What a text that shows no sign of damage may be damaged at: texts are known to have lost bytes.
    pub(crate) fn leads(&self) -> Leads {
        Leads::of(self.characters.common(InputKind::Characters))
    }

    /// A layer that lost nothing, is beyond doubt, and explains nearly all lines: to be tried on a whole block before its lines are weighed.
    pub(crate) fn settled(&self) -> Option<Layer> {
        let Side { known, whole, .. } = &self.characters;
        let (garbling, main) = known.iter().max_by_key(|(_, known)| known.parts)?;
        let Garbling::Narrow(layer) = *garbling else { return None };
        let lossless = layer.source.is_utf8() && layer.loss == Loss::NONE;
        let all = known.values().map(|known| known.parts).sum::<u64>() + whole * LINE;
        let beyond_doubt = main.support.bits() >= MOST_CARRIED && main.parts >= all - all / 8;
        (lossless && beyond_doubt).then_some(layer)
    }

    /// Notes that so many lines went through `layer`, which `settled` gave.
    pub(crate) fn note_swept(&mut self, layer: Layer, lines: usize) {
        let known = self.characters.known.entry(layer.into()).or_default();
        known.parts = sum(known.parts, lines as u64 * LINE);
    }
}
