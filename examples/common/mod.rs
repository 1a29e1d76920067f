//! What the examples share.

use std::error::Error;
use std::fs;
use std::io::{self, Read};
use std::path::Path;

/// The bytes of a file, or of standard input if there is none.
pub fn input(file: Option<&Path>) -> Result<Vec<u8>, Box<dyn Error>> {
    match file {
        Some(path) => Ok(fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?),
        None => {
            let mut input = Vec::new();
            io::stdin().read_to_end(&mut input)?;
            Ok(input)
        }
    }
}
