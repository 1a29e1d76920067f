//! The styles in which names stand alone, and how a line is read in one of them.

use crate::turn::census::is_in_capitals;
use crate::turn::lines::trim_invisible;
use crate::turn::{names, vocabulary};
use std::ops::Range;

/// Longest name, in bytes.
const LONGEST: usize = 60;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::turn::formats) enum Style {
    /// `## User`: only parts.
    Heading,
    /// `**Ann Lee**`
    Bold,
    /// `ANN LEE`
    Capitals,
    /// `ANN LEE.`
    CapitalsStop,
    /// `P. And then …`: who asks and who answers, each by a letter.
    Letter,
    /// `Mr. LEE. And then …`
    Inline,
    /// `**Ann Lee** And then …`
    BoldInline,
    /// `Ann Lee – And then …`
    Dash,
    /// `花子「はい」`
    Corners,
    /// `You said`, `ChatGPT`, `_**User**_`, `[USER]`: one side of a talk with a model, above the words.
    Page,
    /// `【花子】はい`
    Lenticular,
    /// `○議長（花子君）　はい`, as the records of Japan's parliament have it.
    Circle,
    /// `Ann Lee`
    Plain,
    /// `MR. LEE: Objection.`, among questions and answers in a court: no style of its own.
    Court,
    /// `BY MR. LEE:`, who asks from here on: likewise.
    Examiner,
}

pub(super) const STYLES: [Style; 13] = [
    Style::Heading,
    Style::Bold,
    Style::Capitals,
    Style::CapitalsStop,
    Style::Letter,
    Style::Inline,
    Style::BoldInline,
    Style::Dash,
    Style::Corners,
    Style::Lenticular,
    Style::Circle,
    Style::Page,
    Style::Plain,
];

/// What is asked of a style before it is believed, in percent.
pub(super) struct Needs {
    /// Of its lines, those whose name comes back.
    pub(super) recurring: usize,
    /// Of the paragraphs, those that begin with such a line.
    pub(super) paragraphs: usize,
}

impl Style {
    pub(super) fn needs(self) -> Needs {
        match self {
            Style::Heading => Needs { recurring: 60, paragraphs: 5 },
            Style::Bold => Needs { recurring: 70, paragraphs: 15 },
            Style::Capitals => Needs { recurring: 60, paragraphs: 15 },
            Style::CapitalsStop => Needs { recurring: 60, paragraphs: 15 },
            Style::Letter => Needs { recurring: 100, paragraphs: 30 },
            Style::Inline => Needs { recurring: 60, paragraphs: 10 },
            Style::BoldInline => Needs { recurring: 80, paragraphs: 40 },
            Style::Dash => Needs { recurring: 80, paragraphs: 60 },
            Style::Corners => Needs { recurring: 70, paragraphs: 30 },
            Style::Lenticular | Style::Circle => Needs { recurring: 70, paragraphs: 50 },
            Style::Plain => Needs { recurring: 80, paragraphs: 50 },
            // Never a style of its own, or by both sides alone.
            Style::Court | Style::Examiner | Style::Page => Needs { recurring: 100, paragraphs: 100 },
        }
    }
}

/// Reads a line as a name: its style, where the name stands, and where the words begin if they do on the same line.
///
/// `opens`: it begins a paragraph. `below`: something stands on the next line.
pub(super) fn read(line: &str, opens: bool, below: bool) -> Option<(Style, Range<usize>, Option<usize>)> {
    let shown = trim_invisible(line, 0..line.len());
    let text = &line[shown.clone()];
    if let Some(heading) = text.strip_prefix('#') {
        let from = shown.end - heading.trim_start_matches('#').len();
        let name = trim_marks(line, from..shown.end);
        // With a colon it is a label.
        if text.trim_end_matches(['*', '_']).ends_with(':') {
            return None;
        }
        let shown = &line[name.clone()];
        return ((vocabulary::is_part(shown) || vocabulary::prompt_side(shown).is_some()) && name.len() > 1)
            .then_some((Style::Heading, name, None));
    }
    if text.ends_with(['」', '』']) {
        return corners(line, shown);
    }
    if let Some(found) = court(line, shown.clone()) {
        return Some(found);
    }
    if !opens {
        return inline(line, shown.clone()).filter(|_| text.starts_with(['Q', 'A']));
    }
    if let Some(found) = bold_inline(line, shown.clone()).or_else(|| dash(line, shown.clone())) {
        return Some(found);
    }
    if let Some(inside) = text.strip_prefix("**").and_then(|rest| rest.strip_suffix("**")) {
        let name = trim_invisible(line, shown.start + 2..shown.start + 2 + inside.len());
        let named = name.len() <= LONGEST && names::is_written_as_name(&line[name.clone()]);
        return named.then_some((Style::Bold, name, None));
    }
    if text.len() <= LONGEST && below {
        // `LEE (V.O.)`
        let bare =
            text.split_once(" (").filter(|(_, aside)| aside.ends_with(')')).map_or(text, |(name, _)| name);
        let (bare, style) = match bare.strip_suffix('.') {
            Some(bare) => (bare, Style::CapitalsStop),
            None => (bare, Style::Capitals),
        };
        let name = shown.start..shown.start + bare.len();
        if is_scene(text) {
            return None;
        }
        if is_capital_name(bare) {
            return Some((style, name, None));
        }
        // The words begin with a capital of their own, or have none.
        if style == Style::Capitals
            && bare.len() == text.len()
            && !is_in_capitals(text)
            && !opens_as_code(line)
            && names::is_written_as_name(text)
        {
            return Some((Style::Plain, name, None));
        }
    }
    inline(line, shown)
}

