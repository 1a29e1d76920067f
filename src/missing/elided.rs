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
//! bare. Likely scars count only in a text that has certain ones, bare scars only where the certain ones outnumber
//! them; and where the bare ones are many, blanks mean nothing: such a text has a habit, not lacunae. An ordinary double blank after a sentence is
//! no scar at all. Small words are taken for English only in a sentence that shows itself to be English.

use super::context::{
    ends_in_ellipsis, first_word, floor, is_han, last_word, looks_english, names_it, strands, REACH,
};
use super::words::{self, Want};
use super::{scan, Found, Kind};
use memchr::memmem;

/// So many bare scars to a certain one show that the text sets blanks so; no blank means anything then.
const HABIT: usize = 8;

/// Certain scars from which on the likely ones are believed as well.
const CERTAIN_FOR_LIKELY: usize = 2;

/// Certain scars from which on, if they are also twice as many as the bare ones, the bare ones are believed.
const CERTAIN_FOR_BARE: usize = 4;

/// How far a scar is to be believed, most first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grade {
    /// No blank is involved, so no habit of setting blanks explains it.
    Certain,
    /// A misplaced blank behind a word that ends nothing.
    Firm,
    /// A misplaced blank behind a word that ends few clauses.
    Strong,
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
    scan::misplaced_blanks(text.as_bytes(), |start, next| {
        let (before, after) = (&text[..start], &text[start + 1..]);
        let grade = match next {
            b' ' => gap(before, &after[1..]),
            b'\xE2' => dash(before, after),
            b'\xE3' | b'\xEF' => wide_orphan(before, after),
            mark => orphan(before, mark, &after[1..]),
        };
        if let Some(grade) = grade {
            scars.push(Scar { at: start + 1, grade });
        }
    });
    if !text.is_ascii() {
        empty_quotes(text, "“”", &mut scars);
        if scan::may_have_wide_marks(text.as_bytes()) {
            ["「」", "『』", "《》"].iter().for_each(|pair| empty_quotes(text, pair, &mut scars));
            bare_stops(text, &mut scars);
        }
    }
    let count = |grade| scars.iter().filter(|scar| scar.grade == grade).count();
    let bare = count(Grade::Bare);
    let certain = count(Grade::Certain) + count(Grade::Firm) + count(Grade::Strong);
    for scar in scars {
        let believed = match scar.grade {
            Grade::Certain => true,
            Grade::Firm => bare <= certain * HABIT,
            Grade::Strong => bare <= certain,
            Grade::Likely => certain >= CERTAIN_FOR_LIKELY && bare <= certain,
            Grade::Bare => certain >= CERTAIN_FOR_BARE && bare * 2 <= certain,
        };
        if believed {
            out.push(Found { range: at + scar.at..at + scar.at, kind: Kind::Elided });
        }
    }
}

/// Two blanks inside a clause.
fn gap(before: &str, after: &str) -> Option<Grade> {
    // Longer runs are layout.
    if before.ends_with([' ', '\t']) || after.starts_with([' ', '\t']) {
        return None;
    }
    let (left, right) = (before.chars().next_back()?, after.chars().next()?);
    if ends_in_ellipsis(before) && (right == '…' || after.starts_with("...")) {
        return Some(Grade::Certain);
    }
    if is_han(left) && (right.is_alphanumeric() || matches!(right, '“' | '「' | '《')) {
        return Some(after_han(before));
    }
    if !left.is_alphabetic() || !(right.is_lowercase() || right == '—' || is_han(right)) {
        return None;
    }
    let (word, next) = (last_word(before), first_word(after));
    let want = words::english(word);
    if want == Want::Nothing || !looks_english(before, after) {
        return Some(Grade::Bare);
    }
    Some(match want {
        Want::Sure if words::is_conjunction(word) => Grade::Likely,
        Want::Sure | Want::Stranded if words::cannot_follow(word, next) => Grade::Firm,
        Want::Sure | Want::Stranded if !words::begins_phrase(next) => Grade::Likely,
        Want::Some if words::cannot_follow(word, next) => Grade::Likely,
        _ => Grade::Bare,
    })
}

