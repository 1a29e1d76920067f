//! Mail: boxes of it (mbox, archives of lists), and threads as Outlook copies them. Each letter has fields above it, who wrote it and when among
//! them. One letter alone is no conversation.

use crate::turn::lines::{is_blank, lines_in, trim_invisible, Line};
use crate::turn::{Grammar, Head, Mark};
use std::ops::Range;

/// The fields that say who wrote and when.
const FROM: [&str; 13] =
    ["From", "Von", "De", "Da", "Van", "Från", "Fra", "Od", "От", "发件人", "寄件者", "差出人", "보낸 사람"];
const DATE: [&str; 22] = [
    "Date",
    "Sent",
    "Datum",
    "Gesendet",
    "Envoyé",
    "Enviado",
    "Enviado el",
    "Enviada em",
    "Data",
    "Inviato",
    "Verzonden",
    "Skickat",
    "Sendt",
    "Wysłano",
    "Дата",
    "Отправлено",
    "发送时间",
    "日期",
    "送信日時",
    "日付",
    "날짜",
    "보낸 날짜",
];

/// Longest name of a field, in bytes.
const LONGEST: usize = 40;

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Mail { is_mail: None, open: None, found: 0 })
}

struct Mail {
    /// There are several letters.
    is_mail: Option<bool>,
    /// The fields that are being read.
    open: Option<Fields>,
    found: usize,
}

#[derive(Clone)]
struct Fields {
    whole: usize,
    from: Option<Range<usize>>,
    date: Option<Range<usize>>,
}

impl Grammar for Mail {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        let mut heads = Vec::new();
        for line in lines_in(text, block) {
            heads.extend(self.read(text, line));
        }
        if !*self.is_mail.get_or_insert(heads.len() > 1) {
            return;
        }
        self.found += heads.len();
        marks.extend(heads.into_iter().map(Mark::Turn));
    }

    fn rebase(&mut self, by: usize) {
        // Fields that were too long to be held are given up.
        self.open = self.open.take().filter(|fields| fields.whole >= by);
        if let Some(fields) = &mut self.open {
            fields.whole -= by;
            for range in [&mut fields.from, &mut fields.date].into_iter().flatten() {
                *range = range.start - by..range.end - by;
            }
        }
    }

    fn found(&self) -> bool {
        self.found > 0
    }

    fn signs(&self) -> usize {
        // Two fields and a line of words, at the least.
        self.found * 3
    }
}

impl Mail {
    /// Takes in a line; the head of a letter, if it ends there.
    fn read(&mut self, text: &str, line: Line) -> Option<Head> {
        let content = &text[line.text()];
        if is_blank(content) {
            let fields = self.open.take()?;
            let (from, date) = (fields.from?, fields.date?);
            return Some(Head {
                speaker: Some(from),
                stamp: Some(date),
                ..Head::at(fields.whole, line.next)
            });
        }
        // `From ann@example.org Tue Mar  3 17:40:00 2020`, `-----Original Message-----`
        if content.starts_with("From ") || content.starts_with("-----") || content.starts_with("_____") {
            self.open = Some(Fields { whole: line.start, from: None, date: None });
            return None;
        }
        if content.starts_with([' ', '\t']) && self.open.is_some() {
            return None;
        }
        let Some((key, value)) = field(content) else {
            self.open = None;
            return None;
        };
        let fields = self.open.get_or_insert(Fields { whole: line.start, from: None, date: None });
        let value = line.start + value..line.end;
        // What sigtop writes of Signal is no mail.
        if key == "Type" {
            self.open = None;
        } else if fields.from.is_none() && FROM.contains(&key) {
            fields.from = writer(text, value);
        } else if fields.date.is_none() && DATE.contains(&key) {
            fields.date = Some(trim_invisible(text, value))
                .filter(|date| text[date.clone()].contains(|c: char| c.is_ascii_digit()));
        }
        None
    }
}

/// The name of the field on a line, and where its value begins: `Date: …`, `*Von:* …`, `De : …`, `发件人：…`
fn field(line: &str) -> Option<(&str, usize)> {
    let mut reach = line.len().min(LONGEST);
    while !line.is_char_boundary(reach) {
        reach -= 1;
    }
    let at = line[..reach].find([':', '：'])?;
    let key = line[..at].trim_matches(['*', ' ', '\u{A0}']);
    let colon = line[at..].chars().next().map_or(1, char::len_utf8);
    let letters = key.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-'));
    let marks = line[at + colon..].len() - line[at + colon..].trim_start_matches('*').len();
    (!key.is_empty() && letters).then_some((key, at + colon + marks))
}

/// The name of whoever wrote: `Ann Lee <ann@example.org>`, `ann at example.org (Ann Lee)`, or the address.
fn writer(text: &str, value: Range<usize>) -> Option<Range<usize>> {
    let value = trim_invisible(text, value);
    let shown = &text[value.clone()];
    let quoted = |range: Range<usize>| {
        let inside = &text[range.clone()];
        let start = range.end - inside.trim_start_matches(['"', '\'', ' ']).len();
        start..start + text[start..range.end].trim_end_matches(['"', '\'', ' ']).len()
    };
    let name = match (shown.find(['<', '[']), shown.find('(')) {
        (Some(0), _) => value.start + 1..value.start + shown.find(['>', ']']).unwrap_or(shown.len()),
        (Some(address), _) => quoted(value.start..value.start + address),
        (None, Some(name)) if name > 0 && shown.ends_with(')') => value.start + name + 1..value.end - 1,
        _ => quoted(value),
    };
    (name.start < name.end).then_some(name)
}
