//! Builds model files: for the training tool, and for tests of the loader.

use super::around as wide;
use super::format::{
    locate, CHECK_BITS, LEVELS, MAGIC, PAGE, PAGES, PRIOR_BASE, PRIOR_STEP, WEIGHT_BITS, WORDS_MAGIC,
    WORD_CHECK_BITS,
};

/// A model file of these priors (NaN: none) for the characters from 0 on, and of these features, each with the number of its
/// level. Features must differ.
pub(crate) fn build(priors: &[f32], levels: &[f32; LEVELS], features: &[(u64, u8)]) -> Vec<u8> {
    let (index, pages) = build_pages(priors);
    let fuse = Fuse::build(features, CHECK_BITS);
    let mut out = MAGIC.to_vec();
    let (low, high) = (fuse.seed as u32, (fuse.seed >> 32) as u32);
    for number in [(pages.len() / PAGE) as u32, fuse.segment, fuse.segments, low, high] {
        out.extend(number.to_le_bytes());
    }
    out.extend(levels.iter().flat_map(|level| level.to_bits().to_le_bytes()));
    out.extend([&index[..], &pages].concat());
    out.extend(fuse.cells.iter().map(|cell| (cell >> WEIGHT_BITS) as u8));
    let weight = |cell: &u16| (cell & ((1 << WEIGHT_BITS) - 1)) as u8;
    out.extend(fuse.cells.chunks(2).map(|pair| weight(&pair[0]) | pair.get(1).map_or(0, weight) << 4));
    out
}

/// A file of words: each by its key, with the number of its level. Keys must differ.
#[allow(dead_code)] // only the trainer, and tests
pub(crate) fn build_words(words: &[(u64, u8)]) -> Vec<u8> {
    let fuse = Fuse::build(words, WORD_CHECK_BITS);
    let mut out = WORDS_MAGIC.to_vec();
    for number in [fuse.segment, fuse.segments, fuse.seed as u32, (fuse.seed >> 32) as u32] {
        out.extend(number.to_le_bytes());
    }
    out.extend(fuse.cells.iter().flat_map(|cell| cell.to_le_bytes()));
    out
}

/// What a file of vectors is built from.
pub(crate) struct Vectors {
    /// The keys of the symbols that have vectors of their own, in order. Number 0 is for all others.
    pub(crate) keys: Vec<usize>,
    /// Weights of distances.
    pub(crate) places: Vec<i8>,
    /// For each number: the scales of both vectors, and the bias.
    pub(crate) scales: Vec<[u8; 3]>,
    /// For each number the vector beside a gap, from -8 to 7.
    pub(crate) beside: Vec<i8>,
    /// For each number the vector inside a gap.
    pub(crate) inside: Vec<i8>,
    /// What a product of scale 1 is worth, in nats, and a step of a bias.
    pub(crate) units: [f32; 2],
}

impl Vectors {
    /// The file.
    pub(crate) fn build(&self) -> Vec<u8> {
        let (mut index, mut pages) = (vec![], vec![]);
        let mut keys = self.keys.iter().copied().peekable();
        let mut number = 1u16;
        for page in 0..wide::PAGES {
            let first = number;
            let mut bits = 0u128;
            while let Some(key) = keys.next_if(|key| key / wide::PAGE == page) {
                bits |= 1 << (key % wide::PAGE);
                number += 1;
            }
            if bits == 0 {
                index.extend(u16::MAX.to_le_bytes());
            } else {
                index.extend(((pages.len() / wide::PAGE_BYTES) as u16).to_le_bytes());
                pages.extend(bits.to_le_bytes());
                pages.extend(first.to_le_bytes());
            }
        }
        let mut out = wide::MAGIC.to_vec();
        for count in [self.scales.len(), pages.len() / wide::PAGE_BYTES] {
            out.extend((count as u32).to_le_bytes());
        }
        out.extend(self.units.iter().flat_map(|unit| unit.to_bits().to_le_bytes()));
        out.extend([index, pages].concat());
        out.extend(self.places.iter().map(|place| *place as u8));
        out.extend(self.scales.iter().flatten());
        for vectors in [&self.beside, &self.inside] {
            let half = |number: i8| (i16::from(number) + wide::NIBBLE_ZERO) as u8;
            for vector in vectors.chunks(wide::DIMS) {
                let (low, high) = vector.split_at(wide::ROW);
                out.extend(low.iter().zip(high).map(|(low, high)| half(*low) | half(*high) << 4));
            }
        }
        out
    }
}

