//! The names of formats.

use std::fmt;
use std::str::FromStr;

use super::Format;
use crate::error::Error;

impl Format {
    /// All formats.
    pub const ALL: &'static [Format] = &[
        Format::SpeakerLines,
        Format::WebVtt,
        Format::SubRip,
        Format::Ass,
        Format::Mail,
        Format::WhatsApp,
        Format::Telegram,
        Format::Discord,
        Format::Slack,
        Format::Irc,
        Format::Otter,
        Format::Zoom,
        Format::WhisperX,
        Format::Chat,
        Format::ShareGpt,
        Format::Messages,
        Format::Line,
        Format::KakaoTalk,
        Format::WeChat,
        Format::ChatLog,
        Format::NameLines,
        Format::ChatMl,
        Format::Messenger,
        Format::TelegramJson,
        Format::DiscordJson,
        Format::SlackJson,
        Format::SpeechJson,
        Format::ChatGptJson,
        Format::ClaudeJson,
        Format::GeminiJson,
        Format::OpenAssistant,
        Format::Alpaca,
        Format::HumanAssistant,
        Format::ChatJson,
        Format::Csv,
    ];

    /// The name that it prints as.
    fn name(self) -> &'static str {
        match self {
            Format::SpeakerLines => "speaker-lines",
            Format::WebVtt => "webvtt",
            Format::SubRip => "subrip",
            Format::Ass => "ass",
            Format::Mail => "mail",
            Format::WhatsApp => "whatsapp",
            Format::Telegram => "telegram",
            Format::Discord => "discord",
            Format::Slack => "slack",
            Format::Irc => "irc",
            Format::Otter => "otter",
            Format::Zoom => "zoom",
            Format::WhisperX => "whisperx",
            Format::Chat => "chat",
            Format::ShareGpt => "sharegpt",
            Format::Messages => "messages",
            Format::Line => "line",
            Format::KakaoTalk => "kakaotalk",
            Format::WeChat => "wechat",
            Format::ChatLog => "chat-log",
            Format::NameLines => "name-lines",
            Format::ChatMl => "chatml",
            Format::Messenger => "messenger",
            Format::TelegramJson => "telegram-json",
            Format::DiscordJson => "discord-json",
            Format::SlackJson => "slack-json",
            Format::SpeechJson => "speech-json",
            Format::ChatGptJson => "chatgpt-json",
            Format::ClaudeJson => "claude-json",
            Format::GeminiJson => "gemini-json",
            Format::OpenAssistant => "openassistant",
            Format::Alpaca => "alpaca",
            Format::HumanAssistant => "human-assistant",
            Format::ChatJson => "chat-json",
            Format::Csv => "csv",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = Error;

    /// Reads what [`Display`](fmt::Display) writes: only letters count, capital or small. The endings of files `srt` and `vtt` are names, too.
    ///
    /// # Errors
    ///
    /// If it is the name of no format.
    fn from_str(text: &str) -> Result<Format, Error> {
        let letters = |name: &str| name.replace(|c: char| !c.is_alphabetic(), "").to_ascii_lowercase();
        let name = match letters(text).as_str() {
            "srt" => letters(Format::SubRip.name()),
            "vtt" => letters(Format::WebVtt.name()),
            other => other.to_owned(),
        };
        let found = Format::ALL.iter().copied().find(|format| letters(format.name()) == name);
        found.ok_or_else(|| Error::unknown_format(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::turn::formats::SPECS;

    #[test]
    fn every_format_is_listed_and_reads_what_it_prints() {
        for spec in SPECS {
            assert!(Format::ALL.contains(&spec.format), "{:?}", spec.format);
        }
        for (number, format) in Format::ALL.iter().enumerate() {
            assert_eq!(format.to_string().parse::<Format>().unwrap(), *format);
            assert_eq!(*format as usize, number, "in the order of the variants, none missing or twice");
        }
        assert_eq!("Speaker lines".parse::<Format>().unwrap(), Format::SpeakerLines);
        assert_eq!("WhatsApp".parse::<Format>().unwrap(), Format::WhatsApp);
        assert_eq!(".srt".parse::<Format>().unwrap(), Format::SubRip);
        assert_eq!("VTT".parse::<Format>().unwrap(), Format::WebVtt);
        assert!("smoke signals".parse::<Format>().is_err());
    }
}
