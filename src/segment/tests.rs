//! Cases from text to segments, and what holds for any text.

use super::*;
use unicode_segmentation::UnicodeSegmentation;

fn cut(text: &str, given: &[Lang]) -> Vec<Span> {
    let context = Context::survey([(None, text)].into_iter(), given);
    let mut spans = Vec::new();
    Segmenter::new(context.into()).segment(None, text, &mut spans);
    spans
}

/// The segments as `eng{...}zho{...}`.
fn shown(text: &str, langs: &str) -> String {
    let given: Vec<Lang> = langs.split_whitespace().map(|l| l.parse().unwrap()).collect();
    let spans = cut(text, &given);
    spans
        .iter()
        .map(|s| format!("{}{{{}}}", s.lang.map_or("-".into(), |l| l.to_string()), &text[s.range.clone()]))
        .collect()
}

#[test]
fn texts_are_cut_where_a_reader_would() {
    for (langs, expected) in [
        ("", ""),
        ("", "-{12 😏 …}"),
        ("", "zho{我用 }eng{time-travel API }zho{做了个 }eng{BERT }zho{模型。}"),
        ("", "zho{他说：}eng{“hello world”，}zho{然后走了}"),
        ("", "zho{时间旅行}eng{（time travel）}zho{是什么？ 3 次}"),
        ("", "eng{APIs}zho{们来了𡃉}"),
        ("yue eng", "yue{呢個 }eng{section }yue{𡃉喇}"),
        ("", "rus{Привет, }eng{world!}"),
        ("", "kor{오늘 }eng{meeting }kor{있어요 ㅋㅋ}"),
        ("", "jpn{今日は}eng{meeting}jpn{がある。東京}"),
        ("", "tha{ผมใช้ }eng{laptop }tha{ทุกวัน}"),
        ("", "ara{أنا أستخدم }eng{laptop }ara{كل يوم}"),
        ("", "hin{मुझे }eng{meeting }hin{में जाना है}"),
        ("", "kor{지금 }eng{QA }kor{돌리는 중입니다}"),
        ("", "zho{明天去不去 }eng{KTV}"),
        ("", "zho{不用 }eng{QQ，}zho{用 }eng{VX}"),
        ("", "jpn{今日は}eng{PPT}jpn{の}eng{OK}jpn{です}"),
        ("", "zho{他说 }spa{hola amigo, no sé qué hacer，}zho{然后用 }spa{QQ}"),
        ("", "jpn{営業時間変更}"),
        ("", "jpn{お疲れ様です。了解。東京駅集合、八時発}"),
        ("", "jpn{今日は寒いですね。}zho{我们走吧，天气很冷。好的}"),
        ("zho jpn", "jpn{今日は寒い。会議室変更}"),
        ("spa eng", "spa{no sé qué hacer }eng{because I don't know what they want from me}"),
        ("spa eng", "eng{I told him }spa{¿qué quieres que haga? }eng{and then we left the house}"),
        ("tur deu", "deu{ich weiß nicht }tur{ama çok güzel bir şey olmuş}"),
        ("zho jpn", "jpn{今日は寒い。}zho{我不知道。}"),
        ("hin eng", "hin{mujhe nahi pata yaar }eng{what they are talking about}"),
    ] {
        let text: String = expected.split(['{', '}']).skip(1).step_by(2).collect();
        assert_eq!(shown(&text, langs), expected);
    }
}

/// Asserts that the segments of `text` cover it, in order, on boundaries of graphemes.
fn assert_tiles(text: &str, given: &[Lang]) {
    let spans = cut(text, given);
    let mut at = 0;
    for span in &spans {
        assert!(span.range.start == at && span.range.end > at, "{text:?} {spans:?}");
        assert!((0.0..=1.0001).contains(&span.confidence), "{text:?} {spans:?}");
        at = span.range.end;
    }
    assert_eq!(at, text.len(), "{text:?} {spans:?}");
    assert!(spans.windows(2).all(|w| w[0].lang != w[1].lang), "{text:?} {spans:?}");
    let starts: Vec<usize> = text.grapheme_indices(true).map(|g| g.0).collect();
    assert!(spans.iter().all(|s| starts.binary_search(&s.range.start).is_ok()), "{text:?} {spans:?}");
}

