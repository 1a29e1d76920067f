//! UTF-8 read with a single-byte page: what a line gains by each layer, in bits.
//!
//! For each stretch that could be mojibake of a layer, the gain is the cost of what stands there less the cost of what it would restore to,
//! both as the text model prices them: the logarithm of the odds, but for the prior. Gains add up over the line.

use std::ops::Range;

use crate::channel::code_page::{tables, CodePage};
use crate::channel::{Layer, Loss, MAX_LAYERS};
use crate::model::letters::is_alphabetic;
use crate::model::marks::place::Side;
use crate::model::plausibility::BIT;
use crate::model::text::{self as model, State};
use crate::repair::evidence::beam::Beam;
use crate::repair::evidence::hyphenation;
use crate::repair::evidence::letter_list;
use crate::repair::evidence::no_break_space;
use crate::repair::evidence::odd_pairs;
use crate::repair::evidence::only_damage;
use crate::repair::evidence::out_of_keeping;
use crate::repair::evidence::priors::{
    ANOTHER_WAY, FEW, GLARING, LONE_LETTER, ONLY_DAMAGE, ONLY_DAMAGE_TWICE,
};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::steps::Next;
use crate::repair::scan;
use crate::repair::scan::lone;
use crate::repair::undo::twice::{self, Lower};
use crate::repair::undo::utf8_sequence::{Sequence, SequenceReader};

/// Strangers that are counted; more say nothing new.
const MANY_STRANGERS: i32 = 64;
/// Bits that each further layer below a stretch costs at least.
const ANOTHER_LAYER: i32 = 6 * BIT;
/// Bits that a run must gain to count as mojibake before the share of mojibake in the text is known.
pub(crate) const CLEAR: i32 = 6 * BIT;

/// The sequences of a run, with the length in bytes of each.
pub(crate) type Sequences = Vec<(Sequence, usize)>;

/// Reads the longest run of sequences from `start`, and gives its end: `start` itself if there is none.
#[inline]
pub(crate) fn read_run(
    reader: &SequenceReader,
    text: &str,
    start: usize,
    sequences: &mut Sequences,
) -> usize {
    sequences.clear();
    let mut at = start;
    while let Some((sequence, len)) = reader.sequence(&text[at..]) {
        sequences.push((sequence, len));
        at += len;
    }
    at
}

/// What the result has in front of a run.
#[derive(Default)]
pub(crate) struct Before {
    /// The last characters restored and what follows them, and where in the text they ended.
    last: [char; PRECEDING],
    len: usize,
    end: usize,
}

/// Characters in front of a run that tell whether it is at home there.
const PRECEDING: usize = 6;

impl Before {
    /// Notes a run that was, or would be, restored.
    pub(crate) fn note(
        &mut self,
        reader: &SequenceReader,
        sequences: &Sequences,
        text: &str,
        run: Range<usize>,
    ) {
        self.note_place(text, run.clone());
        if let Some(lower) = twice::read(reader, text, &run, sequences) {
            return lower.iter().for_each(|lower| self.push(lower.likely(reader)[0]));
        }
        for (sequence, _) in &sequences[sequences.len().saturating_sub(PRECEDING)..] {
            self.push(match sequence {
                Sequence::Whole(c) | Sequence::Surrogates(c) => *c,
                Sequence::Gap(gap) => reader.likely(gap)[0],
            });
        }
    }

    /// Notes a run that was restored to `restored`.
    pub(crate) fn note_restored(&mut self, text: &str, run: Range<usize>, restored: &str) {
        self.note_place(text, run);
        let last = restored.char_indices().rev().nth(PRECEDING - 1).map_or(0, |(at, _)| at);
        restored[last..].chars().for_each(|c| self.push(c));
    }

    fn note_place(&mut self, text: &str, run: Range<usize>) {
        let between = &text[self.end..run.start];
        if between.len() > PRECEDING {
            self.len = 0;
        } else {
            between.chars().for_each(|c| self.push(c));
        }
        self.end = run.end;
    }

