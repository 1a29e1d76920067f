//! Everyday words that tell a language without a word list, which the lexicon would take for its neighbour: `ďakujem` is Slovak and not Czech,
//! `съм` Bulgarian and not Russian.

use super::{context::Sample, script::Script};
use crate::model::lexicon;
use crate::Lang;
use std::sync::LazyLock;

/// Different words that tell a language are so many at the least: `oo` and `ng` are also names in programs.
const FEWEST: usize = 2;
/// How many words are looked at.
const ENOUGH: usize = 3_000;
/// One in so many words, of those that are not English.
const ONE_IN: usize = 6;
/// A word that English has at least so often may be English.
const ENGLISH: u8 = lexicon::level(-11.5);

/// The words in order, each with a language that has it, as a place in `LANGS`.
static WORDS: LazyLock<Vec<(&str, usize)>> = LazyLock::new(|| {
    let of_row =
        |(lang, (_, list)): (usize, (_, &'static str))| list.split(' ').map(move |word| (word, lang));
    let mut words: Vec<(&str, usize)> = rows().enumerate().flat_map(of_row).collect();
    words.sort_unstable();
    words
});

static LANGS: LazyLock<Vec<Lang>> =
    LazyLock::new(|| rows().filter_map(|(code, _)| code.parse().ok()).collect());

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("telling.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
}

/// The language that everyday words among those of `script` tell, and how sure that is.
pub(super) fn language(script: Script, sample: &Sample<'_>) -> Option<(Lang, f32)> {
    let mut counts = vec![0; LANGS.len()];
    let mut different: Vec<Vec<&str>> = vec![Vec::new(); LANGS.len()];
    let mut others = 0;
    let mut folded = String::new();
    let words = sample.turns().flat_map(|(_, text, words)| words.iter().map(move |word| (text, word)));
    for (text, word) in words.filter(|(_, word)| word.script == script).take(ENOUGH) {
        others += usize::from(!is_english(word.hash));
        folded.clear();
        folded.extend(text[word.start..word.end].chars().flat_map(char::to_lowercase));
        let from = WORDS.partition_point(|(word, _)| *word < folded.as_str());
        for (word, lang) in WORDS[from..].iter().take_while(|(word, _)| *word == folded) {
            counts[*lang] += 1;
            let known = &mut different[*lang];
            if known.len() < FEWEST && !known.contains(word) {
                known.push(word);
            }
        }
    }
    let most = *counts.iter().max()?;
    let mut best = (0..counts.len()).filter(|lang| counts[*lang] == most);
    let place = best.next()?;
    let various = different[place].len();
    let told = various >= FEWEST && most * ONE_IN >= others && best.next().is_none();
    told.then(|| (LANGS[place], most as f32 / (most + 1) as f32))
}

fn is_english(hash: u64) -> bool {
    let english = lexicon::LANGS.iter().position(|lang| *lang == Lang::ENG);
    let level = lexicon::look_up(hash).zip(english).map_or(0, |(known, english)| known[english]);
    level > 0 && level <= ENGLISH
}

#[cfg(test)]
mod tests {
    use super::super::words::{words, Traits};
    use super::*;
    use crate::Transcript;

    /// A word that is rarer is not common: one in five thousand words is it.
    const COMMON: u8 = lexicon::level(-8.5);

    /// The lexicon has letters without their marks: so it tells nothing of marked ones, nor does Vietnamese.
    #[test]
    fn no_word_is_common_in_a_language_with_a_word_list() {
        let mut wrong = Vec::new();
        for (code, list) in rows() {
            let mut found = Vec::new();
            words(list, &mut found);
            found.retain(|word| word.script == Script::CYRILLIC || !word.traits.has(Traits::MARKED));
            for word in found {
                let known = lexicon::look_up(word.hash).unwrap_or_default();
                let told = lexicon::LANGS.iter().zip(known).filter(|(lang, _)| **lang != Lang::VIE);
                let common = told.filter(|(_, level)| (1..=COMMON).contains(level));
                wrong
                    .extend(common.map(|(lang, _)| format!("{code} {} {lang}", &list[word.start..word.end])));
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn one_word_alone_tells_nothing() {
        let transcript =
            Transcript::parse("limit(x, oo) = oo; limit(y, oo) = oo; limit(z, oo) = 1; limit(x, -oo) = 0\n");
        let tagalog =
            |turn: crate::Turn<'_>| turn.segments().any(|segment| segment.lang() == Some(Lang::TGL));
        assert!(!transcript.turns().any(tagalog));
    }

    #[test]
    fn everyday_talk_is_in_its_language() {
        let mut wrong = Vec::new();
        for line in include_str!("../../tests/data/everyday.tsv").lines() {
            let (code, said) = line.split_once('\t').unwrap();
            let text: String = said.split('|').map(|turn| format!("[A]: {turn}\n")).collect();
            let transcript = Transcript::parse(&text);
            for segment in transcript.turns().flat_map(|turn| turn.segments().collect::<Vec<_>>()) {
                let lang = segment.lang().map(|lang| lang.to_string());
                if lang.as_deref() != Some(code) {
                    wrong.push(format!("{code}: {lang:?} {segment}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
