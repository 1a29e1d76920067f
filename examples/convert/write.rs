//! Writers, and the check that what they wrote says the same.

use std::borrow::Cow;
use std::io::Write;
use std::time::Duration;

use lacuna::{Format, Options, Transcript, Turn};
use serde_json::{json, Value};

/// A format that can be written.
#[derive(Clone, Copy, Debug, PartialEq, clap::ValueEnum)]
pub enum Target {
    /// `[Alice]: text`.
    Lines,
    /// WebVTT: needs times.
    Webvtt,
    /// SubRip: needs times.
    Srt,
    /// One JSON object a turn, with segments and lacunae, then one a repair.
    Jsonl,
    /// OpenAI's `messages`.
    Messages,
    /// ShareGPT's `conversations`.
    Sharegpt,
    /// CHAT.
    Chat,
}

/// The transcript in another format.
///
/// # Errors
///
/// If the format asks for times and a turn has none.
pub fn convert(transcript: &Transcript, target: Target) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mut out = Vec::new();
    match target {
        Target::Lines => lines(transcript, &mut out)?,
        Target::Webvtt | Target::Srt => subtitles(transcript, target, &mut out)?,
        Target::Jsonl => jsonl(transcript, &mut out)?,
        Target::Messages | Target::Sharegpt => {
            serde_json::to_writer_pretty(&mut out, &messages(transcript, target))?;
            writeln!(out)?;
        }
        Target::Chat => crate::chat::chat(transcript, "transcript", &mut out)?,
    }
    Ok(out)
}

/// What somebody said, whatever it was written in.
struct Said {
    speaker: Option<String>,
    role: Option<String>,
    start: Option<Duration>,
    end: Option<Duration>,
    text: String,
}

/// Who said what, continued turns joined.
fn said(transcript: &Transcript) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    for turn in transcript.turns() {
        let text = text(transcript, turn);
        if let Some(before) = said.last_mut().filter(|_| turn.is_continued()) {
            before.text.push('\n');
            before.text.push_str(&text);
            continue;
        }
        let role = if turn.is_system() { Some("system") } else { turn.role() };
        said.push(Said {
            speaker: turn.speaker().map(str::to_owned),
            role: role.map(str::to_owned),
            start: turn.start(),
            end: turn.end(),
            text: text.into_owned(),
        });
    }
    said
}

fn lines(transcript: &Transcript, out: &mut Vec<u8>) -> std::io::Result<()> {
    for Said { speaker, text, .. } in said(transcript) {
        match speaker {
            Some(speaker) => writeln!(out, "[{speaker}]: {}\n", text.trim())?,
            None => writeln!(out, "{}\n", text.trim())?,
        }
    }
    Ok(())
}

fn subtitles(
    transcript: &Transcript,
    target: Target,
    out: &mut Vec<u8>,
) -> Result<(), Box<dyn std::error::Error>> {
    if target == Target::Webvtt {
        writeln!(out, "WEBVTT\n")?;
    }
    let mut said = said(transcript);
    said.retain(|said| !said.text.trim().is_empty());
    for (number, Said { speaker, start, end, text, .. }) in said.iter().enumerate() {
        let untimed =
            || format!("turn {} has no time, and subtitles cannot do without: {text:?}", number + 1);
        let start = start.ok_or_else(untimed)?;
        // Where no end is known, a turn lasts until the next begins.
        let next = said.get(number + 1).and_then(|next| next.start).filter(|next| *next > start);
        let end = end.or(next).unwrap_or(start + Duration::from_secs(5));
        // A blank line would end the cue.
        let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        let lines = lines.join("\n");
        if target == Target::Srt {
            writeln!(out, "{}\n{} --> {}", number + 1, clock(start, ','), clock(end, ','))?;
            match speaker {
                Some(speaker) => writeln!(out, "[{speaker}]: {lines}\n")?,
                None => writeln!(out, "{lines}\n")?,
            }
        } else {
            writeln!(out, "{} --> {}", clock(start, '.'), clock(end, '.'))?;
            let lines = lines.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            match speaker {
                Some(speaker) => writeln!(out, "<v {speaker}>{lines}\n")?,
                None => writeln!(out, "{lines}\n")?,
            }
        }
    }
    Ok(())
}

