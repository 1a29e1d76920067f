//! Signs that a line is UTF-8 read with a multi-byte page: characters that such bytes become, and that are rare where they stand.

use crate::channel::multi_byte::MultiByte;
use crate::repair::scan::chars::char_at;
use crate::repair::scan::halves::Halves;

/// What UTF-8's commonest first bytes become in pages that lose nothing of them: E2 80 (quotation marks, dashes), E3 80 (full stops),
/// E3 81 to 83 (kana), EF BC (full-width commas), a few frequent Han, letters of Cyrillic, Arabic, Greek and Hebrew, the byte order mark, and what windows-1252 made of such bytes before. None is at home in a language. Where
/// pages lose bytes there is U+FFFD.
pub(crate) const SIGNATURES: [[u8; 3]; 38] = [
    *b"\xE9\x88\xA5", // 鈥, GBK
    *b"\xE9\x8A\x86", // 銆
    *b"\xE9\x94\x9B", // 锛
    *b"\xE6\xB6\x93", // 涓
    *b"\xE8\xA4\x89", // 褉
    *b"\xE8\xA4\x8C", // 褌
    *b"\xE7\xB8\xB2", // 縲, Shift_JIS
    *b"\xE7\xB8\xBA", // 縺
    *b"\xE7\xB9\xA7", // 繧
    *b"\xE7\xB9\x9D", // 繝
    *b"\xE8\x8D\xB3", // 荳
    *b"\xE8\x9C\xBF", // 蜿
    *b"\xEF\xBF\xBD", // U+FFFD
    *b"\xE7\x92\x87", // 璇, GBK
    *b"\xE6\xB5\xBC", // 浼
    *b"\xE6\x9D\xA9", // 杩
    *b"\xE8\xB3\xB1", // 賱, Arabic in GBK
    *b"\xE8\xB3\xB2", // 賲
    *b"\xE8\xB3\xB3", // 賳
    *b"\xE8\xB3\xB5", // 賵
    *b"\xE8\xB3\xB7", // 賷
    *b"\xE8\x9F\xBA", // 蟺, Greek
    *b"\xE8\x9F\xBC", // 蟼
    *b"\xE8\x9F\xBD", // 蟽
    *b"\xE8\x9F\xBF", // 蟿
    *b"\xE8\xAE\x97", // 讗, Hebrew
    *b"\xE8\xAE\x9B", // 讛
    *b"\xE8\xAE\x9C", // 讜
    *b"\xE9\x94\x98", // 锘, of a byte order mark in GBK
    *b"\xE7\x99\xA4", // 癤, in windows-949
    *b"\xE8\x84\x99", // 脙, of Ã in GBK
    *b"\xE9\x88\xA7", // 鈧, of € and of quotation marks read with windows-1252
    *b"\xE7\xAA\xB6", // 窶, of quotation marks in Shift_JIS
    *b"\xE8\x84\xA2", // 脢, of the first bytes of Han in GBK that Latin-1 and then GBK read
    *b"\xE8\x84\xA6", // 脦
    *b"\xE8\x84\xA7", // 脧
    *b"\xE8\x84\xB0", // 脰
    *b"\xE9\xA6\x83", // 馃, of emoji in GBK
];

/// The least byte that a signature begins with.
pub(crate) const LEAST_LEAD: u8 = 0xE4;

/// True if a character that is not ASCII begins at `at` and is a signature, or one of those that are rare where they stand.
#[inline]
pub(crate) fn is_suspect(bytes: &[u8], at: usize) -> bool {
    let is = |first: [u8; 3]| could_be(first) && SIGNATURES.contains(&first);
    let Some(first) = bytes[at..].first_chunk().filter(|_| bytes[at] >= LEAST_LEAD) else { return false };
    let before = at.checked_sub(1).map_or(0, |before| bytes[before]);
    let after = bytes.get(at + 3).copied().unwrap_or(0);
    is(*first)
        || could_be_odd(before, *first, after)
            && if is_told_by_neighbours(before, *first) {
                is_odd_in_word(before, *first, after)
            } else {
                is_odd(bytes, at)
            }
}

/// True if a signature, or what is rare where it stands, could begin among the first bytes of `window`, of which `before` is in front.
#[inline(always)]
pub(crate) fn signatures<const LEN: usize>(before: u8, window: &[u8; LEN]) -> bool {
    let mut last = before;
    let mut any = false;
    for at in 0..LEN - 3 {
        let first = [window[at], window[at + 1], window[at + 2]];
        any |= could_be(first) | could_be_odd(last, first, window[at + 3]);
        last = window[at];
    }
    any
}

