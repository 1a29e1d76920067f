//! Sessions with the functions.

use datafusion::error::Result;
use datafusion::execution::SessionState;
use datafusion::execution::session_state::SessionStateBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};

use crate::functions::register;
use crate::place::Place;
use crate::stores::runtime;

/// A session for queries.
pub fn session(place: &Place) -> Result<SessionContext> {
    Ok(SessionContext::new_with_state(state(place.config())?))
}

/// A session that writes tables in parts. If no number of partitions is given, there are as many as cores; on a cluster, 16.
pub fn session_of_parts(place: &Place, partitions: Option<usize>) -> Result<SessionContext> {
    let config = match partitions {
        None => place.config(),
        Some(number) => place.config().with_target_partitions(number),
    };
    // Each partition reads its own stretch of the table and no other, so that the rows keep their order.
    let mut config = config.with_round_robin_repartition(false);
    let options = config.options_mut();
    options.execution.enable_file_stream_work_stealing = false;
    // Ballista turns views off, for they make big messages. Here no texts go from worker to worker.
    options.execution.parquet.schema_force_view_types = true;
    Ok(SessionContext::new_with_state(state(config)?))
}

/// What a session is made of. The scheduler of a cluster makes its sessions of the same.
pub fn state(config: SessionConfig) -> Result<SessionState> {
    let mut state = SessionStateBuilder::new()
        .with_config(config)
        .with_runtime_env(runtime()?)
        .with_default_features()
        .build();
    register(&mut state)?;
    Ok(state)
}
