//! What the worker is asked to do for a cell.

use std::rc::Rc;

use cells::{Exercise, RunId, ToWorker};

use super::cell::LiveCell;

/// What is to be done for a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// The exercise's setup, unseen.
    Setup,
    Run,
    Check,
}

/// A task that waits for its turn.
pub(super) struct Job {
    pub cell: Rc<LiveCell>,
    pub task: Task,
}

/// The job that the worker has.
pub(super) struct Running {
    pub run: RunId,
    pub job: Job,
    /// Whether each check was passed.
    pub verdicts: Vec<bool>,
}

/// What the worker is told.
pub(super) fn message(run: RunId, cell: &LiveCell, task: Task) -> ToWorker {
    let spec = &cell.spec;
    let timelimit = spec.timelimit.map(|s| s.saturating_mul(1000));
    match (task, &spec.exercise) {
        (Task::Check, Some(exercise)) => ToWorker::Check {
            run,
            exercise: Exercise {
                cell: spec.id.clone(),
                number: spec.number,
                envir: spec.envir.clone(),
                setup: exercise.setup.clone(),
                code: cell.code(),
                checks: exercise.checks.clone(),
                solution: exercise.solution.clone(),
                timelimit,
            },
        },
        (task, exercise) => ToWorker::Run {
            run,
            cell: spec.id.clone(),
            number: spec.number,
            envir: spec.envir.clone(),
            code: match (task, exercise) {
                (Task::Setup, Some(exercise)) => exercise.setup.clone().unwrap_or_default(),
                _ => cell.code(),
            },
            timelimit,
        },
    }
}
