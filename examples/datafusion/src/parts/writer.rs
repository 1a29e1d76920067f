//! The file of one part.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::csv::WriterBuilder;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::json::LineDelimitedWriter;
use datafusion::common::plan_datafusion_err;
use datafusion::datasource::listing::ListingTableUrl;
use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::parquet::arrow::arrow_writer::ArrowWriterOptions;
use datafusion::parquet::arrow::async_writer::AsyncArrowWriter;
use datafusion::parquet::arrow::{ARROW_SCHEMA_META_KEY, encode_arrow_schema};
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::file::metadata::KeyValue;
use datafusion::parquet::file::properties::WriterProperties;
use object_store::buffered::BufWriter;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use uuid::Uuid;

use super::Spec;
use crate::format::Format;

pub struct Writer {
    name: String,
    kind: Kind,
}

enum Kind {
    Parquet(Box<AsyncArrowWriter<BufWriter>>),
    Lines {
        out: Box<BufWriter>,
        header: bool,
        encode: fn(&RecordBatch, bool, &mut Vec<u8>) -> Result<()>,
        bytes: Vec<u8>,
    },
}

impl Writer {
    /// Begins a file of a name that no other has, in the folder of `spec`.
    pub fn new(spec: &Spec, schema: SchemaRef, context: &TaskContext) -> Result<Writer> {
        let name = format!("{}.{}", Uuid::new_v4(), spec.format.endings()[0]);
        let url = ListingTableUrl::parse(&spec.folder)?;
        let store = context.runtime_env().object_store(url.object_store())?;
        let out = BufWriter::new(store, url.prefix().clone().join(name.as_str()));
        let lines =
            |out, encode| Kind::Lines { out: Box::new(out), header: spec.header, encode, bytes: Vec::new() };
        let kind = match spec.format {
            Format::Parquet => {
                let options = ArrowWriterOptions::new()
                    .with_properties(properties(&schema)?)
                    .with_skip_arrow_metadata(true);
                Kind::Parquet(Box::new(AsyncArrowWriter::try_new_with_options(out, schema, options)?))
            }
            Format::Csv => lines(out, encode_csv),
            Format::Jsonl => lines(out, encode_jsonl),
        };
        Ok(Writer { name, kind })
    }

    pub async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        match &mut self.kind {
            Kind::Parquet(writer) => writer.write(batch).await?,
            Kind::Lines { out, header, encode, bytes } => {
                bytes.clear();
                encode(batch, std::mem::take(header), bytes)?;
                out.write_all(bytes).await?;
            }
        }
        Ok(())
    }

    /// Ends the file, and gives its name. Before that there is no file.
    pub async fn finish(self) -> Result<String> {
        match self.kind {
            Kind::Parquet(writer) => drop(writer.close().await?),
            Kind::Lines { mut out, .. } => out.shutdown().await?,
        }
        Ok(self.name)
    }
}

/// The schema that the file is given is that of the texts: how they lie in memory here is not for others.
fn properties(schema: &Schema) -> Result<WriterProperties> {
    let fields: Vec<Arc<Field>> = schema.fields().iter().map(|field| Arc::new(plain_field(field))).collect();
    let plain = Schema::new_with_metadata(fields, schema.metadata().clone());
    let key = KeyValue::new(ARROW_SCHEMA_META_KEY.to_owned(), encode_arrow_schema(&plain));
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
        .set_key_value_metadata(Some(vec![key]))
        .build())
}

fn plain_field(field: &Field) -> Field {
    field.clone().with_data_type(plain(field.data_type()))
}

fn plain(given: &DataType) -> DataType {
    let one = |field: &Arc<Field>| Arc::new(plain_field(field));
    match given {
        DataType::Utf8View => DataType::Utf8,
        DataType::BinaryView => DataType::Binary,
        DataType::List(field) => DataType::List(one(field)),
        DataType::LargeList(field) => DataType::LargeList(one(field)),
        DataType::FixedSizeList(field, size) => DataType::FixedSizeList(one(field), *size),
        DataType::Map(field, sorted) => DataType::Map(one(field), *sorted),
        DataType::Struct(fields) => DataType::Struct(fields.iter().map(one).collect()),
        other => other.clone(),
    }
}

fn encode_csv(batch: &RecordBatch, header: bool, bytes: &mut Vec<u8>) -> Result<()> {
    Ok(WriterBuilder::new().with_header(header).build(bytes).write(batch)?)
}

fn encode_jsonl(batch: &RecordBatch, _: bool, bytes: &mut Vec<u8>) -> Result<()> {
    let mut writer = LineDelimitedWriter::new(bytes);
    writer.write(batch)?;
    Ok(writer.finish()?)
}

/// The header line of a CSV with these columns.
pub fn header(schema: SchemaRef) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    encode_csv(&RecordBatch::new_empty(schema), true, &mut bytes)
        .map_err(|error| plan_datafusion_err!("these columns do not fit into CSV: {error}"))?;
    Ok(bytes)
}
