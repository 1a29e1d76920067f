//! A document in blocks, one repaired after another, each in the light of those before: whether all of it is at hand or comes in pieces.

use std::borrow::Cow;
use std::ops::Range;

use crate::channel::{Channel, Layer, MAX_LAYERS};
use crate::options::Options;
use crate::repair::evidence::mixture;
use crate::repair::evidence::mixture::commonest;
use crate::repair::evidence::mixture::Plan;
use crate::repair::evidence::permits::Permits;
use crate::repair::evidence::words::Vocabulary;
use crate::repair::evidence::Evidence;
use crate::repair::log::provenance::Log;
use crate::repair::scan;
use crate::repair::scan::lines::{block_len, within, BLOCK};
use crate::repair::undo;
use crate::repair::undo::lossless;
use crate::repair::undo::lossless::{Scratch, Swept};
use crate::repair::undo::sequence_reader::SequenceReader;

/// What the blocks so far have shown, and memory that each block uses again.
pub(crate) struct Session<'e> {
    evidence: Cow<'e, Evidence>,
    scratch: Scratch,
}

/// What comes next of a text.
pub(crate) struct Piece<'a> {
    /// Bytes of the text as it was.
    pub(crate) len: usize,
    /// What became of it, and the repairs, counted from its beginning; nothing if it stays.
    pub(crate) repaired: Option<(Cow<'a, str>, Log)>,
}

impl<'e> Session<'e> {
    /// Begins with what is known of the damage.
    pub(crate) fn of(evidence: &'e Evidence) -> Session<'e> {
        Session { evidence: Cow::Borrowed(evidence), scratch: Scratch::default() }
    }

    pub(crate) fn into_owned(self) -> Session<'static> {
        Session { evidence: Cow::Owned(self.evidence.into_owned()), scratch: self.scratch }
    }

    /// What comes at `at`: all blocks in which nothing can be damaged, or the one block that is next. `foreign` are the lines of the text that
    /// are bytes of another encoding. If the text is not `complete`, a block that may become longer is left; nothing comes then, or at the
    /// text's end.
    pub(crate) fn next<'a>(
        &'a mut self,
        text: &'a str,
        at: usize,
        foreign: &[Range<usize>],
        complete: bool,
        options: &Options,
    ) -> Option<Piece<'a>> {
        let next_len = |at: usize| {
            let rest = &text[at..];
            (rest.len() > BLOCK || complete && !rest.is_empty()).then(|| block_len(rest))
        };
        let first = next_len(at)?;
        let suspect = next_to_weigh(text, at, foreign, options);
        if suspect.is_none() && complete {
            return Some(Piece { len: text.len() - at, repaired: None });
        }
        let suspect = suspect.unwrap_or(text.len());
        let mut end = at;
        while let Some(len) = next_len(end).filter(|len| end + len <= suspect) {
            end += len;
        }
        if end > at {
            return Some(Piece { len: end - at, repaired: None });
        }
        let block = &text[at..at + first];
        if options.channel.is_none() && scan::vocabulary::is_byte_level(block) {
            return Some(Piece { len: first, repaired: None });
        }
        let foreign = within(foreign, at..at + first);
        let is_last = complete && at + first == text.len();
        // No line before the one that is next to weigh need be looked at again.
        let quiet = memchr::memrchr(b'\n', &block.as_bytes()[..suspect - at]).map_or(0, |last| last + 1);
        let block = Block { text: block, foreign: &foreign, quiet, is_last };
        let (now, log) = repair_block(block, &mut self.evidence, &mut self.scratch, options);
        let repaired = (!log.records.is_empty()).then_some((now, log));
        Some(Piece { len: first, repaired })
    }
}

/// The place at or after `at` where damage could begin, by what `options` say.
fn next_to_weigh(text: &str, at: usize, foreign: &[Range<usize>], options: &Options) -> Option<usize> {
    if options.channel.is_some() {
        return Some(scan::next_beyond_ascii(text.as_bytes(), at)).filter(|next| *next < text.len());
    }
    let interest = next_of_interest(text, at, foreign);
    options.leads.next(&text[..interest.unwrap_or(text.len())], at).or(interest)
}

