//! How likely one character is after another in text that is whole, in any language.
//!
//! P(c | before) = P(class(c) | class(before)) · P(c | class(c)): a class is a script's letters, or one mark. Coarse, but
//! mojibake is coarse too: it puts currency signs after accented capitals. Of cased letters it is also told whether they begin a
//! word, and what case goes before: `AHÅ™` is no word, but `AHř` is less of one. A letter costs more, or less, after a letter of
//! another script, whatever stands between them. Costs are in eighths of a bit.
//! `examples/train_plausibility.rs` makes the data and describes its layout.

static DATA: &[u8] = include_bytes!("plausibility.bin");

const CLASSES_AT: usize = 64;
const CELL_ROW_COUNT_AT: usize = CLASSES_AT + 4;
const PAIR_ROWS_AT: usize = CELL_ROW_COUNT_AT + 2;
const FAR_AT: usize = PAIR_ROWS_AT + 2;
const INDEX_AT: usize = FAR_AT + 4;
/// Code points with a cell of their own, 64 to a row.
const CELLS: u32 = 0x2_0000;
const CELL_ROWS: usize = CELLS as usize / 64;
const TABLE_AT: usize = INDEX_AT + 2 * CELL_ROWS;
const CELL_ROW_BYTES: usize = 2 * 64;

const CLASSES: usize = u16_at(CLASSES_AT) as usize;
const PAIR_ROWS: usize = u16_at(PAIR_ROWS_AT) as usize;
const KINDS_AT: usize = TABLE_AT + u16_at(CELL_ROW_COUNT_AT) as usize * CELL_ROW_BYTES;
const KIND_BYTES: usize = 3;
const SCRIPTS_AT: usize = KINDS_AT + CLASSES * KIND_BYTES;
const PAIRS_AT: usize = SCRIPTS_AT + CLASSES;
const MEETINGS_AT: usize = PAIRS_AT + PAIR_ROWS * CLASSES;
/// Scripts that are told apart, none and all others included.
const SCRIPTS: usize = 11;
const _: () =
    assert!(DATA.len() == MEETINGS_AT + SCRIPTS * SCRIPTS, "plausibility.bin is cut short or too long");

/// Cost of a character beyond planes 0 and 1, within its class.
const FAR_COST: u8 = 20 * BIT as u8;

/// Steps to a bit, in all costs of this module.
pub(crate) const BIT: i32 = 8;

const fn u16_at(at: usize) -> u16 {
    u16::from_le_bytes([DATA[at], DATA[at + 1]])
}

/// What matters of the text so far to the next character.
#[derive(Clone, Copy)]
pub(crate) struct State {
    row: u16,
    /// 0 no cased letter, 1 a small letter, 2 a capital.
    case: u8,
    /// The script of the last letter, 0 if there was none.
    script: u8,
    /// True if something else came after the last letter.
    apart: bool,
}

impl State {
    /// The beginning of a line.
    pub(crate) const START: State = State { row: DATA[FAR_AT + 3] as u16, case: 0, script: 0, apart: false };

    /// The state after `c` with nothing known of what goes before it.
    pub(crate) fn after(c: char) -> State {
        State::START.then(c).1
    }

    /// The state at the end of `text`, as far as its last `reach` characters tell.
    pub(crate) fn at_end_of(text: &str, reach: usize) -> State {
        let from = text.char_indices().rev().take(reach).last().map_or(text.len(), |(at, _)| at);
        text[from..].chars().fold(State::START, |state, c| state.then(c).1)
    }

    /// The part of [`then`](State::then)'s cost that what goes before has to do with: that of the class of `c`.
    pub(crate) fn class_cost(self, c: char) -> i32 {
        let (class, _) = glyph(c);
        i32::from(DATA[PAIRS_AT + usize::from(self.row) * CLASSES + usize::from(class)])
    }

    /// Eighths of a bit that `c` costs here, between 0 and 637, and the state after it.
    #[inline]
    pub(crate) fn then(self, c: char) -> (i32, State) {
        let (class, cost) = glyph(c);
        let pair = PAIRS_AT + usize::from(self.row) * CLASSES + usize::from(class);
        let kind = KINDS_AT + usize::from(class) * KIND_BYTES;
        let case = DATA[kind];
        let row = if case == 0 || self.case == 0 {
            u16::from(class)
        } else {
            u16_at(kind + 1) + u16::from(self.case) - 1
        };
        let mut next = State { row, case, script: self.script, apart: true };
        let mut sum = i32::from(DATA[pair]) + i32::from(cost);
        let script = DATA[SCRIPTS_AT + usize::from(class)];
        if script != 0 {
            if self.apart {
                let meeting = MEETINGS_AT + usize::from(self.script) * SCRIPTS + usize::from(script);
                sum += i32::from(DATA[meeting] as i8);
            }
            next.script = script;
            next.apart = false;
        }
        (sum.max(0), next)
    }
}

/// A character's class, and what the character costs within it.
#[inline]
fn glyph(c: char) -> (u8, u8) {
    let code = c as u32;
    if code < CELLS {
        let row = usize::from(u16_at(INDEX_AT + 2 * (code as usize >> 6)));
        let cell = TABLE_AT + row * CELL_ROW_BYTES + 2 * (code as usize & 63);
        return (DATA[cell], DATA[cell + 1]);
    }
    let kind = match code {
        0x2_0000..=0x3_FFFF => 0,
        0xF_0000.. => 1,
        _ => 2,
    };
    (DATA[FAR_AT + kind], FAR_COST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(text: &str) -> i32 {
        let mut state = State::START;
        let step = |c| {
            let (cost, next) = state.then(c);
            state = next;
            cost
        };
        text.chars().map(step).sum()
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
            assert!(State::START.then(c).0 > 0, "{c:?}");
        }
    }
}
