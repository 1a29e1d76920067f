//! Reads a text as one encoding has it, and weighs what comes out.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use super::alphabets;
use super::candidates::is_drawn;
use super::meant_controls;
use super::sources::{is_latin, is_of_cyrillic, is_of_dos, is_pair, latin_sources};
use super::InputKind;
use crate::channel::code_page::CodePage;
use crate::channel::encoding::Encoding;
use crate::channel::multi_byte::{MultiByte, Reading};
use crate::channel::Layer;
use crate::model::letters::is_alphabetic;
use crate::model::plausibility::BIT;
use crate::model::text::State;
use crate::repair::evidence::beam::Beam;
use crate::repair::evidence::letter_list;
use crate::repair::evidence::odds::{Left, Run, Tally};
use crate::repair::evidence::only_damage;
use crate::repair::evidence::priors::LONE_LETTER;
use crate::repair::evidence::score::Score;
use crate::repair::evidence::spelling::{spelt_words, Spelling};
use crate::repair::evidence::stands::Stands;
use crate::repair::scan::lines::line_around;
use crate::repair::scan::lone;
use crate::repair::undo::lossy_encoding;
use crate::repair::undo::multi_byte::next_beyond_ascii;

/// What a run costs of which each second character is ASCII, and at home where it stands: `“I’m`.
const PLAIN: i32 = 12 * BIT;
/// Eighths of a bit that a character of a run costs at the most, on average, where the encoding is the right one: of runs of development text in
/// Chinese and Japanese encodings 98 in 100 cost less than 12.5 bits a character, in Korean 90 less than 12.6; read with a wrong one, half of all runs
/// cost over 16. Of Cyrillic, Greek, Hebrew and Arabic pages 98 in 100 cost less than 8, of Thai 90. What is dearer is no text, whatever stood there.
const MOST_OF_SIGNS: i32 = 16 * BIT;
const MOST_OF_LETTERS: i32 = 8 * BIT;
/// The same of a page of DOS, of which half the letters stand as signs, and what may be added for the beginning of a run: of 290 fragments of Hebrew in IBM862 83 become
/// Cyrillic with it, and 181 without; of 293 of Russian 243 and 244 come back.
const MOST_OF_LETTERS_OF_DOS: i32 = 9 * BIT / 2;
const BEGINNING_OF_DOS: i32 = 8 * BIT;
/// Letters of a run that are a chart if no two are the same.
const CHART: i32 = 14;
/// The same of vowels with accents alone, as alphabets of western Europe list them: Cyrillic has consonants in the place of most other letters.
const VOWELS: i32 = 10;
/// What it costs to have a sign in the place of a letter of a Latin word: in Dutch `Deïnstalleer` would be `De´nstalleer`, of which `De` is a word.
const TORN_WORD: i32 = 24 * BIT;
/// What a word with a letter beyond ASCII that some language spells so says in a line of bytes: of 4,883 lines of prose in documents of twelve 12 are wrong, and 154
/// without.
const SPELT_WORD: i32 = 12 * BIT;
/// What it costs in a line of bytes that a page assigns nothing to one of them: letters of windows-1250 that ISO-8859-2 has as controls.
const IMPOSSIBLE: i32 = 12 * BIT;
/// Eighths of a bit that a line must gain by a pair of pages of Latin letters to be of it without a doubt, where the pair is known.
const MENDED: i32 = 16 * BIT;
/// Characters of the shortest row of a code page: so many rise from one to the next by chance once in 40,000 times.
const ROW: usize = 8;
/// Characters of a line that are two beyond ASCII as they stand, at the least, for a line among damaged ones.
const WIDE: u32 = 2;
/// Bytes that are letters on all pages of an alphabet.
const LETTERS: [u8; 2] = [0xE1, 0xE9];
/// Characters on either side of a run that tell whether it is cut out of UTF-8.
const AROUND: usize = 24;
/// What the letters of another script beside a Latin letter cost: a word is of one script.
const MIXED_WORD: i32 = 10 * BIT;
/// Reads units of one layer.
pub(crate) struct Reader {
    pub(crate) layer: Layer,
    from: InputKind,
    /// True if words are told, see [`is_latin`].
    is_latin: bool,
    /// True if it is one of the pairs of pages of the same letters.
    is_pair: bool,
    /// True once a line of the text has had what would have been lost with other bytes: then none were.
    keeps_all: Cell<bool>,
}

