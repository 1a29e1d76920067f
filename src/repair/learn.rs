//! What a text shows of its damage, without repairing it.

use std::borrow::Cow;
use std::ops::Range;

use crate::repair::evidence::Evidence;
use crate::repair::lines::{block_len, within};
use crate::repair::provenance::Log;
use crate::repair::session::MAX_PASSES;
use crate::repair::{mixture, scan, undo};

/// What a text shows, judged by itself; `foreign` as `repair_block` has it.
pub(crate) fn learn(text: &str, foreign: &[Range<usize>]) -> Evidence {
    let mut evidence = Evidence::default();
    let mut at = 0;
    while at < text.len() {
        let len = block_len(&text[at..]);
        learn_block(&text[at..at + len], &within(foreign, at..at + len), &mut evidence);
        at += len;
    }
    evidence
}

/// Below a layer that lost bytes no other is looked for: to fill gaps would take most of the time.
fn learn_block(block: &str, foreign: &[Range<usize>], evidence: &mut Evidence) {
    let mut text = Cow::Borrowed(block);
    for depth in 0..MAX_PASSES {
        if depth > 0 && scan::next_suspect_of_any_kind(&text, 0).is_none() {
            return;
        }
        let foreign = if depth == 0 { foreign } else { &[] };
        let mut plan = mixture::judge(&text, foreign, depth, evidence);
        plan.keep_exact();
        let log = Log::default();
        if plan.verdicts.is_empty() {
            return;
        }
        let (next, undone) = undo::undo(&text, &text, &plan, &log, 0.0);
        if undone.is_empty() {
            return;
        }
        text = Cow::Owned(next);
    }
}
