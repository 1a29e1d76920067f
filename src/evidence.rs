//! What texts have shown of the damage that they went through, as a value.

#[cfg(feature = "serde")]
mod stored;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use crate::channel::Channel;
use crate::decode;
use crate::repair::evidence;
use crate::repair::evidence::learn;
use crate::repair::evidence::words::Words;
use crate::repair::infill::intact_text;
use crate::repair::session;

/// What texts have shown of the channels that they went through: which channels, and how often; and the words that lost bytes in them.
///
/// A short text often cannot tell one channel from another; the texts around it can. Gather evidence from all messages of a feed, all cells of a
/// column, or all parts of a file, and repair each with it ([`Options::evidence`](crate::Options::evidence)). Then the channel of each text is found
/// as if the text stood among the others. Names that lost bytes are restored by what all texts show of them.
///
/// Evidence is a sum over texts: gathered in parts and merged in any order, it equals what is gathered at once. It holds counts and hashes, no
/// text. A clone shares the data and takes constant time.
///
/// Its size is bounded, however many texts there are: a few kilobytes. If texts hold Chinese, Japanese or Korean, or lost bytes, it takes 256
/// kilobytes more in memory, even if it [is empty](Evidence::is_empty). Stored (feature `serde`), it takes up to 200 kilobytes more.
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
///
/// With feature `serde` it can be stored, and read by later versions, too:
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use lacuna::{Evidence, Options};
///
/// let evidence: Evidence = ["DobrÃ½ den, jak se mÃ¡te?", "PÅeji hezkÃ½ veÄer."].into_iter().collect();
/// let stored = serde_json::to_string(&evidence)?;
///
/// let loaded: Evidence = serde_json::from_str(&stored)?;
/// assert_eq!(loaded, evidence);
/// assert_eq!(Options::new().evidence(&loaded).repair("Å½ofie").text(), "Žofie");
/// # }
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    pub(crate) channels: Arc<evidence::Evidence>,
    /// What stood in gaps.
    pub(crate) words: Arc<Words>,
}

impl Evidence {
    /// Nothing is known.
    #[must_use]
    pub fn new() -> Evidence {
        Evidence::default()
    }

    /// Adds what `text` shows, judged by itself: what was added before makes no difference.
    ///
    /// Intact text counts, too. Its lines with signs of damage show how rare damage is here, and words with characters that often lose bytes are
    /// noted. Takes time linear in the length of the text.
    ///
    /// Add each text as you repair it: a document as one text, messages one by one. The lines of a text are judged together. So a text gives other
    /// evidence than its lines one by one.
    pub fn add(&mut self, text: &str) {
        if session::next_of_interest(text, 0, &[]).is_some() {
            self.learn(text, &[]);
        } else {
            self.note_intact(text);
        }
    }

    /// The same for an input of any bytes, decoded as [`repair_bytes`](crate::repair_bytes) does.
    ///
    /// ```
    /// let mut evidence = lacuna::Evidence::new();
    /// evidence.add_bytes(b"\xCF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA \xE4\xE5\xEB\xE0?"); // windows-1251
    /// assert_eq!(evidence.channels()[0].0.to_string(), "windows-1251 read as windows-1252");
    /// ```
    pub fn add_bytes(&mut self, input: impl AsRef<[u8]>) {
        let (text, origin) = decode::decode(input.as_ref());
        if session::next_of_interest(&text, 0, origin.foreign()).is_some() {
            self.learn(&text, origin.foreign());
        } else {
            self.note_intact(&text);
        }
    }

    /// Adds what `other` holds.
    ///
    /// Takes time linear in the size of `other`, which is bounded, however many texts it is of.
    ///
    /// ```
    /// use lacuna::Evidence;
    ///
    /// let (first, second) = ("DobrÃ½ den, jak se mÃ¡te?", "PÅeji hezkÃ½ veÄer.");
    /// let mut merged: Evidence = [first].into_iter().collect();
    /// merged.merge(&[second].into_iter().collect());
    /// assert_eq!(merged, [first, second].into_iter().collect());
    /// ```
    pub fn merge(&mut self, other: &Evidence) {
        if self.channels.is_empty() {
            self.channels = Arc::clone(&other.channels);
        } else if !other.channels.is_empty() {
            Arc::make_mut(&mut self.channels).merge(&other.channels);
        }
        if self.words.is_empty() {
            self.words = Arc::clone(&other.words);
        } else if !other.words.is_empty() {
            Arc::make_mut(&mut self.words).merge(&other.words);
        }
    }

    /// True if no text has shown anything that could be damage yet. Words do not count.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.channels.is_empty()
    }

    /// The channels with enough evidence, of one layer each, with the number of lines that each explains best (rounded). The channel of most lines
    /// comes first. A line that several channels explain equally well is shared among them. A channel with less than half a line is not listed.
    ///
    /// ```
    /// let lines = ["Itâ€™s late", "SÃ­, es tarde", "Ã‰s tard, diu la MarÃ­a"];
    /// let evidence: lacuna::Evidence = lines.into_iter().collect();
    /// let (channel, lines) = evidence.channels()[0];
    /// assert_eq!((channel.to_string().as_str(), lines), ("UTF-8 read as windows-1252", 3));
    /// ```
    #[must_use]
    pub fn channels(&self) -> Vec<(Channel, u64)> {
        self.channels.channels()
    }

    fn note_intact(&mut self, text: &str) {
        if !text.is_ascii() {
            intact_text::note(text, Arc::make_mut(&mut self.words));
        }
    }

    fn learn(&mut self, text: &str, foreign: &[Range<usize>]) {
        let shown = learn::learn(text, foreign, Arc::make_mut(&mut self.words));
        Arc::make_mut(&mut self.channels).merge(&shown);
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Evidence").field(&self.channels()).finish()
    }
}

impl<T: AsRef<str>> Extend<T> for Evidence {
    fn extend<I: IntoIterator<Item = T>>(&mut self, texts: I) {
        texts.into_iter().for_each(|text| self.add(text.as_ref()));
    }
}

impl<T: AsRef<str>> FromIterator<T> for Evidence {
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> Evidence {
        let mut evidence = Evidence::new();
        evidence.extend(texts);
        evidence
    }
}
