//! What a caller may expect of the public names: traits, the ways between the three texts in which places are meant, corrections by hand.

use std::collections::HashSet;
use std::hash::Hash;

use lacuna::{
    iter, Certainty, Channel, ChannelLayer, Error, Evidence, Format, Lacuna, LacunaKind, Lang, Loss, Mixing,
    Options, Reader, Repair, Repaired, Segment, Transcript, Turn,
};
use proptest::prelude::*;

const GARBLED: &str = include_str!("data/transcript-turns-1-12.garbled.txt");
const RESTORED: &str = include_str!("data/transcript-turns-1-12.restored.txt");
const STRIPPED: &str = "UTF-8 read as windows-1252, controls stripped";

fn is_shared_freely<T: Send + Sync>() {}
fn is_a_view<T: Copy + PartialEq + std::fmt::Debug + Send + Sync>() {}
fn is_a_value<T: Clone + PartialEq + std::fmt::Debug + Send + Sync>() {}
fn is_a_name<T: Copy + Eq + Hash + Ord + std::fmt::Display + std::str::FromStr<Err = Error>>() {}
fn is_ordered<T: Ord + Hash>() {}
fn is_a_text<T: AsRef<str> + std::fmt::Display>() {}
fn goes_both_ways<
    T: ExactSizeIterator + DoubleEndedIterator + Clone + std::iter::FusedIterator + Send + Sync,
>() {
}

#[test]
fn types_have_what_people_look_for() {
    is_shared_freely::<Reader<std::fs::File>>();
    is_shared_freely::<Options>();
    is_shared_freely::<Error>();
    is_shared_freely::<Format>();
    is_shared_freely::<LacunaKind>();
    is_shared_freely::<Lang>();
    is_shared_freely::<Loss>();
    is_value_types();
    is_a_view::<Turn<'_>>();
    is_a_view::<Segment<'_>>();
    is_a_view::<Lacuna<'_>>();
    is_a_view::<Repair<'_>>();
    is_a_view::<Certainty<'_>>();
    is_a_view::<Channel>();
    is_a_view::<ChannelLayer>();
    is_ordered::<Channel>();
    is_ordered::<ChannelLayer>();
    is_a_name::<Format>();
    is_a_name::<LacunaKind>();
    is_a_name::<Lang>();
    is_a_name::<Loss>();
    is_a_text::<Transcript>();
    is_a_text::<Turn<'_>>();
    is_a_text::<Segment<'_>>();
    is_a_text::<Lacuna<'_>>();
    is_a_text::<Repaired<'_>>();
    is_a_text::<Repair<'_>>();
    goes_both_ways::<iter::Turns<'_>>();
    goes_both_ways::<iter::Segments<'_>>();
    goes_both_ways::<iter::Lacunae<'_>>();
    goes_both_ways::<iter::Repairs<'_>>();
    goes_both_ways::<iter::Speakers<'_>>();
}

fn is_value_types() {
    is_a_value::<Transcript>();
    is_a_value::<Repaired<'_>>();
    is_a_value::<Evidence>();
    is_a_value::<Mixing>();
}

#[test]
fn input_comes_in_any_shape() {
    let text = "[A]: cafÃ©\n[B]: seÃ±or\n";
    let wanted = Transcript::parse(text);
    assert_eq!(Transcript::parse(text.as_bytes()), wanted);
    assert_eq!(Transcript::parse(String::from(text)), wanted);
    assert_eq!(Transcript::parse(Vec::from(text)), wanted);
    assert_eq!(Options::new().parse(text), wanted);
    let bytes = Vec::from(text);
    assert_eq!(lacuna::repair_bytes(&bytes), lacuna::repair(text));
    assert_eq!(lacuna::repair_bytes(text).text(), wanted.text());
    assert_eq!(lacuna::repair_bytes(b"caf\xE9").text(), "café");
    let owned: Evidence = vec![text.to_owned()].into_iter().collect();
    assert_eq!(owned, [text].into_iter().collect::<Evidence>());
}

