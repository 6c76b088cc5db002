//! Courses as data: markdown in, lessons and diagnostics out. Pure, no I/O.
//!
//! With the feature `compile` off (in the page) only the model, and progress over it, are there.

pub mod model;
pub mod progress;
