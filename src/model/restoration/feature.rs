//! What the restoration model looks at: symbols, and hashed windows of symbols.
//!
//! Text is seen in one of two views. The *folded* view is for everything but Latin letters: a run of Latin words is one
//! symbol, a number is one symbol, blanks beside them vanish, so that an English word inside a Chinese sentence is a
//! single neighbour and not a wall. The *spelt* view is for Latin letters and keeps each of them.
//!
//! A feature is a window of symbols under a template. Its hash is a multilinear sum, so that a candidate is tried by
//! adding one product to a sum that is computed once for the window.
//!
//! The training tool compiles this very file: what is trained is what is asked.

/// Stands before and after each line.
pub(crate) const EDGE: u32 = 0x11_0000;
/// A run of Latin letters, words and blanks between them.
pub(crate) const LATIN: u32 = 0x11_0001;
/// A number.
pub(crate) const DIGITS: u32 = 0x11_0002;
/// Any character of another script, in the spelt view.
pub(crate) const FOREIGN: u32 = 0x11_0003;
/// Nothing is known here: windows that hold it do not count.
pub(crate) const UNKNOWN: u32 = 0x11_0004;

/// Traditional characters and the simplified ones that features see in their place, as an open-addressing hash table of
/// pairs of code units; a simplified character that traditional text does not use is paired with itself.
pub(crate) const VARIANTS: &[u8; 4 << VARIANT_BITS] = include_bytes!("variants.bin");
const VARIANT_BITS: u32 = 13;

/// What stands beside `u` in the table of variants.
#[inline]
fn variant(u: u32) -> Option<u32> {
    let first = u.wrapping_mul(0x9E37_79B1) >> (32 - VARIANT_BITS);
    // An empty entry ends the search; the count does where there is none.
    for step in 0..1 << VARIANT_BITS {
        let i = ((first + step) & ((1 << VARIANT_BITS) - 1)) as usize * 4;
        let key = u16::from_le_bytes([VARIANTS[i], VARIANTS[i + 1]]) as u32;
        if key == u {
            return Some(u16::from_le_bytes([VARIANTS[i + 2], VARIANTS[i + 3]]) as u32);
        }
        if key == 0 {
            return None;
        }
    }
    None
}

/// Which variety of writing a character belongs to: see the `VARIETY_` constants.
#[inline]
pub(crate) fn variety(c: char) -> u32 {
    let u = c as u32;
    match u {
        0x4E00..=0x9FFF => match variant(u) {
            None => VARIETY_NONE,
            Some(v) if v == u => VARIETY_SIMPLIFIED,
            Some(_) => VARIETY_TRADITIONAL,
        },
        0x3041..=0x30FA => VARIETY_KANA,
        _ => VARIETY_NONE,
    }
}
/// Common to all varieties.
pub(crate) const VARIETY_NONE: u32 = 0;
/// Simplified Chinese only.
pub(crate) const VARIETY_SIMPLIFIED: u32 = 1;
/// Traditional Chinese only (or Japanese).
pub(crate) const VARIETY_TRADITIONAL: u32 = 2;
/// Kana: Japanese.
pub(crate) const VARIETY_KANA: u32 = 3;

/// Whether a character is of the Chinese writing that a line of this variety is not of.
#[inline]
pub(crate) fn are_opposed(line: u32, c: char) -> bool {
    let own = variety(c);
    line != own && [line, own].iter().all(|one| matches!(*one, VARIETY_SIMPLIFIED | VARIETY_TRADITIONAL))
}

/// The longest window of any template.
pub(crate) const REACH: usize = 6;

/// One kind of window.
pub(crate) struct Template {
    /// Symbols from the first to the last.
    pub(crate) len: usize,
    /// One factor for each symbol; 0 for one that is skipped.
    pub(crate) factors: [u64; REACH],
    /// Where the sum starts.
    pub(crate) seed: u64,
    /// Whether no symbol is skipped.
    pub(crate) whole: bool,
}

const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

const fn template(id: u64, pattern: &[u8]) -> Template {
    let mut factors = [0; REACH];
    let mut whole = true;
    let mut i = 0;
    while i < pattern.len() {
        if pattern[i] != b'x' {
            whole = false;
        } else {
            factors[i] = mix((id * 16 + i as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)) | 1;
        }
        i += 1;
    }
    Template { len: pattern.len(), factors, seed: mix(id.wrapping_mul(0xD1B5_4A32_D192_ED03)), whole }
}

/// The windows of the folded view.
pub(crate) const FOLDED: [Template; 6] = [
    template(1, b"xx"),
    template(2, b"xxx"),
    template(3, b"xxxx"),
    template(4, b"xxxxx"),
    template(5, b"x.x"),
    template(6, b"x..x"),
];

