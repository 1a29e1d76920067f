//! Decoded text, and the way back from it to the bytes of the input.

use std::ops::Range;

use super::encoding::{is_foreign_line, Encoding};
use super::{line_len, utf8};
use crate::channel::code_page::CodePage;

/// Where in the input each part of the decoded text stood.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// In order; none if text and input are the same bytes.
    pieces: Vec<Piece>,
    /// The decoded text, if it is not the input itself: some pieces need it to find a place.
    text: String,
    /// Lines of the decoded text that are not UTF-8, in order: each byte stands for itself there.
    foreign: Vec<Range<usize>>,
}

impl PartialEq for Origin {
    /// True if both lead to the same places. Which lines are foreign tells the repair, and is not kept after it.
    fn eq(&self, other: &Origin) -> bool {
        self.pieces == other.pieces && self.text == other.text
    }
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

impl Origin {
    /// Adds what `input`, which stood at `source`, decodes to.
    pub(super) fn extend(&mut self, input: &[u8], source: usize, encoding: Encoding) {
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
        // What is the input itself needs no way back.
        if matches!(taken[..], [Piece { text: 0, source: 0, step: Step::Utf8 }]) {
            taken.clear();
        }
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

    /// The range of the input that `range` of the decoded text came from. Takes time logarithmic in the number of
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
