//! The restoration model: how well a character goes with the characters around it.
//!
//! The data are made by `examples/train` and read where they lie. See `README.md` beside this file.

pub(crate) mod around;
pub(crate) mod bilinear;
#[cfg(test)]
pub(crate) mod build;
mod company;
pub(crate) mod feature;
pub(crate) mod format;
pub(crate) mod view;
pub(crate) mod window;

use super::words::{self, Words};
use bilinear::Bilinear;
use format::{half, locate, HEADER, LEVELS, MAGIC, PAGE, PAGES, PRIOR_BASE, PRIOR_STEP};
use view::GapKind;

/// What a solver asks of a model. The shipped model is one; tests have others.
pub(crate) trait Weights {
    /// The weight of a feature; [`NOT_HELD`] for one that the model does not hold. `letters`: for a gap of
    /// which [`GapKind::is_alphabetic`] holds.
    fn look_up(&self, feature: u64, letters: bool) -> f32;
    /// The standing of a character without any context.
    fn prior(&self, c: char) -> f32;
    /// The wide view.
    fn vectors(&self) -> &Bilinear<'_>;
    /// The logarithm of the share that the word of a [key](words::key) has of the words of its language; `None` for one that is not known.
    fn word(&self, key: u64) -> Option<f32>;
}

/// The weight of a feature that a model does not hold: adding it changes no sum. No other weight is this zero.
pub(crate) const NOT_HELD: f32 = -0.0;

/// Whether a weight is that of a feature that the model holds.
#[inline]
pub(crate) fn is_held(weight: f32) -> bool {
    weight.to_bits() != NOT_HELD.to_bits()
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

/// The model that ships: letters of alphabets have a table of their own, and so have words of alphabets.
#[derive(Clone, Copy)]
pub(crate) struct Model<'a> {
    letters: Table<'a>,
    signs: Table<'a>,
    vectors: Bilinear<'a>,
    words: Words<'a>,
}

/// A table of weights, read in place.
///
/// The weights are in a *binary fuse* table (Graf and Lemire, 2022): three cells of a feature, combined by exclusive or,
/// give its check byte and its weight; a feature that is not held fails the check but for one time in 256. Checks and
/// weights lie apart, so that what fails the check, which is nearly everything, touches three bytes.
#[derive(Clone, Copy)]
pub(crate) struct Table<'a> {
    index: &'a [u8],
    pages: &'a [u8],
    checks: &'a [u8],
    weights: &'a [u8],
    segment: u32,
    segments: u32,
    seed: u64,
    levels: [f32; LEVELS],
}

/// The greatest weight of a feature, in nats.
const MOST_WEIGHT: f32 = 100.0;

const SHIPPED_LETTERS: &[u8] = include_bytes!("restoration/letters.bin");
const SHIPPED_SIGNS: &[u8] = include_bytes!("restoration/signs.bin");
const SHIPPED_VECTORS: &[u8] = include_bytes!("restoration/bilinear.bin");

/// The model that ships with the crate.
pub(crate) fn restoration() -> Model<'static> {
    Model {
        letters: Table::open(SHIPPED_LETTERS).unwrap_or(Table::EMPTY),
        signs: Table::open(SHIPPED_SIGNS).unwrap_or(Table::EMPTY),
        vectors: Bilinear::open(SHIPPED_VECTORS).unwrap_or(Bilinear::EMPTY),
        words: Words::open(words::SHIPPED).unwrap_or(Words::EMPTY),
    }
}

/// The number at a place of a file.
pub(super) fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(data.get(at..at + 4)?.try_into().ok()?))
}

impl<'a> Table<'a> {
    /// Knows nothing.
    pub(crate) const EMPTY: Table<'static> = Table {
        index: &[],
        pages: &[],
        checks: &[],
        weights: &[],
        segment: 1,
        segments: 1,
        seed: 0,
        levels: [0.0; LEVELS],
    };

    /// Takes the parts of a model file apart; `None` if it is not one, or cut short, or too long. What is broken inside the parts
    /// gives nonsense, but no panic.
    pub(crate) fn open(data: &'a [u8]) -> Option<Self> {
        if data.get(..8)? != MAGIC {
            return None;
        }
        let pages = u32_at(data, 8)? as usize;
        let segment = u32_at(data, 12)?;
        let segments = u32_at(data, 16)?;
        let seed = u32_at(data, 20)? as u64 | (u32_at(data, 24)? as u64) << 32;
        let mut levels = [0.0; LEVELS];
        for (level, at) in levels.iter_mut().zip((HEADER..).step_by(4)) {
            // Adding 0 makes a negative zero a positive one: see `NOT_HELD`.
            *level = f32::from_bits(u32_at(data, at)?) + 0.0;
        }
        if !segment.is_power_of_two() || segment > 1 << 16 {
            return None;
        }
        // Sums of these must stay finite. This also refuses what is no number.
        if !levels.iter().all(|level| level.abs() <= MOST_WEIGHT) {
            return None;
        }
        let cells = (segments as usize).checked_add(2)?.checked_mul(segment as usize)?;
        let mut rest = data.get(HEADER + 4 * LEVELS..)?;
        let index = take(&mut rest, 2 * PAGES)?;
        let pages = take(&mut rest, pages.checked_mul(PAGE)?)?;
        let checks = take(&mut rest, cells)?;
        let weights = take(&mut rest, cells.div_ceil(2))?;
        let whole = Table { index, pages, checks, weights, segment, segments, seed, levels };
        rest.is_empty().then_some(whole)
    }
}

/// The first `len` bytes of `data`, which then begins behind them.
fn take<'a>(data: &mut &'a [u8], len: usize) -> Option<&'a [u8]> {
    let (first, rest) = data.split_at_checked(len)?;
    *data = rest;
    Some(first)
}

