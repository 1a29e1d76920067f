//! Trains `src/model/text.bin`: what text costs as it stands, letter by letter.
//!
//! It learns from sentences, words, and the text files of packages of software, which teach what is no prose. Every language and every package
//! counts up to a bound, so that none sets the tone. Deterministic: the same text gives the same bytes.

mod read;
mod table;

use std::io;
use std::path::Path;

/// The file's bytes.
pub fn train(corpora: &Path) -> io::Result<Vec<u8>> {
    let text = read::corpora(corpora)?;
    eprintln!("{} symbols", text.len());
    Ok(table::learn(text))
}
