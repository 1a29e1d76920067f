//! Lists of letters with one sign between them (`ä–ö–ü`, `Å•Ä•Ö`): what looks like UTF-8, or like another encoding, by chance.
//!
//! In damage it is what stands first that comes again and again, for first bytes of characters are few, and what stands behind them differs: `Ã©Ã¨`,
//! and `◊ê◊ú◊ù` of Hebrew. Of lists of three to five letters with `–`, `—`, `®`, `°` or `•` between them one in four was changed before these were
//! told apart.

use crate::model::letters::{is_alphabetic, letters_after, letters_before};
use std::ops::Range;

/// Different letters of the shortest list.
const FEWEST: usize = 3;
/// The same where the stretch is letters alone, each a lead of which nothing else might be left. Lexicons spell their words (`maiâ` and `m a i â`):
/// of 737,585 such lines 330 were changed with six, and 68 are with four.
const FEWEST_OF_LEADS: usize = 4;
/// Characters on either side of a stretch that are looked at.
const AROUND: usize = 64;

/// True if a stretch of a text lies in a list of single letters with one sign or blank between each two.
pub(crate) fn holds(text: &str, run: &Range<usize>) -> bool {
    let own = text[run.clone()].chars().find(|c| !is_alphabetic(*c));
    let sign =
        own.or_else(|| text[run.end..].chars().next()).or_else(|| text[..run.start].chars().next_back());
    let Some(sign) = sign.filter(|c| !is_alphabetic(*c) && *c != '\n') else { return false };
    let is_of_list = |c: char| is_alphabetic(c) || c == sign;
    let before = text[..run.start].chars().rev().take(AROUND).take_while(|c| is_of_list(*c));
    let behind = text[run.start..].chars().take(run.len() + AROUND).take_while(|c| is_of_list(*c));
    let start = run.start - before.map(char::len_utf8).sum::<usize>();
    let end = run.start + behind.map(char::len_utf8).sum::<usize>();
    if end < run.end {
        return false;
    }
    // A sign in front of letters alone stands behind what is no letter, and so does a blank.
    let list = text[start..end].trim_end_matches(sign);
    let list = if own.is_some() && sign != ' ' { list } else { list.trim_start_matches(sign) };
    let letters = || list.split(sign);
    let is_single = |part: &str| part.chars().nth(1).is_none() && !part.is_empty();
    if !letters().all(is_single) {
        return false;
    }
    let mut different: Vec<&str> = letters().collect();
    different.sort_unstable();
    different.dedup();
    different.len() >= if own.is_some() { FEWEST } else { FEWEST_OF_LEADS }
}

/// Different letters of the shortest list in both cases.
const FEWEST_IN_BOTH_CASES: usize = 5;
/// Bytes, or letters, of the longest.
const LONGEST: usize = 128;
/// Characters at the most between the small letters and the capitals.
const BETWEEN: usize = 4;

/// True if a stretch lies in a list of letters that stands beside the same letters in the other case: `áéíóúüñ ÁÉÍÓÚÜÑ`. Words have letters twice.
pub(crate) fn is_in_both_cases(text: &str, run: &Range<usize>) -> bool {
    let Some(first) = text[run.clone()].find(is_alphabetic).map(|at| run.start + at) else { return false };
    let before = letters_before(&text[..first], LONGEST);
    let behind = letters_after(&text[first..], LONGEST);
    let (start, end) = (first - before.len(), first + behind.len());
    let own = &text[start..end];
    let mut different: Vec<char> = own.chars().collect();
    let count = different.len();
    different.sort_unstable();
    different.dedup();
    if different.len() < count || own.chars().filter(|c| !c.is_ascii()).count() < FEWEST_IN_BOTH_CASES {
        return false;
    }
    let is_between = |c: &char| !is_alphabetic(*c) && *c != '\n';
    let len = |between: &mut dyn Iterator<Item = char>| {
        between.take(BETWEEN).take_while(is_between).map(char::len_utf8).sum::<usize>()
    };
    let before = letters_before(&text[..start - len(&mut text[..start].chars().rev())], LONGEST);
    let behind = letters_after(&text[end + len(&mut text[end..].chars())..], LONGEST);
    [before, behind].iter().any(|other| *other != own && other.to_lowercase() == own.to_lowercase())
}

/// Letters beyond ASCII of the shortest table of letters, nine in ten of them different: prose has half as many different ones.
const TABLE: usize = 20;
/// Letters of the shortest list in one word, and how many of them are of each case.
const IN_ONE_WORD: usize = 10;
const OF_EACH_CASE: usize = 4;

/// True if a line has a list or table of letters beyond ASCII: `àèìòùÀÈÌÒÙ`, `ÇüéâäàåçêëèïîìÄÅÉæÆôöòûù`. Of 960 lists of vowels with accents 133 were
/// taken for another alphabet, and of the tables of code pages in a package 4 lines alone, where 1 is now.
pub(crate) fn is_in(line: &str) -> bool {
    if is_table(line) {
        return true;
    }
    line.split(|c| !is_letter(&c)).any(|word| {
        let word: Vec<char> = word.chars().take(LONGEST).collect();
        let capitals = word.iter().filter(|c| c.is_uppercase()).count();
        word.len() >= IN_ONE_WORD
            && capitals >= OF_EACH_CASE
            && word.len() - capitals >= OF_EACH_CASE
            && are_different(&word, 10)
    })
}

