//! Cuts a text into words of one script each.
//!
//! What is not a word is a gap: blanks, digits, punctuation, symbols, emoji, and names that machines read (web and mail
//! addresses, `@mentions`). A word holds apostrophes between its letters; marks and joiners go with what they follow.

use super::script::{script_at, Script};
use crate::model::lexicon::features::{finish, fold, step, MAX_LETTERS, SEED};

/// A maximal stretch of letters of one script.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The hash of the folded letters ([`Letters::hash`](crate::model::lexicon::features::Letters::hash)); of Latin and
    /// Cyrillic words only.
    pub(crate) hash: u64,
    pub(crate) script: Script,
    /// What lies between the last word and this one.
    pub(crate) pause: Pause,
    pub(crate) traits: Traits,
}

impl Word {
    /// Whether the word begins with a capital, where that is not because a sentence begins or all of it is capitals.
    pub(crate) fn capital(&self) -> Option<bool> {
        let told =
            self.pause < Pause::Sentence && !self.traits.has(Traits::CAPITALS) && self.end - self.start > 1;
        told.then(|| self.traits.has(Traits::CAPITALISED))
    }
}

/// How strongly a gap sets two words apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Pause {
    /// Nothing that a language could change at: a hyphen within a word, or the same word once more.
    Within,
    /// Blanks at most.
    Blank,
    /// A comma, a dash, a digit, an emoji.
    Clause,
    /// A full stop, a question mark, the end of a line; also the start of the text.
    Sentence,
}

/// Properties of a word that change how its evidence is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Traits(u8);

impl Traits {
    /// Letters beyond ASCII.
    pub(crate) const MARKED: Traits = Traits(1);
    /// An apostrophe between letters.
    pub(crate) const APOSTROPHE: Traits = Traits(2);
    /// A capital letter first and small ones after it.
    pub(crate) const CAPITALISED: Traits = Traits(4);
    /// Capital letters only, two at least.
    pub(crate) const CAPITALS: Traits = Traits(8);
    /// The same word as the one before it.
    pub(crate) const REPEATED: Traits = Traits(16);

    pub(crate) fn has(self, traits: Traits) -> bool {
        self.0 & traits.0 != 0
    }

    fn add(&mut self, traits: Traits, when: bool) {
        self.0 |= if when { traits.0 } else { 0 };
    }
}

/// Appends the words of `text` to `words`, with hashes and traits: see [`cut`].
pub(crate) fn words(text: &str, words: &mut Vec<Word>) {
    cut::<true>(text, words);
}

/// Appends the words of `text` to `words`, where scripts decide: without hashes and traits, and without the pauses that depend on them.
pub(crate) fn bare_words(text: &str, words: &mut Vec<Word>) {
    cut::<false>(text, words);
}

fn cut<const HASHED: bool>(text: &str, words: &mut Vec<Word>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut pause = Pause::Sentence;
    while at < bytes.len() {
        if let Some(stands_for) = ASCII_PAUSES.get(usize::from(bytes[at])).copied().flatten() {
            pause = pause.max(stands_for);
            at += 1;
            continue;
        }
        let (script, length) = script_at(&bytes[at..]);
        if !script.is_letter() {
            pause = pause.max(pause_of(&bytes[at..at + length]));
            at += length;
            continue;
        }
        let (end, hash, mut traits) = match script {
            Script::LATIN | Script::CYRILLIC if HASHED => alphabetic(text, at, script),
            Script::LATIN | Script::CYRILLIC => (bare(bytes, at, script), 0, Traits::default()),
            _ => (plain(bytes, at, script), 0, Traits::default()),
        };
        if let Some(end) = address(bytes, at, end) {
            pause = pause.max(Pause::Clause);
            at = end;
            continue;
        }
        if pause == Pause::Blank
            && at > 1
            && bytes[at - 1] == b'-'
            && words.last().is_some_and(|w| w.end + 1 == at)
        {
            pause = Pause::Within;
        }
        if hash != 0 && words.last().is_some_and(|w| w.hash == hash) {
            pause = Pause::Within;
            traits.add(Traits::REPEATED, true);
        }
        words.push(Word { start: at, end, hash, script, pause, traits });
        pause = Pause::Blank;
        at = end;
    }
}

/// The end of a word of a script whose words are not looked up.
#[inline]
fn plain(bytes: &[u8], mut at: usize, script: Script) -> usize {
    while at < bytes.len() {
        let (next, length) = script_at(&bytes[at..]);
        if next != script && next != Script::INHERITED {
            break;
        }
        at += length;
    }
    at
}

