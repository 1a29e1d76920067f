//! Leads of which Latin-1 without its controls left nothing else: `donât` was `don’t`, `artÃculo` was `artículo`.
//!
//! No byte stands beside such a letter that tells it from an everyday one. Where it stands does: a capital within a word of small letters,
//! `â` for an apostrophe or a dash, `ð` for all that is left of an emoji.

use std::ops::Range;

use crate::channel::code_page::CodePage;
use crate::channel::{Layer, Loss, Quotes, UnassignedByte, WhiteSpace};
use crate::model::letters::is_alphabetic;
use crate::repair::evidence::spelling::{is_known, is_spelt};
use crate::repair::evidence::{odd_pairs, priors};
use crate::repair::scan::contractions;
use crate::repair::scan::misspelt::{self, Word};

/// The first byte of the letters in question.
pub(crate) const FIRST: u8 = 0xC3;
/// The second bytes: `Ã`, `Ä` and `Å`, so many from the first on; `â` and `ð`.
pub(crate) const CAPITALS: [u8; 2] = [0x83, 0x85 - 0x83];
pub(crate) const MARKS: [u8; 2] = [0xA2, 0xB0];

/// U+FFFD, which some programs leave of a byte.
pub(crate) const LOST: [u8; 3] = [0xEF, 0xBF, 0xBD];

/// True for what `is_suspect` looks at, and for little else.
#[inline(always)]
pub(crate) fn could_be([first, second, behind]: [u8; 3]) -> bool {
    let letter =
        (second.wrapping_sub(CAPITALS[0]) <= CAPITALS[1]) | (second == MARKS[0]) | (second == MARKS[1]);
    (first == FIRST) & letter & ((behind < 0x80) | (behind == LOST[0]))
}

/// The second byte of `Ã`, of which a blank is left where it was `à`.
const A: u8 = 0x83;

/// True if the `Ã` at `at` is a word, with another one behind it.
fn is_word(bytes: &[u8], at: usize) -> bool {
    let begins =
        at.checked_sub(1).is_none_or(|before| matches!(bytes[before], b' ' | b'\n' | b'(' | b'\'' | b'-'));
    let blanks = bytes[at + 2..].iter().take_while(|byte| **byte == b' ').count();
    let next = bytes.get(at + 2 + blanks).copied().unwrap_or(b'\n');
    // One blank stands in lists of letters, too.
    begins && (blanks == 2 && next.is_ascii_alphabetic() || blanks == 1 && next.is_ascii_lowercase())
}

/// What a lone lead stands for, by what is beside it.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// A capital behind a small letter.
    WithinWord,
    /// One where another letter would make a word: `FÃR` was `FÜR`, `Ãber` `Über`.
    Misspelt,
    /// A word by itself, before another one: `Ã la` was `à la`.
    Word,
    /// The apostrophe of `don’t`, `it’s`, `we’re`.
    Contraction,
    /// Perhaps that of `l’altro`, `dell’acqua`.
    Elision,
    /// A dash between spaces.
    Dash,
    /// What closes a quotation, or trails off.
    Closing,
    /// An emoji.
    Emoji,
}

/// What `â` is behind, and before, where it may have been an apostrophe that stands for a vowel.
const ELIDED: &[u8] = b"ldn";
const VOWELS: &[u8] = b"aeoAEO";

/// True if one byte is left behind the mark or emoji at `at`: `â¦` was `…`.
fn is_torn(bytes: &[u8], at: usize) -> bool {
    let behind = bytes.get(at + 4).copied().unwrap_or(b'\n');
    matches!(bytes[at..], [FIRST, second, 0xC2, 0xA0..=0xBF, ..] if MARKS.contains(&second))
        && behind.is_ascii()
}

/// The place of the lead at `at`, if it is one that a letter does not have.
fn place(bytes: &[u8], at: usize) -> Option<Place> {
    let first = [bytes[at], *bytes.get(at + 1)?, bytes.get(at + 2).copied().unwrap_or(b'\n')];
    if !could_be(first) {
        return None;
    }
    if !MARKS.contains(&first[1]) {
        return place_before(bytes, at, at + 2);
    }
    let with_stand_ins = end_of_stand_ins(bytes, at).and_then(|end| place_before(bytes, at, end));
    match with_stand_ins {
        Some(Place::Contraction | Place::Elision) => with_stand_ins,
        _ => place_before(bytes, at, at + 2).or(with_stand_ins),
    }
}

