//! Pieces of a page whose decoder wrote one mark for two bytes: a character's last byte and the ASCII behind it, or two bytes of characters.

use super::pieces::{A_QUESTION, NOTHING_LEFT, OF_FOUR, OF_TWO};
use super::{is_continuation, Gap, Part, Reader, LONGEST};

/// Ways to share out the lost bytes that are followed side by side.
const MOST_WAYS: usize = 16;

/// One way to share out the bytes so far.
#[derive(Clone, Default)]
struct Way {
    /// Up to the first place where a character of the text and one of the result both end.
    parts: Vec<Part>,
    /// The length of this in bytes of the text.
    end: Option<usize>,
    /// The character that is not complete: its bytes, 0 where one is lost.
    open: Open,
    cost: u32,
}

#[derive(Clone, Copy, Default)]
struct Open {
    bytes: [u8; 4],
    have: usize,
    /// Bytes of the whole character; 0 if none is open.
    wanted: usize,
    /// True if the first byte was lost together with the one in front of it.
    is_second: bool,
}

/// What stands behind a lost byte, as far as that tells whether it can have been lost.
#[derive(Clone, Copy)]
enum Behind {
    /// The first byte of another lost character.
    Lead,
    /// A character of ASCII below the letters.
    Ascii,
    LineEnd,
    /// It was the second of its pair: what stands behind it does not matter.
    Anything,
}

impl Behind {
    fn byte(self) -> u8 {
        match self {
            Behind::Lead | Behind::Anything => 0,
            Behind::Ascii => b' ',
            Behind::LineEnd => b'\n',
        }
    }
}

impl Way {
    fn is_between(&self) -> bool {
        self.open.wanted == 0
    }

    fn push(&mut self, part: Part) {
        if self.end.is_none() {
            self.parts.push(part);
        }
    }
}

impl Reader {
    /// As [`Reader::piece`].
    pub(super) fn piece_of_pairs(&self, text: &str, parts: &mut Vec<Part>) -> Option<usize> {
        let mut ways = vec![Way::default()];
        let mut taken = 0;
        let mut chars = text.chars();
        for _ in 0..LONGEST {
            let Some(c) = chars.next().filter(|c| *c != '\n') else { break };
            let mut next = Vec::with_capacity(ways.len());
            if self.is_dot_of_japanese(c, chars.as_str()) {
                break;
            }
            if c == self.mark {
                let rest = chars.as_str();
                let ends = rest.is_empty() || rest.starts_with('\n') || rest.starts_with("\r\n");
                ways.iter().for_each(|way| self.lose(way, ends, taken > 0, &mut next));
            } else if c.is_ascii() {
                break;
            } else {
                let Some(bytes) = self.wide.bytes_of(c).filter(|_| c != '\0') else { break };
                for way in &ways {
                    let mut way = way.clone();
                    if bytes.as_slice().iter().all(|byte| self.take(&mut way, *byte, Behind::Anything)) {
                        next.push(way);
                    }
                }
            }
            taken += c.len_utf8();
            for way in &mut next {
                if way.is_between() && way.end.is_none() {
                    way.end = Some(taken);
                }
            }
            next.sort_by_key(|way| way.cost);
            next.truncate(MOST_WAYS);
            if next.is_empty() {
                return first_piece(ways, parts, |way| way.end.is_some());
            }
            ways = next;
            let end = ways[0].end;
            if end.is_some() && ways.iter().all(|way| way.end == end) {
                return first_piece(ways, parts, |_| true);
            }
        }
        // What ends here leaves no character open.
        first_piece(ways, parts, Way::is_between)
    }

    /// All that a mark can stand for.
    fn lose(&self, way: &Way, ends: bool, begun: bool, next: &mut Vec<Way>) {
        if way.is_between() {
            if self.mark == '?' && begun {
                let mut question = way.clone();
                question.push(Part::Whole('?'));
                question.cost += A_QUESTION;
                next.push(question);
            }
            if !ends {
                for mut begun in begin_lost(way, false) {
                    if self.take(&mut begun, 0, Behind::Anything) {
                        next.push(begun);
                    }
                }
            }
            return;
        }
        let is_last = way.open.have + 1 == way.open.wanted;
        if !is_last {
            let mut both = way.clone();
            if self.take(&mut both, 0, Behind::Anything) && self.take(&mut both, 0, Behind::Anything) {
                next.push(both);
            }
            return;
        }
        let mut last = way.clone();
        if ends {
            if self.take(&mut last, 0, Behind::LineEnd) {
                last.push(Part::Gap(Gap::LINE_END));
                next.push(last);
            }
            return;
        }
        if self.take(&mut last, 0, Behind::Ascii) {
            last.push(Part::Gap(Gap::ASCII));
            next.push(last);
        }
        let mut lead = way.clone();
        if self.take(&mut lead, 0, Behind::Lead) {
            next.extend(begin_lost(&lead, true));
        }
    }

    /// Adds a byte, 0 for a lost one; false if no character goes on so.
    fn take(&self, way: &mut Way, byte: u8, behind: Behind) -> bool {
        let open = &mut way.open;
        if open.wanted == 0 {
            let wanted = match byte {
                0x01..=0x7F => 1,
                0xC2..=0xDF => 2,
                0xE0..=0xEF => 3,
                0xF0..=0xF4 => 4,
                _ => return false,
            };
            *open = Open { wanted, ..Open::default() };
        } else if byte != 0 && !is_continuation(byte) {
            return false;
        }
        open.bytes[open.have] = byte;
        open.have += 1;
        if open.have < open.wanted {
            return true;
        }
        let Open { bytes, wanted, is_second, .. } = std::mem::take(open);
        let own = &bytes[..wanted];
        if !own.contains(&0) {
            let whole = std::str::from_utf8(own).ok().and_then(|text| text.chars().next());
            whole.into_iter().for_each(|c| way.push(Part::Whole(c)));
            return whole.is_some();
        }
        // Emoji have four bytes, and the second is theirs alone.
        if wanted == 4 && bytes[0] == 0 && bytes[1] != 0x9F {
            return false;
        }
        if own.iter().all(|byte| *byte == 0) {
            // Two question marks are two more often.
            if wanted == 2 {
                return false;
            }
            way.cost += NOTHING_LEFT;
        }
        let gap = Gap { bytes, len: wanted as u8, next: behind.byte(), is_second };
        way.push(Part::Gap(gap));
        self.likely(&gap)[0] != '\0'
    }
}

/// The ways to begin a character of which the first byte is lost.
fn begin_lost(way: &Way, is_second: bool) -> impl Iterator<Item = Way> + '_ {
    [(3, 0), (2, OF_TWO), (4, OF_FOUR)].into_iter().map(move |(wanted, price)| {
        let mut way = way.clone();
        way.open = Open { have: 1, wanted, is_second, ..Open::default() };
        way.cost += price;
        way
    })
}

/// The first piece of the cheapest way that `fits`.
fn first_piece(ways: Vec<Way>, parts: &mut Vec<Part>, fits: impl Fn(&Way) -> bool) -> Option<usize> {
    let best = ways.into_iter().filter(fits).filter(|way| way.end.is_some()).min_by_key(|way| way.cost)?;
    *parts = best.parts;
    best.end
}
