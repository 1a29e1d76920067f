//! What a text costs as it stands: the other side of every comparison.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use crate::channel::Layer;
use crate::model::plausibility::BIT;
use crate::model::text::{State, REACH};
use crate::repair::evidence::beam::Beam;
use crate::repair::evidence::letter_list;
use crate::repair::evidence::skeleton::{skeleton, Skeleton};
use crate::repair::evidence::spelling::{spelt_words, Spelling};
use crate::repair::evidence::steps::{Next, Steps};
use crate::repair::evidence::weigh::in_front_of;
use crate::repair::scan;
use crate::repair::undo::sequence_reader::SequenceReader;

/// A text, and what its parts cost as they stand.
pub(crate) struct Stands<'a> {
    pub(crate) text: &'a str,
    /// Whether it is a table of letters.
    is_table: OnceCell<bool>,
    /// `None` if parts are asked for once.
    known: Option<Known>,
}

/// What was found out of a text of which the same parts are asked for again and again.
#[derive(Default)]
struct Known {
    /// A few parts, and what each costs. Most intact lines have no more that could be damaged.
    few: RefCell<Vec<(usize, usize, i32)>>,
    /// What all before each place costs.
    all: OnceCell<Vec<i32>>,
    /// What is restored under many explanations goes the same ways again and again.
    steps: RefCell<Steps>,
    /// Ways through stretches, by where they begin.
    walks: RefCell<Walks>,
    /// What is in front of places, in their order.
    fronts: RefCell<Vec<(usize, State)>>,
    /// Letters that were asked for, in order of their places, and whether they are at home there.
    homes: RefCell<Vec<(usize, bool)>>,
    /// What its words say, as they stand.
    words: WordsGain,
    /// What layers find in it.
    skeletons: RefCell<Vec<(Layer, Skeleton)>>,
}

/// What the words of a text say.
#[derive(Default)]
struct WordsGain {
    all: OnceCell<i32>,
    marked: OnceCell<i32>,
    spelt: OnceCell<i32>,
}

/// Ways through stretches of a text. Layers that differ in what they lose read most of a line alike: they go the same way to where they part.
#[derive(Default)]
struct Walks {
    /// The places where stretches begin, in order, each with the ways that begin there.
    by_start: Vec<(usize, Vec<Walk>)>,
    count: usize,
    /// Room that is used again.
    nexts: Vec<Next>,
}

struct Walk {
    /// What is in front of it.
    left: u128,
    nexts: Vec<Next>,
    /// What is restored behind each.
    beams: Vec<Beam>,
    gains: Vec<Gain>,
}

/// What a way through a stretch gains.
struct Gain {
    /// Where the stretch ended, and what was weighed with it.
    place: (usize, usize),
    /// True if it was told by what all of the text costs, which sees more of what is in front.
    by_all: bool,
    gain: i32,
}

/// Walks that are remembered.
const MOST_WALKS: usize = 1 << 10;

impl Walks {
    /// The ways that begin at a place.
    fn from(&mut self, start: usize) -> &mut Vec<Walk> {
        let at = match self.by_start.binary_search_by_key(&start, |(known, _)| *known) {
            Ok(at) => at,
            Err(at) => {
                self.by_start.insert(at, (start, Vec::new()));
                at
            }
        };
        &mut self.by_start[at].1
    }
}

/// Eighths of a bit that a letter costs at the most where it is at home: what could be restored instead costs as much.
const AT_HOME: i32 = 12 * BIT;
/// The same of a small letter. It begins a character of three bytes, of which nothing else is left: an ideograph within a word costs as much.
const SMALL_AT_HOME: i32 = 18 * BIT;
/// See [`Stands::is_at_home`]; `before` is what is in front of the character.
pub(crate) fn is_at_home(before: State, c: char) -> bool {
    let most = if c.is_lowercase() { SMALL_AT_HOME } else { AT_HOME };
    before.then(c).0 <= most
}

/// Parts that are weighed each by itself before all of the text is.
const FEW: usize = 6;
/// Bytes of such a part: of a long one, others are asked for that lie in it.
const SHORT: usize = 32;

