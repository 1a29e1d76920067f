//! Legacy encodings and multi-byte pages: what was never UTF-8, and UTF-8 that went through a page of East Asia.

use lacuna::Channel;
use proptest::prelude::*;

const CHINESE: &str = "知道这部电影吗？我很喜欢，昨天晚上和朋友一起看了两遍。你觉得怎么样？";
const TRADITIONAL: &str = "這部電影你看過嗎？我昨天晚上和朋友一起看了兩遍，覺得非常好看。";
const JAPANESE: &str = "この映画を見ましたか。昨日の夜、友だちと一緒に二回見ました。とても面白かったです。";
const KOREAN: &str = "이 영화를 봤어요? 어제 저녁에 친구와 함께 두 번 봤는데 정말 재미있었어요.";
const RUSSIAN: &str = "Ты видел этот фильм? Вчера вечером мы с друзьями посмотрели его два раза.";
const GREEK: &str = "Είδες αυτή την ταινία; Χθες το βράδυ την είδαμε δύο φορές με τους φίλους μου.";
const HEBREW: &str = "ראית את הסרט הזה? אתמול בערב ראינו אותו פעמיים עם חברים.";
const ARABIC: &str = "هل شاهدت هذا الفيلم؟ شاهدناه مرتين مساء أمس مع الأصدقاء.";
const THAI: &str = "คุณดูหนังเรื่องนี้หรือยัง เมื่อคืนเราดูกับเพื่อนสองรอบ สนุกมาก";

const UKRAINIAN: &str = "Ти бачив цей фільм? Учора ввечері ми з друзями подивилися його двічі, і ґанок теж.";

/// Encodings, and text that was saved in them.
const LEGACY: [(&str, &str); 16] = [
    ("GBK", CHINESE),
    ("GB18030", "我很喜欢😀，昨天晚上和朋友一起看了两遍。"),
    ("Big5", TRADITIONAL),
    ("windows-31J", JAPANESE),
    ("EUC-JP", JAPANESE),
    ("windows-949", KOREAN),
    ("windows-1251", RUSSIAN),
    ("KOI8-R", RUSSIAN),
    ("IBM866", RUSSIAN),
    ("ISO-8859-5", RUSSIAN),
    ("KOI8-U", UKRAINIAN),
    ("windows-1253", GREEK),
    ("ISO-8859-7", "Είδες αυτή την ταινία; Άλλοι την είδαν δύο φορές."),
    ("windows-1255", HEBREW),
    ("windows-1256", ARABIC),
    ("windows-874", THAI),
];

#[test]
fn text_that_never_was_utf8_comes_back() {
    for (encoding, text) in LEGACY {
        for page in ["ISO-8859-1", "windows-1252"] {
            let channel: Channel = format!("{encoding} read as {page}").parse().unwrap();
            let garbled = channel.apply(text);
            let repaired = lacuna::repair(&garbled);
            assert_eq!(repaired.text(), text, "{channel}");
            assert_eq!(repaired.original(), garbled.as_bytes());
        }
    }
}

