//! Lacunae that nothing declares: a phrase was cut out of a sentence, mark-up and all.
//!
//! # The evidence
//!
//! A cut leaves a *scar*, punctuation that no longer fits:
//!
//! - two blanks inside a clause (`this notion of  as an attention head`);
//! - a blank before a comma, full stop, question mark … (`file it under .`), also before those of Chinese;
//! - a blank before a dash that has none behind it (`the prospect of a —it does`);
//! - a pair of quotation marks with nothing in it;
//! - two ellipses with blanks between them, as the cut falls into a pause (`into this…  …you see`);
//! - a full stop straight after another mark or a word that cannot end a sentence (`命名为。`, `if not the.`).
//!
//! Scars alone prove little: people write `Bonjour !`, type `what ?`, and set two blanks after a full stop. So a scar
//! counts by the word before it. An article, a conjunction or a preposition that cannot be stranded *wants* what is
//! missing, and settles it. A word that may or may not end a clause makes the scar likely; any other word leaves it
//! bare. Likely scars count only in a text that has certain ones, bare scars only where the certain ones
//! outnumber them: a text that scatters blanks has a habit, not lacunae. An ordinary double blank after a sentence is
//! no scar at all. Small words are taken for English only in a sentence that shows itself to be English.

use super::words::{self, Want};
use super::{Found, Kind};
use memchr::memmem;

/// Bytes of a sentence that are read around a scar. Evidence lies close by; this keeps the work linear.
const REACH: usize = 160;

/// Certain scars from which on the likely ones are believed as well.
const CERTAIN_FOR_LIKELY: usize = 2;

/// Certain scars from which on, if they are also twice as many as the bare ones, the bare ones are believed.
const CERTAIN_FOR_BARE: usize = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Grade {
    Certain,
    Likely,
    Bare,
}

struct Scar {
    at: usize,
    grade: Grade,
}

/// Adds the elided phrases of `text`, which is judged as a whole; they come out of order. `at` is added to positions.
pub(super) fn find(text: &str, at: usize, out: &mut Vec<Found>) {
    let mut scars = Vec::new();
    gaps(text, &mut scars);
    orphans(text, &mut scars);
    dashes(text, &mut scars);
    if !text.is_ascii() {
        wide_orphans(text, &mut scars);
        empty_quotes(text, &mut scars);
        bare_stops(text, &mut scars);
    }
    let count = |grade| scars.iter().filter(|scar| scar.grade == grade).count();
    let (certain, bare) = (count(Grade::Certain), count(Grade::Bare));
    let habit = bare > certain;
    for scar in scars {
        let believed = match scar.grade {
            Grade::Certain => true,
            Grade::Likely => certain >= CERTAIN_FOR_LIKELY && !habit,
            Grade::Bare => certain >= CERTAIN_FOR_BARE && bare * 2 <= certain,
        };
        if believed {
            out.push(Found { range: at + scar.at..at + scar.at, kind: Kind::Elided });
        }
    }
}

/// Two blanks inside a clause.
fn gaps(text: &str, scars: &mut Vec<Scar>) {
    let bytes = text.as_bytes();
    for start in memmem::find_iter(bytes, "  ") {
        let (before, after) = (&text[..start], &text[start + 2..]);
        // Longer runs are layout.
        if before.ends_with([' ', '\t']) || after.starts_with([' ', '\t']) {
            continue;
        }
        let (Some(left), Some(right)) = (before.chars().next_back(), after.chars().next()) else { continue };
        let at = start + 1;
        if ends_in_ellipsis(before) && (right == '…' || after.starts_with("...")) {
            scars.push(Scar { at, grade: Grade::Certain });
        } else if is_han(left) && (right.is_alphanumeric() || matches!(right, '“' | '「' | '《')) {
            let grade = match words::chinese(before) {
                Want::Sure => Grade::Certain,
                Want::Some | Want::Stranded => Grade::Likely,
                Want::Nothing => Grade::Bare,
            };
            scars.push(Scar { at, grade });
        } else if left.is_alphabetic() && (right.is_lowercase() || right == '—' || is_han(right)) {
            let word = last_word(before);
            let next = first_word(after);
            let grade = if !looks_english(text, start) {
                Grade::Bare
            } else {
                match words::english(word) {
                    Want::Sure | Want::Stranded if words::cannot_follow(word, next) => Grade::Certain,
                    Want::Sure | Want::Stranded if !words::begins_phrase(next) => Grade::Likely,
                    Want::Some if words::cannot_follow(word, next) => Grade::Likely,
                    _ => Grade::Bare,
                }
            };
            scars.push(Scar { at, grade });
        }
    }
}

