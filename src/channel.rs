//! Channels: how a text came to be damaged.

pub(crate) mod char_map;
pub(crate) mod code_page;
pub(crate) mod encoding;
pub(crate) mod multi_byte;
pub(crate) mod names;
pub(crate) mod parts;
mod sentence;
pub(crate) mod wide;

use code_page::CodePage;
use encoding::Encoding;
use multi_byte::Mark;
use wide::{Wide, WideLegacy};

/// Garblings one on top of another that a channel can name. Texts garbled six times over are reported in the wild; each
/// further layer multiplies the length of what is not ASCII by more than two, so deeper ones do not stay unnoticed.
pub(crate) const MAX_LAYERS: usize = 6;

/// How a text was damaged: the encoding it was saved in, the code page it was read with, and what was lost on the way.
///
/// A channel is a value that is free to copy. It turns any text into what the damage makes of it ([`Channel::apply`]), and it prints as
/// a sentence that [`str::parse`] reads back. The order of channels has no meaning; it is there for sorted collections.
///
/// ```
/// let channel: lacuna::Channel = "UTF-8 read as windows-1254, controls stripped".parse()?;
/// assert_eq!(channel.apply("语言"), "è¯è¨€");
/// # Ok::<(), lacuna::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Channel {
    /// In the order in which they happened.
    layers: [Garbling; MAX_LAYERS],
    depth: u8,
}

impl Channel {
    pub(crate) fn of(garbling: impl Into<Garbling>) -> Channel {
        Channel { layers: [garbling.into(); MAX_LAYERS], depth: 1 }
    }

    /// The channel that garbles by `first` before it does what this one does; `None` if that is one layer too many.
    pub(crate) fn preceded_by(mut self, first: impl Into<Garbling>) -> Option<Channel> {
        let first = first.into();
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

    /// The same where the first layer, if it is of a multi-byte page that loses pairs of bytes, can lose line ends, too.
    pub(crate) fn taking_line_ends(mut self) -> Channel {
        if let Garbling::Wide(wide) = self.layers[0] {
            self.layers[0] = Wide { unread: wide.unread.over_lines(), ..wide }.into();
            let first = self.layers[0];
            self.layers[usize::from(self.depth)..].fill(first); // equal channels must be equal in every field
        }
        self
    }

    pub(crate) fn garblings(&self) -> &[Garbling] {
        &self.layers[..usize::from(self.depth)]
    }

    /// True if what becomes of a character depends on the characters beside it.
    pub(crate) fn joins_characters(&self) -> bool {
        self.garblings().iter().any(|layer| matches!(layer, Garbling::Wide(_) | Garbling::WideLegacy(_)))
    }

    /// Damages `text` as this channel does. Always allocates; takes time linear in the length of the text.
    ///
    /// Every repair that this crate makes satisfies `channel.apply(restored) == damaged`. If a character was withheld, each of its candidates does.
    /// The damaged text is the input as it was decoded: a byte that is not UTF-8 counts as the character that windows-1252 shows for it. So text in
    /// windows-1251 that was given as bytes was repaired by the channel `windows-1251 read as windows-1252`.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for layer in self.garblings() {
            text = layer.apply(&text);
        }
        text
    }

    /// The length in bytes of what the channel makes of `text[..at]`, as part of what it makes of `text`. A character that is made
    /// of bytes on both sides counts as before.
    pub(crate) fn garbled_place(&self, text: &str, at: usize) -> usize {
        if !self.joins_characters() {
            return text[..at].chars().map(|c| self.garbled_len(c)).sum();
        }
        let mut text = text.to_owned();
        let mut at = at;
        for layer in self.garblings() {
            at = match layer {
                Garbling::Narrow(_) => layer.apply(&text[..at]).len(),
                Garbling::Wide(wide) => place_of(at, |each| wide.decode(&text, each)),
                Garbling::WideLegacy(pair) => {
                    place_of(pair.encode(&text[..at]).len(), |each| pair.decode(&text, each))
                }
            };
            text = layer.apply(&text);
        }
        at
    }

    /// The length in bytes of what the channel makes of one character, whatever stands beside it.
    fn garbled_len(&self, c: char) -> usize {
        fn go(layers: &[Garbling], c: char) -> usize {
            match layers.split_first() {
                None => c.len_utf8(),
                Some((Garbling::Narrow(first), rest)) => {
                    let bytes = first.source.encode(c);
                    bytes.as_slice().iter().filter_map(|&byte| first.emit(byte)).map(|c| go(rest, c)).sum()
                }
                Some((first @ (Garbling::Wide(_) | Garbling::WideLegacy(_)), rest)) => {
                    first.apply(c.encode_utf8(&mut [0; 4])).chars().map(|c| go(rest, c)).sum()
                }
            }
        }
        go(self.garblings(), c)
    }
}

