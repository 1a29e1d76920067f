//! How likely one character is after another in text that is whole, in any language.
//!
//! P(c | before) = P(class(c) | class(before)) · P(c | class(c)): a class is a script's letters, or one mark. Coarse, but
//! mojibake is coarse too: it puts currency signs after accented capitals. Costs are in eighths of a bit.
//! `examples/train_plausibility.rs` makes the data and describes its layout.

static DATA: &[u8] = include_bytes!("plausibility.bin");

const CLASSES_AT: usize = 64;
const ROWS_AT: usize = CLASSES_AT + 4;
const FAR_AT: usize = ROWS_AT + 4;
const INDEX_AT: usize = FAR_AT + 4;
/// Code points with a cell of their own, 64 to a row.
const CELLS: u32 = 0x2_0000;
const CELL_ROWS: usize = CELLS as usize / 64;
const TABLE_AT: usize = INDEX_AT + 2 * CELL_ROWS;
const ROW_BYTES: usize = 2 * 64;

const CLASSES: usize = u32_at(CLASSES_AT) as usize;
const ROWS: usize = u32_at(ROWS_AT) as usize;
const PAIRS_AT: usize = TABLE_AT + ROWS * ROW_BYTES;
const _: () = assert!(DATA.len() == PAIRS_AT + CLASSES * CLASSES, "plausibility.bin is cut short or too long");

/// Cost of a character beyond planes 0 and 1, within its class.
const FAR_COST: u8 = 20 * BIT as u8;

/// Steps to a bit, in all costs of this module.
pub(crate) const BIT: i32 = 8;

const fn u32_at(at: usize) -> u32 {
    u32::from_le_bytes([DATA[at], DATA[at + 1], DATA[at + 2], DATA[at + 3]])
}

/// A character's class, and what the character costs within it.
#[derive(Clone, Copy)]
pub(crate) struct Glyph {
    class: u8,
    cost: u8,
}

impl Glyph {
    /// What stands before the first character of a text.
    pub(crate) const START: Glyph = Glyph { class: DATA[FAR_AT + 3], cost: 0 };

    #[inline]
    pub(crate) fn of(c: char) -> Glyph {
        let code = c as u32;
        if code < CELLS {
            let at = INDEX_AT + 2 * (code as usize >> 6);
            let row = usize::from(u16::from_le_bytes([DATA[at], DATA[at + 1]]));
            let cell = TABLE_AT + row * ROW_BYTES + 2 * (code as usize & 63);
            return Glyph { class: DATA[cell], cost: DATA[cell + 1] };
        }
        let kind = match code {
            0x2_0000..=0x3_FFFF => 0,
            0xF_0000.. => 1,
            _ => 2,
        };
        Glyph { class: DATA[FAR_AT + kind], cost: FAR_COST }
    }

    /// Eighths of a bit that this character costs after `before`: between 0 and 510.
    #[inline]
    pub(crate) fn after(self, before: Glyph) -> i32 {
        let pair = PAIRS_AT + usize::from(before.class) * CLASSES + usize::from(self.class);
        i32::from(DATA[pair]) + i32::from(self.cost)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(text: &str) -> i32 {
        let mut before = Glyph::START;
        let mut sum = 0;
        for c in text.chars() {
            let here = Glyph::of(c);
            sum += here.after(before);
            before = here;
        }
        sum
    }

    #[test]
    fn text_that_is_whole_costs_less_than_its_mojibake() {
        for (whole, garbled) in [
            ("café", "cafÃ©"),
            ("不是", "ä¸æ˜¯"),
            ("Привет", "РџСЂРёРІРµС‚"),
            ("naïve", "na√Øve"),
            ("über", "├╝ber"),
            ("don’t", "donâ€™t"),
        ] {
            assert!(cost(whole) < cost(garbled), "{whole} {garbled}");
        }
    }

    #[test]
    fn every_code_point_has_a_cost() {
        for c in ['\0', '\u{7F}', '\u{FFFF}', '\u{1FFFF}', '\u{20000}', '\u{10FFFF}'] {
            assert!(Glyph::of(c).after(Glyph::START) > 0, "{c:?}");
        }
    }
}
