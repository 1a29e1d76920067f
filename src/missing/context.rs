//! What stands around a place in a text: the word before it, the sentence, the language.

use super::words;

/// Bytes of a sentence that are read around a scar. Evidence lies close by; this keeps the work linear.
pub(super) const REACH: usize = 160;

/// The last word of `text`, if it is a word of Latin letters.
pub(super) fn last_word(text: &str) -> &str {
    let bytes = text.as_bytes();
    let length = bytes.iter().rev().take(24).take_while(|b| b.is_ascii_alphabetic() || **b == b'\'').count();
    // A word that goes on before, with letters beyond ASCII or an apostrophe, is not the short word it ends like.
    let whole = !bytes[..bytes.len() - length]
        .last()
        .is_some_and(|b| *b >= 0x80 && !ends_in_mark(&text[..text.len() - length]));
    if whole {
        &text[text.len() - length..]
    } else {
        ""
    }
}

/// Whether `text` ends in a mark beyond ASCII that is no part of a word: a dash, an ellipsis, a quotation mark, Han.
fn ends_in_mark(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| !c.is_alphanumeric() && c != '’' || is_han(c))
}

pub(super) fn first_word(text: &str) -> &str {
    let length = text.bytes().take(24).take_while(|b| b.is_ascii_alphabetic() || *b == b'\'').count();
    &text[..length]
}

/// The sentence or part of one that ends at the end of `text`, at most `REACH` bytes of it.
fn sentence(text: &str) -> &str {
    let from = floor(text, text.len().saturating_sub(REACH));
    let near = &text[from..];
    let start = memchr::memrchr3(b'.', b'?', b'!', near.as_bytes()).map_or(0, |at| at + 1);
    let line = memchr::memrchr(b'\n', near.as_bytes()).map_or(0, |at| at + 1);
    &near[start.max(line)..]
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'').filter(|word| !word.is_empty())
}

/// Whether the text around a place is English, the word right before it aside.
pub(super) fn looks_english(before: &str, after: &str) -> bool {
    let before = sentence(before);
    let before = &before[..before.len() - last_word(before).len()];
    let after = after[..floor(after, REACH / 2)].split('\n').next().unwrap_or("");
    words(before).chain(words(after)).any(words::is_english_only)
}

/// Whether the sentence can leave a preposition at its end: `what is it made of`.
pub(super) fn strands(before: &str) -> bool {
    let sentence = sentence(before);
    words(&sentence[..sentence.len() - last_word(sentence).len()]).any(words::strands)
}

/// `call it`, `named it`
pub(super) fn names_it(before: &str) -> bool {
    let rest = before[..before.len() - "it".len()].trim_end_matches(' ');
    words::names(last_word(rest))
}

pub(super) fn ends_in_ellipsis(text: &str) -> bool {
    text.ends_with('…') || text.ends_with("...")
}

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// The greatest character boundary at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
