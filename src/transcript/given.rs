//! Languages that the transcriber gives, as CHAT files have them: they stand, whatever was found.

use std::ops::Range;

use crate::lang::Lang;
use crate::segment::Span;
use crate::turn::{given_languages, languages};

/// What the header of a CHAT file says of the languages.
#[derive(Clone, Debug, Default)]
pub(super) struct Header {
    codes: Vec<String>,
}

impl Header {
    /// Reads the header that `text` begins with, if it has one.
    pub(super) fn read(text: &str) -> Header {
        Header { codes: languages(text).into_iter().map(str::to_owned).collect() }
    }

    pub(super) fn languages(&self) -> Vec<Lang> {
        self.codes.iter().filter_map(|code| code.parse().ok()).collect()
    }

    /// Lays the languages that are given in an utterance over its segments.
    pub(super) fn lay_over(&self, utterance: &str, spans: &mut Vec<Span>) {
        let codes: Vec<&str> = self.codes.iter().map(String::as_str).collect();
        let given = given_languages(utterance, 0..utterance.len(), &codes);
        let mut given =
            given.into_iter().filter_map(|(range, code)| Some((range, code.parse().ok()?))).peekable();
        if given.peek().is_none() {
            return;
        }
        let mut found = std::mem::take(spans);
        if utterance.trim_start().starts_with("[- ") {
            let whole = given.next().map(|(_, lang)| lang);
            found = vec![Span { range: 0..utterance.len(), lang: whole, confidence: 1.0 }];
        }
        let mut words =
            given.map(|(range, lang)| (range.start..word_end(utterance, range.end), lang)).peekable();
        for span in found {
            let mut at = span.range.start;
            while at < span.range.end {
                while words.next_if(|(word, _)| word.end <= at).is_some() {}
                let (end, lang, confidence) = match words.peek() {
                    Some((word, lang)) if word.start <= at => (word.end, Some(*lang), 1.0),
                    Some((word, _)) => (word.start, span.lang, span.confidence),
                    None => (span.range.end, span.lang, span.confidence),
                };
                let end = end.min(span.range.end);
                // What is left behind a word and has no letters goes with it.
                let bare = !utterance[at..end].contains(char::is_alphabetic);
                let before = spans.last().filter(|_| bare).map(|last| last.lang);
                let lang = before.unwrap_or(lang);
                push(Span { range: at..end, lang, confidence }, spans);
                at = end;
            }
        }
    }
}

/// Where the word with its mark, `@s:eng`, and the blanks behind it end.
fn word_end(text: &str, at: usize) -> usize {
    let mark = text[at..].find(char::is_whitespace).map_or(text.len(), |blank| at + blank);
    text.len() - text[mark..].trim_start().len()
}

fn push(span: Span, spans: &mut Vec<Span>) {
    match spans.last_mut() {
        Some(last) if last.lang == span.lang => {
            last.range = Range { end: span.range.end, ..last.range.clone() }
        }
        _ => spans.push(span),
    }
}

#[cfg(test)]
mod tests {
    use crate::Transcript;

    #[test]
    fn given_languages_stand() {
        let file = "@UTF8\n@Begin\n@Languages:\tspa, eng\n*MAR:\tno sé si voy al party@s .\n\
            *TOM:\t[- eng] well I said hola@s:spa to her .\n*MAR:\tbueno weekend@s:eng&spa\n@End\n";
        let transcript = Transcript::parse(file.as_bytes());
        let turns: Vec<Vec<_>> = transcript
            .turns()
            .map(|turn| turn.segments().map(|s| (s.lang().unwrap().to_string(), s.text())).collect())
            .collect();
        let expected =
            |turn: &[(&str, &'static str)]| turn.iter().map(|(l, t)| (l.to_string(), *t)).collect::<Vec<_>>();
        assert_eq!(turns[0], expected(&[("spa", "no sé si voy al "), ("eng", "party@s .")]));
        assert_eq!(
            turns[1],
            expected(&[("eng", "[- eng] well I said "), ("spa", "hola@s:spa "), ("eng", "to her .")])
        );
    }
}
