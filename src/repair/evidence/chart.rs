//! Tables of a page, and rows of a keyboard: stretches in which each character stands once.
//!
//! The first bytes of characters are few, so that in damage they come again: of 24 characters in a row, some are the same one. What is in the order of a page
//! shows by that; a page that is not known here, and what a keyboard has with another key, do not.

use std::ops::Range;

/// Characters beyond ASCII of the shortest stretch that is a table.
const TABLE: usize = 24;
/// The same of one of which most cannot be read: what can is so by chance.
const ROW: usize = 10;
/// Characters of a stretch that are looked at, on each side.
const AROUND: usize = 40;

/// Characters of a row, at the least, that can be no part of a character, whatever was lost behind it.
const ORPHANS: usize = 3;

/// True if a run of a text lies in such a stretch. `byte`: what the page has for a character, or 0.
pub(crate) fn holds(text: &str, run: &Range<usize>, byte: impl Fn(char) -> u8) -> bool {
    let is_beyond = |c: &char| !c.is_ascii();
    let before = text[..run.start].chars().rev().take(AROUND).take_while(is_beyond);
    let start = run.start - before.map(char::len_utf8).sum::<usize>();
    let behind = text[run.end..].chars().take(AROUND).take_while(is_beyond);
    let end = run.end + behind.map(char::len_utf8).sum::<usize>();
    let stretch = &text[start..end];
    let count = stretch.chars().count();
    if count < ROW || count < TABLE && orphans(stretch.chars().map(byte)) < ORPHANS {
        return false;
    }
    let mut all: Vec<char> = stretch.chars().collect();
    all.sort_unstable();
    all.dedup();
    all.len() == count
}

/// Bytes that belong to no character of UTF-8: continuations that no lead is in front of, and those that never are in UTF-8.
fn orphans(bytes: impl Iterator<Item = u8>) -> usize {
    let (mut wanted, mut orphans) = (0, 0);
    for byte in bytes {
        wanted = match byte {
            0x80..=0xBF if wanted > 0 => wanted - 1,
            0xC2..=0xDF => 1,
            0xE0..=0xEF => 2,
            0xF0..=0xF4 => 3,
            _ => {
                orphans += 1;
                0
            }
        };
    }
    orphans
}

#[cfg(test)]
mod tests {
    use super::holds;
    use crate::channel::code_page::CodePage;

    fn is(page: CodePage, text: &str, run: &str) -> bool {
        let at = text.find(run).unwrap();
        holds(text, &(at..at + run.len()), |c| page.byte_of(c).unwrap_or(0))
    }

    #[test]
    fn tables_and_rows_of_keyboards_are_told_from_damage() {
        const MAC: CodePage = CodePage::MACINTOSH;
        assert!(is(MAC, "Ω≈ç√∫˜µ≤≥÷", "≈ç√∫"));
        assert!(is(MAC, "åß∂ƒ©˙∆˚¬…æ", "ƒ©"));
        assert!(is(MAC, "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®Š™´¨≠ŽØ∞±≤≥∆µ∂∑∏š∫ªºΩžø", "ß®Š™"));
        // Russian and Chinese, whole runs and short ones beside what lost bytes.
        assert!(!is(CodePage::WINDOWS_1252, "Ð¿Ñ€Ð¸Ð²ÐµÑ‚ Ð´Ñ€ÑƒÐ³", "Ð¿Ñ€Ð¸Ð²ÐµÑ‚"));
        assert!(!is(CodePage::WINDOWS_1252, "ä½ å¥½å—Žï¼Œä¸–ç•Œ", "½"));
        assert!(!is(CodePage::WINDOWS_1252, "ä½", "ä½"));
        assert!(!is(CodePage::WINDOWS_1252, "ä»£ç\u{A0}èµ„æºï¼š", "èµ„"));
    }
}
