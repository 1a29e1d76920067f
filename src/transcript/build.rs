//! Builds the index of a transcript: speakers, messages and lacunae.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::languages::Conversation;
use super::{Entry, Speaker, Transcript};
use crate::lacuna;
use crate::repair::provenance::Log;
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
    /// The transcript, which is `conversation` or a part of it. Its segments are found when they are asked for.
    pub(crate) fn index(self, conversation: Conversation) -> Transcript {
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
            turns.push(Entry { span, message, voice, lacunae: first..lacunae.len() });
        }
        Transcript {
            text,
            log,
            format,
            messages,
            turns,
            lacunae,
            speakers: speakers.list,
            conversation,
            segments: OnceLock::new(),
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
