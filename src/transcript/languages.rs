//! Tells the languages of turns apart, when somebody asks.
//!
//! What the segments of a turn depend on is bounded: the beginning of the conversation ([`SURVEYED`]), and what was said shortly before
//! ([`WINDOW`]). So a part of a long conversation can be asked at any time, whatever became of the parts before it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::entry::Entry;
use super::given::Header;
use super::segments::Segments;
use super::Transcript;
use crate::lang::Lang;
use crate::segment::{Context, Segmenter, Span};
use crate::turn::Format;

/// Bytes of text of which the turns are surveyed: many times what it takes to know how somebody mixes languages, and little enough to
/// be held by a reader that must judge the rest without having seen it.
pub(crate) const SURVEYED: usize = 3 << 18;

/// What one turn ends in counts a little for the next. It is forgotten where the first turn begins in each stretch of so many bytes: seldom
/// enough to make no difference, and often enough that little must be kept of what was said before.
const WINDOW: u64 = 1 << 16;

/// What a transcript is to the conversation by which its languages are judged.
#[derive(Clone)]
pub(crate) enum Conversation {
    /// It is the whole; `named` are the languages that the caller names.
    Whole { named: Vec<Lang> },
    /// It is a part, and `lead` is what was said before it.
    Part { beginning: Arc<Survey>, lead: PrecedingTurns },
}

impl Conversation {
    /// The segments of `transcript`, which is this conversation, or this part of it.
    pub(super) fn segment(&self, transcript: &Transcript) -> Segments {
        match self {
            Conversation::Whole { named } => {
                let turns = surveyed(transcript).map(|entry| (entry.voice(), transcript.said(entry)));
                let names = transcript.speakers.iter().map(|speaker| speaker.name.clone());
                let header = header(transcript);
                LanguageIdentifier::survey(turns, names, header, named)
                    .segment(&PrecedingTurns::default(), transcript)
            }
            Conversation::Part { beginning, lead } => beginning.linguist().segment(lead, transcript),
        }
    }

    /// True if turns are surely told apart alike in both.
    pub(super) fn is_like(&self, other: &Conversation) -> bool {
        match (self, other) {
            (Conversation::Whole { named }, Conversation::Whole { named: other }) => named == other,
            (
                Conversation::Part { beginning, lead },
                Conversation::Part { beginning: other, lead: others_lead },
            ) => Arc::ptr_eq(beginning, other) && lead == others_lead,
            (Conversation::Whole { .. }, Conversation::Part { .. })
            | (Conversation::Part { .. }, Conversation::Whole { .. }) => false,
        }
    }

    /// How many languages to compare with where those of `segments` are spoken.
    pub(super) fn count_languages(&self, segments: &Segments) -> usize {
        let before = match self {
            Conversation::Whole { .. } => &[][..],
            Conversation::Part { beginning, .. } => beginning.languages(),
        };
        let new = segments.languages().iter().filter(|lang| !before.contains(lang));
        before.len() + new.count()
    }
}

/// The turns at the beginning, by which a conversation is judged.
fn surveyed(transcript: &Transcript) -> impl Iterator<Item = &Entry> {
    let turns = transcript.turns.iter().enumerate();
    let ends = |entry: &Entry| entry.content(&transcript.rests).end;
    turns.take_while(move |(at, entry)| *at == 0 || ends(entry) <= SURVEYED).map(|(_, entry)| entry)
}

fn header(transcript: &Transcript) -> Option<Header> {
    (transcript.format == Some(Format::Chat)).then(|| Header::read(&transcript.text))
}

/// The beginning of a conversation that is read in parts. It outlives the first part, since any part may be asked first.
pub(crate) struct Survey {
    said: String,
    turns: Vec<Said>,
    speakers: Vec<Box<str>>,
    header: Option<Header>,
    named: Vec<Lang>,
    linguist: OnceLock<LanguageIdentifier>,
    languages: OnceLock<Vec<Lang>>,
}

/// A turn of the beginning.
struct Said {
    /// The number of its speaker.
    voice: Option<usize>,
    /// Where it ends in what was said.
    end: usize,
    is_afresh: bool,
    is_speech: bool,
}

impl Survey {
    /// Takes down how the conversation begins of which `first` is the first part.
    pub(crate) fn of(first: &Transcript, named: &[Lang]) -> Survey {
        let mut said = String::new();
        let mut turns = Vec::new();
        let mut last = None;
        for entry in surveyed(first) {
            let words = first.said(entry);
            said.push_str(words);
            let at = entry.begin() as u64;
            let (is_afresh, is_speech) = (is_afresh(last, at), entry.is_speech(words));
            turns.push(Said { voice: entry.voice(), end: said.len(), is_afresh, is_speech });
            last = Some(at);
        }
        Survey {
            said,
            turns,
            speakers: first.speakers.iter().map(|speaker| speaker.name.clone()).collect(),
            header: header(first),
            named: named.to_vec(),
            linguist: OnceLock::new(),
            languages: OnceLock::new(),
        }
    }

