//! Places of letters that another page could have read, and of leads that stand alone.

use super::lanes::{all, are_letters, either, load, mask, within, LANES};
use crate::repair::scan::lone;
use crate::repair::scan::screen::Window;
use crate::repair::undo::wrong_encoding::alphabets::{cyrillic, latin};
use std::arch::x86_64::*;

/// See `could_be` of lone leads, where `first` tells their first byte.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn lone_leads(first: __m256i, [second, behind]: [__m256i; 2]) -> __m256i {
    let capital = within(second, lone::CAPITALS[0], lone::CAPITALS[1]);
    let letter = _mm256_or_si256(capital, either(second, lone::MARKS[0], lone::MARKS[1]));
    let lone = _mm256_and_si256(first, letter);
    let lost = _mm256_cmpeq_epi8(behind, all(lone::LOST[0]));
    let letter_behind = _mm256_andnot_si256(lost, _mm256_cmpgt_epi8(_mm256_setzero_si256(), behind));
    _mm256_andnot_si256(letter_behind, lone)
}

/// The places of what begins as a letter or sign of another page does, behind what is before it; `before` is in front of the block.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn latin_places(before: u8, window: &Window, halves: [__m256i; 2]) -> u64 {
    let letters = halves.map(|lanes| are_letters(lanes));
    let behind_letter = mask(letters) << 1 | u64::from(before.is_ascii_alphabetic());
    let places = behind_letter & mask(halves);
    let apart = !behind_letter & mask(halves.map(|first| within(first, 0xC2, 3)));
    // Han and Cyrillic mostly end here.
    if places | apart == 0 {
        return 0;
    }
    let ahead = |by: usize| [load(window, by), load(window, LANES + by)];
    let seconds = ahead(1);
    let apart =
        apart & mask([0, 1].map(|half| begin_with(&latin::SECONDS_APART, halves[half], seconds[half])));
    let places = places & mask([0, 1].map(|half| latin_signs(halves[half], seconds[half])));
    let marks = mask(halves.map(|lanes| _mm256_cmpeq_epi8(lanes, all(latin::MARK))));
    let letters_behind = mask(ahead(3).map(|lanes| are_letters(lanes)));
    let lines = mask(seconds.map(|lanes| within(lanes, latin::LINES, 2)));
    let apostrophes = mask(ahead(2).map(|lanes| either(lanes, latin::APOSTROPHES[0], latin::APOSTROPHES[1])));
    let of_apostrophes = mask(seconds.map(|lanes| _mm256_cmpeq_epi8(lanes, all(0x80)))) & apostrophes;
    apart | places & (!marks | lines | letters_behind & !of_apostrophes)
}

/// The places of what could be a letter of another Cyrillic page; `before` is in front of the block.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn cyrillic_places(before: [u8; 2], window: &Window, halves: [__m256i; 2]) -> u64 {
    let leads = mask(halves.map(|first| either(first, 0xD0, 0xD1)));
    let in_front = [before, [before[1], window[0]]];
    if leads == 0 && !in_front.iter().any(|two| cyrillic::is_letter(*two)) {
        return 0;
    }
    let ahead = |by: usize| [load(window, by), load(window, LANES + by)];
    let (seconds, thirds, fourths) = (ahead(1), ahead(2), ahead(3));
    let are = |of: [__m256i; 2], byte: u8| mask(of.map(|lanes| _mm256_cmpeq_epi8(lanes, all(byte))));
    let from = |of: [__m256i; 2], least: u8, span: u8| mask(of.map(|lanes| within(lanes, least, span)));
    let of_capitals = |first, second| are(first, 0xD0) & from(second, 0x80, cyrillic::SMALL - 0x81);
    let capitals = of_capitals(halves, seconds);
    let letters =
        are(halves, 0xD0) & from(seconds, 0x80, 0x3F) | are(halves, 0xD1) & from(seconds, 0x80, 0x1F);
    let small = letters & !capitals;
    let carried = |is: fn([u8; 2]) -> bool, two: usize| u64::from(is(in_front[two]));
    let behind_letter = letters << 2 | carried(cyrillic::is_letter, 0) | carried(cyrillic::is_letter, 1) << 1;
    let behind_small = small << 2 | carried(cyrillic::is_small, 0) | carried(cyrillic::is_small, 1) << 1;
    let of_words = mask(halves) | mask(halves.map(|lanes| are_letters(lanes)));
    let behind_other = !of_words << 1 | u64::from(cyrillic::is_between_words(before[1]));
    let begins = behind_other & of_capitals(thirds, fourths);
    let of_two = are(halves, 0xC2) & from(seconds, 0xA1, 0x1E) & !(are(seconds, 0xAD) | are(seconds, 0xBB));
    let of_three = cyrillic::SIGNS.iter().fold(0, |any, second| any | are(seconds, *second));
    capitals & (behind_small | begins) | behind_letter & (of_two | are(halves, 0xE2) & of_three)
}

/// See `begins` of letters of another page.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn latin_signs(first: __m256i, second: __m256i) -> __m256i {
    let sign =
        _mm256_or_si256(_mm256_cmpeq_epi8(first, all(latin::MARK)), within(first, 0xCB, latin::OTHERS));
    _mm256_or_si256(sign, begin_with(&latin::SECONDS, first, second))
}

/// The characters of which the second byte is among those of the first one.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn begin_with(of: &[latin::Seconds; 4], first: __m256i, second: __m256i) -> __m256i {
    let begins = |set: usize| {
        let is_first = _mm256_cmpeq_epi8(first, all(latin::FIRSTS[set]));
        _mm256_and_si256(is_first, are_seconds(&of[set], second))
    };
    _mm256_or_si256(_mm256_or_si256(begins(0), begins(1)), _mm256_or_si256(begins(2), begins(3)))
}

/// The bytes that are among some second ones.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn are_seconds(of: &latin::Seconds, bytes: __m256i) -> __m256i {
    let table = |nibbles: &[u8; 16]| _mm256_broadcastsi128_si256(_mm_loadu_si128(nibbles.as_ptr().cast()));
    let low = _mm256_and_si256(bytes, all(0x0F));
    let high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), all(0x0F));
    let high = _mm256_shuffle_epi8(table(&[0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 0, 0, 0, 0]), high);
    let found = _mm256_and_si256(_mm256_shuffle_epi8(table(of), low), high);
    _mm256_xor_si256(_mm256_cmpeq_epi8(found, _mm256_setzero_si256()), all(0xFF))
}
