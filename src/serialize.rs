//! `Serialize` for what users see, and `Deserialize` for values that stand for themselves.
//!
//! Ranges are objects of `start` and `end`, in bytes; languages are ISO 639-3 codes; a channel is the sentence that it prints as; times
//! are whole milliseconds. What is not there is null. Fields may be added, none will change its meaning.

use std::time::Duration;

use serde::ser::{SerializeMap, SerializeStruct};
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    Certainty, Channel, ChannelLayer, Format, Lacuna, LacunaKind, Lang, Loss, Mixing, Repair, Repaired,
    Segment, Transcript, Turn,
};

/// Serializes as a sequence.
struct Sequence<F>(F);

impl<I: IntoIterator<Item = T>, T: Serialize, F: Fn() -> I> Serialize for Sequence<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0())
    }
}

#[derive(Serialize)]
struct Speaker<'a> {
    name: &'a str,
    turns: usize,
}

#[derive(Serialize)]
struct Candidate {
    text: char,
    probability: f32,
}

fn milliseconds(time: Option<Duration>) -> Option<u64> {
    time.map(|time| time.as_millis() as u64)
}

/// An object of `format`, `text`, `speakers`, `turns`, `repairs` and `mixing`.
impl Serialize for Transcript {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Transcript", 6)?;
        object.serialize_field("format", &self.format())?;
        object.serialize_field("text", self.text())?;
        let speakers = || self.speakers().map(|(name, turns)| Speaker { name, turns });
        object.serialize_field("speakers", &Sequence(speakers))?;
        object.serialize_field("turns", &Sequence(|| self.turns()))?;
        object.serialize_field("repairs", &Sequence(|| self.repairs()))?;
        object.serialize_field("mixing", &self.mixing())?;
        object.end()
    }
}

/// An object of `speaker`, `role`, `time` as it is written, `start_ms`, `end_ms`, `system`, `continued`, `range_in_text`,
/// `source` in the input, `text`, `segments` and `lacunae`.
impl Serialize for Turn<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Turn", 12)?;
        object.serialize_field("speaker", &self.speaker())?;
        object.serialize_field("role", &self.role())?;
        object.serialize_field("time", &self.time())?;
        object.serialize_field("start_ms", &milliseconds(self.start()))?;
        object.serialize_field("end_ms", &milliseconds(self.end()))?;
        object.serialize_field("system", &self.is_system())?;
        object.serialize_field("continued", &self.is_continued())?;
        object.serialize_field("range_in_text", &self.range_in_text())?;
        object.serialize_field("source", &self.source())?;
        object.serialize_field("text", self.text())?;
        object.serialize_field("segments", &Sequence(|| self.segments()))?;
        object.serialize_field("lacunae", &Sequence(|| self.lacunae()))?;
        object.end()
    }
}

/// An object of `range_in_turn`, `lang`, `confidence` and `text`.
impl Serialize for Segment<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Segment", 4)?;
        object.serialize_field("range_in_turn", &self.range_in_turn())?;
        object.serialize_field("lang", &self.lang())?;
        object.serialize_field("confidence", &self.confidence())?;
        object.serialize_field("text", self.text())?;
        object.end()
    }
}

/// An object of `range_in_turn` and `kind`.
impl Serialize for Lacuna<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Lacuna", 2)?;
        object.serialize_field("range_in_turn", &self.range_in_turn())?;
        object.serialize_field("kind", &self.kind())?;
        object.end()
    }
}

/// An object of `text` and `repairs`.
impl Serialize for Repaired<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Repaired", 2)?;
        object.serialize_field("text", self.text())?;
        object.serialize_field("repairs", &Sequence(|| self.repairs()))?;
        object.end()
    }
}

