//! The list of formats, and the choice among them.

use super::lines::{invisible_prefix, is_blank, lines};
use super::*;
use std::cmp::Reverse;

/// Lines with text that are looked at to tell the format.
const SAMPLE_LINES: usize = 200;

/// Bytes of them at the most.
const SAMPLE: usize = 1 << 16;

/// Lines with text that may stand before the first line that shows the format.
const LONGEST_PREAMBLE: usize = 12;

/// One format family: how it is recognised and read. A new format is a file and a line in `FAMILIES`.
pub(super) struct Family {
    pub(super) format: Format,
    /// Whether the beginning of the text, from the first line with text on, settles it.
    pub(super) heads: fn(&str) -> bool,
    /// Whether a line begins a turn in this format and hardly in another.
    pub(super) opens: fn(&str) -> bool,
    pub(super) grammar: fn(named: bool) -> Box<dyn Grammar>,
}

/// Earlier ones are preferred where a line fits several. Speaker lines come last: they are what remains.
pub(super) const FAMILIES: &[Family] = &[
    Family { format: Format::WebVtt, heads: cues::heads_vtt, opens: cues::opens_vtt, grammar: cues::vtt },
    Family { format: Format::SubRip, heads: never, opens: cues::opens_srt, grammar: cues::srt },
    Family { format: Format::Chat, heads: chat::heads, opens: chat::opens, grammar: chat::grammar },
    Family { format: Format::Messages, heads: json::heads_messages, opens: never, grammar: json::messages },
    Family { format: Format::ShareGpt, heads: json::heads_sharegpt, opens: never, grammar: json::sharegpt },
    Family { format: Format::WhatsApp, heads: never, opens: whatsapp::opens, grammar: whatsapp::grammar },
    Family { format: Format::Telegram, heads: never, opens: telegram::opens, grammar: telegram::grammar },
    Family { format: Format::Discord, heads: never, opens: discord::opens, grammar: discord::grammar },
    Family { format: Format::Slack, heads: never, opens: slack::opens, grammar: slack::grammar },
    Family { format: Format::WhisperX, heads: never, opens: whisper::opens, grammar: whisper::grammar },
    Family { format: Format::Zoom, heads: never, opens: zoom::opens, grammar: zoom::grammar },
    Family { format: Format::Otter, heads: never, opens: otter::opens, grammar: otter::grammar },
    Family { format: Format::Irc, heads: never, opens: irc::opens, grammar: irc::grammar },
    Family { format: Format::SpeakerLines, heads: never, opens: never, grammar: speaker_lines::grammar },
];

fn never(_: &str) -> bool {
    false
}

/// The family of the named format, or that of which `sample`, the beginning of a text, shows signs.
pub(super) fn choose(sample: &str, format: Option<Format>) -> &'static Family {
    let last = &FAMILIES[FAMILIES.len() - 1];
    if format.is_some() {
        return FAMILIES.iter().find(|family| Some(family.format) == format).unwrap_or(last);
    }
    // What encloses opens first: a transcript may quote a log, a log may quote a transcript.
    let mut hits = [(usize::MAX, 0usize); FAMILIES.len()];
    let filled =
        lines(sample).take_while(|line| line.start < SAMPLE).filter(|line| !is_blank(&sample[line.text()]));
    for (number, line) in filled.take(SAMPLE_LINES).enumerate() {
        let content = &sample[line.text()];
        let content = &content[invisible_prefix(content.as_bytes())..];
        let beginning = &sample[line.end - content.len()..];
        for (family, (first, count)) in FAMILIES.iter().zip(&mut hits) {
            if number == 0 && (family.heads)(beginning) {
                return family;
            }
            if (number <= LONGEST_PREAMBLE || *count > 0) && (family.opens)(content) {
                *first = (*first).min(number);
                *count += 1;
            }
        }
    }
    let found = FAMILIES.iter().zip(hits).filter(|(_, (first, count))| *count > 1 || *first == 0);
    let best = found.min_by_key(|&(_, (first, count))| (first, Reverse(count)));
    match best {
        Some((family, (first, count))) if count > 0 && (first == 0 || !opens_with_speaker(sample)) => family,
        _ => last,
    }
}

/// Whether the first line with text is a speaker line that a log further down cannot outweigh: its label is marked as
/// one or comes back.
fn opens_with_speaker(sample: &str) -> bool {
    let mut filled = lines(sample).take_while(|line| line.start < SAMPLE).map(|line| &sample[line.text()]);
    let Some(first) = filled.find(|line| !is_blank(line)) else { return false };
    let Some(label) = label::read(first) else { return false };
    label.shape.is_strong() || filled.take(SAMPLE_LINES).any(|line| line.starts_with(&first[..label.content]))
}
