//! What `Serialize` gives, as JSON.

use lacuna::{Options, Transcript};
use serde_json::{json, to_value, Value};

const GARBLED: &str =
    "[A]: ok [inaudible] è¿™ä¸ªè¯é¢˜ï¼Œä½ æ€ä¹ˆæƒ³çš„ï¼Ÿ\n[B]: Itâ€™s a good one. æ˜¯å—ï¼Ÿ\n";

#[test]
fn a_transcript() {
    let transcript = Transcript::parse(GARBLED.as_bytes());
    let value = to_value(&transcript).unwrap();
    assert_eq!(value["format"], "speaker-lines");
    assert_eq!(value["text"], transcript.text());
    assert_eq!(value["speakers"], json!([{"name": "A", "turns": 1}, {"name": "B", "turns": 1}]));
    assert_eq!(value["turns"].as_array().unwrap().len(), 2);
    assert_eq!(value["repairs"].as_array().unwrap().len(), transcript.repairs().len());
    let mixing = &value["mixing"];
    assert_eq!(mixing["tokens"], transcript.mixing().tokens());
    assert_eq!(mixing["languages"]["zho"], transcript.mixing().languages()[1].1);
    assert_eq!(mixing["cmi"].as_f64(), transcript.mixing().cmi());
    for measure in ["utterance_index", "m_index", "i_index", "language_entropy", "span_entropy", "burstiness"]
    {
        assert!(mixing[measure].is_number(), "{measure}");
    }
    assert_eq!(mixing["matrix_language"], to_value(transcript.mixing().matrix_language()).unwrap());
}

#[test]
fn a_turn_with_segments_and_lacunae() {
    let transcript = Transcript::parse(GARBLED.as_bytes());
    let value = to_value(transcript.turns().next().unwrap()).unwrap();
    assert_eq!(value["speaker"], "A");
    assert_eq!(value["time"], Value::Null);
    assert_eq!(value["text"], transcript.turns().next().unwrap().text());
    assert_eq!(value["source"]["start"], 5);
    assert_eq!(value["lacunae"], json!([{"range_in_turn": {"start": 3, "end": 14}, "kind": "inaudible"}]));
    let last = &value["segments"][1];
    assert_eq!(last["lang"], "zho");
    assert!(last["text"].as_str().unwrap().starts_with("这个话题，你"), "{last}");
    assert_eq!(last["range_in_turn"]["start"], 15);
    assert!(last["confidence"].is_number());
}

#[test]
fn times() {
    let transcript = Transcript::parse(
        b"1\n00:00:01,000 --> 00:00:02,500\nHello there\n\n2\n00:00:03,000 --> 00:00:04,000\nHi\n",
    );
    let value = to_value(transcript.turns().next().unwrap()).unwrap();
    assert_eq!((&value["start_ms"], &value["end_ms"]), (&json!(1000), &json!(2500)));
}

#[test]
fn repairs() {
    let transcript = Transcript::parse(GARBLED.as_bytes());
    let repairs = to_value(transcript.repairs().collect::<Vec<_>>()).unwrap();
    let exact = &repairs[0];
    assert_eq!(exact["certainty"], "exact");
    assert_eq!(exact["confidence"], 1.0);
    assert_eq!(exact["candidates"], json!([]));
    assert_eq!(exact["channel"], transcript.repairs().next().unwrap().channel().to_string());
    let (source, restored) = (&exact["source"], &exact["range_in_text"]);
    let slice = |text: &str, range: &Value| {
        let place = |key: &str| range[key].as_u64().unwrap() as usize;
        text[place("start")..place("end")].to_owned()
    };
    assert_eq!(slice(GARBLED, source), "è¿™ä¸ª");
    assert_eq!(slice(transcript.text(), restored), "这个");
    let inferred =
        repairs.as_array().unwrap().iter().find(|repair| repair["certainty"] == "inferred").unwrap();
    assert!(inferred["confidence"].as_f64().unwrap() > 0.0);
    assert_eq!(inferred["candidates"][0]["text"], inferred["text"]);
    assert_eq!(inferred["candidates"][0]["probability"], inferred["confidence"]);
    // The same, in the same order, as the method lists them.
    for (repair, value) in transcript.repairs().zip(repairs.as_array().unwrap()) {
        assert_eq!(value["confidence"].as_f64().unwrap() as f32, repair.confidence());
        let listed: String = repair.candidates().iter().collect();
        let likely = value["candidates"].as_array().unwrap();
        let likely: String = likely.iter().map(|one| one["text"].as_str().unwrap()).collect();
        assert!(listed.starts_with(&likely), "{listed} {likely}");
    }

    let withheld = Options::new().least_confidence(1.1).parse(GARBLED.as_bytes());
    let repairs = to_value(withheld.repairs().collect::<Vec<_>>()).unwrap();
    let repair = repairs.as_array().unwrap().iter().find(|repair| repair["certainty"] == "withheld").unwrap();
    assert_eq!(repair["confidence"], 0.0);
    let candidate = &repair["candidates"][0];
    assert!(candidate["text"].is_string() && candidate["probability"].is_number());
}

