//! How likely one character is after another in text that is whole, in any language.
//!
//! P(c | before) = P(class(c) | class(before)) · P(c | class(c)): a class is a script's letters, or one mark. Coarse, but
//! mojibake is coarse too: it puts currency signs after accented capitals. Of cased letters it is also told whether they begin a
//! word, and what case goes before: `AHÅ™` is no word, but `AHř` is less of one. A letter costs more, or less, after a letter of
//! another script, whatever stands between them. Costs are in eighths of a bit.
//! `examples/train/src/plausibility.rs` makes the data and describes its layout.

/// The data that ship with the crate.
const SHIPPED: Costs<'static> = match Costs::open(include_bytes!("plausibility.bin")) {
    Some(costs) => costs,
    None => panic!("plausibility.bin is cut short or too long"),
};

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

const KIND_BYTES: usize = 3;
/// Scripts that are told apart, none and all others included.
const SCRIPTS: usize = 11;

/// Cost of a character beyond planes 0 and 1, within its class.
const FAR_COST: u8 = 20 * BIT as u8;

/// Steps to a bit, in all costs of this module.
pub(crate) const BIT: i32 = 8;

/// The data, taken apart. What is broken gives nonsense, but no panic.
#[derive(Clone, Copy)]
struct Costs<'a> {
    data: &'a [u8],
    classes: usize,
    kinds_at: usize,
    scripts_at: usize,
    pairs_at: usize,
    meetings_at: usize,
}

impl<'a> Costs<'a> {
    /// Takes the parts apart; `None` if the data are cut short or too long.
    const fn open(data: &'a [u8]) -> Option<Costs<'a>> {
        if data.len() < TABLE_AT {
            return None;
        }
        let classes = u16::from_le_bytes([data[CLASSES_AT], data[CLASSES_AT + 1]]) as usize;
        let cell_rows = u16::from_le_bytes([data[CELL_ROW_COUNT_AT], data[CELL_ROW_COUNT_AT + 1]]) as usize;
        let pair_rows = u16::from_le_bytes([data[PAIR_ROWS_AT], data[PAIR_ROWS_AT + 1]]) as usize;
        let kinds_at = TABLE_AT + cell_rows * CELL_ROW_BYTES;
        let scripts_at = kinds_at + classes * KIND_BYTES;
        let pairs_at = scripts_at + classes;
        // Two numbers of 16 bits: their product has room in 32, if only just.
        let Some(meetings_at) = pairs_at.checked_add(pair_rows * classes) else { return None };
        match meetings_at.checked_add(SCRIPTS * SCRIPTS) {
            Some(end) if end == data.len() => {
                Some(Costs { data, classes, kinds_at, scripts_at, pairs_at, meetings_at })
            }
            _ => None,
        }
    }

    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.data.get(at).copied().unwrap_or(0)
    }

    #[inline]
    fn pair(&self, at: usize) -> u16 {
        self.data.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |pair| u16::from_le_bytes(*pair))
    }

    /// A character's class, and what the character costs within it.
    #[inline]
    fn glyph(&self, c: char) -> (u8, u8) {
        let code = c as u32;
        if code < CELLS {
            let row = usize::from(self.pair(INDEX_AT + 2 * (code as usize >> 6)));
            let [class, cost] =
                self.pair(TABLE_AT + row * CELL_ROW_BYTES + 2 * (code as usize & 63)).to_le_bytes();
            return (class, cost);
        }
        let kind = match code {
            0x2_0000..=0x3_FFFF => 0,
            0xF_0000.. => 1,
            _ => 2,
        };
        (self.byte(FAR_AT + kind), FAR_COST)
    }

    /// What a character of `class` costs after `state`, whichever of the class it is.
    #[inline]
    fn of_class(&self, state: State, class: u8) -> i32 {
        i32::from(self.byte(self.pairs_at + usize::from(state.row) * self.classes + usize::from(class)))
    }

    #[inline]
    fn then(&self, state: State, (class, cost): (u8, u8)) -> (i32, State) {
        let kind = self.kinds_at + usize::from(class) * KIND_BYTES;
        let case = self.byte(kind);
        let row = if case == 0 || state.case == 0 {
            u16::from(class)
        } else {
            self.pair(kind + 1).saturating_add(u16::from(state.case) - 1)
        };
        let mut next = State { row, case, script: state.script, apart: true };
        let mut sum = self.of_class(state, class) + i32::from(cost);
        let script = self.byte(self.scripts_at + usize::from(class));
        if script != 0 {
            if state.apart {
                let meeting = self.meetings_at + usize::from(state.script) * SCRIPTS + usize::from(script);
                sum += i32::from(self.byte(meeting) as i8);
            }
            next.script = script;
            next.apart = false;
        }
        (sum.max(0), next)
    }
}