/// A blank before an ASCII mark that closes a clause.
fn orphans(text: &str, scars: &mut Vec<Scar>) {
    for mark in [" ,", " .", " ?", " !", " ;", " :"] {
        for start in memmem::find_iter(text.as_bytes(), mark) {
            let (before, after) = (&text[..start], &text[start + 2..]);
            let closes = after.chars().next().is_none_or(|c| {
                c.is_whitespace()
                    || matches!(c, '"' | '”' | '’' | '—' | ')')
                    || (!c.is_ascii() && !c.is_alphabetic())
            });
            // `the ! character`, `run . to start`: the mark itself is what is meant.
            let goes_on = matches!(mark, " ." | " ?" | " !")
                && after.trim_start_matches(' ').starts_with(|c: char| c.is_ascii_lowercase());
            if !closes || goes_on || (mark == " :" && after.starts_with([')', '—'])) {
                continue;
            }
            let Some(left) = before.chars().next_back() else { continue };
            let at = start + 1;
            if is_han(left) {
                if words::chinese(before) == Want::Sure {
                    scars.push(Scar { at, grade: Grade::Likely });
                }
                continue;
            }
            if !left.is_alphabetic() && left != '’' {
                continue;
            }
            let word = last_word(before);
            let grade = if !looks_english(text, start) {
                Grade::Bare
            } else {
                match words::english(word) {
                    // `do you want it or ?` asks for an answer, not for a word.
                    Want::Sure if mark == " ?" && words::is_conjunction(word) => Grade::Likely,
                    Want::Sure => Grade::Certain,
                    Want::Stranded if strands(before) => Grade::Bare,
                    Want::Stranded => Grade::Certain,
                    Want::Some if word == "it" && names_it(before) => Grade::Certain,
                    Want::Some => Grade::Likely,
                    Want::Nothing => Grade::Bare,
                }
            };
            scars.push(Scar { at, grade });
        }
    }
}

/// A blank before a dash that has none behind it.
fn dashes(text: &str, scars: &mut Vec<Scar>) {
    for start in memmem::find_iter(text.as_bytes(), " —") {
        let (before, after) = (&text[..start], &text[start + " —".len()..]);
        if after.chars().next().is_none_or(|c| c.is_whitespace() || c == '—') || !looks_english(text, start)
        {
            continue;
        }
        let grade = match words::english(last_word(before)) {
            Want::Sure => Grade::Certain,
            Want::Stranded if !strands(before) => Grade::Certain,
            Want::Stranded | Want::Some => Grade::Likely,
            // Some set dashes so: neither here nor there.
            Want::Nothing => continue,
        };
        scars.push(Scar { at: start + 1, grade });
    }
}

/// A blank before a mark of Chinese, after Chinese text.
fn wide_orphans(text: &str, scars: &mut Vec<Scar>) {
    const MARKS: [char; 7] = ['，', '。', '？', '！', '、', '；', '：'];
    // The marks begin with these two bytes or with those of 、 and 。
    for lead in [&b" \xEF\xBC"[..], b" \xE3\x80"] {
        for start in memmem::find_iter(text.as_bytes(), lead) {
            let (before, after) = (&text[..start], &text[start + 1..]);
            if !after.starts_with(MARKS) || !before.chars().next_back().is_some_and(is_han) {
                continue;
            }
            let grade = match words::chinese(before) {
                Want::Sure => Grade::Certain,
                Want::Some | Want::Stranded => Grade::Likely,
                Want::Nothing => Grade::Bare,
            };
            scars.push(Scar { at: start + 1, grade });
        }
    }
}

