//! Turns and their languages as JSON Lines: `segments [--langs spa,eng] [FILE]`.
//!
//!     cargo run --release --example segments -- examples/data/transcript.txt

#[path = "common/mod.rs"]
mod common;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lacuna::{Lang, Options};
use serde_json::json;

/// Write one JSON object a turn: speaker, text, segments by language, lacunae.
#[derive(Parser)]
struct Arguments {
    /// The transcript; standard input if there is none.
    file: Option<PathBuf>,
    /// The languages of the conversation, as ISO 639 codes set off by commas; inferred if not given.
    #[arg(long, value_delimiter = ',')]
    langs: Vec<Lang>,
}

fn main() -> ExitCode {
    common::run(|| {
        let arguments = Arguments::parse();
        let input = common::input(arguments.file.as_deref())?;
        let _progress = common::progress("restoring", input.len());
        let transcript = Options::new().languages(&arguments.langs).parse(&input);
        let mut out = io::BufWriter::new(io::stdout().lock());
        for turn in transcript.turns() {
            let segments: Vec<_> = turn
                .segments()
                .map(|segment| {
                    json!({
                        "start": segment.range_in_turn().start,
                        "end": segment.range_in_turn().end,
                        "text": segment.text(),
                        "lang": segment.lang().map(|lang| lang.to_string()),
                        "confidence": segment.confidence(),
                    })
                })
                .collect();
            let lacunae: Vec<_> = turn.lacunae().map(|lacuna| lacuna.range_in_turn().start).collect();
            let turn = json!({
                "speaker": turn.speaker(),
                "text": turn.text(),
                "segments": segments,
                "lacunae": lacunae,
            });
            serde_json::to_writer(&mut out, &turn)?;
            writeln!(out)?;
        }
        Ok(())
    })
}
