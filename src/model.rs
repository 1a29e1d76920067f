//! What text looks like when it is whole: the language models, embedded in the crate and read in place.

pub(crate) mod letters;
pub(crate) mod lexicon;
pub(crate) mod marks;
pub(crate) mod plausibility;
#[allow(dead_code)] // the writing side of the format is for the training tool
pub(crate) mod restoration;
pub(crate) mod text;
pub(crate) mod words;
