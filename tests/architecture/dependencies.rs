//! The dependency rule of the README, over `cargo metadata`.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Who may use whom. What is not listed is not allowed.
const ALLOWED: &[(&str, &[&str])] = &[
    ("cells", &[]),
    ("course", &[]),
    ("credential", &["course"]),
    ("macros", &[]),
    ("tensor", &["macros"]),
    ("cpu", &["macros", "tensor"]),
    ("gpu", &["macros", "tensor"]),
    ("relaxed", &["cpu"]),
    ("bench", &["cpu", "gpu", "tensor"]),
    ("grader", &["cells", "cpu", "notebook"]),
    ("notebook", &["cells", "tensor"]),
    ("ui", &["cells", "course"]),
    ("page", &["ui"]),
    ("worker", &["cells", "cpu", "gpu", "notebook", "tensor"]),
    ("qti", &["course"]),
    ("server", &["cells", "course", "credential", "qti", "ui"]),
    ("xtask", &[]),
];

/// Tests of these need a backend that the crate itself must not know.
const ALLOWED_IN_TESTS: &[(&str, &str)] = &[("notebook", "cpu"), ("gpu", "cpu"), ("tensor", "cpu")];

#[test]
fn crates_depend_only_on_what_the_map_allows() {
    let metadata = MetadataCommand::new().no_deps().exec().expect("cargo metadata runs");
    let ours: BTreeSet<_> = metadata.packages.iter().map(|p| p.name.to_string()).collect();
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    let mut broken = Vec::new();
    for package in &metadata.packages {
        if package.name.as_str() == "tests" {
            continue;
        }
        let Some(may) = allowed.get(package.name.as_str()) else {
            broken.push(format!("{} has no place in the dependency rule", package.name));
            continue;
        };
        for dependency in package.dependencies.iter().filter(|d| ours.contains(&d.name)) {
            let (from, to) = (package.name.as_str(), dependency.name.as_str());
            let in_tests = dependency.kind == DependencyKind::Development && ALLOWED_IN_TESTS.contains(&(from, to));
            if !may.contains(&to) && !in_tests {
                broken.push(format!("{from} must not depend on {to}"));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert_eq!(ours.len(), ALLOWED.len() + 1, "the rule names a crate that is not there: {ours:?}");
}

/// What a deployed part links, deep.
fn tree(package: &str, target: Option<&str>) -> String {
    let mut command = std::process::Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()));
    command.args(["tree", "-p", package, "-e", "normal", "--prefix", "none", "--no-dedupe"]);
    if let Some(target) = target {
        command.args(["--target", target]);
    }
    let output = command.output().expect("cargo tree runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}

#[track_caller]
fn check_links_none(package: &str, target: Option<&str>, unwanted: &[&str]) {
    let tree = tree(package, target);
    assert!(tree.starts_with(package), "cargo tree describes {package}");
    for name in unwanted {
        let found = tree
            .lines()
            .find(|l| l.split(' ').next().is_some_and(|n| n == *name || n.starts_with(&format!("{name}-"))));
        assert!(found.is_none(), "{package} links {}", found.unwrap_or_default());
    }
}

#[test]
fn the_page_holds_no_interpreter() {
    check_links_none(
        "page",
        Some("wasm32-unknown-unknown"),
        &["rustpython", "notebook", "wgpu", "tensor", "pulldown", "syntect"],
    );
}

#[test]
fn the_server_links_no_interpreter_and_no_gpu() {
    check_links_none("server", None, &["rustpython", "notebook", "wgpu", "tensor", "openssl"]);
}
