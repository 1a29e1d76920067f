//! The pipeline of repair: find what could be damaged, infer the channel, undo it, and note what was done.

pub(crate) mod blank;
pub(crate) mod calibrate;
pub(crate) mod candidates;
pub(crate) mod chain;
pub(crate) mod evidence;
pub(crate) mod explainer;
pub(crate) mod habit;
pub(crate) mod infer;
pub(crate) mod invert;
pub(crate) mod lattice;
pub(crate) mod leaning;
pub(crate) mod legacy;
pub(crate) mod lines;
pub(crate) mod log_space;
pub(crate) mod memo;
pub(crate) mod mixture;
pub(crate) mod multi_byte;
pub(crate) mod odds;
pub(crate) mod priors;
pub(crate) mod provenance;
pub(crate) mod realign;
pub(crate) mod records;
pub(crate) mod scan;
pub(crate) mod score;
pub(crate) mod settle;
pub(crate) mod signs;
pub(crate) mod spelling;
pub(crate) mod stands;
pub(crate) mod sweep;
pub(crate) mod undo;
pub(crate) mod unit;
pub(crate) mod witness;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::channel::{Channel, Layer, MAX_LAYERS};
use crate::decode;
use crate::growth;
use crate::options::Options;
use evidence::Evidence;
use lines::block_len;
use mixture::Plan;
use provenance::Log;
use records::Record;
use sweep::{Scratch, Swept};
use unit::Inverter;

/// Repairs mojibake in `text`.
///
/// The channel is inferred from the text itself. Characters of which all bytes are there come back exactly; those that lost
/// bytes are inferred, with a stated confidence. Text that is not damaged comes back borrowed and unchanged after one scan.
///
/// Takes time and memory in step with the length of the text.
///
/// ```
/// let repaired = lacuna::repair("Ah, youâ€™re tapping into the soul ðŸ”„");
/// assert_eq!(repaired.text(), "Ah, you’re tapping into the soul 🔄");
/// ```
pub fn repair(text: &str) -> Repaired<'_> {
    with(text, &Options::new())
}

/// Repairs mojibake in an input of any bytes.
///
/// UTF-8 and UTF-16 (by its byte order mark) are read as such; a byte that is neither stands for itself as windows-1252 has it, and so
/// does every byte of an input whose beginning has too many of these to be UTF-8. From there on as [`repair`], with an eye to the encodings
/// that such bytes can be of. Borrows if the input is UTF-8 and nothing is repaired.
///
/// ```
/// assert_eq!(lacuna::repair_bytes(b"caf\xC3\x83\xC2\xA9").text(), "café");
/// assert_eq!(lacuna::repair_bytes(b"caf\xE9").text(), "café");
/// ```
pub fn repair_bytes(input: &[u8]) -> Repaired<'_> {
    bytes_with(input, &Options::new())
}

pub(crate) fn bytes_with<'a>(input: &'a [u8], options: &Options) -> Repaired<'a> {
    let (text, origin) = decode::decode(input);
    let (text, mut log) = match text {
        Cow::Borrowed(text) => with(text, options).into_parts(),
        Cow::Owned(text) => {
            let (restored, log) = with_foreign(&text, origin.foreign(), options).into_parts();
            let restored = match restored {
                Cow::Owned(restored) => Some(restored),
                Cow::Borrowed(_) => None,
            };
            (Cow::Owned(restored.unwrap_or(text)), log)
        }
    };
    log.origin = origin;
    Repaired { text, log }
}

pub(crate) fn with<'a>(text: &'a str, options: &Options) -> Repaired<'a> {
    with_foreign(text, &[], options)
}

/// Repairs a text of which some lines are bytes of another encoding, each shown as windows-1252 has it.
fn with_foreign<'a>(text: &'a str, foreign: &[Range<usize>], options: &Options) -> Repaired<'a> {
    let mut restored: Option<String> = None;
    let mut log = Log::default();
    let mut at = 0;
    let (mut evidence, mut scratch) = (Cow::Borrowed(options.known()), Scratch::default());
    let any = looks_at_all(options);
    while at < text.len() {
        let suspect = if any { next_beyond_ascii(text, at) } else { next_of_interest(text, at, foreign) };
        let Some(suspect) = suspect else { break };
        // Blocks are counted from the text's beginning, whatever the scan passes over.
        while at + block_len(&text[at..]) <= suspect {
            let len = block_len(&text[at..]);
            if let Some(out) = &mut restored {
                out.push_str(&text[at..at + len]);
            }
            at += len;
        }
        let len = block_len(&text[at..]);
        let block = &text[at..at + len];
        let (now, block_log) =
            repair_block(block, &within(foreign, at..at + len), &mut evidence, &mut scratch, options);
        if !block_log.records.is_empty() {
            let out = restored.get_or_insert_with(|| text[..at].to_owned());
            log.make_room(&block_log, at, text.len());
            log.append(block_log, at, out.len());
        }
        if let Some(out) = &mut restored {
            if out.len() + now.len() > out.capacity() {
                out.reserve_exact(now.len().max(growth::expected(out.len(), at, text.len())));
            }
            out.push_str(&now);
        }
        at += len;
    }
    match restored {
        None => Repaired { text: Cow::Borrowed(text), log },
        Some(mut out) => {
            out.push_str(&text[at..]);
            out.shrink_to_fit();
            log.shrink();
            Repaired { text: Cow::Owned(out), log }
        }
    }
}

