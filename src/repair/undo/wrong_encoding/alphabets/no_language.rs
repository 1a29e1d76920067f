//! Letters that no language has side by side: `Ruèak æe`, `Doriþi sã continuaþi`. In such a line a pair of pages need not make a word that is known: it is enough
//! that the letters of each word are likelier then, and that one language has all of them.

use std::sync::OnceLock;

use super::words::{is_rather_whole, letters_cost, words};
use super::{unit, word_around, Changes, PAIRS};
use crate::channel::code_page::CodePage;
use crate::channel::encoding::Encoding;
use crate::channel::Layer;
use crate::model::letters::{is_alphabetic, LAST_OF_LATIN};
use crate::model::plausibility::BIT;
use crate::repair::evidence::priors::NO_LANGUAGE;
use crate::repair::scan::next_beyond_ascii;
use crate::repair::undo::wrong_encoding::sources::is_of_cyrillic;

/// Letters beyond ASCII that languages in Latin letters have, but for those of loans and the rarest ones.
const LANGUAGES: [&str; 42] = [
    // Portuguese, see `PORTUGUESE`; Slovak, Icelandic, Estonian, Albanian, see `UNKNOWN`.
    "áâãàçéêíóôõúü",
    "áäčďéíĺľňóôŕšťúýž",
    "áéíóúýðþæö",
    "äõöüšž",
    "ëç",
    // Danish and Norwegian, Old Norse, Faroese, Swedish and Finnish, Sami.
    "æøåé",
    "áéíóúýæœøðþö",
    "áíóúýðæø",
    "åäöé",
    "áčđŋšŧž",
    // German, Luxembourgish, Dutch, Frisian, Afrikaans.
    "äöüß",
    "äéëöü",
    "éëïóöüè",
    "âêîôûúäëïöüé",
    "áéèêëíîïóôöúûü",
    // French, Walloon, Occitan, Catalan, Spanish, Galician.
    "àâçéèêëîïôœùûüÿ",
    "åâçéèêëîôû",
    "àáçèéíòóúü",
    "àçèéíïòóúü",
    "áéíóúüñ",
    "áéíóúñïü",
    // Italian, Romansh, Friulian, Maltese, Romanian.
    "àèéìíòóùú",
    "àèéìòöü",
    "àâçèêìîòôùû",
    "àèìòùċġħż",
    "ăâîșțşţ",
    // Hungarian, Turkish, Crimean Tatar, Kurdish. Turkmen has letters that few pages have, and hides Turkish.
    "áéíóöőúüű",
    "çğıİöşüâîû",
    "âçğıñöşü",
    "çêîşû",
    // Czech, Polish, Kashubian, Sorbian, Croatian and Slovene, Lithuanian, Latvian.
    "áčďéěíňóřšťúůýž",
    "ąćęłńóśźż",
    "ãąéëęłńòóôùż",
    "óěčćłńřšžź",
    "čćđšž",
    "ąčęėįšųūž",
    "āčēģīķļņšūžō",
    // Welsh, Breton, Gaelic.
    "âêîôûŵŷáéíóúëïö",
    "êñùâîôû",
    "àèìòùáéó",
    // Esperanto, Wolof.
    "ĉĝĥĵŝŭ",
    "àéëñóŋ",
];

/// Languages, a bit for each.
type Languages = u64;

const PORTUGUESE: Languages = 1;
const SLOVAK: Languages = 1 << 1;
/// Languages that the model of text knows no words of, and that stand beside others in lists of words: Slovak, Icelandic, Estonian, Albanian. What it takes for unlikely may be theirs.
const UNKNOWN: Languages = 0b1_1110;

/// What a line must gain at the least, in eighths of a bit. Of 3.6 million intact lines none gains so much but what is damaged.
const LEAST: i32 = 15 * BIT;
/// What another reading must gain less.
const CLEARLY: i32 = 8 * BIT;
/// The same of one word that tells, so that a line is looked at.
const LEAST_OF_WORD: i32 = 4 * BIT;
/// What speaks against a pair if a word becomes less likely by so much.
const LESS_LIKELY: i32 = BIT;
/// Letters of the shortest word of which a line needs one.
const LONG: usize = 4;
/// Bytes on either side of a place that are looked at.
const AROUND: usize = 64;

