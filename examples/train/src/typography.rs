//! Plain lines as word processors write them: with typographic quotation marks, apostrophes, dashes and ellipses.
//!
//! Most corpora were typed with the marks of ASCII. What a language's corpora lack, a model holds to be impossible there: it would read the
//! apostrophe in `Allah’tan` as anything that stands between letters elsewhere.

/// Opening and closing quotation marks.
type Quotes = (char, char);

/// Those that a language has first. (`CLDR`, delimiters; the angled ones, where a language has them first, are no part of this: the second
/// pair stands for them.)
fn quotes(language: &str) -> Quotes {
    match language {
        "de" | "cs" => ('\u{201E}', '\u{201C}'),
        "pl" => ('\u{201E}', '\u{201D}'),
        _ => ('\u{201C}', '\u{201D}'),
    }
}

/// The dash between blanks: of the languages that have both, these have the long one in most text.
fn dash(language: &str) -> char {
    match language {
        "en" | "ru" => '\u{2014}',
        _ => '\u{2013}',
    }
}

/// A line in a language, with the marks that a word processor would have written.
pub fn typographic(line: &str, language: &str) -> String {
    let (opening, closing) = quotes(language);
    let chars: Vec<char> = line.replace("...", "\u{2026}").chars().collect();
    let at = |place: Option<usize>| place.and_then(|place| chars.get(place)).copied();
    let mut out = String::with_capacity(line.len() + 8);
    for (place, &c) in chars.iter().enumerate() {
        let (before, after) = (at(place.checked_sub(1)), at(Some(place + 1)));
        out.push(match c {
            '"' if opens(before, after) => opening,
            '"' => closing,
            '\'' if opens(before, after) => '\u{2018}',
            '\'' => '\u{2019}',
            '-' if before == Some(' ') && after == Some(' ') => dash(language),
            _ => c,
        });
    }
    out
}

/// True if a mark opens a quotation: nothing, a blank or a bracket is before it, and something behind it.
fn opens(before: Option<char>, after: Option<char>) -> bool {
    before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '{' | '-' | '\u{2013}' | '"'))
        && after.is_some_and(|c| !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::typographic;

    #[test]
    fn marks_are_those_of_the_language() {
        let line = "He said (\"don't\") - and 'go'...";
        assert_eq!(typographic(line, "en"), "He said (“don’t”) — and ‘go’…");
        assert_eq!(typographic("\"Ja\", \"nein\"", "de"), "„Ja“, „nein“");
        assert_eq!(typographic("\"Tak\"", "pl"), "„Tak”");
        assert_eq!(typographic("Allah'tan - 5-6", "tr"), "Allah’tan – 5-6");
    }
}
