//! Conversations in JSON, as one document or as JSON Lines.
//!
//! The text is not turned into values. A scanner follows the brackets and takes down where the strings stand, so turns are ranges into the
//! text like those of any other format, and escapes stay as they are written. What is a message is said by a [`Shape`]: paths, from the object
//! that is the message to the values that tell who speaks, what is said, and when. A new shape is a row in a table.

mod message;
mod shape;
mod shapes;
mod tree;

use super::doubt::{Doubt, Talk};
use crate::turn::lines::trim_invisible;
use crate::turn::{Grammar, Head, Kind, Mark};
use message::Message;
pub(in crate::turn) use shape::Shape;
use shape::{Field, Fields, Step};
pub(super) use shapes::*;
use std::ops::Range;
use tree::Tree;

/// Levels of brackets that are followed. Deeper ones are counted, not looked into.
const DEEPEST: usize = 256;

/// Bytes from the first message of a tree whose branch is not known that are waited for it.
const LONGEST_WAIT: usize = 4 << 20;

pub(super) fn grammar(shape: &'static Shape) -> Box<dyn Grammar> {
    Box::new(Json::new(shape))
}

/// How many messages of this shape `text` holds.
pub(in crate::turn) fn messages_in(shape: &'static Shape, text: &str) -> usize {
    let (mut json, mut marks) = (Json::new(shape), Vec::new());
    json.mark(text, 0..text.len(), &mut marks);
    if shape.doubt == Doubt::None || shape.doubt.is_overcome(&talk(&marks, text)) {
        json.messages
    } else {
        0
    }
}

/// What the messages that were found have in common.
fn talk<'t>(marks: &[Mark], text: &'t str) -> Talk<'t> {
    let mut talk = Talk::default();
    for pair in marks.windows(2) {
        let [Mark::Turn(head), Mark::End(end)] = pair else { continue };
        if let Some(speaker) = head.speaker.clone() {
            talk.add(&text[speaker], &text[head.content..*end], head.stamp.is_some());
        }
    }
    talk
}

struct Json {
    shape: &'static Shape,
    fields: Fields,
    stack: Vec<Frame>,
    /// Brackets open beyond `DEEPEST`.
    deeper: usize,
    /// Where the string begins that the text at hand ends in.
    string: Option<usize>,
    /// Where the last message ended; none may begin before.
    done: usize,
    messages: usize,
    found: bool,
    tree: Tree,
    /// Lists of values that are no longer needed, for brackets to come.
    spare: Vec<Vec<(usize, Range<usize>)>>,
}

/// An open bracket.
#[derive(Default)]
struct Frame {
    start: usize,
    object: bool,
    /// In an object, a key comes next, not a value.
    key_next: bool,
    /// The key whose value comes next; in a list, that of each.
    key: Step,
    /// Where the key stands.
    key_range: Range<usize>,
    /// It is one of those whose values hold messages. The text of the key may be gone when they come.
    holds: bool,
    /// It is one of those whose values hold none.
    holds_other: bool,
    /// The values found so far.
    values: Vec<(usize, Range<usize>)>,
    /// It has been given out as a message.
    given: bool,
    /// The key is that of replies that were rejected.
    rejected: bool,
    /// It lies in a reply that is not followed.
    aside: bool,
    /// Objects in it so far.
    objects: usize,
}

impl Grammar for Json {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        let bytes = text.as_bytes();
        let mut at = block.start;
        while at < block.end {
            if let Some(start) = self.string {
                match string_end(&bytes[..block.end], at) {
                    Some(end) => {
                        self.string = None;
                        self.take(text, start..end);
                        at = end + 1;
                    }
                    None => break,
                }
                continue;
            }
            match bytes[at] {
                b'"' => self.string = Some(at + 1),
                open @ (b'{' | b'[') => self.open(text, at, open == b'{', marks),
                b'}' | b']' => self.shut(text, at + 1, marks),
                b',' => {
                    if let Some(frame) = self.stack.last_mut().filter(|_| self.deeper == 0) {
                        frame.key_next = frame.object;
                    }
                }
                b':' => {
                    if let Some(frame) = self.stack.last_mut().filter(|_| self.deeper == 0) {
                        frame.key_next = false;
                    }
                }
                b'0'..=b'9' | b'-' | b'n' | b't' | b'f' => {
                    let rest = &bytes[at..block.end];
                    let length =
                        rest.iter().take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)).count();
                    // Null is nothing, at the place where it stands.
                    let null = rest.starts_with(b"null");
                    if self.stack.last().is_some_and(|frame| !frame.key_next) {
                        self.value(at..if null { at } else { at + length }, null);
                    }
                    at += length.max(1);
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        if self.tree.waits_since().is_some_and(|since| block.end - since > LONGEST_WAIT) {
            for message in self.tree.all() {
                self.give(message, text, marks);
            }
        }
    }

