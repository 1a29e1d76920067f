//! From slots (known characters and gaps) to the two views that features are windows of.

use super::feature::{self, Kind, DIGITS, EDGE, FOREIGN, LATIN};

/// Set in a slot or a symbol that is a gap; the rest is the gap's number.
pub(crate) const GAP: u32 = 1 << 31;
/// Edges between lines: no window reaches from one line into the next.
const EDGES: usize = 5;

/// What the views need to know of a gap.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct GapKind {
    /// Its likeliest candidate is a Latin letter: it belongs to the spelt view.
    pub(crate) latin: bool,
    /// Its likeliest candidate is punctuation.
    pub(crate) punctuation: bool,
}

/// Where a gap stands.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    /// Its position in its view.
    pub(crate) at: u32,
    /// Class of the character before and after.
    pub(crate) left: u32,
    /// See `left`.
    pub(crate) right: u32,
    /// Nearest bracket in the line before and after; 0 for none.
    pub(crate) before: u32,
    /// See `before`.
    pub(crate) after: u32,
}

/// Both views of a text.
#[derive(Default)]
pub(crate) struct Views {
    /// Folded view.
    pub(crate) folded: Vec<u32>,
    /// Spelt view.
    pub(crate) spelt: Vec<u32>,
    /// A place for each gap.
    pub(crate) places: Vec<Place>,
}

impl Views {
    /// Builds both views of `slots`, whose gaps are numbered from 0 in order.
    pub(crate) fn build(&mut self, slots: &[u32], kinds: &[GapKind]) {
        self.places.clear();
        self.places.resize(kinds.len(), Place::default());
        self.fold(slots, kinds);
        self.spelt.clear();
        if kinds.iter().any(|k| k.latin) {
            self.spell(slots, kinds);
        }
        self.surround(slots, kinds);
    }

    fn fold(&mut self, slots: &[u32], kinds: &[GapKind]) {
        let out = &mut self.folded;
        out.clear();
        out.extend([EDGE; EDGES]);
        let mut blank = false;
        let mut last = EDGE;
        for &slot in slots {
            let (kind, symbol) = if slot & GAP != 0 {
                let latin = kinds[(slot & !GAP) as usize].latin;
                (if latin { Kind::Latin } else { Kind::Other }, slot)
            } else {
                let c = char::from_u32(slot).unwrap_or('\u{fffd}');
                let kind = feature::kind(c);
                (kind, if kind == Kind::Other { feature::symbol(c) } else { 0 })
            };
            match kind {
                Kind::Blank => blank = true,
                Kind::Line => {
                    if last != EDGE {
                        out.extend([EDGE; EDGES]);
                        last = EDGE;
                    }
                    blank = false;
                }
                Kind::Latin | Kind::Digit => {
                    let run = if kind == Kind::Latin { LATIN } else { DIGITS };
                    if last != run {
                        out.push(run);
                        last = run;
                    }
                    blank = false;
                }
                Kind::Other => {
                    if blank && !matches!(last, LATIN | DIGITS | EDGE) {
                        out.push(' ' as u32);
                    }
                    blank = false;
                    if symbol & GAP != 0 {
                        self.places[(symbol & !GAP) as usize].at = out.len() as u32;
                    }
                    out.push(symbol);
                    last = symbol;
                }
            }
        }
        out.extend([EDGE; EDGES]);
    }

    fn spell(&mut self, slots: &[u32], kinds: &[GapKind]) {
        let out = &mut self.spelt;
        out.extend([EDGE; EDGES]);
        let mut last = EDGE;
        for &slot in slots {
            let symbol = if slot & GAP != 0 {
                let gap = (slot & !GAP) as usize;
                if kinds[gap].latin {
                    self.places[gap].at = out.len() as u32;
                    slot
                } else {
                    FOREIGN
                }
            } else {
                let c = char::from_u32(slot).unwrap_or('\u{fffd}');
                match feature::kind(c) {
                    Kind::Latin => feature::symbol(c),
                    Kind::Digit => DIGITS,
                    Kind::Blank => ' ' as u32,
                    Kind::Line => EDGE,
                    Kind::Other if slot < 0x80 || (0x2000..0x2070).contains(&slot) => slot,
                    Kind::Other => FOREIGN,
                }
            };
            if symbol == EDGE {
                if last != EDGE {
                    out.extend([EDGE; EDGES]);
                }
            } else if symbol != last || !matches!(symbol, FOREIGN | DIGITS | 0x20) {
                out.push(symbol);
            }
            last = symbol;
        }
        out.extend([EDGE; EDGES]);
    }

