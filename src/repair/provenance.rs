//! Where every restored stretch came from, so that nothing of the input is lost.

use std::collections::VecDeque;
use std::ops::Range;

use super::lattice::Choice;
use super::Repair;
use crate::channel::{Channel, Garbling};
use crate::decode::Origin;

/// One undone layer at one place: text that stood at `source` became what stands at `restored`.
pub(crate) struct Undone {
    pub(crate) source: Range<usize>,
    pub(crate) restored: Range<usize>,
    /// All layers from the result to the original, this one first.
    pub(crate) channel: Channel,
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
    /// Notes what was undone in `text`, which already is the result of what this log says.
    pub(crate) fn undo(&mut self, text: &str, undone: Vec<Undone>, least_confidence: f32) {
        let mut old = VecDeque::from(std::mem::take(&mut self.records));
        let mut records = Vec::with_capacity(old.len() + undone.len());
        // What is copied between records stands as far from the original, and from the result, as the record before it.
        let mut source_shift = 0i64;
        let mut new_shift = 0i64;
        for Undone { source, restored, channel, choice } in undone {
            while let Some(record) = next_if(&mut old, |record| record.restored.end <= source.start) {
                source_shift = record.source.end as i64 - record.restored.end as i64;
                records.push(shifted(record, new_shift));
            }
            let mut start = moved(source.start, source_shift);
            let mut end = moved(source.end, source_shift);
            // Earlier repairs in the way are cut off where this one begins and ends.
            while let Some(record) = next_if(&mut old, |record| record.restored.start < source.end) {
                let channel = self.channels[record.channel as usize];
                let at = |place: usize| {
                    let inside = &text[record.restored.clone()];
                    record.source.start + channel.garbled_place(inside, place - record.restored.start)
                };
                if record.restored.start < source.start {
                    start = at(source.start);
                    let left = Record {
                        source: record.source.start..start,
                        restored: record.restored.start..source.start,
                        ..record.clone()
                    };
                    records.push(shifted(left, new_shift));
                } else if record.restored.start == source.start {
                    start = record.source.start;
                }
                source_shift = record.source.end as i64 - record.restored.end as i64;
                end = moved(source.end, source_shift);
                if record.restored.end > source.end {
                    end = at(source.end);
                    let right = Record {
                        source: end..record.source.end,
                        restored: source.end..record.restored.end,
                        ..record
                    };
                    old.push_front(right);
                    break;
                }
            }
            new_shift = restored.end as i64 - source.end as i64;
            let channel = self.number(channel);
            let inferred = choice.map(|choice| {
                let first = self.runners_up.len();
                let withheld = choice.confidence < least_confidence;
                if withheld {
                    self.runners_up.push((choice.best, choice.confidence));
                }
                self.runners_up.extend(choice.runners_up());
                Inferred { confidence: choice.confidence, withheld, runners_up: first..self.runners_up.len() }
            });
            records.push(Record { source: start..end, restored, channel, inferred });
        }
        records.extend(old.into_iter().map(|record| shifted(record, new_shift)));
        self.records = records;
    }

    /// The channel of a unit of `layer` at `range` of `text`, this log's result from `original`; `None` if the layers that were
    /// undone there before do not agree with one that lies below them. `whole` is the unit's character if it lost nothing.
    pub(crate) fn channel_at(
        &self,
        (original, text): (&str, &str),
        range: Range<usize>,
        layer: impl Into<Garbling>,
        whole: Option<char>,
    ) -> Option<Channel> {
        let layer = layer.into();
        let first = self.records.partition_point(|record| record.restored.end <= range.start);
        let in_the_way = self.records[first..].iter().take_while(|record| record.restored.start < range.end);
        let mut count = 0;
        for record in in_the_way.clone() {
            // What rests on a guess is no ground for another; what cannot be cut between characters cannot hold one.
            if record.inferred.is_some() || self.channels[record.channel as usize].joins_characters() {
                return None;
            }
            if record.restored.start <= range.start && range.end <= record.restored.end {
                return self.channels[record.channel as usize].preceded_by(layer);
            }
            count += 1;
        }
        if count == 0 {
            return Some(Channel::of(layer));
        }
        // Pages that agree on these characters may have been taken one for another.
        let whole = whole?;
        let source = &original[self.place(text, range.start)..self.place(text, range.end)];
        in_the_way
            .filter_map(|record| self.channels[record.channel as usize].preceded_by(layer))
            .find(|channel| channel.apply(whole.encode_utf8(&mut [0; 4])) == source)
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

    /// True if a repair lies across the place `at` of the restored text.
    pub(crate) fn straddles(&self, at: usize) -> bool {
        let next = self.records.partition_point(|record| record.restored.end <= at);
        self.records.get(next).is_some_and(|record| record.restored.start < at)
    }

    /// The place before the repairs of the place `at` of the restored text, across which no repair lies.
    pub(crate) fn before(&self, at: usize) -> usize {
        debug_assert!(!self.straddles(at));
        self.place("", at)
    }

    /// Takes off what is said of the first `restored` bytes of the restored text, but for the origin. No repair may lie across the
    /// cut.
    pub(crate) fn take(&mut self, restored: usize) -> Log {
        let source = self.before(restored);
        let count = self.records.partition_point(|record| record.restored.end <= restored);
        let mut rest = Log { records: self.records.split_off(count), ..Log::default() };
        for record in &mut rest.records {
            record.source = record.source.start - source..record.source.end - source;
            record.restored = record.restored.start - restored..record.restored.end - restored;
        }
        rest.channels.clone_from(&self.channels);
        rest.origin = std::mem::take(&mut self.origin);
        rest.move_runners_up(&self.runners_up);
        let all = std::mem::take(&mut self.runners_up);
        self.move_runners_up(&all);
        std::mem::replace(self, rest)
    }

    /// Takes over from `all` the runners-up of the records that are here.
    fn move_runners_up(&mut self, all: &[(char, f32)]) {
        for inferred in self.records.iter_mut().filter_map(|record| record.inferred.as_mut()) {
            let first = self.runners_up.len();
            self.runners_up.extend_from_slice(&all[inferred.runners_up.clone()]);
            inferred.runners_up = first..self.runners_up.len();
        }
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
                let inside = &restored[record.restored.clone()];
                record.source.start + channel.garbled_place(inside, at - record.restored.start)
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

/// Takes the first record if it is as wanted.
fn next_if(records: &mut VecDeque<Record>, wanted: impl Fn(&Record) -> bool) -> Option<Record> {
    if wanted(records.front()?) {
        records.pop_front()
    } else {
        None
    }
}

fn shifted(record: Record, by: i64) -> Record {
    Record { restored: moved(record.restored.start, by)..moved(record.restored.end, by), ..record }
}

fn moved(at: usize, by: i64) -> usize {
    (at as i64 + by) as usize
}
