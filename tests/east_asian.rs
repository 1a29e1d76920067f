//! Text in one encoding of East Asia that was read with the page of another one, and intact text that looks like it.

use lacuna::{Channel, Evidence, Options};

/// Sentences of a language, five of each.
fn sentences(language: &str) -> Vec<String> {
    let all: serde_json::Value = serde_json::from_str(include_str!("data/sentences.json")).unwrap();
    all[language].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// The same sentences of Chinese in traditional characters.
const TRADITIONAL: [&str; 5] = [
    "今天天氣很好，我們去公園散步吧。",
    "請問火車站在哪裡？",
    "孩子們都在等新學期開始。",
    "我買了麵包、牛奶和兩個蘋果。",
    "下個星期我們去海邊。",
];

fn texts(language: &str) -> Vec<String> {
    match language {
        "zho-Hant" => TRADITIONAL.map(str::to_owned).to_vec(),
        _ => sentences(language),
    }
}

/// Pairs of encodings, and the language that was in the first.
const PAIRS: [(&str, &str, &str); 12] = [
    ("jpn", "windows-31J", "windows-936"),
    ("kor", "windows-949", "windows-936"),
    ("zho-Hant", "Big5-HKSCS", "windows-936"),
    ("zho", "windows-936", "Big5-HKSCS"),
    ("jpn", "windows-31J", "windows-949"),
    ("zho", "windows-936", "windows-949"),
    ("jpn", "EUC-JP", "windows-31J"),
    ("zho", "windows-936", "windows-31J"),
    ("kor", "windows-949", "windows-31J"),
    ("zho-Hant", "Big5-HKSCS", "windows-31J"),
    ("kor", "windows-949", "Big5-HKSCS"),
    ("zho-Hant", "Big5-HKSCS", "windows-949"),
];

fn channel(source: &str, page: &str) -> Channel {
    Channel::new(source, page, &[lacuna::Loss::PairsQuestioned]).unwrap()
}

/// What is left of a text where a page could not read all of it: the characters between marks.
fn kept(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii()).count()
}

#[test]
fn documents_come_back_from_each_pair() {
    for (language, source, page) in PAIRS {
        let (mut right, mut all) = (0, 0);
        let lines = texts(language);
        let garbled = channel(source, page).apply(&lines.join("\n"));
        let repaired = lacuna::repair(&garbled);
        for ((line, damaged), found) in lines.iter().zip(garbled.lines()).zip(repaired.text().lines()) {
            all += 1;
            // A question mark stands for what is lost.
            let lost = damaged.matches('?').count() > line.matches('?').count();
            right += usize::from(found == line || lost && kept(found) * 3 > kept(line) * 2);
        }
        assert!(
            right * 5 >= all * 3,
            "{source} read as {page}: {right} of {all}\n{garbled}\n{}",
            repaired.text()
        );
        let is_of_pair = |name: &str| name.starts_with(&format!("{source} read as {page}"));
        assert!(
            repaired.repairs().all(|repair| is_of_pair(&repair.channel().to_string())),
            "{}",
            repaired.text()
        );
    }
}

#[test]
fn lines_come_back_by_themselves() {
    for (garbled, text) in [
        ("// 偙偺応強偵僨乕僞傪捛壛偟傑偡丅", "// この場所にデータを追加します。"),
        ("System.out.println(\"廔椆偟傑偡丅\");", "System.out.println(\"終了します。\");"),
        ("//蒲配府甫 积己钦聪促.", "//팩토리를 생성합니다."),
        ("response.write \"肋给等 立辟涝聪促\"", "response.write \"잘못된 접근입니다\""),
        ("// 揭爵笢恅恀枙", "// 处里中文问题"),
        ("l_str=\"祥褫眕怀⻌笢恅趼,ワ潰脤!\";", "l_str=\"不可以输入中文字,请检查!\";"),
        ("//董닸櫓匡코쯤돨멕俚쌘", "//暂存中文内码的高字节"),
        ("#define FLAG 1 //긓깛긏깏궳궥", "#define FLAG 1 //コンクリです"),
    ] {
        let repaired = lacuna::repair(garbled);
        assert_eq!(repaired.text(), text);
        assert!(repaired.repairs().all(|repair| repair.certainty() == lacuna::Certainty::Exact));
    }
}