    fn push(&mut self, c: char) {
        if self.len == PRECEDING {
            self.last.copy_within(1.., 0);
            self.len -= 1;
        }
        self.last[self.len] = c;
        self.len += 1;
    }

    pub(crate) fn state(&self, stands: &Stands, at: usize) -> State {
        let between = &stands.text[self.end..at];
        if self.end == 0 || between.len() > PRECEDING {
            return stands.in_front_of(at);
        }
        self.last[..self.len].iter().copied().chain(between.chars()).fold(State::START, State::pass)
    }
}

/// What is in front of the place `at`, where nothing is damaged.
pub(crate) fn in_front_of(text: &str, at: usize) -> State {
    State::at_end_of(&text[..at], PRECEDING)
}

/// Eighths of a bit that it gains to read `run` of the text as mojibake of these sequences, where the result has `left` in front of it.
pub(crate) fn weigh(
    reader: &SequenceReader,
    line: &Stands,
    left: State,
    run: Range<usize>,
    sequences: &Sequences,
) -> i32 {
    let once = weigh_once(reader, line, left, run.clone(), sequences);
    match twice::read(reader, line.text, &run, sequences) {
        Some(lower) => once.max(weigh_twice(reader, line, left, run, &lower)),
        None => once,
    }
}

/// The same where it went through the page twice, as these characters.
pub(crate) fn weigh_twice(
    reader: &SequenceReader,
    line: &Stands,
    left: State,
    run: Range<usize>,
    lower: &[Lower],
) -> i32 {
    let nexts = lower.iter().map(|lower| lower.next(reader));
    let least = if twice::is_only_damage(line.text, &run) { ONLY_DAMAGE_TWICE } else { i32::MIN };
    (line.gain_by(run, left, nexts, |c| reader.byte(c) == 0) - ANOTHER_LAYER).max(least)
}

/// The same where it went through the page once, or lost nothing on other ways.
pub(crate) fn weigh_once(
    reader: &SequenceReader,
    line: &Stands,
    left: State,
    run: Range<usize>,
    sequences: &Sequences,
) -> i32 {
    let gain = gain_once(reader, line, left, run.clone(), sequences);
    let is_chance = || {
        sequences.iter().any(|one| is_unused(&one.0))
            || letter_list::holds(line.text, &run)
            || hyphenation::holds(line.text, &run)
    };
    if gain > 0 && is_chance() {
        return 0;
    }
    gain
}

fn gain_once(
    reader: &SequenceReader,
    line: &Stands,
    left: State,
    run: Range<usize>,
    sequences: &Sequences,
) -> i32 {
    let is_sure = |c| reader.byte(c) == 0;
    if let Some(below) = below(reader, sequences) {
        let mut beam = Beam::of(left);
        below.chars().for_each(|c| line.step(&mut beam, Next::Supposed(c)));
        return line.gain((run.start, run.end), beam, is_sure) - ANOTHER_LAYER;
    }
    let leads_only = sequences.iter().all(|(sequence, _)| matches!(sequence, Sequence::Gap(_)));
    let place = match sequences[..] {
        _ if leads_only => lone::gain(line.text, &run),
        [(Sequence::Whole('à'), _)] => lone::gain(line.text, &run).max(odd_pairs::gain(line.text, &run)),
        _ => odd_pairs::gain(line.text, &run),
    };
    let next = |(nth, (sequence, _)): (usize, &(Sequence, usize))| match sequence {
        Sequence::Whole(c) | Sequence::Surrogates(c) => Next::Supposed(*c),
        Sequence::Gap(gap) if gap.is_mark_alone() => {
            let (left, right) = sides(reader, line.text, &run, sequences, nth);
            Next::Mark(reader.likely(gap), left, right)
        }
        // What survived was made by any of the candidates: their probabilities add up.
        Sequence::Gap(gap) => Next::Among(reader.likely(gap)),
    };
    let single = match sequences[..] {
        [(Sequence::Whole(c), _)] => Some(c),
        _ => None,
    };
    let against = out_of_keeping::loss(line.text, &run, single, |c| reader.byte(c));
    let only_damage = is_only_damage(reader, line.text, &run, sequences);
    let stretch = run.clone();
    let gain = line.gain_by(stretch.clone(), left, sequences.iter().enumerate().map(next), is_sure) + place
        - against;
    if only_damage && against == 0 {
        return gain.max(ONLY_DAMAGE);
    }
    let are_letters = || {
        (leads_only || single.is_some() && is_in_capitals(line.text, &stretch))
            && out_of_keeping::is_beside_other_latin(line.text, &stretch, |c| reader.byte(c))
            || sequences.iter().all(|(sequence, _)| is_seldom(sequence))
    };
    if place == 0 && are_letters() {
        return gain.min(0);
    }
    gain
}

