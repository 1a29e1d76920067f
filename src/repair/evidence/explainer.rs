//! What weighs a line under one explanation: one of six kinds of damage.

use std::rc::Rc;

use crate::channel::encoding::Encoding;
use crate::channel::wide::WideLegacy;
use crate::channel::{Garbling, Quotes};
use crate::repair::evidence::glance::{self, Clearly};
use crate::repair::evidence::line;
use crate::repair::evidence::present::Present;
use crate::repair::evidence::priors;
use crate::repair::evidence::score::Score;
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::weigh::Sequences;
use crate::repair::scan::lone::quotes_may_be_bytes;
use crate::repair::undo::sequence_reader::SequenceReader;
use crate::repair::undo::wrong_encoding::{self, InputKind};
use crate::repair::undo::{east_asian, latin_letters, lossy_encoding, multi_byte};

/// What weighs lines under one explanation.
pub(crate) enum Explainer {
    SingleByte(Rc<SequenceReader>),
    WrongEncoding(wrong_encoding::Reader),
    LossyEncoding(lossy_encoding::Reader),
    MultiByte(Rc<multi_byte::Reader>),
    EastAsian(east_asian::Reader),
    LatinLetters(latin_letters::Reader),
}

impl Explainer {
    pub(crate) fn of(garbling: Garbling, from: InputKind) -> Explainer {
        match garbling {
            Garbling::Narrow(layer) if layer.source.is_utf8() => {
                Explainer::SingleByte(SequenceReader::of(layer))
            }
            Garbling::Narrow(layer) if layer.loses_of_multi_byte() => {
                Explainer::LossyEncoding(lossy_encoding::Reader::new(layer))
            }
            Garbling::Narrow(layer) => Explainer::WrongEncoding(wrong_encoding::Reader::new(layer, from)),
            Garbling::Wide(wide) => Explainer::MultiByte(multi_byte::Reader::of(wide)),
            Garbling::WideLegacy(WideLegacy { source, read }) => match source {
                Encoding::Multi(source) => Explainer::EastAsian(east_asian::Reader::new(source, read)),
                Encoding::Single(source) => Explainer::LatinLetters(latin_letters::Reader::new(source, read)),
                Encoding::Utf8 | Encoding::Cesu8 => Explainer::MultiByte(multi_byte::Reader::of(read)),
            },
        }
    }

    /// True if it is a page of DOS, which has lines to draw with.
    pub(crate) fn is_of_dos(&self) -> bool {
        match self {
            Explainer::WrongEncoding(reader) => reader.is_of_dos(),
            Explainer::SingleByte(_)
            | Explainer::LossyEncoding(_)
            | Explainer::MultiByte(_)
            | Explainer::EastAsian(_)
            | Explainer::LatinLetters(_) => false,
        }
    }

    /// True if a pair of pages leaves all of a line as it is: its letters are the same in both.
    pub(crate) fn leaves(&self, line: &str) -> bool {
        match self {
            Explainer::WrongEncoding(reader) => reader.leaves(line),
            Explainer::SingleByte(_)
            | Explainer::LossyEncoding(_)
            | Explainer::MultiByte(_)
            | Explainer::EastAsian(_)
            | Explainer::LatinLetters(_) => false,
        }
    }

    /// False if it cannot have made a line, as far as quotation marks tell.
    pub(crate) fn may_explain(&self, line: &str) -> bool {
        let is_curly = |reader: &SequenceReader| reader.layer.loss.quotes == Quotes::CurlyStraightened;
        match self {
            Explainer::SingleByte(reader) if is_curly(reader) => {
                !line.contains(['"', '\'']) || quotes_may_be_bytes(line)
            }
            Explainer::SingleByte(_)
            | Explainer::WrongEncoding(_)
            | Explainer::LossyEncoding(_)
            | Explainer::MultiByte(_)
            | Explainer::EastAsian(_)
            | Explainer::LatinLetters(_) => true,
        }
    }

