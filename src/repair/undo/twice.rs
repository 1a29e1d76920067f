//! Characters that went through a page twice, or through windows-1252 and Latin-1 one after the other, and lost bytes on the second way: `é` became `Ã©`, then
//! `Ã\u{83}Â©`, of which `ÃÂ©` is left.
//!
//! What the second way makes of a character of the first is a character of two bytes, or what is left of it. So the number of lost bytes is known, and
//! often which: behind `Ã` there was a first byte of UTF-8, behind `Â` a further one.

use std::ops::{Range, RangeInclusive};

use crate::channel::code_page::CodePage;
use crate::channel::{Channel, Layer, Loss, WhiteSpace};
use crate::model::text::State;
use crate::repair::evidence::steps::Next;
use crate::repair::evidence::weigh::in_front_of;
use crate::repair::undo::likely::Likely;
use crate::repair::undo::numbers;
use crate::repair::undo::sequence::{scalar, Gap, Sequence};
use crate::repair::undo::sequence_reader::SequenceReader;

/// A character of the first way.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Lower {
    /// The page of the first way.
    page: CodePage,
    bytes: [Byte; 4],
    count: usize,
    first: First,
    /// True if the space behind it is none of its bytes.
    is_before_space: bool,
}

/// What a first byte of UTF-8 that is lost can have been, by what is beside the run.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum First {
    /// That of any letter of two bytes.
    Any,
    /// That of a Latin letter, or of a sign: beside letters of ASCII.
    Latin,
    /// That of a letter of western Europe, or of a sign: all there is of a word.
    Western,
    /// That of a sign: beside a number, or at the beginning of a line.
    Sign,
}

impl First {
    fn of(text: &str, run: &Range<usize>, count: usize) -> First {
        let (before, behind) = (&text[..run.start], &text[run.end..]);
        let is_letter = |c: char| c.is_ascii_alphabetic();
        let begins = before.is_empty() || before.ends_with('\n');
        match (before.ends_with(is_letter), behind.starts_with(is_letter)) {
            (true, false) if count == 1 && is_unit(before) => First::Sign,
            (true, _) => First::Latin,
            _ if count == 1 && numbers::is_beside(text, run) => First::Sign,
            (_, true) => First::Latin,
            _ if count > 1 || is_other_script(before, behind) => First::Any,
            _ if begins => First::Sign,
            _ => First::Western,
        }
    }

    fn bytes(self) -> RangeInclusive<u8> {
        match self {
            First::Any => 0xC2..=0xDF,
            First::Latin => 0xC2..=0xC8,
            First::Western => 0xC2..=0xC3,
            First::Sign => 0xC2..=0xC2,
        }
    }
}

/// True if a text ends with a number and a unit that is squared and cubed: `20 m`, `3 cm`.
fn is_unit(before: &str) -> bool {
    let unit = before.strip_suffix('m').map(|rest| rest.strip_suffix(['k', 'd', 'c', 'm']).unwrap_or(rest));
    unit.is_some_and(|rest| rest.trim_end_matches(' ').ends_with(|c: char| c.is_ascii_digit()))
}

/// True if a word beside a place, one blank away, has no letter of ASCII: it is of another script, and so is what stands there.
fn is_other_script(before: &str, behind: &str) -> bool {
    const LETTERS: usize = 6;
    let is_other = |word: &str| word.chars().take(LETTERS).filter(|c| !c.is_ascii()).count() == LETTERS;
    let last = before.strip_suffix(' ').map_or("", |rest| &rest[rest.rfind(' ').map_or(0, |at| at + 1)..]);
    let next = behind.strip_prefix(' ').map_or("", |rest| &rest[..rest.find(' ').unwrap_or(rest.len())]);
    is_other(last) || is_other(next)
}

/// A byte of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Byte {
    Known(u8),
    Lost(Gap),
}

const CONTINUATIONS: RangeInclusive<u8> = 0x80..=0xBF;

impl Byte {
    /// `with_marks`: the page of the first way has marks where that of the second has controls.
    fn of(page: CodePage, with_marks: bool, sequence: &Sequence) -> Option<Byte> {
        match sequence {
            Sequence::Whole(c) => page.byte_of(*c).filter(|byte| !byte.is_ascii()).map(Byte::Known),
            Sequence::Gap(gap) => {
                let is_byte = if is_lead_of_marks(gap.lead()) { with_marks } else { gap.is_of_two() };
                is_byte.then_some(Byte::Lost(*gap))
            }
            Sequence::Surrogates(_) => None,
        }
    }