impl<'a> Stands<'a> {
    /// A line of which many parts are compared, under many explanations.
    pub(crate) fn weighed(text: &'a str) -> Stands<'a> {
        Stands { text, is_table: OnceCell::new(), known: Some(Known::default()) }
    }

    /// See [`letter_list::is_table`].
    pub(crate) fn is_table(&self) -> bool {
        *self.is_table.get_or_init(|| letter_list::is_table(self.text))
    }

    /// A text of which few parts are compared.
    pub(crate) fn glanced_at(text: &'a str) -> Stands<'a> {
        Stands { text, is_table: OnceCell::new(), known: None }
    }

    /// Eighths of a bit that it gains to read a stretch as what `nexts` are, with `left` in front of it. What surely follows counts, as `gain`
    /// has it.
    pub(crate) fn gain_by(
        &self,
        stretch: Range<usize>,
        left: State,
        nexts: impl Iterator<Item = Next>,
        is_sure: impl Fn(char) -> bool,
    ) -> i32 {
        let Some(known) = &self.known else {
            let mut beam = Beam::of(left);
            nexts.for_each(|next| next.take(&mut beam));
            return self.gain((stretch.start, stretch.end), beam, is_sure);
        };
        let mut walks = known.walks.borrow_mut();
        let mut own = std::mem::take(&mut walks.nexts);
        own.clear();
        own.extend(nexts);
        let gain = self.gain_of(&mut walks, &own, stretch, left, is_sure);
        walks.nexts = own;
        gain
    }

    fn gain_of(
        &self,
        walks: &mut Walks,
        nexts: &[Next],
        stretch: Range<usize>,
        left: State,
        is_sure: impl Fn(char) -> bool,
    ) -> i32 {
        let place = (stretch.end, self.ahead(stretch.end, &is_sure));
        let bits = left.bits();
        let has_room = walks.count < MOST_WALKS;
        let here = walks.from(stretch.start);
        let (mut nearest, mut most) = (None, 0);
        for (number, walk) in here.iter_mut().enumerate().filter(|(_, walk)| walk.left == bits) {
            let common = walk.nexts.iter().zip(nexts).take_while(|(a, b)| a == b).count();
            if common == nexts.len() && common == walk.nexts.len() {
                let by_all = self.knows_all();
                if let Some(known) = walk.gains.iter().find(|one| one.place == place && one.by_all == by_all)
                {
                    return known.gain;
                }
                let beam = walk.beams.last().copied().unwrap_or(Beam::of(left));
                let gain = self.gain((stretch.start, stretch.end), beam, is_sure);
                walk.gains.push(Gain { place, by_all: self.knows_all(), gain });
                return gain;
            }
            if common > most {
                (nearest, most) = (Some(number), common);
            }
        }
        let mut beams = Vec::with_capacity(nexts.len());
        beams.extend_from_slice(nearest.map_or(&[], |number| &here[number].beams[..most]));
        let mut beam = beams.last().copied().unwrap_or(Beam::of(left));
        for next in &nexts[most..] {
            self.step(&mut beam, *next);
            beams.push(beam);
        }
        let gain = self.gain((stretch.start, stretch.end), beam, is_sure);
        if has_room {
            let gains = vec![Gain { place, by_all: self.knows_all(), gain }];
            here.push(Walk { left: bits, nexts: nexts.to_vec(), beams, gains });
            walks.count += 1;
        }
        gain
    }

    /// True if it is known what all before each place costs.
    fn knows_all(&self) -> bool {
        self.known.as_ref().is_some_and(|known| known.all.get().is_some())
    }

    /// What is in front of a place, where nothing is damaged.
    pub(crate) fn in_front_of(&self, at: usize) -> State {
        let Some(known) = &self.known else { return in_front_of(self.text, at) };
        let mut fronts = known.fronts.borrow_mut();
        match fronts.binary_search_by_key(&at, |(known, _)| *known) {
            Ok(number) => fronts[number].1,
            Err(number) => {
                let state = in_front_of(self.text, at);
                if fronts.len() < MOST_WALKS {
                    fronts.insert(number, (at, state));
                }
                state
            }
        }
    }

    /// Eighths of a bit that all words speak for the text as it stands.
    pub(crate) fn words_gain(&self) -> i32 {
        let of = || Spelling::of(self.text).gain();
        self.known.as_ref().map_or_else(of, |known| *known.words.all.get_or_init(of))
    }

    /// The same of the words with a letter beyond ASCII.
    pub(crate) fn marked_words_gain(&self) -> i32 {
        let of = || Spelling::of_marked(self.text).gain();
        self.known.as_ref().map_or_else(of, |known| *known.words.marked.get_or_init(of))
    }

    /// See [`spelt_words`].
    pub(crate) fn spelt_words(&self) -> i32 {
        let of = || spelt_words(self.text);
        self.known.as_ref().map_or_else(of, |known| *known.words.spelt.get_or_init(of))
    }

    /// True if the character `c` at a place costs so little there that it is a letter of its word, and nothing that lost bytes.
    pub(crate) fn is_at_home(&self, at: usize, c: char) -> bool {
        let Some(known) = &self.known else { return is_at_home(self.in_front_of(at), c) };
        let found = known.homes.borrow().binary_search_by_key(&at, |(place, _)| *place);
        match found {
            Ok(number) => known.homes.borrow()[number].1,
            Err(number) => {
                let is = is_at_home(self.in_front_of(at), c);
                known.homes.borrow_mut().insert(number, (at, is));
                is
            }
        }
    }

    /// How far what surely follows a stretch goes.
    fn ahead(&self, end: usize, is_sure: impl Fn(char) -> bool) -> usize {
        let following = self.text[end..].char_indices().take(REACH);
        let sure = following.take_while(|(_, c)| c.is_ascii() || is_sure(*c));
        sure.last().map_or(end, |(at, c)| end + at + c.len_utf8())
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
            self.step(&mut restored, Next::Stands(c));
            to += c.len_utf8();
            left -= 1;
            if c == '\n' {
                left = 0;
                break;
            }
        }
        // Behind the last character a line ends.
        if to == self.text.len() && left > 0 {
            self.step(&mut restored, Next::Stands('\n'));
            to += 1;
        }
        self.cost(start, to) - restored.cost()
    }

    /// Notes what a layer finds.
    pub(crate) fn note_skeleton(&self, layer: Layer, skeleton: Skeleton) {
        if let Some(known) = &self.known {
            known.skeletons.borrow_mut().push((layer, skeleton));
        }
    }

    /// See [`skeleton`].
    pub(crate) fn skeleton(&self, reader: &SequenceReader) -> Skeleton {
        let noted = self.known.as_ref().and_then(|known| {
            let all = known.skeletons.borrow();
            all.iter().find(|(layer, _)| *layer == reader.layer).map(|(_, skeleton)| *skeleton)
        });
        noted.unwrap_or_else(|| skeleton(self.text, reader))
    }

    /// Goes on with what is restored next.
    pub(crate) fn step(&self, beam: &mut Beam, next: Next) {
        match &self.known {
            Some(known) => known.steps.borrow_mut().take(beam, next),
            None => next.take(beam),
        }
    }

    /// Eighths of a bit that the text from one place to another costs; one behind the last is that of a line's end.
    fn cost(&self, from: usize, to: usize) -> i32 {
        let Some(Known { few, all, .. }) = &self.known else { return self.walk(from, to) };
        if all.get().is_none() {
            let mut few = few.borrow_mut();
            if let Some((_, _, cost)) = few.iter().find(|known| (known.0, known.1) == (from, to)) {
                return *cost;
            }
            if few.len() < FEW && to - from <= SHORT {
                let cost = self.walk(from, to);
                few.push((from, to, cost));
                return cost;
            }
        }
        let costs = all.get_or_init(|| costs_before(self.text));
        costs[to] - costs[from]
    }

    fn walk(&self, from: usize, to: usize) -> i32 {
        let step = |(sum, state): (i32, State), c| {
            let (cost, next) = state.then(c);
            (sum + cost, next)
        };
        let end = if to > self.text.len() { "\n" } else { "" };
        let chars = self.text[from..to.min(self.text.len())].chars().chain(end.chars());
        chars.fold((0, in_front_of(self.text, from)), step).0
    }
}

/// For each place in bytes, what the text before it costs; the last is for the end. ASCII that is far behind anything else costs nothing:
/// no stretch that could be damaged holds it, or is followed by it so closely that it counts.
fn costs_before(text: &str) -> Vec<i32> {
    let mut costs = vec![0; text.len() + 2];
    let (mut sum, mut at) = (0, 0);
    loop {
        let next = scan::next_beyond_ascii(text.as_bytes(), at);
        costs[at..=next].fill(sum);
        if next == text.len() {
            break;
        }
        let mut state = in_front_of(text, next);
        let mut plain = 0;
        at = text.len();
        for (place, c) in text[next..].char_indices() {
            if plain > ZONE {
                at = next + place;
                break;
            }
            costs[next + place] = sum;
            let (cost, following) = state.then(c);
            sum += cost;
            state = following;
            plain = if c.is_ascii() { plain + 1 } else { 0 };
        }
        if at == text.len() {
            costs[at] = sum;
            // Behind the last character a line ends.
            if plain <= ZONE {
                sum += state.then('\n').0;
            }
            break;
        }
    }
    costs[text.len() + 1] = sum;
    costs
}

/// Characters of ASCII behind another character that are weighed with it: those that follow a stretch, and marks within one.
const ZONE: usize = 2 * REACH;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::{Channel, Garbling};
    use crate::dice::Dice;
    use crate::repair::evidence::line::score;

