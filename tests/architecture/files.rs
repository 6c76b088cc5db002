//! Every source file opens by saying what it is for, and the top level holds what was agreed.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests lies in the root").to_path_buf()
}

/// Files that git tracks or would track.
fn files() -> Vec<PathBuf> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"])
        .current_dir(root())
        .output()
        .expect("git runs");
    let names = String::from_utf8(output.stdout).expect("names are UTF-8");
    names.split('\0').filter(|n| !n.is_empty()).map(|n| root().join(n)).filter(|p| p.exists()).collect()
}

#[test]
fn every_rust_file_opens_by_saying_what_it_is_for() {
    let rust: Vec<_> = files().into_iter().filter(|f| f.extension().is_some_and(|e| e == "rs")).collect();
    assert!(rust.len() > 20, "found only {} files", rust.len());
    let silent: Vec<_> = rust
        .iter()
        .filter(|f| {
            let text = std::fs::read_to_string(f).expect("readable");
            !text.starts_with("//!") && !text.starts_with("#![doc = include_str!")
        })
        .collect();
    assert!(silent.is_empty(), "no opening `//!`: {silent:?}");
}

#[test]
fn the_top_level_holds_what_was_agreed() {
    const AGREED: &[&str] = &[
        "Cargo.toml",
        "Cargo.lock",
        "rust-toolchain.toml",
        "README.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "app",
        "kernels",
        "content",
        "style",
        "public",
        "tests",
    ];
    let root = root();
    let unknown: Vec<_> = files()
        .iter()
        .filter_map(|f| f.strip_prefix(&root).ok()?.iter().next()?.to_str().map(str::to_owned))
        .filter(|top| !top.starts_with('.') && !AGREED.contains(&top.as_str()))
        .collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn the_readme_names_only_folders_that_exist() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    let map = readme.split("```").find(|part| part.contains("app/course")).expect("the README has a map");
    let named: Vec<_> = map
        .lines()
        .filter_map(|l| l.split_whitespace().next())
        .filter(|w| w.contains('/') && !w.contains('<'))
        .collect();
    assert!(named.len() > 8, "the map names only {named:?}");
    let missing: Vec<_> = named.iter().filter(|w| !root().join(w).exists()).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
