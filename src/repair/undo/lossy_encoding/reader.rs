//! What a line gains by one such layer.

use std::ops::Range;

use super::lattice::{Lattice, Row, Unit};
use super::stretches::{self, Stretch};
use crate::channel::{Layer, Loss};
use crate::model::plausibility::BIT;
use crate::model::text::State;
use crate::repair::evidence::odds::{Run, Tally};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::weigh::in_front_of;
use crate::repair::undo::multi_byte::next_beyond_ascii;
use crate::repair::undo::wrong_encoding::{self, InputKind};

/// What the same row may be weighed differently if nothing was lost, at the most: where something was, pairs are read across characters, which gains little.
const MOST_UNLIKE: i32 = 64 * BIT;

/// Reads lines of one layer.
pub(crate) struct Reader {
    pub(crate) layer: Layer,
    lattice: Option<Lattice>,
    /// The same without the loss.
    lossless: wrong_encoding::Reader,
}

impl Reader {
    pub(crate) fn new(layer: Layer) -> Reader {
        let lossless = Layer { loss: Loss::NONE, ..layer };
        Reader {
            layer,
            lattice: Lattice::new(layer),
            lossless: wrong_encoding::Reader::new(lossless, InputKind::Characters),
        }
    }

    /// True if a line has something that the page has beyond ASCII.
    pub(crate) fn has_of_page(&self, line: &str) -> bool {
        stretches::next(line, 0, self.layer.page).is_some()
    }

    /// What a line gains.
    pub(crate) fn score(&self, line: &Stands) -> Score {
        self.score_beside(line, &self.lossless.score(line))
    }

    /// The same, where it gains so much if nothing was lost.
    pub(crate) fn score_beside(&self, stands: &Stands, lossless: &Score) -> Score {
        let line = stands.text;
        let mut tally = Tally::default();
        let (mut at, mut more) = (0, 0);
        self.read(line, 0, |stretch, run, row| {
            let (Some(first), Some(last)) = (row.units.first(), row.units.last()) else { return };
            if let (true, Some(lattice)) = (run.has_gaps, &self.lattice) {
                more += lattice.cost_of_whole(line, stretch, run.state) - row.cost;
            }
            tally.run(run, &line[first.source.start..last.source.end]);
        });
        while let Some(next) = next_beyond_ascii(line, at) {
            let Some(c) = line[next..].chars().next() else { break };
            at = next + c.len_utf8();
            if !self.could_emit(c) {
                tally.stranger();
            }
        }
        // By what was lost it gains no more than the row of characters that it makes likelier.
        let bounded = |own: i32, lossless: i32| own - (own - more - lossless).clamp(0, MOST_UNLIKE);
        let own = tally.score();
        // What is there was not lost.
        let most = if self.loses_some_of(line) { 0 } else { i32::MAX };
        Score {
            gain: bounded(own.gain, lossless.gain).min(most),
            among_damaged: bounded(own.among_damaged, lossless.among_damaged).min(most),
            complete: own.complete && most > 0,
            ..own
        }
    }

    /// True if the text was in the same encoding.
    pub(crate) fn is_of(&self, layer: Layer) -> bool {
        layer.source == self.layer.source
    }

    /// True if a line has something that would have been lost.
    pub(crate) fn loses_some_of(&self, line: &str) -> bool {
        line.chars().any(|c| self.layer.page.byte_of(c).is_some_and(|byte| self.layer.emit(byte) != Some(c)))
    }

    /// True if the layer makes that character of some byte.
    fn could_emit(&self, c: char) -> bool {
        match self.layer.page.byte_of(c) {
            Some(byte) => self.layer.emit(byte) == Some(c),
            None => (0x80..=0xFF).any(|byte| self.layer.emit(byte) == Some(c)),
        }
    }

    /// Reads the stretches of `text` from `from` on: shows each, and what was restored of it.
    pub(super) fn read(&self, text: &str, from: usize, mut each: impl FnMut(&Stretch, &Run, &Row)) {
        let Some(lattice) = &self.lattice else { return };
        let mut at = from;
        while let Some(stretch) = stretches::next(text, at, self.layer.page) {
            let left = in_front_of(text, stretch.range.start);
            let row = lattice.row(text, &stretch, left);
            let run = Run {
                end: stretch.range.end,
                gain: stands_for(text, &stretch, left) - row.cost,
                telling: self.is_telling(&text[stretch.range.clone()], &row.units),
                has_gaps: row.units.iter().any(|unit| unit.is_short),
                state: left,
            };
            each(&stretch, &run, &row);
            at = stretch.range.end;
        }
    }

    /// True if a stretch is of a shape that other text hardly takes by chance.
    fn is_telling(&self, stood: &str, units: &[Unit]) -> bool {
        let high = stood.chars().filter(|c| !c.is_ascii()).count();
        units.len() >= 2 && high >= 3 && !self.is_utf8(stood)
    }

    fn is_utf8(&self, stood: &str) -> bool {
        let bytes: Vec<u8> = stood.chars().filter_map(|c| self.layer.page.byte_of(c)).collect();
        std::str::from_utf8(&bytes).is_ok()
    }
}

/// What a stretch costs as it stands, and what is behind it.
fn stands_for(text: &str, Stretch { range, context_end }: &Stretch, left: State) -> i32 {
    let whole: Range<usize> = range.start..*context_end;
    let ends = text[*context_end..].chars().next().is_none_or(|c| c == '\n');
    let all = text[whole].chars().chain(ends.then_some('\n'));
    all.fold((0, left), |(sum, state), c| {
        let (own, next) = state.then(c);
        (sum + own, next)
    })
    .0
}