/// Behind a lost byte, pairs must not be read across two characters.
#[test]
fn what_an_encoding_of_east_asia_lost_comes_back() {
    for (encoding, text) in [
        ("GBK", CHINESE),
        ("Big5", TRADITIONAL),
        ("EUC-JP", JAPANESE),
        ("windows-949", KOREAN),
        ("windows-31J", JAPANESE),
    ] {
        let mut losses = vec!["controls stripped"];
        if encoding == "windows-31J" {
            losses.extend([
                "unassigned bytes dropped",
                "unassigned bytes as U+FFFD",
                "unassigned bytes as ?",
            ]);
            losses.push("controls stripped, no-break spaces as spaces");
        }
        for loss in losses {
            let channel: Channel = format!("{encoding} read as windows-1252, {loss}").parse().unwrap();
            // Of what lost both bytes, nothing is left.
            let is_left = |c: &char| !channel.apply(c.encode_utf8(&mut [0; 4])).is_empty();
            let text: String = format!("{text}\n// {text}").chars().filter(is_left).collect();
            let garbled = channel.apply(&text);
            let repaired = lacuna::repair(&garbled);
            let wrong = repaired.text().chars().zip(text.chars()).filter(|(a, b)| a != b).count();
            let is_as_long = repaired.text().chars().count() == text.chars().count();
            assert!(is_as_long && wrong <= 4, "{channel}: {}", repaired.text());
            let gone = text
                .chars()
                .any(|c| channel.apply(c.encode_utf8(&mut [0; 4])).chars().count() < 2 && !c.is_ascii());
            let inferred = repaired
                .repairs()
                .any(|repair| matches!(repair.certainty(), lacuna::Certainty::Inferred { .. }));
            assert!(inferred || !gone, "{channel}");
            let known = lacuna::Options::new().channel(channel).repair(&garbled).text().to_owned();
            assert_eq!(known, repaired.text(), "{channel}");
        }
    }
}

/// A soft hyphen that is there was not lost elsewhere.
#[test]
fn a_document_that_kept_a_byte_lost_it_nowhere() {
    let channel: Channel = "Big5 read as windows-1252".parse().unwrap();
    let text = "請不要修改這個檔案的內容。\n《超人II》好看嗎？\n第II部《超人》我看過\n您好II，再見。\n";
    let garbled = channel.apply(text);
    assert_eq!(lacuna::repair(&garbled).text(), text);
}

/// Roman numerals would be rare characters of which the first byte was lost.
#[test]
fn letters_of_ascii_are_no_rare_characters() {
    let channel: Channel = "GBK read as windows-1252, controls stripped".parse().unwrap();
    let text = "吴宇导演的电影很好看，你看过几部？\n这部《异形II》你看过吗？\n我没有看过，下次再看吧。\n";
    let garbled = channel.apply(text);
    assert_eq!(lacuna::repair(&garbled).text(), text);
}

#[test]
fn controls_in_place_of_marks_are_enough() {
    for (garbled, wanted) in [
        ("it\u{92}s \u{93}ok\u{94}, caf\u{E9}", "it’s “ok”, café"),
        ("It was the cafÃ©\u{92}s idea", "It was the café’s idea"),
    ] {
        assert_eq!(lacuna::repair(garbled).text(), wanted);
    }
}

/// Pages of Latin letters have the same marks, and words tell the letters: alone, and in a document of which some lines have no control.
#[test]
fn controls_say_that_a_page_of_latin_letters_was_read_as_latin_1() {
    for (encoding, lines) in [
        (
            "windows-1250",
            ["Coś się święci, jaśniej nie można tego powiedzieć.", "Książka leżała na stole obok łóżka."],
        ),
        (
            "windows-1250",
            ["Příští týden začíná škola a děti se těší.", "Účet za elektřinu přišel včera večer."],
        ),
        (
            "windows-1254",
            ["Yarın akşam “dışarı” çıkıyoruz, değil mi?", "Öğretmen öğrencilere yeni kitabı dağıttı."],
        ),
        (
            "IBM850",
            [
                "Er hat sich verändert, die Straße ist gesperrt.",
                "Schöne Grüße aus München, das wäre schön gewesen.",
            ],
        ),
        (
            "IBM437",
            ["Det går inte att öppna dörren på lördag.", "Köttbullar är gott, säger hon när vi äter."],
        ),
        (
            "windows-1252",
            ["Il a dit “à bientôt”, et elle est partie.", "L’été dernier, nous étions à la mer."],
        ),
    ] {
        let channel: Channel = format!("{encoding} read as ISO-8859-1").parse().unwrap();
        let garbled = lines.map(|line| channel.apply(line));
        assert_eq!(lacuna::repair(&garbled[0]).text(), lines[0]);
        assert_eq!(lacuna::repair(&garbled.join("\n")).text(), lines.join("\n"));
    }
}