    fn turns(&self) -> impl Iterator<Item = (&Said, &str)> {
        let mut start = 0;
        self.turns
            .iter()
            .map(move |turn| (turn, &self.said[std::mem::replace(&mut start, turn.end)..turn.end]))
    }

    fn linguist(&self) -> &LanguageIdentifier {
        self.linguist.get_or_init(|| {
            let speakers = self.speakers.iter().cloned();
            let turns = self.turns().map(|(turn, said)| (turn.voice, said));
            LanguageIdentifier::survey(turns, speakers, self.header.clone(), &self.named)
        })
    }

    /// The languages that are spoken in it.
    fn languages(&self) -> &[Lang] {
        self.languages.get_or_init(|| {
            let linguist = self.linguist();
            let (mut segments, mut spans) = (Segments::default(), Vec::new());
            linguist.with_segmenter(|segmenter| {
                for (turn, said) in self.turns() {
                    if turn.is_afresh {
                        segmenter.forget();
                    }
                    linguist.cut(segmenter, turn.voice, said, &mut spans);
                    segments.push(said, &spans, turn.is_speech);
                }
            });
            segments.languages().to_vec()
        })
    }
}

/// What was said before a part of a conversation, as far as it counts for the part: the turns since the last that was judged afresh.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct PrecedingTurns {
    /// Where the part begins in the text of the whole conversation.
    at: u64,
    /// Where the turn before it began, if there is one.
    last: Option<u64>,
    turns: Vec<(Option<Box<str>>, Box<str>)>,
}

/// Whether the turn that begins at `at` is judged without what the turn before it ended in, which began at `last`.
fn is_afresh(last: Option<u64>, at: u64) -> bool {
    last.is_none_or(|last| last / WINDOW != at / WINDOW)
}

impl Transcript {
    /// Makes this a part of the conversation with that beginning, behind `lead`. Gives what leads to the next part.
    pub(crate) fn becomes_part(&mut self, beginning: &Arc<Survey>, lead: PrecedingTurns) -> PrecedingTurns {
        let mut next =
            PrecedingTurns { at: lead.at + self.text.len() as u64, last: lead.last, turns: Vec::new() };
        let place = |entry: &Entry| lead.at + entry.begin() as u64;
        // From the last turn that is judged afresh on; from before this part, if none is.
        let mut from = None;
        for (number, entry) in self.turns.iter().enumerate() {
            if is_afresh(next.last, place(entry)) {
                from = Some(number);
            }
            next.last = Some(place(entry));
        }
        if from.is_none() {
            next.turns.clone_from(&lead.turns);
        }
        let name = |voice: usize| self.speakers[voice].name.clone();
        let said = |entry: &Entry| (entry.voice().map(name), self.said(entry).into());
        next.turns.extend(self.turns[from.unwrap_or(0)..].iter().map(said));
        self.conversation = Conversation::Part { beginning: beginning.clone(), lead };
        next
    }
}

/// Knows how languages are used in a conversation.
struct LanguageIdentifier {
    context: Arc<Context>,
    /// The numbers by which the context knows the speakers.
    voices: HashMap<Box<str>, usize>,
    /// In a CHAT file: the languages that it names.
    header: Option<Header>,
    /// One that has been used remembers words; what it finds is the same.
    idle: Mutex<Option<Segmenter>>,
}

impl LanguageIdentifier {
    /// Surveys turns, each with the number of its speaker.
    fn survey<'t>(
        turns: impl Iterator<Item = (Option<usize>, &'t str)>,
        speakers: impl Iterator<Item = Box<str>>,
        header: Option<Header>,
        named: &[Lang],
    ) -> LanguageIdentifier {
        let context = match &header {
            Some(header) if named.is_empty() => Context::survey(turns, &header.languages()),
            _ => Context::survey(turns, named),
        };
        let voices = speakers.enumerate().map(|(number, name)| (name, number)).collect();
        LanguageIdentifier { context: Arc::new(context), voices, header, idle: Mutex::new(None) }
    }

