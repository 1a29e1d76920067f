//! What text looks like when it is whole: the language models, embedded in the crate and read in place.

pub(crate) mod lexicon;
pub(crate) mod plausibility;
pub(crate) mod restoration;
