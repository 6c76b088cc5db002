//! Courses as data: markdown in, lessons and diagnostics out. Pure, no I/O.
//!
//! With the feature `compile` off (in the page) only the model, and progress over it, are there.

#[cfg(feature = "compile")]
pub mod compile;
pub mod exam;
pub mod model;
pub mod progress;
