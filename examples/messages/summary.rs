//! What was done, in a few lines.

use std::collections::HashMap;
use std::fmt;

use lacuna::{Certainty, Channel, Repaired};

#[derive(Default)]
pub struct Summary {
    messages: u64,
    repaired: u64,
    /// Lines that are no JSON, or have no text in the field.
    skipped: u64,
    inferred: u64,
    withheld: u64,
    /// Messages that went through each channel.
    channels: HashMap<Channel, u64>,
}

impl Summary {
    pub fn add(&mut self, repaired: &Repaired<'_>) {
        self.messages += 1;
        let mut seen: Vec<Channel> = Vec::new();
        for repair in repaired.repairs() {
            match repair.certainty() {
                Certainty::Inferred { .. } => self.inferred += 1,
                Certainty::Withheld { .. } => self.withheld += 1,
                _ => {}
            }
            if !seen.contains(&repair.channel()) {
                seen.push(repair.channel());
            }
        }
        self.repaired += u64::from(!seen.is_empty());
        seen.into_iter().for_each(|channel| *self.channels.entry(channel).or_default() += 1);
    }

    /// A line that is no JSON, or has no text in the field.
    pub fn skip(&mut self) {
        self.skipped += 1;
    }

    pub fn merge(&mut self, other: &Summary) {
        self.messages += other.messages;
        self.repaired += other.repaired;
        self.skipped += other.skipped;
        self.inferred += other.inferred;
        self.withheld += other.withheld;
        other
            .channels
            .iter()
            .for_each(|(channel, count)| *self.channels.entry(*channel).or_default() += count);
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} messages, {} repaired", self.messages, self.repaired)?;
        if self.skipped > 0 {
            writeln!(f, "{} lines left: no JSON, or no text in the field", self.skipped)?;
        }
        if self.inferred > 0 || self.withheld > 0 {
            writeln!(f, "{} characters inferred, {} withheld", self.inferred, self.withheld)?;
        }
        let mut channels: Vec<(&Channel, &u64)> = self.channels.iter().collect();
        channels.sort_by_key(|(channel, count)| (std::cmp::Reverse(**count), channel.to_string()));
        for (channel, count) in channels {
            writeln!(f, "{count:8} {channel}")?;
        }
        Ok(())
    }
}
