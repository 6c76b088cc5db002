//! Anything may come from outside: grading never panics, never gives more than there is, and texts never break the compiler.

use std::sync::LazyLock;

use course::exam::Answer;
use course::exam::secret::{Graded, Question, Slot, grade};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use crate::support::{bank, item, question, slot};

static QUESTIONS: LazyLock<Vec<(Question, Slot)>> = LazyLock::new(|| {
    let image = "Q\n\n![A](x.svg){width=100 height=100}\n\n- rect 0 0 10 10\n- poly 80 80 100 80 90 100";
    [
        ("kind=single points=1.5", "Q\n\n- [x] r\n- [ ] v\n- [ ] w", &[1, 2, 0][..]),
        ("kind=multiple points=2", "Q\n\n- [x] r\n- [x] s\n- [ ] v", &[2, 1, 0]),
        ("kind=true-false answer=true", "Q", &[]),
        ("kind=numeric answer=2 tolerance=5% units=\"s, ms=0.001\"", "Q", &[]),
        ("kind=short", "Q\n\n- word\n- /w+/", &[]),
        ("kind=ordering points=5", "Q\n\n1. a\n2. b\n3. c", &[2, 1, 0]),
        ("kind=matching points=3", "Q\n\n| l | r |\n|-|-|\n| a | 1 |\n| b | 2 |", &[1, 0]),
        ("kind=blanks points=2", "[[a]] [[2 ± 1]] [[> x | y]]", &[]),
        ("kind=hot-spot points=2", image, &[]),
    ]
    .map(|(attributes, body, order)| (question(attributes, body), slot(order)))
    .into()
});

fn answers() -> impl Strategy<Value = Answer> {
    let id = || prop_oneof!["[a-d]", "[1-4]", "b[1-4]", "true|false", ".{0,4}"];
    let typed = || prop_oneof!["[-+0-9.,/e×^ ]{0,12}", "word", "w{1,9}", ".{0,40}"];
    let coordinate = || prop_oneof![0.0..100.0f64, any::<f64>()];
    prop_oneof![
        vec(id(), 0..6).prop_map(|chosen| Answer::Choice { chosen }),
        (typed(), proptest::option::of(prop_oneof!["s|ms", ".{0,3}"]))
            .prop_map(|(value, unit)| Answer::Number { value, unit }),
        typed().prop_map(|text| Answer::Text { text }),
        vec(id(), 0..6).prop_map(|order| Answer::Order { order }),
        btree_map(id(), id(), 0..5).prop_map(|pairs| Answer::Pairs { pairs }),
        btree_map(id(), typed(), 0..5).prop_map(|texts| Answer::Blanks { texts }),
        vec((coordinate(), coordinate()), 0..5).prop_map(|places| Answer::Places { places }),
        typed().prop_map(|source| Answer::Code { source }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_answer_panics_or_gets_more_than_there_is(answer in answers()) {
        for (question, slot) in QUESTIONS.iter() {
            let _ = answer.fits(&item(question, &slot.order));
            let Graded::Done(mark) = grade(question, slot, Some(&answer)) else { panic!("these are graded at once") };
            prop_assert!(mark.points <= mark.of && mark.of == question.points);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_text_breaks_the_compiler(
        kind in "single|multiple|true-false|numeric|short|ordering|matching|blanks|hot-spot|essay|code|tensor",
        attributes in "[ a-z0-9=%\"#.]{0,30}",
        body in "([-*|>\\[\\]x(){}:`#~ =±/$\\\\a-c1-3模\u{F100}\n]|```\\{python\\}\n|#\\| check: true\n|\\[\\[|\\{\\{n\\}\\}){0,80}",
    ) {
        let compiled = bank(&format!("::: {{.question #q kind={kind} {attributes}}}\n{body}\n:::\n"));
        for (id, question) in &compiled.exam.questions {
            prop_assert_eq!(id, &question.id);
        }
        let form = compiled.exam.draw(1);
        let _ = compiled.exam.paper(&form, course::model::Lang::Zh);
    }
}
