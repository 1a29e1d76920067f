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
/// Iterates over the parts. Each is a [`Transcript`] of complete turns. Most parts have about one mebibyte. The last one can have nearly two. One
/// with a long turn, or without turns, has up to 9 MiB. All parts together have the same text, turns, segments and repairs, in the same order, as
/// [`Transcript::parse`] gives for the whole input. The size of the reads makes no difference. Ranges of the text count from the beginning of the
/// part. Ranges of the input (as [`Transcript::source`] gives them) count from the beginning of the input. [`Transcript::speakers`],
/// [`Transcript::mixing`] and [`Transcript::original`] are of the part.
///
/// What differs, so that memory stays bounded:
///
/// - A turn of more than 9 MiB comes in several ([`Turn::is_continued`](crate::Turn::is_continued)), and one of more than 8 MiB may. So do lines that
///   have no end.
/// - Mixing compares with the languages of the part and of the first 768 KiB.
///
/// Segments are found part by part, when they are first asked for. Parts may be kept and asked in any order. A part that is not asked costs nothing.
///
/// Memory is bounded, whatever the input. Peaks for inputs of 40 MB: 25 to 45 MB for a chat, up to 75 MB for a table, a text without turns or a line
/// without end, 60 to 90 MB for damaged text, 125 MB for turns of a few bytes. If damaged turns are nearly 9 MiB long, it is a few hundred megabytes.
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
/// If the input cannot be read any further, what was read before is handed out as if the input ended there. The item after that is the [`Error`], and
/// then nothing comes. So no byte that was read is lost. The last turn before the error may be a part of a turn, and its last bytes a part of a
/// character. An interrupted read is tried again. Any bytes make a transcript: nothing else is an error.
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
    /// Why the input could not be read to its end; handed out after the last part.
    failure: Option<Error>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Reading,
    /// The input is at its end; the last part has not been handed out.
    Closing,
    Done,
}

impl<R> Reader<R> {
    /// The input.
    ///
    /// ```
    /// use lacuna::Reader;
    /// use std::io::Cursor;
    ///
    /// let mut reader = Reader::new(Cursor::new("[A]: hello\n[B]: hi\n"));
    /// while reader.next().is_some() {
    ///     println!("{} bytes read so far", reader.get_ref().position());
    /// }
    /// assert_eq!(reader.get_ref().position(), 19);
    /// ```
    #[must_use]
    pub fn get_ref(&self) -> &R {
        &self.input
    }

    /// Gives the input back. What was read of it and not handed out is lost.
    ///
    /// ```
    /// use lacuna::Reader;
    ///
    /// let mut reader = Reader::new(&b"[A]: hello\n"[..]);
    /// assert_eq!(reader.by_ref().count(), 1);
    /// assert!(reader.into_inner().is_empty());
    /// ```
    #[must_use]
    pub fn into_inner(self) -> R {
        self.input
    }
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
            failure: None,
        }
    }

    /// Takes in a chunk; false at the end of the input, which an error is, too.
    fn take_in(&mut self) -> bool {
        let len = loop {
            match self.input.read(&mut self.chunk) {
                Ok(len) => break len,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failure = Some(Error::read(error));
                    break 0;
                }
            }
        };
        self.decoder.push(&self.chunk[..len], len == 0, &mut self.origin);
        len > 0
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
            if self.take_in() {
                self.repair(false);
            } else {
                self.state = State::Closing;
                self.repair(true);
            }
        }
        if self.state == State::Closing {
            self.state = State::Done;
            if let Some(part) = self.part() {
                return Some(Ok(part));
            }
        }
        self.failure.take().map(Err)
    }
}

impl<R: Read> FusedIterator for Reader<R> {}

impl<R> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("options", &self.options).finish_non_exhaustive()
    }
}
