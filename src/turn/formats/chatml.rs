//! Prompts as language models read them: ChatML (`<|im_start|>user`, the text, `<|im_end|>`), Llama (`<|start_header_id|>user<|end_header_id|>`)
//! and Gemma (`<start_of_turn>user`).

use crate::turn::lines::lines_in;
use crate::turn::{Grammar, Head, Mark};
use std::ops::Range;

/// How a message begins, what ends the name of its speaker, and how it ends.
const MARKS: [[&str; 3]; 4] = [
    ["<|im_start|>", "", "<|im_end|>"],
    ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
    ["<start_of_turn>", "", "<end_of_turn>"],
    ["<|", "|>", "<|end|>"],
];

/// Longest name of a part.
const LONGEST: usize = 40;

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(ChatMl { end: MARKS[0][2], signs: 0 })
}

struct ChatMl {
    /// The mark that ends the open message.
    end: &'static str,
    signs: usize,
}

impl Grammar for ChatMl {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            let mut at = 0;
            // A message may end and the next begin on one line.
            while let Some(found) = memchr::memchr(b'<', &content.as_bytes()[at..]) {
                let here = at + found;
                let rest = &content[here..];
                at = here + 1;
                if let Some((length, name, end)) = opens(rest) {
                    self.signs += 1;
                    self.end = end;
                    let from = line.start + here;
                    // `<|begin_of_text|>` before the first message is its mark-up.
                    let token = content[..here].trim();
                    let whole = if token.starts_with("<|")
                        && token.ends_with("|>")
                        && !token.contains(' ')
                        && token != self.end
                    {
                        line.start
                    } else {
                        from
                    };
                    // The words begin on the next line if there are none on this one.
                    let bare = content[here + length..].trim().is_empty();
                    let content = if bare { line.next } else { from + length };
                    let speaker = from + name.start..from + name.end;
                    marks.push(Mark::Turn(Head { speaker: Some(speaker), ..Head::at(whole, content) }));
                    at = here + length;
                } else if rest.starts_with(self.end) {
                    marks.push(Mark::End(line.start + here));
                }
            }
        }
    }

    fn found(&self) -> bool {
        self.signs > 0
    }

    fn signs(&self) -> usize {
        self.signs
    }
}

/// The length of the mark that begins a message, where its speaker is named, and the mark that will end it.
fn opens(rest: &str) -> Option<(usize, Range<usize>, &'static str)> {
    MARKS.iter().find_map(|[begin, close, end]| {
        let name = rest.strip_prefix(begin)?;
        let length = name
            .bytes()
            .take(LONGEST)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
            .count();
        let behind = name[length..].strip_prefix(close)?;
        let fits = length > 0
            && (!close.is_empty()
                || behind.trim_start_matches(' ').is_empty()
                || behind.starts_with(['\n', ' ']));
        // `<|` alone opens many marks; only parts are named in it.
        let part = begin.len() > 2 || ["user", "assistant", "system", "tool"].contains(&&name[..length]);
        (fits && part).then(|| (begin.len() + length + close.len(), begin.len()..begin.len() + length, *end))
    })
}
