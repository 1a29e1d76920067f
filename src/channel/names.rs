//! The names that people use for encodings and code pages.

/// True if `given` is a name of what this crate calls `own`: case, blanks and marks do not count, and neither do the words for "code page".
pub(crate) fn is_name_of(given: &str, own: &str) -> bool {
    let given = plain(given);
    let known = plain(own);
    given == known
        || OTHER_NAMES.iter().any(|(name, others)| *name == own && others.contains(&given.as_str()))
}

/// Letters and digits alone, small: `Windows-1252`, `CP 1252` and `cp1252` are `1252`.
fn plain(name: &str) -> String {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let number = ["windows", "codepage", "cp", "ibm", "win", "ms", "x"]
        .iter()
        .find_map(|prefix| plain.strip_prefix(prefix))
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    number.map_or(plain.clone(), str::to_owned)
}

/// What else each is called, as `plain` has it. WHATWG's labels, Python's codecs, and what Windows and editors show.
const OTHER_NAMES: [(&str, &[&str]); 22] = [
    ("windows-1252", &["ansi", "westerneuropean", "westerneuropeanwindows"]),
    ("ISO-8859-1", &["latin1", "l1", "88591", "iso8859", "westerneuropeaniso"]),
    ("ISO-8859-2", &["latin2", "l2", "88592"]),
    ("ISO-8859-5", &["88595", "isocyrillic"]),
    ("ISO-8859-7", &["88597", "isogreek"]),
    ("ISO-8859-9", &["latin5", "l5", "88599"]),
    ("ISO-8859-15", &["latin9", "l9", "885915"]),
    ("macintosh", &["macroman", "mac", "xmacroman", "10000"]),
    ("x-mac-cyrillic", &["maccyrillic", "10007"]),
    ("windows-874", &["tis620", "iso885911"]),
    ("x-mac-ce", &["maclatin2", "maccentraleurope", "maccentraleuropean", "macce", "10029"]),
    ("KOI8-R", &["koi8", "20866"]),
    ("KOI8-U", &["21866"]),
    ("GBK", &["gb2312", "euccn", "chinese", "xgbk"]),
    ("GB18030", &["54936"]),
    ("Big5", &["950", "csbig5"]),
    ("Big5-HKSCS", &["hkscs"]),
    ("Shift_JIS", &["sjis", "xsjis", "csshiftjis"]),
    ("windows-31J", &["932", "cswindows31j"]),
    ("EUC-KR", &["ksc5601"]),
    ("windows-949", &["uhc", "korean"]),
    ("EUC-JP", &["ujis", "51932"]),
];

#[cfg(test)]
mod tests {
    use crate::channel::code_page::CodePage;
    use crate::channel::multi_byte::MultiByte;
    use crate::Channel;

    #[test]
    fn names_that_people_use_are_understood() {
        for (given, own) in [
            ("cp1252", "windows-1252"),
            ("Windows-1252", "windows-1252"),
            ("WINDOWS 1252", "windows-1252"),
            ("latin1", "ISO-8859-1"),
            ("iso8859-1", "ISO-8859-1"),
            ("ISO_8859-2", "ISO-8859-2"),
            ("Mac Roman", "macintosh"),
            ("mac_cyrillic", "x-mac-cyrillic"),
            ("cp437", "IBM437"),
            ("mac_latin2", "x-mac-ce"),
            ("cp862", "IBM862"),
            ("cp857", "IBM857"),
            ("koi8_r", "KOI8-R"),
            ("gb18030", "GB18030"),
            ("cp936", "windows-936"),
            ("gb2312", "GBK"),
            ("sjis", "Shift_JIS"),
            ("cp932", "windows-31J"),
            ("cp949", "windows-949"),
        ] {
            let channel: Channel = format!("utf8 read as {given}").parse().unwrap();
            assert_eq!(channel.to_string(), format!("UTF-8 read as {own}"));
        }
    }

    #[test]
    fn no_name_is_that_of_two() {
        let pages = CodePage::all().map(CodePage::name).chain(MultiByte::all().map(MultiByte::name));
        let mut names: Vec<String> = pages.map(super::plain).collect();
        for (own, others) in super::OTHER_NAMES {
            assert!(
                CodePage::all().any(|page| page.name() == own)
                    || MultiByte::all().any(|page| page.name() == own),
                "{own}"
            );
            names.extend(others.iter().map(|name| (*name).to_owned()));
        }
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