/// True if what shows no sign of damage may be damaged, by what `options` say.
pub(crate) fn looks_at_all(options: &Options) -> bool {
    options.channel.is_some() || options.known().leaves_no_sign()
}

fn next_beyond_ascii(text: &str, at: usize) -> Option<usize> {
    Some(scan::next_beyond_ascii(text.as_bytes(), at)).filter(|next| *next < text.len())
}

/// What a text shows, judged by itself; `foreign` as `repair_block` has it.
pub(crate) fn learn(text: &str, foreign: &[Range<usize>]) -> Evidence {
    let mut evidence = Evidence::default();
    let mut at = 0;
    while at < text.len() {
        let len = block_len(&text[at..]);
        learn_block(&text[at..at + len], &within(foreign, at..at + len), &mut evidence);
        at += len;
    }
    evidence
}

/// Below a layer that lost bytes no other is looked for: to fill gaps would take most of the time.
fn learn_block(block: &str, foreign: &[Range<usize>], evidence: &mut Evidence) {
    let mut text = Cow::Borrowed(block);
    for depth in 0..MAX_PASSES {
        if depth > 0 && scan::next_suspect_of_any_kind(&text, 0).is_none() {
            return;
        }
        let foreign = if depth == 0 { foreign } else { &[] };
        let mut plan = mixture::judge(&text, foreign, depth, evidence);
        plan.keep_exact();
        let log = Log::default();
        if plan.verdicts.is_empty() {
            return;
        }
        let (next, undone) = undo::undo(&text, &text, &plan, &log, 0.0);
        if undone.is_empty() {
            return;
        }
        text = Cow::Owned(next);
    }
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

/// The place at or after `at` where damage could begin.
pub(crate) fn next_of_interest(text: &str, at: usize, foreign: &[Range<usize>]) -> Option<usize> {
    let next = foreign.get(foreign.partition_point(|range| range.end <= at));
    let line = next.map(|range| range.start.max(at));
    scan::next_suspect_of_any_kind(&text[..line.unwrap_or(text.len())], at).or(line)
}

/// The parts of ranges that lie in `part`, by their places in it.
pub(crate) fn within(ranges: &[Range<usize>], part: Range<usize>) -> Vec<Range<usize>> {
    let first = ranges.partition_point(|range| range.end <= part.start);
    let here = ranges[first..].iter().take_while(|range| range.start < part.end);
    here.map(|range| range.start.max(part.start) - part.start..range.end.min(part.end) - part.start).collect()
}

/// Undoes one layer after another, until no further one is to be found. The result is the block itself if nothing was repaired. The lines
/// `foreign` are bytes of another encoding.
pub(crate) fn repair_block<'a>(
    block: &'a str,
    foreign: &[Range<usize>],
    evidence: &mut Cow<'_, Evidence>,
    scratch: &'a mut Scratch,
    options: &Options,
) -> (Cow<'a, str>, Log) {
    if let Some(channel) = options.channel {
        return undo_channel(block, channel, options);
    }
    let mut text = Cow::Borrowed(block);
    let mut log = Log::default();
    if let Some(main) = options.main.filter(|_| foreign.is_empty()) {
        if let Some(plan) = mixture::judge_by(main, block) {
            undo_plan(block, &mut text, &mut log, &plan, options);
        }
    }
    if !log.records.is_empty() {
        // What is known explained all lines.
    } else if let Some((layer, learnt)) = settled(block, foreign, evidence) {
        let inverter = Inverter::of(layer);
        if let Some(Swept { text: restored, runs, left }) = sweep::undo_throughout(block, &inverter, scratch)
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
                let plan = mixture::judge_rest(&text, &between(&left, text.len()), evidence.to_mut());
                undo_plan(block, &mut text, &mut log, &plan, options);
            }
        }
    }
    for depth in usize::from(!log.records.is_empty())..MAX_PASSES {
        if depth > 0 && scan::next_suspect_of_any_kind(&text, 0).is_none() {
            break;
        }
        // What bytes stood for is known after the first pass.
        let foreign = if depth == 0 { foreign } else { &[] };
        let plan = mixture::judge(&text, foreign, depth, evidence.to_mut());
        if !undo_plan(block, &mut text, &mut log, &plan, options) {
            break;
        }
    }
    (text, log)
}

