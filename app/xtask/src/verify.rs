//! `cargo verify`: everything that must hold before a change lands, cheapest first.

use anyhow::{Result, bail};

use crate::{browser, compress::Effort, npm, paths, sh, site, verifiers};

/// Options of `cargo verify`.
#[derive(clap::Args)]
pub struct Options {
    /// Only the steps whose name contains this.
    #[arg(long)]
    only: Option<String>,
}

const WASM: &str = "wasm32-unknown-unknown";

/// A name and what to do.
type Step = (&'static str, fn() -> Result<()>);

/// Builds the server and all tests, the same features for all: asked for one by one, what others wrote would be built anew for
/// each.
pub fn built() -> Result<()> {
    sh::run(sh::linted(&["test", "--all-targets", "--no-run", "--quiet"]))
}

/// Runs all steps, and stops at the first that fails.
pub fn run(options: &Options) -> Result<()> {
    let steps: &[Step] = &[
        ("format", || sh::run(sh::cargo(&["fmt", "--all", "--", "--check"]))),
        ("packages and browser", || {
            npm::ensure(&paths::web())?;
            npm::ensure(&paths::browser_tests())?;
            browser::chromium().map(drop)
        }),
        ("lints, and what is tested", built),
        // The grader is built for another target, but lints say the same of it here, where its dependencies are checked anyway.
        ("lints of the wasm entries", || {
            sh::run(sh::cargo(&[
                "clippy", "-p", "page", "-p", "worker", "-p", "relaxed", "-p", "bench", "-p", "grader", "--target",
                WASM, "--quiet", "--", "-D", "warnings",
            ]))
        }),
        // Tests judge code with both of these, and with the machine code that running the lessons leaves.
        ("site and server", || {
            site::build(Effort::Quick)?;
            built()
        }),
        ("lessons", || {
            let academy = paths::academy(false);
            let mut check = sh::command(&academy.to_string_lossy(), &["check", "--run", "content"], paths::root());
            check.env("ACADEMY_SITE", paths::site()).env("ACADEMY_DATA", paths::target().join("check-data"));
            sh::run(check)?;
            // Nothing of the curriculum is without a lesson, an exercise and a question.
            sh::run(sh::command(&academy.to_string_lossy(), &["coverage", "content"], paths::root()))
        }),
        ("unit and integration tests", || {
            let mut tests = sh::linted(&["test", "--quiet", "--no-fail-fast"]);
            tests.env("COMMONMARK_SPEC", paths::browser_tests().join("node_modules/commonmark-spec/spec.txt"));
            sh::run(tests)
        }),
        ("kernels as wasm with SIMD", || {
            let mut tests = sh::cargo(&["test", "-p", "cpu", "--target", "wasm32-wasip1", "--quiet"]);
            let runner = paths::root().join("kernels/cpu/wasi-runner.mjs");
            tests.env("CARGO_TARGET_WASM32_WASIP1_RUNNER", format!("node --no-warnings {}", runner.display()));
            sh::run(tests)
        }),
        ("certificates before other people's verifiers", verifiers::run),
        ("browser with WebGPU", || browser::test(true)),
        ("browser without WebGPU", || browser::test(false)),
    ];
    let mut ran = 0;
    for (name, work) in steps {
        if options.only.as_ref().is_none_or(|only| name.contains(only.as_str())) {
            sh::step(name, work)?;
            ran += 1;
        }
    }
    if ran == 0 {
        bail!("no step is named so; there are: {}", steps.iter().map(|(n, _)| *n).collect::<Vec<_>>().join(", "));
    }
    eprintln!("\nAll {ran} steps passed.");
    Ok(())
}
