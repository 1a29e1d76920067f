//! Restores a transcript and prints the conversation for a person to read: `transcript [FILE]`.
//!
//!     cargo run --release --example transcript
//!
//! Without a file it takes the transcript that comes with the crate: a conversation in Chinese and English, saved as UTF-8, read
//! as windows-1254, stripped of its control characters. Languages are told apart by colour, inferred characters are underlined, and a
//! lacuna shows as ⟨…⟩.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use clap::Parser;
use lacuna::{Certainty, Lang, Transcript, Turn};

const BUNDLED: &[u8] = include_bytes!("data/transcript.txt");

/// Inferred characters below this confidence are worth a second look.
const LOOK_TWICE: f32 = 0.9;

/// Restore a transcript and print the conversation.
#[derive(Parser)]
struct Arguments {
    /// The garbled transcript; the one that comes with the crate if there is none.
    file: Option<PathBuf>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let input = match &arguments.file {
        Some(path) => fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?,
        None => BUNDLED.to_vec(),
    };
    let transcript = Transcript::parse(&input);
    let inferred = inferred(&transcript);
    let palette = Palette::of(&transcript);
    // Strips the colours where the output is no terminal or NO_COLOR is set.
    let mut out = anstream::AutoStream::auto(io::stdout());
    for turn in transcript.turns() {
        print_turn(&mut out, turn, &inferred, &palette)?;
    }
    print_summary(&mut out, &transcript, &inferred, &palette)?;
    Ok(())
}

/// The inferred characters: where they stand, what they are, how sure they are, and what else they could be.
struct Inferred<'a> {
    range: Range<usize>,
    confidence: f32,
    runners_up: &'a [(char, f32)],
}

fn inferred(transcript: &Transcript) -> Vec<Inferred<'_>> {
    transcript
        .repairs()
        .filter_map(|repair| match repair.certainty() {
            Certainty::Inferred { confidence, runners_up } => {
                Some(Inferred { range: repair.restored(), confidence, runners_up })
            }
            _ => None,
        })
        .collect()
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

fn print_turn(
    out: &mut impl Write,
    turn: Turn<'_>,
    inferred: &[Inferred],
    palette: &Palette,
) -> io::Result<()> {
    let bold = Style::new().bold();
    write!(out, "{bold}{}{bold:#}  ", turn.speaker().unwrap_or("(nobody named)"))?;
    let start = turn.range().start;
    let mut lacunae = turn.lacunae().peekable();
    for segment in turn.segments() {
        let style = palette.style(segment.lang());
        for (at, c) in segment.text().char_indices() {
            let place = segment.range().start + at;
            while lacunae.next_if(|lacuna| lacuna.range().start <= place).is_some() {
                let marked = Style::new().invert();
                write!(out, "{marked}⟨…⟩{marked:#}")?;
            }
            let next = inferred.partition_point(|gap| gap.range.start < start + place);
            let was_lost = inferred.get(next).is_some_and(|gap| gap.range.start == start + place);
            let style = if was_lost { style.underline() } else { style };
            write!(out, "{style}{c}{style:#}")?;
        }
    }
    writeln!(out, "\n")
}

fn print_summary(
    out: &mut impl Write,
    transcript: &Transcript,
    inferred: &[Inferred],
    palette: &Palette,
) -> io::Result<()> {
    let mut channels = BTreeMap::new();
    for repair in transcript.repairs() {
        *channels.entry(repair.channel().to_string()).or_insert(0) += 1;
    }
    for (channel, repairs) in &channels {
        writeln!(out, "channel    {channel} ({repairs} repairs)")?;
    }
    let exact = transcript.repairs().len() - inferred.len();
    writeln!(out, "exact      {exact} stretches of which nothing was lost")?;
    let doubtful: Vec<&Inferred> = inferred.iter().filter(|gap| gap.confidence < LOOK_TWICE).collect();
    writeln!(
        out,
        "inferred   {} characters, {} of them below {LOOK_TWICE}:",
        inferred.len(),
        doubtful.len()
    )?;
    for gap in doubtful {
        let at = gap.range.start;
        let context = transcript.text()[..at].chars().rev().take(4).collect::<Vec<_>>();
        let context: String = context.into_iter().rev().filter(|c| !c.is_control()).collect();
        write!(
            out,
            "             …{context}[{}] {:.2}",
            &transcript.text()[gap.range.clone()],
            gap.confidence
        )?;
        for (candidate, probability) in gap.runners_up.iter().take(2) {
            write!(out, ", or {candidate} {probability:.2}")?;
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
