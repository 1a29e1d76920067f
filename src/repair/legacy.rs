//! Text that never was UTF-8, read as Latin-1 or windows-1252: which encoding it was in, and the way back.
//!
//! Bytes that a single-byte page read are all there, so a unit is a character of the encoding, whole. The evidence is the
//! plausibility of what comes out: accented capitals in a row are no language, and few encodings make one of them.

use super::multi_byte::next_beyond_ascii;
use super::odds::{cost, Odds, Run, Tally};
use super::provenance::{Log, Undone};
use super::spelling::Spelling;
use crate::channel::code_page::CodePage;
use crate::channel::encoding::Encoding;
use crate::channel::multi_byte::{MultiByte, Reading};
use crate::channel::{Channel, Layer};
use crate::model::plausibility::BIT;
use crate::model::text::State;

/// Encodings to try, and the bits that each must gain beyond others: the rarer it is, or the more alike what it makes is to
/// what stands there, the more. GB 18030 comes after GBK, which says the same of all but its sequences of four bytes.
fn sources(from: From) -> impl Iterator<Item = (Encoding, i32)> {
    let multi = [
        (MultiByte::GBK, 0),
        (MultiByte::BIG5, 0),
        (MultiByte::WINDOWS_31J, 0),
        (MultiByte::WINDOWS_949, 0),
        (MultiByte::EUC_JP, 4),
        (MultiByte::GB18030, 4),
    ];
    let single = [
        ("windows-1252", CONTROLS_AS_MARKS),
        ("windows-1251", 0),
        ("KOI8-R", 4),
        ("windows-1253", 4),
        ("windows-1255", 4),
        ("windows-1256", 4),
        ("windows-874", 6),
        ("IBM866", 8),
        ("KOI8-U", 5),
        ("ISO-8859-7", 5),
        ("ISO-8859-5", 8),
        ("x-mac-cyrillic", 8),
        ("macintosh", 16),
    ];
    // Latin letters for Latin letters: in a text that came as characters, they may well be meant.
    let latin = LATIN.into_iter().filter(move |_| from == From::Bytes);
    let multi = multi.into_iter().map(|(page, price)| (Encoding::Multi(page), price));
    let single = single
        .into_iter()
        .chain(latin)
        .filter_map(|(name, price)| Some((Encoding::Single(CodePage::from_name(name)?), price)));
    multi.chain(single)
}

/// Pages of Latin letters, with the same price.
const LATIN: [(&str, i32); 5] =
    [("windows-1250", 0), ("windows-1254", 1), ("ISO-8859-2", 2), ("windows-1257", 6), ("windows-1258", 12)];

/// What it spares to read controls as the marks that windows-1252 has for their bytes: nobody types them.
const CONTROLS_AS_MARKS: i32 = -6;
/// Bits that an encoding must gain over a text before it is touched, in telling runs as well as over all.
const ENOUGH: i32 = 14 * BIT;
/// What a run costs of which each second character is ASCII, and at home where it stands: `“I’m`.
const PLAIN: i32 = 12 * BIT;
/// The same as `ENOUGH` where the text was bytes, of some encoding in any case.
const SOME: i32 = 4 * BIT;
/// Characters on either side of a run that tell whether it is cut out of UTF-8.
const AROUND: usize = 24;
/// What the letters of another script beside a Latin letter cost: a word is of one script.
const MIXED_WORD: i32 = 10 * BIT;
/// Bytes of a block that are weighed for the likeliest encodings, from the line of a suspect on.
const SAMPLE: usize = 1 << 14;
/// Bytes of a sample that are weighed for every encoding.
const GLANCE: usize = 1 << 12;
/// Encodings that are weighed over the whole sample.
const RIVALS: usize = 3;
/// Bits that a character of Latin-1 or windows-1252 may cost without being odd where it stands.
const EVERYDAY: i32 = 10 * BIT;

/// What a text was when it was given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    Characters,
    /// Bytes that are not UTF-8, each shown as windows-1252 has it: all are of one encoding, and which is to be found out.
    Bytes,
}

/// Reads units of one layer.
pub(crate) struct Reader {
    pub(crate) layer: Layer,
    from: From,
}