impl Table<'_> {
    /// See [`Weights::look_up`].
    #[inline]
    fn look_up(&self, feature: u64) -> f32 {
        let ([a, b, c], check) = locate(feature, self.seed, self.segment, self.segments);
        let byte = |cells: &[u8], at: usize| cells.get(at).copied().unwrap_or(0);
        if byte(self.checks, a) ^ byte(self.checks, b) ^ byte(self.checks, c) != check as u8 {
            return NOT_HELD;
        }
        let level = [a, b, c].iter().fold(0, |level, &at| level ^ half(byte(self.weights, at / 2), at));
        self.levels[level as usize]
    }

    /// The standing of a character, `None` for one that training never saw here.
    fn prior(&self, c: char) -> Option<f32> {
        let page = c as usize / PAGE;
        let number = match self.index.get(2 * page..2 * page + 2) {
            Some(b) => u16::from_le_bytes([b[0], b[1]]) as usize,
            None => 0xFFFF,
        };
        match self.pages.get(number * PAGE + c as usize % PAGE) {
            Some(0) | None => None,
            Some(&code) => Some(PRIOR_BASE + PRIOR_STEP * (code - 1) as f32),
        }
    }
}

impl Weights for Model<'_> {
    #[inline]
    fn look_up(&self, feature: u64, letters: bool) -> f32 {
        let table = if letters { &self.letters } else { &self.signs };
        table.look_up(feature)
    }

    fn vectors(&self) -> &Bilinear<'_> {
        &self.vectors
    }

    #[inline]
    fn word(&self, key: u64) -> Option<f32> {
        self.words.look_up(key)
    }

    fn prior(&self, c: char) -> f32 {
        let own = if GapKind::of(c).is_alphabetic() { &self.letters } else { &self.signs };
        own.prior(c).unwrap_or_else(|| unseen_prior(c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEST_LEVELS: [f32; LEVELS] =
        [-1.0, -0.5, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 3.25, 3.5];

    fn feature(i: u64) -> u64 {
        feature::finish(i.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn model_of(count: u64) -> Vec<u8> {
        let features: Vec<(u64, u8)> = (0..count).map(|i| (feature(i), (i * 7 % 16) as u8)).collect();
        let mut priors = vec![f32::NAN; 0x5000];
        priors['a' as usize] = 2.0;
        priors['\u{4e2d}' as usize] = 7.3;
        build::build(&priors, &TEST_LEVELS, &features)
    }

    #[test]
    fn every_feature_has_its_weight_and_few_others_have_any() {
        for count in [0, 1, 2, 3, 10, 1000, 30_000] {
            let data = model_of(count);
            let model = Table::open(&data).unwrap();
            for i in 0..count {
                assert_eq!(
                    model.look_up(feature(i)),
                    TEST_LEVELS[(i * 7 % 16) as usize],
                    "feature {i} of {count}"
                );
            }
            let strangers = (count..count + 100_000).filter(|&i| is_held(model.look_up(feature(i)))).count();
            // One in 256 is 391; a tiny table is mostly zeros, and a check byte is zero just as often.
            assert!((250..550).contains(&strangers), "{strangers} of {count}");
        }
    }

    #[test]
    fn priors() {
        let data = model_of(3);
        let model = Table::open(&data).unwrap();
        assert!((model.prior('a').unwrap() - 2.0).abs() <= PRIOR_STEP / 2.0);
        assert!((model.prior('\u{4e2d}').unwrap() - 7.3).abs() <= PRIOR_STEP / 2.0);
        assert_eq!(model.prior('\u{4e2e}'), None);
        assert_eq!(model.prior('\u{10ffff}'), None);
    }

    #[test]
    fn what_is_no_model_is_refused_and_what_is_broken_does_not_panic() {
        let data = model_of(1000);
        for len in 0..data.len() {
            assert!(Table::open(&data[..len]).is_none(), "{len} of {} bytes", data.len());
        }
        assert!(Table::open(&[&data[..], &[0]].concat()).is_none());
        let (mut opened, mut refused) = (0, 0);
        // Every bit of the header and the levels, and some of everything else.
        let places = (0..HEADER + 4 * LEVELS).chain((HEADER + 4 * LEVELS..data.len()).step_by(41));
        for (at, bit) in places.flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut broken = data.clone();
            broken[at] ^= 1 << bit;
            match Table::open(&broken) {
                None => refused += 1,
                Some(model) => {
                    opened += 1;
                    let looked_up: f32 = (0..20).map(|i| model.look_up(feature(i))).sum();
                    let priors: f32 =
                        ['\0', 'a', '\u{10ffff}'].map(|c| model.prior(c).unwrap_or(0.0)).iter().sum();
                    assert!((looked_up + priors).is_finite(), "bit {bit} of byte {at}");
                }
            }
        }
        assert!(opened > 1000 && refused > 100, "{opened} {refused}");
        assert_eq!(Table::EMPTY.look_up(1).to_bits(), NOT_HELD.to_bits());
    }

    #[test]
    fn the_shipped_model_opens() {
        assert!(Table::open(SHIPPED_LETTERS).is_some() && Table::open(SHIPPED_SIGNS).is_some());
        assert!(Bilinear::open(SHIPPED_VECTORS).is_some() && Words::open(words::SHIPPED).is_some());
        let model = restoration();
        assert!(model.prior('\u{7684}') > model.prior('\u{9f98}'));
        assert!(model.prior('о') > model.prior('ѳ'));
        assert_eq!(model.prior('\u{10ffff}'), unseen_prior('\u{10ffff}'));
    }
}
