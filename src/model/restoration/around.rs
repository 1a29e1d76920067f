//! The wide view of a gap: which symbols around it count, and how the file of their vectors is laid out.
//!
//! The training tool compiles this very file: what is trained is what is asked. What the vectors are for: see [`super::bilinear`].
//!
//! The file: header, index of the pages, pages, weights of the distances (a byte a number), scales and biases, then the vectors beside
//! a gap and those inside. Numbers are little-endian.

use super::feature::{EDGE, UNKNOWN};
use super::view::GAP;

/// Magic number and layout version of the file.
pub(crate) const MAGIC: &[u8; 8] = b"LACUNAB1";
/// Numbers in a vector.
pub(crate) const DIMS: usize = 128;
/// Bytes of a vector: number `d` is the low half of byte `d`, and number `d + DIMS / 2` its high half.
pub(crate) const ROW: usize = DIMS / 2;
/// What is added to a number to store it.
pub(crate) const NIBBLE_ZERO: i16 = 8;
/// Symbols that are looked at on either side.
pub(crate) const REACH: usize = 10;
/// Distances: those before a gap, the nearest first, then those behind it.
pub(crate) const PLACES: usize = 2 * REACH;
/// Bits that a product of a number, its row's scale and a distance's weight loses, to fit into 16 bits twenty times over.
pub(crate) const SHIFT: u32 = 4;
/// The greatest scale of a row.
pub(crate) const MOST_SCALE: u8 = 15;
/// Symbols a page of the index.
pub(crate) const PAGE: usize = 128;
/// Pages of the index.
pub(crate) const PAGES: usize = KEYS / PAGE;
/// Bytes of a page: one bit for each symbol that has vectors, and the number of the first of these.
pub(crate) const PAGE_BYTES: usize = PAGE / 8 + 2;
/// Header: magic, symbols, pages, unit of the products, unit of the biases.
pub(crate) const HEADER: usize = 8 + 4 + 4 + 4 + 4;

/// Keys of symbols.
pub(crate) const KEYS: usize = 0x2_0000;
/// The key of the first symbol that is no character.
const FIRST_CLASS: u32 = 0x1_FF80;

/// The number of a symbol in the index; `None` for one that never has vectors.
#[inline]
pub(crate) fn key(symbol: u32) -> Option<usize> {
    match symbol {
        0..=0x1_FF7F => Some(symbol as usize),
        EDGE..=UNKNOWN => Some((symbol - EDGE + FIRST_CLASS) as usize),
        _ => None,
    }
}

/// Calls `each` for every symbol around a gap, up to the ends of its line, with the number of its distance. `known` gives the symbol of a
/// place that is a gap itself.
#[inline]
pub(crate) fn around(view: &[u32], at: usize, known: impl Fn(u32) -> u32, mut each: impl FnMut(u32, usize)) {
    let mut look = |place: u32, distance: usize| {
        if place != UNKNOWN {
            each(if place & GAP == 0 { place } else { known(place & !GAP) }, distance);
        }
        !matches!(place, EDGE | UNKNOWN)
    };
    let (before, behind) = (view[..at].iter().rev(), view[at..].iter().skip(1));
    before.zip(0..REACH).all(|(&place, distance)| look(place, distance));
    behind.zip(REACH..2 * REACH).all(|(&place, distance)| look(place, distance));
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: [u32; 14] =
        [EDGE, EDGE, 0x4E2D, 0x62, 0x61, GAP, 0x6587, GAP | 1, 0x3042, 0x1F60F, EDGE, EDGE, 0x61, UNKNOWN];

    #[test]
    fn a_line_is_looked_at_up_to_its_ends() {
        let mut seen = vec![];
        around(&VIEW, 5, |gap| 0x1000 + gap, |symbol, distance| seen.push((symbol, distance)));
        let before = [(0x61, 0), (0x62, 1), (0x4E2D, 2), (EDGE, 3)];
        let behind = [(0x6587, 10), (0x1001, 11), (0x3042, 12), (0x1F60F, 13), (EDGE, 14)];
        assert_eq!(seen, [&before[..], &behind].concat());
        // Beyond ten symbols, and where nothing is known, it ends.
        let long = vec![0x61; 41];
        let mut count = 0;
        around(&long, 20, |gap| gap, |_, _| count += 1);
        assert_eq!(count, 2 * REACH);
        around(
            &VIEW,
            13,
            |gap| gap,
            |symbol, distance| assert_eq!((symbol, distance), ([0x61, EDGE][distance], distance)),
        );
        around(&VIEW, 12, |gap| gap, |symbol, _| assert_eq!(symbol, EDGE));
    }
}
