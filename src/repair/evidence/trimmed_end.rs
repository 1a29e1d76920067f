//! Lines whose end was trimmed: `voilÃ` ended in the no-break space of `voilà`.
//!
//! Programs that trim lines take a no-break space for a blank. So the last letter of a garbled line may lack a byte that the line keeps elsewhere.

use std::ops::Range;

use crate::channel::{Layer, Loss, NoBreakSpace};
use crate::model::plausibility::BIT;
use crate::model::text::{State, REACH};
use crate::repair::evidence::explainer::Explainer;
use crate::repair::evidence::mixture::{Judgement, Plan};
use crate::repair::evidence::permits::Permits;
use crate::repair::evidence::weigh::next_beyond_ascii;
use crate::repair::undo::utf8_sequence::{Sequence, SequenceReader};
use crate::repair::undo::wrong_encoding::InputKind;
use crate::repair::undo::CERTAIN;

/// The first byte of `à`, whose second is that of a no-break space.
const LEAD: u8 = 0xC3;

/// Eighths of a bit that `à` costs at the most where it is at home: `déjà` .8 bits, `là` 7, `già` 9; `trouvà` 14, `cafà` 17.
const AT_HOME: i32 = 10 * BIT;

/// Judges the trimmed ends of lines apart from the rest of them: there, no-break spaces vanished, too.
pub(crate) fn judge(plan: &mut Plan, text: &str, permits: &Permits) {
    let Plan { explainers, judgements } = plan;
    let mut found = Vec::new();
    for judgement in judgements.iter_mut() {
        let Explainer::SingleByte(reader) = &explainers[judgement.explanation] else { continue };
        if let Some(at) = of_line(text, &judgement.range, reader) {
            let end = at..judgement.range.end;
            judgement.range.end = at;
            found.push(Judgement { range: end, explanation: judgement.explanation, credit: CERTAIN });
        }
    }
    // The explanation of each explanation's ends; `None` where it is not permitted.
    let mut of_ends: Vec<(usize, Option<usize>)> = Vec::new();
    for end in found {
        let known = of_ends.iter().find(|(own, _)| *own == end.explanation).map(|(_, of_end)| *of_end);
        let explanation = known.unwrap_or_else(|| {
            let Explainer::SingleByte(reader) = &explainers[end.explanation] else { return None };
            // What was lost nowhere else was not lost here.
            let has_gaps = |one: &Judgement| {
                one.explanation == end.explanation && has_gap(&text[one.range.clone()], reader)
            };
            let loss = if judgements.iter().any(has_gaps) { reader.layer.loss } else { Loss::NONE };
            let loss = Loss { no_break_spaces: NoBreakSpace::Dropped, ..loss };
            let layer = Layer { loss, ..reader.layer };
            let number = permits.allow(layer.into()).then(|| {
                explainers.push(Explainer::of(layer.into(), InputKind::Characters));
                explainers.len() - 1
            });
            of_ends.push((end.explanation, number));
            number
        });
        judgements.push(match explanation {
            Some(explanation) => Judgement { explanation, ..end },
            None => Judgement { credit: 0, ..end },
        });
    }
    if !of_ends.is_empty() {
        judgements.sort_by_key(|judgement| judgement.range.start);
    }
}

/// Where the last letter of a line begins, if that lacks its end: `à` must be at home there, or a character was cut. The line went through the
/// layer of `reader`.
fn of_line(text: &str, line: &Range<usize>, reader: &SequenceReader) -> Option<usize> {
    let Layer { page, loss, source } = reader.layer;
    if !source.is_utf8() || loss.no_break_spaces != NoBreakSpace::Kept || page.char_of(0xA0) != '\u{A0}' {
        return None;
    }
    let own = text[line.clone()].trim_end_matches(['\n', '\r']);
    let behind = &text[line.start + own.len()..];
    let before = own.strip_suffix(page.char_of(LEAD))?;
    let is_end = behind.is_empty() || behind.starts_with(['\n', '\r']);
    (is_end && before.ends_with(|c: char| c.is_ascii_lowercase()) && is_at_home(before, reader))
        .then_some(line.start + before.len())
}

/// True if `à` fits behind a word, once that is restored.
fn is_at_home(before: &str, reader: &SequenceReader) -> bool {
    let mut rest = &before[before.rfind(' ').map_or(0, |at| at + 1)..];
    let mut state = State::at_end_of(&before[..before.len() - rest.len()], REACH);
    while let Some(c) = rest.chars().next() {
        let (c, len) = match reader.sequence(rest) {
            Some((Sequence::Whole(c), len)) => (c, len),
            _ => (c, c.len_utf8()),
        };
        state = state.pass(c);
        rest = &rest[len..];
    }
    state.then('à').0 <= AT_HOME
}

/// True if the layer finds a character in a line that lost bytes, but for the last one, which may have been cut.
fn has_gap(line: &str, reader: &SequenceReader) -> bool {
    let line = line.trim_end();
    let mut at = 0;
    loop {
        at = next_beyond_ascii(line, at);
        let Some(c) = line[at..].chars().next() else { return false };
        match reader.sequence(&line[at..]) {
            Some((Sequence::Gap(_), len)) if at + len < line.len() => return true,
            Some((_, len)) => at += len,
            None => at += c.len_utf8(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::of_line;
    use crate::channel::{Channel, Garbling};
    use crate::repair::undo::utf8_sequence::SequenceReader;

    fn end_of<'a>(text: &'a str, channel: &str) -> Option<&'a str> {
        let Garbling::Narrow(layer) = channel.parse::<Channel>().unwrap().garblings()[0] else { panic!() };
        of_line(text, &(0..text.len()), &SequenceReader::new(layer)).map(|at| &text[at..])
    }

    #[test]
    fn an_end_is_trimmed_where_the_letter_is_at_home() {
        let plain = "UTF-8 read as windows-1252";
        assert_eq!(end_of("il est dÃ©jÃ", plain), Some("Ã"));
        assert_eq!(end_of("une cittÃ\n", plain), Some("Ã\n"));
        assert_eq!(end_of("elle est lÃ", "UTF-8 read as windows-1252, controls stripped"), Some("Ã"));
        assert_eq!(end_of("elle est lĂ", "UTF-8 read as windows-1250"), Some("Ă"));
        for text in ["la MANHÃ", "lÃ ", "lÃ.", "l", "Ã", "", "un cafÃ", "il a trouvÃ"] {
            assert_eq!(end_of(text, plain), None, "{text}");
        }
        assert_eq!(end_of("lÃ", "UTF-8 read as windows-1252, no-break spaces as spaces"), None);
    }
}
