//! Keys and columns that many sorts of data have: what else shows that objects or records are messages.

use super::Said;
use crate::turn::{names, vocabulary};
use std::collections::{HashMap, HashSet};

/// What must be seen before objects or records are taken for messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Nothing: keys or columns are those of messages.
    None,
    /// Messages that do not say what somebody changed in a program.
    NoHistory,
    /// Two different speakers, and words.
    Two,
    /// Besides, somebody who speaks again, and sentences.
    Again(Instead),
}

/// What may stand in the place of somebody who speaks again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instead {
    Nothing,
    /// A time with each message.
    Times,
    /// Speakers that are written as names.
    Names,
}

/// The share of speakers that must be plausible, in percent.
const PLAUSIBLE: usize = 80;

impl Doubt {
    /// Whether what says something is a conversation.
    pub(super) fn is_overcome(self, talk: &Talk) -> bool {
        match self {
            Doubt::None => true,
            Doubt::NoHistory => !talk.is_of_changes(),
            Doubt::Two => talk.has_words(),
            Doubt::Again(instead) => {
                let is_sure = match instead {
                    Instead::Nothing => false,
                    Instead::Times => talk.timed == talk.all,
                    Instead::Names => talk.written * 100 >= talk.all * PLAUSIBLE,
                };
                talk.has_words() && talk.prose * 2 >= talk.all && (is_sure || talk.comes_back)
            }
        }
    }
}

/// Counts of what could be messages.
#[derive(Default)]
pub(super) struct Talk<'t> {
    all: usize,
    /// Those who speak: whether each could be called so, and whether it is written as a name.
    speakers: HashMap<&'t str, (bool, bool)>,
    texts: HashSet<&'t str>,
    last: &'t str,
    /// Somebody speaks again after somebody else. What is sorted by names has them one behind the other.
    comes_back: bool,
    /// Messages whose speaker could be called so, and those whose speaker is written as a name.
    plausible: usize,
    written: usize,
    timed: usize,
    /// Messages that have letters, and those of several words by somebody whose name is not the code of a language.
    worded: usize,
    prose: usize,
    /// Messages that begin as those do that say what was changed in a program.
    changes: usize,
}

impl<'t> Talk<'t> {
    pub(super) fn add(&mut self, speaker: &'t str, said: &'t str, timed: bool) {
        let known = || (is_plausible(speaker), is_written(speaker));
        let count = self.speakers.len();
        let (plausible, written) = *self.speakers.entry(speaker).or_insert_with(known);
        self.comes_back |= self.speakers.len() == count && speaker != self.last;
        self.last = speaker;
        self.all += 1;
        self.plausible += usize::from(plausible);
        self.written += usize::from(written);
        self.timed += usize::from(timed);
        self.worded += usize::from(said.contains(char::is_alphabetic));
        self.prose += usize::from(is_prose(said) && !is_language(speaker));
        self.changes += usize::from(vocabulary::begins_as_change(said));
        self.texts.insert(said);
    }

    /// Whether half of it says what was changed in a program: `Fix build`.
    fn is_of_changes(&self) -> bool {
        self.changes * 2 >= self.all
    }

    /// Whether two people at least say something, and not always the same.
    fn has_words(&self) -> bool {
        self.speakers.len() >= 2
            && !self.is_of_changes()
            && self.plausible * 100 >= self.all * PLAUSIBLE
            && self.worded * 2 >= self.all
            && self.texts.len() * 2 >= self.all
    }
}

fn is_plausible(speaker: &str) -> bool {
    names::is_plausible(speaker) && !vocabulary::is_heading(speaker)
}

/// `"from": "en"`
fn is_language(speaker: &str) -> bool {
    speaker.len() == 2 && speaker.bytes().all(|b| b.is_ascii_lowercase())
}

fn is_written(speaker: &str) -> bool {
    names::is_written_as_name(speaker) && !speaker.starts_with(char::is_lowercase)
}

fn is_prose(said: &str) -> bool {
    matches!(Said::of(said), Said::Words | Said::Sentence)
}
