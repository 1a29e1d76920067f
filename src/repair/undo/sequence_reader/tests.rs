use super::*;
use crate::channel::code_page::CodePage;
use crate::channel::{Channel, Garbling};
use crate::dice::Dice;

fn reader(channel: &str) -> (SequenceReader, Channel) {
    let channel: Channel = channel.parse().unwrap();
    let Garbling::Narrow(layer) = channel.garblings()[0] else { panic!("{channel}") };
    (SequenceReader::new(layer), channel)
}

const CHANNELS: [&str; 6] = [
    "UTF-8 read as windows-1252",
    "UTF-8 read as windows-1254, controls stripped",
    "UTF-8 read as windows-1252, unassigned bytes as U+FFFD",
    "UTF-8 read as windows-1252, unassigned bytes as ?, no-break spaces as spaces",
    "UTF-8 read as windows-1251, unassigned bytes dropped, quotes straightened",
    "UTF-8 read as IBM437",
];

#[test]
fn a_garbled_character_is_read_as_itself_or_is_among_its_candidates() {
    for name in CHANNELS {
        let (reader, channel) = reader(name);
        for c in "éàßЖяשع€’”あ中丁吗、】！한🕯😏\u{FE0F}".chars() {
            let garbled = channel.apply(&c.to_string());
            match reader.sequence(&garbled) {
                Some((Sequence::Whole(read), len)) => {
                    assert_eq!((read, len), (c, garbled.len()), "{name}")
                }
                Some((Sequence::Gap(gap), len)) => {
                    assert_eq!(len, garbled.len(), "{name} {c}");
                    let mut found = Vec::new();
                    reader.candidates(&gap, &mut |candidate| found.push(candidate));
                    assert!(found.contains(&c), "{name} {c} not in {found:?}");
                }
                other => panic!("{name} {c}: {garbled:?} is read as {other:?}"),
            }
        }
    }
}

#[test]
fn candidates_are_all_the_characters_that_garble_alike_and_no_other() {
    for name in CHANNELS {
        let (reader, channel) = reader(name);
        for c in "í中丁、！".chars() {
            let garbled = channel.apply(&c.to_string());
            let Some((Sequence::Gap(gap), _)) = reader.sequence(&garbled) else { continue };
            let mut found = Vec::new();
            reader.candidates(&gap, &mut |candidate| found.push(candidate));
            found.sort_unstable();
            // The oracle: every character there is, through the channel.
            let alike: Vec<char> =
                ('\u{80}'..='\u{FFFF}').filter(|c| channel.apply(&c.to_string()) == garbled).collect();
            assert_eq!(found, alike, "{name} {c}");
            let asked: Vec<char> =
                ('\u{80}'..='\u{FFFF}').filter(|c| reader.is_candidate(&gap, *c)).collect();
            assert_eq!(asked, alike, "{name} {c}");
        }
    }
}

/// Any characters of a page in a row, whether or not they were ever UTF-8: what they are read as garbles to them again.
#[test]
fn units_are_consistent_in_every_page_with_every_loss() {
    const LOSSES: [&str; 9] = [
        "",
        ", controls stripped",
        ", unassigned bytes dropped",
        ", unassigned bytes as U+FFFD",
        ", unassigned bytes as ?",
        ", unassigned bytes as ・",
        ", no-break spaces as spaces",
        ", quotes straightened",
        ", controls stripped, no-break spaces as spaces",
    ];
    let mut dice = Dice::new(5);
    let mut next = |bound: usize| dice.roll(bound);
    let mut sequences = [0; 2];
    for page in CodePage::all() {
        for loss in LOSSES {
            let (reader, channel) = reader(&format!("UTF-8 read as {}{loss}", page.name()));
            for lead in 0xC2..=0xF4 {
                let mut text = page.char_of(lead).to_string();
                for _ in 0..next(4) {
                    text.push(match next(12) {
                        0 => ['?', ' ', '\'', '"', '\u{FFFD}'][next(5)],
                        _ => page.char_of(0x80 + next(0x40) as u8),
                    });
                }
                match reader.sequence(&text) {
                    Some((Sequence::Whole(c), len)) => {
                        assert_eq!(channel.apply(&c.to_string()), text[..len], "{channel}");
                        sequences[0] += 1;
                    }
                    Some((Sequence::Gap(gap), len)) => {
                        for &c in reader.likely(&gap).iter() {
                            assert_eq!(channel.apply(&c.to_string()), text[..len], "{channel}: {c}");
                        }
                        sequences[1] += 1;
                    }
                    _ => {}
                }
            }
        }
    }
    assert!(sequences.iter().all(|count| *count > 500), "{sequences:?}");
}

#[test]
fn emoji_of_which_only_the_lead_is_left_are_among_the_candidates() {
    let (reader, channel) = reader("UTF-8 read as ISO-8859-1, controls stripped");
    for c in "😂🎂👍🙏".chars() {
        let garbled = channel.apply(&c.to_string());
        let Some((Sequence::Gap(gap), _)) = reader.sequence(&garbled) else { panic!("{c}: {garbled:?}") };
        let mut is_found = false;
        reader.candidates(&gap, &mut |candidate| is_found |= candidate == c);
        assert!(is_found, "{c}");
    }
}

#[test]
fn what_no_layer_makes_is_no_unit() {
    let (reader, _) = reader("UTF-8 read as windows-1252");
    for text in ["", "a", "中", "é", "éa", "Ã", "à\u{80}\u{80}", "í\u{A0}€"] {
        assert_eq!(reader.sequence(text), None, "{text:?}");
    }
}
