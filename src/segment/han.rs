//! Tells Japanese from Chinese by the forms of Han characters, where no kana does.
//!
//! Each kind of text has its own forms: simplified Chinese those of GB 2312, traditional Chinese those of Big5, Japanese those of JIS X 0208.
//! `営` is in the last alone. `会議` is in no kind of Chinese, since one of the two writes 会 and the other 議.

use super::words::Word;
use encoding_rs::{Encoding, BIG5, EUC_JP, GBK};
use std::ops::RangeInclusive;
use std::sync::OnceLock;

/// What the forms say.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Told {
    Chinese,
    Japanese,
    Nothing,
}

/// Common words of Chinese that JIS X 0208 has, too, and that Japanese does not write.
const CHINESE: &str = "這們很沒";

/// What the forms of these words say: the kind of text that lacks fewer of them is right.
pub(super) fn told<'w>(text: &str, words: impl Iterator<Item = &'w Word>) -> Told {
    let (mut simplified, mut traditional, mut japanese) = (0usize, 0usize, 0usize);
    for c in words.flat_map(|word| text[word.start..word.end].chars()) {
        let Some(standards) = standards(c) else { continue };
        simplified += usize::from(standards & GB_2312 == 0);
        traditional += usize::from(standards & BIG_5 == 0);
        japanese += usize::from(standards & JIS == 0);
    }
    match simplified.min(traditional).cmp(&japanese) {
        std::cmp::Ordering::Less => Told::Chinese,
        std::cmp::Ordering::Equal => Told::Nothing,
        std::cmp::Ordering::Greater => Told::Japanese,
    }
}

const FIRST: u32 = 0x4E00;
const LAST: u32 = 0x9FFF;
const GB_2312: u8 = 1;
const BIG_5: u8 = 2;
const JIS: u8 = 4;

/// Each standard: the encoding that holds it, and the first and second bytes of its Han.
const STANDARDS: [(u8, &Encoding, RangeInclusive<u8>, RangeInclusive<u8>); 3] = [
    (GB_2312, GBK, 0xB0..=0xF7, 0xA1..=0xFE),
    (BIG_5, BIG5, 0xA4..=0xF9, 0x40..=0xFE),
    (JIS, EUC_JP, 0xB0..=0xF4, 0xA1..=0xFE),
];

/// The standards that have a character; none for characters of rare blocks.
fn standards(c: char) -> Option<u8> {
    static TABLE: OnceLock<Vec<u8>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table = vec![0; (LAST - FIRST + 1) as usize];
        for (standard, encoding, leads, trails) in STANDARDS {
            let pairs = leads.flat_map(|lead| trails.clone().flat_map(move |trail| [lead, trail]));
            let pairs: Vec<u8> = pairs.collect();
            for c in encoding.decode_without_bom_handling(&pairs).0.chars() {
                if let Some(entry) = table.get_mut((c as usize).wrapping_sub(FIRST as usize)) {
                    *entry |= standard;
                }
            }
        }
        for c in CHINESE.chars() {
            table[c as usize - FIRST as usize] &= !JIS;
        }
        table
    });
    table.get((c as usize).wrapping_sub(FIRST as usize)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::words::words;

    #[test]
    fn forms_tell_the_kind_of_text() {
        for (text, expected) in [
            ("営業時間変更", Told::Japanese),
            ("国際連合総会開会", Told::Japanese),
            ("会議室", Told::Japanese),
            ("东京站集合", Told::Chinese),
            ("我們明天去吃飯吧", Told::Chinese),
            ("这个很好", Told::Chinese),
            ("佢哋喺度食飯", Told::Chinese),
            ("沒有", Told::Chinese),
            ("了解", Told::Nothing),
            ("月曜日", Told::Nothing),
            ("𡃉", Told::Nothing),
            ("", Told::Nothing),
        ] {
            let mut found = Vec::new();
            words(text, &mut found);
            assert_eq!(told(text, found.iter()), expected, "{text}");
        }
    }
}
