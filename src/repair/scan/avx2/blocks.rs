//! Blocks in which nothing begins are passed over.

use super::lanes::{all, any, any_of, halves, load, mask, up_to, LANES};
use super::letters::{cyrillic_places, latin_places, lone_leads};
use super::pairs;
use super::signatures::{odd_in_word, of_radicals, shifted, stands_in_ascii, Nibbles, EAST_ASIAN, SIGNATURE};
use crate::repair::scan::multi_byte::LEAST_LEAD;
use crate::repair::scan::screen::{bytes_before, Screen, Window, BLOCK, SPAN};
use crate::repair::scan::{self, east_asian, lone, multi_byte};
use crate::repair::undo::wrong_encoding::alphabets;
use std::arch::x86_64::*;

/// # Safety
///
/// The machine has AVX2.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn skip_blocks<S: Screen>(bytes: &[u8], mut at: usize) -> usize {
    loop {
        let end = at + CHUNK;
        let next = skip_others::<S>(bytes, at, end);
        if S::EAST_ASIAN {
            let sign = skip_east_asian(bytes, at, next);
            if sign < next {
                return sign;
            }
        }
        if next < end {
            return next;
        }
        at = next;
    }
}

/// Bytes that are looked at once for signs of East Asia, and once for all others: one loop for both takes a tenth longer.
const CHUNK: usize = 1 << 11;

/// The block, from `at` to `end`, in which a character of one encoding of East Asia that another one's page read begins.
///
/// # Safety
///
/// The machine has AVX2.
#[target_feature(enable = "avx2")]
unsafe fn skip_east_asian(bytes: &[u8], mut at: usize, end: usize) -> usize {
    while at < end {
        let Some(window) = bytes[at..].first_chunk::<{ size_of::<Window>() }>() else { return at };
        let halves = halves(window);
        let highest = _mm256_max_epu8(halves[0], halves[1]);
        if any(_mm256_cmpeq_epi8(_mm256_max_epu8(highest, all(LEAST_LEAD)), highest)) {
            let groups = [0, LANES].map(|half| {
                let nibbles = Nibbles::of([0, 1, 2].map(|ahead| load(window, half + ahead)));
                _mm256_or_si256(nibbles.groups(&EAST_ASIAN[0]), nibbles.groups(&EAST_ASIAN[1]))
            });
            let both = _mm256_or_si256(groups[0], groups[1]);
            if _mm256_testz_si256(both, both) == 0 {
                let is_in_none = |lanes| _mm256_cmpeq_epi8(lanes, _mm256_setzero_si256());
                if any_of(!mask(groups.map(is_in_none)), |of| east_asian::is_suspect(bytes, at + of)) {
                    return at;
                }
            }
        }
        at += BLOCK;
    }
    at
}

/// True if a character begins in the block, or just behind it, that is nearer to the beginning of Unicode than Han and kana: without one there are but signs of
/// multi-byte pages.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn has_low_leads(window: &Window, halves: [__m256i; 2]) -> bool {
    let distance = |lanes| _mm256_sub_epi8(lanes, all(0xC2));
    let nearest = _mm256_min_epu8(distance(halves[0]), distance(halves[1]));
    let nearest = _mm256_min_epu8(nearest, distance(load(window, LANES + 3)));
    any(up_to(nearest, SPAN))
}

/// The block, from `at` to `end`, in which any other sign begins.
///
/// # Safety
///
/// The machine has AVX2.
#[target_feature(enable = "avx2")]
unsafe fn skip_others<S: Screen>(bytes: &[u8], mut at: usize, end: usize) -> usize {
    while at < end {
        let Some(window) = bytes[at..].first_chunk::<{ size_of::<Window>() }>() else { return at };
        let halves = halves(window);
        if any(_mm256_or_si256(halves[0], halves[1])) {
            let mut hits = _mm256_setzero_si256();
            let before = bytes_before(bytes, at);
            let has_low = has_low_leads(window, halves);
            // Few of the places that are found here are signs: to look at each is less than to look at the whole block.
            if S::PAIRS
                && has_low
                && pairs::are_near(before, window, halves)
                && any_of(pairs::places(before, window), |of| scan::pairs::is_suspect(bytes, at + of))
            {
                return at;
            }
            if S::CONTROLS && has_low {
                let latin = latin_places(before[2], window, halves);
                if any_of(latin | cyrillic_places([before[1], before[2]], window, halves), |of| {
                    alphabets::is_suspect(bytes, at + of)
                }) {
                    return at;
                }
                let latin = halves.map(|first| _mm256_cmpeq_epi8(first, all(lone::FIRST)));
                if any(_mm256_or_si256(latin[0], latin[1])) {
                    for (half, &first) in latin.iter().enumerate() {
                        let next = |ahead| load(window, half * LANES + ahead);
                        hits = _mm256_or_si256(hits, lone_leads(first, [next(1), next(2)]));
                    }
                }
                for (half, &first) in halves.iter().enumerate() {
                    let control = _mm256_cmpgt_epi8(all(0xA0), load(window, half * LANES + 1));
                    let control = _mm256_and_si256(_mm256_cmpeq_epi8(first, all(0xC2)), control);
                    hits = _mm256_or_si256(hits, control);
                }
            }
            if S::SIGNATURES {
                let highest = _mm256_max_epu8(halves[0], halves[1]);
                if any(_mm256_cmpeq_epi8(_mm256_max_epu8(highest, all(LEAST_LEAD)), highest)) {
                    let (mut odd, mut groups) = ([_mm256_setzero_si256(); 2], [_mm256_setzero_si256(); 2]);
                    for (half, &first) in halves.iter().enumerate() {
                        let next = |ahead| load(window, half * LANES + ahead);
                        let three = [first, next(1), next(2)];
                        odd[half] = of_radicals(three[0], three[1]);
                        groups[half] = Nibbles::of(three).groups(&SIGNATURE);
                    }
                    if stands_in_ascii(halves, before[2]) {
                        let before = [shifted(bytes, at), load(window, LANES - 1)];
                        for (half, &first) in halves.iter().enumerate() {
                            let after = load(window, half * LANES + 3);
                            odd[half] = _mm256_or_si256(odd[half], odd_in_word(before[half], first, after));
                        }
                    }
                    let is_in_none = |lanes| _mm256_cmpeq_epi8(lanes, _mm256_setzero_si256());
                    let places = mask(odd) | !mask(groups.map(is_in_none));
                    if any_of(places, |of| multi_byte::is_suspect(bytes, at + of)) {
                        return at;
                    }
                }
            }
            if _mm256_testz_si256(hits, hits) == 0 {
                return at;
            }
        }
        at += BLOCK;
    }
    at
}