#[test]
fn transcripts_are_equal_if_they_show_the_same() {
    let transcript = Transcript::parse(GARBLED);
    assert_eq!(transcript, transcript.clone());
    let garbled_another_way: String =
        Channel::new("UTF-8", "Mac Roman", &[]).unwrap().apply("[A]: 你好\n[B]: 好\n");
    let other = Transcript::parse(garbled_another_way.as_bytes());
    let plain = Transcript::parse("[A]: 你好\n[B]: 好\n");
    assert_eq!(other.text(), plain.text());
    assert_ne!(other, plain, "they come from other inputs");
    assert!(other.turns().eq(plain.turns()), "they say the same");
    let text = "[A]: no sé qué decir\n[B]: well then\n";
    let named = |langs: &[Lang]| Options::new().languages(langs).parse(text);
    assert_ne!(named(&[Lang::SPA, Lang::ENG]), named(&[Lang::POR, Lang::ENG]));
    assert_eq!(
        named(&[Lang::SPA, Lang::ENG]),
        named(&[Lang::SPA, Lang::ENG, Lang::JPN]),
        "they are told apart alike"
    );
    // Gathered in another order, channels have other numbers.
    let both = "cafÃ© au lait, seÃ±or\n";
    assert_eq!(lacuna::repair(both), lacuna::repair_bytes(both));
}

#[test]
fn iterators_go_both_ways() {
    fn check<I: DoubleEndedIterator + ExactSizeIterator + Clone>(iter: I)
    where
        I::Item: PartialEq + std::fmt::Debug,
    {
        let all: Vec<I::Item> = iter.clone().collect();
        assert_eq!(iter.len(), all.len());
        let mut back: Vec<I::Item> = iter.clone().rev().collect();
        back.reverse();
        assert_eq!(back, all);
        // From both ends in turn.
        let (mut iter, mut front, mut behind) = (iter, Vec::new(), Vec::new());
        while let Some(item) = iter.next() {
            front.push(item);
            behind.extend(iter.next_back());
            behind.extend(iter.next_back());
            assert_eq!(iter.len(), all.len() - front.len() - behind.len());
        }
        assert!(iter.next_back().is_none());
        behind.reverse();
        front.extend(behind);
        assert_eq!(front, all);
    }
    let transcript = Transcript::parse(GARBLED);
    check(transcript.turns());
    check(transcript.speakers());
    check(transcript.repairs());
    check(transcript.lacunae());
    assert!(transcript.lacunae().eq(transcript.turns().flat_map(|turn| turn.lacunae())));
    assert!(transcript.repairs().len() > 300);
    for turn in &transcript {
        check(turn.segments());
        check(turn.lacunae());
        check(turn.repairs());
    }
    assert_eq!(transcript.turns().nth(5), transcript.turns().rev().nth(6));
}

/// What stands for a text prints with the width that is asked for.
#[test]
fn texts_print_with_a_width() {
    let transcript = Transcript::parse("[A]: so [inaudible] it");
    let turn = transcript.turns().next().unwrap();
    let lacuna = transcript.lacunae().next().unwrap();
    assert_eq!(format!("{transcript:>24}|"), "  [A]: so [inaudible] it|");
    assert_eq!(format!("{turn:<19}|"), "so [inaudible] it  |");
    assert_eq!(format!("{lacuna:12}|{lacuna:.3}"), "[inaudible] |[in");
    assert_eq!(&transcript.text()[lacuna.source()], lacuna.as_ref());
}

/// An error is one of input and output, where it is asked for as such.
#[test]
fn errors_become_those_of_input_and_output() {
    let error = "smoke signals".parse::<Format>().unwrap_err();
    let said = error.to_string();
    let error = std::io::Error::from(error);
    assert_eq!((error.kind(), error.to_string()), (std::io::ErrorKind::InvalidInput, said));
}

#[test]
fn names_read_what_they_print() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse::<Format>().unwrap(), *format);
    }
    let kinds: Vec<String> = LacunaKind::ALL.iter().map(LacunaKind::to_string).collect();
    assert_eq!(kinds, ["elided", "inaudible", "omitted", "media", "unreadable"]);
    for kind in LacunaKind::ALL {
        assert_eq!(kind.to_string().parse::<LacunaKind>().unwrap(), *kind);
    }
    assert!("lost".parse::<LacunaKind>().unwrap_err().to_string().contains("lost"));
}

