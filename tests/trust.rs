//! Text that is intact stays intact, however odd it looks, and every line is judged by its own damage.

use std::collections::BTreeMap;

use lacuna::{Channel, Evidence, Options};

/// Intact texts that look odd, written after what people report: a line of JSON each, `kind` and `text`.
const INTACT: &str = include_str!("data/intact.jsonl");
/// Sentences by language, written for this purpose.
const SENTENCES: &str = include_str!("data/sentences.json");

/// What is still taken for damage. One that begins to stay must leave this list.
const KNOWN_FAILURES: [&str; 1] = ["Ð²"];

fn intact() -> Vec<String> {
    let text = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).expect("a row of JSON");
        row["text"].as_str().expect("a text").to_owned()
    };
    INTACT.lines().map(text).collect()
}

fn sentences() -> Vec<String> {
    let languages: BTreeMap<String, Vec<String>> =
        serde_json::from_str(SENTENCES).expect("lists by language");
    languages.into_values().flatten().collect()
}

fn garble(channel: &str, text: &str) -> String {
    channel.parse::<Channel>().expect("a channel").apply(text)
}

#[test]
fn odd_text_stays() {
    for text in intact() {
        let stays = lacuna::repair(&text).text() == text;
        assert_eq!(stays, !KNOWN_FAILURES.contains(&text.as_str()), "{text:?}");
    }
}

/// What a text shows of itself is no reason to repair it: an archive of one message is read twice, too.
#[test]
fn odd_text_stays_by_its_own_evidence() {
    let mut changed = Vec::new();
    for text in intact() {
        let mut evidence = Evidence::new();
        evidence.add(&text);
        let options = Options::new().evidence(&evidence);
        if options.repair(&text).text() != text && !KNOWN_FAILURES.contains(&text.as_str()) {
            changed.push(text);
        }
    }
    assert_eq!(changed, Vec::<String>::new());
}

/// Charts of letters have two signs among them; read as Cyrillic they would be an alphabet.
#[test]
fn charts_of_letters_stay() {
    for text in [
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß",
        "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ",
        "ÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîï",
        "chars = \"ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ\"",
    ] {
        assert_eq!(lacuna::repair(text).text(), text);
    }
}

/// Maps from the marks of windows-1252 to their bytes, tables of a page, data in strings: what is no text is not read as any.
#[test]
fn tables_of_codes_stay() {
    let codes = |codes: std::ops::Range<u32>| codes.filter_map(char::from_u32).collect::<String>();
    let page = |signs: &str| format!("\"chars\": \"{}{signs}{}\",", codes(0x80..0xA0), codes(0xC0..0x100));
    let tables = [
        "t={\"€\":\"\u{80}\",\"‚\":\"\u{82}\",\"ƒ\":\"\u{83}\",\"„\":\"\u{84}\",\"…\":\"\u{85}\"}".to_owned(),
        ["\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿", "\u{A0}¡¢£€¥Š§š©ª«¬\u{AD}®¯°±²³Žµ¶·ž¹º»ŒœŸ¿"]
            .map(page)
            .join("\n"),
        format!(
            "[1{} \"\u{2}\u{95}\u{3}\u{4}\u{84}\u{5}\u{6}\u{85}\u{7}\u{8}\u{E}\u{15}\u{94}\u{4}\u{92}\"]",
            " 1".repeat(400)
        ),
    ];
    for text in tables {
        assert_eq!(lacuna::repair(&text).text(), text);
    }
}

/// An alphabet has the order of its codes, too, but its controls have leads between them.
#[test]
fn alphabets_are_no_tables_of_codes() {
    let alphabet = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
    for text in [alphabet.to_owned(), format!("const ALPHABET = '{alphabet}'; // русский алфавит")]
    {
        let garbled = garble("UTF-8 read as ISO-8859-1", &text);
        assert_eq!(lacuna::repair(&garbled).text(), text);
    }
}

/// What is quoted by typographic marks that are intact is spoken about.
#[test]
fn mojibake_that_is_spoken_about_stays() {
    for text in [
        "Accented letters appear as “Ã©” or “Ã¨” or “Ã§”: the file is UTF-8, but was read as ISO-8859-1.",
        "místo písmen s diakritikou vidíte znaky jako „Ã©“ nebo „Ã§“",
        "καταλαβαίνετε ότι εμφανίζονται «Ã©» ή «Ã¨»",
    ] {
        assert_eq!(lacuna::repair(text).text(), text);
    }
    assert_eq!(lacuna::repair("Il a dit “cafÃ©” et “Ã©tÃ©”.").text(), "Il a dit “café” et “été”.");
}

