//! `lacuna_turns`.

use std::sync::Arc;
use std::time::Duration;

use datafusion::arrow::array::{Array, ArrayRef, Int64Builder, ListArray, StringBuilder, StructArray};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::error::Result;
use lacuna::{Lang, Transcript, Turn};

use super::language::main_language;
use super::strings::texts;

pub const NAME: &str = "lacuna_turns";

/// Times are milliseconds from the beginning of the recording, where the format has them.
fn fields() -> Fields {
    Fields::from(vec![
        Field::new("speaker", DataType::Utf8, true),
        Field::new("text", DataType::Utf8, true),
        Field::new("start", DataType::Int64, true),
        Field::new("end", DataType::Int64, true),
        Field::new("language", DataType::Utf8, true),
    ])
}

/// What the list of turns holds.
pub fn item() -> FieldRef {
    Arc::new(Field::new("item", DataType::Struct(fields()), true))
}

pub fn turns(array: &ArrayRef) -> Result<ArrayRef> {
    let mut columns = Columns::default();
    let mut lengths = Vec::with_capacity(array.len());
    for text in texts(array, NAME)? {
        let transcript = text.map(Transcript::parse);
        lengths.push(transcript.as_ref().map_or(0, |transcript| transcript.turns().len()));
        transcript.iter().flat_map(|transcript| transcript.turns()).for_each(|turn| columns.add(turn));
    }
    let offsets = OffsetBuffer::from_lengths(lengths);
    let values = StructArray::try_new(fields(), columns.finish(), None)?;
    Ok(Arc::new(ListArray::try_new(item(), offsets, Arc::new(values), array.logical_nulls())?))
}

#[derive(Default)]
struct Columns {
    speaker: StringBuilder,
    text: StringBuilder,
    start: Int64Builder,
    end: Int64Builder,
    language: StringBuilder,
}

impl Columns {
    fn add(&mut self, turn: Turn<'_>) {
        self.speaker.append_option(turn.speaker());
        self.text.append_value(turn.text());
        self.start.append_option(turn.start().map(millis));
        self.end.append_option(turn.end().map(millis));
        self.language.append_option(main_language([turn].into_iter()).map(Lang::code));
    }

    fn finish(mut self) -> Vec<ArrayRef> {
        vec![
            Arc::new(self.speaker.finish()),
            Arc::new(self.text.finish()),
            Arc::new(self.start.finish()),
            Arc::new(self.end.finish()),
            Arc::new(self.language.finish()),
        ]
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
