//! Layers that could explain a line: pages by what reads as UTF-8, then losses.

use crate::channel::code_page::CodePage;
use crate::channel::{Garbling, Layer, Loss, WhiteSpace};
use crate::model::plausibility::BIT;
use crate::repair::evidence::line::{score, score_and_words};
use crate::repair::evidence::losses::{is_as_any_text, losses};
use crate::repair::evidence::no_break_space;
use crate::repair::evidence::only_damage;
use crate::repair::evidence::page_reading::{in_characters, readings, PageReading};
use crate::repair::evidence::present::Present;
use crate::repair::evidence::priors::BEYOND_DOUBT;
use crate::repair::evidence::score::Score;
use crate::repair::evidence::skeleton::Skeleton;
use crate::repair::evidence::stands::Stands;
use crate::repair::evidence::weigh::next_beyond_ascii;
use crate::repair::scan::lone;
use crate::repair::undo::sequence::Sequence;
use crate::repair::undo::sequence_reader::{SequenceReader, Used};
use crate::repair::undo::twice;

/// Pages that are tried with every loss. Pages that read a line alike differ in what they leave unassigned.
const RIVALS: usize = 4;

/// The layers that could explain a line, each with what it gains. `pages` are those that have a pair in it, a bit for each, or leads alone.
pub(crate) fn candidates(
    line: &Stands,
    pages: u32,
    permitted: u32,
    present: Present,
) -> Vec<(Garbling, Score)> {
    // Gaps alone prove nothing, since almost any letter is a gap of some layer: so what is whole ranks the pages.
    let mut with_sequence = present.sequence & permitted;
    // Most intact text in the letters of a page is done here.
    if with_sequence & !present.mostly_strays == 0 {
        with_sequence = 0;
    }
    let readings = readings(line.text, with_sequence);
    let covered: Vec<usize> = readings.iter().map(|reading| in_characters(&reading.bytes)).collect();
    let mut distinct: Vec<(&PageReading, usize)> = Vec::new();
    let mut alike: Vec<(CodePage, usize)> = Vec::new();
    for (reading, covered) in readings.iter().zip(covered) {
        // Nothing to restore.
        if covered == 0 && !reading.begins_surrogate {
            continue;
        }
        let known = distinct.iter().position(|(known, _)| known.bytes == reading.bytes);
        alike.push((reading.page, known.unwrap_or(distinct.len())));
        if known.is_none() {
            distinct.push((reading, covered));
        }
    }
    // Pages that read a line alike gain alike.
    let of = |(reading, _): &(&PageReading, usize)| {
        (!reading.is_by_chance(line.text))
            .then(|| score(line, &SequenceReader::of(Layer::new(reading.page, Loss::NONE))))
    };
    let commonest = alike.iter().find(|(page, _)| *page == CodePage::WINDOWS_1252).map(|(_, number)| *number);
    let of_commonest = commonest.and_then(|number| of(&distinct[number]));
    // What pages that share few letters with the commonest one make of UTF-8 is not UTF-8 in it.
    let settles = of_commonest.is_some_and(|score| score.complete && score.gain >= BEYOND_DOUBT);
    let is_ruled_out = |reading: &PageReading| {
        settles && commonest.is_some_and(|own| !reading.shares_letters(distinct[own].0))
    };
    // A page that explains much less than another one that gains is not asked: what explains most may do so by chance.
    let mut scores: Vec<Option<Score>> = vec![None; distinct.len()];
    let mut by_covered: Vec<usize> = (0..distinct.len()).collect();
    by_covered.sort_by_key(|number| std::cmp::Reverse(distinct[*number].1));
    let mut most = 0;
    for number in by_covered {
        let covered = distinct[number].1;
        if 3 * covered < 2 * most {
            break;
        }
        let score = match commonest {
            Some(own) if own == number => of_commonest,
            _ if is_ruled_out(distinct[number].0) => None,
            _ => of(&distinct[number]),
        };
        if score.is_some_and(|score| score.gain > 0) {
            most = most.max(covered);
        }
        scores[number] = score;
    }
    let mut ranked: Vec<(i32, CodePage, usize, Score)> = alike
        .into_iter()
        .filter_map(|(page, number)| {
            scores[number].map(|score| (score.gain - page.rarity() * BIT, page, number, score))
        })
        .filter(|(.., score)| score.gain > 0)
        .collect();
    ranked.sort_by_key(|(gain, ..)| -gain);
    let most = ranked.first().map_or(0, |(gain, ..)| *gain);
    // A rare page that gains more than the likeliest one may be that of the whole document.
    let first = ranked.first().map_or(0, |(.., score)| score.gain);
    ranked
        .retain(|(gain, .., score)| *gain >= most - most.max(0) / 4 || score.complete && score.gain > first);
    ranked.truncate(RIVALS);
    let mut found: Vec<(Garbling, Score)> =
        ranked.iter().map(|(_, page, _, whole)| (Layer::new(*page, Loss::NONE).into(), *whole)).collect();
    // Nothing was lost where nothing is missing.
    if ranked.iter().any(|(.., score)| score.complete) {
        return found;
    }
    // Many losses come to the same in one line, and so do pages that have the same bytes for it: each reading is weighed once.
    let mut weighed: Vec<(usize, u64, Score)> = Vec::new();
    let mut places: Vec<Places> = Vec::new();
    for (_, page, number, whole) in &ranked {
        let reader = SequenceReader::of(Layer::new(*page, Loss::NONE));
        places.push(Places::of(line.text, &reader));
        let print = Reading::of(line, &places[places.len() - 1], &reader).print;
        weighed.push((*number, print, *whole));
    }
    let losses = (!ranked.is_empty()).then(|| losses(line.text));
    // What a page that explains all of the line gains where nothing was lost.
    let mut most_complete = i32::MIN;
    for loss in losses.into_iter().flatten() {
        for ((_, page, number, whole), places) in ranked.iter().zip(&places) {
            // A page that lacks some of its characters cannot have made all of it.
            if whole.strangers > 0 && whole.gain < most_complete {
                continue;
            }
            // Elsewhere it says no more than that no-break spaces became spaces.
            if loss.white_space == WhiteSpace::AllSpaced && page.char_of(0x85) != '\u{85}' {
                continue;
            }
            // Any text has blanks and full stops behind letters, and a byte that was dropped before one looks the same.
            if is_as_any_text(loss) && !page.leaves_unassigned(0x80) {
                continue;
            }
            let layer = Layer::new(*page, loss);
            let reader = SequenceReader::of(layer);
            let Reading { print, ends_in_space } = Reading::of(line, places, &reader);
            let known = weighed.iter().find(|(other, known, _)| other == number && *known == print);
            let score = match known {
                Some((_, _, score)) => *score,
                None => {
                    let words = if ends_in_space { no_break_space::joined(line.text, &reader) } else { 0 };
                    let score = score(line, &reader).and_words(words);
                    weighed.push((*number, print, score));
                    score
                }
            };
            // Such a loss explains next to anything: so it must explain all that is there.
            if is_as_any_text(loss) && !score.explains_all {
                continue;
            }
            if score.complete {
                most_complete = most_complete.max(whole.gain);
            }
            if score.gain > whole.gain {
                found.push((layer.into(), score));
            }
        }
    }
    // What leads alone are left of ranks no page.
    if lone::is_in(line.text)
        || lone::leads_of_east_asia_abound(line.text)
        || twice::may_be_in(line.text)
        || line.text.contains(only_damage::OF_EMOJI)
        || line.text.contains(only_damage::SELECTOR)
        || line.text.contains(only_damage::OF_CROSS)
        || line.text.contains(only_damage::OF_RULE)
    {
        for layer in lone::layers(line.text).filter(|layer| pages >> layer.page.index() & 1 == 1) {
            if !found.iter().any(|(known, _)| *known == layer.into()) {
                let score = score_and_words(line, &SequenceReader::of(layer));
                if !is_as_any_text(layer.loss) || score.explains_all {
                    found.push((layer.into(), score));
                }
            }
        }
    }
    found
}

