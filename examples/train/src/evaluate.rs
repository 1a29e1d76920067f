//! What the library does with small sets of text: how much comes back, how true its confidences are, what it changes that was intact.
//!
//! All of the library's arithmetic is the same on every machine, so the figures are exact: a change that moves one of them shows in a
//! comparison with `expected.tsv`, and is taken in with `evaluate --write`, or mended. The sets are those of the crate's tests:
//! sentences in 30 languages through the channels that occur, the transcript, and intact texts that look odd.

mod measure;
mod row;
mod sets;

use std::error::Error;
use std::path::Path;

use measure::{measure_document, measure_intact, measure_lines};
use row::Row;

/// Channels that occur in the field, and the losses beside them.
const CHANNELS: [&str; 16] = [
    "UTF-8 read as windows-1252",
    "UTF-8 read as windows-1252; then UTF-8 read as windows-1252",
    "UTF-8 read as windows-1251",
    "UTF-8 read as macintosh",
    "UTF-8 read as windows-1252, controls stripped",
    "UTF-8 read as windows-1254, controls stripped",
    "UTF-8 read as windows-1250, controls stripped",
    "UTF-8 read as windows-1253, controls stripped",
    "UTF-8 read as windows-1257, controls stripped",
    "UTF-8 read as ISO-8859-1, controls stripped",
    "UTF-8 read as windows-1252, unassigned bytes as U+FFFD",
    "UTF-8 read as windows-1252, no-break spaces as spaces",
    "UTF-8 read as GBK, unassigned bytes as ?",
    "UTF-8 read as windows-936, unassigned pairs as ?",
    "UTF-8 read as windows-31J, unassigned pairs as ・",
    "UTF-8 read as windows-949, unassigned pairs as ?",
];

/// Channels that lose nothing, through which single words go, each by itself.
const CHANNELS_OF_WORDS: [&str; 5] = [
    "UTF-8 read as windows-1252",
    "UTF-8 read as ISO-8859-1",
    "UTF-8 read as windows-1250",
    "UTF-8 read as macintosh",
    "UTF-8 read as IBM437",
];

/// Measures, prints the sums, and compares with `expected.tsv` beside this package, or writes it anew.
pub fn run(write: bool) -> Result<(), Box<dyn Error>> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = package.join("../../tests/data");
    let mut rows = Vec::new();
    let sentences = sets::sentences(&data)?;
    for channel in CHANNELS {
        for (language, lines) in &sentences {
            rows.push(measure_lines(channel, language, lines)?);
        }
        let sum = Row::sum(channel, &rows);
        eprintln!("{sum:#}");
    }
    let words = sets::words(&sentences);
    for channel in CHANNELS_OF_WORDS {
        rows.push(measure_lines(channel, "words", &words)?);
        eprintln!("{:#}", rows[rows.len() - 1]);
    }
    let (garbled, restored) = sets::transcript(&data)?;
    rows.push(measure_document("transcript", &garbled, &restored));
    rows.push(measure_intact("odd texts", &sets::intact(&data)?));
    let all: Vec<String> = sentences.into_values().flatten().collect();
    rows.push(measure_intact("sentences", &all));
    rows[rows.len() - 3..].iter().for_each(|row| eprintln!("{row:#}"));

    let found = std::iter::once(row::HEADER.to_owned()).chain(rows.iter().map(Row::to_string));
    let found: String = found.map(|row| row + "\n").collect();
    let file = package.join("expected.tsv");
    if write {
        std::fs::write(file, found)?;
        return Ok(());
    }
    let expected = crate::files::text(&file)?;
    let differences = row::differences(&expected, &found);
    if differences.is_empty() {
        eprintln!("{} rows as expected", rows.len());
        return Ok(());
    }
    eprintln!("{}", row::HEADER);
    differences.iter().for_each(|difference| eprintln!("{difference}"));
    Err(format!(
        "{} figures differ from expected.tsv: - was expected, + was found. If they are better or meant, run `evaluate --write`",
        differences.len()
    )
    .into())
}
