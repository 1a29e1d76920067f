//! The formats of tables.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum Format {
    Parquet,
    /// With a header line.
    Csv,
    /// An object of JSON a line.
    Jsonl,
}

impl Format {
    /// The format that a file's name ends with.
    pub fn of_name(name: &str) -> Option<Format> {
        let (_, ending) = name.rsplit_once('.')?;
        Format::value_variants().iter().copied().find(|format| format.endings().contains(&ending))
    }

    /// How names of files end.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Format::Parquet => &["parquet"],
            Format::Csv => &["csv"],
            Format::Jsonl => &["jsonl", "ndjson", "json"],
        }
    }
}
