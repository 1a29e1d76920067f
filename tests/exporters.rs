//! What the examples write is what the formats ask for. The rules are those of the formats' manuals, written down here.

#[path = "../examples/chat/write.rs"]
mod chat;
#[path = "../examples/conllu/write.rs"]
mod conllu;
#[cfg(feature = "serde")]
#[path = "../examples/convert/write.rs"]
mod convert;
#[path = "../examples/report/page.rs"]
mod page;

use std::process::Command;

use lacuna::{Certainty, Transcript};

const GARBLED: &[u8] = include_bytes!("../examples/data/transcript.txt");

const WHATSAPP: &str = "31/12/21, 21:15 - Messages and calls are end-to-end encrypted. No one outside of this chat can read them.\n\
    31/12/21, 21:15 - Ana García: no me digas, really?? at 8:30\n31/12/21, 21:16 - 李明: <Media omitted>\n\
    31/12/21, 21:17 - Ana García: 我们 明天 meeting 见 😂 (ok...)\nsecond line\n31/12/21, 21:18 - 李明: 好的\n";
const VTT: &str = "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ana>Hola & bye, <i>amigo</i> 3 &lt; 4\n\n\
    00:02.500 --> 00:04.000\n<v Bob>What the  is [inaudible] that?\n\n00:05.000 --> 00:06.000\n<v Ana>Nada\n";
const MESSAGES: &str = r#"{"messages": [{"role": "user", "content": "Hallo,\n\"Welt\" \u4f60\u597d"}, {"role": "assistant",
    "content": [{"type": "text", "text": "eins"}, {"type": "text", "text": "zwei 2"}]}]}"#;
const CHAT: &str = "@UTF8\n@Begin\n@Languages:\tspa, eng\n@Participants:\tMAR Maria Adult, TOM Tom Adult\n\
    *MAR:\tno sé si voy al party@s . \u{15}100_2000\u{15}\n*TOM:\t[- eng] well I said hola@s:spa to xxx her &=laughs .\n@End\n";
const LINES: &str =
    "[A]: Uni'de Arkadaşlarımla, ja!\n[B]: नमस्ते दुनिया, ok\n[A]: สวัสดีครับ 42\n[B]: ...\n[A]: 𡃉仔 APIs们\n";

fn samples() -> Vec<Transcript> {
    let texts = [WHATSAPP, VTT, MESSAGES, CHAT, LINES, "nobody is named here. 没有人。", ""];
    let mut samples: Vec<Transcript> = texts.iter().map(|text| Transcript::parse(text.as_bytes())).collect();
    samples.push(Transcript::parse(GARBLED));
    samples
}

fn text_of(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn conllu_keeps_its_rules() {
    for transcript in samples() {
        let written = text_of(|out| conllu::conllu(&transcript, out));
        let mut words = 0;
        let said = written.strip_prefix("# newdoc\n");
        assert!(said.is_some() || written.is_empty());
        for block in said.unwrap_or_default().split_terminator("\n\n") {
            let mut text = None;
            let mut joined = String::new();
            let mut ids = 1;
            assert!(block.contains("# sent_id = "));
            for line in block.lines() {
                if let Some(comment) = line.strip_prefix("# ") {
                    text = comment.strip_prefix("text = ").or(text);
                    continue;
                }
                let columns: Vec<&str> = line.split('\t').collect();
                assert_eq!(columns.len(), 10, "{line}");
                assert_eq!(columns[0], ids.to_string());
                ids += 1;
                assert!(!columns[1].is_empty() && !columns[1].contains(char::is_whitespace));
                assert!(columns[2..9].iter().all(|column| *column == "_"));
                joined.push_str(columns[1]);
                let features: Vec<&str> = columns[9].split('|').collect();
                assert!(features.is_sorted(), "{line}");
                for feature in &features {
                    match feature.split_once('=') {
                        Some(("Lang", code)) => {
                            assert!(code.len() == 3 && code.bytes().all(|b| b.is_ascii_lowercase()))
                        }
                        Some(("SpaceAfter", "No")) => {}
                        _ => assert_eq!(*feature, "_"),
                    }
                }
                if !features.contains(&"SpaceAfter=No") {
                    joined.push(' ');
                }
                words += 1;
            }
            assert!(ids > 1, "{block}");
            assert_eq!(joined.trim_end(), text.unwrap());
        }
        let said = transcript.turns().filter(|turn| !turn.is_system());
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        let forms: String = written
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split('\t').nth(1))
            .collect();
        assert_eq!(letters(&forms), said.map(|turn| letters(turn.text())).sum::<usize>());
        assert_eq!(words == 0, transcript.turns().len() == 0);
    }
}

