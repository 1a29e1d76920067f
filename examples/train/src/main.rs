//! Trains the models of `lacuna`, and measures what the library does with them. See `src/model/README.md`.
//!
//!     cargo run --release --manifest-path examples/train/Cargo.toml -- help

// The library's own tests of what is shared run here, too.
#[cfg(test)]
#[path = "../../../src/dice.rs"]
mod dice;
#[cfg(feature = "evaluate")]
mod evaluate;
mod files;
mod lexicon;
mod marks;
mod plausibility;
mod restoration;
mod sentences;
mod shared;
mod text;
mod typography;
mod words;

use std::error::Error;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Corpora are a folder with `train/LANGUAGE/*.txt`, `words/LANGUAGE/*.tsv`, `packages/*` and `jieba_dict.txt`.
#[derive(Parser)]
#[command(about = "Trains the models of lacuna and measures what they do", long_about = None)]
struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// What follows what, by classes of characters
    Plausibility {
        corpora: PathBuf,
        /// The file to write: plausibility.bin
        out: PathBuf,
    },
    /// What text costs, letter by letter
    Text {
        corpora: PathBuf,
        /// The file to write: text.bin
        out: PathBuf,
    },
    /// Which mark stands between what
    Marks {
        corpora: PathBuf,
        /// The file to write: marks.bin
        out: PathBuf,
    },
    /// Which language a word is in
    Lexicon {
        corpora: PathBuf,
        /// The folder of the unpacked *_lexeme_prob.json of spacy-lookups-data 1.0.5
        spacy: PathBuf,
        /// The file to write: lexicon.bin
        out: PathBuf,
    },
    /// Which candidate fills a gap
    Restoration {
        corpora: PathBuf,
        /// A table of emoji with their frequencies
        emoji: PathBuf,
        /// The folder of word lists: see src/model/restoration/README.md
        dictionaries: PathBuf,
        /// The folder to write letters.bin, signs.bin and bilinear.bin into
        out: PathBuf,
        /// The share of the lines to learn from
        #[arg(long, default_value_t = 1.0)]
        share: f32,
    },
    /// How common words of alphabets are
    Words {
        corpora: PathBuf,
        /// The file to write: words.bin
        out: PathBuf,
    },
    /// Writes lines that nothing is learnt from, a file a language
    HeldOut { corpora: PathBuf, out: PathBuf },
    /// Measures the library on small sets of text, and compares with what was measured before
    #[cfg(feature = "evaluate")]
    Evaluate {
        /// Takes today's figures for the expected ones
        #[arg(long)]
        write: bool,
    },
}

fn main() -> Result<(), Box<dyn Error>> {
    match Arguments::parse().what {
        What::Plausibility { corpora, out } => std::fs::write(out, plausibility::train(&corpora)?)?,
        What::Text { corpora, out } => std::fs::write(out, text::train(&corpora)?)?,
        What::Marks { corpora, out } => std::fs::write(out, marks::train(&corpora)?)?,
        What::Lexicon { corpora, spacy, out } => std::fs::write(out, lexicon::train(&corpora, &spacy)?)?,
        What::Restoration { corpora, emoji, dictionaries, out, share } => {
            restoration::train_all(&corpora, &emoji, &dictionaries, &out, share)?;
        }
        What::Words { corpora, out } => std::fs::write(out, words::train(&corpora)?)?,
        What::HeldOut { corpora, out } => restoration::write_held_out(&corpora, &out)?,
        #[cfg(feature = "evaluate")]
        What::Evaluate { write } => evaluate::run(write)?,
    }
    Ok(())
}
