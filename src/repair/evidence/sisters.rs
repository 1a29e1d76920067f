//! Pages that read a line alike but for a few letters ([`CodePage::sisters`]): which of them it went through, gains and words tell.

use crate::channel::code_page::{tables, CodePage};
use crate::channel::{Layer, Loss};
use crate::model::letters::is_alphabetic;
use crate::repair::evidence::glance::ROOM;
use crate::repair::evidence::line::score;
use crate::repair::evidence::priors::{ANOTHER_WAY, MOST_OF_WORDS};
use crate::repair::evidence::spelling::{is_spelt, Spelling};
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::weigh::next_beyond_ascii;
use crate::repair::undo::sequence_reader::SequenceReader;

/// The sisters of a page that read all of a line beyond ASCII as UTF-8, and otherwise than the page, which does so, too.
fn rivals(line: &str, page: CodePage) -> impl Iterator<Item = CodePage> + '_ {
    let mut sisters = page.sisters();
    let mut at = 0;
    // Most lines have a character that none of them has.
    while sisters != 0 {
        at = next_beyond_ascii(line, at);
        let Some(c) = line[at..].chars().next() else { break };
        sisters &= tables().entry(c).map_or(0, |entry| entry.lead | entry.continuation);
        at += c.len_utf8();
    }
    CodePage::of_bits(sisters).filter(move |sister| is_of_both(line, page, *sister))
}

/// True if a line has rivals of which this page does not clearly gain more.
pub(crate) fn may_be_of_sister(line: &str, page: CodePage) -> bool {
    let mut rivals = rivals(line, page).peekable();
    if rivals.peek().is_none() {
        return false;
    }
    let stands = Stands::weighed(line);
    let gain = |page: CodePage| score(&stands, &SequenceReader::of(Layer::new(page, Loss::NONE))).gain;
    let own = gain(page);
    rivals.any(|rival| gain(rival) > own - ANOTHER_WAY)
}

/// Eighths of a bit that words speak against a page which explains all of a line, where a rival makes words of what it makes none of: `Questa è una
/// prova` is Italian, and `Questa Ú una prova` is not.
pub(crate) fn words_against(line: &str, page: CodePage) -> i32 {
    let mut rivals = rivals(line, page).peekable();
    if rivals.peek().is_none() {
        return 0;
    }
    let own = restored(line, page);
    if rivals.any(|rival| is_spelt_better(&restored(line, rival), &own)) {
        -MOST_OF_WORDS
    } else {
        0
    }
}

/// True if more words beyond ASCII are known in `text` than in `other`. Of words of one letter, the language of the text tells.
fn is_spelt_better(text: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c| !is_alphabetic(c)).filter(|word| !word.is_ascii()).map(str::to_owned).collect()
    };
    let (own, others) = (words(text), words(other));
    let known = |words: &[String]| words.iter().filter(|word| is_spelt(word.chars())).count();
    let differing = own.iter().zip(&others).filter(|(own, other)| own != other);
    let are_letters = own.len() == others.len() && differing.clone().all(|(own, _)| own.chars().count() == 1);
    if are_letters && differing.count() > 0 {
        return Spelling::of(text).gain() > Spelling::of(other).gain();
    }
    own.len() == others.len() && known(&own) > known(&others)
}

/// What a line is if all of it beyond ASCII is UTF-8 read with a page.
fn restored(line: &str, page: CodePage) -> String {
    let bytes: Vec<u8> = line.chars().filter_map(|c| page.byte_of(c)).collect();
    String::from_utf8(bytes).unwrap_or_default()
}

/// True if all of a line beyond ASCII is UTF-8 read with either page, but other bytes: `Ã£` is `ã` to the commonest page, and `ǜ` to IBM850; `Ã€` is `À`
/// to it, and `ä` to ISO-8859-15. Then the two must be compared, whatever other lines went through. Marks that are found in every sentence do not
/// count: no other page made them.
pub(crate) fn is_of_both(line: &str, own: CodePage, other: CodePage) -> bool {
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

/// How the commonest marks begin in UTF-8, as `is_common_mark` has them.
const MARKS: [[u8; 2]; 3] = [[0xE2, 0x80], [0xE3, 0x80], [0xEF, 0xBC]];

/// True if the bytes are one such mark: no page has letters or marks for its first two bytes that are met side by side.
pub(crate) fn is_one_mark(bytes: &[u8]) -> bool {
    matches!(bytes, [first, second, _] if MARKS.contains(&[*first, *second]))
}
