//! A PostgreSQL of our own: made in a throw-away folder from the system's binaries, gone when the tests end.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor, any::install_default_drivers};
use tokio::sync::OnceCell;

static SERVER: OnceCell<Option<Server>> = OnceCell::const_new();
static NUMBER: AtomicU32 = AtomicU32::new(0);

struct Server {
    folder: PathBuf,
    /// Ends the server when this process, and with it the other end of the child's input, is gone.
    _watch: Child,
}

/// The address of a new, empty database, or `None` with a printed line where there are no binaries.
pub async fn postgres() -> Option<String> {
    let server = SERVER.get_or_init(start).await.as_ref()?;
    let name = format!("test_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut admin = AnyConnection::connect(&server.url("postgres")).await.expect("our server answers");
    admin.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a new database");
    Some(server.url(&name))
}

impl Server {
    fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user=academy", self.folder.display())
    }
}

async fn start() -> Option<Server> {
    install_default_drivers();
    let Some(binaries) = binaries() else {
        skip("no initdb and postgres in PATH or under /usr/lib/postgresql");
        return None;
    };
    let user = match other_user() {
        Ok(user) => user,
        Err(why) => {
            skip(why);
            return None;
        }
    };
    // A socket's path has little room, so the folder lies high up.
    let folder = tempfile::Builder::new().prefix("academy-pg-").tempdir().expect("a folder").keep();
    if let Some(user) = user {
        let done = Command::new("chown").arg(user).arg(&folder).status();
        assert!(done.is_ok_and(|s| s.success()), "cannot give {} to {user}", folder.display());
    }
    let data = folder.join("data");
    let output = as_user(user, &binaries.join("initdb"))
        .args(["--auth=trust", "--username=academy", "--no-sync", "--encoding=UTF8", "--locale=C", "-D"])
        .arg(&data)
        .current_dir(&folder)
        .output()
        .expect("initdb runs");
    assert!(output.status.success(), "initdb failed: {}", String::from_utf8_lossy(&output.stderr));

    let mut command = as_user(user, Path::new("sh"));
    // `read` returns when our end of the pipe closes, however this process ends.
    command
        .args(["-c", r#""$0" "$@" >log 2>&1 & read -r _; kill -TERM $!; wait; cd /; rm -rf "$OLDPWD""#])
        .arg(binaries.join("postgres"))
        .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200", "-k"])
        .arg(&folder)
        .arg("-D")
        .arg(&data)
        .current_dir(&folder)
        .stdin(Stdio::piped());
    let watch = command.spawn().expect("a shell");
    let server = Server { folder, _watch: watch };
    let end = Instant::now() + Duration::from_secs(60);
    while AnyConnection::connect(&server.url("postgres")).await.is_err() {
        let log = || fs::read_to_string(server.folder.join("log")).unwrap_or_default();
        assert!(Instant::now() < end, "PostgreSQL does not start: {}", log());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Some(server)
}

/// PostgreSQL refuses to run as root; then it runs as somebody else.
fn other_user() -> Result<Option<&'static str>, &'static str> {
    let id = Command::new("id").arg("-u").output().map_err(|_| "cannot find out which user this is")?;
    if id.stdout.trim_ascii() != b"0" {
        return Ok(None);
    }
    if Command::new("setpriv").arg("--version").output().is_err() {
        return Err("PostgreSQL refuses to run as root, and there is no setpriv to run it as somebody else");
    }
    let exists = |user: &&str| Command::new("id").arg(user).output().is_ok_and(|o| o.status.success());
    ["postgres", "nobody"].into_iter().find(exists).map(Some).ok_or("there is no user to run PostgreSQL as")
}

fn as_user(user: Option<&str>, program: &Path) -> Command {
    let Some(user) = user else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command.args(["--reuid", user, "--clear-groups", "--"]).arg(program);
    command
}

fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|e| e.path().join("bin"));
    let mut folders: Vec<PathBuf> = versions.collect();
    // The newest first, and all of them before PATH, where there may be wrappers only.
    folders.sort_by(|a, b| b.cmp(a));
    folders.extend(std::env::split_paths(&path));
    folders.into_iter().find(|f| f.join("initdb").exists() && f.join("postgres").exists())
}

/// Said past the test harness, which swallows what a passing test prints.
fn skip(why: &str) {
    let _ = writeln!(std::io::stderr(), "skipped: PostgreSQL: {why}");
}
