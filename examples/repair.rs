//! Repairs mojibake: `repair [FILE]` reads a file, or standard input, and writes the repaired text to standard output.
//!
//!     cargo run --release --example repair -- --explain examples/data/transcript.txt

#[path = "common/mod.rs"]
mod common;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use lacuna::{Certainty, Options, Repair};

/// Write the repaired text to standard output, and nothing else.
#[derive(Parser)]
struct Arguments {
    /// The garbled text; standard input if there is none.
    file: Option<PathBuf>,
    /// Write one line a repair to standard error: where it stood, what stood there, what stands there now, the channel,
    /// how sure it is, and what else it could be.
    #[arg(long)]
    explain: bool,
    /// Withhold characters that are less sure than this, from 0 to 1: U+FFFD stands in their place. 0 fills every gap; without it, those are left
    /// that only chance could fill.
    #[arg(long)]
    least_confidence: Option<f32>,
}

fn main() -> ExitCode {
    common::run(|| {
        let arguments = Arguments::parse();
        let input = common::input(arguments.file.as_deref())?;
        let _progress = common::progress("restoring", input.len());
        let options = match arguments.least_confidence {
            Some(least) => Options::new().least_confidence(least),
            None => Options::new(),
        };
        let repaired = options.repair_bytes(&input);
        io::stdout().write_all(repaired.text().as_bytes())?;
        if arguments.explain {
            let mut log = io::BufWriter::new(io::stderr().lock());
            for repair in repaired.repairs() {
                explain(&mut log, &input, repaired.text(), repair)?;
            }
        }
        Ok(())
    })
}

/// One line: `12..19  "â€™"  ->  "’"  UTF-8 read as windows-1252  exact`.
fn explain(log: &mut impl Write, source: &[u8], restored: &str, repair: Repair<'_>) -> io::Result<()> {
    let range = repair.source();
    write!(log, "{}..{}", range.start, range.end)?;
    let stood = String::from_utf8_lossy(&source[range]);
    write!(log, "\t{stood:?}\t{:?}", &restored[repair.range_in_text()])?;
    write!(log, "\t{}", repair.channel())?;
    match repair.certainty() {
        Certainty::Exact => writeln!(log, "\texact"),
        Certainty::Inferred { confidence, runners_up, .. } => {
            write!(log, "\tinferred {confidence:.3}")?;
            write_candidates(log, runners_up)
        }
        Certainty::Withheld { candidates, .. } => {
            write!(log, "\twithheld")?;
            write_candidates(log, candidates)
        }
        other => writeln!(log, "\t{other:?}"),
    }
}

fn write_candidates(log: &mut impl Write, candidates: &[(char, f32)]) -> io::Result<()> {
    for (candidate, probability) in candidates {
        write!(log, "\t{candidate} {probability:.3}")?;
    }
    writeln!(log)
}
