//! From the bytes that were given to text, with a way back to every byte.

use std::borrow::Cow;
use std::ops::Range;

use crate::channel::code_page::CodePage;

/// Where in the input each part of the decoded text stood.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Origin {
    /// In order; none if text and input are the same bytes.
    pieces: Vec<Piece>,
    /// The decoded text, if it is not the input itself: some pieces need it to find a place.
    text: String,
    /// Lines of the decoded text that are not UTF-8, in order: each byte stands for itself there.
    foreign: Vec<Range<usize>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Piece {
    text: usize,
    source: usize,
    step: Step,
}

/// How much of the input one character of the text took.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    /// As many bytes as in the text.
    Utf8,
    /// One byte.
    Byte,
    /// Two bytes for each UTF-16 unit, the lower or the higher one first.
    Utf16Le,
    Utf16Be,
}

/// Text between two pieces of an input that is not UTF-8, in bytes: bounds the time to find one place.
const PIECE: usize = 4096;

/// Decodes an input of any bytes.
///
/// UTF-8 is borrowed as it is, a byte order mark included. UTF-16 is recognised by its byte order mark. Bytes that are neither
/// stand for themselves as windows-1252 has them, so that no byte is lost; and in a line that has too many of these to be UTF-8, all bytes
/// do: what looks like UTF-8 there does so by chance.
pub(crate) fn decode(input: &[u8]) -> (Cow<'_, str>, Origin) {
    let encoding = Encoding::of(input);
    if encoding == Encoding::Utf8 {
        if let Some(text) = utf8(input) {
            return (Cow::Borrowed(text), Origin::default());
        }
    }
    let mut origin = Origin::default();
    origin.extend(input, 0, encoding);
    (Cow::Owned(origin.text.clone()), origin)
}

/// `bytes` as text, if they are UTF-8: what `str::from_utf8` gives, by the check of encoding_rs, whose newer versions (0.8.44; not yet
/// 0.8.35) read text beyond ASCII with vector instructions, seven times as fast.
pub(crate) fn utf8(bytes: &[u8]) -> Option<&str> {
    match encoding_rs::UTF_8.decode_without_bom_handling_and_without_replacement(bytes)? {
        Cow::Borrowed(text) => Some(text),
        Cow::Owned(_) => std::str::from_utf8(bytes).ok(),
    }
}

/// How an input is read.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    /// Of another encoding, but for lines that are surely UTF-8.
    Bytes,
}

/// Bytes of an input that tell whether it is UTF-8 at all.
const BEGINNING: usize = 1 << 16;

impl Encoding {
    /// UTF-16 is recognised by its byte order mark.
    fn of(beginning: &[u8]) -> Encoding {
        match beginning {
            [0xFF, 0xFE, ..] => Encoding::Utf16Le,
            [0xFE, 0xFF, ..] => Encoding::Utf16Be,
            _ if is_foreign(beginning) => Encoding::Bytes,
            _ => Encoding::Utf8,
        }
    }
}

/// True if the bytes beyond ASCII are of another encoding. Of such text up to two thirds look like UTF-8 in a short line, for a third of
/// all pairs of letters do; in UTF-8 that holds strays, the strays are few.
fn is_foreign(input: &[u8]) -> bool {
    let beginning = match input.get(..BEGINNING) {
        Some(beginning) => &beginning[..whole_utf8(beginning)],
        None => input,
    };
    if utf8(beginning).is_some() || !has_too_many_strays(beginning) {
        return false;
    }
    // A file put together from others has lines of both.
    let (mut sure, mut foreign) = (0, 0);
    for line in beginning.split(|byte| *byte == b'\n') {
        match utf8(line) {
            Some(text) => {
                sure += u32::from(text.bytes().filter(|byte| !byte.is_ascii()).count() >= NO_CHANCE)
            }
            None => foreign += u32::from(looks_foreign(line)),
        }
    }
    4 * sure < foreign
}

fn has_too_many_strays(bytes: &[u8]) -> bool {
    let (mut sound, mut stray, mut at, mut end) = (0, 0, 0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        at += chunk.valid().len();
        if at >= end {
            end = at + forbidden_len(&bytes[at..]);
        }
        at += chunk.invalid().len();
        stray += at.saturating_sub(end).min(chunk.invalid().len());
    }
    2 * stray > sound
}

