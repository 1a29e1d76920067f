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

/// Lines from left to right, single and double, and the corners and branches that they end in: their own, and corners of the other kind.
const ACROSS: [(u8, &[u8]); 2] = [
    (0xC4, b"\xB4\xB6\xBD\xBF\xC0\xC1\xC2\xC3\xC5\xC7\xD0\xD2\xD3\xD6\xD7\xD9\xDA\xBB\xBC\xC8\xC9"),
    (0xCD, b"\xB5\xB8\xB9\xBB\xBC\xBE\xC6\xC8\xC9\xCA\xCB\xCC\xCE\xCF\xD1\xD4\xD5\xD8\xBF\xC0\xD9\xDA"),
];
/// Shades, and their order the other way.
const SHADES: [&[u8]; 2] = [b"\xB0\xB1\xB2", b"\xB2\xB1\xB0"];
/// Signs of which whole lines are made: shades, blocks, lines across and upright.
const PLAIN: &[u8] = b"\xB0\xB1\xB2\xB3\xBA\xC4\xCD\xDB\xDC\xDF\xFE";
/// Signs in the shortest row with an end, and in one that is no text.
const ROW: usize = 3;
const LONG: usize = 12;

/// Corners, branches, and lines across and upright, single and double, and those of them that are no letters where windows-1252 reads them.
const FRAMES: [(&[u8], &[u8]); 2] = [
    (b"\xB3\xB4\xBF\xC0\xC1\xC2\xC3\xC4\xC5\xD9\xDA", b"\xB3\xB4\xBF"),
    (b"\xB9\xBA\xBB\xBC\xC8\xC9\xCA\xCB\xCC\xCD\xCE", b"\xB9\xBA\xBB\xBC"),
];
/// Signs of the shortest row of a frame's parts, and those of them that are no letters.
const PARTS: usize = 8;
const NO_LETTERS: usize = 2;
/// Blocks, shades and double lines, of which a row of two is drawn in text of characters: `ÛÛ°`, `±±`.
const BLOCKS: &[u8] = b"\xB0\xB1\xB2\xCD\xDB";

/// Whether a line of characters is drawn: what it has beyond ASCII is letters and signs of windows-1252 that stand where the lines of DOS do.
pub(super) fn of_characters(line: &str) -> Option<Art> {
    // Windows-1252 has these where Unicode has them.
    let could_be = |c: char| matches!(c, '\0'..='\x7F' | '\u{B0}'..='\u{DF}' | '\u{FE}');
    if line.is_ascii() || !line.chars().all(could_be) {
        return None;
    }
    let bytes: Vec<u8> = line.chars().map(|c| c as u8).collect();
    let (mut drawn, mut across, mut blocks, mut in_word) = (0, 0, false, false);
    let (mut last, mut end) = (0u8, 0);
    for run in bytes.chunk_by(|a, b| a.is_ascii() == b.is_ascii()) {
        end += run.len();
        if !run[0].is_ascii() {
            let behind = bytes.get(end).copied().unwrap_or(b' ');
            // A branch of a tree bears a name.
            let is_branch = matches!(run[0], 0xC0 | 0xC3 | 0xC8 | 0xCC);
            in_word |= last.is_ascii_alphabetic() || behind.is_ascii_alphabetic() && !is_branch;
            drawn += run.len();
            across += if is_frame(run) { run.len() } else { drawn_across(run) };
            blocks |= run.chunk_by(|a, b| a == b).any(|row| row.len() > 1 && BLOCKS.contains(&row[0]));
        }
        last = run[run.len() - 1];
    }
    match (in_word, 3 * across >= drawn) {
        (true, _) => None,
        (false, true) => Some(Art::Sure),
        (false, false) => {
            let could_be = blocks && bytes.iter().all(|byte| *byte < 0x80 || PLAIN.contains(byte));
            could_be.then_some(Art::Perhaps)
        }
    }
}

/// True for a stretch that is different parts of one frame, not in the order of their codes.
fn is_frame(run: &[u8]) -> bool {
    let is_of = |(parts, signs): &(&[u8], &[u8])| {
        run.iter().all(|byte| parts.contains(byte))
            && run.iter().filter(|byte| signs.contains(byte)).count() >= NO_LETTERS
    };
    // A row of one of them is a row of signs of Latin-1 (`»»»»»»»»`).
    let is_row_of_one = run.iter().all(|byte| *byte == run[0]);
    let is_in_order = run.windows(2).all(|two| two[0] < two[1]);
    run.len() >= PARTS && !is_row_of_one && !is_in_order && FRAMES.iter().any(is_of)
}

/// Signs that are rows of lines with a corner or a branch beside them.
fn drawn_across(bytes: &[u8]) -> usize {
    let (mut across, mut end) = (0, 0);
    for row in bytes.chunk_by(|a, b| a == b) {
        let start = end;
        end += row.len();
        let Some((_, ends)) = ACROSS.iter().find(|(sign, _)| *sign == row[0]) else { continue };
        let mut beside = start.checked_sub(1).into_iter().chain([end]).filter_map(|at| bytes.get(at));
        if row.len() >= ROW && beside.any(|byte| ends.contains(byte)) {
            across += row.len();
        }
    }
    across
}

/// Whether a line of bytes, which stand as windows-1252 has them, is drawn.
pub(super) fn of(line: &str) -> Option<Art> {
    let bytes: Vec<u8> =
        line.chars().map(|c| CodePage::WINDOWS_1252.byte_of(c).unwrap_or_default()).collect();
    let drawn = bytes.iter().filter(|byte| matches!(byte, 0xB0..=0xDF | 0xFE)).count();
    if drawn == 0 || drawn < bytes.iter().filter(|byte| **byte >= 0x80).count() {
        return None;
    }
    let across = drawn_across(&bytes);
    let rows = bytes.chunk_by(|a, b| a == b).filter(|row| !row[0].is_ascii());
    let longest = rows.map(<[u8]>::len).max().unwrap_or(0);
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
