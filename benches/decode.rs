//! How fast is repair, on text that is whole and on text that is garbled, beside what any reader of bytes has to do?
//!
//!     cargo bench --bench decode
//!
//! Baselines in the same run: a memchr pass for a byte that is not there, `str::from_utf8`, and a "64K-table pass": every character
//! through a table to its byte, then `str::from_utf8` over the bytes, which is the least that undoing a code page can cost.
//! Quote ratios: absolute figures drift with the machine.

mod varied;

use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use lacuna::Channel;
use std::hint::black_box;

/// Bytes of each text.
const SIZE: usize = 1 << 20;

const TRANSCRIPT: &str = include_str!("../tests/data/transcript-turns-1-12.restored.txt");

/// Lines put together from the restored transcript, none twice.
fn clean() -> String {
    varied::varied(TRANSCRIPT, SIZE)
}

/// Those of its lines that are mostly ASCII.
fn english() -> String {
    let plain = |line: &&str| line.bytes().filter(|byte| !byte.is_ascii()).count() * 20 < line.len();
    let lines: Vec<&str> = TRANSCRIPT.lines().filter(plain).collect();
    varied::varied(&lines.join("\n"), SIZE)
}

fn garbled(channel: &str) -> String {
    let channel: Channel = channel.parse().expect("a channel");
    channel.apply(&clean())
}

/// Every character through a table of 65,536 bytes, then a check that the bytes are UTF-8.
fn table_pass(text: &str, table: &[u8]) -> bool {
    let bytes: Vec<u8> = text.chars().map(|c| table.get(c as usize).copied().unwrap_or(0)).collect();
    std::str::from_utf8(&bytes).is_ok()
}

fn windows_1252_table() -> Vec<u8> {
    let mut table = vec![0; 1 << 16];
    for byte in 0..=0xFFu8 {
        let bytes = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        table[text.chars().next().map_or(0, |c| c as usize)] = byte;
    }
    table
}

fn decode(criterion: &mut Criterion) {
    let texts = [
        ("english", english()),
        ("clean", clean()),
        ("garbled, nothing lost", garbled("UTF-8 read as windows-1252")),
        ("garbled, bytes lost", garbled("UTF-8 read as windows-1254, controls stripped")),
    ];
    let table = windows_1252_table();
    let mut group = criterion.benchmark_group("decode");
    group.sample_size(10);
    for (name, text) in &texts {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("memchr", name), text, |bencher, text| {
            bencher.iter(|| memchr::memchr(0xFF, black_box(text.as_bytes())));
        });
        group.bench_with_input(BenchmarkId::new("from_utf8", name), text, |bencher, text| {
            bencher.iter(|| std::str::from_utf8(black_box(text.as_bytes())).is_ok());
        });
        group.bench_with_input(BenchmarkId::new("table pass", name), text, |bencher, text| {
            bencher.iter(|| table_pass(black_box(text), &table));
        });
        group.bench_with_input(BenchmarkId::new("repair", name), text, |bencher, text| {
            bencher.iter(|| lacuna::repair(black_box(text)).repairs().len());
        });
        group.bench_with_input(BenchmarkId::new("parse", name), text, |bencher, text| {
            bencher.iter(|| segments(text.as_bytes()));
        });
    }
    group.finish();
}

/// All that parsing can give: languages are told apart when segments are first asked for.
fn segments(input: &[u8]) -> usize {
    lacuna::Transcript::parse(black_box(input)).turns().map(|turn| turn.segments().len()).sum()
}

/// The transcript itself, as it came and as it would have come had nothing been lost: the difference is what restoring costs.
fn transcript(criterion: &mut Criterion) {
    let came: &[u8] = include_bytes!("../examples/data/transcript.txt");
    let restored = lacuna::repair_bytes(came).into_text().into_owned();
    let lossless: Channel = "UTF-8 read as windows-1252".parse().expect("a channel");
    let whole = lossless.apply(&restored);
    let table = windows_1252_table();
    let mut group = criterion.benchmark_group("transcript");
    group.throughput(Throughput::Bytes(whole.len() as u64));
    group.bench_function("from_utf8 and table pass", |bencher| {
        bencher.iter(|| {
            let text = std::str::from_utf8(black_box(whole.as_bytes())).unwrap_or_default();
            table_pass(text, &table)
        });
    });
    group.bench_function("repair, nothing lost", |bencher| {
        bencher.iter(|| lacuna::repair(black_box(&whole)).repairs().len());
    });
    group.bench_function("parse, nothing lost", |bencher| {
        bencher.iter(|| segments(whole.as_bytes()));
    });
    group.bench_function("parse, as it came", |bencher| {
        bencher.iter(|| segments(came));
    });
    group.finish();
}

criterion_group!(benches, decode, transcript);
criterion_main!(benches);
