//! What a text costs as it stands: the other side of every comparison.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use crate::channel::Layer;
use crate::model::text::{State, REACH};
use crate::repair::evidence::steps::{Next, Steps};
use crate::repair::evidence::weigh::{in_front_of, skeleton, Beam, Skeleton};
use crate::repair::scan;
use crate::repair::undo::utf8_sequence::SequenceReader;

/// A text, and what its parts cost as they stand.
pub(crate) struct Stands<'a> {
    pub(crate) text: &'a str,
    /// `None` if parts are asked for once.
    known: Option<Known>,
}

/// What was found out of a text of which the same parts are asked for again and again.
#[derive(Default)]
struct Known {
    /// A few parts, and what each costs. Most intact lines have no more that could be damaged.
    few: RefCell<Vec<(usize, usize, i32)>>,
    /// What all before each place costs.
    all: OnceCell<Vec<i32>>,
    /// What is restored under many explanations goes the same ways again and again.
    steps: RefCell<Steps>,
    /// Stretches, each with what some layer makes of it.
    walks: RefCell<Vec<Walk>>,
    /// What layers find in it.
    skeletons: RefCell<Vec<(Layer, Skeleton)>>,
}

/// A way through a stretch. Layers that differ in what they lose read most of a line alike: they go the same way to where they part.
struct Walk {
    start: usize,
    /// What is in front of it.
    left: u128,
    nexts: Vec<Next>,
    /// What is restored behind each.
    beams: Vec<Beam>,
    /// Where the stretch ended, and what was weighed with it, with what it gained.
    gains: Vec<((usize, usize), i32)>,
}

/// Walks that are remembered.
const MOST_WALKS: usize = 1 << 10;

/// Parts that are weighed each by itself before all of the text is.
const FEW: usize = 6;
/// Bytes of such a part: of a long one, others are asked for that lie in it.
const SHORT: usize = 32;

