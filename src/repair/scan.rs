//! Finding the places where mojibake could be, without reading the rest.
//!
//! Mojibake of UTF-8 needs a character that some code page puts where UTF-8 has its lead bytes, and after it one that the
//! same page puts where UTF-8 has its continuation bytes. Characters of either kind begin with few bytes, and whole text seldom
//! has two of them side by side. So blocks of bytes are tested at once, in a loop that compilers turn into SIMD, and text
//! without such a pair costs one pass.

use super::{legacy, multi_byte};
use crate::channel::code_page::{tables, Tables};

/// Bytes tested at once.
const BLOCK: usize = 64;
/// Bytes of the block's neighbour that a test of its last byte looks at.
const AHEAD: usize = 3;

/// Where each kind of damage could begin next, so that none is looked for twice in the same stretch.
#[derive(Default)]
pub(crate) struct Suspects {
    /// For each kind, a place before which there is none; the text's length and more if there is none at all.
    known: [Option<usize>; KINDS.len()],
}

/// What finds the kinds of damage: UTF-8 read with a single-byte page, legacy encodings read as Latin-1, UTF-8 read with a multi-byte
/// page.
const KINDS: [fn(&str, usize) -> Option<usize>; 3] =
    [next_suspect, legacy::next_suspect, multi_byte::next_suspect];

impl Suspects {
    /// The first place at or after `from` that any kind of damage could begin at. `from` must not go back.
    pub(crate) fn next(&mut self, text: &str, from: usize) -> Option<usize> {
        for (known, find) in self.known.iter_mut().zip(KINDS) {
            if known.is_none_or(|place| place < from) {
                *known = Some(find(text, from).unwrap_or(usize::MAX));
            }
        }
        self.known.into_iter().flatten().min().filter(|place| *place != usize::MAX)
    }
}

/// The place of the next character at or after `from` that begins what could be mojibake.
pub(crate) fn next_suspect(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    let mut tables = None;
    while at < bytes.len() {
        match bytes[at..].first_chunk() {
            Some(block) if !could_be(block) => at += BLOCK,
            _ => {
                let end = bytes.len().min(at + BLOCK);
                let hit = (at..end).find(|&at| begins(bytes, at) && is_suspect(text, at, &mut tables));
                if hit.is_some() {
                    return hit;
                }
                at = end;
            }
        }
    }
    None
}

/// True if some character of the first `BLOCK` bytes could be a lead, and the one after it a continuation.
fn could_be(bytes: &[u8; BLOCK + AHEAD]) -> bool {
    let mut any = false;
    for at in 0..BLOCK {
        any |= begins_lead_of_two(bytes[at]) & begins_continuation(bytes[at + 2]);
        any |= begins_lead_of_three(bytes[at]) & begins_continuation(bytes[at + 3]);
    }
    any
}

/// The same for one place.
fn begins(bytes: &[u8], at: usize) -> bool {
    let next = match bytes[at] {
        byte if begins_lead_of_two(byte) => bytes.get(at + 2),
        byte if begins_lead_of_three(byte) => bytes.get(at + 3),
        _ => None,
    };
    next.is_some_and(|&byte| begins_continuation(byte))
}

/// True for the first bytes of leads that take two bytes in UTF-8: Latin, Greek, Cyrillic, Hebrew, Arabic.
#[inline]
fn begins_lead_of_two(byte: u8) -> bool {
    byte.wrapping_sub(0xC2) < 0x1E
}

/// The same for those that take three: Thai, punctuation and line drawing, the Macintosh's apple and ligatures.
#[inline]
fn begins_lead_of_three(byte: u8) -> bool {
    (byte == 0xE0) | (byte == 0xE2) | (byte == 0xEF)
}

/// True for the first bytes of continuations: the same scripts, Thai and punctuation.
#[inline]
fn begins_continuation(byte: u8) -> bool {
    (byte.wrapping_sub(0xC2) < 0x1F) | (byte == 0xE2)
}

/// True if the characters at `at` can be the lead and the first continuation byte of one sequence.
fn is_suspect(text: &str, at: usize, known: &mut Option<&'static Tables>) -> bool {
    let tables = *known.get_or_insert_with(tables);
    let mut chars = text[at..].chars();
    let (Some(first), Some(second)) = (chars.next(), chars.next()) else { return false };
    match (tables.entry(first), tables.entry(second)) {
        (Some(first), Some(second)) => first.lead & second.continuation != 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::code_page::CodePage;

    /// The naive oracle: every pair of characters, every page.
    fn naive(text: &str) -> Vec<usize> {
        let chars: Vec<(usize, char)> = text.char_indices().collect();
        chars
            .windows(2)
            .filter(|pair| {
                CodePage::all().any(|page| {
                    matches!(page.byte_of(pair[0].1), Some(0xC2..=0xF4))
                        && matches!(page.byte_of(pair[1].1), Some(0x80..=0xBF))
                })
            })
            .map(|pair| pair[0].0)
            .collect()
    }

    fn all(text: &str) -> Vec<usize> {
        std::iter::successors(next_suspect(text, 0), |&at| next_suspect(text, at + 1)).collect()
    }

    #[test]
    fn every_pair_of_page_characters_is_found_at_every_offset() {
        let alphabet: Vec<char> =
            CodePage::all().flat_map(|page| (0x80..=0xFF).map(move |b| page.char_of(b))).collect();
        for (i, &first) in alphabet.iter().enumerate().step_by(7) {
            for &second in alphabet.iter().skip(i % 5).step_by(11) {
                let text = format!("{}{first}{second}中a{second}", "x".repeat(i % 67));
                assert_eq!(all(&text), naive(&text), "{text:?}");
            }
        }
    }

    #[test]
    fn whole_text_without_such_characters_has_no_suspects() {
        for text in ["", "plain", "“中文”——，。", "日本語のテスト", "한국어", "😀👩‍👩‍👧"]
        {
            assert_eq!(next_suspect(text, 0), None, "{text}");
        }
    }
}
