//! Signs that a line was in one encoding of East Asia and read with the page of another one: what the commonest characters of a language become there, and
//! what is rare otherwise. Four in five lines of 40 characters have one, and nearly all lines of Japanese.

use crate::repair::scan::screen::BLOCK;

/// The signs: first those that tell wherever they stand, then those that tell before ASCII, as particles of Korean before blanks do, then marks of half-width
/// kana, which tell before what no text has behind them.
pub(crate) const SIGNS: [[u8; 3]; 101] = [
    *b"\xE5\x81\xBA", // 偺, の of Shift_JIS in GBK
    *b"\xE5\x82\xAA", // 傪
    *b"\xE4\xB9\x95", // 乕
    *b"\xE5\x81\x84", // 偄
    *b"\xE5\x81\xBC", // 偼
    *b"\xE5\x83\xA9", // 僩
    *b"\xE5\x82\x9E", // 傞
    *b"\xE7\xAA\x8D", // 窍, 하 of windows-949 in GBK
    *b"\xE4\xBE\xA9", // 侩
    *b"\xE5\x82\x88", // 傈
    *b"\xE6\xA9\x87", // 橇
    *b"\xEF\xB9\x9D", // ﹝, the full stop of GBK in Big5
    *b"\xE5\xB2\x86", // 岆
    *b"\xE8\x9A\x9A", // 蚚
    *b"\xE7\x8F\xA8", // 珨
    *b"\xE6\x89\x82", // 扂
    *b"\xE5\xA9\x93", // 婓
    *b"\xE8\xA1\x84", // 衄
    *b"\xE5\x80\xB0", // 倰
    *b"\xE5\xB3\x88", // 峈
    *b"\xE7\xAC\xA2", // 笢
    *b"\xE7\xB1\x94", // 籔, of Big5 in GBK
    *b"\xE7\x9E\xB6", // 瞶
    *b"\xE7\x90\x8C", // 琌
    *b"\xE7\x92\xB6", // 璶
    *b"\xE7\xA0\x9E", // 砞
    *b"\xEA\xB6\xBB", // 궻, の of Shift_JIS in windows-949
    *b"\xEA\xB7\xA9", // 귩
    *b"\xEA\xB9\x9B", // 깛
    *b"\xEA\xB6\xB6", // 궶
    *b"\xEA\xB7\xA1", // 귡
    *b"\xEA\xB8\x9A", // 긚
    *b"\xEA\xB6\xBC", // 궼
    *b"\xEB\x8F\xA8", // 돨, 的 of GBK in windows-949
    *b"\xEA\xBC\x87", // 꼇
    *b"\xEB\xB5\xA8", // 뵨
    *b"\xEB\xA1\xB8", // 롸
    *b"\xED\x9B\x99", // 훙
    *b"\xEC\xA2\xA5", // 좥, 「 of Big5 in windows-949
    *b"\xEC\xA2\xAC", // 좬
    *b"\xEC\xB4\x91", // 촑
    *b"\xEC\xBE\xA9", // 쾩
    *b"\xE6\xAA\x9C", // 檜, 이 of windows-949 in Big5
    *b"\xE6\xA3\xBB", // 棻
    *b"\xE7\xB8\x91", // 縑
    *b"\xE8\xB3\x85", // 賅
    *b"\xEE\x80\x99", // U+E019, 的
    *b"\xEE\x97\xA6", // U+E5E6, 一
    *b"\xEE\x9B\x88", // U+E6C8, 在
    *b"\xEE\x97\xAC", // U+E5EC, 了
    *b"\xE4\xB8\x84", // 丄, the comma of Shift_JIS in GBK
    *b"\xE5\x84\x9E", // 儞
    *b"\xE5\x81\xA8", // 偨
    *b"\xE7\x98\xA4", // 瘤, 지 of windows-949 in GBK
    *b"\xE8\x83\xB6", // 胶
    *b"\xE7\xBB\x8A", // 绊
    *b"\xE8\x85\x94", // 腔, 的 of GBK in Big5
    *b"\xE8\xB3\xB8", // 賸
    *b"\xE6\xB6\xB4", // 涴
    *b"\xE6\x9D\x85", // 杅
    *b"\xE7\xA1\x82", // 硂, 這 of Big5 in GBK
    *b"\xEA\xB0\x82", // 갂, the comma of Shift_JIS in windows-949
    *b"\xEA\xB9\x91", // 깑
    *b"\xEA\xB6\xB4", // 궴
    *b"\xE7\x97\xB0", // 痰, 有 of GBK in windows-949
    *b"\xEC\xB3\xAC", // 쳬
    *b"\xEC\xBD\xB1", // 콱
    *b"\xE6\x9B\x96", // 曖
    *b"\xE9\xA4\x8C", // 餌
    *b"\xE6\xAA\xA3", // 檣
    *b"\xEC\xAB\x87", // 쫇
    *b"\xEC\xA7\xA6", // 짦
    *b"\xED\x8C\x92", // 팒
    *b"\xE4\xB8\x85", // 丅
    *b"\xE5\x81\x9F", // 偟
    *b"\xE5\x81\xA1", // 偡
    *b"\xE5\x81\xB1", // 偱
    *b"\xE5\x83\x97", // 僗
    *b"\xE5\x84\x96", // 儖
    *b"\xEA\xB0\x83", // 갃
    *b"\xEA\xB6\xA2", // 궢
    *b"\xEA\xB6\xA5", // 궥
    *b"\xEA\xB6\xB3", // 궳
    *b"\xEA\xB8\x8F", // 긏
    *b"\xE7\xBB\xB0", // 绰, 는 of windows-949 in GBK
    *b"\xE4\xBF\x83", // 促
    *b"\xE8\x8C\x84", // 茄
    *b"\xE7\x8B\xBC", // 狼
    *b"\xE6\xA3\xBA", // 棺
    *b"\xE6\x8D\x9E", // 捞
    *b"\xE9\x9D\x9B", // 靛
    *b"\xE5\xA4\xB8", // 夸
    *b"\xE7\xAF\xAE", // 篮
    *b"\xE9\x98\x91", // 阑
    *b"\xE7\x94\xAB", // 甫
    *b"\xEF\xBD\xA1", // ｡, of all in Shift_JIS
    *b"\xEF\xBD\xA2", // ｢
    *b"\xEF\xBD\xA3", // ｣
    *b"\xEF\xBD\xA4", // ､
    *b"\xEF\xBD\xA5", // ･
    *b"\xEF\xBD\xB0", // ｰ
];
/// Where the signs begin that tell before ASCII, and marks of half-width kana.
const BEFORE_ASCII: usize = 84;
const HALF_WIDTH: usize = 95;

