//! The table that is read.

use std::error::Error;
use std::path::Path;

use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::datasource::listing::ListingTableUrl;
use datafusion::prelude::{CsvReadOptions, DataFrame, JsonReadOptions, ParquetReadOptions, SessionContext};
use futures::TryStreamExt;
use url::Url;

use crate::format::Format;

/// The table of that name, and its format.
pub async fn open(
    session: &SessionContext,
    name: &str,
    format: Option<Format>,
) -> Result<(DataFrame, Format), Box<dyn Error>> {
    let url = url(name, format)?;
    let (format, ending) = kind(session, &url, name, format).await?;
    let table = match format {
        Format::Parquet => {
            session.read_parquet(&url, ParquetReadOptions::default().file_extension(&ending)).await?
        }
        Format::Csv => {
            // A value may hold line ends. All values are texts: `007` stays `007`.
            let options = CsvReadOptions::new().file_extension(&ending).newlines_in_values(true);
            let header = session.read_csv(&url, options.clone().schema_infer_max_records(0)).await?;
            let columns = header.schema().fields().iter();
            let texts = columns.map(|column| Field::new(column.name(), DataType::Utf8View, true));
            session.read_csv(&url, options.schema(&Schema::new(texts.collect::<Vec<_>>()))).await?
        }
        Format::Jsonl => {
            // All records are looked at: a field that only a late one has must not be lost.
            let options = JsonReadOptions::default().file_extension(&ending);
            session.read_json(&url, options.schema_infer_max_records(usize::MAX)).await?
        }
    };
    Ok((table, format))
}

/// What is on this machine, as a URL: so no character of its name means anything else. A pattern (`*.parquet`) is left to DataFusion.
fn url(name: &str, format: Option<Format>) -> Result<String, Box<dyn Error>> {
    let path = Path::new(name);
    if path.exists() {
        let path = path.canonicalize()?;
        let url = if path.is_dir() { Url::from_directory_path(&path) } else { Url::from_file_path(&path) };
        return url.map(String::from).map_err(|()| format!("{name} has no URL").into());
    }
    // In an object store, only the name says what is a folder.
    let folder =
        name.contains("://") && !name.ends_with('/') && Format::of_name(name).is_none() && format.is_none();
    Ok(if folder { format!("{name}/") } else { name.to_owned() })
}

/// The format, and how the names of the files end.
async fn kind(
    session: &SessionContext,
    url: &str,
    name: &str,
    format: Option<Format>,
) -> Result<(Format, String), Box<dyn Error>> {
    let ending = |name: &str| name.rsplit_once('.').map_or(String::new(), |(_, ending)| format!(".{ending}"));
    if !url.ends_with('/') {
        let format = format.or_else(|| Format::of_name(url));
        let format = format.ok_or_else(|| format!("{name}: say its --format, the name does not tell"))?;
        return Ok((format, ending(url)));
    }
    let folder = ListingTableUrl::parse(url)?;
    let store = session.runtime_env().object_store(folder.object_store())?;
    let mut files = store.list(Some(folder.prefix()));
    while let Some(file) = files.try_next().await? {
        let file = file.location.as_ref();
        match Format::of_name(file) {
            Some(found) if format.is_none_or(|format| format == found) => return Ok((found, ending(file))),
            Some(_) | None => {}
        }
    }
    Err(format!("{name}: there is no file in it whose name tells a format that is read").into())
}

/// Fails if the table has no such column of texts.
pub fn check_column(table: &DataFrame, column: &str) -> Result<(), String> {
    let fields = table.schema().fields();
    match fields.iter().find(|field| field.name() == column).map(|field| field.data_type()) {
        Some(DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) => Ok(()),
        Some(other) => Err(format!("the column {column} holds no texts: it is {other}")),
        None => {
            let names: Vec<&str> = fields.iter().map(|field| field.name().as_str()).collect();
            Err(format!("there is no column {column}: there are {}", names.join(", ")))
        }
    }
}
