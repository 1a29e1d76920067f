//! Places at which what would come back from damage is out of keeping with what stands beside it.
//!
//! Intact text has pairs of characters that are UTF-8 by chance: an operator of physics with its sign (`â†`, `Â²`), a class of a regular expression
//! (`[²³Â°]`), a letter that is spoken about (`« Â »`). What is beside them went through no channel, and so they did not.

use std::ops::Range;

use crate::model::letters::{is_alphabetic, letters_after, letters_before, WORD};
use crate::repair::evidence::odd_pairs;
use crate::repair::evidence::only_damage;
use crate::repair::evidence::priors::OUT_OF_KEEPING;
use crate::repair::evidence::spelling::is_known;

/// Eighths of a bit that the place of a run speaks against damage, of which `restored` would come back if it is one whole character. `byte` tells the
/// bytes of the page.
pub(crate) fn loss(text: &str, run: &Range<usize>, restored: Option<char>, byte: impl Fn(char) -> u8) -> i32 {
    // Many characters are UTF-8 by no chance.
    if run.len() > MOST_BYTES {
        return 0;
    }
    let (before, behind) = (&text[..run.start], &text[run.end..]);
    if is_of_formula(text, run) || text[run.clone()].chars().all(is_digit_of_thai) {
        return 2 * OUT_OF_KEEPING;
    }
    let own = &text[run.clone()];
    if is_selector_by_itself(own, before) || is_face(own, before, behind) {
        return 2 * OUT_OF_KEEPING;
    }
    let Some(c) = restored else { return 0 };
    if is_behind_lead(own, before, &byte)
        || is_among_signs(before, behind, &byte)
        || is_letter_before_mark(own, before, behind)
        || is_mark_before_word(own, before, behind)
        || is_mark_behind_word(own, before, behind)
        || is_capital_before_ending(own, before, behind)
        || is_spoken_about(before, behind, &byte)
    {
        return 2 * OUT_OF_KEEPING;
    }
    let is = odd_pairs::is_root_of_constant(text, run)
        || is_quoted(own, before, &byte)
        || is_small_among_capitals(before, c, behind)
        || is_power(text, run);
    if is {
        OUT_OF_KEEPING
    } else {
        0
    }
}

/// True for a variation selector that no sign is in front of: the blank there is the last byte of one (`ðŸ› ï¸` was `🛠️`). Keys of telephones have one.
fn is_selector_by_itself(own: &str, before: &str) -> bool {
    let is_key = |c: char| c.is_ascii_digit() || matches!(c, '#' | '*');
    own.starts_with(only_damage::SELECTOR)
        && before.chars().next_back().is_none_or(|c| c.is_whitespace() || c.is_ascii() && !is_key(c))
}

/// True for crosses for eyes and a mark between them or beside one, in a face (`(｀×´)`, `（×”×）`): of Hebrew, each letter has a cross in front of it.
fn is_face(own: &str, before: &str, behind: &str) -> bool {
    let is_of_face = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '×');
    let crosses = own.matches('×').count();
    let others = own.chars().count() - crosses;
    let is_own = crosses == 1 || crosses == 2 && own.ends_with('×');
    is_own
        && others == 1
        && own.starts_with('×')
        && is_of_face(before.trim_end().chars().next_back())
        && is_of_face(behind.trim_start().chars().next())
}

/// True for the last capital of an abbreviation and the apostrophe before its ending, as in Turkish: `G/Ç’lar`. Together they are a vowel of Pinyin, which has
/// a small letter in front of it.
fn is_capital_before_ending(own: &str, before: &str, behind: &str) -> bool {
    own == "Ç’"
        && !before.ends_with(|c: char| c.is_ascii_lowercase())
        && behind.starts_with(|c: char| c.is_ascii_lowercase())
}

