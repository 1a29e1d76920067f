//! The documents name commands that exist.

use std::path::Path;

const DOCUMENTS: [(&str, &str); 8] = [
    ("README.md", include_str!("../README.md")),
    ("CONTRIBUTING.md", include_str!("../CONTRIBUTING.md")),
    ("accuracy.md", include_str!("../src/guide/accuracy.md")),
    ("comparison.md", include_str!("../src/guide/comparison.md")),
    ("formats.md", include_str!("../src/guide/formats.md")),
    ("how_repair_works.md", include_str!("../src/guide/how_repair_works.md")),
    ("speed.md", include_str!("../src/guide/speed.md")),
    ("src/model/README.md", include_str!("../src/model/README.md")),
];

/// What stands behind each `option` of a text.
fn named<'a>(text: &'a str, option: &'a str) -> impl Iterator<Item = &'a str> + 'a {
    text.match_indices(option).map(move |(at, _)| {
        let rest = &text[at + option.len()..];
        &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())]
    })
}

#[test]
fn commands_name_programs_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let exists = |folder: &str, name: &str| {
        root.join(folder).join(format!("{name}.rs")).is_file()
            || root.join(folder).join(name).join("main.rs").is_file()
    };
    let mut found = 0;
    for (document, text) in DOCUMENTS {
        // A package leaves out the benches that have dependencies of their own.
        let peers = root.join("benches/peers").is_dir();
        for (option, folder) in [
            ("--example ", "examples"),
            ("--bench ", "benches"),
            ("--test ", "tests"),
            ("--bin ", "benches/peers/src/bin"),
        ] {
            for name in named(text, option).filter(|_| peers || option != "--bin ") {
                assert!(exists(folder, name), "{document}: {option}{name}");
                found += 1;
            }
        }
    }
    assert!(found > 20, "{found}");
}

/// Each table of examples in the README is complete.
#[test]
fn the_readme_has_every_example() {
    let readme = DOCUMENTS[0].1;
    for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")).unwrap() {
        let path = entry.unwrap().path();
        let is_example =
            path.extension().is_some_and(|extension| extension == "rs") || path.join("main.rs").is_file();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if is_example {
            assert!(readme.contains(&format!("`{name} ")), "{name} is not in the README");
        }
    }
}

/// An example that shows what a person does with the library is short.
#[test]
fn the_three_jobs_are_short() {
    for job in [
        include_str!("../examples/clean_jsonl.rs"),
        include_str!("../examples/chat_statistics.rs"),
        include_str!("../examples/correct.rs"),
    ] {
        let code = job.lines().filter(|line| !line.trim_start().starts_with("//") && !line.trim().is_empty());
        assert!(code.count() < 40);
    }
}
