//! Text that does not repeat, as long as is wanted: lines put together from pieces of another text.
//!
//! A text over and over flatters whatever remembers: its words are in the caches by the second time. Real text of that length is given to
//! `benches/peers` as a file; this stands in for it where there is none.

/// One piece in so many is followed by another than in the text that it is from.
const JUMPS: u64 = 3;

/// Lines of at least `size` bytes, none twice but by chance. The same on every machine.
pub fn varied(text: &str, size: usize) -> String {
    let pieces: Vec<&str> = text.lines().flat_map(pieces).collect();
    let mut dice = 1u64;
    let mut roll = |sides: usize| {
        dice = dice.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        (dice >> 33) as usize % sides
    };
    let mut out = String::with_capacity(size + 1024);
    while out.len() < size && !pieces.is_empty() {
        out.push_str(if roll(2) == 0 { "[A]: " } else { "[B]: " });
        let mut at = roll(pieces.len());
        for _ in 0..4 + roll(30) {
            out.push_str(pieces[at]);
            at = if roll(JUMPS as usize) == 0 { roll(pieces.len()) } else { (at + 1) % pieces.len() };
        }
        out.push('\n');
    }
    out
}

/// A line in words with what follows them, or in two or three characters where there are no spaces.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let line = line.split_once("]: ").map_or(line, |(_, said)| said);
    let mut rest = line;
    std::iter::from_fn(move || {
        let mut count = 0;
        let end = rest.char_indices().find(|(at, c)| {
            count += usize::from(!c.is_ascii());
            *at > 0 && (rest.as_bytes()[at - 1] == b' ' || count == 4)
        });
        let (piece, others) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = others;
        (!piece.is_empty()).then_some(piece)
    })
}
