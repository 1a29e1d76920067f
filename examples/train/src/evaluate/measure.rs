//! Damaging text, repairing it, and counting.

use lacuna::{Certainty, Channel, Repaired};

use super::row::Row;

/// Damages the lines by the channel and repairs them: each by itself, and all in one document.
pub fn measure_lines(channel: &str, language: &str, lines: &[String]) -> Result<Row, lacuna::Error> {
    let damage: Channel = channel.parse()?;
    let mut row = Row::new(channel, language);
    for line in lines {
        let damaged = damage.apply(line);
        if damaged == *line {
            continue;
        }
        row.lines += 1;
        let repaired = lacuna::repair(&damaged);
        if repaired.text() == line {
            row.alone += 1;
        } else if repaired.text() == damaged {
            row.left += 1;
        }
    }
    let document = lines.join("\n");
    let damaged = damage.apply(&document);
    let repaired = lacuna::repair(&damaged);
    let pairs = damaged.lines().zip(lines).zip(repaired.text().lines());
    row.joined = pairs.filter(|((damaged, line), found)| damaged != line && found == line).count();
    count_gaps(&repaired, &document, &mut row);
    Ok(row)
}

/// Repairs a document that was damaged elsewhere.
pub fn measure_document(name: &str, damaged: &str, intact: &str) -> Row {
    let mut row = Row::new(name, "");
    let repaired = lacuna::repair(damaged);
    for ((damaged, line), found) in damaged.lines().zip(intact.lines()).zip(repaired.text().lines()) {
        row.lines += usize::from(damaged != line);
        row.joined += usize::from(damaged != line && found == line);
    }
    count_gaps(&repaired, intact, &mut row);
    row
}

/// Counts the intact texts that are changed: none should be.
pub fn measure_intact(name: &str, texts: &[String]) -> Row {
    let mut row = Row::new("intact", name);
    row.lines = texts.len();
    row.left = texts.iter().filter(|text| lacuna::repair(text).text() == text.as_str()).count();
    row
}

/// Counts inferred characters, those that are right, and what was stated of them: in lines that came back with as many characters as they had.
fn count_gaps(repaired: &Repaired<'_>, intact: &str, row: &mut Row) {
    let mut start = 0;
    for (found, line) in repaired.text().split_inclusive('\n').zip(intact.split_inclusive('\n')) {
        let range = start..start + found.len();
        start = range.end;
        if found.chars().count() != line.chars().count() {
            continue;
        }
        for repair in repaired.repairs_in(range.clone()) {
            let Certainty::Inferred { confidence, .. } = repair.certainty() else { continue };
            let place = found[..repair.range_in_text().start - range.start].chars().count();
            let stood: String = line.chars().skip(place).take(repair.text().chars().count()).collect();
            row.inferred += 1;
            row.right += usize::from(stood == repair.text());
            row.stated += f64::from(confidence);
        }
    }
}
