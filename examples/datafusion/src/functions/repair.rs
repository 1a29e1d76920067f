//! `lacuna_repair`.

use std::borrow::Cow;

use datafusion::arrow::array::ArrayRef;
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};

use super::arguments::{self, EvidenceOfRows};
use super::strings::{texts, with_replaced};

const NAME: &str = "lacuna_repair";

#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Repair {
    signature: Signature,
}

impl Repair {
    pub fn new() -> Repair {
        Repair { signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Repair {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        arguments::text_and_evidence(NAME, given)
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        Ok(arguments::text_and_evidence(NAME, given)?.swap_remove(0))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        arguments::call(&args, restored)
    }
}

fn restored(array: &ArrayRef, evidence: Option<&ColumnarValue>) -> Result<ArrayRef> {
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
