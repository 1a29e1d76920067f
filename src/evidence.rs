//! What texts have shown of the damage that they went through, as a value.

#[cfg(feature = "serde")]
mod stored;

use std::fmt;
use std::sync::Arc;

use crate::channel::Channel;
use crate::decode;
use crate::repair::{evidence, learn, session};

/// What texts have shown of the channels that they went through: which channels, and how often.
///
/// A short text often cannot tell one channel from another; the texts around it can. Gather evidence from all messages of a feed, all
/// cells of a column, or all parts of a file, and repair each with it ([`Options::evidence`](crate::Options::evidence)): then its channel is told as
/// if it stood among the others. (What a document's words say of its gaps is not kept.)
///
/// Evidence is a sum over texts: gathered in parts and merged in any order, it equals what is gathered at once. It holds counts and hashes of a
/// few lines, no text: a few kilobytes for texts that went through one channel, and bounded however many they are. Cloning shares them, and takes no time. With feature `serde` it can be
/// stored.
///
/// ```
/// use lacuna::{Evidence, Options};
///
/// let messages = ["DobrÃ½ den, jak se mÃ¡te?", "Å½ofie pÅ™ijde pozdÄ›ji.", "PÅeji hezkÃ½ veÄer."];
/// let mut evidence = Evidence::new();
/// messages.iter().for_each(|message| evidence.add(message));
///
/// let options = Options::new().evidence(&evidence);
/// assert_eq!(options.repair(messages[1]).text(), "Žofie přijde později.");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Evidence(pub(crate) Arc<evidence::Evidence>);

impl Evidence {
    /// Nothing is known.
    pub fn new() -> Evidence {
        Evidence::default()
    }

    /// Adds what `text` shows, judged by itself: what was added before makes no difference.
    ///
    /// Intact text takes one scan; other text takes time in step with its length.
    pub fn add(&mut self, text: &str) {
        if session::next_of_interest(text, 0, &[]).is_some() {
            self.take_in(&learn::learn(text, &[]));
        }
    }

    /// The same for an input of any bytes, decoded as [`repair_bytes`](crate::repair_bytes) does.
    pub fn add_bytes(&mut self, input: &[u8]) {
        let (text, origin) = decode::decode(input);
        if session::next_of_interest(&text, 0, origin.foreign()).is_some() {
            self.take_in(&learn::learn(&text, origin.foreign()));
        }
    }

    /// Adds what `other` holds.
    pub fn merge(&mut self, other: &Evidence) {
        if self.0.is_empty() {
            *self = other.clone();
        } else if !other.0.is_empty() {
            self.take_in(&other.0);
        }
    }

    /// True if no text has shown anything yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The channels that enough speaks for, of one layer each, with the number of lines that each explains best (rounded): those of most lines
    /// first.
    pub fn channels(&self) -> Vec<(Channel, u64)> {
        self.0.channels()
    }

    fn take_in(&mut self, more: &evidence::Evidence) {
        Arc::make_mut(&mut self.0).merge(more);
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Evidence").field(&self.channels()).finish()
    }
}

impl<'a> Extend<&'a str> for Evidence {
    fn extend<I: IntoIterator<Item = &'a str>>(&mut self, texts: I) {
        texts.into_iter().for_each(|text| self.add(text));
    }
}

impl<'a> FromIterator<&'a str> for Evidence {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Evidence {
        let mut evidence = Evidence::new();
        evidence.extend(texts);
        evidence
    }
}
