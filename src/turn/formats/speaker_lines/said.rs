//! What stands behind a label: words that somebody may have said, or the value of a field.

use crate::turn::names;

/// Longest beginning of a line that is looked at, in bytes.
const LOOKED_AT: usize = 200;

/// Words of a value that begins with a number: `120 GB free`.
const WORDS_OF_A_NUMBER: usize = 4;

/// What a line looks like, its label aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::turn) enum Said {
    /// Nothing: the words are on the lines below.
    Nothing,
    /// A number, a path, a piece of code.
    Value,
    /// One word without a capital: `red`, `yes`.
    Word,
    /// Words that begin with capitals: `Ann Lee`.
    Name,
    /// Several words.
    Words,
    /// Several words with marks that hardly anything but a sentence has, or built like one.
    Sentence,
}

impl Said {
    pub(in crate::turn) fn of(line: &str) -> Said {
        let mut reach = line.len().min(LOOKED_AT);
        while !line.is_char_boundary(reach) {
            reach -= 1;
        }
        let whole = reach == line.len();
        let line = line[..reach].trim();
        if line.is_empty() {
            return Said::Nothing;
        }
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or("");
        let later = words.clone().take(WORDS_OF_A_NUMBER).count();
        let Signs { code, pictures, marks } = Signs::of(line);
        if code || !pictures && line.is_ascii() && !line.contains(char::is_alphabetic) {
            return Said::Value;
        }
        let string = line.starts_with(['"', '\'']) && (line.ends_with("\",") || line.ends_with("',"));
        if names::is_level(first)
            || later == 0 && is_token(first)
            || whole && (string || line.ends_with([';', '{']))
        {
            return Said::Value;
        }
        let number =
            first.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '€' | '$' | '£'));
        let closed = line.trim_end_matches(['"', '”', '’', '\'', ')', '*', '_', '~', '」', '»']);
        let ends = closed.ends_with(['.', '!', '?', '…', '。', '！', '？', '～', '؟', '।'])
            || closed.ends_with(is_picture);
        if number && later < WORDS_OF_A_NUMBER && !ends && !counts_in_words(line) {
            return Said::Value;
        }
        if !ends && !pictures && whole && is_title(line) {
            return Said::Name;
        }
        if ends || pictures || marks || words.clone().any(|word| word == "I") {
            return Said::Sentence;
        }
        let mut small = false;
        for word in words {
            small |= !word.starts_with(char::is_uppercase) && word.contains(char::is_alphabetic);
        }
        if small && first.starts_with(char::is_uppercase) {
            return Said::Sentence;
        }
        // Without blanks between words, more letters than a name has.
        if small || later == 0 && first.chars().filter(|c| *c >= '\u{0E00}').count() > 3 {
            return Said::Words;
        }
        if later == 0 && !first.starts_with(char::is_uppercase) {
            return Said::Word;
        }
        Said::Name
    }
}

/// Whether a line names somebody or some place at length: `Prof. Ann Lee (University of Lamp)`, `The Old Hall, 21 Lamp Street, Leeds`,
/// `小周（教授）`.
fn is_title(line: &str) -> bool {
    const TITLES: [&str; 6] = ["Dr. ", "Prof. ", "Mr. ", "Mrs. ", "Ms. ", "Sir "];
    const PARTICLES: [&str; 14] =
        ["of", "the", "and", "for", "at", "in", "de", "la", "du", "von", "der", "di", "da", "&"];
    /// Words with a comma between them: fewer may be a greeting.
    const FEWEST: usize = 5;
    const LONGEST_NAME: usize = 4;
    if let Some((name, remark)) = line.split_once('（') {
        return name.chars().count() <= LONGEST_NAME && remark.ends_with('）');
    }
    let capital = |word: &str| {
        let word = word.trim_start_matches('(');
        word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && word != "I"
    };
    let mut words = line.split_whitespace();
    let first = words.next().is_some_and(|first| first.starts_with(char::is_uppercase) && first != "I");
    let names = first && words.clone().all(|word| capital(word) || PARTICLES.contains(&word));
    let titled = TITLES.iter().any(|title| line.starts_with(title));
    let spoken = line.contains(['?', '!', ';', '’', '\'', '"']);
    let several = words.clone().count() + 1 >= FEWEST;
    // `Museum of Lamps`
    let named = !line.contains([',', '.']) && words.clone().count() > 1 && words.last().is_some_and(capital);
    names && !spoken && (titled || several || named)
}

/// Whether a line that begins with a number says more than a unit behind it: `3 apples please`, `3天内会送达`, not `120 GB free`, `3天`.
fn counts_in_words(line: &str) -> bool {
    /// Letters of the longest unit, with blanks between the words and without.
    const LONGEST_UNIT: usize = 4;
    let mut words = line.split_whitespace().skip(1);
    let word = |word: &str| word.len() > LONGEST_UNIT && word.bytes().all(|b| b.is_ascii_lowercase());
    let unspaced = line.split(|c: char| c < '\u{0E00}').any(|run| run.chars().count() > LONGEST_UNIT);
    unspaced || words.clone().count() > 1 && words.all(word)
}

