//! What speaks for one shape of label being that of the turns.

use super::clock_line::is_clock;
use super::said::Said;
use super::{AllowedSpeakers, Candidate, Lines, DENSE, DENSE_SHORT};
use crate::turn::census::{ChatRole, Likeness};
use crate::turn::label::Shape;
use crate::turn::lines::{is_blank, lines};
use crate::turn::{names, vocabulary};

/// The share that labels must open which are set in by blanks, as the keys of a record are.
const DENSE_SET_IN: usize = 80;

/// The share of lines with text that recurring labels must open where the document does not begin with one, in
/// percent: below lie technical texts with a few labelled lists, above transcripts with turns of many paragraphs.
const SPARSEST: usize = 4;

/// The share that labels must open which stand alone on their lines, in percent.
const DENSE_ALONE: usize = 8;

/// The share of the lines behind the first label that labels must open where a short text does not open with one, in percent.
const NEARLY_ALL: usize = 70;

/// The same where much text stands before the first bare label: manuals are full of fields that recur.
const SPARSEST_FAR: usize = 25;

/// Lines with text that may stand before the first turn without raising doubt: a title, a date, those present.
const LONGEST_PREAMBLE: usize = 12;

/// The share of a bare shape's labels that must come back, in percent.
const RECURRING: usize = 60;

/// A text of nothing but labels that come once is a conversation only if it has no more lines.
const FEW: usize = 3;

/// Distinct labels of one letter of Greek, Cyrillic and their like: more are an alphabet.
const MOST_LETTERS: usize = 6;

/// The share of values behind labels that makes them fields, in percent, and the share of sentences that outweighs it.
const VALUES: usize = 50;
const OUTWEIGHS: usize = 25;

/// The share of sentences behind labels in small letters, in percent: below are style sheets, glossaries, reports of programs.
const SENTENCES: usize = 15;

/// Speakers of a conversation without a sentence: no more, and each speaks as often.
const FEW_SPEAKERS: usize = 4;

/// The share of words that are no names behind labels, in percent: below are lists of who did what.
const WORDED: usize = 10;

/// The share of a text's lines that end as code does, in percent: from there on it is a program, in which a model may speak and nobody else.
const CODE: usize = 30;

/// Labels behind which it is looked whether that is speech: shares hardly change after so many.
const HEARD: usize = 1000;

/// Up to so many labels it is too early to say that few of them come back.
const SHORT: usize = 8;

/// What speaks for one shape being that of the turns.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) shape: Shape,
    /// Where the first label of this shape stands.
    pub(super) first: usize,
    /// Lines that have a label of this shape.
    lines: usize,
    /// Those whose label could be a speaker.
    pub(super) all: usize,
    distinct: usize,
    /// Labels that come back, with repeats.
    pub(super) recurring: usize,
    distinct_recurring: usize,
    /// Labels that name a part, with repeats.
    parts: usize,
    distinct_parts: usize,
    /// Distinct labels of one letter.
    pub(super) letters: usize,
    pub(super) model_side: bool,
    pub(super) user_side: bool,
    /// Labels in capitals.
    capitals: usize,
    /// Distinct labels of one character that is not ASCII.
    single: usize,
    /// Labels that are no parts and begin with a small letter.
    small: usize,
    /// Distinct names of days and months.
    calendar: usize,
    /// Distinct names of languages and versions of a text.
    versions: usize,
    /// Labels in brackets that are built as no name is.
    odd: usize,
    /// The number and the index of the last label, where labels are numbered.
    last: Option<(u32, u32)>,
    /// Labels that are numbered on, by whoever did not speak just before.
    numbered_on: usize,
    /// Labels that are numbers.
    numbers: usize,
    /// Labels with a bare time behind the name, as verses have: `John 3:16: `.
    verses: usize,
    /// The first label is `A` or `Q`.
    from_a: bool,
    said: SaidBehind,
}

