//! How fast is repair, one short message at a time: judged alone, with evidence, with the channel given?
//!
//!     cargo bench --bench messages
//!
//! Sentences of eight languages, none twice, intact and garbled. `benches/peers` has the same beside other libraries.

use std::hint::black_box;

use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion, Throughput};
use lacuna::{Channel, Evidence, Options};

const LANGUAGES: [&str; 8] = ["eng", "zho", "rus", "ell", "tha", "pol", "ces", "fra"];
const CHANNELS: [&str; 2] = ["UTF-8 read as windows-1252", "UTF-8 read as windows-1252, controls stripped"];

/// The sentences of a language.
fn sentences(language: &str) -> Vec<String> {
    let all: serde_json::Value =
        serde_json::from_str(include_str!("../tests/data/sentences.json")).expect("a list for each language");
    let list = all[language].as_array().cloned().unwrap_or_default();
    list.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

fn messages(criterion: &mut Criterion) {
    for language in LANGUAGES {
        let intact = sentences(language);
        if intact.is_empty() {
            continue;
        }
        let mut group = criterion.benchmark_group(language);
        let mut run = |what: &str, messages: &[String], options: &Options| {
            group.throughput(Throughput::Elements(messages.len() as u64));
            group.bench_with_input(BenchmarkId::from_parameter(what), messages, |bencher, messages| {
                bencher.iter(|| {
                    messages.iter().map(|text| options.repair(black_box(text)).text().len()).sum::<usize>()
                });
            });
        };
        run("intact", &intact, &Options::new());
        for name in CHANNELS {
            let channel: Channel = name.parse().expect("a channel");
            let garbled: Vec<String> = intact.iter().map(|text| channel.apply(text)).collect();
            // As a feed of several hundred would show it.
            let evidence: Evidence = garbled.iter().cycle().take(400).map(String::as_str).collect();
            run(&format!("{name}, alone"), &garbled, &Options::new());
            run(&format!("{name}, evidence"), &garbled, &Options::new().evidence(&evidence));
            run(&format!("{name}, channel given"), &garbled, &Options::new().channel(channel));
        }
        group.finish();
    }
}

criterion_group!(benches, messages);
criterion_main!(benches);
