//! Evidence: gathered in parts and merged it is what is gathered at once, and a short text is repaired with it as if it stood among the others.

use lacuna::{Channel, Evidence, Options};
use proptest::prelude::*;

/// Messages that went different ways.
fn messages() -> Vec<String> {
    let sentences: serde_json::Value = serde_json::from_str(include_str!("data/sentences.json")).unwrap();
    let lists = sentences.as_object().unwrap().values().filter_map(|list| list.as_array());
    let mut texts: Vec<String> =
        lists.flatten().filter_map(|text| text.as_str().map(str::to_owned)).collect();
    assert!(texts.len() > 20);
    texts.extend(
        [
            "Dobrý den, jak se máte?",
            "Žofie přijde později.",
            "Příliš žluťoučký kůň úpěl ďábelské ódy.",
            "我们明天早上去公园散步，好吗？",
            "这部电影你看过吗？我觉得很好看。",
            "Être ou ne pas être, là est la question.",
            "Добрый день! Большое спасибо за помощь.",
        ]
        .map(str::to_owned),
    );
    let channels: Vec<Channel> = [
        "UTF-8 read as windows-1252",
        "UTF-8 read as windows-1252, controls stripped",
        "UTF-8 read as windows-1254, controls stripped",
        "UTF-8 read as GBK",
        "UTF-8 read as windows-1252; then UTF-8 read as windows-1252",
    ]
    .map(|name| name.parse().unwrap())
    .into();
    let garbled = texts.iter().enumerate().map(|(n, text)| channels[n % channels.len()].apply(text));
    garbled.chain(texts.iter().cloned()).collect()
}

fn gathered(messages: &[String]) -> Evidence {
    messages.iter().map(String::as_str).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn parts_in_any_order_are_the_whole(order in Just(messages()).prop_shuffle(), cut in 0usize..100, turned in any::<bool>()) {
        let (a, b) = order.split_at(cut.min(order.len()));
        let (a, b) = (gathered(a), gathered(b));
        let (mut first, second) = if turned { (b, a) } else { (a, b) };
        first.merge(&second);
        prop_assert_eq!(first, gathered(&messages()));
    }
}

#[test]
fn a_message_is_repaired_as_if_it_stood_among_the_others() {
    let channel: Channel = "UTF-8 read as windows-1254, controls stripped".parse().unwrap();
    let chat = include_str!("data/transcript-turns-1-12.restored.txt");
    let pieces =
        chat.split_inclusive(['。', '？', '！', '，', '\n']).map(|piece| piece.trim_end_matches('\n'));
    let lines: Vec<String> =
        pieces.filter(|piece| !piece.is_ascii()).map(|piece| channel.apply(piece)).collect();
    let options = Options::new().evidence(&gathered(&lines));
    let document = Options::new().repair(&lines.join("\n")).text().to_owned();
    let same =
        lines.iter().zip(document.lines()).filter(|(line, wanted)| options.repair(line).text() == *wanted);
    let (same, all) = (same.count(), lines.len());
    assert!(same * 10 >= all * 9, "{same} of {all}");
    let alone =
        lines.iter().zip(document.lines()).filter(|(line, wanted)| lacuna::repair(line).text() == *wanted);
    assert!(alone.count() < same);
}

/// Short pieces of a chat, as they were and garbled.
fn pieces(channel: &Channel) -> Vec<(String, String)> {
    let chat = include_str!("data/transcript-turns-1-12.restored.txt");
    let pieces =
        chat.split_inclusive(['。', '？', '！', '，', '\n']).map(|piece| piece.trim_end_matches('\n'));
    pieces.filter(|piece| !piece.is_ascii()).map(|piece| (piece.to_owned(), channel.apply(piece))).collect()
}

