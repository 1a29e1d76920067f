//! The restoration model: how well a character goes with the characters around it.
//!
//! The data are made by `examples/train_model.rs` and read where they lie. See `README.md` beside this file.

pub(crate) mod feature;
pub(crate) mod format;
pub(crate) mod view;

use format::{locate, CELL_BITS, HEADER, MAGIC, PAGE, PAGES, PRIOR_BASE, PRIOR_STEP, WEIGHT_BITS};

/// What a solver asks of a model. The shipped model is one; the training tool and the measuring tools have others.
pub(crate) trait Weights {
    /// The weight of a feature; `None` for one that the model does not hold.
    fn held(&self, feature: u64) -> Option<f32>;
    /// The weight of a feature, 0 for one that the model does not hold.
    #[inline]
    fn weight(&self, feature: u64) -> f32 {
        self.held(feature).unwrap_or(0.0)
    }
    /// The standing of a character without any context.
    fn prior(&self, c: char) -> f32;
}

/// The standing of a character that training never saw: what is no letter, sign or emoji costs a great deal.
pub(crate) fn unseen_prior(c: char) -> f32 {
    match c as u32 {
        0xE000..=0xF8FF | 0xF0000.. => -30.0,
        0x4E00..=0x9FFF | 0xAC00..=0xD7A3 => -6.0,
        0x1F300..=0x1FAFF => -6.0,
        0x2010..=0x2027 | 0x2030..=0x205E | 0x2190..=0x27BF | 0x3001..=0x30FF | 0xFF01..=0xFF65 => -6.0,
        0x3400..=0x4DBF => -9.0,
        _ if c.is_alphanumeric() => -10.0,
        _ => -16.0,
    }
}

/// A model, read in place.
///
/// The weights are in a *binary fuse* table (Graf and Lemire, 2022): three cells of a feature, combined by exclusive or,
/// give its check bits and its weight; a feature that is not held fails the check but for one time in 256.
#[derive(Clone, Copy)]
pub(crate) struct Model<'a> {
    index: &'a [u8],
    pages: &'a [u8],
    cells: &'a [u8],
    segment: u32,
    segments: u32,
    seed: u64,
    levels: [f32; 1 << WEIGHT_BITS],
}

/// The model that ships with the crate.
pub(crate) fn restoration() -> Model<'static> {
    Model::open(include_bytes!("restoration/restore.bin")).unwrap_or(Model::EMPTY)
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

impl<'a> Model<'a> {
    /// Knows nothing.
    pub(crate) const EMPTY: Model<'static> = Model {
        index: &[],
        pages: &[],
        cells: &[],
        segment: 1,
        segments: 1,
        seed: 0,
        levels: [0.0; 1 << WEIGHT_BITS],
    };

    /// Takes the parts of a model file apart; `None` if it is not one.
    pub(crate) fn open(data: &'a [u8]) -> Option<Self> {
        if data.get(..8)? != MAGIC {
            return None;
        }
        let pages = u32_at(data, 8)? as usize;
        let segment = u32_at(data, 12)?;
        let segments = u32_at(data, 16)?;
        let seed = u32_at(data, 20)? as u64 | (u32_at(data, 24)? as u64) << 32;
        let mut at = HEADER - 4;
        let mut levels = [0.0; 1 << WEIGHT_BITS];
        for level in &mut levels {
            *level = f32::from_bits(u32_at(data, at)?);
            at += 4;
        }
        let index = data.get(at..at + 2 * PAGES)?;
        at += 2 * PAGES;
        let page_bytes = data.get(at..at + pages * PAGE)?;
        at += pages * PAGE;
        if !segment.is_power_of_two() {
            return None;
        }
        let count = segment as usize * (segments as usize + 2);
        let cells = data.get(at..at + (count * CELL_BITS as usize).div_ceil(8) + 2)?;
        Some(Model { index, pages: page_bytes, cells, segment, segments, seed, levels })
    }

    #[inline]
    fn cell(&self, at: u32) -> u32 {
        let bit = at as usize * CELL_BITS as usize;
        let Some(&[a, b]) = self.cells.get(bit / 8..bit / 8 + 2).and_then(|s| <&[u8; 2]>::try_from(s).ok())
        else {
            return 0;
        };
        (u16::from_le_bytes([a, b]) >> (bit % 8)) as u32
    }
}

impl Weights for Model<'_> {
    #[inline]
    fn held(&self, feature: u64) -> Option<f32> {
        let ([a, b, c], check) = locate(feature, self.seed, self.segment, self.segments);
        let found = (self.cell(a) ^ self.cell(b) ^ self.cell(c)) & ((1 << CELL_BITS) - 1);
        (found >> WEIGHT_BITS == check).then(|| self.levels[(found & ((1 << WEIGHT_BITS) - 1)) as usize])
    }

    fn prior(&self, c: char) -> f32 {
        let page = c as usize / PAGE;
        let number = match self.index.get(2 * page..2 * page + 2) {
            Some(b) => u16::from_le_bytes([b[0], b[1]]) as usize,
            None => 0xFFFF,
        };
        match self.pages.get(number * PAGE + c as usize % PAGE) {
            Some(0) | None => unseen_prior(c),
            Some(&code) => PRIOR_BASE + PRIOR_STEP * (code - 1) as f32,
        }
    }
}
