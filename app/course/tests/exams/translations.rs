//! One question in two languages: the key once, the words twice.

use course::compile::CompiledExam;
use course::exam::{Answer, Body};
use course::model::Lang;

use crate::support::{FRONT, SECTION, check, exam, messages, slot};

fn both(attributes: &str, en: &str, zh: &str) -> CompiledExam {
    let en = format!("::: {{.question #q {attributes}}}\n{en}\n:::\n");
    let zh = format!("::: {{.question #q}}\n{zh}\n:::\n");
    exam(&format!("{FRONT}{SECTION}"), &[("questions", Lang::En, &en), ("questions", Lang::Zh, &zh)])
}

fn clean(attributes: &str, en: &str, zh: &str) -> CompiledExam {
    let compiled = both(attributes, en, zh);
    assert_eq!(messages(&compiled), [""; 0]);
    compiled
}

#[test]
fn options_follow_the_first_language() {
    let compiled = clean("kind=single", "Q\n\n- [x] r\n- [ ] w", "问\n\n- 对\n- 错");
    let item = compiled.exam.questions["q"].item(&slot(&[1, 0]), 1, Lang::Zh);
    let Body::Single { options } = &item.body else { panic!() };
    assert_eq!((item.prompt.as_str(), options[0].text.as_str()), ("<p>问</p>", "错"));
}

#[test]
fn accepted_forms_add_up() {
    let q = &clean("kind=short", "Q\n\n- mean", "问\n\n- 平均值").exam.questions["q"];
    for text in ["mean", "平均值"] {
        check(q, &[], &Answer::Text { text: text.into() }, 100);
    }
}

#[test]
fn a_choice_of_a_blank_is_the_same_in_all_languages() {
    let q = &clean("kind=blanks", "It is [[> low | high | flat]].", "它[[> 低 | 高 | 平]]。").exam.questions["q"];
    for seed in 0..20 {
        let slot = q.alone(seed);
        let ids = [Lang::En, Lang::Zh].map(|lang| {
            let Body::Blanks { blanks } = q.item(&slot, 1, lang).body else { panic!() };
            let right = blanks[0].choices.iter().find(|c| c.text == "low" || c.text == "低");
            right.expect("it is among them").id.clone()
        });
        assert_eq!(ids[0], ids[1]);
        let texts = [("b1".to_owned(), ids[0].clone())].into();
        let graded = course::exam::secret::grade(q, &slot, Some(&Answer::Blanks { texts }));
        assert!(matches!(graded, course::exam::secret::Graded::Done(mark) if mark.is_full()));
    }
}

#[test]
fn what_differs_is_said() {
    let says = |attributes: &str, en: &str, zh: &str, message: &str| {
        let compiled = both(attributes, en, zh);
        let found = compiled.diagnostics.iter().find(|d| d.message.contains(message));
        let found = found.unwrap_or_else(|| panic!("no {message:?} in {:?}", messages(&compiled)));
        assert_eq!(found.file, "c/exams/e/questions.zh.md");
    };
    says("kind=single", "Q\n\n- [x] r\n- [ ] w", "问\n\n- a\n- b\n- c", "3 options here, and 2 in the other");
    says("kind=single", "Q\n\n- [x] r\n- [ ] w", "问\n\n- [ ] a\n- [x] b", "another option is ticked");
    says("kind=ordering", "Q\n\n- a\n- b\n- c", "问\n\n- a\n- b", "2 entries here, and 3 in the other");
    says("kind=blanks", "[[a]] [[b]]", "[[a]]", "1 blanks here, and 2 in the other");
    // A language has its own order of words, and a blank can be put elsewhere in the sentence, but not before another.
    says(
        "kind=blanks",
        "A [[mean]] of [[> two | three]].",
        "[[> 两个 | 三个]]的[[平均]]。",
        "another one than in the other",
    );
    says("kind=blanks", "[[a]]", "[[> a | b]]", "another one than in the other language");
    says("kind=true-false answer=true", "Q", "```{python}\n#| generate: true\n1\n```\n问", "nobody reads this cell");
}

#[test]
fn attributes_count_in_the_first_file_only() {
    let zh = "::: {.question #q points=2}\n问\n:::\n";
    let en = "::: {.question #q kind=true-false answer=true}\nQ\n:::\n";
    let compiled = exam(&format!("{FRONT}{SECTION}"), &[("questions", Lang::En, en), ("questions", Lang::Zh, zh)]);
    assert_eq!(messages(&compiled), ["`points` counts in the other language's file only"]);
}

#[test]
fn a_missing_translation_is_named_and_stood_in_for() {
    let en = "::: {.question #q kind=true-false answer=true}\nQ\n:::\n";
    let compiled =
        exam(&format!("{FRONT}{SECTION}"), &[("questions", Lang::En, en), ("questions", Lang::Zh, "# 题库\n")]);
    assert_eq!(messages(&compiled), ["the question `q` is not there in `zh`; candidates get this text"]);
    let paper = compiled.exam.paper(&compiled.exam.draw(1), Lang::Zh).expect("nothing to generate");
    assert_eq!(paper.item("q1").map(|i| i.prompt.as_str()), Some("<p>Q</p>"));
}