#[test]
fn every_language_that_is_detected_is_listed() {
    let listed: HashSet<Lang> = Lang::detected().collect();
    assert_eq!(listed.len(), Lang::detected().len());
    for (lang, text) in [
        (Lang::ITA, "Non so cosa dire, ma domani andiamo al mare con gli amici di Marco."),
        (Lang::NLD, "Ik weet niet wat ik moet zeggen, maar morgen gaan we naar het strand."),
        (Lang::IND, "Saya tidak tahu harus berkata apa, tetapi besok kita pergi ke pantai."),
        (Lang::KAT, "გამარჯობა, როგორ ხარ?"),
        (Lang::TAM, "வணக்கம், எப்படி இருக்கிறீர்கள்?"),
    ] {
        let transcript = Transcript::parse(text);
        let found = transcript.turns().next().unwrap().segments().next().unwrap().lang();
        assert_eq!(found, Some(lang), "{text}");
        assert!(listed.contains(&lang));
    }
}

#[test]
fn a_result_is_kept_without_its_input() {
    let kept: Vec<Repaired<'static>> = {
        let input = String::from("cafÃ©, plain");
        input.split(", ").map(|text| lacuna::repair(text).into_owned()).collect()
    };
    assert_eq!(kept[0].text(), "café");
    assert_eq!(kept[0].original(), "cafÃ©".as_bytes());
    assert_eq!(kept[1].text(), "plain");
}

#[test]
#[should_panic(expected = "no range of the restored text")]
fn a_range_beyond_the_text_is_a_mistake() {
    let _ = lacuna::repair("cafÃ©").source(0..99);
}

#[test]
#[should_panic(expected = "no range of the input")]
fn a_range_beyond_the_input_is_a_mistake() {
    let _ = lacuna::repair("cafÃ©").restored(2..99);
}

/// All ways between input, text and turns agree.
fn check_places(input: &[u8], transcript: &Transcript) {
    let text = transcript.text();
    let ends = text.char_indices().map(|(at, c)| at..at + c.len_utf8());
    for range in ends {
        let source = transcript.source(range.clone());
        // A multi-byte page may have made one character of the bytes of two: it counts for the first.
        if source.is_empty() {
            continue;
        }
        let back = transcript.restored(source.clone());
        assert!(back.start <= range.start && range.end <= back.end, "{range:?} {source:?} {back:?}");
        assert!(text.get(back.clone()).is_some());
        assert_eq!(transcript.source(back), source, "the way there and back is one place");
        let inside = transcript.repairs_in(range.clone());
        let wanted = transcript
            .repairs()
            .filter(|one| one.range_in_text().start < range.end && range.start < one.range_in_text().end);
        assert!(inside.eq(wanted), "{range:?}");
    }
    for at in 0..input.len() {
        let restored = transcript.restored(at..at + 1);
        let source = transcript.source(restored.clone());
        assert!(source.start <= at && at < source.end, "{at} {restored:?} {source:?}");
    }
    assert_eq!(transcript.restored(0..input.len()), 0..text.len());
    for turn in transcript {
        for (at, c) in turn.text().char_indices() {
            let range = at..at + c.len_utf8();
            let written = turn.written(range.clone());
            assert_eq!(turn.locate(written.clone()), Some(range), "{written:?} {:?}", turn.text());
            assert_eq!(transcript.turn_at(written.start), Some(turn));
            assert!(turn.source().start <= transcript.source(written.clone()).start);
        }
        for segment in turn.segments() {
            assert_eq!(segment.range_in_text(), turn.written(segment.range_in_turn()));
            assert_eq!(segment.source(), transcript.source(segment.range_in_text()));
        }
        for lacuna in turn.lacunae() {
            assert_eq!(lacuna.range_in_text(), turn.written(lacuna.range_in_turn()));
            assert_eq!(lacuna.source(), transcript.source(lacuna.range_in_text()));
            assert_eq!(lacuna.text(), &turn.text()[lacuna.range_in_turn()]);
        }
        let content = turn.range_in_text();
        assert_eq!(turn.locate(content.end..text.len() + 1).filter(|_| content.end < text.len()), None);
        assert!(turn.repairs().eq(transcript.repairs_in(content)));
    }
}

