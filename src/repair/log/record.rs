//! One repair: where it stood, where it stands, and how sure it is.

use std::ops::Range;

/// One repair: by a channel, what stood in one place became what stands in another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Record {
    pub(super) source: usize,
    pub(super) restored: usize,
    pub(super) source_len: u32,
    pub(super) restored_len: u32,
    /// The number of the channel.
    pub(crate) channel: u32,
    /// `None` where nothing was lost.
    pub(crate) inferred: Option<Inferred>,
}

/// How sure an inferred character is, and where among all runners-up its own are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Inferred {
    pub(crate) confidence: f32,
    pub(crate) by: By,
    pub(crate) rivals: u8,
    pub(crate) first_rival: usize,
}

/// Who chose the character that stands there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum By {
    /// The language model.
    Model,
    /// Nobody: U+FFFD stands in its place, and the first of its runners-up is the likeliest.
    Nobody,
    /// A person; what the model would have chosen is the first of its runners-up.
    Person,
}

impl Inferred {
    pub(crate) fn runners_up(&self) -> Range<usize> {
        self.first_rival..self.first_rival + usize::from(self.rivals)
    }
}

impl Record {
    pub(crate) fn new(
        source: Range<usize>,
        restored: Range<usize>,
        channel: u32,
        inferred: Option<Inferred>,
    ) -> Record {
        debug_assert!(source.start <= source.end && restored.start <= restored.end);
        Record {
            source: source.start,
            restored: restored.start,
            source_len: short(source.len()),
            restored_len: short(restored.len()),
            channel,
            inferred,
        }
    }

    pub(crate) fn source(&self) -> Range<usize> {
        self.source..self.source + self.source_len as usize
    }

    pub(crate) fn restored(&self) -> Range<usize> {
        self.restored..self.restored + self.restored_len as usize
    }

    /// True if both say the same of the same place, whatever numbers their channels and runners-up have.
    pub(crate) fn is_like(&self, other: &Record) -> bool {
        let said = |record: &Record| record.inferred.map(|one| (one.confidence, one.by, one.rivals));
        self.source() == other.source() && self.restored() == other.restored() && said(self) == said(other)
    }

    /// The same, in texts that begin at `begin`.
    pub(crate) fn after(self, begin: Place) -> Record {
        Record { source: self.source - begin.source, restored: self.restored - begin.restored, ..self }
    }

    /// The same, with its result so many bytes further on.
    pub(crate) fn shifted(self, by: i64) -> Record {
        Record { restored: moved(self.restored, by), ..self }
    }
}

/// A length in a block: repairs do not go beyond the block they are in.
pub(crate) fn short(len: usize) -> u32 {
    u32::try_from(len).expect("a block is not that long")
}

/// A place so many bytes further on.
pub(crate) fn moved(at: usize, by: i64) -> usize {
    (at as i64 + by) as usize
}

/// Where a text and what it was restored to are at the same place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Place {
    pub(crate) source: usize,
    pub(crate) restored: usize,
}

impl Place {
    /// A place so much further on.
    pub(super) fn and(self, further: Place) -> Place {
        Place { source: self.source + further.source, restored: self.restored + further.restored }
    }
}
