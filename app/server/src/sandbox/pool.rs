//! Processes at work and at rest. A job takes one that rests, or starts one; one that has failed is never used again.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use cells::grade::{Answer, Job};
use tokio::sync::{OnceCell, Semaphore};

use super::{SandboxConfig, SandboxError, compiled, frames::Tag, process::Process};

/// What a process may take beyond the time of the code it runs, before it is killed.
const GRACE: Duration = Duration::from_secs(15);

#[derive(Debug)]
pub(super) struct Pool {
    config: SandboxConfig,
    places: Semaphore,
    resting: Mutex<Vec<Process>>,
    hash: OnceCell<String>,
    code: OnceCell<Arc<Vec<u8>>>,
}

impl Pool {
    pub fn new(config: SandboxConfig) -> Pool {
        Pool {
            places: Semaphore::new(config.processes.max(1)),
            resting: Mutex::default(),
            hash: OnceCell::new(),
            code: OnceCell::new(),
            config,
        }
    }

    pub fn hash(&self) -> Option<String> {
        if let Some(hash) = self.hash.get() {
            return Some(hash.clone());
        }
        let hash = compiled::hash(&self.config).ok()?;
        // The one that another thread has found meanwhile is the same.
        let _ = self.hash.set(hash.clone());
        Some(hash)
    }

    /// Has a process rest here, ready for the first job.
    pub async fn prepare(&self) -> Result<(), SandboxError> {
        if self.config.processes == 0 {
            return Err(SandboxError::Off);
        }
        let process = self.process().await?;
        self.resting().push(process);
        Ok(())
    }

    /// Does a job, which may compute for so many milliseconds.
    pub async fn run(&self, job: &Job, millis: u64) -> Result<Answer, SandboxError> {
        let job = serde_json::to_vec(job).expect("jobs are plain data");
        let patience = Duration::from_millis(millis) + GRACE;
        if self.config.processes == 0 {
            return Err(SandboxError::Off);
        }
        let _place = self.places.acquire().await.expect("never closed");
        let mut lost = None;
        for _ in 0..2 {
            let mut process = self.process().await?;
            match process.ask(Tag::Job, &job, patience).await {
                Ok((Tag::Done, answer)) => {
                    let answer = serde_json::from_slice(&answer);
                    let answer = answer.map_err(|e| SandboxError::Failed(format!("its answer cannot be read: {e}")))?;
                    self.resting().push(process);
                    return Ok(answer);
                }
                Ok((_, why)) => return Err(SandboxError::Failed(String::from_utf8_lossy(&why).into_owned())),
                // It may have died of something else than this job: once more, in a fresh one.
                Err(error) => {
                    tracing::warn!(%error, "grading");
                    lost = Some(error);
                }
            }
        }
        Err(lost.unwrap_or(SandboxError::Lost("did not start")))
    }

    fn resting(&self) -> std::sync::MutexGuard<'_, Vec<Process>> {
        self.resting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn process(&self) -> Result<Process, SandboxError> {
        if let Some(process) = self.resting().pop() {
            return Ok(process);
        }
        let code = self.code.get_or_try_init(|| self.code()).await?;
        self.loaded(code).await
    }

    /// The machine code. One process at a time compiles it: the others wait for this one.
    async fn code(&self) -> Result<Arc<Vec<u8>>, SandboxError> {
        let hash = self.hash().ok_or_else(|| SandboxError::Missing(self.config.module.clone()))?;
        if let Some(code) = compiled::kept(&self.config, &hash) {
            match self.loaded(&code).await {
                Ok(process) => {
                    self.resting().push(process);
                    return Ok(Arc::new(code));
                }
                // Made by another version of the compiler, or for another processor.
                Err(SandboxError::Module(why)) => tracing::info!(why, "the grader is compiled again"),
                Err(other) => return Err(other),
            }
        }
        compiled::compile(&self.config, &hash).await.map(Arc::new)
    }

    async fn loaded(&self, code: &[u8]) -> Result<Process, SandboxError> {
        let mut process = Process::start(&self.config.program).map_err(SandboxError::Start)?;
        match process.ask(Tag::Load, code, GRACE).await? {
            (Tag::Done, _) => Ok(process),
            (_, why) => Err(SandboxError::Module(String::from_utf8_lossy(&why).into_owned())),
        }
    }
}
