//! `cargo bench-engine`: the tensor engine and its peers in one browser, turn by turn, as times and ratios.

use std::{fs, path::PathBuf};

use anyhow::{Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::{browser, npm, paths, sh};

/// Options of `cargo bench-engine`.
#[derive(clap::Args)]
pub struct Options {
    /// Only workloads whose name contains this: mlp, mlp-first, matmul-256 and so on (2048 only when asked, on a GPU),
    /// conv2d, conv2d-step, attention, transformer.
    #[arg(long)]
    only: Option<String>,
    /// How often every engine has its turn; the median counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// On the processor. Without this or --webgpu: both.
    #[arg(long)]
    simd: bool,
    /// On WebGPU.
    #[arg(long)]
    webgpu: bool,
    /// Also the peers' builds with threads, which ours has none of.
    #[arg(long)]
    threads: bool,
    /// Also where our time goes on the processor, by kernel.
    #[arg(long)]
    profile: bool,
}

/// Builds `kernels/bench` as the notebook's worker is built, and runs it beside the peers.
pub fn run(options: &Options) -> Result<()> {
    let academy = module()?;
    let dir = paths::browser_tests().join("engine");
    npm::ensure(&paths::browser_tests())?;
    npm::ensure(&dir)?;
    let mut command = sh::command("node", &["bench.mjs"], &dir);
    command.env("CHROMIUM", browser::chromium()?).env("ACADEMY_VERSION", env!("CARGO_PKG_VERSION"));
    command.arg("--academy").arg(academy).args(["--rounds", &options.rounds.to_string()]);
    if let Some(only) = &options.only {
        command.args(["--only", only]);
    }
    for (flag, on) in [
        ("--simd", options.simd),
        ("--webgpu", options.webgpu),
        ("--threads", options.threads),
        ("--profile", options.profile),
    ] {
        if on {
            command.arg(flag);
        }
    }
    sh::run(command)
}

/// The engine as a module for the browser. The worker's own profile builds it, so that the figures hold for what ships.
fn module() -> Result<PathBuf> {
    sh::run(sh::cargo(&["build", "-p", "bench", "--target", "wasm32-unknown-unknown", "--profile", "worker"]))?;
    let out = paths::target().join("bench-engine");
    let _ = fs::remove_dir_all(&out);
    Bindgen::new()
        .input_path(paths::target().join("wasm32-unknown-unknown/worker/bench.wasm"))
        .web(true)
        .and_then(|b| b.typescript(false).generate(&out))
        .map_err(|e| anyhow!("binding bench: {e:#}"))?;
    Ok(out)
}
