//! Holds the finder to the labelled sentences and to what must be true of every text.

use super::{find, Found, Kind};

const SENTENCES: &str = include_str!("../../tests/data/lacunae.tsv");
const MARKED: &str = include_str!("../../tests/data/lacunae_marked.tsv");

fn found(text: &str) -> Vec<Found> {
    let mut out = Vec::new();
    find(text, &mut out);
    out
}

/// Each sentence by itself: nothing but its own evidence counts.
#[test]
fn labelled_sentences() {
    let (mut right, mut wrong, mut missed, mut cut, mut whole) = (0, 0, Vec::new(), 0, 0);
    let mut false_alarms = Vec::new();
    for line in SENTENCES.lines().filter(|line| !line.starts_with('#')) {
        let (_, labelled) = line.split_once('\t').unwrap();
        let gap = labelled.find("⟦⟧");
        let text = labelled.replace("⟦⟧", "");
        let elided = found(&text).into_iter().filter(|found| found.kind == Kind::Elided);
        let mut here = false;
        for lacuna in elided {
            // A blank to either side of the gap is as near as the text allows to tell.
            if gap.is_some_and(|gap| lacuna.range.start.abs_diff(gap) <= 1) {
                here = true;
            } else {
                wrong += 1;
                false_alarms.push(labelled);
            }
        }
        match gap {
            None => whole += 1,
            Some(_) => {
                cut += 1;
                right += usize::from(here);
                if !here {
                    missed.push(labelled);
                }
            }
        }
    }
    assert_eq!((cut, whole), (30, 30));
    let precision = right as f64 / (right + wrong) as f64;
    let recall = right as f64 / cut as f64;
    println!("precision {precision:.3}, recall {recall:.3}\nmissed: {missed:#?}\nfalse: {false_alarms:#?}");
    assert!(precision >= 0.9, "{false_alarms:#?}");
    assert!(recall >= 0.6, "{missed:#?}");
}

#[test]
fn marked() {
    for line in MARKED.lines().filter(|line| !line.starts_with('#')) {
        let (kind, labelled) = line.split_once('\t').unwrap();
        let labelled = labelled.replace("\\n", "\n");
        let text = labelled.replace(['⟦', '⟧'], "");
        let lacunae = found(&text);
        let mut shown = text.clone();
        for lacuna in lacunae.iter().rev() {
            assert_eq!(format!("{:?}", lacuna.kind), kind, "{line}");
            shown.insert(lacuna.range.end, '⟧');
            shown.insert(lacuna.range.start, '⟦');
        }
        assert_eq!(shown, labelled);
    }
}

/// The project's own transcript, of which phrases were dropped: all the places where a reader stumbles, and no other.
#[test]
fn transcript() {
    let text = "[A]: Oh, the tantalizing prospect of a ⟦⟧—it does rather make one wax poetic.\n\
        Imagine the footnotes we could produce!  One might finally settle the debate.\n\
        And oh, this notion of ⟦⟧ stitching together Dickinson’s austerity. Imagine training on ⟦⟧, where dashes are.\n\
        [B]: 压缩进这个… ⟦⟧ …你看，现在连曲线都染上了月色。 不过别忘了。\n\
        [A]: Ah, yes—let’s file our manifesto under ⟦⟧. 📜✨ I like it.  If only they had known.\n\
        Shall we call it ⟦⟧? I hear the tenure committee will be ⟦⟧. 😉\n";
    let mut shown = text.replace("⟦⟧", "");
    for lacuna in found(&shown).iter().rev() {
        assert!(lacuna.range.is_empty());
        shown.insert_str(lacuna.range.start, "⟦⟧");
    }
    assert_eq!(shown, text);
}

/// People who set blanks as they please have habits, not lacunae.
#[test]
fn habits() {
    let sentence = "I looked for it , and it was here . What is it for ? Take the one you like !  And  so it went on .\n";
    assert_eq!(found(&sentence.repeat(20)), []);
    let typist =
        "He said  that it was  a fine day and that  the others were  not there yet because of  the rain.\n";
    assert_eq!(found(&typist.repeat(20)), []);
    let french = "Tu en as ? Le but : gagner ! On y va . C'est a voir ; bon , ok .\n";
    assert_eq!(found(&french.repeat(20)), []);
    let verse = "春眠不觉晓  处处闻啼鸟\n夜来风雨声  花落知多少\n";
    assert_eq!(found(&verse.repeat(20)), []);
}

/// In order, apart from one another, on character boundaries, in time that grows with the text.
#[test]
fn any_text() {
    const PIECES: &[&str] = &[
        " ",
        "  ",
        " ,",
        " .",
        "the",
        " of",
        "call it",
        "—",
        "…",
        "[inaudible]",
        "[",
        "(",
        "（",
        "）",
        "<Media omitted>",
        "\u{200E}",
        "\u{FFFD}",
        "“”",
        "“",
        "”",
        "《》",
        "。",
        "，",
        "命名为",
        "把",
        "é",
        "😀",
        "\n",
        "\r",
        "\t",
        "*CHI:\t",
        "xxx",
        "www",
        "a",
        "I",
        "引号",
        "...",
        "]",
        ")",
        ">",
    ];
    let mut dice = crate::dice::Dice::new(1);
    let mut next = |bound: usize| dice.roll(bound);
    for _ in 0..if cfg!(debug_assertions) { 2000 } else { 20_000 } {
        let text: String = (0..next(30)).map(|_| PIECES[next(PIECES.len())]).collect();
        let mut end = 0;
        for lacuna in found(&text) {
            assert!(lacuna.range.start >= end && text.get(lacuna.range.clone()).is_some(), "{text:?}");
            end = lacuna.range.end;
        }
    }
    for piece in
        PIECES.iter().chain(&["[[[[", " , , ", "of  of  ", "the . ", "把 ，", "*A:\txxx ", "(((…", "a  a"])
    {
        let time = |size: usize| {
            let text = piece.repeat(size / piece.len());
            let best = (0..3).map(|_| {
                let start = std::time::Instant::now();
                found(&text);
                start.elapsed().as_secs_f64()
            });
            best.fold(f64::MAX, f64::min)
        };
        let (short, long) = (time(1 << 12), time(1 << 15));
        assert!(long < 32.0 * short + 0.05, "{piece:?}: {short:.4} s, then {long:.4} s");
    }
}
