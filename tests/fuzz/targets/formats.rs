//! Any text, read as any format: what the turns say and what lies between them is the text, and nothing panics.
#![no_main]

use lacuna::{Format, Options};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u8, &str)| {
    let (number, text) = input;
    let format = Format::ALL[usize::from(number) % Format::ALL.len()];
    let transcript = Options::new().format(format).parse(text.as_bytes());
    let mut rebuilt = String::new();
    let mut at = 0;
    for turn in transcript.turns() {
        let range = turn.range_in_text();
        rebuilt.push_str(&transcript.text()[at..range.start]);
        rebuilt.push_str(&transcript.text()[range.clone()]);
        at = range.end;
        let written = turn.written(0..turn.text().len());
        assert!(written.start >= range.start && written.end <= range.end);
        let _ = (turn.time(), turn.start(), turn.end(), turn.role(), turn.speaker(), turn.source());
        assert!(turn.lacunae().all(|lacuna| turn.text().get(lacuna.range_in_turn()).is_some()));
    }
    rebuilt.push_str(&transcript.text()[at..]);
    assert_eq!(rebuilt, transcript.text());
    assert_eq!(transcript.original(), text.as_bytes());
});
