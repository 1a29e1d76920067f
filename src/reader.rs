//! Transcripts larger than memory, a part at a time.
//!
//! What comes in goes through the same stages as a transcript that is read at once, each of which holds what it has to and no more:
//!
//! | stage      | holds                                                          |
//! |------------|----------------------------------------------------------------|
//! | decode     | the first 64 KB, then bytes of a character not complete       |
//! | repair     | a block ([`BLOCK`](crate::repair::scan::lines::BLOCK)), and what blocks before it showed  |
//! | lacunae    | a block ([`missing::block_len`])                                |
//! | turns      | the turn that is open, up to a bound; lines of one block       |
//! | languages  | the turns that the first part begins with, and the last 64 KiB |
//!
//! Places count from the beginning of the part that is next to be handed out.

use std::fmt;
use std::io::{self, Read};
use std::iter::FusedIterator;
use std::sync::Arc;

use crate::decode::{Decoder, Origin};
use crate::error::Error;
use crate::missing;
use crate::options::Options;
use crate::repair::log::provenance::Log;
use crate::repair::session::Session;
use crate::transcript::{Conversation, Index, PrecedingTurns, Survey, Transcript, SURVEYED};
use crate::turn::{Feed, Span};

/// Bytes asked of the input at once.
const CHUNK: usize = 1 << 16;

/// Reads a transcript of any size in bounded memory, part by part.
///
/// Iterates over the parts. Each is a [`Transcript`] of about a mebibyte of complete turns. All parts together have the same text, turns, segments
/// and repairs, in the same order, as [`Transcript::parse`] gives for the whole input. The size of the reads makes no difference. Ranges of the text count from the beginning of the part,
/// ranges of the input (as [`Transcript::source`] gives them) from the beginning of the input. [`Transcript::speakers`],
/// [`Transcript::mixing`] and [`Transcript::original`] are of the part.
///
/// What differs, so that memory stays bounded:
///
/// - A turn of more than 8 MiB comes in several ([`Turn::is_continued`](crate::Turn::is_continued)), and so do lines that have no end.
/// - Mixing compares with the languages of the part and of the first 768 KiB.
///
/// Segments are found part by part, when they are first asked for: parts may be asked in any order, kept, or not asked at all, which then
/// costs nothing.
///
/// Memory is bounded, whatever the input: 15 to 30 MB for intact text, some 60 MB for damaged text of ordinary turns, a few hundred where damaged
/// turns are nearly 8 MiB long.
///
/// ```
/// use lacuna::Reader;
///
/// let file = "[A]: Itâ€™s late.\n[B]: æ˜¯å—ï¼Ÿ\n".as_bytes();
/// for part in Reader::new(file) {
///     for turn in part?.turns() {
///         println!("{}: {}", turn.speaker().unwrap_or("-"), turn.text());
///     }
/// }
/// # Ok::<(), lacuna::Error>(())
/// ```
///
/// # Errors
///
/// An item is an [`Error`] if the input cannot be read; no more parts come after that. Any bytes make a transcript, so that nothing else
/// is an error. An interrupted read is tried again.
#[must_use = "a reader reads nothing until it is iterated over"]
pub struct Reader<R> {
    input: R,
    options: Options,
    chunk: Box<[u8]>,
    decoder: Decoder,
    /// The decoded text, from the beginning of the part on.
    origin: Origin,
    /// How much of it has been repaired.
    repaired: usize,
    session: Session<'static>,
    /// What was repaired; its own origin is not used.
    log: Log,
    /// Restored text that has not been searched for lacunae, and where it stands.
    restored: String,
    restored_at: usize,
    missing: Vec<missing::Found>,
    feed: Feed,
    /// The turns of the part, and their text.
    spans: Vec<Span>,
    text: String,
    /// Who spoke last in the parts before.
    speaker: Option<String>,
    /// The beginning of the conversation, by which its languages are told apart.
    beginning: Option<Arc<Survey>>,
    /// What was said last in the parts before.
    lead: PrecedingTurns,
    state: State,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Reading,
    /// The input is at its end; the last part has not been handed out.
    Closing,
    Done,
}

impl<R: Read> Reader<R> {
    /// Reads from `input`, in chunks of 64 KiB: a buffer around it gains nothing.
    pub fn new(input: R) -> Reader<R> {
        Reader::with(input, &Options::new())
    }

    pub(crate) fn with(input: R, options: &Options) -> Reader<R> {
        Reader {
            input,
            options: options.clone(),
            chunk: vec![0; CHUNK].into_boxed_slice(),
            decoder: Decoder::default(),
            origin: Origin::default(),
            repaired: 0,
            session: Session::of(options.known()).into_owned(),
            log: Log::default(),
            restored: String::new(),
            restored_at: 0,
            missing: Vec::new(),
            feed: Feed::new(options.format),
            spans: Vec::new(),
            text: String::new(),
            speaker: None,
            beginning: None,
            lead: PrecedingTurns::default(),
            state: State::Reading,
        }
    }

