//! Which characters are letters, and where the letters beside a place begin and end.

/// [`char::is_alphabetic`], quick where most is asked: letters of alphabets, Chinese, Korean, and what code pages make of bytes.
pub(crate) fn is_alphabetic(c: char) -> bool {
    match c {
        '\u{80}'..='\u{BF}' => matches!(c, 'ª' | 'µ' | 'º'),
        '\u{C0}'..='\u{2C1}' => !matches!(c, '×' | '÷'),
        '\u{2C6}'..='\u{2D1}' => true,
        '\u{2D2}'..='\u{2DF}' | '\u{2122}' => false,
        '\u{3A3}'..='\u{3F5}' | '\u{5D0}'..='\u{5EA}' | '\u{620}'..='\u{657}' | '\u{E01}'..='\u{E3A}' => true,
        '\u{400}'..='\u{481}'
        | '\u{3041}'..='\u{3096}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}' => true,
        '\u{2000}'..='\u{206F}'
        | '\u{20A0}'..='\u{20CF}'
        | '\u{2190}'..='\u{245F}'
        | '\u{2500}'..='\u{2BFF}'
        | '\u{3008}'..='\u{3020}'
        | '\u{FF00}'..='\u{FF20}' => false,
        _ => c.is_alphabetic(),
    }
}

/// The last Latin letter that a page has.
pub(crate) const LAST_OF_LATIN: char = '\u{24F}';

/// Bytes of a word beside a place that are looked at.
pub(crate) const WORD: usize = 40;

/// The letters that `text` ends with, in so many bytes at the most.
pub(crate) fn letters_before(text: &str, most: usize) -> &str {
    let letters = text.char_indices().rev().take_while(|(at, c)| is_alphabetic(*c) && text.len() - at < most);
    &text[letters.last().map_or(text.len(), |(at, _)| at)..]
}

/// The letters that `text` begins with, in so many bytes and one letter at the most.
pub(crate) fn letters_after(text: &str, most: usize) -> &str {
    let end = text.char_indices().find(|(at, c)| !is_alphabetic(*c) || *at > most);
    &text[..end.map_or(text.len(), |(at, _)| at)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_written_out_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphabetic(c), c.is_alphabetic(), "{c}");
        }
    }
}
