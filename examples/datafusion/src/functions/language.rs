//! `lacuna_language`.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, StringBuilder};
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};
use lacuna::{Lang, Transcript, Turn};

use super::arguments;
use super::strings::texts;

const NAME: &str = "lacuna_language";

#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Language {
    signature: Signature,
}

impl Language {
    pub fn new() -> Language {
        Language { signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for Language {
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
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        arguments::call(&args, |array, _| languages(array))
    }
}

fn languages(array: &ArrayRef) -> Result<ArrayRef> {
    let mut languages = StringBuilder::with_capacity(array.len(), 3 * array.len());
    for text in texts(array, NAME)? {
        let transcript = text.map(|text| Transcript::parse(text.as_bytes()));
        let lang = transcript.as_ref().and_then(|transcript| main_language(transcript.turns()));
        languages.append_option(lang.map(Lang::code));
    }
    Ok(Arc::new(languages.finish()))
}

/// The language that most letters are in; the first of those that have the same number. None, if no stretch has one.
pub fn main_language<'a>(turns: impl Iterator<Item = Turn<'a>>) -> Option<Lang> {
    let mut counts: Vec<(Lang, usize)> = Vec::new();
    for segment in turns.flat_map(|turn| turn.segments()) {
        let Some(lang) = segment.lang() else { continue };
        let letters = segment.text().chars().filter(|character| character.is_alphabetic()).count();
        match counts.iter_mut().find(|(known, _)| *known == lang) {
            Some((_, count)) => *count += letters,
            None => counts.push((lang, letters)),
        }
    }
    // The last of several maxima is taken: so they are looked at from the end.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(lang, _)| lang)
}
