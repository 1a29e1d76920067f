//! Undoing a layer that lost nothing and that nearly all of a text went through: in one sweep, without a look at single characters.

mod doubtful;

use std::ops::Range;

use crate::channel::char_map::CharMap;
use crate::channel::code_page::CodePage;
use crate::decode::utf8;
use crate::repair::undo::sequence_reader::SequenceReader;
use doubtful::{doubtful, EvidentWords};

/// Runs that it takes to undo a layer that was not weighed anew.
const MANY: usize = 64;

/// Where more than one byte in so many stands in lines that are left, sweeping gains nothing.
const MOSTLY: usize = 8;

/// Bytes that are copied at once where text is ASCII.
const STRIDE: usize = 16;

/// A run of mojibake: where it stood and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    source: Range<u32>,
    restored: Range<u32>,
}

impl Run {
    fn new(source: Range<usize>, restored: Range<usize>) -> Run {
        let short = |range: Range<usize>| range.start as u32..range.end as u32;
        Run { source: short(source), restored: short(restored) }
    }

    pub(crate) fn source(&self) -> Range<usize> {
        self.source.start as usize..self.source.end as usize
    }

    pub(crate) fn restored(&self) -> Range<usize> {
        self.restored.start as usize..self.restored.end as usize
    }
}

/// Room that is used again: costs less than new room.
#[derive(Default)]
pub(crate) struct Scratch {
    bytes: Vec<u8>,
    /// What the last text was undone of.
    runs: Vec<Run>,
    /// The same two without lines that were left.
    kept: Vec<u8>,
    kept_runs: Vec<Run>,
    evident: EvidentWords,
}

/// A text of which nearly all lines were undone.
#[derive(Debug, PartialEq)]
pub(crate) struct Swept<'s> {
    /// The restored text; lines that are `left` stand in it as they stood.
    pub(crate) text: &'s str,
    /// The runs of mojibake of all other lines.
    pub(crate) runs: &'s [Run],
    /// Lines of the restored text that did not clearly go through the layer, in order.
    pub(crate) left: Vec<Range<usize>>,
}

/// Undoes a layer that lost nothing in all lines of `text`, a block, that clearly went through it, to the last character that is not
/// ASCII. `None` if there are few such runs, or more than one byte in `MOSTLY` stands in lines that did not.
pub(crate) fn undo_throughout<'s>(
    text: &str,
    reader: &SequenceReader,
    scratch: &'s mut Scratch,
) -> Option<Swept<'s>> {
    let Scratch { bytes, runs, kept, kept_runs, evident } = scratch;
    runs.clear();
    let map = reader.layer.page.reverse();
    let swept = sweep(text, map, bytes, runs);
    let mut left = match utf8(swept) {
        Some(restored) => doubtful(text, restored, runs, reader, evident),
        None => unreadable(text, swept, runs),
    };
    if left.is_empty() {
        let text = utf8(swept).filter(|_| runs.len() >= MANY)?;
        return Some(Swept { text, runs, left });
    }
    leave(text, swept, runs, &left, kept, kept_runs)?;
    let restored = utf8(kept)?;
    let more = doubtful(text, restored, kept_runs, reader, evident);
    if !more.is_empty() {
        left.extend(more);
        left.sort_unstable_by_key(|line| line.start);
    }
    let left = leave(text, swept, runs, &left, kept, kept_runs)?;
    let text = utf8(kept).filter(|_| kept_runs.len() >= MANY)?;
    Some(Swept { text, runs: kept_runs, left })
}

/// Undoes a layer that lost nothing in all of a short text, which is known to have gone through it. `None` if it cannot have.
pub(crate) fn undo_all<'s>(
    text: &str,
    page: CodePage,
    scratch: &'s mut Scratch,
) -> Option<(&'s str, &'s [Run])> {
    let Scratch { bytes, runs, .. } = scratch;
    runs.clear();
    let restored = utf8(sweep(text, page.reverse(), bytes, runs))?;
    Some((restored, runs))
}

