//! repair
pub(crate) mod infer;
pub(crate) mod invert;
pub(crate) mod lattice;
pub(crate) mod scan;
pub(crate) mod unit;

use std::borrow::Cow;

pub fn repair(text: &str) -> Cow<'_, str> {
    let mut now: Option<String> = None;
    for _ in 0..6 {
        let cur = now.as_deref().unwrap_or(text);
        let Some(found) = infer::last_layer(cur) else { break };
        if std::env::var("DBG").is_ok() { eprintln!("{} credit {}", found.inverter.layer, found.credit); }
        let (next, undone) = invert::undo(cur, &found, &|_, _| true);
        if undone.is_empty() {
            break;
        }
        now = Some(next);
    }
    now.map_or(Cow::Borrowed(text), Cow::Owned)
}