#[test]
fn places_lead_from_text_to_text() {
    let utf16: Vec<u8> =
        "\u{FEFF}[A]: a中😀Ã©!\n[B]: b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let json = r#"[{"role": "user", "content": "one\n\u4e8c 😀 \ud83d\ude00 cafÃ©"}, {"role": "assistant", "content": [{"type": "text", "text": "zwei \"Ã¼\""}, {"type": "text", "text": "drei"}]}]"#;
    let vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>no <i>sÃ©</i> &amp; more\n\n00:03.000 --> 00:04.000\n<v Bo>ja\n";
    for input in [
        GARBLED.as_bytes(),
        &utf16,
        json.as_bytes(),
        vtt.as_bytes(),
        b"[A]: caf\xE9 \xE4\xB8 \xFF\x80\n[B]: \xC3\xA9\n",
        b"",
        "[A]: æµ£çŠ²ã‚½ é”›å±½æ\n".as_bytes(),
        Channel::new("UTF-8", "GBK", &[])
            .unwrap()
            .apply("[甲]: 你好，我们走吧。明天见！\n[乙]: 好的，没有问题。\n")
            .as_bytes(),
    ] {
        check_places(input, &Transcript::parse(input));
    }
    let withheld = Options::new().least_confidence(1.0).parse(GARBLED);
    check_places(GARBLED.as_bytes(), &withheld);
}

/// A part of a reader counts places of the input from its beginning.
#[test]
fn places_of_parts_are_those_of_the_input() {
    let line = "[A]: no me digas, cafÃ© con leche, 你说\n[B]: ok\n";
    let input = line.repeat((4 << 20) / line.len());
    let mut parts = 0;
    for part in Reader::new(input.as_bytes()) {
        let part = part.unwrap();
        parts += 1;
        for turn in part.turns().step_by(5000) {
            let source = turn.source();
            assert_eq!(part.restored(source.clone()), turn.range_in_text());
            assert!(input[source].starts_with(&turn.text()[..2]));
        }
    }
    assert!(parts > 1);
}

/// What a reader gives is the transcript that is parsed at once, and the same input read anew is no other transcript.
#[test]
fn a_reader_gives_the_same_transcript() {
    for input in [
        "[A]: hi\n[B]: cafÃ©\n".as_bytes(),
        b"[A]: caf\xE9\n[B]: ol\xE1\n",
        b"\xEF\xBB\xBF[A]: hi\n[B]: ok\n",
    ] {
        let parsed = Transcript::parse(input);
        let read = Reader::new(input).next().unwrap().unwrap();
        assert_eq!(read, parsed);
    }
    let channel: Channel = STRIPPED.parse().unwrap();
    let garbled = channel.apply("[李杰]: 晚上好\n[王芳]: 你好\n");
    let parsed = Transcript::parse(garbled.as_bytes());
    let read = Reader::new(garbled.as_bytes()).next().unwrap().unwrap();
    let of_read = read.repairs().find(|repair| !repair.candidates().is_empty()).unwrap();
    let choice = of_read.candidates()[0];
    assert!(parsed.amend(of_read, choice).is_ok());
}

/// What a repair lists can be chosen, of text in an encoding of East Asia, too.
#[test]
fn what_is_listed_can_be_chosen() {
    let mut listed = 0;
    for (encoding, text) in [
        ("GBK", "[李杰]: 这个话题，你怎么想的？\n[王芳]: …我觉得很好。\n[李杰]: 那么明天晚上见，不见不散。\n"),
        ("windows-31J", "[田中]: プレイヤーを選択してください。\n[佐藤]: 設定を保存しました。\n[田中]: 次のページを表示します。\n"),
    ] {
        let channel: Channel = format!("{encoding} read as windows-1252, controls stripped").parse().unwrap();
        let transcript = Transcript::parse(channel.apply(text).as_bytes());
        for repair in transcript.repairs() {
            for choice in repair.candidates() {
                listed += 1;
                assert!(transcript.amend(repair, choice).is_ok(), "{encoding}: {repair:?}, {choice}");
            }
        }
    }
    assert!(listed > 0);
}

