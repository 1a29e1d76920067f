//! Tables of messages, as CSV (RFC 4180) or separated by tabs or semicolons: a record for each message, below a record that names the columns.
//!
//! Cells may stand in quotation marks, and hold separators and line ends then. Nothing is copied: turns are ranges into the text, and a quotation
//! mark within a cell stays doubled as it is written.

mod columns;

use super::doubt::{Doubt, Talk};
use crate::turn::clock;
use crate::turn::{Extra, Grammar, Head, Kind, Mark};
use columns::Columns;
use std::ops::Range;

/// Separators, the likelier ones first.
const SEPARATORS: [u8; 3] = [b',', b'\t', b';'];

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Csv::default())
}

/// True if a text begins with the names of columns, of which one says who speaks and one what is said, and has a record below them.
pub(super) fn heads(text: &str) -> bool {
    let mut records = Records::default();
    let mut columns: Option<Columns> = None;
    let (mut at, mut seen) = (0, 0);
    while at < text.len() {
        let Some(record) = records.next(text, &mut at, text.len()) else { return false };
        match &columns {
            _ if record.is_blank() => {}
            None if is_declaration(text, &record) => {}
            None => {
                columns = named(text, record.start, &mut records, &mut at);
                if columns.is_none() {
                    return false;
                }
            }
            Some(columns) if columns.doubt != Doubt::None => {
                return columns.doubt.is_overcome(&talk(columns, record, text, records, at));
            }
            Some(columns) => {
                let is_message = record.cells.len() >= columns.count
                    && columns.speaks_parts.is_none_or(|part| is_part(&text[record.cells[part].clone()]));
                seen += 1;
                if is_message || seen == LOOKED_AT {
                    return is_message;
                }
            }
        }
    }
    false
}

/// What the records from `first` on have in common.
fn talk<'t>(
    columns: &Columns,
    first: Record,
    text: &'t str,
    mut records: Records,
    mut at: usize,
) -> Talk<'t> {
    let mut talk = Talk::default();
    let mut next = Some(first);
    while let Some(record) = next {
        let cell = |column: usize| record.cells.get(column).map_or("", |cell| text[cell.clone()].trim());
        let speaker = columns.speaker.map_or("", cell);
        if record.cells.len() >= columns.count && !speaker.is_empty() {
            talk.add(speaker, cell(columns.says), columns.stamp.is_some_and(|stamp| !cell(stamp).is_empty()));
        }
        next = records.next(text, &mut at, text.len());
    }
    talk
}

/// Records that are looked at for one with as many cells as there are columns.
const LOOKED_AT: usize = 5;

/// True for the parts of dialogues with programs, in the data sets that have no speaker besides.
fn is_part(cell: &str) -> bool {
    const PARTS: [&str; 14] = [
        "user",
        "assistant",
        "system",
        "human",
        "ai",
        "bot",
        "gpt",
        "model",
        "agent",
        "customer",
        "client",
        "prompter",
        "tool",
        "function",
    ];
    PARTS.iter().any(|part| cell.trim().eq_ignore_ascii_case(part))
}

#[derive(Default)]
struct Csv {
    records: Records,
    columns: Option<Columns>,
    /// The first record has been read.
    begun: bool,
}

impl Grammar for Csv {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        let mut at = block.start;
        while let Some(record) = self.records.next(text, &mut at, block.end) {
            if !self.begun && record.is_blank() {
                continue;
            }
            if !self.begun && !is_declaration(text, &record) {
                self.begun = true;
                self.columns = named(text, record.start, &mut self.records, &mut at);
                if self.columns.is_some() && at > record.start {
                    marks.push(Mark::Turn(Head { kind: Kind::Markup, ..Head::at(0, 0) }));
                    marks.push(Mark::End(0));
                }
                continue;
            }
            if let Some(columns) = &self.columns {
                message(columns, &record, text, marks);
            }
        }
    }

    fn rebase(&mut self, by: usize) {
        self.records.rebase(by);
    }

    fn found(&self) -> bool {
        self.columns.is_some()
    }
}

