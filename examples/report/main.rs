//! One self-contained HTML page of a transcript, for people who would rather look than read: `report [FILE] > report.html`.
//!
//!     cargo run --release --example report > report.html
//!
//! The conversation as bubbles, languages told apart by colour and line, inferred characters with their runners-up on hover and focus,
//! lacunae; below it the switches over time, who mixes how much, and the damage. No script, no network. Without a file it takes the
//! transcript that comes with the crate.

#[path = "../common/mod.rs"]
mod common;
mod page;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lacuna::{Lang, Options};

/// Write an HTML page of a transcript to standard output.
#[derive(Parser)]
struct Arguments {
    /// The transcript, - for standard input; the one that comes with the crate if there is none.
    file: Option<PathBuf>,
    /// The languages of the conversation, as ISO 639 codes set off by commas; inferred if not given.
    #[arg(long, value_delimiter = ',')]
    langs: Vec<Lang>,
}

fn main() -> ExitCode {
    common::run(|| {
        let arguments = Arguments::parse();
        let input = common::input_or_bundled(arguments.file.as_deref())?;
        let _progress = common::progress("restoring", input.len());
        let transcript = Options::new().languages(&arguments.langs).parse(&input);
        let name = arguments.file.as_deref().and_then(|path| path.file_name());
        let title = name.map_or("Transcript".into(), |name| name.to_string_lossy());
        Ok(io::stdout().write_all(page::render(&transcript, &title).as_bytes())?)
    })
}
