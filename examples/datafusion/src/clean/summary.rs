//! What was done, in a few lines.

use std::cmp::Reverse;
use std::fmt;
use std::time::Duration;

use crate::parts::{Part, Tally};

pub struct Summary {
    tally: Tally,
    learning: Duration,
    repairing: Duration,
}

impl Summary {
    pub fn new(parts: &[Part], learning: Duration, repairing: Duration) -> Summary {
        let mut tally = Tally::default();
        parts.iter().for_each(|part| tally.merge(&part.tally));
        Summary { tally, learning, repairing }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { rows, repaired, inferred, doubtful, channels } = &self.tally;
        writeln!(f, "{rows} rows, {repaired} repaired")?;
        if *inferred > 0 {
            writeln!(
                f,
                "{inferred} characters inferred; {doubtful} rows have one with a confidence below 0.9"
            )?;
        }
        let mut channels: Vec<_> = channels.iter().collect();
        channels.sort_by_key(|(name, count)| (Reverse(**count), *name));
        for (name, count) in channels {
            writeln!(f, "{count:10} {name}")?;
        }
        let seconds = (self.learning + self.repairing).as_secs_f64();
        writeln!(
            f,
            "{seconds:.1} seconds ({:.1} learning, {:.1} repairing), {:.0} rows a second",
            self.learning.as_secs_f64(),
            self.repairing.as_secs_f64(),
            *rows as f64 / seconds.max(f64::MIN_POSITIVE)
        )
    }
}
