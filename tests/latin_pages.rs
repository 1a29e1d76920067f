//! Latin letters that another page of Latin letters was read with, and intact text that looks like it.

use lacuna::Channel;

/// Text of each language, one line without a word that tells.
const LATIN: [(&str, [&str; 4]); 6] = [
    (
        "ces",
        [
            "Když jsem přišel domů, byla příprava oběda téměř hotová.",
            "Můj přítel bydlí v Řeži.",
            "Třetí řada vlevo, prosím.",
            "Dvořák",
        ],
    ),
    (
        "pol",
        [
            "Książka leżała na stole obok łóżka.",
            "Jutro będę w domu około szóstej.",
            "Proszę o ciszę i spokój.",
            "Wałęsa",
        ],
    ),
    (
        "tur",
        [
            "Yarın akşam dışarı çıkıyoruz, değil mi?",
            "Bu kitabı çok beğendim, teşekkür ederim.",
            "Şimdi gidiyoruz.",
            "Ağrı",
        ],
    ),
    (
        "fra",
        [
            "Voilà, l’été dernier nous étions très fatigués après le déjeuner.",
            "La fenêtre était fermée à clé.",
            "Où est l’élève ?",
            "Hélène",
        ],
    ),
    (
        "spa",
        [
            "¿Cuál es la dirección de la compañía española?",
            "Mañana será otro día según él.",
            "El niño comió rápido.",
            "Núñez",
        ],
    ),
    (
        "deu",
        [
            "Die Straße ist für größere Fahrzeuge gesperrt.",
            "Wir möchten später darüber sprechen.",
            "Übung macht den Meister.",
            "Müller",
        ],
    ),
];

/// Pages that text was in, and those that it was read with.
const PAIRS: [(&str, &str, &str); 24] = [
    ("ces", "windows-1250", "windows-1252"),
    ("ces", "ISO-8859-2", "windows-1252"),
    ("ces", "IBM852", "windows-1252"),
    ("pol", "windows-1250", "windows-1252"),
    ("tur", "windows-1254", "windows-1252"),
    ("tur", "IBM857", "windows-1252"),
    ("fra", "macintosh", "windows-1252"),
    ("fra", "windows-1252", "macintosh"),
    ("fra", "windows-1252", "IBM850"),
    ("fra", "windows-1252", "windows-1250"),
    ("spa", "macintosh", "windows-1252"),
    ("spa", "IBM850", "windows-1252"),
    ("spa", "windows-1252", "macintosh"),
    ("spa", "windows-1252", "IBM437"),
    ("deu", "IBM437", "windows-1252"),
    ("deu", "windows-1252", "macintosh"),
    ("deu", "windows-1252", "IBM850"),
    // Pages of other letters.
    ("deu", "windows-1252", "windows-1251"),
    ("fra", "windows-1252", "windows-1251"),
    ("pol", "windows-1250", "windows-1251"),
    ("tur", "windows-1254", "windows-1251"),
    ("spa", "windows-1252", "windows-1253"),
    ("fra", "windows-1252", "windows-1253"),
    ("spa", "windows-1252", "KOI8-R"),
];

#[test]
fn latin_letters_that_another_page_was_read_with_come_back() {
    for (language, source, page) in PAIRS {
        let channel: Channel = format!("{source} read as {page}").parse().unwrap();
        let lines = LATIN.iter().find(|(known, _)| *known == language).unwrap().1.map(|line| match page {
            // What the page of the Macintosh and those of DOS have no character for.
            "windows-1252" if source != "macintosh" && !source.starts_with("windows") => {
                line.replace('’', "'")
            }
            _ => line.to_owned(),
        });
        let whole = lines[..3].join("\n");
        assert_eq!(lacuna::repair(&channel.apply(&whole)).text(), whole, "{channel}");
        // The first line has words enough to tell by itself; a name has none, if it has no control.
        assert_eq!(lacuna::repair(&channel.apply(&lines[0])).text(), lines[0], "{channel}");
        let name = channel.apply(&lines[3]);
        let repaired = lacuna::repair(&name);
        assert!([name.as_str(), &lines[3]].contains(&repaired.text()), "{channel}");
    }
}

