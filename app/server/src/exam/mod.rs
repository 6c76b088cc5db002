//! Exams as they are sat: attempts, their clock and log, grading, review.

pub mod attempt;
pub mod log;
pub mod state;
pub mod timing;

pub use attempt::{Attempt, Body, Draft, Held, Refusal, Save};
pub use state::{Move, State};
pub use timing::Timing;
