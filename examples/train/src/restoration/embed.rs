//! Trains the vectors of the wide view: see `bilinear.rs` in `src/model/restoration`.

use std::collections::BTreeMap;

use super::alphabet::Alphabet;
use super::lessons::Lesson;
use super::line::Line;
use super::passes::{softmax, RIVALS};
use super::Rng;
use crate::shared::around::{key, DIMS, KEYS, MOST_SCALE, PLACES, REACH, SHIFT};
use crate::shared::build::Vectors;
use crate::shared::feature;

/// Times that a symbol must occur to have vectors of its own.
const LEAST_COUNT: u32 = 30;
/// AdaGrad's step.
const RATE: f32 = 0.1;
/// The same for the weights of distances, beside it: all gaps pull at them.
const PLACE_RATE: f32 = 0.3;
/// Vectors begin as random numbers up to this.
const START: f32 = 0.1;
/// AdaGrad's sum of squares at the start, for numbers in vectors and for weights of distances.
const START_SQUARES: f32 = 0.01;
const START_PLACE_SQUARES: f32 = 1.0;
/// A pull less than this is left alone.
const LEAST_PULL: f32 = 0.003;
/// How much the wide view counts for beside the windows: they know more when it is asked than when it was learnt. Between .5 and 1 the
/// development sets hardly tell a difference in what is right; what is said of confidence holds best here.
const WIDE: f32 = 0.8;
/// Biases are stored in such steps.
const BIAS_UNIT: f32 = 1.0 / 16.0;

/// Weights with their sums of squares.
struct Weights {
    values: Vec<f32>,
    squares: Vec<f32>,
}

impl Weights {
    fn new(values: Vec<f32>, squares: f32) -> Self {
        let squares = vec![squares; values.len()];
        Weights { values, squares }
    }

    fn row(&self, row: usize) -> &[f32; DIMS] {
        self.values[row * DIMS..][..DIMS].try_into().unwrap()
    }

    /// One step of a row against `gradient`.
    #[inline]
    fn step(&mut self, row: usize, rate: f32, gradient: impl Fn(usize) -> f32) {
        let values = &mut self.values[row * DIMS..][..DIMS];
        let squares = &mut self.squares[row * DIMS..][..DIMS];
        for d in 0..DIMS {
            let g = gradient(d);
            squares[d] += g * g;
            values[d] -= rate * g / squares[d].sqrt();
        }
    }
}

/// Sums in an order of its own, so that the compiler may keep sixteen at once.
#[inline]
fn dot(a: &[f32; DIMS], b: &[f32; DIMS]) -> f32 {
    let mut sums = [0f32; 16];
    for (a, b) in a.chunks_exact(16).zip(b.chunks_exact(16)) {
        for i in 0..16 {
            sums[i] += a[i] * b[i];
        }
    }
    sums.iter().sum()
}

/// The vectors while they are learnt.
pub struct Net {
    /// Numbers of symbols, by key; 0 for those that are rare.
    numbers: Vec<u16>,
    beside: Weights,
    inside: Weights,
    places: Weights,
    bias: Vec<f32>,
    bias_squares: Vec<f32>,
    /// Of the last gap: numbers of symbols and of distances.
    context: Vec<(usize, usize)>,
}

impl Net {
    /// Random vectors for the symbols of these lines.
    pub fn new(lines: &[Lesson]) -> Self {
        let mut counts: BTreeMap<usize, u32> = BTreeMap::new();
        for class in feature::EDGE..feature::UNKNOWN {
            counts.extend(key(class).map(|key| (key, u32::MAX / 2)));
        }
        let own = lines.iter().filter(|lesson| lesson.text.contains(is_wide));
        for symbol in own.flat_map(|lesson| lesson.text.chars()).map(feature::symbol) {
            if let Some(key) = key(symbol) {
                *counts.entry(key).or_default() += 1;
            }
        }
        let mut numbers = vec![0; KEYS];
        let own = counts.iter().filter(|(_, count)| **count >= LEAST_COUNT);
        let mut symbols = 1;
        for (&key, _) in own {
            numbers[key] = symbols as u16;
            symbols += 1;
        }
        let mut rng = Rng(7);
        let mut random = |count: usize| -> Vec<f32> {
            (0..count).map(|_| ((rng.next() >> 40) as f32 / (1u64 << 23) as f32 - 1.0) * START).collect()
        };
        let (beside, inside) = (random(symbols * DIMS), random(symbols * DIMS));
        // The further, the less.
        let places = (0..PLACES * DIMS).map(|i| 1.0 / (1 + i / DIMS % REACH) as f32).collect();
        Net {
            numbers,
            beside: Weights::new(beside, START_SQUARES),
            inside: Weights::new(inside, START_SQUARES),
            places: Weights::new(places, START_PLACE_SQUARES),
            bias: vec![0.0; symbols],
            bias_squares: vec![START_SQUARES; symbols],
            context: vec![],
        }
    }
}

