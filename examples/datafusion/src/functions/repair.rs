//! `lacuna_repair`.

use std::borrow::Cow;

use datafusion::arrow::array::ArrayRef;
use datafusion::error::Result;
use datafusion::logical_expr::ColumnarValue;

use super::arguments::EvidenceOfRows;
use super::strings::{texts, with_replaced};

pub const NAME: &str = "lacuna_repair";

pub fn restored(array: &ArrayRef, evidence: Option<&ColumnarValue>) -> Result<ArrayRef> {
    let mut evidence = EvidenceOfRows::new(NAME, evidence)?;
    let mut replaced = Vec::new();
    for (row, text) in texts(array, NAME)?.enumerate() {
        let Some(text) = text else { continue };
        if let Cow::Owned(text) = evidence.options(row)?.repair(text).into_text() {
            replaced.push((row, text));
        }
    }
    with_replaced(array, &replaced, NAME)
}