/// True for everyday letters in a line with a Latin letter that the page cannot have made: its language has more of them, and these are some, no leads
/// of which nothing else is left (`Ðất nước`, `XÃ HỘI`).
pub(crate) fn is_beside_other_latin(text: &str, run: &Range<usize>, byte: impl Fn(char) -> u8) -> bool {
    let (near, start) = nearby(text, run);
    let (before, behind) = near.split_at(start);
    let before = before.rsplit('\n').next().unwrap_or_default();
    let behind = behind.split('\n').next().unwrap_or_default();
    has_other_latin(before, &byte) || has_other_latin(behind, &byte)
}

/// The same of all of a line, where it is short enough that all of it is near.
pub(crate) fn is_of_other_latin(line: &str, byte: impl Fn(char) -> u8) -> bool {
    line.len() <= NEARBY && has_other_latin(line, byte)
}

fn has_other_latin(text: &str, byte: impl Fn(char) -> u8) -> bool {
    text.chars().any(|c| matches!(c, '\u{100}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}') && byte(c) == 0)
}

/// Bytes of a run that is looked at.
const MOST_BYTES: usize = 12;
/// Bytes on either side of a run in which its variable and other signs of its formula are looked for.
const NEARBY: usize = 200;

/// What is near a run, and where the run begins there.
pub(super) fn nearby<'t>(text: &'t str, run: &Range<usize>) -> (&'t str, usize) {
    let bounds = |at: &usize| text.is_char_boundary(*at);
    let from = (run.start.saturating_sub(NEARBY)..=run.start).find(bounds).unwrap_or(run.start);
    let to = (run.end..=text.len().min(run.end + NEARBY)).rev().find(bounds).unwrap_or(run.end);
    (&text[from..to], run.start - from)
}

/// True for a variable or operator with its sign (`â†â`, `Â²`, `Ã`) in a formula: one that says so by a sign which no page has, or by the dagger
/// between an operator and itself.
fn is_of_formula(text: &str, run: &Range<usize>) -> bool {
    let own = &text[run.clone()];
    if !own.starts_with(is_operator)
        || !own.chars().all(|c| is_operator(c) || matches!(c, '†' | '²' | '³' | '¹' | '·'))
        || text[..run.start].ends_with(|c: char| c.is_ascii_alphabetic())
    {
        return false;
    }
    let (near, _) = nearby(text, run);
    let adjoint = text[run.start..].split_once('†');
    let is_adjoint = |(one, other): (&str, &str)| {
        own.starts_with(one) && one.chars().next_back().is_some_and(|c| other.starts_with(c))
    };
    near.contains(is_of_mathematics) || adjoint.is_some_and(is_adjoint)
}

/// Numbers are what they are: `๐๐` is no pair of emoji that lost all but their first bytes.
fn is_digit_of_thai(c: char) -> bool {
    matches!(c, '๐'..='๙')
}

/// A letter with a hat or a tilde.
fn is_operator(c: char) -> bool {
    matches!(c, 'Â' | 'Ê' | 'Î' | 'Ô' | 'Û' | 'â' | 'ê' | 'î' | 'ô' | 'û' | 'Ã' | 'Ñ' | 'Õ' | 'ã' | 'ñ' | 'õ')
}

/// A sign that formulas have, and no page of western Europe.
fn is_of_mathematics(c: char) -> bool {
    matches!(c,
        'ħ' | 'ℏ' | '\u{302}' | '\u{303}' | '\u{2016}' | '\u{207A}'..='\u{208E}' | '⁰' | '\u{2200}'..='\u{22FF}'
        | '\u{27E6}'..='\u{27EF}' | '\u{2A00}'..='\u{2AFF}' | '\u{1D400}'..='\u{1D7FF}')
}

/// True if an intact sign stands beside, with no blank between: it would have gone through the channel, too.
fn is_among_signs(before: &str, behind: &str, byte: impl Fn(char) -> u8) -> bool {
    let is_word = |c: &char| !c.is_whitespace();
    let start = before.char_indices().rev().take(BESIDE).take_while(|(_, c)| is_word(c)).last();
    let before = before[start.map_or(before.len(), |(at, _)| at)..].chars();
    has_free_sign(before, &byte) || has_free_sign(behind.chars().take(BESIDE).take_while(is_word), &byte)
}

