//! Exponential and logarithm for sums of probabilities, the same to the bit on every machine (the standard library's are not).

use crate::model::plausibility::BIT;

/// An eighth of a bit, in nats.
pub(crate) const EIGHTH_OF_A_BIT: f32 = std::f32::consts::LN_2 / BIT as f32;

/// e to the power of `x`; 0 for what is too small for a normal number.
#[inline]
pub(crate) fn exp(x: f32) -> f32 {
    let bits = (x * std::f32::consts::LOG2_E).min(126.0);
    if bits < -126.0 || bits.is_nan() {
        return 0.0;
    }
    // `f32::floor` is a call on processors that have no instruction for it.
    let toward_zero = bits as i32;
    let whole = toward_zero - i32::from(toward_zero as f32 > bits);
    let f = (bits - whole as f32) * std::f32::consts::LN_2;
    // Taylor's series, from its far end; `f` is below ln 2.
    let p = 1.0 + f * (1.0 / 6.0) * (1.0 + f * (1.0 / 7.0));
    let p = 1.0 + f * (1.0 / 4.0) * (1.0 + f * (1.0 / 5.0) * p);
    let p = 1.0 + f * (1.0 + f * (1.0 / 2.0) * (1.0 + f * (1.0 / 3.0) * p));
    p * f32::from_bits(((whole + 127) as u32) << 23)
}

/// The natural logarithm of a positive normal number.
#[inline]
pub(crate) fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    // A mantissa between the square roots of a half and of two.
    let shifted = bits.wrapping_add(0x3F80_0000 - 0x3F35_04F3);
    let exponent = (shifted >> 23) as i32 - 127;
    let m = f32::from_bits((shifted & 0x007F_FFFF) + 0x3F35_04F3);
    let s = (m - 1.0) / (m + 1.0);
    let q = s * s;
    let series = 1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0))));
    exponent as f32 * std::f32::consts::LN_2 + 2.0 * s * series
}

/// ln(e^a + e^b)
#[inline]
pub(crate) fn add(a: f32, b: f32) -> f32 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    // Beyond this the sum is the greater one; also keeps infinities apart.
    const TOO_SMALL: f32 = 16.0;
    if low >= high - TOO_SMALL {
        high + ln(1.0 + exp(low - high))
    } else {
        high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_standard_library() {
        for i in -8000..=400 {
            let x = i as f32 / 100.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "exp {x}");
        }
        for i in 1..10_000 {
            let x = i as f32 / 777.0;
            assert!((ln(x) - x.ln()).abs() < 1e-6 * (1.0 + x.ln().abs()), "ln {x}");
        }
        for (a, b) in [(0.0f32, 0.0f32), (-1.0, 3.0), (2.0, -40.0), (f32::NEG_INFINITY, 1.0)] {
            let exact = (a.exp() + b.exp()).ln();
            assert!((add(a, b) - exact).abs() < 1e-5, "{a} {b}");
        }
        assert_eq!(exp(-200.0), 0.0);
        assert_eq!(exp(f32::NEG_INFINITY), 0.0);
    }
}