/// What a page that lost nothing finds in a line, place by place: what begins there, if it is a sequence, with its length.
struct Places {
    list: Vec<(usize, Option<(Sequence, usize)>)>,
    used: Used,
}

impl Places {
    fn of(line: &str, reader: &SequenceReader) -> Places {
        let mut places = Places { list: Vec::with_capacity(line.len() / 4), used: Used::default() };
        let mut at = 0;
        loop {
            at = next_beyond_ascii(line, at);
            let Some(c) = line[at..].chars().next() else { return places };
            let sequence = reader.sequence(&line[at..]);
            places.list.push((at, sequence));
            let end = at + sequence.map_or(c.len_utf8(), |(_, len)| len);
            if let Some((Sequence::Whole(_), _)) = sequence {
                line[at..end].chars().for_each(|c| places.used.note(reader.byte(c)));
            }
            at = end;
        }
    }
}

/// How a layer reads a line.
#[derive(PartialEq, Eq)]
struct Reading {
    /// A hash of the sequences, and of what may fill the gaps among them.
    print: u64,
    /// True if some sequence ends in a space.
    ends_in_space: bool,
}

impl Reading {
    /// By a layer of the page that `places` are of. Notes its skeleton, too.
    fn of(stands: &Stands, places: &Places, reader: &SequenceReader) -> Reading {
        let line = stands.text;
        let mut skeleton = Skeleton::default();
        let (mut print, mut ends_in_space) = (0u64, false);
        let mut note = |what: u64| print = (print ^ what).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23);
        // What is whole stays so where the layer leaves all bytes as they are; only the rest can become gaps.
        let keeps = reader.keeps(&places.used);
        let mut end = 0;
        for &(at, whole) in places.list.iter() {
            if at < end {
                continue;
            }
            let sequence = match whole {
                Some((Sequence::Whole(_), _)) if keeps => whole,
                _ => reader.sequence(&line[at..]),
            };
            skeleton.note(at, sequence.map(|(sequence, _)| sequence));
            let own = sequence.map_or(0, |(_, len)| len);
            // What is no longer whole leaves some of its characters by themselves.
            if let Some((_, len)) = whole.filter(|(_, len)| own < *len) {
                let first = line[at..].chars().next().map_or(0, char::len_utf8);
                let rest = own.max(first)..len;
                let left = line[at..][rest.clone()].char_indices();
                left.for_each(|(beyond, c)| {
                    if !c.is_ascii() {
                        skeleton.note(at + rest.start + beyond, None)
                    }
                });
            }
            let Some((sequence, len)) = sequence else { continue };
            end = at + len;
            note((at as u64) << 32 | len as u64);
            match sequence {
                Sequence::Whole(_) => {}
                Sequence::Surrogates(_) => note(1),
                Sequence::Gap(gap) => {
                    note(reader.likely(&gap).print);
                    ends_in_space |= line[at..end].ends_with(' ');
                }
            }
        }
        stands.note_skeleton(reader.layer, skeleton);
        Reading { print, ends_in_space }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::channel::Channel;

    /// All of the line is UTF-8 of windows-1252 that lost bytes: windows-1254, which has no `ž`, is not tried with losses.
    #[test]
    fn a_page_that_lacks_characters_is_not_tried_with_losses() {
        let channel: Channel = "UTF-8 read as windows-1252, controls stripped".parse().unwrap();
        let losses_of = |line: &str| {
            let line = channel.apply(line);
            let present = Present::of(&line);
            let found = candidates(&Stands::weighed(&line), present.pair, u32::MAX, present);
            let lossy = |(garbling, _): &(Garbling, Score)| match garbling {
                Garbling::Narrow(layer) if layer.loss != Loss::NONE => Some(layer.page.name()),
                _ => None,
            };
            found.iter().filter_map(lossy).collect::<BTreeSet<&str>>()
        };
        assert_eq!(losses_of("这个模型很大，你喜欢这种类型吗？"), BTreeSet::from(["windows-1252"]));
        assert!(losses_of("Příliš žluťoučký kůň").contains("windows-1254"), "it has all of them");
    }
}
