//! What authors have run: variants of questions, and the cells and exercises of a lesson.

use std::time::{Duration, Instant};

use cells::grade::wire::{FromGrader, ToGrader};
use cells::grade::{Generate, Generated, Ran, Run, StepRan};

use super::{
    engine::Engine,
    instance::{Failed, Instance},
};

/// Makes a variant. The error is ours.
pub(super) fn generate(engine: &Engine, job: Generate) -> Result<Generated, String> {
    let limits = job.limits;
    let mut instance = Instance::started(engine, job.seed, Vec::new(), &limits)?;
    instance.allow(limits.fuel, Duration::from_millis(limits.millis.into()));
    match instance.ask(&ToGrader::Generate(job)) {
        Ok(FromGrader::Generated(generated)) => Ok(generated),
        Ok(other) => Err(format!("the grader answered {other:?}")),
        Err(Failed::Limit(limit)) => Ok(Generated::Limit { limit }),
        Err(Failed::Defect(detail)) => Err(detail),
    }
}

/// Runs cells, in one session. The error is ours.
pub(super) fn run(engine: &Engine, job: Run) -> Result<Ran, String> {
    let limits = job.limits;
    let mut instance = Instance::started(engine, job.seed, job.files, &limits)?;
    let mut steps = Vec::new();
    for step in job.steps {
        instance.allow(limits.fuel, Duration::from_millis(limits.millis.into()));
        let began = Instant::now();
        let asked = instance.ask(&ToGrader::Step { step });
        let millis = began.elapsed().as_millis().try_into().unwrap_or(u32::MAX);
        let fuel = instance.work().fuel;
        match asked {
            Ok(FromGrader::Ran { outcome, verdict, outputs }) => {
                steps.push(StepRan { outcome: Some(outcome), limit: None, verdict, outputs, millis, fuel });
            }
            Ok(other) => return Err(format!("the grader answered {other:?}")),
            Err(Failed::Limit(limit)) => {
                let limit = Some(limit);
                steps.push(StepRan { outcome: None, limit, verdict: None, outputs: Vec::new(), millis, fuel });
                break;
            }
            Err(Failed::Defect(detail)) => return Err(detail),
        }
    }
    Ok(Ran { steps })
}