/// Marks the turn of a record. One without words and without a name is none.
fn message(columns: &Columns, record: &Record, text: &str, marks: &mut Vec<Mark>) {
    let cell = |column: Option<usize>| {
        let range = column.and_then(|column| record.cells.get(column)).cloned();
        range.filter(|range| !text[range.clone()].trim().is_empty())
    };
    let says = record.cells.get(columns.says).cloned();
    let speaker = cell(columns.speaker);
    // What is said may have separators, if nobody minded them: nothing is behind it.
    let rest = record.cells.last().filter(|_| columns.says + 1 == columns.count);
    let says = says.map(|says| says.start..rest.map_or(says.end, |last| last.end));
    let Some(says) = says.filter(|says| speaker.is_some() || !says.is_empty()) else { return };
    let time =
        |range: Option<Range<usize>>| range.and_then(|range| clock::of_value(&text[range], columns.unit));
    let (start, end) = (cell(columns.start), cell(columns.end));
    let role = cell(columns.role);
    marks.push(Mark::Turn(Head {
        kind: if speaker.is_some() || columns.speaker.is_none() { Kind::Speech } else { Kind::System },
        speaker,
        stamp: cell(columns.stamp).or_else(|| start.clone()),
        start: time(start),
        end: time(end),
        extra: role.map(|role| Box::new(Extra { role: Some(role), ..Extra::default() })),
        ..Head::at(record.start, says.start)
    }));
    marks.push(Mark::End(says.end));
}

/// True for the line in which Excel is told the separator: `sep=;`.
fn is_declaration(text: &str, record: &Record) -> bool {
    let first = record.cells.first().map_or("", |cell| &text[cell.clone()]);
    first.starts_with("sep=") && record.cells.len() <= 2
}

/// The columns that the record at `start` names, with the separator that names most; the records go on behind it.
fn named(text: &str, start: usize, records: &mut Records, at: &mut usize) -> Option<Columns> {
    for separator in SEPARATORS {
        let (mut own, mut end) = (Records { separator, ..Records::default() }, start);
        let Some(record) = own.next(text, &mut end, text.len()) else { continue };
        // One who speaks, and one that says what.
        if record.cells.len() < 2 {
            continue;
        }
        let names = record.cells.iter().map(|cell| &text[cell.clone()]);
        if let Some(columns) = Columns::of(names.clone()) {
            (*records, *at) = (own, end);
            return Some(columns);
        }
        // The first record is a message itself.
        if let Some(columns) = Columns::of_unnamed(&names.collect::<Vec<_>>()) {
            *records = Records { separator, ..Records::default() };
            *at = start;
            return Some(columns);
        }
    }
    None
}

/// A record: where it begins, and its cells without the quotation marks around them.
struct Record {
    start: usize,
    cells: Vec<Range<usize>>,
}

impl Record {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.is_empty())
    }
}

/// Cuts a text into records. One that a block ends in goes on in the next.
struct Records {
    separator: u8,
    /// The record that is open: where it begins, and the cells so far.
    open: Option<Record>,
    /// Where the cell begins that is open, if it stands in quotation marks: behind the first.
    quoted: Option<usize>,
}

impl Default for Records {
    fn default() -> Records {
        Records { separator: SEPARATORS[0], open: None, quoted: None }
    }
}