    /// The bytes of a range that it can have been; if it is known, that one.
    fn among(self, range: RangeInclusive<u8>, page: CodePage, reader: &SequenceReader) -> Vec<u8> {
        match self {
            Byte::Known(byte) => vec![byte],
            Byte::Lost(gap) => {
                let mut bytes = Vec::new();
                reader.candidates(&gap, &mut |c| {
                    bytes.extend(page.byte_of(c).filter(|byte| range.contains(byte)))
                });
                bytes
            }
        }
    }

    /// True if it can have been a byte that UTF-8 has behind the first.
    fn continues(self) -> bool {
        match self {
            Byte::Known(byte) => CONTINUATIONS.contains(&byte),
            Byte::Lost(gap) => gap.lead() == 0xC2 || is_lead_of_marks(gap.lead()),
        }
    }
}

impl Lower {
    /// What the sequences begin with, if it is a character of the first way; it takes as many sequences as it has bytes.
    fn read(page: CodePage, with_marks: bool, sequences: &[(Sequence, usize)]) -> Option<Lower> {
        let mut bytes = sequences.iter().map_while(|(sequence, _)| Byte::of(page, with_marks, sequence));
        let first = bytes.next()?;
        let count = match first {
            Byte::Known(0xC2..=0xDF) => 2,
            Byte::Known(0xE0..=0xEF) => 3,
            Byte::Known(0xF0..=0xF4) => 4,
            // The first byte of half of all Hangul is one of three, and lost like one of two.
            Byte::Lost(gap) if gap.lead() == 0xC3 => {
                match bytes.clone().take_while(|byte| byte.continues()).count() {
                    2 => 3,
                    _ => 2,
                }
            }
            _ => return None,
        };
        let mut lower = Lower { page, bytes: [first; 4], count, first: First::Any, is_before_space: false };
        for own in &mut lower.bytes[1..count] {
            *own = bytes.next().filter(|byte| byte.continues())?;
        }
        Some(lower)
    }

    /// How many sequences of the second way it takes.
    pub(crate) fn sequences(&self) -> usize {
        self.count
    }

    /// True if the run has a space behind it, which is none of its bytes.
    pub(crate) fn is_before_space(&self) -> bool {
        self.is_before_space
    }

    /// The same character if a space, which was taken for a byte of it, stands behind it, and it lost another byte; `last` is what is left of its last byte.
    fn before_space(&self, reader: &SequenceReader, last: &str) -> Option<Lower> {
        let (Byte::Lost(_), Some(left)) = (self.bytes[self.count - 1], last.strip_suffix(' ')) else {
            return None;
        };
        let (sequence, len) = reader.sequence(left)?;
        let byte = Byte::of(self.page, self.page == CodePage::WINDOWS_1252, &sequence)?;
        let mut lower = Lower { is_before_space: true, ..*self };
        lower.bytes[self.count - 1] = byte;
        (len == left.len() && !lower.likely(reader).is_empty()).then_some(lower)
    }

    /// True if it is a letter of another alphabet than the Latin one, or a sign of East Asia, as far as its first byte tells.
    fn is_of_other_script(&self) -> bool {
        matches!(self.bytes[0], Byte::Known(0xCE..=0xDF | 0xE0 | 0xE3..=0xEF))
    }

    /// True for a quotation mark, dash or the like, or an emoji, as far as it is known.
    fn is_mark_or_emoji(&self) -> bool {
        matches!(self.bytes, [Byte::Known(0xE2), Byte::Known(0x80), ..] | [Byte::Known(0xF0), ..])
    }

    /// What the first byte can have been, if that is lost.
    fn leads(&self) -> RangeInclusive<u8> {
        match (self.count, self.first, self.bytes[1]) {
            // A blank that does not break would be all there is of a word.
            (2, First::Western | First::Sign, Byte::Known(0xA0)) => 0xC3..=0xC3,
            (2, first, _) => first.bytes(),
            _ => 0xE0..=0xF4,
        }
    }

    /// True if a byte of it is missing.
    pub(crate) fn is_gap(&self) -> bool {
        self.bytes[..self.count].iter().any(|byte| matches!(byte, Byte::Lost(_)))
    }

    /// True if the first byte is missing, or more than one: then windows of letters say little. They know emoji best.
    pub(crate) fn is_wide_open(&self) -> bool {
        if self.count == 4 {
            return false;
        }
        let lost = |byte: &&Byte| matches!(byte, Byte::Lost(_));
        self.bytes[..self.count].iter().filter(lost).count() > 1 || matches!(self.bytes[0], Byte::Lost(_))
    }