#[test]
fn a_person_corrects_a_guess() {
    let channel: Channel = STRIPPED.parse().unwrap();
    let garbled = channel.apply("[李杰]: 晚上好，李杰来了\n[王芳]: 李杰，你好\n[李杰]: 走吧\n");
    let transcript = Options::new().channel(channel).parse(&garbled);
    let mut amended = transcript.clone();
    let mut changed = 0;
    // Every guess gives way to the last of its candidates, even if that is a character of another length.
    for number in 0..transcript.repairs().len() {
        let repair = amended.repairs().nth(number).unwrap();
        let Some(choice) = repair.candidates().pop() else { continue };
        assert!(repair
            .candidates()
            .iter()
            .all(|c| channel.apply(&c.to_string()) == garbled[repair.source()]));
        let next = amended.amend(repair, choice).unwrap();
        let now = next.repairs().nth(number).unwrap();
        assert_eq!(now.text(), choice.to_string());
        assert_eq!(now.source(), repair.source());
        let Certainty::Amended { candidates, .. } = now.certainty() else { panic!("{now:?}") };
        let stood = repair.text().chars().next().unwrap();
        assert!(candidates.iter().any(|(c, _)| *c == stood), "the first guess is remembered");
        assert_eq!(next.original(), garbled.as_bytes());
        assert_eq!(next.repairs().len(), transcript.repairs().len());
        check_places(garbled.as_bytes(), &next);
        changed += 1;
        amended = next;
    }
    assert!(changed >= 8, "{changed}");
    assert_eq!(channel.apply(amended.text()), garbled);
    // And back again: what a person chose once can be chosen anew.
    for (number, before) in transcript.repairs().enumerate() {
        let repair = amended.repairs().nth(number).unwrap();
        if !repair.candidates().is_empty() {
            amended = amended.amend(repair, before.text()).unwrap();
        }
    }
    assert_eq!(amended.text(), transcript.text());
    assert!(amended.turns().eq(transcript.turns()));
    assert!(amended.speakers().eq(transcript.speakers()));
}

#[test]
fn a_mended_name_joins_its_speaker() {
    let channel: Channel = STRIPPED.parse().unwrap();
    let garbled =
        format!("{}{}", channel.apply("[李杰]: 晚上好\n[王芳]: 你好\n"), "[李杰]: 走吧\n[王芳]: 好\n");
    let mut transcript = Options::new().least_confidence(1.0).channel(channel).parse(&garbled);
    assert_eq!(transcript.speakers().len(), 3, "{transcript:?}");
    let unreadable =
        |transcript: &Transcript| transcript.turns().map(|turn| turn.lacunae().len()).sum::<usize>();
    let before = unreadable(&transcript);
    for wanted in ["李", "杰"] {
        let repair =
            transcript.repairs().find(|one| one.candidates().contains(&wanted.chars().next().unwrap()));
        let repair = repair.unwrap();
        assert!(matches!(repair.certainty(), Certainty::Withheld { .. }));
        transcript = transcript.amend(repair, wanted).unwrap();
    }
    assert_eq!(transcript.speakers().collect::<Vec<_>>(), [("李杰", 2), ("王芳", 2)]);
    assert_eq!(transcript.original(), garbled.as_bytes());
    // A withheld character of what is said is a lacuna until it is known.
    let withheld = transcript.turns().next().unwrap().repairs().find(|one| one.text() == "\u{FFFD}");
    if let Some(repair) = withheld {
        let known = transcript.amend(repair, repair.candidates()[0]).unwrap();
        assert_eq!(unreadable(&known) + 1, before);
    }
}

