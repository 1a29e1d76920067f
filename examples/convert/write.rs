//! Writers, and the check that what they wrote says the same.

use std::io::Write;
use std::time::Duration;

use lacuna::{Format, Options, Transcript};
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
    is_system: bool,
}

/// Who said what, continued turns joined.
fn said(transcript: &Transcript) -> Vec<Said> {
    let mut said: Vec<Said> = Vec::new();
    for turn in transcript.turns() {
        let text = turn.text();
        if let Some(before) = said.last_mut().filter(|_| turn.is_continued()) {
            before.text.push('\n');
            before.text.push_str(text);
            continue;
        }
        let role = if turn.is_system() { Some("system") } else { turn.role() };
        said.push(Said {
            speaker: turn.speaker().map(str::to_owned),
            role: role.map(str::to_owned),
            start: turn.start(),
            end: turn.end(),
            text: text.to_owned(),
            is_system: turn.is_system(),
        });
    }
    said
}

/// In the place of a name, where a format wants one: for what a program wrote, and for what nobody is named for.
const SYSTEM: &str = "system";
const UNNAMED: &str = "unnamed";

/// A name on one line.
fn one_line(name: &str) -> String {
    name.split(char::is_whitespace).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn lines(transcript: &Transcript, out: &mut Vec<u8>) -> std::io::Result<()> {
    let said = said(transcript);
    // A text without turns stays as it is, unless something in it could be taken for a label.
    let only = matches!(&said[..], [said] if !said.text.contains([':', '：']));
    for Said { speaker, text, is_system, .. } in said {
        let label = match speaker.as_deref() {
            Some(speaker) => Some(one_line(speaker)),
            None if is_system => Some(SYSTEM.into()),
            None if only => None,
            None => Some(UNNAMED.into()),
        };
        let mut lines = text.trim().lines();
        let first = lines.next().unwrap_or_default();
        match label {
            Some(label) => writeln!(out, "[{label}]: {first}")?,
            None => writeln!(out, "{}", set_in(first))?,
        }
        for line in lines {
            writeln!(out, "{}", set_in(line))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// A line that could be taken for the label of a turn is set in: then it is none.
fn set_in(line: &str) -> String {
    let shown = line.trim_start_matches(|c: char| !c.is_ascii_graphic() && !c.is_alphanumeric());
    let indent = if shown.starts_with(['[', '【', '［']) { "    " } else { "" };
    format!("{indent}{line}")
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
        let lines = escaped(&lines.join("\n"), target);
        let name = speaker.as_deref().map(one_line);
        if target == Target::Srt {
            writeln!(out, "{}\n{} --> {}", number + 1, clock(start, ','), clock(end, ','))?;
            match name {
                Some(name) => writeln!(out, "[{}]: {lines}\n", escaped(&name, target))?,
                None => writeln!(out, "{UNLABELLED}{lines}\n")?,
            }
        } else {
            writeln!(out, "{} --> {}", clock(start, '.'), clock(end, '.'))?;
            match name {
                Some(name) => writeln!(out, "<v {}>{lines}\n", escaped(&name, target))?,
                None => writeln!(out, "{UNLABELLED}{lines}\n")?,
            }
        }
    }
    Ok(())
}

/// Mark-up that shows nothing: behind it no label is looked for.
const UNLABELLED: &str = "<i></i>";

/// Text in which nothing can be taken for mark-up or for the times of a cue.
fn escaped(text: &str, target: Target) -> String {
    let text = text.replace('&', "&amp;");
    match target {
        // Players that show entities as they stand are many, so only what would be read as mark-up is written with them.
        Target::Srt => text.replace("-->", "--&gt;").replace('<', "&lt;"),
        _ => text.replace('<', "&lt;").replace('>', "&gt;"),
    }
}

/// What the format has no place for, in words; nothing, if it holds all.
pub fn dropped(transcript: &Transcript, target: Target) -> Vec<String> {
    let mut dropped = Vec::new();
    let mut note = |count: usize, what: &str| {
        if count > 0 {
            dropped.push(format!("{target:?} has no place for {what} of {count} turns"));
        }
    };
    let count = |is: &dyn Fn(&lacuna::Turn) -> bool| transcript.turns().filter(|turn| is(turn)).count();
    let subtitles = matches!(target, Target::Webvtt | Target::Srt);
    if subtitles {
        note(count(&|turn| turn.text().trim().is_empty()), "the silence");
        note(count(&|turn| turn.is_system()), "the difference from what people say");
    }
    if matches!(target, Target::Lines | Target::Messages | Target::Sharegpt) {
        note(count(&|turn| turn.time().is_some()), "the times");
    }
    if matches!(target, Target::Lines | Target::Webvtt | Target::Srt) {
        note(count(&|turn| turn.role().is_some() && turn.role() != turn.speaker()), "the roles");
    }
    dropped
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
        let value = json!({ "repair": repair });
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
        // In JSON, somebody is always named; in lines, from the first label on.
        let same_speaker = |name: Option<&str>| {
            turn.0.as_deref() == name || turn.0.is_none() && matches!(name, Some("user" | SYSTEM | UNNAMED))
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
    let said =
        said(transcript).into_iter().map(|said| (said.speaker.as_deref().map(one_line), words(&said.text)));
    said.filter(|(_, words)| !words.is_empty()).collect()
}
