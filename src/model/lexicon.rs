//! Evidence for the language of a word: compact lexicons, and character n-grams for the words they lack.
//!
//! The data (`lexicon.bin`, written by `examples/train/src/lexicon.rs`) is read in place, all numbers little-endian:
//!
//! | part | what |
//! |---|---|
//! | buckets | for each group of 16 buckets, a `u32` and 16 bytes: the entry at which the group begins, and how far from there each bucket does; one group more closes the last |
//! | entries | 24 bits a word and language: 14 of fingerprint, 4 of language, 6 of quantised log-probability; a word has its bucket from the high bits of its hash |
//! | n-grams | 16 half bytes a hash value: the signed weight of the n-gram for each language |
//! | letters | 16 half bytes a letter beyond ASCII: how rarely each language puts it in its plain letter's place |

pub(crate) mod features;

use crate::Lang;
use features::{finish, Letters, MARKED};

/// The lexicon that ships with the crate.
const SHIPPED: Lexicon<'static> = match Lexicon::open(include_bytes!("lexicon.bin")) {
    Some(lexicon) => lexicon,
    None => panic!("lexicon.bin is no lexicon"),
};

/// The languages the lexicon tells apart, by the number they have in the data. Hindi is the romanised kind.
pub(crate) const LANGS: &[Lang] = &[
    Lang::ENG,
    Lang::SPA,
    Lang::FRA,
    Lang::DEU,
    Lang::POR,
    Lang::TUR,
    Lang::POL,
    Lang::CES,
    Lang::VIE,
    Lang::HIN,
    Lang::from_code(b"ita"),
    Lang::from_code(b"nld"),
    Lang::from_code(b"ind"),
    Lang::RUS,
    Lang::UKR,
];

/// Room for the languages of the data, and the width of its rows.
pub(crate) const WIDTH: usize = 16;

pub(crate) const BUCKET_BITS: u32 = 16;
pub(crate) const NGRAM_BITS: u32 = 14;
const GROUP: usize = 16;
const GROUP_BYTES: usize = 4 + GROUP;
const GROUPS_END: usize = ((1 << BUCKET_BITS) / GROUP + 1) * GROUP_BYTES;
const ROW_BYTES: usize = WIDTH / 2;
const ENTRY_BYTES: usize = 3;

/// The step between quantised log-probabilities, and the greatest of them, in nats.
const QUANTUM: f32 = 0.23;
/// e to the power of minus that step.
pub(crate) const QUANTUM_RATIO: f32 = 0.794_533_6;
pub(crate) const MOST_LIKELY: f32 = -2.0;

/// The step between quantised n-gram weights, in nats.
pub(crate) const NGRAM_QUANTUM: f32 = 0.2;

/// The step between quantised letter penalties, in nats.
pub(crate) const LETTER_QUANTUM: f32 = 0.6;

/// What the lexicon says of one word: for each language, 0 where the word is unknown, else one more than the quantised
/// negative log-probability.
pub(crate) type Known = [u8; WIDTH];

/// A lexicon, read in place. What is broken gives nonsense, but no panic.
#[derive(Clone, Copy)]
struct Lexicon<'a> {
    data: &'a [u8],
    ngrams_at: usize,
    letters_at: usize,
}

impl<'a> Lexicon<'a> {
    /// Takes the parts apart; `None` if the data are cut short or too long.
    const fn open(data: &'a [u8]) -> Option<Lexicon<'a>> {
        let Some(letters_at) = data.len().checked_sub(MARKED * ROW_BYTES) else { return None };
        let Some(ngrams_at) = letters_at.checked_sub(ROW_BYTES << NGRAM_BITS) else { return None };
        let Some(entry_bytes) = ngrams_at.checked_sub(GROUPS_END) else { return None };
        // The last group says how many entries there are.
        let last = GROUPS_END - GROUP_BYTES;
        let entries = u32::from_le_bytes([data[last], data[last + 1], data[last + 2], data[last + 3]]);
        if entry_bytes % ENTRY_BYTES != 0 || entry_bytes / ENTRY_BYTES != entries as usize {
            return None;
        }
        Some(Lexicon { data, ngrams_at, letters_at })
    }

    #[inline]
    fn look_up(&self, hash: u64) -> Option<Known> {
        let bucket = (hash >> (64 - BUCKET_BITS)) as usize;
        let fingerprint = fingerprint(hash);
        let mut known = [0; WIDTH];
        let mut found = false;
        let entries = self.data[..self.ngrams_at].get(self.start(bucket)..self.start(bucket + 1));
        for entry in entries.unwrap_or_default().chunks_exact(ENTRY_BYTES) {
            if u16::from_le_bytes([entry[0], entry[1]]) & 0x3FFF == fingerprint {
                let lang = usize::from(entry[1] >> 6 | (entry[2] & 3) << 2);
                known[lang] = (entry[2] >> 2) + 1;
                found = true;
            }
        }
        found.then_some(known)
    }

    fn start(&self, bucket: usize) -> usize {
        let group = &self.data[bucket / GROUP * GROUP_BYTES..][..GROUP_BYTES];
        let first = u32::from_le_bytes([group[0], group[1], group[2], group[3]]) as usize;
        let entry = first.saturating_add(usize::from(group[4 + bucket % GROUP]));
        entry.saturating_mul(ENTRY_BYTES).saturating_add(GROUPS_END)
    }

    /// The weights of a row of n-grams.
    fn ngrams(&self, row: usize) -> u64 {
        let at = self.ngrams_at + row * ROW_BYTES;
        u64::from_le_bytes(std::array::from_fn(|i| self.data[at + i]))
    }

    fn letter(&self, letter: usize) -> &'a [u8] {
        let at = self.letters_at + letter.min(MARKED - 1) * ROW_BYTES;
        &self.data[at..at + ROW_BYTES]
    }
}

