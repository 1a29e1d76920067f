//! What lies below a multi-byte page: letters of western Europe, and text in its own encoding that was read with Latin-1.

use crate::channel::code_page::CodePage;
use crate::channel::multi_byte::{MultiByte, Reading};

/// What is restored, as far as it is UTF-8 that was read with windows-1252 before: `caf脙漏` is `cafÃ©`, and that is no likelier than what stands there.
#[derive(Default)]
pub(super) struct Below {
    chars: [char; 3],
    bytes: [u8; 3],
    len: usize,
}

impl Below {
    /// Takes the next character; `pass` is given what is known by then.
    pub(super) fn take(&mut self, c: char, mut pass: impl FnMut(char)) {
        let byte = CodePage::WINDOWS_1252.byte_of(c).filter(|byte| *byte >= 0x80);
        let goes_on = matches!((self.len, byte), (0, Some(0xC2..=0xC5 | 0xE2)) | (1.., Some(0x80..=0xBF)));
        if !goes_on {
            self.end(&mut pass);
            return match byte {
                Some(0xC2..=0xC5 | 0xE2) => self.take(c, pass),
                _ => pass(c),
            };
        }
        (self.chars[self.len], self.bytes[self.len]) = (c, byte.unwrap_or_default());
        self.len += 1;
        let wanted = if self.bytes[0] == 0xE2 { 3 } else { 2 };
        if self.len == wanted {
            match std::str::from_utf8(&self.bytes[..wanted]).ok().and_then(|text| text.chars().next()) {
                Some(c) => {
                    self.len = 0;
                    pass(c);
                }
                None => self.end(pass),
            }
        }
    }

    /// What was begun is not complete.
    pub(super) fn end(&mut self, pass: impl FnMut(char)) {
        self.chars[..self.len].iter().copied().for_each(pass);
        self.len = 0;
    }
}

/// Characters of the shortest text that two layers are told by.
const SHORTEST: usize = 3;

/// Bytes of the page, each of which Latin-1 read before: `脢媒戮脻脰隆` is `Êý¾ÝÖ¡`, and that is `数据帧` in GBK.
#[derive(Default)]
pub(super) struct Pairs {
    bytes: Vec<u8>,
    is_other: bool,
}

/// Bytes that rise from one to the next in the shortest list of letters.
const RISING: usize = 3;

impl Pairs {
    /// Takes the next character of a run.
    pub(super) fn take(&mut self, c: char) {
        match c {
            '\u{80}'..='\u{FF}' if !self.is_other => self.bytes.push(c as u8),
            _ => self.is_other = true,
        }
    }

    /// Notes that a character is lost.
    pub(super) fn lose(&mut self) {
        self.is_other = true;
    }

    /// True if all of the run is Latin-1 in the order of its codes, as Han are in a list by their parts.
    pub(super) fn are_in_order(&self) -> bool {
        !self.is_other && self.bytes.len() >= RISING && self.bytes.windows(2).all(|two| two[0] < two[1])
    }

    /// What the run is if all of it is pairs of bytes that the page reads.
    pub(super) fn read(&self, page: MultiByte) -> Option<String> {
        if self.is_other || self.bytes.len() < 2 * SHORTEST {
            return None;
        }
        self.bytes
            .chunks(2)
            .map(|pair| match page.read(pair) {
                Reading::Char(c, 2) => Some(c),
                Reading::Char(..) | Reading::Bad | Reading::Cut => None,
            })
            .collect()
    }
}
