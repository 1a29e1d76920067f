//! What text costs as it stands, in bits: prose of many languages, names, code, tables, lists of letters, mathematics, line art.
//!
//! A symbol after up to four others, with small letters for capitals (`ngram.rs`). Where the table has nothing of a context, a shorter one
//! speaks, and in the end the classes of `plausibility`, which know every character; they also say what the case of a letter costs.
//! Interpolated absolute discounting (Ney, Essen and Kneser 1994) over counts, cut down by what each n-gram adds (Stolcke 1998).
//! `examples/train` makes the data. Costs are in eighths of a bit, and whole numbers: the same on every machine.

pub(crate) mod ngram;

use super::letters::is_alphabetic;
use super::plausibility::{self, Glyph, BIT};
pub(crate) use ngram::REACH;
use ngram::{Context, BACKOFF_STEP, BUCKET, SLOT, SYMBOL_STEP};

/// Bytes in front of the table, which say what the file is.
const HEADER: usize = 64;
const BUCKET_BYTES: usize = SLOT * BUCKET;

/// The table that ships with the crate.
const SHIPPED: Table<'static> = match Table::open(include_bytes!("text.bin")) {
    Some(table) => table,
    None => panic!("text.bin is cut short or too long"),
};

#[derive(Clone, Copy)]
struct Table<'a> {
    data: &'a [u8],
    buckets: usize,
}

impl<'a> Table<'a> {
    /// Takes the file apart; `None` if it does not end where a bucket ends.
    const fn open(data: &'a [u8]) -> Option<Table<'a>> {
        if data.len() <= HEADER || (data.len() - HEADER) % BUCKET_BYTES != 0 {
            return None;
        }
        Some(Table { data, buckets: (data.len() - HEADER) / BUCKET_BYTES })
    }

    #[inline]
    fn find(&self, key: u64) -> Option<i32> {
        for bucket in ngram::buckets(key, self.buckets) {
            let at = HEADER + bucket * BUCKET_BYTES;
            let bytes = &self.data[at..at + BUCKET_BYTES];
            // Two overlapping words hold the four slots.
            let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) else { continue };
            let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
            for slot in [first, first >> 24, last >> 16, last >> 40] {
                if let Some(steps) = ngram::steps(slot as u32 & 0xFF_FFFF, key) {
                    return Some(steps as i32);
                }
            }
        }
        None
    }
}

/// What matters of the text so far to the next character.
#[derive(Clone, Copy)]
pub(crate) struct State {
    classes: plausibility::State,
    /// The latest first.
    symbols: [u32; REACH],
    capitals: Capitals,
}

/// Whether words are written in capitals.
#[derive(Clone, Copy, PartialEq)]
enum Capitals {
    /// The last word is not, or there was none.
    No,
    /// A word that begins with a capital, which says nothing yet.
    Begun,
    /// A word of capitals, so far.
    Yes,
    /// Behind a word of capitals.
    Before,
}

impl Capitals {
    fn then(self, c: char) -> Capitals {
        if !ngram::has_case(c) {
            return match self {
                Capitals::Yes | Capitals::Before if !is_alphabetic(c) => Capitals::Before,
                _ => Capitals::No,
            };
        }
        match (self, c.is_uppercase()) {
            (Capitals::No, true) => Capitals::Begun,
            (_, true) => Capitals::Yes,
            _ => Capitals::No,
        }
    }
}

/// The contexts that a state is the end of, and what it costs to leave each, as far as that was asked for.
pub(crate) struct Behind {
    symbols: [u32; REACH],
    contexts: [Context; REACH],
    backoffs: [Option<Option<i32>>; REACH],
}

impl Behind {
    pub(crate) fn of(state: &State) -> Behind {
        Behind { symbols: state.symbols, contexts: Context::all(&state.symbols), backoffs: [None; REACH] }
    }
}

impl State {
    /// The beginning of a line.
    pub(crate) const START: State =
        State { classes: plausibility::State::START, symbols: ['\n' as u32; REACH], capitals: Capitals::No };

    /// The state at the end of `text`, as far as its last `reach` characters tell.
    pub(crate) fn at_end_of(text: &str, reach: usize) -> State {
        let from = text.char_indices().rev().take(reach).last().map_or(text.len(), |(at, _)| at);
        text[from..].chars().fold(State::START, State::pass)
    }

    /// All of it, as a number.
    pub(crate) fn bits(&self) -> u128 {
        let symbols = self.symbols.iter().fold(0, |bits, symbol| bits << 21 | u128::from(*symbol));
        symbols << 32 | u128::from(self.classes.bits()) << 2 | self.capitals as u128
    }

    /// True if what comes next costs the same in both, but for the case of letters.
    pub(crate) fn is_same(&self, other: &State) -> bool {
        self.symbols == other.symbols
    }

    /// The state after `c`.
    pub(crate) fn pass(self, c: char) -> State {
        let symbol = ngram::symbol(c);
        self.next(c, symbol, self.classes.then(c).1)
    }

