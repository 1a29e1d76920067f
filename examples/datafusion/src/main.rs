//! lacuna on tables.

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use lacuna_datafusion::{clean, sql};

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
}

fn main() -> ExitCode {
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
        }
    })
}