    /// The characters that it can have been.
    pub(crate) fn candidates(&self, reader: &SequenceReader) -> Vec<char> {
        let mut found: Vec<u32> =
            self.bytes[0].among(self.leads(), self.page, reader).into_iter().map(u32::from).collect();
        for (nth, byte) in self.bytes[1..self.count].iter().enumerate() {
            let mut own = byte.among(CONTINUATIONS, self.page, reader);
            // Four bytes are those of emoji, whose second is the same.
            if found == [0xF0] && nth == 0 && own.contains(&0x9F) {
                own = vec![0x9F];
            }
            found = found
                .iter()
                .flat_map(|before| own.iter().map(move |byte| before << 8 | u32::from(*byte)))
                .collect();
        }
        let found = found.into_iter().filter_map(|bytes| scalar(bytes, self.count as u8 - 1));
        // Nobody types controls, nor those that turn the direction of text around.
        found.filter(|c| !c.is_control() && !matches!(c, '\u{202A}'..='\u{202E}')).collect()
    }

    /// The likelier ones.
    pub(crate) fn likely(&self, reader: &SequenceReader) -> Likely {
        reader.likely_below(self)
    }

    /// What it was, for a way through the text.
    pub(crate) fn next(&self, reader: &SequenceReader) -> Next {
        let likely = self.likely(reader);
        match likely[..] {
            [only] if !self.is_gap() => Next::Supposed(only),
            _ => Next::Among(likely),
        }
    }

    /// The channel of it, where `above` is that of the second way, of `layer`.
    pub(crate) fn channel(&self, layer: Layer, above: Channel) -> Option<Channel> {
        above.preceded_by(Layer { page: self.page, loss: Loss::NONE, ..layer })
    }
}

/// True for the first bytes of what windows-1252 has in the place of controls: quotation marks, dashes, `€`, `š`.
fn is_lead_of_marks(lead: u8) -> bool {
    matches!(lead, 0xC5 | 0xC6 | 0xCB | 0xE2)
}

/// The page of the first way: that of the second; but what Latin-1 does not have went through windows-1252 before, and controls that windows-1252 does not
/// have went through Latin-1.
fn page_of_first(page: CodePage, sequences: &[(Sequence, usize)]) -> CodePage {
    let is_control =
        |c: char| ('\u{80}'..='\u{9F}').contains(&c) && CodePage::WINDOWS_1252.byte_of(c).is_none();
    let has_controls =
        sequences.iter().any(|(sequence, _)| matches!(sequence, Sequence::Whole(c) if is_control(*c)));
    if page == CodePage::WINDOWS_1252 && has_controls {
        return CodePage::ISO_8859_1;
    }
    let has_marks = sequences.iter().any(|(sequence, _)| match sequence {
        Sequence::Whole(c) => page.byte_of(*c).is_none() && CodePage::WINDOWS_1252.byte_of(*c).is_some(),
        Sequence::Gap(gap) => is_lead_of_marks(gap.lead()),
        Sequence::Surrogates(_) => false,
    });
    if page == CodePage::ISO_8859_1 && has_marks {
        CodePage::WINDOWS_1252
    } else {
        page
    }
}

/// The characters of the first way in a run of a text, if it consists of them and lost bytes; `None` if not.
pub(crate) fn read(
    reader: &SequenceReader,
    text: &str,
    run: &Range<usize>,
    sequences: &[(Sequence, usize)],
) -> Option<Vec<Lower>> {
    let Layer { page, loss, .. } = reader.layer;
    // Blanks that do not break are told by the words around them.
    let keeps_blanks = matches!(loss.white_space, WhiteSpace::Kept | WhiteSpace::NoBreakSpaced);
    if sequences.len() < 2 || !reader.is_lossy() || !keeps_blanks || page.rarity() > 0 {
        return None;
    }
    let first = page_of_first(page, sequences);
    let mut all = Vec::new();
    let mut at = 0;
    while at < sequences.len() {
        let lower = Lower::read(first, first == CodePage::WINDOWS_1252, &sequences[at..])?;
        at += lower.sequences();
        all.push(lower);
    }
    // A page that loses few bytes hardly lost the last one: before a blank it was one that does not break. But `”` and half of the faces end in those
    // few.
    let ends_open = matches!(sequences.last(), Some((Sequence::Gap(gap), _)) if gap.lacks_last())
        && text[run.end..].starts_with(' ');
    let may_end_so = |last: &Lower| {
        last.is_mark_or_emoji() || last.is_of_other_script() && is_beside_others(text, run, all.len())
    };
    if ends_open && !reader.loses_many() && !all.last().is_some_and(may_end_so) {
        return None;
    }
    let first = First::of(text, run, all.len());
    all.iter_mut().for_each(|lower| lower.first = first);
    if loss.white_space == WhiteSpace::NoBreakSpaced {
        set_spaces(reader, text, run, sequences, &mut all);
    }
    if all.iter().any(|lower| lower.likely(reader).is_empty()) {
        return None;
    }
    all.iter().any(Lower::is_gap).then_some(all)
}

