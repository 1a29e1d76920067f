//! Undoing what was judged: each line by its own explanation, all of them in one result.

pub(crate) mod east_asian;
pub(crate) mod latin_letters;
pub(crate) mod likely;
pub(crate) mod lossless;
pub(crate) mod lossy_encoding;
pub(crate) mod multi_byte;
pub(crate) mod multi_byte_text;
mod numbers;
pub(crate) mod readings;
pub(crate) mod sequence;
pub(crate) mod sequence_reader;
pub(crate) mod single_byte;
pub(crate) mod twice;
pub(crate) mod wrong_encoding;

use std::ops::Range;

use crate::channel::wide::WideLegacy;
use crate::channel::Channel;
use crate::repair::evidence::credit::Credit;
use crate::repair::evidence::explainer::Explainer;
use crate::repair::evidence::mixture::Plan;
use crate::repair::evidence::words::Vocabulary;
use crate::repair::infill::choice::{Caution, Choice};
use crate::repair::infill::known_words::{self, Names};
use crate::repair::log::provenance::{Log, Over, Undone};

/// Lines that one explanation is to be undone in.
pub(crate) struct Part<'a, T> {
    pub(crate) range: Range<usize>,
    pub(crate) by: &'a T,
    /// What a stretch may lack to be taken for damaged.
    pub(crate) credit: Credit,
}

/// Bytes of a stretch that a multi-byte page read, at which another begins: to find a place inside, all of it is read anew.
const MOST_JOINED: usize = 1 << 12;

/// What is to stand in the place of a stretch.
pub(crate) struct Change {
    pub(crate) source: Range<usize>,
    /// In the text of all changes.
    restored: Range<usize>,
    pub(crate) channel: Channel,
    /// What was chosen and what else it could be; `None` where nothing was lost.
    pub(crate) choice: Option<Choice>,
}

/// Changes in the order of the text.
#[derive(Default)]
pub(crate) struct Changes {
    text: String,
    list: Vec<Change>,
}

impl Changes {
    /// What lost nothing: in one with the last if it goes on where that ends.
    pub(crate) fn exact(&mut self, source: Range<usize>, restored: &str, channel: Channel) {
        let start = self.text.len();
        self.text.push_str(restored);
        let goes_on = |last: &&mut Change| {
            last.choice.is_none()
                && last.source.end == source.start
                && last.channel == channel
                && (last.source.len() < MOST_JOINED || !channel.joins_characters())
        };
        match self.list.last_mut().filter(goes_on) {
            Some(last) => (last.source.end, last.restored.end) = (source.end, self.text.len()),
            None => {
                self.list.push(Change { source, restored: start..self.text.len(), channel, choice: None });
            }
        }
    }

    /// The same for one character.
    pub(crate) fn exact_char(&mut self, source: Range<usize>, c: char, channel: Channel) {
        self.exact(source, c.encode_utf8(&mut [0; 4]), channel);
    }

    /// The characters that a multi-byte page made something else of, unless that was made on the way by other damage: a guess must not rest on a guess, and what
    /// was undone before may cover a part of the stretch. `log` made the second text of the first.
    pub(crate) fn exact_unit(
        &mut self,
        (original, text): (&str, &str),
        source: Range<usize>,
        chars: &[char],
        pair: WideLegacy,
        log: &Log,
    ) {
        let restored: String = chars.iter().collect();
        if text[source.clone()] == restored || log.is_joined_at(source.start) || log.is_joined_at(source.end)
        {
            return;
        }
        let over = log.over(text, source.clone(), pair, None);
        let is_made = |over: &Over| {
            over.confidence == 1.0 && over.channel.apply(&restored) == original[over.stood.clone()]
        };
        if let Some(over) = over.filter(is_made) {
            self.exact(source, &restored, over.channel);
        }
    }

    /// What lost bytes.
    pub(crate) fn inferred(
        &mut self,
        source: Range<usize>,
        restored: &str,
        channel: Channel,
        choice: Choice,
    ) {
        let start = self.text.len();
        self.text.push_str(restored);
        self.list.push(Change { source, restored: start..self.text.len(), channel, choice: Some(choice) });
    }