/// The channel is known to both; only what stands beside what in the other messages tells more. The page reads bytes in pairs: a name that lost one
/// where an odd number stands in front of it is whole where that number is even.
#[test]
fn pairs_of_other_messages_fill_gaps() {
    let channel: Channel = "UTF-8 read as GBK".parse().unwrap();
    let messages = [
        "阮筠说她不去",
        "昨晚阮筠打来电话",
        "阮筠的生日是哪天",
        "请阮筠签个字",
        "昨天阮筠笑了",
        "今天阮筠请客",
        "这是阮筠的书",
        "欧阳霁和阮筠是同学",
    ];
    let garbled = messages.map(|message| channel.apply(message));
    let evidence: Evidence = garbled.iter().map(String::as_str).collect();
    let right = |options: &Options| {
        garbled.iter().filter(|message| options.repair(message).text().contains("阮筠")).count()
    };
    let (with, without) =
        (right(&Options::new().evidence(&evidence)), right(&Options::new().channel(channel)));
    assert!(with >= without + 2, "{with} and {without} of {}", messages.len());
}

/// A name that its own message leaves open, and others tell.
#[test]
fn names_of_other_messages_fill_gaps() {
    let channel: Channel = "UTF-8 read as windows-1254, controls stripped".parse().unwrap();
    let name = channel.apply("克今天不来，徐克");
    let others = [
        "我最喜欢的导演是徐克。",
        "徐克先生，您好！",
        "这部电影是徐克导演的。",
        "你知道导演徐克吗？",
        "香港导演徐克拍了很多电影。",
    ];
    let chat = pieces(&channel).into_iter().map(|(_, garbled)| garbled);
    let mut messages: Vec<String> = chat.collect();
    let before = gathered(&messages);
    assert_ne!(Options::new().evidence(&before).repair(&name).text(), "克今天不来，徐克");
    (0..3).for_each(|_| messages.extend(others.map(|text| channel.apply(text))));
    let options = Options::new().evidence(&gathered(&messages));
    assert_eq!(options.repair(&name).text(), "克今天不来，徐克");
}

/// Half of the messages went through the channel; the same words stand in the others.
#[test]
fn intact_messages_bear_witness() {
    let channel: Channel = "UTF-8 read as windows-1254, controls stripped".parse().unwrap();
    let pieces = pieces(&channel);
    let garbled: Vec<String> = pieces.iter().map(|(_, garbled)| garbled.clone()).collect();
    let mut with_witnesses = gathered(&garbled);
    let options = Options::new().evidence(&with_witnesses);
    let right = |options: &Options| {
        pieces.iter().filter(|(intact, garbled)| options.repair(garbled).text() == intact).count()
    };
    let without = right(&options);
    pieces.iter().for_each(|(intact, _)| with_witnesses.add(intact));
    let with = right(&Options::new().evidence(&with_witnesses));
    assert!(with > without, "{with} and {without} of {}", pieces.len());
}

#[test]
fn eight_parts_are_the_whole_in_any_order() {
    let channel: Channel = "UTF-8 read as windows-1252, controls stripped".parse().unwrap();
    let pieces: Vec<String> = pieces(&channel).into_iter().map(|(_, garbled)| garbled).collect();
    let parts: Vec<Evidence> = pieces.chunks(pieces.len().div_ceil(8)).map(gathered).collect();
    assert_eq!(parts.len(), 8);
    for order in [[0, 1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1, 0], [3, 6, 0, 5, 1, 7, 2, 4]] {
        let mut all = Evidence::new();
        order.iter().for_each(|part| all.merge(&parts[*part]));
        assert_eq!(all, gathered(&pieces));
    }
}

#[test]
fn evidence_says_which_channels_it_found() {
    let mut evidence = Evidence::new();
    assert!(evidence.is_empty() && evidence.channels().is_empty());
    evidence.add("plain text, 中文, and é");
    assert!(evidence.is_empty(), "intact text shows nothing");
    let channel: Channel = "UTF-8 read as windows-1252".parse().unwrap();
    for text in ["Être ou ne pas être", "Добрый день!", "你好，世界", "naïve café crème brûlée"]
    {
        evidence.add(&channel.apply(text));
    }
    let found = evidence.channels();
    assert_eq!(found[0].0, channel);
    assert!((3..=4).contains(&found[0].1), "{found:?}");
    // Two channels explain the line, one of them with less than half of it.
    let one: Evidence = ["æ˜¯å—ï¼Ÿ"].into_iter().collect();
    assert_eq!(one.channels().len(), 1, "{one:?}");
    evidence.add_bytes(b"\xEF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA \xE4\xE5\xEB\xE0?");
    assert!(evidence.channels().iter().any(|(channel, _)| channel.to_string().starts_with("windows-1251")));
}

