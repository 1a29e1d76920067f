//! Times that pages of forums count back from today: `3h ago`, `2 days ago`, `vor 3 Stunden`.

/// What stands before the number and behind the unit.
const FRAMES: [(&str, &str); 17] = [
    ("", " ago"),
    ("vor ", ""),
    ("hace ", ""),
    ("il y a ", ""),
    ("há ", ""),
    ("för ", " sedan"),
    ("", " fa"),
    ("", " geleden"),
    ("", " siden"),
    ("", " sitten"),
    ("", " temu"),
    ("před ", ""),
    ("", " önce"),
    ("", " назад"),
    ("", " тому"),
    ("", "前"),
    ("", " 전"),
];

/// Times without a number.
const WORDS: [&str; 5] = ["yesterday", "last week", "last month", "last year", "just now"];

/// Units that need no word: `3h`.
const SHORT: [&str; 5] = ["s", "m", "h", "d", "w"];

/// Longest word for a unit, in bytes.
const LONGEST_UNIT: usize = 16;

/// Length of such a time at the start of `text`; 0 if there is none.
pub(in crate::turn) fn ago(text: &str) -> usize {
    const MOST_DIGITS: usize = 2;
    let read = |(before, behind): &(&str, &str)| {
        let rest = text.strip_prefix(before)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number = match digits {
            0 => ["an ", "a "].iter().find(|one| rest.starts_with(**one)).map_or(0, |one| one.len() - 1),
            _ => digits,
        };
        if number == 0 || digits > MOST_DIGITS {
            return None;
        }
        let unit = &rest[number..];
        let blank = unit.len() - unit.strip_prefix([' ', '\u{A0}']).unwrap_or(unit).len();
        let length =
            unit[blank..].find(|c: char| !c.is_alphabetic() || c == '前').unwrap_or(unit.len() - blank);
        let word = &unit[blank..blank + length];
        let stop = usize::from(unit[blank + length..].starts_with('.'));
        let end = blank + length + stop;
        let fits = !word.is_empty() && length <= LONGEST_UNIT && unit[end..].starts_with(behind);
        fits.then(|| before.len() + number + end + behind.len())
    };
    let short = || {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let unit = SHORT.iter().find(|unit| text[digits..].starts_with(**unit))?;
        let length = digits + unit.len();
        let ends = !text[length..].starts_with(char::is_alphanumeric);
        ((1..=MOST_DIGITS).contains(&digits) && ends).then_some(length)
    };
    let fitting = FRAMES.iter().filter(|(before, _)| text.starts_with(before)).find_map(read);
    let worded = || {
        let word = WORDS.iter().find(|word| text.starts_with(**word))?;
        (!text[word.len()..].starts_with(char::is_alphanumeric)).then_some(word.len())
    };
    fitting.or_else(short).or_else(worded).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::ago;

    #[test]
    fn times_ago() {
        for time in [
            "3h ago",
            "3 hr. ago",
            "2 days ago",
            "an hour ago",
            "45m",
            "5\u{A0}min ago",
            "2d",
            "vor 3 Stunden",
            "hace 2 horas",
            "il y a 5 minutes",
            "för 3 dagar sedan",
            "3 часа назад",
            "3小时前",
            "3 小时前",
            "2시간 전",
            "3 giorni fa",
            "yesterday",
            "last week",
        ] {
            for behind in ["", " | parent", "\t"] {
                assert_eq!(ago(&format!("{time}{behind}")), time.len(), "{time}{behind}");
            }
        }
        for other in [
            "",
            "3",
            "3 hours",
            "ago",
            "h",
            "2021 years ago",
            "3mm",
            "long ago",
            "yesterdays",
            "last lamp",
            "12:30",
        ] {
            assert_eq!(ago(other), 0, "{other}");
        }
    }
}