/// Text that never was UTF-8 is hardly met in a file that is UTF-8, and lists of letters are: a word proves nothing, a sentence does.
#[test]
fn a_word_is_not_enough() {
    for (letters, sentence, wanted) in [
        ("ÄãºÃ", "ÎÒÃÇÃ÷ÌìÔçÉÏÈ¥¹«Ô°É¢²½£¬ºÃÂð£¿", "我们明天早上去公园散步，好吗？"),
        ("The letters åäö", "Ïðèâåò, êàê òâîè äåëà ñåãîäíÿ?", "Привет, как твои дела сегодня?"),
    ] {
        assert_eq!(lacuna::repair(letters).text(), letters);
        assert_eq!(lacuna::repair(sentence).text(), wanted);
    }
}

#[test]
fn bytes_of_another_encoding_are_read_in_it() {
    for (encoding, text) in LEGACY {
        let text = text.repeat(200);
        let channel: Channel = format!("{encoding} read as ISO-8859-1").parse().unwrap();
        let bytes: Vec<u8> = channel.apply(&text).chars().map(|c| c as u8).collect();
        let repaired = lacuna::repair_bytes(&bytes);
        assert_eq!(repaired.text(), text, "{encoding}");
        assert_eq!(repaired.original(), bytes);
        // Places lead back to the bytes of just that character.
        let (at, c) = repaired.text().char_indices().nth(3_000).unwrap();
        let source = repaired.source(at..at + c.len_utf8());
        let alone: Vec<u8> = channel.apply(&c.to_string()).chars().map(|c| c as u8).collect();
        assert_eq!(&bytes[source], alone, "{encoding}");
    }
}

/// Frames, tables, trees of folders and blocks, as programs of DOS drew them, in bytes. Their bytes are letters in every other encoding.
#[test]
fn line_art_of_dos_comes_back() {
    const DRAWN: [&str; 4] = [
        "╔══════════════╗\n║   Welcome    ║\n╠══════════════╣\n║  1. Install  ║\n╚══════════════╝\nPress any key...\n",
        "┌──────────┬───────────┐\n│ Name     │ Size      │\n├──────────┼───────────┤\n│ foo.txt  │ 12 KB     │\n└──────────┴───────────┘\n",
        "C:.\n├───bin\n│   ├───x86\n│   └───x64\n├───doc\n└───src\n    └───lib\n",
        " ░▒▓█ RELEASE NOTES █▓▒░\n ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄\n Title ....: Some Program\n ▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀▀\n ■ fast  ■ free\n",
    ];
    for page in ["IBM437", "IBM850", "IBM866"] {
        let channel: Channel = format!("{page} read as ISO-8859-1").parse().unwrap();
        for drawn in DRAWN {
            let bytes: Vec<u8> = channel.apply(drawn).chars().map(|c| c as u8).collect();
            let repaired = lacuna::repair_bytes(&bytes);
            assert_eq!(repaired.text(), drawn, "{page}");
            assert_eq!(repaired.original(), bytes);
        }
    }
    // What could be drawn and is not.
    for (text, encoding) in [
        ("Raum von 5 m³\nHöhe 3 m\n10 m³\n", "windows-1252"),
        ("nº 5\nnº 6\nmañana\n", "windows-1252"),
        ("汉\n我们说汉语\n哪哪\n", "GBK"),
    ] {
        let bytes = encoding_rs::Encoding::for_label(encoding.as_bytes()).unwrap().encode(text).0;
        assert_eq!(lacuna::repair_bytes(&bytes).text(), text);
    }
}

/// Programs cut after a number of bytes: all but the last character is there.
#[test]
fn a_cut_character_is_no_other_encoding() {
    for text in [
        "He said “hello”",
        "price 20 €",
        "• item\n• item…",
        "don’t wait…",
        "I’m happy 😀",
        "naïve €",
        "你好吗",
        "x\nIt’s\nfoo €",
    ] {
        let last = text.chars().next_back().unwrap();
        let cut = &text.as_bytes()[..text.len() - 1];
        let whole = &text[..text.len() - last.len_utf8()];
        let repaired = lacuna::repair_bytes(cut);
        assert!(repaired.text().starts_with(whole), "{text}: {}", repaired.text());
        assert_eq!(repaired.original(), cut);
    }
}