/// `【花子】はい`, `○議長（花子君）　はい`
pub(super) fn east_asian(line: &str) -> Option<(Style, Range<usize>, Option<usize>)> {
    const MOST: usize = 24;
    let (style, open, close) = match line.chars().next()? {
        '【' => (Style::Lenticular, '【', '】'),
        '○' => (Style::Circle, '○', '\u{3000}'),
        _ => return None,
    };
    let from = open.len_utf8();
    let end = from + line[from..].find(close)?;
    let name = &line[from..end];
    let content = end + close.len_utf8();
    let said = &line[content..];
    let is_name = !name.is_empty() && name.chars().count() <= MOST;
    let is_said = !said.trim().is_empty() && !said.starts_with(['：', ':', '【']);
    (is_name && is_said).then_some((style, from..end, Some(content)))
}

/// `P. And then …`
pub(super) fn letter(line: &str) -> Option<(Style, Range<usize>, Option<usize>)> {
    const STOP: &str = ". ";
    let shown = trim_invisible(line, 0..line.len());
    let first = line[shown.clone()].chars().next().filter(|c| c.is_uppercase())?;
    let end = shown.start + first.len_utf8();
    line[end..].starts_with(STOP).then_some((Style::Letter, shown.start..end, Some(end + STOP.len())))
}

/// `LEE. And then`, `Mr. LEE of Ohio. And then`, `The CHAIRMAN. And then`, `Q. And then`, `Q    And then`
fn inline(line: &str, shown: Range<usize>) -> Option<(Style, Range<usize>, Option<usize>)> {
    let text = &line[shown.clone()];
    if is_scene(text) || text.starts_with("BY ") || behind_examination(text).is_some() {
        return None;
    }
    if let Some(behind) = text.strip_prefix(['Q', 'A']).filter(|behind| is_wide(behind)) {
        let content = shown.end - behind.trim_start().len();
        return Some((Style::Inline, shown.start..shown.start + 1, Some(content)));
    }
    let mut at = 0;
    const TITLES: [&str; 16] = [
        "Mr. ",
        "Mrs. ",
        "Ms. ",
        "Miss ",
        "Dr. ",
        "The ",
        "MR. ",
        "MRS. ",
        "MS. ",
        "DR. ",
        "THE ",
        "Senator ",
        "Chairman ",
        "Chairwoman ",
        "Sir ",
        "Mr ",
    ];
    if let Some(title) = TITLES.iter().find(|title| text.starts_with(**title)) {
        at = title.len();
    }
    let rest = &text[at..];
    let stop = rest.as_bytes().windows(2).take(LONGEST + 1).position(|two| two == b". ")?;
    let name = &rest[..stop];
    let (capitals, state) = name.split_once(" of ").unwrap_or((name, ""));
    let part = matches!(name, "Q" | "A");
    let named = is_capital_name(capitals)
        && state.split(' ').all(|word| word.is_empty() || word.starts_with(char::is_uppercase));
    let content = at + stop + 1;
    let content = content + (text[content..].len() - text[content..].trim_start().len());
    (named || part && at == 0)
        .then(|| (Style::Inline, shown.start..shown.start + at + stop, Some(shown.start + content)))
}

/// Whether `text` begins with a tab or several blanks.
fn is_wide(text: &str) -> bool {
    text.starts_with('\t') || text.starts_with("  ")
}

