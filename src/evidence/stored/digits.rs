//! Counters as text: most are 0, and most others small.
//!
//! How many counters of 0 come next, then the counter behind them, and so on. A number is written in digits of five bits, the lowest first; a
//! digit that another follows is one of the second half of the alphabet.

const ALPHABET: &[u8; 64] = b"abcdefghijklmnopqrstuvwxyz012345ABCDEFGHIJKLMNOPQRSTUVWXYZ6789-_";

pub(super) fn written(counters: &[u32]) -> String {
    let mut text = String::new();
    let mut zeros = 0;
    for &counter in counters {
        if counter == 0 {
            zeros += 1;
        } else {
            write(zeros, &mut text);
            write(counter, &mut text);
            zeros = 0;
        }
    }
    text
}

fn write(mut number: u32, text: &mut String) {
    loop {
        let rest = number >> 5;
        let digit = (number & 31) as usize + if rest > 0 { 32 } else { 0 };
        text.push(char::from(ALPHABET[digit]));
        if rest == 0 {
            return;
        }
        number = rest;
    }
}

/// So many counters; `None` if that is not what is written there.
pub(super) fn read(text: &str, count: usize) -> Option<Vec<u32>> {
    let mut counters = vec![0; count];
    let mut rest = text.bytes();
    let mut at = 0usize;
    while rest.len() > 0 {
        at = at.checked_add(usize::try_from(number(&mut rest)?).ok()?)?;
        *counters.get_mut(at)? = number(&mut rest)?;
        at += 1;
    }
    Some(counters)
}

fn number(rest: &mut std::str::Bytes) -> Option<u32> {
    let (mut number, mut shift) = (0u64, 0);
    loop {
        let byte = rest.next()?;
        let digit = ALPHABET.iter().position(|own| *own == byte)? as u64;
        number |= (digit & 31) << shift;
        if digit < 32 {
            return u32::try_from(number).ok();
        }
        shift += 5;
        if shift > 30 {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_written_is_read(counters in prop::collection::vec(prop_oneof![4 => Just(0), 2 => 0u32..100, 1 => any::<u32>()], 0..200)) {
            prop_assert_eq!(read(&written(&counters), counters.len()), Some(counters));
        }

        #[test]
        fn nothing_panics(text in "[a-zA-Z0-9_-]{0,40}", count in 0usize..50) {
            let _ = read(&text, count);
        }
    }

    #[test]
    fn what_is_broken_is_not_read() {
        for broken in ["a", "aA", "bb", "a!", "aAAAAAAAb", "a中"] {
            assert_eq!(read(broken, 1), None, "{broken}");
        }
        assert_eq!(read("ab", 1), Some(vec![1]));
    }
}
