//! Where code of authors runs, and what was found out about it before: the same code runs no second time.

use std::{fs, future::Future, path::PathBuf, sync::Arc};

use course::compile::Diagnostic;
use serde::{Serialize, de::DeserializeOwned};
use server::{
    hash,
    sandbox::{Sandbox, SandboxConfig, SandboxError},
};
use tokio::task::JoinSet;

/// The sandbox, with a memory.
#[derive(Clone)]
pub(super) struct Runner {
    pub sandbox: Arc<Sandbox>,
    /// Hash of the program that runs code: another one may find something else.
    grader: String,
    cache: PathBuf,
}

impl Runner {
    pub fn new(config: SandboxConfig, cache: PathBuf) -> Runner {
        let sandbox = Sandbox::new(config);
        Runner { grader: sandbox.hash().unwrap_or_default(), sandbox: Arc::new(sandbox), cache }
    }

    /// What was found out before about the same thing, or what `find` finds.
    pub async fn once<T: Serialize + DeserializeOwned>(
        &self,
        about: &impl Serialize,
        find: impl Future<Output = Result<T, SandboxError>>,
    ) -> Result<T, SandboxError> {
        let key = serde_json::to_string(about).expect("jobs are plain data");
        let name = hash::hex(format!("{} {key}", self.grader).as_bytes());
        let kept = self.cache.join(format!("{}.json", &name[..32]));
        if let Some(found) = fs::read(&kept).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
            return Ok(found);
        }
        let found = find.await?;
        let bytes = serde_json::to_vec(&found).expect("remarks are plain data");
        // What cannot be kept is found out again next time.
        let _ = fs::create_dir_all(&self.cache).and_then(|()| fs::write(&kept, bytes));
        Ok(found)
    }
}

/// Runs all of them side by side, and gives what there is to say in their order.
pub(super) async fn all<F>(tasks: impl IntoIterator<Item = F>) -> Result<Vec<Diagnostic>, SandboxError>
where
    F: Future<Output = Result<Vec<Diagnostic>, SandboxError>> + Send + 'static,
{
    let mut running = JoinSet::new();
    for (at, task) in tasks.into_iter().enumerate() {
        running.spawn(async move { task.await.map(|said| (at, said)) });
    }
    let mut found = Vec::new();
    while let Some(done) = running.join_next().await {
        found.push(done.map_err(|_| SandboxError::Failed("what runs an author's code panicked".to_owned()))??);
    }
    found.sort_by_key(|(at, _)| *at);
    Ok(found.into_iter().flat_map(|(_, said)| said).collect())
}
