//! Characters before the windows: how common each is, and the damaged forms.

use std::collections::{BTreeMap, HashSet};

use super::lessons::Lesson;
use super::losses::{loses, LOSSES};
use super::passes::START_SQUARES;
use super::Part;
use crate::shared::view::GapKind;

/// The form of a character that loses nothing.
pub const NONE: u16 = u16::MAX;
/// How much a word of the lexicon counts for beside a line of text.
const WORD_COUNT: f32 = 0.2;

/// What is left of a character that loses a byte in the loss with this number, as a number.
fn form_key(c: char, loss: usize) -> Option<u32> {
    let mut b = [0; 4];
    let s = c.encode_utf8(&mut b).as_bytes();
    if !s.iter().any(|&x| loses(loss, x)) {
        return None;
    }
    Some(s.iter().filter(|&&x| !loses(loss, x)).fold(0, |k, &x| k << 8 | x as u32))
}

/// A damaged form.
pub struct FormInfo {
    /// The commonest first.
    pub candidates: Vec<char>,
    pub kind: GapKind,
}

/// What is known of characters before the features.
pub struct Alphabet {
    pub prior: Vec<f32>,
    /// Sum of squared gradients; infinite where the prior stays as it is.
    pub squares: Vec<f32>,
    pub forms: Vec<FormInfo>,
    /// For each loss: the form of each character, and its place among the form's candidates.
    pub place_of: Vec<Vec<(u16, u16)>>,
    part: Part,
}

impl Alphabet {
    /// Priors by counting, and the damaged forms.
    pub fn count(lines: &[Lesson], emoji: &str, part: Part) -> Alphabet {
        let mut counts = vec![0f32; 0x11_0000];
        for Lesson { text: l, word, .. } in lines {
            for c in l.chars() {
                counts[c as usize] += if *word { WORD_COUNT } else { 1.0 };
            }
        }
        let mut frozen = HashSet::new();
        for row in emoji.lines().skip(1) {
            let mut f = row.split('\t');
            let points = f.nth(1).unwrap();
            let prior: f32 = f.next().unwrap().parse().unwrap();
            for p in points.split(' ') {
                let u = u32::from_str_radix(p, 16).unwrap();
                if u >= 0x1F000 {
                    if frozen.insert(u) {
                        counts[u as usize] *= 0.1;
                    }
                    counts[u as usize] += prior.powf(0.7) * 3e4;
                } else if u > 0x7f {
                    counts[u as usize] += prior * 1e4;
                }
            }
        }
        let mut alphabet = Alphabet {
            prior: vec![f32::NAN; 0x11_0000],
            squares: vec![START_SQUARES * 4.0; 0x11_0000],
            forms: vec![],
            place_of: vec![vec![(NONE, 0); 0x11_0000]; LOSSES.len()],
            part,
        };
        for u in 0x80..0x11_0000u32 {
            if char::from_u32(u).is_some() && counts[u as usize] > 0.0 {
                alphabet.prior[u as usize] = counts[u as usize].ln();
                if frozen.contains(&u) {
                    alphabet.squares[u as usize] = f32::INFINITY;
                }
            }
        }
        (0..LOSSES.len()).for_each(|loss| alphabet.find_forms(loss, &counts));
        alphabet
    }

    /// The priors of the characters that this part is for.
    pub fn own_priors(&self) -> Vec<f32> {
        let is_own = |u: usize| {
            char::from_u32(u as u32).is_some_and(|c| GapKind::of(c).is_alphabetic() == self.part.letters)
        };
        self.prior.iter().enumerate().map(|(u, &prior)| if is_own(u) { prior } else { f32::NAN }).collect()
    }

    /// The damaged forms of one loss.
    fn find_forms(&mut self, loss: usize, counts: &[f32]) {
        let mut by_form: BTreeMap<u32, Vec<char>> = BTreeMap::new();
        let seen = (0x80..0x11_0000u32).filter_map(char::from_u32).filter(|c| counts[*c as usize] > 0.0);
        for c in seen {
            if let Some(k) = form_key(c, loss) {
                by_form.entry(k).or_default().push(c);
            }
        }
        for mut candidates in by_form.into_values() {
            candidates.sort_by(|a, b| counts[*b as usize].total_cmp(&counts[*a as usize]).then(a.cmp(b)));
            let kind = GapKind::of(candidates[0]);
            let id = self.forms.len() as u16;
            for (i, c) in candidates.iter().enumerate() {
                self.place_of[loss][*c as usize] = (id, i as u16);
            }
            self.forms.push(FormInfo { candidates, kind });
        }
    }
}
