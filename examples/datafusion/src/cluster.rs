//! A Ballista cluster whose scheduler and executors know the functions.

use std::error::Error;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use ballista_core::execution_plans::execute_physical_plan;
use ballista_core::extension::SessionConfigExt;
use ballista_core::registry::BallistaFunctionRegistry;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::SchedulerConfig;
use ballista_scheduler::scheduler_process::start_server;
use clap::Args;
use datafusion::error::Result;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_proto::protobuf::PhysicalPlanNode;

use crate::parts::PhysicalCodec;
use crate::session::state;
use crate::stores::runtime;

/// Run the scheduler of a cluster: clients and executors connect to it.
#[derive(Args)]
pub struct Scheduler {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:50050")]
    listen: SocketAddr,
    /// The name or address under which executors reach the scheduler, if it is not the one that it listens at.
    #[arg(long, value_name = "HOST")]
    external_host: Option<String>,
    /// An executor that gives no sign of life for so many seconds is lost: its work is given to others.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    executor_timeout: u64,
}

/// Run an executor of a cluster: it does the work.
#[derive(Args)]
pub struct Executor {
    /// The scheduler.
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:50050")]
    scheduler: String,
    /// The address to listen at.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    listen: IpAddr,
    /// The name or address under which others reach this executor, if it is not the one that it listens at.
    #[arg(long, value_name = "HOST")]
    external_host: Option<String>,
    /// The port for results.
    #[arg(long, default_value_t = 50051)]
    port: u16,
    /// The port for commands.
    #[arg(long, default_value_t = 50052)]
    grpc_port: u16,
    /// Partitions to work on at the same time; as many as there are cores by default.
    #[arg(long, value_name = "NUMBER")]
    cores: Option<usize>,
    /// The seconds between signs of life.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    heartbeat: u64,
    /// A folder for what passes between stages; a temporary one by default.
    #[arg(long, value_name = "FOLDER")]
    work_dir: Option<PathBuf>,
}

/// What clients, the scheduler and executors start from.
pub fn config() -> SessionConfig {
    SessionConfig::new_with_ballista()
        .with_ballista_physical_extension_codec(Arc::new(PhysicalCodec::default()))
}

/// Runs a plan on the cluster whose scheduler listens at `address`.
pub async fn submit(
    address: &str,
    plan: Arc<dyn ExecutionPlan>,
    session: &SessionContext,
) -> Result<SendableRecordBatchStream> {
    let config = session.copied_config();
    execute_physical_plan::<PhysicalPlanNode>(
        format!("http://{address}"),
        &config.ballista_config(),
        plan,
        &PhysicalCodec::default(),
        session.session_id(),
        config,
    )
    .await
}

/// Runs a scheduler until it is stopped.
pub async fn schedule(arguments: Scheduler) -> Result<(), Box<dyn Error>> {
    let Scheduler { listen, external_host, executor_timeout } = arguments;
    let config = SchedulerConfig {
        bind_host: listen.ip().to_string(),
        bind_port: listen.port(),
        external_host: external_host.unwrap_or_else(|| listen.ip().to_string()),
        executor_timeout_seconds: executor_timeout,
        no_executors_grace_period_seconds: executor_timeout,
        expire_dead_executor_interval_seconds: (executor_timeout / 4).max(1),
        override_config_producer: Some(Arc::new(config)),
        override_session_builder: Some(Arc::new(state)),
        override_physical_codec: Some(Arc::new(PhysicalCodec::default())),
        ..SchedulerConfig::default()
    };
    let cluster = BallistaCluster::new_from_config(&config).await?;
    Ok(start_server(cluster, listen, Arc::new(config)).await?)
}

/// Runs an executor until it is stopped.
pub async fn execute(arguments: Executor) -> Result<(), Box<dyn Error>> {
    let Executor { scheduler, listen, external_host, port, grpc_port, cores, heartbeat, work_dir } =
        arguments;
    let (scheduler_host, scheduler_port) =
        scheduler.rsplit_once(':').ok_or_else(|| format!("{scheduler}: a scheduler is HOST:PORT"))?;
    // Kept until the executor ends.
    let temporary = match &work_dir {
        None => Some(tempfile::tempdir()?),
        Some(_) => None,
    };
    let folder = work_dir.as_deref().or(temporary.as_ref().map(|folder| folder.path()));
    let functions = BallistaFunctionRegistry::from(&state(config())?);
    let mut settings = ExecutorProcessConfig {
        bind_host: listen.to_string(),
        external_host,
        port,
        grpc_port,
        scheduler_host: scheduler_host.to_owned(),
        scheduler_port: scheduler_port.parse().map_err(|error| format!("{scheduler}: {error}"))?,
        // Any number: the executor waits until there is a scheduler.
        scheduler_connect_timeout_seconds: 1,
        executor_heartbeat_interval_seconds: heartbeat,
        work_dir: folder.map(|folder| folder.display().to_string()),
        override_function_registry: Some(Arc::new(functions)),
        override_runtime_producer: Some(Arc::new(|_| runtime())),
        override_config_producer: Some(Arc::new(config)),
        override_physical_codec: Some(Arc::new(PhysicalCodec::default())),
        ..ExecutorProcessConfig::default()
    };
    if let Some(cores) = cores {
        settings.vcores = cores;
    }
    Ok(start_executor_process(Arc::new(settings)).await?)
}
