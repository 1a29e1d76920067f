//! Restores conversations whose text went through the wrong code page and lost bytes on the way.
//!
//! A transcript was saved as UTF-8, read with the wrong code page, and tidied by a program that removed some of the bytes.
//! [`Transcript::parse`] gives the conversation back: who spoke, what was said, and which language each stretch is in. It also tells what was
//! restored, how sure each restored character is, and what is lost for good.
//!
//! ```
//! use lacuna::{Certainty, Transcript};
//!
//! // Chinese and English, read as windows-1254. Control characters were stripped, so 话, 怎 and 吗 lost a byte each. The no-break space in
//! // what stood for 你 became a space. These four characters are inferred.
//! let garbled = "[A]: è¿™ä¸ªè¯é¢˜ï¼Œä½ æ€ä¹ˆæƒ³çš„ï¼Ÿ\n[B]: Itâ€™s a good one. æ˜¯å—ï¼Ÿ\n";
//! let transcript = Transcript::parse(garbled);
//!
//! let second = transcript.turns().nth(1).unwrap();
//! assert_eq!(second.speaker(), Some("B"));
//! assert_eq!(second.text(), "It’s a good one. 是吗？");
//! let languages: Vec<_> = second.segments().map(|s| (s.lang().unwrap().code(), s.text())).collect();
//! assert_eq!(languages, [("eng", "It’s a good one. "), ("zho", "是吗？")]);
//!
//! for repair in transcript.repairs() {
//!     if let Certainty::Inferred { confidence, runners_up, .. } = repair.certainty() {
//!         println!("{repair} with confidence {confidence:.2}, else one of {runners_up:?}");
//!     }
//! }
//! # let inferred = transcript.repairs().filter(|repair| repair.certainty() != Certainty::Exact);
//! # assert_eq!(inferred.map(|repair| repair.text().to_owned()).collect::<String>(), "话你怎吗");
//! # assert_eq!(transcript.original(), garbled.as_bytes());
//! ```
//!
//! # Where to begin
//!
//! | you have | use |
//! |---|---|
//! | a conversation | [`Transcript::parse`]: it hands out turns, segments, repairs, lacunae and measures of mixing |
//! | a text, or bytes | [`repair()`], [`repair_bytes`] |
//! | a file larger than memory | [`Reader`] |
//! | many short texts | [`Evidence`] of all of them |
//! | something that you know beforehand | [`Options`]: languages, format, names, channel, the kinds of damage to repair |
//! | a guess that is wrong | [`Transcript::amend`] |
//! | a place in one text, wanted in another | the table at [`Transcript`] |
//!
//! # How it works
//!
//! Damage is a [`Channel`]: an encoding, a code page, a loss. Repair is finding the channel and inverting it. Where nothing was lost, the
//! inverse is unique, and the repair is exact. Where bytes were lost, the surviving bytes of UTF-8 still show where each character was.
//! A language model chooses among the few characters that have these bytes, and says how sure it is. Where nothing is left to decide by, the
//! place is reported as a lacuna. A missing phrase is never filled in. Every repair is consistent: garbling the restored text with its channel
//! gives the damaged text. [`guide::how_repair_works`] follows one line through all steps. [`guide::comparison`] says what other tools do.
//!
//! # Words
//!
//! | word | meaning |
//! |---|---|
//! | page | a code page or encoding that bytes were read with, rightly or wrongly |
//! | layer | one reading with a wrong page, and its losses; a channel has one to six |
//! | lead | the first byte of a character of several bytes, or the character that a page shows for it |
//! | control | an invisible character of category Cc or Cf; programs often strip them |
//! | gap | the place of a character that lost some of its bytes |
//! | mark | what stands in place of something: U+FFFD or `?` for a byte, `[inaudible]` for words |
//! | sign | a character that is no letter: `²`, `¤`, `°` |
//! | sign of damage | characters side by side that a wrong page often makes of one character; the scan looks for them |
//! | tidied | of white space: made spaces, merged or trimmed, as `' '.join(text.split())` does |
//! | lacuna | a place where something is missing that cannot be restored |
//!
//! # What to expect
//!
//! - Text in which no damage is found comes back borrowed and unchanged ([`repair()`]). Text without signs of damage is scanned once, and nothing is
//!   allocated.
//! - Any bytes are accepted, and none are lost: [`Repaired::original`] rebuilds the input.
//! - The same input gives the same output everywhere: no network, clock, environment or mutable global state.
//! - Ranges are in bytes and on character boundaries. Time and memory grow linearly with the input.
//! - All types are `Send` and `Sync`, a [`Reader`] if its input is.
//!
//! # Accuracy and limits
//!
//! - UTF-8 that was read with one of 27 single-byte pages, with nothing lost: of long documents nearly all lines are restored exactly, also after
//!   several passes (six at the most). Short texts are harder: of forty short lines of Italian, each alone, 7 to 40 are restored, depending on the
//!   page. Of single words, 88 to 99 in 100 are restored (five pages).
//! - Text in another encoding than UTF-8 that was read with a wrong page: 96 of 100 lines of documents are restored, and 92 of 100 lines alone
//!   (ten languages, seven pages).
//! - Of characters that lost a byte, 92 to 100 in 100 are right where windows-1252 or windows-1254 lost it, and 35 to 100 in 100 where Latin-1 did.
//!   It depends on the language.
//! - Confidences are well calibrated where few bytes are lost. Where most are, they are too high for some languages.
//! - Of 14,007 intact text files of everyday packages, 1 is changed without need.
//! - A short text alone may not show its damage: gather [`Evidence`] from others. [`guide::accuracy`] has all figures, [`guide::speed`] the cost.
//!
//! It does not translate, correct spelling, normalise punctuation or width, unescape HTML, or fill an elided phrase.
//!
//! # Features
//!
//! `serde`: [`Transcript`], [`Repaired`], [`Evidence`] and all values that they hand out implement `Serialize`. Ranges are objects of `start` and
//! `end`, times are in milliseconds, and what prints as a text is that text. [`Lang`], [`Channel`], [`Loss`], [`Format`], [`LacunaKind`] and
//! [`Evidence`] implement `Deserialize`, too. [`Options`] and [`Error`] implement neither.

#![deny(unsafe_code)]
#![deny(missing_docs)]
#![warn(clippy::must_use_candidate)]

mod channel;
mod decode;
#[cfg(test)]
mod dice;
mod error;
mod evidence;
mod growth;
pub mod guide;
pub mod iter;
mod lang;
mod missing;
mod mixing;
mod model;
mod options;
mod reader;
mod repair;
mod segment;
#[cfg(feature = "serde")]
mod serialize;
mod transcript;
mod turn;

pub use channel::parts::{ChannelLayer, Loss};
pub use channel::Channel;
pub use error::Error;
pub use evidence::Evidence;
pub use lang::Lang;
pub use missing::Kind as LacunaKind;
pub use mixing::Mixing;
pub use options::Options;
pub use reader::Reader;
pub use repair::{repair, repair_bytes, Certainty, Repair, Repaired};
pub use transcript::{Lacuna, Segment, Transcript, Turn};
pub use turn::Format;

/// The README's code runs, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