/// The end of a word whose letters could be looked up, but are not.
#[inline]
fn bare(bytes: &[u8], mut at: usize, script: Script) -> usize {
    while let Some(&byte) = bytes.get(at) {
        if byte < 0x80 && byte != b'\'' {
            if script != Script::LATIN || !byte.is_ascii_alphabetic() {
                break;
            }
            at += 1;
            continue;
        }
        let (next, length) = script_at(&bytes[at..]);
        let goes_on = next == script
            || next == Script::INHERITED
            || is_apostrophe(&bytes[at..at + length]) && letter_follows(&bytes[at + length..], script);
        if !goes_on {
            break;
        }
        at += length;
    }
    at
}

/// The end, hash and traits of a word whose letters are looked up. Folds as [`Letters::of`] does, without a copy.
///
/// [`Letters::of`]: crate::model::lexicon::features::Letters::of
#[inline]
fn alphabetic(text: &str, start: usize, script: Script) -> (usize, u64, Traits) {
    let bytes = text.as_bytes();
    let mut folded = Folded::default();
    let mut at = start;
    if script == Script::LATIN {
        at = folded.ascii(bytes, at);
    }
    let mut traits = Traits::default();
    while let Some(&byte) = bytes.get(at) {
        if byte < 0x80 && byte != b'\'' {
            break;
        }
        let (next, length) = script_at(&bytes[at..]);
        if next == script {
            let c = text[at..].chars().next().unwrap_or_default();
            traits.add(Traits::MARKED, true);
            folded.letters += 1;
            folded.capitals += usize::from(c.is_uppercase());
            fold(c).into_iter().for_each(|symbol| folded.push(symbol));
            at += length;
        } else if next == Script::INHERITED {
            at += length;
        } else if is_apostrophe(&bytes[at..at + length]) && letter_follows(&bytes[at + length..], script) {
            traits.add(Traits::APOSTROPHE, true);
            folded.push(u16::from(b'\''));
            at += length;
        } else {
            break;
        }
        if script == Script::LATIN {
            at = folded.ascii(bytes, at);
        }
    }
    let first_is_capital = match bytes[start] {
        byte if byte < 0x80 => byte.is_ascii_uppercase(),
        _ => text[start..].chars().next().is_some_and(char::is_uppercase),
    };
    traits.add(Traits::CAPITALISED, first_is_capital && folded.capitals == 1 && folded.letters > 1);
    traits.add(Traits::CAPITALS, folded.capitals == folded.letters && folded.letters > 1);
    (at, finish(folded.hash), traits)
}

/// A word on its way to its hash.
struct Folded {
    hash: u64,
    /// The last letter taken in, and the one before it.
    last: [u16; 2],
    taken: usize,
    letters: usize,
    capitals: usize,
}

impl Default for Folded {
    fn default() -> Self {
        Folded { hash: SEED, last: [0; 2], taken: 0, letters: 0, capitals: 0 }
    }
}

impl Folded {
    #[inline(always)]
    fn push(&mut self, symbol: u16) {
        if self.last != [symbol; 2] && self.taken < MAX_LETTERS {
            self.hash = step(self.hash, symbol);
            self.last = [symbol, self.last[0]];
            self.taken += 1;
        }
    }

    /// Takes in ASCII letters; gives the end of them.
    #[inline(always)]
    fn ascii(&mut self, bytes: &[u8], start: usize) -> usize {
        let mut at = start;
        let mut small = 0;
        while let Some(byte) = bytes.get(at).filter(|b| b.is_ascii_alphabetic()) {
            small += usize::from(byte >> 5 & 1);
            self.push(u16::from(byte | 0x20));
            at += 1;
        }
        self.letters += at - start;
        self.capitals += at - start - small;
        at
    }
}

fn is_apostrophe(character: &[u8]) -> bool {
    matches!(character, [b'\''] | [0xE2, 0x80, 0x99])
}

fn letter_follows(rest: &[u8], script: Script) -> bool {
    !rest.is_empty() && script_at(rest).0 == script
}

/// The end of the address that begins with the word from `start` to `end`, if one does: `https://...`, `www...`,
/// `name@host`, or a name after an at sign.
fn address(bytes: &[u8], start: usize, end: usize) -> Option<usize> {
    let rest = &bytes[end..];
    let is_address = match rest {
        [b':', b'/', b'/', ..] => true,
        [b'.', next, ..] if next.is_ascii_alphanumeric() => bytes[start..end].eq_ignore_ascii_case(b"www"),
        [b'@', next, ..] => next.is_ascii_alphanumeric(),
        _ => false,
    };
    let is_mention = start > 0 && bytes[start - 1] == b'@';
    let within = |b: &u8| match is_mention && !is_address {
        true => b.is_ascii_alphanumeric() || *b == b'_',
        false => b.is_ascii_graphic(),
    };
    (is_address || is_mention).then(|| end + rest.iter().take_while(|b| within(b)).count())
}

