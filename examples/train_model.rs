//! Trains the restoration model. See `src/model/README.md`.
//!
//!     train_model CORPORA EMOJI_FREQ DICTIONARIES MODEL_DIR [SHARE]
//!
//! writes `letters.bin`, `signs.bin` and `bilinear.bin` into `MODEL_DIR`. The table of variants (`variants.bin`), which this program and the library compile in, is
//! learnt first; if the corpora give another one, that is written and nothing is trained: build again, and run again. `SHARE` is the
//! share of the lines to train on, 1 for what ships. `train_model --held-out CORPORA FOLDER` writes lines that are not trained on. The same text gives the same file, bit for bit, wherever `exp` and `ln` do.
#[path = "train_model/alphabet.rs"]
mod alphabet;
#[path = "../src/model/restoration/around.rs"]
#[allow(dead_code)]
mod around;
#[path = "../src/model/restoration/build.rs"]
mod build;
#[path = "train_model/catalogs.rs"]
mod catalogs;
#[path = "train_model/embed.rs"]
mod embed;
#[path = "../src/model/restoration/feature.rs"]
#[allow(dead_code)]
mod feature;
#[path = "../src/model/restoration/format.rs"]
#[allow(dead_code)]
mod format;
#[path = "train_model/lessons.rs"]
mod lessons;
#[path = "train_model/levels.rs"]
mod levels;
#[path = "train_model/line.rs"]
mod line;
#[path = "train_model/losses.rs"]
mod losses;
#[path = "train_model/marks.rs"]
mod marks;
#[path = "train_model/passes.rs"]
mod passes;
#[path = "train_model/table.rs"]
mod table;
#[path = "train_model/variants.rs"]
mod variants;
#[path = "../src/model/restoration/view.rs"]
#[allow(dead_code)]
mod view;
#[path = "train_model/words.rs"]
mod words;

use alphabet::Alphabet;
use lessons::Lesson;
use levels::{lloyd, Steps};
use line::Line;
use passes::{train, Pass};
use std::path::Path;
use std::time::Instant;
use table::{find_features, gather, rebuild};

/// A part of the model: the gaps that it is for, and how much room it has.
#[derive(Clone, Copy)]
pub struct Part {
    name: &'static str,
    /// Letters of alphabets, or all other characters.
    letters: bool,
    /// Times that a window must occur to become a feature.
    least_count: usize,
    /// Features kept after the first round.
    keep_first: usize,
    /// Features that ship. With 1.125 cells of 12 bits each.
    keep: usize,
    /// The last two rounds see one line in so many each, not the same: there is more text of some parts than they need.
    last_lines: usize,
}

const LETTERS: Part = Part {
    name: "letters",
    letters: true,
    least_count: 2,
    keep_first: 3_000_000,
    keep: 930_000,
    last_lines: 1,
};
const SIGNS: Part = Part {
    name: "signs",
    letters: false,
    least_count: 3,
    keep_first: 7_000_000,
    keep: 1_410_000,
    last_lines: 2,
};

/// AdaGrad's step.
const RATE: f32 = 0.3;
/// The most that a sum of squares counts for when a new round begins.
const MOST_SQUARES: f32 = 10.0;
/// The step of the last round, which fits the weights to the levels.
const LAST_RATE: f32 = RATE * 0.3;

/// Random numbers, the same in every run (SplitMix64).
struct Rng(u64);
impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let [_, option, corpora, folder] = &args[..] {
        assert_eq!(option, "--held-out");
        return lessons::write_held_out(corpora, Path::new(folder));
    }
    let (corpora, emoji, dictionaries, directory) = (&args[1], &args[2], &args[3], &args[4]);
    let share = args.get(5).map_or(1.0, |share| share.parse().expect("a share from 0 to 1"));
    let start = Instant::now();
    let say = |s: String| eprintln!("[{:6.1}] {s}", start.elapsed().as_secs_f32());

    let variants = variants::learn(corpora);
    if variants != feature::VARIANTS {
        std::fs::write(format!("{directory}/variants.bin"), variants).unwrap();
        eprintln!("variants.bin is new: build again, and run again");
        std::process::exit(1);
    }
    let lines = lessons::read_lines(corpora, dictionaries, share);
    say(format!("{} lines, {} bytes", lines.len(), lines.iter().map(|l| l.text.len()).sum::<usize>()));
    let emoji = std::fs::read_to_string(emoji).unwrap();
    // The two parts share nothing: each learns in a thread of its own, and comes out the same.
    std::thread::scope(|scope| {
        for part in [LETTERS, SIGNS] {
            let (lines, emoji, say) = (&lines, &emoji, &say);
            scope
                .spawn(move || learn(part, lines, emoji, directory, &|s| say(format!("{}: {s}", part.name))));
        }
    });
}

fn learn(part: Part, lines: &[Lesson], emoji: &str, directory: &str, say: &impl Fn(String)) {
    let mut alphabet = Alphabet::count(lines, emoji, part);
    say(format!("{} forms", alphabet.forms.len()));
    let mut line = Line::new(part);
    let mut net = (!part.letters).then(|| embed::Net::new(lines));
    let mut table = find_features(lines, &mut line, &alphabet, part.least_count, say);
    // Train, weigh each feature's worth, keep the best.
    for (round, keep) in [(0, part.keep_first), (1, part.keep), (2, usize::MAX)] {
        for e in &mut table.entries {
            e.worth = 0.0;
            if round > 0 {
                e.squares = e.squares.min(MOST_SQUARES);
            }
        }
        // The first time, what the windows say of a gap is not yet learnt from it: so the wide view learns what they leave open.
        let learner = net.as_mut().filter(|_| round == 0);
        let one_in = if round < 2 { 1 } else { part.last_lines };
        let pass = Pass { round, rate: RATE, lines: (one_in, 0), net: learner };
        train(lines, &mut line, &mut alphabet, &mut table, pass, say);
        if round == 0 {
            if let Some(net) = net.take() {
                std::fs::write(format!("{directory}/bilinear.bin"), net.file()).unwrap();
            }
        }
        if table.used > keep {
            table = rebuild(lines, &mut line, &alphabet, &mut table, keep);
            say(format!("kept {}", table.used));
        }
    }
    let levels = lloyd(&gather(&alphabet, &table, lines, &mut line));
    say(format!("levels {levels:.2?}"));
    let steps = Steps::new(levels);
    table.steps = Some(Box::new(Steps::new(levels)));
    let one_in = part.last_lines;
    let pass = Pass { round: 3, rate: LAST_RATE, lines: (one_in, one_in - 1), net: None };
    train(lines, &mut line, &mut alphabet, &mut table, pass, say);
    let features: Vec<(u64, u8)> = gather(&alphabet, &table, lines, &mut line)
        .into_iter()
        .map(|(feature, weight)| (feature, steps.nearest_level(weight)))
        .collect();
    let bytes = build::build(&alphabet.own_priors(), &levels, &features);
    say(format!("{} features, {} bytes", features.len(), bytes.len()));
    std::fs::write(format!("{directory}/{}.bin", part.name), bytes).unwrap();
}