/// A blank before an ASCII mark that closes a clause.
fn orphan(before: &str, mark: u8, after: &str) -> Option<Grade> {
    let closes = after
        .chars()
        .next()
        .is_none_or(|c| c.is_whitespace() || matches!(c, '"' | ')') || (!c.is_ascii() && !c.is_alphabetic()));
    // `the ! character`, `run . to start`: the mark itself is what is meant.
    let goes_on = matches!(mark, b'.' | b'?' | b'!')
        && after.trim_start_matches(' ').starts_with(|c: char| c.is_ascii_lowercase());
    // `:)`
    if !closes || goes_on || (mark == b':' && after.starts_with([')', '—'])) {
        return None;
    }
    let left = before.chars().next_back()?;
    if is_han(left) {
        return (words::chinese(before) == Want::Sure).then_some(Grade::Likely);
    }
    if !left.is_alphabetic() && left != '’' {
        return None;
    }
    let word = last_word(before);
    let want = words::english(word);
    if want == Want::Nothing || !looks_english(before, after) {
        return Some(Grade::Bare);
    }
    Some(match want {
        // `do you want it or ?` asks for an answer, not for a word; `But , all the same` puts something in.
        Want::Sure if mark != b'.' && words::is_conjunction(word) => Grade::Likely,
        Want::Sure if words::names(word) => Grade::Strong,
        Want::Sure => Grade::Firm,
        Want::Stranded if strands(before) => Grade::Bare,
        Want::Stranded => Grade::Strong,
        Want::Some if word == "it" && names_it(before) => Grade::Strong,
        Want::Some => Grade::Likely,
        Want::Nothing => Grade::Bare,
    })
}

/// A blank before a dash that has none behind it.
fn dash(before: &str, after: &str) -> Option<Grade> {
    let after = after.strip_prefix('—')?;
    if after.chars().next().is_none_or(|c| c.is_whitespace() || c == '—') || !looks_english(before, after) {
        return None;
    }
    match words::english(last_word(before)) {
        Want::Sure => Some(Grade::Firm),
        Want::Stranded if !strands(before) => Some(Grade::Firm),
        Want::Stranded | Want::Some => Some(Grade::Likely),
        // Some set dashes so: neither here nor there.
        Want::Nothing => None,
    }
}

/// A blank before a mark of Chinese, after Chinese text.
fn wide_orphan(before: &str, after: &str) -> Option<Grade> {
    const MARKS: [char; 7] = ['，', '。', '？', '！', '、', '；', '：'];
    let orphan = after.starts_with(MARKS) && before.chars().next_back().is_some_and(is_han);
    orphan.then(|| after_han(before))
}

/// How far a misplaced blank after Chinese text is to be believed.
fn after_han(before: &str) -> Grade {
    match words::chinese(before) {
        Want::Sure => Grade::Firm,
        Want::Some | Want::Stranded => Grade::Likely,
        Want::Nothing => Grade::Bare,
    }
}

/// Words that name marks: text about quotation marks shows empty ones.
const MARKS_NAMED: [&str; 11] =
    ["引号", "引號", "书名号", "書名號", "括号", "括號", "符号", "符號", "标点", "標點", "quot"];

/// Quotation marks with nothing between them.
fn empty_quotes(text: &str, pair: &str, scars: &mut Vec<Scar>) {
    for start in memmem::find_iter(text.as_bytes(), pair) {
        let (from, to) = (start.saturating_sub(REACH / 4), start + pair.len() + REACH / 4);
        let near = &text[floor(text, from)..floor(text, to)];
        if !MARKS_NAMED.iter().any(|word| near.contains(word)) {
            scars.push(Scar { at: start + pair.len() / 2, grade: Grade::Certain });
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
