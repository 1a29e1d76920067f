//! Trains `src/model/text.bin`: what text costs as it stands, letter by letter.
//!
//!     cargo run --release --example train_text -- CORPORA > src/model/text.bin
//!
//! CORPORA is the folder that holds `train/<language>/*.txt`, `words/<language>/*.tsv` and `packages/*`: unpacked packages of software, whose
//! text files teach what is no prose. Every language and every package counts up to a bound, so that none sets the tone.
//! Deterministic: the same text gives the same bytes.

mod read;
mod table;

#[path = "../../src/model/text/ngram.rs"]
mod ngram;
#[path = "../../src/model/plausibility.rs"]
#[allow(dead_code)]
mod plausibility;

#[cfg(test)]
mod dice {}

use std::io::Write;
use std::path::PathBuf;
use std::{env, io};

fn main() -> io::Result<()> {
    let Some(corpora) = env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: train_text CORPORA > src/model/text.bin");
        std::process::exit(2);
    };
    let text = read::corpora(&corpora)?;
    eprintln!("{} symbols", text.len());
    io::stdout().write_all(&table::learn(text))
}
