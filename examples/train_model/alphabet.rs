//! Characters before the windows: how common each is, and the damaged forms.

use std::collections::{HashMap, HashSet};

use super::lessons::Lesson;
use super::passes::START_SQUARES;
use super::view::GapKind;

/// Byte values that the trained channel loses.
const LOST: [u8; 8] = [0x81, 0x8D, 0x8E, 0x8F, 0x90, 0x9D, 0x9E, 0xAD];
/// The form of a character that loses nothing.
pub const NONE: u16 = u16::MAX;
/// How much a word of the lexicon counts for beside a line of text.
const WORD_COUNT: f32 = 0.2;

/// What is left of a character that loses a byte, as a number.
fn form_key(c: char) -> Option<u32> {
    let mut b = [0; 4];
    let s = c.encode_utf8(&mut b).as_bytes();
    if !s.iter().any(|x| LOST.contains(x)) {
        return None;
    }
    Some(s.iter().filter(|x| !LOST.contains(x)).fold(0, |k, &x| k << 8 | x as u32))
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
    /// The form of each character, and its place among the form's candidates.
    pub place_of: Vec<(u16, u16)>,
}

impl Alphabet {
    /// Priors by counting, and the damaged forms.
    pub fn count(lines: &[Lesson], emoji: &str) -> Alphabet {
        let mut counts = vec![0f32; 0x11_0000];
        for Lesson { text: l, word, .. } in lines {
            for c in l.chars() {
                counts[c as usize] += if *word { WORD_COUNT } else { 1.0 };
            }
        }
        let mut frozen = HashSet::new();
        for row in std::fs::read_to_string(emoji).unwrap().lines().skip(1) {
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
            place_of: vec![(NONE, 0); 0x11_0000],
        };
        let mut by_form: HashMap<u32, Vec<char>> = HashMap::new();
        for u in 0x80..0x11_0000u32 {
            let Some(c) = char::from_u32(u) else { continue };
            if counts[u as usize] > 0.0 {
                alphabet.prior[u as usize] = counts[u as usize].ln();
                if frozen.contains(&u) {
                    alphabet.squares[u as usize] = f32::INFINITY;
                }
                if let Some(k) = form_key(c) {
                    by_form.entry(k).or_default().push(c);
                }
            }
        }
        let mut keys: Vec<u32> = by_form.keys().copied().collect();
        keys.sort();
        for k in keys {
            let mut candidates = by_form.remove(&k).unwrap();
            candidates.sort_by(|a, b| counts[*b as usize].total_cmp(&counts[*a as usize]).then(a.cmp(b)));
            let best = candidates[0];
            let kind = GapKind::of(best);
            let id = alphabet.forms.len() as u16;
            for (i, c) in candidates.iter().enumerate() {
                alphabet.place_of[*c as usize] = (id, i as u16);
            }
            alphabet.forms.push(FormInfo { candidates, kind });
        }
        alphabet
    }
}
