//! Gaps chosen anew by what stands around them: those of a multi-byte page, marks of which one byte is left, and words in capitals.
//!
//! The restoration model has learnt to tell characters apart that single-byte pages lose together; those that a multi-byte page loses
//! together are others, and so are capitals. The text model knows what follows what in any text. So each gap is given what both say of its candidates: of all
//! ways to fill the gaps that stand near one another, the likely ones are walked forward and back (Baum, Petrie, Soules and Weiss 1970).

use crate::model::marks::place::{self, Side};
use crate::model::marks::{self, Habit};
use crate::model::restoration::{self, Weights};
use crate::model::text::{without_context, Behind, State};
use crate::repair::infill::choice::{Choice, RUNNERS_UP};
use crate::repair::infill::log_space::{add, exp, ln, EIGHTH_OF_A_BIT};
use crate::repair::infill::quotation::{Fit, Quotations};

/// Characters in front of a gap that tell what may follow.
const PRECEDING: usize = 6;
/// Characters that are walked before the likeliest way is taken for good: bounds the memory of a text of gaps.
const LONGEST: usize = 256;
/// What the restoration model's word counts.
const OF_RESTORATION: f32 = 0.5;
/// What the place of a mark counts, and what its standing does among those that share a kind.
const OF_PLACE: f32 = 1.0;
const OF_HABIT: f32 = 1.3;
const OF_STANDING: f32 = 0.4;
/// The share of a candidate that the restoration model did not name.
const UNNAMED: f32 = 0.002;
/// What counts how much.
#[derive(Clone, Copy)]
pub(crate) struct Worth {
    /// What the text model's word counts.
    text: f32,
    /// What it speaks (in nats) for a quotation mark that it closes what is open, and against one that it does not fit.
    paired: f32,
    /// Ways to fill the gaps so far that are kept.
    nodes: usize,
}

impl Worth {
    /// Among characters of any kind.
    pub(crate) const OF_CHARACTERS: Worth = Worth { text: 0.8, paired: 3.0, nodes: 16 };
    /// Among marks of which one byte is left: what their places say goes further.
    pub(crate) const OF_MARKS: Worth = Worth { text: 0.4, paired: 2.0, nodes: 16 };
    /// Among letters of words in capitals, of which most may be lost: of Russian in capitals through Latin-1 without its controls .370, .400 and .410 came
    /// back with 16, 64 and 256 ways, before the restoration model was asked about capitals as they stand.
    pub(crate) const OF_CAPITALS: Worth = Worth { text: 0.7, paired: 0.0, nodes: 64 };
}

/// A character of the row: known, or the candidates of a gap.
pub(crate) enum Cell<'a> {
    Known(char),
    /// The candidates, and what the restoration model says.
    Gap(&'a [char], &'a Choice),
    /// The candidates of a gap, each with its standing in any text.
    Mark(&'a [(char, f32)]),
}

impl Cell<'_> {
    /// What it is, as far as that is known.
    fn likeliest(&self) -> char {
        match self {
            Cell::Known(c) => *c,
            Cell::Gap(_, choice) => choice.best,
            Cell::Mark(_) => char::REPLACEMENT_CHARACTER,
        }
    }

    /// The same, as a neighbour of a mark.
    fn side(&self) -> Side {
        match self {
            Cell::Known(_) | Cell::Gap(..) => Side::of(self.likeliest()),
            Cell::Mark(_) => Side::Lost,
        }
    }

    fn is_gap(&self) -> bool {
        match self {
            Cell::Known(_) => false,
            Cell::Gap(..) | Cell::Mark(_) => true,
        }
    }
}

struct Node {
    state: State,
    c: char,
    quotations: Quotations,
    alpha: f32,
    beta: f32,
}

/// The nodes of one character, and the ways to each: from, to, log-probability.
#[derive(Default)]
struct Column {
    nodes: Vec<Node>,
    arcs: Vec<(usize, usize, f32)>,
    is_gap: bool,
}

