//! Pieces: which characters the bytes of a stretch are.

use super::{is_continuation, Gap, Part, Reader, LONGEST};

/// Bytes that are read ahead to tell characters apart that lost their first bytes.
const AHEAD: usize = 24;

/// What it costs, in bits, to share out bytes so that a character has two or four of them, has none of its own left, or that a question mark
/// is one.
pub(super) const OF_TWO: u32 = 4;
pub(super) const OF_FOUR: u32 = 5;
pub(super) const NOTHING_LEFT: u32 = 6;
pub(super) const A_QUESTION: u32 = 3;
/// More than any bytes cost that can be shared out.
const IMPOSSIBLE: u32 = 1 << 16;

impl Reader {
    /// The piece that `text` begins with: its parts are put into `parts`, its length in bytes of `text` is returned; `None` if there
    /// is none. Never begins with ASCII, but for a question mark that stands for a byte.
    pub(crate) fn piece(&self, text: &str, parts: &mut Vec<Part>) -> Option<usize> {
        parts.clear();
        if self.wide.loses_pairs() {
            return self.piece_of_pairs(text, parts);
        }
        let mut items = [0u8; LONGEST + 4];
        let (mut filled, mut parsed, mut taken) = (0, 0, 0);
        let mut chars = text.chars();
        // Bytes that the character begun at `parsed` still wants; only known once there is a lead byte.
        loop {
            let c = chars.next()?;
            if (taken == 0 && c.is_ascii() && c != self.mark) || c == '\n' || filled >= LONGEST {
                return None;
            }
            if self.is_dot_of_japanese(c, chars.as_str()) || !self.bytes(c, &mut items, &mut filled) {
                return None;
            }
            taken += c.len_utf8();
            // All characters that are complete by now.
            while parsed < filled {
                let wanted = match items[parsed] {
                    0 => self.headless(&items[parsed..filled], chars.as_str())?,
                    0x01..=0x7F => 1,
                    0xC2..=0xDF => 2,
                    0xE0..=0xEF => 3,
                    0xF0..=0xF4 => 4,
                    _ => return None,
                };
                let have = &items[parsed..filled.min(parsed + wanted)];
                if have.iter().skip(1).any(|&byte| byte != 0 && !is_continuation(byte)) {
                    return None;
                }
                if have.len() < wanted {
                    break;
                }
                let next = match items[..filled].get(parsed + wanted) {
                    Some(&byte) => byte,
                    None => self.first_byte(chars.as_str()),
                };
                parts.push(self.part(&items[parsed..parsed + wanted], next)?);
                parsed += wanted;
            }
            if parsed == filled {
                return Some(taken);
            }
        }
    }

    /// The length of a character that lost its lead byte; `None` if that cannot be told. What follows tells: bytes that begin no character,
    /// up to one that does, are shared out among as few and as likely characters as will do.
    fn headless(&self, items: &[u8], rest: &str) -> Option<usize> {
        let mut ahead = [0u8; LONGEST + 4];
        let mut len = items.len().min(AHEAD);
        ahead[..len].copy_from_slice(&items[..len]);
        let is_open = |byte: u8| byte == 0 || is_continuation(byte);
        let mut chars = rest.chars();
        while len < AHEAD && ahead[..len].iter().all(|byte| is_open(*byte)) {
            let Some(c) = chars.next() else { break };
            if c == '\n' || !self.bytes(c, &mut ahead, &mut len) {
                break;
            }
        }
        let row = ahead[..len].iter().take(AHEAD).take_while(|byte| is_open(**byte)).count();
        let behind = if row < len { ahead[row] } else { b'\n' };
        ahead[row] = behind;
        // What all from each place on costs, and the length of the character there; 0 for a question mark that is one.
        let mut best = [(IMPOSSIBLE, 0); AHEAD + 1];
        best[row].0 = 0;
        for at in (0..row).rev().filter(|at| ahead[*at] == 0) {
            if self.mark == '?' {
                best[at] = (best[at + 1].0 + A_QUESTION, 0);
            }
            for (wanted, price) in [(3, 0), (2, OF_TWO), (4, OF_FOUR)] {
                if at + wanted > row || best[at + wanted].0 + price >= best[at].0 {
                    continue;
                }
                let own = &ahead[at..at + wanted];
                let is_known = own.iter().any(|byte| *byte != 0);
                let fits = match wanted {
                    // Emoji have four bytes, and the second is theirs alone.
                    4 => own[1] == 0x9F,
                    3 => true,
                    _ => is_known,
                };
                let cost = best[at + wanted].0 + price + if is_known { 0 } else { NOTHING_LEFT };
                if fits && cost < best[at].0 && self.part(own, ahead[at + wanted]).is_some() {
                    best[at] = (cost, wanted);
                }
            }
        }
        match best[0] {
            (IMPOSSIBLE.., _) | (_, 0) => None,
            (_, wanted) => Some(wanted),
        }
    }

    fn first_byte(&self, text: &str) -> u8 {
        let mut items = [0u8; LONGEST + 4];
        let mut len = 0;
        match text.chars().next() {
            Some(c) if self.bytes(c, &mut items, &mut len) => items[0],
            _ => b'\n',
        }
    }

    fn part(&self, bytes: &[u8], next: u8) -> Option<Part> {
        if bytes.contains(&0) {
            let mut own = [0; 4];
            own[..bytes.len()].copy_from_slice(bytes);
            let gap = Gap { bytes: own, len: bytes.len() as u8, next, is_second: false };
            return (self.likely(&gap)[0] != '\0').then_some(Part::Gap(gap));
        }
        let mut chars = std::str::from_utf8(bytes).ok()?.chars();
        chars.next().map(Part::Whole)
    }
}
