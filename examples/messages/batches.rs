//! A file in batches of whole lines: what is held in memory at a time.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

/// Bytes of a batch, but for its last line.
const BATCH: u64 = 4 << 20;

pub struct Batches<'a> {
    input: BufReader<&'a File>,
}

pub struct Batch(Vec<u8>);

impl<'a> Batches<'a> {
    pub fn new(file: &'a File) -> Batches<'a> {
        Batches { input: BufReader::new(file) }
    }
}

impl Iterator for Batches<'_> {
    type Item = io::Result<Batch>;

    fn next(&mut self) -> Option<io::Result<Batch>> {
        let mut batch = Vec::new();
        let read = (&mut self.input).take(BATCH).read_to_end(&mut batch);
        let rest = read.and_then(|_| match batch.last() {
            None | Some(b'\n') => Ok(0),
            Some(_) => self.input.read_until(b'\n', &mut batch),
        });
        match rest {
            Err(error) => Some(Err(error)),
            Ok(_) if batch.is_empty() => None,
            Ok(_) => Some(Ok(Batch(batch))),
        }
    }
}

impl Batch {
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn ends_with_line_end(&self) -> bool {
        self.0.ends_with(b"\n")
    }

    /// The lines without their ends.
    pub fn lines(&self) -> impl Iterator<Item = &[u8]> {
        self.0.strip_suffix(b"\n").unwrap_or(&self.0).split(|byte| *byte == b'\n')
    }
}
