//! Lines drawn with the signs of DOS: frames, tables, trees of folders. Their bytes are letters in every other encoding, and Han in pairs.

use crate::channel::code_page::CodePage;

/// How surely a line of bytes is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Art {
    /// Nothing else looks like it: rows of lines that end in corners or branches, shades from light to dark.
    Sure,
    /// It has rows so long that they are no text in pairs of bytes.
    Long,
    /// All of it could be: other lines say whether it is.
    Perhaps,
}

/// Lines from left to right, single and double, and the corners and branches that they end in.
const ACROSS: [(u8, &[u8]); 2] = [
    (0xC4, b"\xB4\xB6\xBD\xBF\xC0\xC1\xC2\xC3\xC5\xC7\xD0\xD2\xD3\xD6\xD7\xD9\xDA"),
    (0xCD, b"\xB5\xB8\xB9\xBB\xBC\xBE\xC6\xC8\xC9\xCA\xCB\xCC\xCE\xCF\xD1\xD4\xD5\xD8"),
];
/// Shades, and their order the other way.
const SHADES: [&[u8]; 2] = [b"\xB0\xB1\xB2", b"\xB2\xB1\xB0"];
/// Signs of which whole lines are made: shades, blocks, lines across and upright.
const PLAIN: &[u8] = b"\xB0\xB1\xB2\xB3\xBA\xC4\xCD\xDB\xDC\xDF\xFE";
/// Signs in the shortest row with an end, and in one that is no text.
const ROW: usize = 3;
const LONG: usize = 12;

/// Whether a line of bytes, which stand as windows-1252 has them, is drawn.
pub(super) fn of(line: &str) -> Option<Art> {
    let bytes: Vec<u8> =
        line.chars().map(|c| CodePage::WINDOWS_1252.byte_of(c).unwrap_or_default()).collect();
    let drawn = bytes.iter().filter(|byte| matches!(byte, 0xB0..=0xDF | 0xFE)).count();
    if drawn == 0 || drawn < bytes.iter().filter(|byte| **byte >= 0x80).count() {
        return None;
    }
    let (mut across, mut longest, mut end) = (0, 0, 0);
    for row in bytes.chunk_by(|a, b| a == b) {
        let start = end;
        end += row.len();
        longest = longest.max(if row[0] >= 0x80 { row.len() } else { 0 });
        let Some((_, ends)) = ACROSS.iter().find(|(sign, _)| *sign == row[0]) else { continue };
        let mut beside = start.checked_sub(1).into_iter().chain([end]).filter_map(|at| bytes.get(at));
        if row.len() >= ROW && beside.any(|byte| ends.contains(byte)) {
            across += row.len();
        }
    }
    let has_shades = || SHADES.iter().any(|shades| memchr::memmem::find(&bytes, shades).is_some());
    if across > 0 && 3 * across >= drawn || has_shades() {
        return Some(Art::Sure);
    }
    let could_be = bytes.iter().all(|byte| *byte < 0x80 || PLAIN.contains(byte));
    could_be.then_some(if longest >= LONG { Art::Long } else { Art::Perhaps })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_bytes(bytes: &[u8]) -> Option<Art> {
        of(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0)
    }

    #[test]
    fn lines_are_told_from_letters() {
        for line in [
            &b"\xDA\xC4\xC4\xC4\xC2\xC4\xC4\xBF"[..],
            b"  \xC9\xCD\xCD\xCD\xCD\xBB",
            b"\xB3   \xC3\xC4\xC4\xC4x86",
            b"\xC0\xC4\xC4\xC4lib",
        ] {
            assert_eq!(of_bytes(line), Some(Art::Sure), "{line:x?}");
        }
        for line in [
            &b"\xB3 Name \xB3 Size \xB3"[..],
            b"\xBA text \xBA",
            b"5 m\xB3",
            b"n\xBA 5",
            b"\xFE fast",
            b"\xDC\xDC\xDC",
            b"\xC4\xC4\xC4\xC4h",
        ] {
            assert_eq!(of_bytes(line), Some(Art::Perhaps), "{line:x?}");
        }
        assert_eq!(of_bytes(&[0xDC; LONG]), Some(Art::Long));
        // Han in pairs of bytes, prose. A shout could be drawn.
        for line in [&b"\xC4\xC4\xC4\xC4\xC0\xEF"[..], b"\xC2\xC4\xC4\xBF", b"K\xF6ln", b"abc", b""] {
            assert_eq!(of_bytes(line), None, "{line:x?}");
        }
    }
}