/// The length of a sequence at the beginning of `bytes` that has the shape of UTF-8 and that the standard forbids, though programs write it: half of
/// a pair of UTF-16, NUL in two bytes, what is beyond the last code point. No stray: other encodings hardly have it. 0 if there is none.
fn forbidden_len(bytes: &[u8]) -> usize {
    match bytes {
        [0xC0, 0x80, ..] => 2,
        [0xED, 0xA0..=0xBF, 0x80..=0xBF, ..] => 3,
        [0xF4, 0x90..=0xBF, 0x80..=0xBF, 0x80..=0xBF, ..] => 4,
        _ => 0,
    }
}

/// True if a line that is not UTF-8 looks like text of another encoding.
fn looks_foreign(line: &[u8]) -> bool {
    has_too_many_strays(line) && !is_cut(line) && !has_letter_of_utf8(line)
}

/// True if a letter of Latin-1 or Latin Extended-A stands within a word as UTF-8 has it, `ni\xC3\xB1o`: other encodings have capitals and symbols
/// for its bytes, or half a word. The strays of such a line were put in from elsewhere.
fn has_letter_of_utf8(line: &[u8]) -> bool {
    memchr::memchr3_iter(0xC3, 0xC4, 0xC5, line).any(|at| {
        let before = at.checked_sub(1).map_or(b' ', |before| line[before]);
        let behind = line.get(at + 2).copied().unwrap_or(b' ');
        line.get(at + 1).is_some_and(|second| (0x80..=0xBF).contains(second))
            && before.is_ascii()
            && behind.is_ascii()
            && (before.is_ascii_lowercase() || behind.is_ascii_lowercase())
    })
}

/// True if a line is UTF-8 of which the last character was cut: programs cut at a number of bytes.
fn is_cut(line: &[u8]) -> bool {
    let end = line.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |last| last + 1);
    let line = &line[..end];
    let Some(error) = std::str::from_utf8(line).err().filter(|error| error.error_len().is_none()) else {
        return false;
    };
    let (sound, left) = line.split_at(error.valid_up_to());
    let sound = sound.iter().filter(|byte| !byte.is_ascii()).count();
    match left {
        // Dashes, quotation marks and emoji stand in lines without any other such character.
        [0xE2, _] | [0xF0, 0x9F, ..] => true,
        [_] => sound > 2,
        _ => sound > 1,
    }
}

/// Bytes beyond ASCII of a line that are UTF-8 by no chance, whatever the lines around it are.
const NO_CHANCE: usize = 12;
/// Bytes of a line that are decoded together.
const LINE: usize = 1 << 16;

/// True if a line of an input that `encoding` names, and that is not UTF-8 as a whole, is of another encoding.
fn is_foreign_line(line: &[u8], encoding: Encoding) -> bool {
    match utf8(line) {
        Some(text) if encoding == Encoding::Bytes => {
            let beyond = text.bytes().filter(|byte| !byte.is_ascii()).count();
            0 < beyond && beyond < NO_CHANCE
        }
        Some(_) => false,
        None => encoding == Encoding::Bytes || looks_foreign(line),
    }
}

/// The length of the line that `input` begins with, or of as much of it as is decoded together; `None` if more must come to tell.
fn line_len(input: &[u8], last: bool) -> Option<usize> {
    let beginning = &input[..input.len().min(LINE)];
    match memchr::memchr(b'\n', beginning) {
        Some(end) => Some(end + 1),
        None if input.len() >= LINE => Some(whole_utf8(beginning).max(LINE - 6)),
        None => last.then_some(input.len()),
    }
}

/// Decodes an input that arrives in pieces, as [`decode`] decodes it whole.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    encoding: Option<Encoding>,
    /// Bytes of a character that is not complete.
    held: Vec<u8>,
    /// Where in the input they begin.
    source: usize,
}

