//! Ends of lines that lack a byte which the lines keep elsewhere: `voilÃ` ended in the no-break space of `voilà`, and `le cafÃ` was cut.
//!
//! Programs that trim lines take a no-break space for a blank; others cut after a number of bytes.

use std::ops::Range;

use crate::channel::{Layer, Loss, WhiteSpace};
use crate::model::letters::{letters_before, WORD};
use crate::model::plausibility::BIT;
use crate::model::text::{State, REACH};
use crate::repair::evidence::credit::Credit;
use crate::repair::evidence::explainer::Explainer;
use crate::repair::evidence::mixture::{Judgement, Plan};
use crate::repair::evidence::permits::Permits;
use crate::repair::evidence::spelling::is_spelt;
use crate::repair::evidence::weigh::next_beyond_ascii;
use crate::repair::evidence::Side;
use crate::repair::undo::sequence::{Sequence, A_GRAVE};
use crate::repair::undo::sequence_reader::SequenceReader;
use crate::repair::undo::wrong_encoding::InputKind;

/// Eighths of a bit that `à` costs at the most where it is at home: `déjà` .8 bits, `là` 7 to 9, `già` 9; `libertà` 12, `cafà` 17.
const AT_HOME: i32 = 10 * BIT;

/// What became of the last letter of a line, of which the first byte is left.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Trimmed,
    Cut,
}

/// Judges such ends apart from the rest of their lines: no-break spaces vanished there, too, or nothing tells what stood there.
pub(crate) fn judge(plan: &mut Plan, text: &str, side: &Side, permits: &Permits) {
    let Plan { explainers, judgements } = plan;
    let mut found = Vec::new();
    for (number, judgement) in judgements.iter_mut().enumerate() {
        let Explainer::SingleByte(reader) = &explainers[judgement.explanation] else { continue };
        if let Some((at, end)) = of_line(text, &judgement.range, reader) {
            let rest = at..judgement.range.end;
            judgement.range.end = at;
            found.push((number, end, Judgement { range: rest, credit: Credit::CERTAIN, ..*judgement }));
        }
    }
    if found.is_empty() {
        return;
    }
    // What other gaps say of each explanation that has such ends, and the explanation of its trimmed ends.
    let mut known: Vec<(usize, bool, Option<usize>)> = Vec::new();
    for (number, end, rest) in found {
        let own = known.iter().copied().find(|(own, ..)| *own == rest.explanation);
        let (_, has_gaps, of_trimmed) = own.unwrap_or_else(|| {
            let Explainer::SingleByte(reader) = &explainers[rest.explanation] else { return (0, true, None) };
            let has = |one: &Judgement| {
                one.explanation == rest.explanation && has_gap(&text[one.range.clone()], reader)
            };
            let has_gaps = side.known.contains_key(&reader.layer.into()) || judgements.iter().any(has);
            // What was lost nowhere else was not lost here.
            let loss = if has_gaps { reader.layer.loss } else { Loss::NONE };
            let loss = Loss { white_space: WhiteSpace::NoBreakDropped, ..loss };
            let layer = Layer { loss, ..reader.layer };
            let of_trimmed = permits.allow(layer.into()).then(|| {
                explainers.push(Explainer::of(layer.into(), InputKind::Characters));
                explainers.len() - 1
            });
            known.push((rest.explanation, has_gaps, of_trimmed));
            (rest.explanation, has_gaps, of_trimmed)
        });
        match (end, of_trimmed) {
            (End::Trimmed, Some(explanation)) => judgements.push(Judgement { explanation, ..rest }),
            (End::Cut, _) if !has_gaps => {}
            (End::Trimmed | End::Cut, _) => judgements[number].range.end = rest.range.end,
        }
    }
    judgements.sort_by_key(|judgement| judgement.range.start);
}

