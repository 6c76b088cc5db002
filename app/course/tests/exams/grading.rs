//! Points, kind by kind, with partial credit as it is written down.

use course::exam::secret::{Graded, grade};
use course::exam::{Answer, Detail, Feedback, Mark, Points, Refused, Score};

use crate::support::{check, chosen, item, mark, question, slot};

fn text(text: &str) -> Answer {
    Answer::Text { text: text.into() }
}

fn number(value: &str, unit: Option<&str>) -> Answer {
    Answer::Number { value: value.into(), unit: unit.map(str::to_owned) }
}

#[test]
fn choices() {
    let single = question("kind=single points=2", "Q\n\n- [x] r\n- [ ] v\n- [ ] w");
    check(&single, &[2, 0, 1], &chosen(&["b"]), 200);
    check(&single, &[2, 0, 1], &chosen(&["a"]), 0);
    check(&single, &[2, 0, 1], &chosen(&[]), 0);
    let multiple = question("kind=multiple points=2", "Q\n\n- [x] r\n- [x] s\n- [ ] v\n- [ ] w");
    for (ids, points) in
        [(&["a", "b"][..], 200), (&["a"], 100), (&["a", "b", "c"], 100), (&["a", "c"], 0), (&["c", "d"], 0)]
    {
        check(&multiple, &[0, 1, 2, 3], &chosen(ids), points);
    }
    let truth = question("kind=true-false answer=false", "Q");
    check(&truth, &[], &chosen(&["false"]), 100);
    check(&truth, &[], &chosen(&["true"]), 0);
}

#[test]
fn numbers() {
    let plain = question("kind=numeric answer=-0.5 tolerance=0.05", "Q");
    for (value, points) in [("-0.5", 100), ("−0.45", 100), ("-1/2", 100), ("-.56", 0), ("0.5", 0), ("half", 0)] {
        check(&plain, &[], &number(value, None), points);
    }
    let units = question("kind=numeric answer=1.5 tolerance=2% units=\"s, ms=0.001\"", "Q");
    check(&units, &[], &number("1.5", Some("s")), 100);
    check(&units, &[], &number("1500", Some("ms")), 100);
    check(&units, &[], &number("1520 ms", None), 100);
    check(&units, &[], &number("1.5", Some("ms")), 0);
    assert_eq!(mark(&units, &[], &number("1.5", None)).detail, Detail::Unreadable);
}

#[test]
fn short_answers() {
    let q = question("kind=short", "Q\n\n- gradient descent\n- /(batch|mini-batch) gd/\n- `SGD`");
    for (given, points) in
        [(" Gradient  Descent ", 100), ("MINI-BATCH GD", 100), ("SGD", 100), ("sgd", 0), ("batch gd!", 0)]
    {
        check(&q, &[], &text(given), points);
    }
}

#[test]
fn orderings_count_neighbours() {
    let q = question("kind=ordering points=3", "Q\n\n1. a\n2. b\n3. c\n4. d");
    let order = |ids: &[&str]| Answer::Order { order: ids.iter().map(ToString::to_string).collect() };
    // Shown as d, c, b, a: their ids are a, b, c, d.
    let shown = [3, 2, 1, 0];
    check(&q, &shown, &order(&["d", "c", "b", "a"]), 300);
    check(&q, &shown, &order(&["a", "d", "c", "b"]), 200);
    check(&q, &shown, &order(&["a", "b", "c", "d"]), 0);
    assert_eq!(order(&["a", "b"]).fits(&item(&q, &shown)), Err(Refused::Size));
    assert_eq!(order(&["a", "b", "c", "c"]).fits(&item(&q, &shown)), Err(Refused::Unknown));
}

