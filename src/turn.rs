//! Finds the turns of a transcript: who speaks, from where to where.
//!
//! A *grammar* knows how the turns of one format family begin. It is shown the text block by block and marks the heads
//! of turns; everything from one head to the next is one turn. So the turns cover the text by construction, whatever a
//! grammar says, and a text that no grammar recognises is one turn without a speaker.
//!
//! Only ranges are kept. A turn's `whole` ranges follow one another without a gap, so the document is written back by
//! writing them; what lies in `whole` outside `content` is the format's mark-up (label, time, cue number, blank lines
//! that part two turns).

mod census;
mod clock;
mod detect;
mod escape;
mod feed;
mod format_name;
mod formats;
mod hash;
mod label;
mod layout;
mod lines;
mod names;
mod placeholder;
mod stamp;
mod vocabulary;
mod writing;

pub(crate) use feed::Feed;
pub(crate) use formats::chat::{given_languages, languages};
pub(crate) use placeholder::is_placeholder;
pub(crate) use writing::Writing;

pub(crate) use clock::Millis;
use std::ops::Range;

/// How a transcript is laid out.
///
/// Prints as its name in small letters, with hyphens between words, which [`str::parse`] reads back.
///
/// ```
/// use lacuna::{Format, Transcript};
///
/// let transcript = Transcript::parse("1\n00:00:01,000 --> 00:00:02,000\nHola\n");
/// assert_eq!(transcript.format(), Some(Format::SubRip));
/// assert_eq!(Format::SubRip.to_string(), "subrip");
/// assert_eq!("speaker-lines".parse::<Format>()?, Format::SpeakerLines);
/// # Ok::<(), lacuna::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Lines that begin with a label and a colon: `[A]: `, `Speaker 1: `, `**User:** `, `[00:01:02] Alice: `.
    SpeakerLines,
    /// Subtitles of the web: `WEBVTT`, cues with times, `<v Alice>`.
    WebVtt,
    /// Subtitles of SubRip (`.srt`): numbered cues with times.
    SubRip,
    /// Subtitles of SubStation Alpha (`.ass`, `.ssa`): `Dialogue:` and a row of a table.
    Ass,
    /// Mail: boxes and threads of letters, each with its fields (`From:`, `Date:`) above it.
    Mail,
    /// Chats exported from WhatsApp, Android or iOS, in any locale.
    WhatsApp,
    /// Messages copied from Telegram: `Alice, [31.12.21 21:15]` above each.
    Telegram,
    /// Messages from Discord, exported or copied: `alice — Today at 9:15 PM` above each.
    Discord,
    /// Messages from Slack: `Alice  9:15 PM` above each.
    Slack,
    /// Logs of IRC clients: `[21:15] <alice> text`.
    Irc,
    /// Text exports of Otter and its like: `Alice  0:14` above each turn.
    Otter,
    /// The chat and the captions that Zoom saves: `21:15:32 From Alice to Everyone: text`.
    Zoom,
    /// What whisper and whisperX print: `[00:00.000 --> 00:04.000] [SPEAKER_00]: text`.
    WhisperX,
    /// CHAT files of TalkBank: `*MAR:` and a tab.
    Chat,
    /// ShareGPT's JSON: objects with `from` and `value`.
    ShareGpt,
    /// OpenAI's JSON: objects with `role` and `content`.
    Messages,
    /// Chats exported from LINE: time, name and text separated by tabs.
    Line,
    /// Chats exported from KakaoTalk: `2021. 4. 22. 오전 10:01, Alice : text`, `[Alice] [오전 10:01] text`.
    KakaoTalk,
    /// Chats exported from WeChat and QQ: name and time above each message.
    WeChat,
    /// Logs of other chat programs (Pidgin, Gajim, Teams, iMessage, MSN and more): a time and a name before each message, in brackets or on
    /// lines of their own.
    ChatLog,
    /// A name alone on a line with the words below: plays, screenplays, court records, `## User`.
    NameLines,
    /// Prompts as language models read them: `<|im_start|>user`.
    ChatMl,
    /// The JSON that Messenger and Instagram export: objects with `sender_name` and `content`.
    Messenger,
    /// The JSON that Telegram exports: objects with `from` and `text`.
    TelegramJson,
    /// The JSON of DiscordChatExporter: objects with `author` and `content`.
    DiscordJson,
    /// The JSON of a Slack export: objects with `user`, `text` and `ts`.
    SlackJson,
    /// The JSON of whisper, whisperX and other recognisers of speech: segments with times and text.
    SpeechJson,
    /// ChatGPT's `conversations.json`: a tree of messages, of which the current branch is read.
    ChatGptJson,
    /// Claude's `conversations.json`: objects with `sender` and `text`.
    ClaudeJson,
    /// The JSON of Gemini's interface: objects with `role` and `parts`.
    GeminiJson,
    /// OpenAssistant's trees: objects with `role`, `text` and `replies`.
    OpenAssistant,
    /// Instructions with their outputs, as JSON (Alpaca and its like): the keys name who speaks.
    Alpaca,
    /// JSON whose strings hold dialogues: of `Human:` and `Assistant:`, or of people.
    HumanAssistant,
    /// The JSON of other chat programs: Google Chat, Teams, Skype, Matrix, Zulip, Mattermost, Rocket.Chat, Snapchat and more.
    ChatJson,
    /// Tables of messages as CSV, or separated by tabs or semicolons: DiscordChatExporter, KakaoTalk, iMazing, data sets with columns such as
    /// `speaker` and `text`.
    Csv,
}

