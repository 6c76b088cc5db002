//! Stop, time limits, recursion: whatever a student writes, the session lives on with its variables.

use cells::Outcome;
use notebook::Cell;

use crate::support::Lesson;

/// Runs code that never ends, presses Stop after 100 ms, and expects it to end soon with the variables kept.
fn check(code: &str) {
    let mut lesson = Lesson::new();
    lesson.run("kept = 42");
    let seen = lesson.run_stopped(100, code);
    assert_eq!(seen.outcome, Outcome::Interrupted, "{code}\n{:?}", seen.outputs);
    assert!(seen.millis < 1000, "{code}\ntook {} ms", seen.millis);
    assert_eq!(lesson.run("kept").value(), Some("42"));
}

#[test]
fn endless_code_is_stopped() {
    check("while True: pass");
    check("while True:\n    try:\n        while True:\n            pass\n    except:\n        pass");
    check("try:\n    while True: pass\nexcept KeyboardInterrupt:\n    pass\nwhile True: pass");
    check("def f(): f2()\ndef f2():\n    try:\n        f()\n    except RecursionError:\n        f()\nf()");
    check("from itertools import count\nsum(1 for _ in count())");
    check("from itertools import count\n[x for x in count() if False]");
    check("from itertools import count\n{x for x in count() if False}");
    check("f = lambda n: f(n - 1) + f(n - 1) if n else 1\nf(60)");
    check("def fib(n):\n    'slow'\n    return n if n < 2 else fib(n-1) + fib(n-2)\nfib(60)");
    check("for _ in iter(int, 1): pass");
    check("import time\ntime.sleep(60)");
    check("while True: print('spam')");
}

#[test]
fn traceback_of_stop_shows_no_poll() {
    let mut lesson = Lesson::new();
    let seen = lesson.run_stopped(50, "def spin():\n    while True:\n        x = 1\nspin()");
    let error = seen.error();
    assert_eq!(error.name, "KeyboardInterrupt");
    assert_eq!(error.line, Some(3), "{}", error.text);
    assert!(!error.text.contains("poll"), "{}", error.text);
}

#[test]
fn time_limit_ends_a_cell() {
    let mut lesson = Lesson::new();
    let cell = Cell { number: 1, envir: "main", code: "n = 0\nwhile True:\n    n += 1", timelimit: Some(100) };
    let seen = lesson.run_cell(&cell);
    assert_eq!(seen.outcome, Outcome::TimedOut);
    assert!(seen.millis < 1000, "{} ms", seen.millis);
    assert_eq!(seen.error().message, "the cell was stopped after its time limit of 0.1 s");
    assert_eq!(lesson.run("n > 0").value(), Some("True"));
}

#[test]
fn deep_recursion_is_an_error() {
    let mut lesson = Lesson::new();
    for code in [
        "def f(n): return f(n + 1)\nf(0)",
        "class A:\n    def __getattr__(self, name): return getattr(self, name + 'x')\nA().a",
        "class A:\n    def __repr__(self): return repr(self)\nA()",
        "f = lambda x: sorted([1], key=f)\nf(0)",
        "def f(x): return list(map(f, [x]))\nf(1)",
    ] {
        let seen = lesson.run(code);
        assert_eq!(seen.error().name, "RecursionError", "{code}\n{}", seen.error().text);
    }
    let text = &lesson.run("def f(n): return f(n + 1)\nf(0)").error().text.clone();
    assert!(text.contains("[Previous line repeated"), "{text}");
    assert_eq!(lesson.run("1").value(), Some("1"));
}

#[test]
fn exit_and_memory() {
    let mut lesson = Lesson::new();
    assert_eq!(lesson.run("import sys\nsys.exit()").outcome, Outcome::Ok);
    let seen = lesson.run("import sys\nsys.exit('bad')");
    assert_eq!((seen.outcome, seen.error().name.as_str()), (Outcome::Error, "SystemExit"));
    let seen = lesson.run("raise MemoryError('enough')");
    assert_eq!((seen.error().name.as_str(), seen.error().message.as_str()), ("MemoryError", "enough"));
    for wordless in ["raise MemoryError", "bytearray(2**80)"] {
        let text = lesson.run(wordless).error().text.clone();
        assert!(text.contains("may hold (1024 MB, of which 12 MB are in use)"), "{wordless}: {text}");
    }
    assert_eq!(lesson.run("2").value(), Some("2"));
}
