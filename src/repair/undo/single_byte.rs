//! Undoing UTF-8 that was read with single-byte pages.

use std::collections::HashMap;
use std::ops::Range;

use crate::channel::encoding::Encoding;
use crate::channel::{Channel, Layer, Loss};
use crate::model::restoration;
use crate::model::text::State;
use crate::repair::evidence::no_break_space;
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::weigh::{
    is_mojibake_itself, next_beyond_ascii, read_run, weigh, weigh_once, weigh_twice, Before, Sequences,
};
use crate::repair::evidence::words::{Vocabulary, Way};
use crate::repair::infill::choice::Choice;
use crate::repair::infill::confusion_set::ConfusionSet;
use crate::repair::infill::indic;
use crate::repair::infill::lattice::Lattice;
use crate::repair::log::provenance::{number, Log};
use crate::repair::log::record::short;
use crate::repair::undo::numbers;
use crate::repair::undo::sequence::{Gap, Sequence};
use crate::repair::undo::sequence_reader::SequenceReader;
use crate::repair::undo::twice::{self, Lower};
use crate::repair::undo::{Changes, Part};

mod row;

use row::Row;

/// Bytes of a run that are read at once where nothing was lost.
const ROOM: usize = 256;

/// Whole sequences in a row that need no weighing in a line of which more than half went through the layer: by chance, what stands there
/// would hardly be UTF-8 so many times over.
const SELF_EVIDENT: usize = 3;

/// What the result is put together from, in order.
#[derive(Default)]
struct Pieces {
    list: Vec<Piece>,
    /// Characters of which nothing was lost, one behind the other: a piece for each would take more room than all else.
    whole: String,
    channels: Vec<Channel>,
}

/// Lengths are short, and channels are numbers: a text of a megabyte has a hundred thousand pieces.
enum Piece {
    /// So many bytes of the text, as they stand.
    Copied(u32),
    /// So many bytes of `whole`, for so many of the text, by the channel with this number.
    Whole(u32, u32, u32),
    /// One character for so many bytes of the text.
    Gap(u32, u32),
}

impl Pieces {
    fn push_copied(&mut self, len: usize) {
        self.list.push(Piece::Copied(short(len)));
    }

    fn push_whole(&mut self, c: char, len: usize, channel: Channel) {
        self.whole.push(c);
        let (own, len, channel) = (short(c.len_utf8()), short(len), number(&mut self.channels, channel));
        match self.list.last_mut() {
            Some(Piece::Whole(restored, source, last)) if *last == channel => {
                *restored += own;
                *source += len;
            }
            _ => self.list.push(Piece::Whole(own, len, channel)),
        }
    }

    fn push_gap(&mut self, len: usize, channel: Channel) {
        self.list.push(Piece::Gap(short(len), number(&mut self.channels, channel)));
    }
}

/// Undoes the layers of `parts` wherever a run is better read as mojibake. `log` tells what was undone before: a sequence of such a layer went
/// through the same layers afterwards with all its bytes.
pub(crate) fn undo(
    original: &str,
    text: &str,
    parts: &[Part<SequenceReader>],
    log: &Log,
    vocabulary: &mut Vocabulary,
) -> Changes {
    let plain = |part: &Part<SequenceReader>| !part.by.is_lossy() && part.by.layer.source == Encoding::Utf8;
    if log.records.is_empty() && parts.iter().all(plain) {
        undo_whole(text, parts)
    } else {
        undo_any(original, text, parts, log, vocabulary)
    }
}

