//! The functions of one value: what DataFusion asks of each, in one place.

use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};

use super::{arguments, explain, language, repair, turns};

/// What a function gives of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Gives {
    Repaired,
    Explained,
    Turns,
    Language,
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Function {
    gives: Gives,
    signature: Signature,
}

impl Function {
    pub fn new(gives: Gives) -> Function {
        Function { gives, signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Function {
    fn name(&self) -> &str {
        match self.gives {
            Gives::Repaired => repair::NAME,
            Gives::Explained => explain::NAME,
            Gives::Turns => turns::NAME,
            Gives::Language => language::NAME,
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        match self.gives {
            Gives::Repaired | Gives::Explained => arguments::text_and_evidence(self.name(), given),
            Gives::Turns | Gives::Language => arguments::text_alone(self.name(), given),
        }
    }

    fn return_type(&self, given: &[DataType]) -> Result<DataType> {
        let text = self.coerce_types(given)?.swap_remove(0);
        Ok(match self.gives {
            Gives::Repaired => text,
            Gives::Explained => DataType::Struct(explain::fields(text)),
            Gives::Turns => DataType::List(turns::item()),
            Gives::Language => DataType::Utf8,
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match self.gives {
            Gives::Repaired => arguments::call(&args, repair::restored),
            Gives::Explained => arguments::call(&args, explain::explained),
            Gives::Turns => arguments::call(&args, |texts, _| turns::turns(texts)),
            Gives::Language => arguments::call(&args, |texts, _| language::languages(texts)),
        }
    }
}
