//! `lacuna_evidence`, and evidence as bytes.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{ScalarValue, exec_datafusion_err, exec_err};
use datafusion::error::Result;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::{AggregateOrderSensitivity, format_state_name};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, Signature, Volatility};
use lacuna::Evidence;

use super::arguments;
use super::strings::texts;

const NAME: &str = "lacuna_evidence";

/// Reads evidence as [`write_evidence`] and the crate's example `messages --save` write it. No bytes are no evidence.
pub fn read_evidence(bytes: &[u8]) -> serde_json::Result<Evidence> {
    if bytes.is_empty() { Ok(Evidence::new()) } else { serde_json::from_slice(bytes) }
}

/// Evidence as bytes: JSON with a version in it. A few kilobytes, and up to some two hundred where bytes were lost.
pub fn write_evidence(evidence: &Evidence) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(evidence)
}

#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Gather {
    signature: Signature,
}

impl Gather {
    pub fn new() -> Gather {
        Gather { signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl AggregateUDFImpl for Gather {
    fn name(&self) -> &str {
        NAME
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        arguments::text_alone(NAME, given)
    }

    /// A view: a join that repeats the evidence for every row then repeats no bytes.
    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::BinaryView)
    }

    fn is_nullable(&self) -> bool {
        false
    }

    fn default_value(&self, _: &DataType) -> Result<ScalarValue> {
        Gathered::default().written()
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let name = format_state_name(args.name, "evidence");
        Ok(vec![Arc::new(Field::new(name, DataType::BinaryView, true))])
    }

    fn accumulator(&self, _: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Gathered::default()))
    }

    /// Evidence is a sum.
    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }
}

/// What the texts of a group, or of a part of it, have shown.
#[derive(Debug, Default)]
struct Gathered {
    evidence: Evidence,
}

impl Gathered {
    fn written(&self) -> Result<ScalarValue> {
        let bytes =
            write_evidence(&self.evidence).map_err(|error| exec_datafusion_err!("{NAME}: {error}"))?;
        Ok(ScalarValue::BinaryView(Some(bytes)))
    }

    fn merge(&mut self, state: &[u8]) -> Result<()> {
        let part = read_evidence(state).map_err(|error| {
            exec_datafusion_err!("{NAME}: a part of the evidence cannot be read: {error}")
        })?;
        self.evidence.merge(&part);
        Ok(())
    }
}

impl Accumulator for Gathered {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let [values] = values else { return exec_err!("{NAME} takes one argument") };
        texts(values, NAME)?.flatten().for_each(|text| self.evidence.add(text));
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.written()
    }

    fn size(&self) -> usize {
        size_of::<Gathered>() + MOST_BYTES
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.written()?])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        let [states] = states else { return exec_err!("{NAME} has one state") };
        let DataType::BinaryView = states.data_type() else {
            return exec_err!("{NAME} has a binary state, not {}", states.data_type());
        };
        states.as_binary_view().iter().flatten().try_for_each(|state| self.merge(state))
    }
}

/// Bytes that evidence of a few channels takes in memory where bytes were lost.
const MOST_BYTES: usize = 272 << 10;
