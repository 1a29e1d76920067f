//! Encodings that a text can have been saved in before it was misread.

use super::code_page::CodePage;
use super::multi_byte::MultiByte;
use super::names;

/// How characters became bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Encoding {
    Utf8,
    /// UTF-8 but for characters beyond the BMP, which are written as two surrogates of three bytes each (Unicode Technical Report 26).
    Cesu8,
    Single(CodePage),
    Multi(MultiByte),
}

/// What stands for UTF-8 when a channel is written out.
const UTF_8: &str = "UTF-8";
const CESU_8: &str = "CESU-8";

impl Encoding {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => UTF_8,
            Encoding::Cesu8 => CESU_8,
            Encoding::Single(page) => page.name(),
            Encoding::Multi(page) => page.name(),
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Encoding> {
        if names::is_name_of(name, UTF_8) {
            return Some(Encoding::Utf8);
        }
        if names::is_name_of(name, CESU_8) {
            return Some(Encoding::Cesu8);
        }
        let single = CodePage::from_name(name).map(Encoding::Single);
        single.or_else(|| MultiByte::from_name(name).map(Encoding::Multi))
    }

    /// True for UTF-8, however it writes characters beyond the BMP.
    pub(crate) fn is_utf8(self) -> bool {
        matches!(self, Encoding::Utf8 | Encoding::Cesu8)
    }

    pub(crate) fn is_windows_1252(self) -> bool {
        self == Encoding::Single(CodePage::WINDOWS_1252)
    }

    /// The bytes of `c`; a question mark for a character that the encoding lacks, as programs write it that must write something.
    pub(crate) fn encode(self, c: char) -> Bytes {
        match self {
            Encoding::Utf8 => {
                let mut bytes = [0; 6];
                let len = c.encode_utf8(&mut bytes).len();
                Bytes { bytes, len: len as u8 }
            }
            Encoding::Cesu8 => {
                let mut bytes = Bytes { bytes: [0; 6], len: 0 };
                for &unit in c.encode_utf16(&mut [0; 2]).iter() {
                    match char::from_u32(u32::from(unit)) {
                        Some(c) => return Encoding::Utf8.encode(c),
                        None => bytes.push_surrogate(unit),
                    }
                }
                bytes
            }
            Encoding::Single(page) => page.byte_of(c).map_or(Bytes::UNKNOWN, Bytes::one),
            Encoding::Multi(page) => page.encode(c).unwrap_or(Bytes::UNKNOWN),
        }
    }
}

/// The bytes of one character, 1 to 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bytes {
    bytes: [u8; 6],
    len: u8,
}

impl Bytes {
    const UNKNOWN: Bytes = Bytes::one(b'?');

    pub(crate) const fn one(byte: u8) -> Bytes {
        Bytes { bytes: [byte, 0, 0, 0, 0, 0], len: 1 }
    }

    pub(crate) const fn pair(pair: u16) -> Bytes {
        let [lead, trail] = pair.to_be_bytes();
        Bytes { bytes: [lead, trail, 0, 0, 0, 0], len: 2 }
    }

    /// `None` if they are too many or none.
    pub(crate) fn of(bytes: &[u8]) -> Option<Bytes> {
        let mut own = [0; 6];
        own.get_mut(..bytes.len()).filter(|own| !own.is_empty())?.copy_from_slice(bytes);
        Some(Bytes { bytes: own, len: bytes.len() as u8 })
    }

    fn push_surrogate(&mut self, unit: u16) {
        let low = |shift: u16| 0x80 | (unit >> shift & 0x3F) as u8;
        let at = usize::from(self.len);
        self.bytes[at..at + 3].copy_from_slice(&[0xE0 | (unit >> 12) as u8, low(6), low(0)]);
        self.len += 3;
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
}
