//! Letters and signs that could be those of another page, told without a look at any word: all text in Latin letters has some letters beyond ASCII.

/// Second bytes: for each half byte that they end in, a bit for each half that they begin with, 8 to B.
pub(crate) type Seconds = [u8; 16];

/// The first bytes of signs and letters, of which the second tells more.
pub(crate) const FIRSTS: [u8; 4] = [0xC2, 0xC3, 0xC4, 0xC5];

/// The second bytes of what is looked at behind a letter of ASCII, for each of [`FIRSTS`].
pub(crate) const SECONDS: [Seconds; 4] = seconds(false);

/// The same behind anything else.
pub(crate) const SECONDS_APART: [Seconds; 4] = seconds(true);

const fn seconds(is_apart: bool) -> [Seconds; 4] {
    let mut seconds = [[0; 16]; 4];
    let mut at = 0;
    while at < 4 * 0x40 {
        let (set, second) = (at / 0x40, 0x80 | (at % 0x40) as u8);
        let first = FIRSTS[set];
        if is_apart && begins_apart(first, second) || !is_apart && begins(first, second) {
            seconds[set][(second & 0xF) as usize] |= 1 << ((second >> 4) - 8);
        }
        at += 1;
    }
    seconds
}

/// The first byte of punctuation, signs of mathematics, blocks and lines.
pub(crate) const MARK: u8 = 0xE2;
/// The least second byte of blocks and lines: two follow.
pub(crate) const LINES: u8 = 0x94;
/// The last bytes of the apostrophes, behind `E2 80`.
pub(crate) const APOSTROPHES: [u8; 2] = [0x98, 0x99];

/// The first bytes of accents by themselves and of letters of Greek and Russian: from CB on, so many more.
pub(crate) const OTHERS: u8 = 0xD1 - 0xCB;

/// True for the first two bytes of what `could_be` is true of behind a letter of ASCII, and of little else; without a branch.
#[inline(always)]
pub(crate) const fn begins(first: u8, second: u8) -> bool {
    // À to ß; á â ã æ ç è ê ì í î ð ñ õ ÷ ø ù û ý þ.
    let letter = (second.wrapping_sub(0x80) <= 0x1F)
        | (second.wrapping_sub(0xA1) <= 2)
        | (second.wrapping_sub(0xA6) <= 2)
        | (second == 0xAA)
        | (second.wrapping_sub(0xAC) <= 2)
        | (second == 0xB0)
        | (second == 0xB1)
        | (second == 0xB5)
        | (second == 0xB7)
        | (second == 0xB8)
        | (second == 0xB9)
        | (second == 0xBB)
        | (second == 0xBD)
        | (second == 0xBE);
    // ă č ę ĺ ľ
    let extended =
        (second == 0x83) | (second == 0x8D) | (second == 0x99) | (second == 0xBA) | (second == 0xBE);
    // ń ő Œ œ ŕ Š Ÿ Ž
    let last = (second == 0x84)
        | (second.wrapping_sub(0x91) <= 2)
        | (second == 0x95)
        | (second == 0xA0)
        | (second == 0xB8)
        | (second == 0xBD);
    let sign = (first == 0xC2) | (first.wrapping_sub(0xCB) <= OTHERS) | (first == MARK);
    sign | (first == 0xC3) & letter | (first == 0xC4) & extended | (first == 0xC5) & last
}

/// The same behind anything else.
#[inline(always)]
pub(crate) const fn begins_apart(first: u8, second: u8) -> bool {
    // ³ ¹ º ¿
    let sign = (second == 0xB3) | (second == 0xB9) | (second == 0xBA) | (second == 0xBF);
    // È Ø Ý Þ; æ è ð ø ý þ.
    let letter = (second == 0x88)
        | (second == 0x98)
        | (second == 0x9D)
        | (second == 0x9E)
        | (second == 0xA6)
        | (second == 0xA8)
        | (second == 0xB0)
        | (second == 0xB8)
        | (second == 0xBD)
        | (second == 0xBE);
    // ő Œ œ Ÿ Ž
    let last = (second.wrapping_sub(0x91) <= 2) | (second == 0xB8) | (second == 0xBD);
    let extended = second == 0x83;
    (first == 0xC2) & sign | (first == 0xC3) & letter | (first == 0xC4) & extended | (first == 0xC5) & last
}