/// Runs a program of Python on files with what was written of all samples; false if there is no Python with that module.
///
/// The interpreter is `python3`, or the one that `LACUNA_PYTHON` names.
fn read_by(module: &str, extension: &str, write: impl Fn(&Transcript) -> String, program: &str) -> bool {
    let interpreter = std::env::var("LACUNA_PYTHON").unwrap_or("python3".to_owned());
    let python = |code: &str, files: &[std::path::PathBuf]| {
        Command::new(&interpreter).args(["-c", code]).args(files).output()
    };
    if !python(&format!("import {module}"), &[]).is_ok_and(|out| out.status.success()) {
        return false;
    }
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let files: Vec<_> = samples()
        .iter()
        .enumerate()
        .map(|(number, transcript)| {
            let folder = folder.join(format!("sample-{number}"));
            std::fs::create_dir_all(&folder).unwrap();
            let path = folder.join(format!("transcript.{extension}"));
            std::fs::write(&path, write(transcript)).unwrap();
            path
        })
        .collect();
    let out = python(program, &files).unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    true
}

/// Where pyconll is installed, it reads what was written.
#[test]
fn conllu_is_read_by_pyconll() {
    let program = r##"
import pyconll, sys
langs = 0
for path in sys.argv[1:]:
    written = open(path, encoding="utf-8").read()
    sentences = list(pyconll.load_from_file(path))
    assert len(sentences) == written.count("# sent_id = "), path
    assert [s.text for s in sentences] == [l[9:] for l in written.split("\n") if l.startswith("# text = ")], path
    langs += sum("Lang" in token.misc for sentence in sentences for token in sentence)
assert langs > 500, langs
"##;
    let read = read_by("pyconll", "conllu", |t| text_of(|out| conllu::conllu(t, out)), program);
    assert!(read || std::env::var_os("LACUNA_PYTHON").is_none(), "no pyconll");
}

/// Where rustling is installed, its strict parser of CHAT reads what was written.
#[test]
fn chat_is_read_by_rustling() {
    let program = r##"
import rustling, sys
words = 0
for path in sys.argv[1:]:
    lines = open(path, encoding="utf-8").read().split("\n")
    read = rustling.read_chat(path, strict=True)
    assert len(read.utterances()) == sum(line.startswith("*") for line in lines), path
    named = [line.split("\t")[1] for line in lines if line.startswith("@Participants:")]
    named = [one.split(" ")[0] for one in ", ".join(named).split(", ") if one]
    assert [participant.code for participant in read.participants()] == named, path
    words += len(read.words())
assert words > 1000, words
"##;
    let read = read_by("rustling", "cha", |t| text_of(|out| chat::chat(t, "transcript", out)), program);
    assert!(read || std::env::var_os("LACUNA_PYTHON").is_none(), "no rustling");
}

