//! The sandbox for tests: the `academy` and the `grader.wasm` that lie in cargo's target folder, as `cargo verify` and
//! `cargo serve` build them. Without these, tests that judge code say so and do nothing.

use cells::grade::{Check, Judge, Limits};
use server::sandbox::{Sandbox, SandboxConfig};

/// Where the sandbox of tests finds its parts; `None`, and a line that says so, if something is not built.
pub fn config() -> Option<SandboxConfig> {
    let test = std::env::current_exe().expect("a program");
    let profile = test.ancestors().nth(2).expect("tests lie in target/debug/deps");
    let target = profile.parent().expect("a target folder");
    let (program, module) = (profile.join("academy"), target.join("site/grader.wasm"));
    for needed in [&program, &module] {
        if !needed.exists() {
            eprintln!("skipped: {} is not built; `cargo verify` or `cargo serve` builds it", needed.display());
            return None;
        }
    }
    Some(SandboxConfig { program, module, cache: target.join("check-data/grader"), processes: 2 })
}

/// A sandbox of its own, if it can be had.
pub fn sandbox() -> Option<Sandbox> {
    config().map(Sandbox::new)
}

/// A submission: everything but code and checks as most tests want it.
pub fn submission(code: &str, checks: &[&str]) -> Judge {
    Judge {
        seed: 7,
        setup: None,
        code: code.to_owned(),
        solution: None,
        checks: checks.iter().map(|code| Check { code: (*code).to_owned(), points: 2 }).collect(),
        files: Vec::new(),
        limits: Limits { fuel: 3_000_000_000, millis: 30_000, memory: 256 << 20 },
    }
}
