//! Which language every stretch of a turn is in.

mod chain;
mod context;
mod evidence;
mod script;
mod words;

use crate::Lang;
use chain::{decode, Link, MOST};
pub(crate) use context::Context;
use script::Script;
use std::ops::Range;
use unicode_segmentation::GraphemeCursor;
use words::Word;

/// A stretch of a turn in one language.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) range: Range<usize>,
    pub(crate) lang: Option<Lang>,
    pub(crate) confidence: f32,
}

/// Cuts the turns of a conversation into segments, in order.
pub(crate) struct Segmenter<'c> {
    context: &'c Context,
    words: Vec<Word>,
    links: Vec<Link<MOST>>,
    forward: Vec<chain::States<MOST>>,
    carried: chain::States<MOST>,
}

impl<'c> Segmenter<'c> {
    pub(crate) fn new(context: &'c Context) -> Self {
        let n = context.numbers[Script::LATIN.index()].len().max(1);
        Segmenter { context, words: Vec::new(), links: Vec::new(), forward: Vec::new(), carried: [[1.0 / n as f32; MOST]; MOST] }
    }

    /// Appends the segments of one turn: they cover `text` without gap or overlap, on boundaries of graphemes.
    pub(crate) fn segment(&mut self, text: &str, out: &mut Vec<Span>) {
        self.words.clear();
        words::words(text, &mut self.words);
        let numbers = &self.context.numbers[Script::LATIN.index()];
        self.links.clear();
        for word in self.words.iter().filter(|w| w.script == Script::LATIN) {
            let mut link = Link { pause: word.pause, likelihoods: [0.0; MOST], capital: word.capital() };
            evidence::likelihoods(text, word, numbers, &mut link.likelihoods[..numbers.len()]);
            self.context.habits[0].weigh_case(&mut link, numbers.len());
            self.links.push(link);
        }
        decode(&mut self.links, numbers.len(), &self.context.habits[0], &mut self.carried, &mut self.forward, None);
        let mut links = self.links.iter();
        let mut spans = Spans { text, out, first: None };
        for word in &self.words {
            let (lang, confidence) = match word.script {
                Script::LATIN => {
                    let posterior = links.next().map(|l| l.likelihoods).unwrap_or_default();
                    let best = (0..numbers.len()).max_by(|&a, &b| posterior[a].total_cmp(&posterior[b]));
                    match best {
                        Some(best) => (Some(self.context.candidates[Script::LATIN.index()][best]), posterior[best]),
                        None => (None, 0.0),
                    }
                }
                script => match &self.context.candidates[script.index()][..] {
                    [] => (script.usual_lang(), 1.0),
                    langs => (Some(langs[0]), 1.0),
                },
            };
            spans.word(word, lang, confidence);
        }
        spans.finish();
    }
}

struct Spans<'a> {
    text: &'a str,
    out: &'a mut Vec<Span>,
    first: Option<(usize, f32, usize)>,
}

impl Spans<'_> {
    fn word(&mut self, word: &Word, lang: Option<Lang>, confidence: f32) {
        match &mut self.first {
            None => {
                self.out.push(Span { range: 0..word.end, lang, confidence: 0.0 });
                self.first = Some((self.out.len() - 1, confidence, 1));
            }
            Some((at, sum, count)) if self.out[*at].lang == lang => {
                self.out[*at].range.end = word.end;
                *sum += confidence;
                *count += 1;
            }
            Some((at, sum, count)) => {
                let boundary = boundary(self.text, self.out[*at].range.end, word.start);
                self.out[*at].range.end = boundary;
                self.out[*at].confidence = *sum / *count as f32;
                self.out.push(Span { range: boundary..word.end, lang, confidence: 0.0 });
                self.first = Some((self.out.len() - 1, confidence, 1));
            }
        }
    }

    fn finish(self) {
        if let Some((at, sum, count)) = self.first {
            self.out[at].range.end = self.text.len();
            self.out[at].confidence = sum / count as f32;
        } else if !self.text.is_empty() {
            self.out.push(Span { range: 0..self.text.len(), lang: None, confidence: 0.0 });
        }
    }
}

fn boundary(text: &str, end: usize, start: usize) -> usize {
    let gap = &text[end..start];
    let openers = gap.chars().rev().take_while(|c| "([{<«“‘„‚‹¿¡#@「『《【（［｛〈〔".contains(*c));
    let mut at = start - openers.map(char::len_utf8).sum::<usize>();
    while !GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true) {
        at += text[at..].chars().next().map_or(1, char::len_utf8);
    }
    at
}

/// For the example: cuts turns.
pub fn segments(turns: &[(usize, &str)], given: &[Lang]) -> Vec<Vec<(Range<usize>, Option<Lang>, f32)>> {
    let context = Context::survey(turns.iter().copied(), given);
    let mut segmenter = Segmenter::new(&context);
    let mut spans = Vec::new();
    turns
        .iter()
        .map(|t| {
            spans.clear();
            segmenter.segment(t.1, &mut spans);
            spans.drain(..).map(|s| (s.range, s.lang, s.confidence)).collect()
        })
        .collect()
}
