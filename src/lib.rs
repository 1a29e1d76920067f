//! x
#![forbid(unsafe_code)]
mod channel;
mod decode;
mod error;
mod model;
mod options;
mod repair;
mod lang;
mod turn { #[derive(Clone,Copy,Debug)] pub enum Format{} }
pub use channel::Channel;
pub use error::Error;
pub use options::Options;
pub use repair::{repair, Certainty, Repair, Repaired};
