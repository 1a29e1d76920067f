//! What the examples share.

#![allow(dead_code, reason = "no example needs all of it")]

use std::error::Error;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use indicatif::ProgressBar;

/// The transcript that comes with the crate.
const BUNDLED: &[u8] = include_bytes!("../data/transcript.txt");

/// Runs a program and says what went wrong. A reader that has read enough, such as `head`, is no trouble.
pub fn run(program: impl FnOnce() -> Result<(), Box<dyn Error>>) -> ExitCode {
    match program() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed(error.as_ref()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn is_closed(error: &(dyn Error + 'static)) -> bool {
    let own = error.downcast_ref::<io::Error>().map(io::Error::kind);
    let of_json = || error.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
    own.or_else(of_json) == Some(io::ErrorKind::BrokenPipe)
}

/// The bytes of a file; of standard input if there is none, or if it is called `-`.
pub fn input(file: Option<&Path>) -> Result<Vec<u8>, Box<dyn Error>> {
    match file {
        Some(path) if path != Path::new("-") => {
            Ok(fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?)
        }
        _ => {
            let mut input = Vec::new();
            io::stdin().read_to_end(&mut input)?;
            Ok(input)
        }
    }
}

/// The bytes of a file, of standard input if it is called `-`, of the transcript that comes with the crate if there is none.
pub fn input_or_bundled(file: Option<&Path>) -> Result<Vec<u8>, Box<dyn Error>> {
    match file {
        Some(path) => input(Some(path)),
        None => Ok(BUNDLED.to_vec()),
    }
}

/// Shows on a terminal that long work goes on, as long as the value lives. Nothing is shown for what takes no time.
pub fn progress(what: &'static str, bytes: usize) -> ProgressBar {
    if bytes < 8 << 20 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner().with_message(format!("{what} {} MB", bytes >> 20));
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}
