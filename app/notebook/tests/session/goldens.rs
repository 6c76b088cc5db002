//! `torch` against real PyTorch: the cases under `tests/goldens`, replayed on the scalar definition and on SIMD.

use std::path::{Path, PathBuf};

use cells::Outcome;

use crate::support::Lesson;

/// One area's program: the harness, what PyTorch says, the cases, the report.
fn program(area: &Path, device: &str) -> String {
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens");
    let read = |path: PathBuf| std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let name = area.file_stem().expect("a file").to_string_lossy();
    let expected = read(goldens.join("expected").join(format!("{name}.txt")));
    let (harness, cases) = (read(goldens.join("harness.py")), read(area.to_path_buf()));
    format!("{harness}\ntorch.set_default_device('{device}')\nEXPECTED = r'''{expected}'''\n{cases}\nreport()")
}

fn replay(device: &str) {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/goldens/cases");
    let mut areas: Vec<PathBuf> =
        std::fs::read_dir(cases).expect("the cases are there").map(|entry| entry.expect("a file").path()).collect();
    areas.sort();
    let wanted = std::env::var("GOLDENS").ok();
    let mut wrong = Vec::new();
    for area in &areas {
        let name = area.file_stem().expect("a file").to_string_lossy().into_owned();
        if wanted.as_ref().is_some_and(|wanted| *wanted != name) {
            continue;
        }
        let mut lesson = Lesson::new();
        let seen = lesson.run(&program(area, device));
        let said = seen.stdout();
        if seen.outcome != Outcome::Ok {
            wrong.push(format!("{name} on {device}: {}", seen.error().text));
        } else if !said.trim_end().ends_with(" agree, 0 differ") {
            wrong.push(format!("{name} on {device}:\n{said}"));
        }
    }
    assert!(!areas.is_empty());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `GOLDENS=elementwise cargo test -p notebook goldens` runs one area.
#[test]
fn simd_says_what_pytorch_says() {
    replay("cpu");
}

#[test]
fn the_definition_says_what_pytorch_says() {
    replay("reference");
}