/// What stands on both sides of a sequence of a run.
fn sides(
    reader: &SequenceReader,
    text: &str,
    run: &Range<usize>,
    sequences: &Sequences,
    nth: usize,
) -> (Side, Side) {
    let of = |(sequence, _): &(Sequence, usize)| match sequence {
        Sequence::Whole(c) | Sequence::Surrogates(c) => Side::of(*c),
        Sequence::Gap(gap) if gap.is_mark_alone() => Side::Lost,
        Sequence::Gap(gap) => reader.likely(gap).first().map_or(Side::Other, |c| Side::of(*c)),
    };
    let beside = |c: Option<char>| c.map_or(Side::Edge, Side::of);
    let left = nth.checked_sub(1).and_then(|before| sequences.get(before));
    let left = left.map_or_else(|| beside(text[..run.start].chars().next_back()), of);
    let right = sequences.get(nth + 1);
    let right = right.map_or_else(|| beside(text[run.end..].chars().next()), of);
    (left, right)
}

/// True if a run begins with a capital, and a capital is before it: of `CULTURĂ–ȘTIINȚĂ` the sign belongs to no letter.
fn is_in_capitals(text: &str, run: &Range<usize>) -> bool {
    let is_capital = |c: Option<char>| c.is_some_and(char::is_uppercase);
    is_capital(text[..run.start].chars().next_back()) && is_capital(text[run.clone()].chars().next())
}

/// True if a stretch is one that was met as damage of this page and as nothing else.
fn is_only_damage(reader: &SequenceReader, text: &str, run: &Range<usize>, sequences: &Sequences) -> bool {
    reader.layer.page.rarity() == 0
        && matches!(sequences[..], [(Sequence::Whole(_), _)])
        && only_damage::is(text, run)
}

/// True for a character of two bytes that is hardly ever used: signs in line art and behind letters are UTF-8 by chance (`¤ø` is `ϛ`, `Ñ²` is `Ѳ`),
/// which proves nothing.
fn is_seldom(sequence: &Sequence) -> bool {
    matches!(sequence, Sequence::Whole(c @ ..='\u{7FF}') if model::is_seldom(*c))
}

/// True for what no text has: a character of planes that Unicode has left empty, and of private use behind the icons of known fonts.
fn is_unused(sequence: &Sequence) -> bool {
    matches!(sequence, Sequence::Whole('\u{40000}'..='\u{DFFFF}' | '\u{E0200}'..='\u{EFFFF}' | '\u{F2000}'..))
}

