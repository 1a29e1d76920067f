//! Reading in pieces gives what reading at once gives, wherever the pieces are cut.

use std::fmt::Write;
use std::io::{self, Read};
use std::ops::Range;

use lacuna::{Channel, Format, Options, Reader, Transcript};
use proptest::prelude::*;

/// Gives out bytes in pieces of the given lengths, over and over, with an interruption before each.
struct Pieces<'a> {
    bytes: &'a [u8],
    lengths: std::iter::Cycle<std::slice::Iter<'a, usize>>,
    interrupted: bool,
}

impl<'a> Pieces<'a> {
    fn new(bytes: &'a [u8], lengths: &'a [usize]) -> Self {
        Pieces { bytes, lengths: lengths.iter().cycle(), interrupted: false }
    }
}

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.interrupted = !self.interrupted;
        if self.interrupted {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let length = self.lengths.next().map_or(1, |length| (*length).max(1)).min(out.len());
        self.bytes.read(&mut out[..length])
    }
}

/// All that is known of a transcript, but for what is said to differ.
#[derive(Debug, Default, PartialEq)]
struct Facts {
    text: String,
    turns: Vec<String>,
    repairs: Vec<String>,
    original: Vec<u8>,
}

impl Facts {
    fn add(&mut self, part: &Transcript) {
        let base = self.text.len();
        let moved = |range: Range<usize>| range.start + base..range.end + base;
        for turn in part.turns() {
            let mut facts = format!(
                "{:?} {:?} {:?} {:?} {:?} {:?} {} {:?}",
                turn.speaker(),
                turn.time(),
                turn.start(),
                turn.end(),
                turn.role(),
                turn.is_system(),
                turn.is_continued(),
                turn.text()
            );
            write!(facts, " {:?} {:?}", moved(turn.range_in_text()), turn.source()).unwrap();
            for segment in turn.segments() {
                let written = moved(turn.written(segment.range_in_turn()));
                write!(
                    facts,
                    " {segment:?} {:?} {written:?} {}",
                    segment.range_in_turn(),
                    segment.confidence()
                )
                .unwrap();
            }
            write!(facts, " {:?}", turn.lacunae().collect::<Vec<_>>()).unwrap();
            self.turns.push(facts);
        }
        for repair in part.repairs() {
            let restored = moved(repair.range_in_text());
            let facts =
                format!("{:?} {restored:?} {} {:?}", repair.source(), repair.channel(), repair.certainty());
            self.repairs.push(facts);
        }
        self.text.push_str(part.text());
        self.original.extend(part.original());
    }
}

/// The number of parts.
fn check(input: &[u8], lengths: &[usize], options: &Options) -> usize {
    let mut whole = Facts::default();
    let at_once = options.parse(input);
    whole.add(&at_once);
    let mut pieces = Facts::default();
    let mut parts = 0;
    for part in options.read(Pieces::new(input, lengths)) {
        let part = part.unwrap();
        assert_eq!(part.format(), at_once.format());
        pieces.add(&part);
        parts += 1;
    }
    assert_eq!(pieces.text.len(), whole.text.len());
    assert!(pieces.text == whole.text);
    assert!(pieces.original == input);
    for (a, b) in pieces.turns.iter().zip(&whole.turns) {
        assert_eq!(a, b);
    }
    for (a, b) in pieces.repairs.iter().zip(&whole.repairs) {
        assert_eq!(a, b);
    }
    assert_eq!(pieces.turns.len(), whole.turns.len());
    assert_eq!(pieces.repairs.len(), whole.repairs.len());
    parts
}

const GARBLED: &str = include_str!("data/transcript-turns-1-12.garbled.txt");
const RESTORED: &str = include_str!("data/transcript-turns-1-12.restored.txt");

/// Somewhat more than `size` bytes: garbled, whole, and garbled another way, with turns of one line and of many.
fn long(size: usize) -> String {
    let channel: Channel = "UTF-8 read as windows-1252".parse().unwrap();
    let mut text = format!("{GARBLED}{RESTORED}");
    for line in 0.. {
        let speaker = ["A", "B", "C"][line % 3];
        writeln!(text, "[{speaker}]: the prospect of a , no me digas, 你说 line {line} 呢？\n").unwrap();
        match line % 9000 {
            3000 => text += RESTORED,
            6000 => text += &channel.apply(&RESTORED[..RESTORED.find('\n').unwrap()]),
            _ => {}
        }
        if text.len() > size {
            break;
        }
    }
    text
}

#[test]
fn a_long_transcript() {
    let parts = check(long(9 << 18).as_bytes(), &[1 << 16, 3, 1, 70_001, 5], &Options::new());
    assert!(parts > 1);
}

