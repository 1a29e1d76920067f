//! Where the table is written: aside first, and then in its place all at once.

use std::collections::HashSet;
use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf, absolute};

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::datasource::listing::ListingTableUrl;
use datafusion::prelude::SessionContext;
use futures::TryStreamExt;
use object_store::ObjectStoreExt;
use tempfile::TempDir;
use url::Url;

use super::splice;
use crate::format::Format;
use crate::parts::{Part, header};

pub struct Output {
    place: Place,
    overwrite: bool,
}

enum Place {
    File(PathBuf, Format),
    Folder(PathBuf),
    /// A folder in an object store, with a slash at its end.
    Store(String),
}

impl Output {
    /// What a caller names.
    pub fn named(name: &str, overwrite: bool) -> Result<Output, String> {
        let format = Format::of_name(name);
        let place = if name.contains("://") {
            if format.is_some() {
                return Err(format!("{name}: in an object store, a table is written as a folder"));
            }
            Place::Store(format!("{}/", name.trim_end_matches('/')))
        } else {
            let path = absolute(name).map_err(|error| format!("{name}: {error}"))?;
            if path.file_name().is_none() {
                return Err(format!("{name}: this names no file and no folder"));
            }
            if path.exists() && !overwrite {
                return Err(format!("{name} is there already: name another, or say --overwrite"));
            }
            match format {
                Some(format) => Place::File(path, format),
                None => Place::Folder(path),
            }
        };
        Ok(Output { place, overwrite })
    }

    /// The format that the name tells.
    pub fn format(&self) -> Option<Format> {
        match &self.place {
            Place::File(_, format) => Some(*format),
            Place::Folder(_) | Place::Store(_) => None,
        }
    }

    /// Whether all goes into one file.
    pub fn is_file(&self) -> bool {
        matches!(self.place, Place::File(..))
    }

    /// A place aside for the parts. What earlier runs left aside is removed.
    pub async fn prepare(&self, session: &SessionContext) -> Result<Staging<'_>, Box<dyn Error>> {
        match &self.place {
            Place::File(path, _) | Place::Folder(path) => {
                let parent = path.parent().ok_or("this is no place for a table")?;
                fs::create_dir_all(parent)?;
                let aside = aside(path, "partial-");
                for entry in fs::read_dir(parent)? {
                    let entry = entry?;
                    if entry.file_name().to_string_lossy().starts_with(&aside) {
                        fs::remove_dir_all(entry.path())?;
                    }
                }
                let folder = tempfile::Builder::new().prefix(&aside).tempdir_in(parent)?;
                // The folder above is for its owner alone; the table is for whom the system's mask allows.
                fs::create_dir(folder.path().join(TABLE))?;
                Ok(Staging { output: self, aside: Aside::Folder(folder) })
            }
            Place::Store(url) => {
                let place = ListingTableUrl::parse(url)?;
                let store = session.runtime_env().object_store(place.object_store())?;
                let there: Vec<_> = store.list(Some(place.prefix())).try_collect().await?;
                let (left, table): (Vec<_>, Vec<_>) =
                    there.iter().partition(|file| file.location.as_ref().contains(STORE_ASIDE));
                if !table.is_empty() && !self.overwrite {
                    return Err(format!("{url} is there already: name another, or say --overwrite").into());
                }
                for file in left.into_iter().chain(table) {
                    store.delete(&file.location).await?;
                }
                Ok(Staging { output: self, aside: Aside::Store(format!("{url}{STORE_ASIDE}/")) })
            }
        }
    }
}

/// The name of a table in a folder aside.
const TABLE: &str = "table";

const STORE_ASIDE: &str = "_partial";

/// The beginning of the name of what lies beside `path`.
fn aside(path: &Path, what: &str) -> String {
    format!(".{}.{what}", path.file_name().unwrap_or_default().to_string_lossy())
}

/// A place aside. What is in it goes with it, if it does not become the table.
pub struct Staging<'a> {
    output: &'a Output,
    aside: Aside,
}

