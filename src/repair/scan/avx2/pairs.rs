//! Places of what could be a lead and a continuation of a single-byte page.
//!
//! In an alphabet beyond ASCII every letter has another one behind it, and few such pairs are a lead and a continuation of one page: those are told here by
//! the script. What is left is looked at one by one.

use super::lanes::{all, and, any, are, are_letters, either, halves, load, mask, or, up_to, within, LANES};
use crate::repair::scan::chars::char_at;
use crate::repair::scan::pairs;
use crate::repair::scan::screen::{Window, SPAN};
use std::arch::x86_64::*;

/// True if a pair could begin in a block, as far as the first bytes of characters tell. All that [`places`] finds is in such blocks.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) unsafe fn are_near(before: [u8; 3], window: &Window, halves: [__m256i; 2]) -> bool {
    // Marks of English are leads, too, but what comes behind them is ASCII.
    let beyond = |lanes| _mm256_sub_epi8(lanes, all(0xC2));
    let mut near = _mm256_setzero_si256();
    for (half, &first) in halves.iter().enumerate() {
        let next = |ahead| beyond(load(window, half * LANES + ahead));
        let lead = up_to(beyond(first), SPAN);
        let lead = _mm256_or_si256(lead, _mm256_cmpeq_epi8(first, all(0xEF)));
        let behind = up_to(_mm256_min_epu8(next(2), next(3)), SPAN);
        near = _mm256_or_si256(near, _mm256_and_si256(lead, behind));
    }
    any(near) || pairs::ends_row(before, window)
}

/// The places of a block where a pair could begin; `before` is in front of the block.
#[target_feature(enable = "avx2")]
pub(super) unsafe fn places(before: [u8; 3], window: &Window) -> u64 {
    let halves = halves(window);
    let ends = last_of_rows(before, window, halves);
    let places = mask([0, 1].map(|half| begin(halves[half], |by| load(window, half * LANES + by))));
    if places == 0 {
        return ends;
    }
    let letters =
        mask(halves.map(|lanes| are_letters(lanes))) << 1 | u64::from(before[2].is_ascii_alphabetic());
    let behind = |by: usize| mask([0, LANES].map(|half| are_letters(load(window, half + by))));
    let ahead = |half: usize| [0, 1, 2, 3].map(|by| load(window, half + by));
    let of_one = mask([0, LANES].map(|half| are_of_one_script(ahead(half))));
    let small = mask([0, LANES].map(|half| are_small_cyrillic(ahead(half))));
    let cyrillic = small & !(letters | behind(4));
    let thai = thai_words(before, window, letters | behind(6));
    places & !(of_one | cyrillic | thai) | ends
}

/// What ends a row that another encoding left: a letter behind another one, Greek behind a line. See `wrong_encoding::is_suspect`.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn last_of_rows(before: [u8; 3], window: &Window, halves: [__m256i; 2]) -> u64 {
    let last = mask(halves.map(|lanes| are(lanes, 0xC3)));
    let greek = mask(halves.map(|lanes| either(lanes, 0xCE, 0xCF)));
    // Most text that has such neighbours has none of these.
    if last | greek == 0 {
        return 0;
    }
    let letters = mask(halves.map(|lanes| within(lanes, 0xC3, 2)));
    let is_letter = |byte: u8| u64::from((0xC3..=0xC5).contains(&byte));
    let behind_letter = letters << 2 | is_letter(before[1]) | is_letter(before[2]) << 1;
    let lines = |half: usize| and(are(load(window, half), 0xE2), within(load(window, half + 1), 0x94, 2));
    let lines = mask([lines(0), lines(LANES)]);
    let in_front = [[before[0], before[1]], [before[1], before[2]], [before[2], window[0]]];
    let is_line = |at: usize| u64::from(matches!(in_front[at], [0xE2, 0x94..=0x96])) << at;
    let behind_line = lines << 3 | is_line(0) | is_line(1) | is_line(2);
    last & behind_letter | greek & behind_line
}

/// What begins as a lead and a continuation do: see `could_have_pairs` of the portable screen.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn begin(first: __m256i, next: impl Fn(usize) -> __m256i) -> __m256i {
    let continuation =
        |lanes| _mm256_or_si256(within(lanes, 0xC2, 0x1E), _mm256_cmpeq_epi8(lanes, all(0xE2)));
    let of_two = _mm256_and_si256(within(first, 0xC2, 0x1D), continuation(next(2)));
    let third = next(3);
    let lead = _mm256_or_si256(either(first, 0xE0, 0xE2), _mm256_cmpeq_epi8(first, all(0xEF)));
    let of_three = _mm256_and_si256(lead, continuation(third));
    // Dagger and bullet, E2 80 A0 and A2, are continuations; other marks of E2 80 are none, but to a lead of E0.
    let quotes = _mm256_and_si256(_mm256_cmpeq_epi8(third, all(0xE2)), _mm256_cmpeq_epi8(next(4), all(0x80)));
    let marks = _mm256_or_si256(either(next(5), 0xA0, 0xA2), _mm256_cmpeq_epi8(first, all(0xE0)));
    let quotes = _mm256_andnot_si256(marks, quotes);
    _mm256_or_si256(of_two, _mm256_andnot_si256(quotes, of_three))
}