/// First bytes of Han and Hangul: from `LEAST_LEAD` on so many.
pub(crate) const LEADS: u8 = 0xED - LEAST_LEAD;
/// Second bytes of Han that GBK has in the rows E2 and E4 to E9 and that simplified Chinese hardly has, behind `RADICAL`: so many from the first on.
pub(crate) const RADICAL: u8 = 0xE9;
pub(crate) const RADICALS: [u8; 2] = [0x88, 0x91 - 0x88];

/// The half-width `ﾃ`, which windows-932 has for the first byte of most letters of western Europe.
pub(crate) const HALF_WIDTH: [u8; 3] = *b"\xEF\xBE\x83";
/// What GBK and windows-949 have for the sign of copyright, which tells in front of a year.
pub(crate) const COPYRIGHTS: [[u8; 3]; 2] = [*b"\xE6\xBC\x8F", *b"\xEC\xA7\xA4"];

/// True for what `is_odd` looks at, and for little else: a letter of East Asia between a letter of ASCII and anything of it, or behind a
/// question mark; the Han of `RADICALS`; the half-width `ﾃ`; a sign of copyright before a blank.
#[inline(always)]
fn could_be_odd(before: u8, [lead, middle, last]: [u8; 3], after: u8) -> bool {
    let is_letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 26;
    let in_word = is_letter(before) & (after < 0x80) | (before < 0x80) & is_letter(after) | (before == b'?');
    (lead.wrapping_sub(LEAST_LEAD) <= LEADS) & in_word
        | (lead == RADICAL) & (middle.wrapping_sub(RADICALS[0]) <= RADICALS[1])
        | (lead == HALF_WIDTH[0]) & (middle == HALF_WIDTH[1]) & (last == HALF_WIDTH[2])
        | ((lead == COPYRIGHTS[0][0]) & (middle == COPYRIGHTS[0][1]) & (last == COPYRIGHTS[0][2])
            | (lead == COPYRIGHTS[1][0]) & (middle == COPYRIGHTS[1][1]) & (last == COPYRIGHTS[1][2]))
            & (after == b' ')
}

/// True if all that tells of a character are a letter of ASCII beside it and what it is: most of what [`could_be_odd`] lets through.
#[inline(always)]
fn is_told_by_neighbours(before: u8, [lead, middle, _]: [u8; 3]) -> bool {
    (before < 0x80) & (before != b'?') & (lead <= LEAST_LEAD + LEADS)
        && !(lead == RADICAL && middle.wrapping_sub(RADICALS[0]) <= RADICALS[1])
        && !COPYRIGHTS.iter().any(|own| (own[0], own[1]) == (lead, middle))
}

/// True if such a character is one that bytes of Latin letters become. `after` is 0 at the end of the text.
#[inline(always)]
fn is_odd_in_word(before: u8, [lead, middle, last]: [u8; 3], after: u8) -> bool {
    let code = u32::from(lead & 0x0F) << 12 | u32::from(middle & 0x3F) << 6 | u32::from(last & 0x3F);
    let halves = Halves::get();
    if before.is_ascii_alphabetic() && after.is_ascii() {
        halves.latin.has_code(code) || halves.letters.has_code(code)
    } else {
        after.is_ascii_lowercase() && halves.letters.has_code(code)
    }
}

/// True if a line has a character that a letter of Latin and the next one became, beside a letter of ASCII.
pub(crate) fn has_letters(line: &str) -> bool {
    let halves = Halves::get();
    let bytes = line.as_bytes();
    let stands_in_word = |at: usize| {
        let before = at.checked_sub(1).map_or(0, |before| bytes[before]);
        let after = bytes.get(at + 3).copied().unwrap_or(0);
        before.is_ascii_alphabetic() || after.is_ascii_alphabetic()
    };
    line.char_indices().any(|(at, c)| c.len_utf8() == 3 && halves.letters.has(c) && stands_in_word(at))
}