/// A run of units, but for what it gains.
struct Shape {
    end: usize,
    telling: bool,
    /// Letters of ASCII beside it, 0 to 2.
    mixed: i32,
    /// True if it holds letters of other scripts than Latin.
    foreign: bool,
    /// True if all of it stood as letters.
    letters: bool,
    /// Units that are beyond ASCII to their last byte.
    high: i32,
}

impl Reader {
    /// The character that the beginning of `text` was, and how many bytes of `text` stand for it; `None` if none can be told.
    fn unit(&self, text: &str) -> Option<(char, usize)> {
        let mut chars = text.chars();
        let first = chars.next()?;
        let byte = self.layer.page.byte_of(first).filter(|byte| *byte >= 0x80)?;
        match self.layer.source {
            Encoding::Utf8 | Encoding::Cesu8 => None,
            Encoding::Single(source) => {
                let c = source.char_of(byte);
                let made = self.may_keep() || c != first;
                let made = made && !c.is_control() && !source.leaves_unassigned(byte);
                made.then_some((c, first.len_utf8()))
            }
            Encoding::Multi(source) => {
                let mut bytes = [byte, 0, 0, 0];
                let mut ends = [first.len_utf8(); 4];
                let mut count = 1;
                for (i, c) in chars.take(3).enumerate() {
                    let Some(byte) = self.layer.page.byte_of(c) else { break };
                    bytes[i + 1] = byte;
                    ends[i + 1] = ends[i] + c.len_utf8();
                    count += 1;
                }
                let Reading::Char(c, taken) = source.read(&bytes[..count]) else { return None };
                // One of two ways to write a character would not come back.
                let back = source.encode(c)?;
                let same = back.as_slice() == &bytes[..taken] && !is_private(c) && !c.is_control();
                same.then(|| (c, ends[taken - 1]))
            }
        }
    }

    /// True if characters which the encoding has where windows-1252 has them count as its own: all bytes beyond ASCII are of one encoding. What
    /// is said of Latin letters is said of those that differ.
    fn may_keep(&self) -> bool {
        self.from == InputKind::Bytes && !self.is_latin
    }

    /// The run of units from `start`, weighed, with `left` in front of it. Each unit and its length are shown to `each`.
    pub(super) fn weigh(
        &self,
        line: &Stands,
        start: usize,
        left: State,
        mut each: impl FnMut(char, usize),
    ) -> Option<Run> {
        let text = line.text;
        let Shape { end: at, telling, mixed, foreign, letters, high } = self.shape(text, start)?;
        let mut beam = Beam::of(left);
        let mut here = start;
        let mut units = 0;
        // True if one letter stands in the place of a sign, or any letter in that of something else.
        let (mut lone, mut lettered) = (false, false);
        while let Some((c, len)) = self.unit(&text[here..]).filter(|_| here < at) {
            each(c, len);
            lone = units == 0 && is_alphabetic(c) && !text[here..here + len].starts_with(is_letter);
            lettered |= is_alphabetic(c);
            beam.pass(c, State::then_supposed);
            here += len;
            units += 1;
        }
        let is_text = || match self.layer.source {
            Encoding::Multi(_) => beam.cost() <= units * MOST_OF_SIGNS,
            _ if is_of_dos(self.layer.source) && self.from == InputKind::Characters => {
                !foreign || beam.cost() <= BEGINNING_OF_DOS + units * MOST_OF_LETTERS_OF_DOS
            }
            _ => !foreign || beam.cost() <= units * MOST_OF_LETTERS,
        };
        let is_list = || {
            let run = start..at;
            letter_list::holds(text, &run) || letter_list::is_in_both_cases(text, &run)
        };
        let telling = telling && (self.from == InputKind::Bytes || is_text() && !is_list());
        let is_sure = |c| self.layer.page.byte_of(c).is_none();
        let state = beam.state();
        let mut gain = line.gain((start, at), beam, is_sure);
        match self.layer.source {
            Encoding::Single(_) if foreign => gain -= mixed * MIXED_WORD,
            // A sign by itself is no word: `© 2024` is not `Š 2024`.
            Encoding::Single(_) if lone && mixed == 0 => gain -= LONE_LETTER,
            // One sign is as good as another.
            Encoding::Single(_) if !lettered && self.from == InputKind::Bytes => gain = gain.min(0),
            // What is plausible of letters in the place of letters depends on the language, and many have never been seen: there words
            // decide, and letters can only speak against.
            Encoding::Single(_) if letters && self.is_latin => gain = gain.min(0),
            Encoding::Multi(_) if high == 0 => gain -= PLAIN,
            // In text of characters, Han beside letters are seldom the question.
            Encoding::Multi(_) if self.from == InputKind::Bytes => gain -= mixed * MIXED_WORD,
            _ => {}
        }
        let is_meant = || self.layer.has_controls_for_marks() && meant_controls::is_meant(text, start);
        let (gain, telling) = if units == 1 && is_meant() { (gain.min(0), false) } else { (gain, telling) };
        // Words decide.
        let gain = match self.is_pair {
            true if alphabets::has_digit(text, start) => 0,
            true if is_of_cyrillic(self.layer.source) => gain,
            true => gain.max(0),
            false => gain,
        };
        Some(Run { end: at, gain, telling, has_gaps: false, state })
    }

