//! Undoing a multi-byte page over a whole text, piece by piece.

use std::collections::HashMap;

use super::lattice::{Choice, Form, Lattice, RUNNERS_UP};
use super::multi_byte::{next_beyond_ascii, Found, Gap, Part};
use super::provenance::{Log, Undone};
use crate::channel::Channel;
use crate::model::plausibility::{State, BIT};
use crate::model::restoration;

/// A stretch of the text, by its place.
enum Stretch {
    Copied(std::ops::Range<usize>),
    /// A piece of this many parts, and of this many bytes of the text.
    Piece { parts: usize, len: usize, channel: Channel },
}

/// Undoes `found` wherever a run is better read so. `log` tells what was undone before. A piece whose gaps are less likely than
/// `least_confidence` taken together stays as it stands, or becomes U+FFFD if it is one character.
pub(crate) fn undo(
    original: &str,
    text: &str,
    found: &Found,
    log: &Log,
    least_confidence: f32,
) -> (String, Vec<Undone>) {
    let reader = &found.reader;
    let fresh = log.records.is_empty();
    let mut lattice = Lattice::new(restoration::restoration());
    let mut forms: HashMap<(Gap, char, char), Form> = HashMap::new();
    let mut stretches = Vec::new();
    let mut all_parts: Vec<Part> = Vec::new();
    let mut run_parts: Vec<Part> = Vec::new();
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut copied) = (0, 0);
    let mut before = '\n';
    while let Some(next) = next_beyond_ascii(text, at) {
        if next > copied {
            before = text[..next].chars().next_back().unwrap_or('\n');
        }
        run_parts.clear();
        pieces.clear();
        let run = reader.weigh(text, next, before, |parts, len| {
            run_parts.extend_from_slice(parts);
            pieces.push((parts.len(), len));
        });
        let Some(run) = run.filter(|run| run.gain + found.credit > 0) else {
            at = next + text[next..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        text[copied..next].chars().for_each(|c| lattice.known(c));
        stretches.push(Stretch::Copied(copied..next));
        copied = next;
        let mut parts = run_parts.iter();
        for &(count, len) in &pieces {
            let source = copied..copied + len;
            let channel = if fresh {
                Some(found.channel())
            } else {
                log.channel_at((original, text), source.clone(), reader.page, None)
            };
            let Some(channel) = channel else { break };
            for _ in 0..count {
                let Some(part) = parts.next() else { break };
                match part {
                    Part::Whole(c) => {
                        lattice.known(*c);
                        before = *c;
                    }
                    Part::Gap(gap) => {
                        let after = match parts.as_slice().first() {
                            Some(Part::Whole(c)) => *c,
                            Some(Part::Gap(_)) => char::REPLACEMENT_CHARACTER,
                            None => text[run.end..].chars().next().unwrap_or('\n'),
                        };
                        let form = *forms.entry((*gap, before, after)).or_insert_with(|| {
                            let mut candidates = Vec::new();
                            reader.candidates(gap, &mut |c| candidates.push((c, fit(before, c, after))));
                            lattice.form(candidates.into_iter())
                        });
                        lattice.gap(form);
                        before = char::REPLACEMENT_CHARACTER;
                    }
                }
                all_parts.push(*part);
            }
            stretches.push(Stretch::Piece { parts: count, len, channel });
            copied = source.end;
        }
        at = run.end.max(copied);
    }
    text[copied..].chars().for_each(|c| lattice.known(c));
    stretches.push(Stretch::Copied(copied..text.len()));
    Writer { text, parts: &all_parts, choices: lattice.solve(), out: String::with_capacity(text.len()), undone: Vec::new() }
        .write(stretches, least_confidence)
}

/// How well a character goes between its neighbours, in nats. The restoration model has learnt to tell characters apart that single-byte
/// pages lose together, and a full stop from a comma is not among its lessons; what class stands beside what, the other model knows.
fn fit(before: char, c: char, after: char) -> f32 {
    let cost = |before: char, after: char| match (before, after) {
        (char::REPLACEMENT_CHARACTER, _) | (_, char::REPLACEMENT_CHARACTER) => 0,
        _ => State::after(before).class_cost(after),
    };
    -((cost(before, c) + cost(c, after)) as f32) / BIT as f32 * std::f32::consts::LN_2
}

/// Puts the stretches together, and says what became of each.
struct Writer<'a> {
    text: &'a str,
    parts: &'a [Part],
    choices: &'a [Choice],
    out: String,
    undone: Vec<Undone>,
}

impl Writer<'_> {
    fn write(mut self, stretches: Vec<Stretch>, least_confidence: f32) -> (String, Vec<Undone>) {
        let mut at = 0;
        for stretch in stretches {
            match stretch {
                Stretch::Copied(range) => {
                    at = range.end;
                    self.out.push_str(&self.text[range]);
                }
                Stretch::Piece { parts, len, channel } => {
                    self.piece(parts, at..at + len, channel, least_confidence);
                    at += len;
                }
            }
        }
        (self.out, self.undone)
    }

    fn piece(&mut self, count: usize, source: std::ops::Range<usize>, channel: Channel, least_confidence: f32) {
        let (parts, rest) = self.parts.split_at(count);
        self.parts = rest;
        let gaps = parts.iter().filter(|part| matches!(part, Part::Gap(_))).count();
        let (choices, rest) = self.choices.split_at(gaps.min(self.choices.len()));
        self.choices = rest;
        let start = self.out.len();
        let mut filled = choices.iter();
        for part in parts {
            self.out.push(match part {
                Part::Whole(c) => *c,
                Part::Gap(_) => filled.next().map_or(char::REPLACEMENT_CHARACTER, |choice| choice.best),
            });
        }
        let confidence: f32 = choices.iter().map(|choice| choice.confidence).product();
        let alone = count == 1 && gaps == 1;
        let stands = channel.apply(&self.out[start..]) == self.text[source.clone()];
        if !stands || (gaps > 0 && !alone && confidence < least_confidence) {
            self.out.truncate(start);
            self.out.push_str(&self.text[source]);
            return;
        }
        let choice = match choices {
            [] => None,
            [choice] if alone => Some(*choice),
            [first, ..] => Some(Choice { confidence, runners_up: [('\0', 0.0); RUNNERS_UP], ..*first }),
        };
        if alone && confidence < least_confidence {
            self.out.truncate(start);
            self.out.push(char::REPLACEMENT_CHARACTER);
        }
        let restored = start..self.out.len();
        let exact_before = self.undone.last_mut().filter(|last| {
            last.choice.is_none() && choice.is_none() && last.source.end == source.start && last.channel == channel
        });
        match exact_before {
            Some(last) => {
                last.source.end = source.end;
                last.restored.end = restored.end;
            }
            None => self.undone.push(Undone { source, restored, channel, choice }),
        }
    }
}
