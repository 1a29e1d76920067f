//! Puts the files of parts one behind another.

use std::error::Error;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use datafusion::parquet::column::writer::ColumnCloseResult;
use datafusion::parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use datafusion::parquet::file::properties::WriterProperties;
use datafusion::parquet::file::writer::SerializedFileWriter;

/// Files of lines, after what comes first.
pub fn lines<'a>(
    first: &[u8],
    parts: impl Iterator<Item = &'a Path>,
    mut out: impl Write,
) -> Result<(), Box<dyn Error>> {
    out.write_all(first)?;
    for part in parts {
        io::copy(&mut File::open(part)?, &mut out)?;
    }
    Ok(out.flush()?)
}

/// Parquet files of one schema: their row groups are copied as they are.
pub fn parquet<'a>(
    parts: impl Iterator<Item = &'a Path>,
    out: impl Write + Send,
) -> Result<(), Box<dyn Error>> {
    let mut parts = parts.peekable();
    let first = parts.peek().ok_or("there is no part")?;
    let about = read(&File::open(first)?)?;
    let about = about.file_metadata();
    let properties =
        WriterProperties::builder().set_key_value_metadata(about.key_value_metadata().cloned()).build();
    let schema = about.schema_descr().root_schema_ptr();
    let mut writer = SerializedFileWriter::new(out, schema, Arc::new(properties))?;
    for part in parts {
        let file = File::open(part)?;
        append(&mut writer, &file, &read(&file)?)?;
    }
    writer.close()?;
    Ok(())
}

fn read(file: &File) -> Result<ParquetMetaData, Box<dyn Error>> {
    Ok(ParquetMetaDataReader::new()
        .with_page_index_policy(PageIndexPolicy::Optional)
        .parse_and_finish(file)?)
}

fn append<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    file: &File,
    about: &ParquetMetaData,
) -> Result<(), Box<dyn Error>> {
    for (number, group) in about.row_groups().iter().enumerate() {
        let mut to = writer.next_row_group()?;
        for (place, column) in group.columns().iter().enumerate() {
            let chunk = ColumnCloseResult {
                bytes_written: u64::try_from(column.compressed_size())?,
                rows_written: u64::try_from(group.num_rows())?,
                metadata: column.clone(),
                bloom_filter: None,
                column_index: about.column_index().map(|index| index[number][place].clone()),
                offset_index: about.offset_index().map(|index| index[number][place].clone()),
            };
            to.append_column(file, chunk)?;
        }
        to.close()?;
    }
    Ok(())
}