/// True if a run is one letter and all there is of its word: what stands beside it is no letter, or one of another script.
fn is_lone_letter(text: &str, run: &Range<usize>, sequences: &Sequences) -> bool {
    let c = match sequences[..] {
        [(Sequence::Whole(c), _)] => c,
        // Some letter of the script of its lead.
        [(Sequence::Gap(_), _)] => text[run.clone()].chars().next().unwrap_or(' '),
        _ => return false,
    };
    let is_latin =
        |c: char| matches!(c, '\0'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' | '\u{FB00}'..='\u{FB06}');
    let beside = |other: Option<char>| other.is_some_and(|o| is_alphabetic(o) && is_latin(o) == is_latin(c));
    is_alphabetic(c)
        && !beside(text[..run.start].chars().next_back())
        && !beside(text[run.end..].chars().next())
}

/// What lies below, if what is restored is mojibake of the same page itself, or of the commonest one: then it is no odder than what that
/// restores.
fn below(reader: &SequenceReader, sequences: &Sequences) -> Option<String> {
    let restored = || {
        sequences.iter().map(|(sequence, _)| match sequence {
            Sequence::Whole(c) | Sequence::Surrogates(c) => Some(*c),
            Sequence::Gap(_) => None,
        })
    };
    let has_pair = |page: CodePage| {
        let byte = |c: Option<char>| c.filter(|c| !c.is_ascii()).map_or(0, |c| tables().upper_byte(c, page));
        let pair =
            |(first, second)| matches!(byte(first), 0xC2..=0xF4) && matches!(byte(second), 0x80..=0xBF);
        restored().zip(restored().skip(1)).any(pair)
    };
    if sequences.len() < 2 {
        return None;
    }
    if has_pair(reader.layer.page) {
        return Some(undone_below(reader, reader, sequences));
    }
    if reader.layer.page != CodePage::WINDOWS_1252 && has_pair(CodePage::WINDOWS_1252) {
        let commonest = SequenceReader::of(Layer::new(CodePage::WINDOWS_1252, Loss::NONE));
        return Some(undone_below(reader, &commonest, sequences));
    }
    None
}

/// What sequences of one layer are if another was below it, as many times over as it can have been.
fn undone_below(reader: &SequenceReader, other: &SequenceReader, sequences: &Sequences) -> String {
    let mut text: String = sequences
        .iter()
        .map(|(sequence, _)| match sequence {
            Sequence::Whole(c) | Sequence::Surrogates(c) => *c,
            Sequence::Gap(gap) => reader.likely(gap)[0],
        })
        .collect();
    for _ in 1..MAX_LAYERS {
        let mut next = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(c) = rest.chars().next() {
            let (c, len) = match other.sequence(rest) {
                Some((Sequence::Whole(c) | Sequence::Surrogates(c), len)) => (c, len),
                _ => (c, c.len_utf8()),
            };
            next.push(c);
            rest = &rest[len..];
        }
        if next == text {
            break;
        }
        text = next;
    }
    text
}

/// The place of the next byte that is not ASCII, or the text's end.
pub(crate) fn next_beyond_ascii(text: &str, from: usize) -> usize {
    scan::next_beyond_ascii(text.as_bytes(), from)
}

/// Whether a layer that is known explains all of a line, by a glance: every stretch is UTF-8 so many times over, or gains clearly. Says
/// whether bytes are missing.
pub(crate) fn glance(
    line: &str,
    reader: &SequenceReader,
    sequences: &mut Sequences,
    clearly: Clearly,
) -> Option<bool> {
    let stands = Stands::glanced_at(line);
    let mut before = Before::default();
    let (mut has_gaps, mut surely, mut gains) = (false, false, 0);
    let mut at = 0;
    let map = (!reader.is_lossy()).then(|| reader.layer.page.reverse());
    let mut bytes = [0; ROOM];
    loop {
        at = next_beyond_ascii(line, at);
        let Some(c) = line[at..].chars().next() else { break };
        if let Some(map) = map {
            let (count, len) = map.look_up(&line[at..], &mut bytes);
            let whole = std::str::from_utf8(&bytes[..count]).ok();
            if let Some(whole) = whole.filter(|whole| whole.chars().nth(EVIDENT - 1).is_some()) {
                before.note_restored(line, at..at + len, whole);
                at += len;
                surely = true;
                continue;
            }
        }
        if !matches!(reader.byte(c), 0xC2..=0xF4) {
            return None;
        }
        let end = read_run(reader, line, at, sequences);
        if end == at {
            return None;
        }
        let whole = sequences.iter().filter(|(sequence, _)| !matches!(sequence, Sequence::Gap(_))).count();
        has_gaps |= whole < sequences.len();
        let evident = whole >= EVIDENT || sequences.iter().all(|(sequence, _)| is_common_mark(sequence));
        if !evident {
            // Most intact text that has leads at all is done here.
            let are_letters = || line[at..end].char_indices().all(|(nth, c)| stands.is_at_home(at + nth, c));
            if whole == 0 && !surely && gains == 0 && are_letters() && !has_sequence(reader, &line[at..]) {
                return None;
            }
            let gain = weigh(reader, &stands, before.state(&stands, at), at..end, sequences);
            if gain <= clearly.each {
                return None;
            }
            gains += gain;
        }
        surely |= evident;
        before.note(reader, sequences, line, at..end);
        at = end;
    }
    let page = reader.layer.page;
    let may_be_of_commonest =
        || page != CodePage::WINDOWS_1252 && is_of_both(line, page, CodePage::WINDOWS_1252);
    let settled = surely || gains > clearly.all && !may_be_of_commonest();
    let settled = settled && !may_be_of_sister(line, page);
    settled.then_some(has_gaps)
}

/// True if a sequence that a continuation byte speaks for begins anywhere in `text`.
fn has_sequence(reader: &SequenceReader, text: &str) -> bool {
    let is_lead = |c: char| matches!(reader.byte(c), 0xC2..=0xF4);
    text.char_indices().any(|(at, c)| is_lead(c) && reader.has_sequence(&text[at..]))
}

/// True if all of a line beyond ASCII is UTF-8 read with this page or with a sister of it, but other bytes, and this one does not clearly gain more.
pub(crate) fn may_be_of_sister(line: &str, page: CodePage) -> bool {
    let mut sisters = page.sisters();
    let mut at = 0;
    // Most lines have a character that none of them has.
    while sisters != 0 {
        at = next_beyond_ascii(line, at);
        let Some(c) = line[at..].chars().next() else { break };
        sisters &= tables().entry(c).map_or(0, |entry| entry.lead | entry.continuation);
        at += c.len_utf8();
    }
    let pages = CodePage::all().filter(|other| sisters >> other.index() & 1 == 1);
    let mut rivals = pages.filter(|sister| is_of_both(line, page, *sister)).peekable();
    if rivals.peek().is_none() {
        return false;
    }
    let stands = Stands::weighed(line);
    let gain = |page: CodePage| score(&stands, &SequenceReader::of(Layer::new(page, Loss::NONE))).gain;
    let own = gain(page);
    rivals.any(|sister| gain(sister) > own - ANOTHER_WAY)
}

/// True if all of a line beyond ASCII is UTF-8 read with either page, but other bytes: `Ã£` is `ã` to the commonest page, and `ǜ` to IBM850; `Ã€` is `À`
/// to it, and `ä` to ISO-8859-15. A mark that is found in every sentence is no other page's work. Then the two must be compared, whatever other lines went through.
fn is_of_both(line: &str, own: CodePage, other: CodePage) -> bool {
    let (own, other) = (own.reverse(), other.reverse());
    let (mut room, mut bytes) = ([0; ROOM], [0; ROOM]);
    let (mut at, mut differs) = (0, false);
    loop {
        at = next_beyond_ascii(line, at);
        if at == line.len() {
            return differs;
        }
        let (filled, len) = other.look_up(&line[at..], &mut bytes);
        if filled == 0 || std::str::from_utf8(&bytes[..filled]).is_err() {
            return false;
        }
        let (own_filled, _) = own.look_up(&line[at..], &mut room);
        let own_bytes = &room[..own_filled];
        differs |= *own_bytes != bytes[..filled] && !is_one_mark(own_bytes);
        at += len;
    }
}

/// True if all of a line beyond ASCII is UTF-8 read with `page`, so many different characters of it that chance is out of the question.
pub(crate) fn is_surely_of(page: CodePage, line: &str) -> bool {
    let map = page.reverse();
    let mut bytes = [0; ROOM];
    let mut seen = ['\0'; SURE];
    let (mut count, mut at) = (0, 0);
    loop {
        at = next_beyond_ascii(line, at);
        if at == line.len() {
            return count == SURE;
        }
        let (filled, len) = map.look_up(&line[at..], &mut bytes);
        let Ok(restored) = std::str::from_utf8(&bytes[..filled]) else { return false };
        if restored.is_empty() {
            return false;
        }
        for c in restored.chars() {
            if count < SURE && !seen[..count].contains(&c) {
                seen[count] = c;
                count += 1;
            }
        }
        at += len;
    }
}

/// Different characters of a line that are UTF-8 by no chance if all of it is.
const SURE: usize = 6;

/// Eighths of a bit that each stretch of a line, and all together, must gain to be damaged for certain.
#[derive(Clone, Copy)]
pub(crate) struct Clearly {
    each: i32,
    all: i32,
}

impl Clearly {
    pub(crate) const BY_ITSELF: Clearly = Clearly { each: CLEAR, all: GLARING };
    /// Where nearly all other lines are known to be damaged.
    pub(crate) const AMONG_DAMAGED: Clearly = Clearly { each: -4 * BIT, all: 0 };
}

/// The commonest marks, which are found in every sentence: general punctuation, that of Chinese and Japanese, full-width forms.
fn is_common_mark(sequence: &Sequence) -> bool {
    matches!(
        sequence,
        Sequence::Whole('\u{2000}'..='\u{203F}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF3F}')
    )
}

/// How the commonest marks begin in UTF-8, as `is_common_mark` has them.
const MARKS: [[u8; 2]; 3] = [[0xE2, 0x80], [0xE3, 0x80], [0xEF, 0xBC]];

/// True if the bytes are one such mark: no page has letters or marks for its first two bytes that are met side by side.
pub(crate) fn is_one_mark(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, _] if MARKS.contains(&[*first, *second]))
}