/// Subtitles whose first megabyte is whole, then garbled ones, then whole ones again: a turn may lie before all repairs.
#[test]
fn a_long_one_that_begins_whole() {
    let channel: Channel = "UTF-8 read as windows-1254, controls stripped".parse().unwrap();
    let mut text = String::new();
    let mut cue = 0;
    for size in [5 << 18, 6 << 18, 9 << 18] {
        let is_garbled = size == 6 << 18;
        while text.len() < size {
            let (minute, second) = (cue / 60 % 60, cue % 60);
            let said = "这个问题，我们不中断——你们怎么说呢？ It’s fine.";
            let said = if is_garbled { channel.apply(said) } else { said.to_owned() };
            writeln!(
                text,
                "{}\n00:{minute:02}:{second:02},000 --> 00:{minute:02}:{second:02},900\n{said}\n",
                cue + 1
            )
            .unwrap();
            cue += 1;
        }
    }
    let parts = check(text.as_bytes(), &[1 << 16], &Options::new());
    assert!(parts > 1);
    let transcript = Transcript::parse(text.as_bytes());
    assert!(transcript.repairs().len() > 1000);
    for turn in transcript.turns().step_by(97) {
        let stood = &text[turn.source()];
        assert!(stood == turn.text() || stood == channel.apply(turn.text()), "{stood:?} {:?}", turn.text());
    }
}

#[test]
fn a_long_one_of_broken_bytes() {
    let mut broken = Vec::new();
    for (number, line) in long(9 << 17).split_inclusive('\n').enumerate() {
        broken.extend_from_slice(line.as_bytes());
        if number % 3 == 0 {
            broken.push(0xE9);
        }
    }
    check(&broken, &[65_536, 17, 65_535], &Options::new());
}

#[test]
fn a_long_one_of_utf16() {
    let units = long(9 << 17);
    let units = ['\u{FEFF}'].into_iter().chain(units.chars()).collect::<String>();
    let utf16: Vec<u8> = units.encode_utf16().flat_map(u16::to_be_bytes).collect();
    check(&utf16, &[65_535], &Options::new());
}

#[test]
fn json_on_one_line() {
    let mut json = String::from("[");
    while json.len() < 5 << 18 {
        json += r#"{"role": "user", "content": "hola\nt\u00fa, [inaudible] what the \"hell\"?"}, {"role": "assistant", "content": [{"type": "text", "text": "eine Antwort"}, {"type": "text", "text": "über\tä"}]}, "#;
    }
    json.truncate(json.len() - 2);
    json.push(']');
    check(json.as_bytes(), &[60_000, 1], &Options::new());
}