/// The lines with runs that are not what the layer made of UTF-8.
fn unreadable(text: &str, swept: &[u8], runs: &[Run]) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for chunk in swept.utf8_chunks() {
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            // A sequence may be cut short by the ASCII behind it.
            let run = &runs[runs.partition_point(|run| run.restored().end <= at).min(runs.len() - 1)];
            push_line(&mut lines, text, run.source().start);
        }
        at += chunk.invalid().len();
    }
    lines
}

/// Adds the line that `place` is in, if it is not the last one.
fn push_line(lines: &mut Vec<Range<usize>>, text: &str, place: usize) {
    if lines.last().is_none_or(|line| line.end <= place) {
        let bytes = text.as_bytes();
        let start = memchr::memrchr(b'\n', &bytes[..place]).map_or(0, |at| at + 1);
        let end = memchr::memchr(b'\n', &bytes[place..]).map_or(bytes.len(), |at| place + at + 1);
        lines.push(start..end);
    }
}

/// Writes what was swept to `kept`, but the lines `left` as they stood; gives their places there. `None` if they are too many.
fn leave(
    text: &str,
    swept: &[u8],
    runs: &[Run],
    left: &[Range<usize>],
    kept: &mut Vec<u8>,
    kept_runs: &mut Vec<Run>,
) -> Option<Vec<Range<usize>>> {
    if left.iter().map(Range::len).sum::<usize>() > text.len() / MOSTLY {
        return None;
    }
    kept.clear();
    kept_runs.clear();
    // Runs do not go on from line to line: all that is between them was copied.
    let place = |at: usize, behind: usize| match behind.checked_sub(1).map(|last| &runs[last]) {
        Some(run) => at - run.source().end + run.restored().end,
        None => at,
    };
    let mut places = Vec::with_capacity(left.len());
    let (mut next_run, mut from) = (0, 0);
    let end = text.len()..text.len();
    for line in left.iter().chain([&end]) {
        let first = runs.partition_point(|run| run.source().end <= line.start);
        let to = place(line.start, first);
        for run in &runs[next_run..first] {
            let start = run.restored().start - from + kept.len();
            kept_runs.push(Run::new(run.source(), start..start + run.restored().len()));
        }
        kept.extend_from_slice(&swept[from..to]);
        if !line.is_empty() {
            places.push(kept.len()..kept.len() + line.len());
        }
        kept.extend_from_slice(&text.as_bytes()[line.clone()]);
        next_run = runs.partition_point(|run| run.source().end <= line.end);
        from = place(line.end, next_run);
    }
    Some(places)
}

/// The bytes that the map has for the characters of `text` beyond ASCII, and ASCII as it is. Notes each run of the former.
fn sweep<'o>(text: &str, map: &CharMap, out: &'o mut Vec<u8>, runs: &mut Vec<Run>) -> &'o [u8] {
    let bytes = text.as_bytes();
    // No character becomes more bytes than it has; what is looked up and copied at once may reach beyond.
    if out.len() < text.len() + STRIDE {
        out.resize(text.len() + STRIDE, 0);
    }
    let (mut at, mut end) = (0, 0);
    loop {
        let len = copy_ascii(&bytes[at..], &mut out[end..]);
        (at, end) = (at + len, end + len);
        if at == bytes.len() {
            break;
        }
        let (count, len) = map.look_up(&text[at..], &mut out[end..]);
        debug_assert!(len > 0, "there is room for all that comes at once");
        runs.push(Run::new(at..at + len, end..end + count));
        (at, end) = (at + len, end + count);
    }
    &out[..end]
}

