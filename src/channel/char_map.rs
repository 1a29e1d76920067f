//! A byte for each of a few characters, looked up many characters at a time.

/// Rows of 64 characters that a map can have. All characters of all code pages fall into fewer.
const ROWS: usize = 64;
/// Bytes of text that are read at once, and the characters of two bytes or more that they hold at the most.
const GROUP: usize = 8;
const CHARS: usize = GROUP / 2;
/// The last character that begins in a group may end behind it.
const REACH: usize = GROUP + 4;

/// The high bit of each byte of a group, and the low one.
const HIGH: u64 = 0x8080_8080_8080_8080;
const LOW: u64 = 0x0101_0101_0101_0101;

/// Maps characters beyond ASCII to bytes.
pub(crate) struct CharMap {
    /// Where the row begins for all of a character's bytes but the last, masked as `NARROW` or `WIDE` has it. What begins a character of
    /// four bytes has no row.
    rows: [u16; WIDE as usize + 1],
    cells: [u8; ROW * ROWS],
}

/// The cells of a row.
const ROW: usize = 64;

/// Of the first bytes of a character of two bytes, the lowest of a word, what tells its row; and the same for three bytes.
const NARROW: u32 = 0x3F;
const WIDE: u32 = 0x3F3F;

impl CharMap {
    /// The map of these characters, all of two or three bytes; every other one becomes `other`.
    pub(crate) fn new(pairs: impl Iterator<Item = (char, u8)>, other: u8) -> CharMap {
        let mut map = CharMap { rows: [0; WIDE as usize + 1], cells: [other; ROW * ROWS] };
        let mut used = 0;
        for (c, byte) in pairs {
            let mut bytes = [0; 4];
            let (head, last) = match c.encode_utf8(&mut bytes).as_bytes() {
                [first, second] => (u32::from(*first) & NARROW, second),
                [first, second, third] => (u32::from_le_bytes([*first, *second, 0, 0]) & WIDE, third),
                _ => continue,
            };
            let row = &mut map.rows[head as usize];
            if *row == 0 {
                used += ROW;
                debug_assert!(used < map.cells.len());
                *row = used as u16;
            }
            map.cells[usize::from(*row) + usize::from(last & 0x3F)] = byte;
        }
        map
    }

    /// The byte for the character that begins with the lowest byte of `word`.
    #[inline(always)]
    fn get(&self, word: u32) -> u8 {
        let wide = word & 0xFF >= 0xE0;
        let row = self.rows[(word & if wide { WIDE } else { NARROW }) as usize];
        let last = if wide { word >> 16 } else { word >> 8 };
        // Rows end before the cells do: the remainder is for the compiler, which need not check.
        self.cells[(usize::from(row) | (last & 0x3F) as usize) % (ROW * ROWS)]
    }

    /// Looks up the characters at the beginning of `text` up to the first that is ASCII, as long as there is room in `found` for as many
    /// as may come at once, and gives their number and how many bytes of `text` they take. What is behind them in `found` is overwritten,
    /// too.
    ///
    /// There is no branch for a character's length, which in garbled text is anybody's guess.
    #[inline(always)]
    pub(crate) fn look_up(&self, text: &str, found: &mut [u8]) -> (usize, usize) {
        let bytes = text.as_bytes();
        let (mut at, mut count) = (0, 0);
        loop {
            let mut padded = [0; REACH];
            let window: &[u8; REACH] = match bytes[at..].first_chunk() {
                Some(window) => window,
                None => {
                    let rest = &bytes[at..];
                    padded[..rest.len()].copy_from_slice(rest);
                    &padded
                }
            };
            let Some(room) = found[count..].first_chunk_mut::<CHARS>() else { break };
            let mut group = [0; GROUP];
            group.copy_from_slice(&window[..GROUP]);
            let group = u64::from_le_bytes(group);
            // The low bit of each byte that begins a character: all but those of the form 10xxxxxx.
            let mut starts = !(group >> 7 & !group >> 6) & LOW;
            let ascii = !group & HIGH;
            if ascii != 0 {
                starts &= (1 << (ascii.trailing_zeros() & 0x38)) - 1;
            }
            // All counts end up in the highest byte.
            count += (starts.wrapping_mul(LOW) >> 56) as usize;
            for slot in room {
                // When there are no more, what the last byte would be is put where the next group's will be.
                let start = (starts | 1 << 56).trailing_zeros() as usize / 8;
                let word = window[start..].first_chunk().map_or(0, |word| u32::from_le_bytes(*word));
                *slot = self.get(word);
                starts &= starts.wrapping_sub(1);
            }
            if ascii != 0 {
                return (count, at + ascii.trailing_zeros() as usize / 8);
            }
            at += GROUP;
        }
        // The last character goes on behind the group, and may be of four bytes.
        at += bytes[at.min(bytes.len())..].iter().take_while(|&&byte| byte & 0xC0 == 0x80).count();
        (count, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::code_page::CodePage;

    #[test]
    fn looks_up_what_the_pages_say() {
        let text = "Ã©â€™†\u{A0}ä½ å¥½ ╨┐╤А中文😀éа€กขa\u{7FF}\u{800}\u{FFFF}\u{10FFFF}ﬁ";
        for page in CodePage::all() {
            let map = page.reverse();
            for repeats in [1, 3, 40] {
                let text = text.repeat(repeats);
                for (from, _) in text.char_indices() {
                    let mut found = [0; 32];
                    let (count, len) = map.look_up(&text[from..], &mut found);
                    let taken = &text[from..from + len];
                    assert!(taken.chars().all(|c| !c.is_ascii()));
                    let full = count + CHARS > found.len();
                    assert!(full || text[from + len..].chars().next().is_none_or(|c| c.is_ascii()));
                    let bytes: Vec<u8> = taken.chars().map(|c| page.byte_of(c).unwrap_or(0xFF)).collect();
                    assert_eq!(&found[..count], bytes, "{} {taken:?}", page.name());
                }
            }
        }
    }
}