/// Dictionaries list Han of one sound or radical, and some are two bytes of UTF-8 by chance; but the page would have read the whole list.
#[test]
fn lists_of_han_stay() {
    for text in [
        "(\"xie1\" (\"些歇楔蝎薛蠍揳猲褉娎\"))",
        "[\"f2a1\",\"艤艡艣藫藱藭藙藡藨藚藗藬藲藸藘藟藣藜藑藰藦藯藞藢蠀蟺蠃蟶蟷蠉蠌蠋蠆蟼蠈蟿蠊蠂襢襚襛襗\"]",
    ] {
        assert_eq!(lacuna::repair(text).text(), text);
    }
}

/// Pages have characters in the order of their bytes, which is that of codes where those bytes are UTF-8.
#[test]
fn tables_of_code_pages_stay() {
    for (page, bytes) in [
        ("GBK", 'Ѐ'..='п'),
        ("GBK", 'р'..='ѿ'),
        ("GBK", 'ء'..='ي'),
        ("windows-949", 'ҡ'..='ҿ'),
        ("Big5", 'Α'..='Ω'),
    ] {
        let row = garble(&format!("UTF-8 read as {page}"), &bytes.collect::<String>());
        assert!(row.chars().count() >= 12, "{row}");
        for text in [row.clone(), format!("[\"d280\",\"{row}\",5],\n")] {
            assert_eq!(lacuna::repair(&text).text(), text, "{page}");
        }
    }
    // IBM437 and its kin, which differ in their first letters. `≈°` of each row would be `š`, and what speaks for a page in several lines adds up.
    let rest = garble("ISO-8859-1 read as IBM437", &('\u{A0}'..'ÿ').collect::<String>());
    let rows = [
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ",
        "ÇüéâäàåçêëèÐðÞÄÅÉæÆôöþûÝýÖÜø£Ø₧ƒ",
        "אבגדהוזחטיךכלםמןנסעףפץצקרשת¢£¥₧ƒ",
        "ÇüéâÂà¶çêëèïî‗À§ÉÈÊôËÏûù¤ÔÜ¢£ÙÛƒ",
        "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø₧ƒ",
    ];
    let text: String = rows.iter().map(|row| format!("\"chars\": \"{row}{rest}\"\n")).collect();
    assert_eq!(lacuna::repair(&text).text(), text);
}

#[test]
fn sentences_stay_in_small_letters_and_in_capitals() {
    for text in sentences() {
        for text in [text.to_uppercase(), text] {
            assert_eq!(lacuna::repair(&text).text(), text);
        }
    }
}

/// Every other line went through one of several channels; the lines between them did not.
#[test]
fn lines_do_not_spoil_each_other() {
    const CHANNELS: [&str; 4] = [
        "UTF-8 read as windows-1252",
        "UTF-8 read as ISO-8859-1",
        "UTF-8 read as macintosh",
        "UTF-8 read as windows-1252; then UTF-8 read as windows-1252",
    ];
    let lines: Vec<String> = sentences().into_iter().filter(|line| !line.is_ascii()).collect();
    let given: Vec<String> = lines
        .iter()
        .enumerate()
        .map(|(n, line)| match n % 2 {
            0 => line.clone(),
            _ => garble(CHANNELS[n / 2 % CHANNELS.len()], line),
        })
        .collect();
    let joined = lacuna::repair(&given.join("\n")).text().to_owned();
    let mut alone = 0;
    for ((line, given), joined) in lines.iter().zip(&given).zip(joined.split('\n')) {
        let by_itself = lacuna::repair(given);
        alone += usize::from(by_itself.text() == line);
        // What comes back alone comes back among others.
        if by_itself.text() == line {
            assert_eq!(joined, line);
        }
    }
    assert!(alone * 20 >= lines.len() * 19, "{alone} of {}", lines.len());
}

#[test]
fn a_loss_is_that_of_its_line() {
    let stripped = "UTF-8 read as windows-1252, controls stripped";
    let kept = "UTF-8 read as windows-1252";
    let lines =
        ["He aquí Japón, y allí la China.", "Él está aquí, en la oficina.", "Mañana iré allí también."];
    let given: Vec<String> =
        lines.iter().zip([stripped, kept, stripped]).map(|(line, channel)| garble(channel, line)).collect();
    assert_eq!(lacuna::repair(&given.join("\n")).text(), lines.join("\n"));
}