/// Chooses anew for every gap of a row of so many characters: gives its number among the gaps, and the choice. `habit`: of the language at the
/// place of a mark.
pub(crate) fn choose<'a>(
    len: usize,
    worth: Worth,
    cell: impl Fn(usize) -> Cell<'a>,
    mut habit: impl FnMut(usize) -> Habit,
    mut each: impl FnMut(usize, Choice),
) {
    let mut walk: Vec<Column> = Vec::new();
    let (mut number, mut first) = (0, 0);
    let mut quotations = Quotations::default();
    for at in 0..len {
        let here = cell(at);
        let is_gap = here.is_gap();
        if walk.is_empty() {
            if let Cell::Known(c) = here {
                quotations = quotations.then(c).1;
                continue;
            }
            let before = (at.saturating_sub(PRECEDING)..at).map(|at| cell(at).likeliest());
            let state = before.fold(State::START, State::pass);
            let c = at.checked_sub(1).map_or('\n', |before| cell(before).likeliest());
            let nodes = vec![Node { state, c, quotations, alpha: 0.0, beta: 0.0 }];
            walk.push(Column { nodes, ..Column::default() });
            first = number;
        }
        number += usize::from(is_gap);
        let Some(last) = walk.last() else { continue };
        let around = || Around {
            right: if at + 1 < len { cell(at + 1).side() } else { Side::Edge },
            habit: habit(at),
        };
        let column = step(last, &here, worth, around);
        walk.push(column);
        let is_settled = walk.last().is_some_and(|column| column.nodes.len() == 1 && !column.is_gap);
        if is_settled || walk.len() > LONGEST {
            quotations = settle(&mut walk, first, &mut each);
        }
    }
    settle(&mut walk, first, &mut each);
}

/// What tells marks apart besides the text model.
struct Around {
    /// What is behind the mark.
    right: Side,
    habit: Habit,
}

impl Around {
    /// What speaks for the mark `c` behind `left`, in nats.
    fn speak_for(&self, c: char, left: char) -> f32 {
        let place = marks::cost(Side::of(left), self.right, c) as f32;
        let habit = self.habit.cost(c) as f32;
        -(place * OF_PLACE + habit * OF_HABIT) * EIGHTH_OF_A_BIT
    }
}

/// The ways on from one column over the next character.
fn step(last: &Column, cell: &Cell, worth: Worth, around: impl FnOnce() -> Around) -> Column {
    let mut column = Column { is_gap: cell.is_gap(), ..Column::default() };
    match cell {
        Cell::Known(c) => column.go_on(last, *c, (|_| 0.0, worth), |_, state| state.then(*c)),
        Cell::Gap(candidates, choice) => {
            let mut behind: Vec<Behind> = last.nodes.iter().map(|node| Behind::of(&node.state)).collect();
            let shares = choice.shares();
            let named = shares.iter().filter(|(c, share)| *share > 0.0 && !candidates.contains(c));
            for c in candidates.iter().copied().chain(named.map(|(c, _)| *c)) {
                let share = shares.iter().find(|(other, _)| *other == c).map_or(0.0, |(_, share)| *share);
                let word = ln(share.max(UNNAMED)) * OF_RESTORATION;
                column.go_on(last, c, (|_| word, worth), |from, state| {
                    state.then_one_supposed(c, &mut behind[from])
                });
            }
        }
        Cell::Mark(candidates) => {
            let mut behind: Vec<Behind> = last.nodes.iter().map(|node| Behind::of(&node.state)).collect();
            let around = around();
            for &(c, standing) in *candidates {
                let word = |from: usize| standing + around.speak_for(c, last.nodes[from].c);
                column.go_on(last, c, (word, worth), |from, state| {
                    state.then_one_supposed(c, &mut behind[from])
                });
            }
        }
    }
    prune(&mut column, worth.nodes);
    column
}

impl Column {
    /// Goes on with `c` from all nodes of the last column. `word` is what speaks for it by itself, `then` what it costs behind the node of
    /// a number.
    fn go_on(
        &mut self,
        last: &Column,
        c: char,
        (word, worth): (impl Fn(usize) -> f32, Worth),
        mut then: impl FnMut(usize, State) -> (i32, State),
    ) {
        // Ways that end in another character do not meet these.
        let own = self.nodes.len();
        for (from, node) in last.nodes.iter().enumerate() {
            let (cost, state) = then(from, node.state);
            let (fit, quotations) = node.quotations.then(c);
            let pair = match fit {
                Fit::Closes => worth.paired,
                Fit::Contradicts => -worth.paired,
                Fit::Free => 0.0,
            };
            let weight = word(from) + pair - cost as f32 * EIGHTH_OF_A_BIT * worth.text;
            let alpha = node.alpha + weight;
            let is_same = |other: &Node| other.quotations == quotations && other.state.is_same(&state);
            let known = self.nodes[own..].iter().position(is_same).map(|at| own + at);
            let to = known.unwrap_or(self.nodes.len());
            match known {
                Some(to) => self.nodes[to].alpha = add(self.nodes[to].alpha, alpha),
                None => self.nodes.push(Node { state, c, quotations, alpha, beta: f32::NEG_INFINITY }),
            }
            self.arcs.push((from, to, weight));
        }
    }
}