    /// The run of units from `start`, as far as it is known without a look at what text is like.
    fn shape(&self, text: &str, start: usize) -> Option<Shape> {
        let mut at = start;
        // Units, those that are beyond ASCII to their last byte, those that stood as no small letter, as a letter, and with one, and letters of Latin.
        let (mut units, mut high, mut marks, mut letters, mut lettered, mut latin) = (0, 0, 0, 0, 0, 0);
        let (mut foreign, mut spelt, mut varied, mut wide, mut vowels) = (false, true, false, false, true);
        // A capital behind a small letter.
        let (mut inner, mut was_small) = (false, false);
        let mut first = None;
        let (mut last, mut rises) = ('\0', true);
        let (mut seen, mut repeated) = (0u128, false);
        let (mut bytes, mut all) = (0u128, 0);
        while let Some((c, len)) = self.unit(&text[at..]) {
            let stood = &text[at..at + len];
            units += 1;
            let byte = stood.chars().next().and_then(|c| self.layer.page.byte_of(c)).unwrap_or_default();
            repeated |= seen >> (byte & 0x7F) & 1 == 1;
            seen |= 1 << (byte & 0x7F);
            high += i32::from(!stood.ends_with(|c: char| c.is_ascii()));
            wide |= stood.chars().nth(1).is_some();
            marks += i32::from(!stood.starts_with(char::is_lowercase));
            letters += i32::from(stood.starts_with(is_alphabetic));
            lettered += i32::from(stood.contains(is_letter));
            latin += i32::from(is_latin_letter(c));
            foreign |= is_alphabetic(c) && c > '\u{24F}';
            spelt &= is_alphabetic(c);
            vowels &= stood.starts_with(is_vowel);
            inner |= was_small && c.is_uppercase();
            was_small = c.is_lowercase();
            varied |= *first.get_or_insert(c) != c;
            for c in stood.chars() {
                rises &= c > last;
                last = c;
                if let Some(byte @ 0x80..) = self.layer.page.byte_of(c) {
                    bytes |= 1 << (byte & 0x7F);
                    all += 1;
                }
            }
            at += len;
        }
        if units == 0 {
            return None;
        }
        let before = text[..start].chars().next_back().unwrap_or('\n');
        let after = text[at..].chars().next().unwrap_or('\n');
        let mixed = i32::from(before.is_ascii_alphabetic()) + i32::from(after.is_ascii_alphabetic());
        let chart = if vowels { VOWELS } else { CHART };
        // What is UTF-8 through and through is another layer's.
        let own = || !self.is_utf8(self.stretch(text, start, at));
        let telling = match self.layer.source {
            // A mark between marks may be written twice, or stand before any letter: two pairs of odd letters are another thing.
            Encoding::Multi(page) => {
                // Rows of marks are drawn; but kana of Shift_JIS begin with marks, and of the lines of DOS the same ones are drawn again and again.
                let differ =
                    is_of_dos(Encoding::Single(self.layer.page)) && 3 * bytes.count_ones() >= 2 * all;
                let drawn = 4 * lettered < units && !differ && page != MultiByte::WINDOWS_31J;
                let is_row = text[start..at].chars().nth(ROW - 1).is_some()
                    && (rises || is_row_of_page(self.stretch(text, start, at)));
                // Letters of Pinyin are met in words of other languages.
                let in_word = latin == units && mixed > 0;
                (in_word || high >= 2 && wide && varied && !drawn && !is_row && own())
                    || self.from == InputKind::Bytes
            }
            // A small letter in place of a capital or a mark, within a word.
            Encoding::Single(_) if !foreign => {
                spelt && marks > 0 && mixed > 0
                    || self.layer.has_controls_for_marks()
                    || self.from == InputKind::Bytes && self.is_latin
            }
            // Marks alone come in rows too, and two letters of a Latin script.
            _ if self.from == InputKind::Bytes => units >= 3 && varied && mixed == 0,
            // Of words as long as this, some letter comes twice: charts have each once.
            _ if units >= chart && !repeated => false,
            _ if is_row_of_page(self.stretch(text, start, at)) => false,
            // DOS had the first half of the small letters where windows-1252 has signs.
            _ => {
                let are_letters = 2 * letters >= units
                    || spelt && is_of_dos(self.layer.source) && !has_cyrillic(text, start);
                // A word of Cyrillic has no capital within; what UTF-8 leaves of marks does (`тАЬ`).
                let is_odd = inner && is_of_cyrillic(self.layer.source);
                (letters >= 3 || units >= 4) && are_letters && !is_odd && varied && mixed == 0 && own()
            }
        };
        Some(Shape { end: at, telling, mixed, foreign, letters: letters == units, high })
    }

