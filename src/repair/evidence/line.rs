//! What a line gains by one layer: all its stretches together.

use std::collections::HashSet;
use std::ops::Range;

use crate::channel::code_page::CodePage;
use crate::model::letters::{is_alphabetic, letters_after, letters_before, WORD};
use crate::repair::evidence::credit::Credit;
use crate::repair::evidence::log2::log2_of_share;
use crate::repair::evidence::no_break_space;
use crate::repair::evidence::odd_pairs;
use crate::repair::evidence::priors::{BEYOND_DOUBT, FEW, GLARING, LONE_LETTER, OF_DAMAGED_LINE};
use crate::repair::evidence::score::Score;
use crate::repair::evidence::sisters::words_against;
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::weigh::{
    gain_of_place, is_only_damage, next_beyond_ascii, read_run, weigh, Before, Sequences, CLEAR,
};
use crate::repair::undo::sequence::Sequence;
use crate::repair::undo::sequence_reader::SequenceReader;

/// Strangers that are counted; more say nothing new.
const MANY_STRANGERS: i32 = 64;

/// What a layer gains over a line: a mixture of stretches that went through the layer and stretches that did not. Which is which must be
/// said too: a line in which the layer explains few stretches of many pays more for each than one in which it explains all.
pub(crate) fn score(stands: &Stands, reader: &SequenceReader) -> Score {
    let line = stands.text;
    let mut gains: Vec<i32> = Vec::new();
    let mut sequences = Sequences::new();
    let mut before = Before::default();
    let (mut others, mut strangers, mut print) = (0, 0, 0u64);
    // Latin letters with two marks of which two bytes of three are left, and no more: `á»` of `ề`.
    let mut torn = 0;
    let (mut has_gaps, mut has_whole) = (false, false);
    // Places of the gains that a lone letter makes.
    let mut lone = Vec::new();
    // Characters of other scripts that it makes, and the last that is a gap: the place of its gain, and whether
    // others are in its run.
    let (mut foreign, mut foreign_gap) = ([0; SCRIPTS], None);
    // Scripts of what is clear, a bit for each.
    let mut scripts = 0u8;
    let mut last_other = usize::MAX;
    // Characters of the page that are read and that are not, where they stand side by side.
    let mut beside = Beside::default();
    // Words of which one lost all of a character but its lead.
    let mut words = HashSet::new();
    let mut at = 0;
    loop {
        let next = next_beyond_ascii(line, at);
        if next > at {
            beside.end_of_row();
        }
        at = next;
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
                    if sequences.iter().any(is_gap) {
                        has_gaps = true;
                    } else {
                        beside.read(line[at..end].chars().count());
                    }
                    has_whole |= !sequences.iter().all(is_gap);
                }
                // The same word is no further evidence where nothing of a character is left but its lead. Of 737,585 words beyond ASCII of packages,
                // each twice in a line as key and value, 118 were changed without this, and 20 are.
                let is_lead = matches!(sequences[..], [(Sequence::Gap(_), _)]);
                if gain > 0 && is_lead && word(line, at..end).is_some_and(|word| !words.insert(word)) {
                    at = end;
                    continue;
                }
                // A lone lead is an everyday letter: it counts as a run only where it gains.
                if gain > 0 || reader.has_sequence(&line[at..]) {
                    let run = at..end;
                    let is_odd = || {
                        odd_pairs::gain(line, &run) > 0
                            || matches!(sequences[..], [(Sequence::Gap(_), _)])
                                && gain_of_place(reader, line, &run, &sequences) > 0
                            || is_only_damage(reader, line, &run, &sequences)
                    };
                    if is_lone_letter(line, &run, &sequences) && !is_odd() {
                        lone.push(gains.len());
                    }
                    for (nth, (sequence, _)) in sequences.iter().enumerate() {
                        let before = line[..at].chars().next_back().filter(|_| nth == 0);
                        let Some(script) = script(sequence, before) else { continue };
                        foreign[script] += 1;
                        scripts |= u8::from(gain > CLEAR) << script;
                        if matches!(sequence, Sequence::Gap(_)) {
                            foreign_gap = Some((script, gains.len(), sequences.len() > 1));
                        }
                    }
                    gains.push(gain);
                    at = end;
                    continue;
                }
            }
        }
        let behind = line[at + c.len_utf8()..].chars().next();
        let is_second = |c: char| matches!(reader.byte(c), 0xB8..=0xBB);
        torn += i32::from(byte == 0xE1 && behind.is_some_and(is_second));
        // Neighbours count as one stretch.
        others += usize::from(byte != 0 && last_other != at);
        beside.leave(byte);
        strangers += i32::from(byte == 0);
        at += c.len_utf8();
        last_other = if byte != 0 { at } else { usize::MAX };
    }
    beside.end_of_row();
    let complete =
        others == 0 && strangers == 0 && !gains.is_empty() && gains.iter().all(|gain| *gain > CLEAR);
    let with_lone = gains.clone();
    // What is clear elsewhere in the line needs no word to speak for it.
    let in_words = gains.iter().enumerate().any(|(nth, gain)| *gain > CLEAR && !lone.contains(&nth));
    if !in_words {
        lone.iter().for_each(|nth| gains[*nth] -= LONE_LETTER);
    }
    // A letter of another script in a line that has no other: a letter beside a sign (`så£`), which the rest of the line makes no likelier.
    // Of 2,048 messages of a garbled sentence and odd intact text 495 are wrong with it, and 536 without.
    let is_lone = |(script, _, has_others): &(usize, usize, bool)| {
        foreign[*script] == 1 && (*has_others || gains.len() > 1)
    };
    if let Some((_, nth, _)) = foreign_gap.filter(is_lone) {
        gains[nth] -= LONE_LETTER;
    }
    // Where the layer can have made all of the line, the damage of other lines speaks for a lone letter, too.
    let explains_all = others == 0 && strangers == 0;
    let among_damaged = if explains_all { with_lone } else { gains.clone() };
    let (among_damaged, credit_among_damaged) = of_gains(among_damaged, others, (torn, scripts), true);
    let (gain, credit) = of_gains(gains, others, (torn, scripts), false);
    // What went through a loss has no character that the loss leaves no room for: leads alone beside one are letters.
    let is_refuted = !has_whole && !explains_all && has_gaps
        || !has_gaps && beside.is_by_chance() && keeps_all_bytes(reader.layer.page);
    let is_whole = explains_all && !has_gaps && has_whole;
    let words = if is_whole { words_against(line, reader.layer.page) } else { 0 };
    let score = Score {
        gain: if is_refuted { gain.min(0) } else { gain },
        credit,
        among_damaged: if is_refuted { among_damaged.min(0) } else { among_damaged },
        credit_among_damaged,
        strangers: strangers.min(MANY_STRANGERS),
        contradictions: 0,
        complete: complete && gain + words > 0,
        explains_all,
        is_unopposed: false,
        has_gaps,
        has_whole,
        print,
    };
    score.and_words(words)
}