/// What is put into a line of UTF-8 from elsewhere makes no other encoding of the line.
#[test]
fn strays_of_windows_1252_leave_utf8_alone() {
    for (before, text) in
        [("El niño dijo ", "hola"), ("Das Mädchen sagte ", "ja"), ("Il a été ", "là"), ("Perché ", "no")]
    {
        let mut line = before.as_bytes().to_vec();
        line.push(0x93);
        line.extend(text.as_bytes());
        line.extend(b"\x94 \x96\n");
        let repaired = lacuna::repair_bytes(&line);
        assert_eq!(repaired.text(), format!("{before}“{text}” –\n"));
        assert_eq!(repaired.original(), line);
    }
}

/// In the bytes of Latin-1, a sign between blanks is no letter of another page.
#[test]
fn a_sign_by_itself_is_no_letter() {
    for text in ["© 2024", "Copyright © 2024", "£25", "10 ± 2", "¶ 1", "Café ©", "½ cup", "Café – 5 £"]
    {
        let bytes = encoding_rs::WINDOWS_1252.encode(text).0;
        assert_eq!(lacuna::repair_bytes(&bytes).text(), text);
    }
}

/// Words tell one page of Latin letters from another; where the language is unknown, windows-1252 is the likeliest.
#[test]
fn bytes_of_latin_letters() {
    for (encoding, text) in [
        ("windows-1250", "Přijdeme zítra, protože dnes nemůžeme."),
        // As IBM437 has it, `V²t∞₧ek`: no word holds signs.
        ("windows-1250", "Výtěžek z plesu v Třebíči byl 9 120 Kč."),
        ("windows-1250", "Nie podoba się to ani Polakom, ani cudzoziemcom."),
        ("ISO-8859-2", "Możliwe, że wystąpią także inne zespoły."),
        ("windows-1254", "Yarın akşam dışarı çıkıyoruz."),
        ("IBM850", "Er hat sich verändert, die Straße ist gesperrt."),
        ("IBM437", "L'élève est arrivé à l'école, déjà."),
        ("IBM852", "Dziękuję bardzo, proszę pana, to już wszystko."),
        // ISO-8859-2 has no letter for the byte of `š`.
        ("windows-1250", "Jána Jonáša 95, 086 89 Veľký Kamenec"),
        ("windows-1250", "Această comandă este un alias."),
        ("macintosh", "L'été dernier, à la plage, il faisait très beau."),
        ("macintosh", "Er hat sich verändert, die Straße ist gesperrt."),
        ("macintosh", "Añade una cuenta de ordenador al dominio, señor."),
        // No reading makes a control of a sign, nor Han of a sign and a letter, nor a letter of a sign by itself.
        ("windows-1252", "Total: €25"),
        ("windows-1252", "Temp: 20ºC"),
        ("windows-1252", "10 µA"),
        ("windows-1252", "1ª"),
        ("windows-1252", "see ® below"),
        ("windows-1252", "östfrisiska"),
        ("windows-1252", "costarikansk colón"),
        ("windows-1252", "Søren og Børge drikker øl på lørdag."),
        // Read with a page of DOS, there would be signs within words.
        ("windows-1252", "Deïnstalleer een bibliotheek"),
        ("windows-1252", "Deïnstalleer een “bibliotheek” van «Node»"),
        ("windows-1252", "De fechoría – prismático – daño – Añade una «cuenta» de ordenador"),
        ("windows-1252", "Kör ”kommandon” från en fil i det aktuella skalet…"),
        ("windows-1252", "Kör kommandon från en fil i det aktuella skalet"),
        ("windows-1252", "Añade una cuenta de ordenador al dominio"),
        ("windows-1252", "Malmö, Åre och Västerås"),
        ("windows-1252", "Íslendingar eru þrjú hundruð þúsund."),
        ("windows-1252", "Hyvää päivää, mitä kuuluu?"),
        ("windows-1252", "¿Qué tal, señor? Garçon, déjà vu!"),
    ] {
        let read: Channel = format!("{encoding} read as ISO-8859-1").parse().unwrap();
        let bytes: Vec<u8> = read.apply(text).chars().map(|c| c as u8).collect();
        let repaired = lacuna::repair_bytes(&bytes);
        assert_eq!(repaired.text(), text, "{encoding}");
        assert_eq!(repaired.original(), bytes);
    }
}

