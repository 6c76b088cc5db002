//! Values, printed text, environments, the standard library.

use cells::{Notice, Outcome, Output};
use notebook::Cell;

use crate::support::Lesson;

/// Runs `code` and expects this standard output and this shown value.
fn check(code: &str, stdout: &str, value: Option<&str>) {
    let mut lesson = Lesson::new();
    let seen = lesson.run(code);
    assert_eq!(seen.outcome, Outcome::Ok, "{:#?}", seen.outputs);
    assert_eq!((seen.stdout().as_str(), seen.value()), (stdout, value), "{code}");
}

#[test]
fn warming_leaves_no_trace() {
    let mut lesson = Lesson::new();
    lesson.session.warm();
    assert_eq!(lesson.outputs(), []);
    assert_eq!(lesson.run("torch").error().message, "name 'torch' is not defined");
    assert_eq!(lesson.run("import torch\ntorch.ones(2)").value(), Some("tensor([1., 1.])"));
}

#[test]
fn last_expression_is_shown() {
    check("1 + 1", "", Some("2"));
    check("x = 3\nx", "", Some("3"));
    check("'a'", "", Some("'a'"));
    check("None", "", None);
    check("x = 3", "", None);
    check("3;", "", None);
    check("3; # said enough", "", None);
    check("if True:\n    3", "", None);
    check("print('hello')\n[1, 2]", "hello\n", Some("[1, 2]"));
    check("", "", None);
    check("# nothing", "", None);
}

#[test]
fn programs_run_as_in_python() {
    check(
        "def f(n):\n    'doc'\n    return n if n < 2 else f(n-1) + f(n-2)\nf(15), f.__doc__",
        "",
        Some("(610, 'doc')"),
    );
    check("g = lambda a, *b, **c: (a, b, c)\ng(1, 2, d=3)", "", Some("(1, (2,), {'d': 3})"));
    check("[x * y for x in range(3) if x for y in range(2)]", "", Some("[0, 1, 0, 2]"));
    check("list(x for x in 'ab'), {x for x in [1]}, {k: 1 for k in 'a'}", "", Some("(['a', 'b'], {1}, {'a': 1})"));
    check("def f():\n    for i in range(2):\n        yield i\nlist(f())", "", Some("[0, 1]"));
    check(
        "def f():\n    a = 1\n    for _ in [0]:\n        b = (lambda: 2)()\n    return sorted(locals())\nf()",
        "",
        Some("['_', 'a', 'b']"),
    );
    check("def f():\n    '''only'''\nf.__doc__, f()", "", Some("('only', None)"));
    check("import sys\nprint('e', file=sys.stdout)\nsys.stdout.write('w\\n');", "e\nw\n", None);
}

#[test]
fn standard_library_is_there() {
    check("import math\nmath.sqrt(16)", "", Some("4.0"));
    check("import json\njson.loads('{\"a\": [1, 2.5]}')", "", Some("{'a': [1, 2.5]}"));
    check("import re\nre.sub(r'(\\w)o', r'\\1a', 'foo bo')", "", Some("'fao ba'"));
    check("from collections import Counter\nCounter('aab').most_common(1)", "", Some("[('a', 2)]"));
    check(
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    y: int = 2\nP(1)",
        "",
        Some("P(x=1, y=2)"),
    );
    check("import random\nrandom.seed(1)\nrandom.random(), random.randint(1, 6)", "", Some("(0.13436424411240122, 1)"));
    check(
        "import statistics\nstatistics.mean([1, 2, 3]), statistics.stdev([1, 2, 3, 4])",
        "",
        Some("(2, 1.2909944487358056)"),
    );
    check("from enum import Enum\nclass C(Enum):\n    RED = 1\nC.RED", "", Some("<C.RED: 1>"));
    check("import datetime\ndatetime.date(2024, 2, 29).isoformat()", "", Some("'2024-02-29'"));
    check(
        "import itertools, functools, operator\nfunctools.reduce(operator.mul, itertools.islice(itertools.count(1), 5))",
        "",
        Some("120"),
    );
    check(
        "import textwrap, string\ntextwrap.shorten('hello big world', 12), string.digits[:3]",
        "",
        Some("('hello [...]', '012')"),
    );
    check(
        "import copy, heapq, bisect\nh = [3, 1]\nheapq.heapify(h)\ncopy.deepcopy(h), bisect.bisect([1, 2], 2)",
        "",
        Some("([1, 3], 2)"),
    );
    check(
        "import io, contextlib\nb = io.StringIO()\nwith contextlib.redirect_stdout(b):\n    print('in')\nb.getvalue()",
        "",
        Some("'in\\n'"),
    );
    check(
        "from typing import Optional, List\ndef f(x: Optional[List[int]]) -> int: ...\nf.__annotations__['return']",
        "",
        Some("<class 'int'>"),
    );
    check(
        "from decimal import Decimal\nfrom fractions import Fraction\nDecimal('0.1') + 1, Fraction(1, 3)",
        "",
        Some("(Decimal('1.1'), Fraction(1, 3))"),
    );
    check(
        "import base64, difflib, hashlib, hmac\nimport csv, pprint, timeit, warnings, abc, types, numbers, struct, time, cmath\ntime.time() > 0",
        "",
        Some("True"),
    );
}