/// What stands behind the first `HEARD` labels.
#[derive(Default)]
struct SaidBehind {
    /// Anything at all.
    told: usize,
    values: usize,
    /// One word.
    single: usize,
    /// Several words with capitals.
    names: usize,
    /// Several words, sentences among them.
    words: usize,
    sentences: usize,
}

impl Tally {
    pub(super) fn new(shape: Shape, first: usize) -> Tally {
        Tally { shape, first, ..Tally::default() }
    }

    pub(super) fn add(&mut self, candidate: &Candidate, text: &str, times: u32, new: bool) {
        let new = usize::from(new);
        self.lines += 1;
        if let Some(number) = candidate.number {
            let index = candidate.seen.index;
            let on = self.last.is_some_and(|(last, whose)| last + 1 == number && whose != index);
            self.numbered_on += usize::from(on);
            self.last = Some((number, index));
        }
        // Clauses may turn out to be speakers where there are others, but make no conversation by themselves. Who is introduced by title comes
        // back without it.
        let introduced = times < 2 && candidate.is_titled(text);
        if (introduced || candidate.seen.likeness == Likeness::Clause) && !self.shape.is_strong() {
            return;
        }
        let name = &text[candidate.name()];
        self.from_a |= self.all == 0 && matches!(name, "A" | "a" | "Q" | "q");
        self.small +=
            usize::from(candidate.seen.likeness != Likeness::Part && name.starts_with(char::is_lowercase));
        self.calendar += usize::from(new > 0 && vocabulary::is_calendar(name));
        self.versions += usize::from(new > 0 && vocabulary::is_version(name));
        self.odd += usize::from(self.shape.is_bracketed() && !names::is_plausible(name));
        if self.all < HEARD {
            self.said.add(&text[candidate.line.start + candidate.label.content..candidate.line.end]);
        }
        self.numbers += usize::from(candidate.is_number(text));
        self.verses += usize::from(candidate.has_time_behind(text));
        self.all += 1;
        self.capitals += usize::from(candidate.seen.capitals);
        self.single += new & usize::from(candidate.label.name.len() == 2);
        self.distinct += new;
        if times > 1 {
            self.recurring += 1;
            self.distinct_recurring += new;
        }
        if candidate.seen.likeness == Likeness::Part {
            self.parts += 1;
            self.letters += new & usize::from(candidate.label.name.len() == 1);
            self.distinct_parts += new;
        }
        self.model_side |= candidate.seen.side == ChatRole::Model;
        self.user_side |= candidate.seen.side == ChatRole::User;
    }

    /// Whether what stands behind the labels can be speech: not the values of fields, and, the less the labels look like names, the more
    /// like sentences.
    fn is_speech(&self) -> bool {
        let said = &self.said;
        if self.model_side && self.user_side || said.told == 0 {
            return true;
        }
        let values = said.values * 100 >= said.told * VALUES && said.sentences * 100 < said.told * OUTWEIGHS;
        let listed = |known: usize| known > 1 && known == self.distinct;
        if values || listed(self.calendar) || listed(self.versions) {
            return false;
        }
        if self.small * 2 > self.all {
            let few = self.distinct <= FEW_SPEAKERS && self.all >= FEW_SPEAKERS * self.distinct;
            return said.sentences * 100 >= said.told * SENTENCES || few && said.words * 2 >= said.told;
        }
        if self.distinct_parts > 0 && self.is_filled_in() {
            return false;
        }
        self.distinct_parts > 1 || (said.words + said.single) * 100 >= said.told * WORDED
    }

    /// Whether so few lines can be a conversation: there is a sentence, or names with capitals say a word each.
    fn greets(&self) -> bool {
        self.said.sentences > 0 || self.small == 0 && self.said.single == self.said.told
    }

