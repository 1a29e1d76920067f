//! Transcripts changed at random: whatever becomes of them, nothing is lost, every range is one of the text, and reading in pieces gives
//! what reading at once gives.
//!
//! A short run is one of the tests. A long one: `LACUNA_MINUTES=30 cargo test --release --test mutations -- --ignored`.

use std::time::{Duration, Instant};

use lacuna::{Format, Options, Transcript};
use serde_json::Value;

/// What the formats are made of, to be put anywhere.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    ": ",
    "：",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "\"",
    "\\",
    "\\u00e2",
    "\\ud83d",
    "{",
    "}",
    ",",
    "\t",
    " - ",
    "--> ",
    "00:00:01,000 --> 00:00:02,000",
    "WEBVTT\n\n",
    "<v Ann>",
    "</v>",
    "&amp;",
    "31/12/21, 21:15",
    "[21:15]",
    "10:01",
    "Ann: ",
    "**Ann:** ",
    "## User\n",
    "<|im_start|>user\n",
    "<|im_end|>",
    "*ANN:\t",
    "%mor:\t",
    "@Begin\n",
    "\u{15}100_2000\u{15}",
    "\u{FEFF}",
    "\u{200E}",
    "\u{202E}",
    "\u{301}",
    "\u{0}",
    "â€™",
    "Ã©",
    "\u{FFFD}",
    "😂",
    "这个",
    "[inaudible]",
    "null",
    "\"role\": \"user\"",
    "\"content\": ",
    "* ann ",
    "Ann, [31.12.21 21:15]\n",
    "」",
    "【Ann】：",
];

fn samples() -> Vec<String> {
    let case = |line: &str| {
        let case: Value = serde_json::from_str(line).unwrap();
        case["input"].as_str().map(str::to_owned)
    };
    include_str!("data/formats.jsonl").lines().filter_map(case).filter(|text| text.len() < 4096).collect()
}

/// A linear congruential generator, with the multiplier and the increment of Knuth's MMIX.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        (self.0 >> 33) as usize % sides.max(1)
    }

    /// A place between two characters.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.roll(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn range(&mut self, text: &str) -> std::ops::Range<usize> {
        let (a, b) = (self.place(text), self.place(text));
        // Mostly short.
        let (start, mut end) = (a.min(b), a.max(b));
        if self.roll(4) > 0 {
            end = end.min(start + self.roll(40));
            while !text.is_char_boundary(end) {
                end += 1;
            }
        }
        start..end
    }
}

/// `text` changed in a few places.
fn mutate(text: &str, samples: &[String], dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..1 + dice.roll(6) {
        let range = dice.range(&text);
        match dice.roll(8) {
            0 => text.replace_range(range, ""),
            1 => {
                let copied = text[range].to_owned();
                let at = dice.place(&text);
                text.insert_str(at, &copied);
            }
            2 => {
                let other = &samples[dice.roll(samples.len())];
                let copied = &other[dice.range(other)];
                text.replace_range(range, copied);
            }
            3 => text.truncate(range.end),
            4 => {
                let copied = text[range].repeat(1 + dice.roll(12));
                let at = dice.place(&text);
                text.insert_str(at, &copied);
            }
            _ => {
                let at = dice.place(&text);
                text.insert_str(at, PIECES[dice.roll(PIECES.len())]);
            }
        }
    }
    text
}

/// Checks what is promised of any text.
fn check(text: &str, format: Option<Format>, lengths: usize) {
    let options = format.map_or(Options::new(), |format| Options::new().format(format));
    let whole = options.parse(text.as_bytes());
    assert_eq!(whole.original(), text.as_bytes());
    let mut end = 0;
    for turn in whole.turns() {
        let range = turn.range_in_text();
        assert!(range.start >= end && range.end <= whole.text().len());
        end = range.end;
        assert!(whole.text().get(range.clone()).is_some());
        assert!(text.get(turn.source()).is_some());
        let said = turn.text();
        let mut written = range.start;
        for (at, c) in said.char_indices() {
            let part = turn.written(at..at + c.len_utf8());
            assert!(part.start >= written && part.end <= range.end, "{part:?} {range:?}");
            assert!(whole.text().get(part.clone()).is_some());
            written = part.end;
        }
        let tiled = turn.segments().fold(0, |at, segment| {
            assert_eq!(segment.range_in_turn().start, at);
            segment.range_in_turn().end
        });
        assert_eq!(tiled, said.len());
        assert!(turn.lacunae().all(|lacuna| said.get(lacuna.range_in_turn()).is_some()));
        let _ = (turn.time(), turn.start(), turn.end(), turn.role(), turn.speaker());
    }
    let facts = |transcript: &Transcript| -> Vec<String> {
        let fact = |turn: lacuna::Turn| format!("{:?} {:?} {:?}", turn.speaker(), turn.time(), turn.text());
        transcript.turns().map(fact).collect()
    };
    let mut pieces = Vec::new();
    let mut joined = String::new();
    for part in options.read(Pieces { text: text.as_bytes(), length: lengths }) {
        let part: Transcript = part.unwrap();
        pieces.extend(facts(&part));
        joined.push_str(part.text());
    }
    assert_eq!(joined, whole.text());
    assert_eq!(pieces, facts(&whole));
}

struct Pieces<'t> {
    text: &'t [u8],
    length: usize,
}

impl std::io::Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let length = self.length.clamp(1, out.len());
        std::io::Read::read(&mut self.text, &mut out[..length])
    }
}

/// Changes samples until `more` says to stop; says which text and format failed.
fn run(seed: u64, mut more: impl FnMut(usize) -> bool) -> usize {
    let samples = samples();
    let mut dice = Dice(seed);
    let mut tried = 0;
    while more(tried) {
        let text = mutate(&samples[dice.roll(samples.len())], &samples, &mut dice);
        let format = (dice.roll(3) == 0).then(|| Format::ALL[dice.roll(Format::ALL.len())]);
        let lengths = 1 + dice.roll(300);
        let done = std::panic::catch_unwind(|| check(&text, format, lengths));
        assert!(done.is_ok(), "{format:?}, {lengths} bytes at a time: {text:?}");
        tried += 1;
    }
    tried
}

#[test]
fn changed_transcripts() {
    run(1, |tried| tried < 1000);
}

#[test]
#[ignore = "runs for as long as it is told"]
fn changed_transcripts_for_long() {
    let minutes = std::env::var("LACUNA_MINUTES").ok().and_then(|minutes| minutes.parse().ok()).unwrap_or(1);
    let end = Instant::now() + Duration::from_secs(60 * minutes);
    let seed = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |time| time.as_nanos() as u64);
    let tried = run(seed, |_| Instant::now() < end);
    println!("{tried} texts");
}