/// The place of a lead at `at`, if what it left ends at `end`.
fn place_before(bytes: &[u8], at: usize, end: usize) -> Option<Place> {
    let first = &bytes[at..at + 2];
    let before = at.checked_sub(1).map_or(b'\n', |before| bytes[before]);
    let behind = &bytes[end..];
    let next = behind.first().copied().unwrap_or(b'\n');
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    match first[1] {
        0xA2 if contractions::are(&bytes[..at], behind) => Some(Place::Contraction),
        0xA2 if VOWELS.contains(&next) && ELIDED.contains(&before.to_ascii_lowercase()) => {
            Some(Place::Elision)
        }
        0xA2 if before == b' ' && next == b' ' => Some(Place::Dash),
        0xA2 if before.is_ascii_graphic() && !is_letter(next) => Some(Place::Closing),
        0xA2 => None,
        0xB0 if is_letter(next) => None,
        0xB0 => {
            let more = bytes[..at].ends_with(&[FIRST, MARKS[1]]);
            (more || !is_letter(before)).then_some(Place::Emoji)
        }
        _ if next == LOST[0] => {
            let rest = behind.strip_prefix(&LOST).and_then(|rest| rest.first());
            let within = before.is_ascii_lowercase() && rest.is_some_and(u8::is_ascii_lowercase);
            within.then_some(Place::WithinWord)
        }
        _ if before.is_ascii_lowercase() && !is_of_identifier(bytes, at) && !begins_word(bytes, at) => {
            Some(Place::WithinWord)
        }
        _ if first[1] == A && is_word(bytes, at) => Some(Place::Word),
        _ if is_misspelt(bytes, at) == Some(true) => Some(Place::Misspelt),
        _ => None,
    }
}

/// Bytes of a name on either side that are looked at.
const NAME: usize = 64;

/// True if the word around `at` is the name of something in a program (`alleÄste.size()`, `istÄlter(x)`): such names have capitals within them.
fn is_of_identifier(bytes: &[u8], at: usize) -> bool {
    let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let before = bytes[..at].iter().rev().take(NAME).take_while(|byte| is_of_word(byte)).count();
    let behind = bytes[at..].iter().take(NAME).take_while(|byte| is_of_word(byte)).count();
    let (before, behind) = (&bytes[..at - before], &bytes[at + behind..]);
    let is_member = |begins: &[u8]| matches!(begins, [b'.', next, ..] if next.is_ascii_lowercase());
    matches!(before.last(), Some(b'.' | b'_' | b'$'))
        || matches!(behind.first(), Some(b'(' | b'[' | b'_'))
        || is_member(behind)
}

/// True if some language has a word that begins with the letter at `at`, whatever is in front of it: of names put together (`btnÄndern`).
fn begins_word(bytes: &[u8], at: usize) -> bool {
    let behind = bytes[at + 2..].iter().take(NAME).take_while(|byte| byte.is_ascii_lowercase()).count();
    let word = std::str::from_utf8(&bytes[at..at + 2 + behind]).unwrap_or_default();
    behind + 1 >= JOINED && is_spelt(word.chars())
}

/// Letters of the shortest word that others are put in front of.
const JOINED: usize = 4;

/// True if a lead begins at `at` that stands where its letter does not.
#[inline]
pub(crate) fn is_suspect(bytes: &[u8], at: usize) -> bool {
    bytes[at] == FIRST && place(bytes, at).is_some()
}

/// True for an `Ã` within a word of a line whose words say that signs were lost besides controls (`nÃmero` was `número`): what is left tells no letter.
pub(crate) fn lost_signs(text: &str, run: &Range<usize>) -> bool {
    if &text[run.clone()] != "Ã" || place(text.as_bytes(), run.start) != Some(Place::WithinWord) {
        return false;
    }
    let from = text[..run.start].rfind('\n').map_or(0, |end| end + 1).max(run.start.saturating_sub(AROUND));
    let to = text[run.end..].find('\n').map_or(text.len(), |at| run.end + at).min(run.end + AROUND);
    let is_boundary = |at: &usize| text.is_char_boundary(*at);
    let from = (from..=run.start).find(is_boundary).unwrap_or(run.start);
    let to = (run.end..=to).rev().find(is_boundary).unwrap_or(run.end);
    let near = &text[from..to];
    // A sign that stands behind a lead was not lost.
    let is_whole =
        |(at, lead): (usize, &str)| near.as_bytes().get(at + lead.len()).is_some_and(|next| !next.is_ascii());
    if near.match_indices('Ã').any(is_whole) {
        return false;
    }
    let (of_control, of_sign) = misspelt::words_by_lost_byte(near);
    of_sign > of_control
}