/// The pairs of pages that make the word at `at` likelier, a bit for each, if the letters around it are of no language.
pub(super) fn pairs(bytes: &[u8], at: usize) -> u64 {
    let Some((around, at)) = around(bytes, at) else { return 0 };
    let Some(stood) = around[at..].chars().next() else { return 0 };
    let mut pairs = Changes::of(stood).pairs & of_latin();
    let mut languages = Languages::MAX;
    for [before, c, next] in letters(around) {
        pairs &= Changes::of(c).known;
        languages &= languages_with(before, c, next);
        if pairs == 0 {
            break;
        }
    }
    if pairs == 0 || languages != 0 {
        return 0;
    }
    let word = &around[word_around(around.as_bytes(), at)];
    let own = letters_cost(word);
    let is_likelier = |number: &usize| {
        read(PAIRS[*number].0, word).is_some_and(|read| own - letters_cost(&read) >= LEAST_OF_WORD)
    };
    let all = (0..PAIRS.len()).filter(|number| pairs >> number & 1 == 1);
    all.filter(is_likelier).fold(0, |found, number| found | 1 << number)
}

/// True if a pair of pages is one of them.
pub(super) fn makes_likelier(layer: Layer, bytes: &[u8], at: usize) -> bool {
    let number = PAIRS.iter().position(|(known, _)| *known == layer);
    number.is_some_and(|number| pairs(bytes, at) >> number & 1 == 1)
}

/// The pairs of pages that a line tells by such letters, and what they gain, in eighths of a bit. They read it alike, and no other pair makes it nearly as likely.
pub(in super::super) fn told(line: &str) -> Vec<(Layer, i32)> {
    let mut words: Vec<&str> = words(line).filter(|word| !word.is_ascii()).collect();
    words.sort_unstable();
    words.dedup();
    let languages = words.iter().fold(Languages::MAX, |all, word| all & languages_of(word));
    if languages != 0 {
        return Vec::new();
    }
    let mut found: Vec<(i32, i32, Layer, Vec<String>)> = PAIRS
        .iter()
        .filter(|(layer, _)| !is_of_cyrillic(layer.source))
        .filter_map(|(layer, price)| {
            let (gain, read) = gain(&words, *layer)?;
            Some((gain - price * BIT, gain, *layer, read))
        })
        .collect();
    found.sort_by_key(|(value, ..)| -value);
    let Some((best, _, _, own)) = found.first() else { return Vec::new() };
    let rival = found.iter().find(|(.., read)| read != own);
    let is_rivalled = || rival.is_some_and(|(value, ..)| best - value < CLEARLY);
    if *best < LEAST || is_rivalled() || could_be_slovak(&words, own) {
        return Vec::new();
    }
    let alike = found.iter().filter(|(value, _, _, read)| *value >= LEAST && read == own);
    alike.map(|(_, gain, layer, _)| (*layer, gain + NO_LANGUAGE)).collect()
}

/// What words beyond ASCII gain by a pair of pages, and what they are then; `None` if one of them speaks against it, or no language has the letters of all.
fn gain(words: &[&str], layer: Layer) -> Option<(i32, Vec<String>)> {
    let mut gain = 0;
    let mut has_long = false;
    let all: Option<Vec<String>> = words.iter().map(|word| read(layer, word)).collect();
    let all = all?;
    let mut changed_in = UNKNOWN;
    for (stood, read) in words.iter().zip(&all).filter(|(stood, read)| stood != read) {
        let own = letters_cost(stood) - letters_cost(read);
        let is_latin = |c: char| is_alphabetic(c) && c <= LAST_OF_LATIN;
        if own <= -LESS_LIKELY || !read.chars().all(is_latin) || is_rather_whole(stood, read) {
            return None;
        }
        has_long |= read.chars().nth(LONG - 1).is_some();
        changed_in &= languages_of(stood);
        gain += own;
    }
    let languages = all.iter().fold(Languages::MAX, |all, word| all & languages_of(word));
    (languages != 0 && has_long && changed_in == 0).then_some((gain, all))
}

