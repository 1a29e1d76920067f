//! Runs the samples in `tests/data/turns` and holds the parser to what must be true of every text.

use super::{split, Feed, Format, Kind, Span, Splitter, BLOCK};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A sample and the turns that it has. See `tests/data/turns/README.md` for the layout.
struct Case {
    name: String,
    text: String,
    expected: String,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/turns");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        for part in source.split("\n=== ").skip(1) {
            let (name, rest) = part.split_once('\n').unwrap();
            let (text, expected) =
                rest.split_once("\n--- ").unwrap_or_else(|| panic!("{stem}: {name}: no turns"));
            cases.push(Case {
                name: format!("{stem}: {name}"),
                text: unescape(&format!("{text}\n")),
                expected: expected
                    .lines()
                    .map(str::trim_end)
                    .collect::<Vec<_>>()
                    .join("\n")
                    .trim_end()
                    .to_owned(),
            });
        }
    }
    assert!(cases.len() > 20);
    cases
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let escape = rest.chars().next().unwrap();
        rest = &rest[escape.len_utf8()..];
        match escape {
            'r' => out.push('\r'),
            't' => out.push('\t'),
            '_' => out.push(' '),
            '\\' => out.push('\\'),
            // Nothing, and not even the line end behind it.
            '&' => rest = rest.strip_prefix('\n').unwrap_or(rest),
            'u' => {
                let (code, after) = rest.strip_prefix('{').unwrap().split_once('}').unwrap();
                out.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
                rest = after;
            }
            other => panic!("unknown escape {other}"),
        }
    }
    out + rest
}

fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            '\u{A0}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202F}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}' => {
                write!(out, "\\u{{{:X}}}", c as u32).unwrap();
            }
            c => out.push(c),
        }
    }
    // Blanks at the ends would not be seen.
    let blank_end = out.len() - out.trim_end_matches(' ').len();
    out.truncate(out.len() - blank_end);
    let blank_start = out.len() - out.trim_start_matches(' ').len();
    out.replace_range(..blank_start, &"\\_".repeat(blank_start));
    out + &"\\_".repeat(blank_end)
}

struct Parsed {
    format: Option<Format>,
    spans: Vec<Span>,
}

fn parse(text: &str, format: Option<Format>) -> Parsed {
    let mut spans = Vec::new();
    let format = split(text, format, |_, span| spans.push(span));
    Parsed { format, spans }
}

/// The turns in the layout of the samples.
fn show(text: &str, parsed: &Parsed) -> String {
    let mut out = parsed.format.map_or("none".to_owned(), |format| format!("{format:?}"));
    for span in &parsed.spans {
        let part = |range: &Option<_>| range.clone().map_or("-".to_owned(), |range| escape(&text[range]));
        let speaker = match span.kind {
            Kind::Speech => part(&span.speaker),
            Kind::System => "!system".to_owned(),
            Kind::Markup => "!markup".to_owned(),
            Kind::Continued => "!continued".to_owned(),
            Kind::Carried => "!carried".to_owned(),
        };
        out.push('\n');
        out.push_str(&speaker);
        let times = match (span.start, span.end) {
            (None, None) => String::new(),
            (start, end) => {
                let time = |time: Option<u32>| time.map_or(String::new(), |time| time.to_string());
                format!("{}..{}", time(start), time(end))
            }
        };
        if span.stamp.is_some() || !times.is_empty() {
            write!(out, " | {}", part(&span.stamp)).unwrap();
        }
        if !times.is_empty() {
            write!(out, " | {times}").unwrap();
        }
        if span.role().is_some() {
            write!(out, " | role {}", part(&span.role())).unwrap();
        }
        write!(out, " | {}", escape(&text[span.content.clone()])).unwrap();
        out.truncate(out.trim_end().len());
    }
    out
}