/// Looks a word up by the hash of its letters; none where no language has it.
#[inline]
pub(crate) fn look_up(hash: u64) -> Option<Known> {
    SHIPPED.look_up(hash)
}

/// The part of a hash that is kept with the word.
pub(crate) fn fingerprint(hash: u64) -> u16 {
    (hash >> 24) as u16 & 0x3FFF
}

/// The level of a log-probability, as in [`Known`].
pub(crate) const fn level(log_probability: f32) -> u8 {
    1 + ((MOST_LIKELY - log_probability) / QUANTUM) as u8
}

/// The log-probability of a level, in nats.
pub(crate) fn log_probability(level: u8) -> f32 {
    MOST_LIKELY - QUANTUM * (f32::from(level) - 1.0)
}

/// Adds up what the n-grams of a word say for each of `langs`, by their numbers: scores in nats, on one scale for all.
pub(crate) fn ngram_scores(letters: &Letters, langs: &[u8], scores: &mut [f32]) {
    let mut sums = [0i32; WIDTH];
    letters.ngrams(|hash| {
        let row = SHIPPED.ngrams(ngram_row(hash));
        for (sum, &lang) in sums.iter_mut().zip(langs) {
            // The half byte of the language, with its sign.
            *sum += ((row >> (4 * (lang & 0xF)) << 60) as i64 >> 60) as i32;
        }
    });
    scores.iter_mut().zip(sums).for_each(|(score, sum)| *score = sum as f32 * NGRAM_QUANTUM);
}

/// The row of an n-gram's weights.
pub(crate) fn ngram_row(hash: u64) -> usize {
    (finish(hash) >> (64 - NGRAM_BITS)) as usize
}

/// How much less likely each language makes a word by writing this letter in place of its plain one, in nats.
pub(crate) fn letter_penalties(letter: usize) -> [f32; WIDTH] {
    let row = SHIPPED.letter(letter);
    std::array::from_fn(|lang| LETTER_QUANTUM * f32::from(row[lang / 2] >> (lang % 2 * 4) & 0xF))
}

#[cfg(test)]
mod tests {
    use super::*;
    use features::SEED;

    #[test]
    fn a_lexicon_cut_short_is_none() {
        let data = SHIPPED.data;
        for len in (0..data.len()).step_by(997).chain(data.len() - 100..data.len()) {
            assert!(Lexicon::open(&data[..len]).is_none(), "{len} of {} bytes", data.len());
        }
        assert!(Lexicon::open(&[data, &[0]].concat()).is_none());
    }

    #[test]
    fn a_broken_lexicon_gives_nonsense_but_no_panic() {
        let hashes: Vec<u64> = (0..4096).map(|i| finish(SEED ^ i)).collect();
        let mut data = SHIPPED.data.to_vec();
        let mut opened = 0;
        for round in 0..64 {
            // From here and there a byte to all bytes.
            for at in (round..data.len()).step_by(1 << (16 - round / 4)) {
                data[at] ^= finish((at + round) as u64) as u8;
            }
            if round % 2 == 0 {
                let last = GROUPS_END - GROUP_BYTES;
                data[last..last + 4].copy_from_slice(&SHIPPED.data[last..last + 4]);
            }
            let Some(broken) = Lexicon::open(&data) else { continue };
            opened += 1;
            for &hash in &hashes {
                std::hint::black_box((
                    broken.look_up(hash),
                    broken.ngrams(ngram_row(hash)),
                    broken.letter(hash as usize),
                ));
            }
        }
        assert!(opened > 20, "{opened}");
    }
}
