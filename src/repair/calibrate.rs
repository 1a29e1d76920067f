//! What a probability of the search is worth.
//!
//! The weights are learnt with all neighbours known, and the search keeps a bounded number of states: where many gaps stand close together,
//! both make it too sure of itself. So the shares of a gap's candidates are raised to a power, mostly below one, by the script and by how much around
//! the gap is known. The powers were fitted on lines that the model was not learnt from: see `README.md` beside the model. Under the losses of
//! windows-1254 and windows-1252 few gaps stand together, and what the search says is true as it is.

use super::lattice::Choice;
use super::log_space::{exp, ln};
use crate::model::restoration::view::Near;

/// Classes of gaps by how much around them is known.
const CROWDS: usize = 5;

/// Scripts that have a row of their own.
const SCRIPTS: usize = 12;

/// A class of which fewer gaps were met has the power 1.
#[cfg(test)]
pub(crate) const LEAST_CASES: usize = 150;

/// Powers: a row a script (see [`row`]), a column a class.
pub(crate) const POWERS: [[f32; CROWDS]; SCRIPTS] = [
    // Latin
    [1.0, 1.0, 1.0, 1.05, 1.15],
    // Cyrillic
    [0.2, 0.4, 0.6, 0.65, 0.9],
    // Greek
    [0.35, 0.55, 0.95, 0.9, 1.0],
    // Hebrew
    [0.1, 0.2, 0.4, 0.6, 0.85],
    // Arabic
    [0.35, 0.5, 0.55, 0.75, 0.9],
    // Devanagari
    [0.5, 0.6, 0.75, 0.95, 1.0],
    // Thai
    [0.2, 0.3, 0.5, 0.7, 0.8],
    // Chinese
    [0.4, 0.6, 0.65, 0.7, 0.7],
    // kana
    [0.7, 0.75, 0.7, 0.65, 0.6],
    // Hangul
    [0.65, 0.55, 0.75, 0.75, 0.85],
    // marks and signs
    [0.1, 0.25, 0.25, 0.3, 0.15],
    // Other letters: hardly anything was learnt of them, and no line was held out.
    [0.1, 0.1, 0.1, 0.1, 0.1],
];

/// The row of [`POWERS`] for what seems to stand in a gap.
fn row(best: char) -> usize {
    match best as u32 {
        0xC0..=0x24F | 0x1E00..=0x1EFF => 0,
        0x400..=0x52F => 1,
        0x370..=0x3FF | 0x1F00..=0x1FFF => 2,
        0x590..=0x5FF => 3,
        0x600..=0x6FF => 4,
        0x900..=0x97F => 5,
        0xE00..=0xE7F => 6,
        0x3400..=0x9FFF => 7,
        0x3041..=0x30FF => 8,
        0xAC00..=0xD7A3 => 9,
        // Marks and signs.
        _ if !best.is_alphabetic() => 10,
        // Letters of which nothing was learnt.
        _ => 11,
    }
}

/// The class of a gap around which this is known: the two nearest gaps so many symbols away, ten at the most.
fn crowd(near: Near) -> usize {
    match near.left + near.right {
        0 => 0,
        1 => 1,
        2..=3 => 2,
        4..=6 => 3,
        _ => 4,
    }
}

/// Where the power for a choice stands in the table; `near`: what is known around it.
pub(crate) fn class(choice: &Choice, near: Near) -> (usize, usize) {
    (row(choice.best), crowd(near))
}

/// Makes the shares of a choice what they are worth; `near`: what is known around it. What was not kept stays one share, the smallest.
pub(crate) fn temper(choice: &mut Choice, near: Near) {
    let (row, crowd) = class(choice, near);
    let power = POWERS[row][crowd];
    if power != 1.0 {
        raise(choice, power);
    }
}

/// Raises the shares of a choice to a power.
fn raise(choice: &mut Choice, power: f32) {
    let mut shares = choice.shares();
    let rest = (1.0 - shares.iter().map(|(_, share)| share).sum::<f32>()).max(0.0);
    let raised = |share: f32| if share > f32::MIN_POSITIVE { exp(power * ln(share)) } else { 0.0 };
    let mut total = raised(rest);
    for (_, share) in &mut shares {
        *share = raised(*share);
        total += *share;
    }
    if total > 0.0 {
        shares.iter_mut().for_each(|(_, share)| *share /= total);
        choice.set_shares(&shares);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: u8, right: u8) -> Near {
        Near { left, right, ..Near::default() }
    }

    fn tempered(shares: &[(char, f32)], power: f32) -> Choice {
        let mut choice = Choice::of(shares);
        raise(&mut choice, power);
        choice
    }

    #[test]
    fn powers_below_one_make_less_sure_and_keep_the_order() {
        let shares = [('а', 0.8), ('б', 0.15), ('в', 0.04)];
        let choice = tempered(&shares, 0.5);
        assert!(choice.confidence < 0.7 && choice.best == 'а', "{choice:?}");
        let all = choice.shares();
        assert!(all.windows(2).all(|pair| pair[0].1 >= pair[1].1), "{all:?}");
        assert!((all[0].1 / all[1].1 - (0.8f32 / 0.15).sqrt()).abs() < 1e-3, "{all:?}");
        let sum: f32 = all.iter().map(|share| share.1).sum();
        assert!(sum < 1.0 && sum > 0.9, "what was not kept has its share: {sum}");
        assert!(tempered(&shares, 1.3).confidence > 0.8);
        assert_eq!(tempered(&[('а', 1.0)], 0.5).confidence, 1.0, "what is settled stays so");
    }

    #[test]
    fn every_script_and_class_has_a_power() {
        for (best, own) in "éжλשعहก中カ한”ქ".chars().zip(0..) {
            assert_eq!(row(best), own, "{best}");
        }
        for crowd_of in [(0, 0), (0, 1), (1, 2), (3, 3), (5, 5)].map(|(left, right)| crowd(near(left, right)))
        {
            assert!(POWERS.iter().all(|row| (0.1..=1.5).contains(&row[crowd_of])));
        }
        assert!(crowd(near(0, 0)) < crowd(near(5, 5)));
    }
}
