//! Which mark stands between what: quotation marks, apostrophes and dashes, by what is beside them, in all languages together; and by how much
//! more or less a language uses each than these places let expect.
//!
//! A language's corpora have hardly any of the marks that people use in it, and letters of other languages beside the same mark say nothing
//! of it: what is known of `don’t` holds for `Allah’tan`, since both have letters on either side.

pub(crate) mod place;

use place::{Side, LANGUAGES, LEN, USUAL};

/// What each mark costs between each two sides, in eighths of a bit.
const SHIPPED: &[u8; LEN] = include_bytes!("marks.bin");

/// Eighths of a bit that the mark `c` costs between two sides: the logarithm of its share of the marks there.
pub(crate) fn cost(left: Side, right: Side, c: char) -> i32 {
    i32::from(SHIPPED[place::index(left, right, place::kind(c))])
}

/// Eighths of a bit that it costs that a mark is between two sides, and that it is `c`.
pub(crate) fn cost_in_text(left: Side, right: Side, c: char) -> i32 {
    i32::from(SHIPPED[place::any_index(left, right)]) + cost(left, right, c)
}

/// The habits of a language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Habit(usize);

impl Habit {
    /// What is usual in most languages.
    pub(crate) const USUAL: Habit = Habit(USUAL);

    /// Those of the language with a code of ISO 639-3; what is usual, if they are not known.
    pub(crate) fn of(code: &str) -> Habit {
        LANGUAGES.iter().position(|(_, known)| *known == code).map_or(Habit::USUAL, Habit)
    }

    /// Eighths of a bit that it adds to what the mark `c` costs in any language; less than 0 for one that is used more.
    pub(crate) fn cost(self, c: char) -> i32 {
        i32::from(SHIPPED[place::habit_index(self.0, place::kind(c))] as i8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The mark that is the commonest between two characters.
    fn commonest(left: char, right: char, among: &[char]) -> char {
        let cost = |c: &&char| cost(Side::of(left), Side::of(right), **c);
        *among.iter().min_by_key(cost).unwrap()
    }

    #[test]
    fn marks_stand_where_they_do_in_any_language() {
        const MARKS: [char; 5] = ['’', '“', '”', '„', '–'];
        for (left, right, mark) in [
            ('i', 'n', '’'),
            ('ı', 'n', '’'),
            ('м', 'я', '’'),
            (' ', 'é', '“'),
            ('.', '\n', '”'),
            (' ', ' ', '–'),
            ('5', '6', '–'),
        ] {
            assert_eq!(commonest(left, right, &MARKS), mark, "{left:?} {right:?}");
        }
    }
}
