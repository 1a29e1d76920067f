//! All rows of characters that a stretch can have been, and the likeliest.
//!
//! A channel loses the same bytes of a character each time, so it is the text model alone that tells rows apart: of all rows that leave what stands there, each
//! is as likely as its text. They are walked forward and back (Baum, Petrie, Soules and Weiss 1970), with a few ways kept at each place.

use std::cell::OnceCell;
use std::ops::Range;

use crate::channel::encoding::Encoding;
use crate::channel::multi_byte::{MultiByte, Reading};
use crate::channel::Layer;
use crate::model::plausibility::BIT;
use crate::model::text::{without_context, Behind, State};
use crate::repair::infill::choice::Choice;
use crate::repair::undo::lossy_encoding::stretches::Stretch;
use crate::repair::undo::lossy_encoding::walk::{likeliest, weight, Kind, Node, Walk, Way};

/// Lost bytes that are tried for one character. Where more are lost, as of Shift_JIS that Latin-1 read, only the soft hyphen is.
const MOST_LOST: usize = 8;
const SOFT_HYPHEN: u8 = 0xAD;
/// What a character costs at the least, without a context, that is not supposed to be short of a byte. With 19 bits, 618 of 696 such characters of Traditional Chinese come back, and 668 with it.
const RARE: i32 = 24 * BIT;

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

/// Reads what one layer made.
pub(super) struct Lattice {
    layer: Layer,
    source: MultiByte,
    lost: Vec<u8>,
    /// Bytes that became another character than the page has for them.
    became: Vec<(char, u8)>,
    /// For each byte, the characters that it can be what is left of.
    short: Vec<OnceCell<Vec<char>>>,
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
        Some(Lattice { layer, source, lost, became, short: vec![OnceCell::new(); 256] })
    }

    /// The likeliest row of characters for a stretch with `left` in front of it.
    pub(super) fn row(&self, text: &str, stretch: &Stretch, left: State) -> Row {
        let mut walk = self.walk(text, stretch, left);
        let last = walk.columns.last().and_then(|column| column.iter().min_by_key(|node| node.cost));
        let Some((cost, mut by)) = last.map(|node| (node.cost, node.by)) else {
            return Row { cost: i32::MAX / 2, units: Vec::new() };
        };
        walk.back();
        let mut units = Vec::new();
        while let Some(arc) = walk.arcs.get(by) {
            by = walk.columns[arc.from.0][arc.from.1].by;
            if arc.way.kind != Kind::Stands {
                let source = walk.places[arc.from.0]..walk.places[arc.to.0];
                units.push(Unit { source, choice: walk.choice(arc), is_short: arc.way.kind == Kind::Short });
            }
        }
        units.reverse();
        Row { cost, units }
    }

    /// What the likeliest row costs if nothing was lost.
    pub(super) fn cost_of_whole(&self, text: &str, stretch: &Stretch, left: State) -> i32 {
        let short = vec![OnceCell::new(); 256];
        let whole = Lattice { lost: Vec::new(), became: Vec::new(), short, ..*self };
        let walk = whole.walk(text, stretch, left);
        let costs = walk.columns.last().into_iter().flatten().map(|node| node.cost);
        costs.min().unwrap_or(i32::MAX / 2)
    }

    /// Walks forward over all rows.
    fn walk(&self, text: &str, stretch: &Stretch, left: State) -> Walk {
        let Stretch { range, context_end } = stretch;
        let stands: Vec<(usize, char)> =
            text[range.start..*context_end].char_indices().map(|(at, c)| (range.start + at, c)).collect();
        let count = stands.len();
        let mut walk = Walk {
            places: stands.iter().map(|(place, _)| *place).chain([*context_end]).collect(),
            columns: (0..=count).map(|_| Vec::new()).collect(),
            arcs: Vec::new(),
            first_arcs: Vec::with_capacity(count + 1),
        };
        walk.columns[0].push(Node::first(left));
        let mut ways = Vec::new();
        for at in 0..count {
            walk.first_arcs.push(walk.arcs.len());
            let (place, here) = stands[at];
            ways.clear();
            self.ways(&stands[at..], place >= range.end, &mut ways);
            let next = stands.get(at + 1).map(|(_, c)| *c);
            let is_high_next = next.is_some_and(|c| !c.is_ascii());
            // What is ASCII is itself, but beside what was a character of two bytes.
            let may_be_second = !here.is_ascii()
                || self.has_trails_of_ascii() && !is_of_escape(text[..place].chars().next_back(), here, next);
            for number in likeliest(&walk.columns[at]) {
                let is_beside = is_high_next || walk.columns[at][number].is_restored;
                let is_possible =
                    |way: &&Way| way.kind != Kind::Short || may_be_second && (!here.is_ascii() || is_beside);
                let mut behind = Behind::of(&walk.columns[at][number].state);
                ways.iter().filter(is_possible).for_each(|way| walk.go(at, number, *way, &mut behind));
            }
        }
        walk.first_arcs.push(walk.arcs.len());
        // A line ends behind it.
        if text[*context_end..].chars().next().is_none_or(|c| c == '\n') {
            for node in &mut walk.columns[count] {
                let own = node.state.then('\n').0;
                node.cost += own;
                node.beta = weight(own);
            }
        }
        walk
    }

    /// True if common characters of the encoding end in a byte of ASCII. Of GBK and windows-949 rare ones do: `《异形II》` is whole.
    fn has_trails_of_ascii(&self) -> bool {
        self.source.is_shift_jis() || matches!(self.source, MultiByte::BIG5 | MultiByte::BIG5_HKSCS)
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
            }
        }
        for (byte, _) in self.bytes(first) {
            ways.extend(self.short(byte).iter().map(|c| Way { c: *c, len: 1, kind: Kind::Short }));
        }
    }

    /// The characters that a byte can be what is left of; what is hardly ever used is none.
    fn short(&self, byte: u8) -> &[char] {
        self.short[usize::from(byte)].get_or_init(|| {
            let behind = |lost: &u8| self.read(&[*lost, byte]);
            let before = |lost: &u8| self.read(&[byte, *lost]).filter(|_| byte >= 0x80);
            let all = self.lost.iter().filter_map(behind).chain(self.lost.iter().filter_map(before));
            all.filter(|c| without_context(*c) < RARE).collect()
        })
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
