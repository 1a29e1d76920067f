//! What one page makes of a line, and what the line gains.

use std::ops::Range;

use crate::channel::code_page::CodePage;
use crate::channel::encoding::{Bytes, Encoding};
use crate::channel::wide::{Wide, WideLegacy};
use crate::model::letters::{is_alphabetic, LAST_OF_LATIN};
use crate::model::plausibility::BIT;
use crate::model::text::State;
use crate::repair::evidence::beam::Beam;
use crate::repair::evidence::odds::{Left, Run, Tally};
use crate::repair::evidence::priors::{CONTRACTION, MIXED_SCRIPTS, WITHIN_LATIN};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::spelling::{has_inner_capital, is_known, words_gain, Spelling};
use crate::repair::evidence::stands::Stands;
use crate::repair::scan::contractions;
use crate::repair::undo::latin_letters::pages::SOURCES;
use crate::repair::undo::multi_byte::next_beyond_ascii;

/// Eighths of a bit that a line must gain to be of the page without a doubt.
const MENDED: i32 = 16 * BIT;
/// A byte that is a letter on all pages.
const A_LETTER: u8 = 0xE1;
/// Letters of the shortest word that tells.
const SHORTEST: usize = 3;
/// The same of a word that is not known.
const LONG: usize = 5;
/// Bytes of the longest word that is read: a row of the page's characters would else be walked again from each of them.
const LONGEST: usize = 64;

/// A character of the page, and what its bytes were.
#[derive(Clone)]
pub(super) struct Unit {
    /// Where it stood.
    pub(super) source: Range<usize>,
    chars: [char; 2],
    count: usize,
}

impl Unit {
    pub(super) fn chars(&self) -> &[char] {
        &self.chars[..self.count]
    }
}

/// A Latin word that the page read.
pub(super) struct Word {
    pub(super) run: Run,
    pub(super) units: Vec<Unit>,
    /// The word as it was, with the marks in it.
    read: String,
    /// True if one of the page's characters stands behind a letter of ASCII and before a small one.
    within: bool,
    /// True if what stands in front of or behind the page's characters is a word by itself: `row體`, `login潲email`.
    is_of_other_words: bool,
}

impl Word {
    /// What it speaks for the page, and whether it is known.
    fn gain(&self) -> (i32, bool) {
        let letters = self.read.chars().filter(|c| is_alphabetic(*c)).count();
        let is_long = letters > SHORTEST || letters == SHORTEST && !self.read.contains(char::is_uppercase);
        let spelt = if is_long && !self.is_of_other_words { words_gain(&self.read) } else { 0 };
        let contracted = |(at, mark): (usize, &str)| {
            let (before, behind) = (&self.read.as_bytes()[..at], &self.read.as_bytes()[at + mark.len()..]);
            let is_in_small = before.ends_with(b"I") || before.last().is_some_and(u8::is_ascii_lowercase);
            is_in_small && contractions::are(before, behind)
        };
        match () {
            () if spelt > 0 && self.read.contains(|c: char| c.is_ascii()) => (spelt + MIXED_SCRIPTS, true),
            () if spelt > 0 => (spelt, true),
            () if self.read.match_indices('’').any(contracted) => (CONTRACTION, true),
            () if self.within && letters >= LONG && !self.is_of_other_words => (WITHIN_LATIN, false),
            () => (0, false),
        }
    }
}

/// Reads text of a page of Latin letters that a multi-byte page read.
pub(crate) struct Reader {
    pub(crate) pair: WideLegacy,
    source: CodePage,
}

impl Reader {
    pub(crate) fn new(source: CodePage, read: Wide) -> Reader {
        Reader { pair: WideLegacy { source: Encoding::Single(source), read }, source }
    }

    /// True for a page of Latin letters; others are read if the caller names them.
    fn is_latin(&self) -> bool {
        self.source.char_of(A_LETTER) <= LAST_OF_LATIN
    }

    /// The letters and marks that bytes of the page were; `None` if they were something else.
    fn letters(&self, bytes: Bytes) -> Option<([char; 2], usize)> {
        let (mut chars, mut count) = (['\0'; 2], 0);
        for &byte in bytes.as_slice() {
            let is_of_source = byte < 0x80 || !self.source.leaves_unassigned(byte);
            let own = if byte < 0x80 { char::from(byte) } else { self.source.char_of(byte) };
            let is_letter = is_latin(own) || is_alphabetic(own) && !self.is_latin();
            *chars.get_mut(count)? = (is_of_source && (is_letter || is_mark(own))).then_some(own)?;
            count += 1;
        }
        let is_torn = has_inner_capital(chars[..count].iter().copied());
        (!is_torn).then_some((chars, count))
    }

