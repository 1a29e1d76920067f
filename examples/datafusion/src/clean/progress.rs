//! Runs a plan, and shows how far it is.

use std::sync::Arc;
use std::time::Duration;

use datafusion::arrow::array::RecordBatch;
use datafusion::error::Result;
use datafusion::physical_plan::display::DisplayableExecutionPlan;
use datafusion::physical_plan::statistics::{StatisticsArgs, StatisticsContext};
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::{DataFrame, SessionContext};
use futures::TryStreamExt;
use indicatif::{ProgressBar, ProgressStyle};

/// The rows that a query gives, and what its operators say of their time.
pub async fn run(
    session: &SessionContext,
    query: DataFrame,
    what: &'static str,
) -> Result<(Vec<RecordBatch>, String)> {
    let plan = query.create_physical_plan().await?;
    let rows = execute_stream(Arc::clone(&plan), session.task_ctx())?.try_collect::<Vec<_>>();
    let rows = watched(&plan, what, rows).await?;
    Ok((rows, timings(&plan)))
}

/// Shows how far a plan is until `work`, which runs it, ends.
pub async fn watched<T>(
    plan: &Arc<dyn ExecutionPlan>,
    what: &'static str,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let bar = bar(rows_to_read(plan), what);
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