impl Format {
    /// How turns of this format write what they say.
    pub(crate) fn writing(self) -> Writing {
        formats::spec(self).writing
    }
}

/// A turn of a text, as ranges into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// The turn with all its mark-up. The wholes of a text follow one another and cover it.
    pub(crate) whole: Range<usize>,
    /// The speaker's name, without the marks around it.
    pub(crate) speaker: Option<Range<usize>>,
    /// What was said: from behind the label and one blank to the last line that has text, line ends inside it kept.
    pub(crate) content: Range<usize>,
    /// The time as it is written, where there is one.
    pub(crate) stamp: Option<Range<usize>>,
    /// Start, in milliseconds of the recording, where the format counts from its beginning.
    pub(crate) start: Option<Millis>,
    /// End, likewise.
    pub(crate) end: Option<Millis>,
    /// What few turns have.
    pub(crate) extra: Option<Box<Extra>>,
    pub(crate) kind: Kind,
}

/// What few turns have. Apart, so that the others are small.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extra {
    /// The part that the speaker plays (`user`, `assistant`), where the format names it apart.
    pub(crate) role: Option<Range<usize>>,
    /// The pieces of the content that were said, where not all of it was: strings of a list in JSON. Empty: all of it.
    pub(crate) pieces: Vec<Range<usize>>,
}

impl Extra {
    /// Calls `change` with each range.
    fn each(&mut self, change: impl Fn(&mut Range<usize>)) {
        self.role.iter_mut().chain(&mut self.pieces).for_each(change);
    }
}

impl Span {
    /// The part that the speaker plays, where the format names it apart.
    pub(crate) fn role(&self) -> Option<Range<usize>> {
        self.extra.as_ref()?.role.clone()
    }

    /// The pieces of the content that were said; none, if all of it was.
    pub(crate) fn pieces(&self) -> &[Range<usize>] {
        self.extra.as_ref().map_or(&[], |extra| &extra.pieces)
    }

    /// The same, `by` bytes further on.
    pub(crate) fn moved(self, by: i64) -> Span {
        let moved = |range: Range<usize>| {
            let place = |at: usize| (at as i64 + by) as usize;
            place(range.start)..place(range.end)
        };
        Span {
            whole: moved(self.whole),
            speaker: self.speaker.map(moved),
            content: moved(self.content),
            stamp: self.stamp.map(moved),
            extra: self.extra.map(|mut extra| {
                extra.each(|range| *range = moved(range.clone()));
                extra
            }),
            ..self
        }
    }
}

/// What sort of text a turn is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Somebody's words, or text before the first speaker.
    Speech,
    /// A line that the program wrote: `Alice joined`, `Messages are end-to-end encrypted`.
    System,
    /// A part of the file that nobody said: a header, a comment. Its content is empty.
    Markup,
    /// The rest of a turn that was too long to be held at once.
    Continued,
    /// A turn of whoever spoke last: subtitles may name a speaker only where another begins.
    Carried,
}

/// Splits `text` into turns, in the given format or else in the one it is found to have. Calls `turn` with each, and with the format as far
/// as it is known.
///
/// The spans' wholes cover `text` in order; every range lies on character boundaries. Time and memory grow linearly with
/// the input: a line is looked at twice at most, beyond its length only by constants.
pub(crate) fn split(
    text: &str,
    format: Option<Format>,
    mut turn: impl FnMut(Option<Format>, Span),
) -> Option<Format> {
    let mut spans = Vec::new();
    let mut splitter = Splitter::new(text, format);
    let mut at = 0;
    while at < text.len() {
        let end = splitter.block_end(text, at);
        splitter.push(text, at..end, &mut spans);
        let format = splitter.format();
        spans.drain(..).for_each(|span| turn(format, span));
        at = end;
    }
    splitter.finish(text.len(), text, &mut spans);
    let format = splitter.format();
    spans.into_iter().for_each(|span| turn(format, span));
    format
}