    /// Takes in a chunk; false at the end of the input.
    fn take_in(&mut self) -> Result<bool, Error> {
        let len = loop {
            match self.input.read(&mut self.chunk) {
                Ok(len) => break len,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::read(error)),
            }
        };
        self.decoder.push(&self.chunk[..len], len == 0, &mut self.origin);
        Ok(len > 0)
    }

    /// Repairs the blocks that are complete, all if the text is at its end.
    fn repair(&mut self, last: bool) {
        loop {
            let (text, foreign) = (self.origin.text(), self.origin.foreign());
            let Some(piece) = self.session.next(text, self.repaired, foreign, last, &self.options) else {
                return;
            };
            match piece.repaired {
                Some((text, log)) => {
                    let at = self.restored_at + self.restored.len();
                    self.log.append(log, self.repaired, at);
                    self.restored.push_str(&text);
                }
                None => self.restored.push_str(&text[self.repaired..self.repaired + piece.len]),
            }
            self.repaired += piece.len;
            self.find_turns(last && self.repaired == self.origin.text().len());
        }
    }

    /// Finds lacunae and turns in the restored text.
    fn find_turns(&mut self, last: bool) {
        let mut searched = 0;
        while searched < self.restored.len() {
            let rest = &self.restored[searched..];
            let Some(len) = missing::block_len(rest).or(last.then_some(rest.len())) else { break };
            missing::find_in_block(&rest[..len], self.restored_at + searched, &mut self.missing);
            searched += len;
        }
        let (spans, text) = (&mut self.spans, &mut self.text);
        let mut take = |window: &str, span: Span| {
            let by = text.len() as i64 - span.whole.start as i64;
            text.push_str(&window[span.whole.clone()]);
            spans.push(span.moved(by));
        };
        self.feed.push(&self.restored[..searched], &mut take);
        if last {
            self.feed.finish(&mut take);
        }
        self.restored.drain(..searched);
        self.restored_at += searched;
    }

    /// The part that is ready, if there is one.
    fn part(&mut self) -> Option<Transcript> {
        let last = self.state != State::Reading;
        let least = match self.beginning {
            Some(_) => 1,
            None => SURVEYED,
        };
        // What a multi-byte page read together is not torn.
        if !last && self.log.straddles(&self.text, self.origin.text()) {
            return None;
        }
        if self.text.is_empty() || self.text.len() < least && !last {
            return None;
        }
        let text = std::mem::take(&mut self.text);
        let spans = std::mem::take(&mut self.spans);
        let source = self.log.before(&text);
        let mut log = self.log.take(&text);
        log.origin = self.origin.take(source);
        self.repaired -= source;
        self.restored_at -= text.len();
        let later = self.missing.partition_point(|found| found.range.end <= text.len());
        let mut missing = self.missing.split_off(later);
        std::mem::swap(&mut missing, &mut self.missing);
        // One that lies across the cut is in no turn.
        self.missing.retain(|found| found.range.start >= text.len());
        for found in &mut self.missing {
            found.range = found.range.start - text.len()..found.range.end - text.len();
        }
        let before = self.speaker.take();
        let named = Conversation::Whole { named: self.options.languages.clone() };
        let format = self.feed.format();
        let mut index = Index::new(before);
        let mut missing = missing.into_iter().peekable();
        spans.into_iter().for_each(|span| index.push(&text, format, span, &mut missing));
        let mut part = index.finish(text, log, format, named);
        self.speaker = part.turns().last().and_then(|turn| turn.speaker()).map(str::to_owned);
        let beginning =
            self.beginning.get_or_insert_with(|| Arc::new(Survey::of(&part, &self.options.languages)));
        self.lead = part.becomes_part(beginning, std::mem::take(&mut self.lead));
        Some(part)
    }
}

impl<R: Read> Iterator for Reader<R> {
    type Item = Result<Transcript, Error>;

    fn next(&mut self) -> Option<Result<Transcript, Error>> {
        while self.state == State::Reading {
            if let Some(part) = self.part() {
                return Some(Ok(part));
            }
            match self.take_in() {
                Ok(true) => self.repair(false),
                Ok(false) => {
                    self.state = State::Closing;
                    self.repair(true);
                }
                Err(error) => {
                    self.state = State::Done;
                    return Some(Err(error));
                }
            }
        }
        if self.state == State::Done {
            return None;
        }
        self.state = State::Done;
        self.part().map(Ok)
    }
}

impl<R: Read> FusedIterator for Reader<R> {}

impl<R> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("options", &self.options).finish_non_exhaustive()
    }
}