    /// True if a line of characters could gain by this layer: if some stretch is telling, or the words gain. Costs less than to weigh it.
    pub(super) fn may_gain(&self, line: &str, standing: &OnceCell<i32>) -> bool {
        let mut at = 0;
        while let Some(next) = next_beyond_ascii(line, at) {
            at = next;
            match self.shape(line, at) {
                Some(Shape { telling: true, .. }) => return true,
                Some(Shape { end, .. }) => at = end,
                None => {
                    let Some(c) = line[at..].chars().next() else { break };
                    at += c.len_utf8();
                    if c.is_control() && self.contradicts(c) {
                        return true;
                    }
                }
            }
        }
        let words =
            || Spelling::of(&self.read(line)).gain() > *standing.get_or_init(|| Spelling::of(line).gain());
        self.is_latin && words()
    }

    /// The characters beyond ASCII that the page has around `start`: as far as the run goes, and `AROUND` on both sides.
    fn stretch<'a>(&self, text: &'a str, start: usize, end: usize) -> &'a str {
        let of_page = |c: &char| self.layer.page.byte_of(*c).is_some_and(|byte| byte >= 0x80);
        let before = text[..start].chars().rev().take(AROUND).take_while(of_page);
        let left = start - before.map(char::len_utf8).sum::<usize>();
        let mut right = start;
        for (i, c) in text[start..].chars().enumerate() {
            if !of_page(&c) || (right >= end && i > AROUND) {
                break;
            }
            right += c.len_utf8();
        }
        &text[left..right]
    }

    /// True if the bytes that `text` stands for are whole characters of UTF-8, but for what a stretch cut short begins and ends with.
    fn is_utf8(&self, text: &str) -> bool {
        let bytes: Vec<u8> = text.chars().filter_map(|c| self.layer.page.byte_of(c)).collect();
        let cut = bytes.len() > AROUND;
        let broken = bytes.iter().take(3).take_while(|byte| cut && (0x80..0xC0).contains(*byte)).count();
        match std::str::from_utf8(&bytes[broken..]) {
            Ok(_) => true,
            Err(error) => cut && error.error_len().is_none(),
        }
    }

    /// True if it is one of the pairs of pages that words tell.
    pub(crate) fn is_pair(&self) -> bool {
        self.is_pair
    }

    /// True if it is one of those of Latin letters.
    pub(crate) fn is_latin_pair(&self) -> bool {
        self.is_pair && !is_of_cyrillic(self.layer.source)
    }

    /// True if it is a page of Latin letters that was read as Latin-1, which shows by controls.
    pub(crate) fn tells_latin_by_controls(&self) -> bool {
        self.is_latin && !self.is_pair
    }

    /// True if it has lines or blocks beside letters of Cyrillic: `програм╕ста` is `програміста` in the page of Ukrainian.
    pub(crate) fn draws_in_words(&self, line: &str) -> bool {
        let is_line = |c: char| ('\u{2500}'..='\u{259F}').contains(&c);
        let is_letter = |c: char| ('\u{400}'..='\u{4FF}').contains(&c);
        if !is_of_cyrillic(self.layer.source) {
            return false;
        }
        let read = self.read(line);
        read.chars()
            .zip(read.chars().skip(1))
            .any(|(a, b)| is_line(a) && is_letter(b) || is_letter(a) && is_line(b))
    }

    /// True if a line could have gone through the pair of pages and has the same letters in both.
    pub(crate) fn leaves(&self, line: &str) -> bool {
        alphabets::could_be_of(line, self) && self.read(line) == line
    }

    /// True if its text was in a page of DOS.
    pub(crate) fn is_of_dos(&self) -> bool {
        is_of_dos(self.layer.source)
    }

    /// True if a run is read otherwise where its line went through the layer.
    pub(super) fn undoes(&self, text: &str, run: &Range<usize>, gain: i32) -> bool {
        let line = || &text[line_around(text, 0, run.start)];
        if self.from == InputKind::Characters && self.is_of_dos() && is_drawn(line()) {
            true
        } else if self.is_pair {
            !alphabets::is_whole(text, run, self)
        } else {
            gain > 0
        }
    }

    pub(crate) fn new(layer: Layer, from: InputKind) -> Reader {
        let is_pair = from == InputKind::Characters && is_pair(layer);
        Reader {
            layer,
            from,
            is_latin: is_pair || is_latin(layer.source, from),
            is_pair,
            keeps_all: Cell::new(false),
        }
    }

    /// True if a line has something that the page has beyond ASCII.
    pub(crate) fn has_of_page(&self, line: &str) -> bool {
        line.chars().any(|c| !c.is_ascii() && self.layer.page.byte_of(c).is_some())
    }

    /// What a line gains.
    pub(crate) fn score(&self, stands: &Stands) -> Score {
        let line = stands.text;
        if self.is_pair && !alphabets::could_be_of(line, self) {
            return self.score_of_other(line);
        }
        let mut tally = Tally::default();
        let mut left = Left::default();
        let mut at = 0;
        let mut last_other = usize::MAX;
        let mut wide = 0;
        while let Some(next) = next_beyond_ascii(line, at) {
            at = next;
            let (mut here, mut own) = (at, 0);
            let is_wide = |unit: &str| unit.chars().filter(|c| !c.is_ascii()).count() > 1;
            let run = self.weigh(stands, at, left.of(line, at), |_, len| {
                own += u32::from(is_wide(&line[here..here + len]));
                here += len;
            });
            if let Some(run) = run {
                wide += if is_row_of_page(&line[at..run.end]) { 0 } else { own };
                tally.run(&run, &line[at..run.end]);
                left.note(&run);
                at = run.end;
                continue;
            }
            let Some(c) = line[at..].chars().next() else { break };
            at += c.len_utf8();
            if self.layer.page.byte_of(c).is_none() {
                tally.stranger();
            } else if self.contradicts(c) {
                if c.is_control() {
                    tally.contradiction();
                }
                if self.from == InputKind::Bytes {
                    tally.words(-IMPOSSIBLE);
                }
                // Neighbours count as one stretch.
                if last_other != at - c.len_utf8() {
                    tally.other();
                }
                last_other = at;
            }
        }
        let said = self.is_pair.then(|| alphabets::said(line, self, tally.gain()));
        if let Some(said) = &said {
            tally.decide(said.gain);
        } else if self.is_latin {
            let read = self.read(line);
            tally.words(Spelling::of(&read).gain() - stands.words_gain());
            tally.words(-self.torn_words(line) * TORN_WORD);
            if self.from == InputKind::Bytes {
                tally.words(self.mended_words(line) * TORN_WORD);
                tally.words((spelt_words(&read) - stands.spelt_words()) * SPELT_WORD);
            }
        } else if self.from == InputKind::Bytes {
            // `colón` is a word, as `col髇` is none.
            tally.words(-stands.marked_words_gain().max(0));
        }
        match self.from {
            InputKind::Characters => {
                let gain = tally.gain();
                let mut score = tally.score();
                // Where nearly all lines went through, no stretch need prove it: but a sign or a letter may be meant (`§ 3`, `é`).
                if wide >= WIDE {
                    score.among_damaged = gain;
                }
                if let Some(said) = said {
                    score.among_damaged = said.among_damaged;
                    score.is_unopposed = said.is_unopposed && score.strangers == 0;
                    score.complete = said.are_all_mended && score.strangers == 0 && score.gain > MENDED;
                }
                let of_utf8 = || match self.layer.source {
                    Encoding::Multi(_) => lone::leads_abound(line),
                    _ => !self.is_latin && lone::one_abounds(line),
                };
                let has_leads = lone::PAGES.contains(&self.layer.page);
                if score.gain > 0 && (has_leads && of_utf8() || line.contains(only_damage::SELECTOR)) {
                    (score.gain, score.among_damaged) = (0, 0);
                }
                score
            }
            InputKind::Bytes => tally.score_of_bytes(),
        }
    }

    /// What a line gains by a pair of pages that cannot have made all of its letters: nothing, be its stretches what they may.
    fn score_of_other(&self, line: &str) -> Score {
        let mut tally = Tally::default();
        for (at, c) in line.char_indices().filter(|(_, c)| !c.is_ascii()) {
            if self.layer.page.byte_of(c).is_none() {
                tally.stranger();
            } else if c.is_control() && self.contradicts(c) && self.unit(&line[at..]).is_none() {
                tally.contradiction();
            }
        }
        tally.decide(0);
        tally.score()
    }

    /// Words with a letter of ASCII in which the encoding has a sign in the place of a letter, or a capital in that of a small one; and those that it
    /// has in another script: `Kör` would be `K÷r`, and `fechoría` `fechorÝa`.
    fn torn_words(&self, line: &str) -> i32 {
        let (mut torn, mut has_ascii, mut is_odd, mut is_foreign) = (0, false, false, false);
        let mut rest = line;
        while let Some(stood) = rest.chars().next() {
            let (c, len) = self.unit(rest).unwrap_or((stood, stood.len_utf8()));
            rest = &rest[len..];
            if is_latin_letter(stood) {
                has_ascii |= stood.is_ascii();
                is_foreign |= is_alphabetic(c) && c > '\u{24F}';
                is_odd |= !is_latin_letter(c) || stood.is_lowercase() && c.is_uppercase();
            }
            if !is_latin_letter(stood) || rest.is_empty() {
                torn += i32::from(is_odd && has_ascii || is_foreign);
                (has_ascii, is_odd, is_foreign) = (false, false, false);
            }
        }
        torn
    }

    /// What signs in the place of letters say, and letters in that of signs: `Pi³a` is `Piła`, but `¥100` is not `Ą100`.
    fn mended_words(&self, line: &str) -> i32 {
        let is_within_words = |c: char| matches!(c, '’' | '‘' | '´' | '·' | '-' | '–' | '—' | '\u{AD}');
        let mut mended = 0;
        // Of the character before: whether it is a letter now, and whether it was one of ASCII.
        let (mut before, mut was_plain) = (false, false);
        let mut rest = line;
        while let Some(stood) = rest.chars().next() {
            let (c, len) = self.unit(rest).unwrap_or((stood, stood.len_utf8()));
            let at = line.len() - rest.len();
            rest = &rest[len..];
            let behind = rest.chars().next();
            let is_letter_behind = behind.is_some_and(is_latin_letter);
            if !is_latin_letter(stood) && !is_within_words(stood) && is_latin_letter(c) {
                let is_by_ascii = was_plain || behind.is_some_and(|c| c.is_ascii_alphabetic());
                if before && is_letter_behind && c.is_lowercase() && is_by_ascii {
                    mended += 1;
                } else if !before && !is_letter_behind && !is_between_words(line, at..at + len) {
                    mended -= 1;
                }
            }
            before = is_latin_letter(c);
            was_plain = stood.is_ascii_alphabetic();
        }
        mended
    }

    /// True if controls are read as marks of windows-1252, and the words of a line are rather those of another page of Latin letters: it has the same
    /// marks.
    pub(crate) fn is_likely_of_other_latin(&self, line: &str) -> bool {
        let page = self.layer.page;
        let words =
            |source| Spelling::of(&Reader::new(Layer::legacy(source, page), self.from).read(line)).gain();
        if !self.layer.has_controls_for_marks() || !line.contains(|c| ('\u{A0}'..='\u{FF}').contains(&c)) {
            return false;
        }
        let own = words(self.layer.source);
        latin_sources().iter().any(|(source, _)| words(*source) > own)
    }

    /// True if a line of characters, which gains so much by this layer, gains more where bytes were lost.
    pub(crate) fn gains_by_a_loss(&self, line: &str, score: &Score) -> bool {
        if self.from == InputKind::Bytes
            || self.keeps_all.get()
            || !matches!(self.layer.source, Encoding::Multi(_))
        {
            return false;
        }
        let losses = lossy_encoding::losses(line, self.layer);
        self.keeps_all.set(losses.is_empty());
        let line = Stands::weighed(line);
        let gain = |layer| lossy_encoding::Reader::new(layer).score_beside(&line, score).gain;
        losses.into_iter().any(|layer| gain(layer) > score.gain)
    }

    /// All of `text`, as this layer would have had it.
    pub(super) fn read(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let (c, len) = self.unit(rest).unwrap_or((c, c.len_utf8()));
            out.push(c);
            rest = &rest[len..];
        }
        out
    }

    /// True if the page has letters of another script where the encoding has those of Latin.
    pub(super) fn makes_latin_of_others(&self) -> bool {
        let is_latin = |c: char| is_alphabetic(c) && c <= '\u{24F}';
        let Encoding::Single(source) = self.layer.source else { return false };
        LETTERS
            .iter()
            .all(|byte| is_latin(source.char_of(*byte)) && !is_latin(self.layer.page.char_of(*byte)))
    }

    /// True if the page has the character, and yet the encoding would not have come to it here.
    fn contradicts(&self, c: char) -> bool {
        match (self.layer.page.byte_of(c), self.layer.source) {
            (Some(byte @ 0x80..), Encoding::Single(source)) => {
                source.leaves_unassigned(byte) || source.byte_of(c) != Some(byte)
            }
            (byte, _) => byte.is_some_and(|byte| byte >= 0x80),
        }
    }
}

