//! The command `sql`: a query with the functions.

use std::error::Error;

use clap::Args;
use datafusion::arrow::util::pretty::pretty_format_batches;
use futures::TryStreamExt;

use crate::place::Place;
use crate::session::session;

/// Run a query, and print what it gives. Files are tables: SELECT lacuna_repair(text) FROM 'messages.parquet'.
#[derive(Args)]
pub struct Sql {
    query: String,
    /// Have a cluster do it: the address of its scheduler. All its machines must reach the files under the same names.
    #[arg(long, value_name = "HOST:PORT")]
    cluster: Option<String>,
}

/// Runs the command.
pub async fn sql(arguments: Sql) -> Result<(), Box<dyn Error>> {
    let place = Place::named(arguments.cluster.as_deref())?;
    let session = session(&place)?.enable_url_table();
    let plan = session.sql(&arguments.query).await?.create_physical_plan().await?;
    let rows: Vec<_> = place.run(plan, &session).await?.try_collect().await?;
    println!("{}", pretty_format_batches(&rows)?);
    Ok(())
}
