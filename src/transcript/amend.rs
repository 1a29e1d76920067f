//! A person's choice in the place of an inferred character.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use super::build::{Missing, Speakers};
use super::entry::{Entry, Rests};
use super::Transcript;
use crate::error::Error;
use crate::missing::{Found, Kind as LacunaKind};
use crate::repair::{Certainty, Repair};
use crate::turn::{Format, Kind, Writing};

impl Transcript {
    /// The transcript with `choice` where `repair` inferred or withheld a character: a person knows better.
    ///
    /// The choice is one of those that the repair's channel turns into what stood there: [`Repair::candidates`] lists them. So
    /// everything that holds of a transcript holds of this one. Its ranges and its way back to the input fit the new text, and a
    /// speaker whose name was mended has the mended name. The repair is [`Certainty::Amended`](crate::Certainty::Amended) from then on. Other
    /// inferred characters stay as they are. Languages are found anew, when they are next asked for.
    ///
    /// Takes time linear in the length of the transcript.
    ///
    /// ```
    /// use lacuna::{Certainty, Transcript};
    ///
    /// let channel: lacuna::Channel = "UTF-8 read as windows-1252, controls stripped".parse()?;
    /// let garbled = channel.apply("[李杰]: 晚上好，我们走吧\n[王芳]: 好的\n");
    /// let transcript = Transcript::parse(&garbled);
    /// let guess = transcript.repairs().find(|repair| repair.candidates().contains(&'杰')).unwrap();
    /// let amended = transcript.amend(guess, '杰')?;
    /// let repair = amended.repairs_in(guess.range_in_text()).next().unwrap();
    /// assert_eq!(repair.text(), "杰");
    /// assert!(matches!(repair.certainty(), Certainty::Amended { .. }));
    /// assert_eq!(amended.original(), garbled.as_bytes());
    /// # Ok::<(), lacuna::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// - If `repair` is of another transcript. The amended transcript is another one, too: take its next repair from it. A clone, or the same input
    ///   read once more, is not.
    /// - If nothing was inferred by `repair`.
    /// - If the channel of `repair` turns `choice` into something else than what stood there.
    pub fn amend(&self, repair: Repair<'_>, choice: impl Into<String>) -> Result<Transcript, Error> {
        let choice = choice.into();
        if !repair.is_of(&self.log, &self.text) {
            return Err(Error::other_transcript(repair.text()));
        }
        if repair.certainty() == Certainty::Exact {
            return Err(Error::not_inferred(repair.text()));
        }
        let (text, log) = self
            .log
            .amend(&self.text, repair.record(), &choice)
            .ok_or_else(|| Error::not_a_reading(&choice, repair.text(), &repair.channel()))?;
        let change = Change { at: repair.range_in_text(), len: choice.len() };
        let writing = self.format.map_or(Writing::Plain, Format::writing);
        let names = self.names_after(&change, &choice);
        let mut amended = Transcript {
            text,
            log,
            format: self.format,
            messages: String::new(),
            turns: Vec::with_capacity(self.turns.len()),
            times: self.times.clone(),
            rests: Rests::default(),
            lacunae: self.lacunae_after(&change),
            speakers: Vec::new(),
            conversation: self.conversation.clone(),
            segments: OnceLock::new(),
        };
        let mut speakers = Speakers::default();
        for (entry, name) in self.turns.iter().zip(&names) {
            let voice = name.as_deref().map(|name| speakers.number(name));
            if let Some(voice) = voice {
                speakers.list[voice].turns += 1;
            }
            let mut span = entry.span(&self.rests);
            let moved = |range: &mut Range<usize>| *range = change.moved(range.clone());
            [&mut span.whole, &mut span.content].into_iter().chain(&mut span.stamp).for_each(moved);
            if let Some(extra) = &mut span.extra {
                extra.role.iter_mut().chain(&mut extra.pieces).for_each(moved);
            }
            let message = entry.message(&self.rests).map(|message| {
                let start = amended.messages.len();
                let pieces = match span.pieces() {
                    [] => std::slice::from_ref(&span.content),
                    pieces => pieces,
                };
                if change.is_in(&entry.content(&self.rests)) {
                    for piece in pieces {
                        let written = &amended.text[piece.clone()];
                        amended.messages.push_str(&writing.read(written).unwrap_or(written.into()));
                    }
                } else {
                    amended.messages.push_str(&self.messages[message]);
                }
                start..amended.messages.len()
            });
            amended.turns.push(Entry::new(span, voice, message, &mut amended.rests));
        }
        amended.speakers = speakers.list;
        Ok(amended)
    }

