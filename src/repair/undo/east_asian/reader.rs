//! What one pair of encodings makes of a line, and what the line gains.

use crate::channel::encoding::{Bytes, Encoding};
use crate::channel::multi_byte::{Mark, MultiByte, Reading};
use crate::channel::wide::{Wide, WideLegacy};
use crate::model::letters::is_alphabetic;
use crate::model::plausibility::{self, BIT};
use crate::model::text::State;
use crate::repair::evidence::beam::Beam;
use crate::repair::evidence::odds::{is_beside_letter, Left, Run, Tally};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::stands::Stands;
use crate::repair::undo::east_asian::code_order::CodeOrder;
use crate::repair::undo::east_asian::half_width;
use crate::repair::undo::multi_byte::next_beyond_ascii;

/// Bytes of the longest unit.
const LONGEST: usize = 16;
/// Letters of East Asia that a run must have to tell anything: a sign or two are bytes of a syllable by chance (`㎡` is one of windows-949).
/// With two, of 305,000 random words of Han and of Hangul in documents 611 are changed, and 255 with three.
const LETTERS: i32 = 3;
/// What each character of a line costs at the most if it is text, taken together: of lines of four languages one in 100 or less costs more. What comes of
/// tables of a page, and of dictionaries of rare characters, costs 16 to 24 bits. The same of a run of half-width kana, of which a byte may be missing in
/// front: of 1,200 lines that Shift_JIS read 52 characters were wrong with it, and with one bit more 71, when all rows of kana were read.
const MOST: i32 = 14 * BIT;
/// What a run or a line gains that is no text: so little that no other line speaks for it.
const NO_TEXT: i32 = -(1 << 16);
/// What one reading of a unit must cost less than any other, to be taken, where a page has a character twice or more.
const TWICE: i32 = 4 * BIT;
/// Characters on at which a run may begin. Without this, of 62 lines of EUC-JP that Shift_JIS read 14 come back with less.
const LATEST: usize = 3;

/// The shortest stretch that is whole characters of both encodings.
#[derive(Clone, Copy)]
pub(super) struct Unit {
    chars: [char; LONGEST],
    count: usize,
    /// Bytes of the text that it stood in.
    pub(super) len: usize,
}

impl Unit {
    pub(super) fn chars(&self) -> &[char] {
        &self.chars[..self.count]
    }

    /// Eighths of a bit that its characters cost by themselves.
    fn cost(&self) -> i32 {
        let mut state = plausibility::State::START;
        let step = |c: &char| {
            let (cost, next) = state.then(*c);
            state = next;
            cost
        };
        self.chars().iter().map(step).sum()
    }
}

/// A run, and what it is weighed by.
pub(super) struct Weighed {
    pub(super) run: Run,
    /// Its letters of East Asia, its characters, and what these cost together.
    letters: i32,
    count: i32,
    cost: i32,
    /// What it gains, be it text or not.
    raw: i32,
}

/// Reads text of one encoding that the page of another one read.
pub(crate) struct Reader {
    pub(crate) pair: WideLegacy,
    source: MultiByte,
}

impl Reader {
    pub(crate) fn new(source: MultiByte, read: Wide) -> Reader {
        Reader { pair: WideLegacy { source: Encoding::Multi(source), read }, source }
    }

    /// The unit that `text` begins with; `None` if there is none, or if it would not become what stands there. A page may have a character at two places
    /// or more: then it is the clearly likeliest of all readings.
    fn unit(&self, text: &str) -> Option<Unit> {
        let page = self.pair.read.page;
        let mut others = 0;
        let own = self.unit_by(text, |c| {
            others = others.max(page.other_pairs(c).count());
            page.encode(c)
        });
        if others == 0 {
            return own;
        }
        let other =
            |nth: usize| self.unit_by(text, |c| page.other_pairs(c).nth(nth).or_else(|| page.encode(c)));
        let mut readings: Vec<Unit> = own.into_iter().chain((0..others).filter_map(other)).collect();
        readings.sort_by_key(Unit::cost);
        match readings[..] {
            [best, second, ..] if second.cost() - best.cost() < TWICE => None,
            _ => readings.first().copied(),
        }
    }

    /// The same if the page's characters were these bytes.
    fn unit_by(&self, text: &str, mut encode: impl FnMut(char) -> Option<Bytes>) -> Option<Unit> {
        let source = self.source;
        let mut unit = Unit { chars: ['\0'; LONGEST], count: 0, len: 0 };
        let mut bytes = [0; LONGEST + 4];
        let (mut filled, mut read) = (0, 0);
        for c in text.chars() {
            let own = encode(c)?;
            let own = own.as_slice();
            if filled + own.len() > LONGEST || filled == 0 && c.is_ascii() {
                return None;
            }
            bytes[filled..filled + own.len()].copy_from_slice(own);
            filled += own.len();
            unit.len += c.len_utf8();
            while read < filled {
                match source.read(&bytes[read..filled]) {
                    Reading::Char(c, taken) => {
                        // One of two ways to write a character would not come back.
                        let is_written_so = source.encode(c)?.as_slice() == &bytes[read..read + taken];
                        if !is_written_so || c.is_ascii() || is_private(c) || c.is_control() {
                            return None;
                        }
                        unit.chars[unit.count] = c;
                        unit.count += 1;
                        read += taken;
                    }
                    Reading::Cut => break,
                    Reading::Bad => return None,
                }
            }
            if read == filled {
                return Some(unit);
            }
        }
        None
    }

