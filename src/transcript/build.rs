//! Builds the index of a transcript: speakers, messages and lacunae.

use std::collections::HashMap;
use std::iter::Peekable;
use std::ops::Range;
use std::sync::OnceLock;

use super::entry::{Entry, Rests, Times};
use super::languages::Conversation;
use super::{Speaker, Transcript};
use crate::growth::make_room;
use crate::missing;
use crate::repair::log::provenance::Log;
use crate::turn::{Format, Kind, Span, Writing};

/// Turns that are to become a transcript, taken in one by one.
pub(crate) struct Index {
    turns: Vec<Entry>,
    times: Times,
    rests: Rests,
    messages: String,
    lacunae: Vec<Missing>,
    speakers: Speakers,
    /// How the format writes what is said, looked up when the format shows.
    writing: (Option<Format>, Writing),
    /// Who spoke last.
    voice: Option<usize>,
    /// Who spoke last before the text begins.
    before: Option<String>,
}

/// A lacuna of a turn.
#[derive(Clone, PartialEq)]
pub(super) struct Missing {
    /// The number of the turn.
    pub(super) turn: usize,
    /// Its range counts from the beginning of what the turn says.
    pub(super) found: missing::Found,
}

impl Index {
    /// For a text before which `before` spoke.
    pub(crate) fn new(before: Option<String>) -> Index {
        Index {
            turns: Vec::new(),
            times: Times::default(),
            rests: Rests::default(),
            messages: String::new(),
            lacunae: Vec::new(),
            speakers: Speakers::default(),
            writing: (None, Writing::Plain),
            voice: None,
            before,
        }
    }

    /// Takes in the next turn of `text`, and what is missing in it from `missing`, the lacunae of the text from there on.
    pub(crate) fn push(
        &mut self,
        text: &str,
        format: Option<Format>,
        span: Span,
        missing: &mut Peekable<impl Iterator<Item = missing::Found>>,
    ) {
        if span.kind == Kind::Markup {
            return;
        }
        if self.writing.0 != format {
            self.writing = (format, format.map_or(Writing::Plain, Format::writing));
        }
        let writing = self.writing.1;
        let first = self.before.take();
        if matches!(span.kind, Kind::Continued | Kind::Carried) {
            // What goes on is spoken by whoever began.
            self.voice = first.map(|name| self.speakers.number(&name)).or(self.voice);
        } else {
            self.voice = span.speaker.clone().map(|name| {
                let name = &text[name];
                match writing.read(name) {
                    Some(name) => self.speakers.number(&name),
                    None => self.speakers.number(name),
                }
            });
        }
        if let Some(number) = self.voice {
            self.speakers.list[number].turns += 1;
        }
        let start = self.messages.len();
        if span.pieces().is_empty() {
            if let Some(said) = writing.read(&text[span.content.clone()]) {
                self.messages.push_str(&said);
            }
        }
        for piece in span.pieces() {
            let piece = &text[piece.clone()];
            self.messages.push_str(&writing.read(piece).unwrap_or(piece.into()));
        }
        // What is said may be nothing, of mark-up alone.
        let written = !span.pieces().is_empty() || writing.is_marked_up(&text[span.content.clone()]);
        let message = written.then_some(start..self.messages.len());
        let turn = self.turns.len();
        match &message {
            Some(message) => {
                let mut found = Vec::new();
                missing::find(&self.messages[message.clone()], &mut found);
                self.lacunae.extend(found.into_iter().map(|found| Missing { turn, found }));
            }
            None => within(&span.content, missing, |found| self.lacunae.push(Missing { turn, found })),
        }
        make_room(&mut self.turns, 1, span.whole.start, text.len());
        if span.extra.is_some() || message.is_some() {
            self.rests.make_room(span.pieces().len(), span.whole.start, text.len());
        }
        self.times.note(turn, [span.start, span.end], span.whole.start, text.len());
        self.turns.push(Entry::new(span, self.voice, message, &mut self.rests));
    }

    /// The transcript, which is `conversation` or a part of it. Its segments are found when they are asked for.
    pub(crate) fn finish(
        mut self,
        text: String,
        log: Log,
        format: Option<Format>,
        conversation: Conversation,
    ) -> Transcript {
        self.turns.shrink_to_fit();
        self.times.shrink();
        self.rests.shrink();
        Transcript {
            text,
            log,
            format,
            messages: self.messages,
            turns: self.turns,
            times: self.times,
            rests: self.rests,
            lacunae: self.lacunae,
            speakers: self.speakers.list,
            conversation,
            segments: OnceLock::new(),
        }
    }
}

/// Hands out the lacunae inside `content`; their ranges count from its beginning then.
fn within(
    content: &Range<usize>,
    missing: &mut Peekable<impl Iterator<Item = missing::Found>>,
    mut lacuna: impl FnMut(missing::Found),
) {
    // Mostly there is none: `next_if` would take the next one out and put it back.
    while missing.peek().is_some_and(|found| found.range.end <= content.end) {
        let Some(found) = missing.next() else { return };
        if found.range.start >= content.start {
            let range = found.range.start - content.start..found.range.end - content.start;
            lacuna(missing::Found { range, kind: found.kind });
        }
    }
}

/// Speakers by their names.
#[derive(Default)]
pub(super) struct Speakers {
    pub(super) list: Vec<Speaker>,
    /// Those behind the first [`FEW`].
    numbers: HashMap<Box<str>, usize>,
}

/// So many speakers are looked through one by one: most conversations have no more.
const FEW: usize = 8;

impl Speakers {
    pub(super) fn number(&mut self, name: &str) -> usize {
        let few = &self.list[..self.list.len().min(FEW)];
        let found = few.iter().position(|speaker| speaker.name.as_ref() == name);
        if let Some(number) = found.or_else(|| self.numbers.get(name).copied()) {
            return number;
        }
        let number = self.list.len();
        if number >= FEW {
            self.numbers.insert(name.into(), number);
        }
        self.list.push(Speaker { name: name.into(), turns: 0 });
        number
    }
}
