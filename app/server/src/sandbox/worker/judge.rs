//! Judging: one instance runs the candidate's code, another the checks.

use std::time::Duration;

use cells::grade::wire::{Attempt, Examine, FromGrader, ToGrader};
use cells::grade::{Finding, Judge, Judgement, Limit};
use cells::{Message, Output, Tone, Verdict};

use super::{
    engine::Engine,
    instance::{Clock, Failed, Instance},
};

/// What the checks may take longer than the candidate's code, so that it is this that time ends.
const LONGER: Duration = Duration::from_secs(5);

/// Judges. The error is ours.
pub(super) fn judge(engine: &Engine, job: Judge) -> Result<Judgement, String> {
    let mut candidate = Instance::started(engine, job.seed, job.files.clone(), &job.limits)?;
    let clock = Clock::start(&job.limits);
    candidate.allow(job.limits.fuel, clock.left());
    let attempted = candidate.ask(&ToGrader::Attempt { setup: job.setup.clone(), code: job.code.clone() });
    let (names, result, outputs) = match attempted {
        Ok(FromGrader::Attempted { attempt: Attempt::Ended { names, result }, outputs }) => (names, result, outputs),
        Ok(FromGrader::Attempted { attempt: Attempt::Stopped { verdict }, outputs }) => {
            return Ok(all(&job, &verdict, None, outputs, &candidate));
        }
        Ok(other) => return Err(format!("the grader answered {other:?}")),
        Err(Failed::Limit(limit)) => return Ok(all(&job, &limited(limit), Some(limit), Vec::new(), &candidate)),
        Err(Failed::Defect(detail)) => return Err(detail),
    };
    let mut author = Instance::started(engine, job.seed, job.files.clone(), &job.limits)?;
    author.allow(job.limits.fuel, clock.left() + LONGER);
    author.connect(candidate);
    let examine = Examine {
        setup: job.setup.clone(),
        code: job.code.clone(),
        solution: job.solution.clone(),
        checks: job.checks.clone(),
        names,
        result,
    };
    let examined = author.ask(&ToGrader::Examine(examine));
    let candidate = author.disconnect().ok_or("the candidate's instance is lost")?;
    match examined {
        Ok(FromGrader::Examined { findings }) => {
            let limit = candidate.ended;
            let findings = findings.into_iter().map(|finding| named(finding, limit)).collect();
            Ok(Judgement { findings, limit, outputs, work: candidate.work() })
        }
        Ok(other) => Err(format!("the grader answered {other:?}")),
        // The limit may be one that the candidate's values drove the checks into: it is no pass, whosever fault it is.
        Err(Failed::Limit(limit)) => Ok(all(&job, &limited(limit), Some(limit), outputs, &candidate)),
        Err(Failed::Defect(detail)) => Err(detail),
    }
}

/// The same verdict by every check.
fn all(job: &Judge, verdict: &Verdict, limit: Option<Limit>, outputs: Vec<Output>, candidate: &Instance) -> Judgement {
    let finding = |points| Finding { verdict: verdict.clone(), points };
    let findings = job.checks.iter().map(|check| finding(check.points)).collect();
    Judgement { findings, limit, outputs, work: candidate.work() }
}

fn limited(limit: Limit) -> Verdict {
    Verdict { correct: false, message: Message::Limit { limit }, tone: Tone::Warning }
}

/// The examining instance knows that the candidate's is gone, but not why.
fn named(finding: Finding, limit: Option<Limit>) -> Finding {
    match (&finding.verdict.message, limit) {
        (Message::Limit { .. }, Some(limit)) => Finding { verdict: limited(limit), ..finding },
        _ => finding,
    }
}
