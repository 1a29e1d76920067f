//! The first pass: what the column shows of its damage.

use std::error::Error;
use std::fs;

use datafusion::arrow::array::{Array, AsArray};
use datafusion::arrow::datatypes::Int64Type;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::prelude::{DataFrame, SessionContext, ident, lit};

use super::Clean;
use super::progress::{run, timings};
use crate::functions::{evidence, read_evidence};
use crate::place::Place;

#[derive(Default)]
pub struct Learnt {
    /// Evidence as it is stored; nothing, if there is none.
    pub evidence: Vec<u8>,
    /// The rows of the table, if they were counted.
    pub rows: Option<u64>,
    /// How long it took, in detail.
    pub report: String,
}

pub async fn learn(
    place: &Place,
    session: &SessionContext,
    table: &DataFrame,
    arguments: &Clean,
) -> Result<Learnt, Box<dyn Error>> {
    let given = match arguments.evidence.as_str() {
        "column" => {
            let rows = count(lit(1)).alias("rows");
            let gathered = evidence().call(vec![ident(&arguments.column)]).alias("evidence");
            let query = table.clone().aggregate(Vec::new(), vec![rows, gathered])?;
            let plan = query.create_physical_plan().await?;
            let batches = run(place, session, &plan, "learning").await?;
            let batch = batches.iter().find(|batch| batch.num_rows() > 0).ok_or("no evidence came back")?;
            let evidence = batch.column(1).as_binary_view_opt().filter(|column| column.is_valid(0));
            let evidence = evidence.ok_or("what came back is no evidence")?.value(0).to_vec();
            return Ok(Learnt { evidence, rows: Some(counted(&batch.column(0))?), report: timings(&plan) });
        }
        "none" => Vec::new(),
        path => {
            let bytes = fs::read(path).map_err(|error| format!("{path}: {error}"))?;
            read_evidence(&bytes).map_err(|error| format!("{path}: {error}"))?;
            bytes
        }
    };
    Ok(Learnt { evidence: given, ..Learnt::default() })
}

fn counted(column: &dyn Array) -> Result<u64, Box<dyn Error>> {
    let column = column.as_primitive_opt::<Int64Type>().ok_or("what came back is no count")?;
    Ok(u64::try_from(column.value(0))?)
}
