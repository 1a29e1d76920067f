//! Who says how much in which language: `chat_statistics [FILE]`, for an exported chat of WhatsApp or any other format.
//!
//!     cargo run --release --example chat_statistics -- "WhatsApp Chat.txt"

#[path = "common/mod.rs"]
mod common;

use std::io::{self, Write};
use std::process::ExitCode;

use lacuna::Transcript;

fn main() -> ExitCode {
    common::run(|| {
        let file = std::env::args_os().nth(1);
        let transcript = Transcript::parse(common::input_or_bundled(file.as_deref().map(AsRef::as_ref))?);
        let mut out = io::stdout().lock();
        match transcript.format() {
            Some(format) => writeln!(out, "{format}, {} messages", transcript.turns().len())?,
            None => writeln!(out, "no speakers were found")?,
        }
        for ((name, turns), (_, mixing)) in transcript.speakers().zip(transcript.mixing_by_speaker()) {
            writeln!(out, "{name}: {turns} messages, {} words", mixing.tokens())?;
            for (lang, words) in mixing.languages() {
                writeln!(
                    out,
                    "    {lang}  {words} ({:.0} %)",
                    100.0 * *words as f64 / mixing.tokens() as f64
                )?;
            }
            writeln!(out, "    {} switches of language", mixing.switches())?;
        }
        Ok(())
    })
}
