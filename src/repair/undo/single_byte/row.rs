//! The characters of a result, known and lost, in a row: gaps are chosen anew by what stands around them.

use std::collections::HashMap;

use crate::channel::Layer;
use crate::repair::infill::choice::Choice;
use crate::repair::infill::direction_marks::{self, Marks};
use crate::repair::infill::emoji_rows;
use crate::repair::infill::habits::Habits;
use crate::repair::infill::rules;
use crate::repair::infill::text_model_search::{self, Cell, Worth};
use crate::repair::undo::sequence::Gap;
use crate::repair::undo::sequence_reader::SequenceReader;
use crate::repair::undo::twice::Lower;

/// The first byte of general punctuation, and so of marks of direction.
const LEAD_OF_SIGNS: u8 = 0xE2;

/// Candidates, each with its standing in any text.
type Standings = Vec<(char, f32)>;

/// All characters of the result, known and lost.
#[derive(Default)]
pub(super) struct Row {
    items: Vec<Item>,
    /// The likely candidates of marks that lost all bytes but the first, for each layer and what stands for the others.
    marks: Vec<((Layer, Gap), Standings, Marks)>,
    /// What gaps could be as far as marks of direction are concerned, for each layer and gap.
    signs: Vec<((Layer, Gap), Marks)>,
    /// The number of each gap that is an emoji.
    emoji: HashMap<(Layer, Gap), usize>,
    /// The places of gaps that rules may be drawn with, with what is left of each, and what it could be.
    drawn: Vec<(usize, (Layer, Gap))>,
    rules: HashMap<(Layer, Gap), Option<Choice>>,
    /// Those of characters that went through a page twice.
    below: Vec<((Layer, Lower), Vec<char>)>,
}

#[derive(Clone, Copy)]
enum Item {
    Known(char),
    Gap,
    /// A gap that could be a mark of direction, with the place of what else it could be.
    Sign(usize),
    /// A mark of which the first byte is left, with the place of its candidates.
    Mark(usize),
    /// A gap that is an emoji, with the number of what is left of it, and whether that is the first byte alone of the commonest one.
    Emoji(usize, bool),
    /// A letter that went through the page twice.
    Below(usize),
}

impl Row {
    pub(super) fn known(&mut self, c: char) {
        self.items.push(Item::Known(c));
    }

    pub(super) fn copied(&mut self, text: &str) {
        self.items.extend(text.chars().map(Item::Known));
    }

    /// A gap with the blank behind it that one of its bytes was merged with.
    pub(super) fn gap_before_blank(&mut self) {
        self.items.push(Item::Gap);
    }

    pub(super) fn gap(&mut self, reader: &SequenceReader, gap: &Gap) {
        let key = (reader.layer, *gap);
        if gap.lead() == LEAD_OF_SIGNS && !gap.has_stand_in() {
            let find = || rules::one_for_all(|c| reader.is_candidate(gap, c));
            if self.rules.entry(key).or_insert_with(find).is_some() {
                self.drawn.push((self.items.len(), key));
            }
        }
        if gap.is_of_four() {
            let next = self.emoji.len();
            let number = *self.emoji.entry(key).or_insert(next);
            let is_open = gap.is_lead_alone() && reader.is_candidate(gap, emoji_rows::COMMONEST);
            self.items.push(Item::Emoji(number, is_open));
            return;
        }
        if !gap.is_mark_alone() {
            let sign = (gap.lead() == LEAD_OF_SIGNS).then(|| self.sign(reader, gap)).flatten();
            self.items.push(sign.map_or(Item::Gap, Item::Sign));
            return;
        }
        let known = self.marks.iter().position(|(known, ..)| *known == key);
        let number = known.unwrap_or_else(|| {
            let standing = |&c: &char| (c, text_model_search::standing(c));
            let standings = reader.likely_marks(gap).iter().map(standing).collect();
            self.marks.push((key, standings, direction_marks_of(reader, gap)));
            self.marks.len() - 1
        });
        self.items.push(Item::Mark(number));
    }

    /// The place of what a gap could be, if that is a mark of direction.
    fn sign(&mut self, reader: &SequenceReader, gap: &Gap) -> Option<usize> {
        let key = (reader.layer, *gap);
        let known = self.signs.iter().position(|(known, _)| *known == key);
        let number = known.unwrap_or_else(|| {
            self.signs.push((key, direction_marks_of(reader, gap)));
            self.signs.len() - 1
        });
        (!self.signs[number].1.is_none()).then_some(number)
    }

    pub(super) fn below(&mut self, reader: &SequenceReader, lower: Lower) {
        if !lower.is_wide_open() {
            self.items.push(Item::Gap);
            return;
        }
        let key = (reader.layer, lower);
        let known = self.below.iter().position(|(known, _)| *known == key);
        let number = known.unwrap_or_else(|| {
            self.below.push((key, text_model_search::likely(&lower.candidates(reader))));
            self.below.len() - 1
        });
        self.items.push(Item::Below(number));
    }

