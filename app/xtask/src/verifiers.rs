//! Certificates before verifiers that are not ours, from npm and, where there is Python, from PyPI.

use anyhow::Result;

use crate::{npm, paths, sh, verify};

/// Starts a server with certificates for each, and lets them judge.
pub fn run() -> Result<()> {
    let dir = paths::verifiers();
    npm::ensure(&dir)?;
    verify::built()?;
    let program = paths::target().join("debug/examples/certificates");
    let mut node = sh::command("npm", &["test", "--silent"], &dir);
    node.env("CERTIFICATES", &program).env("ACADEMY_SITE", paths::site());
    sh::run(node)?;

    let venv = paths::target().join("verifiers-python");
    let python = venv.join("bin/python");
    if !python.exists() && !make(&venv.to_string_lossy()) {
        eprintln!("skipped: openbadgeslib needs python3 with venv and pip");
        return Ok(());
    }
    let python = python.to_string_lossy();
    sh::run(sh::command(&python, &["-m", "pip", "install", "--quiet", "--requirement", "requirements.txt"], &dir))?;
    let mut verify = sh::command(&python, &["verify.py"], &dir);
    verify.env("CERTIFICATES", &program);
    sh::run(verify)
}

/// Makes a Python environment of its own; `false` where there is no Python that can.
fn make(folder: &str) -> bool {
    sh::exists("python3") && sh::run(sh::command("python3", &["-m", "venv", folder], paths::root())).is_ok()
}
