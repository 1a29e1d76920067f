//! Gaps chosen anew by whether their word is one.
//!
//! Windows of letters know what usually follows what, and little of whole words: `Αγόρατα` is as good Greek to them as `Αγόρασα`, which exists. So
//! for each word of an alphabet that has gaps, the likely ways to fill them all are looked up in a table of words, and those that it has count
//! more. Where a script is that of several languages whose words differ, all words of the line say which of them it is in.

use std::ops::Range;

use crate::model::restoration::feature::EDGE;
use crate::model::restoration::view::{GapKind, Views, GAP};
use crate::model::restoration::{feature, Weights};
use crate::model::words::key::{is_of_word, is_vietnamese, Spelt, Tongue};
use crate::repair::infill::choice::{Choice, RUNNERS_UP};
use crate::repair::infill::log_space::{add, exp, ln};

/// Ways to fill the gaps of a word that are looked up.
const PATHS: usize = 128;
/// How far (in nats) a way to fill the gaps so far may be behind the best. A common word gains no more.
const MARGIN: f32 = 12.0;
/// Candidates of a gap with a smaller share are no longer thought of.
const LEAST_SHARE: f32 = 1e-4;
/// What the search of letters counts. It says of each gap what stands in it on the whole: for the gaps of one word this is to some part the same.
const OF_LETTERS: f32 = 0.5;
/// What the logarithm of a word's share of its language counts.
const OF_WORD: f32 = 0.4;
/// The logarithm of the share that each word has which the table does not.
const UNKNOWN: f32 = -24.0;
/// Letters of the shortest word that is looked up: what a single letter stands for, its neighbours tell better.
const SHORTEST: usize = 2;
/// The share of a letter for which nothing speaks but that it makes a word, and the letters of the shortest such word. Of 150 words each of Danish, Norwegian
/// and Swedish of which Latin-1 left nothing but the lead of the first letter, 113, 112 and 99 come back with it, and 15, 19 and 69 without.
const OF_WORD_ALONE: f32 = 0.002;
const SHORTEST_ALONE: usize = 4;
/// The confidence of a choice from which on no such letter is looked for: of 4,096 words that are none, one seems to be one.
const DOUBTFUL: f32 = 0.9;
/// Letters of the longest word.
const LONGEST: usize = 40;
/// Words that are settled together at the most: enough to tell the tongue of a line, and a line may be as long as a text.
const WORDS: usize = 64;
/// Bits of a candidate's number in a path.
const PICK_BITS: usize = 3;

/// Makes the gaps of words what the words call for: those of the choices whose kinds are here. `candidates` gives all letters that a gap can be.
pub(crate) fn choose<'c>(
    views: &Views,
    kinds: &[GapKind],
    weights: &impl Weights,
    candidates: impl Fn(usize) -> &'c [char],
    choices: &mut [Choice],
) {
    for latin in [false, true] {
        let view = views.of(latin);
        let mut line = Line::default();
        let mut end = 0;
        for (gap, kind) in kinds.iter().enumerate() {
            let at = views.places[gap].at as usize;
            if kind.latin != latin || !kind.is_alphabetic() || at < end {
                continue;
            }
            let letters = Letters { view, choices };
            let range = letters.word_around(at, end);
            let between = || end..range.start;
            if let Some(last) = between().rev().find(|at| view[*at] == EDGE) {
                line.has_vietnamese |= letters.have_vietnamese(end..last);
                line.settle(choices);
                end = last;
            }
            let letters = Letters { view, choices };
            line.has_vietnamese |= letters.have_vietnamese(end..range.end);
            end = range.end;
            if latin {
                name_letter_of_word(view, range.clone(), weights, &candidates, choices);
            }
            let letters = Letters { view, choices };
            line.words.extend(letters.read(range, weights));
            if line.words.len() == WORDS {
                line.settle(choices);
            }
        }
        let rest = view[end..].iter().take_while(|symbol| **symbol != EDGE).count();
        line.has_vietnamese |= Letters { view, choices }.have_vietnamese(end..end + rest);
        line.settle(choices);
    }
}

