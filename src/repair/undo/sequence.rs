//! Characters of UTF-8, as far as their bytes survived.

use std::hash::Hasher;

/// One character of the original text, as far as its bytes survived.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sequence {
    /// All bytes are there: the character is known.
    Whole(char),
    /// The same, but the bytes are those of two surrogates, as CESU-8 has them.
    Surrogates(char),
    /// Bytes are missing or could be one of several.
    Gap(Gap),
}

/// The bytes that survived of a character: its lead byte, and what stands for its continuation bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Gap {
    pub(super) lead: u8,
    /// Continuation bytes that the lead byte asks for, 1 to 3.
    pub(super) wanted: u8,
    /// How many of `places` are filled.
    pub(super) survivors: u8,
    /// The low six bits of a byte that survived, or `PLACEHOLDER` and the number of a placeholder.
    pub(super) places: [u8; 3],
}

impl Gap {
    /// A name that no other gap has.
    pub(crate) fn name(&self) -> u32 {
        let bytes =
            u32::from(self.lead & 0x3F) << 4 | u32::from(self.wanted) << 2 | u32::from(self.survivors);
        self.places.iter().fold(bytes, |name, place| name << 7 | u32::from(*place))
    }

    /// True if no byte but the first survived of what is likely a mark: general punctuation begins with this byte.
    pub(crate) fn is_mark_alone(&self) -> bool {
        self.lead == 0xE2 && self.is_lead_alone()
    }

    /// The first byte.
    pub(crate) fn lead(&self) -> u8 {
        self.lead
    }

    /// True if it is a character of two bytes of which the second is lost, or something stands for it.
    pub(crate) fn is_of_two(&self) -> bool {
        self.wanted == 1
    }

    /// True if all bytes are left but the last, and something stands for that.
    pub(crate) fn ends_in_stand_in(&self) -> bool {
        let known = usize::from(self.wanted) - 1;
        self.survivors == self.wanted
            && self.places[known] >= PLACEHOLDER
            && self.places[..known].iter().all(|place| *place < PLACEHOLDER)
    }

    /// True for a sign or an emoji of which all bytes are left but the last, which is a blank or has one behind it.
    pub(super) fn is_sign_before_blank(&self) -> bool {
        let last = self.places[usize::from(self.wanted) - 1];
        matches!(self.lead, 0xE2 | 0xF0..=0xF4) && self.ends_in_stand_in() && last == BLANK
    }

    /// True for what a page leaves of a variation selector, with a blank in the place of its last byte: nothing ends in one there that text has.
    pub(super) fn is_selector_before_blank(&self) -> bool {
        self.lead == 0xEF && self.survivors == 2 && self.places[..2] == [0x38, BLANK]
    }

    /// True if fewer bytes are left than the first one asks for.
    pub(crate) fn lacks_last(&self) -> bool {
        self.survivors < self.wanted
    }

    /// True if no byte but the first is left, and nothing known stands for another.
    pub(crate) fn is_lead_alone(&self) -> bool {
        self.places[..usize::from(self.survivors)].iter().all(|place| *place >= PLACEHOLDER)
    }

    /// True if a character that is no byte of the page stands for one of its bytes: a space, U+FFFD, a question mark.
    pub(crate) fn has_stand_in(&self) -> bool {
        self.places[..usize::from(self.survivors)].iter().any(|place| *place >= PLACEHOLDER)
    }

    /// True if it is a character of four bytes.
    pub(crate) fn is_of_four(&self) -> bool {
        self.wanted == 3
    }

    /// The character, if there is just one byte for each place.
    pub(super) fn only_reading(&self) -> Option<char> {
        let mut bytes = u32::from(self.lead);
        for place in &self.places[..usize::from(self.wanted)] {
            bytes = bytes << 8 | u32::from(0x80 | place);
        }
        scalar(bytes, self.wanted)
    }
}

/// The first byte of `à`, whose second is that of a no-break space.
pub(crate) const A_GRAVE: u8 = 0xC3;
/// The first byte of a no-break space.
pub(super) const NO_BREAK_SPACE: u8 = 0xC2;

/// A place that something stands for, in [`Gap`]; the number of what it is comes on top.
pub(super) const PLACEHOLDER: u8 = 0x40;
/// The placeholder of a no-break space that became a space.
pub(super) const BLANK: u8 = PLACEHOLDER | 1;

/// Mixes the few bytes of a gap; the standard hash guards against crafted keys, of which there are too few here to matter.
#[derive(Default)]
pub(crate) struct GapHasher(u64);

impl Hasher for GapHasher {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

/// The character of a UTF-8 sequence of `continuations` + 1 bytes, the lead byte highest; `None` if the sequence is overlong, a
/// surrogate or out of range.
#[inline]
pub(crate) fn scalar(bytes: u32, continuations: u8) -> Option<char> {
    let low = |shift: u32| bytes >> shift & 0x3F;
    let (code, least) = match continuations {
        1 => ((bytes >> 8 & 0x1F) << 6 | low(0), 0x80),
        2 => ((bytes >> 16 & 0x0F) << 12 | low(8) << 6 | low(0), 0x800),
        _ => ((bytes >> 24 & 0x07) << 18 | low(16) << 12 | low(8) << 6 | low(0), 0x1_0000),
    };
    if code < least {
        return None;
    }
    char::from_u32(code)
}