/// True if words could be Slovak instead, and nothing else. What is likely in it is not known: `k¾úè` is `kľúč`, and not `kžúč`.
fn could_be_slovak(words: &[&str], own: &[String]) -> bool {
    let slovak = Layer::legacy(Encoding::Single(CodePage::WINDOWS_1250), CodePage::WINDOWS_1252);
    let other: Option<Vec<String>> = words.iter().map(|word| read(slovak, word)).collect();
    let is_slovak = |other: &Vec<String>| {
        other.iter().fold(Languages::MAX, |all, word| all & languages_of(word)) == SLOVAK
    };
    other.is_some_and(|other| other != own && is_slovak(&other))
}

/// A word as a pair of pages has it; `None` if it lacks a character.
fn read(layer: Layer, word: &str) -> Option<String> {
    word.chars().map(|c| unit(layer, c)).collect()
}

/// The languages that have all letters of a word.
fn languages_of(word: &str) -> Languages {
    letters(word).fold(Languages::MAX, |all, [before, c, next]| all & languages_with(before, c, next))
}

/// The letters beyond ASCII of a text, each between its neighbours, these in small letters; but for the signs of ordinals and units that stand as such
/// (`1º`, `5 µm`).
fn letters(text: &str) -> impl Iterator<Item = [char; 3]> + '_ {
    let small = |c: Option<char>| c.map_or(' ', small);
    let mut here = 0;
    let all = std::iter::from_fn(move || {
        here = next_beyond_ascii(text.as_bytes(), here);
        let c = text[here..].chars().next()?;
        let before = text[..here].chars().next_back();
        here += c.len_utf8();
        Some([small(before), c, small(text[here..].chars().next())])
    });
    let is_sign = |c: char, next: char| matches!(c, 'ª' | 'º') && !is_alphabetic(next) || c == 'µ';
    all.filter(move |[_, c, next]| is_alphabetic(*c) && !is_sign(*c, *next))
}

/// The languages that have a letter beyond ASCII between two characters.
fn languages_with(before: char, c: char, next: char) -> Languages {
    match small(c) {
        // Icelandic has it before vowels and four consonants (`uþb`), where Turkish has `ş` before any letter and behind the last one (`Hoþgeldiniz`, `Giriþ`).
        'þ' if !"aeiouyáéíóúýöæørvjb".contains(next) => 0,
        // Portuguese has it before `e` (`ações`), where Hungarian has `ő` anywhere (`idõ`).
        'õ' if next != 'e' => with(c) & !PORTUGUESE,
        // Slovak has the first before consonants (`stĺp`), where Swedish has `å` at the end of words, too (`pĺ`), and the second behind four letters (`mäso`), where
        // Polish has `ń` (`uprawnieä`).
        'ĺ' if !is_alphabetic(next) => with(c) & !SLOVAK,
        'ä' if !"bpmv".contains(before) => with(c) & !SLOVAK,
        _ => with(c),
    }
}