/// Where a word has one gap, names among its choices the letters that make a word known to the table, though the windows of letters hold them for
/// impossible: they have met no Danish, but the table has.
fn name_letter_of_word<'c>(
    view: &[u32],
    word: Range<usize>,
    weights: &impl Weights,
    candidates: impl Fn(usize) -> &'c [char],
    choices: &mut [Choice],
) {
    let mut gaps = word.clone().filter_map(|at| Letters::gap(view[at]).map(|gap| (at, gap)));
    let (Some((place, gap)), None) = (gaps.next(), gaps.next()) else { return };
    let Some(choice) =
        choices.get_mut(gap).filter(|choice| word.len() >= SHORTEST_ALONE && choice.confidence < DOUBTFUL)
    else {
        return;
    };
    let mut shares = choice.shares();
    let is_known = |c: char| {
        let symbols = word.clone().map(|at| if at == place { feature::symbol(c) } else { view[at] });
        let spelt = symbols.fold(Spelt::NONE, Spelt::then);
        Tongue::of(c).iter().any(|tongue| weights.word(spelt.key(*tongue)).is_some())
    };
    let is_named = |c: &char| shares.iter().any(|(named, share)| named == c && *share >= LEAST_SHARE);
    let all = candidates(gap);
    if all.iter().any(|c| is_named(c) && is_known(*c)) {
        return;
    }
    let found: Vec<char> = all.iter().copied().filter(|c| is_known(*c)).collect();
    let last = shares.len() - found.len().min(shares.len() - 1);
    for (slot, c) in shares[last..].iter_mut().zip(found) {
        *slot = (c, OF_WORD_ALONE);
    }
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    choice.set_shares(&shares);
}

/// The letters of a view, with what is chosen for its gaps.
struct Letters<'a> {
    view: &'a [u32],
    choices: &'a [Choice],
}

impl Letters<'_> {
    /// Which gap a symbol is.
    fn gap(symbol: u32) -> Option<usize> {
        (symbol & GAP != 0).then_some((symbol & !GAP) as usize)
    }

    /// What stands, or most likely stands, at a place.
    fn char(&self, at: usize) -> Option<char> {
        let symbol = *self.view.get(at)?;
        match Self::gap(symbol) {
            Some(gap) => Some(self.choices.get(gap)?.best),
            None => char::from_u32(symbol),
        }
    }

    /// The same where it is a letter of a word.
    fn letter(&self, at: usize) -> Option<char> {
        self.char(at).filter(|c| is_of_word(*c))
    }

    fn have_vietnamese(&self, mut range: Range<usize>) -> bool {
        range.any(|at| self.char(at).is_some_and(is_vietnamese))
    }

    /// The word around a place, which does not begin before `least`.
    fn word_around(&self, at: usize, least: usize) -> Range<usize> {
        let before = (least..at).rev().take(LONGEST).take_while(|at| self.letter(*at).is_some()).count();
        let after = (at..self.view.len()).take(LONGEST).take_while(|at| self.letter(*at).is_some()).count();
        at - before..at + after
    }

    /// True if an apostrophe within a word begins or ends here, as in Ukrainian `пред'явити`: what stands on one side is no word. In Latin letters it
    /// is one mostly, as in `l'été`.
    fn is_cut(&self, range: &Range<usize>) -> bool {
        let is_apostrophe = |at: usize| matches!(self.char(at), Some('\'' | '\u{2019}' | '\u{2BC}'));
        let is_letter = |at: usize| self.letter(at).is_some_and(|c| Tongue::of(c).len() > 1);
        is_letter(range.start)
            && (is_apostrophe(range.end) && is_letter(range.end + 1)
                || range.start > 1 && is_apostrophe(range.start - 1) && is_letter(range.start - 2))
    }

    /// The ways to fill the gaps of a word; `None` if it has none, or leaves nothing open.
    fn read(&self, range: Range<usize>, weights: &impl Weights) -> Option<Word> {
        let first = self.letter(range.start)?;
        if self.is_cut(&range) {
            return None;
        }
        let is_open = |at: usize| {
            Self::gap(self.view[at]).is_some_and(|gap| self.choices[gap].confidence < 1.0 - LEAST_SHARE)
        };
        let is_a_word =
            (SHORTEST..=LONGEST).contains(&range.len()) && range.len() * PICK_BITS <= u128::BITS as usize;
        if !is_a_word || !range.clone().any(is_open) {
            return None;
        }
        let mut gaps = Vec::new();
        let mut paths = vec![Path { letters: 0.0, spelt: Spelt::NONE, picks: 0, values: [0.0; TONGUES] }];
        for at in range {
            let Some(gap) = Self::gap(self.view[at]) else {
                paths.iter_mut().for_each(|path| path.spelt = path.spelt.then(self.view[at]));
                continue;
            };
            let shares = self.choices[gap].shares();
            let mut more = Vec::with_capacity(paths.len() * shares.len());
            for (number, (c, share)) in
                shares.into_iter().enumerate().filter(|(_, (_, share))| *share >= LEAST_SHARE)
            {
                let (symbol, letters) = (feature::symbol(c), ln(share));
                let pick = (number as u128) << (gaps.len() * PICK_BITS);
                more.extend(paths.iter().map(|path| Path {
                    letters: path.letters + letters,
                    spelt: path.spelt.then(symbol),
                    picks: path.picks | pick,
                    ..*path
                }));
            }
            gaps.push(gap);
            if more.is_empty() {
                return None;
            }
            paths = more;
            prune(&mut paths);
        }
        let tongues = Tongue::of(first);
        for path in &mut paths {
            for (value, tongue) in path.values.iter_mut().zip(tongues) {
                let word = weights.word(path.spelt.key(*tongue)).unwrap_or(UNKNOWN);
                *value = path.letters * OF_LETTERS + word * OF_WORD;
            }
        }
        Some(Word { gaps, paths, tongues })
    }
}

