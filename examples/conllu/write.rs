//! CoNLL-U: a block for each sentence, a line for each word, ten columns.
//!
//! Words and sentences are those of Unicode Standard Annex #29, save that a word ends where its language does. What a parser would
//! find out (lemma, part of speech, head) is left open, as `_`.

use std::io::{self, Write};
use std::ops::Range;

use lacuna::{Lang, Transcript, Turn};
use unicode_segmentation::UnicodeSegmentation;

struct Word<'a> {
    text: &'a str,
    range: Range<usize>,
    lang: Option<Lang>,
}

/// Writes all that was said; what the program wrote that made the transcript is left out.
pub fn conllu(transcript: &Transcript, out: &mut impl Write) -> io::Result<()> {
    // A document begins with its first sentence, if there is one.
    let mut newdoc = Some("# newdoc\n");
    for (number, turn) in transcript.turns().filter(|turn| !turn.is_system()).enumerate() {
        let words = words(turn);
        let mut rest = &words[..];
        let mut sentence = 0;
        for text in turn.text().split_inclusive(['\n', '\r']).flat_map(|line| line.unicode_sentences()) {
            let end = text.as_ptr() as usize - turn.text().as_ptr() as usize + text.len();
            let (here, later) = rest.split_at(rest.partition_point(|word| word.range.start < end));
            rest = later;
            sentence += usize::from(!here.is_empty());
            write_sentence(turn, here, (number + 1, sentence), &mut newdoc, out)?;
        }
        // What has no letters is no sentence of its own for the annex; at the end there is none for it to go with.
        write_sentence(turn, rest, (number + 1, sentence + 1), &mut newdoc, out)?;
    }
    Ok(())
}

fn words(turn: Turn<'_>) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    for segment in turn.segments() {
        for (at, text) in segment.text().split_word_bound_indices() {
            // A line cannot hold what ends it, nor a column what parts columns.
            if !text.chars().any(|c| c.is_whitespace() || c.is_control()) {
                let start = segment.range_in_turn().start + at;
                let lang = segment.lang().filter(|_| text.chars().any(char::is_alphabetic));
                words.push(Word { text, range: start..start + text.len(), lang });
            }
        }
    }
    words
}

fn write_sentence(
    turn: Turn<'_>,
    words: &[Word<'_>],
    (number, sentence): (usize, usize),
    newdoc: &mut Option<&str>,
    out: &mut impl Write,
) -> io::Result<()> {
    let Some(last) = words.last() else { return Ok(()) };
    writeln!(out, "{}# sent_id = {number}-{sentence}", newdoc.take().unwrap_or_default())?;
    if let Some(speaker) = turn.speaker() {
        writeln!(out, "# speaker_id = {}", speaker.split_whitespace().collect::<Vec<_>>().join(" "))?;
    }
    // The text is what the words and the blanks between them make.
    let glued = |i: usize| words.get(i + 1).is_some_and(|next| next.range.start == words[i].range.end);
    write!(out, "# text = ")?;
    for (i, word) in words.iter().enumerate() {
        write!(out, "{}{}", word.text, if glued(i) || i + 1 == words.len() { "" } else { " " })?;
    }
    writeln!(out)?;
    for (i, word) in words.iter().enumerate() {
        write!(out, "{}\t{}\t_\t_\t_\t_\t_\t_\t_\t", i + 1, word.text)?;
        let end_of_text = turn.text()[last.range.end..].starts_with(|c: char| !c.is_whitespace());
        let no_space = glued(i) || (i + 1 == words.len() && end_of_text);
        match (word.lang, no_space) {
            (Some(lang), true) => writeln!(out, "Lang={lang}|SpaceAfter=No")?,
            (Some(lang), false) => writeln!(out, "Lang={lang}")?,
            (None, true) => writeln!(out, "SpaceAfter=No")?,
            (None, false) => writeln!(out, "_")?,
        }
    }
    writeln!(out)
}
