//! Screens: tests of whole blocks of bytes, true of every block in which a sign of damage begins and of few others.

use super::avx2;
use crate::repair::scan::{east_asian, lone, multi_byte, pairs};
use crate::repair::undo::wrong_encoding::alphabets::{cyrillic, latin};

/// Bytes screened at once.
pub(super) const BLOCK: usize = 64;
/// Bytes behind a block that a screen of its last byte looks at.
const AHEAD: usize = 6;
/// A block, and what stands behind it.
pub(super) type Window = [u8; BLOCK + AHEAD];
/// Bytes that are passed over at once if all are ASCII.
const STRETCH: usize = 512;

/// The signs that are looked for.
pub(super) trait Screen {
    /// Pairs of characters that are a lead and a continuation in some single-byte page.
    const PAIRS: bool;
    /// Controls beyond ASCII, and leads that stand alone.
    const CONTROLS: bool;
    /// Characters that multi-byte pages make of UTF-8.
    const SIGNATURES: bool;
    /// Characters that a page of East Asia makes of another encoding of it.
    const EAST_ASIAN: bool;
}

/// Signs of any damage.
pub(super) struct Any;

impl Screen for Any {
    const PAIRS: bool = true;
    const CONTROLS: bool = true;
    const SIGNATURES: bool = true;
    const EAST_ASIAN: bool = true;
}

/// Signs of mojibake of single-byte pages.
#[cfg(test)]
pub(super) struct Pairs;

#[cfg(test)]
impl Screen for Pairs {
    const PAIRS: bool = true;
    const CONTROLS: bool = false;
    const SIGNATURES: bool = false;
    const EAST_ASIAN: bool = false;
}

/// Signs of mojibake of multi-byte pages.
pub(super) struct MultiByte;

impl Screen for MultiByte {
    const PAIRS: bool = false;
    const CONTROLS: bool = false;
    const SIGNATURES: bool = true;
    const EAST_ASIAN: bool = false;
}

/// The place, at or after `at`, of the next block that is to be looked at byte by byte: signs could begin in it, or it is the last.
/// No sign is passed over on any machine; vectors stop at fewer blocks that have none.
#[inline]
pub(super) fn skip<S: Screen>(bytes: &[u8], at: usize) -> usize {
    avx2::skip::<S>(bytes, at).unwrap_or_else(|| portable::<S>(bytes, at))
}

/// The same in code for any machine.
#[inline(always)]
pub(super) fn portable<S: Screen>(bytes: &[u8], mut at: usize) -> usize {
    loop {
        while bytes[at..].first_chunk::<STRETCH>().is_some_and(is_ascii) {
            at += STRETCH;
        }
        for _ in 0..STRETCH / BLOCK {
            match bytes[at..].first_chunk::<{ BLOCK + AHEAD }>() {
                Some(window) if !lets_through::<S>(bytes_before(bytes, at), window) => at += BLOCK,
                _ => return at,
            }
        }
    }
}

/// True if the end of a text is here, too near to be skipped, and no sign could begin in what is left.
#[inline(always)]
pub(super) fn end_is_quiet<S: Screen>(bytes: &[u8], at: usize) -> bool {
    let rest = &bytes[at..];
    if rest.len() >= BLOCK + AHEAD {
        return false;
    }
    // Behind the end stands what no sign has in it.
    let mut padded = [0; 2 * BLOCK + AHEAD];
    padded[..rest.len()].copy_from_slice(rest);
    let is_quiet = |start: usize| {
        let window = padded[start..].first_chunk().filter(|_| start < rest.len());
        window.is_none_or(|window| !lets_through::<S>(bytes_before(bytes, at + start), window))
    };
    is_quiet(0) && is_quiet(BLOCK)
}

/// True if a sign could begin in the block that `window` begins with.
#[inline(always)]
fn lets_through<S: Screen>(before: [u8; 3], window: &Window) -> bool {
    let (low, high) = extremes(window);
    let two = [before[1], before[2]];
    (low <= SPAN
        && (S::PAIRS && has_pairs(before, window)
            || S::CONTROLS
                && (controls(window)
                    || lone_leads(window)
                    || latin_signs(before[2], window)
                    || avx2::cyrillic_signs(two, window).unwrap_or_else(|| cyrillic_signs(two, window)))))
        || (S::SIGNATURES
            && high >= multi_byte::LEAST_LEAD
            && (multi_byte::signatures(before[2], window)
                || S::EAST_ASIAN && east_asian::could_be_in(window)))
}

/// The three bytes in front of a place; 0 for one that is in front of all.
#[inline(always)]
pub(super) fn bytes_before(bytes: &[u8], at: usize) -> [u8; 3] {
    [3, 2, 1].map(|by| at.checked_sub(by).map_or(0, |before| bytes[before]))
}

fn is_ascii(bytes: &[u8; STRETCH]) -> bool {
    bytes.iter().fold(0, |all, byte| all | byte) < 0x80
}