    fn rebase(&mut self, by: usize) {
        // A string may have begun in a part of a turn that was too long to hold.
        self.string = self.string.map(|start| start.saturating_sub(by));
        self.done = self.done.saturating_sub(by);
        self.tree.rebase(by);
        for frame in &mut self.stack {
            // Brackets that enclose the messages may lie in what is gone; nothing asks where.
            frame.start = frame.start.saturating_sub(by);
            for range in frame.values.iter_mut().map(|(_, range)| range).chain([&mut frame.key_range]) {
                *range = range.start.saturating_sub(by)..range.end.saturating_sub(by);
            }
        }
    }

    fn found(&self) -> bool {
        self.found
    }
}

/// Where the quotation mark stands that ends the string at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

impl Json {
    fn new(shape: &'static Shape) -> Json {
        Json {
            shape,
            fields: Fields::new(shape),
            stack: Vec::new(),
            deeper: 0,
            string: None,
            done: 0,
            messages: 0,
            found: false,
            tree: Tree::default(),
            spare: Vec::new(),
        }
    }

    fn open(&mut self, text: &str, at: usize, object: bool, marks: &mut Vec<Mark>) {
        if self.deeper > 0 || self.stack.len() >= DEEPEST {
            self.deeper += 1;
            return;
        }
        if self.stack.last().is_some_and(|frame| frame.object) {
            // A list or an object where words are expected: they say nothing until some are found in it.
            let key = self.stack.last().map_or(Step::Other, |frame| frame.key);
            let mut number = 0;
            while let Some(index) = self.fields.beginning_with(key, number) {
                number += 1;
                if let Some(frame) = self.stack.last_mut() {
                    frame.values.push((index, at + 1..at + 1));
                }
            }
            let replies = self.fields.replies.contains(&key);
            if replies && !object {
                self.reply_list(text, at, marks);
            }
        }
        let aside = match self.stack.last_mut() {
            Some(frame) => {
                let list = !frame.object;
                let number = frame.objects;
                frame.objects += usize::from(object);
                let aside = frame.aside || frame.object && frame.rejected;
                // Of several replies the first is followed.
                let replies = self.shape.branches
                    && list
                    && number > 0
                    && self.stack.len() > 1
                    && self.fields.replies.contains(&self.stack[self.stack.len() - 2].key);
                aside || replies
            }
            None => false,
        };
        let key = if object { Step::Other } else { Step::Each };
        let values = self.spare.pop().unwrap_or_default();
        self.stack.push(Frame {
            start: at,
            object,
            key_next: object,
            key,
            aside,
            values,
            ..Frame::default()
        });
    }

    /// The replies to a message begin: it is given out before them.
    fn reply_list(&mut self, text: &str, at: usize, marks: &mut Vec<Mark>) {
        let Some(message) = self.message(self.stack.len() - 1, text, at) else { return };
        let frame = self.stack.len() - 1;
        self.stack[frame].given = true;
        self.messages += 1;
        if !self.stack[frame].aside {
            self.give(message, text, marks);
        }
    }

    /// Takes in a string, a key or a value.
    fn take(&mut self, text: &str, range: Range<usize>) {
        if self.deeper > 0 {
            return;
        }
        match self.stack.last_mut() {
            Some(frame) if frame.object && frame.key_next => {
                frame.key = self.fields.key(&text[range.clone()]);
                frame.holds_other = self.shape.not_within.contains(&&text[range.clone()]);
                frame.holds = self.shape.within.contains(&&text[range.clone()]);
                frame.rejected =
                    !self.shape.rejected.is_empty() && text[range.clone()] == *self.shape.rejected;
                frame.key_range = range;
            }
            _ => self.value(range, false),
        }
    }

