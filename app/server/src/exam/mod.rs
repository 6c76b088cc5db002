//! Exams as they are sat: attempts, their clock and log, grading, review.

pub mod attempt;
pub mod award;
pub mod desk;
pub mod frozen;
pub mod grading;
pub mod keeper;
pub mod live;
pub mod log;
pub mod pace;
pub mod sitting;
pub mod state;
pub mod timing;
pub mod writer;

pub use attempt::{Attempt, Body, Draft, Held, Refusal, Save};
pub use desk::Desk;
pub use state::{Move, State};
pub use timing::Timing;
