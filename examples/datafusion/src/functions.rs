//! The functions: what SQL and data frames call.

mod arguments;
mod evidence;
mod explain;
mod language;
mod repair;
mod scalar;
mod strings;
mod turns;

use std::sync::Arc;

use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF};

use scalar::{Function, Gives};

pub use evidence::{read_evidence, write_evidence};
pub use explain::{CHANNELS, EXACT, INFERRED, LEAST_CONFIDENCE, TEXT};

/// `lacuna_repair(text [, evidence])`: the restored text. NULL stays NULL.
pub fn repair() -> ScalarUDF {
    Function::new(Gives::Repaired).into()
}

/// `lacuna_explain(text [, evidence])`: a struct of the restored text and what was done to it.
pub fn explain() -> ScalarUDF {
    Function::new(Gives::Explained).into()
}

/// `lacuna_turns(text)`: a list of the turns of a conversation, to be unnested.
pub fn turns() -> ScalarUDF {
    Function::new(Gives::Turns).into()
}

/// `lacuna_language(text)`: the language that most of the text is in, by its ISO 639-3 code.
pub fn language() -> ScalarUDF {
    Function::new(Gives::Language).into()
}

/// `lacuna_evidence(text)`: an aggregate of what all texts show of their damage, for the second argument of the others.
pub fn evidence() -> AggregateUDF {
    evidence::Gather::new().into()
}

/// All functions of one value.
pub fn scalar_functions() -> Vec<Arc<ScalarUDF>> {
    [repair(), explain(), turns(), language()].map(Arc::new).into()
}

/// All aggregates.
pub fn aggregate_functions() -> Vec<Arc<AggregateUDF>> {
    vec![Arc::new(evidence())]
}

/// Makes the functions known to a session.
pub fn register(registry: &mut dyn FunctionRegistry) -> datafusion::error::Result<()> {
    for function in scalar_functions() {
        registry.register_udf(function)?;
    }
    for function in aggregate_functions() {
        registry.register_udaf(function)?;
    }
    Ok(())
}