/// True if a character of another script stands beside others of it: in a run of several, or next to a word of such.
fn is_beside_others(text: &str, run: &Range<usize>, count: usize) -> bool {
    count > 1 || is_other_script(&text[..run.start], &text[run.end..])
}

/// Decides for each space that was taken for a byte of a character whether it is one behind it.
fn set_spaces(
    reader: &SequenceReader,
    text: &str,
    run: &Range<usize>,
    sequences: &[(Sequence, usize)],
    all: &mut [Lower],
) {
    let mut state = in_front_of(text, run.start);
    let mut rest = sequences;
    let (mut at, mut last_restored) = (run.start, None);
    for nth in 0..all.len() {
        let own = all[nth];
        let (read, behind) = rest.split_at(own.sequences());
        rest = behind;
        at += read.iter().map(|(_, len)| len).sum::<usize>();
        let last = read.last().map_or(0, |(_, len)| *len);
        let next = match all.get(nth + 1) {
            Some(next) => next.likely(reader).first().copied(),
            None => text[at..].chars().next(),
        };
        let cost = |lower: &Lower, between: &str| {
            let through = |c: &char| {
                let chars = std::iter::once(*c).chain(between.chars()).chain(next);
                let step = |(sum, state): (i32, State), c| {
                    let (cost, next) = state.then_supposed(c);
                    (sum + cost, next)
                };
                chars.fold((0, state), step).0
            };
            lower.likely(reader).iter().map(through).min()
        };
        // What would be mojibake itself is no text, and has another layer below.
        let is_lead = |c: char| matches!(reader.byte(c), 0xC2..=0xF4);
        let goes_on = |c: char| CONTINUATIONS.contains(&reader.byte(c));
        let stood = own.likely(reader).first().copied();
        let is_mojibake = stood.is_some_and(is_lead) && next.is_some_and(goes_on)
            || last_restored.is_some_and(is_lead) && stood.is_some_and(goes_on);
        if let Some(apart) = own.before_space(reader, &text[at - last..at]) {
            if !is_mojibake && cost(&apart, " ") < cost(&own, "") {
                all[nth] = apart;
            }
        }
        let restored = all[nth].likely(reader).first().copied();
        let space = all[nth].is_before_space.then_some(' ');
        state = restored.into_iter().chain(space).fold(state, State::pass);
        last_restored = restored.filter(|_| space.is_none());
    }
}

/// True if a text has what is left of a letter of western Europe that went through Latin-1 twice, or of an `à` that went through windows-1252 twice.
pub(crate) fn may_be_in(text: &str) -> bool {
    text.contains("ÃÂ") || text.contains("ÃƒÂ")
}

