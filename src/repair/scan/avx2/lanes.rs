//! Vectors of 32 bytes: how they are loaded and compared.

use crate::repair::scan::screen::Window;
use std::arch::x86_64::*;

/// Bytes of a vector.
pub(super) const LANES: usize = 32;

#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn load(window: &Window, at: usize) -> __m256i {
    _mm256_loadu_si256(window[at..at + LANES].as_ptr().cast())
}

/// The block that a window begins with.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn halves(window: &Window) -> [__m256i; 2] {
    [load(window, 0), load(window, LANES)]
}

/// The highest bit of each byte.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn mask(halves: [__m256i; 2]) -> u64 {
    let [low, high] = halves.map(|lanes| _mm256_movemask_epi8(lanes) as u32);
    u64::from(low) | u64::from(high) << 32
}

/// Every lane this byte.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn all(byte: u8) -> __m256i {
    _mm256_set1_epi8(byte as i8)
}

/// True if the highest bit of a lane is set.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn any(lanes: __m256i) -> bool {
    _mm256_movemask_epi8(lanes) != 0
}

/// Lanes of at least `least`, and at most `span` more.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn within(lanes: __m256i, least: u8, span: u8) -> __m256i {
    up_to(_mm256_sub_epi8(lanes, all(least)), span)
}

/// Lanes of at most `most`.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn up_to(lanes: __m256i, most: u8) -> __m256i {
    _mm256_cmpeq_epi8(_mm256_min_epu8(lanes, all(most)), lanes)
}

/// Lanes of one of two bytes.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn either(lanes: __m256i, a: u8, b: u8) -> __m256i {
    _mm256_or_si256(_mm256_cmpeq_epi8(lanes, all(a)), _mm256_cmpeq_epi8(lanes, all(b)))
}

/// Letters of ASCII.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn are_letters(lanes: __m256i) -> __m256i {
    within(_mm256_or_si256(lanes, all(0x20)), b'a', 25)
}

/// Lanes of both.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn and(a: __m256i, b: __m256i) -> __m256i {
    _mm256_and_si256(a, b)
}

/// Lanes of one or the other.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn or(a: __m256i, b: __m256i) -> __m256i {
    _mm256_or_si256(a, b)
}

/// Lanes of this byte.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn are(lanes: __m256i, byte: u8) -> __m256i {
    _mm256_cmpeq_epi8(lanes, all(byte))
}

/// True if this is true of any of the places.
#[inline(always)]
pub(super) fn any_of(mut places: u64, is: impl Fn(usize) -> bool) -> bool {
    while places != 0 {
        if is(places.trailing_zeros() as usize) {
            return true;
        }
        places &= places - 1;
    }
    false
}
