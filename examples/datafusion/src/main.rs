//! lacuna on tables: in one process, or on a Ballista cluster.

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
#[cfg(feature = "cluster")]
use lacuna_datafusion::cluster;
use lacuna_datafusion::{bench, clean, sql};

/// Restore garbled text in tables.
#[derive(Parser)]
#[command(version = lacuna_datafusion::VERSIONS)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Clean(clean::Clean),
    Sql(sql::Sql),
    Bench(bench::Bench),
    #[cfg(feature = "cluster")]
    Scheduler(cluster::Scheduler),
    #[cfg(feature = "cluster")]
    Executor(cluster::Executor),
}

fn main() -> ExitCode {
    #[cfg(feature = "cluster")]
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("warn")).init();
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Box<dyn Error>> {
    let mut threads = tokio::runtime::Builder::new_multi_thread();
    // Plans are trees, and are walked by recursion.
    let runtime = threads.enable_all().thread_stack_size(32 << 20).build()?;
    runtime.block_on(async {
        match command {
            Command::Clean(arguments) => clean::clean(arguments).await,
            Command::Sql(arguments) => sql::sql(arguments).await,
            Command::Bench(arguments) => bench::bench(arguments),
            #[cfg(feature = "cluster")]
            Command::Scheduler(arguments) => cluster::schedule(arguments).await,
            #[cfg(feature = "cluster")]
            Command::Executor(arguments) => cluster::execute(arguments).await,
        }
    })
}
