//! A row of figures: how it is written, added up and compared.

use std::collections::BTreeSet;
use std::fmt;

/// The names of the columns. `stated` is the sum of the confidences of what was inferred: as high as `right` if they are true.
pub const HEADER: &str = "channel\tlanguage\tlines\talone\tleft\tjoined\tinferred\tright\tstated";

#[derive(Clone, Default)]
pub struct Row {
    channel: String,
    language: String,
    /// Lines that the channel changes.
    pub lines: usize,
    /// Those that come back when each is repaired by itself.
    pub alone: usize,
    /// Those that are then left as they were.
    pub left: usize,
    /// Those that come back when all are one document.
    pub joined: usize,
    /// Characters that were inferred in the document.
    pub inferred: usize,
    pub right: usize,
    pub stated: f64,
}

impl Row {
    pub fn new(channel: &str, language: &str) -> Row {
        Row { channel: channel.to_owned(), language: language.to_owned(), ..Row::default() }
    }

    /// The rows of a channel in one.
    pub fn sum(channel: &str, rows: &[Row]) -> Row {
        let start = Row::new(channel, "all");
        rows.iter().filter(|row| row.channel == channel).fold(start, |mut sum, row| {
            sum.lines += row.lines;
            sum.alone += row.alone;
            sum.left += row.left;
            sum.joined += row.joined;
            sum.inferred += row.inferred;
            sum.right += row.right;
            sum.stated += row.stated;
            sum
        })
    }
}

impl fmt::Display for Row {
    /// A row of the table; with `#` a line for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { channel, language, lines, alone, left, joined, inferred, right, stated } = self;
        if f.alternate() {
            write!(f, "{channel} {language}: of {lines} lines {alone} restored alone, {left} left, {joined} restored in a document; ")?;
            return write!(f, "of {inferred} inferred characters {right} right, {stated:.1} stated");
        }
        write!(
            f,
            "{channel}\t{language}\t{lines}\t{alone}\t{left}\t{joined}\t{inferred}\t{right}\t{stated:.2}"
        )
    }
}

/// The lines that only one of two tables has.
pub fn differences(expected: &str, found: &str) -> Vec<String> {
    let (before, now): (BTreeSet<&str>, BTreeSet<&str>) =
        (expected.lines().collect(), found.lines().collect());
    let gone = before.difference(&now).map(|row| (*row, '-'));
    let mut all: Vec<(&str, char)> = gone.chain(now.difference(&before).map(|row| (*row, '+'))).collect();
    all.sort_by_key(|(row, sign)| (row.split('\t').take(2).collect::<Vec<_>>(), *sign == '+'));
    all.into_iter().map(|(row, sign)| format!("{sign} {row}")).collect()
}

#[cfg(test)]
mod tests {
    use super::differences;

    #[test]
    fn a_row_that_moved_shows_before_and_after() {
        let (before, now) = ("a\tx\t1\nb\tx\t2\n", "a\tx\t1\nb\tx\t3\n");
        assert_eq!(differences(before, now), ["- b\tx\t2", "+ b\tx\t3"]);
        assert!(differences(now, now).is_empty());
    }
}
