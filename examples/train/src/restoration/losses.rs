//! The losses that gaps are learnt from: which continuation bytes of UTF-8 vanish, and how often a line is learnt under each.

/// One loss.
pub struct Loss {
    /// The bytes that vanish.
    lost: &'static [std::ops::RangeInclusive<u8>],
    /// Of a hundred lines in alphabets, and of a hundred with Chinese, Japanese or Korean: how many are learnt under it.
    shares: [u64; 2],
    /// How much its gaps count when features are chosen.
    worth: f32,
}

/// Controls stripped, as Latin-1 and the pages of Windows make them. Where a mark stands for what was lost, candidates are fewer, and
/// features are the same. Latin-1 has no share: lines are learnt under it besides.
pub const LOSSES: [Loss; 5] = [
    // windows-1254
    Loss { lost: &[0x81..=0x81, 0x8D..=0x90, 0x9D..=0x9E, 0xAD..=0xAD], shares: [74, 90], worth: 3.0 },
    // Latin-1
    Loss { lost: &[0x80..=0x9F, 0xAD..=0xAD], shares: [0, 0], worth: 1.0 },
    // windows-1250
    Loss {
        lost: &[0x81..=0x81, 0x83..=0x83, 0x88..=0x88, 0x90..=0x90, 0x98..=0x98, 0xAD..=0xAD],
        shares: [7, 3],
        worth: 1.0,
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
        shares: [11, 4],
        worth: 1.0,
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
        shares: [8, 3],
        worth: 1.0,
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
fn is_scarce(text: &str) -> bool {
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

/// Of Chinese lines, one in so many is learnt under Latin-1, too; of other lines, all are.
const CHINESE_IN_LATIN_1: u64 = 4;

/// Whether a line is learnt under Latin-1 besides. `dice`: see [`draw`].
pub fn is_in_latin_1_too(text: &str, dice: u64) -> bool {
    !is_wide(text) || is_scarce(text) || dice / 100 % CHINESE_IN_LATIN_1 == 0
}

/// One gap in how many is learnt from, for gaps that are not letters of alphabets: under Latin-1, most characters are gaps.
pub fn one_in(loss: u8, text: &str) -> u64 {
    match (loss, is_scarce(text)) {
        (LATIN_1, false) => 4,
        (LATIN_1, true) => 2,
        _ => 1,
    }
}

/// How much the gaps of a loss count when features are chosen.
pub fn worth(loss: u8) -> f32 {
    LOSSES[loss as usize].worth
}
