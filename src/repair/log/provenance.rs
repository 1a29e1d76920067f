//! Where every restored stretch came from, so that nothing of the input is lost.

use std::ops::Range;

use crate::channel::{Channel, Garbling};
use crate::decode::Origin;
use crate::growth::make_room;
use crate::repair::infill::choice::{Caution, Choice};
use crate::repair::log::record::{moved, By, Inferred, Place, Record};
use crate::repair::log::records::Records;
use crate::repair::undo::lossless::Run;

/// One undone layer at one place: text that stood at `source` became what stands at `restored`.
pub(crate) struct Undone {
    pub(crate) source: Range<usize>,
    pub(crate) restored: Range<usize>,
    /// All layers from the result to the original, this one first.
    pub(crate) channel: Channel,
    /// What was chosen and what else it could be; `None` where nothing was lost.
    pub(crate) choice: Option<Choice>,
}

/// What was undone over a stretch before the layer below it.
pub(crate) struct Over {
    /// All layers, from the one below.
    pub(crate) channel: Channel,
    /// Where it stood in the original.
    pub(crate) stood: Range<usize>,
    /// The probability that all that was inferred in it is right.
    pub(crate) confidence: f32,
}

/// Bytes of the longest repair by a multi-byte page that is cut for a layer below it: each cut reads all of it.
const LONGEST_CUT: usize = 1 << 8;

/// All repairs of a text, in order, without overlaps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    pub(crate) records: Records,
    runners_up: Vec<(char, f32)>,
    channels: Vec<Channel>,
    /// Where the text before all repairs stood in the input.
    pub(crate) origin: Origin,
}

impl Log {
    /// What is said of a text of which these runs went through `channel` and lost nothing.
    pub(crate) fn exact(channel: Channel, runs: &[Run]) -> Log {
        let mut records = Records::with_room_for(runs.len());
        runs.iter().for_each(|run| records.push(Record::new(run.source(), run.restored(), 0, None)));
        Log { records, channels: vec![channel], ..Log::default() }
    }