/// What the data have of one character.
#[derive(Clone, Copy)]
pub(crate) struct Glyph((u8, u8));

impl Glyph {
    #[inline]
    pub(crate) fn of(c: char) -> Glyph {
        Glyph(SHIPPED.glyph(c))
    }

    /// True of code points that are no characters.
    #[inline]
    pub(crate) fn is_unassigned(self) -> bool {
        self.0 .0 == SHIPPED.data[FAR_AT + 2]
    }
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
    pub(crate) const START: State =
        State { row: SHIPPED.data[FAR_AT + 3] as u16, case: 0, script: 0, apart: false };

    /// The state after `c` with nothing known of what goes before it.
    pub(crate) fn after(c: char) -> State {
        State::START.then(c).1
    }

    /// All of it, in 27 bits.
    pub(crate) fn bits(self) -> u32 {
        u32::from(self.row) << 11
            | u32::from(self.script) << 3
            | u32::from(self.case & 3) << 1
            | u32::from(self.apart)
    }

    /// The part of [`then`](State::then)'s cost that what goes before has to do with: that of the class of `c`.
    pub(crate) fn class_cost(self, c: char) -> i32 {
        SHIPPED.of_class(self, SHIPPED.glyph(c).0)
    }

    /// Eighths of a bit that `c` costs here, between 0 and 637, and the state after it.
    #[inline]
    pub(crate) fn then(self, c: char) -> (i32, State) {
        self.then_glyph(Glyph::of(c))
    }

    /// The same for a character that was looked up before.
    #[inline]
    pub(crate) fn then_glyph(self, glyph: Glyph) -> (i32, State) {
        SHIPPED.then(self, glyph.0)
    }
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

    #[test]
    fn data_cut_short_are_none() {
        let data = SHIPPED.data;
        for len in 0..data.len() {
            assert!(Costs::open(&data[..len]).is_none(), "{len} of {} bytes", data.len());
        }
        assert!(Costs::open(&[data, &[0]].concat()).is_none());
    }

    #[test]
    fn broken_data_give_nonsense_but_no_panic() {
        let text = "aÉß 中文，한글 Привет ͂\u{1F600}\u{2FFFF}\u{F0000}\u{10FFFF}";
        let mut dice = crate::dice::Dice::new(1);
        let mut opened = 0;
        for round in 0..600 {
            let mut data = SHIPPED.data.to_vec();
            // Few bytes here and there, then nearly all.
            for _ in 0..1 << (round / 36) {
                let at = dice.roll(data.len());
                if !(CLASSES_AT..FAR_AT).contains(&at) || round % 5 == 0 {
                    data[at] = dice.roll(256) as u8;
                }
            }
            let Some(broken) = Costs::open(&data) else { continue };
            opened += 1;
            let mut state = State::START;
            for c in text.chars() {
                let (cost, next) = broken.then(state, broken.glyph(c));
                assert!((0..1000).contains(&cost), "{cost}");
                state = next;
            }
        }
        assert!(opened > 400, "{opened}");
    }
}
