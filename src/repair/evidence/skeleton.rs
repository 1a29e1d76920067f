//! What a layer finds in a line, as a hash.

use crate::repair::evidence::weigh::next_beyond_ascii;
use crate::repair::undo::sequence::Sequence;
use crate::repair::undo::sequence_reader::SequenceReader;

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
            // A gap that takes what follows for one of its bytes leaves other text behind it.
            Some(Sequence::Gap(gap)) => 1 << 25 | u64::from(gap.has_stand_in()) << 27,
            None => 1 << 26,
        };
        self.0 = (self.0 ^ what ^ (at as u64) << 32).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::{Channel, Garbling};

    /// A space that one layer takes for a byte, and another leaves where it is, is no gap alike.
    #[test]
    fn what_takes_a_space_is_another_skeleton() {
        let of = |channel: &str, line: &str| {
            let channel: Channel = channel.parse().unwrap();
            let Garbling::Narrow(layer) = channel.garblings()[0] else { panic!("{channel}") };
            skeleton(line, &SequenceReader::of(layer))
        };
        let both = |line: &str| {
            let loses_less = of("UTF-8 read as windows-1252, controls stripped", line);
            let spaced = "UTF-8 read as windows-1252, controls stripped, no-break spaces as spaces";
            (loses_less, of(spaced, line))
        };
        let (own, other) = both("dozorÄÃ rady");
        assert!(own != other);
        let (own, other) = both("dozorÄÃ.");
        assert!(own == other);
    }
}
