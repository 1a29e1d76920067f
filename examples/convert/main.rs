//! A transcript in another format: `convert --to webvtt [FILE]`.
//!
//!     cargo run --release --features serde --example convert -- --to jsonl examples/data/transcript.txt
//!
//! What is written is read again before it is handed on: if the format cannot hold the turns (subtitles without times, a message that
//! looks like a speaker line), nothing is written and the first turn that would be lost is named. What the format has no place for besides (times,
//! roles) is told on standard error.

#[path = "../chat/write.rs"]
mod chat;
#[path = "../common/mod.rs"]
mod common;
mod write;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lacuna::Transcript;

/// Write a transcript in another format to standard output.
#[derive(Parser)]
struct Arguments {
    /// The transcript; standard input if there is none.
    file: Option<PathBuf>,
    /// The format to write.
    #[arg(long)]
    to: write::Target,
    /// Write what can be written, even if not all turns would come back.
    #[arg(long)]
    force: bool,
}

fn main() -> ExitCode {
    common::run(|| {
        let arguments = Arguments::parse();
        let transcript = Transcript::parse(&common::input(arguments.file.as_deref())?);
        let written = write::convert(&transcript, arguments.to)?;
        if !arguments.force {
            write::check(&transcript, &written, arguments.to)?;
        }
        for note in write::dropped(&transcript, arguments.to) {
            eprintln!("{note}");
        }
        io::stdout().write_all(&written)?;
        Ok(())
    })
}
