//! What a stretch and a line gain by the explanations that are not UTF-8 read with a single-byte page: a line went through them as a whole,
//! with few exceptions, or not at all.

use crate::model::letters::is_alphabetic;
use crate::model::plausibility::BIT;
use crate::model::text::State;
use crate::repair::evidence::credit::Credit;
use crate::repair::evidence::score::Score;
use crate::repair::evidence::weigh::in_front_of;

/// A stretch that a layer could explain.
pub(crate) struct Run {
    pub(crate) end: usize,
    /// Eighths of a bit that reading it so gains.
    pub(crate) gain: i32,
    /// True if it is of a shape that undamaged text hardly takes by chance: only such runs prove a layer.
    pub(crate) telling: bool,
    /// True if bytes are missing.
    pub(crate) has_gaps: bool,
    /// What comes next is judged by.
    pub(crate) state: State,
}

/// Bits that a run must gain for its line to be explained without a doubt.
const CLEAR: i32 = 6 * BIT;
/// Bits that one stretch can speak against a line: an exception, not an impossibility.
pub(crate) const EXCEPTION: i32 = 6 * BIT;

/// Bits that a stretch must gain to prove anything: a few letters may be a word of any language by chance.
const WORD: i32 = 8 * BIT;

/// What speaks for one explanation of a line.
#[derive(Default)]
pub(crate) struct Tally {
    gain: i32,
    proof: i32,
    strangers: i32,
    contradictions: i32,
    runs: u32,
    unclear: bool,
    pub(crate) has_gaps: bool,
    print: u64,
}

impl Tally {
    pub(crate) fn run(&mut self, run: &Run, stood: &str) {
        self.runs += 1;
        self.gain += run.gain.max(-EXCEPTION);
        if run.telling {
            self.proof += (run.gain - WORD).max(0);
        }
        self.unclear |= run.gain <= CLEAR;
        self.has_gaps |= run.has_gaps;
        self.print = self.print.wrapping_add(crate::repair::evidence::line::hash(stood));
    }

    /// A stretch that the layer cannot have made.
    pub(crate) fn other(&mut self) {
        self.gain -= EXCEPTION;
        self.unclear = true;
    }

    /// A control that the layer cannot have made.
    pub(crate) fn contradiction(&mut self) {
        self.contradictions += 1;
    }

    /// A character that the page does not have.
    pub(crate) fn stranger(&mut self) {
        self.strangers += 1;
        self.unclear = true;
    }

    /// What all stretches gain.
    pub(crate) fn gain(&self) -> i32 {
        self.gain
    }

    /// What the line gains, whatever its stretches do.
    pub(crate) fn decide(&mut self, gain: i32) {
        (self.gain, self.proof) = (gain, gain);
    }

    /// What the words of the line say besides.
    pub(crate) fn words(&mut self, gain: i32) {
        self.gain += gain;
        self.proof += gain;
    }

    /// The judgement on a line of characters, in which the explanation must prove itself.
    pub(crate) fn score(self) -> Score {
        let gain = self.gain.min(self.proof);
        self.gains(gain)
    }

    /// The judgement on a line of bytes that are of some encoding in any case: one word proves enough.
    pub(crate) fn score_of_bytes(self) -> Score {
        let gain = if self.proof > 0 { self.gain } else { self.gain.min(0) };
        self.gains(gain)
    }

    fn gains(self, gain: i32) -> Score {
        Score {
            gain,
            credit: Credit::of_any(EXCEPTION),
            among_damaged: gain,
            credit_among_damaged: Credit::of_any(EXCEPTION),
            strangers: self.strangers,
            contradictions: self.contradictions,
            explains_all: true,
            is_unopposed: false,
            complete: self.runs > 0 && !self.unclear && gain > 0,
            has_gaps: self.has_gaps,
            has_whole: true,
            print: self.print,
        }
    }
}

/// True if a letter beyond ASCII stands on one side of a stretch: Han in a list begin and end letters of two bytes by chance, but the page would have read
/// the whole word.
pub(crate) fn is_beside_letter(text: &str, start: usize, end: usize) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| !c.is_ascii() && is_alphabetic(c));
    is_letter(text[..start].chars().next_back()) || is_letter(text[end..].chars().next())
}

/// Bytes between two runs of which the first tells what to expect of the second.
const NEAR: usize = 8;

/// What stands in front of the next run: what the last one was restored to, if that is near.
#[derive(Default)]
pub(crate) struct Left {
    last: Option<(State, usize)>,
}

impl Left {
    pub(crate) fn of(&self, text: &str, at: usize) -> State {
        match self.last {
            Some((state, end)) if at - end <= NEAR => text[end..at].chars().fold(state, State::pass),
            _ => in_front_of(text, at),
        }
    }

    /// Notes a run that is, or would be, restored.
    pub(crate) fn note(&mut self, run: &Run) {
        self.last = Some((run.state, run.end));
    }
}
