//! Stretches of a line that are read as a whole.

use std::ops::Range;

use crate::channel::code_page::CodePage;
use crate::channel::multi_byte::Mark;
use crate::model::text::REACH;
use crate::repair::undo::multi_byte::next_beyond_ascii;

/// Characters of ASCII between two others that are read with them: second bytes, or a word of one or two letters.
const BETWEEN: usize = 4;
/// Characters of ASCII in front of a stretch and behind it that may be second bytes of characters whose first was lost: `……` in Shift_JIS is `cc`, or `?c?c`.
const BESIDE: usize = 4;
/// Characters of the longest stretch, which bounds the memory that reading it takes.
const LONGEST: usize = 512;

/// A stretch of a text.
#[derive(Clone)]
pub(super) struct Stretch {
    pub(super) range: Range<usize>,
    /// What is behind it and tells how it may end.
    pub(super) context_end: usize,
}

/// The first stretch of what a page has beyond ASCII, at or after `from` and before the text's end.
pub(super) fn next(text: &str, from: usize, page: CodePage) -> Option<Stretch> {
    let mut at = from;
    let is_of_page = |c: char| !c.is_ascii() && (page.byte_of(c).is_some() || c == Mark::Replacement.char());
    let first = loop {
        at = next_beyond_ascii(text, at)?;
        let c = text[at..].chars().next()?;
        if is_of_page(c) {
            break at;
        }
        at += c.len_utf8();
    };
    let is_trail = |byte: &u8| (b'?'..0x7F).contains(byte);
    let before = text.as_bytes()[from..first].iter().rev().take(BESIDE).take_while(|byte| is_trail(byte));
    let start = first - before.count();
    let (mut end, mut plain) = (first, 0);
    for (nth, (place, c)) in text[first..].char_indices().enumerate() {
        if c == '\n' || nth == LONGEST || !c.is_ascii() && !is_of_page(c) {
            break;
        }
        plain = if c.is_ascii() { plain + 1 } else { 0 };
        if plain > BETWEEN {
            break;
        }
        if plain == 0 {
            end = first + place + c.len_utf8();
        }
    }
    // A blank may have been a no-break space.
    let behind =
        text.as_bytes()[end..].iter().take(BESIDE).take_while(|byte| is_trail(byte) || **byte == b' ');
    let end = end + behind.count();
    let context =
        text.as_bytes()[end..].iter().take(REACH).take_while(|byte| byte.is_ascii() && **byte != b'\n');
    Some(Stretch { range: start..end, context_end: end + context.count() })
}