/// Bytes of a stretch that are read at once where nothing was lost.
const ROOM: usize = 256;

/// Whole characters of one stretch that are UTF-8 by no chance.
const EVIDENT: usize = 3;

/// What a layer gains over a line: a mixture of stretches that went through the layer and stretches that did not. Which is which must be
/// said too: a line in which the layer explains few stretches of many pays more for each than one in which it explains all.
pub(crate) fn score(stands: &Stands, reader: &SequenceReader) -> Score {
    let line = stands.text;
    let mut gains: Vec<i32> = Vec::new();
    let mut sequences = Sequences::new();
    let mut before = Before::default();
    let (mut others, mut strangers, mut print) = (0, 0, 0u64);
    let (mut has_gaps, mut has_whole) = (false, false);
    // Places of the gains that a lone letter makes.
    let mut lone = Vec::new();
    let mut last_other = usize::MAX;
    let mut at = 0;
    loop {
        at = next_beyond_ascii(line, at);
        let Some(c) = line[at..].chars().next() else { break };
        let byte = reader.byte(c);
        if (0xC2..=0xF4).contains(&byte) {
            let end = read_run(reader, line, at, &mut sequences);
            if end > at {
                let gain = weigh(reader, stands, before.state(stands, at), at..end, &sequences);
                if gain > 0 {
                    before.note(reader, &sequences, line, at..end);
                    print = print.wrapping_add(hash(&line[at..end]));
                    let is_gap = |(sequence, _): &(Sequence, usize)| matches!(sequence, Sequence::Gap(_));
                    has_gaps |= sequences.iter().any(is_gap);
                    has_whole |= !sequences.iter().all(is_gap);
                }
                // A lone lead is an everyday letter: it counts as a run only where it gains.
                if gain > 0 || reader.has_sequence(&line[at..]) {
                    let run = at..end;
                    let is_odd = || {
                        odd_pairs::gain(line, &run) > 0
                            || matches!(sequences[..], [(Sequence::Gap(_), _)]) && lone::gain(line, &run) > 0
                            || is_only_damage(reader, line, &run, &sequences)
                    };
                    if is_lone_letter(line, &run, &sequences) && !is_odd() {
                        lone.push(gains.len());
                    }
                    gains.push(gain);
                    at = end;
                    continue;
                }
            }
        }
        // Neighbours count as one stretch.
        others += usize::from(byte != 0 && last_other != at);
        strangers += i32::from(byte == 0);
        at += c.len_utf8();
        last_other = if byte != 0 { at } else { usize::MAX };
    }
    let complete =
        others == 0 && strangers == 0 && !gains.is_empty() && gains.iter().all(|gain| *gain > CLEAR);
    let with_lone = gains.clone();
    // What is clear elsewhere in the line needs no word to speak for it.
    let in_words = gains.iter().enumerate().any(|(nth, gain)| *gain > CLEAR && !lone.contains(&nth));
    if !in_words {
        lone.iter().for_each(|nth| gains[*nth] -= LONE_LETTER);
    }
    // Where the layer can have made all of the line, the damage of other lines speaks for a lone letter, too.
    let explains_all = others == 0 && strangers == 0;
    let among_damaged = if explains_all { with_lone } else { gains.clone() };
    let (among_damaged, credit_among_damaged) = of_gains(among_damaged, others, true);
    let (gain, credit) = of_gains(gains, others, false);
    Score {
        gain,
        credit,
        among_damaged,
        credit_among_damaged,
        strangers: strangers.min(MANY_STRANGERS),
        contradictions: 0,
        complete: complete && gain > 0,
        explains_all,
        has_gaps,
        has_whole,
        print,
    }
}