#[test]
fn matchings_and_blanks_count_parts() {
    let matching = question("kind=matching points=2", "Q\n\n| l | r |\n|-|-|\n| a | 1 |\n| b | 2 |\n| | 3 |");
    let pairs = |list: &[(&str, &str)]| Answer::Pairs {
        pairs: list.iter().map(|(l, r)| (l.to_string(), r.to_string())).collect(),
    };
    check(&matching, &[1, 2, 0], &pairs(&[("a", "3"), ("b", "1")]), 200);
    check(&matching, &[1, 2, 0], &pairs(&[("a", "3"), ("b", "3")]), 100);
    check(&matching, &[1, 2, 0], &pairs(&[("a", "3")]), 100);
    let blanks = question("kind=blanks points=3", "[[one|1st]] and [[2 ± 0.1]] and [[> three | four]]");
    let texts = |list: &[(&str, &str)]| Answer::Blanks {
        texts: list.iter().map(|(l, r)| (l.to_string(), r.to_string())).collect(),
    };
    check(&blanks, &[1, 0], &texts(&[("b1", "1ST"), ("b2", "2.05"), ("b3", "b")]), 300);
    check(&blanks, &[0, 1], &texts(&[("b1", "1ST"), ("b2", "2.05"), ("b3", "a")]), 300);
    check(&blanks, &[1, 0], &texts(&[("b1", "x"), ("b2", "2.2"), ("b3", "a")]), 0);
    assert_eq!(texts(&[("b3", "three")]).fits(&item(&blanks, &[])), Err(Refused::Unknown));
    assert_eq!(texts(&[("b9", "x")]).fits(&item(&blanks, &[])), Err(Refused::Unknown));
}

#[test]
fn hot_spots_count_areas_and_misses() {
    let body =
        "Q\n\n![A](x.svg){width=100 height=100}\n\n- rect 0 0 10 10\n- circle 50 50 10\n- poly 80 80 100 80 90 100";
    let q = question("kind=hot-spot points=3", body);
    let places = |list: &[(f64, f64)]| Answer::Places { places: list.to_vec() };
    check(&q, &[], &places(&[(5.0, 5.0), (55.0, 50.0), (90.0, 85.0)]), 300);
    check(&q, &[], &places(&[(5.0, 5.0), (6.0, 6.0)]), 0);
    check(&q, &[], &places(&[(5.0, 5.0), (50.0, 59.0), (30.0, 5.0)]), 100);
    assert_eq!(places(&[(0.0, 0.0); 4]).fits(&item(&q, &[])), Err(Refused::Size));
    for place in [(f64::NAN, 0.0), (101.0, 0.0), (0.0, -1.0)] {
        assert_eq!(places(&[place]).fits(&item(&q, &[])), Err(Refused::Place));
    }
}

#[test]
fn what_others_grade_is_passed_on() {
    let essay = question("kind=essay points=1", "Q\n\n::: {.rubric}\n- (1) A.\n:::");
    assert_eq!(grade(&essay, &slot(&[]), Some(&text("words"))), Graded::ByHand);
    let code = question(
        "kind=code",
        "Q\n\n```{python}\n#| solution: true\nx = 1\n```\n\n```{python}\n#| check: true\nx == 1\n```",
    );
    assert_eq!(grade(&code, &slot(&[]), Some(&Answer::Code { source: "x = 1".into() })), Graded::Sandbox);
    for q in [&essay, &code] {
        let Graded::Done(mark) = grade(q, &slot(&[]), None) else { panic!("nothing to grade") };
        assert_eq!((mark.points, mark.detail), (Points::ZERO, Detail::Unanswered));
    }
}

#[test]
fn a_score_has_verdict_band_and_skills() {
    let compiled = crate::support::exam(
        &crate::support::FRONT.replace("pass: 70\n", "pass: 70\nbands: [pass 70, merit 90]\nfeedback: items\n"),
        &[],
    );
    let policy = &compiled.exam.policy;
    assert_eq!(policy.feedback, Feedback::Items);
    let mark = |points, of| Mark { points: Points(points), of: Points(of), detail: Detail::Unanswered };
    let (good, bad) = (mark(600, 600), mark(100, 400));
    let codes = [vec!["S10".to_owned(), "S2".to_owned()], vec!["S2".to_owned()]];
    let score = Score::of(policy, [(&good, &codes[0][..]), (&bad, &codes[1][..])]);
    assert_eq!((score.passed, score.percent, score.band.as_deref()), (true, 70.0, Some("pass")));
    let skills: Vec<_> = score.skills.iter().map(|s| (s.code.as_str(), s.points.0, s.of.0)).collect();
    assert_eq!(skills, [("S2", 700, 1000), ("S10", 600, 600)]);
    assert!(!Score::of(policy, []).passed);
}
