//! Spaces that were no-break spaces once: `Ã s` is `às`, and `Ã la` is `à la`.
//!
//! A garbled `à` ends in a no-break space. Where that became a space, nothing but the words tells whether it was all that stood there, or
//! was merged with a space that followed.

use crate::channel::NoBreakSpace;
use crate::model::letters::{letters_after, letters_before};
use crate::model::plausibility::BIT;
use crate::repair::evidence::spelling::Spelling;
use crate::repair::evidence::weigh::{next_beyond_ascii, read_run, Sequences};
use crate::repair::undo::utf8_sequence::{Sequence, SequenceReader};

/// Words that are looked at.
const MANY: usize = 64;
/// Bits that one place counts for at the most, either way: a lexicon does not have all words.
const MOST: i32 = 10 * BIT;
/// Bytes of a word on either side that are looked at.
const WORD: usize = 40;

/// Eighths of a bit that the words gain by it if the spaces that this layer takes for no-break spaces are no spaces besides.
pub(crate) fn joined(text: &str, reader: &SequenceReader) -> i32 {
    if reader.layer.loss.no_break_spaces != NoBreakSpace::Spaced {
        return 0;
    }
    let mut sequences = Sequences::new();
    let (mut sum, mut places, mut at) = (0, 0, 0);
    while places < MANY {
        at = next_beyond_ascii(text, at);
        let Some(c) = text[at..].chars().next() else { break };
        let end = read_run(reader, text, at, &mut sequences);
        if end == at || !text[at..end].ends_with(' ') {
            at = end.max(at + c.len_utf8());
            continue;
        }
        let restored = sequences.iter().map(|(sequence, _)| match sequence {
            Sequence::Whole(c) | Sequence::Surrogates(c) => *c,
            Sequence::Gap(gap) => reader.likely(gap)[0],
        });
        let mut word = letters_before(&text[..at], WORD).to_owned();
        word.extend(restored);
        let rest = letters_after(&text[end..], WORD);
        let small = letters_before(&text[..at], WORD).ends_with(char::is_lowercase);
        let is_capital_behind_small = small && word.ends_with(char::is_uppercase)
            || word.ends_with(char::is_lowercase) && rest.starts_with(char::is_uppercase);
        if is_capital_behind_small {
            // No capital stands behind a small letter: `satÄ±Å ve` is `satış ve`, which lost another byte, and not `satıŠve`.
            sum -= MOST;
            places += 1;
            at = end;
            continue;
        }
        if text[end + rest.len()..].starts_with(['\'', '’']) {
            // An article or pronoun before a vowel, a word of its own: `à l’aise`.
            sum -= MOST;
            places += 1;
        } else if !rest.is_empty() {
            let apart = Spelling::of(&format!("{word} {rest}")).log_probability();
            // Or it lost another byte, and the space is one: `opatřenÃ na` is no `opatřenàna`.
            let begun = &word[..word.len() - word.chars().next_back().map_or(0, char::len_utf8)];
            let other =
                sequences.last().and_then(|(_, len)| reader.sequence(text[end - len..end].trim_end()));
            let others = match other {
                Some((Sequence::Gap(gap), _)) => Some(reader.likely(&gap)),
                _ => None,
            };
            let spelt = |c: &char| Spelling::of(&format!("{begun}{c} {rest}")).log_probability();
            let apart = others.iter().flat_map(|likely| likely.iter()).map(spelt).fold(apart, i32::max);
            word.push_str(rest);
            sum += (Spelling::of(&word).log_probability() - apart).clamp(-MOST, MOST);
            places += 1;
        }
        at = end;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::{Channel, Garbling};

    fn gain(text: &str) -> i32 {
        let channel: Channel = "UTF-8 read as windows-1252, no-break spaces as spaces".parse().unwrap();
        let Garbling::Narrow(layer) = channel.garblings()[0] else { panic!() };
        joined(text, &SequenceReader::new(layer))
    }

    #[test]
    fn words_tell_whether_there_was_a_space_besides() {
        assert!(gain("com especial atenÃ§Ã£o Ã s crianÃ§as") > 0);
        assert!(gain("semelhante Ã quele observado") > 0);
        assert!(gain("il est Ã la maison") < 0);
        assert!(gain("voilÃ le travail") < 0);
        assert!(gain("il persiste Ã s'Ã©loigner") < 0);
        assert!(gain("satÄ±Å ve pazarlama") < 0);
        assert!(gain("organisacÃ KSC") < 0, "no capital stands behind a small letter");
        assert_eq!(gain("il est Ã  la maison"), 0);
        assert_eq!(gain("no mojibake, cafÃ©"), 0);
    }

    #[test]
    fn a_space_behind_a_letter_that_lost_another_byte_is_one() {
        let channel: Channel =
            "UTF-8 read as windows-1252, controls stripped, no-break spaces as spaces".parse().unwrap();
        let Garbling::Narrow(layer) = channel.garblings()[0] else { panic!("{channel}") };
        let reader = SequenceReader::new(layer);
        for text in ["pohyb lidÃ je", "mluvÃ se"] {
            assert!(joined(text, &reader) < 0, "{text}: {}", joined(text, &reader));
        }
        assert!(joined("semelhante Ã quele observado", &reader) > 0);
        let first = |text: &str| match reader.sequence(text) {
            Some((Sequence::Gap(gap), len)) => (reader.likely(&gap).len() > 1, len),
            _ => panic!("{text}"),
        };
        assert_eq!(first("Ñ й"), (true, "Ñ".len()), "Ѡ is hardly ever used");
        assert_eq!(first("Ã s"), (false, "Ã ".len()));
    }
}
