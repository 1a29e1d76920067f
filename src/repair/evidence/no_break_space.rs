//! Spaces that were no-break spaces once: `Ã s` is `às`, and `Ã la` is `à la`.
//!
//! A garbled `à` ends in a no-break space. Where that became a space, nothing but the words tells whether it was all that stood there, or
//! was merged with a space that followed.

use std::borrow::Cow;
use std::rc::Rc;

use crate::channel::{Layer, Loss, WhiteSpace};
use crate::model::letters::{is_alphabetic, letters_after, letters_before, WORD};
use crate::model::text::{State, REACH};
use crate::repair::evidence::merged_space;
use crate::repair::evidence::priors::{MOST_OF_WORDS, NO_WORD};
use crate::repair::evidence::spelling::{is_known, Spelling};
use crate::repair::evidence::weigh::{in_front_of, undone_once};
use crate::repair::undo::likely::Likely;
use crate::repair::undo::sequence::Sequence;
use crate::repair::undo::sequence_reader::SequenceReader;

/// Words that are looked at.
const MANY: usize = 64;
/// Characters on each side of a place that hold its words, where each letter is several.
const NEAR: usize = 4 * WORD;

/// Eighths of a bit that the words gain by it if the spaces that this layer takes for no-break spaces are no spaces besides.
pub(crate) fn joined(text: &str, reader: &SequenceReader) -> i32 {
    if !takes_spaces(reader) {
        return 0;
    }
    let restored = Restored::of(text, reader, MANY);
    let gain = |space: &Taken| {
        let (before, after) = restored.around(space.at);
        // Then it is not taken, and what was restored in its place costs less.
        let by_another = space.instead.as_ref().and_then(|instead| gain_by_another(&before, &after, instead));
        by_another.unwrap_or_else(|| gain(&before, &after, &space.instead))
    };
    restored.taken.iter().map(gain).sum()
}

/// True if spaces can be bytes of characters.
fn takes_spaces(reader: &SequenceReader) -> bool {
    match reader.layer.loss.white_space {
        WhiteSpace::Kept | WhiteSpace::NoBreakDropped | WhiteSpace::AllDropped => false,
        WhiteSpace::NoBreakSpaced | WhiteSpace::AllSpaced => true,
    }
}

/// True if white space can have been merged: nowhere do two spaces stand side by side.
pub(crate) fn may_be_merged(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"  ").is_none()
}

/// The places in a text of spaces that this layer takes for bytes of characters and that are spaces besides, as the words have it: white space was
/// merged there.
pub(crate) fn merged(text: &str, reader: &SequenceReader) -> Vec<usize> {
    if !takes_spaces(reader) {
        return Vec::new();
    }
    let restored = Restored::of(text, reader, usize::MAX);
    let is_merged = |space: &&Taken| {
        let (before, after) = restored.around(space.at);
        merged_space::is_between(&before, &after)
    };
    restored.taken.iter().filter(is_merged).map(|space| space.stood).collect()
}

/// A text with the likeliest character in each gap.
struct Restored {
    text: String,
    taken: Vec<Taken>,
    /// Of the page, where it lost nothing.
    below: Rc<SequenceReader>,
}

/// A space that was taken for a byte of a character.
struct Taken {
    /// In the text as it stands.
    stood: usize,
    /// Behind the character.
    at: usize,
    /// What the character can be if it lost another byte, and the space is one.
    instead: Option<Likely>,
}

impl Restored {
    /// What is around a place, for the words. Behind a no-break space, the page made it of a letter in its turn: then this is undone on both sides.
    fn around(&self, at: usize) -> (Cow<'_, str>, Cow<'_, str>) {
        let (before, after) = self.text.split_at(at);
        if !before.ends_with('\u{A0}') {
            return (before.into(), after.into());
        }
        let from = before.char_indices().rev().nth(NEAR).map_or(0, |(at, _)| at);
        let to = after.char_indices().nth(NEAR).map_or(after.len(), |(at, _)| at);
        let undone = |text| Cow::Owned(undone_once(&self.below, text));
        (undone(&before[from..]), undone(&after[..to]))
    }

