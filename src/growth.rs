//! Room for lists whose length is not known beforehand, but how much of what they are made from is done.

/// How many of a list it takes to know how many there will be.
const ENOUGH_TO_EXPECT: usize = 1 << 12;
/// How many times its length a list may be given at once: its beginning may be unlike the rest.
const MOST: usize = 64;
/// A little more than is expected, since no two parts are alike.
const SPARE: f64 = 1.05;

/// Makes room in `list` for `more`, where it is full: and for as many as are to be expected if what it holds came of `done` of `all`.
/// Doubling would leave up to half of a long list's room over.
pub(crate) fn make_room<T>(list: &mut Vec<T>, more: usize, done: usize, all: usize) {
    if list.len() + more > list.capacity() {
        list.reserve_exact(more.max(expected(list.len(), done, all)));
    }
}

/// For how many more to make room in a list of `count`, in steps that are not too many.
pub(crate) fn expected(count: usize, done: usize, all: usize) -> usize {
    let left = all.saturating_sub(done) as f64 / done.max(1) as f64;
    let most = if count < ENOUGH_TO_EXPECT { count } else { MOST * count };
    ((count as f64 * SPARE * left) as usize).clamp(count / 8, most) + 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_given_little_more_than_it_takes_in_few_steps() {
        for each in [1, 40, 1000] {
            let (mut list, mut steps) = (Vec::new(), 0);
            for done in 1..=1000 {
                let before = list.capacity();
                make_room(&mut list, each, done, 1000);
                steps += usize::from(list.capacity() != before);
                list.extend(vec![0u8; each]);
            }
            assert!(list.capacity() <= list.len() * 5 / 4 + 8, "{each}: {}", list.capacity());
            assert!(steps < 40, "{each}: {steps}");
        }
    }

    #[test]
    fn a_beginning_unlike_the_rest_costs_a_bounded_share() {
        let mut list = vec![0u8; 100_000];
        make_room(&mut list, 1, 100_000, 1 << 40);
        assert!(list.capacity() <= 100_000 * (MOST + 1) + 4);
    }
}
