//! Pages that are longer than an item's documentation.

#[doc = include_str!("guide/how_repair_works.md")]
pub mod how_repair_works {}

#[doc = include_str!("guide/comparison.md")]
pub mod comparison {}

#[doc = include_str!("guide/accuracy.md")]
pub mod accuracy {}

#[doc = include_str!("guide/speed.md")]
pub mod speed {}

#[doc = include_str!("guide/formats.md")]
pub mod formats {}
