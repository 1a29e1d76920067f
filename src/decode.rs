//! From the bytes that were given to text, with a way back to every byte.

use std::borrow::Cow;
use std::ops::Range;

use crate::channel::code_page::CodePage;

/// The text of an input, and where each part of it stood.
pub(crate) struct Decoded<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) map: SourceMap,
}

/// Where in the input a place in the decoded text came from.
#[derive(Clone, Debug, Default)]
pub(crate) struct SourceMap {
    /// In order; none if text and input are the same bytes.
    pieces: Vec<Piece>,
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
    /// Two bytes for each UTF-16 unit.
    Utf16,
}

/// Text between two pieces of a UTF-16 input, in bytes: bounds the time to find one place.
const UTF16_PIECE: usize = 4096;

/// Decodes an input of any bytes.
///
/// UTF-8 is borrowed as it is, a byte order mark included. UTF-16 is recognised by its byte order mark. Bytes that are not
/// UTF-8 stand for themselves as windows-1252 has them, so that no byte is lost.
pub(crate) fn decode(input: &[u8]) -> Decoded<'_> {
    match input {
        [0xFF, 0xFE, ..] => utf16(input, u16::from_le_bytes),
        [0xFE, 0xFF, ..] => utf16(input, u16::from_be_bytes),
        _ => utf8(input),
    }
}

fn utf8(input: &[u8]) -> Decoded<'_> {
    if let Ok(text) = std::str::from_utf8(input) {
        return Decoded { text: Cow::Borrowed(text), map: SourceMap::default() };
    }
    let mut text = String::with_capacity(input.len() + input.len() / 8);
    let mut map = SourceMap::default();
    let mut source = 0;
    for chunk in input.utf8_chunks() {
        map.push(text.len(), source, Step::Utf8);
        text.push_str(chunk.valid());
        source += chunk.valid().len();
        map.push(text.len(), source, Step::Byte);
        text.extend(chunk.invalid().iter().map(|&byte| CodePage::WINDOWS_1252.char_of(byte)));
        source += chunk.invalid().len();
    }
    Decoded { text: Cow::Owned(text), map }
}

fn utf16(input: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded<'_> {
    let pairs = input.chunks_exact(2);
    let odd = pairs.remainder();
    let mut text = String::with_capacity(input.len());
    let mut map = SourceMap::default();
    let mut source = 0;
    let mut next_piece = 0;
    for c in char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]]))) {
        if text.len() >= next_piece {
            map.push(text.len(), source, Step::Utf16);
            next_piece = text.len() + UTF16_PIECE;
        }
        // A lone surrogate has no character of its own.
        let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.push(c);
        source += 2 * c.len_utf16();
    }
    map.push(text.len(), source, Step::Byte);
    text.extend(odd.iter().map(|&byte| CodePage::WINDOWS_1252.char_of(byte)));
    Decoded { text: Cow::Owned(text), map }
}

impl SourceMap {
    fn push(&mut self, text: usize, source: usize, step: Step) {
        match self.pieces.last_mut() {
            Some(last) if last.text == text => last.step = step,
            _ => self.pieces.push(Piece { text, source, step }),
        }
    }

    /// The range of the input that `range` of `text` was decoded from. Takes time in step with the logarithm of the number of
    /// places where the input was not UTF-8.
    pub(crate) fn source(&self, text: &str, range: Range<usize>) -> Range<usize> {
        self.place(text, range.start)..self.place(text, range.end)
    }

    fn place(&self, text: &str, at: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.text <= at);
        let Some(piece) = next.checked_sub(1).map(|index| &self.pieces[index]) else { return at };
        let chars = text[piece.text..at].chars();
        piece.source
            + match piece.step {
                Step::Utf8 => at - piece.text,
                Step::Byte => chars.count(),
                Step::Utf16 => chars.map(|c| 2 * c.len_utf16()).sum(),
            }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each character of the decoded text stood for in the input.
    fn sources(input: &[u8]) -> Vec<(char, &[u8])> {
        let decoded = decode(input);
        let at = |i: usize, c: char| i..i + c.len_utf8();
        decoded
            .text
            .char_indices()
            .map(|(i, c)| (c, &input[decoded.map.source(&decoded.text, at(i, c))]))
            .collect()
    }

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
            let joined: Vec<u8> = sources(input).into_iter().flat_map(|(_, bytes)| bytes.to_vec()).collect();
            assert_eq!(joined, input);
        }
    }

    #[test]
    fn utf16_is_read_by_its_mark() {
        let decoded = decode(b"\xFF\xFEa\0-N\x3D\xD8\x00\xDE");
        assert_eq!(decoded.text, "\u{FEFF}a中😀");
    }

    #[test]
    fn stray_bytes_are_windows_1252() {
        assert_eq!(decode(b"caf\xE9 \x93x\x94").text, "café “x”");
    }

    #[test]
    fn long_utf16_is_found_by_pieces() {
        let text = "a中".repeat(5000);
        let mut input = vec![0xFF, 0xFE];
        input.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let decoded = decode(&input);
        let at = decoded.text.len() - 3;
        assert_eq!(decoded.map.source(&decoded.text, at..at + 3), input.len() - 2..input.len());
    }
}