/// Characters on either side of a run in which an intact sign is looked for.
const BESIDE: usize = 16;

/// True if there is a sign that is no lead in the page, and that has none in front of it, nor a blank or quotation mark that a byte may have
/// become.
fn has_free_sign(mut chars: impl Iterator<Item = char>, byte: impl Fn(char) -> u8) -> bool {
    let mut last = ' ';
    chars.any(|c| {
        let is_free = last.is_ascii_graphic() && !matches!(last, '\'' | '"');
        last = c;
        is_free
            && matches!(c, '¢'..='ª' | '¬' | '®'..='¶' | '¸'..='º' | '¼'..='¾' | 'À' | 'Á' | '€')
            && !matches!(byte(c), 0xC2..=0xF4)
    })
}

/// True for a letter behind another one of its script that is a lead of the page, too, and has nothing behind it that it would lead: the last
/// of `«СССР»` is no `л`.
fn is_behind_lead(own: &str, before: &str, byte: impl Fn(char) -> u8) -> bool {
    // Greek, Cyrillic, Hebrew, Arabic.
    let is_of_script = |c: char| matches!(c, '\u{391}'..='\u{3C9}' | 'А'..='я' | 'Ё' | 'ё' | 'א'..='ת' | '\u{621}'..='\u{64A}');
    let is_lead = |c: char| is_of_script(c) && matches!(byte(c), 0xC2..=0xF4);
    own.starts_with(is_lead) && before.ends_with(is_lead)
}

/// True for a quotation mark that stands with another one around a letter or word: `«Â»`, `»GÅ«`, `“С”`. One that has a lead in front of it is damaged
/// itself: `Â«XÂ»`.
fn is_quoted(own: &str, before: &str, byte: impl Fn(char) -> u8) -> bool {
    let pairs = [('«', '»'), ('»', '«'), ('“', '”'), ('„', '“'), ('„', '”'), ('‘', '’'), ('‹', '›')];
    let mut before = before.trim_end_matches(is_alphabetic).chars().rev();
    let Some(mark) = before.next() else { return false };
    let is_free = !before.next().is_some_and(|c| matches!(byte(c), 0xC2..=0xF4));
    is_free && pairs.iter().any(|(opens, closes)| mark == *opens && own.ends_with(*closes))
}

/// True for a word of one character beside a quotation mark that is intact (`like “Ã©” or “Ã§”`): who writes so speaks about mojibake. A mark is part of what
/// is damaged itself if one of the two characters in front of it is a lead.
fn is_spoken_about(before: &str, behind: &str, byte: impl Fn(char) -> u8) -> bool {
    let opens = |c: char| matches!(c, '“' | '„' | '«' | '»' | '‘');
    let closes = |c: char| matches!(c, '”' | '“' | '»' | '«' | '’');
    let is_lead = |c: char| matches!(byte(c), 0xC2..=0xF4);
    let is_end = |c: char| c.is_whitespace();
    let is_opened = before.ends_with(opens) && !before.chars().rev().skip(1).take(2).any(is_lead);
    let is_closed = behind.starts_with(closes) && !behind.chars().skip(1).take(1).any(is_lead);
    is_opened && (is_closed || behind.starts_with(is_end)) || is_closed && before.ends_with(is_end)
}

/// True for a dash or quotation mark before a word that begins with a capital (`Пн–Пт`, `„Сталкер“`): in pages of the Macintosh these marks are leads.
/// Of damage, each letter would have one in front of it, and so no letter of a word would stand beside a mark and a letter without.
fn is_mark_before_word(own: &str, before: &str, behind: &str) -> bool {
    let mut chars = own.chars();
    let (mark, letter) = (chars.next(), chars.next());
    let is_of_script = |c: char| matches!(c, '\u{370}'..='\u{52F}') && is_alphabetic(c);
    matches!(mark, Some('–' | '—' | '„' | '“' | '”' | '‘' | '’' | '«' | '»' | '‹' | '›'))
        && letter.is_some_and(|c| is_of_script(c) && c.is_uppercase())
        && (before.ends_with(is_of_script) || behind.starts_with(is_of_script))
}