    /// Who speaks each turn after the change. A label is not kept in the index: its name is found where it was read.
    fn names_after(&self, change: &Change, choice: &str) -> Vec<Option<Cow<'_, str>>> {
        let mut names: Vec<Option<Cow<'_, str>>> = Vec::with_capacity(self.turns.len());
        let name_of = |entry: &Entry| entry.voice().map(|voice| self.speakers[voice].name.as_ref());
        for (number, entry) in self.turns.iter().enumerate() {
            let name = name_of(entry);
            let goes_on = matches!(entry.kind(), Kind::Continued | Kind::Carried);
            let same = number.checked_sub(1).filter(|last| goes_on && name_of(&self.turns[*last]) == name);
            names.push(match (same, name) {
                (Some(last), _) => names[last].clone(),
                (None, None) => None,
                (None, Some(name)) => {
                    let end = self.turns.get(number + 1).map_or(self.text.len(), Entry::begin);
                    let is_said = change.is_in(&entry.content(&self.rests));
                    let label = (entry.begin()..end).contains(&change.at.start) && !is_said;
                    Some(
                        match label.then(|| self.mended(name, entry.begin()..end, change, choice)).flatten() {
                            Some(mended) => mended.into(),
                            None => name.into(),
                        },
                    )
                }
            });
        }
        names
    }

    /// The name after the change, if the change is of the name where it stands in `turn`, a range of the text.
    fn mended(&self, name: &str, turn: Range<usize>, change: &Change, choice: &str) -> Option<String> {
        let mut places = self.text.get(turn.clone())?.match_indices(name).map(|(at, _)| turn.start + at);
        let at = places.find(|at| *at <= change.at.start && change.at.end <= at + name.len())?;
        let (before, behind) = (&name[..change.at.start - at], &name[change.at.end - at..]);
        Some([before, choice, behind].concat())
    }

    /// The lacunae after the change: a character that is known now is none.
    fn lacunae_after(&self, change: &Change) -> Vec<Missing> {
        let turn = self.turn_at(change.at.start);
        let place = turn.and_then(|turn| Some((turn.number, turn.locate(change.at.clone())?)));
        let mut all = Vec::with_capacity(self.lacunae.len());
        for missing in &self.lacunae {
            let (at, kind) = (missing.found.range.clone(), missing.found.kind);
            let here = place.as_ref().filter(|(turn, _)| *turn == missing.turn).map(|(_, place)| place);
            let mut keep = |range| all.push(Missing { turn: missing.turn, found: Found { range, kind } });
            match here {
                None => keep(at),
                Some(place) => {
                    let change = Change { at: place.clone(), len: change.len };
                    let (before, behind) =
                        (at.start..at.end.min(place.start), at.start.max(place.end)..at.end);
                    if kind != LacunaKind::Unreadable || at.end <= place.start || place.end <= at.start {
                        keep(change.moved(at));
                    } else {
                        [before, behind].into_iter().filter(|left| !left.is_empty()).for_each(|left| {
                            keep(change.moved(left));
                        });
                    }
                }
            }
        }
        all
    }
}

/// What stood at a place has another length now.
struct Change {
    at: Range<usize>,
    len: usize,
}

impl Change {
    /// Where a range of the text is now. None begins or ends inside the change.
    fn moved(&self, range: Range<usize>) -> Range<usize> {
        let place = |at: usize| if at >= self.at.end { at - self.at.len() + self.len } else { at };
        place(range.start)..place(range.end)
    }

    fn is_in(&self, range: &Range<usize>) -> bool {
        range.start <= self.at.start && self.at.end <= range.end
    }
}
