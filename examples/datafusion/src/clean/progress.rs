//! Runs a plan, and shows how far it is.

use std::sync::Arc;
use std::time::Duration;

use datafusion::arrow::array::RecordBatch;
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::display::DisplayableExecutionPlan;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::prelude::SessionContext;
use futures::TryStreamExt;
use indicatif::{ProgressBar, ProgressStyle};

use crate::place::Place;

/// The rows that a plan gives. Shows how far it is; of a cluster, only how long it takes.
pub async fn run(
    place: &Place,
    session: &SessionContext,
    plan: &Arc<dyn ExecutionPlan>,
    what: &'static str,
) -> Result<Vec<RecordBatch>> {
    let bar = bar(rows_to_read(plan).filter(|_| place.is_here()), what);
    let work = async { place.run(Arc::clone(plan), session).await?.try_collect().await };
    tokio::pin!(work);
    let mut ticks = tokio::time::interval(Duration::from_millis(200));
    let result = loop {
        tokio::select! {
            result = &mut work => break result,
            _ = ticks.tick() => bar.set_position(rows_read(plan)),
        }
    };
    bar.finish_and_clear();
    result
}

/// The plan with the time that each operator took.
pub fn timings(plan: &Arc<dyn ExecutionPlan>) -> String {
    DisplayableExecutionPlan::with_metrics(plan.as_ref()).indent(false).to_string()
}

/// A bar if it is known how much there is to do, else a count; nothing if nobody watches.
fn bar(rows: Option<u64>, what: &'static str) -> ProgressBar {
    let (bar, template) = match rows {
        Some(rows) => (ProgressBar::new(rows), "{msg} {bar:40} {human_pos}/{human_len} rows {eta}"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg} {human_pos} rows {elapsed}"),
    };
    let bar = bar.with_message(what);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn leaves<'a>(plan: &'a Arc<dyn ExecutionPlan>, found: &mut Vec<&'a Arc<dyn ExecutionPlan>>) {
    let children = plan.children();
    if children.is_empty() {
        found.push(plan);
    }
    children.into_iter().for_each(|child| leaves(child, found));
}

fn rows_read(plan: &Arc<dyn ExecutionPlan>) -> u64 {
    let mut scans = Vec::new();
    leaves(plan, &mut scans);
    let rows = scans.iter().filter_map(|scan| scan.metrics()?.output_rows());
    rows.map(|rows| rows as u64).sum()
}

fn rows_to_read(plan: &Arc<dyn ExecutionPlan>) -> Option<u64> {
    let mut scans = Vec::new();
    leaves(plan, &mut scans);
    let context = StatisticsContext::new();
    let rows = scans.iter().map(|scan| {
        let statistics = context.compute(scan.as_ref(), &StatisticsArgs::new()).ok()?;
        statistics.num_rows.get_value().map(|rows| *rows as u64)
    });
    rows.sum()
}
