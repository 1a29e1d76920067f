//! The node as bytes, for the way from the client to the scheduler and on to the executors.

use std::sync::Arc;

use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::common::{internal_datafusion_err, internal_err};
use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

use super::{Spec, WritePartsExec};

/// What the bytes of our node begin with. Ballista's bytes are a protobuf message, and none begins with `l`: there it is the end of a group.
const MARK: &[u8] = b"lacuna parts ";

/// Ballista's codec of physical plans, which also knows the node that writes parts. Functions travel by their names.
#[derive(Debug, Default)]
pub struct PhysicalCodec {
    ballista: BallistaPhysicalExtensionCodec,
}

impl PhysicalExtensionCodec for PhysicalCodec {
    fn try_decode(
        &self,
        buf: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        ctx: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match (buf.strip_prefix(MARK), inputs) {
            (None, _) => self.ballista.try_decode(buf, inputs, ctx, converter),
            (Some(spec), [input]) => {
                let spec: Spec = serde_json::from_slice(spec)
                    .map_err(|error| internal_datafusion_err!("WritePartsExec: {error}"))?;
                Ok(Arc::new(WritePartsExec::new(spec, Arc::clone(input))))
            }
            (Some(_), _) => internal_err!("WritePartsExec has {} inputs", inputs.len()),
        }
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        buf: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        match node.downcast_ref::<WritePartsExec>() {
            Some(parts) => {
                buf.extend_from_slice(MARK);
                serde_json::to_writer(buf, parts.spec())
                    .map_err(|error| internal_datafusion_err!("WritePartsExec: {error}"))
            }
            None => self.ballista.try_encode(node, buf, converter),
        }
    }
}

#[cfg(test)]
mod tests {
    use datafusion::physical_plan::empty::EmptyExec;
    use datafusion::prelude::SessionContext;
    use datafusion_proto::physical_plan::AsExecutionPlan;
    use datafusion_proto::protobuf::PhysicalPlanNode;

    use super::super::schema;
    use super::*;
    use crate::format::Format;

    #[test]
    fn a_node_comes_back_as_it_was() {
        let spec = Spec {
            column: "Ünïcode \"quoted\"".to_owned(),
            folder: "file:///a/".to_owned(),
            format: Format::Jsonl,
            header: true,
        };
        let node = Arc::new(WritePartsExec::new(spec, Arc::new(EmptyExec::new(schema()))));
        let codec = PhysicalCodec::default();
        let message = PhysicalPlanNode::try_from_physical_plan(node.clone(), &codec).unwrap();
        let back = message.try_into_physical_plan(&SessionContext::new().task_ctx(), &codec).unwrap();
        let back = back.downcast_ref::<WritePartsExec>().unwrap();
        assert_eq!(format!("{:?}", back.spec()), format!("{:?}", node.spec()));
    }
}