    /// Notes so many spaces at the most.
    fn of(text: &str, reader: &SequenceReader, most: usize) -> Restored {
        let below = SequenceReader::of(Layer::new(reader.layer.page, Loss::NONE));
        let mut restored = Restored { text: String::new(), taken: Vec::new(), below };
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let Some((sequence, len)) = reader.sequence(&text[at..]) else {
                restored.text.push(c);
                at += c.len_utf8();
                continue;
            };
            restored.text.push(match sequence {
                Sequence::Whole(c) | Sequence::Surrogates(c) => c,
                Sequence::Gap(gap) => reader.likely(&gap)[0],
            });
            let read = &text[at..at + len];
            at += len;
            if read.ends_with(' ') && restored.taken.len() < most {
                let instead = match reader.sequence(read.trim_end()) {
                    Some((Sequence::Gap(gap), _)) => Some(reader.likely(&gap)),
                    _ => None,
                };
                restored.taken.push(Taken { stood: at - 1, at: restored.text.len(), instead });
            }
        }
        restored
    }
}

/// The places in a text of spaces that this layer takes for bytes of characters and that are spaces, behind characters that lost another byte: `×¤×¨×¡×•× ×“×™×œ` is `פרסום דיל`.
pub(crate) fn apart(text: &str, reader: &SequenceReader) -> Vec<usize> {
    if !takes_spaces(reader) {
        return Vec::new();
    }
    let restored = Restored::of(text, reader, usize::MAX);
    let is_apart = |space: &&Taken| {
        let Some(instead) = &space.instead else { return false };
        let (before, after) = restored.around(space.at);
        gain_by_another(&before, &after, instead).is_some()
    };
    restored.taken.iter().filter(is_apart).map(|space| space.stood).collect()
}

/// Eighths of a bit that it gains to have a space behind the last character of `before`, and for that character one of those `instead`; `None` if it is not to be read so.
fn gain_by_another(before: &str, after: &str, instead: &Likely) -> Option<i32> {
    let last = before.chars().next_back().map_or(0, char::len_utf8);
    let (begun, own) = before.split_at(before.len() - last);
    // What lost a byte is no word by itself.
    if !begun.ends_with(is_alphabetic) || merged_space::is_one_word(before, after) {
        return None;
    }
    let state = in_front_of(begun, begun.len());
    let cost = |c: &str, between: &str| {
        let chars = c.chars().chain(between.chars()).chain(after.chars().take(REACH));
        let step = |(sum, state): (i32, State), c| {
            let (cost, next) = state.then_supposed(c);
            (sum + cost, next)
        };
        chars.fold((0, state), step).0
    };
    let taken = cost(own, "").min(cost(own, " "));
    let apart = instead.iter().map(|c| cost(c.encode_utf8(&mut [0; 4]), " ")).min()?;
    // Part of it is in what the stretch gains.
    Some((taken - apart) * 2 / 3).filter(|gain| *gain > 0)
}

