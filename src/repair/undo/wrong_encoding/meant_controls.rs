//! Controls beyond ASCII that somebody meant: in patterns and tables of programs, and around what catalogs of libraries sort without.

/// What stands on both sides of a control by itself: a program's, or a cell's.
const DELIMITERS: [char; 13] = ['\\', '"', '\'', '`', '(', ')', '{', '}', '[', ']', ',', ';', '\n'];
/// Controls that begin and end what a title is sorted without (`Der`, `L’`): of ISO 6630, and of ISO 6429.
const NON_SORTING: [(char, char); 2] = [('\u{88}', '\u{89}'), ('\u{98}', '\u{9C}')];
/// What cannot be seen either: programs test with such characters in a row what counts as white space (`"\u{200B}\u{85}\u{180E}"`).
const INVISIBLE: [char; 7] =
    ['\u{180E}', '\u{200B}', '\u{2028}', '\u{2029}', '\u{2060}', '\u{3000}', '\u{FEFF}'];
/// Bytes of the longest beginning that a title is sorted without.
const LONGEST: usize = 24;

/// True if the control at `at` is meant: it is all that a literal or a cell holds, stands among the escapes of a pattern, begins a range of characters (`\u{80}-¿`), stands beside what cannot be
/// seen either, or belongs to a beginning that is sorted without. Where windows-1252 has marks for them, `€` may be quoted, and a text of which nothing else is damaged is a program's.
pub(super) fn is_meant(text: &str, at: usize) -> bool {
    let Some(control) = text[at..].chars().next().filter(|c| matches!(c, '\u{80}'..='\u{9F}')) else {
        return false;
    };
    let (before, behind) = (&text[..at], &text[at + control.len_utf8()..]);
    is_alone(control, before, behind)
        || begins_range(control, behind)
        || is_non_sorting(control, before, behind)
        || before.ends_with(INVISIBLE)
        || behind.starts_with(INVISIBLE)
}

fn is_alone(control: char, before: &str, behind: &str) -> bool {
    let is_next_line = before.is_empty() && control == '\u{85}';
    let begins = is_next_line || before.ends_with(DELIMITERS) || ends_with_escape(before);
    begins && (behind.is_empty() || behind.starts_with(DELIMITERS))
}

/// True for `\f` and the like: patterns have a control among the escapes of others.
fn ends_with_escape(before: &str) -> bool {
    let letter = before.chars().next_back().filter(char::is_ascii_lowercase);
    letter.is_some() && before[..before.len() - 1].ends_with('\\')
}

fn begins_range(control: char, behind: &str) -> bool {
    let last = behind.strip_prefix('-').and_then(|rest| rest.chars().next());
    last.is_some_and(|last| last > control && last <= '\u{FF}')
}

fn is_non_sorting(control: char, before: &str, behind: &str) -> bool {
    let is_near = |between: Option<(&str, &str)>| between.is_some_and(|(between, _)| is_beginning(between));
    NON_SORTING.iter().any(|(begins, ends)| {
        control == *begins && is_near(behind.split_once(*ends))
            || control == *ends
                && before.rsplit_once(*begins).is_some_and(|(_, between)| is_beginning(between))
    })
}

fn is_beginning(between: &str) -> bool {
    (1..=LONGEST).contains(&between.len()) && !between.contains(['\n', '\t'])
}

#[cfg(test)]
mod tests {
    use super::is_meant;

    #[test]
    fn controls_that_are_meant_are_told_from_marks() {
        for (text, expected) in [
            ("text + \"\u{80}\"", true),
            ("'\u{92}': \"'\",", true),
            ("{\u{85}}", true),
            ("\u{85}", true),
            ("[\\v\\f\u{85}\\u2028]", true),
            ("[\\v\\f\u{85}]", true),
            ("off\u{85}", false),
            ("\u{92}", false),
            ("73,\u{80}\n", true),
            ("\"\u{80}-¿×÷\"", true),
            ("\u{98}Der\u{9C} Prozess", true),
            ("L\u{89}", false),
            ("\u{88}L’\u{89}étranger", true),
            ("\"\u{200B}\u{85}\"", true),
            ("\u{85}\u{180E}", true),
            ("don\u{92}t", false),
            ("\u{93}Yes\u{94}", false),
            ("5 \u{80}", false),
            ("1\u{96}2", false),
            ("\u{9C}uvre", false),
            ("\u{80}-a", false),
        ] {
            let at = text.find(|c: char| c.is_control() && c > '\u{7F}').unwrap_or_default();
            assert_eq!(is_meant(text, at), expected, "{text:?}");
        }
        let title = "\u{98}Der\u{9C} Prozess";
        assert!(is_meant(title, title.find('\u{9C}').unwrap_or_default()));
    }
}