#[test]
fn every_repair_is_what_the_channel_makes() {
    for (language, source, page) in PAIRS {
        let garbled = channel(source, page).apply(&texts(language).join("\n"));
        let repaired = lacuna::repair(&garbled);
        for repair in repaired.repairs() {
            let damaged = repair.channel().apply(&repaired.text()[repair.range_in_text()]);
            assert_eq!(damaged, garbled[repair.source()], "{source} read as {page}");
        }
    }
}

/// A unit of several characters, of which one was garbled once more: what was undone first covers a part of it.
#[test]
fn units_that_were_garbled_again_in_part_are_consistent() {
    let again: Channel = "UTF-8 read as windows-1252".parse().unwrap();
    let garbled = channel("windows-949", "windows-31J").apply("오늘은 날씨가 좋아서 공원에 산책하러 갑시다.");
    let chars: Vec<char> = garbled.chars().collect();
    for number in 0..chars.len() {
        let text: String = chars
            .iter()
            .enumerate()
            .map(|(at, c)| if at == number { again.apply(&c.to_string()) } else { c.to_string() })
            .collect();
        let repaired = lacuna::repair(&text);
        assert_eq!(repaired.original(), text.as_bytes());
        for repair in repaired.repairs() {
            assert_eq!(repair.channel().apply(repair.text()), text[repair.source()], "{text}");
        }
    }
}

#[test]
fn what_stands_behind_half_a_character_comes_back() {
    let text = "今日は天気がいいので、公園を散歩しましょう。\n来週は海に行く予定です。";
    let garbled = channel("EUC-JP", "windows-31J").apply(text);
    assert!(garbled.starts_with("ｺ｣ﾆ?ﾏﾅ"));
    let repaired = lacuna::repair(&garbled);
    assert_eq!(repaired.text(), "今ﾆ?ﾏ天気がいいので、公園を散歩しましょう。\n来週は海に行く予定です。");
}

/// What stands behind a mark may be half a character: what it would be read as otherwise is no text.
#[test]
fn nothing_wrong_is_read_behind_marks() {
    for (language, source, page) in PAIRS {
        let text = texts(language).join("\n");
        let garbled = channel(source, page).apply(&text);
        let repaired = lacuna::repair(&garbled);
        let wrong = |c: &char| !c.is_ascii() && !text.contains(*c) && !garbled.contains(*c);
        let wrong: String = repaired.text().chars().filter(wrong).collect();
        assert!(wrong.is_empty(), "{source} read as {page}: {wrong}\n{}", repaired.text());
    }
}

#[test]
fn of_two_readings_that_are_as_likely_none_is_taken() {
    assert_eq!(lacuna::repair("扂腔〃赽炰辣褸辦腔毞げ").text(), "我的〃子喜欢凉快的天气");
}

/// Rare Han make words of Korean by chance. They are no evidence for one another.
#[test]
fn lists_of_rare_words_give_no_evidence() {
    let words =
        ["葛巢甫", "归尔甫", "巴固甫", "艾里甫", "前怕狼", "胶合剂", "胶囊剂", "静脉瘤", "淋巴瘤", "错构瘤"];
    let lines = words.map(|word| format!("{word} 13.2"));
    let evidence: Evidence = lines.iter().map(String::as_str).collect();
    for line in &lines {
        assert_eq!(Options::new().evidence(&evidence).repair(line).text(), line);
    }
    let lines =
        ["葛巢甫 3 n", "- 葛巢甫 abc", "葛巢甫 n", "胶囊 3 n", "凝胶 3 n", "决窍 3 n", "催促 n", "豺狼 3 n"];
    let evidence: Evidence = lines.into_iter().collect();
    for line in lines {
        assert_eq!(Options::new().evidence(&evidence).repair(line).text(), line);
    }
}

#[test]
fn the_kanji_of_euc_jp_are_not_those_of_gbk() {
    for page in ["windows-949", "Big5-HKSCS"] {
        let garbled = channel("EUC-JP", page).apply(&sentences("jpn").join("\n"));
        for repair in lacuna::repair(&garbled).repairs() {
            assert!(repair.channel().to_string().starts_with("EUC-JP"), "{repair}");
        }
    }
}

