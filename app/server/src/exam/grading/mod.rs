//! Grading: a verdict over an attempt, made at once where it can be, by the queue where code has to run, by a person where a
//! text has to be read.

pub mod judge;
pub mod queue;
pub mod regrade;
pub mod sandbox;
mod verdict;

pub use verdict::{ItemVerdict, Verdict};

use crate::{
    exam::{Attempt, State as Stage},
    state::State,
};

/// Called after every change of a verdict or of a verified state: what a pass brings about.
pub async fn settled(_state: &State, attempt: &Attempt) {
    let passed = attempt.body.score.as_ref().is_some_and(|score| score.passed);
    if attempt.state == Stage::Verified && passed {
        tracing::info!(attempt = attempt.id, "passed");
    }
}
