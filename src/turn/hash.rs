//! Numbers for names: what is counted and looked up is many short names, so a hash must be quick first of all.

use std::hash::{BuildHasherDefault, Hasher};

/// Odd, and with its bits well mixed.
const FACTOR: u64 = 0xD6E8_FEB8_6659_FD93;

/// A number for `bytes`: the same for the same bytes and `seed`, on every machine.
pub(super) fn hash(seed: u64, bytes: &[u8]) -> u64 {
    let mut sum = mix(seed ^ bytes.len() as u64);
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        sum = mix(sum ^ word.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    }
    mix(sum ^ words.remainder().iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)))
}

/// The halves of a product folded together: each bit of the sum hangs on all bits of `number`.
fn mix(number: u64) -> u64 {
    let product = u128::from(number ^ FACTOR) * u128::from(FACTOR.rotate_left(32));
    product as u64 ^ (product >> 64) as u64
}

/// For maps whose keys are such numbers.
pub(super) type ByHash = BuildHasherDefault<Hashed>;

/// Passes on a key that is a hash already.
#[derive(Default)]
pub(super) struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(self.0, bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

#[cfg(test)]
mod tests {
    use super::hash;
    use std::collections::HashSet;

    #[test]
    fn names_that_are_alike_have_different_numbers() {
        let mut seen = HashSet::new();
        let mut ends = [0u32; 64];
        for seed in 0..4 {
            for number in 0..20_000 {
                for name in [format!("{number}"), format!("Speaker {number}"), format!("{number:0>17}")] {
                    let key = hash(seed, name.as_bytes());
                    assert!(seen.insert((key, name.len())), "{seed} {name}");
                    ends[(key >> 58) as usize] += 1;
                }
            }
        }
        let most = ends.iter().max().unwrap();
        assert!(*most < 240_000 / 64 * 6 / 5, "the upper bits are spread evenly: {ends:?}");
        let ends: HashSet<u64> = seen.iter().map(|(key, _)| key & 0xFFFF).collect();
        assert!(ends.len() > 60_000, "and so are the lower ones");
    }
}
