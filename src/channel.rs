//! Channels: how a text came to be damaged.

pub(crate) mod code_page;

use std::fmt;
use std::str::FromStr;

use crate::error::Error;
use code_page::CodePage;

/// Garblings one on top of another that a channel can name. Texts garbled four times over are reported in the wild; each
/// further layer multiplies the length of what is not ASCII by more than two, so deeper ones do not stay unnoticed.
pub(crate) const MAX_LAYERS: usize = 4;

/// How a text was damaged: the encoding it was saved in, the code page it was read with, and what was lost on the way.
///
/// A channel is a value of a few bytes. It turns any text into what the damage makes of it ([`Channel::apply`]), and it prints as
/// a sentence that [`str::parse`] reads back.
///
/// ```
/// let channel: lacuna::Channel = "UTF-8 read as windows-1254, controls stripped".parse()?;
/// assert_eq!(channel.apply("语言"), "è¯è¨€");
/// # Ok::<(), lacuna::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Channel {
    /// In the order in which they happened.
    layers: [Layer; MAX_LAYERS],
    depth: u8,
}

impl Channel {
    pub(crate) fn of(layer: Layer) -> Channel {
        Channel { layers: [layer; MAX_LAYERS], depth: 1 }
    }

    /// The channel that garbles by `first` before it does what this one does; `None` if that is one layer too many.
    pub(crate) fn preceded_by(mut self, first: Layer) -> Option<Channel> {
        let depth = usize::from(self.depth);
        if depth == MAX_LAYERS {
            return None;
        }
        self.layers.copy_within(0..depth, 1);
        self.layers[0] = first;
        self.depth += 1;
        for i in depth + 1..MAX_LAYERS {
            self.layers[i] = first; // equal channels must be equal in every field
        }
        Some(self)
    }

    pub(crate) fn layers(&self) -> &[Layer] {
        &self.layers[..usize::from(self.depth)]
    }

    /// Damages `text` as this channel does. Always allocates; takes time in step with the length of the text.
    ///
    /// Every repair that this crate makes satisfies `channel.apply(restored) == damaged`.
    pub fn apply(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for layer in self.layers() {
            let mut garbled = String::with_capacity(2 * text.len());
            garbled.extend(text.bytes().filter_map(|byte| layer.emit(byte)));
            text = garbled;
        }
        text
    }

    /// The length in bytes of what the channel makes of one character.
    pub(crate) fn garbled_len(&self, c: char) -> usize {
        fn go(layers: &[Layer], c: char) -> usize {
            let Some((first, rest)) = layers.split_first() else { return c.len_utf8() };
            let mut buffer = [0; 4];
            c.encode_utf8(&mut buffer).bytes().filter_map(|byte| first.emit(byte)).map(|c| go(rest, c)).sum()
        }
        go(self.layers(), c)
    }
}

/// The words between two layers of a channel, when it is written out.
const THEN: &str = "; then ";

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, layer) in self.layers().iter().enumerate() {
            if i > 0 {
                f.write_str(THEN)?;
            }
            write!(f, "{layer}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Channel({self})")
    }
}

impl FromStr for Channel {
    type Err = Error;

    /// Reads what [`Display`](fmt::Display) writes: `UTF-8 read as PAGE`, then losses set off by commas; layers set off by
    /// `; then `.
    ///
    /// # Errors
    ///
    /// If a page or a loss is unknown, or there are more than four layers.
    fn from_str(text: &str) -> Result<Channel, Error> {
        let mut channel: Option<Channel> = None;
        for part in text.rsplit(THEN) {
            let layer = part.parse()?;
            channel = Some(match channel {
                None => Channel::of(layer),
                Some(later) => later.preceded_by(layer).ok_or_else(|| Error::too_many_layers(text))?,
            });
        }
        channel.ok_or_else(|| Error::unknown_channel(text))
    }
}

/// One garbling: UTF-8 read with a code page, and what was lost of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Layer {
    pub(crate) page: CodePage,
    pub(crate) loss: Loss,
}

impl Layer {
    pub(crate) fn new(page: CodePage, loss: Loss) -> Layer {
        Layer { page, loss }
    }

    /// The character that stands for `byte` afterwards; `None` if it was lost.
    #[inline]
    pub(crate) fn emit(self, byte: u8) -> Option<char> {
        let c = self.page.char_of(byte);
        if self.loss.controls && is_stripped(c) {
            return None;
        }
        if self.page.leaves_unassigned(byte) {
            match self.loss.unassigned {
                Fate::Kept => {}
                Fate::Dropped => return None,
                Fate::Replaced => return Some(char::REPLACEMENT_CHARACTER),
                Fate::Questioned => return Some('?'),
            }
        }
        match c {
            '\u{A0}' => match self.loss.no_break_spaces {
                Blank::Kept => Some(c),
                Blank::Spaced => Some(' '),
                Blank::Dropped => None,
            },
            '\u{2018}'..='\u{201B}' if self.loss.quotes => Some('\''),
            '\u{201C}'..='\u{201F}' if self.loss.quotes => Some('"'),
            _ => Some(c),
        }
    }
}

