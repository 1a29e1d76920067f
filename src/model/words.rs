//! How common words of alphabets are.
//!
//! The data (`words.bin`) are a binary fuse table (see [`restoration::Table`](super::restoration::Table)) of words by their [keys](key), 16 bits a cell:
//! 12 check the word, so that one of 4,096 others seems to be held, and 4 say what it costs. `examples/train` makes the file.

pub(crate) mod key;

use super::restoration::format::{locate, LEVELS, WORDS_HEADER, WORDS_MAGIC, WORD_COST, WORD_COST_STEP};
use super::restoration::u32_at;

/// The table that ships with the crate.
pub(super) const SHIPPED: &[u8] = include_bytes!("words.bin");

/// A table of words, read in place. What is broken gives nonsense, but no panic.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    segment: u32,
    segments: u32,
    seed: u64,
    cells: &'a [u8],
}

impl<'a> Words<'a> {
    /// Knows nothing.
    pub(super) const EMPTY: Words<'static> = Words { segment: 1, segments: 1, seed: 0, cells: &[] };

    /// Takes the parts of the file apart; `None` if it is not one, or cut short, or too long.
    pub(super) fn open(data: &'a [u8]) -> Option<Self> {
        if data.get(..8)? != WORDS_MAGIC {
            return None;
        }
        let segment = u32_at(data, 8)?;
        let segments = u32_at(data, 12)?;
        let seed = u32_at(data, 16)? as u64 | (u32_at(data, 20)? as u64) << 32;
        let cells = data.get(WORDS_HEADER..)?;
        let count = (segments as usize).checked_add(2)?.checked_mul(segment as usize)?;
        let is_whole =
            segment.is_power_of_two() && segment <= 1 << 16 && count.checked_mul(2)? == cells.len();
        is_whole.then_some(Words { segment, segments, seed, cells })
    }

    /// The logarithm of the share that the word of a key has of the words of its language; `None` for one that is not known.
    #[inline]
    pub(super) fn look_up(&self, key: u64) -> Option<f32> {
        let (places, check) = locate(key, self.seed, self.segment, self.segments);
        let cell =
            |at: usize| self.cells.get(2 * at..2 * at + 2).map_or(0, |c| u16::from_le_bytes([c[0], c[1]]));
        let found = places.into_iter().fold(check << LEVELS.ilog2(), |all, at| all ^ cell(at));
        (usize::from(found) < LEVELS).then(|| -(WORD_COST + WORD_COST_STEP * f32::from(found)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::restoration::build::build_words;
    use super::*;

    #[test]
    fn common_words_of_the_languages_are_known() {
        let table = Words::open(SHIPPED).unwrap();
        let share = |word: &str, tongue| {
            let spelt = word.chars().fold(key::Spelt::NONE, |spelt, c| spelt.then(c as u32));
            table.look_up(spelt.key(tongue))
        };
        for (word, tongue) in [
            ("товарищ", key::Tongue::Russian),
            ("також", key::Tongue::Ukrainian),
            ("θάλασσα", key::Tongue::Other),
            ("שלום", key::Tongue::Other),
            ("شكرا", key::Tongue::Other),
            ("धन्यवाद", key::Tongue::Other),
            ("więc", key::Tongue::Other),
            ("não", key::Tongue::Other),
        ] {
            assert!(share(word, tongue).is_some_and(|share| share < -WORD_COST && share > -16.0), "{word}");
        }
        assert_eq!(share("також", key::Tongue::Russian), None);
        assert!(share("не", key::Tongue::Russian) > share("товарищ", key::Tongue::Russian));
    }

    fn key(i: u64) -> u64 {
        i.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ i << 40
    }

    #[test]
    fn every_word_has_its_cost_and_few_others_have_any() {
        for count in [0, 1, 2, 3, 10, 1000, 30_000] {
            let words: Vec<(u64, u8)> = (0..count).map(|i| (key(i), (i * 7 % 16) as u8)).collect();
            let data = build_words(&words);
            let table = Words::open(&data).unwrap();
            for (key, level) in &words {
                let cost = WORD_COST + WORD_COST_STEP * f32::from(*level);
                assert_eq!(table.look_up(*key), Some(-cost), "{key} of {count}");
            }
            // One in 4,096 is 244.
            let strangers = (count..count + 1_000_000).filter(|&i| table.look_up(key(i)).is_some()).count();
            assert!((120..500).contains(&strangers), "{strangers} of {count}");
        }
    }

    #[test]
    fn what_is_no_table_is_refused_and_what_is_broken_does_not_panic() {
        let words: Vec<(u64, u8)> = (0..1000).map(|i| (key(i), (i % 16) as u8)).collect();
        let data = build_words(&words);
        for len in 0..data.len() {
            assert!(Words::open(&data[..len]).is_none(), "{len} of {} bytes", data.len());
        }
        assert!(Words::open(&[&data[..], &[0]].concat()).is_none());
        let mut opened = 0;
        for (at, bit) in (0..WORDS_HEADER).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut broken = data.clone();
            broken[at] ^= 1 << bit;
            if let Some(table) = Words::open(&broken) {
                opened += 1;
                assert!((0..20).all(|i| table.look_up(key(i)).is_none_or(f32::is_finite)));
            }
        }
        assert_eq!(opened, 64, "only the seed can be any number");
        assert_eq!(Words::EMPTY.look_up(1), None);
    }
}
