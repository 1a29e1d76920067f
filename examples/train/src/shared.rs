//! What the trainers and the library have in common: the formats of the models, and how text becomes what they look at.
//!
//! These files are the library's, and private there. They are compiled in here, too, so that a model in a new format can be made before the
//! library can read it.
#![allow(dead_code)]

/// Corpora that nothing which ships is learnt from: share-alike text, examination papers, text for research only.
pub const LEFT_OUT: [&str; 4] = ["common_voice_wiki", "gaokao_bench", "go_web_book", "huatuo_med"];

#[path = "../../../src/model/restoration/around.rs"]
pub mod around;
#[path = "../../../src/model/restoration/build.rs"]
pub mod build;
#[path = "../../../src/model/restoration/company.rs"]
mod company;
#[path = "../../../src/model/restoration/feature.rs"]
pub mod feature;
#[path = "../../../src/model/lexicon/features.rs"]
pub mod features;
#[path = "../../../src/model/restoration/format.rs"]
pub mod format;
#[path = "../../../src/model/text/ngram.rs"]
pub mod ngram;
#[path = "../../../src/model/marks/place.rs"]
pub mod place;
#[path = "../../../src/model/plausibility.rs"]
pub mod plausibility;
#[path = "../../../src/model/restoration/view.rs"]
pub mod view;
#[path = "../../../src/model/restoration/window.rs"]
pub mod window;
#[path = "../../../src/model/words/key.rs"]
pub mod word_key;
