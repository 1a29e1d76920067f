//! The page of formats: written from the table, so that it cannot lag behind; and each sample of it is read as what it is said to be.

use super::{Reader, SPECS};
use crate::turn::{split, Kind};
use std::fmt::Write;

/// The page as the table has it.
fn page() -> String {
    let mut page = String::from(
        "# Formats of transcripts\n\n\
         The format of a text is the one that explains most lines of its beginning. It can be named with\n\
         [`Options::format`](crate::Options::format). Each heading is a variant of [`Format`](crate::Format) and the programs that write it; one\n\
         variant may have several layouts.\n\n\
         In the templates of lines, `{stamp}` is a date with a time of day (`{moment}` if it is written in numbers, `{short}` without a year), `{time}` a\n\
         time alone, `{when}` either, `{ago}` how long ago it was, `{date}` a date, `{day}` a date alone on its line; `{name}` any name, `{Name}` a few words with capitals, `{nick}` a name without blanks,\n\
         `{alias}` one built in any way; `{number}` digits, `{dash}` a dash, `{any}` anything, `⏎` a line end, `⇥` a tab, and `{text}` what is said. If a template has no `{text}`, the words are on the\n\
         lines below.\n",
    );
    for spec in SPECS.iter().filter(|spec| !spec.sample.is_empty()) {
        write!(page, "\n## {:?}: {}\n\n", spec.format, spec.programs).unwrap();
        if let Reader::Layout(layout) = spec.reader {
            page.push_str("Lines: ");
            let lines: Vec<String> = layout
                .heads
                .iter()
                .map(|head| format!("`{}`", head.replace('\n', "⏎").replace('\t', "⇥")))
                .collect();
            write!(page, "{}.\n\n", lines.join(", ")).unwrap();
        }
        if !spec.notes.is_empty() {
            let mut notes = spec.notes.chars();
            let first: String = notes.next().into_iter().flat_map(char::to_uppercase).collect();
            write!(page, "{first}{}.\n\n", notes.as_str()).unwrap();
        }
        write!(page, "```text\n{}\n```\n", spec.sample.trim_end()).unwrap();
    }
    page
}

#[test]
fn page_is_that_of_the_table() {
    let written = include_str!("../../guide/formats.md");
    let page = page();
    if written != page {
        let path = std::env::temp_dir().join("formats.md");
        std::fs::write(&path, page).unwrap();
        panic!("src/guide/formats.md is not that of the table: replace it by {}", path.display());
    }
}

/// A format that is named and not there is none.
#[test]
fn a_format_that_is_named_shows_in_the_text() {
    for spec in SPECS.iter().filter(|spec| !spec.sample.is_empty()) {
        let format = |text| split(text, Some(spec.format), |_, _| {});
        assert_eq!(format(spec.sample), Some(spec.format), "{}", spec.sample);
        for none in ["", "\n", "It was a dark night, and nobody spoke.\nThen it rained.\n"] {
            assert_eq!(format(none), None, "{:?} {none:?}", spec.format);
        }
    }
}

#[test]
fn samples_are_what_they_are_said_to_be() {
    let mut wrong = String::new();
    for spec in SPECS.iter().filter(|spec| !spec.sample.is_empty()) {
        let mut spans = Vec::new();
        let format = split(spec.sample, None, |_, span| spans.push(span));
        let said = spans.iter().filter(|span| span.kind == Kind::Speech && !span.content.is_empty()).count();
        if format != Some(spec.format) || said == 0 {
            writeln!(wrong, "{format:?} for {:?}, {said} turns:\n{}", spec.format, spec.sample).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
