//! Where plans run: in this process, or on a cluster.

use std::sync::Arc;

use datafusion::error::Result;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::{SessionConfig, SessionContext};

#[derive(Clone, Debug)]
pub enum Place {
    Here,
    /// The cluster whose scheduler listens at `HOST:PORT`.
    #[cfg(feature = "cluster")]
    Cluster(String),
}

impl Place {
    /// The place that a caller names by the address of a scheduler, if any.
    pub fn named(cluster: Option<&str>) -> std::result::Result<Place, String> {
        match cluster {
            None => Ok(Place::Here),
            #[cfg(feature = "cluster")]
            Some(address) => Ok(Place::Cluster(address.to_owned())),
            #[cfg(not(feature = "cluster"))]
            Some(_) => Err("--cluster needs a build with `--features cluster`".to_owned()),
        }
    }

    pub fn is_here(&self) -> bool {
        matches!(self, Place::Here)
    }

    /// What a session that plans for this place starts from.
    pub fn config(&self) -> SessionConfig {
        match self {
            Place::Here => SessionConfig::new(),
            #[cfg(feature = "cluster")]
            Place::Cluster(_) => crate::cluster::config(),
        }
    }

    /// Runs a plan that `session` made.
    pub async fn run(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        session: &SessionContext,
    ) -> Result<SendableRecordBatchStream> {
        match self {
            Place::Here => execute_stream(plan, session.task_ctx()),
            #[cfg(feature = "cluster")]
            Place::Cluster(address) => crate::cluster::submit(address, plan, session).await,
        }
    }
}
