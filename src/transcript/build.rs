//! Builds the index of a transcript: speakers, messages, lacunae, and segments by language.

use std::collections::HashMap;
use std::ops::Range;

use super::given::Header;
use super::{Entry, Speaker, Transcript};
use crate::lacuna;
use crate::lang::Lang;
use crate::options::Options;
use crate::repair::provenance::Log;
use crate::segment::{Context, Segmenter};
use crate::turn::{unescape, Format, Kind, Span};

/// Text and turns that are to become a transcript.
pub(crate) struct Draft {
    pub(crate) text: String,
    pub(crate) log: Log,
    pub(crate) format: Option<Format>,
    pub(crate) spans: Vec<Span>,
    /// The lacunae of the text.
    pub(crate) missing: Vec<lacuna::Found>,
    /// Who spoke last before the text begins.
    pub(crate) before: Option<String>,
}

impl Draft {
    /// The transcript, but for its segments.
    pub(crate) fn index(self) -> Transcript {
        let Draft { text, log, format, spans, missing, before } = self;
        let escaped = matches!(format, Some(Format::Messages | Format::ShareGpt));
        let mut speakers = Speakers::default();
        let first = spans.iter().find(|span| span.kind != Kind::Markup);
        let goes_on = first.is_some_and(|span| span.kind == Kind::Continued);
        let mut voice = before.filter(|_| goes_on).map(|name| speakers.number(&name));
        let mut turns = Vec::with_capacity(spans.len());
        let mut messages = String::new();
        let mut lacunae = Vec::new();
        let mut missing = missing.into_iter().peekable();
        for span in spans {
            if span.kind == Kind::Markup {
                continue;
            }
            // What goes on is spoken by whoever began.
            if span.kind != Kind::Continued {
                voice = span.speaker.clone().map(|name| {
                    let name = &text[name];
                    speakers.number(if escaped { unescape(name) } else { name.into() }.as_ref())
                });
            }
            if let Some(number) = voice {
                speakers.list[number].turns += 1;
            }
            let written = &text[span.content.clone()];
            let message = (escaped && written.contains('\\')).then(|| {
                let start = messages.len();
                messages.push_str(&unescape(written));
                start..messages.len()
            });
            let first = lacunae.len();
            match &message {
                Some(message) => lacuna::find(&messages[message.clone()], &mut lacunae),
                None => within(&span.content, &mut missing, &mut lacunae),
            }
            turns.push(Entry { span, message, voice, segments: 0..0, lacunae: first..lacunae.len() });
        }
        Transcript {
            text,
            log,
            format,
            messages,
            turns,
            segments: Vec::new(),
            lacunae,
            speakers: speakers.list,
            languages: 0,
        }
    }
}

/// Moves the lacunae inside `content` over; their ranges count from its beginning then.
fn within(
    content: &Range<usize>,
    missing: &mut std::iter::Peekable<impl Iterator<Item = lacuna::Found>>,
    lacunae: &mut Vec<lacuna::Found>,
) {
    while let Some(found) = missing.next_if(|found| found.range.end <= content.end) {
        if found.range.start >= content.start {
            let range = found.range.start - content.start..found.range.end - content.start;
            lacunae.push(lacuna::Found { range, kind: found.kind });
        }
    }
}

/// Speakers by their names.
#[derive(Default)]
struct Speakers {
    list: Vec<Speaker>,
    numbers: HashMap<Box<str>, usize>,
}

impl Speakers {
    fn number(&mut self, name: &str) -> usize {
        if let Some(&number) = self.numbers.get(name) {
            return number;
        }
        self.numbers.insert(name.into(), self.list.len());
        self.list.push(Speaker { name: name.into(), turns: 0 });
        self.list.len() - 1
    }
}

/// Bytes of text of which the turns are surveyed: many times what it takes to know how somebody mixes languages, and little enough to
/// be held by a reader that must judge the rest without having seen it.
pub(crate) const SURVEYED: usize = 3 << 18;

/// Tells the languages of turns apart, by what the beginning of the conversation shows of them.
pub(crate) struct Linguist {
    segmenter: Segmenter,
    /// The numbers by which the segmenter knows the speakers.
    voices: HashMap<Box<str>, usize>,
    /// Languages seen so far.
    languages: Vec<Lang>,
    /// In a CHAT file: the languages that it names.
    header: Option<Header>,
}

impl Linguist {
    /// Surveys the beginning of a conversation.
    pub(crate) fn survey(beginning: &Transcript, options: &Options) -> Linguist {
        let turns = beginning.turns().enumerate();
        let turns = turns.take_while(|(at, turn)| *at == 0 || turn.entry.span.whole.end <= SURVEYED);
        let turns = turns.map(|(_, turn)| (turn.entry.voice, turn.text()));
        let header = (beginning.format == Some(Format::Chat)).then(|| Header::read(&beginning.text));
        let context = match &header {
            Some(header) if options.languages.is_empty() => Context::survey(turns, &header.languages()),
            _ => Context::survey(turns, &options.languages),
        };
        let names = beginning.speakers.iter().enumerate();
        Linguist {
            segmenter: Segmenter::new(context),
            voices: names.map(|(number, speaker)| (speaker.name.clone(), number)).collect(),
            languages: Vec::new(),
            header,
        }
    }

    /// Cuts the turns of a transcript, which continues what came before, into segments.
    pub(crate) fn segment(&mut self, transcript: &mut Transcript) {
        let stranger = usize::MAX;
        let number = |speaker: &Speaker| self.voices.get(&speaker.name).copied().unwrap_or(stranger);
        let voices: Vec<usize> = transcript.speakers.iter().map(number).collect();
        let mut segments = Vec::new();
        for entry in &mut transcript.turns {
            let first = segments.len();
            let text = entry.said(&transcript.text, &transcript.messages);
            self.segmenter.segment(entry.voice.map(|voice| voices[voice]), text, &mut segments);
            if let Some(header) = &self.header {
                header.lay_over(text, first, &mut segments);
            }
            entry.segments = first..segments.len();
        }
        for lang in segments.iter().filter_map(|segment| segment.lang) {
            if !self.languages.contains(&lang) {
                self.languages.push(lang);
            }
        }
        transcript.segments = segments;
        transcript.languages = self.languages.len();
    }
}
