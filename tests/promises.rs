//! What the crate promises, held against generated texts, channels and mixtures.

use lacuna::{Certainty, Channel};
use proptest::prelude::*;

const CHANNELS: [&str; 10] = [
    "UTF-8 read as windows-1252",
    "UTF-8 read as windows-1254, controls stripped",
    "UTF-8 read as ISO-8859-1",
    "UTF-8 read as windows-1251",
    "UTF-8 read as macintosh",
    "UTF-8 read as windows-1252, unassigned bytes as U+FFFD",
    "UTF-8 read as IBM437",
    "UTF-8 read as windows-1252; then UTF-8 read as windows-1252",
    "windows-31J read as windows-936, unassigned pairs as ?",
    "windows-949 read as windows-31J; then UTF-8 read as windows-1252",
];

/// Words as people mix them.
fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just("语言".to_owned()),
        Just("是不是".to_owned()),
        Just("don’t".to_owned()),
        Just("café".to_owned()),
        Just("“Привет”".to_owned()),
        Just("これは日本語".to_owned()),
        Just("습니다".to_owned()),
        "[ｦ-ﾟ]{2,8}",
        Just("—".to_owned()),
        Just("😏".to_owned()),
        Just("\u{FEFF}".to_owned()),
        Just("\n".to_owned()),
        "[a-z]{1,8}",
        "\\PC{1,4}",
    ];
    prop::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

/// A text of which some stretches went through channels.
fn damaged() -> impl Strategy<Value = String> {
    prop::collection::vec((words(), 0..CHANNELS.len() + 3), 0..4).prop_map(|parts| {
        let damage = |(text, number): (String, usize)| match CHANNELS.get(number) {
            None => text,
            Some(name) => name.parse::<Channel>().unwrap().apply(&text),
        };
        parts.into_iter().map(damage).collect()
    })
}