/// The same, and what the words speak for spaces that were no-break spaces.
pub(crate) fn score_and_words(stands: &Stands, reader: &SequenceReader) -> Score {
    score(stands, reader).and_words(no_break_space::joined(stands.text, reader))
}

/// What stretches that gain so much, and others that cannot be explained, gain together, and the credit of each. A line of which few
/// stretches gain is mostly whole, but not `among_damaged` lines.
fn of_gains(mut gains: Vec<i32>, others: usize, among_damaged: bool) -> (i32, i32) {
    let total = gains.len() + others;
    let mut clear = gains.iter().filter(|gain| **gain > CLEAR).count();
    let mostly_whole = !among_damaged && clear * (FEW as usize) < total;
    if mostly_whole {
        clear = gains.iter().filter(|gain| **gain > GLARING).count();
    }
    // One imagined stretch of each kind, shared in halves, keeps the odds finite.
    let (clear, total) = (2 * clear as u64 + 1, 2 * total as u64 + 2);
    let yes = -log2_of_share(clear, total);
    let no = -log2_of_share(total - clear, total);
    let mut credit = no - yes;
    if mostly_whole {
        credit = credit.min(-GLARING);
        gains.retain(|gain| *gain > GLARING);
    }
    (gains.iter().map(|gain| (gain - yes).max(-no)).sum::<i32>() - others as i32 * no, credit)
}

pub(crate) fn hash(run: &str) -> u64 {
    run.bytes()
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// The logarithm to the base of two of `part` of `whole`, in eighths of a bit: at most 0, the same on every machine.
pub(crate) fn log2_of_share(part: u64, whole: u64) -> i32 {
    log2(part) - log2(whole)
}

/// The logarithm of a number from 1 on, in eighths of a bit, rounded down.
fn log2(number: u64) -> i32 {
    /// Two to the power of 31 and so many eighths.
    const EIGHTHS: [u64; 7] = [
        2_341_847_524,
        2_553_802_834,
        2_784_941_738,
        3_037_000_500,
        3_311_872_529,
        3_611_622_603,
        3_938_502_376,
    ];
    let number = number.max(1);
    let zeros = number.leading_zeros();
    let whole = 63 - zeros as i32;
    let first_bits = number << zeros >> 32;
    whole * BIT + EIGHTHS.iter().filter(|least| first_bits >= **least).count() as i32
}
