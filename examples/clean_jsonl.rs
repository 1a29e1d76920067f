//! Repairs one field of every object of a JSON Lines file, on all cores: `clean_jsonl FIELD FILE > cleaned.jsonl`.
//!
//!     cargo run --release --example clean_jsonl -- text messages.jsonl > cleaned.jsonl
//!
//! Keys come out in alphabetical order; the example `messages` leaves everything else byte for byte.

#[path = "common/mod.rs"]
mod common;

use std::io::{self, Write};
use std::process::ExitCode;

use lacuna::{Evidence, Options};
use rayon::prelude::*;
use serde_json::Value;

fn main() -> ExitCode {
    common::run(|| {
        let usage = "give the name of a field and a file";
        let (field, file) = (std::env::args().nth(1).ok_or(usage)?, std::env::args().nth(2).ok_or(usage)?);
        let text = std::fs::read_to_string(file)?;
        let mut objects: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        // A short message seldom shows how it was damaged: all of them together do.
        let gather = |mut evidence: Evidence, object: &Value| {
            evidence.extend(object[&field].as_str());
            evidence
        };
        let merge = |mut all: Evidence, more: Evidence| {
            all.merge(&more);
            all
        };
        let evidence = objects.par_iter().fold(Evidence::new, gather).reduce(Evidence::new, merge);
        let options = Options::new().evidence(&evidence);
        objects.par_iter_mut().filter_map(|object| object.get_mut(&field)).for_each(|value| {
            if let Some(text) = value.as_str() {
                *value = options.repair(text).text().into();
            }
        });
        let mut out = io::BufWriter::new(io::stdout().lock());
        objects.iter().try_for_each(|object| writeln!(out, "{object}"))?;
        Ok(out.flush()?)
    })
}
