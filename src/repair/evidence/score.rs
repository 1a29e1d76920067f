//! What a line gains by one explanation, whichever kind of damage it is.

use crate::repair::evidence::credit::Credit;

/// What a line gains by an explanation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Score {
    /// Eighths of a bit, less what it costs to tell the damaged stretches of the line from the others.
    pub(crate) gain: i32,
    /// What a stretch of the line may lack to be taken for damaged.
    pub(crate) credit: Credit,
    /// The same two where nearly all lines of the document are damaged.
    pub(crate) among_damaged: i32,
    pub(crate) credit_among_damaged: Credit,
    /// Characters beyond ASCII that the explanation cannot have made.
    pub(crate) strangers: i32,
    /// Controls beyond ASCII that the explanation cannot have made, in a line that another explanation must be found for.
    pub(crate) contradictions: i32,
    /// True if all of the line is explained, and every damaged stretch gains clearly.
    pub(crate) complete: bool,
    /// True if the explanation can have made all that is beyond ASCII in the line.
    pub(crate) explains_all: bool,
    /// True if the explanation changes the line, and nothing in the line speaks against that: where it speaks for it no more, the document decides.
    pub(crate) is_unopposed: bool,
    /// True if bytes are missing.
    pub(crate) has_gaps: bool,
    /// True if something gains that is missing no byte.
    pub(crate) has_whole: bool,
    /// A hash of the damaged stretches: the same ones again are no further evidence.
    pub(crate) print: u64,
}

impl Score {
    /// The same, but with no smaller gain.
    pub(crate) fn at_least(self, gain: i32) -> Score {
        Score { gain: self.gain.max(gain), among_damaged: self.among_damaged.max(gain), ..self }
    }

    /// The same, where words speak for it besides, in eighths of a bit.
    pub(crate) fn and_words(self, words: i32) -> Score {
        Score { gain: self.gain + words, among_damaged: self.among_damaged + words, ..self }
    }
}
