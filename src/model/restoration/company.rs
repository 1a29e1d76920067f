//! The letters beyond ASCII that a line has, which tell its language: `ă` beside `ư` is Vietnamese, `ß` goes with `ä` and not with `á`.

use std::ops::Range;

use super::feature::{self, COMPANY};
use super::view::{Place, GAP};

/// The letters of each line of a text.
#[derive(Default)]
pub(crate) struct Company {
    /// Lines with gaps.
    lines: Vec<Line>,
    /// The letters of the lines without gaps.
    others: Letters,
    /// The letters of all lines before any gap was filled.
    known: Letters,
}

/// A line with gaps.
struct Line {
    gaps: Range<usize>,
    letters: Letters,
}

impl Company {
    /// Counts the known letters of `slots`, whose gaps are numbered from 0 in order.
    pub(crate) fn count(&mut self, slots: &[u32]) {
        self.lines.clear();
        self.others = Letters::default();
        let mut gaps = 0;
        for line in slots.split(|slot| *slot == 0x0A) {
            let first = gaps;
            gaps += line.iter().filter(|slot| **slot & GAP != 0).count();
            let letters = Letters::of(line);
            match first == gaps {
                true => self.others.add_all(&letters),
                false => self.lines.push(Line { gaps: first..gaps, letters }),
            }
        }
        self.known = self.whole();
    }

    /// Counts the letters that stand in gaps, too, where they are known by now.
    pub(crate) fn count_filled(&mut self, filled: impl Fn(usize) -> Option<char>) {
        for line in &mut self.lines {
            line.gaps.clone().filter_map(&filled).for_each(|c| line.letters.count(c as u32));
        }
    }

    /// Counts letters that other texts had in their gaps: those of lines that have none themselves.
    pub(crate) fn count_elsewhere(&mut self, letters: impl Iterator<Item = (char, u32)>) {
        letters.for_each(|(c, count)| self.others.add(feature::symbol(c), count));
    }

    fn whole(&self) -> Letters {
        let mut whole = self.others.clone();
        self.lines.iter().for_each(|line| whole.add_all(&line.letters));
        whole
    }

    /// Gives each gap the commonest letters of its line, or, if that has none, of all of the text. A letter that the gap itself could be counts
    /// only where the text has it undamaged: the model never learnt what a letter says of its own gaps. Gives whether that changed anything.
    pub(crate) fn write(&self, places: &mut [Place], could_be: impl Fn(usize, u32) -> bool) -> bool {
        let whole = self.whole().by_count();
        let mut changed = false;
        for line in &self.lines {
            let own = line.letters.by_count();
            for gap in line.gaps.clone() {
                let most = |letters: &[u32]| {
                    let mut most = [0; COMPANY];
                    let tell = |letter: u32| self.known.has(letter) || !could_be(gap, letter);
                    most.iter_mut()
                        .zip(letters.iter().filter(|letter| tell(**letter)))
                        .for_each(|(most, letter)| *most = *letter);
                    most
                };
                let most = Some(most(&own)).filter(|own| own[0] != 0).unwrap_or_else(|| most(&whole));
                changed |= places[gap].company != most;
                places[gap].company = most;
            }
        }
        changed
    }
}

/// How often letters beyond ASCII occur.
#[derive(Clone, Default)]
struct Letters {
    counts: Vec<(u32, u32)>,
}

impl Letters {
    /// Different letters that are counted: more are not of one language.
    const MOST: usize = 64;

    fn of(line: &[u32]) -> Letters {
        let mut letters = Letters::default();
        line.iter().for_each(|slot| letters.count(*slot));
        letters
    }

    fn count(&mut self, slot: u32) {
        if (0xC0..0x2000).contains(&slot) {
            let c = char::from_u32(slot).unwrap_or(' ');
            if feature::is_latin(c) {
                self.add(feature::symbol(c), 1);
            }
        }
    }

    fn has(&self, letter: u32) -> bool {
        self.counts.iter().any(|own| own.0 == letter)
    }

    fn add_all(&mut self, others: &Letters) {
        others.counts.iter().for_each(|&(letter, count)| self.add(letter, count));
    }

    fn add(&mut self, letter: u32, count: u32) {
        if let Some(own) = self.counts.iter_mut().find(|own| own.0 == letter) {
            own.1 += count;
        } else if self.counts.len() < Letters::MOST {
            self.counts.push((letter, count));
        }
    }

    /// The letters, the commonest first.
    fn by_count(&self) -> Vec<u32> {
        let mut counts = self.counts.clone();
        counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        counts.into_iter().map(|(letter, _)| letter).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::{Place, GAP};
    use super::Company;

    /// The company of the gaps of a text, `_` each, as known letters tell it, and once these letters were found in the gaps.
    fn company(text: &str, found: &str) -> [Vec<String>; 2] {
        let mut gaps = 0..;
        let slots: Vec<u32> =
            text.chars().map(|c| if c == '_' { GAP | gaps.next().unwrap_or(0) } else { c as u32 }).collect();
        let mut places = vec![Place::default(); text.matches('_').count()];
        let mut company = Company::default();
        company.count(&slots);
        let letters = |place: &Place| {
            place.company.iter().map_while(|l| char::from_u32(*l).filter(|c| *c != '\0')).collect::<String>()
        };
        company.write(&mut places, |_, _| false);
        let known = places.iter().map(letters).collect();
        company.count_filled(|gap| found.chars().nth(gap).filter(|c| *c != '_'));
        // Each gap could be what was found there, and `ü`.
        let could_be = |gap, letter| letter == 'ü' as u32 || found.chars().nth(gap) == char::from_u32(letter);
        company.write(&mut places, could_be);
        [known, places.iter().map(letters).collect()]
    }

    #[test]
    fn a_letter_that_is_found_is_company_for_others_and_not_for_itself() {
        assert_eq!(company("Aceast_ a_iune\nnou_", "ăț_"), [["", "", ""], ["ț", "ă", "ăț"]]);
    }

    #[test]
    fn a_known_letter_is_company_for_all() {
        assert_eq!(company("_ber für sch_n", "Ü_"), [["ü", "ü"], ["ü", "ü"]]);
    }

    #[test]
    fn letters_of_other_texts_are_company_for_lines_that_have_none() {
        let slots = [GAP, 'a' as u32, '\n' as u32, 'ü' as u32, GAP | 1];
        let mut places = vec![Place::default(); 2];
        let mut company = Company::default();
        company.count(&slots);
        company.count_elsewhere([('ă', 3), ('ț', 7)].into_iter());
        company.write(&mut places, |_, _| false);
        assert_eq!(places[0].company[..2], ['ț' as u32, 'ă' as u32]);
        assert_eq!(places[1].company[..2], ['ü' as u32, 0], "its own tell more");
    }
}