enum Aside {
    Folder(TempDir),
    Store(String),
}

impl Staging<'_> {
    /// The URL of the folder for the parts.
    pub fn folder(&self) -> String {
        match &self.aside {
            Aside::Folder(folder) => {
                Url::from_directory_path(folder.path().join(TABLE)).map_or(String::new(), String::from)
            }
            Aside::Store(url) => url.clone(),
        }
    }

    /// Makes the parts the table, in their order.
    pub async fn commit(
        self,
        session: &SessionContext,
        parts: &[Part],
        schema: SchemaRef,
        format: Format,
    ) -> Result<(), Box<dyn Error>> {
        let name = |number: usize| format!("part-{number:05}.{}", format.endings()[0]);
        match (&self.output.place, &self.aside) {
            (Place::File(path, _), Aside::Folder(aside)) => {
                let files: Vec<PathBuf> =
                    parts.iter().map(|part| aside.path().join(TABLE).join(&part.file)).collect();
                let whole = aside.path().join("whole");
                join(&files, &whole, schema, format)?;
                Ok(fs::rename(whole, path)?)
            }
            (Place::Folder(path), Aside::Folder(aside)) => {
                let table = aside.path().join(TABLE);
                keep_only(&table, parts)?;
                for (number, part) in parts.iter().enumerate() {
                    let file = table.join(&part.file);
                    File::open(&file)?.sync_all()?;
                    fs::rename(file, table.join(name(number)))?;
                }
                replace(path, &table)
            }
            (Place::Store(url), Aside::Store(folder)) => {
                let (place, folder) = (ListingTableUrl::parse(url)?, ListingTableUrl::parse(folder)?);
                let store = session.runtime_env().object_store(place.object_store())?;
                for (number, part) in parts.iter().enumerate() {
                    let from = folder.prefix().clone().join(part.file.as_str());
                    store.rename(&from, &place.prefix().clone().join(name(number))).await?;
                }
                let left: Vec<_> = store.list(Some(folder.prefix())).try_collect().await?;
                for file in left {
                    store.delete(&file.location).await?;
                }
                // A store moves one file after another: this one comes last.
                store.put(&place.prefix().clone().join("_SUCCESS"), Vec::new().into()).await?;
                Ok(())
            }
            (Place::File(..) | Place::Folder(_), Aside::Store(_)) | (Place::Store(_), Aside::Folder(_)) => {
                Err("the place aside is of another kind than that of the table".into())
            }
        }
    }
}

/// One file of all parts.
fn join(files: &[PathBuf], whole: &Path, schema: SchemaRef, format: Format) -> Result<(), Box<dyn Error>> {
    let mut out = BufWriter::new(File::create(whole)?);
    let paths = files.iter().map(PathBuf::as_path);
    match format {
        Format::Parquet => splice::parquet(paths, &mut out)?,
        Format::Csv => splice::lines(&header(schema)?, paths, &mut out)?,
        Format::Jsonl => splice::lines(&[], paths, &mut out)?,
    }
    Ok(out.into_inner()?.sync_all()?)
}

/// Removes the files of workers that were lost, and whose work others did again.
fn keep_only(folder: &Path, parts: &[Part]) -> Result<(), Box<dyn Error>> {
    let named: HashSet<&str> = parts.iter().map(|part| part.file.as_str()).collect();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !named.contains(entry.file_name().to_string_lossy().as_ref()) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Puts a folder in its place, and removes what was there.
fn replace(path: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    if !path.exists() {
        return Ok(fs::rename(folder, path)?);
    }
    // The old table stands aside until the new one is in place, and goes with its folder.
    let parent = path.parent().ok_or("this is no place for a table")?;
    let old = tempfile::Builder::new().prefix(&aside(path, "old-")).tempdir_in(parent)?;
    fs::rename(path, old.path().join(TABLE))?;
    Ok(fs::rename(folder, path)?)
}
