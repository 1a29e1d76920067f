//! A transcript as a CHAT file (`.cha`) for CLAN and its kin: `chat [--langs spa,eng] [FILE]`.
//!
//!     cargo run --release --example chat -- examples/data/transcript.txt

#[path = "../common/mod.rs"]
mod common;
mod write;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use lacuna::{Lang, Options};

/// Write CHAT to standard output: words marked by language, what CHAT has no place for in a tier of its own.
///
/// Where there are times, the recording is named after FILE (`transcript` for standard input); name what is written the same.
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
        let transcript = Options::new().languages(&arguments.langs).parse(&input);
        let mut out = io::BufWriter::new(io::stdout().lock());
        let stem = arguments.file.as_deref().and_then(Path::file_stem).map(|stem| stem.to_string_lossy());
        Ok(write::chat(&transcript, stem.as_deref().unwrap_or("transcript"), &mut out)?)
    })
}
