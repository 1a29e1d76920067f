//! All rows of characters that a stretch can have been, and the likeliest.
//!
//! A channel loses the same bytes of a character each time, so it is the text model alone that tells rows apart: of all rows that leave what stands there, each
//! is as likely as its text. They are walked forward and back (Baum, Petrie, Soules and Weiss 1970), with a few ways kept at each place.

use std::ops::Range;

use crate::channel::encoding::Encoding;
use crate::channel::multi_byte::{MultiByte, Reading};
use crate::channel::Layer;
use crate::model::plausibility::BIT;
use crate::model::text::{Behind, State};
use crate::repair::infill::choice::{Choice, RUNNERS_UP};
use crate::repair::infill::log_space::{add, exp, EIGHTH_OF_A_BIT};
use crate::repair::undo::lossy_encoding::stretches::Stretch;

/// Ways to a place that are kept.
const WAYS: usize = 6;
/// What the text model's word counts, which is surer of itself than it is right.
const OF_TEXT: f32 = 0.8;
/// What it costs to leave a character beyond ASCII as it stands.
const EXCEPTION: i32 = 6 * BIT;
/// Lost bytes that are tried for one character. Where more are lost, as of Shift_JIS that Latin-1 read, only the soft hyphen is.
const MOST_LOST: usize = 8;
const SOFT_HYPHEN: u8 = 0xAD;

/// A character that was read.
pub(super) struct Unit {
    /// Where it stands.
    pub(super) source: Range<usize>,
    pub(super) choice: Choice,
    /// True if a byte of it was lost.
    pub(super) is_short: bool,
}

/// The likeliest row of characters.
pub(super) struct Row {
    /// Eighths of a bit.
    pub(super) cost: i32,
    /// Those that do not stand there.
    pub(super) units: Vec<Unit>,
}

/// One way to read what begins at a place.
#[derive(Clone, Copy, PartialEq)]
struct Way {
    c: char,
    /// Characters that stand there.
    len: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// It stands there.
    Stands,
    Whole,
    /// One of its two bytes was lost, or became a blank.
    Short,
}

struct Node {
    state: State,
    /// True if the last character was restored.
    is_restored: bool,
    /// Of the likeliest way here, and the arc that it came by.
    cost: i32,
    by: usize,
    alpha: f32,
    beta: f32,
}

struct Arc {
    /// Place and number of the node.
    from: (usize, usize),
    to: (usize, usize),
    weight: f32,
    way: Way,
}

/// Reads what one layer made.
pub(super) struct Lattice {
    layer: Layer,
    source: MultiByte,
    lost: Vec<u8>,
    /// Bytes that became another character than the page has for them.
    became: Vec<(char, u8)>,
}

impl Lattice {
    /// `None` if the layer is of no multi-byte encoding.
    pub(super) fn new(layer: Layer) -> Option<Lattice> {
        let Encoding::Multi(source) = layer.source else { return None };
        let emitted = |byte| (byte, layer.emit(byte));
        let all = (0x80..=0xFF).map(emitted);
        let mut lost: Vec<u8> = all.clone().filter(|(_, c)| c.is_none()).map(|(byte, _)| byte).collect();
        if lost.len() > MOST_LOST {
            lost.retain(|byte| *byte == SOFT_HYPHEN);
        }
        let changed =
            all.filter_map(|(byte, c)| c.filter(|c| *c != layer.page.char_of(byte)).map(|c| (c, byte)));
        let mut became: Vec<(char, u8)> = changed.collect();
        if became.len() > MOST_LOST {
            became.clear();
        }
        Some(Lattice { layer, source, lost, became })
    }