    /// Changes of different lines, put in order.
    pub(crate) fn in_order(all: Vec<Changes>) -> Changes {
        let mut ordered: Vec<(&Changes, &Change)> =
            all.iter().flat_map(|changes| changes.list.iter().map(move |change| (changes, change))).collect();
        ordered.sort_by_key(|(_, change)| change.source.start);
        let mut out = Changes::default();
        for (changes, change) in ordered {
            let start = out.text.len();
            out.text.push_str(changes.restored(change));
            out.list.push(Change {
                source: change.source.clone(),
                restored: start..out.text.len(),
                ..*change
            });
        }
        out
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn has_gaps(&self) -> bool {
        self.list.iter().any(|change| change.choice.is_some())
    }

    /// Where the change with that number is.
    pub(crate) fn source(&self, number: usize) -> Range<usize> {
        self.list[number].source.clone()
    }

    pub(crate) fn channel(&self, number: usize) -> Channel {
        self.list[number].channel
    }

    /// What the change with that number makes of what stands there.
    pub(crate) fn text_of(&self, number: usize) -> &str {
        self.restored(&self.list[number])
    }

    /// What was chosen, if the change with that number is of one character that lost bytes.
    pub(crate) fn gap(&self, number: usize) -> Option<&Choice> {
        let change = &self.list[number];
        change.choice.as_ref().filter(|choice| self.restored(change).chars().eq([choice.best]))
    }

    /// Chooses anew for the change with that number.
    pub(crate) fn choose(&mut self, number: usize, anew: impl FnOnce(&Choice) -> Choice) {
        let change = &mut self.list[number];
        if let Some(choice) = &mut change.choice {
            *choice = anew(choice);
            let start = self.text.len();
            self.text.push(choice.best);
            change.restored = start..self.text.len();
        }
    }

    fn restored(&self, change: &Change) -> &str {
        &self.text[change.restored.clone()]
    }
}

/// Undoes all that `plan` says of `text`, which `log` made of `original`. A character that `caution` withholds becomes U+FFFD.
/// Known `names` are preferred where they fit.
pub(crate) fn undo(
    original: &str,
    text: &str,
    plan: &Plan,
    log: &Log,
    caution: Caution,
    vocabulary: &mut Vocabulary,
    names: &Names,
) -> (String, Vec<Undone>) {
    let (mut narrow, mut wrong, mut wide) = (Vec::new(), Vec::new(), Vec::new());
    let (mut east_asian, mut latin, mut lossy) = (Vec::new(), Vec::new(), Vec::new());
    for judgement in &plan.judgements {
        let (range, credit) = (judgement.range.clone(), judgement.credit);
        match &plan.explainers[judgement.explanation] {
            Explainer::SingleByte(by) => narrow.push(Part { range, by: by.as_ref(), credit }),
            Explainer::WrongEncoding(by) => wrong.push(Part { range, by, credit }),
            Explainer::LossyEncoding(by) => lossy.push(Part { range, by, credit }),
            Explainer::MultiByte(by) => wide.push(Part { range, by: by.as_ref(), credit }),
            Explainer::EastAsian(by) => east_asian.push(Part { range, by, credit }),
            Explainer::LatinLetters(by) => latin.push(Part { range, by, credit }),
        }
    }
    let mut all = Vec::new();
    if !narrow.is_empty() {
        all.push(single_byte::undo(original, text, &narrow, log, vocabulary));
    }
    if !wrong.is_empty() {
        all.push(wrong_encoding::undo(original, text, &wrong, log));
    }
    if !lossy.is_empty() {
        all.push(lossy_encoding::undo(original, text, &lossy, log));
    }
    if !wide.is_empty() {
        all.push(multi_byte_text::undo(original, text, &wide, log, caution, vocabulary));
    }
    if !east_asian.is_empty() {
        all.push(east_asian::undo(original, text, &east_asian, log));
    }
    if !latin.is_empty() {
        all.push(latin_letters::undo(original, text, &latin, log));
    }
    known_words::settle(text, &mut all, names);
    write(text, all, caution)
}

/// Puts the changes of all explanations together; no two are of one line.
fn write(text: &str, all: Vec<Changes>, caution: Caution) -> (String, Vec<Undone>) {
    let mut order: Vec<(usize, usize)> = all
        .iter()
        .enumerate()
        .flat_map(|(kind, changes)| (0..changes.list.len()).map(move |at| (kind, at)))
        .collect();
    if all.len() > 1 {
        order.sort_by_key(|(kind, at)| all[*kind].list[*at].source.start);
    }
    let mut out = String::with_capacity(text.len());
    let mut undone = Vec::with_capacity(order.len());
    let mut copied = 0;
    for (kind, at) in order {
        let change = &all[kind].list[at];
        out.push_str(&text[copied..change.source.start]);
        let start = out.len();
        match change.choice {
            Some(choice) if caution.withholds(&choice) => out.push(char::REPLACEMENT_CHARACTER),
            _ => out.push_str(all[kind].restored(change)),
        }
        copied = change.source.end;
        undone.push(Undone {
            source: change.source.clone(),
            restored: start..out.len(),
            channel: change.channel,
            choice: change.choice,
        });
    }
    out.push_str(&text[copied..]);
    (out, undone)
}