impl Reader {
    /// The character that the beginning of `text` was, and how many bytes of `text` stand for it; `None` if none can be told.
    fn unit(&self, text: &str) -> Option<(char, usize)> {
        let mut chars = text.chars();
        let first = chars.next()?;
        let byte = self.layer.page.byte_of(first).filter(|byte| *byte >= 0x80)?;
        match self.layer.source {
            Encoding::Utf8 | Encoding::Cesu8 => None,
            Encoding::Single(source) => {
                let c = source.char_of(byte);
                let made = c != first && !c.is_control() && !source.leaves_unassigned(byte);
                made.then_some((c, first.len_utf8()))
            }
            Encoding::Multi(source) => {
                let mut bytes = [byte, 0, 0, 0];
                let mut ends = [first.len_utf8(); 4];
                let mut count = 1;
                for (i, c) in chars.take(3).enumerate() {
                    let Some(byte) = self.layer.page.byte_of(c) else { break };
                    bytes[i + 1] = byte;
                    ends[i + 1] = ends[i] + c.len_utf8();
                    count += 1;
                }
                let Reading::Char(c, taken) = source.read(&bytes[..count]) else { return None };
                // One of two ways to write a character would not come back.
                let back = source.encode(c)?;
                let same = back.as_slice() == &bytes[..taken] && !is_private(c);
                same.then(|| (c, ends[taken - 1]))
            }
        }
    }

    /// The run of units from `start`, weighed. Each unit and its length are shown to `each`.
    fn weigh(
        &self,
        text: &str,
        start: usize,
        before: char,
        mut each: impl FnMut(char, usize),
    ) -> Option<Run> {
        let left = State::after(before);
        let (mut at, mut restored, mut state) = (start, 0, left);
        // Units, those that are beyond ASCII to their last byte, those that stood as no small letter, and as a letter.
        let (mut units, mut high, mut marks, mut letters) = (0, 0, 0, 0);
        let (mut foreign, mut spelt, mut varied, mut wide) = (false, true, false, false);
        let mut first = None;
        while let Some((c, len)) = self.unit(&text[at..]) {
            each(c, len);
            let stood = &text[at..at + len];
            units += 1;
            high += i32::from(!stood.ends_with(|c: char| c.is_ascii()));
            wide |= stood.chars().nth(1).is_some();
            marks += i32::from(!stood.starts_with(char::is_lowercase));
            letters += i32::from(stood.starts_with(char::is_alphabetic));
            foreign |= c.is_alphabetic() && c > '\u{24F}';
            spelt &= c.is_alphabetic();
            varied |= *first.get_or_insert(c) != c;
            let (price, next) = state.then(c);
            restored += price;
            state = next;
            at += len;
        }
        if units == 0 {
            return None;
        }
        let after = text[at..].chars().next().unwrap_or('\n');
        restored += state.then(after).0;
        let mixed = i32::from(before.is_ascii_alphabetic()) + i32::from(after.is_ascii_alphabetic());
        // What is UTF-8 through and through is another layer's.
        let own = || !self.is_utf8(self.stretch(text, start, at));
        let telling = match self.layer.source {
            // A mark between marks may be written twice, or stand before any letter: two pairs of odd letters are another thing.
            Encoding::Multi(_) => (high >= 2 && wide && varied && own()) || self.from == From::Bytes,
            // A small letter in place of a capital or a mark, within a word.
            Encoding::Single(_) if !foreign => {
                spelt && marks > 0 && mixed > 0
                    || self.layer.source.is_windows_1252()
                    || self.from == From::Bytes
            }
            // Marks alone come in rows too, and two letters of a Latin script.
            _ => (letters >= 3 || units >= 4) && varied && mixed == 0 && own(),
        };
        let mut gain = cost(text[start..at].chars(), before, after) - restored;
        let mut against = 0;
        match self.layer.source {
            Encoding::Single(_) if foreign => {
                gain -= mixed * MIXED_WORD;
                against = mixed * MIXED_WORD / 2;
            }
            // What is plausible of letters in the place of letters depends on the language, and many have never been seen: there words
            // decide, and letters can only speak against.
            Encoding::Single(_) if letters == units && is_latin(self.layer.source) => gain = gain.min(0),
            Encoding::Multi(_) if high == 0 && self.from == From::Characters => gain -= PLAIN,
            _ => {}
        }
        Some(Run { end: at, gain, telling, against })
    }