/// The windows of the folded view for letters.
pub(crate) const LETTERS: [Template; 6] = [
    template(1, b"xx"),
    template(2, b"xxx"),
    template(3, b"xxxx"),
    template(4, b"xxxxx"),
    template(7, b"xxxxxx"),
    template(5, b"x.x"),
];

/// The windows of the spelt view.
pub(crate) const SPELT: [Template; 5] = [
    template(17, b"xx"),
    template(18, b"xxx"),
    template(19, b"xxxx"),
    template(20, b"xxxxx"),
    template(21, b"xxxxxx"),
];

const VARIETY: Template = template(36, b"xx");
const VARIETY_CLASS: Template = template(37, b"xx");

/// The features of the line's variety of writing: the candidate's own variety under it, and the candidate itself.
#[inline]
pub(crate) fn variety_sums(line: u32, c: char) -> [u64; 2] {
    let of = |t: &Template, own: u32| t.seed.wrapping_add(term(t, 0, line)).wrapping_add(term(t, 1, own));
    [of(&VARIETY_CLASS, variety(c)), of(&VARIETY, c as u32)]
}

const SHAPE: Template = template(33, b"xxx");
const CASE: Template = template(38, b"xxx");
const COMPANION: Template = template(39, b"xx");
const START: Template = template(40, b"xxx");
const OPEN: Template = template(34, b"xx");
const CLOSE: Template = template(35, b"xx");

#[inline]
fn term(t: &Template, at: usize, symbol: u32) -> u64 {
    t.factors[at].wrapping_mul(symbol as u64 + 1)
}

/// The part of a window's hash that one symbol brings.
#[inline]
pub(crate) fn part(t: &Template, at: usize, symbol: u32) -> u64 {
    term(t, at, symbol)
}

/// Ends a sum of parts (which started from the template's seed).
#[inline]
pub(crate) fn finish(sum: u64) -> u64 {
    let h = (sum ^ (sum >> 32)).wrapping_mul(0x9FB2_1C65_1E98_DF25);
    h ^ (h >> 29)
}

/// The symbol for `c`: letters without case, traditional characters in their simplified form.
#[inline]
pub(crate) fn symbol(c: char) -> u32 {
    let u = c as u32;
    if u < 0x80 {
        return c.to_ascii_lowercase() as u32;
    }
    if matches!(c, 'ß'..='ÿ') {
        return u;
    }
    if u < 0x590 || (0x1E00..0x2000).contains(&u) {
        let mut lower = c.to_lowercase();
        let first = lower.next().unwrap_or(c);
        // A letter whose small form is two characters stays as it is.
        return if lower.next().is_some() { u } else { first as u32 };
    }
    if (0x4E00..=0x9FFF).contains(&u) {
        return variant(u).unwrap_or(u);
    }
    u
}

/// Whether `c` is a Latin letter (or a mark that Latin letters carry).
#[inline]
pub(crate) fn is_latin(c: char) -> bool {
    let u = c as u32;
    c.is_ascii_alphabetic()
        || (0xC0..0x250).contains(&u) && u != 0xD7 && u != 0xF7
        || (0x300..0x370).contains(&u)
        || (0x1E00..0x1F00).contains(&u)
}

/// A coarse class of a symbol's shape, for the shape feature.
#[inline]
fn class(c: char) -> u32 {
    let u = c as u32;
    match u {
        0x41..=0x5A => 1,
        0x61..=0x7A => 2,
        0x30..=0x39 => 3,
        0x20 | 0x09 | 0xA0 | 0x3000 => 4,
        0x0A | 0x0D => 5,
        0x21..=0x7E => 6,
        0x4E00..=0x9FFF => 7,
        0x3041..=0x30FF => 8,
        0xAC00..=0xD7A3 => 9,
        0x2000..=0x206F => 10,
        0x3001..=0x303F => 11,
        0xFF01..=0xFF65 => 12,
        0x1F000..=0x1FFFF | 0x2600..=0x27BF | 0x2300..=0x23FF | 0x2B00..=0x2BFF => 13,
        0xFE00..=0xFE0F => 14,
        0x80..=0x24F if c.is_uppercase() => 15,
        0x80..=0x24F if c.is_lowercase() => 16,
        0x1E00..=0x1EFF if c.is_uppercase() => 15,
        0x1E00..=0x1EFF => 16,
        0x250..=0x58F | 0x1E00..=0x1FFF if c.is_uppercase() => 17,
        0x250..=0x58F | 0x1E00..=0x1FFF => 18,
        0x590..=0x6FF => 19,
        _ => 20 + (u >> 8).min(0x1000),
    }
}

/// Class of a neighbour that is itself a gap, or of the end of the text.
pub(crate) const CLASS_GAP: u32 = 0x2000;
/// See [`CLASS_GAP`].
pub(crate) const CLASS_END: u32 = 5;

