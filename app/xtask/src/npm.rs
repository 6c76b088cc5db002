//! Packages of scripts and styles: installed from the lock file when it changed.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::sh;

/// Makes `dir/node_modules` agree with `dir/package-lock.json`.
pub fn ensure(dir: &Path) -> Result<()> {
    if !sh::exists("npm") {
        bail!("npm is missing: install Node.js 20 or later, then run this again");
    }
    let lock = fs::read(dir.join("package-lock.json")).with_context(|| format!("{}: no lock file", dir.display()))?;
    let stamp = dir.join("node_modules/.academy-lock");
    if fs::read(&stamp).is_ok_and(|seen| seen == lock) {
        return Ok(());
    }
    sh::run(sh::command("npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"], dir))?;
    fs::write(stamp, lock)?;
    Ok(())
}