    /// The characters beyond ASCII that the page has around `start`: as far as the run goes, and `AROUND` on both sides.
    fn stretch<'a>(&self, text: &'a str, start: usize, end: usize) -> &'a str {
        let of_page = |c: &char| self.layer.page.byte_of(*c).is_some_and(|byte| byte >= 0x80);
        let before = text[..start].chars().rev().take(AROUND).take_while(of_page);
        let left = start - before.map(char::len_utf8).sum::<usize>();
        let mut right = start;
        for (i, c) in text[start..].chars().enumerate() {
            if !of_page(&c) || (right >= end && i > AROUND) {
                break;
            }
            right += c.len_utf8();
        }
        &text[left..right]
    }

    /// True if the bytes that `text` stands for are whole characters of UTF-8, but for what a stretch cut short begins and ends with.
    fn is_utf8(&self, text: &str) -> bool {
        let bytes: Vec<u8> = text.chars().filter_map(|c| self.layer.page.byte_of(c)).collect();
        let cut = bytes.len() > AROUND;
        let broken = bytes.iter().take(3).take_while(|byte| cut && (0x80..0xC0).contains(*byte)).count();
        match std::str::from_utf8(&bytes[broken..]) {
            Ok(_) => true,
            Err(error) => cut && error.error_len().is_none(),
        }
    }

    fn odds(&self, text: &str) -> Odds {
        let mut tally = Tally::default();
        let mut at = 0;
        let mut last_other = usize::MAX;
        while let Some(next) = next_beyond_ascii(text, at) {
            at = next;
            let before = text[..at].chars().next_back().unwrap_or('\n');
            if let Some(run) = self.weigh(text, at, before, |_, _| {}) {
                tally.run(&run);
                at = run.end;
                continue;
            }
            let Some(c) = text[at..].chars().next() else { break };
            at += c.len_utf8();
            if self.contradicts(c) {
                // Neighbours count as one stretch.
                if last_other != at - c.len_utf8() {
                    tally.other();
                }
                last_other = at;
            }
        }
        match self.from {
            From::Characters => tally.odds(),
            From::Bytes => tally.all_or_nothing(),
        }
    }

    /// What the words say beside.
    fn odds_with_words(&self, text: &str) -> Odds {
        let odds = self.odds(text);
        let words = Spelling::of(&self.read(text)).gain() - Spelling::of(text).gain();
        Odds { gain: odds.gain + words, proof: odds.proof + words, ..odds }
    }

    /// All of `text`, as this layer would have had it.
    fn read(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let (c, len) = self.unit(rest).unwrap_or((c, c.len_utf8()));
            out.push(c);
            rest = &rest[len..];
        }
        out
    }

    /// True if the page has the character, and yet the encoding would not have come to it here.
    fn contradicts(&self, c: char) -> bool {
        match (self.layer.page.byte_of(c), self.layer.source) {
            (Some(0x80..), Encoding::Single(source)) => self.layer.page.byte_of(c) != source.byte_of(c),
            (byte, _) => byte.is_some_and(|byte| byte >= 0x80),
        }
    }
}

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}')
}

/// The encoding that a text was in.
pub(crate) struct Found {
    reader: Reader,
    credit: i32,
    /// Eighths of a bit that it gains over the sample that betrayed it.
    pub(crate) gain: i32,
}

/// The encoding that the text, or part of it, was in before it was read as Latin-1 or windows-1252; `None` if the text is better left
/// as it is. `rival` is what another explanation gains: with one at hand, the first sample decides.
pub(crate) fn find(text: &str, from: From, rival: Option<i32>) -> Option<Found> {
    let mut at = 0;
    let next = match from {
        From::Characters => next_suspect,
        From::Bytes => |text: &str, at: usize| next_beyond_ascii(text, at),
    };
    while let Some(suspect) = next(text, at) {
        let line =
            memchr::memrchr(b'\n', &text.as_bytes()[at..suspect]).map_or(at, |line_end| at + line_end + 1);
        let sample = &text[line..char_boundary_before(text, (line + SAMPLE).max(suspect + SAMPLE / 2))];
        let found = of_sample(sample, from).filter(|found| rival.is_none_or(|rival| found.gain > rival));
        if found.is_some() || rival.is_some() || from == From::Bytes {
            return found;
        }
        at = line + sample.len();
    }
    None
}