/// Pages of priors, a byte a character, and for each page of Unicode the number of its page here.
fn build_pages(priors: &[f32]) -> (Vec<u8>, Vec<u8>) {
    let (mut index, mut pages) = (vec![], vec![]);
    for page in 0..PAGES {
        let own: Vec<f32> =
            (page * PAGE..(page + 1) * PAGE).map(|u| priors.get(u).copied().unwrap_or(f32::NAN)).collect();
        if own.iter().all(|prior| prior.is_nan()) {
            index.extend(u16::MAX.to_le_bytes());
            continue;
        }
        index.extend(((pages.len() / PAGE) as u16).to_le_bytes());
        let code = |prior: f32| ((prior - PRIOR_BASE) / PRIOR_STEP).round().clamp(0.0, 254.0) as u8 + 1;
        pages.extend(own.iter().map(|&prior| if prior.is_nan() { 0 } else { code(prior) }));
    }
    (index, pages)
}

/// A binary fuse table: any three cells of a feature, combined by exclusive or, give its check bits and, in the lowest bits, its level.
struct Fuse {
    segment: u32,
    segments: u32,
    seed: u64,
    cells: Vec<u16>,
}

impl Fuse {
    fn build(features: &[(u64, u8)], check_bits: u32) -> Fuse {
        // Sizes as Graf and Lemire recommend them for three cells.
        let n = features.len().max(2) as f64;
        let segment = 1u32 << (n.ln() / 3.33f64.ln() + 2.25).floor().clamp(2.0, 16.0) as u32;
        let factor = (0.875 + 0.25 * 1e6f64.ln() / n.max(10.0).ln()).max(1.125);
        let segments = ((n * factor / segment as f64).ceil() as u32).max(3) - 2;
        (1u64..)
            .find_map(|seed| Fuse::with_seed(features, check_bits, segment, segments, seed))
            .expect("some seed lets every feature have a cell of its own")
    }

    /// `None` where the features get in each other's way.
    fn with_seed(
        features: &[(u64, u8)],
        check_bits: u32,
        segment: u32,
        segments: u32,
        seed: u64,
    ) -> Option<Fuse> {
        let count = segment as usize * (segments as usize + 2);
        let mut degree = vec![0u32; count];
        let mut which = vec![0u32; count];
        for (i, feature) in features.iter().enumerate() {
            for cell in locate(feature.0, seed, segment, segments).0 {
                degree[cell] += 1;
                which[cell] ^= i as u32;
            }
        }
        // A cell that one feature alone uses is kept for it; without that feature other cells may be left to one.
        let mut queue: Vec<usize> = (0..count).filter(|&cell| degree[cell] == 1).collect();
        let mut order = vec![];
        while let Some(cell) = queue.pop() {
            if degree[cell] != 1 {
                continue;
            }
            let i = which[cell];
            order.push((i, cell));
            for other in locate(features[i as usize].0, seed, segment, segments).0 {
                degree[other] -= 1;
                which[other] ^= i;
                if degree[other] == 1 {
                    queue.push(other);
                }
            }
        }
        if order.len() < features.len() {
            return None;
        }
        let mut cells = vec![0u16; count];
        for &(i, cell) in order.iter().rev() {
            let (feature, level) = features[i as usize];
            let (own, check) = locate(feature, seed, segment, segments);
            let kept = check & ((1u32 << check_bits) - 1) as u16;
            let value = kept << WEIGHT_BITS | u16::from(level);
            cells[cell] =
                own.into_iter().filter(|&other| other != cell).fold(value, |v, other| v ^ cells[other]);
        }
        Some(Fuse { segment, segments, seed, cells })
    }
}
