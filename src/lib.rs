//! x
#![forbid(unsafe_code)]
mod channel;
mod decode;
mod error;
mod lacuna;
mod lang;
mod model;
mod options;
mod repair;
mod segment;
mod transcript;
mod tune;
mod turn;
pub use channel::Channel;
pub use error::Error;
pub use lacuna::Kind as LacunaKind;
pub use lang::Lang;
pub use options::Options;
pub use repair::{repair, repair_bytes, Certainty, Repair, Repaired};
pub use transcript::{Lacuna, Segment, Transcript, Turn};
pub use turn::Format;
