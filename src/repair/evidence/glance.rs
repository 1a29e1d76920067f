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
    if clearly.trusts_evident && !reader.is_lossy() && is_surely_of(reader.layer.page, line) {
        return (!may_be_of_sister(line, reader.layer.page)).then_some(false);
    }
    match look(line, reader, sequences, clearly, Likely::Believed) {
        Look::Undecided => match look(line, reader, sequences, clearly, Likely::Weighed) {
            Look::Is { has_gaps } => Some(has_gaps),
            Look::IsNot | Look::Undecided => None,
        },
        Look::Is { has_gaps } => Some(has_gaps),
        Look::IsNot => None,
    }
}

/// What becomes of stretches that are likely damage (see [`is_likely`]).
#[derive(Clone, Copy, PartialEq)]
enum Likely {
    /// They are not weighed if anything else in the line is surely damaged. Without this, a line of French takes two fifths longer, and one of Polish a fifth.
    Believed,
    Weighed,
}

/// What a look at a line tells.
#[derive(Debug, PartialEq)]
enum Look {
    Is {
        has_gaps: bool,
    },
    IsNot,
    /// All that would be believed is likely, and nothing is sure.
    Undecided,
}

fn look(
    line: &str,
    reader: &SequenceReader,
    sequences: &mut Sequences,
    clearly: Clearly,
    likely: Likely,
) -> Look {
    let page = reader.layer.page;
    let stands = Stands::glanced_at(line);
    let mut before = Before::default();
    let (mut has_gaps, mut surely, mut gains, mut believed) = (false, false, 0, false);
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
            return Look::IsNot;
        }
        let end = read_run(reader, line, at, sequences);
        if end == at {
            return Look::IsNot;
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
                return Look::IsNot;
            }
            if is_telling(line, &(at..end), sequences) {
                gains += TELLING;
            } else if likely == Likely::Believed && is_likely(line, &(at..end), sequences) {
                believed = true;
            } else {
                let gain = weigh(reader, &stands, before.state(&stands, at), at..end, sequences);
                if gain <= clearly.each {
                    return Look::IsNot;
                }
                gains += gain;
            }
        }
        surely |= evident;
        before.note(reader, sequences, line, at..end);
        at = end;
    }
    if believed && !surely && gains < TELLING {
        return Look::Undecided;
    }
    let may_be_of_commonest =
        || page != CodePage::WINDOWS_1252 && is_of_both(line, page, CodePage::WINDOWS_1252);
    let settled = surely || gains > clearly.all && !may_be_of_commonest();
    if settled && !may_be_of_sister(line, page) {
        Look::Is { has_gaps }
    } else {
        Look::IsNot
    }
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
    // A capital has no place behind a small letter, and a sign none before one. What is to the power of two and three is a size, a blank is
    // between words, and an apostrophe before an ending.
    let is_sign = |c: char| !is_alphabetic(c) && !matches!(c, '²' | '³' | '¹' | '\u{A0}' | '’');
    chars.next().is_some_and(char::is_uppercase)
        && (line[..run.start].ends_with(is_ascii_small)
            || line[run.end..].starts_with(is_ascii_small) && chars.next_back().is_some_and(is_sign))
}

/// True for a run of whole Latin letters beside a letter of ASCII that stand as signs among others (`OÃ¹`, `Ã‡a`, `Å»Ã³Å‚w`), and `à` before a capital: damage
/// where anything else in the line is. `Å²` is a size.
fn is_likely(line: &str, run: &Range<usize>, sequences: &Sequences) -> bool {
    let own = &line[run.clone()];
    let is_letter = |(sequence, _): &(Sequence, usize)| matches!(sequence, Sequence::Whole(c) if *c <= '\u{24F}' && is_alphabetic(*c));
    let is_word = |c: char| c.is_ascii_alphabetic();
    let (before, behind) = (&line[..run.start], &line[run.end..]);
    if own == "Ã\u{A0}" {
        return before.ends_with(' ') && behind.strip_prefix(' ').unwrap_or(behind).starts_with(is_word);
    }
    sequences.iter().all(is_letter)
        && own.contains(|c| !is_alphabetic(c) && !matches!(c, '°' | '\u{A0}'))
        && !matches!(own, "Å²" | "Å³")
        && (before.ends_with(is_word) || behind.starts_with(is_word))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::{Channel, Layer, Loss};
    use crate::dice::Dice;

    const WORDS: &str = "Bonjour résumé à Paris Où été garçon Ça Żółw całą łąkę Účet vlevo überall Ärger Größe m² 5 Å² «non» «Ça» — €5 \
        ACEASTĂ Ã Ålesund œuvre Ý 20°C Â² señor ¿qué? Þór ışık Ţara";

    /// Stretches that are believed because something else in the line is surely damaged are those that would be found if all were weighed: but for words
    /// that are odd, and damaged all the same.
    #[test]
    fn what_is_likely_is_what_is_weighed() {
        let words: Vec<&str> = WORDS.split_whitespace().collect();
        let mut dice = Dice::new(21);
        let (mut found, mut likely) = (0, 0);
        for name in ["windows-1252", "windows-1250", "windows-1254", "ISO-8859-1"] {
            let channel: Channel = format!("UTF-8 read as {name}").parse().unwrap();
            let reader = SequenceReader::of(Layer::new(CodePage::from_name(name).unwrap(), Loss::NONE));
            for round in 0..3000 {
                let mut is_whole = true;
                let line: Vec<String> = (0..1 + dice.roll(9))
                    .map(|_| {
                        let word = words[dice.roll(words.len())];
                        let stays = round % 4 == 0 && dice.roll(5) == 0;
                        is_whole &= !stays || word.is_ascii();
                        if stays {
                            word.to_owned()
                        } else {
                            channel.apply(word)
                        }
                    })
                    .collect();
                let line = line.join(" ");
                for clearly in [Clearly::BY_ITSELF, Clearly::OF_A_LINE_ALONE, Clearly::AMONG_DAMAGED] {
                    let mut sequences = Sequences::new();
                    let mut tell = |likely| look(&line, &reader, &mut sequences, clearly, likely);
                    let (believed, weighed) = (tell(Likely::Believed), tell(Likely::Weighed));
                    let is_right = is_whole && believed == Look::Is { has_gaps: false };
                    assert!(believed == Look::Undecided || believed == weighed || is_right, "{line}");
                    found += usize::from(weighed == Look::Is { has_gaps: false });
                    likely += usize::from(believed == Look::Undecided);
                }
            }
        }
        assert!(found > 1000 && likely > 100, "{found} {likely}");
    }
}