/// [`pause_of`] the ASCII characters; none for letters.
static ASCII_PAUSES: [Option<Pause>; 128] = {
    let mut table = [None; 128];
    let mut byte = 0;
    while byte < 128 {
        if !(byte as u8).is_ascii_alphabetic() {
            table[byte] = Some(pause_of(&[byte as u8]));
        }
        byte += 1;
    }
    table
};

/// How strongly one character of a gap sets apart what stands around it.
const fn pause_of(character: &[u8]) -> Pause {
    match character {
        [b' ' | b'-' | b'\'' | b'"' | b'(' | b')' | b'#' | b'@' | b'_' | b'*'] => Pause::Blank,
        [b'.' | b'!' | b'?' | b'\n'] => Pause::Sentence,
        [_] => Pause::Clause,
        // No-break space, zero-width joiners, curly quotes.
        [0xC2, 0xA0] | [0xE2, 0x80, 0x8C | 0x8D | 0x98..=0x9F] => Pause::Blank,
        // Ellipsis, 。 ！ ？ ｡
        [0xE2, 0x80, 0xA6] | [0xE3, 0x80, 0x82] | [0xEF, 0xBC, 0x81 | 0x9F] | [0xEF, 0xBD, 0xA1] => {
            Pause::Sentence
        }
        _ => Pause::Clause,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::lexicon::features::Letters;

    fn cut(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        words(text, &mut found);
        found.iter().map(|w| &text[w.start..w.end]).collect()
    }

    #[test]
    fn words_are_of_one_script() {
        for (text, expected) in [
            ("", ""),
            ("12 😏 ...", ""),
            ("don't, rock 'n' roll", "don't|rock|n|roll"),
            ("l’homme d’", "l’homme|d"),
            ("用API们做time-travel", "用|API|们做|time|travel"),
            ("𡃉好ｗｅｂ", "𡃉好|ｗｅｂ"),
            ("食べるラーメン", "食|べるラーメン"),
            ("e\u{301}te\u{301}", "e\u{301}te\u{301}"),
            ("see https://a.b/c?d=é now", "see|é|now"),
            ("mail me@x.org or @some_one9 ok", "mail|or|ok"),
            ("www.example.com was down", "was|down"),
            ("#NoWay gr8", "NoWay|gr"),
            ("Привет world", "Привет|world"),
            ("หน้าที่ok", "หน้าที่|ok"),
        ] {
            assert_eq!(cut(text).join("|"), expected, "{text}");
        }
    }

    #[test]
    fn hashes_agree_with_the_plain_way() {
        let mut found = Vec::new();
        for text in [
            "Hello",
            "don't",
            "l’été",
            "İSTANBUL",
            "ıspanak",
            "soooo",
            "Sooo",
            "ÇALIŞACAĞIM",
            "Ёлка",
            "п’ять",
            "ｗｅｂ",
            "e\u{301}te\u{301}",
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        ] {
            found.clear();
            words(text, &mut found);
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!(found[0].hash, Letters::of(text).hash(), "{text}");
        }
    }

    #[test]
    fn bare_words_are_the_same_words() {
        const PIECES: &[&str] = &[
            "a", "don't", "é", "e\u{301}", " ", "'", "’", "-", "ж", "Ж", "我", "か", "1", ".", ", ", "@",
            "://", "ｗ", "\u{200D}", "www.x.y ", "ا", "\n", "the the ",
        ];
        let mut dice = crate::dice::Dice::new(3);
        let mut random = |below: usize| dice.roll(below);
        for _ in 0..20_000 {
            let text: String = (0..random(12)).map(|_| PIECES[random(PIECES.len())]).collect();
            let (mut full, mut bare) = (Vec::new(), Vec::new());
            words(&text, &mut full);
            bare_words(&text, &mut bare);
            assert_eq!(full.len(), bare.len(), "{text:?}");
            for (a, b) in full.iter().zip(&bare) {
                assert_eq!((a.start, a.end, a.script), (b.start, b.end, b.script), "{text:?}");
                assert!(a.pause == b.pause || a.pause == Pause::Within && a.hash != 0, "{text:?}");
            }
        }
    }

    #[test]
    fn pauses_and_traits() {
        let mut found = Vec::new();
        words("Hi there, YOU-know? #tag été", &mut found);
        let pauses: Vec<Pause> = found.iter().map(|w| w.pause).collect();
        use Pause::*;
        assert_eq!(pauses, [Sentence, Blank, Clause, Within, Sentence, Blank]);
        assert!(found[0].traits.has(Traits::CAPITALISED) && found[2].traits.has(Traits::CAPITALS));
        assert!(found[5].traits.has(Traits::MARKED));
    }
}
