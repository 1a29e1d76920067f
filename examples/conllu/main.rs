//! Turns as CoNLL-U, each word with its language: `conllu [--langs spa,eng] [FILE]`.
//!
//!     cargo run --release --example conllu -- examples/data/transcript.txt

#[path = "../common/mod.rs"]
mod common;
mod write;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lacuna::{Lang, Options};

/// Write CoNLL-U to standard output: a sentence a block, `Lang=` in MISC.
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
        Ok(write::conllu(&transcript, &mut out)?)
    })
}
