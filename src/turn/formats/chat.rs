//! CHAT files of TalkBank (`.cha`), read as they are found rather than as the manual wants them.
//!
//! `*MAR:<tab>text` begins an utterance, lines that begin with a tab go on with it, `%mor:` and the like are notes about
//! it and belong to its mark-up, `@…` lines are headers. Missing tabs, lower-case codes, blank lines, wrapped lines
//! without a tab and excerpts without headers are taken as they come. Marks inside an utterance stay in its text;
//! [`given_languages`] reads those that name a language.

use crate::turn::lines::{invisible_prefix, lines_in};
use crate::turn::{Grammar, Head, Kind, Mark};
use std::ops::Range;

/// Longest speaker code, in bytes.
const LONGEST_CODE: usize = 12;

pub(super) fn heads(text: &str) -> bool {
    ["@UTF8", "@Begin", "@PID:", "@Languages:", "@Font:", "@ColorWords:"]
        .iter()
        .any(|head| text.starts_with(head))
}

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Chat { tier: Tier::Text, signs: 0 })
}

struct Chat {
    tier: Tier,
    /// Utterances with a tab behind the colon: without it they could be items of a list.
    signs: usize,
}

/// What the lines at hand belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tier {
    Text,
    Header,
    Utterance,
    Note,
}

impl Grammar for Chat {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            let shown = &content[invisible_prefix(content.as_bytes())..];
            if let Some((code, start)) = utterance(content) {
                self.tier = Tier::Utterance;
                self.signs += usize::from(content.as_bytes().get(start - 1) == Some(&b'\t'));
                marks.push(Mark::Turn(Head {
                    speaker: Some(line.start + code.start..line.start + code.end),
                    ..Head::at(line.start, line.start + start)
                }));
            } else if content.starts_with('%') && shown.contains(':') {
                if self.tier == Tier::Utterance {
                    marks.push(Mark::End(line.start));
                }
                self.tier = Tier::Note;
            } else if shown
                .strip_prefix('@')
                .is_some_and(|head| head.starts_with(|c: char| c.is_ascii_uppercase()))
            {
                if self.tier != Tier::Header {
                    marks.push(Mark::Turn(Head { kind: Kind::Markup, ..Head::at(line.start, line.start) }));
                    marks.push(Mark::End(line.start));
                }
                self.tier = Tier::Header;
            } else if self.is_lost(content) {
                // Not as the manual wants it, but said.
                self.tier = Tier::Utterance;
                marks.push(Mark::Turn(Head::at(line.start, line.start)));
            }
        }
    }

    fn signs(&self) -> usize {
        self.signs
    }

    /// A bullet at the end gives the times, in milliseconds: `\u{15}1230_4560\u{15}`, in print `•1230_4560•`.
    fn close(&self, text: &str, head: &mut Head, content: Range<usize>) -> Range<usize> {
        let inside = text[content.clone()].trim_end();
        for bullet in ["\u{15}", "•"] {
            let Some(rest) = inside.strip_suffix(bullet) else { continue };
            let Some(open) = rest.rfind(bullet) else { continue };
            let times = &rest[open + bullet.len()..];
            // Old files name the recording before the times: `%snd:"mar01"_1230_4560`.
            let mut fields = times.rsplit('_').map(str::parse);
            let (Some(Ok(end)), Some(Ok(start))) = (fields.next(), fields.next()) else { continue };
            head.start = Some(start);
            head.end = Some(end);
            let at = content.start + open + bullet.len();
            head.stamp = Some(at..at + times.len());
            return content.start..content.start + rest[..open].trim_end().len();
        }
        content
    }
}

impl Chat {
    /// Whether a line of no tier would be taken for mark-up, though nothing says so: it goes on with neither a header nor a note.
    fn is_lost(&self, line: &str) -> bool {
        match self.tier {
            Tier::Text | Tier::Utterance => false,
            Tier::Header => line.starts_with(|c: char| !c.is_whitespace() && c != '\u{FEFF}'),
            Tier::Note => line.starts_with('*'),
        }
    }
}