/// The group of each sign. A group lets through what has halves of its signs' bytes: with these, which were searched for, five in 1,000 characters of intact
/// text, and with half as many groups eighteen for two thirds of the signs.
#[cfg(target_arch = "x86_64")]
pub(super) const GROUP: [u8; SIGNS.len()] = [
    3, 1, 2, 13, 13, 1, 1, 9, 12, 1, 9, 14, 1, 5, 4, 8, 13, 8, 3, 1, 4, 2, 7, 15, 7, 14, 0, 4, 6, 0, 4, 6, 0,
    4, 11, 4, 3, 5, 12, 12, 6, 12, 14, 3, 2, 2, 10, 7, 9, 7, 2, 1, 13, 7, 10, 9, 8, 10, 0, 9, 8, 11, 6, 0, 7,
    12, 6, 5, 15, 14, 11, 12, 8, 2, 13, 13, 13, 1, 1, 15, 4, 4, 11, 11, 0, 15, 8, 0, 3, 10, 6, 3, 14, 6, 15,
    4, 11, 11, 7, 4, 7,
];

/// A bit for each code point of the basic plane.
type Set = [u64; 1 << 10];

const fn set_of(first: usize, end: usize) -> Set {
    let mut set = [0; 1 << 10];
    let mut number = first;
    while number < end {
        let code = code_of(SIGNS[number]);
        set[code >> 6] |= 1 << (code & 63);
        number += 1;
    }
    set
}

static ALL: Set = set_of(0, SIGNS.len());
static BEFORE: [Set; 2] = [set_of(BEFORE_ASCII, HALF_WIDTH), set_of(HALF_WIDTH, SIGNS.len())];

/// The code point of a character of three bytes.
const fn code_of([lead, middle, last]: [u8; 3]) -> usize {
    (lead as usize & 0x0F) << 12 | (middle as usize & 0x3F) << 6 | last as usize & 0x3F
}

fn has(set: &Set, code: usize) -> bool {
    set[code >> 6] >> (code & 63) & 1 == 1
}

/// True for the first byte of characters of three bytes.
fn begins_three(byte: u8) -> bool {
    byte & 0xF0 == 0xE0
}