/// A channel that the caller knows needs no evidence, and its text no sign of damage.
#[test]
fn a_known_channel_is_undone_whatever_the_text() {
    for (name, texts) in [
        ("UTF-8 read as windows-1252", &["é", "Å", "中", "a “b” c"][..]),
        ("UTF-8 read as windows-1252; then UTF-8 read as windows-1252", &["é", "中文"]),
        ("windows-1251 read as ISO-8859-1", &["да", "нет, спасибо"]),
        ("GBK read as windows-1252", &["你好"]),
        ("UTF-8 read as GBK", &["你好"]),
    ] {
        let channel: Channel = name.parse().unwrap();
        let options = Options::new().channel(channel);
        for text in texts {
            let garbled = channel.apply(text);
            let repaired = options.repair(&garbled);
            assert_eq!(repaired.text(), *text, "{name}");
            assert_eq!(repaired.original(), garbled.as_bytes(), "{name}");
        }
        assert_eq!(options.repair("plain").text(), "plain");
    }
    let lossy: Channel = "UTF-8 read as windows-1252, controls stripped".parse().unwrap();
    let repaired = Options::new().channel(lossy).repair("Ã");
    assert_eq!(repaired.repairs().len(), 1, "one character that lost its second byte");
}

#[test]
fn what_all_threads_share_can_be_shared() {
    fn check<T: Send + Sync + Clone>() {}
    check::<Evidence>();
    check::<Options>();
    check::<Channel>();
    fn moves<T: Send>() {}
    moves::<lacuna::Reader<std::fs::File>>();
}

/// What a channel cannot have made stays as it is, whatever was saved in whatever encoding.
#[test]
fn a_known_channel_undoes_nothing_that_it_cannot_have_made() {
    let encodings = ["UTF-8", "CESU-8", "windows-1252", "windows-1251", "KOI8-R", "ISO-8859-1", "GBK"];
    let pages = ["windows-1252", "ISO-8859-1", "windows-1254", "macintosh", "windows-1251"];
    let texts = [
        "\u{80}",
        "\u{8e}",
        "\u{a0}",
        "‘",
        "ð",
        "ð ",
        "şğ ı\u{a0}İ  x",
        "Привет, мир",
        "Größe “x” é",
        "??ÿ? x ??ÿ¡\n\nq",
        "ðŸ˜€ Ã©",
    ];
    for encoding in encodings {
        for page in pages {
            for losses in std::iter::once(vec![]).chain(lacuna::Loss::ALL.iter().map(|loss| vec![*loss])) {
                let Ok(channel) = Channel::new(encoding, page, &losses) else { continue };
                let options = Options::new().channel(channel);
                for text in texts {
                    let repaired = options.repair(text);
                    assert_eq!(repaired.original(), text.as_bytes(), "{channel}: {text:?}");
                }
            }
        }
    }
}

#[test]
fn evidence_that_is_merged_with_itself_stays_evidence() {
    let channel: Channel = "UTF-8 read as windows-1252".parse().unwrap();
    let mut evidence = gathered(&["Être ou ne pas être", "Добрый день!"].map(|text| channel.apply(text)));
    for _ in 0..100 {
        let same = evidence.clone();
        evidence.merge(&same);
    }
    assert_eq!(evidence.channels()[0].0, channel);
    assert_eq!(Options::new().evidence(&evidence).repair("cafÃ©").text(), "café");
}

