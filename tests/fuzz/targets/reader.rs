//! Any bytes, cut anywhere: read in parts, they give what they give at once. The first byte says where the cuts are.
#![no_main]

use std::io::Read;

use lacuna::{Reader, Transcript};
use libfuzzer_sys::fuzz_target;

/// Hands out a few bytes at a time.
struct Drops<'a> {
    rest: &'a [u8],
    state: u8,
}

impl Read for Drops<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.state = self.state.wrapping_mul(109).wrapping_add(89);
        let count = usize::from(self.state % 32 + 1).min(buffer.len()).min(self.rest.len());
        buffer[..count].copy_from_slice(&self.rest[..count]);
        self.rest = &self.rest[count..];
        Ok(count)
    }
}

fuzz_target!(|input: (u8, &[u8])| {
    let (state, bytes) = input;
    let whole = Transcript::parse(bytes);
    let parts: Vec<Transcript> = Reader::new(Drops { rest: bytes, state }).map(Result::unwrap).collect();
    let text: String = parts.iter().map(Transcript::text).collect();
    assert_eq!(text, whole.text());
    let original: Vec<u8> = parts.iter().flat_map(Transcript::original).collect();
    assert_eq!(original, bytes);
    let turns = parts.iter().flat_map(Transcript::turns);
    let said = |turn: lacuna::Turn| {
        let languages: Vec<_> =
            turn.segments().map(|segment| (segment.range_in_turn(), segment.lang())).collect();
        (turn.speaker().map(str::to_owned), turn.text().to_owned(), languages)
    };
    assert!(turns.map(said).eq(whole.turns().map(said)));
});
