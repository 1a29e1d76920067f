//! A line to learn from, as the model sees it: gaps, and what each of its features is a sum of.

use super::alphabet::{Alphabet, NONE};
use super::lessons::Lesson;
use super::losses;
use super::words::EDGE_OF_WORD;
use super::Part;
use crate::shared::view::{GapKind, Views, GAP};
use crate::shared::window::windows;
use crate::shared::{around, feature};

/// A line, all of whose characters that can lose a byte are gaps. Used again and again.
pub struct Line {
    slots: Vec<u32>,
    pub kinds: Vec<GapKind>,
    /// Form and candidate.
    pub truth: Vec<(u16, u16)>,
    pub views: Views,
    /// One gap in so many is learnt from.
    pub one_in: u64,
    /// Tells which of them; the same for the same line.
    dice: u64,
    part: Part,
}
impl Line {
    pub fn new(part: Part) -> Self {
        Line {
            slots: vec![],
            kinds: vec![],
            truth: vec![],
            views: Views::default(),
            one_in: 1,
            dice: 0,
            part,
        }
    }

    /// The gaps that the part of the model is for, and that are learnt from: always the same of a line.
    pub fn own_gaps(&self) -> impl Iterator<Item = usize> {
        let letters = self.part.letters;
        let is_learnt = |gap: usize| {
            let mixed = (self.dice + gap as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            self.one_in == 1 || (mixed >> 40) % self.one_in == 0
        };
        let own: Vec<usize> = (0..self.kinds.len())
            .filter(|&gap| self.kinds[gap].is_alphabetic() == letters && is_learnt(gap))
            .collect();
        own.into_iter()
    }

    pub fn read(&mut self, Lesson { text, word, loss, .. }: &Lesson, alphabet: &Alphabet) {
        let places = &alphabet.place_of[*loss as usize];
        self.slots.clear();
        self.kinds.clear();
        self.truth.clear();
        if *word {
            self.slots.push(feature::UNKNOWN);
        }
        for c in text.chars() {
            let (form, place) = places[c as usize];
            if form == NONE {
                self.slots.push(c as u32);
            } else {
                self.slots.push(GAP | self.kinds.len() as u32);
                self.kinds.push(alphabet.forms[form as usize].kind);
                self.truth.push((form, place));
            }
        }
        self.one_in = if self.part.letters { 1 } else { losses::one_in(*loss, text) };
        self.dice = text.len() as u64 * 0x1_0001;
        if self.kinds.iter().any(|kind| kind.is_alphabetic() == self.part.letters) {
            self.views.build(&self.slots, &self.kinds);
            if *word {
                let nothing = [feature::EDGE, feature::FOREIGN, EDGE_OF_WORD as u32];
                for v in [&mut self.views.folded, &mut self.views.spelt] {
                    for s in v.iter_mut().filter(|s| nothing.contains(s)) {
                        *s = feature::UNKNOWN;
                    }
                }
                for p in &mut self.views.places {
                    p.left = feature::UNKNOWN;
                }
            }
        }
    }
}

impl Line {
    /// What stood in a gap.
    #[inline]
    pub fn character(&self, gap: usize, alphabet: &Alphabet) -> char {
        let (form, candidate) = self.truth[gap];
        alphabet.forms[form as usize].candidates[candidate as usize]
    }

    /// Calls `each` for every symbol around a gap, as it was: see [`around::around`].
    pub fn around(&self, gap: usize, alphabet: &Alphabet, each: impl FnMut(u32, usize)) {
        let at = self.views.places[gap].at as usize;
        let known = |gap: u32| feature::symbol(self.character(gap as usize, alphabet));
        around::around(&self.views.folded, at, known, each);
    }
}

/// How a candidate enters a feature's sum.
#[derive(Clone, Copy)]
pub enum Enter {
    Symbol(u64),
    Shape,
    Case,
    Start,
    Company,
    Open,
    Close,
    VarietyClass,
    Variety,
}
/// Calls `each` for every feature sum of a gap: the sum without the candidate, how the candidate enters, whether no later gap is in it, and the
/// window's bit and licence.
#[inline]
pub fn sums(line: &Line, gap: usize, alphabet: &Alphabet, mut each: impl FnMut(u64, Enter, bool, u32, u32)) {
    let kind = line.kinds[gap];
    let place = &line.views.places[gap];
    let view = if kind.latin { &line.views.spelt } else { &line.views.folded };
    windows(view, place.at as usize, kind.templates(), |w| {
        let mut base = w.base;
        let mut last = true;
        for &(other, at) in &w.others[..w.count] {
            let c = line.character(other as usize, alphabet);
            base = base.wrapping_add(feature::part(w.template, at as usize, feature::symbol(c)));
            last &= (other as usize) < gap;
        }
        each(base, Enter::Symbol(w.template.factors[w.at]), last, w.bit, w.licence);
    });
    if kind.latin {
        for &letter in place.company.iter().take_while(|letter| **letter != 0) {
            each(feature::company_base(letter), Enter::Company, true, 0, 0);
        }
    }
    if place.left != feature::UNKNOWN {
        each(feature::shape_base(place.left, place.right), Enter::Shape, true, 0, 0);
        if kind.is_alphabetic() {
            each(feature::case_base(place.left, place.right), Enter::Case, true, 0, 0);
            if let Some(base) = feature::start_base(place.second, place.left) {
                each(base, Enter::Start, true, 0, 0);
            }
        }
        if kind.wide {
            each(place.variety as u64, Enter::VarietyClass, true, 0, 0);
            each(place.variety as u64, Enter::Variety, true, 0, 0);
        }
        if kind.punctuation {
            let [open, close] = feature::pair_bases(place.before, place.after);
            each(open, Enter::Open, true, 0, 0);
            each(close, Enter::Close, true, 0, 0);
        }
    }
}

/// The hash of a feature, from its sum and the candidate.
#[inline]
pub fn complete(base: u64, enter: Enter, c: char, symbol: u32) -> u64 {
    feature::finish(base.wrapping_add(match enter {
        Enter::Symbol(factor) => factor.wrapping_mul(symbol as u64 + 1),
        Enter::Shape => feature::shape_part(c),
        Enter::Case => feature::case_part(c),
        Enter::Start => feature::start_part(c),
        Enter::Company => feature::company_part(symbol),
        Enter::VarietyClass => return feature::finish(feature::variety_sums(base as u32, c)[0]),
        Enter::Variety => return feature::finish(feature::variety_sums(base as u32, c)[1]),
        Enter::Open => feature::pair_parts(c)[0],
        Enter::Close => feature::pair_parts(c)[1],
    }))
}
