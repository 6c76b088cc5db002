//! Exceptions as CPython prints them.

use crate::support::Lesson;

/// Runs `code` as Cell 1 and expects this traceback text.
fn check(code: &str, text: &str) {
    let mut lesson = Lesson::new();
    let seen = lesson.run(code);
    assert_eq!(seen.error().text, text, "{code}");
}

#[test]
fn plain() {
    check(
        "x = 1\ny = x / 0",
        "Traceback (most recent call last):\n  File \"Cell 1\", line 2, in <module>\n    y = x / 0\n        ~~^~~\nZeroDivisionError: division by zero",
    );
    check(
        "def f(a):\n    for i in [1]:\n        return a['k']\nf({})",
        "Traceback (most recent call last):\n  File \"Cell 1\", line 4, in <module>\n    f({})\n    ~^^^^\n  File \"Cell 1\", line 3, in f\n    return a['k']\n           ~^^^^^\nKeyError: 'k'",
    );
    check(
        "raise ValueError",
        "Traceback (most recent call last):\n  File \"Cell 1\", line 1, in <module>\n    raise ValueError\nValueError",
    );
}

#[test]
fn chained() {
    check(
        "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('no') from e",
        "Traceback (most recent call last):\n  File \"Cell 1\", line 2, in <module>\n    1 / 0\n    ~~^~~\nZeroDivisionError: division by zero\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File \"Cell 1\", line 4, in <module>\n    raise ValueError('no') from e\nValueError: no",
    );
}

#[test]
fn suggestions_and_own_classes() {
    check(
        "total = 1\ntotl",
        "Traceback (most recent call last):\n  File \"Cell 1\", line 2, in <module>\n    totl\nNameError: name 'totl' is not defined. Did you mean: 'total'?",
    );
    check(
        "class Odd(Exception): pass\nraise Odd(3)",
        "Traceback (most recent call last):\n  File \"Cell 1\", line 2, in <module>\n    raise Odd(3)\nOdd: 3",
    );
}

#[test]
fn frames_of_frozen_modules_are_left_out() {
    check(
        "import json\njson.loads('{')",
        "Traceback (most recent call last):\n  File \"Cell 1\", line 2, in <module>\n    json.loads('{')\n    ~~~~~~~~~~^^^^^\njson.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
    );
}

#[test]
fn syntax_errors_have_a_place() {
    let mut lesson = Lesson::new();
    for (code, line, column, message) in [
        ("x = 1\ny = = 2", 2, 5, "invalid syntax"),
        ("print('a'", 1, 6, "'(' was never closed"),
        ("if True\n    x = 1", 1, 8, "expected ':'"),
        ("for i in x:\nprint(i)", 2, 1, "expected an indented block after 'for' statement on line 1"),
    ] {
        let seen = lesson.run(code);
        let error = seen.error();
        assert_eq!(error.name.as_str(), if message.contains("indented") { "IndentationError" } else { "SyntaxError" });
        assert_eq!((error.line, error.column), (Some(line), Some(column)), "{code}\n{}", error.text);
        assert!(error.text.contains(message), "{}", error.text);
        assert!(error.text.contains('^'), "{}", error.text);
    }
    assert_eq!(lesson.run("5").value(), Some("5"));
}

#[test]
fn line_is_that_of_the_cell_that_ran() {
    let mut lesson = Lesson::new();
    lesson.run_cell(&notebook::Cell {
        number: 7,
        envir: "main",
        code: "\n\ndef f():\n    return 1 / 0",
        timelimit: None,
    });
    let seen = lesson.run("x = 1\nf()");
    assert_eq!(seen.error().line, Some(2));
    assert!(seen.error().text.contains("File \"Cell 7\", line 4, in f\n    return 1 / 0"), "{}", seen.error().text);
}

/// Places and words as CPython 3.13 prints them; only frames of the standard library are left out.
#[test]
fn as_cpython() {
    let top = "Traceback (most recent call last):\n  File \"Cell 1\", line ";
    for (code, rest) in [
        (
            "x = [1,2]\nx.foo.bar(1)",
            "2, in <module>\n    x.foo.bar(1)\n    ^^^^^\nAttributeError: 'list' object has no attribute 'foo'",
        ),
        (
            "'é' + 1 + 2",
            "1, in <module>\n    'é' + 1 + 2\n    ~~~~^~~\nTypeError: can only concatenate str (not \"int\") to str",
        ),
        ("x = 5\nx(3)", "2, in <module>\n    x(3)\n    ~^^^\nTypeError: 'int' object is not callable"),
        ("assert 1 == 2, 'no'", "1, in <module>\n    assert 1 == 2, 'no'\n           ^^^^^^\nAssertionError: no"),
        (
            "int('a')",
            "1, in <module>\n    int('a')\n    ~~~^^^^^\nValueError: invalid literal for int() with base 10: 'a'",
        ),
        (
            "def g(): raise KeyError('k')\ntry:\n    g()\nexcept KeyError:\n    {}['z']",
            "3, in <module>\n    g()\n    ~^^\n  File \"Cell 1\", line 1, in g\n    def g(): raise KeyError('k')\n             ^^^^^^^^^^^^^^^^^^^\nKeyError: 'k'\n\nDuring handling of the above exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"Cell 1\", line 5, in <module>\n    {}['z']\n    ~~^^^^^\nKeyError: 'z'",
        ),
    ] {
        check(code, &format!("{top}{rest}"));
    }
}
