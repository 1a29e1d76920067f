//! Signs that stand beside numbers.

use std::ops::{Range, RangeInclusive};

use crate::repair::undo::sequence::Gap;

/// Signs of currencies.
const CURRENCIES: RangeInclusive<char> = '\u{20A0}'..='\u{20BF}';
/// The first byte of all of them.
const LEAD: u8 = 0xE2;
/// What it speaks (in nats) for one of them that a number is beside it: windows know a number as such, and pictures are commoner in what they learnt
/// from. With 8, no more of nine short texts came back.
const PRICE: f32 = 5.0;

/// True if a number is beside a place, or one blank away.
pub(crate) fn is_beside(text: &str, place: &Range<usize>) -> bool {
    let (before, behind) = (&text[..place.start], &text[place.end..]);
    let is_digit = |c: char| c.is_ascii_digit();
    before.strip_suffix([' ', '\u{A0}']).unwrap_or(before).ends_with(is_digit)
        || behind.strip_prefix([' ', '\u{A0}']).unwrap_or(behind).starts_with(is_digit)
}

/// True if a gap could be the sign of a currency, by its bytes and by its place.
pub(crate) fn may_be_price(text: &str, place: &Range<usize>, gap: &Gap) -> bool {
    gap.lead() == LEAD && !gap.is_mark_alone() && is_beside(text, place)
}

/// What speaks for a candidate there.
pub(crate) fn worth_in_price(c: char) -> f32 {
    if CURRENCIES.contains(&c) {
        PRICE
    } else {
        0.0
    }
}
