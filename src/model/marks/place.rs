//! What stands beside a mark, the marks that are told apart by it, and the languages that differ in them. The trainer (`examples/train`) and the
//! model share this file.

/// The marks whose places are known. All other characters of their block share one kind, the last.
const KINDS: [char; KNOWN] = [
    '\u{2019}', '\u{201C}', '\u{201D}', '\u{2014}', '\u{2013}', '\u{2026}', '\u{2018}', '\u{201E}',
    '\u{2022}', '\u{201A}', '\u{2015}', '\u{2010}', '\u{2011}', '\u{200C}', '\u{200D}',
];
const KNOWN: usize = 15;
/// Kinds of marks.
pub(crate) const COUNT: usize = KNOWN + 1;

/// The kind of a mark.
pub(crate) fn kind(c: char) -> usize {
    KINDS.iter().position(|known| *known == c).unwrap_or(KNOWN)
}

/// The marks whose places are known, those first that are met most.
pub(crate) fn known() -> impl Iterator<Item = char> {
    KINDS.into_iter()
}

/// True for the kind that rarer marks and symbols share.
pub(crate) fn is_shared(kind: usize) -> bool {
    kind == KNOWN
}

/// What stands on one side of a mark.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
    /// The beginning or end of a line.
    Edge,
    Blank,
    Digit,
    Opening,
    Closing,
    /// What ends a sentence.
    Stop,
    Comma,
    Dash,
    /// A quotation mark of ASCII.
    Straight,
    WideOpening,
    Wide,
    LatinSmall,
    LatinCapital,
    CyrillicSmall,
    CyrillicCapital,
    GreekSmall,
    GreekCapital,
    Ideograph,
    Hangul,
    Arabic,
    Hebrew,
    Indic,
    OtherLetter,
    /// Another mark that was lost, and is not known yet.
    Lost,
    Other,
}

/// Sides that there are.
pub(crate) const SIDES: usize = Side::Other as usize + 1;

impl Side {
    /// The side that `c` is.
    pub(crate) fn of(c: char) -> Side {
        match c {
            '\n' | '\r' => Side::Edge,
            ' ' | '\t' | '\u{A0}' | '\u{3000}' => Side::Blank,
            '0'..='9' => Side::Digit,
            '(' | '[' | '{' | '<' | '«' | '\u{2018}' | '\u{201A}' | '\u{201C}' | '\u{201E}' => Side::Opening,
            ')' | ']' | '}' | '>' | '»' | '\u{2019}' | '\u{201D}' => Side::Closing,
            '.' | '!' | '?' | '\u{2026}' | '।' | '؟' => Side::Stop,
            ',' | ';' | ':' | '،' => Side::Comma,
            '-' | '\u{2010}'..='\u{2015}' => Side::Dash,
            '"' | '\'' => Side::Straight,
            '\u{3008}' | '\u{300A}' | '\u{300C}' | '\u{300E}' | '\u{3010}' | '\u{FF08}' => Side::WideOpening,
            '\u{3001}'..='\u{303F}' | '\u{FF01}'..='\u{FF20}' => Side::Wide,
            'a'..='z' => Side::LatinSmall,
            'A'..='Z' => Side::LatinCapital,
            '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if c.is_uppercase() => Side::LatinCapital,
            '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if c.is_alphabetic() => Side::LatinSmall,
            '\u{400}'..='\u{52F}' if c.is_uppercase() => Side::CyrillicCapital,
            '\u{400}'..='\u{52F}' => Side::CyrillicSmall,
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' if c.is_uppercase() => Side::GreekCapital,
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => Side::GreekSmall,
            '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' => Side::Ideograph,
            '\u{AC00}'..='\u{D7A3}' => Side::Hangul,
            '\u{600}'..='\u{6FF}' => Side::Arabic,
            '\u{590}'..='\u{5FF}' => Side::Hebrew,
            '\u{900}'..='\u{DFF}' => Side::Indic,
            _ if c.is_alphabetic() => Side::OtherLetter,
            _ => Side::Other,
        }
    }
}

/// The place in the table of what a mark costs between two sides.
pub(crate) fn index(left: Side, right: Side, kind: usize) -> usize {
    (left as usize * SIDES + right as usize) * COUNT + kind
}

/// Languages whose habits are known: what their folder is called where corpora lie, and their code of ISO 639-3
/// (`cmn` for Chinese, as whatlang has it).
pub(crate) const LANGUAGES: [(&str, &str); 19] = [
    ("ar", "ara"),
    ("cs", "ces"),
    ("de", "deu"),
    ("el", "ell"),
    ("en", "eng"),
    ("es", "spa"),
    ("fr", "fra"),
    ("he", "heb"),
    ("hi", "hin"),
    ("ja", "jpn"),
    ("ko", "kor"),
    ("pl", "pol"),
    ("pt", "por"),
    ("ru", "rus"),
    ("th", "tha"),
    ("tr", "tur"),
    ("uk", "ukr"),
    ("vi", "vie"),
    ("zh", "cmn"),
];

/// The number of what is usual in most languages, behind theirs.
pub(crate) const USUAL: usize = LANGUAGES.len();

/// The place in the table of what a language's habit adds to the cost of a mark.
pub(crate) fn habit_index(language: usize, kind: usize) -> usize {
    PLACES + language * COUNT + kind
}

/// The place in the table of what it costs that a mark is between two sides, whichever it is.
pub(crate) fn any_index(left: Side, right: Side) -> usize {
    PLACES + (USUAL + 1) * COUNT + left as usize * SIDES + right as usize
}

/// Bytes of the costs between sides, and of the table.
pub(crate) const PLACES: usize = SIDES * SIDES * COUNT;
pub(crate) const LEN: usize = PLACES + (USUAL + 1) * COUNT + SIDES * SIDES;
