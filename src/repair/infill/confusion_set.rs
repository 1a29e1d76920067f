//! Confusion sets: the candidates of a damaged character.

use crate::model::restoration::view::GapKind;

/// Candidates kept for a set, by their standing without context. Rarer ones never win.
pub(crate) const USUAL_CANDIDATES: usize = 32;
/// The same for sets of more characters than `MANY`: what Latin-1 leaves of a Chinese character could be a thousand. With 32, 64 and 128 .716,
/// .726 and .730 of Chinese come back. As many are learnt against each other.
pub(crate) const SET_CANDIDATES: usize = 96;
pub(crate) const MANY: usize = 64;
/// How far below the best of its set (in nats) a candidate may stand without context.
pub(crate) const SET_MARGIN: f32 = 10.0;
/// A damaged set: names the candidates of a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ConfusionSet(pub u32);

/// What is known of a set.
pub(crate) struct SetMember {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) kind: GapKind,
    /// Whether it could be another character than the first, likely or not.
    pub(crate) is_open: bool,
    /// How many gaps have it.
    pub(crate) gaps: u32,
}

impl SetMember {
    #[cfg(test)]
    pub(crate) fn of(range: std::ops::Range<usize>, gaps: u32) -> SetMember {
        SetMember {
            from: range.start,
            to: range.end,
            kind: GapKind::default(),
            is_open: range.len() > 1,
            gaps,
        }
    }

    /// The same, with candidates like `best`.
    #[cfg(test)]
    pub(crate) fn like(self, best: char) -> SetMember {
        SetMember { kind: GapKind::of(best), ..self }
    }

    /// Whether its candidates are letters of an alphabet.
    pub(crate) fn is_alphabetic(&self) -> bool {
        self.kind.is_alphabetic()
    }

    /// Where its candidates are, the likeliest without context first.
    pub(crate) fn range(&self) -> std::ops::Range<usize> {
        self.from..self.to
    }
}

/// Whether windows-1254 without its controls lacks a byte of `c`: what windows-1252 lacks, it lacks, too.
pub(crate) fn is_usually_damaged(c: char) -> bool {
    const LOST: [u8; 8] = [0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E, 0xAD];
    c.encode_utf8(&mut [0; 4]).bytes().any(|byte| LOST.contains(&byte))
}
