//! Whether a layer explains all of a line, told by a glance: without comparing it with others, and mostly without weighing.

use std::ops::Range;

use crate::channel::code_page::CodePage;
use crate::model::letters::is_alphabetic;
use crate::model::plausibility::BIT;
use crate::repair::evidence::priors::{GLARING, TELLING};
use crate::repair::evidence::sisters::{is_of_both, may_be_of_sister};
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::weigh::{next_beyond_ascii, read_run, weigh, Before, Sequences, CLEAR};
use crate::repair::undo::sequence::Sequence;
use crate::repair::undo::sequence_reader::SequenceReader;

/// Whether a layer that is known explains all of a line, by a glance: every stretch is UTF-8 so many times over, or gains clearly. Says
/// whether bytes are missing.
pub(crate) fn glance(
    line: &str,
    reader: &SequenceReader,
    sequences: &mut Sequences,
    clearly: Clearly,
) -> Option<bool> {
    let page = reader.layer.page;
    if clearly.trusts_evident && !reader.is_lossy() && is_surely_of(page, line) {
        return (!may_be_of_sister(line, page)).then_some(false);
    }
    let stands = Stands::glanced_at(line);
    let mut before = Before::default();
    let (mut has_gaps, mut surely, mut gains) = (false, false, 0);
    let mut at = 0;
    let map = (clearly.trusts_evident && !reader.is_lossy()).then(|| reader.layer.page.reverse());
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
        let is_evident =
            || whole >= EVIDENT || sequences.iter().all(|(sequence, _)| is_common_mark(sequence));
        let evident = clearly.trusts_evident && is_evident();
        if !evident {
            // Most intact text that has leads at all is done here.
            let are_letters = || line[at..end].char_indices().all(|(nth, c)| stands.is_at_home(at + nth, c));
            if whole == 0 && !surely && gains == 0 && are_letters() && !has_sequence(reader, &line[at..]) {
                return None;
            }
            gains += if is_telling(line, &(at..end), sequences) {
                TELLING
            } else {
                let gain = weigh(reader, &stands, before.state(&stands, at), at..end, sequences);
                if gain <= clearly.each {
                    return None;
                }
                gain
            };
        }
        surely |= evident;
        before.note(reader, sequences, line, at..end);
        at = end;
    }
    let may_be_of_commonest =
        || page != CodePage::WINDOWS_1252 && is_of_both(line, page, CodePage::WINDOWS_1252);
    let settled = surely || gains > clearly.all && !may_be_of_commonest();
    let settled = settled && !may_be_of_sister(line, page);
    settled.then_some(has_gaps)
}

/// True for a run of sequences that no intact text has: small Latin letters beside a small letter of ASCII that stand as a capital and a sign
/// (`nÃ©cessaire`, `Ã©tÃ©`), `à` as a word before one of small letters, and the marks of a sentence that stand as three.
fn is_telling(line: &str, run: &Range<usize>, sequences: &Sequences) -> bool {
    let is_small = |c: char| c.is_lowercase() && c <= '\u{24F}' && is_alphabetic(c);
    let is_ascii_small = |c: char| c.is_ascii_lowercase();
    let are_small =
        sequences.iter().all(|(sequence, _)| matches!(sequence, Sequence::Whole(c) if is_small(*c)));
    if !are_small {
        return matches!(sequences[..], [(Sequence::Whole('\u{2010}'..='\u{203A}'), _)]);
    }
    if &line[run.clone()] == "Ã\u{A0}" && line[..run.start].ends_with(' ') {
        let behind = &line[run.end..];
        return behind.strip_prefix(' ').unwrap_or(behind).starts_with(is_ascii_small);
    }
    let mut chars = line[run.clone()].chars();
    // A capital has no place behind a small letter, and a sign none before one. What is to the power of two and three is a size, and a blank is
    // between words.
    let is_sign = |c: char| !is_alphabetic(c) && !matches!(c, '²' | '³' | '¹' | '\u{A0}');
    chars.next().is_some_and(char::is_uppercase)
        && (line[..run.start].ends_with(is_ascii_small)
            || line[run.end..].starts_with(is_ascii_small) && chars.next_back().is_some_and(is_sign))
}

/// True if a sequence that a continuation byte speaks for begins anywhere in `text`.
fn has_sequence(reader: &SequenceReader, text: &str) -> bool {
    let is_lead = |c: char| matches!(reader.byte(c), 0xC2..=0xF4);
    text.char_indices().any(|(at, c)| is_lead(c) && reader.has_sequence(&text[at..]))
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
    /// True if a stretch of several whole characters, or of common marks, need not be weighed.
    trusts_evident: bool,
}

impl Clearly {
    pub(crate) const BY_ITSELF: Clearly = Clearly { each: CLEAR, all: GLARING, trusts_evident: true };
    /// Where nothing is known of other lines. One stretch can gain 24 bits by chance (`Ø²`) or be UTF-8 three times
    /// over (`Å®Ä®Ö®`), and what it costs beforehand is not asked here.
    pub(crate) const OF_A_LINE_ALONE: Clearly = Clearly { each: CLEAR, all: 40 * BIT, trusts_evident: false };
    /// Where nearly all other lines are known to be damaged.
    pub(crate) const AMONG_DAMAGED: Clearly = Clearly { each: -4 * BIT, all: 0, trusts_evident: true };
}

/// The commonest marks, which are found in every sentence: general punctuation, that of Chinese and Japanese, full-width forms.
fn is_common_mark(sequence: &Sequence) -> bool {
    matches!(
        sequence,
        Sequence::Whole('\u{2000}'..='\u{203F}' | '\u{3000}'..='\u{303F}' | '\u{FF00}'..='\u{FF3F}')
    )
}

/// Bytes of a stretch that are read at once where nothing was lost.
pub(crate) const ROOM: usize = 256;

/// Whole characters of one stretch that are UTF-8 by no chance.
const EVIDENT: usize = 3;