/// True if the character at `at` is one that UTF-8 becomes, and is rare where it stands: within a Latin word, what two bytes of a Latin letter
/// make; behind a question mark, what is left of Hangul; before other bytes of UTF-8 or a question mark, the first half of Han.
#[cold]
fn is_odd(bytes: &[u8], at: usize) -> bool {
    let Some(c) = char_at(bytes, at) else { return false };
    let before = at.checked_sub(1).map_or(0, |before| bytes[before]);
    let after = bytes.get(at + 3);
    let halves = Halves::get();
    match c {
        'ﾃ' => {
            let behind = char_at(bytes, at + 3);
            let far = behind.and_then(|c| bytes.get(at + 3 + c.len_utf8()));
            let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
            behind.is_some_and(|c| !c.is_ascii()) && (before.is_ascii_alphabetic() || is_letter(far))
        }
        '漏' | '짤' if after == Some(&b' ') => {
            matches!(bytes.get(at + 4..at + 6), Some(b"19" | b"20"))
        }
        _ if before == b'?' => {
            halves.end_of_hangul.has(c)
                && MultiByte::WINDOWS_949.encode(c).is_some_and(|pair| {
                    // What ends here lost its first byte.
                    let is_end = |byte: &&u8| matches!(byte, 0x80..=0xBF);
                    let ended = pair.as_slice().iter().take_while(is_end).count();
                    goes_on(MultiByte::WINDOWS_949, &pair.as_slice()[ended..], &bytes[at + 3..])
                })
        }
        _ if before.is_ascii_alphabetic() && after.is_none_or(u8::is_ascii) => {
            halves.latin.has(c) || halves.letters.has(c)
        }
        _ if before.is_ascii() && after.is_some_and(u8::is_ascii_lowercase) => halves.letters.has(c),
        _ => {
            let begun = MultiByte::WINDOWS_936.encode(c).filter(|_| halves.beginning_of_three.has(c));
            begun.is_some_and(|begun| goes_on(MultiByte::WINDOWS_936, begun.as_slice(), &bytes[at + 3..]))
        }
    }
}

/// Characters behind a sign that tell whether it is the beginning of more.
const BEHIND: usize = 3;

/// True if the characters that `behind` begins with can be UTF-8 that a page read and of which bytes are `begun`: up to what is ASCII. A question mark stands
/// for any bytes.
fn goes_on(page: MultiByte, begun: &[u8], behind: &[u8]) -> bool {
    let mut read = begun.to_vec();
    let mut at = 0;
    for _ in 0..BEHIND {
        match char_at(behind, at) {
            Some('?') => break,
            None | Some('\0'..='\x7F') => return std::str::from_utf8(&read).is_ok(),
            Some(c) => {
                let Some(own) = page.encode(c) else { return false };
                read.extend_from_slice(own.as_slice());
                at += c.len_utf8();
            }
        }
    }
    std::str::from_utf8(&read).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// True of all signatures and of little else: two continuation bytes tell nearly as much as all three, and what else passes
/// spares comparisons.
#[inline(always)]
fn could_be([lead, middle, last]: [u8; 3]) -> bool {
    ((middle == 0xB6) & (last == 0x93))
        | ((lead == 0xE7) & (middle | 1 == 0xB9) & ((last | 8 == 0xBA) | (last == 0xA7) | (last == 0x9D)))
        | ((middle == 0x8D) & (last == 0xB3))
        | ((middle == 0x9C) & (last == 0xBF))
        | ((middle == 0xA4) & (last.wrapping_sub(0x89) < 4))
        | ((middle == 0x88) & (last | 2 == 0xA7))
        | ((middle == 0x84) & ((last == 0x99) | (last == 0xA2) | (last | 1 == 0xA7) | (last == 0xB0)))
        | ((middle == 0x8A) & (last == 0x86))
        | ((middle == 0x94) & (last | 3 == 0x9B))
        | ((middle == 0x99) & (last == 0xA4))
        | ((middle == 0xBF) & (last == 0xBD))
        | ((middle == 0x92) & (last == 0x87))
        | ((middle == 0xB5) & (last == 0xBC))
        | ((middle == 0x9D) & (last == 0xA9))
        | ((middle == 0xAA) & (last == 0xB6))
        | ((middle == 0xA6) & (last == 0x83))
        | ((lead == 0xE8) & (middle == 0xB3) & (last.wrapping_sub(0xB1) < 7))
        | ((lead == 0xE8) & (middle == 0x9F) & (last.wrapping_sub(0xBA) < 6))
        | ((lead == 0xE8) & (middle == 0xAE) & (last.wrapping_sub(0x97) < 6))
}

#[cfg(test)]
pub(crate) fn naive(text: &str) -> Vec<usize> {
    let signature = |c: &char| SIGNATURES.iter().any(|bytes| c.to_string().as_bytes() == bytes);
    let is = |(at, c): &(usize, char)| signature(c) || c.len_utf8() == 3 && is_odd(text.as_bytes(), *at);
    text.char_indices().filter(is).map(|(at, _)| at).collect()
}