fn small(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The same wherever it stands.
fn with(c: char) -> Languages {
    static OF_LETTERS: OnceLock<Vec<Languages>> = OnceLock::new();
    let of_letters = OF_LETTERS.get_or_init(|| {
        let mut of_letters = vec![0; LAST_OF_LATIN as usize + 1];
        for (number, letters) in LANGUAGES.iter().enumerate() {
            for letter in letters.chars().flat_map(|c| c.to_uppercase().chain([c])) {
                if let Some(languages) = of_letters.get_mut(letter as usize) {
                    *languages |= 1 << number;
                }
            }
        }
        of_letters
    });
    of_letters.get(c as usize).copied().unwrap_or(0)
}

/// The pairs of pages of Latin letters alone.
fn of_latin() -> u64 {
    static PAIRS_OF_LATIN: OnceLock<u64> = OnceLock::new();
    let is_latin = |layer: &Layer| {
        let small = layer.page.char_of(0xE9);
        small <= LAST_OF_LATIN && unit(*layer, small).is_some_and(|c| c <= LAST_OF_LATIN)
    };
    let all = || PAIRS.iter().enumerate().filter(|(_, (layer, _))| is_latin(layer));
    *PAIRS_OF_LATIN.get_or_init(|| all().fold(0, |found, (number, _)| found | 1 << number))
}

/// The text of its line around a place, and where the place is in it.
fn around(bytes: &[u8], at: usize) -> Option<(&str, usize)> {
    let is_of_line = |byte: &&u8| **byte != b'\n';
    let mut start = at - bytes[..at].iter().rev().take(AROUND).take_while(is_of_line).count();
    let mut end = at + bytes[at..].iter().take(AROUND).take_while(is_of_line).count();
    let is_boundary = |at: usize| bytes.get(at).is_none_or(|byte| !(0x80..0xC0).contains(byte));
    while !is_boundary(start) {
        start += 1;
    }
    while !is_boundary(end) {
        end -= 1;
    }
    std::str::from_utf8(&bytes[start..end]).ok().map(|around| (around, at - start))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// True if some place of a line lets it be looked at.
    fn is_looked_at(line: &str) -> bool {
        line.char_indices().any(|(at, c)| !c.is_ascii() && pairs(line.as_bytes(), at) != 0)
    }

    fn tells(line: &str, source: CodePage, page: CodePage) -> bool {
        let layer = Layer::legacy(Encoding::Single(source), page);
        told(line).iter().any(|(known, _)| *known == layer)
    }

    #[test]
    fn letters_that_one_language_has_tell_nothing() {
        for line in [
            "Það er þoka yfir öllum bænum, og mjög þröngt.",
            "Vatnið er þjóðvegur; kverkaþvottur, uþb Orðasöfn",
            "Tað er føroyskt: áðrenn, sýslan",
            "As maçãs e as peras são boas, põe mais",
            "O stĺpoch, vŕbach a mäse: piť, spev, opäť",
            "Tha mi à Glaschu, dìreach mar a thèid",
            "Mat ar jeu gant Yann-Bêr, ar pezh a fell dezhañ",
            "Diekur m'sjúkrahúsið er í miðbænum",
            "Kõik öötöölised jõid äädikat, šokolaad",
            "Le nº 1º e a 2ª, 5 µm",
        ] {
            assert!(!is_looked_at(line), "{line}");
        }
        for letters in LANGUAGES {
            let all = letters.chars().fold(Languages::MAX, |all, c| all & with(c));
            assert_ne!(all, 0, "{letters}");
        }
    }

    #[test]
    fn letters_of_no_language_tell_a_pair() {
        use CodePage as P;
        for (line, source, page) in [
            ("Ruèak æe biti gotov", P::WINDOWS_1250, P::WINDOWS_1252),
            ("Doriþi sã ºtergeþi", P::WINDOWS_1250, P::WINDOWS_1252),
            ("Az elõfizetés idõszaka", P::WINDOWS_1250, P::WINDOWS_1252),
            ("Giriþ yapýn", P::WINDOWS_1254, P::WINDOWS_1252),
            ("Vi bĺr mřtes pĺ", P::WINDOWS_1252, P::WINDOWS_1250),
            ("Kaľdy uľytkownik uprawnieä", P::IBM852, P::WINDOWS_1250),
        ] {
            assert!(is_looked_at(line), "{line}");
            assert!(tells(line, source, page), "{line}");
        }
    }

    #[test]
    fn what_becomes_less_likely_or_is_of_no_language_then_is_left_alone() {
        for line in [
            // A word becomes less likely.
            "Ruèak æe biti gotov Fæm",
            // A word would have a sign in it.
            "Ruèak æe biti gotov ½b",
            // No language has all letters then, either.
            "Ruèak æe biti gotov kõ",
            // All of it is short.
            "æe sã þi",
            // It hardly becomes likelier.
            "Søren og João",
            // It may be Estonian beside Czech, and Icelandic beside German.
            "znám mõjutab töötavale nõustuda",
            "Þunnt zusammengeführt Atriði",
            // Another pair makes it as likely.
            "K¾úè nie je zapisovate¾ný",
            "Conjunt de contorn rˆpid",
        ] {
            assert!(told(line).is_empty(), "{line}");
        }
    }
}
