//! What the evidence about a word is drawn from: its letters, folded, and their hashes.
//!
//! The trainer includes this very file, so that what it counts and what the crate looks up cannot drift apart.

/// Words are looked at up to this many letters; few are longer, and their heads tell enough.
pub(crate) const MAX_LETTERS: usize = 30;

/// The letters of a word as they are looked up: lower case, without diacritics (the *i* of Turkish with or without its
/// dot is one letter), a letter held for emphasis (`sooo`) written twice at most, marks and joiners left out.
pub(crate) struct Letters {
    symbols: [u16; MAX_LETTERS + 2],
    len: usize,
}

/// Stands before the first and after the last letter in character n-grams.
const EDGE: u16 = 0x20;

impl Letters {
    pub(crate) fn of(word: &str) -> Letters {
        Letters::of_chars(word.chars())
    }

    /// The same of a word that is read letter by letter.
    pub(crate) fn of_chars(word: impl Iterator<Item = char>) -> Letters {
        let mut letters = Letters { symbols: [EDGE; MAX_LETTERS + 2], len: 0 };
        for symbol in word.filter_map(fold) {
            letters.push(symbol);
        }
        letters
    }

    fn push(&mut self, symbol: u16) {
        let run = self.len >= 2 && self.symbols[self.len - 1..=self.len] == [symbol, symbol];
        if self.len < MAX_LETTERS && !run {
            self.len += 1;
            self.symbols[self.len] = symbol;
        }
    }

    /// The letters without the edges.
    pub(crate) fn as_slice(&self) -> &[u16] {
        &self.symbols[1..=self.len]
    }

    /// The letters between two edges.
    fn with_edges(&self) -> &[u16] {
        &self.symbols[..self.len + 2]
    }

    /// The hash the word is looked up by.
    pub(crate) fn hash(&self) -> u64 {
        finish(self.as_slice().iter().fold(SEED, |hash, &symbol| step(hash, symbol)))
    }

    /// The same word, said more plainly: every doubled letter single (`soo`, `yess`), a syllable that is repeated
    /// three times or more (`jajaja`) said twice. None where that changes nothing.
    pub(crate) fn plainer(&self) -> Option<Letters> {
        let letters = self.as_slice();
        let repeats = |period: usize| letters.iter().zip(&letters[period..]).all(|(a, b)| a == b);
        let mut plain = Letters { symbols: [EDGE; MAX_LETTERS + 2], len: 0 };
        if let Some(period) = (2..=3).find(|p| letters.len() > 2 * p && repeats(*p)) {
            letters[..2 * period].iter().for_each(|&s| plain.push(s));
        } else {
            let mut last = EDGE;
            for &symbol in letters {
                if symbol != last {
                    plain.push(symbol);
                }
                last = symbol;
            }
        }
        (plain.len != self.len).then_some(plain)
    }

    /// Calls `use_feature` with the hash of every character n-gram of one to five letters, edges included.
    pub(crate) fn ngrams(&self, mut use_feature: impl FnMut(u64)) {
        let symbols = self.with_edges();
        for start in 0..symbols.len() {
            let mut hash = SEED ^ 0x5bd1_e995;
            for (length, &symbol) in symbols[start..].iter().take(5).enumerate() {
                hash = step(hash, symbol);
                if length > 0 {
                    use_feature(finish(hash));
                }
            }
        }
    }
}

/// The start of a word's hash.
pub(crate) const SEED: u64 = 0xcbf2_9ce4_8422_2325;

/// Takes one folded letter into a hash (FNV-1a, with letters for bytes).
#[inline]
pub(crate) fn step(hash: u64, symbol: u16) -> u64 {
    (hash ^ u64::from(symbol)).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Spreads a hash over its high bits.
#[inline]
pub(crate) fn finish(hash: u64) -> u64 {
    (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A letter folded; none for a mark, a joiner or anything else that does not tell words apart.
#[inline]
pub(crate) fn fold(c: char) -> Option<u16> {
    let scalar = c as u32;
    match scalar {
        0x61..=0x7A | 0x3B1..=0x3C9 | 0x430..=0x44F => Some(scalar as u16),
        0x41..=0x5A => Some(scalar as u16 | 0x20),
        0x27 | 0x2019 | 0x2BC | 0xB4 => Some(0x27),
        0xC0..=0x24F => base(scalar - 0xC0, FIRST_BASES),
        0x1E00..=0x1EFF => base(scalar - 0x1E00, ADDITIONAL_BASES),
        0x410..=0x42F => Some(scalar as u16 + 0x20),
        0x400..=0x40F => Some(if scalar == 0x401 { 0x435 } else { scalar as u16 + 0x50 }),
        0x451 => Some(0x435),
        0x452..=0x52F => c.to_lowercase().next().map(|c| c as u32 as u16),
        0xFF21..=0xFF3A => Some((scalar - 0xFF21 + 0x61) as u16),
        0xFF41..=0xFF5A => Some((scalar - 0xFF41 + 0x61) as u16),
        _ => None,
    }
}

fn base(offset: u32, bases: &str) -> Option<u16> {
    bases.as_bytes().get(offset as usize).map(|&b| u16::from(b)).filter(|&b| b != u16::from(b'.'))
}

/// The number of letters that [`marked`] tells apart.
pub(crate) const MARKED: usize = 0x190 + 0x100;

/// The number of a Latin letter beyond ASCII: such letters tell languages apart beyond the word they stand in.
#[inline]
pub(crate) fn marked(c: char) -> Option<usize> {
    match c as u32 {
        scalar @ 0xC0..=0x24F => Some(scalar as usize - 0xC0),
        scalar @ 0x1E00..=0x1EFF => Some(scalar as usize - 0x1E00 + 0x190),
        _ => None,
    }
}

/// The plain letters of U+00C0 to U+024F, by their Unicode names; a dot where there is none.
const FIRST_BASES: &str = "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty\
    aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuu\
    wwyyyzzzzzzsbbbb..occdddd.eeeffg...ikkl.mnnooo..pp.....ttttuu.vyyzz.............dddlllnnnaaiioouuuuuuuuuueaaaa..ggggkk\
    oooo..jdddgg..nnaa..ooaaaaeeeeiiiioooorrrruuuusstt..hhnd..zzaaeeooooooooyylntj..accltsz..buveejjqqrryy";

/// The plain letters of U+1E00 to U+1EFF.
const ADDITIONAL_BASES: &str = "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppp\
    rrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyassss.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioo\
    oooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy....yy";
