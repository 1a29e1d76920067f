//! Which language every stretch of a turn is in.
//!
//! The script of a word decides where it can; where languages of the conversation share a script, what the lexicon says
//! of each word goes into a hidden Markov chain ([`hmm`]) whose habits are learnt from the whole conversation
//! ([`context`]). A gap between words joins the stretch before it, save that an opening bracket or quotation mark, an
//! inverted question mark, a hash or an at sign joins what it opens; what stands before the first word joins it.

mod candidates;
mod context;
mod evidence;
mod habits;
mod han;
mod hmm;
mod letters;
mod script;
mod stranger;
mod telling;
mod words;

use crate::Lang;
pub(crate) use context::Context;
use context::{Choice, SPELT};
use habits::MOST;
use han::{told, Told};
use hmm::Decoder;
use script::Script;
use std::ops::Range;
use std::sync::Arc;
use unicode_segmentation::GraphemeCursor;
use words::{Pause, Word};

/// A stretch of a turn in one language.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    /// Bytes of the turn's text.
    pub(crate) range: Range<usize>,
    /// None where nothing tells: no letters, or a script without a language of its own.
    pub(crate) lang: Option<Lang>,
    /// The mean probability of the language over the words of the stretch; 0 where there is none.
    pub(crate) confidence: f32,
}

/// Cuts the turns of a conversation into segments.
///
/// Turns are to be given in order: what one ends in counts a little for the next, until [`Segmenter::forget`].
pub(crate) struct Segmenter {
    context: Arc<Context>,
    words: Vec<Word>,
    labels: Vec<Label>,
    decoders: [AnyDecoder; SPELT.len()],
    /// Words decide the languages of some script, or their pauses do.
    spelt: bool,
}

/// The language of a word and its probability.
#[derive(Clone, Copy)]
struct Label {
    lang: Option<Lang>,
    confidence: f32,
}

/// A decoder for as many languages as there are: two are the rule and are to be fast.
enum AnyDecoder {
    Two(Decoder<2>),
    Few(Decoder<4>),
    Many(Box<Decoder<MOST>>),
}

impl Segmenter {
    pub(crate) fn new(context: Arc<Context>) -> Self {
        let decoders = SPELT.map(|script| {
            let choice = context.choice(script);
            match choice.langs.len() {
                0..=2 => AnyDecoder::Two(Decoder::new(choice, context.words())),
                3..=4 => AnyDecoder::Few(Decoder::new(choice, context.words())),
                _ => AnyDecoder::Many(Box::new(Decoder::new(choice, context.words()))),
            }
        });
        let spelt = SPELT.into_iter().chain([Script::HAN]).any(|script| context.choice(script).is_open());
        Segmenter { context, words: Vec::new(), labels: Vec::new(), decoders, spelt }
    }

    /// Forgets what the last turn ended in.
    pub(crate) fn forget(&mut self) {
        for (script, decoder) in SPELT.into_iter().zip(&mut self.decoders) {
            let choice = self.context.choice(script);
            match decoder {
                AnyDecoder::Two(d) => d.forget(choice),
                AnyDecoder::Few(d) => d.forget(choice),
                AnyDecoder::Many(d) => d.forget(choice),
            }
        }
    }

    /// Appends the segments of one turn to `out`: they cover `text` without gap or overlap, and begin and end on
    /// boundaries of graphemes. A text without letters is one segment in no language, an empty text has none.
    pub(crate) fn segment(&mut self, speaker: Option<usize>, text: &str, out: &mut Vec<Span>) {
        self.words.clear();
        if self.spelt {
            words::words(text, &mut self.words);
        } else {
            words::bare_words(text, &mut self.words);
        }
        self.labels.clear();
        let of_script = |w: &Word| {
            let choice = self.context.choice(w.script);
            let lang = choice.langs.first().copied().or(w.script.usual_lang());
            Label { lang, confidence: choice.certainty }
        };
        self.labels.extend(self.words.iter().map(of_script));
        for (script, decoder) in SPELT.into_iter().zip(&mut self.decoders) {
            if self.context.choice(script).is_open() {
                match decoder {
                    AnyDecoder::Two(d) => {
                        decide(&self.context, script, d, speaker, text, &self.words, &mut self.labels)
                    }
                    AnyDecoder::Few(d) => {
                        decide(&self.context, script, d, speaker, text, &self.words, &mut self.labels)
                    }
                    AnyDecoder::Many(d) => {
                        decide(&self.context, script, d, speaker, text, &self.words, &mut self.labels)
                    }
                }
            }
        }
        if self.context.choice(Script::HAN).is_open() {
            decide_han(&self.context, text, &self.words, &mut self.labels);
        }
        for script in [Script::ARABIC, Script::CYRILLIC] {
            if !self.context.choice(script).is_named {
                letters::correct(script, text, &self.words, &mut self.labels);
            }
        }
        join(text, &self.words, &self.labels, out);
    }
}

