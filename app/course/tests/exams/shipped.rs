//! The exams that ship: nothing to remark, every code of the course asked for, every candidate served.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use course::compile::{CompiledExam, CourseSource, ExamSource, ExamText, TextSource, course, exam_text};
use course::exam::secret::{Graded, Key, grade, solve};
use course::exam::{Detail, Points};
use course::model::Lang;

/// The two exams, read from the course's folder.
fn exams() -> Vec<CompiledExam> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/maas");
    let exam = |name: &str| {
        let folder = root.join("exams").join(name);
        let mut source = ExamSource { folder: name.into(), ..ExamSource::default() };
        for file in [list(&folder), list(&folder.join("bank"))].concat() {
            let below = file.strip_prefix(&folder).expect("below it").to_str().expect("a text").to_owned();
            if let Some((name, lang)) = exam_text(&below) {
                let bytes = fs::read(&file).expect("a file");
                let text = TextSource { lang, path: below.clone(), bytes };
                source.texts.push(ExamText { name: name.into(), text });
            }
            source.files.push(below);
        }
        source
    };
    let source = CourseSource {
        slug: "maas".into(),
        toml_path: "course.toml".into(),
        toml: Some(fs::read(root.join("course.toml")).expect("a file")),
        exams: vec![exam("foundations"), exam("practitioner")],
        ..CourseSource::default()
    };
    course(&source).exams.into_values().collect()
}

fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries.map(|e| e.expect("an entry").path()).filter(|p| p.is_file()).collect()
}

#[test]
fn there_is_nothing_to_remark() {
    for compiled in exams() {
        let remarks: Vec<_> = compiled.diagnostics.iter().map(|d| (&d.file, d.line, &d.message)).collect();
        assert_eq!(remarks, [], "{}", compiled.exam.slug);
    }
}

#[test]
fn the_second_asks_for_every_code_and_both_are_in_both_languages() {
    let exams = exams();
    let asked: BTreeSet<&str> = exams[1].exam.questions.values().flat_map(|q| &q.covers).map(String::as_str).collect();
    let missing: Vec<String> = (1..=21).map(|n| format!("S{n}")).filter(|c| !asked.contains(c.as_str())).collect();
    assert_eq!(missing, [""; 0]);
    for question in exams.iter().flat_map(|e| e.exam.questions.values()) {
        assert_eq!(question.texts.len(), Lang::ALL.len(), "{}", question.id);
    }
}

#[test]
fn every_candidate_gets_as_much_of_many_kinds() {
    for compiled in exams() {
        let exam = &compiled.exam;
        assert!(exam.items() >= 15);
        let mut worth = BTreeSet::new();
        for seed in 0..100 {
            let form = exam.draw(seed);
            assert_eq!(form.slots().count(), exam.items());
            let questions: Vec<_> = form.slots().map(|s| &exam.questions[&s.question]).collect();
            worth.insert(questions.iter().map(|q| q.points).sum::<Points>());
            let kinds: BTreeSet<_> = questions
                .iter()
                .map(|q| std::mem::discriminant(&q.key))
                .collect::<Vec<_>>()
                .into_iter()
                .map(|d| format!("{d:?}"))
                .collect();
            assert!(kinds.len() >= 4, "{kinds:?}");
            assert!(questions.iter().any(|q| matches!(&q.key, Key::Code(task) if task.budget.is_some())));
        }
        assert_eq!(worth.len(), 1, "{worth:?}");
    }
}

#[test]
fn every_key_is_satisfied_by_its_own_answer() {
    for compiled in exams() {
        for seed in 0..20 {
            let form = compiled.exam.draw(seed);
            for slot in form.slots() {
                let question = &compiled.exam.questions[&slot.question];
                let Some(answer) = solve(question, slot) else {
                    assert!(matches!(question.key, Key::Essay { .. }), "{}", question.id);
                    continue;
                };
                assert_eq!(answer.fits(&question.item(slot, 1, Lang::Zh)), Ok(()), "{}", question.id);
                match grade(question, slot, Some(&answer)) {
                    Graded::Done(mark) => assert!(mark.is_full(), "{}: {:?}", question.id, mark.detail),
                    other => assert_eq!(other, Graded::Sandbox),
                }
                let Graded::Done(none) = grade(question, slot, None) else { panic!("nothing to grade") };
                assert_eq!((none.points, none.detail), (Points::ZERO, Detail::Unanswered));
            }
        }
    }
}
