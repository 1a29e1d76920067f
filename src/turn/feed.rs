//! Turns of a text that arrives in pieces and is never held whole.

use super::{Format, Span, Splitter, BLOCK};

/// Longest turn that is held, in bytes, and longest line. What is longer is given out in parts of kind `Continued`, so
/// that memory stays bounded on a file without turns, or without line ends.
const LONGEST: usize = 8 << 20;

/// Bytes beyond a block by which the format is told: blanks and marks may stand before the first character that shows.
const PREFIX: usize = 1 << 12;

/// Takes in text and gives out turns.
///
/// Whatever the pieces, the turns are those that [`super::parse`] finds in the whole text, but for turns and lines
/// longer than a bound of some megabytes.
pub(crate) struct Feed {
    format: Option<Format>,
    splitter: Option<Splitter>,
    /// The open turn and what has come in behind it.
    window: String,
    /// Up to here the window has been split.
    split: usize,
    spans: Vec<Span>,
}

impl Feed {
    pub(crate) fn new(format: Option<Format>) -> Self {
        Feed { format, splitter: None, window: String::new(), split: 0, spans: Vec::new() }
    }

    /// Takes in the next piece; calls `turn` with each turn that it completes and the text that its ranges refer to.
    pub(crate) fn push(&mut self, piece: &str, mut turn: impl FnMut(&str, Span)) {
        self.window.push_str(piece);
        // Without an end nothing is complete; what has come in before has been searched.
        let ended = match &self.splitter {
            Some(splitter) => splitter.may_end_in(piece),
            None if self.window.len() <= BLOCK + PREFIX => return,
            None => {
                self.splitter = Some(Splitter::new(&self.window, self.format));
                true
            }
        };
        if !ended && self.window.len() - self.split <= LONGEST {
            return;
        }
        loop {
            let end = self.block_end();
            // At the end of what has come in a line may go on, or a CR be half of a line end.
            if end < self.window.len() {
                self.block(end);
            } else if self.window.len() - self.split > LONGEST {
                self.block(self.window.len());
            } else {
                break;
            }
            self.give(&mut turn);
        }
    }

    /// Tells that the text is at its end; the turns that are left are given out.
    pub(crate) fn finish(&mut self, mut turn: impl FnMut(&str, Span)) {
        while self.split < self.window.len() {
            let end = self.block_end();
            self.block(end);
            self.give(&mut turn);
        }
        if let Some(splitter) = &mut self.splitter {
            splitter.finish(self.window.len(), &self.window, &mut self.spans);
        }
        self.give(&mut turn);
    }

    /// The format, as far as can be told from what has come in.
    pub(crate) fn format(&self) -> Option<Format> {
        self.splitter.as_ref().and_then(Splitter::format)
    }

    /// Where the next block ends.
    fn block_end(&mut self) -> usize {
        let (window, format) = (&self.window, self.format);
        let splitter = self.splitter.get_or_insert_with(|| Splitter::new(window, format));
        splitter.block_end(window, self.split)
    }

    fn block(&mut self, end: usize) {
        let Some(splitter) = &mut self.splitter else { return };
        splitter.push(&self.window, self.split..end, &mut self.spans);
        self.split = end;
        if end - splitter.open_at() > LONGEST {
            splitter.cut(end, &mut self.spans);
        }
    }

    fn give(&mut self, turn: &mut impl FnMut(&str, Span)) {
        for span in self.spans.drain(..) {
            turn(&self.window, span);
        }
        if let Some(splitter) = &mut self.splitter {
            let done = splitter.open_at();
            self.window.drain(..done);
            splitter.rebase(done);
            self.split -= done;
        }
    }
}