    impl Stands<'_> {
        /// Forgets what layers went through, but not what stands.
        fn forget(&self) {
            if let Some(Known { steps, walks, fronts, .. }) = &self.known {
                steps.take();
                walks.take();
                fronts.take();
            }
        }
    }

    const CHANNELS: [&str; 7] = [
        "UTF-8 read as windows-1252",
        "UTF-8 read as windows-1252, controls stripped",
        "UTF-8 read as windows-1254, controls stripped",
        "UTF-8 read as windows-1252, unassigned bytes as U+FFFD",
        "UTF-8 read as windows-1252, no-break spaces as spaces",
        "UTF-8 read as ISO-8859-1, controls stripped",
        "UTF-8 read as windows-1251, unassigned bytes dropped",
    ];

    const WORDS: &str = concat!(
        "café «naïve» Über, żółć příliš и что это нет Ελλάδα ναι, ไทย ครับ 中国的人，是。 “don’t” plain\u{A0}text ",
        "— à 😀\n"
    );

    /// What is remembered of a line under other layers changes nothing that a layer gains.
    #[test]
    fn what_is_remembered_is_what_is_weighed() {
        let words: Vec<&str> = WORDS.split(' ').collect();
        let channels = CHANNELS.map(|name| name.parse::<Channel>().unwrap());
        let layers = channels.map(|channel| match channel.garblings()[0] {
            Garbling::Narrow(layer) => layer,
            Garbling::Wide(_) | Garbling::WideLegacy(_) => panic!("{channel}"),
        });
        let mut dice = Dice::new(18);
        let mut gained = 0;
        for _ in 0..300 {
            let line: String = (0..1 + dice.roll(12))
                .map(|_| {
                    let word = words[dice.roll(words.len())];
                    match dice.roll(CHANNELS.len() + 2) {
                        number if number < CHANNELS.len() => channels[number].apply(word).to_string() + " ",
                        _ => word.to_owned(),
                    }
                })
                .collect();
            let (weighed, forgetful) = (Stands::weighed(&line), Stands::weighed(&line));
            for _ in 0..10 {
                let reader = SequenceReader::of(layers[dice.roll(layers.len())]);
                forgetful.forget();
                let own = score(&forgetful, &reader);
                assert_eq!(score(&weighed, &reader), own, "{line}");
                gained += usize::from(own.gain > 0);
            }
        }
        assert!(gained > 100, "{gained}");
    }
}
