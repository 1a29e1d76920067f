//! What a caller may say about a transcript beforehand.

use std::io::Read;

use crate::channel::Channel;
use crate::evidence::Evidence;
use crate::lang::Lang;
use crate::reader::Reader;
use crate::repair::evidence::{self, Main};
use crate::repair::legacy::From;
use crate::repair::words::{self, Words};
use crate::repair::{self, Repaired};
use crate::transcript::Transcript;
use crate::turn::Format;

/// What is known of a transcript before it is read, and how sure an inferred character has to be.
///
/// ```
/// use lacuna::{Lang, Options};
///
/// let transcript = Options::new().languages(&[Lang::SPA, Lang::ENG]).parse(b"[A]: no me digas, really?");
/// let turn = transcript.turns().next().unwrap();
/// assert!(turn.segments().all(|segment| matches!(segment.lang(), Some(Lang::SPA | Lang::ENG))));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub(crate) languages: Vec<Lang>,
    pub(crate) least_confidence: f32,
    pub(crate) format: Option<Format>,
    pub(crate) evidence: Option<Evidence>,
    /// What the evidence says that most texts went through.
    pub(crate) main: Option<Main>,
    pub(crate) channel: Option<Channel>,
}

impl Options {
    /// Nothing is known, and every gap is filled.
    pub fn new() -> Options {
        Options::default()
    }

    /// The languages that the conversation is in. Without them, they are inferred from the text.
    pub fn languages(mut self, languages: &[Lang]) -> Options {
        self.languages = languages.to_vec();
        self
    }

    /// The confidence, from 0 to 1, below which an inferred character is withheld: U+FFFD stands in its place, and the repair
    /// names the candidates. 0, the default, fills every gap. What is less than 0 or not a number counts as 0, what is more than 1 as 1.
    pub fn least_confidence(mut self, confidence: f32) -> Options {
        self.least_confidence = if confidence > 0.0 { confidence.min(1.0) } else { 0.0 };
        self
    }

    /// The format of the turns. Without it, the format is inferred from the text.
    pub fn format(mut self, format: Format) -> Options {
        self.format = Some(format);
        self
    }

    /// What other texts have shown of the damage: see [`Evidence`]. What a text itself shows counts besides.
    pub fn evidence(mut self, evidence: &Evidence) -> Options {
        self.evidence = Some(evidence.clone());
        self.main = evidence.channels.characters.main(From::Characters);
        self
    }

    /// The channel that the text went through. Nothing is inferred then but gaps, and evidence does not count: all that the channel can have made
    /// is undone, once, and the rest stays as it is.
    ///
    /// ```
    /// use lacuna::{Channel, Options};
    ///
    /// let channel: Channel = "UTF-8 read as cp1252".parse()?;
    /// assert_eq!(Options::new().channel(channel).repair("Ã©").text(), "é");
    /// # Ok::<(), lacuna::Error>(())
    /// ```
    pub fn channel(mut self, channel: Channel) -> Options {
        self.channel = Some(channel);
        self
    }

    /// What is known of the damage.
    pub(crate) fn known(&self) -> &evidence::Evidence {
        self.evidence.as_ref().map_or(&evidence::NONE, |evidence| &evidence.channels)
    }

    /// What is known of words.
    pub(crate) fn words(&self) -> &Words {
        self.evidence.as_ref().map_or(&words::NONE, |evidence| &evidence.words)
    }

    /// Reads a transcript: see [`Transcript::parse`].
    pub fn parse(&self, input: &[u8]) -> Transcript {
        Transcript::with(input, self)
    }

    /// Reads a transcript part by part, in bounded memory: see [`Reader`].
    pub fn read<R: Read>(&self, input: R) -> Reader<R> {
        Reader::with(input, self)
    }

    /// Repairs a text: see [`repair`](crate::repair()).
    pub fn repair<'a>(&self, text: &'a str) -> Repaired<'a> {
        repair::with(text, self)
    }

    /// Repairs an input of any bytes: see [`repair_bytes`](crate::repair_bytes).
    pub fn repair_bytes<'a>(&self, input: &'a [u8]) -> Repaired<'a> {
        repair::bytes_with(input, self)
    }
}
