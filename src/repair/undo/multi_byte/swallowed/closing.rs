//! Brackets, quotations, emphasis and tags that are not complete without the lost character.

/// What a tag begins with.
pub(super) const TAG: char = '<';

/// Bytes on each side of a place in which brackets and quotation marks are looked for.
pub(super) const NEAR: usize = 256;

/// How often each mark that comes in pairs is in a part of a line.
#[derive(Default)]
struct Marks {
    round: [usize; 2],
    square: [usize; 2],
    double: usize,
    single: usize,
    grave: usize,
}

impl Marks {
    fn of(text: &str) -> Marks {
        let mut marks = Marks::default();
        for byte in text.bytes() {
            match byte {
                b'(' => marks.round[0] += 1,
                b')' => marks.round[1] += 1,
                b'[' => marks.square[0] += 1,
                b']' => marks.square[1] += 1,
                b'"' => marks.double += 1,
                b'\'' => marks.single += 1,
                b'`' => marks.grave += 1,
                _ => {}
            }
        }
        marks
    }
}

/// What closes the last quotation or bracket that is open between `before` and `behind`, and that nothing behind closes; or what a tag begins with, or
/// strong emphasis in Markdown ends with.
pub(in super::super) fn closing(before: &str, behind: &str) -> Option<char> {
    let (before, behind) = (end_of_line(before), beginning_of_line(behind));
    if is_tag(behind) {
        return Some(TAG);
    }
    if behind.starts_with('*') && !behind.starts_with("**") && before.matches("**").count() % 2 == 1 {
        return Some('*');
    }
    let (own, others) = (Marks::of(before), Marks::of(behind));
    before.bytes().rev().find_map(|byte| match byte {
        b'(' => {
            let closed = own.round[1] + others.round[1].saturating_sub(others.round[0]);
            (own.round[0] > closed).then_some(')')
        }
        b'"' => (own.double % 2 == 1 && others.double % 2 == 0).then_some('"'),
        b'\'' => (own.single % 2 == 1 && others.single % 2 == 0).then_some('\''),
        _ => None,
    })
}

/// True if a bracket, a quotation or a string is open at the end of a part of a line.
pub(super) fn is_open(before: &str) -> bool {
    let marks = Marks::of(end_of_line(before));
    let is_open = |[open, closed]: [usize; 2]| open > closed;
    is_open(marks.round) || is_open(marks.square) || marks.double % 2 == 1 || marks.grave % 2 == 1
}

/// True if a closing tag goes on so, or one that something behind closes.
fn is_tag(behind: &str) -> bool {
    if !behind.starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()) || !ends_a_tag(behind) {
        return false;
    }
    let name = behind.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    name.is_empty() || behind.contains(&format!("</{name}>"))
}

/// True if a tag ends in a text in which none begins before.
pub(super) fn ends_a_tag(text: &str) -> bool {
    text.bytes().find(|byte| matches!(byte, b'<' | b'>')) == Some(b'>')
}

fn end_of_line(text: &str) -> &str {
    let start = (text.len().saturating_sub(NEAR)..).find(|at| text.is_char_boundary(*at));
    let near = &text[start.unwrap_or(text.len())..];
    memchr::memrchr(b'\n', near.as_bytes()).map_or(near, |at| &near[at + 1..])
}

fn beginning_of_line(text: &str) -> &str {
    let end = (0..=text.len().min(NEAR)).rev().find(|at| text.is_char_boundary(*at));
    let near = &text[..end.unwrap_or(0)];
    memchr::memchr(b'\n', near.as_bytes()).map_or(near, |at| &near[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_lacks_its_end() {
        for (before, behind, wanted) in [
            ("COMMENT '文件名", ",", Some('\'')),
            ("say(\"文件", ");", Some('"')),
            ("say(\"文件\", 数据", ";", Some(')')),
            ("f(g(文件", "))", None),
            ("f(g(文件", ")", Some(')')),
            ("<p>文件", "/p>", Some('<')),
            ("<p>文件", "b>很多</b>", Some('<')),
            ("文件", "a href=\"x\">新闻</a>", Some('<')),
            ("文件", "a > b", None),
            ("- **快速", "*：", Some('*')),
            ("- **快速**：文件", "*", None),
            ("\"a\"\n文件", "\"b\"", None),
            ("it's 文件", "", Some('\'')),
        ] {
            assert_eq!(closing(before, behind), wanted, "{before} {behind}");
        }
        assert!(is_open("alert(`文件") && is_open("[文件") && !is_open("(文件)\n文件"));
    }

    #[test]
    fn only_what_is_near_counts() {
        let far = format!("\"{}", "文".repeat(200));
        assert_eq!(closing(&far, ""), None);
        assert_eq!(closing("\"文", &"文".repeat(200)), Some('"'));
    }
}
