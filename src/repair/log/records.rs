//! The repairs of a text, a few bytes each: a text of several megabytes has as many as it has gaps, twice over.
//!
//! What stands between two repairs was copied, so a repair's place in the input and its place in the result are told by one number:
//! how far behind the last repair it begins. This and its two lengths are small numbers, and small numbers take a byte. A *head* for
//! every few repairs says where they begin, so that one can be found without reading those before.

use std::ops::Range;

use crate::growth::make_room;
use crate::repair::log::record::{By, Inferred, Place, Record};

/// Repairs that a head stands for at the most. Balances the time to find one against the room that heads take.
const GROUP: u32 = 64;

/// Where a group of repairs begins.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// The end of what is before its first repair, or a place between the two.
    place: Place,
    /// Where in the list of bytes it begins, and among the runners-up.
    at: usize,
    rival: usize,
    /// The number of its first repair.
    number: usize,
}

/// Repairs in the order of the text, without overlaps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Records {
    heads: Vec<Head>,
    /// For each repair: how far it is behind the last one, its two lengths, and its channel with the mark of an inference, which
    /// follows.
    bytes: Vec<u8>,
    len: usize,
    /// Repairs under the last head.
    in_group: u32,
    /// The end of the last repair, and of its runners-up.
    end: Place,
    rivals: usize,
}

/// Marks behind a channel's number: nothing was inferred; or something was, with runners-up that come next; or elsewhere.
const EXACT: u64 = 0;
const NEXT: u64 = 1;
const ELSEWHERE: u64 = 2;
/// Bits that a mark takes.
const MARK: u32 = 2;

/// In the byte of an inference, beside the number of its runners-up.
const WITHHELD: u8 = 0x80;
const AMENDED: u8 = 0x40;

impl Records {
    /// None yet, with room for so many that are exact and short.
    pub(crate) fn with_room_for(exact: usize) -> Records {
        let heads = Vec::with_capacity(exact.div_ceil(GROUP as usize));
        Records { heads, bytes: Vec::with_capacity(4 * exact), ..Records::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds a repair behind all others.
    pub(crate) fn push(&mut self, record: Record) {
        if self.in_group == GROUP || self.heads.is_empty() {
            self.begin_group(self.end, self.rivals);
        }
        let Record { source, restored, source_len, restored_len, channel, inferred } = record;
        debug_assert_eq!(source - self.end.source, restored - self.end.restored, "what is between is copied");
        let mark = match inferred {
            None => EXACT,
            Some(inferred) if inferred.first_rival == self.rivals => NEXT,
            Some(_) => ELSEWHERE,
        };
        let copied = (restored - self.end.restored) as u64;
        let numbers = [copied, source_len.into(), restored_len.into(), u64::from(channel) << MARK | mark];
        if numbers.iter().all(|number| *number < 0x80) {
            self.bytes.extend(numbers.map(|number| number as u8));
        } else {
            numbers.into_iter().for_each(|number| write(&mut self.bytes, number));
        }
        if let Some(Inferred { confidence, by, rivals, first_rival }) = inferred {
            if mark == ELSEWHERE {
                // How far from there, and the way in the lowest bit: a number that stays as it is where the whole text follows another.
                let way = u64::from(first_rival < self.rivals);
                write(&mut self.bytes, (first_rival.abs_diff(self.rivals) as u64) << 1 | way);
            }
            let by = match by {
                By::Model => 0,
                By::Nobody => WITHHELD,
                By::Person => AMENDED,
            };
            debug_assert!(rivals < AMENDED);
            self.bytes.push(rivals | by);
            self.bytes.extend(confidence.to_le_bytes());
            self.rivals = first_rival + usize::from(rivals);
        }
        self.end = Place { source: record.source().end, restored: record.restored().end };
        self.len += 1;
        self.in_group += 1;
    }

    fn begin_group(&mut self, place: Place, rival: usize) {
        self.heads.push(Head { place, at: self.bytes.len(), rival, number: self.len });
        self.in_group = 0;
    }

    /// Adds the repairs of the text that follows, whose places begin at `place` and whose runners-up at `rival`. The channel with number
    /// `n` there has number `channels[n]` here.
    pub(crate) fn append(&mut self, next: &Records, place: Place, rival: usize, channels: &[u32]) {
        if next.is_empty() {
            return;
        }
        if !channels.iter().enumerate().all(|(number, channel)| number == *channel as usize) {
            self.begin_group(place, rival);
            (self.end, self.rivals) = (place, rival);
            for record in next.iter() {
                let inferred = record
                    .inferred
                    .map(|inferred| Inferred { first_rival: inferred.first_rival + rival, ..inferred });
                self.push(Record {
                    source: record.source + place.source,
                    restored: record.restored + place.restored,
                    channel: channels[record.channel as usize],
                    inferred,
                    ..record
                });
            }
            return;
        }
        let at = self.bytes.len();
        self.heads.extend(next.heads.iter().map(|head| Head {
            place: place.and(head.place),
            at: head.at + at,
            rival: head.rival + rival,
            number: head.number + self.len,
        }));
        self.bytes.extend_from_slice(&next.bytes);
        self.len += next.len;
        self.in_group = next.in_group;
        self.end = place.and(next.end);
        self.rivals = rival + next.rivals;
    }

    /// Makes room for what `next` adds, which is behind `done` of `all`.
    pub(crate) fn make_room(&mut self, next: &Records, done: usize, all: usize) {
        make_room(&mut self.heads, next.heads.len() + 1, done, all);
        make_room(&mut self.bytes, next.bytes.len(), done, all);
    }

    /// Gives back the room that is left over.
    pub(crate) fn shrink(&mut self) {
        self.heads.shrink_to_fit();
        self.bytes.shrink_to_fit();
    }

    pub(crate) fn iter(&self) -> Iter<'_> {
        self.group(0)
    }

    /// The repairs from the first one on that ends behind the place `at` of the result. Takes time logarithmic in their
    /// number.
    pub(crate) fn from(&self, at: usize) -> Iter<'_> {
        let head = self.heads.partition_point(|head| head.place.restored <= at);
        let mut iter = self.group(head.saturating_sub(1));
        loop {
            let mut ahead = iter.clone();
            match ahead.next() {
                Some(record) if record.restored().end <= at => iter = ahead,
                _ => return iter,
            }
        }
    }

