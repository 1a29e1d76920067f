//! Dates, in numbers or with the names of months and days.

use super::time_of_day;

/// Whether a time may begin here: with a digit, the beginning of a word that opens dates, or what is not ASCII.
pub(in crate::turn) fn may_open(text: &[u8]) -> bool {
    match text.first() {
        Some(b'0'..=b'9' | 0x80..) => true,
        Some(b'A'..=b'Z' | b'a'..=b'z') => BEGINNINGS.may_begin(text),
        _ => false,
    }
}

/// How words begin that may open a date: most words of a text are refused by two look-ups instead of by the lists.
pub(super) struct Beginnings {
    /// Words of two letters, a bit for each second letter.
    pairs: [u32; LETTERS],
    /// The first three letters of longer ones.
    triples: [[u32; LETTERS]; LETTERS],
}

const LETTERS: usize = 26;

pub(super) static BEGINNINGS: Beginnings = Beginnings::of(&[MONTHS, DAYS, &DAYS_NEAR]);

impl Beginnings {
    const fn of(lists: &[&[&str]]) -> Beginnings {
        let mut known = Beginnings { pairs: [0; LETTERS], triples: [[0; LETTERS]; LETTERS] };
        let mut list = 0;
        while list < lists.len() {
            let mut at = 0;
            while at < lists[list].len() {
                known.add(lists[list][at].as_bytes());
                at += 1;
            }
            list += 1;
        }
        known
    }

    const fn add(&mut self, word: &[u8]) {
        if word.len() < 2 {
            return;
        }
        let (Some(first), Some(second)) = (letter(word[0]), letter(word[1])) else { return };
        if word.len() == 2 {
            self.pairs[first] |= 1 << second;
        } else if let Some(third) = letter(word[2]) {
            self.triples[first][second] |= 1 << third;
        }
    }

    /// Whether the word that `text` starts with may be in the lists. What is not ASCII is left to them.
    pub(super) fn may_begin(&self, text: &[u8]) -> bool {
        let [a, b, rest @ ..] = text else { return true };
        if !(a.is_ascii() && b.is_ascii()) {
            return true;
        }
        let (Some(first), Some(second)) = (letter(*a), letter(*b)) else { return false };
        match rest.first() {
            Some(c) if !c.is_ascii() => true,
            Some(c) => match letter(*c) {
                Some(third) => self.triples[first][second] >> third & 1 == 1,
                None => self.pairs[first] >> second & 1 == 1,
            },
            None => self.pairs[first] >> second & 1 == 1,
        }
    }
}

/// The place of a letter in the alphabet.
const fn letter(byte: u8) -> Option<usize> {
    let place = byte.to_ascii_lowercase().wrapping_sub(b'a') as usize;
    if place < LETTERS {
        Some(place)
    } else {
        None
    }
}

/// Names of days that are told by their nearness.
const DAYS_NEAR: [&str; 26] = [
    "today",
    "yesterday",
    "heute",
    "gestern",
    "vorgestern",
    "aujourd",
    "hier",
    "hoy",
    "ayer",
    "oggi",
    "ieri",
    "hoje",
    "ontem",
    "vandaag",
    "gisteren",
    "сегодня",
    "вчера",
    "dzisiaj",
    "wczoraj",
    "今天",
    "昨天",
    "今日",
    "昨日",
    "오늘",
    "어제",
    "bugün",
];

/// Length of the name of a day at the start of `text` that is told by its nearness: `Yesterday`, `Monday`.
pub(super) fn near_day(text: &str) -> Option<usize> {
    let length = word(text);
    if length == 0 {
        return None;
    }
    let near = is_one_of(&text[..length], &DAYS_NEAR) || length > 5 && is_one_of(&text[..length], DAYS);
    near.then_some(length)
}

/// A date at the start of a text.
#[derive(Clone, Copy, Debug)]
pub(in crate::turn) struct Date {
    pub(in crate::turn) length: usize,
    /// Day, month, year: two or three of them.
    pub(super) parts: usize,
    /// The month has its name.
    pub(super) worded: bool,
}

/// How the names of months begin, in the languages whose names differ from these least: three letters tell.
const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", // English
    "mär", "mai", "okt", "dez", // German
    "fév", "avr", "jui", "aoû", "déc", // French
    "ene", "abr", "ago", "dic", // Spanish
    "gen", "mag", "giu", "lug", "set", "ott", // Italian
    "fev", "out", // Portuguese
    "maa", "mei", // Dutch
    "янв", "фев", "мар", "апр", "мая", "май", "июн", "июл", "авг", "сен", "окт", "ноя",
    "дек", // Russian
    "oca", "şub", "nis", "haz", "tem", "ağu", "eyl", "eki", "kas", "ara", // Turkish
];

/// How the names of weekdays begin.
const DAYS: &[&str] = &[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", // English
    "mo", "di", "mi", "do", "fr", "sa", "so", // German
    "lun", "mar", "mer", "jeu", "ven", "sam", "dim", // French
    "mié", "jue", "vie", "sáb", "dom", "gio", "sab", // Spanish, Italian
    "пн", "вт", "ср", "чт", "пт", "сб", "вс", // Russian
];

