//! A channel as a sentence: `UTF-8 read as windows-1254, controls stripped; then UTF-8 read as GBK`.

use std::fmt;
use std::str::FromStr;

use super::encoding::Encoding;
use super::parts::Loss;
use super::wide::{Wide, WideLegacy};
use super::{Channel, Garbling};
use crate::error::Error;

/// Between two layers.
const THEN: &str = "; then ";
/// Between the encoding of a layer and the page.
const READ_AS: &str = " read as ";

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let layers: Vec<String> = self.garblings().iter().map(|layer| layer.sentence()).collect();
        f.pad(&layers.join(THEN))
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Channel({self})")
    }
}

impl Garbling {
    fn sentence(self) -> String {
        let (encoding, page) = match self {
            Garbling::Narrow(layer) => (layer.source.name(), layer.page.name()),
            Garbling::Wide(Wide { page, .. }) => (Encoding::Utf8.name(), page.name()),
            Garbling::WideLegacy(WideLegacy { source, read }) => (source.name(), read.page.name()),
        };
        let mut sentence = format!("{encoding}{READ_AS}{page}");
        for loss in self.losses() {
            sentence.push_str(", ");
            sentence.push_str(loss.name());
        }
        sentence
    }
}

impl fmt::Display for Garbling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.sentence())
    }
}

impl fmt::Debug for Garbling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Garbling({self})")
    }
}

impl FromStr for Channel {
    type Err = Error;

    /// Reads what [`Display`](fmt::Display) writes: `UTF-8 read as PAGE` or `ENCODING read as PAGE`, then losses set off by commas;
    /// layers set off by `; then `. Capitals and small letters are the same, and blanks beside commas and semicolons do not count.
    ///
    /// # Errors
    ///
    /// Those of [`Channel::new`] and [`Channel::then`], and if a layer does not say what was read as what.
    fn from_str(text: &str) -> Result<Channel, Error> {
        let mut channel: Option<Channel> = None;
        for part in text.rsplit(';') {
            let layer: Garbling = part.parse()?;
            channel = Some(match channel {
                None => Channel::of(layer),
                Some(later) => later.preceded_by(layer).ok_or_else(|| Error::too_many_layers(text))?,
            });
        }
        channel.ok_or_else(|| Error::unknown_channel(text))
    }
}

impl FromStr for Garbling {
    type Err = Error;

    fn from_str(text: &str) -> Result<Garbling, Error> {
        let text = text.trim();
        let layer = match text.split_at_checked("then ".len()) {
            Some((then, layer)) if then.eq_ignore_ascii_case("then ") => layer,
            _ => text,
        };
        let (encoding, read) =
            split_once_in_any_case(layer, READ_AS).ok_or_else(|| Error::unknown_channel(text))?;
        let mut parts = read.split(',').map(str::trim);
        if let Some(part) = parts.clone().find(|part| lacks_comma(part)) {
            return Err(Error::no_comma(part));
        }
        let page = parts.next().unwrap_or_default();
        let losses = parts.map(str::parse).collect::<Result<Vec<Loss>, Error>>()?;
        Garbling::new(encoding.trim(), page, &losses)
    }
}

/// True if a page or a loss ends with the words of another loss.
fn lacks_comma(part: &str) -> bool {
    let ends_with = |loss: &str| {
        let before = part.len().checked_sub(loss.len());
        before.and_then(|at| part.split_at_checked(at)).is_some_and(|(before, end)| {
            before.ends_with(char::is_whitespace) && end.eq_ignore_ascii_case(loss)
        })
    };
    part.parse::<Loss>().is_err() && Loss::ALL.iter().any(|loss| ends_with(loss.name()))
}