/// Bytes of whole lines that a grammar is shown at a time.
///
/// Ambiguity is settled by what recurs within a block and what earlier blocks have settled, so this bounds what a
/// reader of an endless file must hold, and a document below it is judged whole.
pub(crate) const BLOCK: usize = 1 << 20;

/// Marks where turns begin in one format family.
trait Grammar: Send + Sync {
    /// Marks the turns whose heads lie in the whole lines `text[block]`, in order.
    ///
    /// Text before the block may be looked at (the open turn is always there), never text behind it.
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>);

    /// Takes what belongs to the mark-up off the ends of a turn's content; may learn the turn's times from it.
    fn close(&self, _text: &str, _head: &mut Head, content: Range<usize>) -> Range<usize> {
        content
    }

    /// Tells that the text has lost `by` bytes at the front. For grammars that remember places.
    fn rebase(&mut self, _by: usize) {}

    /// Whether anything was found that speaks for the format.
    fn found(&self) -> bool {
        true
    }

    /// Lines so far that hardly another format has, though nobody need be named in them.
    fn signs(&self) -> usize {
        0
    }
}

/// What a grammar tells of the text.
enum Mark {
    /// A turn begins.
    Turn(Head),
    /// The content of the open turn ends here, at the latest: what follows is mark-up, up to the next turn.
    End(usize),
    /// The speaker of the open turn is named here, inside what was thought its content, which begins behind.
    Label { speaker: Range<usize>, content: usize },
    /// The content of the open turn begins here: what is before it is mark-up.
    Content(usize),
    /// Whoever spoke last speaks the open turn, too.
    Carried,
}

impl Mark {
    fn head(&self) -> Option<&Head> {
        match self {
            Mark::Turn(head) => Some(head),
            _ => None,
        }
    }
}

/// The beginning of a turn.
#[derive(Clone, Debug)]
struct Head {
    /// Where the turn's mark-up begins: at a line's start, at or before the line being looked at.
    whole: usize,
    /// Where its content begins.
    content: usize,
    speaker: Option<Range<usize>>,
    stamp: Option<Range<usize>>,
    start: Option<Millis>,
    end: Option<Millis>,
    extra: Option<Box<Extra>>,
    kind: Kind,
}

/// Cuts text into turns block by block, holding nothing but the turn that is open.
///
/// The text handed over may be a window on a longer one: after turns have been taken out, the caller may drop the text
/// before [`Splitter::open_at`] and call [`Splitter::rebase`].
pub(crate) struct Splitter {
    format: Format,
    grammar: Box<dyn Grammar>,
    /// The text is JSON: blocks need not end with lines.
    json: bool,
    marks: Vec<Mark>,
    /// Bytes of the byte order mark at the beginning of the text, until they have come: no line begins with it.
    mark: usize,
    open: Head,
    /// Where the open turn's content ends, if mark-up follows it.
    end: usize,
    /// The text shows the format, which was inferred from it, or of which a turn has been found.
    shown: bool,
}

impl Splitter {
    /// `sample`: the beginning of the text, of which the format is judged if none is named.
    pub(crate) fn new(sample: &str, format: Option<Format>) -> Self {
        let mark = lines::byte_order_mark(sample);
        let spec = detect::choose(&sample[mark..], format);
        Splitter {
            format: spec.format,
            grammar: spec.reader.grammar(format.is_some()),
            json: matches!(spec.reader, formats::Reader::Json(_)),
            marks: Vec::new(),
            mark,
            open: Head::at(0, mark),
            end: usize::MAX,
            shown: format.is_none(),
        }
    }

    /// Where the block ends that begins at `from`: behind a line end, or, in JSON, behind a comma.
    pub(crate) fn block_end(&self, text: &str, from: usize) -> usize {
        match self.json {
            true => lines::json_block_end(text, from, BLOCK),
            false => lines::block_end(text, from, BLOCK),
        }
    }

    /// Whether a block may end in `piece`.
    pub(crate) fn may_end_in(&self, piece: &str) -> bool {
        let piece = piece.as_bytes();
        match self.json {
            true => memchr::memchr(b',', piece).is_some(),
            false => memchr::memchr2(b'\n', b'\r', piece).is_some(),
        }
    }

    /// The format, if what has been seen bears it out.
    pub(crate) fn format(&self) -> Option<Format> {
        (self.shown && self.grammar.found()).then_some(self.format)
    }

