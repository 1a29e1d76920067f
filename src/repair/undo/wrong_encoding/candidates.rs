//! Which encodings a line could have been in.

use std::cell::OnceCell;

use super::line_art::{self, Art};
use super::sources::{has_letters_for_controls, is_macintosh, is_of_dos, sources};
use super::{alphabets, InputKind, Reader};
use crate::channel::code_page::CodePage;
use crate::channel::encoding::Encoding;
use crate::channel::{Garbling, Layer};
use crate::model::plausibility::{self, BIT};
use crate::repair::evidence::letter_list;
use crate::repair::evidence::score::Score;
use crate::repair::evidence::stands::Stands;
use crate::repair::undo::lossy_encoding;

/// Bits by which the characters of a line must be odd before an encoding is looked for.
const ODD: i32 = 14 * BIT;
/// Encodings of a line that are handed on.
const RIVALS: usize = 3;
/// What a line of bytes gains that is drawn with the signs of DOS.
const LINE_ART: i32 = 100 * BIT;
/// Bits that a character of Latin-1 or windows-1252 may cost without being odd where it stands.
const EVERYDAY: i32 = 10 * BIT;

/// Encodings that a line with `next_suspect` in it could have been in before it was read with a page, each with the page and what it gains.
pub(crate) fn candidates(line: &Stands, from: InputKind) -> Vec<(Garbling, Score)> {
    if let Some(art) = line_art::of_characters(line.text).filter(|_| from == InputKind::Characters) {
        return drawn(line, art);
    }
    let mut found = of_pages(line, from);
    if from == InputKind::Characters && !letter_list::is_in(line.text) {
        found.extend(of_pairs(line));
    }
    found
}

/// True if all that a line of characters has beyond ASCII may be lines of DOS that windows-1252 read: then it is nothing else.
pub(crate) fn is_drawn(line: &str) -> bool {
    line_art::of_characters(line).is_some()
}

/// The pages of DOS for a line of characters that is drawn, the commonest of western Europe and of Russia.
fn drawn(line: &Stands, art: Art) -> Vec<(Garbling, Score)> {
    let least = if art == Art::Sure { LINE_ART } else { 1 };
    let of = |source: CodePage| {
        let layer = Layer::legacy(Encoding::Single(source), CodePage::WINDOWS_1252);
        let score = Reader::new(layer, InputKind::Characters).score(line);
        (Garbling::Narrow(layer), Score { contradictions: 0, ..score.at_least(least) })
    };
    [CodePage::IBM437, CodePage::IBM866].map(of).to_vec()
}

/// Pairs of pages of the same letters that make words of a line, or letters of one language of those that no language has.
fn of_pairs(line: &Stands) -> Vec<(Garbling, Score)> {
    let readers = alphabets::readers(line.text);
    let told = if readers.is_empty() { Vec::new() } else { alphabets::told(line.text) };
    let score = |reader: &Reader| {
        let own = reader.score(line);
        match told.iter().find(|(known, _)| *known == reader.layer) {
            Some((_, gain)) if alphabets::could_be_of(line.text, reader) => own.at_least(*gain),
            _ => own,
        }
    };
    let mut found: Vec<(i32, Garbling, Score)> = readers
        .into_iter()
        .map(|(reader, price)| (score(&reader), price, reader.layer))
        .map(|(score, price, layer)| (score.gain - price * BIT, Garbling::Narrow(layer), score))
        .filter(|(gain, _, _)| *gain > 0)
        .collect();
    found.sort_by_key(|(gain, _, _)| -gain);
    found.truncate(RIVALS);
    found.into_iter().map(|(_, garbling, score)| (garbling, score)).collect()
}

/// Pages of Latin letters that the line could have been read with, and encodings of other scripts.
fn of_pages(line: &Stands, from: InputKind) -> Vec<(Garbling, Score)> {
    if from == InputKind::Characters && oddity(line.text) < ODD {
        return Vec::new();
    }
    let pages = match from {
        InputKind::Characters => pages_of(line.text),
        InputKind::Bytes => vec![CodePage::WINDOWS_1252],
    };
    // Nobody lists controls: a table of letters that has some is in another encoding.
    let is_list = |page: CodePage| {
        from == InputKind::Characters && page != CodePage::ISO_8859_1 && letter_list::is_in(line.text)
    };
    pages.into_iter().filter(|page| !is_list(*page)).flat_map(|page| of_page(line, from, page)).collect()
}