/// Decides the words of a script that leaves the language open.
fn decide<const N: usize>(
    context: &Context,
    script: Script,
    decoder: &mut Decoder<N>,
    speaker: Option<usize>,
    text: &str,
    words: &[Word],
    labels: &mut [Label],
) {
    let choice = context.choice(script);
    let own = words.iter().filter(|w| w.script == script);
    let strange = decoder.decode(text, own.clone(), choice.habits(speaker));
    let undecided = words.iter().zip(labels).filter(|(w, _)| w.script == script).map(|(_, label)| label);
    match stranger::language(script, choice, strange, text, own.clone()) {
        None => take(decoder, choice, undecided),
        Some(lang) => {
            let choice =
                Choice::of(std::iter::once(lang).chain(choice.langs.iter().copied()).take(4).collect());
            let mut decoder = Decoder::<4>::new(&choice, 0);
            decoder.decode(text, own, choice.habits(None));
            take(&decoder, &choice, undecided);
        }
    }
}

/// Takes over what a decoder found.
fn take<'v, const N: usize>(
    decoder: &Decoder<N>,
    choice: &Choice,
    labels: impl Iterator<Item = &'v mut Label>,
) {
    for (label, (lang, confidence)) in labels.zip(decoder.best()) {
        *label = Label { lang: Some(choice.langs[lang]), confidence };
    }
}

/// Decides the Han words where there is Chinese and Japanese: Japanese in a sentence that has kana, else as its forms tell.
fn decide_han(context: &Context, text: &str, words: &[Word], labels: &mut [Label]) {
    let choice = context.choice(Script::HAN);
    let japanese = choice.langs.iter().copied().find(|&l| l == Lang::JPN);
    let chinese = choice.langs.iter().copied().find(|&l| l != Lang::JPN);
    let mut at = 0;
    for sentence in words.chunk_by(|_, next| next.pause < Pause::Sentence) {
        let kana = sentence.iter().any(|w| w.script == Script::KANA);
        let own = sentence.iter().filter(|w| w.script == Script::HAN);
        let lang = match if kana { Told::Japanese } else { told(text, own) } {
            Told::Japanese => japanese.or(chinese),
            Told::Chinese => chinese.or(japanese),
            Told::Nothing if choice.is_named => chinese.or(japanese),
            Told::Nothing => choice.langs.first().copied(),
        };
        for word in sentence {
            if word.script == Script::HAN {
                labels[at].lang = lang;
            }
            at += 1;
        }
    }
}

/// Joins neighbouring words of the same language, and the gaps to them.
fn join(text: &str, words: &[Word], labels: &[Label], out: &mut Vec<Span>) {
    let first = out.len();
    let mut start = 0;
    let mut at = 0;
    for same in labels.chunk_by(|a, b| a.lang == b.lang) {
        let next = at + same.len();
        let end = words.get(next).map_or(text.len(), |w| boundary(text, words[next - 1].end, w.start));
        let lang = same[0].lang;
        let sum: f32 = same.iter().map(|v| v.confidence).sum();
        let confidence = if lang.is_some() { sum / same.len() as f32 } else { 0.0 };
        // A letter that clings to another stretch leaves none of its own; then its neighbours may be alike.
        match out[first..].last_mut() {
            _ if start >= end => {}
            Some(last) if last.lang == lang => last.range.end = end,
            _ => out.push(Span { range: start..end, lang, confidence }),
        }
        (start, at) = (end.max(start), next);
    }
    if labels.is_empty() && !text.is_empty() {
        out.push(Span { range: 0..text.len(), lang: None, confidence: 0.0 });
    }
}

/// Where the gap from `end` to `start` is cut.
fn boundary(text: &str, end: usize, start: usize) -> usize {
    const OPENING: &str = "([{<«“‘„‚‹¿¡#@「『《【（［｛〈〔";
    let opening = text[end..start].chars().rev().take_while(|&c| OPENING.contains(c));
    let mut at = start - opening.map(char::len_utf8).sum::<usize>();
    // A mark may cling to a letter of another script, but to nothing in ASCII or Han does one that is.
    let simple = |b: u8| b.is_ascii_graphic() || b == b' ' || (0xE4..=0xE9).contains(&b);
    let before = text[..at].bytes().rev().take(3).find(|b| b & 0xC0 != 0x80);
    if before.is_some_and(simple) && text[at..].bytes().next().is_some_and(simple) {
        return at;
    }
    while !GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true) {
        at += text[at..].chars().next().map_or(1, char::len_utf8);
    }
    at
}

#[cfg(test)]
mod tests;