/// True if a run is what is left of a sign or letter that went through Latin-1 twice, with ASCII on both sides: intact text never has these three
/// side by side.
pub(crate) fn is_only_damage(text: &str, run: &Range<usize>) -> bool {
    let before = text[..run.start].chars().next_back().unwrap_or('\n');
    let behind = text[run.end..].chars().next().unwrap_or('\n');
    let mut left = text[run.clone()].chars();
    let third = left.by_ref().nth(2);
    text[run.clone()].starts_with("ÃÂ")
        && (matches!(third, Some('\u{A0}'..='\u{BF}')) || before.is_ascii_lowercase())
        && before.is_ascii()
        && !before.is_ascii_uppercase()
        && behind.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::Garbling;
    use crate::repair::evidence::weigh::{read_run, Sequences};

    /// The layer of the second way, and the channel of both.
    fn ways(page: &str, loss: &str) -> (SequenceReader, Channel) {
        let above: Channel = format!("UTF-8 read as {page}, {loss}").parse().unwrap();
        let Garbling::Narrow(layer) = above.garblings()[0] else { panic!("{above}") };
        (SequenceReader::new(layer), above.preceded_by(Layer { loss: Loss::NONE, ..layer }).unwrap())
    }

    fn lower(reader: &SequenceReader, text: &str, run: Range<usize>) -> Option<Vec<Lower>> {
        let mut sequences = Sequences::new();
        (read_run(reader, text, run.start, &mut sequences) == run.end).then_some(())?;
        read(reader, text, &run, &sequences)
    }

    #[test]
    fn what_stood_there_is_among_the_candidates() {
        let (reader, channel) = ways("ISO-8859-1", "controls stripped");
        for text in ["é", "ß", "ż", "¼", "à", "’", "€", "中", "한", "ก", "😀", "öß", "при", "שלום", "中国"]
        {
            for (before, behind) in [("", ""), ("x", "y"), (" ", " w"), ("5 ", "")] {
                // A number has signs beside it, and a line begins with them; another script has letters of it beside a letter.
                let alone = text.chars().count() == 1 && text.chars().all(char::is_alphabetic);
                if alone && matches!((before, text), ("5 " | "", _) | (" ", "ż"))
                    || before == "x" && text > "ſ" && text < "\u{2000}"
                {
                    continue;
                }
                let garbled = format!("{before}{}{behind}", channel.apply(text));
                let run = before.len()..garbled.len() - behind.len();
                let lower = lower(&reader, &garbled, run).unwrap_or_else(|| panic!("{garbled}"));
                assert_eq!(lower.len(), text.chars().count(), "{garbled}");
                for (lower, c) in lower.iter().zip(text.chars()) {
                    assert!(lower.candidates(&reader).contains(&c), "{before}{text}{behind}");
                }
            }
        }
    }

    /// A word that ends in what lost a byte, before a space.
    #[test]
    fn spaces_are_told_from_bytes() {
        for (text, loss) in [
            ("для него", "controls stripped, no-break spaces as spaces"),
            ("하는 구도", "controls stripped, no-break spaces as spaces"),
            ("两个标题的内容", "controls stripped, no-break spaces as spaces"),
            ("для него", "controls stripped"),
        ] {
            let (reader, channel) = ways("windows-1252", loss);
            let garbled = channel.apply(text);
            let mut sequences = Sequences::new();
            let end = read_run(&reader, &garbled, 0, &mut sequences);
            let lower = read(&reader, &garbled, &(0..end), &sequences).unwrap_or_else(|| panic!("{garbled}"));
            let spaces = lower.iter().filter(|lower| lower.is_before_space()).count();
            let taken = text[..].chars().take(lower.len() + spaces).filter(|c| *c == ' ').count();
            assert_eq!(spaces, taken, "{text}, {loss}");
            assert!(
                lower
                    .iter()
                    .zip(text.chars().filter(|c| *c != ' '))
                    .all(|(lower, c)| lower.candidates(&reader).contains(&c)),
                "{text}"
            );
        }
    }

    #[test]
    fn all_candidates_leave_the_same() {
        let (reader, channel) = ways("ISO-8859-1", "controls stripped");
        for text in ["aéb", "aßb", "it’s", " € ", "中文"] {
            let garbled = channel.apply(text);
            let start = garbled.find(|c: char| !c.is_ascii()).unwrap();
            let end = garbled.rfind(|c: char| !c.is_ascii()).map(|at| at + 2).unwrap();
            for lower in lower(&reader, &garbled, start..end).unwrap() {
                let left: Vec<_> =
                    lower.candidates(&reader).iter().map(|c| channel.apply(&c.to_string())).collect();
                assert!(left.windows(2).all(|two| two[0] == two[1]), "{text}: {left:?}");
            }
        }
    }

    #[test]
    fn what_went_one_way_or_lost_nothing_is_not_read() {
        let (reader, _) = ways("ISO-8859-1", "controls stripped");
        for text in ["Ã©", "Ã", "Â", "Â£", "ÃÃ", "ÂÂ"] {
            assert!(lower(&reader, text, 0..text.len()).is_none(), "{text}");
        }
        let (reader, _) = ways("ISO-8859-1", "no-break spaces dropped");
        assert!(lower(&reader, "ÃÂ", 0..4).is_none());
    }

    #[test]
    fn a_sign_of_two_ways_is_damage() {
        let is = |text: &str| {
            let start = text.find(|c: char| !c.is_ascii()).unwrap();
            let end = text.rfind(|c: char| !c.is_ascii()).map(|at| at + 2).unwrap();
            is_only_damage(text, &(start..end))
        };
        assert!(is("ÃÂ£25") && is("fÃÂ¼r") && is("25 ÃÂ°C"));
        assert!(!is("[ÃÂ]") && !is("CAFÃÂ»") && !is("ÂÃ£"));
    }
}