/// Bytes on either side of a lead that are looked at for it.
const AROUND: usize = 200;

/// True if the lead at `at` was the apostrophe of a contraction: `donât`.
pub(crate) fn is_contraction(text: &str, at: usize) -> bool {
    place(text.as_bytes(), at) == Some(Place::Contraction)
}

/// True if another letter than the lead at `at` would make its letters a word, false if not.
fn is_misspelt(bytes: &[u8], at: usize) -> Option<bool> {
    let is_capital = bytes[at + 1].wrapping_sub(CAPITALS[0]) <= CAPITALS[1];
    let word = if is_capital { misspelt::word(bytes, at, |_| true) } else { None };
    word.map(|word| word != Word::Possible)
}

/// True if a line has such a lead, or one of which one byte more is left.
pub(crate) fn is_in(line: &str) -> bool {
    let bytes = line.as_bytes();
    let mut misspelt = 0;
    let is = memchr::memchr_iter(FIRST, bytes).any(|at| match place(bytes, at) {
        Some(Place::Misspelt) => {
            misspelt += 1;
            false
        }
        Some(_) => true,
        None => is_torn(bytes, at),
    });
    // A language of which no words are known writes some of its own so, but not most.
    let others =
        || memchr::memchr_iter(FIRST, bytes).filter(|at| is_misspelt(bytes, *at) == Some(false)).count();
    is || misspelt > 0 && misspelt >= others()
}

/// Times that leads stand in a line before their share tells anything.
const REPEATED: usize = 4;

/// True if the letters of a line are those of UTF-8 that lost its controls: one stands for so many as no letter does in any language (`á` of
/// Georgian, Burmese, Khmer).
pub(crate) fn one_abounds(line: &str) -> bool {
    let mut letters: Vec<char> = line.chars().filter(|c| !c.is_ascii()).collect();
    letters.sort_unstable();
    let most = letters.chunk_by(|a, b| a == b).map(<[char]>::len).max().unwrap_or(0);
    most >= REPEATED && 3 * most > letters.len()
}

/// The same of leads of three bytes together: an encoding of pairs has few of them.
pub(crate) fn leads_abound(line: &str) -> bool {
    let leads = line.chars().filter(|c| matches!(c, 'à'..='ï')).count();
    abounds(leads, line)
}

/// The same of those of Chinese, Japanese and Korean, which stand in no word of Latin letters. Of others a model may know nothing.
pub(crate) fn leads_of_east_asia_abound(line: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let mut before = None;
    let mut chars = line.chars();
    let mut leads = 0;
    while let Some(c) = chars.next() {
        let is_lead = matches!(c, 'ã'..='í') && !is_letter(before) && !is_letter(chars.clone().next());
        leads += usize::from(is_lead);
        before = Some(c);
    }
    abounds(leads, line)
}

fn abounds(leads: usize, line: &str) -> bool {
    leads >= REPEATED && 3 * leads > line.chars().filter(|c| !c.is_ascii()).count()
}

/// The pages of the layers that leave leads alone.
pub(crate) const PAGES: [CodePage; 2] = [CodePage::WINDOWS_1252, CodePage::ISO_8859_1];

/// The layers that leave leads alone in a line, or a blank or another character behind them that stands for a byte.
pub(crate) fn layers(line: &str) -> impl Iterator<Item = Layer> + '_ {
    let controls = Loss { controls: true, ..Loss::NONE };
    let unassigned = |unassigned| Loss { unassigned, ..Loss::NONE };
    let blanks = |white_space| Loss { white_space, ..Loss::NONE };
    let always = [
        Layer::new(CodePage::WINDOWS_1252, controls),
        Layer::new(CodePage::WINDOWS_1252, unassigned(UnassignedByte::Replaced)),
        Layer::new(CodePage::ISO_8859_1, controls),
        Layer::new(CodePage::WINDOWS_1252, blanks(WhiteSpace::NoBreakSpaced)),
        Layer::new(CodePage::WINDOWS_1252, blanks(WhiteSpace::NoBreakDropped)),
    ];
    let with_stand_ins = STAND_INS.into_iter().filter(move |(stand_in, _)| may_stand_in(line, stand_in));
    let with_stand_ins =
        with_stand_ins.map(move |(_, what)| Layer::new(CodePage::ISO_8859_1, unassigned(what)));
    // The third byte of an emoji can be a quotation mark (`ðŸ"§`).
    let straightened = ["ðŸ\"", "ðŸ'"].iter().any(|lead| line.contains(lead));
    let quotes = Layer::new(CodePage::WINDOWS_1252, Loss { quotes: Quotes::Straightened, ..Loss::NONE });
    // The last byte of a sign can be a blank, and that of the selector behind it lost (`ðŸ› ï¸`).
    let blanked = line.contains(BLANK_AND_SELECTOR);
    let both = Loss { controls: true, white_space: WhiteSpace::NoBreakSpaced, ..Loss::NONE };
    let both = Layer::new(CodePage::WINDOWS_1252, both);
    let more = straightened.then_some(quotes).into_iter().chain(blanked.then_some(both));
    always.into_iter().chain(with_stand_ins).chain(more)
}