/// A file is in one encoding: what most lines tell decides for those that could be in several, and in one with letters where signs stood.
#[test]
fn lines_that_tell_decide_for_the_others() {
    for (encoding, text) in [
        ("EUC-JP", "鈴木 花子\n藤原 康弘\n高橋 裕樹\n佐藤 智也\n田中 結衣\n渡辺 陽一\n吉田 拓真\n村上 真綾\n斎藤 舞\n清水 くみ子"),
        ("windows-1250", "Dragojević d.d.\nMarković d.d.\nIvić\nBabić d.o.o.\nPerić\nJurić\nKovačić"),
        ("windows-1257", "Jungtinė Karalystė\nBuvė Sala\nalbanų kalbos gegų tarmė\nkaribų\nbenų\nkašubų\natikamekų"),
        ("windows-1250", "Elżbieta Kowara\nKamil Łubera\nEłk\nPiła\nŁomża\nJuliusz Gąsik\nMałgorzata Wójcik"),
        ("KOI8-U", "Бурунді\nСінгапур\nГвінея-Бісау\nКайманові Острови\nбілоруський рубль\nТрістан-да-Кунья\nБельгія"),
        ("windows-1252", "Sanderbø\nJoakimbø\nFrodeø\nTorebø\nHåvardby\nSæther\nØyvindstad"),
    ] {
        let read: Channel = format!("{encoding} read as ISO-8859-1").parse().unwrap();
        let bytes: Vec<u8> = read.apply(text).chars().map(|c| c as u8).collect();
        assert_eq!(lacuna::repair_bytes(&bytes).text(), text, "{encoding}");
    }
}

/// Where lines tell the pair of pages that they went through, those of words that no language is known to have went through it, too.
#[test]
fn lines_that_say_nothing_went_the_way_of_the_others() {
    let told = |channel: &str, text: &str| {
        let channel: Channel = channel.parse().unwrap();
        let damaged = channel.apply(text);
        assert_eq!(lacuna::repair(&damaged).text(), text, "{channel}");
    };
    let danish = "Vælg først et billede\nTryk på knappen når du er færdig\nVærktøjsbjælkeknappen\nKlargør %s\nTærskelværdi på %d";
    told("IBM850 read as windows-1252", danish);
    told("windows-1252 read as IBM437", danish);
    told("windows-1257 read as windows-1252", "Išsaugoti pakeitimus prieš išeinant?\nNaujas įrašas pridėtas\nSamariečių\nLakštą\nElemento pridėjimas");
    told(
        "Mac Cyrillic read as windows-1251",
        "Ошибка чтения файла\nНовая папка\nДобавить изображение\nвычисляемая\nпредопределяя",
    );
}

/// A word may be known by chance: then lines that say nothing stay, and so do those with words that are known as they stand.
#[test]
fn lines_that_say_nothing_stay_where_few_tell() {
    let czech = "pøi\nvíce kanálù\n";
    let faroese = "Bøðvar Kvívík\nHøgnaberg\nVíðarlundin\nGjáargøta\nKvíggjarhamar\nSmøraberg\nHvítanesvegur\nTvørgøta\n";
    let many = format!("{czech}{faroese}{faroese}");
    let repaired = lacuna::repair(&many);
    assert!(repaired.text().ends_with(faroese), "{}", repaired.text());
    let one = format!("více kanálù\n{faroese}");
    assert!(lacuna::repair(&one).text().ends_with(faroese));
}

