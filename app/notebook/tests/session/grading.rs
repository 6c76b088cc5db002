//! A candidate's session and an examining one, each on a thread of its own, as the sandbox has them in instances.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use cells::Message;
use cells::grade::wire::{Attempt, Examine, Reach, Reached};
use cells::grade::{Check, Finding, Generated};

use crate::support::Lesson;

/// Runs `code` on a thread that then answers what it is asked.
fn candidate(setup: Option<String>, code: String) -> (Attempt, Sender<Reach>, Receiver<Reached>) {
    let (ask, asked) = channel();
    let (answer, answers) = channel();
    let (ended, end) = channel();
    thread::spawn(move || {
        let mut lesson = Lesson::new();
        ended.send(lesson.session.attempt(setup.as_deref(), &code)).expect("the test waits");
        for reach in asked {
            if answer.send(lesson.session.reach(&reach)).is_err() {
                return;
            }
        }
    });
    (end.recv().expect("an attempt ends"), ask, answers)
}

fn judge(setup: Option<&str>, code: &str, solution: Option<&str>, check: &str) -> Finding {
    let (attempt, ask, answers) = candidate(setup.map(str::to_owned), code.to_owned());
    let Attempt::Ended { names, result } = attempt else { panic!("{code}: {attempt:?}") };
    let examine = Examine {
        setup: setup.map(str::to_owned),
        code: code.to_owned(),
        solution: solution.map(str::to_owned),
        checks: vec![Check { code: check.to_owned(), points: 1 }],
        names,
        result,
    };
    let line = Box::new(move |reach| {
        ask.send(reach).expect("the candidate's thread lives");
        answers.recv().expect("the candidate's thread answers")
    });
    Lesson::new().session.examine(&examine, line).remove(0)
}

fn check(code: &str, check: &str, correct: bool) {
    let finding = judge(Some("data = [1, 2]\ndef help(x): return x"), code, Some("sum(data)"), check);
    assert_eq!(finding.verdict.correct, correct, "{code}\n{check}\n{:?}", finding.verdict);
}

#[test]
fn values_arrive_as_they_are() {
    let all = "[None, True, 1, 10**40, -0.5, 1j, 'ä', b'\\0', (1,), {2}, frozenset({3}), {'a': [float('inf')]}]";
    check(
        &format!("x = {all}\nx"),
        &format!("x == {all} == result and [type(v) for v in x] == [type(v) for v in {all}]"),
        true,
    );
    check(
        "import torch\nt = torch.tensor([[1., 2.]])\nt",
        "import torch\ntorch.equal(result, torch.tensor([[1., 2.]]))",
        true,
    );
    check(
        "import numpy as np\na = np.arange(3)\na[2]",
        "a.tolist() == [0, 1, 2] and result == 2 and np.int64 is type(result)",
        true,
    );
}

#[test]
fn objects_are_asked_where_they_are() {
    check("def f(*a, k=1): return (a, k)", "f(1, [2], k='z') == ((1, [2]), 'z') and callable(f)", true);
    check(
        "class C:\n    n = 3\n    def m(self, o): return o.n + 1\nc = C()",
        "c.m(c) == 4 and isinstance(c, C) and len(repr(c)) > 3",
        true,
    );
    check("def f(g): return g", "f(lambda: 1)", false);
    check("x = [0] * 10**7", "len(x) == 10**7", false);
}

#[test]
fn what_is_missing_or_of_another_kind_is_the_candidates_doing() {
    let solution = "def double(x): return 2 * x";
    let verdict = |code: &str, check: &str| judge(None, code, Some(solution), check).verdict.message;
    let failed = |error: &str| Message::CallFailed { error: error.to_owned() };
    let check = "abs(double(3) - 6) < 0.1";
    for (code, error) in [
        ("# nothing yet", "NameError"),
        ("def twice(x): return 2 * x", "NameError"),
        ("double = 6", "TypeError"),
        ("def double(x): return 'six'", "TypeError"),
        ("def double(x): return [0] * 10**7", "ValueError"),
        ("def double(x):\n    a = []\n    a.append(a)\n    return a", "ValueError"),
    ] {
        assert_eq!(verdict(code, check), failed(error), "{code}");
    }
    // What is wrong for the author's solution too is the author's.
    assert!(matches!(verdict("double = 6", "doubel(3) == 6"), Message::AuthorFailed { .. }));
    assert!(matches!(verdict(solution, "1 / 0"), Message::AuthorFailed { .. }));
}

#[test]
fn what_is_the_authors_stays_the_authors() {
    check(
        "help = lambda x: 1\nlen = lambda x: 1",
        "help(7) == 7 and len(data) == 2 and envir_result.help(7) == 1",
        true,
    );
    check("data.append(3); 3", "result == solution and data == [1, 2, 3] and envir_prep.data == [1, 2]", true);
    check("class E:\n    def __eq__(self, o): return True\nE()", "result == 3", false);
    check(
        "import torch\nclass T:\n    def equal(self, a, b): return True\ntorch = T()\n1",
        "torch.equal(torch.ones(1), torch.zeros(1))",
        false,
    );
}

#[test]
fn an_exception_is_the_candidates_or_the_checks() {
    let finding = judge(None, "def f(): return [][1]", None, "f()");
    assert_eq!(finding.verdict.message, Message::CallFailed { error: "IndexError".to_owned() });
    let finding = judge(None, "def f(): return [][1]", None, "f\n[][1]");
    assert!(matches!(finding.verdict.message, Message::AuthorFailed { .. }), "{finding:?}");
}

#[test]
fn variants_come_from_their_seed() {
    let code = "def generate(rng):\n    return [rng.randint(0, 10**9), rng.choice('abc')]";
    let variant = |seed| Lesson::new().session.generate(code, seed);
    assert_eq!(variant(5), variant(5));
    assert_ne!(variant(5), variant(6));
    assert!(matches!(variant(5), Generated::Value { .. }));
}
