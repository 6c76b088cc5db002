//! The sandbox: code of candidates and authors runs in processes of its own, which know nothing and can do nothing but
//! compute. They run `grader.wasm`, the notebook of the pages as a module; this program links no interpreter.
//!
//! [`Sandbox`] keeps a few such processes (`academy grade-worker`) and hands them jobs. A process that does not answer in
//! time, or dies, is killed and replaced. What runs inside one is in [`worker`].

mod compiled;
mod frames;
mod pool;
mod process;
mod quota;
pub mod worker;

use std::{io, path::PathBuf};

use cells::grade::{Answer, Generate, Generated, Job, Judge, Judgement, Ran, Run};
use thiserror::Error;

use self::{pool::Pool, quota::Quota};

/// How the sandbox is set up.
#[derive(Clone, Debug)]
pub struct SandboxConfig {
    /// The program `academy`, which is started again for each process.
    pub program: PathBuf,
    /// `grader.wasm`, as `cargo serve` builds it into the site.
    pub module: PathBuf,
    /// The folder for the module as machine code. Whoever can write there can run code as the server.
    pub cache: PathBuf,
    /// How many processes work at the same time.
    pub processes: usize,
}

/// Why a job was not done. It says nothing about the code in the job: it may be tried again.
#[derive(Debug, Error)]
pub enum SandboxError {
    /// The settings ask for no processes.
    #[error("judging code is turned off: --graders is 0")]
    Off,
    /// The site holds no `grader.wasm`.
    #[error("there is no {0}: `cargo serve` builds it")]
    Missing(PathBuf),
    /// The processes cannot be started.
    #[error("cannot start a process for grading: {0}")]
    Start(io::Error),
    /// The module cannot be made ready.
    #[error("grader.wasm cannot be used: {0}")]
    Module(String),
    /// A process died or went silent, twice.
    #[error("a process for grading {0}")]
    Lost(&'static str),
    /// A process could not do the job.
    #[error("the grader failed: {0}")]
    Failed(String),
}

/// Runs code that is not ours.
#[derive(Debug)]
pub struct Sandbox {
    pool: Pool,
    /// How often a visitor may have code judged.
    pub quota: Quota,
}

impl Sandbox {
    /// A sandbox; processes start with the first job.
    pub fn new(config: SandboxConfig) -> Sandbox {
        Sandbox { pool: Pool::new(config), quota: Quota::default() }
    }

    /// Gets a process ready, which compiles the module where that was never done: minutes that no request has to wait for, and
    /// that a request which is given up would lose.
    pub async fn prepare(&self) {
        match self.pool.prepare().await {
            Ok(()) | Err(SandboxError::Off) => {}
            Err(error) => tracing::warn!(%error, "no code can be judged for now"),
        }
    }

    /// The hash of the module that grades now, where there is one. It belongs to every verdict that is kept.
    pub fn hash(&self) -> Option<String> {
        self.pool.hash()
    }

    /// Judges a candidate's code.
    ///
    /// # Errors
    /// If it could not be judged; that is no verdict.
    pub async fn judge(&self, judge: Judge) -> Result<Judgement, SandboxError> {
        // Two instances, one of which waits for the other.
        let millis = 2 * u64::from(judge.limits.millis);
        match self.pool.run(&Job::Judge(judge), millis).await? {
            Answer::Judged(judgement) => Ok(judgement),
            other => Err(unexpected(other)),
        }
    }

    /// Makes a variant of a question.
    ///
    /// # Errors
    /// If the sandbox does not work; what the author's code does wrong is in the answer.
    pub async fn generate(&self, generate: Generate) -> Result<Generated, SandboxError> {
        let millis = u64::from(generate.limits.millis);
        match self.pool.run(&Job::Generate(generate), millis).await? {
            Answer::Generated(generated) => Ok(generated),
            other => Err(unexpected(other)),
        }
    }

    /// Runs cells of an author.
    ///
    /// # Errors
    /// If the sandbox does not work; what the author's code does wrong is in the answer.
    pub async fn run(&self, run: Run) -> Result<Ran, SandboxError> {
        let millis = u64::from(run.limits.millis) * (run.steps.len() as u64 + 1);
        match self.pool.run(&Job::Run(run), millis).await? {
            Answer::Ran(ran) => Ok(ran),
            other => Err(unexpected(other)),
        }
    }
}

fn unexpected(answer: Answer) -> SandboxError {
    SandboxError::Failed(match answer {
        Answer::Failed { detail } => detail,
        _ => "it answered something else than it was asked".to_owned(),
    })
}
