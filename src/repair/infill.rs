//! Filling gaps: which of the candidates of a damaged character stood there.

pub(crate) mod calibrate;
pub(crate) mod capitals;
pub(crate) mod choice;
pub(crate) mod confusion_set;
pub(crate) mod direction_marks;
pub(crate) mod document_prior;
pub(crate) mod emoji_rows;
pub(crate) mod forward_backward;
pub(crate) mod habits;
pub(crate) mod indic;
pub(crate) mod intact_occurrences;
pub(crate) mod intact_text;
pub(crate) mod known_words;
pub(crate) mod lattice;
pub(crate) mod local_scores;
pub(crate) mod log_space;
pub(crate) mod quotation;
pub(crate) mod recurrence;
pub(crate) mod rules;
pub(crate) mod score_cache;
pub(crate) mod text_model_search;
pub(crate) mod word_search;
