//! What each line of a block gains by the explanations that it could have.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use super::binary::is_binary;
use super::commonest;
use super::{Line, Pool, State, EXPLORED, LEAST_GAIN, ROUNDS};
use crate::channel::code_page::CodePage;
use crate::channel::encoding::Encoding;
use crate::channel::{Garbling, Layer, Loss, UnassignedByte};
use crate::model::plausibility::BIT;
use crate::repair::evidence::candidates;
use crate::repair::evidence::explainer::Explainer;
use crate::repair::evidence::glance::Clearly;
use crate::repair::evidence::line;
use crate::repair::evidence::out_of_keeping::is_of_other_latin;
use crate::repair::evidence::permits::Permits;
use crate::repair::evidence::present::Present;
use crate::repair::evidence::priors::{self, BEYOND_DOUBT, MOST_CARRIED};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::skeleton::Skeleton;
use crate::repair::evidence::stands::Stands;

use crate::repair::scan;
use crate::repair::scan::leads::Leads;
use crate::repair::scan::lines::line_around;
use crate::repair::scan::lone;
use crate::repair::scan::signs::{signs, MULTI_BYTE, WRONG_ENCODING};
use crate::repair::undo::sequence_reader::SequenceReader;
use crate::repair::undo::wrong_encoding::{self, InputKind};
use crate::repair::undo::{east_asian, latin_letters, multi_byte};

/// Explanations of one line that are kept.
const MOST_SCORES: usize = 8;
/// Explanations of the document that a line is weighed under, if it did not bring them up itself.
const MOST_SHARED: usize = 6;

