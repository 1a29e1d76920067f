//! [`Evidence`] as it is stored: an object with a version in it. Channels are the sentences that they print as, signs the names of pages.

mod digits;

use serde::{de, Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

use super::Evidence;
use crate::channel::code_page::CodePage;
use crate::channel::{Channel, Garbling};
use crate::repair::evidence::words::{Words, CELLS};
use crate::repair::evidence::{self, Known, Side, Support, MOST, SAMPLE, SIGNS};

/// The version that this crate writes.
const VERSION: u32 = 2;
/// The oldest version that it reads: that had no words.
const OLDEST: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(expecting = "evidence as lacuna stores it")]
struct Stored {
    /// The first: what comes behind it may be of another shape in another version.
    version: Version,
    characters: StoredSide,
    bytes: StoredSide,
    below: StoredSide,
    #[serde(default)]
    words: StoredWords,
}

/// A version that this crate reads.
#[derive(Serialize)]
struct Version(u32);

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Version, D::Error> {
        let version = u32::deserialize(deserializer)?;
        if !(OLDEST..=VERSION).contains(&version) {
            return Err(de::Error::custom(format!(
                "this is evidence of version {version}, and versions {OLDEST} to {VERSION} are read: gather it anew, or use the lacuna that wrote it"
            )));
        }
        Ok(Version(version))
    }
}

#[derive(Default, Serialize, Deserialize)]
struct StoredWords {
    gaps: u64,
    open: u64,
    symbols: u64,
    total: u64,
    /// See [`digits`].
    counters: String,
}

impl From<&Words> for StoredWords {
    fn from(words: &Words) -> StoredWords {
        let Words { ref cells, total, gaps, open, symbols } = *words;
        StoredWords { gaps, open, symbols, total, counters: digits::written(cells) }
    }
}

impl TryFrom<StoredWords> for Words {
    type Error = String;

    fn try_from(stored: StoredWords) -> Result<Words, String> {
        let StoredWords { gaps, open, symbols, total, counters } = stored;
        let cells = if counters.is_empty() { Some(Vec::new()) } else { digits::read(&counters, CELLS) };
        let cells = cells.ok_or("the words of the evidence are damaged: gather it anew")?;
        Ok(Words { cells, total, gaps, open, symbols })
    }
}

#[derive(Serialize, Deserialize)]
struct StoredSide {
    known: Vec<StoredKnown>,
    whole: u64,
    most_lost: u64,
    signs: Vec<(String, u64)>,
}

#[derive(Serialize, Deserialize)]
struct StoredKnown {
    channel: String,
    parts: u64,
    spared: u64,
    support: Vec<(u64, u16)>,
}

/// The names of the signs that are no page's.
const OTHER_SIGNS: [(usize, &str); 3] = [(29, "control"), (30, "wrong encoding"), (31, "multi-byte page")];

fn sign_name(sign: usize) -> Option<&'static str> {
    let other = OTHER_SIGNS.iter().find(|(number, _)| *number == sign).map(|(_, name)| *name);
    other.or_else(|| CodePage::all().find(|page| page.index() == sign).map(CodePage::name))
}

impl From<&Side> for StoredSide {
    fn from(side: &Side) -> StoredSide {
        let known = side.known.iter().map(|(garbling, known)| StoredKnown {
            channel: Channel::of(*garbling).to_string(),
            parts: known.parts,
            spared: known.spared,
            support: known.support.0.clone(),
        });
        let signs = side.signs.iter().enumerate().filter(|(_, count)| **count > 0);
        StoredSide {
            known: known.collect(),
            whole: side.whole,
            most_lost: side.most_lost,
            signs: signs.filter_map(|(sign, count)| Some((sign_name(sign)?.to_owned(), *count))).collect(),
        }
    }
}

impl TryFrom<StoredSide> for Side {
    type Error = String;

    fn try_from(stored: StoredSide) -> Result<Side, String> {
        let mut side =
            Side { whole: stored.whole.min(MOST), most_lost: stored.most_lost.min(MOST), ..Side::default() };
        for StoredKnown { channel, parts, spared, support } in stored.known {
            let garbling: Garbling = channel.parse().map_err(|error: crate::Error| error.to_string())?;
            let sorted = support.windows(2).all(|pair| pair[0].0 < pair[1].0);
            if support.len() > SAMPLE || !sorted {
                return Err(format!("the evidence for {channel:?} is damaged: gather it anew"));
            }
            side.known.insert(
                garbling,
                Known { support: Support(support), parts: parts.min(MOST), spared: spared.min(MOST) },
            );
        }
        for (name, count) in stored.signs {
            let sign = (0..SIGNS).find(|sign| sign_name(*sign) == Some(&name));
            let sign =
                sign.ok_or_else(|| format!("{name:?} is no sign of damage: gather the evidence anew"))?;
            side.signs[sign] = count.min(MOST);
        }
        Ok(side)
    }
}

/// An object of a few kilobytes; where bytes were lost, of 30 for 200 messages, 160 for 20,000, and not much more.
impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let evidence::Evidence { characters, bytes, below } = &*self.channels;
        Stored {
            version: Version(VERSION),
            characters: characters.into(),
            bytes: bytes.into(),
            below: below.into(),
            words: (&*self.words).into(),
        }
        .serialize(serializer)
    }
}

/// Fails if the version is another one, or what is there is no evidence.
impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Evidence, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        let side = |side: StoredSide| side.try_into().map_err(de::Error::custom);
        let (characters, bytes, below) = (side(stored.characters)?, side(stored.bytes)?, side(stored.below)?);
        let words = stored.words.try_into().map_err(de::Error::custom)?;
        Ok(Evidence {
            channels: Arc::new(evidence::Evidence { characters, bytes, below }),
            words: Arc::new(words),
        })
    }
}
