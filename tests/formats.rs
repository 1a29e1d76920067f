//! Transcripts as programs write them: who speaks, what is said, and the times that are stated.

use lacuna::{Transcript, Turn};
use serde_json::Value;

const CASES: &str = include_str!("data/formats.jsonl");

/// Cases that do not come right, and why. One that begins to is to be taken off the list.
const KNOWN: [(&str, &str); 5] = [
    ("client-bbs-court", "titles belong to the name, and the court is no Doe"),
    ("client-court-dot", "as above"),
    ("client-crec", "as above"),
    ("client-line", "a sticker is a message here, as in the other cases of LINE"),
    ("layout-aider", "the case wants the first turn alone"),
];

/// A text without marks of direction, and with one blank for several.
fn plain(text: &str) -> String {
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{FEFF}' | '\u{202F}');
    text.split(blank).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What is compared of a turn.
fn row(turn: &Turn) -> (Option<String>, String) {
    let speaker = if turn.is_system() { Some("!system".to_owned()) } else { turn.speaker().map(plain) };
    (speaker.filter(|name| !name.is_empty()), plain(turn.text()))
}

fn is_right(case: &Value) -> bool {
    let transcript = Transcript::parse(case["input"].as_str().unwrap().as_bytes());
    let no_system = case["nosystem"] == true;
    let found: Vec<Turn> = transcript
        .turns()
        .filter(|turn| {
            let (speaker, said) = row(turn);
            (speaker.is_some() || !said.is_empty()) && !(no_system && turn.is_system())
        })
        .collect();
    let wanted = case["turns"].as_array().unwrap();
    wanted.len() == found.len()
        && wanted.iter().zip(&found).all(|(wanted, found)| {
            let speaker = wanted["speaker"].as_str().map(plain);
            let start = wanted.get("start_ms").and_then(Value::as_u64);
            let starts =
                start.is_none_or(|start| found.start().is_some_and(|time| time.as_millis() as u64 == start));
            row(found) == (speaker, plain(wanted["text"].as_str().unwrap())) && starts
        })
}

#[test]
fn programs_write_transcripts() {
    let mut wrong = Vec::new();
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let id = case["id"].as_str().unwrap();
        if is_right(&case) == KNOWN.iter().any(|(known, _)| *known == id) {
            wrong.push(id.to_owned());
        }
    }
    assert!(wrong.is_empty(), "not as expected: {wrong:?}");
}

/// A part of what a turn says leads to where it is written, in order and inside the turn, whatever the mark-up.
#[test]
fn what_is_said_is_written_inside_the_turn() {
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let transcript = Transcript::parse(case["input"].as_str().unwrap().as_bytes());
        for turn in transcript.turns() {
            let range = turn.range_in_text();
            let mut end = range.start;
            for (at, c) in turn.text().char_indices() {
                let written = turn.written(at..at + c.len_utf8());
                assert!(written.start >= end && written.end <= range.end, "{} {at}", case["id"]);
                assert!(transcript.text().get(written.clone()).is_some());
                end = written.end;
            }
        }
    }
}

#[test]
fn mixing_counts_what_people_say() {
    let chat = "31/12/21, 21:15 - Los mensajes y las llamadas están cifrados de extremo a extremo.\n\
        31/12/21, 21:15 - Ann: I will be there at nine o'clock\n31/12/21, 21:16 - Bo: <Multimedia omitido>\n\
        31/12/21, 21:17 - Ann: and so will my brother\n31/12/21, 21:18 - Bo: Se eliminó este mensaje\n";
    let transcript = Transcript::parse(chat.as_bytes());
    let languages: Vec<String> =
        transcript.mixing().languages().iter().map(|(lang, _)| lang.to_string()).collect();
    assert_eq!(languages, ["eng"]);
    assert_eq!(transcript.mixing_by_speaker().iter().find(|(name, _)| *name == "Bo").unwrap().1.tokens(), 0);
}

#[test]
fn escapes_of_latin_1_are_read() {
    let json = r#"{"messages": [{"sender_name": "Jos\u00c3\u00a9", "timestamp_ms": 1, "content": "It\u00e2\u0080\u0099s \u00f0\u009f\u0098\u0082"}]}"#;
    let transcript = Transcript::parse(json.as_bytes());
    let turn = transcript.turns().next().unwrap();
    assert_eq!((turn.speaker(), turn.text()), (Some("José"), "It’s 😂"));
    assert_eq!(&transcript.text()[turn.written(2..5)], r"\u00e2\u0080\u0099");
    assert_eq!(transcript.text(), json);
}

