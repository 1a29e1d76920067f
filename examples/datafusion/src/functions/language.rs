//! `lacuna_language`.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, StringBuilder};
use datafusion::error::Result;
use lacuna::{Lang, Transcript, Turn};

use super::strings::texts;

pub const NAME: &str = "lacuna_language";

pub fn languages(array: &ArrayRef) -> Result<ArrayRef> {
    let mut languages = StringBuilder::with_capacity(array.len(), 3 * array.len());
    for text in texts(array, NAME)? {
        let transcript = text.map(Transcript::parse);
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
