//! `cargo fix-all`: formats and applies the lints' suggestions.

use anyhow::Result;

use crate::sh;

/// Runs it.
pub fn run() -> Result<()> {
    sh::run(sh::cargo(&["clippy", "--fix", "--allow-dirty", "--allow-staged", "--all-targets"]))?;
    sh::run(sh::cargo(&["fmt", "--all"]))
}
