//! Shows doubtful characters one by one, and takes corrections: `correct [FILE] > corrected.txt`.
//!
//!     cargo run --release --example correct > corrected.txt

#[path = "common/mod.rs"]
mod common;

use std::io::{self, Write};
use std::process::ExitCode;

use lacuna::Transcript;

fn main() -> ExitCode {
    common::run(|| {
        let file = std::env::args_os().nth(1);
        let mut transcript = Transcript::parse(common::input_or_bundled(file.as_deref().map(AsRef::as_ref))?);
        let mut at = 0;
        loop {
            let doubtful =
                transcript.repairs_in(at..transcript.text().len()).find(|one| one.confidence() < 0.9);
            let Some(repair) = doubtful else { break };
            let range = repair.range_in_text();
            if let Some(turn) = transcript.turn_at(range.start) {
                let place = turn.locate(range.clone()).unwrap_or_default();
                let (before, behind) = (&turn.text()[..place.start], &turn.text()[place.end..]);
                eprintln!("{}: {before}[{repair}]{behind}", turn.speaker().unwrap_or("-"));
            }
            let candidates: String = repair.candidates().into_iter().take(12).collect();
            eprintln!("one of {candidates}: return keeps it, another character replaces it");
            let mut answer = String::new();
            io::stdin().read_line(&mut answer)?;
            at = range.end;
            match (answer.trim(), transcript.amend(repair, answer.trim())) {
                ("", _) => {}
                (choice, Ok(amended)) => (at, transcript) = (range.start + choice.len(), amended),
                (_, Err(error)) => eprintln!("{error}"),
            }
        }
        Ok(io::stdout().write_all(transcript.text().as_bytes())?)
    })
}
