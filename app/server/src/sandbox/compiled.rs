//! The module as machine code: compiled once, by a process of the sandbox, and kept in a folder only we can write to.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use super::{SandboxConfig, SandboxError, frames::Tag, process::Process};
use crate::hash;

/// Compiling takes seconds; on a slow machine that does much else, minutes.
const PATIENCE: Duration = Duration::from_secs(600);

/// The hash of the module, in the form that verdicts keep.
pub(super) fn hash(config: &SandboxConfig) -> Result<String, SandboxError> {
    fs::read(&config.module).map(|bytes| hash::hex(&bytes)).map_err(|_| SandboxError::Missing(config.module.clone()))
}

/// Where the machine code of the module with this hash lies.
fn place(config: &SandboxConfig, hash: &str) -> PathBuf {
    config.cache.join(format!("grader-{}-{}.cwasm", &hash[..16], env!("CARGO_PKG_VERSION")))
}

/// The machine code, if there is some from before.
pub(super) fn kept(config: &SandboxConfig, hash: &str) -> Option<Vec<u8>> {
    fs::read(place(config, hash)).ok()
}

/// Compiles the module and keeps the outcome.
pub(super) async fn compile(config: &SandboxConfig, hash: &str) -> Result<Vec<u8>, SandboxError> {
    let wasm = fs::read(&config.module).map_err(|_| SandboxError::Missing(config.module.clone()))?;
    let began = std::time::Instant::now();
    let mut process = Process::start(&config.program).map_err(SandboxError::Start)?;
    let code = match process.ask(Tag::Compile, &wasm, PATIENCE).await? {
        (Tag::Done, code) => code,
        (_, why) => return Err(SandboxError::Module(String::from_utf8_lossy(&why).into_owned())),
    };
    tracing::info!(millis = began.elapsed().as_millis() as u64, bytes = code.len(), "grader compiled");
    if let Err(error) = keep(&place(config, hash), &code) {
        tracing::warn!(%error, "the compiled grader cannot be kept: it is compiled again at the next start");
    }
    Ok(code)
}

/// Writes a file that only we can read and write. It appears under its name only when complete.
fn keep(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or(io::ErrorKind::InvalidInput)?;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        builder.mode(0o700);
        options.mode(0o600);
    }
    builder.create(folder)?;
    // Of two servers on one folder each writes its own.
    let partial = path.with_extension(format!("{}.partial", std::process::id()));
    io::Write::write_all(&mut options.open(&partial)?, bytes)?;
    fs::rename(&partial, path)
}