/// Whether a character is Chinese, Japanese or Korean.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

impl Net {
    /// Learns from one gap: `scores` are what is known of the rivals without the wide view.
    pub fn learn(
        &mut self,
        line: &Line,
        gap: usize,
        alphabet: &Alphabet,
        rivals: &[(char, u32)],
        scores: &[f32],
        target: usize,
    ) {
        let count = rivals.len();
        self.context.clear();
        let (numbers_of, context) = (&self.numbers, &mut self.context);
        let number = |symbol: u32| key(symbol).map_or(0, |key| numbers_of[key] as usize);
        line.around(gap, alphabet, |symbol, place| context.push((number(symbol), place)));
        let mut sum = [0f32; DIMS];
        for &(number, place) in &self.context {
            for ((sum, own), weight) in
                sum.iter_mut().zip(self.beside.row(number)).zip(self.places.row(place))
            {
                *sum += own * weight;
            }
        }
        let mut numbers = [0; RIVALS];
        let mut all = [0f32; RIVALS];
        for (k, rival) in rivals.iter().enumerate() {
            numbers[k] = number(rival.1);
            all[k] = scores[k] + self.bias[numbers[k]] + dot(&sum, self.inside.row(numbers[k]));
        }
        let p = softmax(&all[..count]);
        let mut back = [0f32; DIMS];
        let mut moved = false;
        for k in 0..count {
            let g = p[k] - (k == target) as u32 as f32;
            if g.abs() < LEAST_PULL {
                continue;
            }
            moved = true;
            let number = numbers[k];
            for (back, own) in back.iter_mut().zip(self.inside.row(number)) {
                *back += g * own;
            }
            self.inside.step(number, RATE, |d| g * sum[d]);
            self.bias_squares[number] += g * g;
            self.bias[number] -= RATE * g / self.bias_squares[number].sqrt();
        }
        if moved {
            for &(number, place) in &self.context {
                let (own, weights) = (*self.beside.row(number), *self.places.row(place));
                self.beside.step(number, RATE, |d| back[d] * weights[d]);
                self.places.step(place, RATE * PLACE_RATE, |d| back[d] * own[d]);
            }
        }
    }
}

/// A vector's numbers from -7 to 7 with a scale for each, and how much a step of scale 1 is worth.
fn quantise(rows: &[f32]) -> (Vec<u8>, Vec<i8>, f32) {
    let most = |row: &[f32]| row.iter().fold(0f32, |most, x| most.max(x.abs()));
    let mut greatest: Vec<f32> = rows.chunks(DIMS).map(most).collect();
    greatest.sort_by(f32::total_cmp);
    // All but one row in a thousand fit.
    let unit = greatest[(greatest.len() - 1) * 999 / 1000] / f32::from(MOST_SCALE) / 7.0;
    let (mut scales, mut numbers) = (vec![], vec![]);
    for row in rows.chunks(DIMS) {
        let level = |x: f32, scale: u8| (x / (unit * f32::from(scale))).round().clamp(-7.0, 7.0);
        let error = |scale: u8| -> f32 {
            row.iter().map(|&x| (level(x, scale) * unit * f32::from(scale) - x).powi(2)).sum()
        };
        let scale = (1..=MOST_SCALE).min_by(|a, b| error(*a).total_cmp(&error(*b))).unwrap();
        scales.push(scale);
        numbers.extend(row.iter().map(|&x| level(x, scale) as i8));
    }
    (scales, numbers, unit)
}

impl Net {
    /// The file, as the library reads it.
    pub fn file(&self) -> Vec<u8> {
        let most = self.places.values.iter().fold(0f32, |most, x| most.max(x.abs()));
        let place_unit = most / 127.0;
        let (beside_scales, beside, beside_unit) = quantise(&self.beside.values);
        let (inside_scales, inside, inside_unit) = quantise(&self.inside.values);
        let bias = |bias: f32| (bias / BIAS_UNIT).round().clamp(-127.0, 127.0) as i8 as u8;
        let scales = beside_scales.iter().zip(inside_scales).zip(&self.bias);
        let unit = beside_unit * place_unit * inside_unit * (1 << SHIFT) as f32;
        let vectors = Vectors {
            keys: (0..self.numbers.len()).filter(|&key| self.numbers[key] != 0).collect(),
            places: self.places.values.iter().map(|x| (x / place_unit).round() as i8).collect(),
            scales: scales.map(|((&own, other), own_bias)| [own, other, bias(*own_bias)]).collect(),
            beside,
            inside,
            units: [unit, BIAS_UNIT].map(|unit| unit * WIDE),
        };
        vectors.build()
    }
}