#[test]
fn corrections_reach_what_is_written_with_escapes() {
    let channel: Channel = STRIPPED.parse().unwrap();
    let json =
        r#"[{"role": "user", "content": "one\n杰 two"}, {"role": "assistant", "content": "李 \"x\""}]"#;
    let garbled = channel.apply(json);
    let transcript = Options::new().channel(channel).parse(&garbled);
    let repair = transcript.repairs().next().unwrap();
    let other = *repair.candidates().iter().find(|c| c.to_string() != repair.text()).unwrap();
    let amended = transcript.amend(repair, other).unwrap();
    let turn = amended.turns().next().unwrap();
    assert_eq!(turn.text(), format!("one\n{other} two"));
    assert_eq!(amended.turns().nth(1), transcript.turns().nth(1));
    check_places(garbled.as_bytes(), &amended);
}

#[test]
fn what_cannot_have_been_there_is_refused() {
    let transcript = Transcript::parse(GARBLED);
    let guess = transcript.repairs().find(|repair| repair.certainty() != Certainty::Exact).unwrap();
    for wrong in ["x", "", "好好"] {
        let error = transcript.amend(guess, wrong).unwrap_err().to_string();
        assert!(error.contains("windows-1254"), "{error}");
    }
    let exact = transcript.repairs().find(|repair| repair.certainty() == Certainty::Exact).unwrap();
    let error = transcript.amend(exact, exact.text()).unwrap_err().to_string();
    assert!(error.contains("was not inferred"), "{error}");
    assert!(transcript.amend(guess, guess.text()).is_ok());
    assert!(transcript.clone().amend(guess, guess.text()).is_ok(), "a clone is the same");
    assert!(Transcript::parse(GARBLED).amend(guess, guess.text()).is_ok(), "so is the same input read again");
    // The same place, channel and characters in another text, and another place.
    let other = Transcript::parse(format!("{GARBLED}[C]: plain\n"));
    let plain = Transcript::parse("[A]: plain\n");
    let amended = transcript.amend(guess, guess.text()).unwrap();
    for another in [other, plain, amended] {
        let error = another.amend(guess, guess.text()).unwrap_err().to_string();
        assert!(error.contains("of another transcript"), "{error}");
    }
}

#[test]
fn known_words_are_put_where_they_fit() {
    let channel: Channel = STRIPPED.parse().unwrap();
    let (rare, common) = ("赵琎", "今天下雨了");
    let text = format!("[A]: {rare}，晚上好，{common}\n[B]: 我是{rare}，{common}。{rare}\n");
    let garbled = channel.apply(&text);
    let options = Options::new().channel(channel);
    assert_ne!(options.parse(&garbled).text(), text, "nothing is tested");
    let known = options.clone().known_words([rare, "x"]).parse(&garbled);
    assert_eq!(known.text(), text);
    assert_eq!(known.original(), garbled.as_bytes());
    for repair in known.repairs().filter(|repair| repair.text() == "琎") {
        let Certainty::Inferred { confidence, runners_up, .. } = repair.certainty() else {
            panic!("{repair:?}")
        };
        assert!((0.5..=1.0).contains(&confidence));
        let all: f32 = confidence + runners_up.iter().map(|(_, share)| share).sum::<f32>();
        assert!(all < 1.0001 && runners_up.iter().all(|(c, _)| *c != '琎'), "{repair:?}");
    }
    // What does not fit changes nothing, and neither does what nothing was lost of.
    let absent = options.clone().known_words(["王芳", "琎", "好晚"]).parse(&garbled);
    assert_eq!(absent, options.parse(&garbled));
    // Letters: a word is not found inside another.
    let garbled = channel.apply("VeÄer a ÄŒech");
    let _ = options.clone().known_words(["Čech"]).repair(&garbled);
}

