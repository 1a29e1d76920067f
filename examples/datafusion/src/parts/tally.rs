//! What was done, counted.

use std::collections::BTreeMap;

use datafusion::arrow::array::{Array, AsArray, StructArray};
use datafusion::arrow::datatypes::{Float32Type, Int64Type};
use datafusion::common::internal_datafusion_err;
use datafusion::error::Result;
use serde::{Deserialize, Serialize};

use crate::functions::{CHANNELS, EXACT, INFERRED, LEAST_CONFIDENCE};

/// The confidence below which an inferred character wants a second look.
const DOUBTFUL: f32 = 0.9;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub rows: u64,
    /// Rows in which something was repaired.
    pub repaired: u64,
    /// Characters inferred.
    pub inferred: u64,
    /// Rows with an inferred character of little confidence.
    pub doubtful: u64,
    /// Rows that went through each channel.
    pub channels: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts what `lacuna_explain` says of a batch.
    pub fn add(&mut self, explained: &StructArray) -> Result<()> {
        let field = |name: &str| {
            explained
                .column_by_name(name)
                .ok_or_else(|| internal_datafusion_err!("lacuna_explain gives no field {name}"))
        };
        let exact = field(EXACT)?.as_primitive::<Int64Type>();
        let inferred = field(INFERRED)?.as_primitive::<Int64Type>();
        let least = field(LEAST_CONFIDENCE)?.as_primitive::<Float32Type>();
        let channels = field(CHANNELS)?.as_list::<i32>();
        let names = channels.values().as_string::<i32>();
        self.rows += explained.len() as u64;
        for row in 0..explained.len() {
            if explained.is_null(row) || exact.value(row) == 0 && inferred.value(row) == 0 {
                continue;
            }
            self.repaired += 1;
            self.inferred += u64::try_from(inferred.value(row)).unwrap_or(0);
            self.doubtful += u64::from(least.is_valid(row) && least.value(row) < DOUBTFUL);
            let offsets = channels.value_offsets();
            for channel in offsets[row]..offsets[row + 1] {
                let name = names.value(channel as usize);
                match self.channels.get_mut(name) {
                    Some(count) => *count += 1,
                    None => drop(self.channels.insert(name.to_owned(), 1)),
                }
            }
        }
        Ok(())
    }

    pub fn merge(&mut self, other: &Tally) {
        let Tally { rows, repaired, inferred, doubtful, channels } = other;
        self.rows += rows;
        self.repaired += repaired;
        self.inferred += inferred;
        self.doubtful += doubtful;
        channels.iter().for_each(|(name, count)| *self.channels.entry(name.clone()).or_default() += count);
    }
}
