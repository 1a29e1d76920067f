//! The sums in the vector instructions that most machines have: the same code, compiled for twice as many numbers at once.
//!
//! What makes it sound: it runs only where the machine says that it has AVX2.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
pub(super) use x86_64::look;

/// [`look_portable`](super::Bilinear::look_portable), if the machine has the instructions.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
pub(super) fn look(
    _: &super::Bilinear<'_>,
    _: &[u32],
    _: usize,
    _: &impl Fn(u32) -> u32,
) -> Option<super::Surroundings> {
    None
}

#[cfg(target_arch = "x86_64")]
mod x86_64 {
    use super::super::{Bilinear, Surroundings};

    /// [`Bilinear::look_portable`], if the machine has the instructions.
    #[inline]
    pub(in super::super) fn look(
        model: &Bilinear<'_>,
        view: &[u32],
        at: usize,
        known: &impl Fn(u32) -> u32,
    ) -> Option<Surroundings> {
        // SAFETY: the machine has AVX2.
        std::is_x86_feature_detected!("avx2").then(|| unsafe { look_wide(model, view, at, known) })
    }

    /// # Safety
    ///
    /// The machine has AVX2.
    #[target_feature(enable = "avx2")]
    unsafe fn look_wide(
        model: &Bilinear<'_>,
        view: &[u32],
        at: usize,
        known: &impl Fn(u32) -> u32,
    ) -> Surroundings {
        model.look_portable(view, at, known)
    }
}