    /// Whether parts are the keys of a record, `User: root`, `Teacher: Ann Lee`: nobody says a word, but for names and values.
    fn is_filled_in(&self) -> bool {
        let said = &self.said;
        let short =
            self.all <= FEW && self.distinct_recurring == 0 && said.single + said.values + said.names > 0;
        self.letters == 0 && said.words == 0 && (short || said.names * 2 > said.told)
    }

    /// Letters of a list, each of them once.
    fn is_list_of_letters(&self) -> bool {
        self.letters > 1
            && self.letters == self.distinct_parts
            && self.distinct_recurring == 0
            && (self.letters > 2 || !self.from_a && self.said.sentences == 0)
    }

    pub(super) fn is_in_capitals(&self) -> bool {
        self.capitals == self.all
    }

    fn few_speakers(&self) -> bool {
        self.recurring * 100 >= self.lines * RECURRING
    }

    pub(super) fn cast(&self) -> AllowedSpeakers {
        if self.model_side && self.user_side {
            AllowedSpeakers::Model
        } else if self.distinct_parts >= 2
            && self.lines > SHORT
            && !self.shape.is_strong()
            && !self.few_speakers()
        {
            AllowedSpeakers::Parts
        } else {
            AllowedSpeakers::Anybody
        }
    }

    /// Whether this is a habit.
    pub(super) fn qualifies(&self, lines: Lines, opening: Opening) -> bool {
        let filled = lines.filled;
        let first = opening == Opening::First;
        if lines.code * 100 >= filled * CODE && !(self.model_side && self.user_side) {
            return false;
        }
        // What was changed, by parts of a program: `* engine: faster`, below the name of whoever did it. Of people who chat, most come back.
        let listed = matches!(self.shape.lead, b'-' | b'*' | b'+' | b' ');
        if listed && self.small * 2 > self.all && self.recurring * 2 < self.all {
            return false;
        }
        if self.shape.timed && self.shape.bracket == 0 && self.distinct_recurring + self.distinct_parts == 0 {
            // A time table looks the same, line for line; nobody comes back in it.
            let sentences = self.all <= FEW || self.said.sentences * 2 >= self.said.told;
            return first && self.all == filled && sentences && self.is_speech();
        }
        // A programme of what is on: most lines have a time and no name, `20:00 News`, and one is the sort of several, `20:30 Film: The Lamp`.
        if self.shape.timed && self.distinct_recurring < 2 && lines.clocked > self.all {
            return false;
        }
        // Behind times, people may be called by numbers, if not all of them are.
        if self.numbers == self.all && self.shape.bracket == 0 {
            return false;
        }
        // One name alone with nothing but such times is that of a book.
        if self.verses == self.all && self.distinct == 1 && self.distinct_parts == 0 {
            return false;
        }
        if self.shape.is_strong() {
            // `[key]: value,`
            if !self.shape.timed && self.distinct_parts == 0 && self.said.values * 2 > self.said.told {
                return false;
            }
            // `# [Project]: what it is`, `- [part]: what it does`
            let listed = matches!(self.shape.lead, b'#' | b'-' | b'*' | b'+' | b'1') && !self.shape.timed;
            if listed && self.distinct_recurring + self.distinct_parts == 0 {
                return false;
            }
            // Brackets with anything in them are names where little else is there.
            if self.odd * 2 > self.all {
                return first && self.all > 1 && self.all * 100 >= filled * DENSE;
            }
            return first || (self.all >= 2 && self.all * 100 >= filled * SPARSEST);
        }
        // Lists are numbered, too: so these must be all lines, and people who take turns.
        if self.shape.lead == Shape::NUMBERED {
            let take_turns = self.numbered_on + 1 == self.all && self.recurring == self.all;
            return self.all == filled && take_turns && self.is_speech();
        }
        // A list of letters.
        if self.single > MOST_LETTERS {
            return false;
        }
        // `### User:` is a turn, `### Example:` or `# Author:` is not; only the part tells.
        if self.shape.lead == b'#' && self.distinct_parts < 2 {
            return false;
        }
        if !self.is_speech() || self.is_list_of_letters() {
            return false;
        }
        // Two speakers who both come back. A conversation has few speakers with many turns, a form or a manual has many
        // labels with few occurrences.
        if self.distinct_recurring >= 2 {
            let recurring = if self.few_speakers() { self.recurring } else { self.parts };
            let capitals = self.is_in_capitals();
            let share = match (self.shape.lead, opening) {
                // Listed, or set in like the keys of a record.
                (b'-' | b'*' | b'+' | b'1', _) if lines.headings > 1 => return false,
                (b'-' | b'*' | b'+' | b'1', _) => DENSE,
                (b' ', _) if !capitals => DENSE_SET_IN,
                // With the words below, each label takes a line of its own.
                (_, _) if self.shape.alone => DENSE_ALONE,
                (_, Opening::First) => 0,
                (_, Opening::Near) => SPARSEST,
                (_, Opening::Far) if self.shape.emphasis != 0 => SPARSEST_FAR / 2,
                (_, Opening::Far) => SPARSEST_FAR,
            };
            if recurring > 0 && recurring * 100 >= filled * share {
                return true;
            }
        }
        // A talk with a model, however short. A prompt tells beforehand what its headings are for.
        let opens = first || self.shape.lead == b'#' && opening == Opening::Near;
        if opens && self.user_side && self.model_side && self.all > 1 {
            return true;
        }
        // With the words below, labels take much of a short document.
        if first && self.shape.alone && self.distinct_recurring == 1 && self.distinct > 1 {
            return self.all * 100 >= filled * DENSE_SHORT;
        }
        // An excerpt that is set in: nothing but names with a sentence each. Keys of records have values.
        if first && self.shape.lead == b' ' && !self.shape.alone {
            let sentences = self.said.told == self.all && self.said.sentences == self.all;
            return sentences && self.all == filled && self.distinct > 1 && self.small == 0;
        }
        // Few lines stand before the first label, and nearly all behind it have one.
        let behind = filled - lines.before.min(filled);
        let follows = opening == Opening::Near && self.all > 2 && self.all * 100 >= behind * NEARLY_ALL;
        // Short documents: less recurs, so they must open with a label.
        (first || follows)
            && !matches!(self.shape.lead, b' ' | b'1')
            && !self.shape.alone
            && (self.distinct_parts > 1
                || (self.distinct_parts == 1 && self.parts * 2 >= self.lines && self.said.words > 0)
                || (self.distinct_recurring >= 1 && self.distinct >= 2 && self.recurring * 3 >= self.all)
                || (self.distinct >= 2 && self.all == filled && self.all <= FEW && self.greets()))
    }
}

/// How far into the document the first label of a shape stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Opening {
    /// Nothing but blanks before it.
    First,
    /// A few lines before it: a title, a list of those present.
    Near,
    Far,
}

impl Opening {
    pub(super) fn of(before: &str) -> Self {
        // Only so much is looked at, however far the label.
        let filled = lines(before).map(|line| &before[line.text()]).take(LONGEST_PREAMBLE * 2 + 2);
        match filled.filter(|line| !is_blank(line) && !is_clock(line)).count() {
            0 => Opening::First,
            lines if lines <= LONGEST_PREAMBLE => Opening::Near,
            _ => Opening::Far,
        }
    }
}

impl SaidBehind {
    fn add(&mut self, line: &str) {
        let said = Said::of(line);
        self.names += usize::from(said == Said::Name && line.trim().contains(' '));
        self.told += usize::from(said != Said::Nothing);
        match said {
            Said::Nothing | Said::Name => {}
            Said::Word => self.single += 1,
            Said::Value => self.values += 1,
            Said::Words => self.words += 1,
            Said::Sentence => {
                self.words += 1;
                self.sentences += 1;
            }
        }
    }
}
