//! Counts labels: who has been named how often, and how much each looks like a speaker.

use super::hash::{hash, ByHash};
use super::label::Shape;
use super::stamp::date;
use super::{names, vocabulary};
use std::collections::HashMap;

/// Labels remembered: more than any conversation has speakers; bounds memory on a text of nothing but new labels.
const MOST_LABELS: usize = 1 << 16;

/// Longest name in letters of scripts that put no blanks between words.
const LONGEST_UNSPACED_NAME: usize = 10;

/// The labels of a document so far.
#[derive(Default)]
pub(super) struct LabelCounts {
    /// Index into `labels` of each label, by the hash of its name and shape.
    known: HashMap<u64, u32, ByHash>,
    labels: Vec<Known>,
}

struct Known {
    count: u32,
    likeness: Likeness,
    side: ChatRole,
    capitals: bool,
}

/// One occurrence of a label.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    /// The same for all occurrences of a label.
    pub(super) index: u32,
    pub(super) likeness: Likeness,
    pub(super) side: ChatRole,
    /// The label is in capitals.
    pub(super) capitals: bool,
}

/// How much a label looks like a speaker, apart from recurring.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// A remark, a heading, the end of a clause: never a speaker in a bare shape.
    Heading,
    /// Several words, not written as a name: a speaker only if it keeps coming back.
    Clause,
    Name,
    /// `User`, `Speaker 1`, `A`.
    Part,
}

/// The side of a conversation with a language model that a label names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ChatRole {
    User,
    Model,
    Other,
    None,
}

impl LabelCounts {
    /// Counts one more occurrence.
    pub(super) fn count(&mut self, shape: Shape, name: &str) -> Seen {
        let key = key(shape, name);
        let index = match self.known.get(&key) {
            Some(&index) => index,
            None => {
                // The place behind the last is that of every label for which there is no room: none seems to recur.
                let full = self.labels.len() >= MOST_LABELS;
                self.labels.truncate(MOST_LABELS);
                let index = self.labels.len() as u32;
                self.labels.push(Known {
                    count: 0,
                    likeness: likeness(name, shape),
                    side: side(shape, name),
                    capitals: is_in_capitals(name),
                });
                if !full {
                    self.known.insert(key, index);
                }
                index
            }
        };
        let known = &mut self.labels[index as usize];
        known.count = known.count.saturating_add(1);
        Seen { index, likeness: known.likeness, side: known.side, capitals: known.capitals }
    }

    /// How often the label has occurred so far.
    pub(super) fn times(&self, seen: Seen) -> u32 {
        self.labels[seen.index as usize].count
    }

    /// Whether a label has come back.
    pub(super) fn recurs(&self, shape: Shape, name: &str) -> bool {
        self.known.get(&key(shape, name)).is_some_and(|&index| self.labels[index as usize].count > 1)
    }

    /// Whether a label has occurred.
    pub(super) fn has(&self, shape: Shape, name: &str) -> bool {
        self.known.contains_key(&key(shape, name))
    }

    /// Number of different labels; every `Seen::index` is below it.
    pub(super) fn len(&self) -> usize {
        self.labels.len()
    }
}

fn key(shape: Shape, name: &str) -> u64 {
    hash(u64::from(shape.packed()) << 32, name.as_bytes())
}

/// How much `name` looks like a speaker.
fn likeness(name: &str, shape: Shape) -> Likeness {
    // In other languages than English, only above the words: `你说：` opens many a sentence of a tale.
    if vocabulary::is_part(name) || is_prompt(shape, name) || shape.alone && vocabulary::is_line_of_page(name)
    {
        return Likeness::Part;
    }
    // `+1 555-010-4567` is the number of a telephone.
    let dated = || !name.starts_with('+') && name.split(' ').any(|word| date(word).is_some());
    // Square brackets say that this is a name, whatever it is made of.
    let plausible = match shape.is_bracketed() {
        true => !names::is_of_program(name),
        false => names::is_plausible(name),
    };
    let never = vocabulary::is_heading(name) || !plausible || dated();
    if never || (!shape.is_strong() && vocabulary::is_narration(name)) {
        return Likeness::Heading;
    }
    // Alone on its line, a word in lower case is the key of a record.
    let key = shape.alone && shape.emphasis == 0 && name.starts_with(char::is_lowercase);
    if key || !is_written_as_name(name) {
        return Likeness::Clause;
    }
    Likeness::Name
}

/// Words that stand in lower case inside names.
const PARTICLES: &[&str] = &[
    "al", "and", "bin", "da", "de", "del", "della", "den", "der", "di", "do", "dos", "e", "el", "ibn", "la",
    "le", "of", "the", "van", "von", "y", "&",
];

/// One word, or several that each begin with a capital, a digit or a letter without case.
fn is_written_as_name(name: &str) -> bool {
    let mut words = name.split([' ', '\u{A0}']).filter(|word| !word.is_empty());
    let several = words.clone().count() > 1;
    let cased = words.all(|word| {
        !several
            || PARTICLES.contains(&word)
            || !word.trim_start_matches(['(', '\'', '’', '@', '#']).starts_with(char::is_lowercase)
    });
    // Scripts without blanks: a name has few letters, a clause has more.
    let unspaced =
        name.chars().filter(|c| matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')).count();
    cased && unspaced <= LONGEST_UNSPACED_NAME
}

/// Two capital letters or more, and none that is small.
pub(super) fn is_in_capitals(name: &str) -> bool {
    name.chars().filter(|c| c.is_uppercase()).count() > 1 && !name.contains(char::is_lowercase)
}

/// Whether a label with the mark of a heading names a part of a prompt.
fn is_prompt(shape: Shape, name: &str) -> bool {
    shape.lead == b'#' && vocabulary::prompt_side(name).is_some()
}

fn side(shape: Shape, name: &str) -> ChatRole {
    if is_prompt(shape, name) {
        return if vocabulary::prompt_side(name) == Some(true) { ChatRole::User } else { ChatRole::Model };
    }
    if vocabulary::is_user_side(name) {
        ChatRole::User
    } else if vocabulary::is_model_side(name) {
        ChatRole::Model
    } else if vocabulary::is_third_side(name) {
        ChatRole::Other
    } else {
        ChatRole::None
    }
}
