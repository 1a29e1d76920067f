//! `lacuna_turns`.

use std::sync::Arc;
use std::time::Duration;

use datafusion::arrow::array::{Array, ArrayRef, Int64Builder, ListArray, StringBuilder, StructArray};
use datafusion::arrow::buffer::OffsetBuffer;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use lacuna::{Transcript, Turn};

use super::arguments;
use super::language::main_language;
use super::strings::texts;

const NAME: &str = "lacuna_turns";

#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Turns {
    signature: Signature,
}

impl Turns {
    pub fn new() -> Turns {
        Turns { signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Turns {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        arguments::text_alone(NAME, given)
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        arguments::text_alone(NAME, given)?;
        Ok(DataType::List(item()))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        arguments::call(&args, |array, _| turns(array))
    }
}

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

fn item() -> FieldRef {
    Arc::new(Field::new("item", DataType::Struct(fields()), true))
}

fn turns(array: &ArrayRef) -> Result<ArrayRef> {
    let mut columns = Columns::default();
    let mut lengths = Vec::with_capacity(array.len());
    for text in texts(array, NAME)? {
        let transcript = text.map(|text| Transcript::parse(text.as_bytes()));
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
        self.language.append_option(main_language([turn].into_iter()).map(|lang| lang.to_string()));
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
