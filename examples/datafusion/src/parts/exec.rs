//! The node of a plan that writes the parts.

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{Field, Schema, SchemaRef};
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{internal_datafusion_err, internal_err};
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, MetricBuilder, MetricsSet, Time};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties, Partitioning, PlanProperties,
};
use futures::TryStreamExt;

use super::order::beginning;
use super::writer::Writer;
use super::{Beginning, EXPLAINED, Part, Spec, Tally, schema};
use crate::functions::TEXT;

#[derive(Debug)]
pub struct WritePartsExec {
    spec: Spec,
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
    metrics: ExecutionPlanMetricsSet,
}

impl WritePartsExec {
    /// Writes what `input` gives. The last of its columns is what `lacuna_explain` says.
    pub fn new(spec: Spec, input: Arc<dyn ExecutionPlan>) -> WritePartsExec {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema()),
            Partitioning::UnknownPartitioning(input.output_partitioning().partition_count()),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        let metrics = ExecutionPlanMetricsSet::new();
        WritePartsExec { spec, input, properties: Arc::new(properties), metrics }
    }

    #[cfg(feature = "cluster")]
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// Where the partitions of the input begin to read, in their order.
    pub fn beginnings(&self) -> Result<Vec<Beginning>> {
        let partitions = self.input.output_partitioning().partition_count();
        (0..partitions).map(|partition| beginning(&self.input, partition)).collect()
    }
}

impl DisplayAs for WritePartsExec {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "WritePartsExec: column={}, format={:?}", self.spec.column, self.spec.format)
    }
}

impl ExecutionPlan for WritePartsExec {
    fn name(&self) -> &str {
        "WritePartsExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    /// A part is a stretch of the table: its rows are not dealt out.
    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![false]
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match (children.pop(), children.is_empty()) {
            (Some(input), true) => Ok(Arc::new(WritePartsExec::new(self.spec.clone(), input))),
            _ => internal_err!("WritePartsExec has one input"),
        }
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let begins = beginning(&self.input, partition)?;
        let input = self.input.execute(partition, Arc::clone(&context))?;
        let spec = self.spec.clone();
        let writing = MetricBuilder::new(&self.metrics).subset_time("time_writing", partition);
        let row = async move {
            let part = write(&spec, begins, input, &context, writing).await?;
            let part = serde_json::to_string(&part)
                .map_err(|error| internal_datafusion_err!("WritePartsExec: {error}"))?;
            Ok(RecordBatch::try_new(schema(), vec![Arc::new(StringArray::from(vec![part]))])?)
        };
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema(), futures::stream::once(row))))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

async fn write(
    spec: &Spec,
    begins: Beginning,
    mut input: SendableRecordBatchStream,
    context: &TaskContext,
    writing: Time,
) -> Result<Part> {
    let columns = Columns::of(&input.schema(), &spec.column)?;
    let mut writer = Writer::new(spec, Arc::clone(&columns.written), context)?;
    let mut tally = Tally::default();
    while let Some(batch) = input.try_next().await? {
        let _timer = writing.timer();
        let explained = batch.column(columns.explained).as_struct();
        tally.add(explained)?;
        let restored = explained
            .column_by_name(TEXT)
            .ok_or_else(|| internal_datafusion_err!("lacuna_explain gives no field {TEXT}"))?;
        let mut arrays: Vec<ArrayRef> = batch.columns().to_vec();
        arrays.truncate(columns.explained);
        arrays[columns.text] = Arc::clone(restored);
        writer.write(&RecordBatch::try_new(Arc::clone(&columns.written), arrays)?).await?;
    }
    let file = writer.finish().await?;
    Ok(Part { begins, file, tally })
}

/// Where the columns stand.
struct Columns {
    written: SchemaRef,
    text: usize,
    explained: usize,
}

impl Columns {
    fn of(input: &SchemaRef, column: &str) -> Result<Columns> {
        let (text, explained) = (input.index_of(column)?, input.index_of(EXPLAINED)?);
        if explained + 1 != input.fields().len() {
            return internal_err!("{EXPLAINED} is not the last column");
        }
        let mut fields: Vec<Arc<Field>> = input.fields()[..explained].to_vec();
        // NULL stays NULL, but the restored text comes out of a function, which promises nothing.
        fields[text] = Arc::new(fields[text].as_ref().clone().with_nullable(true));
        let written = Schema::new_with_metadata(fields, input.metadata().clone());
        Ok(Columns { written: Arc::new(written), text, explained })
    }
}
