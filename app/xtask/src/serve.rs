//! `cargo serve`: builds everything, starts the server; with `--watch` builds again when sources change.

use std::{
    path::Path,
    process::Child,
    sync::mpsc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use notify::{RecursiveMode, Watcher};

use crate::{compress::Effort, paths, sh, site};

/// Options of `cargo serve`; what follows `--` goes to `academy serve`.
#[derive(clap::Args)]
pub struct Options {
    /// Builds what one deploys.
    #[arg(long)]
    release: bool,
    /// Builds again and reloads the browser when code or content changes.
    #[arg(long, conflicts_with = "release")]
    watch: bool,
    /// Settings of `academy serve`, such as `-- --address 127.0.0.1:8080`.
    #[arg(last = true)]
    rest: Vec<String>,
}

/// Runs it until the server ends.
pub fn run(options: &Options) -> Result<()> {
    build(options.release)?;
    if options.watch {
        return watch(options);
    }
    let status = start(options)?.wait()?;
    if !status.success() {
        bail!("academy ended ({status})");
    }
    Ok(())
}

/// Builds the site and the server.
pub fn build(release: bool) -> Result<()> {
    site::build(if release { Effort::Best } else { Effort::Quick })?;
    server(release)
}

/// Builds the `academy` binary.
fn server(release: bool) -> Result<()> {
    let mut args = vec!["build", "-p", "server"];
    if release {
        args.push("--release");
    }
    sh::run(sh::cargo(&args))
}

fn start(options: &Options) -> Result<Child> {
    let academy = paths::academy(options.release);
    let site = paths::site();
    let mut command = sh::command(&academy.to_string_lossy(), &["serve"], paths::root());
    command.env("ACADEMY_SITE", site);
    if options.watch {
        command.arg("--watch");
    }
    command.args(&options.rest);
    command.spawn().with_context(|| format!("could not start {}", academy.display()))
}

/// Content is watched by the server itself; here it is code. A build that fails leaves the running server as it is.
fn watch(options: &Options) -> Result<()> {
    let (send, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if let Ok(event) = event
            && (event.kind.is_modify() || event.kind.is_create() || event.kind.is_remove())
            && event.paths.iter().any(|p| is_source(p))
        {
            let _ = send.send(());
        }
    })?;
    for folder in ["app", "kernels", "style", "public"] {
        watcher.watch(&paths::root().join(folder), RecursiveMode::Recursive)?;
    }
    let mut server = start(options)?;
    loop {
        changes.recv().context("the watcher ended")?;
        let quiet = Instant::now() + Duration::from_millis(300);
        while changes.recv_timeout(quiet.saturating_duration_since(Instant::now())).is_ok() {}
        match build(false) {
            Ok(()) => {
                let _ = server.kill();
                let _ = server.wait();
                server = start(options)?;
            }
            Err(error) => eprintln!("{error:#}\nThe server goes on with the last build that worked."),
        }
        while changes.try_recv().is_ok() {}
    }
}

fn is_source(path: &Path) -> bool {
    let text = path.to_string_lossy();
    !text.contains("node_modules")
        && matches!(
            path.extension().and_then(|e| e.to_str()),
            Some("rs" | "py" | "wgsl" | "css" | "js" | "yml" | "toml" | "sql" | "svg" | "json")
        )
}