fn clock(time: Duration, point: char) -> String {
    let seconds = time.as_secs();
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}{point}{:03}", seconds % 60, time.subsec_millis())
}

fn jsonl(transcript: &Transcript, out: &mut Vec<u8>) -> Result<(), Box<dyn std::error::Error>> {
    for turn in transcript.turns() {
        serde_json::to_writer(&mut *out, &turn)?;
        writeln!(out)?;
    }
    for repair in transcript.repairs() {
        let mut value = json!({ "repair": repair });
        value["repair"]["text"] = transcript.text()[repair.restored()].into();
        serde_json::to_writer(&mut *out, &value)?;
        writeln!(out)?;
    }
    Ok(())
}

fn messages(transcript: &Transcript, target: Target) -> Value {
    let message = |Said { speaker, role, text, .. }| {
        let role = role.unwrap_or_else(|| "user".into());
        match (target, speaker) {
            (Target::Sharegpt, speaker) => json!({ "from": speaker.unwrap_or(role), "value": text }),
            (_, Some(name)) if name != role => json!({ "role": role, "name": name, "content": text }),
            _ => json!({ "role": role, "content": text }),
        }
    };
    let messages: Vec<Value> = said(transcript).into_iter().map(message).collect();
    match target {
        Target::Sharegpt => json!([{ "conversations": messages }]),
        _ => json!({ "messages": messages }),
    }
}

/// What was said, without the mark-up of WebVTT.
fn text<'a>(transcript: &Transcript, turn: Turn<'a>) -> Cow<'a, str> {
    let text = turn.text();
    if transcript.format() != Some(Format::WebVtt) || !text.contains(['<', '&']) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        let tag = rest[at + 1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
        match rest[at..].find('>').filter(|_| tag) {
            Some(end) => rest = &rest[at + end + 1..],
            None => {
                out.push('<');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    let out = out.replace("&lt;", "<").replace("&gt;", ">").replace("&nbsp;", "\u{A0}");
    out.replace("&lrm;", "\u{200E}").replace("&rlm;", "\u{200F}").replace("&amp;", "&").into()
}

/// Reads what was written, and compares who said what. JSON Lines are not a format that is read, and CHAT keeps words, not marks.
///
/// # Errors
///
/// If a turn does not come back: which, and how it would come back.
pub fn check(
    transcript: &Transcript,
    written: &[u8],
    target: Target,
) -> Result<(), Box<dyn std::error::Error>> {
    let format = match target {
        Target::Lines => Format::SpeakerLines,
        Target::Webvtt => Format::WebVtt,
        Target::Srt => Format::SubRip,
        Target::Messages => Format::Messages,
        Target::Sharegpt => Format::ShareGpt,
        Target::Jsonl | Target::Chat => return Ok(()),
    };
    let again = Options::new().format(format).parse(written);
    let (wanted, found) = (comparable(transcript), comparable(&again));
    for (number, turn) in wanted.iter().enumerate() {
        let back = found.get(number);
        // In JSON, somebody is always named.
        let same_speaker = |name: Option<&str>| {
            turn.0.as_deref() == name || turn.0.is_none() && matches!(name, Some("user" | "system"))
        };
        if !back.is_some_and(|back| same_speaker(back.0.as_deref()) && back.1 == turn.1) {
            let number = number + 1;
            return Err(format!(
                "{target:?} cannot hold turn {number}: {turn:?} would come back as {back:?}"
            )
            .into());
        }
    }
    match found.get(wanted.len()) {
        Some(more) => Err(format!("{target:?} cannot hold this: {more:?} would appear at the end").into()),
        None => Ok(()),
    }
}

/// Who said what, blanks aside.
fn comparable(transcript: &Transcript) -> Vec<(Option<String>, String)> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = said(transcript).into_iter().map(|said| (said.speaker, words(&said.text)));
    said.filter(|(_, words)| !words.is_empty()).collect()
}
