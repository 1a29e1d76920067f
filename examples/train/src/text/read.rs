//! What is learnt from: sentences, words of languages that have few, and text files of packages.

use std::collections::HashSet;
use std::path::Path;
use std::{fs, io};

use crate::files;
use crate::sentences;
use crate::shared::ngram::{symbol, REACH};

/// Words of one list, drawn as often as they are used.
const WORDS: usize = 150_000;
/// Words of a list that are looked at, the commonest first.
const LISTED: usize = 60_000;
/// Bytes of one package, at most; spread over its files.
const PACKAGE: usize = 600 << 10;
/// Bytes of one file of a package, at most.
const FILE: usize = 60 << 10;
/// Files that are larger are data, not text.
const LARGEST: u64 = 2_000_000;
/// Bytes of the longest line: longer ones are cut.
const LINE: usize = 2000;

/// All text, as symbols: each line begins and ends with a line feed and enough of them before it for the longest context.
pub fn corpora(folder: &Path) -> io::Result<Vec<u32>> {
    let mut out = Vec::new();
    for language in sentences::languages(folder)? {
        sentences::each(&language, |line| push(line, &mut out))?;
        eprintln!("{}: {}", language.display(), out.len());
    }
    for language in files::folders(&folder.join("words"))? {
        for list in
            files::listing(&language)?.into_iter().filter(|path| path.extension().is_some_and(|e| e == "tsv"))
        {
            words(&files::text(&list)?, &mut out);
        }
        eprintln!("{}: {}", language.display(), out.len());
    }
    let mut seen = HashSet::new();
    for package in files::folders(&folder.join("packages"))? {
        let before = out.len();
        read_package(&package, &mut seen, &mut out)?;
        eprintln!("{}: {}", package.display(), out.len() - before);
    }
    Ok(out)
}

fn push(line: &str, out: &mut Vec<u32>) {
    out.extend([u32::from(b'\n'); REACH]);
    out.extend(line.chars().map(symbol).filter(|symbol| *symbol != u32::from(b'\n')));
    out.push(u32::from(b'\n'));
}

/// Each word as often as it is used in so many words, and at least once if it is not rare; eight in a line.
fn words(list: &str, out: &mut Vec<u32>) {
    let entry = |line: &str| {
        let (word, count) = line.split_once('\t')?;
        Some((word.to_owned(), count.trim().parse::<f64>().ok()?))
    };
    let entries: Vec<(String, f64)> = list.lines().filter_map(entry).take(LISTED).collect();
    // The square root: inflected forms are many, and each is rare.
    let total: f64 = entries.iter().map(|(_, count)| count.max(0.0).sqrt()).sum();
    let mut line = String::new();
    let mut in_line = 0;
    let mut left = 0.0;
    for (word, count) in &entries {
        left += count.max(0.0).sqrt() / total * WORDS as f64;
        while left >= 1.0 {
            left -= 1.0;
            line.push_str(word);
            line.push(' ');
            in_line += 1;
            if in_line == 8 {
                push(line.trim_end(), out);
                line.clear();
                in_line = 0;
            }
        }
    }
    push(line.trim_end(), out);
}

/// Lines of a package that are not ASCII, and those beside them, each once.
fn read_package(package: &Path, seen: &mut HashSet<u64>, out: &mut Vec<u32>) -> io::Result<()> {
    let mut files = Vec::new();
    let mut open = vec![package.to_owned()];
    while let Some(folder) = open.pop() {
        for path in files::listing(&folder)? {
            let meta = fs::symlink_metadata(&path)?;
            if meta.is_dir() {
                open.push(path);
            } else if meta.is_file() && meta.len() <= LARGEST {
                files.push(path);
            }
        }
    }
    files.sort();
    let mut texts = Vec::new();
    for file in files {
        let Ok(text) = String::from_utf8(fs::read(&file)?) else { continue };
        if text.is_ascii() || text.contains('\0') || text.contains('\u{FFFD}') {
            continue;
        }
        let lines: Vec<&str> = text.lines().collect();
        let wanted = |at: usize| {
            let near = at.saturating_sub(1)..(at + 2).min(lines.len());
            lines[near].iter().any(|line| !line.is_ascii())
        };
        let mut kept = Vec::new();
        for (at, line) in lines.iter().enumerate().filter(|(at, _)| wanted(*at)) {
            let mut rest = *line;
            while !rest.is_empty() {
                let cut = (0..=LINE.min(rest.len())).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(0);
                let (one, more) = rest.split_at(cut.max(1));
                rest = more;
                if (!one.is_ascii() || lines[at].len() < 200) && seen.insert(files::hash(one)) {
                    kept.push(one.to_owned());
                }
            }
        }
        texts.push(kept);
    }
    let share = FILE.min(PACKAGE / texts.len().max(1)).max(2000);
    let mut left = PACKAGE;
    for kept in texts {
        let len: usize = kept.iter().map(String::len).sum();
        let stride = len.div_ceil(share).max(1);
        for line in kept.iter().step_by(stride) {
            if left < line.len() {
                return Ok(());
            }
            left -= line.len();
            push(line, out);
        }
    }
    Ok(())
}