    /// The same from the first one on that ends behind the place `at` of the input.
    pub(crate) fn iter_from_source(&self, at: usize) -> Iter<'_> {
        let head = self.heads.partition_point(|head| head.place.source <= at);
        let mut iter = self.group(head.saturating_sub(1));
        loop {
            let mut ahead = iter.clone();
            match ahead.next() {
                Some(record) if record.source().end <= at => iter = ahead,
                _ => return iter,
            }
        }
    }

    /// The numbers of the repairs that share a character with `range` of the result, or hold it if it is empty.
    pub(crate) fn within(&self, range: Range<usize>) -> Range<usize> {
        let first = self.len - self.from(range.start).left;
        let mut behind = self.from(range.end);
        let last = self.len - behind.left;
        let reaches = behind.next().is_some_and(|record| record.restored < range.end);
        first..(last + usize::from(reaches)).max(first)
    }

    /// From the repair with this number on.
    pub(crate) fn iter_from_number(&self, number: usize) -> Iter<'_> {
        let head = self.heads.partition_point(|head| head.number <= number).saturating_sub(1);
        let mut iter = self.group(head);
        while self.len - iter.left < number && iter.next().is_some() {}
        iter
    }

    /// The number of the first repair of the group in which the one with this number is.
    pub(crate) fn group_of(&self, number: usize) -> usize {
        let head = self.heads.partition_point(|head| head.number <= number).saturating_sub(1);
        self.heads.get(head).map_or(0, |head| head.number)
    }

    /// From the first repair of the group that has this head.
    fn group(&self, head: usize) -> Iter<'_> {
        let Some(first) = self.heads.get(head) else { return Iter::default() };
        let heads = &self.heads[head + 1..];
        Iter {
            bytes: &self.bytes[first.at..],
            before: first.place,
            rival: first.rival,
            heads,
            left: self.len - first.number,
            next_group: heads.first().map_or(0, |next| self.len - next.number),
        }
    }
}

/// Reads repairs in order.
#[derive(Clone, Default)]
pub(crate) struct Iter<'a> {
    bytes: &'a [u8],
    /// See [`Iter::before`].
    before: Place,
    rival: usize,
    /// The heads of the groups that follow.
    heads: &'a [Head],
    left: usize,
    /// How many are left when the next group begins.
    next_group: usize,
}

