//! Quotation marks and brackets in the other ways that people write them: most corpora have one way, and a mark that a language's corpora lack
//! is lost to anything that could stand there.

/// One line in so many that has straight quotation marks is learnt with typographic ones.
const CURLED: u64 = 2;
/// One line in so many that has brackets of Chinese or Japanese is learnt with another kind.
const EXCHANGED: u64 = 16;

const BRACKETS: [(char, char); 6] = [
    ('\u{201c}', '\u{201d}'),
    ('\u{300a}', '\u{300b}'),
    ('\u{3008}', '\u{3009}'),
    ('\u{300c}', '\u{300d}'),
    ('\u{300e}', '\u{300f}'),
    ('\u{3010}', '\u{3011}'),
];

/// The line as it is to be learnt; `dice` is a random number, the same for the same line. `None`: as it is.
pub fn rewritten(line: &str, dice: u64) -> Option<String> {
    let (curl, exchange) = (dice % CURLED == 0, dice / CURLED % EXCHANGED == 0);
    let other = (dice / CURLED / EXCHANGED) as usize;
    if curl && line.matches('"').count() % 2 == 0 && line.contains('"') {
        return Some(curled(line));
    }
    if exchange && line.contains(is_of_chinese) {
        return exchanged(line, other);
    }
    None
}

fn is_of_chinese(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

/// Straight marks, by turns, as opening and closing ones.
fn curled(line: &str) -> String {
    let mut is_open = false;
    let mut curl = |c| match c {
        '"' => {
            is_open = !is_open;
            if is_open {
                '\u{201c}'
            } else {
                '\u{201d}'
            }
        }
        _ => c,
    };
    line.chars().map(&mut curl).collect()
}

/// The first kind of bracket that the line has, as the kind that is so many places further on; `None` if it has none.
fn exchanged(line: &str, other: usize) -> Option<String> {
    let kind_of = |c: char| BRACKETS.iter().position(|pair| pair.0 == c || pair.1 == c);
    let kind = line.chars().find_map(kind_of)?;
    let (old, new) = (BRACKETS[kind], BRACKETS[(kind + 1 + other % (BRACKETS.len() - 1)) % BRACKETS.len()]);
    let exchange = |c| match c {
        _ if c == old.0 => new.0,
        _ if c == old.1 => new.1,
        _ => c,
    };
    Some(line.chars().map(exchange).collect())
}
