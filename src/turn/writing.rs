//! How what a turn says is written in the file: as it stands, with the escapes of JSON, with the mark-up of subtitles, with doubled quotation marks.

use super::escape;
use std::borrow::Cow;
use std::ops::Range;

/// A way of writing what is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Writing {
    /// As it stands.
    Plain,
    /// With the escapes of JSON.
    Json,
    /// With tags and entities, as WebVTT has them: any tag is mark-up.
    WebVtt,
    /// With tags, as SubRip has them: what is no known tag is said.
    SubRip,
    /// With quotation marks doubled, as cells of CSV have them.
    Csv,
    /// With marks of style in braces, as SubStation Alpha has them.
    Ass,
}

impl Writing {
    /// What `written` says; `None` if it says itself.
    pub(crate) fn read(self, written: &str) -> Option<Cow<'_, str>> {
        if !self.is_marked_up(written) {
            return None;
        }
        match self {
            Writing::Plain => None,
            Writing::Json => Some(escape::read(written)),
            Writing::WebVtt | Writing::SubRip | Writing::Csv | Writing::Ass => {
                let mut said = String::with_capacity(written.len());
                for piece in (Pieces { writing: self, written, at: 0 }) {
                    said.push_str(piece.says);
                }
                Some(Cow::Owned(said))
            }
        }
    }

    /// Whether `written` may say something else than what stands there.
    pub(crate) fn is_marked_up(self, written: &str) -> bool {
        match self {
            Writing::Plain => false,
            Writing::Json => written.contains('\\'),
            // Most subtitles have none of it.
            Writing::WebVtt | Writing::SubRip => {
                memchr::memchr3(b'<', b'&', b'{', written.as_bytes()).is_some()
            }
            Writing::Csv => written.contains("\"\""),
            Writing::Ass => memchr::memchr2(b'{', b'\\', written.as_bytes()).is_some(),
        }
    }

    /// Where in `written` the bytes `range` of what it says stand.
    pub(crate) fn place(self, written: &str, range: Range<usize>) -> Range<usize> {
        match self {
            Writing::Plain => range,
            Writing::Json => escape::place(written, range),
            Writing::WebVtt | Writing::SubRip | Writing::Csv | Writing::Ass => {
                let place = |at: usize, is_end: bool| {
                    let mut said = 0;
                    let mut end = 0;
                    for piece in (Pieces { writing: self, written, at: 0 }) {
                        let behind = said + piece.says.len();
                        // An end stays before the mark-up that follows it, a beginning skips what is before it.
                        if at < behind || is_end && at == behind && at > said {
                            let whole = piece.is_plain();
                            return match at - said {
                                0 => piece.range.start,
                                inside if whole => piece.range.start + inside,
                                _ => piece.range.end,
                            };
                        }
                        said = behind;
                        end = piece.range.end;
                    }
                    end
                };
                let start = place(range.start, false);
                start..place(range.end, true).max(start)
            }
        }
    }
}

/// A piece of a subtitle.
struct Piece<'t> {
    range: Range<usize>,
    /// What it says: nothing, if it is a tag.
    says: &'t str,
}

impl Piece<'_> {
    fn is_plain(&self) -> bool {
        self.range.len() == self.says.len()
    }
}

/// Cuts a subtitle into what is said and what is mark-up.
struct Pieces<'t> {
    writing: Writing,
    written: &'t str,
    at: usize,
}

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        let rest = self.written.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        if let Some((length, says)) = self.mark(rest) {
            self.at += length;
            return Some(Piece { range: start..self.at, says });
        }
        // What begins like mark-up and is none is said, up to where the next mark-up could begin.
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let behind = &rest.as_bytes()[first..];
        let next = match self.writing {
            Writing::Csv => memchr::memchr(b'"', behind),
            Writing::Ass => memchr::memchr2(b'{', b'\\', behind),
            Writing::Plain | Writing::Json | Writing::WebVtt | Writing::SubRip => {
                memchr::memchr3(b'<', b'&', b'{', behind)
            }
        };
        let length = next.map_or(rest.len(), |at| first + at);
        self.at += length;
        Some(Piece { range: start..self.at, says: &rest[..length] })
    }
}

