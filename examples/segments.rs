//! Turns and their languages as JSON Lines: `segments [--langs spa,eng] [FILE]`.
//!
//!     cargo run --release --example segments -- examples/data/transcript.txt

use std::error::Error;
use std::fs;
use std::io::{self, Read, Write};
use std::path::PathBuf;

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

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let input = match &arguments.file {
        Some(path) => fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?,
        None => {
            let mut input = Vec::new();
            io::stdin().read_to_end(&mut input)?;
            input
        }
    };
    let transcript = Options::new().languages(&arguments.langs).parse(&input);
    let mut out = io::BufWriter::new(io::stdout().lock());
    for turn in transcript.turns() {
        let segments: Vec<_> = turn
            .segments()
            .map(|segment| {
                json!({
                    "start": segment.range().start,
                    "end": segment.range().end,
                    "text": segment.text(),
                    "lang": segment.lang().map(|lang| lang.to_string()),
                    "confidence": segment.confidence(),
                })
            })
            .collect();
        let lacunae: Vec<_> = turn.lacunae().map(|lacuna| lacuna.range().start).collect();
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
}
