//! What stands behind a character of ASCII, as far as it tells which one it is.

use crate::model::plausibility::BIT;
use crate::repair::undo::multi_byte::Part;

/// What is known of a place; a line ends where a text does.
pub(super) fn known(part: Option<&Part>) -> char {
    match part {
        Some(Part::Whole(c)) => *c,
        Some(Part::Gap(_)) => char::REPLACEMENT_CHARACTER,
        None => '\n',
    }
}

/// What `behind` speaks for a character of ASCII in front of it and behind one of East Asia, against none there, in eighths of a bit: counted in 840,000 places
/// of Chinese. Where a letter follows, a mark that stands for one byte alone cannot be.
pub(in super::super) fn odds(behind: &str) -> i32 {
    let mut next = behind.chars();
    let (Some(c), after) = (next.next(), next.next().unwrap_or('\n')) else { return 0 };
    let bits = match (c, after) {
        (' ', 'a'..='z' | 'A'..='Z' | '0'..='9') => -7,
        (' ', ' ') => -1,
        (' ', after) if after.is_ascii() => -5,
        (' ', _) => -3,
        (',', '0'..='9') => 6,
        (',', ' ') | ('"', _) | ('*', _) | ('$', _) => -3,
        (',' | '/', after) if !after.is_ascii() => -6,
        ('.' | ')' | '?' | '!' | ';' | ':', '\n' | '\r') => -4,
        (')' | ';' | '?', _) => -4,
        (':', after) if !after.is_ascii() => -4,
        (':', ' ') => -3,
        ('.', _) => 1,
        ('-', after) if after.is_ascii() => 2,
        ('-' | '+', _) => -3,
        ('0'..='9', _) => -2,
        _ => 0,
    };
    bits * BIT
}

/// Characters in front of which 95 in 100 characters of ASCII are digits, behind one of East Asia: units and counters, counted in Chinese. The hour
/// is beside them, of which fewer are.
const UNITS: &str = "时時月日號号分秒年点點岁歲元个個条條页頁項项款倍種次章节名位亿億万萬天";

/// What stands behind a character that was lost.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Class {
    Latin,
    Digit,
    Opening,
    Space,
    /// Two blanks or more.
    Blanks,
    Operator,
    FullStop,
    Comma,
    Colon,
    Slash,
    Percent,
    LineEnd,
    Closing,
    Han,
    /// A character of East Asia that counts: the month, the year, the point, the yuan.
    Unit,
    Other,
}

impl Class {
    pub(super) fn of(behind: &[Part]) -> Class {
        let is_blank = |part: Option<&Part>| matches!(part, Some(Part::Whole(' ' | '\t')));
        match known(behind.first()) {
            '*' if known(behind.get(1)) == '/' => Class::Other,
            _ if is_blank(behind.first()) && is_blank(behind.get(1)) => Class::Blanks,
            'a'..='z' | 'A'..='Z' => Class::Latin,
            '0'..='9' => Class::Digit,
            '(' | '[' | '_' | '#' | '$' | '@' | '"' | '\'' | '+' | '=' | '`' => Class::Opening,
            ' ' | '\t' => Class::Space,
            '-' | '*' | '<' | '>' => Class::Operator,
            '.' => Class::FullStop,
            ',' => Class::Comma,
            ':' => Class::Colon,
            '/' | '|' | '\\' | '&' | '{' => Class::Slash,
            '%' => Class::Percent,
            '\n' | '\r' => Class::LineEnd,
            ')' | ']' | '}' | ';' => Class::Closing,
            c if UNITS.contains(c) => Class::Unit,
            '\u{3400}'..='\u{9FFF}' | char::REPLACEMENT_CHARACTER => Class::Han,
            _ => Class::Other,
        }
    }

    /// How often a line begins so where line ends were lost, before the text itself tells.
    pub(super) fn begins_lines(self) -> f32 {
        match self {
            Class::Blanks => 0.9,
            Class::Slash | Class::Operator | Class::Opening | Class::LineEnd | Class::Closing => 0.6,
            Class::Latin | Class::Digit | Class::Han => 0.4,
            Class::Unit
            | Class::Space
            | Class::FullStop
            | Class::Comma
            | Class::Colon
            | Class::Percent
            | Class::Other => 0.1,
        }
    }

    /// What stands between a Han character and one of this class in most texts, with its share: counted in 700,000 places of Chinese.
    pub(super) fn usual(self) -> &'static [(char, f32)] {
        match self {
            Class::Latin => &[(' ', 0.97), ('(', 0.01)],
            Class::Digit => &[(' ', 0.42), ('1', 0.25), ('2', 0.13), ('3', 0.06), ('5', 0.04)],
            Class::Opening => &[(' ', 0.96), ('"', 0.01)],
            Class::Space => &[(',', 0.3), (' ', 0.26), (':', 0.21), (')', 0.12), ('"', 0.03)],
            Class::Blanks => &[(' ', 0.8), (':', 0.1), (',', 0.05)],
            Class::Operator => &[(' ', 0.8), ('*', 0.05), ('-', 0.04), ('(', 0.03)],
            Class::FullStop => &[('.', 0.55), (' ', 0.12), ('4', 0.11), ('0', 0.05)],
            Class::Comma => &[('"', 0.31), ('1', 0.15), ('2', 0.12), (')', 0.1), ('3', 0.1)],
            Class::Colon => &[(':', 0.58), (' ', 0.32), ('"', 0.03), (')', 0.03)],
            Class::Slash => &[(' ', 0.67), ('1', 0.21), ('2', 0.03)],
            Class::Percent => &[(' ', 0.42), ('5', 0.2), ('1', 0.1), ('2', 0.08)],
            Class::LineEnd => &[(':', 0.34), (')', 0.21), ('?', 0.15), ('"', 0.13), ('.', 0.08)],
            Class::Closing => &[('"', 0.4), (')', 0.3), ('\'', 0.2)],
            Class::Han => &[(' ', 0.25), (')', 0.11), ('1', 0.07), ('5', 0.06), ('/', 0.06)],
            Class::Unit => &[('1', 0.3), ('2', 0.2), ('5', 0.15), ('0', 0.15), ('3', 0.15), (' ', 0.02)],
            Class::Other => &[(' ', 0.61), (')', 0.13), ('"', 0.05), ('1', 0.03)],
        }
    }
}
