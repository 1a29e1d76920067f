//! The table of formats. It drives detection and the page of formats; a new format is a row here, with templates or a file of its own.

pub(in crate::turn) mod chat;
mod chatml;
mod cues;
mod discord;
mod irc;
mod json;
mod name_lines;
#[cfg(test)]
mod page;
mod slack;
mod speaker_lines;
mod table;
mod telegram;
mod whatsapp;
mod whisper;
mod zoom;

use super::layout::{self, Layout};
use super::{Format, Grammar, Writing};
pub(super) use json::messages_in;
use json::Shape;
pub(super) use table::SPECS;

/// One format, or one of the layouts in which programs write it: how it is recognised, read and described.
pub(super) struct Spec {
    pub(super) format: Format,
    /// How turns write what they say.
    pub(super) writing: Writing,
    pub(super) evidence: Evidence,
    pub(super) reader: Reader,
    /// The programs that write it.
    #[cfg_attr(not(test), allow(dead_code, reason = "the page of formats is checked against it"))]
    pub(super) programs: &'static str,
    /// What of it becomes turns, where that is not plain.
    #[cfg_attr(not(test), allow(dead_code, reason = "the page of formats is checked against it"))]
    pub(super) notes: &'static str,
    /// A short file.
    #[cfg_attr(not(test), allow(dead_code, reason = "the page of formats is checked against it"))]
    pub(super) sample: &'static str,
}

/// What speaks for a format.
pub(super) enum Evidence {
    /// The beginning of the text settles it.
    Beginning(fn(&str) -> bool),
    /// Heads of turns that name somebody. `strong`: names need not come back.
    Heads { strong: bool },
    /// Times from the beginning of a recording to the end of each turn.
    Times,
    /// Lines that hardly another format has.
    Signs,
    /// Objects of JSON.
    Objects,
    /// It is what remains.
    Labels,
}

pub(super) enum Reader {
    /// A grammar of its own.
    Own(fn(named: bool) -> Box<dyn Grammar>),
    /// Templates of lines.
    Layout(&'static Layout),
    /// Paths of JSON.
    Json(&'static Shape),
}

impl Reader {
    pub(super) fn grammar(&self, named: bool) -> Box<dyn Grammar> {
        match self {
            Reader::Own(grammar) => grammar(named),
            Reader::Layout(layout) => layout::grammar(layout),
            Reader::Json(shape) => json::grammar(shape),
        }
    }
}

/// The first row of a format.
pub(super) fn spec(format: Format) -> &'static Spec {
    SPECS.iter().find(|spec| spec.format == format).unwrap_or(&SPECS[SPECS.len() - 1])
}
