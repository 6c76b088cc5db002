//! Grading: a verdict over an attempt, made at once where it can be, by the queue where code has to run, by a person where a
//! text has to be read.

pub mod judge;
pub mod preview;
pub mod queue;
pub mod regrade;
pub mod sandbox;
mod verdict;

pub use verdict::{ItemVerdict, Verdict};
