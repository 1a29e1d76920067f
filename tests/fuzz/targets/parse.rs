//! Any bytes: the input is rebuilt, turns lie in order, segments cover them, ranges are on character boundaries, nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let transcript = lacuna::Transcript::parse(input);
    assert_eq!(transcript.original(), input);
    let mut last = 0;
    for turn in transcript.turns() {
        assert!(turn.range_in_text().start >= last);
        last = turn.range_in_text().end;
        let mut at = 0;
        for segment in turn.segments() {
            assert_eq!(segment.range_in_turn().start, at);
            at = segment.range_in_turn().end;
        }
        assert_eq!(at, turn.text().len());
        for lacuna in turn.lacunae() {
            assert!(turn.text().get(lacuna.range_in_turn()).is_some());
        }
        let _ = (turn.mixing().cmi(), turn.speaker());
    }
    assert!(transcript.source(0..transcript.text().len()).end <= input.len());
});