/// What is left of a no-break space and of a variation selector.
const BLANK_AND_SELECTOR: &str = " ï¸";

/// True if the straight quotes of a line may be bytes: each that is behind a character beyond ASCII has another one behind it. What closes a quotation, a
/// string of code or a name in JSON is no byte, though a control may be missing in front of it.
pub(crate) fn quotes_may_be_bytes(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_beyond = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|byte| !byte.is_ascii());
    let mut behind =
        memchr::memchr2_iter(b'"', b'\'', bytes).filter(|at| is_beyond(at.checked_sub(1))).peekable();
    behind.peek().is_some() && behind.all(|at| is_beyond(Some(at + 1)))
}

/// True if this may stand for bytes in a line: somewhere it is behind a character beyond ASCII.
pub(crate) fn may_stand_in(line: &str, stand_in: &str) -> bool {
    if stand_in == " " {
        return has_blank_within_word(line);
    }
    let bytes = line.as_bytes();
    memchr::memmem::find_iter(bytes, stand_in).any(|at| at > 0 && !bytes[at - 1].is_ascii())
}

/// True if a blank stands behind a lead that has a letter in front of it (`StraÃ e`), or before another byte or blank. A blank behind a lead that begins a
/// word is more likely one: `Ã bello` was `È bello`.
fn has_blank_within_word(line: &str) -> bool {
    memchr::memchr_iter(b' ', line.as_bytes()).any(|at| {
        let mut before = line[..at].chars().rev();
        let goes_on = || line[at + 1..].starts_with(|c: char| c == ' ' || !c.is_ascii());
        match before.next() {
            Some('Â'..='ô') => goes_on() || before.next().is_some_and(char::is_alphabetic),
            // The third byte of a character.
            Some('\u{A0}'..='¿') => matches!(before.next(), Some('à'..='ô')),
            _ => false,
        }
    })
}

/// What programs write for a byte of 80 to 9F, which the standards of ISO 8859 assign nothing to.
const STAND_INS: [(&str, UnassignedByte); 5] = [
    ("\u{FFFD}", UnassignedByte::Replaced),
    ("?", UnassignedByte::Questioned),
    (" ", UnassignedByte::Spaced),
    (".", UnassignedByte::Stopped),
    ("_", UnassignedByte::LowLined),
];

/// Where what stands for the bytes of the mark or emoji at `at` ends, if something does.
fn end_of_stand_ins(bytes: &[u8], at: usize) -> Option<usize> {
    let (from, count) = (at + 2, if bytes[at + 1] == MARKS[0] { 2 } else { 3 });
    STAND_INS.iter().map(|(stand_in, _)| stand_in.as_bytes()).find_map(|stand_in| {
        let mut rest = &bytes[from..];
        for _ in 0..count {
            rest = rest.strip_prefix(stand_in)?;
        }
        Some(bytes.len() - rest.len())
    })
}