/// The place at or after `at` where damage could begin.
pub(crate) fn next_of_interest(text: &str, at: usize, foreign: &[Range<usize>]) -> Option<usize> {
    let next = foreign.get(foreign.partition_point(|range| range.end <= at));
    let line = next.map(|range| range.start.max(at));
    scan::next_suspect_of_any_kind(&text[..line.unwrap_or(text.len())], at).or(line)
}

/// Undoes the layers of a channel that is known.
fn undo_channel<'a>(block: &'a str, channel: Channel, options: &Options) -> (Cow<'a, str>, Log) {
    let mut text = Cow::Borrowed(block);
    let mut log = Log::default();
    for garbling in channel.garblings().iter().rev() {
        let plan = Plan::of_all(*garbling, text.len());
        if !undo_plan(block, &mut text, &mut log, &plan, options) {
            break;
        }
    }
    (text, log)
}

/// Lines that are repaired together.
#[derive(Clone, Copy)]
struct Block<'a, 'f> {
    text: &'a str,
    /// Lines that are bytes of another encoding.
    foreign: &'f [Range<usize>],
    /// Bytes of lines at the beginning that show no sign of damage.
    quiet: usize,
    /// Behind the last block, nothing need be learnt.
    is_last: bool,
}

/// Undoes one layer after another, until no further one is to be found. The result is the block itself if nothing was repaired.
fn repair_block<'a>(
    block: Block<'a, '_>,
    evidence: &mut Cow<'_, Evidence>,
    scratch: &'a mut Scratch,
    options: &Options,
) -> (Cow<'a, str>, Log) {
    let Block { text: block, foreign, quiet, is_last } = block;
    // What is so short is undone in one sweep if all its lines went through one layer that lost nothing.
    let is_short = block.len() < SWEPT && foreign.is_empty();
    if let Some(channel) = options.channel {
        let layer = match channel.garblings() {
            [only] if is_short => only.lossless(),
            _ => None,
        };
        return match layer.and_then(|layer| lossless::undo_all(block, layer.page, scratch)) {
            Some((restored, runs)) => (Cow::Borrowed(restored), Log::exact(channel, runs)),
            None => undo_channel(block, channel, options),
        };
    }
    let mut text = Cow::Borrowed(block);
    let mut log = Log::default();
    let permits = &options.permits;
    let main = options.main.filter(|main| foreign.is_empty() && permits.allow(main.garbling));
    let by_main = main.and_then(|main| mixture::judge_by(main, block));
    // What explains all lines and lost nothing, by a glance: what is known, or where nothing is, the commonest damage.
    let explains_all = match (main, &by_main) {
        (Some(main), Some(_)) if is_short => main.garbling.lossless(),
        (_, None) if is_short && is_last && evidence.is_empty() => commonest::of_all(block, permits),
        _ => None,
    };
    if let Some(layer) = explains_all {
        if let Some((restored, runs)) = lossless::undo_all(block, layer.page, scratch) {
            log = Log::exact(Channel::of(layer), runs);
            if scan::next_suspect_of_any_kind(restored, 0).is_none() {
                return (Cow::Borrowed(restored), log);
            }
            text = Cow::Owned(restored.to_owned());
        } else if let Some(plan) = by_main {
            undo_plan(block, &mut text, &mut log, &plan, options);
        }
    } else if by_main.is_some_and(|plan| undo_plan(block, &mut text, &mut log, &plan, options)) {
        // What is known explained all lines.
    } else if let Some((layer, learnt)) = settled(block, foreign, quiet, evidence, permits) {
        let reader = SequenceReader::of(layer);
        if let Some(Swept { text: restored, runs, left }) = lossless::undo_throughout(block, &reader, scratch)
        {
            *evidence = Cow::Owned(learnt);
            evidence
                .to_mut()
                .note_swept(layer, runs.len().min(memchr::memchr_iter(b'\n', block.as_bytes()).count() + 1));
            log = Log::exact(Channel::of(layer), runs);
            if left.is_empty() && scan::next_suspect_of_any_kind(restored, 0).is_none() {
                return (Cow::Borrowed(restored), log);
            }
            text = Cow::Owned(restored.to_owned());
            if !left.is_empty() {
                let (plan, learnt) =
                    mixture::judge_rest(&text, &between(&left, text.len()), evidence, permits);
                evidence.to_mut().merge(&learnt);
                undo_plan(block, &mut text, &mut log, &plan, options);
            }
        }
    }
    // For blocks to come. A pass must not use what the one before said: a line that nothing explained would count once more.
    let mut all_learnt = Evidence::default();
    for depth in usize::from(!log.records.is_empty())..MAX_PASSES {
        if depth > 0 && scan::next_suspect_of_any_kind(&text, 0).is_none() {
            break;
        }
        // What bytes stood for is known after the first pass.
        let (foreign, quiet) = if depth == 0 { (foreign, quiet) } else { (&[][..], 0) };
        let (plan, learnt) = mixture::judge(&text, foreign, quiet, depth, evidence, permits);
        if !is_last {
            all_learnt.merge(&learnt);
        }
        if !undo_plan(block, &mut text, &mut log, &plan, options) {
            break;
        }
    }
    if !all_learnt.is_empty() {
        evidence.to_mut().merge(&all_learnt);
    }
    (text, log)
}