/// Emoji and dingbats.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{1F300}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}')
}

/// What tells code from what people say, found in one pass.
struct Signs {
    /// Marks that programs write and people do not.
    code: bool,
    pictures: bool,
    /// Marks between words, or inside them, that sentences have.
    marks: bool,
}

impl Signs {
    fn of(line: &str) -> Signs {
        let bytes = line.as_bytes();
        let at = |place: Option<usize>| place.and_then(|place| bytes.get(place)).copied().unwrap_or(0);
        let opens = line.starts_with(['"', '“', '«', '「', '¿', '¡']);
        let mut signs = Signs { code: false, pictures: false, marks: opens };
        for (place, _) in bytes.iter().enumerate().filter(|(_, byte)| MAY_BE_SIGN[usize::from(**byte)]) {
            let (before, behind) = (at(place.checked_sub(1)), at(Some(place + 1)));
            match bytes[place] {
                b',' | b'?' | b'!' | b'.' => signs.marks |= behind == b' ',
                b'\'' => signs.marks |= before.is_ascii_alphabetic() && behind.is_ascii_alphabetic(),
                b'=' => {
                    let assigned =
                        (before.is_ascii_alphanumeric() || before == b'_') && behind.is_ascii_graphic();
                    signs.code |= assigned || matches!(behind, b'=' | b'>');
                }
                b':' => signs.code |= behind == b':',
                b'-' => signs.code |= behind == b'>',
                b'(' => signs.code |= matches!(behind, b')' | b'['),
                b'<' => signs.code |= behind == b'/',
                b'/' => signs.code |= behind == b'>',
                b'{' => signs.code |= behind == b'{',
                0xD8 => signs.marks |= line[place..].starts_with("، "),
                _ => {
                    let c = line[place..].chars().next().unwrap_or(' ');
                    signs.pictures |= is_picture(c);
                    signs.marks |= matches!(c, '，' | '。' | '？' | '！' | '、' | '’');
                }
            }
        }
        signs
    }
}

/// Bytes that one of `Signs` begins with.
const MAY_BE_SIGN: [bool; 256] = {
    // The last five begin the marks and pictures beyond ASCII.
    let begins = b",?!.'=:-(</{\xD8\xE2\xE3\xEF\xF0";
    let mut table = [false; 256];
    let mut nth = 0;
    while nth < begins.len() {
        table[begins[nth] as usize] = true;
        nth += 1;
    }
    table
};

/// Whether a word is no word of a language: `a_b`, `a/b`, `x.y`, `--all`, `#fff`, `'a',`.
fn is_token(word: &str) -> bool {
    let inner = word.trim_matches(['.', '!', '?', '…']);
    word.is_ascii()
        && (inner.contains(['_', '/', '.', '\\', '=', '{', '[', '<', '@'])
            || inner.starts_with(['-', '#', '$'])
            || word.ends_with([',', ';'])
            || inner.contains(|c: char| c.is_ascii_digit()) && inner.contains(['-', ':', '%']))
}

#[cfg(test)]
mod tests {
    use super::Said;

    #[test]
    fn lines() {
        for (line, wanted) in [
            ("", Said::Nothing),
            ("  ", Said::Nothing),
            ("12", Said::Value),
            ("10px", Said::Value),
            ("120 GB free", Said::Value),
            ("#fff;", Said::Value),
            ("src/main.rs", Said::Value),
            ("partitioning=Hash([l_partkey@0], 16)", Said::Value),
            ("1px solid red;", Said::Value),
            ("\"half a day\",", Said::Value),
            ("info: the lamp is on", Said::Value),
            ("555-1234", Said::Value),
            ("3 points", Said::Value),
            ("2024年5月1日上午10点", Said::Value),
            ("3 apples please", Said::Words),
            ("3天内会送达", Said::Words),
            ("red", Said::Word),
            ("Ann Lee", Said::Name),
            ("yes", Said::Word),
            ("红色", Said::Word),
            ("an animal", Said::Words),
            ("今天天气很好", Said::Words),
            ("Yes of course", Said::Sentence),
            ("Hello, Ann", Said::Sentence),
            ("Prof. Ann Lee (University of Lamp)", Said::Name),
            ("The Old Hall, 21 Lamp Street, Leeds", Said::Name),
            ("Museum of Lamps", Said::Name),
            ("That's The Old Red Lamp", Said::Sentence),
            ("Dr. Lee is here", Said::Sentence),
            ("小周（大学教授，写书）", Said::Name),
            ("no", Said::Word),
            ("no!", Said::Sentence),
            ("what's up", Said::Sentence),
            ("你好，是吗", Said::Sentence),
            ("ok 😂", Said::Sentence),
            ("maybe I can", Said::Sentence),
            ("3 of them, I think.", Said::Sentence),
        ] {
            assert_eq!(Said::of(line), wanted, "{line}");
        }
    }
}