#[test]
fn latin_letters_of_languages_without_known_words_stay() {
    for text in [
        "Søster og bror løber på øen, men det er ikke særlig sjovt at høre på.",
        "Það er ekki auðvelt að þýða þennan texta, en við reynum samt.",
        "Hon sa að hetta er ein góð søga, og tað er satt.",
        "Chuaigh an tÚachtarán go hÉirinn agus bhí an tÓglach ann.",
        "Con mèo mình thích nằm ngủ cùng chó, còn gì nữa?",
        "Tha an cù mòr agus an cat beag a’ cluich còmhla, gu fìor.",
        "El col·legi és ple d’il·lusió i paral·lelisme.",
        "Les étudiant·e·s et les enseignant·e·s sont arrivé·e·s.",
        "He said—and I quote—that word—word is fine, m²s and N·m too.",
        "getÉlève() maxÖffnung isÜber iÖS",
        "1ça aš1pi uš1ki d³z m³h 5£each",
    ] {
        assert_eq!(lacuna::repair(text).text(), text);
    }
}

/// Lines in Russian or Greek are of another text than those beside them, however short.
#[test]
fn text_of_another_script_stays_beside_words_that_its_page_was_read_with() {
    for (page, lines) in [
        ("windows-1251", ["Да, он и я.", "ул. Б. Д., 5", "до 10 Вт", "3 м в UK"]),
        ("windows-1253", ["Όχι", "5 μm", "Δx", "kΩ"]),
    ] {
        let channel: Channel = format!("windows-1252 read as {page}").parse().unwrap();
        let whole: Vec<&str> = LATIN[4].1[..3].iter().chain(&LATIN[3].1[..3]).copied().collect();
        let given = channel.apply(&whole.join("\n")) + "\n" + &lines.join("\n");
        let wanted = whole.join("\n") + "\n" + &lines.join("\n");
        assert_eq!(lacuna::repair(&given).text(), wanted);
    }
}

/// One line of many is no document: pages of the web are put together from texts of many, and nothing but words speaks for a pair.
#[test]
fn few_lines_of_another_page_of_latin_letters_stay() {
    let channel: Channel = "windows-1254 read as windows-1252".parse().unwrap();
    let [garbled, whole, ..] = LATIN[2].1;
    let garbled = channel.apply(garbled);
    for (copies, stays) in [(1, false), (2, true)] {
        let text = format!("{}{garbled}\n", format!("{whole}\n").repeat(copies));
        let repaired = lacuna::repair(&text);
        assert_eq!(repaired.text() == text, stays, "{}", repaired.text());
    }
}

/// One message that went through such a pair says nothing of those in another language beside it.
#[test]
fn evidence_of_a_pair_leaves_other_languages_alone() {
    let channel: Channel = "windows-1254 read as windows-1252".parse().unwrap();
    let mut evidence = lacuna::Evidence::new();
    LATIN[2].1.iter().for_each(|line| evidence.add(&channel.apply(line)));
    let options = lacuna::Options::new().evidence(&evidence);
    let garbled = channel.apply(LATIN[2].1[1]);
    assert_eq!(options.repair(&garbled).text(), LATIN[2].1[1]);
    for line in
        ["Það er gott veður í dag.", "Tað er gott veður, men har er kalt.", "Ik heb één vraag over België."]
    {
        assert_eq!(options.repair(line).text(), line);
    }
}

#[test]
fn words_that_are_whole_stay_beside_those_of_another_page() {
    for (text, wanted) in [
        (
            "Les élèves parlent des rÈsultats et des difficultÈs aprËs la derniËre sÈance",
            "Les élèves parlent des résultats et des difficultés après la dernière séance",
        ),
        // No language knows these words, but they would have a sign within.
        (
            "La pàgina històrica diu que \"la versi¾n espa±ola de la compa±Ýa estß aquÝ tambiÚn\"",
            "La pàgina històrica diu que \"la versión española de la compañía está aquí también\"",
        ),
    ] {
        assert_eq!(lacuna::repair(text).text(), wanted);
    }
}
