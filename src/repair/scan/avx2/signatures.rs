//! Places of characters of three bytes that tell: in eight groups at once, by halves of bytes, and those that are odd where they stand.

use super::lanes::{all, are_letters, mask, within, LANES};
use crate::repair::scan::east_asian;
use crate::repair::scan::multi_byte::{
    COPYRIGHTS, HALF_WIDTH, LEADS, LEAST_LEAD, RADICAL, RADICALS, SIGNATURES,
};
use std::arch::x86_64::*;

/// The lanes one byte in front of `at`; zero stands in front of all.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn shifted(bytes: &[u8], at: usize) -> __m256i {
    let mut lanes = [0; LANES];
    match at.checked_sub(1) {
        Some(before) => lanes.copy_from_slice(&bytes[before..before + LANES]),
        None => lanes[1..].copy_from_slice(&bytes[..LANES - 1]),
    }
    _mm256_loadu_si256(lanes.as_ptr().cast())
}

/// False if no letter of East Asia in the block stands alone between characters of ASCII, or behind a question mark: then `odd_in_word` finds
/// none. `before` is in front of the block.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn stands_in_ascii(halves: [__m256i; 2], before: u8) -> bool {
    let beyond = mask(halves);
    let leads = mask(halves.map(|lanes| within(lanes, LEAST_LEAD, LEADS)));
    let asked = mask(halves.map(|lanes| _mm256_cmpeq_epi8(lanes, all(b'?'))));
    let behind_ascii = !(beyond << 1 | u64::from(before >= 0x80));
    let behind_asked = asked << 1 | u64::from(before == b'?');
    // What comes behind the block may be ASCII.
    leads & (behind_ascii & !(beyond >> 3) | behind_asked) != 0
}

/// What `could_be_odd` of the portable screen finds behind a character of ASCII.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn odd_in_word(before: __m256i, lead: __m256i, after: __m256i) -> __m256i {
    let behind_letter = _mm256_andnot_si256(after, are_letters(before));
    let before_letter = _mm256_andnot_si256(before, are_letters(after));
    // The highest bit is set of what is not ASCII.
    let in_word = _mm256_cmpgt_epi8(_mm256_setzero_si256(), _mm256_or_si256(behind_letter, before_letter));
    let in_word = _mm256_or_si256(in_word, _mm256_cmpeq_epi8(before, all(b'?')));
    _mm256_and_si256(within(lead, LEAST_LEAD, LEADS), in_word)
}

/// What it finds whatever stands in front.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn of_radicals(lead: __m256i, middle: __m256i) -> __m256i {
    _mm256_and_si256(_mm256_cmpeq_epi8(lead, all(RADICAL)), within(middle, RADICALS[0], RADICALS[1]))
}

/// Halves of three bytes in a row: the low one of the first, and both of the others.
pub(super) struct Nibbles {
    lead: __m256i,
    middle: [__m256i; 2],
    last: [__m256i; 2],
}

impl Nibbles {
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn of([lead, middle, last]: [__m256i; 3]) -> Nibbles {
        let low = |lanes| _mm256_and_si256(lanes, all(0x0F));
        let high = |lanes| _mm256_and_si256(_mm256_srli_epi16(lanes, 4), all(0x0F));
        Nibbles { lead: low(lead), middle: [low(middle), high(middle)], last: [low(last), high(last)] }
    }

    /// The groups that a character in each lane is in, a bit for each: of all that were put in a group, and of few others.
    #[inline]
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn groups(&self, of: &Groups) -> __m256i {
        let is = |nibbles: &[u8; 16], lanes| {
            let table = _mm256_broadcastsi128_si256(_mm_loadu_si128(nibbles.as_ptr().cast()));
            _mm256_shuffle_epi8(table, lanes)
        };
        let lead = is(&of.lead, self.lead);
        let middle = _mm256_and_si256(is(&of.middle[0], self.middle[0]), is(&of.middle[1], self.middle[1]));
        let last = _mm256_and_si256(is(&of.last[0], self.last[0]), is(&of.last[1], self.last[1]));
        _mm256_and_si256(_mm256_and_si256(lead, middle), last)
    }
}

/// Signatures, and what `could_be_odd` of the portable screen finds whatever stands in front, but for `RADICALS`.
const TELLING: [[u8; 3]; SIGNATURES.len() + 3] = {
    let mut all = [HALF_WIDTH; SIGNATURES.len() + 3];
    let mut number = 0;
    while number < SIGNATURES.len() {
        all[number] = SIGNATURES[number];
        number += 1;
    }
    all[number + 1] = COPYRIGHTS[0];
    all[number + 2] = COPYRIGHTS[1];
    all
};

/// The group of each of them. A group lets through what has halves of its signs' bytes; those that share one let little else through together: with
/// these, which were searched for, two or three in 1,000 characters of intact Chinese, one in 1,000 of Japanese, and hardly any of Korean.
const GROUP: [u8; TELLING.len()] = [
    1, 1, 7, 3, 6, 6, 0, 0, 4, 4, 2, 5, 1, 4, 3, 2, 7, 7, 7, 7, 7, 5, 5, 5, 5, 6, 6, 6, 7, 4, 6, 1, 0, 5, 5,
    5, 5, 1, 1, 3, 0,
];

/// For each value of half a byte, low half first, the groups of signs that have it.
pub(super) struct Groups {
    lead: [u8; 16],
    middle: [[u8; 16]; 2],
    last: [[u8; 16]; 2],
}

pub(super) static SIGNATURE: Groups = groups(&TELLING, &GROUP, 0);
pub(super) static EAST_ASIAN: [Groups; 2] =
    [groups(&east_asian::SIGNS, &east_asian::GROUP, 0), groups(&east_asian::SIGNS, &east_asian::GROUP, 8)];

/// The eight groups from `first` on.
const fn groups(signs: &[[u8; 3]], group: &[u8], first: u8) -> Groups {
    let mut groups = Groups { lead: [0; 16], middle: [[0; 16]; 2], last: [[0; 16]; 2] };
    let mut number = 0;
    while number < signs.len() {
        let [lead, middle, last] = signs[number];
        if group[number] >= first && group[number] < first + 8 {
            let group = 1 << (group[number] - first);
            groups.lead[(lead & 0x0F) as usize] |= group;
            groups.middle[0][(middle & 0x0F) as usize] |= group;
            groups.middle[1][(middle >> 4) as usize] |= group;
            groups.last[0][(last & 0x0F) as usize] |= group;
            groups.last[1][(last >> 4) as usize] |= group;
        }
        number += 1;
    }
    groups
}