impl Decoder {
    /// Takes in what comes next, `last` if nothing more does; the text and the way back are added to `origin`.
    pub(crate) fn push(&mut self, bytes: &[u8], last: bool, origin: &mut Origin) {
        // What is left of bytes that were told apart holds no line end.
        let searched = self.encoding.map_or(0, |_| self.held.len());
        self.held.extend_from_slice(bytes);
        if self.encoding.is_none() && self.held.len() < BEGINNING && !last {
            return;
        }
        let encoding = *self.encoding.get_or_insert_with(|| Encoding::of(&self.held));
        let whole = match encoding {
            _ if last => self.held.len(),
            // Lines are told apart as a whole.
            Encoding::Bytes | Encoding::Utf8 => whole_lines(&self.held, searched),
            Encoding::Utf16Le => whole_utf16(&self.held, u16::from_le_bytes),
            Encoding::Utf16Be => whole_utf16(&self.held, u16::from_be_bytes),
        };
        origin.extend(&self.held[..whole], self.source, encoding);
        self.held.drain(..whole);
        self.source += whole;
    }
}

/// The length of the lines of `input` that are complete. None ends in the first `searched` bytes.
fn whole_lines(input: &[u8], searched: usize) -> usize {
    if input.len() < LINE && memchr::memchr(b'\n', &input[searched..]).is_none() {
        return 0;
    }
    if let Some(end) = memchr::memrchr(b'\n', input).filter(|end| input.len() - end <= LINE) {
        return end + 1;
    }
    let mut at = 0;
    while let Some(len) = line_len(&input[at..], false) {
        at += len;
    }
    at
}

/// The length of `input` without a sequence at its end that may go on: not even one of UTF-8 surrogates is cut in two.
fn whole_utf8(input: &[u8]) -> usize {
    let reach = input.len().saturating_sub(6);
    match input[reach..].iter().rposition(|&byte| !(0x80..0xC0).contains(&byte)).map(|at| reach + at) {
        Some(ascii) if input[ascii] < 0x80 => ascii + 1,
        Some(lead) => match &input[..lead] {
            [.., 0xED, 0xA0..=0xAF, _] => lead - 3,
            _ => lead,
        },
        // Continuation bytes without a lead stand for themselves.
        None => input.len(),
    }
}

/// The length of `input` without half a unit or half a pair of surrogates at its end.
fn whole_utf16(input: &[u8], unit: fn([u8; 2]) -> u16) -> usize {
    let even = input.len() & !1;
    match input[..even] {
        [.., a, b] if (0xD800..0xDC00).contains(&unit([a, b])) => even - 2,
        _ => even,
    }
}

impl Origin {
    /// Adds what `input`, which stood at `source`, decodes to.
    fn extend(&mut self, input: &[u8], source: usize, encoding: Encoding) {
        match encoding {
            Encoding::Bytes | Encoding::Utf8 => self.extend_lines(input, source, encoding),
            Encoding::Utf16Le => self.extend_utf16(input, source, u16::from_le_bytes, Step::Utf16Le),
            Encoding::Utf16Be => self.extend_utf16(input, source, u16::from_be_bytes, Step::Utf16Be),
        }
    }

    fn extend_lines(&mut self, input: &[u8], mut source: usize, encoding: Encoding) {
        if let Some(text) = utf8(input).filter(|_| encoding == Encoding::Utf8) {
            self.push_utf8(source, text);
            return;
        }
        let mut rest = input;
        while let Some(len) = line_len(rest, true).filter(|len| *len > 0) {
            let (line, next) = rest.split_at(len);
            if is_foreign_line(line, encoding) {
                let start = self.text.len();
                self.push_bytes(source, line);
                match self.foreign.last_mut().filter(|last| last.end == start) {
                    Some(last) => last.end = self.text.len(),
                    None => self.foreign.push(start..self.text.len()),
                }
            } else {
                self.extend_utf8(line, source);
            }
            source += len;
            rest = next;
        }
    }

    fn extend_utf8(&mut self, input: &[u8], mut source: usize) {
        for chunk in input.utf8_chunks() {
            self.push_utf8(source, chunk.valid());
            source += chunk.valid().len();
            self.push_bytes(source, chunk.invalid());
            source += chunk.invalid().len();
        }
    }

