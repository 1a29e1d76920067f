//! Where every restored stretch came from, so that nothing of the input is lost.

use std::collections::VecDeque;
use std::ops::Range;

use super::lattice::Choice;
use super::Repair;
use crate::channel::{Channel, Garbling};
use crate::decode::Origin;
use crate::growth::make_room;

/// One undone layer at one place: text that stood at `source` became what stands at `restored`.
pub(crate) struct Undone {
    pub(crate) source: Range<usize>,
    pub(crate) restored: Range<usize>,
    /// All layers from the result to the original, this one first.
    pub(crate) channel: Channel,
    /// What was chosen and what else it could be; `None` where nothing was lost.
    pub(crate) choice: Option<Choice>,
}

/// One repair: by a channel, what stands in one place became what stood in another. A text of several megabytes has as many as it has
/// gaps, twice over, so it is small.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    source: usize,
    restored: usize,
    source_len: u32,
    restored_len: u32,
    /// The number of the channel.
    channel: u32,
    /// The place of what was inferred in the log; `EXACT` where nothing was.
    inferred: u32,
}

/// No inferred character is this one.
const EXACT: u32 = u32::MAX;

impl Record {
    fn new(source: Range<usize>, restored: Range<usize>, channel: u32, inferred: Option<usize>) -> Record {
        // Repairs do not go beyond the block they are in.
        let short = |number: usize| {
            debug_assert!(number < EXACT as usize);
            number as u32
        };
        Record {
            source: source.start,
            restored: restored.start,
            source_len: short(source.len()),
            restored_len: short(restored.len()),
            channel,
            inferred: inferred.map_or(EXACT, short),
        }
    }

    pub(crate) fn source(&self) -> Range<usize> {
        self.source..self.source + self.source_len as usize
    }

    pub(crate) fn restored(&self) -> Range<usize> {
        self.restored..self.restored + self.restored_len as usize
    }

    fn inferred(&self) -> Option<usize> {
        (self.inferred != EXACT).then_some(self.inferred as usize)
    }

    /// The same, with its result so many bytes further on.
    fn shifted(self, by: i64) -> Record {
        Record { restored: moved(self.restored, by), ..self }
    }
}

/// How sure an inferred character is, and where in the log its runners-up are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inferred {
    pub(crate) confidence: f32,
    /// U+FFFD stands in its place, and it is the first of its runners-up.
    pub(crate) withheld: bool,
    rivals: u8,
    first_rival: usize,
}

impl Inferred {
    fn runners_up(&self) -> Range<usize> {
        self.first_rival..self.first_rival + usize::from(self.rivals)
    }
}

/// All repairs of a text, in order, without overlaps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    pub(crate) records: Vec<Record>,
    inferred: Vec<Inferred>,
    runners_up: Vec<(char, f32)>,
    channels: Vec<Channel>,
    /// Where the text before all repairs stood in the input.
    pub(crate) origin: Origin,
}

impl Log {
    /// What is said of a text of which these runs went through `channel` and lost nothing.
    pub(crate) fn exact(channel: Channel, runs: impl Iterator<Item = (Range<usize>, Range<usize>)>) -> Log {
        let records = runs.map(|(source, restored)| Record::new(source, restored, 0, None)).collect();
        Log { records, channels: vec![channel], ..Log::default() }
    }

