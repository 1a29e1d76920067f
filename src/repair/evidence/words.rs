//! Words and names of other texts: what stood in their gaps, and beside what.
//!
//! A sketch that adds up (count-min, Cormode and Muthukrishnan 2005): a row of counters is added to at a place that the item's hash names. Sums do not
//! depend on the order, so what is gathered in parts and merged is what is gathered at once, and the size stays the same however much is
//! added. Items that share a counter blur each other: what chance puts there is taken off again, so that of very many texts only what is
//! frequent is left.

use crate::channel::code_page::CodePage;
use crate::repair::infill::recurrence::Keys;

/// Rows, each with hashes of its own.
const ROWS: usize = 2;
/// Counters of a row.
const WIDTH: usize = 1 << 15;
pub(crate) const CELLS: usize = ROWS * WIDTH;
/// What one occurrence counts.
const ONE: f32 = 16.0;

/// How often items occurred.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// `CELLS` counters, or none where nothing was added.
    pub(crate) cells: Vec<u32>,
    /// The sum over a row.
    pub(crate) total: u64,
    /// How many gaps were added, how many of them their neighbours left open, and how many symbols there were in all.
    pub(crate) gaps: u64,
    pub(crate) open: u64,
    pub(crate) symbols: u64,
}

/// What is known where nothing was given.
pub(crate) static NONE: Words = Words { cells: Vec::new(), total: 0, gaps: 0, open: 0, symbols: 0 };

/// The way in which a text was read. A line by itself is often taken for one of another page, and what that page makes of its gaps is no witness for
/// the gaps of the right one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Way(u8);

impl Way {
    /// What stood there was intact.
    pub(crate) const INTACT: Way = Way(0);
    /// As UTF-8 that was read with a multi-byte page.
    pub(crate) const WIDE: Way = Way(u8::MAX);

    /// The ways of other texts that bear witness for a text that was read in this one, and what each counts.
    pub(crate) fn witnesses(self) -> impl Iterator<Item = (Way, f32)> {
        let commonest = Way::page(CodePage::WINDOWS_1252);
        let all = [(self, 1.0), (Way::INTACT, 1.0), (commonest, COMMONEST)];
        all.into_iter().enumerate().filter(move |(n, (way, _))| *n == 0 || *way != self).map(|(_, one)| one)
    }

    /// As UTF-8 that was read with this page.
    pub(crate) fn page(page: CodePage) -> Way {
        Way(page.index() as u8 + 1)
    }
}

/// What it counts that a text by itself was taken for one of the commonest page, as short ones are: the wrong page often makes the same of a gap.
const COMMONEST: f32 = 0.34;

/// Something that is counted: the hash of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Item(u64);

impl Item {
    /// A character that stood in a gap.
    pub(crate) fn filling(c: char) -> Item {
        Item::of(1, u64::from(c))
    }

    /// A character that stood in the gap of a word, whose other characters `word` names, where the text was read in this way.
    pub(crate) fn in_word(word: u64, c: char, way: Way) -> Item {
        Item::of(word, u64::from(c) | 1 << 32 | u64::from(way.0) << 40)
    }

    /// A gap beside what `beside` names.
    pub(crate) fn beside(beside: u64) -> Item {
        Item::of(beside, 2 << 32)
    }

    /// Two characters side by side, both intact.
    pub(crate) fn pair(a: char, b: char) -> Item {
        Item::of(u64::from(a) << 32 | u64::from(b), 3 << 32)
    }

    fn of(a: u64, b: u64) -> Item {
        let mix = |h: u64| (h ^ h >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        Item(mix(mix(a.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ b)))
    }

    fn places(self) -> [usize; ROWS] {
        std::array::from_fn(|row| row * WIDTH + (self.0 >> (20 * row + 8)) as usize % WIDTH)
    }
}

impl Words {
    pub(crate) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Adds an item, as far as it is there (from 0 to 1).
    pub(crate) fn add(&mut self, item: Item, share: f32) {
        let amount = (share * ONE + 0.5) as u32;
        if amount == 0 {
            return;
        }
        self.cells.resize(CELLS, 0);
        for place in item.places() {
            self.cells[place] = self.cells[place].saturating_add(amount);
        }
        self.total = self.total.saturating_add(u64::from(amount));
    }

    /// Adds a gap that has these keys and that these characters may fill.
    pub(crate) fn add_gap(&mut self, keys: Keys, shares: &[(char, f32)]) {
        self.gaps = self.gaps.saturating_add(1);
        for &(c, share) in shares.iter().take_while(|(_, share)| *share > 0.0) {
            self.add(Item::filling(c), share);
            for word in keys.words.into_iter().filter(|word| *word != 0) {
                self.add(Item::in_word(word, c, keys.way), share);
            }
        }
        for beside in keys.beside.into_iter().filter(|beside| *beside != 0) {
            self.add(Item::beside(beside), 1.0);
        }
    }

