//! Bytes lost in other channels than that of the transcript: how much comes back, and whether what is said of confidence is true.

use lacuna::{Certainty, Channel};

const SENTENCES: &str = include_str!("data/sentences.json");

const LATIN_1: &str = "UTF-8 read as ISO-8859-1, controls stripped";

/// Characters that lost bytes, and what became of them.
#[derive(Default)]
struct Outcome {
    lost: usize,
    right: usize,
    /// The confidences that were stated, summed, and how many there were.
    stated: f32,
    inferred: usize,
}

impl Outcome {
    fn share(&self) -> f32 {
        self.right as f32 / self.lost as f32
    }
}

fn garble(channel: &Channel, c: char) -> String {
    channel.apply(c.encode_utf8(&mut [0; 4]))
}

/// Sends the sentences of a language through a channel, and back.
fn outcome(language: &str, channel: &str) -> Outcome {
    outcome_of(language, channel, str::to_owned)
}

/// The same of sentences that are written in another way.
fn outcome_of(language: &str, channel: &str, written: impl Fn(&str) -> String) -> Outcome {
    let all: serde_json::Value = serde_json::from_str(SENTENCES).unwrap();
    let lines: Vec<&str> =
        all[language].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
    let text = written(&lines.join("\n"));
    let channel: Channel = channel.parse().unwrap();
    let damaged = channel.apply(&text);
    let repaired = lacuna::repair(&damaged);
    let mut outcome = Outcome::default();
    let mut at = 0;
    for c in text.chars() {
        let start = at;
        at += garble(&channel, c).len();
        // A character of UTF-8 that lost nothing is as many characters as it had bytes.
        if c.is_ascii() || damaged[start..at].chars().count() == c.len_utf8() {
            continue;
        }
        outcome.lost += 1;
        let Some(repair) = repaired.repairs().find(|repair| repair.source().start == start) else { continue };
        if let Certainty::Inferred { confidence, .. } = repair.certainty() {
            outcome.right += usize::from(repaired.text()[repair.range_in_text()].starts_with(c));
            outcome.stated += confidence;
            outcome.inferred += 1;
        }
    }
    outcome
}

