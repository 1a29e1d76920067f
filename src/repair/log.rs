//! What was done, and the way back.

pub(crate) mod provenance;
pub(crate) mod record;
pub(crate) mod records;
