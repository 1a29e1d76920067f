//! Rules drawn across a page, of which the same is left again and again: `â•â•â•` was `═══`.

use crate::repair::infill::choice::{Choice, RUNNERS_UP};

/// What rules are drawn with, the commonest first.
pub(crate) const LINES: [char; 4] = ['─', '═', '━', '—'];
/// Signs of the shortest rule of which two bytes are left, and of one of which the first byte is: up to five stars stand in a row.
pub(crate) const SHORTEST: usize = 3;
pub(crate) const SHORTEST_OF_LEADS: usize = 6;
/// The share of each, of 442 such rules in text files of packages; and what is left to other signs.
const SHARES: [f32; 4] = [0.61, 0.37, 0.02, 0.005];
const OTHERS: f32 = 0.03;

/// One choice for all gaps of a rule, which these signs fit; `None` if none does.
pub(crate) fn one_for_all(fits: impl Fn(char) -> bool) -> Option<Choice> {
    let fitting = LINES.iter().zip(SHARES).filter(|(c, _)| fits(**c));
    let all: f32 = fitting.clone().map(|(_, share)| share).sum();
    let mut named = [('\0', 0.0); RUNNERS_UP + 1];
    let shares = fitting.map(|(c, share)| (*c, (1.0 - OTHERS) * share / all));
    named.iter_mut().zip(shares).for_each(|(slot, share)| *slot = share);
    let mut choice = Choice::NONE;
    choice.set_shares(&named);
    (all > 0.0).then_some(choice)
}
