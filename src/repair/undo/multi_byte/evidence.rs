//! What speaks for a multi-byte page: what a line gains by having been read with it.

use super::below::{Below, Pairs};
use super::swallowed::{closing, first_of_file, odds};
use super::{next_beyond_ascii, Gap, Part, Reader};
use crate::channel::multi_byte::{Mark, MultiByte};
use crate::channel::wide::{Unread, Wide};
use crate::channel::Garbling;
use crate::model::letters::{is_alphabetic, letters_after, letters_before, WORD};
use crate::model::plausibility::BIT;
use crate::model::text::State;
use crate::repair::evidence::beam::Beam;
use crate::repair::evidence::odds::{is_beside_letter, Left, Run, Tally};
use crate::repair::evidence::only_damage;
use crate::repair::evidence::order::Order;
use crate::repair::evidence::priors::{CLOSED, MIXED_SCRIPTS};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::spelling::words_gain;
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::weigh::ANOTHER_LAYER;
use crate::repair::scan::contractions;

/// Letters of two bytes that tell as much as one of three.
const LETTERS: i32 = 4;
/// Characters short of a byte that tell as much as a whole one: of those that lost the last, and of those that lost the first.
const ENDLESS: i32 = 1;
const HEADLESS: i32 = 2;
/// Characters of which one byte is left or none, at the most, for each that is whole or short of one: `?서?도?보` is a list.
const BLIND: i32 = 3;
/// One character in so many that was lost before the page read the text, at the most: `锟斤拷` was two of these, and nobody gains by having them back; what is
/// read beside it by chance may be whole (`图片锟叫`).
const LOST_BEFORE: i32 = 4;
/// What a stretch costs that has more of them, or that is a list: no line makes up for it.
const ALL_LOST: i32 = 64 * BIT;

/// What emoji gain that stand by themselves, or a sign of copyright in front of a year: what such a page costs by itself, and what a stretch and a line must
/// gain besides.
const ONLY_DAMAGE: i32 = 32 * BIT;

