//! The losses that gaps are learnt from: which continuation bytes of UTF-8 vanish, and how often a line is learnt under each.

/// One loss.
pub struct Loss {
    /// The bytes that vanish.
    lost: &'static [std::ops::RangeInclusive<u8>],
    /// Of a hundred lines in alphabets, and of a hundred with Chinese, Japanese or Korean: how many are learnt under it.
    shares: [u64; 2],
    /// One gap in so many is learnt from, of alphabets and of the others: under some losses, most characters are gaps.
    one_in: [u64; 2],
}

/// Controls stripped, as Latin-1 and the pages of Windows make them. Where a mark stands for what was lost, candidates are fewer, and
/// features are the same.
pub const LOSSES: [Loss; 5] = [
    // windows-1254
    Loss { lost: &[0x81..=0x81, 0x8D..=0x90, 0x9D..=0x9E, 0xAD..=0xAD], shares: [40, 82], one_in: [1, 1] },
    // Latin-1
    Loss { lost: &[0x80..=0x9F, 0xAD..=0xAD], shares: [46, 10], one_in: [1, 4] },
    // windows-1250
    Loss {
        lost: &[0x81..=0x81, 0x83..=0x83, 0x88..=0x88, 0x90..=0x90, 0x98..=0x98, 0xAD..=0xAD],
        shares: [4, 2],
        one_in: [1, 1],
    },
    // windows-1253
    Loss {
        lost: &[
            0x81..=0x81,
            0x88..=0x88,
            0x8A..=0x8A,
            0x8C..=0x90,
            0x98..=0x98,
            0x9A..=0x9A,
            0x9C..=0x9F,
            0xAD..=0xAD,
        ],
        shares: [6, 3],
        one_in: [1, 1],
    },
    // windows-1257
    Loss {
        lost: &[
            0x81..=0x81,
            0x83..=0x83,
            0x88..=0x88,
            0x8A..=0x8A,
            0x8C..=0x8C,
            0x90..=0x90,
            0x98..=0x98,
            0x9A..=0x9A,
            0x9C..=0x9C,
            0x9F..=0x9F,
            0xAD..=0xAD,
        ],
        shares: [4, 3],
        one_in: [1, 1],
    },
];

/// The number of Latin-1 in [`LOSSES`].
pub const LATIN_1: u8 = 1;

/// Whether the byte vanishes in the loss with this number.
pub fn loses(loss: usize, byte: u8) -> bool {
    LOSSES[loss].lost.iter().any(|range| range.contains(&byte))
}

/// Whether a line has Chinese, Japanese or Korean characters.
fn is_wide(text: &str) -> bool {
    text.contains(|c| matches!(c, '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

/// Whether a line has kana or Hangul.
pub fn is_scarce(text: &str) -> bool {
    text.contains(|c| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}'))
}

/// The loss that a line is learnt under. `dice` is a random number, the same for the same line.
pub fn draw(text: &str, dice: u64) -> u8 {
    let column = usize::from(is_wide(text));
    let mut left = dice % 100;
    for (number, loss) in LOSSES.iter().enumerate() {
        match left.checked_sub(loss.shares[column]) {
            Some(rest) => left = rest,
            None => return number as u8,
        }
    }
    0
}

/// One gap in how many of this loss is learnt from.
pub fn one_in(loss: u8, is_alphabetic: bool) -> u64 {
    LOSSES[loss as usize].one_in[usize::from(!is_alphabetic)]
}