/// How the layer's source and code page are joined, when it is written out.
const READ_AS: &str = "UTF-8 read as ";

/// The losses by name. The first that applies of each kind is written.
const LOSSES: [(&str, Loss); 7] = [
    ("controls stripped", Loss { controls: true, ..Loss::NONE }),
    ("unassigned bytes dropped", Loss { unassigned: Fate::Dropped, ..Loss::NONE }),
    ("unassigned bytes as U+FFFD", Loss { unassigned: Fate::Replaced, ..Loss::NONE }),
    ("unassigned bytes as ?", Loss { unassigned: Fate::Questioned, ..Loss::NONE }),
    ("no-break spaces as spaces", Loss { no_break_spaces: Blank::Spaced, ..Loss::NONE }),
    ("no-break spaces dropped", Loss { no_break_spaces: Blank::Dropped, ..Loss::NONE }),
    ("quotes straightened", Loss { quotes: true, ..Loss::NONE }),
];

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{READ_AS}{}", self.page.name())?;
        for (name, loss) in LOSSES.iter().filter(|(_, loss)| self.loss.includes(*loss)) {
            debug_assert!(*loss != Loss::NONE);
            write!(f, ", {name}")?;
        }
        Ok(())
    }
}

impl FromStr for Layer {
    type Err = Error;

    fn from_str(text: &str) -> Result<Layer, Error> {
        let unknown = || Error::unknown_channel(text);
        let mut parts = text.trim().strip_prefix(READ_AS).ok_or_else(unknown)?.split(", ");
        let page = parts.next().and_then(CodePage::from_name).ok_or_else(unknown)?;
        let mut loss = Loss::NONE;
        for part in parts {
            let (_, one) = LOSSES.iter().find(|(name, _)| *name == part).ok_or_else(unknown)?;
            loss = loss.and(*one);
        }
        Ok(Layer::new(page, loss))
    }
}

/// What happened to the characters after they were read with the wrong page.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Loss {
    /// Bytes that the page leaves unassigned.
    pub(crate) unassigned: Fate,
    /// Characters of categories Cc and Cf were removed, tab, line feed and carriage return excepted.
    pub(crate) controls: bool,
    /// What became of U+00A0.
    pub(crate) no_break_spaces: Blank,
    /// Typographic quotes became straight ones.
    pub(crate) quotes: bool,
}

/// What becomes of a byte that the page leaves unassigned.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Fate {
    Kept,
    Dropped,
    Replaced,
    Questioned,
}

/// What becomes of a no-break space.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Blank {
    Kept,
    /// It became a space.
    Spaced,
    /// It became a space, and was merged with the space that followed.
    Dropped,
}

impl Loss {
    pub(crate) const NONE: Loss =
        Loss { unassigned: Fate::Kept, controls: false, no_break_spaces: Blank::Kept, quotes: false };

    fn and(self, other: Loss) -> Loss {
        Loss {
            unassigned: if other.unassigned == Fate::Kept { self.unassigned } else { other.unassigned },
            controls: self.controls | other.controls,
            no_break_spaces: match other.no_break_spaces {
                Blank::Kept => self.no_break_spaces,
                changed => changed,
            },
            quotes: self.quotes | other.quotes,
        }
    }

    /// True if all that `other` loses, this loses in the same way.
    fn includes(self, other: Loss) -> bool {
        self.and(other) == self
    }
}

/// True for the characters that a program which strips controls removes: categories Cc and Cf, tab and line ends excepted.
fn is_stripped(c: char) -> bool {
    // Of Cf, these are all that any code page holds.
    matches!(c, '\u{AD}' | '\u{200C}'..='\u{200F}') || (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
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
        ] {
            let channel: Channel = text.parse().unwrap();
            assert_eq!(channel.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_channel_is_an_error() {
        for text in ["", "windows-1252", "UTF-8 read as windows-1259", "UTF-8 read as KOI8-R, eaten"] {
            assert!(text.parse::<Channel>().is_err(), "{text:?}");
        }
        let five = ["UTF-8 read as windows-1252"; 5].join(THEN);
        assert!(five.parse::<Channel>().is_err());
    }

    #[test]
    fn layers_apply_in_the_order_in_which_they_happened() {
        let channel: Channel = "UTF-8 read as windows-1252; then UTF-8 read as IBM437".parse().unwrap();
        assert_eq!(channel.apply("é"), "├â┬⌐");
        assert_eq!(channel.garbled_len('é'), "├â┬⌐".len());
    }
}
