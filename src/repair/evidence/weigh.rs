//! UTF-8 read with a single-byte page: what a stretch gains by a layer, in bits.
//!
//! For each stretch that could be mojibake of a layer, the gain is the cost of what stands there less the cost of what it would restore to,
//! both as the text model prices them: the logarithm of the odds, but for the prior. Gains add up over the line ([`line`](crate::repair::evidence::line)).

use std::ops::Range;

use crate::channel::code_page::{tables, CodePage};
use crate::channel::{Layer, Loss, MAX_LAYERS};
use crate::model::letters::{is_alphabetic, letters_after, letters_before, LAST_OF_LATIN, WORD};
use crate::model::marks::place::Side;
use crate::model::plausibility::BIT;
use crate::model::text::{self as model, State};
use crate::repair::evidence::beam::Beam;
use crate::repair::evidence::chart;
use crate::repair::evidence::hyphenation;
use crate::repair::evidence::intact_place;
use crate::repair::evidence::letter_list;
use crate::repair::evidence::odd_pairs;
use crate::repair::evidence::only_damage;
use crate::repair::evidence::out_of_keeping;
use crate::repair::evidence::priors::{END_OF_SENTENCE, OF_LIST, ONLY_DAMAGE, ONLY_DAMAGE_LOSSY};
use crate::repair::evidence::spelling::is_spelt;
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::steps::Next;
use crate::repair::scan;
use crate::repair::scan::lone;
use crate::repair::undo::sequence::{Gap, Sequence};
use crate::repair::undo::sequence_reader::SequenceReader;
use crate::repair::undo::twice::{self, Lower};

