//! Remembered sums: what one piece of context says of all candidates of one set.
//!
//! Short contexts come again and again, and what they say of a set's candidates lies scattered over the model. A row of the
//! cache holds it in one place. A row may be overwritten by another at any time, and is then worked out again.

/// Rows at first, for short texts, and at the most: balances hits on long documents against the processor's second cache.
const FIRST_ROWS: usize = 1 << 7;
const ROWS: usize = 1 << 12;

/// Weights that a row has room for at least: few sets have more candidates.
const LEAST_WIDTH: usize = 32;

/// Rows of weights by key. Takes no memory before its first use.
#[derive(Default)]
pub(crate) struct ScoreCache {
    keys: Vec<u64>,
    rows: Vec<f32>,
    /// Weights that a row has room for.
    width: usize,
    /// Rows that were made since there was room for more.
    made: usize,
}

impl ScoreCache {
    /// The row under `key`, of `len` weights; `fill` makes it if it is not there.
    #[inline]
    pub(crate) fn row(&mut self, key: u64, len: usize, fill: impl FnOnce(&mut [f32])) -> &[f32] {
        let is_full = self.made > self.keys.len() && self.keys.len() < ROWS;
        if self.width < len.max(1) || is_full {
            let count = if is_full { ROWS } else { self.keys.len().max(FIRST_ROWS) };
            self.width = len.next_power_of_two().max(LEAST_WIDTH).max(self.width);
            self.made = 0;
            self.keys.clear();
            self.keys.resize(count, 0);
            self.rows.clear();
            self.rows.resize(count * self.width, 0.0);
        }
        let hash = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let at = (hash >> 32) as usize % self.keys.len();
        let row = &mut self.rows[at * self.width..][..len];
        // The key of an empty row is 0.
        let key = hash | 1;
        if self.keys[at] != key {
            self.keys[at] = key;
            self.made += 1;
            fill(row);
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_what_was_filled_in_also_after_collisions() {
        let mut cache = ScoreCache::default();
        let mut fills = 0;
        for round in 0..2 {
            for key in 0..3 * ROWS as u64 {
                let row = cache.row(key, 3, |row| {
                    fills += 1;
                    row.iter_mut().enumerate().for_each(|(i, w)| *w = (key * 3 + i as u64) as f32);
                });
                assert_eq!(row, [key * 3, key * 3 + 1, key * 3 + 2].map(|w| w as f32), "round {round}");
            }
        }
        cache.row(1 << 41, 100, |row| row.fill(3.0));
        assert_eq!(cache.row(1 << 41, 100, |_| unreachable!()), [3.0; 100]);
        let before = fills;
        for _ in 0..10 {
            cache.row(1 << 40, 2, |row| {
                fills += 1;
                row.fill(1.0);
            });
        }
        assert_eq!(fills, before + 1);
    }
}