    /// What the character at the beginning of `text` was; of two pairs of letters that the page has it for, the first that goes with a letter `before`.
    fn unit(&self, text: &str, start: usize, before: char) -> Option<Unit> {
        let c = text[start..].chars().next().filter(|c| !c.is_ascii())?;
        let page = self.pair.read.page;
        let pairs = page.encode(c).into_iter().chain(page.other_pairs(c));
        let mut readings = pairs.filter_map(|bytes| self.letters(bytes));
        let (chars, count) =
            readings.find(|(chars, _)| !before.is_lowercase() || !chars[0].is_uppercase())?;
        Some(Unit { source: start..start + c.len_utf8(), chars, count })
    }

    /// The word around the character at `start`, the first of it beyond ASCII, with `left` in front of that; `None` if it is no Latin word.
    pub(super) fn weigh(&self, line: &Stands, start: usize, left: State) -> Option<Word> {
        let text = line.text;
        let own = text[..start].chars().rev().take_while(char::is_ascii_alphabetic).take(LONGEST).count();
        let begin = start - own;
        let mut read = text[begin..start].to_owned();
        let mut beam = Beam::of(left);
        // All of it up to the last unit: what follows counts where the stretch ends.
        let (mut walked, mut end) = (beam, start);
        let mut units = Vec::new();
        let mut within = false;
        let mut at = start;
        while let Some(c) = text[at..].chars().next() {
            if read.len() > LONGEST {
                return None;
            }
            if c.is_ascii_alphabetic() {
                walked.pass(c, State::then_supposed);
                read.push(c);
                at += 1;
                continue;
            }
            let before = read.chars().next_back().unwrap_or(' ');
            let Some(unit) = self.unit(text, at, before) else {
                if !c.is_ascii() && is_alphabetic(c) {
                    return None;
                }
                break;
            };
            at = unit.source.end;
            let is_small_behind = text[at..].starts_with(|c: char| c.is_ascii_lowercase());
            within |=
                before.is_ascii_alphabetic() && is_small_behind && unit.chars().iter().all(|c| is_latin(*c));
            for &c in unit.chars() {
                walked.pass(c, State::then_supposed);
                read.push(c);
            }
            (beam, end) = (walked, at);
            units.push(unit);
        }
        let is_beyond = |c: char| !c.is_ascii() && is_alphabetic(c);
        let has_ascii = || read.contains(|c: char| c.is_ascii());
        if units.is_empty() || text[..begin].ends_with(is_beyond) || self.is_latin() && !has_ascii() {
            return None;
        }
        (read.split(is_mark).all(is_cased) && has_marks_in_place(&read)).then(|| {
            let state = beam.state();
            let is_sure = |c| self.pair.read.page.encode(c).is_none();
            let gain = line.gain((start, end), beam, is_sure);
            let is_word = |letters: &str| letters.len() > SHORTEST && is_known(letters);
            let (front, back) = (&text[begin..start], &text[end..at]);
            let is_of_other_words =
                is_word(front) && (back.is_empty() || is_word(back)) || front.is_empty() && is_word(back);
            let run = Run { end, gain, telling: true, has_gaps: false, state };
            Word { run, units, read, within, is_of_other_words }
        })
    }

    /// True if a line has a character that the page read.
    pub(crate) fn may_gain(&self, line: &str) -> bool {
        line.char_indices().any(|(at, c)| !c.is_ascii() && self.unit(line, at, ' ').is_some())
    }

    /// Eighths of a bit by which the same words of another page of Latin letters have rather letters of one language.
    fn better_letters(&self, read: &str) -> i32 {
        let gain = |page: CodePage| {
            let other = |c: char| match self.source.byte_of(c) {
                Some(byte @ 0x80..) => page.char_of(byte),
                _ => c,
            };
            Spelling::of(&read.chars().map(other).collect::<String>()).gain()
        };
        let own = gain(self.source);
        SOURCES.iter().map(|page| gain(*page) - own).fold(0, i32::max)
    }

