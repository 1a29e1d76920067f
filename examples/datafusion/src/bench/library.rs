//! The library alone: what the engine is compared with.

use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use datafusion::arrow::array::AsArray;
use datafusion::arrow::array::{ArrayRef, RecordBatchReader};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use lacuna::{Evidence, Options};

const ROWS_OF_A_BATCH: usize = 8192;

/// Learn from the texts of a Parquet file and repair them, on one core, without an engine. Only the calls of the library are timed.
#[derive(Args)]
pub struct Library {
    #[arg(value_name = "IN")]
    from: PathBuf,
    /// The column of texts.
    #[arg(long)]
    column: String,
}

/// Runs the command.
pub fn library(arguments: Library) -> Result<(), Box<dyn Error>> {
    let (mut rows, mut learning) = (0, Duration::ZERO);
    let mut evidence = Evidence::new();
    for batch in batches(&arguments.from, &arguments.column)? {
        let batch = batch?;
        let began = Instant::now();
        batch.as_string::<i64>().iter().flatten().for_each(|text| evidence.add(text));
        learning += began.elapsed();
        rows += batch.len();
    }

    let options = Options::new().evidence(&evidence);
    let (mut repaired, mut repairing) = (0, Duration::ZERO);
    for batch in batches(&arguments.from, &arguments.column)? {
        let batch = batch?;
        let began = Instant::now();
        for text in batch.as_string::<i64>().iter().flatten() {
            repaired += usize::from(options.repair(text).repairs().len() > 0);
        }
        repairing += began.elapsed();
    }

    let (learning, repairing) = (learning.as_secs_f64(), repairing.as_secs_f64());
    println!("{rows} rows, {repaired} repaired");
    println!(
        "{:.1} seconds ({learning:.1} learning, {repairing:.1} repairing), {:.0} rows a second",
        learning + repairing,
        rows as f64 / (learning + repairing)
    );
    Ok(())
}

/// The texts, batch by batch.
fn batches(
    path: &Path,
    column: &str,
) -> Result<impl Iterator<Item = Result<ArrayRef, Box<dyn Error>>> + use<>, Box<dyn Error>> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)?.with_batch_size(ROWS_OF_A_BATCH);
    let place = reader.schema().index_of(column)?;
    let only = ProjectionMask::roots(reader.parquet_schema(), [place]);
    let reader = reader.with_projection(only).build()?;
    if !matches!(
        reader.schema().field(0).data_type(),
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    ) {
        return Err(format!("the column {column} holds no texts").into());
    }
    Ok(reader.map(|batch| Ok(cast(batch?.column(0), &DataType::LargeUtf8)?)))
}