/// The same as `undo` for first layers that lost nothing: what stands there is read through a table and checked as UTF-8, a stretch at
/// a time.
fn undo_whole(text: &str, parts: &[Part<SequenceReader>]) -> Changes {
    let mut bytes = [0; ROOM];
    let mut changes = Changes::default();
    let mut sequences = Sequences::new();
    for Part { range, by: reader, credit } in parts {
        let map = reader.layer.page.reverse();
        let only = Channel::of(reader.layer);
        let line = &text[range.clone()];
        let stands = Stands::glanced_at(line);
        let mut before = Before::default();
        let mut at = 0;
        loop {
            let next = next_beyond_ascii(line, at);
            let Some(c) = line[next..].chars().next() else { break };
            at = next + c.len_utf8();
            if !matches!(reader.byte(c), 0xC2..=0xF4) || !reader.has_sequence(&line[next..]) {
                continue;
            }
            let place = |at: usize| range.start + at;
            let mut end = next;
            if credit.least() > 0 {
                loop {
                    let (count, len) = map.look_up(&line[end..], &mut bytes);
                    let restored = valid(&bytes[..count]);
                    if restored.is_empty()
                        || (end == next && restored.chars().nth(SELF_EVIDENT - 1).is_none())
                    {
                        break;
                    }
                    let start = end;
                    end += match restored.len() == count {
                        true => len,
                        false => line[end..].chars().take(restored.len()).map(char::len_utf8).sum(),
                    };
                    changes.exact(place(start)..place(end), restored, only);
                    before.note_restored(line, start..end, restored);
                }
            }
            let evident = end;
            let end = read_run(reader, line, evident, &mut sequences);
            if evident == next {
                if end == next {
                    continue;
                }
                let gain = || weigh(reader, &stands, before.state(&stands, next), next..end, &sequences);
                if !credit.is_certain() && gain() + credit.of(&sequences) <= 0 {
                    at = end;
                    continue;
                }
            }
            let mut here = evident;
            for &(sequence, len) in &sequences {
                let (c, channel) = match sequence {
                    Sequence::Surrogates(c) => {
                        (c, Channel::of(Layer { source: Encoding::Cesu8, ..reader.layer }))
                    }
                    Sequence::Whole(c) => (c, only),
                    Sequence::Gap(_) => break, // there are none where nothing is lost
                };
                changes.exact_char(place(here)..place(here + len), c, channel);
                here += len;
            }
            if here > evident {
                before.note(reader, &sequences, line, evident..here);
            }
            at = here;
        }
    }
    changes
}

/// What `bytes` begin with, as far as it is UTF-8.
fn valid(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default(),
    }
}

