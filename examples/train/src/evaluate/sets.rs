//! The sets of text, as the crate's tests have them.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use crate::files;

/// Sentences by language.
pub fn sentences(data: &Path) -> Result<BTreeMap<String, Vec<String>>, Box<dyn Error>> {
    Ok(serde_json::from_str(&files::text(data.join("sentences.json"))?)?)
}

/// The transcript as it was given, and as it was before the damage.
pub fn transcript(data: &Path) -> Result<(String, String), Box<dyn Error>> {
    let read = |which: &str| files::text(data.join(format!("transcript-turns-1-12.{which}.txt")));
    Ok((read("garbled")?, read("restored")?))
}

/// Intact texts that look odd: lists of letters, code, units, capitals.
pub fn intact(data: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    #[derive(serde::Deserialize)]
    struct Case {
        text: String,
    }
    let file = files::text(data.join("intact.jsonl"))?;
    file.lines().map(|line| Ok(serde_json::from_str::<Case>(line)?.text)).collect()
}

/// The different words of the sentences that have one to four characters beyond ASCII.
pub(super) fn words(sentences: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let words = sentences.values().flatten().flat_map(|sentence| sentence.split_whitespace());
    let odd = |word: &&str| (1..=4).contains(&word.chars().filter(|c| !c.is_ascii()).count());
    words.filter(odd).map(str::to_owned).collect::<BTreeSet<_>>().into_iter().collect()
}
