//! UTF-8, or text of another encoding, read with a multi-byte page: what the decoder made of it.

use super::encoding::{Bytes, Encoding};
use super::multi_byte::{Mark, MultiByte, Reading};

/// One garbling by a multi-byte page: bytes read with the page, those of UTF-8 where nothing else is said, and what its decoder did with bytes that it
/// could not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Wide {
    pub(crate) page: MultiByte,
    pub(crate) mark: Mark,
    pub(crate) unread: Unread,
}

/// Which bytes a decoder writes one mark for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Unread {
    /// The first byte that it cannot read: it goes on with the next one. Python, Java, editors.
    Byte,
    /// That byte and the one behind it, whatever this is, so that quotation marks, brackets and spaces of ASCII are lost, too. Windows and .NET
    /// Framework, Java up to version 6.
    Pair,
    /// The same where the byte behind can be a line feed: text whose lines end in LF alone. In other texts the lost byte is a carriage return, or the line
    /// ends there.
    PairOverLines,
}

impl Unread {
    /// The same where line ends can be lost.
    pub(crate) fn over_lines(self) -> Unread {
        match self {
            Unread::Byte => Unread::Byte,
            Unread::Pair | Unread::PairOverLines => Unread::PairOverLines,
        }
    }
}

/// What Windows reads the byte 80 as in Korean: itself.
const KOREAN_80: char = '\u{80}';

impl Wide {
    pub(crate) fn new(page: MultiByte, mark: Mark, unread: Unread) -> Wide {
        Wide { page, mark, unread }
    }

    /// A byte that could not be read leaves a mark of its own.
    pub(crate) fn of_bytes(page: MultiByte, mark: Mark) -> Wide {
        Wide::new(page, mark, Unread::Byte)
    }

    /// True if marks stand for two bytes.
    pub(crate) fn loses_pairs(self) -> bool {
        match self.unread {
            Unread::Byte => false,
            Unread::Pair | Unread::PairOverLines => true,
        }
    }

    /// True if this is what most decoders do that write such a mark: those that write U+FFFD do it for each byte, those that write another one for two.
    pub(crate) fn is_usual(self) -> bool {
        (self.mark == Mark::Replacement) != self.loses_pairs()
    }

    fn has_korean_80(self) -> bool {
        self.page == MultiByte::WINDOWS_949 && self.loses_pairs()
    }

    /// What the first bytes become. `bytes` must not be empty.
    pub(crate) fn read(self, bytes: &[u8]) -> Reading {
        match bytes.first() {
            Some(0x80) if self.has_korean_80() => Reading::Char(KOREAN_80, 1),
            _ => self.page.read(bytes),
        }
    }

    /// The bytes of `c` as they can stand in UTF-8; `None` if the page has no such character.
    pub(crate) fn bytes_of(self, c: char) -> Option<Bytes> {
        match c {
            KOREAN_80 if self.has_korean_80() => Some(Bytes::one(0x80)),
            _ => self.page.encode_for_utf8(c),
        }
    }

    /// Decodes UTF-8 as the page does. Each character and the number of bytes that it took is shown to `each`. A line end is no part of any sequence,
    /// so that the decoder begins anew after it, unless it was lost.
    pub(crate) fn decode(self, text: &str, each: impl FnMut(char, usize)) {
        self.decode_bytes(text.as_bytes(), each);
    }

    fn decode_bytes(self, bytes: &[u8], mut each: impl FnMut(char, usize)) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let line = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let len = match self.unread {
                Unread::Byte | Unread::Pair => line.max(1),
                Unread::PairOverLines => rest.len(),
            };
            // Of the line, or of the line feed by itself.
            let (own, behind) = rest.split_at(len);
            self.decode_line(own, &mut each);
            rest = behind;
        }
    }

    fn decode_line(self, mut bytes: &[u8], mut each: impl FnMut(char, usize)) {
        while !bytes.is_empty() {
            let (c, len) = match self.read(bytes) {
                Reading::Char(c, len) => (c, len),
                Reading::Bad if self.loses_pairs() => (self.mark.char(), bytes.len().min(2)),
                Reading::Bad => (self.mark.char(), 1),
                // One mark for a sequence that the line cuts off.
                Reading::Cut => (self.mark.char(), bytes.len()),
            };
            each(c, len);
            bytes = &bytes[len..];
        }
    }
}

/// One garbling by a multi-byte page of text that never was UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct WideLegacy {
    pub(crate) source: Encoding,
    /// What read it.
    pub(crate) read: Wide,
}

impl WideLegacy {
    /// The bytes of a text in the encoding.
    pub(crate) fn encode(self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(text.len());
        text.chars().for_each(|c| bytes.extend_from_slice(self.source.encode(c).as_slice()));
        bytes
    }

    /// Decodes text in the encoding as the page does. Each character and the number of bytes that it took is shown to `each`.
    pub(crate) fn decode(self, text: &str, each: impl FnMut(char, usize)) {
        self.read.decode_bytes(&self.encode(text), each);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(page: &str, unread: Unread, mark: Mark, text: &[u8]) -> String {
        let mut all = String::new();
        Wide::new(MultiByte::from_name(page).unwrap(), mark, unread).decode_line(text, |c, _| all.push(c));
        all
    }

    /// As decoders of these names have them: Python's, and those of Windows.
    #[test]
    fn what_cannot_be_read_leaves_a_mark_for_a_byte_or_for_two() {
        use Mark::{Dot, Question, Replacement};
        for (page, unread, mark, bytes, wanted) in [
            ("GBK", Unread::Byte, Replacement, "名',".as_bytes(), "鍚\u{FFFD}',"),
            ("windows-936", Unread::Pair, Question, "名',".as_bytes(), "鍚?,"),
            ("windows-936", Unread::Pair, Question, "夹".as_bytes(), "澶?"),
            ("windows-936", Unread::PairOverLines, Question, "夹\n  a\n".as_bytes(), "澶?  a\n"),
            ("windows-936", Unread::Pair, Question, "所有".as_bytes(), "鎵€鏈?"),
            ("windows-936", Unread::Byte, Replacement, "路径".as_bytes(), "璺\u{E21A}緞"),
            ("GBK", Unread::Pair, Replacement, "所占".as_bytes(), "鎵\u{FFFD}崰"),
            ("windows-31J", Unread::Pair, Dot, "い (".as_bytes(), "縺・("),
            ("windows-949", Unread::Pair, Question, "습니다. ".as_bytes(), "?듬땲?? "),
            ("windows-949", Unread::Pair, Question, "뀀".as_bytes(), "?\u{80}"),
        ] {
            assert_eq!(decoded(page, unread, mark, bytes), wanted, "{page} {bytes:02X?}");
        }
    }
}