    /// Takes in the whole lines `text[block]`; the turns that end there go to `spans`.
    pub(crate) fn push(&mut self, text: &str, block: Range<usize>, spans: &mut Vec<Span>) {
        let mut marks = std::mem::take(&mut self.marks);
        let start = block.start + std::mem::take(&mut self.mark);
        self.grammar.mark(text, start..block.end, &mut marks);
        self.shown |= marks.iter().any(|mark| mark.head().is_some());
        for mark in marks.drain(..) {
            match mark {
                Mark::Turn(head) => self.turn(head, text, spans),
                Mark::Label { speaker, content } => {
                    self.open.speaker = Some(speaker);
                    self.open.content = content;
                }
                Mark::Content(at) => self.open.content = at,
                Mark::Carried => self.open.kind = Kind::Carried,
                Mark::End(at) => self.end = self.end.min(at),
            }
        }
        self.marks = marks;
    }

    /// Ends the open turn at `end`, the end of the text.
    pub(crate) fn finish(&mut self, end: usize, text: &str, spans: &mut Vec<Span>) {
        if self.open.whole < end {
            let span = self.close(end, text);
            spans.push(span);
            self.open = Head::at(end, end);
            self.end = usize::MAX;
        }
    }

    /// Where the open turn begins: text before it is no longer needed.
    pub(crate) fn open_at(&self) -> usize {
        self.open.whole
    }

    /// Tells that `by` bytes have been dropped from the front of the text, none of them of the open turn.
    pub(crate) fn rebase(&mut self, by: usize) {
        let back = |range: &mut Option<Range<usize>>| {
            if let Some(range) = range {
                *range = range.start - by..range.end - by;
            }
        };
        self.open.whole -= by;
        self.open.content -= by;
        back(&mut self.open.speaker);
        back(&mut self.open.stamp);
        if let Some(extra) = &mut self.open.extra {
            extra.each(|range| *range = range.start - by..range.end - by);
        }
        if self.end != usize::MAX {
            self.end -= by;
        }
        self.grammar.rebase(by);
    }

    /// Cuts the open turn at `at`, for a reader that must not hold more: what follows is a turn of kind `Continued`.
    pub(crate) fn cut(&mut self, at: usize, spans: &mut Vec<Span>) {
        // The speaker's name and the time are no longer at hand in what follows. Behind the content all is mark-up.
        let ended = self.end <= at;
        let kind = if ended { Kind::Markup } else { Kind::Continued };
        let mut open = std::mem::replace(&mut self.open, Head { kind, ..Head::at(at, at) });
        if let Some(extra) = &mut open.extra {
            extra.pieces.clear();
        }
        let content = open.content.min(at)..at.min(self.end).max(open.content.min(at));
        self.end = if ended { at } else { usize::MAX };
        spans.push(open.span(at, content));
    }

    fn turn(&mut self, head: Head, text: &str, spans: &mut Vec<Span>) {
        if head.whole <= self.open.whole {
            // Nothing of the open turn is left before it: it has been given out.
            self.open = Head { whole: self.open.whole, ..head };
            self.end = usize::MAX;
            return;
        }
        let before = &text[self.open.whole..head.whole];
        let nothing_before = self.open.whole == 0
            && self.open.speaker.is_none()
            && self.open.kind == Kind::Speech
            && lines::is_blank(before);
        if nothing_before {
            // Blank lines and a byte order mark in front of the first turn are its mark-up.
            self.open = Head { whole: 0, ..head };
            return;
        }
        let span = self.close(head.whole, text);
        spans.push(span);
        self.open = head;
        self.end = usize::MAX;
    }

    fn close(&mut self, end: usize, text: &str) -> Span {
        let from = self.open.content.min(end);
        let to = self.end.clamp(from, end);
        let mut head = std::mem::replace(&mut self.open, Head::at(end, end));
        let content = from..from + lines::trim_blank_lines(&text[from..to]).len();
        let content = self.grammar.close(text, &mut head, content);
        head.span(end, content)
    }
}

impl Head {
    /// The head of a turn that has nothing but its place.
    fn at(whole: usize, content: usize) -> Self {
        Head {
            whole,
            content,
            speaker: None,
            stamp: None,
            start: None,
            end: None,
            extra: None,
            kind: Kind::Speech,
        }
    }

    fn span(self, end: usize, content: Range<usize>) -> Span {
        Span {
            whole: self.whole..end,
            content,
            speaker: self.speaker,
            stamp: self.stamp,
            start: self.start,
            end: self.end,
            extra: self.extra,
            kind: self.kind,
        }
    }
}

#[cfg(test)]
mod tests;