    /// Cuts the turns of a transcript into segments.
    fn segment(&self, lead: &PrecedingTurns, transcript: &Transcript) -> Segments {
        // Habits beyond those of the speakers surveyed are those of all.
        let stranger = usize::MAX;
        let number = |name: &str| self.voices.get(name).copied().unwrap_or(stranger);
        let voices: Vec<usize> = transcript.speakers.iter().map(|speaker| number(&speaker.name)).collect();
        let (mut segments, mut spans) = (Segments::with_capacity(transcript.turns.len()), Vec::new());
        self.with_segmenter(|segmenter| {
            for (speaker, said) in &lead.turns {
                self.cut(segmenter, speaker.as_deref().map(number), said, &mut spans);
            }
            let mut last = lead.last;
            for entry in &transcript.turns {
                let at = lead.at + entry.begin() as u64;
                if is_afresh(last, at) {
                    segmenter.forget();
                }
                last = Some(at);
                let voice = entry.voice().map(|voice| voices[voice]);
                let said = transcript.said(entry);
                self.cut(segmenter, voice, said, &mut spans);
                segments.push(said, &spans, entry.is_speech(said));
            }
        });
        segments
    }

    /// The segments of a turn, in place of those in `spans`.
    fn cut(&self, segmenter: &mut Segmenter, voice: Option<usize>, said: &str, spans: &mut Vec<Span>) {
        spans.clear();
        segmenter.segment(voice, said, spans);
        if let Some(header) = &self.header {
            header.lay_over(said, spans);
        }
    }

    /// Has a segmenter that knows of no turn before at work.
    fn with_segmenter(&self, work: impl FnOnce(&mut Segmenter)) {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = idle().take();
        let mut segmenter = waiting.unwrap_or_else(|| Segmenter::new(self.context.clone()));
        segmenter.forget();
        work(&mut segmenter);
        *idle() = Some(segmenter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Format, Options, Reader};
    use std::fmt::Write;

    const TEXT: &[u8] = "[A]: no sé qué hacer, but I know what they want\n[B]: 你说呢\n".as_bytes();

    #[test]
    fn languages_wait_until_they_are_asked_for() {
        let parsed = Transcript::parse(TEXT);
        let read = Reader::new(TEXT).next().unwrap().unwrap();
        for transcript in [parsed, read] {
            for turn in transcript.turns() {
                assert!(!turn.text().is_empty() && turn.lacunae().len() == 0 && turn.speaker().is_some());
            }
            assert_eq!(transcript.repairs().len() + transcript.clone().to_string().len(), TEXT.len());
            assert!(transcript.segments.get().is_none());
            let turn = transcript.turns().next().unwrap();
            assert_eq!(turn.segments().len(), 2);
            assert!(transcript.segments.get().is_some());
            let copy = transcript.clone();
            assert!(copy.segments.get().is_some());
            assert_eq!(copy.turns().nth(1).unwrap().segments().len(), 1);
        }
        for mixing in
            [Transcript::parse(TEXT).mixing(), Transcript::parse(TEXT).turns().next().unwrap().mixing()]
        {
            assert!(mixing.m_index().is_some());
        }
    }

    /// Parts much shorter than those of a reader, with turns longer than what is remembered, and turns that say nothing of their language.
    #[test]
    fn parts_are_told_apart_by_what_was_said_before() {
        let said =
            ["no sé qué hacer con todo eso, la verdad ", "I really don't know what they want from us "];
        let mut pieces = Vec::new();
        for number in 0..2500 {
            let times = if number % 100 == 99 { 2000 } else { number % 4 };
            let speaker = ["A", "C"][number % 2];
            let mut piece = String::new();
            writeln!(piece, "[{speaker}]: ah {}", said[number / 300 % 2].repeat(times)).unwrap();
            writeln!(piece, "[B]: ah").unwrap();
            pieces.push(piece);
        }
        let options = Options::new().languages([Lang::SPA, Lang::ENG]).format(Format::SpeakerLines);
        let whole = options.parse(pieces.concat().as_bytes());
        let beginning = Arc::new(Survey::of(&whole, &options.languages));
        assert!(beginning.turns.len() < whole.turns.len());
        let mut lead = PrecedingTurns::default();
        let mut turns = whole.turns();
        let mut without = 0;
        for group in pieces.chunks(7) {
            let alone = options.parse(group.concat().as_bytes());
            let mut part = alone.clone();
            assert!(lead.turns.iter().map(|turn| turn.1.len()).sum::<usize>() < WINDOW as usize);
            lead = part.becomes_part(&beginning, lead);
            for (turn, same) in part.turns().zip(turns.by_ref()) {
                assert_eq!(turn.text(), same.text());
                assert_eq!(part.segments().of_turn(turn.number), whole.segments().of_turn(same.number));
            }
            let unlike = |turn: &usize| part.segments().of_turn(*turn) != alone.segments().of_turn(*turn);
            without += (0..part.turns.len()).filter(unlike).count();
        }
        assert!(turns.next().is_none());
        assert!(without > 0, "what was said before makes no difference: nothing is tested");
    }
}