/// Copies the ASCII that `bytes` begin with, and gives its length. What is behind it in `out` is overwritten, too.
#[inline(always)]
fn copy_ascii(bytes: &[u8], out: &mut [u8]) -> usize {
    const HIGH: u128 = u128::from_ne_bytes([0x80; STRIDE]);
    let mut at = 0;
    while let (Some(from), Some(to)) =
        (bytes[at..].first_chunk::<STRIDE>(), out[at..].first_chunk_mut::<STRIDE>())
    {
        *to = *from;
        let beyond = u128::from_le_bytes(*from) & HIGH;
        if beyond != 0 {
            return at + beyond.trailing_zeros() as usize / 8;
        }
        at += STRIDE;
    }
    let rest = bytes[at..].iter().take_while(|byte| byte.is_ascii()).count();
    out[at..at + rest].copy_from_slice(&bytes[at..at + rest]);
    at + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::{Channel, Layer, Loss};
    use crate::dice::Dice;
    use crate::repair::evidence::credit::Credit;
    use crate::repair::evidence::explainer::Explainer;
    use crate::repair::evidence::mixture::{Judgement, Plan};
    use crate::repair::evidence::words::{self, Vocabulary};
    use crate::repair::infill::choice::Caution;
    use crate::repair::infill::known_words;
    use crate::repair::log::provenance::Log;
    use crate::repair::undo;

    const WHOLE: &str = "“Yes”, he said — 我们去了北京，吃了烤鸭。 It’s fine… 日本語のテスト、한국어 문장。\nÀ bientôt, Ελλάδα!\n";

    fn reader(page: CodePage) -> SequenceReader {
        SequenceReader::new(Layer::new(page, Loss::NONE))
    }

    /// The way that looks at every character, which is the oracle: the restored text and its runs.
    fn by_every_character(text: &str, plan: &Plan) -> (String, Vec<Run>) {
        let (restored, undone) = undo::undo(
            text,
            text,
            plan,
            &Log::default(),
            Caution::NONE,
            &mut Vocabulary::Known(&words::NONE),
            &known_words::NONE,
        );
        (restored, undone.into_iter().map(|one| Run::new(one.source, one.restored)).collect())
    }

    #[test]
    fn gives_what_a_look_at_every_character_gives() {
        for page in CodePage::all() {
            let found = reader(page);
            let text = Channel::of(found.layer).apply(&WHOLE.repeat(MANY));
            let mut scratch = Scratch::default();
            let Swept { text: restored, runs, left } =
                undo_throughout(&text, &found, &mut scratch).expect("all of it is mojibake");
            assert!(left.is_empty(), "{}", page.name());
            let plan = Plan {
                explainers: vec![Explainer::SingleByte(SequenceReader::of(found.layer))],
                judgements: vec![Judgement {
                    range: 0..text.len(),
                    explanation: 0,
                    credit: Credit::of_any(25),
                }],
            };
            let (wanted, undone) = by_every_character(&text, &plan);
            assert_eq!(restored, wanted, "{}", page.name());
            assert_eq!(restored, WHOLE.repeat(MANY), "{}", page.name());
            assert_eq!(runs, undone, "{}", page.name());
            // Room that is used again changes nothing.
            let shorter = &text[..text.rfind('\n').unwrap_or(0)];
            let mut fresh = Scratch::default();
            assert_eq!(
                undo_throughout(shorter, &found, &mut scratch),
                undo_throughout(shorter, &found, &mut fresh)
            );
        }
    }

    #[test]
    fn undoes_all_of_short_texts_as_a_look_at_every_character_does() {
        let words: Vec<&str> = WHOLE.split([' ', '\n']).collect();
        let mut dice = Dice::new(11);
        let mut scratch = Scratch::default();
        let mut undone_at_all = 0;
        for number in 0..2000 {
            let pages: Vec<CodePage> = CodePage::all().collect();
            let found = reader(pages[number % pages.len()]);
            let said: Vec<&str> = (0..dice.roll(9)).map(|_| words[dice.roll(words.len())]).collect();
            let mut text = Channel::of(found.layer).apply(&said.join(" "));
            // Some are not what the layer made of UTF-8.
            if dice.roll(4) == 0 {
                text.push_str(words[dice.roll(words.len())]);
            }
            let all = undo_all(&text, found.layer.page, &mut scratch);
            let is_utf8 = {
                let bytes: Option<Vec<u8>> = text
                    .chars()
                    .map(|c| if c.is_ascii() { Some(c as u8) } else { found.layer.page.byte_of(c) })
                    .collect();
                bytes.is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok())
            };
            assert_eq!(all.is_some(), is_utf8, "{text}");
            let Some((restored, runs)) = all else { continue };
            let plan = Plan::of_all(found.layer.into(), text.len());
            let (wanted, undone) = by_every_character(&text, &plan);
            assert_eq!(restored, wanted, "{text}");
            assert_eq!(runs, undone, "{text}");
            undone_at_all += usize::from(!runs.is_empty());
        }
        assert!(undone_at_all > 1000, "{undone_at_all}");
    }

    #[test]
    fn leaves_lines_that_are_not_mojibake_throughout() {
        let page = CodePage::all().find(|page| page.name() == "windows-1252").expect("a page");
        let found = reader(page);
        let channel = Channel::of(found.layer);
        let garbled = channel.apply(&WHOLE.repeat(MANY));
        let end = garbled.len();
        let line = garbled.find('\n').unwrap_or(0) + 1;
        let strangers = [
            (0, "中 "),
            (line, "😀\n"),
            (end, " é"),
            (end, "\u{c3}"),
            (line, "…, "),
            // UTF-8 by chance.
            (end, "desolé…» he said\n"),
            (end, "Il pense à\u{a0}« x\n"),
            // Two words before it prove too little.
            (end, "naÃ¯ve cafÃ© desolé…» he said\n"),
        ];
        for (at, stranger) in strangers {
            let text = [&garbled[..at], stranger, &garbled[at..]].concat();
            let mut scratch = Scratch::default();
            let swept = undo_throughout(&text, &found, &mut scratch).expect("nearly all of it is mojibake");
            let [left] = &swept.left[..] else { panic!("{stranger:?} at {at}: {:?}", swept.left) };
            // The oracle: line by line.
            let (mut wanted, mut place) = (String::new(), 0);
            for line in text.split_inclusive('\n') {
                if (place..place + line.len()).contains(&at) || place + line.len() == text.len() && at == end
                {
                    assert_eq!(*left, wanted.len()..wanted.len() + line.len(), "{stranger:?} at {at}");
                    wanted.push_str(line);
                } else {
                    wanted.push_str(&lossless(&channel, line));
                }
                place += line.len();
            }
            assert_eq!(swept.text, wanted, "{stranger:?} at {at}");
            for run in swept.runs {
                let restored = &swept.text[run.restored()];
                assert_eq!(channel.apply(restored), text[run.source()], "{stranger:?} at {at}");
            }
        }
        // What much mojibake proves in a line does not go far.
        let first = channel.apply("Œuvre, 北京, 烤鸭, Ελλάδα,");
        let far = [&first, &" and so on".repeat(30), " desolé…» he said\n"].concat();
        let text = garbled.clone() + &far;
        let mut scratch = Scratch::default();
        let swept = undo_throughout(&text, &found, &mut scratch).expect("nearly all of it is mojibake");
        let last = swept.text.len() - far.len()..swept.text.len();
        assert_eq!(swept.left.as_slice(), std::slice::from_ref(&last));
        assert!(swept.text.ends_with(&far));
        let few = channel.apply(WHOLE);
        assert_eq!(undo_throughout(&few, &found, &mut Scratch::default()), None, "too short to be sure");
        assert_eq!(undo_throughout("", &found, &mut Scratch::default()), None);
        let half = [garbled.as_str(), &"desolé…» he said\n".repeat(garbled.len() / 40)].concat();
        assert_eq!(undo_throughout(&half, &found, &mut Scratch::default()), None, "half of it is whole");
    }

    /// The line of `WHOLE` that the channel makes `garbled` of.
    fn lossless(channel: &Channel, garbled: &str) -> String {
        let line = WHOLE.split_inclusive('\n').find(|line| channel.apply(line) == garbled);
        line.unwrap_or_else(|| panic!("{garbled:?} is none of the lines")).to_owned()
    }
}
