//! One explanation of a block's lines, and what speaks for it.

use std::collections::HashSet;

use crate::channel::Garbling;
use crate::repair::evidence::explainer::Explainer;
use crate::repair::evidence::log2::log2_of_share;
use crate::repair::evidence::priors::{self, MOST_CARRIED};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::{Support, LINE};
use crate::repair::undo::wrong_encoding::InputKind;

/// An explanation that some line of the block has.
pub(crate) struct Explanation {
    pub(crate) garbling: Garbling,
    pub(crate) from: InputKind,
    pub(crate) explainer: Explainer,
    pub(crate) prior: i32,
    /// What a line in which nothing is whole speaks less for it.
    pub(crate) weakness: i32,
    /// From the evidence of what came before.
    pub(crate) carried: Carried,
    /// Parts of lines of this block that it explains, and those of the lines that it could explain.
    pub(crate) lines: u64,
    pub(crate) weighed: u64,
    /// Eighths of a bit that the lines of this block speak for it.
    pub(crate) bits: i32,
    /// Eighths of a bit that the lines of this block do not lose by it.
    pub(crate) spared: u64,
    /// Eighths of a bit that lines which nothing explains speak against it.
    pub(crate) contradicted: i32,
    pub(crate) prints: HashSet<u64>,
    /// What is handed on of the lines that speak for it.
    pub(crate) support: Support,
}

#[derive(Clone, Default)]
pub(crate) struct Carried {
    pub(crate) support: Support,
    pub(crate) lines: u64,
    pub(crate) weighed: u64,
    pub(crate) spared: u64,
}

impl Explanation {
    pub(crate) fn is_lossy(&self) -> bool {
        self.explainer.loses_bytes()
    }

    /// True if the bytes that it loses of a page are some of those that `other` loses of it.
    pub(crate) fn loses_less_than(&self, other: &Explanation) -> bool {
        match (&self.explainer, &other.explainer) {
            (Explainer::SingleByte(own), Explainer::SingleByte(other)) => {
                own.is_lossy()
                    && own.layer != other.layer
                    && own.layer.page == other.layer.page
                    && other.loses_all_of(own)
            }
            _ => false,
        }
    }

    pub(crate) fn is_believed(&self) -> bool {
        self.lacking(0, 0, None) == 0
    }

    /// Eighths of a bit that are lacking for it to be believed, without the `own` ones of a line. `i32::MAX` stands for all that the lines
    /// of this block say. `weakness`: what it costs more. What came before may have been that very line, of this `print`.
    pub(crate) fn lacking(&self, own: i32, weakness: i32, print: Option<u64>) -> i32 {
        let others = match own {
            i32::MAX => 0,
            _ if self.bits >= MOST_CARRIED => self.bits,
            _ => (self.bits - own).max(0),
        };
        (self.prior + weakness - self.carried.support.bits_without(print) - others).max(0) + self.contradicted
    }

    /// What a line with this score speaks less for it.
    pub(crate) fn weakness_of(&self, score: &Score) -> i32 {
        if score.has_whole {
            0
        } else {
            self.weakness
        }
    }

    /// What it costs to suppose it in a line with this score, before any line is seen.
    pub(crate) fn prior_of(&self, score: &Score) -> i32 {
        self.prior + self.weakness_of(score)
    }

    /// Adds what a line speaks for it, if no other line said the same.
    pub(crate) fn support(&mut self, score: Score, share: i32) {
        let speaks = score.gain + share - priors::doubt(self.garbling, self.from) - self.weakness_of(&score);
        if speaks <= 0 {
            return;
        }
        if self.bits < MOST_CARRIED && self.prints.insert(score.print) {
            self.bits = (self.bits + speaks).min(MOST_CARRIED);
        }
        self.support.add(score.print, speaks);
    }

    /// Adds that a line gains so much more by it than by a commoner explanation, for which the line counts.
    pub(crate) fn outdo(&mut self, score: Score, lead: i32) {
        if self.bits < MOST_CARRIED && self.prints.insert(score.print) {
            self.bits = (self.bits + lead).min(MOST_CARRIED);
        }
        self.support.add(score.print, lead);
    }

    /// True if it explains few of the lines that it could explain: what is left of quirks that return, and what is damaged glares.
    pub(crate) fn is_rare_here(&self) -> bool {
        let lines = self.lines + self.carried.lines;
        lines * u64::from(priors::FEW) < self.weighed + self.carried.weighed
    }

    /// The logarithm of the share of the lines that it explains among those that it could explain, in eighths of a bit. What loses bytes of single-byte pages
    /// could explain any of the `whole` lines, too, which nothing explains: each letter is what a sequence could have left.
    pub(crate) fn share(&self, whole: u64) -> i32 {
        let lines = self.lines + self.carried.lines;
        let others = match &self.explainer {
            Explainer::SingleByte(reader) if reader.is_lossy() => whole * LINE,
            _ => 0,
        };
        let weighed = (self.weighed + self.carried.weighed).max(lines + others);
        log2_of_share(2 * lines + LINE, 2 * (weighed + LINE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::Channel;
    use crate::model::plausibility::BIT;

    /// Dictionaries of a megabyte have hundreds of lines that gain a little each by chance.
    #[test]
    fn whole_lines_speak_against_what_loses_bytes() {
        let of = |channel: &str| {
            let garbling = channel.parse::<Channel>().unwrap().garblings()[0];
            let explainer = Explainer::of(garbling, InputKind::Characters);
            Explanation {
                garbling,
                from: InputKind::Characters,
                explainer,
                prior: 0,
                weakness: 0,
                carried: Carried::default(),
                lines: 100 * LINE,
                weighed: 100 * LINE,
                bits: 0,
                spared: 0,
                contradicted: 0,
                prints: HashSet::new(),
                support: Support::default(),
            }
        };
        let lossy = of("UTF-8 read as ISO-8859-1, controls stripped");
        assert!(lossy.share(0) > -priors::ALIKE && lossy.share(1900) < -4 * BIT, "{}", lossy.share(1900));
        let whole = of("UTF-8 read as windows-1252");
        assert_eq!(whole.share(1900), whole.share(0));
    }
}
