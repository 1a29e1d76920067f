//! Writes a table in parts: each partition of the plan writes a file of its own.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch};
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::common::{internal_datafusion_err, internal_err};
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::{ExecutionPlan, execute_stream_partitioned};
use futures::TryStreamExt;
use tokio::task::JoinSet;

use super::tally::Tally;
use super::writer::Writer;
use crate::format::Format;
use crate::functions::TEXT;

/// The column that `lacuna_explain` fills, the last of the plan.
pub const EXPLAINED: &str = "__lacuna";

/// What to write, and where.
#[derive(Clone, Debug)]
pub struct Spec {
    /// The column whose texts are replaced with the restored ones.
    pub column: String,
    /// The URL of the folder for the files, with a slash at its end.
    pub folder: String,
    pub format: Format,
    /// Whether each part of a CSV has a header line.
    pub header: bool,
}

impl Spec {
    /// The name of the file of a partition.
    pub fn name(&self, partition: usize) -> String {
        format!("part-{partition:05}.{}", self.format.endings()[0])
    }
}

/// Writes a file for each partition, all at the same time. The tallies come in the order of the partitions, which is that of the rows.
pub async fn write_all(
    spec: Spec,
    plan: Arc<dyn ExecutionPlan>,
    context: Arc<TaskContext>,
) -> Result<Vec<Tally>> {
    let streams = execute_stream_partitioned(plan, Arc::clone(&context))?;
    let mut tallies = vec![Tally::default(); streams.len()];
    let mut tasks: JoinSet<Result<(usize, Tally)>> = JoinSet::new();
    for (partition, stream) in streams.into_iter().enumerate() {
        let (spec, context) = (spec.clone(), Arc::clone(&context));
        tasks.spawn(async move { Ok((partition, write(&spec, partition, stream, &context).await?)) });
    }
    while let Some(ended) = tasks.join_next().await {
        let (partition, tally) = ended.map_err(|error| DataFusionError::External(Box::new(error)))??;
        tallies[partition] = tally;
    }
    Ok(tallies)
}

async fn write(
    spec: &Spec,
    partition: usize,
    mut input: SendableRecordBatchStream,
    context: &TaskContext,
) -> Result<Tally> {
    let columns = Columns::of(&input.schema(), &spec.column)?;
    let schema = Arc::clone(&columns.written);
    let mut writer =
        Writer::new(&spec.folder, &spec.name(partition), spec.format, spec.header, schema, context)?;
    let mut tally = Tally::default();
    while let Some(batch) = input.try_next().await? {
        let explained = batch.column(columns.explained).as_struct();
        tally.add(explained)?;
        let restored = explained
            .column_by_name(TEXT)
            .ok_or_else(|| internal_datafusion_err!("lacuna_explain gives no field {TEXT}"))?;
        let mut arrays: Vec<ArrayRef> = batch.columns().to_vec();
        arrays.truncate(columns.explained);
        arrays[columns.text] = Arc::clone(restored);
        writer.write(&RecordBatch::try_new(Arc::clone(&columns.written), arrays)?).await?;
    }
    writer.finish().await?;
    Ok(tally)
}

/// Where the columns stand.
struct Columns {
    written: SchemaRef,
    text: usize,
    explained: usize,
}

impl Columns {
    fn of(input: &SchemaRef, column: &str) -> Result<Columns> {
        let (text, explained) = (input.index_of(column)?, input.index_of(EXPLAINED)?);
        if explained + 1 != input.fields().len() {
            return internal_err!("{EXPLAINED} is not the last column");
        }
        let mut fields: Vec<Arc<Field>> = input.fields()[..explained].to_vec();
        // NULL stays NULL, but the restored text comes out of a function, which promises nothing.
        fields[text] = Arc::new(fields[text].as_ref().clone().with_nullable(true));
        let written = Schema::new_with_metadata(fields, input.metadata().clone());
        Ok(Columns { written: Arc::new(written), text, explained })
    }
}