/// Units, names and sentences of another language between lines that tell a pair: their letters become less likely, or no other line shows them.
#[test]
fn intact_lines_stay_between_those_that_tell_a_pair() {
    let danish =
        "Vælg først et billede\nTryk på knappen når du er færdig\nGem ændringerne, før du lukker vinduet\n";
    let french =
        "Elle habite à côté de la poste\nLes élèves étaient déjà là\nIl a été très fatigué après le dîner\n";
    let russian = "Книга лежит на полке у окна\nМоя семья живёт в большом доме\nВчера вечером была сильная метель\nТретья глава понравилась всем\n";
    let turkish =
        "Değişiklikler kaydedilsin mi?\nYeni bir şey eklemek için tıklayın\nAçık dosyaları göster\n";
    for (channel, text, whole) in [
        (
            "IBM850 read as windows-1252",
            danish,
            "20 °C\n½ kop\n25 m²\n« Bonjour »\nBjörk Guðmundsdóttir\nNoémie Lefèvre\n",
        ),
        (
            "windows-1252 read as IBM437",
            danish,
            "20 °C\n250 µm\n© 2024 Acme\n§ 5\nIl est passé à côté.\nÖl\nÉ\n",
        ),
        ("macintosh read as windows-1252", danish, "ŽILINA\n"),
        ("IBM850 read as windows-1252", french, "wait…\n"),
        ("x-mac-cyrillic read as windows-1251", russian, "Яблоко упало.\nЯрославль\n"),
        ("IBM866 read as KOI8-R", russian, "└── README.md\n"),
        (
            "windows-1254 read as windows-1252",
            turkish,
            "Það var góður dagur og við fórum öll út að ganga.\nÞórður Ólafsson\n25 m²\n",
        ),
    ] {
        let read: Channel = channel.parse().unwrap();
        let repaired = lacuna::repair(&format!("{}{whole}", read.apply(text))).into_text().into_owned();
        assert_eq!(repaired, format!("{text}{whole}"), "{channel}");
    }
}

#[test]
fn utf8_read_with_a_multi_byte_page_comes_back_but_for_what_is_lost() {
    for (page, text, least) in [
        ("GBK", CHINESE, 0.9),
        ("GB18030", CHINESE, 0.9),
        ("GBK", RUSSIAN, 1.0),
        ("GBK", ARABIC, 1.0),
        ("GBK", GREEK, 1.0),
        ("GBK", HEBREW, 1.0),
        ("Big5", "Bitte prüfen Sie die Länge der Teile. Der Zug fährt später.", 1.0),
        ("Shift_JIS", JAPANESE, 0.85),
        ("windows-31J", CHINESE, 0.85),
        ("windows-949", CHINESE, 0.8),
    ] {
        let text = format!("{text}\n").repeat(5);
        let channel: Channel = format!("UTF-8 read as {page}").parse().unwrap();
        let garbled = channel.apply(&text);
        let repaired = lacuna::repair(&garbled);
        let (wanted, found): (Vec<char>, Vec<char>) =
            (text.chars().collect(), repaired.text().chars().collect());
        assert_eq!(wanted.len(), found.len(), "{channel}: {}", repaired.text());
        let same = wanted.iter().zip(&found).filter(|(a, b)| a == b).count();
        assert!(same as f64 >= least * wanted.len() as f64, "{channel}: {}", repaired.text());
        assert_eq!(repaired.original(), garbled.as_bytes());
    }
}