/// Undoes what `plan` says of `text`, which `log` made of `block`; false if that is nothing.
fn undo_plan(block: &str, text: &mut Cow<'_, str>, log: &mut Log, plan: &Plan, options: &Options) -> bool {
    if plan.verdicts.is_empty() {
        return false;
    }
    let (next, undone) = undo::undo(block, text, plan, log, options.least_confidence);
    if undone.is_empty() {
        return false;
    }
    log.undo(text, undone, options.least_confidence);
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
fn settled(block: &str, foreign: &[Range<usize>], evidence: &Evidence) -> Option<(Layer, Evidence)> {
    if !foreign.is_empty() || block.len() < SWEPT {
        return None;
    }
    let known = evidence.settled().map(|layer| (layer, evidence.clone()));
    known.or_else(|| {
        let first = scan::next_suspect_of_any_kind(block, 0)?;
        let start = memchr::memrchr(b'\n', &block.as_bytes()[..first]).map_or(0, |at| at + 1);
        // Whole lines: what is cut may not be read to its end.
        let end = memchr::memrchr(b'\n', &block.as_bytes()[first..block.len().min(first + BEGINNING)])?;
        let end = first + end + 1;
        let mut own = evidence.clone();
        mixture::judge(&block[start..end], &[], 0, &mut own);
        own.settled().map(|layer| (layer, own))
    })
}

/// Bytes of the shortest block that is worth a sweep, and of its beginning that tells whether to try.
const SWEPT: usize = 1 << 12;
const BEGINNING: usize = 1 << 13;

/// Layers undone in one block at the most: as many as a channel can have, and as many again where different stretches went
/// through different channels.
const MAX_PASSES: usize = 2 * MAX_LAYERS;

/// A repaired text, and what was done to it.
///
/// Borrows the input where nothing was repaired.
#[derive(Clone)]
pub struct Repaired<'a> {
    text: Cow<'a, str>,
    log: Log,
}

impl<'a> Repaired<'a> {
    /// The restored text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The restored text: borrowed if nothing was repaired, else owned.
    pub fn into_text(self) -> Cow<'a, str> {
        self.text
    }

    /// The repairs in the order of the text; they do not overlap.
    ///
    /// Stretches of which nothing was lost are one repair each; every inferred character is a repair of its own.
    pub fn repairs(&self) -> impl ExactSizeIterator<Item = Repair<'_>> {
        self.log.repairs()
    }

    /// The byte range of the input that became `range` of the restored text: the smallest one that covers it.
    ///
    /// Takes time in step with the logarithm of the number of repairs, and the length of the repairs at both ends.
    ///
    /// # Panics
    ///
    /// If `range` is not on character boundaries of [`Repaired::text`].
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        self.log.source(&self.text, range)
    }

    /// The input as it was given, rebuilt from the restored text and the repairs.
    ///
    /// ```
    /// let garbled = "fiancÃ©e, and a cafÃ©";
    /// assert_eq!(lacuna::repair(garbled).original(), garbled.as_bytes());
    /// ```
    pub fn original(&self) -> Vec<u8> {
        self.log.original(&self.text)
    }

    pub(crate) fn into_parts(self) -> (Cow<'a, str>, Log) {
        (self.text, self.log)
    }
}

impl fmt::Debug for Repaired<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repaired")
            .field("text", &self.text)
            .field("repairs", &self.log.records.len())
            .finish()
    }
}

/// One repair: what stood where, what stands there now, by which channel, and how sure that is.
///
/// A view of a few words, free to copy.
#[derive(Clone, Copy)]
pub struct Repair<'a> {
    record: Record,
    log: &'a Log,
}

impl<'a> Repair<'a> {
    pub(crate) fn new(record: Record, log: &'a Log) -> Repair<'a> {
        Repair { record, log }
    }

    /// The byte range of the damaged stretch in the input.
    pub fn source(&self) -> Range<usize> {
        self.log.origin.source(self.record.source())
    }

    /// The byte range of the restored stretch in the restored text.
    pub fn restored(&self) -> Range<usize> {
        self.record.restored()
    }

    /// The channel that turns the restored stretch into the damaged one. A withheld character counts by any of its candidates.
    pub fn channel(&self) -> Channel {
        self.log.channel(&self.record)
    }

    /// Whether the repair is exact, and if not, how sure it is.
    pub fn certainty(&self) -> Certainty<'a> {
        match self.log.inferred(&self.record) {
            None => Certainty::Exact,
            Some((inferred, candidates)) if inferred.withheld => Certainty::Withheld { candidates },
            Some((inferred, runners_up)) => {
                Certainty::Inferred { confidence: inferred.confidence, runners_up }
            }
        }
    }
}

impl fmt::Debug for Repair<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repair")
            .field("source", &self.source())
            .field("restored", &self.restored())
            .field("channel", &self.channel())
            .field("certainty", &self.certainty())
            .finish()
    }
}

/// How sure a repair is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Certainty<'a> {
    /// All bytes survived: the channel turns nothing else into what was found.
    Exact,
    /// Bytes were lost, and a language model chose.
    Inferred {
        /// The probability that the choice is right, from 0 to 1.
        confidence: f32,
        /// What else it could be, likelier ones first, each with its probability. May be empty.
        runners_up: &'a [(char, f32)],
    },
    /// Bytes were lost, and no candidate reached the confidence that [`Options::least_confidence`] asks for: U+FFFD stands in
    /// the character's place.
    Withheld {
        /// What it could be, likelier ones first, each with its probability. At least one.
        candidates: &'a [(char, f32)],
    },
}
