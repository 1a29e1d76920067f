//! What stands behind a label: words that somebody may have said, or the value of a field.

/// Longest beginning of a line that is looked at, in bytes.
const LOOKED_AT: usize = 200;

/// Words of a value that begins with a number: `120 GB free`.
const WORDS_OF_A_NUMBER: usize = 4;

/// What a line looks like, its label aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
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
    pub(super) fn of(line: &str) -> Said {
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
        let later = words.clone().count();
        let letters = line.contains(char::is_alphabetic);
        let pictures = line.contains(is_picture);
        if is_code(line) || !letters && !pictures && line.is_ascii() {
            return Said::Value;
        }
        if later == 0 && is_token(first) || whole && line.ends_with([';', '{']) {
            return Said::Value;
        }
        let number =
            first.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '€' | '$' | '£'));
        let closed = line.trim_end_matches(['"', '”', '’', '\'', ')', '*', '_', '~', '」', '»']);
        let ends = closed.ends_with(['.', '!', '?', '…', '。', '！', '？', '～', '؟', '।'])
            || closed.ends_with(is_picture);
        if number && later < WORDS_OF_A_NUMBER && !ends {
            return Said::Value;
        }
        if ends || pictures || has_mark(line) || words.clone().any(|word| word == "I") {
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

/// Emoji and dingbats.
fn is_picture(c: char) -> bool {
    matches!(c, '\u{1F300}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}')
}

/// Marks between words, or inside them, that sentences have.
fn has_mark(line: &str) -> bool {
    const MARKS: [&str; 10] = [", ", "? ", "! ", ". ", "，", "。", "？", "！", "、", "، "];
    let elided =
        |pair: &[u8]| pair[0].is_ascii_alphabetic() && pair[2].is_ascii_alphabetic() && pair[1] == b'\'';
    MARKS.iter().any(|mark| line.contains(mark))
        || line.as_bytes().windows(3).any(elided)
        || line.contains('’')
        || line.starts_with(['"', '“', '«', '「', '¿', '¡'])
}

/// Whether there are marks that programs write and people do not.
fn is_code(line: &str) -> bool {
    let is_mark =
        |pair: &[u8]| matches!(pair, b"::" | b"->" | b"=>" | b"()" | b"([" | b"==" | b"</" | b"/>" | b"{{");
    let assigned = |three: &[u8]| {
        three[1] == b'='
            && (three[0].is_ascii_alphanumeric() || three[0] == b'_')
            && three[2].is_ascii_graphic()
    };
    let bytes = line.as_bytes();
    bytes.windows(2).any(is_mark) || bytes.windows(3).any(assigned)
}

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
            ("555-1234", Said::Value),
            ("red", Said::Word),
            ("Ann Lee", Said::Name),
            ("yes", Said::Word),
            ("红色", Said::Word),
            ("an animal", Said::Words),
            ("今天天气很好", Said::Words),
            ("Yes of course", Said::Sentence),
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