/// The least distance of a byte from C2 upwards, where characters begin that begin in the block or next to it, and the greatest byte of
/// the block.
#[inline(always)]
fn extremes(window: &Window) -> (u8, u8) {
    let (mut low, mut high) = (u8::MAX, 0);
    for &byte in &window[..BLOCK] {
        low = low.min(byte.wrapping_sub(0xC2));
        high = high.max(byte);
    }
    // A lead among full-width signs shows by its continuation alone, which may be the next block's.
    for &byte in &window[BLOCK..BLOCK + 3] {
        low = low.min(byte.wrapping_sub(0xC2));
    }
    (low, high)
}

/// How far from C2 the first bytes of leads and continuations are, all but those of full-width signs.
pub(super) const SPAN: u8 = 0xE2 - 0xC2;

/// True if what [`pairs::is_suspect`] tells could begin in the block that `window` begins with.
#[inline(always)]
fn has_pairs(before: [u8; 3], window: &Window) -> bool {
    match avx2::pair_places(before, window) {
        Some(places) => places != 0,
        None => could_have_pairs(window) || pairs::ends_row(before, window),
    }
}

/// True if some character of the block could be a lead, and the one after it a continuation.
#[inline(always)]
fn could_have_pairs(window: &Window) -> bool {
    let mut any = false;
    for at in 0..BLOCK {
        let next = |ahead: usize| window[at + ahead];
        any |= begins_lead_of_two(next(0)) & begins_continuation(next(2));
        any |= begins_lead_of_three(next(0))
            & begins_continuation(next(3))
            & !are_quotes([next(0), next(3), next(4), next(5)]);
    }
    any
}

/// True if some character of the block is a control beyond ASCII.
#[inline(always)]
fn controls(window: &Window) -> bool {
    (0..BLOCK).fold(false, |any, at| any | ((window[at] == 0xC2) & (window[at + 1] < 0xA0)))
}

/// True if some letter or sign of the block could be one of another page.
#[inline(always)]
fn latin_signs(before: u8, window: &Window) -> bool {
    avx2::begins_latin(before, window).unwrap_or_else(|| begins_latin(before, window))
        && (latin::could_be(before, window)
            || (1..BLOCK).any(|at| latin::could_be(window[at - 1], &window[at..])))
}

/// True if some character of the block begins as such a letter or sign does, behind what is before it.
#[inline(always)]
pub(super) fn begins_latin(before: u8, window: &Window) -> bool {
    let begins = |before: u8, at: usize| {
        let is_letter = before.is_ascii_alphabetic();
        let (first, second) = (window[at], window[at + 1]);
        is_letter & latin::begins(first, second) | !is_letter & latin::begins_apart(first, second)
    };
    (1..BLOCK).fold(begins(before, 0), |any, at| any | begins(window[at - 1], at))
}

/// True if some Cyrillic letter or sign of the block could be one of another page.
#[inline(always)]
pub(super) fn cyrillic_signs(before: [u8; 2], window: &Window) -> bool {
    let could_be = |before: [u8; 2], at: usize| {
        let own = [window[at], window[at + 1]];
        let (behind_letter, behind_small) = (cyrillic::is_letter(before), cyrillic::is_small(before));
        let begins =
            cyrillic::is_between_words(before[1]) & cyrillic::is_capital([window[at + 2], window[at + 3]]);
        cyrillic::is_capital(own) & (behind_small | begins)
            | cyrillic::begins_sign(own[0], own[1]) & behind_letter
    };
    let any = could_be(before, 0) | could_be([before[1], window[0]], 1);
    (2..BLOCK).fold(any, |any, at| any | could_be([window[at - 2], window[at - 1]], at))
}

/// True if some character of the block could be a lead that lost all other bytes.
#[inline(always)]
fn lone_leads(window: &Window) -> bool {
    (0..BLOCK).fold(false, |any, at| any | lone::could_be([window[at], window[at + 1], window[at + 2]]))
}

/// True for the first bytes of leads that take two bytes in UTF-8: Latin, Greek, Cyrillic, Hebrew, Arabic.
#[inline(always)]
fn begins_lead_of_two(byte: u8) -> bool {
    byte.wrapping_sub(0xC2) < 0x1E
}

/// The same for those that take three: Thai, punctuation and line drawing, the Macintosh's apple and ligatures.
#[inline(always)]
fn begins_lead_of_three(byte: u8) -> bool {
    (byte == 0xE0) | (byte == 0xE2) | (byte == 0xEF)
}

/// True for the first bytes of continuations: the same scripts, Thai and punctuation.
#[inline(always)]
fn begins_continuation(byte: u8) -> bool {
    (byte.wrapping_sub(0xC2) < 0x1F) | (byte == 0xE2)
}

