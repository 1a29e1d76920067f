//! Messages of Signal as sigtop writes them: fields like those of a letter, a blank line, the words.

use crate::turn::lines::{is_blank, lines_in, trim_invisible};
use crate::turn::{Grammar, Head, Kind, Mark};
use std::ops::Range;

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Signal::default())
}

#[derive(Default)]
struct Signal {
    /// The fields of a message are being read: what is known of it so far.
    open: Option<Fields>,
    messages: usize,
}

/// What the fields of a message say.
struct Fields {
    start: usize,
    from: Option<Range<usize>>,
    sort: Option<Sort>,
    sent: Option<Range<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Incoming,
    Outgoing,
    /// The program's own: a call, a change of the number.
    Other,
}

impl Grammar for Signal {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            let value = |key: &str| {
                let behind = content.strip_prefix(key)?;
                Some(trim_invisible(text, line.end - behind.len()..line.end))
            };
            if let Some(from) = value("From: ").filter(|from| !from.is_empty()) {
                self.open = Some(Fields { start: line.start, from: Some(from), sort: None, sent: None });
                continue;
            }
            let Some(fields) = &mut self.open else { continue };
            if is_blank(content) {
                self.messages += usize::from(fields.sort.is_some());
                marks.extend(fields.head(line.next).map(Mark::Turn));
                self.open = None;
            } else if let Some(sort) = value("Type: ") {
                fields.sort = Some(match &text[sort] {
                    "incoming" => Sort::Incoming,
                    "outgoing" => Sort::Outgoing,
                    _ => Sort::Other,
                });
            } else if let Some(sent) = value("Sent: ") {
                fields.sent = Some(sent);
            } else if !is_field(content) {
                // The head of a letter that somebody quotes.
                self.open = None;
            }
        }
    }

    fn rebase(&mut self, by: usize) {
        // Fields that were too long to be held are given up.
        self.open = self.open.take().filter(|fields| fields.start >= by);
        if let Some(fields) = &mut self.open {
            fields.start -= by;
            for range in [&mut fields.from, &mut fields.sent].into_iter().flatten() {
                *range = range.start - by..range.end - by;
            }
        }
    }

    fn found(&self) -> bool {
        self.messages > 0
    }

    fn signs(&self) -> usize {
        // Each has three fields at least, and its words.
        self.messages * 4
    }
}

impl Fields {
    /// The head of a message whose words begin at `content`, if it is one.
    fn head(&mut self, content: usize) -> Option<Head> {
        let head = Head { stamp: self.sent.take(), ..Head::at(self.start, content) };
        match self.sort? {
            Sort::Incoming | Sort::Outgoing => Some(Head { speaker: self.from.take(), ..head }),
            Sort::Other => Some(Head { kind: Kind::System, ..head }),
        }
    }
}

/// `Received: …`, `Attachment: …`
fn is_field(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(key, _)| {
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphabetic() || b == b' ' || b == b'-')
    })
}