/// What holds for every text: the wholes tile it, and everything else lies inside its whole, on character boundaries.
fn check(text: &str, parsed: &Parsed) {
    let mut at = 0;
    for span in &parsed.spans {
        assert_eq!(span.whole.start, at, "wholes follow one another");
        assert!(span.whole.end > at, "no turn is empty");
        at = span.whole.end;
        let role = span.role();
        let parts = [Some(&span.content), span.speaker.as_ref(), span.stamp.as_ref(), role.as_ref()];
        for part in parts.into_iter().flatten().chain(span.pieces()) {
            assert!(span.whole.start <= part.start && part.start <= part.end && part.end <= span.whole.end);
            assert!(text.get(part.clone()).is_some());
        }
        if let Some(speaker) = &span.speaker {
            assert!(!speaker.is_empty());
        }
    }
    assert_eq!(at, text.len(), "wholes cover the text");
    let rebuilt: String = parsed.spans.iter().map(|span| &text[span.whole.clone()]).collect();
    assert_eq!(rebuilt, text);
}

#[test]
fn samples() {
    let mut failures = String::new();
    for case in cases() {
        let parsed = parse(&case.text, None);
        check(&case.text, &parsed);
        let found = show(&case.text, &parsed);
        if found != case.expected {
            write!(failures, "\n## {}\n{found}\n## expected\n{}\n", case.name, case.expected).unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

/// A byte order mark is no part of the first line: the samples have the same turns behind it.
#[test]
fn byte_order_marks() {
    for case in cases() {
        if case.text.starts_with('\u{FEFF}') {
            continue;
        }
        let text = format!("\u{FEFF}{}", case.text);
        let parsed = parse(&text, None);
        check(&text, &parsed);
        assert_eq!(show(&text, &parsed), case.expected, "{}", case.name);
    }
}

/// A line's end says nothing about turns: with CRLF or CR alone the samples have the same speakers.
#[test]
fn line_ends() {
    for case in cases() {
        if case.text.contains('\r') {
            continue;
        }
        let speakers = |text: &str| -> Vec<String> {
            parse(text, None)
                .spans
                .iter()
                .map(|span| span.speaker.clone().map_or(String::new(), |s| text[s].to_owned()))
                .collect()
        };
        for end in ["\r\n", "\r"] {
            let text = case.text.replace('\n', end);
            check(&text, &parse(&text, None));
            assert_eq!(speakers(&text), speakers(&case.text), "{}", case.name);
        }
    }
}

/// Texts pieced together at random from what speaker lines are made of: nothing is lost, nothing panics.
#[test]
fn fuzz() {
    const PIECES: &[&str] = &[
        "A",
        "Bob",
        ": ",
        ":",
        "：",
        "\n",
        "\r",
        "\r\n",
        "[",
        "]",
        "(",
        ")",
        "**",
        "*",
        "_",
        "> ",
        "- ",
        "# ",
        " ",
        "\t",
        "\u{FEFF}",
        "\u{200E}",
        "\u{A0}",
        "\u{3000}",
        "0:14",
        "00:01:02",
        "[00:01:02] ",
        " --> ",
        "12/31/21, 9:15 PM - ",
        "你好",
        "【",
        "】",
        "“",
        "”",
        "…",
        "é",
        "😀",
        "http://x",
        "Note",
        "<v Bob>",
        "</v>",
        "WEBVTT",
        "1",
        "2021-03-04",
        "*CHI:\t",
        "%mor:\t",
        "@Begin",
        "@UTF8",
        "{",
        "}",
        "\"",
        "role",
        "content",
        "\\",
        ",",
        "\u{0}",
        "a b c",
        "<Bob> ",
        " — ",
        "AM",
        "Today at ",
    ];
    let mut dice = crate::dice::Dice::new(1);
    let mut next = |bound: usize| dice.roll(bound);
    let samples: Vec<String> = cases().into_iter().map(|case| case.text).collect();
    for round in 0..if cfg!(debug_assertions) { 600 } else { 6000 } {
        let mut text = String::new();
        if round % 3 == 0 {
            // A sample with a hole, or with a piece put in.
            text = samples[next(samples.len())].clone();
            for _ in 0..next(6) {
                let mut at = next(text.len() + 1);
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                match text[at..].chars().next() {
                    Some(_) if next(2) == 0 => drop(text.remove(at)),
                    _ => text.insert_str(at, PIECES[next(PIECES.len())]),
                }
            }
        } else {
            for _ in 0..next(60) {
                text.push_str(PIECES[next(PIECES.len())]);
            }
        }
        check(&text, &parse(&text, None));
        for spec in super::formats::SPECS {
            check(&text, &parse(&text, Some(spec.format)));
        }
    }
}

/// Read in pieces of any size, a text has the turns that it has when read at once.
#[test]
fn in_pieces() {
    let mut long = String::new();
    for index in 0..60_000 {
        let name = ["Alice", "Bob", "Chloé"][index % 3];
        let end = ["\n", "\r\n"][index % 2];
        write!(long, "{name}: line {index}{end}more of it, {}{end}{end}", "wörd ".repeat(index % 17))
            .unwrap();
    }
    assert!(long.len() > 2 * BLOCK);
    let mut texts: Vec<String> = cases().into_iter().map(|case| case.text).collect();
    texts.push(long);
    for text in texts {
        let whole = parse(&text, None);
        for size in [1, 7, 1000, 100_003, BLOCK + 1] {
            if text.len() / size > 4000 || (text.len() > BLOCK && size == 100_003) {
                continue;
            }
            let mut feed = Feed::new(None);
            let mut spans: Vec<Span> = Vec::new();
            let mut at = 0;
            let mut given = 0;
            let mut take = |window: &str, span: Span| {
                assert!(text[given..].starts_with(&window[span.whole.clone()]));
                let by = given - span.whole.start;
                given += span.whole.len();
                spans.push(shifted(span, by));
            };
            while at < text.len() {
                let mut end = (at + size).min(text.len());
                while !text.is_char_boundary(end) {
                    end += 1;
                }
                feed.push(&text[at..end], &mut take);
                at = end;
            }
            feed.finish(&mut take);
            assert_eq!(feed.format(), whole.format);
            assert_eq!(spans.len(), whole.spans.len());
            assert_eq!(spans, whole.spans);
        }
    }
}

/// Without line ends and without turns, nothing more than the bound is held.
#[test]
fn bounded() {
    for line in ["no end ", "A line without a speaker.\n", "{\"role\": \"user\", \"content\": [\""] {
        let mut feed = Feed::new(None);
        let (mut given, mut longest) = (0, 0);
        let mut take = |_: &str, span: Span| {
            given += span.whole.len();
            longest = longest.max(span.whole.len());
        };
        let piece = line.repeat(1000);
        let mut sent = 0;
        while sent < 30 << 20 {
            feed.push(&piece, &mut take);
            sent += piece.len();
        }
        feed.finish(&mut take);
        assert_eq!(given, sent);
        assert!(longest < 10 << 20);
    }
}

/// Fed line by line, with nothing kept but the open turn, a grammar gives what it gives of the whole text.
#[test]
fn line_by_line() {
    for case in cases() {
        let whole = parse(&case.text, None);
        // Labels and names are believed for coming back within a block, so these are not to be had by the line.
        let by_recurrence =
            matches!(whole.format, None | Some(Format::SpeakerLines | Format::NameLines | Format::Mail))
                || case.name.contains("labels")
                || case.name.contains("recurs")
                || case.name.contains("roll");
        if by_recurrence {
            continue;
        }
        let mut splitter = Splitter::new(&case.text, whole.format);
        let mut spans = Vec::new();
        let mut window = String::new();
        let mut base = 0;
        for line in super::lines::lines(&case.text) {
            let from = window.len();
            window.push_str(&case.text[line.start..line.next]);
            let mut new = Vec::new();
            splitter.push(&window, from..window.len(), &mut new);
            spans.extend(new.into_iter().map(|span| shifted(span, base)));
            let done = splitter.open_at();
            window.drain(..done);
            splitter.rebase(done);
            base += done;
        }
        let mut new = Vec::new();
        splitter.finish(window.len(), &window, &mut new);
        spans.extend(new.into_iter().map(|span| shifted(span, base)));
        assert_eq!(spans, whole.spans, "{}", case.name);
    }
}

fn shifted(mut span: Span, by: usize) -> Span {
    span.whole = span.whole.start + by..span.whole.end + by;
    span.content = span.content.start + by..span.content.end + by;
    if let Some(extra) = &mut span.extra {
        extra.each(|range| *range = range.start + by..range.end + by);
    }
    for range in [&mut span.speaker, &mut span.stamp].into_iter().flatten() {
        *range = range.start + by..range.end + by;
    }
    span
}

/// A turn too long to hold is cut and goes on.
#[test]
fn cut() {
    let text = "[A]: one\ntwo\nthree\n[B]: four\n";
    let mut splitter = Splitter::new(text, Some(Format::SpeakerLines));
    let mut spans = Vec::new();
    splitter.push(text, 0..9, &mut spans);
    splitter.cut(9, &mut spans);
    splitter.push(text, 9..text.len(), &mut spans);
    splitter.finish(text.len(), text, &mut spans);
    let shown = show(text, &Parsed { format: splitter.format(), spans });
    assert_eq!(shown, "SpeakerLines\nA | one\\n\n!continued | two\\nthree\nB | four");
}

/// Eight times the input, hardly more than eight times the time, on input made to hurt.
#[test]
fn growth() {
    type Make = fn(usize) -> String;
    let hostile: [(&str, Make); 9] = [
        ("a million speakers", |n| (0..n / 12).map(|i| format!("s{i}: hello\n")).collect()),
        ("bracketed speakers", |n| (0..n / 12).map(|i| format!("[s{i}]: hi\n")).collect()),
        ("one line", |n| "word ".repeat(n / 5)),
        ("one line of blanks", |n| " ".repeat(n)),
        ("only colons", |n| ":".repeat(n)),
        ("colon lines", |n| ":\n".repeat(n / 2)),
        ("blank lines", |n| "A: x\n".to_owned() + &"\n".repeat(n)),
        ("carriage returns", |n| "\r".repeat(n)),
        ("open brackets", |n| "[A [B (C ".repeat(n / 9)),
    ];
    for (name, make) in hostile {
        let time = |text: &str| {
            let best = (0..5).map(|_| {
                let start = std::time::Instant::now();
                check(text, &parse(text, None));
                start.elapsed().as_secs_f64()
            });
            best.fold(f64::MAX, f64::min)
        };
        let (small, large) = (make(1 << 15), make(1 << 18));
        let (short, long) = (time(&small), time(&large));
        let size = large.len() as f64 / small.len() as f64;
        assert!(long < 4.0 * size * short + 0.05, "{name}: {short:.4} s, then {long:.4} s");
    }
}

/// What a turn is to whoever asks for it.
fn turns(transcript: &crate::Transcript) -> Vec<impl PartialEq + std::fmt::Debug> {
    let turns = transcript.turns().map(|turn| {
        let times = (turn.time().map(str::to_owned), turn.start(), turn.end());
        let voice = (turn.speaker().map(str::to_owned), turn.role().map(str::to_owned));
        (turn.text().to_owned(), voice, times, turn.is_system(), turn.is_continued())
    });
    turns.collect()
}

/// Written and read again, every sample is what it was.
#[test]
fn round_trips() {
    for case in cases() {
        let transcript = crate::Transcript::parse(case.text.as_bytes());
        let again = crate::Transcript::parse(transcript.to_string().as_bytes());
        assert_eq!(again.format(), transcript.format(), "{}", case.name);
        assert_eq!(turns(&again), turns(&transcript), "{}", case.name);
    }
}

/// A sample that is garbled so that nothing is lost has the same turns: speakers' names and colons beyond ASCII among them.
#[test]
fn garbled_samples() {
    let mut garbled = 0;
    for case in cases() {
        for channel in ["UTF-8 read as windows-1252", "UTF-8 read as KOI8-R", "UTF-8 read as macintosh"] {
            let channel: crate::Channel = channel.parse().unwrap();
            // What is whole is left alone, so there must be enough of it to say what it went through.
            let beyond_ascii = case.text.chars().filter(|c| !c.is_ascii()).count();
            if beyond_ascii < 4 {
                continue;
            }
            let whole = crate::Transcript::parse(case.text.as_bytes());
            let restored = crate::Transcript::parse(channel.apply(&case.text).as_bytes());
            assert_eq!(restored.text(), whole.text(), "{} through {channel}", case.name);
            assert_eq!(turns(&restored), turns(&whole), "{} through {channel}", case.name);
            garbled += 1;
        }
    }
    assert!(garbled > 60, "{garbled}");
}
