//! The iterators that [`Transcript`], [`Turn`] and [`Repaired`](crate::Repaired) hand out.
//!
//! All of them go both ways, know how many items are left, and can be cloned to begin again.

use std::iter::FusedIterator;
use std::ops::Range;

use crate::repair::log::provenance::Log;
use crate::repair::log::record::Record;
use crate::repair::log::records;
use crate::transcript::Piece;
use crate::{Lacuna, Repair, Segment, Transcript, Turn};

/// The turns of a transcript, in order: see [`Transcript::turns`].
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless they are consumed"]
pub struct Turns<'a> {
    transcript: &'a Transcript,
    numbers: Range<usize>,
}

impl<'a> Turns<'a> {
    pub(crate) fn new(transcript: &'a Transcript, count: usize) -> Turns<'a> {
        Turns { transcript, numbers: 0..count }
    }
}

/// Lets an iterator over numbers, or over a slice, be one over views.
macro_rules! views {
    ($name:ident<$life:lifetime> $item:ty, $inner:ident, |$own:ident, $one:ident| $view:expr) => {
        impl<$life> Iterator for $name<$life> {
            type Item = $item;

            fn next(&mut self) -> Option<$item> {
                let $one = self.$inner.next()?;
                let $own = self;
                Some($view)
            }

            fn nth(&mut self, number: usize) -> Option<$item> {
                let $one = self.$inner.nth(number)?;
                let $own = self;
                Some($view)
            }

            fn size_hint(&self) -> (usize, Option<usize>) {
                self.$inner.size_hint()
            }
        }

        impl DoubleEndedIterator for $name<'_> {
            fn next_back(&mut self) -> Option<Self::Item> {
                let $one = self.$inner.next_back()?;
                let $own = self;
                Some($view)
            }
        }

        impl ExactSizeIterator for $name<'_> {}
        impl FusedIterator for $name<'_> {}
    };
}

views!(Turns<'a> Turn<'a>, numbers, |own, number| own.transcript.turn(number));

/// The speakers of a transcript, each with the number of its turns: see [`Transcript::speakers`].
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless they are consumed"]
pub struct Speakers<'a> {
    transcript: &'a Transcript,
    numbers: Range<usize>,
}

impl<'a> Speakers<'a> {
    pub(crate) fn new(transcript: &'a Transcript, count: usize) -> Speakers<'a> {
        Speakers { transcript, numbers: 0..count }
    }
}

views!(Speakers<'a> (&'a str, usize), numbers, |own, number| own.transcript.speaker(number));

/// The lacunae of a turn or of a transcript, in order: see [`Turn::lacunae`] and [`Transcript::lacunae`].
#[derive(Clone, Debug)]
#[must_use = "iterators do nothing unless they are consumed"]
pub struct Lacunae<'a> {
    transcript: &'a Transcript,
    numbers: Range<usize>,
}

impl<'a> Lacunae<'a> {
    /// The lacunae with these numbers.
    pub(crate) fn new(transcript: &'a Transcript, numbers: Range<usize>) -> Lacunae<'a> {
        Lacunae { transcript, numbers }
    }
}

views!(Lacunae<'a> Lacuna<'a>, numbers, |own, number| own.transcript.lacuna(number));

/// The segments of a turn, in order: see [`Turn::segments`].
#[derive(Clone)]
#[must_use = "iterators do nothing unless they are consumed"]
pub struct Segments<'a> {
    turn: Turn<'a>,
    pieces: std::slice::Iter<'a, Piece>,
    /// What is left of the turn's text.
    left: Range<usize>,
}

impl<'a> Segments<'a> {
    pub(crate) fn new(turn: Turn<'a>, pieces: &'a [Piece]) -> Segments<'a> {
        Segments { turn, pieces: pieces.iter(), left: 0..turn.text().len() }
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Segment<'a>;

    fn next(&mut self) -> Option<Segment<'a>> {
        let piece = self.pieces.next()?;
        let start = self.left.start;
        self.left.start += piece.len();
        Some(Segment::new(self.turn, start..self.left.start, piece))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.pieces.size_hint()
    }
}

impl DoubleEndedIterator for Segments<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let piece = self.pieces.next_back()?;
        let end = self.left.end;
        self.left.end -= piece.len();
        Some(Segment::new(self.turn, self.left.end..end, piece))
    }
}

impl ExactSizeIterator for Segments<'_> {}
impl FusedIterator for Segments<'_> {}

impl std::fmt::Debug for Segments<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// The repairs of a text, in order: see [`Transcript::repairs`] and [`Repaired::repairs`](crate::Repaired::repairs).
#[derive(Clone)]
#[must_use = "iterators do nothing unless they are consumed"]
pub struct Repairs<'a> {
    log: &'a Log,
    text: &'a str,
    records: records::Iter<'a>,
    /// The numbers of the repairs that are left.
    numbers: Range<usize>,
    /// The last of them, as far as they have been read: records can be read forwards only, a group at a time.
    last: Vec<Record>,
}

impl<'a> Repairs<'a> {
    /// The repairs with these numbers.
    pub(crate) fn new(log: &'a Log, text: &'a str, numbers: Range<usize>) -> Repairs<'a> {
        Repairs { log, text, records: log.records.iter_from_number(numbers.start), numbers, last: Vec::new() }
    }
}

impl<'a> Iterator for Repairs<'a> {
    type Item = Repair<'a>;

    fn next(&mut self) -> Option<Repair<'a>> {
        self.numbers.next()?;
        self.records.next().map(|record| Repair::new(record, self.log, self.text))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.numbers.size_hint()
    }
}

impl DoubleEndedIterator for Repairs<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let number = self.numbers.next_back()?;
        if self.last.is_empty() {
            let first = self.log.records.group_of(number);
            self.last.extend(self.log.records.iter_from_number(first).take(number + 1 - first));
        }
        self.last.pop().map(|record| Repair::new(record, self.log, self.text))
    }
}

impl ExactSizeIterator for Repairs<'_> {}
impl FusedIterator for Repairs<'_> {}

impl std::fmt::Debug for Repairs<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}