/// An object of `source` in the input, `range_in_text`, `text`, `channel`, `certainty` (`exact`, `inferred`, `withheld` or `amended`),
/// `confidence` as [`Repair::confidence`] has it, and `candidates` as objects of `text` and `probability`: the likely ones of
/// [`Repair::candidates`]. Of an inferred character the first is what was chosen. Of a withheld or amended one they are what the language model holds
/// likely.
impl Serialize for Repair<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut chars = self.text().chars();
        let only = chars.next().filter(|_| chars.next().is_none());
        let (certainty, choice, candidates) = match self.certainty() {
            Certainty::Exact => ("exact", None, &[][..]),
            Certainty::Inferred { confidence, runners_up } => {
                ("inferred", only.map(|c| (c, confidence)), runners_up)
            }
            Certainty::Withheld { candidates } => ("withheld", None, candidates),
            Certainty::Amended { candidates } => ("amended", None, candidates),
        };
        let candidates = || choice.iter().chain(candidates);
        let candidate = |&(text, probability): &(char, f32)| Candidate { text, probability };
        let mut object = serializer.serialize_struct("Repair", 7)?;
        object.serialize_field("source", &self.source())?;
        object.serialize_field("range_in_text", &self.range_in_text())?;
        object.serialize_field("text", self.text())?;
        object.serialize_field("channel", &self.channel())?;
        object.serialize_field("certainty", certainty)?;
        object.serialize_field("confidence", &self.confidence())?;
        object.serialize_field("candidates", &Sequence(|| candidates().map(candidate)))?;
        object.end()
    }
}

/// An object of `certainty` (`exact`, `inferred`, `withheld` or `amended`) and what the variant holds: `confidence` and `runners_up`, or
/// `candidates`. Both lists have objects of `text` and `probability`.
impl Serialize for Certainty<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (name, confidence, list) = match *self {
            Certainty::Exact => ("exact", None, None),
            Certainty::Inferred { confidence, runners_up } => {
                ("inferred", Some(confidence), Some(("runners_up", runners_up)))
            }
            Certainty::Withheld { candidates } => ("withheld", None, Some(("candidates", candidates))),
            Certainty::Amended { candidates } => ("amended", None, Some(("candidates", candidates))),
        };
        let fields = 1 + usize::from(confidence.is_some()) + usize::from(list.is_some());
        let mut object = serializer.serialize_struct("Certainty", fields)?;
        object.serialize_field("certainty", name)?;
        if let Some(confidence) = confidence {
            object.serialize_field("confidence", &confidence)?;
        }
        if let Some((name, characters)) = list {
            let candidate = |&(text, probability): &(char, f32)| Candidate { text, probability };
            object.serialize_field(name, &Sequence(|| characters.iter().map(candidate)))?;
        }
        object.end()
    }
}

/// An object of `tokens`, `languages` with the number of tokens in each, `matrix_language`, and the measures by their names.
impl Serialize for Mixing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Mixing", 12)?;
        object.serialize_field("tokens", &self.tokens())?;
        object.serialize_field("languages", &Languages(self.languages()))?;
        object.serialize_field("matrix_language", &self.matrix_language())?;
        object.serialize_field("switches", &self.switches())?;
        object.serialize_field("cmi", &self.cmi())?;
        object.serialize_field("utterance_index", &self.utterance_index())?;
        object.serialize_field("m_index", &self.m_index())?;
        object.serialize_field("i_index", &self.i_index())?;
        object.serialize_field("language_entropy", &self.language_entropy())?;
        object.serialize_field("span_entropy", &self.span_entropy())?;
        object.serialize_field("burstiness", &self.burstiness())?;
        object.serialize_field("memory", &self.memory())?;
        object.end()
    }
}

struct Languages<'a>(&'a [(Lang, u64)]);

impl Serialize for Languages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.0.len()))?;
        for (lang, tokens) in self.0 {
            object.serialize_entry(lang, tokens)?;
        }
        object.end()
    }
}

/// Values that print as a text which reads back: they are stored as that text.
macro_rules! as_text {
    ($($type:ty)*) => {
        $(
            /// The text that it prints as.
            impl Serialize for $type {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(self)
                }
            }

            /// Fails if the text is none of these.
            impl<'de> Deserialize<'de> for $type {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
                }
            }
        )*
    };
}

as_text!(Lang Channel Loss Format LacunaKind);

/// The part of a channel's sentence that it prints as.
impl Serialize for ChannelLayer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
