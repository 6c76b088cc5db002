//! What is wrong with a bank is said, in the right place, with what to write instead.

use course::compile::Severity;

use crate::support::{SECTION, bank, exam, messages};
use course::model::Lang;

/// A bank of one question has this message, and what to do about it.
fn check(attributes: &str, body: &str, message: &str) {
    let compiled = bank(&format!("# Bank\n\n::: {{.question #q {attributes}}}\n{body}\n:::\n"));
    let found = compiled.diagnostics.iter().find(|d| d.message.contains(message));
    let found = found.unwrap_or_else(|| panic!("no {message:?} in {:?}", messages(&compiled)));
    assert!(found.line >= 3 && found.file == "c/exams/e/questions.en.md", "{found:?}");
    assert!(found.help.is_some(), "{found:?}");
}

#[test]
fn of_attributes() {
    check("points=2", "x", "does not say of which kind");
    check("kind=singel", "x", "no kind of question `singel`");
    check("kind=single points=0", "x", "`points` is a number above 0");
    check("kind=single difficulty=hardest", "x", "`difficulty` is easy, medium or hard");
    check("kind=single covers=S9", "x", "lists no code `S9`");
    check("kind=single answer=3", "x", "a question of kind single has no `answer`");
}

#[test]
fn of_choices() {
    check("kind=single", "Q", "a choice has at least two options");
    check("kind=single", "Q\n\n- [ ] a\n- [ ] b", "none of the options is right");
    check("kind=single", "Q\n\n- [x] a\n- [x] b", "a single choice has one right option, and this one 2");
    check("kind=multiple", "Q\n\n- [x] a\n- [x] b", "all options are right");
    check("kind=single", "Q\n\n- [x] Same\n- [ ] *same*", "a wrong option reads like the right one");
    check("kind=single", "Q\n\n- [x] 0.50\n- [ ] 1/2", "a wrong option reads like the right one");
    check("kind=single", "Q\n\n- [x] a\n- [ ] b\n- [ ] b", "two options read alike");
    check("kind=single", "Q\n\n- [x] a\n- b", "does not say whether it is right");
    check("kind=single", "- [x] a\n- [ ] b", "asks nothing");
}

#[test]
fn of_numbers_and_texts() {
    check("kind=numeric", "Q", "has no number for an answer");
    check("kind=numeric answer=1.5", "Q", "nothing says how near");
    check("kind=numeric answer=1 tolerance=near", "Q", "`near` is no tolerance");
    check("kind=numeric answer=1 units=\"s, ms\"", "Q", "does not say how many of the first unit");
    check("kind=true-false", "Q", "does not say whether it is true");
    check("kind=short", "Q", "accepts no answer");
    check("kind=short", "Q\n\n- a\n- /(/", "not a pattern");
    check("kind=short", "Q\n\n- a\n- /.*/", "accepts an empty answer");
    check("kind=short", "Q\n\n- a\n- A", "accepts this already");
}

#[test]
fn of_lists_tables_blanks_and_images() {
    check("kind=ordering", "Q\n\n- a\n- a\n- b", "read alike");
    check("kind=ordering", "Q\n\n- a", "at least two entries");
    check("kind=matching", "Q\n\n| l | r |\n|-|-|\n| a | 1 |\n| b | 1 |", "alike on the right");
    check("kind=matching", "Q", "from 2 to 100 pairs");
    check("kind=blanks", "Q", "no blank");
    check("kind=blanks", "Q [[> a]]", "at least two choices");
    check("kind=blanks", "Q [a]([[b]])", "1 blanks are written, and 0 shown");
    check("kind=hot-spot", "Q", "has no image");
    check("kind=hot-spot", "Q\n\n![A](x.svg)\n\n- rect 1 1 2 2", "how large");
    check("kind=hot-spot", "Q\n\n![A](x.svg){width=9 height=9}\n\n- rect 1 1 20 2", "is not on the image");
    let line = "Q\n\n![A](x.svg){width=9 height=9}\n\n- poly 1 1 3 3 5 5";
    check("kind=hot-spot", line, "does not get all its points");
    check("kind=hot-spot", "Q\n\n![A](y.svg){width=9 height=9}\n\n- circle 1 1 2", "no file `y.svg`");
}