/// `MR. LEE: Objection.`, `THE COURT: Sustained.`, `SENATOR LEE:  Thank you.`, `BY MR. LEE:`, `CROSS-EXAMINATION BY MR. LEE:`
pub(in crate::turn::formats) fn court(
    line: &str,
    shown: Range<usize>,
) -> Option<(Style, Range<usize>, Option<usize>)> {
    const TITLES: [&str; 5] = ["MR. ", "MRS. ", "MS. ", "DR. ", "THE "];
    let text = &line[shown.clone()];
    let asks = text.strip_prefix("BY ").or_else(|| behind_examination(text));
    let from = shown.end - asks.unwrap_or(text).len();
    let titled = TITLES.iter().any(|title| line[from..shown.end].starts_with(title));
    let end = from + line[from..shown.end].find(':').filter(|end| *end <= LONGEST)?;
    let (name, behind) = (&line[from..end], &line[end + 1..shown.end]);
    if !titled && !is_wide(behind) {
        return None;
    }
    let style = match (asks, behind.starts_with([' ', '\t'])) {
        (Some(_), _) if behind.is_empty() => Style::Examiner,
        (None, true) => Style::Court,
        _ => return None,
    };
    is_capital_name(name).then_some((style, from..end, Some(shown.end - behind.trim_start().len())))
}

/// What stands behind `DIRECT EXAMINATION BY `.
fn behind_examination(text: &str) -> Option<&str> {
    let (before, behind) = text.split_once("EXAMINATION BY ")?;
    (before.len() <= LONGEST && !before.contains(char::is_lowercase)).then_some(behind)
}

/// The name in `You said`, `ChatGPT`, `_**User**_`, `[USER]`: the line may be one of another style, too.
pub(super) fn page(line: &str) -> Option<Range<usize>> {
    let shown = trim_invisible(line, 0..line.len());
    const MARKS: [(&str, &str); 2] = [("_**", "**_"), ("[", "]")];
    const LONGEST_SIDE: usize = 16;
    const LONGEST_LINE: usize = 40;
    let text = &line[shown.clone()];
    if text.len() > LONGEST_LINE {
        return None;
    }
    let inside = MARKS.iter().find_map(|(open, close)| {
        let inside = text.strip_prefix(open)?.strip_suffix(close)?;
        Some((shown.start + open.len(), inside))
    });
    let (start, inside) = inside.unwrap_or((shown.start, text));
    let name = vocabulary::before_said(inside);
    if name.len() > LONGEST_SIDE || name.starts_with(char::is_lowercase) {
        return None;
    }
    // Without marks, `User` or `Me` may be a heading of any sort.
    let user = name == "You" || start > shown.start && vocabulary::is_user_side(name);
    (user || vocabulary::is_model_side(name)).then_some(start..start + name.len())
}

/// `花子「はい」`: a few characters, and then what is said in brackets.
fn corners(line: &str, shown: Range<usize>) -> Option<(Style, Range<usize>, Option<usize>)> {
    const MOST: usize = 10;
    let text = &line[shown.clone()];
    let open = text.find(['「', '『'])?;
    let name = trim_invisible(line, shown.start..shown.start + open);
    let letters =
        line[name.clone()].chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '・' | '　' | 'ー'));
    let fits = !name.is_empty() && letters && line[name.clone()].chars().count() <= MOST;
    fits.then(|| (Style::Corners, name, Some(shown.start + open + '「'.len_utf8())))
}

/// `**Ann Lee** And then …`
fn bold_inline(line: &str, shown: Range<usize>) -> Option<(Style, Range<usize>, Option<usize>)> {
    let inside = line[shown.clone()].strip_prefix("**")?;
    let close = inside.find("**").filter(|close| *close <= LONGEST)?;
    let name = shown.start + 2..shown.start + 2 + close;
    let behind = name.end + 2;
    let said = line[behind..].starts_with(' ');
    (said && names::is_written_as_name(&line[name.clone()])).then_some((
        Style::BoldInline,
        name,
        Some(behind + 1),
    ))
}

/// `Ann Lee – And then …`
fn dash(line: &str, shown: Range<usize>) -> Option<(Style, Range<usize>, Option<usize>)> {
    let text = &line[shown.clone()];
    const MARKS: [&str; 2] = [" – ", " — "];
    let is_mark = |bytes: &[u8]| MARKS.iter().any(|mark| mark.as_bytes() == bytes);
    let at = text.as_bytes().windows(MARKS[0].len()).take(LONGEST + 1).position(is_mark)?;
    let name = shown.start..shown.start + at;
    let named =
        names::is_written_as_name(&line[name.clone()]) && line[name.clone()].starts_with(char::is_uppercase);
    named.then(|| (Style::Dash, name, Some(shown.start + at + MARKS[0].len())))
}