    /// The run of units from `start`, weighed, with `left` in front of it. Each is shown to `each`. `None` as well if more is gained a few characters on:
    /// behind a mark, half of a character may be left of what it stands for.
    pub(super) fn weigh(
        &self,
        line: &Stands,
        start: usize,
        left: State,
        each: impl FnMut(Unit),
    ) -> Option<Weighed> {
        let own = self.weigh_from(line, start, left)?;
        let reads_more = |later: Weighed| later.run.end >= own.run.end && later.raw > own.raw;
        let begins_late = |at: usize| self.weigh_from(line, at, left).is_some_and(reads_more);
        let later = line.text[start..].char_indices().map(|(by, _)| start + by).skip(1).take(LATEST);
        if self.pair.read.page.is_shift_jis() && later.clone().any(begins_late) {
            return None;
        }
        self.units(line.text, start).for_each(each);
        Some(own)
    }

    /// The units from `start` on.
    fn units<'a>(&'a self, text: &'a str, start: usize) -> impl Iterator<Item = Unit> + 'a {
        let mut at = start;
        std::iter::from_fn(move || {
            let unit = self.unit(&text[at..])?;
            at += unit.len;
            Some(unit)
        })
    }

    fn weigh_from(&self, line: &Stands, start: usize, left: State) -> Option<Weighed> {
        let text = line.text;
        let mut beam = Beam::of(left);
        let mut at = start;
        let (mut letters, mut signs, mut first, mut varied) = (0, 0, None, false);
        for unit in self.units(text, start) {
            for &c in unit.chars() {
                beam.pass(c, State::then_supposed);
                match is_of_east_asia(c) {
                    true => letters += 1,
                    false => signs += 1,
                }
                varied |= *first.get_or_insert(c) != c;
            }
            at += unit.len;
        }
        if at == start {
            return None;
        }
        let is_mark = |c| Mark::ALL.iter().any(|mark| mark.char() == c);
        let is_sure = |c| !is_mark(c) && self.pair.read.page.encode(c).is_none();
        let state = beam.state();
        let (count, cost) = (letters + signs, beam.cost());
        // Beside a mark, half a character is left, which is a letter by itself in half-width kana.
        let has_halves = self.pair.read.page.is_shift_jis();
        let raw = line.gain((start, at), beam, is_sure);
        let is_text = !has_halves || raw > 0 && cost <= count * MOST;
        let gain = if is_text { raw } else { NO_TEXT };
        let telling = letters >= LETTERS
            && letters > signs
            && varied
            && (has_halves || !is_beside_letter(text, start, at));
        Some(Weighed {
            run: Run { end: at, gain, telling, has_gaps: false, state },
            letters,
            count,
            cost,
            raw,
        })
    }

    /// True if a line has a letter that the page read.
    pub(crate) fn may_gain(&self, line: &str) -> bool {
        line.chars().any(|c| !c.is_ascii() && is_alphabetic(c) && self.pair.read.page.encode(c).is_some())
    }

    /// False if a line is likelier as it stands, as far as each character tells by itself: costs a tenth of the whole score.
    pub(super) fn could_gain(&self, line: &str) -> bool {
        let (mut standing, mut read) = (plausibility::State::START, plausibility::State::START);
        let mut gain = 0;
        let mut at = 0;
        while let Some(c) = line[at..].chars().next() {
            let unit = self.unit(&line[at..]);
            let len = unit.map_or(c.len_utf8(), |unit| unit.len);
            for c in line[at..at + len].chars() {
                let (cost, next) = standing.then(c);
                (gain, standing) = (gain + cost, next);
            }
            for &c in unit.as_ref().map_or(&[c][..], Unit::chars) {
                let (cost, next) = read.then(c);
                (gain, read) = (gain - cost, next);
            }
            at += len;
        }
        gain > 0
    }

    /// What a line gains.
    pub(crate) fn score(&self, stands: &Stands) -> Score {
        let line = stands.text;
        let mut tally = Tally::default();
        let mut left = Left::default();
        let mut order = CodeOrder::of(self.pair);
        let mut at = 0;
        let mut last_other = usize::MAX;
        // Letters that are read, and letters that cannot be.
        let (mut read, mut others) = (0, 0);
        let (mut letters, mut count, mut cost) = (0, 0, 0);
        while let Some(next) = next_beyond_ascii(line, at) {
            at = next;
            let each = |unit: Unit| unit.chars().iter().for_each(|c| order.read(*c));
            if let Some(own) = self.weigh(stands, at, left.of(line, at), each) {
                let stood = &line[at..own.run.end];
                read += stood.chars().filter(|c| is_alphabetic(*c)).count();
                stood.chars().for_each(|c| order.stood(c));
                order.end();
                (letters, count, cost) = (letters + own.letters, count + own.count, cost + own.cost);
                tally.run(&own.run, stood);
                left.note(&own.run);
                at = own.run.end;
                continue;
            }
            let Some(c) = line[at..].chars().next() else { break };
            at += c.len_utf8();
            // A mark stands for what the page could not read. Neighbours count as one stretch.
            if is_alphabetic(c) {
                others += 1;
                if last_other != at - c.len_utf8() {
                    tally.other();
                }
                last_other = at;
            }
        }
        let mut score = tally.score();
        if order.is_table() || letters == 0 || cost > count * MOST {
            (score.gain, score.among_damaged) = (NO_TEXT, NO_TEXT);
        } else if others >= read {
            (score.gain, score.among_damaged) = (score.gain.min(0), score.among_damaged.min(0));
        }
        // Rows of kana are bytes where nearly all lines are.
        if self.pair.read.page.is_shift_jis() && !half_width::are_odd(line) {
            score.gain = score.gain.min(0);
        }
        score
    }
}

/// True for Han, kana and syllables of Hangul.
fn is_of_east_asia(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}')
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}')
}
