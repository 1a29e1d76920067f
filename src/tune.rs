//! Experiments only.
use std::{cell::RefCell, collections::HashMap};
thread_local!(static T: RefCell<HashMap<&'static str, f32>> = RefCell::default());
pub(crate) fn t(name: &'static str, default: f32) -> f32 {
    T.with(|m| *m.borrow_mut().entry(name).or_insert_with(|| std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)))
}