/// A text of which some stretches went through one and the same channel.
fn damaged_once() -> impl Strategy<Value = String> {
    (0..CHANNELS.len(), prop::collection::vec((words(), any::<bool>()), 0..4)).prop_map(|(number, parts)| {
        let channel: Channel = CHANNELS[number].parse().unwrap();
        parts.into_iter().map(|(text, went)| if went { channel.apply(&text) } else { text }).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn every_repair_is_consistent(text in damaged()) {
        let repaired = lacuna::repair(&text);
        let mut last = (0, 0);
        for repair in repaired.repairs() {
            if let Certainty::Withheld { candidates, .. } = repair.certainty() {
                prop_assert!(!candidates.is_empty());
                prop_assert_eq!(repair.text(), "\u{FFFD}");
                for (candidate, _) in candidates {
                    prop_assert_eq!(repair.channel().apply(&candidate.to_string()), &text[repair.source()]);
                }
            } else {
                prop_assert_eq!(repair.channel().apply(repair.text()), &text[repair.source()]);
            }
            prop_assert_eq!(&text[last.0..repair.source().start], &repaired.text()[last.1..repair.range_in_text().start]);
            if let Certainty::Inferred { confidence, runners_up, .. } = repair.certainty() {
                let sum: f32 = confidence + runners_up.iter().map(|(_, p)| p).sum::<f32>();
                prop_assert!((0.0..=1.0).contains(&confidence) && sum <= 1.001, "{repair:?}");
                for (candidate, _) in runners_up {
                    let garbled = repair.channel().apply(&candidate.to_string());
                    prop_assert_eq!(garbled, &text[repair.source()]);
                }
            }
            last = (repair.source().end, repair.range_in_text().end);
        }
        prop_assert_eq!(&text[last.0..], &repaired.text()[last.1..]);
        prop_assert_eq!(repaired.original(), text.as_bytes());
    }

    #[test]
    fn repairing_twice_changes_nothing_the_second_time(text in damaged_once()) {
        let once = lacuna::repair(&text).into_text().into_owned();
        let twice = lacuna::repair(&once);
        prop_assert_eq!(twice.text(), &once);
    }

    #[test]
    fn source_ranges_of_neighbours_meet(text in damaged()) {
        let repaired = lacuna::repair(&text);
        let mut end = 0;
        for (at, c) in repaired.text().char_indices() {
            let source = repaired.source(at..at + c.len_utf8());
            prop_assert_eq!(source.start, end);
            end = source.end;
        }
        prop_assert_eq!(end, text.len());
    }

    #[test]
    fn any_bytes_are_taken(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let transcript = lacuna::Transcript::parse(&bytes);
        prop_assert_eq!(transcript.original(), bytes);
    }

    #[test]
    fn turns_and_segments_cover_the_text(text in "(\\[[AB]\\]: |Speaker 1: |\\PC{0,12}|\n|中文|\u{AD}){0,30}") {
        let transcript = lacuna::Transcript::parse(text.as_bytes());
        let mut last = 0;
        for turn in transcript.turns() {
            prop_assert!(turn.range_in_text().start >= last);
            last = turn.range_in_text().end;
            let joined: String = turn.segments().map(|segment| segment.text()).collect();
            prop_assert_eq!(joined, turn.text());
        }
        prop_assert_eq!(transcript.to_string(), transcript.text());
    }
}

#[test]
fn text_that_is_whole_is_borrowed() {
    for text in
        ["", "plain", "中文，English。", "café", "naïve “quotes” — and ∆°", "Привет", "ภาษาไทย", "😀👩‍👩‍👧"]
    {
        let repaired = lacuna::repair(text).into_text();
        assert!(matches!(repaired, std::borrow::Cow::Borrowed(same) if same == text), "{text}");
    }
}

/// Below the first layer, a line that nothing explains must not count anew in each pass.
#[test]
fn a_line_that_is_left_in_one_pass_is_weighed_in_the_next_as_if_it_were_new() {
    let text = "Ã‚Â¡\n “Привет” 语言 — — 语言 语言Ã\u{a0}Â¬Â¶a";
    let once = lacuna::repair(text).into_text().into_owned();
    assert_eq!(lacuna::repair(&once).text(), once);
}

/// A space that was merged, and a capital written in place of a small letter, must be what the stated channel leaves there.
#[test]
fn what_was_chosen_leaves_what_stands_there() {
    for line in [
        "Ð¯ ÐºÑ Ð¿Ð¸Ð» Ñ Ð»ÐµÐ±, Ð¼Ð¾Ð»Ð¾ÐºÐ¾ Ð¸ Ð´Ð²Ð° Ñ Ð±Ð»Ð¾ÐºÐ°.",
        "Å u anda iÅ e gidiyorum, akÅ am gÃ¶rÃ¼Å Ã¼rÃ¼z.",
        "HÃ´m nay trá» i Ä áº¹p, chÃºng ta Ä i dáº¡o trong cÃ´ng viÃªn.",
        "akÅ m gÃŒ",
        "ÑÑÑ Ð² Ð\u{93}",
    ] {
        let repaired = lacuna::repair(line);
        assert_eq!(repaired.original(), line.as_bytes(), "{}", repaired.text());
        // Letters that are met, not those that alone would leave just this.
        assert!(!repaired.text().contains(['Ѡ', 'Š']), "{}", repaired.text());
    }
    for (channel, line) in [
        ("UTF-8 read as windows-1252, unassigned bytes as ?; then UTF-8 read as ISO-8859-1", "Ã\u{8f}?ŽÂ"),
        ("UTF-8 read as windows-1257, controls stripped, white space dropped", "ŃŠĐ"),
        ("UTF-8 read as windows-1252, controls stripped", "ǪユÆWǷ"),
    ] {
        let options = lacuna::Options::new().channel(channel.parse().unwrap());
        assert_eq!(options.repair(line).original(), line.as_bytes(), "{}", options.repair(line).text());
    }
}

/// What a thread has repaired before changes nothing.
#[test]
fn what_was_repaired_before_changes_nothing() {
    let channel = "UTF-8 read as windows-1252, controls stripped, no-break spaces as spaces";
    let options = lacuna::Options::new().channel(channel.parse().unwrap());
    let fresh = |line: &'static str| {
        let options = options.clone();
        std::thread::spawn(move || options.repair(line).text().to_owned()).join().unwrap()
    };
    let (with_blank, without) = (fresh("aâ b"), fresh("aâb"));
    assert_ne!(with_blank, without);
    for _ in 0..2 {
        assert_eq!(options.repair("aâb").text(), without);
        assert_eq!(options.repair("aâ b").text(), with_blank);
    }
}

#[test]
fn no_probability_is_above_1() {
    let sentences: serde_json::Value = serde_json::from_str(include_str!("data/sentences.json")).unwrap();
    let channel: Channel = "UTF-8 read as windows-1252, controls stripped".parse().unwrap();
    let mut seen = 0;
    for sentence in sentences.as_object().unwrap().values().flat_map(|all| all.as_array().unwrap()) {
        let damaged = channel.apply(sentence.as_str().unwrap());
        for repair in lacuna::repair(&damaged).repairs() {
            assert!((0.0..=1.0).contains(&repair.confidence()), "{repair}: {}", repair.confidence());
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

/// Letters side by side may be the first bytes of emoji, which are chosen together: all of them leave what stood there.
#[test]
fn pairs_of_letters_are_had_back() {
    let letters = || '\u{C0}'..='\u{FF}';
    let pages = [
        "ISO-8859-1",
        "ISO-8859-2",
        "ISO-8859-9",
        "windows-1250",
        "windows-1252",
        "windows-1253",
        "windows-1254",
    ];
    for page in pages {
        let channel: Channel = format!("UTF-8 read as {page}, controls stripped").parse().unwrap();
        let options = lacuna::Options::new().channel(channel);
        for (first, second) in letters().flat_map(|first| [(first, first), (first, 'ð'), ('é', first)]) {
            let pair: String = [first, second].iter().collect();
            assert_eq!(options.repair(&pair).original(), pair.as_bytes(), "{page} {pair}");
        }
    }
    let chat = "é¥ï¼Ÿ\nso fu ðð";
    assert_eq!(lacuna::repair(chat).original(), chat.as_bytes());
}