#[test]
fn only_what_is_permitted_is_undone() {
    let one = |page: &str, losses: &[Loss]| Channel::new("UTF-8", page, losses).unwrap();
    let said = "Это было давно, в прошлом году. Мы поехали к морю.\n".repeat(3);
    let narrow = one("windows-1251", &[]).apply(&said);
    let wide = one("GBK", &[]).apply("你好，我们明天去公园散步，好吗？\n".repeat(3).as_str());
    let foreign = Channel::new("windows-1251", "ISO-8859-1", &[]).unwrap().apply(&said);
    let lossy = one("windows-1252", &[Loss::ControlsStripped]).apply(&said);
    let all = [&narrow, &wide, &foreign, &lossy];
    for text in all {
        assert_ne!(lacuna::repair(text).text(), text, "nothing is tested");
        let none = Options::new().only(|_| false);
        assert_eq!(none.repair(text).text(), text);
    }
    let single = Options::new().only(|layer| layer.encoding == "UTF-8" && layer.is_single_byte());
    assert_eq!(single.repair(&narrow), lacuna::repair(&narrow));
    assert_eq!(single.repair(&lossy), lacuna::repair(&lossy));
    assert_eq!(single.repair(&wide).text(), wide);
    assert_eq!(single.repair(&foreign).text(), foreign);
    let exact = Options::new().only(|layer| layer.losses().next().is_none());
    assert_eq!(exact.repair(&narrow), lacuna::repair(&narrow));
    assert!(exact.repair(&lossy).repairs().all(|repair| repair.certainty() == Certainty::Exact));
    let of_one_page = Options::new().only(|layer| layer.page == "windows-1252");
    assert_eq!(of_one_page.repair(&narrow).text(), narrow);
    // What was learnt elsewhere counts only as far as it is permitted.
    let evidence: Evidence = all.into_iter().collect();
    for text in [&narrow, &lossy, &wide] {
        let repaired = of_one_page.clone().evidence(&evidence).repair(text).into_owned();
        let pages = |repair: Repair<'_>| repair.channel().layers().all(|layer| layer.page == "windows-1252");
        assert!(repaired.repairs().all(pages), "{repaired:?}");
    }
    // Great blocks are undone in one sweep.
    let long = narrow.repeat(200);
    assert_eq!(of_one_page.repair(&long).text(), long);
    assert_eq!(single.repair(&long), lacuna::repair(&long));
}

#[test]
fn one_pass_counts_all_speakers() {
    let text = "Ana: no sé qué decir\nBo: well, I do\nAna: then say it\nCy: 😀\n";
    let transcript = Transcript::parse(text);
    let all = transcript.mixing_by_speaker();
    assert!(all.iter().map(|(name, _)| *name).eq(transcript.speakers().map(|(name, _)| name)));
    assert_eq!(all[0].1.tokens(), 7);
    assert_eq!(all[0].1.languages(), [(Lang::SPA, 4), (Lang::ENG, 3)]);
    assert_eq!(all.iter().map(|(_, mixing)| mixing.tokens()).sum::<u64>(), transcript.mixing().tokens());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn places_lead_from_text_to_text_whatever_the_text(
        text in "((\\[[AB]\\]: |Speaker 1: )?(\\PC{0,6}|â€™|Ã©|ä½ å¥½|æµ£çŠ²ã‚½|è¿™ä¸ªè¯é¢˜|caf)?\n){0,8}",
        stray in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let mut input = text.into_bytes();
        for (index, byte) in stray {
            let at = index.index(input.len() + 1);
            input.insert(at, byte);
        }
        check_places(&input, &Transcript::parse(&input));
    }
}

/// What is listed can be chosen, each once: of a multi-byte page, too, where a character may need its neighbours.
#[test]
fn each_candidate_can_be_chosen() {
    let mut chosen = 0;
    for page in ["EUC-JP", "GBK", "windows-949", "windows-1254, controls stripped"] {
        let channel: Channel = format!("UTF-8 read as {page}").parse().unwrap();
        for said in RESTORED.lines() {
            let garbled = channel.apply(said);
            let transcript = Options::new().channel(channel).parse(&garbled);
            for repair in transcript.repairs() {
                let mut all = repair.candidates();
                let count = all.len();
                for choice in all.iter().take(20) {
                    let amended = transcript.amend(repair, *choice).unwrap();
                    assert_eq!(amended.original(), garbled.as_bytes());
                    chosen += 1;
                }
                all.sort_unstable();
                all.dedup();
                assert_eq!(all.len(), count, "{said:?}: {all:?}");
            }
        }
    }
    assert!(chosen > 500, "{chosen}");
}