/// True for what is worth a look at its word: capitals and signs within a word, and letters that few languages have there. `before` is in front of the
/// character that `bytes` begins with.
#[inline(always)]
pub(crate) fn could_be(before: u8, bytes: &[u8]) -> bool {
    if !before.is_ascii_alphabetic() {
        return could_be_apart(before, bytes);
    }
    let is_letter = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphabetic);
    let is_last = || bytes.get(2).is_none_or(|next| next.is_ascii() && !next.is_ascii_alphanumeric());
    let is_before_marked = || bytes.get(2).is_some_and(|next| (0xC3..=0xC5).contains(next));
    match bytes {
        // Pinyin of GBK.
        [0xC2, 0xA8, 0xC2, ..] => true,
        // ł and ą at the end of a word, with what a footnote has.
        [0xC2, 0xB3 | 0xB9, next, ..] if next.is_ascii() => !next.is_ascii_digit(),
        [0xC2, 0xB3 | 0xB9] => true,
        // ș before a letter of Romanian.
        [0xC2, 0xAA | 0xBA, 0xC3, ..] => true,
        // ż at the end of a word.
        [0xC2, 0xBF, ..] if is_last() => true,
        // Signs, and the controls of windows-1252; no next line, no-break space or soft hyphen.
        [0xC2, second, ..] => !matches!(second, 0x85 | 0xA0 | 0xAD) && is_letter(2),
        // ção and ções of the Macintosh.
        [0xC3, 0x81, MARK, 0x80, 0x9E, b'o', ..] | [0xC3, 0x81, 0xC4, 0xB1, b'e', ..] => true,
        // Capitals; what has more than ASCII behind it is rather UTF-8.
        [0xC3, 0x80..=0x9E, behind, ..] => before.is_ascii_lowercase() && behind.is_ascii(),
        [0xC3, 0x80..=0x9E] => before.is_ascii_lowercase(),
        // á of DOS, and the ß, ö that it made of others.
        [0xC3, 0x9F, next, ..] => {
            matches!(next, b'm' | b's') || is_letter(2) && matches!(before, b'r' | b't')
        }
        [0xC3, 0xA1, next, ..] => *next == b'e',
        [0xC3, 0xB7, ..] => is_letter(2) || bytes.get(2) == Some(&MARK),
        // õ and û at the end, which were ő and ű of Hungarian; õ, which was ä, the same as ã.
        [0xC3, 0xB5 | 0xBB] => true,
        [0xC3, 0xB5 | 0xBB, next, ..] if next.is_ascii() && !next.is_ascii_alphanumeric() => true,
        [0xC3, 0xB5, next, ..] => next.is_ascii_alphabetic() && !b"aeimnouy".contains(next),
        // ă, ć, ń, ę, ů and ě at the end, the last three behind letters that other languages do not have there.
        [0xC3, 0xA3 | 0xA6 | 0xB1, ..] if is_last() => true,
        [0xC3, 0xAA, ..] if is_last() => before == b'i',
        [0xC3, 0xB9, ..] if is_last() => matches!(before, b'l' | b'r' | b't'),
        [0xC3, 0xAC, ..] if is_last() => matches!(before, b'd' | b'n' | b't'),
        // č, ę, ń and ı within words, beside letters that French, Italian, Portuguese, Spanish and Czech seldom have beside è ê ñ ý.
        [0xC3, 0xA8, next, ..] => {
            is_before_marked()
                || b"aeijkou".contains(next)
                || next.is_ascii_alphabetic() && matches!(before, b'a' | b'e' | b'o' | b'u')
        }
        [0xC3, 0xAA, next, ..] => {
            matches!(next, b'd' | b'p') || is_letter(2) && matches!(before, b'j' | b'z')
        }
        [0xC3, 0xB1, next, ..] => matches!(next, b'c' | b's'),
        [0xC3, 0xBD, rest @ ..] => {
            matches!(before, b's' | b'y')
                || matches!(rest, [b'l' | b'n' | b'y', ..])
                || before == b'd' && matches!(rest, [b'm' | b'r', ..])
                || before == b'm' && is_last()
        }
        [0xC3, 0xAC, ..] if matches!(before, b'd' | b'n') => true,
        [0xC3, 0xB9, ..] if before == b'r' => true,
        // ã ì ù, but before the letters that Vietnamese and Portuguese have behind them.
        [0xC3, 0xA3, next, ..] => next.is_ascii_alphabetic() && !b"aeimnosuy".contains(next),
        [0xC3, 0xAC | 0xB9, next, ..] => {
            next.is_ascii_alphabetic() && !b"aeimnouy".contains(next) || !next.is_ascii()
        }
        // í, which was an apostrophe: `donít`, `itís`.
        [0xC3, 0xAD, b't' | b's', rest @ ..] => {
            rest.first().is_none_or(|next| next.is_ascii() && !next.is_ascii_alphanumeric())
        }
        // ų of Lithuanian at the end; ē ū ā ī of Latvian, which were ç û â î, before letters that other languages do not have there.
        [0xC3, 0xB8, ..] if is_last() => true,
        [0xC3, 0xA7, next, ..] => b"cdjklmnrstv".contains(next),
        [0xC3, 0xBB, next, ..] => b"dkvz".contains(next),
        [0xC3, 0xA2, next, ..] => b"djkvz".contains(next),
        [0xC3, 0xAE, next, ..] => b"bdgjksvz".contains(next),
        // æ ð ø þ
        [0xC3, 0xB0 | 0xB8 | 0xBE, ..] if is_before_marked() => true,
        [0xC3, 0xA6 | 0xB0 | 0xB8 | 0xBE, ..] => is_letter(2),
        // č ę ń, which were è ê ñ, beside letters that Czech and Polish do not have there.
        [0xC4, 0x8D, ..] if is_last() => matches!(before, b'f' | b'h' | b'n'),
        [0xC4, 0x8D, next, ..] => matches!(next, b'm' | b'r' | b's'),
        // ĺ, which was å, where Slovak has none.
        [0xC4, 0xBA, next, ..] => is_last() || b"adegnr".contains(next),
        [0xC4, 0xBA] => true,
        // ľ, which was ž or ż.
        [0xC4, 0xBE, next, ..] => next.is_ascii_alphabetic(),
        [0xC4, 0x99, next, ..] => matches!(next, b'm' | b'n'),
        [0xC5, 0x84, next, ..] => matches!(next, b'a' | b'e' | b'o' | b'u'),
        // ŕ, which was à; ăo and őe, which were ão and õe.
        [0xC5, 0x95, ..] | [0xC4, 0x83, b'o', ..] | [0xC5, 0x91, b'e', ..] => true,
        // Œ œ Š Ÿ Ž
        [0xC5, 0x92 | 0xA0 | 0xB8 | 0xBD, ..] if is_last() => before.is_ascii_lowercase(),
        [0xC5, 0x92 | 0x93 | 0xA0 | 0xB8 | 0xBD, ..] => is_letter(2),
        // Letters of Greek and Russian, accents by themselves.
        [0xCE..=0xD1, _, ..] => true,
        [0xCB, second, ..] => is_letter(2) || *second == 0x86 && is_last(),
        // Low quotes and daggers end no word, and are before no letter beyond ASCII.
        [MARK, 0x80, 0x9A | 0xA1, rest @ ..] => {
            rest.first().is_none_or(|next| *next != b'.' && *next != MARK)
        }
        // Any mark but the apostrophes; signs of mathematics; blocks and lines.
        [MARK, 0x80, third, ..] if APOSTROPHES.contains(third) => false,
        [MARK, 0x80 | 0x81 | 0x82 | 0x84 | 0x88 | 0x89 | 0x8C, _, ..] => is_letter(3),
        [MARK, LINES..=0x96, _, ..] => true,
        _ => false,
    }
}

