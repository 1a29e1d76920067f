//! The levels that weights have in the shipped form.

use crate::shared::format::LEVELS;

/// Nearest levels of weights from -8 to 8.
pub struct Steps {
    nearest: [f32; 1024],
    pub levels: [f32; LEVELS],
}
impl Steps {
    pub fn new(levels: [f32; LEVELS]) -> Self {
        let mut nearest = [0.0; 1024];
        for (i, n) in nearest.iter_mut().enumerate() {
            let w = (i as f32 + 0.5) / 64.0 - 8.0;
            *n = levels.iter().copied().min_by(|a, b| (a - w).abs().total_cmp(&(b - w).abs())).unwrap();
        }
        Steps { nearest, levels }
    }
    pub fn nearest_level(&self, weight: f32) -> u8 {
        let distance = |level: &usize| (self.levels[*level] - weight).abs();
        (0..LEVELS).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap() as u8
    }
    #[inline]
    pub fn of(&self, w: f32) -> f32 {
        self.nearest[((w + 8.0) * 64.0).clamp(0.0, 1023.0) as usize]
    }
}

/// Levels for the weights, by Lloyd's algorithm.
pub fn lloyd(features: &[(u64, f32)]) -> [f32; LEVELS] {
    let mut weights: Vec<f32> = features.iter().map(|f| f.1).collect();
    weights.sort_by(f32::total_cmp);
    let mut levels = [0f32; LEVELS];
    for (i, l) in levels.iter_mut().enumerate() {
        *l = weights[(weights.len() - 1) * (2 * i + 1) / (2 * LEVELS)];
    }
    for _ in 0..60 {
        let (mut sum, mut n) = ([0f64; LEVELS], [0f64; LEVELS]);
        let mut k = 0;
        for &w in &weights {
            while k + 1 < LEVELS && (levels[k + 1] - w).abs() <= (levels[k] - w).abs() {
                k += 1;
            }
            sum[k] += w as f64;
            n[k] += 1.0;
        }
        for k in 0..LEVELS {
            if n[k] > 0.0 {
                levels[k] = (sum[k] / n[k]) as f32;
            }
        }
    }
    levels
}
