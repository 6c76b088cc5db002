//! Questions with a generator: one text, many variants.

use course::compile::{reopen, variant};
use course::exam::secret::{Key, Question, Unmade, Values};
use course::model::Lang;

use crate::support::{bank, check, messages, question};
use course::exam::Answer;

const BODY: &str = "What is {{a}} times $x^{{{b}}}$ at 1?\n\n```{python}\n#| generate: true\ndef generate(rng):\n    return {\"a\": f\"{{a}}\"}\n```";

fn values(pairs: &[(&str, &str)]) -> Values {
    Values(pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect())
}

fn numeric() -> Question {
    question("kind=numeric answer={{a}}", BODY)
}

#[test]
fn values_are_put_into_text_formulas_and_key() {
    let q = numeric();
    assert!(q.generate.as_deref().is_some_and(|g| g.contains("f\"{{a}}\"")), "the generator stays as it is");
    let made = variant(&q, &values(&[("a", "-7"), ("b", "3")])).expect("fits");
    let prompt = &made.text(Lang::En).1.prompt;
    assert!(prompt.contains("What is -7 times") && prompt.contains("<mn>3</mn>"), "{prompt}");
    assert_eq!(made.version, q.version);
    check(&made, &[], &Answer::Number { value: "-7".into(), unit: None }, 100);
}

#[test]
fn a_variant_that_does_not_work_is_said() {
    let missing = variant(&numeric(), &values(&[("a", "1")])).expect_err("b is missing");
    assert!(missing.iter().any(|d| d.message.contains("no value `b`")), "{missing:?}");
    let body =
        "Q\n\n- [x] {{r}}\n- [ ] {{w}}\n\n```{python}\n#| generate: true\ndef generate(rng):\n    return {}\n```";
    let q = question("kind=single", body);
    assert!(matches!(q.key, Key::Single { options: 2, right: 0 }));
    let alike = variant(&q, &values(&[("r", "5"), ("w", "5")])).expect_err("both are 5");
    assert!(alike.iter().any(|d| d.message.contains("reads like the right one")), "{alike:?}");
}

#[test]
fn an_exam_waits_for_the_values() {
    let compiled = bank(&format!("::: {{.question #q kind=numeric answer={{{{a}}}}}}\n{BODY}\n:::\n"));
    assert_eq!(messages(&compiled), [""; 0]);
    let mut form = compiled.exam.draw(3);
    assert_eq!(compiled.exam.paper(&form, Lang::En), Err(Unmade::NoValues("q".into())));
    for slot in form.slots_mut() {
        slot.values = Some(values(&[("a", "4"), ("b", "2")]));
    }
    let paper = compiled.exam.paper(&form, Lang::En).expect("all there");
    assert!(paper.item("q1").is_some_and(|i| i.prompt.contains("What is 4 times")));
}

#[test]
fn a_question_can_be_made_again_from_its_archive() {
    let q = question("kind=single points=2 covers=S1", "Q ![](x.svg){fig-alt=\"\"}\n\n- [x] r\n- [ ] w");
    let stored = serde_json::to_string(&q.archive).expect("plain data");
    let again = reopen(&serde_json::from_str(&stored).expect("ours")).expect("it compiled before");
    assert_eq!((again.key, again.texts, again.version, again.points), (q.key, q.texts, q.version, q.points));
}
