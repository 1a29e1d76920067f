//! The command `sql`: a query with the functions.

use std::error::Error;

use clap::Args;
use datafusion::arrow::util::pretty::pretty_format_batches;

use crate::session::session;

/// Run a query, and print what it gives. Files are tables: SELECT lacuna_repair(text) FROM 'messages.parquet'.
#[derive(Args)]
pub struct Sql {
    query: String,
}

/// Runs the command.
pub async fn sql(arguments: Sql) -> Result<(), Box<dyn Error>> {
    let session = session(None)?.enable_url_table();
    let rows = session.sql(&arguments.query).await?.collect().await?;
    println!("{}", pretty_format_batches(&rows)?);
    Ok(())
}
