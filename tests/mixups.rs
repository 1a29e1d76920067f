//! The kinds of mix-ups that tools for this purpose publish as their cases, in texts of our own: a line of JSON each. A case that does not come
//! out as wanted says why (`differs`), and must leave that list once it does.

use serde_json::Value;

#[test]
fn kinds_of_mixups_come_out_as_wanted_or_the_reason_is_known() {
    let cases = include_str!("data/mixups.jsonl");
    let wrong: Vec<String> = cases
        .lines()
        .filter_map(|line| {
            let case: Value = serde_json::from_str(line).expect("a case of JSON");
            let text = |key: &str| case[key].as_str().expect("a text").to_owned();
            let repaired = lacuna::repair(&text("given")).into_text().into_owned();
            let known = case.get("differs").is_some();
            ((repaired == text("wanted")) == known).then(|| format!("{}: {repaired:?}", text("kind")))
        })
        .collect();
    assert!(cases.lines().count() > 80, "cases are missing");
    assert!(wrong.is_empty(), "right now, or no longer right:\n{}", wrong.join("\n"));
}
