//! Logarithms of whole numbers, in eighths of a bit.

use crate::model::plausibility::BIT;

/// The logarithm to the base of two of `part` of `whole`, in eighths of a bit: at most 0, the same on every machine.
pub(crate) fn log2_of_share(part: u64, whole: u64) -> i32 {
    log2(part) - log2(whole)
}

/// The logarithm of a number from 1 on, in eighths of a bit, rounded down.
fn log2(number: u64) -> i32 {
    /// Two to the power of 31 and so many eighths.
    const EIGHTHS: [u64; 7] = [
        2_341_847_524,
        2_553_802_834,
        2_784_941_738,
        3_037_000_500,
        3_311_872_529,
        3_611_622_603,
        3_938_502_376,
    ];
    let number = number.max(1);
    let zeros = number.leading_zeros();
    let whole = 63 - zeros as i32;
    let first_bits = number << zeros >> 32;
    whole * BIT + EIGHTHS.iter().filter(|least| first_bits >= **least).count() as i32
}
