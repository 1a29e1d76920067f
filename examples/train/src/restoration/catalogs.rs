//! Translations of programs, out of the message catalogs of packages: text in a hundred languages, of which most have no other corpus here.

use std::io;
use std::path::{Path, PathBuf};

use crate::files;

/// The translated messages of all catalogs below a folder.
pub fn read(folder: &Path) -> io::Result<Vec<String>> {
    let mut catalogs = vec![];
    find(folder, &mut catalogs)?;
    catalogs.sort();
    let mut found = vec![];
    for file in catalogs {
        found.extend(messages(&String::from_utf8_lossy(&files::bytes(file)?)));
    }
    Ok(found)
}

fn find(folder: &Path, catalogs: &mut Vec<PathBuf>) -> io::Result<()> {
    for path in files::listing(folder)? {
        if path.is_dir() {
            find(&path, catalogs)?;
        } else if path.extension().is_some_and(|ending| ending == "po") {
            catalogs.push(path);
        }
    }
    Ok(())
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