    /// The likeliest row of characters for a stretch with `left` in front of it.
    pub(super) fn row(&self, text: &str, stretch: &Stretch, left: State) -> Row {
        let Stretch { range, context_end } = stretch;
        let stands: Vec<(usize, char)> =
            text[range.start..*context_end].char_indices().map(|(at, c)| (range.start + at, c)).collect();
        let place = |at: usize| stands.get(at).map_or(*context_end, |(place, _)| *place);
        let count = stands.len();
        let mut columns: Vec<Vec<Node>> = (0..=count).map(|_| Vec::new()).collect();
        columns[0].push(Node {
            state: left,
            is_restored: false,
            cost: 0,
            by: usize::MAX,
            alpha: 0.0,
            beta: f32::NEG_INFINITY,
        });
        let mut arcs: Vec<Arc> = Vec::new();
        let mut ways = Vec::new();
        for at in 0..count {
            ways.clear();
            let is_context = stands[at].0 >= range.end;
            self.ways(&stands[at..], is_context, &mut ways);
            let next = stands.get(at + 1).map(|(_, c)| *c);
            let is_high_next = next.is_some_and(|c| !c.is_ascii());
            let is_escape = is_of_escape(text[..stands[at].0].chars().next_back(), stands[at].1, next);
            for number in likeliest(&columns[at]) {
                let Node { state, is_restored, cost, alpha, .. } = columns[at][number];
                let mut behind = Behind::of(&state);
                for &way in &ways {
                    // What is ASCII is itself, but beside what was a character of two bytes.
                    let is_letter = way.kind == Kind::Short && stands[at].1.is_ascii();
                    if is_letter
                        && (!self.has_trails_of_ascii() || is_escape || !is_restored && !is_high_next)
                    {
                        continue;
                    }
                    let (own, next) = match way.kind {
                        Kind::Stands => {
                            let (own, next) = state.then(way.c);
                            (own + if way.c.is_ascii() { 0 } else { EXCEPTION }, next)
                        }
                        Kind::Whole | Kind::Short => state.then_one_supposed(way.c, &mut behind),
                    };
                    let weight = -own as f32 * EIGHTH_OF_A_BIT * OF_TEXT;
                    let node = Node {
                        state: next,
                        is_restored: way.kind != Kind::Stands,
                        cost: cost + own,
                        by: arcs.len(),
                        alpha: alpha + weight,
                        beta: f32::NEG_INFINITY,
                    };
                    let to = (at + way.len, join(&mut columns[at + way.len], node));
                    arcs.push(Arc { from: (at, number), to, weight, way });
                }
            }
        }
        // A line ends behind it.
        let ends = text[*context_end..].chars().next().is_none_or(|c| c == '\n');
        for node in &mut columns[count] {
            let own = if ends { node.state.then('\n').0 } else { 0 };
            node.cost += own;
            node.beta = -own as f32 * EIGHTH_OF_A_BIT * OF_TEXT;
        }
        let Some(best) = columns[count].iter().min_by_key(|node| node.cost) else {
            return Row { cost: i32::MAX / 2, units: Vec::new() };
        };
        let (cost, mut by) = (best.cost, best.by);
        for arc in arcs.iter().rev() {
            let beta = columns[arc.to.0][arc.to.1].beta + arc.weight;
            let from = &mut columns[arc.from.0][arc.from.1];
            from.beta = add(from.beta, beta);
        }
        let all = columns[0][0].beta;
        let mut units = Vec::new();
        while let Some(arc) = arcs.get(by) {
            by = columns[arc.from.0][arc.from.1].by;
            if arc.way.kind != Kind::Stands {
                let source = place(arc.from.0)..place(arc.to.0);
                let rivals = arcs.iter().filter(|other| other.from.0 == arc.from.0 && other.to.0 == arc.to.0);
                let share = |arc: &Arc| {
                    let (from, to) = (&columns[arc.from.0][arc.from.1], &columns[arc.to.0][arc.to.1]);
                    exp(from.alpha + arc.weight + to.beta - all)
                };
                let choice = choice(arc.way.c, rivals.map(|arc| (arc.way.c, share(arc))));
                units.push(Unit { source, choice, is_short: arc.way.kind == Kind::Short });
            }
        }
        units.reverse();
        Row { cost, units }
    }

