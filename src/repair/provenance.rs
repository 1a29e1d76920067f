//! Where every restored stretch came from, so that nothing of the input is lost.

use std::ops::Range;

use super::lattice::Choice;
use super::Repair;
use crate::channel::{Channel, Layer};
use crate::decode::Origin;

/// One undone layer at one place: by `layer`, text that stood at `source` became what stands at `restored`.
pub(crate) struct Undone {
    pub(crate) source: Range<usize>,
    pub(crate) restored: Range<usize>,
    /// What was chosen and what else it could be; `None` where nothing was lost.
    pub(crate) choice: Option<Choice>,
}

/// One repair: by the channel with this number, what stands at `restored` became what stood at `source`.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) source: Range<usize>,
    pub(crate) restored: Range<usize>,
    pub(crate) channel: u32,
    pub(crate) inferred: Option<Inferred>,
}

/// How sure an inferred character is, and where in the log its runners-up are.
#[derive(Clone, Debug)]
pub(crate) struct Inferred {
    pub(crate) confidence: f32,
    /// U+FFFD stands in its place, and it is the first of its runners-up.
    pub(crate) withheld: bool,
    pub(crate) runners_up: Range<usize>,
}

/// All repairs of a text, in order, without overlaps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    pub(crate) records: Vec<Record>,
    pub(crate) runners_up: Vec<(char, f32)>,
    pub(crate) channels: Vec<Channel>,
    /// Where the text before all repairs stood in the input.
    pub(crate) origin: Origin,
}

impl Log {
    /// Notes that `layer` was undone in a text that already is the result of what this log says. `text` is that text before
    /// the layer was undone.
    pub(crate) fn undo(&mut self, text: &str, layer: Layer, undone: Vec<Undone>, least_confidence: f32) {
        let mut old = std::mem::take(&mut self.records).into_iter().peekable();
        let mut records = Vec::with_capacity(old.len() + undone.len());
        // How far behind the original, and ahead of the text so far, a place between records is: what is copied shifts both alike.
        let mut source_shift = 0i64;
        let mut new_shift = 0i64;
        let moved = |at: usize, by: i64| (at as i64 + by) as usize;
        for Undone { source, restored, choice } in undone {
            while let Some(record) = old.next_if(|record| record.restored.end <= source.start) {
                source_shift = record.source.end as i64 - record.restored.end as i64;
                records.push(shifted(record, new_shift));
            }
            let (from, channel) = match old.peek_mut().filter(|record| record.restored.start < source.end) {
                None => {
                    let from = moved(source.start, source_shift)..moved(source.end, source_shift);
                    (from, Some(Channel::of(layer)))
                }
                // The stretch lies inside an earlier repair, which is cut in up to three.
                Some(record) => {
                    let channel = self.channels[record.channel as usize];
                    let garbled = |range: Range<usize>| -> usize {
                        text[range].chars().map(|c| channel.garbled_len(c)).sum()
                    };
                    let start = record.source.start + garbled(record.restored.start..source.start);
                    let end = start + garbled(source.clone());
                    if record.restored.start < source.start {
                        let left = Record {
                            source: record.source.start..start,
                            restored: record.restored.start..source.start,
                            ..record.clone()
                        };
                        records.push(shifted(left, new_shift));
                    }
                    record.source.start = end;
                    record.restored.start = source.end;
                    if record.restored.is_empty() {
                        source_shift = record.source.end as i64 - record.restored.end as i64;
                        old.next();
                    }
                    (start..end, channel.preceded_by(layer))
                }
            };
            debug_assert!(channel.is_some(), "the caller counts the layers");
            new_shift = restored.end as i64 - source.end as i64;
            let channel = self.number(channel.unwrap_or(Channel::of(layer)));
            let inferred = choice.map(|choice| {
                let first = self.runners_up.len();
                let withheld = choice.confidence < least_confidence;
                if withheld {
                    self.runners_up.push((choice.best, choice.confidence));
                }
                self.runners_up.extend(choice.runners_up());
                Inferred { confidence: choice.confidence, withheld, runners_up: first..self.runners_up.len() }
            });
            records.push(Record { source: from, restored, channel, inferred });
        }
        records.extend(old.map(|record| shifted(record, new_shift)));
        self.records = records;
    }

