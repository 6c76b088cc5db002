//! Each kind: what a candidate sees of it, and that the key is not in it.

use course::exam::{Body, Points, fill_blanks};
use course::model::Lang;

use crate::support::{item, question, slot};

fn json(body: &Body) -> serde_json::Value {
    serde_json::to_value(body).expect("plain data")
}

#[test]
fn options_are_shown_in_the_drawn_order_and_say_nothing_about_the_authors() {
    let q = question("kind=single points=2", "Which?\n\n- [x] *Right*\n  > Yes.\n- [ ] Wrong\n- [ ] Other");
    let item = item(&q, &[2, 0, 1]);
    assert_eq!((item.prompt.as_str(), item.points), ("<p>Which?</p>", Points(200)));
    let Body::Single { options } = &item.body else { panic!("{item:?}") };
    let shown: Vec<_> = options.iter().map(|o| (o.id.as_str(), o.text.as_str())).collect();
    assert_eq!(shown, [("a", "Other"), ("b", "<em>Right</em>"), ("c", "Wrong")]);
    assert!(!json(&item.body).to_string().contains("Yes."));
    assert!(q.reveal(&slot(&[2, 0, 1]), Lang::En).answer.contains("Yes."));
}

#[test]
fn numbers_short_answers_and_true_or_false_show_no_key() {
    let numeric = question("kind=numeric answer=12345 units=\"s, ms=0.001\"", "How long?");
    assert_eq!(json(&item(&numeric, &[]).body), serde_json::json!({"kind": "numeric", "units": ["s", "ms"]}));
    let short = question("kind=short", "Name it.\n\n- secret word\n- /secrets?/\n- `Exact`");
    let shown = item(&short, &[]);
    assert_eq!((json(&shown.body), shown.prompt.as_str()), (serde_json::json!({"kind": "short"}), "<p>Name it.</p>"));
    let truth = question("kind=true-false answer=true", "So?");
    assert_eq!(json(&item(&truth, &[]).body), serde_json::json!({"kind": "true-false"}));
}

#[test]
fn orderings_and_matchings_are_shown_mixed() {
    let ordering = question("kind=ordering", "Order.\n\n1. one\n2. two\n3. three");
    let Body::Ordering { entries } = item(&ordering, &[1, 2, 0]).body else { panic!() };
    assert_eq!(entries.iter().map(|e| e.text.as_str()).collect::<Vec<_>>(), ["two", "three", "one"]);
    let matching = question("kind=matching", "Match.\n\n| l | r |\n|--|--|\n| a | 1 |\n| b | 2 |\n| | 3 |");
    let Body::Matching { left, right } = item(&matching, &[2, 1, 0]).body else { panic!() };
    assert_eq!((left.len(), left[0].text.as_str()), (2, "a"));
    let right: Vec<_> = right.iter().map(|e| (e.id.as_str(), e.text.as_str())).collect();
    assert_eq!(right, [("1", "3"), ("2", "2"), ("3", "1")]);
}

#[test]
fn blanks_stand_in_text_tables_and_code() {
    let body = "The [[gradient|slope]] is [[3.5 ± 0.1]].\n\n```python\nx = [[> min | max]](y)\n```";
    let q = question("kind=blanks", body);
    let item = item(&q, &[]);
    let Body::Blanks { blanks } = &item.body else { panic!() };
    assert_eq!(blanks.iter().map(|b| b.id.as_str()).collect::<Vec<_>>(), ["b1", "b2", "b3"]);
    let choices: Vec<_> = blanks[2].choices.iter().map(|c| (c.id.as_str(), c.text.as_str())).collect();
    // The right one does not stand first because the author has written it first.
    assert_eq!((blanks[0].choices.len(), choices), (0, vec![("a", "max"), ("b", "min")]));
    let filled = fill_blanks(&item.prompt, |i| format!("<{i}>"));
    assert!(filled.contains("The <0> is <1>.") && filled.contains("<2>"), "{filled}");
    for secret in ["gradient", "slope", "3.5"] {
        assert!(!serde_json::to_string(&item).expect("plain data").contains(secret), "{secret}");
    }
}

#[test]
fn a_hot_spot_shows_its_image_once_and_no_area() {
    let q = question("kind=hot-spot", "Click.\n\n![A plot](x.svg){width=60 height=40}\n\n- rect 11 12 13 14");
    let item = item(&q, &[]);
    let Body::HotSpot { image, picks } = &item.body else { panic!() };
    assert_eq!((image.alt.as_str(), image.width, *picks), ("A plot", 60, 1));
    assert_eq!(image.src, "/courses/c/exams/e/files/x.svg");
    assert_eq!(item.prompt, "<p>Click.</p>");
}

#[test]
fn an_essay_shows_its_criteria() {
    let q = question("kind=essay points=3 words=100", "Why?\n\n::: {.rubric}\n- (2) Names *two*.\n- (1) Clear.\n:::");
    let Body::Essay { words, criteria } = item(&q, &[]).body else { panic!() };
    assert_eq!(words, Some(100));
    assert_eq!(criteria, [("Names <em>two</em>.".to_owned(), Points(200)), ("Clear.".to_owned(), Points(100))]);
}

#[test]
fn a_task_shows_starter_setup_and_examples_only() {
    let cell = |role: &str, code: &str| format!("```{{python}}\n#| {role}: true\n{code}\n```\n\n");
    let body = "Mend.\n\n".to_owned()
        + &cell("setup", "import math")
        + &cell("starter", "x = 0")
        + &cell("example", "x > 0")
        + &cell("solution", "x = CANARY")
        + &cell("check", "x == CANARY");
    let q = question("kind=tensor fuel=2e9", &body);
    let item = item(&q, &[]);
    let Body::Code { starter, setup, examples, budget } = &item.body else { panic!() };
    assert_eq!((starter.as_str(), setup.as_str(), examples.len()), ("x = 0", "import math", 1));
    assert_eq!(budget.map(|b| b.fuel), Some(2_000_000_000));
    assert!(!serde_json::to_string(&item).expect("plain data").contains("CANARY"));
}
