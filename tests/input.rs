//! Input that is not what one would wish for: a sensible result each, and no byte lost.

use lacuna::{Certainty, Channel, Options, Transcript};

/// What must hold of any input.
fn check(input: &[u8]) -> Transcript {
    let transcript = Transcript::parse(input);
    assert_eq!(transcript.original(), input);
    let mut last = 0;
    for turn in transcript.turns() {
        assert!(turn.range_in_text().start >= last && transcript.text().get(turn.range_in_text()).is_some());
        last = turn.range_in_text().end;
        let mut at = 0;
        for segment in turn.segments() {
            assert_eq!(segment.range_in_turn().start, at);
            at = segment.range_in_turn().end;
        }
        assert_eq!(at, turn.text().len());
    }
    transcript
}

#[test]
fn nothing() {
    let transcript = check(b"");
    assert_eq!(transcript.turns().len(), 0);
    assert_eq!(transcript.speakers().len(), 0);
}

#[test]
fn no_speaker_line_is_one_turn_without_a_speaker() {
    let transcript = check("Just a text. 只是一段文字。\n\nAnd another paragraph.".as_bytes());
    assert_eq!(transcript.turns().len(), 1);
    assert_eq!(transcript.turns().next().unwrap().speaker(), None);
    assert_eq!(transcript.format(), None);
}

#[test]
fn bytes_that_are_not_utf8() {
    let transcript = check(b"[A]: caf\xE9 \xFF\n[B]: \x80 ok\n");
    let texts: Vec<&str> = transcript.turns().map(|turn| turn.text()).collect();
    assert_eq!(texts, ["café ÿ", "€ ok"]);
}

/// What has the shape of UTF-8 and is forbidden in it is of no other encoding: surrogates, NUL in two bytes.
#[test]
fn bytes_that_utf8_forbids() {
    let cases: [(&[u8], &str); 5] = [
        (b"more \xED\xA0\xBD\xED\xB8\x80 text", "more 😀 text"),
        (b"\xED\xA0\xBD\xED\xB8\x80", "😀"),
        (b"caf\xC3\xA9 \xED\xA0\x80", "café í\u{A0}€"),
        (b"name\xC0\x80value", "nameÀ€value"),
        // A no-break space and a dash behind a letter are such bytes, too.
        (b"\xCE\xED\xA0\x97 \xF1\xE5\xE3\xEE\xE4\xED\xFF \xE4\xEE\xEC\xE0", "Он\u{A0}— сегодня дома"),
    ];
    for (bytes, text) in cases {
        assert_eq!(check(bytes).text(), text);
    }
}

/// What is no text is not looked into: it would be read in every encoding. The controls of chats and terminals are text.
#[test]
fn binary_data() {
    let cases: [(&[u8], &str); 3] = [
        (b"\x04\x13\x05 \xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0", "\x04\x13\x05 Ïðèâåò, ìèð"),
        (b"\x02\x0304 \xCF\xF0\xE8\xE2\xE5\xF2, \xEC\xE8\xF0\x0F", "\x02\x0304 Привет, мир\x0F"),
        (b"\x01ACTION \xC3\x83\xC2\xA9t\xC3\x83\xC2\xA9\x01", "\x01ACTION été\x01"),
    ];
    for (bytes, text) in cases {
        assert_eq!(check(bytes).text(), text);
    }
}

/// A page's unassigned bytes, some of them where it has leads, among its letters.
#[test]
fn bytes_that_a_page_lacks() {
    let runs: [(&[u8], usize); 19] = [
        (b": oj\xA0\xE5\xA5\xBD\xEF\xBC\x9A oj\xA0\xE5\xA5\xBD\xEF\xBC\x9A\xE8\xAF\xB7\xE8\xAF\xF9", 1),
        (b"\xAA", 7),
        (b"\nr\ntwoZr\nB: three\\rA: e\n[2]: http://e", 1),
        (b"\xEC", 24),
        (b"\x82", 1),
        (b"\xEC", 8),
        (b"\xDA", 3),
        (b"\xEC", 23),
        (b"\x82", 1),
        (b"\xEC", 8),
        (b"\xDA", 4),
        (b"\x00", 45),
        (b"\xDA", 29),
        (b"\xEC", 16),
        (b"z", 1),
        (b"\xEC", 13),
        (b"\x13", 1),
        (b"\xEC", 12),
        (b"0:09\nWe s\x01", 1),
    ];
    let pieces: Vec<Vec<u8>> = runs.iter().map(|(run, times)| run.repeat(*times)).collect();
    check(&pieces.concat());
}

