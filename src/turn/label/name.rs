//! Where the name in a label begins and ends, and whether it can be one.

use super::{Shape, LONGEST, LONGEST_PLAIN, MOST_WORDS, MOST_WORDS_MARKED, MOST_WORDS_TITLED};
use crate::turn::census::is_in_capitals;
use crate::turn::lines::invisible_mark;

/// The opening bracket at the start of `bytes`: its length and the bracket that closes it.
pub(super) fn bracket(bytes: &[u8]) -> Option<(usize, &'static [u8])> {
    const WIDE: [(&str, &str); 6] =
        [("【", "】"), ("［", "］"), ("（", "）"), ("「", "」"), ("〔", "〕"), ("《", "》")];
    match bytes.first()? {
        b'[' => Some((1, b"]")),
        b'(' => Some((1, b")")),
        b'<' => Some((1, b">")),
        b'{' => Some((1, b"}")),
        0xE3 | 0xEF => WIDE
            .iter()
            .find(|(open, _)| bytes.starts_with(open.as_bytes()))
            .map(|(open, close)| (open.len(), close.as_bytes())),
        _ => None,
    }
}

/// Where the name that starts at `from` ends: at its closing bracket, or at what may follow a bare name.
pub(super) fn name_end(bytes: &[u8], from: usize, close: &[u8]) -> Option<usize> {
    let mut at = from + telephone(&bytes[from..]);
    while at <= from + LONGEST {
        let rest = bytes.get(at..)?;
        if !close.is_empty() {
            if rest.starts_with(close) {
                return Some(at);
            }
            if matches!(rest.first()?, b'[' | b'<' | b'{' | b'"' | b'|') {
                return None;
            }
            at += 1;
            continue;
        }
        match rest {
            [] => return None,
            // Most bytes of a name, before anything is asked of them.
            [b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'_' | b'-', ..] => {}
            [b':', ..] | [0xEF, 0xBC, 0x9A, ..] => return Some(at),
            [b'(' | b'[' | b'<', ..] | [b'*', ..] if at > from => return Some(at),
            [0xEF, 0xBC, 0x88, ..] if at > from => return Some(at), // （
            // `Ann Lee, CEO`, not `However, he said`.
            [b',', b' ', next, ..]
                if at > from && !next.is_ascii_lowercase() && !matches!(next, b'"' | b' ') => {}
            // `Ann/Bo`, `Ann "Bo" Lee`
            [b'/', next, ..] if at > from && next.is_ascii_alphanumeric() => {}
            [b'"', ..] if at > from => {}
            [b'"' | b'?' | b'!' | b';' | b',' | b'=' | b'{' | b'}' | b'|' | b'<' | b'>' | b'/' | b'`'
            | b'$' | b'\\', ..] => return None,
            [b'(' | b')' | b'[' | b']' | b'*', ..] => return None,
            // A full stop ends a sentence unless a short word stands before it (`Dr.`, `J.`) or no blank behind it.
            [b'.', b' ', ..] => {
                let word = bytes[from..at].iter().rev().take_while(|b| b.is_ascii_alphabetic()).count();
                if word == 0 || word > 4 {
                    return None;
                }
            }
            // “ ” „ … ‹ › and the marks of Han text
            [0xE2, 0x80, 0x9C..=0x9E | 0xA6 | 0xB9 | 0xBA, ..]
            | [0xE3, 0x80, 0x81 | 0x82 | 0x88..=0x91, ..]
            | [0xEF, 0xBC, 0x81 | 0x8C | 0x9B | 0x9F | 0x89, ..] => return None,
            _ => {}
        }
        at += 1;
    }
    None
}

/// Length of the number of a telephone at the start of `bytes`, with the code of its country: `+1 (555) 123-4567`. 0 if there is none.
fn telephone(bytes: &[u8]) -> usize {
    let is_part = |b: &&u8| b.is_ascii_digit() || matches!(b, b' ' | b'-' | b'(' | b')');
    let Some((b'+', number)) = bytes.split_first() else { return 0 };
    let length = number.iter().take(LONGEST_PLAIN).take_while(is_part).count();
    if !number[..length].iter().any(u8::is_ascii_digit) {
        return 0;
    }
    1 + number[..length].trim_ascii_end().len()
}

/// The mouth of an emoticon behind its colon, and nothing after: `XD:P`.
pub(super) fn emoticon(bytes: &[u8]) -> bool {
    matches!(bytes, [b'D' | b'P' | b'p' | b'O' | b'o' | b'S' | b's' | b'x' | b'X' | b'v' | b'c' | b'3'])
        || matches!(bytes, [b'D' | b'P' | b'p' | b'O' | b'o' | b'S' | b's' | b'x' | b'X', b' ', ..])
}

/// Whether a label can name anybody at all.
pub(super) fn could_be_name(name: &str, shape: Shape) -> bool {
    let bytes = name.as_bytes();
    let Some(first) = bytes.first() else {
        return false;
    };
    if bytes.len() <= LONGEST_PLAIN && bytes.iter().all(u8::is_ascii_alphabetic) {
        return true;
    }
    if telephone(bytes) == bytes.len() {
        return true;
    }
    // `12:30`, `3:16`, `[^1]:`, `- [ ]:`, `>:(`
    if matches!(first, b'^' | b'-' | b'.' | b'\'' | b'%' | b'&' | b'+' | b'\\' | b'/' | b'`')
        && shape.bracket == 0
    {
        return false;
    }
    // Quotation marks enclose a word of the name: they come in pairs, and something stands before them.
    if bytes.iter().filter(|b| **b == b'"').count() % 2 == 1 {
        return false;
    }
    // An apostrophe stands inside a word or at its end, not before it; backticks quote code.
    let quoted = name.contains(['`', '\t']) || name.contains(" '") || name.starts_with('\'');
    if quoted || *first == b'^' || bytes.iter().all(|b| !b.is_ascii_alphanumeric() && b.is_ascii()) {
        return false;
    }
    let plain_digits = bytes.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b' ' | b'-'));
    // Behind a time, numbers are believed if they come back.
    if plain_digits && shape.bracket == 0 && !shape.timed {
        return false;
    }
    // A verse or a line of speech inside brackets is longer than a name; a bare label of many words is a clause.
    let words = name.split([' ', '\u{A0}']).filter(|word| !word.is_empty()).count();
    let most = match shape.is_strong() {
        true => MOST_WORDS_MARKED,
        false if is_titled(name) => MOST_WORDS_TITLED,
        false => MOST_WORDS,
    };
    words <= most && invisible_mark(bytes) == 0
}

/// Whether all is in capitals, with a title behind a comma: `ANN LEE, LCN SENIOR LAMPS CORRESPONDENT`.
fn is_titled(name: &str) -> bool {
    name.contains(", ") && is_in_capitals(name)
}

/// Whether all brackets inside a name are closed in it: `ann [MOD]`.
pub(super) fn is_balanced(name: &str) -> bool {
    let mut open = 0usize;
    for byte in name.bytes() {
        match byte {
            b'[' => open += 1,
            b']' if open == 0 => return false,
            b']' => open -= 1,
            _ => {}
        }
    }
    open == 0
}
