//! The order of the parts, which come back in any order.

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::common::{internal_datafusion_err, internal_err};
use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties};

use super::{Beginning, Part};

/// Where a partition of a plan begins to read. A worker of a cluster has a few partitions of the whole and is not told which: this tells them
/// apart.
pub fn beginning(plan: &Arc<dyn ExecutionPlan>, partition: usize) -> Result<Beginning> {
    if let Some(source) = plan.downcast_ref::<DataSourceExec>() {
        let Some(files) = source.data_source().downcast_ref::<FileScanConfig>() else {
            return internal_err!("WritePartsExec reads files only");
        };
        let first = files.file_groups.get(partition).and_then(|group| group.files().first());
        return Ok(first.map_or_else(Beginning::default, |file| Beginning {
            file: file.object_meta.location.to_string(),
            byte: file.range.as_ref().map_or(0, |range| range.start),
        }));
    }
    let partitions = plan.output_partitioning().partition_count();
    match plan.children().as_slice() {
        [] => Ok(Beginning::default()),
        [input] if input.output_partitioning().partition_count() == partitions => beginning(input, partition),
        _ => internal_err!("WritePartsExec reads each partition of a table by itself, not {}", plan.name()),
    }
}

/// The parts that the rows of [`super::WritePartsExec`] tell of.
pub fn read_parts(rows: &[RecordBatch]) -> Result<Vec<Part>> {
    let texts = rows.iter().flat_map(|batch| batch.column(0).as_string::<i32>().iter().flatten());
    texts
        .map(|text| {
            serde_json::from_str(text).map_err(|error| internal_datafusion_err!("{text} is no part: {error}"))
        })
        .collect()
}

/// The parts in the order of the table. Fails if one is missing, or came twice.
pub fn in_order(parts: Vec<Part>, beginnings: &[Beginning]) -> std::result::Result<Vec<Part>, String> {
    let mut found: BTreeMap<Beginning, Vec<Part>> = BTreeMap::new();
    for part in parts {
        found.entry(part.begins.clone()).or_default().push(part);
    }
    let mut ordered = Vec::with_capacity(beginnings.len());
    for begins in beginnings {
        match found.get_mut(begins).and_then(Vec::pop) {
            Some(part) => ordered.push(part),
            None => return Err(format!("the part that begins at {begins} is missing: nothing was written")),
        }
    }
    match found.into_iter().find(|(_, parts)| !parts.is_empty()) {
        Some((begins, _)) => {
            Err(format!("the part that begins at {begins} came once too often: nothing was written"))
        }
        None => Ok(ordered),
    }
}

impl std::fmt::Display for Beginning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "byte {} of {}", self.byte, self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Tally;
    use super::*;

    fn begins(byte: i64) -> Beginning {
        Beginning { file: "a".to_owned(), byte }
    }

    fn part(byte: i64) -> Part {
        Part { begins: begins(byte), file: byte.to_string(), tally: Tally::default() }
    }

    #[test]
    fn parts_are_put_in_the_order_of_the_plan() {
        let plan = [begins(200), begins(4), begins(30)];
        let parts = in_order(vec![part(30), part(200), part(4)], &plan).unwrap();
        assert_eq!(parts.iter().map(|part| part.file.as_str()).collect::<Vec<_>>(), ["200", "4", "30"]);
    }

    #[test]
    fn a_part_that_is_missing_or_came_twice_is_an_error() {
        let plan = [begins(4), begins(30)];
        assert!(in_order(vec![part(30)], &plan).unwrap_err().contains("byte 4 of a is missing"));
        let twice = in_order(vec![part(30), part(4), part(30)], &plan).unwrap_err();
        assert!(twice.contains("byte 30 of a came once too often"), "{twice}");
    }
}