/// A line across the page.
pub(super) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2
        && (line.bytes().all(|b| b == b'-')
            || line.bytes().all(|b| b == b'*')
            || line.bytes().all(|b| b == b'_'))
}

/// Few words, all in capitals.
fn is_capital_name(name: &str) -> bool {
    const MOST_WORDS: usize = 5;
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '\'' | '’' | '-' | '#' | '&' | '/');
    is_in_capitals(name)
        && name.starts_with(char::is_alphabetic)
        && name.chars().all(plain)
        && name.split(' ').filter(|word| !word.is_empty()).count() <= MOST_WORDS
        && names::is_plausible(name)
}

/// A command of a page's source, a part of a program, a decorator that is set in: `.TP 2m`, `%build`, `    @property`.
fn opens_as_code(line: &str) -> bool {
    let shown = line.trim_start_matches([' ', '\t']);
    shown.starts_with(['.', '%', '\\', '$', '}', ')', ';', '/', '"', '\''])
        || shown.starts_with('@') && shown.len() < line.len()
}

/// The heading of a scene or a change between two in a screenplay.
pub(super) fn is_scene(line: &str) -> bool {
    let shown = line.trim_start();
    ["INT.", "EXT.", "INT ", "EXT ", "INT/EXT", "I/E.", "FADE IN", "FADE OUT", "CUT TO"]
        .iter()
        .any(|scene| shown.starts_with(scene))
}

/// Without the marks that decorate a heading: bold, emoji, a colon.
fn trim_marks(line: &str, range: Range<usize>) -> Range<usize> {
    let mark = |c: char| !c.is_alphanumeric();
    let text = &line[range.clone()];
    let start = range.end - text.trim_start_matches(mark).len();
    start..start + line[start..range.end].trim_end_matches(mark).len()
}

#[cfg(test)]
mod tests {
    use super::{east_asian, read, Style};

    #[test]
    fn styles() {
        let cases = [
            ("## User", Some((Style::Heading, "User"))),
            ("### 🤖 **Assistant**", Some((Style::Heading, "Assistant"))),
            ("### User:", None),
            ("## Usage", None),
            ("**Ann Lee**", Some((Style::Bold, "Ann Lee"))),
            ("LEE", Some((Style::Capitals, "LEE"))),
            ("          LEE (V.O.)", Some((Style::Capitals, "LEE"))),
            ("LEE.", Some((Style::CapitalsStop, "LEE"))),
            ("LEE. And so on", Some((Style::Inline, "LEE"))),
            ("MR. LEE: And so on", Some((Style::Court, "MR. LEE"))),
            ("BY MR. LEE:", Some((Style::Examiner, "MR. LEE"))),
            ("BY MR. LEE: and so on", None),
            ("DIRECT EXAMINATION BY MR. LEE:", Some((Style::Examiner, "MR. LEE"))),
            ("LEE: And so on", None),
            ("Mr. LEE of Ohio. And so on", Some((Style::Inline, "Mr. LEE of Ohio"))),
            ("The CHAIRMAN. And so on", Some((Style::Inline, "The CHAIRMAN"))),
            ("Q. And so?", Some((Style::Inline, "Q"))),
            ("Q    And so?", Some((Style::Inline, "Q"))),
            ("A\tIt is so.", Some((Style::Inline, "A"))),
            ("A lamp", None),
            ("SENATOR LEE:  And so on", Some((Style::Court, "SENATOR LEE"))),
            ("Ann Lee", Some((Style::Plain, "Ann Lee"))),
            ("INT. HOUSE", None),
            ("The end. And so on", None),
            ("a line of text", None),
        ];
        for (line, wanted) in cases {
            let found = read(line, true, true).map(|(style, name, _)| (style, &line[name]));
            assert_eq!(found, wanted, "{line}");
        }
        assert_eq!(read("LEE", false, true), None);
        assert_eq!(east_asian("【花子】：はい"), None);
        assert_eq!(east_asian("【花子】"), None);
        assert_eq!(east_asian(&format!("【{}】はい", "花".repeat(25))), None);
        assert_eq!(read("LEE", true, false), None);
    }
}
