//! What the wide view says of a gap's candidates: a log-bilinear model of the symbols around it.
//!
//! The windows of the other features end after five symbols, and know only what training saw side by side. Here every symbol has a vector
//! for when it stands beside a gap, and one for when it stands in it. The vectors beside a gap, each number weighed by its distance, are
//! summed, and the product of the sum and a candidate's vector is what the surroundings say of it (Mnih and Kavukcuoglu, 2013: vLBL). So
//! symbols that are met in like company stand for one another.
//!
//! Numbers in vectors are 4 bits wide and read where they lie; sums are of whole numbers, the same on every machine.

mod avx2;

use super::around::{
    around, key, DIMS, HEADER, MAGIC, MOST_SCALE, NIBBLE_ZERO, PAGE, PAGES, PAGE_BYTES, PLACES, ROW, SHIFT,
};
use super::{take, u32_at};

/// The model, read in place.
#[derive(Clone, Copy)]
pub(crate) struct Bilinear<'a> {
    index: &'a [u8],
    pages: &'a [u8],
    /// A vector for each distance, a byte a number.
    places: &'a [u8],
    /// A scale, a scale and a bias for each symbol.
    scales: &'a [u8],
    /// A vector for each symbol beside a gap.
    beside: &'a [u8],
    /// A vector for each symbol in a gap.
    inside: &'a [u8],
    unit: f32,
    bias_unit: f32,
}

/// Row `number` of a table whose rows have `N` bytes.
#[inline(always)]
fn row<const N: usize>(table: &[u8], number: usize) -> Option<&[u8; N]> {
    table.get(number.checked_mul(N)?..)?.first_chunk()
}

/// What stands around a gap, summed up.
pub(crate) struct Surroundings([i16; DIMS]);

impl<'a> Bilinear<'a> {
    /// Knows nothing: all candidates are alike.
    pub(crate) const EMPTY: Bilinear<'static> = Bilinear {
        index: &[],
        pages: &[],
        places: &[],
        scales: &[],
        beside: &[],
        inside: &[],
        unit: 0.0,
        bias_unit: 0.0,
    };

    /// Takes the parts of a file apart; `None` if it is not one, or cut short, or too long. What is broken inside the parts gives
    /// nonsense, but no panic.
    pub(crate) fn open(data: &'a [u8]) -> Option<Self> {
        if data.get(..8)? != MAGIC {
            return None;
        }
        let (symbols, pages) = (u32_at(data, 8)? as usize, u32_at(data, 12)? as usize);
        let (unit, bias_unit) = (f32::from_bits(u32_at(data, 16)?), f32::from_bits(u32_at(data, 20)?));
        // Sums of what these scale must stay finite. This also refuses what is no number.
        if ![unit, bias_unit].iter().all(|unit| unit.abs() <= 1.0) {
            return None;
        }
        let mut rest = data.get(HEADER..)?;
        let index = take(&mut rest, 2 * PAGES)?;
        let pages = take(&mut rest, pages.checked_mul(PAGE_BYTES)?)?;
        let places = take(&mut rest, PLACES * DIMS)?;
        let scales = take(&mut rest, symbols.checked_mul(3)?)?;
        let beside = take(&mut rest, symbols.checked_mul(ROW)?)?;
        let inside = take(&mut rest, symbols.checked_mul(ROW)?)?;
        rest.is_empty().then_some(Bilinear { index, pages, places, scales, beside, inside, unit, bias_unit })
    }

    /// The number of a symbol's vectors: 0 for those that share them, the rare ones.
    #[inline(always)]
    fn number(&self, symbol: u32) -> usize {
        const RARE: usize = 0;
        let Some(key) = key(symbol) else { return RARE };
        let Some(page) = self.index.get(2 * (key / PAGE)..).and_then(|index| index.first_chunk()) else {
            return RARE;
        };
        let page = u16::from_le_bytes(*page) as usize;
        let Some(page) = row::<PAGE_BYTES>(self.pages, page) else { return RARE };
        let (bits, first) = page.split_at(PAGE / 8);
        let bits = u128::from_le_bytes(bits.try_into().unwrap_or_default());
        if bits >> (key % PAGE) & 1 == 0 {
            return RARE;
        }
        let below = (bits & !(u128::MAX << (key % PAGE))).count_ones();
        u16::from_le_bytes(first.try_into().unwrap_or_default()) as usize + below as usize
    }

    /// Sums up what stands around the gap at `at`. See [`around`].
    pub(crate) fn look(&self, view: &[u32], at: usize, known: impl Fn(u32) -> u32) -> Surroundings {
        let mut found = [(0, 0); PLACES];
        let mut count = 0;
        around(view, at, known, |symbol, distance| {
            found[count] = (symbol, distance);
            count += 1;
        });
        let found = &found[..count];
        avx2::sum(self, found).unwrap_or_else(|| self.sum(found))
    }

    /// Sums up symbols by their distance, in code for any machine.
    #[inline(always)]
    fn sum(&self, found: &[(u32, usize)]) -> Surroundings {
        let mut sum = Surroundings([0; DIMS]);
        for &(symbol, distance) in found {
            let number = self.number(symbol);
            let scale = row::<3>(self.scales, number);
            if let (Some([scale, ..]), Some(vector), Some(place)) =
                (scale, row(self.beside, number), row(self.places, distance))
            {
                sum.add(vector, *scale, place);
            }
        }
        sum
    }

    /// What the surroundings say of a candidate, in nats.
    #[inline]
    pub(crate) fn weigh(&self, surroundings: &Surroundings, symbol: u32) -> f32 {
        let number = self.number(symbol);
        let (Some([_, scale, bias]), Some(vector)) =
            (row::<3>(self.scales, number), row(self.inside, number))
        else {
            return 0.0;
        };
        let product = surroundings.times(vector) as f32 * f32::from(*scale);
        product * self.unit + f32::from(*bias as i8) * self.bias_unit
    }
}