#[test]
fn chat_keeps_its_rules() {
    for transcript in samples() {
        let written = text_of(|out| chat::chat(&transcript, "transcript", out));
        let lines: Vec<&str> = written.lines().collect();
        assert_eq!(lines[..2], ["@UTF8", "@Begin"]);
        assert_eq!(*lines.last().unwrap(), "@End");
        let languages: Vec<&str> = lines[2].strip_prefix("@Languages:\t").unwrap().split(", ").collect();
        let participants = lines.iter().find_map(|line| line.strip_prefix("@Participants:\t")).unwrap_or("");
        let codes: Vec<&str> = participants.split(", ").filter_map(|one| one.split(' ').next()).collect();
        for one in participants.split(", ").filter(|one| !one.is_empty()) {
            assert_eq!(one.split(' ').count(), 3, "{one}");
            assert!(lines
                .iter()
                .any(|line| line.starts_with("@ID:\t") && line.split('|').nth(2) == one.split(' ').next()));
        }
        assert_eq!(codes.len(), codes.iter().collect::<std::collections::HashSet<_>>().len());
        let mut main = "";
        for line in &lines[3..lines.len() - 1] {
            let (tier, content) = line.split_once(":\t").unwrap_or_else(|| panic!("{line:?}"));
            assert!(!content.is_empty());
            match tier.as_bytes()[0] {
                b'@' => continue,
                b'%' => {
                    assert!(!main.is_empty());
                    assert!(["%exp", "%xori"].contains(&tier));
                    continue;
                }
                _ => {}
            }
            main = line;
            assert!(codes.contains(&&tier[1..]), "{line}");
            let content = content.split('\u{15}').next().unwrap().trim_end();
            let (precode, words) = match content.strip_prefix("[- ").and_then(|rest| rest.split_once("] ")) {
                Some((code, rest)) => (Some(code), rest),
                None => (None, content),
            };
            assert!(precode.is_none_or(|code| languages.contains(&code) && code != languages[0]), "{line}");
            let (words, terminator) = words.rsplit_once(' ').unwrap_or_else(|| panic!("{line:?}"));
            assert!([".", "?", "!", "+..."].contains(&terminator), "{line}");
            let words: Vec<&str> = words.split(' ').collect();
            assert!(words[0] != "," && *words.last().unwrap() != ",", "{line}");
            let mut tagged = 0;
            for word in &words {
                let (form, lang) =
                    word.split_once("@s:").map_or((*word, None), |(form, lang)| (form, Some(lang)));
                assert!(!form.is_empty() && !form.contains(|c: char| c.is_numeric()), "{line}");
                let strange = form.contains(|c: char| {
                    ".。？！，、；：?!()[]{}<>@&*#+=\"“”’…".contains(c)
                        || ('\u{1F000}'..).contains(&c) && !c.is_alphabetic()
                });
                assert!(!strange, "{word} in {line}");
                assert!(lang.is_none_or(|lang| languages.contains(&lang)), "{line}");
                tagged += usize::from(lang.is_some());
            }
            let counted =
                words.iter().filter(|word| **word != "," && **word != "www" && **word != "xxx").count();
            assert!(tagged == 0 || tagged < counted, "tagged word by word: {line}");
        }
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains("www ")) {
            assert!(lines[at + 1].starts_with("%exp:\t"), "{line}");
        }
    }
}

#[test]
fn chat_read_again_has_the_same_words() {
    let transcript = Transcript::parse(CHAT.as_bytes());
    let written = text_of(|out| chat::chat(&transcript, "transcript", out));
    assert!(written.contains("[- spa] no sé si voy al party@s:eng . \u{15}100_2000\u{15}\n"), "{written}");
    assert!(written.contains("well I said hola@s:spa to xxx her .\n"), "{written}");
    let again = Transcript::parse(written.as_bytes());
    let languages = |transcript: &Transcript| {
        transcript
            .turns()
            .flat_map(|t| t.segments().map(|s| s.lang()).collect::<Vec<_>>())
            .collect::<Vec<_>>()
    };
    assert_eq!(languages(&again), languages(&transcript));
}

#[cfg(feature = "serde")]
mod conversion {
    use super::convert::{check, convert, Target};
    use super::*;
    use clap::ValueEnum;

    /// From each format to each that can hold it: what was said comes back.
    #[test]
    fn what_can_be_held_comes_back() {
        let all = Target::value_variants();
        let untimed: Vec<Target> =
            all.iter().copied().filter(|target| ![Target::Webvtt, Target::Srt].contains(target)).collect();
        for (text, targets) in [
            (VTT.as_bytes(), all),
            (WHATSAPP.as_bytes(), &untimed[..]),
            (MESSAGES.as_bytes(), &untimed[..]),
            (LINES.as_bytes(), &untimed[..]),
            (GARBLED, &untimed[..]),
        ] {
            let transcript = Transcript::parse(text);
            for target in targets {
                let written = convert(&transcript, *target).unwrap();
                if let Err(error) = check(&transcript, &written, *target) {
                    panic!(
                        "{:?} to {target:?}: {error}\n{}",
                        transcript.format(),
                        String::from_utf8_lossy(&written)
                    );
                }
            }
        }
    }