/// What is on both sides of `separator`, which is of ASCII and may be in capitals.
fn split_once_in_any_case<'t>(text: &'t str, separator: &str) -> Option<(&'t str, &'t str)> {
    let windows = text.as_bytes().windows(separator.len());
    let at = windows.into_iter().position(|window| window.eq_ignore_ascii_case(separator.as_bytes()))?;
    Some((&text[..at], &text[at + separator.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_read_what_they_print() {
        for text in [
            "UTF-8 read as windows-1252",
            "UTF-8 read as windows-1254, controls stripped",
            "UTF-8 read as KOI8-U, unassigned bytes as ?, quotes straightened",
            "UTF-8 read as windows-1252; then UTF-8 read as IBM437, no-break spaces as spaces",
            "GBK read as windows-1252; then UTF-8 read as ISO-8859-1",
            "windows-1252 read as ISO-8859-1",
            "UTF-8 read as windows-31J",
            "UTF-8 read as windows-31J, unassigned bytes as ・",
            "UTF-8 read as GBK, unassigned bytes as ?",
            "windows-31J read as GBK",
            "Big5 read as windows-949, unassigned pairs as ?",
            "UTF-8 read as windows-1252, unassigned bytes as ・",
            "UTF-8 read as windows-936, unassigned pairs as ?, line ends taken",
            "UTF-8 read as GBK, unassigned pairs as U+FFFD; then UTF-8 read as windows-949, unassigned pairs as ?",
        ] {
            let channel: Channel = text.parse().unwrap();
            assert_eq!(channel.to_string(), text);
            assert_eq!(text.to_uppercase().parse::<Channel>().unwrap(), channel);
            let loose = text.replace("; then ", ";  ").replace(", ", " ,");
            assert_eq!(loose.parse::<Channel>().unwrap(), channel, "{loose}");
        }
        let channel: Channel = "UTF-8 read as GBK".parse().unwrap();
        assert_eq!(format!("{channel:>20}|{channel:5}"), "   UTF-8 read as GBK|UTF-8 read as GBK");
    }

    /// The message has the part that is wrong, and not what is right.
    #[test]
    fn an_error_names_the_part_that_is_wrong() {
        for (text, wrong) in [
            ("", "\"\" names no channel"),
            ("windows-1252", "\"windows-1252\" names no channel"),
            ("UTF-8 read as windows-1252; GBK", "\"GBK\" names no channel"),
            ("UTF-8 read as windows-1252; then ", "\"then\" names no channel"),
            ("UTF-8 read as windows-1259", "\"windows-1259\" names no encoding"),
            ("UTF-9 read as windows-1252", "\"UTF-9\" names no encoding"),
            ("UTF-8 read as UTF-8", "\"UTF-8\" is no page that text can be read with"),
            ("GBK read as CESU-8", "\"CESU-8\" is no page that text can be read with"),
            ("UTF-8 read as cp1252 Controls stripped", "\"cp1252 Controls stripped\" lacks a comma"),
            (
                "UTF-8 read as cp1252, controls stripped quotes straightened",
                "\"controls stripped quotes straightened\" lacks a comma",
            ),
            ("UTF-8 read as GBK, eaten", "\"eaten\" names no loss"),
            ("UTF-8 read as KOI8-R, eaten, controls stripped", "\"eaten\" names no loss"),
            ("UTF-8 read as KOI8-R, ", "\"\" names no loss"),
            ("CESU-8 read as Big5", "what Big5 makes of text in CESU-8 cannot be undone"),
            ("GBK read as GBK", "what GBK makes of text in GBK cannot be undone"),
            ("UTF-8 read as GBK, controls stripped", "\"controls stripped\" is no loss of GBK"),
            (
                "UTF-8 read as GBK, unassigned bytes as ?, unassigned bytes as ・",
                "\"unassigned bytes as ・\" is a second loss of its kind",
            ),
            (
                "UTF-8 read as GBK, unassigned bytes as ?, unassigned pairs as ?",
                "\"unassigned pairs as ?\" is a second loss of its kind",
            ),
            ("UTF-8 read as GBK, line ends taken", "\"line ends taken\" is lost only together with pairs"),
            ("UTF-8 read as KOI8-R, unassigned pairs as ?", "\"unassigned pairs as ?\" is no loss of KOI8-R"),
            (
                "UTF-8 read as KOI8-R, unassigned bytes as ?, unassigned bytes as .",
                "\"unassigned bytes as .\" is a second loss of its kind",
            ),
        ] {
            let error = text.parse::<Channel>().unwrap_err().to_string();
            assert!(error.starts_with(wrong), "{text:?}: {error}");
        }
        let seven = ["UTF-8 read as windows-1252"; 7].join(THEN);
        assert!(seven.parse::<Channel>().unwrap_err().to_string().contains("more than 6 layers"));
    }
}