fn char_boundary_before(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn of_sample(sample: &str, from: From) -> Option<Found> {
    let page = match from {
        From::Characters if oddity(sample) < ENOUGH => return None,
        From::Characters => page_of(sample),
        From::Bytes => CodePage::WINDOWS_1252,
    };
    let weigh = |source: Encoding, price: i32, text: &str| {
        let reader = Reader { layer: Layer::legacy(source, page), from };
        let Odds { gain, credit, proof } = match is_latin(source) {
            true => reader.odds_with_words(text),
            false => reader.odds(text),
        };
        let (gain, proof) = (gain - price * BIT, proof - price * BIT);
        let gain = if proof >= ENOUGH { gain } else { gain.min(proof) };
        Found { reader, credit, gain }
    };
    let glance = &sample[..char_boundary_before(sample, GLANCE)];
    let mut ranked: Vec<(i32, Encoding, i32)> = sources(from)
        .filter(|(source, _)| {
            *source != Encoding::Single(page) && (page == CodePage::ISO_8859_1 || !is_macintosh(*source))
        })
        .map(|(source, price)| (weigh(source, price, glance).gain, source, price))
        .collect();
    ranked.sort_by_key(|(gain, _, _)| -gain);
    let likeliest = ranked.into_iter().take(RIVALS).map(|(_, source, price)| weigh(source, price, sample));
    // Of those that explain equally much, the first.
    let enough = if from == From::Bytes { SOME } else { ENOUGH };
    likeliest
        .filter(|found| found.gain >= enough)
        .reduce(|best, next| if next.gain > best.gain { next } else { best })
}

fn is_latin(source: Encoding) -> bool {
    LATIN.iter().any(|(name, _)| source.name() == *name)
}

/// The Macintosh's letters are where windows-1252 has quotation marks and dashes, which any text may use: only the controls of Latin-1
/// betray them.
fn is_macintosh(source: Encoding) -> bool {
    matches!(source, Encoding::Single(page) if page.name() == "macintosh")
}

/// Latin-1 has controls where windows-1252 has marks, but for five bytes that are controls in both. Any other control was made by
/// Latin-1, whatever marks were typed around it.
fn page_of(text: &str) -> CodePage {
    let (mut controls, mut marks) = (0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match CodePage::WINDOWS_1252.byte_of(c) {
            None if c.is_control() => return CodePage::ISO_8859_1,
            Some(0x80..=0x9F) if c.is_control() => controls += 1,
            Some(0x80..=0x9F) => marks += 1,
            _ => {}
        }
    }
    if controls > marks {
        CodePage::ISO_8859_1
    } else {
        CodePage::WINDOWS_1252
    }
}

/// Eighths of a bit by which the characters of Latin-1 cost more than they do where they belong: about all that an encoding could gain,
/// and cheap to know. Quotation marks and dashes do not count: a long clean text has enough odd ones.
fn oddity(text: &str) -> i32 {
    let mut state = State::START;
    let mut sum = 0;
    for c in text.chars() {
        let (cost, next) = state.then(c);
        state = next;
        if cost > EVERYDAY && ('\u{80}'..='\u{FF}').contains(&c) {
            sum += cost - EVERYDAY;
        }
    }
    sum
}

/// Undoes `found` wherever a run is better read so. `log` tells what was undone before.
pub(crate) fn undo(original: &str, text: &str, found: &Found, log: &Log) -> (String, Vec<Undone>) {
    let layer = found.reader.layer;
    let fresh = log.records.is_empty();
    let mut out = String::with_capacity(text.len());
    let mut undone: Vec<Undone> = Vec::new();
    let mut units = Vec::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(next) = next_beyond_ascii(text, at) {
        let before = if next > copied { text[..next].chars().next_back() } else { out.chars().next_back() };
        units.clear();
        let run = found.reader.weigh(text, next, before.unwrap_or('\n'), |c, len| units.push((c, len)));
        let Some(run) = run.filter(|run| run.gain + found.credit > 0) else {
            at = next + text[next..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        out.push_str(&text[copied..next]);
        copied = next;
        for &(c, len) in &units {
            let source = copied..copied + len;
            let channel = if fresh {
                Some(Channel::of(layer))
            } else {
                log.channel_at((original, text), source.clone(), layer, Some(c))
            };
            let Some(channel) = channel else { break };
            let start = out.len();
            out.push(c);
            match undone.last_mut().filter(|last| last.source.end == source.start && last.channel == channel)
            {
                Some(last) => {
                    last.source.end = source.end;
                    last.restored.end = out.len();
                }
                None => undone.push(Undone { source, restored: start..out.len(), channel, choice: None }),
            }
            copied += len;
        }
        at = run.end;
    }
    out.push_str(&text[copied..]);
    (out, undone)
}

/// The place of the next pair of characters, or of the next control, at or after `from` that windows-1252 or Latin-1 put there. One
/// of a pair is of the block of two bytes that clean text in other scripts has few of.
pub(crate) fn next_suspect(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(found) = memchr::memchr2(0xC2, 0xC3, &bytes[at..]) {
        let place = at + found;
        if is_suspect(bytes, place) {
            return Some(place);
        }
        at = place + 2;
    }
    None
}

/// True if such a pair or such a control begins at `at`.
pub(crate) fn is_suspect(bytes: &[u8], at: usize) -> bool {
    let control = bytes[at] == 0xC2 && matches!(bytes.get(at + 1), Some(0x80..=0x9F));
    control || matches!(bytes[at], 0xC2 | 0xC3) && is_page_character(bytes.get(at + 2).copied())
}

/// True for the first bytes of what windows-1252 has beyond ASCII.
fn is_page_character(byte: Option<u8>) -> bool {
    matches!(byte, Some(0xC2 | 0xC3 | 0xC5 | 0xC6 | 0xCB | 0xE2))
}