    /// Notes what was undone in `text`, which already is the result of what this log says.
    pub(crate) fn undo(&mut self, text: &str, undone: Vec<Undone>, caution: Caution) {
        let before = std::mem::take(&mut self.records);
        let mut old = before.iter();
        // What is left of a record that was cut.
        let mut rest = None;
        let mut next_if = |wanted: &dyn Fn(&Record) -> bool, rest: &mut Option<Record>| {
            let next = rest.take().or_else(|| old.next())?;
            if wanted(&next) {
                return Some(next);
            }
            *rest = Some(next);
            None
        };
        let mut records = Records::default();
        // What is copied between records stands as far from the original, and from the result, as the record before it.
        let mut source_shift = 0i64;
        let mut new_shift = 0i64;
        for Undone { source, restored, channel, choice } in undone {
            while let Some(record) = next_if(&|record| record.restored().end <= source.start, &mut rest) {
                source_shift = record.source().end as i64 - record.restored().end as i64;
                records.push(record.shifted(new_shift));
            }
            let mut start = moved(source.start, source_shift);
            let mut end = moved(source.end, source_shift);
            // Earlier repairs in the way are cut off where this one begins and ends.
            while let Some(record) = next_if(&|record| record.restored().start < source.end, &mut rest) {
                let (was, became) = (record.source(), record.restored());
                let channel = self.channels[record.channel as usize];
                let at = |place: usize| {
                    let inside = &text[became.clone()];
                    was.start + channel.garbled_place(inside, place - became.start)
                };
                let part = |source, restored| Record::new(source, restored, record.channel, record.inferred);
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
                    rest = Some(part(end..was.end, source.end..became.end));
                    break;
                }
            }
            new_shift = restored.end as i64 - source.end as i64;
            let channel = number(&mut self.channels, channel);
            let inferred = choice.map(|choice| {
                let first_rival = self.runners_up.len();
                let withheld = caution.withholds(&choice);
                if withheld {
                    self.runners_up.push((choice.best, choice.confidence));
                }
                self.runners_up.extend(choice.runners_up());
                let rivals = (self.runners_up.len() - first_rival) as u8;
                let by = if withheld { By::Nobody } else { By::Model };
                // Sums of probabilities may be a little more than 1.
                Inferred { confidence: choice.confidence.min(1.0), by, rivals, first_rival }
            });
            records.push(Record::new(start..end, restored, channel, inferred));
        }
        rest.into_iter().chain(old).for_each(|record| records.push(record.shifted(new_shift)));
        self.records = records;
    }

    /// The channel of a unit of `layer` at `range` of `text`, this log's result from `original`; `None` if the layers that were
    /// undone there before do not agree with one that lies below them. `was`: what the unit was, or one of the characters that it can have been.
    pub(crate) fn channel_at(
        &self,
        (original, text): (&str, &str),
        range: Range<usize>,
        layer: impl Into<Garbling>,
        was: Option<char>,
    ) -> Option<Channel> {
        let layer = layer.into();
        let in_the_way =
            self.records.from(range.start).take_while(|record| record.restored().start < range.end);
        let mut count = 0;
        for record in in_the_way.clone() {
            // A guess must not rest on a guess. What could be nothing else is no guess.
            if record.inferred.is_some_and(|inferred| inferred.rivals > 0 || inferred.by != By::Model) {
                return None;
            }
            if self.channels[record.channel as usize].joins_characters() {
                return self.channel_within(&record, (original, text), range, layer, was?);
            }
            if record.restored().start <= range.start && range.end <= record.restored().end {
                return self.channels[record.channel as usize].preceded_by(layer);
            }
            count += 1;
        }
        if count == 0 {
            return Some(Channel::of(layer));
        }
        // Pages that agree on these characters may have been taken one for another.
        let was = was?;
        let source = &original[self.place(text, range.start)..self.place(text, range.end)];
        in_the_way
            .filter_map(|record| self.channels[record.channel as usize].preceded_by(layer))
            .find(|channel| channel.apply(was.encode_utf8(&mut [0; 4])) == source)
    }

    /// The channel of a unit that was `was` within a repair of which bytes on both sides of a place may have become one character: `None` if the repair
    /// cannot be cut where the unit begins and ends.
    fn channel_within(
        &self,
        record: &Record,
        (original, text): (&str, &str),
        range: Range<usize>,
        layer: Garbling,
        was: char,
    ) -> Option<Channel> {
        let over = self.channel(record);
        let (stood, became) = (record.source(), record.restored());
        let is_inside = became.start <= range.start && range.end <= became.end;
        if record.inferred.is_some() || !is_inside || became.len() > LONGEST_CUT {
            return None;
        }
        let place = |at: usize| stood.start + over.garbled_place(&text[became.clone()], at - became.start);
        let (start, end) = (place(range.start), place(range.end));
        let makes = |part: Range<usize>, of: Range<usize>| over.apply(&text[part]) == original[of];
        let can_be_cut = makes(became.start..range.start, stood.start..start)
            && makes(range.clone(), start..end)
            && makes(range.end..became.end, end..stood.end);
        let channel = over.preceded_by(layer).filter(|_| can_be_cut)?;
        (channel.apply(was.encode_utf8(&mut [0; 4])) == original[start..end]).then_some(channel)
    }

    /// True if a repair lies across the place `at` of this log's result that cannot be cut there: a multi-byte page read bytes on both sides as one
    /// character.
    pub(crate) fn is_joined_at(&self, at: usize) -> bool {
        let across = self.records.from(at).next().filter(|record| record.restored().start < at);
        across.is_some_and(|record| at < record.restored().end && self.channel(&record).joins_characters())
    }

    /// What lies over `range` of `text`, this log's result: see [`Over`]. `None` if its repairs are of several channels, or if one was withheld. No
    /// repair that cannot be cut may lie across an end of the range. `known`: a place in front of the range and where it stood, from which to count.
    pub(crate) fn over(
        &self,
        text: &str,
        range: Range<usize>,
        layer: impl Into<Garbling>,
        known: Option<(usize, usize)>,
    ) -> Option<Over> {
        let layer = layer.into();
        let start = self.place_from(text, range.start, known);
        let end = self.place_from(text, range.end, Some((range.start, start)));
        let mut over = Over { channel: Channel::of(layer), stood: start..end, confidence: 1.0 };
        let mut above: Option<Channel> = None;
        for record in self.records.from(range.start).take_while(|record| record.restored().start < range.end)
        {
            if record.restored().end <= range.start {
                continue;
            }
            let own = self.channel(&record);
            above = Some(match above {
                None => own,
                Some(above) if above == own => own,
                // Line ends may have been lost in one part of it.
                Some(above) if above.taking_line_ends() == own.taking_line_ends() => own.taking_line_ends(),
                Some(_) => return None,
            });
            match record.inferred {
                None => {}
                Some(Inferred { by: By::Nobody, .. }) => return None,
                Some(inferred) => over.confidence *= inferred.confidence,
            }
        }
        if let Some(above) = above {
            over.channel = above.preceded_by(layer)?;
        }
        Some(over)
    }

    /// As [`Log::place`], counted from a place that is known if one repair holds both.
    fn place_from(&self, text: &str, at: usize, known: Option<(usize, usize)>) -> usize {
        let holds = |(from, _): &(usize, usize)| {
            self.records.from(at).next().is_some_and(|record| {
                let became = record.restored();
                became.start <= *from
                    && *from <= at
                    && at <= became.end
                    && !self.channel(&record).joins_characters()
            })
        };
        match known.filter(holds) {
            Some((from, stood)) => {
                let record = self.records.from(at).next();
                let channel = record.map(|record| self.channel(&record));
                channel.map_or(stood, |channel| stood + channel.garbled_place(&text[from..at], at - from))
            }
            None => self.place(text, at),
        }
    }

    /// Takes over the log of the text that follows, whose places begin at `source` and `restored`.
    pub(crate) fn append(&mut self, next: Log, source: usize, restored: usize) {
        let numbers: Vec<u32> =
            next.channels.iter().map(|channel| number(&mut self.channels, *channel)).collect();
        self.records.append(&next.records, Place { source, restored }, self.runners_up.len(), &numbers);
        self.runners_up.extend(next.runners_up);
    }

    /// Makes room for what `next` adds, the log of what is behind `done` of `all`.
    pub(crate) fn make_room(&mut self, next: &Log, done: usize, all: usize) {
        self.records.make_room(&next.records, done, all);
        make_room(&mut self.runners_up, next.runners_up.len(), done, all);
    }

    /// Gives back the room that is left over.
    pub(crate) fn shrink(&mut self) {
        self.records.shrink();
        self.runners_up.shrink_to_fit();
    }

    /// True if a repair lies across the end of `text`, with which the restored text begins, and cannot be cut there: a multi-byte page read
    /// bytes on both sides as one character. `original` is the text before the repairs.
    pub(crate) fn straddles(&self, text: &str, original: &str) -> bool {
        let across = self.records.from(text.len()).next();
        across.filter(|record| record.restored().start < text.len()).is_some_and(|record| {
            let channel = &self.channels[record.channel as usize];
            channel.joins_characters()
                && !original[record.source()].starts_with(&channel.apply(&text[record.restored().start..]))
        })
    }

    /// The place before the repairs of the end of `text`, with which the restored text begins. No repair that cannot be cut lies across it.
    pub(crate) fn before(&self, text: &str) -> usize {
        self.place(text, text.len())
    }

    /// Takes off what is said of `text`, with which the restored text begins, but for the origin. A repair that lies across its end is cut in
    /// two; none may lie there that cannot be.
    pub(crate) fn take(&mut self, text: &str) -> Log {
        let restored = text.len();
        let source = self.before(text);
        let (mut taken, mut left) = (Log::default(), Log::default());
        let cut = |record: Record| {
            let (was, became) = (record.source(), record.restored());
            let part = |source, restored| Record::new(source, restored, record.channel, record.inferred);
            if became.start < restored && restored < became.end {
                [
                    Some(part(was.start..source, became.start..restored)),
                    Some(part(source..was.end, restored..became.end)),
                ]
            } else {
                [Some(record), None]
            }
        };
        for record in self.records.iter().flat_map(cut).flatten() {
            let (log, begin) = if record.restored().end <= restored {
                (&mut taken, Place::default())
            } else {
                (&mut left, Place { source, restored })
            };
            let inferred = record.inferred.map(|inferred| {
                let first_rival = log.runners_up.len();
                log.runners_up.extend_from_slice(&self.runners_up[inferred.runners_up()]);
                Inferred { first_rival, ..inferred }
            });
            let mut record = record.after(begin);
            record.inferred = inferred;
            log.records.push(record);
        }
        taken.channels.clone_from(&self.channels);
        left.channels = std::mem::take(&mut self.channels);
        left.origin = std::mem::take(&mut self.origin);
        *self = left;
        taken
    }

    /// The input as it was before all the repairs.
    pub(crate) fn original(&self, restored: &str) -> Vec<u8> {
        let mut original = String::with_capacity(restored.len());
        let mut at = 0;
        for record in self.records.iter() {
            original.push_str(&restored[at..record.restored().start]);
            original.push_str(&self.stood(restored, &record));
            at = record.restored().end;
        }
        original.push_str(&restored[at..]);
        self.origin.encode(original)
    }

    /// What stood where the repair is, before it and after decoding.
    pub(crate) fn stood(&self, restored: &str, record: &Record) -> String {
        let channel = &self.channels[record.channel as usize];
        match self.inferred(record) {
            // Every candidate of a withheld character garbles to what stood there.
            Some((Inferred { by: By::Nobody, .. }, [(candidate, _), ..])) => {
                channel.apply(candidate.encode_utf8(&mut [0; 4]))
            }
            _ => channel.apply(&restored[record.restored()]),
        }
    }

    /// The range of the input that became `range` of the restored text.
    ///
    /// # Panics
    ///
    /// If `range` is not in the text, on character boundaries.
    pub(crate) fn source(&self, restored: &str, range: Range<usize>) -> Range<usize> {
        let inside = restored.get(range.clone()).is_some();
        assert!(inside, "{range:?} is no range of the restored text on character boundaries");
        self.origin.source(self.place(restored, range.start)..self.place(restored, range.end))
    }

    /// The smallest range of the restored text that `range` of the input went into.
    ///
    /// # Panics
    ///
    /// If `range` is not in the input.
    pub(crate) fn restored(&self, restored: &str, range: Range<usize>) -> Range<usize> {
        let all = self.source(restored, 0..restored.len());
        let inside = all.start <= range.start && range.start <= range.end && range.end <= all.end;
        assert!(inside, "{range:?} is no range of the input, which has the bytes {all:?}");
        let place =
            |at: usize, is_end: bool| self.restored_place(restored, self.origin.decoded(at, is_end), is_end);
        place(range.start, false)..place(range.end, true)
    }

    /// The place in the restored text of the place `at` before the repairs: within a character, its beginning or its end.
    fn restored_place(&self, restored: &str, at: usize, is_end: bool) -> usize {
        let mut behind = self.records.iter_from_source(at);
        let before = behind.before();
        match behind.next() {
            Some(record) if record.source().start < at => {
                let channel = &self.channels[record.channel as usize];
                let (source, became) = (record.source(), record.restored());
                let inside = &restored[became.clone()];
                let ends = inside.char_indices().skip(1).map(|(end, _)| end);
                let places: Vec<usize> = std::iter::once(0).chain(ends).chain([inside.len()]).collect();
                let stood = |place: usize| match place {
                    0 => source.start,
                    place if place == inside.len() => source.end,
                    place => source.start + channel.garbled_place(inside, place),
                };
                let number = match is_end {
                    true => places.partition_point(|place| stood(*place) < at),
                    false => places.partition_point(|place| stood(*place) <= at).saturating_sub(1),
                };
                became.start + places.get(number).copied().unwrap_or(inside.len())
            }
            _ => {
                let mut place = (before.restored + at).saturating_sub(before.source).min(restored.len());
                while !restored.is_char_boundary(place) {
                    place = if is_end { place + 1 } else { place - 1 };
                }
                place
            }
        }
    }

    /// The text, and what is known of it, with `choice` where something was inferred; `None` if `repair` is no inference of this log, or
    /// its channel does not turn `choice` into what stood there.
    pub(crate) fn amend(&self, text: &str, repair: &Record, choice: &str) -> Option<(String, Log)> {
        let record = self.records.from(repair.restored().start).next().filter(|own| own.is_like(repair))?;
        let (inferred, candidates) = self.inferred(&record)?;
        if choice.is_empty() || self.channel(&record).apply(choice) != self.stood(text, &record) {
            return None;
        }
        let became = record.restored();
        let mut log = Log { records: Records::default(), ..self.clone() };
        let first_rival = log.runners_up.len();
        let mut chars = text[became.clone()].chars();
        if let (By::Model, Some(best), None) = (inferred.by, chars.next(), chars.next()) {
            log.runners_up.push((best, inferred.confidence));
        }
        log.runners_up.extend_from_slice(candidates);
        let rivals = (log.runners_up.len() - first_rival) as u8;
        let inferred = Some(Inferred { by: By::Person, confidence: 1.0, rivals, first_rival });
        let end = became.start + choice.len();
        for other in self.records.iter() {
            log.records.push(if other == record {
                Record::new(record.source(), became.start..end, record.channel, inferred)
            } else if other.restored().start < became.start {
                other
            } else {
                other.shifted(end as i64 - became.end as i64)
            });
        }
        Some(([&text[..became.start], choice, &text[became.end..]].concat(), log))
    }

    fn place(&self, restored: &str, at: usize) -> usize {
        let mut behind = self.records.from(at);
        let before = behind.before();
        match behind.next() {
            Some(record) if record.restored().start < at => {
                let channel = &self.channels[record.channel as usize];
                // What is behind the place does not matter, and may not be there.
                let inside = &restored[record.restored().start..record.restored().end.min(restored.len())];
                record.source().start + channel.garbled_place(inside, at - record.restored().start)
            }
            // The place may lie before the one that is known: what is between them was copied all the same.
            _ => before.source + at - before.restored,
        }
    }

    /// What was inferred in a repair, and what else it could be.
    pub(crate) fn inferred(&self, record: &Record) -> Option<(Inferred, &[(char, f32)])> {
        let inferred = record.inferred?;
        Some((inferred, &self.runners_up[inferred.runners_up()]))
    }

    /// The channel of a repair.
    pub(crate) fn channel(&self, record: &Record) -> Channel {
        self.channels[record.channel as usize]
    }
}

/// Channels may have other numbers: what is known of the text is the same all the same.
impl PartialEq for Log {
    fn eq(&self, other: &Log) -> bool {
        let alike = |(own, others): (Record, Record)| {
            let rivals = |log: &Log, record: &Record| log.inferred(record).map(|(_, rivals)| rivals.to_vec());
            own.is_like(&others)
                && self.channel(&own) == other.channel(&others)
                && rivals(self, &own) == rivals(other, &others)
        };
        self.records.len() == other.records.len()
            && self.origin == other.origin
            && self.records.iter().zip(other.records.iter()).all(alike)
    }
}

/// The number of a channel in a list, to which it is added if it is not there.
pub(crate) fn number(channels: &mut Vec<Channel>, channel: Channel) -> u32 {
    let number = channels.iter().position(|known| *known == channel).unwrap_or_else(|| {
        channels.push(channel);
        channels.len() - 1
    });
    number as u32
}