/// The key that holds the messages is long gone when the last ones come.
#[test]
fn json_below_a_key() {
    for end in ["", "\n"] {
        for (open, message) in [
            (r#"{"segments": ["#, r#"{"start": 1, "end": 2, "speaker": "Ann", "text": "It\u2019s so"}, "#),
            (
                r#"{"messages": ["#,
                r#"{"sender_name": "Ann", "timestamp_ms": 1, "content": "It\u00e2\u0080\u0099s"}, "#,
            ),
            (
                r#"{"chat_messages": ["#,
                r#"{"sender": "human", "text": "well, well", "created_at": "2021"}, "#,
            ),
        ] {
            let count = (10 << 20) / message.len();
            let json = format!("{open}{}{{}}]}}", format!("{message}{end}").repeat(count));
            let parts = Reader::new(json.as_bytes()).map(Result::unwrap);
            assert_eq!(parts.map(|part| part.turns().len()).sum::<usize>(), count, "{open}");
            check(&json.as_bytes()[..3 << 20], &[1 << 16, 1], &Options::new());
        }
    }
}

#[test]
fn nothing() {
    assert_eq!(Reader::new(&b""[..]).count(), 0);
}

#[test]
fn a_reader_that_fails() {
    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    // What was read before comes first: nothing of it is lost, whatever it is cut within.
    let long = long(9 << 18);
    for whole in ["[A]: hi\n[B]: ho Itâ€™s 你", &long, ""] {
        for cut in [whole.len(), whole.len().saturating_sub(1), whole.len() * 2 / 3] {
            let read = &whole.as_bytes()[..cut];
            let lengths: &[usize] = if cut < 100 { &[1] } else { &[70_001] };
            let mut reader = Reader::new(Pieces::new(read, lengths).chain(Fails));
            let mut original = Vec::new();
            let error = loop {
                match reader.next().unwrap() {
                    Ok(part) => original.extend(part.original()),
                    Err(error) => break error,
                }
            };
            assert!(original == read);
            assert!(error.to_string().contains("the disk is gone"), "{error}");
            assert!(std::error::Error::source(&error).is_some());
            assert_eq!(io::Error::from(error).to_string(), "the disk is gone");
            assert!(reader.next().is_none() && reader.next().is_none());
        }
    }
    let mut reader = Reader::new(Fails);
    assert!(reader.next().unwrap().is_err() && reader.next().is_none());
    assert!(matches!(reader.get_ref(), Fails));
}

/// Longer than is held, without a line end: no turn is whole, but nothing is lost.
#[test]
fn what_has_no_end_comes_in_parts() {
    let endless = |unit: &str| unit.repeat((9 << 20) / unit.len());
    let message = format!(
        r#"[{{"role": "user", "content": "hi"}}, {{"role": "user", "content": "{}"}}, {{"role": "user", "content": "ho"}}]"#,
        endless("very long ")
    );
    for input in [endless("one long line of text "), message] {
        let mut text = String::new();
        let mut longest = 0;
        for part in Reader::new(input.as_bytes()) {
            let part = part.unwrap();
            text += part.text();
            longest = longest.max(part.text().len());
        }
        assert!(text == input);
        assert!(longest < 10 << 20, "{longest}");
    }
}

/// The same of what was garbled from end to end: a repair is cut where a part ends.
#[test]
fn what_is_garbled_without_an_end_comes_in_parts() {
    let channel: Channel = "UTF-8 read as windows-1252".parse().unwrap();
    let text = "我们明天早上去公园散步好吗".repeat((17 << 20) / 39);
    let garbled = channel.apply(&text);
    let (mut restored, mut original, mut longest) = (String::new(), Vec::new(), 0);
    for part in Reader::new(garbled.as_bytes()) {
        let part = part.unwrap();
        longest = longest.max(part.text().len());
        restored += part.text();
        original.extend(part.original());
    }
    assert!(original == garbled.as_bytes());
    assert!(restored == text);
    assert!(longest < 10 << 20, "{longest}");
}

const SHAPES: [Option<Format>; 4] =
    [None, Some(Format::SpeakerLines), Some(Format::WhatsApp), Some(Format::Messages)];

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn cuts_make_no_difference(
        text in "((\\[[AB]\\]: |Speaker 1: |00:01 --> 00:02\n|WEBVTT\n\n|\\[?31/12/21, 21:15\\]? - Ana: )?(\\PC{0,9}|â€™|Ã©|ä½ å¥½|what the  is|\\[inaudible)?\r?\n){0,30}",
        lengths in prop::collection::vec(1usize..60, 1..8),
        shape in 0..SHAPES.len(),
    ) {
        let options = match SHAPES[shape] {
            Some(format) => Options::new().format(format),
            None => Options::new(),
        };
        check(text.as_bytes(), &lengths, &options);
    }

    #[test]
    fn cuts_make_no_difference_to_any_bytes(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\n'), Just(b'a'), Just(0xED), Just(0xA0)], 0..400),
        mark in 0..4usize,
        lengths in prop::collection::vec(1usize..9, 1..8),
    ) {
        let mut input = [&b""[..], b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF"][mark].to_vec();
        input.extend(bytes);
        check(&input, &lengths, &Options::new());
    }
}

/// What is known of the segments of a part.
fn tongues(part: &Transcript) -> String {
    let segments = part.turns().flat_map(|turn| turn.segments().collect::<Vec<_>>());
    segments.map(|segment| format!("{segment:?} {}\n", segment.confidence())).collect()
}

/// Segments are found when they are asked for: the order in which parts are asked, and what became of the others, must not count.
#[test]
fn parts_are_asked_in_any_order() {
    let text = long(4 << 20);
    let whole = tongues(&Transcript::parse(text.as_bytes()));
    let parts = || Reader::new(text.as_bytes()).map(Result::unwrap).collect::<Vec<_>>();
    let in_order: Vec<String> = parts().iter().map(tongues).collect();
    assert!(in_order.len() > 2 && in_order.concat() == whole);

    let mut backwards: Vec<String> = parts().iter().rev().map(tongues).collect();
    backwards.reverse();
    assert!(backwards == in_order);

    // Each alone, the parts before it gone unasked.
    for (number, part) in Reader::new(text.as_bytes()).enumerate().skip(1).step_by(2) {
        let part = part.unwrap();
        assert!(tongues(&part) == in_order[number]);
        assert!(part.mixing().tokens() > 0);
    }

    let mixed: Vec<_> = parts().iter().map(|part| part.mixing().m_index()).collect();
    let mut backwards: Vec<_> = parts().iter().rev().map(|part| part.mixing().m_index()).collect();
    backwards.reverse();
    assert_eq!(mixed, backwards);

    // All at once.
    let parts = parts();
    let at_once: Vec<String> = std::thread::scope(|scope| {
        let asked: Vec<_> = parts.iter().map(|part| scope.spawn(|| tongues(part))).collect();
        asked.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(at_once == in_order);
}

#[test]
fn transcripts_go_from_thread_to_thread() {
    fn check<T: Send + Sync + Clone + 'static>() {}
    check::<Transcript>();
}