/// The most tongues that a script has.
const TONGUES: usize = 2;

/// A way to fill the gaps of a word.
#[derive(Clone, Copy)]
struct Path {
    /// The logarithm of what the search of letters says of it.
    letters: f32,
    spelt: Spelt,
    /// The number of the candidate for each gap.
    picks: u128,
    /// The logarithm of what speaks for it if it is of each tongue.
    values: [f32; TONGUES],
}

/// A word with gaps.
struct Word {
    gaps: Vec<usize>,
    paths: Vec<Path>,
    tongues: &'static [Tongue],
}

/// Words of a line, or of a part of a long one, which are of one tongue.
#[derive(Default)]
struct Line {
    words: Vec<Word>,
    /// Then its words are not looked up.
    has_vietnamese: bool,
}

impl Line {
    /// Settles which tongue the line is of, and what stands in its words.
    fn settle(&mut self, choices: &mut [Choice]) {
        if std::mem::take(&mut self.has_vietnamese) {
            self.words.clear();
        }
        let mut tongues = [0.0; TONGUES];
        for word in self.words.iter().filter(|word| word.tongues.len() > 1) {
            for (number, tongue) in tongues.iter_mut().enumerate() {
                *tongue += sum(word.paths.iter().map(|path| path.values[number]));
            }
        }
        let all = sum(tongues.into_iter());
        tongues.iter_mut().for_each(|tongue| *tongue -= all);
        for word in self.words.drain(..) {
            let value = |path: &Path| match word.tongues.len() {
                1 => path.values[0],
                _ => sum(tongues.iter().zip(path.values).map(|(tongue, value)| tongue + value)),
            };
            let values: Vec<f32> = word.paths.iter().map(value).collect();
            let all = sum(values.iter().copied());
            for (number, gap) in word.gaps.iter().enumerate() {
                let choice = &mut choices[*gap];
                let before = choice.shares();
                let mut shares = before.map(|(c, _)| (c, 0.0));
                for (path, value) in word.paths.iter().zip(&values) {
                    let pick = (path.picks >> (number * PICK_BITS)) as usize & ((1 << PICK_BITS) - 1);
                    shares[pick].1 += exp(value - all);
                }
                let named: f32 = before.iter().map(|(_, share)| share).sum();
                shares.iter_mut().for_each(|(_, share)| *share *= named);
                shares.sort_by(|a, b| b.1.total_cmp(&a.1));
                choice.set_shares(&shares);
            }
        }
    }
}

/// The logarithm of a sum, of which the logarithms of the parts are given.
fn sum(parts: impl Iterator<Item = f32>) -> f32 {
    parts.fold(f32::NEG_INFINITY, add)
}

/// Keeps the best paths.
fn prune(paths: &mut Vec<Path>) {
    let best = paths.iter().map(|path| path.letters).fold(f32::NEG_INFINITY, f32::max);
    paths.retain(|path| path.letters >= best - MARGIN);
    if paths.len() > PATHS {
        let order = |a: &Path, b: &Path| b.letters.total_cmp(&a.letters).then(a.picks.cmp(&b.picks));
        paths.select_nth_unstable_by(PATHS, order);
        paths.truncate(PATHS);
        // The order in which they are summed must not depend on the library that selects them.
        paths.sort_unstable_by(order);
    }
}

const _: () = assert!(RUNNERS_UP < 1 << PICK_BITS);

#[cfg(test)]
mod tests;