/// Two letters of one script that no page has as a lead and a continuation: Hebrew, most of Greek and Arabic, a capital of Russian and a small letter.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn are_of_one_script([first, second, third, fourth]: [__m256i; 4]) -> __m256i {
    let hebrew = and(either(first, 0xD6, 0xD7), either(third, 0xD6, 0xD7));
    // Of capitals with an accent, the first of the block, windows-1253 makes continuations.
    let greek = or(are(third, 0xCF), and(are(third, 0xCE), within(fourth, 0x90, 0x2F)));
    let greek = and(either(first, 0xCE, 0xCF), greek);
    // Letters of Persian and Urdu, and the marks in front of the letters, are continuations.
    let arabic = or(
        and(are(third, 0xD8), within(fourth, 0xA0, 0x1F)),
        and(are(third, 0xD9), within(fourth, 0x80, 0x0A)),
    );
    let arabic = and(either(first, 0xD8, 0xD9), arabic);
    let capital = and(are(first, 0xD0), within(second, 0x90, 0x1F));
    let small = or(
        and(are(third, 0xD0), within(fourth, 0xB0, 0x0F)),
        and(are(third, 0xD1), within(fourth, 0x80, 0x0F)),
    );
    or(or(hebrew, greek), or(arabic, and(capital, small)))
}

/// Two small letters of Cyrillic, as `is_small_cyrillic` has them, but for one.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn are_small_cyrillic([first, second, third, fourth]: [__m256i; 4]) -> __m256i {
    and(is_small_cyrillic(first, second), is_small_cyrillic(third, fourth))
}

#[inline]
#[target_feature(enable = "avx2")]
unsafe fn is_small_cyrillic(first: __m256i, second: __m256i) -> __m256i {
    let of_first = and(are(first, 0xD0), within(second, 0xB0, 0x0F));
    // р to я, and ё, є, і, ї, ў.
    let others =
        or(or(are(second, 0x91), are(second, 0x94)), or(either(second, 0x96, 0x97), are(second, 0x9E)));
    or(of_first, and(are(first, 0xD1), or(within(second, 0x80, 0x0F), others)))
}

/// Two letters of Thai that are no lead and continuation of windows-874, or stand as `is_of_word` has it. `letters`: the places beside which, where two such
/// letters begin, stands a letter of ASCII.
#[inline]
#[target_feature(enable = "avx2")]
unsafe fn thai_words(before: [u8; 3], window: &Window, letters: u64) -> u64 {
    let is = |by: usize, byte: u8| mask([0, LANES].map(|half| are(load(window, half + by), byte)));
    let (low, high) = (is(1, 0xB8), is(1, 0xB9));
    let begins = is(0, 0xE0) & (low | high);
    let pairs = begins & is(3, 0xE0) & (is(4, 0xB8) | is(4, 0xB9));
    if pairs == 0 {
        return 0;
    }
    let from = |by: usize, least: u8, span: u8| {
        mask([0, LANES].map(|half| within(load(window, half + by), least, span)))
    };
    let (low, high) = (begins & low, begins & high);
    let leads = low & from(2, 0xA2, 0x1D) | high & from(2, 0x80, 0x14);
    let continuations = is(4, 0xB8) & from(5, 0x81, 0x1E);
    // What ends in front of a place begins three bytes before.
    let behind = |of: u64, is: fn(char) -> bool| {
        let mut six = [0; 6];
        six[..3].copy_from_slice(&before);
        six[3..].copy_from_slice(&window[..3]);
        let carried = (0..3).filter(|at| char_at(&six[..at + 3], *at).is_some_and(is));
        carried.fold(of << 3, |all, at| all | 1 << at)
    };
    let consonants = low & from(2, 0x81, 0x2D);
    let open = consonants | low & is(2, 0xB2) | high & from(2, 0x88, 3);
    let letters_of_thai = low | high & from(2, 0x80, 0x0E);
    let odd = low & from(2, 0xAE, 1)
        | low & (is(2, 0xB0) | from(2, 0xB2, 1)) & !behind(open, |c| matches!(c, 'ก'..='ฮ' | 'า' | '่'..='๋'))
        | low & (is(2, 0xB1) | from(2, 0xB4, 6)) & !behind(consonants, |c| matches!(c, 'ก'..='ฮ'))
        | high & from(2, 0x87, 7) & !behind(letters_of_thai, |c| matches!(c, 'ก'..='๎'))
        | high & from(2, 0x8F, 5)
        | high & is(2, 0x80) & from(5, 0x98, 1);
    pairs & !(leads & continuations & (odd | letters))
}