#[test]
fn now_is_the_same_on_every_clock() {
    check(
        "import time
from datetime import date, datetime, timedelta, timezone
then = time.time()
moments = [time.mktime(time.localtime()), time.mktime(time.localtime(None)),
           datetime.now().timestamp(), datetime.today().timestamp(), datetime.now(timezone.utc).timestamp(),
           datetime.now(timezone(timedelta(hours=9))).timestamp(), time.time_ns() / 1e9]
hour = [time.strftime('%H'), time.ctime()[11:13], time.asctime()[11:13], format(datetime.now(), '%H'), '%02d' % time.localtime().tm_hour]
[abs(moment - then) < 5 for moment in moments], len(set(hour)), time.gmtime().tm_year == datetime.now(timezone.utc).year",
        "",
        Some("([True, True, True, True, True, True, True], 1, True)"),
    );
}

#[test]
fn what_a_page_lacks_is_said() {
    let mut lesson = Lesson::new();
    let seen = lesson.run("import subprocess");
    assert_eq!(seen.error().name, "ModuleNotFoundError");
    assert!(seen.error().message.contains("no network, no processes and no disk"), "{}", seen.error().message);
    let seen = lesson.run("import pandas");
    assert!(seen.error().message.starts_with("No module named 'pandas' in this page: csv reads"), "{:?}", seen);
    let seen = lesson.run("import nothing");
    assert!(seen.error().message.starts_with("No module named 'nothing' in this page. It offers torch"), "{seen:?}");
    let seen = lesson.run("import torch.fft");
    assert_eq!(seen.error().name, "ModuleNotFoundError");
    assert!(
        seen.error().message.starts_with("torch.fft is not part of this page's subset of PyTorch: write"),
        "{seen:?}"
    );
    let seen = lesson.run("from torch import distributed");
    assert!(seen.error().message.contains("torch.distributed is not part"), "{seen:?}");
    let seen = lesson.run("open('data.csv')");
    assert_eq!(seen.error().name, "FileNotFoundError");
    let seen = lesson.run("input('name? ')");
    assert!(seen.error().message.contains("no keyboard"), "{:?}", seen);
}

#[test]
fn environments_are_separate_and_last() {
    let mut lesson = Lesson::new();
    lesson.run("x = 1");
    assert_eq!(lesson.run("x").value(), Some("1"));
    let seen = lesson.run_cell(&Cell { number: 2, envir: "other", code: "x", timelimit: None });
    assert_eq!(seen.error().name, "NameError");
    lesson.session.reset();
    assert_eq!(lesson.run("x").error().message, "name 'x' is not defined");
}

#[test]
fn output_is_capped() {
    let mut lesson = Lesson::new();
    let seen = lesson.run("for i in range(400000):\n    print('0123456789')");
    assert_eq!(seen.outcome, Outcome::Ok);
    assert!(seen.stdout().len() <= 2 << 20);
    assert!(seen.outputs.len() < 500, "{} pieces", seen.outputs.len());
    let cut = 400_000 * 11 - (2 << 20);
    assert_eq!(seen.outputs.last(), Some(&Output::Notice { notice: Notice::OutputCut { bytes: cut } }));
    let seen = lesson.run("'a' * 10**7");
    assert!(seen.value().is_some_and(|text| text.len() < 3 << 20));
}

#[test]
fn streams_keep_their_order() {
    let mut lesson = Lesson::new();
    let seen = lesson.run("import sys\nprint('a')\nprint('b', file=sys.stderr)\nprint('c', end='')");
    assert_eq!((seen.stdout().as_str(), seen.stderr().as_str()), ("a\nc", "b\n"));
    assert_eq!(seen.outputs.len(), 3, "{:?}", seen.outputs);
}

#[test]
fn clocks_go_forward() {
    let mut lesson = Lesson::new();
    let seen = lesson.run(
        "import time\nnames = ['perf_counter', 'monotonic', 'process_time', 'thread_time']\n\
         before = [getattr(time, n)() for n in names] + [getattr(time, n + '_ns')() for n in names]\n\
         time.sleep(0.01)\n\
         after = [getattr(time, n)() for n in names] + [getattr(time, n + '_ns')() for n in names]\n\
         all(a > b for a, b in zip(after, before)), type(after[-1]).__name__",
    );
    assert_eq!(seen.value(), Some("(True, 'int')"), "{:?}", seen.outputs);
}

#[test]
fn sets_of_constants_are_sets() {
    let mut lesson = Lesson::new();
    assert_eq!(lesson.run("sorted({'a', 'b', 'c'}), 'b' in {'a', 'b', 'c'}").value(), Some("(['a', 'b', 'c'], True)"));
    let inner = "def f(x):\n    return x in {1, 2, 3, 4}\nf(3), f(5)";
    assert_eq!(lesson.run(inner).value(), Some("(True, False)"));
}
