//! From slots (known characters and gaps) to the two views that features are windows of.

use super::company::Company;
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
    /// Its likeliest candidate is a letter of another alphabet.
    pub(crate) letter: bool,
    /// Its likeliest candidate is Chinese, Japanese or Korean.
    pub(crate) wide: bool,
    /// It could be a character that neither windows-1254 nor windows-1252 damages: under such a loss, gaps stand close together.
    pub(crate) other_loss: bool,
}

impl GapKind {
    /// The kind of a gap whose likeliest candidate is `best`.
    pub(crate) fn of(best: char) -> Self {
        let latin = feature::is_latin(best);
        GapKind {
            latin,
            punctuation: feature::is_punctuation(best),
            letter: !latin && (best as u32) < 0x2000 && best.is_alphabetic()
                || (0x900..0x1000).contains(&(best as u32)),
            wide: best as u32 >= 0x2E80 && (best as u32) < 0xAC00,
            other_loss: false,
        }
    }

    /// Whether its likeliest candidate is a letter of an alphabet: `letters.bin` is for these, `signs.bin` for the others.
    #[inline]
    pub(crate) fn is_alphabetic(self) -> bool {
        self.latin || self.letter
    }

    /// The windows that hold such a gap.
    pub(crate) fn templates(self) -> &'static [feature::Template] {
        if self.latin {
            &feature::SPELT
        } else if self.letter {
            &feature::LETTERS
        } else {
            &feature::FOLDED
        }
    }
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
    /// Class of the character before the one before.
    pub(crate) second: u32,
    /// Letters beyond ASCII that its line has; 0 where there are fewer.
    pub(crate) company: [u32; feature::COMPANY],
    /// Nearest bracket in the line before and after; 0 for none.
    pub(crate) before: u32,
    /// See `before`.
    pub(crate) after: u32,
    /// The variety of writing of its line.
    pub(crate) variety: u32,
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
    company: Company,
}

impl Views {
    /// The view that a gap belongs to.
    pub(crate) fn of(&self, latin: bool) -> &[u32] {
        if latin {
            &self.spelt
        } else {
            &self.folded
        }
    }

    /// See [`of`](Views::of).
    pub(crate) fn of_mut(&mut self, latin: bool) -> &mut [u32] {
        if latin {
            &mut self.spelt
        } else {
            &mut self.folded
        }
    }

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
        if kinds.iter().any(|k| k.wide) {
            self.vary(slots);
        }
        if kinds.iter().any(|k| k.latin) {
            self.company.count(slots);
            self.company.write(&mut self.places, |_, _| false);
        }
    }

    /// Counts the letters that stand in gaps among those that each line has, where they are known by now. Gives whether that changed the
    /// company of any gap.
    pub(crate) fn keep_filled(
        &mut self,
        filled: impl Fn(usize) -> Option<char>,
        could_be: impl Fn(usize, u32) -> bool,
    ) -> bool {
        self.company.count_filled(filled);
        self.company.write(&mut self.places, could_be)
    }

    /// Counts Latin letters that other texts had in their gaps, for the company of lines that have none.
    pub(crate) fn keep_elsewhere(&mut self, letters: impl Iterator<Item = (char, u32)>) {
        self.company.count_elsewhere(letters);
        self.company.write(&mut self.places, |_, _| false);
    }

    /// Finds each line's variety of writing, from its known characters, or else from all of the text.
    fn vary(&mut self, slots: &[u32]) {
        let mut whole = [0u32; 4];
        let mut undecided = Vec::new();
        for line in slots.split(|slot| *slot == 0x0A) {
            let mut counts = [0u32; 4];
            for &slot in line.iter().filter(|slot| **slot & GAP == 0) {
                counts[feature::variety(char::from_u32(slot).unwrap_or(' ')) as usize] += 1;
            }
            for (all, own) in whole.iter_mut().zip(counts) {
                *all += own;
            }
            match variety_of(&counts) {
                feature::VARIETY_NONE => undecided.push(line),
                own => self.set_variety(line, own),
            }
        }
        let whole = variety_of(&whole);
        undecided.into_iter().for_each(|line| self.set_variety(line, whole));
    }

    fn set_variety(&mut self, line: &[u32], variety: u32) {
        for slot in line.iter().filter(|slot| **slot & GAP != 0) {
            self.places[(slot & !GAP) as usize].variety = variety;
        }
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
                place.second = match i.checked_sub(2).and_then(|i| slots.get(i)) {
                    None => feature::CLASS_END,
                    Some(s) if s & GAP != 0 => feature::CLASS_GAP,
                    Some(&s) => feature::second_class(char::from_u32(s).unwrap_or('\u{fffd}')),
                };
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

fn variety_of(counts: &[u32; 4]) -> u32 {
    let [_, simplified, traditional, kana] = *counts;
    if kana > 2 * (simplified + traditional) || kana > 4 {
        feature::VARIETY_KANA
    } else if traditional > 2 * simplified {
        feature::VARIETY_TRADITIONAL
    } else if simplified > 2 * traditional {
        feature::VARIETY_SIMPLIFIED
    } else {
        feature::VARIETY_NONE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(text: &str) -> Vec<u32> {
        let mut gaps = 0;
        let slot = |c: char| match c {
            '_' => {
                gaps += 1;
                GAP | (gaps - 1)
            }
            _ => c as u32,
        };
        text.chars().map(slot).collect()
    }

    fn places(text: &str) -> Vec<Place> {
        let slots = slots(text);
        let gaps = slots.iter().filter(|slot| **slot & GAP != 0).count();
        let mut views = Views::default();
        views.build(&slots, &vec![GapKind::of('í'); gaps]);
        views.places
    }

    #[test]
    fn a_line_is_in_the_company_of_its_letters_or_of_the_document() {
        let letters = |text: &str| text.chars().map(u32::from).collect::<Vec<_>>();
        let company =
            |place: &Place| place.company.iter().copied().take_while(|l| *l != 0).collect::<Vec<_>>();
        let found = places("ä _ Ö ö ß\n_ déjà vu\n_ plain");
        assert_eq!(company(&found[0]), letters("ößä"), "capitals count as small ones, the commonest first");
        assert_eq!(company(&found[1]), letters("àé"));
        assert_eq!(company(&found[2]), letters("ößàä"), "a line without any takes those of the document");
        assert!(company(&places("_ plain")[0]).is_empty());
    }

    #[test]
    fn what_stands_before_a_word_is_seen_through_the_blank() {
        let second = |text: &str| places(text)[0].second;
        assert_eq!(second("a. _ndale"), feature::second_class('.'));
        assert_ne!(second("a, _ndale"), second("a. _ndale"));
        assert_eq!(second("_ndale"), feature::CLASS_END);
        assert_eq!(second("\n_ndale"), feature::CLASS_END);
        assert!(feature::start_base(second("a. _"), places("a. _")[0].left).is_some());
        assert!(feature::start_base(second("ab_"), places("ab_")[0].left).is_none(), "inside a word");
    }
}
