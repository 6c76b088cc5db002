//! A process of the sandbox, as the server sees it: nothing of the server's surroundings goes into it, and it ends when it
//! is let go.

use std::{io, path::Path, process::Stdio, time::Duration};

use tokio::{
    process::{Child, ChildStdin, ChildStdout, Command},
    time::timeout,
};

use super::{
    SandboxError,
    frames::{self, Tag},
};

/// The user and group that own nothing, which a server that runs as root gives its processes.
#[cfg(unix)]
const NOBODY: u32 = 65534;

/// A process, ready for work once it has [loaded](Process::load) the module.
#[derive(Debug)]
pub(super) struct Process {
    // Killed when dropped.
    _child: Child,
    to: ChildStdin,
    from: ChildStdout,
}

impl Process {
    pub fn start(program: &Path) -> io::Result<Process> {
        #[cfg(unix)]
        if rustix::process::geteuid().is_root() {
            // The program may lie where nobody may look; this is the way to the one that runs.
            let running = Path::new("/proc/self/exe");
            let own = running.exists() && std::env::current_exe().is_ok_and(|own| own == program);
            let mut command = command(if own { running } else { program });
            match Process::spawn(command.uid(NOBODY).gid(NOBODY)) {
                Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                    tracing::warn!("graders run as root: {} cannot be started by others", program.display());
                }
                started => return started,
            }
        }
        Process::spawn(&mut command(program))
    }

    fn spawn(command: &mut Command) -> io::Result<Process> {
        let mut child = command.spawn()?;
        let missing = || io::Error::other("the process has no pipes");
        let (to, from) = (child.stdin.take().ok_or_else(missing)?, child.stdout.take().ok_or_else(missing)?);
        Ok(Process { _child: child, to, from })
    }

    /// Sends a message and waits for the answer, so long.
    pub async fn ask(&mut self, tag: Tag, bytes: &[u8], patience: Duration) -> Result<(Tag, Vec<u8>), SandboxError> {
        let asked = async {
            frames::send(&mut self.to, tag, bytes).await?;
            frames::receive(&mut self.from).await
        };
        match timeout(patience, asked).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(SandboxError::Lost("ended before it answered")),
            Err(_) => Err(SandboxError::Lost("did not answer in time and was ended")),
        }
    }
}

fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .arg(super::worker::COMMAND)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command
}
