//! The screens in the vector instructions that most machines have: three times as fast as what compilers make of the portable ones.
//!
//! What makes it sound: it runs only where the machine says that it has AVX2, and it loads only
//! from inside a [`Window`], which the bounds of slices check, and from tables of sixteen bytes.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
pub(super) use x86_64::{begins_latin, cyrillic_signs, skip};

/// [`super::screen::skip`], if the machine has the instructions.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(super) fn skip<S: super::screen::Screen>(_: &[u8], _: usize) -> Option<usize> {
    None
}

/// [`super::screen::begins_latin`], if the machine has the instructions.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(super) fn begins_latin(_: u8, _: &super::screen::Window) -> Option<bool> {
    None
}

/// [`super::screen::cyrillic_signs`], if the machine has the instructions.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(super) fn cyrillic_signs(_: [u8; 3], _: &super::screen::Window) -> Option<bool> {
    None
}

#[cfg(target_arch = "x86_64")]
mod x86_64 {
    use super::super::screen::{bytes_before, Screen, Window, BLOCK, SPAN};
    use crate::repair::scan::multi_byte::{LEADS, LEAST_LEAD, RADICAL, RADICALS, SIGNATURES};
    use crate::repair::scan::{east_asian, lone, multi_byte};
    use crate::repair::undo::wrong_encoding::alphabets::{self, cyrillic, latin};
    use std::arch::x86_64::*;

    /// [`super::super::screen::skip`], if the machine has the instructions.
    #[inline]
    pub(in super::super) fn skip<S: Screen>(bytes: &[u8], at: usize) -> Option<usize> {
        // SAFETY: the machine has AVX2.
        std::is_x86_feature_detected!("avx2").then(|| unsafe { skip_blocks::<S>(bytes, at) })
    }

    /// [`super::super::screen::begins_latin`], if the machine has the instructions.
    #[inline]
    pub(in super::super) fn begins_latin(before: u8, window: &Window) -> Option<bool> {
        // SAFETY: the machine has AVX2.
        std::is_x86_feature_detected!("avx2").then(|| unsafe {
            let halves = [load(window, 0), load(window, LANES)];
            latin_places(before, window, halves) != 0
        })
    }

    /// [`super::super::screen::cyrillic_signs`], if the machine has the instructions.
    #[inline]
    pub(in super::super) fn cyrillic_signs(before: [u8; 3], window: &Window) -> Option<bool> {
        // SAFETY: the machine has AVX2.
        std::is_x86_feature_detected!("avx2").then(|| unsafe {
            let halves = [load(window, 0), load(window, LANES)];
            cyrillic_places(before, window, halves) != 0
        })
    }

    /// Bytes of a vector.
    const LANES: usize = 32;