/// True for the last letter of a known word in capitals and a dash or sign behind it (`CRISTÃ–JUDAICA`, `ACEASTĂ™`), with another known word behind
/// that, or none.
fn is_mark_behind_word(own: &str, before: &str, behind: &str) -> bool {
    let Some(letter) = own.chars().next().filter(|c| c.is_uppercase()) else { return false };
    let is_mark = matches!(&own[letter.len_utf8()..], "–" | "—" | "™");
    let (word, rest) = (letters_before(before, WORD), letters_after(behind, WORD));
    is_mark
        && word.chars().count() + 1 >= SHORTEST
        && word.chars().all(char::is_uppercase)
        && is_known(&format!("{word}{letter}"))
        && (rest.is_empty() || is_known(rest))
}

/// Letters of the shortest such word.
const SHORTEST: usize = 3;

/// True for `Â\u{A0}` where the letter is a word and the blank belongs to the mark behind it, as in French: `« Â »`, `Â :`. Of damage, the blank would
/// be there twice.
fn is_letter_before_mark(own: &str, before: &str, behind: &str) -> bool {
    own == "Â\u{A0}"
        && before.ends_with(['\u{A0}', '\u{202F}', ' '])
        && behind.starts_with([':', ';', '!', '?', '»'])
}

/// True for a small letter of Latin within or behind two capitals, or a Greek or Cyrillic one between two of its own: `ROMÃ²` is no `ROMò`, and `ΑΞΊΑΣ` no
/// `ΑκΑΣ`.
fn is_small_among_capitals(before: &str, c: char, behind: &str) -> bool {
    let is_capital = |c: char| matches!(c, '\u{370}'..='\u{52F}') && c.is_uppercase();
    if matches!(c, '\u{370}'..='\u{52F}') && c.is_lowercase() {
        return before.ends_with(is_capital) && behind.starts_with(is_capital);
    }
    if !matches!(c, 'ß'..='\u{24F}') || !c.is_lowercase() || behind.starts_with(char::is_lowercase) {
        return false;
    }
    let mut last = before.chars().rev().filter(|c| *c != ' ').map(char::is_uppercase);
    before.ends_with(char::is_uppercase) && (last.next(), last.next()) == (Some(true), Some(true))
}

