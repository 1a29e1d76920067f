//! Which way each line of a text went: through no channel, or through one of those that the text shows.
//!
//! A document is a mixture. Each line is weighed by itself under every explanation that it could have; what the lines have in common says
//! how likely each explanation is in this document, and that decides for the lines that cannot tell by themselves. No line is read as
//! damaged because another one is: it must gain by it.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;
use std::rc::Rc;

use crate::channel::code_page::CodePage;
use crate::channel::encoding::Encoding;
use crate::channel::{Garbling, Layer, Loss};
use crate::model::plausibility::BIT;
use crate::repair::evidence::candidates;
use crate::repair::evidence::explainer::Explainer;
use crate::repair::evidence::explanation::{Carried, Explanation};
use crate::repair::evidence::permits::Permits;
use crate::repair::evidence::present::Present;
use crate::repair::evidence::priors::{self, MOST_BONUS, MOST_CARRIED, NEARLY_ALL};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::skeleton::{skeleton, Skeleton};
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::trimmed_end;
use crate::repair::evidence::weigh::{self, Clearly, Sequences};
use crate::repair::evidence::{Evidence, Known, Main, Side, Support, LINE, SIGNS};
use crate::repair::scan;
use crate::repair::scan::leads::Leads;
use crate::repair::scan::lines::line_around;
use crate::repair::scan::signs::{count_signs, counted, signs, signs_of, MULTI_BYTE, WRONG_ENCODING};
use crate::repair::undo::multi_byte;
use crate::repair::undo::utf8_sequence::SequenceReader;
use crate::repair::undo::wrong_encoding::{self, InputKind};
use crate::repair::undo::CERTAIN;

/// A line, or lines, that went through one layer last.
pub(crate) struct Judgement {
    pub(crate) range: Range<usize>,
    /// Which of the plan's explanations.
    pub(crate) explanation: usize,
    pub(crate) credit: i32,
}

/// What is to be undone of a text.
pub(crate) struct Plan {
    pub(crate) explainers: Vec<Explainer>,
    /// In order of the text.
    pub(crate) judgements: Vec<Judgement>,
}

impl Plan {
    /// All of a text of so many bytes went through `garbling`, without a doubt.
    pub(crate) fn of_all(garbling: Garbling, len: usize) -> Plan {
        Plan {
            explainers: vec![Explainer::of(garbling, InputKind::Characters)],
            judgements: vec![Judgement { range: 0..len, explanation: 0, credit: CERTAIN }],
        }
    }

    /// True if something of it cannot be undone without filling gaps.
    pub(crate) fn loses_bytes(&self) -> bool {
        self.judgements.iter().any(|judgement| self.explainers[judgement.explanation].loses_bytes())
    }

    /// Keeps what can be undone without filling gaps.
    pub(crate) fn keep_exact(&mut self) {
        let Plan { explainers, judgements } = self;
        judgements.retain(|judgement| !explainers[judgement.explanation].loses_bytes());
    }
}

struct Line {
    range: Range<usize>,
    state: State,
}

enum State {
    /// One explanation leaves nothing open, and was not compared with others.
    Settled(usize),
    /// What the explanations that it could have gain, by their places in the pool, and the pages that have pairs in it.
    Open(Vec<(usize, Score)>, u32),
}

/// Explanations of one line that are kept.
const MOST_SCORES: usize = 8;
/// Explanations of the document that a line is weighed under, if it did not bring them up itself.
const MOST_SHARED: usize = 6;
/// Rounds of weighing explanations by lines, and lines by explanations.
const ROUNDS: usize = 6;
/// Lines short of bytes that are weighed under everything although what is known explains all of them. With 16, 6, 4 and 3 of them 2,927, 2,938,
/// 2,940 and 2,941 of 3,451 lines of documents come back whose lines all lost bytes one way; but with 4, .985 instead of .989 of mixtures do.
const EXPLORED: usize = 6;
/// Lines that one way to lose bytes must explain more than another one of its page that loses fewer, to be the way that all of them went.
const AHEAD: u64 = 2;
/// What a line may lack at the most, in eighths of a bit, to be explained by what nearly all other lines went through.
const LEAST_GAIN: i32 = -MOST_BONUS;