/// What other lines went through does not settle a line that a commoner channel reads otherwise: `Ã£` is `ã` there, and `ǜ` here.
#[test]
fn a_believed_page_is_compared_with_the_commonest() {
    let lines = [
        "Prüfe die Räder, bevor du losfährst.",
        "Schöne Grüße aus Österreich!",
        "Ao irmão (irmã), com saudade.",
        "A questão principal é esta.",
    ];
    for page in ["IBM850", "macintosh"] {
        let pages = [page, page, "windows-1252", "windows-1252"];
        let given: Vec<String> = lines
            .iter()
            .zip(pages)
            .map(|(line, page)| garble(&format!("UTF-8 read as {page}"), line))
            .collect();
        assert_eq!(lacuna::repair(&given.join("\n")).text(), lines.join("\n"), "{page}");
    }
}

/// Eight bytes tell ISO-8859-15 from the commonest page, which reads `ä` as `À`.
#[test]
fn a_page_with_most_letters_of_the_commonest_is_compared_with_it() {
    let lines = [
        "Jag åker till Göteborg på måndag och stannar två dagar.",
        "Det är många människor på gatan idag.",
        "Vädret är fint, så vi går ut och fikar.",
        "Hon sade att hon skulle komma på kvällen.",
    ];
    for page in ["ISO-8859-15", "windows-1252"] {
        let channel = format!("UTF-8 read as {page}");
        let given = lines.map(|line| garble(&channel, line)).join("\n");
        assert_eq!(lacuna::repair(&given).text(), lines.join("\n"), "{page}");
        let evidence: lacuna::Evidence = given.lines().collect();
        let options = lacuna::Options::new().evidence(&evidence);
        for (line, given) in lines.iter().zip(given.lines()) {
            assert_eq!(options.repair(given).text(), *line, "{page}");
        }
    }
}

/// What most lines went through does not settle those that a similar page reads otherwise: windows-1250 and windows-1253 read all of these lines, too,
/// and make `travÊs` of `través` and `mÑs` of `más`. The longest text is undone in one sweep.
#[test]
fn a_believed_page_is_compared_with_those_like_it() {
    let of_both = [
        "La canción del vecino era muy bonita.",
        "Convierte una intención en una dirección.",
        "Muestra el progreso de una operación.",
        "Inicia una acción que coincide con una categoría.",
        "Escribió una versión más corta en su opinión.",
        "Según la conversación, comió solo.",
    ];
    for (page, of_one) in [
        ("ISO-8859-2", "Este comando se puede usar a través de otro."),
        ("ISO-8859-7", "Este comando es el más reciente."),
    ] {
        for times in [2, 10, 30] {
            let mut text = String::new();
            for time in 0..times {
                for line in of_both.iter().chain(Some(&of_one).filter(|_| time % 2 == 0)) {
                    text += &format!("{time} {line}\n");
                }
            }
            let given = garble(&format!("UTF-8 read as {page}"), &text);
            assert_eq!(lacuna::repair(&given).text(), text, "{page}, {times}");
        }
    }
    // The beginning of this one says nothing of it.
    let line = |time: usize| match time {
        100.. if time % 10 == 0 => format!("{time} Este comando es el más reciente.\n"),
        _ => format!("{time} Muestra el progreso de la operación número {time} de la sesión.\n"),
    };
    let text: String = (0..200).map(line).collect();
    assert_eq!(lacuna::repair(&garble("UTF-8 read as ISO-8859-7", &text)).text(), text);
}

/// Letters that begin bytes of UTF-8 are letters where they make a word, and where a character beside them cannot have come from a text that lost bytes.
#[test]
fn letters_stay_behind_lines_that_lost_all_but_leads() {
    let damaged = [
        "It’s fine, isn’t it?",
        "“Yes”, she said — ok…",
        "你觉得这部电影怎么样？",
        "我很喜欢这个导演的作品。",
    ];
    let intact = [
        "âne : n. m.",
        "âge moyen",
        "âme",
        "L’Âge d’or",
        "Le pâté de Mme Bâ est là.",
        "théâtre âgé",
        "Ñuñoa",
    ];
    for channel in ["ISO-8859-1", "windows-1252"] {
        let channel = format!("UTF-8 read as {channel}, controls stripped");
        let given: String = damaged.iter().map(|line| garble(&channel, line) + "\n").collect();
        for line in intact {
            let repaired = lacuna::repair(&format!("{}{line}", given.repeat(3))).into_text().into_owned();
            assert_eq!(repaired.lines().last(), Some(line), "{channel}");
        }
    }
}

