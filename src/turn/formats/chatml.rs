//! Prompts as language models read them: ChatML (`<|im_start|>user`, the text, `<|im_end|>`), Llama (`<|start_header_id|>user<|end_header_id|>`),
//! Gemma (`<start_of_turn>user`), harmony (`<|start|>assistant<|channel|>final<|message|>`), DeepSeek (`<｜User｜>`), Command R
//! (`<|USER_TOKEN|>`), Phi and Zephyr (`<|user|>`).

use crate::turn::lines::lines_in;
use crate::turn::{Grammar, Head, Mark};
use std::ops::Range;

/// How the messages of one kind of prompt are written.
struct Style {
    /// What is in front of the name of a speaker, and behind it.
    begin: &'static str,
    close: &'static str,
    /// What may stand between the name and `close`, from one of these on.
    between: &'static [&'static str],
    /// True if nothing but marks stands in front of it in a line.
    stands_apart: bool,
    /// The names, where the marks are used for other things, too; any otherwise.
    names: &'static [&'static str],
    /// The marks that a message ends with.
    ends: &'static [&'static str],
}

const ANY: &[&str] = &[];
const NOTHING: &[&str] = &[];

const STYLES: [Style; 8] = [
    Style {
        begin: "<|im_start|>",
        close: "",
        between: NOTHING,
        stands_apart: false,
        names: ANY,
        ends: &["<|im_end|>"],
    },
    Style {
        begin: "<|start_header_id|>",
        close: "<|end_header_id|>",
        between: NOTHING,
        stands_apart: false,
        names: ANY,
        ends: &["<|eot_id|>", "<|eom_id|>"],
    },
    Style {
        begin: "<|header_start|>",
        close: "<|header_end|>",
        between: NOTHING,
        stands_apart: true,
        names: ANY,
        ends: &["<|eot|>", "<|eom|>"],
    },
    Style {
        begin: "<start_of_turn>",
        close: "",
        between: NOTHING,
        stands_apart: false,
        names: ANY,
        ends: &["<end_of_turn>"],
    },
    Style {
        begin: "<|start|>",
        close: "<|message|>",
        between: &["<|channel|>", " to="],
        stands_apart: true,
        names: ANY,
        ends: &["<|end|>", "<|return|>", "<|call|>"],
    },
    Style {
        begin: "<｜",
        close: "｜>",
        between: NOTHING,
        stands_apart: false,
        names: &["User", "Assistant"],
        ends: &["<｜end▁of▁sentence｜>"],
    },
    Style {
        begin: "<|",
        close: "_TOKEN|>",
        between: NOTHING,
        stands_apart: true,
        names: &["USER", "CHATBOT", "SYSTEM"],
        ends: &["<|END_OF_TURN_TOKEN|>"],
    },
    Style {
        begin: "<|",
        close: "|>",
        between: NOTHING,
        stands_apart: false,
        names: &["user", "assistant", "system", "tool"],
        ends: &["<|end|>", "</s>", "<|endoftext|>"],
    },
];

/// Bytes between the name and the end of a mark.
const MOST_BETWEEN: usize = 200;
/// Longest name of a part.
const LONGEST: usize = 40;

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(ChatMl { ends: STYLES[0].ends, is_bare: false, signs: 0 })
}

struct ChatMl {
    /// The marks that end the open message.
    ends: &'static [&'static str],
    /// True if nothing has been said in the open message: templates put a blank line before it.
    is_bare: bool,
    signs: usize,
}

impl Grammar for ChatMl {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            if self.is_bare && content.trim().is_empty() {
                marks.push(Mark::Content(line.next));
            } else {
                self.is_bare = false;
            }
            let mut at = 0;
            let mut is_first = true;
            // A message may end and the next begin on one line.
            while let Some(found) = memchr::memchr(b'<', &content.as_bytes()[at..]) {
                let here = at + found;
                let rest = &content[here..];
                at = here + 1;
                if let Some((length, name, ends)) = opens(&content[..here], rest) {
                    self.signs += 1;
                    self.ends = ends;
                    let from = line.start + here;
                    // `<|begin_of_text|>` before the first message is its mark-up.
                    let is_token = || is_token(content[..here].trim()) && !self.ends_with(&content[..here]);
                    let whole = if is_first && is_token() { line.start } else { from };
                    is_first = false;
                    // The words begin on the next line if there are none on this one.
                    self.is_bare = content[here + length..].trim().is_empty();
                    let content = if self.is_bare { line.next } else { from + length };
                    let speaker = from + name.start..from + name.end;
                    marks.push(Mark::Turn(Head { speaker: Some(speaker), ..Head::at(whole, content) }));
                    at = here + length;
                } else if self.ends.iter().any(|end| ends(end, rest)) {
                    is_first = false;
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

impl ChatMl {
    /// True if a message ends with `text`.
    fn ends_with(&self, text: &str) -> bool {
        self.ends.iter().any(|end| text.trim_end().ends_with(end))
    }
}

/// True for one mark, whatever it says: `<|begin_of_text|>`, `<BOS_TOKEN>`.
fn is_token(text: &str) -> bool {
    text.starts_with('<') && text.ends_with('>') && !text.contains(' ')
}

/// True if `rest` begins with the mark that ends a message. `</s>` is a tag of HTML as well, and no end where text goes on.
fn ends(end: &str, rest: &str) -> bool {
    let goes_on = |behind: &str| !behind.starts_with(['\n', '\r', '<']) && !behind.is_empty();
    rest.strip_prefix(end).is_some_and(|behind| end != "</s>" || !goes_on(behind))
}

/// The length of the mark that begins a message, where its speaker is named, and the marks that will end it. `before` is in front of it in the line.
fn opens(before: &str, rest: &str) -> Option<(usize, Range<usize>, &'static [&'static str])> {
    STYLES.iter().find_map(|style| {
        let name = rest.strip_prefix(style.begin)?;
        let length = match style.names {
            [] => name
                .bytes()
                .take(LONGEST)
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
                .count(),
            names => names.iter().find(|known| name.starts_with(**known))?.len(),
        };
        // Prose about prompts has marks within lines.
        if style.stands_apart && !before.is_empty() && !before.ends_with('>') {
            return None;
        }
        let mut behind = &name[length..];
        if let Some(between) = style.between.iter().find(|between| behind.starts_with(**between)) {
            // A channel has a name, and more than that if a tool is called: `<|channel|>commentary to=tool<|constrain|>json`.
            let longest =
                (0..=MOST_BETWEEN.min(behind.len())).rev().find(|end| behind.is_char_boundary(*end))?;
            let at = behind[..longest].find(style.close)?;
            if at < between.len() || behind[..at].contains('\n') {
                return None;
            }
            behind = &behind[at..];
        }
        let behind = behind.strip_prefix(style.close)?;
        let fits = length > 0
            && (!style.close.is_empty()
                || behind.trim_start_matches(' ').is_empty()
                || behind.starts_with(['\n', ' ']));
        let begins = style.begin.len();
        fits.then(|| (rest.len() - behind.len(), begins..begins + length, style.ends))
    })
}