    fn next(self, c: char, symbol: u32, classes: plausibility::State) -> State {
        if symbol == '\n' as u32 {
            return State::START;
        }
        let [first, second, third, _] = self.symbols;
        State { classes, symbols: [symbol, first, second, third], capitals: self.capitals.then(c) }
    }

    /// Eighths of a bit that `c` costs here where it stands, at least 0, and the state after it.
    pub(crate) fn then(self, c: char) -> (i32, State) {
        self.then_if(c, anywhere, &mut Behind::of(&self))
    }

    /// The same where `c` is only supposed to have stood: what stands may be odd, but what is supposed instead should not be.
    pub(crate) fn then_supposed(self, c: char) -> (i32, State) {
        self.then_if(c, supposed_anywhere, &mut Behind::of(&self))
    }

    /// The same for one of several, with what was found out for another of them.
    pub(crate) fn then_one_supposed(self, c: char, behind: &mut Behind) -> (i32, State) {
        if behind.symbols != self.symbols {
            *behind = Behind::of(&self);
        }
        self.then_if(c, supposed_anywhere, behind)
    }

    fn then_if(self, c: char, anywhere: impl Fn(char, u32) -> i32, behind: &mut Behind) -> (i32, State) {
        let symbol = ngram::symbol(c);
        let glyph = Glyph::of(c);
        let (own, classes) = self.classes.then_glyph(glyph);
        if glyph.is_unassigned() {
            return (UNASSIGNED, self.next(c, symbol, classes));
        }
        let mut cost = self.of_words(c, symbol, own, behind);
        if c == '\u{A0}' {
            cost += NO_BREAK;
        }
        // What is cheap in its context need not be looked at without one.
        if cost > REPEATED {
            cost = cost.min(self.of_lists(c, symbol));
        }
        if cost > ANYWHERE {
            cost = cost.min(anywhere(c, symbol));
        }
        (cost, self.next(c, symbol, classes))
    }

    /// What `c` costs as the next letter of a word or the next mark of a text, where it costs `own` among the classes.
    fn of_words(self, c: char, symbol: u32, own: i32, behind: &mut Behind) -> i32 {
        // Of the two cases of a letter the likelier stands for both; what the other costs more is the price of its case.
        let either = match other_case(c, symbol) {
            Some(other) => own.min(self.classes.then(other).0),
            None => own,
        };
        let case = match self.capitals {
            Capitals::Before if c.is_uppercase() => 0,
            _ => own - either,
        };
        let mut left = 0;
        for (context, backoff) in behind.contexts.iter().zip(&mut behind.backoffs).rev() {
            let Some(backoff) = *backoff.get_or_insert_with(|| SHIPPED.find(context.backoff())) else {
                continue;
            };
            if let Some(steps) = SHIPPED.find(context.then(symbol)) {
                return left + case + steps * SYMBOL_STEP;
            }
            left += backoff * BACKOFF_STEP;
        }
        left + own
    }

    /// What `c` costs as the next of a list or row: `àáâã`, `äöüÄÖÜ`, `═══`, `noooo`.
    fn of_lists(self, c: char, symbol: u32) -> i32 {
        let before = self.symbols[0];
        if symbol == before {
            return REPEATED;
        }
        let [_, second, third, fourth] = self.symbols;
        if symbol == second && before == third || symbol == third && before == fourth {
            return PERIODIC;
        }
        match char::from_u32(before) {
            Some(before) if !c.is_ascii() && !before.is_ascii() && is_of_one_list(before, c) => {
                match symbol.abs_diff(before as u32) {
                    1 => NEIGHBOUR,
                    _ if is_alphabetic(c) => LISTED,
                    _ => LISTED_MARK,
                }
            }
            _ => i32::MAX,
        }
    }
}

/// What it costs a blank to be one that does not break: publishers make most of them plain.
const NO_BREAK: i32 = 7 * BIT;
/// What U+FFFD costs where it is supposed: what programs write for what they could not read is saved and read again.
const REPLACEMENT: i32 = 14 * BIT;
/// What it costs to see the last symbol again, in whatever case.
const REPEATED: i32 = 3 * BIT;
/// What it costs to see a row of two or three symbols go on.
const PERIODIC: i32 = 4 * BIT;
/// What a letter costs behind its neighbour in the order of code points.
const NEIGHBOUR: i32 = 4 * BIT;
/// What a letter costs behind another of its block, where letters are listed.
const LISTED: i32 = 8 * BIT;
/// What a mark costs behind another.
const LISTED_MARK: i32 = 11 * BIT;
/// What any character costs at any place, beyond what it costs without a context: that a context says nothing of what follows.
const ANYWHERE: i32 = 6 * BIT;
/// The same of a character that is only supposed.
const SUPPOSED_ANYWHERE: i32 = 12 * BIT;
/// What a mark costs at any place, if it is not rare: footnotes, units and quotation marks stand behind anything.
const MARK: i32 = 15 * BIT;
/// The same of one that is only supposed.
const SUPPOSED_MARK: i32 = 20 * BIT;
/// What a mark costs without a context that is rare.
const RARE: i32 = 17 * BIT;
/// What a character costs without a context that was hardly ever seen.
const UNSEEN: i32 = 26 * BIT;