/// True if nearly all letters beyond ASCII of a line are different ones, and they are many.
pub(crate) fn is_table(line: &str) -> bool {
    let letters: Vec<char> = line.chars().filter(is_letter).take(4 * LONGEST).collect();
    letters.len() >= TABLE && are_different(&letters, 9)
}

fn is_letter(c: &char) -> bool {
    !c.is_ascii() && is_alphabetic(*c)
}

/// True if so many tenths of the letters are different ones.
fn are_different(letters: &[char], tenths: usize) -> bool {
    let mut different = letters.to_vec();
    different.sort_unstable();
    different.dedup();
    10 * different.len() >= tenths * letters.len()
}

#[cfg(test)]
mod tests {
    #[test]
    fn tables_of_letters_are_told_from_prose() {
        for text in [
            "ÀÈÌÒÙàèìòù",
            "tr 'ÁÉÍÓÚÝáéíóúý' 'x'",
            "\"chars\": \"ÇüéâäàåçêëèïîıÄÅÉæÆôöò",
            "ÁÉÍÓÚÝáéíóúý ÄËÏÖÜäëïöü ÄËÏÖÜ",
        ] {
            assert!(super::is_in(text), "{text}");
        }
        // Russian in windows-1251, KOI8-R and ISO-8859-5, Greek in ISO-8859-7.
        for text in [
            "Ñúåøü åù¸ ýòèõ ìÿãêèõ ôðàíöóçñêèõ áóëîê äà âûïåé ÷àþ",
            "ðÒÉ×ÅÔ, ËÁË ÄÅÌÁ? üÔÏ ÎÏ×ÏÓÔÉ É ÐÏÇÏÄÁ",
            "ÁÞÕáÞÞÜèÕÝØÕ ßàØÒÕâ ÔÞÚãÜÕÝâ",
            "ÊáëçìÝñá óáò, ôé êÜíåôå óÞìåñá",
            "été à côté",
            "",
        ] {
            assert!(!super::is_in(text), "{text}");
        }
    }

    #[test]
    fn letters_in_both_cases_are_a_list() {
        let is_list = |text: &str| {
            let at = text.find(|c: char| !c.is_ascii()).unwrap_or(0);
            let len: usize = text[at..].chars().take_while(|c| !c.is_ascii()).map(char::len_utf8).sum();
            super::is_in_both_cases(text, &(at..at + len))
        };
        for text in ["áéíóúüñ ÁÉÍÓÚÜÑ", "ñáéíóúü¿¡ ÑÁÉÍÓÚÜ", "ÀÂÇÉÈ, àâçéè", "åäöéü/ÅÄÖÉÜ"]
        {
            assert!(is_list(text), "{text}");
        }
        // Of `Москва МОСКВА` and `мама`.
        for text in ["Ìîñêâà ïðèâåò", "ìàìàìà ÌÀÌÀÌÀ", "áéí ÁÉÍ", "été ÉTÉ", "áéíóúüñ áéíóúüñ", ""]
        {
            assert!(!is_list(text), "{text}");
        }
    }

    fn holds(text: &str) -> bool {
        let at = text.find(|c: char| !c.is_ascii()).unwrap_or(0);
        let len: usize = text[at..].chars().take_while(|c| !c.is_ascii()).map(char::len_utf8).sum();
        super::holds(text, &(at..at + len))
    }

    #[test]
    fn letters_between_blanks_are_a_list_if_they_are_many() {
        assert!(holds("À Á Â Ã Ä Å Æ"));
        assert!(holds("m a i â"));
        assert!(holds("Ã, Ñ, Õ, ã, ñ, õ".replace(", ", ",").as_str()));
        for text in ["Ñ Ñ Ñ Ñ Ñ Ñ Ñ", "Ã la Ã Ð Ñ Â Ê Î", "Ã Ñ Õ"] {
            assert!(!holds(text), "{text}");
        }
    }

    #[test]
    fn lists_are_told_from_damage() {
        for text in
            ["ä–ö–ü", "(å•ä•ö)", "Umlaute: ä•ö•ü•ß", "Å\u{A0}Ä\u{A0}Ö", "Å®Ä®Ö®", "a•é•o", "Р•С•Ф•С•Р"]
        {
            assert!(holds(text), "{text}");
        }
        for text in
            ["Ã©Ã©Ã©", "◊ê◊ú◊ù", "ÎµÎ»Î»", "Ã©Ä©", "naïve", "ä–ö", "Ã–ber", "å•Šä•Šæ•Š", "Menü•Über•Öl", ""]
        {
            assert!(!holds(text), "{text}");
        }
    }
}