    /// Every case of every format, in each format that has a place for what it holds.
    #[test]
    fn every_format_goes_there_and_back() {
        let (mut tried, mut lost) = (0, Vec::new());
        for line in include_str!("data/formats.jsonl").lines() {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let transcript = Transcript::parse(case["input"].as_str().unwrap().as_bytes());
            let timed =
                transcript.turns().all(|turn| turn.start().is_some() || turn.text().trim().is_empty());
            for target in Target::value_variants() {
                if !timed && matches!(target, Target::Webvtt | Target::Srt) {
                    continue;
                }
                tried += 1;
                let written = convert(&transcript, *target).unwrap();
                if let Err(error) = check(&transcript, &written, *target) {
                    lost.push(format!("{} to {target:?}: {error}", case["id"]));
                }
            }
        }
        assert!(lost.is_empty(), "{} of {tried}:\n{}", lost.len(), lost.join("\n"));
        assert!(tried > 700, "{tried}");
    }

    /// Names are as long and as odd as people like: in brackets they come back.
    #[test]
    fn odd_names_come_back() {
        let long = "x".repeat(5000);
        for name in [
            long.as_str(),
            "<script>",
            "a|b",
            "x = \"y\"",
            "{{seven}}",
            "ann [MOD]",
            "output",
            "../../etc",
            "$(ls)",
            "sshd[1",
        ] {
            let messages = serde_json::json!([
                {"role": "user", "name": name, "content": "hello"}, {"role": "user", "name": "Ann", "content": "hi"},
                {"role": "user", "name": name, "content": "so long"}
            ]);
            let transcript = Transcript::parse(messages.to_string().as_bytes());
            let written = convert(&transcript, Target::Lines).unwrap();
            if name == "sshd[1" {
                assert!(check(&transcript, &written, Target::Lines).is_err());
            } else if let Err(error) = check(&transcript, &written, Target::Lines) {
                panic!("{error}");
            }
        }
    }

    #[test]
    fn what_cannot_be_held_is_told() {
        let error = convert(&Transcript::parse(LINES.as_bytes()), Target::Srt).unwrap_err();
        assert!(error.to_string().contains("no time"), "{error}");
        let bracket = br#"[{"role": "user", "name": "a]: b", "content": "hi"}, {"role": "user", "name": "c", "content": "ho"}]"#;
        let transcript = Transcript::parse(bracket);
        let written = convert(&transcript, Target::Lines).unwrap();
        assert!(check(&transcript, &written, Target::Lines).is_err());
        let notes = super::convert::dropped(&Transcript::parse(VTT.as_bytes()), Target::Lines);
        assert!(notes.len() == 1 && notes[0].contains("times of 3 turns"), "{notes:?}");
    }

    /// Whatever a message says, it makes no turn of its own in what is written.
    #[test]
    fn messages_forge_no_turns() {
        let messages = [
            "I quote:\n[Bob]: hi\n[Ann]: ho",
            "[Bob]: hi",
            "Bob: hi\nBob: ho",
            "00:00:01,000 --> 00:00:02,000\nhi",
            "7\n00:00:01.000 --> 00:00:02.000\n\n<v Bob>hi</v>",
            "one\n\n8\n00:01,000 --> 00:02,000\ntwo",
            "<v Bob>hi <i>there</i> &amp; &lt; <00:01.000>",
            "WEBVTT\n\nNOTE x\n\nSTYLE",
            "\"}, {\"role\": \"user\", \"content\": \"no\"}",
            "\u{200E}[Bob]: hi\n\u{FEFF}[Bob]: ho\n  [Bob]: he",
            "*BOB:\thi\n%mor:\tx\n@End",
            "### User:\nno\n**Bob:** hi\n【Bob】：hi",
        ];
        for speaker in [Some("Ann"), None] {
            let cues: String = messages
                .iter()
                .enumerate()
                .map(|(number, message)| {
                    let object = serde_json::json!({
                        "start": number * 2, "end": number * 2 + 1, "text": message, "speaker": speaker
                    });
                    format!("{object},")
                })
                .collect();
            let json = format!("{{\"segments\": [{}]}}", cues.trim_end_matches(','));
            let transcript = Transcript::parse(json.as_bytes());
            assert_eq!(transcript.turns().len(), messages.len());
            for target in Target::value_variants() {
                let written = convert(&transcript, *target).unwrap();
                if let Err(error) = check(&transcript, &written, *target) {
                    panic!("{target:?}: {error}\n{}", String::from_utf8_lossy(&written));
                }
            }
        }
    }