    /// What a line gains.
    pub(crate) fn score(&self, line: &Stands) -> Score {
        match self {
            Explainer::SingleByte(reader) => line::score_and_words(line, reader),
            Explainer::WrongEncoding(reader) => reader.score(line),
            Explainer::LossyEncoding(reader) => reader.score(line),
            Explainer::MultiByte(reader) => reader.score(line),
            Explainer::EastAsian(reader) => reader.score(line),
            Explainer::LatinLetters(reader) => reader.score(line),
        }
    }

    /// Whether it leaves nothing of a line open, as far as a glance tells; if so, whether bytes are missing.
    pub(crate) fn glance(&self, line: &str, sequences: &mut Sequences, clearly: Clearly) -> Option<bool> {
        if !self.may_explain(line) {
            return None;
        }
        match self {
            Explainer::SingleByte(reader) => glance::glance(line, reader, sequences, clearly),
            Explainer::WrongEncoding(reader) => {
                let score = self.score(&Stands::weighed(line));
                // That all controls of a line can be marks of windows-1252 says nothing of its letters.
                let of_other = || {
                    reader.is_likely_of_other_latin(line)
                        || reader.draws_in_words(line)
                        || reader.gains_by_a_loss(line, &score)
                };
                (score.complete && !of_other()).then_some(score.has_gaps)
            }
            // What could be UTF-8 is compared with it.
            Explainer::LossyEncoding(_) if Present::of(line).sequence != 0 => None,
            Explainer::LossyEncoding(_)
            | Explainer::MultiByte(_)
            | Explainer::EastAsian(_)
            | Explainer::LatinLetters(_) => {
                let score = self.score(&Stands::weighed(line));
                score.complete.then_some(score.has_gaps)
            }
        }
    }

    /// True if bytes may be missing of what it damaged.
    pub(crate) fn loses_bytes(&self) -> bool {
        match self {
            Explainer::SingleByte(reader) => reader.is_lossy(),
            Explainer::WrongEncoding(_) | Explainer::EastAsian(_) | Explainer::LatinLetters(_) => false,
            Explainer::LossyEncoding(_) | Explainer::MultiByte(_) => true,
        }
    }

    /// Eighths of a bit that a line in which nothing is whole speaks less for it.
    pub(crate) fn weakness(&self) -> i32 {
        match self {
            Explainer::SingleByte(reader) if reader.loses_many() => priors::ANY_LETTER,
            Explainer::SingleByte(_)
            | Explainer::WrongEncoding(_)
            | Explainer::LossyEncoding(_)
            | Explainer::MultiByte(_)
            | Explainer::EastAsian(_)
            | Explainer::LatinLetters(_) => 0,
        }
    }

    /// True if it can damage a line that shows no sign of it: by leads that lost their continuations, by letters that are met elsewhere.
    pub(crate) fn leaves_no_sign(&self) -> bool {
        match self {
            Explainer::SingleByte(reader) => reader.is_lossy(),
            Explainer::WrongEncoding(_)
            | Explainer::LossyEncoding(_)
            | Explainer::MultiByte(_)
            | Explainer::EastAsian(_)
            | Explainer::LatinLetters(_) => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::Channel;

    /// What is known of a document must not swallow spaces either: `А потом` is no `Рпотом`.
    #[test]
    fn words_speak_against_spaces_that_are_taken_for_bytes() {
        let of = |name: &str| {
            let channel: Channel = name.parse().unwrap();
            Explainer::of(channel.garblings()[0], InputKind::Characters)
        };
        let stripped: Channel = "UTF-8 read as windows-1257, controls stripped".parse().unwrap();
        let line = stripped.apply("А потом отчитываться, что там было.").to_string();
        let line = Stands::weighed(&line);
        let spaced = of("UTF-8 read as windows-1257, controls stripped, no-break spaces as spaces");
        let (own, other) = (of(stripped.to_string().as_str()).score(&line), spaced.score(&line));
        assert!(own.gain - other.gain > priors::ANOTHER_WAY, "{own:?}, {other:?}");
    }
}