    /// What a line gains: by words that are known, and by where other characters stand; what the places of all gain counts as far as these do.
    pub(crate) fn score(&self, stands: &Stands) -> Score {
        let line = stands.text;
        let mut tally = Tally::default();
        let mut left = Left::default();
        let mut words: Vec<(String, i32, bool)> = Vec::new();
        // Words that are read, and stretches of letters that cannot be.
        let (mut count, mut others) = (0, 0);
        let mut last_other = usize::MAX;
        let mut at = 0;
        while let Some(next) = next_beyond_ascii(line, at) {
            at = next;
            if let Some(word) = self.weigh(stands, at, left.of(line, at)) {
                tally.run(&word.run, &line[at..word.run.end]);
                left.note(&word.run);
                at = word.run.end;
                count += 1;
                let (gain, is_known) = word.gain();
                words.push((word.read, gain, is_known));
                continue;
            }
            let Some(c) = line[at..].chars().next() else { break };
            at += c.len_utf8();
            if is_alphabetic(c) {
                if last_other != at - c.len_utf8() {
                    others += 1;
                    tally.other();
                }
                last_other = at;
            }
        }
        words.sort_unstable();
        words.dedup();
        let mut read = String::new();
        words.iter().for_each(|(word, _, _)| read.extend([word.as_str(), " "]));
        let said = words.iter().map(|(_, gain, _)| gain).sum::<i32>() - self.better_letters(&read);
        let are_all_known = others == 0 && words.iter().all(|(_, _, is_known)| *is_known);
        let places = tally.gain();
        tally.decide(said + places.min(said));
        let mut score = tally.score();
        score.among_damaged = said + places;
        score.complete = are_all_known && score.gain > MENDED;
        if others >= count {
            (score.gain, score.among_damaged) = (score.gain.min(0), score.among_damaged.min(0));
        }
        score
    }
}

/// True for letters of Latin words: not for the signs that count as letters.
fn is_latin(c: char) -> bool {
    is_alphabetic(c) && c <= LAST_OF_LATIN && !matches!(c, 'ª' | 'µ' | 'º' | 'ƒ')
}

/// True for marks that stand at the beginning of a word or within one.
fn is_mark(c: char) -> bool {
    matches!(c, '‘' | '’' | '“' | '”' | '–' | '—' | '…')
}

/// True for letters of which none is a capital behind the first, or all are.
fn is_cased(letters: &str) -> bool {
    !letters.chars().skip(1).any(char::is_uppercase) || !letters.contains(char::is_lowercase)
}

/// True if quotation marks begin a word, and other marks join two.
fn has_marks_in_place(word: &str) -> bool {
    word.char_indices().filter(|(_, c)| is_mark(*c)).all(|(at, mark)| {
        let has_letter_before = word[..at].ends_with(is_latin);
        let has_letter_behind = word[at + mark.len_utf8()..].starts_with(is_latin);
        match mark {
            '‘' | '“' => !has_letter_before && has_letter_behind,
            '’' | '–' | '—' | '…' => has_letter_before && has_letter_behind,
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::multi_byte::{Mark, MultiByte};

    fn read(line: &str, source: CodePage, page: MultiByte) -> Option<String> {
        let reader = Reader::new(source, Wide::of_bytes(page, Mark::Replacement));
        let at = line.find(|c: char| !c.is_ascii())?;
        reader.weigh(&Stands::glanced_at(line), at, State::START).map(|word| word.read)
    }

    #[test]
    fn latin_words_are_read_and_nothing_else_is() {
        let gbk = |line: &str| read(line, CodePage::WINDOWS_1252, MultiByte::WINDOWS_936);
        for (line, wanted) in [
            ("le fran鏰is", Some("français")),
            ("f黵 uns", Some("für")),
            ("Gr鲞e", Some("Größe")),
            ("t閘閜hone", Some("téléphone")),
            ("I don抰", Some("don’t")),
            ("揟hat", Some("“That")),
            // Han beside Han, a capital within a word, a mark out of place.
            ("x鏰中", None),
            ("load進excel", None),
            ("H盲nde", None),
            ("word揟hat", None),
            ("中", None),
        ] {
            assert_eq!(gbk(line).as_deref(), wanted, "{line}");
        }
        assert_eq!(gbk(&"fran鏰is".repeat(20)), None);
        let kanji = |line: &str| read(line, CodePage::WINDOWS_1252, MultiByte::WINDOWS_31J);
        assert_eq!(kanji("it痴").as_deref(), Some("it’s"));
        // Two pairs of bytes are this character: `íR` is no reading of it.
        assert_eq!(kanji("ning佖").as_deref(), Some("ningún"));
        let cyrillic = |line: &str| read(line, CodePage::WINDOWS_1251, MultiByte::WINDOWS_936);
        assert_eq!(cyrillic("橡桠弪").as_deref(), Some("Привет"));
    }
}