/// Eighths of a bit that the place of a run of lone leads speaks for it, beyond what letters cost there: of what is odd anywhere, this is odder
/// still. `could_be` tells the letters of which the lead can be left.
pub(crate) fn gain(text: &str, run: &Range<usize>, could_be: impl Fn(char) -> bool) -> i32 {
    let bytes = text.as_bytes();
    // Nobody types a no-break space behind these letters: `voilÃ\u{A0}` was `voilà`. But Romanian is written in capitals, too.
    let in_capitals = text[..run.start].ends_with(char::is_uppercase);
    if text[run.start..].starts_with("Ã\u{A0}") || text[run.start..].starts_with("Ă\u{A0}") && !in_capitals
    {
        return priors::NEVER_SEEN;
    }
    match place(bytes, run.start) {
        Some(Place::Contraction) if is_of_unknown_word(bytes, run.start) => 0,
        Some(Place::Contraction | Place::WithinWord) => priors::ODD_PLACE,
        Some(Place::Misspelt) => match misspelt::word(bytes, run.start, could_be) {
            Some(Word::Misspelt) => priors::MISSPELT,
            Some(Word::MisspeltFirst) => priors::MISSPELT_FIRST,
            Some(Word::MisspeltShort) => priors::MISSPELT_SHORT,
            Some(Word::Possible) | None => 0,
        },
        Some(Place::Closing) if opens_before(bytes, run.start) && !ends_word_of_hats(bytes, run.start) => {
            priors::ODD_PLACE
        }
        Some(Place::Emoji) if run.len() > 2 => 2 * priors::ODD_PLACE,
        // Two blanks are all that is left of a no-break space and a blank.
        Some(Place::Word) if bytes[run.start + 2..].starts_with(b"  ") => priors::ODD_PLACE,
        Some(Place::Word | Place::Elision | Place::Dash | Place::Closing | Place::Emoji) => 0,
        None if is_row_of_emoji(text, run) => 2 * priors::ODD_PLACE,
        None if is_torn(bytes, run.start)
            && text[run.start + 2..].starts_with(odd_pairs::is_odd_behind_letters) =>
        {
            priors::ODD_PLACE
        }
        None if opens(bytes, run.start)
            && closes_behind(bytes, run.end)
            && !begins_word_of_hats(bytes, run.end) =>
        {
            priors::ODD_PLACE
        }
        None => 0,
    }
}

/// True if the `â` at `at` stands before an `s` behind a small word that no language is known to have: Friulian has words that end so (`cjantâs`).
fn is_of_unknown_word(bytes: &[u8], at: usize) -> bool {
    let letters = bytes[..at].iter().rev().take(NAME).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = std::str::from_utf8(&bytes[at - letters..at]).unwrap_or_default();
    let is_small = word.bytes().all(|byte| byte.is_ascii_lowercase()) || letters == 1;
    let is_common = match letters {
        1 => false,
        2 => PRONOUNS.contains(&word),
        _ => is_known(word),
    };
    bytes.get(at + 2) == Some(&b's') && is_small && !is_common
}

/// True for an `â` alone that ends a word and closes no quotation, or stands before the `s` of a word that nobody knows: languages have words with it (`eliminâ`,
/// `fâs`). Behind an `s` and `in` it may be an apostrophe of English.
pub(crate) fn is_end_of_word(text: &str, run: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let before = &text[..run.start];
    &text[run.clone()] == "â"
        && match place(bytes, run.start) {
            Some(Place::Closing) => {
                before.ends_with(|c: char| c.is_ascii_lowercase())
                    && !before.ends_with('s')
                    && !before.ends_with("in")
                    && !may_be_opened(before)
            }
            Some(Place::Contraction) => is_of_unknown_word(bytes, run.start),
            Some(
                Place::Elision
                | Place::Dash
                | Place::Word
                | Place::WithinWord
                | Place::Misspelt
                | Place::Emoji,
            )
            | None => false,
        }
}

/// True if a quotation may begin before: with a mark, or what is left of one in front of a word.
fn may_be_opened(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let begins = |(at, _): (usize, &str)| !line[..at].ends_with(is_alphabetic);
    line.contains(['"', '“', '„', '«', '»']) || line.match_indices('â').any(begins)
}

/// The words of two letters that English has an apostrophe and an `s` behind.
const PRONOUNS: [&str; 2] = ["he", "it"];

/// Letters of the shortest line that is nothing else.
const ALONE: usize = 3;

/// True for several `ð` at the end of a line that has no other letter beyond ASCII, behind two words of small letters or more; or that are all of it.
/// Elsewhere people write of the letter (`dd -> ðð`, `doubled ðð in Old English`).
fn is_row_of_emoji(text: &str, run: &Range<usize>) -> bool {
    let count = text[run.clone()].chars().count();
    // Long lines have many other runs.
    if count < 2 || text[run.clone()].chars().any(|c| c != 'ð') {
        return false;
    }
    let line = text[..run.start].rfind('\n').map_or(0, |end| end + 1);
    let before = &text[line..run.start];
    let behind = text[run.end..].split('\n').next().unwrap_or_default();
    let is_word = |word: &&str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase());
    behind.trim_end().is_empty()
        && before.is_ascii()
        && match before.trim_start() {
            "" => count >= ALONE,
            words => {
                words.ends_with(' ')
                    && words.split_ascii_whitespace().rev().take(2).filter(is_word).count() == 2
            }
        }
}

