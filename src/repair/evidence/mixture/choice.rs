//! Which explanation each line of a block has, once it is known how likely each is there.

use super::{Line, Pool, State};
use crate::channel::code_page::CodePage;
use crate::repair::evidence::credit::Credit;
use crate::repair::evidence::explainer::Explainer;
use crate::repair::evidence::glance::{glance, Clearly};
use crate::repair::evidence::page_reading;
use crate::repair::evidence::priors::{self, NEARLY_ALL};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::skeleton::skeleton;

use crate::repair::evidence::weigh::CLEAR;
use crate::repair::undo::wrong_encoding::InputKind;

impl Pool<'_> {
    /// The explanation of a line that gains most, if it gains enough.
    pub(super) fn best(&self, line: &Line, main: Option<usize>, bonus: i32) -> Option<(usize, Credit)> {
        let scores = match &line.state {
            State::Settled(number) => {
                return self.entries[*number].is_believed().then_some((*number, Credit::CERTAIN))
            }
            State::Open(scores, _) => scores,
        };
        let fewest = scores.iter().map(|(_, score)| score.strangers).min().unwrap_or(0);
        let among_damaged = bonus >= NEARLY_ALL;
        // What nearly all lines went through explains those of which it lost nothing, too: they are no others.
        let most = scores
            .iter()
            .map(|(number, _)| self.entries[*number].share(self.whole + self.carried_whole))
            .max()
            .unwrap_or(0);
        let value = |(number, score): &(usize, Score)| {
            let entry = &self.entries[*number];
            let share = if among_damaged && main == Some(*number) {
                most
            } else {
                entry.share(self.whole + self.carried_whole)
            };
            let gain = if among_damaged { score.among_damaged } else { score.gain };
            // Bytes are in some other encoding in any case.
            let print = (self.from == InputKind::Characters).then_some(score.print);
            gain + share
                - (score.strangers - fewest) * priors::STRANGER
                - entry.lacking(
                    (gain + share - priors::doubt(entry.garbling, self.from)).max(0),
                    entry.weakness_of(score),
                    print,
                )
        };
        let (number, score) = scores.iter().max_by_key(|one| (value(one), std::cmp::Reverse(one.0)))?;
        let entry = &self.entries[*number];
        let value = value(&(*number, *score));
        // Bytes of a line are all of one encoding, and most likely of that of the other lines.
        if self.from == InputKind::Bytes {
            let of_main = scores.iter().find(|(known, _)| Some(*known) == main);
            let best = if value + bonus > 0 { score.gain } else { 0 };
            return match of_main {
                Some((main, own)) if own.gain > best - priors::ANOTHER_ENCODING => {
                    Some((*main, Credit::CERTAIN))
                }
                _ => (value + bonus > 0).then_some((*number, Credit::CERTAIN)),
            };
        }
        // Where every stretch gains clearly, none need be weighed again.
        let credit = |credit: Credit| match score.complete && credit.least() >= -CLEAR {
            true => Credit::CERTAIN,
            false => credit,
        };
        // A line with characters that it cannot have made is like the others as far as it gains.
        let bonus = if score.explains_all { bonus } else { bonus.min(score.among_damaged) };
        match among_damaged {
            // A line that gains nothing says nothing: all others do not make it damaged.
            true => (value + bonus > 0 && score.among_damaged > 0)
                .then_some((*number, credit(score.credit_among_damaged.and_of_document(bonus)))),
            false => {
                let enough =
                    value > priors::MARGIN && (score.gain > priors::GLARING || !entry.is_rare_here());
                enough.then_some((*number, credit(score.credit)))
            }
        }
    }

    /// The encoding of bytes, or the way to lose bytes, by which the lines of the document lose least if all of them went that way; `None` if
    /// none is believed.
    pub(super) fn main(&self, lines: &[Line]) -> Option<usize> {
        let possible = |n: &usize| match self.from {
            InputKind::Bytes => self.balance(*n, lines) > 0,
            InputKind::Characters => self.entries[*n].is_lossy(),
        };
        let spared = |n: &usize| self.entries[*n].spared + self.entries[*n].carried.spared;
        self.believed().into_iter().filter(possible).min_by_key(|n| std::cmp::Reverse(spared(n)))
    }

    /// What the lines of a document gain by one encoding, and lose, against windows-1252: no line speaks for more than `ANOTHER_WAY`.
    fn balance(&self, number: usize, lines: &[Line]) -> i64 {
        const MOST: i32 = priors::ANOTHER_WAY;
        let of = |line: &Line| match &line.state {
            State::Settled(known) if *known == number => MOST,
            State::Settled(_) => -MOST,
            State::Open(scores, _) => {
                let own = scores.iter().find(|(known, _)| *known == number);
                own.map_or(-MOST, |(_, score)| score.gain.clamp(-MOST, MOST))
            }
        };
        lines.iter().map(|line| i64::from(of(line))).sum::<i64>() + self.entries[number].carried.spared as i64
    }

    /// `main` for another explanation of a line that it explains as well, or nearly: then nothing says that the line went another way than the
    /// others.
    pub(super) fn unified(&mut self, number: usize, main: Option<usize>, line: &Line, text: &str) -> usize {
        let Some(main) = main.filter(|main| *main != number) else { return number };
        let (Explainer::SingleByte(own), Explainer::SingleByte(other)) =
            (&self.entries[number].explainer, &self.entries[main].explainer)
        else {
            return number;
        };
        let text = &text[line.range.clone()];
        let alike = |a: CodePage, b: CodePage| {
            a == b || page_reading::bytes_of(text, a) == page_reading::bytes_of(text, b)
        };
        if !self.entries[main].explainer.may_explain(text) {
            return number;
        }
        let as_good = match (&line.state, own.is_lossy()) {
            (State::Open(scores, _), true) => {
                let gain = |wanted: usize| {
                    scores
                        .iter()
                        .find(|(known, _)| *known == wanted)
                        .map_or(i32::MIN / 2, |(_, score)| score.gain)
                };
                skeleton(text, own) == skeleton(text, other)
                    || gain(main) > gain(number) - priors::ANOTHER_WAY
                        && glance(text, other, &mut self.sequences, Clearly::BY_ITSELF).is_some()
            }
            (State::Settled(_), true) => false,
            (_, false) => {
                alike(own.layer.page, other.layer.page)
                    && glance(text, other, &mut self.sequences, Clearly::BY_ITSELF) == Some(false)
            }
        };
        if as_good {
            main
        } else {
            number
        }
    }
}
