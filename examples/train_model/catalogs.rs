//! Translations of programs, out of the message catalogs of packages: text in a hundred languages, of which most have no other corpus here.

use std::path::{Path, PathBuf};

/// The translated messages of all catalogs below a folder.
pub fn read(folder: &Path) -> Vec<String> {
    let mut files = vec![];
    find(folder, &mut files);
    files.sort();
    let text = |file: &PathBuf| String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
    files.iter().flat_map(|file| messages(&text(file))).collect()
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "po") {
            files.push(path);
        }
    }
}

/// The lines of the translations in a catalog; its header, which translates nothing, is left out.
fn messages(catalog: &str) -> Vec<String> {
    let (mut found, mut original, mut translated) = (vec![], String::new(), None);
    for line in catalog.lines().map(str::trim).chain([""]) {
        let (keyword, string) =
            line.split_once('"').map_or((line, ""), |(keyword, rest)| (keyword.trim(), rest));
        let string = string.strip_suffix('"').unwrap_or(string);
        match keyword {
            "" if line.is_empty() => {}
            "" => {
                translated.as_mut().unwrap_or(&mut original).push_str(string);
                continue;
            }
            _ if keyword.starts_with("msgstr") => {}
            _ => original = string.to_owned(),
        }
        if let Some(text) = translated.take().filter(|_| !original.is_empty()) {
            let text: String = text;
            let text = text.replace("\\n", "\n").replace("\\\"", "\"");
            found.extend(text.lines().map(str::trim).filter(|line| !line.is_ascii()).map(str::to_owned));
        }
        if keyword.starts_with("msgstr") {
            translated = Some(string.to_owned());
        }
    }
    found
}