#[test]
fn evidence_comes_back_as_it_was_stored() {
    let channel: lacuna::Channel = "UTF-8 read as windows-1254, controls stripped".parse().unwrap();
    let text =
        channel.apply("我们明天早上去公园散步，好吗？这部电影你看过吗？\nДобрый день! Большое спасибо.");
    let mut evidence: lacuna::Evidence = text.lines().collect();
    evidence.add_bytes(b"\xEF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA \xE4\xE5\xEB\xE0?");
    let stored = serde_json::to_string(&evidence).unwrap();
    assert!(stored.len() < 1 << 14, "{}", stored.len());
    assert_eq!(serde_json::from_str::<lacuna::Evidence>(&stored).unwrap(), evidence);
    for (broken, said) in [
        (stored.replace("\"version\":2", "\"version\":3"), "version 3"),
        ("{\"version\":3,\"characters\":[]}".to_owned(), "version 3"),
        ("[3]".to_owned(), "version 3"),
        ("17".to_owned(), "evidence as lacuna stores it"),
        (stored.replace("windows-1254", "windows-1259"), "windows-1259"),
        (stored.replace("\"support\":[[", "\"support\":[[18446744073709551615,1],["), "anew"),
        (stored.replace("\"counters\":\"", "\"counters\":\"?"), "anew"),
    ] {
        let error = serde_json::from_str::<lacuna::Evidence>(&broken).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    // What was stored before words were kept.
    let (channels, words) = stored.split_once(",\"words\":").unwrap();
    assert!(words.len() > 100, "{words}");
    let before = format!("{}}}", channels.replace("\"version\":2", "\"version\":1"));
    let read: lacuna::Evidence = serde_json::from_str(&before).unwrap();
    assert_eq!(read.channels(), evidence.channels());
    assert_ne!(read, evidence);
}

/// What stands for itself comes back; what prints as a text is stored as that text.
#[test]
fn values_come_back_as_they_were_stored() {
    fn check<T>(value: T)
    where
        T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug + std::fmt::Display,
    {
        let stored = to_value(&value).unwrap();
        assert_eq!(stored, value.to_string());
        assert_eq!(serde_json::from_value::<T>(stored).unwrap(), value);
        assert!(serde_json::from_str::<T>("\"no such thing, 17\"").is_err());
    }
    check(lacuna::Lang::ITA);
    check(lacuna::Format::WhatsApp);
    check(lacuna::LacunaKind::Inaudible);
    check(lacuna::Loss::ControlsStripped);
    check("GBK read as windows-1252; then UTF-8 read as IBM437".parse::<lacuna::Channel>().unwrap());
}

#[test]
fn a_repaired_text() {
    let value = to_value(lacuna::repair("a cafÃ©")).unwrap();
    assert_eq!(value["text"], "a café");
    assert_eq!(value["repairs"][0]["text"], "é");
    assert_eq!(value["repairs"][0]["range_in_text"], json!({"start": 5, "end": 7}));
}

#[test]
fn a_certainty() {
    let transcript = Transcript::parse(GARBLED);
    let exact = transcript.repairs().next().unwrap();
    assert_eq!(to_value(exact.certainty()).unwrap(), json!({"certainty": "exact"}));

    let guess = transcript.repairs().find(|repair| repair.text() == "吗").unwrap();
    let value = to_value(guess.certainty()).unwrap();
    assert_eq!(value["certainty"], "inferred");
    assert_eq!(value["confidence"].as_f64().unwrap() as f32, guess.confidence());
    let runners_up = value["runners_up"].as_array().unwrap();
    assert_eq!(runners_up[0]["text"], guess.candidates()[1].to_string());
    assert!(runners_up[0]["probability"].is_number());

    let cautious = Options::new().least_confidence(1.0).parse(GARBLED);
    let withheld = cautious.repairs().find(|repair| repair.text() == "\u{FFFD}").unwrap();
    let value = to_value(withheld.certainty()).unwrap();
    assert_eq!(value["certainty"], "withheld");
    assert_eq!(value["candidates"][0]["text"], withheld.candidates()[0].to_string());

    let choice = guess.candidates()[1];
    let amended = transcript.amend(guess, choice).unwrap();
    let repair = amended.repairs_in(guess.range_in_text()).next().unwrap();
    assert_eq!(to_value(repair.certainty()).unwrap()["certainty"], "amended");
}
