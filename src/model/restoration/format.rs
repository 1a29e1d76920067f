//! Layout of the model file, for the loader and for the training tool.

/// Magic number and layout version of the model file.
pub(crate) const MAGIC: &[u8; 8] = b"LACUNA01";
/// Header: magic, pages, cells a segment, segments, hash seed, weight step.
pub(crate) const HEADER: usize = 8 + 4 + 4 + 4 + 8 + 4;
/// Characters a page of priors.
pub(crate) const PAGE: usize = 128;
/// Entries of the page index.
pub(crate) const PAGES: usize = 0x11_0000 / PAGE;
/// Steps of a prior.
pub(crate) const PRIOR_STEP: f32 = 0.1;
/// Prior of code 1.
pub(crate) const PRIOR_BASE: f32 = -6.0;
/// Bits of a cell that check the feature.
pub(crate) const CHECK_BITS: u32 = 8;
/// Bits of a cell that hold the weight.
pub(crate) const WEIGHT_BITS: u32 = 4;
/// Bits of a cell.
pub(crate) const CELL_BITS: u32 = CHECK_BITS + WEIGHT_BITS;

/// The three cells of a feature and its check bits.
#[inline]
pub(crate) fn locate(feature: u64, seed: u64, segment: u32, segments: u32) -> ([u32; 3], u32) {
    let h = (feature ^ seed).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let h = h ^ (h >> 32);
    let g = (h ^ (h >> 27)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let g = g ^ (g >> 31);
    // The first segment out of all but the last two; then one cell in each of three neighbouring segments.
    let first = (((g >> 32) * segments as u64) >> 32) as u32;
    let mask = segment - 1;
    let a = first * segment + (g as u32 & mask);
    let b = (first + 1) * segment + (h as u32 & mask);
    let c = (first + 2) * segment + ((h >> 18) as u32 & mask);
    ([a, b, c], (h >> (64 - CHECK_BITS)) as u32)
}

/// Writes a model file. Only the training tool calls this.
#[allow(clippy::too_many_arguments)]
pub(crate) fn write(
    pages: usize,
    segment: u32,
    segments: u32,
    seed: u64,
    levels: &[f32; 1 << WEIGHT_BITS],
    index: &[u8],
    page_bytes: &[u8],
    cells: &[u8],
) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend((pages as u32).to_le_bytes());
    out.extend(segment.to_le_bytes());
    out.extend(segments.to_le_bytes());
    out.extend(seed.to_le_bytes());
    for level in levels {
        out.extend(level.to_bits().to_le_bytes());
    }
    out.extend(index);
    out.extend(page_bytes);
    out.extend(cells);
    out
}
