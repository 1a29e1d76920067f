//! Text in encodings other than UTF-8 that was read with pages other than windows-1252, and intact text that looks like it.

use lacuna::{Channel, Evidence, Options};

/// Sentences of a language, five of each.
fn sentences(language: &str) -> Vec<String> {
    let all: serde_json::Value = serde_json::from_str(include_str!("data/sentences.json")).unwrap();
    all[language].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// What a channel makes of the sentences that its encoding has all of, each with what it was.
fn garbled(channel: &Channel, language: &str) -> Vec<(String, String)> {
    let made = |text: String| (channel.apply(&text), text);
    sentences(language).into_iter().map(made).filter(|(garbled, _)| !garbled.contains('\u{FFFD}')).collect()
}

/// Lines of a language that come back as one document, each by itself, and all that there are. None becomes anything else.
fn come_back(name: &str, language: &str) -> [usize; 3] {
    let channel: Channel = name.parse().unwrap();
    let lines = garbled(&channel, language);
    assert!(!lines.is_empty(), "{name}");
    let document: Vec<&str> = lines.iter().map(|(garbled, _)| garbled.as_str()).collect();
    let document = lacuna::repair(&document.join("\n")).into_text().into_owned();
    let is_right = |(garbled, text): &(String, String), found: &str| {
        assert!(found == text || found == garbled, "{name}: {garbled} became {found}");
        found == text
    };
    let together = lines.iter().zip(document.lines()).filter(|(line, found)| is_right(line, found)).count();
    let alone = lines.iter().filter(|line| is_right(line, lacuna::repair(&line.0).text())).count();
    assert_eq!(document.lines().count(), lines.len());
    [together, alone, lines.len()]
}

fn sum(counts: impl Iterator<Item = [usize; 3]>) -> [usize; 3] {
    counts.fold([0; 3], |all, own| std::array::from_fn(|number| all[number] + own[number]))
}

#[test]
fn cyrillic_that_another_page_of_cyrillic_was_read_with_comes_back() {
    let of = |pairs: &[(&str, &str)]| {
        sum(pairs.iter().map(|(source, page)| come_back(&format!("{source} read as {page}"), "rus")))
    };
    let [together, alone, all] = of(&[
        ("KOI8-R", "windows-1251"),
        ("windows-1251", "KOI8-R"),
        ("IBM866", "windows-1251"),
        ("windows-1251", "IBM866"),
        ("ISO-8859-5", "windows-1251"),
        ("windows-1251", "ISO-8859-5"),
        ("KOI8-R", "IBM866"),
        ("IBM866", "KOI8-R"),
    ]);
    assert_eq!(together, all);
    assert!(alone * 10 >= all * 7, "{alone} of {all}");
    // Most small letters are the same there: many lines have but a capital that differs.
    let [together, _, all] = of(&[("windows-1251", "x-mac-cyrillic"), ("x-mac-cyrillic", "windows-1251")]);
    assert!(together * 2 >= all, "{together} of {all}");
    let [together, _, all] = come_back("KOI8-U read as windows-1251", "ukr");
    assert_eq!(together, all);
}

#[test]
fn encodings_that_other_pages_of_latin_letters_were_read_with_come_back() {
    const PAGES: [&str; 7] =
        ["windows-1254", "windows-1250", "windows-1257", "macintosh", "IBM850", "IBM437", "IBM852"];
    const SOURCES: [(&str, &str); 4] =
        [("windows-1251", "rus"), ("windows-1253", "ell"), ("GBK", "zho"), ("windows-949", "kor")];
    let all = PAGES.iter().flat_map(|page| SOURCES.map(|(source, language)| (source, page, language)));
    // The Macintosh has signs for most bytes of GBK: some lines stay.
    let known = all.filter(|(source, page, _)| **page != "macintosh" || *source != "GBK");
    let [together, alone, all] =
        sum(known.map(|(source, page, language)| come_back(&format!("{source} read as {page}"), language)));
    assert_eq!(together, all);
    assert!(alone * 10 >= all * 9, "{alone} of {all}");
}

#[test]
fn intact_text_beside_such_lines_stays() {
    let channel: Channel = "KOI8-R read as windows-1251".parse().unwrap();
    let damaged = garbled(&channel, "rus");
    for language in ["rus", "ukr", "bul", "srp", "ell", "ces", "pol", "tur", "vie", "heb", "zho", "eng"] {
        let intact: Vec<String> =
            sentences(language).into_iter().flat_map(|text| [text.to_uppercase(), text]).collect();
        let pairs = damaged.iter().zip(&intact).map(|((garbled, _), text)| format!("{garbled}\n{text}\n"));
        let wanted = damaged.iter().zip(&intact).map(|((_, restored), text)| format!("{restored}\n{text}\n"));
        let restored = lacuna::repair(&pairs.collect::<String>()).into_text().into_owned();
        assert_eq!(restored, wanted.collect::<String>(), "{language}");
    }
}

#[test]
fn intact_text_that_looks_like_it_stays() {
    for text in [
        "МегаФон, ПриватБанк и вКонтакте",
        "с НДС, в США, по ГОСТУ, из ВКПБ",
        "в ИВАНЕНКО, с КРАВЧЕНКО",
        "2 кВт·ч, 5 мкФ, 20 °С, №5",
        "Компания™, Ромашка®, 100руб₽",
        "║Имя║Фамилия║\n╟───╫───────╢",
        "│Ελλάδα│Κύπρος│",
        "ВНИМАНИЕ! ВХОД ВОСПРЕЩЁН",
        "фЫвА йЦуК",
        "аБвГдЕ",
        "věříš, příští, nejvyšší",
        "šķūņā, žņaugā",
        "źdźbło, żółć",
        "Ďábel říká: ďěťňů",
        "ẽxîâôêëï",
        "ABCČĆDĐEFGHIJKLMNOPRSŠTUVZŽ abcčćdđ",
        "åß∂ƒ©˙∆˚¬…æ",
        "√[±∂†≠®™´≤≥¥µø]",
        "ąčęėįšųūž ĄČĘĖĮŠŲŪŽ",
    ] {
        assert_eq!(lacuna::repair(text).text(), text);
    }
}

/// Of rare pages and of words alone, one line is no evidence for itself.
#[test]
fn evidence_of_a_line_changes_nothing_of_it() {
    for text in ["end—the transmitter—and", "%s: katalogsløjfe", "√[±∂†≠®™´≤≥¥µø]"] {
        let evidence: Evidence = [text].into_iter().collect();
        assert_eq!(Options::new().evidence(&evidence).repair(text).text(), text);
    }
}

/// Letters of windows-1254 stand among intact Turkish on many pages of the web; where controls show that lines were read as Latin-1, all of them come back.
#[test]
fn lines_with_controls_speak_for_those_without() {
    let channel: Channel = "windows-1254 read as ISO-8859-1".parse().unwrap();
    let damaged =
        ["Ahmet’in arabası kırmızıydı, yarın akşam dışarı çıkıyoruz.", "Yarın akşam dışarı çıkıyoruz."];
    let intact: String = sentences("tur").into_iter().map(|text| text + "\n").collect();
    let document: String =
        damaged.iter().map(|text| channel.apply(text) + "\n").collect::<String>() + &intact;
    let wanted = damaged.join("\n") + "\n" + &intact;
    assert_eq!(lacuna::repair(&document).text(), wanted);
    let without = channel.apply(damaged[1]) + "\n" + &intact;
    assert_eq!(lacuna::repair(&without).text(), without);
}

/// Controls that are those of two pages, and marks that only one of them has.
#[test]
fn controls_beside_marks_are_tried_as_latin_1_too() {
    let channel: Channel = "windows-1250 read as windows-1254".parse().unwrap();
    let text = "Možná přijdu… až zítra večer, protože nemůžu dřív.";
    assert_eq!(lacuna::repair(&channel.apply(text)).text(), text);
}

/// Where the channel is given, short lines and those with one letter that tells come back, too.
#[test]
fn a_channel_that_is_given_is_undone() {
    for (name, text) in [
        ("KOI8-R read as windows-1251", "Ты где?"),
        ("windows-1251 read as x-mac-cyrillic", "Он и она."),
        ("IBM866 read as windows-1251", "Да, в 5"),
        ("windows-1251 read as windows-1250", "Нет."),
        ("GBK read as IBM437", "好的"),
    ] {
        let channel: Channel = name.parse().unwrap();
        let garbled = channel.apply(text);
        let restored = Options::new().channel(channel).repair(&garbled).into_text().into_owned();
        assert_eq!(restored, text, "{name}");
    }
}

/// Russian and Ukrainian have a page each of KOI8, which differ in a few letters: those of Russian are lines to draw with. Each line is read in its own.
#[test]
fn lines_of_ukrainian_beside_russian_are_read_in_their_own_page() {
    let damaged = |language: &str, page: &str| -> Vec<String> {
        let channel: Channel = format!("{page} read as windows-1252").parse().unwrap();
        sentences(language).iter().map(|line| channel.apply(line)).collect()
    };
    let wanted = [sentences("rus"), sentences("ukr")].concat().join("\n");
    let document = [damaged("rus", "KOI8-R"), damaged("ukr", "KOI8-U")].concat().join("\n");
    assert_eq!(lacuna::repair(&document).text(), wanted);
}
