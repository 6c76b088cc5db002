//! Draws: the same seed makes the same form, every draw gets its number, and nothing in a paper tells the bank.

use std::collections::BTreeSet;

use course::compile::CompiledExam;
use course::model::Lang;

use crate::support::{FRONT, drawn, exam, messages};

fn compiled() -> CompiledExam {
    let choice = |id: &str, tags: &str| {
        format!("::: {{.question #{id} kind=single tags=\"{tags}\"}}\n{id}\n\n- [x] r\n- [ ] v\n- [ ] w\n:::\n\n")
    };
    let bank: String = [("p", "a"), ("q", "a b"), ("r", "a"), ("s", "c"), ("t", "c"), ("u", "c"), ("fixed", "a b c")]
        .map(|(i, t)| choice(i, t))
        .concat();
    let text = format!(
        "{FRONT}:::: {{.section #one}}\n## One\n::: {{.draw n=2 tags=a}}\n:::\n::: {{.draw n=1 tags=b}}\n:::\n::::\n\
         :::: {{.section #two shuffle=false navigation=forward}}\n## Two\n::: {{.draw questions=fixed}}\n:::\n::: {{.draw n=2 tags=c}}\n:::\n::::\n"
    );
    let compiled = exam(&text, &[("questions", Lang::En, &bank)]);
    assert_eq!(messages(&compiled), [""; 0]);
    compiled
}

#[test]
fn one_seed_is_one_form() {
    let exam = compiled().exam;
    assert_eq!(exam.draw(5), exam.draw(5));
    let forms: BTreeSet<String> = (0..50).map(|s| format!("{:?}", exam.draw(s).sections)).collect();
    assert!(forms.len() > 40, "{}", forms.len());
}

#[test]
fn every_draw_gets_its_number_and_nobody_twice() {
    let exam = compiled().exam;
    let mut seen = BTreeSet::new();
    for seed in 0..200 {
        let form = exam.draw(seed);
        let ids = drawn(&form);
        assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (6, 6), "{ids:?}");
        // Only q carries b and is not named elsewhere, so the first draw has to leave it.
        assert!(ids[..3].contains(&"q") && ids[3] == "fixed", "{ids:?}");
        seen.extend(ids.into_iter().map(str::to_owned));
    }
    assert_eq!(seen.len(), 7);
}

#[test]
fn a_paper_names_no_question() {
    let exam = compiled().exam;
    let paper = exam.paper(&exam.draw(1), Lang::En).expect("nothing to generate");
    let ids: Vec<_> = paper.items().map(|i| (i.id.as_str(), i.number)).collect();
    assert_eq!(ids, [("q1", 1), ("q2", 2), ("q3", 3), ("q4", 4), ("q5", 5), ("q6", 6)]);
    assert_eq!(paper.points().to_string(), "6");
    assert!(!serde_json::to_string(&paper).expect("plain data").contains("fixed\""));
}

#[test]
fn a_form_survives_storage() {
    let form = compiled().exam.draw(u64::MAX);
    let stored = serde_json::to_string(&form).expect("plain data");
    assert_eq!(serde_json::from_str::<course::exam::secret::Form>(&stored).expect("ours"), form);
}
