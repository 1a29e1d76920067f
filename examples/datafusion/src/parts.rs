//! Writing a table in parts: each partition of a plan writes a file of its own where it runs, and says in one row what it wrote.
//!
//! So nothing of the table goes from worker to worker, or to the client. If a worker is lost, another one writes its part again, under another
//! name: only the files that the rows name count.

#[cfg(feature = "cluster")]
mod codec;
mod exec;
mod order;
mod tally;
mod writer;

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use serde::{Deserialize, Serialize};

use crate::format::Format;

#[cfg(feature = "cluster")]
pub use codec::PhysicalCodec;
pub use exec::WritePartsExec;
pub use order::{in_order, read_parts};
pub use tally::Tally;
pub use writer::header;

/// The column that `lacuna_explain` fills, the last of the plan below.
pub const EXPLAINED: &str = "__lacuna";

/// What to write, and where.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Spec {
    /// The column whose texts are replaced with the restored ones.
    pub column: String,
    /// The URL of the folder for the files, with a slash at its end.
    pub folder: String,
    pub format: Format,
    /// Whether each part of a CSV has a header line.
    pub header: bool,
}

/// Where a partition begins to read: the file, and the byte in it. No two partitions of a scan begin at the same place.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Beginning {
    file: String,
    byte: i64,
}

/// What one partition wrote.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Part {
    pub begins: Beginning,
    /// The name of its file.
    pub file: String,
    pub tally: Tally,
}

/// The rows that come back: one column, a [`Part`] in JSON.
pub fn schema() -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new("part", DataType::Utf8, false)]))
}