/// True for the power of a variable that stands near by itself: `Â² = Â`.
fn is_power(text: &str, run: &Range<usize>) -> bool {
    let mut chars = text[run.clone()].chars();
    let (Some(letter), Some('²' | '³' | '¹')) = (chars.next(), chars.next()) else { return false };
    let (near, start) = nearby(text, run);
    let is_variable = |(at, found): (usize, &str)| {
        let before = near[..at].chars().next_back().unwrap_or('\n');
        let behind = near[at + found.len()..].chars().next().unwrap_or('\n');
        !before.is_alphanumeric() && !behind.is_alphanumeric() && !('\u{A0}'..='\u{BF}').contains(&behind)
    };
    !near[..start].ends_with(|c: char| c.is_ascii_alphanumeric())
        && near.match_indices(letter).any(is_variable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::code_page::CodePage;

    fn is_lost(text: &str, own: &str, restored: Option<char>) -> bool {
        is_lost_by(CodePage::WINDOWS_1252, text, own, restored)
    }

    /// Of the first place where `own` stands.
    fn is_lost_by(page: CodePage, text: &str, own: &str, restored: Option<char>) -> bool {
        let at = text.find(own).unwrap_or_default();
        let byte = |c| page.byte_of(c).unwrap_or(0);
        loss(text, &(at..at + own.len()), restored, byte) > 0
    }

    #[test]
    fn what_stands_beside_intact_text_is_intact() {
        for (text, own, restored) in [
            ("H = ħω(â†â + 1/2)", "â†â", None),
            ("x̂ = (â + a)", "â", None),
            ("⟨Â²⟩", "Â²", Some('²')),
            ("Ã = D⁻¹A", "Ã", None),
            ("Û†Û = Î", "Û†Û", None),
            ("Â² = Â", "Â²", Some('²')),
            ("/[²³Â°]/", "Â°", Some('°')),
            ("[£€$Â¥]", "Â¥", Some('¥')),
            ("[A-ZÀ-Ã±]", "Ã±", Some('ñ')),
            ("»Â«", "Â«", Some('«')),
            ("«Â»", "Â»", Some('»')),
            ("« Â\u{A0}»", "Â\u{A0}", Some('\u{A0}')),
            ("Lettre Â\u{A0}: non", "Â\u{A0}", Some('\u{A0}')),
            ("ROMÃ²", "Ã²", Some('ò')),
            ("ΑΞΊΑΣ", "ΞΊ", Some('κ')),
            ("2√π", "√π", Some('∩')),
            ("“Ã”", "Ã”", Some('Ô')),
            ("»GÅ«", "Å«", Some('ū')),
            ("„TERMINÃ“", "Ã“", Some('Ó')),
            ("๐๐ น.", "๐๐", None),
            ("CRISTÃ–JUDAICA", "Ã–", Some('Ö')),
            ("like “Ã©” or “Ã¨”", "Ã©", Some('é')),
            ("jako „Ã©“ nebo", "Ã©", Some('é')),
            ("or Ã¨” or", "Ã¨", Some('è')),
        ] {
            assert!(is_lost(text, own, restored), "{text}");
        }
        let cyrillic = CodePage::from_name("windows-1251").unwrap();
        assert!(is_lost_by(cyrillic, "«СССР»", "Р»", Some('л')));
        assert!(!is_lost_by(cyrillic, "РёР»", "Р»", Some('л')));
        let macintosh = CodePage::from_name("x-mac-cyrillic").unwrap();
        for (text, own) in [("Пн–Пт", "–П"), ("А–Я", "–Я"), ("Уфа—Тула", "—Т"), ("„Це“", "„Ц")]
        {
            assert!(is_lost_by(macintosh, text, own, Some('Џ')), "{text}");
        }
        assert!(!is_lost_by(macintosh, "в –П", "–П", Some('Џ')));
        let arabic = CodePage::from_name("windows-1256").unwrap();
        assert!(is_lost_by(arabic, "للط\u{AD}حالب", "ط\u{AD}", Some('ح')));
        assert!(!is_lost_by(arabic, "ط§ط\u{AD}", "ط\u{AD}", Some('ح')));
        for (text, own, restored) in [
            ("x ≤ 20 mÂ²", "Â²", Some('²')),
            ("(â†) back", "â†", None),
            ("Ã©tÃ© °", "Ã©", Some('é')),
            ("“cafÃ©”", "Ã©", Some('é')),
            ("end.\u{20}Â\u{A0}Next", "Â\u{A0}", Some('\u{A0}')),
            ("LettreÂ\u{A0}: oui", "Â\u{A0}", Some('\u{A0}')),
            ("Â°Â°", "Â°", Some('°')),
            ("Â«XÂ»", "Â»", Some('»')),
            ("çš„geluæ'½", "çš„", Some('的')),
            ("10Â°Câ€“20Â°C", "Â°", Some('°')),
            ("VIRTÃ™", "Ã™", Some('Ù')),
            ("KÃ–LN", "Ã–", Some('Ö')),
            ("DÃ–NER", "Ã–", Some('Ö')),
            ("é€“Ã© non", "Ã©", Some('é')),
            ("“Ã©tÃ©”", "Ã©", Some('é')),
        ] {
            assert!(!is_lost(text, own, restored), "{text}");
        }
    }
}