/// Which lines of `text` were damaged, and by what, in the light of `evidence`; and what they say themselves. The lines `foreign` are bytes of
/// another encoding. `depth` is the number of layers that were undone before; what `permits` does not allow explains nothing.
pub(crate) fn judge(
    text: &str,
    foreign: &[Range<usize>],
    depth: usize,
    evidence: &Evidence,
    permits: &Permits,
) -> (Plan, Evidence) {
    let mut learnt = Evidence::default();
    let (side, own) = match depth {
        0 => (&evidence.characters, &mut learnt.characters),
        _ => (&evidence.below, &mut learnt.below),
    };
    let mut plan;
    (plan, *own) = judge_side(text, InputKind::Characters, foreign, side, permits);
    if !foreign.is_empty() {
        let (of_bytes, own) = judge_side(text, InputKind::Bytes, foreign, &evidence.bytes, permits);
        learnt.bytes = own;
        let before = plan.explainers.len();
        plan.explainers.extend(of_bytes.explainers);
        let moved = |one: Judgement| Judgement { explanation: one.explanation + before, ..one };
        plan.judgements.extend(of_bytes.judgements.into_iter().map(moved));
        plan.judgements.sort_by_key(|judgement| judgement.range.start);
    }
    trimmed_end::judge(&mut plan, text, permits);
    (plan, learnt)
}

/// The same for the lines of `text` that are not within `done`: what is there went through one layer, which is known.
pub(crate) fn judge_rest(
    text: &str,
    done: &[Range<usize>],
    evidence: &Evidence,
    permits: &Permits,
) -> (Plan, Evidence) {
    let (plan, own) = judge_side(text, InputKind::Characters, done, &evidence.characters, permits);
    (plan, Evidence { characters: own, ..Evidence::default() })
}

/// The same for a text of which all lines clearly went through `main`, as evidence has it; `None` if one of them did not.
pub(crate) fn judge_by(main: Main, text: &str) -> Option<Plan> {
    let explainer = Explainer::of(main.garbling, InputKind::Characters);
    let clearly = if main.all_damaged { Clearly::AMONG_DAMAGED } else { Clearly::BY_ITSELF };
    let mut sequences = Sequences::new();
    let mut judgements = Vec::new();
    let mut at = 0;
    loop {
        let next = scan::next_beyond_ascii(text.as_bytes(), at);
        if next == text.len() {
            break;
        }
        let range = line_around(text, at, next);
        at = range.end;
        explainer.glance(&text[range.clone()], &mut sequences, clearly)?;
        judgements.push(Judgement { range, explanation: 0, credit: CERTAIN });
    }
    Some(Plan { explainers: vec![explainer], judgements })
}

