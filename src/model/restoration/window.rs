//! Windows of a view that hold a gap, and how far around it all is known.

use super::feature::{self, EDGE};
use super::view::GAP;

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

/// The bit of the whole window of `len` symbols with the gap at `at`.
#[inline]
pub(crate) const fn whole_bit(len: usize, at: usize) -> u32 {
    1 << (len * (len - 1) / 2 - 1 + at)
}

/// The bits of the whole windows one symbol shorter that hold the gap.
#[inline]
pub(crate) const fn whole_licence(len: usize, at: usize) -> u32 {
    if len == 2 {
        return 0;
    }
    let without_first = if at > 0 { whole_bit(len - 1, at - 1) } else { 0 };
    let without_last = if at + 1 < len { whole_bit(len - 1, at) } else { 0 };
    without_first | without_last
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
            let Some(symbols) = view.get(at - offset..at - offset + len) else { continue };
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
                bit: if template.whole { whole_bit(len, offset) } else { 0 },
                licence: if template.whole { whole_licence(len, offset) } else { 0 },
            };
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

/// How far a gap's neighbourhood is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Near {
    /// Known symbols to the left of it, the first edge included.
    pub(crate) left: u8,
    /// Known symbols to the right.
    pub(crate) right: u8,
    /// Bit `len`: the window of `len` symbols of which only the outer two count, and that ends with the gap, can be seen.
    pub(crate) apart_left: u8,
    /// The same, for the one that begins with the gap.
    pub(crate) apart_right: u8,
}

impl Near {
    /// Whether other gaps are so near on both sides that little is known of what stands around.
    #[inline]
    pub(crate) fn is_crowded(self) -> bool {
        u32::from(self.left) + u32::from(self.right) < 6
    }

    /// Whether all of a window was known.
    #[inline]
    pub(crate) fn covers(self, window: &Window) -> bool {
        let before = window.at;
        let after = window.template.len - 1 - before;
        if window.template.whole {
            before <= self.left as usize && after <= self.right as usize
        } else {
            let apart = if before == 0 { self.apart_right } else { self.apart_left };
            apart & 1 << window.template.len != 0
        }
    }
}

/// What is known around position `at` of a view.
#[inline]
pub(crate) fn near(view: &[u32], at: usize) -> Near {
    let (left, apart_left) = known(view[..at].iter().rev());
    let (right, apart_right) = known(view[at + 1..].iter());
    Near { left, right, apart_left, apart_right }
}

#[inline]
fn known<'v>(symbols: impl Iterator<Item = &'v u32>) -> (u8, u8) {
    let (mut count, mut apart) = (0, 0);
    let (mut unbroken, mut edge) = (true, false);
    for (distance, &symbol) in symbols.take(feature::REACH - 1).enumerate() {
        // An edge doubled says nothing new.
        if edge {
            break;
        }
        edge = symbol == EDGE;
        let open = symbol & GAP != 0 || symbol == feature::UNKNOWN;
        unbroken &= !open;
        count += unbroken as u8;
        if !open && (1..=2).contains(&distance) {
            apart |= 1 << (distance + 2);
        }
    }
    (count, apart)
}

#[cfg(test)]
mod tests {
    use super::super::view::{GapKind, Views};
    use super::*;

    #[test]
    fn gaps_with_other_gaps_close_on_both_sides_are_crowded() {
        let is_crowded = |text: &str| {
            let mut gaps = 0;
            let slot = |c: char| {
                let slot = if c == '_' { GAP | gaps } else { u32::from(c) };
                gaps += u32::from(c == '_');
                slot
            };
            let slots: Vec<u32> = text.chars().map(slot).collect();
            let gaps = gaps as usize;
            let mut views = Views::default();
            views.build(&slots, &vec![GapKind::of('с'); gaps]);
            near(&views.folded, views.places[gaps / 2].at as usize).is_crowded()
        };
        assert!(is_crowded("_а_а_"));
        assert!(is_crowded("_абв_аб_"));
        assert!(!is_crowded("_абв_абв_"));
        assert!(!is_crowded("абвг_абвг"));
    }
}
