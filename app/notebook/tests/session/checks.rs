//! Exercises and their checks.

use cells::{Exercise, Message, Outcome, Output, Part, Tone, Verdict};

use crate::support::Lesson;

fn exercise(code: &str, checks: &[&str]) -> Exercise {
    Exercise {
        cell: "ex".to_owned(),
        number: 4,
        envir: "main".to_owned(),
        setup: Some("data = [1, 2, 3]".to_owned()),
        code: code.to_owned(),
        checks: checks.iter().map(|&check| check.to_owned()).collect(),
        solution: Some("total = sum(data)\ntotal".to_owned()),
        timelimit: Some(5000),
    }
}

/// A plain string stands for the author's words.
struct Said(Message);

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self(Message::Author { text: text.to_owned() })
    }
}

impl From<Message> for Said {
    fn from(message: Message) -> Self {
        Self(message)
    }
}

/// Attempts `code` against `checks` and expects this verdict.
fn check(code: &str, checks: &[&str], correct: bool, message: impl Into<Said>, tone: Tone) {
    let mut lesson = Lesson::new();
    let (_, verdict) = lesson.session.check(&exercise(code, checks));
    assert_eq!(verdict, Verdict { correct, message: message.into().0, tone }, "{code} {checks:?}");
}

#[test]
fn answers_of_checks() {
    let against_solution =
        "{'correct': result == solution, 'message': 'good' if result == solution else f'{result} is not {solution}'}";
    check("sum(data)", &[against_solution], true, "good", Tone::Success);
    check("max(data)", &[against_solution], false, "3 is not 6", Tone::Warning);
    check("6", &["result == 6"], true, Message::Correct, Tone::Success);
    check("6", &["None"], true, Message::Correct, Tone::Success);
    check("6", &["{'correct': False, 'message': 'use data', 'type': 'info'}"], false, "use data", Tone::Info);
    check("x = 6", &["{'correct': x == 6 and last_value is None, 'message': 'x'}"], true, "x", Tone::Success);
}

#[test]
fn first_wrong_answer_wins() {
    let good = "{'correct': True, 'message': 'one'}";
    let last = "{'correct': True, 'message': 'two'}";
    check("1", &[good, last], true, "two", Tone::Success);
    check("1", &[good, "assert result == 2, 'should be 2'", last], false, "should be 2", Tone::Warning);
}

#[test]
fn checks_see_code_and_variables() {
    let look = "ok = ('sum' in user_code and envir_result.total == envir_result['total'] == 6 and envir_prep.data == [1, 2, 3]\n      and 'total' not in envir_prep and envir_solution.total == 6 and 'total' in solution_code and 'look' in check_code)\n# look\n{'correct': ok, 'message': 'seen'}";
    check("total = sum(data)", &[look], true, "seen", Tone::Success);
    check(
        "items = 7",
        &["{'correct': envir_result.items == 7, 'message': 'own names first'}"],
        true,
        "own names first",
        Tone::Success,
    );
    check("data.append(4)", &["{'correct': solution == 6, 'message': str(solution)}"], true, "6", Tone::Success);
}

#[test]
fn blanks_and_errors() {
    check("total = ______", &["False"], false, Message::Blanks { count: 1 }, Tone::Info);
    check("x = 1", &["x == 2"], false, Message::NotYet, Tone::Warning);
    check("x = 1", &["assert x == 2"], false, Message::NotYet, Tone::Warning);
    check(
        "1",
        &["x = 1\nnowhere"],
        false,
        Message::AuthorFailed {
            part: Part::Check,
            line: Some(2),
            error: "NameError: name 'nowhere' is not defined".to_owned(),
        },
        Tone::Error,
    );
    let mut lesson = Lesson::new();
    let (outcome, verdict) = lesson.session.check(&exercise("1 / 0", &["True"]));
    assert_eq!((outcome, verdict.correct, verdict.message), (Outcome::Error, false, Message::CodeFailed));
    assert!(matches!(&lesson.outputs()[..], [Output::Error(error)] if error.text.contains("File \"Cell 4\", line 1")));
}

#[test]
fn only_the_students_output_is_shown() {
    let mut lesson = Lesson::new();
    let (outcome, verdict) = lesson.session.check(&exercise("print('mine')", &["print('hidden')\nTrue"]));
    assert_eq!((outcome, verdict.correct), (Outcome::Ok, true));
    let outputs = lesson.outputs();
    assert!(matches!(&outputs[..], [Output::Stream { text, .. }] if text == "mine\n"), "{outputs:?}");
}

#[test]
fn endless_attempts_time_out() {
    let mut lesson = Lesson::new();
    let mut endless = exercise("while True: pass", &["True"]);
    endless.timelimit = Some(50);
    let (outcome, verdict) = lesson.session.check(&endless);
    assert_eq!((outcome, verdict.correct, verdict.message), (Outcome::TimedOut, false, Message::TimedOut));
}
