//! Subtitles of SubStation Alpha (`.ass`, `.ssa`): a table with a row for each line that is shown, among them who speaks.

use crate::turn::clock::{clock, Millis};
use crate::turn::lines::{lines_in, trim_invisible};
use crate::turn::{Grammar, Head, Kind, Mark};
use std::ops::Range;

/// The columns that there are where no line names them.
const USUAL: &str = "Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text";

pub(super) fn heads(text: &str) -> bool {
    text.starts_with("[Script Info]") || row(text.lines().next().unwrap_or("")).is_some_and(is_timed)
}

pub(super) fn grammar(_named: bool) -> Box<dyn Grammar> {
    Box::new(Ass { columns: Columns::of(USUAL), events: true, found: false })
}

struct Ass {
    columns: Columns,
    /// The rows of the table are being read, not those of the styles.
    events: bool,
    found: bool,
}

/// The places of the columns.
#[derive(Clone, Copy, Default)]
struct Columns {
    start: Option<usize>,
    end: Option<usize>,
    name: Option<usize>,
    /// How many there are. The last has the text, with commas of its own.
    all: usize,
}

impl Columns {
    fn of(names: &str) -> Columns {
        let mut columns = Columns::default();
        for (place, name) in names.split(',').enumerate() {
            match name.trim() {
                "Start" => columns.start = Some(place),
                "End" => columns.end = Some(place),
                "Name" | "Actor" => columns.name = Some(place),
                _ => {}
            }
            columns.all = place + 1;
        }
        columns
    }
}

impl Grammar for Ass {
    fn mark(&mut self, text: &str, block: Range<usize>, marks: &mut Vec<Mark>) {
        for line in lines_in(text, block) {
            let content = &text[line.text()];
            if content.starts_with('[') {
                self.events = content.starts_with("[Events]");
            }
            if let Some(names) = content.strip_prefix("Format:").filter(|_| self.events) {
                self.columns = Columns::of(names);
            }
            let head =
                row(content).and_then(|cells| self.head(text, line.start, line.end - cells.len()..line.end));
            match head {
                Some(head) => {
                    self.found = true;
                    marks.push(Mark::Turn(head));
                    marks.push(Mark::End(line.end));
                }
                None => {
                    marks.push(Mark::Turn(Head { kind: Kind::Markup, ..Head::at(line.start, line.start) }));
                    marks.push(Mark::End(line.start));
                }
            }
        }
    }

    fn found(&self) -> bool {
        self.found
    }
}

impl Ass {
    /// The head of the row whose cells are at `cells`.
    fn head(&self, text: &str, whole: usize, cells: Range<usize>) -> Option<Head> {
        let mut head = Head::at(whole, cells.start);
        let mut from = cells.start;
        for place in 0..self.columns.all.checked_sub(1)? {
            let end = from + memchr::memchr(b',', &text.as_bytes()[from..cells.end])?;
            let cell = trim_invisible(text, from..end);
            let place = Some(place);
            if place == self.columns.name {
                head.speaker = Some(cell.clone()).filter(|cell| !cell.is_empty());
            } else if place == self.columns.start {
                head.start = millis(&text[cell]);
            } else if place == self.columns.end {
                head.end = millis(&text[cell]);
            }
            from = end + 1;
        }
        head.content = from;
        Some(head)
    }
}

fn millis(cell: &str) -> Option<Millis> {
    clock(cell.as_bytes()).filter(|(length, _)| *length == cell.len()).map(|(_, millis)| millis)
}

/// The cells of a row that is shown.
fn row(line: &str) -> Option<&str> {
    line.strip_prefix("Dialogue:").map(str::trim_start)
}

fn is_timed(cells: &str) -> bool {
    let time = |place: usize| cells.split(',').nth(place).and_then(|cell| millis(cell.trim()));
    time(1).is_some() && time(2).is_some()
}
