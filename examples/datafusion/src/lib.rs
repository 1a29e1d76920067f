//! lacuna as functions of Apache DataFusion, in one process or on a Ballista cluster.
//!
//! ```
//! use datafusion::prelude::SessionContext;
//!
//! # #[tokio::main]
//! # async fn main() -> datafusion::error::Result<()> {
//! let mut session = SessionContext::new();
//! lacuna_datafusion::register(&mut session)?;
//! let rows = session.sql("SELECT lacuna_repair('youâ€™re right') AS text").await?.collect().await?;
//! assert!(datafusion::arrow::util::pretty::pretty_format_batches(&rows)?.to_string().contains("you’re right"));
//! # Ok(())
//! # }
//! ```

#![forbid(unsafe_code)]

pub mod bench;
pub mod clean;
#[cfg(feature = "cluster")]
pub mod cluster;
mod format;
mod functions;
mod parts;
mod place;
mod session;
pub mod sql;
mod stores;

pub use functions::{aggregate_functions, read_evidence, register, scalar_functions, write_evidence};

/// The versions of what this is made of.
pub const VERSIONS: &str = concat!(env!("CARGO_PKG_VERSION"), " (DataFusion 55.2, Ballista 55.0)");