    /// Notes what was undone in `text`, which already is the result of what this log says.
    pub(crate) fn undo(&mut self, text: &str, undone: Vec<Undone>, least_confidence: f32) {
        let mut old = VecDeque::from(std::mem::take(&mut self.records));
        let mut records = Vec::with_capacity(old.len() + undone.len());
        // What is copied between records stands as far from the original, and from the result, as the record before it.
        let mut source_shift = 0i64;
        let mut new_shift = 0i64;
        for Undone { source, restored, channel, choice } in undone {
            while let Some(record) = next_if(&mut old, |record| record.restored().end <= source.start) {
                source_shift = record.source().end as i64 - record.restored().end as i64;
                records.push(record.shifted(new_shift));
            }
            let mut start = moved(source.start, source_shift);
            let mut end = moved(source.end, source_shift);
            // Earlier repairs in the way are cut off where this one begins and ends.
            while let Some(record) = next_if(&mut old, |record| record.restored < source.end) {
                let (was, became) = (record.source(), record.restored());
                let channel = self.channels[record.channel as usize];
                let at = |place: usize| {
                    let inside = &text[became.clone()];
                    was.start + channel.garbled_place(inside, place - became.start)
                };
                let part =
                    |source, restored| Record::new(source, restored, record.channel, record.inferred());
                if became.start < source.start {
                    start = at(source.start);
                    records.push(part(was.start..start, became.start..source.start).shifted(new_shift));
                } else if became.start == source.start {
                    start = was.start;
                }
                source_shift = was.end as i64 - became.end as i64;
                end = moved(source.end, source_shift);
                if became.end > source.end {
                    end = at(source.end);
                    old.push_front(part(end..was.end, source.end..became.end));
                    break;
                }
            }
            new_shift = restored.end as i64 - source.end as i64;
            let channel = self.number(channel);
            let inferred = choice.map(|choice| {
                let first_rival = self.runners_up.len();
                let withheld = choice.confidence < least_confidence;
                if withheld {
                    self.runners_up.push((choice.best, choice.confidence));
                }
                self.runners_up.extend(choice.runners_up());
                let rivals = (self.runners_up.len() - first_rival) as u8;
                self.inferred.push(Inferred { confidence: choice.confidence, withheld, rivals, first_rival });
                self.inferred.len() - 1
            });
            records.push(Record::new(start..end, restored, channel, inferred));
        }
        records.extend(old.into_iter().map(|record| record.shifted(new_shift)));
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
        let first = self.records.partition_point(|record| record.restored().end <= range.start);
        let in_the_way = self.records[first..].iter().take_while(|record| record.restored < range.end);
        let mut count = 0;
        for record in in_the_way.clone() {
            // What rests on a guess is no ground for another; what cannot be cut between characters cannot hold one.
            if record.inferred().is_some() || self.channels[record.channel as usize].joins_characters() {
                return None;
            }
            if record.restored <= range.start && range.end <= record.restored().end {
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
        let (first, first_rival) = (self.inferred.len() as u32, self.runners_up.len());
        self.runners_up.extend(next.runners_up);
        self.inferred.extend(
            next.inferred
                .into_iter()
                .map(|inferred| Inferred { first_rival: inferred.first_rival + first_rival, ..inferred }),
        );
        self.records.extend(next.records.into_iter().map(|record| Record {
            source: record.source + source,
            restored: record.restored + restored,
            channel: numbers[record.channel as usize],
            inferred: record.inferred().map_or(EXACT, |_| record.inferred + first),
            ..record
        }));
    }

    /// Makes room for what `next` adds, the log of what is behind `done` of `all`.
    pub(crate) fn make_room(&mut self, next: &Log, done: usize, all: usize) {
        make_room(&mut self.records, next.records.len(), done, all);
        make_room(&mut self.inferred, next.inferred.len(), done, all);
        make_room(&mut self.runners_up, next.runners_up.len(), done, all);
    }

    /// Gives back the room that is left over.
    pub(crate) fn shrink(&mut self) {
        self.records.shrink_to_fit();
        self.inferred.shrink_to_fit();
        self.runners_up.shrink_to_fit();
    }

    /// True if a repair lies across the place `at` of the restored text.
    pub(crate) fn straddles(&self, at: usize) -> bool {
        let next = self.records.partition_point(|record| record.restored().end <= at);
        self.records.get(next).is_some_and(|record| record.restored < at)
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
        let count = self.records.partition_point(|record| record.restored().end <= restored);
        let mut rest = Log { records: self.records.split_off(count), ..Log::default() };
        for record in &mut rest.records {
            record.source -= source;
            record.restored -= restored;
        }
        rest.channels.clone_from(&self.channels);
        rest.origin = std::mem::take(&mut self.origin);
        let (inferred, rivals) = (std::mem::take(&mut self.inferred), std::mem::take(&mut self.runners_up));
        self.move_inferred(&inferred, &rivals);
        rest.move_inferred(&inferred, &rivals);
        std::mem::replace(self, rest)
    }

    /// Takes over what the records that are here say was inferred.
    fn move_inferred(&mut self, all: &[Inferred], rivals: &[(char, f32)]) {
        for record in &mut self.records {
            let Some(inferred) = record.inferred().map(|number| all[number]) else { continue };
            record.inferred = self.inferred.len() as u32;
            self.inferred.push(Inferred { first_rival: self.runners_up.len(), ..inferred });
            self.runners_up.extend_from_slice(&rivals[inferred.runners_up()]);
        }
    }

    /// The input as it was before all the repairs.
    pub(crate) fn original(&self, restored: &str) -> Vec<u8> {
        let mut original = String::with_capacity(restored.len());
        let mut at = 0;
        for record in &self.records {
            original.push_str(&restored[at..record.restored]);
            let channel = &self.channels[record.channel as usize];
            // Every candidate of a withheld character garbles to what stood there.
            match self.inferred(record) {
                Some((Inferred { withheld: true, .. }, [(candidate, _), ..])) => {
                    original.push_str(&channel.apply(candidate.encode_utf8(&mut [0; 4])));
                }
                _ => original.push_str(&channel.apply(&restored[record.restored()])),
            }
            at = record.restored().end;
        }
        original.push_str(&restored[at..]);
        self.origin.encode(original)
    }

    /// The range of the input that became `range` of the restored text.
    pub(crate) fn source(&self, restored: &str, range: Range<usize>) -> Range<usize> {
        self.origin.source(self.place(restored, range.start)..self.place(restored, range.end))
    }

    fn place(&self, restored: &str, at: usize) -> usize {
        let next = self.records.partition_point(|record| record.restored().end <= at);
        match self.records.get(next) {
            Some(record) if record.restored < at => {
                let channel = &self.channels[record.channel as usize];
                let inside = &restored[record.restored()];
                record.source + channel.garbled_place(inside, at - record.restored)
            }
            _ => match next.checked_sub(1).map(|before| &self.records[before]) {
                Some(record) => record.source().end + (at - record.restored().end),
                None => at,
            },
        }
    }

    /// What was inferred in a repair, and what else it could be.
    pub(crate) fn inferred(&self, record: &Record) -> Option<(Inferred, &[(char, f32)])> {
        let inferred = self.inferred[record.inferred()?];
        Some((inferred, &self.runners_up[inferred.runners_up()]))
    }

    /// The channel of a repair.
    pub(crate) fn channel(&self, record: &Record) -> Channel {
        self.channels[record.channel as usize]
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

fn moved(at: usize, by: i64) -> usize {
    (at as i64 + by) as usize
}