/// Latin-1 without its controls leaves from one letter in ten (Czech) to three in five (Hebrew) open.
#[test]
fn what_latin_1_loses_comes_back() {
    let mut failed = vec![];
    for (language, least) in [
        ("spa", 0.9),
        ("ron", 0.65),
        ("ces", 0.9),
        ("pol", 0.8),
        ("tur", 0.8),
        ("vie", 0.8),
        ("rus", 0.75),
        ("ukr", 0.7),
        ("ell", 0.75),
        ("hin", 0.7),
        ("tha", 0.5),
        ("ara", 0.5),
        ("heb", 0.2),
        ("zho", 0.4),
        ("jpn", 0.25),
        ("kor", 0.2),
    ] {
        let outcome = outcome(language, LATIN_1);
        if outcome.share() < least {
            failed.push(format!("{language}: {} of {}", outcome.right, outcome.lost));
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

/// Capitals lose other bytes than small letters do: `Á`, `Í` and `Ý` leave the same, and `á`, `í` and `ý` do not.
#[test]
fn what_capitals_lose_comes_back_in_capitals() {
    const WINDOWS_1252: &str = "UTF-8 read as windows-1252, controls stripped";
    let mut failed = vec![];
    let (mut stated, mut right) = (0.0, 0);
    for (channel, language, least) in [
        (WINDOWS_1252, "ces", 0.8),
        (WINDOWS_1252, "vie", 0.8),
        (WINDOWS_1252, "rus", 0.9),
        (LATIN_1, "pol", 0.8),
        (LATIN_1, "tur", 0.6),
    ] {
        let outcome = outcome_of(language, channel, str::to_uppercase);
        if outcome.share() < least {
            failed.push(format!("{language}: {} of {}", outcome.right, outcome.lost));
        }
        stated += outcome.stated;
        right += outcome.right;
    }
    assert!(failed.is_empty(), "{failed:?}");
    assert!((stated - right as f32).abs() < 0.08 * stated, "{stated} of {right}");
    let shout = "ESTÁ AQUÍ CERCA, PERO NO SÉ DÓNDE. ¿TÚ LO VES?";
    let damaged = LATIN_1.parse::<Channel>().unwrap().apply(shout);
    let restored = lacuna::repair(&damaged).into_text();
    assert!(!restored.contains(char::is_lowercase), "{restored}");
}

/// Where each lead that is left is a capital among capitals, words tell it.
#[test]
fn words_in_capitals_tell_that_a_letter_is_missing() {
    let channel: Channel = LATIN_1.parse().unwrap();
    for line in [
        "CIUDAD DE MÉXICO, LA ADMINISTRACIÓN PÚBLICA",
        "DIE HELFER FÜR DAS TURNIER KÖNNEN NÄCHSTE WOCHE KOMMEN",
        "SCHIMBĂ PERMISIUNILE DE ACCES ALE ALTĂ COMANDĂ",
    ] {
        let damaged = channel.apply(line);
        assert_eq!(lacuna::repair(&damaged).text(), line, "{damaged}");
        assert!(matches!(lacuna::repair(line).into_text(), std::borrow::Cow::Borrowed(_)), "{line}");
    }
    let intact =
        "MÃE, IRMÃ E ALEMÃ: NÃO HÁ PÃO. KÄLTE, SÄGE, LÄHETÄ, PÅ, HÅR, FÄRG. XÃ HỘI. AKÃPICHY AKÃPIRE AKÃPYRUSU";
    for line in intact.split(". ").chain([intact]) {
        assert_eq!(lacuna::repair(line).text(), line);
    }
}

/// ISO 8859 pages assign no character to the bytes 80 to 9F: some programs drop these and keep soft hyphens, others put a mark in their place.
#[test]
fn what_iso_8859_leaves_unassigned_comes_back() {
    let mut failed = vec![];
    for loss in [
        "unassigned bytes dropped",
        "unassigned bytes as U+FFFD",
        "unassigned bytes as ?",
        "unassigned bytes as spaces",
        "unassigned bytes as .",
        "unassigned bytes as _",
    ] {
        for (page, language, least) in [
            ("ISO-8859-1", "ces", 0.9),
            ("ISO-8859-1", "ron", 0.65),
            ("ISO-8859-1", "tur", 0.8),
            ("ISO-8859-1", "vie", 0.8),
            ("ISO-8859-1", "rus", 0.7),
            ("ISO-8859-1", "ell", 0.75),
            ("ISO-8859-1", "zho", 0.4),
            ("ISO-8859-15", "ces", 0.9),
            ("ISO-8859-2", "rus", 0.7),
        ] {
            let outcome = outcome(language, &format!("UTF-8 read as {page}, {loss}"));
            if outcome.share() < least {
                failed.push(format!("{page} {loss} {language}: {} of {}", outcome.right, outcome.lost));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}

/// What stands for a byte in one line is no other character of the text.
#[test]
fn what_stands_for_a_byte_in_a_short_line_goes_with_it() {
    let mut failed = vec![];
    for stand_in in ["U+FFFD", "?", "spaces", ".", "_"] {
        let channel: Channel =
            format!("UTF-8 read as ISO-8859-1, unassigned bytes as {stand_in}").parse().unwrap();
        for text in [
            "I don’t know what you mean",
            "It’s fine, we’re all right",
            "she said “hello” to us",
            "Er weiß, dass die Straße länger ist",
            "L’été prochain nous irons à l’École",
            "Szkoła jest zamknięta, ale są jeszcze dwie",
        ] {
            // A letter with a low line behind it is a name in a program.
            if stand_in == "_" && text.starts_with("Szko") {
                continue;
            }
            let damaged = channel.apply(text);
            for whole in [damaged.clone(), format!("{damaged}\n\nNothing is wrong with this line.\n")] {
                let repaired = lacuna::repair(&whole).into_text().into_owned();
                if !repaired.starts_with(text) {
                    failed.push(format!("{damaged}: {repaired}"));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Latin-1 without its controls leaves `â` alone of quotation marks, apostrophes and dashes.
#[test]
fn marks_come_back_by_their_places() {
    let channel: Channel = LATIN_1.parse().unwrap();
    for text in [
        "Ele respondeu: “não é possível, amanhã talvez”.",
        "Üniversite Senatosu’nun kararı şöyle: “Yıllardır bekliyoruz.”",
        "L’altro giorno sono andato dall’avvocato.",
        "Er sagte „nein“ und ging dann nach Hause, weil er sehr müde war und nichts gegessen hatte.",
        "Řekl „ne“ a odešel domů, protože byl příliš unavený.",
        "就是这样——你说呢？“好的。”",
        "“Hello” she said",
    ] {
        assert_eq!(lacuna::repair(&channel.apply(text)).text(), text);
    }
}

#[test]
fn confidence_is_true_where_most_letters_are_guesses() {
    let mut sums = (0.0, 0.0, 0.0);
    for language in ["rus", "ukr", "ell", "heb", "ara", "hin", "tha", "vie", "zho", "jpn", "kor"] {
        let outcome = outcome(language, LATIN_1);
        sums.0 += outcome.stated;
        sums.1 += outcome.right as f32;
        sums.2 += outcome.inferred as f32;
    }
    let (stated, right) = (sums.0 / sums.2, sums.1 / sums.2);
    assert!((stated - right).abs() < 0.12, "stated {stated}, right {right}");
}

/// Of Bengali nothing was learnt but some menus: what is said of it must say so.
#[test]
fn where_little_was_learnt_little_is_promised() {
    let outcome = outcome("ben", LATIN_1);
    let (stated, right) = (outcome.stated / outcome.inferred as f32, outcome.share());
    assert!(stated < right + 0.3, "stated {stated}, right {right}");
}

/// A line of which no character is whole names no page; but its letters are leads, and not those of another encoding.
#[test]
fn one_line_of_leads_comes_back_in_its_own_script() {
    let all: serde_json::Value = serde_json::from_str(SENTENCES).unwrap();
    let channel: Channel = LATIN_1.parse().unwrap();
    for (language, least) in [("zho", 0.85), ("jpn", 0.6), ("kor", 0.75)] {
        let (mut right, mut count) = (0, 0);
        for line in all[language].as_array().unwrap().iter().map(|line| line.as_str().unwrap()) {
            let repaired = lacuna::repair(&channel.apply(line)).into_text().into_owned();
            assert!(!repaired.chars().any(|c| ('\u{400}'..='\u{4FF}').contains(&c)), "{repaired}");
            right += repaired.chars().zip(line.chars()).filter(|(own, wanted)| own == wanted).count();
            count += line.chars().count();
        }
        assert!(right as f32 >= least * count as f32, "{language}: {right} of {count}");
    }
}

/// A short text, where each line has letters that tell the language only in its gaps.
#[test]
fn letters_that_are_found_tell_the_language_of_their_neighbours() {
    let channel: Channel = LATIN_1.parse().unwrap();
    for text in [
        "Această comandă este nouă\nInstrucțiuni pentru instalație",
        "Această carte este veche\nAcțiunea continuă",
        "Ioana este acasă\nȘtii ce oră este?\nDupă masă mergem la școală",
        "Lumea este mică\nAtenție, ușa este deschisă",
    ] {
        assert_eq!(lacuna::repair(&channel.apply(text)).text(), text);
    }
}

/// Programs that tidy white space take two bytes of Latin-1 for it, and make one space of theirs and the one behind.
#[test]
fn what_was_tidied_as_white_space_comes_back() {
    let all: serde_json::Value = serde_json::from_str(SENTENCES).unwrap();
    let channel: Channel = "UTF-8 read as ISO-8859-1".parse().unwrap();
    for language in ["rus", "pol", "ell", "zho", "vie"] {
        let lines = all[language].as_array().unwrap().iter().map(|line| line.as_str().unwrap());
        let tidied = |line: &str| channel.apply(line).split_whitespace().collect::<Vec<_>>().join(" ");
        let lost: Vec<&str> = lines.filter(|line| channel.apply(line) != tidied(line)).collect();
        let garbled: Vec<String> = lost.iter().map(|line| tidied(line)).collect();
        let garbled = garbled.join("\n");
        let repaired = lacuna::repair(&garbled);
        assert!(!lost.is_empty() && repaired.text().lines().eq(lost), "{language}: {}", repaired.text());
    }
}

/// Of text that went through windows-1252 twice, `”` and many faces lose the byte that the page leaves unassigned the second time.
#[test]
fn what_lost_a_byte_on_the_second_way_comes_back() {
    let lossless: Channel = "UTF-8 read as windows-1252".parse().unwrap();
    let dropped: Channel = "UTF-8 read as windows-1252, unassigned bytes dropped".parse().unwrap();
    for text in [
        "She said “maybe later” and then left",
        "“Yes”, he said, “of course”",
        "El dijo “hola” y se fue",
        "thanks 👍 a lot",
        "please 🙏 help",
    ] {
        let given = lossless.then(dropped).unwrap().apply(text);
        assert_eq!(lacuna::repair(&given).text(), text, "{given}");
        let given = format!("{given}\n").repeat(5);
        assert_eq!(lacuna::repair(&given).text(), format!("{text}\n").repeat(5));
    }
}

/// What is left of an emoji is no letter of any script, and the space behind it is a space.
#[test]
fn an_emoji_comes_back_in_a_line_of_ascii() {
    for page in ["unassigned bytes dropped", "controls stripped"] {
        let channel: Channel = format!("UTF-8 read as windows-1252, {page}").parse().unwrap();
        for text in ["ok 👍🏽 see you", "ok 👍 see", "please 🙏 help", "thanks 👍"] {
            assert_eq!(lacuna::repair(&channel.apply(text)).text(), text);
        }
    }
}

/// Text that went through windows-1252 and then through Latin-1, which has controls in the place of marks.
#[test]
fn marks_that_went_through_latin_1_on_the_second_way_come_back() {
    let first: Channel = "UTF-8 read as windows-1252".parse().unwrap();
    for loss in ["controls stripped", "unassigned bytes as ?", "unassigned bytes as U+FFFD"] {
        let second: Channel = format!("UTF-8 read as ISO-8859-1, {loss}").parse().unwrap();
        let text = "She said “maybe later” and left\nIt isn’t open, they don’t know\nprice: 20 € only\nL’été à la plage";
        let given = first.then(second).unwrap().apply(text);
        assert_eq!(lacuna::repair(&given).text(), text, "{given}");
    }
}

/// Of text that lost bytes of Latin-1, a blank behind a capital by itself is a blank; letters alone are letters.
#[test]
fn no_space_is_taken_for_a_byte_at_the_beginning_of_a_word() {
    let channel: Channel = LATIN_1.parse().unwrap();
    for text in ["Perché non sei venuto? È già tardi, però.", "Não é. É tarde, não há nada"] {
        let repaired = lacuna::repair(&channel.apply(text)).into_text().into_owned();
        assert_eq!(repaired.chars().filter(|c| *c == ' ').count(), text.matches(' ').count(), "{repaired}");
    }
    for text in ["ð...", "ð___", "Привет, как Ð´ела?"] {
        assert_eq!(lacuna::repair(text).text(), text.replace("Ð´", "д"));
    }
}

/// What is written as a reference was not lost.
#[test]
fn bytes_that_are_written_as_references_are_there() {
    for text in ["That cafÃ© isnâ&#128;&#153;t open", r"That cafÃ© isnâ\u0080\u0099t open"] {
        assert_eq!(lacuna::repair(text).text(), text.replace("Ã©", "é"));
    }
}

/// A line that was cut within a character keeps what is left of it: what the page has for the lost bytes is still in the line, so none was lost.
#[test]
fn a_cut_end_stays_as_it_is() {
    let channel: Channel = "UTF-8 read as windows-1252".parse().unwrap();
    for (text, last) in [
        ("Оба святых должны были бороться", "п"),
        ("Ορισμός Επιτροπής παραλαβής τ", "ο"),
        ("嗯，口碑也还不错，才2900万美元的小成本制", "作"),
        ("Nous étions fatigu", "é"),
    ] {
        let end: String = channel.apply(last).chars().take(last.len() - 1).collect();
        let given = format!("{}{end}", channel.apply(text));
        assert_eq!(lacuna::repair(&given).text(), format!("{text}{end}"));
        let lines = format!("{given}\n{given}\n");
        assert_eq!(lacuna::repair(&lines).text(), format!("{text}{end}\n{text}{end}\n"));
    }
}

/// A program that trims lines takes the end of `à` for a blank.
#[test]
fn a_trimmed_end_comes_back() {
    let channel: Channel = "UTF-8 read as windows-1252".parse().unwrap();
    for text in ["Il est déjà là", "Elle l’a dit à la mère, voilà", "La città è già là", "Même à Noël, déjà"]
    {
        let damaged = channel.apply(text);
        assert_eq!(lacuna::repair(damaged.trim_end_matches('\u{A0}')).text(), text);
    }
    let cut = channel.apply("Été comme hiver, un caf") + "Ã";
    assert_ne!(lacuna::repair(&cut).text(), "Été comme hiver, un cafà");
}

/// Beside a number, what is left of a currency's sign is no picture.
#[test]
fn a_price_has_a_currency() {
    let channel: Channel = LATIN_1.parse().unwrap();
    for text in ["Menü für 12 € und 15 €", "€20 – naïve", "Für alle: 20 €"] {
        assert_eq!(lacuna::repair(&channel.apply(text)).text(), text);
    }
}

/// Of one page, the first lines kept soft hyphens, and those behind them did not: any letter could fill a gap there, but a likely one does.
#[test]
fn lines_that_lost_more_than_those_before_are_told_apart() {
    let sentences: serde_json::Value = serde_json::from_str(include_str!("data/sentences.json")).unwrap();
    let garble = |loss: &str| {
        let channel: Channel = format!("UTF-8 read as windows-1254, {loss}").parse().unwrap();
        let text = |sentence: &serde_json::Value| channel.apply(sentence.as_str().unwrap());
        sentences["ces"].as_array().unwrap().iter().map(text).collect::<Vec<String>>()
    };
    let document =
        [vec![garble("unassigned bytes dropped"); 8].concat(), vec![garble("controls stripped"); 8].concat()];
    let document = document.concat().join("\n");
    let repaired = lacuna::repair(&document);
    let last = repaired.text().lines().rev().take(25);
    let right = last.filter(|line| sentences["ces"].as_array().unwrap().iter().any(|wanted| wanted == line));
    assert_eq!(right.count(), 25);
}

/// Editors of code straighten the quotes that curl and leave low ones: bytes of many scripts are one or the other.
#[test]
fn quotes_that_curl_were_straightened_and_low_ones_were_not() {
    for (text, losses) in [
        ("Вера и Дима купили туфли. Все были довольны.", "controls stripped, curly quotes straightened"),
        ("昨天晚上我们从学校出发，一起去看了那部电影。", "controls stripped, curly quotes straightened"),
        ("文件列表显示在下面，点击名称就能打开。", "controls stripped, curly quotes straightened"),
    ] {
        let channel: lacuna::Channel = format!("UTF-8 read as windows-1252, {losses}").parse().unwrap();
        let garbled = channel.apply(text);
        assert!(garbled.contains(['"', '\'']) && garbled.contains(['„', '‚']), "{garbled}");
        assert_eq!(lacuna::repair(&garbled).text(), text, "{garbled}");
        assert_eq!(channel.to_string(), format!("UTF-8 read as windows-1252, {losses}"));
    }
}

/// A quotation mark that closes something is no byte, though a control is missing in front of it; not in a document that was straightened either.
#[test]
fn quotes_that_close_are_no_bytes() {
    let stripped: lacuna::Channel = "UTF-8 read as windows-1252, controls stripped".parse().unwrap();
    let curly: lacuna::Channel =
        "UTF-8 read as windows-1252, controls stripped, curly quotes straightened".parse().unwrap();
    let lines = [
        "Вчера Вера и Дима купили туфли.",
        "{\"name\": \"Мария\", \"city\": \"Москва\"}",
        "console.log('Ошибка подключения');",
        "слот 'нельзя' использовать",
    ];
    for line in &lines[1..] {
        assert_eq!(lacuna::repair(&stripped.apply(line)).text(), *line);
    }
    let [first, rest @ ..] = lines;
    let garbled = format!("{}\n{}", curly.apply(first), stripped.apply(&rest.join("\n")));
    assert_eq!(lacuna::repair(&garbled).text(), lines.join("\n"));
}