/// The length in bytes of what a decoder makes of the first `at` bytes.
fn place_of(at: usize, decode: impl FnOnce(&mut dyn FnMut(char, usize))) -> usize {
    let (mut taken, mut place) = (0, 0);
    decode(&mut |c: char, len: usize| {
        place += if taken < at { c.len_utf8() } else { 0 };
        taken += len;
    });
    place
}

/// One garbling.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Garbling {
    /// Each byte became a character, or was lost.
    Narrow(Layer),
    /// UTF-8 read with a multi-byte page: bytes of one character and of the next became a character together.
    Wide(Wide),
    /// Text that never was UTF-8 read with a multi-byte page.
    WideLegacy(WideLegacy),
}

impl Garbling {
    /// The layer, if it is UTF-8 read with a page that lost nothing.
    pub(crate) fn lossless(self) -> Option<Layer> {
        match self {
            Garbling::Narrow(layer) => {
                Some(layer).filter(|layer| layer.source == Encoding::Utf8 && layer.loss == Loss::NONE)
            }
            Garbling::Wide(_) | Garbling::WideLegacy(_) => None,
        }
    }

    /// True if bytes may be missing of what went through it, which are then to be inferred.
    pub(crate) fn loses_bytes(self) -> bool {
        match self {
            Garbling::Narrow(layer) => {
                layer.source.is_utf8() && layer.loss != Loss::NONE || layer.loses_of_multi_byte()
            }
            Garbling::Wide(_) => true,
            Garbling::WideLegacy(_) => false,
        }
    }

    fn apply(self, text: &str) -> String {
        let mut garbled = String::with_capacity(2 * text.len());
        match self {
            Garbling::Narrow(layer) if layer.source == Encoding::Utf8 => {
                garbled.extend(text.bytes().filter_map(|byte| layer.emit(byte)));
            }
            Garbling::Narrow(layer) => {
                for c in text.chars() {
                    let bytes = layer.source.encode(c);
                    garbled.extend(bytes.as_slice().iter().filter_map(|&byte| layer.emit(byte)));
                }
            }
            Garbling::Wide(wide) => wide.decode(text, |c, _| garbled.push(c)),
            Garbling::WideLegacy(pair) => pair.decode(text, |c, _| garbled.push(c)),
        }
        garbled
    }
}

impl From<Layer> for Garbling {
    fn from(layer: Layer) -> Garbling {
        Garbling::Narrow(layer)
    }
}

impl From<Wide> for Garbling {
    fn from(wide: Wide) -> Garbling {
        Garbling::Wide(wide)
    }
}

impl From<WideLegacy> for Garbling {
    fn from(pair: WideLegacy) -> Garbling {
        Garbling::WideLegacy(pair)
    }
}

/// One garbling by a single-byte page: bytes of an encoding read with the page, and what was lost of them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Layer {
    pub(crate) source: Encoding,
    pub(crate) page: CodePage,
    pub(crate) loss: Loss,
}

impl Layer {
    pub(crate) fn new(page: CodePage, loss: Loss) -> Layer {
        Layer { source: Encoding::Utf8, page, loss }
    }

    /// Text that never was UTF-8.
    pub(crate) const fn legacy(source: Encoding, page: CodePage) -> Layer {
        Layer { source, page, loss: Loss::NONE }
    }

    /// True if it has controls of Latin-1 in place of the marks of windows-1252.
    pub(crate) fn has_controls_for_marks(self) -> bool {
        self.source.is_windows_1252() && self.page == CodePage::ISO_8859_1
    }

    /// True if its text was in a multi-byte encoding and lost some of its bytes.
    pub(crate) fn loses_of_multi_byte(self) -> bool {
        matches!(self.source, Encoding::Multi(_)) && self.loss != Loss::NONE
    }

    /// True if this is what becomes of `c`.
    pub(crate) fn makes(self, c: char, stood: &str) -> bool {
        let bytes = self.source.encode(c);
        bytes.as_slice().iter().filter_map(|byte| self.emit(*byte)).eq(stood.chars())
    }

    /// The character that stands for `byte` afterwards; `None` if it was lost.
    #[inline]
    pub(crate) fn emit(self, byte: u8) -> Option<char> {
        let c = self.page.char_of(byte);
        if matches!(c, '\u{85}' | '\u{A0}') {
            match self.loss.white_space {
                WhiteSpace::AllSpaced => return Some(' '),
                WhiteSpace::AllDropped => return None,
                WhiteSpace::Kept | WhiteSpace::NoBreakSpaced | WhiteSpace::NoBreakDropped => {}
            }
        }
        if self.loss.controls && is_stripped(c) {
            return None;
        }
        if self.page.leaves_unassigned(byte) {
            match self.loss.unassigned {
                UnassignedByte::Kept => {}
                UnassignedByte::Dropped => return None,
                UnassignedByte::Replaced => return Some(char::REPLACEMENT_CHARACTER),
                UnassignedByte::Questioned => return Some('?'),
                UnassignedByte::Dotted => return Some(Mark::Dot.char()),
                UnassignedByte::Spaced => return Some(' '),
                UnassignedByte::Stopped => return Some('.'),
                UnassignedByte::LowLined => return Some('_'),
            }
        }
        match c {
            '\u{A0}' => match self.loss.white_space {
                WhiteSpace::Kept => Some(c),
                WhiteSpace::NoBreakSpaced | WhiteSpace::AllSpaced => Some(' '),
                WhiteSpace::NoBreakDropped | WhiteSpace::AllDropped => None,
            },
            '\u{2018}' | '\u{2019}' if self.loss.quotes != Quotes::Kept => Some('\''),
            '\u{201C}' | '\u{201D}' if self.loss.quotes != Quotes::Kept => Some('"'),
            '\u{201A}' | '\u{201B}' if self.loss.quotes == Quotes::Straightened => Some('\''),
            '\u{201E}' | '\u{201F}' if self.loss.quotes == Quotes::Straightened => Some('"'),
            _ => Some(c),
        }
    }
}

