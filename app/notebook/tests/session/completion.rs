//! Names offered at the cursor.

use crate::support::Lesson;

/// Completes at the end of `code` after running `before`; expects `label` with this kind, and the word's start.
fn check(before: &str, code: &str, from: u32, label: &str, kind: &str) {
    let mut lesson = Lesson::new();
    lesson.run(before);
    let (start, items) = lesson.session.complete("main", code, code.encode_utf16().count() as u32);
    let labels: Vec<&str> = items.iter().map(|item| item.label.as_str()).collect();
    let item = items.iter().find(|item| item.label == label).unwrap_or_else(|| panic!("{label} not in {labels:?}"));
    assert_eq!((start, item.kind.as_str()), (from, kind), "{code}");
}

#[test]
fn names_in_scope() {
    check("total = 5", "x = to", 4, "total", "variable");
    check("def tofu(): pass", "tof", 0, "tofu", "function");
    check("", "pri", 0, "print", "function");
    check("", "whi", 0, "while", "keyword");
    check("class Tree: pass", "Tr", 0, "Tree", "class");
    check("", "'é' + le", 6, "len", "function");
}

#[test]
fn attributes_of_live_objects() {
    check("import math", "math.sq", 5, "sqrt", "function");
    check("xs = []", "xs.app", 3, "append", "function");
    check(
        "class A:\n    def go(self): pass\n    @property\n    def p(self): print('ran')\na = A()",
        "a.",
        2,
        "p",
        "property",
    );
    check("", "from math import co", 17, "cos", "function");
    check("", "import ma", 7, "math", "namespace");
}

#[test]
fn nothing_where_nothing_fits() {
    let mut lesson = Lesson::new();
    for code in ["'pri", "# pri", "x = 12", "unknown.a", "f'{1}' + 'pr"] {
        let (_, items) = lesson.session.complete("main", code, code.len() as u32);
        assert!(items.is_empty(), "{code}: {items:?}");
    }
}

#[test]
fn completing_runs_no_code_of_the_student() {
    let mut lesson = Lesson::new();
    lesson.run("class A:\n    @property\n    def p(self):\n        print('ran')\n        return self\n    def __getattr__(self, name):\n        print('ran')\na = A()");
    let (_, items) = lesson.session.complete("main", "a.p.", 4);
    assert!(items.is_empty());
    assert!(lesson.outputs().is_empty());
}
