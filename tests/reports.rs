//! Damage as people report it, in short texts: what decoders write for bytes that they cannot read, single letters, marks of which one byte is
//! left.

use lacuna::{Channel, Options};

/// A line each: the channel, a tab, the text before the damage (`\n` for a line end).
const CASES: &str = include_str!("data/reports.tsv");

#[test]
fn what_people_report_comes_back() {
    let mut failed = vec![];
    for line in CASES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (channel, text) = line.split_once('\t').expect("two columns");
        let (channel, text): (Channel, String) =
            (channel.parse().expect("a channel"), text.replace("\\n", "\n"));
        let damaged = channel.apply(&text);
        assert_ne!(damaged, text, "{channel} changes nothing");
        let repaired = lacuna::repair(&damaged);
        assert_eq!(repaired.original(), damaged.as_bytes(), "{channel}: {text}");
        if repaired.text() != text {
            failed.push(format!("{channel}: {damaged} came back as {}, not {text}", repaired.text()));
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Question marks and dots that are meant stay, beside damage and elsewhere.
#[test]
fn marks_that_are_meant_stay() {
    for text in [
        "안녕?뭐해?",
        "정말?그래요???",
        "A和B",
        "app么？",
        "甲・乙",
        "璇璇 and 瀛 are names",
        "5 mÅ",
        "atât cât",
        "Ma채",
        "ﾃｽﾄ",
        "coborâ € 5",
        "the [ðð] sound",
        "/ðð/",
    ] {
        assert_eq!(lacuna::repair(text).text(), text);
    }
    let channel: Channel = "UTF-8 read as windows-949, unassigned bytes as ?".parse().expect("a channel");
    let text = "정말 그렇게 생각하세요? 저는 잘 모르겠습니다.";
    assert_eq!(lacuna::repair(&channel.apply(text)).text(), text);
}

/// What is left of a name are two letters that some language has. The rest of its line says that they are damage; but one letter may be one.
#[test]
fn a_damaged_line_speaks_for_damage_in_its_other_stretches() {
    let channel: Channel = "UTF-8 read as windows-1254, controls stripped".parse().expect("a channel");
    let damaged = channel
        .apply("2023/12/31 晚上9:15 - 小明: 你好，最近怎么样？\n2023/12/31 晚上9:16 - 李华: 挺好的，你呢？");
    assert!(damaged.contains(" æå:"), "{damaged}");
    let repaired = lacuna::repair(&damaged);
    assert!(!repaired.text().contains(['æ', 'å']), "{}", repaired.text());

    let mixed = channel.apply(
        "Von der Straße aus konnte man nur die Bäume im Schnee sehen, und es wurde schon früh dunkel.",
    ) + " Älv";
    assert!(lacuna::repair(&mixed).text().ends_with("dunkel. Älv"));
}

/// Chats of WhatsApp have marks of direction, which nobody sees: in dates, before pictures, around names.
#[test]
fn marks_of_direction_come_back() {
    const CHATS: [&str; 3] = [
        "\u{200F}31\u{200F}/12\u{200F}/2023، 9:15 م - أحمد: مرحبا كيف حالك؟\n\u{200F}31\u{200F}/12\u{200F}/2023، 9:16 م - سارة: الحمد لله، بخير. وأنت؟",
        "31.12.2023, 21:16 - יוסי: \u{200F}הכול בסדר, תודה!\n31.12.2023, 21:17 - יוסי: \u{2068}דנה\u{2069} אמרה שלום",
        "\u{200E}[31/12/2023, 21:15:04] Anna: \u{200E}image omitted\n[31/12/2023, 21:17:04] Anna: it’s \u{2068}@Ben Miller\u{2069} who took it",
    ];
    for channel in
        ["UTF-8 read as windows-1252, controls stripped", "UTF-8 read as windows-1254, controls stripped"]
    {
        let channel: Channel = channel.parse().expect("a channel");
        for chat in CHATS {
            let damaged = channel.apply(chat);
            // That windows-1252 did it is as likely, and it keeps the mark before pictures.
            let options =
                if chat.contains("Anna") { Options::new().channel(channel) } else { Options::new() };
            assert_eq!(options.repair(&damaged).text(), chat, "{channel}");
        }
    }
}

/// The third byte of an emoji became a quotation mark, and that was straightened: the emoji alone shows it.
#[test]
fn emoji_with_a_straight_quotation_mark_come_back() {
    for (damaged, wanted) in [
        ("dialog += \"ðŸ\"§ MAINTENANCE\";", "dialog += \"🔧 MAINTENANCE\";"),
        ("ðŸ\"Š REPORT COMPLETE", "📊 REPORT COMPLETE"),
        ("# ðŸ\"– The story so far", "# 📖 The story so far"),
    ] {
        assert_eq!(lacuna::repair(damaged).text(), wanted);
    }
}

/// No character begins within a long row: what is read ahead has an end.
#[test]
fn long_rows_of_bytes_without_a_first_one_are_read() {
    for page in ["windows-949", "GBK", "GB18030", "windows-31J", "Big5", "EUC-KR", "EUC-JP"] {
        for loss in ["", ", unassigned bytes as ?", ", unassigned bytes as ・"] {
            let channel: Channel = format!("UTF-8 read as {page}{loss}").parse().expect("a channel");
            // Bytes from 80 to BF, as the page reads them.
            let chars = channel.apply("\u{92B}\u{AAAA}\u{10FFBF}\u{BFFF}\u{88A}\u{FFBF}");
            for mark in ["\u{FFFD}", "?", "・"] {
                for ahead in 1..12 {
                    let text = format!("{}{}", mark.repeat(ahead), "븞겾\u{E4C6}癡긺".repeat(12) + &chars);
                    let repaired = Options::new().channel(channel).repair(&text);
                    assert_eq!(repaired.original(), text.as_bytes());
                }
            }
        }
    }
}