/// A Han between spaces is a letter that a page made it of, or one that is meant, whatever other lines went through.
#[test]
fn han_that_are_quoted_stay_among_damaged_lines() {
    let channel: Channel = "UTF-8 read as GBK".parse().unwrap();
    let damaged = channel.apply(&"La città è piccola, però c'è il mare.\n".repeat(12));
    for whole in
        ["The Chinese word 猫 means cat.", "Das Zeichen 眉 ist im Wörterbuch.", "- 猫 cat", "l'猫, 茅 (Mao)"]
    {
        let repaired = lacuna::repair(&format!("{damaged}{whole}")).into_text().into_owned();
        assert!(repaired.ends_with(whole), "{repaired}");
    }
}

/// The last byte of each of these lines was swallowed together with the end of the line.
#[test]
fn marks_at_the_end_of_lines_come_back() {
    let text = "这是很老的电影。\n嗯，大家都说不错。\n你看过没有？\n昨天晚上看了，很喜欢。\n";
    for page in ["GBK", "GB18030"] {
        let channel: Channel = format!("UTF-8 read as {page}").parse().unwrap();
        let garbled = channel.apply(text);
        assert!(garbled.contains('\u{FFFD}'));
        let repaired = lacuna::repair(&garbled);
        let ends = |text: &str| text.lines().filter_map(|line| line.chars().next_back()).collect::<String>();
        assert_eq!(ends(repaired.text()), ends(text), "{page}");
    }
}

#[test]
fn what_is_whole_stays() {
    for text in [
        CHINESE,
        TRADITIONAL,
        JAPANESE,
        KOREAN,
        RUSSIAN,
        GREEK,
        HEBREW,
        ARABIC,
        THAI,
        "锛、銆和鈥都是汉字。",
        "繧繝 縺れ",
        "’’ “E•MO•TION” ´´ ®®®",
        "an³¹zii³¹se⁵⁵",
        "það er þýðing á íslensku",
        "¿Él? ¡Ñu!",
        "à « é » — ça",
        "\u{FFFD}中\u{FFFD}",
        "ﾐﾑ ｶﾀｶﾅ",
    ] {
        assert_eq!(lacuna::repair(text).text(), text);
    }
}

const CHANNELS: [&str; 24] = [
    "GBK read as windows-1252",
    "Big5 read as ISO-8859-1",
    "windows-31J read as windows-1252",
    "windows-1251 read as windows-1252",
    "windows-1252 read as ISO-8859-1",
    "UTF-8 read as GBK",
    "UTF-8 read as GB18030",
    "UTF-8 read as Shift_JIS",
    "UTF-8 read as windows-949",
    "UTF-8 read as Big5",
    "UTF-8 read as EUC-JP",
    "UTF-8 read as GBK; then UTF-8 read as windows-1252",
    "UTF-8 read as GBK; then UTF-8 read as GB18030",
    "UTF-8 read as windows-936, unassigned pairs as ?",
    "UTF-8 read as windows-936, unassigned pairs as ?, line ends taken",
    "UTF-8 read as windows-31J, unassigned pairs as ・",
    "UTF-8 read as windows-949, unassigned pairs as ?",
    "UTF-8 read as GBK, unassigned pairs as U+FFFD",
    "UTF-8 read as windows-1252; then UTF-8 read as GBK",
    "UTF-8 read as ISO-8859-1; then UTF-8 read as windows-949, unassigned pairs as ?",
    "windows-31J read as windows-1252, controls stripped, no-break spaces as spaces",
    "windows-949 read as ISO-8859-1, controls stripped",
    "windows-31J read as windows-1252, unassigned bytes as U+FFFD",
    "windows-31J read as windows-1252; then UTF-8 read as windows-1252, controls stripped",
];

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        Just(CHINESE.to_owned()),
        Just(JAPANESE.to_owned()),
        Just(KOREAN.to_owned()),
        Just(RUSSIAN.to_owned()),
        Just("don’t 😏\n".to_owned()),
        "[一-龥。，]{1,6}",
        "[a-z]{1,8}",
        "\\PC{1,4}",
    ];
    prop::collection::vec(word, 0..12).prop_map(|words| words.concat())
}