impl Pool<'_> {
    /// Weighs every line from `quiet` on that shows a sign of damage.
    pub(super) fn read(&mut self, text: &str, quiet: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut at = quiet;
        while let Some((next, stretch)) = self.next_of_interest(text, at) {
            let range = line_around(&text[..stretch.end], at.max(stretch.start), next);
            at = range.end;
            let explored = self.explored;
            let state = self.weigh(&text[range.clone()]);
            lines.push(Line { range, state });
            // By now it may be told which way to lose bytes prevails; if not, by twice as many lines.
            let rounds = self.explored / EXPLORED;
            if explored < self.explored && self.explored % EXPLORED == 0 && rounds.is_power_of_two() {
                (0..ROUNDS).for_each(|round| self.count(text, &lines, round > 0));
                if self.from == InputKind::Bytes {
                    self.main_so_far = self.main(&lines);
                }
            }
        }
        lines
    }

    /// The next place at or after `at` that speaks for damage, and the stretch of lines of this pool's kind that it is in.
    pub(super) fn next_of_interest(&self, text: &str, mut at: usize) -> Option<(usize, Range<usize>)> {
        loop {
            let next = match self.from {
                InputKind::Characters => scan::next_suspect_of_any_kind(text, at)?,
                InputKind::Bytes => scan::next_beyond_ascii(text.as_bytes(), at),
            };
            let number = self.foreign.partition_point(|range| range.end <= next);
            let here = self.foreign.get(number).filter(|range| range.start <= next);
            let before = number.checked_sub(1).map_or(0, |number| self.foreign[number].end);
            let after = self.foreign.get(number).map_or(text.len(), |range| range.start);
            match (self.from, here) {
                (InputKind::Characters, None) => return Some((next, before..after)),
                (InputKind::Characters, Some(range)) => at = range.end,
                (InputKind::Bytes, Some(range)) => return Some((next, range.clone())),
                (InputKind::Bytes, None) => at = self.foreign.get(number)?.start,
            }
        }
    }

    /// What a line gains by each explanation that it could have.
    pub(super) fn weigh(&mut self, line: &str) -> State {
        if is_binary(line) {
            return State::Open(Vec::new(), 0);
        }
        // What is known to have happened is tried first: if it explains all, there is nothing else to weigh. Where bytes are missing, it
        // must also be known that no other way to lose them would do.
        let believed = self.believed();
        let mut complete = false;
        // Short words are complete in many encodings: which of them it is, the document tells.
        let known = match self.from {
            InputKind::Characters => believed.clone(),
            InputKind::Bytes => self.main_so_far.into_iter().collect(),
        };
        for &number in &known {
            let Some(has_gaps) =
                self.entries[number].explainer.glance(line, &mut self.sequences, Clearly::BY_ITSELF)
            else {
                continue;
            };
            if has_gaps && self.lost_more(number, line) {
                continue;
            }
            if !has_gaps || self.prevails(number) {
                return State::Settled(number);
            }
            complete = true;
            break;
        }
        if believed.is_empty() && self.from == InputKind::Characters {
            if let Some(layer) = commonest::of_line(line, self.permits, &mut self.sequences) {
                let number = self.number(layer.into());
                let entry = &mut self.entries[number];
                entry.bits = (entry.bits + entry.prior).min(MOST_CARRIED);
                return State::Settled(number);
            }
        }
        let present = Present::of(line);
        let pages = signs(line, present);
        let line = Stands::weighed(line);
        let gaining = self.that_may_gain(&line, present, pages, &believed);
        let mut scores = self.scores(&line, &gaining);
        self.explored += usize::from(complete);
        let some = self.from == InputKind::Bytes && scores.iter().any(|(_, score)| score.gain > 0);
        self.explored += usize::from(some);
        if (complete || some) && self.explored > EXPLORED {
            scores.retain(|(_, score)| score.among_damaged > LEAST_GAIN);
            self.level(&line, &mut scores);
            return State::Open(scores, pages);
        }
        for (garbling, score) in alone(&line, present, pages, self.from, self.permits) {
            let number = self.number(garbling);
            if !scores.iter().any(|(known, _)| *known == number) {
                scores.push((number, score));
            }
        }
        let least = |number: usize| if believed.contains(&number) { LEAST_GAIN } else { 0 };
        scores.retain(|(number, score)| {
            score.gain.max(score.among_damaged) > least(*number) || score.contradictions > 0
        });
        self.level(&line, &mut scores);
        let value = |(number, score): &(usize, Score)| score.gain - self.entries[*number].prior_of(score);
        scores.sort_by_key(|one| (-value(one), one.0));
        scores.truncate(MOST_SCORES);
        // A line that speaks for itself makes its explanation known to the lines behind it.
        let best = scores.first().map_or(0, value);
        let as_good: Vec<(usize, Score)> =
            scores.iter().filter(|one| best > 0 && value(one) >= best - BIT).copied().collect();
        for (number, score) in as_good {
            self.entries[number].support(score, 0);
        }
        State::Open(scores, pages)
    }

    /// True if a line gains clearly more where soft hyphens were lost besides the bytes that the page leaves unassigned: part of a document can have
    /// gone another way, and any letter can fill a gap.
    fn lost_more(&self, number: usize, line: &str) -> bool {
        let Garbling::Narrow(layer) = self.entries[number].garbling else { return false };
        let dropped = Loss { unassigned: UnassignedByte::Dropped, ..Loss::NONE };
        // A line that has one kept them all.
        if layer.loss != dropped || !layer.source.is_utf8() || line.contains('\u{AD}') {
            return false;
        }
        let line = Stands::weighed(line);
        let stripped = Layer { loss: Loss { controls: true, ..Loss::NONE }, ..layer };
        let more = line::score(&line, &SequenceReader::of(stripped));
        let own = self.entries[number].explainer.score(&line);
        more.gain - own.gain > priors::ANOTHER_WAY
    }

    /// Those explanations that a line with these signs may gain by: it has what they make of a character, or a lead out of its place.
    pub(super) fn that_may_gain(
        &self,
        line: &Stands,
        present: Present,
        pages: u32,
        numbers: &[usize],
    ) -> Vec<usize> {
        let (at_home, suspect) = (OnceCell::new(), OnceCell::new());
        let is_drawn = self.from == InputKind::Characters && wrong_encoding::is_drawn(line.text);
        let are_at_home =
            || Leads::of(numbers.iter().map(|number| self.entries[*number].garbling)).are_at_home(line);
        let may_gain = |number: &&usize| match &self.entries[**number].explainer {
            explainer if !explainer.may_explain(line.text) => false,
            explainer if is_drawn && !explainer.is_of_dos() => false,
            Explainer::SingleByte(reader) => {
                present.pair >> reader.layer.page.index() & 1 == 1
                    || reader.is_lossy()
                        && !*at_home.get_or_init(are_at_home)
                        && (*suspect.get_or_init(|| lone::is_in(line.text))
                            || !is_of_other_latin(line.text, |c| reader.byte(c)))
            }
            Explainer::WrongEncoding(reader) => reader.has_of_page(line.text),
            Explainer::LossyEncoding(reader) => reader.has_of_page(line.text),
            Explainer::EastAsian(reader) => reader.may_gain(line.text),
            Explainer::LatinLetters(reader) => reader.may_gain(line.text),
            Explainer::MultiByte(reader) => {
                pages & MULTI_BYTE != 0 || reader.next_stretch(line.text, 0).is_some()
            }
        };
        numbers.iter().filter(may_gain).copied().collect()
    }

    /// What a line gains by each of these explanations.
    pub(super) fn scores(&self, line: &Stands, numbers: &[usize]) -> Vec<(usize, Score)> {
        numbers.iter().map(|&number| (number, self.entries[number].explainer.score(line))).collect()
    }

    /// Gives a way to lose bytes what another one gains that finds the same whole characters and the same gaps in a line, and loses fewer kinds
    /// of bytes: whatever filled the gaps there could fill them here, too. (What they gain differs all the same: of many ways to fill gaps only
    /// a few are followed.)
    pub(super) fn level(&self, line: &Stands, scores: &mut [(usize, Score)]) {
        let lossy = |number: usize| match &self.entries[number].explainer {
            Explainer::SingleByte(reader) if reader.is_lossy() => Some(reader),
            _ => None,
        };
        let known: Vec<Option<(Skeleton, &Rc<SequenceReader>)>> = scores
            .iter()
            .map(|(number, _)| lossy(*number).map(|reader| (line.skeleton(reader), reader)))
            .collect();
        let levels: Vec<Score> = (0..scores.len())
            .map(|at| {
                let mut own = scores[at].1;
                let Some((skeleton, reader)) = known[at] else { return own };
                for (other, (_, score)) in known.iter().zip(scores.iter()) {
                    if other.is_some_and(|(s, fewer)| s == skeleton && reader.loses_all_of(fewer)) {
                        own.gain = own.gain.max(score.gain);
                        own.among_damaged = own.among_damaged.max(score.among_damaged);
                    }
                }
                own
            })
            .collect();
        scores.iter_mut().zip(levels).for_each(|((_, score), level)| *score = level);
    }

    /// Weighs a line under what the document is known to have gone through, too.
    pub(super) fn weigh_shared(&self, text: &str, line: &mut Line) {
        let State::Open(scores, pages) = &mut line.state else { return };
        if is_binary(&text[line.range.clone()]) {
            return;
        }
        let own = Stands::weighed(&text[line.range.clone()]);
        let known = scores.len();
        let mut shared = self.believed();
        shared.truncate(MOST_SHARED);
        shared.retain(|number| !scores.iter().any(|(known, _)| known == number));
        if shared.is_empty() {
            return;
        }
        let shared = self.that_may_gain(&own, Present::of(own.text), *pages, &shared);
        let gains = |(_, score): &(usize, Score)| score.among_damaged > LEAST_GAIN;
        scores.extend(self.scores(&own, &shared).into_iter().filter(gains));
        if scores.len() > known {
            self.level(&own, scores);
        }
    }

    /// Adds the lines that show no sign of damage, if the document went through what leaves none.
    pub(super) fn add_without_signs(&mut self, text: &str, lines: &mut Vec<Line>) -> bool {
        let possible: Vec<usize> =
            self.believed().into_iter().filter(|n| self.entries[*n].explainer.leaves_no_sign()).collect();
        // Of bytes, every line was looked at.
        if possible.is_empty() || self.from == InputKind::Bytes {
            return false;
        }
        let mut added = Vec::new();
        let mut at = 0;
        let mut known = lines.iter().map(|line| line.range.clone()).peekable();
        loop {
            let next = scan::next_beyond_ascii(text.as_bytes(), at);
            if next == text.len() {
                break;
            }
            while known.next_if(|range| range.end <= next).is_some() {}
            if let Some(range) = known.peek().filter(|range| range.start <= next) {
                at = range.end;
                continue;
            }
            let number = self.foreign.partition_point(|range| range.end <= next);
            if let Some(range) = self.foreign.get(number).filter(|range| range.start <= next) {
                at = range.end;
                continue;
            }
            let foreign = self.foreign.get(number).map_or(text.len(), |range| range.start);
            let limit = known.peek().map_or(text.len(), |range| range.start).min(foreign);
            let range = line_around(&text[..limit], at, next);
            at = range.end;
            let line = Stands::weighed(&text[range.clone()]);
            let gaining = self.that_may_gain(&line, Present::of(line.text), 0, &possible);
            if gaining.is_empty() {
                continue;
            }
            let mut scores = self.scores(&line, &gaining);
            scores.retain(|(_, score)| score.among_damaged > LEAST_GAIN);
            if !scores.is_empty() {
                added.push(Line { range, state: State::Open(scores, 0) });
            }
        }
        let any = !added.is_empty();
        lines.append(&mut added);
        lines.sort_by_key(|line| line.range.start);
        any
    }
}

