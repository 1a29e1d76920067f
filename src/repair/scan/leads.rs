//! Places where a channel that loses bytes could have left a lead, and nothing beside it: letters like any other, so that no sign of damage need
//! be seen.

use crate::channel::code_page::tables;
use crate::channel::wide::Wide;
use crate::channel::Garbling;
use crate::repair::evidence::stands::{is_at_home, Stands};
use crate::repair::evidence::weigh::in_front_of;
use crate::repair::scan;
use crate::repair::undo::multi_byte::Reader;

/// What the leads are in channels that are known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Leads {
    /// True if damage can be anywhere beyond ASCII.
    anywhere: bool,
    /// Multi-byte pages: what they make of a lead and what follows is a character of East Asia.
    wide: Vec<Wide>,
    /// Single-byte pages, a bit for each.
    pages: u32,
}

/// The first byte of U+3000. Only leads of UTF-8 are as great.
const FIRST_OF_EAST_ASIA: u8 = 0xE3;

impl Leads {
    /// Those of the channels among `garblings` that leave no sign.
    pub(crate) fn of(garblings: impl Iterator<Item = Garbling>) -> Leads {
        let mut leads = Leads::default();
        for garbling in garblings {
            match garbling {
                Garbling::Narrow(layer) if layer.source.is_utf8() => {
                    if garbling.loses_bytes() {
                        leads.pages |= 1 << layer.page.index();
                    }
                }
                Garbling::Narrow(_) | Garbling::WideLegacy(_) => leads.anywhere = true,
                Garbling::Wide(wide) => leads.wide.push(wide),
            }
        }
        leads
    }

    /// The place of the first one at or after `from` that is no letter of its word.
    pub(crate) fn next(&self, text: &str, from: usize) -> Option<usize> {
        if self.anywhere {
            return Some(scan::next_beyond_ascii(text.as_bytes(), from)).filter(|next| *next < text.len());
        }
        let of_pages = self.next_out_of_place(text, from);
        // Behind the line of the first lead there is nothing to look for: a block that has one would else be read to the end of the text.
        let end = of_pages.and_then(|at| Some(at + memchr::memchr(b'\n', &text.as_bytes()[at..])?));
        let rest = &text[..end.unwrap_or(text.len())];
        let is_east_asian = |byte: &u8| *byte >= FIRST_OF_EAST_ASIA;
        if self.wide.is_empty() || !rest.as_bytes()[from..].iter().any(is_east_asian) {
            return of_pages;
        }
        let stretches = self.wide.iter().filter_map(|wide| Reader::of(*wide).next_stretch(rest, from));
        stretches.chain(of_pages).min()
    }

    fn next_out_of_place(&self, text: &str, mut from: usize) -> Option<usize> {
        loop {
            let at = self.next_of_pages(text, from)?;
            let c = text[at..].chars().next()?;
            if !is_at_home(in_front_of(text, at), c) {
                return Some(at);
            }
            from = at + c.len_utf8();
        }
    }

    fn next_of_pages(&self, text: &str, from: usize) -> Option<usize> {
        if self.pages == 0 {
            return None;
        }
        let tables = tables();
        let mut at = from;
        loop {
            at = scan::next_beyond_ascii(text.as_bytes(), at);
            let c = text[at..].chars().next()?;
            if tables.entry(c).is_some_and(|entry| entry.lead & self.pages != 0) {
                return Some(at);
            }
            at += c.len_utf8();
        }
    }

    /// True if each of those of single-byte pages in a line is a letter of its word.
    pub(crate) fn are_at_home(&self, line: &Stands) -> bool {
        let mut at = 0;
        while let Some(place) = self.next_of_pages(line.text, at) {
            let Some(c) = line.text[place..].chars().next() else { break };
            if !line.is_at_home(place, c) {
                return false;
            }
            at = place + c.len_utf8();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::channel::multi_byte::MultiByte;
    use crate::channel::Channel;
    use crate::dice::Dice;

    const CHANNELS: [&str; 5] = [
        "UTF-8 read as windows-1252",
        "UTF-8 read as windows-1252, controls stripped",
        "UTF-8 read as windows-1253, unassigned bytes dropped",
        "UTF-8 read as GBK",
        "GBK read as windows-1252",
    ];

    #[test]
    fn leads_are_those_of_a_naive_search() {
        let mut dice = Dice::new(41);
        for _ in 0..2_000 {
            let garblings: Vec<Garbling> = (0..dice.roll(3))
                .flat_map(|_| {
                    CHANNELS[dice.roll(CHANNELS.len())].parse::<Channel>().unwrap().garblings().to_vec()
                })
                .collect();
            let text: String = (0..dice.roll(20))
                .map(|_| {
                    ["a", " ", "é", "Ã", "Γ", "中", "😀", "\u{A0}", "’", "ж", "浣犲ソ", "浣犲ソ ", "\n"]
                        [dice.roll(13)]
                })
                .collect();
            let gbk = |c: char| MultiByte::GBK.encode(c).map(|bytes| bytes.as_slice().to_vec());
            // All up to the next character of ASCII is UTF-8 as the page has it.
            let is_read = |stretch: &str| {
                let bytes: Option<Vec<Vec<u8>>> = stretch.chars().map(gbk).collect();
                bytes.is_some_and(|bytes| std::str::from_utf8(&bytes.concat()).is_ok())
            };
            let is_lead = |from: usize, at: usize, c: char| {
                garblings.iter().any(|garbling| match garbling {
                    Garbling::Narrow(layer) if layer.source.is_utf8() => {
                        let text = text.as_str();
                        garbling.loses_bytes()
                            && layer.page.byte_of(c).is_some_and(|byte| (0xC2..=0xF4).contains(&byte))
                            && !is_at_home(in_front_of(text, at), c)
                    }
                    Garbling::Narrow(_) | Garbling::WideLegacy(_) => !c.is_ascii(),
                    Garbling::Wide(_) => {
                        let stretch = text[at..].split(|c: char| c.is_ascii()).next().unwrap_or_default();
                        !c.is_ascii()
                            && (at == from || text.as_bytes()[at - 1].is_ascii())
                            && is_read(stretch)
                    }
                })
            };
            let leads = Leads::of(garblings.iter().copied());
            for (at, _) in text.char_indices() {
                let naive = text
                    .char_indices()
                    .skip_while(|(place, _)| *place < at)
                    .find(|(place, c)| is_lead(at, *place, *c));
                let naive = naive.map(|(place, _)| place);
                assert_eq!(leads.next(&text, at), naive, "{text}");
            }
        }
    }
}
