//! Trains the restoration model. See `src/model/restoration/README.md`.
//!
//! It writes `letters.bin`, `signs.bin` and `bilinear.bin`. The table of variants (`variants.bin`), which this program and the library compile in,
//! is learnt first; if the corpora give another one, that is written and nothing is trained: build again, and run again. The same text
//! gives the same file, bit for bit, wherever `exp` and `ln` do.

mod alphabet;
mod catalogs;
mod embed;
mod lessons;
mod levels;
mod line;
mod losses;
mod marks;
mod passes;
mod table;
mod variants;
mod words;

use crate::files;
use crate::shared::{build, feature};
use alphabet::Alphabet;
use lessons::Lesson;
use levels::{lloyd, Steps};
use line::Line;
use passes::{train, Pass};
use std::io;
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

/// Whether a line is one of those that nothing is learnt from.
pub fn is_held_out(line: &str) -> bool {
    lessons::is_held_out(lessons::hash(line))
}

/// Lines that nothing is learnt from, a file a language: what confidences are worth is measured on these.
pub fn write_held_out(corpora: &Path, folder: &Path) -> io::Result<()> {
    lessons::write_held_out(&corpora.to_string_lossy(), folder)
}

/// Writes the model's files into `out`. `share`: of the lines to learn from, 1 for what ships.
pub fn train_all(
    corpora: &Path,
    emoji: &Path,
    dictionaries: &Path,
    out: &Path,
    share: f32,
) -> io::Result<()> {
    let (corpora, dictionaries) = (corpora.to_string_lossy(), dictionaries.to_string_lossy());
    let start = Instant::now();
    let say = |s: String| eprintln!("[{:6.1}] {s}", start.elapsed().as_secs_f32());

    let variants = variants::learn(&corpora)?;
    if variants != feature::VARIANTS {
        let file = out.join("variants.bin");
        std::fs::write(&file, variants)?;
        return Err(files::wrong(file, "new: copy it to src/model/restoration, build again, and run again"));
    }
    let lines = lessons::read_lines(&corpora, &dictionaries, share)?;
    say(format!("{} lines, {} bytes", lines.len(), lines.iter().map(|l| l.text.len()).sum::<usize>()));
    let emoji = files::text(emoji)?;
    // The two parts share nothing: each learns in a thread of its own, and comes out the same.
    std::thread::scope(|scope| {
        let parts = [LETTERS, SIGNS].map(|part| {
            let (lines, emoji, say) = (&lines, &emoji, &say);
            scope.spawn(move || learn(part, lines, emoji, out, &|s| say(format!("{}: {s}", part.name))))
        });
        parts.into_iter().try_for_each(|part| part.join().expect("a trainer does not panic"))
    })
}

fn learn(part: Part, lines: &[Lesson], emoji: &str, out: &Path, say: &impl Fn(String)) -> io::Result<()> {
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
                std::fs::write(out.join("bilinear.bin"), net.file())?;
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
    std::fs::write(out.join(format!("{}.bin", part.name)), bytes)
}
