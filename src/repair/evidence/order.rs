//! Characters in the order of their codes.

/// Whether the restored characters of a line come in the order of their codes. Nobody writes so. What does is a table of the multi-byte page, whose
/// rows have the order of their bytes: `褢褣褤褦褧褨褩褬褭`. Of such tables in a package 20 lines became Cyrillic, Greek or Arabic.
#[derive(Default)]
pub(crate) struct Order {
    last: char,
    pairs: u32,
    rising: u32,
}

/// Pairs of neighbours in the shortest table. Of nine characters in any order, one row in 360,000 rises from end to end.
const TABLE: u32 = 8;

impl Order {
    pub(crate) fn note(&mut self, c: char) {
        if self.last != '\0' {
            self.pairs += 1;
            self.rising += u32::from(c > self.last);
        }
        self.last = c;
    }

    /// True if nine pairs in ten rise.
    pub(crate) fn is_of_codes(&self) -> bool {
        self.pairs >= TABLE && 10 * self.rising >= 9 * self.pairs
    }
}
