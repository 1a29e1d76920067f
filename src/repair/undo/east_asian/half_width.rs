//! Whether half-width kana stand as nobody writes them.
//!
//! Each is a byte of Shift_JIS by itself, so any text in another encoding becomes rows of them, and rows of them are also intact: names in the records of
//! banks, receipts, headings. What Japanese never has tells: a voiced mark behind a vowel, a small letter behind a bracket, rare Han between kana.

use crate::channel::multi_byte::MultiByte;

/// Odd places that a line must have, and half-width kana to one of them at the most.
const LEAST: usize = 2;
const TO_ONE: usize = 16;
/// Commas in a row, at the most, that are letters of EUC-JP.
const COMMAS: usize = 4;

/// True if half-width kana of a line stand as nobody writes them.
pub(super) fn are_odd(line: &str) -> bool {
    // A row of them trails off.
    let commas = line.split(|c| c != '､').map(|row| row.chars().count()).filter(|count| *count <= COMMAS);
    let mut odd: usize = commas.map(|count| count.saturating_sub(1)).sum();
    let mut kana = 0;
    let mut before = '\n';
    for c in line.chars() {
        kana += usize::from(is_half_width(c));
        odd += usize::from(is_odd(before, c));
        before = c;
    }
    odd >= LEAST && TO_ONE * odd >= kana
}

/// True if `c` does not stand behind `before` in any text of half-width kana.
fn is_odd(before: char, c: char) -> bool {
    let is_mark = |c| matches!(c, '｡'..='･');
    match c {
        'ﾞ' => matches!(before, '｡'..='ｲ' | 'ｴ' | 'ｵ' | 'ﾅ'..='ﾉ' | 'ﾏ'..='ﾛ' | 'ﾝ'..='ﾟ'),
        'ﾟ' => matches!(before, '｡'..='ﾉ' | 'ﾏ'..='ﾟ'),
        'ｧ'..='ｰ' => is_mark(before),
        _ if c.is_ascii_alphanumeric() || c == '@' => matches!(before, '｡' | '､' | '･'),
        _ => is_half_width(before) && is_rare(c),
    }
}

fn is_half_width(c: char) -> bool {
    matches!(c, '｡'..='ﾟ')
}

/// True for Han of the second level of JIS, which are where most pairs of bytes fall.
fn is_rare(c: char) -> bool {
    let is_han = matches!(c, '\u{4E00}'..='\u{9FFF}');
    is_han && MultiByte::WINDOWS_31J.encode(c).is_some_and(|bytes| bytes.as_slice()[0] >= 0xE0)
}

#[cfg(test)]
mod tests {
    use super::are_odd;

    #[test]
    fn rows_of_bytes_are_told_from_kana() {
        for text in [
            "ﾖｪｵﾀ｣ｬﾊﾇﾔﾚ2014ﾄ?1ﾔﾂ11ﾈﾕﾖﾐｹ揵ﾏﾓｳ｡｣",
            "､ｷ､ｫ､ｷ､ﾊ､ｬ､鮗｣､ﾇ､ﾏ｡｢ｺ｣､ﾞ､ﾇ､ｫ",
            "ｬFｩe｡Bｿｽ･D･BPDIS､pｲﾕ｡BｹAｩeｷ|",
            "ﾇ?ﾀﾏｹﾝﾀｽｽﾄﾁ｡ｰ?ｹﾌｿ?ﾇ, ｼｭﾁ｡, ｼｼﾅｹｼﾒ ｵ鋿ｻ ｡ｰﾀﾌ｡ｱ",
        ] {
            assert!(are_odd(text), "{text}");
        }
        for text in [
            "ﾀｶﾊｼ",
            "ﾊ､ﾊ､ﾊﾅﾁﾞｶﾞ､､､､､",
            "ｲﾝﾀｰﾈｯﾄ",
            "ｶ)ﾔﾏﾀﾞ ﾀﾛｳ",
            "ｺﾝﾆﾁﾊ｡ｹﾞﾝｷﾃﾞｽｶ?",
            "ｲｼﾏｷｵﾉﾀﾞｶﾐﾃﾝｼﾞﾝ 4-24",
            "ｷﾀ━━━(ﾟ∀ﾟ)━━━!!",
            "(´･ω･`)ｼｮﾎﾞｰﾝ",
            "永尾ｶﾀﾙのｲｰｻﾈｯﾄﾌﾚｰﾑです",
        ] {
            assert!(!are_odd(text), "{text}");
        }
    }
}
