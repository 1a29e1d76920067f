//! Telling languages apart beside its peers, and turns alone: the same text, one process, one core.
//!
//!     cargo run --release --manifest-path benches/peers/Cargo.toml --bin languages -- SET.tsv
//!
//! `SET.tsv` is a conversation in Spanish and English with a token a line (what follows a tab is put aside) and a blank line after each
//! utterance, such as the Miami corpus. With `--features lingua` lingua is a peer, too. Prints MB/s (10^6 bytes of input a second, the
//! best of five runs) and how many times whichlang's speed that is. The peers are asked for each word, and given the words; lacuna gets the
//! whole transcript as bytes and finds turns and words by itself.

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use lacuna::{Format, Options, Transcript};

const SIZE: usize = 20 << 20;
const RUNS: usize = 5;
/// As much text as the slow ones get, in bytes.
const LITTLE: usize = 1 << 18;

const TRANSCRIPT: &str = include_str!("../../../../tests/data/transcript-turns-1-12.restored.txt");

fn main() {
    println!("turns alone");
    let turns: Vec<String> = Transcript::parse(TRANSCRIPT.as_bytes()).turns().map(|turn| turn.text().to_owned()).collect();
    turns_alone("speaker lines, Chinese-English", &TRANSCRIPT.repeat(SIZE / TRANSCRIPT.len() + 1), Format::SpeakerLines);
    turns_alone("WhatsApp, Chinese-English", &whatsapp(turns.iter().map(String::as_str)), Format::WhatsApp);
    let short = "no me digas|See you at nine, then.|明天见|I told him we would be late because of the rain|ok|😂😂";
    turns_alone("WhatsApp, short messages", &whatsapp(short.split('|')), Format::WhatsApp);

    languages("Chinese-English, the transcript over and over", &TRANSCRIPT.repeat(SIZE / TRANSCRIPT.len() + 1), ["zho", "eng"]);
    if let Some(path) = std::env::args().nth(1) {
        let set = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        languages("Spanish-English, the set once", &lay_out(&set), ["spa", "eng"]);
    }
}

fn turns_alone(name: &str, text: &str, format: Format) {
    println!("\n{name} ({} MB)", text.len() / 1_000_000);
    let base = speed(text, |text| std::str::from_utf8(text.as_bytes()).is_ok());
    row("str::from_utf8", base, base);
    let parsed = Transcript::parse(text.as_bytes());
    assert_eq!(parsed.format(), Some(format));
    let turns = speed(text, |text| Transcript::parse(text.as_bytes()).turns().map(|turn| turn.text().len()).sum::<usize>());
    row("lacuna: parse, then turns", turns, base);
    row("lacuna: then their segments", speed(text, |text| segments(&Transcript::parse(text.as_bytes()))), base);
}

fn languages(name: &str, text: &str, pair: [&str; 2]) {
    println!("\n{name} ({:.1} MB)", text.len() as f64 / 1e6);
    let pair = pair.map(|lang| lang.parse().expect("a language"));
    let whichlang = speed(text, |text| words(text, |word| whichlang::detect_language(word) as usize));
    row("whichlang", whichlang, whichlang);
    let little = &text[..text.floor_char_boundary(LITTLE)];
    let whatlang = speed(little, |text| words(text, |word| whatlang::detect_lang(word).map_or(0, |lang| lang as usize)));
    row("whatlang", whatlang, whichlang);
    peer::rows(little, pair, |name, speed| row(name, speed, whichlang));
    let options = Options::new().languages(&pair);
    row("lacuna, the pair given", speed(text, |text| segments(&options.parse(text.as_bytes()))), whichlang);
    row("lacuna, the pair not given", speed(text, |text| segments(&Transcript::parse(text.as_bytes()))), whichlang);
    // All but the segments.
    row("lacuna, turns alone", speed(text, |text| Transcript::parse(text.as_bytes()).turns().len()), whichlang);
}

#[cfg(feature = "lingua")]
mod peer {
    use lingua::{Language, LanguageDetectorBuilder};

    /// Told which two languages there are; by words, and as it is meant for mixed text.
    pub fn rows(text: &str, pair: [lacuna::Lang; 2], mut row: impl FnMut(&str, f64)) {
        let pair = pair.map(|lang| match lang.code() {
            "zho" => Language::Chinese,
            "spa" => Language::Spanish,
            _ => Language::English,
        });
        let detector = LanguageDetectorBuilder::from_languages(&pair).with_preloaded_language_models().build();
        let by_words = |text: &str| super::words(text, |word| detector.detect_language_of(word).map_or(0, |lang| lang as usize));
        row("lingua, the pair given", super::speed(text, by_words));
        let lines = |text: &str| text.lines().map(|line| detector.detect_multiple_languages_of(line).len()).sum::<usize>();
        row("lingua, several languages a line, the pair given", super::speed(text, lines));
    }
}

#[cfg(not(feature = "lingua"))]
mod peer {
    pub fn rows(_: &str, _: [lacuna::Lang; 2], _: impl FnMut(&str, f64)) {}
}

fn segments(transcript: &Transcript) -> usize {
    transcript.turns().map(|turn| turn.segments().len()).sum()
}

/// An export of messages that come over and over.
fn whatsapp<'a>(messages: impl Iterator<Item = &'a str> + Clone) -> String {
    let mut text = String::new();
    for (number, message) in messages.cycle().enumerate() {
        let (day, minute, speaker) = (number / 1440 % 28 + 1, number % 60, ["Ana", "李明", "Tom B."][number % 3]);
        let _ = writeln!(text, "12/{day}/21, 9:{minute:02} PM - {speaker}: {message}");
        if text.len() > SIZE {
            return text;
        }
    }
    text
}

/// Every utterance as a speaker line.
fn lay_out(set: &str) -> String {
    let mut text = String::new();
    for utterance in set.split("\n\n") {
        let tokens = utterance.lines().filter(|line| !line.starts_with('\u{1}')).filter_map(|line| line.split('\t').next());
        let tokens: Vec<&str> = tokens.collect();
        let _ = writeln!(text, "[S]: {}", tokens.join(" "));
    }
    text
}

fn words(text: &str, each: impl Fn(&str) -> usize) -> usize {
    text.split_ascii_whitespace().map(each).sum()
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
    println!("  {name:50} {speed:8.1} MB/s   {:7.2} x", speed / base);
}