impl<'a> Stands<'a> {
    /// A line of which many parts are compared, under many explanations.
    pub(crate) fn weighed(text: &'a str) -> Stands<'a> {
        Stands { text, known: Some(Known::default()) }
    }

    /// A text of which few parts are compared.
    pub(crate) fn glanced_at(text: &'a str) -> Stands<'a> {
        Stands { text, known: None }
    }

    /// Eighths of a bit that it gains to read a stretch as what `nexts` are, with `left` in front of it. What surely follows counts, as `gain`
    /// has it.
    pub(crate) fn gain_by(
        &self,
        stretch: Range<usize>,
        left: State,
        nexts: impl Iterator<Item = Next>,
        is_sure: impl Fn(char) -> bool,
    ) -> i32 {
        let Some(known) = &self.known else {
            let mut beam = Beam::of(left);
            nexts.for_each(|next| next.take(&mut beam));
            return self.gain((stretch.start, stretch.end), beam, is_sure);
        };
        let nexts: Vec<Next> = nexts.collect();
        let place = (stretch.end, self.ahead(stretch.end, &is_sure));
        let bits = left.bits();
        let mut walks = known.walks.borrow_mut();
        let mut beams = Vec::new();
        for walk in walks.iter_mut().filter(|walk| walk.start == stretch.start && walk.left == bits) {
            let common = walk.nexts.iter().zip(&nexts).take_while(|(a, b)| a == b).count();
            if common == nexts.len() && common == walk.nexts.len() {
                if let Some((_, gain)) = walk.gains.iter().find(|(known, _)| *known == place) {
                    return *gain;
                }
                let beam = walk.beams.last().copied().unwrap_or(Beam::of(left));
                let gain = self.gain((stretch.start, stretch.end), beam, is_sure);
                walk.gains.push((place, gain));
                return gain;
            }
            if common > beams.len() {
                beams.clear();
                beams.extend_from_slice(&walk.beams[..common]);
            }
        }
        beams.reserve_exact(nexts.len() - beams.len());
        let mut beam = beams.last().copied().unwrap_or(Beam::of(left));
        for next in &nexts[beams.len()..] {
            self.step(&mut beam, *next);
            beams.push(beam);
        }
        let gain = self.gain((stretch.start, stretch.end), beam, is_sure);
        if walks.len() < MOST_WALKS {
            walks.push(Walk { start: stretch.start, left: bits, nexts, beams, gains: vec![(place, gain)] });
        }
        gain
    }

    /// How far what surely follows a stretch goes.
    fn ahead(&self, end: usize, is_sure: impl Fn(char) -> bool) -> usize {
        let following = self.text[end..].char_indices().take(REACH);
        let sure = following.take_while(|(_, c)| c.is_ascii() || is_sure(*c));
        sure.last().map_or(end, |(at, c)| end + at + c.len_utf8())
    }

    /// Eighths of a bit that it gains to read what stands from `start` to `end` as what `restored` has gone through. What surely follows
    /// counts, too: up to the next character that is not `is_sure` to be whole.
    pub(crate) fn gain(
        &self,
        (start, end): (usize, usize),
        mut restored: Beam,
        is_sure: impl Fn(char) -> bool,
    ) -> i32 {
        let mut to = end;
        let mut left = REACH;
        for c in self.text[end..].chars().take_while(|c| c.is_ascii() || is_sure(*c)).take(REACH) {
            self.step(&mut restored, Next::Stands(c));
            to += c.len_utf8();
            left -= 1;
            if c == '\n' {
                left = 0;
                break;
            }
        }
        // Behind the last character a line ends.
        if to == self.text.len() && left > 0 {
            self.step(&mut restored, Next::Stands('\n'));
            to += 1;
        }
        self.cost(start, to) - restored.cost()
    }

    /// Notes what a layer finds.
    pub(crate) fn note_skeleton(&self, layer: Layer, skeleton: Skeleton) {
        if let Some(known) = &self.known {
            known.skeletons.borrow_mut().push((layer, skeleton));
        }
    }

    /// See [`skeleton`].
    pub(crate) fn skeleton(&self, inverter: &SequenceReader) -> Skeleton {
        let noted = self.known.as_ref().and_then(|known| {
            let all = known.skeletons.borrow();
            all.iter().find(|(layer, _)| *layer == inverter.layer).map(|(_, skeleton)| *skeleton)
        });
        noted.unwrap_or_else(|| skeleton(self.text, inverter))
    }

    /// Goes on with what is restored next.
    pub(crate) fn step(&self, beam: &mut Beam, next: Next) {
        match &self.known {
            Some(known) => known.steps.borrow_mut().take(beam, next),
            None => next.take(beam),
        }
    }

    /// Eighths of a bit that the text from one place to another costs; one behind the last is that of a line's end.
    fn cost(&self, from: usize, to: usize) -> i32 {
        let Some(Known { few, all, .. }) = &self.known else { return self.walk(from, to) };
        if all.get().is_none() {
            let mut few = few.borrow_mut();
            if let Some((_, _, cost)) = few.iter().find(|known| (known.0, known.1) == (from, to)) {
                return *cost;
            }
            if few.len() < FEW && to - from <= SHORT {
                let cost = self.walk(from, to);
                few.push((from, to, cost));
                return cost;
            }
        }
        let costs = all.get_or_init(|| costs_before(self.text));
        costs[to] - costs[from]
    }

    fn walk(&self, from: usize, to: usize) -> i32 {
        let step = |(sum, state): (i32, State), c| {
            let (cost, next) = state.then(c);
            (sum + cost, next)
        };
        let end = if to > self.text.len() { "\n" } else { "" };
        let chars = self.text[from..to.min(self.text.len())].chars().chain(end.chars());
        chars.fold((0, in_front_of(self.text, from)), step).0
    }
}

/// For each place in bytes, what the text before it costs; the last is for the end. ASCII that is far behind anything else costs nothing:
/// no stretch that could be damaged holds it, or is followed by it so closely that it counts.
fn costs_before(text: &str) -> Vec<i32> {
    let mut costs = vec![0; text.len() + 2];
    let (mut sum, mut at) = (0, 0);
    loop {
        let next = scan::next_beyond_ascii(text.as_bytes(), at);
        costs[at..=next].fill(sum);
        if next == text.len() {
            break;
        }
        let mut state = in_front_of(text, next);
        let mut plain = 0;
        at = text.len();
        for (place, c) in text[next..].char_indices() {
            if plain > ZONE {
                at = next + place;
                break;
            }
            costs[next + place] = sum;
            let (cost, following) = state.then(c);
            sum += cost;
            state = following;
            plain = if c.is_ascii() { plain + 1 } else { 0 };
        }
        if at == text.len() {
            costs[at] = sum;
            // Behind the last character a line ends.
            if plain <= ZONE {
                sum += state.then('\n').0;
            }
            break;
        }
    }
    costs[text.len() + 1] = sum;
    costs
}

/// Characters of ASCII behind another character that are weighed with it: those that follow a stretch, and marks within one.
const ZONE: usize = 2 * REACH;