    /// # Safety
    ///
    /// The machine has AVX2.
    #[target_feature(enable = "avx2")]
    unsafe fn skip_blocks<S: Screen>(bytes: &[u8], mut at: usize) -> usize {
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
            let halves = [load(window, 0), load(window, LANES)];
            let highest = _mm256_max_epu8(halves[0], halves[1]);
            if any(_mm256_cmpeq_epi8(_mm256_max_epu8(highest, all(LEAST_LEAD)), highest)) {
                let groups = [0, LANES].map(|half| {
                    let nibbles = Nibbles::of([0, 1, 2].map(|ahead| load(window, half + ahead)));
                    _mm256_or_si256(nibbles.groups(&EAST_ASIAN[0]), nibbles.groups(&EAST_ASIAN[1]))
                });
                let both = _mm256_or_si256(groups[0], groups[1]);
                if _mm256_testz_si256(both, both) == 0 {
                    let is_in_none = |lanes| _mm256_cmpeq_epi8(lanes, _mm256_setzero_si256());
                    let mut places = !mask(groups.map(is_in_none));
                    while places != 0 {
                        if east_asian::is_suspect(bytes, at + places.trailing_zeros() as usize) {
                            return at;
                        }
                        places &= places - 1;
                    }
                }
            }
            at += BLOCK;
        }
        at
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
            let halves = [load(window, 0), load(window, LANES)];
            if any(_mm256_or_si256(halves[0], halves[1])) {
                let mut hits = _mm256_setzero_si256();
                if S::PAIRS {
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
                    if any(near) {
                        for (half, &first) in halves.iter().enumerate() {
                            let next = |ahead| load(window, half * LANES + ahead);
                            hits = _mm256_or_si256(hits, pairs(first, next));
                        }
                    }
                }
                if S::CONTROLS {
                    // Few letters of a word tell: to look at each is less than to look at the whole block.
                    let before = bytes_before(bytes, at);
                    let latin = latin_places(before[2], window, halves);
                    let mut places = latin | cyrillic_places(before, window, halves);
                    while places != 0 {
                        if alphabets::is_suspect(bytes, at + places.trailing_zeros() as usize) {
                            return at;
                        }
                        places &= places - 1;
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
                        let mut odd = [_mm256_setzero_si256(); 2];
                        for (half, &first) in halves.iter().enumerate() {
                            let next = |ahead| load(window, half * LANES + ahead);
                            let three = [first, next(1), next(2)];
                            odd[half] = odd_anywhere(three);
                            let groups = Nibbles::of(three).groups(&SIGNATURE);
                            if _mm256_testz_si256(groups, groups) == 0 {
                                hits = _mm256_or_si256(hits, exact(three));
                            }
                        }
                        let before = at.checked_sub(1).map_or(0, |before| bytes[before]);
                        if stands_in_ascii(halves, before) {
                            let before = [shifted(bytes, at), load(window, LANES - 1)];
                            for (half, &first) in halves.iter().enumerate() {
                                let after = load(window, half * LANES + 3);
                                odd[half] =
                                    _mm256_or_si256(odd[half], odd_in_word(before[half], first, after));
                            }
                        }
                        // Few of these are signs: to look at each is less than to look at the whole block.
                        let mut places = mask(odd);
                        while places != 0 {
                            if multi_byte::is_suspect(bytes, at + places.trailing_zeros() as usize) {
                                return at;
                            }
                            places &= places - 1;
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

    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn load(window: &Window, at: usize) -> __m256i {
        _mm256_loadu_si256(window[at..at + LANES].as_ptr().cast())
    }

    /// The lanes one byte in front of `at`; zero stands in front of all.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn shifted(bytes: &[u8], at: usize) -> __m256i {
        let mut lanes = [0; LANES];
        match at.checked_sub(1) {
            Some(before) => lanes.copy_from_slice(&bytes[before..before + LANES]),
            None => lanes[1..].copy_from_slice(&bytes[..LANES - 1]),
        }
        _mm256_loadu_si256(lanes.as_ptr().cast())
    }

    /// See `could_be` of lone leads, where `first` tells their first byte.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn lone_leads(first: __m256i, [second, behind]: [__m256i; 2]) -> __m256i {
        let capital = within(second, lone::CAPITALS[0], lone::CAPITALS[1]);
        let letter = _mm256_or_si256(capital, either(second, lone::MARKS[0], lone::MARKS[1]));
        let lone = _mm256_and_si256(first, letter);
        let lost = _mm256_cmpeq_epi8(behind, all(lone::LOST[0]));
        let letter_behind = _mm256_andnot_si256(lost, _mm256_cmpgt_epi8(_mm256_setzero_si256(), behind));
        _mm256_andnot_si256(letter_behind, lone)
    }

    /// The places of what begins as a letter or sign of another page does, behind a letter of ASCII; `before` is in front of the block.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn latin_places(before: u8, window: &Window, halves: [__m256i; 2]) -> u64 {
        let letters = halves.map(|lanes| within(_mm256_or_si256(lanes, all(0x20)), b'a', 25));
        let places = (mask(letters) << 1 | u64::from(before.is_ascii_alphabetic())) & mask(halves);
        // Han and Cyrillic mostly end here.
        if places == 0 {
            return 0;
        }
        let ahead = |by: usize| [load(window, by), load(window, LANES + by)];
        let seconds = ahead(1);
        let places = places & mask([0, 1].map(|half| latin_signs(halves[half], seconds[half])));
        let marks = mask(halves.map(|lanes| _mm256_cmpeq_epi8(lanes, all(latin::MARK))));
        let letters_behind = mask(ahead(3).map(|lanes| within(_mm256_or_si256(lanes, all(0x20)), b'a', 25)));
        let lines = mask(seconds.map(|lanes| within(lanes, latin::LINES, 2)));
        let apostrophes =
            mask(ahead(2).map(|lanes| either(lanes, latin::APOSTROPHES[0], latin::APOSTROPHES[1])));
        let of_apostrophes = mask(seconds.map(|lanes| _mm256_cmpeq_epi8(lanes, all(0x80)))) & apostrophes;
        places & (!marks | lines | letters_behind & !of_apostrophes)
    }

    /// The places of what could be a letter of another Cyrillic page; `before` is in front of the block.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn cyrillic_places(before: [u8; 3], window: &Window, halves: [__m256i; 2]) -> u64 {
        let leads = mask(halves.map(|first| either(first, 0xD0, 0xD1)));
        // What ends in front of a place begins two or three bytes before.
        let in_front = [[before[0], before[1]], [before[1], before[2]], [before[2], window[0]]];
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
        let behind_letter =
            letters << 2 | carried(cyrillic::is_letter, 1) | carried(cyrillic::is_letter, 2) << 1;
        let behind_small = small << 2 | carried(cyrillic::is_small, 1) | carried(cyrillic::is_small, 2) << 1;
        let behind_word = small << 3
            | carried(cyrillic::is_small, 0)
            | carried(cyrillic::is_small, 1) << 1
            | carried(cyrillic::is_small, 2) << 2;
        let behind_blank = are(halves, b' ') << 1 | u64::from(before[2] == b' ');
        let begins = behind_word & behind_blank & of_capitals(thirds, fourths);
        let of_two =
            are(halves, 0xC2) & from(seconds, 0xA1, 0x1E) & !(are(seconds, 0xAD) | are(seconds, 0xBB));
        let of_three = cyrillic::SIGNS.iter().fold(0, |any, second| any | are(seconds, *second));
        capitals & (behind_small | begins) | behind_letter & (of_two | are(halves, 0xE2) & of_three)
    }