/// True for a mark before a quotation mark, a dash or an ellipsis: in the pages in which marks are leads, of all that begins with E2 80
/// only the dagger and the bullet are continuations.
#[inline(always)]
fn are_quotes([first, second, middle, last]: [u8; 4]) -> bool {
    (first != 0xE0) & (second == 0xE2) & (middle == 0x80) & (last | 2 != 0xA2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::code_page::CodePage;
    use crate::dice::Dice;
    use crate::repair::undo::wrong_encoding::alphabets;

    /// The fast screens stop no later than where a sign begins, and seldom where none does.
    fn check<S: Screen>(text: &str, is: impl Fn(usize) -> bool) -> usize {
        let mut idle = 0;
        for skip in [skip::<S>, portable::<S>] {
            let mut at = 0;
            loop {
                let next = skip(text.as_bytes(), at);
                assert_eq!((next - at) % BLOCK, 0);
                let found: Vec<usize> = (at..next).filter(|at| is(*at)).collect();
                assert!(found.is_empty(), "{found:?} in {at}..{next} of {text:?}");
                if next + BLOCK + AHEAD > text.len() {
                    break;
                }
                idle += usize::from(!(next..next + BLOCK).any(&is));
                at = next + BLOCK;
            }
        }
        idle
    }

    #[test]
    fn no_sign_is_skipped_at_any_offset() {
        let page = CodePage::all().flat_map(|page| (0x80..=0xFF).map(move |byte| page.char_of(byte)));
        let mut characters: Vec<char> = page
            .chain("鈥銆锛涓褉褌縲縺繧繝荳蜿璇浼杩鍔盲채鏰抰閠ﾃ偺绰促｣ｬ궻\u{FFFD}消中，。あ한븞😀a?".chars())
            .collect();
        characters.sort_unstable();
        characters.dedup();
        let mut dice = Dice::new(7);
        let mut next = |bound: usize| dice.roll(bound);
        for round in 0..20_000 {
            let mut text = ["x", "中", "é", "，", "“"][next(5)].repeat(next(70));
            let signs: String = (0..2 + next(3)).map(|_| characters[next(characters.len())]).collect();
            text += &signs;
            text +=
                [" pøi", " direcciÛn", " f³r ", " voilŕ", " рТЙЧЕФ", " дл€", " ч ЖХЖБКЛЕ", "", ""][round % 9];
            text += &["x", "中", "，"][round % 3].repeat(80);
            let bytes = text.as_bytes();
            let pair = |at| text.is_char_boundary(at) && pairs::is_pair(bytes, at);
            let other = |at| text.is_char_boundary(at) && pairs::is_suspect(bytes, at);
            let control = |at| bytes[at] == 0xC2 && bytes[at + 1] < 0xA0;
            let signature = |at| text.is_char_boundary(at) && multi_byte::is_suspect(bytes, at);
            check::<Pairs>(&text, pair);
            check::<MultiByte>(&text, signature);
            let lone = |at| lone::is_suspect(bytes, at);
            let letter = |at| alphabets::is_suspect(bytes, at);
            let east_asian = |at| text.is_char_boundary(at) && east_asian::is_suspect(bytes, at);
            check::<Any>(&text, |at| {
                other(at) || control(at) || signature(at) || east_asian(at) || lone(at) || letter(at)
            });
        }
    }

    /// Whatever stands beside a pair, the vectors tell its place if it is a suspect.
    #[test]
    fn no_pair_of_any_page_is_taken_for_a_word() {
        let others: Vec<char> = "aZ 0.»”’éяПіίשبกาะ่ฯฮเ๑中".chars().collect();
        let mut pairs: Vec<[char; 2]> = CodePage::all()
            .flat_map(|page| {
                (0xC2..=0xF4).flat_map(move |first| {
                    (0x80..=0xBF).map(move |second| [first, second].map(|byte| page.char_of(byte)))
                })
            })
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut dice = Dice::new(3);
        for [first, second] in pairs {
            for before in others.iter().map(|c| Some(*c)).chain([None]) {
                for behind in others.iter().map(|c| Some(*c)).chain([None]) {
                    let mut text = "x".repeat(if before.is_none() { 0 } else { dice.roll(63) });
                    text.extend(before);
                    let at = text.len();
                    text.extend([first, second]);
                    text.extend(behind);
                    if pairs::is_suspect(text.as_bytes(), at) {
                        let mut padded = [0; 2 * BLOCK + AHEAD];
                        padded[..text.len()].copy_from_slice(text.as_bytes());
                        let start = at / BLOCK * BLOCK;
                        let window = padded[start..].first_chunk().unwrap();
                        let before = bytes_before(text.as_bytes(), start);
                        assert!(has_pairs(before, window), "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn whole_text_is_skipped() {
        let whole =
            "“Yes”, he said — 我们去了北京，吃了烤鸭。 It’s fine… 日本語のテスト、한국어 문장。 ".repeat(40);
        assert_eq!(check::<Any>(&whole, |_| false), 0);
    }
}