impl<'t> Pieces<'t> {
    /// The mark-up at the start of `rest`: its length and what it says.
    fn mark(&self, rest: &str) -> Option<(usize, &'static str)> {
        match rest.as_bytes()[0] {
            b'"' if self.writing == Writing::Csv => rest.starts_with("\"\"").then_some((2, "\"")),
            _ if self.writing == Writing::Csv => None,
            b'{' if self.writing == Writing::Ass => rest.find('}').map(|close| (close + 1, "")),
            b'\\' if self.writing == Writing::Ass => {
                const SIGNS: [(&str, &str); 3] = [("\\N", "\n"), ("\\n", "\n"), ("\\h", "\u{A0}")];
                SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)).map(|(sign, says)| (sign.len(), *says))
            }
            _ if self.writing == Writing::Ass => None,
            b'<' => tag(rest, self.writing).map(|length| (length, "")),
            b'&' => entity(rest),
            b'{' => {
                let styled = rest.starts_with("{\\") && self.writing == Writing::SubRip;
                let close = styled.then(|| near(rest, b'}')).flatten()?;
                Some((close + 1, ""))
            }
            _ => None,
        }
    }
}

/// Longest tag, in bytes.
const LONGEST_TAG: usize = 256;

fn near(rest: &str, close: u8) -> Option<usize> {
    memchr::memchr(close, &rest.as_bytes()[..rest.len().min(LONGEST_TAG)])
}

/// Length of the tag at the start of `rest`.
fn tag(rest: &str, writing: Writing) -> Option<usize> {
    let close = near(rest, b'>')?;
    let inside = &rest[1..close];
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let word = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let clock = !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'))
        && name.contains(':');
    let known = match writing {
        Writing::WebVtt => name.starts_with(|c: char| c.is_ascii_alphabetic()) || inside == "/",
        _ => {
            const TAGS: [&str; 13] =
                ["i", "b", "u", "s", "c", "v", "font", "ruby", "rt", "lang", "em", "strong", "span"];
            TAGS.iter().any(|tag| name[..word].eq_ignore_ascii_case(tag))
                && !name[word..].starts_with(|c: char| !matches!(c, ' ' | '.' | '/'))
        }
    };
    (known || clock).then_some(close + 1)
}

/// The entity at the start of `rest`: its length and what it says.
fn entity(rest: &str) -> Option<(usize, &'static str)> {
    const ENTITIES: [(&str, &str); 10] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", "\u{A0}"),
        ("&lrm;", "\u{200E}"),
        ("&rlm;", "\u{200F}"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&#34;", "\""),
    ];
    ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)).map(|(entity, says)| (entity.len(), *says))
}

#[cfg(test)]
mod tests {
    use super::Writing;

    #[test]
    fn subtitles_and_cells() {
        let cases = [
            (Writing::WebVtt, "Tom &amp; <i>Jerry</i> &lt;3", "Tom & Jerry <3"),
            (Writing::WebVtt, "<c.yellow>Yes</c> <00:02.500><c>sir</c>", "Yes sir"),
            (Writing::WebVtt, "1 < 2, {\\an8} & so on", "1 < 2, {\\an8} & so on"),
            (Writing::SubRip, "{\\an8}Bye & <b>ok</b>", "Bye & ok"),
            (Writing::SubRip, "<font color=\"red\">é</font> <applause> <3", "é <applause> <3"),
            (Writing::SubRip, "<I>a</I>\n&#39;b&quot;", "a\n'b\""),
            (Writing::WebVtt, "<", "<"),
            (Writing::Ass, "{\\i1}No{\\i0}\\Nnot a {b\\h& <c>", "No\nnot a {b\u{A0}& <c>"),
            (Writing::Csv, "he said \"\"hi\"\" & <b>", "he said \"hi\" & <b>"),
            (Writing::Csv, "\"\"\"\" 5\"", "\"\" 5\""),
        ];
        for (writing, written, said) in cases {
            let read = writing.read(written).unwrap();
            assert_eq!(read, said, "{written}");
            // Each character leads to what stands for it, and these follow one another.
            let mut end = 0;
            for (at, c) in read.char_indices() {
                let place = writing.place(written, at..at + c.len_utf8());
                assert!(place.start >= end, "{written} {at}");
                end = place.end;
                assert_eq!(
                    writing.read(&written[place.clone()]).unwrap_or(written[place].into()),
                    c.to_string()
                );
            }
        }
        assert_eq!(Writing::WebVtt.read("plain"), None);
    }
}