/// The same where it begins a word, or is behind a letter beyond ASCII: `þehir`, `³atwa`, `Açýldýðý`, `ró¿nice`.
#[inline(always)]
fn could_be_apart(before: u8, bytes: &[u8]) -> bool {
    let is_within = before >= 0x80;
    let is_small = bytes.get(2).is_some_and(u8::is_ascii_lowercase);
    let is_letter =
        bytes.get(2).is_some_and(|next| next.is_ascii_alphabetic() || (0xC3..=0xC5).contains(next));
    match bytes {
        [0xC2, 0xB3 | 0xB9 | 0xBA | 0xBF, ..] => is_small || is_within,
        [0xC3, 0x88 | 0x98 | 0x9D | 0x9E, ..] => is_small && !is_within,
        [0xC3, 0xA8, ..] => is_letter && !is_within,
        [0xC3, 0xB8 | 0xBE, ..] => is_letter,
        [0xC3, 0xA6 | 0xBD, ..] => is_within,
        [0xC3, 0xB0, ..] => is_letter && is_within,
        [0xC4, 0x83, b'o', ..] | [0xC5, 0x91, b'e', ..] => is_within,
        // French has words that begin with `œu`.
        [0xC5, 0x92 | 0x93, next, ..] => is_small && *next != b'u',
        [0xC5, 0xB8, ..] => is_small,
        // Ž, which was é, before letters that Slavic languages do not have behind it.
        [0xC5, 0xBD, next, ..] => b"cgpqst".contains(next),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_be_begins_so() {
        let mut some = 0;
        for first in 0x80..=0xFF {
            for second in 0x80..=0xBF {
                for behind in [b'o', b'e', b'r', b' ', 0x81, 0xC3] {
                    for last in [b'r', b' '] {
                        let bytes = [first, second, behind, last];
                        let is_behind_letter = could_be(b'n', &bytes);
                        assert!(!is_behind_letter || begins(first, second), "{first:x} {second:x}");
                        let is_apart = could_be(b' ', &bytes) || could_be(0xBE, &bytes);
                        assert!(!is_apart || begins_apart(first, second), "{first:x} {second:x}");
                        some += u32::from(is_behind_letter) + u32::from(is_apart);
                    }
                }
            }
        }
        assert!(some > 500, "{some}");
    }

    /// The table has what `begins` has, so that screens in vector instructions and others pass the same.
    #[test]
    fn seconds_are_those_that_begin() {
        for second in 0x80..=0xBFu8 {
            let is_in =
                |seconds: &Seconds| seconds[usize::from(second & 0xF)] >> ((second >> 4) - 8) & 1 == 1;
            for (set, first) in FIRSTS.into_iter().enumerate() {
                assert_eq!(is_in(&SECONDS[set]), begins(first, second), "{first:x} {second:x}");
                assert_eq!(is_in(&SECONDS_APART[set]), begins_apart(first, second), "{first:x} {second:x}");
            }
        }
    }

    #[test]
    fn everyday_letters_are_none() {
        for text in [
            "été déjà où",
            "für größere",
            "číslo vždy když",
            "el niño también",
            "l’été – non",
            "“word”—",
            "m² 5 µm",
            "naïve",
            "Łódź",
            "très père être même",
            "mañana ¿Qué niño",
            "výška být nový",
            "você três mês",
            "œuvre Œuvre",
            "pięć był",
            "Größe Straße",
            "théâtre île dîner bâtir gâteau leçon ça",
            "în când să",
            "première siècle scène",
            "Žena živí Ždiar",
        ] {
            let bytes = text.as_bytes();
            assert!(!(1..bytes.len()).any(|at| could_be(bytes[at - 1], &bytes[at..])), "{text}");
        }
        for (text, place) in [
            ("pøi", 1),
            ("f³r", 1),
            ("direcciÛn", 7),
            ("voilŕ", 4),
            ("ΘtΘ", 3),
            ("nŸtzlich", 1),
            ("sp‚t", 2),
            ("poka¿", 4),
            ("fãrã", 4),
            ("moľno", 2),
            ("mêczyæ", 6),
            ("usuñ", 3),
            ("siê", 2),
            ("studentù", 7),
            ("hodnì", 4),
            ("poèasí", 2),
            ("nièí", 2),
            ("znaèný", 3),
            ("bêdzie", 1),
            ("jêzyk", 1),
            ("koñca", 2),
            ("sýk", 1),
            ("yýl", 1),
            ("adýn", 2),
            ("altý dýr", 7),
            ("yardým", 4),
            ("vìdn", 1),
            ("øíká", 0),
            ("dobrù", 4),
            ("øeka", 0),
            ("þehir", 0),
            ("Ýlçe", 0),
            ("Èesko", 0),
            ("³atwa", 0),
            ("ró¿nice", 3),
            ("Açýldýðý", 9),
            ("miłoœæ", 7),
            ("èas", 0),
            ("œroda", 0),
            ("Ÿle", 0),
            ("premičre", 5),
            ("systčme", 4),
            ("męme", 1),
            ("espańol", 4),
            ("açăo", 3),
            ("açőes", 3),
            ("connectŽ", 7),
            ("funÁ„o", 3),
            ("genieáen", 5),
            ("k÷nnen", 1),
            ("estßs", 3),
            ("voilˆ", 4),
            ("Žtait", 0),
            ("caf‚", 3),
            ("informa‡Æo", 7),
            ("vçstule", 1),
            ("bûda", 1),
            ("ocksĺ", 4),
            ("perchč", 5),
            ("kauliukø", 7),
            ("skaièius", 4),
            ("vairâkus", 4),
            ("derîga", 3),
        ] {
            let bytes = text.as_bytes();
            let before = if place == 0 { b' ' } else { bytes[place - 1] };
            assert!(could_be(before, &bytes[place..]), "{text}");
        }
    }
}
