//! Shows doubtful characters one by one, and takes corrections: `correct [FILE] > corrected.txt`.
//!
//!     cargo run --release --example correct > corrected.txt

#[path = "common/mod.rs"]
mod common;

use std::io::{self, Write};
use std::process::ExitCode;

use lacuna::{Certainty, Transcript};

fn main() -> ExitCode {
    common::run(|| {
        let file = std::env::args_os().nth(1);
        let mut transcript = Transcript::parse(common::input_or_bundled(file.as_deref().map(AsRef::as_ref))?);
        let mut at = 0;
        while let Some(repair) = transcript.repairs_in(at..transcript.text().len()).find(
            |repair| matches!(repair.certainty(), Certainty::Inferred { confidence, .. } if confidence < 0.9),
        ) {
            let range = repair.range_in_text();
            let said =
                transcript.turn_at(range.start).and_then(|turn| Some((turn, turn.locate(range.clone())?)));
            if let Some((turn, place)) = said {
                eprintln!("{}: {}", turn.speaker().unwrap_or("-"), turn.text());
                eprintln!("character {}", turn.text()[..place.end].chars().count());
            }
            let candidates: String = repair.candidates().into_iter().take(12).collect();
            eprintln!("[{repair}] is one of {candidates} - return keeps it, another character replaces it");
            let mut answer = String::new();
            io::stdin().read_line(&mut answer)?;
            at = range.end;
            match answer.trim() {
                "" => {}
                choice => match transcript.amend(repair, choice) {
                    Ok(amended) => (at, transcript) = (range.start + choice.len(), amended),
                    Err(error) => (at, _) = (range.start, eprintln!("{error}")),
                },
            }
        }
        Ok(io::stdout().write_all(transcript.text().as_bytes())?)
    })
}
