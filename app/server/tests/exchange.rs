//! Exams from and to other systems, over the command line.

use std::{fs, path::Path, process::Command};

const ITEM: &str = r#"<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="sum" title="Sum">
<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier">
<qti-correct-response><qti-value>B</qti-value></qti-correct-response></qti-response-declaration>
<qti-item-body><p>What is 2 + 2?</p><qti-choice-interaction response-identifier="RESPONSE" max-choices="1">
<qti-simple-choice identifier="A">3</qti-simple-choice><qti-simple-choice identifier="B">4</qti-simple-choice>
</qti-choice-interaction></qti-item-body></qti-assessment-item>"#;

#[track_caller]
fn check(folder: &Path, arguments: &[&str], code: i32, words: &str) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_academy")).current_dir(folder).args(arguments).output().expect("runs");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(text.contains(words), "no {words:?} in {text}");
}

#[test]
fn an_exam_comes_in_passes_the_check_and_goes_out() {
    let root = tempfile::tempdir().expect("a folder");
    let at = root.path();
    fs::create_dir(at.join("demo")).expect("a folder");
    fs::write(at.join("demo/course.toml"), "title = \"Demo\"\n").expect("a file");
    fs::write(at.join("item.xml"), ITEM).expect("a file");

    check(at, &["import", "item.xml", "--into", "demo/quiz"], 1, "is no place for an exam");
    check(at, &["import", "item.xml", "--into", "demo/exams/quiz"], 0, "1 questions in demo/exams/quiz");
    check(at, &["import", "item.xml", "--into", "demo/exams/quiz"], 1, "is there already");
    check(at, &["check", "demo"], 0, "1 exam: 0 errors, 0 warnings");

    for format in ["canvas", "qti3"] {
        check(at, &["export", "demo/exams/quiz", "--to", "out.zip", "--format", format], 0, "1 of 1 questions");
        let into = format!("demo/exams/{format}");
        check(at, &["import", "out.zip", "--into", &into], 0, "1 questions");
        let bank =
            |exam: &str| fs::read_to_string(at.join("demo/exams").join(exam).join("questions.md")).expect("text");
        assert_eq!(bank(format), bank("quiz"));
    }
    check(at, &["export", "demo/exams/none", "--to", "out.zip"], 1, "is no exam");
    check(at, &["import", "demo/course.toml", "--into", "demo/exams/other"], 1, "not XML");
}