impl Reader {
    /// The run of pieces from `start`, weighed, with `left` in front of it. Each piece is shown to `each`.
    pub(crate) fn weigh(
        &self,
        line: &Stands,
        start: usize,
        left: State,
        mut each: impl FnMut(&[Part], usize),
    ) -> Option<Run> {
        let text = line.text;
        let mut at = start;
        let mut beam = Beam::of(left);
        let mut parts = Vec::new();
        // Characters of three bytes or more that came through whole or short of one byte, and letters of two bytes: chance makes the former
        // seldom, of the latter a row.
        let (mut sound, mut endless, mut headless, mut has_gaps) = (0, 0, 0, false);
        let (mut letters, mut latin, mut closed, mut swallowed, mut blind) = (0, 0, 0, 0, 0);
        let (mut lost_before, mut all, mut emoji, mut is_copyright) = (0, 0, 0, false);
        let mut is_contraction = false;
        let mut own = String::new();
        let (mut below, mut pairs) = (Below::default(), Pairs::default());
        let begins_line = start == 0 || text[..start].ends_with('\n');
        while let Some(len) = self.piece(&text[at..], &mut parts) {
            each(&parts, len);
            is_contraction |= at == start && is_of_contraction(&parts, text, start, at + len);
            all += parts.len() as i32;
            for (number, part) in parts.iter().enumerate() {
                // A file begins so by no chance, and what the mark costs elsewhere says nothing of it.
                if begins_line && at == start && number < 2 && self.begins_file(&parts, &text[at + len..]) {
                    sound += 1;
                    has_gaps |= matches!(part, Part::Gap(_));
                    closed += i32::from(*part == Part::Gap(Gap::ASCII));
                    if number == 0 || *part == Part::Gap(Gap::ASCII) {
                        continue;
                    }
                }
                if matches!(part, Part::Gap(_)) {
                    pairs.lose();
                }
                match part {
                    Part::Whole(c) => {
                        pairs.take(*c);
                        lost_before += i32::from(*c == char::REPLACEMENT_CHARACTER);
                        is_copyright = *c == '©';
                        emoji += i32::from(
                            matches!(c, '\u{1F300}'..='\u{1FAFF}') || *c == '\u{FE0F}' && emoji > 0,
                        );
                        sound += i32::from(*c >= '\u{800}');
                        letters += i32::from(('\u{370}'..'\u{700}').contains(c));
                        latin += i32::from(('\u{C0}'..'\u{250}').contains(c));
                        own.push(*c);
                        below.take(*c, |c| beam.pass(c, State::then_supposed));
                    }
                    Part::Gap(Gap::LINE_END) => {
                        closed += i32::from(closing(&text[..at], "").is_some());
                    }
                    Part::Gap(Gap::ASCII) => {
                        below.end(|c| beam.pass(c, State::then_supposed));
                        has_gaps = true;
                        match closing(&text[..at], &text[at + len..]) {
                            Some(c) => {
                                closed += 1;
                                beam.pass(c, State::then_supposed);
                            }
                            // Another reading of the mark has no such character to account for: how often there is one says all.
                            None => {
                                let before = beam.cost();
                                self.branch(&mut beam, &Gap::ASCII);
                                if self.wide.is_usual() {
                                    swallowed += beam.cost() - before + odds(&text[at + len..]);
                                }
                            }
                        }
                    }
                    Part::Gap(gap) => {
                        below.end(|c| beam.pass(c, State::then_supposed));
                        has_gaps = true;
                        let two = i32::from(gap.survivors() >= 2);
                        headless += if gap.bytes[0] == 0 { two } else { 0 };
                        blind += i32::from(gap.survivors() <= 1 && gap.len > 2);
                        endless += if gap.bytes[0] == 0 { 0 } else { two };
                        self.branch(&mut beam, gap);
                    }
                }
            }
            at += len;
        }
        if at == start {
            return None;
        }
        below.end(|c| beam.pass(c, State::then_supposed));
        let is_sure = |c| c != char::REPLACEMENT_CHARACTER && self.wide.bytes_of(c).is_none();
        let state = beam.state();
        let mut gain = line.gain((start, at), beam, is_sure) + closed * CLOSED + swallowed;
        let twice = pairs.read(self.wide.page).filter(|_| self.wide.page == MultiByte::GBK);
        if let Some(read) = &twice {
            let mut beam = Beam::of(left);
            read.chars().for_each(|c| beam.pass(c, State::then_supposed));
            gain = gain.max(line.gain((start, at), beam, is_sure) - ANOTHER_LAYER);
        }
        if LOST_BEFORE * lost_before > all || pairs.are_in_order() {
            gain = gain.min(-ALL_LOST);
        }
        // A single character of East Asia within a Latin word is no part of it.
        let in_word = latin > 0 && is_in_word(text, start, at);
        if in_word && latin == all {
            gain += word_gain(&text[..start], &own, &text[at..]);
        }
        let short = endless >= ENDLESS || headless >= HEADLESS;
        let row_of_letters = letters >= LETTERS && !is_beside_letter(text, start, at);
        let telling = (sound > 0 || short || row_of_letters || in_word || twice.is_some())
            && blind <= BLIND * (sound + endless + headless);
        if emoji == all && only_damage::is_in_ascii(text, &(start..at))
            || all == 1 && is_copyright && only_damage::is_before_year(text, &(start..at))
        {
            return Some(Run { end: at, gain: gain.max(ONLY_DAMAGE), telling: true, has_gaps, state });
        }
        if all == 2 && is_contraction {
            return Some(Run { end: at, gain: gain.max(ONLY_DAMAGE), telling: true, has_gaps, state });
        }
        Some(Run { end: at, gain, telling, has_gaps, state })
    }

    /// True for the byte order mark of a file, with what else is in its piece, if what is `behind` can be the beginning of one.
    fn begins_file(&self, parts: &[Part], behind: &str) -> bool {
        parts.first().is_some_and(Part::is_byte_order_mark)
            && match parts.get(1) {
                Some(Part::Gap(Gap::ASCII)) => first_of_file(behind).is_some(),
                Some(Part::Gap(_)) => false,
                Some(Part::Whole(_)) => true,
                None => behind.starts_with(|c: char| c.is_ascii_graphic()),
            }
    }

    /// What survived was made by any of the candidates: their probabilities add up.
    fn branch(&self, beam: &mut Beam, gap: &Gap) {
        let likely = self.likely(gap);
        let count = likely.iter().position(|c| *c == '\0').unwrap_or(likely.len());
        beam.branch(&likely[..count], State::then_supposed);
    }

    /// True if a run of a line could be of a shape that proves something: told by its pieces, without weighing any of them.
    fn could_prove(&self, line: &str) -> bool {
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some(next) = next_beyond_ascii(line, at) {
            let start = self.beginning(line, next, at);
            let Some(c) = line[next..].chars().next() else { break };
            at = start;
            let (mut letters, mut latin, mut pairs) = (0, 0, Pairs::default());
            while let Some(len) = self.piece(&line[at..], &mut parts) {
                at += len;
                for part in &parts {
                    let Part::Whole(c) = part else { return true };
                    match c {
                        '©' | '\u{800}'.. => return true,
                        '\u{C0}'..'\u{250}' => latin += 1,
                        '\u{370}'..'\u{700}' => letters += 1,
                        _ => {}
                    }
                    pairs.take(*c);
                }
            }
            if letters >= LETTERS && !is_beside_letter(line, start, at)
                || latin > 0 && is_in_word(line, start, at)
                || pairs.read(self.wide.page).is_some()
            {
                return true;
            }
            at = at.max(next + c.len_utf8());
        }
        false
    }