/// The speaker's code and where the text begins, if `line` begins an utterance.
fn utterance(line: &str) -> Option<(Range<usize>, usize)> {
    let bytes = line.as_bytes();
    let from = invisible_prefix(bytes);
    if bytes.get(from) != Some(&b'*') {
        return None;
    }
    let code = bytes[from + 1..]
        .iter()
        .take(LONGEST_CODE)
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    let code = from + 1..from + 1 + code;
    let colon = code.end + usize::from(bytes.get(code.end) == Some(&b' '));
    if code.is_empty() || bytes.get(colon) != Some(&b':') {
        return None;
    }
    let blanks = bytes[colon + 1..].iter().take(4).take_while(|&&b| b == b'\t' || b == b' ').count();
    // `*MAR:hello`
    let capitals = bytes[code.clone()].iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let tight = code.len() > 1 && capitals;
    (blanks > 0 || colon + 1 == bytes.len() || tight).then_some((code, colon + 1 + blanks))
}

/// The languages that the header `@Languages:` names, as written, in order.
pub(crate) fn languages(text: &str) -> Vec<&str> {
    /// The header is among the first few; a file may have it late or not at all.
    const REACH: usize = 1 << 12;
    let mut reach = text.len().min(REACH);
    while !text.is_char_boundary(reach) {
        reach -= 1;
    }
    let Some(at) = text[..reach].find("@Languages:") else { return Vec::new() };
    let line = text[at + "@Languages:".len()..].split(['\n', '\r']).next().unwrap_or("");
    line.split([',', ' ', '\t']).filter(|code| !code.is_empty()).collect()
}

/// The stretches of an utterance whose language the transcriber gives, with the code as written, in order.
///
/// `[- spa]` at the start gives that of the whole utterance, `word@s:eng` that of a word; `word@s` says that the word is
/// in the other one of `languages`. A word that belongs to two languages (`@s:eng&spa`) is left out.
pub(crate) fn given_languages<'t>(
    text: &'t str,
    content: Range<usize>,
    languages: &[&'t str],
) -> Vec<(Range<usize>, &'t str)> {
    let mut given = Vec::new();
    let inside = &text[content.clone()];
    let mut base = languages.first().copied();
    let mut at = 0;
    if let Some(rest) = inside.trim_start().strip_prefix("[- ") {
        if let Some((code, after)) = rest.split_once(']') {
            let code = code.trim();
            base = Some(code);
            at = inside.len() - after.len();
            let end = inside.trim_end().len();
            let start = at + (after.len() - after.trim_start().len());
            if start < end {
                given.push((content.start + start..content.start + end, code));
            }
        }
    }
    for word in inside[at..].split_ascii_whitespace() {
        let Some((form, mark)) = word.split_once("@s") else { continue };
        let start = content.start + (word.as_ptr() as usize - inside.as_ptr() as usize);
        let code = match mark.strip_prefix(':') {
            Some(codes) => codes.split(|c: char| !c.is_ascii_alphanumeric() && c != '&' && c != '+').next(),
            None if mark.starts_with(char::is_alphanumeric) => None,
            None => languages.iter().copied().find(|code| Some(*code) != base),
        };
        let Some(code) = code.filter(|code| !code.is_empty() && !code.contains(['&', '+'])) else { continue };
        if !form.is_empty() {
            given.push((start..start + form.len(), code));
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use super::{given_languages, languages};

    #[test]
    fn given() {
        let text =
            "@UTF8\n@Begin\n@Languages:\tspa, eng\n*MAR:\t[- eng] so I said qué@s pasa@s:spa , right ?\n";
        let languages = languages(text);
        assert_eq!(languages, ["spa", "eng"]);
        let content = text.find("[- ").unwrap()..text.len() - 1;
        let found = given_languages(text, content, &languages);
        let found: Vec<_> = found.into_iter().map(|(range, code)| (&text[range], code)).collect();
        assert_eq!(found, [("so I said qué@s pasa@s:spa , right ?", "eng"), ("qué", "spa"), ("pasa", "spa")]);
        let text = "vamos al mall@s y luego cool@s:eng&spa .";
        let found = given_languages(text, 0..text.len(), &["spa", "eng"]);
        assert_eq!(
            found.into_iter().map(|(range, code)| (&text[range], code)).collect::<Vec<_>>(),
            [("mall", "eng")]
        );
    }
}