#[test]
fn utf16() {
    let mut input = vec![0xFF, 0xFE];
    input.extend("[A]: 你好\n[B]: hi\n[A]: ok\n[B]: bye\n".encode_utf16().flat_map(u16::to_le_bytes));
    let transcript = check(&input);
    let first = transcript.turns().next().unwrap();
    assert_eq!((first.speaker(), first.text()), (Some("A"), "你好"));
    assert_eq!(transcript.source(first.range_in_text()), 12..16);
}

#[test]
fn a_nul() {
    let transcript = check(b"[A]: a\0b\n[B]: \0\n");
    assert_eq!(transcript.turns().next().unwrap().text(), "a\0b");
}

#[test]
fn a_line_of_ten_megabytes() {
    let transcript = check("一 long line of 文字, ".repeat(10 << 20 >> 5).as_bytes());
    assert_eq!(transcript.turns().len(), 1);
}

#[test]
fn a_garbled_line_of_ten_megabytes() {
    let line = "è¿™ä¸ªè¯é¢˜ï¼Œ and â€œsoâ€ on; ".repeat(10 << 20 >> 6);
    let transcript = check(line.as_bytes());
    assert!(transcript.text().starts_with("这个话题， and “so” on; "), "{}", &transcript.text()[..60]);
    let end = transcript.text().len() - "这个话题， and “so” on; ".len();
    assert_eq!(&transcript.text()[end..], "这个话题， and “so” on; ");
}

#[test]
fn lead_bytes_only() {
    let transcript = check("Ã".repeat(100_000).as_bytes());
    assert_eq!(transcript.repairs().len(), 0);
}

#[test]
fn a_doubtful_character_can_be_withheld() {
    let garbled = include_bytes!("../examples/data/transcript.txt");
    let filled = Options::new().parse(garbled);
    let doubtful = filled
        .repairs()
        .filter(
            |repair| matches!(repair.certainty(), Certainty::Inferred { confidence, .. } if confidence < 1.0),
        )
        .count();
    // What is more than 1 counts as 1.
    for least in [1.0, 1.1, f32::INFINITY] {
        let transcript = Options::new().least_confidence(least).parse(garbled);
        assert_eq!(transcript.text().matches('\u{FFFD}').count(), doubtful);
        assert_eq!(transcript.original(), garbled);
    }
    // What is no number, or less than 0, fills every gap.
    for least in [f32::NAN, -1.0, 0.0] {
        let transcript = Options::new().least_confidence(least).parse(garbled);
        assert_eq!(transcript.text(), filled.text());
        assert_eq!(transcript.original(), garbled);
    }
}

/// In scripts that no model was learnt for, chance alone could choose.
#[test]
fn what_only_chance_could_fill_is_a_lacuna() {
    let channel: Channel = "UTF-8 read as ISO-8859-1, controls stripped".parse().unwrap();
    for (text, open) in [
        ("আজ আবহাওয়া ভালো, আমরা বেড়াতে যাচ্ছি।", true),
        ("வணக்கம், எப்படி இருக்கிறீர்கள்?", true),
        ("Сегодня хорошая погода, пойдём гулять.", false),
        ("आज मौसम बहुत अच्छा है।", false),
    ] {
        let garbled = channel.apply(text);
        let cautious = Options::new().channel(channel).parse(&garbled);
        let all = Options::new().channel(channel).least_confidence(0.0).parse(&garbled);
        let withheld = |transcript: &Transcript| {
            transcript
                .repairs()
                .filter(|repair| matches!(repair.certainty(), Certainty::Withheld { .. }))
                .count()
        };
        assert_eq!(withheld(&cautious) > 0, open, "{}", cautious.text());
        assert_eq!(cautious.text().matches('\u{FFFD}').count(), withheld(&cautious));
        assert_eq!(cautious.turns().any(|turn| turn.lacunae().len() > 0), open, "{text}");
        assert_eq!(withheld(&all), 0);
        for transcript in [cautious, all] {
            assert_eq!(transcript.original(), garbled.as_bytes());
        }
    }
    // A word of which most is left is filled.
    let few: Channel = "UTF-8 read as windows-1252, controls stripped".parse().unwrap();
    let repaired = Options::new().channel(few).repair(&few.apply("বেড়াতে")).into_owned();
    assert!(!repaired.text().contains('\u{FFFD}'), "{}", repaired.text());
}
