//! Tables: characters whose codes follow one another, in the encoding that is supposed, in the page or in Unicode.

use crate::channel::wide::WideLegacy;
use crate::repair::evidence::order::Order;

/// The order of the characters of a line, as it is read and as it stands.
pub(super) struct CodeOrder {
    pair: WideLegacy,
    /// Of code points, read and standing.
    orders: [Order; 2],
    /// Of codes in the encoding, in the page, and in Unicode.
    series: [Series; 3],
}

impl CodeOrder {
    pub(super) fn of(pair: WideLegacy) -> CodeOrder {
        CodeOrder { pair, orders: Default::default(), series: Default::default() }
    }

    /// Takes the next character that is read.
    pub(super) fn read(&mut self, c: char) {
        self.orders[0].note(c);
        self.series[0].note(self.pair.source.encode(c).as_slice());
    }

    /// Takes the next character that stands there.
    pub(super) fn stood(&mut self, c: char) {
        self.orders[1].note(c);
        self.pair.read.page.encode(c).iter().for_each(|bytes| self.series[1].note(bytes.as_slice()));
        self.series[2].note(&(c as u32).to_be_bytes());
    }

    /// The run ends: the next character is no neighbour.
    pub(super) fn end(&mut self) {
        self.series.iter_mut().for_each(Series::end);
    }

    /// True if the line has the order of codes.
    pub(super) fn is_table(&self) -> bool {
        self.orders.iter().any(Order::is_of_codes) || self.series.iter().any(Series::is_table)
    }
}

/// Neighbours whose codes are nearly next to each other, among all. Tables of Han by sound, strokes or radical have the order of an encoding, and so
/// have those of kana and Hangul; what comes of them under another one is in order, too.
#[derive(Default)]
struct Series {
    last: Option<u32>,
    pairs: u32,
    near: u32,
}

/// How much greater a code is than the one before at the most.
const NEAR: u32 = 4;

impl Series {
    /// Takes the next character of a run, by its bytes.
    fn note(&mut self, bytes: &[u8]) {
        let code = bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
        if let Some(last) = self.last.replace(code) {
            self.pairs += 1;
            self.near += u32::from(code > last && code - last <= NEAR);
        }
    }

    fn end(&mut self) {
        self.last = None;
    }

    /// True if half of the neighbours are near or more.
    fn is_table(&self) -> bool {
        self.pairs > 0 && 2 * self.near >= self.pairs
    }
}

#[cfg(test)]
mod tests {
    use super::Series;

    #[test]
    fn half_of_the_neighbours_make_a_table() {
        let is = |runs: &[&[u16]]| {
            let mut series = Series::default();
            for run in runs {
                run.iter().for_each(|code| series.note(&code.to_be_bytes()));
                series.end();
            }
            series.is_table()
        };
        assert!(is(&[&[0xB5BF, 0xB5C1, 0xB5C2]]) && is(&[&[0xB5BF, 0xC1C1, 0xC1C2]]));
        assert!(!is(&[&[0xB5BF], &[0xB5C0]]) && !is(&[]) && !is(&[&[0xB5BF, 0xB5BF, 0xB5C9, 0xB5CA]]));
    }
}