    /// What a line gains.
    pub(crate) fn score(&self, stands: &Stands) -> Score {
        let line = stands.text;
        let mut tally = Tally::default();
        if !self.could_prove(line) {
            return tally.score();
        }
        let mut left = Left::default();
        let mut at = 0;
        let mut last_other = usize::MAX;
        let mut order = Order::default();
        // Letters that are read, with bytes that the page could not, and letters that cannot be.
        let (mut read, mut others) = (0, 0);
        while let Some(next) = next_beyond_ascii(line, at) {
            at = self.beginning(line, next, at);
            let Some(c) = line[next..].chars().next() else { break };
            if at < next || self.could_begin(c) {
                let each = |parts: &[Part], _| {
                    for part in parts {
                        match part {
                            Part::Whole(c) => order.note(*c),
                            Part::Gap(_) => {}
                        }
                    }
                };
                if let Some(run) = self.weigh(stands, at, left.of(line, at), each) {
                    read += line[at..run.end].chars().filter(|c| is_alphabetic(*c)).count();
                    tally.run(&run, &line[at..run.end]);
                    left.note(&run);
                    at = run.end;
                    continue;
                }
            }
            // Neighbours count as one stretch.
            if last_other != next {
                tally.other();
            }
            others += usize::from(is_alphabetic(c));
            at = next + c.len_utf8();
            last_other = at;
        }
        let has_gaps = tally.has_gaps;
        let mut score = tally.score();
        // Marks fit anything, and all of a line went through the page: where most letters did not, the marks were there.
        if has_gaps && others >= read || order.is_of_codes() {
            score.gain = score.gain.min(0);
            score.among_damaged = score.among_damaged.min(0);
        }
        score
    }
}

/// Multi-byte pages that a line could have been read with, each with what it gains.
pub(crate) fn candidates(line: &Stands) -> Vec<(Garbling, Score)> {
    let weigh = |wide: Wide| (Garbling::Wide(wide), Reader::of(wide).score(line));
    // A line without a mark says nothing of marks.
    let marks: Vec<Mark> = Mark::ALL.into_iter().filter(|mark| line.text.contains(mark.char())).collect();
    // What has no character that windows-936 alone has reads as GBK has it.
    let is_of_936 = |c: char| c == '€' || ('\u{E000}'..'\u{F900}').contains(&c);
    let has_936 = line.text.contains(is_of_936);
    let each_byte = |mark| {
        let is_possible = move |page: &MultiByte| match *page {
            MultiByte::WINDOWS_936 => has_936,
            MultiByte::BIG5_HKSCS => false,
            _ => true,
        };
        let pages = MultiByte::all().filter(is_possible);
        pages.map(move |page| Wide::of_bytes(page, mark))
    };
    let without = Some(Mark::Replacement).filter(|mark| !marks.contains(mark));
    let pairs = |mark| {
        MultiByte::all()
            .filter(move |page| page.loses_pairs_as(mark))
            .map(move |page| Wide::new(page, mark, Unread::Pair))
    };
    without
        .into_iter()
        .flat_map(each_byte)
        .chain(marks.iter().flat_map(|mark| each_byte(*mark).chain(pairs(*mark))))
        .map(weigh)
        .filter(|(_, score)| score.gain > 0)
        .collect()
}

/// What a word that some language spells so speaks for letters of Latin within it.
fn word_gain(before: &str, own: &str, behind: &str) -> i32 {
    let word = format!("{}{own}{}", letters_before(before, WORD), letters_after(behind, WORD));
    match words_gain(&word) {
        0 => 0,
        gain => gain + MIXED_SCRIPTS,
    }
}

/// True for an apostrophe that lost its first bytes, and the letter behind it, within a contraction: `don?셳` was `don’t`.
fn is_of_contraction(parts: &[Part], text: &str, start: usize, end: usize) -> bool {
    const APOSTROPHE: [u8; 4] = [0, 0, 0x99, 0];
    let [Part::Gap(gap), Part::Whole(letter)] = parts else { return false };
    let behind = format!("{letter}{}", text[end..].split(|c: char| !c.is_ascii()).next().unwrap_or_default());
    gap.bytes == APOSTROPHE && contractions::are(&text.as_bytes()[..start], behind.as_bytes())
}

/// True if letters of ASCII stand on one side of a stretch at least.
fn is_in_word(text: &str, start: usize, end: usize) -> bool {
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    is_letter(text.as_bytes()[..start].last()) || is_letter(text.as_bytes().get(end))
}