    /// Small Latin letters beyond ASCII that stood in gaps, with how often each did; those that hardly did are left out.
    pub(crate) fn letters(&self) -> impl Iterator<Item = (char, u32)> + '_ {
        const LEAST: f32 = 2.0;
        let letters = ('\u{DF}'..='\u{24F}').chain('\u{1E00}'..='\u{1EFF}').filter(|c| c.is_lowercase());
        let often = letters.map(|c| (c, self.count(Item::filling(c)))).filter(|(_, count)| *count >= LEAST);
        often.map(|(c, count)| (c, count as u32))
    }

    pub(crate) fn merge(&mut self, other: &Words) {
        if other.is_empty() {
            return;
        }
        self.cells.resize(CELLS, 0);
        for (cell, more) in self.cells.iter_mut().zip(&other.cells) {
            *cell = cell.saturating_add(*more);
        }
        self.total = self.total.saturating_add(other.total);
        self.gaps = self.gaps.saturating_add(other.gaps);
        self.open = self.open.saturating_add(other.open);
        self.symbols = self.symbols.saturating_add(other.symbols);
    }

    /// How often an item occurred, beyond what others that share its counters would make of it.
    pub(crate) fn count(&self, item: Item) -> f32 {
        if self.is_empty() {
            return 0.0;
        }
        let least = item.places().into_iter().map(|place| self.cells[place]).min().unwrap_or(0);
        // What a counter holds by chance; where that is less than one occurrence, chance hardly finds all counters of an item.
        let others = self.total.saturating_sub(u64::from(least)) as f32 / (WIDTH as f32 - 1.0);
        (least as f32 - others * (others / ONE).min(1.0)).max(0.0) / ONE
    }
}

/// What repair does with words: it uses those of other texts, or notes those of this one.
pub(crate) enum Vocabulary<'a> {
    Known(&'a Words),
    Noting(&'a mut Words),
}

impl Vocabulary<'_> {
    /// What is known of other texts.
    pub(crate) fn known(&self) -> &Words {
        match self {
            Vocabulary::Known(words) => words,
            Vocabulary::Noting(_) => &NONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(items: &[(u32, u32)]) -> Words {
        let mut words = Words::default();
        for &(word, count) in items {
            for _ in 0..count {
                words.add(Item::in_word(u64::from(word), 'x', Way::INTACT), 1.0);
            }
        }
        words
    }

    fn merged(parts: &[&Words]) -> Words {
        let mut all = Words::default();
        parts.iter().for_each(|part| all.merge(part));
        all
    }

    proptest! {
        #[test]
        fn merging_is_a_sum(
            a in prop::collection::vec((0u32..50, 0u32..9), 0..9),
            b in prop::collection::vec((0u32..50, 0u32..9), 0..9),
            c in prop::collection::vec((0u32..50, 0u32..9), 0..9),
        ) {
            let once = words(&[&a[..], &b, &c].concat());
            let (a, b, c) = (words(&a), words(&b), words(&c));
            prop_assert!(merged(&[&a, &b, &c]) == once);
            prop_assert!(merged(&[&c, &merged(&[&b, &a])]) == once);
            prop_assert!(merged(&[&once, &Words::default()]) == once);
        }
    }

    #[test]
    fn where_counters_end_nothing_is_known() {
        let mut many = words(&[(1, 3)]);
        assert_eq!(many.count(Item::in_word(1, 'x', Way::INTACT)), 3.0);
        for _ in 0..70 {
            let same = many.clone();
            many.merge(&same);
        }
        assert_eq!(many.count(Item::in_word(1, 'x', Way::INTACT)), 0.0);
        assert_eq!(many.count(Item::in_word(2, 'x', Way::INTACT)), 0.0);
    }

    #[test]
    fn what_is_frequent_stands_out_however_much_there_is() {
        for others in [0, 3000, 300_000] {
            let mut all = words(&[(u32::MAX, 1000)]);
            (0..others).for_each(|word| all.add(Item::in_word(word, 'x', Way::INTACT), 1.0));
            let (often, never) = (
                all.count(Item::in_word(u64::from(u32::MAX), 'x', Way::INTACT)),
                all.count(Item::in_word(7, 'y', Way::INTACT)),
            );
            assert!((990.0..1050.0).contains(&often), "{often} among {others}");
            assert!(never < 20.0, "{never} among {others}");
        }
    }
}
