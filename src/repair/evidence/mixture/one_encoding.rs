//! A text in one encoding: pairs of pages of Latin letters are told by words alone, so that a few lines prove nothing of a document.

use super::{Judgement, Line, Pool, State};
use crate::model::letters::is_alphabetic;
use crate::repair::evidence::credit::Credit;
use crate::repair::evidence::explainer::Explainer;
use crate::repair::evidence::LINE;
use crate::repair::undo::wrong_encoding::alphabets::Shown;
use crate::repair::undo::wrong_encoding::Reader;

/// Lines that must tell the pair of pages that the others went through: one may by chance.
const LEAST_TOLD: u64 = 2;
/// Of so many lines one must tell it. Of 500 damaged lines of Danish 217 and more do, of Lithuanian 329; in intact text one of some hundreds does by chance.
const ONE_IN: u64 = 8;

/// A pair of pages that many lines of a text tell.
pub(super) struct Pair {
    number: usize,
    shown: Shown,
}

impl Pool<'_> {
    /// The pairs of pages that so many lines of the text tell that those which do not tell may have gone through them, too; those of most lines first. `best` is what
    /// explains a line by itself.
    pub(super) fn pairs_of_many_lines(
        &self,
        text: &str,
        lines: &[Line],
        best: impl Fn(&Line) -> Option<usize>,
    ) -> Vec<Pair> {
        let mut pairs = self.believed();
        pairs.retain(|number| self.pair(*number).is_some());
        // Other texts may be in another language, of which no word is known.
        let count = |number: &usize| self.entries[*number].lines;
        let told: u64 = pairs.iter().map(count).sum();
        let others = self.whole * LINE;
        if told < LEAST_TOLD * LINE || told * ONE_IN < told + others {
            return Vec::new();
        }
        pairs.sort_by_key(|number| std::cmp::Reverse(count(number)));
        let mut pairs: Vec<Pair> =
            pairs.into_iter().map(|number| Pair { number, shown: Shown::default() }).collect();
        for line in lines {
            let Some(explanation) = best(line) else { continue };
            let pair = pairs.iter_mut().find(|pair| pair.number == explanation);
            if let (Some(pair), Some(reader)) = (pair, self.pair(explanation)) {
                pair.shown.add(&text[line.range.clone()], reader);
            }
        }
        pairs.iter_mut().for_each(|pair| pair.shown.complete());
        pairs
    }

    /// The first of some pairs that explains a line that does not tell, and that nothing in it speaks against.
    pub(super) fn unopposed(&self, text: &str, line: &Line, pairs: &[Pair]) -> Option<(usize, Credit)> {
        let State::Open(scores, _) = &line.state else { return None };
        let explains = |pair: &&Pair| {
            self.pair(pair.number)
                .is_some_and(|reader| pair.shown.explains(&text[line.range.clone()], reader))
        };
        let of = |pair: &Pair| {
            let score = scores.iter().find(|(number, score)| *number == pair.number && score.is_unopposed);
            score.filter(|_| explains(&pair))
        };
        pairs.iter().find_map(of).map(|(number, score)| (*number, score.credit))
    }

    /// The reader of an explanation that is a pair of pages which words tell.
    fn pair(&self, number: usize) -> Option<&Reader> {
        match &self.entries[number].explainer {
            Explainer::WrongEncoding(reader) => Some(reader).filter(|reader| reader.is_pair()),
            _ => None,
        }
    }

    /// Leaves the lines alone that a pair of pages of Latin letters explains, if less than half of those that have letters beyond ASCII are damaged. Pages of
    /// the web are put together from texts of many, and word by word: of 300 such lines of Turkish 74 hold letters of windows-1252. Where other lines show by
    /// their controls that text of such a page was read as Latin-1, all of them are restored.
    pub(super) fn keep_pairs_of_most_lines(&self, text: &str, judgements: &mut Vec<Judgement>) {
        let explainer = |judgement: &Judgement| &self.entries[judgement.explanation].explainer;
        let is_of_pair = |judgement: &Judgement| matches!(explainer(judgement), Explainer::WrongEncoding(reader) if reader.is_latin_pair());
        let is_proof = |judgement: &Judgement| matches!(explainer(judgement), Explainer::WrongEncoding(reader) if reader.tells_latin_by_controls());
        if !judgements.iter().any(is_of_pair) || judgements.iter().any(is_proof) {
            return;
        }
        let mut readers: Vec<usize> =
            judgements.iter().filter(|one| is_of_pair(one)).map(|one| one.explanation).collect();
        readers.sort_unstable();
        readers.dedup();
        // What has no letter of the page says nothing of it, and what has the same letters in both pages may have gone through, too.
        let has_of_page = |number: &usize, line: &str| match &self.entries[*number].explainer {
            Explainer::WrongEncoding(reader) => line.contains(|c: char| {
                !c.is_ascii() && is_alphabetic(c) && reader.layer.page.byte_of(c).is_some()
            }),
            _ => true,
        };
        let tells = |line: &str| {
            readers.iter().any(|number| has_of_page(number, line))
                && !readers.iter().any(|number| self.entries[*number].explainer.leaves(line))
        };
        if are_few_damaged(text, judgements, tells) {
            judgements.retain(|judgement| !is_of_pair(judgement));
        }
    }

    /// The same of a few lines of Latin letters that a multi-byte page read: what stands beside intact text of that page was garbled before. In files of Chinese
    /// it is a name or two; a chat in two languages has many lines of it.
    pub(super) fn keep_few_latin_letters(&self, text: &str, judgements: &mut Vec<Judgement>) {
        let is_of_letters = |judgement: &Judgement| {
            matches!(self.entries[judgement.explanation].explainer, Explainer::LatinLetters(_))
        };
        let lines = |judgement: &Judgement| text[judgement.range.clone()].lines().count();
        let count: usize = judgements.iter().filter(|judgement| is_of_letters(judgement)).map(lines).sum();
        if (1..MANY).contains(&count) && are_few_damaged(text, judgements, |_| true) {
            judgements.retain(|judgement| !is_of_letters(judgement));
        }
    }

    /// Takes lines for whole that an encoding of East Asia explains by a loss, if other lines have what would have been lost: a soft hyphen that is there was not taken
    /// elsewhere.
    pub(super) fn keep_what_is_whole(&self, text: &str, judgements: &mut [Judgement]) {
        for number in 0..self.entries.len() {
            let Explainer::LossyEncoding(lossy) = &self.entries[number].explainer else { continue };
            let is_whole = |explainer: &Explainer| matches!(explainer, Explainer::WrongEncoding(whole) if lossy.is_of(whole.layer));
            let Some(whole) = self.entries.iter().position(|entry| is_whole(&entry.explainer)) else {
                continue;
            };
            let keeps =
                |one: &Judgement| one.explanation == whole && lossy.loses_some_of(&text[one.range.clone()]);
            if judgements.iter().any(keeps) {
                let of_loss = judgements.iter_mut().filter(|one| one.explanation == number);
                of_loss.for_each(|one| one.explanation = whole);
            }
        }
    }
}

/// Lines of Latin letters that are no exception.
const MANY: usize = 4;

/// True if less than half of those lines are damaged that have letters beyond ASCII and of which `tells` is true.
fn are_few_damaged(text: &str, judgements: &[Judgement], tells: impl Fn(&str) -> bool) -> bool {
    let explained = judgements.len();
    let has_letters = |line: &&str| line.chars().any(|c| !c.is_ascii() && is_alphabetic(c));
    let lines = text.split('\n').filter(has_letters).filter(|line| tells(line));
    lines.take(2 * explained + 1).count() > 2 * explained
}