/// Quotation marks with nothing between them.
fn empty_quotes(text: &str, scars: &mut Vec<Scar>) {
    for pair in ["“”", "「」", "『』", "《》"] {
        for start in memmem::find_iter(text.as_bytes(), pair) {
            let middle = start + pair.len() / 2;
            // Text about the marks themselves shows them empty.
            let near = &text
                [floor(text, start.saturating_sub(REACH / 4))..floor(text, start + pair.len() + REACH / 4)];
            let shown = [
                "引号",
                "引號",
                "书名号",
                "書名號",
                "括号",
                "括號",
                "符号",
                "符號",
                "quot",
                "标点",
                "標點",
                "字符",
            ]
            .iter()
            .any(|word| near.contains(word));
            if !shown {
                scars.push(Scar { at: middle, grade: Grade::Certain });
            }
        }
    }
}

/// A Chinese full stop after what cannot end a sentence.
fn bare_stops(text: &str, scars: &mut Vec<Scar>) {
    const STOP: &str = "。";
    for at in memmem::find_iter(text.as_bytes(), STOP) {
        if text[at + STOP.len()..].starts_with([STOP.chars().next().unwrap_or('.'), '.']) {
            continue;
        }
        if words::chinese_cannot_stop(&text[..at]) {
            scars.push(Scar { at, grade: Grade::Certain });
        }
    }
}

/// The last word of `text`, if it is a word of Latin letters.
fn last_word(text: &str) -> &str {
    let bytes = text.as_bytes();
    let length = bytes.iter().rev().take(24).take_while(|b| b.is_ascii_alphabetic() || **b == b'\'').count();
    // A word that goes on before, with letters beyond ASCII or an apostrophe, is not the short word it ends like.
    let whole = !bytes[..bytes.len() - length]
        .last()
        .is_some_and(|b| *b >= 0x80 && !ends_in_mark(&text[..text.len() - length]));
    if whole {
        &text[text.len() - length..]
    } else {
        ""
    }
}

/// Whether `text` ends in a mark beyond ASCII that is no part of a word: a dash, an ellipsis, a quotation mark, Han.
fn ends_in_mark(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| !c.is_alphanumeric() && c != '’' || is_han(c))
}

fn first_word(text: &str) -> &str {
    let length = text.bytes().take(24).take_while(|b| b.is_ascii_alphabetic() || *b == b'\'').count();
    &text[..length]
}

/// The sentence or part of one that ends at the end of `text`, at most `REACH` bytes of it.
fn sentence(text: &str) -> &str {
    let from = floor(text, text.len().saturating_sub(REACH));
    let near = &text[from..];
    let start = memchr::memrchr3(b'.', b'?', b'!', near.as_bytes()).map_or(0, |at| at + 1);
    let line = memchr::memrchr(b'\n', near.as_bytes()).map_or(0, |at| at + 1);
    &near[start.max(line)..]
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'').filter(|word| !word.is_empty())
}

/// Whether the text around `at` is English, the word before `at` aside.
fn looks_english(text: &str, at: usize) -> bool {
    let before = sentence(&text[..at]);
    let before = &before[..before.len() - last_word(before).len()];
    let to = floor(text, at + REACH / 2);
    let after = text[at..to].split('\n').next().unwrap_or("");
    words(before).chain(words(after)).any(words::is_english_only)
}

/// Whether the sentence can leave a preposition at its end: `what is it made of`.
fn strands(before: &str) -> bool {
    let sentence = sentence(before);
    words(&sentence[..sentence.len() - last_word(sentence).len()]).any(words::strands)
}

/// `call it`, `named it`
fn names_it(before: &str) -> bool {
    let rest = before[..before.len() - "it".len()].trim_end_matches(' ');
    matches!(
        last_word(rest),
        "call" | "calls" | "called" | "calling" | "name" | "named" | "dub" | "dubbed" | "title" | "titled"
    )
}

fn ends_in_ellipsis(text: &str) -> bool {
    text.ends_with('…') || text.ends_with("...")
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

/// The greatest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