/// The same for one page.
fn of_page(line: &Stands, from: InputKind, page: CodePage) -> Vec<(Garbling, Score)> {
    // What Latin-1 read from end to end has nothing else.
    let is_latin_1 = || from == InputKind::Bytes || line.text.chars().all(|c| c <= '\u{FF}');
    let has_letters =
        line.text.chars().any(|c| page.byte_of(c).is_some_and(has_letters_in_dos)) && is_latin_1();
    let art = if from == InputKind::Bytes { line_art::of(line.text) } else { None };
    let is_possible = |source: Encoding| match from {
        _ if art == Some(Art::Sure) => is_of_dos(source),
        _ if art.is_some() && is_of_dos(source) => true,
        _ if art == Some(Art::Long) && matches!(source, Encoding::Multi(_)) => false,
        _ if source == Encoding::Single(page) => false,
        // Other pages have the same marks.
        InputKind::Characters if source.is_windows_1252() => page == CodePage::ISO_8859_1,
        InputKind::Characters if is_macintosh(source) => page == CodePage::ISO_8859_1,
        InputKind::Characters | InputKind::Bytes => has_letters || !has_letters_for_controls(source),
    };
    let standing = OnceCell::new();
    let mut found: Vec<(i32, Garbling, Score)> =
        sources(from, from == InputKind::Bytes || page == CodePage::ISO_8859_1)
            .filter(|(source, _)| is_possible(*source))
            .map(|(source, price)| (Reader::new(Layer::legacy(source, page), from), price + page.rarity()))
            .filter(|(reader, _)| from == InputKind::Bytes || reader.may_gain(line.text, &standing))
            .map(|(reader, price)| {
                let own = reader.score(line);
                let score = match art {
                    Some(Art::Sure) => own.at_least(LINE_ART),
                    // Other lines decide.
                    Some(Art::Long | Art::Perhaps) if is_of_dos(reader.layer.source) => own.at_least(1),
                    Some(Art::Long | Art::Perhaps) | None => own,
                };
                (score.gain - price * BIT, Garbling::Narrow(reader.layer), score)
            })
            .filter(|(gain, garbling, score)| {
                let is_drawn = || matches!(garbling, Garbling::Narrow(layer) if is_of_dos(layer.source));
                *gain > 0 || score.contradictions > 0 || art.is_some() && is_drawn()
            })
            .collect();
    found.sort_by_key(|(gain, _, _)| -gain);
    // Few lines are drawn, and what other lines say of the pages of DOS is to be heard.
    found.truncate(if art.is_some() { found.len() } else { RIVALS });
    let short = found.iter().filter_map(|(_, garbling, score)| match garbling {
        Garbling::Narrow(layer) if from == InputKind::Characters => Some(short_of_bytes(line, *layer, score)),
        _ => None,
    });
    let short: Vec<(Garbling, Score)> = short.flatten().collect();
    found.into_iter().map(|(_, garbling, score)| (garbling, score)).chain(short).collect()
}

/// The same layer of a multi-byte encoding where it lost bytes.
fn short_of_bytes<'a>(
    line: &'a Stands,
    layer: Layer,
    lossless: &'a Score,
) -> impl Iterator<Item = (Garbling, Score)> + 'a {
    let scored = |layer| {
        let score = lossy_encoding::Reader::new(layer).score_beside(line, lossless);
        (Garbling::Narrow(layer), score)
    };
    lossy_encoding::losses(line.text, layer)
        .into_iter()
        .map(scored)
        .filter(|(_, score)| score.gain > lossless.gain)
}

/// True for bytes where the pages of DOS have the letters that text has most: a line without one could be of any page. Without this, 600 kilobytes of
/// French in windows-1252 take half as long again.
fn has_letters_in_dos(byte: u8) -> bool {
    (0x80..=0xAF).contains(&byte)
}

/// Pages that a line could have been read with: windows-1252 or Latin-1; if it has letters that they have not, others that have all of them.
fn pages_of(text: &str) -> Vec<CodePage> {
    let has_all = |page: &CodePage| text.chars().all(|c| c.is_ascii() || page.byte_of(c).is_some());
    let usual = page_of(text);
    if !has_all(&usual) {
        let others: Vec<CodePage> = OTHER_PAGES.into_iter().filter(has_all).collect();
        // Marks may have been typed around controls of Latin-1.
        let is_usual = others.is_empty() || usual == CodePage::ISO_8859_1;
        return is_usual.then_some(usual).into_iter().chain(others).collect();
    }
    let is_of_macintosh = usual == CodePage::WINDOWS_1252 && text.contains(OF_MACINTOSH);
    let macintosh = Some(CodePage::MACINTOSH).filter(|page| is_of_macintosh && has_all(page));
    let is_of_dos = text.contains(OF_DOS[0]) && text.contains(&OF_DOS[1..]);
    let dos = Some(CodePage::IBM850).filter(|page| is_of_dos && has_all(page));
    let is_of_latin_9 = usual == CodePage::WINDOWS_1252 && text.contains(OF_LATIN_9);
    let latin_9 = Some(CodePage::ISO_8859_15).filter(|page| is_of_latin_9 && has_all(page));
    std::iter::once(usual).chain(macintosh).chain(dos).chain(latin_9).collect()
}