/// Eighths of a bit that the words gain by one space, between what is `before` and `after` it; `instead`: see [`Taken`].
fn gain(before: &str, after: &str, instead: &Option<Likely>) -> i32 {
    let (word, rest) = (letters_before(before, WORD), letters_after(after, WORD));
    let last = word.chars().next_back().map_or(0, char::len_utf8);
    let (begun, last) = word.split_at(word.len() - last);
    // No capital stands behind a small letter: `satÄ±Å ve` is `satış ve`, which lost another byte, and not `satıŠve`.
    let is_capital_behind_small = begun.ends_with(char::is_lowercase) && last.starts_with(char::is_uppercase)
        || last.starts_with(char::is_lowercase) && rest.starts_with(char::is_uppercase);
    // An article or pronoun before a vowel is a word of its own: `à l’aise`.
    if is_capital_behind_small || after[rest.len()..].starts_with(['\'', '’']) {
        return -MOST_OF_WORDS;
    }
    if rest.is_empty() {
        return 0;
    }
    let apart = Spelling::of(&format!("{word} {rest}")).log_probability();
    // Or it lost another byte, and the space is one: `opatřenÃ na` is no `opatřenàna`.
    let spelt = |c: &char| Spelling::of(&format!("{begun}{c} {rest}")).log_probability();
    let apart = instead.iter().flat_map(|likely| likely.iter()).map(spelt).fold(apart, i32::max);
    let joined = format!("{word}{rest}");
    let gain = Spelling::of(&joined).log_probability() - apart;
    let gain = match (is_known(&joined), is_known(rest)) {
        (true, _) => gain,
        (false, true) => gain - NO_WORD,
        // Two words that nobody knows cost more than one, which says nothing: a lexicon does not have all words.
        (false, false) => gain.min(0),
    };
    gain.clamp(-MOST_OF_WORDS, MOST_OF_WORDS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::{Channel, Garbling};

    fn speaks(text: &str) -> i32 {
        let channel: Channel = "UTF-8 read as windows-1252, no-break spaces as spaces".parse().unwrap();
        let Garbling::Narrow(layer) = channel.garblings()[0] else { panic!() };
        joined(text, &SequenceReader::new(layer))
    }

    #[test]
    fn words_tell_whether_there_was_a_space_besides() {
        assert!(speaks("com especial atenÃ§Ã£o Ã s crianÃ§as") > 0);
        assert!(speaks("semelhante Ã quele observado") > 0);
        assert!(speaks("il est Ã la maison") < 0);
        assert!(speaks("voilÃ le travail") < 0);
        assert!(speaks("il persiste Ã s'Ã©loigner") < 0);
        assert!(speaks("satÄ±Å ve pazarlama") < 0);
        assert!(speaks("organisacÃ KSC") < 0, "no capital stands behind a small letter");
        assert_eq!(speaks("il est Ã  la maison"), 0);
        assert_eq!(speaks("no mojibake, cafÃ©"), 0);
    }

    /// `А потом` that lost a byte is what `Рпотом` would be, too.
    #[test]
    fn what_makes_no_word_is_not_joined() {
        let channel: Channel =
            "UTF-8 read as windows-1252, controls stripped, no-break spaces as spaces".parse().unwrap();
        let Garbling::Narrow(layer) = channel.garblings()[0] else { panic!("{channel}") };
        let of = |both: &str| joined(&channel.apply(both), &SequenceReader::new(layer));
        assert!(of("Рпотом") < -NO_WORD, "one is a word: {}", of("Рпотом"));
        assert_eq!(of("Роглушает"), 0, "the lexicon has neither");
    }

    #[test]
    fn a_space_behind_a_letter_that_lost_another_byte_is_one() {
        let channel: Channel =
            "UTF-8 read as windows-1252, controls stripped, no-break spaces as spaces".parse().unwrap();
        let Garbling::Narrow(layer) = channel.garblings()[0] else { panic!("{channel}") };
        let reader = SequenceReader::new(layer);
        for text in ["pohyb lidÃ je", "mluvÃ se"] {
            assert_eq!(apart(text, &reader), [text.find("Ã ").unwrap() + 2], "{text}");
        }
        for text in ["פרסום של חברה", "להכיר אותם בבית", "để sử dụng"] {
            let garbled = channel.apply(text);
            assert!(!apart(&garbled, &reader).is_empty(), "{text}");
        }
        for text in ["אני נוסע", "של הבניין הנה", "này", "à la"] {
            let garbled = channel.apply(text);
            assert_eq!(apart(&garbled, &reader), [0; 0], "{text}");
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
