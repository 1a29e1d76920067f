//! From the bytes that were given to text, with a way back to every byte.

mod encoding;
mod origin;

use std::borrow::Cow;

use encoding::{Encoding, BEGINNING};
pub(crate) use origin::Origin;

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
    (Cow::Owned(origin.text().to_owned()), origin)
}

/// `bytes` as text, if they are UTF-8: what `str::from_utf8` gives, by the check of encoding_rs, whose newer versions (0.8.44; not yet
/// 0.8.35) read text beyond ASCII with vector instructions, seven times as fast.
pub(crate) fn utf8(bytes: &[u8]) -> Option<&str> {
    match encoding_rs::UTF_8.decode_without_bom_handling_and_without_replacement(bytes)? {
        Cow::Borrowed(text) => Some(text),
        Cow::Owned(_) => std::str::from_utf8(bytes).ok(),
    }
}

/// Bytes of a line that are decoded together.
const LINE: usize = 1 << 16;

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
    /// Bytes of a line, or of a character, that is not complete.
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