#[test]
fn of_essays_and_tasks() {
    check("kind=essay", "Q", "no rubric");
    check("kind=essay points=3", "Q\n\n::: {.rubric}\n- (2) A.\n:::", "worth 2 points together, and the question 3");
    check("kind=code", "Q", "has no check");
    check("kind=code", "Q", "has no solution");
    check("kind=tensor", "Q", "how much work it may use");
    check("kind=code", "Q\n\n```{python}\n1\n```", "does not say what it is for");
    check("kind=single", "Q\n\n```{python}\n#| check: true\n1\n```", "only code and tensor questions");
    check("kind=true-false answer=true", "Is {{n}} even?", "`{{n}}` has no value");
    check("kind=single", "Q \u{F100}", "one that only this program writes");
}

#[test]
fn of_the_bank() {
    let one = "::: {.question #q kind=true-false answer=true}\nQ\n:::\n";
    assert_eq!(messages(&bank(&format!("{one}\n{one}"))), ["there are two questions `q`"]);
    let other = one.replace("#q", "#r");
    let same = bank(&format!("{one}\n{other}"));
    assert!(messages(&same).contains(&"the questions `q` and `r` are the same in `en`"), "{:?}", messages(&same));
    let no_id = bank("::: {.question kind=true-false answer=true}\nQ\n:::\n\nLoose.\n");
    assert!(messages(&no_id)[0].starts_with("this question has no id"), "{:?}", messages(&no_id));
    assert!(messages(&no_id)[1].starts_with("this stands outside of a question"));
}

#[test]
fn of_the_exam() {
    let one = "::: {.question #q kind=true-false answer=true tags=a}\nQ\n:::\n";
    let hard = "::: {.question #r kind=true-false answer=true points=2 difficulty=hard tags=a}\nR\n:::\n";
    let check = |front: &str, body: &str, message: &str| {
        let text = format!("---\ntitle: T\nsummary: S\n{front}---\n{body}");
        let compiled = exam(&text, &[("questions", Lang::En, &format!("{one}\n{hard}"))]);
        let found = messages(&compiled);
        assert!(found.iter().any(|m| m.contains(message)), "no {message:?} in {found:?}");
    };
    let draw = |attributes: &str| format!(":::: {{.section #s}}\n## S\n::: {{.draw {attributes}}}\n:::\n::::\n");
    let fine = "minutes: 30\npass: 70\n";
    check("pass: 70\n", SECTION, "how long it takes");
    check("minutes: 30\npass: 120\n", SECTION, "`pass` is per cent, from 1 to 100, not `120`");
    check(&format!("{fine}wait: soon\n"), SECTION, "`wait` is a time");
    check(&format!("{fine}bands: [a 80, b 70]\n"), SECTION, "rising order");
    check(
        &format!("{fine}opens: 2026-05-02T00:00:00Z\ncloses: 2026-05-01T00:00:00Z\n"),
        SECTION,
        "closes before it opens",
    );
    check(&format!("{fine}feedback: answers\n"), SECTION, "candidates never get the answers");
    check(&format!("{fine}covers: [S1]\n"), SECTION, "certifies `S1`, and no question asks for it");
    check(fine, "", "the exam has no section");
    check(fine, &draw("n=3"), "asks for 3 questions, and the bank has 2");
    check(fine, &draw("n=1 tags=zz"), "no draw can take: q, r");
    check(fine, &draw("questions=\"q x\""), "the bank has no question `x`");
    check(fine, &draw("questions=\"q q\""), "named twice");
    check(fine, &draw("n=1"), "worth more than another's");
    check(fine, &draw("n=1"), "harder than another's");
    check(&format!("{fine}feedback: answers\n"), &draw("questions=\"q r\""), "no explanation: q, r");
}

#[test]
fn overlapping_draws_that_cannot_all_be_served_are_named() {
    let question = |id: &str, tags: &str| {
        format!("::: {{.question #{id} kind=true-false answer=true tags=\"{tags}\"}}\n{id}\n:::\n")
    };
    let banks = question("p", "a") + &question("q", "a b");
    let text = format!(
        "{}:::: {{.section #s}}\n## S\n::: {{.draw n=2 tags=a}}\n:::\n::: {{.draw n=1 tags=b}}\n:::\n::::\n",
        crate::support::FRONT
    );
    let compiled = exam(&text, &[("bank/x", Lang::En, &banks)]);
    let errors: Vec<_> = compiled.diagnostics.iter().filter(|d| d.severity == Severity::Error).collect();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].message.contains("other draws leave it"), "{errors:?}");
}
