//! Restores a transcript and prints the conversation for a person to read: `transcript [FILE]`.
//!
//!     cargo run --release --example transcript
//!
//! Without a file it takes the transcript that comes with the crate: a conversation in Chinese and English, saved as UTF-8, read
//! as windows-1254, stripped of its control characters. Languages are told apart by colour, inferred characters are underlined, and a
//! lacuna shows as ⟨…⟩.

#[path = "common/mod.rs"]
mod common;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;
use std::path::PathBuf;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use clap::Parser;
use lacuna::{Certainty, Lang, Transcript, Turn};
use unicode_segmentation::UnicodeSegmentation;

/// Inferred characters below this confidence are worth a second look.
const LOOK_TWICE: f32 = 0.9;

/// Restore a transcript and print the conversation.
#[derive(Parser)]
struct Arguments {
    /// The garbled transcript, - for standard input; the one that comes with the crate if there is none.
    file: Option<PathBuf>,
}

fn main() -> ExitCode {
    common::run(|| {
        let input = common::input_or_bundled(Arguments::parse().file.as_deref())?;
        let progress = common::progress("restoring", input.len());
        let transcript = Transcript::parse(input);
        let palette = Palette::of(&transcript);
        progress.finish_and_clear();
        // Strips the colours where the output is no terminal or NO_COLOR is set.
        let mut out = anstream::AutoStream::auto(io::stdout());
        for turn in &transcript {
            print_turn(&mut out, turn, &palette)?;
        }
        Ok(print_summary(&mut out, &transcript, &palette)?)
    })
}

/// A colour for each language, in the order in which the languages appear.
struct Palette(Vec<Lang>);

impl Palette {
    const COLOURS: [AnsiColor; 5] =
        [AnsiColor::Cyan, AnsiColor::Yellow, AnsiColor::Magenta, AnsiColor::Green, AnsiColor::Blue];

    fn of(transcript: &Transcript) -> Palette {
        let mut languages = Vec::new();
        let segments = transcript.turns().flat_map(|turn| turn.segments());
        for lang in segments.filter_map(|segment| segment.lang()) {
            if !languages.contains(&lang) {
                languages.push(lang);
            }
        }
        Palette(languages)
    }

    fn style(&self, lang: Option<Lang>) -> Style {
        let colour = lang
            .and_then(|lang| self.0.iter().position(|known| *known == lang))
            .and_then(|number| Self::COLOURS.get(number));
        Style::new().fg_color(colour.map(|colour| (*colour).into()))
    }
}

fn print_turn(out: &mut impl Write, turn: Turn<'_>, palette: &Palette) -> io::Result<()> {
    let bold = Style::new().bold();
    write!(out, "{bold}{}{bold:#}  ", turn.speaker().unwrap_or("(nobody named)"))?;
    let inferred = turn.repairs().filter(|repair| matches!(repair.certainty(), Certainty::Inferred { .. }));
    let inferred: Vec<Range<usize>> =
        inferred.filter_map(|repair| turn.locate(repair.range_in_text())).collect();
    let lacunae: Vec<usize> = turn.lacunae().map(|lacuna| lacuna.range_in_turn().start).collect();
    for segment in turn.segments() {
        let (style, range) = (palette.style(segment.lang()), segment.range_in_turn());
        // A piece is as long as its style lasts: what a reader sees as one character is not cut.
        let mut piece = range.start;
        let mut underlined = false;
        let print = |out: &mut dyn Write, piece: Range<usize>, underlined: bool| {
            let style = if underlined { style.underline() } else { style };
            match &turn.text()[piece] {
                "" => Ok(()),
                text => write!(out, "{style}{text}{style:#}"),
            }
        };
        for (at, cluster) in segment.text().grapheme_indices(true) {
            let place = range.start + at..range.start + at + cluster.len();
            let next = inferred.partition_point(|gap| gap.end <= place.start);
            let was_lost = inferred.get(next).is_some_and(|gap| gap.start < place.end);
            let is_gap = lacunae.iter().any(|gap| place.contains(gap));
            if was_lost != underlined || is_gap {
                print(out, piece..place.start, underlined)?;
                (piece, underlined) = (place.start, was_lost);
            }
            if is_gap {
                print_lacuna(out)?;
            }
        }
        print(out, piece..range.end, underlined)?;
    }
    if lacunae.last().is_some_and(|gap| *gap >= turn.text().len()) {
        print_lacuna(out)?;
    }
    writeln!(out, "\n")
}

fn print_lacuna(out: &mut impl Write) -> io::Result<()> {
    let marked = Style::new().invert();
    write!(out, "{marked}⟨…⟩{marked:#}")
}

fn print_summary(out: &mut impl Write, transcript: &Transcript, palette: &Palette) -> io::Result<()> {
    let mut channels = BTreeMap::new();
    for repair in transcript.repairs() {
        *channels.entry(repair.channel().to_string()).or_insert(0) += 1;
    }
    for (channel, repairs) in &channels {
        writeln!(out, "channel    {channel} ({repairs} repairs)")?;
    }
    let guesses = || transcript.repairs().filter(|repair| repair.certainty() != Certainty::Exact);
    let inferred = guesses().count();
    writeln!(
        out,
        "exact      {} stretches of which nothing was lost",
        transcript.repairs().len() - inferred
    )?;
    let doubtful: Vec<_> = guesses().filter(|repair| repair.confidence() < LOOK_TWICE).collect();
    writeln!(out, "inferred   {inferred} characters, {} of them below {LOOK_TWICE}:", doubtful.len())?;
    let begins: Vec<usize> = transcript.turns().map(|turn| turn.range_in_text().start).collect();
    for repair in doubtful {
        let at = repair.range_in_text().start;
        let turn = begins.partition_point(|begin| *begin <= at);
        let context = transcript.text()[..at].chars().rev().take(4).collect::<Vec<_>>();
        let context: String = context.into_iter().rev().filter(|c| !c.is_control()).collect();
        write!(out, "             turn {turn:<3} …{context}[{repair}] {:.2}", repair.confidence())?;
        if let Certainty::Inferred { runners_up, .. } = repair.certainty() {
            for (candidate, probability) in runners_up.iter().take(2) {
                write!(out, ", or {candidate} {probability:.2}")?;
            }
        }
        writeln!(out)?;
    }
    let lacunae: usize = transcript.turns().map(|turn| turn.lacunae().len()).sum();
    writeln!(out, "lacunae    {lacunae}")?;
    for (speaker, turns) in transcript.speakers() {
        writeln!(out, "speaker    {speaker}: {turns} turns")?;
    }
    for lang in &palette.0 {
        let style = palette.style(Some(*lang));
        let segments = transcript.turns().flat_map(|turn| turn.segments());
        let count = segments.filter(|segment| segment.lang() == Some(*lang)).count();
        writeln!(out, "language   {style}{lang}{style:#}: {count} segments")?;
    }
    let switches: usize = transcript.turns().map(|turn| turn.segments().len().saturating_sub(1)).sum();
    writeln!(out, "switches   {switches} inside turns")
}