fn undo_any(
    original: &str,
    text: &str,
    parts: &[Part<SequenceReader>],
    log: &Log,
    vocabulary: &mut Vocabulary,
) -> Changes {
    let lossy = parts.iter().any(|part| part.by.is_lossy());
    let fresh = log.records.is_empty();
    let may_be_merged = no_break_space::may_be_merged(text);
    let mut pieces = Pieces::default();
    let mut lattice = Lattice::new(restoration::restoration());
    let mut sequences = Sequences::new();
    let mut copied = 0;
    let mut row = Row::default();
    // What a gap is depends on the layer, and lines of few layers take turns.
    let mut sets: HashMap<(Layer, Gap, bool, bool), ConfusionSet> = HashMap::new();
    let mut without_blanks: HashMap<(Layer, Gap), Vec<char>> = HashMap::new();
    let mut sets_below: HashMap<(Layer, Lower), ConfusionSet> = HashMap::new();
    for Part { range, by: reader, credit } in parts {
        let line = &text[..range.end];
        let stands = Stands::glanced_at(line);
        let only = Channel::of(reader.layer);
        let mut before = Before::default();
        let merged =
            if may_be_merged { no_break_space::merged(&line[range.start..], reader) } else { Vec::new() };
        let apart = no_break_space::apart(&line[range.start..], reader);
        let mut at = range.start;
        loop {
            let next = next_beyond_ascii(line, at);
            let Some(c) = line[next..].chars().next() else { break };
            if !matches!(reader.byte(c), 0xC2..=0xF4) {
                at = next + c.len_utf8();
                continue;
            }
            let end = read_run(reader, line, next, &mut sequences);
            let mut whole = sequences.iter().filter(|(sequence, _)| matches!(sequence, Sequence::Whole(_)));
            let self_evident =
                credit.is_certain() || credit.least() > 0 && whole.nth(SELF_EVIDENT - 1).is_some();
            let gains = || {
                self_evident
                    || weigh(reader, &stands, before.state(&stands, next), next..end, &sequences)
                        + credit.of(&sequences)
                        > 0
            };
            if end == next || !gains() {
                // What was weighed is not looked at again, but for a lone lead: an everyday letter.
                let skipped = end > next && reader.has_sequence(&line[next..]);
                at = if skipped { end } else { next + c.len_utf8() };
                continue;
            }
            if lossy {
                text[copied..next].chars().for_each(|c| lattice.known(c));
                row.copied(&text[copied..next]);
            }
            pieces.push_copied(next - copied);
            let mut here = next;
            let left = || before.state(&stands, next);
            if let Some(lower) = went_twice(reader, &stands, left, next..end, &sequences) {
                let mut rest = &sequences[..];
                for lower in lower {
                    let (own, behind) = rest.split_at(lower.sequences());
                    rest = behind;
                    let all: usize = own.iter().map(|(_, len)| len).sum();
                    let len = all - usize::from(lower.is_before_space());
                    let above = log.channel_at((original, text), here..here + len, reader.layer, None);
                    let Some(channel) = above.and_then(|above| lower.channel(reader.layer, above)) else {
                        break;
                    };
                    let set = *sets_below.entry((reader.layer, lower)).or_insert_with(|| {
                        lattice.set(lower.candidates(reader).into_iter().map(|c| (c, 0.0)))
                    });
                    lattice.gap(set);
                    row.below(reader, lower);
                    pieces.push_gap(len, channel);
                    if lower.is_before_space() {
                        lattice.known(' ');
                        row.copied(" ");
                        pieces.push_copied(1);
                    }
                    here += all;
                }
                before.note(reader, &sequences, line, next..end);
                copied = here;
                at = end;
                continue;
            }
            for &(taken, all) in &sequences {
                let ends_in_space = matches!(taken, Sequence::Gap(_)) && line[..here + all].ends_with(' ');
                let place = (here + all).wrapping_sub(1 + range.start);
                // A space behind a character that lost another byte is copied.
                let is_apart = ends_in_space && apart.binary_search(&place).is_ok();
                let shorter = || reader.sequence(&line[here..here + all - 1]);
                let (sequence, len) = if is_apart { shorter().unwrap_or((taken, all)) } else { (taken, all) };
                // All that can fill a gap left the same.
                let (layer, was) = match sequence {
                    Sequence::Whole(c) => (reader.layer, c),
                    Sequence::Surrogates(c) => (Layer { source: Encoding::Cesu8, ..reader.layer }, c),
                    Sequence::Gap(gap) => (reader.layer, reader.likely(&gap)[0]),
                };
                // CESU-8 has no sequences of four bytes.
                let four = match sequence {
                    Sequence::Whole(c) => c > '\u{FFFF}',
                    Sequence::Surrogates(_) => false,
                    Sequence::Gap(gap) => gap.is_of_four(),
                };
                if four && reader.layer.source == Encoding::Cesu8 {
                    break;
                }
                let may_be_merged = ends_in_space && len == all && merged.binary_search(&place).is_ok();
                // The space is one then, and not what the byte became. But it is that byte where a no-break space would make a letter that is not met.
                let without_blank = match sequence {
                    Sequence::Gap(gap) if may_be_merged => {
                        let merged = Layer { loss: layer.loss.merged(), ..layer };
                        let own = &line[here..here + len - 1];
                        let left = without_blanks.entry((reader.layer, gap)).or_insert_with(|| {
                            let mut left = Vec::new();
                            reader.candidates(&gap, &mut |c| {
                                if Channel::of(merged).apply(c.encode_utf8(&mut [0; 4])) == own {
                                    left.push(c);
                                }
                            });
                            left
                        });
                        let loss = Loss { unassigned: layer.loss.unassigned, ..merged.loss };
                        let by_blank = Channel::of(Layer { loss, ..layer });
                        let is_met = |c: &char| by_blank.apply(c.encode_utf8(&mut [0; 4])) == own;
                        let is_any_met = ['à', reader.likely(&gap)[0]].iter().any(is_met);
                        Some(left).filter(|left| is_any_met && !left.is_empty())
                    }
                    _ => None,
                };
                let is_merged = without_blank.is_some();
                let (layer, own) = match is_merged {
                    true => (Layer { loss: layer.loss.merged(), ..layer }, len - 1),
                    false => (layer, len),
                };
                let channel = match sequence {
                    Sequence::Gap(_) if fresh && is_merged => Some(Channel::of(layer)),
                    Sequence::Whole(_) | Sequence::Gap(_) if fresh => Some(only),
                    _ => log.channel_at((original, text), here..here + own, layer, Some(was)),
                };
                let Some(channel) = channel else { break };
                match sequence {
                    Sequence::Whole(c) | Sequence::Surrogates(c) => {
                        if lossy {
                            lattice.known(c);
                            row.known(c);
                        }
                        pieces.push_whole(c, len, channel);
                    }
                    Sequence::Gap(gap) => {
                        let price = numbers::may_be_price(text, &(here..here + len), &gap);
                        let set = *sets.entry((reader.layer, gap, price, is_merged)).or_insert_with(|| {
                            let worth = |c| if price { numbers::worth_in_price(c) } else { indic::worth(c) };
                            let mut candidates = Vec::new();
                            match without_blank {
                                Some(left) => candidates.extend(left.iter().map(|c| (*c, worth(*c)))),
                                None => reader.candidates(&gap, &mut |c| candidates.push((c, worth(c)))),
                            }
                            lattice.set_named(
                                gap.name(),
                                Way::page(reader.layer.page),
                                candidates.into_iter(),
                            )
                        });
                        lattice.gap(set);
                        match is_merged {
                            true => row.gap_before_blank(),
                            false => row.gap(reader, &gap),
                        }
                        pieces.push_gap(own, channel);
                        if is_merged {
                            lattice.known(' ');
                            row.copied(" ");
                            pieces.push_copied(1);
                        }
                    }
                }
                if len < all {
                    lattice.known(' ');
                    row.copied(" ");
                    pieces.push_copied(1);
                }
                here += all;
            }
            before.note(reader, &sequences, line, next..end);
            copied = here;
            // What is left of a run that was broken off stays as it stands.
            at = end;
        }
    }
    if lossy {
        text[copied..].chars().for_each(|c| lattice.known(c));
        row.copied(&text[copied..]);
    }
    let mut choices = lattice.into_choices(vocabulary);
    row.choose_signs(&mut choices);
    write(&pieces, &choices)
}