/// Characters of a page in rows of which some were read and some were not. Where nothing was lost, a row that went through the page can be read from end to end;
/// letters of another encoding make characters of two bytes by chance, and leave the rest.
#[derive(Default)]
struct Beside {
    /// Of this row, and of all rows of which some were read.
    row: [usize; 2],
    all: [usize; 2],
}

/// True for a page that has a character for all bytes, but for one: on its way no byte is lost, which would leave others that cannot be read.
fn keeps_all_bytes(page: CodePage) -> bool {
    (0x80..=0xFF).filter(|byte| page.leaves_unassigned(*byte)).count() <= 1
}

/// Characters that are left beside what is read, at the least, where all of it is chance.
const LEFT: usize = 3;

impl Beside {
    fn read(&mut self, characters: usize) {
        self.row[0] += characters;
    }

    fn leave(&mut self, byte: u8) {
        self.row[1] += usize::from(byte >= 0x80);
    }

    fn end_of_row(&mut self) {
        let [read, left] = std::mem::take(&mut self.row);
        if read > 0 {
            self.all = [self.all[0] + read, self.all[1] + left];
        }
    }

    /// True if a third is left, or more.
    fn is_by_chance(&self) -> bool {
        let [read, left] = self.all;
        left >= LEFT && 2 * left >= read
    }
}

/// The same, and what the words speak for spaces that were no-break spaces.
pub(crate) fn score_and_words(stands: &Stands, reader: &SequenceReader) -> Score {
    score(stands, reader).and_words(no_break_space::joined(stands.text, reader))
}

/// What stretches that gain so much, and others that cannot be explained, gain together, and the credit of each; so many of the others are Latin letters
/// that lost a byte, and what is clear is of these scripts. A line of which few stretches gain is mostly whole, but not `among_damaged` lines.
fn of_gains(
    mut gains: Vec<i32>,
    others: usize,
    (torn, scripts): (i32, u8),
    among_damaged: bool,
) -> (i32, Credit) {
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
    let mut credit = Credit::of_any(no - yes);
    let mut against = others as i32 * no;
    let sure: i32 = gains.iter().filter(|gain| **gain > CLEAR).sum();
    if !mostly_whole && 2 * others <= gains.len() && sure > BEYOND_DOUBT {
        credit = credit.and_in_keeping(OF_DAMAGED_LINE, scripts);
        against += torn * OF_DAMAGED_LINE;
    }
    if mostly_whole {
        credit = credit.at_most(Credit::of_any(-GLARING));
        gains.retain(|gain| *gain > GLARING);
    }
    (gains.iter().map(|gain| (gain - yes).max(-no)).sum::<i32>() - against, credit)
}

/// Scripts other than the Latin one, by the first bytes of their characters: Greek, Cyrillic, those of the south, those of East Asia; and emoji within
/// words, of which no other byte is left.
const SCRIPTS: usize = 5;

/// The script of a character, if it is one of these and stands behind the character `before`.
pub(super) fn script(sequence: &Sequence, before: Option<char>) -> Option<usize> {
    let lead = match sequence {
        Sequence::Whole(c) => c.encode_utf8(&mut [0; 4]).as_bytes()[0],
        // `ð` ends words.
        Sequence::Gap(gap) if gap.is_of_four() => {
            return before.filter(|c| is_alphabetic(*c) && gap.is_lead_alone()).map(|_| SCRIPTS - 1);
        }
        Sequence::Gap(gap) => gap.lead(),
        Sequence::Surrogates(_) => return None,
    };
    match lead {
        0xCE..=0xCF => Some(0),
        0xD0..=0xD3 => Some(1),
        0xD4..=0xE0 => Some(2),
        0xE3..=0xED => Some(3),
        _ => None,
    }
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

/// What of a word stands before a stretch, in it and behind it, if the rest of the word is letters of ASCII and more than one: words of one letter recur.
fn word(text: &str, run: Range<usize>) -> Option<[&str; 3]> {
    let before = letters_before(&text[..run.start], WORD);
    let behind = letters_after(&text[run.end..], WORD);
    let is_word = before.is_ascii() && behind.is_ascii() && before.len() + behind.len() > 1;
    is_word.then_some([before, &text[run], behind])
}

/// Of a stretch of text, the same on every machine (FNV-1a).
pub(crate) fn hash(run: &str) -> u64 {
    run.bytes()
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}