/// Reads the date that `text` starts with: `2021-04-22`, `22.04.2021`, `4/22`, `Thu, Apr 22, 2021`, `22 April 2021`, `2021. 4. 22.`,
/// `2021年4月22日`.
pub(in crate::turn) fn date(text: &str) -> Option<Date> {
    let mut at = 0;
    if !may_open(text.as_bytes()) {
        return None;
    }
    let first = word(text);
    if first > 0 && is_one_of(&text[..first], DAYS) && !is_month_day(text, first) {
        let rest = &text[first..];
        let gap = rest.len() - rest.trim_start_matches(['.', ',', ' ']).len();
        if gap == 0 || gap > 3 {
            return None;
        }
        at = first + gap;
    }
    let (mut parts, mut worded, mut parted) = (0, false, b' ');
    let mut digits_first = 0;
    loop {
        let rest = &text[at..];
        let digits = rest.bytes().take(5).take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            // A clock, not one more part of the date.
            if digits > 4 || (parts > 0 && parted == b' ' && time_of_day(rest).is_some()) {
                return None;
            }
            digits_first = if parts == 0 { digits } else { digits_first };
            at += digits;
            let marked = text.as_bytes().get(at).is_some_and(|b| !b.is_ascii() || b.is_ascii_lowercase());
            let mark = ["年", "月", "日", "년", "월", "일", "st", "nd", "rd", "th"]
                .iter()
                .find(|mark| marked && text[at..].starts_with(**mark))
                .map_or(0, |mark| mark.len());
            at += mark;
        } else {
            let name = word(rest);
            if name == 0 || worded || !is_one_of(&rest[..name], MONTHS) {
                return None;
            }
            worded = true;
            at += name;
        }
        parts += 1;
        if parts == 3 {
            break;
        }
        let rest = &text[at..];
        let gap: usize = rest
            .chars()
            .take(3)
            .take_while(|c| matches!(c, '-' | '/' | '.' | ',' | ' '))
            .map(char::len_utf8)
            .sum();
        let next = &rest[gap..];
        let marked = !text.as_bytes()[at - 1].is_ascii()
            && ["年", "月", "日", "년", "월", "일"].iter().any(|mark| text[..at].ends_with(mark));
        let goes_on = (gap > 0 || marked)
            && if next.starts_with(|c: char| c.is_ascii_digit()) {
                rest[..gap].contains(['-', '/', '.']) || time_of_day(next).is_none()
            } else {
                !worded && word(next) > 0 && is_one_of(&next[..word(next)], MONTHS)
            };
        if !goes_on {
            break;
        }
        parted = rest[..gap].bytes().find(|b| *b != b' ').unwrap_or(b' ');
        at += gap;
    }
    let whole = match parts {
        3 => worded || parted != b' ' || text[..at].ends_with(['日', '일']),
        // `4/22`, `31.12.`, `Apr 22`, `4月22日`
        2 => {
            worded || matches!(parted, b'/' | b'.') && digits_first <= 2 || text[..at].ends_with(['日', '일'])
        }
        _ => false,
    };
    if !whole {
        return None;
    }
    // `2021. 4. 22.`, `31.12.21 г.`
    if text[at..].starts_with('.') {
        at += 1;
    }
    if text[at..].starts_with(" г.") {
        at += " г.".len();
    }
    Some(Date { length: at, parts, worded })
}

/// `mar` is a Tuesday in French and a March in Spanish: with a number behind it, and no more names, a month.
fn is_month_day(text: &str, first: usize) -> bool {
    let rest = text[first..].trim_start_matches(['.', ' ']);
    is_one_of(&text[..first], MONTHS) && rest.starts_with(|c: char| c.is_ascii_digit()) && {
        let behind = rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches([' ', '.']);
        word(behind) == 0 || !is_one_of(&behind[..word(behind)], MONTHS)
    }
}

/// Length of the letters that `text` starts with.
fn word(text: &str) -> usize {
    text.chars().take(12).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum()
}

fn is_one_of(word: &str, beginnings: &[&str]) -> bool {
    const LONGEST: usize = 32;
    let Some(first) = word.as_bytes().first().map(u8::to_ascii_lowercase) else { return false };
    if word.len() > LONGEST {
        return false;
    }
    if word.is_ascii() {
        let word = word.as_bytes();
        return beginnings.iter().map(|beginning| beginning.as_bytes()).any(|beginning| {
            beginning[0] == first
                && word.len() >= beginning.len()
                && word.iter().zip(beginning).all(|(letter, wanted)| letter.to_ascii_lowercase() == *wanted)
                && (beginning.len() > 2 || word.len() == beginning.len())
        });
    }
    beginnings.iter().any(|beginning| {
        // A capital beyond ASCII shares at most the length of its small letter.
        if first.is_ascii() && beginning.as_bytes()[0] != first {
            return false;
        }
        let mut letters = word.chars().flat_map(char::to_lowercase);
        let begins = beginning.chars().all(|letter| letters.next() == Some(letter));
        // Two letters are a whole name; of three, the beginning tells.
        begins && (beginning.chars().nth(2).is_some() || letters.next().is_none())
    })
}

/// Whether `text` is a date and nothing else, perhaps with the name of the day: the lines by which chats are parted into days.
pub(in crate::turn) fn is_day(text: &str) -> bool {
    let Some(date) = date(text) else { return false };
    let rest = text[date.length..].trim_start_matches([',', ' ', '.']);
    let rest = rest.strip_prefix(['(', '（']).map_or(rest, |day| day.trim_end_matches([')', '）']));
    // `月曜日`, `월요일`, `Thursday`
    let rest = rest.trim_end();
    let weekday =
        !rest.is_ascii() && rest.chars().count() <= 10 || word(rest) == rest.len() && is_one_of(rest, DAYS);
    rest.is_empty() || weekday && rest.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::is_day;

    #[test]
    fn days() {
        for day in [
            "2023/12/31(日)",
            "Sun, 12/31/2023",
            "2024년 12월 9일 월요일",
            "2021.04.22 木曜日",
            "Thursday, April 22, 2021",
            "31.12.2021",
        ] {
            assert!(is_day(day), "{day}");
        }
        for other in ["12/31 party", "3.14 is not pi", "", "10:01", "Ann", "2021-04-22 something else here"] {
            assert!(!is_day(other), "{other}");
        }
    }
}