    /// True if all of `range` of the restored text went through the same layers, and for certain.
    pub(crate) fn is_uniform(&self, range: Range<usize>) -> bool {
        let at = self.records.partition_point(|record| record.restored.end <= range.start);
        match self.records.get(at) {
            None => true,
            Some(record) if record.restored.start >= range.end => true,
            Some(record) => {
                record.inferred.is_none()
                    && record.restored.start <= range.start
                    && record.restored.end >= range.end
            }
        }
    }

    /// Takes over the log of the text that follows, whose places begin at `source` and `restored`.
    pub(crate) fn append(&mut self, next: Log, source: usize, restored: usize) {
        let numbers: Vec<u32> = next.channels.iter().map(|channel| self.number(*channel)).collect();
        let first = self.runners_up.len();
        self.runners_up.extend(next.runners_up);
        self.records.extend(next.records.into_iter().map(|record| Record {
            source: record.source.start + source..record.source.end + source,
            restored: record.restored.start + restored..record.restored.end + restored,
            channel: numbers[record.channel as usize],
            inferred: record.inferred.map(|inferred| Inferred {
                runners_up: inferred.runners_up.start + first..inferred.runners_up.end + first,
                ..inferred
            }),
        }));
    }

    /// The input as it was before all the repairs.
    pub(crate) fn original(&self, restored: &str) -> Vec<u8> {
        let mut original = String::with_capacity(restored.len());
        let mut at = 0;
        for record in &self.records {
            original.push_str(&restored[at..record.restored.start]);
            let channel = &self.channels[record.channel as usize];
            // Every candidate of a withheld character garbles to what stood there.
            match &record.inferred {
                Some(Inferred { withheld: true, runners_up, .. }) => {
                    let (candidate, _) = self.runners_up[runners_up.start];
                    original.push_str(&channel.apply(candidate.encode_utf8(&mut [0; 4])));
                }
                _ => original.push_str(&channel.apply(&restored[record.restored.clone()])),
            }
            at = record.restored.end;
        }
        original.push_str(&restored[at..]);
        self.origin.encode(original)
    }

    /// The range of the input that became `range` of the restored text.
    pub(crate) fn source(&self, restored: &str, range: Range<usize>) -> Range<usize> {
        self.origin.source(self.place(restored, range.start)..self.place(restored, range.end))
    }

    fn place(&self, restored: &str, at: usize) -> usize {
        let next = self.records.partition_point(|record| record.restored.end <= at);
        match self.records.get(next) {
            Some(record) if record.restored.start < at => {
                let channel = &self.channels[record.channel as usize];
                let inside = restored[record.restored.start..at].chars();
                record.source.start + inside.map(|c| channel.garbled_len(c)).sum::<usize>()
            }
            _ => match next.checked_sub(1).map(|before| &self.records[before]) {
                Some(record) => record.source.end + (at - record.restored.end),
                None => at,
            },
        }
    }

    /// The repairs, as views.
    pub(crate) fn repairs(&self) -> impl ExactSizeIterator<Item = Repair<'_>> {
        self.records.iter().map(|record| Repair::new(record, self))
    }

    fn number(&mut self, channel: Channel) -> u32 {
        let number = self.channels.iter().position(|known| *known == channel).unwrap_or_else(|| {
            self.channels.push(channel);
            self.channels.len() - 1
        });
        number as u32
    }
}

fn shifted(record: Record, by: i64) -> Record {
    let moved = |at: usize| (at as i64 + by) as usize;
    Record { restored: moved(record.restored.start)..moved(record.restored.end), ..record }
}
