//! What a text costs as it stands: the other side of every comparison.

use std::cell::OnceCell;

use super::infer::{in_front_of, Beam};
use crate::model::text::{State, REACH};

/// A text, and what its parts cost as they stand.
pub(crate) struct Stands<'a> {
    pub(crate) text: &'a str,
    /// What all before each place costs, once it was asked for; `None` if the few places asked for are not worth a look at all.
    costs: Option<OnceCell<Vec<i32>>>,
}

impl<'a> Stands<'a> {
    /// A line of which many parts are compared, under many explanations.
    pub(crate) fn weighed(text: &'a str) -> Stands<'a> {
        Stands { text, costs: Some(OnceCell::new()) }
    }

    /// A text of which few parts are compared.
    pub(crate) fn glanced_at(text: &'a str) -> Stands<'a> {
        Stands { text, costs: None }
    }

    /// Eighths of a bit that it gains to read what stands from `start` to `end` as what `restored` has gone through. What surely follows
    /// counts, too: up to the next character that is not `is_sure` to be whole.
    pub(crate) fn gain(
        &self,
        (start, end): (usize, usize),
        mut restored: Beam,
        is_sure: impl Fn(char) -> bool,
    ) -> i32 {
        let mut to = end;
        let mut left = REACH;
        for c in self.text[end..].chars().take_while(|c| c.is_ascii() || is_sure(*c)).take(REACH) {
            restored.pass(c, State::then);
            to += c.len_utf8();
            left -= 1;
            if c == '\n' {
                left = 0;
                break;
            }
        }
        // Behind the last character a line ends.
        if to == self.text.len() && left > 0 {
            restored.pass('\n', State::then);
            to += 1;
        }
        self.cost(start, to) - restored.cost()
    }

    /// Eighths of a bit that the text from one place to another costs; one behind the last is that of a line's end.
    fn cost(&self, from: usize, to: usize) -> i32 {
        match &self.costs {
            Some(costs) => {
                let costs = costs.get_or_init(|| costs_before(self.text));
                costs[to] - costs[from]
            }
            None => {
                let walk = |(sum, state): (i32, State), c| {
                    let (cost, next) = state.then(c);
                    (sum + cost, next)
                };
                let end = if to > self.text.len() { "\n" } else { "" };
                let chars = self.text[from..to.min(self.text.len())].chars().chain(end.chars());
                chars.fold((0, in_front_of(self.text, from)), walk).0
            }
        }
    }
}

/// For each place in bytes, what the text before it costs; the last is for the end.
fn costs_before(text: &str) -> Vec<i32> {
    let mut costs = vec![0; text.len() + 2];
    let (mut sum, mut state) = (0, State::START);
    for (at, c) in text.char_indices() {
        costs[at] = sum;
        let (cost, next) = state.then(c);
        sum += cost;
        state = next;
    }
    costs[text.len()] = sum;
    // Behind the last character a line ends.
    costs[text.len() + 1] = sum + state.then('\n').0;
    costs
}