/// Pages of Latin letters that are tried where windows-1252 lacks some, the commonest first.
const OTHER_PAGES: [CodePage; 7] = [
    CodePage::WINDOWS_1254,
    CodePage::WINDOWS_1250,
    CodePage::WINDOWS_1257,
    CodePage::MACINTOSH,
    CodePage::IBM850,
    CodePage::IBM437,
    CodePage::IBM852,
];
/// What the Macintosh has for the commonest letter of Russian in windows-1251, `а`; windows-1252 has it, too, but hardly any text.
const OF_MACINTOSH: char = '‡';
/// What IBM850 has for letters of Russian in IBM866 that hardly any text is without: `е`, and `о`, `и` and `н`.
const OF_DOS: [char; 4] = ['Ñ', '«', '¿', '¡'];
/// What ISO-8859-15 has in place of signs of Latin-1; windows-1252 has them for other bytes.
const OF_LATIN_9: [char; 8] = ['€', 'Š', 'š', 'Ž', 'ž', 'Œ', 'œ', 'Ÿ'];

/// Latin-1 has controls where windows-1252 has marks, but for five bytes that are controls in both. Any other control was made by
/// Latin-1, whatever marks were typed around it.
fn page_of(text: &str) -> CodePage {
    let (mut controls, mut marks) = (0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        match CodePage::WINDOWS_1252.byte_of(c) {
            None if c.is_control() => return CodePage::ISO_8859_1,
            Some(0x80..=0x9F) if c.is_control() => controls += 1,
            Some(0x80..=0x9F) => marks += 1,
            _ => {}
        }
    }
    if controls > marks {
        CodePage::ISO_8859_1
    } else {
        CodePage::WINDOWS_1252
    }
}

/// Eighths of a bit by which Latin letters and the signs of Latin-1 cost more than they do where they belong: about all that an encoding could gain,
/// and cheap to know. Quotation marks and dashes do not count: a long clean text has enough odd ones.
fn oddity(text: &str) -> i32 {
    let mut state = plausibility::State::START;
    let mut sum = 0;
    for c in text.chars() {
        let (cost, next) = state.then(c);
        state = next;
        if cost > EVERYDAY && matches!(c, '\u{80}'..='\u{2DF}' | '\u{2500}'..='\u{259F}') {
            sum += cost - EVERYDAY;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::super::next_suspect;
    use super::*;
    use crate::channel::multi_byte::MultiByte;
    use crate::dice::Dice;

    #[test]
    fn where_nothing_is_suspect_no_encoding_is_found() {
        let mut dice = Dice::new(17);
        let letters: Vec<char> = ('\u{A0}'..='\u{FF}').chain("šžœŠŽŒ€™“”‘’—–…†•".chars()).collect();
        let (mut suspect, mut whole) = (0, 0);
        for _ in 0..20_000 {
            let line: String = (0..2 + dice.roll(12))
                .map(|_| match dice.roll(5) {
                    0 => [' ', 'a', 'n', 'S', '1', '~'][dice.roll(6)],
                    _ => letters[dice.roll(letters.len())],
                })
                .collect();
            // Half-width kana are bytes by themselves: two of them and a pair are telling, and no text. What is suspect for ISO-8859-15 alone is
            // too little for it.
            let found = candidates(&Stands::weighed(&line), InputKind::Characters);
            let tells = |(garbling, _): &(Garbling, Score)| {
                !matches!(garbling, Garbling::Narrow(layer)
                    if layer.source == Encoding::Multi(MultiByte::WINDOWS_31J) || layer.page == CodePage::ISO_8859_15)
            };
            if next_suspect(&line, 0).is_some() || alphabets::is_in(&line) {
                suspect += usize::from(!found.is_empty());
            } else {
                assert!(!found.iter().any(tells), "{line}: {found:?}");
                whole += 1;
            }
        }
        assert!(suspect > 100 && whole > 100, "{suspect} {whole}");
    }
}