/// Evidence of damaged texts alone says that nearly all lines are damaged. What is intact gains nothing by it, and stays.
#[test]
fn intact_text_stays_whatever_the_evidence() {
    let sentences: serde_json::Value = serde_json::from_str(include_str!("data/sentences.json")).unwrap();
    let mut evidence = Evidence::new();
    for page in ["windows-1252", "windows-1254", "windows-1250", "windows-1251", "windows-874", "ISO-8859-1"]
    {
        let channel: Channel = format!("UTF-8 read as {page}, controls stripped").parse().unwrap();
        for language in ["rus", "zho", "ces", "tha", "ell", "fra"] {
            for text in sentences[language].as_array().unwrap() {
                evidence.add(&channel.apply(text.as_str().unwrap()));
            }
        }
    }
    let options = Options::new().evidence(&evidence);
    for text in [
        "๐๐ น. นายทรงพล สวาสดิ์ธรรม ผู้ว่าราชการจังหวัดสงขลา",
        "ฯ เป็นประธานเปิด การฝึกอบรมการรักษาความปลอดภัยขั้นพื้นฐาน รอง ผอ.",
        "น. พ.ต.ท.ศุภกฤช เดือนแจ้งรัมย์ อดีตรอง ผกก.",
        "Это хорошая погода, пойдём гулять в парк.",
        "Příští týden začíná škola a děti se těší.",
        // Of a language with more letters than the pages have that are known; the first has an Icelandic letter for its own.
        "Ðất nước hưng thịnh do phụ lão gây dựng.",
        "XÃ HỘI CHỦ NGHĨA",
        "À Á Â Ã Ä Å Æ Ç È É Ê Ë Ì Í Î Ï Ð Ñ Ò Ó Ô Õ Ö × Ø Ù Ú Û Ü Ý Þ ß",
    ] {
        assert_eq!(options.repair(text).text(), text);
    }
}

/// All that is known is damaged, and yet an initial is not what is left of another letter, nor an abbreviation that of two.
#[test]
fn initials_and_abbreviations_stay_among_damaged_messages() {
    let sentences: serde_json::Value = serde_json::from_str(include_str!("data/sentences.json")).unwrap();
    for (channel, texts) in [
        ("UTF-8 read as windows-1251, controls stripped", ["Р. Люксембург", "Р. Щедрин", "ул. Р. Зорге, 5"]),
        ("UTF-8 read as windows-1251", ["«СССР»", "СССР–США", "“С”"]),
    ] {
        let channel: Channel = channel.parse().unwrap();
        let mut evidence = Evidence::new();
        for language in ["rus", "ukr", "bul", "srp"] {
            for text in sentences[language].as_array().unwrap() {
                let text = text.as_str().unwrap();
                [text, &text.to_uppercase()].iter().for_each(|text| evidence.add(&channel.apply(text)));
            }
        }
        // As of sixteen times as many messages.
        (0..4).for_each(|_| evidence.merge(&evidence.clone()));
        let options = Options::new().evidence(&evidence);
        for text in texts {
            assert_eq!(options.repair(text).text(), text);
        }
    }
}

/// The letters of a language, which other messages have, tell what a gap of one can be.
#[test]
fn letters_of_other_messages_tell_the_language() {
    let channel: Channel = "UTF-8 read as ISO-8859-1, controls stripped".parse().unwrap();
    let texts = [
        "Această comandă este nouă.",
        "Rulează o comandă:",
        "Afișează o pagină:",
        "Adaugă o pagină:",
        "Verifică o arhivă:",
        "Creează o arhivă:",
        "Șterge o pagină:",
        "Schimbă o parolă:",
        "Pornește o mașină virtuală:",
        "Listează pachetele:",
    ];
    let garbled = texts.map(|text| channel.apply(text));
    let evidence: Evidence = garbled.iter().map(String::as_str).collect();
    let options = Options::new().evidence(&evidence);
    let right = |repair: &dyn Fn(&str) -> String| {
        garbled.iter().zip(texts).filter(|(garbled, text)| repair(garbled) == *text).count()
    };
    let alone = right(&|garbled| lacuna::repair(garbled).into_text().into_owned());
    let together = right(&|garbled| options.repair(garbled).into_text().into_owned());
    assert!(together >= texts.len() - 1 && together > alone, "{alone} and {together}");
}

/// A line of which only one short word is garbled comes back where all other lines went the same way: it says nothing against them.
#[test]
fn short_words_come_back_among_damaged_lines() {
    let lines = [
        "La città è più bella.",
        "Perché non può venire?",
        "Il caffè è già pronto, perché non vieni?",
        "Questo comando è un alias per pio",
        "Lui è qui",
        "Non è vero, è falso",
    ];
    for page in ["windows-1251", "windows-1257"] {
        let channel: lacuna::Channel = format!("UTF-8 read as {page}").parse().unwrap();
        let document =
            [&lines[..3].join("\n"), "\n", &lines[1..].join("\n"), "\n", &lines[..].join("\n")].concat();
        assert_eq!(lacuna::repair(&channel.apply(&document)).text(), document, "{page}");
    }
}