    fn extend_utf16(&mut self, input: &[u8], mut source: usize, unit: fn([u8; 2]) -> u16, step: Step) {
        let pairs = input.chunks_exact(2);
        let odd = pairs.remainder();
        let mut next_piece = 0;
        let mut at = 0;
        for c in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
            match c {
                Ok(c) => {
                    if self.text.len() >= next_piece {
                        self.begin(source + at, step);
                        next_piece = self.text.len() + PIECE;
                    }
                    self.text.push(c);
                    at += 2 * c.len_utf16();
                }
                // A lone surrogate has no character of its own.
                Err(_) => {
                    self.push_bytes(source + at, &input[at..at + 2]);
                    at += 2;
                    next_piece = self.text.len();
                }
            }
        }
        source += at;
        self.push_bytes(source, odd);
    }

    /// The decoded text.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Lines of the decoded text that are not UTF-8.
    pub(crate) fn foreign(&self) -> &[Range<usize>] {
        &self.foreign
    }

    /// Takes off the first `at` bytes of the text, and what leads back from them.
    pub(crate) fn take(&mut self, at: usize) -> Origin {
        let source = self.place(at);
        let before = self.pieces.partition_point(|piece| piece.text < at);
        let mut taken: Vec<Piece> = self.pieces.drain(..before).collect();
        // A piece that goes on begins anew where it was cut.
        if let Some(cut) = taken.last().filter(|_| self.pieces.first().is_none_or(|next| next.text > at)) {
            self.pieces.insert(0, Piece { text: at, source, step: cut.step });
        }
        self.pieces.iter_mut().for_each(|piece| piece.text -= at);
        taken.shrink_to_fit();
        let same = taken.iter().all(|piece| piece.step == Step::Utf8);
        let text = if same { String::new() } else { self.text[..at].to_owned() };
        self.text.drain(..at);
        self.foreign.retain_mut(|range| {
            *range = range.start.saturating_sub(at)..range.end.saturating_sub(at);
            range.start < range.end
        });
        Origin { pieces: taken, text, foreign: Vec::new() }
    }

    fn push_utf8(&mut self, source: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.pieces.last().is_none_or(|last| last.step != Step::Utf8) {
            self.begin(source, Step::Utf8);
        }
        self.text.push_str(text);
    }

    fn begin(&mut self, source: usize, step: Step) {
        let text = self.text.len();
        match self.pieces.last_mut() {
            Some(last) if last.text == text => last.step = step,
            _ => self.pieces.push(Piece { text, source, step }),
        }
    }

    fn push_bytes(&mut self, source: usize, bytes: &[u8]) {
        for (i, piece) in bytes.chunks(PIECE).enumerate() {
            self.begin(source + i * PIECE, Step::Byte);
            self.text.extend(piece.iter().map(|&byte| CodePage::WINDOWS_1252.char_of(byte)));
        }
    }

    /// The range of the input that `range` of the decoded text came from. Takes time in step with the logarithm of the number of
    /// places where the input was not UTF-8, and the length of what stands there.
    pub(crate) fn source(&self, range: Range<usize>) -> Range<usize> {
        self.place(range.start)..self.place(range.end)
    }

    fn place(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.text <= at);
        let Some(piece) = next.checked_sub(1).map(|index| &self.pieces[index]) else { return at };
        piece.source
            + match piece.step {
                Step::Utf8 => at - piece.text,
                Step::Byte => self.text[piece.text..at].chars().count(),
                Step::Utf16Le | Step::Utf16Be => 2 * self.text[piece.text..at].encode_utf16().count(),
            }
    }

    /// The place in the decoded text of the place `at` of the input: within a character of several bytes, its beginning or its end, unless
    /// the input is UTF-8 there.
    pub(crate) fn decoded(&self, at: usize, is_end: bool) -> usize {
        let next = self.pieces.partition_point(|piece| piece.source <= at);
        let Some(number) = next.checked_sub(1) else { return if self.pieces.is_empty() { at } else { 0 } };
        let piece = &self.pieces[number];
        let end = self.pieces.get(next).map(|next| next.text);
        let bytes_of: fn(char) -> usize = match piece.step {
            Step::Utf8 => return (piece.text + at - piece.source).min(end.unwrap_or(usize::MAX)),
            Step::Byte => |_| 1,
            Step::Utf16Le | Step::Utf16Be => |c| 2 * c.len_utf16(),
        };
        let (mut source, mut place) = (piece.source, piece.text);
        for c in self.text[piece.text..end.unwrap_or(self.text.len())].chars() {
            if source >= at || !is_end && source + bytes_of(c) > at {
                break;
            }
            source += bytes_of(c);
            place += c.len_utf8();
        }
        place
    }

    /// The input, of which `text` is the decoded form.
    pub(crate) fn encode(&self, text: String) -> Vec<u8> {
        if self.pieces.is_empty() {
            return text.into_bytes();
        }
        let mut input = Vec::with_capacity(text.len());
        for (i, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(i + 1).map_or(text.len(), |next| next.text);
            let part = &text[piece.text..end];
            match piece.step {
                Step::Utf8 => input.extend_from_slice(part.as_bytes()),
                Step::Byte => input.extend(part.chars().filter_map(|c| CodePage::WINDOWS_1252.byte_of(c))),
                Step::Utf16Le => input.extend(part.encode_utf16().flat_map(u16::to_le_bytes)),
                Step::Utf16Be => input.extend(part.encode_utf16().flat_map(u16::to_be_bytes)),
            }
        }
        input
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_a_character_that_leads_back_to_it() {
        for input in [
            &b"plain"[..],
            "中文\u{FEFF}é".as_bytes(),
            b"caf\xE9 \xE4\xB8 \xFF\x80",
            b"\xFF\xFEa\0-N\x3D\xD8\x00\xDE\x00\xD8!",
            b"\xFE\xFF\0a",
            b"\xFF\xFE",
            b"\xFF",
            b"",
        ] {
            let (text, origin) = decode(input);
            let bytes = |(at, c): (usize, char)| &input[origin.source(at..at + c.len_utf8())];
            assert_eq!(text.char_indices().map(bytes).collect::<Vec<_>>().concat(), input);
            for (at, c) in text.char_indices() {
                let source = origin.source(at..at + c.len_utf8());
                let place = |at, is_end| origin.decoded(at, is_end);
                assert_eq!(place(source.start, false)..place(source.end, true), at..at + c.len_utf8());
            }
            assert_eq!(origin.encode(text.into_owned()), input);
        }
    }

    #[test]
    fn utf16_is_read_by_its_mark() {
        assert_eq!(decode(b"\xFF\xFEa\0-N\x3D\xD8\x00\xDE").0, "\u{FEFF}a中😀");
    }

    #[test]
    fn stray_bytes_are_windows_1252() {
        assert_eq!(decode(b"caf\xE9 \x93x\x94").0, "café “x”");
    }

    #[test]
    fn pieces_decode_as_the_whole() {
        let mut utf16 = vec![0xFF, 0xFE];
        utf16.extend("a中😀!".encode_utf16().flat_map(u16::to_le_bytes));
        utf16.extend(b"\x3D\xD8x");
        let utf8 = "\u{FEFF}plain 中文 é 😀 ";
        let broken =
            b"caf\xE9 \xE4\xB8 \x80\x80\x80\x80\x80\x80\x80\x80 \xED\xA0\xBD\xED\xB8\x80 \xF0\x9F\x98";
        for input in [&utf16[..], utf8.as_bytes(), broken, b"\xFE\xFF\0", b"\xFF"] {
            let (whole, _) = decode(input);
            for first in 0..=input.len() {
                for second in first..=input.len() {
                    let mut decoder = Decoder::default();
                    let mut origin = Origin::default();
                    decoder.push(&input[..first], false, &mut origin);
                    decoder.push(&input[first..second], false, &mut origin);
                    decoder.push(&input[second..], true, &mut origin);
                    assert_eq!(origin.text(), whole);
                    for (cut, _) in whole.char_indices() {
                        let mut rest = origin.clone();
                        let taken = rest.take(cut);
                        assert_eq!(rest.source(0..whole.len() - cut).end, input.len());
                        let joined =
                            [taken.encode(whole[..cut].into()), rest.encode(whole[cut..].into())].concat();
                        assert_eq!(joined, input, "{first} {second} {cut}");
                    }
                }
            }
        }
    }

    #[test]
    fn long_utf16_is_found_by_pieces() {
        let text = "a中".repeat(5000);
        let mut input = vec![0xFF, 0xFE];
        input.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let (text, origin) = decode(&input);
        assert_eq!(origin.source(text.len() - 3..text.len()), input.len() - 2..input.len());
    }
}
