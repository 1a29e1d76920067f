//! Rows of characters side by side: nodes in front of each character of a stretch, and arcs over one or two of them.

use crate::model::plausibility::BIT;
use crate::model::text::{Behind, State};
use crate::repair::infill::choice::{Choice, RUNNERS_UP};
use crate::repair::infill::log_space::{add, exp, EIGHTH_OF_A_BIT};

/// Ways to a place that are kept.
const WAYS: usize = 4;
/// What the text model's word counts, which is surer of itself than it is right.
const OF_TEXT: f32 = 0.8;
/// What it costs to leave a character beyond ASCII as it stands.
const EXCEPTION: i32 = 6 * BIT;

/// One way to read what begins at a place.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Way {
    pub(super) c: char,
    /// Characters that stand there.
    pub(super) len: usize,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// It stands there.
    Stands,
    Whole,
    /// One of its two bytes was lost, or became a blank.
    Short,
}

pub(super) struct Node {
    pub(super) state: State,
    /// True if the last character was restored.
    pub(super) is_restored: bool,
    /// Of the likeliest way here, and the arc that it came by.
    pub(super) cost: i32,
    pub(super) by: usize,
    /// The logarithms of what all ways here, and all ways on from here, are likely.
    alpha: f32,
    pub(super) beta: f32,
}

impl Node {
    pub(super) fn first(state: State) -> Node {
        Node { state, is_restored: false, cost: 0, by: usize::MAX, alpha: 0.0, beta: f32::NEG_INFINITY }
    }
}

pub(super) struct Arc {
    /// Place and number of the node.
    pub(super) from: (usize, usize),
    pub(super) to: (usize, usize),
    weight: f32,
    pub(super) way: Way,
}

/// All rows of a stretch.
pub(super) struct Walk {
    /// The places of the characters in the text, and the end.
    pub(super) places: Vec<usize>,
    /// The nodes in front of each character, and at the end.
    pub(super) columns: Vec<Vec<Node>>,
    /// By the character that they begin with.
    pub(super) arcs: Vec<Arc>,
    /// The first arc of each character, and the end.
    pub(super) first_arcs: Vec<usize>,
}

impl Walk {
    /// Goes on one way from a node.
    pub(super) fn go(&mut self, at: usize, number: usize, way: Way, behind: &mut Behind) {
        let Node { state, cost, alpha, .. } = self.columns[at][number];
        let (own, next) = match way.kind {
            Kind::Stands => {
                let (own, next) = state.then(way.c);
                (own + if way.c.is_ascii() { 0 } else { EXCEPTION }, next)
            }
            Kind::Whole | Kind::Short => state.then_one_supposed(way.c, behind),
        };
        let weight = weight(own);
        let node = Node {
            state: next,
            is_restored: way.kind != Kind::Stands,
            cost: cost + own,
            by: self.arcs.len(),
            alpha: alpha + weight,
            beta: f32::NEG_INFINITY,
        };
        let to = (at + way.len, join(&mut self.columns[at + way.len], node));
        self.arcs.push(Arc { from: (at, number), to, weight, way });
    }

    /// Walks back.
    pub(super) fn back(&mut self) {
        if let Some(last) = self.columns.last_mut() {
            last.iter_mut().filter(|node| node.beta == f32::NEG_INFINITY).for_each(|node| node.beta = 0.0);
        }
        for arc in self.arcs.iter().rev() {
            let beta = self.columns[arc.to.0][arc.to.1].beta + arc.weight;
            let from = &mut self.columns[arc.from.0][arc.from.1];
            from.beta = add(from.beta, beta);
        }
    }

    /// What the character of an arc is, and what else can stand for the same characters.
    pub(super) fn choice(&self, arc: &Arc) -> Choice {
        let all = self.columns[0][0].beta;
        let rivals = &self.arcs[self.first_arcs[arc.from.0]..self.first_arcs[arc.from.0 + 1]];
        let share = |arc: &Arc| {
            let (from, to) = (&self.columns[arc.from.0][arc.from.1], &self.columns[arc.to.0][arc.to.1]);
            exp(from.alpha + arc.weight + to.beta - all)
        };
        let rivals = rivals.iter().filter(|other| other.to.0 == arc.to.0);
        choice(rivals.map(|arc| (arc.way.c, share(arc))))
    }
}

/// The logarithm of how likely it is that the text model has it so.
pub(super) fn weight(cost: i32) -> f32 {
    -cost as f32 * EIGHTH_OF_A_BIT * OF_TEXT
}

/// The nodes of a column from which it goes on.
pub(super) fn likeliest(column: &[Node]) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..column.len()).collect();
    numbers.sort_by(|a, b| column[*b].alpha.total_cmp(&column[*a].alpha));
    numbers.truncate(WAYS);
    numbers
}

/// Adds a node to a column, to one from which it goes on alike if there is one. Gives its number.
fn join(column: &mut Vec<Node>, node: Node) -> usize {
    let is_same = |other: &Node| other.is_restored == node.is_restored && other.state.is_same(&node.state);
    match column.iter().position(is_same) {
        Some(number) => {
            let known = &mut column[number];
            known.alpha = add(known.alpha, node.alpha);
            if node.cost < known.cost {
                (known.cost, known.by, known.state) = (node.cost, node.by, node.state);
            }
            number
        }
        None => {
            column.push(node);
            column.len() - 1
        }
    }
}

/// The likeliest of these, and others by name.
fn choice(all: impl Iterator<Item = (char, f32)>) -> Choice {
    let mut shares: Vec<(char, f32)> = Vec::new();
    for (c, share) in all {
        match shares.iter_mut().find(|(known, _)| *known == c) {
            Some((_, sum)) => *sum += share,
            None => shares.push((c, share)),
        }
    }
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut named = [('\0', 0.0); RUNNERS_UP + 1];
    named.iter_mut().zip(&shares).for_each(|(slot, (c, share))| *slot = (*c, share.min(1.0)));
    let mut choice = Choice::NONE;
    choice.set_shares(&named);
    choice
}