impl Records {
    /// The next record that ends before `end`, the end of a line or of the text.
    fn next(&mut self, text: &str, at: &mut usize, end: usize) -> Option<Record> {
        let bytes = &text.as_bytes()[..end];
        loop {
            if let Some(start) = self.quoted {
                // A mark that is doubled belongs to the cell.
                loop {
                    match memchr::memchr(b'"', &bytes[*at..]) {
                        Some(mark) if bytes.get(*at + mark + 1) == Some(&b'"') => *at += mark + 2,
                        Some(mark) => {
                            *at += mark;
                            break;
                        }
                        None => {
                            *at = end;
                            // Only the text can end without a line end: the mark is missing.
                            if bytes.ends_with(b"\n") {
                                return None;
                            }
                            self.quoted = None;
                            self.cell(start..end);
                            return self.open.take();
                        }
                    }
                }
                self.quoted = None;
                // What stands between the mark and the separator belongs to the cell, and so does the mark then. Blanks are nothing.
                let behind = self.reach(&bytes[*at + 1..]);
                let is_closed = bytes[*at + 1..*at + 1 + behind].iter().all(|b| *b == b' ');
                self.cell(start..if is_closed { *at } else { *at + 1 + behind });
                *at += 1 + behind;
            } else {
                if *at >= end {
                    return None;
                }
                let start = *at;
                self.open.get_or_insert_with(|| Record { start, cells: Vec::new() });
                if bytes[start] == b'"' {
                    self.quoted = Some(start + 1);
                    *at += 1;
                    continue;
                }
                *at += self.reach(&bytes[*at..]);
                self.cell(start..*at);
            }
            let is_separator = bytes.get(*at) == Some(&self.separator);
            *at += match bytes[*at..] {
                [b'\r', b'\n', ..] => 2,
                [_, ..] => 1,
                [] => 0,
            };
            if !is_separator {
                return self.open.take();
            }
            if *at >= end {
                // The last cell of the text is empty.
                self.cell(*at..*at);
                return self.open.take();
            }
        }
    }

    /// Bytes up to the end of a cell.
    fn reach(&self, bytes: &[u8]) -> usize {
        memchr::memchr3(self.separator, b'\n', b'\r', bytes).unwrap_or(bytes.len())
    }

    fn cell(&mut self, range: Range<usize>) {
        if let Some(record) = &mut self.open {
            record.cells.push(range);
        }
    }

