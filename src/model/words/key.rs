//! What a word of an alphabet is, and by which key it is known. The trainer (`examples/train`) and the model share this file.

/// Languages that share a script and most of its letters, but not their words: which of them a line is in, its words tell. All others are one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Tongue {
    Russian,
    Ukrainian,
    Other,
    /// Words in Latin letters that tell pages apart and fill no gaps: rarer ones, and those of languages of which there is no text.
    Listed,
}

impl Tongue {
    /// The tongues of the words that fill gaps in a word with this letter.
    pub(crate) fn of(c: char) -> &'static [Tongue] {
        match c {
            '\u{400}'..='\u{52F}' => &[Tongue::Russian, Tongue::Ukrainian],
            _ => &[Tongue::Other],
        }
    }
}

/// True for letters of alphabets, in the scripts of which words are known and stand between blanks, and for what is written with such letters:
/// vowels, accents, joiners.
pub(crate) fn is_of_word(c: char) -> bool {
    match c {
        _ if c.is_ascii() => c.is_ascii_alphabetic(),
        '\u{D7}' | '\u{F7}' => false,
        '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => !is_vietnamese(c),
        // Accents of any script, and joiners.
        '\u{300}'..='\u{36F}' | '\u{200C}' | '\u{200D}' => true,
        // Greek and Cyrillic.
        '\u{370}'..='\u{373}' | '\u{376}'..='\u{37D}' | '\u{386}' | '\u{388}'..='\u{481}' => true,
        '\u{483}'..='\u{52F}' | '\u{1F00}'..='\u{1FBC}' => true,
        // Hebrew.
        '\u{591}'..='\u{5BD}' | '\u{5C1}' | '\u{5C2}' | '\u{5D0}'..='\u{5EA}' => true,
        // Arabic.
        '\u{620}'..='\u{65F}' | '\u{670}'..='\u{6D3}' => true,
        // Devanagari.
        '\u{900}'..='\u{963}' | '\u{971}'..='\u{97F}' => true,
        _ => false,
    }
}

/// True for letters that only Vietnamese has. It writes syllables apart, so short that what is one is often another, too: its words are not known.
pub(crate) fn is_vietnamese(c: char) -> bool {
    matches!(c, '\u{1A0}' | '\u{1A1}' | '\u{1AF}' | '\u{1B0}' | '\u{1EA0}'..='\u{1EF9}')
}

/// A word, letter by letter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spelt(u64);

impl Spelt {
    /// No letter yet.
    pub(crate) const NONE: Spelt = Spelt(0x9E37_79B9_7F4A_7C15);

    /// With one more letter, by its symbol (`feature::symbol`): small and capital letters are the same.
    #[inline]
    pub(crate) fn then(self, symbol: u32) -> Spelt {
        let mixed = (self.0 ^ u64::from(symbol)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        Spelt(mixed ^ mixed >> 31)
    }

    /// Its key as a word of a tongue.
    #[inline]
    pub(crate) fn key(self, tongue: Tongue) -> u64 {
        self.then(tongue as u32).0
    }
}