/// The class of a known neighbour.
#[inline]
pub(crate) fn neighbour_class(c: char) -> u32 {
    class(c)
}

/// Sum for the shape feature, without its middle: the candidate.
#[inline]
pub(crate) fn shape_base(left: u32, right: u32) -> u64 {
    SHAPE.seed.wrapping_add(term(&SHAPE, 0, left)).wrapping_add(term(&SHAPE, 2, right))
}

/// The part that the candidate brings to the shape feature. Case is kept: the shape is what tells `Í` from `í`.
#[inline]
pub(crate) fn shape_part(c: char) -> u64 {
    term(&SHAPE, 1, c as u32)
}

/// Sum for the case feature, without its middle: the class of the candidate.
#[inline]
pub(crate) fn case_base(left: u32, right: u32) -> u64 {
    CASE.seed.wrapping_add(term(&CASE, 0, left)).wrapping_add(term(&CASE, 2, right))
}

/// The part that the candidate brings to the case feature: whether it is a capital letter tells all letters of one kind alike, `Đ` in `NĐT`
/// from what is seen of other letters.
#[inline]
pub(crate) fn case_part(c: char) -> u64 {
    term(&CASE, 1, class(c))
}

/// Letters beyond ASCII of a line that are looked at: they tell the language.
pub(crate) const COMPANY: usize = 4;

/// Sum for the feature of a letter that the line has elsewhere, without the candidate.
#[inline]
pub(crate) fn company_base(letter: u32) -> u64 {
    COMPANION.seed.wrapping_add(term(&COMPANION, 0, letter))
}

/// The part that the candidate brings to it.
#[inline]
pub(crate) fn company_part(symbol: u32) -> u64 {
    term(&COMPANION, 1, symbol)
}

/// What the character before the one before a gap is to [`start_base`].
#[inline]
pub(crate) fn second_class(c: char) -> u32 {
    match c {
        '\n' | '\r' => CLASS_END,
        _ if c.is_ascii_punctuation() => 0x3000 + c as u32,
        _ => class(c),
    }
}

/// Sum for the feature of a word's beginning: what stood before the blank or mark in front of it, without the candidate's class. `None`
/// inside a word.
#[inline]
pub(crate) fn start_base(second: u32, left: u32) -> Option<u64> {
    const BLANK: u32 = 4;
    const MARKS: [u32; 3] = [6, 10, CLASS_GAP];
    (left == BLANK || MARKS.contains(&left))
        .then(|| START.seed.wrapping_add(term(&START, 0, second)).wrapping_add(term(&START, 1, left)))
}

/// The part that the candidate brings to it.
#[inline]
pub(crate) fn start_part(c: char) -> u64 {
    term(&START, 2, class(c))
}

/// Whether `c` opens or closes a pair.
#[inline]
pub(crate) fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '"' | '\u{ab}' | '\u{bb}' | '\u{201c}'..='\u{201e}' | '\u{2018}' | '\u{2019}'
        | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301f}' | '\u{ff08}' | '\u{ff09}' | '\u{ff3b}' | '\u{ff3d}')
}

/// Sums for the two pair features, without the candidate: the nearest bracket before and after.
#[inline]
pub(crate) fn pair_bases(before: u32, after: u32) -> [u64; 2] {
    [OPEN.seed.wrapping_add(term(&OPEN, 0, before)), CLOSE.seed.wrapping_add(term(&CLOSE, 0, after))]
}

/// The parts that the candidate brings to the pair features.
#[inline]
pub(crate) fn pair_parts(c: char) -> [u64; 2] {
    [term(&OPEN, 1, c as u32), term(&CLOSE, 1, c as u32)]
}

/// Whether the pair features apply: the candidate is punctuation.
#[inline]
pub(crate) fn is_punctuation(c: char) -> bool {
    matches!(c as u32, 0x80..=0xBF | 0x2000..=0x206F | 0x3000..=0x303F | 0xFF00..=0xFF20)
}

/// What a character is to the folded view.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Joins the run of Latin words.
    Latin,
    /// Joins the number.
    Digit,
    /// A blank: kept only between two other symbols.
    Blank,
    /// Ends the line.
    Line,
    /// Stands for itself.
    Other,
}

/// The kind of a known character.
#[inline]
pub(crate) fn kind(c: char) -> Kind {
    match c {
        'a'..='z' | 'A'..='Z' => Kind::Latin,
        '0'..='9' => Kind::Digit,
        ' ' | '\t' | '\u{a0}' => Kind::Blank,
        '\n' | '\r' => Kind::Line,
        _ if (c as u32) < 0x80 => Kind::Other,
        _ if is_latin(c) => Kind::Latin,
        _ => Kind::Other,
    }
}