/// Where the last letter of a line begins and what became of it, if only the first byte is left and the layer of `reader`, through which the line
/// went, does not account for that.
fn of_line(text: &str, line: &Range<usize>, reader: &SequenceReader) -> Option<(usize, End)> {
    let Layer { page, loss, source } = reader.layer;
    if !source.is_utf8() || loss.white_space != WhiteSpace::Kept || page.char_of(0xA0) != '\u{A0}' {
        return None;
    }
    let own = text[line.clone()].trim_end_matches(['\n', '\r']);
    let behind = &text[line.start + own.len()..];
    if !behind.is_empty() && !behind.starts_with(['\n', '\r']) {
        return None;
    }
    let is_of_word = |before: &&str| before.ends_with(|c: char| c.is_ascii_lowercase());
    let Some(before) = own.strip_suffix(page.char_of(A_GRAVE)).filter(is_of_word) else {
        let at = start_of_torn_end(own, reader)?;
        // What the layer loses is still there: so it was lost nowhere.
        return own.chars().any(|c| reader.loses(c)).then_some((line.start + at, End::Cut));
    };
    let state = behind_word(before, reader);
    let cost = |c: char| {
        let (own, next) = state.then(c);
        own + next.then('\n').0
    };
    let likeliest = ('à'..='ÿ').filter(|c| *c != '÷').min_by_key(|c| cost(*c))?;
    let at = line.start + before.len();
    match likeliest {
        'à' if state.then('à').0 <= AT_HOME => Some((at, End::Trimmed)),
        _ if !reader.is_lossy() => None,
        // The layer loses the byte that is missing.
        _ if reader.loses_end_of(likeliest)
            && is_spelt(letters_before(before, WORD).chars().chain([likeliest])) =>
        {
            None
        }
        _ => Some((at, End::Cut)),
    }
}

/// Where a character begins that is the last of a line and lacks bytes at its end.
fn start_of_torn_end(line: &str, reader: &SequenceReader) -> Option<usize> {
    /// Characters of a sequence that lacks the last one.
    const MOST: usize = 3;
    line.char_indices().rev().take(MOST).map(|(at, _)| at).find(|at| {
        matches!(reader.sequence(&line[*at..]), Some((Sequence::Gap(gap), len))
            if at + len == line.len() && gap.lacks_last())
    })
}

/// The state behind the last word, once that is restored.
fn behind_word(before: &str, reader: &SequenceReader) -> State {
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
    state
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
    use super::{of_line, End};
    use crate::channel::{Channel, Garbling};
    use crate::repair::undo::sequence_reader::SequenceReader;

    fn end_of(text: &str, channel: &str) -> Option<(usize, End)> {
        let Garbling::Narrow(layer) = channel.parse::<Channel>().unwrap().garblings()[0] else { panic!() };
        of_line(text, &(0..text.len()), &SequenceReader::new(layer))
    }

    #[test]
    fn an_end_is_trimmed_where_the_letter_is_at_home() {
        let (plain, stripped) =
            ("UTF-8 read as windows-1252", "UTF-8 read as windows-1252, controls stripped");
        let trimmed = |text: &str| Some((text.trim_end().len() - 2, End::Trimmed));
        for text in ["il est dÃ©jÃ", "une cittÃ\n", "elle est lÃ"] {
            assert_eq!(end_of(text, plain), trimmed(text), "{text}");
            assert_eq!(end_of(text, stripped), trimmed(text), "{text}");
        }
        assert_eq!(end_of("elle est lĂ", "UTF-8 read as windows-1250"), trimmed("elle est lÃ"));
        for text in ["la MANHÃ", "lÃ ", "lÃ.", "l", "Ã", "", "un cafÃ", "il a trouvÃ", "RenÃ"] {
            assert_eq!(end_of(text, plain), None, "{text}");
        }
        assert_eq!(end_of("lÃ", "UTF-8 read as windows-1252, no-break spaces as spaces"), None);
    }

    #[test]
    fn an_end_is_cut_where_the_letter_loses_nothing() {
        let stripped = "UTF-8 read as windows-1252, controls stripped";
        for text in ["le rÃ©sumÃ", "il a Ã©tÃ", "schÃ¶ne GrÃ"] {
            assert_eq!(end_of(text, stripped), Some((text.len() - 2, End::Cut)), "{text}");
        }
        // It ends in the soft hyphen, which is stripped.
        assert_eq!(end_of("estÃ¡ aquÃ", stripped), None);
    }
}
