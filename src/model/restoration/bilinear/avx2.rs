//! The sums in the vector instructions that most machines have: the same code, compiled for twice as many numbers at once.
//!
//! What makes it sound: it runs only where the machine says that it has them.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
pub(super) use x86_64::sum;

/// [`Bilinear::sum`](super::Bilinear::sum), if the machine has the instructions.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(super) fn sum(_: &super::Bilinear<'_>, _: &[(u32, usize)]) -> Option<super::Surroundings> {
    None
}

#[cfg(target_arch = "x86_64")]
mod x86_64 {
    use super::super::{Bilinear, Surroundings};

    /// [`Bilinear::sum`], if the machine has the instructions.
    #[inline]
    pub(in super::super) fn sum(model: &Bilinear<'_>, found: &[(u32, usize)]) -> Option<Surroundings> {
        let has = std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("popcnt");
        // SAFETY: the machine has the instructions.
        has.then(|| unsafe { sum_wide(model, found) })
    }

    /// # Safety
    ///
    /// The machine has AVX2 and POPCNT.
    #[target_feature(enable = "avx2,popcnt")]
    unsafe fn sum_wide(model: &Bilinear<'_>, found: &[(u32, usize)]) -> Surroundings {
        model.sum(found)
    }
}