/// Letters of a word that begins and ends with `â`, as in Turkish (`âlâ`, `âmâ`): of marks, there is hardly one around so few.
const BETWEEN: usize = 2;

/// True if the letters at `from`, behind an `â` that begins a word, go on with another one.
fn begins_word_of_hats(bytes: &[u8], from: usize) -> bool {
    let letters = bytes[from..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    letters <= BETWEEN && bytes[from + letters..].starts_with(&[FIRST, MARKS[0]])
}

/// True if the `â` at `at` ends such a word.
fn ends_word_of_hats(bytes: &[u8], at: usize) -> bool {
    let letters = bytes[..at].iter().rev().take_while(|byte| byte.is_ascii_lowercase()).count();
    letters <= BETWEEN && bytes[..at - letters].ends_with(&[FIRST, MARKS[0]])
}

/// Bytes between the two marks of a quotation.
const QUOTED: usize = 200;

/// True for a number, or a word that some language has: of `ântico` and `âl` in lists of words, the letter is a part.
fn begins_quoted(bytes: &[u8]) -> bool {
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let word = std::str::from_utf8(&bytes[..letters]).unwrap_or_default();
    bytes.first().is_some_and(u8::is_ascii_digit)
        || matches!(word, "I" | "A")
        || letters > 1 && is_known(word)
}

/// True if `â` stands where a quotation could open: behind a space or bracket, before a word.
fn opens(bytes: &[u8], at: usize) -> bool {
    let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
    let is_before_word = |end: usize| begins_quoted(&bytes[end..]);
    bytes[at..].starts_with(&[FIRST, MARKS[0]])
        && matches!(before, b' ' | b'(' | b'[' | b'\n')
        && (is_before_word(at + 2) || end_of_stand_ins(bytes, at).is_some_and(is_before_word))
}

fn opens_before(bytes: &[u8], at: usize) -> bool {
    let from = at.saturating_sub(QUOTED);
    memchr::memchr_iter(FIRST, &bytes[from..at]).any(|place| opens(bytes, from + place))
}

fn closes_behind(bytes: &[u8], from: usize) -> bool {
    let to = bytes.len().min(from + QUOTED);
    let closes = |at: usize| matches!(place(bytes, from + at), Some(Place::Closing));
    memchr::memchr_iter(FIRST, &bytes[from..to]).any(closes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_are_told_from_letters_by_their_place() {
        for text in [
            "Waitâ¦ what",
            "â¢ item",
            "I donât",
            "itâs",
            "weâre",
            "open â see",
            "said âhelloâ to",
            "dellâacqua",
            "so ðð",
            "ð",
            "artÃculo",
            "szkoÅa",
            "(szkoÅa). ",
            "I donâ??t",
            "itâ..s",
            "said â__helloâ__ to",
            "dellâ\u{FFFD}\u{FFFD}acqua",
            "so ð???",
            "DIE HELFER FÃR DAS TURNIER",
            "CIUDAD DE MÃXICO",
            "STRAÃE",
            "ÃBER ALLES",
            "NIE CHCÄ WIEDZIEÄ",
        ] {
            assert!(is_in(text), "{text}");
        }
        for text in [
            "pâte",
            "mât",
            "dégât",
            "Khordâd",
            "âge",
            "câteva",
            "SÃO",
            "Århus",
            "fÅ°",
            "góðan",
            "það",
            "maðurinn",
            "5 Å",
            "Ã",
            "istÄlter(b)",
            "alleÄste.add",
            "x.alleÄste",
            "KÄLTE",
            "MÃE E IRMÃ",
            "GUIMARÃES",
            "FÃ",
            "FÃRÊ",
            "AKÃPICHY AKÃPIRE AKÃPYRUSU",
            "LÄHETÄ",
        ] {
            assert!(!is_in(text), "{text}");
        }
    }

    #[test]
    fn letters_of_latin_words_are_no_leads_of_east_asia() {
        for text in ["æåäç", "æ¥å æ¬ èª ç", "[A]: é£ä¸åå¤"] {
            assert!(leads_of_east_asia_abound(text), "{text}");
        }
        for text in ["Není ovšem bez zajímavosti, že se pozornosti dostalo", "æåä", "été déjà été créé"]
        {
            assert!(!leads_of_east_asia_abound(text), "{text}");
        }
    }
}
