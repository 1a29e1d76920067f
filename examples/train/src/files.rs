//! Reading corpora: errors name the file.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// The text of a file.
pub fn text(path: impl AsRef<Path>) -> io::Result<String> {
    let path = path.as_ref();
    fs::read_to_string(path).map_err(|error| named(path, &error))
}

/// The bytes of a file.
pub fn bytes(path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
    let path = path.as_ref();
    fs::read(path).map_err(|error| named(path, &error))
}

/// What a folder holds, in order of the names.
pub fn listing(folder: impl AsRef<Path>) -> io::Result<Vec<PathBuf>> {
    let folder = folder.as_ref();
    let entries = fs::read_dir(folder).map_err(|error| named(folder, &error))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// The folders that a folder holds, in order of the names.
pub fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = listing(folder)?;
    paths.retain(|path| path.is_dir());
    Ok(paths)
}

/// A number of a line, the same in every run (FNV-1a).
pub fn hash(line: &str) -> u64 {
    line.bytes()
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// An error in what a file holds.
pub fn wrong(path: impl AsRef<Path>, what: &str) -> io::Error {
    named(path.as_ref(), &io::Error::new(io::ErrorKind::InvalidData, what))
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
