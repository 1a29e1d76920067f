//! The screens in the vector instructions that most machines have: three times as fast as what compilers make of the portable ones.
//!
//! What makes it sound: it runs only where the machine says that it has AVX2, and it loads only
//! from inside a [`Window`], which the bounds of slices check, and from tables of sixteen bytes.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod blocks;
#[cfg(target_arch = "x86_64")]
mod lanes;
#[cfg(target_arch = "x86_64")]
mod letters;
#[cfg(target_arch = "x86_64")]
mod pairs;
#[cfg(target_arch = "x86_64")]
mod signatures;

#[cfg(target_arch = "x86_64")]
pub(super) use on_x86_64::{begins_latin, cyrillic_signs, pair_places, skip};
#[cfg(not(target_arch = "x86_64"))]
pub(super) use others::{begins_latin, cyrillic_signs, pair_places, skip};

#[cfg(target_arch = "x86_64")]
mod on_x86_64 {
    use super::lanes::halves;
    use super::{blocks, letters, pairs};
    use crate::repair::scan::screen::{Screen, Window};

    /// [`super::super::screen::skip`], if the machine has the instructions.
    #[inline]
    pub(in super::super) fn skip<S: Screen>(bytes: &[u8], at: usize) -> Option<usize> {
        // SAFETY: the machine has AVX2.
        has_avx2().then(|| unsafe { blocks::skip_blocks::<S>(bytes, at) })
    }

    /// The places of a block where [`super::super::pairs::is_suspect`] could be true, if the machine has the instructions.
    #[inline]
    pub(in super::super) fn pair_places(before: [u8; 3], window: &Window) -> Option<u64> {
        // SAFETY: the machine has AVX2.
        has_avx2().then(|| unsafe { pairs::places(before, window) })
    }

    /// [`super::super::screen::begins_latin`], if the machine has the instructions.
    #[inline]
    pub(in super::super) fn begins_latin(before: u8, window: &Window) -> Option<bool> {
        // SAFETY: the machine has AVX2.
        has_avx2().then(|| unsafe { letters::latin_places(before, window, halves(window)) != 0 })
    }

    /// [`super::super::screen::cyrillic_signs`], if the machine has the instructions.
    #[inline]
    pub(in super::super) fn cyrillic_signs(before: [u8; 2], window: &Window) -> Option<bool> {
        // SAFETY: the machine has AVX2.
        has_avx2().then(|| unsafe { letters::cyrillic_places(before, window, halves(window)) != 0 })
    }

    #[inline(always)]
    fn has_avx2() -> bool {
        std::is_x86_feature_detected!("avx2")
    }
}

/// Where there are none of these instructions.
#[cfg(not(target_arch = "x86_64"))]
mod others {
    use crate::repair::scan::screen::{Screen, Window};

    #[inline(always)]
    pub(in super::super) fn skip<S: Screen>(_: &[u8], _: usize) -> Option<usize> {
        None
    }

    #[inline(always)]
    pub(in super::super) fn pair_places(_: [u8; 3], _: &Window) -> Option<u64> {
        None
    }

    #[inline(always)]
    pub(in super::super) fn begins_latin(_: u8, _: &Window) -> Option<bool> {
        None
    }

    #[inline(always)]
    pub(in super::super) fn cyrillic_signs(_: [u8; 2], _: &Window) -> Option<bool> {
        None
    }
}