#[test]
fn segments_tile_any_text() {
    let pieces = [
        "a",
        "the",
        "hola",
        "ñ",
        "我",
        "𡃉",
        "か",
        "カ",
        "한",
        "ก",
        "ำ",
        "क्",
        "्",
        "\u{301}",
        "\u{200D}",
        "👩\u{200D}💻",
        "🇩🇪",
        "\u{1F3FD}",
        "\u{FE0F}",
        "1",
        " ",
        "\n",
        "\r",
        "\r\n",
        "-",
        "'",
        "’",
        "(",
        "「",
        "@",
        "#",
        "://",
        "\u{600}",
        "ى",
        "ё",
        "ї",
        "\u{FFFD}",
        "\0",
        "\u{E000}",
        "Ａ",
        "İ",
        "\u{11F04}",
        "ㅋ",
        "\u{1100}",
        "\u{1161}",
        "ﾞ",
        "。",
        "…",
        "¿",
    ];
    let mut dice = crate::dice::Dice::new(7);
    let mut random = |below: usize| dice.roll(below);
    let given = [
        vec![],
        vec![Lang::ENG, Lang::SPA],
        vec![Lang::ZHO, Lang::JPN, Lang::ENG],
        vec!["swe".parse().unwrap()],
    ];
    for _ in 0..3000 {
        let length = random(12);
        let text: String = (0..length).map(|_| pieces[random(pieces.len())]).collect();
        assert_tiles(&text, &given[random(given.len())]);
    }
    for a in pieces {
        for b in pieces {
            assert_tiles(&format!("{a}{b}"), &given[0]);
        }
    }
}

/// The language of the first segment of each turn; speakers take turns.
fn first_langs(turns: &[&str], langs: &str) -> String {
    let given: Vec<Lang> = langs.split_whitespace().map(|l| l.parse().unwrap()).collect();
    let speaker = |i: usize| Some(i % 2);
    let context = Context::survey(turns.iter().enumerate().map(|(i, t)| (speaker(i), *t)), &given);
    let mut segmenter = Segmenter::new(context.into());
    let mut found = Vec::new();
    for (i, turn) in turns.iter().enumerate() {
        let mut spans = Vec::new();
        segmenter.segment(speaker(i), turn, &mut spans);
        found.push(spans[0].lang.map_or("-".into(), |l| l.to_string()));
    }
    found.join(" ")
}

#[test]
fn a_conversation_informs_its_turns() {
    // A sound alone goes with what was said before it.
    let turns =
        ["no sé qué hacer con todo eso, la verdad", "ah", "I really don't know what they want from us", "ah"];
    assert_eq!(first_langs(&turns, "spa eng"), "spa spa eng eng");
    assert_eq!(first_langs(&turns, ""), "spa spa eng eng");
}

#[test]
fn languages_are_found() {
    for (expected, text) in [
        ("deu", "Das habe ich mir auch schon gedacht, aber es geht leider nicht anders."),
        ("pol", "Nie wiem, co mam z tym zrobić, ale jutro porozmawiamy."),
        ("ces", "Nevím, co s tím mám dělat, ale zítra si promluvíme."),
        ("por", "Não sei o que fazer com isso, mas amanhã a gente conversa."),
        ("fra", "Je ne sais pas quoi en faire, mais on en parlera demain."),
        ("ita", "Non so cosa farne, ma ne parliamo domani, va bene?"),
        ("nld", "Ik weet niet wat ik ermee moet, maar morgen praten we verder."),
        ("ind", "Saya tidak tahu harus berbuat apa, tapi besok kita bicara lagi."),
        ("tur", "Bununla ne yapacağımı bilmiyorum ama yarın konuşuruz."),
        ("vie", "Tôi không biết phải làm gì với cái này, nhưng ngày mai mình nói chuyện."),
        ("hin", "mujhe nahi pata kya karna hai lekin kal baat karenge"),
        ("rus", "Я не знаю, что с этим делать, но завтра поговорим."),
        ("ukr", "Ми ще не вирішили, що з цим робити, але завтра поговоримо."),
        (
            "swe",
            "Jag vet inte vad jag ska göra med det här, men vi får prata om saken imorgon när alla har kommit hem \
             från jobbet och ätit middag, för just nu är det ingen som orkar tänka på något så svårt.",
        ),
        (
            "fas",
            "من نمی‌دانم با این چه کار کنم، ولی فردا دربارهٔ آن حرف می‌زنیم و تصمیم می‌گیریم که چه چیزی برای همه بهتر است \
             و بعد از آن به خانه می‌رویم",
        ),
    ] {
        let langs = first_langs(&[text], "");
        assert_eq!(langs.replace("pes", "fas"), expected, "{text}");
        assert!(cut(text, &[]).len() <= 3, "{text}");
    }
}

