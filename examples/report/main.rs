//! One self-contained HTML page of a transcript, for people who would rather look than read: `report [FILE] > report.html`.
//!
//!     cargo run --release --example report -- examples/data/transcript.txt > report.html
//!
//! The conversation as bubbles, languages told apart by colour and line, inferred characters with their runners-up on hover and focus,
//! lacunae, the switches over time, and who mixes how much. No script, no network.

#[path = "../common/mod.rs"]
mod common;
mod page;

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Parser;
use lacuna::{Lang, Options};

/// Write an HTML page of a transcript to standard output.
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
    let input = common::input(arguments.file.as_deref())?;
    let transcript = Options::new().languages(&arguments.langs).parse(&input);
    let name = arguments.file.as_deref().and_then(|path| path.file_name());
    let title = name.map_or("Transcript".into(), |name| name.to_string_lossy());
    io::stdout().write_all(page::render(&transcript, &title).as_bytes())?;
    Ok(())
}
