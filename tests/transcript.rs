//! The transcript that the crate exists for: UTF-8 read as windows-1254, control and format characters stripped.

use lacuna::{Certainty, Channel, Transcript};

const WHOLE: &[u8] = include_bytes!("../examples/data/transcript.txt");
const GARBLED: &str = include_str!("data/transcript-turns-1-12.garbled.txt");
const RESTORED: &str = include_str!("data/transcript-turns-1-12.restored.txt");
const CHANNEL: &str = "UTF-8 read as windows-1254, controls stripped";

#[test]
fn the_channel_is_found() {
    let transcript = Transcript::parse(WHOLE);
    assert!(transcript.repairs().len() > 700);
    assert!(transcript.repairs().all(|repair| repair.channel().to_string() == CHANNEL));
}

#[test]
fn garbling_the_restored_transcript_gives_the_input() {
    let transcript = Transcript::parse(WHOLE);
    let channel: Channel = CHANNEL.parse().unwrap();
    assert_eq!(channel.apply(transcript.text()).as_bytes(), WHOLE);
    assert_eq!(transcript.original(), WHOLE);
}

#[test]
fn intact_characters_are_right_and_of_the_destroyed_ones_most() {
    let repaired = lacuna::repair(GARBLED);
    assert_eq!(repaired.text().chars().count(), RESTORED.chars().count());
    let mut destroyed = 0;
    let mut right = 0;
    let inferred: Vec<usize> = repaired
        .repairs()
        .filter(|repair| matches!(repair.certainty(), Certainty::Inferred { .. }))
        .map(|repair| repair.range_in_text().start)
        .collect();
    for ((at, is), wanted) in repaired.text().char_indices().zip(RESTORED.chars()) {
        if inferred.binary_search(&at).is_ok() {
            destroyed += 1;
            right += u32::from(is == wanted);
        } else {
            assert_eq!(is, wanted, "an intact character at byte {at}");
        }
    }
    assert_eq!(destroyed, 236);
    // The figures are in the README; this guards against a fall.
    assert!(right >= 224, "{right} of {destroyed}");
}

#[test]
fn twenty_turns_ten_for_each_speaker() {
    let transcript = Transcript::parse(WHOLE);
    assert_eq!(transcript.turns().len(), 20);
    assert_eq!(transcript.speakers().collect::<Vec<_>>(), [("A", 10), ("B", 10)]);
    let speakers: String = transcript.turns().filter_map(|turn| turn.speaker()).collect();
    assert_eq!(speakers, "AB".repeat(10));
}

#[test]
fn a_turn_keeps_its_paragraphs_and_blank_lines() {
    let transcript = Transcript::parse(GARBLED.as_bytes());
    let turn = transcript.turns().nth(6).unwrap();
    assert!(
        turn.text().starts_with(" \n\nA transformer model interrupted mid-attention"),
        "{:?}",
        turn.text()
    );
    assert_eq!(turn.text().matches("\n\n").count(), 3);
}

#[test]
fn dropped_phrases_are_marked_where_they_stood() {
    let transcript = Transcript::parse(GARBLED.as_bytes());
    let found: Vec<(usize, &str)> = transcript
        .turns()
        .enumerate()
        .flat_map(|(number, turn)| {
            turn.lacunae().map(move |lacuna| (number, &turn.text()[..lacuna.range_in_turn().start]))
        })
        .map(|(number, before)| (number, before.trim_end_matches(' ')))
        .collect();
    for (number, before) in [
        (4, "the tantalizing prospect of a"),
        (6, "this notion of"),
        (6, "Imagine training on"),
        (8, "this notion of"),
        (10, "file our manifesto under"),
        (10, "Shall we call it"),
        (10, "the tenure committee will be"),
    ] {
        assert!(
            found.iter().any(|(n, text)| *n == number && text.ends_with(before)),
            "{number} {before}: {found:?}"
        );
    }
    // Two blanks after a sentence are no lacuna.
    assert!(found.iter().all(|(_, text)| !text.ends_with("footnotes we could produce!")));
    assert!(found.iter().all(|(_, text)| !text.ends_with("continuous vector spaces.")));
}

#[test]
fn words_of_the_other_language_are_segments_of_their_own() {
    let transcript = Transcript::parse(GARBLED.as_bytes());
    for (number, text, lang) in [(0, "superpower", "eng"), (3, "time-travel API", "eng"), (9, "BERT", "eng")]
    {
        let turn = transcript.turns().nth(number).unwrap();
        let segment = turn.segments().find(|segment| segment.text().contains(text)).unwrap();
        assert_eq!(segment.lang().unwrap().code(), lang);
        assert!(segment.text().len() < text.len() + 6, "{segment:?}");
    }
}

#[test]
fn source_ranges_lead_back_to_the_damaged_bytes() {
    let transcript = Transcript::parse(WHOLE);
    let channel: Channel = CHANNEL.parse().unwrap();
    for turn in transcript.turns() {
        for segment in turn.segments() {
            let start = turn.range_in_text().start + segment.range_in_turn().start;
            let source = transcript.source(start..start + segment.range_in_turn().len());
            assert_eq!(&WHOLE[source], channel.apply(segment.text()).as_bytes());
        }
    }
}
