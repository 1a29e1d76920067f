//! `lacuna_explain`.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, Float32Builder, Int64Builder, ListBuilder, StringBuilder, StructArray,
};
use datafusion::arrow::datatypes::{DataType, Field, Fields};
use datafusion::error::Result;
use datafusion::logical_expr::ColumnarValue;
use lacuna::{Certainty, Channel, Repaired};

use super::arguments::EvidenceOfRows;
use super::strings::{texts, with_replaced};

pub const NAME: &str = "lacuna_explain";

/// The field of the restored text, of the type of the text that was given.
pub const TEXT: &str = "text";
/// The field of the number of exact repairs: stretches of which nothing was lost.
pub const EXACT: &str = "exact";
/// The field of the number of characters that were inferred.
pub const INFERRED: &str = "inferred";
/// The field of the least confidence of an inferred character; NULL if there is none.
pub const LEAST_CONFIDENCE: &str = "least_confidence";
/// The field of the channels that were undone, as sentences, each once, in the order of the text.
pub const CHANNELS: &str = "channels";

pub fn fields(text: DataType) -> Fields {
    let channel = Arc::new(Field::new("item", DataType::Utf8, true));
    Fields::from(vec![
        Field::new(TEXT, text, true),
        Field::new(EXACT, DataType::Int64, true),
        Field::new(INFERRED, DataType::Int64, true),
        Field::new(LEAST_CONFIDENCE, DataType::Float32, true),
        Field::new(CHANNELS, DataType::List(channel), true),
    ])
}

pub fn explained(array: &ArrayRef, evidence: Option<&ColumnarValue>) -> Result<ArrayRef> {
    let mut evidence = EvidenceOfRows::new(NAME, evidence)?;
    let mut replaced = Vec::new();
    let mut notes = Notes::with_capacity(array.len());
    for (row, text) in texts(array, NAME)?.enumerate() {
        let Some(text) = text else {
            notes.add(&[], &Counts::default());
            continue;
        };
        let repaired = evidence.options(row)?.repair(text);
        let (channels, counts) = count(&repaired);
        notes.add(&channels, &counts);
        if let Cow::Owned(text) = repaired.into_text() {
            replaced.push((row, text));
        }
    }
    let text = with_replaced(array, &replaced, NAME)?;
    let mut columns = vec![text];
    columns.extend(notes.finish());
    let fields = fields(array.data_type().clone());
    Ok(Arc::new(StructArray::try_new(fields, columns, array.logical_nulls())?))
}

/// What was done to one text.
#[derive(Default)]
struct Counts {
    exact: i64,
    inferred: i64,
    least_confidence: Option<f32>,
}

fn count(repaired: &Repaired<'_>) -> (Vec<Channel>, Counts) {
    let (mut channels, mut counts) = (Vec::new(), Counts::default());
    for repair in repaired.repairs() {
        match repair.certainty() {
            Certainty::Inferred { confidence, .. } => {
                counts.inferred += 1;
                let least = counts.least_confidence.map_or(confidence, |least| least.min(confidence));
                counts.least_confidence = Some(least);
            }
            // No character is withheld: that is asked for by an option which the functions do not set.
            _ => counts.exact += 1,
        }
        if !channels.contains(&repair.channel()) {
            channels.push(repair.channel());
        }
    }
    (channels, counts)
}

/// The columns beside the text.
struct Notes {
    exact: Int64Builder,
    inferred: Int64Builder,
    least_confidence: Float32Builder,
    channels: ListBuilder<StringBuilder>,
}

impl Notes {
    fn with_capacity(rows: usize) -> Notes {
        Notes {
            exact: Int64Builder::with_capacity(rows),
            inferred: Int64Builder::with_capacity(rows),
            least_confidence: Float32Builder::with_capacity(rows),
            channels: ListBuilder::with_capacity(StringBuilder::new(), rows),
        }
    }

    fn add(&mut self, channels: &[Channel], counts: &Counts) {
        self.exact.append_value(counts.exact);
        self.inferred.append_value(counts.inferred);
        self.least_confidence.append_option(counts.least_confidence);
        for channel in channels {
            self.channels.values().append_value(channel.to_string());
        }
        self.channels.append(true);
    }

    fn finish(mut self) -> [ArrayRef; 4] {
        [
            Arc::new(self.exact.finish()),
            Arc::new(self.inferred.finish()),
            Arc::new(self.least_confidence.finish()),
            Arc::new(self.channels.finish()),
        ]
    }
}