impl Surroundings {
    #[inline(always)]
    fn add(&mut self, vector: &[u8; ROW], scale: u8, place: &[u8; DIMS]) {
        let scale = i16::from(scale.min(MOST_SCALE));
        let (low, high) = self.0.split_at_mut(ROW);
        let (near, far) = place.split_at(ROW);
        for ((low, high), ((pair, near), far)) in
            low.iter_mut().zip(high).zip(vector.iter().zip(near).zip(far))
        {
            let term = |half: u8, place: u8| {
                // At most 8 * 15 * 128 >> 4, twenty times: fits.
                ((i16::from(half) - NIBBLE_ZERO) * scale * i16::from(place as i8)) >> SHIFT
            };
            *low += term(pair & 0xF, *near);
            *high += term(pair >> 4, *far);
        }
    }

    #[inline]
    fn times(&self, vector: &[u8; ROW]) -> i32 {
        let (low, high) = self.0.split_at(ROW);
        let term = |half: u8, sum: i16| (i32::from(half) - i32::from(NIBBLE_ZERO)) * i32::from(sum);
        low.iter()
            .zip(high)
            .zip(vector)
            .map(|((low, high), pair)| term(pair & 0xF, *low) + term(pair >> 4, *high))
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::around::REACH;
    use super::super::build::Vectors;
    use super::super::feature::{EDGE, UNKNOWN};
    use super::super::view::GAP;
    use super::*;
    use crate::dice::Dice;

    const OWN: [u32; 6] = [b'a' as u32, b'b' as u32, 0x4E2D, 0x6587, 0x1F60F, EDGE];
    const VIEW: [u32; 14] =
        [EDGE, EDGE, 0x4E2D, 0x62, 0x61, GAP, 0x6587, GAP | 1, 0x3042, 0x1F60F, EDGE, EDGE, 0x61, UNKNOWN];

    fn random(dice: &mut Dice) -> Vectors {
        let symbols = OWN.len() + 1;
        let mut numbers = |count: usize, sides: usize| -> Vec<i8> {
            (0..count).map(|_| (dice.roll(sides) as i16 - sides as i16 / 2) as i8).collect()
        };
        Vectors {
            keys: {
                let mut keys: Vec<usize> = OWN.iter().filter_map(|symbol| key(*symbol)).collect();
                keys.sort();
                keys
            },
            places: numbers(PLACES * DIMS, 256),
            beside: numbers(symbols * DIMS, 16),
            inside: numbers(symbols * DIMS, 16),
            scales: numbers(symbols, 15).iter().map(|n| [(n + 8) as u8, (8 - n) as u8, *n as u8]).collect(),
            units: [1e-6, 0.125],
        }
    }

    fn numbers_of(symbol: u32) -> usize {
        let mut keys: Vec<usize> = OWN.iter().filter_map(|symbol| key(*symbol)).collect();
        keys.sort();
        key(symbol).and_then(|own| keys.iter().position(|key| *key == own)).map_or(0, |place| place + 1)
    }

    /// The same straight from the definition, from numbers that were never packed.
    fn weigh(vectors: &Vectors, around: &[(u32, usize)], symbol: u32) -> f32 {
        let inside = numbers_of(symbol);
        let product: i64 = (0..DIMS)
            .map(|d| {
                let sum: i64 = around
                    .iter()
                    .map(|&(symbol, distance)| {
                        let number = numbers_of(symbol);
                        let own = i64::from(vectors.beside[number * DIMS + d])
                            * i64::from(vectors.scales[number][0]);
                        (own * i64::from(vectors.places[distance * DIMS + d])) >> SHIFT
                    })
                    .sum();
                sum * i64::from(vectors.inside[inside * DIMS + d])
            })
            .sum();
        let [_, scale, bias] = vectors.scales[inside];
        product as f32 * f32::from(scale) * vectors.units[0] + f32::from(bias as i8) * vectors.units[1]
    }

    #[test]
    fn agrees_with_plain_arithmetic() {
        let mut dice = Dice::new(5);
        for _ in 0..50 {
            let vectors = random(&mut dice);
            let data = vectors.build();
            let model = Bilinear::open(&data).unwrap();
            let mut list = vec![];
            around(&VIEW, 5, |_| 0x6587, |symbol, distance| list.push((symbol, distance)));
            let look = model.look(&VIEW, 5, |_| 0x6587);
            assert_eq!(look.0, model.sum(&list).0);
            // The last three have no vectors of their own.
            for symbol in OWN.into_iter().chain(['c' as u32, 0x2_0000, 0x4E00]) {
                assert_eq!(model.weigh(&look, symbol), weigh(&vectors, &list, symbol), "{symbol:x}");
            }
        }
    }

    #[test]
    fn the_greatest_numbers_fit() {
        let mut vectors = random(&mut Dice::new(6));
        vectors.beside.fill(-8);
        vectors.inside.fill(-8);
        vectors.places.fill(-128);
        vectors.scales.fill([MOST_SCALE, MOST_SCALE, 0]);
        let data = vectors.build();
        let model = Bilinear::open(&data).unwrap();
        let line = [0x61; 2 * REACH + 1];
        let list: Vec<(u32, usize)> = (0..PLACES).map(|distance| (0x61, distance)).collect();
        let look = model.look(&line, REACH, |gap| gap);
        assert_eq!(model.weigh(&look, 0x62), weigh(&vectors, &list, 0x62));
    }

    #[test]
    fn what_is_no_model_is_refused_and_what_is_broken_does_not_panic() {
        let data = random(&mut Dice::new(7)).build();
        let header = HEADER + 2 * PAGES;
        for len in (0..header).chain((header..data.len()).step_by(13)) {
            assert!(Bilinear::open(&data[..len]).is_none(), "{len} of {} bytes", data.len());
        }
        assert!(Bilinear::open(&[&data[..], &[0]].concat()).is_none());
        let (mut opened, mut refused) = (0, 0);
        for (at, bit) in (0..data.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
            let mut broken = data.clone();
            broken[at] ^= 1 << bit;
            match Bilinear::open(&broken) {
                None => refused += 1,
                Some(model) => {
                    opened += 1;
                    let look = model.look(&VIEW, 5, |gap| gap);
                    let sum: f32 = OWN.map(|symbol| model.weigh(&look, symbol)).iter().sum();
                    assert!(sum.is_finite(), "bit {bit} of byte {at}");
                }
            }
        }
        assert!(opened > 10_000 && refused > 100, "{opened} {refused}");
        let nothing = Bilinear::EMPTY;
        assert_eq!(nothing.weigh(&nothing.look(&VIEW, 5, |gap| gap), 0x61), 0.0);
    }
}
