//! Intact text as evidence for gaps in other texts: the names and terms are the same where they were not damaged.

use crate::model::restoration::view::Views;
use crate::repair::evidence::words::Words;
use crate::repair::infill::confusion_set::is_usually_damaged;
use crate::repair::infill::recurrence;

/// Chinese, Japanese and Korean, of which a name has two or three characters. Words of letters are too long to be worth the time.
const WIDE: char = '\u{2E80}';

/// Notes the characters of an intact text that the usual channels would have damaged.
pub(crate) fn note(text: &str, words: &mut Words) {
    let mut views = Views::default();
    let mut slots = Vec::new();
    for line in text.split('\n').filter(|line| line.chars().any(is_noted)) {
        slots.clear();
        slots.extend(line.chars().map(u32::from));
        views.build(&slots, &[]);
        for (at, symbol) in views.folded.iter().enumerate() {
            if let Some(c) = char::from_u32(*symbol).filter(|c| is_noted(*c)) {
                words.add_gap(recurrence::keys(&views.folded, at, c, 0, |_| 0), &[(c, 1.0)]);
            }
        }
    }
}

fn is_noted(c: char) -> bool {
    c >= WIDE && is_usually_damaged(c)
}
