//! Which language's habits a mark follows: those of its line, or else of the text.

use std::ops::Range;

use crate::model::marks::Habit;

/// Characters of a line that its language is told from, at least and at the most; a text's are so many times as many.
const FEWEST: usize = 60;
const MOST: usize = 400;
const LINES: usize = 8;

/// The languages of a row of characters.
pub(crate) struct Habits<F> {
    len: usize,
    char_at: F,
    /// The line that was asked for last, and its language.
    line: (Range<usize>, Habit),
    /// That of all, once it was asked for.
    all: Option<Habit>,
}

/// A language, and how surely it is one's own.
type Told = (Habit, f64);

/// How sure it must be: of a line, and of all.
const SURE: f64 = 0.9;
const LIKELY: f64 = 0.15;

impl<F: Fn(usize) -> char> Habits<F> {
    /// Of so many characters.
    pub(crate) fn of(len: usize, char_at: F) -> Habits<F> {
        Habits { len, char_at, line: (0..0, Habit::USUAL), all: None }
    }

    /// At a place.
    pub(crate) fn at(&mut self, at: usize) -> Habit {
        if !self.line.0.contains(&at) {
            let is_end = |at: &usize| (self.char_at)(*at) == '\n';
            let start = (0..at).rev().take(MOST).find(is_end).map_or(at.saturating_sub(MOST), |end| end + 1);
            let end = (at..self.len).take(MOST).find(is_end).unwrap_or(self.len.min(at + MOST));
            let line = start..end.max(at + 1);
            let own = (line.len() >= FEWEST).then(|| self.told_by(line.clone()));
            let sure = own.filter(|(_, how_sure)| *how_sure >= SURE);
            self.line = (line, sure.map_or_else(|| self.of_all(), |(own, _)| own));
        }
        self.line.1
    }

    fn of_all(&mut self) -> Habit {
        if let Some(all) = self.all {
            return all;
        }
        let (all, how_sure) = self.told_by(0..self.len.min(LINES * MOST));
        let habit = match how_sure {
            LIKELY.. => all,
            // A few words without a letter beyond ASCII are English more often than anything else.
            _ if !(0..self.len).any(|at| is_letter_beyond_ascii((self.char_at)(at))) => Habit::of("eng"),
            _ => Habit::USUAL,
        };
        self.all = Some(habit);
        habit
    }

    fn told_by(&self, range: Range<usize>) -> Told {
        let text: String = range.map(&self.char_at).collect();
        let info = whatlang::detect(&text);
        info.map_or((Habit::USUAL, 0.0), |info| (Habit::of(info.lang().code()), info.confidence()))
    }
}

fn is_letter_beyond_ascii(c: char) -> bool {
    !c.is_ascii() && c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_own_language_or_else_that_of_the_text() {
        const GERMAN: &str = "Er sagte, dass er heute nach Hause gehen werde, weil er sehr müde war und nichts gegessen hatte.";
        const ENGLISH: &str =
            "She told us that the meeting had been moved to the next week because nobody would have come.";
        let text: Vec<char> = format!("{GERMAN}\nJa\n{GERMAN}\n{ENGLISH}").chars().collect();
        let mut habits = Habits::of(text.len(), |at| text[at]);
        let line =
            |number: usize| text.split(|c| *c == '\n').take(number).map(|line| line.len() + 1).sum::<usize>();
        for (number, code) in [(0, "deu"), (1, "deu"), (3, "eng"), (2, "deu")] {
            assert_eq!(habits.at(line(number)), Habit::of(code), "{number}");
        }
        for (few, habit) in [("open see", Habit::of("eng")), ("é à", Habit::USUAL)] {
            let few: Vec<char> = few.chars().collect();
            assert_eq!(Habits::of(few.len(), |at| few[at]).at(1), habit);
        }
    }
}