/// Undoes what `plan` says of `text`, which `log` made of `block`; false if that is nothing.
fn undo_plan(block: &str, text: &mut Cow<'_, str>, log: &mut Log, plan: &Plan, options: &Options) -> bool {
    if plan.judgements.is_empty() {
        return false;
    }
    let mut vocabulary = Vocabulary::Known(options.words());
    let (caution, names) = (options.caution, &options.names);
    let (next, undone) = undo::undo(block, text, plan, log, caution, &mut vocabulary, names);
    if undone.is_empty() {
        return false;
    }
    log.undo(text, undone, caution);
    *text = Cow::Owned(next);
    true
}

/// What is between ranges of a text of so many bytes.
fn between(ranges: &[Range<usize>], len: usize) -> Vec<Range<usize>> {
    let starts = std::iter::once(0).chain(ranges.iter().map(|range| range.end));
    let ends = ranges.iter().map(|range| range.start).chain([len]);
    starts.zip(ends).map(|(start, end)| start..end).filter(|range| !range.is_empty()).collect()
}

/// A layer that lost nothing and that nearly all of the block may have gone through, by what earlier blocks say, or its own beginning; and the
/// evidence for it.
fn settled(
    block: &str,
    foreign: &[Range<usize>],
    quiet: usize,
    evidence: &Evidence,
    permits: &Permits,
) -> Option<(Layer, Evidence)> {
    if !foreign.is_empty() || block.len() < SWEPT {
        return None;
    }
    let known = evidence.settled().filter(|layer| permits.allow((*layer).into()));
    known.map(|layer| (layer, evidence.clone())).or_else(|| {
        let first = scan::next_suspect_of_any_kind(block, quiet)?;
        let start = memchr::memrchr(b'\n', &block.as_bytes()[..first]).map_or(0, |at| at + 1);
        // Whole lines: what is cut may not be read to its end.
        let end = memchr::memrchr(b'\n', &block.as_bytes()[first..block.len().min(first + BEGINNING)])?;
        let end = first + end + 1;
        let mut own = evidence.clone();
        own.merge(&mixture::judge(&block[start..end], &[], 0, 0, evidence, permits).1);
        own.settled().filter(|layer| permits.allow((*layer).into())).map(|layer| (layer, own))
    })
}

/// Bytes of the shortest block that is worth a sweep, and of its beginning that tells whether to try.
const SWEPT: usize = 1 << 12;
const BEGINNING: usize = 1 << 13;

/// Layers undone in one block at the most: as many as a channel can have, and as many again where different stretches went
/// through different channels.
pub(crate) const MAX_PASSES: usize = 2 * MAX_LAYERS;