    fn rebase(&mut self, by: usize) {
        self.quoted = self.quoted.map(|start| start.saturating_sub(by));
        if let Some(record) = &mut self.open {
            record.start = record.start.saturating_sub(by);
            for cell in &mut record.cells {
                *cell = cell.start.saturating_sub(by)..cell.end.saturating_sub(by);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<Vec<&str>> {
        let (mut records, mut at) = (Records::default(), 0);
        std::iter::from_fn(|| records.next(text, &mut at, text.len()))
            .map(|record| record.cells.into_iter().map(|cell| &text[cell]).collect())
            .collect()
    }

    #[test]
    fn records_are_those_of_rfc_4180() {
        for (text, expected) in [
            ("a,b\nc,d", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("a,b\r\nc,d\r\n", vec![vec!["a", "b"], vec!["c", "d"]]),
            ("\"a,1\",\"b\nc\"\nd,", vec![vec!["a,1", "b\nc"], vec!["d", ""]]),
            ("\"he said \"\"hi\"\"\",x\n", vec![vec!["he said \"\"hi\"\"", "x"]]),
            ("a\n\nb\n", vec![vec!["a"], vec![""], vec!["b"]]),
            ("5\" screen,x\n", vec![vec!["5\" screen", "x"]]),
            ("\"a\" b,c\n", vec![vec!["a\" b", "c"]]),
            ("\"a,1\"  ,\"b\" \n", vec![vec!["a,1", "b"]]),
            ("a,\"never closed", vec![vec!["a", "never closed"]]),
            ("a,\"never closed\nb,c\n", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(records(text), expected, "{text:?}");
        }
    }

    /// However a text is cut into whole lines, its records are the same.
    #[test]
    fn records_do_not_depend_on_blocks() {
        const TEXT: &str = "a,b\n\"c\nd\",\"e\"\"\n\"\"f\"\n,\n\"g\",h";
        let ends: Vec<usize> = TEXT.match_indices('\n').map(|(at, _)| at + 1).chain([TEXT.len()]).collect();
        let all = records(TEXT);
        for cut in 0..1u32 << (ends.len() - 1) {
            let (mut records, mut at, mut found) = (Records::default(), 0, Vec::new());
            for (number, end) in ends.iter().enumerate() {
                if number + 1 < ends.len() && cut >> number & 1 == 0 {
                    continue;
                }
                while let Some(record) = records.next(TEXT, &mut at, *end) {
                    found.push(record.cells.into_iter().map(|cell| &TEXT[cell]).collect::<Vec<_>>());
                }
            }
            assert_eq!(found, all, "{cut:b}");
        }
    }

    #[test]
    fn tables_of_messages_are_told_from_others() {
        for text in [
            "AuthorID,Author,Date,Content,Attachments,Reactions\n\"1\",\"ann\",\"2022-01-01\",\"hi\",\"\",\"\"\n",
            "Date,User,Message\n2022-01-01 10:00:00,\"Ann\",\"hi\"\n",
            "speaker\ttext\nAnn\thi\n",
            "sep=;\nSender Name;Message Date;Text\nAnn;2022-01-01;hi\n",
            "conversation_id,role,content\n1,user,hi\n",
            "speaker,text\nAnn\nBo,hi\n",
            "user,message\nann,hi\n",
            "Sprecher;Text\nAnn;Hallo\n",
            "Автор,Сообщение\nАнна,Привет\n",
            "speaker_id,utterance\n1,hi\n",
            "时间,发送人,内容\n2022-01-01,小王,你好\n",
            "13/04/2021,10:01:04,Ann,+15550100,hi\n",
            "start\tend\ttext\n0\t3500\thi\n",
            "character,line\nANN,Where is the lamp?\nBO,In the hall.\n",
            "id,line_text,speaker\n1,Where is the lamp?,Ann\n2,In the hall.,Bo\n",
            "Season,Episode,Name,Quote\n1,1,ann,Where is the lamp?\n1,1,bo,In the hall.\n1,1,ann,I see it.\n",
            "Season,Episode,Name,Quote\n1,1,Ann,Where is the lamp?\n1,1,Bo,In the hall.\n",
            "username,comment,date\nann,where is it?,2024-03-12\nbo,in the hall,2024-03-12\n",
            "name,message\nAnn,where is it?\nBo,in the hall\nAnn,I see it\n",
            "author,message\nAnn,where is it?\nBo,in the hall\nAnn,I see it\n",
            "date,author,message\n2024-03-12,Ann,where is it?\n2024-03-12,Ann,are you there?\n",
            "author,text,likes\nann,where is it?,1\nbo,in the hall,2\nann,I see it,1\n",
        ] {
            assert!(heads(text), "{text}");
        }
        for text in [
            "name,price,description\nbolt,5,steel\n",
            "id,text\n1,hi\n",
            "speaker,text\n",
            "speaker,text\nonly one\n",
            "key,text,comment\nok,OK,button\n",
            "Dear user, the message is here,\nand goes on.\n",
            "from,to,text\nen,de,hi\n",
            "name,message\nErrNotFound,not found\n",
            "role,content\nbanner,Header area\n",
            "author,title,text\nAnn,Poems,Roses are red\n",
            "commit,author,message\n1a2b,ann,Fix it\n",
            "13/04/2021,10:01:04,Ann,15,hi\n",
            "start,end,text,lemma\n0,3,the,the\n",
            "name,message\nStreet,Where do you live?\nPhone,How can we reach you?\n",
            "name,quote\nAcme,12.5\nLamp,13.1\nAcme,12.7\n",
            "date,name,quote\n2024-03-12,Acme,12.5\n2024-03-12,Lamp,13.1\n",
            "author,text,title\nAnn,Roses are red,Poems\nBo,Violets are blue,Poems\nAnn,Lamps are bright,Songs\n",
            "name,text\nlamp,a thing of glass\nlamp,a thing of clay\n",
            "name,text\nlamp,a thing of glass\nlamp,a thing of clay\nhall,a long room\nhall,a large house\n",
            "author,message\nAl,Fix build\nBo,Add tests for the parser\nAl,Merge branch 'lamps'\nBo,Hello world\n",
            "date,author,message\n2024-03-12,Al,Fix build\n2024-03-13,Bo,docs: say more\n",
            "character,line\n7,12\n9,13\n",
            "author,comment\nAnn Lamp,Light is half a meal.\nBo Hall,A dark room has no walls.\n",
        ] {
            assert!(!heads(text), "{text}");
        }
    }
}