impl Iter<'_> {
    /// A place that only copied text parts from the next repair, on either side of any place that was asked for: the end of the repair
    /// before, or where a text that was appended begins.
    pub(crate) fn before(&self) -> Place {
        self.before
    }
}

impl Iterator for Iter<'_> {
    type Item = Record;

    #[inline]
    fn next(&mut self) -> Option<Record> {
        if self.left == 0 {
            return None;
        }
        if self.left == self.next_group {
            let (head, rest) = self.heads.split_first()?;
            (self.before, self.rival, self.heads) = (head.place, head.rival, rest);
            self.next_group = rest.first().map_or(0, |next| self.left + head.number - next.number);
        }
        self.left -= 1;
        let [copied, source_len, restored_len, channel] = match *self.bytes {
            [a, b, c, d, ref rest @ ..] if (a | b | c | d) < 0x80 => {
                self.bytes = rest;
                [a, b, c, d].map(u64::from)
            }
            _ => [(); 4].map(|()| read(&mut self.bytes)),
        };
        let mark = channel & ((1 << MARK) - 1);
        let inferred = (mark != EXACT).then(|| {
            if mark == ELSEWHERE {
                let number = read(&mut self.bytes);
                let far = (number >> 1) as usize;
                self.rival = if number & 1 == 0 { self.rival + far } else { self.rival - far };
            }
            let (first, rest) = self.bytes.split_first_chunk::<5>().unwrap_or((&[0; 5], &[]));
            let [rivals, confidence @ ..] = *first;
            self.bytes = rest;
            let inferred = Inferred {
                confidence: f32::from_le_bytes(confidence),
                by: match rivals & (WITHHELD | AMENDED) {
                    0 => By::Model,
                    WITHHELD => By::Nobody,
                    _ => By::Person,
                },
                rivals: rivals & !(WITHHELD | AMENDED),
                first_rival: self.rival,
            };
            self.rival = inferred.runners_up().end;
            inferred
        });
        let record = Record {
            source: self.before.source + copied as usize,
            restored: self.before.restored + copied as usize,
            source_len: source_len as u32,
            restored_len: restored_len as u32,
            channel: (channel >> MARK) as u32,
            inferred,
        };
        self.before = Place { source: record.source().end, restored: record.restored().end };
        Some(record)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Iter<'_> {}

/// Writes a number, seven bits a byte, the lowest first; all bytes but the last have their high bit set (LEB128).
fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads such a number off the beginning of `bytes`.
fn read(bytes: &mut &[u8]) -> u64 {
    let mut number = 0;
    let mut shift = 0;
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        shift += 7;
        if byte < 0x80 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dice::Dice;

    /// Repairs as they could be, with numbers of every size.
    fn random(dice: &mut Dice, count: usize, channels: usize) -> Vec<Record> {
        let (mut source, mut restored, mut rival) = (0, 0, 0);
        let size = |dice: &mut Dice| {
            let most = [3, 100, 200, 40_000, 3_000_000][dice.roll(5)];
            dice.roll(most)
        };
        (0..count)
            .map(|_| {
                let copied = size(dice);
                let (from, to) = (1 + size(dice), 1 + size(dice));
                let inferred = (dice.roll(3) > 0).then(|| {
                    let rivals = dice.roll(6);
                    // Parts of one inference share its runners-up.
                    let first_rival = if dice.roll(10) == 0 { rival / 2 } else { rival };
                    rival = first_rival + rivals;
                    Inferred {
                        confidence: dice.roll(1000) as f32 / 999.0,
                        by: [By::Model, By::Model, By::Person, By::Nobody]
                            [dice.roll(if rivals > 0 { 4 } else { 3 })],
                        rivals: rivals as u8,
                        first_rival,
                    }
                });
                let record = Record::new(
                    source + copied..source + copied + from,
                    restored + copied..restored + copied + to,
                    dice.roll(channels) as u32,
                    inferred,
                );
                (source, restored) = (record.source().end, record.restored().end);
                record
            })
            .collect()
    }

    fn of(all: &[Record]) -> Records {
        let mut records = Records::default();
        all.iter().for_each(|record| records.push(*record));
        records
    }

    #[test]
    fn gives_back_what_was_put_in() {
        let mut dice = Dice::new(1);
        for count in [0, 1, 2, 63, 64, 65, 128, 1000] {
            let all = random(&mut dice, count, 200);
            let records = of(&all);
            assert_eq!((records.len(), records.iter().len()), (count, count));
            assert_eq!(records.iter().collect::<Vec<_>>(), all);
        }
    }

    /// The oracle is a walk over all of them.
    #[test]
    fn finds_the_first_that_ends_behind_a_place() {
        let mut dice = Dice::new(2);
        for count in [0, 1, 64, 65, 400] {
            let all = random(&mut dice, count, 2);
            let records = of(&all);
            let end = all.last().map_or(10, |last| last.restored().end + 10);
            let near = all.iter().flat_map(|record| [record.restored().start, record.restored().end]);
            let near = near.flat_map(|at| [at.saturating_sub(1), at, at + 1]);
            let places: Vec<usize> = near.chain([0, end]).chain((0..50).map(|_| dice.roll(end))).collect();
            for at in places {
                let first = all.iter().position(|record| record.restored().end > at).unwrap_or(count);
                let found = records.from(at);
                let before = first.checked_sub(1).map_or(Place::default(), |last| Place {
                    source: all[last].source().end,
                    restored: all[last].restored().end,
                });
                let apart = |place: Place| place.restored as i64 - place.source as i64;
                assert_eq!(apart(found.before()), apart(before), "{at}");
                assert_eq!(found.len(), count - first, "{at}");
                assert_eq!(found.collect::<Vec<_>>(), all[first..], "{at}");
                let ends = |record: &Record| record.source().end > at;
                let first = all.iter().position(ends).unwrap_or(count);
                assert_eq!(records.iter_from_source(at).collect::<Vec<_>>(), all[first..], "{at}");
                let to = at + dice.roll(50);
                let reach = |record: &Record| record.restored().start < to && record.restored().end > at;
                let within: Vec<usize> = (0..count).filter(|number| reach(&all[*number])).collect();
                assert!(records.within(at..to).eq(within), "{at}..{to}");
            }
            for (number, record) in all.iter().enumerate() {
                assert_eq!(records.iter_from_number(number).next(), Some(*record));
                assert!(
                    records.group_of(number) <= number && number - records.group_of(number) < GROUP as usize
                );
            }
        }
    }

    #[test]
    fn what_follows_is_added_as_if_it_had_been_put_in_one_by_one() {
        let mut dice = Dice::new(3);
        for renumbered in [false, true] {
            let mut joined = Records::default();
            // The text begins with what was whole.
            let (mut all, mut place, mut rival) = (vec![], Place { source: 500, restored: 500 }, 0);
            for round in 0..20 {
                let part = random(&mut dice, [0, 1, 5, 64, 130][round % 5], 3);
                let channels = if renumbered { [2, 0, 7] } else { [0, 1, 2] };
                joined.append(&of(&part), place, rival, &channels);
                let moved = part.iter().map(|record| Record {
                    source: record.source + place.source,
                    restored: record.restored + place.restored,
                    channel: channels[record.channel as usize],
                    inferred: record
                        .inferred
                        .map(|one| Inferred { first_rival: one.first_rival + rival, ..one }),
                    ..*record
                });
                all.extend(moved);
                let end = all.last().map_or(Place::default(), |last| Place {
                    source: last.source().end,
                    restored: last.restored().end,
                });
                let tail = dice.roll(1000);
                place = Place { source: end.source + tail, restored: end.restored + tail };
                rival += 10_000;
            }
            assert_eq!(joined.len(), all.len());
            for (record, wanted) in joined.iter().zip(&all) {
                assert_eq!(record, *wanted);
            }
            let mut apart = 0;
            for record in &all {
                let start = record.restored().start;
                assert_eq!(joined.from(start).next(), Some(*record));
                assert_eq!(record.source().start as i64 - start as i64, apart);
                for at in [0, 1, start / 2, start] {
                    let before = joined.from(at).before();
                    assert!(at < start || before.source as i64 - before.restored as i64 == apart);
                    assert!(before.source + at >= before.restored);
                }
                apart = record.source().end as i64 - record.restored().end as i64;
            }
        }
    }

    #[test]
    fn a_repair_takes_a_few_bytes() {
        let mut records = Records::default();
        for i in 0..64_000 {
            records.push(Record::new(20 * i..20 * i + 9, 14 * i..14 * i + 3, 0, None));
        }
        let bytes = records.bytes.len() + records.heads.len() * size_of::<Head>();
        assert!(bytes < 5 * records.len(), "{bytes}");
    }
}
