//! Short texts one by one: lacuna beside plsfix on the same messages, one process, one core.
//!
//!     cargo run --release --manifest-path benches/peers/Cargo.toml --bin messages -- FILE...
//!
//! Each line of a file is a message. Prints microseconds a message: the best of some runs for each message, summed up. With evidence: that
//! of all lines of the file; with several: that of sentences of eight languages, intact and garbled by four channels; with the channel: the one
//! that most of the lines went through. Without files, sentences of eight languages are read, intact and garbled.

use std::hint::black_box;
use std::time::Instant;

use lacuna::{Channel, Evidence, Options};
use lacuna_peers::plsfix_encoding;

const RUNS: usize = 20;
const LANGUAGES: [&str; 8] = ["eng", "zho", "rus", "ell", "tha", "pol", "ces", "fra"];
const CHANNELS: [&str; 2] = ["UTF-8 read as windows-1252", "UTF-8 read as windows-1252, controls stripped"];
/// Channels of a collection from many places.
const SEVERAL: [&str; 4] = [
    "UTF-8 read as windows-1252, controls stripped",
    "UTF-8 read as windows-1254, controls stripped",
    "UTF-8 read as ISO-8859-1",
    "UTF-8 read as GBK",
];

fn main() {
    println!("{:60} bytes   plsfix    alone  gather  evidence  several  channel", "microseconds a message");
    let several = evidence_of_several();
    let files: Vec<String> = std::env::args().skip(1).collect();
    for path in &files {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        measure(path, &text.lines().map(str::to_owned).collect::<Vec<_>>(), &several);
    }
    if !files.is_empty() {
        return;
    }
    for language in LANGUAGES {
        let intact = sentences(language);
        measure(&format!("{language}, intact"), &intact, &several);
        for name in CHANNELS {
            let channel: Channel = name.parse().expect("a channel");
            let garbled: Vec<String> = intact.iter().map(|text| channel.apply(text)).collect();
            measure(&format!("{language}, {name}"), &garbled, &several);
        }
    }
}

/// The sentences of a language, none twice.
fn sentences(language: &str) -> Vec<String> {
    let all = include_str!("../../../../tests/data/sentences.json");
    let Some((_, own)) = all.split_once(&format!("\"{language}\"")) else { return Vec::new() };
    let list = own.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map_or("", |(list, _)| list);
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn evidence_of_several() -> Evidence {
    let mut evidence = Evidence::new();
    for text in LANGUAGES.iter().flat_map(|language| sentences(language)) {
        evidence.add(&text);
        for name in SEVERAL {
            let channel: Channel = name.parse().expect("a channel");
            evidence.add(&channel.apply(&text));
        }
    }
    evidence
}

fn measure(name: &str, messages: &[String], several: &Evidence) {
    if messages.is_empty() {
        return;
    }
    let start = Instant::now();
    let evidence: Evidence = messages.iter().map(String::as_str).collect();
    let gather = start.elapsed().as_secs_f64() * 1e6 / messages.len() as f64;
    let channel = evidence.channels().first().map(|(channel, _)| *channel);
    let bytes = messages.iter().map(String::len).sum::<usize>() / messages.len();
    let with = |options: Options| each(messages, |text| options.repair(text).repairs().len());
    let given = channel.map_or(0.0, |channel| with(Options::new().channel(channel)));
    println!(
        "{name:60} {bytes:5} {:8.2} {:8.2} {gather:7.2} {:9.2} {:8.2} {given:8.2}",
        each(messages, plsfix_encoding),
        with(Options::new()),
        with(Options::new().evidence(&evidence)),
        with(Options::new().evidence(several)),
    );
}

/// Microseconds a message.
fn each(messages: &[String], work: impl Fn(&str) -> usize) -> f64 {
    let mut best = vec![f64::MAX; messages.len()];
    for _ in 0..RUNS {
        for (message, best) in messages.iter().zip(&mut best) {
            let start = Instant::now();
            black_box(work(black_box(message)));
            *best = best.min(start.elapsed().as_secs_f64());
        }
    }
    best.iter().sum::<f64>() * 1e6 / messages.len() as f64
}
