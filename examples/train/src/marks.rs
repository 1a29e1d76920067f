//! Trains `src/model/marks.bin`: which mark stands between what, counted in the sentences of all languages, each of which counts up to a
//! bound.

use std::io;
use std::path::Path;

use crate::sentences;
use crate::shared::place::{self, Side, COUNT, LANGUAGES, PLACES, SIDES};

/// Marks of one language that count: of a language that has more, each counts for less than one.
const MOST: f64 = 20_000.0;
/// Marks that what is known without the scripts counts for, and those that the mark's own share does.
const COARSE: f64 = 20.0;
const ALONE: f64 = 5.0;
/// The share of marks among the characters between two sides where none was met.
const LEAST_SHARE: f64 = 1e-4;
/// Eighths of a bit.
const BIT: f64 = 8.0;
/// Marks of a language that it is taken to use as all do.
const AS_EXPECTED: f64 = 2.0;

/// The file's bytes.
pub fn train(corpora: &Path) -> io::Result<Vec<u8>> {
    let mut all = vec![0.0; PLACES];
    let mut characters = vec![0.0; SIDES * SIDES];
    let mut by_language = vec![vec![0.0; PLACES]; LANGUAGES.len()];
    for folder in sentences::languages(corpora)? {
        let mut own = vec![0.0; PLACES];
        let mut between = vec![0.0; SIDES * SIDES];
        sentences::each(&folder, |line| count(line, &mut own, &mut between))?;
        let marks: f64 = own.iter().sum();
        let weight = MOST / marks.max(MOST);
        all.iter_mut().zip(&own).for_each(|(sum, count)| *sum += weight * count);
        characters.iter_mut().zip(&between).for_each(|(sum, count)| *sum += weight * count);
        eprintln!("{}: {marks} marks", folder.display());
        if let Some(number) = LANGUAGES.iter().position(|(name, _)| folder.ends_with(name)) {
            by_language[number] = own;
        }
    }
    let shares = shares(&all);
    let costs = shares.iter().map(|share| cost(*share));
    let habits: Vec<[i8; COUNT]> = by_language.iter().map(|own| habits(own, &shares)).collect();
    let habits = habits.iter().copied().chain([usual(&habits)]).flatten();
    let marks = all.chunks(COUNT).map(|row| row.iter().sum::<f64>());
    let any = marks.zip(characters).map(|(marks, all)| cost((marks + 1.0) / (all + 1.0 / LEAST_SHARE)));
    Ok(costs.chain(habits.map(|cost| cost as u8)).chain(any).collect())
}

fn cost(share: f64) -> u8 {
    (-share.log2() * BIT).round().clamp(0.0, 255.0) as u8
}

/// By how much more or less a language uses each mark than the places where its marks stand let expect, as a cost.
fn habits(own: &[f64], shares: &[f64]) -> [i8; COUNT] {
    let (mut used, mut expected) = ([AS_EXPECTED; COUNT], [AS_EXPECTED; COUNT]);
    for (own, shares) in own.chunks(COUNT).zip(shares.chunks(COUNT)) {
        let here: f64 = own.iter().sum();
        for kind in 0..COUNT {
            used[kind] += own[kind];
            expected[kind] += here * shares[kind];
        }
    }
    std::array::from_fn(|kind| {
        (-(used[kind] / expected[kind]).log2() * BIT).round().clamp(-128.0, 127.0) as i8
    })
}

/// The median of all languages.
fn usual(habits: &[[i8; COUNT]]) -> [i8; COUNT] {
    std::array::from_fn(|kind| {
        let mut all: Vec<i8> = habits.iter().map(|habit| habit[kind]).collect();
        all.sort_unstable();
        all[all.len() / 2]
    })
}

/// Counts the marks of a line, and all characters by what is beside them.
fn count(line: &str, counts: &mut [f64], characters: &mut [f64]) {
    let is_mark = |c: &char| matches!(*c, '\u{2000}'..='\u{2FFF}');
    let (mut left, mut rest) = ('\n', line.chars().peekable());
    while let Some(c) = rest.next() {
        let right = rest.peek().copied().unwrap_or('\n');
        characters[Side::of(left) as usize * SIDES + Side::of(right) as usize] += 1.0;
        if is_mark(&c) {
            let kind = place::kind(c);
            counts[place::index(Side::of(left), Side::of(right), kind)] += 1.0;
            if is_mark(&right) {
                counts[place::index(Side::of(left), Side::Lost, kind)] += 1.0;
            }
        }
        left = c;
    }
}

/// The share of each mark between each two sides, from how often it stands there.
fn shares(counts: &[f64]) -> Vec<f64> {
    let sides = || (0..SIDES).flat_map(|left| (0..SIDES).map(move |right| (left, right)));
    let row = |left: usize, right: usize| (left * SIDES + right) * COUNT;
    let coarse = |left: usize, right: usize| {
        let without = |side: usize| without_script(ALL[side]) as usize;
        row(without(left), without(right))
    };
    let mut alone = [0.0; COUNT];
    let mut together = vec![0.0; PLACES];
    for (left, right) in sides() {
        for kind in 0..COUNT {
            let count = counts[row(left, right) + kind];
            alone[kind] += count;
            together[coarse(left, right) + kind] += count;
        }
    }
    let all: f64 = alone.iter().sum();
    let mut out = vec![0.0; PLACES];
    for (left, right) in sides() {
        let (own, wider) = (&counts[row(left, right)..][..COUNT], &together[coarse(left, right)..][..COUNT]);
        let (own_sum, wider_sum): (f64, f64) = (own.iter().sum(), wider.iter().sum());
        for kind in 0..COUNT {
            let alone = (alone[kind] + 1.0) / (all + COUNT as f64);
            let wider = (wider[kind] + ALONE * alone) / (wider_sum + ALONE);
            out[row(left, right) + kind] = (own[kind] + COARSE * wider) / (own_sum + COARSE);
        }
    }
    out
}

/// All sides, in order.
const ALL: [Side; SIDES] = [
    Side::Edge,
    Side::Blank,
    Side::Digit,
    Side::Opening,
    Side::Closing,
    Side::Stop,
    Side::Comma,
    Side::Dash,
    Side::Straight,
    Side::WideOpening,
    Side::Wide,
    Side::LatinSmall,
    Side::LatinCapital,
    Side::CyrillicSmall,
    Side::CyrillicCapital,
    Side::GreekSmall,
    Side::GreekCapital,
    Side::Ideograph,
    Side::Hangul,
    Side::Arabic,
    Side::Hebrew,
    Side::Indic,
    Side::OtherLetter,
    Side::Lost,
    Side::Other,
];

/// The same side where all scripts are one: what speaks where a pair was hardly met.
fn without_script(side: Side) -> Side {
    match side {
        Side::LatinSmall | Side::CyrillicSmall | Side::GreekSmall => Side::LatinSmall,
        Side::LatinCapital | Side::CyrillicCapital | Side::GreekCapital => Side::LatinCapital,
        Side::Hangul | Side::Arabic | Side::Hebrew | Side::Indic | Side::OtherLetter => Side::OtherLetter,
        Side::Edge
        | Side::Blank
        | Side::Digit
        | Side::Opening
        | Side::Closing
        | Side::Stop
        | Side::Comma
        | Side::Dash
        | Side::Straight
        | Side::WideOpening
        | Side::Wide
        | Side::Ideograph
        | Side::Lost
        | Side::Other => side,
    }
}