/// True if a sign begins at `at`.
#[inline]
pub(crate) fn is_suspect(bytes: &[u8], at: usize) -> bool {
    let Some(first) = bytes[at..].first_chunk().filter(|first| begins_three(first[0])) else {
        return false;
    };
    has(&ALL, code_of(*first)) && is_sign(bytes, at) && is_telling(bytes, at)
}

/// Bytes on either side of a sign in which there is another one, or the line begins and ends: of the commonest characters of a language, one in eight is a
/// sign. Lines that have one by chance are long (`口腔`).
const NEAR: usize = 64;

#[cold]
fn is_telling(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[at.saturating_sub(NEAR)..at];
    let behind = &bytes[at + 3..bytes.len().min(at + 3 + NEAR)];
    let begin = memchr::memrchr(b'\n', before).map(|end| at - before.len() + end + 1);
    let end = memchr::memchr(b'\n', behind).map(|end| at + 3 + end);
    let is_short = (begin.is_some() || before.len() < NEAR) && (end.is_some() || behind.len() < NEAR);
    let (from, to) = (begin.unwrap_or(at - before.len()), end.unwrap_or(at + 3 + behind.len()));
    is_short || (from..to).any(|other| other != at && is_sign(bytes, other))
}

/// True if a mark of half-width kana, or a long vowel, stands where nobody writes it: before a small letter, a voiced mark or a long vowel, before letters and
/// digits of ASCII, twice, or at the beginning of a word.
fn is_odd_kana(before: &[u8], own: [u8; 3], behind: &[u8]) -> bool {
    const LONG: [u8; 3] = *b"\xEF\xBD\xB0";
    let is_kana =
        |bytes: &[u8]| matches!(bytes, [0xEF, 0xBD, 0xA1..=0xBF, ..] | [0xEF, 0xBE, 0x80..=0x9F, ..]);
    if own == LONG {
        return before.last().is_none_or(|byte| byte.is_ascii_whitespace()) && is_kana(behind);
    }
    match behind {
        // ｧ to ｰ; ﾞ and ﾟ.
        [0xEF, 0xBD, 0xA7..=0xB0, ..] | [0xEF, 0xBE, 0x9E..=0x9F, ..] => true,
        [0xEF, 0xBD, 0xA4, ..] => own[2] == 0xA4,
        [byte, ..] => (byte.is_ascii_alphanumeric() || *byte == b'@') && !matches!(own[2], 0xA2 | 0xA3),
        [] => false,
    }
}

/// True if a sign begins at `at`, of which what stands behind it does not say otherwise.
fn is_sign(bytes: &[u8], at: usize) -> bool {
    let Some(first) = bytes[at..].first_chunk().filter(|first| begins_three(first[0])) else {
        return false;
    };
    let (code, behind) = (code_of(*first), &bytes[at + 3..]);
    if has(&BEFORE[0], code) {
        return behind.first().is_none_or(u8::is_ascii);
    }
    has(&ALL, code) && (!has(&BEFORE[1], code) || is_odd_kana(&bytes[..at], *first, behind))
}

/// True if a sign could begin among the first bytes of `window`.
#[inline(always)]
pub(super) fn could_be_in(window: &[u8]) -> bool {
    let mut at = 0;
    while at < BLOCK {
        let byte = window[at];
        if !begins_three(byte) {
            at += 1;
            continue;
        }
        if has(&ALL, code_of([byte, window[at + 1], window[at + 2]])) {
            return true;
        }
        at += 3;
    }
    false
}

/// True if a line has a sign.
pub(crate) fn is_in(line: &str) -> bool {
    (0..line.len()).any(|at| is_suspect(line.as_bytes(), at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_tell_where_they_stand() {
        for text in ["偺", "x 绰 x", "促.", "｣ｬ", "､ｬ", "､､", "､@", "ｰ｡", "阑"] {
            assert!(is_in(text), "{text}");
        }
        for text in
            ["阔绰的人", "促进", "､", "｣A", "｡ｶ", "･ｶﾞ", "ﾀﾛｰ", "ｰ", "中文", "한국어", "日本語の", "😀"]
        {
            assert!(!is_in(text), "{text}");
        }
    }

    #[test]
    fn signs_are_different_characters() {
        let mut all = SIGNS.to_vec();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), SIGNS.len());
        assert!(SIGNS
            .iter()
            .all(|sign| std::str::from_utf8(sign).is_ok_and(|text| text.chars().count() == 1)));
    }
}