/// Bits that each further layer below a stretch costs at least.
pub(crate) const ANOTHER_LAYER: i32 = 6 * BIT;
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
            for lower in lower {
                self.push(lower.likely(reader)[0]);
                if lower.is_before_space() {
                    self.push(' ');
                }
            }
            return;
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
    let space = |lower: &Lower| lower.is_before_space().then_some(Next::Stands(' '));
    let nexts = lower.iter().flat_map(|lower| std::iter::once(lower.next(reader)).chain(space(lower)));
    let least = if twice::is_only_damage(line.text, &run) { ONLY_DAMAGE_LOSSY } else { i32::MIN };
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
    let mut gain = gain_once(reader, line, left, run.clone(), sequences);
    if ends_sentence(line.text, &run, sequences) {
        gain -= END_OF_SENTENCE;
    }
    let is_chance = || {
        sequences.iter().any(|one| is_unused(&one.0) || is_blank_of_braille(reader, &one.0))
            || is_of_no_script(sequences)
            || is_word(line.text, &run, sequences)
            || is_sign_alone(line.text, &run)
            || is_laughter(line.text, &run, sequences)
            || sequences.len() == 1 && !line.text[run.clone()].contains(is_alphabetic) && line.is_table()
            || hyphenation::holds(line.text, &run)
            || lone::lost_signs(line.text, &run)
            || lone::is_end_of_word(line.text, &run)
            || chart::holds(line.text, &run, |c| reader.byte(c))
            || intact_place::holds(reader, line.text, &run, sequences)
    };
    let is_lost = || matches!(sequences.as_slice(), [(Sequence::Gap(_), _)]);
    let is_of_list =
        || letter_list::holds(line.text, &run) || is_lost() && intact_place::is_quoted(line.text, &run);
    if gain > -OF_LIST && is_of_list() {
        return -OF_LIST;
    }
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
    if let Some(marks) = marks_below(sequences) {
        let mut beam = Beam::of(left);
        marks.chars().for_each(|c| line.step(&mut beam, Next::Supposed(c)));
        let gain = line.gain((run.start, run.end), beam, is_sure) - ANOTHER_LAYER;
        return if is_only_damage(reader, line.text, &run, sequences) { gain.max(ONLY_DAMAGE) } else { gain };
    }
    let leads_only = sequences.iter().all(|(sequence, _)| matches!(sequence, Sequence::Gap(_)));
    let place = match sequences[..] {
        _ if leads_only => gain_of_place(reader, line.text, &run, sequences),
        [(Sequence::Whole('à'), _)] => {
            gain_of_place(reader, line.text, &run, sequences).max(odd_pairs::gain(line.text, &run))
        }
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
        return gain.max(if leads_only { ONLY_DAMAGE_LOSSY } else { ONLY_DAMAGE });
    }
    if against == 0 && are_signs(reader.layer.page, line.text, &run, sequences) {
        return gain.max(ONLY_DAMAGE + reader.layer.page.rarity() * BIT);
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

/// See [`lone::gain`].
pub(crate) fn gain_of_place(
    reader: &SequenceReader,
    text: &str,
    run: &Range<usize>,
    sequences: &Sequences,
) -> i32 {
    let could_be = |c: char| match sequences[..] {
        // A blank that is one of its bytes ends no word.
        [(Sequence::Gap(gap), _)] => {
            !gap.has_stand_in()
                && reader.likely(&gap).contains(&c)
                && !out_of_keeping::is_beside_other_latin(text, run, |c| reader.byte(c))
        }
        _ => false,
    };
    lone::gain(text, run, could_be)
}

/// True if a lead by itself, which a mark could have left, is a letter of a word as it stands: `âne`, `âge`. What letters leave is a word too often:
/// Polish `sąd` leaves `sÄd`, which is Swedish.
fn is_word(text: &str, run: &Range<usize>, sequences: &Sequences) -> bool {
    let (before, after) = (letters_before(&text[..run.start], WORD), letters_after(&text[run.end..], WORD));
    matches!(&sequences[..], [(Sequence::Gap(gap), _)] if gap.is_mark_alone())
        && !(before.is_empty() && after.is_empty())
        && is_spelt(before.chars().chain(text[run.clone()].chars()).chain(after.chars()))
}

/// True for `×` between blanks: it divides or multiplies, and no word of Hebrew is one letter.
fn is_sign_alone(text: &str, run: &Range<usize>) -> bool {
    let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
    &text[run.clone()] == "×"
        && is_blank(text[..run.start].chars().next_back())
        && is_blank(text[run.end..].chars().next())
}

/// True for a syllable of capitals of an alphabet beyond Latin, again and again, that would be one letter or sign of Latin-1 or Latin: `ХАХАХА` is laughter.
fn is_laughter(text: &str, run: &Range<usize>, sequences: &Sequences) -> bool {
    let [(Sequence::Whole(first), _), others @ ..] = sequences.as_slice() else { return false };
    *first <= LAST_OF_LATIN
        && others.len() + 1 >= SYLLABLES
        && others.iter().all(|(sequence, _)| matches!(sequence, Sequence::Whole(c) if c == first))
        && text[run.clone()].chars().all(|c| c > LAST_OF_LATIN && c.is_uppercase())
}

/// Syllables of the shortest laughter.
const SYLLABLES: usize = 2;

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

/// True if a stretch is one that was met as damage and as nothing else, and this page reads it: one of the commonest, or one with most of their letters
/// that makes a letter of it.
pub(crate) fn is_only_damage(
    reader: &SequenceReader,
    text: &str,
    run: &Range<usize>,
    sequences: &Sequences,
) -> bool {
    let page = reader.layer.page;
    let is_of_page = |c: char| {
        page.rarity() == 0 || is_alphabetic(c) && CodePage::WINDOWS_1252.sisters() >> page.index() & 1 == 1
    };
    match sequences[..] {
        [(Sequence::Whole(c), _)] => is_of_page(c) && only_damage::is(text, run),
        [(Sequence::Gap(_), _)] => {
            let is_emoji = || text[run.clone()].starts_with(only_damage::OF_EMOJI);
            page.rarity() == 0 && (is_emoji() || only_damage::is_cross(text, run))
        }
        _ => {
            let own = &text[run.clone()];
            page.rarity() == 0 && (only_damage::are_dressed_signs(own) || only_damage::is_rule(own))
        }
    }
}

/// True if all of a run between characters of ASCII is emoji, or, read with a page of Cyrillic, signs: no text has four letters and marks, or a letter and two
/// marks, in such an order (`рџљЂ`, `в†’`).
fn are_signs(page: CodePage, text: &str, run: &Range<usize>, sequences: &Sequences) -> bool {
    let is_cyrillic = || matches!(page.char_of(0xE2), 'А'..='я');
    let is_sign = |c: char| match c {
        '\u{1F300}'..='\u{1FAFF}' => true,
        '–'
        | '—'
        | '‘'
        | '’'
        | '“'
        | '”'
        | '•'
        | '…'
        | '\u{20A0}'..='\u{20BF}'
        | '\u{2100}'..='\u{214F}'
        | '\u{2190}'..='\u{27BF}'
        | '\u{2B00}'..='\u{2B1F}'
        | '\u{2B50}'..='\u{2B55}' => is_cyrillic(),
        _ => false,
    };
    let mut has_sign = false;
    sequences.iter().all(|(sequence, _)| match sequence {
        Sequence::Whole('\u{FE0F}') => has_sign,
        Sequence::Whole(c) => {
            has_sign |= is_sign(*c);
            is_sign(*c)
        }
        _ => false,
    }) && has_sign
        && only_damage::is_in_ascii(text, run)
}

/// True for a character of two bytes that is hardly ever used: signs in line art and behind letters are UTF-8 by chance (`¤ø` is `ϛ`, `Ñ²` is `Ѳ`),
/// which proves nothing.
fn is_seldom(sequence: &Sequence) -> bool {
    matches!(sequence, Sequence::Whole(c @ ..='\u{7FF}') if model::is_seldom(*c))
}

/// True for what no text has: a character behind the last ideographs that Unicode has assigned, and of private use behind the icons of known fonts.
fn is_unused(sequence: &Sequence) -> bool {
    matches!(sequence, Sequence::Whole('\u{33480}'..='\u{DFFFF}' | '\u{E0200}'..='\u{EFFFF}' | '\u{F2000}'..))
}

/// True for letters of scripts that hardly anything is written in, if they are of several, or one or two: words in pages of DOS are such by chance, `á¯¨á®ª` was
/// `список`.
fn is_of_no_script(sequences: &Sequences) -> bool {
    const BLOCK: u32 = 0x80;
    const WORD: usize = 3;
    let is_rare = |c: char| matches!(c, '\u{700}'..='\u{74F}' | '\u{7C0}'..='\u{8FF}' | '\u{1680}'..='\u{177F}' | '\u{1900}'..='\u{1CFF}');
    let letters = || {
        sequences.iter().filter_map(|(sequence, _)| match sequence {
            Sequence::Whole(c) => Some(*c),
            Sequence::Surrogates(_) | Sequence::Gap(_) => None,
        })
    };
    let Some(rare) = letters().find(|c| is_rare(*c)) else { return false };
    letters().nth(WORD - 1).is_none() || letters().any(|c| u32::from(c) / BLOCK != u32::from(rare) / BLOCK)
}

/// True for the blank of Braille of which a space is the second byte: `â €` is a letter and a price.
fn is_blank_of_braille(reader: &SequenceReader, sequence: &Sequence) -> bool {
    matches!(sequence, Sequence::Gap(_)) && reader.only(sequence) == Some('\u{2800}')
}

/// True if a run ends in a mark that would be the last byte of a letter, where sentences end: `proÄ?` was `proč?`, which lost a byte and kept its mark.
fn ends_sentence(text: &str, run: &Range<usize>, sequences: &Sequences) -> bool {
    // Marks of quotation end where sentences do.
    let is_letter = |gap: &Gap| gap.ends_in_stand_in() && gap.lead() != 0xE2;
    let is_letter = matches!(sequences.last(), Some((Sequence::Gap(gap), _)) if is_letter(gap));
    let behind = text[run.end..].chars().next().unwrap_or('\n');
    is_letter && text[run.clone()].ends_with(['?', '.']) && behind.is_whitespace()
}

/// True if what is restored is mojibake itself, as far as it is known.
pub(crate) fn is_mojibake_itself(reader: &SequenceReader, sequences: &Sequences) -> bool {
    below(reader, sequences).is_some()
}

/// The marks that windows-1252 has for what is restored, if that is controls of Latin-1: `donÂ’t` was `don\u{92}t`, and that was `don’t`.
fn marks_below(sequences: &Sequences) -> Option<String> {
    let mark = |(sequence, _): &(Sequence, usize)| match sequence {
        Sequence::Whole(c @ '\u{80}'..='\u{9F}') => {
            Some(CodePage::WINDOWS_1252.char_of(*c as u8)).filter(|mark| !mark.is_control())
        }
        Sequence::Whole(_) | Sequence::Surrogates(_) | Sequence::Gap(_) => None,
    };
    sequences.iter().map(mark).collect::<Option<String>>().filter(|marks| !marks.is_empty())
}

/// What lies below, if what is restored is mojibake of the same page itself, or of one of the commonest: then it is no odder than what that
/// restores.
fn below(reader: &SequenceReader, sequences: &Sequences) -> Option<String> {
    let restored = || sequences.iter().map(|(sequence, _)| reader.only(sequence));
    let has_pair = |page: CodePage| {
        let byte = |c: Option<char>| c.filter(|c| !c.is_ascii()).map_or(0, |c| tables().upper_byte(c, page));
        let pair =
            |(first, second)| matches!(byte(first), 0xC2..=0xF4) && matches!(byte(second), 0x80..=0xBF);
        restored().zip(restored().skip(1)).any(pair)
    };
    if sequences.len() < 2 {
        return None;
    }
    // `utf8_encode` of a text that is UTF-8 reads it as Latin-1, whatever page it is read with later.
    let pages = [reader.layer.page, CodePage::WINDOWS_1252, CodePage::ISO_8859_1];
    let below = pages.into_iter().find(|page| has_pair(*page))?;
    Some(undone_below(reader, &SequenceReader::of(Layer::new(below, Loss::NONE)), sequences))
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
        let next = undone_once(other, &text);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

/// A text with all that a layer reads as whole characters undone.
pub(crate) fn undone_once(reader: &SequenceReader, text: &str) -> String {
    let mut undone = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (c, len) = match reader.sequence(rest) {
            Some((Sequence::Whole(c) | Sequence::Surrogates(c), len)) => (c, len),
            _ => (c, c.len_utf8()),
        };
        undone.push(c);
        rest = &rest[len..];
    }
    undone
}

/// The place of the next byte that is not ASCII, or the text's end.
pub(crate) fn next_beyond_ascii(text: &str, from: usize) -> usize {
    scan::next_beyond_ascii(text.as_bytes(), from)
}
