//! Layout of the model's files, for the loader and for the training tool.
//!
//! A file of weights: header, levels of the weights, index of the pages of priors, pages of priors, check bytes of all cells, half bytes of all cells.
//! A file of words (`words.bin`): header without pages, cells of two bytes. Numbers are little-endian.

/// Magic number and layout version of the model file.
pub(crate) const MAGIC: &[u8; 8] = b"LACUNA02";
/// Header: magic, pages, cells a segment, segments, hash seed.
pub(crate) const HEADER: usize = 8 + 4 + 4 + 4 + 8;
/// Characters a page of priors.
pub(crate) const PAGE: usize = 128;
/// Entries of the page index.
pub(crate) const PAGES: usize = 0x11_0000 / PAGE;
/// Steps of a prior.
pub(crate) const PRIOR_STEP: f32 = 0.1;
/// Prior of code 1.
pub(crate) const PRIOR_BASE: f32 = -6.0;
/// Bits of a feature that check it: a byte a cell.
pub(crate) const CHECK_BITS: u32 = 8;
/// Bits of a weight: half a byte a cell.
pub(crate) const WEIGHT_BITS: u32 = 4;
/// Different weights.
pub(crate) const LEVELS: usize = 1 << WEIGHT_BITS;

/// Magic number and layout version of the file of words.
pub(crate) const WORDS_MAGIC: &[u8; 8] = b"LACUNAW1";
/// Its header: magic, cells a segment, segments, hash seed.
pub(crate) const WORDS_HEADER: usize = 8 + 4 + 4 + 8;
/// Bits of a word that check it: several hundred readings are looked up for one that is a word.
pub(crate) const WORD_CHECK_BITS: u32 = 12;
/// What the commonest word costs, and the steps of what rarer ones do, in nats.
pub(crate) const WORD_COST: f32 = 3.0;
/// See [`WORD_COST`].
pub(crate) const WORD_COST_STEP: f32 = 0.85;

/// The three cells of a feature, and bits that check it, of which a table keeps the lowest.
#[inline]
pub(crate) fn locate(feature: u64, seed: u64, segment: u32, segments: u32) -> ([usize; 3], u16) {
    let h = (feature ^ seed).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let h = h ^ (h >> 32);
    // The first segment is one out of all but the last two, by the highest bits; then one cell in each of three neighbouring
    // segments.
    let first = (((h >> 32) * segments as u64) >> 32) as u32;
    let mask = segment - 1;
    let a = first * segment + (h as u32 & mask);
    let b = (first + 1) * segment + ((h >> 16) as u32 & mask);
    let c = (first + 2) * segment + ((h >> 32) as u32 & mask);
    ([a as usize, b as usize, c as usize], (h >> 48) as u16)
}

/// The half byte that belongs to a cell.
#[inline]
pub(crate) fn half(pair: u8, cell: usize) -> u8 {
    pair >> (4 * (cell & 1)) & 0xF
}
