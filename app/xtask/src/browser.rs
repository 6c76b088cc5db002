//! A real Chromium and the tests in it.

use std::path::Path;

use anyhow::{Result, bail};

use crate::{npm, paths, sh};

/// The browser's program; installed through apt on Debian as root, else its absence is said in one line.
pub fn chromium() -> Result<String> {
    if let Ok(chosen) = std::env::var("CHROMIUM") {
        return Ok(chosen);
    }
    for name in ["chromium", "chromium-browser", "google-chrome"] {
        if sh::exists(name) {
            return Ok(sh::output(sh::command("which", &[name], paths::root()))?.trim().to_owned());
        }
    }
    if Path::new("/etc/debian_version").exists() && is_root()? {
        sh::run(sh::command("apt-get", &["update", "-qq"], paths::root()))?;
        let mut install =
            sh::command("apt-get", &["install", "-y", "-qq", "chromium", "fonts-noto-cjk"], paths::root());
        install.env("DEBIAN_FRONTEND", "noninteractive");
        sh::run(install)?;
        return Ok("/usr/bin/chromium".into());
    }
    bail!("Chromium is missing: install it, or name it in the variable CHROMIUM")
}

fn is_root() -> Result<bool> {
    Ok(sh::output(sh::command("id", &["-u"], paths::root()))?.trim() == "0")
}

/// Runs the browser tests against the built site and server. `gpu`: with a WebGPU device on the CPU, or without any.
pub fn test(gpu: bool) -> Result<()> {
    let dir = paths::browser_tests();
    npm::ensure(&dir)?;
    let playwright = dir.join("node_modules/.bin/playwright");
    let mut command = sh::command(&playwright.to_string_lossy(), &["test"], &dir);
    command
        .env("CHROMIUM", chromium()?)
        .env("ACADEMY", paths::academy(false))
        .env("ACADEMY_SITE", paths::site())
        .env("ACADEMY_CONTENT", paths::root().join("content"))
        .env("GRADER_CODE", paths::target().join("check-data/grader"))
        .env("WEBGPU", if gpu { "on" } else { "off" })
        .env("RESULTS", paths::target().join("browser-results"));
    sh::run(command)
}
