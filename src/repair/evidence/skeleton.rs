//! What a layer finds in a line, as a hash.

use crate::repair::evidence::weigh::next_beyond_ascii;
use crate::repair::undo::utf8_sequence::{Sequence, SequenceReader};

/// A hash of the whole characters and gaps that a layer finds in a line: two layers with the same one read it alike.
pub(crate) fn skeleton(line: &str, reader: &SequenceReader) -> Skeleton {
    let mut skeleton = Skeleton::default();
    let mut at = 0;
    loop {
        at = next_beyond_ascii(line, at);
        let Some(c) = line[at..].chars().next() else { return skeleton };
        let sequence = reader.sequence(&line[at..]);
        skeleton.note(at, sequence.map(|(sequence, _)| sequence));
        at += sequence.map_or(c.len_utf8(), |(_, len)| len);
    }
}

/// See [`skeleton`].
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Skeleton(u64);

impl Skeleton {
    /// Notes what begins at a place, which is not ASCII.
    pub(crate) fn note(&mut self, at: usize, sequence: Option<Sequence>) {
        let what = match sequence {
            Some(Sequence::Whole(c)) => u64::from(c),
            Some(Sequence::Surrogates(c)) => u64::from(c) | 1 << 24,
            Some(Sequence::Gap(_)) => 1 << 25,
            None => 1 << 26,
        };
        self.0 = (self.0 ^ what ^ (at as u64) << 32).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
    }
}
