//! The command `bench`: makes messages to measure with, and measures the library alone.

mod library;
mod messages;

use std::error::Error;

use clap::{Args, Subcommand};

/// Measure: `loopback/measure` runs these.
#[derive(Args)]
pub struct Bench {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Messages(messages::Messages),
    Library(library::Library),
}

/// Runs the command.
pub fn bench(arguments: Bench) -> Result<(), Box<dyn Error>> {
    match arguments.what {
        What::Messages(arguments) => messages::messages(arguments),
        What::Library(arguments) => library::library(arguments),
    }
}