/// Explanations that a line with these signs could have, each with what it gains.
fn alone(
    line: &Stands,
    present: Present,
    signs: u32,
    from: InputKind,
    permits: &Permits,
) -> Vec<(Garbling, Score)> {
    if from == InputKind::Characters && signs & WRONG_ENCODING != 0 && wrong_encoding::is_drawn(line.text) {
        let mut found = wrong_encoding::candidates(line, from);
        found.retain(|(garbling, _)| permits.allow(*garbling));
        return found;
    }
    let mut found = Vec::new();
    if from == InputKind::Characters {
        let pages = permits.pages();
        found = candidates::candidates(line, signs & pages, pages, present);
        found.retain(|(garbling, _)| permits.allow(*garbling));
        // Nothing else reads as UTF-8 from end to end, nor most of its stretches.
        let is_utf8 = |score: &Score| score.complete || score.credit.least() > 0;
        if found.iter().any(|(_, score)| is_utf8(score) && score.gain >= BEYOND_DOUBT) {
            // But for Cyrillic of DOS.
            if wrong_encoding::could_be_of_ibm866(line.text) {
                let more = wrong_encoding::candidates(line, from);
                let is_of_dos = |garbling: Garbling| matches!(garbling, Garbling::Narrow(layer) if layer.source == Encoding::Single(CodePage::IBM866));
                found.extend(
                    more.into_iter().filter(|(garbling, _)| is_of_dos(*garbling) && permits.allow(*garbling)),
                );
            }
            return found;
        }
        if signs & MULTI_BYTE != 0 {
            found.extend(multi_byte::evidence::candidates(line));
            found.extend(latin_letters::candidates(line));
        }
    }
    if from == InputKind::Bytes || signs & WRONG_ENCODING != 0 {
        found.extend(wrong_encoding::candidates(line, from));
        if from == InputKind::Characters {
            found.extend(east_asian::pairs::candidates(line));
        }
    }
    found.retain(|(garbling, _)| permits.allow(*garbling));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::Channel;
    use crate::repair::evidence::{permits, Evidence};

    #[test]
    fn a_line_that_the_commonest_damage_clearly_explains_is_not_weighed() {
        let is_settled = |line: &str| {
            let evidence = Evidence::default();
            let mut pool = Pool::new(InputKind::Characters, &[], &evidence.characters, &permits::ALL);
            matches!(pool.weigh(line), State::Settled(_))
        };
        assert!(is_settled("Il a mangÃ© Ã\u{A0} la cafÃ©tÃ©ria de l'Ã©cole"));
        assert!(is_settled("die schÃ¶nen groÃŸen HÃ¤user"));
        // One stretch that no intact text has.
        for line in ["un cafÃ©", "Ã©t", "itâ€™s", "oui Ã\u{A0} vous", "Ã\u{89}tude en franÃ§ais"]
        {
            assert!(is_settled(line), "{line}");
        }
        let by_chance = [
            "Ø²",
            "Ð²",
            "Å®Ä®Ö®",
            "Ø³ test",
            "GÅ®",
            "5 Å³s",
            "la lettre Ã\u{A0}: A",
            "schöne groÃŸe HÃ¤user",
            "Ã©tÃ© и ещё",
        ];
        for line in by_chance {
            assert!(!is_settled(line), "{line}");
        }
    }

    /// What is left over in a line of UTF-8 is no reason to try it in all other encodings.
    #[test]
    fn what_is_utf8_but_for_a_stretch_is_in_no_other_encoding() {
        let channel: Channel = "UTF-8 read as windows-1252".parse().unwrap();
        let utf8 = format!("Ñóïåð {}", channel.apply("他们在Tennyson的诗里——不是吗？"));
        for (line, tried) in [(utf8.as_str(), false), ("Ñóïåð íîâîñòè ó íàñ", true)] {
            let present = Present::of(line);
            let signs = signs(line, present);
            let found = alone(&Stands::weighed(line), present, signs, InputKind::Characters, &permits::ALL);
            let other =
                |garbling: &Garbling| matches!(garbling, Garbling::Narrow(layer) if !layer.source.is_utf8());
            assert_eq!(found.iter().any(|(garbling, _)| other(garbling)), tried, "{found:?}");
        }
    }
}