#[test]
fn what_the_page_could_not_read_stays() {
    // ー is none in windows-949.
    let repaired = lacuna::repair("//긓깛긣깓?깑궸궶귏궥\n//긓깛긣깓?깑궻듫릶궳궥");
    assert_eq!(repaired.text(), "//コントロ?ルになます\n//コントロ?ルの関数です");
}

#[test]
fn a_channel_can_be_given() {
    let channel: Channel = "Shift_JIS read as GBK".parse().unwrap();
    let repaired = Options::new().channel(channel).repair("儊僯儏乕");
    assert_eq!(repaired.text(), "メニュー");
    assert_eq!(repaired.repairs().next().map(|repair| repair.channel()), Some(channel));
}

/// Documents of intact half-width kana give no evidence against themselves, and signs beside garbled lines stay.
#[test]
fn intact_lines_of_east_asia_stay_in_documents() {
    let names = "ﾀｶﾊｼ\nﾔﾏﾀﾞ ﾀﾛｳ\nｻｲﾄｳ\nｲﾄｳ\nﾜﾀﾅﾍﾞ\nﾀｸｼｰ\nｺﾝﾋﾞﾆ\nﾎﾃﾙ\nﾚｽﾄﾗﾝ\nﾀｶﾏﾂ\nｴﾋﾒｹﾝ\n".repeat(20);
    assert_eq!(lacuna::repair(&names).text(), names);
    for (language, source, page, signs) in [
        ("kor", "windows-949", "windows-936", "チョ: \"yo\",\nャュョ\nぁぃぅ"),
        ("zho", "windows-936", "windows-949", "─│┌┐\nⅠⅡⅢⅣ\nⅰⅱⅲ\nㅏㅑㅓㅕ"),
        ("zho-Hant", "Big5-HKSCS", "windows-936", "ㄅㄆㄇㄈ"),
        ("jpn", "windows-31J", "windows-949", "뎊뎋뎌뎍\n짞짟짡짣짥짦짨짩짪짫\n봱뮗\n궋먬"),
    ] {
        let garbled = channel(source, page).apply(&texts(language).join("\n").repeat(3));
        let text = format!("{garbled}\n{signs}\n");
        let repaired = lacuna::repair(&text);
        assert!(repaired.text().ends_with(&format!("\n{signs}\n")), "{}", repaired.text());
    }
}

/// Pages as tables, in the order of their codes or of another page's, dictionaries of rare characters, lists of one sound, words that have a sign.
#[test]
fn intact_text_of_east_asia_stays() {
    let hangul: String = ('\u{CC00}'..'\u{CC60}').collect();
    for text in [
        hangul.as_str(),
        "[\"a441\",\"짞짟짡짣짥짦짨짩짪짫짮짲\",5,\"짺짻짽짾짿쨁쨂쨃쨄\"],",
        "[\"8fb2a1\",\"傒傓傔傖傛傜傞\",4,\"傪傯傰傹傺傽僀僃僄僇僌\"],",
        "\"繚炓釕翏嵺憀摎漻膋鄝嫽嶚憭敹橑窷膫蟉屪簝蟟豂轑镽鐐顟飂飉鷚鷯\"",
        "窍 峭 锹 撬 荞 跷 樵 憔 鞘 橇 峤 诮 谯 愀 鞒",
        "口腔溃疡",
        "吃海底捞 是重庆人的骄傲",
        "篮球 狼 茄子",
        "㎡당 430만원, 6㎏",
        "絵の具と檜の匂い",
        "ｶﾞｷﾞｸﾞ｡ｹﾞｺﾞ､ｻﾞｼﾞ",
        "傑作側面偉大傘",
        "ﾀｶﾊｼ",
        "ﾀｸｼｰ料金 1,200円",
        "ｲﾝﾀｰﾈｯﾄ",
        "永尾ｶﾀﾙのｲｰｻﾈｯﾄﾌﾚｰﾑです",
        "ﾀﾛｳ､ﾀｶﾏﾂ",
        "qiang 枪呛腔羌墙蔷强抢",
        "qiao4 鞘撬翘峭俏窍",
        "腕腔腋腑腎脹腆脾",
        "뎊뎋뎌뎍",
        "葛巢甫 3 n\n葛巢甫 3 n\n胶囊\n催促",
    ] {
        assert_eq!(lacuna::repair(text).text(), text);
    }
}