fn judge_side(
    text: &str,
    from: InputKind,
    foreign: &[Range<usize>],
    evidence: &Side,
    permits: &Permits,
) -> (Plan, Side) {
    let mut pool = Pool::new(from, foreign, evidence, permits);
    let mut lines = pool.read(text);
    // Where nothing explains anything, once is enough.
    let rounds = if pool.entries.is_empty() { 1 } else { ROUNDS };
    for round in 0..rounds {
        pool.count(text, &lines, round > 0);
    }
    if pool.add_without_signs(text, &mut lines) {
        pool.count(text, &lines, true);
    }
    let mut judgements: Vec<Judgement> = Vec::new();
    let (main, bonus) = (pool.main(), pool.all_damaged());
    for line in &mut lines {
        pool.weigh_shared(text, line);
        let Some((explanation, credit)) = pool.best(line, main, bonus) else {
            // A part of a line may begin in the middle of a character: it goes with what is before it, and its stretches speak for themselves.
            let cut = |last: &&mut Judgement| {
                last.range.end == line.range.start
                    && text.as_bytes()[last.range.end - 1] != b'\n'
                    && !matches!(pool.entries[last.explanation].explainer, Explainer::SingleByte(_))
            };
            if let Some(last) = judgements.last_mut().filter(cut) {
                last.range.end = line.range.end;
            }
            continue;
        };
        let explanation = pool.unified(explanation, main, line, text);
        let goes_on = |last: &&mut Judgement| {
            last.range.end == line.range.start
                && last.explanation == explanation
                && text.as_bytes()[last.range.end - 1] != b'\n'
        };
        match judgements.last_mut().filter(goes_on) {
            Some(last) => {
                last.range.end = line.range.end;
                last.credit = last.credit.min(credit);
            }
            None => judgements.push(Judgement { range: line.range.clone(), explanation, credit }),
        }
    }
    let learnt = pool.learnt(&judgements);
    let explainers = pool.entries.into_iter().map(|entry| entry.explainer).collect();
    (Plan { explainers, judgements }, learnt)
}

struct Pool<'a> {
    from: InputKind,
    permits: &'a Permits,
    /// What came before.
    evidence: &'a Side,
    /// Parts of lines that it explains, and those of lines that lost bytes.
    carried_parts: u64,
    carried_lossy: u64,
    /// Room that is used again.
    sequences: Sequences,
    foreign: &'a [Range<usize>],
    /// Lines that showed signs of damage and that nothing explains, and those of earlier blocks.
    whole: u64,
    carried_whole: u64,
    /// Eighths of a bit that the lines could lose by an explanation that explains none of them.
    most_lost: u64,
    /// Lines of this block that showed each sign, and those of earlier blocks.
    signs: [u64; SIGNS],
    carried_signs: [u64; SIGNS],
    /// The main way to lose bytes, where earlier texts have shown it.
    known_main: Option<usize>,
    /// Lines that were weighed under everything although something explains all of them.
    explored: usize,
    entries: Vec<Explanation>,
}