    /// Takes in a value. Those that are no strings count where they can.
    fn value(&mut self, range: Range<usize>, null: bool) {
        if self.deeper > 0 {
            return;
        }
        let Some(last) = self.stack.last().map(|frame| frame.key) else { return };
        let depth = self.stack.len();
        let mut number = 0;
        while let Some(index) = self.fields.ending_with(last, number) {
            number += 1;
            let path = &self.fields.list[index].path;
            if path.len() > depth || null && !matches!(self.fields.list[index].field, Field::Says(_)) {
                continue;
            }
            let from = depth - path.len();
            let fits = self.stack[from].object
                && path.iter().zip(&self.stack[from..]).all(|(step, frame)| *step == frame.key);
            if fits {
                if let Field::Speaks = self.fields.list[index].field {
                    // The key itself is the speaker.
                    let key = self.stack[from].key_range.clone();
                    self.stack[from].values.push((index, key));
                }
                self.stack[from].values.push((index, range.clone()));
            }
        }
    }

    /// Closes the innermost bracket; a message ends with it, or a part of one.
    fn shut(&mut self, text: &str, end: usize, marks: &mut Vec<Mark>) {
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(number) = self.stack.len().checked_sub(1) else { return };
        if self.stack[number].object && !self.stack[number].given {
            self.object(number, text, end, marks);
        }
        let closes = self.tree.closes_with(number);
        let Some(mut frame) = self.stack.pop() else { return };
        if closes {
            let current =
                |(index, _): &&(usize, Range<usize>)| self.fields.list[*index].field == Field::Current;
            let current = frame.values.iter().find(current).map(|(_, range)| range.clone());
            for message in self.tree.branch(current, text) {
                self.give(message, text, marks);
            }
        }
        frame.values.clear();
        self.spare.push(frame.values);
    }

    /// An object ends: it may be a message, or several.
    fn object(&mut self, number: usize, text: &str, end: usize, marks: &mut Vec<Mark>) {
        // A message around another: the inner one has been given out, and turns do not overlap.
        if self.stack[number].start < self.done || self.stack[number].aside {
            return;
        }
        let values = &self.stack[number].values;
        let spoken = || values.iter().filter(|(index, _)| self.fields.list[*index].field == Field::Speaks);
        if spoken().count() >= 4 && spoken().any(|(_, key)| self.shape.asks.contains(&&text[key.clone()])) {
            // Keys and values in turn.
            let frame = &self.stack[number];
            for message in message::by_keys(frame.start, end, &frame.values) {
                self.messages += 1;
                self.give(message, text, marks);
            }
            self.done = end;
            return;
        }
        let dialogue = values.iter().find(|(index, _)| self.fields.list[*index].field == Field::Dialogue);
        if let Some((_, range)) = dialogue {
            for message in message::in_dialogue(self.stack[number].start, end, range.clone(), text) {
                self.messages += 1;
                self.give(message, text, marks);
            }
            return;
        }
        let lines = values.iter().find(|(index, _)| self.fields.list[*index].field == Field::Lines);
        if let Some((_, range)) = lines {
            for message in message::in_lines(self.stack[number].start, end, range.clone(), text) {
                self.messages += 1;
                self.give(message, text, marks);
            }
            return;
        }
        let Some(message) = self.message(number, text, end) else { return };
        self.messages += 1;
        let value = |field: Field| {
            let frame = &self.stack[number];
            let found = frame.values.iter().find(|(index, _)| self.fields.list[*index].field == field);
            found.map(|(_, range)| range.clone())
        };
        match value(Field::Id) {
            Some(id) if number >= 2 => self.tree.add(id, value(Field::Parent), message, number - 2),
            _ => self.give(message, text, marks),
        }
    }

    /// The message that the frame with this number is, if it is one.
    fn message(&self, number: usize, text: &str, end: usize) -> Option<Message> {
        // The list, or the object with a key for each, is the value of a key.
        if !self.shape.within.is_empty() && !self.stack[number.checked_sub(2)?].holds {
            return None;
        }
        if number > 1 && self.stack[number - 2].holds_other {
            return None;
        }
        // What is the value of a key belongs to the object around it: `{"commit": {"user": …, "message": …}}`.
        let is_value = || number > 0 && self.stack[number - 1].object;
        if self.shape.doubt != Doubt::None && is_value() {
            return None;
        }
        let frame = &self.stack[number];
        Message::read(self.shape, &self.fields, frame.start..end, &frame.values, text)
    }

    fn give(&mut self, message: Message, text: &str, marks: &mut Vec<Mark>) {
        if message.whole.start < self.done {
            return;
        }
        if !self.found && !trim_invisible(text, 0..message.whole.start).is_empty() {
            marks.push(Mark::Turn(Head { kind: Kind::Markup, ..Head::at(0, 0) }));
            marks.push(Mark::End(0));
        }
        self.found = true;
        self.done = message.whole.end.max(message.whole.start + 1);
        message.mark(self.shape.joined, marks);
    }
}