/// What happened to the characters after they were read with the wrong page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Loss {
    /// Bytes that the page leaves unassigned.
    pub(crate) unassigned: UnassignedByte,
    /// Characters of categories Cc and Cf were removed, tab, line feed and carriage return excepted.
    pub(crate) controls: bool,
    /// White space beyond ASCII.
    pub(crate) white_space: WhiteSpace,
    /// Typographic quotes.
    pub(crate) quotes: Quotes,
}

/// What becomes of typographic quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Quotes {
    Kept,
    /// `‘`, `’`, `“` and `”` became straight ones.
    CurlyStraightened,
    /// The low and the reversed ones (`‚`, `„`) did, too.
    Straightened,
}

/// What becomes of a byte that the page leaves unassigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum UnassignedByte {
    Kept,
    Dropped,
    Replaced,
    Questioned,
    Dotted,
    Spaced,
    Stopped,
    LowLined,
}

/// What becomes of white space beyond ASCII: U+00A0 (no-break space), and U+0085 (next line) where a page has that control.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum WhiteSpace {
    Kept,
    /// No-break spaces became spaces.
    NoBreakSpaced,
    /// They became spaces, and were merged with the space that followed.
    NoBreakDropped,
    /// All of it became spaces.
    AllSpaced,
    /// All of it became spaces, and was merged with the space that followed.
    AllDropped,
}

impl Loss {
    pub(crate) const NONE: Loss = Loss {
        unassigned: UnassignedByte::Kept,
        controls: false,
        white_space: WhiteSpace::Kept,
        quotes: Quotes::Kept,
    };

    fn and(self, other: Loss) -> Loss {
        Loss {
            unassigned: if other.unassigned == UnassignedByte::Kept {
                self.unassigned
            } else {
                other.unassigned
            },
            controls: self.controls | other.controls,
            white_space: match other.white_space {
                WhiteSpace::Kept => self.white_space,
                changed => changed,
            },
            quotes: match other.quotes {
                Quotes::Kept => self.quotes,
                changed => changed,
            },
        }
    }

    /// The same where white space, and what became a space, is merged with the space that follows.
    pub(crate) fn merged(self) -> Loss {
        let white_space = match self.white_space {
            WhiteSpace::NoBreakSpaced => WhiteSpace::NoBreakDropped,
            WhiteSpace::AllSpaced => WhiteSpace::AllDropped,
            other => other,
        };
        let unassigned = match self.unassigned {
            UnassignedByte::Spaced => UnassignedByte::Dropped,
            other => other,
        };
        Loss { white_space, unassigned, ..self }
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
    fn layers_apply_in_the_order_in_which_they_happened() {
        let channel: Channel = "UTF-8 read as windows-1252; then UTF-8 read as IBM437".parse().unwrap();
        assert_eq!(channel.apply("é"), "├â┬⌐");
        assert_eq!(channel.garbled_len('é'), "├â┬⌐".len());
    }

    #[test]
    fn encodings_apply_as_they_are_named() {
        for (name, text, wanted) in [
            ("GBK read as windows-1252", "你好", "ÄãºÃ"),
            ("windows-1251 read as ISO-8859-1", "Привет", "Ïðèâåò"),
            ("GBK read as windows-1252", "你☃", "Äã?"),
            ("UTF-8 read as GBK", "你好\n好", "浣犲ソ\n濂\u{FFFD}"),
            ("windows-31J read as GBK", "これは\nテスト☃", "偙傟偼\n僥僗僩?"),
            ("Big5 read as windows-31J, unassigned pairs as ?", "中文，的", "､､､蝪Aｪｺ"),
            ("UTF-8 read as Shift_JIS; then UTF-8 read as windows-1252", "い", "ç¸ºï¿½"),
        ] {
            let channel: Channel = name.parse().unwrap();
            assert_eq!(channel.apply(text), wanted, "{name}");
            assert_eq!(channel.garbled_place(text, text.len()), wanted.len());
            assert_eq!(channel.garbled_place(text, 0), 0);
        }
    }
}