    /// See `begins` of letters of another page.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn latin_signs(first: __m256i, second: __m256i) -> __m256i {
        let table =
            |nibbles: &[u8; 16]| _mm256_broadcastsi128_si256(_mm_loadu_si128(nibbles.as_ptr().cast()));
        let low = _mm256_and_si256(second, all(0x0F));
        let high = _mm256_and_si256(_mm256_srli_epi16(second, 4), all(0x0F));
        let high = _mm256_shuffle_epi8(table(&[0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 0, 0, 0, 0]), high);
        let is_second = |of: &[u8; 16]| {
            let found = _mm256_and_si256(_mm256_shuffle_epi8(table(of), low), high);
            _mm256_xor_si256(_mm256_cmpeq_epi8(found, _mm256_setzero_si256()), all(0xFF))
        };
        let letter = _mm256_and_si256(_mm256_cmpeq_epi8(first, all(0xC3)), is_second(&latin::SECONDS[0]));
        let extended = _mm256_and_si256(either(first, 0xC4, 0xC5), is_second(&latin::SECONDS[1]));
        let sign = _mm256_or_si256(either(first, 0xC2, 0xE2), within(first, 0xCB, 4));
        _mm256_or_si256(sign, _mm256_or_si256(letter, extended))
    }

    /// The highest bit of each byte.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn mask(halves: [__m256i; 2]) -> u64 {
        let [low, high] = halves.map(|lanes| _mm256_movemask_epi8(lanes) as u32);
        u64::from(low) | u64::from(high) << 32
    }

    /// False if no letter of East Asia in the block stands alone between characters of ASCII, or behind a question mark: then `odd_in_word` finds
    /// none. `before` is in front of the block.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn stands_in_ascii(halves: [__m256i; 2], before: u8) -> bool {
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
    unsafe fn odd_in_word(before: __m256i, lead: __m256i, after: __m256i) -> __m256i {
        let letter = within(_mm256_or_si256(before, all(0x20)), b'a', 25);
        let in_word = _mm256_andnot_si256(_mm256_cmpgt_epi8(_mm256_setzero_si256(), after), letter);
        let in_word = _mm256_or_si256(in_word, _mm256_cmpeq_epi8(before, all(b'?')));
        _mm256_and_si256(within(lead, LEAST_LEAD, LEADS), in_word)
    }

    /// What it finds whatever stands in front.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn odd_anywhere([lead, middle, last]: [__m256i; 3]) -> __m256i {
        let radical = within(middle, RADICALS[0], RADICALS[1]);
        let radical = _mm256_and_si256(_mm256_cmpeq_epi8(lead, all(RADICAL)), radical);
        let kana = _mm256_and_si256(_mm256_cmpeq_epi8(middle, all(0xBE)), _mm256_cmpeq_epi8(last, all(0x83)));
        let kana = _mm256_and_si256(_mm256_cmpeq_epi8(lead, all(0xEF)), kana);
        _mm256_or_si256(radical, kana)
    }

    /// Every lane this byte.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn all(byte: u8) -> __m256i {
        _mm256_set1_epi8(byte as i8)
    }

    /// True if the highest bit of a lane is set.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn any(lanes: __m256i) -> bool {
        _mm256_movemask_epi8(lanes) != 0
    }

    /// Lanes of at least `least`, and at most `span` more.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn within(lanes: __m256i, least: u8, span: u8) -> __m256i {
        up_to(_mm256_sub_epi8(lanes, all(least)), span)
    }

    /// Lanes of at most `most`.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn up_to(lanes: __m256i, most: u8) -> __m256i {
        _mm256_cmpeq_epi8(_mm256_min_epu8(lanes, all(most)), lanes)
    }

    /// Lanes of one of two bytes.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn either(lanes: __m256i, a: u8, b: u8) -> __m256i {
        _mm256_or_si256(_mm256_cmpeq_epi8(lanes, all(a)), _mm256_cmpeq_epi8(lanes, all(b)))
    }

    /// See `pairs` of the portable screen.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn pairs(first: __m256i, next: impl Fn(usize) -> __m256i) -> __m256i {
        let continuation =
            |lanes| _mm256_or_si256(within(lanes, 0xC2, 0x1E), _mm256_cmpeq_epi8(lanes, all(0xE2)));
        let of_two = _mm256_and_si256(within(first, 0xC2, 0x1D), continuation(next(2)));
        let third = next(3);
        let lead = _mm256_or_si256(either(first, 0xE0, 0xE2), _mm256_cmpeq_epi8(first, all(0xEF)));
        let of_three = _mm256_and_si256(lead, continuation(third));
        // Dagger and bullet, E2 80 A0 and A2, are continuations; other marks of E2 80 are none, but to a lead of E0.
        let quotes =
            _mm256_and_si256(_mm256_cmpeq_epi8(third, all(0xE2)), _mm256_cmpeq_epi8(next(4), all(0x80)));
        let marks = _mm256_or_si256(either(next(5), 0xA0, 0xA2), _mm256_cmpeq_epi8(first, all(0xE0)));
        let quotes = _mm256_andnot_si256(marks, quotes);
        _mm256_or_si256(of_two, _mm256_andnot_si256(quotes, of_three))
    }

    /// Halves of three bytes in a row: the low one of the first, and both of the others.
    struct Nibbles {
        lead: __m256i,
        middle: [__m256i; 2],
        last: [__m256i; 2],
    }

    impl Nibbles {
        #[inline]
        #[target_feature(enable = "avx2")]
        unsafe fn of([lead, middle, last]: [__m256i; 3]) -> Nibbles {
            let low = |lanes| _mm256_and_si256(lanes, all(0x0F));
            let high = |lanes| _mm256_and_si256(_mm256_srli_epi16(lanes, 4), all(0x0F));
            Nibbles { lead: low(lead), middle: [low(middle), high(middle)], last: [low(last), high(last)] }
        }

        /// The groups that a character in each lane is in, a bit for each: of all that were put in a group, and of few others.
        #[inline]
        #[target_feature(enable = "avx2")]
        unsafe fn groups(&self, of: &Groups) -> __m256i {
            let is = |nibbles: &[u8; 16], lanes| {
                let table = _mm256_broadcastsi128_si256(_mm_loadu_si128(nibbles.as_ptr().cast()));
                _mm256_shuffle_epi8(table, lanes)
            };
            let lead = is(&of.lead, self.lead);
            let middle =
                _mm256_and_si256(is(&of.middle[0], self.middle[0]), is(&of.middle[1], self.middle[1]));
            let last = _mm256_and_si256(is(&of.last[0], self.last[0]), is(&of.last[1], self.last[1]));
            _mm256_and_si256(_mm256_and_si256(lead, middle), last)
        }
    }

    /// The signatures, each compared.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn exact([lead, middle, last]: [__m256i; 3]) -> __m256i {
        let mut hits = _mm256_setzero_si256();
        for [first, second, third] in SIGNATURES {
            let is = |lanes, byte| _mm256_cmpeq_epi8(lanes, all(byte));
            let two = _mm256_and_si256(is(lead, first), is(middle, second));
            hits = _mm256_or_si256(hits, _mm256_and_si256(two, is(last, third)));
        }
        hits
    }

    /// The group of each signature. A group lets through what has halves of its signatures' bytes; those that share one let little else
    /// through together.
    const GROUP: [u8; SIGNATURES.len()] = [
        0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7, 3, 7, 3, 4, 5, 5, 5, 5, 5, 7, 7, 7, 7, 4, 4, 4, 2, 6, 2, 0, 1, 2,
        2, 2, 2,
    ];

    /// For each value of half a byte, low half first, the groups of signs that have it.
    struct Groups {
        lead: [u8; 16],
        middle: [[u8; 16]; 2],
        last: [[u8; 16]; 2],
    }

    static SIGNATURE: Groups = groups(&SIGNATURES, &GROUP, 0);
    static EAST_ASIAN: [Groups; 2] = [
        groups(&east_asian::SIGNS, &east_asian::GROUP, 0),
        groups(&east_asian::SIGNS, &east_asian::GROUP, 8),
    ];

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
}
