//! What a text shows of its damage, without repairing it.

use std::borrow::Cow;
use std::ops::Range;

use crate::repair::evidence::mixture;
use crate::repair::evidence::permits;
use crate::repair::evidence::words::{self, Vocabulary, Words};
use crate::repair::evidence::Evidence;
use crate::repair::infill::choice::Caution;
use crate::repair::infill::intact_text;
use crate::repair::infill::known_words;
use crate::repair::log::provenance::Log;
use crate::repair::scan;
use crate::repair::scan::lines::{block_len, within};
use crate::repair::session::MAX_PASSES;
use crate::repair::undo;

/// What a text shows, judged by itself; `foreign` as `repair_block` has it. What stands in its gaps is added to `words`.
pub(crate) fn learn(text: &str, foreign: &[Range<usize>], words: &mut Words) -> Evidence {
    let mut evidence = Evidence::default();
    let mut at = 0;
    while at < text.len() {
        let len = block_len(&text[at..]);
        let mut learnt = Evidence::default();
        learn_block(&text[at..at + len], &within(foreign, at..at + len), &evidence, &mut learnt, words);
        evidence.merge(&learnt);
        at += len;
    }
    evidence
}

/// What a block shows in the light of `evidence`, added to `all_learnt`: a line that nothing explains in one pass must not count once more in the
/// next. Below a layer that lost bytes no other is looked for.
fn learn_block(
    block: &str,
    foreign: &[Range<usize>],
    evidence: &Evidence,
    all_learnt: &mut Evidence,
    words: &mut Words,
) {
    let mut text = Cow::Borrowed(block);
    for depth in 0..MAX_PASSES {
        if depth > 0 && scan::next_suspect_of_any_kind(&text, 0).is_none() {
            return;
        }
        let foreign = if depth == 0 { foreign } else { &[] };
        let (mut plan, learnt) = mixture::judge(&text, foreign, 0, depth, evidence, &permits::ALL);
        all_learnt.merge(&learnt);
        let log = Log::default();
        let lossy = plan.loses_bytes();
        if lossy {
            undo::undo(
                &text,
                &text,
                &plan,
                &log,
                Caution::NONE,
                &mut Vocabulary::Noting(words),
                &known_words::NONE,
            );
            plan.keep_exact();
        }
        if plan.judgements.is_empty() {
            if !lossy && depth == 0 {
                intact_text::note(&text, words);
            }
            return;
        }
        let (next, undone) = undo::undo(
            &text,
            &text,
            &plan,
            &log,
            Caution::NONE,
            &mut Vocabulary::Known(&words::NONE),
            &known_words::NONE,
        );
        if undone.is_empty() {
            return;
        }
        text = Cow::Owned(next);
        if !lossy && depth == 0 {
            intact_text::note(&text, words);
        }
    }
}