    /// Chooses anew among marks of which one byte is left, marks of direction, and emoji in rows.
    pub(super) fn choose_signs(&self, choices: &mut [Choice]) {
        self.choose_marks(choices);
        self.choose_direction_marks(choices);
        self.choose_emoji_in_rows(choices);
        self.choose_rules(choices);
    }

    /// One sign for each row of gaps of which the same is left.
    fn choose_rules(&self, choices: &mut [Choice]) {
        let numbers = if self.drawn.is_empty() { Vec::new() } else { self.numbers() };
        let goes_on = |a: &(usize, (Layer, Gap)), b: &(usize, (Layer, Gap))| b.0 == a.0 + 1 && a.1 == b.1;
        for row in self.drawn.chunk_by(goes_on) {
            let (_, key) = row[0];
            let shortest = if key.1.is_lead_alone() { rules::SHORTEST_OF_LEADS } else { rules::SHORTEST };
            let Some(Some(choice)) = self.rules.get(&key).filter(|_| row.len() >= shortest) else { continue };
            for (place, _) in row {
                if let Some(slot) = numbers.get(*place).and_then(|number| choices.get_mut(*number)) {
                    *slot = *choice;
                }
            }
        }
    }

    fn choose_emoji_in_rows(&self, choices: &mut [Choice]) {
        let mut gap = 0;
        let is_same = |a: &Item, b: &Item| matches!((a, b), (Item::Emoji(a, _), Item::Emoji(b, _)) if a == b);
        for row in self.items.chunk_by(is_same) {
            let from = gap;
            gap += row.iter().filter(|item| !matches!(item, Item::Known(_))).count();
            let Item::Emoji(_, is_open) = row[0] else { continue };
            if let Some(choices) = choices.get_mut(from..gap).filter(|choices| choices.len() > 1) {
                choices.fill(emoji_rows::one_for_all(choices, is_open));
            }
        }
    }

    fn choose_direction_marks(&self, choices: &mut [Choice]) {
        if self.signs.is_empty() && self.marks.is_empty() {
            return;
        }
        let numbers = self.numbers();
        let best: Vec<char> = choices.iter().map(|choice| choice.best).collect();
        let cell = |at: usize| {
            let best = || best.get(numbers[at]).copied().unwrap_or(char::REPLACEMENT_CHARACTER);
            match self.items[at] {
                Item::Known(c) => direction_marks::Cell::Char(c),
                Item::Gap | Item::Emoji(..) | Item::Below(_) => direction_marks::Cell::Char(best()),
                Item::Sign(number) => direction_marks::Cell::Open(best(), self.signs[number].1),
                Item::Mark(number) => direction_marks::Cell::Open(best(), self.marks[number].2),
            }
        };
        direction_marks::find(self.items.len(), cell, |at, found| {
            if let Some(choice) = choices.get_mut(numbers[at]) {
                *choice = direction_marks::chosen(found, choice);
            }
        });
    }

    /// The number among the gaps of each item, or of the gap behind it.
    fn numbers(&self) -> Vec<usize> {
        let number = |count: &mut usize, item: &Item| {
            let own = *count;
            *count += usize::from(!matches!(item, Item::Known(_)));
            Some(own)
        };
        self.items.iter().scan(0, number).collect()
    }

    /// Chooses anew among marks of which one byte is left. The restoration model has hardly met them; what follows what tells them apart.
    fn choose_marks(&self, choices: &mut [Choice]) {
        if self.marks.is_empty() && self.below.is_empty() {
            return;
        }
        let before = choices.to_vec();
        let numbers = self.numbers();
        let best: Vec<char> = choices.iter().map(|choice| choice.best).collect();
        let cell = |at: usize| match self.items[at] {
            Item::Known(c) => Cell::Known(c),
            Item::Gap | Item::Sign(_) | Item::Emoji(..) => {
                Cell::Known(best.get(numbers[at]).copied().unwrap_or(char::REPLACEMENT_CHARACTER))
            }
            Item::Mark(number) => Cell::Mark(&self.marks[number].1),
            Item::Below(number) => Cell::Gap(&self.below[number].1, &before[numbers[at]]),
        };
        let marks = self
            .items
            .iter()
            .zip(&numbers)
            .filter(|(item, _)| matches!(item, Item::Mark(_) | Item::Below(_)));
        let places: Vec<usize> = marks.map(|(_, number)| *number).collect();
        let worth = if self.marks.is_empty() { Worth::OF_CHARACTERS } else { Worth::OF_MARKS };
        let mut habits = Habits::of(self.items.len(), |at| match self.items[at] {
            Item::Known(c) => c,
            _ => best.get(numbers[at]).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
        });
        text_model_search::choose(
            self.items.len(),
            worth,
            cell,
            |at| habits.at(at),
            |number, choice| {
                if let Some(slot) = choices.get_mut(places[number]) {
                    *slot = choice;
                }
            },
        );
    }
}

fn direction_marks_of(reader: &SequenceReader, gap: &Gap) -> Marks {
    Marks::which(|c| reader.is_candidate(gap, c))
}
