//! lacuna beside its peers: the same text, one process, one core.
//!
//!     cargo run --release --manifest-path benches/peers/Cargo.toml
//!
//! Prints MB/s (10^6 bytes of input a second, the best of five runs) and how many times the first peer's speed that is. Absolute
//! figures drift with the machine, the ratios less. Names of files may be given, of mixed text and of English; else lines are put together from the
//! transcript's text, none twice.

#[path = "../../varied/mod.rs"]
mod varied;

use std::hint::black_box;
use std::time::Instant;

use lacuna::Channel;
use lacuna_peers::plsfix_encoding;

/// Bytes of clean text that each corpus is made of.
const SIZE: usize = 20 << 20;
const RUNS: usize = 5;

const TRANSCRIPT: &str = include_str!("../../../tests/data/transcript-turns-1-12.restored.txt");

struct Corpus {
    name: &'static str,
    text: String,
}

fn main() {
    let text = |nth, own: fn(&str) -> String| {
        std::env::args().nth(nth).map_or_else(|| varied::varied(&own(TRANSCRIPT), SIZE), read)
    };
    let (mixed, english) = (text(1, str::to_owned), text(2, english));
    let channel = |name: &str| -> Channel { name.parse().expect("a channel") };
    let corpora = [
        Corpus { name: "clean English", text: english },
        Corpus { name: "clean Chinese-English", text: mixed.clone() },
        Corpus { name: "garbled, nothing lost", text: channel("UTF-8 read as windows-1252").apply(&mixed) },
        Corpus {
            name: "garbled, bytes lost",
            text: channel("UTF-8 read as windows-1254, controls stripped").apply(&mixed),
        },
    ];
    let table = table();
    for corpus in &corpora {
        let text = corpus.text.as_str();
        println!("\n{} ({} MB)", corpus.name, text.len() / 1_000_000);
        // It works on a line at a time, as its documentation advises for files.
        let plsfix = speed(text, |text| text.lines().map(plsfix_encoding).sum::<usize>());
        row("plsfix, encoding only", plsfix, plsfix);
        row("memchr, absent byte", speed(text, |text| memchr::memchr(0xFF, text.as_bytes()).is_some()), plsfix);
        row("simdutf8", speed(text, |text| simdutf8::basic::from_utf8(text.as_bytes()).is_ok()), plsfix);
        row("str::from_utf8", speed(text, |text| std::str::from_utf8(text.as_bytes()).is_ok()), plsfix);
        row("64K-table pass + str::from_utf8", speed(text, |text| table_pass(text, &table)), plsfix);
        row("encoding_rs, encode to windows-1252", speed(text, |text| encoding_rs::WINDOWS_1252.encode(text).2), plsfix);
        row("chardetng", speed(text, |text| detect(text)), plsfix);
        row("lacuna::repair", speed(text, |text| lacuna::repair(text).repairs().len() > 0), plsfix);
        row("lacuna::Transcript, turns alone", speed(text, |text| lacuna::Transcript::parse(text.as_bytes()).turns().len()), plsfix);
        row("lacuna::Transcript, turns and segments", speed(text, segments), plsfix);
        if corpus.name.starts_with("clean") {
            row("whichlang, word by word", speed(text, |text| words(text, |w| whichlang::detect_language(w) as usize)), plsfix);
            row("whatlang, word by word", speed(&text[..text.floor_char_boundary(1 << 20)], |text| {
                words(text, |w| whatlang::detect_lang(w).map_or(0, |lang| lang as usize))
            }), plsfix);
        }
    }
}

fn read(path: String) -> String {
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The lines that are mostly ASCII.
fn english(text: &str) -> String {
    let plain = |line: &&str| line.bytes().filter(|byte| !byte.is_ascii()).count() * 20 < line.len();
    text.lines().filter(plain).map(|line| format!("{line}\n")).collect()
}

/// MB/s of the best of some runs.
fn speed<T>(text: &str, work: impl Fn(&str) -> T) -> f64 {
    let time = |_| {
        let start = Instant::now();
        black_box(work(black_box(text)));
        start.elapsed().as_secs_f64()
    };
    text.len() as f64 / 1e6 / (0..RUNS).map(time).fold(f64::MAX, f64::min)
}

fn row(name: &str, speed: f64, base: f64) {
    println!("  {name:40} {speed:10.1} MB/s   {:8.2} x", speed / base);
}

/// Languages are told apart when segments are first asked for.
fn segments(text: &str) -> usize {
    lacuna::Transcript::parse(text.as_bytes()).turns().map(|turn| turn.segments().len()).sum()
}

fn detect(text: &str) -> bool {
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(text.as_bytes(), true);
    detector.guess(None, true) == encoding_rs::UTF_8
}

fn words(text: &str, each: impl Fn(&str) -> usize) -> usize {
    text.split_ascii_whitespace().map(each).sum()
}

fn table() -> Vec<u8> {
    let mut table = vec![0; 1 << 16];
    for byte in 0..=0xFFu8 {
        let bytes = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        table[text.chars().next().map_or(0, |c| c as usize)] = byte;
    }
    table
}

fn table_pass(text: &str, table: &[u8]) -> bool {
    let bytes: Vec<u8> = text.chars().map(|c| table.get(c as usize).copied().unwrap_or(0)).collect();
    std::str::from_utf8(&bytes).is_ok()
}