/// A text of which some stretches went through channels.
fn damaged() -> impl Strategy<Value = String> {
    prop::collection::vec((words(), 0..CHANNELS.len() + 2), 0..4).prop_map(|parts| {
        let damage = |(text, number): (String, usize)| match CHANNELS.get(number) {
            None => text,
            Some(name) => name.parse::<Channel>().unwrap().apply(&text),
        };
        parts.into_iter().map(damage).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn every_repair_is_consistent(text in damaged(), least in prop_oneof![Just(0.0f32), Just(0.9)]) {
        let repaired = lacuna::Options::new().least_confidence(least).repair(&text);
        let mut last = (0, 0);
        for repair in repaired.repairs() {
            if !matches!(repair.certainty(), lacuna::Certainty::Withheld { .. }) {
                let garbled = repair.channel().apply(repair.text());
                prop_assert_eq!(garbled, &text[repair.source()]);
            }
            prop_assert_eq!(&text[last.0..repair.source().start], &repaired.text()[last.1..repair.range_in_text().start]);
            last = (repair.source().end, repair.range_in_text().end);
        }
        prop_assert_eq!(&text[last.0..], &repaired.text()[last.1..]);
        prop_assert_eq!(repaired.original(), text.as_bytes());
    }

    #[test]
    fn source_ranges_of_neighbours_meet(text in damaged()) {
        let repaired = lacuna::repair(&text);
        let mut end = 0;
        for (at, c) in repaired.text().char_indices() {
            let source = repaired.source(at..at + c.len_utf8());
            prop_assert_eq!(source.start, end);
            prop_assert!(text.is_char_boundary(source.end));
            end = source.end;
        }
        prop_assert_eq!(end, text.len());
    }

    #[test]
    fn bytes_are_never_lost(text in damaged(), cut in 0usize..400) {
        let latin: Vec<u8> = text.chars().map(|c| c as u32 as u8).skip(cut).collect();
        prop_assert_eq!(lacuna::repair_bytes(&latin).original(), latin);
    }
}

#[test]
fn utf8_garbled_twice_is_no_legacy_encoding() {
    let garbled = "Ã¦ËœÂ¯Ã¤Â¸Â\u{8D}Ã¦ËœÂ¯ Ã¢â‚¬â€\u{9D}don’t";
    assert_eq!(lacuna::repair(garbled).text(), "是不是 —don’t");
}

#[test]
fn lone_controls_are_the_marks_that_windows_1252_has_for_them() {
    for (given, wanted) in [
        ("beaucoup parlé\u{85} Tu sais", "beaucoup parlé… Tu sais"),
        ("ok “senza modifiche\u{94} all'Italicum", "ok “senza modifiche” all'Italicum"),
    ] {
        assert_eq!(lacuna::repair(given).text(), wanted);
    }
}

/// Files put together from others: every line is read in its own encoding.
#[test]
fn lines_of_several_encodings() {
    let utf8 = [
        "Это первая строка, в ней всё в порядке.",
        "第二行也没有问题，大家都看得懂。",
        "Žluťoučký kůň úpěl ďábelské ódy.",
        "é",
    ];
    for (encoding, text) in LEGACY {
        let channel: Channel = format!("{encoding} read as ISO-8859-1").parse().unwrap();
        let foreign: Vec<u8> = channel.apply(text).chars().map(|c| c as u8).collect();
        let mut input = Vec::new();
        let mut wanted = String::new();
        for line in utf8 {
            input.extend_from_slice(line.as_bytes());
            input.push(b'\n');
            input.extend_from_slice(&foreign);
            input.push(b'\n');
            wanted += &format!("{line}\n{text}\n");
        }
        let repaired = lacuna::repair_bytes(&input);
        assert_eq!(repaired.text(), wanted, "{encoding}");
        assert_eq!(repaired.original(), input);
        let parts: String =
            lacuna::Reader::new(&input[..]).map(|part| part.unwrap().text().to_owned()).collect();
        assert_eq!(parts, wanted, "{encoding}");
    }
}