/// The characters of a run that went through the page twice, if that explains it better than once.
fn went_twice(
    reader: &SequenceReader,
    stands: &Stands,
    left: impl Fn() -> State,
    run: Range<usize>,
    sequences: &Sequences,
) -> Option<Vec<Lower>> {
    let lower = twice::read(reader, stands.text, &run, sequences)?;
    let twice = weigh_twice(reader, stands, left(), run.clone(), &lower);
    // What would be mojibake itself is no better read once: `Ã¢â‚¬â€` was a dash.
    let once = weigh_once(reader, stands, left(), run, sequences);
    (twice > once || is_mojibake_itself(reader, sequences)).then_some(lower)
}

/// What became of each piece.
fn write(pieces: &Pieces, choices: &[Choice]) -> Changes {
    let mut choices = choices.iter();
    let mut whole = pieces.whole.as_str();
    let mut changes = Changes::default();
    let mut source = 0;
    for piece in &pieces.list {
        match *piece {
            Piece::Copied(len) => source += len as usize,
            Piece::Whole(restored, len, channel) => {
                let (own, rest) = whole.split_at(restored as usize);
                whole = rest;
                let end = source + len as usize;
                changes.exact(source..end, own, pieces.channels[channel as usize]);
                source = end;
            }
            Piece::Gap(len, channel) => {
                let end = source + len as usize;
                // Letters elsewhere in the line can speak against all that it can be: then it stays.
                if let Some(choice) = choices.next().filter(|choice| choice.best != '\0') {
                    let mut bytes = [0; 4];
                    let restored = choice.best.encode_utf8(&mut bytes);
                    changes.inferred(source..end, restored, pieces.channels[channel as usize], *choice);
                }
                source = end;
            }
        }
    }
    changes
}
