//! The table of formats. It drives detection and the page of formats; a new format is a row here, with templates or a file of its own.

mod ass;
pub(in crate::turn) mod chat;
mod chatml;
mod csv;
mod cues;
mod discord;
mod doubt;
mod irc;
mod json;
mod line;
mod mail;
mod name_lines;
#[cfg(test)]
mod page;
mod pages;
mod signal;
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
pub(super) use speaker_lines::Said;
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

/// Formats that there are.
const FORMATS: usize = 35;

/// The place of a format among them. One that is new does not compile without a place here and a row in the table.
const fn place(format: Format) -> usize {
    match format {
        Format::SpeakerLines => 0,
        Format::WebVtt => 1,
        Format::SubRip => 2,
        Format::WhatsApp => 3,
        Format::Telegram => 4,
        Format::Discord => 5,
        Format::Slack => 6,
        Format::Irc => 7,
        Format::Otter => 8,
        Format::Zoom => 9,
        Format::WhisperX => 10,
        Format::Chat => 11,
        Format::ShareGpt => 12,
        Format::Messages => 13,
        Format::Line => 14,
        Format::KakaoTalk => 15,
        Format::WeChat => 16,
        Format::ChatLog => 17,
        Format::NameLines => 18,
        Format::ChatMl => 19,
        Format::Messenger => 20,
        Format::TelegramJson => 21,
        Format::DiscordJson => 22,
        Format::SlackJson => 23,
        Format::SpeechJson => 24,
        Format::ChatGptJson => 25,
        Format::ClaudeJson => 26,
        Format::GeminiJson => 27,
        Format::OpenAssistant => 28,
        Format::Alpaca => 29,
        Format::HumanAssistant => 30,
        Format::ChatJson => 31,
        Format::Csv => 32,
        Format::Ass => 33,
        Format::Mail => 34,
    }
}

const _: () = {
    let mut has_row = [false; FORMATS];
    let mut row = 0;
    while row < SPECS.len() {
        has_row[place(SPECS[row].format)] = true;
        row += 1;
    }
    let mut format = 0;
    while format < FORMATS {
        assert!(has_row[format], "a format has no row in the table");
        format += 1;
    }
};