/// What stands beside a stretch tells that it is intact, whatever the other lines went through.
#[test]
fn what_cannot_have_come_from_damage_stays_behind_damaged_lines() {
    let french =
        "Où est-il allé l’été dernier ?\nJ’ai déjà mangé, merci à tous\nLe garçon a été blessé à la tête\n";
    let greek = "Καλημέρα σας, τι κάνετε σήμερα;\nΔεν ξέρω αν θα έρθω αύριο\n";
    let russian = "Где ты был вчера вечером?\nМы пойдём в кино завтра после работы\nЭто моя любимая песня\n";
    for (channel, damaged, intact) in [
        ("UTF-8 read as windows-1252", french, "The unit cell volume is 1024.5 Å³."),
        ("UTF-8 read as windows-1252", french, "The area per lipid is 64 Å²."),
        ("UTF-8 read as windows-1252", french, "Â² + B² = C²"),
        ("UTF-8 read as ISO-8859-1, controls stripped", greek, "Emily Brontë², Charlotte Brontë¹"),
        ("UTF-8 read as ISO-8859-1, controls stripped", greek, "Café® Rosé®"),
        ("UTF-8 read as windows-1254, controls stripped", french, "è vero che non lo so"),
        ("UTF-8 read as windows-1251", russian, "В\u{A0}лесу родилась ёлочка"),
        ("UTF-8 read as windows-1251", russian, "Рјешење је донијето."),
        ("UTF-8 read as windows-1251", russian, "З МАТІР’Ю НА ПОДВІР’Ї"),
    ] {
        let given = format!("{}{intact}", garble(channel, damaged).repeat(3));
        let repaired = lacuna::repair(&given).into_text().into_owned();
        assert_eq!(repaired, format!("{}{intact}", damaged.repeat(3)), "{channel}");
    }
    assert_eq!(lacuna::repair("è vero, perÃ² vieni").text(), "è vero, però vieni");
}

/// A garbled name in a line of another script is no less garbled: what a page makes of intact letters by chance says nothing.
#[test]
fn a_garbled_name_comes_back_in_a_line_of_another_script() {
    for text in [
        "Chloé: Ты где? Я уже полчаса тебя жду у входа",
        "José García: Вже пів години чекаю на тебе біля входу",
        "François: ฉันรอคุณอยู่ที่ทางเข้าครึ่งชั่วโมงแล้ว",
        "Zoë: Πού είσαι; Σε περιμένω μισή ώρα στην είσοδο",
    ] {
        let (name, rest) = text.split_once(':').unwrap();
        let given = format!("{}:{rest}", garble("UTF-8 read as windows-1252", name));
        assert_eq!(lacuna::repair(&given).text(), text);
    }
}

/// Few lines of ISO-8859-15 show that the commonest page is not theirs: each gains little by it, and all together more than it costs. By itself, such
/// a line stays as it is.
#[test]
fn lines_of_a_rare_page_add_up() {
    let subjects =
        ["Questo comando", "Il file", "La pagina", "Un modulo", "Il servizio", "Ogni valore", "La porta"];
    let rest = [
        "un alias",
        "obsoleto",
        "stato utilizzato",
        "vuoto",
        "nuovo",
        "una prova di testo",
        "chiuso",
        "aperto",
    ];
    for lines in [10, 40] {
        let mut text = String::new();
        for line in 0..lines {
            text += &match line % 2 {
                0 => format!("{line}. {} è {}.\n", subjects[line % subjects.len()], rest[line % rest.len()]),
                _ => format!("{line}. La città non è più {}.\n", rest[line % rest.len()]),
            };
        }
        let given = garble("UTF-8 read as ISO-8859-15", &text);
        assert_eq!(lacuna::repair(&given).text(), text, "{lines}");
    }
    let given = garble("UTF-8 read as ISO-8859-15", "Questa è una prova");
    assert_eq!(lacuna::repair(&given).text(), given);
}

/// Words tell the pages apart only where they are known: Swedish ones through ISO-8859-2, each by itself, are not read as windows-1250 has them.
#[test]
fn words_of_other_languages_do_not_tell_pages_apart() {
    for line in ["Jag går på gatan idag.", "Hon kom på måndag.", "Det är många människor på gatan."] {
        assert_eq!(lacuna::repair(&garble("UTF-8 read as ISO-8859-2", line)).text(), line);
    }
}

/// The rest of a garbled line makes it no likelier that a letter beside a sign is one of another script, of which the line has no other.
#[test]
fn a_letter_beside_a_sign_stays_in_a_garbled_line() {
    for (odd, sentence) in [
        ("└─ Ñandú", "Det går inte att öppna dörren."),
        ("Señor\u{A0}Ñ", "Kde je nejbližší nádraží?"),
        ("Ð, Þ, Æ", "Schöne Grüße aus München!"),
        ("Kosovë®", "Love it 😍!"),
        ("så£", "Die Straße ist gesperrt – bitte umfahren."),
        ("på½", "→ next page"),
        // The blank is no byte.
        ("ÍSLAMSKA LÝÐVELDIÐ", "ÍRAN"),
        ("Hann er með", "ógilda"),
        ("Ég er við", "höfnina"),
    ] {
        let given = format!("{odd} {}", garble("UTF-8 read as windows-1252", sentence));
        assert_eq!(lacuna::repair(&given).text(), format!("{odd} {sentence}"));
    }
}