#[test]
fn subtitles_that_roll_are_said_once() {
    let rolling = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n \nhello<00:00:01.000><c> all</c>\n\n\
        00:00:02.000 --> 00:00:02.010\nhello all\n \n\n00:00:02.010 --> 00:00:04.000\nhello all\nhow<00:00:03.000><c> are</c>\n\n\
        00:00:04.000 --> 00:00:04.010\nhow are\n \n\n00:00:04.010 --> 00:00:06.000\nhow are\nyou\n";
    let transcript = Transcript::parse(rolling.as_bytes());
    let said: Vec<_> =
        transcript.turns().map(|turn| (turn.text().trim(), turn.start().unwrap().as_millis())).collect();
    assert_eq!(said, [("hello all", 0), ("how are", 2010), ("you", 4010)]);
}

/// Prompts as the templates of language models write them, each with a system prompt, a question and an answer.
#[test]
fn prompts_of_language_models() {
    let said = ["Be brief.", "你好，how are you?", "I am fine."];
    for (prompt, speakers) in [
        (
            "<|im_start|>system\n{0}<|im_end|>\n<|im_start|>user\n{1}<|im_end|>\n<|im_start|>assistant\n{2}<|im_end|>\n",
            ["system", "user", "assistant"],
        ),
        (
            "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n{0}<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n{1}<|eot_id|>\
             <|start_header_id|>assistant<|end_header_id|>\n\n{2}<|eot_id|>",
            ["system", "user", "assistant"],
        ),
        (
            "<|begin_of_text|><|header_start|>system<|header_end|>\n\n{0}<|eot|><|header_start|>user<|header_end|>\n\n{1}<|eot|>\
             <|header_start|>assistant<|header_end|>\n\n{2}<|eot|>",
            ["system", "user", "assistant"],
        ),
        (
            "<|start|>system<|message|>{0}<|end|><|start|>user<|message|>{1}<|end|>\
             <|start|>assistant<|channel|>final<|message|>{2}<|return|>",
            ["system", "user", "assistant"],
        ),
        (
            "<BOS_TOKEN><|START_OF_TURN_TOKEN|><|SYSTEM_TOKEN|>{0}<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|USER_TOKEN|>{1}<|END_OF_TURN_TOKEN|>\
             <|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>{2}<|END_OF_TURN_TOKEN|>",
            ["SYSTEM", "USER", "CHATBOT"],
        ),
        ("<|system|>\n{0}</s>\n<|user|>\n{1}</s>\n<|assistant|>\n{2}</s>\n", ["system", "user", "assistant"]),
        ("<|system|>\n{0}<|end|>\n<|user|>\n{1}<|end|>\n<|assistant|>\n{2}<|end|>\n", ["system", "user", "assistant"]),
    ] {
        let prompt = said.iter().enumerate().fold(prompt.to_owned(), |all, (n, text)| all.replace(&format!("{{{n}}}"), text));
        let transcript = Transcript::parse(&prompt);
        let turns: Vec<_> = transcript.turns().map(|turn| (turn.speaker(), turn.text().trim())).collect();
        let wanted: Vec<_> = speakers.iter().zip(said).map(|(speaker, text)| (Some(*speaker), text)).collect();
        assert_eq!(turns, wanted, "{prompt}");
    }
}

/// DeepSeek writes a system prompt without a name; a channel of harmony has more than a name if a tool is called.
#[test]
fn prompts_with_more_than_names() {
    for (prompt, wanted) in [
        (
            "<｜begin▁of▁sentence｜><｜User｜>你好<｜Assistant｜>Hi.<｜end▁of▁sentence｜><｜User｜>Bye.<｜Assistant｜>",
            vec![("User", "你好"), ("Assistant", "Hi."), ("User", "Bye."), ("Assistant", "")],
        ),
        (
            "<|START_OF_TURN_TOKEN|><|USER_TOKEN|>Hi<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>Yes<|END_OF_TURN_TOKEN|>",
            vec![("USER", "Hi"), ("CHATBOT", "Yes")],
        ),
        (
            "<|start|>functions.get to=assistant<|channel|>commentary<|message|>{}<|end|><|start|>assistant to=functions.x<|channel|>analysis<|message|>a<|call|>",
            vec![("functions.get", "{}"), ("assistant", "a")],
        ),
        ("<|user|>\nfix <s>old</s> new text<|end|>\n", vec![("user", "fix <s>old</s> new text")]),
        (
            "<|im_start|>user\nExplain <|header_start|>user<|header_end|> please<|im_end|>\n",
            vec![("user", "Explain <|header_start|>user<|header_end|> please")],
        ),
        (
            "<|start|>user<|message|>Weather?<|end|><|start|>assistant<|channel|>commentary to=functions.weather <|constrain|>json<|message|>{}<|call|>\
             <|start|>functions.weather<|message|>sunny<|end|>",
            vec![("user", "Weather?"), ("assistant", "{}"), ("functions.weather", "sunny")],
        ),
    ] {
        let transcript = Transcript::parse(prompt);
        let turns: Vec<_> = transcript.turns().filter_map(|turn| Some((turn.speaker()?, turn.text().trim()))).collect();
        assert_eq!(turns, wanted, "{prompt}");
    }
}
