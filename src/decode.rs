//! From the bytes that were given to text, with a way back to every byte.

use std::borrow::Cow;
use std::ops::Range;

use crate::channel::code_page::CodePage;

/// Where in the input each part of the decoded text stood.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// In order; none if text and input are the same bytes.
    pieces: Vec<Piece>,
    /// The decoded text, if it is not the input itself: some pieces need it to find a place.
    text: String,
}

#[derive(Clone, Debug)]
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
/// stand for themselves as windows-1252 has them, so that no byte is lost; and in a text, or else in a line, that has too many
/// of these to be UTF-8, all bytes do: what looks like UTF-8 there does so by chance.
pub(crate) fn decode(input: &[u8]) -> (Cow<'_, str>, Origin) {
    let origin = match input {
        [0xFF, 0xFE, ..] => utf16(input, u16::from_le_bytes, Step::Utf16Le),
        [0xFE, 0xFF, ..] => utf16(input, u16::from_be_bytes, Step::Utf16Be),
        _ => match std::str::from_utf8(input) {
            Ok(text) => return (Cow::Borrowed(text), Origin::default()),
            Err(_) => utf8(input),
        },
    };
    (Cow::Owned(origin.text.clone()), origin)
}

fn utf8(input: &[u8]) -> Origin {
    let mut origin = Origin::default();
    if is_foreign(input) {
        origin.push_bytes(0, input);
        return origin;
    }
    let mut source = 0;
    for line in input.split_inclusive(|byte| *byte == b'\n') {
        if is_foreign(line) {
            origin.push_bytes(source, line);
            source += line.len();
            continue;
        }
        for chunk in line.utf8_chunks() {
            origin.push_utf8(source, chunk.valid());
            source += chunk.valid().len();
            origin.push_bytes(source, chunk.invalid());
            source += chunk.invalid().len();
        }
    }
    origin
}

/// True if the bytes beyond ASCII are of another encoding. Of such text up to two thirds look like UTF-8 in a short line, for a third of
/// all pairs of letters do; in UTF-8 that holds strays, the strays are few.
fn is_foreign(bytes: &[u8]) -> bool {
    let (mut sound, mut stray) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        stray += chunk.invalid().len();
    }
    2 * stray > sound
}

fn utf16(input: &[u8], unit: fn([u8; 2]) -> u16, step: Step) -> Origin {
    let pairs = input.chunks_exact(2);
    let odd = pairs.remainder();
    let mut origin = Origin::default();
    let mut source = 0;
    let mut next_piece = 0;
    for c in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
        match c {
            Ok(c) => {
                if origin.text.len() >= next_piece {
                    origin.begin(source, step);
                    next_piece = origin.text.len() + PIECE;
                }
                origin.text.push(c);
                source += 2 * c.len_utf16();
            }
            // A lone surrogate has no character of its own.
            Err(_) => {
                origin.push_bytes(source, &input[source..source + 2]);
                source += 2;
                next_piece = origin.text.len();
            }
        }
    }
    origin.push_bytes(source, odd);
    origin
}

impl Origin {
    fn begin(&mut self, source: usize, step: Step) {
        let text = self.text.len();
        match self.pieces.last_mut() {
            Some(last) if last.text == text => last.step = step,
            _ => self.pieces.push(Piece { text, source, step }),
        }
    }

    fn push_utf8(&mut self, source: usize, text: &str) {
        if !text.is_empty() {
            if self.pieces.last().is_none_or(|last| last.step != Step::Utf8) {
                self.begin(source, Step::Utf8);
            }
            self.text.push_str(text);
        }
    }

    fn push_bytes(&mut self, source: usize, bytes: &[u8]) {
        for (i, piece) in bytes.chunks(PIECE).enumerate() {
            self.begin(source + i * PIECE, Step::Byte);
            self.text.extend(piece.iter().map(|&byte| CodePage::WINDOWS_1252.char_of(byte)));
        }
    }

    /// True if all of the input was shown byte by byte.
    pub(crate) fn is_bytes(&self) -> bool {
        self.pieces.iter().all(|piece| piece.step == Step::Byte)
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
    fn long_utf16_is_found_by_pieces() {
        let text = "a中".repeat(5000);
        let mut input = vec![0xFF, 0xFE];
        input.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let (text, origin) = decode(&input);
        assert_eq!(origin.source(text.len() - 3..text.len()), input.len() - 2..input.len());
    }
}
