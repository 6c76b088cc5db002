//! Helpers: a course with one exam, compiled.

use course::compile::{CompiledExam, CourseSource, ExamSource, ExamText, TextSource, course};
use course::exam::secret::{Form, Graded, Question, Slot, grade};
use course::exam::{Answer, Item, Mark, Points};
use course::model::Lang;

/// The front matter that tests put above their exam.
pub const FRONT: &str = "---\ntitle: T\nsummary: S\nminutes: 30\npass: 70\n---\nRules.\n";

/// A section that draws one question of any.
pub const SECTION: &str = "\n:::: {.section #all}\n## All\n\n::: {.draw n=1}\n:::\n::::\n";

/// A course `c` with codes S1 and S2 and the exam `e`: of `exam.md` and of bank files, by name and language.
pub fn source(exam: &str, banks: &[(&str, Lang, &str)]) -> CourseSource {
    let text = |name: &str, lang: Lang, text: &str| ExamText {
        name: name.into(),
        text: TextSource { lang, path: format!("c/exams/e/{name}.{}.md", lang.code()), bytes: text.into() },
    };
    let mut texts = vec![text("exam", Lang::En, exam)];
    texts.extend(banks.iter().map(|(name, lang, bank)| text(name, *lang, bank)));
    CourseSource {
        slug: "c".into(),
        toml_path: "c/course.toml".into(),
        toml: Some(b"title = \"C\"\ncodes = [[\"S1\", \"One\"], [\"S2\", \"Two\"]]\n".to_vec()),
        exams: vec![ExamSource { folder: "e".into(), files: vec!["x.svg".into()], texts }],
        ..CourseSource::default()
    }
}

/// The exam of these texts.
pub fn exam(exam: &str, banks: &[(&str, Lang, &str)]) -> CompiledExam {
    course(&source(exam, banks)).exams.remove("e").expect("every exam there is comes out")
}

/// An exam that draws one of these questions.
pub fn bank(text: &str) -> CompiledExam {
    exam(&format!("{FRONT}{SECTION}"), &[("questions", Lang::En, text)])
}

/// The messages of a bank's errors and warnings.
pub fn messages(compiled: &CompiledExam) -> Vec<&str> {
    let all = compiled.diagnostics.iter().map(|d| d.message.as_str());
    all.filter(|m| !m.contains("no translation into")).collect()
}

/// A question with one opening line and a body, which compiles without remarks.
pub fn question(attributes: &str, body: &str) -> Question {
    let compiled = bank(&format!("::: {{.question #q {attributes}}}\n{body}\n:::\n"));
    assert_eq!(messages(&compiled), [""; 0], "in\n{body}");
    compiled.exam.questions["q"].clone()
}

/// A slot that shows options in this order.
pub fn slot(order: &[u16]) -> Slot {
    Slot { item: "q1".into(), question: "q".into(), version: String::new(), seed: 1, order: order.into(), values: None }
}

/// What a candidate sees of a question whose options are shown in this order.
pub fn item(question: &Question, order: &[u16]) -> Item {
    question.item(&slot(order), 1, Lang::En)
}

/// The mark of an answer, which has to fit the item.
pub fn mark(question: &Question, order: &[u16], answer: &Answer) -> Mark {
    assert_eq!(answer.fits(&item(question, order)), Ok(()));
    match grade(question, &slot(order), Some(answer)) {
        Graded::Done(mark) => mark,
        other => panic!("not graded at once: {other:?}"),
    }
}

/// Checks the points of an answer.
pub fn check(question: &Question, order: &[u16], answer: &Answer, points: u32) {
    let mark = mark(question, order, answer);
    assert_eq!((mark.points, mark.of), (Points(points), question.points), "{answer:?}: {:?}", mark.detail);
}

/// An answer to a choice.
pub fn chosen(ids: &[&str]) -> Answer {
    Answer::Choice { chosen: ids.iter().map(ToString::to_string).collect() }
}

/// Ids of the questions of a form.
pub fn drawn(form: &Form) -> Vec<&str> {
    form.slots().map(|s| s.question.as_str()).collect()
}
