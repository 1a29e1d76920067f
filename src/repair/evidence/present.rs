//! What a text has of UTF-8 in each page, found for all pages in one pass.

use crate::channel::code_page::{tables, CodePage};
use crate::repair::evidence::weigh::next_beyond_ascii;

/// Pages of which the text has something of UTF-8, a bit for each.
#[derive(Clone, Copy, Default)]
pub(crate) struct Present {
    /// A lead and a continuation side by side.
    pub(crate) pair: u32,
    /// As many continuations behind a lead as it asks for, or two bytes that a surrogate could begin with.
    pub(crate) sequence: u32,
    /// More letters in the place of continuations, without a lead before them, than sequences.
    pub(crate) mostly_strays: u32,
}

/// Greek to Thai: the letters that code pages have beside Latin ones.
pub(crate) const SCRIPTS_OF_PAGES: std::ops::RangeInclusive<char> = '\u{370}'..='\u{E7F}';

impl Present {
    pub(crate) fn of(text: &str) -> Present {
        let tables = tables();
        let mut present = Present::default();
        // Pages by the continuations that are to follow: some, one, two, three; and those in which the last character begins a surrogate.
        let (mut some, mut one, mut two, mut three, mut surrogate) = (0, 0, 0, 0, 0);
        let mut balance = [0i32; CodePage::COUNT];
        let mut at = 0;
        while at < text.len() {
            let next = next_beyond_ascii(text, at);
            if next > at {
                (some, one, two, three, surrogate) = (0, 0, 0, 0, 0);
            }
            let Some(c) = text[next..].chars().next() else { break };
            at = next + c.len_utf8();
            let Some(entry) = tables.entry(c) else {
                (some, one, two, three, surrogate) = (0, 0, 0, 0, 0);
                continue;
            };
            let goes_on = entry.continuation;
            present.pair |= some & goes_on;
            present.sequence |= (one | surrogate) & goes_on;
            count(&mut balance, one & goes_on, -1);
            if SCRIPTS_OF_PAGES.contains(&c) {
                count(&mut balance, goes_on & !(one | two | three), 1);
            }
            one = two & goes_on | entry.lead & !entry.long_lead;
            two = three & goes_on | entry.long_lead & !entry.longest_lead;
            three = entry.longest_lead;
            (some, surrogate) = (entry.lead, entry.surrogate);
        }
        let strays = balance.iter().enumerate().filter(|(_, balance)| **balance > 0);
        present.mostly_strays = strays.fold(0, |pages, (page, _)| pages | 1 << page);
        present
    }
}

/// Adds `one` for each page of a mask.
fn count(balance: &mut [i32; CodePage::COUNT], mut pages: u32, one: i32) {
    while pages != 0 {
        balance[pages.trailing_zeros() as usize] += one;
        pages &= pages - 1;
    }
}
