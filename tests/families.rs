//! Every family of mojibake, made from the restored transcript: what lost nothing comes back to the letter, of the rest what is intact.

use lacuna::{Certainty, Channel};

const TEXT: &str = include_str!("data/transcript-turns-1-12.restored.txt");

const PAGES: [&str; 27] = [
    "windows-1252",
    "ISO-8859-1",
    "windows-1254",
    "windows-1250",
    "windows-1251",
    "macintosh",
    "IBM437",
    "IBM850",
    "windows-1253",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "windows-874",
    "ISO-8859-2",
    "ISO-8859-9",
    "ISO-8859-15",
    "IBM852",
    "IBM866",
    "KOI8-R",
    "KOI8-U",
    "x-mac-cyrillic",
    "ISO-8859-7",
    "ISO-8859-5",
    "IBM862",
    "x-mac-ce",
    "IBM857",
];

fn channel(name: &str) -> Channel {
    name.parse().unwrap()
}

#[test]
fn what_lost_nothing_comes_back_to_the_letter() {
    for page in PAGES {
        let garbled = channel(&format!("UTF-8 read as {page}")).apply(TEXT);
        let repaired = lacuna::repair(&garbled);
        assert_eq!(repaired.text(), TEXT, "{page}");
        assert!(repaired.repairs().all(|repair| repair.certainty() == Certainty::Exact), "{page}");
    }
}

#[test]
fn layers_come_off_one_by_one() {
    for (inner, outer) in
        [("windows-1252", "windows-1252"), ("windows-1254", "windows-1250"), ("macintosh", "ISO-8859-1")]
    {
        let both = format!("UTF-8 read as {inner}; then UTF-8 read as {outer}");
        let garbled = channel(&both).apply(TEXT);
        let repaired = lacuna::repair(&garbled);
        assert_eq!(repaired.text(), TEXT, "{both}");
        assert_eq!(repaired.original(), garbled.as_bytes());
    }
    let times = |count| channel(&vec!["UTF-8 read as windows-1252"; count].join("; then "));
    assert_eq!(lacuna::repair(&times(3).apply(TEXT)).text(), TEXT);
    // As many as a channel can name.
    for line in TEXT.lines().take(5) {
        assert_eq!(lacuna::repair(&times(6).apply(line)).text(), line);
    }
}

#[test]
fn whatever_is_lost_what_is_intact_is_right() {
    for (name, least) in [
        ("UTF-8 read as windows-1254, controls stripped", 0.93),
        ("UTF-8 read as windows-1252, controls stripped", 0.93),
        ("UTF-8 read as windows-1252, unassigned bytes dropped", 0.93),
        ("UTF-8 read as windows-1252, unassigned bytes as U+FFFD", 0.93),
        ("UTF-8 read as windows-1254, unassigned bytes as ?", 0.93),
        ("UTF-8 read as windows-1252, no-break spaces as spaces", 0.98),
        ("UTF-8 read as ISO-8859-1, white space as spaces", 0.93),
        ("UTF-8 read as windows-1250, controls stripped", 0.8),
    ] {
        let garbled = channel(name).apply(TEXT);
        let repaired = lacuna::repair(&garbled);
        assert_eq!(repaired.text().chars().count(), TEXT.chars().count(), "{name}");
        let mut gaps = repaired
            .repairs()
            .filter(|repair| repair.certainty() != Certainty::Exact)
            .map(|repair| repair.range_in_text().start)
            .peekable();
        let (mut inferred, mut right) = (0, 0);
        for ((at, is), wanted) in repaired.text().char_indices().zip(TEXT.chars()) {
            if gaps.next_if_eq(&at).is_some() {
                inferred += 1;
                right += usize::from(is == wanted);
            } else {
                assert_eq!(is, wanted, "{name}: an intact character at byte {at}");
            }
        }
        let share = right as f64 / inferred as f64;
        assert!(inferred > 0 && share >= least, "{name}: {share:.3} of {inferred}");
    }
}

#[test]
fn whole_stretches_among_garbled_ones_stay() {
    let channel = channel("UTF-8 read as windows-1252");
    let lines: Vec<String> = TEXT
        .lines()
        .enumerate()
        .map(|(number, line)| if number % 2 == 0 { channel.apply(line) } else { line.to_owned() })
        .collect();
    assert_eq!(lacuna::repair(&lines.join("\n")).text().trim_end(), TEXT.trim_end());
}

#[test]
fn two_channels_in_one_document_are_both_undone() {
    let (first, second) = (channel("UTF-8 read as windows-1252"), channel("UTF-8 read as windows-1251"));
    let half = TEXT.len() / 2;
    let half = TEXT[half..].find('\n').map_or(half, |at| half + at + 1);
    let garbled = first.apply(&TEXT[..half]) + &second.apply(&TEXT[half..]);
    assert_eq!(lacuna::repair(&garbled).text(), TEXT);
}

#[test]
fn surrogates_written_as_cesu_8_are_one_character() {
    for page in ["windows-1252", "ISO-8859-1"] {
        let garbled = channel(&format!("CESU-8 read as {page}")).apply("Hi guys 😍, 𠮷 and é");
        let repaired = lacuna::repair(&garbled);
        assert_eq!(repaired.text(), "Hi guys 😍, 𠮷 and é", "{page}");
        assert_eq!(repaired.original(), garbled.as_bytes());
    }
}
