//! The command `clean`: reads a table, restores the texts of one column, and writes the table anew.

mod learn;
mod output;
mod progress;
mod source;
mod splice;
mod summary;

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::Args;
use datafusion::common::ScalarValue;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{DataFrame, Expr, ident, lit};

use crate::format::Format;
use crate::functions::explain;
use crate::parts::{EXPLAINED, Part, Spec, WritePartsExec, in_order, read_parts};
use crate::place::Place;
use crate::session::session_of_parts;
use output::Output;
use progress::{run, timings};
use summary::Summary;

/// Restore the texts of one column of a table, and write the table anew.
#[derive(Args, Clone)]
pub struct Clean {
    /// The table: a file, a folder of files, or the URL of one in an object store.
    #[arg(value_name = "IN")]
    from: String,
    /// The column of texts.
    #[arg(long)]
    column: String,
    /// A file or a folder that is not there yet: a name that ends as a format does is a file.
    #[arg(long, value_name = "OUT")]
    to: String,
    /// Where the evidence of the damage comes from: the column itself, none, or a file that --save or the crate's example `messages` wrote.
    #[arg(long, value_name = "column|none|FILE", default_value = "column")]
    evidence: String,
    /// Write the evidence to this file.
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Have a cluster do it: the address of its scheduler. All its machines must reach IN and OUT under the same names.
    #[arg(long, value_name = "HOST:PORT")]
    cluster: Option<String>,
    /// The partitions of the table at the most; as many as there are cores by default, on a cluster 16.
    #[arg(long, value_name = "NUMBER")]
    partitions: Option<usize>,
    /// The format of IN, if its name does not tell.
    #[arg(long)]
    format: Option<Format>,
    /// Replace OUT if it is there.
    #[arg(long)]
    overwrite: bool,
    /// Print the plans with the time that each operator took in this process.
    #[arg(long, conflicts_with = "cluster")]
    timings: bool,
}

/// Runs the command, and prints a summary.
pub async fn clean(arguments: Clean) -> Result<(), Box<dyn Error>> {
    let output = Output::named(&arguments.to, arguments.overwrite)?;
    let place = Place::named(arguments.cluster.as_deref())?;
    let session = session_of_parts(&place, arguments.partitions)?;
    let (table, format) = source::open(&session, &arguments.from, arguments.format).await?;
    source::check_column(&table, &arguments.column)?;

    let began = Instant::now();
    let learnt = learn::learn(&place, &session, &table, &arguments).await?;
    if let Some(path) = &arguments.save {
        fs::write(path, &learnt.evidence).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    let learning = began.elapsed();

    let began = Instant::now();
    let format = output.format().unwrap_or(format);
    let staging = output.prepare(&session).await?;
    let spec = Spec {
        column: arguments.column.clone(),
        folder: staging.folder(),
        format,
        header: !output.is_file(),
    };
    let rows = explained(&table, &arguments.column, learnt.evidence)?.create_physical_plan().await?;
    let write = WritePartsExec::new(spec, rows);
    let beginnings = write.beginnings()?;
    let plan: Arc<dyn ExecutionPlan> = Arc::new(write);
    let rows = run(&place, &session, &plan, "repairing").await?;
    let parts = in_order(read_parts(&rows)?, &beginnings)?;
    check(&parts, learnt.rows)?;
    staging.commit(&session, &parts, Arc::clone(table.schema().inner()), format).await?;

    if arguments.timings {
        eprintln!("{}{}", learnt.report, timings(&plan));
    }
    print!("{}", Summary::new(&parts, learning, began.elapsed()));
    Ok(())
}

/// The table, and in a last column what `lacuna_explain` says of its texts.
fn explained(table: &DataFrame, column: &str, evidence: Vec<u8>) -> Result<DataFrame, Box<dyn Error>> {
    let mut columns: Vec<Expr> = table.schema().fields().iter().map(|field| ident(field.name())).collect();
    let evidence = lit(ScalarValue::BinaryView(Some(evidence)));
    columns.push(explain().call(vec![ident(column), evidence]).alias(EXPLAINED));
    Ok(table.clone().select(columns)?)
}

/// Fails if a row is missing.
fn check(parts: &[Part], rows: Option<u64>) -> Result<(), String> {
    let written: u64 = parts.iter().map(|part| part.tally.rows).sum();
    match rows {
        Some(rows) if rows != written => {
            Err(format!("the table has {rows} rows, and {written} came back: nothing was written"))
        }
        _ => Ok(()),
    }
}