/// Lists of letters are in no alphabet but their own, and behind a capital `Ã` is a letter.
#[test]
fn lists_of_letters_and_words_in_capitals_stay() {
    for text in [
        "ÀÈÌÒÙàèìòù ÁÉÍÓÚÝáéíóúý ÂÊÎÔÛâêîôû ÃÑÕãñõ ÄËÏÖÜŸäëïöüÿ",
        "| tr 'ÁÉÍÓÚÝáéíóúý' 'AEIOUYaeiouy'",
        "\"chars\": \"ÇüéâäàåçêëèïîıÄÅÉæÆôöòûùİÖÜø£ØŞş\"",
        "IRMÃ\u{A0}mais velha",
        "A MANHÃ\u{A0}de sol",
    ] {
        assert_eq!(lacuna::repair(text).text(), text);
    }
}

/// A believed channel is not applied to letters that never went through it.
#[test]
fn whole_letters_beside_garbled_ones_stay() {
    for (given, wanted) in [
        (r#"{"a": "Ã©", "c": "é"}"#, r#"{"a": "é", "c": "é"}"#),
        (r#"{"name":"CafÃ©","word":"liberté"}"#, r#"{"name":"Café","word":"liberté"}"#),
        (r#"Il a dit "raté" et "gagnÃ©"."#, r#"Il a dit "raté" et "gagné"."#),
    ] {
        assert_eq!(lacuna::repair(given).text(), wanted);
    }
}

/// A word that recurs is no further evidence, and a list of letters is none.
#[test]
fn words_and_letters_that_recur_stay() {
    for text in [
        // Words that are met with their letters in lexicons, or as key and value.
        "pâs pâs",
        "\"Blâs\": \"Blâs\",",
        "MARÃ, MARÃ",
        "JÄN, JÄN (JÄN)",
        "ÅBY ÅBY ÅBY",
        "maiâ\tm a i â",
        "Kâmitâ\tK â m i t â",
        // Rows of a code page, which would be Big5 and GBK.
        "´µ¶·¸¹º»",
        "³´µ¶·¸¹º",
        // Planes in which nothing is.
        "[]ðº°˜¨˜°ºð[], []ðº°˜¨˜°ºð[]",
    ] {
        assert_eq!(lacuna::repair(text).text(), text);
    }
    for (sentence, list) in [
        ("Üç gün sonra görüşürüz.", "E0 à á â ã ä å æ ç è é ê ë ì í î ï"),
        ("Nous irons là-bas dès qu’il fera beau.", "C0 À Á Â Ã Ä Å Æ Ç È É Ê Ë Ì Í Î Ï"),
    ] {
        let given = format!("{} {list}", garble("UTF-8 read as windows-1252", sentence));
        assert_eq!(lacuna::repair(&given).text(), format!("{sentence} {list}"));
    }
}

/// A sign between blanks is a sign, also below lines that lost bytes: one letter of Hebrew is no word.
#[test]
fn rows_of_signs_stay_beside_damage() {
    for row in ["× × ×", "3 × 4 × 5", "×"] {
        let repaired = lacuna::repair(&format!("{row}\nShe said â€œyesâ€!\n{row}")).into_text().into_owned();
        assert_eq!(repaired, format!("{row}\nShe said “yes”!\n{row}"));
    }
}

/// Text in GBK that was read as UTF-8, which lost most of it, and was then read as GBK: `锟斤拷` were two marks of what was lost. Nobody gains by having these
/// back, and words that are whole among them (`图片`) read as UTF-8 by chance.
#[test]
fn what_was_lost_before_a_page_read_it_stays() {
    let sentences: BTreeMap<String, Vec<String>> =
        serde_json::from_str(SENTENCES).expect("lists by language");
    let lines: Vec<String> = sentences["zho"]
        .iter()
        .map(|line| {
            let (bytes, _, _) = encoding_rs::GBK.encode(line);
            format!("    // 图片{}", garble("UTF-8 read as GBK", &String::from_utf8_lossy(&bytes)))
        })
        .collect();
    let document = lines.join("\n");
    assert!(document.contains("锟斤拷"), "{document}");
    assert_eq!(lacuna::repair(&document).text(), document);
}
