//! The session that the commands run in.

use datafusion::error::Result;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::functions::register;
use crate::stores::runtime;

/// A session with the functions, and with as many partitions as there are cores if no number is given.
pub fn session(partitions: Option<usize>) -> Result<SessionContext> {
    let config = match partitions {
        None => SessionConfig::new(),
        Some(number) => SessionConfig::new().with_target_partitions(number),
    };
    // Each partition reads its own stretch of the table and no other, so that the rows keep their order.
    let mut config = config.with_round_robin_repartition(false);
    config.options_mut().execution.enable_file_stream_work_stealing = false;
    let state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime()?)
        .with_default_features()
        .build();
    let mut session = SessionContext::new_with_state(state);
    register(&mut session)?;
    Ok(session)
}