/// What speaks for a mark where nothing is known of what is beside it, in nats: those that share a kind are told apart by what each costs in any
/// text.
pub(crate) fn standing(c: char) -> f32 {
    match place::is_shared(place::kind(c)) {
        true => -(without_context(c) as f32) * EIGHTH_OF_A_BIT * OF_STANDING,
        false => 0.0,
    }
}

/// Those of all candidates that are likely without context, by either model.
pub(crate) fn likely(all: &[char]) -> Vec<char> {
    const FEW: usize = 10;
    const MANY: usize = 40;
    let restoration = restoration::restoration();
    let of = |&c: &char| (c, State::START.then_supposed(c).0, restoration.prior(c));
    let mut found: Vec<(char, i32, f32)> = all.iter().map(of).collect();
    let each = if found.len() > 64 { MANY } else { FEW };
    found.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
    let mut likely: Vec<char> = found.iter().take(each).map(|(c, ..)| *c).collect();
    found.sort_by_key(|(c, cost, _)| (*cost, *c));
    let more: Vec<char> = found.iter().take(each).map(|(c, ..)| *c).filter(|c| !likely.contains(c)).collect();
    likely.extend(more);
    likely
}

fn prune(column: &mut Column, most: usize) {
    if column.nodes.len() <= most {
        return;
    }
    let mut order: Vec<usize> = (0..column.nodes.len()).collect();
    order.sort_by(|a, b| column.nodes[*b].alpha.total_cmp(&column.nodes[*a].alpha));
    order.truncate(most);
    let mut place = vec![None; column.nodes.len()];
    order.iter().enumerate().for_each(|(to, from)| place[*from] = Some(to));
    let mut old: Vec<Option<Node>> = column.nodes.drain(..).map(Some).collect();
    column.nodes.extend(order.iter().filter_map(|from| old[*from].take()));
    column.arcs.retain_mut(|(_, to, _)| match place[*to] {
        Some(kept) => {
            *to = kept;
            true
        }
        None => false,
    });
}

/// Walks back, and says what each gap is. Gives the quotations that are open at the end of the likeliest way.
fn settle(walk: &mut Vec<Column>, first: usize, each: &mut impl FnMut(usize, Choice)) -> Quotations {
    let Some(last) = walk.last_mut() else { return Quotations::default() };
    let likeliest = last.nodes.iter().max_by(|a, b| a.alpha.total_cmp(&b.alpha));
    let quotations = likeliest.map_or(Quotations::default(), |node| node.quotations);
    last.nodes.iter_mut().for_each(|node| node.beta = 0.0);
    for at in (1..walk.len()).rev() {
        let (before, here) = walk.split_at_mut(at);
        let Some(before) = before.last_mut() else { break };
        for (from, to, weight) in &here[0].arcs {
            let beta = here[0].nodes[*to].beta + weight;
            before.nodes[*from].beta = add(before.nodes[*from].beta, beta);
        }
    }
    for (number, column) in (first..).zip(walk.iter().filter(|column| column.is_gap)) {
        each(number, choice(&column.nodes));
    }
    walk.clear();
    quotations
}

/// What the nodes of a gap come to.
fn choice(nodes: &[Node]) -> Choice {
    let most = nodes.iter().map(|node| node.alpha + node.beta).fold(f32::NEG_INFINITY, f32::max);
    let mut shares: Vec<(char, f32)> = Vec::new();
    for node in nodes {
        let share = exp(node.alpha + node.beta - most);
        match shares.iter_mut().find(|(c, _)| *c == node.c) {
            Some((_, sum)) => *sum += share,
            None => shares.push((node.c, share)),
        }
    }
    let all: f32 = shares.iter().map(|(_, share)| share).sum();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut named = [('\0', 0.0); RUNNERS_UP + 1];
    named.iter_mut().zip(&shares).for_each(|(slot, (c, share))| *slot = (*c, share / all));
    let mut choice = Choice::NONE;
    choice.set_shares(&named);
    choice
}