/// True if the line around a place has letters of Cyrillic as it stands.
fn has_cyrillic(text: &str, at: usize) -> bool {
    text[line_around(text, 0, at)].contains(|c| ('\u{400}'..='\u{4FF}').contains(&c))
}

/// True for a row of a chart: characters that follow one another on some page, `ROW` of them at least.
fn is_row_of_page(row: &str) -> bool {
    let is_row_of = |page: CodePage| {
        let mut bytes = row.chars().map(|c| page.byte_of(c));
        let mut last = bytes.next().flatten().filter(|first| *first >= 0x80);
        bytes.all(|byte| {
            last = last.and_then(|last| last.checked_add(1));
            byte.is_some() && byte == last
        })
    };
    row.chars().nth(ROW - 1).is_some() && CodePage::all().any(is_row_of)
}

/// True for a stretch that has a letter on both sides, right there or behind blanks.
fn is_between_words(text: &str, run: Range<usize>) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(is_alphabetic);
    let skipped = |c: &char| *c == ' ';
    is_word(text[..run.start].chars().rev().find(|c| !skipped(c)))
        && is_word(text[run.end..].chars().find(|c| !skipped(c)))
}

/// True for letters of Latin words: not for the signs that count as letters.
fn is_latin_letter(c: char) -> bool {
    is_alphabetic(c) && c <= '\u{24F}' && !matches!(c, 'ª' | 'µ' | 'º')
}

/// True for a vowel with an accent, as windows-1252 has it.
fn is_vowel(c: char) -> bool {
    "àáâãäåèéêëìíîïòóôõöùúûü".contains(c) || "ÀÁÂÃÄÅÈÉÊËÌÍÎÏÒÓÔÕÖÙÚÛÜ".contains(c)
}

/// True for a letter, but for what is drawn with like marks: `º¤ø`.
fn is_letter(c: char) -> bool {
    is_alphabetic(c) && !matches!(c, 'ª' | 'º' | 'ø')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}')
}
