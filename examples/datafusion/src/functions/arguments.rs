//! The arguments that the functions take: a text, and evidence.

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{exec_err, plan_err};
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use lacuna::Options;

use super::evidence::read_evidence;

/// The types that a function takes for a text.
pub fn text_type(function: &str, given: &DataType) -> Result<DataType> {
    match given {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Ok(given.clone()),
        DataType::Null => Ok(DataType::Utf8),
        DataType::Dictionary(_, values) => text_type(function, values),
        other => plan_err!("{function} takes a text (Utf8, LargeUtf8 or Utf8View), not {other}"),
    }
}

/// The types of the arguments of a function of a text alone.
pub fn text_alone(function: &str, given: &[DataType]) -> Result<Vec<DataType>> {
    match given {
        [text] => Ok(vec![text_type(function, text)?]),
        _ => plan_err!("{function} takes one argument, a text, not {}", given.len()),
    }
}

/// The types of the arguments of a function of a text and, if it is given, evidence.
pub fn text_and_evidence(function: &str, given: &[DataType]) -> Result<Vec<DataType>> {
    match given {
        [text] => Ok(vec![text_type(function, text)?]),
        [text, evidence] => Ok(vec![text_type(function, text)?, evidence_type(function, evidence)?]),
        _ => plan_err!("{function} takes a text, or a text and evidence, not {} arguments", given.len()),
    }
}

fn evidence_type(function: &str, given: &DataType) -> Result<DataType> {
    match given {
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Ok(given.clone()),
        DataType::Null => Ok(DataType::BinaryView),
        other => {
            plan_err!(
                "{function} takes what lacuna_evidence gives (binary) as its second argument, not {other}"
            )
        }
    }
}

/// Calls a function of arrays. It gets the texts, as many as there are rows or one if all arguments are constant.
pub fn call(
    args: &ScalarFunctionArgs,
    of_texts: impl FnOnce(&ArrayRef, Option<&ColumnarValue>) -> Result<ArrayRef>,
) -> Result<ColumnarValue> {
    let [text, rest @ ..] = args.args.as_slice() else {
        return exec_err!("a function of texts was called without one");
    };
    let constant = args.args.iter().all(|argument| matches!(argument, ColumnarValue::Scalar(_)));
    let texts = text.to_array(if constant { 1 } else { args.number_rows })?;
    let results = of_texts(&texts, rest.first())?;
    Ok(if constant {
        ColumnarValue::Scalar(datafusion::common::ScalarValue::try_from_array(&results, 0)?)
    } else {
        ColumnarValue::Array(results)
    })
}

/// The evidence of each row, read once for rows that share it.
pub struct EvidenceOfRows<'a> {
    function: &'a str,
    rows: Rows<'a>,
    /// The bytes that the options were made of.
    last: Option<&'a [u8]>,
    options: Options,
}

enum Rows<'a> {
    All(Option<&'a [u8]>),
    Each(&'a dyn Array),
}

impl<'a> EvidenceOfRows<'a> {
    pub fn new(function: &'a str, argument: Option<&'a ColumnarValue>) -> Result<EvidenceOfRows<'a>> {
        use datafusion::common::ScalarValue::{Binary, BinaryView, LargeBinary, Null};
        let rows = match argument {
            None | Some(ColumnarValue::Scalar(Null)) => Rows::All(None),
            Some(ColumnarValue::Scalar(Binary(bytes) | LargeBinary(bytes) | BinaryView(bytes))) => {
                Rows::All(bytes.as_deref())
            }
            Some(ColumnarValue::Scalar(other)) => {
                return exec_err!("{function}: {} is no evidence", other.data_type());
            }
            Some(ColumnarValue::Array(array)) => Rows::Each(array.as_ref()),
        };
        Ok(EvidenceOfRows { function, rows, last: None, options: Options::new() })
    }

    /// How to repair the text of a row.
    pub fn options(&mut self, row: usize) -> Result<&Options> {
        let bytes = match &self.rows {
            Rows::All(bytes) => *bytes,
            Rows::Each(array) => value(*array, row, self.function)?,
        };
        if !same(bytes, self.last) {
            self.options = match bytes {
                None => Options::new(),
                Some(bytes) => match read_evidence(bytes) {
                    Ok(evidence) => Options::new().evidence(&evidence),
                    Err(error) => {
                        return exec_err!(
                            "{}: this is not what lacuna_evidence gives: {error}",
                            self.function
                        );
                    }
                },
            };
            self.last = bytes;
        }
        Ok(&self.options)
    }
}

/// True if two rows have the same evidence. Most share the very bytes.
fn same(one: Option<&[u8]>, other: Option<&[u8]>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => std::ptr::eq(one, other) || one == other,
        (None, Some(_)) | (Some(_), None) => false,
    }
}

fn value<'a>(array: &'a dyn Array, row: usize, function: &str) -> Result<Option<&'a [u8]>> {
    if array.is_null(row) {
        return Ok(None);
    }
    match array.data_type() {
        DataType::Binary => Ok(Some(array.as_binary::<i32>().value(row))),
        DataType::LargeBinary => Ok(Some(array.as_binary::<i64>().value(row))),
        DataType::BinaryView => Ok(Some(array.as_binary_view().value(row))),
        other => exec_err!("{function}: {other} is no evidence"),
    }
}
