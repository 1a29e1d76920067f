//! x
#![forbid(unsafe_code)]
mod channel;
mod error;
mod model;
mod repair;
pub use channel::Channel;
pub use error::Error;
pub use repair::{repair, Certainty, Repair, Repaired};