/// What a code point costs that is no character, however often it is repeated.
const UNASSIGNED: i32 = 48 * BIT;

/// True if both are of one list: letters of one block of Unicode, marks of western Europe, line art, controls.
fn is_of_one_list(a: char, b: char) -> bool {
    let list = |c: char| match c {
        '\u{80}'..='\u{9F}' => 1,
        // Charts of letters have the two signs among them.
        '×' | '÷' => 2,
        '\u{A0}'..='\u{24F}' if is_alphabetic(c) => 2,
        '\u{A0}'..='\u{FF}' | '\u{2C6}' | '\u{2DC}' | '\u{2010}'..='\u{203A}' | '\u{20AC}' | '\u{2122}' => 3,
        '\u{370}'..='\u{3FF}' => 4,
        '\u{400}'..='\u{52F}' => 5,
        '\u{2190}'..='\u{2BFF}' => 6,
        _ => 0,
    };
    list(a) != 0 && list(a) == list(b)
}

/// What `c` costs at any place.
fn anywhere(c: char, symbol: u32) -> i32 {
    match beyond_context(symbol, ANYWHERE) {
        // Nobody types these.
        _ if matches!(c, '\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}') => i32::MAX,
        cost if cost > MARK && cost <= ANYWHERE + RARE && !is_alphabetic(c) => MARK,
        cost => cost,
    }
}

/// The same for one that is only supposed.
fn supposed_anywhere(c: char, symbol: u32) -> i32 {
    if c == char::REPLACEMENT_CHARACTER {
        return REPLACEMENT;
    }
    match beyond_context(symbol, SUPPOSED_ANYWHERE) {
        cost if cost > SUPPOSED_MARK && cost <= SUPPOSED_ANYWHERE + RARE && !is_alphabetic(c) => {
            SUPPOSED_MARK
        }
        cost => cost,
    }
}

/// What a character costs without a context.
pub(crate) fn without_context(c: char) -> i32 {
    beyond_context(ngram::symbol(c), 0)
}

/// True for a character that is hardly ever used.
pub(crate) fn is_seldom(c: char) -> bool {
    /// Bits that it costs without a context.
    const SELDOM: i32 = 19 * BIT;
    without_context(c) >= SELDOM
}

/// What a symbol costs without a context, and what it costs that there is none.
fn beyond_context(symbol: u32, none: i32) -> i32 {
    none + SHIPPED.find(Context::NONE.then(symbol)).map_or(UNSEEN, |steps| steps * SYMBOL_STEP)
}

/// The same letter in the other case.
fn other_case(c: char, symbol: u32) -> Option<char> {
    if !ngram::has_case(c) {
        return None;
    }
    if symbol != c as u32 {
        return char::from_u32(symbol).filter(|small| small.is_lowercase());
    }
    if c.is_ascii_lowercase() {
        return Some(c.to_ascii_uppercase());
    }
    let capital = capital(c);
    (capital != c).then_some(capital)
}

/// The capital of a letter, if it is one character. Written out for the small letters that are met most.
pub(crate) fn capital(c: char) -> char {
    let shifted = |by: u32| char::from_u32(c as u32 - by).unwrap_or(c);
    match c {
        'à'..='ö' | 'ø'..='þ' | 'α'..='ρ' | 'σ'..='ϋ' | 'а'..='я' => shifted(0x20),
        'ѐ'..='џ' => shifted(0x50),
        '\u{101}'..='\u{12F}' | '\u{133}'..='\u{137}' | '\u{14A}'..='\u{177}' => shifted(c as u32 % 2),
        '\u{139}'..='\u{148}' | '\u{179}'..='\u{17E}' => shifted(u32::from(c as u32 % 2 == 0)),
        _ => {
            let mut capital = c.to_uppercase();
            match (capital.next(), capital.next()) {
                (Some(only), None) => only,
                _ => c,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The only character of a letter's other case, or the letter.
    fn only(letter: char, mut other: impl Iterator<Item = char>) -> char {
        match (other.next(), other.next()) {
            (Some(only), None) => only,
            _ => letter,
        }
    }

    #[test]
    fn cases_that_are_written_out_are_those_of_unicode() {
        for c in '\u{80}'..=char::MAX {
            assert_eq!(capital(c), only(c, c.to_uppercase()), "{c}");
            let small = if ngram::has_case(c) { only(c, c.to_lowercase()) } else { c };
            assert_eq!(ngram::symbol(c), if c == '\u{A0}' { ' ' } else { small } as u32, "{c}");
        }
    }
}
