//! Letters of western Europe below a multi-byte page.

use crate::channel::code_page::CodePage;

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
