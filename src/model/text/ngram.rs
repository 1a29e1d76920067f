//! N-grams of letters: how text becomes symbols, and how the table that holds them is looked up. The trainer (`examples/train`) and the
//! model share this file.
//!
//! The table is a row of slots of 24 bits in buckets of four: 18 bits of fingerprint, 6 of a cost in steps. (With 11 bits of fingerprint one
//! look-up in 250 finds what is another's, and a search for what gains most finds just these.) An n-gram is in one of two
//! buckets, which its hash names. There are two kinds of entries: what a symbol costs after a context, and what it costs to know that a
//! symbol is none of those that the context has.

/// Symbols of the longest context.
pub(crate) const REACH: usize = 4;

/// Bytes of a slot.
pub(crate) const SLOT: usize = 3;
/// Slots of a bucket.
pub(crate) const BUCKET: usize = 4;
/// The greatest number of steps that a slot holds.
pub(crate) const MOST_STEPS: u32 = (1 << STEP_BITS) - 1;
const STEP_BITS: u32 = 6;

/// Eighths of a bit to a step of the cost of a symbol.
pub(crate) const SYMBOL_STEP: i32 = 3;
/// Eighths of a bit to a step of the cost of leaving a context.
pub(crate) const BACKOFF_STEP: i32 = 1;

/// Odd numbers that tell the places of a context apart: the symbol itself, then the one before it, and so on.
const PLACES: [u64; REACH + 1] = [
    0x9E37_79B9_7F4A_7C15,
    0xC2B2_AE3D_27D4_EB4F,
    0x1656_67B1_9E37_79F9,
    0xD6E8_FEB8_6659_FD93,
    0xA076_1D64_78BD_642F,
];
/// What an entry is, in its key.
const SYMBOL: u64 = 0x2545_F491_4F6C_DD1D;
const BACKOFF: u64 = 0xE703_7ED1_A0B4_28DB;

/// The symbol of a character: small letters for capitals, one digit for all, one blank for all. A no-break space is a blank, and a line
/// begins and ends with a line feed.
pub(crate) fn symbol(c: char) -> u32 {
    match c {
        'a'..='z' => c as u32,
        'A'..='Z' => c as u32 | 0x20,
        '0'..='9' => '0' as u32,
        '\n' | '\r' => '\n' as u32,
        '\t' | '\u{A0}' => ' ' as u32,
        _ if !has_case(c) => c as u32,
        _ => small(c) as u32,
    }
}

/// The small letter of a letter, if it is one character. Written out for the letters that are met most.
pub(crate) fn small(c: char) -> char {
    let shifted = |by: u32| char::from_u32(c as u32 + by).unwrap_or(c);
    match c {
        'ß'..='ö' | 'ø'..='ÿ' | 'ά'..='ώ' | 'а'..='џ' => c,
        'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ρ' | 'Σ'..='Ϋ' | 'А'..='Я' => shifted(0x20),
        'Ѐ'..='Џ' => shifted(0x50),
        '\u{100}'..='\u{12F}' | '\u{132}'..='\u{137}' | '\u{14A}'..='\u{177}' => {
            shifted(u32::from(c as u32 % 2 == 0))
        }
        '\u{139}'..='\u{148}' | '\u{179}'..='\u{17E}' => shifted(c as u32 % 2),
        _ => {
            let mut small = c.to_lowercase();
            match (small.next(), small.next()) {
                (Some(only), None) => only,
                _ => c,
            }
        }
    }
}

/// False for characters that are no cased letters, as far as their blocks tell.
pub(crate) fn has_case(c: char) -> bool {
    match c {
        _ if c.is_ascii() => c.is_ascii_alphabetic(),
        '\u{80}'..='\u{BF}' => c == 'µ',
        _ => matches!(
            c,
            '\u{C0}'..='\u{58F}'
                | '\u{10A0}'..='\u{10FF}'
                | '\u{13A0}'..='\u{13FF}'
                | '\u{1C80}'..='\u{1FFF}'
                | '\u{2100}'..='\u{218F}'
                | '\u{24B6}'..='\u{24E9}'
                | '\u{2C00}'..='\u{2D2F}'
                | '\u{A640}'..='\u{A7FF}'
                | '\u{AB30}'..='\u{ABBF}'
                | '\u{FB00}'..='\u{FB17}'
                | '\u{FF21}'..='\u{FF5A}'
                | '\u{10400}'..='\u{1E943}'
        ),
    }
}

/// A context, as part of keys.
#[derive(Clone, Copy)]
pub(crate) struct Context {
    sum: u64,
    len: u64,
}

impl Context {
    /// No symbol before.
    pub(crate) const NONE: Context = Context { sum: 0, len: 0 };

    /// The contexts of one to `REACH` symbols that end in the first of `symbols`, the latest first.
    pub(crate) fn all(symbols: &[u32; REACH]) -> [Context; REACH] {
        let mut sum = 0u64;
        std::array::from_fn(|i| {
            sum = sum.wrapping_add(u64::from(symbols[i] + 1).wrapping_mul(PLACES[i + 1]));
            Context { sum, len: i as u64 + 1 }
        })
    }

    /// The key of `symbol` after this context.
    pub(crate) fn then(self, symbol: u32) -> u64 {
        finish(self.sum.wrapping_add(u64::from(symbol + 1).wrapping_mul(PLACES[0])), SYMBOL ^ self.len)
    }

    /// The key of leaving this context.
    pub(crate) fn backoff(self) -> u64 {
        finish(self.sum, BACKOFF ^ self.len)
    }
}

fn finish(sum: u64, kind: u64) -> u64 {
    let mixed = (sum ^ kind).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    (mixed ^ mixed >> 33).wrapping_mul(0xC4CE_B9FE_1A85_EC53)
}

/// The two buckets, of so many, that a key can be in.
#[inline]
pub(crate) fn buckets(key: u64, count: usize) -> [usize; 2] {
    let of = |half: u64| (((half & 0xFFFF_FFFF) * count as u64) >> 32) as usize;
    [of(key >> 32), of(key.wrapping_mul(0x9FB2_1C65_1E98_DF25) >> 32)]
}

/// A slot: empty ones are 0, which no entry is.
#[allow(dead_code)] // only the trainer writes
pub(crate) fn slot(key: u64, steps: u32) -> u32 {
    fingerprint(key) << STEP_BITS | steps.min(MOST_STEPS)
}

fn fingerprint(key: u64) -> u32 {
    const MOST: u64 = (1 << 18) - 1;
    ((key >> 7) % MOST + 1) as u32
}

#[allow(dead_code)] // only the model reads
/// The steps that `slot` holds for this key; `None` if it holds another's.
#[inline]
pub(crate) fn steps(slot: u32, key: u64) -> Option<u32> {
    (slot >> STEP_BITS == fingerprint(key)).then_some(slot & MOST_STEPS)
}