impl<'a> Pool<'a> {
    fn new(
        from: InputKind,
        foreign: &'a [Range<usize>],
        evidence: &'a Side,
        permits: &'a Permits,
    ) -> Pool<'a> {
        let mut pool = Pool {
            from,
            permits,
            evidence,
            carried_parts: 0,
            carried_lossy: 0,
            sequences: Sequences::new(),
            foreign,
            whole: 0,
            carried_whole: evidence.whole,
            most_lost: 0,
            signs: [0; SIGNS],
            carried_signs: evidence.signs,
            known_main: None,
            explored: 0,
            entries: Vec::new(),
        };
        for (garbling, known) in evidence.known.iter().filter(|(known, _)| permits.allow(**known)) {
            pool.carried_parts += known.parts;
            if garbling.loses_bytes() {
                pool.carried_lossy += known.parts;
            }
        }
        let mut explained = 0;
        for garbling in evidence.common(from).filter(|known| permits.allow(*known)) {
            let number = pool.number(garbling);
            explained += pool.entries[number].carried.lines;
        }
        pool.explored = EXPLORED.min((explained / LINE) as usize);
        if let Some(main) = evidence.main(from).filter(|main| permits.allow(main.garbling)) {
            pool.known_main = Some(pool.number(main.garbling));
        }
        pool
    }

    fn number(&mut self, garbling: Garbling) -> usize {
        if let Some(number) = self.entries.iter().position(|entry| entry.garbling == garbling) {
            return number;
        }
        let explainer = Explainer::of(garbling, self.from);
        let weakness = explainer.weakness();
        let known = self.evidence.known.get(&garbling);
        self.entries.push(Explanation {
            garbling,
            explainer,
            prior: priors::of(garbling, self.from),
            weakness,
            carried: Carried {
                bits: known.map_or(0, |known| known.support.bits()),
                lines: known.map_or(0, |known| known.parts),
                spared: known.map_or(0, |known| known.spared),
                weighed: counted(signs_of(garbling), &self.carried_signs) * LINE,
            },
            lines: 0,
            weighed: 0,
            spared: 0,
            bits: 0,
            contradicted: 0,
            prints: HashSet::new(),
            support: Support::default(),
        });
        self.entries.len() - 1
    }

    /// Weighs every line that shows a sign of damage.
    fn read(&mut self, text: &str) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut at = 0;
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
            }
        }
        lines
    }

    /// The next place at or after `at` that speaks for damage, and the stretch of lines of this pool's kind that it is in.
    fn next_of_interest(&self, text: &str, mut at: usize) -> Option<(usize, Range<usize>)> {
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
    fn weigh(&mut self, line: &str) -> State {
        // What is known to have happened is tried first: if it explains all, there is nothing else to weigh. Where bytes are missing, it
        // must also be known that no other way to lose them would do.
        let believed = self.believed();
        let mut complete = false;
        for &number in &believed {
            let Some(has_gaps) =
                self.entries[number].explainer.glance(line, &mut self.sequences, Clearly::BY_ITSELF)
            else {
                continue;
            };
            if !has_gaps || self.prevails(number) {
                return State::Settled(number);
            }
            complete = true;
            break;
        }
        if believed.is_empty()
            && self.from == InputKind::Characters
            && self.permits.allow(COMMONEST.into())
            && weigh::is_surely_of(COMMONEST.page, line)
        {
            let number = self.number(COMMONEST.into());
            let entry = &mut self.entries[number];
            entry.bits = (entry.bits + entry.prior).min(MOST_CARRIED);
            return State::Settled(number);
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

    /// Gives a way to lose bytes what another one gains that finds the same whole characters and the same gaps in a line, and loses fewer kinds
    /// of bytes: whatever filled the gaps there could fill them here, too. (What they gain differs all the same: of many ways to fill gaps only
    /// a few are followed.)
    fn level(&self, line: &Stands, scores: &mut [(usize, Score)]) {
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

    /// The explanations that enough speaks for, those of most lines first.
    fn believed(&self) -> Vec<usize> {
        let mut numbers: Vec<usize> =
            (0..self.entries.len()).filter(|n| self.entries[*n].is_believed()).collect();
        numbers.sort_by_key(|n| {
            let lines = self.entries[*n].lines + self.entries[*n].carried.lines;
            (self.known_main != Some(*n), std::cmp::Reverse(lines))
        });
        numbers
    }

    /// Counts anew what the lines say of each explanation.
    fn count(&mut self, text: &str, lines: &[Line], again: bool) {
        let shares: Vec<i32> =
            self.entries.iter().map(|entry| if again { entry.share() } else { 0 }).collect();
        // At first only what is known beforehand tells apart explanations that gain the same.
        let beforehand: Vec<i32> = self
            .entries
            .iter()
            .map(|entry| match again {
                true => -entry.lacking(0, 0),
                false => -entry.lacking(i32::MAX, 0) - priors::preference(entry.garbling),
            })
            .collect();
        for entry in &mut self.entries {
            (entry.lines, entry.weighed, entry.spared, entry.bits, entry.contradicted) = (0, 0, 0, 0, 0);
            entry.prints.clear();
            entry.support.0.clear();
        }
        (self.whole, self.most_lost, self.signs) = (0, 0, [0; SIGNS]);
        for line in lines {
            match &line.state {
                State::Settled(number) => {
                    let entry = &mut self.entries[*number];
                    entry.lines += LINE;
                    entry.weighed += LINE;
                    entry.bits = (entry.bits + entry.prior).min(MOST_CARRIED);
                    if entry.support.bits() < MOST_CARRIED {
                        entry.support.add(weigh::hash(&text[line.range.clone()]), entry.prior);
                    }
                    count_signs(signs_of(entry.garbling), &mut self.signs);
                }
                State::Open(scores, pages) => {
                    count_signs(*pages, &mut self.signs);
                    for entry in &mut self.entries {
                        if pages & signs_of(entry.garbling) != 0 {
                            entry.weighed += LINE;
                        }
                    }
                    let fewest = scores.iter().map(|(_, score)| score.strangers).min().unwrap_or(0);
                    let most = scores.iter().map(|(_, score)| score.gain).max().unwrap_or(0).max(0);
                    let lost = |gain: i32| {
                        let less = most - gain.max(0);
                        // What loses more kinds of bytes has more to fill each gap with, and gains a little everywhere.
                        if less < priors::ALIKE {
                            0
                        } else {
                            u64::from(less.min(priors::ANOTHER_WAY) as u32)
                        }
                    };
                    self.most_lost += lost(0);
                    for (number, score) in scores {
                        self.entries[*number].spared += lost(0) - lost(score.gain);
                    }
                    let values: Vec<i32> = scores
                        .iter()
                        .map(|(number, score)| {
                            score.gain + shares[*number] + beforehand[*number]
                                - (score.strangers - fewest) * priors::STRANGER
                        })
                        .collect();
                    if !values.iter().any(|value| *value > 0) {
                        self.whole += 1;
                    }
                    let parts = parts_of_line(&values);
                    for ((number, score), part) in scores.iter().zip(parts) {
                        let entry = &mut self.entries[*number];
                        if score.gain <= 0 {
                            entry.contradicted += score.contradictions * priors::CONTRADICTION;
                        } else if part > 0 {
                            entry.lines += part;
                            if part > LINE / 4 {
                                entry.support(*score, shares[*number]);
                            }
                        }
                    }
                }
            }
        }
    }

    /// Adds the lines that show no sign of damage, if the document went through what leaves none.
    fn add_without_signs(&mut self, text: &str, lines: &mut Vec<Line>) -> bool {
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

    /// Those explanations that a line with these signs may gain by: it has what they make of a character, or a lead out of its place.
    fn that_may_gain(&self, line: &Stands, present: Present, pages: u32, numbers: &[usize]) -> Vec<usize> {
        let leads = Leads::of(numbers.iter().map(|number| self.entries[*number].garbling));
        let at_home = OnceCell::new();
        let may_gain = |number: &&usize| match &self.entries[**number].explainer {
            Explainer::SingleByte(reader) => {
                present.pair >> reader.layer.page.index() & 1 == 1
                    || reader.is_lossy() && !*at_home.get_or_init(|| leads.are_at_home(line))
            }
            Explainer::WrongEncoding(reader) => reader.has_of_page(line.text),
            Explainer::MultiByte(reader) => pages & MULTI_BYTE != 0 || reader.reads_a_stretch(line.text),
        };
        numbers.iter().filter(may_gain).copied().collect()
    }

    /// What a line gains by each of these explanations.
    fn scores(&self, line: &Stands, numbers: &[usize]) -> Vec<(usize, Score)> {
        numbers.iter().map(|&number| (number, self.entries[number].explainer.score(line))).collect()
    }

    /// Weighs a line under what the document is known to have gone through, too.
    fn weigh_shared(&self, text: &str, line: &mut Line) {
        let State::Open(scores, pages) = &mut line.state else { return };
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

    /// The explanation of a line that gains most, if it gains enough.
    fn best(&self, line: &Line, main: Option<usize>, bonus: i32) -> Option<(usize, i32)> {
        let scores = match &line.state {
            State::Settled(number) => {
                return self.entries[*number].is_believed().then_some((*number, CERTAIN))
            }
            State::Open(scores, _) => scores,
        };
        let fewest = scores.iter().map(|(_, score)| score.strangers).min().unwrap_or(0);
        let among_damaged = bonus >= NEARLY_ALL;
        // What nearly all lines went through explains those of which it lost nothing, too: they are no others.
        let most = scores.iter().map(|(number, _)| self.entries[*number].share()).max().unwrap_or(0);
        let value = |(number, score): &(usize, Score)| {
            let entry = &self.entries[*number];
            let share = if among_damaged && main == Some(*number) { most } else { entry.share() };
            let gain = if among_damaged { score.among_damaged } else { score.gain };
            gain + share
                - (score.strangers - fewest) * priors::STRANGER
                - entry
                    .lacking((gain + share - priors::doubt(entry.garbling)).max(0), entry.weakness_of(score))
        };
        let (number, score) = scores.iter().max_by_key(|one| (value(one), std::cmp::Reverse(one.0)))?;
        let entry = &self.entries[*number];
        let value = value(&(*number, *score));
        // Bytes of a line are all of one encoding, and most likely of that of the other lines.
        if self.from == InputKind::Bytes {
            let of_main = scores.iter().find(|(known, _)| Some(*known) == main);
            let best = if value + bonus > 0 { score.gain } else { 0 };
            return match of_main {
                Some((main, own)) if own.gain > best - priors::ANOTHER_WAY => Some((*main, CERTAIN)),
                _ => (value + bonus > 0).then_some((*number, CERTAIN)),
            };
        }
        // Where every stretch gains clearly, none need be weighed again.
        let credit = |credit: i32| if score.complete && credit >= -weigh::CLEAR { CERTAIN } else { credit };
        // A line with characters that it cannot have made is like the others as far as it gains.
        let bonus = if score.explains_all { bonus } else { bonus.min(score.among_damaged) };
        match among_damaged {
            // A line that gains nothing says nothing: all others do not make it damaged.
            true => (value + bonus > 0 && score.among_damaged > 0)
                .then_some((*number, credit(score.credit_among_damaged + bonus))),
            false => {
                let enough =
                    value > priors::MARGIN && (score.gain > priors::GLARING || !entry.is_rare_here());
                enough.then_some((*number, credit(score.credit)))
            }
        }
    }

    /// The encoding of bytes, or the way to lose bytes, by which the lines of the document lose least if all of them went that way; `None` if
    /// none is believed.
    fn main(&self) -> Option<usize> {
        let possible = |n: &usize| self.from == InputKind::Bytes || self.entries[*n].is_lossy();
        let spared = |n: &usize| self.entries[*n].spared + self.entries[*n].carried.spared;
        self.believed().into_iter().filter(possible).min_by_key(|n| std::cmp::Reverse(spared(n)))
    }

    /// `main` for another explanation of a line that it explains as well, or nearly: then nothing says that the line went another way than the
    /// others.
    fn unified(&mut self, number: usize, main: Option<usize>, line: &Line, text: &str) -> usize {
        let Some(main) = main.filter(|main| *main != number) else { return number };
        let (Explainer::SingleByte(own), Explainer::SingleByte(other)) =
            (&self.entries[number].explainer, &self.entries[main].explainer)
        else {
            return number;
        };
        let text = &text[line.range.clone()];
        let alike = |a: CodePage, b: CodePage| {
            a == b || candidates::bytes_of(text, a) == candidates::bytes_of(text, b)
        };
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
                        && weigh::glance(text, other, &mut self.sequences, Clearly::BY_ITSELF).is_some()
            }
            (State::Settled(_), true) => false,
            (_, false) => {
                alike(own.layer.page, other.layer.page)
                    && weigh::glance(text, other, &mut self.sequences, Clearly::BY_ITSELF) == Some(false)
            }
        };
        if as_good {
            main
        } else {
            number
        }
    }

    /// True if hardly another way to lose bytes is left that the document could have gone through. One of the same page that loses fewer bytes is no
    /// other way, once there are lines that it does not explain.
    fn prevails(&self, number: usize) -> bool {
        let own = |entry: &Explanation| if entry.is_lossy() { entry.lines } else { 0 };
        let all = self.entries.iter().map(own).sum::<u64>() + self.carried_lossy;
        let entry = &self.entries[number];
        let lines = |entry: &Explanation| own(entry) + entry.carried.lines;
        let fewer = || self.entries.iter().filter(|other| other.loses_less_than(entry)).map(lines);
        let is_ahead = || lines(entry) >= fewer().max().unwrap_or(0) + AHEAD * LINE;
        let most = all - all / 8;
        all >= EXPLORED as u64 * LINE
            && (self.known_main == Some(number)
                || lines(entry) >= most
                || lines(entry) + fewer().sum::<u64>() >= most && is_ahead())
    }

    /// What it speaks for damage in a line that nearly all other lines are damaged, in eighths of a bit.
    fn all_damaged(&self) -> i32 {
        let damaged = self.entries.iter().map(|entry| entry.lines).sum::<u64>() + self.carried_parts;
        Side::bonus(self.whole + self.carried_whole, damaged)
    }

    /// What the block says.
    fn learnt(&self, judgements: &[Judgement]) -> Side {
        let used = |number| judgements.iter().any(|judgement| judgement.explanation == number);
        let mut own =
            Side { whole: self.whole, most_lost: self.most_lost, signs: self.signs, ..Side::default() };
        for (number, entry) in self.entries.iter().enumerate() {
            if entry.spared > 0 || entry.bits > 0 || used(number) {
                let Explanation { support, lines, spared, .. } = entry;
                own.known.insert(
                    entry.garbling,
                    Known { support: support.clone(), parts: *lines, spared: *spared },
                );
            }
        }
        own
    }
}

/// The parts of a line that each explanation has, by what it gains there (Dempster, Laird and Rubin 1977).
fn parts_of_line(values: &[i32]) -> Vec<u64> {
    let best = values.iter().copied().max().unwrap_or(0);
    // Two to the power of so many bits and eighths, in 1024ths; what is ten bits behind has nothing.
    const EIGHTHS: [u64; 8] = [1024, 939, 861, 790, 724, 664, 609, 558];
    let weight = |value: &i32| {
        let behind = (best - value) as u32;
        if behind > 80 {
            0
        } else {
            EIGHTHS[behind as usize % 8] >> (behind / 8)
        }
    };
    let weights: Vec<u64> = values.iter().map(weight).collect();
    let sum: u64 = weights.iter().sum::<u64>().max(1);
    weights.into_iter().map(|weight| (weight * LINE + sum / 2) / sum).collect()
}

/// Explanations that a line with these signs could have, each with what it gains.
fn alone(
    line: &Stands,
    present: Present,
    signs: u32,
    from: InputKind,
    permits: &Permits,
) -> Vec<(Garbling, Score)> {
    let mut found = Vec::new();
    if from == InputKind::Characters {
        let pages = permits.pages();
        found = candidates::candidates(line, signs & pages, pages, present);
        found.retain(|(garbling, _)| permits.allow(*garbling));
        // Nothing else reads as UTF-8 from end to end.
        if found.iter().any(|(_, score)| score.complete && score.gain >= BEYOND_DOUBT) {
            return found;
        }
        if signs & MULTI_BYTE != 0 {
            found.extend(multi_byte::candidates(line));
        }
    }
    if from == InputKind::Bytes || signs & WRONG_ENCODING != 0 {
        found.extend(wrong_encoding::candidates(line, from));
    }
    found.retain(|(garbling, _)| permits.allow(*garbling));
    found
}

/// The commonest damage.
const COMMONEST: Layer = Layer { source: Encoding::Utf8, page: CodePage::WINDOWS_1252, loss: Loss::NONE };

/// What a line gains, in eighths of a bit, that is UTF-8 by no chance.
const BEYOND_DOUBT: i32 = 60 * BIT;