    fn surround(&mut self, slots: &[u32], kinds: &[GapKind]) {
        let class = |i: usize| match slots.get(i) {
            None => feature::CLASS_END,
            Some(s) if s & GAP != 0 => feature::CLASS_GAP,
            Some(&s) => feature::neighbour_class(char::from_u32(s).unwrap_or('\u{fffd}')),
        };
        let bracket = |slot: u32| -> Option<u32> {
            if slot & GAP != 0 {
                return kinds[(slot & !GAP) as usize].punctuation.then_some(GAP);
            }
            let c = char::from_u32(slot).unwrap_or('\u{fffd}');
            if c == '\n' {
                Some(0)
            } else {
                feature::is_bracket(c).then_some(slot)
            }
        };
        let mut before = 0;
        for (i, &slot) in slots.iter().enumerate() {
            if slot & GAP != 0 {
                let place = &mut self.places[(slot & !GAP) as usize];
                place.left = class(i.wrapping_sub(1));
                place.right = class(i + 1);
                place.before = before;
            }
            if let Some(b) = bracket(slot) {
                before = b;
            }
        }
        let mut after = 0;
        for &slot in slots.iter().rev() {
            if slot & GAP != 0 {
                self.places[(slot & !GAP) as usize].after = after;
            }
            if let Some(b) = bracket(slot) {
                after = b;
            }
        }
    }
}

/// One window that holds a given gap.
pub(crate) struct Window<'t> {
    /// Its template.
    pub(crate) template: &'t feature::Template,
    /// Where the gap stands in it.
    pub(crate) at: usize,
    /// Sum of the seed and the parts of all known symbols.
    pub(crate) base: u64,
    /// The other gaps: number and place in the window.
    pub(crate) others: [(u32, u8); feature::REACH],
    /// How many others there are.
    pub(crate) count: usize,
    /// The bit that stands for this window among those of its gap; 0 for one that licenses nothing.
    pub(crate) bit: u32,
    /// The windows one symbol shorter that hold the gap: this one counts only if the model holds one of them. 0: always.
    pub(crate) licence: u32,
}

/// The bit of the window of `len` symbols with the gap at `at`.
const fn bit(len: usize, at: usize) -> u32 {
    1 << (len * (len - 1) / 2 - 1 + at)
}

/// Whether a window with this licence counts, given the bits of those that the model holds.
#[inline]
pub(crate) fn licensed(licence: u32, held: u32) -> bool {
    licence == 0 || licence & held != 0
}

/// Calls `each` for every window over `view` that holds the gap at position `at`.
#[inline]
pub(crate) fn windows<'t>(
    view: &[u32],
    at: usize,
    templates: &'t [feature::Template],
    mut each: impl FnMut(Window<'t>),
) {
    for template in templates {
        let len = template.len;
        'offset: for offset in 0..len {
            if template.factors[offset] == 0 || offset > at {
                continue;
            }
            let Some(symbols) = view.get(at - offset..at - offset + len) else {
                continue;
            };
            // An edge doubled says nothing new.
            if len > 2
                && (symbols[0] == EDGE && symbols[1] == EDGE
                    || symbols[len - 1] == EDGE && symbols[len - 2] == EDGE)
            {
                continue;
            }
            let mut window = Window {
                template,
                at: offset,
                base: template.seed,
                others: [(0, 0); feature::REACH],
                count: 0,
                bit: if template.whole { bit(len, offset) } else { 0 },
                licence: 0,
            };
            if template.whole && len > 2 {
                window.licence = if offset > 0 { bit(len - 1, offset - 1) } else { 0 }
                    | if offset + 1 < len { bit(len - 1, offset) } else { 0 };
            }
            for (i, &symbol) in symbols.iter().enumerate() {
                if i == offset || template.factors[i] == 0 {
                    continue;
                }
                if symbol & GAP != 0 {
                    window.others[window.count] = (symbol & !GAP, i as u8);
                    window.count += 1;
                } else if symbol == feature::UNKNOWN {
                    continue 'offset;
                } else {
                    window.base = window.base.wrapping_add(feature::part(template, i, symbol));
                }
            }
            each(window);
        }
    }
}
