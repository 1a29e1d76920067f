//! What a transcript costs from a kilobyte to a gigabyte: time for each byte, and memory at the most.
//!
//!     cargo run --release --manifest-path benches/peers/Cargo.toml --bin sizes [MEGABYTES]
//!
//! Prints MB/s (10^6 bytes of input a second, the best of some runs; turns are found, languages are not told apart) and the most memory that
//! the process held, as a share of the input where it is read at once and in MB where it is read in parts. Each row is a process of its own,
//! so that no one's memory is another's. Memory is told where there is `/proc` (Linux).

use std::hint::black_box;
use std::io::{self, Read};
use std::process::Command;
use std::time::Instant;

use lacuna::{Channel, Reader, Transcript};

const TRANSCRIPT: &str = include_str!("../../../../tests/data/transcript-turns-1-12.restored.txt");

const CORPORA: [(&str, fn() -> String); 4] = [
    ("Chinese-English", || TRANSCRIPT.to_owned()),
    ("WhatsApp, short messages", whatsapp),
    ("garbled, nothing lost", || garbled("UTF-8 read as windows-1252")),
    ("garbled, bytes lost", || garbled("UTF-8 read as windows-1254, controls stripped")),
];
const SIZES: [(&str, usize); 5] =
    [("1 KB", 1_000), ("30 KB", 30_000), ("1 MB", 1_000_000), ("30 MB", 30_000_000), ("1 GB", 1_000_000_000)];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [way, corpus, size] = &arguments[..] {
        let numbers = [corpus, size].map(|number| number.parse::<usize>().expect("a number"));
        return measure(way == "reader", CORPORA[numbers[0]].1(), numbers[1]);
    }
    let largest = arguments.first().map_or(1_000, |size| size.parse().expect("a number of megabytes")) * 1_000_000;
    for (corpus, (name, _)) in CORPORA.iter().enumerate() {
        println!("\n{name:26} {:>14} {:>12} {:>14} {:>12}", "at once, MB/s", "memory, x", "reader, MB/s", "memory, MB");
        for (label, size) in SIZES.iter().filter(|(_, size)| *size <= largest) {
            let [at_once, reader] = ["once", "reader"].map(|way| row(way, corpus, *size));
            let share = at_once.1 / (*size as f64 / 1e6);
            println!("{label:26} {:14.1} {share:12.2} {:14.1} {:12.1}", at_once.0, reader.0, reader.1);
        }
    }
}

/// MB/s, and MB of memory at the most.
fn row(way: &str, corpus: usize, size: usize) -> (f64, f64) {
    let program = std::env::current_exe().expect("a program");
    let out = Command::new(program).args([way, &corpus.to_string(), &size.to_string()]).output().expect("a process");
    let told = String::from_utf8(out.stdout).expect("text");
    let mut numbers = told.split_whitespace().map(|number| number.parse().expect("a number"));
    (numbers.next().expect("a speed"), numbers.next().expect("a size"))
}

fn measure(in_parts: bool, unit: String, size: usize) {
    let least = (20_000_000 / size).clamp(1, 2_000);
    let mut best = f64::MAX;
    let mut text = String::new();
    if !in_parts {
        text = Endless { unit: &unit, at: 0, left: size }.cut();
    }
    let before = held("VmRSS:") - text.len() as f64 / 1e6;
    for _ in 0..least.max(3) {
        let start = Instant::now();
        if in_parts {
            let input = Endless { unit: &unit, at: 0, left: size };
            let parts = Reader::new(input).map(|part| part.expect("any bytes are taken"));
            black_box(parts.map(|part| part.turns().map(|turn| turn.text().len()).sum::<usize>()).sum::<usize>());
        } else {
            black_box(Transcript::parse(black_box(text.as_bytes())).turns().map(|turn| turn.text().len()).sum::<usize>());
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{} {}", size as f64 / 1e6 / best, held("VmHWM:") - before);
}

/// What the process holds, in MB, by its line in the kernel's account.
fn held(line: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let found = status.lines().find_map(|told| told.strip_prefix(line));
    found.and_then(|told| told.split_whitespace().next()?.parse::<f64>().ok()).map_or(f64::NAN, |kilobytes| kilobytes * 1.024e-3)
}

/// A text over and over, up to a length.
struct Endless<'a> {
    unit: &'a str,
    at: usize,
    left: usize,
}

impl Endless<'_> {
    fn cut(mut self) -> String {
        let mut bytes = Vec::with_capacity(self.left);
        self.read_to_end(&mut bytes).expect("a text can be read");
        // The last character may be cut.
        bytes.truncate(bytes.utf8_chunks().next().map_or(0, |chunk| chunk.valid().len()));
        String::from_utf8(bytes).expect("text")
    }
}

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = &self.unit.as_bytes()[self.at..];
        let count = rest.len().min(buffer.len()).min(self.left);
        buffer[..count].copy_from_slice(&rest[..count]);
        self.at = (self.at + count) % self.unit.len();
        self.left -= count;
        Ok(count)
    }
}

fn garbled(channel: &str) -> String {
    channel.parse::<Channel>().expect("a channel").apply(TRANSCRIPT)
}

/// A day of an export of short messages.
fn whatsapp() -> String {
    let said = ["no me digas", "See you at nine, then.", "明天见", "I told him we would be late because of the rain", "ok", "😂😂"];
    let line = |n: usize| {
        let (hour, minute, name) = (n / 60 % 12 + 1, n % 60, ["Ana", "李明", "Tom B."][n % 3]);
        format!("12/7/21, {hour}:{minute:02} PM - {name}: {}\n", said[n % said.len()])
    };
    (0..720).map(line).collect()
}
