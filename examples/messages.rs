//! Repairs messages one by one: `messages [FILE]` reads lines, each a message of its own, and writes each repaired, a line each.
//!
//!     cargo run --release --example messages -- FILE
//!
//! A first pass gathers evidence over all messages, a second one repairs each by itself with it, on all cores. What stands on standard input
//! is kept in a temporary file for the second pass. Lines end at bytes of a line feed: UTF-16, where these are two bytes, is refused; the example
//! `repair` reads it.

#[path = "messages/batches.rs"]
mod batches;
#[path = "common/mod.rs"]
mod common;
#[path = "messages/field.rs"]
mod field;
#[path = "messages/summary.rs"]
mod summary;

use std::error::Error;
#[cfg(feature = "serde")]
use std::fs;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};
use lacuna::{Evidence, Options};
use rayon::prelude::*;

use batches::Batches;
use summary::Summary;

/// Write each message repaired to standard output, a line each.
#[derive(Parser)]
struct Arguments {
    /// The messages, a line each; standard input if there is none.
    file: Option<PathBuf>,
    /// Judge each message by itself alone.
    #[arg(long)]
    alone: bool,
    /// Use the evidence in this file, besides what the messages show.
    #[arg(long, value_name = "FILE", conflicts_with = "alone")]
    evidence: Option<PathBuf>,
    /// Write the evidence of the messages to this file, with what was known before.
    #[arg(long, value_name = "FILE", conflicts_with = "alone")]
    save: Option<PathBuf>,
    /// The lines are objects of JSON: repair this field of each, and leave everything else byte for byte.
    #[arg(long, value_name = "FIELD")]
    json: Option<String>,
}

fn main() -> ExitCode {
    common::run(|| repair_all(&Arguments::parse()))
}

fn repair_all(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let mut file = match &arguments.file {
        Some(path) => open(path).map_err(|error| format!("{}: {error}", path.display()))?,
        None => spooled(&mut io::stdin().lock())?,
    };
    if is_utf16(&mut file)? {
        return Err("the input is UTF-16, which has no lines of bytes: make it UTF-8 first, or use the example `repair`".into());
    }
    let field = arguments.json.as_deref();
    let mut options = Options::new();
    if !arguments.alone {
        let mut evidence = match &arguments.evidence {
            Some(path) => load(path).map_err(|error| format!("{}: {error}", path.display()))?,
            None => Evidence::new(),
        };
        evidence.merge(&gather(&file, field)?);
        if let Some(path) = &arguments.save {
            save(path, &evidence).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        options = options.evidence(&evidence);
        file.rewind()?;
    }
    eprint!("{}", repair(&file, field, &options)?);
    Ok(())
}

/// Whether a file begins with the mark of UTF-16. It is left at its beginning.
fn is_utf16(file: &mut File) -> io::Result<bool> {
    let mut mark = Vec::new();
    Read::by_ref(file).take(2).read_to_end(&mut mark)?;
    file.rewind()?;
    Ok(matches!(mark[..], [0xFF, 0xFE] | [0xFE, 0xFF]))
}

/// The file of a path, or what comes out of it if it cannot be read twice, as a pipe.
fn open(path: &Path) -> io::Result<File> {
    let mut file = File::open(path)?;
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    spooled(&mut file)
}

/// What comes out of an input, in a temporary file.
fn spooled(input: &mut impl io::Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(input, &mut file)?;
    file.rewind()?;
    Ok(file)
}

#[cfg(feature = "serde")]
fn load(path: &Path) -> Result<Evidence, Box<dyn Error>> {
    Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
}

#[cfg(feature = "serde")]
fn save(path: &Path, evidence: &Evidence) -> Result<(), Box<dyn Error>> {
    Ok(fs::write(path, serde_json::to_string(evidence)?)?)
}

#[cfg(not(feature = "serde"))]
fn load(_: &Path) -> Result<Evidence, Box<dyn Error>> {
    Err(NOT_BUILT.into())
}

#[cfg(not(feature = "serde"))]
fn save(_: &Path, _: &Evidence) -> Result<(), Box<dyn Error>> {
    Err(NOT_BUILT.into())
}

#[cfg(not(feature = "serde"))]
const NOT_BUILT: &str = "evidence in files needs the feature serde: build with `--features serde`";

/// What all messages show.
fn gather(file: &File, field: Option<&str>) -> io::Result<Evidence> {
    let progress = progress("gathering evidence", file)?;
    let mut evidence = Evidence::new();
    for batch in Batches::new(file) {
        let batch = batch?;
        let lines: Vec<&[u8]> = batch.lines().collect();
        let parts = lines.par_chunks(256).map(|lines| {
            let mut evidence = Evidence::new();
            for line in lines {
                match field {
                    None => evidence.add_bytes(line),
                    Some(field) => {
                        if let Some(value) = field::find(line, field) {
                            evidence.add(&value.text);
                        }
                    }
                }
            }
            evidence
        });
        evidence.merge(&parts.reduce(Evidence::new, |mut all, part| {
            all.merge(&part);
            all
        }));
        progress.inc(batch.len() as u64);
    }
    progress.finish_and_clear();
    Ok(evidence)
}

/// Writes each message repaired, in order.
fn repair(file: &File, field: Option<&str>, options: &Options) -> io::Result<Summary> {
    let progress = progress("repairing", file)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let mut summary = Summary::default();
    for batch in Batches::new(file) {
        let batch = batch?;
        let lines: Vec<&[u8]> = batch.lines().collect();
        let parts: Vec<(Vec<u8>, Summary)> = lines
            .par_chunks(256)
            .map(|lines| {
                let (mut text, mut summary) = (Vec::new(), Summary::default());
                for line in lines {
                    match field {
                        None => {
                            let repaired = options.repair_bytes(line);
                            summary.add(&repaired);
                            text.extend_from_slice(repaired.text().as_bytes());
                        }
                        Some(field) => field::repair(line, field, options, &mut text, &mut summary),
                    }
                    text.push(b'\n');
                }
                (text, summary)
            })
            .collect();
        for (number, (text, part)) in parts.iter().enumerate() {
            // What has no line end at its end gets none.
            let open = number + 1 == parts.len() && !batch.ends_with_line_end();
            out.write_all(&text[..text.len() - usize::from(open)])?;
            summary.merge(part);
        }
        progress.inc(batch.len() as u64);
    }
    out.flush()?;
    progress.finish_and_clear();
    Ok(summary)
}

/// A bar on a terminal, nothing elsewhere.
fn progress(what: &'static str, file: &File) -> io::Result<ProgressBar> {
    let style = ProgressStyle::with_template("{msg} {bar:40} {bytes}/{total_bytes} {eta}");
    let bar = ProgressBar::new(file.metadata()?.len()).with_message(what);
    Ok(match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    })
}