    /// True if common characters of the encoding end in a byte of ASCII. Of GBK and windows-949 rare ones do: `《异形II》` is whole.
    fn has_trails_of_ascii(&self) -> bool {
        self.source.is_shift_jis() || matches!(self.source, MultiByte::BIG5 | MultiByte::BIG5_HKSCS)
    }

    /// What the likeliest row costs if nothing was lost.
    pub(super) fn cost_of_whole(&self, text: &str, stretch: &Stretch, left: State) -> i32 {
        let whole = Lattice { lost: Vec::new(), became: Vec::new(), ..*self };
        whole.row(text, stretch, left).cost
    }

    /// The ways to read what begins `stands`.
    fn ways(&self, stands: &[(usize, char)], is_context: bool, ways: &mut Vec<Way>) {
        let Some(&(_, first)) = stands.first() else { return };
        ways.push(Way { c: first, len: 1, kind: Kind::Stands });
        if is_context {
            return;
        }
        let mut add = |bytes: &[u8], len: usize, is_short: bool| {
            if let Some(c) = self.read(bytes) {
                ways.push(Way { c, len, kind: if is_short { Kind::Short } else { Kind::Whole } });
            }
        };
        let second = stands.get(1).map(|(_, c)| *c);
        for (byte, became) in self.bytes(first) {
            if byte >= 0x80 {
                add(&[byte], 1, became);
                for (second, also) in second.into_iter().flat_map(|c| self.bytes(c)) {
                    add(&[byte, second], 2, became || also);
                }
                self.lost.iter().for_each(|lost| add(&[byte, *lost], 1, true));
            }
            self.lost.iter().for_each(|lost| add(&[*lost, byte], 1, true));
        }
    }

    /// The bytes that a character can stand for, and whether the page has another one for it.
    fn bytes(&self, c: char) -> impl Iterator<Item = (u8, bool)> + '_ {
        let own = self.layer.page.byte_of(c).map(|byte| (byte, false));
        let others = self.became.iter().filter(move |(became, _)| *became == c);
        own.into_iter().chain(others.map(|(_, byte)| (*byte, true)))
    }

    /// The character of all these bytes, if it is one that comes back.
    fn read(&self, bytes: &[u8]) -> Option<char> {
        let Reading::Char(c, len) = self.source.read(bytes) else { return None };
        let is_usual = !c.is_control() && !matches!(c, '\u{E000}'..='\u{F8FF}');
        let comes_back = || self.source.encode(c).is_some_and(|back| back.as_slice() == bytes);
        (len == bytes.len() && is_usual && comes_back()).then_some(c)
    }
}

/// True for a character of what is put in or escaped in code: `%d`, `$n`, `\\n`, `\\\\`.
fn is_of_escape(before: Option<char>, c: char, next: Option<char>) -> bool {
    matches!(before, Some('%' | '$' | '\\')) || c == '\\' && next.is_none_or(|c| c.is_ascii())
}

/// The nodes of a column from which it goes on.
fn likeliest(column: &[Node]) -> Vec<usize> {
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

/// What stands there is `best`; the likeliest others are named.
fn choice(best: char, all: impl Iterator<Item = (char, f32)>) -> Choice {
    let mut shares: Vec<(char, f32)> = Vec::new();
    for (c, share) in all {
        match shares.iter_mut().find(|(known, _)| *known == c) {
            Some((_, sum)) => *sum += share,
            None => shares.push((c, share)),
        }
    }
    shares.sort_by(|a, b| (b.0 == best).cmp(&(a.0 == best)).then(b.1.total_cmp(&a.1)).then(a.0.cmp(&b.0)));
    let mut named = [('\0', 0.0); RUNNERS_UP + 1];
    named.iter_mut().zip(&shares).for_each(|(slot, (c, share))| *slot = (*c, share.min(1.0)));
    let mut choice = Choice::NONE;
    choice.set_shares(&named);
    choice
}