#[test]
fn languages_without_a_lexicon_are_found_in_a_sentence() {
    for (expected, text) in [
        ("swe", "Jag vet inte vad jag ska säga, men det är nog bra."),
        ("dan", "Jeg ved ikke, hvad jeg skal sige, men det bliver nok godt."),
        ("nob", "Jeg vet ikke hva jeg skal si, men det går nok bra."),
        ("hun", "Köszönöm szépen, holnap délután találkozunk!"),
        ("cat", "No sé què dir, però tot anirà bé."),
        ("fin", "En tiedä mitä sanoa, mutta kaikki on hyvin."),
        ("ron", "Nu știu ce să spun, dar va fi bine."),
    ] {
        assert_eq!(first_langs(&[text], ""), expected, "{text}");
        assert_eq!(cut(text, &[]).len(), 1, "{text}");
    }
    for text in ["Taylor Swift, Beyoncé, Kendrick Lamar", "Yo bro wassup, wanna hang l8r?"] {
        assert_eq!(first_langs(&[text], ""), "eng", "{text}");
    }
}

#[test]
fn a_phrase_of_english_is_found_in_a_chat_of_another_language() {
    let turns = [
        "Hej! Hann du äta något innan du gick?",
        "Nej, men jag tar en macka på tåget. Hur dags börjar det?",
        "Klockan sju tror jag. Chefen sa att we have to be there on time",
        "Haha, typiskt henne. Då ses vi utanför.",
    ];
    assert_eq!(first_langs(&turns, ""), "swe swe swe swe");
    let danish = [
        "Hej, hvordan går det med dig? Jeg har ikke hørt fra dig længe.",
        "Det går fint, tak. Vi er lige flyttet ind i en ny lejlighed i Odense.",
        "Hvor spændende! Skal jeg komme og hjælpe jer på søndag?",
    ];
    assert_eq!(first_langs(&danish, ""), "dan dan dan");
    let context = Context::survey(danish.iter().map(|turn| (None, *turn)), &[]);
    let mut spans = Vec::new();
    Segmenter::new(context.into()).segment(None, danish[1], &mut spans);
    assert_eq!(spans.len(), 1, "a preposition is no English: {spans:?}");
}

#[test]
fn one_short_word_is_not_sure() {
    for text in ["ja", "Hotel", "ok", "no"] {
        let spans = cut(text, &[]);
        assert!(spans.len() == 1 && spans[0].confidence < 0.9, "{text} {spans:?}");
    }
    for text in ["I don't know what to say", "das ist doch nicht wahr", "thanks", "no sé qué decir"] {
        assert!(cut(text, &[])[0].confidence > 0.9, "{text}");
    }
}

#[test]
fn long_lines_are_cut_in_step_with_their_length() {
    // Nothing here may take quadratic time.
    for piece in ["a", "a ", "我a", "a\u{301}", "'", "@", "👩\u{200D}", "🇩", "no sé the ", "\u{600}", "क्"]
    {
        let text = piece.repeat(100_000 / piece.len());
        let spans = cut(&text, &[]);
        assert_eq!(spans.iter().map(|s| s.range.len()).sum::<usize>(), text.len());
    }
}
