//! Evidence for the language of a word: compact lexicons, and character n-grams for the words they lack.
//!
//! The data (`lexicon.bin`, written by `examples/train_lexicon.rs`) is read in place, all numbers little-endian:
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

static DATA: &[u8] = include_bytes!("lexicon.bin");

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
const LETTERS_AT: usize = DATA.len() - MARKED * ROW_BYTES;
const NGRAMS_AT: usize = LETTERS_AT - (ROW_BYTES << NGRAM_BITS);
const _: () = assert!(NGRAMS_AT >= GROUPS_END && (NGRAMS_AT - GROUPS_END) % ENTRY_BYTES == 0);
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

/// Looks a word up by the hash of its letters; none where no language has it.
#[inline]
pub(crate) fn look_up(hash: u64) -> Option<Known> {
    let bucket = (hash >> (64 - BUCKET_BITS)) as usize;
    let fingerprint = fingerprint(hash);
    let mut known = [0; WIDTH];
    let mut found = false;
    for entry in DATA[start(bucket)..start(bucket + 1)].chunks_exact(ENTRY_BYTES) {
        if u16::from_le_bytes([entry[0], entry[1]]) & 0x3FFF == fingerprint {
            let lang = usize::from(entry[1] >> 6 | (entry[2] & 3) << 2);
            known[lang] = (entry[2] >> 2) + 1;
            found = true;
        }
    }
    found.then_some(known)
}

/// The part of a hash that is kept with the word.
pub(crate) fn fingerprint(hash: u64) -> u16 {
    (hash >> 24) as u16 & 0x3FFF
}

fn start(bucket: usize) -> usize {
    let group = &DATA[bucket / GROUP * GROUP_BYTES..][..GROUP_BYTES];
    let first = u32::from_le_bytes([group[0], group[1], group[2], group[3]]) as usize;
    GROUPS_END + (first + usize::from(group[4 + bucket % GROUP])) * ENTRY_BYTES
}

/// The level of a log-probability, as in [`Known`].
pub(crate) const fn level(log_probability: f32) -> u8 {
    1 + ((MOST_LIKELY - log_probability) / QUANTUM) as u8
}

/// Adds up what the n-grams of a word say for each of `langs`, by their numbers: scores in nats, on one scale for all.
pub(crate) fn ngram_scores(letters: &Letters, langs: &[u8], scores: &mut [f32]) {
    let mut sums = [0i32; WIDTH];
    letters.ngrams(|hash| {
        let at = NGRAMS_AT + ngram_row(hash) * ROW_BYTES;
        let bytes: [u8; ROW_BYTES] = std::array::from_fn(|i| DATA[at + i]);
        let row = u64::from_le_bytes(bytes);
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
    let at = LETTERS_AT + letter.min(MARKED - 1) * ROW_BYTES;
    let row = &DATA[at..at + ROW_BYTES];
    std::array::from_fn(|lang| LETTER_QUANTUM * f32::from(row[lang / 2] >> (lang % 2 * 4) & 0xF))
}