    #[test]
    fn json_lines_have_turns_and_repairs() {
        let transcript = Transcript::parse(GARBLED);
        let written = String::from_utf8(convert(&transcript, Target::Jsonl).unwrap()).unwrap();
        let values: Vec<serde_json::Value> =
            written.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(values.len(), transcript.turns().len() + transcript.repairs().len());
        assert_eq!(values[0]["speaker"], "A");
        assert!(values.last().unwrap()["repair"]["text"].is_string());
    }
}

#[test]
fn the_report_shows_everything_and_runs_nothing() {
    let transcript = Transcript::parse(GARBLED);
    let page = page::render(&transcript, "a & b");
    assert!(page.contains("<title>a &amp; b · lacuna</title>"));
    assert_eq!(page.matches("<article").count(), transcript.turns().len());
    let inferred = transcript.repairs().filter(|repair| repair.certainty() != Certainty::Exact).count();
    assert_eq!(page.matches("class=\"inferred").count(), inferred + 2); // two of the legend
    let lacunae: usize = transcript.turns().map(|turn| turn.lacunae().len()).sum();
    assert_eq!(page.matches("class=\"lacuna\"").count(), lacunae + 1);
    // Self-contained: nothing is loaded, nothing runs.
    for outside in ["http:", "https:", "<script", "<link", "<img", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn a_hostile_transcript_is_harmless() {
    let hostile = "<script>alert(1)</script>: <img src=x onerror=alert(2)> hi\nBob: \"'&lt; </span></style> ho [<b>inaudible]\n\
        <script>alert(1)</script>: again\nBob: yes\n";
    let messages = r#"[{"role": "<script>", "content": "a \u003cscript\u003e <b onclick=\"x\">"}, {"role": "user", "content": "b"}]"#;
    for text in [hostile, messages] {
        let page = page::render(&Transcript::parse(text.as_bytes()), "<script>title</script>");
        assert!(
            !page.contains("<script") && !page.contains("<img") && !page.contains("<b onclick"),
            "{page}"
        );
        assert!(page.contains("&lt;script&gt;"));
    }
    for transcript in samples() {
        assert!(page::render(&transcript, "sample").ends_with("</html>"));
    }
}

/// Characters that would hide something, or turn it around, are shown as what they are.
#[test]
fn the_report_hides_nothing() {
    let text = "[A\u{202E}nn]: abc \u{202E}def\u{2066} \u{7} \u{200F}x\u{FEFF}\n[Bo]: سلام می\u{200C}روم 👩\u{200D}🚀\n";
    let page = page::render(&Transcript::parse(text.as_bytes()), "a \u{202E}b");
    assert!(page.contains("<title>a U+202Eb"));
    for code in ["U+202E", "U+2066", "U+0007", "U+200F", "U+FEFF"] {
        assert!(page.contains(code), "{code}");
    }
    let raw = |c: char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200F}' | '\u{FEFF}' | '\u{7}');
    assert!(!page.contains(raw));
    // What joins letters and pictures stays.
    assert!(page.contains("می\u{200C}روم") && page.contains("👩\u{200D}🚀"));
}

/// Where there is a Chromium: the page is drawn, with no word in the console.
#[test]
fn the_report_is_drawn_by_a_browser() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (page, picture) = (folder.join("report.html"), folder.join("report.png"));
    std::fs::write(&page, page::render(&Transcript::parse(GARBLED), "transcript")).unwrap();
    let _ = std::fs::remove_file(&picture);
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let shot = format!("--screenshot={}", picture.display());
    let address = format!("file://{}", page.display());
    let flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
        --disable-component-update --disable-sync --hide-scrollbars --enable-logging=stderr --window-size=390,844";
    let run =
        Command::new("chromium").args(flags.split_whitespace()).args([&profile, &shot, &address]).output();
    let Ok(run) = run else { return };
    let log = String::from_utf8_lossy(&run.stderr);
    assert!(!log.contains("CONSOLE"), "{log}");
    // A page that is empty makes a much smaller picture.
    let size = std::fs::metadata(&picture).map_or(0, |file| file.len());
    assert!(size > 20_000, "{size} bytes\n{log}");
}
